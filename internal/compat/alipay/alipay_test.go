package alipay

import (
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/pay"
)

func TestTrade(t *testing.T) {
	p := newPlace(t)
	state := func(t *testing.T, number string) string {
		t.Helper()
		return p.call("alipay.trade.query", fields{"out_trade_no": number}, nil).of("trade_status")
	}
	t.Run("a trade is made once by its number, and asked for by either", func(t *testing.T) {
		trade := p.create("A1", "15.00")
		if again := p.create("A1", "15"); again != trade {
			t.Errorf("again = %s, want %s", again, trade)
		}
		for _, by := range []fields{{"out_trade_no": "A1"}, {"trade_no": trade}, {"trade_no": trade, "out_trade_no": "another"}} {
			a := p.call("alipay.trade.query", by, nil)
			if a.code() != "10000" || a.of("trade_status") != "WAIT_BUYER_PAY" || a.of("total_amount") != "15.00" || a.of("buyer_open_id") != p.openid(p.ling) {
				t.Errorf("%v: %s", by, a.raw)
			}
		}
		bent := p.trade("A1", "15.01")
		if a := p.call("alipay.trade.create", bent, params{"notify_url": notifyURL}); a.code() != "40004 ACQ.CONTEXT_INCONSISTENT" {
			t.Errorf("another amount under the same number: %s", a.raw)
		}
	})
	t.Run("paid, it is told as such, and neither made again nor closed", func(t *testing.T) {
		trade := p.paid("A2", "8.88")
		a := p.call("alipay.trade.query", fields{"trade_no": trade}, nil)
		if a.of("trade_status") != "TRADE_SUCCESS" || a.of("receipt_amount") != "8.88" || a.of("send_pay_date") == "" {
			t.Errorf("query = %s", a.raw)
		}
		if got := p.wallet(p.ling); got != "91.12" {
			t.Errorf("wallet = %s", got)
		}
		if a := p.call("alipay.trade.create", p.trade("A2", "8.88"), params{"notify_url": notifyURL}); a.code() != "40004 ACQ.TRADE_HAS_SUCCESS" {
			t.Errorf("create = %s", a.raw)
		}
		if a := p.call("alipay.trade.close", fields{"trade_no": trade}, nil); a.code() != "40004 ACQ.TRADE_STATUS_ERROR" {
			t.Errorf("close = %s", a.raw)
		}
	})
	t.Run("closed or cancelled, nobody can pay it", func(t *testing.T) {
		for number, method := range map[string]string{"A3": "close", "A4": "cancel"} {
			trade := p.create(number, "1.00")
			if a := p.call("alipay.trade."+method, fields{"out_trade_no": number}, nil); a.code() != "10000" || method == "cancel" && a.of("action") != "close" {
				t.Errorf("%s = %s", method, a.raw)
			}
			p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: trade}), pay.ErrClosed)
			if got := state(t, number); got != "TRADE_CLOSED" {
				t.Errorf("state = %s", got)
			}
		}
	})
	t.Run("cancelled after it was paid, what is left of it comes back, once", func(t *testing.T) {
		had := p.wallet(p.ling)
		p.paid("A5", "10.00")
		p.call("alipay.trade.refund", fields{"out_trade_no": "A5", "refund_amount": "4.00", "out_request_no": "1"}, nil)
		for range 2 {
			if a := p.call("alipay.trade.cancel", fields{"out_trade_no": "A5"}, nil); a.code() != "10000" || a.of("action") != "refund" {
				t.Errorf("cancel = %s", a.raw)
			}
		}
		if got := p.wallet(p.ling); got != had {
			t.Errorf("wallet = %s, want %s", got, had)
		}
		if got := state(t, "A5"); got != "TRADE_CLOSED" {
			t.Errorf("state = %s", got)
		}
	})
	t.Run("to cancel what there is not is right, and does nothing", func(t *testing.T) {
		if a := p.call("alipay.trade.cancel", fields{"out_trade_no": "none"}, nil); a.code() != "10000" || a.of("action") != "" {
			t.Errorf("cancel = %s", a.raw)
		}
	})
	t.Run("its time runs out as its merchant says, else after 15 days, for good", func(t *testing.T) {
		bent := p.trade("A6", "1.00")
		bent["timeout_express"] = "5m"
		if a := p.call("alipay.trade.create", bent, nil); a.code() != "10000" {
			t.Fatal(a.raw)
		}
		p.offset.Add(int64(4 * time.Minute))
		if a := p.call("alipay.trade.create", bent, nil); a.code() != "10000" {
			t.Errorf("the same again, 4 minutes later: %s", a.raw)
		}
		p.offset.Add(int64(time.Minute))
		if got := state(t, "A6"); got != "TRADE_CLOSED" {
			t.Errorf("state = %s", got)
		}
		p.create("A7", "1.00")
		p.offset.Add(int64(15*24*time.Hour - time.Minute))
		if got := state(t, "A7"); got != "WAIT_BUYER_PAY" {
			t.Errorf("state = %s", got)
		}
		p.offset.Add(int64(time.Minute))
		if a := p.call("alipay.trade.create", p.trade("A7", "1.00"), params{"notify_url": notifyURL}); a.code() != "40004 ACQ.TRADE_HAS_CLOSE" {
			t.Errorf("create = %s", a.raw)
		}
	})
}

func TestTradeForms(t *testing.T) {
	p := newPlace(t)
	for name, c := range map[string]struct {
		bend fields
		want string
	}{
		"nothing":                    {fields{"total_amount": "0.00"}, "INVALID_PARAMETER"},
		"less than nothing":          {fields{"total_amount": "-1.00"}, "INVALID_PARAMETER"},
		"a part of a fen":            {fields{"total_amount": "0.015"}, "INVALID_PARAMETER"},
		"a part of a fen, a number":  {fields{"total_amount": 0.015}, "INVALID_PARAMETER"},
		"an exponent":                {fields{"total_amount": "1e2"}, "INVALID_PARAMETER"},
		"a sign":                     {fields{"total_amount": "+1.00"}, "INVALID_PARAMETER"},
		"a comma":                    {fields{"total_amount": "1,000.00"}, "INVALID_PARAMETER"},
		"a blank":                    {fields{"total_amount": " 1.00"}, "INVALID_PARAMETER"},
		"no number":                  {fields{"total_amount": "NaN"}, "INVALID_PARAMETER"},
		"a list":                     {fields{"total_amount": []string{"1.00"}}, "INVALID_PARAMETER"},
		"more than a trade may be":   {fields{"total_amount": "100000000.01"}, "INVALID_PARAMETER"},
		"more than an account holds": {fields{"total_amount": strings.Repeat("9", 40)}, "TOTAL_FEE_EXCEED"},
		"no amount":                  {fields{"total_amount": nil}, "INVALID_PARAMETER"},
		"no number of its own":       {fields{"out_trade_no": ""}, "INVALID_PARAMETER"},
		"a number that is too long":  {fields{"out_trade_no": strings.Repeat("1", 65)}, "INVALID_PARAMETER"},
		"a number with a slash":      {fields{"out_trade_no": "a/b"}, "INVALID_PARAMETER"},
		"no subject":                 {fields{"subject": ""}, "INVALID_PARAMETER"},
		"a subject of two lines":     {fields{"subject": "tea\nfree"}, "INVALID_PARAMETER"},
		"a subject that turns round": {fields{"subject": "tea \u202e 00.1"}, "INVALID_PARAMETER"},
		"nobody":                     {fields{"buyer_open_id": ""}, "INVALID_PARAMETER"},
		"somebody who is not":        {fields{"buyer_open_id": "2088000000000000"}, "INVALID_PARAMETER"},
		"two people":                 {fields{"buyer_id": "2088000000000000"}, "INVALID_PARAMETER"},
		"somebody of another app":    {fields{"buyer_open_id": people{}.OpenID(p.ling.User, otherApp)}, "INVALID_PARAMETER"},
		"a time that is none":        {fields{"time_expire": "tomorrow"}, "INVALID_PARAMETER"},
		"a time that is over":        {fields{"time_expire": "2014-07-24 03:07:50"}, "INVALID_PARAMETER"},
		"a span of nothing":          {fields{"timeout_express": "0m"}, "INVALID_PARAMETER"},
		"a span that is too long":    {fields{"timeout_express": "16d"}, "INVALID_PARAMETER"},
		"a span that overflows":      {fields{"timeout_express": "99999999999999999999d"}, "INVALID_PARAMETER"},
	} {
		t.Run("a trade of "+name+" is refused", func(t *testing.T) {
			trade := p.trade("forms", "1.00")
			maps.Copy(trade, c.bend)
			if a := p.call("alipay.trade.create", trade, nil); a.code() != "40004 ACQ."+c.want || a.of("sub_msg") == "" {
				t.Errorf("answer = %s, want %s", a.raw, c.want)
			}
		})
	}
	t.Run("an amount is exact, as a text or a number", func(t *testing.T) {
		for number, total := range map[string]any{"F1": "0.07", "F2": 0.29, "F3": "1.1", "F4": 19.9, "F5": "000.57"} {
			trade := p.trade(number, "")
			trade["total_amount"] = total
			p.call("alipay.trade.create", trade, nil)
		}
		for number, want := range map[string]string{"F1": "0.07", "F2": "0.29", "F3": "1.10", "F4": "19.90", "F5": "0.57"} {
			if got := p.call("alipay.trade.query", fields{"out_trade_no": number}, nil).of("total_amount"); got != want {
				t.Errorf("%s = %s, want %s", number, got, want)
			}
		}
	})
}

func TestRequest(t *testing.T) {
	p := newPlace(t)
	p.create("R1", "1.00")
	good := func() params {
		return p.asking(shopKey(), app, "alipay.trade.query", fields{"out_trade_no": "R1"}, nil)
	}
	resigned := func(bend params) params {
		all := p.asking(shopKey(), app, "alipay.trade.query", fields{"out_trade_no": "R1"}, bend)
		return all
	}
	for name, c := range map[string]struct {
		all  params
		want string
		bare bool // without a signature
	}{
		"another key":                 {p.asking(otherKey(), app, "alipay.trade.query", fields{"out_trade_no": "R1"}, nil), "40002 isv.invalid-signature", false},
		"an app that is not":          {p.asking(shopKey(), "wx0000000000000000", "alipay.trade.query", nil, nil), "40002 isv.invalid-app-id", true},
		"an app_id of another form":   {p.asking(shopKey(), "2021000122671080", "alipay.trade.query", nil, nil), "40002 isv.invalid-app-id", true},
		"a method that is not":        {p.asking(shopKey(), app, "alipay.trade.give", nil, nil), "40002 isv.invalid-method", false},
		"SHA-1":                       {resigned(params{"sign_type": "RSA"}), "40002 isv.invalid-signature-type", false},
		"another form":                {resigned(params{"format": "XML"}), "40002 isv.invalid-format", false},
		"GBK":                         {resigned(params{"charset": "GBK"}), "40002 isv.invalid-charset", false},
		"encrypted content":           {resigned(params{"encrypt_type": "AES"}), "40002 isv.invalid-encrypt", false},
		"a certificate's number":      {resigned(params{"app_cert_sn": "1"}), "40002 isv.invalid-app-cert-sn", false},
		"the time of two days ago":    {resigned(params{"timestamp": p.now().Add(-48 * time.Hour).In(shanghai()).Format(timeForm)}), "40002 isv.invalid-timestamp", false},
		"a time that is none":         {resigned(params{"timestamp": "now"}), "40002 isv.invalid-timestamp", false},
		"content that is no JSON":     {resigned(params{"biz_content": "{"}), "40002 isv.invalid-parameter", false},
		"content of another type":     {resigned(params{"biz_content": `{"out_trade_no":{}}`}), "40002 isv.invalid-parameter", false},
		"no content":                  {p.asking(shopKey(), app, "alipay.trade.query", nil, nil), "40001 isv.missing-biz-content", false},
		"a trade that is not":         {p.asking(shopKey(), app, "alipay.trade.query", fields{"trade_no": "ord_"}, nil), "40004 ACQ.TRADE_NOT_EXIST", false},
		"neither number of a trade":   {p.asking(shopKey(), app, "alipay.trade.query", fields{}, nil), "40004 ACQ.INVALID_PARAMETER", false},
		"another merchant's trade":    {p.asking(otherKey(), otherApp, "alipay.trade.query", fields{"out_trade_no": "R1"}, nil), "40004 ACQ.TRADE_NOT_EXIST", false},
		"another merchant's trade_no": {p.asking(otherKey(), otherApp, "alipay.trade.close", fields{"trade_no": p.create("R2", "1.00")}, nil), "40004 ACQ.TRADE_NOT_EXIST", false},
	} {
		t.Run("a request with "+name+" is refused", func(t *testing.T) {
			a := p.send(c.all)
			if a.code() != c.want || (a.sign == "") != c.bare || c.bare != (a.name == "error_response") {
				t.Errorf("answer = %s, want %s", a.raw, c.want)
			}
		})
	}
	for _, name := range []string{"method", "sign", "sign_type", "timestamp", "version"} {
		t.Run("a request without "+name+" is refused", func(t *testing.T) {
			all := good()
			delete(all, name)
			if a := p.send(all); !strings.HasPrefix(a.code(), "40001 isv.missing-") {
				t.Errorf("answer = %s", a.raw)
			}
		})
	}
	t.Run("a method of another form gets its answer under no name of its own", func(t *testing.T) {
		for _, method := range []string{`a":{"code":"10000"},"b`, "Alipay", strings.Repeat("a", 129)} {
			if a := p.send(p.asking(shopKey(), app, method, nil, nil)); a.name != "error_response" || a.code() != "40002 isv.invalid-method" {
				t.Errorf("answer = %s", a.raw)
			}
		}
	})
	t.Run("each parameter is signed", func(t *testing.T) {
		for name := range good() {
			all := good()
			all[name] += "0"
			if a := p.send(all); a.code() == "10000" {
				t.Errorf("%s changed: %s", name, a.raw)
			}
		}
		all := good()
		all["notify_url"] = notifyURL
		if a := p.send(all); a.code() != "40002 isv.invalid-signature" {
			t.Errorf("one more parameter: %s", a.raw)
		}
	})
	t.Run("parameters stand in the address, in the body, or in both with one value", func(t *testing.T) {
		all := good()
		inBody, inAddress := url.Values{}, url.Values{}
		for name, value := range all {
			if name == "biz_content" {
				inBody.Set(name, value)
			} else {
				inAddress.Set(name, value)
			}
		}
		inBody.Set("charset", "utf-8")
		for _, path := range []string{gatewayPath, Prefix + gatewayPath} {
			if a := p.post(path, query(inAddress), inBody.Encode(), formKind); a.code() != "10000" {
				t.Errorf("%s: %s", path, a.raw)
			}
		}
		inBody.Set("charset", "UTF-8")
		if a := p.post(gatewayPath, query(inAddress), inBody.Encode(), formKind); a.code() != "40002 isv.invalid-parameter" {
			t.Errorf("two values: %s", a.raw)
		}
		twice := all.form() + "&biz_content=" + url.QueryEscape(`{"out_trade_no":"R2"}`)
		if a := p.post(gatewayPath, "", twice, formKind); a.code() != "40002 isv.invalid-parameter" {
			t.Errorf("twice: %s", a.raw)
		}
	})
	t.Run("empty parameters may be signed or not", func(t *testing.T) {
		all := good()
		all["return_url"] = ""
		all["sign"] = p.signed(shopKey(), all.text(true, "sign"))
		if a := p.post(gatewayPath, "", all.form()+"&return_url=", formKind); a.code() != "10000" {
			t.Errorf("signed: %s", a.raw)
		}
		if a := p.post(gatewayPath, "", good().form()+"&return_url=", formKind); a.code() != "10000" {
			t.Errorf("not signed: %s", a.raw)
		}
	})
	t.Run("a body that is too large, of another kind or no form is refused", func(t *testing.T) {
		for _, c := range [][2]string{
			{"biz_content=" + strings.Repeat("x", httpd.MaxBody), formKind}, {"{}", "application/json"}, {"--x", "multipart/form-data; boundary=x"}, {"%zz", formKind},
		} {
			if a := p.post(gatewayPath, "", c[0], c[1]); a.code() != "40002 isv.invalid-parameter" || a.name != "error_response" || a.sign != "" {
				t.Errorf("%s: %s", c[1], a.raw)
			}
		}
	})
	t.Run("a key that was revoked signs nothing", func(t *testing.T) {
		if _, err := p.withoutKey.Revoke(t.Context(), otherMchid, ""); err != nil {
			t.Fatal(err)
		}
		if a := p.send(p.asking(otherKey(), otherApp, "alipay.trade.query", fields{"out_trade_no": "R1"}, nil)); a.code() != "40002 isv.invalid-signature" {
			t.Errorf("answer = %s", a.raw)
		}
	})
	t.Run("who signs wrongly too often gets answers without a signature", func(t *testing.T) {
		bad := p.asking(otherKey(), app, "alipay.trade.query", nil, nil)
		for range 10 * wrongBurst {
			if p.send(bad).sign == "" {
				return
			}
		}
		t.Error("all were signed")
	})
}

func TestRefund(t *testing.T) {
	p := newPlace(t)
	trade := p.paid("B1", "10.00")
	refund := func(bend fields) answer {
		all := fields{"out_trade_no": "B1", "refund_amount": "3.00", "out_request_no": "b-1", "refund_reason": "too cold"}
		maps.Copy(all, bend)
		return p.call("alipay.trade.refund", all, nil)
	}
	t.Run("a part comes back, once by its number", func(t *testing.T) {
		a := refund(nil)
		if a.code() != "10000" || a.of("fund_change") != "Y" || a.of("refund_fee") != "3.00" || a.of("trade_no") != trade {
			t.Errorf("first = %s", a.raw)
		}
		if a := refund(fields{"refund_reason": "too warm"}); a.code() != "10000" || a.of("fund_change") != "N" || a.of("refund_fee") != "3.00" {
			t.Errorf("again = %s", a.raw)
		}
		if got := p.wallet(p.ling); got != "93.00" {
			t.Errorf("wallet = %s, want 93.00", got)
		}
	})
	for name, c := range map[string]struct {
		bend fields
		want string
	}{
		"of another amount under the same number": {fields{"refund_amount": "3.01"}, "DISCORDANT_REPEAT_REQUEST"},
		"of more than is left":                    {fields{"refund_amount": "7.01", "out_request_no": "b-2"}, "REFUND_AMT_NOT_EQUAL_TOTAL"},
		"of nothing":                              {fields{"refund_amount": "0", "out_request_no": "b-2"}, "INVALID_PARAMETER"},
		"of less than nothing":                    {fields{"refund_amount": "-1.00", "out_request_no": "b-2"}, "INVALID_PARAMETER"},
		"without an amount":                       {fields{"refund_amount": nil, "out_request_no": "b-2"}, "INVALID_PARAMETER"},
		"under a number of ours":                  {fields{"out_request_no": cancelNumber}, "INVALID_PARAMETER"},
		"of a trade that is not":                  {fields{"out_trade_no": "none"}, "TRADE_NOT_EXIST"},
	} {
		t.Run("a refund "+name+" is refused, and moves nothing", func(t *testing.T) {
			if a := refund(c.bend); a.code() != "40004 ACQ."+c.want {
				t.Errorf("answer = %s, want %s", a.raw, c.want)
			}
			if got := p.wallet(p.ling); got != "93.00" {
				t.Errorf("wallet = %s, want 93.00", got)
			}
		})
	}
	t.Run("what is not paid is not refunded, and another's neither", func(t *testing.T) {
		p.create("B2", "5.00")
		if a := refund(fields{"out_trade_no": "B2"}); a.code() != "40004 ACQ.TRADE_STATUS_ERROR" {
			t.Errorf("answer = %s", a.raw)
		}
		if a := p.send(p.asking(otherKey(), otherApp, "alipay.trade.refund", fields{"trade_no": trade, "refund_amount": "1.00"}, nil)); a.code() != "40004 ACQ.TRADE_NOT_EXIST" {
			t.Errorf("answer = %s", a.raw)
		}
	})
	t.Run("a number counts within its trade; without one it is the trade's own", func(t *testing.T) {
		p.paid("B3", "2.00")
		if a := refund(fields{"out_trade_no": "B3", "refund_amount": "1.00"}); a.code() != "10000" || a.of("fund_change") != "Y" {
			t.Errorf("the number of another trade's refund: %s", a.raw)
		}
		for _, change := range []string{"Y", "N"} {
			if a := refund(fields{"out_trade_no": "B3", "refund_amount": "1.00", "out_request_no": nil}); a.code() != "10000" || a.of("fund_change") != change {
				t.Errorf("without a number: %s", a.raw)
			}
		}
		if a := p.call("alipay.trade.query", fields{"out_trade_no": "B3"}, nil); a.of("trade_status") != "TRADE_CLOSED" {
			t.Errorf("query = %s", a.raw)
		}
	})
	t.Run("it is asked for by its number; of one that there is not nothing is said", func(t *testing.T) {
		a := p.call("alipay.trade.fastpay.refund.query", fields{"trade_no": trade, "out_request_no": "b-1"}, nil)
		if a.code() != "10000" || a.of("refund_status") != "REFUND_SUCCESS" || a.of("refund_amount") != "3.00" || a.of("refund_reason") != "too cold" {
			t.Errorf("query = %s", a.raw)
		}
		a = p.call("alipay.trade.fastpay.refund.query", fields{"trade_no": trade, "out_request_no": "none"}, nil)
		if a.text != `{"code":"10000","msg":"Success"}` {
			t.Errorf("query = %s", a.raw)
		}
	})
}

func TestTradePay(t *testing.T) {
	p := newPlace(t)
	t.Run("a trade is paid by whom it was made for, in its program, and without paySign in this dialect alone", func(t *testing.T) {
		trade := p.create("C1", "1.00")
		p.wantError(p.paying(p.eve, pay.Signed{App: app, TradeNo: trade}), pay.ErrNotYours)
		p.wantError(p.paying(p.ling, pay.Signed{App: otherApp, TradeNo: trade}), pay.ErrNoOrder)
		p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: "ord_none"}), pay.ErrNoOrder)
		p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: trade, OrderText: "x"}), pay.ErrNoOrder)
		p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: trade, Package: "prepay_id=" + trade}), pay.ErrNoOrder)
		p.wantError(p.paying(p.ling, pay.Signed{App: app}), pay.ErrNoOrder)
		theirs, err := p.pay.Prepare(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, pay.NewOrder{
			App: app, OutTradeNo: "wechat-1", OpenID: p.openid(p.ling), Description: "Tea", Amount: p.amount("1.00"),
		})
		if err != nil {
			t.Fatal(err)
		}
		p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: string(theirs.ID)}), pay.ErrNoOrder)
		if a := p.call("alipay.trade.query", fields{"out_trade_no": "wechat-1"}, nil); a.code() != "40004 ACQ.TRADE_NOT_EXIST" {
			t.Errorf("an order of the other dialect: %s", a.raw)
		}
		if got := p.wallet(p.ling); got != "100.00" {
			t.Errorf("wallet = %s", got)
		}
	})
	t.Run("what the sheet showed is what is paid", func(t *testing.T) {
		trade := p.create("C2", "1.00")
		_, err := p.pay.Pay(t.Context(), p.ling, pay.PayOrder{
			Request: "changed-1", Signed: pay.Signed{App: app, TradeNo: trade}, Payee: mchid, Amount: p.amount("0.01"), PIN: pin,
		})
		p.wantError(err, pay.ErrChanged)
	})
	text := func(number, total string, bend params) string {
		content := p.trade(number, total)
		delete(content, "buyer_open_id")
		return p.asking(shopKey(), app, textMethod, content, bend).form()
	}
	t.Run("an order as a text is made once, for whoever shows it first, and paid once", func(t *testing.T) {
		had := p.wallet(p.ling)
		order := text("D1", "2.00", params{"notify_url": notifyURL})
		for range 2 {
			if err := p.paying(p.ling, pay.Signed{App: app, OrderText: order}); err != nil {
				t.Fatal(err)
			}
		}
		sheet, err := p.pay.Present(t.Context(), p.ling, pay.Signed{App: app, OrderText: order}, "")
		if err != nil || sheet.Order.State != pay.OrderPaid || p.wallet(p.ling) == had {
			t.Errorf("sheet = %+v, %v", sheet, err)
		}
		if a := p.call("alipay.trade.query", fields{"out_trade_no": "D1"}, nil); a.of("trade_status") != "TRADE_SUCCESS" || a.of("buyer_open_id") != p.openid(p.ling) {
			t.Errorf("query = %s", a.raw)
		}
		p.wantError(p.paying(p.eve, pay.Signed{App: app, OrderText: order}), pay.ErrNotYours)
		p.wantError(p.paying(p.ling, pay.Signed{App: app, OrderText: text("D1", "2.01", params{"notify_url": notifyURL})}), pay.ErrChanged)
	})
	t.Run("a text that was changed, is another program's, of another method or old is refused, and makes nothing", func(t *testing.T) {
		good := text("D2", "2.00", nil)
		old := text("D2", "2.00", params{"timestamp": p.now().Add(-48 * time.Hour).In(shanghai()).Format(timeForm)})
		for name, c := range map[string]struct {
			app  id.AppID
			text string
			want error
		}{
			"changed":           {app, strings.Replace(good, "2.00", "0.01", 1), pay.ErrSignature},
			"another program's": {otherApp, good, pay.ErrNoOrder},
			"another key's":     {app, p.asking(otherKey(), app, textMethod, p.trade("D2", "1.00"), nil).form(), pay.ErrSignature},
			"another method's":  {app, p.asking(shopKey(), app, "alipay.trade.create", p.trade("D2", "1.00"), nil).form(), pay.ErrOrder},
			"old":               {app, old, pay.ErrExpired},
			"of a negative sum": {app, text("D2", "-2.00", nil), pay.ErrOrder},
			"too long":          {app, good + strings.Repeat("&", 9<<10), pay.ErrNoOrder},
			"no form":           {app, "%zz", pay.ErrOrder},
			"twice one name":    {app, good + "&app_id=x", pay.ErrOrder},
		} {
			p.wantError(p.paying(p.ling, pay.Signed{App: c.app, OrderText: c.text}), c.want)
			if a := p.call("alipay.trade.query", fields{"out_trade_no": "D2"}, nil); a.code() != "40004 ACQ.TRADE_NOT_EXIST" {
				t.Errorf("%s: %s", name, a.raw)
			}
		}
	})
	t.Run("a merchant that lost all its keys is not paid", func(t *testing.T) {
		trade := p.create("C3", "1.00")
		if _, err := p.withoutKey.Revoke(t.Context(), mchid, ""); err != nil {
			t.Fatal(err)
		}
		p.wantError(p.paying(p.ling, pay.Signed{App: app, TradeNo: trade}), pay.ErrSignature)
	})
}

func TestNotice(t *testing.T) {
	p := newPlace(t)
	says := []string{"fail", "success"}
	var told []url.Values
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		form, err := url.ParseQuery(string(body))
		if err != nil || r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
			t.Errorf("%s %v %s: %v", r.Method, r.Header, body, err)
		}
		_, _ = io.WriteString(w, says[min(len(told), len(says)-1)])
		told = append(told, form)
	}))
	t.Cleanup(shop.Close)
	p.out.Allow(egress.Grant{
		Who: egress.Who(id.Caller{Kind: id.Merchant, Merchant: mchid}), Address: netip.MustParseAddrPort(strings.TrimPrefix(shop.URL, "http://")),
	})
	deliver := func(t *testing.T, want int) {
		t.Helper()
		if n, err := p.pay.DeliverDue(t.Context(), p.s); n != want || err != nil {
			t.Errorf("DeliverDue = %d, %v; want %d", n, err, want)
		}
	}
	trade := p.trade("N1", "10.00")
	a := p.call("alipay.trade.create", trade, params{"notify_url": shop.URL + "/notify"})
	if err := p.paying(p.ling, pay.Signed{App: app, TradeNo: a.of("trade_no")}); err != nil {
		t.Fatal(err)
	}
	t.Run("a merchant that does not answer success is told the same again, after four minutes", func(t *testing.T) {
		deliver(t, 1)
		deliver(t, 0)
		p.offset.Add(int64(4*time.Minute - time.Second))
		deliver(t, 0)
		p.offset.Add(int64(time.Second))
		deliver(t, 1)
		p.offset.Add(int64(time.Hour))
		deliver(t, 0)
		if len(told) != 2 || told[0].Encode() != told[1].Encode() {
			t.Fatalf("told %v", told)
		}
	})
	t.Run("it is signed over all but sign and sign_type, and says what was paid", func(t *testing.T) {
		for name, want := range map[string]string{
			"notify_type": "trade_status_sync", "trade_status": "TRADE_SUCCESS", "app_id": string(app), "seller_id": mchid, "out_trade_no": "N1",
			"trade_no": a.of("trade_no"), "total_amount": "10.00", "buyer_open_id": p.openid(p.ling), "passback_params": "table 4", "subject": "Longjing 龙井 <&> a/b",
			"fund_bill_list": `[{"amount":"10.00","fundChannel":"ALIPAYACCOUNT"}]`, "sign_type": "RSA2", "refund_fee": "",
		} {
			if got := told[0].Get(name); got != want {
				t.Errorf("%s = %q, want %q", name, got, want)
			}
		}
		if !strings.HasPrefix(told[0].Get("notify_id"), "ntc_") {
			t.Errorf("notify_id = %q", told[0].Get("notify_id"))
		}
		if text := signedText(told[0]); !fits([]byte(text), told[0].Get("sign")) {
			t.Errorf("the signature does not fit %s", text)
		}
	})
	t.Run("a refund is told to the same address: of a part, and of the rest", func(t *testing.T) {
		for n, c := range []struct{ amount, all, status string }{{"4.00", "4.00", "TRADE_SUCCESS"}, {"6.00", "10.00", "TRADE_CLOSED"}} {
			number := string(rune('a' + n))
			p.call("alipay.trade.refund", fields{"out_trade_no": "N1", "refund_amount": c.amount, "out_request_no": number}, nil)
			deliver(t, 1)
			last := told[len(told)-1]
			if last.Get("refund_fee") != c.all || last.Get("trade_status") != c.status || last.Get("out_biz_no") != number || last.Get("gmt_refund") == "" {
				t.Errorf("told %v", last)
			}
			if !fits([]byte(signedText(last)), last.Get("sign")) {
				t.Error("the signature does not fit")
			}
		}
	})
}

// signedText is what a client library verifies of a notice.
func signedText(form url.Values) string {
	var parts []string
	for name := range form {
		if name != "sign" && name != "sign_type" {
			parts = append(parts, name+"="+form.Get(name))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "&")
}

func TestTokens(t *testing.T) {
	p := newPlace(t)
	give := func(code string, of id.AppID, profile bool) {
		p.codes[string(of)+" "+code] = gateway.Identity{User: p.ling.User, Profile: profile}
	}
	const method, share = "alipay.system.oauth.token", "alipay.user.info.share"
	change := func(code string) answer {
		return p.call(method, nil, params{"grant_type": "authorization_code", "code": code})
	}
	t.Run("a code is changed once, and the tokens for new ones", func(t *testing.T) {
		give("one", app, false)
		a := change("one")
		if a.code() != "" || a.of("open_id") != p.openid(p.ling) || a.of("user_id") != p.openid(p.ling) || a.of("expires_in") != "1296000" {
			t.Errorf("answer = %s", a.raw)
		}
		if a := change("one"); a.code() != "40002 isv.code-invalid" {
			t.Errorf("again = %s", a.raw)
		}
		fresh := p.call(method, nil, params{"grant_type": "refresh_token", "refresh_token": a.of("refresh_token")})
		if fresh.of("open_id") != p.openid(p.ling) || fresh.of("access_token") == a.of("access_token") {
			t.Errorf("fresh = %s", fresh.raw)
		}
		if a := p.call(method, nil, params{"grant_type": "refresh_token", "refresh_token": a.of("access_token")}); a.code() != "40002 isv.refresh-token-invalid" {
			t.Errorf("an access_token to refresh: %s", a.raw)
		}
		p.offset.Add(int64(29 * 24 * time.Hour))
		late := p.call(method, nil, params{"grant_type": "refresh_token", "refresh_token": fresh.of("refresh_token")})
		if left, err := strconv.Atoi(late.of("expires_in")); err != nil || left < 1 || left > 24*60*60 {
			t.Errorf("on the last day: %s, %v; want what is left of it", late.raw, err)
		}
		p.offset.Add(int64(24 * time.Hour))
		for _, old := range []answer{a, fresh, late} {
			if a := p.call(method, nil, params{"grant_type": "refresh_token", "refresh_token": old.of("refresh_token")}); a.code() != "40002 isv.refresh-token-time-out" {
				t.Errorf("an old one: %s", a.raw)
			}
		}
	})
	t.Run("what is missing or wrong is said", func(t *testing.T) {
		for want, more := range map[string]params{
			"40001 isv.missing-grant-type": {}, "40002 isv.grant-type-invalid": {"grant_type": "password"}, "40001 isv.missing-code": {"grant_type": "authorization_code"},
			"40001 isv.missing-refresh-token": {"grant_type": "refresh_token"}, "40002 isv.refresh-token-invalid": {"grant_type": "refresh_token", "refresh_token": "?"},
		} {
			if a := p.call(method, nil, more); a.code() != want {
				t.Errorf("answer = %s, want %s", a.raw, want)
			}
		}
		give("theirs", otherApp, true)
		if a := change("theirs"); a.code() != "40002 isv.code-invalid" {
			t.Errorf("another app's code: %s", a.raw)
		}
	})
	t.Run("name and picture are for who was allowed them", func(t *testing.T) {
		give("plain", app, false)
		give("agreed", app, true)
		plain, agreed := change("plain").of("access_token"), change("agreed").of("access_token")
		if a := p.call(share, nil, params{"auth_token": plain}); a.code() != "40006 isv.insufficient-user-permissions" || a.of("nick_name") != "" {
			t.Errorf("without consent: %s", a.raw)
		}
		a := p.call(share, nil, params{"auth_token": agreed})
		if a.code() != "10000" || a.of("nick_name") != "Ling" || a.of("avatar") != "https://chat.example/blob/abc" || a.of("open_id") != p.openid(p.ling) {
			t.Errorf("with consent: %s", a.raw)
		}
		if a := p.send(p.asking(otherKey(), otherApp, share, nil, params{"auth_token": agreed})); a.code() != "20001 aop.invalid-auth-token" {
			t.Errorf("another app: %s", a.raw)
		}
		for _, bad := range []string{"x", agreed + "A", strings.ToUpper(agreed)} {
			if a := p.call(share, nil, params{"auth_token": bad}); a.code() != "20001 aop.invalid-auth-token" {
				t.Errorf("%s: %s", bad, a.raw)
			}
		}
		if a := p.call(share, nil, nil); a.code() != "40001 isv.missing-auth-token" {
			t.Errorf("without a token: %s", a.raw)
		}
		p.offset.Add(int64(accessTTL))
		if a := p.call(share, nil, params{"auth_token": agreed}); a.code() != "20001 aop.auth-token-time-out" {
			t.Errorf("an old one: %s", a.raw)
		}
	})
}
