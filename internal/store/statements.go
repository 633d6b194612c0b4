package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
)

// SQLite compiles a statement each time it is asked, which takes longer than most of them run. So each connection keeps what it
// compiled. A compiled statement has one cursor: while rows of it are still read, the same query asked again, as inside a loop
// over them, is compiled for itself. (PostgreSQL's driver does all this by itself.)

// statementsMax bounds the memory of a connection; past it, what is not in use is forgotten. Texts are constants, but for lists
// of so many places.
const statementsMax = 256

// keepingConnector opens connections that keep their queries compiled, and hears what fails on them: whatever a room makes of an
// error, the store knows it as the database said it.
type keepingConnector struct {
	driver driver.Driver
	name   string
	failed func(error)  // nil for none
	closed func() error // nil for none
}

// Close implements io.Closer: the pool of connections is closed.
func (k keepingConnector) Close() error {
	if k.closed == nil {
		return nil
	}
	return k.closed()
}

// Connect implements driver.Connector.
func (k keepingConnector) Connect(context.Context) (driver.Conn, error) {
	conn, err := k.driver.Open(k.name)
	if err != nil {
		return nil, err
	}
	whole, ok := conn.(sqliteConn)
	if !ok {
		return nil, errors.Join(errors.New("store: the driver's connection lacks what is needed of it"), conn.Close())
	}
	failed := k.failed
	if failed == nil {
		failed = func(error) {}
	}
	return &keepingConn{sqliteConn: whole, kept: map[string]*keptStatement{}, failed: failed}, nil
}

// Driver implements driver.Connector.
func (k keepingConnector) Driver() driver.Driver { return k.driver }

// sqliteConn is what the driver's connections can.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// keepingConn is one connection, which database/sql gives to one goroutine at a time.
type keepingConn struct {
	sqliteConn

	kept   map[string]*keptStatement
	failed func(error)
}

// sqliteStatement is what the driver's statements can.
type sqliteStatement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

type keptStatement struct {
	sqliteStatement

	read bool // rows of it are still read
}

// heard passes an error on.
func (c *keepingConn) heard(err error) error {
	if err != nil {
		c.failed(err)
	}
	return err
}

// BeginTx implements driver.ConnBeginTx.
func (c *keepingConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	tx, err := c.sqliteConn.BeginTx(ctx, options)
	return tx, c.heard(err)
}

// ExecContext implements driver.ExecerContext.
func (c *keepingConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	result, err := c.sqliteConn.ExecContext(ctx, query, args)
	return result, c.heard(err)
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *keepingConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	made, err := c.sqliteConn.PrepareContext(ctx, query)
	if err != nil {
		return nil, c.heard(err)
	}
	whole, ok := made.(sqliteStatement)
	if !ok {
		return nil, errors.Join(errors.New("store: the driver's statement lacks what is needed of it"), made.Close())
	}
	return heardStatement{whole, c}, nil
}

// heardStatement is a compiled statement of a connection.
type heardStatement struct {
	sqliteStatement

	conn *keepingConn
}

// ExecContext implements driver.StmtExecContext.
func (s heardStatement) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	result, err := s.sqliteStatement.ExecContext(ctx, args)
	return result, s.conn.heard(err)
}

// QueryContext implements driver.StmtQueryContext.
func (s heardStatement) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	rows, err := s.sqliteStatement.QueryContext(ctx, args)
	if err != nil {
		return nil, s.conn.heard(err)
	}
	return &keptRows{Rows: rows, conn: s.conn}, nil
}

// QueryContext implements driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	var rows driver.Rows
	if s == nil || s.read {
		s = nil
		rows, err = c.sqliteConn.QueryContext(ctx, query, args)
	} else {
		rows, err = s.QueryContext(ctx, args)
	}
	if err != nil {
		return nil, c.heard(err)
	}
	if s != nil {
		s.read = true
	}
	return &keptRows{Rows: rows, conn: c, of: s}, nil
}

// statement returns a query compiled; nil if there is no room for it.
func (c *keepingConn) statement(ctx context.Context, query string) (*keptStatement, error) {
	if s := c.kept[query]; s != nil {
		return s, nil
	}
	if len(c.kept) >= statementsMax {
		for text, s := range c.kept {
			if s.read {
				continue
			}
			delete(c.kept, text)
			if err := s.Close(); err != nil {
				return nil, err
			}
		}
	}
	if len(c.kept) >= statementsMax {
		return nil, nil
	}
	made, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	heard, _ := made.(heardStatement) //nolint:errcheck // of PrepareContext, right above
	s := &keptStatement{sqliteStatement: heard.sqliteStatement}
	c.kept[query] = s
	return s, nil
}

// Close implements driver.Conn.
func (c *keepingConn) Close() error {
	var errs []error
	for _, s := range c.kept {
		errs = append(errs, s.Close())
	}
	clear(c.kept)
	return errors.Join(append(errs, c.sqliteConn.Close())...)
}

// keptRows gives its statement back at the end.
type keptRows struct {
	driver.Rows

	conn *keepingConn
	of   *keptStatement // nil if the statement is not kept
}

// Next implements driver.Rows.
func (r *keptRows) Next(into []driver.Value) error {
	err := r.Rows.Next(into)
	if err != nil && !errors.Is(err, io.EOF) {
		r.conn.failed(err)
	}
	return err
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	if r.of != nil {
		r.of.read = false
	}
	return r.Rows.Close()
}
