package compile

import (
	"path"
	"strings"

	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/internal/mini/compile/source"
)

// sheet translates a sheet in Sass or Less. The result bears the name that it would have on disk, since places in it are
// its own; nil, with the mistake in the log, if it cannot be translated.
func (b *builder) sheet(name string) *source.File {
	place := b.tree.root + name
	text, ok := b.tree.projectText(place)
	if !ok {
		return nil
	}
	file := source.NewFile(place, text)
	if b.options.Sheets == nil {
		b.sheetFault(file, 0, "This style sheet cannot be translated: this compiler was given no Sass and no Less.")
		return nil
	}
	css, problem, err := b.options.Sheets.Translate(b.ctx, name, file.Text, b.findSheet)
	switch {
	case err != nil:
		b.sheetFault(file, 0, "This style sheet cannot be translated: "+err.Error()+".")
		return nil
	case problem != nil:
		at := file
		if problem.File != name {
			if other, ok := b.tree.projectText(b.tree.place(problem.File)); ok {
				at = source.NewFile(b.tree.place(problem.File), other)
			}
		}
		b.sheetFault(at, at.Offset(problem.Line, problem.Column), sentence(problem.Text))
		return nil
	}
	return source.NewFile(strings.TrimSuffix(place, path.Ext(place))+b.dialect.style, css)
}

// asWritten moves what is said of a sheet that was translated to where its author wrote it: into the sheet in Sass or Less,
// or one that it imports, at the text that it is about, which a translator copies as it stands.
func (b *builder) asWritten(list []Diagnostic) {
	for i, d := range list {
		name := strings.TrimPrefix(d.File, b.tree.root)
		written := b.tree.translated[name]
		css := b.tree.sources[name]
		if written == "" || css == nil {
			continue
		}
		from, to := css.At(d.Range.Start), css.At(d.Range.End)
		about := strings.Trim(css.Text[from:to], `"'`)
		if inside, ok := strings.CutPrefix(about, "url("); ok {
			about = strings.Trim(strings.TrimSuffix(inside, ")"), `"' `)
		}
		place := b.tree.place(written)
		list[i].File, list[i].Range = place, Range{Start: Position{Line: 1, Column: 1}, End: Position{Line: 1, Column: 1}}
		for _, each := range append([]string{written}, b.options.Sheets.Imports(written)...) {
			text, ok := b.tree.projectText(b.tree.place(each))
			if !ok {
				continue
			}
			if at := strings.Index(text, about); at >= 0 && about != "" {
				file := source.NewFile(b.tree.place(each), text)
				list[i].File, list[i].Range = file.Path, file.Range(at, at+len(about))
				break
			}
		}
	}
}

// untranslated says whether a sheet was to be translated and could not be.
func (t *tree) untranslated(name string) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	file, asked := t.sources[name]
	return asked && file == nil && t.translated[name] != ""
}

func (b *builder) sheetFault(file *source.File, at int, text string) {
	b.tree.mu.Lock()
	defer b.tree.mu.Unlock()
	b.tree.log.Error(file, at, at, b.dialect.sheets()+"."+preprocess.Language(file.Path), text, "")
}

func sentence(text string) string {
	text = strings.TrimSpace(text)
	if text != "" && !strings.ContainsAny(text[len(text)-1:], ".?!") {
		text += "."
	}
	return text
}

// findSheet finds what a sheet in Sass or Less imports: beside it, at the program's root, by an alias, or in an npm
// package. A sheet in the other language, or in WXSS, may be imported as it is written.
func (b *builder) findSheet(from, reference string) (found, text string, ok bool) {
	var targets []string
	switch {
	case strings.HasPrefix(reference, "~"):
		targets = npmCandidates(path.Dir(from), strings.TrimPrefix(reference, "~"))
	case strings.HasPrefix(reference, "/"):
		targets = []string{join(".", reference)}
	default:
		targets = []string{join(path.Dir(from), reference)}
		if !strings.HasPrefix(reference, ".") {
			targets = append(targets, b.aliased(reference)...)
			targets = append(targets, npmCandidates(path.Dir(from), reference)...)
		}
	}
	style := b.dialect.style
	endings := []string{".less", style, ".css"}
	if preprocess.Language(from) == "sass" {
		endings = []string{".scss", ".sass", style, ".css"}
	}
	for _, target := range targets {
		if target == "" {
			continue
		}
		names := []string{}
		folder, base := path.Split(target)
		for _, stem := range []string{target, folder + "_" + base, target + "/index", target + "/_index"} {
			if preprocess.Language(stem) != "" || path.Ext(stem) == style || path.Ext(stem) == ".css" {
				names = append(names, stem)
			}
			for _, ending := range endings {
				names = append(names, stem+ending)
			}
		}
		for _, name := range names {
			if text, ok := b.sheetText(name); ok {
				return name, text, true
			}
		}
	}
	return "", "", false
}

// sheetText reads a sheet as it is written; one that is made of another does not count.
func (b *builder) sheetText(name string) (string, bool) {
	if b.tree.translated[name] != "" || !b.tree.Exists(name) {
		// node_modules beside the program, named by a path.
		if !strings.Contains(name, "node_modules/") {
			return "", false
		}
	}
	return b.tree.projectText(b.tree.place(name))
}
