package compile_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/mini/compile"
)

// opening counts the sources that are opened.
type opening struct {
	fs.FS
	files *atomic.Int64
}

func (o opening) Open(name string) (fs.File, error) {
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
	var files atomic.Int64
	later := func() time.Time { return time.Now().Add(time.Minute) }
	options := compile.Options{Cache: &compile.Cache{Now: later}}
	build := func() compile.Output {
		out, _ := compile.Build(context.Background(), opening{os.DirFS(dir), &files}, options)
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
