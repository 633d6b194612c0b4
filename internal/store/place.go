package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// A folder knows where its rows are, so that no empty instance begins beside its keys and files because --db was forgotten or names
// another database: in its SQLite file, or else in the PostgreSQL database that the file "database" names, by address for people,
// and by the row of the table identity for us: a database may move to another address, and at an address there may be another one.

// The failures of looking in the wrong place.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrElsewhere says that a folder's rows are in a database which was not named.
	ErrElsewhere = fault.New(fault.Conflict, "store.elsewhere", "The rows of this folder are in another database.")
	// ErrHere says that a folder's rows are in its SQLite file, while a PostgreSQL database was named.
	ErrHere = fault.New(fault.Conflict, "store.here", "The rows of this folder are in its SQLite file.")
	// ErrFolder says that what was named cannot be a data folder: it is a file, or cannot be made.
	ErrFolder = fault.New(fault.Invalid, "store.folder", "This cannot be a data folder.")
)

// elsewhere is the file in a folder that says in which PostgreSQL database its rows are.
const elsewhere = "database"

// expected fails with ErrElsewhere or ErrHere if the folder's rows are not in this place, and with ErrAway if that cannot be told.
func (p Place) expected(ctx context.Context) error {
	if p.Unchecked {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(p.Dir, elsewhere))
	if errors.Is(err, fs.ErrNotExist) {
		if p.DB == "" {
			return nil
		}
		if _, err := os.Stat(sqliteFile(p.Dir)); err == nil {
			return fmt.Errorf("store: open %s: %w", p.Dir, ErrHere)
		}
		return nil
	}
	if errors.Is(err, syscall.ENOTDIR) {
		return fmt.Errorf("%w (%w)", ErrFolder, err)
	}
	if err != nil {
		return fmt.Errorf("store: find where the rows of %s are: %w", p.Dir, err)
	}
	address, known, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
	if p.DB == "" {
		return fmt.Errorf("%w (%s)", ErrElsewhere, address)
	}
	found, err := p.identity(ctx)
	switch {
	case err != nil:
		return err
	case found == "":
		return fmt.Errorf("%w (%s; in %s there is nothing)", ErrElsewhere, address, p)
	case found != known:
		return fmt.Errorf("%w (%s; in %s there are others)", ErrElsewhere, address, p)
	}
	return nil
}

// identity returns what a PostgreSQL database is remembered by, "" if no instance was ever there.
func (p Place) identity(ctx context.Context) (known string, err error) {
	p.Unchecked = true
	db, _, err := p.open(ctx, false, 1)
	if errors.Is(err, ErrNoData) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var made bool
	if err := db.QueryRowContext(ctx, `SELECT to_regclass('identity') IS NOT NULL`).Scan(&made); err != nil || !made {
		return "", named(err)
	}
	if err := db.QueryRowContext(ctx, `SELECT id FROM identity`).Scan(&known); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", fmt.Errorf("store: read whose database this is: %w", named(err))
	}
	return known, nil
}

// identify gives a database what it is remembered by, once. Nobody else migrates meanwhile.
func (db *DB) identify(ctx context.Context) error {
	if !db.commits.remote() {
		return nil
	}
	_, err := db.writer.ExecContext(ctx, `INSERT INTO identity (id) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM identity)`, string(id.New[id.EventID](db.ids)))
	if err != nil {
		return fmt.Errorf("store: name the database: %w", err)
	}
	return nil
}

// Settle notes in a folder that its rows are here from now on.
func (p Place) Settle(ctx context.Context) error {
	name := filepath.Join(p.Dir, elsewhere)
	if p.DB == "" {
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("store: note where the rows of %s are: %w", p.Dir, err)
		}
		return nil
	}
	known, err := p.identity(ctx)
	if err != nil {
		return err
	}
	// Whole or not at all: half of it would refuse the right database.
	err = os.WriteFile(name+".new", []byte(redacted(p.DB)+"\n"+known+"\n"), 0o600)
	if err == nil {
		err = os.Rename(name+".new", name)
	}
	if err != nil {
		return fmt.Errorf("store: note where the rows of %s are: %w", p.Dir, err)
	}
	return nil
}
