// Package script turns one script of a program into code for the module wrapper, and finds out what it needs.
//
// esbuild does the translation (TypeScript, ES modules to CommonJS with Babel's default interop, newer syntax); each
// file on its own, since a program's modules must stay modules: they are loaded by name at run time, in parts, and pages
// are only functions that run when the page is opened. esbuild does not show its tree, so its output, which has one
// form of import left, is parsed once more by tdewolff/parse, which knows scopes: a `require` or `wx` that the file
// declares itself is another one.
package script

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
)

// Options of a translation.
type Options struct {
	Minify bool
	// Sources puts the source text itself into the source map.
	Sources bool
	// API is the object of the platform's API, "wx" if it is empty.
	API string
}

// Module is a translated script.
type Module struct {
	Code     string
	Map      string   // source map, version 3
	Requires []string // arguments of require, as written, sorted
	APIs     []string // members of wx that are used, sorted; AnyAPI if it may be any
	// SharesStyles: it declares `styleIsolation: 'shared'`.
	SharesStyles bool
	Broken       bool
}

// Translate translates a script. A broken one becomes a module that throws the first mistake when it is loaded, so
// that the rest of the program can still be tried.
func Translate(file *source.File, options Options, log *source.Log) *Module {
	if strings.HasSuffix(file.Path, ".json") {
		v := jsonc.Parse(file, log)
		return &Module{Code: "module.exports=" + v.JSON() + ";\n", Broken: v == nil}
	}
	if at, deep := source.TooDeep(file.Text); deep {
		log.Error(file, at, at+1, "script.depth", "This script is nested too deeply.", "Keep large data in a JSON file.")
		return broken(file, "it is nested too deeply")
	}
	loader := api.LoaderJS
	if strings.HasSuffix(file.Path, ".ts") {
		loader = api.LoaderTS
	}
	sourcesContent := api.SourcesContentExclude
	if options.Sources {
		sourcesContent = api.SourcesContentInclude
	}
	var defines map[string]string
	if strings.Contains(file.Text, "process.env.NODE_ENV") { // what WeChat's npm build puts there
		defines = map[string]string{"process.env.NODE_ENV": `"production"`}
	}
	result := api.Transform(file.Text, api.TransformOptions{
		Loader: loader, Format: api.FormatCommonJS, Target: api.ES2020, Charset: api.CharsetUTF8,
		Sourcefile: file.Path, Sourcemap: api.SourceMapExternal, SourcesContent: sourcesContent,
		MinifyWhitespace: options.Minify, MinifyIdentifiers: options.Minify, MinifySyntax: options.Minify,
		Define: defines,
		// import() of a module in the package is a require that answers later.
		Supported:     map[string]bool{"dynamic-import": false},
		LegalComments: api.LegalCommentsInline, LogLevel: api.LogLevelSilent, LogLimit: 20,
		TsconfigRaw: `{"compilerOptions":{"experimentalDecorators":true}}`,
	})
	report(file, result.Errors, log)
	if len(result.Errors) > 0 {
		return broken(file, result.Errors[0].Text)
	}
	m := &Module{Code: string(result.Code), Map: string(result.Map)}
	m.inspect(file, cmp.Or(options.API, "wx"), log)
	return m
}

// broken is the module that throws what is wrong with its script.
func broken(file *source.File, text string) *Module {
	return &Module{Code: "throw new SyntaxError(" + jsonc.Quote(file.Path+": "+text) + ");\n", Broken: true}
}

func report(file *source.File, messages []api.Message, log *source.Log) {
	for _, message := range messages {
		start, end := 0, 0
		if l := message.Location; l != nil {
			start = file.Offset(l.Line, l.Column)
			end = start + l.Length
		}
		hint := ""
		// esbuild speaks to its own users of loaders; an author of mini programs has none.
		if len(message.Notes) > 0 && !strings.Contains(message.Notes[0].Text, "loader") {
			hint = message.Notes[0].Text
		}
		log.Error(file, start, end, "script.syntax", message.Text, hint)
	}
}

// inspect finds the requires, the members of wx and the style isolation in the translated code, and lets variables be read in
// their own values.
func (m *Module) inspect(file *source.File, api string, log *source.Log) {
	input := parse.NewInputString(m.Code)
	code := input.Bytes()
	ast, err := js.Parse(input, js.Options{})
	if err != nil {
		log.Warn(file, 0, 0, "script.inspect", "What this script requires could not be found out: "+strings.SplitN(err.Error(), "\n", 2)[0], "")
		m.APIs = []string{AnyAPI}
		return
	}
	v := &visitor{module: m, api: api, apis: map[string]bool{}, requires: map[string]bool{}}
	js.Walk(v, ast)
	if v.wx > v.named {
		v.apis[AnyAPI] = true
	}
	for name := range v.apis {
		m.APIs = append(m.APIs, name)
	}
	slices.Sort(m.APIs)
	slices.Sort(m.Requires)
	m.Code = early(code, ast)
}

// AnyAPI stands among the members of wx when a script hands wx itself on, or asks it by a name that is made at run time.
const AnyAPI = "*"

type visitor struct {
	module   *Module
	api      string
	wx       int // how often wx, or whatever it is called, itself is said
	named    int // how often with the member beside it
	apis     map[string]bool
	requires map[string]bool
}

// Enter looks at one node of the tree.
func (v *visitor) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.CallExpr:
		v.call(n)
	case *js.DotExpr:
		if property, ok := n.Y.(js.LiteralExpr); ok && isFree(n.X, v.api) {
			v.apis[string(property.Data)] = true
			v.named++
		}
	case *js.IndexExpr:
		if name, ok := text(n.Y); ok && isFree(n.X, v.api) {
			v.apis[name] = true
			v.named++
		}
	case *js.UnaryExpr:
		if n.Op == js.TypeofToken && isFree(n.X, v.api) {
			v.named++
		}
	case *js.Var:
		if isFree(n, v.api) {
			v.wx++
		}
	case *js.BindingElement:
		v.binding(n)
	case *js.Property:
		if value, ok := text(n.Value); ok && value == "shared" && n.Name != nil && propertyName(n.Name) == "styleIsolation" {
			v.module.SharesStyles = true
		}
	}
	return v
}

// Exit is called when a node is left.
func (v *visitor) Exit(js.INode) {}

func (v *visitor) call(n *js.CallExpr) {
	callee := n.X
	if dot, ok := callee.(*js.DotExpr); ok { // require.async("…")
		if property, isName := dot.Y.(js.LiteralExpr); isName && string(property.Data) == "async" {
			callee = dot.X
		}
	}
	if len(n.Args.List) == 0 || !isFree(callee, "require") {
		return
	}
	if name, ok := text(n.Args.List[0].Value); ok && !v.requires[name] {
		v.requires[name] = true
		v.module.Requires = append(v.module.Requires, name)
	}
}

// binding finds `const { request } = wx`.
func (v *visitor) binding(n *js.BindingElement) {
	object, ok := n.Binding.(*js.BindingObject)
	if !ok || n.Default == nil || !isFree(n.Default, v.api) {
		return
	}
	if object.Rest == nil {
		v.named++
	}
	for _, item := range object.List {
		if item.Key != nil {
			v.apis[propertyName(item.Key)] = true
		} else if variable, isVar := item.Value.Binding.(*js.Var); isVar {
			v.apis[string(variable.Name())] = true
		}
	}
}

func propertyName(n *js.PropertyName) string {
	return strings.Trim(string(n.Literal.Data), `"'`)
}

// isFree says whether a node is that name, and no variable of the file.
func isFree(n js.INode, name string) bool {
	v, ok := n.(*js.Var)
	if !ok {
		return false
	}
	for v.Link != nil {
		v = v.Link
	}
	return v.Decl == js.NoDecl && string(v.Data) == name
}

// text returns the value of a string literal. esbuild writes plain ones, and templates without parts when it minifies.
func text(n js.INode) (string, bool) {
	switch n := n.(type) {
	case *js.LiteralExpr:
		return literalText(*n)
	case js.LiteralExpr:
		return literalText(n)
	case *js.TemplateExpr:
		if len(n.List) == 0 && n.Tag == nil && len(n.Tail) >= 2 {
			return string(n.Tail[1 : len(n.Tail)-1]), true
		}
	}
	return "", false
}

func literalText(n js.LiteralExpr) (string, bool) {
	if n.TokenType != js.StringToken || len(n.Data) < 2 {
		return "", false
	}
	return string(n.Data[1 : len(n.Data)-1]), true
}

// Place finds where a script requires a path, for a diagnostic.
func Place(file *source.File, required string) (start, end int) {
	for _, quote := range []string{"'", `"`, "`"} {
		if at := strings.Index(file.Text, quote+required+quote); at >= 0 {
			return at, at + len(required) + 2
		}
	}
	return 0, 0
}

// Candidates returns the paths at which a required module may stand, best first.
func Candidates(target string) []string {
	out := []string{}
	if extension := path.Ext(target); extension == ".js" || extension == ".ts" || extension == ".json" || extension == ".mjs" || extension == ".cjs" {
		out = append(out, target)
		if extension == ".js" { // TypeScript's own style: the import names the output
			out = append(out, strings.TrimSuffix(target, ".js")+".ts")
		}
	}
	return append(out, target+".js", target+".ts", target+".json", path.Join(target, "index.js"), path.Join(target, "index.ts"),
		target+".cjs", target+".mjs")
}
