package compile_test

import (
	"context"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/superette/superette/internal/mini/compile"
)

// All benchmarks read WeUI's example from disk. Run them together, the ratio counts; on a busy machine that of cpu-ms/op:
// go test ./internal/mini/compile -run none -bench WeUI -count 6

// cpuTime reports the processor time per operation beside the wall's.
func cpuTime(b *testing.B, run func()) {
	b.Helper()
	used := func() int64 {
		var usage syscall.Rusage
		if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
			b.Fatal(err)
		}
		return usage.Utime.Nano() + usage.Stime.Nano()
	}
	start := used()
	for b.Loop() {
		run()
	}
	b.ReportMetric(float64(used()-start)/1e6/float64(b.N), "cpu-ms/op")
}

// BenchmarkWeUIWhole compiles everything: 58 pages of WXML, WXSS and scripts.
func BenchmarkWeUIWhole(b *testing.B) {
	fsys := weui(b)
	cpuTime(b, func() {
		if out, list := compile.Build(context.Background(), fsys, compile.Options{}); out.Pages != 58 || compile.HasErrors(list) {
			b.Fatalf("%d pages, %+v", out.Pages, list)
		}
	})
}

// BenchmarkWeUIAgain is a build after one script changed, as in dev.
func BenchmarkWeUIAgain(b *testing.B) {
	fsys := weui(b)
	cache := &compile.Cache{}
	compile.Build(context.Background(), fsys, compile.Options{Cache: cache})
	cpuTime(b, func() {
		if out, _ := compile.Build(context.Background(), fsys, compile.Options{Cache: cache}); out.Pages != 58 {
			b.Fatalf("%d pages", out.Pages)
		}
	})
}

// BenchmarkWeUIScriptsByEsbuild is the floor: esbuild alone on the same scripts, without WXML and WXSS.
func BenchmarkWeUIScriptsByEsbuild(b *testing.B) {
	fsys := weui(b)
	cpuTime(b, func() {
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
	})
}
