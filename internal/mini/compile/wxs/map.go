package wxs

import (
	"encoding/json"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"

	"github.com/superette/superette/internal/mini/compile/source"
)

// A module is printed from its tree, which knows no places. But what is printed has the same names in the same order as what
// the author wrote, and an error's place is always a name's: so the source map is made by laying the names of both side by
// side. A name of ours (__wxs_typed) has no counterpart, and a few of the author's go (undefined becomes void 0).

// ahead is how many names are looked over for the next one that is met in both.
const ahead = 16

// name is an identifier, by where it begins.
type name struct {
	text string
	at   int
}

// names returns the identifiers of a script. What cannot be read ends it.
func names(code string) []name {
	lexer := js.NewLexer(parse.NewInputString(code))
	var out []name
	at := 0
	for {
		kind, data := lexer.Next()
		if kind == js.ErrorToken {
			return out
		}
		if js.IsIdentifier(kind) {
			out = append(out, name{string(data), at})
		}
		at += len(data)
	}
}

// sourceMap leads from the code of a module to the part of the file that it was made of, begun at start. skip is how many
// names stand before the author's first one.
func sourceMap(file *source.File, start, end int, code string, skip int, withText bool) string {
	authors := names(file.Text[start:end])
	printed := names(code)
	printed = printed[min(skip, len(printed)):]
	lines := source.NewFile("", code)
	var mappings strings.Builder
	line, column, fromLine, fromColumn := 1, 0, 0, 0
	isFirst := true
	for _, each := range printed {
		found := -1
		for i := range authors[:min(ahead, len(authors))] {
			if authors[i].text == each.text {
				found = i
				break
			}
		}
		if found < 0 {
			continue
		}
		from := file.Position(start + authors[found].at)
		authors = authors[found+1:]
		to := lines.Position(each.at)
		if to.Line > line {
			mappings.WriteString(strings.Repeat(";", to.Line-line))
			line, column, isFirst = to.Line, 0, true
		}
		if !isFirst {
			mappings.WriteByte(',')
		}
		isFirst = false
		for _, moved := range [4]int{to.Column - 1 - column, 0, from.Line - 1 - fromLine, from.Column - 1 - fromColumn} {
			number(&mappings, moved)
		}
		column, fromLine, fromColumn = to.Column-1, from.Line-1, from.Column-1
	}
	m := struct {
		Version  int       `json:"version"`
		Sources  []string  `json:"sources"`
		Content  []*string `json:"sourcesContent,omitempty"`
		Names    []string  `json:"names"`
		Mappings string    `json:"mappings"`
	}{Version: 3, Sources: []string{file.Path}, Names: []string{}, Mappings: mappings.String()}
	if withText {
		m.Content = []*string{&file.Text}
	}
	text, err := json.Marshal(m)
	if err != nil {
		return ""
	}
	return string(text)
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// number writes a number as source maps do: six bits to a letter, the lowest first, the sign in the lowest of all.
func number(out *strings.Builder, n int) {
	rest := n << 1
	if n < 0 {
		rest = -n<<1 | 1
	}
	for {
		digit := rest & 31
		if rest >>= 5; rest > 0 {
			digit |= 32
		}
		out.WriteByte(digits[digit])
		if rest == 0 {
			return
		}
	}
}
