package chat

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// Contacts says who may write to whom, and what somebody calls another; social does.
type Contacts interface {
	Knows(ctx context.Context, a, b id.UserID) (bool, error)
	FindRemark(ctx context.Context, by, other id.UserID) (social.Remark, error)
	ListRemarks(ctx context.Context, by id.Caller) ([]social.Remark, error)
}

// People finds people; account does.
type People interface {
	Find(ctx context.Context, user id.UserID) (account.Person, error)
	People(ctx context.Context, users []id.UserID) (map[id.UserID]account.Person, error)
}

// Pictures knows who uploaded which picture; deliver does.
type Pictures interface {
	HasPicture(ctx context.Context, by id.Caller, hash id.BlobHash) error
}

// Config is what a Service needs.
type Config struct {
	DB       *store.DB
	IDs      *id.Source
	Now      func() time.Time
	Key      []byte // 32 secret bytes that never change: cards are signed with them
	People   People
	Contacts Contacts
	Pictures Pictures    // may be nil: then groups have no pictures
	Blobs    store.Blobs // may be nil: then nobody can send pictures
	Files    Files       // without a limit nobody can send files
	Feed     Feed        // may be nil: then devices learn by asking
	Absent   Absent      // may be nil: then who is not connected learns when they are
	Log      *slog.Logger
	Cluster  *Cluster // nil means that this process is alone
}

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	db       *store.DB
	ids      *id.Source
	seal     sealer
	people   People
	contacts Contacts
	pictures Pictures
	blobs    store.Blobs
	files    Files
	decoding *semaphore.Weighted // of pixels: bounds the memory that pictures take while they are decoded
	now      func() time.Time
	owner    *owner
	limits   limits
	quit     chan struct{} // closed when it ends
	ended    sync.Once
}

var _ io.Closer = (*Service)(nil)

// Open starts the owner of the conversations. Close ends it. It can fail in a cluster only.
func Open(c Config) (*Service, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	s := &Service{
		db: c.DB, ids: c.IDs, seal: sealer{c.Key}, people: c.People, contacts: c.Contacts, pictures: c.Pictures,
		blobs: c.Blobs, files: c.Files, quit: make(chan struct{}), decoding: semaphore.NewWeighted(picturePixelsMax), now: c.Now, owner: newOwner(c), limits: newLimits(c.Now),
	}
	if c.Cluster != nil {
		if err := s.owner.among(*c.Cluster); err != nil {
			return nil, err
		}
	}
	go s.owner.loop()
	if c.Files.Uploads != (store.Uploads{}) {
		go s.sweeping(c.Log)
	}
	return s, nil
}

// Close lets what is queued finish. It comes before the store's Close, and is safe to call twice.
func (s *Service) Close() error {
	s.ended.Do(func() { close(s.quit) })
	s.owner.close()
	return nil
}

// Send is a message to be sent.
type Send struct {
	Conv     id.ConvID
	ClientID string // 8 to 64 visible ASCII characters; the same one is sent once
	Body     Body
	ReplyTo  int64    // the seq of the message it answers, or 0
	Mentions []string // ids of members, or MentionAll by the owner and admins
	Retry    bool     // it may have been sent before
	Except   string   // the connection that will get the answer, and needs no push
}

// Receipt says where a message went.
type Receipt struct {
	Seq int64
	TS  int64 // Unix milliseconds
}

func (m Send) check() error {
	if err := checkClientID(m.ClientID); err != nil {
		return err
	}
	if err := checkMentions(m); err != nil {
		return err
	}
	switch {
	case m.Body.Card != nil:
		return m.Body.Card.check()
	case m.Body.Notice != nil, m.Body.Picture != nil, m.Body.File != nil, m.Body.Voice != nil:
		return ErrText // only the conversation itself says notices, and contents are what SendPicture, SendFile and SendVoice made of them
	}
	return checkText(m.Body.Text)
}

func (m Send) op(by id.Caller) *op {
	return &op{send: &sendOp{
		key: sendKey{m.Conv, by.User, m.ClientID}, body: m.Body, reply: m.ReplyTo, names: m.Mentions,
		retry: m.Retry, except: m.Except,
	}}
}

// SendText sends a text and returns the message as it is kept once it is durable. A text sent before under the same
// client id is not sent again: the first one comes back. It fails with ErrNoConversation, ErrText or ErrClientID.
func (s *Service) SendText(ctx context.Context, by id.Caller, m Send) (Message, error) {
	if m.Body.Card != nil {
		return Message{}, ErrCard.With("Cards are made by sharing.")
	}
	return s.send(ctx, by, m)
}

// ShareCard sends a card as one message. The caller, which is app's command, vouches for the program and the picture.
// The card's id and state are given here. It fails with ErrNoConversation, ErrCard or ErrClientID.
func (s *Service) ShareCard(ctx context.Context, by id.Caller, m Send) (Message, error) {
	if m.Body.Card == nil {
		return Message{}, ErrCard
	}
	card := *m.Body.Card
	card.ID = id.New[id.CardID](s.ids)
	card.State, card.StateBy, card.Others = Stateless, "", 0
	m.Body = Body{Card: &card}
	m.Retry = true // rare enough to look each one up
	return s.send(ctx, by, m)
}

// Tell puts a notice into a conversation of the caller's, as one message of theirs, such as "sent 12.00". The caller, which
// is app, vouches for what it says: nobody else can say notices. It fails with ErrNoConversation or ErrClientID.
func (s *Service) Tell(ctx context.Context, by id.Caller, m Send) (Message, error) {
	if m.Body.Notice == nil {
		return Message{}, ErrText
	}
	if err := checkClientID(m.ClientID); err != nil {
		return Message{}, err
	}
	return s.deliver(ctx, by, m)
}

func (s *Service) send(ctx context.Context, by id.Caller, m Send) (Message, error) {
	if err := m.check(); err != nil {
		return Message{}, err
	}
	return s.deliver(ctx, by, m)
}

func (s *Service) deliver(ctx context.Context, by id.Caller, m Send) (Message, error) {
	if !by.SignedIn() {
		return Message{}, account.ErrSignedOut
	}
	work := m.op(by)
	if err := s.owner.do(ctx, work); err != nil {
		return Message{}, fmt.Errorf("chat: %s sends to %s: %w", by, m.Conv, err)
	}
	out := work.send
	return s.message(ctx, by, m.Conv, out.out.seq)
}

// Submit queues a text and returns; answer is called once it is durable or refused, and must not wait for anything.
// If Submit itself returns an error, answer is not called.
func (s *Service) Submit(ctx context.Context, by id.Caller, m Send, answer func(Receipt, error)) error {
	if !by.SignedIn() {
		return account.ErrSignedOut
	}
	if m.Body.Card != nil {
		return ErrCard.With("Cards are made by sharing.")
	}
	if err := m.check(); err != nil {
		return err
	}
	work := m.op(by)
	work.done = func(err error) { answer(Receipt{work.send.out.seq, work.send.out.ts}, err) }
	return s.owner.submit(ctx, work)
}

// message returns a message as the caller sees it. It fails with ErrNoConversation or ErrNoMessage.
func (s *Service) message(ctx context.Context, by id.Caller, conv id.ConvID, seq int64) (m Message, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoConversation
		}
		row, found, err := findMessage(tx, conv, seq)
		if err != nil {
			return err
		}
		if !found || seq <= v.floor {
			return ErrNoMessage
		}
		rows := []storedMessage{row}
		if err := dress(tx, by.User, v.floor, rows); err != nil {
			return err
		}
		m, err = s.open(rows[0])
		return err
	})
	if err != nil {
		return Message{}, fmt.Errorf("chat: message %d of %s: %w", seq, conv, err)
	}
	return m, nil
}

func (s *Service) open(r storedMessage) (Message, error) {
	body, err := s.seal.decode(r)
	m := Message{
		Conv: r.conv, Seq: r.seq, Sender: r.sender, ClientID: r.clientID, TS: r.ts, Body: body, EditedAt: r.editedAt, Mod: r.mod,
	}
	if !body.Hidden && !body.Recalled {
		m.Quote, m.Reactions = r.quote, r.reactions
		if r.mentions != "" {
			m.Mentions = strings.Fields(r.mentions)
		}
	}
	return m, err
}

// Mark moves the caller's read mark up to seq and returns where it is now. It never goes down, and not above the last
// message. It fails with ErrNoConversation. Except is the connection that needs no push.
func (s *Service) Mark(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, except string) (int64, error) {
	if !by.SignedIn() {
		return 0, account.ErrSignedOut
	}
	work := &op{mark: &markOp{conv: conv, user: by.User, readSeq: seq, except: except}}
	if err := s.owner.do(ctx, work); err != nil {
		return 0, fmt.Errorf("chat: %s marks %s: %w", by, conv, err)
	}
	return work.mark.out, nil
}

// OpenDirect finds or makes the caller's conversation with a contact. It fails with account.ErrNobody or ErrNotContact.
func (s *Service) OpenDirect(ctx context.Context, by id.Caller, other id.UserID) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, account.ErrSignedOut
	}
	known, err := s.contacts.Knows(ctx, by.User, other)
	if err != nil {
		return Conversation{}, err
	}
	if !known {
		if _, err := s.people.Find(ctx, other); err != nil {
			return Conversation{}, err
		}
		return Conversation{}, ErrNotContact
	}
	conv, err := s.Begin(ctx, by.User, other)
	if err != nil {
		return Conversation{}, err
	}
	return s.Find(ctx, by, conv)
}

// Introduce follows from two people becoming contacts: both learn it, and their conversation begins with a line that
// says so. Doing it again changes nothing but repeats the hint. The first of the two is who added the other.
func (s *Service) Introduce(ctx context.Context, by, other id.UserID) (id.ConvID, error) {
	people, err := s.both(ctx, by, other)
	if err != nil {
		return "", err
	}
	if err := s.owner.do(ctx, &op{contact: &contactOp{people[0], people[1]}}); err != nil {
		return "", fmt.Errorf("chat: introduce %s and %s: %w", by, other, err)
	}
	return s.begin(ctx, people)
}

// Request tells the devices of who is asked that somebody's request to be their contact came or went.
func (s *Service) Request(ctx context.Context, asker, asked id.UserID) error {
	if err := s.owner.do(ctx, &op{request: &requestOp{asker, asked}}); err != nil {
		return fmt.Errorf("chat: tell %s of a request of %s: %w", asked, asker, err)
	}
	return nil
}

// Remark tells the devices of somebody what they call another now.
func (s *Service) Remark(ctx context.Context, by, other id.UserID) error {
	now, err := s.contacts.FindRemark(ctx, by, other)
	if err == nil {
		err = s.owner.do(ctx, &op{remark: &remarkOp{by, now}})
	}
	if err != nil {
		return fmt.Errorf("chat: tell %s of their remark on %s: %w", by, other, err)
	}
	return nil
}

// Begin finds or makes the conversation of two people on the instance's own behalf. A new one begins with the line that
// says who added whom.
func (s *Service) Begin(ctx context.Context, by, other id.UserID) (id.ConvID, error) {
	people, err := s.both(ctx, by, other)
	if err != nil {
		return "", err
	}
	return s.begin(ctx, people)
}

func (s *Service) begin(ctx context.Context, people []account.Person) (id.ConvID, error) {
	notice := &Notice{Key: "contact.added", Args: []string{people[0].Name, people[1].Name}}
	return s.direct(ctx, people[0].ID, people[1].ID, notice)
}

func (s *Service) both(ctx context.Context, a, b id.UserID) ([]account.Person, error) {
	found, err := s.people.People(ctx, []id.UserID{a, b})
	if err != nil {
		return nil, err
	}
	if len(found) != 2 {
		return nil, account.ErrNobody
	}
	return []account.Person{found[a], found[b]}, nil
}

func (s *Service) direct(ctx context.Context, by, other id.UserID, opening *Notice) (id.ConvID, error) {
	var conv id.ConvID
	var found bool
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		conv, found, err = findDirect(tx, by, other)
		return err
	})
	if err != nil || found {
		return conv, err
	}
	people, err := s.both(ctx, by, other)
	if err != nil {
		return "", err
	}
	work := &op{create: &createOp{by: by, kind: Direct, id: id.New[id.ConvID](s.ids), people: people, opening: opening}}
	if err := s.owner.do(ctx, work); err != nil {
		return "", fmt.Errorf("chat: open %s with %s: %w", by, other, err)
	}
	return work.create.out, nil
}

// ChangeCard moves a card to a state, names whom the state is about, and tells all members. A change that does not lead
// forward, such as one that arrives late, changes nothing; naming somebody else in the same state does, and counts them:
// who paid before is among the others. Of a card that several paid, the refund of one takes that one away; the card is
// refunded with the last. It fails with ErrNoCard.
func (s *Service) ChangeCard(ctx context.Context, card id.CardID, state CardState, by string) error {
	if err := s.owner.do(ctx, &op{card: &cardOp{card: card, state: state, by: by}}); err != nil {
		return fmt.Errorf("chat: change %s: %w", card, err)
	}
	return nil
}

// FindCard returns a card that the caller has in a conversation, and where. It fails with ErrNoCard.
func (s *Service) FindCard(ctx context.Context, by id.Caller, card id.CardID) (change CardChange, err error) {
	if !by.SignedIn() {
		return CardChange{}, account.ErrSignedOut
	}
	err = s.db.Read(ctx, func(tx store.Tx) error {
		row, found, err := findCard(tx, card)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoCard
		}
		change, err = s.cardAt(tx, by.User, row)
		return err
	})
	if err != nil {
		return CardChange{}, fmt.Errorf("chat: card %s for %s: %w", card, by, err)
	}
	return change, nil
}

func (s *Service) cardAt(tx store.Tx, user id.UserID, row cardRow) (CardChange, error) {
	v, found, err := findView(tx, user, row.conv)
	if err != nil {
		return CardChange{}, err
	}
	if !found || row.seq <= v.floor {
		return CardChange{}, ErrNoCard
	}
	stored, found, err := findMessage(tx, row.conv, row.seq)
	if err != nil {
		return CardChange{}, err
	}
	if !found {
		return CardChange{}, ErrNoCard
	}
	rows := []storedMessage{stored}
	if err := dress(tx, user, v.floor, rows); err != nil {
		return CardChange{}, err
	}
	m, err := s.open(rows[0])
	if err != nil {
		return CardChange{}, err
	}
	if m.Body.Card == nil {
		return CardChange{}, ErrNoCard
	}
	return CardChange{Conv: row.conv, Seq: row.seq, Card: *m.Body.Card}, nil
}

// Members returns the others in a conversation of the caller. It fails with ErrNoConversation.
func (s *Service) Members(ctx context.Context, by id.Caller, conv id.ConvID) ([]id.UserID, error) {
	return s.others(ctx, by, conv, groupMax)
}

// others returns the others in a conversation of the caller, nobody if there are more than most members. It fails with
// ErrNoConversation.
func (s *Service) others(ctx context.Context, by id.Caller, conv id.ConvID, most int) (others []id.UserID, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err == nil && !found {
			err = ErrNoConversation
		}
		if err != nil || v.MemberCount > most {
			return err
		}
		members, err := listMembers(tx, []view{v}, groupMax)
		others = slices.DeleteFunc(members[conv], func(user id.UserID) bool { return user == by.User })
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("chat: members of %s for %s: %w", conv, by, err)
	}
	return others, nil
}

// Page says which part of a conversation is wanted: the messages below Before (0 means from the end), or those above
// After if that is not 0.
type Page struct {
	Before, After int64
	Limit         int // 1 to 100; 0 means 50
}

const (
	pageDefault = 50
	pageMax     = 100
)

// History returns messages in ascending seq, and whether there are more in that direction.
// It fails with ErrNoConversation or ErrRange.
func (s *Service) History(ctx context.Context, by id.Caller, conv id.ConvID, page Page) (messages []Message, more bool, err error) {
	if !by.SignedIn() {
		return nil, false, account.ErrSignedOut
	}
	if page.Limit == 0 {
		page.Limit = pageDefault
	}
	if page.Limit < 0 || page.Limit > pageMax || page.Before < 0 || page.After < 0 || page.Before > 0 && page.After > 0 {
		return nil, false, ErrRange
	}
	var rows []storedMessage
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, by.User, conv)
		if err != nil {
			return err
		}
		if !found {
			return ErrNoConversation
		}
		if page.After > 0 {
			rows, err = listAbove(tx, conv, max(page.After, v.floor), page.Limit+1)
		} else {
			before := page.Before
			if before == 0 {
				before = math.MaxInt64
			}
			rows, err = listBelow(tx, conv, v.floor, before, page.Limit+1)
		}
		if err != nil {
			return err
		}
		return dress(tx, by.User, v.floor, rows)
	})
	if err != nil {
		return nil, false, fmt.Errorf("chat: history of %s for %s: %w", conv, by, err)
	}
	if more = len(rows) > page.Limit; more {
		rows = rows[:page.Limit]
	}
	if page.After == 0 {
		slices.Reverse(rows)
	}
	for _, row := range rows {
		m, err := s.open(row)
		if err != nil {
			return nil, false, err
		}
		messages = append(messages, m)
	}
	return messages, more, nil
}

// Writers returns who wrote messages, those who left their conversation included, each once.
func (s *Service) Writers(ctx context.Context, messages []Message) ([]account.Person, error) {
	var users []id.UserID
	for _, m := range messages {
		if m.Sender != "" && !slices.Contains(users, m.Sender) {
			users = append(users, m.Sender)
		}
	}
	found, err := s.people.People(ctx, users)
	if err != nil {
		return nil, fmt.Errorf("chat: writers: %w", err)
	}
	people := make([]account.Person, 0, len(users))
	for _, user := range users {
		if person, ok := found[user]; ok {
			people = append(people, person)
		}
	}
	return people, nil
}
