package account

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Registration says who may make an account for themselves.
type Registration string

// Who may register. The zero value means RegistrationOpen.
const (
	RegistrationOpen    Registration = "open"    // whoever reaches the instance
	RegistrationInvited Registration = "invited" // who has an invitation of the operator
	RegistrationClosed  Registration = "closed"  // nobody
)

// Why somebody may not register. Who holds a code that once counted is told what became of it: it is too long to be guessed.
//
//nolint:gochecknoglobals // named failures
var (
	ErrRegistrationClosed = fault.New(fault.Forbidden, "account.registration-closed", "No new accounts can be made here at present. Please ask who runs this place.")
	ErrUninvited          = fault.New(fault.Forbidden, "account.uninvited", "This place is by invitation only. Please ask who runs it for an invitation.")
	ErrInvitation         = fault.New(fault.Forbidden, "account.invitation", "This invitation does not count here. Please check that the link is whole, or ask for a new one.")
	ErrInvitationUsed     = fault.New(fault.Forbidden, "account.invitation-used", "This invitation was used up. Please ask for a new one.")
	ErrInvitationExpired  = fault.New(fault.Forbidden, "account.invitation-expired", "This invitation has expired. Please ask for a new one.")
)

// The failures of an operator who invites.
//
//nolint:gochecknoglobals // named failures
var (
	ErrInvitationUses = fault.New(fault.Invalid, "account.invitation-uses", "An invitation counts 1 to 10000 times.")
	ErrInvitationTTL  = fault.New(fault.Invalid, "account.invitation-ttl", "An invitation lasts from a minute to a year.")
	ErrInvitationNote = fault.New(fault.Invalid, "account.invitation-note", "A note is one line of at most 100 characters.")
	ErrNoInvitation   = fault.New(fault.NotFound, "account.no-invitation", "There is no such invitation.")
	ErrOldTables      = fault.New(fault.Conflict, "account.old-tables", "The tables are of a version before invitations.")
)

const (
	invitationLength  = 26 // characters of 5 bits: 130 bits
	invitationUsesMax = 10_000
	invitationTTLMin  = time.Minute
	invitationTTLMax  = 366 * 24 * time.Hour
	invitationNoteMax = 100
	invitationCodeMax = 4 * invitationLength // however it was typed
)

// InvitationID names an invitation: inv_…. It is not its code, and invites nobody.
type InvitationID string

// Prefix returns "inv_".
func (InvitationID) Prefix() string { return "inv_" }

// Invitation lets some people register where that takes one.
type Invitation struct {
	ID         InvitationID
	Note       string // whom it is for, in the operator's words
	Uses, Used int    // how many may register by it, and how many did
	CreatedAt  time.Time
	ExpiresAt  time.Time
	RevokedAt  time.Time // zero if it was not
}

// Usable reports whether one more person may register by it: nil, ErrInvitation if it was revoked, ErrInvitationUsed or
// ErrInvitationExpired.
func (i Invitation) Usable(now time.Time) error {
	switch {
	case !i.RevokedAt.IsZero():
		return ErrInvitation
	case i.Used >= i.Uses:
		return ErrInvitationUsed
	case !now.Before(i.ExpiresAt):
		return ErrInvitationExpired
	}
	return nil
}

// invitationSum is what is kept of a code. However it was typed, it is the same code. A plain hash is enough for 130 random bits, and an
// operator's command needs no key of the instance to make one.
func invitationSum(code string) []byte {
	sum := sha256.Sum256([]byte(plainCode(code)))
	return sum[:]
}

// MayRegister reports whether somebody may register with what they came with, and counts it as an attempt if they came with an invitation
// that decides. It fails with ErrRegistrationClosed, ErrUninvited, ErrInvitation, ErrInvitationUsed, ErrInvitationExpired or ErrTooOften.
func (s *Service) MayRegister(ctx context.Context, from Origin) error {
	switch s.registration {
	case RegistrationClosed:
		return ErrRegistrationClosed
	case RegistrationInvited:
	default:
		return nil
	}
	if from.Invitation == "" {
		return ErrUninvited
	}
	if err := s.allow(ctx, s.addresses, from.network()); err != nil {
		return err
	}
	if len(from.Invitation) > invitationCodeMax {
		return ErrInvitation
	}
	err := s.db.Read(ctx, func(tx store.Tx) error { return s.invited(tx, from) })
	if err != nil {
		return fmt.Errorf("account: an invitation: %w", err)
	}
	return nil
}

// invited reports what is wrong with an invitation, if anything.
func (s *Service) invited(tx store.Tx, from Origin) error {
	i, found, err := findInvitation(tx, invitationSum(from.Invitation))
	if err != nil {
		return err
	}
	if !found {
		return ErrInvitation
	}
	return i.Usable(s.now())
}

// spendInvitation counts one use of the invitation that a newcomer has, in the transaction that makes them a person, where one is needed.
func (s *Service) spendInvitation(tx store.Tx, from Origin) error {
	if s.registration != RegistrationInvited {
		return nil
	}
	spent, err := spendInvitation(tx, invitationSum(from.Invitation), s.now())
	if err != nil || spent {
		return err
	}
	if err := s.invited(tx, from); err != nil {
		return err
	}
	return ErrInvitationUsed // by another process, in this moment
}

// Files is where a Desk works: a store.DB, or a store.Guest beside the process that serves the instance.
type Files interface {
	Read(ctx context.Context, fn func(store.Tx) error) error
	Write(ctx context.Context, fn func(store.Tx) error) error
}

// Desk is where an operator makes invitations and takes them back. What it does holds at once in a running instance, which reads them from
// their rows. All of it fails with ErrOldTables on an instance that this version has not served yet.
type Desk struct {
	Files  Files
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader
}

// Invite makes an invitation that counts so many times and lasts for so long, and returns its code, which is not kept. It fails with
// ErrInvitationUses, ErrInvitationTTL or ErrInvitationNote.
func (d Desk) Invite(ctx context.Context, uses int, ttl time.Duration, note string) (i Invitation, code string, err error) {
	note = strings.TrimSpace(note)
	control := func(r rune) bool { return !unicode.IsGraphic(r) }
	switch {
	case uses < 1 || uses > invitationUsesMax:
		return i, "", ErrInvitationUses
	case ttl < invitationTTLMin || ttl > invitationTTLMax:
		return i, "", ErrInvitationTTL
	case utf8.RuneCountInString(note) > invitationNoteMax || strings.ContainsFunc(note, control) || !utf8.ValidString(note):
		return i, "", ErrInvitationNote
	}
	if code, err = newCode(d.Random, invitationLength); err != nil {
		return i, "", err
	}
	i = Invitation{ID: id.New[InvitationID](d.IDs), Note: note, Uses: uses, CreatedAt: d.Now(), ExpiresAt: d.Now().Add(ttl)}
	err = d.Files.Write(ctx, func(tx store.Tx) error {
		if err := current(tx); err != nil {
			return err
		}
		return insertInvitation(tx, i, invitationSum(code))
	})
	if err != nil {
		return i, "", fmt.Errorf("account: invite: %w", err)
	}
	return i, code, nil
}

// List returns all invitations that were ever made, the newest first.
func (d Desk) List(ctx context.Context) (list []Invitation, err error) {
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		if err := current(tx); err != nil {
			return err
		}
		list, err = listInvitations(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("account: list invitations: %w", err)
	}
	return list, nil
}

// Revoke ends an invitation, named by its code or its id, and returns it as it is then. Who registered by it stays. Revoking twice is no
// failure. It fails with ErrNoInvitation.
func (d Desk) Revoke(ctx context.Context, name string) (i Invitation, err error) {
	err = d.Files.Write(ctx, func(tx store.Tx) error {
		if err := current(tx); err != nil {
			return err
		}
		var found bool
		if number, parseErr := id.Parse[InvitationID](name); parseErr == nil {
			i, found, err = findInvitationByID(tx, number)
		} else {
			i, found, err = findInvitation(tx, invitationSum(name))
		}
		if err != nil {
			return err
		}
		if !found {
			return ErrNoInvitation
		}
		if i.RevokedAt.IsZero() {
			i.RevokedAt = d.Now()
		}
		return revokeInvitation(tx, i.ID, i.RevokedAt)
	})
	if err != nil {
		return i, fmt.Errorf("account: revoke an invitation: %w", err)
	}
	return i, nil
}

func current(tx store.Tx) error {
	known, err := hasInvitations(tx)
	if err == nil && !known {
		err = ErrOldTables
	}
	return err
}
