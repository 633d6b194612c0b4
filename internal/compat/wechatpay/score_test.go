package wechatpay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

const scorePath = "/v3/payscore/serviceorder"

func (p *place) serviceOrder(t *testing.T, method, path, body string) (out serviceOrder) {
	t.Helper()
	a := p.call(method, path, body)
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s %s = %d %s, %v", method, path, a.status, a.body, err)
	}
	return out
}

// hire returns a service order's request with a deposit of 9.90.
func (p *place) hire(number string, bend ...string) string {
	var order map[string]any
	if err := json.Unmarshal([]byte(p.order(number, nil)), &order); err != nil {
		panic(err)
	}
	payer, _ := order["payer"].(map[string]any)
	body, err := json.Marshal(map[string]any{
		"out_order_no": number, "appid": order["appid"], "service_id": "500001", "service_introduction": "An umbrella", "notify_url": order["notify_url"],
		"openid": payer["openid"], "risk_fund": map[string]any{"name": "DEPOSIT", "amount": 990}, "need_user_confirm": true,
	})
	if err != nil {
		panic(err)
	}
	return strings.NewReplacer(bend...).Replace(string(body))
}

// held places a service order and has its user confirm it.
func (p *place) held(t *testing.T, number string) serviceOrder {
	t.Helper()
	made := p.serviceOrder(t, http.MethodPost, scorePath, p.hire(number))
	order, found := strings.CutPrefix(made.Package, "prepay_id=")
	if !found || made.State != "CREATED" || made.RiskFund.Amount != 990 {
		t.Fatalf("made = %+v", made)
	}
	p.payAmount(pay.OrderID(order), 990)
	return p.serviceOrder(t, http.MethodGet, scorePath+"?service_id=500001&out_order_no="+number, "")
}

func TestDeposits(t *testing.T) {
	p := newPlace(t)
	first := p.held(t, "hire-0001")
	t.Run("what the user confirmed is held", func(t *testing.T) {
		if first.State != "DOING" || first.StateText != "USER_CONFIRM" || first.Total != 0 {
			t.Errorf("order = %+v", first)
		}
	})
	t.Run("a part is taken, once, and the rest is free", func(t *testing.T) {
		for range 2 {
			done := p.serviceOrder(t, http.MethodPost, scorePath+"/hire-0001/complete", `{"appid":"x","service_id":"500001","total_amount":70}`)
			if done.State != "DONE" || done.Total != 70 || done.Collection == nil || done.Collection.Paid != 70 {
				t.Errorf("order = %+v", done)
			}
		}
		a := p.call(http.MethodGet, "/v3/pay/transactions/out-trade-no/hire-0001?mchid="+mchid, "")
		if !strings.Contains(a.body, `"trade_state":"SUCCESS"`) || !strings.Contains(a.body, `"total":70`) {
			t.Errorf("order = %d %s", a.status, a.body)
		}
	})
	p.held(t, "hire-0002")
	t.Run("or all of it is given back", func(t *testing.T) {
		over := p.serviceOrder(t, http.MethodPost, scorePath+"/hire-0002/cancel", `{"appid":"x","service_id":"500001","reason":"It rains no more"}`)
		if over.State != "REVOKED" || over.Total != 0 {
			t.Errorf("order = %+v", over)
		}
	})
	p.held(t, "hire-0003")
	p.serviceOrder(t, http.MethodPost, scorePath, p.hire("hire-0004"))
	for _, c := range []struct {
		name, path, body string
		status           int
		code             string
	}{
		{"more than is held", "/hire-0003/complete", `{"total_amount":991}`, 400, "INVALID_REQUEST"},
		{"less than nothing", "/hire-0003/complete", `{"total_amount":-1}`, 400, "PARAM_ERROR"},
		{"beyond int64", "/hire-0003/complete", `{"total_amount":9223372036854775808}`, 400, "PARAM_ERROR"},
		{"no amount", "/hire-0003/complete", `{}`, 400, "PARAM_ERROR"},
		{"no reason", "/hire-0003/cancel", `{}`, 400, "PARAM_ERROR"},
		{"another amount than was taken", "/hire-0001/complete", `{"total_amount":80}`, 400, "INVALID_ORDER_STATE"},
		{"giving back what was taken", "/hire-0001/cancel", `{"reason":"no"}`, 400, "INVALID_ORDER_STATE"},
		{"taking what was given back", "/hire-0002/complete", `{"total_amount":1}`, 400, "INVALID_ORDER_STATE"},
		{"what nobody confirmed", "/hire-0004/complete", `{"total_amount":1}`, 400, "INVALID_ORDER_STATE"},
		{"an order that is not there", "/hire-9999/complete", `{"total_amount":1}`, 404, "ORDER_NOT_EXIST"},
		{"a deposit without an amount", "", p.hire("hire-0005", "990", "0"), 400, "PARAM_ERROR"},
		{"no deposit", "", p.hire("hire-0005", "DEPOSIT", "ADVANCE"), 400, "PARAM_ERROR"},
		{"a used number with another amount", "", p.hire("hire-0004", "990", "991"), 403, "OUT_TRADE_NO_USED"},
	} {
		t.Run(c.name+" is refused", func(t *testing.T) {
			if a := p.call(http.MethodPost, scorePath+c.path, c.body); a.status != c.status || a.code(t) != c.code {
				t.Errorf("answer = %d %s, want %d %s", a.status, a.body, c.status, c.code)
			}
		})
	}
}

func TestNoticesOfDeposits(t *testing.T) {
	p := newPlace(t)
	var told []string
	shop := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var n noticeBody
		if err := json.NewDecoder(r.Body).Decode(&n); err != nil {
			t.Error(err)
		}
		var about serviceOrder
		if err := json.Unmarshal(unseal(t, n.Resource), &about); err != nil {
			t.Error(err)
		}
		told = append(told, fmt.Sprintf("%s %s %d", n.EventType, about.State, about.Total))
	}))
	t.Cleanup(shop.Close)
	where, err := url.Parse(shop.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.out.Allow(egress.Grant{Who: egress.Who(id.Caller{Kind: id.Merchant, Merchant: mchid}), Address: netip.MustParseAddrPort(where.Host)})
	for _, c := range []struct{ number, path, body, want string }{
		{"hire-0001", "/hire-0001/complete", `{"total_amount":70}`, "PAYSCORE.USER_PAID DONE 70"},
		{"hire-0002", "/hire-0002/complete", `{"total_amount":990}`, "PAYSCORE.USER_PAID DONE 990"},
		{"hire-0003", "/hire-0003/cancel", `{"reason":"no rain"}`, "PAYSCORE.REVOKED REVOKED 0"},
		{"hire-0004", "/hire-0004/complete", `{"total_amount":0}`, "PAYSCORE.REVOKED REVOKED 0"},
	} {
		t.Run(c.path+" "+c.body, func(t *testing.T) {
			told = nil
			made := p.serviceOrder(t, http.MethodPost, scorePath, p.hire(c.number, "https://shop.example/notify", shop.URL))
			order, _ := strings.CutPrefix(made.Package, "prepay_id=")
			p.payAmount(pay.OrderID(order), 990)
			p.serviceOrder(t, http.MethodPost, scorePath+c.path, c.body)
			// The first word comes after the end, and is of the beginning.
			if n, err := p.pay.DeliverDue(t.Context(), p.s); n != 2 || err != nil {
				t.Fatalf("DeliverDue = %d, %v", n, err)
			}
			slices.Sort(told)
			want := []string{"PAYSCORE.USER_CONFIRM DOING 0", c.want}
			slices.Sort(want)
			if !slices.Equal(told, want) {
				t.Errorf("told %q, want %q", told, want)
			}
		})
	}
}
