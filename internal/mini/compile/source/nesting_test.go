package source_test

import (
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/source"
)

func TestTooDeep(t *testing.T) {
	for _, test := range []struct {
		name, text string
		offset     int
		deep       bool
	}{
		{"brackets that are closed again", strings.Repeat("f([{}]);", 100_000), 0, false},
		{"a long sum", "x=" + strings.Repeat("a + ", 100_000) + "1", 0, false},
		{"signs here and there", strings.Repeat("!a||~b&&-c;", 100_000), 0, false},
		{"open brackets", "x=" + strings.Repeat("[", 50_000), 10_002, true},
		{"negations in a row", "x=" + strings.Repeat("!", 50_000) + "1", 10_002, true},
		{"signs with blanks between", "x=" + strings.Repeat("- ", 50_000) + "1", 20_002, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			if offset, deep := source.TooDeep(test.text); deep != test.deep || offset != test.offset {
				t.Errorf("TooDeep = %d, %v; want %d, %v", offset, deep, test.offset, test.deep)
			}
		})
	}
}
