package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// log collects what handlers saw.
type log struct {
	mu    sync.Mutex
	lines []string
}

func (l *log) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

func (l *log) want(t *testing.T, want ...string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if got := strings.Join(l.lines, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("handlers saw:\n%s\nwant:\n%s", got, strings.Join(want, "\n"))
	}
}

func emit(kind, key, payload string) func(store.Tx) error {
	return func(tx store.Tx) error { return tx.Emit(kind, key, []byte(payload)) }
}

func write(t *testing.T, db *store.DB, fns ...func(store.Tx) error) {
	t.Helper()
	for _, fn := range fns {
		if err := db.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
}

func settle(t *testing.T, db *store.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := db.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestOutbox(t *testing.T) {
	t.Run("hands many events of one transaction out in their order, also one without content", func(t *testing.T) {
		db := storetest.Open(t)
		var seen log
		db.On("tea.Sold", func(_ context.Context, e store.Event) error {
			seen.add("%s %q", e.Key, e.Payload)
			return nil
		})
		db.Start()
		write(t, db, func(tx store.Tx) error { return tx.EmitAll(nil) }, func(tx store.Tx) error {
			return tx.EmitAll([]store.Outgoing{{"tea.Sold", "oolong", []byte("1")}, {"tea.Sold", "oolong", []byte("2")}, {Kind: "tea.Sold", Key: "oolong"}})
		})
		settle(t, db)
		seen.want(t, `oolong "1"`, `oolong "2"`, `oolong ""`)
	})
	t.Run("hands a committed event to every handler of its kind, with what was emitted", func(t *testing.T) {
		db := storetest.Open(t)
		var seen log
		db.On("tea.Sold", func(_ context.Context, e store.Event) error {
			seen.add("%s %s %s", e.Kind, e.Key, e.Payload)
			if _, err := id.Parse[id.EventID](string(e.ID)); err != nil || e.At.IsZero() {
				t.Errorf("event id %q at %v: %v", e.ID, e.At, err)
			}
			return nil
		})
		db.On("tea.Sold", func(context.Context, store.Event) error { seen.add("second"); return nil })
		db.Start()
		write(t, db, emit("tea.Sold", "oolong", "3 cups"))
		settle(t, db)
		seen.want(t, "tea.Sold oolong 3 cups", "second")
	})
	t.Run("never hands out an event whose transaction was undone", func(t *testing.T) {
		db := storetest.Open(t)
		var seen log
		db.On("tea.Sold", func(_ context.Context, e store.Event) error { seen.add("%s", e.Payload); return nil })
		db.Start()
		undone := errors.New("undone")
		err := db.Write(t.Context(), func(tx store.Tx) error {
			return errors.Join(emit("tea.Sold", "", "phantom")(tx), undone)
		})
		if !errors.Is(err, undone) {
			t.Fatal(err)
		}
		write(t, db, emit("tea.Sold", "", "real"))
		settle(t, db)
		seen.want(t, "real")
	})
	t.Run("keeps the order of one key, though a handler fails and is asked again", func(t *testing.T) {
		db := storetest.Open(t)
		var seen log
		failures := 2
		done := make(chan struct{})
		db.On("tea.Sold", func(_ context.Context, e store.Event) error {
			seen.add("%s", e.Payload)
			if string(e.Payload) == "1" && failures > 0 {
				failures--
				return errors.New("the kettle is cold")
			}
			if string(e.Payload) == "3" {
				close(done)
			}
			return nil
		})
		write(t, db, emit("tea.Sold", "k", "1"), emit("tea.Sold", "k", "2"), emit("tea.Sold", "k", "3"))
		db.Start()
		<-done
		seen.want(t, "1", "1", "1", "2", "3")
	})
	t.Run("does not let a key that fails hold up another", func(t *testing.T) {
		db := storetest.Open(t)
		done := make(chan struct{})
		db.On("tea.Sold", func(_ context.Context, e store.Event) error {
			if e.Key == "bad" {
				panic("the pot broke")
			}
			close(done)
			return nil
		})
		write(t, db, emit("tea.Sold", "bad", ""), emit("tea.Sold", "good", ""))
		db.Start()
		<-done
	})
	t.Run("hands out after a restart what was not handled before it", func(t *testing.T) {
		dir := t.TempDir()
		before := storetest.OpenAt(t, dir, time.Now)
		before.On("tea.Sold", func(context.Context, store.Event) error { return errors.New("not today") })
		before.Start()
		write(t, before, emit("tea.Sold", "", "left over"))
		settle(t, before)
		if err := before.Close(); err != nil {
			t.Fatal(err)
		}
		// Past the longest pause between two attempts.
		after := storetest.OpenAt(t, dir, func() time.Time { return time.Now().Add(time.Hour) })
		var seen log
		after.On("tea.Sold", func(_ context.Context, e store.Event) error { seen.add("%s", e.Payload); return nil })
		after.Start()
		settle(t, after)
		seen.want(t, "left over")
	})
	t.Run("hands out what was put off by a clock that was ahead, once that is set right", func(t *testing.T) {
		dir := t.TempDir()
		before := storetest.OpenAt(t, dir, func() time.Time { return time.Now().Add(1000 * time.Hour) })
		before.On("tea.Sold", func(context.Context, store.Event) error { return errors.New("not today") })
		before.Start()
		write(t, before, emit("tea.Sold", "cup", "left over"))
		settle(t, before)
		if err := before.Close(); err != nil {
			t.Fatal(err)
		}
		after := storetest.OpenAt(t, dir, time.Now)
		var seen log
		after.On("tea.Sold", func(_ context.Context, e store.Event) error { seen.add("%s", e.Payload); return nil })
		after.Start()
		settle(t, after)
		seen.want(t, "left over")
	})
	t.Run("forgets an event that was handled", func(t *testing.T) {
		dir := t.TempDir()
		var seen log
		for range 2 {
			db := storetest.OpenAt(t, dir, time.Now)
			db.On("tea.Sold", func(_ context.Context, e store.Event) error { seen.add("%s", e.Payload); return nil })
			db.Start()
			if len(seen.lines) == 0 {
				write(t, db, emit("tea.Sold", "", "once"))
			}
			settle(t, db)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
		}
		seen.want(t, "once")
	})
	t.Run("handles many events of many keys, each key in order", func(t *testing.T) {
		db := storetest.Open(t)
		var mu sync.Mutex
		last := map[string]int{}
		db.On("tea.Sold", func(_ context.Context, e store.Event) error {
			mu.Lock()
			defer mu.Unlock()
			var n int
			if _, err := fmt.Sscan(string(e.Payload), &n); err != nil || n != last[e.Key]+1 {
				t.Errorf("key %s: event %d after %d (%v)", e.Key, n, last[e.Key], err)
			}
			last[e.Key] = n
			return nil
		})
		db.Start()
		write(t, db, func(tx store.Tx) error {
			for n := range 40 {
				for key := range 30 {
					if err := emit("tea.Sold", fmt.Sprint(key), fmt.Sprint(n+1))(tx); err != nil {
						return err
					}
				}
			}
			return nil
		})
		settle(t, db)
		for key := range 30 {
			if last[fmt.Sprint(key)] != 40 {
				t.Errorf("key %d: %d events, want 40", key, last[fmt.Sprint(key)])
			}
		}
	})
	t.Run("panics when a handler comes after the start", func(t *testing.T) {
		db := storetest.Open(t)
		db.Start()
		defer func() {
			if recover() == nil {
				t.Error("a late On was accepted")
			}
		}()
		db.On("tea.Sold", func(context.Context, store.Event) error { return nil })
	})
}
