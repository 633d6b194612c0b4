// Package expr parses what stands between {{ and }} in a template, and prints it as JavaScript.
//
// The language is WeChat's: JavaScript expressions without assignments, functions and `new`. The parser works on the
// text of the template itself and stops where the expression ends, since `}}` may stand inside a string or close two
// object literals: only a parser knows which. It climbs precedences and has a limit on depth, because templates come
// from strangers. Start with Parse and Printer.
package expr

import (
	"fmt"
	"strings"
)

// maxDepth bounds nesting, so that no template can exhaust the stack of this or a later parser.
const maxDepth = 200

// Error says what is wrong and where (byte offsets in the text that was parsed).
type Error struct {
	Pos, End int
	Text     string
	Hint     string
}

// Error returns the sentence.
func (e *Error) Error() string { return e.Text }

// Mode says what the expression is for.
type Mode int

const (
	// Plain is a text or an attribute. `{{a: 1}}`, `{{...a}}` and `{{a, b}}` are objects.
	Plain Mode = iota
	// Fields is the data of a template: always the inside of an object, `{{a}}` is { a: a }.
	Fields
	// Literals is added to one of them where the language has template literals: `{{`a ${b}`}}`. WeChat's has none.
	Literals
)

// Parse reads an expression that begins at offset from (after the `{{`) and ends before a `}}` at its own level.
// limit is the offset at which the text ends for this expression (the closing quote of an attribute, say).
// It returns the offset after the `}}`. An empty expression gives a nil Node: it stands for undefined.
func Parse(text string, from, limit int, mode Mode) (Node, int, *Error) {
	p := &parser{lexer: lexer{text: text, pos: from, limit: limit, literals: mode&Literals != 0}}
	var out Node
	failure := p.catch(func() {
		p.advance()
		if p.closes() {
			return
		}
		if mode&Fields != 0 || p.looksLikeFields() {
			out = p.fields()
		} else {
			out = p.expression()
		}
		if !p.closes() {
			p.fail("Unexpected "+p.describe()+" in the expression.", "")
		}
	})
	if failure != nil {
		return nil, 0, failure
	}
	return out, p.current.pos + 2, nil
}

type parser struct {
	lexer
	current token
	ahead   []token // lexed in advance by peek
	depth   int
}

// bail carries an Error up through the recursion.
type bail struct{ err *Error }

func (p *parser) catch(parse func()) (failure *Error) {
	defer func() {
		if caught := recover(); caught != nil {
			b, ok := caught.(bail)
			if !ok {
				panic(caught)
			}
			failure = b.err
		}
	}()
	parse()
	return nil
}

func (p *parser) fail(text, hint string) {
	panic(bail{&Error{p.current.pos, max(p.current.end, p.current.pos), text, hint}})
}

func (p *parser) describe() string {
	switch p.current.kind {
	case tokenEnd:
		return "end"
	case tokenString:
		return "text"
	case tokenName, tokenNumber, tokenPunct, tokenInvalid, tokenBacktick:
	}
	return fmt.Sprintf("%q", p.text[p.current.pos:p.current.end])
}

func (p *parser) advance() {
	if len(p.ahead) > 0 {
		p.current, p.ahead = p.ahead[0], p.ahead[1:]
	} else {
		p.current = p.next()
	}
	if p.current.kind == tokenInvalid {
		p.fail(p.current.text, "")
	}
}

// peek returns the token after the current one, or the one after that.
func (p *parser) peek(n int) token {
	for len(p.ahead) < n {
		p.ahead = append(p.ahead, p.next())
	}
	return p.ahead[n-1]
}

func (p *parser) is(sign string) bool {
	return p.current.kind == tokenPunct && p.current.text == sign
}

func (p *parser) accept(sign string) bool {
	if !p.is(sign) {
		return false
	}
	p.advance()
	return true
}

func (p *parser) expect(sign string) {
	if !p.accept(sign) {
		if p.current.kind == tokenEnd {
			p.fail("The expression ends where "+sign+" is expected.", "Is a bracket or a }} missing?")
		}
		p.fail("Unexpected "+p.describe()+": "+sign+" is expected here.", "")
	}
}

// closes says whether the current token begins the closing `}}`.
func (p *parser) closes() bool {
	return p.is("}") && p.current.end < p.limit && p.text[p.current.end] == '}'
}

func (p *parser) enter() {
	p.depth++
	if p.depth > maxDepth {
		p.fail(fmt.Sprintf("This expression is nested deeper than %d levels.", maxDepth), "Compute it in the script or in WXS.")
	}
}

// looksLikeFields tells the inside of an object from an expression without going back.
func (p *parser) looksLikeFields() bool {
	if p.is("...") {
		return true
	}
	if p.current.kind != tokenName && p.current.kind != tokenString {
		return false
	}
	second := p.peek(1)
	return second.kind == tokenPunct && (second.text == ":" || p.current.kind == tokenName && second.text == ",")
}

// fields parses the inside of an object up to the closing brace, which it leaves.
func (p *parser) fields() *Object {
	p.enter()
	defer func() { p.depth-- }()
	out := &Object{}
	for !p.is("}") {
		out.Properties = append(out.Properties, p.property())
		if !p.accept(",") && !p.is("}") {
			p.expect(",")
		}
	}
	return out
}

func (p *parser) property() Property {
	if p.accept("...") {
		return Property{Value: &Spread{p.expression()}}
	}
	if p.accept("[") {
		computed := p.expression()
		p.expect("]")
		p.expect(":")
		return Property{Computed: computed, Value: p.expression()}
	}
	key := p.current
	if key.kind != tokenName && key.kind != tokenString && key.kind != tokenNumber {
		p.fail("Unexpected "+p.describe()+": a field's name is expected here.", "")
	}
	p.advance()
	if p.accept(":") {
		return Property{Key: key.text, Value: p.expression()}
	}
	if key.kind != tokenName {
		p.expect(":")
	}
	return Property{Key: key.text, Value: name(key)}
}

func name(t token) Node {
	switch t.text {
	case "true", "false", "null", "undefined":
		return &Literal{Word, t.text}
	}
	return &Ident{t.text, t.pos, t.end}
}

func (p *parser) expression() Node {
	p.enter()
	defer func() { p.depth-- }()
	test := p.binary(0)
	if !p.accept("?") {
		return test
	}
	then := p.expression()
	p.expect(":")
	return &Conditional{test, then, p.expression()}
}

var precedences = map[string]int{ //nolint:gochecknoglobals // JavaScript's table
	"??": 1, "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5,
	"==": 6, "!=": 6, "===": 6, "!==": 6,
	"<": 7, ">": 7, "<=": 7, ">=": 7,
	"<<": 8, ">>": 8, ">>>": 8,
	"+": 9, "-": 9, "*": 10, "/": 10, "%": 10, "**": 11,
}

func (p *parser) binary(least int) Node {
	left := p.unary()
	for chain := 0; ; chain++ {
		op := p.current
		precedence := precedences[op.text]
		if op.kind != tokenPunct || precedence == 0 || precedence <= least {
			return left
		}
		if chain > maxDepth { // a left-leaning tree is as deep as its chain is long
			p.fail(fmt.Sprintf("This expression has more than %d operators in a row.", maxDepth), "Compute it in the script or in WXS.")
		}
		p.advance()
		p.enter()
		if op.text == "**" {
			precedence-- // associates to the right
		}
		left = &Binary{op.text, left, p.binary(precedence)}
		p.depth--
	}
}

func (p *parser) unary() Node {
	op := p.current
	isSign := op.kind == tokenPunct && (op.text == "!" || op.text == "-" || op.text == "+" || op.text == "~")
	isWord := op.kind == tokenName && (op.text == "typeof" || op.text == "void")
	if isWord {
		next := p.peek(1)
		isWord = next.kind == tokenName || next.kind == tokenString || next.kind == tokenNumber ||
			next.kind == tokenPunct && strings.Contains("( [ { ! ~ - +", next.text)
	}
	if !isSign && !isWord {
		return p.postfix()
	}
	p.enter()
	defer func() { p.depth-- }()
	p.advance()
	return &Unary{op.text, p.unary()}
}

func (p *parser) postfix() Node {
	out := p.primary()
	for chain := 0; ; chain++ {
		if chain > maxDepth {
			p.fail(fmt.Sprintf("This expression has more than %d members in a row.", maxDepth), "")
		}
		switch {
		case p.is("?.") && p.peek(1).kind == tokenPunct: // ?.[ and ?.( : every access is optional anyway
			p.advance()
			if !p.is("[") && !p.is("(") {
				p.fail("Unexpected "+p.describe()+" after ?.", "")
			}
		case p.accept(".") || p.accept("?."):
			if p.current.kind != tokenName {
				p.fail("A name is expected after the dot.", "")
			}
			out = &Member{out, p.current.text}
			p.advance()
		case p.accept("["):
			index := p.expression()
			p.expect("]")
			out = &Index{out, index}
		case p.accept("("):
			out = &Call{out, p.items(")")}
		case p.is("=") || p.is("++") || p.is("--") || p.is("+=") || p.is("-=") || p.is("*=") || p.is("/="):
			p.fail("A template cannot assign.", "Compare with == or ===; change data with setData in the script.")
		case p.is("=>"):
			p.fail("A template cannot hold a function.", "Write it in a <wxs> module and call it here.")
		default:
			return out
		}
	}
}

// items parses a list up to its closing sign, which it takes.
func (p *parser) items(closing string) []Node {
	var out []Node
	for !p.accept(closing) {
		switch {
		case p.is(",") && closing == "]":
			out = append(out, nil)
		case p.accept("..."):
			out = append(out, &Spread{p.expression()})
		default:
			out = append(out, p.expression())
		}
		if !p.is(closing) {
			p.expect(",")
		}
	}
	return out
}

// literal parses a template literal, whose backtick is the current token, to a sum of texts.
func (p *parser) literal() Node {
	p.enter()
	defer func() { p.depth-- }()
	var out Node
	operands := 0
	add := func(n Node) {
		operands++
		if out != nil {
			n = &Binary{"+", out, n}
		}
		out = n
	}
	opening := p.current
	p.ahead = nil // nothing after a backtick is read as tokens
	p.pos = p.current.end
	for {
		text, isEnd, ok := p.literalText()
		if !ok {
			p.current = opening
			p.fail("This text is not closed.", "Add `.")
		}
		if text != "" || out == nil {
			add(&Literal{String, text})
		}
		if isEnd {
			p.advance()
			return out
		}
		if operands > maxDepth { // a left-leaning tree is as deep as it has operands
			p.fail(fmt.Sprintf("This text has more than %d parts.", maxDepth), "Compute it in the script or in WXS.")
		}
		p.advance()
		add(p.expression())
		if !p.is("}") {
			p.expect("}")
		}
		p.ahead = nil
		p.pos = p.current.end
	}
}

func (p *parser) primary() Node {
	t := p.current
	switch t.kind {
	case tokenNumber:
		p.advance()
		return &Literal{Number, t.text}
	case tokenString:
		p.advance()
		return &Literal{String, t.text}
	case tokenBacktick:
		return p.literal()
	case tokenName:
		if t.text == "function" || t.text == "new" {
			p.fail("A template cannot use "+t.text+".", "Write it in a <wxs> module and call it here.")
		}
		p.advance()
		return name(t)
	case tokenPunct:
		switch {
		case p.accept("("):
			inner := p.expression()
			p.expect(")")
			return inner
		case p.accept("["):
			p.enter()
			defer func() { p.depth-- }()
			return &Array{p.items("]")}
		case p.accept("{"):
			out := p.fields()
			p.expect("}")
			return out
		}
	case tokenEnd:
		p.fail("The expression is not finished.", "Is a }} missing?")
	case tokenInvalid:
	}
	p.fail("Unexpected "+p.describe()+" in the expression.", "")
	return nil
}
