package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestARemovedFolder(t *testing.T) {
	storetest.OnSQLite(t)
	for _, c := range []struct {
		name string
		do   func(t *testing.T, dir string) error
	}{
		{"whose folder was removed", func(_ *testing.T, dir string) error { return os.RemoveAll(dir) }},
		{"whose folder was moved away", func(_ *testing.T, dir string) error { return os.Rename(dir, dir+".away") }},
		{"whose folder is another one", func(t *testing.T, dir string) error {
			t.Helper()
			other := filepath.Join(t.TempDir(), "other")
			return errors.Join(storetest.OpenAt(t, other, time.Now, tea(t)).Close(), os.Rename(dir, dir+".away"), os.Rename(other, dir))
		}},
		{"whose database was removed", func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "superette.db")) }},
		{"whose database's log was removed", func(_ *testing.T, dir string) error { return os.Remove(filepath.Join(dir, "superette.db-wal")) }},
	} {
		opened := func(t *testing.T) *store.DB {
			t.Helper()
			dir := filepath.Join(t.TempDir(), "data")
			db := storetest.OpenAt(t, dir, time.Now, tea(t))
			write(t, db, add("oolong", 1))
			if err := c.do(t, dir); err != nil {
				t.Fatal(err)
			}
			return db
		}
		t.Run("an instance "+c.name+" answers nothing as saved any more", func(t *testing.T) {
			db := opened(t)
			if err := db.Write(t.Context(), add("sencha", 1)); fault.Of(err) != store.ErrRemoved || !errors.Is(err, store.ErrBroken) {
				t.Errorf("error = %v, want ErrRemoved, after which nothing is saved", err)
			}
			<-db.Broken()
			ran := false
			if err := db.Write(t.Context(), func(store.Tx) error { ran = true; return nil }); fault.Of(err) != store.ErrRemoved || ran {
				t.Errorf("the next write: error = %v, ran %v; want ErrRemoved for good", err, ran)
			}
		})
		t.Run("an instance "+c.name+" learns it though nobody writes", func(t *testing.T) {
			db := opened(t)
			<-db.Broken()
			if err := db.Err(); !errors.Is(err, store.ErrRemoved) {
				t.Errorf("Err = %v, want ErrRemoved", err)
			}
		})
	}
}
