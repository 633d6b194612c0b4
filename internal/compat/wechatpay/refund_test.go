package wechatpay

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

const refundPath = "/v3/refund/domestic/refunds"

// refundOf returns a refund's request, bent by replacing texts of it.
func refundOf(number string, fen int64, bend ...string) string {
	body := fmt.Sprintf(`{"out_trade_no":"order-0001","out_refund_no":"%s","reason":"too cold","amount":{"refund":%d,"total":1500,"currency":"CNY"}}`, number, fen)
	return strings.NewReplacer(bend...).Replace(body)
}

func TestRefunds(t *testing.T) {
	p := newPlace(t)
	done := p.payOrder(p.prepay("order-0001", nil))
	p.prepay("order-0002", nil)
	refund := func(t *testing.T, body string) refunded {
		t.Helper()
		a := p.call(http.MethodPost, refundPath, body)
		var got refunded
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || a.status != http.StatusOK {
			t.Fatalf("refund = %d %s, %v", a.status, a.body, err)
		}
		return got
	}
	first := refund(t, refundOf("back-1", 600))
	t.Run("a part is given back in the dialect's form", func(t *testing.T) {
		if first.Status != "SUCCESS" || first.Transaction != string(done.ID) || first.OutTradeNo != "order-0001" || first.Channel != "ORIGINAL" ||
			first.Amount.Refund != 600 || first.Amount.PayerRefund != 600 || first.Amount.Total != 1500 || !strings.HasSuffix(first.SuccessTime, "+08:00") {
			t.Errorf("refund = %+v", first)
		}
	})
	t.Run("the same again, and by the transaction's number, is the same refund", func(t *testing.T) {
		byNumber := refund(t, refundOf("back-1", 600))
		byTransaction := refund(t, refundOf("back-1", 600, `"out_trade_no":"order-0001"`, `"transaction_id":"`+string(done.ID)+`"`))
		if byNumber.Refund != first.Refund || byTransaction.Refund != first.Refund {
			t.Errorf("refunds %s, %s, want %s", byNumber.Refund, byTransaction.Refund, first.Refund)
		}
	})
	t.Run("it is found by the merchant's number, and the order says that it was refunded", func(t *testing.T) {
		a := p.call(http.MethodGet, refundPath+"/back-1", "")
		if a.status != http.StatusOK || !strings.Contains(a.body, first.Refund) {
			t.Errorf("query = %d %s", a.status, a.body)
		}
		a = p.call(http.MethodGet, "/v3/pay/transactions/out-trade-no/order-0001?mchid="+mchid, "")
		if !strings.Contains(a.body, `"trade_state":"REFUND"`) {
			t.Errorf("order = %d %s", a.status, a.body)
		}
	})
	for _, c := range []struct {
		name, body string
		status     int
		code       string
	}{
		{"more than is left", refundOf("back-2", 901), 400, "INVALID_REQUEST"},
		{"a used number with another amount", refundOf("back-1", 601), 400, "INVALID_REQUEST"},
		{"another total", refundOf("back-2", 1, `"total":1500`, `"total":1501`), 400, "INVALID_REQUEST"},
		{"an order that nobody paid", refundOf("back-2", 1, "order-0001", "order-0002"), 400, "INVALID_REQUEST"},
		{"an order that is not there", refundOf("back-2", 1, "order-0001", "order-9999"), 404, "RESOURCE_NOT_EXISTS"},
		{"a transaction that is none", refundOf("back-2", 1, `"out_trade_no":"order-0001"`, `"transaction_id":"4200001"`), 404, "RESOURCE_NOT_EXISTS"},
		{"no order", refundOf("back-2", 1, `"out_trade_no":"order-0001",`, ""), 400, "PARAM_ERROR"},
		{"no amount", refundOf("back-2", 1, `"amount"`, `"amounts"`), 400, "PARAM_ERROR"},
		{"an amount with a fraction", refundOf("back-2", 1, `"refund":1`, `"refund":1.5`), 400, "PARAM_ERROR"},
		{"an amount as a text", refundOf("back-2", 1, `"refund":1`, `"refund":"1"`), 400, "PARAM_ERROR"},
		{"less than nothing", refundOf("back-2", -1), 400, "PARAM_ERROR"},
		{"beyond int64", refundOf("back-2", 1, `"refund":1`, `"refund":9223372036854775808`), 400, "PARAM_ERROR"},
		{"a foreign currency", refundOf("back-2", 1, "CNY", "USD"), 400, "PARAM_ERROR"},
		{"a notify_url that is none", refundOf("back-2", 1, `"reason"`, `"notify_url":"file:///etc/passwd","reason"`), 400, "PARAM_ERROR"},
		{"no JSON", "{", 400, "PARAM_ERROR"},
	} {
		t.Run(c.name+" is refused", func(t *testing.T) {
			if a := p.call(http.MethodPost, refundPath, c.body); a.status != c.status || a.code(t) != c.code {
				t.Errorf("answer = %d %s, want %d %s", a.status, a.body, c.status, c.code)
			}
		})
	}
	t.Run("a number that nobody used is not found", func(t *testing.T) {
		if a := p.call(http.MethodGet, refundPath+"/back-9", ""); a.status != http.StatusNotFound || a.code(t) != "RESOURCE_NOT_EXISTS" {
			t.Errorf("query = %d %s", a.status, a.body)
		}
	})
}

func TestOrdersOfAnotherDialect(t *testing.T) {
	p := newPlace(t)
	o, err := p.pay.Prepare(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, pay.NewOrder{
		Dialect: pay.Alipay, App: app, OutTradeNo: "order-0001", OpenID: people{}.OpenID(p.payer.User, app), Description: "Tea", Amount: amount(t, 1500),
	})
	if err != nil {
		t.Fatal(err)
	}
	done, err := p.pay.Pay(t.Context(), p.payer, pay.PayOrder{
		Request: "request-1", Signed: pay.Signed{App: app, TradeNo: string(o.ID)}, Payee: mchid, Amount: o.Amount, PIN: pin,
	})
	if err != nil {
		t.Fatal(err)
	}
	const trades = "/v3/pay/transactions/"
	for _, c := range []struct{ method, uri, body, want string }{
		{http.MethodGet, trades + "out-trade-no/order-0001?mchid=" + mchid, "", "ORDER_NOT_EXIST"},
		{http.MethodGet, trades + "id/" + string(done.ID) + "?mchid=" + mchid, "", "ORDER_NOT_EXIST"},
		{http.MethodPost, trades + "out-trade-no/order-0001/close", `{"mchid":"` + mchid + `"}`, "ORDER_NOT_EXIST"},
		{http.MethodPost, refundPath, `{"out_trade_no":"order-0001","out_refund_no":"1","amount":{"refund":1,"total":1500,"currency":"CNY"}}`, "RESOURCE_NOT_EXISTS"},
	} {
		t.Run(c.method+" "+c.uri+" does not know a trade of Alipay's", func(t *testing.T) {
			if a := p.call(c.method, c.uri, c.body); a.code(t) != c.want {
				t.Errorf("answer = %d %s, want %s", a.status, a.body, c.want)
			}
		})
	}
}
