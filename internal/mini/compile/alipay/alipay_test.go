package alipay_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/template"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// files is a program's source by path.
type files struct {
	texts map[string]string
	log   *source.Log
}

func (f files) Exists(name string) bool { _, ok := f.texts[name]; return ok }

func (f files) Template(name string) *wxml.Document {
	text, ok := f.texts[name]
	if !ok {
		return nil
	}
	if strings.HasSuffix(name, ".axml") {
		return alipay.Parse(source.NewFile(name, text), f.log)
	}
	return wxml.Parse(source.NewFile(name, text), f.log)
}

func (f files) Resolve(from, reference, extension string) string {
	return path.Join(path.Dir(from), strings.TrimSuffix(reference, extension)) + extension
}

// compile returns the JavaScript of a template, and what is wrong with it. Tags that begin with x- are components.
func compile(name string, texts map[string]string) (string, []source.Diagnostic) {
	var log source.Log
	options := template.Options{}
	if strings.HasSuffix(name, ".axml") {
		builtIn := func(of func(tag, name string) string) func(tag, name string) string {
			return func(tag, name string) string {
				if strings.HasPrefix(tag, "x-") {
					return name
				}
				return of(tag, name)
			}
		}
		options.Property, options.Event = builtIn(alipay.Property), builtIn(alipay.Event)
	}
	out := template.Compile(name, files{texts, &log}, options, &log)
	return out.JS, source.Sort(log.List)
}

// The same program in both dialects gives the same tree, and the same code.
func TestTwins(t *testing.T) {
	for _, test := range []struct{ name, axml, wxml string }{
		{"text and expressions", `<view class="a {{b}}" style="color: {{c}}" id="d">{{e + 1}} &lt; {{ {f: 1} }}</view>`, `<view class="a {{b}}" style="color: {{c}}" id="d">{{e + 1}} &lt; {{ {f: 1} }}</view>`},
		{"conditions", `<view a:if="{{a}}"/><view a:elif="{{b}}"/><view a:else/>`, `<view wx:if="{{a}}"/><view wx:elif="{{b}}"/><view wx:else/>`},
		{
			"loops with names", `<view a:for="{{l}}" a:for-item="x" a:for-index="i" a:key="id">{{i}}{{x.n}}</view>`,
			`<view wx:for="{{l}}" wx:for-item="x" wx:for-index="i" wx:key="id">{{i}}{{x.n}}</view>`,
		},
		{"a loop of itself", `<view a:for="{{l}}" a:key="*this">{{item}}</view>`, `<view wx:for="{{l}}" wx:key="*this">{{item}}</view>`},
		{"a bare key", `<view a:for="{{l}}" key="id"/>`, `<view wx:for="{{l}}" wx:key="id"/>`},
		{"keys that are fields of the item", `<view a:for="{{l}}" key="{{item.id}}"/><view a:for="{{l}}" a:key="{{item['id']}}"/>`, `<view wx:for="{{l}}" wx:key="id"/><view wx:for="{{l}}" wx:key="id"/>`},
		{"a key that is the item", `<view a:for="{{l}}" a:for-item="x" key="{{x}}"/>`, `<view wx:for="{{l}}" wx:for-item="x" wx:key="*this"/>`},
		{"keys that say the place, or cannot be told", `<view a:for="{{l}}" key="{{index}}"/><view a:for="{{l}}" a:key="index"/><view a:for="{{l}}" key="row-{{item.id}}"/>`, `<view wx:for="{{l}}"/><view wx:for="{{l}}"/><view wx:for="{{l}}"/>`},
		{"a key in a block's only element", `<block a:for="{{l}}"><view key="{{item.id}}"/></block>`, `<block wx:for="{{l}}" wx:key="id"><view/></block>`},
		{"two keys, and two ways to stop a finger", `<view a:for="{{l}}" a:key="id" key="b" disable-scroll catchTouchMove="f"/>`, `<view wx:for="{{l}}" wx:key="id" catch:touchmove="f"/>`},
		{"a key outside of a loop", `<view key="a"/>`, `<view/>`},
		{"events", `<view onTap="a" catchTap="b" onTouchStart="{{c}}" catchTouchMove/>`, `<view bind:tap="a" catch:tap="b" bind:touchstart="{{c}}" catch:touchmove/>`},
		{"events of components keep their capitals", `<x-a onCardTap="a" onChange="b"/>`, `<x-a bind:cardTap="a" bind:change="b"/>`},
		{"attributes in both spellings", `<x-a hoverClass="a" hover-start-time="{{1}}"/>`, `<x-a hover-class="a" hover-start-time="{{1}}"/>`},
		{"dataset", `<view data-item-id="{{a}}" data-b="c"/>`, `<view data-item-id="{{a}}" data-b="c"/>`},
		{"template", `<template name="t"><text>{{a}}</text></template><template is="t" data="{{...b, c: 1, d}}"/>`, `<template name="t"><text>{{a}}</text></template><template is="t" data="{{...b, c: 1, d}}"/>`},
		{"slots with what stands there else", `<slot name="a"><view>{{b}}</view></slot><slot/>`, `<slot name="a"><view>{{b}}</view></slot><slot/>`},
		{"what goes into a slot by a block", `<x-a><block slot="b"><view/><text slot="c"/></block></x-a>`, `<x-a><view slot="b"/><text slot="c"/></x-a>`},
		{"ref", `<x-a ref="save"/>`, `<x-a ref="save"/>`},
		{"a view under which nothing scrolls", `<view disable-scroll/><view disableScroll="{{true}}"/><view disable-scroll="true"/>`, `<view catch:touchmove/><view catch:touchmove/><view catch:touchmove/>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, list := compile("a.axml", map[string]string{"a.axml": test.axml})
			want, _ := compile("a.wxml", map[string]string{"a.wxml": test.wxml})
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
		})
	}
}

func TestTwinsOfSeveralFiles(t *testing.T) {
	texts := map[string]string{
		"p/a.axml":  `<import src="./t.axml"/><import-sjs name="m" from="../lib/m.sjs"/><view a:if="{{m.f(a)}}">{{m.b}}</view><include src="i"/><template is="t" data="{{a}}"/>`,
		"p/t.axml":  `<import-sjs from="../lib/m.sjs" name="n"></import-sjs><template name="t"><text onTap="{{n.g}}">{{a}}</text></template>`,
		"p/i.axml":  `<view a:for="{{m.list}}">{{item}}</view>`,
		"p/a.wxml":  `<import src="./t.wxml"/><wxs module="m" src="../lib/m.wxs"/><view wx:if="{{m.f(a)}}">{{m.b}}</view><include src="i"/><template is="t" data="{{a}}"/>`,
		"p/t.wxml":  `<wxs src="../lib/m.wxs" module="n"></wxs><template name="t"><text bindtap="{{n.g}}">{{a}}</text></template>`,
		"p/i.wxml":  `<view wx:for="{{m.list}}">{{item}}</view>`,
		"lib/m.sjs": "", "lib/m.wxs": "",
	}
	got, list := compile("p/a.axml", texts)
	want, _ := compile("p/a.wxml", texts)
	got = strings.NewReplacer("lib/m.sjs#default", "lib/m.wxs", ".axml", ".wxml").Replace(got)
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
}

// What WXML has not.
func TestWhatOnlyAXMLHas(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"what only looks like an event", `<x-a only="a" catchphrase="b" bindings="c" on="d" captureImage="e" capture="f"/>`, `{main:[{k:"e",n:"x-a",a:{only:"a",catchphrase:"b",bindings:"c",on:"d",captureImage:"e",capture:"f"}}]}`},
		{"dataset keeps capitals", `<view data-itemId="a" data-Item-name="b"/>`, `{main:[{k:"e",n:"view",d:{itemId:"a",ItemName:"b"}}]}`},
		{
			"exports of a module by name", `<import-sjs name="{ a, b: c }" from="./m.sjs"/>{{a}}{{c.d}}`,
			`{main:[{k:"t",t:{f:(d,s,m)=>Y(m.a)+Y(m.c?.d),p:[]}}],wxs:{a:"m.sjs#a",c:"m.sjs#b"}}`,
		},
		{
			"template literals", "<view class=\"{{`a ${b ? `c${d}` : '}}'} e`}}\">{{`f`}}{{`${g}h`}}{{``}}{{ {i: `j\\`k` } }}</view>",
			`{main:[{k:"e",n:"view",c:{f:d=>"a "+(d.b?"c"+d.d:"}}")+" e",p:[["b"],{c:(d,s,m)=>d.b,t:[["d"]],e:[]}]},x:[{k:"t",t:{f:d=>Y("f")+Y(""+d.g+"h")+Y("")+Y({i:"j` + "`" + `k"}),p:[["g"]]}}]}]}`,
		},
		{
			"a slot gives values", `<slot name="a" item="{{b}}" my-index="1">{{c}}</slot>`,
			`{main:[{k:"s",n:"a",v:{item:{f:d=>d.b,p:[["b"]]},myIndex:"1"},x:[{k:"t",t:{f:d=>Y(d.c),p:[["c"]]}}]}]}`,
		},
		{
			"what goes into a slot sees them", `<x-a><view slot="a" slot-scope="p" onTap="{{p.f}}">{{p.item.x}}{{y}}</view></x-a>`,
			`{main:[{k:"e",n:"x-a",x:[{k:"p",s:0,x:[{k:"e",n:"view",l:"a",e:[["tap",0,{f:(d,s)=>s[0]?.f,p:[[0,"f"]]}]],x:[{k:"t",t:{f:(d,s)=>Y(s[0]?.item?.x)+Y(d.y),p:[[0,"item","x"],["y"]]}}]}],r:["y"]}]}]}`,
		},
		{
			"in a loop", `<x-a a:for="{{l}}"><block slot-scope="p" slot="b"><text>{{p.q}}{{item}}</text></block></x-a>`,
			`{main:[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,x:[{k:"e",n:"x-a",x:[{k:"p",s:2,x:[{k:"e",n:"text",l:"b",x:[{k:"t",t:{f:(d,s)=>Y(s[2]?.q)+Y(s[0]),p:[[2,"q"],[0]]}}]}],r:[0]}]}],r:[]}]}`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, list := compile("a.axml", map[string]string{"a.axml": test.source, "m.sjs": ""})
			if got = strings.ReplaceAll(got, ",\n", ","); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
		})
	}
}

func TestMistakesAreToldInTheAuthorsWords(t *testing.T) {
	deep := strings.Repeat("<view>", 50_000)
	for _, test := range []struct {
		name, source string
		want         string // line:column code: text hint
	}{
		{"an else without its if", "<view/>\n <view a:else/>", "2:2 axml.else: This <view> has a:elif or a:else, but the element before it has no a:if. It is never shown. Nothing may stand between the two, and a:for and a:if on one element make it a loop."},
		{"a directive that there is not", `<view a:foo="b"/>`, "1:7 axml.attribute: a:foo is not known. Known are a:if, a:elif, a:else, a:for, a:for-item, a:for-index, a:key."},
		{"a directive of WeChat's", `<view wx:if="{{a}}"/>`, "1:7 axml.directive: wx:if is WeChat's and does nothing in AXML. Write a:if."},
		{"an event of WeChat's", `<view bindtap="a"/>`, "1:7 axml.event: bindtap is WeChat's and does nothing in AXML. Write onTap."},
		{"an event of WeChat's that is stopped", `<view catchtouchmove="a"/>`, "1:7 axml.event: catchtouchmove is WeChat's and does nothing in AXML. Write catchTouchMove."},
		{"an event of WeChat's with a colon", `<view catch:touchmove="a"/>`, "1:7 axml.event: catch:touchmove is WeChat's and does nothing in AXML. Write catchTouchMove."},
		{"a captured event of WeChat's", `<view capture-catch:tap="a" capture-bind:touchstart="b"/>`, "1:7 axml.event: capture-catch:tap is WeChat's and does nothing in AXML. Write captureCatchTap.\n1:29 axml.event: capture-bind:touchstart is WeChat's and does nothing in AXML. Write captureTouchStart."},
		{"a module of WeChat's", `<wxs module="m">var a = 1</wxs>`, `1:1 axml.sjs: <wxs> is WeChat's; there is none in AXML. Put the code into a .sjs file and write <import-sjs name="m" from="./m.sjs"/>.`},
		{"a module without a name", `<import-sjs from="./m.sjs"/>`, "1:1 axml.import-sjs: <import-sjs> needs the attribute name with a plain name."},
		{"a module without a file", `<import-sjs name="m"/>`, "1:1 axml.import-sjs: <import-sjs> needs the attribute from with the path of a module."},
		{"a name that is none", `<import-sjs name="{ a b }" from="./m.sjs"/>`, "1:19 axml.import-sjs: This is no name of a module. Write name=\"m\" for what it exports by default, or name=\"{ a, b: c }\" for exports of these names."},
		{"a module that is not there", `<import-sjs name="m" from="./gone.sjs"/>`, "1:28 axml.missing: There is no file ./gone.sjs. It is looked for at gone.sjs."},
		{"a path that is computed", `<import-sjs name="m" from="{{a}}"/>`, "1:28 axml.reference: The path in from must be plain text. It is resolved when the program is compiled."},
		{"an import without a path", `<import/>`, "1:1 axml.reference: <import> needs src."},
		{"a function in an expression", `{{ () => 1 }}`, "1:5 axml.expression: Unexpected \")\" in the expression."},
		{"new in an expression", `{{ new Date }}`, "1:4 axml.expression: A template cannot use new. Write it in an SJS module and call it here."},
		{"a template literal that does not end", "<a b='{{`c ${d}}}'/>", "1:9 axml.expression: This text is not closed. Add `."},
		{"a template literal whose expression is wrong", "<a b='{{`c ${d e}`}}'/>", "1:16 axml.expression: Unexpected \"e\": } is expected here."},
		{"a slot-scope that is computed", `<view slot-scope="{{a}}"/>`, "1:7 axml.slot: slot-scope needs the name of a variable as plain text."},
		{"an element that is not closed", "<view>", "1:1 axml.unclosed: <view> is not closed. Add </view>, or end the tag with />."},
		{"50,000 levels", deep, "1:1537 axml.depth: Elements are nested deeper than 256 levels here. Is a closing tag missing? Otherwise split the template into components."},
		{"a file that includes itself", "<include src='a'/>", "1:1 axml.cycle: This file includes itself: a.axml → a.axml."},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := compile("a.axml", map[string]string{"a.axml": test.source, "m.sjs": ""})
			var got []string
			for _, d := range list {
				got = append(got, strings.TrimSpace(fmt.Sprintf("%d:%d %s: %s %s", d.Range.Start.Line, d.Range.Start.Column, d.Code, d.Text, d.Hint)))
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n"), test.want)
			}
		})
	}
}

func TestHostileTemplatesEnd(t *testing.T) {
	many := func(n int, each func(i int) string) string {
		var out strings.Builder
		for i := range n {
			out.WriteString(each(i))
		}
		return out.String()
	}
	for _, test := range []struct {
		name  string
		texts map[string]string
		want  string // a code among the diagnostics, "" for none at all
	}{
		{"files that import each other", map[string]string{"a.axml": "<import src='b'/><template is='t'/>", "b.axml": "<import src='a'/><template name='t'><template is='t'/></template>"}, ""},
		{"files that include each other", map[string]string{"a.axml": "<include src='b'/>", "b.axml": "<include src='a'/>"}, "axml.cycle"},
		{"a value of 4 MB", map[string]string{"a.axml": `<view class="` + strings.Repeat("a ", 2<<20) + `"/>`}, ""},
		{"a value of 100,000 expressions", map[string]string{"a.axml": `<view class="` + strings.Repeat("{{a}}", 100_000) + `"/>`}, ""},
		{"a list of 100,000 names", map[string]string{"a.axml": `<import-sjs from="m" name="{` + many(100_000, func(i int) string { return fmt.Sprintf("a%d,", i) }) + `}"/>`}, "axml.import-sjs"},
		{"10,000 attributes", map[string]string{"a.axml": "<view " + many(10_000, func(i int) string { return fmt.Sprintf("onE%d='f' ", i) }) + "/>"}, "axml.attribute"},
		{"100,000 open braces", map[string]string{"a.axml": strings.Repeat("{{", 100_000)}, "axml.expression"},
		{"a text of 100,000 expressions", map[string]string{"a.axml": "{{`" + strings.Repeat("${a}", 100_000) + "`}}"}, "axml.expression"},
		{"texts in texts", map[string]string{"a.axml": "{{" + strings.Repeat("`${", 100_000) + "}}"}, "axml.expression"},
		{"scopes in scopes", map[string]string{"a.axml": strings.Repeat("<view slot-scope='p'>", 200) + strings.Repeat("</view>", 200)}, ""},
		{"blocks in blocks with a slot", map[string]string{"a.axml": strings.Repeat("<block slot='p'>", 200) + "<view/>" + strings.Repeat("</block>", 200)}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			js, list := compile("a.axml", test.texts)
			codes := map[string]bool{}
			for _, d := range list {
				codes[d.Code] = true
			}
			if js == "" || test.want == "" && len(list) > 0 || test.want != "" && !codes[test.want] {
				t.Errorf("got %v, want %q", codes, test.want)
			}
		})
	}
}

// FuzzParse proves that no text makes the front end panic, that the tree it gives is one that WXML can write, and that what
// is compiled of it is JavaScript: one bad page must not break its whole chunk.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"{{`a${b}c${`d`}`}}", "{{`${", "<view a:if='{{a}}' onTap='b'>{{c}}</view><view a:else a:for='{{d}}' key='{{item.e}}'/>", "<import-sjs name='{a, b: c}' from='./m.sjs'/>{{a}}", "<import-sjs name='m' from='m'/>{{m.f(a)}}",
		"<slot name='{{a}}' b='{{c}}' d>{{e}}</slot>", "<x slot='a' slot-scope='p'>{{p.a}}</x>", "<block slot='a'>b<c/></block>", "<view disable-scroll='{{true}}' catchTouchMove='a' a:for='{{b}}' a:key='c' key='d'/>", "<wxs module='m'>a</wxs>",
		"<template name='t'/><template is='t' data='{{...a}}'/>", "<view catchTap onA='{{b}}' on='c' catch='d' wx:if='e' a:x='f' bind:tap='g'/>", "<block a:for='{{a}}'><b key='{{item}}'/></block>", "</a>", "{{", "<a b='{{ {c:1} }}'/>",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var log source.Log
		first := wxml.Print(alipay.Parse(source.NewFile("a.axml", text), &log))
		again := wxml.Print(wxml.Parse(source.NewFile("a.wxml", first), &source.Log{}))
		if first != again {
			t.Fatalf("%q was printed as %q, and that as %q", text, first, again)
		}
		js, _ := compile("a.axml", map[string]string{"a.axml": text, "m.sjs": ""})
		result := api.Transform("x("+js+")", api.TransformOptions{LogLevel: api.LogLevelSilent})
		if len(result.Errors) > 0 {
			t.Fatalf("%q was compiled to %s: %s", text, js, result.Errors[0].Text)
		}
	})
}
