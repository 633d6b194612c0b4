package ledger

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// memo follows one memo, and does to its account what it says.
func (a *audit) memo(m *memo, wrong []string) {
	what := "refusal of " + string(m.id.name())
	if m.change != 0 {
		m.account = a.account(m.number).row.ID
		what = "change of account " + string(m.account)
	}
	what += fmt.Sprintf(" at place %d", m.place)
	a.name(what, wrong)
	if m.place != a.memos.size+1 {
		a.differs(what, "it follows place %d; what was between is missing", a.memos.size)
	}
	if hash := m.seal(a.memos.hash, a.Currency); hash != m.hash {
		a.differs(what, "it is not what was committed: hash %s, derived %s", m.hash, hash)
	}
	a.memos = memos{m.place, m.hash} // as it says itself, so that a change is named once
	a.pass("chain of refusals and changes of accounts", a.heads.chains, m.place, m.hash)
	if m.change == 0 {
		a.refused[m.id] = true
		if _, err := refusalOf(m.code); err != nil {
			a.differs(what, "there is no refusal %q", m.code)
		}
		return
	}
	account := a.account(m.number)
	if account.opened != (m.change != openAccount) {
		a.differs(what, "it is opened twice, or changed before it was opened")
	}
	switch m.change {
	case openAccount:
		account.opened, account.openedAt = true, m.at
	case freezeAccount, unfreezeAccount:
		account.frozen = m.change == freezeAccount
	case closeAccount:
		account.closed = true
	default: // named already
	}
}

// begin notes in which month of an account a record is, and that the month's row is explained.
func (a *audit) begin(account *audited, r *record) {
	in := monthOf(r.at)
	if in == account.month {
		return
	}
	account.month = in
	row := month{account.row.number, in, r.position}
	if !a.months[row] {
		a.differs("account "+string(account.row.ID), "its month %d has no row that begins at position %d", in, r.position)
	}
	delete(a.months, row)
}

// checkMonths names the rows of months that no record explained.
func (a *audit) checkMonths() {
	rows := slices.SortedFunc(maps.Keys(a.months), func(x, y month) int {
		return cmp.Or(cmp.Compare(x.number, y.number), cmp.Compare(x.month, y.month))
	})
	for _, row := range rows {
		a.differs("account "+string(a.account(row.number).row.ID), "a row says that its month %d begins at position %d", row.month, row.position)
	}
}

// checkState compares what an account's rows say of the account itself with its name and with the memos.
func (a *audit) checkState(what string, row *accountRow, found *audited) {
	if row.owner != row.Owner {
		a.differs(what, "its owner is %q, its name says %q", row.owner, row.Owner)
	}
	switch issues := row.Kind == Issuance; {
	case row.balances == 0:
		a.differs(what, "it has lost its balance")
	case row.balances > 1:
		a.differs(what, "it has %d balances", row.balances)
	case row.issues != issues:
		a.differs(what, "that it issues money is %t, its name says %t", row.issues, issues)
	}
	if !found.opened {
		a.differs(what, "nothing says when it was opened")
	}
	if row.Frozen != found.frozen {
		a.differs(what, "that it is frozen is %t, derived %t", row.Frozen, found.frozen)
	}
	if row.Closed != found.closed {
		a.differs(what, "that it is closed is %t, derived %t", row.Closed, found.closed)
	}
}
