package pay_test

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

func TestPayAnOrder(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "500.00")
	o := w.order(t, ling, "first-order", "15.00")

	t.Run("the sheet shows what the merchant asked for", func(t *testing.T) {
		sheet, err := w.Present(t.Context(), ling, w.shop.sign(t, app, o.ID), "")
		if err != nil {
			t.Fatal(err)
		}
		if sheet.Payee != "Shop "+mchid || sheet.Order.Amount.Decimal() != "15.00" || sheet.Order.Description != "Longjing" {
			t.Errorf("sheet = %+v", sheet)
		}
	})
	var first pay.Payment
	t.Run("the right PIN moves the money to the merchant", func(t *testing.T) {
		var err error
		if first, err = w.Pay(t.Context(), ling, w.request(t, o, "request-1")); err != nil {
			t.Fatal(err)
		}
		if first.State != pay.Paid {
			t.Errorf("state = %d, want paid", first.State)
		}
		w.wantMoney(t, ling, "485.00", "15.00")
	})
	t.Run("the same request again gets the same answer and takes nothing", func(t *testing.T) {
		again, err := w.Pay(t.Context(), ling, w.request(t, o, "request-1"))
		if err != nil || again.ID != first.ID {
			t.Errorf("payment = %s, %v; want %s", again.ID, err, first.ID)
		}
		w.wantMoney(t, ling, "485.00", "15.00")
	})
	t.Run("a request's name used for another order is refused", func(t *testing.T) {
		second := w.order(t, ling, "second-order", "15.00")
		_, err := w.Pay(t.Context(), ling, w.request(t, second, "request-1"))
		wantError(t, err, pay.ErrReplayed)
		w.wantMoney(t, ling, "485.00", "15.00")
	})
	t.Run("another request for the paid order is refused", func(t *testing.T) {
		_, err := w.Pay(t.Context(), ling, w.request(t, o, "request-2"))
		wantError(t, err, pay.ErrPaid)
		w.wantMoney(t, ling, "485.00", "15.00")
	})
	t.Run("the merchant finds it by both numbers", func(t *testing.T) {
		byTrade, err := w.FindTrade(t.Context(), asShop(mchid), "first-order")
		if err != nil || byTrade.State != pay.OrderPaid || byTrade.Payment != first.ID {
			t.Errorf("by out_trade_no: %+v, %v", byTrade, err)
		}
		byPayment, err := w.FindPaid(t.Context(), asShop(mchid), first.ID)
		if err != nil || byPayment.ID != o.ID {
			t.Errorf("by transaction: %+v, %v", byPayment, err)
		}
	})
	t.Run("another merchant does not find it", func(t *testing.T) {
		_, err := w.FindPaid(t.Context(), asShop("1900000002"), first.ID)
		wantError(t, err, pay.ErrNoOrder)
	})
	t.Run("the wallet's history names the merchant and what for", func(t *testing.T) {
		list, more, err := w.ListEntries(t.Context(), ling, pay.Span{From: time.Time{}, To: w.clock.Now().Add(time.Hour)})
		if err != nil || more || len(list) != 2 {
			t.Fatalf("entries = %+v, %v, %v; want two", list, more, err)
		}
		if e := list[0]; e.Incoming || e.Amount.Decimal() != "15.00" || e.Balance.Decimal() != "485.00" || e.Name != "Shop "+mchid || e.Note != "Longjing" || e.Kind != pay.OrderEntry {
			t.Errorf("newest = %+v", e)
		}
		if e := list[1]; !e.Incoming || e.Kind != pay.GrantEntry || e.Amount.Decimal() != "500.00" {
			t.Errorf("oldest = %+v", e)
		}
	})
}

func TestARefusedPaymentTakesNothing(t *testing.T) {
	ctx := func(t *testing.T) (*world, id.Caller, pay.Order) {
		w := newWorld(t)
		by := w.person(t, "20.00")
		return w, by, w.order(t, by, "an-order", "15.00")
	}
	for _, c := range []struct {
		name string
		bend func(t *testing.T, w *world, by *id.Caller, o pay.Order, r *pay.PayOrder)
		want error
	}{
		{"an amount changed on the way", func(t *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.Amount = yuan(t, "1.00") }, pay.ErrChanged},
		{"a payee changed on the way", func(_ *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.Payee = "1900000009" }, pay.ErrChanged},
		{"a signature of another merchant's key", func(t *testing.T, w *world, _ *id.Caller, o pay.Order, r *pay.PayOrder) {
			r.Signed = newMerchant(t, mchid, keys()[1], w.clock.Now()).sign(t, o.App, o.ID)
		}, pay.ErrSignature},
		{"a signature over another nonce", func(_ *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.Signed.Nonce = "other" }, pay.ErrSignature},
		{"the old way of signing", func(_ *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.Signed.SignType = "MD5" }, pay.ErrSignature},
		{"a prepay_id of another merchant, signed by an honest one", func(t *testing.T, w *world, by *id.Caller, _ pay.Order, r *pay.PayOrder) {
			second := newMerchant(t, "1900000002", keys()[1], w.clock.Now())
			w.keepMerchant(t, second, app)
			n := w.newOrder(t, *by, "their-order", "15.00")
			theirs, err := w.Prepare(t.Context(), asShop(second.id), n)
			if err != nil {
				t.Fatal(err)
			}
			r.Signed = w.shop.sign(t, app, theirs.ID)
		}, pay.ErrSignature},
		{"a prepay_id of another program", func(t *testing.T, w *world, _ *id.Caller, o pay.Order, r *pay.PayOrder) {
			r.Signed = w.shop.sign(t, other, o.ID)
		}, pay.ErrNoOrder},
		{"a prepay_id that nobody made", func(t *testing.T, w *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) {
			r.Signed = w.shop.sign(t, app, id.New[pay.OrderID](w.ids))
		}, pay.ErrNoOrder},
		{"an order made for somebody else", func(t *testing.T, w *world, by *id.Caller, _ pay.Order, _ *pay.PayOrder) { *by = w.person(t, "20.00") }, pay.ErrNotYours},
		{"an expired order", func(_ *testing.T, w *world, _ *id.Caller, _ pay.Order, _ *pay.PayOrder) {
			w.clock.forward(2 * time.Hour)
		}, pay.ErrExpired},
		{"a closed order", func(t *testing.T, w *world, _ *id.Caller, o pay.Order, _ *pay.PayOrder) {
			if err := w.Close(t.Context(), asShop(mchid), o.OutTradeNo); err != nil {
				t.Fatal(err)
			}
		}, pay.ErrClosed},
		{"too little money", func(t *testing.T, w *world, by *id.Caller, _ pay.Order, r *pay.PayOrder) {
			big := w.order(t, *by, "big-order", "20.01")
			*r = w.request(t, big, r.Request)
		}, pay.ErrShort},
		{"a wrong PIN", func(_ *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.PIN = "135790" }, pay.ErrPIN},
		{"a program that asks by itself", func(_ *testing.T, _ *world, by *id.Caller, _ pay.Order, _ *pay.PayOrder) { by.Kind = id.Program }, account.ErrSignedOut},
		{"a request without a name", func(_ *testing.T, _ *world, _ *id.Caller, _ pay.Order, r *pay.PayOrder) { r.Request = "" }, pay.ErrRequest},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, by, o := ctx(t)
			r := w.request(t, o, "request-1")
			c.bend(t, w, &by, o, &r)
			_, err := w.Pay(t.Context(), by, r)
			wantError(t, err, c.want)
			if text := fault.Of(err).Message(); strings.HasPrefix(fault.Of(err).Code, "pay.") && !strings.Contains(text, "Nothing was taken.") {
				t.Errorf("the sentence %q does not say whether money moved", text)
			}
			by.Kind = id.Person
			w.wantMoney(t, by, "20.00", "0.00")
		})
	}
}

func TestTooLittleMoney(t *testing.T) {
	w := newWorld(t)
	by := w.person(t, "10.00")
	rich := w.person(t, "50.00")
	o := w.order(t, by, "an-order", "15.00")
	_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
	wantError(t, err, pay.ErrShort)

	t.Run("the same request stays refused when money has come", func(t *testing.T) {
		_, err := w.Transfer(t.Context(), rich, pay.NewTransfer{Request: "transfer-1", To: by.User, Amount: yuan(t, "20.00"), PIN: pin})
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrShort)
		w.wantMoney(t, by, "30.00", "0.00")
	})
	t.Run("a new request then pays the order", func(t *testing.T) {
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-2")); err != nil {
			t.Fatal(err)
		}
		w.wantMoney(t, by, "15.00", "15.00")
	})
}

func TestManyDevicesAtOnce(t *testing.T) {
	t.Run("one order paid from eight devices at once is paid once", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		errs := make([]error, 8)
		var running sync.WaitGroup
		for i := range errs {
			r := w.request(t, o, "request-of-device-"+string(rune('a'+i)))
			running.Go(func() { _, errs[i] = w.Pay(t.Context(), by, r) })
		}
		running.Wait()
		paid := 0
		for _, err := range errs {
			switch {
			case err == nil:
				paid++
			case !errors.Is(err, pay.ErrPaid) && !errors.Is(err, pay.ErrBeingPaid):
				t.Errorf("error = %v, want ErrPaid or ErrBeingPaid", err)
			}
		}
		if paid != 1 {
			t.Errorf("%d devices paid, want 1", paid)
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
	t.Run("one request sent eight times at once is one payment", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		r := w.request(t, o, "the-request")
		payments := make([]pay.PaymentID, 8)
		errs := make([]error, 8)
		var running sync.WaitGroup
		for i := range payments {
			running.Go(func() {
				p, err := w.Pay(t.Context(), by, r)
				payments[i], errs[i] = p.ID, err
			})
		}
		running.Wait()
		for i, payment := range payments {
			// One that came after the payment was submitted, and before it looked, is told so.
			if errs[i] != nil && !errors.Is(errs[i], pay.ErrBeingPaid) && !errors.Is(errs[i], pay.ErrPaid) {
				t.Errorf("error = %v", errs[i])
			}
			if errs[i] == nil && payment != payments[0] && errs[0] == nil {
				t.Errorf("payment %s, and %s", payment, payments[0])
			}
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
	t.Run("wrong PINs from eight devices at once are five tries, then nobody gets in", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		errs := make([]error, 8)
		var running sync.WaitGroup
		for i := range errs {
			r := w.request(t, o, "request-of-device-"+string(rune('a'+i)))
			r.PIN = "13579" + string(rune('0'+i))
			running.Go(func() { _, errs[i] = w.Pay(t.Context(), by, r) })
		}
		running.Wait()
		wrong, locked := 0, 0
		for _, err := range errs {
			switch {
			case errors.Is(err, pay.ErrPIN):
				wrong++
			case errors.Is(err, pay.ErrLocked):
				locked++
			default:
				t.Errorf("error = %v", err)
			}
		}
		if wrong != 4 || locked != 4 {
			t.Errorf("%d wrong and %d locked, want 4 and 4: the fifth try locks", wrong, locked)
		}
		_, err := w.Pay(t.Context(), by, w.request(t, o, "the-right-pin"))
		wantError(t, err, pay.ErrLocked)
		w.wantMoney(t, by, "500.00", "0.00")

		w.clock.forward(time.Minute + time.Second)
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "after-the-lock")); err != nil {
			t.Fatalf("after the lock: %v", err)
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
}

func TestPIN(t *testing.T) {
	t.Run("easy PINs are refused", func(t *testing.T) {
		w := newWorld(t)
		by := id.AsPerson(id.New[id.UserID](w.ids), "", "")
		for _, bad := range []string{"", "12345", "123456", "000000", "777777", "1234567", "12345a", "１２３４５７"} {
			wantError(t, w.SetPIN(t.Context(), by, "", bad), pay.ErrPINForm)
		}
	})
	t.Run("without a PIN nothing is paid", func(t *testing.T) {
		w := newWorld(t)
		by := id.AsPerson(id.New[id.UserID](w.ids), "", "")
		if err := w.Grant(t.Context(), by.User, yuan(t, "100.00")); err != nil {
			t.Fatal(err)
		}
		o := w.order(t, by, "an-order", "15.00")
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrNoPIN)
		w.wantMoney(t, by, "100.00", "0.00")
	})
	t.Run("a PIN is changed by whoever knows the old one", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "100.00")
		wantError(t, w.SetPIN(t.Context(), by, "135790", "864201"), pay.ErrPIN)
		if err := w.SetPIN(t.Context(), by, pin, "864201"); err != nil {
			t.Fatal(err)
		}
		o := w.order(t, by, "an-order", "15.00")
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrPIN)
	})
	t.Run("each lock is longer than the one before, and a right PIN begins anew", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "100.00")
		o := w.order(t, by, "an-order", "15.00")
		miss := func() time.Duration {
			for range 5 {
				r := w.request(t, o, "a-wrong-request")
				r.PIN = "135790"
				if _, err := w.Pay(t.Context(), by, r); err == nil {
					t.Fatal("a wrong PIN paid")
				}
			}
			p, err := w.PIN(t.Context(), by.User)
			if err != nil || p.TriesLeft != 0 {
				t.Fatalf("PIN = %+v, %v; want locked", p, err)
			}
			d := p.LockedUntil.Sub(w.clock.Now())
			w.clock.forward(d)
			return d
		}
		if first, second := miss(), miss(); first != time.Minute || second != 5*time.Minute {
			t.Errorf("locks of %s and %s, want 1m and 5m", first, second)
		}
		if err := w.SetPIN(t.Context(), by, pin, "864201"); err != nil {
			t.Fatal(err)
		}
		if again := miss(); again != time.Minute {
			t.Errorf("lock after a right PIN = %s, want 1m", again)
		}
	})
	t.Run("a clock that was a day ahead when it locked keeps nobody out for a day", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "100.00")
		o := w.order(t, by, "an-order", "15.00")
		w.clock.forward(24 * time.Hour)
		for range 5 {
			if err := w.SetPIN(t.Context(), by, "135790", "864201"); err == nil {
				t.Fatal("a wrong PIN was taken")
			}
		}
		w.clock.forward(-24 * time.Hour)
		if p, err := w.PIN(t.Context(), by.User); err != nil || p.LockedUntil.Sub(w.clock.Now()) != time.Minute {
			t.Errorf("PIN = %+v, %v; want locked for a minute", p, err)
		}
		// It is a lock still, from the moment at which somebody meets it.
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrLocked)
		w.clock.forward(59 * time.Second)
		_, err = w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrLocked)
		w.clock.forward(time.Second)
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-1")); err != nil {
			t.Error(err)
		}
	})
}

func TestPrepare(t *testing.T) {
	w := newWorld(t)
	by := w.person(t, "500.00")
	first := w.order(t, by, "an-order", "15.00")
	t.Run("the same request has the same prepay_id", func(t *testing.T) {
		if again := w.order(t, by, "an-order", "15.00"); again.ID != first.ID {
			t.Errorf("prepay_id = %s, want %s", again.ID, first.ID)
		}
	})
	t.Run("a number used for another amount is refused", func(t *testing.T) {
		_, err := w.Prepare(t.Context(), asShop(mchid), w.newOrder(t, by, "an-order", "16.00"))
		wantError(t, err, pay.ErrTradeUsed)
	})
	t.Run("a program of somebody else is refused", func(t *testing.T) {
		n := w.newOrder(t, by, "app-order", "15.00")
		n.App = other
		_, err := w.Prepare(t.Context(), asShop(mchid), n)
		wantError(t, err, pay.ErrAppMismatch)
	})
	t.Run("an expired prepay_id is renewed by asking again", func(t *testing.T) {
		w.clock.forward(3 * time.Hour)
		again := w.order(t, by, "an-order", "15.00")
		if want := w.clock.Now().Add(2 * time.Hour); again.ID != first.ID || !again.ExpiresAt.Equal(want) {
			t.Errorf("got %s until %s, want %s until %s", again.ID, again.ExpiresAt, first.ID, want)
		}
		if _, err := w.Pay(t.Context(), by, w.request(t, again, "request-1")); err != nil {
			t.Errorf("pay: %v", err)
		}
	})
	t.Run("a paid number stays paid", func(t *testing.T) {
		_, err := w.Prepare(t.Context(), asShop(mchid), w.newOrder(t, by, "an-order", "15.00"))
		wantError(t, err, pay.ErrPaid)
		wantError(t, w.Close(t.Context(), asShop(mchid), "an-order"), pay.ErrPaid)
	})
	t.Run("the merchant's deadline ends an order for good", func(t *testing.T) {
		n := w.newOrder(t, by, "late-order", "15.00")
		n.Deadline = w.clock.Now().Add(time.Minute)
		if _, err := w.Prepare(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
		w.clock.forward(time.Minute)
		_, err := w.Prepare(t.Context(), asShop(mchid), n)
		wantError(t, err, pay.ErrClosed)
	})
	for _, c := range []struct {
		name string
		bend func(*pay.NewOrder)
	}{
		{"a number that is too short", func(n *pay.NewOrder) { n.OutTradeNo = "12345" }},
		{"a number with a space", func(n *pay.NewOrder) { n.OutTradeNo = "order 1" }},
		{"no description", func(n *pay.NewOrder) { n.Description = "" }},
		{"no payer", func(n *pay.NewOrder) { n.OpenID = "" }},
		{"nothing to pay", func(n *pay.NewOrder) { n.Amount = yuan(t, "0.00") }},
		{"less than nothing", func(n *pay.NewOrder) { n.Amount = yuan(t, "-1.00") }},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			n := w.newOrder(t, by, "bad-order", "1.00")
			c.bend(&n)
			_, err := w.Prepare(t.Context(), asShop(mchid), n)
			wantError(t, err, pay.ErrOrder)
		})
	}
}

func TestTransfer(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "500.00"), w.person(t, "10.00")
	r := pay.NewTransfer{Request: "transfer-1", To: tom.User, Amount: yuan(t, "12.34"), Note: "lunch", PIN: pin}
	t.Run("is there at once, and once", func(t *testing.T) {
		for range 3 {
			if _, err := w.Transfer(t.Context(), ling, r); err != nil {
				t.Fatal(err)
			}
		}
		if a, b := w.balance(t, ling), w.balance(t, tom); a != "487.66" || b != "22.34" {
			t.Errorf("balances %s and %s, want 487.66 and 22.34", a, b)
		}
	})
	t.Run("a request of which anything was changed is refused", func(t *testing.T) {
		for _, bend := range []func(*pay.NewTransfer){
			func(r *pay.NewTransfer) { r.Amount = yuan(t, "99.00") },
			func(r *pay.NewTransfer) { r.Note = "dinner" },
			func(r *pay.NewTransfer) { r.To = w.person(t, "1.00").User },
		} {
			changed := r
			bend(&changed)
			_, err := w.Transfer(t.Context(), ling, changed)
			wantError(t, err, pay.ErrReplayed)
		}
	})
	for _, c := range []struct {
		name string
		bend func(*pay.NewTransfer)
		want error
	}{
		{"somebody who is no contact", func(r *pay.NewTransfer) { r.To = w.stranger }, pay.ErrNotContact},
		{"oneself", func(r *pay.NewTransfer) { r.To = ling.User }, pay.ErrNotContact},
		{"nothing", func(r *pay.NewTransfer) { r.Amount = yuan(t, "0.00") }, pay.ErrAmount},
		{"less than nothing", func(r *pay.NewTransfer) { r.Amount = yuan(t, "-5.00") }, pay.ErrAmount},
		{"all that 63 bits hold", func(r *pay.NewTransfer) { r.Amount = fen(t, math.MaxInt64) }, pay.ErrAmount},
		{"as far below nothing as 63 bits go", func(r *pay.NewTransfer) { r.Amount = fen(t, math.MinInt64) }, pay.ErrAmount},
		{"another currency", func(r *pay.NewTransfer) { r.Amount, _ = money.New(100, "USD") }, pay.ErrAmount},
		{"no currency", func(r *pay.NewTransfer) { r.Amount = money.Amount{} }, pay.ErrAmount},
		{"more than there is", func(r *pay.NewTransfer) { r.Amount = yuan(t, "5000.00") }, pay.ErrShort},
		{"a wrong PIN", func(r *pay.NewTransfer) { r.PIN = "111112" }, pay.ErrPIN},
		{"a note with a zero byte", func(r *pay.NewTransfer) { r.Note = "a\x00b" }, pay.ErrRequest},
		{"a note of two lines", func(r *pay.NewTransfer) { r.Note = "for tea\nfrom your bank" }, pay.ErrRequest},
	} {
		t.Run("refused: "+c.name, func(t *testing.T) {
			bad := r
			bad.Request = "request " + c.name
			bad.Request = strings.ReplaceAll(bad.Request, " ", "-")
			c.bend(&bad)
			_, err := w.Transfer(t.Context(), ling, bad)
			wantError(t, err, c.want)
			if got := w.balance(t, ling); got != "487.66" {
				t.Errorf("balance = %s, want 487.66", got)
			}
		})
	}
	t.Run("the history names the other person and what for", func(t *testing.T) {
		list, _, err := w.ListEntries(t.Context(), tom, pay.Span{To: w.clock.Now().Add(time.Hour), Limit: 1})
		if err != nil || len(list) != 1 {
			t.Fatalf("entries = %+v, %v", list, err)
		}
		if e := list[0]; !e.Incoming || e.Person == nil || e.Person.ID != ling.User || e.Note != "lunch" || e.Amount.Decimal() != "12.34" {
			t.Errorf("entry = %+v", e)
		}
	})
}

func TestLostAnswers(t *testing.T) {
	lost := ledger.ErrUnknown
	t.Run("an answer lost after the money moved: the repetition finds it paid", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		w.ledger.after = lost
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrPending)
		wantError(t, w.Close(t.Context(), asShop(mchid), o.OutTradeNo), pay.ErrBeingPaid)
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-1")); err != nil {
			t.Fatal(err)
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
	t.Run("the ledger's own event ends a payment whose process died after it moved the money", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		w.ledger.after = lost
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrPending)
		w.restart()
		settled := make(chan string, 4)
		w.db.On(ledger.Posted, func(ctx context.Context, e store.Event) error {
			posting, err := ledger.ParsePosting(e.Payload)
			if err != nil {
				return err
			}
			return w.Posted(ctx, posting)
		})
		w.db.On(pay.Settled, func(_ context.Context, e store.Event) error {
			settled <- string(e.Payload)
			return nil
		})
		w.db.Start()
		if got := <-settled; !strings.Contains(got, string(o.ID)) {
			t.Errorf("settled %s, want %s", got, o.ID)
		}
		if again, err := w.FindTrade(t.Context(), asShop(mchid), o.OutTradeNo); err != nil || again.State != pay.OrderPaid {
			t.Errorf("order = %+v, %v; want paid", again, err)
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
	t.Run("Resume pays what was confirmed before the money moved", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		w.ledger.before = lost
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrPending)
		w.wantMoney(t, by, "500.00", "0.00")
		w.restart()
		w.clock.forward(time.Second)
		if n, err := w.Resume(t.Context(), w.clock.Now()); n != 1 || err != nil {
			t.Fatalf("Resume = %d, %v; want 1", n, err)
		}
		w.wantMoney(t, by, "485.00", "15.00")
		if n, err := w.Resume(t.Context(), w.clock.Now()); n != 0 || err != nil {
			t.Errorf("Resume again = %d, %v; want 0", n, err)
		}
	})
	t.Run("Resume takes up all that were under way, be they more than a thousand", func(t *testing.T) {
		const many = 1025
		w := newWorld(t)
		ling, tom := w.person(t, "500.00"), w.person(t, "1.00")
		for n := range many {
			w.ledger.before = lost
			_, err := w.Transfer(t.Context(), ling, pay.NewTransfer{Request: "transfer-" + strconv.Itoa(n), To: tom.User, Amount: yuan(t, "0.01"), PIN: pin})
			wantError(t, err, pay.ErrPending)
		}
		w.restart()
		w.clock.forward(time.Second)
		if n, err := w.Resume(t.Context(), w.clock.Now()); n != many || err != nil {
			t.Fatalf("Resume = %d, %v; want %d", n, err, many)
		}
		if got := w.balance(t, tom); got != "11.25" {
			t.Errorf("who was paid has %s, want 11.25", got)
		}
	})
	t.Run("a ledger that is busy: the payment stays submitted, and Resume takes the money once", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		w.ledger.before = ledger.ErrBusy
		_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
		wantError(t, err, pay.ErrPending)
		w.clock.forward(time.Second)
		if n, err := w.Resume(t.Context(), w.clock.Now()); n != 1 || err != nil {
			t.Errorf("Resume = %d, %v; want 1", n, err)
		}
		_, err = w.Pay(t.Context(), by, w.request(t, o, "request-2"))
		wantError(t, err, pay.ErrPaid)
		w.wantMoney(t, by, "485.00", "15.00")
	})
	for _, then := range []error{ledger.ErrBusy, ledger.ErrStopped} {
		t.Run("an answer lost after the money moved, and then "+fault.Of(then).Code+": that says nothing of the first attempt", func(t *testing.T) {
			w := newWorld(t)
			by := w.person(t, "500.00")
			o := w.order(t, by, "an-order", "15.00")
			w.ledger.after = lost
			_, err := w.Pay(t.Context(), by, w.request(t, o, "request-1"))
			wantError(t, err, pay.ErrPending)
			w.ledger.before = then
			_, err = w.Pay(t.Context(), by, w.request(t, o, "request-1"))
			wantError(t, err, pay.ErrPending)
			wantError(t, w.Close(t.Context(), asShop(mchid), o.OutTradeNo), pay.ErrBeingPaid)
			w.restart()
			w.clock.forward(time.Second)
			w.ledger.before = then
			if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
				t.Fatal(err)
			}
			w.clock.forward(time.Hour)
			if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
				t.Fatal(err)
			}
			_, err = w.Pay(t.Context(), by, w.request(t, o, "request-2"))
			wantError(t, err, pay.ErrPaid)
			w.wantMoney(t, by, "485.00", "15.00")
		})
		t.Run("the same for a deposit, which is held once: "+fault.Of(then).Code, func(t *testing.T) {
			w := newWorld(t)
			by := w.person(t, "100.00")
			n := w.newOrder(t, by, "umbrella-1", "40.00")
			n.Hold = true
			o, err := w.Prepare(t.Context(), asShop(mchid), n)
			if err != nil {
				t.Fatal(err)
			}
			for _, failing := range []*error{&w.ledger.after, &w.ledger.before} {
				*failing = lost
				if failing == &w.ledger.before {
					*failing = then
				}
				_, err = w.Pay(t.Context(), by, w.request(t, o, "request-1"))
				wantError(t, err, pay.ErrPending)
			}
			if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-1")); err != nil {
				t.Fatal(err)
			}
			if _, err := w.Release(t.Context(), asShop(mchid), "umbrella-1"); err != nil {
				t.Fatal(err)
			}
			w.wantMoney(t, by, "100.00", "0.00")
		})
	}
	t.Run("a payer who gives up does not stop the payment half-way", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		r := w.request(t, o, "request-1")
		ctx, leave := context.WithCancel(t.Context())
		w.ledger.during = leave
		if _, err := w.Pay(ctx, by, r); err != nil {
			t.Fatal(err)
		}
		if o, err := w.FindTrade(t.Context(), asShop(mchid), o.OutTradeNo); err != nil || o.State != pay.OrderPaid {
			t.Errorf("order = %+v, %v; want paid", o, err)
		}
		w.wantMoney(t, by, "485.00", "15.00")
	})
}
