package expr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
)

// Path is a data field's name (string) or a loop slot's number (int), then keys (string, int, or Computed).
type Path []any

// Computed is a key of a path that is known only when the template runs: the JavaScript of its expression.
type Computed struct{ JS string }

// Choice is what `test ? a : b` reads beside the test: only the side that is taken counts.
type Choice struct {
	Test            string // JavaScript
	Then, Otherwise Reads
}

// Reads is all that an expression reads.
type Reads struct {
	Paths   []Path
	Choices []Choice
}

func (r Reads) empty() bool { return len(r.Paths) == 0 && len(r.Choices) == 0 }

// Reference is what a name stands for at a place of a template.
type Reference struct {
	JS   string // how the generated code reads it
	Root any    // the first element of its paths: a string, an int, or nil if it never changes (a WXS module)
}

// Printer turns expressions into JavaScript. Member access never throws, as in WeChat: `a.b` becomes `d.a?.b`.
type Printer struct {
	// Resolve says what a name stands for.
	Resolve func(name string) Reference
	// Reads collects what the printed expressions read, without repetitions.
	Reads
	quiet bool // the path of the whole chain is already read
}

// The precedences of JavaScript above those of binary operators.
const (
	precedenceConditional = 0
	precedenceUnary       = 12
	precedencePostfix     = 13
)

// Print returns JavaScript for an expression; a nil node is undefined. Reads grows by what it reads.
func (p *Printer) Print(n Node) string {
	if n == nil {
		return "void 0"
	}
	var out strings.Builder
	p.print(&out, n, -1)
	return out.String()
}

// print writes a node, in parentheses if it binds no stronger than least.
func (p *Printer) print(out *strings.Builder, n Node, least int) {
	switch n := n.(type) {
	case *Ident:
		ref := p.Resolve(n.Name)
		if ref.Root != nil {
			p.read(Path{ref.Root})
		}
		out.WriteString(ref.JS)
	case *Literal:
		p.literal(out, n)
	case *Array:
		out.WriteByte('[')
		p.list(out, n.Items)
		if len(n.Items) > 0 && n.Items[len(n.Items)-1] == nil {
			out.WriteByte(',')
		}
		out.WriteByte(']')
	case *Object:
		p.object(out, n)
	case *Spread:
		out.WriteString("...")
		p.print(out, n.X, precedenceConditional-1)
	case *Member, *Index:
		p.access(out, n)
	case *Call:
		// What a method gives may depend on all of its object.
		if member, isMember := n.F.(*Member); isMember {
			if path := p.path(member.X); path != nil {
				p.read(path)
			}
		}
		p.print(out, n.F, precedencePostfix-1)
		out.WriteString("?.(")
		p.list(out, n.Args)
		out.WriteByte(')')
	case *Unary:
		wrap(out, least >= precedenceUnary, func() {
			out.WriteString(n.Op)
			if len(n.Op) > 1 || startsWithSign(n.X, n.Op) {
				out.WriteByte(' ')
			}
			p.print(out, n.X, precedenceUnary-1)
		})
	case *Binary:
		p.binary(out, n, least)
	case *Conditional:
		wrap(out, least >= precedenceConditional, func() {
			p.print(out, n.Test, precedenceConditional)
			out.WriteByte('?')
			then := p.side(out, n.Then)
			out.WriteByte(':')
			otherwise := p.side(out, n.Otherwise)
			if !then.empty() || !otherwise.empty() {
				p.Choices = append(p.Choices, Choice{p.silently(n.Test), then, otherwise})
			}
		})
	}
}

// side prints one side of a choice and returns what it reads.
func (p *Printer) side(out *strings.Builder, n Node) Reads {
	was := p.Reads
	p.Reads = Reads{}
	p.print(out, n, precedenceConditional-1)
	read := p.Reads
	p.Reads = was
	return read
}

// silently prints a node whose reads are collected elsewhere.
func (p *Printer) silently(n Node) string {
	inner := Printer{Resolve: p.Resolve}
	return inner.Print(n)
}

func wrap(out *strings.Builder, needed bool, print func()) {
	if needed {
		out.WriteByte('(')
	}
	print()
	if needed {
		out.WriteByte(')')
	}
}

// startsWithSign says whether printing x right after the sign would make one longer sign: `- -a`.
func startsWithSign(x Node, sign string) bool {
	u, ok := x.(*Unary)
	return ok && u.Op == sign && sign != "!"
}

func (p *Printer) literal(out *strings.Builder, n *Literal) {
	switch {
	case n.Kind == String:
		out.WriteString(jsonc.Quote(n.Text))
	case n.Text == "undefined":
		out.WriteString("void 0") // `undefined` is an ordinary name in JavaScript
	default:
		out.WriteString(n.Text)
	}
}

func (p *Printer) list(out *strings.Builder, items []Node) {
	for i, item := range items {
		if i > 0 {
			out.WriteByte(',')
		}
		if item != nil {
			p.print(out, item, precedenceConditional-1)
		}
	}
}

func (p *Printer) object(out *strings.Builder, n *Object) {
	out.WriteByte('{')
	for i, property := range n.Properties {
		if i > 0 {
			out.WriteByte(',')
		}
		if spread, ok := property.Value.(*Spread); ok {
			p.print(out, spread, precedenceConditional)
			continue
		}
		switch {
		case property.Computed != nil:
			out.WriteByte('[')
			p.print(out, property.Computed, precedenceConditional-1)
			out.WriteByte(']')
		case property.Key == "__proto__":
			out.WriteString(`["__proto__"]`) // a plain key would set the prototype
		default:
			out.WriteString(Key(property.Key))
		}
		out.WriteByte(':')
		p.print(out, property.Value, precedenceConditional-1)
	}
	out.WriteByte('}')
}

// Key returns a name as it stands in an object literal: quoted only if it must be.
func Key(name string) string {
	if name != "" && isASCIIName(name) {
		return name
	}
	return jsonc.Quote(name)
}

// Field returns the JavaScript of a field of an object. Beyond ASCII a name stands in brackets: what JavaScript takes for
// a letter changes with Unicode's version, and one wrong name would break a whole chunk.
func Field(object, name string) string {
	if isASCIIName(name) {
		return object + "." + name
	}
	return object + "[" + jsonc.Quote(name) + "]"
}

func isASCIIName(name string) bool {
	for i := range len(name) {
		if !isNameByte(name[i]) || i == 0 && name[i] >= '0' && name[i] <= '9' {
			return false
		}
	}
	return name != ""
}

func (p *Printer) binary(out *strings.Builder, n *Binary, least int) {
	precedence := precedences[n.Op]
	wrap(out, least >= precedence, func() {
		left, right := precedence-1, precedence
		if n.Op == "**" {
			left, right = precedenceUnary, precedence-1 // `-a ** b` is no JavaScript
		}
		p.operand(out, n, n.L, left)
		out.WriteString(n.Op)
		var behind strings.Builder
		p.operand(&behind, n, n.R, right)
		if strings.HasPrefix(behind.String(), n.Op) { // `a - -b / c` must not become a--b/c
			out.WriteByte(' ')
		}
		out.WriteString(behind.String())
	})
}

// operand puts `a ?? (b || c)` in parentheses: JavaScript refuses the mix without.
func (p *Printer) operand(out *strings.Builder, n *Binary, x Node, least int) {
	if inner, ok := x.(*Binary); ok {
		isMix := n.Op == "??" && (inner.Op == "||" || inner.Op == "&&") || inner.Op == "??" && (n.Op == "||" || n.Op == "&&")
		if isMix {
			least = precedenceUnary
		}
	}
	p.print(out, x, least)
}

// access prints members and indexes. Of a chain the whole path is read, and whatever its keys read.
func (p *Printer) access(out *strings.Builder, n Node) {
	if path := p.path(n); path != nil {
		p.read(path)
		was := p.quiet
		p.quiet = true
		p.chain(out, n)
		p.quiet = was
		return
	}
	p.chain(out, n)
}

func (p *Printer) chain(out *strings.Builder, n Node) {
	switch n := n.(type) {
	case *Member:
		p.target(out, n.X)
		out.WriteString("?.")
		if isASCIIName(n.Name) {
			out.WriteString(n.Name)
		} else {
			out.WriteString("[" + jsonc.Quote(n.Name) + "]")
		}
	case *Index:
		p.target(out, n.X)
		out.WriteString("?.[")
		was := p.quiet
		p.quiet = false // what the key reads is not part of the chain's path
		p.print(out, n.I, precedenceConditional-1)
		p.quiet = was
		out.WriteByte(']')
	}
}

func (p *Printer) target(out *strings.Builder, n Node) {
	if literal, ok := n.(*Literal); ok && literal.Kind != String {
		wrap(out, true, func() { p.print(out, n, precedenceConditional) }) // `1?.a` is a conditional
		return
	}
	p.print(out, n, precedencePostfix-1)
}

// path returns the path of a chain of members, or nil if the node is none or begins at a module.
func (p *Printer) path(n Node) Path {
	switch n := n.(type) {
	case *Ident:
		if ref := p.Resolve(n.Name); ref.Root != nil {
			return Path{ref.Root}
		}
	case *Member:
		if base := p.path(n.X); base != nil {
			return append(base, n.Name)
		}
	case *Index:
		base := p.path(n.X)
		if base == nil {
			return nil
		}
		literal, isLiteral := n.I.(*Literal)
		if !isLiteral || literal.Kind == Word {
			return append(base, Computed{p.silently(n.I)})
		}
		if i, err := strconv.Atoi(literal.Text); err == nil && literal.Kind == Number && i >= 0 {
			return append(base, i)
		}
		return append(base, literal.Text)
	}
	return nil
}

// Whole says whether the first path that was read leads to the value of the node, so that a change below the path is a
// change at the same place of the value.
func (p *Printer) Whole(n Node) bool {
	path := p.path(n)
	return path != nil && len(p.Paths) > 0 && slices.Equal(p.Paths[0], path)
}

func (p *Printer) read(path Path) {
	if p.quiet {
		return
	}
	for _, known := range p.Paths {
		if len(known) <= len(path) && slices.Equal(known, path[:len(known)]) {
			return
		}
	}
	p.Paths = slices.DeleteFunc(p.Paths, func(known Path) bool {
		return len(known) > len(path) && slices.Equal(known[:len(path)], path)
	})
	p.Paths = append(p.Paths, path)
}

// ModelPath returns the path that `model:value="{{a.b}}"` writes back to, or nil if the expression is no plain path.
func (p *Printer) ModelPath(n Node) Path {
	path := p.path(n)
	for _, key := range path {
		if _, isComputed := key.(Computed); isComputed {
			return nil
		}
	}
	return path
}
