package pay

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// What this room keeps of payments and what the ledger moved must be the same. Check goes both ways in one state of the database: each
// row has the movements that it says, and each movement is in a row. Ids of movements follow from the rows, so a row names its own. What
// is noted before the ledger is asked (a payment that is submitted, a share that was given, money on its way back) may have its movement
// or not: it is counted as under way, and compared if there is one. The rules are in check_rows.go, written anew from what the states
// mean: they share no code with what moves money. Both ways go through their tables a page at a time, so that memory is bounded.

// Checked is what Check went through.
type Checked struct {
	Orders, Payments, Refunds, Gifts, Shares int
	Records                                  int64 // of the ledger
	Underway                                 int   // movements that were noted and not finished: they may have been made or not
	Differences                              int
	Old                                      bool // the tables are older than this version, or not there: nothing was compared
}

// checkedSince is the newest of this room's migrations that the check needs.
const checkedSince = 5

// Check compares each order, payment, refund, deposit, gift and share with the ledger, and each movement of the ledger with these. It
// calls say with a sentence for each difference: which row, what it says, what the ledger says, and what to do. It changes nothing.
func Check(ctx context.Context, db ledger.Reader, say func(line string)) (Checked, error) {
	var a *audit
	err := ledger.ReadBooks(ctx, db, func(tx store.Tx, books ledger.Books) error {
		a = &audit{books: books, say: say}
		version, err := payVersion(tx)
		if err != nil || version < checkedSince {
			a.Old = version < checkedSince
			return err
		}
		for _, pass := range []func(store.Tx) error{a.payments, a.orders, a.refunds, a.gifts, a.records} {
			if err := pass(tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Checked{}, fmt.Errorf("pay: check: %w", err)
	}
	return a.Checked, nil
}

// audit is a check on its way.
type audit struct {
	Checked

	books ledger.Books
	say   func(string)
}

func (a *audit) differs(row, format string, args ...any) {
	a.Differences++
	a.say(row + ": " + fmt.Sprintf(format, args...))
}

// What to do about a difference.
const (
	putRight  = "the ledger counts, so put the row right from a backup"
	notMoved  = "no money has moved, so put the row right from a backup and deliver nothing for it"
	hasMoved  = "the money has moved, so put the row right from a backup or give the money back"
	bringBack = "bring the row back from a backup, or give the money back"
	askWho    = "compare both with a backup, and put right the one that was changed"
)

// need says whether a movement has to be there.
type need int

const (
	must     need = iota
	may           // it is under way
	optional      // it happened, or something else did that has the same end
	mustNot       // it was not asked for, or was refused
)

// movement is what a row says of one movement.
type movement struct {
	row, says string // which row, and what it says became of it
	need      need
	subject   string // whose id its own is derived from, with use
	use       string
	retried   bool // what was refused goes on under the next id; see postPromised

	op            ledger.Op
	debit, credit ledger.AccountID
	amount        int64
	currency      string
	code          string
	at            int64       // Unix milliseconds, 0 = it is not kept
	held          string      // of the end of a hold: the use that the hold's id is derived with
	ended         []ledger.Op // of a hold: what may have ended it; 0 is nothing
}

// try returns the id of a movement, after so many that were refused.
func (m movement) try(n int) (ledger.TransferID, error) {
	use := m.use
	if n > 0 {
		use = fmt.Sprintf("%s again %d", m.use, n)
	}
	return id.Derive[ledger.TransferID](m.subject, use)
}

// settle compares movements with the ledger.
func (a *audit) settle(list []movement) error {
	for try := 0; len(list) > 0; try++ {
		ids, kept := make([]ledger.TransferID, 0, len(list)), list[:0:0]
		for _, m := range list {
			one, err := m.try(try)
			if err != nil { // no movement can follow from it
				a.differs(m.row, "it says that %s, and its id is none that this server gives; %s", m.says, askWho)
				continue
			}
			ids, kept = append(ids, one), append(kept, m)
		}
		found, err := a.books.Find(ids)
		if err != nil {
			return err
		}
		refused, err := a.books.Refused(ids)
		if err != nil {
			return err
		}
		list = list[:0:0]
		for i, m := range kept {
			b, there := found[ids[i]]
			switch {
			case there:
				a.compare(m, b)
			case refused[ids[i]] && m.retried:
				list = append(list, m)
			default:
				a.absent(m, ids[i], refused[ids[i]])
			}
		}
	}
	return nil
}

// absent judges a movement that the ledger has not got.
func (a *audit) absent(m movement, one ledger.TransferID, refused bool) {
	what := "has no such movement, which would be " + string(one)
	if refused {
		what = "refused it, as " + string(one)
	}
	switch m.need {
	case must:
		a.differs(m.row, "it says that %s, with a movement of %s, and the ledger %s; %s", m.says, m.words(), what, notMoved)
	case may:
		a.Underway++
	case optional, mustNot:
	}
}

// compare judges a movement that the ledger has.
func (a *audit) compare(m movement, b ledger.Booked) {
	words := wordsOf(b)
	switch m.need {
	case mustNot:
		a.differs(m.row, "it says that %s, and the ledger moved %s, as %s; %s", m.says, words, b.ID, hasMoved)
		return
	case may:
		a.Underway++
	case must, optional:
	}
	same := b.Op == m.op.String() && b.Debit == m.debit && b.Credit == m.credit && b.Amount == m.amount && string(b.Currency) == m.currency &&
		b.Code == m.code && b.Subject == m.subject && (m.at == 0 || m.at == b.At)
	if same && m.held != "" {
		held, err := id.Derive[ledger.TransferID](m.subject, m.held)
		same = err == nil && held == b.Held
	}
	if !same {
		a.differs(m.row, "it says that %s, with a movement of %s, and the ledger moved %s, as %s; %s", m.says, m.words(), words, b.ID, putRight)
	}
	if m.op == ledger.Hold && !slices.Contains(m.ended, b.Ended) {
		a.differs(m.row, "it says that %s, and in the ledger its hold %s is %s; %s", m.says, b.ID, endWord(b.Ended), putRight)
	}
}

func endWord(o ledger.Op) string {
	switch o {
	case ledger.PostHold:
		return "taken"
	case ledger.VoidHold:
		return "given back"
	case ledger.Expire:
		return "over by its time"
	case ledger.Transfer, ledger.Hold:
	}
	return "open"
}

// words says all of a movement in one line.
func (m movement) words() string {
	return moved(m.op.String(), m.amount, m.currency, string(m.debit), string(m.credit), m.code, m.subject, m.at)
}

func wordsOf(b ledger.Booked) string {
	return moved(b.Op, b.Amount, string(b.Currency), string(b.Debit), string(b.Credit), b.Code, b.Subject, b.At)
}

func moved(op string, minor int64, currency, debit, credit, code, subject string, at int64) string {
	var s strings.Builder
	fmt.Fprintf(&s, "%s from %s to %s (%s", sum(minor, currency), debit, credit, op)
	if code != "" {
		fmt.Fprintf(&s, ", %q", code)
	}
	if subject != "" {
		s.WriteString(" for " + subject)
	}
	if at != 0 {
		s.WriteString(" at " + time.UnixMilli(at).UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	return s.String() + ")"
}

// sum writes an amount, whatever it is.
func sum(minor int64, currency string) string {
	amount, err := money.New(minor, money.Currency(currency))
	if err != nil {
		return fmt.Sprintf("%d of %q", minor, currency)
	}
	return amount.Decimal() + " " + currency
}

// accountName is how the ledger calls an account, whatever the parts are.
func accountName(kind, owner, currency string) ledger.AccountID {
	return ledger.AccountID(kind + ":" + owner + ":" + currency)
}

// total adds up what may be anything.
func total(list []int64) *big.Int {
	all := new(big.Int)
	for _, n := range list {
		all.Add(all, big.NewInt(n))
	}
	return all
}

// pages calls fn with all rows that next returns, a page at a time.
func pages[T any](next func(after any) ([]T, error), place func(T) any, fn func([]T) error) error {
	for after := any(""); ; {
		list, err := next(after)
		if err != nil || len(list) == 0 {
			return err
		}
		if err := fn(list); err != nil {
			return err
		}
		after = place(list[len(list)-1])
	}
}

func (a *audit) payments(tx store.Tx) error {
	return pages(func(after any) ([]paymentRow, error) { return pagePayments(tx, after) }, func(p paymentRow) any { return p.place },
		func(list []paymentRow) error {
			var all []movement
			for _, p := range list {
				a.Payments++
				all = append(all, a.payment(p)...)
			}
			return a.settle(all)
		})
}

func (a *audit) orders(tx store.Tx) error {
	return pages(func(after any) ([]orderRow, error) { return pageOrders(tx, after) }, func(o orderRow) any { return o.place },
		func(list []orderRow) error {
			for _, o := range list {
				a.Orders++
				a.order(o)
			}
			return nil
		})
}

func (a *audit) refunds(tx store.Tx) error {
	return pages(func(after any) ([]refundRow, error) { return pageRefunds(tx, after) }, func(r refundRow) any { return r.place },
		func(list []refundRow) error {
			var all []movement
			for _, r := range list {
				a.Refunds++
				all = append(all, a.refund(r)...)
			}
			return a.settle(all)
		})
}

func (a *audit) gifts(tx store.Tx) error {
	err := pages(func(after any) ([]giftRow, error) { return pageGifts(tx, after) }, func(g giftRow) any { return g.place },
		func(list []giftRow) error {
			var all []movement
			for _, g := range list {
				a.Gifts++
				a.Shares += len(g.claims)
				all = append(all, a.gift(g)...)
			}
			return a.settle(all)
		})
	if err != nil {
		return err
	}
	strays, err := listStrayClaims(tx)
	for _, c := range strays {
		a.differs("share of "+c.person+" in "+c.gift, "it says that %s minor units were taken, of a gift that is not there; %s", fmt.Sprint(c.amount), askWho)
	}
	return err
}

// records goes the other way: each movement must be in a row.
func (a *audit) records(tx store.Tx) error {
	var last ledger.Booked
	for {
		list, err := a.books.List(last)
		if err != nil || len(list) == 0 {
			return err
		}
		last = list[len(list)-1]
		a.Records += int64(len(list))
		rows, err := rowsOf(tx, list)
		if err != nil {
			return err
		}
		for _, b := range list {
			named, err := a.named(b, rows)
			if err != nil {
				return err
			}
			if !named {
				row := fmt.Sprintf("transfer %s at position %d", b.ID, b.Position)
				a.differs(row, "the ledger says %s, and no payment, refund or gift says so; %s", wordsOf(b), bringBack)
			}
		}
	}
}

// rows are those that some movements are for.
type rows struct {
	payments map[string]paymentRow
	refunds  map[string]refundRow
	gifts    map[string]giftRow
}

func rowsOf(tx store.Tx, list []ledger.Booked) (r rows, err error) {
	r = rows{map[string]paymentRow{}, map[string]refundRow{}, map[string]giftRow{}}
	wanted := map[string][]string{}
	seen := map[string]bool{}
	for _, b := range list {
		if prefix, _, ok := strings.Cut(b.Subject, "_"); ok && !seen[b.Subject] {
			seen[b.Subject] = true
			wanted[prefix] = append(wanted[prefix], b.Subject)
		}
	}
	payments, err := paymentsOf(tx, wanted["pay"])
	if err != nil {
		return r, err
	}
	for _, p := range payments {
		r.payments[p.key] = p
	}
	refunds, err := refundsOf(tx, wanted["rfd"])
	if err != nil {
		return r, err
	}
	for _, b := range refunds {
		r.refunds[b.key] = b
	}
	gifts, err := giftsOf(tx, wanted["gft"])
	for _, g := range gifts {
		r.gifts[g.key] = g
	}
	return r, err
}
