// Package jsonc reads the JSON that people write by hand: with comments, trailing commas and a byte order mark.
//
// WeChat's tools accept all three, so real programs have them. The parser keeps the place of every value and key:
// "this page does not exist" points at the very string in app.json. It recurses with a limit and stops at the first
// mistake of a file, since what follows one in JSON is noise.
package jsonc

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/superette/superette/internal/mini/compile/source"
)

// Kind of a value.
type Kind int

// The kinds of JSON values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Value is one JSON value and where it stands. A nil *Value answers every question as an absent one.
type Value struct {
	Kind    Kind
	Pos     int // byte offsets in the file
	End     int
	Text    string // String: decoded; Number: as written
	Bool    bool
	Items   []*Value
	Members []Member
}

// Member of an object. Of equal keys the last counts, as in JavaScript.
type Member struct {
	Key    string
	KeyPos int
	KeyEnd int
	Value  *Value
}

// Get returns the member of that name, or nil if there is none or v is no object.
func (v *Value) Get(key string) *Value {
	if v == nil {
		return nil
	}
	for i := len(v.Members) - 1; i >= 0; i-- {
		if v.Members[i].Key == key {
			return v.Members[i].Value
		}
	}
	return nil
}

// Str returns a string value's text, else "".
func (v *Value) Str() string {
	if v == nil || v.Kind != String {
		return ""
	}
	return v.Text
}

// True says whether the value is the literal true.
func (v *Value) True() bool {
	return v != nil && v.Kind == Bool && v.Bool
}

// Int returns the value of a whole number, and whether it is one.
func (v *Value) Int() (int, bool) {
	if v == nil || v.Kind != Number {
		return 0, false
	}
	n, err := strconv.Atoi(v.Text)
	return n, err == nil
}

// List returns the items of an array, else nothing.
func (v *Value) List() []*Value {
	if v == nil {
		return nil
	}
	return v.Items
}

const maxDepth = 200

type parser struct {
	file  *source.File
	log   *source.Log
	text  string
	pos   int
	depth int
}

// Parse reads a file. It returns nil after a mistake, which is then in the log; an empty file gives an empty object,
// as in WeChat's tools.
func Parse(file *source.File, log *source.Log) *Value {
	p := &parser{file: file, log: log, text: file.Text}
	if !p.space() {
		return nil
	}
	if p.pos == len(p.text) {
		return &Value{Kind: Object}
	}
	v := p.value()
	if v == nil || !p.space() {
		return nil
	}
	if p.pos < len(p.text) {
		p.fail(p.pos, "There is something after the end of the JSON value.", "Remove it, or check the brackets before it.")
		return nil
	}
	return v
}

func (p *parser) fail(at int, text, hint string) {
	p.log.Error(p.file, at, at+len(source.Rune(p.text, at)), "json.syntax", text, hint)
}

// space skips blanks and comments; false after a mistake.
func (p *parser) space() bool {
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == ' ' || c == '\t' || c == '\n' || c == '\r':
			p.pos++
		case strings.HasPrefix(p.text[p.pos:], "\u00a0") || strings.HasPrefix(p.text[p.pos:], "\ufeff"):
			_, size := utf8.DecodeRuneInString(p.text[p.pos:])
			p.pos += size
		case strings.HasPrefix(p.text[p.pos:], "//"):
			end := strings.IndexByte(p.text[p.pos:], '\n')
			if end < 0 {
				end = len(p.text) - p.pos
			}
			p.pos += end
		case strings.HasPrefix(p.text[p.pos:], "/*"):
			end := strings.Index(p.text[p.pos+2:], "*/")
			if end < 0 {
				p.fail(p.pos, "This comment is not closed.", "Add */.")
				return false
			}
			p.pos += end + 4
		default:
			return true
		}
	}
	return true
}

func (p *parser) value() *Value {
	if p.pos >= len(p.text) {
		p.fail(p.pos, "The file ends where a value is expected.", "")
		return nil
	}
	start := p.pos
	switch c := p.text[p.pos]; {
	case c == '{' || c == '[':
		p.depth++
		defer func() { p.depth-- }()
		if p.depth > maxDepth {
			p.fail(start, "This JSON is nested deeper than "+strconv.Itoa(maxDepth)+" levels.", "")
			return nil
		}
		if c == '{' {
			return p.object()
		}
		return p.array()
	case c == '"' || c == '\'':
		text, ok := p.str()
		if !ok {
			return nil
		}
		return &Value{Kind: String, Pos: start, End: p.pos, Text: text}
	case c == '-' || c >= '0' && c <= '9':
		return p.number()
	}
	for word, v := range map[string]Value{"true": {Kind: Bool, Bool: true}, "false": {Kind: Bool}, "null": {Kind: Null}} {
		if strings.HasPrefix(p.text[p.pos:], word) {
			p.pos += len(word)
			v.Pos, v.End = start, p.pos
			return &v
		}
	}
	p.fail(start, "Unexpected "+strconv.Quote(source.Rune(p.text, start))+" where a value is expected.",
		"Texts stand in double quotes.")
	return nil
}

func (p *parser) object() *Value {
	v := &Value{Kind: Object, Pos: p.pos}
	p.pos++
	for {
		if !p.space() {
			return nil
		}
		if p.pos >= len(p.text) {
			p.fail(v.Pos, "This { is not closed.", "Add }.")
			return nil
		}
		if p.text[p.pos] == '}' {
			p.pos++
			v.End = p.pos
			return v
		}
		keyPos := p.pos
		if p.text[p.pos] != '"' && p.text[p.pos] != '\'' {
			p.fail(p.pos, "A key in double quotes is expected here.", "")
			return nil
		}
		key, ok := p.str()
		if !ok {
			return nil
		}
		keyEnd := p.pos
		if !p.space() {
			return nil
		}
		if p.pos >= len(p.text) || p.text[p.pos] != ':' {
			p.fail(p.pos, "A colon is expected after the key "+strconv.Quote(key)+".", "")
			return nil
		}
		p.pos++
		if !p.space() {
			return nil
		}
		item := p.value()
		if item == nil {
			return nil
		}
		v.Members = append(v.Members, Member{key, keyPos, keyEnd, item})
		if !p.separator('}') {
			return nil
		}
	}
}

func (p *parser) array() *Value {
	v := &Value{Kind: Array, Pos: p.pos}
	p.pos++
	for {
		if !p.space() {
			return nil
		}
		if p.pos >= len(p.text) {
			p.fail(v.Pos, "This [ is not closed.", "Add ].")
			return nil
		}
		if p.text[p.pos] == ']' {
			p.pos++
			v.End = p.pos
			return v
		}
		item := p.value()
		if item == nil {
			return nil
		}
		v.Items = append(v.Items, item)
		if !p.separator(']') {
			return nil
		}
	}
}

// separator skips a comma, or stops before the closing bracket.
func (p *parser) separator(closing byte) bool {
	if !p.space() {
		return false
	}
	if p.pos < len(p.text) && p.text[p.pos] == ',' {
		p.pos++
		return true
	}
	if p.pos >= len(p.text) || p.text[p.pos] == closing {
		return true // the loop of the caller deals with both
	}
	p.fail(p.pos, "A comma or "+string(closing)+" is expected here.", "Is a comma missing at the end of the line before?")
	return false
}

func (p *parser) number() *Value {
	start := p.pos
	for p.pos < len(p.text) && strings.IndexByte("+-.eE0123456789", p.text[p.pos]) >= 0 {
		p.pos++
	}
	text := p.text[start:p.pos]
	if !json.Valid([]byte(text)) {
		p.log.Error(p.file, start, p.pos, "json.syntax", "This is not a number: "+text+".", "")
		return nil
	}
	return &Value{Kind: Number, Pos: start, End: p.pos, Text: text}
}

var escapes = map[byte]byte{ //nolint:gochecknoglobals // a table
	'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', '/': '/', '\\': '\\', '"': '"', '\'': '\'',
}

func (p *parser) str() (string, bool) {
	start := p.pos
	quote := p.text[p.pos]
	p.pos++
	var out strings.Builder
	for p.pos < len(p.text) {
		switch c := p.text[p.pos]; {
		case c == quote:
			p.pos++
			return strings.ToValidUTF8(out.String(), "\ufffd"), true
		case c == '\n':
			p.log.Error(p.file, start, p.pos, "json.syntax", "This text is not closed on its line.", "Add the missing quote.")
			return "", false
		case c == '\\' && p.pos+1 < len(p.text):
			if !p.escape(&out) {
				return "", false
			}
		default:
			out.WriteByte(c)
			p.pos++
		}
	}
	p.log.Error(p.file, start, p.pos, "json.syntax", "This text is not closed.", "Add the missing quote.")
	return "", false
}

func (p *parser) escape(out *strings.Builder) bool {
	c := p.text[p.pos+1]
	if plain, ok := escapes[c]; ok {
		out.WriteByte(plain)
		p.pos += 2
		return true
	}
	unit, ok := p.unit(p.pos)
	if !ok {
		p.fail(p.pos, "This escape is not known: \\"+source.Rune(p.text, p.pos+1)+".", `A backslash itself is written \\.`)
		return false
	}
	p.pos += 6
	if utf16.IsSurrogate(unit) {
		if low, ok := p.unit(p.pos); ok && utf16.DecodeRune(unit, low) != utf8.RuneError {
			unit = utf16.DecodeRune(unit, low)
			p.pos += 6
		}
	}
	out.WriteRune(unit)
	return true
}

// unit reads \uXXXX at an offset.
func (p *parser) unit(at int) (rune, bool) {
	if at+6 > len(p.text) || p.text[at] != '\\' || p.text[at+1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(p.text[at+2:at+6], 16, 16)
	return rune(n), err == nil
}

// JSON prints a value without comments and blanks. Parsing its text gives the same value.
func (v *Value) JSON() string {
	var out strings.Builder
	v.print(&out)
	return out.String()
}

func (v *Value) print(out *strings.Builder) {
	if v == nil {
		out.WriteString("null")
		return
	}
	switch v.Kind {
	case Null:
		out.WriteString("null")
	case Bool:
		out.WriteString(strconv.FormatBool(v.Bool))
	case Number:
		out.WriteString(v.Text)
	case String:
		out.WriteString(Quote(v.Text))
	case Array:
		for i, item := range v.Items {
			out.WriteString(separator("[", i))
			item.print(out)
		}
		if len(v.Items) == 0 {
			out.WriteByte('[')
		}
		out.WriteByte(']')
	case Object:
		for i, m := range v.Members {
			out.WriteString(separator("{", i))
			out.WriteString(Quote(m.Key))
			out.WriteByte(':')
			m.Value.print(out)
		}
		if len(v.Members) == 0 {
			out.WriteByte('{')
		}
		out.WriteByte('}')
	}
}

func separator(opening string, i int) string {
	if i == 0 {
		return opening
	}
	return ","
}

const hexDigits = "0123456789abcdef"

// Quote returns a text as a literal that is both JSON and JavaScript.
func Quote(text string) string {
	var out strings.Builder
	out.Grow(len(text) + 2)
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteByte(byte(r))
		case r == '\n':
			out.WriteString(`\n`)
		case r < 0x20 || r == 0x7f:
			out.WriteString(`\u00`)
			out.WriteByte(hexDigits[r>>4])
			out.WriteByte(hexDigits[r&15])
		case r == 0x2028:
			out.WriteString(`\u2028`)
		case r == 0x2029:
			out.WriteString(`\u2029`)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}
