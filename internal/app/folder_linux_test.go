package app

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// within fails a test whose work does not end: what is hung cannot be ended from outside.
func within(t *testing.T, work func()) {
	t.Helper()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work()
	}()
	select {
	case <-done:
	case <-time.After(time.Minute):
		t.Fatal("it hangs")
	}
}

func TestPipesInAProgram(t *testing.T) {
	for _, name := range []string{"app.js", "pages/index/index.wxml", "pages/index/index.json", "pipe.js", "app.wxss", "package.json"} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, nil)
			path := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if err := syscall.Mkfifo(path, 0o600); err != nil {
				t.Fatal(err)
			}
			within(t, func() {
				var to bytes.Buffer
				if _, err := Report(t.Context(), ReportConfig{Dir: dir, FailOn: "never", All: true, To: &to}); err != nil {
					t.Error(err)
				}
				wantText(t, to.String(), `no ordinary file`)
				if err := Build(t.Context(), BuildConfig{Dir: dir, Now: time.Now, To: &to}); err != nil && !errors.As(err, new(Refusal)) {
					t.Error(err)
				}
			})
		})
	}
}

func TestACheckEndsWhenItIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	within(t, func() {
		if _, err := Report(ctx, ReportConfig{Dir: folder(t, nil), FailOn: "never", To: new(bytes.Buffer)}); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want that it was cancelled", err)
		}
	})
}
