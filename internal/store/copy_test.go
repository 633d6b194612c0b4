package store_test

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestCopy(t *testing.T) {
	storetest.OnSQLite(t) // app's tests of moving and backing up copy between the engines
	copier := func(t *testing.T, from, to string, schemas ...store.Schema) ([]store.Count, error) {
		t.Helper()
		return store.Copy{
			From: store.Place{Dir: from}, To: store.Place{Dir: to}, Schemas: schemas, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<10)),
		}.Run(t.Context())
	}
	t.Run("takes every row of a database that is being used, and says how many", func(t *testing.T) {
		from, to := t.TempDir(), t.TempDir()
		db := storetest.OpenAt(t, from, time.Now, tea(t))
		write(t, db, add("oolong", 1))
		write(t, db, add("sencha", 2))
		counts, err := copier(t, from, to, tea(t))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, c := range counts {
			found = found || c == store.Count{Table: "tea", Rows: 2}
		}
		if !found || store.Total(counts) != 2 {
			t.Errorf("counts = %+v", counts)
		}
		wantNames(t, storetest.OpenAt(t, to, time.Now, tea(t)), "oolong", "sencha")
		if _, err := copier(t, from, to, tea(t)); !errors.Is(err, store.ErrInUse) {
			t.Errorf("into one that is used: error = %v, want ErrInUse", err)
		}
	})
	t.Run("takes content of no length for what it is", func(t *testing.T) {
		cup := store.Schema{Room: "cup", FS: fstest.MapFS{
			"schema/0001_cup.sql": {Data: []byte("-- +goose Up\nCREATE TABLE cup (tea BYTEA NOT NULL, sugar BYTEA);\n")},
		}}
		from, to := t.TempDir(), t.TempDir()
		write(t, storetest.OpenAt(t, from, time.Now, cup), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO cup (tea, sugar) VALUES ($1, NULL)`, []byte{})
			return err
		})
		if _, err := copier(t, from, to, cup); err != nil {
			t.Fatal(err)
		}
		err := storetest.OpenAt(t, to, time.Now, cup).Read(t.Context(), func(tx store.Tx) error {
			return tx.QueryRow(`SELECT 1 FROM cup WHERE length(tea) = 0 AND sugar IS NULL`).Scan(new(int))
		})
		if err != nil {
			t.Errorf("what arrived: %v", err)
		}
	})
	t.Run("adds nothing to a database with rows, and nothing of one with other migrations", func(t *testing.T) {
		from, to := t.TempDir(), t.TempDir()
		write(t, storetest.OpenAt(t, from, time.Now, tea(t)), add("oolong", 1))
		other := storetest.OpenAt(t, to, time.Now, tea(t))
		write(t, other, add("sencha", 1))
		if err := other.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := copier(t, from, to, tea(t)); !errors.Is(err, store.ErrNotEmpty) {
			t.Errorf("error = %v, want ErrNotEmpty", err)
		}
		wantNames(t, storetest.OpenAt(t, to, time.Now, tea(t)), "sencha")
		later := store.Schema{Room: "tea", FS: fstest.MapFS{
			"schema/0001_tea.sql":   {Data: []byte("-- +goose Up\nCREATE TABLE tea (name TEXT NOT NULL PRIMARY KEY, price BIGINT NOT NULL);\n")},
			"schema/0002_later.sql": {Data: []byte("-- +goose Up\nCREATE TABLE later (n BIGINT NOT NULL PRIMARY KEY);\n")},
		}}
		if _, err := copier(t, from, t.TempDir(), later); !errors.Is(err, store.ErrOtherVersion) {
			t.Errorf("error = %v, want ErrOtherVersion", err)
		}
	})
	t.Run("a folder whose rows are elsewhere is not started empty", func(t *testing.T) {
		dir := t.TempDir()
		if _, err := store.SetAside(dir); err == nil {
			t.Error("set aside what is not there")
		}
		db := storetest.OpenAt(t, dir, time.Now, tea(t))
		write(t, db, add("oolong", 1))
		if _, err := store.SetAside(dir); !errors.Is(err, store.ErrInUse) {
			t.Errorf("set aside what is in use: error = %v", err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		aside, err := store.SetAside(dir)
		if err != nil || !strings.HasSuffix(aside, "superette.db.moved") {
			t.Errorf("SetAside = %q, %v", aside, err)
		}
	})
}
