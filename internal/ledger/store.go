package ledger

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// database is what a shard needs of store.DB. Tests put one in between that fails.
type database interface {
	Read(ctx context.Context, fn func(store.Tx) error) error
	Write(ctx context.Context, fn func(store.Tx) error) error
}

// idsAtOnce is how many ids one query looks for.
const idsAtOnce = 64

// eachID runs a query that ends in "IN " for all ids, some at a time; args come before them.
func eachID[K, T any](tx store.Tx, ids []K, arg func(K) any, scan func(store.Scanner) (T, error), query string, args ...any) (all []T, err error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), idsAtOnce)]
		ids = ids[len(some):]
		with := append(make([]any, 0, len(args)+len(some)), args...)
		var places strings.Builder
		for i, id := range some {
			if i > 0 {
				places.WriteString(", ")
			}
			with = append(with, arg(id))
			places.WriteString("$" + strconv.Itoa(len(with)))
		}
		list, err := store.List(tx, scan, query+`(`+places.String()+`)`, with...)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

const accountColumns = `a.id, a.number, a.frozen, a.closed, b.debits, b.credits, b.debits_held, b.credits_held, b.entries, b.last, b.month, b.hash
	FROM ledger_account a JOIN ledger_balance b ON b.currency = a.currency AND b.number = a.number`

func scanAccount(row store.Scanner) (*accountState, error) {
	a := &accountState{}
	var name AccountID
	var frozen, closed int64
	var hash []byte
	err := row.Scan(&name, &a.number, &frozen, &closed, &a.debits, &a.credits, &a.debitsHeld, &a.creditsHeld,
		&a.entries, &a.last, &a.month, &hash)
	if err != nil {
		return nil, err
	}
	if a.Account, err = name.parse(); err != nil {
		return nil, err
	}
	a.Frozen, a.Closed = frozen != 0, closed != 0
	copy(a.hash[:], hash)
	return a, nil
}

func findAccounts(tx store.Tx, ids []AccountID) ([]*accountState, error) {
	return eachID(tx, ids, func(a AccountID) any { return string(a) }, scanAccount, `SELECT `+accountColumns+` WHERE a.id IN `)
}

const bareColumns = `t.currency, t.position, t.id, t.request, t.op, t.held, t.amount, t.deadline, t.code, t.subject, t.at,
	t.debit, t.debit_entry, t.debit_prev, t.debit_balance, t.debit_hash,
	t.credit, t.credit_entry, t.credit_prev, t.credit_balance, t.credit_hash`

const recordColumns = bareColumns + `, d.id, c.id FROM ledger_transfer t
	JOIN ledger_account d ON d.currency = t.currency AND d.number = t.debit
	JOIN ledger_account c ON c.currency = t.currency AND c.number = t.credit`

func scanRecord(row store.Scanner) (*record, error) {
	r := &record{}
	err := r.scan(row, &r.debit.account, &r.credit.account)
	return r, err
}

// scan reads bareColumns, and into more what the query has after them.
func (r *record) scan(row store.Scanner, more ...any) error {
	var id, request, held, debit, credit []byte
	err := row.Scan(append([]any{
		&r.currency, &r.position, &id, &request, &r.op, &held, &r.amount, &r.deadline, &r.code, &r.subject, &r.at,
		&r.debit.number, &r.debit.entry, &r.debit.prev, &r.debit.balance, &debit,
		&r.credit.number, &r.credit.entry, &r.credit.prev, &r.credit.balance, &credit,
	}, more...)...)
	copy(r.id[:], id)
	copy(r.request[:], request)
	copy(r.held[:], held)
	copy(r.debit.hash[:], debit)
	copy(r.credit.hash[:], credit)
	return err
}

func rawArg(id rawID) any { return id[:] }

// findKnown returns those of the ids that were answered.
func findKnown(tx store.Tx, currency money.Currency, ids []rawID) (map[rawID]*known, error) {
	found := map[rawID]*known{}
	records, err := eachID(tx, ids, rawArg, scanRecord, `SELECT `+recordColumns+` WHERE t.currency = $1 AND t.id IN `, string(currency))
	if err != nil {
		return nil, err
	}
	for _, r := range records {
		found[r.id] = &known{request: r.request, record: r}
	}
	refused, err := eachID(tx, ids, rawArg, scanRefusal, `SELECT id, request, code FROM ledger_refusal WHERE currency = $1 AND id IN `, string(currency))
	if err != nil {
		return nil, err
	}
	for _, r := range refused {
		found[r.id] = &known{request: r.request, refusal: r.fault}
	}
	return found, nil
}

func scanRefusal(row store.Scanner) (r memo, err error) {
	var id, request []byte
	if err := row.Scan(&id, &request, &r.code); err != nil {
		return r, err
	}
	copy(r.id[:], id)
	copy(r.request[:], request)
	r.fault, err = refusalOf(r.code)
	return r, err
}

// refusalOf returns the refusal that is kept under a code.
func refusalOf(code string) (*fault.Fault, error) {
	for _, f := range []*fault.Fault{
		ErrShort, ErrNoAccount, ErrFrozen, ErrAccountClosed, ErrNoHold, ErrHoldSmall, ErrHoldOver, ErrHoldExpired, ErrTooMuch, ErrLinked,
	} {
		if f.Code == code {
			return f, nil
		}
	}
	return nil, fmt.Errorf("ledger: a refusal %q is not known to this version", code)
}

// findHolds returns those of the holds that were ended.
func findHolds(tx store.Tx, currency money.Currency, ids []rawID) (map[rawID]*hold, error) {
	found := map[rawID]*hold{}
	list, err := eachID(tx, ids, rawArg, scanHold, holdQuery+` WHERE h.currency = $1 AND h.ended <> 0 AND h.id IN `, string(currency))
	for _, h := range list {
		found[h.record.id] = h
	}
	return found, err
}

const holdQuery = `SELECT h.ended, ` + recordColumns + ` JOIN ledger_hold h ON h.id = t.id AND h.currency = t.currency`

// prefixed reads some columns before those of another scan.
type prefixed struct {
	row   store.Scanner
	first []any
}

func (p prefixed) Scan(dest ...any) error { return p.row.Scan(slices.Concat(p.first, dest)...) }

func scanHold(row store.Scanner) (*hold, error) {
	h := &hold{}
	var err error
	h.record, err = scanRecord(prefixed{row, []any{&h.ended}})
	return h, err
}

// answer reads what a machine asks.
func (q question) answer(tx store.Tx, currency money.Currency) (f facts, err error) {
	if f.accounts, err = findAccounts(tx, q.accounts); err != nil {
		return f, err
	}
	if f.past, err = findKnown(tx, currency, q.ids); err != nil {
		return f, err
	}
	f.ended, err = findHolds(tx, currency, q.holds)
	return f, err
}

// loadMachine returns a currency's machine as it was after its newest commit.
func loadMachine(tx store.Tx, currency money.Currency) (*Machine, error) {
	m := newMachine(currency)
	head, found, err := findHead(tx, currency)
	if err != nil {
		return nil, err
	}
	if found {
		m.tree, m.memos = head.tree, head.memos
		if len(m.tree.edge) != bits.OnesCount64(uint64(m.tree.size)) { //nolint:gosec // only the bits count
			return nil, errors.New("ledger: the tree's head is damaged; `superette ledger check` says more")
		}
	}
	var top, refused []byte
	err = tx.QueryRow(`SELECT (SELECT coalesce(MAX(number), 0) FROM ledger_account WHERE currency = $1),
		(SELECT coalesce(MAX(at), 0) FROM ledger_transfer WHERE currency = $1 AND position = $2),
		(SELECT id FROM ledger_transfer ORDER BY id DESC LIMIT 1), (SELECT id FROM ledger_refusal ORDER BY id DESC LIMIT 1)`, string(currency), m.tree.size).
		Scan(&m.opened, &m.at, &top, &refused)
	if err != nil {
		return nil, err
	}
	copy(m.horizon[:], max(string(top), string(refused)))
	holds, err := listOpenHolds(tx, currency)
	for _, h := range holds {
		m.keep(h)
	}
	return m, err
}

func listOpenHolds(tx store.Tx, currency money.Currency) ([]*hold, error) {
	return store.List(tx, scanHold, holdQuery+` WHERE h.currency = $1 AND h.ended = 0 ORDER BY t.position`, string(currency))
}

// head is a row of ledger_head.
type head struct {
	tree  tree
	root  tlog.Hash
	memos memos
}

func findHead(tx store.Tx, currency money.Currency) (head, bool, error) {
	return store.Find(tx, func(row store.Scanner) (h head, err error) {
		var root, edge, newest []byte
		err = row.Scan(&h.tree.size, &root, &edge, &h.memos.size, &newest)
		copy(h.root[:], root)
		copy(h.memos.hash[:], newest)
		for len(edge) >= tlog.HashSize {
			h.tree.edge = append(h.tree.edge, tlog.Hash(edge[:tlog.HashSize]))
			edge = edge[tlog.HashSize:]
		}
		return h, err
	}, `SELECT size, root, edge, memos, memo_hash FROM ledger_head WHERE currency = $1`, string(currency))
}

// commit is the function for the committer: the fence first, so that nothing else happens under a lease that was lost.
func (d *Delta) commit(tx store.Tx, lease store.Lease, seq int64) error {
	if err := lease.Advance(tx, seq); err != nil {
		return err
	}
	currency := string(d.m.currency)
	many := tx.Engine() == store.PostgreSQL
	if many && len(d.records) > 0 {
		if err := commitRecords(tx, currency, d.records); err != nil {
			return err
		}
	}
	if many && len(d.held) > 0 {
		if err := commitHolds(tx, currency, d.held); err != nil {
			return err
		}
	}
	if !many {
		if err := d.commitEach(tx, currency); err != nil {
			return err
		}
	}
	for _, m := range d.memo {
		if err := m.commit(tx, currency); err != nil {
			return err
		}
	}
	var changed []*accountState
	for _, a := range d.touched {
		balance, err := a.commit(tx, d, currency)
		if err != nil {
			return err
		}
		if balance {
			changed = append(changed, a)
		}
	}
	// In the order of their rows: the database goes through its pages once.
	slices.SortFunc(changed, func(a, b *accountState) int { return cmp.Compare(a.number, b.number) })
	if err := commitChanged(tx, currency, changed, many); err != nil {
		return err
	}
	for _, m := range d.months {
		_, err := tx.Exec(`INSERT INTO ledger_month (currency, number, month, position) VALUES ($1, $2, $3, $4)`,
			currency, m.number, m.month, m.position)
		if err != nil {
			return err
		}
	}
	return d.commitRest(tx)
}

// commitEach writes records and holds.
func (d *Delta) commitEach(tx store.Tx, currency string) error {
	for _, r := range d.records {
		if err := r.commit(tx, currency); err != nil {
			return err
		}
	}
	for _, h := range d.held {
		_, err := tx.Exec(`INSERT INTO ledger_hold (id, currency, ended) VALUES ($1, $2, $3)
			ON CONFLICT (id, currency) DO UPDATE SET ended = excluded.ended`, h.record.id[:], currency, int64(h.ended))
		if err != nil {
			return err
		}
	}
	return nil
}

// commit writes one row at a time: SQLite looks for each parameter of a statement among all of them, and keeps a journal of
// a statement that may fail half-way, so that several rows in one statement are no faster.
func (r *record) commit(tx store.Tx, currency string) error {
	var held []byte
	if r.op >= PostHold {
		held = r.held[:]
	}
	_, err := tx.Exec(`INSERT INTO ledger_transfer (currency, position, id, request, op, held, amount, deadline, code, subject, at,
		debit, debit_entry, debit_prev, debit_balance, debit_hash, credit, credit_entry, credit_prev, credit_balance, credit_hash)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)`,
		currency, r.position, r.id[:], r.request[:], int64(r.op), held, r.amount, r.deadline, r.code, r.subject, r.at,
		r.debit.number, r.debit.entry, r.debit.prev, r.debit.balance, r.debit.hash[:],
		r.credit.number, r.credit.entry, r.credit.prev, r.credit.balance, r.credit.hash[:])
	return err
}

// commit writes what is different about an account but for the balance of one that was there before, and reports whether that is.
func (a *accountState) commit(tx store.Tx, d *Delta, currency string) (balance bool, err error) {
	before := d.m.accounts[a.ID]
	if before == nil {
		_, err := tx.Exec(`INSERT INTO ledger_account (currency, number, id, owner, frozen, closed, opened_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, currency, a.number, string(a.ID), a.Owner, truth(a.Frozen), truth(a.Closed), d.At)
		if err != nil {
			return false, err
		}
		_, err = tx.Exec(`INSERT INTO ledger_balance (currency, number, issues, debits, credits, debits_held, credits_held,
			entries, last, month, hash) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			currency, a.number, truth(a.Kind == Issuance), a.debits, a.credits, a.debitsHeld, a.creditsHeld,
			a.entries, a.last, a.month, a.hash[:])
		return false, err
	}
	if a.Account != before.Account {
		_, err := tx.Exec(`UPDATE ledger_account SET frozen = $1, closed = $2 WHERE currency = $3 AND number = $4`,
			truth(a.Frozen), truth(a.Closed), currency, a.number)
		if err != nil {
			return false, err
		}
	}
	return a.entries != before.entries, nil
}

// commitChanged writes balances that have changed.
func commitChanged(tx store.Tx, currency string, accounts []*accountState, many bool) error {
	if many && len(accounts) > 0 {
		return commitBalances(tx, currency, accounts)
	}
	for _, a := range accounts {
		if err := a.commitBalance(tx, currency); err != nil {
			return err
		}
	}
	return nil
}

func (a *accountState) commitBalance(tx store.Tx, currency string) error {
	changed, err := tx.Exec(`UPDATE ledger_balance SET debits = $1, credits = $2, debits_held = $3, credits_held = $4,
		entries = $5, last = $6, month = $7, hash = $8 WHERE currency = $9 AND number = $10`,
		a.debits, a.credits, a.debitsHeld, a.creditsHeld, a.entries, a.last, a.month, a.hash[:], currency, a.number)
	if err == nil && changed != 1 {
		err = fmt.Errorf("ledger: account %s has no row", a.ID)
	}
	return err
}

// commit writes a memo.
func (m *memo) commit(tx store.Tx, currency string) (err error) {
	if m.change != 0 {
		_, err = tx.Exec(`INSERT INTO ledger_change (currency, place, account, change, at, hash) VALUES ($1, $2, $3, $4, $5, $6)`,
			currency, m.place, m.number, int64(m.change), m.at, m.hash[:])
		return err
	}
	_, err = tx.Exec(`INSERT INTO ledger_refusal (id, currency, request, code, at, place, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		m.id[:], currency, m.request[:], m.code, m.at, m.place, m.hash[:])
	return err
}

// commit writes a head.
func (h head) commit(tx store.Tx, currency money.Currency) error {
	_, err := tx.Exec(`INSERT INTO ledger_head (currency, size, root, edge, memos, memo_hash) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (currency) DO UPDATE SET size = excluded.size, root = excluded.root, edge = excluded.edge,
			memos = excluded.memos, memo_hash = excluded.memo_hash`,
		string(currency), h.tree.size, h.root[:], h.tree.flat(), h.memos.size, h.memos.hash[:])
	return err
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// commitRest writes the head of the tree and the events.
func (d *Delta) commitRest(tx store.Tx) error {
	if len(d.records)+len(d.memo) > 0 {
		if err := (head{d.tree, d.tree.root(), d.memos}).commit(tx, d.m.currency); err != nil {
			return err
		}
	}
	var events []store.Outgoing
	for _, r := range d.records {
		if r.subject != "" {
			events = append(events, store.Outgoing{Kind: Posted, Key: r.subject, Payload: r.posting().encode()})
		}
	}
	return tx.EmitAll(events)
}

// findResult returns what became of an id of a currency, and whether anything did.
func findResult(tx store.Tx, currency money.Currency, raw rawID) (outcome, bool, error) {
	r, found, err := store.Find(tx, scanRecord, `SELECT `+recordColumns+` WHERE t.id = $1 AND t.currency = $2`, raw[:], string(currency))
	if err != nil {
		return outcome{}, false, err
	}
	if found {
		return outcome{result: r.result()}, true, nil
	}
	no, found, err := store.Find(tx, scanRefusal, `SELECT id, request, code FROM ledger_refusal WHERE id = $1 AND currency = $2`, raw[:], string(currency))
	if err != nil || !found {
		return outcome{}, false, err
	}
	return outcome{err: no.fault}, true, nil
}

func scanBalance(row store.Scanner) (Balance, error) {
	a, err := scanAccount(row)
	if err != nil {
		return Balance{}, err
	}
	return Balance{
		Account: a.Account, Posted: amount(a.balance(), a.Currency), Held: amount(a.debitsHeld, a.Currency),
		Incoming: amount(a.creditsHeld, a.Currency),
	}, nil
}

func findBalance(tx store.Tx, account AccountID) (Balance, bool, error) {
	return store.Find(tx, scanBalance, `SELECT `+accountColumns+` WHERE a.id = $1`, string(account))
}

func listBalances(tx store.Tx, owner string) ([]Balance, error) {
	return store.List(tx, scanBalance, `SELECT `+accountColumns+` WHERE a.owner = $1 ORDER BY a.id`, owner)
}

// walkAtOnce is how many records of an account's history one query reads.
const walkAtOnce = 256

// listEntries walks an account's history back from the end of the page, or from the entry before which it was to begin.
func listEntries(tx store.Tx, account AccountID, p Page) (list []Entry, err error) {
	a, found, err := store.Find(tx, scanAccount, `SELECT `+accountColumns+` WHERE a.id = $1`, string(account))
	if err == nil && !found {
		err = ErrNoAccount
	}
	if err != nil {
		return nil, err
	}
	next, err := a.startOf(tx, p)
	from, to := p.From.UnixMilli(), p.To.UnixMilli()
	for err == nil && next > 0 {
		var records []*record
		records, err = a.walk(tx, next)
		if len(records) == 0 {
			break
		}
		for _, r := range records {
			if r.at < from {
				return list, nil
			}
			if r.at < to && (r.op == Transfer || r.op == PostHold) {
				list = append(list, r.entry(account))
			}
			if len(list) == p.Limit {
				return list, nil
			}
			next, _ = r.before(account)
		}
	}
	return list, err
}

// startOf returns the position of the newest record of an account that a page may have.
func (a *accountState) startOf(tx store.Tx, p Page) (position int64, err error) {
	if p.Before > 0 {
		r, found, err := store.Find(tx, scanRecord, `SELECT `+recordColumns+` WHERE t.currency = $1 AND t.position = $2`, string(a.Currency), p.Before)
		if err != nil {
			return 0, err
		}
		position, named := int64(0), false
		if found {
			position, named = r.before(a.ID)
		}
		if !named {
			return 0, ErrInvalid.With("There is no such entry to go on from.")
		}
		return position, nil
	}
	// The first month that begins after the page leads to the last record before it.
	err = tx.QueryRow(`SELECT coalesce((SELECT CASE WHEN t.debit = $2 THEN t.debit_prev ELSE t.credit_prev END
		FROM ledger_month m JOIN ledger_transfer t ON t.currency = m.currency AND t.position = m.position
		WHERE m.currency = $1 AND m.number = $2 AND m.month > $3 ORDER BY m.month LIMIT 1), $4)`,
		string(a.Currency), a.number, monthOf(p.To.UnixMilli()-1), a.last).Scan(&position)
	return position, err
}

// walk returns records of an account, newest first, beginning at a position.
func (a *accountState) walk(tx store.Tx, position int64) ([]*record, error) {
	return store.List(tx, scanRecord, `WITH RECURSIVE chain(position, step) AS (
		SELECT CAST($3 AS BIGINT), 1
		UNION ALL
		SELECT CASE WHEN h.debit = $2 THEN h.debit_prev ELSE h.credit_prev END, chain.step + 1
		FROM chain JOIN ledger_transfer h ON h.currency = $1 AND h.position = chain.position
		WHERE chain.step < $4)
		SELECT `+recordColumns+` JOIN chain ON chain.position = t.position WHERE t.currency = $1 ORDER BY t.position DESC`,
		string(a.Currency), a.number, position, walkAtOnce)
}

// entry returns a record as one of its accounts sees it.
func (r *record) entry(account AccountID) Entry {
	e := Entry{Result: r.result(), Incoming: r.credit.account == account}
	e.Other, e.Balance = e.Credit, e.DebitBalance
	if e.Incoming {
		e.Other, e.Balance = e.Debit, e.CreditBalance
	}
	return e
}
