package wechatpay

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
)

func TestAmountsThatAreNone(t *testing.T) {
	p := newPlace(t)
	const whole = "An amount is a whole number of fen, such as 100 for 1 yuan, without quotes, fraction or exponent."
	for _, c := range []struct{ name, total, says string }{
		{"a fraction", `1.5`, whole},
		{"a whole number with a fraction", `1.0`, whole},
		{"an exponent", `1e3`, whole},
		{"a text", `"1"`, whole},
		{"a truth", `true`, whole},
		{"a list", `[1]`, whole},
		{"an object", `{"fen":1}`, whole},
		{"nothing", `null`, whole},
		{"beyond int64", `9223372036854775808`, "An amount is more than an account can hold."},
		{"far beyond", `1` + strings.Repeat("0", 400), "An amount is more than an account can hold."},
		{"below int64", `-9223372036854775809`, "An amount is more than an account can hold."},
		{"negative", `-1`, "amount.total is 1 to 10000000000 fen."},
		{"zero", `0`, "amount.total is 1 to 10000000000 fen."},
		{"more than a payment may be", `10000000001`, "amount.total is 1 to 10000000000 fen."},
	} {
		t.Run(c.name+" is refused in the dialect's form, in words", func(t *testing.T) {
			body := strings.Replace(p.order("amount-order", nil), `"total":1500`, `"total":`+c.total, 1)
			if !strings.Contains(body, `"total":`+c.total) {
				t.Fatalf("the order does not say so: %s", body)
			}
			a := p.call(http.MethodPost, prepayPath, body)
			var f struct{ Code, Message string }
			if err := json.Unmarshal([]byte(a.body), &f); err != nil {
				t.Fatal(err)
			}
			if a.status != http.StatusBadRequest || f.Code != "PARAM_ERROR" || !strings.HasSuffix(f.Message, c.says) || !strings.Contains(f.Message, "amount.total") {
				t.Errorf("answer = %d %s, want 400 PARAM_ERROR and %q", a.status, a.body, c.says)
			}
		})
	}
	t.Run("a field of another type is named", func(t *testing.T) {
		a := p.call(http.MethodPost, prepayPath, strings.Replace(p.order("amount-order", nil), `"out_trade_no":"amount-order"`, `"out_trade_no":7`, 1))
		if a.status != http.StatusBadRequest || !strings.Contains(a.body, `"message":"out_trade_no is of another type."`) {
			t.Errorf("answer = %d %s", a.status, a.body)
		}
	})
}

func TestTheFieldOfAnAmountIsNamed(t *testing.T) {
	for body, want := range map[string]string{
		`{"other":1.5,"amount":{"refund":1.5,"total":2}}`:                 "amount.refund: An amount is a whole number",
		`{"amount":{"refund":1,"total":9223372036854775808}}`:             "amount.total: An amount is more than an account can hold.",
		`{"amount":{"refund":1,"total":2},"total_amount":"7"}`:            "total_amount: An amount is a whole number",
		`{"amount":{"refund":1,"total":2},"total_amount":7,"reason":1.5}`: "reason is of another type.",
	} {
		var b struct {
			Amount *struct {
				Refund fen `json:"refund"`
				Total  fen `json:"total,omitempty"`
			} `json:"amount"`
			Total  *fen   `json:"total_amount"`
			Reason string `json:"reason"`
		}
		err := parseBody([]byte(body), &b, "a refund")
		var own failure
		if !errors.As(err, &own) || own.Code != "PARAM_ERROR" || !strings.HasPrefix(own.Message, want) {
			t.Errorf("%s: %v, want %q", body, err, want)
		}
	}
}
