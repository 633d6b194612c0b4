package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Whether anything can be saved is not to be told by asking: a database on a full disk answers well. So it is tried: a commit, and
// a file in the folder, where blobs go and which a commit may not need (a log that was emptied has room of its own).

const (
	trialHolds = time.Second // how long a trial that went well answers for others, so that asking often writes little
	trialBytes = 64 << 10    // more than a message takes, less than anybody misses
)

// trials are the attempts to save something, one at a time.
type trials struct {
	mu   sync.Mutex
	last *trial
}

type trial struct {
	began time.Time
	ended chan struct{} // closed when err is set
	err   error
}

// Saves returns nil if something could be saved just now, in the database and in the folder, else why not: ErrFull, ErrAway,
// ErrUnwritable, ErrBroken, ErrNotDurable and the like. It waits until ctx ends at most.
func (db *DB) Saves(ctx context.Context) error {
	if err := db.Err(); err != nil {
		return err
	}
	if err := db.Durable(ctx); err != nil {
		return named(err)
	}
	t := db.trial()
	select {
	case <-t.ended:
		return t.err
	case <-ctx.Done():
		return fmt.Errorf("store: try to save: %w", ctx.Err())
	}
}

// trial returns the attempt that is under way, or went well just now, or else a new one.
func (db *DB) trial() *trial {
	db.trials.mu.Lock()
	defer db.trials.mu.Unlock()
	if last := db.trials.last; last != nil {
		select {
		case <-last.ended:
			if age := db.now().Sub(last.began); last.err == nil && age >= 0 && age < trialHolds {
				return last
			}
		default:
			return last
		}
	}
	t := &trial{began: db.now(), ended: make(chan struct{})}
	db.trials.last = t
	db.background.Go(func() {
		defer close(t.ended)
		if t.err = db.Write(db.lifetime, count); t.err == nil {
			t.err = named(tryFolder(db.dir))
		}
	})
	return t
}

// count changes a row: PostgreSQL's commits do by themselves, a commit of SQLite in which nothing changed writes nothing.
func count(tx Tx) error {
	if tx.Engine() == PostgreSQL {
		return nil
	}
	_, err := tx.Exec(countCommit)
	return err
}

// tryFolder writes something into a folder that is gone when it returns, also if the process is killed meanwhile.
func tryFolder(dir string) error {
	f, err := os.CreateTemp(dir, ".superette-try-")
	if err != nil {
		return fmt.Errorf("store: try the data folder: %w", err)
	}
	err = os.Remove(f.Name())
	_, written := f.Write(make([]byte, trialBytes))
	if err := errors.Join(err, written, f.Close()); err != nil {
		return fmt.Errorf("store: try the data folder: %w", err)
	}
	return nil
}

// diagnosed is named for what failed in a data folder: SQLite has one word, and often the wrong one, for a disk that is full, read-only or failing
// when it makes the files beside its own, so that the folder is asked.
func diagnosed(dir string, err error) error {
	if !unopenable(err) {
		return named(err)
	}
	if trouble := troubleOf(tryFolder(dir)); trouble != nil {
		return fmt.Errorf("%w (%w)", trouble, err)
	}
	return named(err)
}

// unopenable reports whether SQLite may have failed for what it has to make beside its file.
func unopenable(err error) bool {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return false
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_FULL:
		return true
	}
	return false
}
