package pay

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// A refund takes the three commits of a payment: (a) it is submitted and its amount reserved on the order, so that no
// sequence of refunds gives back more than was paid; (b) the ledger moves the money, under an id that follows from the
// refund's; (c) it is done, the merchant's notice is queued and Refunded is emitted. A refund that the ledger refuses, since the
// merchant has too little, is removed together with its reservation: the merchant tries again under the same number later.

// Refusals of refunds, to merchants. None of them moved money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrRefund       = fault.New(fault.Invalid, "pay.refund", "This refund is not complete.")
	ErrRefundUsed   = fault.New(fault.Conflict, "pay.refund-used", "This out_refund_no was used for another refund.")
	ErrNotPaid      = fault.New(fault.Conflict, "pay.not-paid", "This order is not paid.")
	ErrRefundOver   = fault.New(fault.Conflict, "pay.refund-over", "More would be refunded than is left of the order.")
	ErrRefundTotal  = fault.New(fault.Conflict, "pay.refund-total", "amount.total is not that of the order.")
	ErrRefundShort  = fault.New(fault.Conflict, "pay.refund-short", "The merchant has too little money for this refund.")
	ErrNoRefund     = fault.New(fault.NotFound, "pay.no-refund", "There is no such refund.")
	ErrRefundClosed = fault.New(fault.Conflict, "pay.refund-refused", "This refund is not possible.")
	ErrRefundsMany  = fault.New(fault.Conflict, "pay.refunds-many", "An order has at most 50 refunds.")
)

// Refunded is emitted when a refund has reached its payer. The payload is a RefundSettlement in JSON.
const Refunded = "pay.Refunded"

// RefundSettlement says what was given back.
type RefundSettlement struct {
	Refund   RefundID  `json:"refund"`
	Payment  PaymentID `json:"payment"`
	Payer    id.UserID `json:"payer"` // who has it back
	Amount   int64     `json:"amount"`
	Currency string    `json:"currency"`
	Card     id.CardID `json:"card,omitempty"` // that the payment had turned
	Whole    bool      `json:"whole"`          // nothing of the order is left
}

// RefundID names a refund: rfd_….
type RefundID string

// Prefix returns "rfd_".
func (RefundID) Prefix() string { return "rfd_" }

// refundsMax bounds the refunds of one order, as WeChat Pay does.
const refundsMax = 50

// NewRefund is what a merchant asks to give back.
type NewRefund struct {
	OutRefundNo string    // 1 to 64 of digits, letters and _-|*@, once per merchant, or with Order once per order
	OutTradeNo  string    // the order, by this
	Payment     PaymentID // or by this
	Order       OrderID   // or by this
	Reason      string    // at most 80 bytes, with Order 256 characters, shown to the payer
	NotifyURL   string    // "" = nobody is told
	Amount      money.Amount
	Total       money.Amount // of the order, as the merchant believes it to be
}

// Refund is a refund of an order.
type Refund struct {
	ID          RefundID
	Merchant    string
	OutRefundNo string
	Reason      string
	NotifyURL   string
	Amount      money.Amount
	State       PaymentState // Submitted or Paid
	CreatedAt   time.Time
	SettledAt   time.Time
	Order       Order // as it is now
}

// numberOf is what a refund is kept under: a merchant's number holds no slash.
func numberOf(order OrderID, outRefundNo string) string {
	if order == "" {
		return outRefundNo
	}
	return string(order) + "/" + outRefundNo
}

// Number is the merchant's own, without the order within which it counts.
func (r Refund) Number() string { return strings.TrimPrefix(r.OutRefundNo, numberOf(r.Order.ID, "")) }

func (n NewRefund) check() error {
	ways, reason := 0, len(n.Reason) <= 80
	for _, set := range []bool{n.OutTradeNo != "", n.Payment != "", n.Order != ""} {
		if set {
			ways++
		}
	}
	if n.Order != "" {
		reason = utf8.RuneCountInString(n.Reason) <= 256
	}
	switch {
	case n.OutRefundNo == "" || len(n.OutRefundNo) > 64 || strings.Trim(n.OutRefundNo, tradeAlphabet+"@") != "":
		return ErrRefund.With("out_refund_no has 1 to 64 of letters, digits and _-|*@.")
	case ways != 1:
		return ErrRefund.With("One of transaction_id and out_trade_no is needed.")
	case !reason || !utf8.ValidString(n.Reason) || !shownText(n.Reason):
		return ErrRefund.With("reason is one line of at most 80 bytes.")
	case len(n.NotifyURL) > 255:
		return ErrRefund.With("notify_url has at most 255 bytes.")
	case n.Amount.Currency() != CNY || n.Amount.Minor() < 1 || n.Amount.Minor() > amountMax:
		return ErrRefund.With("amount.refund is 1 to 10000000000 fen.")
	case n.Total.Currency() != CNY:
		return ErrRefund.With("amount.total is needed.")
	}
	return nil
}

// same reports whether a refund is what a request of the same number asks for.
func (r Refund) same(n NewRefund) bool {
	order := n.OutTradeNo == r.Order.OutTradeNo || n.Payment == r.Order.Payment || n.Order == r.Order.ID
	return order && r.Amount == n.Amount && r.Order.Amount == n.Total && r.Reason == n.Reason && r.NotifyURL == n.NotifyURL
}

// Refund gives money back to whoever paid an order of the merchant by, and returns once they have it. The same number with the
// same fields has the same answer and moves nothing twice. It fails with the refusals above, after which nothing has moved, with
// ErrNoOrder, or with ErrPending, after which to repeat is right.
func (s *Service) Refund(ctx context.Context, by id.Caller, n NewRefund) (r Refund, err error) {
	if by.Kind != id.Merchant {
		return Refund{}, ErrNoMerchant
	}
	if err := n.check(); err != nil {
		return Refund{}, err
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		number := numberOf(n.Order, n.OutRefundNo)
		old, found, err := findRefundNo(tx, by.Merchant, number)
		if err != nil {
			return err
		}
		if found {
			if r = old; !old.same(n) {
				return ErrRefundUsed
			}
			return nil
		}
		o, found, err := n.order(tx, by.Merchant)
		switch {
		case err != nil:
			return err
		case !found || o.Merchant != by.Merchant, n.Order == "" && o.Dialect == Alipay:
			return ErrNoOrder
		case o.State != OrderPaid:
			return ErrNotPaid
		case o.Amount != n.Total:
			return ErrRefundTotal
		}
		count, err := countRefunds(tx, o.ID)
		if err != nil {
			return err
		}
		if count >= refundsMax {
			return ErrRefundsMany
		}
		if err := reserveRefund(tx, o.ID, n.Amount.Minor()); err != nil {
			return err
		}
		r = Refund{
			ID: id.New[RefundID](s.IDs), Merchant: by.Merchant, OutRefundNo: number, Reason: n.Reason, NotifyURL: n.NotifyURL,
			Amount: n.Amount, State: Submitted, CreatedAt: s.Now(), Order: o,
		}
		return insertRefund(tx, r)
	})
	if err != nil {
		return Refund{}, fmt.Errorf("pay: %s refunds %s: %w", by, n.OutRefundNo, err)
	}
	r, err = s.settleRefund(ctx, r.ID)
	if errors.Is(err, ErrNoRefund) { // the same number, at the same time, was refused and removed
		err = ErrPending
	}
	return r, err
}

func (n NewRefund) order(tx store.Tx, mchid string) (Order, bool, error) {
	switch {
	case n.OutTradeNo != "":
		return findTrade(tx, mchid, n.OutTradeNo)
	case n.Order != "":
		return findOrder(tx, n.Order)
	}
	return findPaid(tx, n.Payment)
}

// FindRefund returns a refund of the merchant by, by the merchant's own number. It fails with ErrNoRefund.
func (s *Service) FindRefund(ctx context.Context, by id.Caller, outRefundNo string) (Refund, error) {
	return s.FindRefundOf(ctx, by, "", outRefundNo)
}

// FindRefundOf returns a refund whose number counts within its order. It fails with ErrNoRefund.
func (s *Service) FindRefundOf(ctx context.Context, by id.Caller, order OrderID, number string) (r Refund, err error) {
	if by.Kind != id.Merchant {
		return Refund{}, ErrNoMerchant
	}
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if r, found, err = findRefundNo(tx, by.Merchant, numberOf(order, number)); err == nil && !found {
			err = ErrNoRefund
		}
		return err
	})
	if err != nil {
		return Refund{}, fmt.Errorf("pay: refund of %s: %w", by, err)
	}
	return r, nil
}

// settleRefund carries a submitted refund through (b) and (c). One that is done comes back as it is.
func (s *Service) settleRefund(ctx context.Context, refund RefundID) (Refund, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	leave, err := s.refunding.enter(ctx, refund)
	if err != nil {
		return Refund{}, ErrPending
	}
	defer leave()
	r, err := s.refund(ctx, refund)
	if err != nil || r.State == Paid {
		return r, err
	}
	c := ledger.Command{Op: ledger.Transfer, Amount: r.Amount, Subject: string(r.ID), Code: "refund"}
	if c.ID, err = id.Derive[ledger.TransferID](string(r.ID), "refund"); err != nil {
		return r, fmt.Errorf("pay: refund %s: %w", r.ID, err)
	}
	if c.Debit, err = ledger.AccountOf(merchantAccount, r.Merchant, CNY); err != nil {
		return r, fmt.Errorf("pay: refund %s: %w", r.ID, err)
	}
	if c.Credit, err = ledger.AccountOf(personAccount, string(r.Order.Payer), CNY); err != nil {
		return r, fmt.Errorf("pay: refund %s: %w", r.ID, err)
	}
	result, err := s.Ledger.Post(ctx, c)
	if err != nil {
		return r, s.dropRefund(ctx, r, err)
	}
	return s.finishRefund(ctx, r.ID, result.At)
}

// dropRefund removes a refund that the ledger refused, and returns the refusal. What the ledger does not know stays submitted.
func (s *Service) dropRefund(ctx context.Context, r Refund, cause error) error {
	refusal := ErrRefundClosed
	switch {
	case errors.Is(cause, ledger.ErrShort):
		refusal = ErrRefundShort
	case errors.Is(cause, ledger.ErrFrozen):
		refusal = ErrMerchantFrozen
	case errors.Is(cause, ledger.ErrAccountClosed):
		refusal = ErrRefundPayee
		if err := s.merchantOpen(ctx, r.Merchant); errors.Is(err, ErrMerchantClosed) {
			refusal = ErrMerchantClosed
		}
	case !errors.Is(cause, ledger.ErrTooMuch):
		return fmt.Errorf("pay: refund %s: %w: %w", r.ID, ErrPending, cause)
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		if err := removeRefund(tx, r.ID); err != nil {
			return err
		}
		return reserveRefund(tx, r.Order.ID, -r.Amount.Minor())
	})
	if err != nil {
		return fmt.Errorf("pay: refund %s: %w: %w", r.ID, ErrPending, err)
	}
	return fmt.Errorf("pay: refund %s: %w", r.ID, refusal)
}

// finishRefund is commit (c). Doing it again changes nothing.
func (s *Service) finishRefund(ctx context.Context, refund RefundID, at time.Time) (r Refund, err error) {
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		var found bool
		if r, found, err = findRefund(tx, refund); err != nil {
			return err
		}
		if !found {
			return fmt.Errorf("pay: the ledger moved money for %s, which is not known", refund)
		}
		if r.State == Paid {
			return nil
		}
		r.State, r.SettledAt = Paid, at
		if err := finishRefund(tx, r.ID, at); err != nil {
			return err
		}
		p, found, err := findPayment(tx, r.Order.Payment)
		if err != nil || !found {
			return fmt.Errorf("pay: refund %s of a payment that is not there: %w", r.ID, err)
		}
		if r.NotifyURL != "" {
			notice, err := id.Derive[NoticeID](string(r.ID), "notice")
			if err != nil {
				return err
			}
			row := noticeRow{id: notice, payment: p.ID, refund: r.ID, url: r.NotifyURL, createdAt: at, dueAt: s.Now()}
			if row.said, err = r.Order.then(); err != nil {
				return err
			}
			if err := insertNotice(tx, row); err != nil {
				return err
			}
		}
		done, err := sumRefunds(tx, r.Order.ID)
		if err != nil {
			return err
		}
		payload, err := json.Marshal(RefundSettlement{
			Refund: r.ID, Payment: p.ID, Payer: p.Payer, Amount: r.Amount.Minor(), Currency: string(r.Amount.Currency()), Card: p.Card,
			Whole: done == r.Order.Amount.Minor(),
		})
		if err != nil {
			return err
		}
		return tx.Emit(Refunded, string(p.ID), payload)
	})
	if err != nil {
		return r, fmt.Errorf("pay: finish %s: %w: %w", refund, ErrPending, err)
	}
	s.wakeNotices()
	return r, nil
}

func (s *Service) refund(ctx context.Context, refund RefundID) (r Refund, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if r, found, err = findRefund(tx, refund); err == nil && !found {
			err = ErrNoRefund
		}
		return err
	})
	if err != nil {
		return r, fmt.Errorf("pay: refund %s: %w", refund, err)
	}
	return r, nil
}

// refundPosted follows from the ledger's event: the money of a refund has moved.
func (s *Service) refundPosted(ctx context.Context, refund RefundID, at time.Time) error {
	if r, err := s.refund(ctx, refund); err == nil && r.State == Paid {
		return nil
	}
	_, err := s.finishRefund(ctx, refund, at)
	return err
}
