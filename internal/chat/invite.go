package chat

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// GetInvite returns the code by which people join a group of the caller; it is made at its first use.
// It fails with ErrNoConversation.
func (s *Service) GetInvite(ctx context.Context, by id.Caller, conv id.ConvID) (string, error) {
	return s.invite(ctx, by, conv, false)
}

// ResetInvite makes a new code, so that the old one leads nowhere, for the owner and admins. It fails with ErrRole or
// ErrNoConversation.
func (s *Service) ResetInvite(ctx context.Context, by id.Caller, conv id.ConvID) (string, error) {
	return s.invite(ctx, by, conv, true)
}

func (s *Service) invite(ctx context.Context, by id.Caller, conv id.ConvID, anew bool) (code string, err error) {
	if !by.SignedIn() {
		return "", account.ErrSignedOut
	}
	fresh := id.NewSecret(s.ids)[:codeLength]
	_, err = s.change(ctx, by, &groupOp{conv: conv, act: func(p *plan, d *draft) error {
		m := d.members[by.User]
		switch {
		case m == nil:
			return ErrNoConversation
		case anew && m.role < Admin:
			return ErrRole
		case anew || d.invite == "":
			p.set(d, func(c *conversation) { c.invite = fresh })
		}
		code = d.invite
		return nil
	}})
	return code, err
}

// FindInvite says where a code leads to. It fails with ErrInvite.
func (s *Service) FindInvite(ctx context.Context, by id.Caller, code string) (i Invite, err error) {
	if !by.SignedIn() {
		return Invite{}, account.ErrSignedOut
	}
	if err := s.limits.lookups.Allow(string(by.User)); err != nil {
		return Invite{}, err
	}
	err = s.db.Read(ctx, func(tx store.Tx) error {
		conv, found, err := findInvited(tx, code)
		if err != nil {
			return err
		}
		if !found {
			return ErrInvite
		}
		if i, err = findInvite(tx, conv, by.User); err != nil {
			return err
		}
		i.Asked, err = hasRequest(tx, conv, by.User)
		return err
	})
	if err != nil {
		return Invite{}, fmt.Errorf("chat: an invitation for %s: %w", by, err)
	}
	return i, nil
}

// JoinGroup joins the group that a code leads to and returns it, or asks to be let in and returns nil. Who is in it
// already gets it. It fails with ErrInvite, ErrNote, ErrFull, ErrWaiting, and httpd.ErrTooMany for who joins too much.
func (s *Service) JoinGroup(ctx context.Context, by id.Caller, code, note string) (*Conversation, error) {
	me, err := s.myself(ctx, by)
	if err != nil {
		return nil, err
	}
	if err := s.limits.joins.Allow(string(by.User)); err != nil {
		return nil, err
	}
	note = strings.TrimSpace(note)
	if note != "" && (utf8.RuneCountInString(note) > noteMax || checkText(note) != nil || strings.ContainsAny(note, "\n\r\t")) {
		return nil, ErrNote
	}
	var conv id.ConvID
	var found bool
	if err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		conv, found, err = findInvited(tx, code)
		return err
	}); err != nil {
		return nil, fmt.Errorf("chat: %s joins: %w", by, err)
	}
	if !found {
		return nil, ErrInvite
	}
	if err := s.limits.growth.Allow(string(conv)); err != nil {
		return nil, err
	}
	work := &groupOp{conv: conv, users: []id.UserID{by.User}, requests: true, leaders: true, act: func(p *plan, d *draft) error {
		return p.planJoin(d, me, code, note)
	}}
	if err := s.owner.do(ctx, &op{group: work}); err != nil {
		return nil, fmt.Errorf("chat: %s joins %s: %w", by, conv, err)
	}
	c, err := s.Find(ctx, by, conv)
	if missing(err) {
		return nil, nil //nolint:nilnil // somebody has to agree first: there is no group yet and nothing failed
	}
	return &c, err
}

// ListJoinRequests returns who waits to be let into a group, oldest first, for the owner and admins. It fails with
// ErrRole or ErrNoConversation.
func (s *Service) ListJoinRequests(ctx context.Context, by id.Caller, conv id.ConvID) ([]JoinRequest, error) {
	if !by.SignedIn() {
		return nil, account.ErrSignedOut
	}
	var rows []requestRow
	err := s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		switch {
		case err != nil:
			return err
		case !found || v.Kind != Group:
			return ErrNoConversation
		case v.Role < Admin:
			return ErrRole
		}
		rows, err = listRequests(tx, conv)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("chat: who waits for %s, asked by %s: %w", conv, by, err)
	}
	users := make([]id.UserID, len(rows))
	for i, row := range rows {
		users[i] = row.user
	}
	people, err := s.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	requests := make([]JoinRequest, 0, len(rows))
	for _, row := range rows {
		if person, ok := people[row.user]; ok {
			requests = append(requests, JoinRequest{Person: person, Note: row.note, At: row.at})
		}
	}
	return requests, nil
}

// AnswerJoinRequest lets somebody in who waits, or does not, for the owner and admins. It fails with ErrRole,
// ErrNoRequest, ErrFull or ErrNoConversation.
func (s *Service) AnswerJoinRequest(ctx context.Context, by id.Caller, conv id.ConvID, user id.UserID, accept bool) error {
	if !by.SignedIn() {
		return account.ErrSignedOut
	}
	found, err := s.people.People(ctx, []id.UserID{by.User, user})
	if err != nil {
		return err
	}
	me, other := found[by.User], found[user]
	_, err = s.change(ctx, by, &groupOp{conv: conv, users: []id.UserID{user}, requests: true, leaders: true, act: func(p *plan, d *draft) error {
		return p.planAnswer(d, me, other, accept)
	}})
	return err
}
