package pay_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// model is what an order and its payer's money must be after any sequence of calls, lost calls and crashes.
type model struct {
	wallet, taken int64
	orders        map[string]*modelOrder
}

type modelOrder struct {
	amount  int64
	state   pay.OrderState
	expires time.Time
	pending string // the request whose outcome the payer does not know, "" = none
	moved   bool   // it moved the money
}

func TestAnySequenceEqualsTheModel(t *testing.T) {
	w := newWorld(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		shop := merchant{fmt.Sprintf("19%08d", run), keys()[0], w.shop.certificate}
		w.keepMerchant(t, shop, app)
		by := w.person(t, "50.00")
		m := &sequence{world: w, t: t, shop: shop, by: by, model: model{wallet: 5000, orders: map[string]*modelOrder{}}}
		rt.Repeat(map[string]func(*rapid.T){
			"prepare": m.prepare, "pay": m.pay, "lose the answer": m.lose, "crash": m.crash, "close": m.close, "time passes": m.pass,
			"compare": w.comparedOnce(t), "": m.check,
		})
	})
	if c := w.compared(t); c.Orders == 0 || c.Payments == 0 {
		t.Errorf("compared %+v", c)
	}
}

type sequence struct {
	*world
	model
	t    *testing.T
	shop merchant
	by   id.Caller
	made int
}

// pick draws an order's number, one that exists mostly.
func (m *sequence) pick(rt *rapid.T) string { return number(rapid.IntRange(0, 3).Draw(rt, "order")) }

func (m *sequence) prepare(rt *rapid.T) {
	name := m.pick(rt)
	amount := rapid.Int64Range(1, 2500).Draw(rt, "fen")
	if o := m.orders[name]; o != nil && rapid.Bool().Draw(rt, "same") {
		amount = o.amount
	}
	n := m.newOrder(m.t, m.by, name, "1.00")
	n.Amount = fen(rt, amount)
	_, err := m.Prepare(m.t.Context(), asShop(m.shop.id), n)
	o := m.orders[name]
	var want error
	switch {
	case o == nil:
		m.orders[name] = &modelOrder{amount: amount, state: pay.OrderOpen, expires: m.clock.Now().Add(2 * time.Hour)}
	case o.state == pay.OrderPaid:
		want = pay.ErrPaid
	case o.amount != amount:
		want = pay.ErrTradeUsed
	case o.state == pay.OrderClosed:
		want = pay.ErrClosed
	case !m.clock.Now().Before(o.expires):
		o.expires = m.clock.Now().Add(2 * time.Hour)
	}
	if !errors.Is(err, want) || want == nil && err != nil {
		rt.Fatalf("prepare %s: %v, want %v", name, err, want)
	}
}

func fen(t interface{ Fatal(...any) }, minor int64) money.Amount {
	a, err := money.New(minor, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// ask makes a pay request of an order, nil if it was never prepared.
func (m *sequence) ask(rt *rapid.T, name string) (*modelOrder, pay.PayOrder) {
	o := m.orders[name]
	if o == nil {
		return nil, pay.PayOrder{}
	}
	found, err := m.FindTrade(m.t.Context(), asShop(m.shop.id), name)
	if err != nil {
		rt.Fatal(err)
	}
	m.made++
	r := pay.PayOrder{
		Request: "request-" + number(m.made), Signed: m.shop.sign(rt, app, found.ID), Payee: m.shop.id, Amount: found.Amount, PIN: pin,
	}
	if o.pending != "" && rapid.Bool().Draw(rt, "repeat") {
		r.Request = o.pending
	}
	return o, r
}

// before returns what a request must be told before any money is looked at.
func (m *sequence) before(o *modelOrder, r pay.PayOrder) error {
	switch {
	case o.pending == r.Request:
		return nil
	case o.state == pay.OrderPaid:
		return pay.ErrPaid
	case o.state == pay.OrderClosed:
		return pay.ErrClosed
	case o.pending != "":
		return pay.ErrBeingPaid
	case !m.clock.Now().Before(o.expires):
		return pay.ErrExpired
	}
	return nil
}

// settle is what the model does when a payment is carried out to its end.
func (m *sequence) settle(o *modelOrder) error {
	o.pending = ""
	if !o.moved && m.wallet < o.amount {
		return pay.ErrShort
	}
	if !o.moved {
		m.wallet, m.taken = m.wallet-o.amount, m.taken+o.amount
	}
	o.state = pay.OrderPaid
	return nil
}

func (m *sequence) pay(rt *rapid.T) {
	name := m.pick(rt)
	o, r := m.ask(rt, name)
	if o == nil {
		return
	}
	want := m.before(o, r)
	if want == nil {
		want = m.settle(o)
	}
	if _, err := m.Pay(m.t.Context(), m.by, r); !errors.Is(err, want) || want == nil && err != nil {
		rt.Fatalf("pay %s: %v, want %v", name, err, want)
	}
}

// lose pays, and loses the way to or from the ledger.
func (m *sequence) lose(rt *rapid.T) {
	name := m.pick(rt)
	o, r := m.ask(rt, name)
	if o == nil || m.before(o, r) != nil || o.pending == "" && m.wallet < o.amount {
		return
	}
	if rapid.Bool().Draw(rt, "after it moved") {
		m.ledger.after = ledger.ErrUnknown
		if !o.moved && m.wallet >= o.amount {
			o.moved = true
			m.wallet, m.taken = m.wallet-o.amount, m.taken+o.amount
		}
	} else {
		m.ledger.before = rapid.SampledFrom([]error{ledger.ErrUnknown, ledger.ErrBusy, ledger.ErrStopped}).Draw(rt, "what it says")
	}
	o.pending = r.Request
	if _, err := m.Pay(m.t.Context(), m.by, r); !errors.Is(err, pay.ErrPending) {
		rt.Fatalf("pay %s: %v, want %v", name, err, pay.ErrPending)
	}
}

// crash forgets what was in memory, and carries on as a start does. If more is confirmed than there is, which payment
// comes first is the machine's business; that is left out.
func (m *sequence) crash(rt *rapid.T) {
	sum := int64(0)
	for _, o := range m.orders {
		if o.pending != "" && !o.moved {
			sum += o.amount
		}
	}
	if sum > m.wallet {
		return
	}
	m.restart()
	m.clock.forward(time.Millisecond)
	if _, err := m.Resume(m.t.Context(), m.clock.Now()); err != nil {
		rt.Fatal(err)
	}
	for _, o := range m.orders {
		if o.pending != "" {
			if err := m.settle(o); err != nil {
				rt.Fatal(err)
			}
		}
	}
}

func (m *sequence) close(rt *rapid.T) {
	name := m.pick(rt)
	o := m.orders[name]
	var want error
	switch {
	case o == nil:
		want = pay.ErrNoOrder
	case o.state == pay.OrderPaid:
		want = pay.ErrPaid
	case o.state == pay.OrderClosed:
	case o.pending != "":
		want = pay.ErrBeingPaid
	default:
		o.state = pay.OrderClosed
	}
	if err := m.Close(m.t.Context(), asShop(m.shop.id), name); !errors.Is(err, want) || want == nil && err != nil {
		rt.Fatalf("close %s: %v, want %v", name, err, want)
	}
}

func (m *sequence) pass(rt *rapid.T) {
	m.clock.forward(time.Duration(rapid.IntRange(1, 100).Draw(rt, "minutes")) * time.Minute)
}

// check compares the money, and the state of every order.
func (m *sequence) check(rt *rapid.T) {
	if got := m.balance(m.t, m.by); got != fen(rt, m.wallet).Decimal() {
		rt.Fatalf("wallet has %s, want %s", got, fen(rt, m.wallet).Decimal())
	}
	if got := m.takings(m.t, m.shop.id); got != fen(rt, m.model.taken).Decimal() {
		rt.Fatalf("shop has %s, want %s", got, fen(rt, m.model.taken).Decimal())
	}
	for name, want := range m.orders {
		got, err := m.FindTrade(m.t.Context(), asShop(m.shop.id), name)
		if err != nil || got.State != want.state {
			rt.Fatalf("%s is in state %d, %v; want %d", name, got.State, err, want.state)
		}
	}
}
