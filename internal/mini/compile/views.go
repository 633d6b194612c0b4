package compile

import (
	"fmt"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/template"
	"github.com/superette/superette/internal/mini/compile/wxs"
	"github.com/superette/superette/internal/mini/compile/wxss"
)

// wxsModule is a compiled WXS module whose requires are resolved.
type wxsModule struct {
	*wxs.Module
	targets map[string]string
}

// sheetOf is a compiled sheet under its key.
type sheetOf struct {
	key   string
	sheet *wxss.Sheet
}

// templates compiles the WXML of all parts, and the WXS that it uses.
func (b *builder) templates() {
	b.parallel(len(b.partOrder), func(i int, log *source.Log) {
		p := b.parts[b.partOrder[i]]
		var given []any
		if b.dialect == alipayDialect { // whose names of attributes depend on what is a component
			given = []any{b.shadowed(p)}
		}
		compiled := *memo(b, stepKey{kind: "template", name: p.path}, given, log, func(files loader, log *source.Log) *template.Output {
			return template.Compile(p.path+b.dialect.templates.Extension, files, b.templateOptions(p), log)
		})
		p.template = &compiled
		if p.isPage && p.ownUsing[ownTabBar] != "" && p.template.JS != "" {
			p.template.JS = `(function(t){t.main=t.main.concat([{k:"e",n:"` + ownTabBar + `"}]);return t})(` + p.template.JS + ")"
		}
	})
	var queue []template.Module
	for _, name := range b.partOrder {
		queue = append(queue, b.parts[name].template.Modules...)
	}
	for i := 0; i < len(queue); i++ {
		m := queue[i]
		if b.wxs[m.ID] != nil {
			continue
		}
		if m.Export != "" {
			b.wxs[m.ID] = exportOf(m)
			queue = append(queue, template.Module{ID: m.Script})
			continue
		}
		file, start, end := m.File, m.Start, m.End
		if file == nil {
			file = b.tree.source(m.ID)
			if file == nil {
				continue
			}
			start, end = 0, len(file.Text)
		}
		key := stepKey{"wxs", m.ID, b.options.Minify}
		module := memo(b, key, []any{file, start, end}, &b.log, func(_ loader, log *source.Log) *wxs.Module {
			return wxs.Compile(file, start, end, wxs.Options{Minify: b.options.Minify, Sources: b.options.Dev, ES: b.dialect.templates.ExportedScripts}, log)
		})
		compiled := &wxsModule{Module: module, targets: map[string]string{}}
		b.wxs[m.ID] = compiled
		from, _, _ := strings.Cut(m.ID, "#")
		for _, required := range compiled.Requires {
			target := b.tree.Resolve(from, required, b.dialect.templates.ScriptFile)
			if target == "" || !b.tree.Exists(target) {
				at, to := start, start
				if b.dialect.templates.ExportedScripts {
					at, to = script.Place(file, required)
				}
				b.log.Error(file, at, to, b.dialect.templates.ScriptFile[1:]+".require", "There is no "+b.dialect.templates.ScriptWord+" module "+required+".", "A path is relative to this file.")
				continue
			}
			compiled.targets[required] = target
			queue = append(queue, template.Module{ID: target})
		}
	}
}

// exportOf is one export of a module of ECMAScript, as a module that templates take by a name.
func exportOf(m template.Module) *wxsModule {
	return &wxsModule{
		Module:  &wxs.Module{Code: "module.exports=require(" + jsonc.Quote(m.Script) + ")[" + jsonc.Quote(m.Export) + "];\n", Requires: []string{m.Script}},
		targets: map[string]string{m.Script: m.Script},
	}
}

// styles compiles the app's sheet and those of all parts.
func (b *builder) styles() {
	b.appSheet = &sheetOf{key: "app"}
	b.parallel(len(b.partOrder)+1, func(i int, log *source.Log) {
		if i == len(b.partOrder) {
			b.appSheet.sheet = b.compileSheet("app"+b.dialect.style, nil, log)
			return
		}
		p := b.parts[b.partOrder[i]]
		if m := b.modules[p.script]; m != nil && m.SharesStyles && p.isolation == "" {
			p.isolation = "shared"
		}
		if b.dialect.sharesStyles && !p.isPage && p.isolation == "" {
			p.isolation = "shared"
		}
		if p.isolation == "shared" {
			p.scope = ""
		}
		p.sheet = b.compileSheet(p.path+b.dialect.style, p, log)
	})
}

// compileSheet compiles the sheet of a part, or with nil the app's.
func (b *builder) compileSheet(name string, p *part, log *source.Log) *wxss.Sheet {
	options := b.styleOptions(p)
	// options.Tag depends on nothing but these.
	var shadowed []string
	for _, tag := range sortedKeys(b.usingOf(p)) {
		if b.builtIn(tag) {
			shadowed = append(shadowed, tag)
		}
	}
	given := []any{options.Minify, options.Scope, options.Host, strings.Join(options.Before, "\n"), strings.Join(shadowed, " ")}
	return memo(b, stepKey{kind: "sheet", name: name}, given, log, func(files loader, log *source.Log) *wxss.Sheet {
		return wxss.Compile(name, files, options, log)
	})
}

func (b *builder) usingOf(p *part) map[string]string {
	if p == nil {
		return b.appUsing
	}
	return p.using
}

func (b *builder) styleOptions(p *part) wxss.Options {
	options := wxss.Options{Minify: b.options.Minify, Extension: b.dialect.style}
	if p == nil {
		options.Before = b.sheetsBefore
	} else {
		options.Scope = p.scope
		if !p.isPage {
			options.Host = p.hostClass()
		}
	}
	using := b.usingOf(p)
	options.Tag = func(name string) string {
		if name == "page" {
			return "body"
		}
		_, isComponent := using[name]
		return domTag(name, b.builtIn(name) && !isComponent)
	}
	return options
}

// hostClass is the class of a component's own element, which `:host` stands for.
func (p *part) hostClass() string {
	scope := p.scope
	if scope == "" {
		scope = scopeOf(p.path, nil)
	}
	return scope + "--host"
}

// checkTags warns of tags that are neither built in nor components, and collects the built-ins that are used.
func (b *builder) checkTags() {
	elements := map[string]bool{}
	used := map[string]bool{}
	for _, name := range b.partOrder {
		p := b.parts[name]
		warned := map[string]bool{}
		own := map[string]bool{}
		for _, tag := range p.template.Tags {
			used[tag.Name], own[tag.Name] = true, true
		}
		b.reportLacks(name+".json", own, warned)
		for _, each := range b.lacks["app.json"] {
			warned[each.member.Key] = true
		}
		for _, tag := range p.template.Tags {
			_, isComponent := p.using[tag.Name]
			_, isGeneric := p.generics[tag.Name]
			switch {
			case isComponent || isGeneric || plainTags[tag.Name]:
			case b.builtIn(tag.Name):
				elements[tag.Name] = true
			case !warned[tag.Name] && b.dialect == alipayDialect && alipay.Undrawn(tag.Name):
				warned[tag.Name] = true
				b.log.Warn(tag.File, tag.Start, tag.End, b.dialect.templates.Code+".tag", "<"+tag.Name+"> is not drawn here.", "Its place stays empty, its events never come.")
			case !warned[tag.Name]:
				warned[tag.Name] = true
				b.log.Warn(tag.File, tag.Start, tag.End, b.dialect.templates.Code+".tag", "<"+tag.Name+"> is no built-in element and no component of this page.",
					"Name it in usingComponents of "+path.Base(p.path)+".json or of app.json.")
			}
		}
	}
	b.reportLacks("app.json", used, map[string]bool{})
	b.manifest.Elements = []string{}
	for tag := range elements {
		b.manifest.Elements = append(b.manifest.Elements, tag)
	}
	sort.Strings(b.manifest.Elements)
}

// reportLacks reports the components that a JSON file names and that do not exist: an error if a template uses the tag.
// What is reported here needs no warning as an unknown tag.
func (b *builder) reportLacks(from string, used, reported map[string]bool) {
	for _, each := range b.lacks[from] {
		add := b.log.Warn
		if used[each.member.Key] {
			add = b.log.Error
		}
		reported[each.member.Key] = true
		value := each.member.Value
		if module := b.notInstalled(value.Str()); module != "" {
			add(each.file, value.Pos, value.End, "npm.missing", "The npm package "+module+" is not installed: there is no component "+value.Str()+" for <"+each.member.Key+">.", b.installHint(module))
			continue
		}
		text, hint := "There is no component "+value.Str()+" for <"+each.member.Key+">.", "A path is relative to this file, begins with / at the program's root, or names an npm package."
		if folder := b.noFolder(from, value.Str()); folder != "" {
			text = "There is no folder " + folder + ": no component " + value.Str() + " for <" + each.member.Key + ">."
			hint = "If " + folder + " is made by a build, run that first. " + hint
		}
		add(each.file, value.Pos, value.End, "component.missing", text, hint)
	}
}

// noFolder returns the outermost folder that lacks on the way to a path, "" if there are all.
func (b *builder) noFolder(from, reference string) string {
	if !strings.HasPrefix(reference, ".") && !strings.HasPrefix(reference, "/") {
		return ""
	}
	target := join(path.Dir(from), reference)
	for at, letter := range target {
		if letter != '/' {
			continue
		}
		under := target[:at+1]
		i := sort.SearchStrings(b.tree.sorted, under)
		if i == len(b.tree.sorted) || !strings.HasPrefix(b.tree.sorted[i], under) {
			return target[:at]
		}
	}
	return ""
}

// usersOf returns the routes of the pages in which a tag of app.json's is met, as itself.
func (b *builder) usersOf(tag string) []string {
	var out []string
	for _, route := range b.order {
		if slices.ContainsFunc(b.reach(b.parts[route]), func(name string) bool {
			p := b.parts[name]
			_, isOwn := p.using[tag]
			return !isOwn && slices.ContainsFunc(p.template.Tags, func(each template.TagUse) bool { return each.Name == tag })
		}) {
			out = append(out, route)
		}
	}
	return out
}

// checkNesting reports components that hold themselves under no condition: they would never stop being created.
func (b *builder) checkNesting() {
	const open, done = 1, 2
	state := map[string]int{}
	var visit func(name string, stack []string)
	visit = func(name string, stack []string) {
		if state[name] == done || len(stack) > maxChain {
			return
		}
		state[name] = open
		stack = append(stack, name)
		p := b.parts[name]
		for _, tag := range p.template.Tags {
			target := p.using[tag.Name]
			if !tag.Always || target == "" || b.parts[target] == nil {
				continue
			}
			if at := slices.Index(stack, target); at >= 0 {
				b.log.Error(tag.File, tag.Start, tag.End, "component.endless",
					fmt.Sprintf("<%s> holds itself under no condition: %s.", tag.Name, strings.Join(append(slices.Clone(stack[at:]), target), " → ")),
					"Put "+b.dialect.templates.IfPhrase()+" around it.")
				continue
			}
			visit(target, stack)
		}
		state[name] = done
	}
	for _, name := range b.partOrder {
		visit(name, nil)
	}
}

// maxChain bounds the recursion of checkNesting.
const maxChain = 1000
