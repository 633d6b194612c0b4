package ledger

import (
	"errors"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// memoQuery lists what is kept beside the records, each row in the form of scanMemo.
const memoQuery = `SELECT place, at, hash, change, account, NULL AS id, NULL AS request, '' AS code FROM ledger_change WHERE currency = $1
	UNION ALL SELECT place, at, hash, 0, 0, id, request, code FROM ledger_refusal WHERE currency = $1`

func scanMemo(row store.Scanner) (*memo, error) {
	m := &memo{}
	var hash, id, request []byte
	err := row.Scan(&m.place, &m.at, &hash, &m.change, &m.number, &id, &request, &m.code)
	copy(m.hash[:], hash)
	copy(m.id[:], id)
	copy(m.request[:], request)
	return m, err
}

// eachMemo calls fn with every memo in its order. Names of accounts are not filled in.
func eachMemo(tx store.Tx, currency money.Currency, fn func(*memo)) (err error) {
	rows, err := tx.Query(memoQuery+` ORDER BY 1`, string(currency))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		m, err := scanMemo(rows)
		if err != nil {
			return err
		}
		fn(m)
	}
	return rows.Err()
}

// adopt begins the chain of memos of a ledger that is older than it, with its accounts as they are now and its refusals as they were.
// It reports whether there was anything to adopt.
func (m *Machine) adopt(tx store.Tx, lease store.Lease, seq, now int64) (bool, error) {
	accounts, err := listRows(tx, m.currency)
	if err != nil {
		return false, err
	}
	var refused []*memo
	if err := eachMemo(tx, m.currency, func(old *memo) { refused = append(refused, old) }); err != nil || len(accounts)+len(refused) == 0 {
		return false, err
	}
	if err := lease.Advance(tx, seq); err != nil {
		return false, err
	}
	d := m.newDelta(now, nil)
	for _, a := range accounts {
		d.memo = append(d.memo, &memo{at: a.openedAt, change: openAccount, account: a.ID, number: a.number})
		if a.Frozen {
			d.note(freezeAccount, a.accountState)
		}
		if a.Closed {
			d.note(closeAccount, a.accountState)
		}
	}
	for _, change := range d.memo {
		m.memos.add(change, m.currency)
		if err := change.commit(tx, string(m.currency)); err != nil {
			return false, err
		}
	}
	for _, old := range refused {
		m.memos.add(old, m.currency)
		_, err := tx.Exec(`UPDATE ledger_refusal SET place = $1, hash = $2 WHERE id = $3 AND currency = $4`,
			old.place, old.hash[:], old.id[:], string(m.currency))
		if err != nil {
			return false, err
		}
	}
	return true, head{m.tree, m.tree.root(), m.memos}.commit(tx, m.currency)
}
