package pay_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// rooms are conversations and who is in them.
type rooms map[id.ConvID][]id.UserID

var errNoRoom = fault.New(fault.NotFound, "test.no-room", "There is no such conversation.") //nolint:gochecknoglobals // a named failure

func (r rooms) Members(_ context.Context, by id.Caller, conv id.ConvID) ([]id.UserID, error) {
	if !slices.Contains(r[conv], by.User) {
		return nil, errNoRoom
	}
	return slices.DeleteFunc(slices.Clone(r[conv]), func(user id.UserID) bool { return user == by.User }), nil
}

// room puts people into a conversation.
func (w *world) room(who ...id.Caller) id.ConvID {
	conv := id.New[id.ConvID](w.ids)
	for _, by := range who {
		w.rooms[conv] = append(w.rooms[conv], by.User)
	}
	return conv
}

func (w *world) newGift(t fataler, kind pay.GiftKind, conv id.ConvID, amount string, count int) pay.NewGift {
	t.Helper()
	return pay.NewGift{
		Request: "gift-" + string(id.New[pay.GiftID](w.ids)), Conv: conv, Kind: kind, Amount: yuan(t, amount), Count: count, Note: "good luck", PIN: pin,
	}
}

func (w *world) sent(t fataler, by id.Caller, n pay.NewGift) pay.Gift {
	t.Helper()
	g, err := w.SendGift(t.Context(), by, n)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// held returns what is in a gift's account.
func (w *world) held(t fataler, gift pay.GiftID) string {
	t.Helper()
	name, err := ledger.AccountOf("gift", string(gift), pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.ledger.Balance(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b.Posted.Decimal()
}

func TestTransfersThatWait(t *testing.T) {
	w := newWorld(t)
	ling, tom, mei := w.person(t, "100.00"), w.person(t, "0.01"), w.person(t, "0.01")
	w.asked(t, tom, true)
	conv := w.room(ling, tom, mei)
	transfer := func(t *testing.T) pay.NewGift {
		n := w.newGift(t, pay.GiftTransfer, conv, "10.00", 1)
		n.To = tom.User
		return n
	}
	wallets := func(t *testing.T, lings, toms string) {
		t.Helper()
		if a, b := w.balance(t, ling), w.balance(t, tom); a != lings || b != toms {
			t.Errorf("Ling has %s and Tom has %s, want %s and %s", a, b, lings, toms)
		}
	}
	t.Run("what is sent has left the wallet, and is nobody's until it is taken", func(t *testing.T) {
		n := transfer(t)
		g := w.sent(t, ling, n)
		wallets(t, "90.00", "0.01")
		if again := w.sent(t, ling, n); again.ID != g.ID {
			t.Errorf("the same request made %s and %s", g.ID, again.ID)
		}
		wallets(t, "90.00", "0.01")
		if _, err := w.TakeGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "90.00", "10.01")
		if _, err := w.TakeGift(t.Context(), tom, g.ID); err != nil {
			t.Fatalf("taken again: %v", err)
		}
		wallets(t, "90.00", "10.01")
		_, err := w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftTaken)
	})
	t.Run("what is refused is back at once, and stays refused", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t))
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
		wallets(t, "90.00", "10.01")
		_, err := w.TakeGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftGone)
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Errorf("refused again: %v", err)
		}
		wallets(t, "90.00", "10.01")
	})
	t.Run("what nobody took is back after 24 hours", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t))
		w.clock.forward(24*time.Hour - time.Second)
		if n, err := w.ExpireGifts(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d ended early, %v", n, err)
		}
		w.clock.forward(time.Second)
		_, err := w.TakeGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftOver)
		_, err = w.RefuseGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftOver)
		if n, err := w.ExpireGifts(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d ended, %v; want 1", n, err)
		}
		wallets(t, "90.00", "10.01")
		_, err = w.TakeGift(t.Context(), tom, g.ID)
		wantError(t, err, pay.ErrGiftOver)
	})
	t.Run("nobody else can take or refuse it, and a stranger does not see it", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t))
		for _, by := range []id.Caller{mei, ling} {
			_, err := w.TakeGift(t.Context(), by, g.ID)
			wantError(t, err, pay.ErrGiftOthers)
			_, err = w.RefuseGift(t.Context(), by, g.ID)
			wantError(t, err, pay.ErrGiftOthers)
		}
		stranger := w.person(t, "0.01")
		_, err := w.TakeGift(t.Context(), stranger, g.ID)
		wantError(t, err, pay.ErrNoGift)
		if list, err := w.FindGifts(t.Context(), stranger, []pay.GiftID{g.ID}); err != nil || len(list) != 0 {
			t.Errorf("a stranger sees %+v, %v", list, err)
		}
		if _, err := w.RefuseGift(t.Context(), tom, g.ID); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("taken and refused at once on eight devices it is one of the two, once", func(t *testing.T) {
		g := w.sent(t, ling, transfer(t))
		var all sync.WaitGroup
		for n := range 8 {
			all.Go(func() {
				if n%2 == 0 {
					_, _ = w.TakeGift(t.Context(), tom, g.ID) //nolint:errcheck // what became of it is looked at below
				} else {
					_, _ = w.RefuseGift(t.Context(), tom, g.ID) //nolint:errcheck // as above
				}
			})
		}
		all.Wait()
		if got := w.held(t, g.ID); got != "0.00" {
			t.Errorf("%s are left in it, want 0.00", got)
		}
		lings, toms := w.balance(t, ling), w.balance(t, tom)
		if lings+" "+toms != "80.00 20.01" && lings+" "+toms != "90.00 10.01" {
			t.Errorf("Ling has %s and Tom has %s", lings, toms)
		}
	})
	t.Run("the wallets tell it, with the other person and what for", func(t *testing.T) {
		list, _, err := w.ListEntries(t.Context(), tom, pay.Span{To: w.clock.Now().Add(time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		at := slices.IndexFunc(list, func(e pay.Entry) bool { return e.Kind == pay.GiftEntry })
		if at < 0 || list[at].Person == nil || list[at].Person.ID != ling.User || list[at].Note != "good luck" || !list[at].Incoming || list[at].Packet {
			t.Errorf("entries = %+v", list)
		}
		list, _, err = w.ListEntries(t.Context(), ling, pay.Span{To: w.clock.Now().Add(time.Hour)})
		if err != nil || !slices.ContainsFunc(list, func(e pay.Entry) bool {
			return e.Kind == pay.ReturnEntry && e.Incoming && e.Person != nil && e.Person.ID == tom.User
		}) {
			t.Errorf("entries = %+v, %v; want one that came back", list, err)
		}
	})
}

func TestGiftsThatAreRefused(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "100.00"), w.person(t, "0.01")
	conv := w.room(ling, tom)
	for _, c := range []struct {
		name string
		bend func(*pay.NewGift)
		want error
	}{
		{"no money", func(n *pay.NewGift) { n.Amount = yuan(t, "0.00") }, pay.ErrAmount},
		{"less than none", func(n *pay.NewGift) { n.Amount = fen(t, -100) }, pay.ErrAmount},
		{"more than may be sent", func(n *pay.NewGift) { n.Amount = yuan(t, "200000.01") }, pay.ErrAmount},
		{"another currency", func(n *pay.NewGift) { n.Amount, _ = money.New(100, "USD") }, pay.ErrAmount},
		{"more than there is", func(n *pay.NewGift) { n.Amount = yuan(t, "100.01") }, pay.ErrShort},
		{"shares below one fen", func(n *pay.NewGift) { n.Amount, n.Count = yuan(t, "0.04"), 5 }, pay.ErrGiftForm},
		{"no shares", func(n *pay.NewGift) { n.Count = 0 }, pay.ErrGiftForm},
		{"more than a hundred shares", func(n *pay.NewGift) { n.Count = 101 }, pay.ErrGiftForm},
		{"a packet for one person", func(n *pay.NewGift) { n.To = tom.User }, pay.ErrGiftForm},
		{"a kind that is none", func(n *pay.NewGift) { n.Kind = 4 }, pay.ErrGiftForm},
		{"a transfer to oneself", func(n *pay.NewGift) { n.Kind, n.To, n.Count = pay.GiftTransfer, ling.User, 1 }, pay.ErrGiftForm},
		{"a transfer of several shares", func(n *pay.NewGift) { n.Kind, n.To, n.Count = pay.GiftTransfer, tom.User, 2 }, pay.ErrGiftForm},
		{"a transfer to somebody who is not there", func(n *pay.NewGift) { n.Kind, n.To, n.Count = pay.GiftTransfer, w.stranger, 1 }, pay.ErrMember},
		{"a conversation of others", func(n *pay.NewGift) { n.Conv = id.New[id.ConvID](w.ids) }, pay.ErrMember},
		{"a note that lies", func(n *pay.NewGift) { n.Note = "\u202eluck" }, pay.ErrGiftForm},
		{"a wrong PIN", func(n *pay.NewGift) { n.PIN = "135790" }, pay.ErrPIN},
		{"a short request id", func(n *pay.NewGift) { n.Request = "short" }, pay.ErrRequest},
	} {
		t.Run(c.name+" is refused, and nothing moves", func(t *testing.T) {
			n := w.newGift(t, pay.GiftLucky, conv, "10.00", 2)
			c.bend(&n)
			_, err := w.SendGift(t.Context(), ling, n)
			wantError(t, err, c.want)
			if got := w.balance(t, ling); got != "100.00" {
				t.Errorf("the wallet has %s", got)
			}
		})
	}
	t.Run("a request that was used for another gift is refused", func(t *testing.T) {
		mei := w.person(t, "0.01")
		first := w.newGift(t, pay.GiftTransfer, w.room(ling, tom, mei), "1.00", 1)
		first.To = tom.User
		sent := w.sent(t, ling, first)
		before := w.balance(t, ling)
		for field, bend := range map[string]func(*pay.NewGift){
			"amount":       func(n *pay.NewGift) { n.Amount = yuan(t, "2.00") },
			"kind":         func(n *pay.NewGift) { n.Kind, n.To = pay.GiftEqual, "" },
			"recipient":    func(n *pay.NewGift) { n.To = mei.User },
			"conversation": func(n *pay.NewGift) { n.Conv = conv },
			"note":         func(n *pay.NewGift) { n.Note = "something else" },
		} {
			n := first
			bend(&n)
			if _, err := w.SendGift(t.Context(), ling, n); !errors.Is(err, pay.ErrReplayed) {
				t.Errorf("another %s: error = %v, want ErrReplayed", field, err)
			}
		}
		packet := w.newGift(t, pay.GiftEqual, conv, "1.00", 1)
		w.sent(t, ling, packet)
		packet.Count = 2
		_, err := w.SendGift(t.Context(), ling, packet)
		wantError(t, err, pay.ErrReplayed)
		if again := w.sent(t, ling, first); again.ID != sent.ID {
			t.Errorf("repeated, it is gift %s; it was %s", again.ID, sent.ID)
		}
		if want, err := yuan(t, before).Sub(yuan(t, "1.00")); err != nil || w.balance(t, ling) != want.Decimal() {
			t.Errorf("the wallet has %s, and had %s before the packet; %v", w.balance(t, ling), before, err)
		}
	})
	t.Run("a frozen wallet sends nothing, and a closed one takes nothing", func(t *testing.T) {
		frozen, closed := w.person(t, "5.00"), w.person(t, "0.01")
		there := w.room(frozen, closed, ling)
		name := func(by id.Caller) ledger.AccountID {
			account, err := ledger.AccountOf("person", string(by.User), pay.CNY)
			if err != nil {
				t.Fatal(err)
			}
			return account
		}
		if err := w.ledger.FreezeAccount(t.Context(), name(frozen)); err != nil {
			t.Fatal(err)
		}
		_, err := w.SendGift(t.Context(), frozen, w.newGift(t, pay.GiftEqual, there, "1.00", 1))
		wantError(t, err, pay.ErrFrozen)
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, there, "1.00", 1))
		n := w.newGift(t, pay.GiftTransfer, there, "0.01", 1) // empties the account, so that it can be closed
		n.To = ling.User
		w.sent(t, closed, n)
		if err := w.ledger.CloseAccount(t.Context(), name(closed)); err != nil {
			t.Fatal(err)
		}
		_, err = w.TakeGift(t.Context(), closed, g.ID)
		wantError(t, err, pay.ErrWalletClosed)
		if got := w.held(t, g.ID); got != "1.00" {
			t.Errorf("it holds %s, want 1.00", got)
		}
	})
}

func TestRedPackets(t *testing.T) {
	w := newWorld(t)
	ling := w.person(t, "1000.00")
	crowd := []id.Caller{ling}
	for range 500 {
		user := id.New[id.UserID](w.ids)
		crowd = append(crowd, id.AsPerson(user, "", ""))
	}
	conv := w.room(crowd...)
	for _, kind := range []pay.GiftKind{pay.GiftEqual, pay.GiftLucky} {
		t.Run(fmt.Sprintf("500 reach for 100 shares of kind %d at once: 100 get one, one each, and the sum is exact", kind), func(t *testing.T) {
			g := w.sent(t, ling, w.newGift(t, kind, conv, "10.07", 100))
			var all sync.WaitGroup
			got := make([]error, len(crowd))
			for i, by := range crowd[1:] {
				all.Go(func() { _, got[i+1] = w.TakeGift(t.Context(), by, g.ID) })
			}
			all.Wait()
			taken := 0
			for _, err := range got[1:] {
				if err == nil {
					taken++
				} else {
					wantError(t, err, pay.ErrGiftEmpty)
				}
			}
			after, err := w.FindGifts(t.Context(), ling, []pay.GiftID{g.ID})
			if err != nil || len(after) != 1 {
				t.Fatal(after, err)
			}
			sum, least, most := int64(0), after[0].Claims[0].Amount, int64(0)
			people := map[id.UserID]bool{}
			for _, c := range after[0].Claims {
				sum, least, most = sum+c.Amount, min(least, c.Amount), max(most, c.Amount)
				people[c.Person] = true
			}
			if taken != 100 || len(people) != 100 || sum != 1007 || least < 1 || after[0].State != pay.GiftTaken {
				t.Errorf("%d took, %d people, sum %d, least %d, state %d", taken, len(people), sum, least, after[0].State)
			}
			if kind == pay.GiftEqual && most-least > 1 {
				t.Errorf("equal shares go from %d to %d", least, most)
			}
			if got := w.held(t, g.ID); got != "0.00" {
				t.Errorf("%s are left in it", got)
			}
		})
	}
	t.Run("one member who reaches from sixteen devices at once has one share", func(t *testing.T) {
		w := newWorld(t)
		ling, tom := w.person(t, "10.00"), w.person(t, "0.01")
		conv := w.room(ling, tom)
		g := w.sent(t, ling, w.newGift(t, pay.GiftLucky, conv, "1.00", 10))
		var all sync.WaitGroup
		for range 16 {
			all.Go(func() {
				if _, err := w.TakeGift(t.Context(), tom, g.ID); err != nil && !errors.Is(err, pay.ErrGiftTaken) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		after, err := w.FindGifts(t.Context(), ling, []pay.GiftID{g.ID})
		if err != nil || len(after) != 1 || len(after[0].Claims) != 1 {
			t.Errorf("claims = %+v, %v; want one", after, err)
		}
	})
	t.Run("a draw can be made again from the seed, and the commitment binds the seed", func(t *testing.T) {
		g := w.sent(t, ling, w.newGift(t, pay.GiftLucky, conv, "20.00", 7))
		bound := g.Seed.Commitment(g.ID, g.Amount, g.Count)
		for _, by := range crowd[1:8] {
			if _, err := w.TakeGift(t.Context(), by, g.ID); err != nil {
				t.Fatal(err)
			}
		}
		after, err := w.FindGifts(t.Context(), ling, []pay.GiftID{g.ID})
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range after[0].Seed.Draw(g.Amount, 7) {
			if got := after[0].Claims[i].Amount; got != want {
				t.Errorf("share %d is %d, drawn %d", i, got, want)
			}
		}
		other := after[0].Seed
		other[31] ^= 1
		if after[0].Seed.Commitment(g.ID, g.Amount, 7) != bound || other.Commitment(g.ID, g.Amount, 7) == bound {
			t.Error("the commitment does not bind the seed")
		}
	})
	t.Run("what nobody took goes back after 24 hours, and what was taken stays", func(t *testing.T) {
		had := w.balance(t, ling)
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "10.00", 5))
		for _, by := range crowd[1:3] {
			if _, err := w.TakeGift(t.Context(), by, g.ID); err != nil {
				t.Fatal(err)
			}
		}
		w.clock.forward(24 * time.Hour)
		if n, err := w.ExpireGifts(t.Context()); err != nil || n != 1 {
			t.Fatalf("%d ended, %v", n, err)
		}
		_, err := w.TakeGift(t.Context(), crowd[4], g.ID)
		wantError(t, err, pay.ErrGiftOver)
		if n, err := w.ExpireGifts(t.Context()); err != nil || n != 0 {
			t.Fatalf("%d ended again, %v", n, err)
		}
		if got := w.held(t, g.ID); got != "0.00" {
			t.Errorf("%s are left in it", got)
		}
		want, err := yuan(t, had).Sub(yuan(t, "4.00"))
		if err != nil || w.balance(t, ling) != want.Decimal() {
			t.Errorf("Ling has %s, want %s, %v", w.balance(t, ling), want.Decimal(), err)
		}
	})
	t.Run("the wallets tell of a packet, with its words or that it has none of its own", func(t *testing.T) {
		n := w.newGift(t, pay.GiftEqual, conv, "1.00", 2)
		n.Note = ""
		for note, g := range map[string]pay.Gift{"": w.sent(t, ling, n), "good luck": w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "1.00", 2))} {
			if _, err := w.TakeGift(t.Context(), crowd[1], g.ID); err != nil {
				t.Fatal(err)
			}
			for _, by := range []id.Caller{ling, crowd[1]} {
				list, _, err := w.ListEntries(t.Context(), by, pay.Span{To: w.clock.Now().Add(time.Hour)})
				if err != nil || !slices.ContainsFunc(list, func(e pay.Entry) bool {
					return e.Kind == pay.GiftEntry && e.Packet && e.Note == note && e.Incoming == (by != ling)
				}) {
					t.Errorf("entries = %+v, %v; want one of a packet with the words %q", list, err, note)
				}
			}
		}
	})
	t.Run("in a conversation of two the sender takes no share, in a group they may", func(t *testing.T) {
		two := w.sent(t, ling, w.newGift(t, pay.GiftEqual, w.room(ling, crowd[1]), "1.00", 1))
		_, err := w.TakeGift(t.Context(), ling, two.ID)
		wantError(t, err, pay.ErrGiftOthers)
		group := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "1.00", 2))
		if _, err := w.TakeGift(t.Context(), ling, group.ID); err != nil {
			t.Error(err)
		}
	})
}

func TestDraw(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		count := rapid.IntRange(1, 100).Draw(rt, "count")
		total := rapid.Int64Range(int64(count), 20_000_000).Draw(rt, "fen")
		var seed pay.Seed
		copy(seed[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "seed"))
		sum := int64(0)
		for i, share := range seed.Draw(fen(rt, total), count) {
			if share < 1 {
				rt.Fatalf("share %d is %d", i, share)
			}
			sum += share
		}
		if sum != total {
			rt.Fatalf("the shares sum to %d, want %d", sum, total)
		}
	})
	t.Run("nobody gains by being early or late: each place has the same mean", func(t *testing.T) {
		const rounds, count, total = 4000, 5, 1000
		var sums [count]int64
		for n := range rounds {
			seed := pay.Seed{byte(n), byte(n >> 8)}
			for i, share := range seed.Draw(fen(t, total), count) {
				sums[i] += share
			}
		}
		for i, sum := range sums { // the mean is 200; four standard deviations of the mean are below 15
			if mean := sum / rounds; mean < 185 || mean > 215 {
				t.Errorf("place %d gets %d on average, want about %d", i, mean, total/count)
			}
		}
	})
}

// TestGiftsLoseAndMakeNothing draws gifts that are sent, arrive or wait, are taken, refused, sent back and expire, with answers that get lost and crashes, and
// adds up what everybody has and what every gift holds after each step.
func TestGiftsLoseAndMakeNothing(t *testing.T) {
	w := newWorld(t)
	rapid.Check(t, func(rt *rapid.T) {
		people := []id.Caller{w.person(t, "30.00"), w.person(t, "20.00"), w.person(t, "10.00")}
		conv := w.room(people...)
		var sent []pay.GiftID
		someone := func() id.Caller { return people[rapid.IntRange(0, 2).Draw(rt, "who")] }
		fails := func() { // every fourth movement, before or after it is made
			switch rapid.IntRange(0, 7).Draw(rt, "fault") {
			case 0:
				w.ledger.before = ledger.ErrUnknown
			case 1:
				w.ledger.after = ledger.ErrUnknown
			}
		}
		calm := func() { w.ledger.before, w.ledger.after = nil, nil }
		expected := func(err error, allowed ...error) {
			calm()
			if err != nil && !slices.ContainsFunc(append(allowed, pay.ErrPending), func(e error) bool { return errors.Is(err, e) }) {
				rt.Fatal(err)
			}
		}
		act := func(do func(by id.Caller, gift pay.GiftID) error) func(*rapid.T) {
			return func(rt *rapid.T) {
				if len(sent) == 0 {
					return
				}
				gift := sent[rapid.IntRange(0, len(sent)-1).Draw(rt, "gift")]
				fails()
				expected(do(someone(), gift), pay.ErrGiftOthers, pay.ErrGiftEmpty, pay.ErrGiftOver, pay.ErrGiftGone, pay.ErrGiftTaken, pay.ErrNoGift,
					pay.ErrGiftLate, pay.ErrShort)
			}
		}
		rt.Repeat(map[string]func(*rapid.T){
			"send": func(rt *rapid.T) {
				by, to := someone(), someone()
				n := w.newGift(t, pay.GiftKind(rapid.IntRange(1, 3).Draw(rt, "kind")), conv, "1.00", rapid.IntRange(1, 4).Draw(rt, "count"))
				n.Amount = fen(rt, rapid.Int64Range(4, 1500).Draw(rt, "fen"))
				if n.Kind == pay.GiftTransfer {
					n.To, n.Count = to.User, 1
				}
				fails()
				g, err := w.SendGift(t.Context(), by, n)
				expected(err, pay.ErrShort, pay.ErrGiftForm)
				if g.ID != "" {
					sent = append(sent, g.ID)
				}
			},
			"take": act(func(by id.Caller, gift pay.GiftID) error {
				_, err := w.TakeGift(t.Context(), by, gift)
				return err
			}),
			"refuse": act(func(by id.Caller, gift pay.GiftID) error {
				_, err := w.RefuseGift(t.Context(), by, gift)
				return err
			}),
			"ask": func(rt *rapid.T) { w.asked(t, someone(), rapid.Bool().Draw(rt, "first")) },
			"time passes": func(rt *rapid.T) {
				w.clock.forward(time.Duration(rapid.IntRange(1, 20).Draw(rt, "hours")) * time.Hour)
				fails()
				_, err := w.ExpireGifts(t.Context())
				expected(err)
			},
			"crash": func(rt *rapid.T) {
				w.restart()
				w.clock.forward(time.Millisecond)
				if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
					rt.Fatal(err)
				}
			},
			"compare": w.comparedOnce(t),
			"": func(rt *rapid.T) {
				sum := int64(0)
				for _, by := range people {
					wallet, err := w.Wallet(t.Context(), by)
					if err != nil {
						rt.Fatal(err)
					}
					sum += wallet.Balance.Minor()
				}
				for _, gift := range sent {
					name, err := ledger.AccountOf("gift", string(gift), pay.CNY)
					if err != nil {
						rt.Fatal(err)
					}
					b, err := w.ledger.Balance(t.Context(), name)
					if errors.Is(err, ledger.ErrNoAccount) {
						continue
					}
					if err != nil {
						rt.Fatal(err)
					}
					sum += b.Posted.Minor()
				}
				if sum != 60_00 {
					rt.Fatalf("wallets and gifts have %d fen together, want 6000", sum)
				}
			},
		})
		// A day later, after a restart, no gift holds anything: all of it was taken or is back.
		w.restart()
		w.clock.forward(25 * time.Hour)
		for range 2 {
			if _, err := w.Resume(t.Context(), w.clock.Now()); err != nil {
				rt.Fatal(err)
			}
			if _, err := w.ExpireGifts(t.Context()); err != nil {
				rt.Fatal(err)
			}
		}
		sum := int64(0)
		for _, by := range people {
			wallet, err := w.Wallet(t.Context(), by)
			if err != nil {
				rt.Fatal(err)
			}
			sum += wallet.Balance.Minor()
		}
		if sum != 60_00 {
			rt.Fatalf("the wallets have %d fen together in the end, want 6000", sum)
		}
	})
	if c := w.compared(t); c.Gifts == 0 || c.Shares == 0 || c.Records == 0 || c.Underway != 0 {
		t.Errorf("compared %+v", c)
	}
	reports, err := ledger.Check(t.Context(), w.db)
	if err != nil || len(reports) != 1 || len(reports[0].Differences) > 0 {
		t.Errorf("the ledger differs: %+v, %v", reports, err)
	}
}
