package expr

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	tokenEnd      tokenKind = iota // the end of the text, or the `}}` at the outermost level
	tokenName                      // an identifier or a word
	tokenNumber                    // text: as JavaScript writes it
	tokenString                    // text: decoded
	tokenPunct                     // text: the sign
	tokenInvalid                   // text: what is wrong
	tokenBacktick                  // begins a template literal
)

type token struct {
	kind     tokenKind
	text     string
	pos, end int
}

// Longest first: the lexer takes the first that fits.
var puncts = []string{ //nolint:gochecknoglobals // a table
	">>>", "===", "!==", "...", "**", "==", "!=", "<=", ">=", "&&", "||", "??", "?.", "<<", ">>", "=>", "++", "--",
	"+=", "-=", "*=", "/=",
	"(", ")", "[", "]", "{", "}", ",", ".", "?", ":", "+", "-", "*", "/", "%", "<", ">", "!", "~", "&", "|", "^", "=", ";",
}

// In a template these signs may be written as entities.
var entitySigns = []struct{ entity, sign string }{ //nolint:gochecknoglobals // a table
	{"&amp;&amp;", "&&"}, {"&lt;=", "<="}, {"&gt;=", ">="}, {"&lt;", "<"}, {"&gt;", ">"},
}

type lexer struct {
	text  string
	pos   int
	limit int
	// literals: a backtick begins one.
	literals bool
}

func (l *lexer) next() token {
	for l.pos < l.limit {
		r, size := utf8.DecodeRuneInString(l.text[l.pos:])
		if !unicode.IsSpace(r) && r != '\ufeff' {
			break
		}
		l.pos += size
	}
	start := l.pos
	if start >= l.limit {
		return token{kind: tokenEnd, pos: start, end: start}
	}
	rest := l.text[start:l.limit]
	switch c := rest[0]; {
	case c >= '0' && c <= '9' || c == '.' && len(rest) > 1 && rest[1] >= '0' && rest[1] <= '9':
		return l.number(start)
	case c == '"' || c == '\'':
		return l.str(start, c)
	case c == '`' && l.literals:
		l.pos++
		return token{tokenBacktick, "`", start, l.pos}
	}
	if size := nameLength(rest); size > 0 {
		l.pos += size
		return token{tokenName, rest[:size], start, l.pos}
	}
	for _, each := range entitySigns {
		if strings.HasPrefix(rest, each.entity) {
			l.pos += len(each.entity)
			return token{tokenPunct, each.sign, start, l.pos}
		}
	}
	for _, sign := range puncts {
		if strings.HasPrefix(rest, sign) {
			// `a?.5:1` is a conditional with .5
			if sign == "?." && len(rest) > 2 && rest[2] >= '0' && rest[2] <= '9' {
				sign = "?"
			}
			l.pos += len(sign)
			return token{tokenPunct, sign, start, l.pos}
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	l.pos += size
	return token{tokenInvalid, "The character " + strconv.Quote(rest[:size]) + " has no meaning in an expression.", start, l.pos}
}

// nameLength returns the length of the identifier at the start of a text, 0 if there is none.
func nameLength(text string) int {
	for i, r := range text {
		if r == '$' || r == '_' || unicode.IsLetter(r) || i > 0 && (unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)) {
			continue
		}
		return i
	}
	return len(text)
}

func (l *lexer) number(start int) token {
	end := start
	for end < l.limit {
		c := l.text[end]
		isExponentSign := (c == '+' || c == '-') && end > start && (l.text[end-1]|0x20) == 'e' &&
			!strings.HasPrefix(strings.ToLower(l.text[start:end]), "0x")
		if c != '.' && !isExponentSign && !isNameByte(c) {
			break
		}
		end++
	}
	l.pos = end
	text := l.text[start:end]
	if isHexNumber(text) {
		return token{tokenNumber, text, start, end}
	}
	value, err := strconv.ParseFloat(text, 64)
	if err != nil && !strings.Contains(err.Error(), "range") || strings.ContainsAny(text, "xX_pPiInN") {
		return token{tokenInvalid, "This is not a number: " + text + ".", start, end}
	}
	if err != nil { // out of range: Infinity is no literal in JavaScript
		return token{tokenNumber, "1e999", start, end}
	}
	return token{tokenNumber, strconv.FormatFloat(value, 'g', -1, 64), start, end}
}

func isHexNumber(text string) bool {
	if len(text) < 3 || text[0] != '0' || text[1]|0x20 != 'x' {
		return false
	}
	_, err := strconv.ParseUint(text[2:], 16, 64)
	return err == nil
}

func isNameByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '$'
}

var plainEscapes = map[byte]string{ //nolint:gochecknoglobals // a table
	'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': "",
}

func (l *lexer) str(start int, quote byte) token {
	var out strings.Builder
	l.pos++
	for l.pos < l.limit {
		c := l.text[l.pos]
		switch {
		case c == quote:
			l.pos++
			return token{tokenString, strings.ToValidUTF8(out.String(), "\ufffd"), start, l.pos}
		case c == '\\' && l.pos+1 < l.limit:
			l.escape(&out)
		default:
			out.WriteByte(c)
			l.pos++
		}
	}
	return token{tokenInvalid, "This text is not closed.", start, l.pos}
}

// literalText reads the text of a template literal up to its end, or up to after a `${`. ok: one of them was found.
func (l *lexer) literalText() (text string, isEnd, ok bool) {
	var out strings.Builder
	for l.pos < l.limit {
		c := l.text[l.pos]
		switch {
		case c == '`':
			l.pos++
			return strings.ToValidUTF8(out.String(), "\ufffd"), true, true
		case c == '$' && l.pos+1 < l.limit && l.text[l.pos+1] == '{':
			l.pos += 2
			return strings.ToValidUTF8(out.String(), "\ufffd"), false, true
		case c == '\\' && l.pos+1 < l.limit:
			l.escape(&out)
		default:
			out.WriteByte(c)
			l.pos++
		}
	}
	return "", false, false
}

// escape decodes what stands at a backslash as JavaScript does; unknown ones stand for themselves.
func (l *lexer) escape(out *strings.Builder) {
	c := l.text[l.pos+1]
	digits := map[byte]int{'x': 2, 'u': 4}[c]
	if digits > 0 && l.pos+2+digits <= l.limit {
		if n, err := strconv.ParseUint(l.text[l.pos+2:l.pos+2+digits], 16, 32); err == nil {
			out.WriteRune(rune(n))
			l.pos += 2 + digits
			return
		}
	}
	if plain, ok := plainEscapes[c]; ok {
		out.WriteString(plain)
		l.pos += 2
		return
	}
	_, size := utf8.DecodeRuneInString(l.text[l.pos+1:])
	out.WriteString(l.text[l.pos+1 : l.pos+1+size])
	l.pos += 1 + size
}
