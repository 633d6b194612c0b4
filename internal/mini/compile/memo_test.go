package compile_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/mini/compile"
)

// opening counts what is opened: sources, folders, and what is not there.
type opening struct {
	fs.FS
	files, folders, absent *atomic.Int64
}

func (o opening) Open(name string) (fs.File, error) {
	if path.Ext(name) == "" || name == "." {
		o.folders.Add(1)
	}
	if _, err := fs.Stat(o.FS, name); err != nil {
		o.absent.Add(1)
	}
	if slices.Contains([]string{".js", ".wxml", ".wxss"}, filepath.Ext(name)) {
		o.files.Add(1)
	}
	return o.FS.Open(name)
}

func onDisk(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/tabbar/in")); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestAFileThatWasLeftAloneIsNotReadAgain(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only there files have stamps")
	}
	dir := onDisk(t)
	var files, folders, absent atomic.Int64
	later := func() time.Time { return time.Now().Add(time.Minute) }
	options := compile.Options{Cache: &compile.Cache{Now: later}}
	build := func() compile.Output {
		out, _ := compile.Build(context.Background(), opening{os.DirFS(dir), &files, &folders, &absent}, options)
		return out
	}
	build()
	first := files.Swap(0)
	build()
	again := files.Swap(0)
	if first < 5 || again > 0 {
		t.Errorf("%d files were opened, %d in the second build", first, again)
	}
	if err := os.WriteFile(filepath.Join(dir, "app.js"), []byte("App({changed: 1})"), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := build(); !strings.Contains(string(out.Files["$/main.js"]), "changed: 1") || files.Load() != 1 {
		t.Errorf("%d files were opened after one changed:\n%s", files.Load(), out.Files["$/main.js"])
	}
}

// A host that watches the folder knows what was written.
func TestOnlyWhatWasWrittenIsLookedAt(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("only there files have stamps")
	}
	dir := onDisk(t)
	var files, folders, absent atomic.Int64
	later := func() time.Time { return time.Now().Add(time.Minute) }
	options := compile.Options{Cache: &compile.Cache{Now: later}}
	build := func(written []string) compile.Output {
		options.Written = written
		files.Store(0)
		folders.Store(0)
		out, _ := compile.Build(context.Background(), opening{os.DirFS(dir), &files, &folders, &absent}, options)
		return out
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	build([]string{})
	if folders.Load() < 2 {
		t.Errorf("%d folders were read by the first build", folders.Load())
	}
	write("app.js", "App({changed: 1})")
	if out := build([]string{"app.js"}); !strings.Contains(string(out.Files["$/main.js"]), "changed: 1") || folders.Load() > 0 {
		t.Errorf("%d folders were read after a file was written:\n%s", folders.Load(), out.Files["$/main.js"])
	}
	write("app.js", "App({changed: 2})")
	write("fresh.json", "{}")
	if out := build([]string{"app.js", "fresh.json"}); out.Files["fresh.json"] == nil || !strings.Contains(string(out.Files["$/main.js"]), "changed: 2") {
		t.Errorf("a file that nobody knew is not in %v", slices.Sorted(maps.Keys(out.Files)))
	}
	if err := os.Remove(filepath.Join(dir, "fresh.json")); err != nil {
		t.Fatal(err)
	}
	if out := build([]string{"fresh.json"}); out.Files["fresh.json"] != nil {
		t.Error("a file that is gone is still in the package")
	}
}

func TestWhatIsNotListedIsNotLookedFor(t *testing.T) {
	files := fstest.MapFS{}
	for name, text := range map[string]string{
		"app.json": `{"pages": ["pages/a/a"]}`, "app.js": "App({})",
		"pages/a/a.json": `{"usingComponents": {"b": "lib/button", "none": "lib/none"}}`, "pages/a/a.wxml": "<b />", "pages/a/a.js": "require('lib/tools')\nPage({})",
		"miniprogram_npm/lib/button/index.json": `{"component": true}`, "miniprogram_npm/lib/button/index.wxml": "<view>b</view>",
		"miniprogram_npm/lib/button/index.js": "Component({})", "miniprogram_npm/lib/tools/index.js": "",
	} {
		write(files, name, text)
	}
	var opened, folders, absent atomic.Int64
	out, list := compile.Build(context.Background(), opening{files, &opened, &folders, &absent}, compile.Options{})
	if !strings.Contains(string(out.Files["$/main.js"]), `"lib/tools":"miniprogram_npm/lib/tools/index.js"`) {
		t.Errorf("the package was not found: %v\n%s", list, out.Files["$/main.js"])
	}
	// The project's own files, and the places where a package may be installed: before, each file of one was asked for.
	if absent.Load() > 8 {
		t.Errorf("%d files were looked for that do not exist", absent.Load())
	}
}

// Saves of the same size follow each other faster than the file system's clock ticks.
func TestSavesWithinATickAreSeen(t *testing.T) {
	dir := onDisk(t)
	options := compile.Options{Cache: &compile.Cache{Now: time.Now}}
	for i := range 100 {
		text := fmt.Sprintf("App({saved: %d})", 100+i)
		if err := os.WriteFile(filepath.Join(dir, "app.js"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		out, _ := compile.Build(context.Background(), os.DirFS(dir), options)
		if want := fmt.Sprintf("saved: %d", 100+i); !strings.Contains(string(out.Files["$/main.js"]), want) {
			t.Fatalf("%q is not in\n%s", want, out.Files["$/main.js"])
		}
	}
}
