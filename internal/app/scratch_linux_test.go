package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// small mounts a disk of so many bytes.
func small(t *testing.T, bytes int) string {
	t.Helper()
	folder := t.TempDir()
	err := syscall.Mount("tmpfs", folder, "tmpfs", 0, fmt.Sprintf("size=%d", bytes))
	if errors.Is(err, syscall.EPERM) {
		t.Skip("only root mounts a small disk; the gate does")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(folder, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	return folder
}

func TestBackupOnASmallDisk(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := t.TempDir()
	_, _, stop := serving(t, data, demoOn(store.Place{Dir: data}))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	file := backedUp(t, store.Place{Dir: data})
	for _, c := range []struct {
		name string
		do   func(folder string) error
	}{
		{"a backup", func(folder string) error {
			return Backup(t.Context(), BackupConfig{Data: data, Out: filepath.Join(folder, "b.tar.gz"), Now: time.Now, Random: rand.Reader, To: io.Discard})
		}},
		{"a restore", func(folder string) error {
			return Restore(t.Context(), RestoreConfig{File: file, Data: filepath.Join(folder, "again"), Now: time.Now, Random: rand.Reader, To: io.Discard})
		}},
	} {
		t.Run(c.name+" that does not fit is refused and leaves nothing, wherever it stopped", func(t *testing.T) {
			refused := 0
			for size := 64 << 10; ; size *= 2 {
				folder := small(t, size)
				err := c.do(folder)
				left, readErr := os.ReadDir(folder)
				if err == nil {
					if refused < 2 || len(left) != 1 {
						t.Errorf("it fits %d bytes, after %d refusals, with %v", size, refused, left)
					}
					return
				}
				refused++
				var refusal Refusal
				if !errors.As(err, &refusal) || refusal.Text != "there is no room left in "+folder {
					t.Errorf("%d bytes: error = %v, want a refusal for want of room", size, err)
				}
				if readErr != nil || len(left) > 0 {
					t.Errorf("%d bytes: left %v, %v", size, left, readErr)
				}
				if size > 256<<20 {
					t.Fatal("it never fits")
				}
			}
		})
	}
}

// ending ends a context when somebody writes.
type ending struct{ end context.CancelFunc }

func (e ending) Write(p []byte) (int, error) { e.end(); return len(p), nil }

func TestInterruptedBackup(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := t.TempDir()
	_, _, stop := serving(t, data, demoOn(store.Place{Dir: data}))
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	config := BackupConfig{Data: data, Out: filepath.Join(folder, "b.tar.gz"), Now: time.Now, Random: rand.Reader, To: io.Discard}
	t.Run("one that is told to end leaves nothing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		interrupted := config
		interrupted.To = ending{cancel}
		if err := Backup(ctx, interrupted); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want canceled", err)
		}
		if left, err := os.ReadDir(folder); err != nil || len(left) > 0 {
			t.Errorf("left %v, %v", left, err)
		}
	})
	t.Run("what a killed one left is removed by the next one an hour later; who still works is left alone", func(t *testing.T) {
		killed := filepath.Join(folder, backupScratch+"killed")
		if err := os.MkdirAll(filepath.Join(killed, "rows"), 0o700); err != nil {
			t.Fatal(err)
		}
		working, remove, err := scratchIn(folder, backupScratch, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(killed); err != nil {
			t.Errorf("one that may just begin was removed: %v", err)
		}
		later := config
		later.Now = func() time.Time { return time.Now().Add(2 * time.Hour) }
		if err := Backup(t.Context(), later); err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(filepath.Join(folder, ".*")); err != nil || len(left) != 1 || left[0] != working {
			t.Errorf("left %v, %v; want %s alone", left, err, working)
		}
		if err := remove(); err != nil {
			t.Error(err)
		}
	})
}

// weighed measures what is in use once so many bytes went by.
type weighed struct {
	at, gone int
	used     uint64
}

func (w *weighed) pass(n int) {
	before := w.gone
	if w.gone += n; before < w.at && w.gone >= w.at {
		w.used = inUse()
	}
}

func (w *weighed) Write(p []byte) (int, error) { w.pass(len(p)); return len(p), nil }

func inUse() uint64 {
	runtime.GC()
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s.HeapAlloc
}

func TestManifestOfManyFiles(t *testing.T) {
	t.Run("takes no memory for each of them, written or read", func(t *testing.T) {
		const files, most = 60_000, 4 << 20
		l, err := newListing(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer l.close() //nolint:errcheck // it has no name any more
		for n := range files {
			name := fmt.Sprintf("blobs/%064x", n)
			if n == 0 {
				name = backupRows
			}
			if err := l.add(backupFile{name, 1, strings.Repeat("a", 64)}); err != nil {
				t.Fatal(err)
			}
		}
		m := manifest{Format: backupFormat, Version: "v", Made: time.Now().UTC(), Rows: 3}
		size, err := m.size(l)
		if err != nil {
			t.Fatal(err)
		}
		before := inUse()
		written := &weighed{at: int(size) - 100}
		if err := m.writeTo(written, l); err != nil || int64(written.gone) != size {
			t.Fatalf("%d bytes of %d: %v", written.gone, size, err)
		}
		read := &weighed{at: int(size) - 100}
		r, w := io.Pipe()
		again, err := newListing(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		defer again.close() //nolint:errcheck // as above
		if err := l.each(func(line []byte) error { _, err := again.write.Write(append(line, '\n')); return err }); err != nil {
			t.Fatal(err)
		}
		again.files = l.files
		go func() { w.CloseWithError(m.writeTo(w, l)) }()
		got, err := readManifest(io.TeeReader(r, read), again)
		if err != nil || got.Rows != 3 || !got.Made.Equal(m.Made) {
			t.Errorf("manifest = %+v, %v", got, err)
		}
		for _, used := range []uint64{written.used, read.used} {
			if used == 0 || used > before+most {
				t.Errorf("%d bytes in use, %d before", used, before)
			}
		}
	})
}

// TestRestoreOntoADisk restores to where a disk is mounted, which can be neither renamed nor removed.
func TestRestoreOntoADisk(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := t.TempDir()
	origin, _, stop := serving(t, data, demoOn(store.Place{Dir: data}))
	cookie := enter(t, origin+"/demo/ling")
	before := me(t, origin, cookie)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	file := backedUp(t, store.Place{Dir: data})
	restore := func(folder string) error {
		return Restore(t.Context(), RestoreConfig{File: file, Data: folder, Now: time.Now, Random: rand.Reader, To: io.Discard})
	}
	t.Run("is the instance, beside what a file system has at its root", func(t *testing.T) {
		disk := small(t, 64<<20)
		if err := os.Mkdir(filepath.Join(disk, "lost+found"), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := restore(disk); err != nil {
			t.Fatal(err)
		}
		if left, err := filepath.Glob(filepath.Join(disk, restoreScratch+"*")); err != nil || len(left) > 0 {
			t.Errorf("%q is left, %v", left, err)
		}
		if last, _, err := lastBackup(disk); err != nil {
			t.Errorf("the last backup was at %v, %v", last, err)
		}
		origin, _, stop := serving(t, disk, serveOn(store.Place{Dir: disk}))
		if after := me(t, origin, cookie); after != before {
			t.Errorf("%s is signed in, want %s", after, before)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		var refusal Refusal
		if err := restore(disk); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "is not empty") {
			t.Errorf("a second time: %v, want a refusal", err)
		}
	})
	t.Run("leaves a disk empty that is too small", func(t *testing.T) {
		disk := small(t, 300_000)
		var refusal Refusal
		if err := restore(disk); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "no room left") {
			t.Errorf("error = %v, want a refusal that names the room", err)
		}
		if left, err := os.ReadDir(disk); err != nil || len(left) > 0 {
			t.Errorf("%v is left, %v", left, err)
		}
	})
}
