package pay_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// compared compares the rows with the ledger. Nothing may differ, but for what a test has the ledger move itself.
func (w *world) compared(t fataler) pay.Checked {
	t.Helper()
	var lines []string
	c, err := pay.Check(context.WithoutCancel(t.Context()), w.db, func(line string) {
		if !slices.ContainsFunc(w.foreign, func(one string) bool { return strings.Contains(line, one) }) {
			lines = append(lines, line)
		}
	})
	if err != nil || len(lines) > 0 {
		t.Fatalf("rows and ledger differ: %v\n%s", err, strings.Join(lines, "\n"))
	}
	return c
}

// comparedOnce is compared as a step of a sequence, once in it: whatever is under way then.
func (w *world) comparedOnce(t fataler) func(*rapid.T) {
	done := false
	return func(*rapid.T) {
		if !done {
			done = true
			w.compared(t)
		}
	}
}

// history is a little of everything that moves money, finished and under way.
func history(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	ling, tom, mei := w.person(t, "1000.00"), w.person(t, "1000.00"), w.person(t, "1000.00")
	fine := func(_ any, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	refund := func(number, of, amount string) error {
		n := pay.NewRefund{OutRefundNo: number, OutTradeNo: of, Amount: yuan(t, amount), Total: w.trade(t, of).Amount}
		_, err := w.Refund(t.Context(), asShop(mchid), n)
		return err
	}
	pays := func(number, amount string) error {
		_, err := w.Pay(t.Context(), ling, w.request(t, w.order(t, ling, number, amount), "request-"+number))
		return err
	}
	w.order(t, ling, "order-open", "1.00")
	w.order(t, ling, "order-closed", "1.00")
	fine(nil, w.Close(t.Context(), asShop(mchid), "order-closed"))
	fine(nil, pays("order-paid", "30.00"))
	fine(nil, refund("back-one", "order-paid", "4.00"))
	fine(nil, refund("back-two", "order-paid", "5.00"))
	wantError(t, pays("order-failed", "5000.00"), pay.ErrShort)
	w.ledger.before = ledger.ErrUnknown
	wantError(t, pays("order-pending", "2.00"), pay.ErrPending) // and has not moved
	w.ledger.before = ledger.ErrUnknown
	wantError(t, refund("back-three", "order-paid", "1.00"), pay.ErrPending)
	w.hold(t, ling, "deposit-held", "99.00")
	w.hold(t, ling, "deposit-taken", "99.00")
	fine(w.Capture(t.Context(), asShop(mchid), "deposit-taken", yuan(t, "7.00")))
	w.hold(t, ling, "deposit-back", "99.00")
	fine(w.Release(t.Context(), asShop(mchid), "deposit-back"))
	fine(w.transfer(t, ling, tom, "12.00"))

	conv := w.room(ling, tom, mei)
	packet := w.sent(t, ling, w.newGift(t, pay.GiftEqual, conv, "9.00", 3))
	fine(w.TakeGift(t.Context(), tom, packet.ID))
	w.ledger.before = ledger.ErrUnknown
	_, err := w.TakeGift(t.Context(), mei, packet.ID)
	wantError(t, err, pay.ErrPending)
	over := w.sent(t, ling, w.newGift(t, pay.GiftLucky, conv, "8.00", 2))
	fine(w.TakeGift(t.Context(), tom, over.ID))
	w.clock.forward(25 * time.Hour)
	fine(w.ExpireGifts(t.Context()))
	to := func(asks bool, amount string) pay.Gift {
		w.asked(t, tom, asks)
		n := w.newGift(t, pay.GiftTransfer, conv, amount, 1)
		n.To = tom.User
		return w.sent(t, ling, n)
	}
	to(false, "6.00")
	fine(w.RefuseGift(t.Context(), tom, to(false, "6.10").ID))
	fine(w.RefuseGift(t.Context(), tom, to(true, "6.20").ID))
	fine(w.TakeGift(t.Context(), tom, to(true, "6.30").ID))
	n := w.newGift(t, pay.GiftEqual, conv, "5000.00", 1)
	_, err = w.SendGift(t.Context(), ling, n)
	wantError(t, err, pay.ErrShort)
	return w
}

// vault is a world's database without its constraints, in which anything can be changed for a while.
type vault struct {
	t      *testing.T
	db     *sql.DB
	engine store.Engine
}

func openVault(t *testing.T, w *world) *vault {
	t.Helper()
	v := &vault{t: t, engine: store.SQLite}
	driver, address, drop := "sqlite", filepath.Join(w.dir, "superette.db"), ""
	if postgres := storetest.Address(t, w.dir); postgres != "" {
		v.engine, driver, address, drop = store.PostgreSQL, "pgx", postgres, " CASCADE"
	}
	var err error
	if v.db, err = sql.Open(driver, address); err != nil {
		t.Fatal(err)
	}
	v.db.SetMaxOpenConns(1)
	t.Cleanup(func() {
		if err := v.db.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, table := range []string{"gift_claim", "gift", "refund", "payment", "pay_order", "ledger_transfer"} {
		for _, statement := range []string{
			`CREATE TABLE loose AS SELECT * FROM ` + table, `DROP TABLE ` + table + drop, `ALTER TABLE loose RENAME TO ` + table,
		} {
			if _, err := v.db.ExecContext(t.Context(), statement); err != nil {
				t.Fatalf("%s: %v", statement, err)
			}
		}
	}
	return v
}

// named changes the rows, returns what the check says, and undoes the change.
func (v *vault) named(statements ...string) []string {
	v.t.Helper()
	tx, err := v.db.BeginTx(v.t.Context(), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	defer func() {
		if err := tx.Rollback(); err != nil {
			v.t.Fatal(err)
		}
	}()
	for _, statement := range statements {
		result, err := tx.ExecContext(v.t.Context(), statement)
		if err != nil {
			v.t.Fatalf("%s: %v", statement, err)
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			v.t.Fatalf("%s: %d rows, %v", statement, n, err)
		}
	}
	var lines []string
	if _, err := pay.Check(v.t.Context(), storetest.Inside{Context: v.t.Context(), Tx: tx, Of: v.engine}, func(line string) { lines = append(lines, line) }); err != nil {
		v.t.Errorf("the check did not go on: %v", err)
	}
	return lines
}

// TestTampering changes rows of a real history behind everybody's back: each change is named, with its row and what the ledger says.
func TestTampering(t *testing.T) {
	w := history(t)
	if c := w.compared(t); c.Underway != 3 || c.Orders != 8 || c.Payments != 7 || c.Refunds != 3 || c.Gifts != 7 || c.Shares != 6 {
		t.Errorf("compared %+v", c)
	}
	v := openVault(t, w)
	if lines := v.named(); len(lines) > 0 {
		t.Fatalf("before anything is changed: %q", lines)
	}
	const (
		paid     = ` WHERE trade = (SELECT id FROM pay_order WHERE out_trade_no = 'order-paid')`
		pending  = ` WHERE trade = (SELECT id FROM pay_order WHERE out_trade_no = 'order-pending')`
		failed   = ` WHERE trade = (SELECT id FROM pay_order WHERE out_trade_no = 'order-failed')`
		taken    = ` WHERE out_trade_no = 'deposit-taken'`
		packet   = ` WHERE kind = 2 AND amount = 900`
		share    = ` WHERE state = 2 AND gift = (SELECT id FROM gift WHERE kind = 2 AND amount = 900)`
		sentBack = ` WHERE direct = 1 AND undo = 2`
	)
	for name, c := range map[string]struct {
		change string
		says   string // a pattern that one line must have
	}{
		"a payment of more":                     {`UPDATE payment SET amount = amount + 1` + paid, `^payment pay_\w+: it says that it is paid, with a movement of 30\.01 CNY .* and the ledger moved 30\.00 CNY .*as trf_.*; the ledger counts, so put the row right`},
		"a payment of another currency":         {`UPDATE payment SET currency = 'JPY'` + paid, `^payment .* 3000 JPY .*, and the ledger moved 30\.00 CNY`},
		"a payment to somebody else":            {`UPDATE payment SET payee = '1900000009'` + paid, `^payment .* to merchant:1900000009:CNY .*, and the ledger moved .* to merchant:1900000001:CNY`},
		"a payment by somebody else":            {`UPDATE payment SET payer = 'usr_x'` + paid, `^payment .* from person:usr_x:CNY .*, and the ledger moved `},
		"a payment at another time":             {`UPDATE payment SET settled_at = settled_at + 1` + paid, `^payment .* at 2026-.*, and the ledger moved .* at 2026-`},
		"a paid payment that says it failed":    {`UPDATE payment SET state = 3` + paid, `^payment .*: it says that it failed and nothing moved, and the ledger moved 30\.00 CNY .*; the money has moved`},
		"a pending payment that says paid":      {`UPDATE payment SET state = 2` + pending, `^payment .*: it says that it is paid, .* the ledger has no such movement, which would be trf_.*; no money has moved.*deliver nothing`},
		"a refused payment that says paid":      {`UPDATE payment SET state = 2` + failed, `^payment .*: it says that it is paid, .* the ledger refused it, as trf_`},
		"a payment of another kind":             {`UPDATE payment SET kind = 2` + paid, `^payment .* "transfer" .*, and the ledger moved .* "payment" `},
		"a payment that is gone":                {`DELETE FROM payment` + paid, `^transfer trf_\w+ at position \d+: the ledger says 30\.00 CNY from .*, and no payment, refund or gift says so`},
		"a payment made up":                     {`INSERT INTO payment SELECT 'pay_01m83t4cm089vyh7bqyegkktf5', payer, 'made-up-1', kind, trade, payee, amount, currency, note, card, state, reason, created_at, settled_at FROM payment` + paid, `^payment pay_01m83t4cm089vyh7bqyegkktf5: it says that it is paid, .* no such movement`},
		"a paid order that says it is closed":   {`UPDATE pay_order SET state = 3 WHERE out_trade_no = 'order-paid'`, `^order ord_\w+: it says that it is closed, and that pay_`},
		"an open order that says it is paid":    {`UPDATE pay_order SET state = 2 WHERE out_trade_no = 'order-open'`, `^order ord_\w+: it says that it is paid, and names no payment; no money has moved`},
		"an order with another's payment":       {`UPDATE pay_order SET state = 2, payment = (SELECT id FROM payment` + paid + `) WHERE out_trade_no = 'order-open'`, `^order ord_\w+: it says that pay_\w+ pays it, which is for "ord_`},
		"an order of less":                      {`UPDATE pay_order SET amount = 100 WHERE out_trade_no = 'order-paid'`, `^payment .*: it is of 30\.00 CNY, and its order ord_\w+ of 1\.00 CNY`},
		"an order that forgot a refund":         {`UPDATE pay_order SET refunded = 500 WHERE out_trade_no = 'order-paid'`, `^order .*: it says that 5\.00 CNY was refunded, and its refunds are 10\.00 CNY together`},
		"a refund of more":                      {`UPDATE refund SET amount = 900 WHERE out_refund_no = 'back-one'`, `^refund rfd_\w+: it says that it is done, with a movement of 9\.00 CNY .* the ledger moved 4\.00 CNY`},
		"a pending refund that says it is done": {`UPDATE refund SET state = 2 WHERE out_refund_no = 'back-three'`, `^refund rfd_\w+: it says that it is done, .* no such movement`},
		"a refund that is gone":                 {`DELETE FROM refund WHERE out_refund_no = 'back-two'`, `^transfer trf_\w+ at position \d+: the ledger says 5\.00 CNY from merchant:.*, and no payment, refund or gift says so`},
		"a refund of another payment":           {`UPDATE refund SET payment = (SELECT payment FROM pay_order` + taken + `) WHERE out_refund_no = 'back-one'`, `^refund rfd_\w+: it is of pay_\w+ by 1900000001 in CNY, and its order ord_\w+ of pay_`},
		"more taken of a deposit":               {`UPDATE pay_order SET amount = 800` + taken, `^order .*: it says that a part of its deposit was taken, with a movement of 8\.00 CNY .* the ledger moved 7\.00 CNY`},
		"a deposit taken that says given back":  {`UPDATE pay_order SET state = 3, amount = deposit` + taken, `^order .*: it says that nothing was taken of its deposit, and the ledger moved 7\.00 CNY`},
		"a deposit given back that says held":   {`UPDATE pay_order SET state = 4 WHERE out_trade_no = 'deposit-back'`, `^order .*: it says that its deposit was not given back, and the ledger moved 99\.00 CNY`},
		"a deposit held that says taken":        {`UPDATE pay_order SET state = 2 WHERE out_trade_no = 'deposit-held'`, `^order .*: it says that a part of its deposit was taken, .* no such movement`},
		"a deposit held that says given back":   {`UPDATE pay_order SET state = 3 WHERE out_trade_no = 'deposit-held'`, `^payment .*: it says that it is paid, and in the ledger its hold trf_\w+ is open`},
		"a gift of more":                        {`UPDATE gift SET amount = amount + 1` + packet, `^gift gft_\w+: it says that it was sent, with a movement of 9\.01 CNY .* the ledger moved 9\.00 CNY`},
		"a gift that says it failed":            {`UPDATE gift SET state = 6` + packet, `^gift gft_\w+: it says that it failed and nothing moved, and the ledger moved 9\.00 CNY`},
		"a failed gift that says it is open":    {`UPDATE gift SET state = 2 WHERE state = 6`, `^gift gft_\w+: it says that it was sent, .* the ledger refused it`},
		"a gift from somebody else":             {`UPDATE gift SET sender = 'usr_x'` + packet, `^gift gft_\w+: it says that it was sent, with a movement of 9\.00 CNY from person:usr_x:CNY`},
		"a taken transfer for somebody else":    {`UPDATE gift SET recipient = 'usr_x' WHERE kind = 1 AND amount = 630`, `^share of usr_\w+ in gft_\w+: it is of a transfer that says it is for usr_x`},
		"a refused transfer of several shares":  {`UPDATE gift SET count = 9 WHERE kind = 1 AND amount = 620`, `^gift gft_\w+: that it is a transfer is true, and it is for "usr_\w+", in 9 shares`},
		"a packet that says it is a transfer":   {`UPDATE gift SET kind = 1` + packet, `^gift gft_\w+: that it is a transfer is true, and it is for "", in 3 shares`},
		"a packet for one person":               {`UPDATE gift SET recipient = 'usr_x'` + packet, `^gift gft_\w+: that it is a transfer is false, and it is for "usr_x"`},
		"a gift of no kind":                     {`UPDATE gift SET kind = 7` + packet, `^gift gft_\w+: its kind is 7, which is none`},
		"a packet of more shares":               {`UPDATE gift SET count = 4` + packet, `^share of usr_\w+ in gft_\w+: it is of 3\.00 CNY, and number 0 of 4 equal ones is 2\.25 CNY`},
		"a share of more":                       {`UPDATE gift_claim SET amount = 400` + share, `^share of usr_\w+ in gft_\w+: it says that it was taken, with a movement of 4\.00 CNY .* the ledger moved 3\.00 CNY`},
		"a share of somebody else":              {`UPDATE gift_claim SET person = 'usr_x'` + share, `^share of usr_x in gft_\w+: it says that it was taken, .* no such movement`},
		"a share that is gone":                  {`DELETE FROM gift_claim` + share, `^transfer trf_\w+ at position \d+: the ledger says 3\.00 CNY from gift:gft_.*, and no payment, refund or gift says so`},
		"a share made up":                       {`INSERT INTO gift_claim SELECT gift, 'usr_x', 2, amount, state, created_at, settled_at FROM gift_claim` + share, `^share of usr_x in gft_\w+: it says that it was taken, .* no such movement`},
		"a share of a gift that is not there":   {`UPDATE gift_claim SET gift = 'gft_x'` + share, `^share of usr_\w+ in gft_x: it says that 300 minor units were taken, of a gift that is not there`},
		"more went back":                        {`UPDATE gift SET returned = returned + 1 WHERE state = 5 AND kind = 3`, `^gift gft_\w+: it says that what was left went back to its sender, with a movement of`},
		"a gift that came back and says open":   {`UPDATE gift SET state = 2, returned = 0 WHERE state = 5 AND kind = 3`, `^gift gft_\w+: it says that nothing went back to its sender, and the ledger moved `},
		"a transfer sent back that says not":    {`UPDATE gift SET undo = 0` + sentBack, `^gift gft_\w+: it says that it could not be sent back, and the ledger moved 6\.10 CNY`},
		"a transfer that says it was sent back": {`UPDATE gift SET undo = 2, undo_tries = 1 WHERE direct = 1 AND undo = 0`, `^gift gft_\w+: it says that it was sent back, .* no such movement`},
		"a transfer that is gone":               {`DELETE FROM gift` + sentBack, `^transfer trf_\w+ at position \d+: the ledger says 6\.10 CNY from person:`},
		"a movement that is gone":               {`DELETE FROM ledger_transfer WHERE code = 'refund' AND amount = 400`, `^refund rfd_\w+: it says that it is done, with a movement of 4\.00 CNY .* no such movement`},
		"a movement of another amount":          {`UPDATE ledger_transfer SET amount = 401 WHERE code = 'refund' AND amount = 400`, `^refund .* 4\.00 CNY .*, and the ledger moved 4\.01 CNY`},
		"a movement with another code":          {`UPDATE ledger_transfer SET code = 'fee' WHERE code = 'refund' AND amount = 400`, `^refund .*"refund".*, and the ledger moved .*"fee"`},
		"a movement for something else":         {`UPDATE ledger_transfer SET subject = 'pay_x' WHERE code = 'refund' AND amount = 400`, `^transfer trf_\w+ at position \d+: the ledger says 4\.00 CNY .*, and no payment, refund or gift says so`},
		"a grant that is nobody's":              {`UPDATE ledger_transfer SET credit = debit WHERE code = 'grant' AND position = 1`, `^transfer trf_\w+ at position 1: the ledger says 1000\.00 CNY`},
	} {
		t.Run(name+" is named", func(t *testing.T) {
			v.t = t
			lines := v.named(c.change)
			if !slices.ContainsFunc(lines, regexp.MustCompile(c.says).MatchString) {
				t.Errorf("it says\n%s\nand not %s", strings.Join(lines, "\n"), c.says)
			}
		})
	}
	t.Run("whatever a value of a row that moved money is changed to is named", func(t *testing.T) {
		v.t = t
		for table, columns := range map[string]string{
			"payment WHERE state = 2":          "payer kind trade payee amount currency state settled_at",
			"pay_order WHERE state = 2":        "mchid amount currency payment refunded deposit ending state paid_at",
			"refund WHERE state = 2":           "mchid trade payment amount state settled_at",
			"gift WHERE state BETWEEN 2 AND 5": "sender amount currency state taken taken_amount returned undo direct",
			"gift_claim WHERE state = 2":       "gift person position amount state settled_at",
		} {
			for _, column := range strings.Fields(columns) {
				v.sweep(table, column)
			}
		}
	})
}

// sweep changes a column of each of some rows of a table in several ways.
func (v *vault) sweep(some, column string) {
	v.t.Helper()
	var rows int
	if err := v.db.QueryRowContext(v.t.Context(), `SELECT count(*) FROM `+some).Scan(&rows); err != nil || rows == 0 {
		v.t.Fatalf("%s: %d rows, %v", some, rows, err)
	}
	changes := []string{column + ` + 7`, column + ` - 7`}
	if slices.Contains(strings.Fields("payer trade payee currency mchid payment sender gift person"), column) {
		changes = []string{column + ` || 'x'`, `'pay_01m83t4cm089vyh7bqyegkktf5'`}
	}
	place := "rowid"
	if v.engine == store.PostgreSQL {
		place = "ctid"
	} else {
		changes = append(changes, `NULL`, `1.5`, `x'00'`)
	}
	table, _, _ := strings.Cut(some, " ")
	for row := range rows {
		where := fmt.Sprintf(` WHERE %[1]s = (SELECT %[1]s FROM %[2]s ORDER BY %[1]s LIMIT 1 OFFSET %[3]d)`, place, some, row)
		for _, change := range changes {
			if lines := v.named(`UPDATE ` + table + ` SET ` + column + ` = ` + change + where); len(lines) == 0 {
				v.t.Errorf("%s of row %d of %s set to %s: nothing is named", column, row, some, change)
			}
		}
	}
}

// TestCheckPages goes over more rows than a page has, and over tables that are older or not there.
func TestCheckPages(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "1000.00"), w.person(t, "1.00")
	const many = ledger.BooksPage + 40
	for range many {
		if _, err := w.transfer(t, ling, tom, "0.01"); err != nil {
			t.Fatal(err)
		}
	}
	if c := w.compared(t); c.Payments != many || c.Records != many+2 || c.Underway != 0 || c.Old {
		t.Errorf("compared %+v", c)
	}
	t.Run("without tables of payments it says that nothing was compared", func(t *testing.T) {
		db := storetest.Open(t, ledger.Schema())
		c, err := pay.Check(t.Context(), db, func(line string) { t.Error(line) })
		if err != nil || !c.Old {
			t.Errorf("Check = %+v, %v", c, err)
		}
	})
	t.Run("a check that is ended says so", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := pay.Check(ctx, w.db, func(string) {}); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v", err)
		}
	})
}
