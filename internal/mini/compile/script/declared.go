package script

import (
	"slices"

	"github.com/tdewolff/parse/v2/js"

	"github.com/superette/superette/internal/mini/compile/source"
)

// Declared is a name that a script has of its platform's components and pages, by which the platforms differ.
type Declared struct {
	In    string       // "Component", "Page", "Behavior", …: what declares it; "this" for a member of a component's or page's object; "" for the declaring function itself
	Name  string       // "properties", "triggerEvent", "Behavior"
	Range source.Range // in the author's file
}

// declaring are the functions that a program declares with.
//
//nolint:gochecknoglobals // a table
var declaring = []string{"Component", "Page", "Behavior", "Mixin"}

// Declared finds what a translated script declares, and which of the members in named it takes of an object, in the order of the text. Of a member that is
// true it wants `this` before it: others have members of that name too.
func (m *Module) Declared(file *source.File, named map[string]bool) []Declared {
	f, ast := m.reread(file)
	if f == nil {
		return nil
	}
	v := &declaredVisitor{f: f, named: named}
	js.Walk(v, ast)
	slices.SortStableFunc(v.found, func(a, b Declared) int { return byPlace(a.Range, b.Range) })
	return v.found
}

type declaredVisitor struct {
	f     *finder
	named map[string]bool
	found []Declared
}

func (v *declaredVisitor) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.CallExpr:
		v.call(n)
	case *js.DotExpr:
		property, ok := n.Y.(js.LiteralExpr)
		if !ok {
			break
		}
		if onlyThis, ok := v.named[string(property.Data)]; ok && (!onlyThis || isThis(n.X)) {
			v.add("this", string(property.Data), property.Data)
		}
	}
	return v
}

func (*declaredVisitor) Exit(js.INode) {}

func isThis(n js.INode) bool {
	switch n := n.(type) {
	case *js.LiteralExpr:
		return n.TokenType == js.ThisToken
	case js.LiteralExpr:
		return n.TokenType == js.ThisToken
	}
	return false
}

func (v *declaredVisitor) call(n *js.CallExpr) {
	in := ""
	for _, name := range declaring {
		if isFree(n.X, name) {
			in = name
		}
	}
	if in == "" || len(n.Args.List) == 0 {
		return
	}
	object, ok := n.Args.List[0].Value.(*js.ObjectExpr)
	if !ok {
		return
	}
	if in == "Behavior" || in == "Mixin" {
		// The parser keeps one place for all uses of a name that nobody declares, so the function's own is looked for before its object.
		at := -1
		for _, property := range object.List {
			if property.Name != nil && property.Name.Computed == nil {
				at = offset(v.f.text, property.Name.Literal.Data)
				break
			}
		}
		place := v.f.file.Range(0, 0)
		if at >= 0 {
			place = v.f.original(at, 0)
		}
		v.found = append(v.found, Declared{"", in, v.before(in, place)})
	}
	for _, property := range object.List {
		switch {
		case property.Spread:
		case property.Name != nil && property.Name.Computed == nil:
			v.add(in, propertyName(property.Name), property.Name.Literal.Data)
		default:
			if method, ok := property.Value.(*js.MethodDecl); ok && method.Name.Computed == nil {
				v.add(in, propertyName(&method.Name.PropertyName), method.Name.Literal.Data)
			}
		}
	}
}

// before finds the last place of a word in the author's text before another place.
func (v *declaredVisitor) before(word string, place source.Range) source.Range {
	text, end := v.f.file.Text, 0
	if place.Start.Line > 0 {
		end = min(len(text), v.f.file.Offset(place.Start.Line, place.Start.Column))
	}
	found := -1
	for at := 0; ; {
		next := wordAt(text[:end], word, at)
		if next < at {
			break
		}
		found, at = next, next+len(word)
	}
	if found < 0 {
		found = max(0, wordAt(text, word, 0))
	}
	return v.f.file.Range(found, found+len(word))
}

func (v *declaredVisitor) add(in, name string, data []byte) {
	if at := offset(v.f.text, data); at >= 0 {
		v.found = append(v.found, Declared{in, name, v.f.original(at, len(data))})
	}
}
