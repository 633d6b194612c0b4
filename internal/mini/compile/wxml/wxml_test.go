package wxml_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

func parse(text string) (*wxml.Document, []source.Diagnostic) {
	var log source.Log
	doc := wxml.Parse(source.NewFile("a.wxml", text), &log)
	return doc, log.List
}

func TestWhatTemplatesHold(t *testing.T) {
	for _, test := range []struct{ name, source, printed string }{
		{"blanks between tags are dropped", "<view> <text>a</text>\n </view>", "<view><text>a</text></view>"},
		{"blanks within text are kept", "<view>\n a\n</view>", "<view>\n a\n</view>"},
		{"comments are dropped", "<view><!-- <a> -- --></view>", "<view></view>"},
		{"attributes in all forms", `<a b c=d e='f' g="h" i={{j}} k = "l"/>`, "<a b c='d' e='f' g='h' i='{{ j }}' k='l'></a>"},
		{"a value without quotes ends at a blank", "<a b=https://c.d/e?f=g h=i/j/><a k=l>m</a>", "<a b='https://c.d/e?f=g' h='i/j'></a><a k='l'>m</a>"},
		{"entities", `<a b="&lt;&#65;&nbsp;">&amp;&copy;</a>`, "<a b='&#60;A\u00a0'>&#38;©</a>"},
		{"no entity without a semicolon", `<a b="?x=1&copy=2"/>`, "<a b='?x=1&#38;copy=2'></a>"},
		{"an expression holds tags, quotes and braces", `<a b="{{ {c: '}}<d>'} }}">{{ x < y }}</a>`, `<a b='{{ {c:"}}<d>"} }}'>{{ x<y }}</a>`},
		{"a lone < is text", "<a>1 < 2</a>", "<a>1 &#60; 2</a>"},
		{"wxs is not parsed", "<wxs module='m'>if (a < b) { '<view>' }</wxs>", "<wxs module='m'>if (a < b) { '<view>' }</wxs>"},
		{"an empty expression", "<a>{{}}</a>", "<a>{{  }}</a>"},
		{"the data of a template", `<template is="x" data="{{a, ...b}}"/>`, `<template is='x' data='{{ a:a,...b }}'></template>`},
		{"a doctype", "<!DOCTYPE html><?xml version='1'?><a/>", "<a></a>"},
		{"names with all signs", `<a bind:tap.x="b" @c="d" wx:for-item="e"/>`, `<a bind:tap.x='b' @c='d' wx:for-item='e'></a>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			doc, list := parse(test.source)
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
			if got := wxml.Print(doc); got != test.printed {
				t.Errorf("got  %s\nwant %s", got, test.printed)
			}
		})
	}
}

func TestOfAnAttributeThatComesTwiceTheLastCounts(t *testing.T) {
	doc, _ := parse(`<view a="1" b="2" a="{{c}}"/>`)
	if got, want := wxml.Print(doc), "<view a='{{ c }}' b='2'></view>"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func manyAttributes(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, " a%d", i)
	}
	return out.String()
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	deep := strings.Repeat("<view>", 50_000)
	for _, test := range []struct {
		name, source string
		want         []string // "line:column code"
	}{
		{"an element that is not closed", "<view>\n  <text>\n</view>", []string{"2:3 wxml.unclosed"}},
		{"elements open at the end", "<view><text>", []string{"1:1 wxml.unclosed", "1:7 wxml.unclosed"}},
		{"a closing tag too many", "<view></view>\n</text>", []string{"2:1 wxml.mismatch"}},
		{"a closing tag of another", "<view></text></view>", []string{"1:7 wxml.mismatch"}},
		{"a tag that is not finished", "<view\n<text/>", []string{"1:1 wxml.tag"}},
		{"a closing tag that is not finished", "<view></view", []string{"1:7 wxml.tag"}},
		{"a value that is not closed", "<view class=\"a>\n</view>", []string{"1:7 wxml.attribute", "1:1 wxml.tag"}},
		{"a quote out of place", `<view class="a"" id="b"/>`, []string{"1:16 wxml.attribute"}},
		{"a value without its first quote", `<view a=b/c?d=e" f="g"/>`, []string{"1:7 wxml.attribute"}},
		{"an attribute without its value", "<view class= />", []string{"1:7 wxml.attribute"}},
		{"an attribute that comes twice", `<view a="1" a="2"/>`, []string{"1:13 wxml.duplicate"}},
		{"a comment that is not closed", "<view/><!-- a", []string{"1:8 wxml.comment"}},
		{"a wxs that is not closed", "<wxs module='m'>a", []string{"1:1 wxml.unclosed"}},
		{"an expression that is wrong", "<view>中文\n{{ a + }}</view>", []string{"2:8 wxml.expression"}},
		{"several wrong expressions", "<a b='{{x y}}' c='{{=}}'>{{ [ }}</a>", []string{"1:11 wxml.expression", "1:21 wxml.expression", "1:31 wxml.expression"}},
		{"an expression that never ends", "<a>{{ b </a>", []string{"1:9 wxml.expression"}},
		{"1,000 attributes, of which it is told once", "<a" + manyAttributes(1000) + "/>", []string{"1:2394 wxml.attribute"}},
		{"50,000 levels", deep, []string{"1:1537 wxml.depth"}},
		{"50,000 levels that are closed", deep + strings.Repeat("</view>", 50_000), []string{"1:1537 wxml.depth"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := parse(test.source)
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprintf("%d:%d %s", d.Range.Start.Line, d.Range.Start.Column, d.Code))
			}
			if fmt.Sprint(got) != fmt.Sprint(test.want) {
				t.Errorf("got %v, want %v: %+v", got, test.want, list)
			}
		})
	}
}

// FuzzParse proves that no text makes the parser panic, and that what it prints it reads back the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"<view wx:if='{{a}}'>b{{c}}</view>", "<wxs module='a'>b</wxs>", "<template is='a' data='{{...b}}'/>", "<a b c=d>", "</a>", "<!-- -->", "{{", "&lt;",
		"<a b='{{ {c:1} }}'/>", "<a>{{'</a>'}}</a>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		doc, _ := parse(text)
		first := wxml.Print(doc)
		again, _ := parse(first)
		if second := wxml.Print(again); first != second {
			t.Fatalf("%q was printed as %q, and that as %q", text, first, second)
		}
	})
}
