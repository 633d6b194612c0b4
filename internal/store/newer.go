package store

import (
	"context"
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
