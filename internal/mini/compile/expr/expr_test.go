package expr_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/superette/superette/internal/mini/compile/expr"
)

// resolve knows one loop (item in slot 0, index in slot 1) and one module m; all else is data.
func resolve(name string) expr.Reference {
	switch name {
	case "item":
		return expr.Reference{JS: "s[0]", Root: 0}
	case "index":
		return expr.Reference{JS: "s[1]", Root: 1}
	case "m":
		return expr.Reference{JS: "m.m"}
	}
	return expr.Reference{JS: "d." + name, Root: name}
}

// The length is that of its table: the whole language at a glance.
func TestWhatExpressionsMean(t *testing.T) {
	// d, s and m as the runtime passes them.
	const world = `
		var d = {a: 1, b: 2, zero: 0, text: "tea", nothing: null, list: [1, 2, 3], o: {x: {y: 5}, "k-1": 7}, key: "x",
			yes: true, no: false, typeofs: 4, fn: function (x) { return x + this.base }, base: 10, class: "reserved"}
		var s = [{id: 9, tags: ["p", "q"]}, 4]
		var m = {m: {double: function (x) { return x * 2 }, join: function () { return [].slice.call(arguments).join("+") }}}`
	for _, test := range []struct{ source, value, paths string }{
		{"a", "1", "[[a]]"},
		{" a + b * 3 ", "7", "[[a] [b]]"},
		{"(a + b) * 3", "9", "[[a] [b]]"},
		{"a - b - 3", "-4", "[[a] [b]]"},
		{"a - (b - 3)", "2", "[[a] [b]]"},
		{"-a - -b", "1", "[[a] [b]]"},
		{"b - -a / -a", "1", "[[b] [a]]"},
		{"b + +a * a + typeof ~a", `"3number"`, "[[b] [a]]"},
		{"+text === +text", "false", "[[text]]"},
		{"!a || !zero && yes", "true", "[[a] [zero] [yes]]"},
		{"a ? b : c", "2", "[[a]] d.a ? [[b]] : [[c]]"},
		{"a ? b ? 'x' : 'y' : 'z'", `"x"`, "[[a]] d.a ? [[b]] : []"},
		{"(a ? no : yes) ? 1 : 2", "2", "[[a]] d.a ? [[no]] : [[yes]]"},
		{"a > 0 && b <= 2", "true", "[[a] [b]]"},
		{"a &lt; b &amp;&amp; yes", "true", "[[a] [b] [yes]]"},
		{"a == '1'", "true", "[[a]]"},
		{"a === '1'", "false", "[[a]]"},
		{"nothing ?? (zero || 8)", "8", "[[nothing] [zero]]"},
		{"2 ** 3 ** 2", "512", "[]"},
		{"(-a) ** 2", "1", "[[a]]"},
		{"7 % 4 + 1 / 4", "3.25", "[]"},
		{"1 << 3 | 1", "9", "[]"},
		{"~a & 6 ^ 1", "7", "[[a]]"},
		{"-8 >>> 28", "15", "[]"},
		{"typeof text + typeof missing", `"stringundefined"`, "[[text] [missing]]"},
		{"typeofs", "4", "[[typeofs]]"},
		{"void a", "undefined", "[[a]]"},
		{"o.x.y", "5", "[[o x y]]"},
		{"o.missing.deeper.still", "undefined", "[[o missing deeper still]]"},
		{"nothing.a[0].b", "undefined", "[[nothing a 0 b]]"},
		{"o['k-1']", "7", "[[o k-1]]"},
		{"o[key].y", "5", "[[o {d.key} y] [key]]"},
		{"o.x[key]", "undefined", "[[o x {d.key}] [key]]"},
		{"list[a]", "2", "[[list {d.a}] [a]]"},
		{"list[0] + list.length", "4", "[[list 0] [list length]]"},
		{"list.length.toString()", `"3"`, "[[list length]]"},
		{"item.id + index", "13", "[[0 id] [1]]"},
		{"item.tags[index - 4]", `"p"`, "[[0 tags {s[1]-4}] [1]]"},
		{"m.double(o.x.y)", "10", "[[o x y]]"},
		{"m.join(a, b, ...list)", `"1+2+1+2+3"`, "[[a] [b] [list]]"},
		{"m.missing(a)", "undefined", "[[a]]"},
		{"nobody.calls(a)", "undefined", "[[nobody] [a]]"},
		{"text.toUpperCase()", `"TEA"`, "[[text]]"},
		{"'a\\'b' + \"\\u4e2d\\n\"", `"a'b中\n"`, "[]"},
		{".5 + 0x10 + 1e3", "1016.5", "[]"},
		{"a?.5:1", "0.5", "[[a]]"},
		{"o?.x?.['y']", "5", "[[o x y]]"},
		{"[a, , ...list, 'x']", `[1,null,1,2,3,"x"]`, "[[a] [list]]"},
		{"[]", "[]", "[]"},
		{"{a: b, 'k': [a], [key]: 1}", `{"a":2,"k":[1],"x":1}`, "[[b] [a] [key]]"},
		{"a: b, c: {d: {e: a}}", `{"a":2,"c":{"d":{"e":1}}}`, "[[b] [a]]"},
		{"...o.x, a", `{"a":1,"y":5}`, "[[o x] [a]]"},
		{"a, b", `{"a":1,"b":2}`, "[[a] [b]]"},
		{"{...nothing, ...missing, a}", `{"a":1}`, "[[nothing] [missing] [a]]"},
		{"undefined", "undefined", "[]"},
		{"null === nothing", "true", "[[nothing]]"},
		{"class", `"reserved"`, "[[class]]"},
		{"1 .toFixed", "fn", "[]"},
		{"'}}' + a", `"}}1"`, "[[a]]"},
		{"", "undefined", "[]"},
		{"$v_1 || 数据 || 1", "1", "[[$v_1] [数据]]"},
		{"{__proto__: a}.__proto__", "1", "[[a]]"},
	} {
		t.Run(test.source, func(t *testing.T) {
			text := "{{" + test.source + "}} rest"
			node, end, problem := expr.Parse(text, 2, len(text), expr.Plain)
			if problem != nil {
				t.Fatalf("Parse: %v", problem)
			}
			if text[end:] != " rest" {
				t.Errorf("Parse ended before %q, want \" rest\"", text[end:])
			}
			printer := expr.Printer{Resolve: resolve}
			js := printer.Print(node)
			vm := goja.New()
			if _, err := vm.RunString(world); err != nil {
				t.Fatal(err)
			}
			value, err := vm.RunString("(" + js + ")")
			if err != nil {
				t.Fatalf("%s: %v", js, err)
			}
			if got := show(value); got != test.value {
				t.Errorf("%s = %s, want %s", js, got, test.value)
			}
			if got := showReads(printer.Reads); got != test.paths {
				t.Errorf("paths of %s = %s, want %s", js, got, test.paths)
			}
		})
	}
}

// showReads prints paths, and after them what only one side of a choice reads.
func showReads(reads expr.Reads) string {
	out := fmt.Sprint(reads.Paths)
	for _, choice := range reads.Choices {
		out += " " + choice.Test + " ? " + showReads(choice.Then) + " : " + showReads(choice.Otherwise)
	}
	return out
}

func show(v goja.Value) string {
	if goja.IsUndefined(v) {
		return "undefined"
	}
	if _, ok := goja.AssertFunction(v); ok {
		return "fn"
	}
	out, err := json.Marshal(v.Export())
	if err != nil {
		return err.Error()
	}
	return string(out)
}

func TestFieldsOfATemplatesData(t *testing.T) {
	for _, test := range []struct{ source, js string }{
		{"a", "{a:d.a}"},
		{"...item, list: items", "{...s[0],list:d.items}"},
		{"'a-b': 1, c,", `{"a-b":1,c:d.c}`},
		{"  ", "void 0"},
	} {
		t.Run(test.source, func(t *testing.T) {
			text := test.source + "}}"
			node, _, problem := expr.Parse(text, 0, len(text), expr.Fields)
			if problem != nil {
				t.Fatalf("Parse: %v", problem)
			}
			printer := expr.Printer{Resolve: resolve}
			if got := printer.Print(node); got != test.js {
				t.Errorf("got %s, want %s", got, test.js)
			}
		})
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	for _, test := range []struct {
		source, text string
		pos          int
	}{
		{"a +", "Unexpected \"}\" in the expression.", 3},
		{"a = 1", "A template cannot assign.", 2},
		{"a b", "Unexpected \"b\" in the expression.", 2},
		{"f(x => x)", "A template cannot hold a function.", 4},
		{"new Date()", "A template cannot use new.", 0},
		{"(a", "Unexpected \"}\": ) is expected here.", 2},
		{"a.", "A name is expected after the dot.", 2},
		{"'abc", "This text is not closed.", 0},
		{"a # b", "The character \"#\" has no meaning in an expression.", 2},
		{"1abc", "This is not a number: 1abc.", 0},
		{"{a: 1", "Unexpected end of", -1},
		{"[1 2]", "Unexpected \"2\": , is expected here.", 3},
		{"f(,a)", "Unexpected \",\" in the expression.", 2},
		{strings.Repeat("(", 100_000), "This expression is nested deeper than 200 levels.", 200},
		{strings.Repeat("!", 100_000) + "a", "This expression is nested deeper than 200 levels.", 199},
		{strings.Repeat("a+", 100_000) + "a", "This expression has more than 200 operators in a row.", 403},
		{"a" + strings.Repeat(".b", 100_000), "This expression has more than 200 members in a row.", 403},
	} {
		name := test.source[:min(len(test.source), 20)]
		t.Run(name, func(t *testing.T) {
			text := test.source + "}}"
			_, _, problem := expr.Parse(text, 0, len(text), expr.Plain)
			if test.pos < 0 {
				if problem == nil {
					t.Fatal("Parse succeeded, want a mistake")
				}
				return
			}
			if problem == nil || problem.Text != test.text || problem.Pos != test.pos {
				t.Errorf("got %+v, want %q at %d", problem, test.text, test.pos)
			}
		})
	}
}

// FuzzParse proves that no text makes the parser panic, and that what it prints it reads back the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a.b[c].d(1)", "...a, b", "a ? b : c", "{a:{b:1}}", "[1,,2]", "'\\x27'", "a ?? b || c", "-(-a)", "2**-1", "typeof a", "`a${b}c${`d`}`"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		text := source + "}}"
		first, ok := reprint(text)
		if !ok {
			return
		}
		second, ok := reprint(" " + first + " }}")
		if !ok {
			t.Fatalf("%q was printed as %q, which is not understood", source, first)
		}
		if first != second {
			t.Fatalf("%q was printed as %q, and that as %q", source, first, second)
		}
	})
}

func reprint(text string) (string, bool) {
	node, _, problem := expr.Parse(text, 0, len(text), expr.Literals)
	if problem != nil {
		return "", false
	}
	printer := expr.Printer{Resolve: func(name string) expr.Reference { return expr.Reference{JS: name, Root: name} }}
	if node == nil {
		return "", true
	}
	return printer.Print(node), true
}
