package pay

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// An operator freezes, thaws and closes accounts. Only the ledger can, and it is in the process that serves the instance: so beside a
// running instance the operator's command leaves a wish in a row, and that process carries it out and answers in the same row.

// Change is what an operator does to an account.
type Change string

// The changes.
const (
	Freeze Change = "freeze"
	Thaw   Change = "thaw"
	Close  Change = "close"
)

// Refusals to operators. Nothing was changed.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoSuchAccount = fault.New(fault.NotFound, "pay.no-account", "There is no such account.")
	ErrSource        = fault.New(fault.Conflict, "pay.source", "Money comes from this account: it cannot be frozen or closed.")
	ErrShut          = fault.New(fault.Conflict, "pay.shut", "This account is closed, for good.")
	ErrNotEmpty      = fault.New(fault.Conflict, "pay.not-empty", "There is still money in this account.")
	ErrUnderway      = fault.New(fault.Conflict, "pay.underway", "Money is still on its way from this account or to it.")
	ErrWish          = fault.New(fault.Invalid, "pay.wish", "This cannot be done to an account.")
)

// Accounts changes accounts; the ledger does. Absent, nobody's account can be changed.
type Accounts interface {
	FreezeAccount(ctx context.Context, account ledger.AccountID) error
	UnfreezeAccount(ctx context.Context, account ledger.AccountID) error
	CloseAccount(ctx context.Context, account ledger.AccountID) error
}

// WishID names what an operator asks of an account: wsh_….
type WishID string

// Prefix returns "wsh_".
func (WishID) Prefix() string { return "wsh_" }

// Wish is what an operator asks of an account.
type Wish struct {
	ID        WishID
	Account   ledger.AccountID
	Change    Change
	CreatedAt time.Time
	DoneAt    time.Time // zero while nobody has answered
	Code      string    // of the refusal, "" if it was done
	Detail    string    // of the refusal
}

// Err returns the refusal of a wish that was answered, nil if it was done.
func (w Wish) Err() error {
	if w.Code == "" {
		return nil
	}
	for _, one := range []*fault.Fault{ErrNoSuchAccount, ErrSource, ErrShut, ErrNotEmpty, ErrUnderway} {
		if one.Code == w.Code {
			return one.With(w.Detail)
		}
	}
	return ErrWish.With(w.Detail)
}

// ChangeAccount freezes, thaws or closes an account. Done again it changes nothing. It fails with ErrNoSuchAccount, ErrSource, ErrShut
// for an account that is closed, and, if it is to be closed, with ErrNotEmpty, or with ErrUnderway while something that was sent from it
// may come back; or like the ledger.
func (s *Service) ChangeAccount(ctx context.Context, account ledger.AccountID, change Change) error {
	b, err := s.Ledger.Balance(ctx, account)
	if err != nil {
		if fault.Of(err).Kind == fault.NotFound {
			err = ErrNoSuchAccount
		}
		return fmt.Errorf("pay: %s %s: %w", change, account, err)
	}
	switch {
	case s.Accounts == nil:
		return ErrWish
	case b.Kind == ledger.Issuance:
		return ErrSource
	case b.Closed && change != Close:
		return ErrShut
	case b.Closed:
		return nil
	}
	switch change {
	case Freeze:
		err = s.Accounts.FreezeAccount(ctx, account)
	case Thaw:
		err = s.Accounts.UnfreezeAccount(ctx, account)
	case Close:
		err = s.closeAccount(ctx, b)
	default:
		err = ErrWish
	}
	if err != nil {
		return fmt.Errorf("pay: %s %s: %w", change, account, err)
	}
	return nil
}

// closeAccount freezes the account first: nothing leaves it then, so what is looked for is all there will be.
func (s *Service) closeAccount(ctx context.Context, b ledger.Balance) error {
	if err := s.Accounts.FreezeAccount(ctx, b.ID); err != nil {
		return err
	}
	err := s.empty(ctx, b.ID)
	if err == nil {
		err = s.Accounts.CloseAccount(ctx, b.ID)
		if again := s.empty(ctx, b.ID); err != nil && again != nil {
			err = again // somebody sent something meanwhile
		}
	}
	if err != nil && !b.Frozen {
		if thawed := s.Accounts.UnfreezeAccount(ctx, b.ID); thawed != nil {
			return fmt.Errorf("%w; and it stays frozen: %w", err, thawed)
		}
	}
	return err
}

// empty fails with ErrNotEmpty or ErrUnderway, with how much there is.
func (s *Service) empty(ctx context.Context, account ledger.AccountID) error {
	b, err := s.Ledger.Balance(ctx, account)
	switch {
	case err != nil:
		return err
	case b.Held.Minor() != 0:
		return ErrNotEmpty.With(fmt.Sprintf("%s are in it, of which %s are held for others.", b.Posted.Decimal(), b.Held.Decimal()))
	case b.Incoming.Minor() != 0:
		return ErrNotEmpty.With(fmt.Sprintf("%s are in it, and %s more are held for it.", b.Posted.Decimal(), b.Incoming.Decimal()))
	case b.Posted.Minor() != 0:
		return ErrNotEmpty.With(b.Posted.Decimal() + " are in it.")
	}
	if b.Kind != personAccount {
		return nil
	}
	var out money.Amount
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		minor, err := sumUnderway(tx, id.UserID(b.Owner))
		if err == nil {
			out, err = money.New(minor, b.Currency)
		}
		return err
	})
	if err == nil && out.Minor() > 0 {
		err = ErrUnderway.With(out.Decimal() + " are in gifts or payments that are not over.")
	}
	return err
}

// wishesAtOnce bounds how many wishes are looked for at once.
const wishesAtOnce = 100

// GrantWishes carries out what operators asked for beside this process, in the order in which they asked. It returns how many it answered.
// What the ledger cannot do for the moment waits for the next time.
func (s *Service) GrantWishes(ctx context.Context) (int, error) {
	var list []Wish
	err := s.DB.Read(ctx, func(tx store.Tx) (err error) {
		list, err = listWishes(tx, wishesAtOnce)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("pay: wishes: %w", err)
	}
	for n, w := range list {
		err := s.ChangeAccount(ctx, w.Account, w.Change)
		why := fault.Of(err)
		if err != nil && (why.Kind == fault.Unavailable || why.Kind == fault.Internal) {
			return n, err
		}
		w.DoneAt = s.Now()
		if err != nil {
			w.Code, w.Detail = why.Code, why.Detail
		}
		s.Log.Info("pay: an operator changed an account", "account", w.Account, "change", w.Change, "refused", w.Code)
		if err := s.DB.Write(ctx, func(tx store.Tx) error { return answerWish(tx, w) }); err != nil {
			return n, fmt.Errorf("pay: answer %s: %w", w.ID, err)
		}
	}
	return len(list), nil
}

// Standing returns what is in an account, and whether it is frozen or closed. It fails with ErrNoSuchAccount and ledger.ErrInvalid.
func (d Desk) Standing(ctx context.Context, account ledger.AccountID) (b ledger.Balance, err error) {
	b, err = ledger.BalanceOf(ctx, d.Files, account)
	if errors.Is(err, ledger.ErrNoAccount) {
		err = ErrNoSuchAccount
	}
	if err != nil {
		return b, fmt.Errorf("pay: account %s: %w", account, err)
	}
	return b, nil
}

// Ask leaves a wish for the process that serves the instance.
func (d Desk) Ask(ctx context.Context, w Wish) error {
	err := d.Files.Write(ctx, func(tx store.Tx) error { return insertWish(tx, w) })
	if err != nil {
		return fmt.Errorf("pay: ask for %s of %s: %w", w.Change, w.Account, err)
	}
	return nil
}

// Answer returns a wish as it is now.
func (d Desk) Answer(ctx context.Context, wish WishID) (w Wish, err error) {
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		w, err = findWish(tx, wish)
		return err
	})
	if err != nil {
		return w, fmt.Errorf("pay: answer to %s: %w", wish, err)
	}
	return w, nil
}

// Withdraw takes a wish back that nobody answered. It reports whether it did: false means that somebody has answered.
func (d Desk) Withdraw(ctx context.Context, wish WishID) (withdrawn bool, err error) {
	err = d.Files.Write(ctx, func(tx store.Tx) error {
		withdrawn, err = removeWish(tx, wish)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("pay: withdraw %s: %w", wish, err)
	}
	return withdrawn, nil
}

// Pending is something that is not over: money that is on its way, held, or waits for somebody, or a word that was not heard.
type Pending struct {
	What     string // payment, refund, deposit, transfer, red packet, share, wish, notice, order or hold
	ID       string
	From, To string // whose; "" for nobody yet
	Amount   money.Amount
	Since    time.Time
	Until    time.Time // zero if it does not end by itself; of a notice, when it is told again
	Doubt    bool      // somebody has to carry it on, and as a rule does within seconds
	Word     string    // the merchant's own number, or what became of it so far
}

// ListPending returns all that is not over, sorted by what it is and then by time, and holds of the ledger that no order knows.
func (d Desk) ListPending(ctx context.Context) (list []Pending, err error) {
	// The ledger comes last: what is held by then and was not noted before is looked for once more by the next call.
	err = d.Files.Read(ctx, func(tx store.Tx) error {
		list, err = listPending(tx, d.Now())
		return err
	})
	var holds []ledger.Result
	if err == nil {
		holds, err = ledger.OpenHolds(ctx, d.Files, CNY)
	}
	if err != nil {
		return nil, fmt.Errorf("pay: list what is not over: %w", err)
	}
	return compareHolds(list, holds), nil
}
