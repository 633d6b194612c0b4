package social

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

//nolint:gochecknoglobals // named failures
var (
	ErrNote      = fault.New(fault.Invalid, "social.note", "A note has at most 100 characters, in one line.")
	ErrWaiting   = fault.New(fault.Limited, "social.waiting", "Too many people have not answered you yet. Wait for some of them, or take a request back.")
	ErrNoRequest = fault.New(fault.NotFound, "social.no-request", "This request is no longer there.")
)

const (
	noteMax    = 100 // characters
	askedMax   = 100 // how many somebody may have asked, and wait for
	requestMax = 200 // how many are listed
	// requestFor is how long a request waits. For as long, who was declined asks in vain without being told.
	requestFor = 30 * 24 * time.Hour
)

// Request is somebody who asks to be somebody's contact.
type Request struct {
	Person account.Person // who asks, or who was asked
	Note   string
	At     time.Time
}

// Add makes the caller and the other each other's contacts, or asks the other for it, and says which. The note goes with
// a request. Asking again changes the note. It fails with account.ErrNobody, also for who blocks the caller, ErrSelf,
// ErrBlocked, ErrNote, ErrFull or ErrWaiting.
func (s *Service) Add(ctx context.Context, by id.Caller, other id.UserID, note string) (p account.Person, asked bool, err error) {
	if by.Kind != id.Person {
		return account.Person{}, false, account.ErrSignedOut
	}
	if other == by.User {
		return account.Person{}, false, ErrSelf
	}
	note = strings.TrimSpace(note)
	if utf8.RuneCountInString(note) > noteMax || !utf8.ValidString(note) || strings.ContainsFunc(note, unicode.IsControl) {
		return account.Person{}, false, ErrNote
	}
	if p, err = s.people.Find(ctx, other); err != nil {
		return account.Person{}, false, err
	}
	pair := Pair{By: by.User, Other: other}
	payload, err := json.Marshal(pair)
	if err != nil {
		return account.Person{}, false, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if err := mayMeet(tx, pair); err != nil {
			return err
		}
		standing, err := s.standing(tx, by.User, p)
		if err != nil {
			return err
		}
		if asked = standing.Asks; asked {
			return s.ask(tx, pair, note, payload)
		}
		return s.joinIn(tx, pair, by.User)
	})
	if err != nil {
		return account.Person{}, false, fmt.Errorf("social: %s adds %s: %w", by, other, err)
	}
	return p, asked, nil
}

// standing looks past blocks.
func (s *Service) standing(tx store.Tx, by id.UserID, other account.Person) (out Standing, err error) {
	if out.Contact, err = isContact(tx, by, other.ID); err != nil || out.Contact {
		return out, err
	}
	mine, found, err := findRequest(tx, by, other.ID)
	if err != nil {
		return out, err
	}
	out.Asked = found && s.waits(mine.at)
	if other.Bot {
		return out, nil
	}
	open, err := isOpen(tx, other.ID)
	if err != nil || open {
		return out, err
	}
	theirs, found, err := findRequest(tx, other.ID, by)
	out.Asks = !found || theirs.declined > 0 || !s.waits(theirs.at)
	return out, err
}

func (s *Service) waits(at int64) bool { return s.db.Now().UnixMilli()-at < requestFor.Milliseconds() }

// since is the time after which a request still waits, unix ms.
func (s *Service) since() int64 { return s.db.Now().Add(-requestFor).UnixMilli() }

func (s *Service) ask(tx store.Tx, pair Pair, note string, payload []byte) error {
	now := s.db.Now().UnixMilli()
	held, found, err := findRequest(tx, pair.By, pair.Other)
	if err != nil {
		return err
	}
	if found && held.declined > 0 && s.waits(held.declined) {
		// Who has said no is left in peace, and who asks again sees a request that waits.
		held.note, held.at = note, now
		return putRequest(tx, held)
	}
	if found && held.declined == 0 && s.waits(held.at) {
		held.note = note
		return putRequest(tx, held)
	}
	n, err := countAsked(tx, pair.By, s.since())
	if err != nil {
		return err
	}
	if n >= askedMax {
		return ErrWaiting
	}
	if err := putRequest(tx, requestRow{person: pair.By, other: pair.Other, note: note, at: now}); err != nil {
		return err
	}
	return tx.Emit(Requested, string(min(pair.By, pair.Other)), payload)
}

// ListRequests returns who waits for the caller's answer and whom the caller waits for, the newest first.
func (s *Service) ListRequests(ctx context.Context, by id.Caller) (asking, asked []Request, err error) {
	if !by.SignedIn() {
		return nil, nil, account.ErrSignedOut
	}
	var in, out []requestRow
	err = s.db.Read(ctx, func(tx store.Tx) (err error) {
		if in, err = listRequests(tx, by.User, s.since(), requestMax); err != nil {
			return err
		}
		out, err = listAsked(tx, by.User, s.since(), requestMax)
		return err
	})
	if err == nil {
		asking, err = s.requests(ctx, in, func(r requestRow) id.UserID { return r.person })
	}
	if err == nil {
		asked, err = s.requests(ctx, out, func(r requestRow) id.UserID { return r.other })
	}
	if err != nil {
		return nil, nil, fmt.Errorf("social: requests of %s: %w", by, err)
	}
	return asking, asked, nil
}

func (s *Service) requests(ctx context.Context, rows []requestRow, of func(requestRow) id.UserID) ([]Request, error) {
	users := make([]id.UserID, len(rows))
	for i, row := range rows {
		users[i] = of(row)
	}
	people, err := s.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	var list []Request
	for i, row := range rows {
		if p, found := people[users[i]]; found {
			list = append(list, Request{Person: p, Note: row.note, At: time.UnixMilli(row.at)})
		}
	}
	return list, nil
}

// Asking returns the person whose request waits for somebody's answer, and false if there is none (any more), or it is not to be heard.
func (s *Service) Asking(ctx context.Context, asked, asker id.UserID) (p account.Person, waits bool, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		r, found, err := findRequest(tx, asker, asked)
		if err != nil || !found || r.declined > 0 || !s.waits(r.at) {
			return err
		}
		blocked, err := blocks(tx, asked, asker)
		waits = !blocked
		return err
	})
	if err == nil && waits {
		p, err = s.people.Find(ctx, asker)
	}
	if err != nil {
		return account.Person{}, false, fmt.Errorf("social: does %s ask %s: %w", asker, asked, err)
	}
	return p, waits, nil
}

// Answer makes who asked the caller's contact, or lets the request go, of which nobody is told. Saying yes again changes
// nothing. It fails with ErrNoRequest, ErrBlocked or ErrFull.
func (s *Service) Answer(ctx context.Context, by id.Caller, asker id.UserID, yes bool) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	return s.end(ctx, by, Pair{By: asker, Other: by.User}, func(tx store.Tx, r requestRow, payload []byte) error {
		if yes {
			if err := mayMeet(tx, Pair{By: by.User, Other: asker}); err != nil {
				return err
			}
			return s.joinIn(tx, Pair{By: asker, Other: by.User}, by.User)
		}
		r.declined = s.db.Now().UnixMilli()
		if err := putRequest(tx, r); err != nil {
			return err
		}
		return tx.Emit(Requested, string(min(asker, by.User)), payload)
	})
}

// Withdraw takes the caller's request back. It fails with ErrNoRequest.
func (s *Service) Withdraw(ctx context.Context, by id.Caller, other id.UserID) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	return s.end(ctx, by, Pair{By: by.User, Other: other}, func(tx store.Tx, r requestRow, payload []byte) error {
		if r.declined > 0 {
			// It stays, out of sight: else asking, taking back and asking again would go past a no.
			r.at = 0
			return putRequest(tx, r)
		}
		if err := removeRequest(tx, r.person, r.other); err != nil {
			return err
		}
		return tx.Emit(Requested, string(min(r.person, r.other)), payload)
	})
}

// end does what ends a request that waits. One that was declined waits for who asked, and is gone for who was asked.
func (s *Service) end(ctx context.Context, by id.Caller, pair Pair, how func(store.Tx, requestRow, []byte) error) error {
	payload, err := json.Marshal(pair)
	if err != nil {
		return err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		r, found, err := findRequest(tx, pair.By, pair.Other)
		if err != nil {
			return err
		}
		if !found || !s.waits(r.at) || (r.declined > 0 && by.User == pair.Other) {
			if known, err := isContact(tx, pair.By, pair.Other); err != nil || known {
				return err
			}
			return ErrNoRequest
		}
		return how(tx, r, payload)
	})
	if err != nil {
		return fmt.Errorf("social: %s ends the request of %s to %s: %w", by, pair.By, pair.Other, err)
	}
	return nil
}

// Open says whether others may add the caller without asking.
func (s *Service) Open(ctx context.Context, by id.Caller) (open bool, err error) {
	if !by.SignedIn() {
		return false, account.ErrSignedOut
	}
	err = s.db.Read(ctx, func(tx store.Tx) (err error) {
		open, err = isOpen(tx, by.User)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("social: is %s open: %w", by, err)
	}
	return open, nil
}

// SetOpen keeps whether others may add the caller without asking. Who waits goes on waiting.
func (s *Service) SetOpen(ctx context.Context, by id.Caller, open bool) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	if err := s.db.Write(ctx, func(tx store.Tx) error { return setOpen(tx, by.User, open) }); err != nil {
		return fmt.Errorf("social: %s is open: %w", by, err)
	}
	return nil
}
