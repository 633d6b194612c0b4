package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pressly/goose/v3"

	"github.com/superette/superette/internal/fault"
)

// ErrNewer says that a later version has changed the tables. What this one would write into them nobody has thought of.
var ErrNewer = fault.New(fault.Conflict, "store.newer", "A newer version has used this database.") //nolint:gochecknoglobals // a named failure

// notNewer fails with ErrNewer if a room's tables are ahead of its migrations.
func notNewer(ctx context.Context, provider *goose.Provider, room string) error {
	there, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("store: version of %s: %w", room, err)
	}
	sources := provider.ListSources()
	if known := sources[len(sources)-1].Version; there > known {
		return fmt.Errorf("store: the tables of %s are at version %d, this binary knows %d: %w", room, there, known, ErrNewer)
	}
	return nil
}

// ErrServed says that tables would have to be migrated which another process of the cluster serves as they are.
var ErrServed = fault.New(fault.Conflict, "store.served", "Another process serves the tables as they are.") //nolint:gochecknoglobals // a named failure

// firstOfClusters is the version of the store's own tables from which on several processes can serve a database.
const firstOfClusters = 4

func collect(rows *sql.Rows) (list []string, err error) {
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var one string
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, rows.Err()
}

// aloneToMigrate fails with ErrServed if there is something to migrate and a process lives that knows the tables as they are. So
// processes can be replaced one after the other by a version that has the same tables, and by no other.
func (db *DB) aloneToMigrate(ctx context.Context, schemas []Schema) error {
	room := ""
	for _, s := range schemas {
		newest, err := s.newest(db.dialect.engine)
		if err != nil {
			return err
		}
		at, err := versionOf(ctx, db.writer, db.dialect.engine, s.Room)
		if err != nil {
			return err
		}
		if at < newest {
			room = s.Room
		}
		if s.Room == "store" && at < firstOfClusters {
			return nil // nor are there processes of a cluster
		}
	}
	if room == "" {
		return nil
	}
	rows, err := db.writer.QueryContext(ctx, `SELECT id FROM process`)
	if err != nil {
		return fmt.Errorf("store: look for other processes: %w", err)
	}
	ids, err := collect(rows)
	if err != nil {
		return fmt.Errorf("store: look for other processes: %w", err)
	}
	for _, each := range ids {
		gone, err := db.dialect.gone(ctx, db.writer, each)
		if err != nil {
			return fmt.Errorf("store: look for process %s: %w", each, err)
		}
		if !gone {
			return fmt.Errorf("store: the tables of %s, which %s serves: %w", room, each, ErrServed)
		}
	}
	return nil
}
