package ledger

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

const (
	batchMax   = 4096                  // requests of one commit
	attempts   = 3                     // of a commit that certainly did not happen
	leaseTime  = time.Hour             // the fence is what protects; the time only says who should be asked
	firstPause = 20 * time.Millisecond // between two questions for what became of a commit
	lastPause  = time.Second
	idleExpiry = 24 * time.Hour         // when to look for expired holds if none is open
	lookAgain  = time.Minute            // and if one is: a timer stands still while the machine sleeps, and does not hear that its clock was set
	firstRest  = 100 * time.Millisecond // before holds that ran out are tried again, while the database fails
	lastRest   = 5 * time.Second
)

// The states of a request. Whoever moves it out of waiting decides its fate, so that a caller who gives up knows for sure
// that its commands were not carried out.
const (
	waiting int32 = iota
	taken
	givenUp
)

// ticket is how a request gets its answer.
type ticket struct {
	state    atomic.Int32
	done     chan struct{} // closed when the rest is set
	outcomes []outcome
	err      error
}

type shardConfig struct {
	currency money.Currency
	db       database
	now      func() time.Time
	log      *slog.Logger
	halt     func() // called once if the shard stops for good

	after func(time.Duration) <-chan time.Time // what it waits by while an outcome is open; nil is time.After
}

// Shard is the ledger of one currency: a queue, and one goroutine that owns the machine.
type Shard struct {
	shardConfig
	machine *Machine
	lease   store.Lease
	seq     int64 // commits under the lease, as far as they are known

	queue   chan *request
	quit    chan struct{}
	stopped chan struct{}
	closing sync.Once

	// While batches fail: from when on holds that ran out are tried again, and how long the rest until then was. Zero while all is well.
	again time.Time
	rest  time.Duration

	mu  sync.Mutex
	why error // why it stopped for good
}

// openShard takes the ledger of a currency over from whoever had it, and starts it.
func openShard(ctx context.Context, c shardConfig) (*Shard, error) {
	s, err := newShard(ctx, c)
	if err != nil {
		return nil, err
	}
	go s.loop(context.WithoutCancel(ctx))
	return s, nil
}

// newShard takes over, and leaves it to the caller to run batches.
func newShard(ctx context.Context, c shardConfig) (*Shard, error) {
	return readShard(ctx, c, func(tx store.Tx) (store.Lease, error) {
		// One holder's name for all: a restarted process need not wait for the end of its former self's lease.
		return store.Acquire(tx, LeaseOf(c.currency), "ledger", c.now(), leaseTime)
	})
}

// readShard reads the machine under a lease.
func readShard(ctx context.Context, c shardConfig, take func(store.Tx) (store.Lease, error)) (*Shard, error) {
	s := &Shard{
		shardConfig: c, queue: make(chan *request, batchMax), quit: make(chan struct{}), stopped: make(chan struct{}),
	}
	if s.after == nil {
		s.after = time.After
	}
	err := c.db.Write(ctx, func(tx store.Tx) (err error) {
		if s.lease, err = take(tx); err != nil {
			return err
		}
		if s.seq, err = s.lease.Seq(tx); err != nil {
			return err
		}
		if s.machine, err = loadMachine(tx, c.currency); err != nil || s.machine.memos.size > 0 {
			return err
		}
		adopted, err := s.machine.adopt(tx, s.lease, s.seq, c.now().UnixMilli())
		if adopted {
			s.seq++
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: open %s: %w", c.currency, err)
	}
	return s, nil
}

// close lets what is queued finish.
func (s *Shard) close() {
	s.closing.Do(func() { close(s.quit) })
	<-s.stopped
}

// failure returns why the shard stopped for good, or nil.
func (s *Shard) failure() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.why
}

// refusal is what those are told who come after the end.
func (s *Shard) refusal() error {
	if why := s.failure(); errors.Is(why, store.ErrDamaged) {
		return fmt.Errorf("%w (%w)", store.ErrDamaged, ErrStopped)
	}
	return ErrStopped
}

// do queues a request and waits for its outcomes.
func (s *Shard) do(ctx context.Context, r *request) ([]outcome, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%w (%w)", ErrBusy, err)
	}
	r.done = make(chan struct{})
	select {
	case <-s.quit:
		return nil, s.refusal()
	case <-s.stopped:
		return nil, s.refusal()
	default:
	}
	select {
	case s.queue <- r:
	case <-s.quit:
		return nil, s.refusal()
	case <-s.stopped:
		return nil, s.refusal()
	case <-ctx.Done():
		return nil, fmt.Errorf("%w (%w)", ErrBusy, ctx.Err())
	}
	select {
	case <-r.done:
		return r.outcomes, r.err
	case <-ctx.Done():
		if r.state.CompareAndSwap(waiting, givenUp) {
			return nil, fmt.Errorf("%w (%w)", ErrBusy, ctx.Err())
		}
		select {
		case <-r.done:
			return r.outcomes, r.err
		default:
			return nil, fmt.Errorf("%w (%w)", ErrUnknown, ctx.Err())
		}
	case <-s.stopped:
		select {
		case <-r.done:
			return r.outcomes, r.err
		default:
			return nil, s.refusal() // the loop ended without taking it
		}
	}
}

func (s *Shard) loop(ctx context.Context) {
	defer close(s.stopped)
	timer := time.NewTimer(0)
	defer timer.Stop()
	batch := make([]*request, 0, batchMax)
	for {
		batch = batch[:0]
		select {
		case r := <-s.queue:
			batch = append(batch, r)
		case <-timer.C:
		case <-s.quit:
			// What was queued before the end is still done; nothing new gets in.
			select {
			case r := <-s.queue:
				batch = append(batch, r)
			default:
				return
			}
		}
		for more := true; more && len(batch) < batchMax; {
			select {
			case r := <-s.queue:
				batch = append(batch, r)
			default:
				more = false
			}
		}
		if !s.run(ctx, batch) {
			return
		}
		clear(batch)
		timer.Reset(s.nextExpiry())
	}
}

// nextExpiry returns how long no hold runs out that would be tried.
func (s *Shard) nextExpiry() time.Duration {
	at, some := s.machine.nextDeadline()
	if !some {
		return idleExpiry
	}
	next := time.UnixMilli(at)
	if next.Before(s.again) {
		next = s.again
	}
	return min(max(0, next.Sub(s.now())), lookAgain)
}

// failed notes that a batch failed for a reason that passes. It is logged once until something is saved again, and holds that ran out
// rest a while, longer each time; what people ask for is always tried.
func (s *Shard) failed(err error) {
	if s.rest == 0 {
		s.log.Warn("ledger: nothing can be saved for the moment", "currency", string(s.currency), "error", err)
	}
	if now := s.now(); !now.Before(s.again) {
		s.rest = min(max(2*s.rest, firstRest), lastRest)
		s.again = now.Add(s.rest)
	}
}

// worked notes that a batch was saved.
func (s *Shard) worked() {
	if s.rest > 0 {
		s.log.Info("ledger: what is asked for is saved again", "currency", string(s.currency))
	}
	s.again, s.rest = time.Time{}, 0
}

// run carries a batch out and answers it. It returns false if the shard must stop for good.
func (s *Shard) run(ctx context.Context, batch []*request) bool {
	now := s.now()
	at := max(now.UnixMilli(), s.machine.at)
	live := make([]*request, 0, len(batch)+1)
	var expiries []order
	if !now.Before(s.again) {
		expiries = s.machine.due(at, batchMax)
	}
	for i := range expiries {
		live = append(live, &request{orders: expiries[i : i+1], ticket: ticket{done: make(chan struct{})}})
	}
	for _, r := range batch {
		switch {
		case !r.state.CompareAndSwap(waiting, taken):
		case s.machine.standing(r, false) == wasAnswered: // whatever becomes of the others
			answer([]*request{r}, [][]outcome{s.machine.repeat(r)}, nil)
		default:
			live = append(live, r)
		}
	}
	if len(live) == 0 {
		return true
	}
	learnt, err := s.find(ctx, s.machine.ask(live))
	if err != nil {
		s.machine.undue(expiries)
		if errors.Is(err, store.ErrDamaged) || store.IsBroken(err) { // a read, of which the committer may know nothing
			s.refuse(live, false, fmt.Errorf("%w (%w)", err, ErrStopped))
			return s.stop(err)
		}
		s.refuse(live, false, fmt.Errorf("%w (%w)", ErrBusy, err))
		s.failed(err)
		return true
	}
	s.machine.learn(learnt)
	outcomes, delta := s.machine.Apply(live, at)
	if delta.Empty() {
		answer(live, outcomes, nil)
		return true
	}
	happened, err := s.settle(ctx, delta, func(err error) {
		s.refuse(live, true, err)
		live = nil
	})
	switch {
	case happened:
		s.machine.Commit(delta)
		answer(live, outcomes, nil)
		s.worked()
		return true
	case errors.Is(err, ErrBusy):
		s.machine.undue(expiries)
		s.refuse(live, true, err)
		s.failed(err)
		return true
	default:
		s.refuse(live, true, err)
		return s.stop(err)
	}
}

// refuse answers a batch of which nothing happened, or it is not known what. That nothing happened is told only to those whose ids are
// certainly new: an earlier request for the others may have moved money, and what is known of that is their answer.
func (s *Shard) refuse(batch []*request, learnt bool, err error) {
	for _, r := range batch {
		switch s.machine.standing(r, learnt) {
		case wasAnswered:
			answer([]*request{r}, [][]outcome{s.machine.repeat(r)}, nil)
		case mayBeAnswered:
			answer([]*request{r}, nil, fmt.Errorf("%w (%s)", ErrUnknown, err.Error()))
		case isNew:
			answer([]*request{r}, nil, err)
		}
	}
}

// find looks for what the machine asks. Most often that is nothing.
func (s *Shard) find(ctx context.Context, q question) (f facts, err error) {
	if len(q.accounts)+len(q.ids)+len(q.holds) == 0 {
		return facts{}, nil
	}
	err = s.db.Read(ctx, func(tx store.Tx) error {
		f, err = q.answer(tx, s.currency)
		return err
	})
	return f, err
}

// settle commits a delta, and finds out whether it happened if the answer is lost. If it did not, the error says what the
// callers are to know: ErrBusy if the shard can go on; ErrStopped if nothing happened, and ErrUnknown otherwise, if it cannot.
// Unsure is called if nothing can be found out for the moment, such as while the database is away: then nobody needs to wait for it.
func (s *Shard) settle(ctx context.Context, d *Delta, unsure func(error)) (happened bool, err error) {
	for range attempts {
		err = s.db.Write(ctx, func(tx store.Tx) error { return d.commit(tx, s.lease, s.seq) })
		switch {
		case err == nil:
			s.seq++
			return true, nil
		case errors.Is(err, store.ErrFenced), errors.Is(err, store.ErrClosed):
			return false, fmt.Errorf("%w (%w)", ErrStopped, err)
		case errors.Is(err, store.ErrBroken):
			// What the failed fsync covered may be on the disk or not, and be found after a restart or not.
			return false, fmt.Errorf("%w (%w)", ErrUnknown, err)
		}
		seq, lost := s.count(ctx)
		if comesBack(lost) {
			s.log.Warn("ledger: whether a batch was saved is asked until the database says it", "currency", string(s.currency), "error", lost)
			unsure(fmt.Errorf("%w (%w, %w)", ErrUnknown, err, lost))
			seq, lost = s.awaitCount(ctx)
		}
		switch {
		case errors.Is(lost, store.ErrFenced):
			// Somebody took over after the commit was tried; only the records tell whether it happened.
			return false, fmt.Errorf("%w (%w, %w)", ErrUnknown, err, lost)
		case lost != nil:
			return false, fmt.Errorf("%w (%w, %w)", ErrUnknown, err, lost)
		case seq == s.seq+1:
			s.seq++
			return true, nil
		case seq != s.seq:
			return false, fmt.Errorf("%w (%d commits where %d were known: %w)", ErrUnknown, seq, s.seq, err)
		case !comesBack(err):
			// The rows contradict the machine: going on would only deepen it.
			return false, fmt.Errorf("%w (%w)", ErrStopped, err)
		}
	}
	return false, fmt.Errorf("%w (%w)", ErrBusy, err)
}

// comesBack reports whether a write failed for a reason that passes: a database that is away, a disk that is full.
func comesBack(err error) bool {
	return errors.Is(err, store.ErrLost) || errors.Is(err, store.ErrUncertain) || errors.Is(err, store.ErrAway)
}

// awaitCount is count, again and again until it is answered or the shard is closed.
func (s *Shard) awaitCount(ctx context.Context) (seq int64, err error) {
	for pause := firstPause; ; pause = min(2*pause, lastPause) {
		select {
		case <-s.after(pause):
		case <-s.quit:
			return s.count(ctx)
		}
		if seq, err = s.count(ctx); !comesBack(err) {
			return seq, err
		}
	}
}

// count reads the fence, waiting for a commit whose outcome is open.
func (s *Shard) count(ctx context.Context) (seq int64, err error) {
	err = s.db.Write(ctx, func(tx store.Tx) error {
		seq, err = s.lease.Seq(tx)
		return err
	})
	return seq, err
}

// stop ends the shard for good. It returns false, for run.
func (s *Shard) stop(why error) bool {
	s.mu.Lock()
	s.why = fmt.Errorf("ledger: %s stopped: %w", s.currency, why)
	s.mu.Unlock()
	s.log.Error("ledger: stopped for good", "currency", string(s.currency), "error", why)
	s.halt()
	return false
}

// answer gives every request its outcomes, or all the same error.
func answer(batch []*request, outcomes [][]outcome, err error) {
	for i, r := range batch {
		if r.err = err; err == nil {
			r.outcomes = outcomes[i]
		}
		close(r.done)
	}
}
