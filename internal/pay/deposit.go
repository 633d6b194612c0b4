package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// A deposit is an order whose payment holds the money instead of moving it. It ends in one of three ways: the merchant takes a part, up to
// all of it, and the rest is free again; the merchant gives all of it back; or nobody does anything for depositTTL, and the ledger
// gives it back by itself. The first two take the three commits of a payment: (a) which of them it is to be is noted on the order, so
// that of two at once one is refused; (b) the ledger posts or voids the hold, by an id that follows from the payment's; (c) the order is
// paid, with what was taken as its amount, so that it can be refunded like any other, or it is closed.

// depositTTL is how long money is held at most.
const depositTTL = 30 * 24 * time.Hour

// Refusals of deposits, to merchants. None of them moved money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoDeposit   = fault.New(fault.Conflict, "pay.no-deposit", "No money is held for this order.")
	ErrDepositOver = fault.New(fault.Conflict, "pay.deposit-over", "This deposit was already taken or given back.")
	ErrDepositMore = fault.New(fault.Conflict, "pay.deposit-more", "More would be taken than is held.")
	ErrDepositLate = fault.New(fault.Conflict, "pay.deposit-late", "The money was held for too long, and was given back.")
)

// givingBack is the value of Order.ending while a deposit is on its way back.
const givingBack = -1

// Capture takes a part of a deposit for the merchant by, and frees the rest; it returns the order once that is done. The same amount
// again has the same answer and moves nothing. It fails with ErrAmount, ErrNoOrder, ErrNoDeposit, ErrDepositMore, ErrDepositOver,
// ErrDepositLate, or with ErrPending, after which to repeat is right.
func (s *Service) Capture(ctx context.Context, by id.Caller, outTradeNo string, amount money.Amount) (Order, error) {
	if amount.Currency() != CNY || amount.Minor() < 1 {
		return Order{}, ErrAmount
	}
	return s.endDeposit(ctx, by, outTradeNo, amount.Minor())
}

// Release gives a deposit back. It fails as Capture does.
func (s *Service) Release(ctx context.Context, by id.Caller, outTradeNo string) (Order, error) {
	return s.endDeposit(ctx, by, outTradeNo, givingBack)
}

func (s *Service) endDeposit(ctx context.Context, by id.Caller, outTradeNo string, ending int64) (o Order, err error) {
	if by.Kind != id.Merchant {
		return Order{}, ErrNoMerchant
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		var found bool
		if o, found, err = findTrade(tx, by.Merchant, outTradeNo); err != nil {
			return err
		}
		switch {
		case !found:
			return ErrNoOrder
		case o.Deposit.Minor() == 0, o.State == OrderOpen, o.State == OrderClosed && o.Payment == "":
			return ErrNoDeposit
		case o.State == OrderPaid && o.Amount.Minor() == ending, o.State == OrderClosed && ending == givingBack, o.ending == ending:
			return nil // asked for again
		case o.State != OrderHeld, o.ending != 0:
			return ErrDepositOver
		case ending > o.Deposit.Minor():
			return ErrDepositMore
		}
		o.ending = ending
		return noteEnding(tx, o.ID, ending)
	})
	if err != nil {
		return Order{}, fmt.Errorf("pay: %s ends the deposit %s: %w", by, outTradeNo, err)
	}
	return s.settleDeposit(ctx, o)
}

// settleDeposit carries the end of a deposit through (b) and (c). One that is over comes back as it is.
func (s *Service) settleDeposit(ctx context.Context, o Order) (Order, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	leave, err := s.settling.enter(ctx, o.Payment)
	if err != nil {
		return o, ErrPending
	}
	defer leave()
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		o, _, err = findOrder(tx, o.ID)
		return err
	})
	if err != nil || o.State != OrderHeld || o.ending == 0 {
		return o, err
	}
	c, err := o.end()
	if err != nil {
		return o, fmt.Errorf("pay: end the deposit %s: %w", o.ID, err)
	}
	result, err := s.Ledger.Post(ctx, c)
	switch {
	case errors.Is(err, ledger.ErrHoldExpired):
		_, err := s.finishDeposit(ctx, o.Payment, ledger.Expire.String(), 0, s.Now())
		return o, errors.Join(fmt.Errorf("pay: end the deposit %s: %w", o.ID, ErrDepositLate), err)
	case err != nil:
		return o, fmt.Errorf("pay: end the deposit %s: %w: %w", o.ID, ErrPending, err)
	}
	return s.finishDeposit(ctx, o.Payment, result.Op.String(), result.Amount.Minor(), result.At)
}

// end returns the movement that ends an order's deposit as its ending says.
func (o Order) end() (c ledger.Command, err error) {
	c = ledger.Command{Op: ledger.PostHold, Subject: string(o.Payment), Code: "deposit"}
	minor, what := o.ending, "capture"
	if o.ending == givingBack {
		c.Op, minor, what = ledger.VoidHold, 0, "release"
	}
	if c.ID, err = id.Derive[ledger.TransferID](string(o.Payment), what); err != nil {
		return c, err
	}
	if c.Held, err = id.Derive[ledger.TransferID](string(o.Payment), "pay"); err != nil {
		return c, err
	}
	c.Amount, err = money.New(minor, o.Amount.Currency())
	return c, err
}

// finishDeposit is commit (c), after what the ledger did: posted, voided or expired the hold. Doing it again changes nothing.
func (s *Service) finishDeposit(ctx context.Context, payment PaymentID, op string, minor int64, at time.Time) (o Order, err error) {
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		p, found, err := findPayment(tx, payment)
		if err != nil || !found {
			return fmt.Errorf("pay: the ledger ended a hold of %s, which is not known: %w", payment, err)
		}
		if o, found, err = findOrder(tx, p.Order); err != nil || !found || o.State != OrderHeld {
			return err
		}
		if op == ledger.PostHold.String() {
			err = captureOrder(tx, o.ID, minor, at)
		} else {
			err = closeOrder(tx, o.ID)
		}
		if err == nil {
			o, _, err = findOrder(tx, p.Order)
		}
		if err == nil && o.NotifyURL != "" {
			err = s.tell(tx, o, op, at)
		}
		if err == nil && o.State == OrderPaid {
			err = p.emitSettled(tx, o.Amount)
		}
		return err
	})
	if err != nil {
		return o, fmt.Errorf("pay: finish the deposit of %s: %w: %w", payment, ErrPending, err)
	}
	s.wakeNotices()
	return o, nil
}

// tell queues a notice about an order that was paid or ended, as it is now: one for each thing that happens to it.
func (s *Service) tell(tx store.Tx, o Order, what string, at time.Time) error {
	row := noticeRow{payment: o.Payment, url: o.NotifyURL, createdAt: at, dueAt: s.Now()}
	var err error
	if row.id, err = id.Derive[NoticeID](string(o.Payment), what); err != nil {
		return err
	}
	if row.said, err = o.then(); err != nil {
		return err
	}
	return insertNotice(tx, row)
}

// depositPosted follows from the ledger's event: a hold was posted, voided, or its time ran out.
func (s *Service) depositPosted(ctx context.Context, payment PaymentID, posting ledger.Posting) error {
	_, err := s.finishDeposit(ctx, payment, posting.Op, posting.Amount, posting.Time())
	return err
}

// kindOf returns what a payment of an order is for.
func (s *Service) kindOf(ctx context.Context, order OrderID) (kind PaymentKind, err error) {
	kind = ForOrder
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		o, _, err := findOrder(tx, order)
		if o.Hold {
			kind = ForDeposit
		}
		return err
	})
	if err != nil {
		return kind, fmt.Errorf("pay: order %s: %w", order, err)
	}
	return kind, nil
}
