package store

import (
	"context"
	"database/sql/driver"
	"errors"
)

// SQLite compiles a statement each time it is asked, which takes longer than most of them run. So each connection keeps what it
// compiled. A compiled statement has one cursor: while rows of it are still read, the same query asked again, as inside a loop
// over them, is compiled for itself. (PostgreSQL's driver does all this by itself.)

// statementsMax bounds the memory of a connection; past it, what is not in use is forgotten. Texts are constants, but for lists
// of so many places.
const statementsMax = 256

// keepingConnector opens connections that keep their queries compiled.
type keepingConnector struct {
	driver driver.Driver
	name   string
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
	return &keepingConn{sqliteConn: whole, kept: map[string]*keptStatement{}}, nil
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

	kept map[string]*keptStatement
}

type keptStatement struct {
	driver.Stmt

	read bool // rows of it are still read
}

// QueryContext implements driver.QueryerContext.
func (c *keepingConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	asker, can := driver.StmtQueryContext(nil), false
	if s != nil {
		asker, can = s.Stmt.(driver.StmtQueryContext)
	}
	if !can || s.read {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := asker.QueryContext(ctx, args)
	if err != nil {
		return nil, err
	}
	s.read = true
	return &keptRows{Rows: rows, of: s}, nil
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
	s := &keptStatement{Stmt: made}
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

	of *keptStatement
}

// Close implements driver.Rows.
func (r *keptRows) Close() error {
	r.of.read = false
	return r.Rows.Close()
}
