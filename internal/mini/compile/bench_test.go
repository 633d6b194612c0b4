package compile_test

import (
	"context"
	"io/fs"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/superette/superette/internal/mini/compile"
)

// Both benchmarks read WeUI's example from disk. Run them together, the ratio counts:
// go test ./internal/mini/compile -run none -bench WeUI -count 6

// BenchmarkWeUIWhole compiles everything: 58 pages of WXML, WXSS and scripts.
func BenchmarkWeUIWhole(b *testing.B) {
	fsys := weui(b)
	for b.Loop() {
		if out, list := compile.Build(context.Background(), fsys, compile.Options{}); out.Pages != 58 || compile.HasErrors(list) {
			b.Fatalf("%d pages, %+v", out.Pages, list)
		}
	}
}

// BenchmarkWeUIAgain is a build after one script changed, as in dev.
func BenchmarkWeUIAgain(b *testing.B) {
	fsys := weui(b)
	cache := &compile.Cache{}
	compile.Build(context.Background(), fsys, compile.Options{Cache: cache})
	for b.Loop() {
		if out, _ := compile.Build(context.Background(), fsys, compile.Options{Cache: cache}); out.Pages != 58 {
			b.Fatalf("%d pages", out.Pages)
		}
	}
}

// BenchmarkWeUIScriptsByEsbuild is the floor: esbuild alone on the same scripts, without WXML and WXSS.
func BenchmarkWeUIScriptsByEsbuild(b *testing.B) {
	fsys := weui(b)
	for b.Loop() {
		err := fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".js") {
				return err
			}
			text, err := fs.ReadFile(fsys, name)
			if err != nil {
				return err
			}
			api.Transform(string(text), api.TransformOptions{Format: api.FormatCommonJS, Target: api.ES2020, Sourcemap: api.SourceMapExternal, Sourcefile: name})
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
