package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"time"
)

// Examination is what can be told of a database from beside it, while an instance runs on it or not.
type Examination struct {
	Unset   bool      // a SQLite file that has no write-ahead log yet; the next start gives it one
	Durable error     // nil, or ErrNotDurable or ErrUnfit with what is set how
	Corrupt string    // what SQLite's own check found first, or ""; PostgreSQL has no such check
	Clock   time.Time // of the database's machine; zero for SQLite, which has ours
	Behind  []string  // the rooms whose tables an instance of this binary would migrate at its start
	Ahead   []string  // the rooms whose tables a newer binary has migrated
}

// Examine looks at a database that was made by an instance, and changes nothing. It fails with ErrNoData, ErrAddress,
// ErrAway and ErrElsewhere. Checking a SQLite file reads all of it.
func Examine(ctx context.Context, place Place, schemas []Schema) (e Examination, err error) {
	defer func() { err = named(err) }()
	db, d, err := place.open(ctx, false, 1)
	if err != nil {
		return e, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if e.Durable = d.durable(ctx, db); e.Durable != nil && !errors.Is(e.Durable, ErrNotDurable) && !errors.Is(e.Durable, ErrUnfit) {
		return e, e.Durable
	}
	if d.engine == SQLite && e.Durable != nil {
		// Its other settings are those of each connection, and this one's are nobody's.
		e.Unset, e.Durable = true, nil
	}
	if d.engine == PostgreSQL {
		if err := db.QueryRowContext(ctx, `SELECT clock_timestamp()`).Scan(&e.Clock); err != nil {
			return e, fmt.Errorf("store: read the database's clock: %w", err)
		}
	} else if e.Corrupt, err = quickCheck(ctx, db); IsBroken(err) {
		e.Corrupt = err.Error()
		return e, nil // what its rows say of versions is worth nothing
	} else if err != nil {
		return e, err
	}
	for _, s := range schemas {
		newest, err := s.newest(d.engine)
		if err != nil {
			return e, err
		}
		at, err := versionOf(ctx, db, d.engine, s.Room)
		switch {
		case err != nil:
			return e, err
		case at < newest:
			e.Behind = append(e.Behind, s.Room)
		case at > newest:
			e.Ahead = append(e.Ahead, s.Room)
		}
	}
	return e, nil
}

// newest returns the number of the room's last migration.
func (s Schema) newest(engine Engine) (int64, error) {
	files, err := fs.Sub(s.FS, "schema")
	if err != nil {
		return 0, fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	entries, err := (ofEngine{files, engine}).ReadDir(".")
	if err != nil {
		return 0, fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	newest := int64(0)
	for _, entry := range entries {
		number, _, _ := strings.Cut(entry.Name(), "_")
		n, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return 0, fmt.Errorf("store: schema of %s: %s has no number: %w", s.Room, entry.Name(), err)
		}
		newest = max(newest, n)
	}
	return newest, nil
}

// versionOf returns the last migration of a room that was done, or 0 if the database does not know the room.
func versionOf(ctx context.Context, db *sql.DB, engine Engine, room string) (int64, error) {
	known := `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $1`
	if engine == PostgreSQL {
		known = `SELECT count(*) FROM pg_class WHERE oid = to_regclass($1)`
	}
	var n, at int64
	if err := db.QueryRowContext(ctx, known, "schema_"+room).Scan(&n); err != nil || n == 0 {
		if err != nil {
			err = fmt.Errorf("store: look for the schema of %s: %w", room, err)
		}
		return 0, err
	}
	if err := db.QueryRowContext(ctx, `SELECT COALESCE(max(version_id), 0) FROM schema_`+room).Scan(&at); err != nil {
		return 0, fmt.Errorf("store: read the schema of %s: %w", room, err)
	}
	return at, nil
}
