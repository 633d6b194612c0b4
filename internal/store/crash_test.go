package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

const crashFolder = "STORE_CRASH_FOLDER"

// TestKillNine writes from many goroutines in another process, kills it without warning, and looks at what is left.
func TestKillNine(t *testing.T) {
	rounds, writers := 3, 8
	if n, err := strconv.Atoi(os.Getenv("LONG")); err == nil && n > 0 {
		rounds = 100
	}
	t.Run("keeps every acknowledged write whole, and none by half", func(t *testing.T) {
		dir := t.TempDir()
		acknowledged := map[string]bool{}
		for round := range rounds {
			for _, name := range writeUntilKilled(t, dir, round, writers, 50+17*round%200) {
				acknowledged[name] = true
			}
			db := storetest.OpenAt(t, dir, time.Now, tea(t))
			stored := map[string]bool{}
			for _, name := range names(t, db) {
				stored[name] = true
			}
			for name := range acknowledged {
				if !stored[name+" a"] || !stored[name+" b"] {
					t.Fatalf("round %d: %s was acknowledged; stored: a %v, b %v", round, name, stored[name+" a"], stored[name+" b"])
				}
			}
			for name := range stored {
				twin := name[:len(name)-1] + map[byte]string{'a': "b", 'b': "a"}[name[len(name)-1]]
				if !stored[twin] {
					t.Fatalf("round %d: %q is there without %q", round, name, twin)
				}
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if len(acknowledged) < 50*rounds {
			t.Errorf("only %d writes were acknowledged in %d rounds", len(acknowledged), rounds)
		}
	})
}

// writeUntilKilled runs this test binary again as the writer and kills it after so many acknowledgements. It returns the
// names whose writes were acknowledged, those that were still in the pipe included.
func writeUntilKilled(t *testing.T, dir string, round, writers, after int) (names []string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestCrashingWriter$") //nolint:gosec // this very program
	child.Env = append(os.Environ(), crashFolder+"="+dir, fmt.Sprintf("STORE_CRASH_ROUND=%d", round), fmt.Sprintf("STORE_CRASH_WRITERS=%d", writers))
	child.Stderr = t.Output()
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Errorf("read from the writer: %v", err)
			}
			break
		}
		names = append(names, line[:len(line)-1])
		if len(names) == after {
			if err := child.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := child.Wait(); err == nil || len(names) < after {
		t.Fatalf("the writer ended by itself (%v) after %d writes", err, len(names))
	}
	return names
}

// TestCrashingWriter is the other process of TestKillNine; alone it has nothing to do.
func TestCrashingWriter(t *testing.T) {
	dir := os.Getenv(crashFolder)
	if dir == "" {
		return
	}
	db := storetest.OpenAt(t, dir, time.Now, tea(t))
	writers, err := strconv.Atoi(os.Getenv("STORE_CRASH_WRITERS"))
	if err != nil {
		t.Fatal(err)
	}
	var out sync.Mutex
	var all sync.WaitGroup
	for w := range writers {
		all.Go(func() {
			for n := 0; ; n++ {
				name := fmt.Sprintf("tea %s.%d.%d", os.Getenv("STORE_CRASH_ROUND"), w, n)
				err := db.Write(context.Background(), func(tx store.Tx) error {
					return errors.Join(add(name+" a", 1)(tx), add(name+" b", 1)(tx))
				})
				if err != nil {
					t.Error(err)
					return
				}
				out.Lock()
				fmt.Println(name) //nolint:forbidigo // the acknowledgement
				out.Unlock()
			}
		})
	}
	all.Wait()
}
