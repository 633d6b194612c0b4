package pay

import (
	"fmt"
	"time"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

const refundColumns = `r.id, r.mchid, r.out_refund_no, r.reason, r.notify_url, r.amount, r.state, r.created_at, r.settled_at, r.trade`

func scanRefund(row store.Scanner) (r Refund, trade OrderID, err error) {
	var amount, created, settled int64
	err = row.Scan(&r.ID, &r.Merchant, &r.OutRefundNo, &r.Reason, &r.NotifyURL, &amount, &r.State, &created, &settled, &trade)
	if err != nil {
		return r, trade, err
	}
	r.CreatedAt, r.SettledAt = timeOf(created), timeOf(settled)
	if r.Amount, err = money.New(amount, CNY); err != nil {
		return r, trade, fmt.Errorf("pay: refund %s: %w", r.ID, err)
	}
	return r, trade, nil
}

func readRefund(tx store.Tx, where string, args ...any) (r Refund, found bool, err error) {
	var trade OrderID
	r, found, err = store.Find(tx, func(row store.Scanner) (r Refund, err error) {
		r, trade, err = scanRefund(row)
		return r, err
	}, `SELECT `+refundColumns+` FROM refund r WHERE `+where, args...)
	if err != nil || !found {
		return r, found, err
	}
	if r.Order, found, err = findOrder(tx, trade); err == nil && !found {
		err = fmt.Errorf("pay: refund %s is of %s, which is not known", r.ID, trade)
	}
	return r, true, err
}

func findRefund(tx store.Tx, refund RefundID) (Refund, bool, error) {
	return readRefund(tx, `r.id = $1`, string(refund))
}

func findRefundNo(tx store.Tx, mchid, outRefundNo string) (Refund, bool, error) {
	return readRefund(tx, `r.mchid = $1 AND r.out_refund_no = $2`, mchid, outRefundNo)
}

func listSubmittedRefunds(tx store.Tx, before time.Time, limit int) ([]RefundID, error) {
	return store.List(tx, func(row store.Scanner) (refund RefundID, err error) {
		err = row.Scan(&refund)
		return refund, err
	}, `SELECT id FROM refund WHERE state = 1 AND created_at < $1 ORDER BY created_at LIMIT $2`, millis(before), limit)
}

func insertRefund(tx store.Tx, r Refund) error {
	_, err := tx.Exec(`INSERT INTO refund (id, mchid, out_refund_no, trade, payment, reason, notify_url, amount, state, created_at, settled_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)`, string(r.ID), r.Merchant, r.OutRefundNo, string(r.Order.ID), string(r.Order.Payment),
		r.Reason, r.NotifyURL, r.Amount.Minor(), int(r.State), millis(r.CreatedAt))
	return err
}

// reserveRefund takes an amount of what is left of a paid order, or gives it back for a negative one. It fails with
// ErrRefundOver.
func reserveRefund(tx store.Tx, order OrderID, minor int64) error {
	n, err := tx.Exec(`UPDATE pay_order SET refunded = refunded + $1 WHERE id = $2 AND state = $3 AND refunded + $1 BETWEEN 0 AND amount`,
		minor, string(order), int(OrderPaid))
	if err == nil && n != 1 {
		err = ErrRefundOver
	}
	return err
}

func countRefunds(tx store.Tx, order OrderID) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM refund WHERE trade = $1`, string(order)).Scan(&n)
	return n, err
}

// sumRefunds returns what of an order has been given back.
func sumRefunds(tx store.Tx, order OrderID) (minor int64, err error) {
	err = tx.QueryRow(`SELECT CAST(COALESCE(sum(amount), 0) AS BIGINT) FROM refund WHERE trade = $1 AND state = $2`, string(order), int(Paid)).Scan(&minor)
	return minor, err
}

func removeRefund(tx store.Tx, refund RefundID) error {
	n, err := tx.Exec(`DELETE FROM refund WHERE id = $1 AND state = $2`, string(refund), int(Submitted))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: refund %s is not submitted", refund)
	}
	return err
}

func finishRefund(tx store.Tx, refund RefundID, at time.Time) error {
	n, err := tx.Exec(`UPDATE refund SET state = $1, settled_at = $2 WHERE id = $3 AND state = $4`,
		int(Paid), millis(at), string(refund), int(Submitted))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: refund %s is not submitted", refund)
	}
	return err
}
