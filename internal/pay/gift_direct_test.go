package pay_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// asked has somebody want to be asked before a transfer arrives.
func (w *world) asked(t fataler, by id.Caller, first bool) {
	t.Helper()
	if err := w.ChangeTransfers(t.Context(), by, first); err != nil {
		t.Fatal(err)
	}
}

func TestTransfersThatArrive(t *testing.T) {
	w := newWorld(t)
	ling, tom, mei := w.person(t, "100.00"), w.person(t, "0.01"), w.person(t, "0.01")
	two, group := w.room(ling, tom), w.room(ling, tom, mei)
	transfer := func(t *testing.T, amount string) pay.NewGift {
		n := w.newGift(t, pay.GiftTransfer, two, amount, 1)
		n.To = tom.User
		return n
	}
	wallets := func(t *testing.T, lings, toms string) {
		t.Helper()
		if a, b := w.balance(t, ling), w.balance(t, tom); a != lings || b != toms {
			t.Errorf("Ling has %s and Tom has %s, want %s and %s", a, b, lings, toms)
		}
	}
	var first pay.Gift
	t.Run("what is sent to a contact is there at once, however often it is asked for", func(t *testing.T) {
		n := transfer(t, "10.00")
		first = w.sent(t, ling, n)
		if first.State != pay.GiftTaken || !first.Direct || len(first.Claims) != 1 || first.Claims[0].Person != tom.User || first.Claims[0].Amount != 10_00 {
			t.Errorf("gift = %+v; want one that Tom has", first)
		}
		if again := w.sent(t, ling, n); again.ID != first.ID {
			t.Errorf("the same request made %s and %s", first.ID, again.ID)
		}
		if _, err := w.TakeGift(t.Context(), tom, first.ID); err != nil {
			t.Errorf("taking what has arrived: %v", err)
		}
		wallets(t, "90.00", "10.01")
	})
	t.Run("only its recipient can send it back, once, and its sender has it at once", func(t *testing.T) {
		for _, by := range []id.Caller{ling, mei} {
			if _, err := w.RefuseGift(t.Context(), by, first.ID); err == nil {
				t.Errorf("%s sent it back", by)
			}
		}
		wallets(t, "90.00", "10.01")
		for range 2 {
			g, err := w.RefuseGift(t.Context(), tom, first.ID)
			if err != nil || g.Undo != pay.UndoDone {
				t.Errorf("sent back: %+v, %v", g, err)
			}
			wallets(t, "100.00", "0.01")
		}
	})
	t.Run("sent back on eight devices at once it goes back once", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t, "7.00"))
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		wallets(t, "100.00", "0.01")
	})
	t.Run("what was spent cannot be sent back, until there is money again", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t, "5.00"))
		spent := w.newGift(t, pay.GiftTransfer, group, "4.00", 1)
		spent.To = mei.User
		gone := w.sent(t, tom, spent)
		for range 2 {
			_, err := w.RefuseGift(t.Context(), tom, g.ID)
			wantError(t, err, pay.ErrShort)
			wallets(t, "95.00", "1.01")
		}
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				if _, err := w.RefuseGift(t.Context(), tom, g.ID); !errors.Is(err, pay.ErrShort) {
					t.Errorf("on one of eight devices: %v, want ErrShort on each", err)
				}
			})
		}
		all.Wait()
		wallets(t, "95.00", "1.01")
		if _, err := w.RefuseGift(t.Context(), mei, gone.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "100.00", "0.01")
	})
	t.Run("after 24 hours it stays where it is", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t, "1.00"))
		w.clock.forward(24 * time.Hour)
		if n, err := w.ExpireGifts(t.Context()); err != nil || n != 0 {
			t.Errorf("%d ended, %v; want none: it was never open", n, err)
		}
		_, err := w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftLate)
		wallets(t, "99.00", "1.01")
	})
	t.Run("who asks to be asked is asked from then on, by either call", func(t *testing.T) {
		w.asked(t, tom, true)
		g := w.sent(t, ling, transfer(t, "2.00"))
		if g.State != pay.GiftOpen || g.Direct {
			t.Errorf("gift = %+v; want one that waits", g)
		}
		wallets(t, "97.00", "1.01")
		_, err := w.Transfer(t.Context(), ling, pay.NewTransfer{Request: "transfer-1", To: tom.User, Amount: yuan(t, "1.00"), PIN: pin})
		wantError(t, err, pay.ErrAsksFirst)
		wallets(t, "97.00", "1.01")
		// What waits already goes on waiting when the setting changes.
		w.asked(t, tom, false)
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "99.00", "1.01")
	})
	t.Run("from somebody who is no contact it waits in a group, and is refused between two", func(t *testing.T) {
		eve := id.AsPerson(w.stranger, "", "") // nobody's contact
		n := w.newGift(t, pay.GiftTransfer, w.room(ling, eve, mei), "1.00", 1)
		n.To = eve.User
		if g := w.sent(t, ling, n); g.State != pay.GiftOpen {
			t.Errorf("gift = %+v; want one that waits", g)
		}
		n = w.newGift(t, pay.GiftTransfer, w.room(ling, eve), "1.00", 1)
		n.To = eve.User
		_, err := w.SendGift(t.Context(), ling, n)
		wantError(t, err, pay.ErrNotContact)
		wallets(t, "98.00", "1.01")
	})
	t.Run("the wallets tell both ways, with the other person and what for", func(t *testing.T) {
		list, _, err := w.ListEntries(t.Context(), ling, pay.Span{To: w.clock.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		for _, kind := range []pay.EntryKind{pay.TransferEntry, pay.ReturnEntry} {
			if !slices.ContainsFunc(list, func(e pay.Entry) bool {
				return e.Kind == kind && e.Incoming == (kind == pay.ReturnEntry) && e.Person != nil && e.Person.ID == tom.User && e.Note == "good luck"
			}) {
				t.Errorf("no entry of kind %d in %+v", kind, list)
			}
		}
	})
}

// TestTransfersThatArriveSurviveCrashes loses the server between every two commits of a transfer that arrives at once, and of one
// that is sent back.
func TestTransfersThatArriveSurviveCrashes(t *testing.T) {
	for _, c := range []struct {
		name string
		lose func(*world)
	}{
		{"before the ledger moves it", func(w *world) { w.ledger.before = ledger.ErrUnknown }},
		{"after the ledger moved it", func(w *world) { w.ledger.after = ledger.ErrUnknown }},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			ling, tom := w.person(t, "100.00"), w.person(t, "0.01")
			n := w.newGift(t, pay.GiftTransfer, w.room(ling, tom), "10.00", 1)
			n.To = tom.User
			resume := func(want string) {
				t.Helper()
				w.restart()
				w.clock.forward(time.Millisecond)
				for _, want := range []int{1, 0} {
					if got, err := w.Resume(t.Context(), w.clock.Now()); err != nil || got != want {
						t.Errorf("Resume = %d, %v; want %d", got, err, want)
					}
				}
				if got := w.balance(t, tom); got != want {
					t.Errorf("Tom has %s, want %s", got, want)
				}
			}
			c.lose(w)
			_, err := w.SendGift(t.Context(), ling, n)
			wantError(t, err, pay.ErrPending)
			resume("10.01")
			g := w.sent(t, ling, n)
			c.lose(w)
			_, err = w.RefuseGift(t.Context(), tom, g.ID)
			wantError(t, err, pay.ErrPending)
			resume("0.01")
			if g, err = w.RefuseGift(t.Context(), tom, g.ID); err != nil || g.Undo != pay.UndoDone {
				t.Errorf("sent back: %+v, %v", g, err)
			}
			if got := w.balance(t, ling); got != "100.00" {
				t.Errorf("Ling has %s, want 100.00", got)
			}
		})
	}
	t.Run("and the ledger's own event finishes either", func(t *testing.T) {
		w := newWorld(t)
		ling, tom := w.person(t, "100.00"), w.person(t, "0.01")
		n := w.newGift(t, pay.GiftTransfer, w.room(ling, tom), "10.00", 1)
		n.To = tom.User
		w.db.On(ledger.Posted, func(ctx context.Context, e store.Event) error {
			posting, err := ledger.ParsePosting(e.Payload)
			if err != nil {
				return err
			}
			return w.Posted(ctx, posting)
		})
		told := map[string]int{}
		w.db.On(pay.GiftMoved, func(_ context.Context, e store.Event) error {
			var news pay.GiftNews
			if err := json.Unmarshal(e.Payload, &news); err != nil {
				return err
			}
			told[news.What]++
			return nil
		})
		w.db.Start()
		settle := func() {
			t.Helper()
			if err := w.db.Settle(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		w.ledger.after = ledger.ErrUnknown
		_, err := w.SendGift(t.Context(), ling, n)
		wantError(t, err, pay.ErrPending)
		settle()
		g := w.sent(t, ling, n)
		w.ledger.after = ledger.ErrUnknown
		_, err = w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrPending)
		settle()
		list, err := w.FindGifts(t.Context(), tom, []pay.GiftID{g.ID})
		if err != nil || len(list) != 1 || list[0].Undo != pay.UndoDone {
			t.Errorf("gifts = %+v, %v; want one that is back", list, err)
		}
		if len(told) != 2 || told[pay.NewsSent] != 1 || told[pay.NewsSentBack] != 1 {
			t.Errorf("told %v, want that it was sent and that it was sent back, once each", told)
		}
	})
}
