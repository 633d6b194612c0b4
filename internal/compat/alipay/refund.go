package alipay

import (
	"context"
	"errors"
	"strings"

	"github.com/superette/superette/internal/pay"
)

// refundBody is a refund as a merchant's server asks for it.
type refundBody struct {
	asked
	Amount *yuan  `json:"refund_amount"`
	Reason string `json:"refund_reason"`
	Number string `json:"out_request_no"`
}

type refunded struct {
	success
	tradeNumbers
	Buyer     string `json:"buyer_user_id"`
	BuyerOpen string `json:"buyer_open_id"`
	Change    string `json:"fund_change"` // Y if money moved by this very request
	Fee       string `json:"refund_fee"`  // of the trade, all in all
	Sent      string `json:"send_back_fee"`
	At        string `json:"gmt_refund_pay,omitempty"`
	Details   []fund `json:"refund_detail_item_list"`
}

// numberForm says what a merchant's own number of a refund may hold.
func numberForm(number string) error {
	const letters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-"
	if number == "" || len(number) > 64 || strings.Trim(number, letters) != "" {
		return refused("INVALID_PARAMETER", "out_request_no has 1 to 64 of letters, digits, _ and -.")
	}
	return nil
}

// refund gives back a part of a trade. The same number with the same amount again moves nothing; without a number it is the trade's own.
func (s *Service) refund(ctx context.Context, r request) (any, error) {
	var b refundBody
	if err := r.content(&b); err != nil {
		return nil, err
	}
	if b.Amount == nil {
		return nil, refused("INVALID_PARAMETER", "refund_amount is needed.")
	}
	o, err := s.find(ctx, r, b.asked)
	if err != nil {
		return nil, err
	}
	if b.Number == "" {
		b.Number = o.OutTradeNo
	} else if err := numberForm(b.Number); err != nil {
		return nil, err
	}
	n := pay.NewRefund{
		Order: o.ID, OutRefundNo: b.Number, Reason: b.Reason, NotifyURL: o.NotifyURL, Amount: b.Amount.Amount, Total: o.Amount,
	}
	old, err := s.Pay.FindRefundOf(ctx, r.by(), o.ID, b.Number)
	switch {
	case err == nil:
		n.Reason = old.Reason // with another one it is the same refund
	case !errors.Is(err, pay.ErrNoRefund):
		return nil, err
	}
	given, err := s.Pay.Refund(ctx, r.by(), n)
	if err != nil {
		return nil, err
	}
	change := "Y"
	if old.ID == given.ID && old.State == pay.Paid {
		change = "N"
	}
	return refunded{
		success: done(), tradeNumbers: numbersOf(o), Buyer: o.OpenID, BuyerOpen: o.OpenID, Change: change, Fee: given.Order.Refunded.Decimal(),
		Sent: given.Amount.Decimal(), At: timeText(given.SettledAt), Details: []fund{{walletChannel, given.Amount.Decimal()}},
	}, nil
}

// refundState is what is said of a refund; of one that there is not, nothing but that.
type refundState struct {
	success
	tradeNumbers
	Number string `json:"out_request_no,omitempty"`
	Reason string `json:"refund_reason,omitempty"`
	Total  string `json:"total_amount,omitempty"`
	Amount string `json:"refund_amount,omitempty"`
	Status string `json:"refund_status,omitempty"`
	At     string `json:"gmt_refund_pay,omitempty"`
	Sent   string `json:"send_back_fee,omitempty"`
}

func (s *Service) queryRefund(ctx context.Context, r request) (any, error) {
	var b refundBody
	if err := r.content(&b); err != nil {
		return nil, err
	}
	o, err := s.find(ctx, r, b.asked)
	if err != nil {
		return nil, err
	}
	if err := numberForm(b.Number); err != nil {
		return nil, err
	}
	given, err := s.Pay.FindRefundOf(ctx, r.by(), o.ID, b.Number)
	if errors.Is(err, pay.ErrNoRefund) {
		return done(), nil
	}
	if err != nil {
		return nil, err
	}
	state := refundState{
		success: done(), tradeNumbers: numbersOf(o), Number: b.Number, Reason: given.Reason, Total: o.Amount.Decimal(), Amount: given.Amount.Decimal(),
	}
	if given.State == pay.Paid {
		state.Status, state.At, state.Sent = "REFUND_SUCCESS", timeText(given.SettledAt), state.Amount
	}
	return state, nil
}
