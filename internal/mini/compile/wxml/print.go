package wxml

import (
	"fmt"
	"strings"

	"github.com/superette/superette/internal/mini/compile/expr"
)

// Print returns WXML for a document. Parsing the text gives a document that prints the same.
func Print(d *Document) string {
	var out strings.Builder
	printNodes(&out, d.Nodes)
	return out.String()
}

func printNodes(out *strings.Builder, nodes []Node) {
	for _, n := range nodes {
		switch n := n.(type) {
		case *Text:
			out.WriteString(printValue(&n.Value, expr.Plain))
		case *Element:
			printElement(out, n)
		}
	}
}

func printElement(out *strings.Builder, e *Element) {
	out.WriteString("<" + e.Tag)
	for _, a := range e.Attributes {
		out.WriteString(" " + a.Name)
		if !a.HasValue {
			continue
		}
		mode := expr.Plain
		if e.Tag == "template" && a.Name == "data" {
			mode = expr.Fields
		}
		out.WriteString("='" + printValue(&a.Value, mode) + "'")
	}
	out.WriteString(">")
	out.WriteString(e.Raw)
	printNodes(out, e.Children)
	out.WriteString("</" + e.Tag + ">")
}

func printValue(v *Value, mode expr.Mode) string {
	var out strings.Builder
	for _, part := range v.Parts {
		if !part.IsExpr {
			out.WriteString(encode(part.Text))
			continue
		}
		names := expr.Printer{Resolve: func(name string) expr.Reference { return expr.Reference{JS: name} }}
		text := ""
		if part.Expr != nil {
			// A quote can only stand inside a text literal here.
			text = strings.ReplaceAll(names.Print(part.Expr), "'", `\x27`)
		}
		if mode == expr.Fields {
			text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
		}
		out.WriteString("{{ " + text + " }}")
	}
	return out.String()
}

// encode writes every character that means something, and blanks that would be dropped, as an entity.
func encode(text string) string {
	blank := strings.TrimSpace(text) == ""
	var out strings.Builder
	for _, r := range text {
		if blank || strings.ContainsRune("&<>\"'{}", r) {
			fmt.Fprintf(&out, "&#%d;", r)
			continue
		}
		out.WriteRune(r)
	}
	return out.String()
}
