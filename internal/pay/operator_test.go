package pay_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
)

func TestOperatorsChangeAccounts(t *testing.T) {
	w := newWorld(t)
	bank, ling := w.person(t, "1000.00"), w.person(t, "10.00")
	conv := w.room(bank, ling, w.person(t, "1.00"))
	desk := pay.Desk{Files: w.db, Now: w.clock.Now}
	// ask leaves a wish, has it carried out, and returns the answer.
	ask := func(t *testing.T, account ledger.AccountID, change pay.Change) error {
		t.Helper()
		wish := pay.Wish{ID: id.New[pay.WishID](w.ids), Account: account, Change: change, CreatedAt: w.clock.Now()}
		if err := desk.Ask(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		if n, err := w.GrantWishes(t.Context()); n != 1 || err != nil {
			t.Fatalf("GrantWishes = %d, %v", n, err)
		}
		got, err := desk.Answer(t.Context(), wish.ID)
		if err != nil || got.DoneAt.IsZero() {
			t.Fatalf("%+v, %v", got, err)
		}
		return got.Err()
	}
	standing := func(t *testing.T, account ledger.AccountID) string {
		t.Helper()
		b, err := desk.Standing(t.Context(), account)
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprintf("frozen %v closed %v", b.Frozen, b.Closed)
	}
	wants := func(t *testing.T, err, want error, detail string) {
		t.Helper()
		wantError(t, err, want)
		if !strings.Contains(err.Error(), detail) {
			t.Errorf("error = %v, want it to say %s", err, detail)
		}
	}
	t.Run("a wish is carried out once, in the order of asking, and its answer stays", func(t *testing.T) {
		for _, step := range []struct {
			change pay.Change
			want   string
		}{{pay.Freeze, "frozen true closed false"}, {pay.Freeze, "frozen true closed false"}, {pay.Thaw, "frozen false closed false"}} {
			if err := ask(t, w.walletOf(t, ling), step.change); err != nil {
				t.Fatal(err)
			}
			if got := standing(t, w.walletOf(t, ling)); got != step.want {
				t.Errorf("after %s: %s, want %s", step.change, got, step.want)
			}
		}
		if n, err := w.GrantWishes(t.Context()); n != 0 || err != nil {
			t.Errorf("GrantWishes = %d, %v", n, err)
		}
	})
	t.Run("one that was withdrawn is not carried out, and an answered one is not withdrawn", func(t *testing.T) {
		wish := pay.Wish{ID: id.New[pay.WishID](w.ids), Account: w.walletOf(t, ling), Change: pay.Freeze, CreatedAt: w.clock.Now()}
		if err := desk.Ask(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		if gone, err := desk.Withdraw(t.Context(), wish.ID); !gone || err != nil {
			t.Errorf("Withdraw = %v, %v", gone, err)
		}
		if n, err := w.GrantWishes(t.Context()); n != 0 || err != nil {
			t.Errorf("GrantWishes = %d, %v", n, err)
		}
		wish.ID = id.New[pay.WishID](w.ids)
		if err := desk.Ask(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		if _, err := w.GrantWishes(t.Context()); err != nil {
			t.Fatal(err)
		}
		if gone, err := desk.Withdraw(t.Context(), wish.ID); gone || err != nil {
			t.Errorf("Withdraw = %v, %v", gone, err)
		}
		w.thaw(t, w.walletOf(t, ling))
	})
	t.Run("what cannot be is refused by name, and changes nothing", func(t *testing.T) {
		for _, c := range []struct {
			account ledger.AccountID
			change  pay.Change
			want    error
		}{
			{"person:nobody:CNY", pay.Freeze, pay.ErrNoSuchAccount},
			{"issuance:test:CNY", pay.Freeze, pay.ErrSource},
			{"issuance:test:CNY", pay.Close, pay.ErrSource},
			{w.walletOf(t, ling), "melt", pay.ErrWish},
		} {
			if err := ask(t, c.account, c.change); err == nil {
				t.Errorf("%s %s was done", c.change, c.account)
			} else {
				wantError(t, err, c.want)
			}
		}
	})
	t.Run("an account with money, a hold, or something that may come back is not closed, and is as it was", func(t *testing.T) {
		wallet := w.walletOf(t, ling)
		wants(t, ask(t, wallet, pay.Close), pay.ErrNotEmpty, "10.00 are in it")
		w.hold(t, ling, "umbrella-1", "10.00")
		wants(t, ask(t, wallet, pay.Close), pay.ErrNotEmpty, "10.00 are in it, of which 10.00 are held for others")
		wants(t, ask(t, w.account(t, "merchant", mchid), pay.Close), pay.ErrNotEmpty, "10.00 more are held for it")
		if _, err := w.Release(t.Context(), asShop(mchid), "umbrella-1"); err != nil {
			t.Fatal(err)
		}
		g := w.sent(t, ling, w.newGift(t, pay.GiftLucky, conv, "10.00", 2))
		wants(t, ask(t, wallet, pay.Close), pay.ErrUnderway, "10.00 are in gifts")
		if got := standing(t, wallet); got != "frozen false closed false" {
			t.Error(got)
		}
		w.freeze(t, wallet)
		wantError(t, ask(t, wallet, pay.Close), pay.ErrUnderway)
		if got := standing(t, wallet); got != "frozen true closed false" {
			t.Error(got)
		}
		for _, by := range []id.Caller{bank, ling} {
			if _, err := w.TakeGift(t.Context(), by, g.ID); err != nil {
				t.Fatal(err)
			}
		}
		w.thaw(t, wallet)
		w.mustTransfer(t, ling, bank, w.balance(t, ling))
	})
	t.Run("an empty one is closed for good", func(t *testing.T) {
		wallet := w.walletOf(t, ling)
		for range 2 {
			if err := ask(t, wallet, pay.Close); err != nil {
				t.Fatal(err)
			}
		}
		wantError(t, ask(t, wallet, pay.Thaw), pay.ErrShut)
		wantError(t, ask(t, wallet, pay.Freeze), pay.ErrShut)
		_, err := w.transfer(t, bank, ling, "1.00")
		wantError(t, err, pay.ErrPayeeClosed)
	})
}

func TestOperatorsSeeWhatIsNotOver(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "100.00"), w.person(t, "1.00")
	conv := w.room(ling, tom)
	desk := pay.Desk{Files: w.db, Now: w.clock.Now}
	shown := func(t *testing.T) (list []string) {
		t.Helper()
		pending, err := desk.ListPending(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range pending {
			list = append(list, fmt.Sprint(p.What, " ", p.Amount.Decimal(), " doubt ", p.Doubt))
		}
		return list
	}
	want := func(t *testing.T, lines ...string) {
		t.Helper()
		if got := shown(t); strings.Join(got, ", ") != strings.Join(lines, ", ") {
			t.Errorf("got %q, want %q", got, lines)
		}
	}
	want(t)
	o := w.order(t, ling, "teapot-1", "10.00")
	want(t, "order 10.00 doubt false")
	w.ledger.after = ledger.ErrUnknown
	_, err := w.Pay(t.Context(), ling, w.request(t, o, "request-1"))
	wantError(t, err, pay.ErrPending)
	want(t, "payment 10.00 doubt true", "order 10.00 doubt true")
	if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	want(t)
	w.hold(t, ling, "umbrella-1", "9.00")
	want(t, "deposit 9.00 doubt false")
	w.ledger.after = ledger.ErrUnknown
	_, err = w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00"))
	wantError(t, err, pay.ErrPending)
	want(t, "deposit 9.00 doubt true")
	if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
		t.Fatal(err)
	}
	want(t)
	g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "4.00", 2))
	want(t, "red packet 4.00 doubt false")
	w.ledger.after = ledger.ErrUnknown
	_, err = w.TakeGift(t.Context(), tom, g.ID)
	wantError(t, err, pay.ErrPending)
	want(t, "red packet 2.00 doubt false", "share 2.00 doubt true")
	paid, err := w.FindTrade(t.Context(), asShop(mchid), "teapot-1")
	if err != nil {
		t.Fatal(err)
	}
	w.ledger.after = ledger.ErrUnknown
	_, err = w.Refund(t.Context(), asShop(mchid), w.newRefund(t, paid, "back-1", "1.00"))
	wantError(t, err, pay.ErrPending)
	want(t, "refund 1.00 doubt true", "red packet 2.00 doubt false", "share 2.00 doubt true")
	if _, err := w.Resume(t.Context(), w.clock.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	want(t, "red packet 2.00 doubt false")
	hold := ledger.Command{
		ID: id.New[ledger.TransferID](w.ids), Op: ledger.Hold, Debit: w.walletOf(t, ling), Credit: w.account(t, "merchant", mchid), Amount: yuan(t, "3.00"),
	}
	w.foreign = append(w.foreign, string(hold.ID))
	if _, err := w.ledger.Ledger.Post(t.Context(), hold); err != nil {
		t.Fatal(err)
	}
	want(t, "red packet 2.00 doubt false", "hold 3.00 doubt true")
}
