package app

import (
	"bytes"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/check"
)

func TestFrame(t *testing.T) {
	for _, test := range []struct {
		name, text string
		from, to   int
		want       string
	}{
		{"a line in Chinese", "茶🍵：<map>", 5, 9, "    1 | 茶🍵：<map>\n      |       ^^^^\n"},
		{"a mark under Chinese", "a 茶叶 b", 3, 5, "    1 | a 茶叶 b\n      |   ^^^^\n"},
		{"beyond the end", "ab", 3, 9, "    1 | ab\n      |   ^\n"},
		{"a file that is not there", "", 1, 1, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			p := reportPrinter{ReportConfig: ReportConfig{To: &out}, texts: map[string]string{}, root: fstest.MapFS{"a.wxml": {Data: []byte(test.text)}}}
			p.frame(check.Finding{File: "a.wxml", Range: compile.Range{Start: compile.Position{Line: 1, Column: test.from}, End: compile.Position{Line: 1, Column: test.to}}})
			if out.String() != test.want {
				t.Errorf("got\n%swant\n%s", out.String(), test.want)
			}
		})
	}
}
