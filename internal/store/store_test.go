package store_test

import (
	"context"
	"crypto/rand"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

//go:embed testdata/tea/schema/*.sql
var testdata embed.FS

func tea(t testing.TB) store.Schema {
	t.Helper()
	content, err := testdata.ReadFile("testdata/tea/schema/0001_tea.sql")
	if err != nil {
		t.Fatal(err)
	}
	return store.Schema{Room: "tea", FS: fstest.MapFS{"schema/0001_tea.sql": {Data: content}}}
}

func add(name string, price int64) func(store.Tx) error {
	return func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO tea (name, price) VALUES ($1, $2)`, name, price)
		return err
	}
}

func names(t testing.TB, db *store.DB) []string {
	t.Helper()
	var list []string
	err := db.Read(context.Background(), func(tx store.Tx) (err error) {
		list, err = store.List(tx, scanName, `SELECT name FROM tea ORDER BY name`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func scanName(row store.Scanner) (name string, err error) {
	err = row.Scan(&name)
	return name, err
}

func wantNames(t testing.TB, db *store.DB, want ...string) {
	t.Helper()
	if got := names(t, db); strings.Join(got, ",") != strings.Join(want, ",") {
		t.Errorf("stored teas = %v, want %v", got, want)
	}
}

func TestWrite(t *testing.T) {
	t.Run("is seen by a read that starts after it returned", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		for i := range 50 {
			if err := db.Write(t.Context(), add(fmt.Sprintf("tea%02d", i), 1)); err != nil {
				t.Fatal(err)
			}
			if got := len(names(t, db)); got != i+1 {
				t.Fatalf("%d teas after write %d", got, i+1)
			}
		}
	})
	t.Run("undoes a function that fails, and returns its error", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		soldOut := errors.New("sold out")
		err := db.Write(t.Context(), func(tx store.Tx) error {
			return errors.Join(add("oolong", 1)(tx), soldOut)
		})
		if !errors.Is(err, soldOut) {
			t.Errorf("error = %v, want sold out", err)
		}
		wantNames(t, db)
	})
	t.Run("turns a panic into an error and goes on", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		err := db.Write(t.Context(), func(tx store.Tx) error {
			if err := add("oolong", 1)(tx); err != nil {
				return err
			}
			panic("the cup broke")
		})
		if err == nil || !strings.Contains(err.Error(), "the cup broke") {
			t.Errorf("error = %v, want the panic's text", err)
		}
		if err := db.Write(t.Context(), add("matcha", 1)); err != nil {
			t.Fatal(err)
		}
		wantNames(t, db, "matcha")
	})
	t.Run("does not keep what a function did that ignored a failed statement", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		var later error
		err := db.Write(t.Context(), func(tx store.Tx) error {
			if err := add("oolong", 1)(tx); err != nil {
				return err
			}
			if err := add("oolong", 2)(tx); !store.IsDuplicate(err) {
				t.Errorf("second oolong: error = %v, want a duplicate", err)
			}
			later = add("matcha", 1)(tx)
			return nil
		})
		if err == nil || later == nil {
			t.Errorf("errors = %v, and of the statement after the failed one %v; want both", err, later)
		}
		wantNames(t, db)
	})
	t.Run("refuses a transaction that outlived its function", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		var kept store.Tx
		keep := func(tx store.Tx) error { kept = tx; return nil }
		if err := db.Write(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := errors.Join(add("late", 1)(kept)); err == nil {
			t.Error("a late Exec was let through")
		}
		if err := kept.QueryRow(`SELECT 1`).Scan(&n); err == nil {
			t.Error("a late QueryRow was let through")
		}
		if err := db.Read(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
		if err := kept.QueryRow(`SELECT 1`).Scan(&n); err == nil {
			t.Error("a late QueryRow of a read was let through")
		}
		wantNames(t, db)
	})
	t.Run("does nothing for a caller who has already left", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Write(ctx, add("oolong", 1)); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want canceled", err)
		}
		wantNames(t, db)
	})
	t.Run("finishes a function whose caller leaves while it runs, and says so", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		ctx, cancel := context.WithCancel(t.Context())
		err := db.Write(ctx, func(tx store.Tx) error {
			cancel()
			return add("oolong", 1)(tx)
		})
		if err != nil {
			t.Errorf("error = %v, want none since the row is there", err)
		}
		wantNames(t, db, "oolong")
	})
	t.Run("fails with ErrClosed after Close, and Close can be called twice", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		if err := errors.Join(db.Close(), db.Close()); err != nil {
			t.Fatal(err)
		}
		if err := db.Write(t.Context(), add("oolong", 1)); !errors.Is(err, store.ErrClosed) {
			t.Errorf("error = %v, want ErrClosed", err)
		}
	})
}

func TestGroupCommit(t *testing.T) {
	// held returns a store whose committer is stuck in a function until let go, and queues the given writes behind it.
	held := func(t *testing.T, writes []func(store.Tx) error) (*store.DB, []error) {
		t.Helper()
		db := storetest.Open(t, tea(t))
		entered, release := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			if err := db.Write(t.Context(), func(store.Tx) error { close(entered); <-release; return nil }); err != nil {
				t.Errorf("the holding write: %v", err)
			}
		})
		<-entered
		errs := make([]error, len(writes))
		for i, w := range writes {
			all.Go(func() { errs[i] = db.Write(t.Context(), w) })
		}
		store.AwaitQueued(db, len(writes))
		close(release)
		all.Wait()
		return db, errs
	}
	t.Run("makes everything that waits durable in one transaction", func(t *testing.T) {
		var writes []func(store.Tx) error
		for i := range 100 {
			writes = append(writes, add(fmt.Sprintf("tea%02d", i), 1))
		}
		db, errs := held(t, writes)
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if got := len(names(t, db)); got != 100 {
			t.Errorf("%d teas, want 100", got)
		}
		if got := store.Commits(db); got != 2 {
			t.Errorf("%d transactions, want 2: the holding one and one for all others", got)
		}
	})
	t.Run("undoes only the functions that failed or panicked", func(t *testing.T) {
		soldOut := errors.New("sold out")
		db, errs := held(t, []func(store.Tx) error{
			add("assam", 1),
			func(tx store.Tx) error { return errors.Join(add("bancha", 1)(tx), soldOut) },
			func(tx store.Tx) error { panic(add("ceylon", 1)(tx)) },
			add("darjeeling", 1),
		})
		if errs[0] != nil || !errors.Is(errs[1], soldOut) || errs[2] == nil || errs[3] != nil {
			t.Errorf("errors = %v, want them at the second and third", errs)
		}
		wantNames(t, db, "assam", "darjeeling")
	})
	t.Run("keeps nothing when the transaction itself breaks, and tells everybody", func(t *testing.T) {
		db, errs := held(t, []func(store.Tx) error{
			add("assam", 1),
			func(tx store.Tx) error { _, err := tx.Exec(`ROLLBACK`); return err },
			add("bancha", 1),
		})
		for i, err := range errs {
			if !errors.Is(err, store.ErrLost) {
				t.Errorf("error of write %d = %v, want ErrLost", i, err)
			}
		}
		wantNames(t, db)
		if err := db.Write(t.Context(), add("chai", 1)); err != nil {
			t.Errorf("the next write: %v", err)
		}
	})
	t.Run("skips a function whose caller left while it waited", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		entered, release := make(chan struct{}), make(chan struct{})
		var all sync.WaitGroup
		all.Go(func() {
			if err := db.Write(t.Context(), func(store.Tx) error { close(entered); <-release; return nil }); err != nil {
				t.Errorf("the holding write: %v", err)
			}
		})
		<-entered
		ctx, cancel := context.WithCancel(t.Context())
		left := make(chan error)
		go func() { left <- db.Write(ctx, add("oolong", 1)) }()
		store.AwaitQueued(db, 1)
		cancel()
		if err := <-left; !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want canceled", err)
		}
		close(release)
		all.Wait()
		wantNames(t, db)
	})
}

func TestRead(t *testing.T) {
	t.Run("sees one state from its first statement to its end", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		if err := db.Write(t.Context(), add("oolong", 1)); err != nil {
			t.Fatal(err)
		}
		err := db.Read(t.Context(), func(tx store.Tx) error {
			before, err := store.List(tx, scanName, `SELECT name FROM tea`)
			if err != nil {
				return err
			}
			if err := db.Write(t.Context(), add("matcha", 1)); err != nil {
				return err
			}
			after, err := store.List(tx, scanName, `SELECT name FROM tea`)
			if len(before) != 1 || len(after) != 1 {
				t.Errorf("saw %v, then %v; want one tea both times", before, after)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	t.Run("cannot write, not even by a query", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		for name, fn := range map[string]func(store.Tx) error{
			"Exec": add("oolong", 1),
			"Emit": func(tx store.Tx) error { return tx.Emit("tea.Sold", "", nil) },
			"QueryRow": func(tx store.Tx) error {
				var n string
				return tx.QueryRow(`INSERT INTO tea (name, price) VALUES ('oolong', 1) RETURNING name`).Scan(&n)
			},
		} {
			if err := db.Read(t.Context(), fn); err == nil {
				t.Errorf("%s in a read went through", name)
			}
		}
		wantNames(t, db)
	})
	t.Run("says whether there was a row", func(t *testing.T) {
		db := storetest.Open(t, tea(t))
		err := db.Read(t.Context(), func(tx store.Tx) error {
			_, found, err := store.Find(tx, scanName, `SELECT name FROM tea WHERE name = $1`, "oolong")
			if found {
				t.Error("found a tea in an empty shop")
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestOpen(t *testing.T) {
	t.Run("finds again what was written before it was closed", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "a folder with % and # and ?")
		db := storetest.OpenAt(t, dir, time.Now, tea(t))
		if err := errors.Join(db.Write(t.Context(), add("oolong", 1)), db.Close()); err != nil {
			t.Fatal(err)
		}
		wantNames(t, storetest.OpenAt(t, dir, time.Now, tea(t)), "oolong")
	})
	t.Run("refuses a folder that is in use, naming it", func(t *testing.T) {
		dir := t.TempDir()
		storetest.OpenAt(t, dir, time.Now)
		_, err := store.Open(t.Context(), store.Config{Dir: dir, DB: storetest.Address(t, dir), Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<10))})
		if !errors.Is(err, store.ErrInUse) || !strings.Contains(err.Error(), dir) {
			t.Errorf("error = %v, want ErrInUse with %s", err, dir)
		}
	})
	t.Run("is durable", func(t *testing.T) {
		if err := storetest.Open(t).Durable(t.Context()); err != nil {
			t.Error(err)
		}
	})
	t.Run("refuses a database that would acknowledge before the disk has it", func(t *testing.T) {
		for _, pragmas := range [][]string{
			{"journal_mode(WAL)", "synchronous(NORMAL)"},
			{"journal_mode(MEMORY)", "synchronous(FULL)"},
		} {
			if err := store.DurableWith(t, pragmas...); !errors.Is(err, store.ErrNotDurable) {
				t.Errorf("%v: error = %v, want ErrNotDurable", pragmas, err)
			}
		}
		if err := store.DurableWith(t, "journal_mode(WAL)", "synchronous(FULL)"); err != nil {
			t.Errorf("the right pragmas: %v", err)
		}
	})
	t.Run("says which room's schema is broken, and leaves the folder free", func(t *testing.T) {
		dir := t.TempDir()
		broken := store.Schema{Room: "coffee", FS: fstest.MapFS{
			"schema/0001_coffee.sql": {Data: []byte("-- +goose Up\nCREATE TABEL coffee (name TEXT);\n")},
		}}
		_, err := store.Open(t.Context(), store.Config{Dir: dir, DB: storetest.Address(t, dir), Schemas: []store.Schema{broken}, Now: time.Now, Random: rand.Reader})
		if err == nil || !strings.Contains(err.Error(), "coffee") {
			t.Errorf("error = %v, want one that names coffee", err)
		}
		storetest.OpenAt(t, dir, time.Now)
	})
	t.Run("brings each room up to date by its own numbers", func(t *testing.T) {
		dir := t.TempDir()
		other := func(sql string) store.Schema {
			files := fstest.MapFS{"schema/0001_cup.sql": {Data: []byte("-- +goose Up\nCREATE TABLE cup (id TEXT);\n")}}
			if sql != "" {
				files["schema/0002_cup.sql"] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + sql)}
			}
			return store.Schema{Room: "cup", FS: files}
		}
		first := storetest.OpenAt(t, dir, time.Now, tea(t), other(""))
		if err := errors.Join(first.Write(t.Context(), add("oolong", 1)), first.Close()); err != nil {
			t.Fatal(err)
		}
		second := storetest.OpenAt(t, dir, time.Now, tea(t), other("ALTER TABLE cup ADD COLUMN size BIGINT;\n"))
		err := second.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO cup (id, size) VALUES ('a', 3)`)
			return err
		})
		if err != nil {
			t.Error(err)
		}
		wantNames(t, second, "oolong")
	})
}

func TestDiskKeepsTheContractOfBlobs(t *testing.T) {
	storetest.Blobs(t, func(t *testing.T) store.Blobs { return store.Disk(filepath.Join(t.TempDir(), "blobs")) })
}

func TestMigrationsOfOneEngine(t *testing.T) {
	t.Run("are run on that engine alone, and count as one version", func(t *testing.T) {
		schema := store.Schema{Room: "tea", FS: fstest.MapFS{
			"schema/0001_tea.sql":           {Data: []byte("-- +goose Up\nCREATE TABLE tea (name TEXT NOT NULL PRIMARY KEY, price BIGINT NOT NULL);\n")},
			"schema/0002_kind.sqlite.sql":   {Data: []byte("-- +goose Up\nINSERT INTO tea (name, price) VALUES ('sqlite', 0);\n")},
			"schema/0002_kind.postgres.sql": {Data: []byte("-- +goose Up\nINSERT INTO tea (name, price) VALUES ('postgres', 0);\n")},
			"schema/0003_more.sql":          {Data: []byte("-- +goose Up\nINSERT INTO tea (name, price) VALUES ('more', 0);\n")},
		}}
		db := storetest.Open(t, schema)
		engine := store.SQLite
		for _, ask := range []func(context.Context, func(store.Tx) error) error{db.Read, db.Write} {
			if err := ask(t.Context(), func(tx store.Tx) error { engine = tx.Engine(); return nil }); err != nil {
				t.Fatal(err)
			}
			if onPostgres := os.Getenv(storetest.Variable) != ""; (engine == store.PostgreSQL) != onPostgres {
				t.Errorf("Engine = %s, on PostgreSQL: %v", engine, onPostgres)
			}
		}
		wantNames(t, db, "more", engine.String())
	})
}
