package chat

import (
	"context"
	"fmt"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Privacy is what somebody lets others see. Who hides a thing does not see it of others either.
type Privacy struct {
	Presence bool // contacts see when they are here
	Receipts bool // others see how far they have read
}

// GetPrivacy returns the caller's choice.
func (s *Service) GetPrivacy(ctx context.Context, by id.Caller) (p Privacy, err error) {
	if !by.SignedIn() {
		return Privacy{}, account.ErrSignedOut
	}
	err = s.db.Read(ctx, func(tx store.Tx) (err error) {
		p, err = findPrivacy(tx, by.User)
		return err
	})
	if err != nil {
		return Privacy{}, fmt.Errorf("chat: privacy of %s: %w", by, err)
	}
	return p, nil
}

// ChangePrivacy keeps the caller's choice. Marks made before stay where they are, and are not told any more.
func (s *Service) ChangePrivacy(ctx context.Context, by id.Caller, p Privacy) error {
	if !by.SignedIn() {
		return account.ErrSignedOut
	}
	if err := s.owner.do(ctx, &op{privacy: &privacyOp{by.User, p}}); err != nil {
		return fmt.Errorf("chat: %s changes their privacy: %w", by, err)
	}
	return nil
}

// Presence says who is connected to the instance; Live does.
type Presence interface {
	Here(users []id.UserID) []id.UserID
}

// GetPresence returns which of some people are here, as far as they are contacts and both let themselves be seen.
func (s *Service) GetPresence(ctx context.Context, by id.Caller, users []id.UserID, live Presence) ([]id.UserID, error) {
	mine, err := s.GetPrivacy(ctx, by)
	if err != nil || !mine.Presence {
		return nil, err
	}
	var here []id.UserID
	for _, user := range live.Here(users) {
		known, err := s.contacts.Knows(ctx, by.User, user)
		if err != nil {
			return nil, err
		}
		if !known {
			continue
		}
		var theirs Privacy
		if err := s.db.Read(ctx, func(tx store.Tx) (err error) {
			theirs, err = findPrivacy(tx, user)
			return err
		}); err != nil {
			return nil, fmt.Errorf("chat: presence for %s: %w", by, err)
		}
		if theirs.Presence {
			here = append(here, user)
		}
	}
	return here, nil
}

type privacyOp struct {
	user    id.UserID
	privacy Privacy
}

func (p *plan) planPrivacy(c *privacyOp) {
	p.changes = append(p.changes, func(tx store.Tx) error { return setPrivacy(tx, c.user, c.privacy) })
	p.privacies = append(p.privacies, c)
}

func findPrivacy(tx store.Tx, user id.UserID) (Privacy, error) {
	p, found, err := store.Find(tx, func(row store.Scanner) (p Privacy, err error) {
		var presence, receipts int
		err = row.Scan(&presence, &receipts)
		return Privacy{presence != 0, receipts != 0}, err
	}, selectPrivacy, string(user))
	if !found {
		return Privacy{Presence: true, Receipts: true}, err
	}
	return p, err
}
