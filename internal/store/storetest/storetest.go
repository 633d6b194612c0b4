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

// Open returns a fresh SQLite store with the given schemas, closed at the end of the test. Its clock is the real one.
// Events are handed out after the test called Start on it.
func Open(t testing.TB, schemas ...store.Schema) *store.DB {
	t.Helper()
	return OpenAt(t, t.TempDir(), time.Now, schemas...)
}

// OpenAt is Open in a given folder and with a given clock, for tests that close and open again, or move the time.
func OpenAt(t testing.TB, dir string, now func() time.Time, schemas ...store.Schema) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{
		Dir: dir, Schemas: schemas, Now: now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
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
