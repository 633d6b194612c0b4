package ledger

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// ledgerTables are the tables of every ledger. Each has a column "currency".
func ledgerTables() []string {
	return []string{
		"ledger_account", "ledger_balance", "ledger_transfer", "ledger_month", "ledger_refusal", "ledger_hold", "ledger_head", "ledger_change",
		"ledger_signed",
	}
}

// newTables are those that a ledger of the version before has not got: a backup, or a folder that was not started since. It is checked too.
func newTables() []string { return []string{"ledger_signing", "ledger_unchained"} }

// strangeRows are rows of a table whose currency is not even text.
type strangeRows struct {
	table    string
	currency any
	rows     int64
}

// listCurrencies returns the currencies that any row of any table has, in order, and rows that can have none.
func listCurrencies(tx store.Tx) (currencies []money.Currency, strange []strangeRows, err error) {
	tables := ledgerTables()
	for _, table := range newTables() {
		there, err := store.HasTable(tx, table)
		if err != nil {
			return nil, nil, err
		}
		if there {
			tables = append(tables, table)
		}
	}
	for _, table := range tables {
		found, err := store.List(tx, func(row store.Scanner) (s strangeRows, err error) {
			s.table = table
			err = row.Scan(&s.currency, &s.rows)
			return s, err
		}, `SELECT currency, COUNT(*) FROM `+table+` GROUP BY currency`)
		if err != nil {
			return nil, nil, err
		}
		for _, s := range found {
			if name, ok := s.currency.(string); ok {
				currencies = append(currencies, money.Currency(name))
			} else {
				strange = append(strange, s)
			}
		}
	}
	slices.Sort(currencies)
	return slices.Compact(currencies), strange, nil
}

// eachRow calls fn with each row of a table that is of a currency.
func eachRow(tx store.Tx, currency money.Currency, table, columns, order string, fn func(*cells)) error {
	return eachCells(tx, columns, fn, `SELECT `+columns+` FROM `+table+` WHERE currency = $1 ORDER BY `+order, string(currency))
}

// eachCells calls fn with each row of a query. The cells are used again for the next one.
func eachCells(tx store.Tx, columns string, fn func(*cells), query string, args ...any) (err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names := strings.Split(columns, ", ")
	c := &cells{columns: names, values: make([]any, len(names))}
	into := make([]any, len(names))
	for i := range into {
		into[i] = &c.values[i]
	}
	for rows.Next() {
		c.at, c.wrong = 0, nil
		if err := rows.Scan(into...); err != nil {
			return err
		}
		fn(c)
	}
	return rows.Err()
}

func listAccounts(tx store.Tx, currency money.Currency) ([]*accountState, error) {
	return store.List(tx, scanAccount, `SELECT `+accountColumns+` WHERE a.currency = $1 ORDER BY a.number`, string(currency))
}

// accountRow is all that the rows of an account say.
type accountRow struct {
	*accountState

	owner    string
	openedAt int64
	issues   bool
	balances int // how many rows its balance has
	wrong    []string
}

// what names the account.
func (r *accountRow) what() string {
	if r.Kind == "" { // its name is none
		return fmt.Sprintf("account number %d", r.number)
	}
	return "account " + string(r.ID)
}

// listRows returns every account, also one that has lost its balance, and the numbers of balances that belong to no account.
func listRows(tx store.Tx, currency money.Currency) (list []*accountRow, strays []int64, err error) {
	byNumber := map[int64]*accountRow{}
	err = eachRow(tx, currency, "ledger_account", "number, id, owner, frozen, closed, opened_at", "number", func(c *cells) {
		row := &accountRow{accountState: &accountState{number: c.number(1, math.MaxInt64)}}
		name := AccountID(c.text())
		account, err := name.parse()
		if err != nil {
			c.blame("the name of an account")
			account.ID = name
		}
		row.owner, account.Frozen, account.Closed, row.openedAt = c.text(), c.flag(), c.flag(), c.whole()
		row.Account, row.wrong = account, c.wrong
		if byNumber[row.number] != nil {
			row.wrong = append(row.wrong, "its number is another account's too")
		}
		byNumber[row.number] = row
		list = append(list, row)
	})
	if err != nil {
		return nil, nil, err
	}
	const columns = "number, issues, debits, credits, debits_held, credits_held, entries, last, month, hash"
	err = eachRow(tx, currency, "ledger_balance", columns, "number", func(c *cells) {
		number := c.number(1, math.MaxInt64)
		row := byNumber[number]
		if row == nil {
			strays = append(strays, number)
			return
		}
		row.balances++
		row.issues = c.flag()
		row.debits, row.credits, row.debitsHeld, row.creditsHeld = c.count(), c.count(), c.count(), c.count()
		row.entries, row.last, row.month = c.count(), c.count(), c.count()
		c.fixed(row.hash[:])
		row.wrong = append(row.wrong, c.wrong...)
	})
	return list, strays, err
}

// eachMonth calls fn with where each month of each account begins.
func eachMonth(tx store.Tx, currency money.Currency, fn func(m month, wrong []string)) error {
	return eachRow(tx, currency, "ledger_month", "number, month, position", "number, month", func(c *cells) {
		fn(month{c.count(), c.count(), c.count()}, c.wrong)
	})
}

// eachHold calls fn with what ended each hold, 0 for those that are open.
func eachHold(tx store.Tx, currency money.Currency, fn func(id rawID, ended Op, wrong []string)) error {
	return eachRow(tx, currency, "ledger_hold", "id, ended", "id", func(c *cells) {
		var id rawID
		c.fixed(id[:])
		fn(id, Op(c.kind(0, uint8(Expire))), c.wrong)
	})
}

// auditRecords calls fn with every record in order, and what is wrong with its row. Names of accounts are not filled in.
func auditRecords(tx store.Tx, currency money.Currency, fn func(r *record, wrong []string)) error {
	const columns = "position, id, request, op, held, amount, deadline, code, subject, at, " +
		"debit, debit_entry, debit_prev, debit_balance, debit_hash, credit, credit_entry, credit_prev, credit_balance, credit_hash"
	return eachRow(tx, currency, "ledger_transfer", columns, "position", func(c *cells) {
		r := &record{currency: currency, position: c.number(1, math.MaxInt64)}
		c.fixed(r.id[:])
		c.fixed(r.request[:])
		r.op = Op(c.kind(uint8(Transfer), uint8(Expire)))
		c.onlyIf(r.op >= PostHold, r.held[:])
		r.amount, r.deadline, r.code, r.subject, r.at = c.whole(), c.count(), c.text(), c.text(), c.whole()
		for _, s := range []*side{&r.debit, &r.credit} {
			s.number, s.entry, s.prev, s.balance = c.number(1, math.MaxInt64), c.number(1, math.MaxInt64), c.count(), c.whole()
			c.fixed(s.hash[:])
		}
		fn(r, c.wrong)
	})
}

// eachMemo calls fn with every memo in its order, and what is wrong with its row. Names of accounts are not filled in.
func eachMemo(tx store.Tx, currency money.Currency, fn func(m *memo, wrong []string)) error {
	return eachCells(tx, "table, place, at, hash, change, account, id, request, code", func(c *cells) {
		changes := c.whole() == 1
		m := &memo{place: c.number(1, math.MaxInt64), at: c.whole()}
		c.fixed(m.hash[:])
		if changes {
			m.change, m.number = accountChange(c.kind(uint8(openAccount), uint8(closeAccount))), c.number(1, math.MaxInt64)
			if m.change == 0 {
				m.change = math.MaxUint8 // of no known kind, but a change
			}
		} else {
			c.at += 2
			c.fixed(m.id[:])
			c.fixed(m.request[:])
			m.code = c.text()
		}
		fn(m, c.wrong)
	}, `SELECT 1, place, at, hash, change, account, NULL AS id, NULL AS request, NULL AS code FROM ledger_change WHERE currency = $1
		UNION ALL SELECT 2, place, at, hash, NULL, NULL, id, request, code FROM ledger_refusal WHERE currency = $1 ORDER BY 2, 1`, string(currency))
}

// headRow is a row of ledger_head as the check reads it.
type headRow struct {
	head

	edge  []byte
	wrong []string
}

func listHeadRows(tx store.Tx, currency money.Currency) (list []headRow, err error) {
	err = eachRow(tx, currency, "ledger_head", "size, root, edge, memos, memo_hash", "size", func(c *cells) {
		h := headRow{head: head{tree: tree{size: c.count()}}}
		c.fixed(h.root[:])
		h.edge = c.bytes()
		h.memos.size = c.count()
		c.maybe(h.memos.hash[:])
		h.wrong = c.wrong
		list = append(list, h)
	})
	return list, err
}

// signedRow is a row of ledger_signed.
type signedRow struct {
	size, memos, at int64
	note            string
}

// eachSigned calls fn with each signed head, in the order in which they were signed.
func eachSigned(tx store.Tx, currency money.Currency, fn func(s signedRow, wrong []string)) error {
	return eachRow(tx, currency, "ledger_signed", "size, memos, at, note", "size, memos", func(c *cells) {
		fn(signedRow{c.count(), c.count(), c.whole(), c.text()}, c.wrong)
	})
}

// listSigning returns the rows that say how many heads were signed. There is at most one.
func listSigning(tx store.Tx, currency money.Currency) (list []signedHeads, wrong []string, err error) {
	if there, err := store.HasTable(tx, "ledger_signing"); err != nil || !there {
		return nil, nil, err
	}
	err = eachRow(tx, currency, "ledger_signing", "heads, hash", "heads", func(c *cells) {
		s := signedHeads{count: c.count()}
		c.fixed(s.hash[:])
		list, wrong = append(list, s), append(wrong, c.wrong...)
	})
	return list, wrong, err
}

// isUnchained reports whether a ledger waits for its chain of memos to be begun.
func isUnchained(tx store.Tx, currency money.Currency) (found bool, err error) {
	if there, err := store.HasTable(tx, "ledger_unchained"); err != nil || !there {
		return false, err
	}
	err = tx.QueryRow(`SELECT EXISTS (SELECT 1 FROM ledger_unchained WHERE currency = $1)`, string(currency)).Scan(&found)
	return found, err
}

// eachRecord calls fn with every record in order. Names of accounts are not filled in.
func eachRecord(tx store.Tx, currency money.Currency, fn func(*record)) (err error) {
	rows, err := tx.Query(`SELECT `+bareColumns+` FROM ledger_transfer t WHERE t.currency = $1 ORDER BY t.position`, string(currency))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		r := &record{}
		if err := r.scan(rows); err != nil {
			return err
		}
		fn(r)
	}
	return rows.Err()
}
