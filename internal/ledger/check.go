package ledger

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Reader is an open store.DB, or a store.Reader of a folder that another process has.
type Reader interface {
	Read(ctx context.Context, fn func(store.Tx) error) error
}

// Report is what Check found in one currency.
type Report struct {
	Currency    money.Currency // "" for rows that are of none
	Accounts    int
	Records     int64
	Issued      money.Amount // what all other accounts have together
	Root        tlog.Hash    // of the Merkle tree over the records
	Signed      Signed       // as its signed heads have it
	Differences []string     // a line for each; nil if all is as it must be
}

// Signed says how far a ledger is signed. What lies beyond, whoever can write into the database can have made anew.
type Signed struct {
	Heads   int64     // how many there are
	Records int64     // under the newest
	At      time.Time // of the newest; zero if there is none
}

// Check derives every balance of every currency anew from the records, adds them up, and follows hashes, times, holds and the
// tree's head, all in one state of the database. It names each account and each record that differs. It does so by the rules
// of the rows alone and shares no code with the machine but that which makes the hashes.
func Check(ctx context.Context, db Reader) ([]Report, error) {
	return CheckSigned(ctx, db, nil)
}

// CheckSigned is Check, and holds the signatures of signed heads against a key, if there is one, and the ledger against heads that were
// kept elsewhere.
func CheckSigned(ctx context.Context, db Reader, verifier note.Verifier, kept ...SignedHead) (reports []Report, err error) {
	err = db.Read(ctx, func(tx store.Tx) error {
		currencies, strange, err := listCurrencies(tx)
		if err != nil {
			return err
		}
		for _, h := range kept { // one of which nothing is left, too
			currencies = append(currencies, h.Currency)
		}
		slices.Sort(currencies)
		for _, currency := range slices.Compact(currencies) {
			report, err := checkCurrency(tx, currency, verifier, kept)
			if err != nil {
				return fmt.Errorf("%s: %w", currency, err)
			}
			reports = append(reports, report)
		}
		if len(strange) > 0 {
			reports = append(reports, nameStrange(strange))
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: check: %w", err)
	}
	return reports, nil
}

// nameStrange reports rows that cannot be of any currency.
func nameStrange(strange []strangeRows) (r Report) {
	for _, s := range strange {
		r.Differences = append(r.Differences, fmt.Sprintf("%s: the currency of %d of its rows is %s", s.table, s.rows, shown(s.currency)))
	}
	return r
}

// audit is a check of one currency on its way through the records.
type audit struct {
	Report

	accounts map[int64]*audited
	holds    map[rawID]*hold
	states   map[rawID]Op   // rows of ledger_hold
	months   map[month]bool // rows of ledger_month that no record explained yet
	refused  map[rawID]bool
	signing  []signedHeads // rows of ledger_signing
	memos    memos
	heads    expected
	tree     tree
	position int64 // of the newest record seen
	at       int64
}

// audited is an account as its row has it, and as the records make it.
type audited struct {
	row *accountRow

	opened, frozen, closed bool  // as the memos have it
	openedAt               int64 // the same

	debits, credits, debitsHeld, creditsHeld big.Int

	entries int64     // of the newest record seen, as it says itself
	last    int64     // its position
	balance int64     // the same
	month   int64     // of its time
	hash    tlog.Hash // as it says itself
}

func (a *audit) differs(what, format string, args ...any) {
	a.Differences = append(a.Differences, string(a.Currency)+" "+what+": "+fmt.Sprintf(format, args...))
}

// name notes what is wrong with the values of a row.
func (a *audit) name(what string, wrong []string) {
	for _, w := range wrong {
		a.differs(what, "%s", w)
	}
}

func checkCurrency(tx store.Tx, currency money.Currency, verifier note.Verifier, kept []SignedHead) (Report, error) {
	a := &audit{
		Report: Report{Currency: currency}, accounts: map[int64]*audited{}, holds: map[rawID]*hold{}, refused: map[rawID]bool{},
		states: map[rawID]Op{}, months: map[month]bool{}, heads: newExpected(),
	}
	rows, err := a.readAccounts(tx)
	if err != nil {
		return Report{}, err
	}
	if err := a.readHoldsAndMonths(tx); err != nil {
		return Report{}, err
	}
	for _, h := range kept {
		if h.Currency == currency {
			a.heads.keep(h)
		}
	}
	if err := a.readSigned(tx, verifier); err != nil {
		return Report{}, err
	}
	if err := eachMemo(tx, currency, a.memo); err != nil {
		return Report{}, err
	}
	if err := auditRecords(tx, currency, a.record); err != nil {
		return Report{}, err
	}
	heads, err := listHeadRows(tx, currency)
	if err != nil {
		return Report{}, err
	}
	unchained, err := isUnchained(tx, currency)
	if err != nil {
		return Report{}, err
	}
	if unchained {
		a.differs("ledger", "a row says that its chain of refusals and changes of accounts was not begun yet")
	}
	a.Accounts, a.Root = len(rows), a.tree.root()
	a.Signed.Heads = a.heads.chain.count
	a.checkSigned()
	a.checkHolds()
	a.checkMonths()
	a.checkAccounts(rows)
	a.checkHead(heads)
	return a.Report, nil
}

// readAccounts takes in the accounts as their rows are.
func (a *audit) readAccounts(tx store.Tx) ([]*accountRow, error) {
	rows, strays, err := listRows(tx, a.Currency)
	for _, row := range rows {
		a.accounts[row.number] = &audited{row: row}
		a.name(row.what(), row.wrong)
	}
	for _, number := range strays {
		a.differs(fmt.Sprintf("balance number %d", number), "it belongs to no account")
	}
	return rows, err
}

// readHoldsAndMonths takes in what the records will have to explain.
func (a *audit) readHoldsAndMonths(tx store.Tx) error {
	err := eachHold(tx, a.Currency, func(id rawID, ended Op, wrong []string) {
		what := "hold " + string(id.name())
		a.name(what, wrong)
		if _, twice := a.states[id]; twice {
			a.differs(what, "it has two rows")
		}
		a.states[id] = ended
	})
	if err != nil {
		return err
	}
	return eachMonth(tx, a.Currency, func(m month, wrong []string) {
		what := fmt.Sprintf("month %d of account number %d", m.month, m.number)
		a.name(what, wrong)
		if a.months[m] {
			a.differs(what, "it has two rows")
		}
		a.months[m] = true
	})
}

// account returns the audited account of a number. One without a row is named once, and made up so that the rest can be followed.
func (a *audit) account(number int64) *audited {
	if found := a.accounts[number]; found != nil {
		return found
	}
	made := &audited{row: &accountRow{accountState: &accountState{number: number, Account: Account{ID: AccountID(fmt.Sprintf("number %d", number)), Kind: Issuance}}}}
	a.accounts[number] = made
	a.differs(fmt.Sprintf("account number %d", number), "records name it, and it has no row")
	return made
}

// record follows one record. What it says is compared with the record before it of the same account as that one says it, so
// that a change is named where it was made and not in all that follows.
func (a *audit) record(r *record, wrong []string) {
	a.Records++
	what := fmt.Sprintf("transfer %s at position %d", r.id.name(), r.position)
	a.name(what, wrong)
	switch missing := r.position - a.position - 1; {
	case r.position < 1: // named already
	case missing < 0:
		a.differs(what, "there is another one at this position")
	case missing == 1:
		a.differs(fmt.Sprintf("transfer at position %d", a.position+1), "it is missing")
	case missing > 1:
		a.differs(fmt.Sprintf("transfers at positions %d to %d", a.position+1, r.position-1), "they are missing")
	}
	a.position = max(a.position, r.position)
	if r.at < a.at {
		a.differs(what, "its time %d is before that of the record before it, %d", r.at, a.at)
	}
	a.at = r.at
	debit, credit := a.account(r.debit.number), a.account(r.credit.number)
	r.debit.account, r.credit.account = debit.row.ID, credit.row.ID
	moved := a.move(what, r, debit, credit)
	core := r.core()
	debitHash := a.follow(what, &r.debit, debit, -moved, core, debitSide)
	creditHash := a.follow(what, &r.credit, credit, moved, core, creditSide)
	debit.last, credit.last = r.position, r.position
	a.begin(debit, r)
	a.begin(credit, r)
	sealed := *r
	sealed.debit.hash, sealed.credit.hash = debitHash, creditHash
	a.tree.add(sealed.leaf())
	if a.heads.trees[a.tree.size] != nil {
		a.pass("tree", a.heads.trees, a.tree.size, a.tree.root())
	}
}

// move adds a record up, and returns by how much it moves what is posted.
func (a *audit) move(what string, r *record, debit, credit *audited) (moved int64) {
	amount := big.NewInt(r.amount)
	if r.amount <= 0 {
		a.differs(what, "its amount is %d", r.amount)
	}
	if a.refused[r.id] {
		a.differs(what, "its id was refused before")
	}
	switch r.op {
	case Transfer:
		moved = r.amount
	case Hold:
		debit.debitsHeld.Add(&debit.debitsHeld, amount)
		credit.creditsHeld.Add(&credit.creditsHeld, amount)
		a.holds[r.id] = &hold{record: r}
	case PostHold, VoidHold, Expire:
		h := a.holds[r.held]
		if h == nil || h.ended != 0 {
			a.differs(what, "it ends a hold that was not open, %s", r.held.name())
			break
		}
		h.ended = r.op
		if h.record.debit.number != r.debit.number || h.record.credit.number != r.credit.number {
			a.differs(what, "its accounts are not those of its hold %s", r.held.name())
		}
		if r.amount > h.record.amount || r.op != PostHold && r.amount != h.record.amount {
			a.differs(what, "its amount %d does not fit that of its hold %s, %d", r.amount, r.held.name(), h.record.amount)
		}
		held := big.NewInt(h.record.amount)
		debit.debitsHeld.Sub(&debit.debitsHeld, held)
		credit.creditsHeld.Sub(&credit.creditsHeld, held)
		if r.op == PostHold {
			moved = r.amount
		}
	default: // named already
	}
	debit.debits.Add(&debit.debits, big.NewInt(moved))
	credit.credits.Add(&credit.credits, big.NewInt(moved))
	return moved
}

// follow compares one side of a record with the account's record before it, and returns the hash that it should have.
func (a *audit) follow(what string, s *side, account *audited, moved int64, core tlog.Hash, which byte) tlog.Hash {
	name := map[byte]string{debitSide: "debit", creditSide: "credit"}[which]
	if s.entry != account.entries+1 {
		a.differs(what, "it is entry %d of %s, after entry %d", s.entry, s.account, account.entries)
	}
	if s.prev != account.last {
		a.differs(what, "it follows position %d on %s, and should follow %d", s.prev, s.account, account.last)
	}
	if s.balance != account.balance+moved {
		a.differs(what, "it leaves %d on %s, which had %d and moved %d", s.balance, s.account, account.balance, moved)
	}
	hash := s.seal(account.hash, core, which)
	if hash != s.hash {
		a.differs(what, "its %s side is not what was committed: hash %s, derived %s", name, s.hash, hash)
	}
	account.entries, account.balance, account.hash = s.entry, s.balance, s.hash
	return hash
}

// checkHolds compares what became of each hold with its row.
func (a *audit) checkHolds() {
	for _, h := range slices.SortedFunc(maps.Values(a.holds), func(x, y *hold) int { return int(x.record.position - y.record.position) }) {
		if state, found := a.states[h.record.id]; !found || state != h.ended {
			a.differs("hold "+string(h.record.id.name()), "its row says %q, the records say %q", word(state, found), word(h.ended, true))
		}
		delete(a.states, h.record.id)
	}
	for _, id := range slices.SortedFunc(maps.Keys(a.states), func(x, y rawID) int { return slices.Compare(x[:], y[:]) }) {
		a.differs("hold "+string(id.name()), "it has a row and no record")
	}
}

func word(state Op, found bool) string {
	switch {
	case !found:
		return "nothing"
	case state == 0:
		return "open"
	}
	return state.String()
}

// checkAccounts compares every account's row with what the records make of it, and adds all rows up.
func (a *audit) checkAccounts(rows []*accountRow) {
	var sum, issued big.Int
	for _, row := range rows {
		found, what := a.accounts[row.number], row.what()
		if row.Currency != a.Currency {
			a.differs(what, "it is among those of another currency")
		}
		for _, c := range []struct {
			name    string
			row     int64
			derived *big.Int
		}{
			{"posted debits are", row.debits, &found.debits},
			{"posted credits are", row.credits, &found.credits},
			{"held debits are", row.debitsHeld, &found.debitsHeld},
			{"held credits are", row.creditsHeld, &found.creditsHeld},
			{"entries are", row.entries, big.NewInt(found.entries)},
			{"its newest position is", row.last, big.NewInt(found.last)},
			{"the month of its newest entry is", row.month, big.NewInt(found.month)},
			{"the time at which it was opened is", row.openedAt, big.NewInt(found.openedAt)},
		} {
			if c.derived.Cmp(big.NewInt(c.row)) != 0 {
				a.differs(what, "%s %d, derived %s", c.name, c.row, c.derived)
			}
		}
		if row.hash != found.hash {
			a.differs(what, "the hash of its newest entry is %s, derived %s", row.hash, found.hash)
		}
		a.checkState(what, row, found)
		if row.Kind != Issuance && row.available() < 0 {
			a.differs(what, "it is %d below zero", -row.available())
		}
		sum.Add(&sum, big.NewInt(row.balance()))
		if row.Kind != Issuance {
			issued.Add(&issued, big.NewInt(row.balance()))
		}
	}
	if sum.Sign() != 0 {
		a.differs("sum of all balances", "it is %s, and must be 0", &sum)
	}
	total, err := money.New(issued.Int64(), a.Currency)
	if err != nil || !issued.IsInt64() {
		a.differs("sum of all balances", "%s of this currency cannot be", &issued)
	}
	a.Issued = total
}

// checkHead compares the row of the head with the records and the memos. A ledger without either need not have one.
func (a *audit) checkHead(rows []headRow) {
	var head headRow
	switch len(rows) {
	case 0:
		if a.Records == 0 && a.memos.size == 0 {
			return
		}
	case 1:
		head = rows[0]
	default:
		a.differs("tree head", "there are %d", len(rows))
		head = rows[len(rows)-1]
	}
	a.name("tree head", head.wrong)
	if head.tree.size != a.position {
		a.differs("tree head", "it is over %d records, and the last one is at position %d", head.tree.size, a.position)
	}
	if root := a.tree.root(); head.root != root {
		a.differs("tree head", "it is %s, derived %s", head.root, root)
	} else if !bytes.Equal(head.edge, a.tree.flat()) {
		a.differs("tree head", "its edge is not that of the records")
	}
	if head.memos != a.memos {
		a.differs("head of refusals and changes of accounts", "it is %s over %d, derived %s over %d", head.memos.hash, head.memos.size, a.memos.hash, a.memos.size)
	}
}
