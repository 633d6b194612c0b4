package template

import (
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// The flags of web/protocol/template.ts.
const (
	flagBind    = 0
	flagCatch   = 1
	flagMut     = 2
	flagCapture = 4
)

// Longest first. Without a colon only bind and catch begin an event, as in WeChat.
var eventPrefixes = []struct { //nolint:gochecknoglobals // a table
	prefix string
	flags  int
}{
	{"capture-mut-bind:", flagCapture | flagMut},
	{"capture-catch:", flagCapture | flagCatch},
	{"capture-bind:", flagCapture | flagBind},
	{"mut-bind:", flagMut},
	{"catch:", flagCatch},
	{"bind:", flagBind},
	{"mut-bind", flagMut},
	{"catch", flagCatch},
	{"bind", flagBind},
}

// parts are the members of an ElementNode while its attributes are read.
type parts struct {
	tag        string
	members    []string // single ones: class, style, id, slot
	attributes []string
	dataset    []string
	marks      []string
	events     []string
	models     []string
	generics   []string
	changes    []string
}

func (c *compiler) element(e *wxml.Element, s scope) string {
	p := parts{tag: e.Tag}
	for i := range e.Attributes {
		c.attribute(&e.Attributes[i], s, &p)
	}
	var out strings.Builder
	out.WriteString(`{k:"e",n:` + jsonc.Quote(e.Tag))
	for _, member := range p.members {
		out.WriteString("," + member)
	}
	for _, group := range []struct {
		name, opening, closing string
		items                  []string
	}{
		{"a", "{", "}", p.attributes},
		{"d", "{", "}", p.dataset},
		{"m", "{", "}", p.marks},
		{"e", "[", "]", p.events},
		{"o", "{", "}", p.models},
		{"g", "{", "}", p.generics},
		{"w", "{", "}", p.changes},
		{"x", "[", "]", c.nodes(e.Children, s)},
	} {
		if len(group.items) > 0 {
			separator := ","
			if group.name == "x" {
				separator = ",\n"
			}
			out.WriteString("," + group.name + ":" + group.opening + strings.Join(group.items, separator) + group.closing)
		}
	}
	out.WriteByte('}')
	return out.String()
}

func (c *compiler) attribute(a *wxml.Attribute, s scope, p *parts) {
	switch a.Name {
	case "class":
		p.members = append(p.members, "c:"+c.named(a, s))
		return
	case "style":
		p.members = append(p.members, "y:"+c.named(a, s))
		return
	case "id":
		p.members = append(p.members, "i:"+c.named(a, s))
		return
	case "slot":
		p.members = append(p.members, "l:"+c.named(a, s))
		return
	case "wx:if", "wx:elif", "wx:else", "wx:for", "wx:for-items", "wx:for-item", "wx:for-index", "wx:key":
		return
	}
	if a.Name == "slot-scope" && s.unit.doc.Dialect.ScopedSlots {
		return
	}
	if prefix, rest, found := strings.Cut(a.Name, ":"); found && c.prefixed(prefix, rest, a, s, p) {
		return
	}
	if strings.HasPrefix(a.Name, "data-") && len(a.Name) > len("data-") {
		p.dataset = append(p.dataset, property(s.unit.doc.Dialect.DatasetKey(a.Name[len("data-"):]), c.value(a, s)))
		return
	}
	for _, each := range eventPrefixes {
		if strings.HasPrefix(a.Name, each.prefix) && len(a.Name) > len(each.prefix) && (s.unit.doc.Dialect.BareEvents || strings.HasSuffix(each.prefix, ":")) {
			handler := `""` // catchtouchmove without a value only stops the event
			if a.HasValue {
				handler = c.value(a, s)
			}
			p.events = append(p.events, "["+jsonc.Quote(c.options.event(p.tag, a.Name[len(each.prefix):]))+","+string(rune('0'+each.flags))+","+handler+"]")
			return
		}
	}
	name := a.Name
	if !strings.HasPrefix(name, "aria-") {
		name = c.options.property(p.tag, wxml.Camel(name))
	}
	p.attributes = append(p.attributes, property(name, c.value(a, s)))
}

// prefixed deals with names such as model:value. false: the name is an event's or an ordinary one.
func (c *compiler) prefixed(prefix, rest string, a *wxml.Attribute, s scope, p *parts) bool {
	file := s.unit.doc.File
	switch prefix {
	case "mark":
		p.marks = append(p.marks, property(rest, c.value(a, s)))
	case "model":
		p.attributes = append(p.attributes, property(wxml.Camel(rest), c.value(a, s)))
		node, _ := a.Value.Single()
		printer := expr.Printer{Resolve: func(name string) expr.Reference {
			ref, _ := c.resolve(name, s)
			return ref
		}}
		path := printer.ModelPath(node)
		if path == nil {
			c.log.Error(file, a.Pos, a.Value.End, s.unit.code("model"), "model:"+rest+" needs one data field that can be written back, such as {{name}}.", "")
			return true
		}
		p.models = append(p.models, property(wxml.Camel(rest), pathJS(path)))
	case "generic":
		tag, isStatic := a.Value.Static()
		if !isStatic || tag == "" {
			c.log.Error(file, a.Pos, a.Value.End, s.unit.code("generic"), "generic:"+rest+" needs the name of a component as plain text.", "")
			return true
		}
		p.generics = append(p.generics, property(rest, jsonc.Quote(tag)))
	case "change":
		if _, isSingle := a.Value.Single(); !isSingle {
			c.log.Error(file, a.Pos, a.Value.End, s.unit.code("change"), "change:"+rest+" needs a function of "+s.unit.doc.Dialect.ScriptModule+", such as {{module.changed}}.", "")
			return true
		}
		p.changes = append(p.changes, property(wxml.Camel(rest), c.expression(&a.Value, s, false)))
	case "worklet": // runs in Skyline's render thread, which a browser does not have
	case "wx":
		c.log.Warn(file, a.Pos, a.End, s.unit.code("attribute"), a.As()+" is not known.", "Known are "+s.unit.doc.Dialect.Known()+".")
	default:
		return false
	}
	return true
}

func property(key, value string) string {
	if key == "__proto__" {
		return `["__proto__"]:` + value
	}
	return expr.Key(key) + ":" + value
}
