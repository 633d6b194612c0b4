package chat

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

const (
	listMax = 50
	// tiesMax is how many conversations of one millisecond a page may hold beyond its limit, as pages go by time.
	tiesMax = 64
	// eventsMax is how many missed events are repeated one by one; beyond, the client starts afresh.
	eventsMax = 200
)

// Head is what a client has of a conversation.
type Head struct {
	Seq         int64
	ReadSeq     int64
	PeerReadSeq int64 // -1: the client does not say
	Mod         int64 // -1: the client does not say
}

// Welcome is what a client missed.
type Welcome struct {
	Useq    int64
	Changed []Conversation // newest first, at most 50
	More    bool           // there are more that changed: List pages on
	Events  []Event        // in order
	Reset   bool           // too many events were missed: what the client keeps is of no use
}

// Sync returns what changed since the client's heads and its last user event (0: it keeps nothing).
func (s *Service) Sync(ctx context.Context, by id.Caller, useq int64, heads map[id.ConvID]Head) (w Welcome, err error) {
	if !by.SignedIn() {
		return Welcome{}, account.ErrSignedOut
	}
	var events []eventRow
	var missed gathered
	err = s.db.Read(ctx, func(tx store.Tx) error {
		if w.Useq, err = lastUseq(tx, by.User); err != nil {
			return err
		}
		if useq > 0 {
			if events, err = listEvents(tx, by.User, useq, eventsMax+1); err != nil {
				return err
			}
		}
		views, err := listViews(tx, by.User, math.MaxInt64, allConversations)
		if err != nil {
			return err
		}
		var changed []view
		for _, v := range views {
			if head, known := heads[v.ID]; known && head.fits(v) {
				continue
			}
			if len(changed) == listMax {
				w.More = true
				break
			}
			changed = append(changed, v)
		}
		missed, err = s.gather(tx, changed, membersShown)
		return err
	})
	if err == nil {
		w.Changed, err = s.complete(ctx, missed)
	}
	if err != nil {
		return Welcome{}, fmt.Errorf("chat: sync %s: %w", by, err)
	}
	// A client ahead of us has seen what a restored backup does not know.
	if len(events) > eventsMax || useq > w.Useq {
		w.Reset = true
		return w, nil
	}
	w.Events, err = s.events(ctx, by, events)
	return w, err
}

func (h Head) fits(v view) bool {
	return h.Seq == v.LastSeq && h.ReadSeq == v.ReadSeq && (h.PeerReadSeq < 0 || h.PeerReadSeq == v.PeerReadSeq) &&
		(h.Mod < 0 || h.Mod == v.Mod)
}

// events completes events with what they are about, as it is now. What is gone meanwhile is left out.
func (s *Service) events(ctx context.Context, by id.Caller, rows []eventRow) ([]Event, error) {
	var events []Event
	for _, row := range rows {
		e := Event{Useq: row.useq}
		var err error
		switch row.kind {
		case eventConversation:
			var c Conversation
			c, err = s.Find(ctx, by, id.ConvID(row.ref))
			e.Conversation = &c
		case eventContact:
			var p account.Person
			p, err = s.people.Find(ctx, id.UserID(row.ref))
			e.Contact = &p
		case eventCard:
			var c CardChange
			c, err = s.FindCard(ctx, by, id.CardID(row.ref))
			e.Card = &c
		case eventLeft:
			// Who came back since is in it.
			if _, findErr := s.Find(ctx, by, id.ConvID(row.ref)); findErr == nil {
				continue
			} else if !missing(findErr) {
				return nil, findErr
			}
			e.Left = id.ConvID(row.ref)
		case eventRequest:
			e.Requested = id.UserID(row.ref)
		case eventRemark:
			var r social.Remark
			r, err = s.contacts.FindRemark(ctx, by.User, id.UserID(row.ref))
			e.Remark = &r
		case eventHidden:
			conv, seq, _ := strings.Cut(row.ref, " ")
			n, parseErr := strconv.ParseInt(seq, 10, 64)
			if parseErr != nil {
				return nil, parseErr
			}
			var m Message
			m, err = s.message(ctx, by, id.ConvID(conv), n)
			e.Changed = &m
		}
		if missing(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// List returns the caller's conversations, newest first: those whose last message is older than before (0: all), and
// whether there are more. Limit is 1 to 50; 0 means 50. Conversations of the same millisecond are not torn apart.
func (s *Service) List(ctx context.Context, by id.Caller, before int64, limit int) (list []Conversation, more bool, err error) {
	if !by.SignedIn() {
		return nil, false, account.ErrSignedOut
	}
	if limit == 0 {
		limit = listMax
	}
	if limit < 0 || limit > listMax || before < 0 {
		return nil, false, ErrRange
	}
	if before == 0 {
		before = math.MaxInt64
	}
	var found gathered
	err = s.db.Read(ctx, func(tx store.Tx) error {
		views, err := listViews(tx, by.User, before, limit+tiesMax)
		if err != nil {
			return err
		}
		end := min(limit, len(views))
		for end > 0 && end < len(views) && views[end].LastTS == views[end-1].LastTS {
			end++
		}
		more = end < len(views)
		found, err = s.gather(tx, views[:end], membersShown)
		return err
	})
	if err == nil {
		list, err = s.complete(ctx, found)
	}
	if err != nil {
		return nil, false, fmt.Errorf("chat: list of %s: %w", by, err)
	}
	return list, more, nil
}

// Find returns a conversation of the caller with all its members, of a large group with a few of them. It fails with
// ErrNoConversation.
func (s *Service) Find(ctx context.Context, by id.Caller, conv id.ConvID) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, account.ErrSignedOut
	}
	var one gathered
	err := s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoConversation
		}
		most := normalMax
		if v.MemberCount > most {
			most = membersShown
		}
		one, err = s.gather(tx, []view{v}, most)
		return err
	})
	var list []Conversation
	if err == nil {
		list, err = s.complete(ctx, one)
	}
	if err != nil {
		return Conversation{}, fmt.Errorf("chat: find %s for %s: %w", conv, by, err)
	}
	return list[0], nil
}

// gathered is conversations whose members are known by id only. People are looked up after the read has ended: a read
// inside a read could wait for a connection that all others of its kind hold.
type gathered struct {
	list    []Conversation
	members map[id.ConvID][]id.UserID
}

// gather adds to views their last message and, in each, at most membersMax members.
func (s *Service) gather(tx store.Tx, views []view, membersMax int) (g gathered, err error) {
	if g.members, err = listMembers(tx, views, membersMax); err != nil {
		return g, err
	}
	for _, v := range views {
		c := v.Conversation
		if c.LastSeq > v.floor {
			row, found, err := findMessage(tx, v.ID, c.LastSeq)
			if err != nil {
				return g, err
			}
			if found {
				rows := []storedMessage{row}
				if err := dress(tx, v.user, v.floor, rows); err != nil {
					return g, err
				}
				m, err := s.open(rows[0])
				if err != nil {
					return g, err
				}
				c.Last = &m
				// Its writer's name is shown, whoever else is.
				if m.Sender != "" && !slices.Contains(g.members[v.ID], m.Sender) {
					g.members[v.ID] = append(g.members[v.ID], m.Sender)
				}
			}
		}
		g.list = append(g.list, c)
	}
	return g, nil
}

// complete puts the people into the conversations.
func (s *Service) complete(ctx context.Context, g gathered) ([]Conversation, error) {
	var users []id.UserID
	for _, list := range g.members {
		users = append(users, list...)
	}
	people, err := s.people.People(ctx, users)
	if err != nil {
		return nil, err
	}
	for i, c := range g.list {
		for _, user := range g.members[c.ID] {
			if person, ok := people[user]; ok {
				g.list[i].Members = append(g.list[i].Members, person)
			}
		}
	}
	return g.list, nil
}
