package store_test

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

func TestWhereTheRowsAre(t *testing.T) {
	dir := t.TempDir()
	there := storetest.Place(t, dir)
	if there.DB == "" {
		t.Run("in a SQLite file, a folder is not started on another database", func(t *testing.T) {
			write(t, storetest.OpenAt(t, dir, time.Now, tea(t)), add("oolong", 1))
			_, err := store.Open(t.Context(), store.Config{Dir: dir, DB: "postgres://nobody@127.0.0.1:1/x", Now: time.Now, Random: rand.Reader})
			if !errors.Is(err, store.ErrHere) {
				t.Errorf("error = %v, want ErrHere, before anybody is asked", err)
			}
		})
		return
	}
	open := func(address string) error {
		db, err := store.Open(t.Context(), store.Config{Dir: dir, DB: address, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader})
		if err != nil {
			return err
		}
		return db.Close()
	}
	db := storetest.OpenAt(t, dir, time.Now, tea(t))
	write(t, db, add("oolong", 1))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("forgotten at the next start is refused, and no SQLite file begins", func(t *testing.T) {
		if err := open(""); !errors.Is(err, store.ErrElsewhere) || !strings.Contains(err.Error(), "postgres://") {
			t.Errorf("error = %v, want ErrElsewhere with the address", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "superette.db")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("there is a file: %v", err)
		}
	})
	for _, c := range []struct{ name, says string }{{"an empty database is refused, and stays empty", "there is nothing"}, {"another instance's database is refused", "there are others"}} {
		t.Run(c.name, func(t *testing.T) {
			other := t.TempDir()
			address := storetest.Place(t, other)
			if c.says == "there are others" {
				if err := storetest.OpenAt(t, other, time.Now, tea(t)).Close(); err != nil {
					t.Fatal(err)
				}
			}
			if err := open(address.DB); !errors.Is(err, store.ErrElsewhere) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error = %v, want ErrElsewhere that says %q", err, c.says)
			}
			visitor := store.Place{Dir: dir, DB: address.DB}
			if _, err := store.OpenReader(t.Context(), visitor); !errors.Is(err, store.ErrElsewhere) {
				t.Errorf("a visitor: error = %v, want ErrElsewhere", err)
			}
			if _, err := store.OpenReader(t.Context(), address); c.says == "there is nothing" && !errors.Is(err, store.ErrNoData) {
				t.Errorf("error = %v, want ErrNoData", err)
			}
		})
	}
	t.Run("the same database by another address is the same", func(t *testing.T) {
		if err := open(there.DB + "&application_name=superette"); err != nil {
			t.Error(err)
		}
		wantNames(t, storetest.OpenAt(t, dir, time.Now, tea(t)), "oolong")
	})
}

func TestWhatIsNoFolder(t *testing.T) {
	link := filepath.Join(t.TempDir(), "of-a-disk-that-is-not-mounted")
	if err := os.Symlink("/nowhere/at/all", link); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"place_test.go", "place_test.go/inside", link, "/proc/superette"} {
		t.Run(dir, func(t *testing.T) {
			db, err := store.Open(t.Context(), store.Config{Dir: dir, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: rand.Reader})
			if !errors.Is(err, store.ErrFolder) || errors.Is(err, store.ErrAway) {
				t.Errorf("Open = %v, %v; want ErrFolder", db, err)
			}
		})
	}
}

func TestAddressForPeople(t *testing.T) {
	for address, want := range map[string]string{
		"postgres://u:secret@db/x":                           "postgres://u:xxxxx@db/x",
		"postgres://db/x?user=u&password=secret":             "postgres://db/x?password=xxxxx&user=u",
		"postgres://db/x?sslpassword=secret&sslmode=require": "postgres://db/x?sslmode=require&sslpassword=xxxxx",
		"postgres://db/x?search_path=tea":                    "postgres://db/x?search_path=tea",
	} {
		if got := (store.Place{Dir: "d", DB: address}).String(); got != want {
			t.Errorf("%s is shown as %s, want %s", address, got, want)
		}
	}
}
