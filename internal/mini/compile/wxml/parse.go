// Package wxml parses WXML, WeChat's template language, to a tree. Other languages of its kind have their own Dialect and come
// to the same tree.
//
// The parser is a loop with a stack of open elements instead of a recursion: a template may be nested as deep as a
// stranger likes, and the answer to 50,000 levels must be one diagnostic. After a mistake it goes on where it makes
// sense, so that one file reports several; a place is a byte offset until somebody prints it. Texts and attributes
// hand their `{{` to package expr, which alone knows where an expression ends.
package wxml

import (
	"html"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
	"github.com/superette/superette/internal/mini/compile/source"
)

// MaxDepth is the number of open elements above which a template is refused. The compiled form is nested as deep.
const MaxDepth = 256

// maxAttributes bounds the attributes of one element, which are searched one by one.
const maxAttributes = 500

type parser struct {
	dialect   *Dialect
	file      *source.File
	log       *source.Log
	text      string
	pos       int
	root      Element    // holds the top level
	open      []*Element // root first
	noClosing bool       // no }} is left in the file
	crowded   *Element   // the last one with too many attributes, of which it is told once
	// tooDeep stops the parser: what follows would only repeat the diagnostic.
	tooDeep bool
}

// Parse reads a file. It always returns a document, holding what could be understood; mistakes are in the log.
func Parse(file *source.File, log *source.Log) *Document {
	return ParseAs(WXML, file, log)
}

// ParseAs reads a file in a dialect, as it is written: whoever knows the dialect gives the names of the tree afterwards.
func ParseAs(dialect *Dialect, file *source.File, log *source.Log) *Document {
	p := &parser{dialect: dialect, file: file, log: log, text: file.Text}
	p.open = []*Element{&p.root}
	for p.pos < len(p.text) && !p.tooDeep {
		p.step()
	}
	if !p.tooDeep {
		for _, element := range p.open[1:] {
			p.unclosed(element)
		}
	}
	return &Document{File: file, Dialect: dialect, Nodes: p.root.Children}
}

func (p *parser) code(name string) string { return p.dialect.Code + "." + name }

func (p *parser) top() *Element { return p.open[len(p.open)-1] }

func (p *parser) unclosed(e *Element) {
	p.log.Error(p.file, e.Pos, e.TagEnd, p.code("unclosed"), "<"+e.Tag+"> is not closed.", "Add </"+e.Tag+">, or end the tag with />.")
}

// step reads one tag, comment or text.
func (p *parser) step() {
	rest := p.text[p.pos:]
	switch {
	case strings.HasPrefix(rest, "<!--"):
		end := strings.Index(rest[4:], "-->")
		if end < 0 {
			p.log.Error(p.file, p.pos, p.pos+4, p.code("comment"), "This comment is not closed.", "Add -->.")
			p.pos = len(p.text)
			return
		}
		p.pos += end + 7
	case strings.HasPrefix(rest, "<!") || strings.HasPrefix(rest, "<?"): // a doctype or an XML declaration says nothing here
		end := strings.IndexByte(rest, '>')
		if end < 0 {
			end = len(rest) - 1
		}
		p.pos += end + 1
	case strings.HasPrefix(rest, "</"):
		p.closingTag()
	case startsTag(rest):
		p.openingTag()
	default:
		p.textNode()
	}
}

func startsTag(rest string) bool {
	return len(rest) > 1 && rest[0] == '<' && isNameStart(rest[1])
}

func isNameStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
}

func isTagByte(c byte) bool {
	return isNameStart(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == ':'
}

func isSpace(c byte) bool {
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'
}

func (p *parser) skipSpace() {
	for p.pos < len(p.text) && isSpace(p.text[p.pos]) {
		p.pos++
	}
}

func (p *parser) tagName() string {
	start := p.pos
	for p.pos < len(p.text) && isTagByte(p.text[p.pos]) {
		p.pos++
	}
	return p.text[start:p.pos]
}

func (p *parser) closingTag() {
	start := p.pos
	p.pos += 2
	name := p.tagName()
	p.skipSpace()
	if p.pos < len(p.text) && p.text[p.pos] == '>' {
		p.pos++
	} else {
		p.log.Error(p.file, start, p.pos, p.code("tag"), "The closing tag </"+name+" is not finished.", "Add >.")
	}
	for i := len(p.open) - 1; i > 0; i-- {
		if p.open[i].Tag != name {
			continue
		}
		for _, skipped := range p.open[i+1:] {
			p.unclosed(skipped)
		}
		p.open = p.open[:i]
		return
	}
	hint := "Remove it."
	if len(p.open) > 1 {
		hint = "The open element is <" + p.top().Tag + "> of line " + strconv.Itoa(p.file.Position(p.top().Pos).Line) + "."
	}
	p.log.Error(p.file, start, p.pos, p.code("mismatch"), "</"+name+"> closes no open element.", hint)
}

func (p *parser) openingTag() {
	e := &Element{Pos: p.pos}
	p.pos++
	e.Tag = p.tagName()
	e.TagEnd = p.pos
	isClosed, isFinished := p.attributes(e)
	e.End = p.pos
	parent := p.top()
	parent.Children = append(parent.Children, e)
	switch {
	case !isFinished:
		p.log.Error(p.file, e.Pos, e.TagEnd, p.code("tag"), "The tag <"+e.Tag+" is not finished.", "Add > or />.")
	case isClosed:
	case p.dialect.InlineScripts && e.Tag == p.dialect.Script:
		p.rawText(e)
	case len(p.open) > MaxDepth:
		p.log.Error(p.file, e.Pos, e.TagEnd, p.code("depth"), "Elements are nested deeper than "+strconv.Itoa(MaxDepth)+" levels here.",
			"Is a closing tag missing? Otherwise split the template into components.")
		p.tooDeep = true
	default:
		p.open = append(p.open, e)
	}
}

// rawText reads the code of a script module up to its closing tag.
func (p *parser) rawText(e *Element) {
	e.RawPos = p.pos
	closing := "</" + e.Tag
	end := strings.Index(p.text[p.pos:], closing)
	if end < 0 {
		p.unclosed(e)
		e.Raw = p.text[p.pos:]
		p.pos = len(p.text)
		return
	}
	e.Raw = p.text[p.pos : p.pos+end]
	p.pos += end
	p.pos += len(closing)
	p.skipSpace()
	if p.pos < len(p.text) && p.text[p.pos] == '>' {
		p.pos++
	}
}

// attributes reads up to the end of the opening tag. It returns whether the element is closed by /> and whether the
// end was found.
func (p *parser) attributes(e *Element) (isClosed, isFinished bool) {
	for {
		p.skipSpace()
		if p.pos >= len(p.text) {
			return false, false
		}
		switch c := p.text[p.pos]; {
		case c == '>':
			p.pos++
			return false, true
		case strings.HasPrefix(p.text[p.pos:], "/>"):
			p.pos += 2
			return true, true
		case c == '/':
			p.pos++ // `<view / class="a">` means nothing, and is harmless
		case c == '<':
			return false, false
		case c == '"' || c == '\'' || c == '=':
			p.log.Error(p.file, p.pos, p.pos+1, p.code("attribute"), "An attribute's name is expected here, not "+string(c)+".",
				"Is a quote missing or doubled before this?")
			p.pos++
		default:
			p.attribute(e)
		}
	}
}

func isAttributeByte(c byte) bool {
	return !isSpace(c) && c != '=' && c != '>' && c != '<' && c != '"' && c != '\'' && c != '/'
}

func (p *parser) attribute(e *Element) {
	a := Attribute{Pos: p.pos}
	for p.pos < len(p.text) && isAttributeByte(p.text[p.pos]) {
		p.pos++
	}
	a.End = p.pos
	a.Name = p.text[a.Pos:a.End]
	afterName := p.pos
	p.skipSpace()
	if p.pos < len(p.text) && p.text[p.pos] == '=' {
		p.pos++
		p.skipSpace()
		a.HasValue = true
		p.attributeValue(e, &a)
	} else {
		p.pos = afterName
	}
	if earlier := e.Attribute(a.Name); earlier != nil {
		p.log.Warn(p.file, a.Pos, a.End, p.code("duplicate"), "<"+e.Tag+"> has the attribute "+a.Name+" twice; the last counts.", "Remove one.")
		// As WeChat's compiler of programs does: glass-easel's own takes the first, as HTML does, and its issue "Duplicated attributes in
		// template have different precedence" calls that the difference. The generator of the oracle makes no doubles.
		*earlier = a
		return
	}
	if len(e.Attributes) == maxAttributes {
		if p.crowded == e {
			return
		}
		p.crowded = e
		p.log.Error(p.file, a.Pos, a.End, p.code("attribute"), "<"+e.Tag+"> has more than "+strconv.Itoa(maxAttributes)+" attributes.", "")
		return
	}
	e.Attributes = append(e.Attributes, a)
}

func (p *parser) attributeValue(e *Element, a *Attribute) {
	mode := p.dialect.Expressions
	if e.Tag == "template" && a.Name == "data" {
		mode |= expr.Fields
	}
	if p.pos < len(p.text) && (p.text[p.pos] == '"' || p.text[p.pos] == '\'') {
		quote := p.text[p.pos]
		p.pos++
		end := strings.IndexByte(p.text[p.pos:], quote)
		if end < 0 {
			p.log.Error(p.file, a.Pos, p.pos, p.code("attribute"), "The value of "+a.Name+" is not closed.", "Add "+string(quote)+".")
			p.pos = len(p.text)
			return
		}
		end += p.pos
		a.Value = p.value(p.pos, end, mode)
		p.pos = end + 1
		return
	}
	start := p.pos
	if strings.HasPrefix(p.text[p.pos:], "{{") {
		end := strings.Index(p.text[p.pos:], "}}")
		if end < 0 {
			end = len(p.text) - p.pos
		}
		a.Value = p.value(start, min(start+end+2, len(p.text)), mode)
		p.pos = min(start+end+2, len(p.text))
		return
	}
	// As in HTML a value without quotes ends at a space or with the tag: addresses have slashes and equals signs in them.
	for p.pos < len(p.text) && (isAttributeByte(p.text[p.pos]) || strings.IndexByte(`="'/`, p.text[p.pos]) >= 0) && !strings.HasPrefix(p.text[p.pos:], "/>") {
		p.pos++
	}
	if value := p.text[start:p.pos]; strings.ContainsAny(value, `"'`) {
		p.log.Warn(p.file, a.Pos, p.pos, p.code("attribute"), "The value of "+a.Name+" has no quote before it; the one in it belongs to it.", "Add the other quote.")
	}
	if p.pos == start {
		p.log.Error(p.file, a.Pos, a.End, p.code("attribute"), "The attribute "+a.Name+" has = but no value.", "Add a value in quotes.")
	}
	a.Value = p.value(start, p.pos, mode)
}

// textNode reads text up to the next tag. A `<` inside an expression is a sign of it.
func (p *parser) textNode() {
	start := p.pos
	for p.pos < len(p.text) {
		rest := p.text[p.pos:]
		if p.pos > start && rest[0] == '<' && (startsTag(rest) || strings.HasPrefix(rest, "</") || strings.HasPrefix(rest, "<!")) {
			break
		}
		if strings.HasPrefix(rest, "{{") {
			if _, end, err := expr.Parse(p.text, p.pos+2, len(p.text), p.dialect.Expressions); err == nil {
				p.pos = end
				continue
			}
			if end := p.findClosing(rest); end >= 0 && !strings.Contains(rest[:end], "</") {
				p.pos += end + 2
				continue
			}
		}
		p.pos++
	}
	if strings.TrimSpace(p.text[start:p.pos]) == "" {
		return
	}
	parent := p.top()
	parent.Children = append(parent.Children, &Text{p.value(start, p.pos, p.dialect.Expressions)})
}

// findClosing looks for }} in the rest of the file, and not again once there is none: the search would be quadratic.
func (p *parser) findClosing(rest string) int {
	if p.noClosing {
		return -1
	}
	end := strings.Index(rest, "}}")
	p.noClosing = end < 0
	return end
}

// value splits the text from start to end into static text and expressions.
func (p *parser) value(start, end int, mode expr.Mode) Value {
	v := Value{Pos: start, End: end}
	for at := start; at < end; {
		open := strings.Index(p.text[at:end], "{{")
		if open < 0 {
			v.Parts = appendText(v.Parts, p.text[at:end])
			break
		}
		v.Parts = appendText(v.Parts, p.text[at:at+open])
		at += open
		node, next, err := expr.Parse(p.text, at+2, end, mode)
		if err != nil {
			p.log.Error(p.file, err.Pos, max(err.End, err.Pos+1), p.code("expression"), err.Text, p.dialect.inTerms(err.Hint))
			next = end
			if closing := strings.Index(p.text[at:end], "}}"); closing >= 0 {
				next = at + closing + 2
			}
		}
		v.Parts = append(v.Parts, Part{Expr: node, IsExpr: true, Pos: at, End: next})
		at = next
	}
	return v
}

func appendText(parts []Part, text string) []Part {
	if text == "" {
		return parts
	}
	return append(parts, Part{Text: strings.ToValidUTF8(decode(text), "\ufffd")})
}

// maxEntity is the length of the longest name of a character.
const maxEntity = 32

// decode resolves entities that end with a semicolon. Without one they stay: `?a=1&copy=2` is part of a URL.
func decode(text string) string {
	if !strings.Contains(text, "&") {
		return text
	}
	var out strings.Builder
	for {
		at := strings.IndexByte(text, '&')
		if at < 0 {
			out.WriteString(text)
			return out.String()
		}
		out.WriteString(text[:at])
		text = text[at:]
		end := strings.IndexByte(text[:min(len(text), maxEntity)], ';')
		if end < 0 {
			end = 0
			out.WriteByte('&')
		} else {
			out.WriteString(html.UnescapeString(text[:end+1]))
		}
		text = text[end+1:]
	}
}
