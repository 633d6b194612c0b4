package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// instanceWithMoney is an instance's ledger with 5.00 CNY in it, and its folder.
func instanceWithMoney(t *testing.T) (*instance, string) {
	t.Helper()
	return instanceWithMoneyBy(t, time.Now)
}

// instanceWithMoneyBy is the same by another clock.
func instanceWithMoneyBy(t *testing.T, now func() time.Time) (*instance, string) {
	t.Helper()
	dir := t.TempDir()
	i := &instance{db: storetest.OpenAt(t, dir, now, ledger.Schema()), config: Config{Now: now}}
	if err := i.openLedger(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := i.close(); err != nil {
			t.Error(err)
		}
	})
	c := ledger.Command{ID: id.New[ledger.TransferID](id.NewSource(time.Now, rand.Reader)), Op: ledger.Transfer}
	var errs [4]error
	c.Debit, errs[0] = i.ledger.OpenAccount(t.Context(), ledger.Issuance, "test", "CNY")
	c.Credit, errs[1] = i.ledger.OpenAccount(t.Context(), "person", "ling", "CNY")
	c.Amount, errs[2] = money.New(500, "CNY")
	_, errs[3] = i.ledger.Post(t.Context(), c)
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	return i, dir
}

// withoutPayments is what the check says of an instance that has a ledger alone.
const withoutPayments = "payments: not compared with the ledger: their tables are older than this version, or not there; start the instance once\n"

// unsigned is what it says while no head was signed.
const unsigned = "CNY: signed: nothing; only a head that was kept elsewhere (--head) can tell whether records were taken out or made anew\n"

// forge changes a balance behind its owner's back.
func forge(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "superette.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "UPDATE ledger_balance "+"SET credits = 501 WHERE number = 2")
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestCheck(t *testing.T) {
	storetest.OnSQLite(t)
	t.Run("says that all is well, while the instance runs", func(t *testing.T) {
		_, dir := instanceWithMoney(t)
		var out bytes.Buffer
		if err := Check(t.Context(), CheckConfig{Data: dir, To: &out}); err != nil {
			t.Fatal(err)
		}
		if got := out.String(); !strings.HasPrefix(got, "CNY: 2 accounts, 1 record, 5.00 in circulation, tree head ") ||
			!strings.HasSuffix(got, ": every balance derived anew, sum 0\n"+unsigned+withoutPayments) {
			t.Errorf("it says %q", got)
		}
	})
	t.Run("names what differs, and refuses", func(t *testing.T) {
		i, dir := instanceWithMoney(t)
		i.ledger.Close()
		if err := i.db.Close(); err != nil {
			t.Fatal(err)
		}
		forge(t, dir)
		var out bytes.Buffer
		err := Check(t.Context(), CheckConfig{Data: dir, To: &out})
		var refusal Refusal
		if !errors.As(err, &refusal) || refusal.Text != "the ledger differs from its own records in 2 places" {
			t.Errorf("error = %v, want a refusal", err)
		}
		if got := out.String(); !strings.Contains(got, "CNY account person:ling:CNY: posted credits are 501, derived 500\n") ||
			!strings.HasSuffix(got, ": differs\n"+unsigned+withoutPayments) {
			t.Errorf("it says %q", got)
		}
	})
}

func TestHowFarALedgerIsSigned(t *testing.T) {
	storetest.OnSQLite(t)
	i, dir := instanceWithMoney(t)
	i.config.Data, i.config.Random = dir, rand.Reader
	checked := func(t *testing.T) string {
		t.Helper()
		var out bytes.Buffer
		if err := Check(t.Context(), CheckConfig{Data: dir, To: &out}); err != nil {
			t.Fatal(err, out.String())
		}
		return out.String()
	}
	signer, _, err := openNotary(dir, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	if _, err := ledger.SignHeads(t.Context(), i.db, at, signer); err != nil {
		t.Fatal(err)
	}
	t.Run("the check says how many records are under the newest signed head", func(t *testing.T) {
		if got, want := checked(t), "CNY: signed: 1 head, the newest of 2026-11-01T08:00:00Z over 1 of 1 record\n"; !strings.Contains(got, want) {
			t.Errorf("it says %q", got)
		}
		c := ledger.Command{
			ID: id.New[ledger.TransferID](id.NewSource(time.Now, rand.Reader)), Op: ledger.Transfer, Debit: "issuance:test:CNY", Credit: "person:ling:CNY",
		}
		if c.Amount, err = money.New(1, "CNY"); err != nil {
			t.Fatal(err)
		}
		if _, err := i.ledger.Post(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got, want := checked(t), " over 1 of 2 records\n"; !strings.Contains(got, want) {
			t.Errorf("it says %q", got)
		}
	})
	t.Run("of signatures that it could not look at it does not speak as of good ones", func(t *testing.T) {
		hidden := filepath.Join(t.TempDir(), noteKey)
		key := filepath.Join(dir, "keys", noteKey)
		if err := os.Rename(key, hidden); err != nil {
			t.Fatal(err)
		}
		got := checked(t)
		if err := os.Rename(hidden, key); err != nil {
			t.Fatal(err)
		}
		if want := "CNY: signed: by whom was not looked at, since the folder has no key; 1 head, "; !strings.Contains(got, want) {
			t.Errorf("it says %q", got)
		}
	})
	t.Run("nothing is not passed over when all heads are gone", func(t *testing.T) {
		db, err := sql.Open("sqlite", filepath.Join(dir, "superette.db"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), "DELETE FROM "+"ledger_signed; DELETE FROM "+"ledger_signing")
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if got := checked(t); !strings.Contains(got, unsigned) {
			t.Errorf("it says %q", got)
		}
	})
}

func TestKeptHeads(t *testing.T) {
	_, dir := instanceWithMoney(t)
	c := StatementConfig{Data: dir, DB: storetest.Address(t, dir), Now: time.Now, Random: rand.Reader}
	var kept, key bytes.Buffer
	c.Print = &kept
	if err := LedgerHead(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if err := LedgerKey(dir, rand.Reader, &key); err != nil {
		t.Fatal(err)
	}
	file := func(t *testing.T, content string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "kept.head")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, content := range map[string]string{"is empty": "", "is all white space": " \n\n"} {
		t.Run("a file that "+name+" is not taken for a head, by none of the commands", func(t *testing.T) {
			path := file(t, content)
			with := c
			with.Account, with.Since, with.Out, with.Print = "person:ling:CNY", path, filepath.Join(t.TempDir(), "s.json"), io.Discard
			failures := map[string]error{
				"check":     Check(t.Context(), CheckConfig{Data: dir, DB: c.DB, Head: path, To: io.Discard}),
				"statement": Statement(t.Context(), with),
			}
			with.Since = ""
			if err := Statement(t.Context(), with); err != nil {
				t.Fatal(err)
			}
			failures["verify"] = VerifyStatement(with.Out, strings.TrimSpace(key.String()), path, io.Discard)
			for command, err := range failures {
				var refusal Refusal
				if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, path+" holds no head of a ledger: it is empty") || refusal.Hint == "" {
					t.Errorf("%s: error = %v, want a refusal that says so", command, err)
				}
			}
		})
	}
	t.Run("what stands before, between or after heads is not overlooked", func(t *testing.T) {
		for _, content := range []string{"words\n" + kept.String(), kept.String() + "words\n", kept.String() + "words\n" + kept.String()} {
			var refusal Refusal
			if err := Check(t.Context(), CheckConfig{Data: dir, DB: c.DB, Head: file(t, content), To: io.Discard}); !errors.As(err, &refusal) {
				t.Errorf("%q: error = %v, want a refusal", content, err)
			}
		}
	})
	t.Run("heads, keys and the instance's own key may have their lines ended as Windows does", func(t *testing.T) {
		mailed := strings.ReplaceAll(kept.String(), "\n", "\r\n")
		own := filepath.Join(dir, "keys", noteKey)
		content, err := os.ReadFile(own)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(own, bytes.ReplaceAll(content, []byte("\n"), []byte("\r\n")), 0o600); err != nil {
			t.Fatal(err)
		}
		with := c
		with.Account, with.Since, with.Out, with.Print = "person:ling:CNY", file(t, mailed), filepath.Join(t.TempDir(), "s.json"), io.Discard
		if err := Statement(t.Context(), with); err != nil {
			t.Fatal(err)
		}
		for _, k := range []string{"", strings.TrimSpace(key.String()) + "\r\n"} {
			if err := Check(t.Context(), CheckConfig{Data: dir, DB: c.DB, Head: with.Since, Key: k, To: io.Discard}); err != nil {
				t.Errorf("key %q: %v", k, err)
			}
		}
		if err := VerifyStatement(with.Out, key.String(), with.Since, io.Discard); err != nil {
			t.Error(err)
		}
		var refusal Refusal
		if err := VerifyStatement(with.Out, key.String(), with.Out, io.Discard); !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, with.Out+" is no head of a ledger") {
			t.Errorf("a statement as a head: error = %v, want a refusal that names it", err)
		}
	})
	t.Run("two heads in one file are both compared", func(t *testing.T) {
		if err := Check(t.Context(), CheckConfig{Data: dir, DB: c.DB, Head: file(t, kept.String()+kept.String()), To: io.Discard}); err != nil {
			t.Error(err)
		}
	})
	t.Run("a ledger of which nothing is left is named by its head, and has none of its own", func(t *testing.T) {
		empty := t.TempDir()
		db := storetest.OpenAt(t, empty, time.Now, ledger.Schema())
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		place := storetest.Address(t, empty)
		var out bytes.Buffer
		err := Check(t.Context(), CheckConfig{Data: empty, DB: place, Head: file(t, kept.String()), Key: strings.TrimSpace(key.String()), To: &out})
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(out.String(), "CNY signed head: there were 1 records when it was signed, and the last one is at position 0\n") {
			t.Errorf("error = %v, it says %q", err, out.String())
		}
		if err := LedgerHead(t.Context(), StatementConfig{Data: empty, DB: place, Now: time.Now, Random: rand.Reader, Print: &out}); !errors.As(err, &refusal) {
			t.Errorf("a head of nothing: error = %v, want a refusal", err)
		}
	})
}

func TestWhatAStatementSays(t *testing.T) {
	i, dir := instanceWithMoney(t)
	ids := id.NewSource(time.Now, rand.Reader)
	post := func(c ledger.Command, minor int64) ledger.TransferID {
		t.Helper()
		var err error
		if c.Amount, err = money.New(minor, "CNY"); err != nil {
			t.Fatal(err)
		}
		c.ID = id.New[ledger.TransferID](ids)
		if _, err := i.ledger.Post(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	shop, err := i.ledger.OpenAccount(t.Context(), "merchant", "1600000001", "CNY")
	if err != nil {
		t.Fatal(err)
	}
	hold := ledger.Command{Op: ledger.Hold, Debit: "person:ling:CNY", Credit: shop, Subject: "pay_umbrella"}
	post(ledger.Command{Op: ledger.PostHold, Held: post(hold, 99)}, 7)
	post(ledger.Command{Op: ledger.VoidHold, Held: post(hold, 50)}, 0)
	for account, want := range map[string][]string{
		"person:ling:CNY": {
			"before 0.00",
			"+5.00 5.00 transfer from issuance:test:CNY",
			"0.00 5.00 hold 0.99 to merchant:1600000001:CNY pay_umbrella",
			"-0.07 4.93 post to merchant:1600000001:CNY",
			"0.00 4.93 hold 0.50 to merchant:1600000001:CNY pay_umbrella",
			"0.00 4.93 void 0.50 to merchant:1600000001:CNY",
			"after 4.93",
		},
		string(shop): {
			"before 0.00",
			"0.00 0.00 hold 0.99 from person:ling:CNY pay_umbrella",
			"+0.07 0.07 post from person:ling:CNY",
			"0.00 0.07 hold 0.50 from person:ling:CNY pay_umbrella",
			"0.00 0.07 void 0.50 from person:ling:CNY",
			"after 0.07",
		},
	} {
		t.Run("what "+account+" had and what was moved is told in one unit, and what was only held moves nothing", func(t *testing.T) {
			c := StatementConfig{Data: dir, DB: storetest.Address(t, dir), Account: account, Out: filepath.Join(t.TempDir(), "s.json"), Now: time.Now, Random: rand.Reader, Print: io.Discard}
			if err := Statement(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			var said, key bytes.Buffer
			if err := LedgerKey(dir, rand.Reader, &key); err != nil {
				t.Fatal(err)
			}
			if err := VerifyStatement(c.Out, strings.TrimSpace(key.String()), "", &said); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, line := range strings.Split(said.String(), "\n")[1 : len(want)+1] {
				if strings.HasSuffix(line, " ") {
					t.Errorf("the line %q ends in a space", line)
				}
				fields := strings.Fields(line)
				if _, err := time.Parse(time.RFC3339, fields[0]); err == nil {
					fields = fields[1:]
				}
				got = append(got, strings.Join(fields, " "))
			}
			if !slices.Equal(got, want) {
				t.Errorf("it says\n%s\nwant lines\n%s", said.String(), strings.Join(want, "\n"))
			}
		})
	}
}

func TestAStatementThatWouldBeTooLarge(t *testing.T) {
	_, dir := instanceWithMoney(t)
	c := StatementConfig{
		Data: dir, DB: storetest.Address(t, dir), Account: "person:ling:CNY", Out: filepath.Join(t.TempDir(), "s.json"), Now: time.Now, Random: rand.Reader, Print: io.Discard,
	}
	if err := Statement(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(c.Out)
	if err != nil {
		t.Fatal(err)
	}
	c.Out += ".large"
	c.most = len(content) / 2
	var refusal Refusal
	if err := Statement(t.Context(), c); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "nothing was written") || !strings.Contains(refusal.Hint, "--from DAY --to DAY") {
		t.Errorf("error = %v, want a refusal that says to take fewer days", err)
	}
	if _, err := os.Stat(c.Out); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the file is there: %v", err)
	}
	if err := (StatementConfig{}).fits(ledger.StatementMax); err != nil {
		t.Errorf("as large as can be verified: %v", err)
	}
	if err := (StatementConfig{}).fits(ledger.StatementMax + 1); !errors.As(err, &refusal) {
		t.Errorf("a byte more than can be verified: error = %v, want a refusal", err)
	}
}

func TestAStatementAfterAClockThatWasAhead(t *testing.T) {
	_, dir := instanceWithMoneyBy(t, func() time.Time { return time.Now().Add(72 * time.Hour) })
	var made, said, key bytes.Buffer
	c := StatementConfig{
		Data: dir, DB: storetest.Address(t, dir), Account: "person:ling:CNY", Out: filepath.Join(t.TempDir(), "s.json"), Now: time.Now, Random: rand.Reader, Print: &made,
	}
	if err := errors.Join(Statement(t.Context(), c), LedgerKey(dir, rand.Reader, &key)); err != nil {
		t.Fatal(err)
	}
	if err := VerifyStatement(c.Out, strings.TrimSpace(key.String()), "", &said); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(made.String(), ": 1 record of ") || !strings.Contains(said.String(), " 5.00\ncomplete: every one of 1 record ") {
		t.Errorf("it says %q, and verified %q; want what Ling has now", made.String(), said.String())
	}
}

func TestAnInstanceEndsWithItsLedger(t *testing.T) {
	wait := func(ctx context.Context) error {
		<-ctx.Done()
		return nil
	}
	t.Run("which somebody else took over", func(t *testing.T) {
		i, _ := instanceWithMoney(t)
		other, err := ledger.Open(t.Context(), ledger.Config{DB: i.db, Currencies: currencies(), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		if _, err := i.ledger.OpenAccount(t.Context(), "person", "tom", "CNY"); !errors.Is(err, ledger.ErrStopped) {
			t.Fatalf("OpenAccount error = %v, want ErrStopped", err)
		}
		err = i.whileDiskWorks(t.Context(), wait)
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, "the ledger was taken over by another superette") {
			t.Errorf("error = %v, want a refusal that says so", err)
		}
	})
	t.Run("which could not be saved", func(t *testing.T) {
		i, _ := instanceWithMoney(t)
		err := i.db.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec("DELETE FROM " + "ledger_balance")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := i.ledger.FreezeAccount(t.Context(), "person:ling:CNY"); err != nil {
			t.Fatal(err)
		}
		c := ledger.Command{ID: id.New[ledger.TransferID](id.NewSource(time.Now, rand.Reader)), Op: ledger.Transfer, Debit: "issuance:test:CNY", Credit: "person:ling:CNY"}
		if c.Amount, err = money.New(1, "CNY"); err != nil {
			t.Fatal(err)
		}
		if _, err := i.ledger.Post(t.Context(), c); !errors.Is(err, ledger.ErrStopped) {
			t.Fatalf("Post error = %v, want ErrStopped", err)
		}
		err = i.whileDiskWorks(t.Context(), wait)
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, "stopped, because what people send and pay could not be saved") || refusal.Hint == "" {
			t.Errorf("error = %v, want a refusal that says so", err)
		}
	})
	t.Run("and not otherwise", func(t *testing.T) {
		i, _ := instanceWithMoney(t)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := i.whileDiskWorks(ctx, wait); err != nil {
			t.Errorf("error = %v, want nil", err)
		}
	})
}
