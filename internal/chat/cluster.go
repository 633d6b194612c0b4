package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"time"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Several processes share the conversations by partitions: hash(conversation) mod 256, and a lease for each. The holder of a
// partition keeps its conversations in memory; texts and marks, which are many, are sent to it over the bus, so that one
// process numbers them and pushes them in order.
//
// All else, and all of a process that does not answer, any process may do: as a guest, who reads what it needs in the very
// commit that changes it, and raises the epoch of the partition. The holder finds at its next commit that the epoch is not the
// one it knows, forgets what it had in memory, and reads anew. So nothing waits for a dead process, and one that wakes up late
// does harm to nobody: first its memory is found to be old, then it is no member any more.

const (
	partitions = 256
	tellLimit  = 1500 * time.Millisecond // for a holder that does not answer; then it is done here
	hereLimit  = 500 * time.Millisecond
)

// errStale says that what is in memory of a partition is not what is in the database.
var errStale = errors.New("chat: somebody else changed a conversation of the partition") //nolint:gochecknoglobals // a named failure

// Cluster is what the chat needs to be one among several processes.
type Cluster struct {
	Member *store.Member
	Bus    *bus.Bus
}

// Leases names the leases of all partitions.
func Leases() []string {
	names := make([]string, partitions)
	for n := range names {
		names[n] = leaseOf(n)
	}
	return names
}

func leaseOf(partition int) string { return fmt.Sprintf("chat/%03d", partition) }

func partitionOf(conv id.ConvID) int {
	h := fnv.New32a()
	h.Write([]byte(conv))
	return int(h.Sum32() % partitions)
}

// tenure is how a process has a partition.
type tenure struct {
	epoch int64
	since int64 // Unix milliseconds; of having it without a break
}

// peers is the owner's part in a cluster. Tenures are the owner goroutine's.
type peers struct {
	Cluster
	tenures map[int]tenure
	sub     *bus.Subscription
}

// among makes the owner one among several.
func (o *owner) among(c Cluster) error {
	o.peers = &peers{Cluster: c, tenures: map[int]tenure{}}
	var err error
	o.peers.sub, err = c.Bus.Answer(bus.Join("chat", "do", c.Member.ID()), o.hear)
	if err != nil {
		return fmt.Errorf("chat: answer other processes: %w", err)
	}
	return nil
}

// runAmong carries a batch out as far as this process may from memory, and the rest as a guest.
func (o *owner) runAmong(batch []*op) {
	own, rest := make([]*op, 0, len(batch)), make([]*op, 0, len(batch))
	epochs := map[int]int64{}
	for _, work := range batch {
		conv := work.conv()
		if conv == "" || !o.holds(partitionOf(conv), epochs) {
			rest = append(rest, work)
			continue
		}
		own = append(own, work)
	}
	if len(own) > 0 {
		o.epochs = epochs
		err := o.attempt(own, false)
		o.epochs = nil
		switch {
		case err == nil:
		case gone(err):
			answerAll(own, err)
		default:
			if errors.Is(err, errStale) {
				if err := o.peers.Member.Look(context.Background()); err != nil {
					o.log.Warn("chat: the partitions cannot be read", "error", err)
				}
			}
			rest = append(own, rest...)
		}
	}
	if len(rest) == 0 {
		return
	}
	err := o.attemptAsGuest(rest)
	switch {
	case err == nil:
		return
	case gone(err):
		answerAll(rest, err)
		return
	}
	o.log.Error("chat: a batch was refused and is split", "operations", len(rest), "error", err)
	for _, work := range rest {
		if err := o.attemptAsGuest([]*op{work}); err != nil {
			work.done(err)
		}
	}
}

func answerAll(batch []*op, err error) {
	for _, work := range batch {
		work.done(err)
	}
}

// holds reports whether a partition is this process's, as far as it knows, and notes the epoch for which that is so. What was in
// memory under another epoch is forgotten.
func (o *owner) holds(partition int, epochs map[int]int64) bool {
	lease, mine := o.peers.Member.Lease(leaseOf(partition))
	had, known := o.peers.tenures[partition]
	if known && (!mine || had.epoch != lease.Epoch) {
		o.convs.forget(func(conv id.ConvID) bool { return partitionOf(conv) == partition })
	}
	if !mine {
		delete(o.peers.tenures, partition)
		return false
	}
	if !known {
		had.since = o.now().UnixMilli()
	}
	o.peers.tenures[partition] = tenure{lease.Epoch, had.since}
	epochs[partition] = lease.Epoch
	return true
}

// distrusts reports whether somebody may repeat a send that another process, or this one before, has kept.
func (o *owner) distrusts(conv id.ConvID, now int64) bool {
	since := o.started
	if o.peers != nil {
		since = o.peers.tenures[partitionOf(conv)].since
	}
	return now-since < distrustAfterStart
}

// attemptAsGuest carries a batch out in one commit that trusts nothing in memory. If it fails nothing has happened and nobody
// was answered.
func (o *owner) attemptAsGuest(batch []*op) error {
	guest := &owner{
		db: o.db, now: o.now, seal: o.seal, log: o.log,
		convs: newRecent[id.ConvID, *conversation](convsRemembered),
		sents: newRecent[sendKey, sent](sentRemembered), useqs: newRecent[id.UserID, int64](usersRemembered),
	}
	var p *plan
	var raised []leaseRow
	err := o.db.Write(context.Background(), func(tx store.Tx) (err error) {
		p = guest.newPlan()
		if err := p.look(tx, batch, true); err != nil {
			return err
		}
		for _, work := range batch {
			p.errs = append(p.errs, p.plan(work))
		}
		if !p.writes() {
			return nil
		}
		if err := p.write(tx); err != nil {
			return err
		}
		raised, err = p.raise(tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("chat: commit %d operations as a guest: %w", len(batch), err)
	}
	for _, d := range p.order {
		o.convs.drop(d.id)
	}
	for _, l := range raised {
		had, known := o.peers.tenures[l.partition]
		// Without another guest in between, what else is in memory of the partition is still right.
		if known && had.epoch == l.Epoch-1 && len(p.privacies) == 0 {
			o.peers.tenures[l.partition] = tenure{l.Epoch, had.since}
		}
		o.peers.Member.Note(l.Lease)
	}
	for key, s := range p.sents {
		o.sents.put(key, s)
	}
	o.answer(batch, p)
	return nil
}

// wireOp is a text or a mark on its way to the holder of its partition.
type wireOp struct {
	Conv     id.ConvID `json:"conv"`
	User     id.UserID `json:"user"`
	ClientID string    `json:"client,omitempty"` // of a text
	Text     string    `json:"text,omitempty"`
	Reply    int64     `json:"reply,omitempty"`
	Names    []string  `json:"names,omitempty"`
	Retry    bool      `json:"retry,omitempty"`
	ReadSeq  int64     `json:"read,omitempty"` // of a mark
	Except   string    `json:"except,omitempty"`
}

type wireResult struct {
	Failed *fault.Fault `json:"failed,omitempty"`
	Seq    int64        `json:"seq,omitempty"`
	TS     int64        `json:"ts,omitempty"`
}

// forward sends an operation to the process that has its conversation in memory, if that is another one and the operation is of a
// kind that travels. If it does not answer the operation is done here.
func (o *owner) forward(work *op) (sent bool) {
	conv := work.conv()
	if o.peers == nil || conv == "" || work.send != nil && (work.send.system || work.send.body.Text == "") {
		return false
	}
	lease, mine := o.peers.Member.Lease(leaseOf(partitionOf(conv)))
	if mine || lease.Holder == "" {
		return false
	}
	w := wireOp{Conv: conv}
	if s := work.send; s != nil {
		w.User, w.ClientID, w.Text, w.Reply, w.Names = s.key.sender, s.key.clientID, s.body.Text, s.reply, s.names
		w.Retry, w.Except = s.retry, s.except
	} else {
		w.User, w.ReadSeq, w.Except = work.mark.user, work.mark.readSeq, work.mark.except
	}
	data, err := json.Marshal(w)
	if err != nil {
		return false
	}
	err = o.peers.Bus.Ask(bus.Join("chat", "do", lease.Holder), data, tellLimit, func(data []byte, err error) {
		var r wireResult
		if err == nil {
			err = json.Unmarshal(data, &r)
		}
		if err != nil || r.Failed != nil && errors.Is(r.Failed, store.ErrClosed) {
			go o.here(work)
			return
		}
		switch {
		case work.send != nil:
			work.send.out = sentAt(r)
		case work.mark != nil:
			work.mark.out = r.Seq
		}
		if r.Failed != nil {
			work.done(r.Failed)
			return
		}
		work.done(nil)
	})
	return err == nil
}

func sentAt(r wireResult) sent { return sent{r.Seq, r.TS} }

// here does what another process was asked for in vain: it may have done it.
func (o *owner) here(work *op) {
	if work.send != nil {
		work.send.retry = true
	}
	if err := o.enqueue(context.Background(), work); err != nil {
		work.done(err)
	}
}

// hear does what another process asks for.
func (o *owner) hear(data []byte, reply func([]byte)) {
	var w wireOp
	if err := json.Unmarshal(data, &w); err != nil {
		o.log.Error("chat: an operation of another process cannot be read", "error", err)
		return
	}
	work := &op{}
	if w.ClientID != "" {
		work.send = &sendOp{
			key: sendKey{w.Conv, w.User, w.ClientID}, body: Body{Text: w.Text}, reply: w.Reply, names: w.Names, retry: w.Retry, except: w.Except,
		}
	} else {
		work.mark = &markOp{conv: w.Conv, user: w.User, readSeq: w.ReadSeq, except: w.Except}
	}
	work.done = func(err error) {
		r := wireResult{Failed: fault.Of(err)}
		if work.send != nil {
			r.Seq, r.TS = work.send.out.seq, work.send.out.ts
		} else {
			r.Seq = work.mark.out
		}
		data, err := json.Marshal(r)
		if err != nil {
			o.log.Error("chat: a result cannot be written", "error", err)
			return
		}
		reply(data)
	}
	if err := o.enqueue(context.Background(), work); err != nil {
		work.done(err)
	}
}

// answerHere tells other processes who is connected to this one.
func (l *Live) answerHere(c Cluster) (*bus.Subscription, error) {
	return c.Bus.Answer(bus.Join("chat", "here", c.Member.ID()), func(data []byte, reply func([]byte)) {
		var users []id.UserID
		if err := json.Unmarshal(data, &users); err != nil {
			l.config.Log.Error("chat: a question of another process cannot be read", "error", err)
			return
		}
		answer, err := json.Marshal(l.connected(users))
		if err != nil {
			l.config.Log.Error("chat: an answer cannot be written", "error", err)
			return
		}
		reply(answer)
	})
}

// elsewhere returns which people are connected to other processes. Of one that does not answer in time nobody is.
func (l *Live) elsewhere(c Cluster, users []id.UserID) map[id.UserID]bool {
	found := map[id.UserID]bool{}
	question, err := json.Marshal(users)
	if err != nil {
		return found
	}
	others := c.Member.Others()
	answers := make(chan []id.UserID, len(others))
	for _, other := range others {
		answered := func(data []byte, err error) {
			var there []id.UserID
			if err == nil {
				err = json.Unmarshal(data, &there)
			}
			if err != nil {
				l.config.Log.Debug("chat: who is here is not known of another process", "process", other, "error", err)
			}
			answers <- there
		}
		if err := c.Bus.Ask(bus.Join("chat", "here", other), question, hereLimit, answered); err != nil {
			answered(nil, err)
		}
	}
	for range others {
		for _, user := range <-answers {
			found[user] = true
		}
	}
	return found
}
