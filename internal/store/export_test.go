package store

import (
	"database/sql"
	"net/url"
	"path/filepath"
	"runtime"
	"testing"
)

// AwaitQueued returns when n writes wait for the committer.
func AwaitQueued(db *DB, n int) {
	for len(db.commits.jobs) < n {
		runtime.Gosched()
	}
}

// Commits returns how many transactions were committed.
func Commits(db *DB) int64 { return db.commits.commits.Load() }

// DurableWith asks a fresh database that was opened with the given pragmas.
func DurableWith(t *testing.T, pragmas ...string) error {
	t.Helper()
	values := url.Values{"_pragma": pragmas}
	name := url.URL{Scheme: "file", Path: filepath.Join(t.TempDir(), "x.db"), RawQuery: values.Encode()}
	db, err := sql.Open("sqlite", name.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return sqliteDurable(t.Context(), db)
}

// Faint ends the heartbeats of a member, as if its process slept.
func (m *Member) Faint() { m.stop() }
