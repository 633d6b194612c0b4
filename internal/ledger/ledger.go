// Package ledger keeps accounts by double entry. It is the only writer of balances.
//
// What it promises: each movement takes from one account what it gives to another, so all balances of a currency sum to
// zero; nobody but the account that issues money goes below zero; an answer means that the disk has it; and asking the
// same thing again, by the same id in the same currency, moves nothing twice.
//
// How. A Machine decides: it is pure, and given the same commands at the same times it comes to the same results. There
// is one Shard per currency, whose single goroutine takes whatever waits in its queue, lets the machine decide all of it
// in memory, and makes one commit of the outcome: a fence first, which hits no row if another process took the ledger
// over, then the records, the refusals, the balances and the events. Only then everybody is answered. One commit for
// thousands, and no lock on an account however popular, is what makes it fast. See machine.go, shard.go and store.go.
//
// Every record carries, for either account, the running balance and a hash over the record and the account's previous
// hash; all records are the leaves of a Merkle tree whose head is stored in the same commit. What is kept beside the records,
// which ids were refused and what became of accounts, is a chain of hashes of its own. Check follows all of that from the rows
// alone and names what differs. Heads are signed once a minute, each with those before it, so that who keeps one can tell a ledger that was
// written anew. See record.go, memo.go, check.go, heads.go and statement.go.
//
// To change it. A new rule belongs into rules.go, and into the naive ledger of model_test.go, which is written to be read: TestMachine
// compares the two. A new kind of command also needs its words in check.go (audit.move), which shares no code with the rules. A new
// column is written in store.go, for SQLite a row at a time, and in store_many.go, for PostgreSQL all rows at once; what it says is
// hashed in record.go or memo.go, and read as it stands in store_check.go: TestTampering changes every column of every table behind the
// ledger's back, and fails for one that the check does not see. TestSimulation then says what happens when the database fails in the
// middle of it.
//
// No function that is given a store.Tx may call the ledger: it would wait for the committer on the committer.
package ledger

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Refusals. The first group is kept: an id that was refused stays refused, and a new attempt takes a new id.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrShort says that the account that pays has too little that is neither spent nor held.
	ErrShort = fault.New(fault.Conflict, "ledger.short", "There is not enough money in this account.")
	// ErrNoAccount says that an account of the command was never opened.
	ErrNoAccount = fault.New(fault.NotFound, "ledger.no-account", "This account does not exist.")
	// ErrFrozen says that nothing may leave the account that pays.
	ErrFrozen = fault.New(fault.Conflict, "ledger.frozen", "This account is frozen.")
	// ErrAccountClosed says that one of the accounts is closed.
	ErrAccountClosed = fault.New(fault.Conflict, "ledger.account-closed", "This account is closed.")
	// ErrNoHold says that there is no hold of that id.
	ErrNoHold = fault.New(fault.NotFound, "ledger.no-hold", "No money is held under this number.")
	// ErrHoldSmall says that more was to be posted than is held.
	ErrHoldSmall = fault.New(fault.Conflict, "ledger.hold-small", "Less money is held than that.")
	// ErrHoldOver says that the hold was posted or voided before.
	ErrHoldOver = fault.New(fault.Conflict, "ledger.hold-over", "The held money was already paid out or given back.")
	// ErrHoldExpired says that the hold's time had run out.
	ErrHoldExpired = fault.New(fault.Conflict, "ledger.hold-expired", "The time for this payment has run out; the held money was given back.")
	// ErrTooMuch says that a balance would not fit 63 bits.
	ErrTooMuch = fault.New(fault.Conflict, "ledger.too-much", "This is more money than an account can hold.")
	// ErrLinked says that another command of the same PostAll was refused, and so none of them happened.
	ErrLinked = fault.New(fault.Conflict, "ledger.linked", "Nothing was moved, because a part of it was not possible.")
)

// Failures that leave no trace.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrInvalid says that no state of the accounts could make the command possible.
	ErrInvalid = fault.New(fault.Invalid, "ledger.invalid", "This is not a possible movement of money.")
	// ErrTaken says that the id belongs to a command with other fields.
	ErrTaken = fault.New(fault.Conflict, "ledger.taken", "This number was already used for another movement of money.")
	// ErrNotEmpty says that an account with money, or with held money, cannot be closed.
	ErrNotEmpty = fault.New(fault.Conflict, "ledger.not-empty", "There is still money in this account.")
	// ErrNoTransfer says that Find knows no such id.
	ErrNoTransfer = fault.New(fault.NotFound, "ledger.no-transfer", "This movement of money does not exist.")
	// ErrUnknown says that the outcome is not known: the money moved or it did not. Ask again with the same id.
	ErrUnknown = fault.New(fault.Unavailable, "ledger.unknown", "It is not known yet whether the money moved. Ask again; nothing will be moved twice.")
	// ErrStopped says that the ledger takes no more commands. By this request nothing happened, but by an earlier one with the same id
	// it may have. Err says why.
	ErrStopped = fault.New(fault.Unavailable, "ledger.stopped", "Payments are stopped at the moment. This request moved no money.")
	// ErrBusy says that the disk or the database refused for now. By this request nothing happened, but by an earlier one with the same
	// id it may have.
	ErrBusy = fault.New(fault.Unavailable, "ledger.busy", "This could not be saved. This request moved no money.")
)

// Posted is the kind of the event that follows a record whose command has a subject. Its key is the subject, its payload
// a Posting in JSON; see ParsePosting.
const Posted = "ledger.Posted"

// TransferID names a command and the record it leaves: trf_…. The caller chooses it, by id.New or, better, by id.Derive
// from the thing that it moves money for. It is time-ordered, and in the ledger of its currency it is the key of idempotency.
type TransferID string

// Prefix returns "trf_".
func (TransferID) Prefix() string { return "trf_" }

// AccountID names an account: "kind:owner:currency", such as "person:usr_…:CNY".
type AccountID string

// Issuance is the kind of the accounts that money comes from. They alone may go below zero.
const Issuance = "issuance"

// AccountOf returns the name of an account. The kind is a word of lower-case letters; the owner is a name as other rooms
// have them, without a colon. It need not be open yet. It fails with ErrInvalid.
func AccountOf(kind, owner string, currency money.Currency) (AccountID, error) {
	account := AccountID(kind + ":" + owner + ":" + string(currency))
	if _, err := account.parse(); err != nil {
		return "", err
	}
	return account, nil
}

// Account is an account's identity and state. Flags are Frozen and Closed.
type Account struct {
	ID       AccountID
	Kind     string
	Owner    string
	Currency money.Currency
	Frozen   bool // nothing leaves but what is held
	Closed   bool // nothing moves
}

// parse returns what an id says of its account.
func (a AccountID) parse() (Account, error) {
	kind, rest, _ := strings.Cut(string(a), ":")
	owner, code, _ := strings.Cut(rest, ":")
	currency := money.Currency(code)
	_, err := currency.Digits()
	bad := kind == "" || owner == "" || err != nil || len(a) > accountMax
	for i := 0; i < len(kind) && !bad; i++ {
		bad = kind[i] < 'a' || kind[i] > 'z'
	}
	for i := 0; i < len(owner) && !bad; i++ {
		bad = owner[i] <= ' ' || owner[i] > '~'
	}
	if bad {
		return Account{}, fmt.Errorf("ledger: account %q: %w", string(a), ErrInvalid)
	}
	return Account{ID: a, Kind: kind, Owner: owner, Currency: currency}, nil
}

// Currency returns the last part of the name.
func (a AccountID) Currency() money.Currency {
	return money.Currency(a[strings.LastIndexByte(string(a), ':')+1:])
}

// Balance is what an account has.
type Balance struct {
	Account
	Posted   money.Amount // all that came in less all that went out; the issuance's is negative
	Held     money.Amount // of Posted: promised to others by holds
	Incoming money.Amount // held by others for this account; not in Posted
}

// Available returns what can be spent: Posted less Held.
func (b Balance) Available() money.Amount {
	left, err := b.Posted.Sub(b.Held)
	if err != nil { // the same currency, and both were checked when they were posted
		panic(err)
	}
	return left
}

// Op is what a command does.
type Op uint8

// The kinds of commands. Expire is the ledger's own: it ends a hold whose time has run out.
const (
	Transfer Op = iota + 1 // moves Amount from Debit to Credit
	Hold                   // promises Amount of Debit to Credit until it is posted, voided, or Timeout is over
	PostHold               // moves Amount, at most what Held holds, and gives back the rest
	VoidHold               // gives back all that Held holds
	Expire
)

// String returns the op in the form that logs and events use.
func (o Op) String() string {
	names := [...]string{"", "transfer", "hold", "post", "void", "expire"}
	if int(o) >= len(names) {
		return "unknown"
	}
	return names[o]
}

// Command asks for one movement. Commands of a currency with the same ID must be the same in every field. Each currency is a ledger of
// its own, which may be in another process: it knows its own ids alone. So an ID in two currencies is two movements.
type Command struct {
	ID      TransferID
	Op      Op
	Debit   AccountID     // who pays; Transfer and Hold only
	Credit  AccountID     // who is paid; Transfer and Hold only
	Amount  money.Amount  // more than zero; for VoidHold zero of the hold's currency
	AtMost  bool          // Transfer and Hold: move what is available, up to Amount; refused with ErrShort if that is nothing
	Held    TransferID    // PostHold and VoidHold: the hold
	Timeout time.Duration // Hold: in whole milliseconds; 0 holds until it is posted or voided
	Code    string        // what sort of movement, such as "payment" or "refund": at most 32 bytes, may be ""
	Subject string        // what it is for, such as "pay_…": at most 64 bytes. If it is not "", a Posted event follows
}

// Result is the record that a command left.
type Result struct {
	ID      TransferID
	Op      Op
	Debit   AccountID // of a PostHold, VoidHold or Expire too
	Credit  AccountID
	Amount  money.Amount // what was moved, held or given back
	Held    TransferID   // PostHold, VoidHold and Expire: the hold
	Code    string
	Subject string
	At      time.Time // never before the records before it; in whole milliseconds

	Position      int64        // place among the currency's records, from 1
	DebitBalance  money.Amount // what was posted on Debit after it
	CreditBalance money.Amount
}

// Entry is a movement as one of its accounts sees it.
type Entry struct {
	Result
	Incoming bool         // the account is Credit
	Other    AccountID    // the counterpart
	Balance  money.Amount // of the account, after it
}

// Config says what a ledger stands on.
type Config struct {
	DB         *store.DB
	Currencies []money.Currency // one shard each
	Now        func() time.Time
	Log        *slog.Logger // nil means none
	Cluster    *Cluster     // nil means that this process is alone
}

// Ledger is the ledgers of all currencies.
type Ledger struct {
	db     database
	shards []*Shard // in the order of Config.Currencies; none in a cluster
	peers  *peers   // nil unless in a cluster
	halted chan struct{}
	once   sync.Once
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of the ledger, for store.Open.
func Schema() store.Schema {
	return store.Schema{Room: "ledger", FS: schema}
}

// Open takes the ledger over: whoever had it before can commit nothing more. It fails with store.ErrNotDurable if the
// database would acknowledge what a power cut can undo.
func Open(ctx context.Context, c Config) (*Ledger, error) {
	if err := c.DB.Durable(ctx); err != nil {
		return nil, fmt.Errorf("ledger: open: %w", err)
	}
	return open(ctx, c, c.DB)
}

func open(ctx context.Context, c Config, db database) (*Ledger, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	l := &Ledger{db: db, halted: make(chan struct{})}
	halt := func() { l.once.Do(func() { close(l.halted) }) }
	if c.Cluster != nil {
		var err error
		if l.peers, err = openPeers(ctx, l, c, shardConfig{db: db, now: c.Now, log: c.Log, halt: halt}); err != nil {
			return nil, err
		}
		return l, nil
	}
	for _, currency := range c.Currencies {
		s, err := openShard(ctx, shardConfig{currency: currency, db: db, now: c.Now, log: c.Log, halt: halt})
		if err != nil {
			l.Close()
			return nil, err
		}
		l.shards = append(l.shards, s)
	}
	return l, nil
}

// Close lets what is queued finish. Commands that come later fail with ErrStopped.
func (l *Ledger) Close() {
	for _, s := range l.shards {
		s.close()
	}
	if l.peers != nil {
		l.peers.close()
	}
}

// Halted returns a channel that is closed when a shard of the ledger stopped for good, because the disk failed or somebody
// else took the ledger over. The process should end then; Err says why. Close alone does not close the channel.
func (l *Ledger) Halted() <-chan struct{} { return l.halted }

// Err returns why the ledger stopped for good: store.ErrFenced or the disk's error, wrapped; nil while it works.
func (l *Ledger) Err() error {
	shards := l.shards
	if l.peers != nil {
		shards = l.peers.list()
	}
	errs := make([]error, 0, len(shards))
	for _, s := range shards {
		errs = append(errs, s.failure())
	}
	return errors.Join(errs...)
}

// shard returns the one of a currency.
func (l *Ledger) shard(currency money.Currency) (*Shard, error) {
	at := slices.IndexFunc(l.shards, func(s *Shard) bool { return s.currency == currency })
	if at < 0 {
		return nil, fmt.Errorf("ledger: no ledger of %q: %w", string(currency), ErrInvalid)
	}
	return l.shards[at], nil
}

// Post carries out one command and returns once it is durable. A repeated command gets the result of the first. It fails
// with the refusals above; ErrUnknown and an ended context leave the outcome open: repeat the command, or Find it.
func (l *Ledger) Post(ctx context.Context, c Command) (Result, error) {
	outcomes, err := l.post(ctx, []Command{c})
	if err != nil {
		return Result{}, fmt.Errorf("ledger: %s %s: %w", c.Op, c.ID, err)
	}
	if err := outcomes[0].err; err != nil {
		return Result{}, fmt.Errorf("ledger: %s %s: %w", c.Op, c.ID, err)
	}
	return outcomes[0].result, nil
}

// PostAll carries out commands of one currency in their order, all or none. If one is refused so are the others, by
// ErrLinked, and the error is that of the first one refused for its own sake. To repeat, repeat all of them.
func (l *Ledger) PostAll(ctx context.Context, commands []Command) ([]Result, error) {
	outcomes, err := l.post(ctx, commands)
	if err != nil {
		return nil, fmt.Errorf("ledger: post %d commands: %w", len(commands), err)
	}
	results := make([]Result, len(outcomes))
	var linked error
	for i, o := range outcomes {
		switch {
		case errors.Is(o.err, ErrLinked):
			linked = fmt.Errorf("ledger: %s %s: %w", commands[i].Op, commands[i].ID, o.err)
		case o.err != nil:
			return nil, fmt.Errorf("ledger: %s %s: %w", commands[i].Op, commands[i].ID, o.err)
		}
		results[i] = o.result
	}
	if linked != nil {
		return nil, linked
	}
	return results, nil
}

func (l *Ledger) post(ctx context.Context, commands []Command) ([]outcome, error) {
	if len(commands) == 0 || len(commands) > chainMax {
		return nil, fmt.Errorf("ledger: %d linked commands, at most %d: %w", len(commands), chainMax, ErrInvalid)
	}
	return l.do(ctx, commands[0].Amount.Currency(), inquiry{commands: commands})
}

// do has a question answered.
func (l *Ledger) do(ctx context.Context, currency money.Currency, q inquiry) ([]outcome, error) {
	if l.peers != nil {
		if _, err := q.request(currency); err != nil {
			return nil, err
		}
		return l.peers.do(ctx, currency, q)
	}
	s, err := l.shard(currency)
	if err != nil {
		return nil, err
	}
	r, err := q.request(currency)
	if err != nil {
		return nil, err
	}
	return s.do(ctx, r)
}

// OpenAccount opens an account, unless it is open, and returns its name. It is cheap for one that is open. It fails with
// ErrInvalid, or like Post.
func (l *Ledger) OpenAccount(ctx context.Context, kind, owner string, currency money.Currency) (AccountID, error) {
	account, err := AccountOf(kind, owner, currency)
	if err != nil {
		return "", err
	}
	return account, l.manage(ctx, account, openAccount)
}

// FreezeAccount lets nothing leave an account but what is held. It fails with ErrNoAccount, or like Post.
func (l *Ledger) FreezeAccount(ctx context.Context, account AccountID) error {
	return l.manage(ctx, account, freezeAccount)
}

// UnfreezeAccount undoes FreezeAccount.
func (l *Ledger) UnfreezeAccount(ctx context.Context, account AccountID) error {
	return l.manage(ctx, account, unfreezeAccount)
}

// CloseAccount lets nothing move on an account, for good. It fails with ErrNotEmpty, ErrNoAccount, or like Post.
func (l *Ledger) CloseAccount(ctx context.Context, account AccountID) error {
	return l.manage(ctx, account, closeAccount)
}

func (l *Ledger) manage(ctx context.Context, account AccountID, change accountChange) error {
	parsed, err := account.parse()
	if err != nil {
		return err
	}
	outcomes, err := l.do(ctx, parsed.Currency, inquiry{change: change, account: account})
	if err == nil {
		err = outcomes[0].err
	}
	if err != nil {
		return fmt.Errorf("ledger: account %s: %w", account, err)
	}
	return nil
}

// Find returns the record that a command of a currency left. It fails with ErrNoTransfer for an id that is not known there (or
// not known yet: a command may be on its way), with the refusal for one that was refused, and with ErrUnknown for one that is not
// known after the ledger stopped for good.
func (l *Ledger) Find(ctx context.Context, currency money.Currency, transfer TransferID) (result Result, err error) {
	raw, err := id.Raw(transfer)
	if err != nil {
		return Result{}, fmt.Errorf("ledger: find: %w", err)
	}
	err = l.db.Read(ctx, func(tx store.Tx) error {
		found, known, err := findResult(tx, currency, raw)
		switch {
		case err != nil:
		case known:
			err = found.err
		case l.Err() != nil:
			err = ErrUnknown // what the last commit wrote may still be found after a restart
		default:
			err = ErrNoTransfer
		}
		result = found.result
		return err
	})
	if err != nil {
		return Result{}, fmt.Errorf("ledger: find %s: %w", transfer, err)
	}
	return result, nil
}

// Balance returns what an account has, as of the newest commit. It fails with ErrNoAccount.
func (l *Ledger) Balance(ctx context.Context, account AccountID) (b Balance, err error) {
	err = l.db.Read(ctx, func(tx store.Tx) error {
		var found bool
		if b, found, err = findBalance(tx, account); err == nil && !found {
			err = ErrNoAccount
		}
		return err
	})
	if err != nil {
		return Balance{}, fmt.Errorf("ledger: balance of %s: %w", account, err)
	}
	return b, nil
}

// BalanceOf returns what an account has, for who has the database and not the ledger. It reads only. It fails with ErrNoAccount, and with
// ErrInvalid for what is not the name of an account.
func BalanceOf(ctx context.Context, db Reader, account AccountID) (b Balance, err error) {
	if _, err := account.parse(); err != nil {
		return b, err
	}
	err = db.Read(ctx, func(tx store.Tx) error {
		var found bool
		if b, found, err = findBalance(tx, account); err == nil && !found {
			err = ErrNoAccount
		}
		return err
	})
	if err != nil {
		return b, fmt.Errorf("ledger: balance of %s: %w", account, err)
	}
	return b, nil
}

// OpenHolds returns the holds of a currency that were neither posted, voided nor expired, in their order, for who has the database and
// not the ledger. It reads only.
func OpenHolds(ctx context.Context, db Reader, currency money.Currency) (list []Result, err error) {
	err = db.Read(ctx, func(tx store.Tx) error {
		holds, err := listOpenHolds(tx, currency)
		list = nil
		for _, h := range holds {
			list = append(list, h.record.result())
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: open holds: %w", err)
	}
	return list, nil
}

// ListBalances returns the accounts of one owner, of whatever kind and currency, sorted by name.
func (l *Ledger) ListBalances(ctx context.Context, owner string) (list []Balance, err error) {
	err = l.db.Read(ctx, func(tx store.Tx) error {
		list, err = listBalances(tx, owner)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: balances of %s: %w", owner, err)
	}
	return list, nil
}

// Page says which entries of an account to list: those with From <= At < To, such as a month in the reader's time zone,
// newest first. To go on, pass the Position of the last entry as Before.
type Page struct {
	From, To time.Time
	Before   int64 // 0 begins with the newest
	Limit    int   // 1 to 200
}

// ListEntries returns the movements of an account, transfers and posted holds, newest first; nil if there are none. It
// fails with ErrNoAccount, and with ErrInvalid for a limit out of its range.
func (l *Ledger) ListEntries(ctx context.Context, account AccountID, p Page) (list []Entry, err error) {
	if p.Limit < 1 || p.Limit > 200 || p.Before < 0 {
		return nil, fmt.Errorf("ledger: list %d entries before %d: %w", p.Limit, p.Before, ErrInvalid)
	}
	err = l.db.Read(ctx, func(tx store.Tx) error {
		list, err = listEntries(tx, account, p)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: entries of %s: %w", account, err)
	}
	return list, nil
}
