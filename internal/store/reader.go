package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/superette/superette/internal/fault"
)

// ErrNoData says that there is no database in a folder.
var ErrNoData = fault.New(fault.NotFound, "store.no-data", "There is no database in this folder.") //nolint:gochecknoglobals // a named failure

// Place says which database is meant: the one in a data folder, or a PostgreSQL database if its address is given.
type Place struct {
	Dir string
	DB  string

	Unchecked bool // whatever the folder says of where its rows are
	held      bool // whoever opens it sees to it that nobody serves the folder
}

// String names the place for people: without a password.
func (p Place) String() string {
	if p.DB != "" {
		return redacted(p.DB)
	}
	return p.Dir
}

// open opens a database that an instance made, for so many connections. It fails with ErrNoData if there is none, and with ErrElsewhere or
// ErrHere if it is not the folder's.
func (p Place) open(ctx context.Context, write bool, connections int) (*sql.DB, dialect, error) {
	if err := p.expected(ctx); err != nil {
		return nil, dialect{}, err
	}
	d, err := p.dialect(write)
	if err != nil {
		return nil, d, err
	}
	db, err := d.open(write, connections)
	if err != nil {
		return nil, d, err
	}
	if p.DB == "" {
		return p.openFile(ctx, db, d, write, connections)
	}
	var found bool
	err = db.QueryRowContext(ctx, `SELECT to_regclass('schema_store') IS NOT NULL`).Scan(&found)
	switch {
	case err != nil:
		err = fmt.Errorf("%w (%w)", ErrAway, err)
	case !found:
		err = ErrNoData
	}
	if err != nil {
		return nil, d, errors.Join(fmt.Errorf("store: open %s: %w", p, err), db.Close())
	}
	return db, d, nil
}

// openFile sees to it that a SQLite file can be read. SQLite makes a file beside it even for that, which a disk that is full or read-only
// does not let it: then the file is read as it lies there, if nobody serves it and it has no log.
func (p Place) openFile(ctx context.Context, db *sql.DB, d dialect, write bool, connections int) (*sql.DB, dialect, error) {
	err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master`).Scan(new(int))
	if !unopenable(err) {
		return db, d, nil // what else is wrong with it, whoever reads it will meet
	}
	err = errors.Join(fmt.Errorf("store: open %s: %w", p, diagnosed(p.Dir, err)), db.Close())
	if write {
		return nil, d, err
	}
	still, ok := sqliteStill(p.Dir, p.held)
	if !ok {
		return nil, d, err
	}
	if db, openErr := still.open(false, connections); openErr == nil {
		return db, still, nil
	}
	return nil, d, err
}

func (p Place) dialect(write bool) (dialect, error) {
	if p.DB != "" {
		return postgresDialect(p.DB, "visitor", false)
	}
	whole, err := filepath.Abs(p.Dir)
	if err != nil {
		return dialect{}, fmt.Errorf("store: find %s: %w", p.Dir, err)
	}
	if _, err := os.Stat(sqliteFile(whole)); errors.Is(err, fs.ErrNotExist) {
		return dialect{}, fmt.Errorf("store: open %s: %w", p.Dir, ErrNoData)
	}
	mode := "ro"
	if write {
		mode = "rw"
	}
	return sqliteVisitor(whole, mode), nil
}

// Reader reads a database that another process may be writing to. It takes no lock and changes nothing.
type Reader struct {
	db      *sql.DB
	dialect dialect
}

// OpenReader opens a database for reading alone, be its process running or not. It fails with ErrNoData,
// ErrElsewhere, ErrHere, ErrAddress, and ErrAway.
func OpenReader(ctx context.Context, place Place) (*Reader, error) {
	db, d, err := place.open(ctx, false, 1)
	if err != nil {
		return nil, err
	}
	return &Reader{db, d}, nil
}

// Read runs fn on one state of the database, as DB.Read does.
func (r *Reader) Read(ctx context.Context, fn func(Tx) error) error {
	return read(ctx, r.db, r.dialect, fn)
}

// Close ends the reading.
func (r *Reader) Close() error { return r.db.Close() }
