package pay

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shownText reports whether a text can be shown on one line beside an amount without lying about it: it is UTF-8, and has no
// control characters, no line breaks, and nothing that changes the direction in which the rest of the line is read, with
// which a description can make "1.00" look like "00.1" or move words to where the payee's name stands.
func shownText(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, hidden)
}

// keptText is shownText for what is only given back, where lines may break.
func keptText(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return hidden(r) && r != '\n' && r != '\r' && r != '\t'
	})
}

// hidden reports whether a character is a control, a line or paragraph separator, one of Unicode's directional formatting
// characters (UAX 9, section 2), or one that shows nothing at all. Joiners stay: emoji and several scripts need them.
func hidden(r rune) bool {
	switch {
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u061c', r == '\u200e', r == '\u200f', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	case r == '\u00ad', r == '\u200b', r == '\u2060', r == '\ufeff':
		return true
	}
	return false
}
