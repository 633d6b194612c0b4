package pay

import (
	"context"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Receipt is what a payer is told of money that went to a merchant, or came back.
type Receipt struct {
	Amount money.Amount
	Name   string // the merchant's
}

// PaidBy returns what a person paid a merchant, of a deposit what was taken of it. It fails with ErrNoOrder.
func (s *Service) PaidBy(ctx context.Context, user id.UserID, payment PaymentID) (Receipt, error) {
	p, err := s.payment(ctx, payment)
	if err == nil && (p.Payer != user || p.Kind == ForTransfer) {
		err = ErrNoOrder
	}
	if err == nil && p.Kind == ForDeposit {
		var o Order
		err = s.DB.Read(ctx, func(tx store.Tx) (err error) {
			o, _, err = findOrder(tx, p.Order)
			return err
		})
		if p.Amount = o.Amount; err == nil && o.State != OrderPaid {
			err = ErrNoOrder
		}
	}
	if err != nil {
		return Receipt{}, err
	}
	name, err := s.payeeName(ctx, p)
	return Receipt{p.Amount, name}, err
}

// RefundedTo returns what a merchant gave back to a person. It fails with ErrNoRefund.
func (s *Service) RefundedTo(ctx context.Context, user id.UserID, refund RefundID) (Receipt, error) {
	r, err := s.refund(ctx, refund)
	if err == nil && r.Order.Payer != user {
		err = ErrNoRefund
	}
	if err != nil {
		return Receipt{}, err
	}
	m, err := s.FindMerchant(ctx, r.Merchant)
	return Receipt{r.Amount, m.Name}, err
}
