// Package social knows who is whose contact.
//
// Contacts are mutual. Who adds somebody asks them, unless that one lets others add them at once, is a bot, or has asked
// first. Neither a no nor a block is told: who was declined sees a request that waits, who is blocked does not find the
// other and is no contact of theirs. What somebody calls a contact (remark.go) is told to nobody at all. Becoming contacts emits Added once, however often it is asked for; what follows from
// it (a conversation, a line in it, an event at the other's devices) is wired in app.
package social

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of this room.
//
//nolint:gochecknoglobals // named failures
var (
	ErrSelf = fault.New(fault.Invalid, "social.self", "You cannot add yourself.")
	ErrFull = fault.New(fault.Limited, "social.full", "There are too many contacts.")

	ErrBlocked = fault.New(fault.Conflict, "social.blocked", "You have blocked this person. Unblock them first.")
)

// Requested is emitted when somebody's request came, was taken back or was declined. The payload is the Pair.
const Requested = "social.Requested"

// contactsMax is how many contacts one person may have, the limit of WeChat.
const contactsMax = 10_000

// Added is emitted when two people have become contacts. The payload is a Meeting.
const Added = "social.Added"

// Blocked is emitted when somebody has blocked somebody, or does not any more. The payload is a Block.
const Blocked = "social.Blocked"

// Block is who blocks whom, or does no longer.
type Block struct {
	By      id.UserID `json:"by"`
	Other   id.UserID `json:"other"`
	Blocked bool      `json:"blocked"`
}

// Meeting is two people who have become contacts.
type Meeting struct {
	Pair

	Asker id.UserID `json:"asker,omitempty"` // which of the two had asked the other, if one had
}

// Pair is who added whom.
type Pair struct {
	By    id.UserID `json:"by"`
	Other id.UserID `json:"other"`
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "social", FS: schema} }

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	db     *store.DB
	people *account.Service
}

// New returns the service.
func New(db *store.DB, people *account.Service) *Service {
	return &Service{db: db, people: people}
}

// List returns the caller's contacts by name.
func (s *Service) List(ctx context.Context, by id.Caller) ([]account.Person, error) {
	if !by.SignedIn() {
		return nil, account.ErrSignedOut
	}
	var users []id.UserID
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		users, err = listContacts(tx, by.User)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("social: list of %s: %w", by, err)
	}
	people, err := s.sorted(ctx, users)
	if err != nil {
		return nil, fmt.Errorf("social: list of %s: %w", by, err)
	}
	return people, nil
}

// sorted returns people by name.
func (s *Service) sorted(ctx context.Context, users []id.UserID) ([]account.Person, error) {
	found, err := s.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	people := make([]account.Person, 0, len(found))
	for _, p := range found {
		people = append(people, p)
	}
	slices.SortFunc(people, func(a, b account.Person) int {
		if c := strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)); c != 0 {
			return c
		}
		return strings.Compare(string(a.ID), string(b.ID))
	})
	return people, nil
}

// Standing is what there is between the caller and somebody else.
type Standing struct {
	Contact bool
	Asks    bool // Add would ask
	Asked   bool // the caller has asked, and is no contact
}

// Find looks a person up by exact handle and says how the caller stands with them.
// Somebody who blocks the caller is not found. It fails with account.ErrNobody.
func (s *Service) Find(ctx context.Context, by id.Caller, handle string) (account.Person, Standing, error) {
	if !by.SignedIn() {
		return account.Person{}, Standing{}, account.ErrSignedOut
	}
	p, err := s.people.FindHandle(ctx, handle)
	if err != nil {
		return account.Person{}, Standing{}, err
	}
	var standing Standing
	err = s.db.Read(ctx, func(tx store.Tx) error {
		hidden, err := blocks(tx, p.ID, by.User)
		if err == nil && hidden {
			err = account.ErrNobody
		}
		if err != nil {
			return err
		}
		standing, err = s.standing(tx, by.User, p)
		return err
	})
	if err != nil {
		return account.Person{}, Standing{}, err
	}
	standing.Contact, err = s.Knows(ctx, by.User, p.ID)
	return p, standing, err
}

// Knows reports whether the two are contacts, and neither blocks the other.
func (s *Service) Knows(ctx context.Context, a, b id.UserID) (known bool, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		known, err = isContact(tx, a, b)
		for _, pair := range [][2]id.UserID{{a, b}, {b, a}} {
			if err != nil || !known {
				return err
			}
			var blocked bool
			blocked, err = blocks(tx, pair[0], pair[1])
			known = !blocked
		}
		return err
	})
	if err != nil {
		return false, fmt.Errorf("social: does %s know %s: %w", a, b, err)
	}
	return known, nil
}

// Join makes two people contacts on the instance's own behalf, as a demo does. It emits Added the first time.
func (s *Service) Join(ctx context.Context, pair Pair) error {
	if err := s.join(ctx, pair); err != nil {
		return fmt.Errorf("social: join %s and %s: %w", pair.By, pair.Other, err)
	}
	return nil
}

func (s *Service) join(ctx context.Context, pair Pair) error {
	return s.db.Write(ctx, func(tx store.Tx) error {
		if err := mayMeet(tx, pair); err != nil {
			return err
		}
		return s.joinIn(tx, pair, "")
	})
}

// mayMeet fails with account.ErrNobody if the other blocks who asks, and with ErrBlocked the other way round.
func mayMeet(tx store.Tx, pair Pair) error {
	for _, side := range []struct {
		by, other id.UserID
		refusal   error
	}{{pair.Other, pair.By, account.ErrNobody}, {pair.By, pair.Other, ErrBlocked}} {
		blocked, err := blocks(tx, side.by, side.other)
		if err == nil && blocked {
			err = side.refusal
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// joinIn makes the two contacts and ends what they asked of each other. Says is which of them says yes, if one does.
func (s *Service) joinIn(tx store.Tx, pair Pair, says id.UserID) error {
	known, err := isContact(tx, pair.By, pair.Other)
	if err != nil || known {
		return err
	}
	meeting := Meeting{Pair: pair}
	for _, half := range []Pair{pair, {By: pair.Other, Other: pair.By}} {
		n, err := countContacts(tx, half.By)
		if err != nil {
			return err
		}
		if n >= contactsMax {
			return ErrFull
		}
		if err := insertContact(tx, half, s.db.Now()); err != nil {
			return err
		}
		asked, found, err := findRequest(tx, half.By, half.Other)
		if err != nil {
			return err
		}
		if found && s.waits(asked.at) && says != "" && half.By != says {
			meeting.Asker = half.By
		}
		if err := removeRequest(tx, half.By, half.Other); err != nil {
			return err
		}
	}
	payload, err := json.Marshal(meeting)
	if err != nil {
		return err
	}
	return tx.Emit(Added, string(min(pair.By, pair.Other)), payload)
}

// Block ends what somebody can send the caller and ask of them. They stay contacts for the day the block ends. It emits
// Blocked the first time and fails with ErrSelf or account.ErrNobody.
func (s *Service) Block(ctx context.Context, by id.Caller, other id.UserID) error {
	return s.setBlock(ctx, by, other, true)
}

// Unblock ends a block. It fails like Block.
func (s *Service) Unblock(ctx context.Context, by id.Caller, other id.UserID) error {
	return s.setBlock(ctx, by, other, false)
}

func (s *Service) setBlock(ctx context.Context, by id.Caller, other id.UserID, blocked bool) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	if other == by.User {
		return ErrSelf
	}
	if _, err := s.people.Find(ctx, other); err != nil {
		return err
	}
	payload, err := json.Marshal(Block{By: by.User, Other: other, Blocked: blocked})
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		var changed bool
		if blocked {
			if err := removeRequest(tx, by.User, other); err != nil {
				return err
			}
			changed, err = insertBlock(tx, by.User, other, s.db.Now())
		} else {
			changed, err = removeBlock(tx, by.User, other)
		}
		if err != nil || !changed {
			return err
		}
		return tx.Emit(Blocked, string(min(by.User, other)), payload)
	})
	if err != nil {
		return fmt.Errorf("social: %s blocks %s: %w", by, other, err)
	}
	return nil
}

// ListBlocked returns whom the caller blocks, by name.
func (s *Service) ListBlocked(ctx context.Context, by id.Caller) ([]account.Person, error) {
	if !by.SignedIn() {
		return nil, account.ErrSignedOut
	}
	var users []id.UserID
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		users, err = listBlocked(tx, by.User)
		return err
	})
	if err == nil {
		var people []account.Person
		if people, err = s.sorted(ctx, users); err == nil {
			return people, nil
		}
	}
	return nil, fmt.Errorf("social: whom %s blocks: %w", by, err)
}
