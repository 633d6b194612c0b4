package ledger

import (
	"errors"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// listCurrencies returns the currencies that have an account, a record or a head.
func listCurrencies(tx store.Tx) ([]money.Currency, error) {
	return store.List(tx, func(row store.Scanner) (c money.Currency, err error) {
		err = row.Scan(&c)
		return c, err
	}, `SELECT currency FROM ledger_account UNION SELECT currency FROM ledger_transfer UNION SELECT currency FROM ledger_head ORDER BY currency`)
}

func listAccounts(tx store.Tx, currency money.Currency) ([]*accountState, error) {
	return store.List(tx, scanAccount, `SELECT `+accountColumns+` WHERE a.currency = $1 ORDER BY a.number`, string(currency))
}

// accountRow is all that the rows of an account say.
type accountRow struct {
	*accountState
	owner            string
	openedAt, issues int64
}

// listRows returns every account, also one that has lost its balance.
func listRows(tx store.Tx, currency money.Currency) ([]*accountRow, error) {
	return store.List(tx, func(row store.Scanner) (a *accountRow, err error) {
		a = &accountRow{}
		a.accountState, err = scanAccount(prefixed{row, []any{&a.owner, &a.openedAt, &a.issues}})
		return a, err
	}, `SELECT a.owner, a.opened_at, coalesce(b.issues, -1), a.id, a.number, a.frozen, a.closed, coalesce(b.debits, 0), coalesce(b.credits, 0),
		coalesce(b.debits_held, 0), coalesce(b.credits_held, 0), coalesce(b.entries, 0), coalesce(b.last, 0), coalesce(b.month, 0), b.hash
		FROM ledger_account a LEFT JOIN ledger_balance b ON b.currency = a.currency AND b.number = a.number
		WHERE a.currency = $1 ORDER BY a.number`, string(currency))
}

// listStrays returns the numbers of balances that belong to no account.
func listStrays(tx store.Tx, currency money.Currency) ([]int64, error) {
	return store.List(tx, func(row store.Scanner) (number int64, err error) {
		err = row.Scan(&number)
		return number, err
	}, `SELECT b.number FROM ledger_balance b LEFT JOIN ledger_account a ON a.currency = b.currency AND a.number = b.number
		WHERE b.currency = $1 AND a.number IS NULL ORDER BY b.number`, string(currency))
}

// listMonths returns where each month of each account begins.
func listMonths(tx store.Tx, currency money.Currency) (map[month]bool, error) {
	found := map[month]bool{}
	_, err := store.List(tx, func(row store.Scanner) (struct{}, error) {
		var m month
		err := row.Scan(&m.number, &m.month, &m.position)
		found[m] = true
		return struct{}{}, err
	}, `SELECT number, month, position FROM ledger_month WHERE currency = $1`, string(currency))
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

// listHolds returns what ended each hold, 0 for those that are open.
func listHolds(tx store.Tx, currency money.Currency) (map[rawID]Op, error) {
	found := map[rawID]Op{}
	_, err := store.List(tx, func(row store.Scanner) (struct{}, error) {
		var raw []byte
		var ended Op
		err := row.Scan(&raw, &ended)
		found[rawID(append(raw, make([]byte, 16)...)[:16])] = ended
		return struct{}{}, err
	}, `SELECT id, ended FROM ledger_hold WHERE currency = $1`, string(currency))
	return found, err
}
