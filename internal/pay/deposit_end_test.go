package pay_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// TestEachEndOfADeposit ends deposits of 99.00 in each way, and looks at them from all sides: the wallet, the shop, what both can ask for
// and what both are told.
func TestEachEndOfADeposit(t *testing.T) {
	for _, c := range []struct {
		name            string
		end             func(t *testing.T, w *world, number string) error
		state           pay.OrderState
		wallet, takings string
		told            []string // to the payer: what was taken
	}{
		{"7 are taken of it", func(t *testing.T, w *world, number string) error {
			_, err := w.Capture(t.Context(), asShop(mchid), number, yuan(t, "7.00"))
			return err
		}, pay.OrderPaid, "93.00", "7.00", []string{"7.00"}},
		{"all of it is taken", func(t *testing.T, w *world, number string) error {
			_, err := w.Capture(t.Context(), asShop(mchid), number, yuan(t, "99.00"))
			return err
		}, pay.OrderPaid, "1.00", "99.00", []string{"99.00"}},
		{"it is given back", func(t *testing.T, w *world, number string) error {
			_, err := w.Release(t.Context(), asShop(mchid), number)
			return err
		}, pay.OrderClosed, "100.00", "0.00", nil},
		{"its time is over, and only the ledger says so", func(t *testing.T, w *world, _ string) error {
			w.clock.forward(31 * 24 * time.Hour)
			_, err := w.transfer(t, w.person(t, "1.00"), w.person(t, "1.00"), "1.00") // something moves
			return err
		}, pay.OrderClosed, "100.00", "0.00", nil},
		{"its time is over while the shop takes a part", func(t *testing.T, w *world, number string) error {
			w.clock.forward(31 * 24 * time.Hour)
			if _, err := w.Capture(t.Context(), asShop(mchid), number, yuan(t, "7.00")); !errors.Is(err, pay.ErrDepositLate) {
				return fmt.Errorf("%w, want ErrDepositLate", err)
			}
			return nil
		}, pay.OrderClosed, "100.00", "0.00", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			var told []string
			w.db.On(pay.Settled, func(_ context.Context, e store.Event) error {
				var s pay.Settlement
				if err := json.Unmarshal(e.Payload, &s); err != nil || s.Kind != pay.ForDeposit {
					return err
				}
				r, err := w.PaidBy(t.Context(), s.Payer, s.Payment)
				if err != nil || r.Amount.Minor() != s.Amount || r.Name != "Shop "+mchid {
					t.Errorf("receipt = %+v, %v, of %+v", r, err, s)
				}
				told = append(told, r.Amount.Decimal())
				return nil
			})
			w.db.On(ledger.Posted, func(ctx context.Context, e store.Event) error {
				posting, err := ledger.ParsePosting(e.Payload)
				if err != nil {
					return err
				}
				return w.Posted(ctx, posting)
			})
			w.db.Start()
			ling := w.person(t, "100.00")
			o := w.hold(t, ling, "umbrella-1", "99.00")
			if _, err := w.PaidBy(t.Context(), ling.User, o.Payment); !errors.Is(err, pay.ErrNoOrder) {
				t.Errorf("a receipt of what is only held: %v", err)
			}
			if err := c.end(t, w, "umbrella-1"); err != nil {
				t.Fatal(err)
			}
			if err := w.db.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
			w.wantHeld(t, ling, c.wallet, "0.00", c.takings)
			o = w.trade(t, "umbrella-1")
			if o.State != c.state || o.Deposit != yuan(t, "99.00") || c.state == pay.OrderPaid && o.Amount != yuan(t, c.takings) {
				t.Errorf("order = %+v", o)
			}
			if !slices.Equal(told, c.told) {
				t.Errorf("the payer was told %q, want %q", told, c.told)
			}
			c2 := &courier{}
			if _, err := w.DeliverDue(t.Context(), c2); err != nil {
				t.Fatal(err)
			}
			states := []pay.OrderState{}
			for _, n := range c2.list {
				states = append(states, n.Order.State)
			}
			slices.Sort(states)
			if want := []pay.OrderState{c.state, pay.OrderHeld}; !slices.Equal(states, want) {
				t.Errorf("the shop was told %v, want %v", states, want)
			}
			// Whatever comes after changes nothing.
			for _, after := range []error{
				second(w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "8.00"))), second(w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "99.01"))),
			} {
				wantError(t, after, pay.ErrDepositOver)
			}
			if err := second(w.Release(t.Context(), asShop(mchid), "umbrella-1")); (err == nil) != (c.state == pay.OrderClosed) {
				t.Errorf("giving it back afterwards: %v", err)
			}
			w.wantHeld(t, ling, c.wallet, "0.00", c.takings)
			w.refundsWhatWasTaken(t, ling, o)
		})
	}
}

func second(_ pay.Order, err error) error { return err }

// refundsWhatWasTaken gives back what was taken of a deposit, in two parts and no more.
func (w *world) refundsWhatWasTaken(t *testing.T, by id.Caller, o pay.Order) {
	t.Helper()
	if o.State != pay.OrderPaid {
		_, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-1", "1.00"))
		wantError(t, err, pay.ErrNotPaid)
		return
	}
	part := w.newRefund(t, o, "back-1", "1.00")
	rest := w.newRefund(t, o, "back-2", fen(t, o.Amount.Minor()-100).Decimal())
	for _, n := range []pay.NewRefund{part, rest} {
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
	}
	_, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-3", "0.01"))
	wantError(t, err, pay.ErrRefundOver)
	w.wantHeld(t, by, "100.00", "0.00", "0.00")
}
