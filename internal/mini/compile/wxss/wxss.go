// Package wxss turns WXSS, WeChat's CSS, and ACSS, Alipay's, which differs in nothing but its name, into CSS for a page's frame.
//
// What differs from CSS: lengths in rpx (1/750 of the screen's width, so vw), @import of other files in place, tag
// selectors that name built-ins and components, `page`, `:host`, and the isolation of components. Isolation is done by
// name: a class of an isolated component gets the component's scope as a prefix, and the runtime gives the elements the
// same names. Shadow trees would cost an element per component and cut off external classes. Tokens come from
// tdewolff/parse; the structure of rules is followed here, since only selectors may be renamed and rpx may stand
// anywhere. Everything not understood is passed on: browsers skip what they do not know.
package wxss

import (
	"slices"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/css"

	"github.com/superette/superette/internal/mini/compile/source"
)

// maxDepth bounds nested blocks and brackets, maxImports the files that go into one sheet.
const (
	maxDepth   = 64
	maxImports = 500
)

// Loader finds files for a sheet.
type Loader interface {
	// Style returns the file at a package path, or nil if there is none.
	Style(path string) *source.File
	// Resolve turns a reference as it is written in a file into a package path with the extension ("" for none of its
	// own): "" if it leaves the package.
	Resolve(from, reference, extension string) string
	Exists(path string) bool
}

// Options of one sheet.
type Options struct {
	// Scope is the prefix of its classes, without the dashes. Empty: classes stay as they are written.
	Scope string
	// Host is the class of the component's own element, for `:host`.
	Host string
	// Tag gives the element in the page's frame for a tag: domTag of web/protocol.
	Tag    func(name string) string
	Minify bool
	// Extension of sheets, ".wxss" if it is empty. It begins the codes of diagnostics as well.
	Extension string
	// Before are package paths of sheets that go into this one before its own rules.
	Before []string
}

// Sheet is a compiled sheet; `url("asset:N")` in CSS stands for URLs[N]: a package path or an https URL.
type Sheet struct {
	CSS      string   `json:"css"`
	URLs     []string `json:"urls,omitempty"`
	UsesHost bool     `json:"-"`
	Files    []string `json:"-"` // package paths of all files that went in
}

type compiler struct {
	Options
	loader  Loader
	log     *source.Log
	out     strings.Builder
	sheet   *Sheet
	assets  map[string]int
	imports int
	nested  int // custom properties within the values of others
}

// Compile compiles the sheet at a package path. A missing file gives an empty sheet.
func Compile(path string, loader Loader, options Options, log *source.Log) *Sheet {
	if options.Extension == "" {
		options.Extension = ".wxss"
	}
	c := &compiler{Options: options, loader: loader, log: log, sheet: &Sheet{}, assets: map[string]int{}}
	for _, each := range append(slices.Clone(options.Before), path) {
		if file := loader.Style(each); file != nil {
			c.file(each, file, nil)
		}
	}
	c.sheet.CSS = strings.TrimSpace(c.out.String())
	return c.sheet
}

// code is the code of a diagnostic.
func (c *compiler) code(name string) string { return c.Extension[1:] + "." + name }

type token struct {
	kind     css.TokenType
	text     string
	pos, end int
}

// tokens of a file. Comments are dropped, but `a/**/b` stays two tokens.
func tokens(text string) []token {
	lexer := css.NewLexer(parse.NewInputString(text))
	out := make([]token, 0, len(text)/4)
	pos := 0
	for {
		kind, data := lexer.Next()
		if kind == css.ErrorToken {
			if pos < len(text) { // a NUL, at which the lexer stops
				out = append(out, token{css.DelimToken, "\ufffd", pos, pos + 1})
			}
			return out
		}
		t := token{kind, string(data), pos, pos + len(data)}
		pos = t.end
		if kind == css.CommentToken {
			t.text = ""
			if len(out) > 0 && out[len(out)-1].kind != css.WhitespaceToken {
				t.text = "/**/"
			}
		}
		switch { // at the end of a file the lexer closes what is open
		case kind == css.StringToken && (len(data) < 2 || data[len(data)-1] != data[0]):
			t.kind = css.BadStringToken
		case kind == css.URLToken && data[len(data)-1] != ')':
			t.kind = css.BadURLToken
		}
		out = append(out, t)
	}
}

// reader goes over the tokens of one file.
type reader struct {
	path   string
	file   *source.File
	tokens []token
	at     int
	stack  []string // files that import this one, outermost first
	deep   bool     // given up: rules are nested too deep
}

func (r *reader) done() bool { return r.at >= len(r.tokens) }

func (c *compiler) file(path string, file *source.File, stack []string) {
	c.imports++
	if c.imports > maxImports {
		if c.imports == maxImports+1 {
			c.log.Error(file, 0, 0, c.code("imports"), "More than "+strconv.Itoa(maxImports)+" files are imported into one sheet.", "")
		}
		return
	}
	c.sheet.Files = append(c.sheet.Files, path)
	r := &reader{path: path, file: file, tokens: tokens(file.Text), stack: append(stack[:len(stack):len(stack)], path)}
	c.checkTexts(r)
	c.rules(r, 0)
}

func (c *compiler) checkTexts(r *reader) {
	if end := len(r.file.Text); strings.HasSuffix(r.file.Text, "\\") {
		c.log.Error(r.file, end-1, end, c.code("string"), "The file ends after a backslash.", "Remove it.")
	}
	for _, t := range r.tokens {
		if t.kind == css.BadStringToken || t.kind == css.BadURLToken {
			c.log.Error(r.file, t.pos, t.end, c.code("string"), "This text is not closed on its line.", "Add the missing quote or bracket.")
		}
	}
}

// rules reads rules up to the end of the file, or of the block that is open.
func (c *compiler) rules(r *reader, depth int) {
	if depth > maxDepth {
		c.tooDeep(r, r.tokens[min(r.at, len(r.tokens)-1)])
		return
	}
	for !r.done() {
		t := r.tokens[r.at]
		switch t.kind {
		case css.WhitespaceToken, css.CommentToken, css.CDOToken, css.CDCToken, css.SemicolonToken:
			r.at++
		case css.RightBraceToken:
			if depth > 0 {
				return
			}
			c.log.Error(r.file, t.pos, t.end, c.code("brace"), "This } closes nothing.", "Remove it, or look for a doubled } before it.")
			r.at++
		case css.AtKeywordToken:
			c.atRule(r, depth)
		default:
			c.styleRule(r)
		}
	}
}

func (c *compiler) tooDeep(r *reader, t token) {
	c.log.Error(r.file, t.pos, t.end, c.code("depth"), "Rules are nested deeper than "+strconv.Itoa(maxDepth)+" levels.", "")
	r.at = len(r.tokens)
	r.deep = true
}

func openBrackets(list []token) int {
	open := 0
	for _, t := range list {
		switch t.kind {
		case css.LeftParenthesisToken, css.LeftBracketToken, css.FunctionToken:
			open++
		case css.RightParenthesisToken, css.RightBracketToken:
			open--
		}
	}
	return open
}

// prelude returns the tokens up to a { or ; (not included) and leaves the reader there.
func (r *reader) prelude() []token {
	start, brackets := r.at, 0
	for ; !r.done(); r.at++ {
		switch r.tokens[r.at].kind {
		case css.LeftParenthesisToken, css.LeftBracketToken, css.FunctionToken:
			brackets++
		case css.RightParenthesisToken, css.RightBracketToken:
			brackets--
		case css.LeftBraceToken, css.RightBraceToken:
			return r.tokens[start:r.at]
		case css.SemicolonToken:
			if brackets <= 0 {
				return r.tokens[start:r.at]
			}
		}
	}
	return r.tokens[start:]
}

func (c *compiler) styleRule(r *reader) {
	prelude := r.prelude()
	first := r.first(prelude)
	if r.done() || r.tokens[r.at].kind != css.LeftBraceToken {
		end := first.end
		if len(prelude) > 0 {
			end = prelude[len(prelude)-1].end
		}
		c.log.Error(r.file, first.pos, end, c.code("rule"), "This is no rule: a { is expected after the selector.", "Is a } too many before it, or a { missing?")
		if !r.done() && r.tokens[r.at].kind == css.SemicolonToken {
			r.at++
		}
		return
	}
	c.selector(prelude)
	c.block(r, func() { c.declarations(r, 0) })
}

// first returns the first token of a prelude, or if it is empty the one after it.
func (r *reader) first(prelude []token) token {
	if len(prelude) > 0 {
		return prelude[0]
	}
	return r.tokens[min(r.at, len(r.tokens)-1)]
}

// block writes what is between the braces at which the reader stands.
func (c *compiler) block(r *reader, inside func()) {
	opening := r.tokens[r.at]
	r.at++
	c.out.WriteByte('{')
	inside()
	switch {
	case !r.done():
		r.at++
	case !r.deep:
		c.log.Error(r.file, opening.pos, opening.end, c.code("unclosed"), "This { is not closed.", "Add }.")
	}
	c.out.WriteByte('}')
	if !c.Minify {
		c.out.WriteByte('\n')
	}
}

// declarations copies up to the closing brace, which it leaves. Nested blocks (CSS nesting) are copied alike, with their
// selectors renamed.
func (c *compiler) declarations(r *reader, depth int) {
	start := r.at
	for !r.done() {
		switch t := r.tokens[r.at]; t.kind {
		case css.RightBraceToken:
			c.values(r, r.tokens[start:r.at])
			return
		case css.LeftBraceToken:
			if depth >= maxDepth {
				c.tooDeep(r, t)
				return
			}
			cut := start
			for i := r.at - 1; i >= start; i-- {
				if r.tokens[i].kind == css.SemicolonToken {
					cut = i + 1
					break
				}
			}
			c.values(r, r.tokens[start:cut])
			c.selector(r.tokens[cut:r.at])
			c.block(r, func() { c.declarations(r, depth+1) })
			start = r.at
		default:
			r.at++
		}
	}
	c.values(r, r.tokens[start:])
}

func (c *compiler) atRule(r *reader, depth int) {
	at := r.tokens[r.at]
	name := strings.ToLower(strings.TrimPrefix(at.text, "@"))
	r.at++
	prelude := r.prelude()
	hasBlock := !r.done() && r.tokens[r.at].kind == css.LeftBraceToken
	if name == "import" && !hasBlock {
		if !r.done() && r.tokens[r.at].kind == css.SemicolonToken {
			r.at++
		}
		c.importRule(r, at, prelude)
		return
	}
	if name == "charset" {
		return
	}
	c.out.WriteString(at.text)
	c.values(r, prelude)
	if !hasBlock && openBrackets(prelude) > 0 {
		c.log.Error(r.file, at.pos, at.end, c.code("rule"), "A bracket in this rule is not closed.", "Add ).")
	}
	if !hasBlock {
		c.out.WriteByte(';')
		return
	}
	switch {
	case name == "media" || name == "supports" || name == "layer" || name == "container" || name == "scope" || name == "document":
		c.block(r, func() { c.rules(r, depth+1) })
	case strings.HasSuffix(name, "keyframes"):
		c.block(r, func() { c.keyframes(r) })
	case name == "font-face":
		c.block(r, func() { c.fontFace(r) })
	default: // page, property and what is still to come
		c.block(r, func() { c.declarations(r, 0) })
	}
}

// keyframes copies `from { … }`: these are no selectors.
func (c *compiler) keyframes(r *reader) {
	for !r.done() && r.tokens[r.at].kind != css.RightBraceToken {
		prelude := r.prelude()
		c.values(r, prelude)
		if r.done() || r.tokens[r.at].kind != css.LeftBraceToken {
			if !r.done() && r.tokens[r.at].kind == css.SemicolonToken {
				r.at++
			}
			continue
		}
		c.block(r, func() { c.declarations(r, 0) })
	}
}

// importRule puts the rules of another file in place; with a media query, inside of it.
func (c *compiler) importRule(r *reader, at token, prelude []token) {
	for len(prelude) > 0 && (prelude[0].kind == css.WhitespaceToken || prelude[0].kind == css.CommentToken) {
		prelude = prelude[1:]
	}
	if len(prelude) == 0 || prelude[0].kind != css.StringToken && prelude[0].kind != css.URLToken {
		c.log.Error(r.file, at.pos, at.end, c.code("import"), "@import needs the path of a file in quotes.", "")
		return
	}
	place := prelude[0]
	reference := unquote(place)
	if isRemote(reference) {
		c.log.Warn(r.file, place.pos, place.end, c.code("import"), "A sheet from the network is not imported.", "Copy it into the program.")
		return
	}
	target := c.loader.Resolve(r.path, reference, c.Extension)
	file := c.loader.Style(target)
	if target == "" || file == nil {
		c.log.Error(r.file, place.pos, place.end, c.code("missing"), "There is no file "+reference+".", "")
		return
	}
	for _, open := range r.stack {
		if open == target {
			c.log.Error(r.file, place.pos, place.end, c.code("cycle"), "This file imports itself: "+strings.Join(append(r.stack[:len(r.stack):len(r.stack)], target), " → ")+".", "")
			return
		}
	}
	query := prelude[1:]
	for len(query) > 0 && query[0].kind == css.WhitespaceToken {
		query = query[1:]
	}
	if len(query) == 0 {
		c.file(target, file, r.stack)
		return
	}
	c.out.WriteString("@media ")
	c.values(r, query)
	c.out.WriteByte('{')
	c.file(target, file, r.stack)
	c.out.WriteString("}\n")
}

func isRemote(reference string) bool {
	return strings.HasPrefix(reference, "//") || strings.HasPrefix(reference, "http://") || strings.HasPrefix(reference, "https://")
}

// unquote returns the text of a string or url token.
func unquote(t token) string {
	text := t.text
	if t.kind == css.URLToken {
		text = strings.TrimSuffix(text[len("url("):], ")")
		text = strings.TrimSpace(text)
	}
	if len(text) >= 2 && (text[0] == '"' || text[0] == '\'') && text[len(text)-1] == text[0] {
		text = text[1 : len(text)-1]
	}
	return text
}
