package wxs_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
	"github.com/go-sourcemap/sourcemap"

	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxs"
)

// run compiles and runs a module as the runtime does, and returns what show(exports) says.
func run(t *testing.T, code, show string) string {
	t.Helper()
	var log source.Log
	m := wxs.Compile(source.NewFile("a.wxs", code), 0, len(code), wxs.Options{}, &log)
	if len(log.List) > 0 {
		t.Fatalf("unexpected %+v", log.List)
	}
	vm := goja.New()
	if err := vm.Set("secret", "of the world outside"); err != nil {
		t.Fatal(err)
	}
	value, err := vm.RunString(wxs.Prelude + `
		var module = {exports: {}};
		(function(require,module,exports){(function(){` + m.Code + `}).call(void 0)})(function(){return{other:1}}, module, module.exports);
		String(` + strings.ReplaceAll(show, "$", "module.exports") + ")")
	if err != nil {
		t.Fatalf("%s: %v", m.Code, err)
	}
	return value.String()
}

func TestWhatModulesCanDo(t *testing.T) {
	for _, test := range []struct{ name, code, show, want string }{
		{"exports", "module.exports = { a: 1 }", "$.a", "1"},
		{"exports by member", "exports.a = 2", "$.a", "2"},
		{"functions call each other before they are declared", "module.exports = f; function f(x) { return g(x) } function g(x) { return x * 2 }", "$(4)", "8"},
		{"the language's own objects", "module.exports = Math.max(1, 2) + JSON.stringify([parseInt('7x')])", "$", "2[7]"},
		{"getRegExp and getDate", "module.exports = 'a-b-c'.replace(getRegExp('-', 'g'), '') + getDate(2020, 0, 5).getDate()", "$", "abc5"},
		{"a pattern with single or doubled backslashes", `module.exports = [getRegExp('^-?\d+(\.\d+)?$'), getRegExp("^\\d+\\.\\d$"), getRegExp( '\{a\}\n' )].join(' ')`, "$", `/^-?\d+(\.\d+)?$/ /^\d+\.\d$/ /\{a\}\n/`},
		{"require", "module.exports = require('./o.wxs').other", "$", "1"},
		{
			"constructor is the name of the type", "function c(x) { return x && x.constructor } module.exports = [c([]), c(''), c(0), c(1), c({}), c(c), c(true), c(getDate()), c(getRegExp('a'))].join()", "$",
			"Array,,0,Number,Object,Function,Boolean,Date,RegExp",
		},
		{"constructor by a text", "module.exports = []['constructor'] === 'Array'", "$", "true"},
		{"a name of the world outside is undefined", "module.exports = typeof secret + typeof window + typeof globalThis + typeof eval", "$", "undefinedundefinedundefinedundefined"},
		{"so is one inside a function", "module.exports = function () { return typeof secret }", "$()", "undefined"},
		{"this is no way out", "module.exports = typeof (function () { return this })()", "$", "undefined"},
		{"an own variable of such a name is the module's", "var secret = 5; module.exports = secret", "$", "5"},
		{"a name that is assigned without var stays inside", "leak = 1; module.exports = leak", "$ + typeof leak", "1undefined"},
		{
			"a variable may be called like a word that JavaScript keeps for itself", "var class = 'a', public = { class: 1, enum: 2 }; // class\nmodule.exports = function (super) { class += super ? public.class : class; return class + 'class' }", "$(1)",
			"a1class",
		},
		{"labels, switch and loops", "var n = 0; out: for (var i = 0; i < 9; i++) { switch (i) { case 4: break out; default: n += i } } module.exports = n", "$", "6"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t, test.code, test.show); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestFunctionIsOutOfReach(t *testing.T) {
	for _, code := range []string{
		"module.exports = (function(){}).constructor('return secret')",
		"module.exports = (function(){})['constructor']('return secret')",
		"module.exports = Object.constructor.constructor('return secret')",
		"module.exports = eval('secret')",
		"module.exports = Function('return secret')",
	} {
		t.Run(code, func(t *testing.T) {
			var log source.Log
			m := wxs.Compile(source.NewFile("a.wxs", code), 0, len(code), wxs.Options{Minify: true}, &log)
			vm := goja.New()
			if err := vm.Set("secret", "of the world outside"); err != nil {
				t.Fatal(err)
			}
			value, err := vm.RunString(wxs.Prelude + "(function(require,module,exports){(function(){" + m.Code + "}).call(void 0);return module.exports})(0,{},{})")
			if err == nil {
				t.Errorf("%s gave %v, want a failure", m.Code, value)
			}
		})
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	text := "<view/>\n<wxs module='m'>\n  var a = ;\n</wxs>"
	start := strings.Index(text, ">\n  var") + 1
	var log source.Log
	m := wxs.Compile(source.NewFile("a.wxml", text), start, strings.Index(text, "</wxs>"), wxs.Options{}, &log)
	if len(log.List) != 1 || log.List[0].Range.Start != (source.Position{Line: 3, Column: 11}) {
		t.Errorf("got %+v, want one mistake at 3:11", log.List)
	}
	if !strings.Contains(m.Code, "throw new SyntaxError") {
		t.Errorf("the module is %s, want one that throws", m.Code)
	}
}

func TestSourceMap(t *testing.T) {
	text := "<view>茶</view>\n<wxs module=\"m\">\nvar half = 2;\nfunction f(a, b) {\n  var t = a.constructor; /* x.y */\n  if (b === undefined) return 7 / half / 1;\n  return a.lost.once(function (last) { return last.found })\n}\nmodule.exports = { f: f, leak: window }\n</wxs>"
	start := strings.Index(text, "\nvar half")
	for _, minify := range []bool{false, true} {
		var log source.Log
		m := wxs.Compile(source.NewFile("pages/a.wxml", text), start, strings.Index(text, "</wxs>"), wxs.Options{Minify: minify, Sources: true}, &log)
		if len(log.List) > 0 {
			t.Fatal(log.List)
		}
		consumer, err := sourcemap.Parse("", []byte(m.Map))
		if err != nil {
			t.Fatal(err)
		}
		if got := consumer.SourceContent("pages/a.wxml"); got != text {
			t.Errorf("the map holds %q", got)
		}
		lines := strings.Split(m.Code, "\n")
		for name, want := range map[string]string{"half/1": "6:35", "half / 1": "6:35", "lost": "7:12", "once": "7:17", "found": "7:52", "leak": "9:26"} {
			for i, line := range lines {
				column := strings.Index(line, name)
				if column < 0 {
					continue
				}
				file, _, l, c, _ := consumer.Source(i+1, column)
				if got := fmt.Sprintf("%d:%d", l, c+1); got != want || file != "pages/a.wxml" {
					t.Errorf("minified %v: %s is said to stand at %s:%s, want %s", minify, name, file, got, want)
				}
			}
		}
	}
}

// One broken module would break the script that all stand in.
func TestWhatWXSHasNot(t *testing.T) {
	for code, want := range map[string]string{
		"export default 1":                             "WXS has no export.",
		"import 'b'":                                   "WXS has no import.",
		"module.exports = import.meta.url":             "WXS has no import.meta.",
		"module.exports = function () { import('a') }": "WXS has no import().",
	} {
		var log source.Log
		m := wxs.Compile(source.NewFile("a.wxs", code), 0, len(code), wxs.Options{}, &log)
		if len(log.List) != 1 || log.List[0].Text != want || !strings.HasPrefix(m.Code, "throw") {
			t.Errorf("%q was compiled to %q, with %+v", code, m.Code, log.List)
		}
	}
}

// runSJS compiles and runs modules of SJS as the runtime does, and returns what show says of the first one's exports.
func runSJS(t *testing.T, modules map[string]string, show string) (string, []source.Diagnostic) {
	t.Helper()
	var log source.Log
	code := wxs.Prelude + "var M={},F={};function R(p){if(!M[p]){var m=M[p]={exports:{}};F[p](R,m,m.exports)}return M[p].exports}\n"
	for name, text := range modules {
		m := wxs.Compile(source.NewFile(name, text), 0, len(text), wxs.Options{ES: true}, &log)
		code += "F['" + name + "']=function(require,module,exports){(function(){" + m.Code + "}).call(void 0)};\n"
	}
	vm := goja.New()
	value, err := vm.RunString(code + "var $=R('./a.sjs');String(" + show + ")")
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return value.String(), source.Sort(log.List)
}

func TestSJSModules(t *testing.T) {
	other := "export const x = 3; export const y = 4; export default { z: 5 }; export function f() { return x } const o = { p: 6, q: [7] }; export let { p, q: [q] } = o; export class K { k() { return 8 } }"
	for _, test := range []struct{ name, code, show, want string }{
		{"a default export", "const a = 1; const f = x => x + a; export default { a, f };", "$.default.f(2)", "3"},
		{"a function by default", "export default function classnames(a, b) { return a + b }", "$.default('a', 'b')", "ab"},
		{"a function without a name by default", "export default function () { return 1 }", "$.default()", "1"},
		{"exports by name", other, "[$.x, $.y, $.f(), $.p, $.q, new $.K().k()].join()", "3,4,3,6,7,8"},
		{"a list of exports", "const a = 1; function b() { return 2 } export { a, b as c, a as default }", "[$.a, $.c(), $.default].join()", "1,2,1"},
		{"imports in all forms", "import d, { x, y as why } from './b.sjs'; import * as all from './b.sjs'; import './b.sjs'; export default [d.z, x, why, all.f(), all.default.z]", "$.default.join()", "5,3,4,3,5"},
		{"an import below its use", "export default function () { return x } import { x } from './b.sjs'", "$.default()", "3"},
		{"what is exported from another module", "export { x, y as why, default as d } from './b.sjs'; export * as all from './b.sjs'", "[$.x, $.why, $.d.z, $.all.p].join()", "3,4,5,6"},
		{"all that another module exports, but its default", "export * from './b.sjs'", "[$.x, typeof $.default].join()", "3,undefined"},
		{"a value that changes before the end", "export let n = 1; n = 2", "$.n", "2"},
		{"a name of the world outside is undefined", "export default typeof window + typeof my + typeof globalThis", "$.default", "undefinedundefinedundefined"},
		{"constructor is the name of the type", "export default [].constructor", "$.default", "Array"},
		{"names that ours could meet", "const __sjs0 = 1; import { x } from './b.sjs'; export default x + __sjs0", "$.default", "4"},
		{"getDate and getRegExp", "export default 'a-b'.replace(getRegExp('-'), '') + getDate(2020, 0, 5).getDate()", "$.default", "ab5"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, list := runSJS(t, map[string]string{"./a.sjs": test.code, "./b.sjs": other}, test.show)
			if got != test.want || len(list) > 0 {
				t.Errorf("got %q, want %q: %v", got, test.want, list)
			}
		})
	}
}

func TestMistakesInSJS(t *testing.T) {
	for _, test := range []struct{ name, code, want string }{
		{"a syntax error", "const a = 1;\nexport default {", "2:17 sjs.syntax"},
		{"nothing is exported", "const a = 1", "1:1 sjs.export"},
		{"an import at run time", "export default () => import('a')", "1:1 sjs.syntax"},
		{"import.meta", "export default import.meta.url", "1:1 sjs.syntax"},
		{"what WeChat exports", "module.exports = { a: 1 }", "1:1 sjs.export"},
		{"a module that is nested too deeply", "export default " + strings.Repeat("[", 50_000), "1:10016 sjs.depth"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log source.Log
			wxs.Compile(source.NewFile("a.sjs", test.code), 0, len(test.code), wxs.Options{ES: true}, &log)
			got := ""
			for _, d := range log.List {
				got += fmt.Sprintf("%d:%d %s", d.Range.Start.Line, d.Range.Start.Column, d.Code)
			}
			if got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestTheMapOfAnSJSModuleLeadsBack(t *testing.T) {
	code := "import { x } from './b.sjs';\n\nexport function first(a) {\n  return a\n}\nexport default {\n  second: first };\n"
	var log source.Log
	m := wxs.Compile(source.NewFile("a.sjs", code), 0, len(code), wxs.Options{ES: true}, &log)
	consumer, err := sourcemap.Parse("", []byte(m.Map))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{"first": 3, "second": 7} {
		before, _, _ := strings.Cut(m.Code, name)
		_, _, line, _, _ := consumer.Source(1+strings.Count(before, "\n"), len(before)-1-strings.LastIndexByte(before, '\n'))
		if line != want {
			t.Errorf("%s is said to stand in line %d, want %d, of\n%s", name, line, want, m.Code)
		}
	}
}

// FuzzSJS proves that no module makes the compiler panic, and that what it gives is a function's body.
func FuzzSJS(f *testing.F) {
	for _, seed := range []string{
		"import a, { b as c } from './d'; export default a; export { c }; export * from 'e'", "export const { a, b: [c = 1, ...d] } = e, f = 2", "export default class { static a = 1 }", "export { a as 'b c' } from 'd'",
		"export default async function* a() {}", "import * as a from 'a'; export * as b from 'b'", "export", "import(a)", "import.meta", "export default (function () { return this })()", "import { default as a, } from ''",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, code string) {
		var log source.Log
		m := wxs.Compile(source.NewFile("a.sjs", code), 0, len(code), wxs.Options{ES: true}, &log)
		result := api.Transform("x=(function(require,module,exports){(function(){\n"+m.Code+"}).call(void 0)})", api.TransformOptions{LogLevel: api.LogLevelSilent})
		if len(result.Errors) > 0 {
			t.Errorf("%q was compiled to %q: %s", code, m.Code, result.Errors[0].Text)
		}
	})
}
