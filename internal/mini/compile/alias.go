package compile

import (
	"path"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
)

// alias is another name for a path: resolveAlias of app.json, or paths of tsconfig.json. Both have one star at most.
type alias struct {
	before, after string // around the star of what is written; after is unused without one
	isPattern     bool
	targets       []string // package paths, each with a star if the alias has one
}

// aliased returns the package paths that a name may stand for by an alias, the most fitting first.
func (b *builder) aliased(name string) []string {
	var out []string
	longest := -1
	for _, each := range b.aliases {
		star := ""
		switch {
		case !each.isPattern:
			if name != each.before {
				continue
			}
		case len(name) < len(each.before)+len(each.after) || !strings.HasPrefix(name, each.before) || !strings.HasSuffix(name, each.after):
			continue
		default:
			star = name[len(each.before) : len(name)-len(each.after)]
		}
		var paths []string
		for _, target := range each.targets {
			if found := join(".", strings.Replace(target, "*", star, 1)); found != "" {
				paths = append(paths, found)
			}
		}
		if len(each.before) > longest {
			longest = len(each.before)
			out = append(paths, out...)
		} else {
			out = append(out, paths...)
		}
	}
	return out
}

// readAliases reads both places of aliases.
func (b *builder) readAliases() {
	if v := b.appConfig.Get("resolveAlias"); v != nil {
		for _, member := range v.Members {
			b.addAlias(member.Key, []string{strings.TrimLeft(member.Value.Str(), "/")})
		}
	}
	for _, name := range []string{"tsconfig.json", "jsconfig.json"} {
		for _, place := range []string{b.tree.root + name, name} {
			if b.readPaths(place, 0) {
				return
			}
		}
	}
}

// maxExtends bounds a chain of configurations that extend each other.
const maxExtends = 5

// readPaths reads baseUrl and compilerOptions.paths of a configuration of TypeScript, or of what it extends. false: there
// is no such file, or none that says anything.
func (b *builder) readPaths(place string, depth int) bool {
	text, ok := b.tree.projectText(place)
	if !ok || depth > maxExtends {
		return false
	}
	var ignored source.Log
	v := jsonc.Parse(source.NewFile(place, text), &ignored)
	options := v.Get("compilerOptions")
	folder := path.Join(path.Dir(place), options.Get("baseUrl").Str())
	paths := options.Get("paths")
	if from := v.Get("extends").Str(); paths == nil && options.Get("baseUrl") == nil && strings.HasPrefix(from, ".") {
		return b.readPaths(path.Join(path.Dir(place), strings.TrimSuffix(from, ".json")+".json"), depth+1)
	}
	if paths != nil {
		for _, member := range paths.Members {
			b.addAlias(member.Key, b.inProgram(folder, member.Value.List()))
		}
	}
	if options.Get("baseUrl") != nil {
		b.addAlias("*", b.inProgram(folder, []*jsonc.Value{{Kind: jsonc.String, Text: "*"}}))
	}
	return true
}

// inProgram turns paths relative to a folder of the project into package paths. Those outside the program are left out:
// typings, mostly.
func (b *builder) inProgram(folder string, targets []*jsonc.Value) []string {
	var out []string
	for _, target := range targets {
		if inside, ok := strings.CutPrefix(path.Join(folder, target.Str()), b.tree.root); ok && inside != "" {
			out = append(out, inside)
		}
	}
	return out
}

func (b *builder) addAlias(name string, targets []string) {
	each := alias{targets: targets}
	each.before, each.after, each.isPattern = strings.Cut(name, "*")
	if len(targets) > 0 && name != "" {
		b.aliases = append(b.aliases, each)
	}
}
