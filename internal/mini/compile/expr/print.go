package expr

import (
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
)

// Path is a data field's name (string) or a loop slot's number (int), then static keys (string or int).
type Path []any

// Reference is what a name stands for at a place of a template.
type Reference struct {
	JS   string // how the generated code reads it
	Root any    // the first element of its paths: a string, an int, or nil if it never changes (a WXS module)
}

// Printer turns expressions into JavaScript. Member access never throws, as in WeChat: `a.b` becomes `d.a?.b`.
type Printer struct {
	// Resolve says what a name stands for.
	Resolve func(name string) Reference
	// Paths collects what the printed expressions read, without repetitions.
	Paths []Path
	quiet bool // the path of the whole chain is already read
}

// The precedences of JavaScript above those of binary operators.
const (
	precedenceConditional = 0
	precedenceUnary       = 12
	precedencePostfix     = 13
)

// Print returns JavaScript for an expression; a nil node is undefined. Paths grows by what it reads.
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
			p.print(out, n.Then, precedenceConditional-1)
			out.WriteByte(':')
			p.print(out, n.Otherwise, precedenceConditional-1)
		})
	}
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
		if unary, ok := n.R.(*Unary); ok && unary.Op == n.Op {
			out.WriteByte(' ')
		}
		p.operand(out, n, n.R, right)
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

// access prints members and indexes. Of a chain of static keys the whole path is read, else the path up to the first
// key that is computed, and whatever the keys read.
func (p *Printer) access(out *strings.Builder, n Node) {
	if path, ok := p.staticPath(n); ok && path != nil {
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
		p.print(out, n.I, precedenceConditional-1)
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

// staticPath returns the path of a chain of static keys, nil for a chain that starts at a module, and false for
// anything else.
func (p *Printer) staticPath(n Node) (Path, bool) {
	switch n := n.(type) {
	case *Ident:
		ref := p.Resolve(n.Name)
		if ref.Root == nil {
			return nil, true
		}
		return Path{ref.Root}, true
	case *Member:
		if inner, isMember := n.X.(*Member); isMember && inner.Name == "length" {
			return nil, false
		}
		base, ok := p.staticPath(n.X)
		// An array's length changes when an item is set past its end, which is another path.
		if !ok || base == nil || n.Name == "length" {
			return base, ok
		}
		return append(base, n.Name), true
	case *Index:
		base, ok := p.staticPath(n.X)
		literal, isLiteral := n.I.(*Literal)
		if !ok || !isLiteral || literal.Kind == Word {
			return nil, false
		}
		if base == nil {
			return nil, true
		}
		if i, err := strconv.Atoi(literal.Text); err == nil && literal.Kind == Number && i >= 0 {
			return append(base, i), true
		}
		return append(base, literal.Text), true
	}
	return nil, false
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
	path, ok := p.staticPath(n)
	if !ok {
		return nil
	}
	return path
}
