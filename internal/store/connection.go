package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// A database in another process can go away and come back. What was begun and not committed is then undone, by the
// database; of a commit whose answer got lost the count in the table commits tells whether it happened. So callers are told
// the truth, unless the database stays away for longer than the committer is patient.
const (
	patience     = 20 * time.Second // with a database that just went away
	lessPatience = time.Second      // with one that has been away
	firstPause   = 10 * time.Millisecond
	lastPause    = time.Second
)

// The stages of a transaction, as far as they matter when the connection breaks.
type stage int

const (
	unbegun    stage = iota // no function ran
	underWay                // functions ran; all is undone
	committing              // it may have happened
)

// connect takes the connection that writes.
func (c *committer) connect(ctx context.Context) error {
	conn, err := c.db.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("store: connect the committer: %w", err)
	}
	if c.remote() {
		if err := c.db.dialect.claim(ctx, conn); err != nil {
			return errors.Join(fmt.Errorf("store: connect the committer: %w", err), conn.Close())
		}
	}
	c.conn = conn
	return nil
}

// recount asks how many commits there were.
func (c *committer) recount(ctx context.Context) error {
	if m := c.db.member; m != nil {
		err := c.conn.QueryRowContext(ctx, `SELECT commits FROM process WHERE id = $1`, m.id).Scan(&c.count)
		if errors.Is(err, sql.ErrNoRows) {
			err = fmt.Errorf("store: %s is no member any more: %w", m.id, ErrFenced)
		}
		return err
	}
	if err := c.conn.QueryRowContext(ctx, `SELECT n FROM commits`).Scan(&c.count); err != nil {
		return fmt.Errorf("store: count the commits: %w", err)
	}
	return nil
}

// remote reports whether the database is reached over a connection that can break.
func (c *committer) remote() bool { return c.db.dialect.claim != nil }

// connected makes sure that there is a connection. Without one nothing happened, and nothing was changed.
func (c *committer) connected(ctx context.Context) error {
	if c.conn != nil {
		return nil
	}
	return c.reconnect(ctx, lessPatience)
}

// reconnect tries until the database is back or patience is at an end. The connection is nil after a failure.
func (c *committer) reconnect(ctx context.Context, patience time.Duration) error {
	c.disconnect()
	over := time.NewTimer(patience)
	defer over.Stop()
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		err := c.connect(ctx)
		if err == nil {
			if err = c.recount(ctx); err != nil {
				c.disconnect()
			}
		}
		if err == nil {
			c.db.log.Warn("store: the database is back") // as loud as the word that it was gone
			return nil
		}
		if errors.Is(err, ErrInUse) {
			return fmt.Errorf("%w (%w)", ErrFenced, err)
		}
		if errors.Is(err, ErrFenced) {
			return err
		}
		select {
		case <-time.After(pause):
		case <-over.C:
			return err
		case <-c.quit:
			return err
		}
	}
}

// disconnect gives the connection back. It is broken already, so that closing it can only fail, which changes nothing.
func (c *committer) disconnect() {
	if c.conn == nil {
		return
	}
	if err := errors.Join(c.forget(), c.conn.Close()); err != nil {
		c.db.log.Debug("store: closing a broken connection", "error", err)
	}
	c.conn = nil
}

// lost reports whether a transaction failed because the connection broke.
func (c *committer) lost(err error) bool {
	return err != nil && c.remote() && c.conn != nil && c.db.dialect.lost(c.conn, err)
}

// settle finds out what became of a transaction in which the connection broke: nil if it was committed after all.
func (c *committer) settle(ctx context.Context, at stage, why error) error {
	c.db.log.Warn("store: the connection to the database broke", "error", why)
	before := c.count
	patience := patience
	if errors.Is(why, errSilent) {
		patience -= silence + pingLimit // was spent on it already
	}
	err := c.reconnect(ctx, patience)
	switch {
	case at != committing:
		if errors.Is(err, ErrFenced) {
			return err
		}
		return why
	case err != nil:
		return fmt.Errorf("%w (%w)", ErrUncertain, err)
	case c.count == before+1:
		return nil
	}
	return why
}
