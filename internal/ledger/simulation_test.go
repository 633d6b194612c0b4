package ledger

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// trouble is what a faulty database does to a write.
type trouble int

const (
	fine       trouble = iota
	lostBefore         // it says that it failed, and it did
	lostAfter          // it says that it failed, and it did not
	broken             // the disk failed
	brokenLate         // the same, and what was being written is there after a restart
	gone               // it was closed
	slow               // it takes its time
)

// faulty is a real database whose writes go wrong as told.
type faulty struct {
	*store.DB

	next   func() trouble
	read   func() trouble // what it does to a read: lostBefore or broken; nil is fine
	wait   func()         // lets time pass
	broken error          // what a failing disk says
	writes int
}

func (f *faulty) Read(ctx context.Context, fn func(store.Tx) error) error {
	if f.read != nil {
		switch f.read() {
		case lostBefore:
			return fmt.Errorf("%w (told to)", store.ErrLost)
		case broken:
			return f.broken
		default:
		}
	}
	return f.DB.Read(ctx, fn)
}

func (f *faulty) Write(ctx context.Context, fn func(store.Tx) error) error {
	f.writes++
	switch f.next() {
	case lostBefore:
		return fmt.Errorf("%w (told to)", store.ErrLost)
	case lostAfter:
		return errors.Join(f.DB.Write(ctx, fn), fmt.Errorf("%w (told to)", store.ErrLost))
	case broken:
		return fmt.Errorf("%w (%w)", store.ErrBroken, f.broken)
	case brokenLate:
		return errors.Join(f.DB.Write(ctx, fn), fmt.Errorf("%w (%w)", store.ErrBroken, f.broken))
	case gone:
		return store.ErrClosed
	case slow:
		f.wait()
	case fine:
	}
	return f.DB.Write(ctx, fn)
}

// script returns the troubles in turn, and fine after them.
func script(troubles ...trouble) func() trouble {
	return func() trouble {
		if len(troubles) == 0 {
			return fine
		}
		first := troubles[0]
		troubles = troubles[1:]
		return first
	}
}

// diskError returns an error as SQLite makes them when a file cannot be written.
func diskError(t *testing.T) error {
	t.Helper()
	name := filepath.Join(t.TempDir(), "x.db")
	if err := os.WriteFile(name, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(t.Context(), `CREATE TABLE x (y TEXT)`)
	if !store.IsBroken(err) {
		t.Fatalf("%v is not taken for a failing disk", err)
	}
	return err
}

func openFaulty(t *testing.T) *faulty {
	t.Helper()
	return &faulty{DB: storetest.Open(t, Schema()), next: script(), broken: diskError(t)}
}

// dice are splitmix64: the same throws for the same seed, on every machine.
type dice struct{ state uint64 }

func (d *dice) Int64N(n int64) int64 {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int64((z ^ z>>31) % uint64(n)) //nolint:gosec // n is small and positive
}

func (d *dice) IntN(n int) int { return int(d.Int64N(int64(n))) }

// sim is a simulation: one goroutine, a clock of its own, and everything else from a seed.
type sim struct {
	t       *testing.T
	rand    *dice
	db      *faulty
	at      int64
	ids     uint64
	shard   *Shard
	done    map[rawID]outcome // answered for good
	held    []rawID           // those of done that are holds, in order
	pending []*request        // to be asked for again
	asked   []*request        // those that were answered
	tried   map[rawID]bool    // what an earlier request may have done: its answer was lost
	took    int
	halts   int
	denied  int // answers that nothing happened, each held against the records

	impatient bool // callers give up now and then
}

func (s *sim) open() {
	s.took++
	troubles, reading := s.db.next, s.db.read
	s.db.next, s.db.read = script(), nil
	shard, err := newShard(s.t.Context(), shardConfig{
		currency: "CNY", db: s.db, now: func() time.Time { return time.UnixMilli(s.at) }, log: slog.New(slog.DiscardHandler),
		halt: func() { s.halts++ }, after: s.after,
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.shard, s.db.next, s.db.read = shard, troubles, reading
}

// after is a wait by the simulation's clock, which takes no time.
func (s *sim) after(d time.Duration) <-chan time.Time {
	s.at += d.Milliseconds()
	over := make(chan time.Time)
	close(over)
	return over
}

func (s *sim) id() (id rawID) {
	s.ids++
	for i := range 6 {
		id[i] = byte(s.at >> (8 * (5 - i)))
	}
	binary.BigEndian.PutUint64(id[8:], s.ids)
	return id
}

func pick[T any](s *sim, from []T) T { return from[s.rand.IntN(len(from))] }

func (s *sim) order(holds []rawID) order {
	accounts := []AccountID{"issuance:test:CNY", "person:a:CNY", "person:b:CNY", "merchant:c:CNY"}
	o := order{id: s.id(), op: pick(s, []Op{Transfer, Transfer, Transfer, Hold, PostHold, VoidHold}), subject: "pay"}
	switch {
	case o.op <= Hold:
		if s.rand.IntN(8) == 0 { // one that is opened and closed again, and one that never is
			accounts[s.rand.IntN(4)] = pick(s, []AccountID{"person:d:CNY", "person:d:CNY", "person:nobody:CNY"})
		}
		at := s.rand.IntN(4)
		o.debit, o.credit = accounts[at], accounts[(at+1+s.rand.IntN(3))%4]
		o.amount, o.atMost = 1+s.rand.Int64N(50), s.rand.IntN(4) == 0
		if o.op == Hold {
			o.timeout = s.rand.Int64N(20)
		}
	case len(holds) == 0:
		o.held = rawID{1}
	default:
		o.held = pick(s, holds)
	}
	if o.op == PostHold {
		o.amount = 1 + s.rand.Int64N(50)
	}
	o.request = o.digest("CNY")
	return o
}

func (s *sim) batch() (batch []*request) {
	batch = append(batch, s.pending...)
	s.pending = nil
	holds := s.held[max(0, len(s.held)-40):]
	for range s.rand.IntN(6) {
		r := &request{}
		for range 1 + s.rand.IntN(3) {
			r.orders = append(r.orders, s.order(holds))
		}
		batch = append(batch, r)
	}
	if len(s.asked) > 0 && s.rand.IntN(2) == 0 { // its client asks once more for what it was told, sometimes long after
		batch = append(batch, pick(s, s.asked[s.rand.IntN(len(s.asked)):]))
	}
	if len(s.done) > 0 && s.rand.IntN(3) == 0 {
		account, _ := AccountID("person:a:CNY").parse()
		batch = append(batch, &request{change: pick(s, []accountChange{freezeAccount, unfreezeAccount, unfreezeAccount}), account: account})
	}
	if len(s.done) > 0 && s.rand.IntN(6) == 0 {
		account, _ := AccountID("person:d:CNY").parse()
		batch = append(batch, &request{change: pick(s, []accountChange{openAccount, openAccount, closeAccount}), account: account})
	}
	return batch
}

// step runs one batch and remembers what was answered. What was not is asked for again, by the same ids.
func (s *sim) step(batch []*request) {
	for i, r := range batch {
		batch[i] = &request{orders: r.orders, change: r.change, account: r.account, ticket: ticket{done: make(chan struct{})}}
		if s.impatient && s.rand.IntN(20) == 0 { // its caller gives up before it is its turn, and asks again later
			batch[i].state.Store(givenUp)
		}
	}
	works := s.shard.run(s.t.Context(), batch)
	for _, r := range batch {
		if r.state.Load() == givenUp {
			s.pending = append(s.pending, r)
			continue
		}
		<-r.done
		if r.err != nil {
			s.doubt(r)
			s.pending = append(s.pending, r)
			continue
		}
		for i := range r.orders {
			s.note(&r.orders[i], r.outcomes[i])
		}
		if r.change == 0 {
			s.asked = append(s.asked, r)
		}
	}
	if !works {
		s.open()
	}
}

// doubt holds an answer without an outcome to its word: one that says that this request moved no money must not be for anything that is
// in the books, unless an earlier request for it had no answer or another one.
func (s *sim) doubt(r *request) {
	switch {
	case errors.Is(r.err, ErrUnknown):
		for i := range r.orders {
			s.tried[r.orders[i].id] = true
		}
		return
	case !errors.Is(r.err, ErrBusy) && !errors.Is(r.err, ErrStopped):
		s.t.Fatalf("a request failed with %v", r.err)
	}
	var ids []rawID
	for i := range r.orders {
		id := r.orders[i].id
		if _, answered := s.done[id]; answered {
			s.t.Fatalf("%s was answered, and now it is said that nothing happened: %v", id.name(), r.err)
		}
		if !s.tried[id] {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return
	}
	s.denied++
	err := s.db.DB.Read(s.t.Context(), func(tx store.Tx) error {
		moved, err := findKnown(tx, "CNY", ids)
		for id := range moved {
			s.t.Fatalf("it is said that nothing happened (%v), and %s is in the books", r.err, id.name())
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *sim) note(o *order, got outcome) {
	if old, known := s.done[o.id]; known && (old.result != got.result || !errors.Is(got.err, old.err)) {
		s.t.Fatalf("%s was answered %+v, and now %+v", o.id.name(), old, got)
	}
	if _, known := s.done[o.id]; !known && got.result.Op == Hold {
		s.held = append(s.held, o.id)
	}
	s.done[o.id] = got
}

// verify holds what was answered against what is stored.
func (s *sim) verify() {
	reports, err := Check(s.t.Context(), s.db.DB)
	if err != nil {
		s.t.Fatal(err)
	}
	records := int64(0)
	for _, r := range reports {
		records += r.Records
		for _, line := range r.Differences {
			s.t.Fatal(line)
		}
	}
	err = s.db.DB.Read(s.t.Context(), func(tx store.Tx) error {
		all, err := storedOutcomes(tx)
		if err != nil {
			return err
		}
		for id, answered := range s.done {
			stored, known := all[id]
			if !known || stored.result != answered.result || !errors.Is(stored.err, answered.err) {
				s.t.Errorf("%s was answered %+v; stored: %v %+v", id.name(), answered, known, stored)
			}
		}
		var expired int64
		if err := tx.QueryRow(`SELECT COUNT(*) FROM ledger_transfer WHERE op = $1`, int64(Expire)).Scan(&expired); err != nil {
			return err
		}
		moved := expired
		for _, o := range s.done {
			if o.err == nil {
				moved++
			}
		}
		if len(s.pending) == 0 && moved != records {
			s.t.Errorf("%d records, and %d were answered", records, moved)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// storedOutcomes returns what became of every id.
func storedOutcomes(tx store.Tx) (map[rawID]outcome, error) {
	all := map[rawID]outcome{}
	records, err := store.List(tx, scanRecord, `SELECT `+recordColumns)
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		all[r.id] = outcome{result: r.result()}
	}
	refused, err := store.List(tx, scanRefusal, `SELECT id, request, code FROM ledger_refusal`)
	for _, r := range refused {
		all[r.id] = outcome{err: r.fault}
	}
	return all, err
}

// inMemory has what follows kept in memory, where a disk's answer takes no time: these tests are about what is done with it.
func inMemory(t *testing.T) {
	t.Helper()
	const shared = "/dev/shm"
	if info, err := os.Stat(shared); err == nil && info.IsDir() {
		t.Setenv("TMPDIR", shared)
	}
}

// TestSimulation names the seed at which it fails; SEED=87 runs that one alone.
func TestSimulation(t *testing.T) {
	inMemory(t)
	const steps = 1000
	first, seeds := uint64(0), uint64(10)
	// On PostgreSQL each seed makes a schema of its own.
	if os.Getenv(storetest.Variable) != "" {
		seeds = 2
	}
	if n, err := strconv.Atoi(os.Getenv("LONG")); err == nil && n > 0 {
		seeds = 1000
		if os.Getenv(storetest.Variable) != "" {
			seeds = 100 // each makes a schema of its own
		}
	}
	if n, err := strconv.ParseUint(os.Getenv("SEED"), 10, 64); err == nil {
		first, seeds = n, n+1
	}
	var halts, took, answered, denied atomic.Int64
	began := time.Now()
	t.Run("whatever the database does, what was answered is stored, once, and nothing else", func(t *testing.T) {
		for seed := first; seed < seeds; seed++ {
			// Named as it is run alone.
			t.Run(fmt.Sprintf("SEED=%d", seed), func(t *testing.T) {
				t.Parallel()
				s := simulate(t, seed, steps)
				halts.Add(int64(s.halts))
				took.Add(int64(s.took))
				answered.Add(int64(len(s.done)))
				denied.Add(int64(s.denied))
			})
		}
	})
	n := int64(seeds - first) //nolint:gosec // few
	t.Logf("%d steps of %d seeds: %d answers, %d that nothing happened, %d halts, %d take-overs in %v",
		n*steps, n, answered.Load(), denied.Load(), halts.Load(), took.Load(), time.Since(began))
	if n > 1 && !t.Failed() && (halts.Load() == 0 || took.Load() < n*3 || answered.Load() < n*steps || denied.Load() < n) {
		t.Error("these are too few to have shown anything")
	}
}

// simulate runs so many steps from a seed, and holds what was answered against what is stored.
func simulate(t *testing.T, seed uint64, steps int) *sim {
	t.Helper()
	s := &sim{t: t, rand: &dice{seed}, db: openFaulty(t), at: 1_000_000, done: map[rawID]outcome{}, tried: map[rawID]bool{}}
	s.open()
	var opening []*request
	for _, name := range []AccountID{"issuance:test:CNY", "person:a:CNY", "person:b:CNY", "merchant:c:CNY"} {
		account, err := name.parse()
		if err != nil {
			t.Fatal(err)
		}
		opening = append(opening, &request{change: openAccount, account: account})
	}
	s.step(opening)
	s.db.next = func() trouble {
		return []trouble{fine, fine, fine, fine, slow, lostBefore, lostBefore, lostAfter, lostAfter, broken, brokenLate}[s.rand.IntN(11)]
	}
	s.db.read = func() trouble {
		if s.rand.IntN(40) == 0 {
			return broken
		}
		return []trouble{fine, fine, lostBefore}[s.rand.IntN(3)]
	}
	s.db.wait = func() { s.at += s.rand.Int64N(30) }
	s.impatient = true
	for n := range steps {
		s.at += s.rand.Int64N(8)
		if s.rand.IntN(10) == 0 {
			s.usurp()
		}
		s.step(s.batch())
		if n%(steps/4) == steps/8 {
			s.verify()
		}
	}
	s.db.next, s.db.read, s.impatient = script(), nil, false
	for len(s.pending) > 0 {
		s.step(s.batch())
	}
	s.verify()
	return s
}

// usurp lets another owner take over and go on in the old one's place; the old one tries to commit, and must not.
func (s *sim) usurp() {
	old, troubles, reading := s.shard, s.db.next, s.db.read
	s.open()
	s.db.next, s.db.read = script(), nil
	defer func() { s.db.next, s.db.read = troubles, reading }()
	o := order{id: s.id(), op: Transfer, debit: "issuance:test:CNY", credit: "person:a:CNY", amount: 1}
	o.request = o.digest("CNY")
	r := &request{orders: []order{o}, ticket: ticket{done: make(chan struct{})}}
	if old.run(s.t.Context(), []*request{r}) || !errors.Is(r.err, ErrStopped) || !errors.Is(old.failure(), store.ErrFenced) {
		s.t.Fatalf("the old owner: %v, failure %v; want it fenced", r.err, old.failure())
	}
}

// live is a ledger on a faulty database, with two accounts and some money.
func live(t *testing.T) (*Ledger, *faulty) {
	t.Helper()
	db := openFaulty(t)
	l, err := open(t.Context(), Config{Currencies: []money.Currency{"CNY"}, Now: time.Now}, db)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	for _, a := range [][2]string{{Issuance, "test"}, {"person", "a"}} {
		if _, err := l.OpenAccount(t.Context(), a[0], a[1], "CNY"); err != nil {
			t.Fatal(err)
		}
	}
	return l, db
}

func give(id byte) Command {
	return Command{
		ID: rawID{0, 1, id}.name(), Op: Transfer, Debit: "issuance:test:CNY", Credit: "person:a:CNY", Amount: amount(5, "CNY"),
	}
}

// asking returns a request as a caller's.
func asking(t *testing.T, c Command) *request {
	t.Helper()
	o, err := c.check("CNY")
	if err != nil {
		t.Fatal(err)
	}
	return &request{orders: []order{o}, ticket: ticket{done: make(chan struct{})}}
}

func TestFailures(t *testing.T) {
	post := func(t *testing.T, l *Ledger, c Command, want error) {
		t.Helper()
		if r, err := l.Post(t.Context(), c); !errors.Is(err, want) {
			t.Fatalf("Post = %+v, %v; want %v", r, err, want)
		}
	}
	has := func(t *testing.T, l *Ledger, minor int64) {
		t.Helper()
		if b, err := l.Balance(t.Context(), "person:a:CNY"); err != nil || b.Posted.Minor() != minor {
			t.Fatalf("balance = %v, %v; want %d", b.Posted, err, minor)
		}
	}
	working := func(t *testing.T, l *Ledger) {
		t.Helper()
		if err := l.Err(); err != nil {
			t.Fatalf("the ledger stopped: %v", err)
		}
	}
	stopped := func(t *testing.T, l *Ledger, why error) {
		t.Helper()
		<-l.Halted()
		if err := l.Err(); !errors.Is(err, why) {
			t.Fatalf("Err = %v, want %v", err, why)
		}
		post(t, l, give(200), ErrStopped)
	}
	t.Run("a commit that failed is made again, and answered once", func(t *testing.T) {
		l, db := live(t)
		db.next = script(lostBefore)
		post(t, l, give(1), nil)
		has(t, l, 5)
		working(t, l)
	})
	t.Run("a commit whose answer was lost is found, and not made again", func(t *testing.T) {
		l, db := live(t)
		db.next = script(lostAfter)
		before := db.writes
		post(t, l, give(1), nil)
		has(t, l, 5)
		working(t, l)
		if n := db.writes - before; n != 2 {
			t.Errorf("%d writes, want the commit and a look at the fence", n)
		}
	})
	t.Run("a disk that is full for a while is answered as such, and the ledger goes on", func(t *testing.T) {
		l, db := live(t)
		db.next = script(lostBefore, fine, lostBefore, fine, lostBefore, fine)
		post(t, l, give(1), ErrBusy)
		has(t, l, 0)
		working(t, l)
		post(t, l, give(1), nil)
		has(t, l, 5)
	})
	t.Run("what was learnt of the past for a batch that could not be saved is learnt anew for the next", func(t *testing.T) {
		before, db := live(t)
		post(t, before, give(1), nil)
		before.Close()
		shard, err := newShard(t.Context(), shardConfig{currency: "CNY", db: db, now: time.Now, log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		batch := func() (batch []*request) {
			for _, n := range []byte{1, 2} {
				o, err := give(n).check("CNY")
				if err != nil {
					t.Fatal(err)
				}
				batch = append(batch, &request{orders: []order{o}, ticket: ticket{done: make(chan struct{})}})
			}
			return batch
		}
		db.next = script(lostBefore, fine, lostBefore, fine, lostBefore, fine)
		if first := batch(); !shard.run(t.Context(), first) || first[0].err != nil || !errors.Is(first[1].err, ErrBusy) {
			t.Fatalf("errors = %v, %v; want none and ErrBusy", first[0].err, first[1].err)
		}
		second := batch()
		if !shard.run(t.Context(), second) || second[0].err != nil || second[1].err != nil {
			t.Fatalf("errors = %v, %v", second[0].err, second[1].err)
		}
		if at := second[0].outcomes[0].result.Position; at != 1 {
			t.Errorf("what was done before is now at %d, want 1", at)
		}
		if b := shard.machine.accounts["person:a:CNY"].balance(); b != 10 {
			t.Errorf("balance = %d, want 10: each of the two once", b)
		}
	})
	t.Run("after a failed fsync nothing is answered as done, and the ledger stops for good and says why", func(t *testing.T) {
		l, db := live(t)
		db.next = script(broken)
		post(t, l, give(1), ErrUnknown)
		stopped(t, l, db.broken)
		if _, err := l.Find(t.Context(), "CNY", give(1).ID); !errors.Is(err, ErrUnknown) {
			t.Errorf("Find = %v, want ErrUnknown: the commit may be found after a restart", err)
		}
	})
	t.Run("a command that was done is answered from memory, also while the database is away", func(t *testing.T) {
		l, db := live(t)
		post(t, l, give(1), nil)
		db.next = script(lostBefore, fine, lostBefore, fine, lostBefore, fine) // every commit fails, every look at the fence works
		s := l.shards[0]
		l.Close()
		done, fresh := asking(t, give(1)), asking(t, give(2))
		if !s.run(t.Context(), []*request{fresh, done}) || done.err != nil || done.outcomes[0].result.Position != 1 {
			t.Errorf("the one that was done: %v, %+v", done.err, done.outcomes)
		}
		if !errors.Is(fresh.err, ErrBusy) {
			t.Errorf("the new one: %v, want ErrBusy", fresh.err)
		}
	})
	t.Run("after a restart, while nothing can be read, only what is certainly new is told that it moved nothing", func(t *testing.T) {
		l, db := live(t)
		post(t, l, give(5), nil)
		l.Close()
		s, err := newShard(t.Context(), shardConfig{currency: "CNY", db: db, now: time.Now, log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		db.read = func() trouble { return lostBefore }
		done, older, fresh := asking(t, give(5)), asking(t, give(4)), asking(t, give(6))
		s.run(t.Context(), []*request{done, older, fresh})
		for _, r := range []*request{done, older} {
			if !errors.Is(r.err, ErrUnknown) || errors.Is(r.err, ErrBusy) {
				t.Errorf("one that may have been done: %v, want ErrUnknown", r.err)
			}
		}
		if !errors.Is(fresh.err, ErrBusy) {
			t.Errorf("the new one: %v, want ErrBusy", fresh.err)
		}
		db.read = nil
		db.next = script(lostBefore, fine, lostBefore, fine, lostBefore, fine) // it is found, and the others cannot be saved
		done, older = asking(t, give(5)), asking(t, give(4))
		s.run(t.Context(), []*request{done, older})
		if done.err != nil || !errors.Is(older.err, ErrBusy) {
			t.Errorf("errors = %v, %v; want none and ErrBusy", done.err, older.err)
		}
	})
	t.Run("an outcome that cannot be found out for the moment is said to be unknown, and found out when the database is back", func(t *testing.T) {
		for _, first := range []trouble{lostAfter, lostBefore} {
			l, db := live(t)
			db.next = script(first, lostBefore, lostBefore, lostBefore)
			post(t, l, give(1), ErrUnknown)
			post(t, l, give(1), nil)
			has(t, l, 5)
			working(t, l)
		}
	})
	t.Run("an outcome that cannot be found out before the end is said to be unknown, and is found out after the next start", func(t *testing.T) {
		l, db := live(t)
		away := false
		db.next = func() trouble {
			if away {
				return lostBefore
			}
			away = true
			return lostAfter
		}
		post(t, l, give(1), ErrUnknown)
		l.Close()
		away, db.next = false, script()
		next, err := open(t.Context(), Config{Currencies: []money.Currency{"CNY"}, Now: time.Now}, db)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(next.Close)
		post(t, next, give(1), nil)
		has(t, next, 5)
	})
	t.Run("of two owners the earlier one is fenced, and says so", func(t *testing.T) {
		l, db := live(t)
		post(t, l, give(1), nil)
		second, err := open(t.Context(), Config{Currencies: []money.Currency{"CNY"}, Now: time.Now}, db)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(second.Close)
		post(t, second, give(2), nil)
		post(t, l, give(3), ErrStopped)
		stopped(t, l, store.ErrFenced)
		post(t, second, give(3), nil)
		has(t, second, 15)
		working(t, second)
	})
	t.Run("one who is fenced between a lost commit and the look at it does not claim either", func(t *testing.T) {
		l, db := live(t)
		step := 0
		db.next = func() trouble {
			if step++; step == 1 {
				return lostAfter
			}
			if step == 2 { // before the look at the fence somebody else takes over
				_, err := newShard(context.Background(), shardConfig{currency: "CNY", db: db.DB, now: time.Now, log: slog.New(slog.DiscardHandler)})
				if err != nil {
					t.Error(err)
				}
			}
			return fine
		}
		post(t, l, give(1), ErrUnknown)
		stopped(t, l, store.ErrFenced)
	})
	t.Run("rows that contradict the ledger stop it before anything is written", func(t *testing.T) {
		l, db := live(t)
		post(t, l, give(1), nil)
		// Somebody empties the account behind the ledger's back.
		err := db.DB.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(`DELETE FROM ledger_balance WHERE number = 2`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		post(t, l, give(2), ErrStopped)
		<-l.Halted()
	})
	t.Run("a count of commits that jumped stops the ledger", func(t *testing.T) {
		l, db := live(t)
		step := 0
		db.next = func() trouble {
			if step++; step == 2 {
				err := db.DB.Write(context.Background(), func(tx store.Tx) error {
					_, err := tx.Exec(`UPDATE lease SET seq = seq + 7`)
					return err
				})
				if err != nil {
					t.Error(err)
				}
			}
			return []trouble{fine, lostBefore, fine}[min(step, 2)]
		}
		post(t, l, give(1), ErrUnknown)
		stopped(t, l, store.ErrLost)
	})
	t.Run("a database that is closed stops the ledger with nothing done", func(t *testing.T) {
		l, db := live(t)
		db.next = script(gone)
		post(t, l, give(1), ErrStopped)
		stopped(t, l, store.ErrClosed)
	})
	t.Run("what cannot be read is not decided", func(t *testing.T) {
		l, db := live(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		l.db = unreadable{db}
		l.shards[0].db = unreadable{db}
		unread := give(1)
		unread.Credit = "person:unread:CNY" // nothing is known of it yet
		post(t, l, unread, ErrBusy)
		working(t, l)
		if _, err := l.ListBalances(ctx, "a"); !errors.Is(err, errUnreadable) {
			t.Errorf("ListBalances error = %v", err)
		}
		if _, err := open(t.Context(), Config{Currencies: []money.Currency{"CNY"}, Now: time.Now}, &faulty{DB: db.DB, next: script(lostBefore)}); !errors.Is(err, store.ErrLost) {
			t.Errorf("open error = %v, want ErrLost", err)
		}
		if _, err := Check(ctx, unreadable{db}); !errors.Is(err, errUnreadable) {
			t.Errorf("Check error = %v", err)
		}
	})
	t.Run("a caller who gives up while others are served is told whether it was begun", func(t *testing.T) {
		l, db := live(t)
		enter, leave := make(chan struct{}), make(chan struct{})
		db.next = func() trouble {
			enter <- struct{}{}
			<-leave
			return fine
		}
		ctx, cancel := context.WithCancel(t.Context())
		first, second := make(chan error, 1), make(chan error, 1)
		go func() { _, err := l.Post(ctx, give(1)); first <- err }()
		<-enter
		go func() { _, err := l.Post(ctx, give(2)); second <- err }()
		for len(l.shards[0].queue) == 0 {
			runtime.Gosched()
		}
		cancel()
		if err := <-first; !errors.Is(err, ErrUnknown) {
			t.Errorf("the one that was begun: %v, want ErrUnknown", err)
		}
		if err := <-second; !errors.Is(err, ErrBusy) {
			t.Errorf("the one that was not: %v, want ErrBusy", err)
		}
		db.next = script()
		close(leave)
		post(t, l, give(1), nil)
		has(t, l, 5)
	})
}

var errUnreadable = errors.New("unreadable")

type unreadable struct{ *faulty }

func (unreadable) Read(context.Context, func(store.Tx) error) error { return errUnreadable }
