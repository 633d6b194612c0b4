package compile

import (
	"bytes"
	"encoding/json"
	"path"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxs"
	"github.com/superette/superette/internal/mini/compile/wxss"
)

// scriptGlobals are the parameters of a script's wrapper after exports: scriptGlobals of web/protocol/template.ts.
const scriptGlobals = "window,self,document,requirePlugin,requireMiniProgram"

// viewPrelude stands around templates and WXS. Y makes text of a value: null and undefined are nothing.
const viewPrelude = "var Y=function(a){return a==null?\"\":String(a)},R=" + requireMap + ";\n" + wxs.Prelude

// requireMap gives a module its require: static paths are looked up in what the compiler resolved, others are passed on.
const requireMap = "function(r,t){var f=function(p,a,b){return r(t[p]||p,a,b)};f.async=function(p){return r.async(t[p]||p)};return f}"

// emit lays everything down per chunk and completes the manifest.
func (b *builder) emit() map[string][]byte {
	files := map[string][]byte{}
	b.manifest.Chunks = map[string]Chunk{}
	all := registered{b.brokenFiles(), sortedKeys(b.wxs), sortedKeys(b.modules)}
	names := b.chunkNames()
	units, laid := make([][]Unit, len(names)), make([]laidChunk, len(names))
	for _, list := range [][]string{b.partOrder, all.wxs, all.modules} {
		for _, name := range list {
			b.chunkOf(name) // it is only read from here on
		}
	}
	b.parallel(len(names), func(i int, _ *source.Log) {
		units[i] = b.units(b.chunks[names[i]], all)
		laid[i] = b.lay("$/"+names[i], units[i])
	})
	for i, name := range names {
		c := b.chunks[name]
		base := "$/" + name
		files[base+".js"], files[base+".js.map"], files[base+".styles.json"] = laid[i].code, laid[i].sourceMap, laid[i].styles
		if b.options.Dev {
			b.emitted = append(b.emitted, units[i]...)
		}
		b.manifest.Chunks[name] = Chunk{
			JS: base + ".js", Map: base + ".js.map", Styles: base + ".styles.json",
			Root: strings.TrimSuffix(c.root, "/"), Independent: c.independent,
		}
	}
	b.manifest.Pages = make(Pages, 0, len(b.order))
	for _, route := range b.order {
		p := b.parts[route]
		b.manifest.Pages = append(b.manifest.Pages, Page{
			Route: route, Chunk: b.routes[route].name, Styles: b.pageStyles(p), Window: b.window(p.config, b.manifest.Window, p.file),
			Needs: b.needs(p),
		})
		page := &b.manifest.Pages[len(b.manifest.Pages)-1]
		page.Dark = b.darkWindow(p.config, page.Window, p.file)
	}
	b.manifest.Worker = b.workerCode(files)
	b.apis()
	b.assets(files)
	b.npmAssets(files)
	return files
}

// Unit is one registration in a chunk's script: what a development host exchanges in a running program.
type Unit struct {
	Chunk string
	Kind  UnitKind
	ID    string // a script's or WXS module's path, or the path of a page or component
	Code  string // the statement, with a line break at its end
	// Of a script or WXS module: its source map, and the lines of Code before what the map describes. Of a script: the
	// scripts that it requires.
	Map      string // compact JSON
	MapLine  int
	Requires []string
	// Broken: it stands for source that could not be translated.
	Broken bool
}

// UnitKind says what a unit registers.
type UnitKind string

// The kinds of units.
const (
	ConfigUnit   UnitKind = "component"
	TemplateUnit UnitKind = "template"
	WXSUnit      UnitKind = "wxs"
	ScriptUnit   UnitKind = "script"
	StyleUnit    UnitKind = "style" // a sheet by its key; Code is its JSON, which is no part of a chunk's script, or "" if Sass or Less refused it
)

// registered is what all chunks register, and the files with errors.
type registered struct {
	broken       map[string]bool
	wxs, modules []string
}

// units lists what a chunk registers, in the order in which it stands in the chunk's script.
func (b *builder) units(c *chunk, all registered) []Unit {
	var list []Unit
	broken := all.broken
	for _, name := range b.partOrder {
		p := b.parts[name]
		if b.chunkOf(name) != c {
			continue
		}
		list = append(list, Unit{
			Chunk: c.name, Kind: ConfigUnit, ID: name, Code: "$.component(" + jsonc.Quote(name) + "," + p.configJS() + ");\n",
			Broken: broken[name+".json"] || broken["app.json"],
		})
		if p.template.JS != "" {
			list = append(list, Unit{
				Chunk: c.name, Kind: TemplateUnit, ID: name, Code: b.written("view", name, []any{p.template.JS}, func() string { return "$.template(" + jsonc.Quote(name) + "," + p.template.JS + ");\n" }),
				Broken: slices.ContainsFunc(p.template.Files, func(file string) bool { return broken[file] }),
			})
		}
	}
	for _, id := range all.wxs {
		if b.chunkOf(id) != c {
			continue
		}
		m := b.wxs[id]
		code := "$.wxs(" + jsonc.Quote(id) + ",function(require,module,exports){"
		// Strict code must begin with its directive, so the map wraps it instead of standing before it.
		if len(m.targets) > 0 {
			code += "require=R(require," + targetsJS(m.targets) + ");"
		}
		file, _, _ := strings.Cut(id, "#")
		list = append(list, Unit{Chunk: c.name, Kind: WXSUnit, ID: id, Code: code + "(function(){\n" + m.Code + "}).call(void 0)});\n", Map: m.Map, MapLine: 1, Broken: broken[file]})
	}
	for _, id := range all.modules {
		if b.chunkOf(id) == c {
			list = append(list, b.scriptUnit(c.name, id, b.modules[id]))
		}
	}
	isBroken := func(file string) bool { return broken[file] }
	sheets := b.chunkSheets(c)
	for _, key := range sortedKeys(sheets) {
		sheet := sheets[key]
		code := b.written("style", key, []any{sheet}, func() string { return string(mustJSON(sheet)) })
		list = append(list, Unit{Chunk: c.name, Kind: StyleUnit, ID: key, Code: code, Broken: slices.ContainsFunc(sheet.Files, isBroken)})
	}
	for _, name := range append([]string{"app"}, b.partOrder...) {
		if sheets[name] == nil && b.chunkOf(name) == c && b.tree.untranslated(name+b.dialect.style) {
			list = append(list, Unit{Chunk: c.name, Kind: StyleUnit, ID: name, Broken: true})
		}
	}
	return list
}

// written returns a text that is made of nothing but what is given.
func (b *builder) written(kind, id string, given []any, write func() string) string {
	var none source.Log
	return memo(b, stepKey{kind: kind, name: id}, given, &none, func(loader, *source.Log) string { return write() })
}

// laidChunk holds the files of a chunk.
type laidChunk struct{ code, sourceMap, styles []byte }

// lay writes the files of a chunk. Texts of earlier builds are known by their addresses, so comparing them takes no time.
func (b *builder) lay(base string, units []Unit) laidChunk {
	given := make([]any, 0, 2*len(units))
	for _, u := range units {
		given = append(given, u.Code, u.Map)
	}
	var none source.Log
	return memo(b, stepKey{kind: "chunk", name: base}, given, &none, func(loader, *source.Log) laidChunk {
		code, sourceMap := Assemble(path.Base(base)+".js", units)
		return laidChunk{code, sourceMap, styleSheets(units)}
	})
}

func (b *builder) scriptUnit(chunk, id string, m *scriptModule) Unit {
	targets := targetsJS(m.targets)
	code := b.written("code", id, []any{m.Module, targets}, func() string { return scriptCode(id, m, targets) })
	sourceMap := b.written("map", id, []any{m.Module}, func() string {
		if m.Map == "" {
			return ""
		}
		return string(mustJSON(json.RawMessage(m.Map)))
	})
	return Unit{Chunk: chunk, Kind: ScriptUnit, ID: id, Code: code, Map: sourceMap, MapLine: 1, Requires: sortedValues(m.targets), Broken: m.Broken}
}

func scriptCode(id string, m *scriptModule, targets string) string {
	var code strings.Builder
	code.WriteString("$superette.script(" + jsonc.Quote(id) + ",function(require,module,exports," + scriptGlobals + "){")
	if len(m.targets) > 0 {
		code.WriteString("require=$superette_require(require," + targets + ");")
	}
	code.WriteString("(function(){\n" + m.Code)
	if !strings.HasSuffix(m.Code, "\n") {
		code.WriteByte('\n')
	}
	code.WriteString("}).call(exports)});\n")
	return code.String()
}

// brokenFiles names the files, by their package paths, in which there is an error.
func (b *builder) brokenFiles() map[string]bool {
	out := map[string]bool{}
	for _, list := range [][]Diagnostic{b.log.List, b.treeLog.List} {
		for _, d := range list {
			if d.Severity == Error {
				out[strings.TrimPrefix(d.File, b.tree.root)] = true
			}
		}
	}
	return out
}

// Assemble writes the script that registers units, views before scripts, and its source map: an index map with one
// section per script and WXS module.
func Assemble(name string, units []Unit) (code, sourceMap []byte) {
	var out, index bytes.Buffer
	out.Grow(sizeOf(units, func(u Unit) int { return len(u.Code) }))
	index.Grow(sizeOf(units, func(u Unit) int { return len(u.Map) + 50 }))
	// The maps are JSON already: encoding them again would take longer than everything else here.
	index.WriteString(`{"version":3,"file":` + string(mustJSON(name)) + `,"sections":[`)
	isFirst := true
	line := 0
	write := func(text string) {
		out.WriteString(text)
		line += strings.Count(text, "\n")
	}
	add := func(u Unit) {
		if u.Map != "" {
			if !isFirst {
				index.WriteByte(',')
			}
			isFirst = false
			index.WriteString(`{"offset":{"line":` + strconv.Itoa(line+u.MapLine) + `,"column":0},"map":`)
			index.WriteString(u.Map)
			index.WriteByte('}')
		}
		write(u.Code)
	}
	write("(function($){\n" + viewPrelude)
	for _, u := range units {
		if u.Kind != ScriptUnit && u.Kind != StyleUnit {
			add(u)
		}
	}
	write("})($superette);\n(function($superette){var $superette_require=" + requireMap + ";\n")
	for _, u := range units {
		if u.Kind == ScriptUnit {
			add(u)
		}
	}
	out.WriteString("})($superette);\n")
	index.WriteString("]}")
	return out.Bytes(), index.Bytes()
}

// sizeOf is about what units come to together.
func sizeOf(units []Unit, of func(u Unit) int) int {
	size := 4096
	for _, u := range units {
		size += of(u)
	}
	return size
}

// styleSheets writes a chunk's StyleSheets: those of its units, which are sorted.
func styleSheets(units []Unit) []byte {
	var out bytes.Buffer
	out.WriteByte('{')
	for _, u := range units {
		if u.Kind != StyleUnit || u.Code == "" {
			continue
		}
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		out.Write(mustJSON(u.ID))
		out.WriteByte(':')
		out.WriteString(u.Code)
	}
	out.WriteByte('}')
	return out.Bytes()
}

// mustJSON marshals values of our own making, which cannot fail.
func mustJSON(v any) []byte {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(out.Bytes(), []byte{'\n'})
}

func targetsJS(targets map[string]string) string {
	parts := []string{"__proto__:null"}
	for _, required := range sortedKeys(targets) {
		parts = append(parts, jsonc.Quote(required)+":"+jsonc.Quote(targets[required]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	sort.Strings(keys)
	return keys
}

// configJS returns a part's ComponentConfig.
func (p *part) configJS() string {
	generics := map[string]any{}
	for name, target := range p.generics {
		generics[name] = target
		if target == "" {
			generics[name] = true
		}
	}
	host := ""
	if p.sheet != nil && p.sheet.UsesHost {
		host = p.hostClass()
	}
	return string(mustJSON(struct {
		Component    bool              `json:"component"`
		Using        map[string]string `json:"using"`
		Generics     map[string]any    `json:"generics,omitempty"`
		Placeholders map[string]string `json:"placeholders,omitempty"`
		Isolation    string            `json:"styleIsolation,omitempty"`
		Scope        string            `json:"scope,omitempty"`
		Host         string            `json:"host,omitempty"`
	}{!p.isPage || p.config.Get("component").True(), p.using, generics, p.holders, p.isolation, p.scope, host}))
}

func (b *builder) chunkSheets(c *chunk) map[string]*wxss.Sheet {
	sheets := map[string]*wxss.Sheet{}
	if c.name == "main" && b.appSheet.sheet.CSS != "" {
		sheets[b.appSheet.key] = b.appSheet.sheet
	}
	for _, name := range b.partOrder {
		if p := b.parts[name]; b.chunkOf(name) == c && p.sheet.CSS != "" {
			sheets[name] = p.sheet
		}
	}
	return sheets
}

// pageStyles lists the sheets of a page: the app's, its own, those of all components it can show. As in WeChat a class that
// a page gives to a component does not win against an equally strong one of the component's.
func (b *builder) pageStyles(p *part) []string {
	styles := []string{}
	if b.appSheet.sheet.CSS != "" {
		styles = append(styles, b.appSheet.key)
	}
	reached := b.reach(p)
	for _, path := range slices.Concat(reached[len(reached)-1:], reached[:len(reached)-1]) {
		if b.parts[path].sheet.CSS != "" {
			styles = append(styles, path)
		}
	}
	return styles
}

// needs lists the sub-packages beside the page's own that have components which it can show.
func (b *builder) needs(p *part) []string {
	var out []string
	for _, name := range b.reach(p) {
		if c := b.chunkOf(name); c.name != "main" && c != b.chunkOf(p.path) {
			out = append(out, c.name)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

// reach lists all components that a part can show, each before those that hold it, and the part itself at the end.
func (b *builder) reach(p *part) []string {
	var list []string
	seen := map[string]bool{p.path: true}
	var visit func(p *part)
	visit = func(p *part) {
		for _, target := range b.shown(p) {
			if component := b.parts[target]; component != nil && !seen[target] {
				seen[target] = true
				visit(component)
			}
		}
		list = append(list, p.path)
	}
	visit(p)
	return list
}

// shown lists the components that a part may show: its own, and of the app's those whose tag it has.
func (b *builder) shown(p *part) []string {
	out := append(sortedValues(p.ownUsing), sortedValues(p.generics)...)
	for _, tag := range p.template.Tags {
		if target := p.using[tag.Name]; target != "" {
			out = append(out, target)
		}
	}
	sort.Strings(out)
	return slices.Compact(out)
}

func (b *builder) apis() {
	b.manifest.APIs = []string{}
	for _, m := range b.modules {
		b.manifest.APIs = append(b.manifest.APIs, m.APIs...)
	}
	sort.Strings(b.manifest.APIs)
	b.manifest.APIs = slices.Compact(b.manifest.APIs)
}

// assetTypes are the files that go into the package as they are: pictures, sound, film, fonts, data.
//
//nolint:gochecknoglobals // a table
var assetTypes = wordSet(`
	.png .jpg .jpeg .gif .webp .svg .ico .bmp .avif .apng .mp3 .aac .m4a .wav .ogg .silk .mp4 .webm .mov .m4v
	.ttf .otf .woff .woff2 .eot .json .txt .csv .xml .bin .glb .gltf .wasm .br .pdf .cer
`)

// assets adds the files that programs read at run time.
func (b *builder) assets(files map[string][]byte) {
	ignored := b.ignored()
	for _, name := range b.tree.sorted {
		if !assetTypes[strings.ToLower(path.Ext(name))] || b.isConfig(name) || ignored(name) || strings.HasPrefix(name, "$/") {
			continue
		}
		data, problem := b.tree.asset(b.tree.root + name)
		if problem != "" {
			b.log.Missing(b.tree.root+name, "file.unreadable", problem, "")
			continue
		}
		files[name] = data
	}
}

// npmAssets adds what style sheets of packages in node_modules name.
func (b *builder) npmAssets(files map[string][]byte) {
	sheets := []*wxss.Sheet{b.appSheet.sheet}
	for _, name := range b.partOrder {
		sheets = append(sheets, b.parts[name].sheet)
	}
	for _, sheet := range sheets {
		for _, url := range sheet.URLs {
			if files[url] != nil || !strings.HasPrefix(url, npmFolder) || b.tree.files[url] {
				continue
			}
			if data, problem := b.tree.asset(b.tree.place(url)); problem == "" {
				files[url] = data
			}
		}
	}
}

// isConfig says whether a JSON file is only for tools and this compiler.
func (b *builder) isConfig(name string) bool {
	if path.Ext(name) != ".json" {
		return false
	}
	if b.parts[strings.TrimSuffix(name, ".json")] != nil || strings.HasPrefix(name, npmFolder) {
		return true
	}
	switch name {
	case "app.json", "superette.json", "sitemap.json", "theme.json", "tsconfig.json":
		return true
	}
	base := path.Base(name)
	return base == "package.json" || base == alipayDialect.projectFile || base == "package-lock.json" || strings.HasPrefix(base, "project.") && strings.HasSuffix(base, "config.json")
}

// ignored reads packOptions.ignore of project.config.json, and what mini.project.json excludes: files that do not go into the
// package.
func (b *builder) ignored() func(name string) bool {
	rules := b.projectConfig.Get("packOptions").Get("ignore").List()
	var globs []string
	if b.dialect == alipayDialect {
		for _, key := range []string{"exclude", "uploadExclude"} {
			for _, each := range b.projectConfig.Get(key).List() {
				globs = append(globs, strings.TrimPrefix(strings.TrimPrefix(each.Str(), "./"), "/"))
			}
		}
	}
	return func(name string) bool {
		if slices.ContainsFunc(globs, func(glob string) bool { return excludes(glob, b.tree.root+name) }) {
			return true
		}
		for _, rule := range rules {
			value := strings.TrimPrefix(strings.TrimPrefix(rule.Get("value").Str(), "./"), "/")
			if value == "" {
				continue
			}
			switch rule.Get("type").Str() {
			case "folder":
				value = strings.TrimSuffix(value, "/") + "/"
				if strings.HasPrefix(name, value) {
					return true
				}
			case "file":
				if name == value {
					return true
				}
			case "suffix":
				if strings.HasSuffix(name, value) {
					return true
				}
			case "prefix":
				if strings.HasPrefix(path.Base(name), value) {
					return true
				}
			case "glob":
				if matched, err := path.Match(value, name); err == nil && matched {
					return true
				}
			}
		}
		return false
	}
}

// excludes says whether a glob of mini.project.json means a file: a folder, all that is below one, or a name.
func excludes(glob, name string) bool {
	folder := strings.TrimSuffix(strings.TrimSuffix(glob, "/**"), "/**/*")
	if folder == "" {
		return false
	}
	if strings.HasPrefix(name, strings.TrimSuffix(folder, "/")+"/") {
		return true
	}
	if inside, anywhere := strings.CutPrefix(folder, "**/"); anywhere {
		folder, name = inside, path.Base(name)
	}
	matched, err := path.Match(folder, name)
	return err == nil && matched
}
