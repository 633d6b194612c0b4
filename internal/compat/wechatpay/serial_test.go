package wechatpay

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// ask sends a signed request that names the key which the merchant can verify with.
func (p *place) ask(serial, method, uri, body string) answer {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.url+uri, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Authorization", p.authorize(merchantKey(), method, uri, body).String())
	if serial != "" {
		r.Header.Set("Wechatpay-Serial", serial)
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

func TestSerial(t *testing.T) {
	certificate := pay.SerialOf(platformKey().Certificate)
	public, err := PublicKeyID(Platform{platformKey().Key, platformKey().Certificate})
	if err != nil {
		t.Fatal(err)
	}
	if !regexp.MustCompile(`^PUB_KEY_ID_[0-9]{34}$`).MatchString(public) {
		t.Errorf("the public key is %s", public)
	}
	const order = "/v3/pay/transactions/out-trade-no/order-0001?mchid=" + mchid
	signed := func(t *testing.T, a answer, want string) {
		t.Helper()
		if got := a.header.Get("Wechatpay-Serial"); a.status >= 300 || got != want {
			t.Fatalf("%d %s, signed as %q, want %q", a.status, a.body, got, want)
		}
		checkSignedAs(t, a.header, a.body, want)
	}
	t.Run("an answer is signed under the name that the request asks for, and later ones under the last", func(t *testing.T) {
		p := newPlace(t)
		p.prepay("order-0001", nil)
		for _, step := range []struct{ asks, want string }{
			{"", certificate}, {public, public}, {"", public}, {strings.ToLower(certificate), certificate}, {"", certificate}, {certificate, certificate},
		} {
			signed(t, p.ask(step.asks, http.MethodGet, order, ""), step.want)
		}
	})
	t.Run("one that is not ours is refused in WeChat Pay's words, and nothing is done", func(t *testing.T) {
		p := newPlace(t)
		for _, serial := range []string{"PUB_KEY_ID_0000000000000000000000000000000000", strings.Repeat("4", 40), "nonsense", public + "0"} {
			body := `{"mchid":"` + mchid + `"}`
			p.prepay("order-0002", nil)
			a := p.ask(serial, http.MethodPost, "/v3/pay/transactions/out-trade-no/order-0002/close", body)
			if a.status != http.StatusBadRequest || a.code(t) != "PARAM_ERROR" || !strings.Contains(a.body, "Wechatpay-Serial") {
				t.Errorf("%s: %d %s", serial, a.status, a.body)
			}
			o, err := p.pay.FindTrade(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, "order-0002")
			if err != nil || o.State != pay.OrderOpen {
				t.Errorf("order = %v, %v; want open", o.State, err)
			}
		}
	})
	t.Run("whoever holds a certificate that is no more still gets the one that counts", func(t *testing.T) {
		p := newPlace(t)
		signed(t, p.ask(strings.Repeat("4", 40), http.MethodGet, "/v3/certificates", ""), certificate)
		signed(t, p.ask(public, http.MethodGet, "/v3/certificates", ""), public)
	})
	t.Run("a notice is signed under the name that the merchant uses", func(t *testing.T) {
		p := newPlace(t)
		var heads []http.Header
		var bodies []string
		shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			content, err := io.ReadAll(r.Body)
			if err != nil {
				t.Error(err)
			}
			heads, bodies = append(heads, r.Header), append(bodies, string(content))
		}))
		t.Cleanup(shop.Close)
		where, err := url.Parse(shop.URL)
		if err != nil {
			t.Fatal(err)
		}
		p.out.Allow(egress.Grant{Who: egress.Who(id.Caller{Kind: id.Merchant, Merchant: mchid}), Address: netip.MustParseAddrPort(where.Host)})
		for n, asks := range []string{"", public, certificate} {
			p.ask(certificate, http.MethodGet, certificatesPath, "")
			number := "order-100" + string(rune('0'+n))
			prepay := p.prepay(number, func(b map[string]any) { b["notify_url"] = shop.URL })
			p.ask(asks, http.MethodGet, "/v3/pay/transactions/out-trade-no/"+number+"?mchid="+mchid, "")
			p.payOrder(prepay)
			if n, err := p.pay.DeliverDue(context.Background(), p.s); n != 1 || err != nil {
				t.Fatalf("DeliverDue = %d, %v", n, err)
			}
		}
		if len(heads) != 3 {
			t.Fatalf("%d notices", len(heads))
		}
		for n, want := range []string{certificate, public, certificate} {
			checkSignedAs(t, heads[n], bodies[n], want)
		}
	})
}
