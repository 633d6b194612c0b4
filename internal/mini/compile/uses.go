package compile

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// UseKind says what of the platform is used.
type UseKind string

// The kinds of uses: those of templates and settings here, those of scripts as package script has them.
const (
	UseTag      UseKind = "tag"      // <map>; Name is the tag
	UseProperty UseKind = "property" // <map scale>; Name is written with dashes, Value if it is plain text
	UseEvent    UseKind = "event"    // <map bindregionchange>
	UseSetting  UseKind = "setting"  // Name is "window.backgroundColorTop", Value if it is a text
	UsePlugin   UseKind = UseKind(script.UsePlugin)
	UseMember   UseKind = UseKind(script.UseMember)
	UseOption   UseKind = UseKind(script.UseOption)
	UseDynamic  UseKind = UseKind(script.UseDynamic)
	UseAdded    UseKind = UseKind(script.UseAdded)
	UseAsked    UseKind = UseKind(script.UseAsked)
	UseTested   UseKind = UseKind(script.UseTested)
)

// Use is one place at which a program uses the platform. Tags that are components of the program are none.
type Use struct {
	Kind     UseKind
	Tag      string // of a property or an event
	Name     string
	Written  string // a property's or event's name as its author wrote it, if that is not Name
	Missing  bool   // of a property or event that another platform documents: there is nothing like it here
	Option   string // of a member of wx
	Value    string
	HasValue bool
	File     string
	Range    Range
}

// Lack is a place in app.json, and the pages that it concerns.
type Lack struct {
	File  string
	Range Range
	Pages []string
}

// As is the name as the program's author wrote it.
func (u *Use) As() string {
	if u.Written != "" {
		return u.Written
	}
	return u.Name
}

// Inspection tells what a program uses, and where; Build makes it when Options.Inspect asks for it.
type Inspection struct {
	Uses []Use
	// Pages names for each file the pages that are made of it, sorted. A file that app.js needs has "" among them.
	Pages map[string][]string
	// Lacks names the pages that want a component which app.json names and which does not exist.
	Lacks []Lack
	// Moves are the names that the other dialect has otherwise, by file and place. What a program uses of the platform's API and settings is in Uses.
	Moves []Move
	// Texts of the files that have uses, for whoever shows a place.
	Texts map[string]string
	// Scripts are the texts of all of the program's own scripts.
	Scripts map[string]string
}

// inspect collects the uses of all files that the program is made of.
func (b *builder) inspect() *Inspection {
	in := &Inspection{Pages: b.filePages(), Texts: map[string]string{}, Scripts: map[string]string{}}
	b.settings(in)
	for _, each := range b.lacks["app.json"] {
		value := each.member.Value
		in.Lacks = append(in.Lacks, Lack{each.file.Path, each.file.Range(value.Pos, value.End), b.usersOf(each.member.Key)})
	}
	seen := map[use]bool{}
	for _, name := range b.partOrder {
		p := b.parts[name]
		for _, file := range p.template.Files {
			if doc := b.tree.Template(file); doc != nil {
				b.elements(in, p, doc, doc.Nodes, seen)
			}
		}
	}
	for _, name := range sortedKeys(b.modules) {
		file := b.tree.source(name)
		if file == nil {
			continue
		}
		if PackageOf(file.Path) == "" {
			in.Scripts[file.Path] = file.Text
		}
		for _, each := range b.modules[name].Uses(file, b.dialect.api) {
			in.add(file, Use{Kind: UseKind(each.Kind), Name: each.Name, Option: each.Option, Range: each.Range})
		}
	}
	if b.options.Moves {
		b.moves(in)
	}
	sort.SliceStable(in.Uses, func(i, j int) bool {
		a, b := in.Uses[i], in.Uses[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Range.Start.Line != b.Range.Start.Line {
			return a.Range.Start.Line < b.Range.Start.Line
		}
		return a.Range.Start.Column < b.Range.Start.Column
	})
	return in
}

func (in *Inspection) add(file *source.File, u Use) {
	u.File = file.Path
	in.Texts[file.Path] = file.Text
	in.Uses = append(in.Uses, u)
}

// use is the identity of a place in a template: a file that several parts include is looked at for each of them.
type use struct {
	file string
	pos  int
	name string
}

func (b *builder) elements(in *Inspection, p *part, doc *wxml.Document, nodes []wxml.Node, seen map[use]bool) {
	for _, node := range nodes {
		e, ok := node.(*wxml.Element)
		if !ok {
			continue
		}
		_, isComponent := p.using[e.Tag]
		_, isGeneric := p.generics[e.Tag]
		if key := (use{doc.File.Path, e.Pos, e.Tag}); b.builtIn(e.Tag) && !isComponent && !isGeneric && !seen[key] {
			seen[key] = true
			in.add(doc.File, Use{Kind: UseTag, Name: e.Tag, Range: doc.File.Range(e.Pos, max(e.Pos, e.TagEnd))})
			for i := range e.Attributes {
				b.attributeUse(in, doc.File, e.Tag, &e.Attributes[i])
			}
		}
		b.elements(in, p, doc, e.Children, seen)
	}
}

// eventPrefixes begin an event's name, the longest first.
var eventPrefixes = []string{"capture-mut-bind:", "capture-catch:", "capture-bind:", "mut-bind:", "catch:", "bind:", "mut-bind", "catch", "bind"} //nolint:gochecknoglobals // a table

func (b *builder) attributeUse(in *Inspection, file *source.File, tag string, a *wxml.Attribute) {
	u := Use{Kind: UseProperty, Tag: tag, Name: a.Name, Range: file.Range(a.Pos, a.End)}
	u.Value, u.HasValue = a.Value.Static()
	u.HasValue = u.HasValue && a.HasValue
	for _, prefix := range eventPrefixes {
		if rest, ok := strings.CutPrefix(a.Name, prefix); ok && rest != "" && (b.dialect.templates.BareEvents || strings.HasSuffix(prefix, ":")) {
			u.Kind, u.Name = UseEvent, rest
			if b.dialect == alipayDialect {
				u.Name, u.Written, u.Missing = alipay.Event(tag, rest), a.As(), alipay.Missing(tag, rest)
			}
			in.add(file, u)
			return
		}
	}
	if b.dialect == alipayDialect && (a.Name == "slot-scope" || a.Name == "ref") {
		return
	}
	if rest, ok := strings.CutPrefix(a.Name, "model:"); ok {
		u.Name = rest
	} else if strings.Contains(a.Name, ":") || strings.HasPrefix(a.Name, "data-") || strings.HasPrefix(a.Name, "aria-") {
		return // wx:if, mark:a, change:b, generic:c, worklet:d: directives, which the compiler knows
	}
	if b.dialect == alipayDialect {
		name := wxml.Camel(u.Name)
		u.Name, u.Written, u.Missing = alipay.Property(tag, name), a.As(), alipay.Missing(tag, name)
	}
	u.Name = dashed(u.Name)
	in.add(file, u)
}

// dashed turns hoverClass into hover-class. What has dashes is written as documented, enable-3D among it.
func dashed(name string) string {
	if strings.Contains(name, "-") {
		return name
	}
	var out strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			out.WriteByte('-')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// settings collects the members of app.json and of the JSON of pages, two levels deep.
func (b *builder) settings(in *Inspection) {
	appFile := b.tree.source("app.json")
	b.membersOf(in, appFile, b.appConfig, "", "window", "tabBar", "useExtendedLib")
	if plugins := b.appConfig.Get("plugins"); plugins != nil {
		for _, member := range plugins.Members {
			in.add(appFile, Use{Kind: UsePlugin, Name: member.Key, Range: appFile.Range(member.KeyPos, member.KeyEnd)})
		}
	}
	for _, route := range b.order {
		if p := b.parts[route]; p.config != nil {
			b.membersOf(in, p.file, p.config, "page.")
		}
	}
}

func (b *builder) membersOf(in *Inspection, file *source.File, v *jsonc.Value, prefix string, deeper ...string) {
	if v == nil {
		return
	}
	for _, member := range v.Members {
		u := Use{Kind: UseSetting, Name: prefix + member.Key, Range: file.Range(member.KeyPos, member.KeyEnd)}
		u.Value, u.HasValue = member.Value.Str(), member.Value.Kind == jsonc.String
		in.add(file, u)
		if slices.Contains(deeper, member.Key) {
			b.membersOf(in, file, member.Value, prefix+member.Key+".")
		}
	}
}

// filePages tells which pages each file goes into.
func (b *builder) filePages() map[string][]string {
	pages := map[string]map[string]bool{}
	note := func(page, name string) {
		place := b.tree.place(name)
		if source := b.tree.translated[name]; source != "" {
			place = b.tree.root + source
		}
		if pages[place] == nil {
			pages[place] = map[string]bool{}
		}
		pages[place][page] = true
	}
	var scripts func(page, name string, seen map[string]bool)
	scripts = func(page, name string, seen map[string]bool) {
		m := b.modules[name]
		if m == nil || seen[name] {
			return
		}
		seen[name] = true
		note(page, name)
		for _, target := range sortedValues(m.targets) {
			scripts(page, target, seen)
		}
	}
	for _, name := range []string{"app.json", "app" + b.dialect.style, "app.js", "app.ts"} {
		note("", name)
	}
	if name := b.scriptOf("app"); name != "" {
		scripts("", name, map[string]bool{})
	}
	for _, route := range b.order {
		seen := map[string]bool{}
		for _, name := range b.reach(b.parts[route]) {
			p := b.parts[name]
			// Those that are not there too: that one is missing is its page's fault.
			for _, extension := range []string{".json", b.dialect.templates.Extension, ".js", ".ts", ".styl"} {
				note(route, name+extension)
			}
			for _, file := range slices.Concat(p.template.Files, p.sheet.Files) {
				note(route, file)
			}
			for _, m := range p.template.Modules {
				id, _, _ := strings.Cut(m.ID, "#")
				note(route, id)
			}
			scripts(route, p.script, seen)
		}
	}
	out := map[string][]string{}
	for place, set := range pages {
		out[place] = sortedKeys(set)
	}
	return out
}

// PackageOf names the npm package that a file belongs to, "" if it is the program's own.
func PackageOf(file string) string {
	for _, folder := range []string{"node_modules/", npmFolder} {
		at := strings.LastIndex("/"+file, "/"+folder)
		if at < 0 {
			continue
		}
		name, rest, _ := strings.Cut(file[at+len(folder):], "/")
		if strings.HasPrefix(name, "@") {
			name = path.Join(name, strings.SplitN(rest, "/", 2)[0])
		}
		return name
	}
	return ""
}
