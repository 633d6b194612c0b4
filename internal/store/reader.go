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

	"github.com/superette/superette/internal/fault"
)

// ErrNoData says that there is no database in a folder.
var ErrNoData = fault.New(fault.NotFound, "store.no-data", "There is no database in this folder.") //nolint:gochecknoglobals // a named failure

// Reader reads a data folder that another process may be writing to. It takes no lock and changes nothing.
type Reader struct{ db *sql.DB }

// OpenReader opens the database of a data folder for reading alone, be its process running or not. It fails with ErrNoData.
func OpenReader(dir string) (*Reader, error) {
	whole, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("store: find %s: %w", dir, err)
	}
	name := filepath.Join(whole, "superette.db")
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("store: open %s for reading: %w", dir, ErrNoData)
	}
	values := url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(10000)", "query_only(1)"}}
	address := url.URL{Scheme: "file", Path: name, RawQuery: values.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("store: open %s for reading: %w", dir, err)
	}
	return &Reader{db}, nil
}

// Read runs fn on one state of the database, as DB.Read does.
func (r *Reader) Read(ctx context.Context, fn func(Tx) error) error {
	return read(ctx, r.db, fn)
}

// Close ends the reading.
func (r *Reader) Close() error { return r.db.Close() }
