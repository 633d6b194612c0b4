package egress

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Call is one line of the log: one request that left, or was refused. It holds no header, no body, and of a query only the
// names.
type Call struct {
	ID       id.RequestID
	At       time.Time
	Who      string    // see Who
	User     id.UserID // on whose behalf, or ""
	For      string    // "request", "picture", "notify" …
	Method   string
	URL      string // without what its query says
	Status   int    // 0 if there was no answer
	Sent     int64  // bytes of the bodies
	Received int64
	Took     time.Duration // until the last byte
	Fault    string        // the code of what went wrong, or ""
}

const (
	keepFor   = 30 * 24 * time.Hour
	keepCalls = 10_000 // of one caller
	pruneEach = 1000   // calls written
	batch     = 200
	queue     = 1024
)

// Filter chooses calls of one caller.
type Filter struct {
	Who    string
	User   id.UserID    // "" means everybody's
	Before id.RequestID // "" means from the newest
	Limit  int          // at most 200
}

// Calls returns the calls that a filter chooses, the newest first. What happened in the last moments may be missing.
func (e *Egress) Calls(ctx context.Context, f Filter) (list []Call, err error) {
	f.Limit = min(max(f.Limit, 1), batch)
	err = e.db.Read(ctx, func(tx store.Tx) error {
		list, err = listCalls(tx, f)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("egress: calls of %s: %w", f.Who, err)
	}
	return list, nil
}

// Flush returns when every call that has ended is written.
func (e *Egress) Flush(ctx context.Context) error {
	written := make(chan struct{})
	select {
	case e.log.flush <- written:
	case <-ctx.Done():
		return fmt.Errorf("egress: flush: %w", ctx.Err())
	}
	select {
	case <-written:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("egress: flush: %w", ctx.Err())
	}
}

// recorder writes the log beside the requests: none of them waits for the disk, and many lines cost one commit. A crash
// loses the lines of its last moments, which nothing else is built on.
type recorder struct {
	db    *store.DB
	log   *slog.Logger
	now   func() time.Time
	calls chan Call
	flush chan chan struct{}
	quit  chan struct{}
	ended chan struct{}
	fresh int // since the last prune
}

func startRecorder(db *store.DB, log *slog.Logger, now func() time.Time) *recorder {
	r := &recorder{
		db: db, log: log, now: now,
		calls: make(chan Call, queue), flush: make(chan chan struct{}), quit: make(chan struct{}), ended: make(chan struct{}),
		fresh: pruneEach, // the first batch prunes
	}
	go r.loop()
	return r
}

// add waits while the queue is full: a request may be late, a line is not left out.
func (r *recorder) add(c Call) {
	select {
	case r.calls <- c:
	case <-r.quit:
	}
}

func (r *recorder) stop() {
	close(r.quit)
	<-r.ended
}

func (r *recorder) loop() {
	defer close(r.ended)
	for {
		select {
		case c := <-r.calls:
			r.write(r.take([]Call{c}))
		case written := <-r.flush:
			r.drain()
			close(written)
		case <-r.quit:
			r.drain()
			return
		}
	}
}

// take adds what waits, up to a batch.
func (r *recorder) take(list []Call) []Call {
	for len(list) < batch {
		select {
		case c := <-r.calls:
			list = append(list, c)
		default:
			return list
		}
	}
	return list
}

func (r *recorder) drain() {
	for list := r.take(nil); len(list) > 0; list = r.take(nil) {
		r.write(list)
	}
}

func (r *recorder) write(list []Call) {
	r.fresh += len(list)
	prune := r.fresh >= pruneEach
	if prune {
		r.fresh = 0
	}
	err := r.db.Write(context.Background(), func(tx store.Tx) error {
		callers := map[string]bool{}
		for _, c := range list {
			callers[c.Who] = true
			if err := addCall(tx, c); err != nil {
				return err
			}
		}
		if !prune {
			return nil
		}
		if err := removeCallsBefore(tx, r.now().Add(-keepFor)); err != nil {
			return err
		}
		for who := range callers {
			if err := removeCallsPast(tx, who, keepCalls); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		r.log.Error("egress: the log of outside calls could not be written", "lines", len(list), "error", err)
	}
}
