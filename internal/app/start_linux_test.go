package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"net/http"
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

// fill leaves no room on a disk, and returns how to make it again.
func fill(t *testing.T, disk string) (empty func()) {
	t.Helper()
	f, err := os.Create(filepath.Join(disk, "ballast")) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	for size := 1 << 20; size > 0; {
		if _, err := f.Write(make([]byte, size)); errors.Is(err, syscall.ENOSPC) {
			size /= 2
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(f.Name()); err != nil {
			t.Fatal(err)
		}
	}
}

// stopped returns the folder of an instance on a disk, with one person, that ended in good order.
func stopped(t *testing.T, disk string) (data string) {
	t.Helper()
	data = filepath.Join(disk, "data")
	url, _, stop := serving(t, data, Serve)
	if status, said := register(t, url, "ling"); status != http.StatusOK {
		t.Fatalf("registering: %d %s", status, said)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	// A connection whose query was broken off by the end is closed by database/sql once the query has returned, a moment after its pool.
	open := openIn(t, disk)
	for deadline := time.Now().Add(time.Minute); len(open) > 0 && time.Now().Before(deadline); open = openIn(t, disk) {
		runtime.Gosched()
	}
	for _, each := range open {
		t.Errorf("%s is still open after the instance ended", each)
	}
	return data
}

// openIn returns the files below a folder that this process has open.
func openIn(t *testing.T, folder string) (found []string) {
	t.Helper()
	const own = "/proc/self/fd"
	all, err := os.ReadDir(own)
	if err != nil {
		t.Fatal(err)
	}
	for _, each := range all {
		// One that was closed since is not open.
		if file, err := os.Readlink(filepath.Join(own, each.Name())); err == nil && strings.HasPrefix(file, folder+"/") {
			found = append(found, file)
		}
	}
	return found
}

// remount mounts a disk on which nobody has a file open with other flags. The kernel lets go of a file a moment after it was closed, if
// a process that another goroutine starts had a copy of it just then.
func remount(t *testing.T, disk string, flags uintptr) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; runtime.Gosched() {
		err := syscall.Mount("", disk, "", syscall.MS_REMOUNT|flags, "")
		if err == nil {
			return
		}
		if !errors.Is(err, syscall.EBUSY) || time.Now().After(deadline) {
			t.Fatalf("%v; open in it: %q", err, openIn(t, disk))
		}
	}
}

func register(t *testing.T, url, handle string) (status int, said string) {
	t.Helper()
	b := &browser{Client: http.Client{Timeout: 30 * time.Second}, url: url}
	return b.ask(t, "AccountService/Register", map[string]any{"handle": handle, "name": handle, "password": "a good long one"})
}

func inviteOf(data string) InviteConfig {
	return InviteConfig{Data: data, URL: "http://localhost:8420", Uses: 1, TTL: time.Hour, Now: time.Now, Random: rand.Reader, To: io.Discard}
}

func wantRefused(t *testing.T, what string, err error, text, hint string) {
	t.Helper()
	var refusal Refusal
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, text) || !strings.Contains(refusal.Hint, hint) || strings.Contains(refusal.Text, "store.") {
		t.Errorf("%s: %v, want a refusal with %q and the hint %q", what, err, text, hint)
	}
}

// TestStartOnAFullDisk has a stopped instance served, invited to and backed up on a disk without room for what SQLite makes beside its file.
func TestStartOnAFullDisk(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	disk := small(t, 12<<20)
	data := stopped(t, disk)
	empty := fill(t, disk)
	t.Run("every command that writes says that there is no room", func(t *testing.T) {
		wantRefused(t, "serve", Serve(t.Context(), testConfig(t, data, io.Discard)), data+" has no room left", "make room and start again")
		wantRefused(t, "invite", Invite(t.Context(), inviteOf(data)), data+" has no room left", "make room")
	})
	t.Run("one who would move it away is in nobody's way", func(t *testing.T) {
		to := "postgres://superette@127.0.0.1:1/none" // nobody listens there
		err := Move(t.Context(), MoveConfig{Data: data, To: to, Now: time.Now, Random: rand.Reader, Out: io.Discard})
		wantRefused(t, "move", err, "cannot be reached", "is the server running")
	})
	t.Run("it is backed up elsewhere", func(t *testing.T) {
		backedUp(t, store.Place{Dir: data})
	})
	t.Run("with room again it is served, and invited to", func(t *testing.T) {
		empty()
		url, _, _ := serving(t, data, Serve)
		if status, said := register(t, url, "tom"); status != http.StatusOK {
			t.Errorf("registering: %d %s", status, said)
		}
		if err := Invite(t.Context(), inviteOf(data)); err != nil {
			t.Error(err)
		}
	})
}

// TestReadOnlyFolder mounts the folder of a stopped instance read-only, as a kernel does with a disk that fails.
func TestReadOnlyFolder(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := stopped(t, small(t, 64<<20))
	disk := filepath.Dir(data)
	remount(t, disk, syscall.MS_RDONLY)
	t.Run("every command that writes says so", func(t *testing.T) {
		wantRefused(t, "serve", Serve(t.Context(), testConfig(t, data, io.Discard)), data+" cannot be written to", "not mounted read-only")
		wantRefused(t, "invite", Invite(t.Context(), inviteOf(data)), data+" cannot be written to", "not mounted read-only")
	})
	t.Run("it is looked at and backed up, and the backup is the instance", func(t *testing.T) {
		if err := Check(t.Context(), CheckConfig{Data: data, To: io.Discard}); err != nil {
			t.Error(err)
		}
		var said bytes.Buffer
		if _, err := Doctor(t.Context(), DoctorConfig{Data: data, Now: time.Now, To: &said}); err != nil || !strings.Contains(said.String(), "whole, and keeps what it acknowledges") {
			t.Errorf("doctor: %v\n%s", err, &said)
		}
		file := backedUp(t, store.Place{Dir: data})
		elsewhere := filepath.Join(t.TempDir(), "again")
		if err := restore(t, file, elsewhere); err != nil {
			t.Fatal(err)
		}
		url, _, _ := serving(t, elsewhere, Serve)
		if status, said := register(t, url, "ling"); status == http.StatusOK {
			t.Errorf("ling was not there: %d %s", status, said)
		}
	})
	remount(t, disk, 0)
	t.Run("one that was killed has a log, which cannot be read as it lies there", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(data, "superette.db-wal"), []byte("rows that are not in the file yet"), 0o600); err != nil {
			t.Fatal(err)
		}
		remount(t, disk, syscall.MS_RDONLY)
		err := Backup(t.Context(), BackupConfig{Data: data, Out: filepath.Join(t.TempDir(), "b"), Now: time.Now, Random: rand.Reader, To: io.Discard})
		wantRefused(t, "backup", err, data+" cannot be written to", "copy the folder")
	})
}

// TestHealthOnAFullDisk has a disk run full under an instance that nobody writes to.
func TestHealthOnAFullDisk(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	disk := small(t, 32<<20)
	data := filepath.Join(disk, "data")
	c := testConfig(t, data, io.Discard)
	c.Metrics = "127.0.0.1:0"
	i, err := open(t.Context(), c, mode{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- i.run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, i.close()); err != nil {
			t.Error(err)
		}
	})
	get := func(url string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	becomes := func(t *testing.T, want int, text, metric string) {
		t.Helper()
		over := time.After(30 * time.Second)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for {
			status, said := get(i.origin + "/healthz")
			if status == want && strings.Contains(said, text) {
				break
			}
			select {
			case <-tick.C:
			case <-over:
				t.Fatalf("healthz answers %d %s, want %d", status, said, want)
			}
		}
		_, numbers := get("http://" + i.metrics.listener.Addr().String() + "/metrics")
		if !strings.Contains(numbers, metric+"\n") || !strings.Contains(numbers, "superette_database_up 1\n") {
			t.Errorf("want %s and a database that is up in\n%s", metric, numbers)
		}
	}
	becomes(t, http.StatusOK, "ok", "superette_can_save 1")
	empty := fill(t, disk)
	becomes(t, http.StatusServiceUnavailable, store.ErrFull.Text, "superette_can_save 0")
	got, err := reach(nil)(t.Context(), i.origin)
	if err != nil || !got.Ours || got.Unwell != store.ErrFull.Text || got.Socket != nil {
		t.Errorf("doctor reaches %+v, %v; want an instance that has no room", got, err)
	}
	empty()
	becomes(t, http.StatusOK, "ok", "superette_can_save 1")
	if left, err := filepath.Glob(filepath.Join(data, ".superette-*")); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}
