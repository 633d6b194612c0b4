package store_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestAFullDisk(t *testing.T) {
	storetest.OnSQLite(t)
	t.Run("refuses what does not fit, whoever it is saved with, and works again once there is room", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		write(t, db, add("oolong", 1))
		room := func(pages string) {
			write(t, db, func(tx store.Tx) error {
				return tx.QueryRow(`PRAGMA max_page_count = ` + pages).Scan(new(int))
			})
		}
		room("1") // as small as it can be: what it has
		large := func(tx store.Tx) error { return add(strings.Repeat("large", 100_000), 1)(tx) }
		for range 2 {
			err := db.Write(t.Context(), large)
			if !errors.Is(err, store.ErrFull) || !errors.Is(err, store.ErrLost) || fault.Of(err).Code != store.ErrFull.Code {
				t.Errorf("error = %v, want ErrFull, of which nothing happened", err)
			}
		}
		if err := db.Err(); err != nil {
			t.Errorf("Err = %v, want it to go on", err)
		}
		wantNames(t, db, "oolong")
		room("1000000")
		write(t, db, add("sencha", 1))
		wantNames(t, db, "oolong", "sencha")
	})
}

// spoil overwrites the middle of a closed database's file.
func spoil(t *testing.T, dir string, offset int64, length int) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(dir, "superette.db"), os.O_RDWR, 0) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt(bytes.Repeat([]byte{0x5a}, length), offset)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedFile(t *testing.T) {
	storetest.OnSQLite(t)
	const page = 4096
	filled := func(t *testing.T) (dir string, root int64) {
		t.Helper()
		dir = t.TempDir()
		db := storetest.OpenAt(t, dir, time.Now, tea(t))
		write(t, db, add("oolong", 1))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		raw, err := sql.Open("sqlite", filepath.Join(dir, "superette.db"))
		if err != nil {
			t.Fatal(err)
		}
		err = raw.QueryRowContext(t.Context(), `SELECT rootpage FROM sqlite_master WHERE name = 'tea'`).Scan(&root)
		if err := errors.Join(err, raw.Close()); err != nil {
			t.Fatal(err)
		}
		return dir, root
	}
	prices := func(tx store.Tx) error { return tx.QueryRow(`SELECT price FROM tea`).Scan(new(int64)) }
	busy := fault.New(fault.Unavailable, "tea.busy", "Many people are drinking tea.")
	for _, c := range []struct {
		name  string
		write bool
		meet  func(store.Tx) error
	}{
		{"a reader", false, prices},
		{"a reader that says it in its own words", false, func(tx store.Tx) error {
			if prices(tx) != nil {
				return busy
			}
			return nil
		}},
		{"a reader that says nothing of it", false, func(tx store.Tx) error { _ = prices(tx); return nil }},
		{"a writer", true, add("sencha", 1)},
		{"a writer that says it in its own words", true, func(tx store.Tx) error {
			if prices(tx) != nil {
				return busy
			}
			return nil
		}},
		{"a writer that says nothing of it", true, func(tx store.Tx) error { _ = prices(tx); return nil }},
	} {
		t.Run("whose page of rows is spoilt while it is served ends all writing by its name, met by "+c.name, func(t *testing.T) {
			dir, root := filled(t)
			db := storetest.OpenAt(t, dir, time.Now, tea(t))
			spoil(t, dir, (root-1)*page, page)
			ask := db.Read
			if c.write {
				ask = db.Write
			}
			if err := ask(t.Context(), c.meet); fault.Of(err) != store.ErrDamaged && (err != nil || c.write) {
				t.Errorf("error = %v, want ErrDamaged", err)
			}
			<-db.Broken()
			ran := false
			if err := db.Write(t.Context(), func(store.Tx) error { ran = true; return nil }); fault.Of(err) != store.ErrDamaged || !errors.Is(err, store.ErrBroken) || ran {
				t.Errorf("the next write: error = %v, ran %v; want ErrDamaged for good", err, ran)
			}
			if err := db.Err(); !errors.Is(err, store.ErrDamaged) || !errors.Is(err, store.ErrBroken) {
				t.Errorf("Err = %v, want ErrDamaged, after which nothing is saved", err)
			}
		})
	}
	t.Run("whose page of rows is spoilt does not open, and says why before anything is changed", func(t *testing.T) {
		dir, root := filled(t)
		spoil(t, dir, (root-1)*page, page)
		before, err := os.ReadFile(filepath.Join(dir, "superette.db")) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			_, err := store.Open(t.Context(), store.Config{Dir: dir, Schemas: []store.Schema{tea(t)}, Now: time.Now})
			if !errors.Is(err, store.ErrDamaged) {
				t.Errorf("error = %v, want ErrDamaged", err)
			}
		}
		after, err := os.ReadFile(filepath.Join(dir, "superette.db")) //nolint:gosec // as above
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the file was changed (%v)", err)
		}
	})
	t.Run("that is large is looked through while it is served, or at once if damage was met before", func(t *testing.T) {
		dir, root := filled(t)
		config := store.Config{Dir: dir, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader, AtOnce: 1}
		good, err := os.ReadFile(filepath.Join(dir, "superette.db")) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		spoil(t, dir, (root-1)*page, page)
		db, err := store.Open(t.Context(), config)
		if err != nil {
			t.Fatal(err)
		}
		<-db.Broken()
		if err := db.Err(); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("Err = %v, want ErrDamaged", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := store.Open(t.Context(), config); !errors.Is(err, store.ErrDamaged) {
			t.Errorf("opened again: error = %v, want ErrDamaged", err)
		}
		if err := os.WriteFile(filepath.Join(dir, "superette.db"), good, 0o600); err != nil {
			t.Fatal(err)
		}
		wantNames(t, storetest.OpenAt(t, dir, time.Now, tea(t)), "oolong")
		if _, err := os.Stat(filepath.Join(dir, "damaged")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("whole again, it is still said to be damaged: %v", err)
		}
	})
	t.Run("whose first page is spoilt does not open, is left as it is, and says why", func(t *testing.T) {
		dir, _ := filled(t)
		spoil(t, dir, 0, 100)
		before, err := os.ReadFile(filepath.Join(dir, "superette.db")) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		_, err = store.Open(t.Context(), store.Config{Dir: dir, Schemas: []store.Schema{tea(t)}, Now: time.Now})
		if !errors.Is(err, store.ErrDamaged) {
			t.Errorf("error = %v, want ErrDamaged", err)
		}
		after, err := os.ReadFile(filepath.Join(dir, "superette.db")) //nolint:gosec // as above
		if err != nil || !bytes.Equal(before, after) {
			t.Errorf("the file was changed (%v)", err)
		}
	})
}

func TestAMigrationThatFails(t *testing.T) {
	t.Run("half-way leaves rows and tables as they were, for this version and the next", func(t *testing.T) {
		dir := t.TempDir()
		db := storetest.OpenAt(t, dir, time.Now, tea(t))
		write(t, db, add("oolong", 1), add("sencha", 2))
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		next := func(sql string) store.Schema {
			content, err := testdata.ReadFile("testdata/tea/schema/0001_tea.sql")
			if err != nil {
				t.Fatal(err)
			}
			return store.Schema{Room: "tea", FS: fstest.MapFS{
				"schema/0001_tea.sql":  {Data: content},
				"schema/0002_half.sql": {Data: []byte("-- +goose Up\nDELETE FROM tea WHERE name = 'oolong';\nALTER TABLE tea ADD COLUMN origin TEXT;\n" + sql)},
			}}
		}
		place := storetest.Place(t, dir)
		_, err := store.Open(t.Context(), store.Config{
			Dir: dir, DB: place.DB, Schemas: []store.Schema{next("INSERT INTO tea (name, price) VALUES ('sencha', 3);\n")}, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<16)),
		})
		if !errors.Is(err, store.ErrMigration) || !strings.Contains(err.Error(), "migrate tea") {
			t.Errorf("error = %v, want ErrMigration that names the room", err)
		}
		if errors.Is(err, store.ErrMigrated) {
			t.Errorf("error = %v, though nothing was migrated", err)
		}
		old := storetest.OpenAt(t, dir, time.Now, tea(t))
		wantNames(t, old, "oolong", "sencha")
		if err := old.Close(); err != nil {
			t.Fatal(err)
		}
		cup := store.Schema{Room: "cup", FS: fstest.MapFS{"schema/0001_cup.sql": {Data: []byte("-- +goose Up\nCREATE TABLE cup (n BIGINT NOT NULL);\n")}}}
		_, err = store.Open(t.Context(), store.Config{
			Dir: dir, DB: place.DB, Schemas: []store.Schema{cup, next("SELECT nothing;\n")}, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<16)),
		})
		if !errors.Is(err, store.ErrMigration) || !errors.Is(err, store.ErrMigrated) || !strings.Contains(err.Error(), "before it: cup)") {
			t.Errorf("error = %v, want ErrMigrated that names what stays migrated", err)
		}
		wantNames(t, storetest.OpenAt(t, dir, time.Now, next("")), "sencha")
	})
}
