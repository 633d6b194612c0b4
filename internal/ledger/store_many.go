package ledger

import (
	"fmt"

	"github.com/superette/superette/internal/store"
)

// PostgreSQL is asked over a connection, so that the number of statements counts: a commit there takes one statement for all rows of
// a kind, with an array for each column. Any database of its kind takes these.

const insertRecords = `INSERT INTO ledger_transfer (currency, position, id, request, op, held, amount, deadline, code, subject, at,
	debit, debit_entry, debit_prev, debit_balance, debit_hash, credit, credit_entry, credit_prev, credit_balance, credit_hash)
	SELECT $1::text, * FROM unnest($2::bigint[], $3::bytea[], $4::bytea[], $5::bigint[], $6::bytea[], $7::bigint[], $8::bigint[], $9::text[], $10::text[], $11::bigint[],
		$12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bytea[], $17::bigint[], $18::bigint[], $19::bigint[], $20::bigint[], $21::bytea[])`

func commitRecords(tx store.Tx, currency string, records []*record) error {
	position, op, amount := make([]int64, len(records)), make([]int64, len(records)), make([]int64, len(records))
	deadline, at := make([]int64, len(records)), make([]int64, len(records))
	id, request, held := make([][]byte, len(records)), make([][]byte, len(records)), make([][]byte, len(records))
	code, subject := make([]string, len(records)), make([]string, len(records))
	debit, credit := newSides(len(records)), newSides(len(records))
	for i, r := range records {
		position[i], op[i], amount[i], deadline[i], at[i] = r.position, int64(r.op), r.amount, r.deadline, r.at
		id[i], request[i], code[i], subject[i] = r.id[:], r.request[:], r.code, r.subject
		if r.op >= PostHold {
			held[i] = r.held[:]
		}
		debit.set(i, &r.debit)
		credit.set(i, &r.credit)
	}
	_, err := tx.Exec(insertRecords, currency, position, id, request, op, held, amount, deadline, code, subject, at,
		debit.number, debit.entry, debit.prev, debit.balance, debit.hash, credit.number, credit.entry, credit.prev, credit.balance, credit.hash)
	return err
}

// sides are the columns of one side of some records.
type sides struct {
	number, entry, prev, balance []int64
	hash                         [][]byte
}

func newSides(n int) sides {
	return sides{make([]int64, n), make([]int64, n), make([]int64, n), make([]int64, n), make([][]byte, n)}
}

func (c *sides) set(i int, s *side) {
	c.number[i], c.entry[i], c.prev[i], c.balance[i], c.hash[i] = s.number, s.entry, s.prev, s.balance, s.hash[:]
}

const updateBalances = `UPDATE ledger_balance AS b SET debits = v.debits, credits = v.credits, debits_held = v.debits_held,
	credits_held = v.credits_held, entries = v.entries, last = v.last, month = v.month, hash = v.hash
	FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[], $9::bigint[], $10::bytea[])
		AS v(number, debits, credits, debits_held, credits_held, entries, last, month, hash)
	WHERE b.currency = $1 AND b.number = v.number`

func commitBalances(tx store.Tx, currency string, accounts []*accountState) error {
	var columns [8][]int64
	for i := range columns {
		columns[i] = make([]int64, len(accounts))
	}
	hash := make([][]byte, len(accounts))
	for i, a := range accounts {
		for at, n := range []int64{a.number, a.debits, a.credits, a.debitsHeld, a.creditsHeld, a.entries, a.last, a.month} {
			columns[at][i] = n
		}
		hash[i] = a.hash[:]
	}
	changed, err := tx.Exec(updateBalances, currency, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6], columns[7], hash)
	if err == nil && changed != int64(len(accounts)) {
		err = fmt.Errorf("ledger: of %d accounts %d have a row", len(accounts), changed)
	}
	return err
}

const upsertHolds = `INSERT INTO ledger_hold (id, currency, ended) SELECT v.id, $1::text, v.ended FROM unnest($2::bytea[], $3::bigint[]) AS v(id, ended)
	ON CONFLICT (id, currency) DO UPDATE SET ended = excluded.ended`

func commitHolds(tx store.Tx, currency string, holds []*hold) error {
	id, ended := make([][]byte, len(holds)), make([]int64, len(holds))
	for i, h := range holds {
		id[i], ended[i] = h.record.id[:], int64(h.ended)
	}
	_, err := tx.Exec(upsertHolds, currency, id, ended)
	return err
}
