package chat

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of what is done to messages.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoMessage = fault.New(fault.NotFound, "chat.no-message", "There is no such message in this conversation.")
	ErrNotYours  = fault.New(fault.Forbidden, "chat.not-yours", "Only who wrote a message can change it or take it back.")
	ErrTooLate   = fault.New(fault.Conflict, "chat.too-late", "It is too late for this: a message can be taken back for two minutes and changed for a day.")
	ErrNoText    = fault.New(fault.Conflict, "chat.no-text", "Only the text of a message can be changed.")
	ErrReaction  = fault.New(fault.Invalid, "chat.reaction", "This sign cannot be put to a message.")
	ErrMention   = fault.New(fault.Invalid, "chat.mention", "Only members can be mentioned, and all of them only by the owner and admins.")
	ErrReply     = fault.New(fault.Invalid, "chat.reply", "The message that this answers is not there.")
	ErrGone      = fault.New(fault.Conflict, "chat.gone", "This message was taken back.")
)

// MentionAll mentions everybody in a group.
const MentionAll = "all"

const (
	recallWithin   = 2 * time.Minute
	changeWithin   = 24 * time.Hour
	mentionsMax    = 50
	quoteMax       = 120 // characters
	reactorsShown  = 100
	changesMax     = 200
	clockTolerance = time.Second
)

// signs are the reactions there are. A closed list keeps what is drawn under a message small and what it says plain.
var signs = []string{ //nolint:gochecknoglobals // a constant list
	"👍", "❤️", "😂", "😮", "😢", "🙏", "🎉", "👎", "🔥", "👀", "✅", "☕",
}

func checkMentions(m Send) error {
	if m.ReplyTo < 0 {
		return ErrReply
	}
	if len(m.Mentions) > mentionsMax {
		return ErrMention
	}
	for _, name := range m.Mentions {
		if name == MentionAll {
			continue
		}
		if _, err := id.Parse[id.UserID](name); err != nil {
			return ErrMention
		}
	}
	return nil
}

// about runs an operation on one message of a conversation of the caller and returns the message as they see it then.
func (s *Service) about(ctx context.Context, by id.Caller, at place, act func(p *plan, d *draft, row *storedMessage) error) (Message, error) {
	if !by.SignedIn() {
		return Message{}, account.ErrSignedOut
	}
	work := &groupOp{
		conv: at.conv, direct: true, users: []id.UserID{by.User},
		load: func(p *plan, tx store.Tx) error { return p.loadMessage(tx, at) },
		act: func(p *plan, d *draft) error {
			m := d.members[by.User]
			if m == nil {
				return ErrNoConversation
			}
			row := p.rows[at]
			if row == nil || at.seq <= m.floor {
				return ErrNoMessage
			}
			return act(p, d, row)
		},
	}
	if err := s.owner.do(ctx, &op{group: work}); err != nil {
		return Message{}, fmt.Errorf("chat: %s on message %d of %s: %w", by, at.seq, at.conv, err)
	}
	return s.message(ctx, by, at.conv, at.seq)
}

// ChangeMessage puts another text into a message of the caller's, within a day. It fails with ErrText, ErrNotYours,
// ErrNoText, ErrGone, ErrTooLate, ErrNoMessage or ErrNoConversation.
func (s *Service) ChangeMessage(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, text string) (Message, error) {
	if err := checkText(text); err != nil {
		return Message{}, err
	}
	return s.about(ctx, by, place{conv, seq}, func(p *plan, d *draft, row *storedMessage) error {
		switch {
		case row.sender != by.User:
			return ErrNotYours
		case row.kind == kindGone:
			return ErrGone
		case row.kind != kindText:
			return ErrNoText
		case p.now.Sub(time.UnixMilli(row.ts)) > changeWithin:
			return ErrTooLate
		case string(row.body) == text:
			return nil
		}
		if err := d.mayWrite(by.User); err != nil {
			return err
		}
		row.body, row.editedAt = []byte(text), p.now.UnixMilli()
		return p.changed(d, row)
	})
}

// RecallMessage takes a message of the caller's back, within two minutes. What it said is gone from the database and
// from every answer. It fails with ErrNotYours, ErrTooLate, ErrNoMessage or ErrNoConversation.
func (s *Service) RecallMessage(ctx context.Context, by id.Caller, conv id.ConvID, seq int64) (Message, error) {
	return s.about(ctx, by, place{conv, seq}, func(p *plan, d *draft, row *storedMessage) error {
		switch {
		case row.kind == kindGone && row.sender == by.User:
			return nil
		case row.sender != by.User:
			return ErrNotYours
		case row.kind == kindNotice:
			return ErrNoText.With("Money that was sent cannot be taken back.")
		case p.now.Sub(time.UnixMilli(row.ts)) > recallWithin+clockTolerance:
			return ErrTooLate
		}
		row.kind, row.body, row.mentions, row.replyTo, row.reactions, row.quote = kindGone, []byte{}, "", 0, nil, nil
		p.changes = append(p.changes, func(tx store.Tx) error { return removeTraces(tx, conv, seq) })
		return p.changed(d, row)
	})
}

// HideMessage removes a message for the caller alone. It fails with ErrNoMessage or ErrNoConversation.
func (s *Service) HideMessage(ctx context.Context, by id.Caller, conv id.ConvID, seq int64) (Message, error) {
	return s.about(ctx, by, place{conv, seq}, func(p *plan, _ *draft, row *storedMessage) error {
		p.changes = append(p.changes, func(tx store.Tx) error { return insertHidden(tx, conv, by.User, seq) })
		mine := &Message{Conv: conv, Seq: seq, Sender: row.sender, ClientID: row.clientID, TS: row.ts, Body: Body{Hidden: true}, Mod: row.mod}
		p.event(by.User, eventHidden, fmt.Sprintf("%s %d", conv, seq), &Event{Changed: mine})
		return nil
	})
}

// React puts a sign to a message, or takes the caller's away. It fails with ErrReaction, ErrGone, ErrNoMessage or
// ErrNoConversation.
func (s *Service) React(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, emoji string, on bool) (Message, error) {
	if !slices.Contains(signs, emoji) {
		return Message{}, ErrReaction
	}
	return s.about(ctx, by, place{conv, seq}, func(p *plan, d *draft, row *storedMessage) error {
		if row.kind == kindGone {
			return ErrGone
		}
		if err := d.mayWrite(by.User); err != nil {
			return err
		}
		if !row.react(by.User, emoji, on) {
			return nil
		}
		p.changes = append(p.changes, func(tx store.Tx) error { return setReaction(tx, conv, seq, by.User, emoji, on, p.now) })
		return p.changed(d, row)
	})
}

// react changes who put which sign to the message, and reports whether that changed anything.
func (r *storedMessage) react(user id.UserID, emoji string, on bool) bool {
	reactions := slices.Clone(r.reactions)
	at := slices.IndexFunc(reactions, func(x Reaction) bool { return x.Emoji == emoji })
	if at < 0 {
		if !on {
			return false
		}
		r.reactions = append(reactions, Reaction{emoji, []id.UserID{user}})
		return true
	}
	users := slices.Clone(reactions[at].Users)
	mine := slices.Index(users, user)
	if on == (mine >= 0) {
		return false
	}
	if on {
		users = append(users, user)
	} else {
		users = slices.Delete(users, mine, mine+1)
	}
	reactions[at].Users = users
	if len(users) == 0 {
		reactions = slices.Delete(reactions, at, at+1)
	}
	r.reactions = reactions
	return true
}

// ForwardMessage sends what a message says into another conversation of the caller's, as a message of theirs. A card is
// shared anew: its state stays where it was. It fails with ErrGone, ErrNoMessage, and as sending does.
func (s *Service) ForwardMessage(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, to id.ConvID, clientID string) (Message, error) {
	if !by.SignedIn() {
		return Message{}, account.ErrSignedOut
	}
	m, err := s.message(ctx, by, conv, seq)
	if err != nil {
		return Message{}, err
	}
	switch {
	case m.Body.Card != nil:
		return s.ShareCard(ctx, by, Send{Conv: to, ClientID: clientID, Body: Body{Card: &Card{Snapshot: m.Body.Card.Snapshot}}})
	case m.Body.Picture != nil:
		if err := errors.Join(checkClientID(clientID), s.mayHaveContent(ctx, by, m, ErrNoPicture)); err != nil {
			return Message{}, err
		}
		return s.deliver(ctx, by, Send{Conv: to, ClientID: clientID, Body: Body{Picture: m.Body.Picture}, Retry: true})
	case m.Body.File != nil:
		if err := errors.Join(checkClientID(clientID), s.mayHaveContent(ctx, by, m, ErrNoFile)); err != nil {
			return Message{}, err
		}
		return s.deliver(ctx, by, Send{Conv: to, ClientID: clientID, Body: Body{File: m.Body.File}, Retry: true})
	case m.Body.Voice != nil:
		if err := errors.Join(checkClientID(clientID), s.mayHaveContent(ctx, by, m, ErrNoVoice)); err != nil {
			return Message{}, err
		}
		return s.deliver(ctx, by, Send{Conv: to, ClientID: clientID, Body: Body{Voice: m.Body.Voice}, Retry: true})
	case m.Body.Text != "":
		return s.SendText(ctx, by, Send{Conv: to, ClientID: clientID, Body: Body{Text: m.Body.Text}, Retry: true})
	}
	return Message{}, ErrGone
}

// ListChanges returns the messages of a conversation that changed after mod, as the caller sees them now, and how far
// they lead. If there are too many it says reset: what the caller keeps is of no use. It fails with ErrNoConversation.
func (s *Service) ListChanges(ctx context.Context, by id.Caller, conv id.ConvID, mod int64) (messages []Message, now int64, reset bool, err error) {
	if !by.SignedIn() {
		return nil, 0, false, account.ErrSignedOut
	}
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoConversation
		}
		now = v.Mod
		rows, err := listChanged(tx, conv, v.floor, mod, changesMax+1)
		if err != nil {
			return err
		}
		if reset = len(rows) > changesMax || mod > v.Mod; reset {
			return nil
		}
		if err := dress(tx, by.User, v.floor, rows); err != nil {
			return err
		}
		messages, err = s.openAll(rows)
		return err
	})
	if err != nil {
		return nil, 0, false, fmt.Errorf("chat: changes of %s for %s: %w", conv, by, err)
	}
	return messages, now, reset, nil
}

func (s *Service) openAll(rows []storedMessage) ([]Message, error) {
	messages := make([]Message, 0, len(rows))
	for _, row := range rows {
		m, err := s.open(row)
		if err != nil {
			return nil, err
		}
		messages = append(messages, m)
	}
	return messages, nil
}

// ViewChange says what to change of how the caller sees a conversation; nil leaves a thing as it is.
type ViewChange struct {
	Mute, Pin *bool
	ClearSeq  *int64 // removes what is up to it; a lower one brings it back
}

// ChangeConversation changes how the caller sees a conversation, on all their devices. It fails with ErrNoConversation or
// ErrRange.
func (s *Service) ChangeConversation(ctx context.Context, by id.Caller, conv id.ConvID, c ViewChange) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, account.ErrSignedOut
	}
	work := &groupOp{conv: conv, direct: true, users: []id.UserID{by.User}, act: func(p *plan, d *draft) error {
		m := d.members[by.User]
		if m == nil {
			return ErrNoConversation
		}
		if c.ClearSeq != nil && (*c.ClearSeq < 0 || *c.ClearSeq > d.seq) {
			return ErrRange
		}
		p.changes = append(p.changes, func(tx store.Tx) error { return updateView(tx, conv, by.User, c) })
		if c.ClearSeq != nil && *c.ClearSeq > d.read(by.User) {
			d.reads[by.User] = *c.ClearSeq
		}
		// The devices ask for it: what it is now is the row's to say.
		p.event(by.User, eventConversation, string(conv), &Event{Touched: conv})
		return nil
	}}
	if err := s.owner.do(ctx, &op{group: work}); err != nil {
		return Conversation{}, fmt.Errorf("chat: %s changes their view of %s: %w", by, conv, err)
	}
	return s.Find(ctx, by, conv)
}

// beginning returns the first characters of a text in one line.
func beginning(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	runes := []rune(text)
	if len(runes) <= quoteMax {
		return text
	}
	return string(runes[:quoteMax-1]) + "…"
}
