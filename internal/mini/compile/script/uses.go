package script

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
	"unsafe"

	"github.com/go-sourcemap/sourcemap"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/superette/superette/internal/mini/compile/source"
)

// UseKind says what of the platform a script uses.
type UseKind string

// The kinds of uses.
const (
	UseMember  UseKind = "member"  // wx.request
	UseOption  UseKind = "option"  // a member of the object that is given to wx.request
	UseDynamic UseKind = "dynamic" // wx[name], with a name that is known only at run time
	UsePlugin  UseKind = "plugin"  // requirePlugin
	UseAdded   UseKind = "added"   // wx.own = …: the program's own
	UseAsked   UseKind = "asked"   // wx.canIUse('request'): what is asked before it is used
	UseTested  UseKind = "tested"  // if (wx.cloud): whether it is there, and no more
)

// Use of the platform in a script.
type Use struct {
	Kind   UseKind
	Name   string       // of the member of wx
	Option string       // of an option its name; of a member what is taken of it, if that stands there: init of wx.cloud.init
	Range  source.Range // in the author's file
}

// Uses finds what a translated script uses of the platform, whose API is the object of this name, in the order of the text. It must have been translated without
// Minify, since places are found by its source map; a script that cannot be read again has none.
func (m *Module) Uses(file *source.File, api string) []Use {
	f, ast := m.reread(file)
	if f == nil {
		return nil
	}
	f.api, f.aliases, f.tested, f.taken = api, map[*js.Var]bool{}, map[*js.DotExpr]bool{}, map[*js.DotExpr]string{}
	js.Walk(aliasVisitor{f}, ast)
	js.Walk(f, ast)
	f.dynamic()
	slices.SortStableFunc(f.uses, func(a, b Use) int { return byPlace(a.Range, b.Range) })
	return f.uses
}

// reread reads a translated script again, to find things in it by their places in the author's file; nil if that cannot be.
func (m *Module) reread(file *source.File) (*finder, *js.AST) {
	if m.Broken || m.Map == "" {
		return nil, nil
	}
	input := parse.NewInputBytes([]byte(m.Code))
	text := input.Bytes()
	ast, err := js.Parse(input, js.Options{})
	if err != nil {
		return nil, nil
	}
	consumer, err := sourcemap.Parse("", []byte(m.Map))
	if err != nil {
		return nil, nil
	}
	return &finder{file: file, text: text, places: source.NewFile("", m.Code), consumer: consumer}, ast
}

func byPlace(a, b source.Range) int {
	return cmp.Or(a.Start.Line-b.Start.Line, a.Start.Column-b.Start.Column)
}

type finder struct {
	api      string // "wx", "my"
	file     *source.File
	text     []byte
	places   *source.File
	consumer *sourcemap.Consumer
	aliases  map[*js.Var]bool       // variables that hold wx
	tested   map[*js.DotExpr]bool   // what stands where only its being there matters
	taken    map[*js.DotExpr]string // which member of it is taken
	computed int                    // wx[…] with a name that is not known
	bound    int                    // where the next { … } = wx is looked for
	uses     []Use
}

// aliasVisitor finds variables that hold wx, before their uses are looked at.
type aliasVisitor struct{ f *finder }

func (v aliasVisitor) Enter(n js.INode) js.IVisitor {
	if n, ok := n.(*js.BindingElement); ok && n.Default != nil && isFree(n.Default, v.f.api) {
		if variable, ok := n.Binding.(*js.Var); ok {
			v.f.aliases[resolved(variable)] = true
		}
	}
	return v
}

func (aliasVisitor) Exit(js.INode) {}

func resolved(v *js.Var) *js.Var {
	for v.Link != nil {
		v = v.Link
	}
	return v
}

// isWx says whether a node is wx, or a variable that holds it.
func (f *finder) isWx(n js.INode) bool {
	if group, ok := n.(*js.GroupExpr); ok {
		return f.isWx(group.X)
	}
	v, ok := n.(*js.Var)
	return ok && (isFree(v, f.api) || f.aliases[resolved(v)])
}

// Enter looks at one node of the tree.
func (f *finder) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.DotExpr:
		f.dot(n)
	case *js.IfStmt:
		f.test(n.Cond)
	case *js.CondExpr:
		f.test(n.Cond)
	case *js.UnaryExpr:
		if n.Op == js.NotToken || n.Op == js.TypeofToken {
			f.test(n.X)
		}
	case *js.IndexExpr:
		if !f.isWx(n.X) {
			break
		}
		if name, ok := text(n.Y); ok {
			f.add(UseMember, name, "", literalData(n.Y), 0)
		} else {
			f.computed++
		}
	case *js.BindingElement:
		f.binding(n)
	case *js.CallExpr:
		f.call(n)
	case *js.BinaryExpr:
		if n.Op == js.AndToken {
			f.test(n.X)
		}
		if dot, ok := n.X.(*js.DotExpr); ok && n.Op == js.EqToken && f.isWx(dot.X) {
			if property, ok := dot.Y.(js.LiteralExpr); ok {
				f.add(UseAdded, string(property.Data), "", property.Data, 0)
			}
		}
	}
	return f
}

// Exit is called when a node is left.
func (f *finder) Exit(js.INode) {}

func (f *finder) dot(n *js.DotExpr) {
	property, ok := n.Y.(js.LiteralExpr)
	if !ok {
		return
	}
	if of, ok := n.X.(*js.DotExpr); ok {
		f.taken[of] = string(property.Data)
	}
	switch {
	case !f.isWx(n.X):
	case f.tested[n]:
		f.add(UseTested, string(property.Data), "", property.Data, 0)
	default:
		f.add(UseMember, string(property.Data), f.taken[n], property.Data, 0)
	}
}

// test notes the members of a condition that are asked for nothing but whether they are there.
func (f *finder) test(n js.INode) {
	switch n := n.(type) {
	case *js.GroupExpr:
		f.test(n.X)
	case *js.DotExpr:
		f.tested[n] = true
	case *js.BinaryExpr:
		if n.Op == js.AndToken || n.Op == js.OrToken {
			f.test(n.X)
			f.test(n.Y)
		}
	}
}

func (f *finder) binding(n *js.BindingElement) {
	object, ok := n.Binding.(*js.BindingObject)
	if !ok || n.Default == nil || !f.isWx(n.Default) {
		return
	}
	// The parser keeps one place for all uses of a variable, so names without a key are looked for in the text.
	from := 0
	if at := places[f.api].destructured.FindStringIndex(f.file.Text[f.bound:]); at != nil {
		from = strings.LastIndexByte(f.file.Text[:f.bound+at[0]], '{') + 1
		f.bound += at[1]
	}
	for _, item := range object.List {
		if item.Key != nil {
			f.add(UseMember, propertyName(item.Key), "", item.Key.Literal.Data, from)
		} else if variable, ok := item.Value.Binding.(*js.Var); ok {
			f.add(UseMember, string(variable.Name()), "", nil, from)
		}
	}
}

func (f *finder) call(n *js.CallExpr) {
	if v, ok := n.X.(*js.Var); ok && isFree(v, "requirePlugin") && len(n.Args.List) > 0 {
		name, _ := text(n.Args.List[0].Value)
		f.add(UsePlugin, name, "", literalData(n.Args.List[0].Value), 0)
		return
	}
	name, data, ok := f.called(n.X)
	if !ok || len(n.Args.List) == 0 {
		return
	}
	if name == "canIUse" {
		if asked, ok := text(n.Args.List[0].Value); ok {
			f.add(UseAsked, asked, "", literalData(n.Args.List[0].Value), 0)
		}
		return
	}
	options, ok := n.Args.List[0].Value.(*js.ObjectExpr)
	if !ok {
		return
	}
	from := 0
	if at := offset(f.text, data); at >= 0 {
		if place := f.original(at, 0).Start; place.Line > 0 {
			from = f.file.Offset(place.Line, place.Column)
		}
	}
	for _, property := range options.List {
		switch {
		case property.Spread:
		case property.Name != nil && property.Name.Computed == nil:
			f.add(UseOption, name, propertyName(property.Name), property.Name.Literal.Data, from)
		default:
			if method, ok := property.Value.(*js.MethodDecl); ok && method.Name.Computed == nil {
				f.add(UseOption, name, propertyName(&method.Name.PropertyName), method.Name.Literal.Data, from)
			}
		}
	}
}

// called returns the member of wx that an expression calls, and its name in the text: wx.request, (0, wx.request),
// wx['request'].
func (f *finder) called(n js.INode) (string, []byte, bool) {
	switch n := n.(type) {
	case *js.GroupExpr:
		return f.called(n.X)
	case *js.CommaExpr:
		if len(n.List) > 0 {
			return f.called(n.List[len(n.List)-1])
		}
	case *js.DotExpr:
		if property, ok := n.Y.(js.LiteralExpr); ok && f.isWx(n.X) {
			return string(property.Data), property.Data, true
		}
	case *js.IndexExpr:
		if name, ok := text(n.Y); ok && f.isWx(n.X) {
			return name, literalData(n.Y), true
		}
	}
	return "", nil, false
}

func literalData(n js.INode) []byte {
	switch n := n.(type) {
	case *js.LiteralExpr:
		return n.Data
	case js.LiteralExpr:
		return n.Data
	}
	return nil
}

// add notes a use whose name stands at data, a part of the parsed text, or else after an offset in the author's text.
func (f *finder) add(kind UseKind, name, option string, data []byte, from int) {
	use := Use{Kind: kind, Name: name, Option: option}
	word := option
	if word == "" {
		word = name
	}
	if at := offset(f.text, data); at >= 0 {
		use.Range = f.original(at, len(utf16.Encode([]rune(string(data)))))
	} else {
		at := max(0, wordAt(f.file.Text, word, from))
		use.Range = f.file.Range(at, at+len(word))
	}
	f.uses = append(f.uses, use)
}

// original turns a place in the translated code into one of the author's file.
func (f *finder) original(at, length int) source.Range {
	place := f.places.Position(at)
	_, _, line, column, ok := f.consumer.Source(place.Line, place.Column-1)
	if !ok || line < 1 {
		return f.file.Range(0, 0)
	}
	start := source.Position{Line: line, Column: column + 1}
	return source.Range{Start: start, End: source.Position{Line: line, Column: column + 1 + length}}
}

// What the tree keeps no places of is found in the text.
//
//nolint:gochecknoglobals // compiled once
var places = map[string]struct{ destructured, computed *regexp.Regexp }{"wx": placesOf("wx"), "my": placesOf("my")}

func placesOf(api string) struct{ destructured, computed *regexp.Regexp } {
	return struct{ destructured, computed *regexp.Regexp }{
		regexp.MustCompile(`\}\s*=\s*` + api + `\b`),
		regexp.MustCompile("\\b" + api + "\\s*(?:\\?\\.)?\\[\\s*[^'\"`\\s]"),
	}
}

// dynamic notes the places of wx[name].
func (f *finder) dynamic() {
	for from := 0; f.computed > 0; f.computed-- {
		at := places[f.api].computed.FindStringIndex(f.file.Text[from:])
		if at == nil {
			f.uses = append(f.uses, Use{Kind: UseDynamic, Range: f.file.Range(0, 0)})
			return
		}
		f.uses = append(f.uses, Use{Kind: UseDynamic, Range: f.file.Range(from+at[0], from+at[0]+len(f.api))})
		from += at[1]
	}
}

// wordAt finds a whole word in a text from an offset on, or else anywhere; -1 if it is not there.
func wordAt(text, word string, from int) int {
	isPart := func(at int) bool {
		return at >= 0 && at < len(text) && (text[at] == '_' || text[at] == '$' || text[at] >= 0x80 ||
			'0' <= text[at] && text[at] <= '9' || 'a' <= text[at]|0x20 && text[at]|0x20 <= 'z')
	}
	for _, start := range []int{min(from, len(text)), 0} {
		for at := start; word != ""; at++ {
			next := strings.Index(text[at:], word)
			if next < 0 {
				break
			}
			at += next
			if !isPart(at-1) && !isPart(at+len(word)) {
				return at
			}
		}
	}
	return -1
}

// offset returns where a part of a text begins in it, -1 if it is none of its parts. The parser keeps no offsets, but its
// names are slices of the very bytes that it was given.
func offset(whole, part []byte) int {
	if len(part) == 0 || len(whole) == 0 {
		return -1
	}
	at := uintptr(unsafe.Pointer(unsafe.SliceData(part))) - uintptr(unsafe.Pointer(unsafe.SliceData(whole))) //nolint:gosec // addresses are compared, nothing is read by them
	if at >= uintptr(len(whole)) {
		return -1
	}
	return int(at) //nolint:gosec // less than a length
}
