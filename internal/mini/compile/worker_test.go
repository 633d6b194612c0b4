package compile_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/superette/superette/internal/mini/compile"
)

// withWorkers is a program whose app.json says that of workers.
func withWorkers(said string, more map[string]string) map[string]string {
	files := map[string]string{
		"app.json": `{"pages": ["a"], "workers": ` + said + `}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": "<view/>",
		"jobs/sum.js":        "const { plus } = require('./parts/plus'); worker.onMessage((m) => worker.postMessage(plus(m.a, m.b)))",
		"jobs/parts/plus.ts": "export const plus = (a: number, b: number): number => a + b",
		"jobs/table.json":    `{"one": 1}`, "jobs/types.d.ts": "declare const worker: object",
	}
	maps.Copy(files, more)
	return files
}

func TestTheScriptsOfAWorkerAreAFileOfTheirOwn(t *testing.T) {
	for _, said := range []string{`"jobs"`, `"/jobs/"`, `{"path": "jobs", "isSubpackage": true}`} {
		t.Run(said, func(t *testing.T) {
			out, list := build(t, withWorkers(said, map[string]string{"jobs/other.js": "module.exports = require('table.json').one"}))
			if len(list) != 0 {
				t.Fatalf("unexpected %+v", list)
			}
			if want := (compile.WorkerCode{Root: "jobs/", JS: "$/main.workers.js", Map: "$/main.workers.js.map"}); out.App.Worker == nil || *out.App.Worker != want {
				t.Fatalf("manifest = %+v, want %+v", out.App.Worker, want)
			}
			if strings.Contains(string(out.Files["$/main.js"]), "jobs/") {
				t.Error("they are in the program's own chunk, which does not ask for them")
			}
			vm := goja.New()
			value, err := vm.RunString(recorder + `
				var hear, worker = {onMessage: function (f) { hear = f }, postMessage: function (x) { log.push(x) }};
				` + string(out.Files["$/main.workers.js"]) + `
				load(scripts, 'jobs/sum.js'); hear({a: 2, b: 3}); Object.keys(scripts).join() + ' ' + log + ' ' + load(scripts, 'jobs/other.js')`)
			if err != nil {
				t.Fatal(err)
			}
			if want := "jobs/other.js,jobs/parts/plus.ts,jobs/sum.js,jobs/table.json 5 1"; value.String() != want {
				t.Errorf("got %q, want %q", value, want)
			}
		})
	}
}

func TestWhatAWorkerCannotHave(t *testing.T) {
	const outside = "A script of a Worker cannot require ../lib/x, which stands outside of jobs."
	for _, test := range []struct {
		name, said, code, text string
		more                   map[string]string
	}{
		{"a script outside of the folder", `"jobs"`, "script.worker", outside, map[string]string{"jobs/far.js": "require('../lib/x')", "lib/x.js": ""}},
		{"a package of npm outside of it", `"jobs"`, "script.worker", "A script of a Worker cannot require one, which stands outside of jobs.", map[string]string{
			"jobs/far.js": "require('one')", "miniprogram_npm/one/index.js": "",
		}},
		{"a folder that is not there", `"gone"`, "app.workers", "There is no script in the folder gone, which workers names.", nil},
		{"a folder above the program", `"../../etc"`, "app.workers", "There is no script in the folder etc, which workers names.", nil},
		{"the whole program", `"/"`, "app.workers", "workers names no folder of this program.", nil},
		{"no folder", `{"isSubpackage": true}`, "app.workers", "workers names no folder of this program.", nil},
		{"a number", `7`, "app.workers", "workers names no folder of this program.", nil},
		{"a broken script", `"jobs"`, "script.syntax", `Expected identifier but found "="`, map[string]string{"jobs/sum.js": "const = 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			out, list := build(t, withWorkers(test.said, test.more))
			if !slices.ContainsFunc(list, func(d compile.Diagnostic) bool { return d.Code == test.code && d.Text == test.text }) {
				t.Errorf("diagnostics = %+v, want %s %q", list, test.code, test.text)
			}
			if code := string(out.Files["$/main.workers.js"]); strings.Contains(code, `"lib/x.js"`) || strings.Contains(code, "miniprogram_npm") {
				t.Errorf("what stands outside is in it: %s", code)
			}
			if has := out.App.Worker != nil; has != (test.said == `"jobs"`) {
				t.Errorf("there is code for a Worker: %v", has)
			}
		})
	}
}
