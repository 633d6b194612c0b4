package script

import (
	"bytes"
	"slices"

	"github.com/tdewolff/parse/v2/js"
)

// early lets a variable be read in what it is declared with, `const value = value || []`: it is undefined there. WeChat's tools
// translate let and const to var, so that programs have such lines and nobody ever noticed; a browser throws. The words are
// written over in place, const to var with two blanks, which leaves every place of the source map right. What would be another
// variable than before, or one for all turns of a loop, stays.
func early(code []byte, ast *js.AST) string {
	f := &earlyFinder{code: code}
	js.Walk(f, ast)
	if len(f.found) == 0 {
		return string(code)
	}
	out := slices.Clone(code)
	for _, at := range f.found {
		if bytes.HasPrefix(out[at:], []byte("const")) {
			copy(out[at:], "var  ")
		} else {
			copy(out[at:], "var")
		}
	}
	return string(out)
}

type earlyFinder struct {
	code  []byte
	loops []int // for each function around, how many loops of its own are around
	found []int // where the words const and let stand
}

// Enter looks at one node of the tree.
func (f *earlyFinder) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.AST, *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl, *js.ClassDecl:
		f.loops = append(f.loops, 0)
	case *js.ForStmt, *js.ForInStmt, *js.ForOfStmt, *js.WhileStmt, *js.DoWhileStmt:
		f.loops[len(f.loops)-1]++
	case *js.VarDecl:
		if n.TokenType != js.VarToken && f.loops[len(f.loops)-1] == 0 && readsItself(n) && isFreeBelow(n) {
			if at := f.word(n); at >= 0 {
				f.found = append(f.found, at)
			}
		}
	}
	return f
}

// Exit leaves a node.
func (f *earlyFinder) Exit(n js.INode) {
	switch n.(type) {
	case *js.AST, *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl, *js.ClassDecl:
		f.loops = f.loops[:len(f.loops)-1]
	case *js.ForStmt, *js.ForInStmt, *js.ForOfStmt, *js.WhileStmt, *js.DoWhileStmt:
		f.loops[len(f.loops)-1]--
	}
}

// word finds the const or let of a declaration, -1 if its first variable was named before it.
func (f *earlyFinder) word(n *js.VarDecl) int {
	first, ok := n.List[0].Binding.(*js.Var)
	if !ok {
		return -1
	}
	before := bytes.TrimRight(f.code[:max(0, offset(f.code, first.Data))], " \t\n")
	for _, word := range []string{"const", "let"} {
		if bytes.HasSuffix(before, []byte(word)) {
			return len(before) - len(word)
		}
	}
	return -1
}

// readsItself says whether a variable is read in its own value, before functions inside are called.
func readsItself(n *js.VarDecl) bool {
	for _, item := range n.List {
		variable, ok := item.Binding.(*js.Var)
		if !ok || item.Default == nil {
			continue
		}
		r := &reader{of: resolved(variable)}
		js.Walk(r, item.Default)
		if r.reads {
			return true
		}
	}
	return false
}

// isFreeBelow says whether no scope around, up to the function's own with its arguments, has a variable of one of these names.
func isFreeBelow(n *js.VarDecl) bool {
	for _, item := range n.List {
		variable, ok := item.Binding.(*js.Var)
		if !ok {
			return false
		}
		for s := n.Scope; s != s.Func; {
			s = s.Parent
			for _, other := range s.Declared {
				if bytes.Equal(other.Name(), variable.Name()) {
					return false
				}
			}
			// A variable from further out that is read beside the block would become this one.
			for _, other := range s.Undeclared {
				if bytes.Equal(other.Name(), variable.Name()) && resolved(other) != resolved(variable) {
					return false
				}
			}
		}
	}
	return true
}

type reader struct {
	of    *js.Var
	reads bool
}

func (r *reader) Enter(n js.INode) js.IVisitor {
	switch n := n.(type) {
	case *js.FuncDecl, *js.ArrowFunc, *js.MethodDecl, *js.ClassDecl:
		return nil
	case *js.Var:
		r.reads = r.reads || resolved(n) == r.of
	}
	return r
}

func (*reader) Exit(js.INode) {}
