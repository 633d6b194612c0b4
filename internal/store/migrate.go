package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/pressly/goose/v3"

	"github.com/superette/superette/internal/fault"
)

// migrate brings one room's tables up to date. Each room has a table of versions of its own, so that two rooms never
// argue about a number. Changed is set if a migration was done, also if a later one failed.
func migrate(ctx context.Context, db *sql.DB, d dialect, s Schema) (changed bool, err error) {
	files, err := fs.Sub(s.FS, "schema")
	if err != nil {
		return false, fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	files = ofEngine{files, d.engine}
	if d.adapt != nil {
		files = d.adapt(files)
	}
	provider, err := goose.NewProvider(d.goose, db, files,
		goose.WithTableName("schema_"+s.Room), goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return false, fmt.Errorf("store: schema of %s: no file schema/*.sql: %w", s.Room, err)
	}
	if err != nil {
		return false, fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	if err := notNewer(ctx, provider, s.Room); err != nil {
		return false, err
	}
	results, err := provider.Up(ctx)
	if err != nil {
		var partial *goose.PartialError
		changed = errors.As(err, &partial) && len(partial.Applied) > 0
		return changed, fmt.Errorf("store: migrate %s: %w", s.Room, unmigrated(err))
	}
	return len(results) > 0, nil
}

// unmigrated names what failed a migration: the machine, or else the migration itself.
func unmigrated(err error) error {
	if err = named(err); fault.Of(err) != fault.Unknown {
		return err
	}
	return fmt.Errorf("%w (%w)", ErrMigration, err)
}

// ofEngine hides the migrations that are for the other engine.
type ofEngine struct {
	fs.FS
	engine Engine
}

// ReadDir lists a folder without them.
func (o ofEngine) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(o.FS, name)
	return slices.DeleteFunc(entries, func(e fs.DirEntry) bool {
		other := SQLite + PostgreSQL - o.engine
		return strings.HasSuffix(e.Name(), "."+other.String()+".sql")
	}), err
}
