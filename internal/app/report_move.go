package app

import (
	"cmp"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/check"
)

// change is all places of one change.
type change struct {
	check.Change
	places []check.Change
	files  map[string]bool
}

// changesOf puts together what is the same change, in the order of its first place; those with the most places come first among mere names.
func changesOf(all []check.Change, how compile.MoveHow) []*change {
	var out []*change
	byKey := map[[3]string]*change{}
	for _, each := range all {
		if each.How != how {
			continue
		}
		key := [3]string{each.From, each.To, each.Text}
		c := byKey[key]
		if c == nil {
			c = &change{Change: each, files: map[string]bool{}}
			byKey[key] = c
			out = append(out, c)
		}
		c.places = append(c.places, each)
		c.files[each.File] = true
	}
	if how == compile.MoveName {
		slices.SortStableFunc(out, func(a, b *change) int { return len(b.places) - len(a.places) })
	}
	return out
}

// move tells what would have to change in a program for the other dialect: how much first, then what has nothing like it, what is written otherwise,
// and what is only called otherwise.
func (p *reportPrinter) move(r check.Report) {
	platform := map[string]string{"alipay": "Alipay", "wechat": "WeChat"}[p.For]
	n := r.Move.Counts
	name := plain(cmp.Or(r.Program.Name, p.Dir))
	if r.Program.Dialect != "" {
		fmt.Fprintf(p.To, "%s for %s: %s and %s by name, %s otherwise, %s without a counterpart\n\n", p.paint(bold, name), platform,
			count(n.Files, "file"), count(n.Names, "place"), count(n.Forms, "place"), count(n.None, "place"))
	}
	for _, f := range r.Findings {
		if f.Severity == check.Error && r.Program.Dialect == "" {
			p.group(&group{Finding: f, places: []check.Finding{f}})
		}
	}
	for _, c := range changesOf(r.Move.Changes, compile.MoveNone) {
		p.change(c, red, "no counterpart")
	}
	for _, c := range changesOf(r.Move.Changes, compile.MoveForm) {
		p.change(c, yellow, "otherwise")
	}
	named := changesOf(r.Move.Changes, compile.MoveName)
	if len(named) > 0 {
		fmt.Fprintf(p.To, "%s\n", p.paint(blue+";"+bold, "by name"))
	}
	for _, c := range named {
		what := count(len(c.places), "place") + " in " + count(len(c.files), "file")
		if c.Range == nil {
			what = count(len(c.files), "file")
		}
		fmt.Fprintf(p.To, "  %s → %s  %s\n", plain(c.From), plain(c.To), p.paint(dim, what))
		if p.All && c.Range != nil {
			p.placesOf(c)
		}
	}
}

func (p *reportPrinter) change(c *change, color, word string) {
	to := ""
	if c.To != "" {
		to = " → " + c.To
	}
	fmt.Fprintf(p.To, "%s  %s\n", p.paint(color+";"+bold, word), p.paint(bold, plain(c.From+to)))
	if c.Text != "" {
		fmt.Fprintf(p.To, "    %s\n", plain(c.Text))
	}
	p.placesOf(c)
	fmt.Fprintln(p.To)
}

func (p *reportPrinter) placesOf(c *change) {
	for i, each := range c.places {
		if i == shownPlaces && !p.All {
			fmt.Fprintf(p.To, "  %s\n", p.paint(dim, "and in "+count(len(c.places)-i, "more place")+"; --all lists them"))
			return
		}
		file := plain(filepath.Join(p.Dir, filepath.FromSlash(each.File)))
		if each.Range == nil {
			fmt.Fprintf(p.To, "  %s\n", file)
			continue
		}
		fmt.Fprintf(p.To, "  %s:%d:%d\n", file, each.Range.Start.Line, each.Range.Start.Column)
	}
}
