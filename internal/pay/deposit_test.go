package pay_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
)

// hold makes an order for a deposit and has it paid.
func (w *world) hold(t fataler, by id.Caller, number, amount string) pay.Order {
	t.Helper()
	n := w.newOrder(t, by, number, amount)
	n.Hold = true
	o, err := w.Prepare(t.Context(), asShop(mchid), n)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Pay(t.Context(), by, w.request(t, o, "pay-"+number)); err != nil {
		t.Fatal(err)
	}
	return w.trade(t, number)
}

func (w *world) trade(t fataler, number string) pay.Order {
	t.Helper()
	o, err := w.FindTrade(t.Context(), asShop(mchid), number)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// wantHeld checks what a wallet can spend, what of it is held, and what the shop took.
func (w *world) wantHeld(t fataler, by id.Caller, wallet, held, takings string) {
	t.Helper()
	w.wantMoney(t, by, wallet, takings)
	has, err := w.Wallet(t.Context(), by)
	if err != nil || has.Held.Decimal() != held {
		t.Errorf("held = %s, %v; want %s", has.Held.Decimal(), err, held)
	}
}

func TestDeposit(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "100.00")
	o := w.hold(t, ling, "umbrella-1", "99.00")
	t.Run("99 are frozen: in the wallet, but not to be spent, and not the shop's", func(t *testing.T) {
		if o.State != pay.OrderHeld {
			t.Errorf("order = %+v", o)
		}
		w.wantHeld(t, ling, "1.00", "99.00", "0.00")
		other := w.order(t, ling, "tea-1234", "2.00")
		_, err := w.Pay(t.Context(), ling, w.request(t, other, "pay-tea-1"))
		wantError(t, err, pay.ErrShort)
	})
	t.Run("it is not paid twice, and cannot be refunded", func(t *testing.T) {
		_, err := w.Pay(t.Context(), ling, w.request(t, o, "pay-again"))
		wantError(t, err, pay.ErrPaid)
		_, err = w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-0", "1.00"))
		wantError(t, err, pay.ErrNotPaid)
	})
	t.Run("more than that cannot be taken, nor by somebody else, nor nothing", func(t *testing.T) {
		_, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "99.01"))
		wantError(t, err, pay.ErrDepositMore)
		_, err = w.Capture(t.Context(), asShop("1900000002"), "umbrella-1", yuan(t, "1.00"))
		wantError(t, err, pay.ErrNoOrder)
		_, err = w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "0.00"))
		wantError(t, err, pay.ErrAmount)
		w.wantHeld(t, ling, "1.00", "99.00", "0.00")
	})
	t.Run("7 are captured and 92 released, however often it is asked for", func(t *testing.T) {
		for range 3 {
			got, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00"))
			if err != nil || got.State != pay.OrderPaid || got.Amount != yuan(t, "7.00") {
				t.Errorf("Capture = %+v, %v", got, err)
			}
		}
		w.wantHeld(t, ling, "93.00", "0.00", "7.00")
	})
	t.Run("what is over can be neither captured for another amount nor released", func(t *testing.T) {
		_, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "8.00"))
		wantError(t, err, pay.ErrDepositOver)
		_, err = w.Release(t.Context(), asShop(mchid), "umbrella-1")
		wantError(t, err, pay.ErrDepositOver)
		w.wantHeld(t, ling, "93.00", "0.00", "7.00")
	})
	t.Run("the wallet tells the 7, with the shop and what for", func(t *testing.T) {
		list, _, err := w.ListEntries(t.Context(), ling, pay.Span{To: w.clock.Now().Add(time.Hour)})
		if err != nil || len(list) != 2 || list[0].Amount != yuan(t, "7.00") || list[0].Name != "Shop "+mchid || list[0].Note != "Longjing" {
			t.Errorf("entries = %+v, %v", list, err)
		}
	})
	t.Run("of the 7 no more than 7 are refunded", func(t *testing.T) {
		paid := w.trade(t, "umbrella-1")
		_, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, paid, "back-1", "7.01"))
		wantError(t, err, pay.ErrRefundOver)
		if _, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, paid, "back-2", "7.00")); err != nil {
			t.Fatal(err)
		}
		w.wantHeld(t, ling, "100.00", "0.00", "0.00")
	})
	t.Run("all of it is released at once, and twice is once", func(t *testing.T) {
		w.hold(t, ling, "umbrella-2", "50.00")
		w.wantHeld(t, ling, "50.00", "50.00", "0.00")
		for range 2 {
			got, err := w.Release(t.Context(), asShop(mchid), "umbrella-2")
			if err != nil || got.State != pay.OrderClosed {
				t.Errorf("Release = %+v, %v", got, err)
			}
		}
		_, err := w.Capture(t.Context(), asShop(mchid), "umbrella-2", yuan(t, "1.00"))
		wantError(t, err, pay.ErrDepositOver)
		w.wantHeld(t, ling, "100.00", "0.00", "0.00")
	})
	t.Run("an order that is no deposit has nothing held", func(t *testing.T) {
		w.paid(t, ling, "tea-plain", "1.00")
		_, err := w.Capture(t.Context(), asShop(mchid), "tea-plain", yuan(t, "1.00"))
		wantError(t, err, pay.ErrNoDeposit)
	})
}

func TestDepositAtOnce(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "100.00")
	t.Run("captured and released at once from many places it is one of the two, once", func(t *testing.T) {
		w.hold(t, ling, "umbrella-1", "99.00")
		var done [2]int
		var mu sync.Mutex
		var all sync.WaitGroup
		for n := range 16 {
			all.Go(func() {
				var err error
				if n%2 == 0 {
					_, err = w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00"))
				} else {
					_, err = w.Release(t.Context(), asShop(mchid), "umbrella-1")
				}
				if err != nil && !errors.Is(err, pay.ErrDepositOver) {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					done[n%2]++
				}
			})
		}
		all.Wait()
		switch done {
		case [2]int{8, 0}:
			w.wantHeld(t, ling, "93.00", "0.00", "7.00")
		case [2]int{0, 8}:
			w.wantHeld(t, ling, "100.00", "0.00", "0.00")
		default:
			t.Errorf("%v were answered as done", done)
		}
	})
}

func TestDepositsThatAreInterrupted(t *testing.T) {
	t.Run("an answer of the ledger that was lost: Resume finds it done", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person(t, "100.00")
		w.hold(t, ling, "umbrella-1", "99.00")
		w.ledger.after = ledger.ErrUnknown
		_, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00"))
		wantError(t, err, pay.ErrPending)
		w.restart()
		if n, err := w.Resume(t.Context(), w.clock.Now()); err != nil || n != 1 {
			t.Errorf("Resume = %d, %v", n, err)
		}
		w.wantHeld(t, ling, "93.00", "0.00", "7.00")
		if o := w.trade(t, "umbrella-1"); o.State != pay.OrderPaid {
			t.Errorf("order = %+v", o)
		}
	})
	t.Run("nobody asks for it for 30 days: it is free again by itself, and the order says so", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person(t, "100.00")
		w.hold(t, ling, "umbrella-1", "99.00")
		w.clock.forward(31 * 24 * time.Hour)
		_, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00"))
		wantError(t, err, pay.ErrDepositLate)
		w.wantHeld(t, ling, "100.00", "0.00", "0.00")
		if o := w.trade(t, "umbrella-1"); o.State != pay.OrderClosed {
			t.Errorf("order = %+v", o)
		}
	})
}

// TestDepositsLoseAndMakeNothing ends deposits in any order, with a ledger that loses answers, and holds the sums against a model.
func TestDepositsLoseAndMakeNothing(t *testing.T) {
	w := newWorld(t)
	run, takings := 0, int64(0)
	w.paid(t, w.person(t, "1.00"), "opens-the-till", "1.00")
	rapid.Check(t, func(rt *rapid.T) {
		run++
		compare := w.comparedOnce(t)
		ling := w.person(t, "1000.00")
		wallet, held := int64(1000_00), int64(0)
		left, captured := map[string]int64{}, map[string]int64{}
		for step := range rapid.IntRange(1, 8).Draw(rt, "steps") {
			number := fmt.Sprintf("umbrella-%d-%d", run, rapid.IntRange(1, 3).Draw(rt, "which"))
			if rapid.Bool().Draw(rt, "lost") {
				w.ledger.after = ledger.ErrUnknown
			}
			held0, open := left[number]
			again := func(do func(context.Context) error) error {
				err := do(t.Context())
				if errors.Is(err, pay.ErrPending) {
					compare(nil)
					err = do(t.Context())
				}
				w.ledger.after = nil
				return err
			}
			switch {
			case !open:
				n := w.newOrder(t, ling, number, "100.00")
				n.Hold = true
				o, err := w.Prepare(t.Context(), asShop(mchid), n)
				if err == nil {
					err = again(func(ctx context.Context) error {
						_, err := w.Pay(ctx, ling, w.request(t, o, "request-"+number))
						return err
					})
				}
				if err != nil {
					rt.Fatalf("step %d: %v", step, err)
				}
				left[number], wallet, held = 100_00, wallet-100_00, held+100_00
			case rapid.Bool().Draw(rt, "capture"):
				minor := rapid.Int64Range(1, 120_00).Draw(rt, "minor")
				err := again(func(ctx context.Context) error {
					_, err := w.Capture(ctx, asShop(mchid), number, fen(t, minor))
					return err
				})
				if held0 > 0 && minor <= held0 {
					if err != nil {
						rt.Fatalf("step %d: %v", step, err)
					}
					left[number], wallet, held, takings = 0, wallet+held0-minor, held-held0, takings+minor
					captured[number] = minor
				} else if err == nil && captured[number] != minor {
					rt.Fatalf("step %d: %d were taken of %d", step, minor, held0)
				}
			default:
				err := again(func(ctx context.Context) error {
					_, err := w.Release(ctx, asShop(mchid), number)
					return err
				})
				if held0 > 0 {
					if err != nil {
						rt.Fatalf("step %d: %v", step, err)
					}
					left[number], wallet, held = 0, wallet+held0, held-held0
				}
			}
			w.ledger.after = nil
			w.wantHeld(t, ling, fen(t, wallet).Decimal(), fen(t, held).Decimal(), fen(t, 1_00+takings).Decimal())
			if t.Failed() {
				rt.FailNow()
			}
		}
	})
}
