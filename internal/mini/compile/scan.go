package compile

import (
	"crypto/sha256"
	"encoding/base32"
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/template"
	"github.com/superette/superette/internal/mini/compile/wxss"
)

// part is a page or a component: four files with one name.
type part struct {
	path      string
	isPage    bool
	file      *source.File // its JSON, nil if there is none
	config    *jsonc.Value
	using     map[string]string // tag → path, the app's merged in
	ownUsing  map[string]string
	generics  map[string]string // name → default component's path, "" for none
	holders   map[string]string // tag → tag shown until its component is there
	isolation string
	scope     string
	script    string // package path of its script, "" if there is none
	template  *template.Output
	sheet     *wxss.Sheet
}

// lack is a usingComponents member that names no component.
type lack struct {
	file   *source.File
	member jsonc.Member
}

// using reads a usingComponents object: tag → path of a component that exists. What does not exist goes to b.lacks under
// the file's path: how bad that is depends on whether the tag is used.
func (b *builder) using(v *jsonc.Value, from string, file *source.File) map[string]string {
	out := map[string]string{}
	if v == nil {
		return out
	}
	for _, member := range v.Members {
		reference := member.Value.Str()
		if strings.Contains(reference, "://") {
			b.log.Warn(file, member.Value.Pos, member.Value.End, "component.plugin", "Plugins cannot be used here: "+reference+".", "Its tag stays empty.")
			continue
		}
		target := b.component(from, reference)
		if target == "" {
			b.lacks[from] = append(b.lacks[from], lack{file, member})
			continue
		}
		out[member.Key] = target
	}
	return out
}

// component resolves the path of a component, "" if there is none.
func (b *builder) component(from, reference string) string {
	reference = strings.TrimSpace(reference)
	if reference == "" {
		return ""
	}
	reference = b.dialect.packaged(reference)
	candidates := []string{join(path.Dir(from), reference)}
	if !strings.HasPrefix(reference, ".") && !strings.HasPrefix(reference, "/") {
		candidates = append(candidates, b.aliased(reference)...)
		candidates = append(candidates, npmCandidates(path.Dir(from), reference)...)
		candidates = append(candidates, join(".", reference))
	}
	for _, candidate := range candidates {
		if candidate == "" {
			continue
		}
		for _, name := range []string{candidate, candidate + "/index"} {
			name = strings.TrimSuffix(strings.TrimSuffix(name, b.dialect.templates.Extension), ".json")
			if b.tree.Exists(name+b.dialect.templates.Extension) || b.tree.Exists(name+".json") && b.scriptOf(name) != "" {
				return name
			}
		}
	}
	return ""
}

func (b *builder) scriptOf(name string) string {
	for _, extension := range []string{".js", ".ts"} {
		if b.tree.Exists(name + extension) {
			return name + extension
		}
	}
	return ""
}

// scan reads the JSON of all pages and of the components they reach.
func (b *builder) scan() {
	queue := slices.Clone(b.order)
	queue = append(queue, sortedValues(b.appUsing)...)
	for i := 0; i < len(queue); i++ {
		name := queue[i]
		if b.parts[name] != nil {
			continue
		}
		p := b.part(name)
		b.parts[name] = p
		b.partOrder = append(b.partOrder, name)
		queue = append(queue, sortedValues(p.ownUsing)...)
		queue = append(queue, sortedValues(p.generics)...)
	}
	sort.Strings(b.partOrder)
	scopes := map[string]bool{}
	for _, name := range b.partOrder {
		p := b.parts[name]
		if p.isPage {
			continue
		}
		p.scope = scopeOf(name, scopes)
		scopes[p.scope] = true
	}
}

func sortedValues(m map[string]string) []string {
	var out []string
	for _, value := range m {
		if value != "" {
			out = append(out, value)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// scopeOf returns a short name for a path: a letter and digits of its hash, more of them if others have the same.
func scopeOf(name string, taken map[string]bool) string {
	sum := sha256.Sum256([]byte(name))
	digits := strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))
	for length := 5; ; length++ {
		if scope := "c" + digits[:length]; !taken[scope] {
			return scope
		}
	}
}

func (b *builder) part(name string) *part {
	config, file := b.json(name + ".json")
	p := &part{path: name, isPage: b.routes[name] != nil, file: file, config: config, script: b.scriptOf(name)}
	p.ownUsing = b.using(config.Get("usingComponents"), name+".json", file)
	if b.ownTabBar != "" && b.isTab(name) {
		p.ownUsing[ownTabBar] = b.ownTabBar
	}
	p.using = map[string]string{}
	for tag, target := range b.appUsing {
		p.using[tag] = target
	}
	for tag, target := range p.ownUsing {
		p.using[tag] = target
	}
	p.isolation = config.Get("styleIsolation").Str()
	p.generics = map[string]string{}
	if generics := config.Get("componentGenerics"); generics != nil {
		for _, member := range generics.Members {
			p.generics[member.Key] = ""
			if reference := member.Value.Get("default"); reference.Str() != "" {
				target := b.component(name+".json", reference.Str())
				if target == "" {
					b.log.Error(file, reference.Pos, reference.End, "component.missing", "There is no component "+reference.Str()+".", "")
				}
				p.generics[member.Key] = target
			}
		}
	}
	p.holders = map[string]string{}
	if holders := config.Get("componentPlaceholder"); holders != nil {
		for _, member := range holders.Members {
			p.holders[member.Key] = member.Value.Str()
		}
	}
	if p.script == "" {
		extension := ".js"
		if b.scriptOf("app") == "app.ts" {
			extension = ".ts"
		}
		b.log.Missing(b.tree.place(name+extension), "script.missing", "There is no script for "+name+".", "Add "+path.Base(name)+extension+".")
	}
	if style := b.dialect.style; b.tree.Exists(name+".styl") && !b.tree.Exists(name+style) {
		sheet := source.NewFile(b.tree.root+name+".styl", "")
		b.log.Error(sheet, 0, 0, b.dialect.sheets()+".preprocessor", "Stylus is not translated here.", "Write "+path.Base(name)+style+" beside it: npx stylus < "+path.Base(name)+".styl > "+path.Base(name)+style)
	}
	if extension := b.dialect.templates.Extension; !p.isPage && !b.tree.Exists(name+extension) {
		b.log.Missing(b.tree.place(name+extension), b.dialect.templates.Code+".missing", "There is no template for the component "+name+".", "")
	}
	return p
}

// scripts translates all scripts that the program can reach.
func (b *builder) scripts() {
	var wave []string
	if name := b.scriptOf("app"); name != "" {
		wave = append(wave, name)
	} else {
		b.log.Missing(b.tree.root+"app.js", "script.missing", "There is no app.js.", "Add one that calls App({}).")
	}
	for _, name := range b.partOrder {
		if p := b.parts[name]; p.script != "" {
			wave = append(wave, p.script)
		}
	}
	b.modules = b.reached(wave, b.translate)
}

// reached translates scripts and all that they require, in waves: what one wave requires is the next.
func (b *builder) reached(wave []string, translate func(name string, log *source.Log) *scriptModule) map[string]*scriptModule {
	all := map[string]*scriptModule{}
	for len(wave) > 0 {
		modules := make([]*scriptModule, len(wave))
		b.parallel(len(wave), func(i int, log *source.Log) {
			modules[i] = translate(wave[i], log)
		})
		var next []string
		for i, name := range wave {
			all[name] = modules[i]
		}
		for _, m := range modules {
			for _, target := range sortedValues(m.targets) {
				if all[target] == nil && !slices.Contains(next, target) {
					next = append(next, target)
				}
			}
		}
		wave = next
	}
	return all
}

// scriptModule is a translated script whose requires are resolved.
type scriptModule struct {
	*script.Module
	targets map[string]string // as written → package path
}

func (b *builder) translate(name string, log *source.Log) *scriptModule {
	file := b.tree.source(name)
	if file == nil {
		return &scriptModule{Module: &script.Module{Code: "throw new Error(\"This file cannot be read.\");\n", Broken: true}}
	}
	m := &scriptModule{Module: b.cached(file, log), targets: map[string]string{}}
	for _, required := range m.Requires {
		target := b.require(name, required)
		if target == "" {
			start, end := script.Place(file, required)
			log.Warn(file, start, end, "script.require", "There is no module "+required+".", b.requireHint(required))
			continue
		}
		m.targets[required] = target
	}
	return m
}

func (b *builder) cached(file *source.File, log *source.Log) *script.Module {
	options := script.Options{Minify: b.options.Minify, Sources: b.options.Dev, API: b.dialect.api}
	return memo(b, stepKey{"script", file.Path, options}, []any{file}, log, func(_ loader, log *source.Log) *script.Module {
		return script.Translate(file, options, log)
	})
}

// require resolves what a script asks for to the path of a script in the package, "" if there is none.
func (b *builder) require(from, required string) string {
	required = b.dialect.packaged(required)
	targets := []string{join(path.Dir(from), required)} // `require('config.js')` is relative too
	if !strings.HasPrefix(required, ".") && !strings.HasPrefix(required, "/") {
		if !inNpm(from) {
			targets = append(targets, b.aliased(required)...)
		}
		// Inside a package from node_modules: its own dependencies, installed below it or beside it.
		for folder := path.Dir(from); inNpm(folder + "/"); folder = path.Dir(folder) {
			targets = append(targets, path.Join(folder, "node_modules", required))
		}
		targets = append(targets, npmCandidates(path.Dir(from), required)...)
	}
	for _, target := range targets {
		if found := b.scriptAt(target); found != "" {
			return found
		}
		if target == "" {
			continue
		}
		if main := b.packageMain(target); main != "" {
			return main
		}
		if offered := b.packageExport(target); offered != "" {
			return offered
		}
	}
	return ""
}
