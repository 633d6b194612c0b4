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
