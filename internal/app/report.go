package app

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/check"
	"github.com/superette/superette/web"
	"github.com/superette/superette/web/protocol/compat"
)

// ReportConfig says what `superette check` looks at, and how it tells.
type ReportConfig struct {
	Dir    string // the program's folder, with app.json, project.config.json or mini.project.json
	JSON   bool   // check.Report instead of text
	All    bool   // every place, and what nobody would notice
	Color  bool   // the terminal's colours
	FailOn string // the least severity that makes the exit code other than 0, or "never"
	For    string // "alipay", "wechat": what would have to change to publish it there, instead of what works here; "" for the latter
	To     io.Writer
}

// Report checks what of a program works here, tells it, and returns the exit code that its worst finding asks for: 2 for
// errors, 1 for something less, 0 if there is nothing of FailOn or worse.
func Report(ctx context.Context, c ReportConfig) (int, error) {
	root, err := openProgram(c.Dir)
	if err != nil {
		return 0, err
	}
	defer root.Close() //nolint:errcheck // only a handle on a folder
	type built struct {
		out         compile.Output
		diagnostics []compile.Diagnostic
	}
	got, err := untilEnd(ctx, func() (built, error) {
		out, diagnostics := compile.Build(ctx, root, compile.Options{Name: folderName(c.Dir), Sheets: newSheets(), Libraries: web.ExtendedLibrary, Inspect: true, Moves: c.For != ""})
		return built{out, diagnostics}, ctx.Err()
	})
	if err != nil {
		return 0, fmt.Errorf("app: check: %w", err)
	}
	out, diagnostics := got.out, got.diagnostics
	tables := check.Tables{Elements: compat.Elements, WX: compat.WX, MY: compat.MY}
	report, err := check.Run(out, diagnostics, tables)
	if err != nil {
		return 0, err
	}
	if c.For != "" {
		if out.App.Dialect == c.For {
			return 0, Refusal{Text: c.Dir + " is written for " + c.For + " already", Hint: "give --for " + compile.Other(c.For) + ", or leave it out to hear what works here"}
		}
		if report.Move, err = check.MoveOf(out, tables); err != nil {
			return 0, err
		}
		report.Move.For = c.For
	}
	if c.JSON {
		encoder := json.NewEncoder(c.To)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(report); err != nil {
			return 0, fmt.Errorf("app: write the report: %w", err)
		}
	} else {
		texts := map[string]string{}
		if out.Inspection != nil {
			texts = out.Inspection.Texts
		}
		p := reportPrinter{ReportConfig: c, texts: texts, root: root}
		if c.For == "" {
			p.print(report)
		} else {
			p.move(report)
		}
	}
	worst := report.Worst()
	switch {
	case c.FailOn == "never" || worst == "" || worst.Rank() < check.Severity(c.FailOn).Rank():
		return 0, nil
	case worst == check.Error:
		return 2, nil
	}
	return 1, nil
}

// reportPrinter tells a report to a person.
type reportPrinter struct {
	ReportConfig
	texts map[string]string // of files with uses; others are read
	root  fs.FS
}

// group is all places of one finding.
type group struct {
	check.Finding
	places []check.Finding
}

func (p *reportPrinter) print(r check.Report) {
	var groups []*group
	byKey := map[string]*group{}
	for _, f := range r.Findings {
		key := string(f.Severity) + "\x00" + f.Code + "\x00" + f.Subject
		if f.Code == f.Subject { // the compiler's own: its text says what it is about
			key += "\x00" + f.Text
		}
		g := byKey[key]
		if g == nil {
			g = &group{Finding: f}
			byKey[key] = g
			groups = append(groups, g)
		}
		g.places = append(g.places, f)
	}
	slices.SortStableFunc(groups, func(a, b *group) int { return b.Severity.Rank() - a.Severity.Rank() })
	for _, g := range groups {
		if g.Severity != check.Info || p.All {
			p.group(g)
		}
	}
	p.summary(r)
}

const (
	red, yellow, blue, green, dim, bold = "31", "33", "34", "32", "2", "1"
	shownPlaces                         = 3
)

// paint puts a text into one of the terminal's colours.
func (p *reportPrinter) paint(code, text string) string {
	if !p.Color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (p *reportPrinter) group(g *group) {
	code := map[check.Severity]string{check.Error: red, check.Warning: yellow, check.Info: blue}[g.Severity]
	fmt.Fprintf(p.To, "%s  %s\n", p.paint(code+";"+bold, string(g.Severity)), p.paint(bold, plain(g.Text)))
	if g.Happens != "" {
		fmt.Fprintf(p.To, "    %s\n", plain(g.Happens))
	}
	if g.Hint != "" {
		fmt.Fprintf(p.To, "    %s %s\n", p.paint(dim, "hint:"), plain(g.Hint))
	}
	for i, f := range g.places {
		if i == shownPlaces && !p.All {
			fmt.Fprintf(p.To, "  %s\n", p.paint(dim, "and in "+count(len(g.places)-i, "more place")+"; --all lists them"))
			break
		}
		fmt.Fprintf(p.To, "  %s:%d:%d\n", filepath.Join(p.Dir, filepath.FromSlash(f.File)), f.Range.Start.Line, f.Range.Start.Column)
		if i == 0 {
			p.frame(f)
		}
	}
	fmt.Fprintln(p.To)
}

// widest is how much of a line is shown: minified scripts have one line.
const widest = 120

// frame shows the line of a finding and marks the place in it.
func (p *reportPrinter) frame(f check.Finding) {
	text := p.text(f.File)
	lines := strings.Split(text, "\n")
	at := f.Range.Start.Line - 1
	if text == "" || at < 0 || at >= len(lines) {
		return
	}
	whole := strings.ReplaceAll(plain(strings.TrimRight(lines[at], "\r")), "\t", " ")
	line := []rune(whole)
	start := runesIn(whole, f.Range.Start.Column-1)
	length := 1
	if f.Range.End.Line == f.Range.Start.Line {
		length = max(1, runesIn(whole, f.Range.End.Column-1)-start)
	}
	if start > widest/2 && len(line) > widest {
		cut := start - widest/4
		line, start = append([]rune("…"), line[cut:]...), start-cut+1
	}
	if len(line) > widest {
		line = append(line[:widest-1], '…')
	}
	length = min(length, max(1, len(line)-start))
	number := fmt.Sprint(f.Range.Start.Line)
	fmt.Fprintf(p.To, "    %s %s\n", p.paint(dim, number+" |"), string(line))
	fmt.Fprintf(p.To, "    %s %s%s\n", p.paint(dim, strings.Repeat(" ", len(number))+" |"), strings.Repeat(" ", cells(line[:start])), p.paint(red, strings.Repeat("^", max(1, cells(line[start:start+min(length, len(line)-start)])))))
}

// runesIn says how many letters the first units of UTF-16 of a line are.
func runesIn(line string, units int) int {
	n := 0
	for _, r := range line {
		if units <= 0 {
			break
		}
		units -= utf16.RuneLen(r)
		n++
	}
	return n
}

// cells says how wide a text stands in a terminal: letters of Chinese, Japanese and Korean take two places.
func cells(text []rune) int {
	n := 0
	for _, r := range text {
		n++
		if unicode.In(r, unicode.Han, unicode.Hangul, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r < 0x3040 || r >= 0xff01 && r <= 0xff60 || r >= 0x1f300 {
			n++
		}
	}
	return n
}

func (p *reportPrinter) text(file string) string {
	text, ok := p.texts[file]
	if !ok {
		data, err := fs.ReadFile(p.root, file)
		if err == nil {
			text = string(data)
		}
		p.texts[file] = text
	}
	return strings.TrimPrefix(text, "\ufeff")
}

func (p *reportPrinter) summary(r check.Report) {
	infos := count(r.Counts.Infos, "note")
	if r.Counts.Infos > 0 && !p.All {
		infos += " that nobody would notice (--all lists them)"
	}
	clean, broken := []string{}, []string{}
	for _, page := range r.Pages {
		if page.Clean {
			clean = append(clean, page.Route)
		} else {
			broken = append(broken, fmt.Sprintf("%s (%s, %s)", page.Route, count(page.Errors, "error"), count(page.Warnings, "warning")))
		}
	}
	fmt.Fprintf(p.To, "%s: %s, %s, %s\n", p.paint(bold, plain(cmp.Or(r.Program.Name, p.Dir))), count(r.Counts.Errors, "error"), count(r.Counts.Warnings, "warning"), infos)
	if len(r.Pages) > 0 {
		fmt.Fprintf(p.To, "%s\n", p.paint(green, fmt.Sprintf("%d of %s clean", len(clean), count(len(r.Pages), "page"))))
	}
	for _, page := range broken {
		fmt.Fprintf(p.To, "  %s\n", plain(page))
	}
}
