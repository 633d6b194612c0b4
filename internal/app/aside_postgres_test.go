//go:build postgres

package app

import (
	"context"
	"crypto/rand"
	"database/sql"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// TestStepAside keeps a process's heartbeats from the database, and then lets them through.
func TestStepAside(t *testing.T) {
	dir := t.TempDir()
	address := storetest.Address(t, dir)
	db, err := store.Open(t.Context(), store.Config{
		Dir: dir, DB: address, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Cluster: &store.Cluster{},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	const origin = "http://localhost:8420"
	server, err := httpd.New(httpd.Config{Origin: origin, Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	server.Handle("GET /mine", func(w http.ResponseWriter, _ *http.Request) error { return httpd.Reply(w, http.StatusOK, "mine") })
	await := func(want int) {
		t.Helper()
		for got := 0; got != want; runtime.Gosched() {
			if t.Context().Err() != nil {
				t.Fatalf("people are answered %d, want %d", got, want)
			}
			w := httptest.NewRecorder()
			server.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, origin+"/mine", nil))
			if got = w.Code; got != http.StatusOK && got != want && got != http.StatusServiceUnavailable && got != http.StatusTooManyRequests {
				t.Fatalf("people are answered %d", got)
			}
		}
	}
	ctx, end := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		(&cluster{member: db.Member()}).stepAside(ctx, server)
	}()
	defer func() { end(); <-ended }()
	_, turned := db.Member().Cut()
	admin, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close() //nolint:errcheck // of a test's server
	tx, err := admin.BeginTx(t.Context(), nil)
	if err == nil {
		_, err = tx.ExecContext(t.Context(), `LOCK TABLE heartbeat IN ACCESS EXCLUSIVE MODE`)
	}
	if err != nil {
		t.Fatal(err)
	}
	<-turned
	await(http.StatusServiceUnavailable)
	_, turned = db.Member().Cut()
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	<-turned
	await(http.StatusOK)
}
