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
	sorted     []string
	translated map[string]string // "a.wxss" → "a.scss"
	sheet      func(name string) *source.File
	relations  []relation
	mu         sync.Mutex
	sources    map[string]*source.File
	docs       map[string]*document
	npm        map[string]string // folder of the package path and name → folder in fsys, "" if there is none
	exists     map[string]bool   // of files in node_modules
	log        *source.Log       // guarded by mu
	total      int64
}

// document is a WXML file that is parsed at most once.
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
	start := strings.TrimSuffix(t.root, "/")
	if start == "" {
		start = "."
	}
	err := fs.WalkDir(t.fsys, start, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := path.Base(name)
		isHidden := strings.HasPrefix(base, ".") && name != start
		if entry.IsDir() {
			if isHidden || base == "node_modules" || slices.Contains(t.skip, name) {
				return fs.SkipDir
			}
			return nil
		}
		if isHidden || !fs.ValidPath(name) {
			return nil
		}
		if !entry.Type().IsRegular() {
			t.log.Missing(name, "file.irregular", "This is no ordinary file and is left out.", "Symbolic links are not followed.")
			t.log.List[len(t.log.List)-1].Severity = source.Warning
			return nil
		}
		if len(t.files) == maxFiles {
			t.log.Missing(name, "file.count", fmt.Sprintf("The program has more than %d files.", maxFiles), "")
			return fs.SkipAll
		}
		t.files[strings.TrimPrefix(name, t.root)] = true
		return nil
	})
	if err != nil {
		t.log.Missing(start, "file.unreadable", "The program's files cannot be listed: "+err.Error()+".", "")
		return false
	}
	for name := range t.files {
		t.sorted = append(t.sorted, name)
	}
	sort.Strings(t.sorted)
	for _, name := range t.sorted {
		if preprocess.Language(name) == "" {
			continue
		}
		if plain := strings.TrimSuffix(name, path.Ext(name)) + ".wxss"; !t.files[plain] && t.translated[plain] == "" {
			t.translated[plain] = name
		}
	}
	return true
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
	data, problem := t.read(place, maxSourceBytes)
	t.mu.Lock()
	if problem != "" {
		t.log.Missing(place, "file.unreadable", problem, "")
		t.sources[name] = nil
		return nil
	}
	if t.sources[name] == nil {
		t.sources[name] = t.builder.options.Cache.text(source.NewFile(place, strings.ToValidUTF8(string(data), "\ufffd")))
	}
	return t.sources[name]
}

// projectText returns a file of the project, in the program or beside it.
func (t *tree) projectText(place string) (string, bool) {
	if info, err := fs.Stat(t.fsys, place); err != nil || !info.Mode().IsRegular() {
		return "", false
	}
	data, problem := t.read(place, maxSourceBytes)
	return strings.TrimPrefix(strings.ToValidUTF8(string(data), "\ufffd"), "\ufeff"), problem == ""
}

func (t *tree) read(place string, limit int64) ([]byte, string) {
	// One look-up for size and content: in a root that cannot be left each costs a call per folder of the path.
	file, err := t.fsys.Open(place)
	if err != nil {
		return nil, unreadable(err)
	}
	defer file.Close() //nolint:errcheck // only read
	var data bytes.Buffer
	if info, err := file.Stat(); err == nil {
		if info.Size() > limit {
			return nil, fmt.Sprintf("This file has more than %d MB.", limit>>20)
		}
		t.mu.Lock()
		t.total += info.Size()
		isTooMuch := t.total > maxTotalBytes
		t.mu.Unlock()
		if isTooMuch {
			return nil, fmt.Sprintf("The program has more than %d MB.", maxTotalBytes>>20)
		}
		data.Grow(int(info.Size()) + bytes.MinRead)
	}
	if _, err := data.ReadFrom(file); err != nil {
		return nil, unreadable(err)
	}
	return data.Bytes(), ""
}

func unreadable(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "This file cannot be read: " + err.Error() + "."
}

// Template returns the parsed WXML at a package path, or nil.
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
		doc.parsed = memo(t.builder, stepKey{kind: "wxml", name: name}, []any{file}, &log, func(_ loader, log *source.Log) *wxml.Document {
			return wxml.Parse(file, log)
		})
		t.mu.Lock()
		t.log.List = append(t.log.List, log.List...)
		t.mu.Unlock()
	})
	return doc.parsed
}

// Style returns the WXSS at a package path, or nil.
func (t *tree) Style(name string) *source.File {
	return t.source(name)
}

// Resolve turns a reference as it is written in a file into a package path, "" if it leaves the package. The extension
// is added where it lacks. A path without a dot or slash at its start is relative, or else one in miniprogram_npm.
func (t *tree) Resolve(from, reference, extension string) string {
	reference = strings.TrimSpace(reference)
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
