package preprocess_test

import (
	"context"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/web"
)

// in finds references beside the file that has them, with Sass's and Less's endings.
func in(files map[string]string) preprocess.Find {
	return func(from, reference string) (string, string, bool) {
		target := path.Join(path.Dir(from), reference)
		if strings.HasPrefix(reference, "/") {
			target = reference[1:]
		}
		for _, name := range []string{target, target + ".scss", target + ".less"} {
			if text, ok := files[name]; ok {
				return name, text, true
			}
		}
		return "", "", false
	}
}

// machine is shared by the tests: starting Sass takes the longest.
var machine = sync.OnceValue(func() *preprocess.Machine {
	return preprocess.New(web.SheetTranslator, preprocess.DefaultLimits())
})

func TestTranslate(t *testing.T) {
	m := machine()
	for _, test := range []struct {
		name, path, text string
		files            map[string]string
		want             string
	}{
		{"variables and nesting of SCSS", "a.scss", "$c: red; .a { .b & { color: $c } width: 3rpx * 2 }", nil, ".b .a{color:red}.a{width:6rpx}"},
		{"the indented syntax", "a.sass", ".a\n  color: red\n  &:active\n    color: blue\n", nil, ".a{color:red}.a:active{color:blue}"},
		{"what SCSS imports and uses", "p/a.scss", "@use '../lib/b'; @import 'c'; .a { color: b.$c; @include m }", map[string]string{
			"lib/b.scss": "$c: red;", "p/c.scss": "@mixin m { width: 1px }",
		}, ".a{color:red;width:1px}"},
		{"WXSS that SCSS imports is plain", "a.scss", "@import 'b.wxss'; .a { color: red }", map[string]string{"b.wxss": ".b{color:blue}"}, ".b{color:blue}.a{color:red}"},
		{"variables and nesting of Less", "a.less", "@c: red; .m(@x) { width: (@x * 2) } .a { .m(3rpx); &:active { color: @c } }", nil, ".a{width:6rpx}.a:active{color:red}"},
		{"what Less imports, two folders deep", "p/a.less", "@import '../lib/b';", map[string]string{"lib/b.less": "@import './c.less'; .b{color:@c}", "lib/c.less": "@c: red;"}, ".b{color:red}"},
	} {
		t.Run(test.name, func(t *testing.T) {
			css, problem, err := m.Translate(context.Background(), test.path, test.text, in(test.files))
			if err != nil || problem != nil {
				t.Fatalf("unexpected %v %+v", err, problem)
			}
			got := strings.ReplaceAll(strings.NewReplacer("\n", "", ": ", ":", " {", "{", "  ", "").Replace(css), ";}", "}")
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	m := machine()
	for _, test := range []struct {
		name, path, text string
		files            map[string]string
		want             preprocess.Problem
	}{
		{"SCSS", "a.scss", ".a {\n  color: $none;\n}", nil, preprocess.Problem{File: "a.scss", Line: 2, Column: 9, Text: "Undefined variable."}},
		{"SCSS in an imported file", "p/a.scss", "@import 'b';", map[string]string{"p/b.scss": "\n.a { color: }"}, preprocess.Problem{File: "p/b.scss", Line: 2, Column: 12, Text: "Expected expression."}},
		{"a missing import of SCSS", "a.scss", "@import 'b';", nil, preprocess.Problem{File: "a.scss", Line: 1, Column: 8, Text: "Can't find stylesheet to import."}},
		{"Less", "a.less", ".a {\n  color: @none;\n}", nil, preprocess.Problem{File: "a.less", Line: 2, Column: 9, Text: "variable @none is undefined"}},
		{"a missing import of Less", "a.less", "@import './b.less';", nil, preprocess.Problem{File: "a.less", Line: 1, Column: 0, Text: "'./b.less' wasn't found"}},
		{"code in Less is not run", "a.less", "@a: `1+1`; .a { width: @a }", nil, preprocess.Problem{File: "a.less", Line: 1, Column: 4, Text: "Inline JavaScript is not enabled. Is it set in your options?"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, problem, err := m.Translate(context.Background(), test.path, test.text, in(test.files))
			if err != nil || problem == nil || *problem != test.want {
				t.Errorf("got %+v %v, want %+v", problem, err, test.want)
			}
		})
	}
}

func TestWhatDidNotChangeIsNotTranslatedAgain(t *testing.T) {
	asked := 0
	m := preprocess.New(func(language string) ([]byte, error) { asked++; return web.SheetTranslator(language) }, preprocess.DefaultLimits())
	files := map[string]string{"b.less": "@c: red;"}
	translate := func() string {
		css, problem, err := m.Translate(context.Background(), "a.less", "@import 'b'; .a { color: @c }", in(files))
		if err != nil || problem != nil {
			t.Fatalf("unexpected %v %+v", err, problem)
		}
		return css
	}
	first := translate()
	if again := translate(); again != first {
		t.Errorf("got %q, want %q", again, first)
	}
	files["b.less"] = "@c: blue;"
	if changed := translate(); !strings.Contains(changed, "blue") {
		t.Errorf("an imported file changed, and the sheet is still %q", changed)
	}
	if asked != 1 {
		t.Errorf("the translator was started %d times, want once", asked)
	}
}

func TestEndlessSheetsAreEnded(t *testing.T) {
	// One of the two limits is out of reach in each case: which comes first on a busy machine is not the question.
	brief := preprocess.Limits{Time: 5 * time.Second, Memory: 4 << 30}
	small := preprocess.Limits{Time: 10 * time.Minute, Memory: 128 << 20}
	for _, test := range []struct {
		name, path, text, want string
		limits                 preprocess.Limits
	}{
		{"a loop", "a.scss", "@while true {}", "longer than", brief},
		{"a growing list", "a.scss", "$l: 'x'; @while true { $l: $l + $l + $l }", "of memory", small},
		{"a mixin that calls itself", "a.less", ".m() { .m() } .a { .m() }", "", small},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := preprocess.New(web.SheetTranslator, test.limits)
			_, problem, err := m.Translate(context.Background(), test.path, test.text, in(nil))
			if err != nil || problem == nil || !strings.Contains(problem.Text, test.want) {
				t.Fatalf("got %+v %v, want a problem with %q", problem, err, test.want)
			}
			m2, problem, err := m.Translate(context.Background(), "b."+test.path[2:], ".a{color:red}", in(nil))
			if err != nil || problem != nil || !strings.Contains(m2, "red") {
				t.Errorf("the next sheet: got %q %+v %v", m2, problem, err)
			}
		})
	}
}
