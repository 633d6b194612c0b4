package social

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// A remark is its writer's alone: no answer to anybody else is made of it, so that who it is about never learns of it. It is of
// contacts, so there are no more of them than of those. See docs/decisions/0028.

//nolint:gochecknoglobals // named failures
var (
	ErrRemark     = fault.New(fault.Invalid, "social.remark", "A name for a contact has at most 32 characters, in one line, and none that do not show.")
	ErrRemarkNote = fault.New(fault.Invalid, "social.remark-note", "What you write down about a contact has at most 300 characters.")
	ErrNotContact = fault.New(fault.Forbidden, "social.not-contact", "Only contacts can be given a name of your own.")
)

const (
	remarkMax     = 32  // characters, as of people's own names
	remarkNoteMax = 300 // characters
)

// Remarked is emitted when somebody changed what they call a contact. The payload is the Pair, By being the one who did.
const Remarked = "social.Remarked"

// Remark is what somebody calls a contact, and wrote down about them.
type Remark struct {
	Of   id.UserID
	Name string // shown to them instead of the contact's own; empty: none
	Note string // may have lines
}

// clean returns the remark without space around its texts, or ErrRemark or ErrRemarkNote. As in people's own names, nothing is let in
// that does not show or that turns the direction of writing: it stands in the same places.
func (r Remark) clean() (Remark, error) {
	r.Name, r.Note = strings.TrimSpace(r.Name), strings.TrimSpace(r.Note)
	if utf8.RuneCountInString(r.Name) > remarkMax || !shows(r.Name, "") {
		return Remark{}, ErrRemark
	}
	if utf8.RuneCountInString(r.Note) > remarkNoteMax || !shows(r.Note, "\n\r\t") {
		return Remark{}, ErrRemarkNote
	}
	return r, nil
}

// shows reports whether a text is UTF-8 and has nothing that does not show, but for the joiner of emoji and what is let in.
func shows(text, but string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return r != '\u200d' && !unicode.IsGraphic(r) && !strings.ContainsRune(but, r)
	})
}

// SetRemark keeps what the caller calls a contact, and returns it as it is kept. Without a name and a note there is none any more. It emits
// Remarked if that changed anything, and fails with ErrRemark, ErrRemarkNote, or ErrNotContact, also for somebody who does not exist.
func (s *Service) SetRemark(ctx context.Context, by id.Caller, r Remark) (Remark, error) {
	if by.Kind != id.Person {
		return Remark{}, account.ErrSignedOut
	}
	r, err := r.clean()
	if err != nil {
		return Remark{}, err
	}
	payload, err := json.Marshal(Pair{By: by.User, Other: r.Of})
	if err != nil {
		return Remark{}, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		known, err := isContact(tx, by.User, r.Of)
		if err == nil && !known {
			err = ErrNotContact
		}
		if err != nil {
			return err
		}
		held, _, err := findRemark(tx, by.User, r.Of)
		if err != nil || held.Name == r.Name && held.Note == r.Note {
			return err
		}
		if err := putRemark(tx, by.User, r); err != nil {
			return err
		}
		return tx.Emit(Remarked, string(by.User), payload)
	})
	if err != nil {
		return Remark{}, fmt.Errorf("social: %s remarks on %s: %w", by, r.Of, err)
	}
	return r, nil
}

// ListRemarks returns all remarks of the caller. Programs get none, whoever opened them.
func (s *Service) ListRemarks(ctx context.Context, by id.Caller) (list []Remark, err error) {
	if by.Kind != id.Person {
		return nil, account.ErrSignedOut
	}
	err = s.db.Read(ctx, func(tx store.Tx) (err error) {
		list, err = listRemarks(tx, by.User)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("social: remarks of %s: %w", by, err)
	}
	return list, nil
}

// FindRemark returns what somebody calls another; it is empty if there is nothing.
func (s *Service) FindRemark(ctx context.Context, by, other id.UserID) (r Remark, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) (err error) {
		r, _, err = findRemark(tx, by, other)
		return err
	})
	if err != nil {
		return Remark{}, fmt.Errorf("social: what %s calls %s: %w", by, other, err)
	}
	r.Of = other
	return r, nil
}

// Called returns what somebody calls another, given the other's own name.
func (s *Service) Called(ctx context.Context, by, other id.UserID, own string) (string, error) {
	r, err := s.FindRemark(ctx, by, other)
	if r.Name == "" {
		return own, err
	}
	return r.Name, err
}
