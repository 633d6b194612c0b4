package pay_test

import (
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
)

func (w *world) account(t fataler, kind, owner string) ledger.AccountID {
	t.Helper()
	name, err := ledger.AccountOf(kind, owner, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return name
}

func (w *world) walletOf(t fataler, by id.Caller) ledger.AccountID {
	t.Helper()
	return w.account(t, "person", string(by.User))
}

func (w *world) freeze(t fataler, account ledger.AccountID) {
	t.Helper()
	if err := w.ledger.FreezeAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
}

func (w *world) thaw(t fataler, account ledger.AccountID) {
	t.Helper()
	if err := w.ledger.UnfreezeAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
}

// wantState compares what somebody's own wallet says of itself.
func (w *world) wantState(t fataler, by id.Caller, frozen, closed bool) {
	t.Helper()
	has, err := w.Wallet(t.Context(), by)
	if err != nil || has.Frozen != frozen || has.Closed != closed {
		t.Errorf("the wallet says frozen %t, closed %t, %v; want %t and %t", has.Frozen, has.Closed, err, frozen, closed)
	}
}

// shut closes an account that is empty.
func (w *world) shut(t fataler, account ledger.AccountID) {
	t.Helper()
	if err := w.ledger.CloseAccount(t.Context(), account); err != nil {
		t.Fatal(err)
	}
}

// broke returns somebody whose account is open and empty.
func (w *world) broke(t fataler, to id.Caller) id.Caller {
	t.Helper()
	by := w.person(t, "0.01")
	w.mustTransfer(t, by, to, "0.01")
	return by
}

func (w *world) mustTransfer(t fataler, from, to id.Caller, amount string) {
	t.Helper()
	if _, err := w.transfer(t, from, to, amount); err != nil {
		t.Fatal(err)
	}
}

func (w *world) transfer(t fataler, from, to id.Caller, amount string) (pay.Payment, error) {
	t.Helper()
	return w.Transfer(t.Context(), from, pay.NewTransfer{
		Request: "transfer-" + string(id.New[pay.GiftID](w.ids)), To: to.User, Amount: yuan(t, amount), PIN: pin,
	})
}

func TestAWalletThatIsFrozenOrClosed(t *testing.T) {
	w := newWorld(t)
	bank, ling := w.person(t, "1000.00"), w.person(t, "100.00")
	conv := w.room(bank, ling)
	w.paid(t, bank, "opens-the-till", "1.00")
	t.Run("frozen: it pays, sends and holds nothing, says so each time it is asked, and has all of it once it is thawed", func(t *testing.T) {
		o, held := w.order(t, ling, "teapot-1", "10.00"), w.newOrder(t, ling, "umbrella-1", "10.00")
		held.Hold = true
		deposit, err := w.Prepare(t.Context(), asShop(mchid), held)
		if err != nil {
			t.Fatal(err)
		}
		w.wantState(t, ling, false, false)
		w.freeze(t, w.walletOf(t, ling))
		w.wantState(t, ling, true, false)
		r := w.request(t, o, "request-1")
		for range 2 {
			_, err = w.Pay(t.Context(), ling, r)
			wantError(t, err, pay.ErrFrozen)
		}
		_, err = w.Pay(t.Context(), ling, w.request(t, deposit, "request-2"))
		wantError(t, err, pay.ErrFrozen)
		_, err = w.transfer(t, ling, bank, "1.00")
		wantError(t, err, pay.ErrFrozen)
		for _, kind := range []pay.GiftKind{pay.GiftEqual, pay.GiftLucky, pay.GiftTransfer} {
			n := w.newGift(t, kind, conv, "1.00", 1)
			if kind == pay.GiftTransfer {
				n.To = bank.User
			}
			for range 2 {
				_, err = w.SendGift(t.Context(), ling, n)
				wantError(t, err, pay.ErrFrozen)
			}
		}
		w.wantHeld(t, ling, "100.00", "0.00", "1.00")
		w.mustTransfer(t, bank, ling, "1.00") // it receives
		if got := w.balance(t, ling); got != "101.00" {
			t.Errorf("wallet has %s, want 101.00", got)
		}
		w.thaw(t, w.walletOf(t, ling))
		w.wantState(t, ling, false, false)
		if _, err := w.Pay(t.Context(), ling, w.request(t, o, "request-3")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Pay(t.Context(), ling, w.request(t, deposit, "request-4")); err != nil {
			t.Fatal(err)
		}
		w.wantHeld(t, ling, "81.00", "10.00", "11.00")
	})
	t.Run("frozen: what was held before is still taken or given back", func(t *testing.T) {
		tom := w.person(t, "100.00")
		w.hold(t, tom, "umbrella-2", "99.00")
		w.hold(t, tom, "umbrella-3", "1.00")
		w.freeze(t, w.walletOf(t, tom))
		if _, err := w.Capture(t.Context(), asShop(mchid), "umbrella-2", yuan(t, "7.00")); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Release(t.Context(), asShop(mchid), "umbrella-3"); err != nil {
			t.Fatal(err)
		}
		w.wantHeld(t, tom, "93.00", "0.00", "18.00")
	})
	t.Run("closed: it sends and takes nothing, and each side is told which one it is", func(t *testing.T) {
		gone := w.broke(t, bank)
		there := w.room(bank, gone)
		packet := w.sent(t, bank, w.newGift(t, pay.GiftEqual, there, "1.00", 1))
		w.shut(t, w.walletOf(t, gone))
		w.wantState(t, gone, false, true)
		before := w.balance(t, bank)
		_, err := w.transfer(t, bank, gone, "1.00")
		wantError(t, err, pay.ErrPayeeClosed)
		_, err = w.transfer(t, gone, bank, "1.00")
		wantError(t, err, pay.ErrWalletClosed)
		n := w.newGift(t, pay.GiftTransfer, there, "1.00", 1)
		n.To = gone.User
		for range 2 {
			_, err = w.SendGift(t.Context(), bank, n)
			wantError(t, err, pay.ErrPayeeClosed)
		}
		_, err = w.TakeGift(t.Context(), gone, packet.ID)
		wantError(t, err, pay.ErrWalletClosed)
		if got := w.balance(t, bank); got != before {
			t.Errorf("the bank has %s, want %s", got, before)
		}
		w.clock.forward(25 * time.Hour)
		if _, err := w.ExpireGifts(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := w.held(t, packet.ID); got != "0.00" {
			t.Errorf("the packet holds %s, want 0.00", got)
		}
	})
}

func TestAMerchantThatIsFrozenOrClosed(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "100.00")
	o := w.paid(t, ling, "teapot-1", "10.00")
	till := w.account(t, "merchant", mchid)
	t.Run("frozen: it refunds nothing, is told so, and the same number works once it is thawed", func(t *testing.T) {
		w.freeze(t, till)
		n := w.newRefund(t, o, "back-1", "4.00")
		_, err := w.Refund(t.Context(), asShop(mchid), n)
		wantError(t, err, pay.ErrMerchantFrozen)
		w.wantMoney(t, ling, "90.00", "10.00")
		w.paid(t, ling, "teapot-2", "1.00") // it is paid
		w.thaw(t, till)
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
		w.wantMoney(t, ling, "93.00", "7.00")
	})
	t.Run("a payer that is closed: the refund names it, and the order is as it was", func(t *testing.T) {
		tom := w.person(t, "1.00")
		o := w.paid(t, tom, "teapot-3", "1.00")
		w.shut(t, w.walletOf(t, tom))
		_, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-2", "1.00"))
		wantError(t, err, pay.ErrRefundPayee)
		if now := w.trade(t, "teapot-3"); now.Refunded.Minor() != 0 {
			t.Errorf("%s of it are refunded", now.Refunded.Decimal())
		}
		_, err = w.FindRefund(t.Context(), asShop(mchid), "back-2")
		wantError(t, err, pay.ErrNoRefund)
	})
	t.Run("closed: it takes no order, nobody pays one that it has, and it refunds nothing", func(t *testing.T) {
		shop := newMerchant(t, "1900000002", keys()[1], w.clock.Now())
		w.keepMerchant(t, shop, other)
		n := w.newOrder(t, ling, "cheesecake-1", "1.00")
		n.App, n.OpenID = other, people{}.OpenID(ling.User, other)
		o, err := w.Prepare(t.Context(), asShop(shop.id), n)
		if err != nil {
			t.Fatal(err)
		}
		r := pay.PayOrder{Request: "request-9", Signed: shop.sign(t, other, o.ID), Payee: shop.id, Amount: o.Amount, PIN: pin}
		if _, err := w.Pay(t.Context(), ling, r); err != nil {
			t.Fatal(err)
		}
		if o, err = w.FindTrade(t.Context(), asShop(shop.id), "cheesecake-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Refund(t.Context(), asShop(shop.id), w.newRefund(t, o, "back-9", "1.00")); err != nil {
			t.Fatal(err)
		}
		n.OutTradeNo = "cheesecake-2"
		open, err := w.Prepare(t.Context(), asShop(shop.id), n)
		if err != nil {
			t.Fatal(err)
		}
		w.shut(t, w.account(t, "merchant", shop.id))
		r = pay.PayOrder{Request: "request-10", Signed: shop.sign(t, other, open.ID), Payee: shop.id, Amount: open.Amount, PIN: pin}
		_, err = w.Pay(t.Context(), ling, r)
		wantError(t, err, pay.ErrPayeeClosed)
		n.OutTradeNo = "cheesecake-3"
		_, err = w.Prepare(t.Context(), asShop(shop.id), n)
		wantError(t, err, pay.ErrMerchantClosed)
	})
}

func TestAGiftThatIsFrozen(t *testing.T) {
	w := newWorld(t)
	ling, tom, mei := w.person(t, "100.00"), w.person(t, "1.00"), w.person(t, "1.00")
	conv := w.room(ling, tom, mei)
	t.Run("nobody takes a share of it, none is given away, and all is as before once it is thawed", func(t *testing.T) {
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "4.00", 2))
		w.freeze(t, w.account(t, "gift", string(g.ID)))
		_, err := w.TakeGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftFrozen)
		if now, err := w.FindGifts(t.Context(), tom, []pay.GiftID{g.ID}); err != nil || now[0].Taken != 0 {
			t.Errorf("%+v, %v", now, err)
		}
		w.thaw(t, w.account(t, "gift", string(g.ID)))
		if _, err := w.TakeGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		if got := w.balance(t, tom); got != "3.00" {
			t.Errorf("wallet has %s, want 3.00", got)
		}
	})
	t.Run("a share that was given away as it was frozen is kept, and arrives once after it is thawed", func(t *testing.T) {
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "4.00", 2))
		frozen := w.account(t, "gift", string(g.ID))
		w.ledger.during = func() { w.freeze(t, frozen) }
		_, err := w.TakeGift(t.Context(), mei, g.ID)
		wantError(t, err, pay.ErrGiftFrozen)
		for range 3 {
			if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.balance(t, mei); got != "1.00" {
			t.Errorf("wallet has %s, want 1.00", got)
		}
		w.thaw(t, frozen)
		for range 3 {
			if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.balance(t, mei); got != "3.00" {
			t.Errorf("wallet has %s, want 3.00", got)
		}
		if got := w.held(t, g.ID); got != "2.00" {
			t.Errorf("it holds %s, want 2.00", got)
		}
	})
	t.Run("what nobody took goes back once after it is thawed", func(t *testing.T) {
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "4.00", 2))
		frozen := w.account(t, "gift", string(g.ID))
		w.clock.forward(20 * time.Hour)
		if _, err := w.ExpireGifts(t.Context()); err != nil {
			t.Fatal(err)
		}
		w.clock.forward(5 * time.Hour)
		w.freeze(t, frozen)
		for range 2 {
			if _, err := w.ExpireGifts(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.held(t, g.ID); got != "4.00" {
			t.Errorf("it holds %s, want 4.00", got)
		}
		w.thaw(t, frozen)
		for range 3 {
			if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
		if got := w.held(t, g.ID); got != "0.00" {
			t.Errorf("it holds %s, want 0.00", got)
		}
		if got := w.balance(t, ling); got != "96.00" {
			t.Errorf("wallet has %s, want 96.00", got)
		}
	})
	t.Run("a transfer that waits is not refused either", func(t *testing.T) {
		w.asked(t, tom, true)
		n := w.newGift(t, pay.GiftTransfer, conv, "4.00", 1)
		n.To = tom.User
		g := w.sent(t, ling, n)
		frozen := w.account(t, "gift", string(g.ID))
		w.freeze(t, frozen)
		_, err := w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftFrozen)
		w.thaw(t, frozen)
		if g, err = w.RefuseGift(t.Context(), tom, g.ID); err != nil || g.State != pay.GiftRefused {
			t.Errorf("%+v, %v", g, err)
		}
		if got := w.balance(t, ling); got != "96.00" {
			t.Errorf("wallet has %s, want 96.00", got)
		}
	})
}

func TestTransfersAreSentBackToAndFromAnAccountThatIsFrozen(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "100.00"), w.person(t, "1.00")
	conv := w.room(ling, tom)
	send := func(t *testing.T, from, to id.Caller, amount string) pay.Gift {
		t.Helper()
		n := w.newGift(t, pay.GiftTransfer, conv, amount, 1)
		n.To = to.User
		return w.sent(t, from, n)
	}
	wallets := func(t *testing.T, lings, toms string) {
		t.Helper()
		if a, b := w.balance(t, ling), w.balance(t, tom); a != lings || b != toms {
			t.Errorf("Ling has %s and Tom has %s, want %s and %s", a, b, lings, toms)
		}
	}
	t.Run("whose wallet is frozen sends nothing back, and can once it is thawed, once", func(t *testing.T) {
		g := send(t, ling, tom, "10.00")
		w.freeze(t, w.walletOf(t, tom))
		for range 2 {
			_, err := w.RefuseGift(t.Context(), tom, g.ID)
			wantError(t, err, pay.ErrFrozen)
		}
		wallets(t, "90.00", "11.00")
		w.thaw(t, w.walletOf(t, tom))
		for range 2 {
			if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
				t.Fatal(err)
			}
		}
		wallets(t, "100.00", "1.00")
	})
	t.Run("one that is frozen on the way, with the answer lost: told as refused, and nothing has moved", func(t *testing.T) {
		g := send(t, ling, tom, "10.00")
		w.ledger.during = func() { w.freeze(t, w.walletOf(t, tom)) }
		w.ledger.after = ledger.ErrUnknown
		_, err := w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrPending)
		w.restart()
		if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		wallets(t, "90.00", "11.00")
		w.thaw(t, w.walletOf(t, tom))
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "100.00", "1.00")
	})
	t.Run("whose wallet is frozen has back what is sent back, and whose is closed does not", func(t *testing.T) {
		g := send(t, ling, tom, "10.00")
		w.freeze(t, w.walletOf(t, ling))
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "100.00", "1.00")
		w.thaw(t, w.walletOf(t, ling))
		gone := w.person(t, "2.00")
		w.rooms[conv] = append(w.rooms[conv], gone.User)
		g = send(t, gone, tom, "2.00")
		w.shut(t, w.walletOf(t, gone))
		for range 2 {
			_, err := w.RefuseGift(t.Context(), tom, g.ID)
			wantError(t, err, pay.ErrPayeeClosed)
		}
		wallets(t, "100.00", "3.00")
	})
}
