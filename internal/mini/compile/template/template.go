// Package template turns parsed WXML into the JavaScript that web/runtime/core evaluates (web/protocol/template.ts).
//
// Everything static becomes plain data, everything dynamic a function with the list of data paths it reads, so that
// the runtime evaluates it again only after a change there. Control flow (wx:if, wx:for, <block>, <include>) is resolved
// to four kinds of nodes here. Named templates see only their own file's templates and the imported ones; those that a
// page reaches through another file get a key with that file's path, so equal names in different files never meet.
package template

import (
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// maxNodes bounds the nodes of one compiled template: files that include each other twice grow exponentially.
const maxNodes = 100_000

// Loader finds other files for a template.
type Loader interface {
	// Template returns the parsed file at a package path, or nil if there is none.
	Template(path string) *wxml.Document
	// Resolve turns a reference as it is written in a file into a package path with the extension: "" if it leaves the
	// package.
	Resolve(from, reference, extension string) string
	// Exists says whether there is a file at a package path.
	Exists(path string) bool
}

// Module is a WXS module that a template declares.
type Module struct {
	ID string // under which it is registered: its path, or for inline code the template's path, # and its name
	// Export is what of the ES module at Script the template sees; then ID is Script, # and Export. Both are "" in WXML.
	Script, Export string
	// File, Start and End: the place of inline code; File is nil for a module with src.
	File       *source.File
	Start, End int
}

// TagUse is the use of a tag that is no directive.
type TagUse struct {
	Name       string
	File       *source.File
	Start, End int
	// Always: outside wx:if, wx:for and named templates, so whoever creates the template creates this.
	Always bool
}

// Output is a compiled template.
type Output struct {
	JS      string // an object literal of the type Template
	Modules []Module
	Tags    []TagUse
	// Files are the package paths of all files that went in, the first is the template's own.
	Files []string
}

// Options of one template.
type Options struct {
	// Property and Event give the names of the platform's own elements, which other dialects call otherwise, camelCased. They
	// may be nil: then every name is as it is written.
	Property, Event func(tag, name string) string
}

func (o Options) property(tag, name string) string {
	if o.Property == nil {
		return name
	}
	return o.Property(tag, name)
}

func (o Options) event(tag, name string) string {
	if o.Event == nil {
		return name
	}
	return o.Event(tag, name)
}

// Compile compiles the template at a package path ("pages/index/index.wxml").
func Compile(path string, loader Loader, options Options, log *source.Log) *Output {
	c := &compiler{loader: loader, options: options, log: log, units: map[string]*unit{}, keys: map[*wxml.Element]string{}, out: &Output{}}
	c.root = c.unit(path)
	if c.root == nil {
		return c.out
	}
	c.rootTable = c.table(c.root)
	for _, name := range c.rootTable.names {
		c.keys[c.rootTable.byName[name].element] = name
		c.queue = append(c.queue, c.rootTable.byName[name])
	}
	own := &frame{modules: map[string]string{}}
	main := c.nodes(c.root.doc.Nodes, scope{unit: c.root, frame: own, reads: &readSet{}, always: true})
	var named, namedModules []string
	for i := 0; i < len(c.queue); i++ { // grows while it is worked off
		definition := c.queue[i]
		f := own
		if definition.unit != c.root {
			f = &frame{modules: map[string]string{}}
		}
		js := c.nodes(definition.element.Children, scope{unit: definition.unit, frame: f, reads: &readSet{}})
		key := jsonc.Quote(c.keys[definition.element])
		named = append(named, key+":"+list(js))
		if definition.unit != c.root {
			namedModules = append(namedModules, key+":"+f.js())
		}
	}
	c.out.JS = "{main:" + list(main)
	if len(named) > 0 {
		c.out.JS += ",named:{" + strings.Join(named, ",\n") + "}"
	}
	if len(own.names) > 0 {
		c.out.JS += ",wxs:" + own.js()
	}
	if len(namedModules) > 0 {
		c.out.JS += ",namedWxs:{" + strings.Join(namedModules, ",") + "}"
	}
	c.out.JS += "}"
	return c.out
}

func list(js []string) string {
	return "[" + strings.Join(js, ",\n") + "]"
}

// unit is one file that takes part.
type unit struct {
	path    string
	doc     *wxml.Document
	modules map[string]string // name → id
	own     table
	imports []string
}

type definition struct {
	unit    *unit
	element *wxml.Element
}

// table of named templates, in the order of their definition.
type table struct {
	names  []string
	byName map[string]definition
}

func (t *table) add(name string, d definition) {
	if t.byName == nil {
		t.byName = map[string]definition{}
	}
	if _, known := t.byName[name]; !known {
		t.names = append(t.names, name)
	}
	t.byName[name] = d
}

// frame is what one function of the runtime evaluates: the main template or a named one of another file.
type frame struct {
	modules map[string]string
	names   []string
}

func (f *frame) js() string {
	var out strings.Builder
	for i, name := range f.names {
		if i > 0 {
			out.WriteByte(',')
		}
		out.WriteString(expr.Key(name) + ":" + jsonc.Quote(f.modules[name]))
	}
	return "{" + out.String() + "}"
}

// use returns the name under which the frame's code reads a module. Two files may give one name to different modules.
func (f *frame) use(name, id string) string {
	for f.modules[name] != "" && f.modules[name] != id {
		name += "_"
	}
	if f.modules[name] == "" {
		f.modules[name] = id
		f.names = append(f.names, name)
	}
	return name
}

// readSet collects data fields and slots in the order of their first use.
type readSet struct {
	seen map[any]bool
	list []any
}

func (r *readSet) add(root any) {
	if r.seen[root] {
		return
	}
	if r.seen == nil {
		r.seen = map[any]bool{}
	}
	r.seen[root] = true
	r.list = append(r.list, root)
}

func (r *readSet) js() string {
	return pathJS(expr.Path(r.list))
}

func pathJS(path expr.Path) string {
	parts := make([]string, len(path))
	for i, key := range path {
		switch key := key.(type) {
		case string:
			parts[i] = jsonc.Quote(key)
		case int:
			parts[i] = strconv.Itoa(key)
		case expr.Computed:
			parts[i] = "(d,s,m)=>" + bracketed(key.JS)
		}
	}
	return "[" + strings.Join(parts, ",") + "]"
}

// variable is a loop variable in scope.
type variable struct {
	name string
	slot int
}

// scope is what a place in a template sees.
type scope struct {
	unit      *unit
	frame     *frame
	reads     *readSet
	variables []variable // inner ones last
	slots     int        // in use
	including []string   // files whose <include> we are in
	always    bool
}

type compiler struct {
	loader    Loader
	options   Options
	log       *source.Log
	out       *Output
	root      *unit
	rootTable table
	units     map[string]*unit
	keys      map[*wxml.Element]string
	queue     []definition
	count     int
	overflown bool
}

// code is the code of a diagnostic about a file.
func (u *unit) code(name string) string { return u.doc.Dialect.Code + "." + name }

// unit loads a file and finds its named templates, imports and modules. nil if there is no such file.
func (c *compiler) unit(path string) *unit {
	if known, ok := c.units[path]; ok {
		return known
	}
	doc := c.loader.Template(path)
	if doc == nil {
		c.units[path] = nil
		return nil
	}
	u := &unit{path: path, doc: doc, modules: map[string]string{}}
	c.units[path] = u
	c.out.Files = append(c.out.Files, path)
	c.collect(u, doc.Nodes)
	return u
}

func (c *compiler) collect(u *unit, nodes []wxml.Node) {
	for _, n := range nodes {
		e, ok := n.(*wxml.Element)
		if !ok {
			continue
		}
		switch e.Tag {
		case "wxs":
			c.module(u, e)
		case "import":
			if target := c.reference(u, e, "src", u.doc.Dialect.Extension); target != "" {
				u.imports = append(u.imports, target)
			}
		case "template":
			if a := e.Attribute("name"); a != nil {
				name, isStatic := a.Value.Static()
				switch _, known := u.own.byName[name]; {
				case !isStatic || name == "":
					c.log.Error(u.doc.File, a.Pos, a.End, u.code("template"), "The name of a template must be plain text.", "")
				case known:
					c.log.Warn(u.doc.File, a.Pos, a.End, u.code("template"), "There is already a template named "+name+" in this file; the last one counts.", "")
				}
				u.own.add(name, definition{u, e})
			}
		}
		c.collect(u, e.Children)
	}
}

// reference resolves a path in an attribute and reports a missing file. "" if there is none.
func (c *compiler) reference(u *unit, e *wxml.Element, attribute, extension string) string {
	a := e.Attribute(attribute)
	if a == nil || !a.HasValue {
		c.log.Error(u.doc.File, e.Pos, e.TagEnd, u.code("reference"), "<"+e.As()+"> needs "+attribute+".", "")
		return ""
	}
	text, isStatic := a.Value.Static()
	if !isStatic {
		c.log.Error(u.doc.File, a.Value.Pos, a.Value.End, u.code("reference"), "The path in "+a.As()+" must be plain text.",
			"It is resolved when the program is compiled.")
		return ""
	}
	target := c.loader.Resolve(u.path, strings.TrimSpace(text), extension)
	if target == "" || !c.loader.Exists(target) {
		add := c.log.Warn // WeChat goes on without what is not there
		if e.Tag == "wxs" {
			add = c.log.Error
		}
		add(u.doc.File, a.Value.Pos, a.Value.End, u.code("missing"), "There is no file "+text+".", "It is looked for at "+orOutside(target)+".")
		return ""
	}
	return target
}

func orOutside(target string) string {
	if target == "" {
		return "a place outside the program"
	}
	return target
}

func (c *compiler) module(u *unit, e *wxml.Element) {
	d := u.doc.Dialect
	name := e.Plain("module")
	switch {
	case name == "":
		c.log.Error(u.doc.File, e.Pos, e.TagEnd, u.code(d.Script), "<"+d.Script+"> needs the attribute "+d.ScriptName+" with a plain name.", "")
		return
	case !d.InlineScripts && e.Attribute("src") == nil:
		c.log.Error(u.doc.File, e.Pos, e.TagEnd, u.code(d.Script), "<"+d.Script+"> needs the attribute "+d.ScriptSource+" with the path of a module.", "")
		return
	}
	m := Module{ID: u.path + "#" + name, File: u.doc.File, Start: e.RawPos, End: e.RawPos + len(e.Raw)}
	if e.Attribute("src") != nil {
		m = Module{ID: c.reference(u, e, "src", d.ScriptFile)}
		if m.ID == "" {
			return
		}
		if d.ExportedScripts {
			m.Script, m.Export = m.ID, e.Plain("export")
			m.ID += "#" + m.Export
		}
	}
	u.modules[name] = m.ID
	c.out.Modules = append(c.out.Modules, m)
}

// table returns the named templates that a file sees: imported ones, then its own, which win.
func (c *compiler) table(u *unit) table {
	var t table
	for _, path := range u.imports {
		if imported := c.unit(path); imported != nil {
			for _, name := range imported.own.names {
				t.add(name, imported.own.byName[name])
			}
		}
	}
	for _, name := range u.own.names {
		t.add(name, u.own.byName[name])
	}
	return t
}

// key returns the key under which a named template is emitted, and sees to it that it is.
func (c *compiler) key(name string, d definition) string {
	if key, ok := c.keys[d.element]; ok {
		return key
	}
	key := d.unit.path + "#" + name
	c.keys[d.element] = key
	c.queue = append(c.queue, d)
	return key
}
