package pay

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// OrderState says how far an order is. It moves forward only.
type OrderState int

// The states of an order.
const (
	OrderOpen   OrderState = 1
	OrderPaid   OrderState = 2
	OrderClosed OrderState = 3
	OrderHeld   OrderState = 4 // a deposit, until it is taken or given back
)

// NewOrder is what a merchant asks to be paid for.
type NewOrder struct {
	Dialect     Dialect // its form says how long the texts may be
	App         id.AppID
	OutTradeNo  string // of digits, letters and _-|*, once per merchant
	OpenID      string // who is to pay
	Description string
	Attach      string // given back to the merchant
	NotifyURL   string
	Amount      money.Amount
	Deadline    time.Time // zero = none
	Hold        bool      // a deposit: the money is held, not taken
}

// Order is a merchant's order.
type Order struct {
	NewOrder
	ID        OrderID
	Merchant  string
	State     OrderState
	CreatedAt time.Time
	ExpiresAt time.Time // after it nobody can begin to pay
	Payment   PaymentID // that pays it or has paid it; "" = none
	PaidAt    time.Time
	Payer     id.UserID    // of Payment; "" = none
	Refunded  money.Amount // what was given back, or is on its way back
	Deposit   money.Amount // what was to be held; zero for an order that is simply paid
	ending    int64        // what is being taken of the deposit, or givingBack; 0 = nothing yet
}

// Overdue reports whether the time to pay the order is over for good and nobody has paid or is paying: the merchant's own deadline, and
// with Alipay any.
func (o Order) Overdue(now time.Time) bool {
	end := o.Deadline
	if o.Dialect == Alipay {
		end = o.ExpiresAt
	}
	return o.State == OrderOpen && o.Payment == "" && !end.IsZero() && !now.Before(end)
}

func (n NewOrder) check() error {
	f := n.Dialect.form()
	switch {
	case len(n.OutTradeNo) < f.numberMin || len(n.OutTradeNo) > f.numberMax || strings.Trim(n.OutTradeNo, tradeAlphabet) != "":
		return ErrOrder.With(fmt.Sprintf("out_trade_no has %d to %d of letters, digits and _-|*.", f.numberMin, f.numberMax))
	case n.Description == "" || utf8.RuneCountInString(n.Description) > f.descriptionMax:
		return ErrOrder.With(fmt.Sprintf("%s has 1 to %d characters.", f.description, f.descriptionMax))
	case !shownText(n.Description):
		return ErrOrder.With(f.description + " is one line of text, without control characters and without any that change its direction.")
	case utf8.RuneCountInString(n.Attach) > f.attachMax:
		return ErrOrder.With(fmt.Sprintf("%s has at most %d characters.", f.attach, f.attachMax))
	case !keptText(n.Attach):
		return ErrOrder.With(f.attach + " is text, without control characters and without any that change its direction.")
	case len(n.NotifyURL) > 255:
		return ErrOrder.With("notify_url has at most 255 bytes.")
	case n.OpenID == "" || len(n.OpenID) > 128:
		return ErrOrder.With(f.payer + " is missing.")
	case n.Amount.Currency() != CNY || n.Amount.Minor() < 1 || n.Amount.Minor() > amountMax:
		return ErrOrder.With(f.amount)
	}
	return nil
}

const tradeAlphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-|*"

// amountMax bounds one payment: a hundred million yuan.
const amountMax = 100_000_000_00

// same reports whether two requests for one number ask for the same.
func (n NewOrder) same(other NewOrder) bool {
	deadlines := n.Deadline.Equal(other.Deadline) || n.Dialect == Alipay // where they count from each request; the first one's holds
	n.Deadline, other.Deadline = time.Time{}, time.Time{}
	return deadlines && n == other
}

// Prepare makes an order of the merchant by, or finds the one of the same number if it asks for the same; then a time
// that has run out begins again. It fails with ErrOrder, ErrAppMismatch, ErrOpenID, ErrOpenIDApp, ErrTradeUsed if the number
// stands for something else, ErrPaid, ErrClosed.
func (s *Service) Prepare(ctx context.Context, by id.Caller, n NewOrder) (o Order, err error) {
	if by.Kind != id.Merchant {
		return Order{}, ErrNoMerchant
	}
	if err := n.check(); err != nil {
		return Order{}, err
	}
	n.Deadline = n.Deadline.Truncate(time.Millisecond)
	if err := s.merchantOpen(ctx, by.Merchant); err != nil {
		return Order{}, fmt.Errorf("pay: %s prepares %s: %w", by, n.OutTradeNo, err)
	}
	strange, err := s.strange(ctx, n)
	if err != nil {
		return Order{}, fmt.Errorf("pay: %s prepares %s: %w", by, n.OutTradeNo, err)
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		belongs, err := hasApp(tx, by.Merchant, n.App)
		if err != nil {
			return err
		}
		if !belongs {
			return ErrAppMismatch
		}
		if strange != nil {
			return strange
		}
		o, err = s.prepare(tx, by.Merchant, n)
		return err
	})
	if err != nil {
		return Order{}, fmt.Errorf("pay: %s prepares %s: %w", by, n.OutTradeNo, err)
	}
	return o, nil
}

// prepare makes an order, or finds the one that Prepare speaks of.
func (s *Service) prepare(tx store.Tx, mchid string, n NewOrder) (Order, error) {
	now := s.Now()
	old, found, err := findTrade(tx, mchid, n.OutTradeNo)
	if err != nil {
		return Order{}, err
	}
	expires := now.Add(n.Dialect.form().ttl)
	if !n.Deadline.IsZero() && n.Deadline.Before(expires) {
		expires = n.Deadline
	}
	if found {
		switch {
		case old.State == OrderPaid, old.State == OrderHeld:
			return Order{}, ErrPaid
		case !old.same(n):
			return Order{}, ErrTradeUsed
		case old.State == OrderClosed, old.Overdue(now):
			return Order{}, ErrClosed
		case now.Before(old.ExpiresAt):
			return old, nil
		}
		old.ExpiresAt = expires
		return old, changeExpiry(tx, old.ID, expires)
	}
	if !now.Before(expires) {
		return Order{}, ErrOrder.With("time_expire has passed.")
	}
	o := Order{NewOrder: n, ID: id.New[OrderID](s.IDs), Merchant: mchid, State: OrderOpen, CreatedAt: now, ExpiresAt: expires}
	if n.Hold {
		o.Deposit = n.Amount
	}
	return o, insertOrder(tx, o)
}

// strange says what is wrong with who is to pay an order; nil if it is somebody who has the program.
func (s *Service) strange(ctx context.Context, n NewOrder) (refusal *fault.Fault, err error) {
	if s.OpenIDs == nil {
		return nil, nil
	}
	app, err := s.OpenIDs.FindOpenID(ctx, n.OpenID)
	switch {
	case err != nil:
		return nil, err
	case app == "":
		return ErrOpenID, nil
	case app != n.App:
		return ErrOpenIDApp, nil
	}
	return nil, nil
}

// FindTrade returns an order of the merchant by, by the merchant's own number. It fails with ErrNoOrder.
func (s *Service) FindTrade(ctx context.Context, by id.Caller, outTradeNo string) (Order, error) {
	return s.order(ctx, by, func(tx store.Tx) (Order, bool, error) { return findTrade(tx, by.Merchant, outTradeNo) })
}

// FindOrder returns an order of the merchant by, by our own number. It fails with ErrNoOrder.
func (s *Service) FindOrder(ctx context.Context, by id.Caller, order OrderID) (Order, error) {
	return s.order(ctx, by, func(tx store.Tx) (Order, bool, error) { return findOrder(tx, order) })
}

// FindPaid returns the order of the merchant by that a payment paid. It fails with ErrNoOrder.
func (s *Service) FindPaid(ctx context.Context, by id.Caller, payment PaymentID) (Order, error) {
	return s.order(ctx, by, func(tx store.Tx) (Order, bool, error) { return findPaid(tx, payment) })
}

func (s *Service) order(ctx context.Context, by id.Caller, find func(store.Tx) (Order, bool, error)) (o Order, err error) {
	if by.Kind != id.Merchant {
		return Order{}, ErrNoMerchant
	}
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if o, found, err = find(tx); err != nil {
			return err
		}
		if !found || o.Merchant != by.Merchant {
			return ErrNoOrder
		}
		return nil
	})
	if err != nil {
		return Order{}, fmt.Errorf("pay: order of %s: %w", by, err)
	}
	return o, nil
}

// Close ends an order that nobody has paid, for good. Closing again changes nothing. It fails with ErrNoOrder, ErrPaid,
// and with ErrBeingPaid while a payment of it is under way.
func (s *Service) Close(ctx context.Context, by id.Caller, outTradeNo string) error {
	if by.Kind != id.Merchant {
		return ErrNoMerchant
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		o, found, err := findTrade(tx, by.Merchant, outTradeNo)
		switch {
		case err != nil:
			return err
		case !found:
			return ErrNoOrder
		case o.State == OrderPaid, o.State == OrderHeld:
			return ErrPaid
		case o.State == OrderClosed:
			return nil
		case o.Payment != "":
			return ErrBeingPaid
		}
		return closeOrder(tx, o.ID)
	})
	if err != nil {
		return fmt.Errorf("pay: %s closes %s: %w", by, outTradeNo, err)
	}
	return nil
}

// payable says why nobody can begin to pay the order now; nil if somebody can.
func (o Order) payable(now time.Time) error {
	switch {
	case o.State == OrderPaid, o.State == OrderHeld:
		return ErrPaid
	case o.State == OrderClosed:
		return ErrClosed
	case o.Payment != "":
		return ErrBeingPaid
	case !now.Before(o.ExpiresAt):
		return ErrExpired
	}
	return nil
}

// demand checks that a request of a program stands for an order of its payer's: the order is of that program and of the dialect that is
// spoken, a signature of its merchant's says so where there is one (WeChat Pay's paySign), and it was made for the person who asks.
func (s *Service) demand(ctx context.Context, by id.Caller, g Signed, order OrderID) (o Order, merchant string, err error) {
	var found bool
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		if o, found, err = findOrder(tx, order); err != nil || !found {
			return err
		}
		merchant, err = findMerchantName(tx, o.Merchant)
		return err
	})
	if err != nil {
		return Order{}, "", fmt.Errorf("pay: demand %s: %w", order, err)
	}
	if !found || o.App != g.App || o.Dialect != g.dialect() {
		return Order{}, "", ErrNoOrder
	}
	if err := s.verify(ctx, o.Merchant, g); err != nil {
		return Order{}, "", err
	}
	if s.People.OpenID(by.User, o.App) != o.OpenID {
		return Order{}, "", ErrNotYours
	}
	return o, merchant, nil
}

// Sheet is what the pay sheet shows.
type Sheet struct {
	Order Order
	Payee string // shown name
	Group string // the group that the card is in, or ""
}

// Present checks what a program wants to have paid and returns what the sheet shows. An order that is paid already comes
// back as such, so that a program that asks again learns it. Fails with the refusals above.
func (s *Service) Present(ctx context.Context, by id.Caller, g Signed, card id.CardID) (Sheet, error) {
	if by.Kind != id.Person {
		return Sheet{}, account.ErrSignedOut
	}
	order, err := s.orderOf(ctx, by, g)
	if err != nil {
		return Sheet{}, err
	}
	o, payee, err := s.demand(ctx, by, g, order)
	if err != nil {
		return Sheet{}, err
	}
	sheet := Sheet{Order: o, Payee: payee}
	switch err := o.payable(s.Now()); {
	case errors.Is(err, ErrPaid) && o.Payer == by.User:
		return sheet, nil // whatever has become of the card since
	case err != nil:
		return Sheet{}, err
	}
	place, err := s.place(ctx, by, card, o.App)
	if err != nil {
		return Sheet{}, err
	}
	sheet.Group = place.Group
	return sheet, nil
}

// place returns where a card is, the zero Place for none. It fails with ErrCard for a card that the person cannot see (any more),
// that never was, or that shows another program: which of these, it does not say, and the sheet offers to pay without it.
func (s *Service) place(ctx context.Context, by id.Caller, card id.CardID, app id.AppID) (Place, error) {
	if card == "" || s.Cards == nil {
		return Place{}, nil
	}
	p, err := s.Cards.PlaceOf(ctx, by, card)
	if err != nil {
		if fault.Of(err).Kind == fault.NotFound {
			return Place{}, fmt.Errorf("pay: %s pays from %s: %w", by, card, ErrCard)
		}
		return Place{}, err
	}
	if p.App != app {
		return Place{}, fmt.Errorf("pay: %s pays from %s, which shows %s: %w", by, card, p.App, ErrCard)
	}
	return p, nil
}
