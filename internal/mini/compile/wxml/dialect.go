package wxml

import (
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
)

// Dialect says how a template language writes what the tree holds, whose own names are WXML's. What is said of a mistake is
// said in these words.
type Dialect struct {
	Code          string // begins the codes of diagnostics
	Directives    string // begins the names of directives: "wx:" of wx:if
	Script        string // the tag of script modules
	ScriptName    string // the attributes of that tag: the module's name, and its file
	ScriptSource  string
	ScriptWord    string // the language of script modules
	ScriptModule  string // one of them: "a <wxs> module"
	Extension     string // of templates
	ScriptFile    string // the extension of script modules
	InlineScripts bool   // a script's text may stand in its tag
	BareEvents    bool   // bindtap is an event as bind:tap is
	// ExportedScripts: script modules are ES modules, and a template takes one export of them by a name.
	ExportedScripts bool
	// Expressions is how expressions are read: expr.Literals, or 0.
	Expressions expr.Mode
	// ScopedSlots: a slot gives values to what is put into it, under the name in slot-scope.
	ScopedSlots bool
	// DatasetKey turns what stands after data- into the key that programs read.
	DatasetKey func(name string) string
}

// WXML is the dialect whose names the tree has.
//
//nolint:gochecknoglobals // a table
var WXML = &Dialect{
	Code: "wxml", Directives: "wx:", Script: "wxs", ScriptName: "module", ScriptSource: "src", ScriptWord: "WXS", ScriptModule: "a <wxs> module",
	Extension: ".wxml", ScriptFile: ".wxs", InlineScripts: true, BareEvents: true,
	DatasetKey: func(name string) string { return Camel(strings.ToLower(name)) },
}

// Camel turns hover-class into hoverClass.
func Camel(name string) string {
	if !strings.Contains(name, "-") {
		return name
	}
	var out strings.Builder
	for i, word := range strings.Split(name, "-") {
		if i > 0 && word != "" && word[0] >= 'a' && word[0] <= 'z' {
			out.WriteByte(word[0] - 'a' + 'A')
			word = word[1:]
		}
		out.WriteString(word)
	}
	return out.String()
}

// inTerms says a hint of package expr in the words of the dialect.
func (d *Dialect) inTerms(hint string) string {
	return strings.NewReplacer(WXML.ScriptModule, d.ScriptModule, WXML.ScriptWord, d.ScriptWord).Replace(hint)
}

// IfPhrase names the condition: "a wx:if".
func (d *Dialect) IfPhrase() string {
	if d.Directives == "a:" {
		return "an a:if"
	}
	return "a " + d.Directives + "if"
}

// Known lists the directives that everybody may use.
func (d *Dialect) Known() string {
	names := []string{"if", "elif", "else", "for", "for-item", "for-index", "key"}
	for i, name := range names {
		names[i] = d.Directives + name
	}
	return strings.Join(names, ", ")
}
