package ledger

import (
	"container/heap"
	"crypto/sha256"
	"maps"
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
)

// remembered is how many answered ids the machine keeps at least.
const remembered = 1 << 15

// accountChange is what a request does to an account itself.
type accountChange uint8

const (
	openAccount accountChange = iota + 1
	freezeAccount
	unfreezeAccount
	closeAccount
)

// request is what one caller asks for: linked orders, or a change of an account.
type request struct {
	orders  []order
	change  accountChange
	account Account // as its id says it, if change is set

	ticket // of the shard; nothing to the machine
}

// outcome is the answer to one order. A change of an account has one without a result.
type outcome struct {
	result Result
	err    error
}

// known is an id that was answered.
type known struct {
	request [16]byte
	record  *record      // nil if it was refused
	refusal *fault.Fault // nil if it was not
}

func (k *known) outcome() outcome {
	if k.refusal != nil {
		return outcome{err: k.refusal}
	}
	return outcome{result: k.record.result()}
}

// outcomeOf returns the answer to an order of this id.
func (k *known) outcomeOf(o *order) outcome {
	if k.request != o.request {
		return outcome{err: ErrTaken}
	}
	return k.outcome()
}

// accountState is a row of ledger_account.
type accountState struct {
	Account
	number                                   int64
	debits, credits, debitsHeld, creditsHeld int64
	entries, last, month                     int64 // how many records name it; position and month of the newest
	hash                                     tlog.Hash
}

// balance fits: both sums are below 2^63.
func (a *accountState) balance() int64 { return a.credits - a.debits }

// available returns what may still leave the account.
func (a *accountState) available() int64 {
	if a.Kind == Issuance {
		return math.MaxInt64
	}
	return a.credits - a.debits - a.debitsHeld
}

// hold is money that is promised. Ended is 0 while it is open, else the op that ended it.
type hold struct {
	record *record // of the Hold
	ended  Op
}

// month is a row of ledger_month.
type month struct{ number, month, position int64 }

// Machine is the state of one currency's ledger and the rules by which it changes. It does no I/O, knows no clock and
// depends on no order of a map: the same requests at the same times have the same outcomes, anywhere. Apply changes
// nothing; its Delta holds what would be different, and Commit makes it so once the Delta is durable.
type Machine struct {
	currency money.Currency
	tree     tree
	memos    memos
	at       int64 // of the newest record
	opened   int64 // accounts so far

	accounts  map[AccountID]*accountState
	holds     map[rawID]*hold // all that are open
	deadlines deadlines       // of them, and of some that are no more

	// Answered ids: the newest are in young, those before in old, and none below is later than horizon.
	young, old       map[rawID]*known
	youngTop, oldTop rawID
	horizon          rawID

	// What the present batch asked for from further back; see learn.
	past  map[rawID]*known
	ended map[rawID]*hold
}

func newMachine(currency money.Currency) *Machine {
	return &Machine{
		currency: currency, accounts: map[AccountID]*accountState{}, holds: map[rawID]*hold{},
		young: map[rawID]*known{}, old: map[rawID]*known{}, past: map[rawID]*known{}, ended: map[rawID]*hold{},
	}
}

// Delta is what a batch changes.
type Delta struct {
	At       int64
	accounts map[AccountID]*accountState
	touched  []*accountState // the same, in the order of their first change
	holds    map[rawID]*hold
	held     []*hold // the same, in the order of their first change
	records  []*record
	memo     []*memo
	months   []month
	month    int64 // of At
	known    map[rawID]*known
	answered []rawID // its keys, in order
	tree     tree
	memos    memos
	opened   int64

	m      *Machine
	parent *Delta // set while linked orders are tried
}

func (m *Machine) newDelta(at int64, parent *Delta) *Delta {
	return &Delta{
		At: at, m: m, parent: parent, accounts: map[AccountID]*accountState{}, holds: map[rawID]*hold{}, known: map[rawID]*known{},
		tree: m.tree, memos: m.memos, opened: m.opened, month: monthOf(at),
	}
}

// Empty reports whether there is nothing to commit.
func (d *Delta) Empty() bool { return len(d.touched)+len(d.memo) == 0 }

// Apply decides requests in their order, at a time in Unix milliseconds that is not before the last one. It returns the
// outcomes of each request and what they change. What the requests speak of must have been learnt before.
func (m *Machine) Apply(requests []*request, at int64) ([][]outcome, *Delta) {
	d := m.newDelta(max(at, m.at), nil)
	all := make([][]outcome, len(requests))
	for i, r := range requests {
		switch {
		case r.change != 0:
			all[i] = []outcome{{err: d.manage(r)}}
		case len(r.orders) == 1:
			all[i] = []outcome{d.apply(&r.orders[0])}
		default:
			all[i] = d.applyLinked(r.orders)
		}
	}
	for _, r := range d.records {
		d.tree.add(r.leaf())
	}
	for _, note := range d.memo {
		d.memos.add(note, m.currency)
	}
	return all, d
}

// Commit makes a delta of Apply the state. No other may have been committed since.
func (m *Machine) Commit(d *Delta) {
	for _, a := range d.touched {
		m.accounts[a.ID] = a
	}
	for _, h := range d.held {
		m.keep(h)
	}
	m.tree, m.memos, m.opened, m.at = d.tree, d.memos, d.opened, d.At
	for _, id := range d.answered {
		m.remember(id, d.known[id])
	}
	clear(m.past)
	clear(m.ended)
}

func (m *Machine) keep(h *hold) {
	if h.ended != 0 {
		delete(m.holds, h.record.id)
		return
	}
	m.holds[h.record.id] = h
	if h.record.deadline != 0 {
		heap.Push(&m.deadlines, due{h.record.deadline, h.record.id})
	}
}

func (m *Machine) remember(id rawID, k *known) {
	if len(m.young) >= remembered {
		if less(m.horizon, m.oldTop) {
			m.horizon = m.oldTop
		}
		m.old, m.oldTop = m.young, m.youngTop
		m.young, m.youngTop = map[rawID]*known{}, rawID{}
	}
	m.young[id] = k
	if less(m.youngTop, id) {
		m.youngTop = id
	}
}

// recall returns an answered id from memory. If certain is false it may still be one that was answered long ago.
func (m *Machine) recall(id rawID) (k *known, certain bool) {
	for _, in := range []map[rawID]*known{m.young, m.old, m.past} {
		if k := in[id]; k != nil {
			return k, true
		}
	}
	return nil, less(m.horizon, id)
}

// standing is what is known of a request from before.
type standing int

const (
	isNew         standing = iota // none of its ids was answered
	mayBeAnswered                 // one may have been, or was without the others
	wasAnswered                   // all of them were
)

// standing says what memory knows of a request. Learnt means that all that was asked about its batch has been answered.
func (m *Machine) standing(r *request, learnt bool) standing {
	known, certain := 0, true
	for i := range r.orders {
		k, sure := m.recall(r.orders[i].id)
		if k != nil {
			known++
		}
		certain = certain && (sure || learnt)
	}
	switch {
	case known > 0 && known == len(r.orders):
		return wasAnswered
	case known > 0 || !certain:
		return mayBeAnswered
	}
	return isNew
}

// repeat returns the outcomes of a request that was answered before.
func (m *Machine) repeat(r *request) []outcome {
	list := make([]outcome, len(r.orders))
	for i := range r.orders {
		k, _ := m.recall(r.orders[i].id)
		list[i] = k.outcomeOf(&r.orders[i])
	}
	return list
}

func less(a, b rawID) bool { return string(a[:]) < string(b[:]) }

// facts are what the machine needs to know of the past to decide a batch.
type facts struct {
	accounts []*accountState
	past     map[rawID]*known // answered so long ago that they are no longer in memory
	ended    map[rawID]*hold
}

// question is what a batch needs to know and the machine does not.
type question struct {
	accounts []AccountID
	ids      []rawID
	holds    []rawID
}

// ask returns what must be learnt before Apply can decide the requests. What an earlier batch learnt is not relied on: learn
// forgets it, also if that batch was never committed.
func (m *Machine) ask(requests []*request) (q question) {
	clear(m.past)
	clear(m.ended)
	asked := map[AccountID]bool{}
	account := func(id AccountID) {
		if id != "" && m.accounts[id] == nil && !asked[id] {
			asked[id] = true
			q.accounts = append(q.accounts, id)
		}
	}
	for _, r := range requests {
		account(r.account.ID)
		for i := range r.orders {
			o := &r.orders[i]
			account(o.debit)
			account(o.credit)
			if _, certain := m.recall(o.id); !certain {
				q.ids = append(q.ids, o.id)
			}
			if o.op < PostHold {
				continue
			}
			if h := m.holds[o.held]; h != nil {
				account(h.record.debit.account)
				account(h.record.credit.account)
			} else {
				q.holds = append(q.holds, o.held)
			}
		}
	}
	return q
}

// learn takes in what the question was about. Accounts stay in memory, the rest is for one batch.
func (m *Machine) learn(f facts) {
	for _, a := range f.accounts {
		m.accounts[a.ID] = a
	}
	clear(m.past)
	clear(m.ended)
	maps.Copy(m.past, f.past)
	maps.Copy(m.ended, f.ended)
}

// due returns orders that expire the holds whose time has run out, at most limit, the oldest first.
func (m *Machine) due(at int64, limit int) (orders []order) {
	for len(m.deadlines) > 0 && m.deadlines[0].at <= at && len(orders) < limit {
		next := heap.Pop(&m.deadlines).(due) //nolint:errcheck,forcetypeassert // it holds nothing else
		if h := m.holds[next.id]; h != nil {
			orders = append(orders, expiry(h, at))
		}
	}
	return orders
}

// nextDeadline returns when the next hold may run out, in Unix milliseconds, and whether any may.
func (m *Machine) nextDeadline() (at int64, some bool) {
	if len(m.deadlines) == 0 {
		return 0, false
	}
	return m.deadlines[0].at, true
}

// undue takes back what due returned, after its batch was dropped.
func (m *Machine) undue(orders []order) {
	for _, o := range orders {
		if h := m.holds[o.held]; h != nil {
			heap.Push(&m.deadlines, due{h.record.deadline, o.held})
		}
	}
}

// expiry returns the order that ends a hold. Its id is as new as its record, so that it sorts among its neighbours.
func expiry(h *hold, at int64) order {
	o := order{op: Expire, held: h.record.id, code: h.record.code, subject: h.record.subject}
	sum := sha256.Sum256(append([]byte("superette ledger expire "), h.record.id[:]...))
	for i := range 6 {
		o.id[i] = byte(at >> (8 * (5 - i)))
	}
	copy(o.id[6:], sum[:])
	o.request = o.digest(h.record.currency)
	return o
}

// due is when a hold's time runs out.
type due struct {
	at int64
	id rawID
}

// deadlines is a heap, the earliest first.
type deadlines []due

func (d deadlines) Len() int { return len(d) }
func (d deadlines) Less(i, j int) bool {
	return d[i].at < d[j].at || d[i].at == d[j].at && less(d[i].id, d[j].id)
}
func (d deadlines) Swap(i, j int) { d[i], d[j] = d[j], d[i] }
func (d *deadlines) Push(x any)   { *d = append(*d, x.(due)) } //nolint:forcetypeassert,errcheck // it holds nothing else
func (d *deadlines) Pop() any {
	last := (*d)[len(*d)-1]
	*d = (*d)[:len(*d)-1]
	return last
}
