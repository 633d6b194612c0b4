package wechatpay

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

const certificatesPath = "/v3/certificates"

// Mount adds the dialect's paths to a server.
func (s *Service) Mount(server *httpd.Server) {
	for pattern, call := range map[string]func(context.Context, request) (any, error){
		"GET " + certificatesPath:                               s.certificates,
		"POST /v3/pay/transactions/jsapi":                       s.prepay,
		"GET /v3/pay/transactions/id/{transaction}":             s.queryTransaction,
		"GET /v3/pay/transactions/out-trade-no/{number}":        s.queryNumber,
		"POST /v3/pay/transactions/out-trade-no/{number}/close": s.closeOrder,
		"POST /v3/refund/domestic/refunds":                      s.refund,
		"GET /v3/refund/domestic/refunds/{number}":              s.queryRefund,
		"POST /v3/payscore/serviceorder":                        s.createService,
		"GET /v3/payscore/serviceorder":                         s.queryService,
		"POST /v3/payscore/serviceorder/{number}/complete":      s.completeService,
		"POST /v3/payscore/serviceorder/{number}/cancel":        s.cancelService,
	} {
		server.Foreign(pattern, s.answering(call))
	}
}

// encode writes JSON without escaping what HTML minds: clients compare texts.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("compat/wechatpay: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// shanghai is the zone that the dialect writes times in.
func shanghai(t time.Time) string {
	return t.In(time.FixedZone("", 8*60*60)).Format(time.RFC3339)
}

func (r request) by() id.Caller { return id.Caller{Kind: id.Merchant, Merchant: r.merchant.ID} }

type certificateEntry struct {
	Serial    string `json:"serial_no"`
	Effective string `json:"effective_time"`
	Expire    string `json:"expire_time"`
	Sealed    sealed `json:"encrypt_certificate"`
}

// certificates returns what we sign with, encrypted for the merchant.
func (s *Service) certificates(ctx context.Context, r request) (any, error) {
	p, err := s.Platform(ctx)
	if err != nil {
		return nil, err
	}
	plain := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate.Raw})
	box, err := s.seal(r.merchant.APIKey, "certificate", plain)
	if err != nil {
		return nil, err
	}
	entry := certificateEntry{serialOf(p.Certificate), shanghai(p.Certificate.NotBefore), shanghai(p.Certificate.NotAfter), box}
	return struct {
		Data []certificateEntry `json:"data"`
	}{[]certificateEntry{entry}}, nil
}

// fen is an amount in a request: a JSON number without a fraction or an exponent, as the dialect demands it.
type fen int64

// UnmarshalJSON takes an integer that fits 63 bits, and fails with errParam and what is wrong for anything else.
func (f *fen) UnmarshalJSON(text []byte) error {
	switch n, err := strconv.ParseInt(string(text), 10, 64); {
	case err == nil:
		*f = fen(n)
		return nil
	case errors.Is(err, strconv.ErrRange):
		return errParam.with("An amount is more than an account can hold.")
	default:
		return errParam.with("An amount is a whole number of fen, such as 100 for 1 yuan, without quotes, fraction or exponent.")
	}
}

// parseBody reads a request's body. It fails with errParam and what is wrong where the dialect says so.
func parseBody(body []byte, into any, what string) error {
	err := json.Unmarshal(body, into)
	var own failure
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		if field := fieldOf(body, reflect.TypeOf(into)); field != "" {
			own.Message = field + ": " + own.Message
		}
		return own
	case errors.As(err, &kind) && kind.Field != "":
		return errParam.with(kind.Field + " is of another type.")
	}
	return errParam.with("The body is not the JSON of " + what + ".")
}

// fieldOf returns the name of the first field of a body that cannot be read, as in amount.total, or "".
func fieldOf(body []byte, of reflect.Type) string {
	for of.Kind() == reflect.Pointer {
		of = of.Elem()
	}
	var parts map[string]json.RawMessage
	if of.Kind() != reflect.Struct || json.Unmarshal(body, &parts) != nil {
		return ""
	}
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		value, there := parts[name]
		if !there || json.Unmarshal(value, reflect.New(of.Field(i).Type).Interface()) == nil {
			continue
		}
		if inner := fieldOf(value, of.Field(i).Type); inner != "" {
			name += "." + inner
		}
		return name
	}
	return ""
}

type amountRequest struct {
	Total    fen    `json:"total"`
	Currency string `json:"currency"`
}

type amountBody struct {
	Total         int64  `json:"total"`
	PayerTotal    int64  `json:"payer_total,omitempty"`
	Currency      string `json:"currency,omitempty"`
	PayerCurrency string `json:"payer_currency,omitempty"`
}

type payerBody struct {
	OpenID string `json:"openid"`
}

// prepayBody is an order as a merchant's server places it. What it may hold besides (goods_tag, detail, scene_info …) has
// no meaning here, and is accepted.
type prepayBody struct {
	AppID       string         `json:"appid"`
	MchID       string         `json:"mchid"`
	Description string         `json:"description"`
	OutTradeNo  string         `json:"out_trade_no"`
	TimeExpire  string         `json:"time_expire"`
	Attach      string         `json:"attach"`
	NotifyURL   string         `json:"notify_url"`
	Amount      *amountRequest `json:"amount"`
	Payer       *payerBody     `json:"payer"`
}

func (s *Service) prepay(ctx context.Context, r request) (any, error) {
	n, err := parsePrepay(r.body, r.merchant.ID)
	if err != nil {
		return nil, err
	}
	o, err := s.Pay.Prepare(ctx, r.by(), n)
	if err != nil {
		return nil, err
	}
	return struct {
		Prepay string `json:"prepay_id"`
	}{string(o.ID)}, nil
}

// parsePrepay reads an order. It fails with errParam.
func parsePrepay(body []byte, mchid string) (n pay.NewOrder, err error) {
	var b prepayBody
	if err := parseBody(body, &b, "an order"); err != nil {
		return n, err
	}
	if b.MchID != mchid {
		return n, errParam.with("mchid is not the one that signed.")
	}
	if b.Amount == nil || b.Payer == nil {
		return n, errParam.with("amount and payer are needed.")
	}
	if b.Amount.Currency == "" {
		b.Amount.Currency = string(pay.CNY)
	}
	n = pay.NewOrder{
		OutTradeNo: b.OutTradeNo, OpenID: b.Payer.OpenID, Description: b.Description, Attach: b.Attach, NotifyURL: b.NotifyURL,
	}
	if n.App, err = id.ParseAppID(b.AppID); err != nil {
		return n, errParam.with("appid is not one.")
	}
	if n.Amount, err = money.New(int64(b.Amount.Total), money.Currency(b.Amount.Currency)); err != nil || n.Amount.Currency() != pay.CNY {
		return n, errParam.with("amount.currency must be CNY.")
	}
	if b.NotifyURL == "" {
		return n, errParam.with("notify_url is needed.")
	}
	if _, err := egress.ParseTarget(b.NotifyURL); err != nil {
		return n, errParam.with("notify_url is not an address.")
	}
	if b.TimeExpire != "" {
		if n.Deadline, err = time.Parse(time.RFC3339, b.TimeExpire); err != nil {
			return n, errParam.with("time_expire is not a time such as 2018-06-08T10:34:56+08:00.")
		}
	}
	return n, nil
}

// transaction is an order as merchants see it.
type transaction struct {
	AppID       string     `json:"appid"`
	MchID       string     `json:"mchid"`
	OutTradeNo  string     `json:"out_trade_no"`
	Transaction string     `json:"transaction_id,omitempty"`
	TradeType   string     `json:"trade_type,omitempty"`
	TradeState  string     `json:"trade_state"`
	StateText   string     `json:"trade_state_desc"`
	BankType    string     `json:"bank_type,omitempty"`
	Attach      string     `json:"attach,omitempty"`
	SuccessTime string     `json:"success_time,omitempty"`
	Payer       payerBody  `json:"payer"`
	Amount      amountBody `json:"amount"`
}

func transactionOf(o pay.Order, now time.Time) transaction {
	t := transaction{
		AppID: string(o.App), MchID: o.Merchant, OutTradeNo: o.OutTradeNo, Attach: o.Attach, Payer: payerBody{o.OpenID},
		Amount: amountBody{Total: o.Amount.Minor(), Currency: string(o.Amount.Currency())},
	}
	switch {
	case o.State == pay.OrderPaid:
		t.Transaction, t.TradeType, t.BankType = string(o.Payment), "JSAPI", "OTHERS"
		t.TradeState, t.StateText, t.SuccessTime = "SUCCESS", "支付成功", shanghai(o.PaidAt)
		if o.Refunded.Minor() > 0 {
			t.TradeState, t.StateText = "REFUND", "转入退款"
		}
		t.Amount.PayerTotal, t.Amount.PayerCurrency = t.Amount.Total, t.Amount.Currency
	case o.State == pay.OrderClosed, o.Overdue(now):
		t.TradeState, t.StateText = "CLOSED", "订单已关闭"
	case o.Payment != "":
		t.TradeState, t.StateText = "USERPAYING", "用户支付中"
	default:
		t.TradeState, t.StateText = "NOTPAY", "订单未支付"
	}
	return t
}

// ours leaves out the merchant's orders of another dialect: here there are none of them.
func ours(o pay.Order, err error) (pay.Order, error) {
	if err == nil && o.Dialect != pay.WeChatPay {
		err = pay.ErrNoOrder
	}
	return o, err
}

// own checks that the mchid of a query is the one that signed it.
func (r request) own() error {
	if r.URL.Query().Get("mchid") != r.merchant.ID {
		return errParam.with("mchid is not the one that signed.")
	}
	return nil
}

func (s *Service) queryTransaction(ctx context.Context, r request) (any, error) {
	if err := r.own(); err != nil {
		return nil, err
	}
	payment, err := id.Parse[pay.PaymentID](r.PathValue("transaction"))
	if err != nil {
		return nil, errNoOrder
	}
	o, err := ours(s.Pay.FindPaid(ctx, r.by(), payment))
	if err != nil {
		return nil, err
	}
	return transactionOf(o, s.Now()), nil
}

func (s *Service) queryNumber(ctx context.Context, r request) (any, error) {
	if err := r.own(); err != nil {
		return nil, err
	}
	o, err := ours(s.Pay.FindTrade(ctx, r.by(), r.PathValue("number")))
	if err != nil {
		return nil, err
	}
	return transactionOf(o, s.Now()), nil
}

// closeOrder answers 204.
func (s *Service) closeOrder(ctx context.Context, r request) (any, error) {
	var b struct {
		MchID string `json:"mchid"`
	}
	if err := json.Unmarshal(r.body, &b); err != nil || b.MchID != r.merchant.ID {
		return nil, errParam.with("mchid is not the one that signed.")
	}
	if _, err := ours(s.Pay.FindTrade(ctx, r.by(), r.PathValue("number"))); err != nil {
		return nil, err
	}
	return nil, s.Pay.Close(ctx, r.by(), r.PathValue("number"))
}
