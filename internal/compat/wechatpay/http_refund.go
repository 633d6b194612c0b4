package wechatpay

import (
	"context"
	"errors"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
)

// refundBody is a refund as a merchant's server asks for it. What it may hold besides (funds_account, goods_detail …) has no
// meaning here, and is accepted.
type refundBody struct {
	Transaction string `json:"transaction_id"`
	OutTradeNo  string `json:"out_trade_no"`
	OutRefundNo string `json:"out_refund_no"`
	Reason      string `json:"reason"`
	NotifyURL   string `json:"notify_url"`
	Amount      *struct {
		Refund   fen    `json:"refund"`
		Total    fen    `json:"total"`
		Currency string `json:"currency"`
	} `json:"amount"`
}

// refundAmount is what of an order is given back, as merchants see it.
type refundAmount struct {
	Total            int64  `json:"total"`
	Refund           int64  `json:"refund"`
	PayerTotal       int64  `json:"payer_total"`
	PayerRefund      int64  `json:"payer_refund"`
	SettlementRefund *int64 `json:"settlement_refund,omitempty"`
	SettlementTotal  *int64 `json:"settlement_total,omitempty"`
	DiscountRefund   *int64 `json:"discount_refund,omitempty"`
	Currency         string `json:"currency,omitempty"`
}

// refunded is a refund as merchants see it.
type refunded struct {
	Refund      string       `json:"refund_id"`
	OutRefundNo string       `json:"out_refund_no"`
	Transaction string       `json:"transaction_id"`
	OutTradeNo  string       `json:"out_trade_no"`
	Channel     string       `json:"channel"`
	Received    string       `json:"user_received_account"`
	SuccessTime string       `json:"success_time,omitempty"`
	CreateTime  string       `json:"create_time"`
	Status      string       `json:"status"`
	Amount      refundAmount `json:"amount"`
}

// receivedBy is where refunds go, in the dialect's words: the payer's wallet.
const receivedBy = "支付用户零钱"

func refundedOf(r pay.Refund) refunded {
	given, total, none := r.Amount.Minor(), r.Order.Amount.Minor(), int64(0)
	out := refunded{
		Refund: string(r.ID), OutRefundNo: r.OutRefundNo, Transaction: string(r.Order.Payment), OutTradeNo: r.Order.OutTradeNo,
		Channel: "ORIGINAL", Received: receivedBy, CreateTime: shanghai(r.CreatedAt), Status: "PROCESSING",
		Amount: refundAmount{
			Total: total, Refund: given, PayerTotal: total, PayerRefund: given, SettlementRefund: &given, SettlementTotal: &total,
			DiscountRefund: &none, Currency: string(r.Amount.Currency()),
		},
	}
	if r.State == pay.Paid {
		out.Status, out.SuccessTime = "SUCCESS", shanghai(r.SettledAt)
	}
	return out
}

// refundNotice is what a merchant is told of a refund.
type refundNotice struct {
	MchID       string       `json:"mchid"`
	Transaction string       `json:"transaction_id"`
	OutTradeNo  string       `json:"out_trade_no"`
	Refund      string       `json:"refund_id"`
	OutRefundNo string       `json:"out_refund_no"`
	Status      string       `json:"refund_status"`
	SuccessTime string       `json:"success_time,omitempty"`
	Received    string       `json:"user_received_account"`
	Amount      refundAmount `json:"amount"`
}

func refundNoticeOf(r pay.Refund) refundNotice {
	given, total := r.Amount.Minor(), r.Order.Amount.Minor()
	return refundNotice{
		MchID: r.Merchant, Transaction: string(r.Order.Payment), OutTradeNo: r.Order.OutTradeNo, Refund: string(r.ID),
		OutRefundNo: r.OutRefundNo, Status: "SUCCESS", SuccessTime: shanghai(r.SettledAt), Received: receivedBy,
		Amount: refundAmount{Total: total, Refund: given, PayerTotal: total, PayerRefund: given},
	}
}

func (s *Service) refund(ctx context.Context, r request) (any, error) {
	n, err := parseRefund(r.body)
	if err != nil {
		return nil, err
	}
	given, err := s.Pay.Refund(ctx, r.by(), n)
	if errors.Is(err, pay.ErrNoOrder) {
		return nil, errNoResource
	}
	if err != nil {
		return nil, err
	}
	return refundedOf(given), nil
}

// parseRefund reads a refund. It fails with errParam, and with errNoResource for a transaction_id that cannot be one.
func parseRefund(body []byte) (n pay.NewRefund, err error) {
	var b refundBody
	if err := parseBody(body, &b, "a refund"); err != nil {
		return n, err
	}
	if b.Amount == nil {
		return n, errParam.with("amount is needed.")
	}
	n = pay.NewRefund{OutRefundNo: b.OutRefundNo, OutTradeNo: b.OutTradeNo, Reason: b.Reason, NotifyURL: b.NotifyURL}
	if b.Transaction != "" {
		if n.Payment, err = id.Parse[pay.PaymentID](b.Transaction); err != nil {
			return n, errNoResource
		}
	}
	if n.Payment != "" {
		n.OutTradeNo = "" // both may be given; the vendor's number goes first
	}
	if n.Amount, err = money.New(int64(b.Amount.Refund), money.Currency(b.Amount.Currency)); err != nil || n.Amount.Currency() != pay.CNY {
		return n, errParam.with("amount.currency must be CNY.")
	}
	if n.Total, err = money.New(int64(b.Amount.Total), pay.CNY); err != nil {
		return n, errParam.with("amount.total is needed.")
	}
	if b.NotifyURL != "" {
		if _, err := egress.ParseTarget(b.NotifyURL); err != nil {
			return n, errParam.with("notify_url is not an address.")
		}
	}
	return n, nil
}

func (s *Service) queryRefund(ctx context.Context, r request) (any, error) {
	given, err := s.Pay.FindRefund(ctx, r.by(), r.PathValue("number"))
	if err != nil {
		return nil, err
	}
	return refundedOf(given), nil
}
