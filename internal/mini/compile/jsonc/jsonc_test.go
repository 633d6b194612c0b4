package jsonc_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
)

func parse(text string) (*jsonc.Value, []source.Diagnostic) {
	var log source.Log
	v := jsonc.Parse(source.NewFile("app.json", text), &log)
	return v, log.List
}

func TestWhatIsUnderstood(t *testing.T) {
	for _, test := range []struct{ name, source, printed string }{
		{"all kinds of values", `{"a": [1, -2.5e3, "x", true, false, null], "b": {}}`, `{"a":[1,-2.5e3,"x",true,false,null],"b":{}}`},
		{"comments", "// head\n{ /* a */ \"a\": 1, // end\n}\n// tail", `{"a":1}`},
		{"trailing commas", `{"a": [1, 2,], "b": 1,}`, `{"a":[1,2],"b":1}`},
		{"a byte order mark", "\ufeff{}", `{}`},
		{"escapes", `"\u4e2d\n\"\\\/\ud83c\udf75"`, "\"中\\n\\\"\\\\/🍵\""},
		{"single quotes", `{'a': 'b'}`, `{"a":"b"}`},
		{"an empty file is an empty object", " \n", `{}`},
		{"a URL is no comment", `{"a": "http://x"}`, `{"a":"http://x"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, list := parse(test.source)
			if len(list) > 0 {
				t.Fatalf("unexpected %+v", list)
			}
			if got := v.JSON(); got != test.printed {
				t.Errorf("got %s, want %s", got, test.printed)
			}
		})
	}
}

func TestMistakesHaveTheirPlace(t *testing.T) {
	for _, test := range []struct{ name, source, place string }{
		{"a missing comma", "{\n  \"a\": 1\n  \"b\": 2\n}", "3:3"},
		{"a missing colon", `{"a" 1}`, "1:6"},
		{"a key without quotes", "{\n a: 1}", "2:2"},
		{"a value that is none", `{"a": undefined}`, "1:7"},
		{"an object that is not closed", "{\"a\": {\n", "1:7"},
		{"an array that is not closed", `{"a": [1, 2`, "1:7"},
		{"a text that is not closed", "{\"中a\": \"b\n}", "1:8"},
		{"an unknown escape", `{"a": "\q"}`, "1:8"},
		{"a comment that is not closed", `{} /* a`, "1:4"},
		{"something after the end", "{}\n}", "2:1"},
		{"a number that is none", `{"a": 1.2.3}`, "1:7"},
		{"100,000 levels", strings.Repeat("[", 100_000), "1:201"},
	} {
		t.Run(test.name, func(t *testing.T) {
			v, list := parse(test.source)
			if v != nil || len(list) != 1 {
				t.Fatalf("got %v and %+v, want one mistake", v, list)
			}
			start := list[0].Range.Start
			if got := fmt.Sprintf("%d:%d", start.Line, start.Column); got != test.place {
				t.Errorf("place is %s, want %s: %s", got, test.place, list[0].Text)
			}
		})
	}
}

// FuzzParse proves that no text makes the parser panic, that what it prints is JSON, and that it reads it back the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{`{"a":[1,"b",null,],}`, "// x\n[]", `"\ud83c"`, "'\x7f\u2028'", "{'__proto__':1}", "-1e5"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, _ := parse(text)
		if v == nil {
			return
		}
		first := v.JSON()
		if !json.Valid([]byte(first)) {
			t.Fatalf("%q was printed as %q, which is no JSON", text, first)
		}
		again, list := parse(first)
		if len(list) > 0 || again.JSON() != first {
			t.Fatalf("%q was printed as %q, and that as %q (%+v)", text, first, again.JSON(), list)
		}
	})
}
