package pay

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Dialect says in whose words a merchant asked for an order: in the same it is told what became of it.
type Dialect int

// The dialects.
const (
	WeChatPay Dialect = 0
	Alipay    Dialect = 1
)

// form is what a dialect's documentation says of orders, and what their parts are called there.
type form struct {
	ttl                        time.Duration // in which an order can be paid, if its merchant sets no earlier end
	numberMin, numberMax       int
	description, attach, payer string
	descriptionMax, attachMax  int
	amount                     string // what is said of one that cannot be
}

func (d Dialect) form() form {
	if d == Alipay {
		return form{
			ttl: 15 * 24 * time.Hour, numberMin: 1, numberMax: 64, description: "subject", descriptionMax: 256, attach: "passback_params", attachMax: 512,
			payer: "buyer_open_id", amount: "total_amount is 0.01 to 100000000.00 yuan.",
		}
	}
	return form{
		ttl: 2 * time.Hour, numberMin: 6, numberMax: 32, description: "description", descriptionMax: 127, attach: "attach", attachMax: 128,
		payer: "payer.openid", amount: "amount.total is 1 to 10000000000 fen.",
	}
}

// OrderTexts reads an order that a merchant signed and gave to its program instead of placing it (Alipay's orderStr); compat/alipay does.
// It returns the merchant that signed it and the order, without who is to pay. It fails with ErrSignature, ErrExpired, ErrNoOrder if it
// is of another program than app, and with ErrOrder.
type OrderTexts interface {
	ReadOrder(ctx context.Context, app id.AppID, text string) (mchid string, n NewOrder, err error)
}

// UseOrderTexts says who reads orders that come as texts.
func (s *Service) UseOrderTexts(t OrderTexts) { s.texts = t }

// orderTextMax bounds an order that comes as a text, in bytes.
const orderTextMax = 8 << 10

// dialect is the one in which a program speaks.
func (g Signed) dialect() Dialect {
	if g.Package == "" {
		return Alipay
	}
	return WeChatPay
}

// orderOf returns which order a program wants to have paid. One that comes as a text is made for the caller when it is first shown,
// and found from then on. It fails with ErrNoOrder, ErrNotYours, ErrChanged and as OrderTexts does.
func (s *Service) orderOf(ctx context.Context, by id.Caller, g Signed) (OrderID, error) {
	prepay, packed := strings.CutPrefix(g.Package, "prepay_id=")
	name := prepay
	switch {
	case packed && g.TradeNo == "" && g.OrderText == "":
	case g.Package == "" && g.TradeNo != "" && g.OrderText == "":
		name = g.TradeNo
	case g.Package == "" && g.TradeNo == "" && g.OrderText != "" && len(g.OrderText) <= orderTextMax && s.texts != nil:
		return s.orderOfText(ctx, by, g)
	default:
		return "", ErrNoOrder
	}
	order, err := id.Parse[OrderID](name)
	if err != nil {
		return "", ErrNoOrder
	}
	return order, nil
}

func (s *Service) orderOfText(ctx context.Context, by id.Caller, g Signed) (OrderID, error) {
	mchid, n, err := s.texts.ReadOrder(ctx, g.App, g.OrderText)
	if err != nil {
		return "", fmt.Errorf("pay: read an order for %s: %w", by, err)
	}
	n.OpenID = s.People.OpenID(by.User, g.App)
	n.Deadline = n.Deadline.Truncate(time.Millisecond)
	if err := n.check(); err != nil {
		return "", err
	}
	if err := s.merchantOpen(ctx, mchid); err != nil {
		return "", fmt.Errorf("pay: %s shows %s: %w", by, n.OutTradeNo, err)
	}
	var o Order
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		old, found, err := findTrade(tx, mchid, n.OutTradeNo)
		if err != nil {
			return err
		}
		if !found {
			o, err = s.prepare(tx, mchid, n)
			return err
		}
		o = old // whatever has become of it
		theirs := n
		theirs.OpenID = old.OpenID
		switch {
		case old.same(n):
			return nil
		case old.same(theirs):
			return ErrNotYours
		}
		return ErrChanged
	})
	if err != nil {
		return "", fmt.Errorf("pay: %s shows %s: %w", by, n.OutTradeNo, err)
	}
	return o.ID, nil
}
