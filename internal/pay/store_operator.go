package pay

import (
	"fmt"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

const wishColumns = `id, account, change, created_at, done_at, code, detail`

func scanWish(row store.Scanner) (w Wish, err error) {
	var created, done int64
	err = row.Scan(&w.ID, &w.Account, &w.Change, &created, &done, &w.Code, &w.Detail)
	w.CreatedAt, w.DoneAt = timeOf(created), timeOf(done)
	return w, err
}

func insertWish(tx store.Tx, w Wish) error {
	_, err := tx.Exec(`INSERT INTO account_wish (`+wishColumns+`) VALUES ($1, $2, $3, $4, 0, '', '')`,
		string(w.ID), string(w.Account), string(w.Change), millis(w.CreatedAt))
	return err
}

func findWish(tx store.Tx, wish WishID) (Wish, error) {
	w, found, err := store.Find(tx, scanWish, `SELECT `+wishColumns+` FROM account_wish WHERE id = $1`, string(wish))
	if err == nil && !found {
		err = fmt.Errorf("pay: there is no wish %s", wish)
	}
	return w, err
}

func listWishes(tx store.Tx, limit int) ([]Wish, error) {
	return store.List(tx, scanWish, `SELECT `+wishColumns+` FROM account_wish WHERE done_at = 0 ORDER BY id LIMIT $1`, limit)
}

func answerWish(tx store.Tx, w Wish) error {
	_, err := tx.Exec(`UPDATE account_wish SET done_at = $1, code = $2, detail = $3 WHERE id = $4 AND done_at = 0`,
		millis(w.DoneAt), w.Code, w.Detail, string(w.ID))
	return err
}

func removeWish(tx store.Tx, wish WishID) (bool, error) {
	n, err := tx.Exec(`DELETE FROM account_wish WHERE id = $1 AND done_at = 0`, string(wish))
	return n == 1, err
}

// sumUnderway returns what a person has sent that may still come back, and what is on its way to them, in minor units.
func sumUnderway(tx store.Tx, person id.UserID) (minor int64, err error) {
	err = tx.QueryRow(`SELECT CAST(
		(SELECT COALESCE(SUM(amount - taken_amount), 0) FROM gift WHERE sender = $1 AND (state IN (1, 2) OR unsettled = 1)) +
		(SELECT COALESCE(SUM(amount), 0) FROM gift WHERE undo = 1 AND (sender = $1 OR recipient = $1)) +
		(SELECT COALESCE(SUM(amount), 0) FROM gift_claim WHERE person = $1 AND state = 1) +
		(SELECT COALESCE(SUM(amount), 0) FROM payment WHERE payer = $1 AND state = 1) +
		(SELECT COALESCE(SUM(r.amount), 0) FROM refund r JOIN payment p ON p.id = r.payment WHERE p.payer = $1 AND r.state = 1) AS BIGINT)`,
		string(person)).Scan(&minor)
	return minor, err
}

// pendingQueries list what is open or in doubt: what it is, its number, from whom, to whom, how much, since when, until when (0 for
// none), 1 if it is in doubt, and a word more.
var pendingQueries = []string{ //nolint:gochecknoglobals // constant
	`SELECT 'payment', id, payer, payee, amount, created_at, 0, 1, '' FROM payment WHERE state = 1`,
	`SELECT 'refund', r.id, r.mchid, p.payer, r.amount, r.created_at, 0, 1, r.out_refund_no FROM refund r JOIN payment p ON p.id = r.payment WHERE r.state = 1`,
	`SELECT 'deposit', o.payment, COALESCE(p.payer, ''), o.mchid, o.deposit, o.paid_at, 0, CASE WHEN o.ending = 0 THEN 0 ELSE 1 END, o.out_trade_no
		FROM pay_order o LEFT JOIN payment p ON p.id = o.payment WHERE o.state = 4`,
	`SELECT CASE WHEN kind = 1 THEN 'transfer' ELSE 'red packet' END, id, sender, recipient, amount - taken_amount, created_at,
		CASE WHEN state = 2 THEN expires_at ELSE 0 END, CASE WHEN state = 2 THEN 0 ELSE 1 END, CASE WHEN unsettled = 1 THEN 'on its way back' ELSE '' END
		FROM gift WHERE state IN (1, 2) OR unsettled = 1`,
	`SELECT 'transfer', id, recipient, sender, amount, undo_at, 0, 1, 'being sent back' FROM gift WHERE undo = 1`,
	`SELECT 'share', gift, '', person, amount, created_at, 0, 1, '' FROM gift_claim WHERE state = 1`,
	`SELECT 'wish', id, account, '', 0, created_at, 0, 1, change FROM account_wish WHERE done_at = 0`,
	`SELECT 'notice', id, payment, url, 0, created_at, due_at, 1, outcome FROM merchant_notice WHERE state = 1 AND attempts > 0`,
}

// orderQuery lists the orders that can be paid now.
const orderQuery = `SELECT 'order', id, '', mchid, amount, created_at, expires_at, CASE WHEN payment = '' THEN 0 ELSE 1 END, out_trade_no
	FROM pay_order WHERE state = 1 AND (expires_at > $1 OR payment <> '')`

func listPending(tx store.Tx, now time.Time) (list []Pending, err error) {
	scan := func(row store.Scanner) (p Pending, err error) {
		var minor, since, until, doubt int64
		if err = row.Scan(&p.What, &p.ID, &p.From, &p.To, &minor, &since, &until, &doubt, &p.Word); err != nil {
			return p, err
		}
		p.Since, p.Until, p.Doubt = timeOf(since), timeOf(until), doubt == 1
		p.Amount, err = money.New(minor, CNY)
		return p, err
	}
	for _, query := range pendingQueries {
		some, err := store.List(tx, scan, query+` ORDER BY 6, 2`)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	orders, err := store.List(tx, scan, orderQuery+` ORDER BY 6, 2`, millis(now))
	return append(list, orders...), err
}

// compareHolds puts what the ledger holds beside the deposits: each is the other's.
func compareHolds(list []Pending, holds []ledger.Result) []Pending {
	held := map[string]ledger.Result{}
	for _, h := range holds {
		held[h.Subject] = h
	}
	for i, p := range list {
		if p.What != "deposit" {
			continue
		}
		if _, there := held[p.ID]; !there {
			list[i].Doubt, list[i].Word = true, p.Word+" (the ledger holds nothing for it)"
		}
		delete(held, p.ID)
	}
	for _, p := range list {
		if p.What == "payment" { // of a deposit that is not noted yet
			delete(held, p.ID)
		}
	}
	for _, h := range holds {
		if _, left := held[h.Subject]; left {
			list = append(list, Pending{
				What: "hold", ID: string(h.ID), From: string(h.Debit), To: string(h.Credit), Amount: h.Amount, Since: h.At, Doubt: true,
				Word: "no order knows it",
			})
		}
	}
	return list
}
