package compile

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// Limits on what is read. A program in WeChat has at most 30 MB in all.
const (
	maxFiles       = 20_000
	maxSourceBytes = 8 << 20
	maxAssetBytes  = 64 << 20
	maxTotalBytes  = 256 << 20
)

// tree is the program's files under their package paths, whatever the project's layout: the source root is "", an npm
// package that nobody has built yet stands in miniprogram_npm as if somebody had, and a sheet in Sass or Less stands
// beside itself as WXSS.
type tree struct {
	fsys       fs.FS
	builder    *builder        // whose steps parse
	root       string          // of the program in fsys, "" or "miniprogram/"
	skip       []string        // folders of fsys that are no part of the program
	files      map[string]bool // package paths of all files outside node_modules
	isWhole    bool            // neither links nor a limit left anything out of files
	sorted     []string
	translated map[string]string // "a.wxss" → "a.scss"
	sheet      func(name string) *source.File
	relations  []relation
	listed     []listed         // of the whole project, in the order of a walk
	stamps     map[string]stamp // by path in fsys, where there are any
	mu         sync.Mutex
	sources    map[string]*source.File
	docs       map[string]*document
	npm        map[string]string // folder of the package path and name → folder in fsys, "" if there is none
	exists     map[string]bool   // of files in node_modules
	log        *source.Log       // guarded by mu

	descriptions sync.Map // folder in fsys → its package.json, a *jsonc.Value
	total        int64
}

// document is a template that is parsed at most once.
type document struct {
	once   sync.Once
	parsed *wxml.Document
}

func newTree(fsys fs.FS, b *builder, log *source.Log) *tree {
	return &tree{
		fsys: fsys, builder: b, log: log, files: map[string]bool{}, translated: map[string]string{}, sources: map[string]*source.File{}, docs: map[string]*document{},
		npm: map[string]string{}, exists: map[string]bool{},
	}
}

// scan lists the program's files. Hidden ones, node_modules and symbolic links are left out: a link may point outside.
// false: the folder cannot be read, which is in the log.
func (t *tree) scan() bool {
	if err := t.list(); err != nil {
		t.log.Missing(".", "file.unreadable", "The program's files cannot be listed: "+err.Error()+".", "")
		return false
	}
	t.isWhole = true
	for _, each := range t.listed {
		inside, isInside := strings.CutPrefix(each.name, t.root)
		switch {
		case !isInside || t.isSkipped(each.name):
		case !each.isRegular:
			t.isWhole = false
			t.log.Missing(each.name, "file.irregular", "This is no ordinary file and is left out.", "Symbolic links are not followed.")
			t.log.List[len(t.log.List)-1].Severity = source.Warning
		case len(t.files) < maxFiles:
			t.files[inside] = true
		default:
			t.isWhole = false
			t.log.Missing(each.name, "file.count", fmt.Sprintf("The program has more than %d files.", maxFiles), "")
			return t.sort()
		}
	}
	return t.sort()
}

func (t *tree) isSkipped(name string) bool {
	return slices.ContainsFunc(t.skip, func(folder string) bool {
		return strings.HasPrefix(folder, t.root) && strings.HasPrefix(name, folder+"/")
	})
}

// listed is a file of the project.
type listed struct {
	name      string
	isRegular bool
}

// list walks over the project, unless an earlier tree of this build did.
func (t *tree) list() error {
	if t.listed != nil {
		return nil
	}
	start := strings.TrimSuffix(t.root, "/")
	if start == "" {
		start = "."
	}
	cache := t.builder.options.Cache
	if start == "." && t.relist(cache.lastListing()) {
		return nil
	}
	t.stamps = map[string]stamp{}
	files := 0
	err := fs.WalkDir(t.readAhead(start), start, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if name != start && !t.isListed(name) {
				return fs.SkipDir
			}
			return nil
		}
		if isHidden(name) || !fs.ValidPath(name) {
			return nil
		}
		t.listed = append(t.listed, listed{name, entry.Type().IsRegular()})
		if !entry.Type().IsRegular() {
			return nil
		}
		if files++; files > maxFiles {
			return fs.SkipAll
		}
		if cache.believes() {
			if info, err := entry.Info(); err == nil && info.Mode().IsRegular() {
				if s, ok := stampOf(info); ok {
					t.stamps[name] = s
				}
			}
		}
		return nil
	})
	switch {
	case start != "." || !cache.believes():
	case err != nil || files > maxFiles:
		cache.keepListing(nil)
	default:
		cache.keepListing(&listing{t.listed, t.stamps})
	}
	return err
}

// isListed says whether the walk goes into a folder.
func (t *tree) isListed(folder string) bool {
	return !isHidden(folder) && path.Base(folder) != "node_modules" && !slices.Contains(t.skip, folder)
}

// isWalked says whether the walk comes to a file of the program if there is one; false if that is not easily said.
func (t *tree) isWalked(name string) bool {
	return !strings.HasPrefix(name, ".") && !strings.Contains(name, "/.") && !strings.Contains(name, "node_modules") && !t.isSkipped(name)
}

func isHidden(name string) bool { return strings.HasPrefix(path.Base(name), ".") }

// readFolders are folders that were read before a walk comes to them.
type readFolders struct {
	fs.FS
	entries map[string][]fs.DirEntry
}

// ReadDir reads what was not read.
func (f readFolders) ReadDir(name string) ([]fs.DirEntry, error) {
	if known, ok := f.entries[name]; ok {
		return known, nil
	}
	return fs.ReadDir(f.FS, name) //nolint:wrapcheck // it stands for the file system
}

// readAhead reads the folders of a walk on all processors, level by level. It stops where the walk will.
func (t *tree) readAhead(start string) fs.FS {
	out := readFolders{t.fsys, map[string][]fs.DirEntry{}}
	files := 0
	for level := []string{start}; len(level) > 0 && files <= maxFiles; {
		entries := make([][]fs.DirEntry, len(level))
		failed := make([]bool, len(level))
		t.builder.parallel(len(level), func(i int, _ *source.Log) {
			var err error
			entries[i], err = fs.ReadDir(t.fsys, level[i])
			failed[i] = err != nil // the walk meets it again, and says so
		})
		var next []string
		for i, folder := range level {
			if failed[i] {
				continue
			}
			out.entries[folder] = entries[i]
			for _, entry := range entries[i] {
				name := path.Join(folder, entry.Name())
				if !entry.IsDir() {
					files++
				} else if t.isListed(name) {
					next = append(next, name)
				}
			}
		}
		level = next
	}
	return out
}

// narrow takes over what an earlier tree listed of the whole project, if that was all of it.
func (t *tree) narrow(whole *tree) {
	if len(whole.files) < maxFiles {
		t.listed, t.stamps = whole.listed, whole.stamps
	}
}

func (t *tree) sort() bool {
	for name := range t.files {
		t.sorted = append(t.sorted, name)
	}
	sort.Strings(t.sorted)
	return true
}

// translations finds the sheets in Sass and Less, once it is known what they are translated to.
func (t *tree) translations() {
	for _, name := range t.sorted {
		if preprocess.Language(name) == "" {
			continue
		}
		if plain := strings.TrimSuffix(name, path.Ext(name)) + t.builder.dialect.style; !t.files[plain] && t.translated[plain] == "" {
			t.translated[plain] = name
		}
	}
}

// Exists says whether there is a file at a package path.
func (t *tree) Exists(name string) bool {
	if t.files[name] || t.translated[name] != "" {
		return true
	}
	if !inNpm(name) || !fs.ValidPath(name) {
		return false
	}
	place := t.place(name)
	if place == t.root+name && t.isWhole && t.isWalked(place) {
		return false // it would have been listed
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	known, ok := t.exists[place]
	if !ok {
		info, err := fs.Stat(t.fsys, place)
		known = err == nil && info.Mode().IsRegular()
		t.exists[place] = known
	}
	return known
}

// source returns a text file, or nil if there is none or it cannot be read (which is then in the log).
func (t *tree) source(name string) *source.File {
	if name == "" || !t.Exists(name) {
		return nil
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if file, ok := t.sources[name]; ok {
		return file
	}
	t.mu.Unlock()
	if t.translated[name] != "" {
		file := t.sheet(t.translated[name])
		t.mu.Lock()
		t.sources[name] = file
		return file
	}
	place := t.place(name)
	known, problem := remember(t, place, maxSourceBytes, func(c *Cache) *map[string]*kept[*source.File] { return &c.texts }, func(data []byte, before *source.File) *source.File {
		if before != nil && before.Text == string(data) {
			return before
		}
		file := source.NewFile(place, strings.ToValidUTF8(string(data), "\ufffd"))
		if before != nil && before.Text == file.Text {
			return before
		}
		return file
	})
	t.mu.Lock()
	if problem != "" {
		t.log.Missing(place, "file.unreadable", problem, "")
		t.sources[name] = nil
		return nil
	}
	if t.sources[name] == nil {
		t.sources[name] = known
	}
	return t.sources[name]
}

// projectText returns a file of the project, in the program or beside it.
func (t *tree) projectText(place string) (string, bool) {
	if info, err := fs.Stat(t.fsys, place); err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	data, _, problem := t.read(place, maxSourceBytes)
	return strings.TrimPrefix(strings.ToValidUTF8(string(data), "\ufffd"), "\ufeff"), problem == ""
}

// asset returns a file that goes into the package as it is.
func (t *tree) asset(place string) ([]byte, string) {
	return remember(t, place, maxAssetBytes, func(c *Cache) *map[string]*kept[[]byte] { return &c.assets }, func(data, before []byte) []byte {
		if before != nil && bytes.Equal(data, before) {
			return before
		}
		return data
	})
}

// read returns a file's content and its state right before, or what is wrong.
func (t *tree) read(place string, limit int64) ([]byte, seen, string) {
	var state seen
	// One look-up for size and content: in a root that cannot be left each costs a call per folder of the path.
	file, err := t.fsys.Open(place)
	if err != nil {
		return nil, state, unreadable(err)
	}
	defer file.Close() //nolint:errcheck // only read
	var data bytes.Buffer
	if info, err := file.Stat(); err == nil {
		if problem := t.count(info.Size(), limit); problem != "" {
			return nil, state, problem
		}
		state = t.builder.options.Cache.see(info)
		data.Grow(int(info.Size()) + bytes.MinRead)
	}
	if _, err := data.ReadFrom(file); err != nil {
		return nil, state, unreadable(err)
	}
	return data.Bytes(), state, ""
}

// count holds the limits on sizes.
func (t *tree) count(size, limit int64) (problem string) {
	if size > limit {
		return fmt.Sprintf("This file has more than %d MB.", limit>>20)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.total += size; t.total > maxTotalBytes {
		return fmt.Sprintf("The program has more than %d MB.", maxTotalBytes>>20)
	}
	return ""
}

func unreadable(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "This file cannot be read: " + err.Error() + "."
}

// Template returns the parsed template at a package path, or nil.
func (t *tree) Template(name string) *wxml.Document {
	file := t.source(name)
	if file == nil {
		return nil
	}
	t.mu.Lock()
	doc := t.docs[name]
	if doc == nil {
		doc = &document{}
		t.docs[name] = doc
	}
	t.mu.Unlock()
	doc.once.Do(func() {
		var log source.Log
		doc.parsed = memo(t.builder, stepKey{kind: t.builder.dialect.templates.Code, name: name}, []any{file}, &log, func(_ loader, log *source.Log) *wxml.Document {
			return t.builder.dialect.parse(file, log)
		})
		t.mu.Lock()
		t.log.List = append(t.log.List, log.List...)
		t.mu.Unlock()
	})
	return doc.parsed
}

// Style returns the style sheet at a package path, or nil.
func (t *tree) Style(name string) *source.File {
	return t.source(name)
}

// Resolve turns a reference as it is written in a file into a package path, "" if it leaves the package. The extension
// is added where it lacks. A path without a dot or slash at its start is relative, or else one in miniprogram_npm.
func (t *tree) Resolve(from, reference, extension string) string {
	reference = t.builder.dialect.packaged(strings.TrimSpace(reference))
	if extension != "" && path.Ext(reference) != extension {
		reference += extension
	}
	target := join(path.Dir(from), reference)
	if target != "" && t.Exists(target) || strings.HasPrefix(reference, ".") || strings.HasPrefix(reference, "/") {
		return target
	}
	for _, candidate := range npmCandidates(path.Dir(from), reference) {
		if t.Exists(candidate) {
			return candidate
		}
	}
	return target
}

// join resolves a reference against a folder. "" if it leaves the package or is no path.
func join(folder, reference string) string {
	if strings.HasPrefix(reference, "/") {
		folder = "."
		reference = strings.TrimLeft(reference, "/")
	}
	target := path.Join(folder, reference)
	if !fs.ValidPath(target) || target == "." {
		return ""
	}
	return target
}
