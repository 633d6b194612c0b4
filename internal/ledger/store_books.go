package ledger

import (
	"fmt"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

const bookedColumns = `currency, position, id, op, held, amount, code, subject, at, debit, credit, ended`

// bookedQuery reads bookedColumns.
const bookedQuery = `SELECT t.currency, t.position, t.id, t.op, t.held, t.amount, t.code, t.subject, t.at, COALESCE(d.id, ''), COALESCE(c.id, ''),
	COALESCE(h.ended, 0) FROM ledger_transfer t
	LEFT JOIN ledger_account d ON d.currency = t.currency AND d.number = t.debit
	LEFT JOIN ledger_account c ON c.currency = t.currency AND c.number = t.credit
	LEFT JOIN ledger_hold h ON h.id = t.id AND h.currency = t.currency `

func (c *cells) booked() (b Booked) {
	b.Currency, b.Position = money.Currency(c.text()), c.whole()
	var raw, held rawID
	c.fixed(raw[:])
	b.ID = raw.name()
	op := Op(c.kind(uint8(Transfer), uint8(Expire)))
	b.Op = op.String()
	if c.onlyIf(op >= PostHold, held[:]); op >= PostHold {
		b.Held = held.name()
	}
	b.Amount, b.Code, b.Subject, b.At = c.whole(), c.text(), c.text(), c.whole()
	b.Debit, b.Credit, b.Ended = AccountID(c.text()), AccountID(c.text()), Op(c.kind(0, uint8(Expire)))
	return b
}

func listBooked(tx store.Tx, after Booked) (list []Booked, err error) {
	err = eachCells(tx, bookedColumns, func(c *cells) {
		b := c.booked()
		if b.Currency > after.Currency || b.Currency == after.Currency && b.Position > after.Position { // and not a position that is no number
			list = append(list, b)
		}
	}, bookedQuery+`WHERE (t.currency, t.position) > ($1, $2) ORDER BY t.currency, t.position LIMIT $3`,
		string(after.Currency), after.Position, BooksPage)
	return list, err
}

func findBooked(tx store.Tx, ids []TransferID) (map[TransferID]Booked, error) {
	found := map[TransferID]Booked{}
	err := eachWanted(tx, ids, bookedColumns, bookedQuery+`WHERE t.id IN `, func(c *cells) {
		b := c.booked()
		found[b.ID] = b
	})
	return found, err
}

func findRefused(tx store.Tx, ids []TransferID) (map[TransferID]bool, error) {
	found := map[TransferID]bool{}
	err := eachWanted(tx, ids, "id", `SELECT id FROM ledger_refusal WHERE id IN `, func(c *cells) {
		var raw rawID
		c.fixed(raw[:])
		found[raw.name()] = true
	})
	return found, err
}

// eachWanted calls fn with the rows of a query that ends in "IN " for all ids, some at a time.
func eachWanted(tx store.Tx, ids []TransferID, columns, query string, fn func(*cells)) error {
	for len(ids) > 0 {
		some := ids[:min(len(ids), idsAtOnce)]
		ids = ids[len(some):]
		args, places := make([]any, 0, len(some)), ""
		for i, one := range some {
			raw, err := id.Raw(one)
			if err != nil {
				return err
			}
			args, places = append(args, raw[:]), places+fmt.Sprintf(", $%d", i+1)
		}
		if err := eachCells(tx, columns, fn, query+"("+places[len(", "):]+")", args...); err != nil {
			return err
		}
	}
	return nil
}
