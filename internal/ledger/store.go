package ledger

import (
	"context"
	"encoding/json"
	"fmt"
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

// rowsAtOnce is how many rows one INSERT takes. SQLite looks for each of a statement's parameters among all of them, so more
// is not better.
const rowsAtOnce = 8

// idsAtOnce is how many ids one query looks for.
const idsAtOnce = 64

// values returns "($1, $2), ($3, $4)" for rows of so many columns.
func values(rows, columns int) string {
	var b strings.Builder
	for n := range rows * columns {
		switch {
		case n == 0:
			b.WriteString("($")
		case n%columns == 0:
			b.WriteString("), ($")
		default:
			b.WriteString(", $")
		}
		b.WriteString(strconv.Itoa(n + 1))
	}
	b.WriteByte(')')
	return b.String()
}

// insert adds n rows, each of which row appends its columns to args.
func insert[T any](tx store.Tx, into, after string, list []T, row func(args []any, item T) []any) error {
	var args []any
	for len(list) > 0 {
		rows := 1
		if len(list) >= rowsAtOnce { // two sizes only, so that both stay compiled
			rows = rowsAtOnce
		}
		args = args[:0]
		for _, item := range list[:rows] {
			args = row(args, item)
		}
		if _, err := tx.Exec(into+` VALUES `+values(rows, len(args)/rows)+after, args...); err != nil {
			return err
		}
		list = list[rows:]
	}
	return nil
}

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

const accountColumns = `id, number, frozen, closed, debits, credits, debits_held, credits_held, entries, hash FROM ledger_account`

func scanAccount(row store.Scanner) (*accountState, error) {
	a := &accountState{}
	var name AccountID
	var frozen, closed int64
	var hash []byte
	err := row.Scan(&name, &a.number, &frozen, &closed, &a.debits, &a.credits, &a.debitsHeld, &a.creditsHeld, &a.entries, &hash)
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
	return eachID(tx, ids, func(a AccountID) any { return string(a) }, scanAccount, `SELECT `+accountColumns+` WHERE id IN `)
}

const bareColumns = `t.currency, t.position, t.id, t.request, t.op, t.held, t.amount, t.deadline, t.code, t.subject, t.at,
	t.debit, t.debit_entry, t.debit_balance, t.debit_hash, t.credit, t.credit_entry, t.credit_balance, t.credit_hash`

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
		&r.debit.number, &r.debit.entry, &r.debit.balance, &debit, &r.credit.number, &r.credit.entry, &r.credit.balance, &credit,
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

func scanRefusal(row store.Scanner) (r refusal, err error) {
	var id, request []byte
	var code string
	if err := row.Scan(&id, &request, &code); err != nil {
		return r, err
	}
	copy(r.id[:], id)
	copy(r.request[:], request)
	r.fault, err = refusalOf(code)
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

// prefixed reads one column before those of another scan.
type prefixed struct {
	row   store.Scanner
	first any
}

func (p prefixed) Scan(dest ...any) error { return p.row.Scan(append([]any{p.first}, dest...)...) }

func scanHold(row store.Scanner) (*hold, error) {
	h := &hold{}
	var err error
	h.record, err = scanRecord(prefixed{row, &h.ended})
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
		m.tree = head.tree
	}
	var top, refused []byte
	err = tx.QueryRow(`SELECT (SELECT coalesce(MAX(number), 0) FROM ledger_account WHERE currency = $1),
		(SELECT coalesce(MAX(at), 0) FROM ledger_transfer WHERE currency = $1 AND position = $2),
		(SELECT MAX(id) FROM ledger_transfer), (SELECT MAX(id) FROM ledger_refusal)`, string(currency), m.tree.size).
		Scan(&m.opened, &m.at, &top, &refused)
	if err != nil {
		return nil, err
	}
	copy(m.horizon[:], max(string(top), string(refused)))
	holds, err := store.List(tx, scanHold, holdQuery+` WHERE h.currency = $1 AND h.ended = 0 ORDER BY t.position`, string(currency))
	for _, h := range holds {
		m.keep(h)
	}
	return m, err
}

// head is a row of ledger_head.
type head struct {
	tree tree
	root tlog.Hash
}

func findHead(tx store.Tx, currency money.Currency) (head, bool, error) {
	return store.Find(tx, func(row store.Scanner) (h head, err error) {
		var root, edge []byte
		err = row.Scan(&h.tree.size, &root, &edge)
		copy(h.root[:], root)
		for len(edge) >= tlog.HashSize {
			h.tree.edge = append(h.tree.edge, tlog.Hash(edge[:tlog.HashSize]))
			edge = edge[tlog.HashSize:]
		}
		return h, err
	}, `SELECT size, root, edge FROM ledger_head WHERE currency = $1`, string(currency))
}

// commit is the function for the committer: the fence first, so that nothing else happens under a lease that was lost.
func (d *Delta) commit(tx store.Tx, lease store.Lease, seq int64) error {
	if err := lease.Advance(tx, seq); err != nil {
		return err
	}
	currency := string(d.m.currency)
	err := insert(tx, `INSERT INTO ledger_transfer (currency, position, id, request, op, held, debit, credit, amount, deadline,
		code, subject, at, debit_entry, debit_balance, debit_hash, credit_entry, credit_balance, credit_hash)`, ``,
		d.records, func(args []any, r *record) []any {
			var held []byte
			if r.op >= PostHold {
				held = r.held[:]
			}
			return append(args, currency, r.position, r.id[:], r.request[:], int64(r.op), held, r.debit.number, r.credit.number,
				r.amount, r.deadline, r.code, r.subject, r.at, r.debit.entry, r.debit.balance, r.debit.hash[:],
				r.credit.entry, r.credit.balance, r.credit.hash[:])
		})
	if err != nil {
		return err
	}
	err = insert(tx, `INSERT INTO ledger_refusal (id, currency, request, code, at)`, ``, d.refusals, func(args []any, r refusal) []any {
		return append(args, r.id[:], currency, r.request[:], r.fault.Code, d.At)
	})
	if err != nil {
		return err
	}
	err = insert(tx, `INSERT INTO ledger_hold (id, currency, ended)`, ` ON CONFLICT (id, currency) DO UPDATE SET ended = excluded.ended`,
		d.held, func(args []any, h *hold) []any {
			return append(args, h.record.id[:], currency, int64(h.ended))
		})
	if err != nil {
		return err
	}
	if err := d.commitAccounts(tx); err != nil {
		return err
	}
	return d.commitRest(tx)
}

func (d *Delta) commitAccounts(tx store.Tx) error {
	return insert(tx, `INSERT INTO ledger_account (currency, number, id, kind, owner, frozen, closed, debits, credits, debits_held,
		credits_held, entries, hash, opened_at)`,
		` ON CONFLICT (currency, number) DO UPDATE SET frozen = excluded.frozen, closed = excluded.closed, debits = excluded.debits,
		credits = excluded.credits, debits_held = excluded.debits_held, credits_held = excluded.credits_held,
		entries = excluded.entries, hash = excluded.hash`,
		d.touched, func(args []any, a *accountState) []any {
			return append(args, string(a.Currency), a.number, string(a.ID), a.Kind, a.Owner, truth(a.Frozen), truth(a.Closed),
				a.debits, a.credits, a.debitsHeld, a.creditsHeld, a.entries, a.hash[:], d.At)
		})
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// commitRest writes the head of the tree and the events.
func (d *Delta) commitRest(tx store.Tx) error {
	if len(d.records) > 0 {
		root := d.tree.root()
		_, err := tx.Exec(`INSERT INTO ledger_head (currency, size, root, edge) VALUES ($1, $2, $3, $4)
			ON CONFLICT (currency) DO UPDATE SET size = excluded.size, root = excluded.root, edge = excluded.edge`,
			string(d.m.currency), d.tree.size, root[:], d.tree.flat())
		if err != nil {
			return err
		}
	}
	for _, r := range d.records {
		if r.subject == "" {
			continue
		}
		payload, err := json.Marshal(r.posting())
		if err != nil {
			return err
		}
		if err := tx.Emit(Posted, r.subject, payload); err != nil {
			return err
		}
	}
	return nil
}

// findResult returns what became of an id, and whether anything did.
func findResult(tx store.Tx, raw rawID) (outcome, bool, error) {
	r, found, err := store.Find(tx, scanRecord, `SELECT `+recordColumns+` WHERE t.id = $1`, raw[:])
	if err != nil {
		return outcome{}, false, err
	}
	if found {
		return outcome{result: r.result()}, true, nil
	}
	no, found, err := store.Find(tx, scanRefusal, `SELECT id, request, code FROM ledger_refusal WHERE id = $1`, raw[:])
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
	return store.Find(tx, scanBalance, `SELECT `+accountColumns+` WHERE id = $1`, string(account))
}

func listBalances(tx store.Tx, owner string) ([]Balance, error) {
	return store.List(tx, scanBalance, `SELECT `+accountColumns+` WHERE owner = $1 ORDER BY id`, owner)
}

// listEntries looks on either side through an index that begins with the account and the time.
func listEntries(tx store.Tx, account AccountID, p Page) ([]Entry, error) {
	a, found, err := store.Find(tx, scanAccount, `SELECT `+accountColumns+` WHERE id = $1`, string(account))
	if err == nil && !found {
		err = ErrNoAccount
	}
	if err != nil {
		return nil, err
	}
	args := []any{string(a.Currency), a.number, p.From.UnixMilli(), p.To.UnixMilli(), int64(Transfer), int64(PostHold), p.Limit}
	before := ``
	if p.Before > 0 {
		args = append(args, p.Before)
		before = ` AND t.position < $8`
	}
	side := func(column string) string {
		return `SELECT * FROM (SELECT ` + recordColumns + ` WHERE t.currency = $1 AND t.` + column + ` = $2 AND t.at >= $3 AND t.at < $4
			AND t.op IN ($5, $6)` + before + ` ORDER BY t.at DESC, t.position DESC LIMIT $7) AS ` + column + `_side`
	}
	records, err := store.List(tx, scanRecord, side("debit")+` UNION ALL `+side("credit")+` ORDER BY position DESC LIMIT $7`, args...)
	var list []Entry
	for _, r := range records {
		e := Entry{Result: r.result(), Incoming: r.credit.account == account}
		e.Other, e.Balance = e.Credit, e.DebitBalance
		if e.Incoming {
			e.Other, e.Balance = e.Debit, e.CreditBalance
		}
		list = append(list, e)
	}
	return list, err
}
