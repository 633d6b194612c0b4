// Package compile turns the source of a mini program into what the runtime loads: scripts that only register things,
// style sheets, and a manifest.
//
// Build runs in stages, each in a package of its own: scan (app.json, pages and the components they reach, package
// jsonc), script (esbuild and the modules' wiring), template (packages wxml and expr read, template writes), wxs, wxss,
// and emit, which lays it all down per chunk. A program written for Alipay differs in its files' names, its settings and its
// templates (dialect.go, package alipay), which come to the same tree; after that there is one way. What is wrong with the
// program is a list of diagnostics with places. A broken page does not stop the others: its script throws when
// it is opened, and publishing is refused while there are errors. The same input gives the same bytes: stages that run
// at the same time write to slots of their own, and everything is sorted before it is written.
//
// The contract of the output is web/protocol/template.ts and manifest.ts. Input comes as an fs.FS; for a folder on disk
// use os.OpenRoot and its FS, which cannot be left through a symbolic link.
package compile

import (
	"context"
	"io/fs"
	"runtime"
	"sort"
	"sync"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/internal/mini/compile/source"
)

// What is wrong with a program, and where.
type (
	Diagnostic = source.Diagnostic
	Severity   = source.Severity
	Range      = source.Range
	Position   = source.Position
)

// The severities. Nothing that has errors is published.
const (
	Error   = source.Error
	Warning = source.Warning
)

// Options of a build.
type Options struct {
	// Name and Color of the program if its own files say nothing of them.
	Name, Color string
	// Minify shortens scripts and styles.
	Minify bool
	// Dev puts the source text into the source maps, and lists the units.
	Dev bool
	// Cache may be nil. With one, what did not change since an earlier build is not compiled again.
	Cache *Cache
	// Written may be nil: then anything may have changed since the last build with the Cache. Otherwise only the content of
	// these files of fsys did, and they alone are looked at.
	Written []string
	// Inspect asks for Output.Inspection. It goes without Minify.
	Inspect bool
	// Moves asks for Inspection.Moves too.
	Moves bool
	// Sheets translates Sass and Less. It may be nil: then such a sheet is an error.
	Sheets *preprocess.Machine
	// Libraries gives the files of a library that useExtendedLib of app.json may name ("weui"), as an npm package has them.
	// It may be nil: then programs have only what they bring.
	Libraries func(name string) (fs.FS, error)
}

// Output of a build. It is complete as far as the program is: with errors among the diagnostics some pages fail.
type Output struct {
	App   AppManifest
	Files map[string][]byte // by path in the package: "$/main.js", "images/tea.png"; with a Cache not to be written to
	Pages int
	// Reach names for each page what it is made of: the paths of its components, and its own.
	Reach map[string][]string
	// Inspection is nil without Options.Inspect.
	Inspection *Inspection
	// Units of all chunks, with Options.Dev.
	Units []Unit
}

// HasErrors says whether a program with these diagnostics may not be published.
func HasErrors(list []Diagnostic) bool {
	for _, d := range list {
		if d.Severity == Error {
			return true
		}
	}
	return false
}

// Build compiles the program in fsys. Everything that is wrong, an ended ctx included, is in the diagnostics, sorted by
// file and place; then Output holds what could be compiled all the same, or nothing.
func Build(ctx context.Context, fsys fs.FS, options Options) (Output, []Diagnostic) {
	b := &builder{
		ctx: ctx, options: options, dialect: wechatDialect, routes: map[string]*chunk{}, chunks: map[string]*chunk{}, parts: map[string]*part{},
		modules: map[string]*scriptModule{}, wxs: map[string]*wxsModule{}, lacks: map[string][]lack{},
		packageNames: map[string]string{},
	}
	var out Output
	if b.open(fsys) && b.app() {
		for _, stage := range []func(){b.scan, b.scripts, b.workerScripts, b.templates, b.styles, b.checkTags, b.checkNesting} {
			if ctx.Err() != nil {
				b.log.Missing("app.json", "build.ended", "The build was given up: "+ctx.Err().Error()+".", "")
				return Output{}, b.diagnostics()
			}
			stage()
		}
		files := b.emit()
		out = Output{App: b.manifest, Files: files, Pages: len(b.order), Reach: map[string][]string{}, Units: b.emitted}
		for _, route := range b.order {
			out.Reach[route] = b.reach(b.parts[route])
		}
		if options.Inspect {
			out.Inspection = b.inspect()
		}
	}
	return out, b.diagnostics()
}

func (b *builder) diagnostics() []Diagnostic {
	list := append(b.log.List, b.treeLog.List...)
	if b.options.Sheets != nil && b.tree != nil {
		b.asWritten(list)
	}
	return source.Sort(list)
}

// open lists the program's files, wherever in the project they stand.
func (b *builder) open(fsys fs.FS) bool {
	b.tree = newTree(fsys, b, &b.treeLog)
	if !b.tree.scan() {
		return false
	}
	b.project()
	root := b.tree.root
	b.tree.sheet, b.tree.relations = b.sheet, b.relations()
	skip := b.foreign()
	if root == "" && len(skip) == 0 {
		b.dialect = b.recognise()
		b.tree.translations()
		return true
	}
	b.treeLog = source.Log{}
	whole := b.tree
	b.tree = newTree(fsys, b, &b.treeLog)
	b.tree.narrow(whole)
	b.tree.root, b.tree.skip, b.tree.sheet, b.tree.relations = root, skip, b.sheet, b.relations()
	if !b.tree.scan() {
		return false
	}
	b.dialect = b.recognise()
	b.tree.translations()
	return true
}

// builder holds the state of one build.
type builder struct {
	ctx           context.Context //nolint:containedctx // a builder is one call of Build
	options       Options
	dialect       *dialect
	tree          *tree
	treeLog       source.Log // guarded by the tree
	log           source.Log
	projectConfig *jsonc.Value
	projectFile   *source.File
	appConfig     *jsonc.Value
	form          string       // of theme.json that is read: "light", "dark"
	theme         *jsonc.Value // theme.json, read when the first @name is met
	aliases       []alias
	appUsing      map[string]string
	ownTabBar     string            // path of the component that draws the tab bar, "" if the host does
	lacks         map[string][]lack // by JSON file
	routes        map[string]*chunk // page → its chunk
	order         []string          // pages in the order of app.json
	chunks        map[string]*chunk
	chunkAt       sync.Map          // what chunkOf answered, a *chunk by name; emit asks, when all chunks are known, for several chunks at once
	packageNames  map[string]string // name of a sub-package → its root
	parts         map[string]*part
	partOrder     []string // sorted
	modules       map[string]*scriptModule
	wxs           map[string]*wxsModule
	appSheet      *sheetOf
	sheetsBefore  []string // package paths of sheets of extended libraries
	manifest      AppManifest
	workerRoot    string                   // folder of scripts for wx.createWorker with a slash at its end, "" for none
	workerModules map[string]*scriptModule // they, and what they require
	emitted       []Unit                   // with Options.Dev
}

// chunk is the main package or a sub-package.
type chunk struct {
	name        string
	root        string // with a slash at its end, "" for main
	independent bool
}

// parallel calls work for 0 … n-1 on all processors. Each call has a log of its own; they are joined in order.
func (b *builder) parallel(n int, work func(i int, log *source.Log)) {
	logs := make([]source.Log, n)
	indexes := make(chan int)
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range indexes {
				work(i, &logs[i])
			}
		})
	}
	for i := range n {
		indexes <- i
	}
	close(indexes)
	group.Wait()
	for i := range logs {
		b.log.List = append(b.log.List, logs[i].List...)
	}
}

// chunkOf returns the chunk that a package path belongs to: the sub-package with the longest root that holds it.
func (b *builder) chunkOf(name string) *chunk {
	if known, ok := b.chunkAt.Load(name); ok {
		return known.(*chunk)
	}
	best := b.chunks["main"]
	for _, c := range b.chunks {
		if len(c.root) > len(best.root) && len(name) > len(c.root) && name[:len(c.root)] == c.root {
			best = c
		}
	}
	b.chunkAt.Store(name, best)
	return best
}

func (b *builder) chunkNames() []string {
	names := make([]string, 0, len(b.chunks))
	for name := range b.chunks {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}
