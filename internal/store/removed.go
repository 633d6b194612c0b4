package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/superette/superette/internal/fault"
)

// A file that was removed while it is open goes on to take what is written, until it is closed: what would be acknowledged then is
// nowhere. So an instance is held to the files that it opened: after each commit before it is answered, and from time to time
// when nobody writes. The same tells that a backup was restored over the folder of an instance that nobody stopped.

// ErrRemoved says that the data folder, or the database in it, is not where it was opened any more.
var ErrRemoved = fault.New(fault.Unavailable, "store.removed", "The server's data folder is gone.") //nolint:gochecknoglobals // a named failure

// lookEvery is how often an instance looks after its folder while nobody writes.
const lookEvery = 2 * time.Second

// removal is why an instance ended: ErrRemoved, after which nothing is saved, as after ErrBroken.
type removal struct{ what string }

func (r removal) Error() string   { return fmt.Sprintf("%s (%s)", ErrRemoved, r.what) }
func (r removal) Unwrap() []error { return []error{ErrRemoved, ErrBroken} }

// held are files by name as they were when they were opened.
type held map[string]os.FileInfo

// hold remembers the files of an open folder.
func hold(dir string, engine Engine) (held, error) {
	names := []string{filepath.Join(dir, "lock")}
	if engine == SQLite {
		file := sqliteFile(dir)
		names = append(names, file, file+"-wal") // both stay until the last connection is closed
	}
	h := held{}
	for _, name := range names {
		info, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) && strings.HasSuffix(name, "-wal") {
			continue // nothing was written or read yet
		}
		if err != nil {
			return nil, fmt.Errorf("store: look after the data folder: %w", err)
		}
		h[name] = info
	}
	return h, nil
}

// inPlace fails with ErrRemoved if a file is gone, or is another one. What cannot be told, as on a network's file system that is
// away, is no removal.
func (h held) inPlace() error {
	for name, was := range h {
		is, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return removal{name + " was removed"}
		case err == nil && !os.SameFile(was, is):
			return removal{name + " is another file"}
		}
	}
	return nil
}

// lookAfter ends the writing of an instance whose folder is gone, though nobody writes.
func (db *DB) lookAfter(ctx context.Context) {
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-db.Broken():
			return
		case <-ticker.C:
			if err := db.held.inPlace(); err != nil {
				_ = db.commits.removed(err) // whoever waits for Broken learns it
			}
		}
	}
}
