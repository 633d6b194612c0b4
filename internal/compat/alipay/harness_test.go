package alipay

import (
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/pay/paytest"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	mchid      = "1900000109"
	otherMchid = "1900000110"
	app        = id.AppID("wx0123456789abcdef")
	otherApp   = id.AppID("wxfedcba9876543210")
	pin        = "246810"
	notifyURL  = "https://shop.example/notify"
)

func shopKey() paytest.Signer     { return paytest.Signers()[0] }
func otherKey() paytest.Signer    { return paytest.Signers()[1] }
func platformKey() paytest.Signer { return paytest.Signers()[2] }

// people are everybody; each has opened both programs.
type people struct{}

func (people) People(_ context.Context, users []id.UserID) (map[id.UserID]account.Person, error) {
	found := map[id.UserID]account.Person{}
	for _, user := range users {
		found[user] = account.Person{ID: user, Name: "Ling", Avatar: "abc"}
	}
	return found, nil
}

func (people) OpenID(user id.UserID, app id.AppID) string {
	return "o" + string(app)[2:6] + string(user)[4:]
}

func (people) FindOpenID(_ context.Context, openid string) (id.AppID, error) {
	for _, each := range []id.AppID{app, otherApp} {
		if len(openid) > 20 && strings.HasPrefix(openid, "o"+string(each)[2:6]) {
			return each, nil
		}
	}
	return "", nil
}

func (people) Knows(context.Context, id.UserID, id.UserID) (bool, error) { return true, nil }

// codes are what my.getAuthCode gave, each once.
type codes map[string]gateway.Identity

func (c codes) Exchange(_ context.Context, app id.AppID, code string) (gateway.Identity, error) {
	who, ok := c[string(app)+" "+code]
	if !ok {
		return gateway.Identity{}, gateway.ErrCode
	}
	delete(c, string(app)+" "+code)
	return who, nil
}

// place is a server that speaks the dialect, two merchants with a program each, and two people with money.
type place struct {
	*testing.T
	pay        *pay.Service
	out        *egress.Egress
	s          *Service
	url        string
	codes      codes
	offset     atomic.Int64 // that the clock is ahead
	ling, eve  id.Caller
	withoutKey pay.Desk
}

func (p *place) now() time.Time { return time.Now().Add(time.Duration(p.offset.Load())) }

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{T: t, codes: codes{}}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db := storetest.OpenAt(t, t.TempDir(), p.now, egress.Schema(), ledger.Schema(), pay.Schema())
	ids := id.NewSource(p.now, rand.Reader)
	books, err := ledger.Open(t.Context(), ledger.Config{DB: db, Currencies: []money.Currency{pay.CNY}, Now: p.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(books.Close)
	p.pay = pay.New(pay.Config{DB: db, IDs: ids, Now: p.now, Random: rand.Reader, Ledger: books, People: people{}, Contacts: people{}, OpenIDs: people{}, Log: log})
	p.withoutKey = pay.Desk{Files: db, Now: p.now}
	p.out = egress.Open(egress.Config{DB: db, IDs: ids, Now: p.now, Log: log})
	t.Cleanup(func() {
		if err := p.out.Close(); err != nil {
			t.Error(err)
		}
	})
	p.s = New(Config{
		Pay: p.pay, Codes: p.codes, People: people{}, Origin: "https://chat.example", Out: p.out, IDs: ids, Now: p.now, Random: rand.Reader, Log: log,
		Key: func(context.Context) (*rsa.PrivateKey, error) { return platformKey().Key, nil },
		Tokens: func() (cipher.AEAD, error) {
			block, err := aes.NewCipher(make([]byte, 32))
			if err != nil {
				return nil, err
			}
			return cipher.NewGCM(block)
		},
	})
	p.pay.UseOrderTexts(p.s)
	web := httptest.NewUnstartedServer(nil)
	server, err := httpd.New(httpd.Config{Origin: "http://" + web.Listener.Addr().String(), Now: p.now, IDs: ids, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	p.s.Mount(server)
	web.Config.Handler = server
	web.Start()
	t.Cleanup(web.Close)
	p.url = web.URL
	for _, m := range []pay.Merchant{
		{ID: mchid, Name: "Teahouse", Apps: []id.AppID{app}, Certificates: []*x509.Certificate{shopKey().Certificate}},
		{ID: otherMchid, Name: "Florist", Apps: []id.AppID{otherApp}, Certificates: []*x509.Certificate{otherKey().Certificate}},
	} {
		m.APIKey = make([]byte, 32)
		if err := p.pay.KeepMerchant(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []*id.Caller{&p.ling, &p.eve} {
		*who = id.AsPerson(id.New[id.UserID](ids), "", "")
		if err := p.pay.Grant(t.Context(), who.User, p.amount("100.00")); err != nil {
			t.Fatal(err)
		}
		if err := p.pay.SetPIN(t.Context(), *who, "", pin); err != nil {
			t.Fatal(err)
		}
	}
	return p
}

func (p *place) amount(text string) money.Amount {
	p.Helper()
	a, err := money.Parse(text, pay.CNY)
	if err != nil {
		p.Fatal(err)
	}
	return a
}

func (p *place) openid(by id.Caller) string { return people{}.OpenID(by.User, app) }

type fields = map[string]any

// asking is what a client library sends: parameters, the content as JSON, signed.
func (p *place) asking(by paytest.Signer, app id.AppID, method string, content any, more params) params {
	p.Helper()
	all := params{
		"app_id": string(app), "method": method, "format": "JSON", "charset": "utf-8", "sign_type": "RSA2", "version": "1.0",
		"timestamp": p.now().In(shanghai()).Format(timeForm),
	}
	if content != nil {
		text, err := json.Marshal(content)
		if err != nil {
			p.Fatal(err)
		}
		all["biz_content"] = string(text)
	}
	for name, value := range more {
		all[name] = value
	}
	all["sign"] = p.signed(by, all.text(false, "sign"))
	return all
}

func (p *place) signed(by paytest.Signer, text []byte) string {
	p.Helper()
	sum := sha256.Sum256(text)
	raw, err := rsa.SignPKCS1v15(rand.Reader, by.Key, crypto.SHA256, sum[:])
	if err != nil {
		p.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// fits verifies what the platform signed.
func fits(text []byte, sign string) bool {
	raw, err := base64.StdEncoding.DecodeString(sign)
	sum := sha256.Sum256(text)
	return err == nil && rsa.VerifyPKCS1v15(&platformKey().Key.PublicKey, crypto.SHA256, sum[:], raw) == nil
}

// answer is what came back, cut as client libraries cut it.
type answer struct {
	raw, name, text, sign string
	fields
}

func (a answer) of(name string) string {
	text, _ := a.fields[name].(string)
	return text
}

// code is what a merchant's server branches on.
func (a answer) code() string { return strings.TrimSpace(a.of("code") + " " + a.of("sub_code")) }

func (p *place) post(path, query, body, kind string) answer {
	p.Helper()
	r, err := http.NewRequestWithContext(p.Context(), http.MethodPost, p.url+path+query, strings.NewReader(body))
	if err != nil {
		p.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		p.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // a test's answer
	raw, err := io.ReadAll(got.Body)
	if err != nil {
		p.Fatal(err)
	}
	parts := regexp.MustCompile(`^\{"(\w+)":(\{.*\})(?:,"sign":"([^"]+)")?\}$`).FindStringSubmatch(string(raw))
	if got.StatusCode != http.StatusOK || parts == nil {
		p.Fatalf("answer = %d %s", got.StatusCode, raw)
	}
	a := answer{raw: string(raw), name: parts[1], text: parts[2], sign: parts[3]}
	if err := json.Unmarshal([]byte(a.text), &a.fields); err != nil {
		p.Fatal(err)
	}
	if a.sign != "" && !fits([]byte(a.text), a.sign) {
		p.Errorf("the signature does not fit: %s", raw)
	}
	return a
}

const formKind = "application/x-www-form-urlencoded;charset=utf-8"

func (p *place) send(all params) answer {
	p.Helper()
	return p.post(gatewayPath, "", all.form(), formKind)
}

// call asks as the Teahouse's server, and holds the answer to its name and to being signed.
func (p *place) call(method string, content any, more params) answer {
	p.Helper()
	a := p.send(p.asking(shopKey(), app, method, content, more))
	if a.name != strings.ReplaceAll(method, ".", "_")+"_response" || a.sign == "" {
		p.Errorf("answer = %s", a.raw)
	}
	return a
}

func (p *place) trade(number, total string) fields {
	return fields{"out_trade_no": number, "total_amount": total, "subject": "Longjing 龙井 <&> a/b", "buyer_open_id": p.openid(p.ling), "passback_params": "table 4"}
}

// create makes a trade for Ling and returns its number.
func (p *place) create(number, total string) string {
	p.Helper()
	a := p.call("alipay.trade.create", p.trade(number, total), params{"notify_url": notifyURL})
	if a.code() != "10000" || a.of("out_trade_no") != number || !strings.HasPrefix(a.of("trade_no"), "ord_") {
		p.Fatalf("create = %s", a.raw)
	}
	return a.of("trade_no")
}

// paying confirms what a program asked to have paid, as the sheet does.
func (p *place) paying(by id.Caller, g pay.Signed) error {
	p.Helper()
	sheet, err := p.pay.Present(p.Context(), by, g, "")
	if err != nil {
		return err
	}
	_, err = p.pay.Pay(p.Context(), by, pay.PayOrder{
		Request: "request-of-" + string(sheet.Order.ID), Signed: g, Payee: sheet.Order.Merchant, Amount: sheet.Order.Amount, PIN: pin,
	})
	return err
}

func (p *place) paid(number, total string) string {
	p.Helper()
	trade := p.create(number, total)
	if err := p.paying(p.ling, pay.Signed{App: app, TradeNo: trade}); err != nil {
		p.Fatal(err)
	}
	return trade
}

func (p *place) wallet(by id.Caller) string {
	p.Helper()
	w, err := p.pay.Wallet(p.Context(), by)
	if err != nil {
		p.Fatal(err)
	}
	return w.Balance.Decimal()
}

func (p *place) wantError(err, want error) {
	p.Helper()
	if !errors.Is(err, want) {
		p.Errorf("error = %v, want %v", err, want)
	}
}

func query(values url.Values) string { return "?" + values.Encode() }
