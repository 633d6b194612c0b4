package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
)

// migrate brings one room's tables up to date. Each room has a table of versions of its own, so that two rooms never
// argue about a number.
func migrate(ctx context.Context, db *sql.DB, d dialect, s Schema) error {
	files, err := fs.Sub(s.FS, "schema")
	if err != nil {
		return fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	if d.adapt != nil {
		files = d.adapt(files)
	}
	provider, err := goose.NewProvider(d.goose, db, files,
		goose.WithTableName("schema_"+s.Room), goose.WithDisableGlobalRegistry(true))
	if errors.Is(err, goose.ErrNoMigrations) {
		return fmt.Errorf("store: schema of %s: no file schema/*.sql: %w", s.Room, err)
	}
	if err != nil {
		return fmt.Errorf("store: schema of %s: %w", s.Room, err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("store: migrate %s: %w", s.Room, err)
	}
	return nil
}
