package pay

import (
	"context"
	"errors"
	"fmt"
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
	Balance money.Amount
	PIN     PIN
}

// Wallet returns the caller's.
func (s *Service) Wallet(ctx context.Context, by id.Caller) (Wallet, error) {
	if by.Kind != id.Person {
		return Wallet{}, account.ErrSignedOut
	}
	balance, err := s.balance(ctx, by.User)
	if err != nil {
		return Wallet{}, err
	}
	pin, err := s.PIN(ctx, by.User)
	if err != nil {
		return Wallet{}, err
	}
	return Wallet{Balance: balance, PIN: pin}, nil
}

func (s *Service) balance(ctx context.Context, user id.UserID) (money.Amount, error) {
	name, err := ledger.AccountOf(personAccount, string(user), CNY)
	if err != nil {
		return money.Amount{}, err
	}
	b, err := s.Ledger.Balance(ctx, name)
	if errors.Is(err, ledger.ErrNoAccount) {
		return money.New(0, CNY)
	}
	if err != nil {
		return money.Amount{}, fmt.Errorf("pay: balance of %s: %w", user, err)
	}
	return b.Available(), nil
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

	refund RefundID
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
	var users []id.UserID
	merchants := map[string]string{}
	for i, m := range moved {
		list[i] = Entry{Position: m.Position, At: m.At, Incoming: m.Incoming, Amount: m.Amount, Balance: m.Balance}
		kind, owner := ownerOf(m.Other)
		switch kind {
		case personAccount:
			users = append(users, id.UserID(owner))
			list[i].Kind = TransferEntry
		case merchantAccount:
			merchants[owner] = ""
			list[i].Kind = OrderEntry
		default:
			list[i].Kind = GrantEntry
		}
		if payment, err := id.Parse[PaymentID](m.Subject); err == nil {
			list[i].Payment = payment
		}
		if refund, err := id.Parse[RefundID](m.Subject); err == nil {
			list[i].Kind, list[i].refund = RefundEntry, refund
		}
	}
	people, err := s.People.People(ctx, users)
	if err != nil {
		return nil, err
	}
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		for mchid := range merchants {
			if merchants[mchid], err = findMerchantName(tx, mchid); err != nil {
				return err
			}
		}
		for i := range list {
			if list[i].refund != "" {
				r, found, err := findRefund(tx, list[i].refund)
				if err != nil {
					return err
				}
				if found {
					list[i].Payment, list[i].Note = r.Order.Payment, r.Order.Description
				}
				continue
			}
			if list[i].Payment == "" {
				continue
			}
			p, found, err := findPayment(tx, list[i].Payment)
			if err != nil {
				return err
			}
			if found {
				list[i].Note = p.Note
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i, m := range moved {
		_, owner := ownerOf(m.Other)
		switch list[i].Kind {
		case TransferEntry:
			if p, ok := people[id.UserID(owner)]; ok {
				list[i].Person, list[i].Name = &p, p.Name
			}
		case OrderEntry, RefundEntry:
			list[i].Name = merchants[owner]
		case GrantEntry:
		}
	}
	return list, nil
}

// ownerOf splits the name of an account: "kind:owner:currency".
func ownerOf(name ledger.AccountID) (kind, owner string) {
	kind, rest, _ := strings.Cut(string(name), ":")
	owner, _, _ = strings.Cut(rest, ":")
	return kind, owner
}
