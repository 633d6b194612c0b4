package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// AccountChange is what an operator does to an account.
type AccountChange = pay.Change

// The changes.
const (
	Freeze = pay.Freeze
	Thaw   = pay.Thaw
	Close  = pay.Close
)

// AccountConfig says whose account an operator changes.
type AccountConfig struct {
	Data    string
	DB      string // the address of the instance's PostgreSQL database, if it has one
	Account string
	Change  AccountChange
	Now     func() time.Time
	Random  io.Reader
	To      io.Writer
}

const (
	wishLook  = 200 * time.Millisecond
	wishLimit = 30 * time.Second // a process that serves the instance looks every second
)

// ChangeAccount freezes, thaws or closes an account. Only the ledger writes accounts: beside a process that serves the instance it asks
// that one and waits for its answer, else it opens the ledger itself. It returns a Refusal for what the operator can set right.
func ChangeAccount(ctx context.Context, c AccountConfig) (err error) {
	account := ledger.AccountID(c.Account)
	place := store.Place{Dir: c.Data, DB: c.DB}
	guest, err := store.OpenGuest(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	desk := pay.Desk{Files: guest, Now: c.Now}
	before, err := desk.Standing(ctx, account)
	if err == nil {
		err = c.change(ctx, desk, account)
	}
	if err != nil {
		return c.refusal(err)
	}
	after, err := desk.Standing(ctx, account)
	if err != nil {
		return c.refusal(err)
	}
	fmt.Fprintln(c.To, said(before, after))
	return nil
}

// said tells what an account is after a change.
func said(before, after ledger.Balance) string {
	already := ""
	if before.Frozen == after.Frozen && before.Closed == after.Closed {
		already = " already"
	}
	money := fmt.Sprintf("it has %s, of which %s held", after.Posted.Decimal(), after.Held.Decimal())
	switch {
	case after.Closed:
		return fmt.Sprintf("%s is closed%s: nothing moves on it any more", after.ID, already)
	case after.Frozen:
		return fmt.Sprintf("%s is frozen%s: nothing leaves it but what is held; %s", after.ID, already, money)
	}
	return fmt.Sprintf("%s is%s not frozen; %s", after.ID, already, money)
}

// change does it, here or in the process that serves the instance.
func (c AccountConfig) change(ctx context.Context, desk pay.Desk, account ledger.AccountID) error {
	err := c.here(ctx, account)
	if !errors.Is(err, store.ErrInUse) {
		return err
	}
	w := pay.Wish{ID: id.New[pay.WishID](id.NewSource(c.Now, c.Random)), Account: account, Change: c.Change, CreatedAt: c.Now()}
	if err := desk.Ask(ctx, w); err != nil {
		return err
	}
	tick := time.NewTicker(wishLook)
	defer tick.Stop()
	limit, cancel := context.WithTimeout(ctx, wishLimit)
	defer cancel()
	for {
		now, err := desk.Answer(ctx, w.ID)
		if err == nil && !now.DoneAt.IsZero() {
			return now.Err()
		}
		select {
		case <-tick.C:
		case <-limit.Done():
			return c.giveUp(context.WithoutCancel(ctx), desk, w.ID)
		}
	}
}

// giveUp takes the wish back, unless it was answered in the last moment.
func (c AccountConfig) giveUp(ctx context.Context, desk pay.Desk, wish pay.WishID) error {
	withdrawn, err := desk.Withdraw(ctx, wish)
	if err != nil {
		return err
	}
	if !withdrawn {
		now, err := desk.Answer(ctx, wish)
		if err != nil {
			return err
		}
		return now.Err()
	}
	return Refusal{
		Text: "the superette that serves this instance did not answer, and nothing was changed",
		Hint: "is it of this version, and its ledger at work? `superette doctor` says more; or stop it, and try again",
	}
}

// here opens the ledger and does it. It fails with store.ErrInUse if another process has the instance.
func (c AccountConfig) here(ctx context.Context, account ledger.AccountID) (err error) {
	log := slog.New(slog.DiscardHandler)
	db, err := store.Open(ctx, store.Config{Dir: c.Data, DB: c.DB, Now: c.Now, Random: c.Random, Log: log, Schemas: schemas()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	l, err := ledger.Open(ctx, ledger.Config{DB: db, Currencies: currencies(), Now: c.Now})
	if err != nil {
		return err
	}
	defer l.Close()
	s := pay.New(pay.Config{DB: db, IDs: id.NewSource(c.Now, c.Random), Now: c.Now, Random: c.Random, Ledger: l, Accounts: l})
	return s.ChangeAccount(ctx, account, c.Change)
}

// refusal turns what the operator can set right into words.
func (c AccountConfig) refusal(err error) error {
	detail := strings.TrimSuffix(fault.Of(err).Detail, ".")
	switch {
	case errors.Is(err, ledger.ErrInvalid):
		return Refusal{Text: fmt.Sprintf("%q is not the name of an account", c.Account), Hint: "such as person:usr_…:CNY or merchant:1600000001:CNY"}
	case errors.Is(err, pay.ErrNoSuchAccount):
		return Refusal{
			Text: fmt.Sprintf("there is no account %q here", c.Account),
			Hint: "an account is opened by the first movement on it; such as person:usr_…:CNY or merchant:1600000001:CNY",
		}
	case errors.Is(err, pay.ErrSource):
		return Refusal{Text: "money comes from this account: it cannot be frozen or closed", Hint: "freeze the account that the money went to"}
	case errors.Is(err, pay.ErrShut):
		return Refusal{Text: c.Account + " is closed, for good", Hint: "its owner needs another account; what was on it is in `superette ledger statement`"}
	case errors.Is(err, pay.ErrNotEmpty):
		return Refusal{Text: "there is still money in " + c.Account + ": " + detail, Hint: "an account is closed once it is empty; until then `superette ledger freeze` keeps what is there"}
	case errors.Is(err, pay.ErrUnderway):
		return Refusal{Text: "money may still come back to " + c.Account + ": " + detail, Hint: "`superette ledger orders` shows it; try again once it is over"}
	}
	return storeRefusal(err, store.Place{Dir: c.Data, DB: c.DB})
}

// OrdersConfig says of which instance what is not over is listed.
type OrdersConfig struct {
	Data string
	DB   string
	Now  func() time.Time
	To   io.Writer
}

// Orders prints what is not over: first what somebody has to carry on, then what waits for people. It reads only.
func Orders(ctx context.Context, c OrdersConfig) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	guest, err := store.OpenGuest(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, guest.Close()) }()
	list, err := pay.Desk{Files: guest, Now: c.Now}.ListPending(ctx)
	if err != nil {
		return storeRefusal(err, place)
	}
	for _, doubt := range []bool{true, false} {
		n := 0
		for _, p := range list {
			if p.Doubt != doubt {
				continue
			}
			if n++; n == 1 && doubt {
				fmt.Fprintln(c.To, "on its way, or in doubt (the instance carries it on within a minute, if it runs):")
			} else if n == 1 {
				fmt.Fprintln(c.To, "open:")
			}
			fmt.Fprintln(c.To, "  "+line(p))
		}
	}
	if len(list) == 0 {
		fmt.Fprintln(c.To, "nothing is open or in doubt")
	}
	return nil
}

func line(p pay.Pending) string {
	parts := []string{fmt.Sprintf("%-10s", p.What), p.ID}
	if p.Amount.Minor() != 0 {
		parts = append(parts, p.Amount.Decimal())
	}
	if p.From != "" {
		parts = append(parts, "from "+p.From)
	}
	if p.To != "" {
		parts = append(parts, "to "+p.To)
	}
	parts = append(parts, "since "+p.Since.UTC().Format(time.RFC3339))
	switch {
	case p.What == "notice":
		parts = append(parts, "again at "+p.Until.UTC().Format(time.RFC3339))
	case !p.Until.IsZero():
		parts = append(parts, "until "+p.Until.UTC().Format(time.RFC3339))
	}
	if p.Word != "" {
		parts = append(parts, p.Word)
	}
	return strings.Join(parts, " ")
}
