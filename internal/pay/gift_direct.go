package pay

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
)

// A transfer to a contact arrives at once, unless its recipient asks to be asked first: then it waits to be taken like any gift.
// What arrives at once moves from wallet to wallet in one movement. Its recipient may send it back for as long as they could have
// refused it; that is a movement of its own, out of their wallet, with its own three commits: noted, moved, told. It may be
// refused, for the money may have been spent; nothing has moved then, and it can be tried again.

// Refusals of transfers that arrive at once. None of them moved money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrAsksFirst = fault.New(fault.Forbidden, "pay.asks-first", "This person wants to be asked first. Nothing was taken.")
	ErrGiftLate  = fault.New(fault.Conflict, "pay.gift-late", "The time to send it back is over. You can send the money as a transfer.")
)

// UndoState says how far a transfer that arrived at once is on its way back.
type UndoState int

// The states of a transfer on its way back.
const (
	UndoNone      UndoState = 0
	UndoSubmitted UndoState = 1
	UndoDone      UndoState = 2
)

// ChangeTransfers says whether the caller wants to be asked before a contact's transfer arrives. What was sent before stays as it is.
func (s *Service) ChangeTransfers(ctx context.Context, by id.Caller, askFirst bool) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error { return upsertAskFirst(tx, by.User, askFirst) })
	if err != nil {
		return fmt.Errorf("pay: %s changes how transfers arrive: %w", by, err)
	}
	return nil
}

// directCommand returns the movement of a transfer that arrives at once, or of one that is sent back.
func (s *Service) directCommand(ctx context.Context, g Gift, code string) (c ledger.Command, err error) {
	from, to, name := g.Sender, g.To, code
	if code == giftUndo {
		from, to, name = g.To, g.Sender, code+" "+strconv.Itoa(g.UndoTries)
	}
	c = ledger.Command{Op: ledger.Transfer, Amount: g.Amount, Subject: string(g.ID), Code: code}
	if c.ID, err = id.Derive[ledger.TransferID](string(g.ID), name); err != nil {
		return c, err
	}
	if c.Debit, err = s.Ledger.OpenAccount(ctx, personAccount, string(from), g.Amount.Currency()); err != nil {
		return c, err
	}
	c.Credit, err = s.Ledger.OpenAccount(ctx, personAccount, string(to), g.Amount.Currency())
	return c, err
}

// arriveGift notes that the money is in the recipient's wallet. Doing it again changes nothing.
func (s *Service) arriveGift(ctx context.Context, gift GiftID, at time.Time) (g Gift, err error) {
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		var found bool
		if g, found, err = findGift(tx, gift); err != nil || !found || g.State != GiftSubmitted {
			return err
		}
		if err := arriveGift(tx, g, at); err != nil {
			return err
		}
		return tellGift(tx, g.news(NewsSent, g.Sender))
	})
	if err != nil {
		return g, fmt.Errorf("pay: %s arrives: %w: %w", gift, ErrPending, err)
	}
	return s.gift(ctx, gift)
}

// submitUndo notes that the recipient sends a transfer back that arrived at once.
func (g Gift) submitUndo(tx store.Tx, now time.Time) error {
	switch {
	case g.Undo != UndoNone: // it is back, or settleUndo carries it on
		return nil
	case !now.Before(g.ExpiresAt):
		return ErrGiftLate
	}
	return submitUndo(tx, g.ID, g.UndoTries+1, now)
}

// settleUndo carries what is on its way back through the ledger. Doing it again changes nothing. It fails with ErrShort, ErrFrozen or
// another refusal of a movement out of a wallet, after which nothing has moved, or with ErrPending.
func (s *Service) settleUndo(ctx context.Context, gift GiftID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	leave, err := s.gifting.enter(ctx, gift)
	if err != nil {
		return ErrPending
	}
	defer leave()
	g, err := s.gift(ctx, gift)
	if err != nil || g.Undo != UndoSubmitted {
		return err
	}
	c, err := s.directCommand(ctx, g, giftUndo)
	if err == nil {
		_, err = s.Ledger.Post(ctx, c)
	}
	if err == nil {
		return s.finishUndo(ctx, gift)
	}
	refusal := s.moneyRefusal(ctx, c, err)
	if refusal == nil {
		return fmt.Errorf("pay: send %s back: %w: %w", gift, ErrPending, err)
	}
	if err := s.DB.Write(ctx, func(tx store.Tx) error { return failUndo(tx, gift, g.UndoTries) }); err != nil {
		return fmt.Errorf("pay: send %s back: %w: %w", gift, ErrPending, err)
	}
	return fmt.Errorf("pay: send %s back: %w", gift, refusal)
}

func (s *Service) finishUndo(ctx context.Context, gift GiftID) error {
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		g, found, err := findGift(tx, gift)
		if err != nil || !found || g.Undo == UndoDone {
			return err
		}
		if err := finishUndo(tx, gift); err != nil {
			return err
		}
		return tellGift(tx, g.news(NewsSentBack, g.To))
	})
	if err != nil {
		return fmt.Errorf("pay: send %s back: %w: %w", gift, ErrPending, err)
	}
	return nil
}
