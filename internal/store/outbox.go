package store

import (
	"context"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/id"
)

const (
	outboxWindow  = 256                    // events looked at in one go
	outboxWorkers = 64                     // keys handled at once: they share their commits
	firstRetry    = 100 * time.Millisecond // doubled by each failure
	lastRetry     = time.Minute
	breather      = time.Second // after the database refused
	wakeLost      = time.Second // how late events of another process are found if its call got lost
)

// Event is a fact that was committed together with the rows it speaks of.
type Event struct {
	ID      id.EventID // the same at every delivery: what a handler keys its effects on
	Kind    string     // "room.Happened"
	Key     string     // events of one key arrive in the order of their commits
	Payload []byte
	At      time.Time // when it was emitted
}

// Handler does what follows from an event. It may be called more than once for the same event, and is called again,
// later and later up to once a minute, until it returns nil; meanwhile later events of the same key wait.
type Handler func(ctx context.Context, e Event) error

// outbox hands committed events to their handlers.
type outbox struct {
	db       *DB
	handlers map[string][]Handler
	started  bool

	awake   chan struct{}
	settled chan chan struct{}
	results chan string // keys, or ids of events without key, whose run has ended
	stopped chan struct{}
	workers sync.WaitGroup
}

func newOutbox(db *DB) *outbox {
	return &outbox{
		db: db, handlers: map[string][]Handler{},
		awake: make(chan struct{}, 1), settled: make(chan chan struct{}),
		results: make(chan string), stopped: make(chan struct{}),
	}
}

// On registers a handler for a kind of event. An event is done when all handlers of its kind returned nil in one round.
// Events of a kind without handlers are kept. On must be called before Start; it panics afterwards, since a handler that
// comes late has already missed events.
func (db *DB) On(kind string, h Handler) {
	if db.outbox.started {
		panic("store: On(" + kind + ") after Start")
	}
	db.outbox.handlers[kind] = append(db.outbox.handlers[kind], h)
}

// Start begins to hand out events, first those that the last run left over.
func (db *DB) Start() {
	db.outbox.started = true
	go db.outbox.loop()
	db.outbox.wake()
}

// Settle returns when every event that is due has been handled, failures waiting for their next turn apart.
// It is for tests, and for an orderly end.
func (db *DB) Settle(ctx context.Context) error {
	answer := make(chan struct{})
	select {
	case db.outbox.settled <- answer:
	case <-ctx.Done():
		return fmt.Errorf("store: settle: %w", ctx.Err())
	case <-db.lifetime.Done():
		return ErrClosed
	}
	select {
	case <-answer:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("store: settle: %w", ctx.Err())
	case <-db.lifetime.Done():
		return ErrClosed
	}
}

// Wake has events looked for that another process emitted.
func (db *DB) Wake() { db.outbox.wake() }

// emitted tells whoever hands out events that there are some.
func (db *DB) emitted() {
	if m := db.member; m != nil {
		if _, mine := m.Lease(Outbox); !mine {
			if m.config.Wake != nil {
				m.config.Wake()
			}
			return
		}
	}
	db.outbox.wake()
}

func (o *outbox) wake() {
	select {
	case o.awake <- struct{}{}:
	default:
	}
}

// stop waits for the loop and its workers; the store's lifetime has already ended.
func (o *outbox) stop() {
	if o.started {
		<-o.stopped
	}
}

func (o *outbox) loop() {
	defer close(o.stopped)
	defer o.workers.Wait()
	busy := map[string]bool{}
	var waiting []chan struct{}
	timer := time.NewTimer(time.Hour)
	defer timer.Stop()
	for {
		next, err := o.dispatch(busy)
		if err != nil {
			if o.db.lifetime.Err() != nil {
				return
			}
			o.db.log.Error("store: the outbox cannot be read", "error", err)
			next = lastRetry
		}
		if len(busy) == 0 {
			for _, w := range waiting {
				close(w)
			}
			waiting = nil
		}
		timer.Reset(next)
		select {
		case <-o.db.lifetime.Done():
			return
		case <-o.awake:
		case <-timer.C:
		case key := <-o.results:
			delete(busy, key)
			// Those that ended at the same time are looked at together: each look costs a query.
			for more := true; more; {
				select {
				case key := <-o.results:
					delete(busy, key)
				default:
					more = false
				}
			}
		case w := <-o.settled:
			waiting = append(waiting, w)
		}
	}
}

type pending struct {
	Event
	attempts int
}

// dispatch starts a worker for every key that has something due and is not busy, and returns how long nothing will be
// due. Only one dispatch runs at a time.
func (o *outbox) dispatch(busy map[string]bool) (time.Duration, error) {
	events, next, err := o.due()
	if err != nil {
		return 0, err
	}
	runs := map[string][]pending{}
	var order []string
	for _, e := range events {
		key := "key " + e.Key
		if e.Key == "" {
			key = "id " + string(e.ID)
		}
		if busy[key] {
			continue
		}
		if runs[key] == nil {
			if len(busy)+len(runs) >= outboxWorkers {
				continue
			}
			order = append(order, key)
		}
		runs[key] = append(runs[key], e)
	}
	for _, key := range order {
		busy[key] = true
		o.workers.Go(func() {
			o.handleAll(runs[key])
			select {
			case o.results <- key:
			case <-o.db.lifetime.Done():
			}
		})
	}
	return next, nil
}

// due returns the oldest events whose time has come and which no earlier event of their key holds up, and how long it
// is until another one becomes due.
func (o *outbox) due() (events []pending, next time.Duration, err error) {
	if len(o.handlers) == 0 {
		return nil, time.Hour, nil
	}
	longest := time.Hour
	if m := o.db.member; m != nil {
		if _, mine := m.Lease(Outbox); !mine {
			return nil, time.Hour, nil
		}
		longest = wakeLost
	}
	now := o.db.now().UnixMilli()
	// What is due later than any failure puts it off was put off by a clock that was ahead and has been set right.
	args := []any{now, now + lastRetry.Milliseconds()}
	var kinds strings.Builder
	for kind := range o.handlers {
		args = append(args, kind)
		if kinds.Len() > 0 {
			kinds.WriteString(", ")
		}
		kinds.WriteString("$" + strconv.Itoa(len(args)))
	}
	next = longest
	err = o.db.Read(o.db.lifetime, func(tx Tx) error {
		events, err = List(tx, scanPending, `SELECT id, kind, key, payload, at, attempts FROM outbox o
			WHERE (due_at <= $1 OR due_at > $2) AND kind IN (`+kinds.String()+`) AND NOT EXISTS (
				SELECT 1 FROM outbox e WHERE e.key = o.key AND e.key <> '' AND e.id < o.id AND e.due_at > $1 AND e.due_at <= $2)
			ORDER BY id LIMIT `+strconv.Itoa(outboxWindow), args...)
		if err != nil {
			return err
		}
		var soonest *int64
		if err := tx.QueryRow(`SELECT MIN(due_at) FROM outbox WHERE due_at > $1 AND due_at <= $2`, args[0], args[1]).Scan(&soonest); err != nil {
			return fmt.Errorf("store: next event: %w", err)
		}
		if soonest != nil {
			next = min(next, time.Duration(*soonest-now)*time.Millisecond)
		}
		return nil
	})
	return events, next, err
}

func scanPending(row Scanner) (pending, error) {
	var e pending
	var at int64
	err := row.Scan(&e.ID, &e.Kind, &e.Key, &e.Payload, &at, &e.attempts)
	e.At = time.UnixMilli(at)
	return e, err
}

// handleAll handles events of one key in turn, up to the first failure, and records how far it came.
func (o *outbox) handleAll(events []pending) {
	var done []pending
	var failed *pending
	for _, e := range events {
		if err := o.handle(e); err != nil {
			if o.db.lifetime.Err() == nil {
				o.db.log.Warn("store: an event will be tried again", "event", string(e.ID), "kind", e.Kind,
					"attempts", e.attempts+1, "error", err)
			}
			failed = &e
			break
		}
		done = append(done, e)
	}
	// If the store is closing this fails, and the events come again: at least once.
	err := o.db.Write(context.WithoutCancel(o.db.lifetime), func(tx Tx) error {
		for _, e := range done {
			if _, err := tx.Exec(`DELETE FROM outbox WHERE id = $1`, string(e.ID)); err != nil {
				return err
			}
		}
		if failed == nil {
			return nil
		}
		wait := min(firstRetry<<min(failed.attempts, 20), lastRetry)
		_, err := tx.Exec(`UPDATE outbox SET attempts = attempts + 1, due_at = $1 WHERE id = $2`,
			o.db.now().Add(wait).UnixMilli(), string(failed.ID))
		return err
	})
	if err != nil && o.db.lifetime.Err() == nil {
		// The events are still due. Without a pause a full disk would have them handled over and over, at full speed.
		o.db.log.Error("store: handled events could not be ticked off", "error", err)
		select {
		case <-time.After(breather):
		case <-o.db.lifetime.Done():
		}
	}
}

func (o *outbox) handle(e pending) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("store: panic in a handler of %s: %v\n%s", e.Kind, r, debug.Stack())
		}
	}()
	for _, h := range o.handlers[e.Kind] {
		if err := h(o.db.lifetime, e.Event); err != nil {
			return err
		}
	}
	return nil
}
