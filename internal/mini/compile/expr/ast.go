package expr

// Node is a part of an expression.
type Node interface{ node() }

// Ident is a name: a loop variable, a WXS module or a data field.
type Ident struct {
	Name     string
	Pos, End int // byte offsets in the text that was parsed
}

// LiteralKind says what a Literal is.
type LiteralKind int

// The kinds of literals.
const (
	Number LiteralKind = iota
	String
	Word // true, false, null, undefined
)

// Literal is a constant. Text: a number as JavaScript writes it, a string decoded, or the word.
type Literal struct {
	Kind LiteralKind
	Text string
}

// Array literal. A nil item is a hole; items may be *Spread.
type Array struct{ Items []Node }

// Object literal.
type Object struct{ Properties []Property }

// Property of an Object: a key and a value, `[computed]: value`, or a spread (then Key is "" and Value a *Spread).
type Property struct {
	Key      string
	Computed Node
	Value    Node
}

// Spread is `...x` in an array, an object or a call.
type Spread struct{ X Node }

// Member is `x.name`.
type Member struct {
	X    Node
	Name string
}

// Index is `x[i]`.
type Index struct{ X, I Node }

// Call is `f(args)`.
type Call struct {
	F    Node
	Args []Node
}

// Unary is `op x`.
type Unary struct {
	Op string
	X  Node
}

// Binary is `l op r`, logical operators included.
type Binary struct {
	Op   string
	L, R Node
}

// Conditional is `test ? then : otherwise`.
type Conditional struct{ Test, Then, Otherwise Node }

func (*Ident) node()       {}
func (*Literal) node()     {}
func (*Array) node()       {}
func (*Object) node()      {}
func (*Spread) node()      {}
func (*Member) node()      {}
func (*Index) node()       {}
func (*Call) node()        {}
func (*Unary) node()       {}
func (*Binary) node()      {}
func (*Conditional) node() {}
