package wechatpay

import (
	"bytes"
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
	"encoding/pem"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/pay/paytest"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	mchid  = "1900000109"
	app    = id.AppID("wx0123456789abcdef")
	apiKey = "0123456789abcdef0123456789abcdef"
	pin    = "246810"
)

func merchantKey() paytest.Signer { return paytest.Signers()[0] }
func platformKey() paytest.Signer { return paytest.Signers()[1] }
func strangeKey() paytest.Signer  { return paytest.Signers()[2] }

type people struct{}

func (people) People(context.Context, []id.UserID) (map[id.UserID]account.Person, error) {
	return map[id.UserID]account.Person{}, nil
}
func (people) OpenID(user id.UserID, _ id.AppID) string { return "o" + string(user)[4:] }

// FindOpenID knows those of the program, and one of another.
func (people) FindOpenID(_ context.Context, openid string) (id.AppID, error) {
	switch {
	case openid == "oOfAnotherProgram":
		return "wxfedcba9876543210", nil
	case len(openid) == 27:
		return app, nil
	}
	return "", nil
}

func (people) Knows(context.Context, id.UserID, id.UserID) (bool, error) { return true, nil }

// place is a server that speaks the dialect, and a merchant's view of it.
type place struct {
	t      *testing.T
	pay    *pay.Service
	out    *egress.Egress
	s      *Service
	url    string
	now    func() time.Time
	offset atomic.Int64 // that the clock is ahead
	payer  id.Caller
	nonces int
}

func newPlace(t *testing.T) *place {
	t.Helper()
	p := &place{t: t}
	p.now = func() time.Time { return time.Now().Add(time.Duration(p.offset.Load())) }
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	db := storetest.OpenAt(t, t.TempDir(), p.now, egress.Schema(), ledger.Schema(), pay.Schema())
	ids := id.NewSource(p.now, rand.Reader)
	books, err := ledger.Open(t.Context(), ledger.Config{DB: db, Currencies: []money.Currency{pay.CNY}, Now: p.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(books.Close)
	p.pay = pay.New(pay.Config{DB: db, IDs: ids, Now: p.now, Random: rand.Reader, Ledger: books, People: people{}, Contacts: people{}, OpenIDs: people{}, Log: log})
	p.out = egress.Open(egress.Config{DB: db, IDs: ids, Now: p.now, Log: log})
	t.Cleanup(func() {
		if err := p.out.Close(); err != nil {
			t.Error(err)
		}
	})
	p.s = New(Config{
		Pay: p.pay, Out: p.out, IDs: ids, Now: p.now, Random: rand.Reader, Log: log,
		Platform: func(context.Context) (Platform, error) {
			return Platform{platformKey().Key, platformKey().Certificate}, nil
		},
	})
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
	err = p.pay.KeepMerchant(t.Context(), pay.Merchant{
		ID: mchid, Name: "Teahouse", Apps: []id.AppID{app}, APIKey: []byte(apiKey), Certificates: []*x509.Certificate{merchantKey().Certificate},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.payer = id.AsPerson(id.New[id.UserID](ids), "", "")
	if err := p.pay.Grant(t.Context(), p.payer.User, amount(t, 10_000)); err != nil {
		t.Fatal(err)
	}
	if err := p.pay.SetPIN(t.Context(), p.payer, "", pin); err != nil {
		t.Fatal(err)
	}
	return p
}

func amount(t *testing.T, fen int64) money.Amount {
	t.Helper()
	a, err := money.New(fen, pay.CNY)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// authorize signs as a merchant's library does.
func (p *place) authorize(by paytest.Signer, method, uri, body string) authorization {
	p.nonces++
	a := authorization{
		mchid: mchid, nonce: "nonce-" + strconv.Itoa(p.nonces), timestamp: strconv.FormatInt(p.now().Unix(), 10), serial: pay.SerialOf(by.Certificate),
	}
	return p.signed(by, a, method, uri, body)
}

func (p *place) signed(by paytest.Signer, a authorization, method, uri, body string) authorization {
	sum := sha256.Sum256(a.text(method, uri, []byte(body)))
	sign, err := rsa.SignPKCS1v15(rand.Reader, by.Key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Fatal(err)
	}
	a.signature = base64.StdEncoding.EncodeToString(sign)
	return a
}

// answer is what came back.
type answer struct {
	status int
	body   string
	header http.Header
}

func (a answer) code(t *testing.T) string {
	t.Helper()
	var f struct{ Code string }
	if err := json.Unmarshal([]byte(a.body), &f); err != nil {
		t.Fatalf("answer %d %q: %v", a.status, a.body, err)
	}
	return f.Code
}

func (p *place) send(header, method, uri, body string) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+uri, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	if header != "" {
		r.Header.Set("Authorization", header)
	}
	got, err := http.DefaultClient.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer got.Body.Close() //nolint:errcheck // a test's answer
	content, err := io.ReadAll(got.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return answer{got.StatusCode, string(content), got.Header}
}

// call sends a signed request and checks the signature of a good answer.
func (p *place) call(method, uri, body string) answer {
	p.t.Helper()
	a := p.send(p.authorize(merchantKey(), method, uri, body).String(), method, uri, body)
	if a.status < 300 {
		checkSigned(p.t, a.header, a.body)
	}
	return a
}

// checkSigned verifies what the platform signed.
func checkSigned(t *testing.T, h http.Header, body string) {
	t.Helper()
	checkSignedAs(t, h, body, pay.SerialOf(platformKey().Certificate))
}

// checkSignedAs verifies what the platform signed under a name.
func checkSignedAs(t *testing.T, h http.Header, body, want string) {
	t.Helper()
	if got := h.Get("Wechatpay-Serial"); got != want {
		t.Errorf("Wechatpay-Serial = %q, want %q", got, want)
	}
	sign, err := base64.StdEncoding.DecodeString(h.Get("Wechatpay-Signature"))
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256([]byte(h.Get("Wechatpay-Timestamp") + "\n" + h.Get("Wechatpay-Nonce") + "\n" + body + "\n"))
	if err := rsa.VerifyPKCS1v15(&platformKey().Key.PublicKey, crypto.SHA256, sum[:], sign); err != nil {
		t.Errorf("the signature of %q does not fit: %v", body, err)
	}
}

func unseal(t *testing.T, box sealed) []byte {
	t.Helper()
	block, err := aes.NewCipher([]byte(apiKey))
	if err != nil {
		t.Fatal(err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	text, err := base64.StdEncoding.DecodeString(box.Ciphertext)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := gcm.Open(nil, []byte(box.Nonce), text, []byte(box.AssociatedData))
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// order is the body of a prepay request.
func (p *place) order(number string, bend func(map[string]any)) string {
	b := map[string]any{
		"appid": string(app), "mchid": mchid, "description": "Longjing 龙井 <&>", "out_trade_no": number, "notify_url": "https://shop.example/notify",
		"amount": map[string]any{"total": 1500, "currency": "CNY"}, "payer": map[string]any{"openid": people{}.OpenID(p.payer.User, app)},
	}
	if bend != nil {
		bend(b)
	}
	text, err := json.Marshal(b)
	if err != nil {
		p.t.Fatal(err)
	}
	return string(text)
}

const prepayPath = "/v3/pay/transactions/jsapi"

func (p *place) prepay(number string, bend func(map[string]any)) pay.OrderID {
	p.t.Helper()
	a := p.call(http.MethodPost, prepayPath, p.order(number, bend))
	var b struct {
		Prepay pay.OrderID `json:"prepay_id"`
	}
	if err := json.Unmarshal([]byte(a.body), &b); err != nil || a.status != http.StatusOK || b.Prepay == "" {
		p.t.Fatalf("prepay = %d %s, %v", a.status, a.body, err)
	}
	return b.Prepay
}

func (p *place) payOrder(order pay.OrderID) pay.Payment {
	p.t.Helper()
	return p.payAmount(order, 1500)
}

func (p *place) payAmount(order pay.OrderID, fen int64) pay.Payment {
	p.t.Helper()
	g := pay.Signed{App: app, TimeStamp: "1", Nonce: "n", Package: "prepay_id=" + string(order), SignType: "RSA"}
	sum := sha256.Sum256([]byte(string(app) + "\n1\nn\n" + g.Package + "\n"))
	sign, err := rsa.SignPKCS1v15(rand.Reader, merchantKey().Key, crypto.SHA256, sum[:])
	if err != nil {
		p.t.Fatal(err)
	}
	g.Sign = base64.StdEncoding.EncodeToString(sign)
	done, err := p.pay.Pay(p.t.Context(), p.payer, pay.PayOrder{
		Request: "request-of-" + string(order), Signed: g, Payee: mchid, Amount: amount(p.t, fen), PIN: pin,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return done
}

func TestOrders(t *testing.T) {
	p := newPlace(t)
	first := p.prepay("order-0001", nil)
	number := "/v3/pay/transactions/out-trade-no/order-0001?mchid=" + mchid
	state := func(t *testing.T, uri, want string) transaction {
		t.Helper()
		a := p.call(http.MethodGet, uri, "")
		var got transaction
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK || got.TradeState != want {
			t.Fatalf("query = %d %s, %v; want %s", a.status, a.body, err, want)
		}
		return got
	}
	t.Run("the same order again has the same prepay_id", func(t *testing.T) {
		if again := p.prepay("order-0001", nil); again != first {
			t.Errorf("prepay_id = %s, want %s", again, first)
		}
	})
	t.Run("an order that nobody paid is NOTPAY, without a transaction", func(t *testing.T) {
		if got := state(t, number, "NOTPAY"); got.Transaction != "" || got.Amount.Total != 1500 || got.Amount.PayerTotal != 0 {
			t.Errorf("transaction = %+v", got)
		}
	})
	t.Run("a paid order is SUCCESS under both numbers", func(t *testing.T) {
		done := p.payOrder(first)
		got := state(t, number, "SUCCESS")
		if got.Transaction != string(done.ID) || len(got.Transaction) > 32 || got.Amount.PayerTotal != 1500 || !strings.HasSuffix(got.SuccessTime, "+08:00") {
			t.Errorf("transaction = %+v", got)
		}
		if again := state(t, "/v3/pay/transactions/id/"+got.Transaction+"?mchid="+mchid, "SUCCESS"); again != got {
			t.Errorf("by transaction: %+v, want %+v", again, got)
		}
	})
	t.Run("closing answers 204 without a body, and again", func(t *testing.T) {
		p.prepay("order-0002", nil)
		for range 2 {
			a := p.call(http.MethodPost, "/v3/pay/transactions/out-trade-no/order-0002/close", `{"mchid":"`+mchid+`"}`)
			if a.status != http.StatusNoContent || a.body != "" {
				t.Errorf("close = %d %q, want 204", a.status, a.body)
			}
		}
		state(t, "/v3/pay/transactions/out-trade-no/order-0002?mchid="+mchid, "CLOSED")
	})
	t.Run("certificates come encrypted with the merchant's key", func(t *testing.T) {
		a := p.call(http.MethodGet, "/v3/certificates", "")
		var list struct{ Data []certificateEntry }
		if err := json.Unmarshal([]byte(a.body), &list); err != nil || len(list.Data) != 1 {
			t.Fatalf("certificates = %s, %v", a.body, err)
		}
		block, _ := pem.Decode(unseal(t, list.Data[0].Sealed))
		if block == nil || !bytes.Equal(block.Bytes, platformKey().Certificate.Raw) || list.Data[0].Serial != pay.SerialOf(platformKey().Certificate) {
			t.Errorf("certificate %s is not the platform's", list.Data[0].Serial)
		}
	})
}

func TestFailuresOfOrders(t *testing.T) {
	p := newPlace(t)
	p.payOrder(p.prepay("paid-order", nil))
	p.prepay("open-order", nil)
	p.prepay("shut-order", nil)
	closing := func(number string) (string, string) {
		return "/v3/pay/transactions/out-trade-no/" + number + "/close", `{"mchid":"` + mchid + `"}`
	}
	if uri, body := closing("shut-order"); p.call(http.MethodPost, uri, body).status != http.StatusNoContent {
		t.Fatal("the order could not be closed")
	}
	set := func(name string, value any) func(map[string]any) { return func(b map[string]any) { b[name] = value } }
	payer := func(openid string) func(map[string]any) { return set("payer", map[string]any{"openid": openid}) }
	prepay := func(number string, bend func(map[string]any)) (string, string) {
		return prepayPath, p.order(number, bend)
	}
	t.Run("a payer that is not is named in WeChat's words", func(t *testing.T) {
		for openid, says := range map[string]string{"oNobodyHasThisOpenidAtAll": "无效的openid", "oOfAnotherProgram": "appid和openid不匹配"} {
			uri, body := prepay("new-order", payer(openid))
			if a := p.call(http.MethodPost, uri, body); strings.TrimSpace(a.body) != `{"code":"PARAM_ERROR","message":"`+says+`"}` {
				t.Errorf("answer = %d %s, want %s", a.status, a.body, says)
			}
		}
	})
	for _, c := range []struct {
		name   string
		method string
		what   func() (uri, body string)
		status int
		code   string
	}{
		{"another amount under a used number", "POST", func() (string, string) { return prepay("open-order", set("amount", map[string]any{"total": 1})) }, 403, "OUT_TRADE_NO_USED"},
		{"a paid number", "POST", func() (string, string) { return prepay("paid-order", nil) }, 400, "ORDERPAID"},
		{"a closed number", "POST", func() (string, string) { return prepay("shut-order", nil) }, 400, "ORDER_CLOSED"},
		{"a program of somebody else", "POST", func() (string, string) { return prepay("new-order", set("appid", "wxfedcba9876543210")) }, 400, "APPID_MCHID_NOT_MATCH"},
		{"a merchant that did not sign", "POST", func() (string, string) { return prepay("new-order", set("mchid", "1900000001")) }, 400, "PARAM_ERROR"},
		{"a foreign currency", "POST", func() (string, string) {
			return prepay("new-order", set("amount", map[string]any{"total": 1, "currency": "USD"}))
		}, 400, "PARAM_ERROR"},
		{"an amount with a fraction", "POST", func() (string, string) { return prepay("new-order", set("amount", map[string]any{"total": 1.5})) }, 400, "PARAM_ERROR"},
		{"no payer", "POST", func() (string, string) { return prepay("new-order", set("payer", nil)) }, 400, "PARAM_ERROR"},
		{"a payer that nobody is", "POST", func() (string, string) { return prepay("new-order", payer("oNobodyHasThisOpenidAtAll")) }, 400, "PARAM_ERROR"},
		{"a payer of another program", "POST", func() (string, string) { return prepay("new-order", payer("oOfAnotherProgram")) }, 400, "PARAM_ERROR"},
		{"a program of somebody else and its payer", "POST", func() (string, string) {
			return prepay("new-order", func(b map[string]any) { set("appid", "wxfedcba9876543210")(b); payer("oOfAnotherProgram")(b) })
		}, 400, "APPID_MCHID_NOT_MATCH"},
		{"no notify_url", "POST", func() (string, string) { return prepay("new-order", set("notify_url", "")) }, 400, "PARAM_ERROR"},
		{"a notify_url that is none", "POST", func() (string, string) { return prepay("new-order", set("notify_url", "file:///etc/passwd")) }, 400, "PARAM_ERROR"},
		{"a time that is none", "POST", func() (string, string) { return prepay("new-order", set("time_expire", "tomorrow")) }, 400, "PARAM_ERROR"},
		{"a body that is no JSON", "POST", func() (string, string) { return prepayPath, "{" }, 400, "PARAM_ERROR"},
		{"a query of an order that is not there", "GET", func() (string, string) { return "/v3/pay/transactions/out-trade-no/no-order?mchid=" + mchid, "" }, 404, "ORDER_NOT_EXIST"},
		{"a query of a transaction that is not there", "GET", func() (string, string) { return "/v3/pay/transactions/id/4200001234?mchid=" + mchid, "" }, 404, "ORDER_NOT_EXIST"},
		{"a query without the mchid", "GET", func() (string, string) { return "/v3/pay/transactions/out-trade-no/open-order", "" }, 400, "PARAM_ERROR"},
		{"closing a paid order", "POST", func() (string, string) { return closing("paid-order") }, 400, "ORDERPAID"},
		{"closing an order that is not there", "POST", func() (string, string) { return closing("no-order") }, 404, "ORDER_NOT_EXIST"},
	} {
		t.Run(c.name, func(t *testing.T) {
			uri, body := c.what()
			a := p.call(c.method, uri, body)
			if a.status != c.status || a.code(t) != c.code {
				t.Errorf("answer = %d %s, want %d %s", a.status, a.body, c.status, c.code)
			}
		})
	}
}

func TestSignatures(t *testing.T) {
	p := newPlace(t)
	const uri = "/v3/certificates"
	good := func() authorization { return p.authorize(merchantKey(), http.MethodGet, uri, "") }
	refused := func(t *testing.T, header, method, uri, body string) {
		t.Helper()
		if a := p.send(header, method, uri, body); a.status != http.StatusUnauthorized || a.code(t) != "SIGN_ERROR" {
			t.Errorf("answer = %d %s, want 401 SIGN_ERROR", a.status, a.body)
		}
	}
	t.Run("a request that was sent before is refused", func(t *testing.T) {
		header := good().String()
		if a := p.send(header, http.MethodGet, uri, ""); a.status != http.StatusOK {
			t.Fatalf("answer = %d %s", a.status, a.body)
		}
		refused(t, header, http.MethodGet, uri, "")
	})
	t.Run("a request that another process was sent before is refused, and one that cannot be told is not answered", func(t *testing.T) {
		t.Cleanup(func() { p.s.First = nil })
		told := ""
		p.s.First = func(_ context.Context, what string, _ time.Duration) (bool, error) { told = what; return false, nil }
		a := good()
		refused(t, a.String(), http.MethodGet, uri, "")
		if want := "wechatpay " + mchid + " " + a.nonce; told != want {
			t.Errorf("it asked for %q, want %q", told, want)
		}
		p.s.First = func(context.Context, string, time.Duration) (bool, error) {
			return false, errors.New("the database is away")
		}
		if a := p.send(good().String(), http.MethodGet, uri, ""); a.status != http.StatusInternalServerError {
			t.Errorf("answer = %d %s, want 500", a.status, a.body)
		}
		p.s.First = func(context.Context, string, time.Duration) (bool, error) { return true, nil }
		if a := p.send(good().String(), http.MethodGet, uri, ""); a.status != http.StatusOK {
			t.Errorf("answer = %d %s, want 200", a.status, a.body)
		}
	})
	t.Run("no signature at all is refused", func(t *testing.T) { refused(t, "", http.MethodGet, uri, "") })
	t.Run("a stranger's key is refused", func(t *testing.T) {
		a := p.authorize(merchantKey(), http.MethodGet, uri, "")
		refused(t, p.signed(strangeKey(), a, http.MethodGet, uri, "").String(), http.MethodGet, uri, "")
	})
	t.Run("a stranger's certificate is refused", func(t *testing.T) {
		refused(t, p.authorize(strangeKey(), http.MethodGet, uri, "").String(), http.MethodGet, uri, "")
	})
	t.Run("a merchant that does not exist is refused", func(t *testing.T) {
		a := good()
		a.mchid = "1900000001"
		refused(t, p.signed(merchantKey(), a, http.MethodGet, uri, "").String(), http.MethodGet, uri, "")
	})
	for name, off := range map[string]time.Duration{"six minutes old": -6 * time.Minute, "six minutes ahead": 6 * time.Minute} {
		t.Run("a request "+name+" is refused", func(t *testing.T) {
			a := good()
			a.timestamp = strconv.FormatInt(p.now().Add(off).Unix(), 10)
			refused(t, p.signed(merchantKey(), a, http.MethodGet, uri, "").String(), http.MethodGet, uri, "")
		})
	}
	t.Run("a body changed on the way is refused", func(t *testing.T) {
		body := p.order("order-0001", nil)
		header := p.authorize(merchantKey(), http.MethodPost, prepayPath, body).String()
		refused(t, header, http.MethodPost, prepayPath, strings.Replace(body, "1500", "1", 1))
	})
	t.Run("an address changed on the way is refused", func(t *testing.T) {
		header := p.authorize(merchantKey(), http.MethodGet, "/v3/pay/transactions/out-trade-no/order-0001?mchid="+mchid, "").String()
		refused(t, header, http.MethodGet, "/v3/pay/transactions/out-trade-no/order-0002?mchid="+mchid, "")
	})
}

func TestNotice(t *testing.T) {
	// told runs a merchant's endpoint, pays an order that names it, and delivers.
	told := func(t *testing.T, endpoint http.Handler) (*place, error) {
		t.Helper()
		p := newPlace(t)
		shop := httptest.NewServer(endpoint)
		t.Cleanup(shop.Close)
		where, err := url.Parse(shop.URL)
		if err != nil {
			t.Fatal(err)
		}
		p.out.Allow(egress.Grant{Who: egress.Who(id.Caller{Kind: id.Merchant, Merchant: mchid}), Address: netip.MustParseAddrPort(where.Host)})
		order := p.prepay("order-0001", func(b map[string]any) { b["notify_url"] = shop.URL + "/notify"; b["attach"] = "table 4" })
		p.payOrder(order)
		c := &watched{Service: p.s}
		if n, err := p.pay.DeliverDue(t.Context(), c); n != 1 || err != nil {
			t.Fatalf("DeliverDue = %d, %v; want 1", n, err)
		}
		// Whatever the merchant's server does: the money has moved, once.
		o, err := p.pay.FindTrade(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, "order-0001")
		if err != nil || o.State != pay.OrderPaid {
			t.Errorf("order = %+v, %v; want paid", o, err)
		}
		w, err := p.pay.Wallet(t.Context(), p.payer)
		if err != nil || w.Balance.Decimal() != "85.00" {
			t.Errorf("wallet = %s, %v; want 85.00", w.Balance, err)
		}
		return p, c.err
	}
	again := func(t *testing.T, p *place) {
		t.Helper()
		p.offset.Add(int64(15 * time.Second))
		if n, err := p.pay.DeliverDue(t.Context(), p.s); n != 1 || err != nil {
			t.Errorf("after 15 s: %d, %v; want 1 notice", n, err)
		}
	}
	t.Run("a merchant that takes it learns what was paid, signed and encrypted, and once", func(t *testing.T) {
		var body string
		var header http.Header
		p, err := told(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			content, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			body, header = string(content), r.Header
			w.WriteHeader(http.StatusNoContent)
		}))
		if err != nil {
			t.Fatal(err)
		}
		checkSigned(t, header, body)
		var n noticeBody
		if err := json.Unmarshal([]byte(body), &n); err != nil || n.EventType != "TRANSACTION.SUCCESS" || n.ResourceType != "encrypt-resource" {
			t.Fatalf("notice = %s, %v", body, err)
		}
		var got transaction
		if err := json.Unmarshal(unseal(t, n.Resource), &got); err != nil || got.TradeState != "SUCCESS" || got.OutTradeNo != "order-0001" || got.Attach != "table 4" {
			t.Errorf("transaction = %+v, %v", got, err)
		}
		p.offset.Add(int64(time.Hour))
		if n, err := p.pay.DeliverDue(t.Context(), p.s); n != 0 || err != nil {
			t.Errorf("an hour later: %d, %v; want none", n, err)
		}
	})
	t.Run("a merchant that refuses is told again, by the same id", func(t *testing.T) {
		var ids []string
		p, err := told(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			var n noticeBody
			if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
				t.Error(err)
			}
			ids = append(ids, n.ID)
			w.WriteHeader(http.StatusInternalServerError)
		}))
		if err == nil {
			t.Error("a refusal counts as taken")
		}
		again(t, p)
		if len(ids) != 2 || ids[0] != ids[1] {
			t.Errorf("ids = %v, want the same twice", ids)
		}
	})
	t.Run("a redirect to this machine is not followed", func(t *testing.T) {
		inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") }))
		t.Cleanup(inner.Close)
		p, err := told(t, http.RedirectHandler(inner.URL, http.StatusTemporaryRedirect))
		if err == nil {
			t.Error("a redirect counts as taken")
		}
		again(t, p)
	})
	t.Run("rubbish instead of HTTP is told again", func(t *testing.T) {
		p, err := told(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := conn.Write([]byte("\x00\x01 nonsense\r\n\r\n")); err != nil {
				t.Error(err)
			}
			if err := conn.Close(); err != nil {
				t.Error(err)
			}
		}))
		if err == nil {
			t.Error("rubbish counts as taken")
		}
		again(t, p)
	})
	t.Run("an endpoint that hangs is given up, and told again", func(t *testing.T) {
		release := make(chan struct{})
		t.Cleanup(func() { close(release) })
		p := newPlace(t)
		shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-release:
			case <-r.Context().Done():
			}
		}))
		t.Cleanup(shop.CloseClientConnections)
		where, err := url.Parse(shop.URL)
		if err != nil {
			t.Fatal(err)
		}
		p.out.Allow(egress.Grant{Who: egress.Who(id.Caller{Kind: id.Merchant, Merchant: mchid}), Address: netip.MustParseAddrPort(where.Host)})
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		err = p.s.Deliver(ctx, pay.Notice{ID: "ntc_1", URL: shop.URL, Order: pay.Order{Merchant: mchid, NewOrder: pay.NewOrder{Amount: amount(t, 1)}}})
		if err == nil {
			t.Error("an endpoint that hangs counts as taken")
		}
	})
	t.Run("an address inside the network is not asked without a grant", func(t *testing.T) {
		p := newPlace(t)
		inner := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
		t.Cleanup(inner.Close)
		err := p.s.Deliver(t.Context(), pay.Notice{ID: "ntc_1", URL: inner.URL, Order: pay.Order{Merchant: mchid, NewOrder: pay.NewOrder{Amount: amount(t, 1)}}})
		if err == nil {
			t.Error("it counts as taken")
		}
	})
}

// watched remembers how a delivery ended.
type watched struct {
	*Service
	err error
}

func (w *watched) Deliver(ctx context.Context, n pay.Notice) error {
	w.err = w.Service.Deliver(ctx, n)
	return w.err
}

func TestAuthorizationHeader(t *testing.T) {
	for _, bad := range []string{
		"", "Bearer x", scheme, scheme + " ", scheme + ` mchid="1"`, scheme + ` mchid="1",mchid="1",nonce_str="n",timestamp="1",serial_no="s",signature="g"`,
		scheme + ` mchid=1,nonce_str="n",timestamp="1",serial_no="s",signature="g"`, scheme + ` mchid="",nonce_str="n",timestamp="1",serial_no="s",signature="g"`,
		scheme + ` other="1",mchid="1",nonce_str="n",timestamp="1",serial_no="s",signature="g"`,
	} {
		t.Run("refuses "+bad, func(t *testing.T) {
			if a, err := parseAuthorization(bad); err == nil {
				t.Errorf("read %+v", a)
			}
		})
	}
}

func FuzzAuthorization(f *testing.F) {
	f.Add(scheme + ` mchid="1900000109",nonce_str="n",timestamp="1",serial_no="4AB",signature="g=="`)
	f.Add(scheme + ` signature="a", serial_no="b",timestamp="c" ,nonce_str="d",mchid="e"`)
	f.Fuzz(func(t *testing.T, header string) {
		a, err := parseAuthorization(header)
		if err != nil {
			return
		}
		if again, err := parseAuthorization(a.String()); err != nil || again != a {
			t.Errorf("%q reads as %+v, and its print %q as %+v, %v", header, a, a, again, err)
		}
	})
}

func FuzzPrepay(f *testing.F) {
	f.Add([]byte(`{"appid":"wx0123456789abcdef","mchid":"1900000109","amount":{"total":1},"payer":{"openid":"o"},"notify_url":"https://a.example","time_expire":"2026-06-08T10:34:56+08:00"}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		n, err := parsePrepay(body, mchid)
		if err == nil && (n.Amount.Currency() != pay.CNY || n.NotifyURL == "") {
			t.Errorf("%q reads as %+v", body, n)
		}
	})
}
