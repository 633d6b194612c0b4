package check_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/check"
	"github.com/superette/superette/web/protocol/compat"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func run(t testing.TB, fsys fs.FS, tables check.Tables) check.Report {
	t.Helper()
	out, list := compile.Build(context.Background(), fsys, compile.Options{Inspect: true})
	report, err := check.Run(out, list, tables)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// small are tables that stay as they are while the platform grows.
func small(t testing.TB) check.Tables {
	t.Helper()
	var tables check.Tables
	var err error
	if tables.Elements, err = os.ReadFile("testdata/elements.json"); err == nil {
		tables.WX, err = os.ReadFile("testdata/wx.json")
	}
	if err != nil {
		t.Fatal(err)
	}
	return tables
}

func TestGolden(t *testing.T) {
	report := run(t, os.DirFS("testdata/mixed/in"), small(t))
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(report); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "mixed", "out.golden")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the report differs from %s (rewrite it with -update and review):\n%s", golden, got.String())
	}
}

func program(wxml, js string) fs.FS {
	return fstest.MapFS{
		"app.json": {Data: []byte(`{ "pages": ["a"] }`)}, "app.js": {Data: []byte("App({})")},
		"superette.json": {Data: []byte(`{ "domains": ["https://api.example.org"] }`)},
		"a.wxml":         {Data: []byte(wxml)}, "a.js": {Data: []byte(js)},
	}
}

// What the report says agrees with the tables that the runtime is held to, member by member and property by property.
func TestTheReportSaysWhatTheTablesSay(t *testing.T) {
	var wx struct {
		Members map[string]struct {
			State   string
			Options map[string]string
		}
	}
	var elements struct {
		BuiltIns map[string]struct {
			Properties map[string]struct{ State string }
			Events     map[string]string
		}
	}
	for text, to := range map[string]any{string(compat.WX): &wx, string(compat.Elements): &elements} {
		if err := json.Unmarshal([]byte(text), to); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]bool{}
	var js, wxml strings.Builder
	for name, m := range wx.Members {
		fmt.Fprintf(&js, "wx.%s({", name)
		for option, state := range m.Options {
			fmt.Fprintf(&js, "%s: 1,", option)
			if m.State == "works" && state != "works" {
				want["wx."+name+" "+option] = true
			}
		}
		js.WriteString("})\n")
		if m.State != "works" && !strings.HasPrefix(name, "off") {
			want["wx."+name] = true
		}
	}
	directives := []string{"wxs", "import", "include", "template", "block", "slot"}
	for tag, b := range elements.BuiltIns {
		if slices.Contains(directives, tag) {
			continue
		}
		fmt.Fprintf(&wxml, "<%s", tag)
		for name, p := range b.Properties {
			fmt.Fprintf(&wxml, " %s=\"{{1}}\"", name)
			if p.State != "works" {
				want[tag+" "+name] = true
			}
		}
		for name, state := range b.Events {
			fmt.Fprintf(&wxml, " bind:%s=\"f\"", name)
			if state != "works" {
				want[tag+" "+name] = true
			}
		}
		fmt.Fprintf(&wxml, "></%s>\n", tag)
	}
	got := map[string]bool{}
	for _, f := range run(t, program(wxml.String(), js.String()), check.Tables{Elements: compat.Elements, WX: compat.WX}).Findings {
		got[f.Subject] = true
	}
	for subject := range want {
		if !got[subject] {
			t.Errorf("the tables say that %s does not work, the report does not", subject)
		}
	}
	for subject := range got {
		if !want[subject] {
			t.Errorf("the report names %s, of which the tables say that it works", subject)
		}
	}
}

// Every setting that the report takes for carried out is read by the compiler.
func TestSettingsThatWorkAreRead(t *testing.T) {
	var source strings.Builder
	files, err := filepath.Glob("../*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for _, name := range check.KnownSettings() {
		if !regexp.MustCompile(`"` + regexp.QuoteMeta(name) + `"`).MatchString(source.String()) {
			t.Errorf("the report takes %s for carried out, and no part of the compiler reads it", name)
		}
	}
}

func TestRealPrograms(t *testing.T) {
	tables := check.Tables{Elements: compat.Elements, WX: compat.WX}
	t.Run("every page of WeUI's example is clean", func(t *testing.T) {
		report := run(t, os.DirFS("../../../../node_modules/weui-wxss/dist"), tables)
		for _, page := range report.Pages {
			if !page.Clean {
				t.Errorf("%s has %+v", page.Route, page.Counts)
			}
		}
		if len(report.Pages) != 58 {
			t.Errorf("got %d pages, want 58", len(report.Pages))
		}
	})
	for _, library := range []struct {
		name, folder string
		clean        int // at least so many components
	}{
		{"@vant/weapp", "dist", 67},
		{"tdesign-miniprogram", "miniprogram_dist", 94},
	} {
		t.Run("a page for each component of "+library.name, func(t *testing.T) {
			report := run(t, gallery(t, library.name, library.folder), tables)
			clean := 0
			for _, page := range report.Pages {
				if page.Clean {
					clean++
				}
			}
			if clean < library.clean {
				t.Errorf("%d of %d pages are clean, want %d: %+v", clean, len(report.Pages), library.clean, report.Findings)
			}
			for _, f := range report.Findings {
				if f.Severity == check.Error || f.Code == "api.unknown" || f.Code == "wxml.tag" {
					t.Errorf("%s:%d: %s", f.File, f.Range.Start.Line, f.Text)
				}
			}
		})
	}
}

// gallery is a program with a page for each component of an installed library.
func gallery(t *testing.T, library, folder string) fs.FS {
	t.Helper()
	modules := os.DirFS("../../../../node_modules/" + library)
	files := fstest.MapFS{"app.js": {Data: []byte("App({})")}}
	var pages []string
	err := fs.WalkDir(modules, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(modules, name)
		if err != nil {
			return err
		}
		files["node_modules/"+library+"/"+name] = &fstest.MapFile{Data: data}
		parts := strings.Split(name, "/")
		if len(parts) != 3 || parts[0] != folder || parts[2] != "index.json" && parts[2] != parts[1]+".json" {
			return nil
		}
		page := "pages/" + parts[1]
		pages = append(pages, `"`+page+`"`)
		component := library + "/" + parts[1] + "/" + strings.TrimSuffix(parts[2], ".json")
		files[page+".json"] = &fstest.MapFile{Data: []byte(`{ "usingComponents": { "x-one": "` + component + `" } }`)}
		files[page+".wxml"] = &fstest.MapFile{Data: []byte("<x-one>text</x-one>")}
		files[page+".js"] = &fstest.MapFile{Data: []byte("Page({})")}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	files["app.json"] = &fstest.MapFile{Data: []byte(`{ "pages": [` + strings.Join(pages, ",") + `] }`)}
	return files
}

func FuzzNoProgramBreaksIt(f *testing.F) {
	tables := small(f)
	f.Add("<map bind:x=\"y\" a:b='{{c}}'/>", "wx.request({ url }); wx[a]", `{ "usingComponents": { "a": "plugin://b" } }`)
	f.Fuzz(func(t *testing.T, wxml, js, config string) {
		fsys := program(wxml, js).(fstest.MapFS)
		fsys["a.json"] = &fstest.MapFile{Data: []byte(config)}
		report := run(t, fsys, tables)
		if n := report.Counts.Errors + report.Counts.Warnings + report.Counts.Infos; n != len(report.Findings) {
			t.Errorf("counts %d, has %d findings", n, len(report.Findings))
		}
		for _, finding := range report.Findings {
			if finding.Severity.Rank() == 0 || finding.Text == "" || finding.File == "" || finding.Range.Start.Line < 1 {
				t.Errorf("not complete: %+v", finding)
			}
		}
	})
}

func TestWhatIsTheSameInWeChatLeavesAPageClean(t *testing.T) {
	same := `<view wx:for="{{rows}}" wx:key="{{index}}" wx:for-key="id" class="a" class="b">{{item}}</view>`
	report := run(t, program(same, "Page({ data: { rows: [1] } })"), small(t))
	var codes []string
	for _, f := range report.Findings {
		if f.Severity != check.Info {
			t.Errorf("%s is of severity %s", f.Code, f.Severity)
		}
		codes = append(codes, f.Code)
	}
	slices.Sort(codes)
	if want := []string{"wxml.attribute", "wxml.duplicate", "wxml.key"}; !slices.Equal(codes, want) {
		t.Errorf("found %v, want %v", codes, want)
	}
	if !report.Pages[0].Clean {
		t.Error("the page is not clean")
	}
	broken := run(t, program(`<view wx:key= />`, "Page({})"), small(t))
	if len(broken.Findings) == 0 || broken.Findings[0].Severity != check.Error {
		t.Errorf("an attribute without a value is no error: %v", broken.Findings)
	}
}

func TestWhatIsOnlyPreparedLeavesAPageClean(t *testing.T) {
	tables := check.Tables{Elements: compat.Elements, WX: compat.WX}
	for _, test := range []struct {
		name, wxml, js string
		clean          bool
	}{
		{"a cloud that is got ready, as in every new project", "<view/>", "Page({ onLoad() { if (!wx.cloud) console.error(1); else wx.cloud.init({ traceUser: true }) } })", true},
		{"a cloud that is asked", "<view/>", "Page({ onLoad() { wx.cloud.callFunction({ name: 'f' }) } })", false},
		{"a cloud by another name", "<view/>", "const c = wx.cloud\nPage({ onLoad() { c.callFunction({ name: 'f' }) } })", false},
		{"a member that is only looked for", "<view/>", "Page({ onLoad() { if (wx.chooseInvoice) this.setData({ a: 1 }) } })", true},
		{"a button that hands on whatever may come", `<button open-type="{{type}}" bindlaunchapp="f"/>`, "Page({ f() {} })", true},
		{"a button that opens an app", `<button open-type="launchApp" bindlaunchapp="f"/>`, "Page({ f() {} })", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			report := run(t, program(test.wxml, test.js), tables)
			if got := report.Pages[0].Clean; got != test.clean {
				t.Errorf("clean = %t, want %t: %+v", got, test.clean, report.Findings)
			}
		})
	}
}

func TestAServerIsNamed(t *testing.T) {
	tables := check.Tables{Elements: compat.Elements, WX: compat.WX}
	for _, test := range []struct{ name, address, other, hint string }{
		{"of its own", "https://tea.example/v1", "", `Write superette.json beside app.json: { "domains": ["https://tea.example"] }`},
		{
			"on the author's machine", "http://localhost:3000/v1", "",
			`Write superette.json beside app.json: { "domains": ["https://api.example.org"] }; meanwhile superette dev FOLDER --allow-private 127.0.0.1:3000=FOLDER lets it ask http://localhost:3000`,
		},
		{"not what a comment names", "/v1' })\n// see https://docs.example\nask({ to: 'https://tea.example/v1", "", `Write superette.json beside app.json: { "domains": ["https://tea.example"] }`},
		{
			"in another script", "/v1", "// https://docs.example\nmodule.exports = { logo: 'https://cdn.example/a.png', BASE_URL: 'https://tea.example/api' }",
			`Write superette.json beside app.json: { "domains": ["https://tea.example"] }`,
		},
		{
			"in another script, on the author's machine", "/v1", "const baseUrl = 'http://127.0.0.1:8787'; export default baseUrl",
			`Write superette.json beside app.json: { "domains": ["https://api.example.org"] }; meanwhile superette dev FOLDER --allow-private 127.0.0.1:8787=FOLDER lets it ask http://127.0.0.1:8787`,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := fstest.MapFS{
				"app.json": {Data: []byte(`{ "pages": ["a"] }`)}, "app.js": {Data: []byte("wx.request({ url: '" + test.address + "' })\nrequire('config')\nApp({})")},
				"a.wxml": {Data: []byte("<view/>")}, "a.js": {Data: []byte("Page({})")}, "config.js": {Data: []byte(test.other)},
			}
			report := run(t, files, tables)
			if len(report.Findings) != 1 || report.Findings[0].Code != "domains.missing" || report.Findings[0].Hint != test.hint {
				t.Errorf("findings = %+v, want a hint %q", report.Findings, test.hint)
			}
		})
	}
}

func TestWhatIsNotThere(t *testing.T) {
	files := fstest.MapFS{
		"app.json": {Data: []byte(`{
			"pages": ["a", "b"],
			"usingComponents": { "x-one": "./dist/one/index", "x-two": "./dist/two/index", "x-three": "./three" }
		}`)},
		"app.js": {Data: []byte("App({})")},
		"a.wxml": {Data: []byte("<x-one/><x-two/>")}, "a.js": {Data: []byte("Page({})")},
		"b.wxml": {Data: []byte("<view/>")}, "b.js": {Data: []byte("require('dayjs')\nPage({})")},
	}
	report := run(t, files, small(t))
	var got []string
	for _, f := range report.Findings {
		got = append(got, fmt.Sprintf("%s %s %s %v", f.Severity, f.Code, f.Subject, f.Pages))
	}
	want := []string{
		"error component.missing There is no folder dist [a]",
		"error component.missing There is no folder dist [a]",
		"warning component.missing component.missing []",
		"error script.require script.require [b]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, page := range report.Pages {
		if page.Clean {
			t.Errorf("%s is said to be clean", page.Route)
		}
	}
}

// What the runtime gives stands in web/runtime/api/absent.ts and chunk-rare.ts.
func TestWhatHappensIsWhatTheRuntimeDoes(t *testing.T) {
	script := "wx.isVKSupport('v1'); wx.reportMonitor('a', 1); wx.createVKSession({}); wx.router.addRouteBuilder('a', () => 1); wx.worklet.shared(1); wx.chooseInvoice({})"
	report := run(t, program("<map><cover-view slot='callout'><cover-view marker-id='1'>a</cover-view></cover-view></map>", script), check.Tables{Elements: compat.Elements, WX: compat.WX})
	want := map[string]string{
		"wx.isVKSupport": "It says false.", "wx.reportMonitor": "It does nothing.", "wx.router": "Its functions do nothing.",
		"wx.createVKSession": "It gives an object whose methods do nothing, or fail by their callbacks.",
		"wx.worklet":         "Values are held, and animations end at once: what follows a finger stays in its place.",
		"wx.chooseInvoice":   `It fails with "chooseInvoice:fail not supported".`,
	}
	for _, f := range report.Findings {
		if f.Happens != want[f.Subject] {
			t.Errorf("%s: %q, want %q", f.Subject, f.Happens, want[f.Subject])
		}
		delete(want, f.Subject)
	}
	if len(want) > 0 {
		t.Errorf("not reported: %v", want)
	}
}
