package pay

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/store"
)

const (
	checkPage = 256 // rows that are read at once
	idsAtOnce = 64  // that one query looks for
)

// asWritten are the values of one row as the database has them, read one after the other. What this room would never have written, a
// value of another type, is noted and read as nothing, so that the check can go on.
type asWritten struct {
	columns []string
	values  []any
	at      int
	wrong   []string
}

func (r *asWritten) next(must string, ok func(any) bool) any {
	value := r.values[r.at]
	if !ok(value) {
		if b, is := value.([]byte); is {
			value = fmt.Sprintf("x'%.64x'", b)
		}
		r.wrong = append(r.wrong, fmt.Sprintf("its %s is %v, and must be %s", r.columns[r.at], value, must))
	}
	r.at++
	return value
}

func (r *asWritten) number() int64 {
	n, _ := r.next("a whole number", func(v any) bool { _, ok := v.(int64); return ok }).(int64)
	return n
}

func (r *asWritten) text() string {
	s, _ := r.next("text", func(v any) bool { _, ok := v.(string); return ok }).(string)
	return s
}

// listAsWritten returns what read makes of each row of a query.
func listAsWritten[T any](tx store.Tx, columns string, read func(*asWritten) T, query string, args ...any) (list []T, err error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	names := strings.Fields(columns)
	for rows.Next() {
		r := &asWritten{columns: names, values: make([]any, len(names))}
		into := make([]any, len(names))
		for i := range into {
			into[i] = &r.values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		list = append(list, read(r))
	}
	return list, rows.Err()
}

// listOf is listAsWritten for all ids, some at a time; the query ends in "IN ".
func listOf[T any](tx store.Tx, ids []string, columns string, read func(*asWritten) T, query, order string) (all []T, err error) {
	for len(ids) > 0 {
		some := ids[:min(len(ids), idsAtOnce)]
		ids = ids[len(some):]
		args, places := make([]any, len(some)), make([]string, len(some))
		for i, one := range some {
			args[i], places[i] = one, "$"+strconv.Itoa(i+1)
		}
		list, err := listAsWritten(tx, columns, read, query+"("+strings.Join(places, ", ")+")"+order, args...)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

// payVersion returns how far the tables of this room are, 0 if there are none.
func payVersion(tx store.Tx) (version int64, err error) {
	if there, err := store.HasTable(tx, "schema_pay"); err != nil || !there {
		return 0, err
	}
	err = tx.QueryRow(`SELECT COALESCE(MAX(version_id), 0) FROM schema_pay`).Scan(&version)
	return version, err
}

// orderRow is an order as its row has it; the zero one is none.
type orderRow struct {
	key, mchid, currency, payment                    string
	amount, state, paidAt, refunded, deposit, endsBy int64
	payer, trade                                     string // of its payment
	paidBy                                           bool   // its payment is there
	wrong                                            []string
	place                                            any // of its row among the others
	refunds                                          []int64
}

const orderNames = "id mchid currency payment amount state paid_at refunded deposit ending "

// orderParts reads orderNames of a table that may have no row.
const orderParts = `COALESCE(o.id, ''), COALESCE(o.mchid, ''), COALESCE(o.currency, ''), COALESCE(o.payment, ''), COALESCE(o.amount, 0),
	COALESCE(o.state, 0), COALESCE(o.paid_at, 0), COALESCE(o.refunded, 0), COALESCE(o.deposit, 0), COALESCE(o.ending, 0)`

func (r *asWritten) order() orderRow {
	return orderRow{
		key: r.text(), mchid: r.text(), currency: r.text(), payment: r.text(), amount: r.number(), state: r.number(), paidAt: r.number(),
		refunded: r.number(), deposit: r.number(), endsBy: r.number(),
	}
}

// pageOrders returns the orders that follow a place, with the amounts of their refunds.
func pageOrders(tx store.Tx, after any) ([]orderRow, error) {
	list, err := listAsWritten(tx, orderNames+"paid_by payer trade", func(r *asWritten) orderRow {
		place := r.values[0]
		o := r.order()
		o.paidBy, o.payer, o.trade, o.place, o.wrong = r.number() == 1, r.text(), r.text(), place, r.wrong
		return o
	}, `SELECT o.id, o.mchid, o.currency, o.payment, o.amount, o.state, o.paid_at, o.refunded, o.deposit, o.ending, CASE WHEN p.id IS NULL THEN 0 ELSE 1 END, COALESCE(p.payer, ''), COALESCE(p.trade, '') FROM pay_order o
		LEFT JOIN payment p ON p.id = o.payment WHERE o.id > $1 ORDER BY o.id LIMIT $2`, after, checkPage)
	if err != nil {
		return nil, err
	}
	at, ids := map[string]int{}, make([]string, len(list))
	for i, o := range list {
		at[o.key], ids[i] = i, o.key
	}
	type back struct {
		trade string
		minor int64
	}
	refunds, err := listOf(tx, ids, "trade amount", func(r *asWritten) back { return back{r.text(), r.number()} },
		`SELECT trade, amount FROM refund WHERE trade IN `, "")
	for _, b := range refunds {
		if i, known := at[b.trade]; known {
			list[i].refunds = append(list[i].refunds, b.minor)
		}
	}
	return list, err
}

// paymentRow is a payment as its row has it, with the order that it is for.
type paymentRow struct {
	key, payer, trade, payee, currency string
	kind, amount, state, settledAt     int64
	order                              orderRow
	wrong                              []string
	place                              any
}

const paymentNames = "id payer trade payee currency kind amount state settled_at " + orderNames

const paymentQuery = `SELECT p.id, p.payer, p.trade, p.payee, p.currency, p.kind, p.amount, p.state, p.settled_at, ` + orderParts + `
	FROM payment p LEFT JOIN pay_order o ON o.id = p.trade WHERE p.id `

func paymentAsWritten(r *asWritten) paymentRow {
	p := paymentRow{
		place: r.values[0], key: r.text(), payer: r.text(), trade: r.text(), payee: r.text(), currency: r.text(), kind: r.number(),
		amount: r.number(), state: r.number(), settledAt: r.number(), order: r.order(),
	}
	p.wrong = r.wrong
	return p
}

func pagePayments(tx store.Tx, after any) ([]paymentRow, error) {
	return listAsWritten(tx, paymentNames, paymentAsWritten, paymentQuery+`> $1 ORDER BY p.id LIMIT $2`, after, checkPage)
}

func paymentsOf(tx store.Tx, ids []string) ([]paymentRow, error) {
	return listOf(tx, ids, paymentNames, paymentAsWritten, paymentQuery+`IN `, "")
}

// refundRow is a refund as its row has it, with its order and who paid that.
type refundRow struct {
	key, mchid, trade, payment, payer string
	amount, state, settledAt          int64
	order                             orderRow
	wrong                             []string
	place                             any
}

const refundNames = "id mchid trade payment payer amount state settled_at " + orderNames

const refundQuery = `SELECT r.id, r.mchid, r.trade, r.payment, COALESCE(p.payer, ''), r.amount, r.state, r.settled_at, ` + orderParts + `
	FROM refund r LEFT JOIN payment p ON p.id = r.payment LEFT JOIN pay_order o ON o.id = r.trade WHERE r.id `

func refundAsWritten(r *asWritten) refundRow {
	b := refundRow{
		place: r.values[0], key: r.text(), mchid: r.text(), trade: r.text(), payment: r.text(), payer: r.text(), amount: r.number(),
		state: r.number(), settledAt: r.number(), order: r.order(),
	}
	b.wrong = r.wrong
	return b
}

func pageRefunds(tx store.Tx, after any) ([]refundRow, error) {
	return listAsWritten(tx, refundNames, refundAsWritten, refundQuery+`> $1 ORDER BY r.id LIMIT $2`, after, checkPage)
}

func refundsOf(tx store.Tx, ids []string) ([]refundRow, error) {
	return listOf(tx, ids, refundNames, refundAsWritten, refundQuery+`IN `, "")
}

// giftRow is a gift as its row has it, with its claims.
type giftRow struct {
	key, sender, recipient, currency                                 string
	kind, amount, count, state, taken, takenSum, returned, unsettled int64
	endedAt, direct, undo, undoTries                                 int64
	claims                                                           []claimRow
	wrong                                                            []string
	place                                                            any
}

// claimRow is a share as its row has it.
type claimRow struct {
	gift, person                       string
	position, amount, state, settledAt int64
	wrong                              []string
}

const giftNames = "id sender recipient currency kind amount count state taken taken_amount returned unsettled ended_at direct undo undo_tries"

const giftQuery = `SELECT id, sender, recipient, currency, kind, amount, count, state, taken, taken_amount, returned, unsettled, ended_at, direct,
	undo, undo_tries FROM gift WHERE id `

func giftAsWritten(r *asWritten) giftRow {
	g := giftRow{
		place: r.values[0], key: r.text(), sender: r.text(), recipient: r.text(), currency: r.text(), kind: r.number(), amount: r.number(),
		count: r.number(), state: r.number(), taken: r.number(), takenSum: r.number(), returned: r.number(), unsettled: r.number(),
		endedAt: r.number(), direct: r.number(), undo: r.number(), undoTries: r.number(),
	}
	g.wrong = r.wrong
	return g
}

const claimNames = "gift person position amount state settled_at"

func claimAsWritten(r *asWritten) claimRow {
	c := claimRow{gift: r.text(), person: r.text(), position: r.number(), amount: r.number(), state: r.number(), settledAt: r.number()}
	c.wrong = r.wrong
	return c
}

func pageGifts(tx store.Tx, after any) ([]giftRow, error) {
	list, err := listAsWritten(tx, giftNames, giftAsWritten, giftQuery+`> $1 ORDER BY id LIMIT $2`, after, checkPage)
	if err != nil {
		return nil, err
	}
	return list, fillClaims(tx, list)
}

func giftsOf(tx store.Tx, ids []string) ([]giftRow, error) {
	list, err := listOf(tx, ids, giftNames, giftAsWritten, giftQuery+`IN `, "")
	if err != nil {
		return nil, err
	}
	return list, fillClaims(tx, list)
}

func fillClaims(tx store.Tx, list []giftRow) error {
	at, ids := map[string]int{}, make([]string, len(list))
	for i, g := range list {
		at[g.key], ids[i] = i, g.key
	}
	claims, err := listOf(tx, ids, claimNames, claimAsWritten,
		`SELECT gift, person, position, amount, state, settled_at FROM gift_claim WHERE gift IN `, ` ORDER BY gift, position`)
	for _, c := range claims {
		if i, known := at[c.gift]; known {
			list[i].claims = append(list[i].claims, c)
		}
	}
	return err
}

// listStrayClaims returns the first claims of gifts that are not there, at most a page of them.
func listStrayClaims(tx store.Tx) ([]claimRow, error) {
	return listAsWritten(tx, claimNames, claimAsWritten, `SELECT c.gift, c.person, c.position, c.amount, c.state, c.settled_at FROM gift_claim c
		LEFT JOIN gift g ON g.id = c.gift WHERE g.id IS NULL ORDER BY c.gift, c.person LIMIT $1`, checkPage)
}
