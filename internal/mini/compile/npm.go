package compile

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
)

// WeChat's tool copies installed packages into a folder miniprogram_npm when its author asks for it. Here nobody has to:
// a package path in such a folder that does not exist on disk is looked for in node_modules, file by file, so that what
// is not required is not in the program either.

const npmFolder = "miniprogram_npm/"

// relation is one entry of packNpmRelationList: packages installed beside a package.json that are used from a folder.
type relation struct {
	modules string // folder in fsys with node_modules, "" or with a slash at its end
	to      string // folder in fsys that miniprogram_npm is thought in, "" or with a slash at its end
}

// inNpm says whether a package path leads into a miniprogram_npm.
func inNpm(name string) bool {
	return strings.HasPrefix(name, npmFolder) || strings.Contains(name, "/"+npmFolder)
}

// splitNpm splits "pkg/miniprogram_npm/@vant/weapp/button/index.js" into "pkg/", "@vant/weapp" and "button/index.js".
func splitNpm(name string) (base, module, inside string) {
	at := strings.Index("/"+name, "/"+npmFolder)
	base, rest := name[:at], name[at+len(npmFolder):]
	module, inside, _ = strings.Cut(rest, "/")
	if strings.HasPrefix(module, "@") {
		second, deeper, _ := strings.Cut(inside, "/")
		module, inside = module+"/"+second, deeper
	}
	return base, module, inside
}

// place returns the path in fsys for a package path.
func (t *tree) place(name string) string {
	if t.files[name] {
		return t.root + name
	}
	if inNpm(name) {
		base, module, inside := splitNpm(name)
		if folder := t.npmPackage(base, module); folder != "" {
			return path.Join(folder, inside)
		}
	}
	return t.root + name
}

// npmPackage returns the folder in fsys of a package that is used from a folder, "" if it is not installed.
func (t *tree) npmPackage(base, module string) string {
	t.mu.Lock()
	defer t.mu.Unlock()
	folder, known := t.npm[base+module]
	if !known {
		folder = t.findNpm(base, module)
		t.npm[base+module] = folder
	}
	return folder
}

// findNpm looks for an installed package: where packNpmRelationList says, beside the folder, then at the project's root.
// Packages for mini programs name the folder that counts in package.json.
func (t *tree) findNpm(base, module string) string {
	var places []string
	for _, each := range t.relations {
		if each.to == t.root+base {
			places = append(places, each.modules)
		}
	}
	places = append(places, t.root+base)
	if base == "" {
		places = append(places, "")
	}
	for _, place := range slices.Compact(places) {
		folder := place + "node_modules/" + module
		description := t.packageJSON(folder)
		if description == nil {
			continue
		}
		if !t.builder.dialect.buildsPackages {
			return folder
		}
		if sub := description.Get("miniprogram").Str(); sub != "" {
			folder = path.Join(folder, sub)
		} else if info, err := fs.Stat(t.fsys, folder+"/miniprogram_dist"); err == nil && info.IsDir() {
			folder += "/miniprogram_dist"
		}
		return folder
	}
	return ""
}

// packageJSON reads the description of a package, nil if there is none.
func (t *tree) packageJSON(folder string) *jsonc.Value {
	if known, ok := t.descriptions.Load(folder); ok {
		return known.(*jsonc.Value) //nolint:forcetypeassert // nothing else is stored
	}
	description := t.readPackageJSON(folder)
	t.descriptions.Store(folder, description)
	return description
}

func (t *tree) readPackageJSON(folder string) *jsonc.Value {
	name := path.Join(folder, "package.json")
	if !fs.ValidPath(name) {
		return nil
	}
	if info, err := fs.Stat(t.fsys, name); err != nil || info.Size() > maxSourceBytes {
		return nil
	}
	data, err := fs.ReadFile(t.fsys, name)
	if err != nil {
		return nil
	}
	var ignored source.Log
	return jsonc.Parse(source.NewFile(name, string(data)), &ignored)
}

// npmCandidates returns the places of an npm path, walking up from a folder.
func npmCandidates(folder, reference string) []string {
	var out []string
	for {
		if candidate := join(folder, npmFolder+reference); candidate != "" {
			out = append(out, candidate)
		}
		if folder == "." || folder == "/" || folder == "" {
			return out
		}
		folder = path.Dir(folder)
	}
}

// relations reads packNpmRelationList. It counts only together with packNpmManually, as in WeChat.
func (b *builder) relations() []relation {
	setting := b.projectConfig.Get("setting")
	if !setting.Get("packNpmManually").True() {
		return nil
	}
	var out []relation
	for _, each := range setting.Get("packNpmRelationList").List() {
		from := path.Dir(path.Clean("/" + each.Get("packageJsonPath").Str()))
		out = append(out, relation{modules: folderOf(from), to: folderOf(path.Clean("/" + each.Get("miniprogramNpmDistDir").Str()))})
	}
	return out
}

// folderOf turns "/a/b" into "a/b/" and "/" into "".
func folderOf(clean string) string {
	if clean == "/" {
		return ""
	}
	return strings.TrimPrefix(clean, "/") + "/"
}

// packageMain returns the script that a required folder stands for by its package.json, "" if it says nothing.
func (b *builder) packageMain(folder string) string {
	name := folder + "/package.json"
	if !b.tree.Exists(name) {
		return ""
	}
	file := b.tree.source(name)
	if file == nil {
		return ""
	}
	var ignored source.Log
	v := jsonc.Parse(file, &ignored)
	targets := []string{v.Get("main").Str(), exported(v.Get("exports"), "."), v.Get("module").Str()}
	if browser := v.Get("browser"); browser.Str() != "" {
		targets = append([]string{browser.Str()}, targets...)
	}
	for _, target := range targets {
		if target == "" {
			continue
		}
		if main := b.scriptAt(join(folder, "./"+target)); main != "" {
			return main
		}
	}
	return ""
}

// packageExport returns the script for a path inside a package that offers it under another name in `exports`.
func (b *builder) packageExport(target string) string {
	if !inNpm(target) {
		return ""
	}
	base, module, inside := splitNpm(target)
	folder := base + npmFolder + module
	if inside == "" || !b.tree.Exists(folder+"/package.json") {
		return ""
	}
	var ignored source.Log
	v := jsonc.Parse(b.tree.source(folder+"/package.json"), &ignored)
	if found := exported(v.Get("exports"), "./"+inside); found != "" {
		return b.scriptAt(join(folder, "./"+found))
	}
	return ""
}

// scriptAt returns the script that a path means with or without its extension, "" if there is none.
func (b *builder) scriptAt(target string) string {
	if target == "" {
		return ""
	}
	for _, candidate := range script.Candidates(target) {
		if b.tree.Exists(candidate) {
			return candidate
		}
	}
	return ""
}

// conditions of `exports`, as a bundler for pages has them; import last, since CommonJS needs no interop.
var conditions = []string{"miniprogram", "browser", "require", "default", "import", "module"} //nolint:gochecknoglobals // a table

// exported looks up a path in `exports` of package.json, "" if it is not offered. Node's rules: keys that begin with a dot
// are paths, of which the longest pattern wins; others are conditions.
func exported(v *jsonc.Value, asked string) string {
	isPaths := v != nil && len(v.Members) > 0 && strings.HasPrefix(v.Members[0].Key, ".")
	if !isPaths {
		if asked != "." {
			return ""
		}
		return conditional(v, "", 0)
	}
	if direct := v.Get(asked); direct != nil {
		return conditional(direct, "", 0)
	}
	best, bestStar := (*jsonc.Value)(nil), ""
	longest := -1
	for _, member := range v.Members {
		before, after, isPattern := strings.Cut(member.Key, "*")
		if isPattern && len(before) > longest && len(asked) >= len(before)+len(after) && strings.HasPrefix(asked, before) && strings.HasSuffix(asked, after) {
			best, bestStar, longest = member.Value, asked[len(before):len(asked)-len(after)], len(before)
		}
	}
	return conditional(best, bestStar, 0)
}

func conditional(v *jsonc.Value, star string, depth int) string {
	if v == nil || depth > 8 {
		return ""
	}
	if text := v.Str(); text != "" {
		return strings.ReplaceAll(text, "*", star)
	}
	for _, item := range v.List() {
		if found := conditional(item, star, depth+1); found != "" {
			return found
		}
	}
	for _, condition := range conditions {
		if found := conditional(v.Get(condition), star, depth+1); found != "" {
			return found
		}
	}
	return ""
}

// nodeModules are the modules that Node itself has, and a mini program does not.
//
//nolint:gochecknoglobals // a table
var nodeModules = wordSet(`
	assert async_hooks buffer child_process cluster console constants crypto dgram dns domain events fs http http2 https inspector module net
	os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls tty url util v8 vm wasi worker_threads zlib
`)

// requireHint says what to do about a module that is not there.
func (b *builder) requireHint(required string) string {
	if strings.HasPrefix(required, ".") || strings.HasPrefix(required, "/") {
		return "It fails when this line runs. A path is relative to this file, or begins with / at the program's root."
	}
	if places := b.aliased(required); len(places) > 0 && !strings.HasSuffix(places[0], "/"+required) && places[0] != required {
		return "It fails when this line runs. An alias leads to " + places[0] + ", where there is no script."
	}
	if name := strings.TrimPrefix(required, "node:"); nodeModules[name] {
		return name + " belongs to Node.js, which is not there when a mini program runs; use a package that works in a browser."
	}
	return "It fails when this line runs. " + b.installHint(moduleOf(required))
}

// moduleOf names the npm package of a path in it.
func moduleOf(reference string) string {
	module, rest, _ := strings.Cut(reference, "/")
	if strings.HasPrefix(module, "@") {
		second, _, _ := strings.Cut(rest, "/")
		module += "/" + second
	}
	return module
}

// notInstalled returns the npm package that package.json names and node_modules lacks, if a reference is to one.
func (b *builder) notInstalled(reference string) string {
	if strings.HasPrefix(reference, ".") || strings.HasPrefix(reference, "/") {
		return ""
	}
	module := moduleOf(reference)
	if b.namedIn(module) == "" || b.tree.npmPackage("", module) != "" {
		return ""
	}
	return module
}

// namedIn returns the folder of the package.json that names a package, "" if none does.
func (b *builder) namedIn(module string) string {
	for _, folder := range []string{strings.TrimSuffix(b.tree.root, "/"), "."} {
		if folder == "" {
			continue
		}
		description := b.tree.packageJSON(folder)
		for _, group := range []string{"dependencies", "devDependencies", "peerDependencies"} {
			if description.Get(group).Get(module) != nil {
				return folder
			}
		}
	}
	return ""
}

func (b *builder) installHint(module string) string {
	switch folder := b.namedIn(module); folder {
	case "":
		return "If " + module + " is an npm package: npm install " + module + "."
	case ".":
		return "package.json names " + module + ", but it is not installed: run npm install in the project's folder."
	default:
		return "package.json names " + module + ", but it is not installed: run npm install in " + folder + "."
	}
}
