package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/store"
)

const (
	// resumeMost is how many of a kind one round of Resume takes up: more than a process has under way when it dies, so that nobody who
	// was paying then waits for the next round, and not so many that a list fills the memory.
	resumeMost   = 10_000
	resumeAtOnce = 64 // that share their commits
)

// interrupted is what a payer had confirmed and what is not over. Carrying on with it again changes nothing.
type interrupted struct {
	kind, id string
	carryOn  func() error
}

// Resume carries on with payments, refunds, deposits and gifts that were submitted before the given time and have not ended: their
// payers had confirmed them, and then the server went down, or the disk was slow. It returns how many it took up.
func (s *Service) Resume(ctx context.Context, before time.Time) (int, error) {
	list, err := s.listInterrupted(ctx, before)
	if err != nil {
		return 0, fmt.Errorf("pay: resume: %w", err)
	}
	s.carryOn(list)
	return len(list), nil
}

// carryOn returns when all were tried. What has to wait is told, and met again in the next round.
func (s *Service) carryOn(list []interrupted) {
	var running errgroup.Group
	running.SetLimit(resumeAtOnce)
	for _, one := range list {
		running.Go(func() error {
			if err := one.carryOn(); errors.Is(err, ErrPending) {
				s.Log.Warn("pay: a "+one.kind+" waits", "id", one.id, "error", err)
			}
			return nil
		})
	}
	_ = running.Wait() // nothing fails
}

func (s *Service) listInterrupted(ctx context.Context, before time.Time) (list []interrupted, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		list = nil
		payments, err := listSubmitted(tx, before, resumeMost)
		if err != nil {
			return err
		}
		for _, p := range payments {
			list = append(list, interrupted{"payment", string(p.ID), func() error { return second(s.settle(ctx, p)) }})
		}
		refunds, err := listSubmittedRefunds(tx, before, resumeMost)
		if err != nil {
			return err
		}
		for _, refund := range refunds {
			list = append(list, interrupted{"refund", string(refund), func() error { return second(s.settleRefund(ctx, refund)) }})
		}
		deposits, err := listEnding(tx, resumeMost)
		if err != nil {
			return err
		}
		for _, o := range deposits {
			list = append(list, interrupted{"deposit", string(o.ID), func() error { return second(s.settleDeposit(ctx, o)) }})
		}
		gifts, err := s.listInterruptedGifts(ctx, tx, before)
		list = append(list, gifts...)
		return err
	})
	return list, err
}

func (s *Service) listInterruptedGifts(ctx context.Context, tx store.Tx, before time.Time) (list []interrupted, err error) {
	gifts, err := listUnsettledGifts(tx, before, resumeMost)
	if err != nil {
		return nil, err
	}
	for _, g := range gifts {
		list = append(list, interrupted{"gift", string(g.ID), func() error {
			if g.Unsettled {
				return s.settleReturn(ctx, g.ID)
			}
			return second(s.settleGift(ctx, g.ID))
		}})
	}
	claims, err := listSubmittedClaims(tx, before, resumeMost)
	if err != nil {
		return nil, err
	}
	for _, c := range claims {
		list = append(list, interrupted{"gift", string(c.Gift), func() error { return s.settleClaim(ctx, c.Gift, c.Person) }})
	}
	undone, err := listUndoingGifts(tx, before, resumeMost)
	if err != nil {
		return nil, err
	}
	for _, g := range undone {
		list = append(list, interrupted{"gift", string(g.ID), func() error { return s.settleUndo(ctx, g.ID) }})
	}
	return list, nil
}

func second[T any](_ T, err error) error { return err }
