package ledger_test

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// ledgerOfADay writes a ledger with transfers, and holds in every state, and returns its folder.
func ledgerOfADay(t *testing.T) string {
	t.Helper()
	now := time.Now()
	h := openAt(t, t.TempDir(), time.Date(now.Year(), now.Month()+1, 15, 12, 0, 0, 0, time.UTC).Sub(now)) // no month ends meanwhile
	ling, tom, mei := h.person(t, "ling", 1000), h.person(t, "tom", 1000), h.person(t, "mei", 0)          // positions 1 and 2
	for n := range 5 {
		h.post(t, h.transfer(t, ling, tom, int64(10+n))) // 3 to 7
		h.post(t, h.transfer(t, tom, mei, int64(20+n)))
	}
	for _, op := range []ledger.Op{0, ledger.PostHold, ledger.VoidHold} { // 13 to 17
		hold := h.transfer(t, ling, mei, 50)
		hold.Op = ledger.Hold
		h.post(t, hold)
		end := ledger.Command{ID: h.id(), Op: op, Held: hold.ID, Amount: cny(t, 0)}
		if op == ledger.PostHold {
			end.Amount = cny(t, 30)
		}
		if op != 0 {
			h.post(t, end)
		}
	}
	h.refused(t, h.transfer(t, ling, tom, 1_000_000), ledger.ErrShort) // place 5 among refusals and changes, after four accounts
	must(t, h.FreezeAccount(t.Context(), mei))
	clean(t, h.db)
	h.close(t)
	return h.dir
}

// copyOf changes a copy of a database behind its owner's back, and returns its folder.
func copyOf(t *testing.T, dir string, statements ...string) string {
	t.Helper()
	copied := t.TempDir()
	content, err := os.ReadFile(filepath.Join(dir, "superette.db"))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(copied, "superette.db"), content, 0o600))
	db, err := sql.Open("sqlite", filepath.Join(copied, "superette.db"))
	must(t, err)
	for _, s := range append([]string{"PRAGMA ignore_check_constraints = 1", "PRAGMA foreign_keys = 0"}, statements...) {
		_, err := db.ExecContext(t.Context(), s)
		must(t, err)
	}
	must(t, db.Close())
	return copied
}

// tamper changes a copy of a database behind its owner's back, and returns what the check names.
func tamper(t *testing.T, dir string, statements ...string) string {
	t.Helper()
	reader, err := store.OpenReader(t.Context(), store.Place{Dir: copyOf(t, dir, statements...)})
	must(t, err)
	defer func() { must(t, reader.Close()) }()
	reports, err := ledger.Check(t.Context(), reader)
	must(t, err)
	var lines []string
	for _, r := range reports {
		lines = append(lines, r.Differences...)
	}
	return strings.Join(lines, "\n")
}

func TestCheck(t *testing.T) {
	storetest.OnSQLite(t)
	dir := ledgerOfADay(t)
	const set = `UPDATE ledger_transfer SET `
	for _, c := range []struct {
		name       string
		statements []string
		names      []string // each must be named
		others     int      // lines there may be beside
	}{
		{name: "nothing in a copy that was not changed"},
		{
			name:       "a changed balance",
			statements: []string{`UPDATE ledger_balance SET credits = credits + 1 WHERE number = 1`},
			names:      []string{"account person:ling:CNY: posted credits are 1001, derived 1000", "sum of all balances: it is 1,"},
		},
		{
			name: "two balances changed so that the sum is still zero",
			statements: []string{
				`UPDATE ledger_balance SET credits = credits + 1 WHERE number = 1`,
				`UPDATE ledger_balance SET credits = credits - 1 WHERE number = 3`,
			},
			names: []string{"account person:ling:CNY: posted credits", "account person:tom:CNY: posted credits"},
		},
		{
			name:       "a changed amount",
			statements: []string{set + `amount = amount + 1 WHERE position = 5`},
			names: []string{
				"at position 5: it leaves", "at position 5: its debit side is not what was committed",
				"at position 5: its credit side", "account person:ling:CNY: posted debits", "account person:tom:CNY: posted credits", "tree head",
			},
			others: 1,
		},
		{
			name:       "a changed time",
			statements: []string{set + `at = at - 3600000 WHERE position = 6`},
			names:      []string{"at position 6: its time", "at position 6: its debit side is not what was committed", "at position 6: its credit side", "tree head"},
		},
		{
			name:       "a time changed to a later one",
			statements: []string{set + `at = at + 3600000 WHERE position = 17`},
			names:      []string{"at position 17: its debit side is not what was committed", "tree head"},
			others:     1,
		},
		{
			name:       "a deleted transfer",
			statements: []string{`DELETE FROM ledger_transfer WHERE position = 7`},
			names:      []string{"transfer at position 7: it is missing", "account person:ling:CNY", "account person:tom:CNY", "tree head"},
			others:     12,
		},
		{
			name:       "several deleted transfers",
			statements: []string{`DELETE FROM ledger_transfer WHERE position IN (7, 8)`},
			names:      []string{"transfers at positions 7 to 8: they are missing"},
			others:     30,
		},
		{
			name:       "the newest transfer deleted",
			statements: []string{`DELETE FROM ledger_transfer WHERE position = 17`},
			names:      []string{"tree head: it is over 17 records, and the last one is at position 16", "hold trf_"},
			others:     10,
		},
		{
			name: "two transfers swapped",
			statements: []string{
				set + `position = 99 WHERE position = 8`, set + `position = 8 WHERE position = 9`, set + `position = 9 WHERE position = 99`,
			},
			names:  []string{"at position 8: ", "at position 9: ", "at position 8: its debit side is not what was committed", "at position 9: its credit side", "tree head"},
			others: 12,
		},
		{
			name:       "a payee changed",
			statements: []string{set + `credit = 4 WHERE position = 5`},
			names:      []string{"at position 5: its debit side is not what was committed", "account person:mei:CNY: posted credits"},
			others:     15,
		},
		{
			name:       "a hold said to be over",
			statements: []string{`UPDATE ledger_hold SET ended = 3 WHERE ended = 0`},
			names:      []string{`its row says "post", the records say "open"`},
		},
		{
			name:       "a hold without a record, and one without a row",
			statements: []string{`UPDATE ledger_hold SET id = x'00' WHERE ended = 0`},
			names: []string{
				`its row says "nothing", the records say "open"`, "it has a row and no record", "its id is x'00' (1 bytes), and must be 16 bytes",
			},
		},
		{
			name:       "an account without its row",
			statements: []string{`DELETE FROM ledger_account WHERE number = 4`},
			names:      []string{"account number 4: records name it, and it has no row", "sum of all balances"},
			others:     30,
		},
		{
			name:       "an account below zero",
			statements: []string{`UPDATE ledger_balance SET debits = credits + 5 WHERE number = 4`},
			names:      []string{"account person:mei:CNY: it is", "below zero", "sum of all balances"},
			others:     1,
		},
		{
			name:       "another tree head",
			statements: []string{`UPDATE ledger_head SET root = zeroblob(32)`},
			names:      []string{"tree head: it is AAAA"},
		},
		{
			name:       "a tree head without its edge",
			statements: []string{`UPDATE ledger_head SET edge = x''`},
			names:      []string{"tree head: its edge is not that of the records"},
		},
		{
			name:       "a frozen account thawed",
			statements: []string{`UPDATE ledger_account SET frozen = 0 WHERE number = 4`},
			names:      []string{"account person:mei:CNY: that it is frozen is false, derived true"},
		},
		{
			name:       "a frozen account thawed, and that it was frozen forgotten",
			statements: []string{`UPDATE ledger_account SET frozen = 0 WHERE number = 4`, `DELETE FROM ledger_change WHERE change = 2`},
			names:      []string{"head of refusals and changes of accounts: it is"},
		},
		{
			name:       "an account closed",
			statements: []string{`UPDATE ledger_account SET closed = 1 WHERE number = 3`},
			names:      []string{"account person:tom:CNY: that it is closed is true, derived false"},
		},
		{
			name:       "an account given to somebody else",
			statements: []string{`UPDATE ledger_account SET owner = 'tom' WHERE number = 1`},
			names:      []string{`account person:ling:CNY: its owner is "tom", its name says "ling"`},
		},
		{
			name:       "an account's beginning moved",
			statements: []string{`UPDATE ledger_account SET opened_at = opened_at - 1 WHERE number = 1`},
			names:      []string{"account person:ling:CNY: the time at which it was opened is"},
		},
		{
			name:       "an account that may issue money",
			statements: []string{`UPDATE ledger_balance SET issues = 1 WHERE number = 3`},
			names:      []string{"account person:tom:CNY: that it issues money is true, its name says false"},
		},
		{
			name:       "an account that has lost its balance",
			statements: []string{`DELETE FROM ledger_balance WHERE number = 4`},
			names:      []string{"account person:mei:CNY: it has lost its balance", "sum of all balances"},
			others:     6,
		},
		{
			name: "an account and a balance from nowhere",
			statements: []string{
				`INSERT INTO ledger_account (currency, number, id, owner, frozen, closed, opened_at) VALUES ('CNY', 5, 'person:x:CNY', 'x', 0, 0, 0)`,
				`INSERT INTO ledger_balance SELECT currency, 6, issues, 0, 0, 0, 0, 0, 0, 0, zeroblob(32) FROM ledger_balance WHERE number = 1`,
			},
			names: []string{"account person:x:CNY: it has lost its balance", "account person:x:CNY: nothing says when it was opened", "balance number 6: it belongs to no account"},
		},
		{
			name:       "a month that begins elsewhere",
			statements: []string{`UPDATE ledger_month SET position = 5 WHERE number = 3`},
			names:      []string{"account person:tom:CNY: its month", "account person:tom:CNY: a row says that its month"},
		},
		{
			name:       "a month that is missing",
			statements: []string{`DELETE FROM ledger_month WHERE number = 1`},
			names:      []string{"account person:ling:CNY: its month"},
		},
		{
			name:       "another month of an account's newest entry",
			statements: []string{`UPDATE ledger_balance SET month = month - 1 WHERE number = 1`},
			names:      []string{"account person:ling:CNY: the month of its newest entry is"},
		},
		{
			name:       "a refusal forgotten, so that its id could be used",
			statements: []string{`DELETE FROM ledger_refusal`},
			names:      []string{"at place 6: it follows place 4; what was between is missing", "at place 6: it is not what was committed"},
		},
		{
			name:       "another reason for a refusal",
			statements: []string{`UPDATE ledger_refusal SET code = 'ledger.frozen'`},
			names:      []string{"at place 5: it is not what was committed"},
		},
		{
			name:       "a refusal of another command",
			statements: []string{`UPDATE ledger_refusal SET request = zeroblob(16)`},
			names:      []string{"at place 5: it is not what was committed"},
		},
		{
			name:       "a refused id that was carried out all the same",
			statements: []string{set + `id = (SELECT id FROM ledger_refusal) WHERE position = 5`},
			names:      []string{"at position 5: its id was refused before", "at position 5: its debit side", "at position 5: its credit side", "tree head"},
		},
		{
			name:       "a record that ends a hold that is not there, for an impossible amount",
			statements: []string{set + `held = x'00', amount = -1 WHERE position = 15`},
			names:      []string{"at position 15: it ends a hold that was not open", "at position 15: its amount is -1"},
			others:     15,
		},
		{
			name:       "a record of no known kind",
			statements: []string{set + `op = 9 WHERE position = 3`},
			names:      []string{"at position 3: its op is 9, and must be a whole number from 1 to 5"},
			others:     12,
		},
		{
			name:       "an ended hold of other accounts and another amount",
			statements: []string{set + `debit = 3, amount = 49 WHERE op = 4`},
			names:      []string{"its accounts are not those of its hold", "its amount 49 does not fit that of its hold"},
			others:     20,
		},
	} {
		t.Run("names "+c.name, func(t *testing.T) {
			got := tamper(t, dir, c.statements...)
			for _, want := range c.names {
				if !strings.Contains(got, want) {
					t.Errorf("%q is not named", want)
				}
			}
			lines := 0
			if got != "" {
				lines = strings.Count(got, "\n") + 1
			}
			if most := len(c.names) + c.others; lines > most {
				t.Errorf("%d lines, at most %d can follow from this", lines, most)
			}
			if t.Failed() {
				t.Logf("named:\n%s", got)
			}
		})
	}
	t.Run("names every difference of a ledger that is older than the chain of refusals and changes, once it was adopted", func(t *testing.T) {
		old := copyOf(t, dir,
			`DELETE FROM ledger_change`, `UPDATE ledger_refusal SET place = 0, hash = NULL`, `UPDATE ledger_head SET memos = 0, memo_hash = NULL`,
			`INSERT INTO ledger_unchained VALUES ('CNY')`)
		h := openAt(t, old, 60*24*time.Hour)
		clean(t, h.db)
		must(t, h.UnfreezeAccount(t.Context(), "person:mei:CNY"))
		h.post(t, h.transfer(t, "person:mei:CNY", "person:tom:CNY", 1))
		clean(t, h.db)
		h.close(t)
		if got := tamper(t, old, `UPDATE ledger_refusal SET code = 'ledger.frozen'`); !strings.Contains(got, "it is not what was committed") {
			t.Errorf("named: %q", got)
		}
	})
	t.Run("a ledger whose chain of refusals and changes was taken out does not start, and gets no new one", func(t *testing.T) {
		db := storetest.OpenAt(t, copyOf(t, dir,
			`UPDATE ledger_account SET frozen = 0`, `DELETE FROM ledger_change`, `DELETE FROM ledger_refusal`, `UPDATE ledger_head SET memos = 0, memo_hash = NULL`),
			time.Now, ledger.Schema())
		_, err := ledger.Open(t.Context(), ledger.Config{DB: db, Currencies: []money.Currency{"CNY"}, Now: time.Now})
		if err == nil || !strings.Contains(err.Error(), "was taken out; `superette ledger check` says more") {
			t.Errorf("error = %v", err)
		}
		reports, err := ledger.Check(t.Context(), db)
		must(t, err)
		if len(reports) != 1 || !strings.Contains(strings.Join(reports[0].Differences, "\n"), "account person:mei:CNY: nothing says when it was opened") {
			t.Errorf("named: %+v", reports)
		}
	})
	t.Run("a folder without a database is said to be one", func(t *testing.T) {
		if _, err := store.OpenReader(t.Context(), store.Place{Dir: t.TempDir()}); !errors.Is(err, store.ErrNoData) {
			t.Errorf("error = %v, want ErrNoData", err)
		}
	})
	t.Run("a database without a ledger cannot be checked", func(t *testing.T) {
		empty := t.TempDir()
		must(t, os.WriteFile(filepath.Join(empty, "superette.db"), nil, 0o600))
		reader, err := store.OpenReader(t.Context(), store.Place{Dir: empty})
		must(t, err)
		defer func() { must(t, reader.Close()) }()
		if _, err := ledger.Check(t.Context(), reader); err == nil || !strings.Contains(err.Error(), "ledger: check") {
			t.Errorf("error = %v, want one of the check", err)
		}
	})
}

// TestUpgrade opens a ledger as the first version wrote it, which kept no chain of refusals and changes of accounts.
func TestUpgrade(t *testing.T) {
	day := ledgerOfADay(t)
	first, err := fs.ReadFile(ledger.Schema().FS, "schema/0001_ledger.sql")
	must(t, err)
	now := func() time.Time { return time.Now().AddDate(0, 2, 0) }
	dir := t.TempDir()
	db := storetest.OpenAt(t, dir, now, store.Schema{Room: "ledger", FS: fstest.MapFS{"schema/0001_ledger.sql": {Data: first}}})
	for _, table := range []string{"account", "balance", "transfer", "month", "refusal", "hold", "head"} {
		copyTable(t, storetest.Reader(t, day), db, "ledger_"+table)
	}
	must(t, db.Close())
	h := openAt(t, dir, 60*24*time.Hour)
	t.Run("its chain is begun with what there is", func(t *testing.T) {
		clean(t, h.db)
		must(t, h.UnfreezeAccount(t.Context(), "person:mei:CNY"))
		h.post(t, h.transfer(t, "person:mei:CNY", "person:tom:CNY", 1))
		clean(t, h.db)
	})
	t.Run("its chain is not begun again after it was taken out", func(t *testing.T) {
		for _, statement := range []string{`DELETE FROM ledger_change`, `DELETE FROM ledger_refusal`, `UPDATE ledger_head SET memos = 0, memo_hash = NULL`} {
			must(t, h.db.Write(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(statement)
				return err
			}))
		}
		h.Close()
		_, err := ledger.Open(t.Context(), ledger.Config{DB: h.db, Currencies: []money.Currency{"CNY"}, Now: h.now})
		if err == nil || !strings.Contains(err.Error(), "was taken out") {
			t.Errorf("error = %v", err)
		}
	})
}

func TestVersionBefore(t *testing.T) {
	storetest.OnSQLite(t)
	before := copyOf(t, ledgerOfADay(t), `DROP TABLE ledger_signing`, `DROP TABLE ledger_unchained`) // its heads were of the first form
	t.Run("is checked, and its head is told, as in a backup, before this version has ever opened it", func(t *testing.T) {
		reader := storetest.Reader(t, before)
		clean(t, reader)
		signer, verifier := notary(t)
		notes, err := ledger.PresentHeads(t.Context(), reader, time.Now(), signer)
		must(t, err)
		if len(notes) != 1 {
			t.Fatalf("%d heads, want 1", len(notes))
		}
		if head, err := ledger.OpenHead([]byte(notes[0]), verifier); err != nil || head.Size != 17 || head.Signed != 0 {
			t.Errorf("head = %+v, %v", head, err)
		}
	})
	t.Run("is checked as strictly", func(t *testing.T) {
		if got := tamper(t, before, `UPDATE ledger_balance SET credits = credits + 1 WHERE number = 1`); !strings.Contains(got, "account person:ling:CNY: posted credits are") {
			t.Errorf("named: %q", got)
		}
	})
}

// copyTable copies what a table has in those columns that the other one has.
func copyTable(t *testing.T, from ledger.Reader, to *store.DB, table string) {
	t.Helper()
	var names []string
	must(t, to.Read(t.Context(), func(tx store.Tx) error {
		rows, err := tx.Query(`SELECT * FROM ` + table + ` LIMIT 0`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		names, err = rows.Columns()
		return errors.Join(err, rows.Err())
	}))
	places := make([]string, len(names))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	list := strings.Join(names, ", ")
	must(t, from.Read(t.Context(), func(tx store.Tx) error {
		all, err := store.List(tx, func(row store.Scanner) ([]any, error) {
			values, into := make([]any, len(names)), make([]any, len(names))
			for i := range into {
				into[i] = &values[i]
			}
			return values, row.Scan(into...)
		}, `SELECT `+list+` FROM `+table)
		if err != nil {
			return err
		}
		return to.Write(t.Context(), func(tx store.Tx) error {
			for _, values := range all {
				if _, err := tx.Exec(`INSERT INTO `+table+` (`+list+`) VALUES (`+strings.Join(places, ", ")+`)`, values...); err != nil {
					return err
				}
			}
			return nil
		})
	}))
}

func TestCheckWhileItRuns(t *testing.T) {
	t.Run("reads a ledger that is being written, in one state of it", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 1_000_000), h.person(t, "tom", 0)
		stop, stopped := make(chan struct{}), make(chan struct{})
		go func() {
			defer close(stopped)
			for n := 0; ; n++ {
				select {
				case <-stop:
					return
				default:
				}
				if _, err := h.Post(t.Context(), h.transfer(t, ling, tom, 1)); err != nil {
					t.Error(err)
					return
				}
			}
		}()
		reader := storetest.Reader(t, h.dir)
		for range 10 {
			reports := clean(t, reader)
			if len(reports) != 1 || reports[0].Issued != cny(t, 1_000_000) || reports[0].Accounts != 3 {
				t.Errorf("reports = %+v", reports)
			}
		}
		close(stop)
		<-stopped
	})
}
