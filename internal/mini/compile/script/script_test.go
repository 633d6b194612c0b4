package script_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
)

func translate(name, text string, minify bool) (*script.Module, []source.Diagnostic) {
	var log source.Log
	m := script.Translate(source.NewFile(name, text), script.Options{Minify: minify}, &log)
	return m, log.List
}

// run gives a module's exports as a text; other is the module that it requires.
func run(t *testing.T, code, other string) string {
	t.Helper()
	value, err := goja.New().RunString(`(function(){
		function require() { var module = {exports: {}}; (function(module, exports){` + other + `})(module, module.exports); return module.exports }
		var module = {exports: {}};
		(function(require,module,exports){(function(){` + code + `
		}).call(exports)})(require, module, module.exports);
		return String(module.exports) })()`)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return value.String()
}

func TestWhatScriptsNeed(t *testing.T) {
	for _, test := range []struct{ name, file, text, requires, apis string }{
		{"requires", "a.js", "const a = require('./a'), b = require(`b`); require.async('../c/d.js'); require(x); require('./a')", "[../c/d.js ./a b]", "[]"},
		{"imports", "a.js", "import a, { b } from './a'; import * as c from 'c'; export * from './d'; export { e } from './e'; import './f'; const g = import('./g'); a(b, c, g)", "[./a ./d ./e ./f ./g c]", "[]"},
		{"an import of types is none", "a.ts", "import type { A } from './a'; import { B } from './b'; import { c } from './c'; const x: A & B = c; export default x", "[./c]", "[]"},
		{"a require of the file's own", "a.js", "(function(require) { require('a') })(f); function g(require) { return require('b') }", "[]", "[]"},
		{"members of wx", "a.js", "wx.request({}); wx['login'](); const { showToast, navigateTo: go } = wx; wx?.chooseImage?.(); other.wx.no; go(showToast)", "[]", "[chooseImage login navigateTo request showToast]"},
		{"a wx of the file's own", "a.js", "function f(wx) { wx.request() }", "[]", "[]"},
		{"wx handed on", "a.js", "wx.login(); promisify(wx)", "[]", "[* login]"},
		{"wx asked by a name of run time", "a.js", "wx[name + 'Sync']()", "[]", "[*]"},
		{"the rest of wx", "a.js", "const { login, ...rest } = wx; rest.request(login)", "[]", "[* login]"},
		{"whether there is a wx", "a.js", "if (typeof wx !== 'undefined') wx.login()", "[]", "[login]"},
		{"TypeScript with decorators and enums", "a.ts", "enum A { X = 1 } const y: number = A.X as number; wx.login(); export { y }", "[]", "[login]"},
	} {
		for _, minify := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, minified %v", test.name, minify), func(t *testing.T) {
				m, list := translate(test.file, test.text, minify)
				if len(list) > 0 {
					t.Fatalf("unexpected %+v", list)
				}
				if got := fmt.Sprint(m.Requires); got != test.requires {
					t.Errorf("requires %s, want %s in %s", got, test.requires, m.Code)
				}
				if got := fmt.Sprint(m.APIs); got != test.apis {
					t.Errorf("uses %s of wx, want %s in %s", got, test.apis, m.Code)
				}
			})
		}
	}
}

func TestAVariableMayBeReadInItsOwnValue(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"a const", "const a = a && a.b || 1; module.exports = a", "1"},
		{"a let in a block", "let out; { let a = typeof a + a; out = a } module.exports = out", "undefinedundefined"},
		{"one of several", "function f(x) { if (x) { const b = 2, a = a || b, c = () => a; return a + c() } } module.exports = f(1)", "4"},
		{"a shorthand", "const a = { a }; module.exports = a.a", "undefined"},
		{"in the value of another, which reads it later", "const f = () => f, g = [f]; module.exports = typeof g[0]()", "function"},
		{"each turn of a loop has its own", "const all = []; for (let i = 0; i < 2; i++) { const f = () => f; let n = i; all.push(() => n) } module.exports = all.map((f) => f()).join()", "0,1"},
		{"one outside with the same name is another", "let a = 5, out; { const a = a; out = a } module.exports = [String(out), a].join()", "undefined,5"},
		{"an argument with the same name is another", "function f(a) { let out; { const a = a; out = a } return [String(out), a].join() } module.exports = f(5)", "undefined,5"},
		{"one of a function around is another", "let a = 5; function f() { let out; { const a = a; out = a } return [String(out), a].join() } module.exports = f()", "undefined,5"},
		{"a loop's own is left as it is", "let out = 'read'; try { for (const b of [1]) { const a = a } } catch { out = 'threw' } module.exports = out", "threw"},
	} {
		for _, minify := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, minified %v", test.name, minify), func(t *testing.T) {
				m, list := translate("a.js", test.text, minify)
				if len(list) > 0 {
					t.Fatalf("unexpected %+v", list)
				}
				if got := run(t, m.Code, ""); got != test.want {
					t.Errorf("gives %s, want %s in %s", got, test.want, m.Code)
				}
			})
		}
	}
}

func TestModulesOfBothKindsMeet(t *testing.T) {
	for _, test := range []struct{ name, text, other, want string }{
		{"a default import of CommonJS is its exports", "import a from 'x'; module.exports = a.b", "exports.b = 1", "1"},
		{"a default import of a module is its default", "import a from 'x'; module.exports = a", "exports.__esModule = true; exports.default = 2", "2"},
		{"a named import of CommonJS", "import { b } from 'x'; module.exports = b", "exports.b = 3", "3"},
		{"all of CommonJS", "import * as a from 'x'; module.exports = a.b + a.default.b", "exports.b = 4", "8"},
		{"a require of a module", "const { default: d, b } = require('x'); module.exports = d + b", "exports.__esModule = true; exports.default = 5; exports.b = 1", "6"},
		{"exports of a module", "export default 7; export const b = 8", "", "[object Object]"},
		{"this is exports", "this.a = 1; module.exports = Object.keys(exports).join()", "", "a"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m, list := translate("a.js", test.text, false)
			if len(list) > 0 {
				t.Fatalf("unexpected %+v", list)
			}
			value := run(t, m.Code, test.other)
			if value != test.want {
				t.Errorf("got %s, want %s", value, test.want)
			}
		})
	}
}

func TestAScriptNestedTooDeeplyIsRefusedBeforeItIsParsed(t *testing.T) {
	m, list := translate("a.js", "module.exports = "+strings.Repeat("[", 1_000_000), false)
	if len(list) != 1 || list[0].Code != "script.depth" || list[0].Range.Start.Line != 1 || !m.Broken {
		t.Errorf("broken %v, %+v; want one script.depth", m.Broken, list)
	}
}

func TestABrokenScriptThrowsWhatIsWrong(t *testing.T) {
	m, list := translate("a.js", "Page({\n  data: {,}\n})", false)
	if len(list) != 1 || list[0].Range.Start != (source.Position{Line: 2, Column: 10}) || list[0].Severity != source.Error {
		t.Fatalf("got %+v, want one error at 2:10", list)
	}
	if _, err := goja.New().RunString(m.Code); err == nil {
		t.Error("it ran, want a SyntaxError")
	}
}

func TestSharedStylesAreSeen(t *testing.T) {
	for text, want := range map[string]bool{
		"Component({ options: { styleIsolation: 'shared' } })":       true,
		"Component({ options: { styleIsolation: 'apply-shared' } })": false,
		"Component({ options: { 'styleIsolation': \"shared\" } })":   true,
		"Component({ properties: { a: 'shared' } })":                 false,
	} {
		if m, _ := translate("a.js", text, false); m.SharesStyles != want {
			t.Errorf("%s: got %v, want %v", text, m.SharesStyles, want)
		}
	}
}
