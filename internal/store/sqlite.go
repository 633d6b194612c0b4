package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// dialect is all that differs between database engines.
type dialect struct {
	engine  Engine
	goose   goose.Dialect
	begin   string // starts a transaction that will write
	open    func(write bool, connections int) (*sql.DB, error)
	durable func(ctx context.Context, db *sql.DB) error // nil or ErrNotDurable
	reads   *sql.TxOptions                              // of a transaction that reads one state

	// Of databases in another process; nil for the others.
	claim func(ctx context.Context, conn *sql.Conn) error // makes this connection the only one that writes, or ErrInUse
	lost  func(conn *sql.Conn, err error) bool            // whether the connection broke
	adapt func(files fs.FS) fs.FS                         // rewrites migrations

	// For several processes.
	beats func() (*sql.DB, error)                                                   // connections for heartbeats and looks
	gone  func(ctx context.Context, db *sql.DB, token string) (bool, error)         // whether a process has no session
	enter func(ctx context.Context, conn *sql.Conn) (leave func() error, err error) // waits until no other process migrates
}

// sqliteDialect keeps everything in dir/superette.db. The pragmas are part of the name, so that every connection has
// them: with WAL and synchronous=FULL a commit is on the disk before it is acknowledged, and readers never wait for it. Failed
// hears of every error.
func sqliteDialect(dir string, failed func(error)) dialect {
	return dialect{
		engine: SQLite,
		goose:  goose.DialectSQLite3,
		begin:  "BEGIN IMMEDIATE",
		open: func(write bool, connections int) (*sql.DB, error) {
			values := url.Values{"_pragma": {
				"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)",
				"temp_store(MEMORY)", // what a statement would undo is kept in memory; nothing of it need survive
			}}
			if write {
				// A large batch changes more pages than the 2 MB and 1000 pages of SQLite's own choice: it would spill them
				// to the log early, read them back, and copy the log into the file after almost every commit.
				values["_pragma"] = append(values["_pragma"], "cache_size(-65536)", "wal_autocheckpoint(8192)")
			} else {
				values.Add("_pragma", "query_only(1)")
			}
			return openSQLite(dir, values, connections, failed, nil)
		},
		durable: sqliteDurable,
	}
}

// sqliteVisitor opens the database of an instance that may be running, in mode ro or rw, and never makes one. A visitor that
// writes takes turns with the instance's committer.
func sqliteVisitor(dir, mode string) dialect {
	return dialect{
		engine: SQLite,
		open: func(_ bool, connections int) (*sql.DB, error) {
			values := url.Values{"mode": {mode}, "_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)"}}
			if mode == "ro" {
				values.Del("_txlock")
				values.Add("_pragma", "query_only(1)")
			} else {
				values["_pragma"] = append(values["_pragma"], "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)")
			}
			return openSQLite(dir, values, connections, nil, nil)
		},
		durable: sqliteDurable,
	}
}

// sqliteStill reads the database of a folder in which nothing can be made, not even for reading. It is not ok if the file has a log, in
// which there are rows too, or if somebody serves it; nobody can begin to until it is closed, or because the caller holds the folder.
func sqliteStill(dir string, held bool) (d dialect, ok bool) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return d, false
	}
	if log, err := os.Stat(sqliteFile(dir) + "-wal"); !errors.Is(err, fs.ErrNotExist) && (err != nil || log.Size() > 0) {
		return d, false
	}
	unlock := func() error { return nil }
	if !held {
		if unlock, err = lockOut(dir); err != nil {
			return d, false
		}
	}
	return dialect{
		engine: SQLite,
		open: func(_ bool, connections int) (*sql.DB, error) {
			values := url.Values{"mode": {"ro"}, "immutable": {"1"}, "_pragma": {"query_only(1)"}}
			db, err := openSQLite(dir, values, connections, nil, unlock)
			if err != nil {
				err = errors.Join(err, unlock())
			}
			return db, err
		},
		durable: func(context.Context, *sql.DB) error { return nil }, // nothing is acknowledged
	}, true
}

func sqliteFile(dir string) string { return filepath.Join(dir, "superette.db") }

// openSQLite opens the file of a folder. Failed hears of every error, and closed is called when it is closed; both may be nil.
func openSQLite(dir string, values url.Values, connections int, failed func(error), closed func() error) (*sql.DB, error) {
	name := url.URL{Scheme: "file", Path: sqliteFile(dir), RawQuery: values.Encode()}
	named, err := sql.Open("sqlite", name.String()) // connects to nothing yet
	if err != nil {
		return nil, fmt.Errorf("store: open %s: %w", name.Path, err)
	}
	db := sql.OpenDB(keepingConnector{named.Driver(), name.String(), failed, closed})
	if err := named.Close(); err != nil {
		return nil, errors.Join(fmt.Errorf("store: open %s: %w", name.Path, err), db.Close())
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

func sqliteDurable(ctx context.Context, db *sql.DB) error {
	const full = 2
	var journal string
	var synchronous int
	if err := db.QueryRowContext(ctx, "PRAGMA journal_mode").Scan(&journal); err != nil {
		return fmt.Errorf("store: read journal_mode: %w", err)
	}
	if err := db.QueryRowContext(ctx, "PRAGMA synchronous").Scan(&synchronous); err != nil {
		return fmt.Errorf("store: read synchronous: %w", err)
	}
	if journal != "wal" || synchronous < full {
		return fmt.Errorf("store: journal_mode %s, synchronous %s: %w", journal, strconv.Itoa(synchronous), ErrNotDurable)
	}
	return nil
}

// IsDuplicate reports whether err says that a row would have broken a primary key or a unique index.
func IsDuplicate(err error) bool {
	var e *sqlite.Error
	return isPostgresDuplicate(err) || errors.As(err, &e) &&
		(e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY)
}

// IsBroken reports whether err says that the disk or the file failed, rather than that it was full, busy or misused. What
// was written before such an error may be on the disk or not, and a second try can succeed without the first one being
// there: whoever keeps money must stop. PostgreSQL sees to that by itself: it restarts from its log.
func IsBroken(err error) bool {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code() & 0xff { // extended codes carry the kind of failure in their low byte
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return true
	}
	return false
}
