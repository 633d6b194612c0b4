// Package wxs compiles WXS, the script language of templates, and SJS, which is Alipay's.
//
// WXS looks like an old JavaScript and may run beside the page, so nothing of the browser may be reachable from it. A
// wrapper that hides known names would always lack the newest one. So the code is parsed with its scopes, and every
// name that it neither declares nor finds on WXS's own list becomes a variable of its own, which is undefined. The code
// is strict, so that `this` is no way to the global object either. `x.constructor`, in WXS the name of the type as a
// text, is compiled to `__wxs_typed(x).constructor`: as it is it would be the way to Function.
package wxs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/superette/superette/internal/mini/compile/source"
)

// Prelude declares what WXS code may use beside its own names and JavaScript's. It stands once around all modules.
const Prelude = `function getDate(){return new Date(...arguments)}
function getRegExp(p,f){return new RegExp(p,f)}
function __wxs_typed(x){return{constructor:x==null?void 0:Object.prototype.toString.call(x).slice(8,-1)}}
`

// known are the globals of WXS and the parameters of the wrapper.
var known = map[string]bool{ //nolint:gochecknoglobals // WXS's list
	"require": true, "module": true, "exports": true, "arguments": true, "getDate": true, "getRegExp": true, "__wxs_typed": true,
	"console": true, "Math": true, "JSON": true, "Number": true, "String": true, "Boolean": true, "Array": true, "Object": true,
	"Date": true, "undefined": true, "NaN": true, "Infinity": true, "parseInt": true, "parseFloat": true, "isNaN": true, "isFinite": true,
	"decodeURI": true, "decodeURIComponent": true, "encodeURI": true, "encodeURIComponent": true,
}

// Module is a compiled WXS module.
type Module struct {
	Code     string   // the body of the factory
	Map      string   // its source map, version 3; "" for a broken one
	Requires []string // as written
}

// Options of Compile.
type Options struct {
	Minify  bool
	Sources bool // the source text itself stands in the source map
	// ES: it is SJS, Alipay's, whose modules are those of ECMAScript.
	ES bool
}

func (o Options) language() string {
	if o.ES {
		return "SJS"
	}
	return "WXS"
}

func (o Options) code(name string) string {
	if o.ES {
		return "sjs." + name
	}
	return "wxs." + name
}

// Compile compiles the code from start to end of a file (a whole .wxs file, or what is inside a <wxs>). After a mistake
// the module throws it when it is loaded.
func Compile(file *source.File, start, end int, how Options, log *source.Log) *Module {
	// Blanks keep the places of what is outside.
	if at, deep := source.TooDeep(file.Text[start:end]); deep {
		log.Error(file, start+at, start+at+1, how.code("depth"), "This module is nested too deeply.", "")
		return broken(file)
	}
	code := file.Text[start:end]
	if !how.ES {
		code = patterns(code)
	}
	options := api.TransformOptions{Loader: api.LoaderJS, Target: api.ES2020, Charset: api.CharsetUTF8, LogLevel: api.LogLevelSilent, LogLimit: 20}
	if named := freeWords(code); !how.ES && named != code && len(api.Transform(`"use strict";`+code, options).Errors) > 0 {
		code = named
	}
	code = blank(file.Text[:start]) + code
	checked := api.Transform(code, options)
	if len(checked.Errors) > 0 {
		for _, message := range checked.Errors {
			at := start
			if message.Location != nil {
				at = file.Offset(message.Location.Line, message.Location.Column)
			}
			log.Error(file, at, at+1, how.code("syntax"), message.Text, "")
		}
		return broken(file)
	}
	if how.ES {
		rewritten, exports, err := commonJS(string(checked.Code))
		if err != nil {
			log.Error(file, start, end, how.code("syntax"), "This module could not be understood: "+strings.SplitN(err.Error(), "\n", 2)[0], "")
			return broken(file)
		}
		if !exports {
			log.Warn(file, start, start, how.code("export"), "This module exports nothing.", exportHint)
		}
		checked.Code = []byte(rewritten)
	}
	ast, err := js.Parse(parse.NewInputBytes(checked.Code), js.Options{})
	if err != nil {
		log.Error(file, start, end, how.code("syntax"), "This module could not be understood: "+strings.SplitN(err.Error(), "\n", 2)[0], "")
		return broken(file)
	}
	m := &Module{}
	hidden := free(&ast.Scope)
	v := &visitor{module: m, modules: how.ES}
	js.Walk(v, ast)
	if v.foreign != "" {
		log.Error(file, start, end, how.code("syntax"), how.language()+" has no "+v.foreign+".", v.hint)
		return broken(file)
	}
	text := `"use strict";`
	if len(hidden) > 0 {
		text += "var " + strings.Join(hidden, ",") + ";"
	}
	options.MinifyWhitespace, options.MinifySyntax = how.Minify, how.Minify
	options.Loader = api.LoaderJS
	options.Format = api.FormatDefault
	final := api.Transform(text+ast.JSString(), options)
	if len(final.Errors) > 0 {
		log.Error(file, start, end, how.code("syntax"), how.language()+" does not allow this: "+final.Errors[0].Text, "")
		return broken(file)
	}
	m.Code = string(final.Code)
	m.Map = sourceMap(file, start, end, m.Code, len(hidden), how.Sources)
	return m
}

const exportHint = "Write export default { … }, or export before what templates use; module.exports is WeChat's."

var pattern = regexp.MustCompile(`\bgetRegExp\(\s*(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')`) //nolint:gochecknoglobals // compiled once

// patterns doubles the backslashes of regular expressions where a text has no such escape: WeChat reads getRegExp('\d') and
// getRegExp('\\d') alike, and libraries write both.
func patterns(code string) string {
	return pattern.ReplaceAllStringFunc(code, func(call string) string {
		var out strings.Builder
		for i := 0; i < len(call); i++ {
			out.WriteByte(call[i])
			if call[i] != '\\' || i+1 == len(call) {
				continue
			}
			if i++; !strings.ContainsRune("\\'\"nrtbfv0123456789xu", rune(call[i])) {
				out.WriteByte('\\')
			}
			out.WriteByte(call[i])
		}
		return out.String()
	})
}

// unreserved are words that JavaScript keeps for itself and WXS does not: its variables may be called so.
var unreserved = map[string]bool{ //nolint:gochecknoglobals // the difference of two lists
	"class": true, "enum": true, "export": true, "extends": true, "implements": true, "interface": true, "package": true, "private": true,
	"protected": true, "public": true, "static": true, "super": true,
}

// freeWords gives variables that are called like a word of JavaScript's another name. A member may be called so in both.
func freeWords(code string) string {
	type token struct {
		kind js.TokenType
		text string
	}
	lexer := js.NewLexer(parse.NewInputString(code))
	var all []token
	var seen []int // those that mean something
	for {
		kind, data := lexer.Next()
		if kind == js.ErrorToken {
			break
		}
		if kind != js.WhitespaceToken && kind != js.LineTerminatorToken && kind != js.CommentToken && kind != js.CommentLineTerminatorToken {
			seen = append(seen, len(all))
		}
		all = append(all, token{kind, string(data)})
	}
	var out strings.Builder
	read, nth := 0, 0
	for i, each := range all {
		out.WriteString(each.text)
		read += len(each.text)
		if nth == len(seen) || seen[nth] != i {
			continue
		}
		before, after := js.ErrorToken, js.ErrorToken
		if nth > 0 {
			before = all[seen[nth-1]].kind
		}
		if nth++; nth < len(seen) {
			after = all[seen[nth]].kind
		}
		isKey := after == js.ColonToken && (before == js.OpenBraceToken || before == js.CommaToken)
		if unreserved[each.text] && before != js.DotToken && !isKey {
			out.WriteByte('$')
		}
	}
	return out.String() + code[read:]
}

func broken(file *source.File) *Module {
	return &Module{Code: `throw new SyntaxError("` + strings.Map(plain, file.Path) + ` could not be compiled");` + "\n"}
}

func plain(r rune) rune {
	if r < ' ' || r == '"' || r == '\\' {
		return '?'
	}
	return r
}

// blank replaces all but line ends by blanks.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		return ' '
	}, text)
}

func free(scope *js.Scope) []string {
	var out []string
	for _, v := range scope.Undeclared {
		for v.Link != nil {
			v = v.Link
		}
		if v.Decl == js.NoDecl && string(v.Data) == "eval" { // strict code cannot declare it
			v.Data = []byte("__wxs_eval")
		}
		if name := string(v.Data); v.Decl == js.NoDecl && !known[name] && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

type visitor struct {
	module  *Module
	modules bool // import and export were statements of it, and are gone
	// foreign is what of JavaScript would break the script that all modules stand in, or lead out of it.
	foreign, hint string
}

func (v *visitor) refuse(what string) {
	v.foreign = what
	if v.hint = "Use require and module.exports."; v.modules {
		v.hint = "Write import at the top of the file."
	}
}

// Enter looks at one node of the tree and rewrites `x.constructor`.
func (v *visitor) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.ImportStmt:
		v.refuse("import")
	case *js.ExportStmt:
		v.refuse("export")
	case *js.ImportMetaExpr, js.ImportMetaExpr:
		v.refuse("import.meta")
	case *js.CallExpr:
		if literal, ok := n.X.(*js.LiteralExpr); ok && literal.TokenType == js.ImportToken {
			v.refuse("import()")
		}
		callee, isVar := n.X.(*js.Var)
		if isVar && string(callee.Name()) == "require" && len(n.Args.List) > 0 {
			if required, ok := text(n.Args.List[0].Value); ok {
				v.module.Requires = append(v.module.Requires, required)
			}
		}
	case *js.DotExpr:
		if literal, ok := n.Y.(js.LiteralExpr); ok && string(literal.Data) == "constructor" {
			n.X = typed(n.X)
		}
	case *js.IndexExpr:
		if key, ok := text(n.Y); ok && key == "constructor" {
			n.X = typed(n.X)
		}
	}
	return v
}

// Exit is called when a node is left.
func (v *visitor) Exit(js.INode) {}

func typed(x js.IExpr) js.IExpr {
	return &js.CallExpr{X: &js.Var{Data: []byte("__wxs_typed")}, Args: js.Args{List: []js.Arg{{Value: x}}}}
}

func text(n js.INode) (string, bool) {
	literal, ok := n.(js.LiteralExpr)
	if pointer, isPointer := n.(*js.LiteralExpr); isPointer {
		literal, ok = *pointer, true
	}
	if !ok || literal.TokenType != js.StringToken || len(literal.Data) < 2 {
		return "", false
	}
	return string(literal.Data[1 : len(literal.Data)-1]), true
}
