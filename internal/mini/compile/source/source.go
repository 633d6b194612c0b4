// Package source knows files of a mini program's source and places in them, and collects what is wrong with them.
//
// Every stage of the compiler works with byte offsets, which are cheap; lines and columns are computed only for the few
// places that end up in a diagnostic. A Log belongs to one goroutine: stages that run at the same time have one each,
// and compile.Build joins and sorts them, so that the same input gives the same list.
package source

import (
	"cmp"
	"slices"
	"sort"
	"sync"
	"unicode/utf8"
)

// File is one source text.
type File struct {
	Path  string // as the author sees it: from the root of what was handed to the compiler
	Text  string
	once  sync.Once
	lines []int // offsets of line starts, computed at the first question
}

// NewFile returns a file for a text. A byte order mark at the start is dropped.
func NewFile(path, text string) *File {
	if len(text) >= 3 && text[:3] == "\ufeff" {
		text = text[3:]
	}
	return &File{Path: path, Text: text}
}

// Position is a place that people can read. Both are 1-based; a column counts UTF-16 units, as editors do.
type Position struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

// Range is a part of a file; End is the place after its last character.
type Range struct {
	Start Position `json:"start"`
	End   Position `json:"end"`
}

// Position turns a byte offset into a place. Offsets outside the text are clamped to it.
func (f *File) Position(offset int) Position {
	f.once.Do(func() {
		f.lines = append(f.lines, 0)
		for i := range len(f.Text) {
			if f.Text[i] == '\n' {
				f.lines = append(f.lines, i+1)
			}
		}
	})
	offset = max(0, min(offset, len(f.Text)))
	line := sort.SearchInts(f.lines, offset+1) - 1
	return Position{Line: line + 1, Column: 1 + utf16Length(f.Text[f.lines[line]:offset])}
}

func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// Range turns two byte offsets into a range.
func (f *File) Range(start, end int) Range {
	return Range{Start: f.Position(start), End: f.Position(max(start, end))}
}

// At turns a position, as Position gives it, into a byte offset.
func (f *File) At(p Position) int {
	at := f.Offset(p.Line, 0)
	units := p.Column - 1
	for _, r := range f.Text[at:] {
		if units <= 0 || r == '\n' {
			break
		}
		units -= utf16Length(string(r))
		at += utf8.RuneLen(r)
	}
	return at
}

// Offset turns a line (1-based) and a column in bytes (0-based), as esbuild counts them, into a byte offset.
func (f *File) Offset(line, column int) int {
	f.Position(0)
	if line < 1 || line > len(f.lines) {
		return len(f.Text)
	}
	return min(f.lines[line-1]+column, len(f.Text))
}

// Severity says what a diagnostic means for publishing.
type Severity string

const (
	// Error: the file is broken; nothing that has errors is published.
	Error Severity = "error"
	// Warning: it runs, but probably not as meant.
	Warning Severity = "warning"
)

// Diagnostic is one thing that is wrong with the program.
type Diagnostic struct {
	Severity Severity `json:"severity"`
	Code     string   `json:"code"` // "wxml.unclosed", stable
	File     string   `json:"file"`
	Range    Range    `json:"range"`
	Text     string   `json:"text"`           // one sentence
	Hint     string   `json:"hint,omitempty"` // what to do, if we know
}

// maxPerLog bounds the diagnostics of one log: a binary file with a wrong extension would fill memory with them.
const maxPerLog = 500

// Log collects diagnostics. The zero value is ready. It is not safe for use by several goroutines.
type Log struct {
	List []Diagnostic
}

// Error adds an error about the bytes start to end of a file.
func (l *Log) Error(f *File, start, end int, code, text, hint string) {
	l.about(Error, f, start, end, code, text, hint)
}

// Warn adds a warning about the bytes start to end of a file.
func (l *Log) Warn(f *File, start, end int, code, text, hint string) {
	l.about(Warning, f, start, end, code, text, hint)
}

// about finds the place only of what is kept: on a line of 100,000 mistakes each place costs the whole line.
func (l *Log) about(severity Severity, f *File, start, end int, code, text, hint string) {
	if len(l.List) < maxPerLog {
		l.add(Diagnostic{severity, code, f.Path, f.Range(start, end), text, hint})
	}
}

// Missing adds an error about a file that could not be read at all.
func (l *Log) Missing(path, code, text, hint string) {
	first := Position{Line: 1, Column: 1}
	l.add(Diagnostic{Error, code, path, Range{first, first}, text, hint})
}

func (l *Log) add(d Diagnostic) {
	if len(l.List) < maxPerLog {
		l.List = append(l.List, d)
	}
}

// Sort orders diagnostics by file and place and drops repetitions (a file that is imported twice is checked twice).
func Sort(list []Diagnostic) []Diagnostic {
	slices.SortStableFunc(list, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Range.Start.Line, b.Range.Start.Line),
			cmp.Compare(a.Range.Start.Column, b.Range.Start.Column),
			cmp.Compare(a.Code, b.Code),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.Compact(list)
}

// Rune returns the character at an offset, for texts of diagnostics: "" at the end of the text.
func Rune(text string, offset int) string {
	if offset >= len(text) {
		return ""
	}
	_, size := utf8.DecodeRuneInString(text[offset:])
	return text[offset : offset+size]
}
