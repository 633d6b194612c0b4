package ledger

import (
	"crypto/sha256"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/money"
)

// side is a record as one of its two accounts sees it.
type side struct {
	account AccountID
	number  int64     // the account's
	entry   int64     // how many records name the account, this one included
	prev    int64     // position of the one before, 0 if there is none
	balance int64     // posted on the account, after this
	hash    tlog.Hash // see seal
}

// record is a command that took effect: a row of ledger_transfer.
type record struct {
	currency      money.Currency
	position      int64
	id, held      rawID
	request       [16]byte
	op            Op
	amount        int64
	deadline      int64 // hold: Unix milliseconds, 0 for none
	code, subject string
	at            int64 // Unix milliseconds
	debit, credit side
}

// core is the hash of all that a record says, but for what its accounts became.
func (r *record) core() tlog.Hash {
	b := make([]byte, 0, 384)
	b = text(b, "superette ledger record 1")
	b = text(b, string(r.currency))
	b = number(b, r.position)
	b = append(b, r.id[:]...)
	b = append(b, r.request[:]...)
	b = append(b, byte(r.op))
	b = append(b, r.held[:]...)
	b = text(b, string(r.debit.account))
	b = text(b, string(r.credit.account))
	b = number(b, r.amount)
	b = number(b, r.deadline)
	b = text(b, r.code)
	b = text(b, r.subject)
	b = number(b, r.at)
	return sha256.Sum256(b)
}

const (
	debitSide  = 1
	creditSide = 2
)

// seal returns the hash of one side: over the previous record of the same account, what this one says, and what the account
// became. So nobody can take an entry out of an account's history, or change one, without changing all that follow.
func (s *side) seal(previous, core tlog.Hash, which byte) tlog.Hash {
	b := make([]byte, 0, 96)
	b = append(b, previous[:]...)
	b = append(b, core[:]...)
	b = append(b, which)
	b = number(b, s.entry)
	b = number(b, s.balance)
	return sha256.Sum256(b)
}

// before returns the position of the record before it that names an account, 0 if there is none, and whether this one does.
func (r *record) before(account AccountID) (position int64, named bool) {
	switch account {
	case r.debit.account:
		return r.debit.prev, true
	case r.credit.account:
		return r.credit.prev, true
	}
	return 0, false
}

// monthOf returns 12 * year + month, from 0, of a time in Unix milliseconds, in UTC.
func monthOf(at int64) int64 {
	t := time.UnixMilli(at).UTC()
	return int64(t.Year())*12 + int64(t.Month()) - 1
}

// leaf is the record's place in the Merkle tree: both sides, and by them everything.
func (r *record) leaf() tlog.Hash {
	var b [2 * tlog.HashSize]byte
	copy(b[:], r.debit.hash[:])
	copy(b[tlog.HashSize:], r.credit.hash[:])
	return tlog.RecordHash(b[:])
}

// result returns what the caller sees of a record.
func (r *record) result() Result {
	out := Result{
		ID: r.id.name(), Op: r.op, Debit: r.debit.account, Credit: r.credit.account, Amount: amount(r.amount, r.currency),
		Code: r.code, Subject: r.subject, At: time.UnixMilli(r.at), Position: r.position,
		DebitBalance: amount(r.debit.balance, r.currency), CreditBalance: amount(r.credit.balance, r.currency),
	}
	if r.op >= PostHold {
		out.Held = r.held.name()
	}
	return out
}

// amount is money.New for a currency that was checked long ago.
func amount(minor int64, currency money.Currency) money.Amount {
	a, err := money.New(minor, currency)
	if err != nil {
		panic(err)
	}
	return a
}

// tree is a Merkle tree in the form of RFC 6962 (golang.org/x/mod/sumdb/tlog), of which only the right edge is kept: the
// roots of the complete subtrees, the largest first, one for each bit of size. That is enough to grow and to name the root.
type tree struct {
	size int64
	edge []tlog.Hash
}

// add appends a leaf. It leaves a copy of the tree made before as it was.
func (t *tree) add(leaf tlog.Hash) {
	edge := append(t.edge[:len(t.edge):len(t.edge)], leaf)
	for n := t.size; n&1 == 1; n >>= 1 {
		last := len(edge) - 1
		edge[last-1] = tlog.NodeHash(edge[last-1], edge[last])
		edge = edge[:last]
	}
	t.edge = edge
	t.size++
}

// root returns the hash of the whole tree.
func (t *tree) root() tlog.Hash {
	if t.size == 0 {
		return sha256.Sum256(nil) // RFC 6962, section 2.1
	}
	h := t.edge[len(t.edge)-1]
	for i := len(t.edge) - 2; i >= 0; i-- {
		h = tlog.NodeHash(t.edge[i], h)
	}
	return h
}

// flat returns the edge as bytes for its row.
func (t *tree) flat() []byte {
	b := make([]byte, 0, len(t.edge)*tlog.HashSize)
	for _, h := range t.edge {
		b = append(b, h[:]...)
	}
	return b
}
