package script_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
)

func TestDeclared(t *testing.T) {
	named := map[string]bool{"props": true, "triggerEvent": false}
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{"members of what is declared", "Component({\n  properties: {},\n  attached() {},\n  'mixins': [],\n})", []string{"2:3 Component properties", "3:3 Component attached", "4:3 Component mixins"}},
		{"a function that others have too", "const Component = (a) => a\nComponent({ properties: {} })", nil},
		{"a behaviour, where it is called", "// Behavior\nmodule.exports = Behavior({ data: {} })", []string{"2:18  Behavior", "2:29 Behavior data"}},
		{"members of an object, some of them of this alone", "Page({ go() { const that = this; that.triggerEvent('a'); this.props.b; other.props } })", []string{"1:8 Page go", "1:39 this triggerEvent", "1:63 this props"}},
		{"nothing of a name that is computed, or spread", "Component({ ['props']: 1, ...rest })", nil},
		{"nothing of what cannot be read", "Component({ props: ", nil},
		{"nothing of what is called with something else", "Component(); Component(a); Component([]); Behavior()", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log source.Log
			file := source.NewFile("a.js", test.text)
			var got []string
			for _, each := range script.Translate(file, script.Options{}, &log).Declared(file, named) {
				got = append(got, fmt.Sprintf("%d:%d %s %s", each.Range.Start.Line, each.Range.Start.Column, each.In, each.Name))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
		})
	}
}
