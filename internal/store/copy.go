package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/superette/superette/internal/fault"
)

// The failures of copying.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrNotEmpty says that the database to copy into holds something already.
	ErrNotEmpty = fault.New(fault.Conflict, "store.not-empty", "The database to copy into is not empty.")
	// ErrOtherVersion says that the database to copy from was made by another version of the program.
	ErrOtherVersion = fault.New(fault.Conflict, "store.other-version", "The database was last used by another version.")
)

// Copy says what to copy where.
type Copy struct {
	From, To Place
	Alone    bool // nobody else may serve From meanwhile; else a snapshot of it is copied
	Schemas  []Schema
	Now      func() time.Time
	Random   io.Reader
	Log      *slog.Logger
	Progress func(table string, rows int64) // after each table; nil for none
}

// Count is how many rows a table has.
type Count struct {
	Table string
	Rows  int64
}

// Run copies every row, in one transaction: after a failure, or a crash, To is as empty as before. To is made if need be.
// It returns how many rows of each table are in both. The folder knows nothing of it until Settle. It fails with ErrNotEmpty, ErrOtherVersion, ErrInUse, and what
// OpenReader fails with.
func (c Copy) Run(ctx context.Context) (counts []Count, err error) {
	for _, dir := range []*string{&c.From.Dir, &c.To.Dir} {
		if *dir, err = filepath.Abs(*dir); err != nil {
			return nil, fmt.Errorf("store: find the data folder: %w", err)
		}
	}
	c.From.held = c.From.Dir == c.To.Dir // which is locked next
	from, err := OpenReader(ctx, c.From)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	config := Config{Dir: c.To.Dir, DB: c.To.DB, Schemas: c.Schemas, Now: c.Now, Random: c.Random, Log: c.Log}
	to, err := assemble(ctx, config)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, to.closeFiles()) }()
	if c.Alone {
		unlock, err := c.claim(ctx)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, unlock()) }()
	}
	err = from.Read(ctx, func(tx Tx) error {
		if err := sameVersions(ctx, tx, to, append([]Schema{{Room: "store"}}, c.Schemas...)); err != nil {
			return err
		}
		counts, err = to.takeAll(ctx, tx, c.Progress)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("store: copy %s to %s: %w", c.From, c.To, err)
	}
	return counts, nil
}

// claim keeps other processes from serving From. If both places share a folder, To has its lock already.
func (c Copy) claim(ctx context.Context) (unlock func() error, err error) {
	if c.From.DB == "" {
		if c.From.Dir == c.To.Dir {
			return func() error { return nil }, nil
		}
		return lock(c.From.Dir, false)
	}
	d, err := postgresDialect(c.From.DB, "copier", false)
	if err != nil {
		return nil, err
	}
	db, err := d.open(true, 1)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err == nil {
		if err = d.claim(ctx, conn); err == nil {
			return func() error { return errors.Join(conn.Close(), db.Close()) }, nil
		}
		err = errors.Join(err, conn.Close())
	}
	return nil, errors.Join(err, db.Close())
}

// sameVersions fails with ErrOtherVersion unless both sides had the same migrations.
func sameVersions(ctx context.Context, from Tx, to *DB, schemas []Schema) error {
	for _, s := range schemas {
		query := `SELECT max(version_id) FROM schema_` + s.Room
		var there, here int64
		known, err := HasTable(from, "schema_"+s.Room)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("%w (no schema of %s)", ErrOtherVersion, s.Room)
		}
		if err := from.QueryRow(query).Scan(&there); err != nil {
			return err
		}
		if err := to.commits.conn.QueryRowContext(ctx, query).Scan(&here); err != nil {
			return err
		}
		if there != here {
			return fmt.Errorf("%w (schema of %s: %d, here %d)", ErrOtherVersion, s.Room, there, here)
		}
	}
	return nil
}

// takeAll fills an empty database from another one.
func (db *DB) takeAll(ctx context.Context, from Tx, progress func(string, int64)) (counts []Count, err error) {
	tables, err := db.tables(ctx)
	if err != nil {
		return nil, err
	}
	for _, table := range tables {
		var some bool
		if err := db.commits.conn.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM `+table+`)`).Scan(&some); err != nil {
			return nil, err
		}
		if some {
			return nil, fmt.Errorf("%w (rows in %s)", ErrNotEmpty, table)
		}
	}
	err = db.filling(ctx, func(fill func(table string, columns []string, rows *sql.Rows) (int64, error)) error {
		for _, table := range tables {
			n, err := db.take(ctx, from, table, fill)
			if err != nil {
				return fmt.Errorf("%s: %w", table, err)
			}
			counts = append(counts, Count{table, n})
			if progress != nil {
				progress(table, n)
			}
		}
		return nil
	})
	return counts, err
}

// take copies one table, and counts again on the other side.
func (db *DB) take(ctx context.Context, from Tx, table string, fill func(string, []string, *sql.Rows) (int64, error)) (int64, error) {
	columns, err := db.columns(ctx, table)
	if err != nil {
		return 0, err
	}
	filled, err := pour(from, table, columns, fill)
	if err != nil {
		return 0, err
	}
	var there int64
	if err := from.QueryRow(`SELECT count(*) FROM ` + table).Scan(&there); err != nil {
		return 0, err
	}
	if filled != there {
		return 0, fmt.Errorf("%d of %d rows arrived", filled, there)
	}
	return filled, nil
}

func (db *DB) columns(ctx context.Context, table string) (columns []string, err error) {
	rows, err := db.readers.QueryContext(ctx, `SELECT * FROM `+table+` WHERE 1 = 0`)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	return rows.Columns()
}

// pour gives every row of a table to fill.
func pour(from Tx, table string, columns []string, fill func(string, []string, *sql.Rows) (int64, error)) (filled int64, err error) {
	rows, err := from.Query(`SELECT ` + strings.Join(columns, ", ") + ` FROM ` + table)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, rows.Err(), rows.Close()) }()
	return fill(table, columns, rows)
}

// tables returns the tables of the rooms in the order in which they were made, so that each one comes after those it
// refers to. The migrations' own bookkeeping, the count of commits and the identity belong to a database, not to what is in it; what is made
// for searching is made anew.
func (db *DB) tables(ctx context.Context) (tables []string, err error) {
	query := `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid`
	if db.commits.remote() {
		query = `SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY oid`
	}
	rows, err := db.commits.conn.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if name != "commits" && name != "identity" && !strings.HasPrefix(name, "schema_") && !strings.HasPrefix(name, "search_") {
			tables = append(tables, name)
		}
	}
	return tables, rows.Err()
}

// filling runs fn in one transaction, and gives it what puts rows into a table and returns how many.
func (db *DB) filling(ctx context.Context, fn func(fill func(string, []string, *sql.Rows) (int64, error)) error) error {
	if !db.commits.remote() {
		tx, err := db.commits.conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		err = fn(func(table string, columns []string, rows *sql.Rows) (int64, error) {
			return insertAll(ctx, tx, table, columns, rows)
		})
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		return tx.Commit()
	}
	return db.commits.conn.Raw(func(c any) error {
		conn := c.(*stdlib.Conn).Conn() //nolint:errcheck,forcetypeassert // the one driver of this dialect
		tx, err := conn.Begin(ctx)
		if err != nil {
			return err
		}
		err = fn(func(table string, columns []string, rows *sql.Rows) (int64, error) {
			return tx.CopyFrom(ctx, pgx.Identifier{table}, columns, &rowSource{rows: rows, width: len(columns)})
		})
		if err != nil {
			return errors.Join(err, tx.Rollback(ctx))
		}
		return tx.Commit(ctx)
	})
}

func insertAll(ctx context.Context, tx *sql.Tx, table string, columns []string, rows *sql.Rows) (n int64, err error) {
	places := make([]string, len(columns))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO `+table+` (`+strings.Join(columns, ", ")+`) VALUES (`+strings.Join(places, ", ")+`)`)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, insert.Close()) }()
	source := rowSource{rows: rows, width: len(columns)}
	for source.Next() {
		values, err := source.Values()
		if err != nil {
			return n, err
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return n, err
		}
		n++
	}
	return n, source.Err()
}

// rowSource gives rows to pgx.
type rowSource struct {
	rows  *sql.Rows
	width int
}

func (s *rowSource) Next() bool { return s.rows.Next() }
func (s *rowSource) Err() error { return s.rows.Err() }

func (s *rowSource) Values() ([]any, error) {
	values, into := make([]any, s.width), make([]any, s.width)
	for i := range values {
		into[i] = &values[i]
	}
	if err := s.rows.Scan(into...); err != nil {
		return nil, err
	}
	for i, value := range values {
		if content, ok := value.([]byte); ok && content == nil {
			values[i] = []byte{} // SQLite's driver gives no content so, and would write it as NULL
		}
	}
	return values, nil
}

// SetAside renames the SQLite database of a folder that was moved, so that it is kept and not used. It returns the new name.
func SetAside(dir string) (string, error) {
	unlock, err := lock(dir, false)
	if err != nil {
		return "", err
	}
	aside := sqliteFile(dir) + ".moved"
	for n := 2; ; n++ {
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
		aside = sqliteFile(dir) + ".moved" + strconv.Itoa(n)
	}
	errs := []error{os.Rename(sqliteFile(dir), aside)}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Rename(sqliteFile(dir)+end, aside+end); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return aside, errors.Join(append(errs, syncFolder(dir), unlock())...)
}

// Total sums counts up.
func Total(counts []Count) (rows int64) {
	for c := range slices.Values(counts) {
		rows += c.Rows
	}
	return rows
}
