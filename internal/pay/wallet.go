package pay

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
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Wallet is what a person has, and the state of their PIN. It holds test money.
type Wallet struct {
	Balance  money.Amount // what can be spent
	Held     money.Amount // beside it: deposits that merchants hold
	PIN      PIN
	AskFirst bool // transfers from contacts wait to be taken
	Frozen   bool // by the operator: nothing leaves it but what is held
	Closed   bool // by the operator: nothing moves any more
}

// Wallet returns the caller's.
func (s *Service) Wallet(ctx context.Context, by id.Caller) (Wallet, error) {
	if by.Kind != id.Person {
		return Wallet{}, account.ErrSignedOut
	}
	balance, held, state, err := s.balance(ctx, by.User)
	if err != nil {
		return Wallet{}, err
	}
	pin, err := s.PIN(ctx, by.User)
	if err != nil {
		return Wallet{}, err
	}
	var asks bool
	err = s.DB.Read(ctx, func(tx store.Tx) (err error) {
		asks, err = findAskFirst(tx, by.User)
		return err
	})
	if err != nil {
		return Wallet{}, fmt.Errorf("pay: wallet of %s: %w", by, err)
	}
	return Wallet{Balance: balance, Held: held, PIN: pin, AskFirst: asks, Frozen: state.Frozen, Closed: state.Closed}, nil
}

// balance returns what somebody can spend, what is held beside it, and in which state the account is.
func (s *Service) balance(ctx context.Context, user id.UserID) (available, held money.Amount, state ledger.Account, err error) {
	b, found, err := s.standing(ctx, personAccount, string(user))
	if err != nil {
		return available, held, state, fmt.Errorf("pay: balance of %s: %w", user, err)
	}
	if !found {
		nothing, err := money.New(0, CNY)
		return nothing, nothing, state, err
	}
	return b.Available(), b.Held, b.Account, nil
}

// Grant gives a person test money, once, whatever the amount is later.
func (s *Service) Grant(ctx context.Context, user id.UserID, amount money.Amount) error {
	transfer, err := id.Derive[ledger.TransferID](string(user), "grant")
	if err != nil {
		return fmt.Errorf("pay: grant to %s: %w", user, err)
	}
	source, err := s.Ledger.OpenAccount(ctx, ledger.Issuance, testMoney, amount.Currency())
	if err != nil {
		return fmt.Errorf("pay: grant to %s: %w", user, err)
	}
	target, err := s.Ledger.OpenAccount(ctx, personAccount, string(user), amount.Currency())
	if err != nil {
		return fmt.Errorf("pay: grant to %s: %w", user, err)
	}
	_, err = s.Ledger.Post(ctx, ledger.Command{ID: transfer, Op: ledger.Transfer, Debit: source, Credit: target, Amount: amount, Code: "grant"})
	if err != nil && !errors.Is(err, ledger.ErrTaken) {
		return fmt.Errorf("pay: grant to %s: %w", user, err)
	}
	return nil
}

// EntryKind says what a movement was.
type EntryKind int

// The kinds of movements that people see.
const (
	OrderEntry    EntryKind = 1
	TransferEntry EntryKind = 2
	GrantEntry    EntryKind = 3
	RefundEntry   EntryKind = 4
	GiftEntry     EntryKind = 5 // into a conversation, or taken from there
	ReturnEntry   EntryKind = 6 // back from there
)

// Entry is a movement as the owner of a wallet sees it.
type Entry struct {
	Position int64
	At       time.Time
	Incoming bool
	Amount   money.Amount
	Balance  money.Amount // after it
	Kind     EntryKind
	Person   *account.Person // the counterpart, if it is a person
	Name     string          // of the counterpart; "" for test money
	Note     string          // what for
	Payment  PaymentID       // "" for test money
	Packet   bool            // of a red packet: without a note of its own it wished luck
}

// Span says which entries to list; see ledger.Page.
type Span struct {
	From, To time.Time
	Before   int64
	Limit    int // 1 to 200; 0 means 50
}

// ListEntries returns what moved in the caller's wallet, newest first, and whether there is more.
func (s *Service) ListEntries(ctx context.Context, by id.Caller, span Span) ([]Entry, bool, error) {
	if by.Kind != id.Person {
		return nil, false, account.ErrSignedOut
	}
	if span.Limit == 0 {
		span.Limit = 50
	}
	if span.Limit < 1 || span.Limit > 200 || span.Before < 0 {
		return nil, false, errSpan
	}
	name, err := ledger.AccountOf(personAccount, string(by.User), CNY)
	if err != nil {
		return nil, false, err
	}
	moved, err := s.Ledger.ListEntries(ctx, name, ledger.Page{From: span.From, To: span.To, Before: span.Before, Limit: span.Limit})
	if errors.Is(err, ledger.ErrNoAccount) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("pay: entries of %s: %w", by, err)
	}
	list, err := s.describe(ctx, moved)
	if err != nil {
		return nil, false, fmt.Errorf("pay: entries of %s: %w", by, err)
	}
	return list, len(moved) == span.Limit, nil
}

//nolint:gochecknoglobals // a named failure
var errSpan = fault.New(fault.Invalid, "pay.span", "This part of the history cannot be asked for.")

// describe puts names and reasons to movements.
func (s *Service) describe(ctx context.Context, moved []ledger.Entry) ([]Entry, error) {
	list := make([]Entry, len(moved))
	users := make([]id.UserID, len(moved)) // the counterpart, if it is a person
	err := s.DB.Read(ctx, func(tx store.Tx) (err error) {
		merchants := map[string]string{}
		for i, m := range moved {
			e := Entry{Position: m.Position, At: m.At, Incoming: m.Incoming, Amount: m.Amount, Balance: m.Balance}
			kind, owner := ownerOf(m.Other)
			switch kind {
			case personAccount:
				users[i], e.Kind = id.UserID(owner), TransferEntry
			case merchantAccount:
				e.Kind = OrderEntry
				if _, known := merchants[owner]; !known {
					if merchants[owner], err = findMerchantName(tx, owner); err != nil {
						return err
					}
				}
				e.Name = merchants[owner]
			case giftAccount:
				if users[i], err = e.ofGift(tx, GiftID(owner), m.Code); err != nil {
					return err
				}
			default:
				e.Kind = GrantEntry
			}
			if err := e.reason(tx, m); err != nil {
				return err
			}
			list[i] = e
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	people, err := s.People.People(ctx, slices.DeleteFunc(slices.Clone(users), func(user id.UserID) bool { return user == "" }))
	if err != nil {
		return nil, err
	}
	for i := range list {
		if p, ok := people[users[i]]; ok {
			list[i].Person, list[i].Name = &p, p.Name
		}
	}
	return list, nil
}

// ofGift says what a movement of a gift's was, and who is on its other end: the one it was for, the one it was from, or
// nobody, such as for a red packet that was sent.
func (e *Entry) ofGift(tx store.Tx, gift GiftID, code string) (other id.UserID, err error) {
	e.Kind = GiftEntry
	if code == giftBack {
		e.Kind = ReturnEntry
	}
	g, found, err := findGift(tx, gift)
	if err != nil || !found {
		return "", err
	}
	e.Note, e.Packet = g.Note, g.Kind != GiftTransfer
	if code == giftOut {
		return g.Sender, nil
	}
	return g.To, nil
}

// reason says what a movement was for.
func (e *Entry) reason(tx store.Tx, m ledger.Entry) error {
	subject := m.Subject
	if gift, err := id.Parse[GiftID](subject); err == nil && e.Kind == TransferEntry {
		if m.Code == giftUndo {
			e.Kind = ReturnEntry
		}
		g, _, err := findGift(tx, gift)
		e.Note = g.Note
		return err
	}
	if payment, err := id.Parse[PaymentID](subject); err == nil {
		e.Payment = payment
		p, found, err := findPayment(tx, payment)
		if found {
			e.Note = p.Note
		}
		return err
	}
	if refund, err := id.Parse[RefundID](subject); err == nil {
		e.Kind = RefundEntry
		r, found, err := findRefund(tx, refund)
		if found {
			e.Payment, e.Note = r.Order.Payment, r.Order.Description
		}
		return err
	}
	return nil
}

// ownerOf splits the name of an account: "kind:owner:currency".
func ownerOf(name ledger.AccountID) (kind, owner string) {
	kind, rest, _ := strings.Cut(string(name), ":")
	owner, _, _ = strings.Cut(rest, ":")
	return kind, owner
}
