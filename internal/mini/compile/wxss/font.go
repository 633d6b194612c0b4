package wxss

import (
	"path"
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// fontFace writes the declarations of a @font-face. A page fetches every address of its sheets, while a browser would take the
// first font that it can read: so of several addresses the best stays alone. Fonts inside the sheet and local ones stay as they are.
func (c *compiler) fontFace(r *reader) {
	start := r.at
	for !r.done() && r.tokens[r.at].kind != css.RightBraceToken && r.tokens[r.at].kind != css.LeftBraceToken {
		r.at++
	}
	if !r.done() && r.tokens[r.at].kind == css.LeftBraceToken { // a mistake, to be copied as it is
		r.at = start
		c.declarations(r, 0)
		return
	}
	declarations := split(r.tokens[start:r.at], css.SemicolonToken)
	last := -1
	for i, each := range declarations {
		if isSource(each) {
			last = i
		}
	}
	first := true
	for i, each := range declarations {
		if isSource(each) {
			if i != last { // the last one counts; those before it are for old browsers
				continue
			}
			each = bestSource(each)
		}
		if !first {
			c.out.WriteByte(';')
		}
		first = false
		c.values(r, each)
	}
}

func isSource(declaration []token) bool {
	declaration = trimmed(declaration)
	return len(declaration) > 0 && strings.EqualFold(declaration[0].text, "src")
}

// bestSource keeps of all addresses in `src: a, b, c` the one with the best format.
func bestSource(declaration []token) []token {
	colon := slices.IndexFunc(declaration, func(t token) bool { return t.kind == css.ColonToken })
	if colon < 0 {
		return declaration
	}
	sources := split(declaration[colon+1:], css.CommaToken)
	best := -1
	for i, each := range sources {
		if rank := fontRank(each); rank >= 0 && (best < 0 || rank > fontRank(sources[best])) {
			best = i
		}
	}
	out := slices.Clone(declaration[:colon+1])
	for i, each := range sources {
		if i != best && fontRank(each) >= 0 {
			continue
		}
		if len(out) > colon+1 {
			out = append(out, token{kind: css.CommaToken, text: ",", pos: each[0].pos, end: each[0].pos})
		}
		out = append(out, each...)
	}
	return out
}

// fontRank says how good a source is that has to be fetched; -1 if it has not.
func fontRank(source []token) int {
	source = trimmed(source)
	if len(source) == 0 || source[0].kind != css.URLToken && !strings.EqualFold(source[0].text, "url(") {
		return -1
	}
	text := ""
	for _, t := range source {
		text += t.text
	}
	if strings.HasPrefix(strings.Trim(text[len("url("):], "\"' "), "data:") {
		return -1
	}
	format := strings.ToLower(text)
	address, hint, found := strings.Cut(format, "format(")
	if !found {
		address, _, _ = strings.Cut(strings.TrimRight(address, ")\"' "), "?")
		hint, _, _ = strings.Cut(path.Ext(address), "#")
	}
	switch {
	case strings.Contains(hint, "woff2"):
		return 3
	case strings.Contains(hint, "woff"):
		return 2
	case strings.Contains(hint, "truetype"), strings.Contains(hint, "opentype") && !strings.Contains(hint, "embedded"),
		strings.Contains(hint, "ttf"), strings.Contains(hint, "otf"):
		return 1
	}
	return 0
}

// split cuts tokens at those of a kind that stand in no bracket. Every part has at least one token.
func split(tokens []token, at css.TokenType) [][]token {
	var out [][]token
	start, depth := 0, 0
	for i, t := range tokens {
		switch t.kind {
		case css.LeftParenthesisToken, css.FunctionToken, css.LeftBracketToken:
			depth++
		case css.RightParenthesisToken, css.RightBracketToken:
			depth--
		case at:
			if depth <= 0 {
				if i > start {
					out = append(out, tokens[start:i])
				}
				start = i + 1
			}
		}
	}
	if start < len(tokens) {
		out = append(out, tokens[start:])
	}
	return out
}

func trimmed(tokens []token) []token {
	for len(tokens) > 0 && (tokens[0].kind == css.WhitespaceToken || tokens[0].kind == css.CommentToken) {
		tokens = tokens[1:]
	}
	return tokens
}
