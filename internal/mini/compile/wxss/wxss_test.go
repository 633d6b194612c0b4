package wxss_test

import (
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxss"
)

// files is a program's source by path.
type files map[string]string

func (f files) Style(name string) *source.File {
	if text, ok := f[name]; ok {
		return source.NewFile(name, text)
	}
	return nil
}

func (f files) Exists(name string) bool { _, ok := f[name]; return ok }

func (f files) Resolve(from, reference, extension string) string {
	if extension != "" && path.Ext(reference) != extension {
		reference += extension
	}
	if strings.HasPrefix(reference, "/") {
		return reference[1:]
	}
	return path.Join(path.Dir(from), reference)
}

func tag(name string) string {
	if name == "page" {
		return "body"
	}
	return "wx-" + name
}

func compile(f files, scope string) (*wxss.Sheet, []source.Diagnostic) {
	var log source.Log
	host := ""
	if scope != "" {
		host = scope + "--host"
	}
	sheet := wxss.Compile("c/c.wxss", f, wxss.Options{Scope: scope, Host: host, Tag: tag, Minify: true}, &log)
	return sheet, log.List
}

func TestSheets(t *testing.T) {
	for _, test := range []struct{ name, source, scope, want string }{
		{"rpx are vw", ".a{width:750rpx;margin:-2rpx 0.5RPX 0rpx}", "", ".a{width:100vw;margin:-0.266667vw 0.066667vw 0vw}"},
		{"rpx in calc", ".a{top:calc(100% - 20rpx)}", "", ".a{top:calc(100% - 2.666667vw)}"},
		{"rpx in custom properties", ":root{--gap:32rpx;--b: calc(var(--gap) + 1rpx)}", "", ":root{--gap:4.266667vw;--b: calc(var(--gap) + 0.133333vw)}"},
		{"rpx in media queries", "@media (min-width:750rpx){.a{top:0}}", "", "@media (min-width:100vw){.a{top:0}}"},
		{"no rpx in names and texts", ".w-20rpx{content:'20rpx'}", "", ".w-20rpx{content:'20rpx'}"},
		{"classes get the scope", ".a.b>.c:not(.d)::after,.e{top:0}", "s1", ".s1--a.s1--b>.s1--c:not(.s1--d)::after,.s1--e{top:0}"},
		{"classes of pages do not", ".a .b{top:0}", "", ".a .b{top:0}"},
		{"decimals are no classes", ".a{opacity:.5;transition:all .3s}", "s1", ".s1--a{opacity:.5;transition:all .3s}"},
		{"escaped classes", `.md\:w-1\/2{top:0}`, "s1", `.s1--md\:w-1\/2{top:0}`},
		{"tags", "page,view > text:first-child,#id,[data-view=\"view\"],*{top:0}", "", "body,wx-view > wx-text:first-child,#id,[data-view=\"view\"],*{top:0}"},
		{"host", ":host{display:block}:host(.on) .a,:host([dir]) view{top:0}", "s1", ":where(.s1--host){display:block}.s1--host.on .s1--a,.s1--host[dir] wx-view{top:0}"},
		{"a host alone among others", ".a,:host , :host view,:host{top:0}", "s1", ".s1--a,:where(.s1--host) , .s1--host wx-view,:where(.s1--host){top:0}"},
		{"at-rules with rules", "@media print{.a{top:0}@supports (display:grid){view{top:0}}}", "s1", "@media print{.s1--a{top:0}@supports (display:grid){wx-view{top:0}}}"},
		{"keyframes", "@-webkit-keyframes x{from{top:1rpx}50.5%{top:0}to{top:0}}.a{animation:x 1s}", "s1", "@-webkit-keyframes x{from{top:0.133333vw}50.5%{top:0}to{top:0}}.s1--a{animation:x 1s}"},
		{"nested rules", ".a{top:0;&.b{left:0}.c{top:1rpx}right:0}", "s1", ".s1--a{top:0;&.s1--b{left:0}.s1--c{top:0.133333vw}right:0}"},
		{"comments go", "/* a */.a/* b */{top:/*c*/0}", "", ".a{top:/**/0}"},
		{"nth-child", "view:nth-child(2n + 1) .a{top:0}", "s1", "wx-view:nth-child(2n + 1) .s1--a{top:0}"},
		{"charset goes", "@charset \"utf-8\";.a{top:0}", "", ".a{top:0}"},
		{"data URLs stay", ".a{background:url(data:image/png;base64,AA==)}", "", ".a{background:url(data:image/png;base64,AA==)}"},
		{"an empty sheet", "", "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			sheet, list := compile(files{"c/c.wxss": test.source}, test.scope)
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
			if sheet.CSS != test.want {
				t.Errorf("got  %s\nwant %s", sheet.CSS, test.want)
			}
		})
	}
}

func TestImportsAndAssets(t *testing.T) {
	sheet, list := compile(files{
		"c/c.wxss":     "@import \"../lib/a\";\n@import url(/lib/b.wxss) screen;\n.c{background:url(../i/c.png),url('//h/x.png'),url(http://h/y.png)}",
		"lib/a.wxss":   ".a{background:url(../i/c.png?1)}",
		"lib/b.wxss":   "@font-face{src:url(f.ttf#iefix)}",
		"lib/f.ttf":    "",
		"i/c.png":      "",
		"i/unused.png": "",
	}, "s")
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
	want := `.s--a{background:url("asset:0")}@media screen{@font-face{src:url("asset:1")}}` + "\n" +
		`.s--c{background:url("asset:0"),url("asset:2"),url("asset:3")}`
	if sheet.CSS != want {
		t.Errorf("got  %s\nwant %s", sheet.CSS, want)
	}
	if got, want := fmt.Sprint(sheet.URLs), "[i/c.png lib/f.ttf https://h/x.png https://h/y.png]"; got != want {
		t.Errorf("URLs are %s, want %s", got, want)
	}
}

func TestOfSeveralFontsTheBestIsFetched(t *testing.T) {
	for _, test := range []struct{ name, src, want, urls string }{
		{
			"the newest format of a list", "src:url(//h/t.eot);src:url(//h/t.eot?#iefix) format('embedded-opentype'),url(//h/t.woff) format('woff'),url(//h/t.ttf) format('truetype')",
			`src:url("asset:0") format('woff')`, "[https://h/t.woff]",
		},
		{
			"by the ending, without a format", "font-family:a;src:url(//h/t.ttf?v=1), url(//h/t.woff2?v=1);font-weight:1",
			`font-family:a;src: url("asset:0");font-weight:1`, "[https://h/t.woff2?v=1]",
		},
		{
			"what is inside the sheet or on the machine stays", "src:local('a'),url(data:font/woff2;base64,AA==) format('woff2'),url(//h/t.svg)",
			`src:local('a'),url(data:font/woff2;base64,AA==) format('woff2'),url("asset:0")`, "[https://h/t.svg]",
		},
		{"a single one is not judged", "src:url(//h/t)", `src:url("asset:0")`, "[https://h/t]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			sheet, list := compile(files{"c/c.wxss": "@font-face{" + test.src + "}"}, "s")
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
			if want := "@font-face{" + test.want + "}"; sheet.CSS != want || fmt.Sprint(sheet.URLs) != test.urls {
				t.Errorf("got  %s %s\nwant %s %s", sheet.CSS, sheet.URLs, want, test.urls)
			}
		})
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	for _, test := range []struct {
		name  string
		files files
		want  string // "file line:column code"
	}{
		{"a block that is not closed", files{"c/c.wxss": ".a{top:0}\n.b{top:0"}, "c/c.wxss 2:3 wxss.unclosed"},
		{"a brace too many", files{"c/c.wxss": ".a{top:0}}\n.b{}"}, "c/c.wxss 1:10 wxss.brace"},
		{"no rule", files{"c/c.wxss": "\n.a;.b{}"}, "c/c.wxss 2:1 wxss.rule"},
		{"an import of nothing", files{"c/c.wxss": "@import \"x\";"}, "c/c.wxss 1:9 wxss.missing"},
		{"an import without a path", files{"c/c.wxss": "@import;"}, "c/c.wxss 1:1 wxss.import"},
		{"an import of itself", files{"c/c.wxss": "@import 'c.wxss';"}, "c/c.wxss 1:9 wxss.cycle"},
		{"a circle of imports", files{"c/c.wxss": "@import 'd';", "c/d.wxss": "\n@import 'c';"}, "c/d.wxss 2:9 wxss.cycle"},
		{"a picture that is missing", files{"c/c.wxss": ".a{background:url(x.png)}"}, "c/c.wxss 1:15 wxss.asset"},
		{"a text that is not closed", files{"c/c.wxss": ".a{content:'x\n}"}, "c/c.wxss 1:12 wxss.string"},
		{"100,000 levels", files{"c/c.wxss": strings.Repeat("@media x{", 100_000)}, "c/c.wxss 1:586 wxss.depth"},
		{"100,000 nested rules", files{"c/c.wxss": strings.Repeat("a{", 100_000)}, "c/c.wxss 1:132 wxss.depth"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := compile(test.files, "s")
			list = source.Sort(list)
			if len(list) == 0 {
				t.Fatal("no diagnostic")
			}
			var all []string
			for _, d := range list {
				all = append(all, fmt.Sprintf("%s %d:%d %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Code))
			}
			if !strings.Contains(strings.Join(all, "\n"), test.want) {
				t.Errorf("got %v, want %s among them", all[:min(len(all), 5)], test.want)
			}
		})
	}
}

// FuzzCompile proves that no text makes the compiler panic, and that it leaves as it is what it compiled without mistakes.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		".a{width:1rpx}", "@media x{.a{b:c}}", "@keyframes a{from{b:c}}", ".a{&.b{c:d}}", ":host(.a){}", "@import 'x';", "a{--b:{c:1rpx}}", "<!--a{}-->", "}", "\x00", "a{b:url(c}",
		"@font-face{src:url(data:a),local(b);src:", "@font-face{src:a,{b:c}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		compileSame := func(text string) (css string, whole bool) {
			var log source.Log
			options := wxss.Options{Tag: func(name string) string { return name }, Minify: true}
			sheet := wxss.Compile("c/c.wxss", files{"c/c.wxss": text}, options, &log)
			return sheet.CSS, len(log.List) == 0 && len(sheet.URLs) == 0
		}
		first := strings.ToValidUTF8(text, "?")
		for range 2 {
			var whole bool
			if first, whole = compileSame(first); !whole {
				return // a text with mistakes, or with pictures, is not left as it is
			}
		}
		if second, whole := compileSame(first); whole && first != second {
			t.Fatalf("%q was compiled to %q, and that to %q", text, first, second)
		}
	})
}
