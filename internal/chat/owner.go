package chat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

const (
	batchMax            = 4096      // operations of one commit
	sentRemembered      = 1 << 16   // answered sends kept in memory, at least
	convsRemembered     = 1 << 14   // conversations kept in memory, at least
	usersRemembered     = 1 << 16   // people whose useq is kept in memory, at least
	distrustAfterStart  = 600_000   // ms: how long after a start every send is looked up, as whoever sent before the stop may repeat
	markFanoutMax       = 2         // members up to which a mark is told to the others
	eventConversation   = 1         // kinds in user_event
	eventContact        = 2         //
	eventCard           = 3         //
	eventLeft           = 4         //
	eventHidden         = 5         // ref is "conv seq"
	eventRequest        = 6         //
	eventRemark         = 7         //
	firstNoticeClientID = "created" // a new conversation's own first line
)

// conversation is what the owner keeps of one in memory.
type conversation struct {
	id      id.ConvID
	kind    Kind
	title   string
	lastSeq int64
	lastTS  int64
	mod     int64
	members map[id.UserID]*membership
	order   []id.UserID // the members, sorted; never changed in place, as deliveries hold it
	bots    []id.UserID // those of them who are scripted; never changed in place
	crowd   *Crowd      // the members of a large group, once somebody was to be told something; nil as soon as they are others

	// Of a group, see Conversation.
	avatar           id.BlobHash
	notice           string
	muteAll, approve bool
	invite           string
}

// large reports whether a group is one in which nothing is kept or told for each member when something is said.
func (c *conversation) large() bool { return c.kind == Group && len(c.order) > normalMax }

func (c *conversation) everybody() *Crowd {
	if c.crowd == nil {
		c.crowd = &Crowd{Conv: c.id, Users: c.order, Floors: make([]int64, len(c.order))}
		for i, user := range c.order {
			c.crowd.Floors[i] = c.members[user].floor
		}
	}
	return c.crowd
}

type membership struct {
	readSeq int64
	bot     bool
	role    Role
	barred  int   // barredByOther, barredByMe
	floor   int64 // sees messages above it
	quiet   bool  // does not show how far they read, and is not shown it
}

// Why somebody cannot write in a conversation of two.
const (
	barredByOther = 1
	barredByMe    = 2
)

type sendKey struct {
	conv     id.ConvID
	sender   id.UserID
	clientID string
}

type sent struct{ seq, ts int64 }

// op is one operation on its way through the owner. Exactly one of the pointers is set; its result fields are filled
// in before done is called.
type op struct {
	send    *sendOp
	mark    *markOp
	create  *createOp
	card    *cardOp
	contact *contactOp
	request *requestOp
	remark  *remarkOp
	group   *groupOp
	privacy *privacyOp

	done func(error) // called once, by the owner; must not wait for anything
}

type sendOp struct {
	key    sendKey
	body   Body
	reply  int64
	names  []string // who is mentioned
	system bool     // said by the conversation itself
	retry  bool
	except string

	out sent
	old bool // was sent before
}

type markOp struct {
	conv    id.ConvID
	user    id.UserID
	readSeq int64
	except  string

	out int64
}

type createOp struct {
	by      id.UserID
	kind    Kind
	title   string
	id      id.ConvID
	people  []account.Person
	opening *Notice

	out id.ConvID // of the existing direct conversation, if there is one
}

type cardOp struct {
	card  id.CardID
	state CardState
	by    string

	row   cardRow
	found bool
	large bool // it is in a large group
}

type contactOp struct {
	a, b account.Person
}

// requestOp tells somebody that a request of another to be their contact came or went.
type requestOp struct {
	asker, asked id.UserID
}

// remarkOp tells somebody's own devices what they call another now.
type remarkOp struct {
	by  id.UserID
	now social.Remark
}

// owner numbers. All of its state belongs to its one goroutine.
type owner struct {
	db      *store.DB
	feed    Feed
	absent  Absent
	now     func() time.Time
	seal    sealer
	log     *slog.Logger
	ops     chan *op
	quit    chan struct{}
	stopped chan struct{}
	closing sync.Once

	started int64 // Unix milliseconds
	convs   *recent[id.ConvID, *conversation]
	sents   *recent[sendKey, sent]
	useqs   *recent[id.UserID, int64]

	peers  *peers        // nil unless in a cluster
	epochs map[int]int64 // of the partitions of the batch under way, in a cluster
}

func newOwner(c Config) *owner {
	return &owner{
		db: c.DB, feed: c.Feed, absent: c.Absent, now: c.Now, seal: sealer{c.Key}, log: c.Log,
		ops: make(chan *op, batchMax), quit: make(chan struct{}), stopped: make(chan struct{}),
		started: c.Now().UnixMilli(),
		convs:   newRecent[id.ConvID, *conversation](convsRemembered),
		sents:   newRecent[sendKey, sent](sentRemembered),
		useqs:   newRecent[id.UserID, int64](usersRemembered),
	}
}

// submit queues an operation. If it returns an error, done is never called.
func (o *owner) submit(ctx context.Context, work *op) error {
	if o.forward(work) {
		return nil
	}
	return o.enqueue(ctx, work)
}

func (o *owner) enqueue(ctx context.Context, work *op) error {
	select {
	case <-o.quit:
		return store.ErrClosed
	default:
	}
	select {
	case o.ops <- work:
		return nil
	case <-o.quit:
		return store.ErrClosed
	case <-ctx.Done():
		return fmt.Errorf("chat: submit: %w", ctx.Err())
	}
}

// do queues an operation and waits for it. A caller who gives up does not know whether it happened: that is what
// client ids are for.
func (o *owner) do(ctx context.Context, work *op) error {
	answer := make(chan error, 1)
	work.done = func(err error) { answer <- err }
	if err := o.submit(ctx, work); err != nil {
		return err
	}
	select {
	case err := <-answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("chat: wait: %w", ctx.Err())
	case <-o.stopped:
		select {
		case err := <-answer:
			return err
		default:
			return store.ErrClosed
		}
	}
}

// close lets what is queued finish.
func (o *owner) close() {
	o.closing.Do(func() { close(o.quit) })
	<-o.stopped
	if o.peers != nil {
		if err := o.peers.sub.Close(); err != nil {
			o.log.Debug("chat: stop answering", "error", err)
		}
	}
}

func (o *owner) loop() {
	defer close(o.stopped)
	batch := make([]*op, 0, batchMax)
	for {
		batch = batch[:0]
		select {
		case work := <-o.ops:
			batch = append(batch, work)
		case <-o.quit:
			select {
			case work := <-o.ops:
				batch = append(batch, work)
			default:
				return
			}
		}
		for more := true; more && len(batch) < batchMax; {
			select {
			case work := <-o.ops:
				batch = append(batch, work)
			default:
				more = false
			}
		}
		o.run(batch)
		clear(batch)
	}
}

// run carries a batch out. If the database refuses it, each operation is tried alone, with a look into the table for
// every send: so one bad operation fails alone, and a repeated send that nobody flagged is found.
func (o *owner) run(batch []*op) {
	if o.peers != nil {
		o.runAmong(batch)
		return
	}
	err := o.attempt(batch, false)
	if err == nil {
		return
	}
	if gone(err) {
		answerAll(batch, err)
		return
	}
	if !store.IsDuplicate(err) {
		o.log.Error("chat: a batch was refused and is split", "operations", len(batch), "error", err)
	}
	for _, work := range batch {
		if err := o.attempt([]*op{work}, true); err != nil {
			work.done(err)
		}
	}
}

// gone reports whether the database as a whole is the reason, so that trying again at once is pointless.
func gone(err error) bool {
	return errors.Is(err, store.ErrClosed) || errors.Is(err, store.ErrLost) || errors.Is(err, store.ErrBroken) || errors.Is(err, store.ErrFenced)
}

// attempt carries a batch out as one commit and answers it. If it fails nothing has happened and nobody was answered.
func (o *owner) attempt(batch []*op, lookUp bool) error {
	ctx := context.Background() // a batch is nobody's alone: no caller's leaving ends it
	p, err := o.prepare(ctx, batch, lookUp)
	if err != nil {
		return err
	}
	for _, work := range batch {
		p.errs = append(p.errs, p.plan(work))
	}
	if p.writes() {
		if err := o.db.Write(ctx, p.write); err != nil {
			return fmt.Errorf("chat: commit %d operations: %w", len(batch), err)
		}
	} else if len(o.epochs) > 0 {
		// A refusal too has to be of what is so now.
		check := func(tx store.Tx) error { return checkEpochs(tx, o.peers.Member.ID(), o.epochs) }
		if err := o.db.Read(ctx, check); err != nil {
			return fmt.Errorf("chat: refuse %d operations: %w", len(batch), err)
		}
	}
	p.apply()
	o.answer(batch, p)
	return nil
}

// answer tells the callers of a committed batch, then everybody else.
func (o *owner) answer(batch []*op, p *plan) {
	for i, work := range batch {
		work.done(p.errs[i])
	}
	if o.feed != nil && len(p.deliveries) > 0 {
		o.feed.Deliver(p.deliveries)
	}
}

func (o *owner) newPlan() *plan {
	return &plan{
		o: o, now: o.now(), drafts: map[id.ConvID]*draft{}, sents: map[sendKey]sent{},
		useqs: map[id.UserID]int64{}, directs: map[[2]id.UserID]id.ConvID{},
	}
}

// prepare reads all that planning the batch needs, in one read.
func (o *owner) prepare(ctx context.Context, batch []*op, lookUp bool) (*plan, error) {
	p := o.newPlan()
	if !p.needsRead(batch, lookUp) {
		return p, p.look(nil, batch, lookUp)
	}
	if err := o.db.Read(ctx, func(tx store.Tx) error { return p.look(tx, batch, lookUp) }); err != nil {
		return nil, fmt.Errorf("chat: prepare: %w", err)
	}
	return p, nil
}

// unsure returns the sends of a batch that may have been kept before without being in memory.
func (p *plan) unsure(batch []*op, lookUp bool) (keys []sendKey) {
	o := p.o
	for _, work := range batch {
		if s := work.send; s != nil {
			if old, ok := o.sents.get(s.key); ok {
				p.sents[s.key] = old
			} else if lookUp || s.retry || o.distrusts(s.key.conv, p.now.UnixMilli()) {
				keys = append(keys, s.key)
			}
		}
	}
	return keys
}

// needsRead reports whether something that planning needs is not in memory.
func (p *plan) needsRead(batch []*op, lookUp bool) bool {
	if len(p.unsure(batch, lookUp)) > 0 {
		return true
	}
	for _, work := range batch {
		if work.send != nil && work.send.reply > 0 || work.card != nil || work.create != nil || work.contact != nil || work.request != nil || work.remark != nil || work.group != nil {
			return true
		}
		if conv := work.conv(); conv != "" {
			if _, known := p.o.convs.get(conv); !known {
				return true
			}
		}
	}
	return false
}

// look makes all known that planning the batch needs. With a nil tx everything is in memory already.
func (p *plan) look(tx store.Tx, batch []*op, lookUp bool) error {
	if keys := p.unsure(batch, lookUp); len(keys) > 0 {
		found, err := findSent(tx, keys)
		if err != nil {
			return err
		}
		maps.Copy(p.sents, found)
	}
	for _, work := range batch {
		if err := p.load(tx, work); err != nil {
			return err
		}
	}
	return nil
}

// conv returns the conversation that must be known to plan the operation, if it is known already which.
func (w *op) conv() id.ConvID {
	switch {
	case w.send != nil:
		return w.send.key.conv
	case w.mark != nil:
		return w.mark.conv
	}
	return ""
}
