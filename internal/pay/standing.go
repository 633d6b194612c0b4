package pay

import (
	"context"
	"errors"
	"fmt"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
)

// An operator can freeze an account, so that nothing leaves it but what is held, and close an empty one, so that nothing moves on it.
// Whoever meets such an account is told which side it is, and what to do. A movement that the ledger refused keeps its id and stays
// refused: what was promised to somebody goes on under another one once the account is thawed; see postPromised.

// Refusals because of an account. None of them moved money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrFrozen         = fault.New(fault.Conflict, "pay.frozen", "Your wallet is frozen. Nothing was taken. Ask whoever runs this server.")
	ErrWalletClosed   = fault.New(fault.Conflict, "pay.wallet-closed", "Your wallet is closed. Nothing was taken. Ask whoever runs this server.")
	ErrPayeeClosed    = fault.New(fault.Conflict, "pay.payee-closed", "The other side takes no money any more: its account is closed. Nothing was taken.")
	ErrGiftFrozen     = fault.New(fault.Conflict, "pay.gift-frozen", "This money is frozen. Nothing was moved. Ask whoever runs this server.")
	ErrMerchantFrozen = fault.New(fault.Conflict, "pay.merchant-frozen", "The merchant's account is frozen. Nothing was moved. Ask whoever runs this server.")
	ErrMerchantClosed = fault.New(fault.Conflict, "pay.merchant-closed", "The merchant's account is closed. Nothing was moved. Ask whoever runs this server.")
	ErrRefundPayee    = fault.New(fault.Conflict, "pay.refund-payee", "The account that paid is closed and takes nothing back. Nothing was moved. Give the money back in another way.")
)

// moneyRefusal says in this room's words that the ledger refused a movement out of a person's wallet for good; nil if it did not, or
// is not known to have.
func (s *Service) moneyRefusal(ctx context.Context, c ledger.Command, err error) *fault.Fault {
	switch {
	case errors.Is(err, ledger.ErrShort), errors.Is(err, ledger.ErrNoAccount):
		return ErrShort
	case errors.Is(err, ledger.ErrFrozen):
		return ErrFrozen
	case errors.Is(err, ledger.ErrTooMuch):
		return ErrRefused
	case !errors.Is(err, ledger.ErrAccountClosed):
		return nil
	}
	switch b, err := s.Ledger.Balance(ctx, c.Debit); {
	case err != nil:
		return ErrRefused // it is one of the two
	case b.Closed:
		return ErrWalletClosed
	}
	return ErrPayeeClosed
}

// refusalOf returns the refusal that ended a payment, by its code.
func refusalOf(code string) error {
	for _, one := range []*fault.Fault{ErrShort, ErrFrozen, ErrWalletClosed, ErrPayeeClosed} {
		if one.Code == code {
			return one
		}
	}
	return ErrRefused
}

// merchantOpen fails with ErrMerchantClosed if the merchant's account is closed. One that was never paid has none yet.
func (s *Service) merchantOpen(ctx context.Context, mchid string) error {
	b, found, err := s.standing(ctx, merchantAccount, mchid)
	if err == nil && found && b.Closed {
		err = ErrMerchantClosed
	}
	return err
}

// canReceive fails with ErrWalletClosed if the person's account is closed.
func (s *Service) canReceive(ctx context.Context, user id.UserID) error {
	b, found, err := s.standing(ctx, personAccount, string(user))
	if err == nil && found && b.Closed {
		err = ErrWalletClosed
	}
	return err
}

// giftFree fails with ErrGiftFrozen if what is in a gift's account may not leave it.
func (s *Service) giftFree(ctx context.Context, gift GiftID) error {
	b, found, err := s.standing(ctx, giftAccount, string(gift))
	if err == nil && found && (b.Frozen || b.Closed) {
		err = ErrGiftFrozen
	}
	return err
}

func (s *Service) standing(ctx context.Context, kind, owner string) (b ledger.Balance, found bool, err error) {
	name, err := ledger.AccountOf(kind, owner, CNY)
	if err != nil {
		return b, false, err
	}
	b, err = s.Ledger.Balance(ctx, name)
	if errors.Is(err, ledger.ErrNoAccount) {
		return b, false, nil
	}
	return b, err == nil, err
}

// postPromised makes a movement out of a gift's account that was promised to somebody: it is not given up when the ledger refuses it,
// because an account is frozen, but made once that is over. Its id is derived from name; the ledger keeps what it refused, so what
// was refused goes on under the next id, and only then: of all these ids one moves money, once, however often and by however many
// this is called. It fails with ErrGiftFrozen, and with ErrPayeeClosed, while that is so.
func (s *Service) postPromised(ctx context.Context, g Gift, name string, c ledger.Command) (result ledger.Result, err error) {
	for try := 0; ; try++ {
		if try > 0 {
			if c.ID, err = id.Derive[ledger.TransferID](string(g.ID), fmt.Sprintf("%s again %d", name, try)); err != nil {
				return result, err
			}
		}
		result, err = s.Ledger.Post(ctx, c)
		if !errors.Is(err, ledger.ErrFrozen) && !errors.Is(err, ledger.ErrAccountClosed) {
			return result, err
		}
		// It was refused now, or some other time.
		if err := s.giftFree(ctx, g.ID); err != nil {
			return result, err
		}
		if b, err := s.Ledger.Balance(ctx, c.Credit); err != nil {
			return result, err
		} else if b.Closed {
			return result, ErrPayeeClosed
		}
	}
}
