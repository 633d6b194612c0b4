package compile_test

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"

	"github.com/superette/superette/internal/mini/compile"
)

func TestTheDialectIsToldByTheProgramsOwnFiles(t *testing.T) {
	wechat := map[string]string{"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": "<view/>"}
	alipay := map[string]string{"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": "<view/>"}
	with := func(files map[string]string, more map[string]string) map[string]string {
		out := maps.Clone(files)
		maps.Copy(out, more)
		return out
	}
	in := func(folder string, files map[string]string) map[string]string {
		out := map[string]string{}
		for name, text := range files {
			out[path.Join(folder, name)] = text
		}
		return out
	}
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"pages in WXML", wechat, "wechat"},
		{"pages in AXML", alipay, "alipay"},
		{"pages in WXML beside a project's file of Alipay's", with(wechat, map[string]string{"mini.project.json": "{}"}), "wechat"},
		{"pages in AXML beside a project's file of WeChat's", with(alipay, map[string]string{"project.config.json": "{}"}), "alipay"},
		{"pages in both, with a project's file of Alipay's", with(wechat, map[string]string{"a.axml": "", "mini.project.json": "{}"}), "alipay"},
		{"pages in both, with a project's file of WeChat's", with(wechat, map[string]string{"a.axml": "", "project.config.json": "{}"}), "wechat"},
		{"pages in both, and nothing else", with(wechat, map[string]string{"a.axml": ""}), "wechat"},
		{"a root that mini.project.json names", with(in("src", alipay), map[string]string{"mini.project.json": `{"miniprogramRoot": "src"}`}), "alipay"},
		{"a page of a sub-package alone", map[string]string{"app.json": `{"pages": [], "subPackages": [{"root": "/p/", "pages": ["b"]}]}`, "app.js": "App({})", "p/b.js": "Page({})", "p/b.axml": ""}, "alipay"},
		{"a library's files of the other", with(wechat, map[string]string{"miniprogram_npm/x/index.axml": ""}), "wechat"},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, list := build(t, test.files)
			if out.App.Dialect != test.want || out.Pages != 1 {
				t.Errorf("got %q and %d pages, want %q and 1: %v", out.App.Dialect, out.Pages, test.want, list)
			}
			if len(list) > 0 {
				t.Error(list)
			}
		})
	}
}

func TestComponentsOfAlipayWithoutComponent2(t *testing.T) {
	for _, test := range []struct {
		project string
		want    bool
	}{{`{}`, true}, {`{"component2": true}`, true}, {`{"component2": false}`, false}, {`{"format": 2, "compileOptions": {"component2": false}}`, false}} {
		t.Run(test.project, func(t *testing.T) {
			out, _ := build(t, map[string]string{"mini.project.json": test.project, "app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": ""})
			if got := out.App.Component2 == nil || *out.App.Component2; got != test.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestMistakesInAlipaysFiles(t *testing.T) {
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string // file:line:column severity code: text
	}{
		{"a page that is not there", map[string]string{"app.json": `{"pages": ["a", "b"]}`}, "app.json:1:17 error app.page: There is no page b: b.axml does not exist."},
		{"a tab whose page is not there", map[string]string{"app.json": `{"pages": ["a"], "tabBar": {"items": [{"pagePath": "b", "name": "B"}]}}`}, "app.json:1:52 error app.tab: This tab's page is not among the pages of app.json."},
		{"an icon that is not there", map[string]string{"app.json": `{"pages": ["a"], "tabBar": {"items": [{"pagePath": "a", "name": "A", "activeIcon": "b.png"}]}}`}, "app.json:1:84 warning app.icon: There is no picture b.png."},
		{"a colour of letters that there is not", map[string]string{"a.json": `{"navigationBarFrontColor": "red"}`}, `a.json:1:29 warning app.window: navigationBarFrontColor cannot be "red".`},
		{"a tab bar of WeChat's", map[string]string{"app.json": `{"pages": ["a"], "tabBar": {"custom": true, "list": [{"pagePath": "gone"}]}}`}, ""},
		{"a tab bar that nothing draws", map[string]string{"app.json": `{"pages": ["a"], "tabBar": {"customize": true, "items": [{"pagePath": "a", "name": "A"}]}}`}, "app.json:1:42 warning app.tab: There is no component customize-tab-bar/index to draw the tab bar."},
		{"a component that is not there", map[string]string{"a.json": `{"usingComponents": {"x": "/x"}}`, "a.axml": "<x/>"}, "a.json:1:27 error component.missing: There is no component /x for <x>."},
		{"a component without a template", map[string]string{"a.json": `{"usingComponents": {"x": "/x"}}`, "x.json": "{}", "x.js": ""}, "x.axml:1:1 error axml.missing: There is no template for the component x."},
		{"a component that holds itself", map[string]string{"a.json": `{"usingComponents": {"x": "/x"}}`, "x.json": `{"usingComponents": {"x": "/x"}}`, "x.js": "", "x.axml": "<x/>"}, "x.axml:1:1 error component.endless: <x> holds itself under no condition: x → x."},
		{"an icon that is too much for JSON", map[string]string{"a.json": `{"optionMenu": {"icon": "` + strings.Repeat("A", 8193) + `"}}`}, "a.json:1:25 warning app.window: The icon of optionMenu has more than 8192 bytes."},
		{"a tag that there is not", map[string]string{"a.axml": "<tea-card/>"}, "a.axml:1:1 warning axml.tag: <tea-card> is no built-in element and no component of this page."},
		{"a tag of Alipay's that is not drawn", map[string]string{"a.axml": "<lottie/>"}, "a.axml:1:1 warning axml.tag: <lottie> is not drawn here."},
		{"a module that imports what is not there", map[string]string{"a.axml": "<import-sjs name='m' from='./m.sjs'/>", "m.sjs": "import { b } from './gone.sjs';\nexport default b"}, "m.sjs:1:19 error sjs.require: There is no SJS module ./gone.sjs."},
		{"a module in which something is wrong", map[string]string{"a.axml": "<import-sjs name='m' from='./m.sjs'/>", "m.sjs": "export default {\n  a: ;\n}"}, "m.sjs:2:6 error sjs.syntax: Unexpected \";\""},
		{"a sheet in which something is wrong", map[string]string{"a.acss": "a { color: red"}, "a.acss:1:3 error acss.unclosed: This { is not closed."},
		{"a sheet that imports itself", map[string]string{"a.acss": "@import './a.acss';"}, "a.acss:1:9 error acss.cycle: This file imports itself: a.acss → a.acss."},
		{"modules that import each other", map[string]string{"a.axml": "<import-sjs name='m' from='./m.sjs'/>", "m.sjs": "import n from './n.sjs'; export default 1", "n.sjs": "import m from './m.sjs'; export default 2"}, ""},
		{"templates that import each other", map[string]string{"a.axml": "<import src='./b.axml'/>", "b.axml": "<import src='./a.axml'/>"}, ""},
		{"templates that include each other", map[string]string{"a.axml": "<include src='./b.axml'/>", "b.axml": "<include src='./a.axml'/>"}, "b.axml:1:1 error axml.cycle: This file includes itself: a.axml → b.axml → a.axml."},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"mini.project.json": "{}", "app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": ""}
			maps.Copy(files, test.files)
			_, list := build(t, files)
			var got []string
			for _, d := range list {
				got = append(got, fmt.Sprintf("%s:%d:%d %s %s: %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Severity, d.Code, d.Text))
			}
			if strings.Join(got, "\n") != test.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, "\n"), test.want)
			}
		})
	}
}

func TestChunksOfAlipayRun(t *testing.T) {
	out, list := compile.Build(context.Background(), os.DirFS("testdata/alipay/in"), compile.Options{Sheets: sheets()})
	if compile.HasErrors(list) {
		t.Fatalf("unexpected %+v", list)
	}
	for _, test := range []struct{ name, code, want string }{
		{"an export by name", "load(wxs, 'lib/money.sjs#yuan')(1205)", "¥12.05"},
		{"what is exported by default", "load(wxs, 'lib/money.sjs#default').currency", "CNY"},
		{"a template calls it", "var n = templates['pages/menu/menu'].main[0].x[0].b[1][1][0].x[0].t; n.f({}, [], {yuan: load(wxs, 'lib/money.sjs#yuan')})", "¥0.00"},
		{"a slot gives values", "templates['components/card/card'].main[0].x[1].v.note.f({note: 'new'})", "new"},
		{"and what goes into it sees them", "var n = templates['pages/menu/menu'].main[0].x[0].b[0][1][0].x[0].x[0]; n.x[0].x[0].t.f({}, [{cents: 1}, 0, {note: 'new'}], {money: {yuan: String}, iso: 'CNY'})", "1 CNY new"},
		{"scripts find packages", "typeof load(scripts, 'miniprogram_npm/tea-kit/lib/index.js').default.note", "function"},
	} {
		t.Run(test.name, func(t *testing.T) {
			value, err := goja.New().RunString(recorder + string(out.Files["$/main.js"]) + "\nString((function(){ var r; r = eval(" + quote(test.code) + "); return r })())")
			if err != nil {
				t.Fatal(err)
			}
			if value.String() != test.want {
				t.Errorf("got %q, want %q", value, test.want)
			}
		})
	}
}

func TestAComponentCalledLikeABuiltInGetsNamesAsTheyAreWritten(t *testing.T) {
	files := map[string]string{
		"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": "<slider handleSize='1' onTouchStart='f'/>", "a.json": `{"usingComponents": {"slider": "/x"}}`,
		"x.json": "{}", "x.js": "Component({})", "x.axml": "<slider handleSize='1' onTouchStart='f'/>",
	}
	out, _ := build(t, files)
	code := string(out.Files["$/main.js"])
	for _, want := range []string{
		`$.template("a",{main:[{k:"e",n:"slider",a:{handleSize:"1"},e:[["touchStart",0,"f"]]}]}`,
		`$.template("x",{main:[{k:"e",n:"slider",a:{blockSize:"1"},e:[["touchstart",0,"f"]]}]}`,
	} {
		if !strings.Contains(code, want) {
			t.Errorf("%s\nis not in\n%s", want, code)
		}
	}
}

func TestPackagesAreFoundByTheirPlaceAndByTheirName(t *testing.T) {
	for _, way := range []string{"kit/", "/node_modules/kit/", "../node_modules/kit/", "./../node_modules/kit/"} {
		t.Run(way, func(t *testing.T) {
			out, list := build(t, map[string]string{
				"app.json": `{"pages": ["p/a"]}`, "app.js": "App({})", "p/a.js": "import '" + way + "main'; Page({})", "p/a.acss": "@import '" + way + "look.acss';",
				"p/a.axml":                      "<import-sjs name='m' from='" + way + "m.sjs'/><import src='" + way + "t.axml'/><template is='t'/><x-a>{{m}}</x-a>",
				"p/a.json":                      `{"usingComponents": {"x-a": "` + way + `x"}}`,
				"node_modules/kit/package.json": "{}", "node_modules/kit/main.js": "1", "node_modules/kit/look.acss": ".a{color:red}", "node_modules/kit/m.sjs": "export default 1",
				"node_modules/kit/t.axml": "<template name='t'/>", "node_modules/kit/x.json": `{"component": true}`, "node_modules/kit/x.js": "Component({})", "node_modules/kit/x.axml": "x",
			})
			if len(list) > 0 {
				t.Errorf("unexpected %+v", list)
			}
			if !strings.Contains(string(out.Files["$/main.styles.json"]), "red") {
				t.Error("the package's sheet is not there")
			}
		})
	}
}

func TestWhatMiniProjectJSONExcludesIsNotInThePackage(t *testing.T) {
	files := map[string]string{
		"mini.project.json": `{"exclude": ["docs", "**/*.txt"], "uploadExclude": ["./raw/**", "one.png"]}`, "app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": "",
		"docs/a.png": "1", "x/y.txt": "1", "raw/b/c.png": "1", "one.png": "1", "two.png": "1", "docs2/a.png": "1",
	}
	out, _ := build(t, files)
	var got []string
	for name := range out.Files {
		if !strings.HasPrefix(name, "$/") {
			got = append(got, name)
		}
	}
	slices.Sort(got)
	if want := []string{"docs2/a.png", "two.png"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// FuzzAlipayProject proves that whatever an author's files hold ends in diagnostics.
func FuzzAlipayProject(f *testing.F) {
	f.Add(`{"pages":["a"],"window":{"titleBarColor":"#fff","transparentTitle":"always"},"tabBar":{"items":[{"pagePath":"a"}],"customize":"YES"}}`, "<import-sjs name='{a}' from='./m.sjs'/><slot b='{{a}}'/>", "export const a = 1", "@import './b.acss'; .a { width: 1rpx }", `{"exclude":["**","/"]}`)
	f.Add(`{"pages":["a"],"subPackages":[{"root":"..","pages":["a"]}]}`, "<include src='a'/>", "import a from './m.sjs'; export * from './m.sjs'", "@import './a.acss';", `{"miniprogramRoot":"../.."}`)
	f.Fuzz(func(t *testing.T, app, axml, sjs, acss, project string) {
		fsys := fstest.MapFS{}
		for name, text := range map[string]string{"app.json": app, "a.axml": axml, "m.sjs": sjs, "a.acss": acss, "mini.project.json": project, "app.js": "App({})", "a.js": "Page({})"} {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		out, list := compile.Build(context.Background(), fsys, compile.Options{Inspect: true})
		for name := range out.Files {
			if !fs.ValidPath(name) {
				t.Errorf("the package has a file %q", name)
			}
		}
		if len(out.Files) == 0 && !compile.HasErrors(list) {
			t.Error("nothing came of it, and nothing is said to be wrong")
		}
	})
}

func TestWhereAlipaysProgramIsLookedFor(t *testing.T) {
	for _, test := range []struct{ name, project, want string }{
		{"a root that no build has made", `{"miniprogramRoot": "dist"}`, "mini.project.json:1:21 miniprogramRoot names dist, where there is no app.json. If dist is made by a build, run that first."},
		{"no app.json", "{}", "app.json:1:1 There is no app.json: this is no mini program. Choose the folder that holds app.json, or name it as miniprogramRoot in mini.project.json."},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := build(t, map[string]string{"mini.project.json": test.project})
			got := ""
			for _, d := range list {
				got += fmt.Sprintf("%s:%d:%d %s %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Text, d.Hint)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// The whole way: the same program in both dialects gives the same templates, with their modules.
func TestTwinProjects(t *testing.T) {
	units := func(files map[string]string) map[string]string {
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		out, list := compile.Build(context.Background(), fsys, compile.Options{Dev: true})
		if compile.HasErrors(list) {
			t.Fatal(list)
		}
		code := map[string]string{}
		for _, u := range out.Units {
			if u.Kind == compile.TemplateUnit {
				code[u.ID] = strings.ReplaceAll(u.Code, "m.sjs#default", "m.wxs")
			}
		}
		return code
	}
	common := map[string]string{"app.json": `{"pages": ["a", "b"], "usingComponents": {"x-row": "/row"}}`, "app.js": "App({})", "a.js": "Page({})", "b.js": "Page({})", "row.js": "Component({})", "row.json": `{"component": true}`}
	wechat, alipay := maps.Clone(common), maps.Clone(common)
	maps.Copy(wechat, map[string]string{
		"a.wxml":   "<wxs module='m' src='m.wxs'/><scroll-view scroll-y bindscrolltolower='more'><x-row wx:for='{{rows}}' wx:key='id' row='{{item}}' data-id='{{item.id}}' bind:cardTap='open'/><view wx:else>{{m.empty}}</view></scroll-view>",
		"b.wxml":   "<import src='t.wxml'/><view wx:if='{{a}}' catchtap='t'>{{a.b[c]}}</view><template wx:else is='t' data='{{...d, e}}'/><slider block-size='{{9}}' bindchanging='s'/>",
		"t.wxml":   "<template name='t'><text bindlongtap='l' max-lines='2'>{{e}}</text></template>",
		"row.wxml": "<view hover-class='h' bindtap='tap'><slot name='s'>{{row.name}}</slot></view>", "m.wxs": "module.exports = { empty: 'none' }",
	})
	maps.Copy(alipay, map[string]string{
		"a.axml":   "<import-sjs name='m' from='m.sjs'/><scroll-view scroll-y onScrollToLower='more'><x-row a:for='{{rows}}' key='{{item.id}}' row='{{item}}' data-id='{{item.id}}' onCardTap='open'/><view a:else>{{m.empty}}</view></scroll-view>",
		"b.axml":   "<import src='t.axml'/><view a:if='{{a}}' catchTap='t'>{{a.b[c]}}</view><template a:else is='t' data='{{...d, e}}'/><slider handleSize='{{9}}' onChanging='s'/>",
		"t.axml":   "<template name='t'><text onLongTap='l' numberOfLines='2'>{{e}}</text></template>",
		"row.axml": "<view hoverClass='h' onTap='tap'><slot name='s'>{{row.name}}</slot></view>", "m.sjs": "export default { empty: 'none' }",
	})
	got, want := units(alipay), units(wechat)
	if len(want) != 3 {
		t.Fatalf("%d templates, want 3", len(want))
	}
	for id := range want {
		if got[id] != want[id] {
			t.Errorf("%s:\ngot  %s\nwant %s", id, got[id], want[id])
		}
	}
}

func TestACacheGivesTheSameOfAlipay(t *testing.T) {
	first, list := compile.Build(context.Background(), os.DirFS("testdata/alipay/in"), compile.Options{Sheets: sheets()})
	cache := &compile.Cache{}
	for range 2 {
		again, againList := compile.Build(context.Background(), os.DirFS("testdata/alipay/in"), compile.Options{Sheets: sheets(), Cache: cache})
		if got, want := print(t, again, againList), print(t, first, list); !bytes.Equal(got, want) {
			t.Error(firstDifference(got, want))
		}
	}
}
