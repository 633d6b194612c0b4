package ledger

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Of several processes on one database each ledger is in one of them, the holder of its lease; the others ask it over the bus.
// When the holder dies another process takes the lease, reads the machine anew and goes on; what was asked meanwhile waits for
// that. Ids are the keys of idempotency: an inquiry without an answer is asked again, wherever the ledger is by then.
//
// A process that does not get an answer in time cannot know whether money moved, nor whether another process that was asked the
// same gets further. So in a cluster no failure means that nothing happened: all are ErrUnknown, except for refusals.

const (
	askLimit   = 3 * time.Second
	waitLimit  = 15 * time.Second // until a ledger that was lost is found again
	againAfter = 50 * time.Millisecond
	askedAtMax = 4 * batchMax // questions of others that are under way here
)

//nolint:gochecknoglobals // a named failure
var errNotHere = fault.New(fault.Unavailable, "ledger.not-here", "Payments are moving to another server. Please try again.")

// Cluster is what a ledger needs to be one among several processes.
type Cluster struct {
	Member *store.Member
	Bus    *bus.Bus
}

// LeaseOf names the lease of a currency's ledger.
func LeaseOf(currency money.Currency) string { return "ledger/" + string(currency) }

// peers is the ledger of a process among several.
type peers struct {
	Cluster
	l      *Ledger
	config shardConfig
	all    []money.Currency
	subs   []*bus.Subscription
	quit   chan struct{}
	ending sync.WaitGroup
	asked  chan struct{} // a place for each inquiry of others

	mu     sync.Mutex
	shards map[money.Currency]*Shard // those that are here
}

func openPeers(ctx context.Context, l *Ledger, c Config, shards shardConfig) (*peers, error) {
	p := &peers{
		Cluster: *c.Cluster, l: l, config: shards, all: c.Currencies, quit: make(chan struct{}),
		asked: make(chan struct{}, askedAtMax), shards: map[money.Currency]*Shard{},
	}
	if err := p.open(ctx); err != nil {
		return nil, err
	}
	for _, currency := range p.all {
		sub, err := p.Bus.Answer(subjectOf(currency, p.Member.ID()), func(data []byte, reply func([]byte)) { p.hear(currency, data, reply) })
		if err != nil {
			p.close()
			return nil, fmt.Errorf("ledger: answer others: %w", err)
		}
		p.subs = append(p.subs, sub)
	}
	p.ending.Go(func() { p.watch(context.WithoutCancel(ctx)) })
	return p, nil
}

func subjectOf(currency money.Currency, member string) bus.Subject {
	return bus.Join("ledger", string(currency), member)
}

// open opens the ledgers whose leases this process has got.
func (p *peers) open(ctx context.Context) error {
	for _, currency := range p.all {
		lease, mine := p.Member.Lease(LeaseOf(currency))
		if !mine || p.here(currency) != nil {
			continue
		}
		c := p.config
		c.currency = currency
		s, err := takeShard(ctx, c, lease)
		if err != nil {
			return err
		}
		go s.loop(context.WithoutCancel(ctx))
		p.mu.Lock()
		p.shards[currency] = s
		p.mu.Unlock()
		p.config.log.Info("ledger: it is here", "currency", string(currency), "epoch", lease.Epoch)
	}
	return nil
}

func (p *peers) watch(ctx context.Context) {
	for {
		changed := p.Member.Changed()
		wait := time.Hour
		if err := p.open(ctx); err != nil {
			p.config.log.Warn("ledger: it could not be taken over yet", "error", err)
			wait = againAfter
		}
		timer := time.NewTimer(wait)
		select {
		case <-changed:
		case <-timer.C:
		case <-p.quit:
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

func (p *peers) here(currency money.Currency) *Shard {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.shards[currency]
}

func (p *peers) list() []*Shard {
	p.mu.Lock()
	defer p.mu.Unlock()
	list := make([]*Shard, 0, len(p.shards))
	for _, s := range p.shards {
		list = append(list, s)
	}
	return list
}

// close lets what is queued here finish.
func (p *peers) close() {
	close(p.quit)
	p.ending.Wait()
	for _, sub := range p.subs {
		if err := sub.Close(); err != nil {
			p.config.log.Debug("ledger: stop answering", "error", err)
		}
	}
	for _, s := range p.list() {
		s.close()
	}
}

// do has an inquiry answered where the ledger is, or will be.
func (p *peers) do(ctx context.Context, currency money.Currency, q inquiry) ([]outcome, error) {
	if !slices.Contains(p.all, currency) {
		return nil, fmt.Errorf("ledger: no ledger of %q: %w", string(currency), ErrInvalid)
	}
	ctx, cancel := context.WithTimeout(ctx, waitLimit)
	defer cancel()
	for {
		changed := p.Member.Changed()
		outcomes, err := p.attempt(ctx, currency, q)
		if err == nil || fault.Of(err).Kind != fault.Unavailable {
			return outcomes, err
		}
		timer := time.NewTimer(againAfter)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return nil, fmt.Errorf("%w (%w)", ErrUnknown, err)
		}
		timer.Stop()
	}
}

// attempt asks once, here or at the process that has the ledger.
func (p *peers) attempt(ctx context.Context, currency money.Currency, q inquiry) ([]outcome, error) {
	if s := p.here(currency); s != nil {
		r, err := q.request(currency)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, r)
	}
	lease, mine := p.Member.Lease(LeaseOf(currency))
	if mine || lease.Holder == "" {
		return nil, errNotHere // it is being opened
	}
	data, err := json.Marshal(q.wire())
	if err != nil {
		return nil, fmt.Errorf("ledger: ask: %w", err)
	}
	answer, err := p.Bus.Request(ctx, subjectOf(currency, lease.Holder), data, askLimit)
	if err != nil {
		return nil, err
	}
	var said wireAnswer
	if err := json.Unmarshal(answer, &said); err != nil {
		return nil, fmt.Errorf("ledger: an answer of %s: %w", lease.Holder, err)
	}
	if said.Failed != nil {
		return nil, said.Failed
	}
	if len(said.Refused) != max(1, len(q.commands)) {
		return nil, errNotHere // of another version
	}
	return p.outcomes(ctx, q, said)
}

// outcomes reads what the holder did, which is in the database by now.
func (p *peers) outcomes(ctx context.Context, q inquiry, said wireAnswer) (list []outcome, err error) {
	if q.change != 0 {
		return []outcome{refused(said.Refused[0])}, nil
	}
	for n, c := range q.commands {
		if said.Refused[n] != nil {
			list = append(list, refused(said.Refused[n]))
			continue
		}
		result, err := p.l.Find(ctx, c.Amount.Currency(), c.ID)
		if err != nil {
			return nil, fmt.Errorf("ledger: what %s did: %w (%w)", c.ID, ErrUnknown, err)
		}
		list = append(list, outcome{result: result})
	}
	return list, nil
}

// refused is the outcome of what has no result.
func refused(by *fault.Fault) outcome {
	if by == nil {
		return outcome{}
	}
	return outcome{err: by}
}

// hear answers an inquiry of another process.
func (p *peers) hear(currency money.Currency, data []byte, reply func([]byte)) {
	answer := func(a wireAnswer) {
		data, err := json.Marshal(a)
		if err != nil {
			p.config.log.Error("ledger: an answer cannot be written", "error", err)
			return
		}
		reply(data)
	}
	s := p.here(currency)
	if s == nil {
		answer(wireAnswer{Failed: errNotHere})
		return
	}
	var w wireQuestion
	err := json.Unmarshal(data, &w)
	var q inquiry
	if err == nil {
		q, err = w.inquiry()
	}
	var r *request
	if err == nil {
		r, err = q.request(currency)
	}
	if err != nil {
		p.config.log.Error("ledger: an inquiry of another process cannot be read", "error", err)
		answer(wireAnswer{Failed: fault.Of(err)})
		return
	}
	select {
	case p.asked <- struct{}{}:
	default:
		answer(wireAnswer{Failed: ErrBusy})
		return
	}
	go func() {
		defer func() { <-p.asked }()
		ctx, cancel := context.WithTimeout(context.Background(), askLimit)
		defer cancel()
		outcomes, err := s.do(ctx, r)
		a := wireAnswer{Failed: fault.Of(err)}
		for _, o := range outcomes {
			a.Refused = append(a.Refused, fault.Of(o.err))
		}
		answer(a)
	}()
}

// inquiry is what a caller asks for: linked commands, or a change of an account.
type inquiry struct {
	commands []Command
	change   accountChange
	account  AccountID
}

// request checks an inquiry.
func (q inquiry) request(currency money.Currency) (*request, error) {
	if q.change != 0 {
		account, err := q.account.parse()
		return &request{change: q.change, account: account}, err
	}
	orders := make([]order, len(q.commands))
	ids := make(map[rawID]bool, len(q.commands))
	for i, c := range q.commands {
		var err error
		if orders[i], err = c.check(currency); err != nil {
			return nil, err
		}
		ids[orders[i].id] = true
	}
	if len(ids) < len(orders) {
		return nil, fmt.Errorf("ledger: an id twice in one list: %w", ErrInvalid)
	}
	return &request{orders: orders}, nil
}

// wireCommand is a Command on its way.
type wireCommand struct {
	ID       TransferID     `json:"id"`
	Op       Op             `json:"op"`
	Debit    AccountID      `json:"debit,omitempty"`
	Credit   AccountID      `json:"credit,omitempty"`
	Minor    int64          `json:"minor"`
	Currency money.Currency `json:"currency"`
	AtMost   bool           `json:"atMost,omitempty"`
	Held     TransferID     `json:"held,omitempty"`
	Timeout  time.Duration  `json:"timeout,omitempty"`
	Code     string         `json:"code,omitempty"`
	Subject  string         `json:"subject,omitempty"`
}

type wireQuestion struct {
	Commands []wireCommand `json:"commands,omitempty"`
	Change   accountChange `json:"change,omitempty"`
	Account  AccountID     `json:"account,omitempty"`
}

type wireAnswer struct {
	Failed  *fault.Fault   `json:"failed,omitempty"`  // the inquiry as a whole
	Refused []*fault.Fault `json:"refused,omitempty"` // one for each command, null if it was carried out
}

func (q inquiry) wire() wireQuestion {
	w := wireQuestion{Change: q.change, Account: q.account}
	for _, c := range q.commands {
		w.Commands = append(w.Commands, wireCommand{
			c.ID, c.Op, c.Debit, c.Credit, c.Amount.Minor(), c.Amount.Currency(), c.AtMost, c.Held, c.Timeout, c.Code, c.Subject,
		})
	}
	return w
}

func (w wireQuestion) inquiry() (q inquiry, err error) {
	q = inquiry{change: w.Change, account: w.Account}
	for _, c := range w.Commands {
		amount, err := money.New(c.Minor, c.Currency)
		if err != nil {
			return q, err
		}
		q.commands = append(q.commands, Command{
			c.ID, c.Op, c.Debit, c.Credit, amount, c.AtMost, c.Held, c.Timeout, c.Code, c.Subject,
		})
	}
	return q, nil
}

// takeShard reads the machine of a ledger whose lease this process has got, and leaves it to the caller to run it.
func takeShard(ctx context.Context, c shardConfig, lease store.Lease) (*Shard, error) {
	return readShard(ctx, c, func(store.Tx) (store.Lease, error) { return lease, nil })
}
