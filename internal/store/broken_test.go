package store_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// diskError returns an error as SQLite makes them when a file cannot be written.
func diskError(t *testing.T) error {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	_, failure := db.ExecContext(t.Context(), `CREATE TABLE x (y TEXT)`)
	if err := db.Close(); err != nil || failure == nil {
		t.Fatalf("no failure: %v", err)
	}
	return failure
}

func TestADiskThatFails(t *testing.T) {
	t.Run("ends all writing, says why, and leaves what was saved", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		write(t, db, add("oolong", 1))
		if err := db.Err(); err != nil {
			t.Fatalf("Err = %v before anything failed", err)
		}
		failure := diskError(t)
		if err := db.Write(t.Context(), func(store.Tx) error { return failure }); !errors.Is(err, store.ErrBroken) || !errors.Is(err, failure) {
			t.Errorf("error = %v, want ErrBroken and its cause", err)
		}
		<-db.Broken()
		if err := db.Err(); !errors.Is(err, store.ErrBroken) || !errors.Is(err, failure) {
			t.Errorf("Err = %v, want ErrBroken and its cause", err)
		}
		ran := false
		err := db.Write(t.Context(), func(store.Tx) error { ran = true; return nil })
		if !errors.Is(err, store.ErrBroken) || ran {
			t.Errorf("the next write: error = %v, ran %v; want ErrBroken and nothing tried", err, ran)
		}
		wantNames(t, db, "oolong")
	})
	t.Run("is not one that is full or whose rows are refused", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		write(t, db, add("oolong", 1))
		if err := db.Write(t.Context(), add("oolong", 1)); !store.IsDuplicate(err) || store.IsBroken(err) {
			t.Errorf("error = %v, want a duplicate, which no disk is to blame for", err)
		}
		if store.IsBroken(errors.New("disk I/O error")) {
			t.Error("a text was taken for SQLite's word")
		}
		write(t, db, add("sencha", 1))
	})
}
