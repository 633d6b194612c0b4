package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Guest reads and writes a database that another process may serve: for an operator's command that changes a few rows
// of an instance without stopping it. It takes turns with the other process's committer, waiting at most ten seconds, and
// its commits are as durable. It cannot emit events, and must leave alone what the other process keeps in memory, such as
// the ledger.
type Guest struct {
	db      *sql.DB
	dialect dialect
}

// OpenGuest opens a database that was made by an instance. It fails with ErrNoData, with ErrAddress, and with ErrNotDurable.
func OpenGuest(ctx context.Context, place Place) (*Guest, error) {
	db, d, err := place.open(ctx, true, 2)
	if err != nil {
		return nil, err
	}
	if err := d.durable(ctx, db); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &Guest{db, d}, nil
}

// Read runs fn on one state of the database, as DB.Read does.
func (g *Guest) Read(ctx context.Context, fn func(Tx) error) error {
	return read(ctx, g.db, g.dialect, fn)
}

// Write runs fn and returns when what it did is durable, or with fn's error when it was undone.
func (g *Guest) Write(ctx context.Context, fn func(Tx) error) (err error) {
	defer func() { err = named(err) }()
	tx, err := g.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("store: write: %w", err)
	}
	t := &guestTx{readTx{ctx: ctx, tx: tx, engine: g.dialect.engine}}
	err = fn(t)
	t.over = true
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: write: %w", err)
	}
	return nil
}

// Close ends the visit.
func (g *Guest) Close() error { return g.db.Close() }

// guestTx is the Tx of Guest.Write.
type guestTx struct{ readTx }

func (t *guestTx) Exec(query string, args ...any) (int64, error) {
	if t.over {
		return 0, errOver
	}
	result, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		return 0, fmt.Errorf("store: exec: %w", err)
	}
	return result.RowsAffected()
}
