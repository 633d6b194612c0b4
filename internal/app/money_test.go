package app

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

func fen(t *testing.T, n int64) money.Amount {
	t.Helper()
	a, err := money.New(n, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (s *stage) balance(t *testing.T, by id.Caller) string {
	t.Helper()
	w, err := s.pay.Wallet(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	return w.Balance.Decimal()
}

func TestMoneyAndChat(t *testing.T) {
	s := openStage(t, t.TempDir())
	ling, withMei := s.with(t, "ling")
	tom, tomMei := s.with(t, "tom")
	direct, err := s.talk.chat.OpenDirect(t.Context(), ling, tom.User)
	if err != nil {
		t.Fatal(err)
	}

	t.Run("the demo's people have 500.00 and the PIN that is printed", func(t *testing.T) {
		for _, by := range []id.Caller{ling, tom} {
			w, err := s.pay.Wallet(t.Context(), by)
			if err != nil || w.Balance.Decimal() != "500.00" || !w.PIN.Set {
				t.Errorf("wallet = %+v, %v; want 500.00 and a PIN", w, err)
			}
		}
	})
	t.Run("a transfer shows in the conversation of the two, once", func(t *testing.T) {
		r := pay.NewTransfer{Request: "transfer-1", To: tom.User, Amount: fen(t, 1234), Note: "lunch", PIN: demoPIN}
		for range 2 {
			if _, err := s.pay.Transfer(t.Context(), ling, r); err != nil {
				t.Fatal(err)
			}
		}
		s.settle(t)
		if a, b := s.balance(t, ling), s.balance(t, tom); a != "487.66" || b != "512.34" {
			t.Errorf("balances %s and %s, want 487.66 and 512.34", a, b)
		}
		want := []string{"1234", "CNY", string(tom.User), "lunch"}
		shown := 0
		for _, m := range s.history(t, tom, direct.ID) {
			if n := m.Body.Notice; n != nil && n.Key == TransferNotice && slices.Equal(n.Args, want) && m.Sender == ling.User {
				shown++
			}
		}
		if shown != 1 {
			t.Errorf("shown %d times, want once", shown)
		}
	})
	till := openTill(t, s)
	t.Run("an order paid from a card turns the card to paid by the payer", func(t *testing.T) {
		card := cardOf(t, s.say(t, ling, withMei, "ask-for-tea", "龙井"))
		if _, err := till.pay(t, ling, card); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		found, err := s.talk.chat.FindCard(t.Context(), ling, card)
		if err != nil || found.Card.State != chat.Paid || found.Card.StateBy != string(ling.User) {
			t.Errorf("card = %d by %q, %v; want paid by ling", found.Card.State, found.Card.StateBy, err)
		}
	})
	t.Run("what becomes of a card after it was opened stops nobody from paying", func(t *testing.T) {
		group, err := s.talk.chat.CreateGroup(t.Context(), tom, "Tea", []id.UserID{ling.User, mei(t, s)})
		if err != nil {
			t.Fatal(err)
		}
		back, left := till.share(t, tom, direct.ID, "card-back"), till.share(t, tom, group.ID, "card-left")
		if _, err := s.talk.chat.RecallMessage(t.Context(), tom, direct.ID, back.Seq); err != nil {
			t.Fatal(err)
		}
		if err := s.talk.chat.LeaveGroup(t.Context(), ling, group.ID); err != nil {
			t.Fatal(err)
		}
		had := s.balance(t, ling)
		// Nobody learns more of a card that they cannot see than of one that nobody made; all of them can pay without it.
		withMei := cardOf(t, s.say(t, tom, tomMei, "ask-for-tea", "龙井"))
		for name, card := range map[string]id.CardID{
			"taken back": back.Body.Card.ID, "left": left.Body.Card.ID, "of others": withMei, "invented": "crd_00000000000000000000000000",
		} {
			if _, err := till.pay(t, ling, card); !errors.Is(err, pay.ErrCard) {
				t.Errorf("%s: error = %v, want ErrCard", name, err)
			}
		}
		if now := s.balance(t, ling); now != had {
			t.Errorf("balance = %s after refusals, want %s", now, had)
		}
		if _, err := till.pay(t, ling, ""); err != nil {
			t.Errorf("without a card: %v", err)
		}
	})
}

func mei(t *testing.T, s *stage) id.UserID {
	t.Helper()
	p, err := s.people.FindHandle(t.Context(), "mei")
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}

// till is the teahouse's server, as far as money goes.
type till struct {
	*stage
	key    *rsa.PrivateKey
	app    id.AppID
	orders int
}

func openTill(t *testing.T, s *stage) *till {
	t.Helper()
	shop := newAuthority(filepath.Join(t.TempDir(), "keys"), time.Now, rand.Reader)
	one, err := shop.issue("merchant")
	if err != nil {
		t.Fatal(err)
	}
	app := exampleApp("teahouse")
	err = s.pay.KeepMerchant(t.Context(), pay.Merchant{
		ID: teahouseMerchant, Name: "Teahouse", Apps: []id.AppID{app}, APIKey: make([]byte, 32), Certificates: []*x509.Certificate{one.certificate},
	})
	if err != nil {
		t.Fatal(err)
	}
	return &till{s, one.key, app, 0}
}

// pay pays a new order from a card.
func (l *till) pay(t *testing.T, by id.Caller, card id.CardID) (pay.Payment, error) {
	t.Helper()
	l.orders++
	o, err := l.stage.pay.Prepare(t.Context(), id.Caller{Kind: id.Merchant, Merchant: teahouseMerchant}, pay.NewOrder{
		App: l.app, OutTradeNo: fmt.Sprintf("tea-%04d", l.orders), OpenID: l.people.OpenID(by.User, l.app), Description: "Longjing", Amount: fen(t, 1500),
	})
	if err != nil {
		t.Fatal(err)
	}
	return l.stage.pay.Pay(t.Context(), by, pay.PayOrder{
		Request: fmt.Sprintf("request-%d", l.orders), Signed: signedBy(t, l.key, l.app, o.ID), Card: card, Payee: teahouseMerchant, Amount: o.Amount, PIN: demoPIN,
	})
}

func (l *till) share(t *testing.T, by id.Caller, conv id.ConvID, name string) chat.Message {
	t.Helper()
	m, err := l.talk.chat.ShareCard(t.Context(), by, chat.Send{Conv: conv, ClientID: name, Body: chat.Body{Card: &chat.Card{Snapshot: chat.Snapshot{
		App: l.app, AppName: "Teahouse", AppColor: "#0f766e", Title: "Longjing", Path: "pages/tea/tea",
	}}}})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func cardOf(t *testing.T, list []chat.Message) id.CardID {
	t.Helper()
	for _, m := range list {
		if m.Body.Card != nil {
			return m.Body.Card.ID
		}
	}
	t.Fatalf("no card in %+v", list)
	return ""
}

func signedBy(t *testing.T, key *rsa.PrivateKey, app id.AppID, order pay.OrderID) pay.Signed {
	t.Helper()
	g := pay.Signed{App: app, TimeStamp: "1760000000", Nonce: "nonce", Package: "prepay_id=" + string(order), SignType: "RSA"}
	sum := sha256.Sum256([]byte(string(g.App) + "\n" + g.TimeStamp + "\n" + g.Nonce + "\n" + g.Package + "\n"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	g.Sign = base64.StdEncoding.EncodeToString(sign)
	return g
}

func TestAuthority(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "keys")
	first, err := newAuthority(dir, time.Now, rand.Reader).issue("merchant-1900000109")
	if err != nil {
		t.Fatal(err)
	}
	again := newAuthority(dir, time.Now, rand.Reader)
	second, err := again.issue("merchant-1900000109")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("an identity is the same the next time", func(t *testing.T) {
		if !first.key.Equal(second.key) || !first.certificate.Equal(second.certificate) {
			t.Error("it was made anew")
		}
	})
	t.Run("the instance's own authority vouches for it", func(t *testing.T) {
		root, err := again.open(authorityName, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := second.certificate.CheckSignatureFrom(root.certificate); err != nil {
			t.Error(err)
		}
	})
	t.Run("its serial number has 40 digits, as client libraries expect", func(t *testing.T) {
		if got := pay.SerialOf(second.certificate); len(got) != 40 {
			t.Errorf("serial = %s", got)
		}
	})
}

func TestRunChild(t *testing.T) {
	t.Run("its output has a prefix, its environment what it is given", func(t *testing.T) {
		to := printed{make(chan string, 10)}
		wait, err := runChild(t.Context(), "printenv TEAHOUSE_ADDRESS", []variable{{"TEAHOUSE_ADDRESS", "127.0.0.1:1"}}, to)
		if err != nil {
			t.Fatal(err)
		}
		wait()
		if got := <-to.lines; got != "  shops | 127.0.0.1:1\n" {
			t.Errorf("printed %q", got)
		}
		if got := <-to.lines; !strings.Contains(got, "has ended") {
			t.Errorf("printed %q, want that it has ended", got)
		}
	})
	t.Run("a command that does not exist is refused", func(t *testing.T) {
		if _, err := runChild(t.Context(), "no-such-command-here x", nil, printed{}); err == nil {
			t.Error("it runs")
		}
	})
}
