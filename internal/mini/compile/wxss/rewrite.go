package wxss

import (
	"math"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/css"

	"github.com/superette/superette/internal/mini/compile/jsonc"
)

// selector writes a selector with classes and tags renamed. Brackets of functional pseudo-classes need no care: what
// follows a dot is a class, and a name that follows no colon or dot and stands in no attribute is a tag.
func (c *compiler) selector(list []token) {
	list = trim(list)
	inAttribute := false
	for i := 0; i < len(list); i++ {
		t := list[i]
		previous := css.WhitespaceToken
		if i > 0 {
			previous = list[i-1].kind
		}
		switch {
		case t.kind == css.LeftBracketToken || t.kind == css.RightBracketToken:
			inAttribute = t.kind == css.LeftBracketToken
			c.out.WriteString(t.text)
		case inAttribute:
			c.out.WriteString(t.text)
		case t.kind == css.WhitespaceToken || t.kind == css.CommentToken:
			c.out.WriteByte(' ')
		case t.kind == css.IdentToken && i > 0 && list[i-1].text == ".":
			c.class(t.text)
		case t.kind == css.ColonToken && i+1 < len(list) && strings.EqualFold(list[i+1].text, "host"):
			c.host(isAlone(list, i, i+2))
			i++
		case t.kind == css.ColonToken && i+1 < len(list) && strings.EqualFold(list[i+1].text, "host("):
			i = c.hostFunction(list, i+2)
		case t.kind == css.FunctionToken && previous == css.ColonToken && isCounting(t.text):
			end := closing(list, i+1) // :nth-child(2n + 1 of .a) is too rare to rename
			for ; i < end; i++ {
				c.out.WriteString(list[i].text)
			}
			i--
		case t.kind == css.IdentToken && previous != css.ColonToken:
			c.out.WriteString(c.Tag(t.text))
		default:
			c.out.WriteString(t.text)
		}
	}
}

func isCounting(function string) bool {
	name := strings.ToLower(function)
	return strings.HasPrefix(name, "nth-") || name == "lang(" || name == "dir("
}

func (c *compiler) class(name string) {
	if c.Scope != "" {
		c.out.WriteString(c.Scope + "--")
	}
	c.out.WriteString(name)
}

// isAlone says whether list[from:to] is a whole selector: nothing but blanks stands between it and the ends or commas around it.
func isAlone(list []token, from, to int) bool {
	before, after := trim(list[:from]), trim(list[to:])
	return (len(before) == 0 || before[len(before)-1].kind == css.CommaToken) && (len(after) == 0 || after[0].kind == css.CommaToken)
}

// host writes the class of the component's own element. What stands for it alone is the component's default: it is weaker
// than any rule of whoever uses the component, though the component's sheet comes later.
func (c *compiler) host(alone bool) {
	if c.Host == "" {
		c.out.WriteString("body") // :host in a page's sheet
		return
	}
	c.sheet.UsesHost = true
	if alone {
		c.out.WriteString(":where(." + c.Host + ")")
		return
	}
	c.out.WriteString("." + c.Host)
}

// hostFunction writes `:host(.a)` as the host's class and what is in the brackets. The host's classes belong to whoever
// uses the component, so they get no scope.
func (c *compiler) hostFunction(list []token, from int) int {
	c.host(false)
	end := closing(list, from)
	for _, t := range list[from:end] {
		c.out.WriteString(t.text)
	}
	return end
}

// closing returns the index of the bracket that closes what is open before from.
func closing(list []token, from int) int {
	depth := 1
	for i := from; i < len(list); i++ {
		switch list[i].kind {
		case css.LeftParenthesisToken, css.FunctionToken:
			depth++
		case css.RightParenthesisToken:
			depth--
			if depth == 0 {
				return i
			}
		}
	}
	return len(list)
}

func trim(list []token) []token {
	blank := func(t token) bool { return t.kind == css.WhitespaceToken || t.kind == css.CommentToken }
	for len(list) > 0 && blank(list[0]) {
		list = list[1:]
	}
	for len(list) > 0 && blank(list[len(list)-1]) {
		list = list[:len(list)-1]
	}
	return list
}

// values copies declarations or the prelude of an at-rule, with rpx and urls replaced.
func (c *compiler) values(r *reader, list []token) {
	for i, t := range list {
		switch t.kind {
		case css.DimensionToken:
			c.out.WriteString(Length(t.text))
		case css.URLToken:
			c.url(r, t)
		case css.CustomPropertyValueToken:
			c.custom(r, t)
		case css.WhitespaceToken:
			if i+1 == len(list) && c.Minify {
				continue
			}
			c.out.WriteByte(' ')
		case css.CommentToken:
			c.out.WriteString(t.text)
		default:
			c.out.WriteString(t.text)
		}
	}
}

// custom rewrites the value of a custom property, which the lexer gives as one token.
func (c *compiler) custom(r *reader, t token) {
	c.nested++
	defer func() { c.nested-- }()
	if c.nested > maxDepth { // `--a:{--b:{…` is read once more per level
		c.out.WriteString(t.text)
		return
	}
	inner := tokens(t.text)
	c.checkTexts(&reader{file: r.file, tokens: moved(inner, t.pos)})
	c.values(r, inner)
}

func moved(list []token, by int) []token {
	for i := range list {
		list[i].pos += by
		list[i].end += by
	}
	return list
}

// maxDigits behind the point: a ten-thousandth of a pixel on any screen.
const maxDigits = 1e6

// Length turns a dimension in rpx into vw and leaves others as they are: "32rpx" is "4.266667vw".
func Length(text string) string {
	digits := len(text) - len("rpx")
	if digits <= 0 || !strings.EqualFold(text[digits:], "rpx") {
		return text
	}
	number, err := strconv.ParseFloat(text[:digits], 64)
	if err != nil {
		return text
	}
	vw := math.Round(number*100/750*maxDigits) / maxDigits
	if vw == 0 {
		return "0vw" // with a unit: calc(0 + 1px) is invalid
	}
	return strconv.FormatFloat(vw, 'f', -1, 64) + "vw"
}

func (c *compiler) url(r *reader, t token) {
	reference := unquote(t)
	switch {
	case reference == "" || strings.HasPrefix(reference, "#") || strings.HasPrefix(strings.ToLower(reference), "data:"):
		c.out.WriteString(t.text)
		return
	case strings.HasPrefix(reference, "//"):
		reference = "https:" + reference
	case strings.HasPrefix(reference, "http://"):
		reference = "https://" + strings.TrimPrefix(reference, "http://")
	case isRemote(reference):
	default:
		plain := reference
		if cut := strings.IndexAny(plain, "?#"); cut >= 0 { // fonts: a.eot?#iefix
			plain = plain[:cut]
		}
		target := c.loader.Resolve(r.path, plain, "")
		if target == "" || !c.loader.Exists(target) {
			c.log.Warn(r.file, t.pos, t.end, c.code("asset"), "There is no file "+reference+".", "")
			c.out.WriteString(`url("data:,")`)
			return
		}
		reference = target
	}
	n, known := c.assets[reference]
	if !known {
		n = len(c.sheet.URLs)
		c.assets[reference] = n
		c.sheet.URLs = append(c.sheet.URLs, reference)
	}
	c.out.WriteString("url(" + jsonc.Quote("asset:"+strconv.Itoa(n)) + ")")
}
