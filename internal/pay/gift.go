package pay

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// A gift is money in a conversation: a transfer that arrives at once (gift_direct.go) or that one member takes or refuses, or a
// red packet of shares for whoever comes first. Its money leaves the sender's wallet for an account of the gift's own, so that
// no gift can pay out what another one holds, and whatever nobody took after 24 hours goes back. Each movement takes the three
// commits of a payment: what is noted, what the ledger moves under an id that follows from it, what is told. The one who takes
// a share is decided in the first of them, which the one committer runs one after the other: of 500 who reach for 100 shares,
// 100 get one.

// Refusals of gifts. None of them moved money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrGiftForm   = fault.New(fault.Invalid, "pay.gift-form", "This cannot be sent. Nothing was taken.")
	ErrNoGift     = fault.New(fault.NotFound, "pay.no-gift", "This is not there.")
	ErrGiftEmpty  = fault.New(fault.Conflict, "pay.gift-empty", "All of it was taken by others.")
	ErrGiftOver   = fault.New(fault.Conflict, "pay.gift-over", "The time to take it is over; the money went back.")
	ErrGiftGone   = fault.New(fault.Conflict, "pay.gift-gone", "It was refused; the money went back.")
	ErrGiftTaken  = fault.New(fault.Conflict, "pay.gift-taken", "It was taken already.")
	ErrGiftOthers = fault.New(fault.Forbidden, "pay.gift-others", "This is for somebody else.")
	ErrMember     = fault.New(fault.Forbidden, "pay.member", "You are not in this conversation. Nothing was taken.")
)

// GiftID names a gift: gft_….
type GiftID string

// Prefix returns "gft_".
func (GiftID) Prefix() string { return "gft_" }

// GiftKind says how a gift is divided.
type GiftKind int

// The kinds of gifts.
const (
	GiftTransfer GiftKind = 1 // one share for one member
	GiftEqual    GiftKind = 2 // shares that differ by one minor unit at most
	GiftLucky    GiftKind = 3 // shares that are drawn
)

// GiftState says how far a gift is.
type GiftState int

// The states of a gift.
const (
	GiftSubmitted GiftState = 1 // the money has left the wallet or not
	GiftOpen      GiftState = 2
	GiftTaken     GiftState = 3 // all of it
	GiftRefused   GiftState = 4
	GiftReturned  GiftState = 5 // what nobody took went back
	GiftFailed    GiftState = 6 // no money has moved
)

// giftAccount is the kind of the accounts that hold gifts.
const giftAccount = "gift"

const (
	giftTTL  = 24 * time.Hour
	giftMost = 100 // shares
)

// NewGift asks to put money into a conversation.
type NewGift struct {
	Request string // 8 to 64 characters, chosen by the client for this one gift
	Conv    id.ConvID
	Kind    GiftKind
	To      id.UserID // GiftTransfer: the member who may take it
	Amount  money.Amount
	Count   int    // of shares; 1 for a transfer
	Note    string // at most 40 characters
	PIN     string
}

// Gift is money in a conversation.
type Gift struct {
	ID        GiftID
	Sender    id.UserID
	Request   string
	Conv      id.ConvID
	Kind      GiftKind
	To        id.UserID
	Amount    money.Amount
	Note      string
	Count     int
	Crowd     bool // the sender may take a share too
	Seed      Seed
	State     GiftState
	Reason    string
	Taken     int
	TakenSum  int64
	Returned  int64
	Unsettled bool // Returned is on its way
	Direct    bool // a transfer that arrives at once
	Undo      UndoState
	UndoTries int
	CreatedAt time.Time
	ExpiresAt time.Time
	EndedAt   time.Time
	Claims    []Claim // in the order of taking; see FindGifts
}

// Claim is a share that somebody took.
type Claim struct {
	Gift      GiftID
	Person    id.UserID
	Position  int
	Amount    int64
	State     PaymentState
	CreatedAt time.Time
	SettledAt time.Time
}

// share returns the amount of a share by its position.
func (g Gift) share(position int) (int64, error) {
	switch g.Kind {
	case GiftLucky:
		return g.Seed.Draw(g.Amount, g.Count)[position], nil
	case GiftTransfer, GiftEqual:
	}
	parts, err := g.Amount.Split(g.Count)
	if err != nil {
		return 0, err
	}
	return parts[position].Minor(), nil
}

// Members tells who is in a conversation of the caller, without the caller; chat does. It fails with a fault of kind NotFound for
// anybody else.
type Members interface {
	Members(ctx context.Context, by id.Caller, conv id.ConvID) ([]id.UserID, error)
}

// GiftMoved is emitted when something has become of a gift. The payload is a GiftNews in JSON.
const GiftMoved = "pay.GiftMoved"

// What becomes of a gift.
const (
	NewsSent     = "sent"
	NewsTaken    = "taken"
	NewsRefused  = "refused"
	NewsReturned = "returned"
	NewsSentBack = "sentback" // it had arrived at once
)

// GiftNews says what has become of a gift.
type GiftNews struct {
	Gift     GiftID    `json:"gift"`
	What     string    `json:"what"`
	By       id.UserID `json:"by"` // who sent, took or refused; the sender of what came back
	Kind     GiftKind  `json:"kind"`
	Conv     id.ConvID `json:"conv"`
	Sender   id.UserID `json:"sender"`
	To       id.UserID `json:"to,omitempty"`
	Amount   int64     `json:"amount"`
	Currency string    `json:"currency"`
	Note     string    `json:"note"`
	Count    int       `json:"count"`
}

// NameOf returns the shown name of somebody who has to do with a gift, "" for nobody.
func (s *Service) NameOf(ctx context.Context, user id.UserID) (string, error) {
	people, err := s.People.People(ctx, []id.UserID{user})
	if err != nil {
		return "", fmt.Errorf("pay: name of %s: %w", user, err)
	}
	return people[user].Name, nil
}

func (g Gift) news(what string, by id.UserID) GiftNews {
	return GiftNews{
		Gift: g.ID, What: what, By: by, Kind: g.Kind, Conv: g.Conv, Sender: g.Sender, To: g.To, Amount: g.Amount.Minor(),
		Currency: string(g.Amount.Currency()), Note: g.Note, Count: g.Count,
	}
}

func tellGift(tx store.Tx, n GiftNews) error {
	payload, err := json.Marshal(n)
	if err != nil {
		return err
	}
	return tx.Emit(GiftMoved, string(n.Gift), payload)
}

func (n NewGift) check(by id.UserID) error {
	if err := checkRequest(n.Request); err != nil {
		return err
	}
	switch n.Kind {
	case GiftTransfer:
		if n.To == "" || n.To == by || n.Count != 1 {
			return ErrGiftForm.With("A transfer is for one other member.")
		}
	case GiftEqual, GiftLucky:
		if n.To != "" || n.Count < 1 || n.Count > giftMost {
			return ErrGiftForm.With("A red packet has 1 to 100 shares.")
		}
	default:
		return ErrGiftForm
	}
	switch {
	case n.Amount.Currency() != CNY || n.Amount.Minor() < 1 || n.Amount.Minor() > transferMax:
		return ErrAmount
	case n.Amount.Minor() < int64(n.Count):
		return ErrGiftForm.With("Each share is at least 0.01.")
	case len([]rune(n.Note)) > noteMax || !shownText(n.Note):
		return ErrGiftForm.With("A note is one line of at most 40 characters.")
	}
	return nil
}

// SendGift takes the money from the caller's wallet and opens the gift. A repeated request moves nothing twice and gets what the
// first one got. It fails with the refusals of this room, after which nothing has moved, or with ErrPending.
func (s *Service) SendGift(ctx context.Context, by id.Caller, n NewGift) (Gift, error) {
	if by.Kind != id.Person {
		return Gift{}, account.ErrSignedOut
	}
	if err := n.check(by.User); err != nil {
		return Gift{}, err
	}
	if g, found, err := s.repeatedGift(ctx, by.User, n); err != nil || found {
		return g, err
	}
	others, err := s.members(ctx, by, n.Conv)
	if err != nil {
		return Gift{}, err
	}
	contact := false
	if n.Kind == GiftTransfer {
		if contact, err = s.sendsTo(ctx, by, n.To, others); err != nil {
			return Gift{}, err
		}
	}
	if err := s.prove(ctx, by.User, n.PIN); err != nil {
		return Gift{}, err
	}
	now := s.Now()
	g := Gift{
		ID: id.New[GiftID](s.IDs), Sender: by.User, Request: n.Request, Conv: n.Conv, Kind: n.Kind, To: n.To, Amount: n.Amount, Note: n.Note,
		Count: n.Count, Crowd: len(others) > 1, State: GiftSubmitted, CreatedAt: now, ExpiresAt: now.Add(giftTTL),
	}
	if _, err := io.ReadFull(s.Random, g.Seed[:]); err != nil {
		return Gift{}, fmt.Errorf("pay: a seed: %w", err)
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		old, found, err := findGiftRequest(tx, by.User, n.Request)
		if err != nil {
			return err
		}
		if !found {
			if contact {
				asks, err := findAskFirst(tx, g.To)
				if err != nil {
					return err
				}
				g.Direct = !asks
			}
			return insertGift(tx, g)
		}
		if !old.same(n) {
			return ErrReplayed
		}
		g = old
		return nil
	})
	if err != nil {
		return Gift{}, fmt.Errorf("pay: %s sends a gift: %w", by, err)
	}
	return s.settleGift(ctx, g.ID)
}

// sendsTo fails if the caller may not send a transfer to somebody in a conversation with these others. It reports whether the two
// are contacts: what comes from others in a group waits to be taken.
func (s *Service) sendsTo(ctx context.Context, by id.Caller, to id.UserID, others []id.UserID) (contact bool, err error) {
	if !contains(others, to) {
		return false, ErrMember.With("Whom it is for is not in it.")
	}
	contact, err = s.Contacts.Knows(ctx, by.User, to)
	if err != nil {
		return false, fmt.Errorf("pay: %s sends to %s: %w", by, to, err)
	}
	if !contact && len(others) == 1 {
		return false, ErrNotContact
	}
	return contact, nil
}

func contains(list []id.UserID, user id.UserID) bool {
	for _, one := range list {
		if one == user {
			return true
		}
	}
	return false
}

// members fails with ErrMember if the caller is not in the conversation, or nobody can tell.
func (s *Service) members(ctx context.Context, by id.Caller, conv id.ConvID) ([]id.UserID, error) {
	if s.Members == nil {
		return nil, ErrMember
	}
	others, err := s.Members.Members(ctx, by, conv)
	if err != nil && fault.Of(err).Kind == fault.NotFound {
		return nil, ErrMember
	}
	return others, err
}

func (g Gift) same(n NewGift) bool {
	return g.Conv == n.Conv && g.Kind == n.Kind && g.To == n.To && g.Amount == n.Amount && g.Count == n.Count && g.Note == n.Note
}

func (s *Service) repeatedGift(ctx context.Context, sender id.UserID, n NewGift) (g Gift, found bool, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) (err error) {
		g, found, err = findGiftRequest(tx, sender, n.Request)
		return err
	})
	if err != nil || !found {
		return Gift{}, false, err
	}
	if !g.same(n) {
		return Gift{}, false, ErrReplayed
	}
	g, err = s.settleGift(ctx, g.ID)
	return g, true, err
}

// giftCommand returns a movement of a gift's: into its account from its sender, or out of it to somebody.
func (s *Service) giftCommand(ctx context.Context, g Gift, code string, to id.UserID, minor int64) (c ledger.Command, err error) {
	c = ledger.Command{Op: ledger.Transfer, Subject: string(g.ID), Code: code}
	if c.Amount, err = money.New(minor, g.Amount.Currency()); err != nil {
		return c, err
	}
	if c.ID, err = id.Derive[ledger.TransferID](string(g.ID), giftName(code, to)); err != nil {
		return c, err
	}
	held, err := s.Ledger.OpenAccount(ctx, giftAccount, string(g.ID), g.Amount.Currency())
	if err != nil {
		return c, err
	}
	person, err := s.Ledger.OpenAccount(ctx, personAccount, string(to), g.Amount.Currency())
	if err != nil {
		return c, err
	}
	c.Debit, c.Credit = held, person
	if code == giftIn {
		c.Debit, c.Credit = person, held
	}
	return c, nil
}

// giftName is what the id of a gift's movement is derived from, beside the gift.
func giftName(code string, to id.UserID) string { return code + " " + string(to) }

// Codes of a gift's movements.
const (
	giftIn   = "gift"
	giftOut  = "gift-take"
	giftBack = "gift-return"
	giftNow  = "gift-now"  // from wallet to wallet
	giftUndo = "gift-undo" // and back
)

// settleGift carries a submitted gift on until it is open or has failed. One that is further comes back as it is.
func (s *Service) settleGift(ctx context.Context, gift GiftID) (Gift, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), settleLimit)
	defer cancel()
	leave, err := s.gifting.enter(ctx, gift)
	if err != nil {
		return Gift{}, ErrPending
	}
	defer leave()
	g, err := s.gift(ctx, gift)
	switch {
	case err != nil:
		return g, err
	case g.State == GiftFailed:
		return g, refusalOf(g.Reason)
	case g.State != GiftSubmitted:
		return g, nil
	}
	c, result, err := s.postGift(ctx, g)
	if err == nil {
		if g.Direct {
			return s.arriveGift(ctx, g.ID, result.At)
		}
		return s.openGift(ctx, g.ID)
	}
	refusal := s.moneyRefusal(ctx, c, err)
	if refusal == nil {
		return g, fmt.Errorf("pay: settle %s: %w: %w", g.ID, ErrPending, err)
	}
	failed := s.DB.Write(ctx, func(tx store.Tx) error { return failGift(tx, g.ID, refusal.Code, s.Now()) })
	if failed != nil {
		return g, fmt.Errorf("pay: settle %s: %w: %w", g.ID, ErrPending, failed)
	}
	return g, fmt.Errorf("pay: settle %s: %w", g.ID, refusal)
}

// postGift makes the first movement of a gift.
func (s *Service) postGift(ctx context.Context, g Gift) (c ledger.Command, r ledger.Result, err error) {
	if g.Direct {
		c, err = s.directCommand(ctx, g, giftNow)
	} else {
		c, err = s.giftCommand(ctx, g, giftIn, g.Sender, g.Amount.Minor())
	}
	if err == nil {
		r, err = s.Ledger.Post(ctx, c)
	}
	return c, r, err
}

// openGift notes that the money is in the gift's account. Doing it again changes nothing.
func (s *Service) openGift(ctx context.Context, gift GiftID) (g Gift, err error) {
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		var found bool
		if g, found, err = findGift(tx, gift); err != nil || !found || g.State != GiftSubmitted {
			return err
		}
		g.State = GiftOpen
		if err := openGift(tx, gift); err != nil {
			return err
		}
		return tellGift(tx, g.news(NewsSent, g.Sender))
	})
	if err != nil {
		return g, fmt.Errorf("pay: open %s: %w: %w", gift, ErrPending, err)
	}
	return g, nil
}

func (s *Service) gift(ctx context.Context, gift GiftID) (g Gift, err error) {
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		var found bool
		if g, found, err = findGift(tx, gift); err == nil && !found {
			err = ErrNoGift
		}
		if err == nil {
			g.Claims, err = listClaims(tx, gift)
		}
		return err
	})
	if err != nil {
		return g, fmt.Errorf("pay: gift %s: %w", gift, err)
	}
	return g, nil
}
