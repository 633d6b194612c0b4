package store_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestUploads(t *testing.T) {
	dir := t.TempDir()
	u := storetest.OpenAt(t, dir, time.Now).Uploads()
	add := func(t *testing.T, name string, at int64, text string) (int64, error) {
		t.Helper()
		return u.Append(t.Context(), "olga", name, at, strings.NewReader(text), 20)
	}
	read := func(t *testing.T, name string) string {
		t.Helper()
		f, err := u.Open("olga", name)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	t.Run("parts make a whole, each where the one before ended", func(t *testing.T) {
		for n, part := range []string{"one ", "two ", "three"} {
			if size, err := add(t, "a", int64(4*n), part); err != nil || size != int64(4*n+len(part)) {
				t.Fatalf("part %d: %d, %v", n, size, err)
			}
		}
		if size, err := u.Size("olga", "a"); err != nil || size != 13 || read(t, "a") != "one two three" {
			t.Errorf("%d, %v: %q", size, err, read(t, "a"))
		}
		if size, err := u.Size("pete", "a"); err != nil || size != 0 {
			t.Errorf("another's of that name: %d, %v", size, err)
		}
	})
	t.Run("a part that does not begin at the end is refused, with where the end is", func(t *testing.T) {
		if size, err := add(t, "b", 0, "12345"); err != nil || size != 5 {
			t.Fatal(size, err)
		}
		for _, at := range []int64{0, 4, 6} {
			if size, err := add(t, "b", at, "x"); !errors.Is(err, store.ErrUploadAt) || size != 5 {
				t.Errorf("at %d: %d, %v", at, size, err)
			}
		}
		if got := read(t, "b"); got != "12345" {
			t.Errorf("%q", got)
		}
	})
	t.Run("of a part that breaks off stays what came", func(t *testing.T) {
		cut := io.MultiReader(strings.NewReader("came"), iotest.ErrReader(io.ErrUnexpectedEOF))
		if size, err := u.Append(t.Context(), "olga", "c", 0, cut, 20); err == nil || size != 4 || read(t, "c") != "came" {
			t.Errorf("%d, %v: %q", size, err, read(t, "c"))
		}
	})
	t.Run("past the limit nothing is added", func(t *testing.T) {
		if _, err := add(t, "d", 0, "kept"); err != nil {
			t.Fatal(err)
		}
		if size, err := add(t, "d", 4, strings.Repeat("x", 17)); !errors.Is(err, store.ErrBlobTooLong) || size != 4 || read(t, "d") != "kept" {
			t.Errorf("%d, %v: %q", size, err, read(t, "d"))
		}
	})
	t.Run("of two who add to one the second is refused", func(t *testing.T) {
		from, to := io.Pipe()
		done := make(chan error, 1)
		go func() {
			_, err := u.Append(t.Context(), "olga", "e", 0, from, 20)
			done <- err
		}()
		if _, err := to.Write([]byte("x")); err != nil { // it is read: the first one holds it
			t.Fatal(err)
		}
		if _, err := add(t, "e", 1, "y"); !errors.Is(err, store.ErrUploadBusy) {
			t.Errorf("the second: %v", err)
		}
		if err := u.Sweep(time.Now().Add(time.Hour)); err != nil {
			t.Error(err)
		}
		if err := errors.Join(to.Close(), <-done); err != nil || read(t, "e") != "x" {
			t.Errorf("the first: %v", err)
		}
	})
	t.Run("a full disk gives the room back", func(t *testing.T) {
		if _, err := add(t, "f", 0, "some"); err != nil {
			t.Fatal(err)
		}
		full := iotest.ErrReader(syscall.ENOSPC) // in the place of the file's own failure
		if _, err := u.Append(t.Context(), "olga", "f", 4, full, 20); !errors.Is(err, store.ErrFull) {
			t.Errorf("%v", err)
		}
		if size, err := u.Size("olga", "f"); err != nil || size != 0 {
			t.Errorf("left: %d, %v", size, err)
		}
	})
	t.Run("those that nobody has added to are swept, and of many the oldest give way", func(t *testing.T) {
		if err := u.Sweep(time.Now().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		files := func() []string {
			list, err := filepath.Glob(filepath.Join(dir, "uploads", "*", "*"))
			if err != nil {
				t.Fatal(err)
			}
			return list
		}
		if left := files(); len(left) != 0 {
			t.Fatalf("left: %v", left)
		}
		for n, name := range []string{"old", "middle", "new"} {
			if _, err := add(t, name, 0, name); err != nil {
				t.Fatal(err)
			}
			for _, file := range files() {
				info, err := os.Stat(file)
				if err == nil && info.Size() == int64(len(name)) && time.Since(info.ModTime()) < time.Minute {
					err = os.Chtimes(file, time.Time{}, time.Now().Add(time.Duration(n-3)*time.Hour))
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := u.Trim("olga", 2); err != nil {
			t.Fatal(err)
		}
		if size, err := u.Size("olga", "old"); err != nil || size != 0 || len(files()) != 2 {
			t.Errorf("%d, %v: %v", size, err, files())
		}
		if err := u.Sweep(time.Now().Add(-90 * time.Minute)); err != nil {
			t.Fatal(err)
		}
		if size, err := u.Size("olga", "new"); err != nil || size != 3 || len(files()) != 1 {
			t.Errorf("%d, %v: %v", size, err, files())
		}
		if err := errors.Join(u.Remove("olga", "new"), u.Remove("olga", "new"), u.Trim("nobody", 1)); err != nil || len(files()) != 0 {
			t.Errorf("%v: %v", err, files())
		}
	})
}
