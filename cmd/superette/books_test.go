package main

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store/storetest"
)

// TestBooks pays a little in a small town, and looks after its folder from the command line.
func TestBooks(t *testing.T) {
	storetest.OnSQLite(t)
	s := &street{town: newTown(t, 3)}
	for _, r := range s.people {
		s.payers = append(s.payers, &payer{resident: r})
	}
	for range 2 { // each pays for two teas
		for _, p := range s.payers {
			for done := len(p.done); len(p.done) == done; {
				if err := p.step(t.Context(), s); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	t.Run("a second server on the same folder refuses and says what to do, and the first goes on", func(t *testing.T) {
		bin, err := binary()
		if err != nil {
			t.Fatal(err)
		}
		second := launch(t, bin, "serve", "--data", s.data, "--addr", "127.0.0.1:0")
		select {
		case <-second.ended:
		case <-time.After(readyLimit):
			t.Fatal("it runs")
		}
		said := second.said.all()
		if code := second.cmd.ProcessState.ExitCode(); code != 1 {
			t.Errorf("exit code %d, want 1", code)
		}
		if !strings.HasPrefix(said, "superette: "+s.data+" is in use by another superette\nhint: stop that one, or give another folder with --data DIR\n") {
			t.Errorf("it says %q", said)
		}
		ctx, cancel := context.WithTimeout(t.Context(), readyLimit)
		defer cancel()
		if err := s.payers[0].step(ctx, s); err != nil {
			t.Errorf("the first server: %v", err)
		}
	})
	s.wantClean("on the running instance")
	s.server.stop(t)
	s.wantClean("on the stopped instance")

	const set = `UPDATE ledger_transfer SET `
	const merchant = `(SELECT number FROM ledger_account WHERE id = 'merchant:1900000109:CNY')`
	// The first payment: a person's for tea.
	const tea = `(SELECT min(position) FROM ledger_transfer WHERE subject LIKE 'pay_%')`
	for _, c := range []struct {
		name       string
		statements []string
		names      []string // each must be named
	}{
		{
			"one balance changed",
			[]string{`UPDATE ledger_balance SET credits = credits + 1 WHERE number = ` + merchant},
			[]string{"account merchant:1900000109:CNY: posted credits are ", "sum of all balances: it is 1,", "superette: the ledger differs from its own records in "},
		},
		{
			"one amount changed",
			[]string{set + `amount = amount + 1 WHERE position = ` + tea},
			[]string{"at position TEA: ", "account merchant:1900000109:CNY: posted credits", "tree head", "superette: the ledger differs from its own records in "},
		},
		{
			"one time changed",
			[]string{set + `at = at - 1 WHERE position = ` + tea},
			[]string{"at position TEA: its debit side is not what was committed", "at position TEA: its credit side", "tree head", "superette: the ledger differs from its own records in "},
		},
		{
			"one transfer deleted",
			[]string{`DELETE FROM ledger_transfer WHERE position = ` + tea},
			[]string{"transfer at position TEA: it is missing", "account merchant:1900000109:CNY", "tree head", "superette: the ledger differs from its own records in "},
		},
		{
			"one payment changed",
			[]string{`UPDATE payment SET amount = amount + 1 WHERE id = (SELECT min(id) FROM payment)`},
			[]string{"payment pay_", "it says that it is paid, with a movement of ", "the ledger counts", "payments: ", "superette: what is kept of payments differs from the ledger in "},
		},
		{
			"one order that says it is paid",
			[]string{`INSERT INTO pay_order SELECT 'ord_01m83t4cm089vyh7bqyegkktf5', mchid, 'made-up', app, openid, description, attach, notify_url, amount, currency,
				deadline, created_at, expires_at, state, payment, paid_at, refunded, deposit, ending, dialect FROM pay_order WHERE state = 2 LIMIT 1`},
			[]string{"order ord_01m83t4cm089vyh7bqyegkktf5: it says that pay_", "superette: what is kept of payments differs from the ledger in 1 place"},
		},
		{"two transfers swapped", []string{
			`CREATE TABLE swap AS SELECT ` + tea + ` AS a, ` + tea + ` + 1 AS b`,
			set + `position = -1 WHERE position = (SELECT a FROM swap)`, set + `position = (SELECT a FROM swap) WHERE position = (SELECT b FROM swap)`,
			set + `position = (SELECT b FROM swap) WHERE position = -1`,
		}, []string{"at position TEA: ", "at position NEXT: ", "tree head", "superette: the ledger differs from its own records in "}},
	} {
		t.Run("a copy with "+c.name+" is named by superette ledger check, which exits with 1", func(t *testing.T) {
			data := t.TempDir()
			content, err := os.ReadFile(filepath.Join(s.data, "superette.db"))
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(data, "superette.db"), content, 0o600); err != nil {
				t.Fatal(err)
			}
			if code, out := s.check(data); code != 0 {
				t.Fatalf("before it is changed: exit code %d\n%s", code, out)
			}
			var at, next string
			s.sql(data, func(db *sql.DB) error {
				if err := db.QueryRowContext(t.Context(), `SELECT p, p + 1 FROM (SELECT `+tea+` AS p)`).Scan(&at, &next); err != nil {
					return err
				}
				for _, statement := range c.statements {
					if _, err := db.ExecContext(t.Context(), statement); err != nil {
						return err
					}
				}
				return nil
			})
			code, out := s.check(data)
			if code != 1 || !strings.Contains(out, "superette: ") {
				t.Errorf("exit code %d, want 1", code)
			}
			for _, want := range c.names {
				want = strings.NewReplacer("TEA", at, "NEXT", next).Replace(want)
				if !strings.Contains(out, want) {
					t.Errorf("%q is not named", want)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
		})
	}
}
