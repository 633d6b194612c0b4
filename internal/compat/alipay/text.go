package alipay

import (
	"context"
	"errors"
	"fmt"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// textMethod is what a merchant's server signs for its program to hand to my.tradePay.
const textMethod = "alipay.trade.app.pay"

// ReadOrder reads an orderStr; it is pay.OrderTexts.
func (s *Service) ReadOrder(ctx context.Context, app id.AppID, text string) (mchid string, n pay.NewOrder, err error) {
	p, err := parseParams(text)
	if err != nil {
		return "", n, told(err)
	}
	if p["app_id"] != string(app) {
		return "", n, fmt.Errorf("compat/alipay: an order of %.40q in %s: %w", p["app_id"], app, pay.ErrNoOrder)
	}
	r, err := s.verify(ctx, p)
	if err != nil {
		return "", n, told(err)
	}
	if r.method != textMethod {
		return "", n, pay.ErrOrder.With("It is signed for " + textMethod + ".")
	}
	var b tradeBody
	if err := r.content(&b); err != nil {
		return "", n, told(err)
	}
	n, err = b.order(p, app, s.Now())
	return r.merchant.ID, n, told(err)
}

// told turns a failure of the dialect into one that is shown to whoever wants to pay.
func told(err error) error {
	var own failure
	switch {
	case err == nil, !errors.As(err, &own):
		return err
	case own == errSign:
		return pay.ErrSignature
	case own == errApp:
		return pay.ErrNoOrder
	case own.Sub == "isv.invalid-timestamp":
		return pay.ErrExpired
	}
	return pay.ErrOrder.With(own.Text)
}
