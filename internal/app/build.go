package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/web"
)

// BuildConfig says what `superette build` compiles.
type BuildConfig struct {
	Dir string // the program's folder, with app.json, project.config.json or mini.project.json
	Out string // where the package's files go; "" only checks
	Now func() time.Time
	To  io.Writer // diagnostics and the summary
}

// program is what came of compiling a folder.
type program struct {
	pkg         pack.Package // without a hash if there was nothing to seal
	diagnostics []compile.Diagnostic
	reach       map[string][]string // page → the paths of what it is made of
	units       []compile.Unit      // in development
	took        time.Duration
}

// pagesOf returns the pages on which a fault in this file is met, sorted; none if it concerns the whole program.
func (p program) pagesOf(file string) []string {
	pages := []string{}
	for page, paths := range p.reach {
		if slices.Contains(paths, strings.TrimSuffix(file, path.Ext(file))) {
			pages = append(pages, page)
		}
	}
	slices.Sort(pages)
	return pages
}

func (p program) errors() (n int) {
	for _, d := range p.diagnostics {
		if d.Severity == compile.Error {
			n++
		}
	}
	return n
}

func (p program) opens() bool { return p.pkg.Hash != "" }

// Build compiles a program into a folder of files as they would be served, and prints what is wrong with it.
// It returns a Refusal, and writes nothing, if the program has errors.
func Build(ctx context.Context, c BuildConfig) error {
	p, err := compileFolder(ctx, c.Dir, compiling{limits: pack.DefaultLimits(), sheets: newSheets(), now: c.Now})
	if err != nil {
		return err
	}
	p.print(c.To, c.Dir, nil)
	if n := p.errors(); n > 0 {
		return Refusal{Text: count(n, "error") + " in " + c.Dir, Hint: "nothing was written; correct the errors above and build again"}
	}
	if c.Out == "" {
		return nil
	}
	if err := writePackage(c.Out, p.pkg); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "%s  %s\n", p.pkg.Hash, filepath.Join(c.Out, pack.ManifestPath))
	return nil
}

// compileFolder compiles and seals what is in a folder. What is wrong with the program is in its diagnostics; the error is
// a Refusal if there is no program in the folder.
func compileFolder(ctx context.Context, dir string, c compiling) (program, error) {
	root, err := openProgram(dir)
	if err != nil {
		return program{}, err
	}
	c.name = folderName(dir)
	return untilEnd(ctx, func() (program, error) {
		defer root.Close() //nolint:errcheck // only a handle on a folder
		return compileFiles(ctx, root, c)
	})
}

// untilEnd does work that looks up seldom (a style sheet may compute for ever), and does not wait for it once the context is done.
func untilEnd[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type made struct {
		value T
		err   error
	}
	done := make(chan made, 1)
	go func() {
		value, err := work()
		done <- made{value, err}
	}()
	select {
	case m := <-done:
		return m.value, m.err
	case <-ctx.Done():
		var none T
		return none, fmt.Errorf("app: compile: %w", ctx.Err())
	}
}

// openProgram opens the folder of a program, or refuses. A root cannot be left by a link in the folder: what is built goes
// to others.
func openProgram(dir string) (programFolder, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return programFolder{}, Refusal{Text: dir + " is not a folder", Hint: "give the folder that holds app.json, project.config.json or mini.project.json"}
	}
	if refusal := elsewhere(dir); refusal != nil {
		return programFolder{}, refusal
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return programFolder{}, fmt.Errorf("app: open %s: %w", dir, err)
	}
	return programFolder{root.FS(), root}, nil
}

// holdsProgram says whether a folder has a file that names a program.
func holdsProgram(dir string) bool {
	return slices.ContainsFunc([]string{"app.json", "project.config.json", "mini.project.json"}, func(name string) bool {
		_, err := os.Stat(filepath.Join(dir, name))
		return err == nil
	})
}

const (
	programDepth = 3 // how far below a repository's root a program is looked for
	programsTold = 5
)

// elsewhere refuses a folder that holds no program while folders below it do, such as the root of a repository; nil otherwise.
func elsewhere(dir string) error {
	if holdsProgram(dir) {
		return nil
	}
	var found []string
	err := filepath.WalkDir(dir, func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() || name == dir {
			return nil //nolint:nilerr // what cannot be read is no program
		}
		if ignored(entry.Name()) {
			return fs.SkipDir
		}
		if holdsProgram(name) {
			found = append(found, name)
			if len(found) == programsTold {
				return fs.SkipAll
			}
			return fs.SkipDir
		}
		if inside, err := filepath.Rel(dir, name); err != nil || strings.Count(inside, string(filepath.Separator)) >= programDepth-1 {
			return fs.SkipDir
		}
		return nil
	})
	if err != nil || len(found) == 0 {
		return nil //nolint:nilerr // the caller says what is wrong with the folder itself
	}
	return Refusal{Text: dir + " holds no mini program, but a folder in it does", Hint: "give " + strings.Join(found, ", or ")}
}

// folderName names a program whose files do not by the folder that it stands in.
func folderName(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return ""
	}
	return filepath.Base(full)
}

// compiling is what a compilation needs beside the files.
type compiling struct {
	name   string // of the program, if its own files say nothing
	limits pack.Limits
	sheets *preprocess.Machine // kept by who compiles again and again
	now    func() time.Time
	dev    bool
	cache  *compile.Cache
	// With cache: the files that were written since the last time; nil if anything may have changed.
	written []string
	sealer  *sealer // together with cache, which hands out the same slices; else nil
}

// newSheets returns what translates Sass and Less.
func newSheets() *preprocess.Machine {
	return preprocess.New(web.SheetTranslator, preprocess.DefaultLimits())
}

func compileFiles(ctx context.Context, files fs.FS, c compiling) (program, error) {
	started := c.now()
	out, diagnostics := compile.Build(ctx, files, compile.Options{Name: c.name, Sheets: c.sheets, Libraries: web.ExtendedLibrary, Dev: c.dev, Cache: c.cache, Written: c.written})
	if err := ctx.Err(); err != nil {
		return program{}, fmt.Errorf("app: compile: %w", err)
	}
	p := program{diagnostics: diagnostics, reach: out.Reach, units: out.Units}
	if len(out.App.Pages) > 0 {
		if err := p.seal(out, c); err != nil {
			return program{}, err
		}
	}
	if !p.opens() && p.errors() == 0 {
		p.complain("pack.no-pages", "this program has no page that works", "name its pages in app.json")
	}
	p.took = c.now().Sub(started)
	return p, nil
}

// seal makes the package. A program that the package format refuses (a path, a size, a name) is the author's to correct,
// so the refusal becomes a diagnostic.
func (p *program) seal(out compile.Output, c compiling) error {
	s := c.sealer
	if s == nil {
		s = &sealer{}
	}
	app, err := s.manifestOf(out)
	if err != nil {
		return err
	}
	p.pkg, err = s.Seal(out.Files, app, c.limits)
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	if f.Kind == fault.Internal {
		return err
	}
	p.complain(f.Code, f.Message(), "")
	return nil
}

// complain adds an error that concerns the whole program.
func (p *program) complain(code, text, hint string) {
	first := compile.Position{Line: 1, Column: 1}
	p.diagnostics = append(p.diagnostics, compile.Diagnostic{
		Severity: compile.Error, Code: code, File: "app.json", Range: compile.Range{Start: first, End: first}, Text: text, Hint: hint,
	})
}

// sealer seals one program again and again. Nobody may write to the manifests that it hands out.
type sealer struct {
	pack.Sealer

	mu  sync.Mutex
	raw []byte // what app was read from
	app pack.AppManifest
}

// manifestOf takes over what the compiler says about a program. Both write web/protocol's AppManifest, so its JSON is the
// bridge; a member that one of them does not know fails here rather than getting lost.
func (s *sealer) manifestOf(out compile.Output) (pack.AppManifest, error) {
	raw, err := json.Marshal(out.App)
	if err != nil {
		return pack.AppManifest{}, fmt.Errorf("app: read the compiler's manifest: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if bytes.Equal(raw, s.raw) {
		return s.app, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	var app pack.AppManifest
	if err := d.Decode(&app); err != nil {
		return pack.AppManifest{}, fmt.Errorf("app: read the compiler's manifest: %w", err)
	}
	app.Color = strings.ToLower(app.Color)
	s.raw, s.app = raw, app
	return app, nil
}

// theirs says whether a diagnostic is a warning about an npm package, whose author is somebody else; `check` tells of them.
func theirs(d compile.Diagnostic) bool {
	return d.Severity != compile.Error && compile.PackageOf(d.File) != ""
}

// print writes one line per diagnostic, in the form that editors follow, and a summary. Warnings that were told before are
// only counted.
func (p program) print(to io.Writer, dir string, before []compile.Diagnostic) {
	told := map[compile.Diagnostic]bool{}
	warningOf := func(d compile.Diagnostic) compile.Diagnostic {
		d.Range = compile.Range{} // a line above it moves it
		return d
	}
	for _, d := range before {
		told[warningOf(d)] = d.Severity != compile.Error
	}
	warnings := 0
	for _, d := range p.diagnostics {
		if theirs(d) {
			continue
		}
		if d.Severity != compile.Error {
			warnings++
		}
		if told[warningOf(d)] {
			continue
		}
		fmt.Fprintf(to, "%s:%d:%d: %s: %s\n", filepath.Join(dir, filepath.FromSlash(d.File)), d.Range.Start.Line, d.Range.Start.Column, d.Severity, plain(d.Text))
		if d.Hint != "" {
			fmt.Fprintf(to, "    hint: %s\n", plain(d.Hint))
		}
	}
	m := p.pkg.Manifest
	faults := count(p.errors(), "error")
	if warnings > 0 {
		faults += ", " + count(warnings, "warning")
	}
	fmt.Fprintf(to, "%s, %s, %s, %s in %.2f s\n", count(len(m.App.Pages), "page"), count(len(m.Files), "file"),
		sayBytes(m.TotalBytes()), faults, p.took.Seconds())
}

// plain keeps a text from a stranger's file on its line and away from the terminal's control characters.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}

// writePackage writes a package's files below a folder that is empty, missing, or holds an earlier build, which it replaces.
func writePackage(out string, p pack.Package) error {
	if err := clearBuild(out); err != nil {
		return err
	}
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // a build is for everybody to read
		return fmt.Errorf("app: write the build: %w", err)
	}
	// A root cannot be left by a path of the package, whatever links the folder has.
	root, err := os.OpenRoot(out)
	if err != nil {
		return fmt.Errorf("app: write the build: %w", err)
	}
	defer root.Close() //nolint:errcheck // only a handle on a folder
	for _, f := range p.Manifest.Files {
		name := filepath.FromSlash(f.Path)
		if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("app: write the build: %w", err)
		}
		if err := root.WriteFile(name, p.Blobs[f.SHA256], 0o644); err != nil {
			return fmt.Errorf("app: write the build: %w", err)
		}
	}
	// The manifest comes last: a folder with one holds everything it names.
	if err := root.WriteFile(pack.ManifestPath, p.Raw, 0o644); err != nil {
		return fmt.Errorf("app: write the build: %w", err)
	}
	return nil
}

// clearBuild removes the files of an earlier build, and nothing else.
func clearBuild(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && len(entries) == 0) {
		return nil
	}
	if err != nil {
		return Refusal{Text: out + " cannot be used: " + err.Error(), Hint: "give a folder that is empty or does not exist"}
	}
	foreign := Refusal{Text: out + " is not empty and holds no earlier build", Hint: "give a folder that is empty or does not exist"}
	raw, err := os.ReadFile(filepath.Join(out, pack.ManifestPath)) //nolint:gosec // the folder is the caller's
	if err != nil {
		return foreign
	}
	old, _, err := pack.Parse(raw, pack.DefaultLimits())
	if err != nil {
		return foreign
	}
	root, err := os.OpenRoot(out)
	if err != nil {
		return fmt.Errorf("app: clear the earlier build: %w", err)
	}
	defer root.Close() //nolint:errcheck // only a handle on a folder
	folders := map[string]bool{}
	for _, name := range append([]string{pack.ManifestPath}, paths(old)...) {
		if err := root.Remove(filepath.FromSlash(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("app: clear the earlier build: %w", err)
		}
		for at := strings.LastIndexByte(name, '/'); at > 0; at = strings.LastIndexByte(name[:at], '/') {
			folders[name[:at]] = true
		}
	}
	deepest := slices.SortedFunc(maps.Keys(folders), func(a, b string) int { return strings.Compare(b, a) })
	for _, folder := range deepest {
		_ = root.Remove(filepath.FromSlash(folder)) // a folder with something else in it stays
	}
	return nil
}

func paths(m pack.Manifest) []string {
	list := make([]string, len(m.Files))
	for i, f := range m.Files {
		list[i] = f.Path
	}
	return list
}

// count says "1 page" or "2 pages".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// sayBytes says a size for people, in units of 1,000.
func sayBytes(n int64) string {
	switch {
	case n < 1_000:
		return count(int(n), "byte")
	case n < 1_000_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
