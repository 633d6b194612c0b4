package chat

import (
	"slices"
	"strings"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// place is where a message is.
type place struct {
	conv id.ConvID
	seq  int64
}

// loadMessage makes one message known, with its reactions. Operations of one batch see what those before them did.
func (p *plan) loadMessage(tx store.Tx, at place) error {
	if p.rows[at] != nil || tx == nil {
		return nil
	}
	row, found, err := findMessage(tx, at.conv, at.seq)
	if err != nil || !found {
		return err
	}
	rows := []storedMessage{row}
	if err := addReactions(tx, rows); err != nil {
		return err
	}
	if row.replyTo > 0 {
		quoted, found, err := findMessage(tx, at.conv, row.replyTo)
		if err != nil {
			return err
		}
		if rows[0].quote = (&Quote{Seq: row.replyTo}); found {
			rows[0].quote = quoteOf(quoted)
		}
	}
	if p.rows == nil {
		p.rows = map[place]*storedMessage{}
	}
	p.rows[at] = &rows[0]
	return nil
}

// changed keeps a message as it is now and tells those who see it.
func (p *plan) changed(d *draft, row *storedMessage) error {
	d.mod++
	row.mod = d.mod
	now := *row
	p.changes = append(p.changes, func(tx store.Tx) error { return updateMessage(tx, now) })
	body, err := p.o.seal.decode(now)
	if err != nil {
		return err
	}
	m := &Message{
		Conv: d.id, Seq: now.seq, Sender: now.sender, ClientID: now.clientID, TS: now.ts, Body: body,
		EditedAt: now.editedAt, Mod: now.mod, Reactions: now.reactions, Mentions: strings.Fields(now.mentions),
	}
	if quoted := p.rows[place{d.id, now.replyTo}]; quoted != nil && now.quote != nil {
		now.quote = quoteOf(*quoted) // as this batch leaves it
	}
	for _, each := range p.audiences(d, now.seq, now.replyTo, m, now.quote) {
		p.deliveries = append(p.deliveries, each.tell(Delivery{Changed: each.message}))
	}
	return nil
}

// quoteOf returns what a message answers, nil if it answers none. It fails with ErrReply.
func (p *plan) quoteOf(d *draft, s *sendOp) (*Quote, error) {
	if s.reply == 0 {
		return nil, nil //nolint:nilnil // most answer nothing
	}
	row := p.rows[place{d.id, s.reply}]
	if row == nil || s.reply <= d.members[s.key.sender].floor {
		return nil, ErrReply
	}
	return quoteOf(*row), nil
}

// mention returns the members that a message mentions by name. It fails with ErrMention.
func (p *plan) mention(d *draft, s *sendOp) ([]id.UserID, error) {
	var users []id.UserID
	for _, name := range s.names {
		if name == MentionAll {
			if d.kind != Group || d.members[s.key.sender].role < Admin {
				return nil, ErrMention
			}
			continue
		}
		if d.members[id.UserID(name)] == nil {
			return nil, ErrMention
		}
		users = append(users, id.UserID(name))
	}
	return slices.DeleteFunc(users, func(user id.UserID) bool { return user == s.key.sender }), nil
}

// mentioned notes whom the last message mentions: everybody at one place, whoever they are.
func (d *draft) mentioned(users []id.UserID, names []string) {
	for _, user := range users {
		if d.named == nil {
			d.named = map[id.UserID]int64{}
		}
		d.named[user] = d.seq
	}
	if slices.Contains(names, MentionAll) {
		d.all = d.seq
	}
}

// tellMessage plans the push of a new message.
func (p *plan) tellMessage(d *draft, s *sendOp, m *Message, quote *Quote, named []id.UserID) {
	tell := Delivery{Except: s.except, Named: named, Message: m}
	if quote == nil {
		p.deliveries = append(p.deliveries, d.toAll(tell))
		return
	}
	for _, each := range p.audiences(d, m.Seq, s.reply, m, quote) {
		tell.Message = each.message
		p.deliveries = append(p.deliveries, each.tell(tell))
	}
}

type audience struct {
	to          []id.UserID
	crowd       *Crowd // instead of to, with what a Delivery says of it
	from, below int64
	message     *Message
}

func (a audience) tell(d Delivery) Delivery {
	d.To, d.Crowd, d.From, d.Below = a.to, a.crowd, a.from, a.below
	return d
}

// audiences says who gets which form of a message: who joined after it gets none, and who joined after the message that
// it quotes gets the number of that and not its words.
func (p *plan) audiences(d *draft, seq, reply int64, m *Message, quote *Quote) []audience {
	whole, bare := *m, *m
	whole.Quote, bare.Quote = quote, &Quote{Seq: reply}
	if d.large() {
		crowd := d.everybody()
		if quote == nil {
			return []audience{{crowd: crowd, below: seq, message: &whole}}
		}
		return []audience{{crowd: crowd, below: reply, message: &whole}, {crowd: crowd, from: reply, below: seq, message: &bare}}
	}
	var sees, not []id.UserID
	for _, user := range d.order {
		switch floor := d.members[user].floor; {
		case floor >= seq:
		case quote == nil || floor < reply:
			sees = append(sees, user)
		default:
			not = append(not, user)
		}
	}
	all := []audience{{to: sees, message: &whole}}
	if len(not) > 0 {
		all = append(all, audience{to: not, message: &bare})
	}
	return all
}
