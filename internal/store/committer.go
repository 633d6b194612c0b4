package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/superette/superette/internal/id"
)

const (
	maxBatch      = 4096 // functions in one transaction
	maxStatements = 512  // prepared statements kept; far above what the rooms together use
)

// The states of a job. Whoever moves it out of waiting decides its fate, so that a caller who gives up knows for sure
// that its function did not run.
const (
	waiting int32 = iota
	running
	givenUp
)

type job struct {
	ctx   context.Context //nolint:containedctx // lives as long as the call of Write that was given it
	fn    func(Tx) error
	state atomic.Int32
	err   error
	done  chan struct{}
}

// committer owns the only connection that writes.
type committer struct {
	db         *DB
	conn       *sql.Conn // nil while a database over a network is away
	statements map[string]*sql.Stmt
	count      int64 // commits so far, as the database has it; kept for databases over a network alone
	jobs       chan *job
	quit       chan struct{}
	stopped    chan struct{}
	commits    atomic.Int64  // transactions so far
	broken     chan struct{} // closed when the disk failed, or another process took over; nothing is tried after that
	breaking   sync.Once
	why        error // set before broken is closed
}

// newCommitter connects a committer. Before its loop it has to recount.
func newCommitter(ctx context.Context, db *DB) (*committer, error) {
	c := &committer{
		db: db, statements: map[string]*sql.Stmt{},
		jobs: make(chan *job, maxBatch), quit: make(chan struct{}), stopped: make(chan struct{}), broken: make(chan struct{}),
	}
	return c, c.connect(ctx)
}

func (c *committer) write(ctx context.Context, fn func(Tx) error) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: write: %w", err)
	}
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case <-c.quit:
		return ErrClosed
	default:
	}
	select {
	case c.jobs <- j:
	case <-c.quit:
		return ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("store: write: %w", ctx.Err())
	}
	select {
	case <-j.done:
		return j.err
	case <-ctx.Done():
		if j.state.CompareAndSwap(waiting, givenUp) {
			return fmt.Errorf("store: write: %w", ctx.Err())
		}
		<-j.done
		return j.err
	case <-c.stopped:
		select {
		case <-j.done:
			return j.err
		default:
			return ErrClosed
		}
	}
}

// stop ends the loop after it finished what is queued.
func (c *committer) stop() {
	close(c.quit)
	<-c.stopped
}

func (c *committer) close() error {
	if c.conn == nil {
		return nil
	}
	return errors.Join(c.forget(), c.conn.Close())
}

func (c *committer) loop() {
	defer close(c.stopped)
	batch := make([]*job, 0, maxBatch)
	for {
		batch = batch[:0]
		select {
		case j := <-c.jobs:
			batch = append(batch, j)
		case <-c.quit:
			// What was queued before the end is still done; nothing new gets in.
			select {
			case j := <-c.jobs:
				batch = append(batch, j)
			default:
				return
			}
		}
		for more := true; more && len(batch) < maxBatch; {
			select {
			case j := <-c.jobs:
				batch = append(batch, j)
			default:
				more = false
			}
		}
		c.run(batch)
		clear(batch)
	}
}

// run executes a batch in one transaction and answers every job of it.
func (c *committer) run(batch []*job) {
	live := batch[:0]
	for _, j := range batch {
		if j.state.CompareAndSwap(waiting, running) {
			live = append(live, j)
		}
	}
	if len(live) == 0 {
		return
	}
	emitted, err := false, c.failure()
	if err == nil {
		if emitted, err = c.attemptAll(live); err != nil {
			err = c.judge(err)
		}
	}
	for _, j := range live {
		if err != nil {
			j.err = err
		}
		close(j.done)
	}
	if err == nil && emitted {
		c.db.emitted()
	}
}

// attemptAll runs the jobs in one transaction, over a new connection if need be.
func (c *committer) attemptAll(jobs []*job) (emitted bool, err error) {
	ctx := context.WithoutCancel(c.db.lifetime)
	if err := c.connected(ctx); err != nil {
		return false, err
	}
	at, emitted, err := c.transact(ctx, jobs)
	if !c.lost(err) {
		return emitted, err
	}
	err = c.settle(ctx, at, err)
	if at == unbegun && c.conn != nil {
		_, emitted, err = c.transact(ctx, jobs) // no function ran, so that all of them still can
	}
	return emitted, err
}

// judge returns what the callers of a failed transaction are told. After a failed fsync the pages it was for may be on the
// disk or not, and the next one may succeed without them: so there is no next one.
func (c *committer) judge(err error) error {
	switch {
	case errors.Is(err, ErrFenced):
		return c.end(err, "store: another process took the database over; nothing more is saved here")
	case errors.Is(err, ErrUncertain):
		return err
	case errors.Is(err, ErrRemoved):
		return c.removed(err)
	case isDamage(err), errors.Is(err, ErrDamaged):
		return c.damaged(err)
	case IsBroken(err):
		return c.end(fmt.Errorf("%w (%w)", ErrBroken, err), "store: the disk failed; nothing more is saved until a restart")
	case errors.Is(named(err), ErrFull):
		return fmt.Errorf("%w (%w: %w)", ErrFull, ErrLost, err)
	case errors.Is(named(err), ErrDamaged): // PostgreSQL's word of one table or index
		return fmt.Errorf("%w (%w: %w)", ErrDamaged, ErrLost, err)
	default:
		return fmt.Errorf("%w (%w)", ErrLost, err)
	}
}

// damaged ends all writing because of damage, and returns why it ended.
func (c *committer) damaged(err error) error {
	return c.end(damage{err}, "store: the database is damaged; nothing more is saved")
}

// removed ends all writing because the folder is gone, and returns why it ended.
func (c *committer) removed(err error) error {
	return c.end(err, "store: the data folder is gone; nothing more is saved")
}

// end says that nothing more is saved, and returns why: what was said first.
func (c *committer) end(why error, say string) error {
	c.breaking.Do(func() {
		c.why = why
		c.db.log.Error(say, "error", why)
		close(c.broken)
	})
	return c.failure()
}

// failure returns why nothing more is saved, or nil.
func (c *committer) failure() error {
	select {
	case <-c.broken:
		return c.why
	default:
		return nil
	}
}

// transact runs the jobs and leaves each one's own error in it. The error it returns concerns the whole transaction.
// If it failed because the connection broke, at says how far it had come.
func (c *committer) transact(ctx context.Context, jobs []*job) (at stage, emitted bool, err error) {
	if err := c.direct(ctx, c.db.dialect.begin); err != nil {
		return unbegun, false, fmt.Errorf("store: begin: %w", err)
	}
	if err := c.queue(ctx); err != nil {
		return unbegun, false, c.abandon(ctx, err)
	}
	kept, emitted, err := c.runAll(ctx, jobs)
	if err != nil {
		return underWay, false, c.abandon(ctx, err)
	}
	if kept == 0 {
		if err := c.direct(ctx, "ROLLBACK"); err != nil {
			c.db.log.Warn("store: rolling back found no transaction", "error", err)
		}
		return underWay, false, nil
	}
	if c.remote() && c.db.member == nil {
		if err := c.direct(ctx, countCommit); err != nil {
			return underWay, false, c.abandon(ctx, err)
		}
	}
	if err := c.direct(ctx, "COMMIT"); err != nil {
		return committing, emitted, c.abandon(ctx, err)
	}
	c.count++
	c.commits.Add(1)
	// What went into a file without a name must not be answered as saved.
	return committing, emitted, c.db.held.inPlace()
}

const countCommit = `UPDATE commits SET n = n + 1`

// queue waits for the commits of other processes, and makes sure that nobody took this one for dead; see cluster.go.
func (c *committer) queue(ctx context.Context) error {
	m := c.db.member
	if m == nil {
		return nil
	}
	if err := c.direct(ctx, countCommit); err != nil {
		return err
	}
	s, err := c.prepared(ctx, `UPDATE process SET commits = commits + 1 WHERE id = $1`) //nolint:sqlclosecheck // kept for the next time; forget closes it
	if err != nil {
		return err
	}
	result, err := s.ExecContext(ctx, m.id)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		return errors.Join(fmt.Errorf("store: %s is no member any more: %w", m.id, ErrFenced), err)
	}
	return nil
}

// runAll runs the jobs in the transaction that was begun, and returns how many of them are to be kept.
func (c *committer) runAll(ctx context.Context, jobs []*job) (kept int, emitted bool, err error) {
	// A lone job needs no savepoint: rolling all back undoes just its work.
	alone := len(jobs) == 1
	for _, j := range jobs {
		if !alone {
			if err := c.direct(ctx, "SAVEPOINT job"); err != nil {
				return kept, emitted, err
			}
		}
		var did bool
		if did, j.err = c.attempt(j); j.err == nil {
			kept++
			emitted = emitted || did
		}
		if IsBroken(j.err) || isFull(j.err) || c.lost(j.err) {
			return kept, emitted, j.err
		}
		if why := c.failure(); why != nil { // met by this job, which may have said nothing of it, or by a reader
			return kept, emitted, why
		}
		if alone {
			break
		}
		if j.err != nil {
			if err := c.direct(ctx, "ROLLBACK TO SAVEPOINT job"); err != nil {
				return kept, emitted, err
			}
		}
		if err := c.direct(ctx, "RELEASE SAVEPOINT job"); err != nil {
			return kept, emitted, err
		}
	}
	return kept, emitted, nil
}

// abandon rolls everything back after the transaction itself broke, and returns why. With the connection gone, so is the
// transaction. SQLite may have rolled back already (disk full, input or output error), so a failing ROLLBACK tells nothing new.
func (c *committer) abandon(ctx context.Context, why error) error {
	if c.lost(why) {
		return fmt.Errorf("store: transaction: %w", why)
	}
	if err := c.direct(ctx, "ROLLBACK"); err != nil {
		c.db.log.Warn("store: rolling back found no transaction", "error", err)
	}
	return fmt.Errorf("store: transaction: %w", why)
}

// attempt runs one job's function. A panic becomes its error.
func (c *committer) attempt(j *job) (emitted bool, err error) {
	t := &writeTx{ctx: context.WithoutCancel(j.ctx), c: c}
	defer func() {
		t.over = true
		if r := recover(); r != nil {
			emitted, err = false, fmt.Errorf("store: panic in a write: %v\n%s", r, debug.Stack())
		}
	}()
	if err := j.fn(t); err != nil {
		return false, err
	}
	if t.failed != nil {
		return false, fmt.Errorf("store: a failed statement was ignored: %w", t.failed)
	}
	return t.emitted, nil
}

func (c *committer) direct(ctx context.Context, statement string) error {
	s, err := c.prepared(ctx, statement) //nolint:sqlclosecheck // kept for the next time; forget closes it
	if err != nil {
		return err
	}
	_, err = s.ExecContext(ctx)
	return err
}

// prepared returns the statement compiled, from memory if possible. Only for statements that run to their end at once:
// a compiled statement has one cursor, so rows of the same query, read inside each other, must not share it.
func (c *committer) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if s := c.statements[query]; s != nil {
		return s, nil
	}
	if len(c.statements) >= maxStatements {
		if err := c.forget(); err != nil {
			return nil, err
		}
	}
	s, err := c.conn.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	c.statements[query] = s
	return s, nil
}

func (c *committer) forget() error {
	var errs []error
	for _, s := range c.statements {
		errs = append(errs, s.Close())
	}
	clear(c.statements)
	return errors.Join(errs...)
}

// writeTx is the Tx of Write. Its context is never cancelled: interrupting one statement would roll back the work of
// everybody in the batch.
type writeTx struct {
	ctx     context.Context //nolint:containedctx // lives as long as the function it is for
	c       *committer
	failed  error
	emitted bool
	over    bool
}

func (t *writeTx) Engine() Engine { return t.c.db.dialect.engine }

// usable refuses statements after the end, and after a failed statement, as PostgreSQL does.
func (t *writeTx) usable() error {
	if t.over {
		return errOver
	}
	if t.failed != nil {
		return fmt.Errorf("store: after a failed statement: %w", t.failed)
	}
	return nil
}

func (t *writeTx) fail(what string, err error) error {
	t.failed = fmt.Errorf("store: %s: %w", what, err)
	return t.failed
}

func (t *writeTx) Exec(query string, args ...any) (int64, error) {
	if err := t.usable(); err != nil {
		return 0, err
	}
	s, err := t.c.prepared(t.ctx, query) //nolint:sqlclosecheck // kept for the next time; forget closes it
	if err != nil {
		return 0, t.fail("prepare", err)
	}
	result, err := s.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, t.fail("exec", err)
	}
	return result.RowsAffected()
}

func (t *writeTx) Query(query string, args ...any) (*sql.Rows, error) {
	if err := t.usable(); err != nil {
		return nil, err
	}
	rows, err := t.c.conn.QueryContext(t.ctx, query, args...)
	if err != nil {
		return nil, t.fail("query", err)
	}
	return rows, nil
}

func (t *writeTx) QueryRow(query string, args ...any) *sql.Row {
	if err := t.usable(); err != nil {
		return refusedRow(t.ctx, err)
	}
	row := t.c.conn.QueryRowContext(t.ctx, query, args...)
	if err := row.Err(); err != nil && t.failed == nil {
		t.failed = fmt.Errorf("store: query: %w", err)
	}
	return row
}

func (t *writeTx) Emit(kind, key string, payload []byte) error {
	return t.EmitAll([]Outgoing{{kind, key, payload}})
}

const emitMany = `INSERT INTO outbox (id, kind, key, payload, at, due_at, attempts)
	SELECT v.id, v.kind, v.key, v.payload, $5, $5, 0 FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[]) AS v(id, kind, key, payload)`

func (t *writeTx) EmitAll(events []Outgoing) error {
	if t.Engine() == SQLite || len(events) < 2 {
		for _, e := range events {
			if err := t.emit(e.Kind, e.Key, e.Payload); err != nil {
				return err
			}
		}
		return nil
	}
	ids, kinds, keys, payloads := make([]string, len(events)), make([]string, len(events)), make([]string, len(events)), make([][]byte, len(events))
	for i, e := range events {
		ids[i], kinds[i], keys[i], payloads[i] = string(id.New[id.EventID](t.c.db.ids)), e.Kind, e.Key, e.Payload
		if e.Payload == nil {
			payloads[i] = []byte{}
		}
	}
	if _, err := t.Exec(emitMany, ids, kinds, keys, payloads, t.c.db.now().UnixMilli()); err != nil {
		return fmt.Errorf("store: emit %d events: %w", len(events), err)
	}
	t.emitted = true
	return nil
}

func (t *writeTx) emit(kind, key string, payload []byte) error {
	if payload == nil {
		payload = []byte{}
	}
	now := t.c.db.now().UnixMilli()
	_, err := t.Exec(`INSERT INTO outbox (id, kind, key, payload, at, due_at, attempts) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		string(id.New[id.EventID](t.c.db.ids)), kind, key, payload, now, now)
	if err != nil {
		return fmt.Errorf("store: emit %s: %w", kind, err)
	}
	t.emitted = true
	return nil
}
