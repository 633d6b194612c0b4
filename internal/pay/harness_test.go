package pay_test

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	pin   = "246810"
	mchid = "1900000001"
	app   = id.AppID("wx0123456789abcdef")
	other = id.AppID("wxfedcba9876543210")
)

func yuan(t interface{ Fatal(...any) }, text string) money.Amount {
	a, err := money.Parse(text, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// clock is a time that only moves when it is told to, a millisecond at each look apart.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// merchant signs as a backend does.
type merchant struct {
	id          string
	key         *rsa.PrivateKey
	certificate *x509.Certificate
}

var keys = sync.OnceValue(func() []*rsa.PrivateKey { //nolint:gochecknoglobals // making RSA keys takes long
	list := make([]*rsa.PrivateKey, 2)
	for i := range list {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			panic(err)
		}
		list[i] = key
	}
	return list
})

func newMerchant(t interface{ Fatal(...any) }, mchid string, key *rsa.PrivateKey, now time.Time) merchant {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(now.UnixMilli()), Subject: pkix.Name{CommonName: mchid},
		NotBefore: now.Add(-time.Hour), NotAfter: now.AddDate(5, 0, 0),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return merchant{mchid, key, certificate}
}

func (m merchant) sign(t interface{ Fatal(...any) }, app id.AppID, order pay.OrderID) pay.Signed {
	g := pay.Signed{App: app, TimeStamp: "1760000000", Nonce: "nonce", Package: "prepay_id=" + string(order), SignType: "RSA"}
	sum := sha256.Sum256([]byte(string(g.App) + "\n" + g.TimeStamp + "\n" + g.Nonce + "\n" + g.Package + "\n"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, m.key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	g.Sign = base64.StdEncoding.EncodeToString(sign)
	return g
}

// people are who exists; everybody is everybody's contact but the stranger.
type people struct{ stranger id.UserID }

func (people) People(_ context.Context, users []id.UserID) (map[id.UserID]account.Person, error) {
	found := map[id.UserID]account.Person{}
	for _, user := range users {
		found[user] = account.Person{ID: user, Name: "P" + string(user[len(user)-3:])}
	}
	return found, nil
}

func (people) OpenID(user id.UserID, app id.AppID) string { return "o" + string(app) + string(user) }

func (p people) Knows(_ context.Context, _, b id.UserID) (bool, error) { return b != p.stranger, nil }

// cards are where cards are.
type cards map[id.CardID]pay.Place

func (c cards) PlaceOf(_ context.Context, _ id.Caller, card id.CardID) (pay.Place, error) {
	p, ok := c[card]
	if !ok {
		return pay.Place{}, pay.ErrNoOrder
	}
	return p, nil
}

// faultyLedger loses calls, before or after they reach the ledger.
type faultyLedger struct {
	*ledger.Ledger
	mu     sync.Mutex
	before error  // the next Post fails with it, and does nothing
	after  error  // the next Post is done, and fails with it
	during func() // happens while the next Post is under way
}

func (f *faultyLedger) Post(ctx context.Context, c ledger.Command) (ledger.Result, error) {
	f.mu.Lock()
	before, after, during := f.before, f.after, f.during
	f.before, f.after, f.during = nil, nil, nil
	f.mu.Unlock()
	if during != nil {
		during()
	}
	if before != nil {
		return ledger.Result{}, before
	}
	result, err := f.Ledger.Post(ctx, c)
	if after != nil {
		return ledger.Result{}, after
	}
	return result, err
}

// world is a pay room on a real ledger and a real database.
type world struct {
	*pay.Service
	db       *store.DB
	ledger   *faultyLedger
	clock    *clock
	shop     merchant
	stranger id.UserID
	ids      *id.Source
	cards    cards
	rooms    rooms
	dir      string   // of the database
	foreign  []string // what a test has the ledger move itself, as a difference would name it
}

type fataler interface {
	testing.TB
}

func newWorld(t fataler) *world {
	t.Helper()
	w := &world{
		clock: &clock{now: time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)}, cards: cards{}, rooms: rooms{}, dir: t.TempDir(), foreign: []string{" to spent:"},
	}
	w.ids = id.NewSource(w.clock.Now, rand.Reader)
	w.stranger = id.New[id.UserID](w.ids)
	w.db = storetest.OpenAt(t, w.dir, w.clock.Now, ledger.Schema(), pay.Schema())
	l, err := ledger.Open(t.Context(), ledger.Config{DB: w.db, Currencies: []money.Currency{pay.CNY}, Now: w.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.Close)
	w.ledger = &faultyLedger{Ledger: l}
	w.restart()
	w.shop = newMerchant(t, mchid, keys()[0], w.clock.Now())
	w.keepMerchant(t, w.shop, app)
	t.Cleanup(func() { w.compared(t) }) // whatever a test has done was legal
	return w
}

// restart forgets all that was in memory.
func (w *world) restart() {
	w.Service = pay.New(pay.Config{
		DB: w.db, IDs: w.ids, Now: w.clock.Now, Random: rand.Reader, Ledger: w.ledger, Accounts: w.ledger,
		People: people{}, Contacts: people{w.stranger}, Cards: w.cards, Members: w.rooms,
	})
}

func (w *world) keepMerchant(t fataler, m merchant, app id.AppID) {
	t.Helper()
	err := w.KeepMerchant(t.Context(), pay.Merchant{
		ID: m.id, Name: "Shop " + m.id, Apps: []id.AppID{app}, APIKey: make([]byte, 32), Certificates: []*x509.Certificate{m.certificate},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// person returns somebody with money and a PIN.
func (w *world) person(t fataler, balance string) id.Caller {
	t.Helper()
	user := id.New[id.UserID](w.ids)
	if err := w.Grant(t.Context(), user, yuan(t, balance)); err != nil {
		t.Fatal(err)
	}
	by := id.AsPerson(user, "", "")
	if err := w.SetPIN(t.Context(), by, "", pin); err != nil {
		t.Fatal(err)
	}
	return by
}

func asShop(mchid string) id.Caller { return id.Caller{Kind: id.Merchant, Merchant: mchid} }

func (w *world) newOrder(t fataler, by id.Caller, number, amount string) pay.NewOrder {
	t.Helper()
	return pay.NewOrder{
		App: app, OutTradeNo: number, OpenID: people{}.OpenID(by.User, app), Description: "Longjing", Amount: yuan(t, amount),
		NotifyURL: "http://127.0.0.1:9/notify",
	}
}

// order makes an order for somebody.
func (w *world) order(t fataler, by id.Caller, number, amount string) pay.Order {
	t.Helper()
	o, err := w.Prepare(t.Context(), asShop(mchid), w.newOrder(t, by, number, amount))
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// request is what the sheet of an order would send.
func (w *world) request(t fataler, o pay.Order, name string) pay.PayOrder {
	t.Helper()
	return pay.PayOrder{Request: name, Signed: w.shop.sign(t, o.App, o.ID), Payee: o.Merchant, Amount: o.Amount, PIN: pin}
}

func (w *world) balance(t fataler, by id.Caller) string {
	t.Helper()
	wallet, err := w.Wallet(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	return wallet.Balance.Decimal()
}

func (w *world) takings(t fataler, mchid string) string {
	t.Helper()
	name, err := ledger.AccountOf("merchant", mchid, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	b, err := w.ledger.Balance(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	return b.Posted.Decimal()
}

// wantMoney checks what a payer has and what the shop took.
func (w *world) wantMoney(t fataler, by id.Caller, wallet, takings string) {
	t.Helper()
	if got := w.balance(t, by); got != wallet {
		t.Errorf("wallet has %s, want %s", got, wallet)
	}
	if got := w.takings(t, mchid); got != takings {
		t.Errorf("shop has %s, want %s", got, takings)
	}
}

func wantError(t fataler, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error = %v, want %v", err, want)
	}
}

func number(n int) string { return fmt.Sprintf("order-%04d", n) }
