package alipay

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// yuan is an amount in a request: yuan with at most two decimals, as a text or as a JSON number. It is read digit by digit.
type yuan struct{ money.Amount }

// UnmarshalJSON fails with ACQ.INVALID_PARAMETER and what is wrong.
func (y *yuan) UnmarshalJSON(text []byte) error {
	plain := string(text)
	if inner, ok := strings.CutPrefix(plain, `"`); ok {
		plain = strings.TrimSuffix(inner, `"`)
	}
	amount, err := money.Parse(plain, pay.CNY)
	switch {
	case errors.Is(err, money.ErrRange):
		return refused("TOTAL_FEE_EXCEED", "An amount is more than an account can hold.")
	case err != nil:
		return refused("INVALID_PARAMETER", "An amount is yuan with at most two decimals, such as 88.88, without sign or exponent.")
	case amount.Minor() < 1:
		return refused("INVALID_PARAMETER", "An amount is 0.01 yuan at least.")
	}
	y.Amount = amount
	return nil
}

// tradeBody is a trade as a merchant's server asks for it. What it may hold besides (goods_detail, product_code …) has no meaning here, and
// is accepted.
type tradeBody struct {
	OutTradeNo string `json:"out_trade_no"`
	Total      *yuan  `json:"total_amount"`
	Subject    string `json:"subject"`
	Passback   string `json:"passback_params"`
	Timeout    string `json:"timeout_express"`
	Expire     string `json:"time_expire"`
	Buyer      string `json:"buyer_id"`
	BuyerOpen  string `json:"buyer_open_id"`
}

// order reads a trade, without who is to pay. It fails with the dialect's failures.
func (b tradeBody) order(p params, app id.AppID, now time.Time) (n pay.NewOrder, err error) {
	n = pay.NewOrder{
		Dialect: pay.Alipay, App: app, OutTradeNo: b.OutTradeNo, Description: b.Subject, Attach: b.Passback, NotifyURL: p["notify_url"],
	}
	if b.Total == nil {
		return n, refused("INVALID_PARAMETER", "total_amount is needed.")
	}
	n.Amount = b.Total.Amount
	if n.NotifyURL != "" {
		if _, err := egress.ParseTarget(n.NotifyURL); err != nil {
			return n, refused("INVALID_PARAMETER", "notify_url is not an address.")
		}
	}
	switch {
	case b.Expire != "":
		n.Deadline, err = time.ParseInLocation(timeForm, b.Expire, shanghai())
		if err != nil {
			n.Deadline, err = time.ParseInLocation("2006-01-02 15:04", b.Expire, shanghai())
		}
		if err != nil {
			return n, refused("INVALID_PARAMETER", "time_expire is not a time such as 2016-12-31 10:05:00.")
		}
	case b.Timeout != "":
		n.Deadline, err = deadline(b.Timeout, now)
	}
	return n, err
}

const expressMax = 15 * 24 * time.Hour

// deadline reads timeout_express: a number of minutes, hours or days, or 1c, the end of the day.
func deadline(text string, now time.Time) (time.Time, error) {
	bad := refused("INVALID_PARAMETER", "timeout_express is 1m to 15d: a number of m, h or d; or 1c.")
	if text == "1c" {
		y, m, d := now.In(shanghai()).Date()
		return time.Date(y, m, d+1, 0, 0, 0, 0, shanghai()), nil
	}
	if len(text) < 2 || strings.Trim(text[:len(text)-1], "0123456789") != "" {
		return time.Time{}, bad
	}
	unit, known := map[byte]time.Duration{'m': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour}[text[len(text)-1]]
	n, err := strconv.Atoi(text[:len(text)-1])
	if err != nil || !known || n < 1 || n > int(expressMax/unit) {
		return time.Time{}, bad
	}
	return now.Add(time.Duration(n) * unit), nil
}

// tradeNumbers begin every answer about a trade.
type tradeNumbers struct {
	OutTradeNo string `json:"out_trade_no,omitempty"`
	TradeNo    string `json:"trade_no,omitempty"`
}

func numbersOf(o pay.Order) tradeNumbers { return tradeNumbers{o.OutTradeNo, string(o.ID)} }

func (s *Service) create(ctx context.Context, r request) (any, error) {
	var b tradeBody
	if err := r.content(&b); err != nil {
		return nil, err
	}
	n, err := b.order(r.params, r.app, s.Now())
	if err != nil {
		return nil, err
	}
	n.OpenID = b.BuyerOpen
	switch {
	case b.BuyerOpen == "":
		n.OpenID = b.Buyer
	case b.Buyer != "" && b.Buyer != b.BuyerOpen:
		return nil, refused("INVALID_PARAMETER", "buyer_id and buyer_open_id are two people.")
	}
	o, err := s.Pay.Prepare(ctx, r.by(), n)
	if err != nil {
		return nil, err
	}
	return named{done(), numbersOf(o)}, nil
}

// asked says which trade a request is about.
type asked struct {
	OutTradeNo string `json:"out_trade_no"`
	TradeNo    string `json:"trade_no"`
}

// find returns the trade. It fails with errNoTrade.
func (s *Service) find(ctx context.Context, r request, a asked) (o pay.Order, err error) {
	switch {
	case a.TradeNo != "": // both may be given; the vendor's number goes first
		order, err := id.Parse[pay.OrderID](a.TradeNo)
		if err != nil {
			return o, errNoTrade
		}
		o, err = s.Pay.FindOrder(ctx, r.by(), order)
		if err != nil {
			return o, err
		}
	case a.OutTradeNo != "":
		if o, err = s.Pay.FindTrade(ctx, r.by(), a.OutTradeNo); err != nil {
			return o, err
		}
	default:
		return o, refused("INVALID_PARAMETER", "One of out_trade_no and trade_no is needed.")
	}
	if o.Dialect != pay.Alipay {
		return o, errNoTrade
	}
	return o, nil
}

func statusOf(o pay.Order, now time.Time) string {
	switch {
	case o.State == pay.OrderPaid && o.Refunded != o.Amount:
		return "TRADE_SUCCESS"
	case o.State != pay.OrderOpen, o.Overdue(now):
		return "TRADE_CLOSED"
	}
	return "WAIT_BUYER_PAY"
}

// fund says from where a payer paid: from their wallet, which Alipay calls the balance.
type fund struct {
	Channel string `json:"fund_channel"`
	Amount  string `json:"amount"`
}

const walletChannel = "ALIPAYACCOUNT"

// named is a success that says of which trade, and no more.
type named struct {
	success
	tradeNumbers
}

// trade is what is said of a trade.
type trade struct {
	success
	tradeNumbers
	Status    string `json:"trade_status"`
	Total     string `json:"total_amount"`
	Receipt   string `json:"receipt_amount"`
	BuyerPaid string `json:"buyer_pay_amount"`
	Invoice   string `json:"invoice_amount"`
	Point     string `json:"point_amount"`
	Buyer     string `json:"buyer_user_id"`
	BuyerOpen string `json:"buyer_open_id"`
	BuyerType string `json:"buyer_user_type"`
	Passback  string `json:"passback_params,omitempty"`
	SentAt    string `json:"send_pay_date,omitempty"`
	Funds     []fund `json:"fund_bill_list,omitempty"`
}

func (s *Service) query(ctx context.Context, r request) (any, error) {
	var a asked
	if err := r.content(&a); err != nil {
		return nil, err
	}
	o, err := s.find(ctx, r, a)
	if err != nil {
		return nil, err
	}
	const none = "0.00"
	t := trade{
		success: done(), tradeNumbers: numbersOf(o), Status: statusOf(o, s.Now()), Total: o.Amount.Decimal(), Receipt: none, BuyerPaid: none, Invoice: none,
		Point: none, Buyer: o.OpenID, BuyerOpen: o.OpenID, BuyerType: "PRIVATE", Passback: o.Attach,
	}
	if o.State == pay.OrderPaid {
		t.Receipt, t.BuyerPaid, t.Invoice, t.SentAt = t.Total, t.Total, t.Total, timeText(o.PaidAt)
		t.Funds = []fund{{walletChannel, t.Total}}
	}
	return t, nil
}

func (s *Service) close(ctx context.Context, r request) (any, error) {
	var a asked
	if err := r.content(&a); err != nil {
		return nil, err
	}
	o, err := s.find(ctx, r, a)
	if err != nil {
		return nil, err
	}
	if err := s.Pay.Close(ctx, r.by(), o.OutTradeNo); err != nil {
		if errors.Is(err, pay.ErrPaid) {
			return nil, refused("TRADE_STATUS_ERROR", "The trade is paid: it can be refunded, not closed.")
		}
		return nil, err
	}
	return named{done(), numbersOf(o)}, nil
}

// cancelled is the answer to cancel. Without an action there was no such trade, and nothing is to be undone.
type cancelled struct {
	success
	tradeNumbers
	Retry  string `json:"retry_flag"`
	Action string `json:"action,omitempty"`
}

// cancelNumber is that of the refund by which a paid trade is cancelled; no merchant can choose it.
const cancelNumber = "*cancel"

// cancel undoes a trade: closes one that is not paid, and gives back what is left of one that is.
func (s *Service) cancel(ctx context.Context, r request) (any, error) {
	var a asked
	if err := r.content(&a); err != nil {
		return nil, err
	}
	o, err := s.find(ctx, r, a)
	if err != nil {
		if failureOf(err).Sub == errNoTrade.Sub {
			return cancelled{done(), tradeNumbers{OutTradeNo: a.OutTradeNo}, "N", ""}, nil
		}
		return nil, err
	}
	err = s.Pay.Close(ctx, r.by(), o.OutTradeNo)
	if err == nil {
		return cancelled{done(), numbersOf(o), "N", "close"}, nil
	}
	if !errors.Is(err, pay.ErrPaid) {
		return nil, err
	}
	if o, err = s.Pay.FindOrder(ctx, r.by(), o.ID); err != nil { // it may have been paid just now
		return nil, err
	}
	left, err := o.Amount.Sub(o.Refunded)
	if err != nil {
		return nil, fmt.Errorf("compat/alipay: what is left of %s: %w", o.ID, err)
	}
	if left.Minor() > 0 {
		_, err = s.Pay.Refund(ctx, r.by(), pay.NewRefund{
			Order: o.ID, OutRefundNo: cancelNumber, NotifyURL: o.NotifyURL, Amount: left, Total: o.Amount,
		})
		if err != nil {
			return nil, err
		}
	}
	return cancelled{done(), numbersOf(o), "N", "refund"}, nil
}
