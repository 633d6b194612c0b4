package pay

import (
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// millis and timeOf keep the zero time as 0.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func timeOf(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

func upsertMerchant(tx store.Tx, m Merchant, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO merchant (mchid, name, api_key, created_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (mchid) DO UPDATE SET name = excluded.name, api_key = excluded.api_key`, m.ID, m.Name, m.APIKey, at.UnixMilli())
	if err != nil {
		return err
	}
	for _, app := range m.Apps {
		if _, err := tx.Exec(`INSERT INTO merchant_app (mchid, app) VALUES ($1, $2) ON CONFLICT DO NOTHING`, m.ID, string(app)); err != nil {
			return err
		}
	}
	for _, c := range m.Certificates {
		if _, err := tx.Exec(`INSERT INTO merchant_certificate (mchid, serial, der) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
			m.ID, SerialOf(c), c.Raw); err != nil {
			return err
		}
	}
	return nil
}

func findMerchant(tx store.Tx, mchid string) (m Merchant, found bool, err error) {
	m, found, err = store.Find(tx, func(row store.Scanner) (m Merchant, err error) {
		var public int64
		err = row.Scan(&m.ID, &m.Name, &m.APIKey, &public)
		m.PublicKey = public == 1
		return m, err
	}, `SELECT mchid, name, api_key, public_key FROM merchant WHERE mchid = $1`, mchid)
	if err != nil || !found {
		return m, found, err
	}
	m.Apps, err = store.List(tx, func(row store.Scanner) (app id.AppID, err error) {
		err = row.Scan(&app)
		return app, err
	}, `SELECT app FROM merchant_app WHERE mchid = $1 ORDER BY app`, mchid)
	if err != nil {
		return m, false, err
	}
	m.Certificates, err = store.List(tx, func(row store.Scanner) (*x509.Certificate, error) {
		var der []byte
		if err := row.Scan(&der); err != nil {
			return nil, err
		}
		return x509.ParseCertificate(der)
	}, `SELECT der FROM merchant_certificate WHERE mchid = $1`, mchid)
	return m, true, err
}

func usePublicKey(tx store.Tx, mchid string, uses bool) error {
	flag := 0
	if uses {
		flag = 1
	}
	_, err := tx.Exec(`UPDATE merchant SET public_key = $1 WHERE mchid = $2`, flag, mchid)
	return err
}

func listMerchants(tx store.Tx) ([]Merchant, error) {
	return readMerchants(tx, `SELECT mchid FROM merchant ORDER BY mchid`)
}

func listMerchantsOf(tx store.Tx, app id.AppID) ([]Merchant, error) {
	return readMerchants(tx, `SELECT mchid FROM merchant_app WHERE app = $1 ORDER BY mchid`, string(app))
}

func readMerchants(tx store.Tx, which string, args ...any) (list []Merchant, err error) {
	numbers, err := store.List(tx, func(row store.Scanner) (mchid string, err error) {
		err = row.Scan(&mchid)
		return mchid, err
	}, which, args...)
	if err != nil {
		return nil, err
	}
	for _, mchid := range numbers {
		m, _, err := findMerchant(tx, mchid)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, nil
}

func removeCertificate(tx store.Tx, mchid, serial string) error {
	_, err := tx.Exec(`DELETE FROM merchant_certificate WHERE mchid = $1 AND serial = $2`, mchid, serial)
	return err
}

func findMerchantName(tx store.Tx, mchid string) (name string, err error) {
	err = tx.QueryRow(`SELECT name FROM merchant WHERE mchid = $1`, mchid).Scan(&name)
	if errors.Is(err, store.ErrNoRow) {
		err = ErrNoMerchant
	}
	return name, err
}

func hasApp(tx store.Tx, mchid string, app id.AppID) (bool, error) {
	var n int
	err := tx.QueryRow(`SELECT count(*) FROM merchant_app WHERE mchid = $1 AND app = $2`, mchid, string(app)).Scan(&n)
	return n > 0, err
}

const orderColumns = `o.id, o.mchid, o.out_trade_no, o.app, o.openid, o.description, o.attach, o.notify_url, o.amount, o.currency,
	o.deadline, o.created_at, o.expires_at, o.state, o.payment, o.paid_at, COALESCE(p.payer, ''), o.refunded, o.deposit, o.ending,
	o.dialect`

const orderTables = ` FROM pay_order o LEFT JOIN payment p ON p.id = o.payment `

func scanOrder(row store.Scanner) (o Order, err error) {
	var amount, deadline, created, expires, paid, refunded, deposit int64
	var currency money.Currency
	err = row.Scan(&o.ID, &o.Merchant, &o.OutTradeNo, &o.App, &o.OpenID, &o.Description, &o.Attach, &o.NotifyURL, &amount,
		&currency, &deadline, &created, &expires, &o.State, &o.Payment, &paid, &o.Payer, &refunded, &deposit, &o.ending, &o.Dialect)
	if err != nil {
		return o, err
	}
	o.Deadline, o.CreatedAt, o.ExpiresAt, o.PaidAt = timeOf(deadline), timeOf(created), timeOf(expires), timeOf(paid)
	if o.Amount, err = money.New(amount, currency); err != nil {
		return o, fmt.Errorf("pay: order %s: %w", o.ID, err)
	}
	o.Hold = deposit > 0
	if o.Deposit, err = money.New(deposit, currency); err != nil {
		return o, fmt.Errorf("pay: order %s: %w", o.ID, err)
	}
	if o.Refunded, err = money.New(refunded, currency); err != nil {
		return o, fmt.Errorf("pay: order %s: %w", o.ID, err)
	}
	return o, nil
}

func findOrder(tx store.Tx, order OrderID) (Order, bool, error) {
	return store.Find(tx, scanOrder, `SELECT `+orderColumns+orderTables+`WHERE o.id = $1`, string(order))
}

func findTrade(tx store.Tx, mchid, outTradeNo string) (Order, bool, error) {
	return store.Find(tx, scanOrder, `SELECT `+orderColumns+orderTables+`WHERE o.mchid = $1 AND o.out_trade_no = $2`, mchid, outTradeNo)
}

// findPaid finds the order of a payment that succeeded: merchants learn no other numbers.
func findPaid(tx store.Tx, payment PaymentID) (Order, bool, error) {
	return store.Find(tx, scanOrder, `SELECT `+orderColumns+` FROM payment p JOIN pay_order o ON o.id = p.trade AND o.payment = p.id
		WHERE p.id = $1 AND o.state = $2`, string(payment), int(OrderPaid))
}

func insertOrder(tx store.Tx, o Order) error {
	_, err := tx.Exec(`INSERT INTO pay_order (id, mchid, out_trade_no, app, openid, description, attach, notify_url, amount, currency,
		deadline, created_at, expires_at, state, payment, paid_at, deposit, dialect)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, '', 0, $15, $16)`,
		string(o.ID), o.Merchant, o.OutTradeNo, string(o.App), o.OpenID, o.Description, o.Attach, o.NotifyURL, o.Amount.Minor(),
		string(o.Amount.Currency()), millis(o.Deadline), millis(o.CreatedAt), millis(o.ExpiresAt), int(o.State), o.Deposit.Minor(), int(o.Dialect))
	return err
}

func changeExpiry(tx store.Tx, order OrderID, at time.Time) error {
	_, err := tx.Exec(`UPDATE pay_order SET expires_at = $1 WHERE id = $2`, millis(at), string(order))
	return err
}

func closeOrder(tx store.Tx, order OrderID) error {
	_, err := tx.Exec(`UPDATE pay_order SET state = $1, ending = 0 WHERE id = $2`, int(OrderClosed), string(order))
	return err
}

// claimOrder binds an open order to the one payment that may pay it.
func claimOrder(tx store.Tx, order OrderID, payment PaymentID) error {
	n, err := tx.Exec(`UPDATE pay_order SET payment = $1 WHERE id = $2 AND state = $3 AND payment = ''`, string(payment), string(order), int(OrderOpen))
	if err == nil && n != 1 {
		err = ErrBeingPaid
	}
	return err
}

// releaseOrder lets an order be paid by another payment.
func releaseOrder(tx store.Tx, order OrderID, payment PaymentID) error {
	_, err := tx.Exec(`UPDATE pay_order SET payment = '' WHERE id = $1 AND payment = $2 AND state = $3`, string(order), string(payment), int(OrderOpen))
	return err
}

func payOrder(tx store.Tx, order OrderID, payment PaymentID, at time.Time) error {
	n, err := tx.Exec(`UPDATE pay_order SET state = $1, paid_at = $2 WHERE id = $3 AND payment = $4 AND state = $5`,
		int(OrderPaid), millis(at), string(order), string(payment), int(OrderOpen))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: order %s is not open for %s", order, payment)
	}
	return err
}

const paymentColumns = `id, payer, request, kind, trade, payee, amount, currency, note, card, state, reason, created_at, settled_at`

func scanPayment(row store.Scanner) (p Payment, err error) {
	var amount, created, settled int64
	var currency money.Currency
	err = row.Scan(&p.ID, &p.Payer, &p.Request, &p.Kind, &p.Order, &p.Payee, &amount, &currency, &p.Note, &p.Card, &p.State,
		&p.Reason, &created, &settled)
	if err != nil {
		return p, err
	}
	p.CreatedAt, p.SettledAt = timeOf(created), timeOf(settled)
	if p.Amount, err = money.New(amount, currency); err != nil {
		return p, fmt.Errorf("pay: payment %s: %w", p.ID, err)
	}
	return p, nil
}

func findPayment(tx store.Tx, payment PaymentID) (Payment, bool, error) {
	return store.Find(tx, scanPayment, `SELECT `+paymentColumns+` FROM payment WHERE id = $1`, string(payment))
}

func findRequest(tx store.Tx, payer id.UserID, request string) (Payment, bool, error) {
	return store.Find(tx, scanPayment, `SELECT `+paymentColumns+` FROM payment WHERE payer = $1 AND request = $2`, string(payer), request)
}

func listSubmitted(tx store.Tx, before time.Time, limit int) ([]Payment, error) {
	return store.List(tx, scanPayment, `SELECT `+paymentColumns+` FROM payment WHERE state = 1 AND created_at < $1
		ORDER BY created_at LIMIT $2`, millis(before), limit)
}

func insertPayment(tx store.Tx, p Payment) error {
	_, err := tx.Exec(`INSERT INTO payment (`+paymentColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		string(p.ID), string(p.Payer), p.Request, int(p.Kind), string(p.Order), p.Payee, p.Amount.Minor(), string(p.Amount.Currency()),
		p.Note, string(p.Card), int(p.State), p.Reason, millis(p.CreatedAt), millis(p.SettledAt))
	return err
}

func settlePayment(tx store.Tx, payment PaymentID, at time.Time) error {
	n, err := tx.Exec(`UPDATE payment SET state = $1, settled_at = $2 WHERE id = $3 AND state = $4`,
		int(Paid), millis(at), string(payment), int(Submitted))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: payment %s is not submitted", payment)
	}
	return err
}

func failPayment(tx store.Tx, payment PaymentID, reason string, at time.Time) error {
	n, err := tx.Exec(`UPDATE payment SET state = $1, reason = $2, settled_at = $3 WHERE id = $4 AND state = $5`,
		int(Failed), reason, millis(at), string(payment), int(Submitted))
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: payment %s is not submitted", payment)
	}
	return err
}

func findPIN(tx store.Tx, user id.UserID) (pinRow, bool, error) {
	return store.Find(tx, func(row store.Scanner) (p pinRow, err error) {
		var until int64
		err = row.Scan(&p.phc, &p.misses, &p.locks, &until)
		p.lockedUntil = timeOf(until)
		return p, err
	}, `SELECT phc, misses, locks, locked_until FROM pin WHERE person = $1`, string(user))
}

func upsertPIN(tx store.Tx, user id.UserID, p pinRow) error {
	_, err := tx.Exec(`INSERT INTO pin (person, phc, misses, locks, locked_until) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person) DO UPDATE SET phc = excluded.phc, misses = excluded.misses, locks = excluded.locks, locked_until = excluded.locked_until`,
		string(user), p.phc, p.misses, p.locks, millis(p.lockedUntil))
	return err
}

// clearMisses forgets the wrong tries, unless the PIN was changed meanwhile.
func clearMisses(tx store.Tx, user id.UserID, phc string) error {
	_, err := tx.Exec(`UPDATE pin SET misses = 0, locks = 0, locked_until = 0 WHERE person = $1 AND phc = $2`, string(user), phc)
	return err
}
