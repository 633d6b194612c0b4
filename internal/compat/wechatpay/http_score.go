package wechatpay

import (
	"context"
	"encoding/json"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// Deposits come in the dialect's words for hire: a service order with a risk fund, which is held once its user has confirmed it, and
// ends when the merchant completes it, with what the user owes, or cancels it. Here the user confirms by wx.requestPayment with the
// package that the answer holds, signed as for any order; the vendor's own page for that, and its credit, do not exist.

// serviceOrderBody is a service order as a merchant's server places it. What it may hold besides has no meaning here.
type serviceOrderBody struct {
	OutOrderNo   string    `json:"out_order_no"`
	AppID        string    `json:"appid"`
	Service      string    `json:"service_id"`
	Introduction string    `json:"service_introduction"`
	RiskFund     *riskFund `json:"risk_fund"`
	Attach       string    `json:"attach"`
	NotifyURL    string    `json:"notify_url"`
	OpenID       string    `json:"openid"`
}

type riskFund struct {
	Name        string `json:"name"` // DEPOSIT
	Amount      fen    `json:"amount"`
	Description string `json:"description,omitempty"`
}

// serviceOrder is a service order as merchants see it.
type serviceOrder struct {
	AppID        string     `json:"appid"`
	MchID        string     `json:"mchid"`
	OutOrderNo   string     `json:"out_order_no"`
	Service      string     `json:"service_id,omitempty"`
	Introduction string     `json:"service_introduction"`
	State        string     `json:"state"`
	StateText    string     `json:"state_description,omitempty"`
	Total        int64      `json:"total_amount"`
	RiskFund     riskFund   `json:"risk_fund"`
	Attach       string     `json:"attach,omitempty"`
	NotifyURL    string     `json:"notify_url,omitempty"`
	Order        string     `json:"order_id"`
	OpenID       string     `json:"openid,omitempty"`
	Collection   *collected `json:"collection,omitempty"`
	Package      string     `json:"package,omitempty"`
}

// collected is what a completed service order brought.
type collected struct {
	State  string `json:"state"`
	Total  int64  `json:"total_amount"`
	Paying int64  `json:"paying_amount"`
	Paid   int64  `json:"paid_amount"`
}

func serviceOrderOf(o pay.Order, now time.Time) serviceOrder {
	out := serviceOrder{
		AppID: string(o.App), MchID: o.Merchant, OutOrderNo: o.OutTradeNo, Introduction: o.Description, State: "CREATED", Attach: o.Attach,
		NotifyURL: o.NotifyURL, Order: string(o.ID), OpenID: o.OpenID, RiskFund: riskFund{Name: "DEPOSIT", Amount: fen(o.Deposit.Minor())},
	}
	switch {
	case o.State == pay.OrderHeld:
		out.State, out.StateText = "DOING", "USER_CONFIRM"
	case o.State == pay.OrderPaid:
		out.State, out.Total = "DONE", o.Amount.Minor()
		out.Collection = &collected{State: "USER_PAID", Total: out.Total, Paid: out.Total}
	case o.State == pay.OrderClosed && o.Payment == "", o.Overdue(now):
		out.State = "EXPIRED"
	case o.State == pay.OrderClosed:
		out.State = "REVOKED"
	default:
		out.Package = "prepay_id=" + string(o.ID)
	}
	return out
}

func (s *Service) createService(ctx context.Context, r request) (any, error) {
	n, service, err := parseService(r.body)
	if err != nil {
		return nil, err
	}
	o, err := s.Pay.Prepare(ctx, r.by(), n)
	if err != nil {
		return nil, err
	}
	out := serviceOrderOf(o, s.Now())
	out.Service = service
	return out, nil
}

// parseService reads a service order. It fails with errParam.
func parseService(body []byte) (n pay.NewOrder, service string, err error) {
	var b serviceOrderBody
	if err := parseBody(body, &b, "a service order"); err != nil {
		return n, "", err
	}
	if b.RiskFund == nil || b.RiskFund.Name != "DEPOSIT" {
		return n, "", errParam.with("risk_fund with the name DEPOSIT is needed.")
	}
	n = pay.NewOrder{OutTradeNo: b.OutOrderNo, OpenID: b.OpenID, Description: b.Introduction, Attach: b.Attach, NotifyURL: b.NotifyURL, Hold: true}
	if n.App, err = id.ParseAppID(b.AppID); err != nil {
		return n, "", errParam.with("appid is not one.")
	}
	if n.Amount, err = money.New(int64(b.RiskFund.Amount), pay.CNY); err != nil {
		return n, "", errParam.with("risk_fund.amount is not one.")
	}
	if _, err := egress.ParseTarget(b.NotifyURL); err != nil {
		return n, "", errParam.with("notify_url is not an address.")
	}
	return n, b.Service, nil
}

func (s *Service) queryService(ctx context.Context, r request) (any, error) {
	o, err := s.Pay.FindTrade(ctx, r.by(), r.URL.Query().Get("out_order_no"))
	if err != nil {
		return nil, err
	}
	return serviceOrderOf(o, s.Now()), nil
}

func (s *Service) completeService(ctx context.Context, r request) (any, error) {
	var b struct {
		Total *fen `json:"total_amount"`
	}
	if err := parseBody(r.body, &b, "a completion"); err != nil {
		return nil, err
	}
	if b.Total == nil {
		return nil, errParam.with("total_amount is needed.")
	}
	if *b.Total == 0 { // nothing is owed
		return s.ended(s.Pay.Release(ctx, r.by(), r.PathValue("number")))
	}
	amount, err := money.New(int64(*b.Total), pay.CNY)
	if err != nil {
		return nil, errParam.with("total_amount is not one.")
	}
	return s.ended(s.Pay.Capture(ctx, r.by(), r.PathValue("number"), amount))
}

func (s *Service) cancelService(ctx context.Context, r request) (any, error) {
	var b struct {
		Reason string `json:"reason"`
	}
	if err := json.Unmarshal(r.body, &b); err != nil || b.Reason == "" {
		return nil, errParam.with("reason is needed.")
	}
	return s.ended(s.Pay.Release(ctx, r.by(), r.PathValue("number")))
}

func (s *Service) ended(o pay.Order, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return serviceOrderOf(o, s.Now()), nil
}
