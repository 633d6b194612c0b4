package compile_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/dop251/goja"
	"github.com/go-sourcemap/sourcemap"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/web"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sheets is shared by the tests: starting Sass takes the longest.
var sheets = sync.OnceValue(func() *preprocess.Machine { return preprocess.New(web.SheetTranslator, preprocess.DefaultLimits()) })

func TestGolden(t *testing.T) {
	cases, err := filepath.Glob("testdata/*/in")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, in := range cases {
		name := filepath.Base(filepath.Dir(in))
		t.Run(name, func(t *testing.T) {
			out, list := compile.Build(context.Background(), os.DirFS(in), compile.Options{Dev: true, Sheets: sheets()})
			got := print(t, out, list)
			golden := filepath.Join("testdata", name, "out.golden")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("the output differs from %s (rewrite it with -update and review):\n%s", golden, firstDifference(got, want))
			}
		})
	}
}

// print writes everything a build gives, but the source maps, whose text nobody can review.
func print(t *testing.T, out compile.Output, list []compile.Diagnostic) []byte {
	t.Helper()
	var text bytes.Buffer
	for _, d := range list {
		fmt.Fprintf(&text, "%s %s:%d:%d-%d:%d %s\n\t%s\n\t%s\n", d.Severity, d.File,
			d.Range.Start.Line, d.Range.Start.Column, d.Range.End.Line, d.Range.End.Column, d.Code, d.Text, d.Hint)
	}
	app, err := json.MarshalIndent(out.App, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&text, "== manifest\n%s\n", app)
	for _, name := range slices.Sorted(maps.Keys(out.Files)) {
		fmt.Fprintf(&text, "== %s\n", name)
		if !strings.HasSuffix(name, ".map") {
			text.Write(out.Files[name])
			text.WriteByte('\n')
		}
	}
	return text.Bytes()
}

func firstDifference(got, want []byte) string {
	g, w := strings.Split(string(got), "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\ngot  %s\nwant %s", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}

func build(t *testing.T, files map[string]string) (compile.Output, []compile.Diagnostic) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return compile.Build(context.Background(), fsys, compile.Options{})
}

func TestTheSameInputGivesTheSameBytes(t *testing.T) {
	first, firstList := compile.Build(context.Background(), os.DirFS("testdata/whole/in"), compile.Options{Minify: true})
	cache := &compile.Cache{}
	for _, options := range []compile.Options{{Minify: true}, {Minify: true, Cache: cache}, {Minify: true, Cache: cache}} {
		again, list := compile.Build(context.Background(), os.DirFS("testdata/whole/in"), options)
		if !bytes.Equal(print(t, first, firstList), print(t, again, list)) {
			t.Error("a second build gave other bytes")
		}
		if !bytes.Equal(first.Files["$/main.js.map"], again.Files["$/main.js.map"]) {
			t.Error("a second build gave another source map")
		}
	}
}

// recorder is $superette for tests: it keeps what chunks register, and runs scripts as the runtime does.
const recorder = `
var scripts = {}, templates = {}, components = {}, wxs = {}, loaded = {}, log = [];
var $superette = {
	script: function (id, f) { scripts[id] = f }, template: function (path, t) { templates[path] = t },
	component: function (path, c) { components[path] = c }, wxs: function (id, f) { wxs[id] = f },
};
function load(table, id) {
	if (!table[id]) throw new Error("module '" + id + "' is not there");
	if (!loaded[id]) { var module = loaded[id] = {exports: {}}; table[id](function (p) { return load(table, p) }, module, module.exports) }
	return loaded[id].exports;
}
var wx = {getSystemInfoSync: function () { return 'info' }, request: function (x) { log.push(x.url) }}, console = {log: function (x) { log.push(x) }};
function App(x) { x.onLaunch() } function Page(x) { if (x.onLoad) { try { x.onLoad() } catch (e) { log.push(e.message) } } } function Component() {}
`

func TestChunksRun(t *testing.T) {
	out, list := compile.Build(context.Background(), os.DirFS("testdata/whole/in"), compile.Options{})
	if compile.HasErrors(list) {
		t.Fatalf("unexpected %+v", list)
	}
	for _, test := range []struct{ name, code, want string }{
		{
			"what was registered", "[Object.keys(scripts), Object.keys(templates).length, Object.keys(components).length, Object.keys(wxs)].join(' ')",
			"app.js,components/card/card.js,components/row.js,lib/hello.ts,miniprogram_npm/one/index.js,miniprogram_npm/two/lib/main.js," +
				"miniprogram_npm/two/node_modules/three/index.js,pages/a/a.js,pages/a/helper.js,pages/b/b.js,pkg/c/c.js,pkg/only.js 6 6 " +
				"lib/half.wxs,lib/math.wxs,pages/a/a.wxml#m,pkg/c/c.wxml#p",
		},
		{"scripts find each other", "load(scripts, 'app.js'); load(scripts, 'pages/a/a.js'); log.join()", "info,https://example.org,module './gone' is not there"},
		{"npm packages that were not built", "load(scripts, 'miniprogram_npm/two/lib/main.js').three.env", "production"},
		{"wxs finds wxs", "var m = load(wxs, 'lib/math.wxs'); m.half(4) + m.name('')", "NaNString"},
		{"an expression of a loop", "templates['pages/a/a'].main[3].x[0].b[0][1][0].x[0].x[0].a.at.f({n: 2}, [0, 0, 0, 5])", "7"},
		{"text of null is empty", "templates['pages/a/a'].main[1].x[0].t.f({n: null, list: [1]}, [], {})", "\n   of <1>\n"},
		{"an array", "templates['pages/b/b'].main[0].x[0].t.f({list: [3]})", "1,2,3"},
		{"a missing list", "templates['pages/b/b'].main[0].x[0].t.f({list: []})", "1,2"},
		{"a name that depends on data", "var t = templates['pages/a/a'].main[5].is.f; t({n: 0}) + ' ' + t({n: 1})", "inner own"},
		{"such a name in another file", "var t = templates['pages/a/a'].named.head[2].is.f; [t({which: 'inner'}), t({which: 'hidden'}), t({which: 'own'})].join()", "inner,pages/a/deep.wxml#hidden,"},
		{"a template that only the other file sees", "templates['pages/a/a'].named['pages/a/deep.wxml#hidden'][0].n", "view"},
	} {
		t.Run(test.name, func(t *testing.T) {
			vm := goja.New()
			value, err := vm.RunString(recorder + string(out.Files["$/main.js"]) + string(out.Files["$/pkg.js"]) + "\nString((function(){ var r; r = eval(" + quote(test.code) + "); return r })())")
			if err != nil {
				t.Fatal(err)
			}
			if value.String() != test.want {
				t.Errorf("got %q, want %q", value, test.want)
			}
		})
	}
}

func quote(text string) string {
	out, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(out)
}

func TestSourceMapsLeadBack(t *testing.T) {
	for _, minify := range []bool{false, true} {
		t.Run(fmt.Sprintf("minified %v", minify), func(t *testing.T) {
			out, _ := compile.Build(context.Background(), os.DirFS("testdata/whole/in"), compile.Options{Minify: minify, Dev: true})
			code := string(out.Files["$/main.js"])
			index, err := sourcemap.Parse("", out.Files["$/main.js.map"])
			if err != nil {
				t.Fatal(err)
			}
			at := strings.Index(code, "getSystemInfoSync")
			line := strings.Count(code[:at], "\n") + 1
			column := at - 1 - strings.LastIndex(code[:at], "\n")
			file, _, gotLine, gotColumn, ok := index.Source(line, column)
			source, err := os.ReadFile("testdata/whole/in/mini/app.js")
			if err != nil {
				t.Fatal(err)
			}
			lines := strings.Split(string(source), "\n")
			if wantLine := 2; !ok || !strings.HasSuffix(file, "app.js") || gotLine != wantLine || !strings.HasPrefix(lines[gotLine-1][gotColumn:], "getSystemInfoSync") {
				t.Errorf("line %d, column %d leads to %s:%d:%d (%v), want getSystemInfoSync in line %d of app.js", line, column, file, gotLine, gotColumn, ok, wantLine)
			}
		})
	}
}

func TestABrokenPageDoesNotStopTheOthers(t *testing.T) {
	out, list := build(t, map[string]string{
		"app.json": `{"pages": ["a/a", "b/b"]}`, "app.js": "App({ onLaunch() {} })",
		"a/a.wxml": "<view>{{ + }}</view", "a/a.js": "Page({", "a/a.wxss": "}",
		"b/b.wxml": "<view>ok</view>", "b/b.js": "Page({ onLoad() { console.log('b') } })",
	})
	if !compile.HasErrors(list) || out.Pages != 2 {
		t.Fatalf("got %d pages and %+v, want 2 pages and errors", out.Pages, list)
	}
	vm := goja.New()
	value, err := vm.RunString(recorder + string(out.Files["$/main.js"]) + "\nload(scripts, 'b/b.js'); var r = log.join(); try { load(scripts, 'a/a.js') } catch (e) { r += ' ' + e.name } r")
	if err != nil {
		t.Fatal(err)
	}
	if value.String() != "b SyntaxError" {
		t.Errorf("got %q, want that b runs and a throws", value)
	}
}

func TestWhatIsRefused(t *testing.T) {
	loop := map[string]string{"app.json": `{"pages": ["a"]}`, "a.js": "", "a.wxml": "<include src='i0'/>"}
	for i := range 30 {
		loop[fmt.Sprintf("i%d.wxml", i)] = fmt.Sprintf("<include src='i%d'/><include src='i%d'/>", i+1, i+1)
	}
	loop["i30.wxml"] = "<view/>"
	page := func(more map[string]string) map[string]string {
		files := map[string]string{"app.json": `{"pages": ["a"]}`, "a.js": "Page({})", "a.wxml": "<view/>"}
		maps.Copy(files, more)
		return files
	}
	for _, test := range []struct {
		name  string
		files map[string]string
		want  string // file:line:column code
	}{
		{"nothing", map[string]string{}, "app.json:1:1 app.missing"},
		{"a root that no build has made", map[string]string{"project.config.json": `{"miniprogramRoot": "dist/"}`, "src/app.json": "{}"}, "project.config.json:1:21 app.missing"},
		{"a root beside the program", page(map[string]string{"project.config.json": `{"miniprogramRoot": "dist"}`}), "project.config.json:1:21 app.root"},
		{"a broken app.json", map[string]string{"app.json": "{"}, "app.json:1:1 json.syntax"},
		{"an app.json that is a list", map[string]string{"app.json": "[]"}, "app.json:1:1 json.object"},
		{"no pages", map[string]string{"app.json": "{}"}, "app.json:1:1 app.pages"},
		{"includes that grow without end", loop, "wxml.size"},
		{"50,000 levels", page(map[string]string{"a.wxml": strings.Repeat("<view>", 50_000)}), "a.wxml:1:1537 wxml.depth"},
		{"a path that leaves the program", page(map[string]string{"a.wxml": "<include src='../../x'/>"}), "a.wxml:1:15 wxml.missing"},
		{"a require that leaves the program", page(map[string]string{"a.js": "require('../../x')"}), "a.js:1:9 script.require"},
		{"a component that leaves the program", page(map[string]string{"a.json": `{"usingComponents": {"x": "../../x"}}`}), "a.json:1:27 component.missing"},
		{"a file of 9 MB", page(map[string]string{"a.wxss": strings.Repeat("         ", 1<<20)}), "a.wxss:1:1 file.unreadable"},
		{"a component without a template", page(map[string]string{"a.json": `{"usingComponents": {"x": "x"}}`, "x.json": "{}", "x.js": ""}), "x.wxml:1:1 wxml.missing"},
		{"a component that holds itself", page(map[string]string{"a.json": `{"usingComponents": {"x": "x"}}`, "x.json": `{"usingComponents": {"x": "x"}}`, "x.js": "", "x.wxml": "<x/>"}), "x.wxml:1:1 component.endless"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, list := build(t, test.files)
			var all []string
			for _, d := range list {
				all = append(all, fmt.Sprintf("%s:%d:%d %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Code))
			}
			if !strings.Contains(strings.Join(all, "\n"), test.want) {
				t.Errorf("got %v, want %s", all, test.want)
			}
		})
	}
}

func TestAMissingComponentIsAnErrorOnlyIfItIsUsed(t *testing.T) {
	for markup, want := range map[string]compile.Severity{"<x/>": compile.Error, "<view/>": compile.Warning} {
		for _, file := range []string{"a.json", "app.json"} {
			files := map[string]string{"app.json": `{"pages": ["a"]}`, "app.js": "", "a.js": "", "a.wxml": markup}
			files[file] = `{"pages": ["a"], "usingComponents": {"x": "gone"}}`
			_, list := build(t, files)
			if len(list) != 1 || list[0].Code != "component.missing" || list[0].Severity != want || list[0].File != file {
				t.Errorf("%s with x in %s: got %+v, want one %s", markup, file, list, want)
			}
		}
	}
}

func TestLinksAreNotFollowed(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("secret.txt", "outside")
	write("in/app.json", `{"pages": ["a"]}`)
	write("in/a.wxml", "<include src='b'/>")
	write("in/a.js", "Page({})")
	write("in/app.js", "App({})")
	for _, link := range []string{"in/b.wxml", "in/s.txt"} {
		if err := os.Symlink(filepath.Join(dir, "secret.txt"), filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	out, list := compile.Build(context.Background(), os.DirFS(filepath.Join(dir, "in")), compile.Options{})
	for name, data := range out.Files {
		if bytes.Contains(data, []byte("outside")) {
			t.Errorf("%s holds what a link points to", name)
		}
	}
	if n := len(list); n != 3 { // two links, and the include that finds nothing
		t.Errorf("got %d diagnostics, want 3: %+v", n, list)
	}
}

func TestAnEndedContextStopsTheBuild(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	out, list := compile.Build(ctx, os.DirFS("testdata/whole/in"), compile.Options{})
	if len(out.Files) > 0 || !compile.HasErrors(list) {
		t.Errorf("got %d files and %+v, want none and an error", len(out.Files), list)
	}
}

func TestTheExampleCompiles(t *testing.T) {
	out, list := compile.Build(context.Background(), os.DirFS("../../../examples/teahouse"), compile.Options{})
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
	if out.Pages != 5 || out.App.Entry != "pages/menu/menu" || out.App.Color != "#0f766e" {
		t.Errorf("got %d pages, entry %s, colour %s", out.Pages, out.App.Entry, out.App.Color)
	}
}

func TestTheManifestKeepsTheOrderOfPages(t *testing.T) {
	out, _ := build(t, map[string]string{"app.json": `{"pages": ["z", "a", "m"]}`, "z.wxml": "", "a.wxml": "", "m.wxml": "", "z.js": "", "a.js": "", "m.js": ""})
	text, err := json.Marshal(out.App)
	if err != nil {
		t.Fatal(err)
	}
	var again compile.AppManifest
	if err := json.Unmarshal(text, &again); err != nil {
		t.Fatal(err)
	}
	var routes []string
	for _, page := range again.Pages {
		routes = append(routes, page.Route)
	}
	if got := path.Join(routes...); got != "z/a/m" {
		t.Errorf("pages are %v, want z, a, m", routes)
	}
}

// weui is WeUI's whole example program, a development dependency.
func weui(t testing.TB) fs.FS {
	t.Helper()
	dir := "../../../node_modules/weui-wxss/dist"
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("%v: run npm ci first", err)
	}
	return os.DirFS(dir)
}

func TestWeUICompiles(t *testing.T) {
	out, list := compile.Build(context.Background(), weui(t), compile.Options{Minify: true})
	for _, d := range list {
		if d.Severity == compile.Error {
			t.Errorf("%s:%d:%d %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Text)
		}
	}
	if out.Pages != 58 {
		t.Errorf("%d pages, want 58", out.Pages)
	}
	if _, err := goja.Compile("main.js", string(out.Files["$/main.js"]), false); err != nil {
		t.Errorf("the chunk is no JavaScript: %v", err)
	}
}

// What is around a program (its settings, its packages, its aliases) is a stranger's as much as the program itself.
func FuzzSettingsOfAProject(f *testing.F) {
	f.Add(`{"miniprogramRoot":"src/","setting":{"packNpmManually":true,"packNpmRelationList":[{"packageJsonPath":"./package.json","miniprogramNpmDistDir":"src"}]}}`,
		`{"pages":["a"],"resolveAlias":{"~/*":"/*"},"preloadRule":{"a":{"packages":["p"]}},"subPackages":[{"root":"p","name":"n","pages":["b"]}],"tabBar":{"custom":true,"list":[{"pagePath":"a"}]}}`,
		`{"extends":"./tsconfig","compilerOptions":{"baseUrl":".","paths":{"@/*":["./src/*"]}}}`,
		`{"main":"./m","exports":{"./*":{"default":["./x/*.js"]},".":"./m.js"}}`)
	f.Add(`{"miniprogramRoot":"../.."}`, `{"pages":["../a"]}`, `{"extends":"../../x","compilerOptions":{"paths":{"*":["/*"]}}}`, `{"exports":{"*":"*"},"miniprogram":"../.."}`)
	f.Fuzz(func(t *testing.T, project, app, types, pkg string) {
		fsys := fstest.MapFS{}
		for name, text := range map[string]string{
			"project.config.json": project, "app.json": app, "src/app.json": app, "tsconfig.json": types, "package.json": pkg, "node_modules/m/package.json": pkg,
			"node_modules/m/m.js": "module.exports = require('./x')", "a.js": "require('m'); require('m/x'); require('~/a'); require('@/a')", "a.wxml": "<view/>",
			"a.json": `{"usingComponents":{"m":"m/c","n":"@/a"}}`, "app.js": "App({})",
		} {
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

func TestBarsHaveADarkFormWhereThemeJSONHasOne(t *testing.T) {
	out, diagnostics := build(t, map[string]string{
		"app.json": `{"pages":["a","b"],"darkmode":true,
			"window":{"navigationBarBackgroundColor":"@bar","navigationBarTextStyle":"@text"},
			"tabBar":{"color":"@text","backgroundColor":"@bar","list":[{"pagePath":"a","text":"A","iconPath":"@icon"},{"pagePath":"b","text":"B"}]}}`,
		"theme.json": `{"light":{"bar":"#ffffff","text":"black","icon":"l.png"},"dark":{"bar":"#111111","text":"white","icon":"d.png"}}`,
		"app.js":     "App({})", "l.png": "l", "d.png": "d", "a.wxml": "", "a.js": "Page({})", "b.wxml": "", "b.js": "Page({})",
		"b.json": `{"navigationBarBackgroundColor":"#ff0000","navigationBarTextStyle":"white"}`,
	})
	if len(diagnostics) > 0 {
		t.Fatalf("diagnostics = %v", diagnostics)
	}
	page := out.App.Pages[0]
	if page.Window.NavigationBarBackgroundColor != "#ffffff" || page.Dark == nil || page.Dark.NavigationBarBackgroundColor != "#111111" {
		t.Errorf("window = %+v, dark = %+v", page.Window, page.Dark)
	}
	if dark := out.App.Pages[1].Dark; dark != nil {
		t.Errorf("a page with colours of its own: dark = %+v, want none", dark)
	}
	bar := out.App.TabBar
	if bar.Dark == nil || bar.Dark.BackgroundColor != "#111111" || bar.Dark.List[0].IconPath != "d.png" || bar.List[0].IconPath != "l.png" || bar.Dark.List[1].Text != "B" {
		t.Errorf("tab bar = %+v, dark = %+v", bar, bar.Dark)
	}
}

func TestTheMapOfAChunkLeadsToScriptsAndWXS(t *testing.T) {
	fsys := fstest.MapFS{
		"app.json": {Data: []byte(`{"pages": ["a"]}`)}, "app.js": {Data: []byte("App({})")},
		"a.js":   {Data: []byte("Page({\n  inScript: 1 })")},
		"a.wxml": {Data: []byte("<wxs module='x' src='./w.wxs'/>\n<wxs module='y'>\nmodule.exports = {\n  inWXML: 1 }\n</wxs>\n<view>{{x.inFile}}{{y.inWXML}}</view>")},
		"w.wxs":  {Data: []byte("var a = require('./v.wxs');\n\nmodule.exports = { inFile: a }")}, "v.wxs": {Data: []byte("module.exports = 1")},
	}
	out, list := compile.Build(context.Background(), fsys, compile.Options{Dev: true})
	if len(list) > 0 {
		t.Fatal(list)
	}
	code := string(out.Files[out.App.Chunks["main"].JS])
	consumer, err := sourcemap.Parse("", out.Files[out.App.Chunks["main"].Map])
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"inScript: 1": "a.js:2", "inWXML: 1": "a.wxml:4", "inFile: a": "w.wxs:3"} {
		before, _, found := strings.Cut(code, text)
		if !found {
			t.Fatalf("%s is not in\n%s", text, code)
		}
		column := len(before) - 1 - strings.LastIndexByte(before, '\n')
		file, _, line, _, _ := consumer.Source(1+strings.Count(before, "\n"), column)
		if got := fmt.Sprintf("%s:%d", file, line); got != want {
			t.Errorf("%s is said to stand at %s, want %s", text, got, want)
		}
	}
}

func TestWhatIsWrongInATranslatedSheetStandsWhereItIsWritten(t *testing.T) {
	fsys := fstest.MapFS{
		"app.json": {Data: []byte(`{"pages": ["a", "b"]}`)}, "app.ts": {Data: []byte("App({})")},
		"a.ts": {Data: []byte("Page({})")}, "a.wxml": {Data: []byte("<view/>")},
		"a.less":   {Data: []byte("// 茶\n@import 'tea';\n.a { .green { color: red } .mix() }")},
		"tea.less": {Data: []byte("\n.mix() {\n  background: url(./leaf.png);\n}")},
		"app.scss": {Data: []byte("$a: 1px;\n.b { padding: $a; .c & { background: url('cup.png') } }")},
		"b.wxml":   {Data: []byte("<view/>")},
	}
	_, list := compile.Build(context.Background(), fsys, compile.Options{Sheets: sheets()})
	var got []string
	for _, d := range list {
		got = append(got, fmt.Sprintf("%s:%d:%d-%d %s", d.File, d.Range.Start.Line, d.Range.Start.Column, d.Range.End.Column, d.Code))
	}
	want := []string{"app.scss:2:43-50 wxss.asset", "b.ts:1:1-1 script.missing", "tea.less:3:19-29 wxss.asset"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
