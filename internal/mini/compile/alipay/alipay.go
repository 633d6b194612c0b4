// Package alipay reads AXML, Alipay's template language, into the tree that package wxml has, from which package template
// writes the same code for both dialects.
//
// The syntax of tags and expressions is WXML's, so its parser does that work. What is left is a walk over the tree that
// gives directives, events and modules the names of the tree, and keeps beside each name what the author wrote, since that
// is what diagnostics speak of. Names of built-in elements' own attributes and events (names.go) wait until the template is
// compiled: only then it is known whether a tag is a built-in or a component, which gets names as they are written, onCardTap
// as the property of that name. Start with Parse.
package alipay

import (
	"slices"
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// AXML is the dialect.
//
//nolint:gochecknoglobals // a table
var AXML = &wxml.Dialect{
	Code: "axml", Directives: "a:", Script: "import-sjs", ScriptName: "name", ScriptSource: "from", ScriptWord: "SJS", ScriptModule: "an SJS module",
	Extension: ".axml", ScriptFile: ".sjs", ExportedScripts: true, ScopedSlots: true, Expressions: expr.Literals,
	DatasetKey: wxml.Camel, // data-itemId stays itemId, which WeChat makes itemid
}

// Parse reads a file. It always returns a document, holding what could be understood; mistakes are in the log.
func Parse(file *source.File, log *source.Log) *wxml.Document {
	doc := wxml.ParseAs(AXML, file, log)
	t := &translator{file: file, log: log}
	doc.Nodes = t.nodes(doc.Nodes)
	return doc
}

type translator struct {
	file *source.File
	log  *source.Log
}

// nodes gives the elements among siblings the names of the tree. It is as deep as the parser lets elements be.
func (t *translator) nodes(nodes []wxml.Node) []wxml.Node {
	out := make([]wxml.Node, 0, len(nodes))
	for _, n := range nodes {
		e, ok := n.(*wxml.Element)
		if !ok {
			out = append(out, n)
			continue
		}
		if e.Tag == AXML.Script {
			for _, module := range t.modules(e) {
				out = append(out, module)
			}
			continue
		}
		t.element(e)
		out = append(out, e)
	}
	return out
}

// directives that are only called otherwise.
//
//nolint:gochecknoglobals // a table
var directives = map[string]string{
	"a:if": "wx:if", "a:elif": "wx:elif", "a:else": "wx:else", "a:for": "wx:for", "a:for-item": "wx:for-item", "a:for-index": "wx:for-index", "a:key": "wx:key",
}

func (t *translator) element(e *wxml.Element) {
	if e.Tag == "wxs" {
		t.log.Warn(t.file, e.Pos, e.TagEnd, "axml.sjs", "<wxs> is WeChat's; there is none in AXML.", "Put the code into a .sjs file and write <import-sjs name=\"m\" from=\"./m.sjs\"/>.")
		e.Tag, e.Written = "block", e.Tag // what is in it is not shown
		e.Attributes, e.Children = nil, nil
		return
	}
	t.liftKey(e)
	kept := e.Attributes[:0]
	for _, a := range e.Attributes {
		if !t.attribute(e, &a) {
			continue
		}
		// a:key and key, or two ways to stop a finger, come to one name: what its author gave a value counts.
		if at := slices.IndexFunc(kept, func(each wxml.Attribute) bool { return each.Name == a.Name }); at >= 0 {
			if !kept[at].HasValue {
				kept[at] = a
			}
			continue
		}
		kept = append(kept, a)
	}
	e.Attributes = kept
	key(e)
	spreadSlot(e)
	e.Children = t.nodes(e.Children)
}

// attribute gives an attribute its name in the tree. false: it has none, and is left out.
func (t *translator) attribute(e *wxml.Element, a *wxml.Attribute) bool {
	if name, ok := directives[a.Name]; ok {
		rename(a, name)
		return true
	}
	prefix, rest, hasPrefix := strings.Cut(a.Name, ":")
	switch {
	case a.Name == "key":
		if e.Attribute("a:for") == nil && e.Attribute("wx:for") == nil {
			return false // it tells an element from the one before it, and is nothing that the element sees
		}
		rename(a, "wx:key")
	case hasPrefix && prefix == "a":
		t.log.Warn(t.file, a.Pos, a.End, "axml.attribute", a.Name+" is not known.", "Known are "+AXML.Known()+".")
		return false
	case hasPrefix && prefix == "wx":
		hint := ""
		if rest == "for-items" {
			rest = "for"
		}
		if _, ok := directives["a:"+rest]; ok {
			hint = "Write a:" + rest + "."
		}
		t.log.Warn(t.file, a.Pos, a.End, "axml.directive", a.Name+" is WeChat's and does nothing in AXML.", hint)
		return false
	case hasPrefix && isWeChatEvent(prefix), !hasPrefix && wechatEvents[a.Name]:
		if !hasPrefix {
			prefix, rest = cutEvent(a.Name)
		}
		t.log.Warn(t.file, a.Pos, a.End, "axml.event", a.Name+" is WeChat's and does nothing in AXML.", "Write "+written(prefix, rest)+".")
		return false
	case wxml.Camel(a.Name) == "disableScroll" && e.Tag == "view":
		disableScroll(a)
	default:
		if stop, event, ok := cutEventName(a.Name); ok {
			rename(a, stop+":"+event)
		}
	}
	return true
}

func rename(a *wxml.Attribute, name string) {
	if a.Written == "" {
		a.Written = a.Name
	}
	a.Name = name
}

// cutEventName tells onCardTap apart: "bind" and cardTap. on and catch begin an event's name only before a capital letter, and
// the letter is small in the event: whoever wants the property's name (of a component) has it back without loss.
func cutEventName(name string) (prefix, event string, ok bool) {
	for _, each := range []struct{ written, prefix string }{{"captureCatch", "capture-catch"}, {"capture", "capture-bind"}} {
		rest, found := strings.CutPrefix(name, each.written)
		if !found || rest == "" {
			continue
		}
		// A component may have a property captureImage: only what bubbles is captured.
		if event := strings.ToLower(rest[:1]) + rest[1:]; rest[0] >= 'A' && rest[0] <= 'Z' && bubbling[event] {
			return each.prefix, event, true
		}
	}
	for _, each := range []struct{ written, prefix string }{{"on", "bind"}, {"catch", "catch"}} {
		rest, found := strings.CutPrefix(name, each.written)
		if found && rest != "" && rest[0] >= 'A' && rest[0] <= 'Z' {
			return each.prefix, strings.ToLower(rest[:1]) + rest[1:], true
		}
	}
	return "", "", false
}

// bubbling are the events that go through the elements around theirs.
//
//nolint:gochecknoglobals // a table
var bubbling = words("tap longTap touchStart touchMove touchEnd touchCancel transitionEnd animationStart animationIteration animationEnd")

// wechatEvents are WeChat's commonest bindings without a colon. Others of that form may be a component's own properties.
//
//nolint:gochecknoglobals // a table
var wechatEvents = map[string]bool{
	"bindtap": true, "catchtap": true, "bindinput": true, "bindchange": true, "bindsubmit": true, "bindscroll": true, "bindlongpress": true,
	"bindtouchstart": true, "bindtouchmove": true, "bindtouchend": true, "catchtouchmove": true, "bindload": true, "binderror": true,
}

func isWeChatEvent(prefix string) bool {
	return slices.Contains([]string{"bind", "catch", "mut-bind", "capture-bind", "capture-catch"}, prefix)
}

// cutEvent tells one of wechatEvents apart.
func cutEvent(name string) (prefix, event string) {
	if rest, found := strings.CutPrefix(name, "catch"); found {
		return "catch", rest
	}
	return "bind", strings.TrimPrefix(name, "bind")
}

// written is how AXML writes an event of WeChat's.
func written(prefix, event string) string {
	on := "on"
	switch prefix {
	case "catch":
		on = "catch"
	case "capture-bind":
		on = "capture"
	case "capture-catch":
		on = "captureCatch"
	}
	for name := range camelEvents {
		if strings.EqualFold(name, event) {
			event = name
		}
	}
	if event == "" {
		return on + "…"
	}
	return on + strings.ToUpper(event[:1]) + event[1:]
}

// disableScroll turns disable-scroll of a view, if it is said once for all, into what it comes to: a finger that moves over
// it moves nothing else.
func disableScroll(a *wxml.Attribute) {
	text, isStatic := a.Value.Static()
	if node, isSingle := a.Value.Single(); isSingle {
		literal, ok := node.(*expr.Literal)
		if !ok || literal.Kind != expr.Word {
			return
		}
		text, isStatic = literal.Text, true
	}
	if !isStatic || a.HasValue && text != "true" {
		return
	}
	rename(a, "catch:touchMove")
	a.HasValue, a.Value = false, wxml.Value{}
}

// liftKey takes the key of a loop's only element for the loop: <block a:for><view key> is how it was long written.
func (t *translator) liftKey(e *wxml.Element) {
	if e.Attribute("a:for") == nil || e.Attribute("a:key") != nil || e.Attribute("key") != nil || e.Tag != "block" || len(e.Children) != 1 {
		return
	}
	child, ok := e.Children[0].(*wxml.Element)
	if !ok || child.Attribute("a:for") != nil {
		return
	}
	for _, name := range []string{"a:key", "key"} {
		if a := child.Attribute(name); a != nil {
			e.Attributes = append(e.Attributes, *a)
			child.Attributes = slices.DeleteFunc(child.Attributes, func(each wxml.Attribute) bool { return each.Name == name })
			return
		}
	}
}

// key turns the key of a loop into what the tree has: the name of a field of the item, or *this. In AXML it may be an
// expression that is evaluated for each item; one that is more than a field of it keeps no item apart that its place would
// not, or cannot be told here: then the loop has no key.
func key(e *wxml.Element) {
	a := e.Attribute("wx:key")
	if a == nil {
		return
	}
	drop := func() {
		e.Attributes = slices.DeleteFunc(e.Attributes, func(each wxml.Attribute) bool { return each.Name == "wx:key" })
	}
	if e.Attribute("wx:for") == nil {
		drop()
		return
	}
	item, index := "item", "index"
	if name := e.Plain("wx:for-item"); name != "" {
		item = name
	}
	if name := e.Plain("wx:for-index"); name != "" {
		index = name
	}
	if text, isStatic := a.Value.Static(); isStatic {
		if text = strings.TrimSpace(text); text == "" || text == index {
			drop()
		}
		return
	}
	node, _ := a.Value.Single()
	field := ""
	switch n := node.(type) {
	case *expr.Ident:
		if n.Name == item {
			field = "*this"
		}
	case *expr.Member:
		if isName(n.X, item) {
			field = n.Name
		}
	case *expr.Index:
		if literal, ok := n.I.(*expr.Literal); ok && literal.Kind == expr.String && isName(n.X, item) {
			field = literal.Text
		}
	}
	if field == "" {
		drop()
		return
	}
	a.Value.Parts = []wxml.Part{{Text: field, Pos: a.Value.Pos, End: a.Value.End}}
}

func isName(n expr.Node, name string) bool {
	ident, ok := n.(*expr.Ident)
	return ok && ident.Name == name
}

// spreadSlot gives the slot of a <block>, which is no element, to the elements in it.
func spreadSlot(e *wxml.Element) {
	slot := e.Attribute("slot")
	if e.Tag != "block" || slot == nil {
		return
	}
	for _, n := range e.Children {
		if child, ok := n.(*wxml.Element); ok && child.Attribute("slot") == nil {
			child.Attributes = append(child.Attributes, *slot)
		}
	}
}

// modules turns an <import-sjs> into what the tree has: one element for each name that it gives.
func (t *translator) modules(e *wxml.Element) []*wxml.Element {
	var names []binding
	if a := e.Attribute(AXML.ScriptName); a != nil {
		text, isStatic := a.Value.Static()
		if names = bindings(text); !isStatic || names == nil {
			t.log.Error(t.file, a.Value.Pos, a.Value.End, "axml.import-sjs", "This is no name of a module.",
				`Write name="m" for what it exports by default, or name="{ a, b: c }" for exports of these names.`)
			return nil
		}
	} else {
		names = []binding{{}} // of which is told where the module is looked at
	}
	out := make([]*wxml.Element, 0, len(names))
	for _, each := range names {
		module := &wxml.Element{Tag: "wxs", Written: e.Tag, Pos: e.Pos, End: e.End, TagEnd: e.TagEnd}
		plain := func(name, text string) {
			module.Attributes = append(module.Attributes, wxml.Attribute{
				Name: name, Pos: e.Pos, End: e.TagEnd, HasValue: true, Value: wxml.Value{Parts: []wxml.Part{{Text: text}}, Pos: e.Pos, End: e.TagEnd},
			})
		}
		if each.local != "" {
			plain("module", each.local)
			plain("export", each.export)
		}
		if from := e.Attribute(AXML.ScriptSource); from != nil {
			a := *from
			rename(&a, "src")
			module.Attributes = append(module.Attributes, a)
		}
		out = append(out, module)
	}
	return out
}

// binding is an export of a module under the name that the template gives it.
type binding struct{ export, local string }

// bindings reads the name of an <import-sjs>: nil if it is none.
func bindings(text string) []binding {
	text = strings.TrimSpace(text)
	inside, isList := strings.CutPrefix(text, "{")
	if !isList {
		if !isIdentifier(text) {
			return nil
		}
		return []binding{{"default", text}}
	}
	inside, closed := strings.CutSuffix(inside, "}")
	if !closed {
		return nil
	}
	var out []binding
	for _, each := range strings.Split(inside, ",") {
		export, local, isRenamed := strings.Cut(each, ":")
		export, local = strings.TrimSpace(export), strings.TrimSpace(local)
		if export == "" && !isRenamed {
			continue // a comma at the end
		}
		if !isRenamed {
			local = export
		}
		if !isIdentifier(export) || !isIdentifier(local) || len(out) == maxBindings {
			return nil
		}
		out = append(out, binding{export, local})
	}
	return out
}

// maxBindings bounds the names of one <import-sjs>: each becomes an element.
const maxBindings = 200

func isIdentifier(text string) bool {
	for i, r := range text {
		isLetter := r == '_' || r == '$' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
		if !isLetter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return text != ""
}
