package store_test

import (
	"fmt"
	"os"
	"testing"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// TestKeptStatements holds on both engines what a connection that keeps its statements could get wrong.
func TestKeptStatements(t *testing.T) {
	db := storetest.Open(t)
	const people, name = `SELECT n FROM kept ORDER BY n`, `SELECT n FROM kept WHERE n = $1`
	write := func(fn func(tx store.Tx) error) {
		t.Helper()
		if err := db.Write(t.Context(), fn); err != nil {
			t.Fatal(err)
		}
	}
	write(func(tx store.Tx) error {
		_, err := tx.Exec(`CREATE TABLE kept (n BIGINT NOT NULL)`)
		for n := range 3 {
			if err == nil {
				_, err = tx.Exec(`INSERT INTO kept (n) VALUES ($1)`, n)
			}
		}
		return err
	})
	number := func(s store.Scanner) (n int64, err error) { return n, s.Scan(&n) }

	nested := func(tx store.Tx) error {
		rows, err := tx.Query(people)
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // read to its end
		for want := int64(0); rows.Next(); want++ {
			n, err := number(rows)
			if err != nil || n != want {
				return fmt.Errorf("the outer row is %d, %w; want %d", n, err, want)
			}
			inner, err := store.List(tx, number, people)
			if err != nil || len(inner) != 3 {
				return fmt.Errorf("the same query inside gives %v, %w", inner, err)
			}
			if one, found, err := store.Find(tx, number, name, n); err != nil || !found || one != n {
				return fmt.Errorf("a row of %d is %d, %v, %w", n, one, found, err)
			}
		}
		return rows.Err()
	}
	if os.Getenv(storetest.Variable) == "" { // PostgreSQL has one query at a time on a connection
		t.Run("a query inside a loop over its own rows disturbs neither, read or written", func(t *testing.T) {
			for range 2 {
				if err := db.Read(t.Context(), nested); err != nil {
					t.Error(err)
				}
				if err := db.Write(t.Context(), nested); err != nil {
					t.Error(err)
				}
			}
		})
	}
	t.Run("a query that is left half read begins at its first row the next time", func(t *testing.T) {
		for range 3 {
			err := db.Read(t.Context(), func(tx store.Tx) error {
				rows, err := tx.Query(people)
				if err != nil {
					return err
				}
				defer rows.Close() //nolint:errcheck // half read
				if !rows.Next() {
					return rows.Err()
				}
				if n, err := number(rows); err != nil || n != 0 {
					return fmt.Errorf("the first row is %d, %w", n, err)
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		}
	})
	t.Run("a table that changes its columns is seen as it is", func(t *testing.T) {
		const all = `SELECT count(*) FROM kept WHERE n >= 0`
		count := func(want int64) {
			t.Helper()
			err := db.Read(t.Context(), func(tx store.Tx) error {
				n, _, err := store.Find(tx, number, all)
				if err == nil && n != want {
					err = fmt.Errorf("it counts %d, want %d", n, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
		count(3)
		write(func(tx store.Tx) error { _, err := tx.Exec(`ALTER TABLE kept ADD COLUMN note TEXT`); return err })
		count(3)
		write(func(tx store.Tx) error { _, err := tx.Exec(`DELETE FROM kept WHERE n = 2`); return err })
		count(2)
	})
	t.Run("any number of different queries is answered", func(t *testing.T) {
		err := db.Read(t.Context(), func(tx store.Tx) error {
			for n := range int64(1000) {
				got, _, err := store.Find(tx, number, fmt.Sprintf(`SELECT %d + count(*) FROM kept`, n))
				if err != nil || got != n+2 {
					return fmt.Errorf("query %d gives %d, %w", n, got, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	t.Run("a query that fails fails each time, and the others go on", func(t *testing.T) {
		for range 2 {
			err := db.Read(t.Context(), func(tx store.Tx) error {
				_, _, err := store.Find(tx, number, `SELECT 1 FROM nothing_of_this_name`)
				return err
			})
			if err == nil {
				t.Error("it succeeds")
			}
			if err := db.Read(t.Context(), func(tx store.Tx) error { _, err := store.List(tx, number, people); return err }); err != nil {
				t.Error(err)
			}
		}
	})
}
