package template

import (
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// nodes compiles a list of siblings to JavaScript of the type TemplateNode, one text per node.
func (c *compiler) nodes(nodes []wxml.Node, s scope) []string {
	var out []string
	for i := 0; i < len(nodes); i++ {
		switch n := nodes[i].(type) {
		case *wxml.Text:
			if c.counts(s, n.Pos, n.End) {
				out = append(out, c.text(n, s))
			}
		case *wxml.Element:
			if n.Attribute("wx:elif") != nil || n.Attribute("wx:else") != nil {
				p := s.unit.doc.Dialect.Directives
				c.log.Warn(s.unit.doc.File, n.Pos, n.TagEnd, s.unit.code("else"), "This <"+n.Tag+"> has "+p+"elif or "+p+"else, but the element before it has no "+p+"if.",
					"It is never shown. Nothing may stand between the two, and "+p+"for and "+p+"if on one element make it a loop.")
				continue
			}
			if n.Attribute("wx:if") == nil || loopOf(n) != nil {
				out = append(out, c.loop(n, s)...)
				continue
			}
			chain := []*wxml.Element{n}
			for i+1 < len(nodes) {
				next, ok := nodes[i+1].(*wxml.Element)
				if !ok || next.Attribute("wx:elif") == nil && next.Attribute("wx:else") == nil {
					break
				}
				chain = append(chain, next)
				i++
				if next.Attribute("wx:elif") == nil {
					break
				}
			}
			out = append(out, c.branches(chain, s))
		}
	}
	return out
}

// counts bounds the size of the output; false once it is exceeded, with one diagnostic.
func (c *compiler) counts(s scope, pos, end int) bool {
	c.count++
	if c.count > maxNodes && !c.overflown {
		c.overflown = true
		c.log.Error(s.unit.doc.File, pos, end, s.unit.code("size"), "This template has more than "+strconv.Itoa(maxNodes)+" nodes with what it includes.",
			"Does it include a file many times?")
	}
	return !c.overflown
}

func loopOf(e *wxml.Element) *wxml.Attribute {
	if a := e.Attribute("wx:for"); a != nil {
		return a
	}
	return e.Attribute("wx:for-items")
}

// branches compiles a chain of wx:if, wx:elif, wx:else.
func (c *compiler) branches(chain []*wxml.Element, s scope) string {
	inner := s
	inner.reads = &readSet{}
	inner.always = false
	var out strings.Builder
	out.WriteString(`{k:"i",b:[`)
	for i, e := range chain {
		condition := "null"
		for _, name := range []string{"wx:if", "wx:elif"} {
			if a := e.Attribute(name); a != nil {
				condition = c.expression(&a.Value, inner, false)
				break
			}
		}
		if i > 0 {
			out.WriteString(",\n")
		}
		var body []string
		if i == 0 { // a wx:for on it stands outside of this chain
			body = c.content(e, inner)
		} else {
			body = c.loop(e, inner)
		}
		out.WriteString("[" + condition + "," + list(body) + "]")
	}
	for _, root := range inner.reads.list {
		s.reads.add(root)
	}
	out.WriteString("],r:" + inner.reads.js() + "}")
	return out.String()
}

// loop compiles an element with its wx:for and the wx:if inside it.
func (c *compiler) loop(e *wxml.Element, s scope) []string {
	a := loopOf(e)
	if a == nil {
		return c.content(e, s)
	}
	items, isWhole := c.function(&a.Value, s, func(js string) string { return js })
	if isWhole { // a change below the path is a change of that item
		items = strings.TrimSuffix(items, "}") + ",w:1}"
	}
	item, index := "item", "index"
	if name := e.Plain("wx:for-item"); name != "" {
		item = name
	}
	if name := e.Plain("wx:for-index"); name != "" {
		index = name
	}
	inner := s
	inner.reads = &readSet{}
	inner.always = false
	inner.slots = s.slots + 2
	inner.variables = append(slices.Clone(s.variables), variable{index, s.slots + 1}, variable{item, s.slots})
	var body []string
	if e.Attribute("wx:if") != nil {
		body = []string{c.branches([]*wxml.Element{e}, inner)}
	} else {
		body = c.content(e, inner)
	}
	outside := &readSet{}
	for _, root := range inner.reads.list {
		if root == s.slots || root == s.slots+1 {
			continue
		}
		outside.add(root)
		s.reads.add(root)
	}
	js := `{k:"f",t:` + items
	key := c.loopKey(e, item, inner)
	if key != "" { // without keys all members are set again, as in WeChat's framework
		js += c.memberReads(&a.Value, s)
	}
	js += ",s:" + strconv.Itoa(s.slots)
	if key != "" {
		js += ",y:" + jsonc.Quote(key)
	}
	return []string{js + ",x:" + list(body) + ",r:" + outside.js() + "}"}
}

// loopKey returns the field's name in wx:key. `{{item.id}}` is no WXML, but what is meant is clear.
func (c *compiler) loopKey(e *wxml.Element, item string, s scope) string {
	a := e.Attribute("wx:key")
	if a == nil {
		return ""
	}
	if text, isStatic := a.Value.Static(); isStatic {
		text = strings.TrimSpace(text)
		text = strings.TrimPrefix(text, item+".")
		if text == item {
			return "*this"
		}
		return text
	}
	hint := "Write " + a.As() + `="id", or ` + a.As() + `="*this" for texts and numbers.`
	c.log.Warn(s.unit.doc.File, a.Value.Pos, a.Value.End, s.unit.code("key"), a.As()+" takes the name of a field, not an expression.", hint)
	node, _ := a.Value.Single()
	switch n := node.(type) {
	case *expr.Ident:
		if n.Name == item {
			return "*this"
		}
	case *expr.Member:
		if base, ok := n.X.(*expr.Ident); ok && base.Name == item {
			return n.Name
		}
	}
	return ""
}

// content compiles an element whose wx:for and wx:if are dealt with.
func (c *compiler) content(e *wxml.Element, s scope) []string {
	if !c.counts(s, e.Pos, e.TagEnd) {
		return nil
	}
	if a := e.Attribute("slot-scope"); a != nil && s.unit.doc.Dialect.ScopedSlots {
		return c.scoped(e, a, s)
	}
	return c.single(e, s)
}

// scoped compiles an element that sees what the slot gives into which it goes: its whole is one node, made once for each slot.
func (c *compiler) scoped(e *wxml.Element, a *wxml.Attribute, s scope) []string {
	name, isStatic := a.Value.Static()
	if !isStatic || name == "" {
		c.log.Error(s.unit.doc.File, a.Pos, max(a.End, a.Value.End), s.unit.code("slot"), "slot-scope needs the name of a variable as plain text.", "")
		return nil
	}
	inner := s
	inner.reads = &readSet{}
	inner.always = false
	inner.slots = s.slots + 1
	inner.variables = append(slices.Clone(s.variables), variable{name, s.slots})
	body := c.single(e, inner)
	outside := &readSet{}
	for _, root := range inner.reads.list {
		if root != s.slots {
			outside.add(root)
			s.reads.add(root)
		}
	}
	return []string{`{k:"p",s:` + strconv.Itoa(s.slots) + ",x:" + list(body) + ",r:" + outside.js() + "}"}
}

func (c *compiler) single(e *wxml.Element, s scope) []string {
	switch e.Tag {
	case "wxs", "import":
		return nil
	case "block":
		return c.nodes(e.Children, s)
	case "template":
		if e.Attribute("is") != nil {
			return []string{c.use(e, s)}
		}
		return nil
	case "include":
		return c.include(e, s)
	case "slot":
		return []string{c.slot(e, s)}
	}
	c.out.Tags = append(c.out.Tags, TagUse{e.Tag, s.unit.doc.File, e.Pos, e.TagEnd, s.always})
	return []string{c.element(e, s)}
}

func (c *compiler) include(e *wxml.Element, s scope) []string {
	target := c.reference(s.unit, e, "src", s.unit.doc.Dialect.Extension)
	if target == "" {
		return nil
	}
	if target == s.unit.path || slices.Contains(s.including, target) {
		c.log.Error(s.unit.doc.File, e.Pos, e.End, s.unit.code("cycle"), "This file includes itself: "+strings.Join(append(s.including, s.unit.path, target), " → ")+".", "")
		return nil
	}
	included := c.unit(target)
	if included == nil {
		return nil
	}
	inner := s
	inner.including = append(slices.Clone(s.including), s.unit.path)
	inner.unit = c.merged(included, s.unit)
	return c.nodes(included.doc.Nodes, inner)
}

// merged is an included file that also sees the templates and modules of the file that includes it.
func (c *compiler) merged(included, by *unit) *unit {
	u := *included
	u.modules = map[string]string{}
	for name, id := range by.modules {
		u.modules[name] = id
	}
	for name, id := range included.modules {
		u.modules[name] = id
	}
	u.own = table{}
	for _, each := range []table{c.table(by), c.table(included)} {
		for _, name := range each.names {
			u.own.add(name, each.byName[name])
		}
	}
	u.imports = nil
	return &u
}

func (c *compiler) use(e *wxml.Element, s scope) string {
	a := e.Attribute("is")
	templates := c.table(s.unit)
	js := `{k:"u",is:`
	if name, isStatic := a.Value.Static(); isStatic {
		name = strings.TrimSpace(name)
		d, ok := templates.byName[name]
		if !ok {
			c.log.Warn(s.unit.doc.File, a.Value.Pos, a.Value.End, s.unit.code("template"), "There is no template named "+strconv.Quote(name)+".",
				"It must be defined in this file, or in one that is imported here.")
		} else {
			name = c.key(name, d)
		}
		js += jsonc.Quote(name)
	} else {
		js += c.dynamicUse(a, templates, s)
	}
	if data := e.Attribute("data"); data != nil && len(data.Value.Parts) > 0 {
		if _, isSingle := data.Value.Single(); !isSingle {
			c.log.Error(s.unit.doc.File, data.Value.Pos, data.Value.End, s.unit.code("template"), "The data of a template must be one {{ }}.", "")
		} else {
			js += ",t:" + c.expression(&data.Value, s, false) + c.templateFields(&data.Value, s)
		}
	}
	return js + "}"
}

// templateFields says of each field of a template's data what it reads, so that a change of one is no change of the others.
func (c *compiler) templateFields(v *wxml.Value, s scope) string {
	node, _ := v.Single()
	object, ok := node.(*expr.Object)
	if !ok {
		return ""
	}
	var fields []string
	for _, property := range object.Properties {
		if property.Computed != nil {
			return ""
		}
		if spread, isSpread := property.Value.(*expr.Spread); isSpread {
			fields = append(fields, c.fieldReads("null", spread.X, s))
			continue
		}
		fields = append(fields, c.fieldReads(jsonc.Quote(property.Key), property.Value, s))
	}
	return ",v:[" + strings.Join(fields, ",") + "]"
}

// memberReads says the same of the members of a list that is written in the template: [a, b] or {a: 1, b}.
func (c *compiler) memberReads(v *wxml.Value, s scope) string {
	node, _ := v.Single()
	var members []string
	switch node := node.(type) {
	case *expr.Array:
		for i, item := range node.Items {
			if _, isSpread := item.(*expr.Spread); isSpread {
				return ""
			}
			members = append(members, c.fieldReads(strconv.Itoa(i), item, s))
		}
	case *expr.Object:
		for _, property := range node.Properties {
			if _, isSpread := property.Value.(*expr.Spread); isSpread || property.Computed != nil {
				return ""
			}
			members = append(members, c.fieldReads(jsonc.Quote(property.Key), property.Value, s))
		}
	default:
		return ""
	}
	return ",v:[" + strings.Join(members, ",") + "]"
}

// fieldReads compiles one entry of "v": whose value it is, and what that reads.
func (c *compiler) fieldReads(key string, value expr.Node, s scope) string {
	printer := expr.Printer{Resolve: func(name string) expr.Reference {
		ref, _ := c.resolve(name, s)
		return ref
	}}
	printer.Print(value)
	field := "[" + key + "," + readsJS(printer.Reads)
	if printer.Whole(value) {
		field += ",1"
	}
	return field + "]"
}

// dynamicUse compiles `is="{{name}}"`. Outside the page's own file names are looked up in what that file sees.
func (c *compiler) dynamicUse(a *wxml.Attribute, templates table, s scope) string {
	isPlain := true
	var keys []string
	for _, name := range templates.names {
		key := c.key(name, templates.byName[name])
		isPlain = isPlain && key == name
		keys = append(keys, jsonc.Quote(name)+":"+jsonc.Quote(key))
	}
	if isPlain {
		return c.expression(&a.Value, s, false)
	}
	js, _ := c.function(&a.Value, s, func(js string) string { return "({" + strings.Join(keys, ",") + "})[" + js + "]" })
	return js
}

func (c *compiler) slot(e *wxml.Element, s scope) string {
	js := `{k:"s"`
	if a := e.Attribute("name"); a != nil {
		js += ",n:" + c.value(a, s)
	}
	if a := e.Attribute("slot"); a != nil {
		js += ",l:" + c.value(a, s)
	}
	if given := c.slotValues(e, s); len(given) > 0 {
		js += ",v:{" + strings.Join(given, ",") + "}"
	}
	if children := c.nodes(e.Children, s); len(children) > 0 {
		js += ",x:" + list(children)
	}
	return js + "}"
}

// slotValues compiles what a slot gives to what is put into it: all its attributes but those that are about the slot itself.
func (c *compiler) slotValues(e *wxml.Element, s scope) []string {
	if !s.unit.doc.Dialect.ScopedSlots {
		return nil
	}
	var out []string
	for i := range e.Attributes {
		a := &e.Attributes[i]
		if a.Name == "name" || a.Name == "slot" || a.Name == "slot-scope" || strings.Contains(a.Name, ":") {
			continue
		}
		out = append(out, property(wxml.Camel(a.Name), c.value(a, s)))
	}
	return out
}

func (c *compiler) text(n *wxml.Text, s scope) string {
	if text, isStatic := n.Static(); isStatic {
		return jsonc.Quote(text)
	}
	return `{k:"t",t:` + c.expression(&n.Value, s, true) + "}"
}

// named returns the value of class, style, id and slot, which are texts: without a value they are empty.
func (c *compiler) named(a *wxml.Attribute, s scope) string {
	if !a.HasValue {
		return `""`
	}
	return c.value(a, s)
}

// value compiles an attribute's value to the type Value.
func (c *compiler) value(a *wxml.Attribute, s scope) string {
	if !a.HasValue {
		return "true"
	}
	if text, isStatic := a.Value.Static(); isStatic {
		return jsonc.Quote(text)
	}
	return c.expression(&a.Value, s, false)
}

// expression compiles a value to the type Expr. isText: the result is always a string.
func (c *compiler) expression(v *wxml.Value, s scope, isText bool) string {
	js, _ := c.function(v, s, func(js string) string {
		if _, isSingle := v.Single(); isText && isSingle {
			return "Y(" + js + ")"
		}
		return js
	})
	return js
}

// function compiles a value to an Expr whose code is what wrap makes of the value's JavaScript.
func (c *compiler) function(v *wxml.Value, s scope, wrap func(js string) string) (js string, isWhole bool) {
	used := [3]bool{} // d, s, m
	printer := expr.Printer{Resolve: func(name string) expr.Reference {
		ref, parameter := c.resolve(name, s)
		used[parameter] = true
		return ref
	}}
	var parts []string
	node, isSingle := v.Single()
	for _, part := range v.Parts {
		switch {
		case isSingle:
			parts = append(parts, printer.Print(node))
		case part.IsExpr:
			parts = append(parts, "Y("+printer.Print(part.Expr)+")")
		default:
			parts = append(parts, jsonc.Quote(part.Text))
		}
	}
	js = `""`
	if len(parts) > 0 {
		js = wrap(strings.Join(parts, "+"))
	}
	js = bracketed(js)
	c.reads(printer.Reads, s)
	isWhole = isSingle && printer.Whole(node)
	return "{f:" + parameters(used) + "=>" + js + ",p:" + readsJS(printer.Reads) + "}", isWhole
}

// reads adds the roots of what is read to the scope.
func (c *compiler) reads(reads expr.Reads, s scope) {
	for _, path := range reads.Paths {
		s.reads.add(path[0])
	}
	for _, choice := range reads.Choices {
		c.reads(choice.Then, s)
		c.reads(choice.Otherwise, s)
	}
}

func readsJS(reads expr.Reads) string {
	parts := make([]string, 0, len(reads.Paths)+len(reads.Choices))
	for _, path := range reads.Paths {
		parts = append(parts, pathJS(path))
	}
	for _, choice := range reads.Choices {
		parts = append(parts, "{c:(d,s,m)=>"+bracketed(choice.Test)+",t:"+readsJS(choice.Then)+",e:"+readsJS(choice.Otherwise)+"}")
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// bracketed keeps an object at the beginning of an arrow function's body from being a block.
func bracketed(js string) string {
	if strings.HasPrefix(js, "{") {
		return "(" + js + ")"
	}
	return js
}

func parameters(used [3]bool) string {
	switch {
	case used[2]:
		return "(d,s,m)"
	case used[1]:
		return "(d,s)"
	case used[0]:
		return "d"
	}
	return "()"
}

// resolve says what a name stands for, and the index of the parameter that carries it.
func (c *compiler) resolve(name string, s scope) (expr.Reference, int) {
	for i := len(s.variables) - 1; i >= 0; i-- {
		if v := s.variables[i]; v.name == name {
			return expr.Reference{JS: "s[" + strconv.Itoa(v.slot) + "]", Root: v.slot}, 1
		}
	}
	if id := s.unit.modules[name]; id != "" {
		return expr.Reference{JS: expr.Field("m", s.frame.use(name, id))}, 2
	}
	return expr.Reference{JS: expr.Field("d", name), Root: name}, 0
}
