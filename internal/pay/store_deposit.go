package pay

import (
	"fmt"
	"time"

	"github.com/superette/superette/internal/store"
)

// holdOrder marks an order's money as held by its payment.
func holdOrder(tx store.Tx, order OrderID, payment PaymentID, at time.Time) error {
	n, err := tx.Exec(`UPDATE pay_order SET state = $1, paid_at = $2 WHERE id = $3 AND payment = $4 AND state = $5 AND deposit > 0`,
		int(OrderHeld), millis(at), string(order), string(payment), int(OrderOpen))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: order %s is not open for %s", order, payment)
	}
	return err
}

// noteEnding notes how a deposit is to end. It fails with ErrDepositOver if that was noted before.
func noteEnding(tx store.Tx, order OrderID, ending int64) error {
	n, err := tx.Exec(`UPDATE pay_order SET ending = $1 WHERE id = $2 AND state = $3 AND ending = 0 AND $1 <= deposit`,
		ending, string(order), int(OrderHeld))
	if err == nil && n != 1 {
		err = ErrDepositOver
	}
	return err
}

// captureOrder ends a deposit: what was taken is the order's amount from then on.
func captureOrder(tx store.Tx, order OrderID, minor int64, at time.Time) error {
	n, err := tx.Exec(`UPDATE pay_order SET state = $1, amount = $2, paid_at = $3, ending = 0 WHERE id = $4 AND state = $5 AND $2 <= deposit`,
		int(OrderPaid), minor, millis(at), string(order), int(OrderHeld))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: nothing is held for order %s", order)
	}
	return err
}

// findOfPayment finds the order of a payment, whatever became of it.
func findOfPayment(tx store.Tx, payment PaymentID) (Order, bool, error) {
	return store.Find(tx, scanOrder, `SELECT `+orderColumns+` FROM payment p JOIN pay_order o ON o.id = p.trade AND o.payment = p.id
		WHERE p.id = $1`, string(payment))
}

func listEnding(tx store.Tx, limit int) ([]Order, error) {
	return store.List(tx, scanOrder, `SELECT `+orderColumns+orderTables+`WHERE o.ending <> 0 ORDER BY o.id LIMIT $1`, limit)
}
