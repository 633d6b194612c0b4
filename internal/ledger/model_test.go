package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
)

// naive is the ledger as one would write it down: no batches, no overlays, no hashes.
type naive struct {
	posted map[AccountID]int64
	out    map[AccountID]int64 // held
	frozen map[AccountID]bool
	shut   map[AccountID]bool
	holds  map[rawID]*naiveHold
	done   map[rawID]naiveAnswer
}

type naiveHold struct {
	from, to AccountID
	amount   int64
	deadline int64
	ended    Op
}

type naiveAnswer struct {
	request [16]byte
	amount  int64
	why     *fault.Fault
}

func newNaive() *naive {
	return &naive{
		posted: map[AccountID]int64{}, out: map[AccountID]int64{}, frozen: map[AccountID]bool{}, shut: map[AccountID]bool{},
		holds: map[rawID]*naiveHold{}, done: map[rawID]naiveAnswer{},
	}
}

func (n *naive) expire(at int64) {
	for _, h := range n.holds {
		if h.ended == 0 && h.deadline != 0 && h.deadline <= at {
			h.ended = Expire
			n.out[h.from] -= h.amount
		}
	}
}

func (n *naive) do(o order, at int64) naiveAnswer {
	if old, ok := n.done[o.id]; ok {
		if old.request != o.request {
			return naiveAnswer{why: ErrTaken}
		}
		return old
	}
	amount, why := n.decide(o, at)
	n.done[o.id] = naiveAnswer{o.request, amount, why}
	return n.done[o.id]
}

func (n *naive) decide(o order, at int64) (int64, *fault.Fault) {
	if o.op == Transfer || o.op == Hold {
		_, from := n.posted[o.debit]
		_, to := n.posted[o.credit]
		switch {
		case !from || !to:
			return 0, ErrNoAccount
		case n.shut[o.debit] || n.shut[o.credit]:
			return 0, ErrAccountClosed
		case n.frozen[o.debit]:
			return 0, ErrFrozen
		}
		amount := o.amount
		if parsed, err := o.debit.parse(); err == nil && parsed.Kind != Issuance {
			left := n.posted[o.debit] - n.out[o.debit]
			if o.atMost {
				amount = min(amount, left)
			}
			if amount > left || amount == 0 {
				return 0, ErrShort
			}
		}
		if o.op == Transfer {
			n.posted[o.debit] -= amount
			n.posted[o.credit] += amount
			return amount, nil
		}
		h := &naiveHold{from: o.debit, to: o.credit, amount: amount}
		if o.timeout > 0 {
			h.deadline = at + o.timeout
		}
		n.holds[o.id] = h
		n.out[o.debit] += amount
		return amount, nil
	}
	h := n.holds[o.held]
	switch {
	case h == nil:
		return 0, ErrNoHold
	case h.ended == Expire:
		return 0, ErrHoldExpired
	case h.ended != 0:
		return 0, ErrHoldOver
	case o.amount > h.amount:
		return 0, ErrHoldSmall
	}
	h.ended = o.op
	n.out[h.from] -= h.amount
	if o.op == VoidHold {
		return h.amount, nil
	}
	n.posted[h.from] -= o.amount
	n.posted[h.to] += o.amount
	return o.amount, nil
}

func (n *naive) manage(change accountChange, a AccountID) *fault.Fault {
	if _, open := n.posted[a]; !open && change != openAccount {
		return ErrNoAccount
	}
	switch change {
	case openAccount:
		n.posted[a] += 0
	case freezeAccount:
		n.frozen[a] = true
	case unfreezeAccount:
		n.frozen[a] = false
	case closeAccount:
		busy := n.posted[a] != 0
		for _, h := range n.holds {
			busy = busy || h.ended == 0 && (h.from == a || h.to == a)
		}
		if busy && !n.shut[a] {
			return ErrNotEmpty
		}
		n.shut[a] = true
	}
	return nil
}

func (n *naive) clone() *naive {
	c := newNaive()
	for k, v := range n.posted {
		c.posted[k] = v
	}
	for k, v := range n.out {
		c.out[k] = v
	}
	for k, v := range n.frozen {
		c.frozen[k] = v
	}
	for k, v := range n.shut {
		c.shut[k] = v
	}
	for k, v := range n.holds {
		h := *v
		c.holds[k] = &h
	}
	for k, v := range n.done {
		c.done[k] = v
	}
	return c
}

// linked does all or none.
func (n *naive) linked(orders []order, at int64) []naiveAnswer {
	out := make([]naiveAnswer, len(orders))
	old := 0
	for _, o := range orders {
		if _, ok := n.done[o.id]; ok {
			old++
		}
	}
	failed, why := -1, (*fault.Fault)(nil)
	if old == 0 {
		trial := n.clone()
		for i, o := range orders {
			if out[i] = trial.do(o, at); out[i].why != nil {
				failed, why = i, out[i].why
				break
			}
		}
		if failed < 0 {
			*n = *trial
			return out
		}
	}
	for i, o := range orders {
		_, known := n.done[o.id]
		switch {
		case known:
			out[i] = n.do(o, at)
		case i == failed:
			out[i] = naiveAnswer{o.request, 0, why}
			n.done[o.id] = out[i]
		default:
			out[i] = naiveAnswer{o.request, 0, ErrLinked}
			n.done[o.id] = out[i]
		}
	}
	return out
}

// world draws requests that speak of few accounts and few ids, so that they meet.
type world struct {
	accounts []AccountID
	ids      []rawID
}

func newWorld() world {
	w := world{accounts: []AccountID{"issuance:test:CNY", "person:a:CNY", "person:b:CNY", "merchant:c:CNY", "person:unopened:CNY"}}
	for n := range 60 {
		var id rawID
		binary.BigEndian.PutUint64(id[:], uint64(n)<<40) //nolint:gosec // small
		w.ids = append(w.ids, id)
	}
	return w
}

func (w world) order(t *rapid.T) order {
	o := order{
		id: rapid.SampledFrom(w.ids).Draw(t, "id"), op: rapid.SampledFrom([]Op{Transfer, Transfer, Hold, PostHold, VoidHold}).Draw(t, "op"),
		code: rapid.SampledFrom([]string{"", "gift"}).Draw(t, "code"),
	}
	if o.op == Transfer || o.op == Hold {
		o.debit = rapid.SampledFrom(w.accounts).Draw(t, "debit")
		o.credit = rapid.SampledFrom(slices.DeleteFunc(slices.Clone(w.accounts), func(a AccountID) bool { return a == o.debit })).Draw(t, "credit")
		o.atMost = rapid.IntRange(0, 4).Draw(t, "at most") == 0
	} else {
		o.held = rapid.SampledFrom(w.ids).Draw(t, "held")
	}
	if o.op == Hold {
		o.timeout = rapid.SampledFrom([]int64{0, 1, 5}).Draw(t, "timeout")
	}
	if o.op != VoidHold {
		o.amount = rapid.Int64Range(1, 40).Draw(t, "amount")
	}
	o.request = o.digest("CNY")
	return o
}

func (w world) request(t *rapid.T) *request {
	switch rapid.IntRange(0, 11).Draw(t, "kind") {
	case 0:
		account := rapid.SampledFrom(w.accounts[:4]).Draw(t, "account")
		parsed, err := account.parse()
		if err != nil {
			t.Fatal(err)
		}
		change := rapid.SampledFrom([]accountChange{openAccount, freezeAccount, unfreezeAccount, unfreezeAccount, closeAccount}).Draw(t, "change")
		return &request{change: change, account: parsed}
	case 1, 2:
		orders := rapid.SliceOfNDistinct(rapid.Custom(w.order), 2, 4, func(o order) rawID { return o.id }).Draw(t, "linked")
		return &request{orders: orders}
	}
	return &request{orders: []order{w.order(t)}}
}

func TestMachine(t *testing.T) {
	t.Run("any requests in any batches have the outcomes of the naive ledger, the sum is zero and nobody is below it", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			w, m, n := newWorld(), newMachine("CNY"), newNaive()
			at := int64(1_000)
			for _, a := range w.accounts[:4] {
				parsed, err := a.parse()
				if err != nil {
					t.Fatal(err)
				}
				_, d := m.Apply([]*request{{change: openAccount, account: parsed}}, at)
				m.Commit(d)
				if why := n.manage(openAccount, a); why != nil {
					t.Fatal(why)
				}
			}
			ended := map[rawID]*hold{}
			for range rapid.IntRange(1, 25).Draw(t, "batches") {
				at += rapid.Int64Range(0, 3).Draw(t, "later")
				batch := rapid.SliceOfN(rapid.Custom(w.request), 1, 6).Draw(t, "batch")
				var live []*request
				for _, o := range m.due(at, 100) {
					live = append(live, &request{orders: []order{o}})
				}
				n.expire(at)
				expired := len(live)
				live = append(live, batch...)
				m.learn(facts{ended: ended})
				outcomes, d := m.Apply(live, at)
				again, d2 := m.Apply(live, at)
				if fmt.Sprint(outcomes) != fmt.Sprint(again) || d.tree.root() != d2.tree.root() {
					t.Fatalf("the same batch twice: %v, then %v", outcomes, again)
				}
				for i, r := range batch {
					compareOutcomes(t, n, r, outcomes[expired+i], at)
				}
				for id, h := range d.holds {
					if h.ended != 0 {
						ended[id] = h
					}
				}
				m.Commit(d)
				compareBalances(t, n, m)
			}
		})
	})
	t.Run("forgets old ids, and says for which it is not certain", func(t *testing.T) {
		m := newMachine("CNY")
		name := func(n int) (id rawID) {
			binary.BigEndian.PutUint64(id[:], uint64(n)) //nolint:gosec // small
			return id
		}
		for n := range 3 * remembered {
			m.remember(name(n+1), &known{})
		}
		if k, certain := m.recall(name(1)); k != nil || certain {
			t.Errorf("the first id: %v, certain %v; want nothing known", k, certain)
		}
		for _, n := range []int{3 * remembered, 2*remembered + 1, remembered + 1} {
			if k, certain := m.recall(name(n)); k == nil || !certain {
				t.Errorf("id %d: %v, certain %v; want it known", n, k, certain)
			}
		}
		if k, certain := m.recall(name(3*remembered + 1)); k != nil || !certain {
			t.Errorf("a later id: %v, certain %v; want it certainly new", k, certain)
		}
	})
	t.Run("expires the oldest first, and takes back those of a dropped batch", func(t *testing.T) {
		m := newMachine("CNY")
		for n := range 5 {
			m.keep(&hold{record: &record{id: rawID{byte(n)}, currency: "CNY", deadline: int64(100 - n)}})
		}
		if at, some := m.nextDeadline(); !some || at != 96 {
			t.Errorf("next = %d, %v; want 96", at, some)
		}
		first := m.due(98, 2)
		if len(first) != 2 || first[0].held != (rawID{4}) || first[1].held != (rawID{3}) {
			t.Errorf("due = %v", first)
		}
		m.undue(first)
		if again := m.due(98, 10); len(again) != 3 || again[0].held != (rawID{4}) {
			t.Errorf("after taking back: %v", again)
		}
	})
}

func compareOutcomes(t *rapid.T, n *naive, r *request, got []outcome, at int64) {
	if r.change != 0 {
		if want := n.manage(r.change, r.account.ID); (want == nil) != (got[0].err == nil) || want != nil && !errors.Is(got[0].err, want) {
			t.Fatalf("change %d of %s: %v, want %v", r.change, r.account.ID, got[0].err, want)
		}
		return
	}
	var want []naiveAnswer
	if len(r.orders) == 1 {
		want = []naiveAnswer{n.do(r.orders[0], at)}
	} else {
		want = n.linked(r.orders, at)
	}
	for i := range want {
		if want[i].why != nil {
			if !errors.Is(got[i].err, want[i].why) {
				t.Fatalf("%+v: %v, want %v", r.orders[i], got[i].err, want[i].why)
			}
			continue
		}
		if got[i].err != nil || got[i].result.Amount.Minor() != want[i].amount {
			t.Fatalf("%+v: %+v, want %d", r.orders[i], got[i], want[i].amount)
		}
	}
}

func compareBalances(t *rapid.T, n *naive, m *Machine) {
	sum := new(big.Int)
	for id, a := range m.accounts {
		if a.balance() != n.posted[id] || a.debitsHeld != n.out[id] {
			t.Fatalf("%s has %d and %d held, want %d and %d", id, a.balance(), a.debitsHeld, n.posted[id], n.out[id])
		}
		if a.Kind != Issuance && a.available() < 0 {
			t.Fatalf("%s is below zero by %d", id, a.available())
		}
		sum.Add(sum, big.NewInt(a.balance()))
	}
	if sum.Sign() != 0 {
		t.Fatalf("all balances add up to %s", sum)
	}
}

func TestTree(t *testing.T) {
	t.Run("has the root of the checksum database's tree, for every size, and a copy stays as it was", func(t *testing.T) {
		var stored []tlog.Hash
		reader := tlog.HashReaderFunc(func(indexes []int64) (hashes []tlog.Hash, err error) {
			for _, i := range indexes {
				hashes = append(hashes, stored[i])
			}
			return hashes, nil
		})
		var grown tree
		for n := range int64(200) {
			leaf := tlog.RecordHash([]byte{byte(n)})
			before, root := grown, grown.root()
			grown.add(leaf)
			if before.root() != root {
				t.Fatalf("size %d: the tree before changed", n)
			}
			hashes, err := tlog.StoredHashesForRecordHash(n, leaf, reader)
			if err != nil {
				t.Fatal(err)
			}
			stored = append(stored, hashes...)
			want, err := tlog.TreeHash(n+1, reader)
			if err != nil || grown.root() != want || len(grown.flat()) != len(grown.edge)*tlog.HashSize {
				t.Fatalf("size %d: root %s, want %s (%v)", n+1, grown.root(), want, err)
			}
		}
		if empty := (&tree{}).root(); empty != sha256.Sum256(nil) {
			t.Errorf("root of nothing = %s", empty)
		}
	})
}

func TestEveryRefusalIsKeptByItsCode(t *testing.T) {
	for _, f := range []*fault.Fault{ErrShort, ErrNoAccount, ErrFrozen, ErrAccountClosed, ErrNoHold, ErrHoldSmall, ErrHoldOver, ErrHoldExpired, ErrTooMuch, ErrLinked} {
		if got, err := refusalOf(f.Code); err != nil || got != f {
			t.Errorf("refusalOf(%s) = %v, %v", f.Code, got, err)
		}
	}
	if _, err := refusalOf("ledger.new"); err == nil {
		t.Error("an unknown code was accepted")
	}
}

func TestOpsHaveNames(t *testing.T) {
	for op, want := range map[Op]string{Transfer: "transfer", Hold: "hold", PostHold: "post", VoidHold: "void", Expire: "expire", 77: "unknown"} {
		if op.String() != want {
			t.Errorf("op %d = %q, want %q", op, op, want)
		}
	}
}

// FuzzCommand gives check what nobody would: it must not panic, and what it accepts must tell every field apart.
func FuzzCommand(f *testing.F) {
	f.Add("trf_01jd3k7mpqrstvwxyz01234567", byte(1), "person:a:CNY", "person:b:CNY", int64(5), false, "", int64(0), "gift", "pay_1")
	f.Add("trf_01jd3k7mpqrstvwxyz01234567", byte(3), "", "", int64(5), false, "trf_01jd3k7mpqrstvwxyz01234568", int64(0), "", "")
	f.Fuzz(func(t *testing.T, id string, op byte, debit, credit string, minor int64, atMost bool, held string, timeout int64, code, subject string) {
		amount, err := money.New(minor, "CNY")
		if err != nil {
			t.Fatal(err)
		}
		c := Command{
			ID: TransferID(id), Op: Op(op), Debit: AccountID(debit), Credit: AccountID(credit), Amount: amount, AtMost: atMost,
			Held: TransferID(held), Timeout: time.Duration(timeout), Code: code, Subject: subject,
		}
		o, err := c.check("CNY")
		if err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Fatalf("check(%+v) error = %v, want ErrInvalid", c, err)
			}
			return
		}
		other := c
		other.Code, other.Subject = c.Code+c.Subject, ""
		if p, err := other.check("CNY"); err == nil && other != c && p.request == o.request {
			t.Fatalf("%+v and %+v have one digest", c, other)
		}
		for _, a := range []AccountID{c.Debit, c.Credit} {
			if parsed, err := a.parse(); err == nil {
				if again, err := AccountOf(parsed.Kind, parsed.Owner, parsed.Currency); err != nil || again != a {
					t.Fatalf("AccountOf = %q, %v; want %q", again, err, a)
				}
			}
		}
	})
}

// FuzzParsePosting holds the reader of events to its writer.
func FuzzParsePosting(f *testing.F) {
	f.Add([]byte(`{"id":"trf_1","op":"hold","amount":5}`))
	f.Fuzz(func(t *testing.T, payload []byte) {
		p, err := ParsePosting(payload)
		if err != nil {
			return
		}
		if q, err := ParsePosting(p.encode()); err != nil || q != p {
			t.Fatalf("%q = %+v, and again %+v (%v)", payload, p, q, err)
		}
	})
}
