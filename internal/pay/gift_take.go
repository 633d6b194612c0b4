package pay

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
)

// TakeGift gives the caller a share, once, and returns once they have it. Taken again it says the same. It fails with ErrNoGift
// for anybody who is not in its conversation, with ErrGiftOthers, ErrGiftEmpty, ErrGiftOver, ErrGiftGone, ErrGiftFrozen or
// ErrWalletClosed, after which nothing has moved, or with ErrPending.
func (s *Service) TakeGift(ctx context.Context, by id.Caller, gift GiftID) (Gift, error) {
	if _, err := s.seeGift(ctx, by, gift); err != nil {
		return Gift{}, err
	}
	if err := s.canReceive(ctx, by.User); err != nil {
		return Gift{}, err
	}
	if err := s.giftFree(ctx, gift); err != nil {
		return Gift{}, err
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		if err := lockGift(tx, gift); err != nil {
			return err
		}
		g, found, err := findGift(tx, gift)
		if err == nil && !found {
			err = ErrNoGift
		}
		if err != nil {
			return err
		}
		if _, taken, err := findClaim(tx, gift, by.User); err != nil || taken {
			return err
		}
		if err := g.takeable(by.User, s.Now()); err != nil {
			return err
		}
		c := Claim{Gift: gift, Person: by.User, Position: g.Taken, State: Submitted, CreatedAt: s.Now()}
		if c.Amount, err = g.share(c.Position); err != nil {
			return err
		}
		return insertClaim(tx, g, c)
	})
	if err != nil {
		return Gift{}, fmt.Errorf("pay: %s takes %s: %w", by, gift, err)
	}
	if err := s.settleClaim(ctx, gift, by.User); err != nil {
		return Gift{}, err
	}
	return s.gift(ctx, gift)
}

// takeable says why somebody cannot take a share now; nil if they can.
func (g Gift) takeable(by id.UserID, now time.Time) error {
	switch g.State {
	case GiftRefused:
		return ErrGiftGone
	case GiftReturned:
		return ErrGiftOver
	case GiftSubmitted, GiftFailed:
		return ErrNoGift
	case GiftOpen, GiftTaken:
	}
	switch {
	case g.Kind == GiftTransfer && by != g.To, by == g.Sender && !g.Crowd:
		return ErrGiftOthers
	case g.Taken >= g.Count:
		return ErrGiftEmpty
	case !now.Before(g.ExpiresAt):
		return ErrGiftOver
	}
	return nil
}

// canTake reports whether somebody of its conversation who asks for a share now gets one that they do not have yet.
func (g Gift) canTake(by id.UserID, now time.Time) bool {
	has := slices.ContainsFunc(g.Claims, func(c Claim) bool { return c.Person == by })
	return !has && g.takeable(by, now) == nil
}

// settleClaim carries a share that was given to somebody through the ledger. Doing it again changes nothing.
func (s *Service) settleClaim(ctx context.Context, gift GiftID, person id.UserID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	var g Gift
	var c Claim
	err := s.DB.Read(ctx, func(tx store.Tx) error {
		var foundGift, foundClaim bool
		var err error
		if g, foundGift, err = findGift(tx, gift); err == nil {
			c, foundClaim, err = findClaim(tx, gift, person)
		}
		if err == nil && (!foundGift || !foundClaim) {
			err = ErrNoGift
		}
		return err
	})
	if err != nil || c.State == Paid {
		return err
	}
	command, err := s.giftCommand(ctx, g, giftOut, person, c.Amount)
	if err != nil {
		return fmt.Errorf("pay: %s takes %s: %w: %w", person, gift, ErrPending, err)
	}
	result, err := s.postPromised(ctx, g, giftName(giftOut, person), command)
	switch {
	case errors.Is(err, ErrGiftFrozen), errors.Is(err, ErrPayeeClosed): // it is kept for them
		return fmt.Errorf("pay: %s takes %s: %w", person, gift, err)
	case err != nil:
		return fmt.Errorf("pay: %s takes %s: %w: %w", person, gift, ErrPending, err)
	}
	return s.finishClaim(ctx, gift, person, result.At)
}

func (s *Service) finishClaim(ctx context.Context, gift GiftID, person id.UserID, at time.Time) error {
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		c, found, err := findClaim(tx, gift, person)
		if err != nil || !found || c.State == Paid {
			return err
		}
		g, _, err := findGift(tx, gift)
		if err != nil {
			return err
		}
		if err := finishClaim(tx, gift, person, at); err != nil {
			return err
		}
		return tellGift(tx, g.news(NewsTaken, person))
	})
	if err != nil {
		return fmt.Errorf("pay: %s takes %s: %w: %w", person, gift, ErrPending, err)
	}
	return nil
}

// RefuseGift gives a transfer back to its sender, one that waits or one that arrived at once, and returns once they have it. It
// fails with ErrGiftTaken, ErrGiftOver, ErrGiftLate, ErrGiftOthers or ErrShort, after which nothing has moved, or with ErrPending.
func (s *Service) RefuseGift(ctx context.Context, by id.Caller, gift GiftID) (Gift, error) {
	if _, err := s.seeGift(ctx, by, gift); err != nil {
		return Gift{}, err
	}
	if err := s.giftFree(ctx, gift); err != nil {
		return Gift{}, err
	}
	direct := false
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		direct = false
		if err := lockGift(tx, gift); err != nil {
			return err
		}
		g, found, err := findGift(tx, gift)
		switch {
		case err != nil:
			return err
		case !found:
			return ErrNoGift
		case g.Kind != GiftTransfer || g.To != by.User:
			return ErrGiftOthers
		case g.State == GiftRefused:
			return nil
		case g.Direct && g.State == GiftTaken:
			direct = true
			return g.submitUndo(tx, s.Now())
		case g.Taken > 0:
			return ErrGiftTaken
		case g.State == GiftReturned || !s.Now().Before(g.ExpiresAt):
			return ErrGiftOver
		}
		return endGift(tx, gift, GiftRefused, g.Amount.Minor(), s.Now())
	})
	if err != nil {
		return Gift{}, fmt.Errorf("pay: %s refuses %s: %w", by, gift, err)
	}
	settle := s.settleReturn
	if direct {
		settle = s.settleUndo
	}
	if err := settle(ctx, gift); err != nil {
		return Gift{}, err
	}
	g, err := s.gift(ctx, gift)
	if err == nil && direct && g.Undo != UndoDone {
		// What failed meanwhile was another device's try, which has told it there alone; a third one's may be on its way.
		return s.RefuseGift(ctx, by, gift)
	}
	return g, err
}

// dueMost is how many gifts end in one transaction.
const dueMost = 500

// ExpireGifts gives back what nobody took in time. It returns how many gifts ended.
func (s *Service) ExpireGifts(ctx context.Context) (int, error) {
	var list []GiftID
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		due, err := listDueGifts(tx, s.Now(), dueMost)
		if err != nil {
			return err
		}
		list = list[:0]
		for _, g := range due {
			if err := endGift(tx, g.ID, GiftReturned, g.Amount.Minor()-g.TakenSum, s.Now()); err != nil {
				return err
			}
			list = append(list, g.ID)
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("pay: gifts that are over: %w", err)
	}
	var errs []error
	for _, gift := range list {
		err := s.settleReturn(ctx, gift)
		if errors.Is(err, ErrGiftFrozen) { // Resume gives it back once it is thawed
			s.Log.Info("pay: what nobody took is frozen", "gift", gift)
			continue
		}
		errs = append(errs, err)
	}
	return len(list), errors.Join(errs...)
}

// settleReturn carries what goes back to the sender through the ledger. Doing it again changes nothing.
func (s *Service) settleReturn(ctx context.Context, gift GiftID) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	g, err := s.gift(ctx, gift)
	if err != nil || !g.Unsettled {
		return err
	}
	c, err := s.giftCommand(ctx, g, giftBack, g.Sender, g.Returned)
	if err == nil {
		_, err = s.postPromised(ctx, g, giftName(giftBack, g.Sender), c)
	}
	switch {
	case errors.Is(err, ErrGiftFrozen), errors.Is(err, ErrPayeeClosed): // it is kept for the sender
		return fmt.Errorf("pay: return %s: %w", gift, err)
	case err != nil:
		return fmt.Errorf("pay: return %s: %w: %w", gift, ErrPending, err)
	}
	return s.finishReturn(ctx, gift)
}

func (s *Service) finishReturn(ctx context.Context, gift GiftID) error {
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		g, found, err := findGift(tx, gift)
		if err != nil || !found || !g.Unsettled {
			return err
		}
		if err := settleGiftReturn(tx, gift); err != nil {
			return err
		}
		what, by := NewsReturned, g.Sender
		if g.State == GiftRefused {
			what, by = NewsRefused, g.To
		}
		return tellGift(tx, g.news(what, by))
	})
	if err != nil {
		return fmt.Errorf("pay: return %s: %w: %w", gift, ErrPending, err)
	}
	return nil
}

// seeGift returns a gift of a conversation that the caller is in. It fails with ErrNoGift.
func (s *Service) seeGift(ctx context.Context, by id.Caller, gift GiftID) (Gift, error) {
	if by.Kind != id.Person {
		return Gift{}, account.ErrSignedOut
	}
	g, err := s.gift(ctx, gift)
	if err != nil {
		return Gift{}, err
	}
	_, err = s.members(ctx, by, g.Conv)
	if err != nil && slices.Contains([]fault.Kind{fault.Internal, fault.Unavailable}, fault.Of(err).Kind) {
		return Gift{}, err // who is in it is not known for the moment
	}
	if err != nil || g.State == GiftSubmitted || g.State == GiftFailed {
		return Gift{}, ErrNoGift
	}
	return g, nil
}

// FindGifts returns those of the gifts that are in a conversation of the caller's, with their claims.
func (s *Service) FindGifts(ctx context.Context, by id.Caller, gifts []GiftID) (list []Gift, err error) {
	for _, gift := range gifts {
		g, err := s.seeGift(ctx, by, gift)
		if errors.Is(err, ErrNoGift) {
			continue
		}
		if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
	return list, nil
}

// giftPosted follows from the ledger's event: money of a gift has moved.
func (s *Service) giftPosted(ctx context.Context, gift GiftID, posting ledger.Posting) error {
	switch posting.Code {
	case giftIn:
		_, err := s.openGift(ctx, gift)
		return err
	case giftOut:
		_, person := ownerOf(posting.Credit)
		return s.finishClaim(ctx, gift, id.UserID(person), posting.Time())
	case giftNow:
		_, err := s.arriveGift(ctx, gift, posting.Time())
		return err
	case giftUndo:
		return s.finishUndo(ctx, gift)
	}
	return s.finishReturn(ctx, gift)
}
