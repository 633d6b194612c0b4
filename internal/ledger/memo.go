package ledger

import (
	"crypto/sha256"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
)

// memo is what is kept beside the records: an id that was refused, or a change of an account. It moves no money, but whoever could
// change it unseen could have a refused payment carried out, or thaw an account: so memos are a chain of hashes of their own.
type memo struct {
	place int64
	at    int64 // Unix milliseconds
	hash  tlog.Hash

	// A refusal.
	id      rawID
	request [16]byte
	fault   *fault.Fault
	code    string // of the fault

	// A change of an account, if change is set.
	change  accountChange
	account AccountID
	number  int64
}

// seal returns the memo's hash, over the one before it and all that it says.
func (m *memo) seal(previous tlog.Hash, currency money.Currency) tlog.Hash {
	b := make([]byte, 0, 256)
	b = append(b, previous[:]...)
	if m.change != 0 {
		b = text(b, "superette ledger change 1")
		b = text(b, string(m.account))
		b = number(b, m.number)
		b = append(b, byte(m.change))
	} else {
		b = text(b, "superette ledger refusal 1")
		b = append(b, m.id[:]...)
		b = append(b, m.request[:]...)
		b = text(b, m.code)
	}
	b = text(b, string(currency))
	b = number(b, m.place)
	b = number(b, m.at)
	return sha256.Sum256(b)
}

// memos is how far a chain of memos is.
type memos struct {
	size int64
	hash tlog.Hash // of the newest; zero if there is none
}

// add gives a memo its place and its hash.
func (c *memos) add(m *memo, currency money.Currency) {
	c.size++
	m.place = c.size
	m.hash = m.seal(c.hash, currency)
	c.hash = m.hash
}
