package wxml

import (
	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/source"
)

// Document is one parsed file.
type Document struct {
	File    *source.File
	Dialect *Dialect
	Nodes   []Node
}

// Node is an *Element or a *Text. Comments and texts of blanks alone are not kept, as in WeChat.
type Node interface{ node() }

// Element is a tag with what is in it.
type Element struct {
	Tag        string
	Written    string // the tag as its author wrote it, "" if that is Tag
	Pos, End   int    // of the opening tag; TagEnd is the end of its name
	TagEnd     int
	Attributes []Attribute
	Children   []Node
	// Raw is the text of a <wxs>, which is not parsed; it begins at RawPos.
	Raw    string
	RawPos int
}

// Text between tags.
type Text struct {
	Value
}

func (*Element) node() {}
func (*Text) node()    {}

// Attribute of an element. Without a value it stands for true.
type Attribute struct {
	Name     string
	Written  string // as its author wrote it, "" if that is Name
	Pos, End int    // of the name
	HasValue bool
	Value    Value
}

// Value is a text with expressions in it: at most one part if it is plain text, none if it is empty.
type Value struct {
	Parts    []Part
	Pos, End int
}

// Part of a value: a decoded text, or an expression (IsExpr; a nil Expr is the empty `{{}}`).
type Part struct {
	Text     string
	Expr     expr.Node
	IsExpr   bool
	Pos, End int // of an expression with its braces
}

// Static returns the text of a value without expressions, and whether it is one.
func (v *Value) Static() (string, bool) {
	switch {
	case len(v.Parts) == 0:
		return "", true
	case len(v.Parts) == 1 && !v.Parts[0].IsExpr:
		return v.Parts[0].Text, true
	}
	return "", false
}

// Single returns the expression of a value that is nothing else: then it keeps its type, `{{5}}` is a number.
func (v *Value) Single() (expr.Node, bool) {
	if len(v.Parts) == 1 && v.Parts[0].IsExpr {
		return v.Parts[0].Expr, true
	}
	return nil, false
}

// As is the tag as its author wrote it.
func (e *Element) As() string {
	if e.Written != "" {
		return e.Written
	}
	return e.Tag
}

// As is the name as its author wrote it.
func (a *Attribute) As() string {
	if a.Written != "" {
		return a.Written
	}
	return a.Name
}

// Attribute returns the attribute of that name, or nil.
func (e *Element) Attribute(name string) *Attribute {
	for i := range e.Attributes {
		if e.Attributes[i].Name == name {
			return &e.Attributes[i]
		}
	}
	return nil
}

// Plain returns the static text of an attribute, "" if it is absent or dynamic.
func (e *Element) Plain(name string) string {
	if a := e.Attribute(name); a != nil {
		text, _ := a.Value.Static()
		return text
	}
	return ""
}
