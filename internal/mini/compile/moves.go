package compile

import (
	"path"
	"regexp"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// MoveHow says what it takes to have something in the other dialect.
type MoveHow string

// The ways, the least first.
const (
	MoveName MoveHow = "name" // another name, and nothing else
	MoveForm MoveHow = "form" // there is something for it, which is written otherwise
	MoveNone MoveHow = "none" // there is nothing like it
)

// Move is a place in a program that the other dialect has otherwise. A file that only gets another name has no range.
type Move struct {
	How      MoveHow
	From, To string // "bindtap", "onTap"; no To of what there is nothing like
	Text     string // what to write instead, of what is more than a name
	File     string
	Range    Range
}

// Other is the name of the other dialect than the one of this name.
func Other(name string) string {
	if name == wechatDialect.name {
		return alipayDialect.name
	}
	return wechatDialect.name
}

func (b *builder) other() *dialect {
	if b.dialect == wechatDialect {
		return alipayDialect
	}
	return wechatDialect
}

// moves collects what the program's own files have that is otherwise in the other dialect. What stands in npm packages is told of once for each: their
// authors publish them for the other platform, or do not.
func (b *builder) moves(in *Inspection) {
	in.Moves = []Move{}
	b.fileMoves(in)
	seen, packages := map[use]bool{}, map[string]bool{}
	for _, name := range b.partOrder {
		p := b.parts[name]
		place := b.tree.place(name + b.dialect.templates.Extension)
		if of := PackageOf(place); of != "" {
			if !packages[of] {
				packages[of] = true
				in.move(place, Range{}, MoveNone, of, "", "Its components are written for this platform; look for the package's build for the other one.")
			}
			continue
		}
		for _, file := range p.template.Files {
			if doc := b.tree.Template(file); doc != nil && PackageOf(doc.File.Path) == "" {
				b.elementMoves(in, p, doc, doc.Nodes, seen)
			}
		}
	}
	for _, name := range sortedKeys(b.modules) {
		file := b.tree.source(name)
		if file == nil || PackageOf(file.Path) != "" {
			continue
		}
		in.Texts[file.Path] = file.Text
		for _, each := range b.modules[name].Declared(file, b.twins().members) {
			b.declaredMove(in, file, each.In, each.Name, each.Range)
		}
	}
	sort.SliceStable(in.Moves, func(i, j int) bool {
		a, b := in.Moves[i], in.Moves[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Range.Start.Line != b.Range.Start.Line {
			return a.Range.Start.Line < b.Range.Start.Line
		}
		return a.Range.Start.Column < b.Range.Start.Column
	})
}

func (in *Inspection) move(file string, at Range, how MoveHow, from, to, text string) {
	in.Moves = append(in.Moves, Move{how, from, to, text, file, at})
}

// importing finds what a sheet imports.
var importing = regexp.MustCompile(`@import\s+(?:url\(\s*)?["']?([^"'()\s;]+\.(?:wxss|acss))`)

// fileMoves collects the files that are called otherwise, what sheets import, and modules of templates' scripts.
func (b *builder) fileMoves(in *Inspection) {
	other := b.other()
	extensions := map[string]string{
		b.dialect.templates.Extension: other.templates.Extension, b.dialect.style: other.style, b.dialect.templates.ScriptFile: other.templates.ScriptFile,
	}
	if b.projectFile != nil && b.projectFile.Path == b.dialect.projectFile {
		in.move(b.projectFile.Path, Range{}, MoveName, b.dialect.projectFile, other.projectFile, "")
	}
	for _, name := range b.tree.sorted {
		extension := path.Ext(name)
		to := extensions[extension]
		place := b.tree.place(name)
		if to == "" || PackageOf(place) != "" || b.tree.translated[name] != "" {
			continue
		}
		in.move(place, Range{}, MoveName, extension, to, "")
		file := b.tree.source(name)
		if file == nil {
			continue
		}
		switch extension {
		case b.dialect.style:
			for _, at := range importing.FindAllStringSubmatchIndex(file.Text, -1) {
				written := file.Text[at[2]:at[3]]
				in.Texts[place] = file.Text
				in.move(place, file.Range(at[2], at[3]), MoveName, "@import "+path.Ext(written), "@import "+other.style, "")
			}
		case wechatDialect.templates.ScriptFile:
			in.move(place, file.Range(0, 0), MoveForm, "module.exports", "export", "SJS has ES modules: export each function by its name, and import where there is require. There is no getRegExp and no getDate.")
		case alipayDialect.templates.ScriptFile:
			in.move(place, file.Range(0, 0), MoveForm, "export", "module.exports", "WXS has no ES modules: put what is exported into module.exports, and require where there is import. It has neither const nor arrow functions.")
		}
	}
}

func (b *builder) elementMoves(in *Inspection, p *part, doc *wxml.Document, nodes []wxml.Node, seen map[use]bool) {
	for _, node := range nodes {
		e, ok := node.(*wxml.Element)
		if !ok {
			continue
		}
		if key := (use{doc.File.Path, e.Pos, e.Tag}); !seen[key] {
			seen[key] = true
			in.Texts[doc.File.Path] = doc.File.Text
			m := mover{in, doc.File, b.isBuiltIn(p, e.Tag), b.usesTag(p, e.Tag)}
			if b.dialect == wechatDialect {
				m.toAlipay(e)
			} else {
				m.toWeChat(e)
			}
		}
		b.elementMoves(in, p, doc, e.Children, seen)
	}
}

func (b *builder) usesTag(p *part, tag string) bool {
	_, isComponent := p.using[tag]
	_, isGeneric := p.generics[tag]
	return isComponent || isGeneric
}

// mover looks at one element.
type mover struct {
	in          *Inspection
	file        *source.File
	isBuiltIn   bool
	isComponent bool
}

func (m mover) tag(e *wxml.Element, how MoveHow, from, to, text string) {
	m.in.move(m.file.Path, m.file.Range(e.Pos, max(e.Pos, e.TagEnd)), how, from, to, text)
}

func (m mover) attribute(a *wxml.Attribute, how MoveHow, to, text string) {
	m.in.move(m.file.Path, m.file.Range(a.Pos, a.End), how, a.As(), to, text)
}

// source notes the file that an <import> or <include> names by its extension.
func (m mover) source(e *wxml.Element, from, to string) {
	if e.Tag != "import" && e.Tag != "include" {
		return
	}
	if a := e.Attribute("src"); a != nil {
		if text, isStatic := a.Value.Static(); isStatic && path.Ext(text) == from {
			m.in.move(m.file.Path, m.file.Range(a.Value.Pos, a.Value.End), MoveName, "src "+from, "src "+to, "")
		}
	}
}

func (m mover) toAlipay(e *wxml.Element) {
	if e.Tag == wxml.WXML.Script {
		if strings.TrimSpace(e.Raw) == "" {
			m.tag(e, MoveName, "<wxs module src>", "<import-sjs name from>", "")
		} else {
			m.tag(e, MoveForm, "<wxs>", "<import-sjs>", "Put its text into a .sjs file, exported by its name, and write <import-sjs name=\"m\" from=\"./m.sjs\"/>.")
		}
		return
	}
	m.source(e, wxml.WXML.Extension, alipay.AXML.Extension)
	if m.isBuiltIn && !alipay.BuiltIn(e.Tag) {
		m.tag(e, MoveNone, "<"+e.Tag+">", "", "Alipay has no such element.")
	}
	for i := range e.Attributes {
		m.attributeToAlipay(e, &e.Attributes[i])
	}
}

func (m mover) attributeToAlipay(e *wxml.Element, a *wxml.Attribute) {
	prefix, rest, hasPrefix := strings.Cut(a.Name, ":")
	for _, each := range eventPrefixes {
		event, ok := strings.CutPrefix(a.Name, each)
		if !ok || event == "" || !m.isBuiltIn && !m.isComponent {
			continue
		}
		way := strings.TrimSuffix(each, ":")
		to := alipay.Handler(way, e.Tag, event, m.isBuiltIn)
		switch {
		case strings.Contains(way, "mut-bind"):
			m.attribute(a, MoveForm, to, "Alipay has no mut-bind: end what goes on by catch, or by a flag of the program.")
		case m.isComponent:
			m.attribute(a, MoveForm, to, "It is a function prop: the component calls this.props."+to+" with what it tells, and gets what the function returns.")
		default:
			m.attribute(a, MoveName, to, "")
		}
		return
	}
	switch {
	case hasPrefix && prefix == "wx":
		if to := alipay.Directive(a.Name); to != "" {
			m.attribute(a, MoveName, to, "")
		} else {
			m.attribute(a, MoveNone, "", "AXML has no such directive.")
		}
	case hasPrefix && prefix == "model":
		m.attribute(a, MoveForm, rest, "Nothing is bound in both directions: give the value, and set it where the element's event tells of it.")
	case hasPrefix && prefix == "mark":
		m.attribute(a, MoveForm, "data-"+rest, "Events carry no marks: read it from the dataset of event.target.")
	case hasPrefix && (prefix == "worklet" || prefix == "generic"):
		m.attribute(a, MoveNone, "", "AXML has no such directive.")
	case m.isBuiltIn:
		if to := alipay.Written(e.Tag, a.Name); to != a.Name {
			m.attribute(a, MoveName, to, "")
		}
	}
}

func (m mover) toWeChat(e *wxml.Element) {
	if e.Written == alipay.AXML.Script {
		m.tag(e, MoveName, "<import-sjs name from>", "<wxs module src>", "")
		return
	}
	m.source(e, alipay.AXML.Extension, wxml.WXML.Extension)
	if !m.isComponent && (alipay.Undrawn(e.Tag) && !builtIns[e.Tag]) {
		m.tag(e, MoveNone, "<"+e.Tag+">", "", "WeChat has no such element.")
	}
	for i := range e.Attributes {
		m.attributeToWeChat(e, &e.Attributes[i])
	}
}

func (m mover) attributeToWeChat(e *wxml.Element, a *wxml.Attribute) {
	prefix, rest, hasPrefix := strings.Cut(a.Name, ":")
	switch {
	case hasPrefix && prefix == "wx":
		if a.As() != a.Name {
			m.attribute(a, MoveName, a.Name, "")
		}
	case hasPrefix && (strings.HasSuffix(prefix, "bind") || strings.HasSuffix(prefix, "catch")):
		switch {
		case m.isBuiltIn && alipay.Missing(e.Tag, rest):
			m.attribute(a, MoveNone, "", "WeChat's <"+e.Tag+"> has no such event.")
		case m.isBuiltIn && strings.Contains(prefix, "-"):
			m.attribute(a, MoveName, prefix+":"+alipay.Event(e.Tag, rest), "")
		case m.isBuiltIn:
			m.attribute(a, MoveName, prefix+alipay.Event(e.Tag, rest), "")
		case m.isComponent:
			m.attribute(a, MoveForm, prefix+":"+rest, "The component tells of it by this.triggerEvent('"+rest+"', detail), and gets nothing back.")
		}
	case a.Name == "slot-scope":
		m.attribute(a, MoveNone, "", "A slot gives nothing to what is put into it: give it to the component's owner by an event.")
	case a.Name == "ref":
		m.attribute(a, MoveForm, "id", "The page takes the component by this.selectComponent('#id').")
	case m.isBuiltIn && !hasPrefix && !strings.HasPrefix(a.Name, "data-") && !strings.HasPrefix(a.Name, "aria-"):
		name := wxml.Camel(a.Name)
		if alipay.Missing(e.Tag, name) {
			m.attribute(a, MoveNone, "", "WeChat's <"+e.Tag+"> has no such attribute.")
		} else if to := dashed(alipay.Property(e.Tag, name)); to != a.As() {
			m.attribute(a, MoveName, to, "")
		}
	}
}

// twin is what a declared name comes to.
type twin struct {
	how      MoveHow
	to, text string
}

// twins are the names of components and pages in one dialect that are otherwise in the other. A name that is in neither list is the same in both.
type twins struct {
	component, page, instance, functions map[string]twin
	members                              map[string]bool // of instance: true if it counts after `this` alone
}

//nolint:gochecknoglobals // tables
var (
	lifetime = twin{MoveForm, "lifetimes", "Alipay's components have it in lifetimes: { … }, which options: { lifetimes: true } turns on."}
	noPage   = twin{MoveNone, "", "Alipay's pages are not told of it."}
	ofEvents = twin{MoveNone, "", "WeChat's pages are not told of it."}

	ofWeChat = twins{
		component: map[string]twin{
			"properties":    {MoveForm, "props", "Props have no types: name each with its default. What changes is told to didUpdate(prevProps, prevData), or to observers."},
			"behaviors":     {MoveName, "mixins", ""},
			"pageLifetimes": {MoveForm, "pageEvents", "Its members are called as the page's: onShow, onHide, onResize."},
			"created":       lifetime, "attached": lifetime, "ready": lifetime, "moved": lifetime, "detached": lifetime,
			"definitionFilter": {MoveNone, "", "Mixins have no filter of what uses them."},
			"export":           {MoveForm, "ref", "ref() of an Alipay component gives what its owner gets of it."},
		},
		page: map[string]twin{"onAddToFavorites": noPage, "onShareTimeline": noPage, "onSaveExitState": noPage, "behaviors": {MoveName, "mixins", ""}},
		instance: map[string]twin{
			"properties":          {MoveForm, "this.props", "What the owner gave is in this.props, beside this.data."},
			"triggerEvent":        {MoveForm, "this.props.onX(…)", "The component calls the function that its owner gave: an event X is a prop onX."},
			"selectComponent":     {MoveName, "$selectComponent", ""},
			"selectAllComponents": {MoveName, "$selectAllComponents", ""},
			"groupSetData":        {MoveName, "$batchedUpdates", ""},
			"hasBehavior":         {MoveName, "hasMixin", ""},
			"applyAnimatedStyle":  {MoveNone, "", "There are no worklets."},
			"clearAnimation":      {MoveNone, "", "Animations are made by my.createAnimation, or by styles."},
		},
		functions: map[string]twin{"Behavior": {MoveName, "Mixin", ""}},
		members: map[string]bool{
			"properties": true, "triggerEvent": false, "selectComponent": false, "selectAllComponents": false, "groupSetData": false, "hasBehavior": false,
			"applyAnimatedStyle": false, "clearAnimation": true,
		},
	}
	ofAlipay = twins{
		component: map[string]twin{
			"props":               {MoveForm, "properties", "Properties have types: name: { type: Number, value: 0 }. Functions are none: tell the owner by this.triggerEvent."},
			"mixins":              {MoveName, "behaviors", ""},
			"onInit":              {MoveForm, "lifetimes.created", "Nothing can be set there yet: what sets data goes into attached."},
			"deriveDataFromProps": {MoveForm, "observers", "An observer of the properties sets what follows from them."},
			"didMount":            {MoveForm, "lifetimes.ready", ""},
			"didUpdate":           {MoveForm, "observers", "An observer is told what a property or field has become, and not what it was."},
			"didUnmount":          {MoveForm, "lifetimes.detached", ""},
			"pageEvents":          {MoveForm, "pageLifetimes", "Its members are show, hide and resize; the others a page tells its components itself."},
			"ref":                 {MoveForm, "export", "With behaviors: ['wx://component-export'], export() says what selectComponent gives."},
		},
		page: map[string]twin{
			"mixins": {MoveName, "behaviors", ""}, "events": ofEvents, "onTitleClick": ofEvents, "onOptionMenuClick": ofEvents, "onPullIntercept": ofEvents, "onPopMenuClick": ofEvents,
		},
		instance: map[string]twin{
			"props":                {MoveForm, "this.properties", "A function prop is no property: it becomes this.triggerEvent, and its owner's answer cannot come back."},
			"$spliceData":          {MoveForm, "this.setData", "Splice a copy of the list, and set it."},
			"$batchedUpdates":      {MoveName, "groupSetData", ""},
			"$page":                {MoveForm, "getCurrentPages()", "The page of a component is the last of getCurrentPages(), or its selectOwnerComponent()."},
			"$id":                  {MoveNone, "", "Objects have no number of their own."},
			"$selectComponent":     {MoveName, "selectComponent", ""},
			"$selectAllComponents": {MoveName, "selectAllComponents", ""},
			"hasMixin":             {MoveName, "hasBehavior", ""},
		},
		functions: map[string]twin{"Mixin": {MoveName, "Behavior", ""}},
		members: map[string]bool{
			"props": true, "$spliceData": false, "$batchedUpdates": false, "$page": false, "$id": true, "$selectComponent": false, "$selectAllComponents": false, "hasMixin": false,
		},
	}
)

func (b *builder) twins() twins {
	if b.dialect == wechatDialect {
		return ofWeChat
	}
	return ofAlipay
}

func (b *builder) declaredMove(in *Inspection, file *source.File, where, name string, at Range) {
	all := b.twins()
	table := map[string]map[string]twin{"": all.functions, "this": all.instance, "Page": all.page}[where]
	if table == nil {
		table = all.component
	}
	found, ok := table[name]
	if !ok {
		return
	}
	switch where {
	case "this":
		name = "this." + name
		if found.how == MoveName {
			found.to = "this." + found.to
		}
	case "":
		name, found.to = name+"({…})", found.to+"({…})"
	}
	in.move(file.Path, at, found.how, name, found.to, found.text)
}
