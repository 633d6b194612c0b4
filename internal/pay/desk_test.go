package pay_test

import (
	"crypto/x509"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

func TestDesk(t *testing.T) {
	w := newWorld(t)
	desk := pay.Desk{Files: w.db, Now: w.clock.Now}
	old, fresh := newMerchant(t, "1600000001", keys()[0], w.clock.Now()), newMerchant(t, "1600000001", keys()[1], w.clock.Now().Add(1e9))
	shop := pay.Merchant{
		ID: old.id, Name: "Corner shop", Apps: []id.AppID{app}, APIKey: make([]byte, 32), Certificates: []*x509.Certificate{old.certificate},
	}
	ling := w.person(t, "100.00")
	// pay orders by the merchant's number and pays what a key signed.
	payWith := func(t *testing.T, by merchant, number string) error {
		t.Helper()
		o, err := w.Prepare(t.Context(), asShop(shop.ID), w.newOrder(t, ling, number, "1.00"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.Pay(t.Context(), ling, pay.PayOrder{
			Request: "pay-" + number, Signed: by.sign(t, o.App, o.ID), Payee: o.Merchant, Amount: o.Amount, PIN: pin,
		})
		return err
	}
	t.Run("a merchant that was added is paid, though nobody opened its account before", func(t *testing.T) {
		if err := desk.Add(t.Context(), shop); err != nil {
			t.Fatal(err)
		}
		if err := payWith(t, old, "desk-1"); err != nil {
			t.Fatal(err)
		}
		if got := w.takings(t, shop.ID); got != "1.00" {
			t.Errorf("it has %s, want 1.00", got)
		}
	})
	t.Run("its number is taken", func(t *testing.T) { wantError(t, desk.Add(t.Context(), shop), pay.ErrMerchantTaken) })
	for _, c := range []struct {
		name string
		bend func(*pay.Merchant)
	}{
		{"a number with letters", func(m *pay.Merchant) { m.ID = "16000000ab" }},
		{"a short number", func(m *pay.Merchant) { m.ID = "1600000" }},
		{"a long number", func(m *pay.Merchant) { m.ID = "16000000012" }},
		{"no name", func(m *pay.Merchant) { m.Name = "" }},
		{"a name of two lines", func(m *pay.Merchant) { m.Name = "Corner\nshop" }},
		{"a name that is read backwards", func(m *pay.Merchant) { m.Name = "\u202epohs renroC" }},
		{"a short API key", func(m *pay.Merchant) { m.APIKey = make([]byte, 31) }},
	} {
		t.Run(c.name+" is refused", func(t *testing.T) {
			m := shop
			m.ID = "1600000002"
			c.bend(&m)
			wantError(t, desk.Add(t.Context(), m), pay.ErrMerchant)
		})
	}
	t.Run("after a rotation both keys count, until the old one is revoked", func(t *testing.T) {
		m, err := desk.Rotate(t.Context(), shop.ID, fresh.certificate, nil)
		if err != nil || len(m.Certificates) != 2 {
			t.Fatalf("%d certificates, %v; want 2", len(m.Certificates), err)
		}
		for number, by := range map[string]merchant{"desk-2": old, "desk-3": fresh} {
			if err := payWith(t, by, number); err != nil {
				t.Errorf("%s: %v", number, err)
			}
		}
		if n, err := desk.Revoke(t.Context(), shop.ID, pay.SerialOf(old.certificate)); err != nil || n != 1 {
			t.Fatalf("%d revoked, %v; want 1", n, err)
		}
		wantError(t, payWith(t, old, "desk-4"), pay.ErrSignature)
		if err := payWith(t, fresh, "desk-4"); err != nil {
			t.Error(err)
		}
	})
	t.Run("a certificate that it does not have cannot be revoked", func(t *testing.T) {
		_, err := desk.Revoke(t.Context(), shop.ID, "00")
		wantError(t, err, pay.ErrNoCertificate)
	})
	t.Run("revoked for good it takes nothing more, and keeps what it took", func(t *testing.T) {
		if n, err := desk.Revoke(t.Context(), shop.ID, ""); err != nil || n != 1 {
			t.Fatalf("%d revoked, %v; want 1", n, err)
		}
		wantError(t, payWith(t, fresh, "desk-5"), pay.ErrSignature)
		if got := w.takings(t, shop.ID); got != "4.00" {
			t.Errorf("it has %s, want 4.00", got)
		}
	})
	t.Run("a merchant that is not there has nothing to rotate or revoke", func(t *testing.T) {
		_, err := desk.Rotate(t.Context(), "1600000009", fresh.certificate, nil)
		wantError(t, err, pay.ErrNoMerchant)
		_, err = desk.Revoke(t.Context(), "1600000009", "")
		wantError(t, err, pay.ErrNoMerchant)
	})
	t.Run("all of them are listed", func(t *testing.T) {
		list, err := desk.List(t.Context())
		if err != nil || len(list) != 2 || list[0].ID != shop.ID || list[1].ID != mchid {
			t.Errorf("list = %+v, %v; want the new one and the old one", list, err)
		}
	})
}

func TestTextsThatLie(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "100.00"), w.person(t, "0.01")
	for _, c := range []struct {
		name, text string
		attach     bool // whether it may be given back to the merchant
	}{
		{"a right-to-left override", "tea \u202e00.1", false},
		{"an embedding", "\u202atea", false},
		{"an isolate", "tea\u2067", false},
		{"a mark of direction", "tea\u200f", false},
		{"an Arabic letter mark", "\u061ctea", false},
		{"a line feed", "tea\nPaid to Ling", true},
		{"a line separator", "tea\u2028Paid", false},
		{"a NUL", "tea\x00", false},
		{"an escape", "tea\x1b[2J", false},
		{"a C1 control", "tea\u0085", false},
		{"a zero-width space", "te\u200ba", false},
		{"a byte order mark", "\ufefftea", false},
		{"broken UTF-8", "tea\xff", false},
	} {
		t.Run(c.name+" in a description is refused", func(t *testing.T) {
			n := w.newOrder(t, ling, "lying-order", "1.00")
			n.Description = c.text
			_, err := w.Prepare(t.Context(), asShop(mchid), n)
			wantError(t, err, pay.ErrOrder)
		})
		t.Run(c.name+" in a note is refused", func(t *testing.T) {
			_, err := w.Transfer(t.Context(), ling, pay.NewTransfer{Request: "lying-note", To: tom.User, Amount: yuan(t, "1.00"), Note: c.text, PIN: pin})
			wantError(t, err, pay.ErrRequest)
		})
		t.Run(c.name+" in what is given back", func(t *testing.T) {
			n := w.newOrder(t, ling, "attach-"+string(id.DeriveAppID(c.name)), "1.00")
			n.OutTradeNo, n.Attach = n.OutTradeNo[:20], c.text
			_, err := w.Prepare(t.Context(), asShop(mchid), n)
			if c.attach && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !c.attach {
				wantError(t, err, pay.ErrOrder)
			}
		})
	}
	for _, text := range []string{"明前龙井 🍵", "שלום", "قهوة", "👩‍👧 family", "naïve café", "🏴󠁧󠁢󠁥󠁮󠁧󠁿 tea"} {
		t.Run("a description in any script is taken: "+text, func(t *testing.T) {
			n := w.newOrder(t, ling, "order-"+string(id.DeriveAppID(text)), "1.00")
			n.Description = text
			if _, err := w.Prepare(t.Context(), asShop(mchid), n); err != nil {
				t.Error(err)
			}
		})
	}
}
