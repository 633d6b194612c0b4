// Package storetest gives tests a real database, and drivers of blobs their conformance suite.
package storetest

import (
	"context"
	"crypto/rand"
	"log/slog"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
)

// Open returns a fresh store with the given schemas, closed at the end of the test. Its clock is the real one.
// Events are handed out after the test called Start on it. It is SQLite, or PostgreSQL: see Variable.
func Open(t testing.TB, schemas ...store.Schema) *store.DB {
	t.Helper()
	return OpenAt(t, t.TempDir(), time.Now, schemas...)
}

// OpenAt is Open in a given folder and with a given clock, for tests that close and open again, or move the time.
func OpenAt(t testing.TB, dir string, now func() time.Time, schemas ...store.Schema) *store.DB {
	t.Helper()
	return open(t, store.Config{Dir: dir, DB: Address(t, dir), Now: now, Schemas: schemas})
}

// Place returns where the database is that belongs to a folder.
func Place(t testing.TB, dir string) store.Place {
	t.Helper()
	return store.Place{Dir: dir, DB: Address(t, dir)}
}

// Reader returns a reader of the database that belongs to a folder.
func Reader(t testing.TB, dir string) *store.Reader {
	t.Helper()
	reader, err := store.OpenReader(t.Context(), Place(t, dir))
	if err != nil {
		t.Fatalf("open a reader: %v", err)
	}
	t.Cleanup(func() {
		if err := reader.Close(); err != nil {
			t.Errorf("close the reader: %v", err)
		}
	})
	return reader
}

func open(t testing.TB, c store.Config) *store.DB {
	t.Helper()
	c.Random = rand.Reader
	c.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatalf("open a store: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close the store: %v", err)
		}
	})
	return db
}
