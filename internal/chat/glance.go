package chat

import (
	"context"
	"fmt"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Absent learns, in the transaction that keeps messages, of what people may have to be told who are not connected; push does.
// What it returns as an error undoes the messages.
type Absent interface {
	Sent(tx store.Tx, batch []Delivery) error
}

// Glance is a message as one member is told of it from outside of the host.
type Glance struct {
	Kind    Kind
	Title   string // of a group
	Sender  account.Person
	Message Message
}

// Look returns messages of a conversation as the caller sees them, in the order in which they are asked for. It fails with ErrNoMessage
// or ErrNoConversation.
func (s *Service) Look(ctx context.Context, by id.Caller, conv id.ConvID, seqs []int64) ([]Message, error) {
	if !by.SignedIn() {
		return nil, account.ErrSignedOut
	}
	list := make([]Message, 0, len(seqs))
	for _, seq := range seqs {
		m, err := s.message(ctx, by, conv, seq)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

// Glance returns what to tell somebody of a message, and false if there is nothing to tell: they have read it, muted or left
// the conversation, or it was taken back.
func (s *Service) Glance(ctx context.Context, user id.UserID, conv id.ConvID, seq int64) (g Glance, tell bool, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, user, conv)
		if err != nil || !found || v.Mute || seq <= v.ReadSeq || seq <= v.floor {
			return err
		}
		row, found, err := findMessage(tx, conv, seq)
		if err != nil || !found {
			return err
		}
		rows := []storedMessage{row}
		if err := dress(tx, user, v.floor, rows); err != nil {
			return err
		}
		m, err := s.open(rows[0])
		g, tell = Glance{Kind: v.Kind, Title: v.Title, Message: m}, !m.Body.Recalled && !m.Body.Hidden && m.Sender != user
		return err
	})
	if err == nil && tell {
		g.Sender, err = s.people.Find(ctx, g.Message.Sender)
	}
	if missing(err) {
		return Glance{}, false, nil
	}
	if err != nil {
		return Glance{}, false, fmt.Errorf("chat: glance at %d of %s for %s: %w", seq, conv, user, err)
	}
	return g, tell, nil
}
