package pay_test

import (
	"fmt"
	"testing"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

func TestCards(t *testing.T) {
	const card = id.CardID("crd_01jd3k7mpqrstvwxyz01234567")
	for _, c := range []struct {
		name  string
		place pay.Place
		show  bool
		want  id.CardID
	}{
		{"a card in a conversation of two is tied", pay.Place{App: app}, false, card},
		{"a card in a group is not, unless the payer says so", pay.Place{App: app, Group: "Tea"}, false, ""},
		{"a card in a group is, if the payer says so", pay.Place{App: app, Group: "Tea"}, true, card},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.cards[card] = c.place
			by := w.person(t, "500.00")
			o := w.order(t, by, "an-order", "15.00")
			r := w.request(t, o, "request-1")
			r.Card, r.ShowInGroup = card, c.show
			p, err := w.Pay(t.Context(), by, r)
			if err != nil || p.Card != c.want {
				t.Errorf("card = %q, %v; want %q", p.Card, err, c.want)
			}
		})
	}
	t.Run("a card that the payer cannot see, that never was, or of another program is refused, alike, before the PIN", func(t *testing.T) {
		w := newWorld(t)
		const foreign = id.CardID("crd_01jd3k7mpqrstvwxyz0123456x")
		w.cards[foreign] = pay.Place{App: other}
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		for i, card := range []id.CardID{card, foreign} {
			r := w.request(t, o, fmt.Sprintf("request-%d", i))
			r.Card, r.PIN = card, "135790"
			_, err := w.Pay(t.Context(), by, r)
			wantError(t, err, pay.ErrCard)
			_, err = w.Present(t.Context(), by, r.Signed, card)
			wantError(t, err, pay.ErrCard)
			if got := fault.Of(err).Message(); got != "This card cannot be found. Nothing was taken. You can pay without the card." {
				t.Errorf("%s: says %q", card, got)
			}
		}
		wallet, err := w.Wallet(t.Context(), by)
		if err != nil || wallet.PIN.TriesLeft != 5 {
			t.Errorf("tries left = %d, %v; want 5: no PIN was looked at", wallet.PIN.TriesLeft, err)
		}
		// The way on: the same order without the card.
		r := w.request(t, o, "request-9")
		if p, err := w.Pay(t.Context(), by, r); err != nil || p.Card != "" {
			t.Errorf("card = %q, %v; want none", p.Card, err)
		}
		// What was paid from a card stays paid when the card is out of sight by the time the request comes again.
		w.cards["crd_01jd3k7mpqrstvwxyz0123456y"] = pay.Place{App: app}
		r = w.request(t, w.order(t, by, "order-2", "5.00"), "request-10")
		r.Card = "crd_01jd3k7mpqrstvwxyz0123456y"
		first, err := w.Pay(t.Context(), by, r)
		if err != nil {
			t.Fatal(err)
		}
		delete(w.cards, r.Card)
		if again, err := w.Pay(t.Context(), by, r); err != nil || again.ID != first.ID || again.Card != r.Card {
			t.Errorf("again = %+v, %v; want %+v", again, err, first)
		}
		if sheet, err := w.Present(t.Context(), by, r.Signed, r.Card); err != nil || sheet.Order.State != pay.OrderPaid {
			t.Errorf("shown again: %+v, %v; want that it is paid", sheet, err)
		}
		w.wantMoney(t, by, "480.00", "20.00")
	})
}
