package storetest

import (
	"context"
	"database/sql"
	"errors"

	"github.com/superette/superette/internal/store"
)

// Inside is a transaction as checks see a database: they read what was changed in it, and it can be undone.
type Inside struct {
	Context context.Context //nolint:containedctx // of one test
	Tx      *sql.Tx
	Of      store.Engine
}

var _ store.Tx = Inside{}

// Read calls fn with the transaction.
func (i Inside) Read(_ context.Context, fn func(store.Tx) error) error { return fn(i) }

// Engine says what the database is.
func (i Inside) Engine() store.Engine { return i.Of }

// Exec fails: checks only read.
func (i Inside) Exec(string, ...any) (int64, error) { return 0, errors.ErrUnsupported }

// Emit fails, too.
func (i Inside) Emit(string, string, []byte) error { return errors.ErrUnsupported }

// EmitAll fails, too.
func (i Inside) EmitAll([]store.Outgoing) error { return errors.ErrUnsupported }

// Query reads rows.
func (i Inside) Query(query string, args ...any) (*sql.Rows, error) {
	return i.Tx.QueryContext(i.Context, query, args...)
}

// QueryRow reads one.
func (i Inside) QueryRow(query string, args ...any) *sql.Row {
	return i.Tx.QueryRowContext(i.Context, query, args...)
}
