package ledger

import (
	"errors"

	"github.com/superette/superette/internal/store"
)

// errNoChain says that a ledger has accounts or refusals and nothing that says since when, though it is not older than their chain.
var errNoChain = errors.New("ledger: what was kept of refusals and changes of accounts was taken out; `superette ledger check` says more")

// adopt begins the chain of memos of a ledger that is older than it, with its accounts as they are now and its refusals as they were.
// It reports whether there was anything to adopt. That a ledger is older the migration has noted, and it is forgotten here: whoever
// takes the chain out later does not get a new one made over what they left.
func (m *Machine) adopt(tx store.Tx, lease store.Lease, seq, now int64) (bool, error) {
	accounts, _, err := listRows(tx, m.currency)
	if err != nil {
		return false, err
	}
	var refused []*memo
	keep := func(old *memo, _ []string) { refused = append(refused, old) }
	if err := eachMemo(tx, m.currency, keep); err != nil || len(accounts)+len(refused) == 0 {
		return false, err
	}
	older, err := isUnchained(tx, m.currency)
	if err != nil {
		return false, err
	}
	if !older {
		return false, errNoChain
	}
	if err := lease.Advance(tx, seq); err != nil {
		return false, err
	}
	if _, err := tx.Exec(`DELETE FROM ledger_unchained WHERE currency = $1`, string(m.currency)); err != nil {
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
