package pay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// paid returns an order that somebody has paid.
func (w *world) paid(t fataler, by id.Caller, number, amount string) pay.Order {
	t.Helper()
	o := w.order(t, by, number, amount)
	if _, err := w.Pay(t.Context(), by, w.request(t, o, "pay-"+number)); err != nil {
		t.Fatal(err)
	}
	return o
}

func (w *world) newRefund(t fataler, o pay.Order, number, amount string) pay.NewRefund {
	t.Helper()
	return pay.NewRefund{OutRefundNo: number, OutTradeNo: o.OutTradeNo, Reason: "too cold", Amount: yuan(t, amount), Total: o.Amount}
}

func TestRefund(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "100.00")
	o := w.paid(t, ling, "refund-order", "30.00")
	var first pay.Refund
	t.Run("a part comes back to whoever paid", func(t *testing.T) {
		var err error
		if first, err = w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-1", "10.00")); err != nil {
			t.Fatal(err)
		}
		if first.State != pay.Paid || first.Amount.Decimal() != "10.00" {
			t.Errorf("refund = %+v", first)
		}
		w.wantMoney(t, ling, "80.00", "20.00")
	})
	t.Run("the same number again has the same answer and moves nothing", func(t *testing.T) {
		again, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-1", "10.00"))
		if err != nil || again.ID != first.ID {
			t.Errorf("refund = %s, %v; want %s", again.ID, err, first.ID)
		}
		w.wantMoney(t, ling, "80.00", "20.00")
	})
	t.Run("the wallet tells it, with the shop and what it was for", func(t *testing.T) {
		list, _, err := w.ListEntries(t.Context(), ling, pay.Span{To: w.clock.Now().Add(time.Hour)})
		if err != nil || len(list) != 3 {
			t.Fatalf("entries = %+v, %v", list, err)
		}
		if e := list[0]; !e.Incoming || e.Kind != pay.RefundEntry || e.Name != "Shop "+mchid || e.Note != "Longjing" || e.Amount.Decimal() != "10.00" || e.Balance.Decimal() != "80.00" {
			t.Errorf("newest = %+v", e)
		}
	})
	bent := func(bend func(*pay.NewRefund)) pay.NewRefund {
		n := w.newRefund(t, o, "back-bad", "10.00")
		bend(&n)
		return n
	}
	unpaid := w.order(t, ling, "unpaid-order", "5.00")
	for _, c := range []struct {
		name string
		n    pay.NewRefund
		want error
	}{
		{"more than is left", w.newRefund(t, o, "back-bad", "20.01"), pay.ErrRefundOver},
		{"a used number with another amount", w.newRefund(t, o, "back-1", "9.00"), pay.ErrRefundUsed},
		{"another total", bent(func(n *pay.NewRefund) { n.Total = yuan(t, "300.00") }), pay.ErrRefundTotal},
		{"an order that nobody paid", w.newRefund(t, unpaid, "back-bad", "5.00"), pay.ErrNotPaid},
		{"an order that is not there", bent(func(n *pay.NewRefund) { n.OutTradeNo = "no-such-order" }), pay.ErrNoOrder},
		{"a payment that is not there", bent(func(n *pay.NewRefund) { n.OutTradeNo, n.Payment = "", id.New[pay.PaymentID](w.ids) }), pay.ErrNoOrder},
		{"no order at all", bent(func(n *pay.NewRefund) { n.OutTradeNo = "" }), pay.ErrRefund},
		{"nothing", bent(func(n *pay.NewRefund) { n.Amount = yuan(t, "0.00") }), pay.ErrRefund},
		{"less than nothing", bent(func(n *pay.NewRefund) { n.Amount = fen(t, -1) }), pay.ErrRefund},
		{"no number", bent(func(n *pay.NewRefund) { n.OutRefundNo = "" }), pay.ErrRefund},
		{"a number with spaces", bent(func(n *pay.NewRefund) { n.OutRefundNo = "back 1" }), pay.ErrRefund},
		{"a reason of two lines", bent(func(n *pay.NewRefund) { n.Reason = "too\ncold" }), pay.ErrRefund},
	} {
		t.Run(c.name+" is refused, and nothing moves", func(t *testing.T) {
			_, err := w.Refund(t.Context(), asShop(mchid), c.n)
			wantError(t, err, c.want)
			w.wantMoney(t, ling, "80.00", "20.00")
		})
	}
	t.Run("a number that was used with another field is refused, and nothing moves", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person(t, "100.00")
		o, other := w.paid(t, ling, "field-order", "30.00"), w.paid(t, ling, "field-other", "30.00")
		n := w.newRefund(t, o, "back-1", "10.00")
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
		for field, bend := range map[string]func(*pay.NewRefund){
			"order":   func(n *pay.NewRefund) { n.OutTradeNo = other.OutTradeNo },
			"payment": func(n *pay.NewRefund) { n.OutTradeNo, n.Payment = "", id.New[pay.PaymentID](w.ids) },
			"reason":  func(n *pay.NewRefund) { n.Reason = "too hot" },
			"address": func(n *pay.NewRefund) { n.NotifyURL = "http://127.0.0.1:9/refunded" },
			"amount":  func(n *pay.NewRefund) { n.Amount = yuan(t, "10.01") },
			"total":   func(n *pay.NewRefund) { n.Total = yuan(t, "30.01") },
		} {
			bad := n
			bend(&bad)
			if _, err := w.Refund(t.Context(), asShop(mchid), bad); !errors.Is(err, pay.ErrRefundUsed) {
				t.Errorf("another %s: error = %v, want ErrRefundUsed", field, err)
			}
		}
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Error(err)
		}
		w.wantMoney(t, ling, "50.00", "50.00")
	})
	t.Run("another merchant can neither refund nor find it", func(t *testing.T) {
		_, err := w.Refund(t.Context(), asShop("1900000002"), w.newRefund(t, o, "back-2", "1.00"))
		wantError(t, err, pay.ErrNoOrder)
		_, err = w.FindRefund(t.Context(), asShop("1900000002"), "back-1")
		wantError(t, err, pay.ErrNoRefund)
	})
	t.Run("twenty at once of what is left for four: four are given", func(t *testing.T) {
		var all sync.WaitGroup
		given := make([]error, 20)
		for n := range given {
			all.Go(func() {
				_, given[n] = w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, fmt.Sprintf("rush-%d", n), "5.00"))
			})
		}
		all.Wait()
		count := 0
		for _, err := range given {
			if err == nil {
				count++
			} else {
				wantError(t, err, pay.ErrRefundOver)
			}
		}
		if count != 4 {
			t.Errorf("%d refunds, want 4", count)
		}
		w.wantMoney(t, ling, "100.00", "0.00")
	})
	t.Run("the merchant that has too little is told so, and tries the same number again when it has more", func(t *testing.T) {
		mei := w.person(t, "50.00")
		dear := w.paid(t, ling, "dear-order", "20.00")
		w.spend(t, mchid, "15.00")
		n := w.newRefund(t, dear, "back-dear", "20.00")
		_, err := w.Refund(t.Context(), asShop(mchid), n)
		wantError(t, err, pay.ErrRefundShort)
		_, err = w.FindRefund(t.Context(), asShop(mchid), "back-dear")
		wantError(t, err, pay.ErrNoRefund)
		w.paid(t, mei, "more-takings", "15.00")
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
		w.wantMoney(t, ling, "100.00", "0.00")
	})
	t.Run("an answer that was lost after the money moved: Resume and a repetition find it done", func(t *testing.T) {
		lost := w.paid(t, ling, "lost-order", "8.00")
		n := w.newRefund(t, lost, "back-lost", "8.00")
		w.ledger.after = ledger.ErrUnknown
		_, err := w.Refund(t.Context(), asShop(mchid), n)
		wantError(t, err, pay.ErrPending)
		w.clock.forward(time.Millisecond)
		if n, err := w.Resume(t.Context(), w.clock.Now()); err != nil || n != 1 {
			t.Errorf("%d taken up, %v; want 1", n, err)
		}
		if r, err := w.Refund(t.Context(), asShop(mchid), n); err != nil || r.State != pay.Paid {
			t.Errorf("refund = %+v, %v", r, err)
		}
		w.wantMoney(t, ling, "100.00", "0.00")
	})
	t.Run("the 51st refund of an order is refused", func(t *testing.T) {
		many := w.paid(t, ling, "many-order", "1.00")
		for n := range 50 {
			if _, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, many, fmt.Sprintf("many-%d", n), "0.01")); err != nil {
				t.Fatal(err)
			}
		}
		_, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, many, "many-50", "0.01"))
		wantError(t, err, pay.ErrRefundsMany)
	})
}

// spend takes money out of a merchant's account.
func (w *world) spend(t fataler, mchid, amount string) {
	t.Helper()
	from, err := ledger.AccountOf("merchant", mchid, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	to, err := w.ledger.OpenAccount(t.Context(), "spent", mchid, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	c := ledger.Command{ID: id.New[ledger.TransferID](w.ids), Op: ledger.Transfer, Debit: from, Credit: to, Amount: yuan(t, amount)}
	if _, err := w.ledger.Post(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

func TestRefundedIsToldOnceItIsWhole(t *testing.T) {
	w := newWorld(t)
	var told []pay.RefundSettlement
	w.db.On(pay.Refunded, func(_ context.Context, e store.Event) error {
		var r pay.RefundSettlement
		if err := json.Unmarshal(e.Payload, &r); err != nil {
			return err
		}
		told = append(told, r)
		return nil
	})
	w.db.Start()
	ling := w.person(t, "100.00")
	o := w.paid(t, ling, "told-order", "3.00")
	for n := range 3 {
		if _, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, fmt.Sprintf("told-%d", n), "1.00")); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(told) != 3 || told[0].Whole || told[1].Whole || !told[2].Whole || told[2].Payer != ling.User || told[2].Amount != 100 {
		t.Errorf("told = %+v, want three, the last one whole", told)
	}
}

// TestNoSequenceRefundsMore draws payments, deposits of which a part is taken, refunds, numbers that are used again for something else,
// requests and answers that are lost, merchants that spend their money, are frozen and thawed, and crashes, and compares with a model: no
// order gives back more than was paid for it, and no money is lost or made.
func TestNoSequenceRefundsMore(t *testing.T) {
	w := newWorld(t)
	run := 0
	rapid.Check(t, func(rt *rapid.T) {
		run++
		shop := merchant{fmt.Sprintf("17%08d", run), keys()[0], w.shop.certificate}
		w.keepMerchant(t, shop, app)
		ling := w.person(t, "50.00")
		wallet, takings := int64(5000), int64(0)
		type sale struct {
			order pay.Order
			left  int64
		}
		type asked struct {
			n    pay.NewRefund
			sale *sale
			done bool
		}
		frozen := false
		var sales []*sale
		requests := map[string]*asked{}
		settle := func(a *asked) error {
			switch {
			case a.done:
				return nil
			case frozen:
				return pay.ErrMerchantFrozen
			case a.n.Amount.Minor() > takings:
				return pay.ErrRefundShort
			}
			a.done = true
			wallet, takings = wallet+a.n.Amount.Minor(), takings-a.n.Amount.Minor()
			return nil
		}
		var pending *asked // submitted, and not yet at the ledger; one at a time, since Resume keeps no order
		// end settles a refund that was submitted, or removes it, and its reservation with it.
		end := func(a *asked) error {
			want := settle(a)
			if want != nil {
				a.sale.left += a.n.Amount.Minor()
				delete(requests, a.n.OutRefundNo)
			}
			if a == pending {
				pending = nil
			}
			return want
		}
		rt.Repeat(map[string]func(*rapid.T){
			"sell": func(rt *rapid.T) {
				amount := rapid.Int64Range(1, 900).Draw(rt, "fen")
				if amount > wallet || len(sales) == 4 {
					return
				}
				n := w.newOrder(t, ling, number(len(sales)), "1.00")
				n.Amount, n.Hold = fen(rt, amount), rapid.Bool().Draw(rt, "deposit")
				o, err := w.Prepare(t.Context(), asShop(shop.id), n)
				if err != nil {
					rt.Fatal(err)
				}
				_, err = w.Pay(t.Context(), ling, pay.PayOrder{
					Request: "pay-" + number(len(sales)), Signed: shop.sign(rt, app, o.ID), Payee: shop.id, Amount: o.Amount, PIN: pin,
				})
				if err != nil {
					rt.Fatal(err)
				}
				if n.Hold {
					amount = rapid.Int64Range(1, amount).Draw(rt, "taken")
					if o, err = w.Capture(t.Context(), asShop(shop.id), o.OutTradeNo, fen(rt, amount)); err != nil {
						rt.Fatal(err)
					}
				}
				wallet, takings = wallet-amount, takings+amount
				sales = append(sales, &sale{o, amount})
			},
			"refund": func(rt *rapid.T) {
				if len(sales) == 0 {
					return
				}
				sold := sales[rapid.IntRange(0, len(sales)-1).Draw(rt, "sale")]
				name := fmt.Sprintf("back-%d", rapid.IntRange(0, 7).Draw(rt, "number"))
				a := requests[name]
				used := a != nil
				if !used {
					amount := rapid.Int64Range(1, sold.order.Amount.Minor()+100).Draw(rt, "fen")
					n := pay.NewRefund{OutRefundNo: name, OutTradeNo: sold.order.OutTradeNo, Amount: fen(rt, amount), Total: sold.order.Amount}
					a = &asked{n: n, sale: sold}
					if amount > sold.left {
						if _, err := w.Refund(t.Context(), asShop(shop.id), n); !errors.Is(err, pay.ErrRefundOver) {
							rt.Fatalf("refund of %d with %d left: %v", amount, sold.left, err)
						}
						return
					}
					sold.left -= amount
					requests[name] = a
				}
				lose := rapid.IntRange(0, 5).Draw(rt, "lose")
				switch other := a.n; {
				case !used:
				case lose == 5:
					other.Amount = fen(rt, a.n.Amount.Minor()+1)
					if _, err := w.Refund(t.Context(), asShop(shop.id), other); !errors.Is(err, pay.ErrRefundUsed) {
						rt.Fatalf("%s again, of more: %v", name, err)
					}
				case lose == 4:
					other.OutTradeNo = "another-order"
					if _, err := w.Refund(t.Context(), asShop(shop.id), other); !errors.Is(err, pay.ErrRefundUsed) {
						rt.Fatalf("%s again, of another order: %v", name, err)
					}
				}
				if lose == 3 && !a.done && pending == nil { // it never reaches the ledger
					w.ledger.before = ledger.ErrBusy
					if _, err := w.Refund(t.Context(), asShop(shop.id), a.n); !errors.Is(err, pay.ErrPending) {
						rt.Fatalf("a lost request: %v", err)
					}
					pending = a
					return
				}
				if lose == 0 && !a.done && !frozen && a.n.Amount.Minor() <= takings {
					w.ledger.after = ledger.ErrUnknown
					if _, err := w.Refund(t.Context(), asShop(shop.id), a.n); !errors.Is(err, pay.ErrPending) {
						rt.Fatalf("a lost answer: %v", err)
					}
					if err := settle(a); err != nil {
						rt.Fatal(err)
					}
					return
				}
				want := end(a)
				if _, err := w.Refund(t.Context(), asShop(shop.id), a.n); !errors.Is(err, want) || want == nil && err != nil {
					rt.Fatalf("refund %s: %v, want %v", name, err, want)
				}
			},
			"spend": func(rt *rapid.T) {
				if takings == 0 || frozen {
					return
				}
				amount := rapid.Int64Range(1, takings).Draw(rt, "fen")
				w.spend(t, shop.id, fen(rt, amount).Decimal())
				takings -= amount
			},
			"freeze or thaw": func(*rapid.T) {
				if till := w.account(t, "merchant", shop.id); frozen {
					w.thaw(t, till)
				} else {
					w.freeze(t, till)
				}
				frozen = !frozen
			},
			"crash": func(rt *rapid.T) {
				w.restart()
				w.clock.forward(time.Millisecond)
				if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
					rt.Fatal(err)
				}
				if pending != nil {
					_ = end(pending) // nobody is told, but by the next question
				}
			},
			"compare": w.comparedOnce(t),
			"": func(rt *rapid.T) {
				if got := w.balance(t, ling); got != fen(rt, wallet).Decimal() {
					rt.Fatalf("the wallet has %s, want %s", got, fen(rt, wallet).Decimal())
				}
				for _, sold := range sales {
					o, err := w.FindTrade(t.Context(), asShop(shop.id), sold.order.OutTradeNo)
					if err != nil || o.Refunded.Minor() != o.Amount.Minor()-sold.left || o.Refunded.Minor() > o.Amount.Minor() {
						rt.Fatalf("%s has given back %s of %s, %v; want %d left", o.OutTradeNo, o.Refunded.Decimal(), o.Amount.Decimal(), err, sold.left)
					}
				}
				if len(sales) > 0 {
					if got := w.takings(t, shop.id); got != fen(rt, takings).Decimal() {
						rt.Fatalf("the shop has %s, want %s", got, fen(rt, takings).Decimal())
					}
				}
			},
		})
	})
	if c := w.compared(t); c.Orders == 0 || c.Payments == 0 || c.Refunds == 0 {
		t.Errorf("compared %+v", c)
	}
	reports, err := ledger.Check(t.Context(), w.db)
	if err != nil || len(reports) != 1 || len(reports[0].Differences) > 0 {
		t.Errorf("the ledger differs: %+v, %v", reports, err)
	}
}
