package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestGuest(t *testing.T) {
	t.Run("a folder without an instance is refused", func(t *testing.T) {
		if _, err := store.OpenGuest(t.Context(), store.Place{Dir: t.TempDir()}); !errors.Is(err, store.ErrNoData) {
			t.Errorf("got %v, want ErrNoData", err)
		}
	})
	t.Run("writes beside the process that serves the folder, and both see it", func(t *testing.T) {
		dir := t.TempDir()
		db := storetest.OpenAt(t, dir, time.Now)
		guest, err := store.OpenGuest(t.Context(), storetest.Place(t, dir))
		if err != nil {
			t.Fatal(err)
		}
		defer guest.Close() //nolint:errcheck // the test is over
		table := func(tx store.Tx) error {
			_, err := tx.Exec(`CREATE TABLE shelf (name TEXT NOT NULL)`)
			return err
		}
		if err := db.Write(t.Context(), table); err != nil {
			t.Fatal(err)
		}
		put := func(name string, after error) func(store.Tx) error {
			return func(tx store.Tx) error {
				if _, err := tx.Exec(`INSERT INTO shelf (name) VALUES ($1)`, name); err != nil {
					return err
				}
				return after
			}
		}
		stopped := errors.New("stopped")
		for _, step := range []struct {
			err  error
			want error
		}{
			{guest.Write(t.Context(), put("guest", nil)), nil},
			{db.Write(t.Context(), put("host", nil)), nil},
			{guest.Write(t.Context(), put("undone", stopped)), stopped},
		} {
			if !errors.Is(step.err, step.want) {
				t.Errorf("got %v, want %v", step.err, step.want)
			}
		}
		if err := guest.Write(t.Context(), func(tx store.Tx) error { return tx.Emit("kind", "", nil) }); err == nil {
			t.Error("a guest emitted an event, want a refusal")
		}
		for name, read := range map[string]func(fn func(store.Tx) error) error{
			"host":  func(fn func(store.Tx) error) error { return db.Read(t.Context(), fn) },
			"guest": func(fn func(store.Tx) error) error { return guest.Read(t.Context(), fn) },
		} {
			var n int
			err := read(func(tx store.Tx) error { return tx.QueryRow(`SELECT count(*) FROM shelf`).Scan(&n) })
			if err != nil || n != 2 {
				t.Errorf("the %s sees %d rows, %v, want 2", name, n, err)
			}
		}
	})
}
