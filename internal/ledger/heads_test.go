package ledger_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// signed is a ledger of four people with two signed heads, in a folder that nobody has open, and a head that was kept of the first.
func signed(t *testing.T) (dir string, signer note.Signer, verifier note.Verifier, kept ledger.SignedHead) {
	t.Helper()
	dir = ledgerOfADay(t)
	h := openAt(t, dir, 60*24*time.Hour)
	signer, verifier = notary(t)
	sign := func(want int) {
		t.Helper()
		if n, err := ledger.SignHeads(t.Context(), h.db, h.now(), signer); err != nil || n != want {
			t.Fatalf("SignHeads = %d, %v; want %d", n, err, want)
		}
	}
	sign(1)
	sign(0) // nothing has moved since
	notes, err := ledger.PresentHeads(t.Context(), h.db, h.now(), signer)
	must(t, err)
	kept, err = ledger.OpenHead([]byte(notes[0]), verifier)
	must(t, err)
	h.post(t, h.transfer(t, "person:tom:CNY", "person:ling:CNY", 5))
	must(t, h.FreezeAccount(t.Context(), "person:tom:CNY"))
	sign(1)
	h.close(t)
	return dir, signer, verifier, kept
}

func TestSignedHeads(t *testing.T) {
	storetest.OnSQLite(t)
	dir, signer, verifier, kept := signed(t)
	check := func(t *testing.T, by note.Verifier, heads []ledger.SignedHead, statements ...string) string {
		t.Helper()
		reader, err := store.OpenReader(t.Context(), store.Place{Dir: copyOf(t, dir, statements...)})
		must(t, err)
		defer func() { must(t, reader.Close()) }()
		reports, err := ledger.CheckSigned(t.Context(), reader, by, heads...)
		must(t, err)
		var lines []string
		for _, r := range reports {
			lines = append(lines, r.Differences...)
		}
		return strings.Join(lines, "\n")
	}
	t.Run("a ledger begins with what was signed of it, and with what was kept", func(t *testing.T) {
		if got := check(t, verifier, []ledger.SignedHead{kept}); got != "" {
			t.Errorf("named: %s", got)
		}
	})
	_, strange := notary(t)
	another, longer, forked, later, other := kept, kept, kept, kept, kept
	later.Signed += 2
	other.SignedHash[5] ^= 1
	another.Root[3] ^= 1
	longer.Size += 100
	forked.MemoHash[0] ^= 1
	for _, c := range []struct {
		name       string
		by         note.Verifier
		kept       []ledger.SignedHead
		statements []string
		names      string
	}{
		{name: "another key", by: strange, names: "its note does not say that, or is not signed with the instance's key"},
		{name: "a kept head of another ledger", by: verifier, kept: []ledger.SignedHead{another}, names: "tree after the first 17: it was signed as"},
		{name: "a kept head of other refusals", by: verifier, kept: []ledger.SignedHead{forked}, names: "chain of refusals and changes of accounts after the first 6: it was signed as"},
		{name: "a kept head of more records than there are", by: verifier, kept: []ledger.SignedHead{longer}, names: "there were 117 records when it was signed"},
		{
			name: "a signed head that says something else", by: verifier, names: "signed head over 17 records and 6 memos: its note does not say that",
			statements: []string{`UPDATE ledger_signed SET note = replace(note, 'CNY', 'JPY') WHERE size = 17`},
		},
		{
			name: "a signed head at another place", by: verifier, names: "signed head over 3 records and 6 memos: its note does not say that",
			statements: []string{`UPDATE ledger_signed SET size = 3 WHERE size = 17`},
		},
		{
			name: "a ledger that was cut off behind its rows and its head", by: verifier, names: "there were 18 records when it was signed",
			statements: []string{`DELETE FROM ledger_transfer WHERE position = 18`},
		},
		{
			name: "a signed head that was taken out from among the others", by: verifier, names: "1 heads were signed before it, and 0 are there",
			statements: []string{`DELETE FROM ledger_signed WHERE size = 17`},
		},
		{
			name: "a signed head that was taken out, and the others counted anew", by: verifier, names: "1 heads were signed before it, and 0 are there",
			statements: []string{`DELETE FROM ledger_signed WHERE size = 17`, `UPDATE ledger_signing SET heads = 1`},
		},
		{
			name: "the newest signed head taken out", by: verifier, names: "count of signed heads: it is",
			statements: []string{`DELETE FROM ledger_signed WHERE size = 18`},
		},
		{
			name: "all signed heads taken out", by: verifier, names: "count of signed heads: it is",
			statements: []string{`DELETE FROM ledger_signed`},
		},
		{
			name: "a signed head with another signature beside the instance's", by: verifier, names: "signed head over 18 records and 7 memos: its note does not say that",
			statements: []string{`UPDATE ledger_signed SET note = note || substr(note, instr(note, '— ')) WHERE size = 18`},
		},
		{name: "a kept head that counts more signed heads than there are", by: verifier, kept: []ledger.SignedHead{later}, names: "there were 3 signed heads before it, and there are 2"},
		{name: "a kept head over other signed heads", by: verifier, kept: []ledger.SignedHead{other}, names: "chain of signed heads after the first 1: it was signed as"},
	} {
		t.Run("names "+c.name, func(t *testing.T) {
			if got := check(t, c.by, c.kept, c.statements...); !strings.Contains(got, c.names) {
				t.Errorf("%q is not named in:\n%s", c.names, got)
			}
		})
	}
	t.Run("heads that were signed before they were a chain are covered by the next", func(t *testing.T) {
		// As the version before wrote them: its notes said nothing of each other, and nobody counted them.
		h := openAt(t, copyOf(t, dir, `DELETE FROM ledger_signed`, `DELETE FROM ledger_signing`), 61*24*time.Hour)
		for range 2 {
			h.post(t, h.transfer(t, "person:ling:CNY", "person:tom:CNY", 1))
			notes, err := ledger.PresentHeads(t.Context(), h.db, h.now(), signer)
			must(t, err)
			lines := strings.Split(notes[0], "\n")
			lines[0] = "superette ledger head 1"
			first, err := note.Sign(&note.Note{Text: strings.Join(slices.Delete(lines, 6, 8)[:7], "\n") + "\n"}, signer)
			must(t, err)
			head, err := ledger.OpenHead(first, verifier)
			must(t, err)
			must(t, h.db.Write(t.Context(), func(tx store.Tx) error {
				_, err := tx.Exec(`INSERT INTO ledger_signed (currency, size, memos, at, note) VALUES ('CNY', $1, $2, $3, $4)`,
					head.Size, head.Memos, head.At.UnixMilli(), string(first))
				return err
			}))
		}
		clean(t, h.db)
		h.post(t, h.transfer(t, "person:ling:CNY", "person:tom:CNY", 1))
		if n, err := ledger.SignHeads(t.Context(), h.db, h.now(), signer); err != nil || n != 1 {
			t.Fatalf("SignHeads = %d, %v", n, err)
		}
		clean(t, h.db)
		h.close(t)
		if got := tamper(t, h.dir, `DELETE FROM ledger_signed WHERE size = (SELECT MIN(size) FROM ledger_signed)`); !strings.Contains(got, "2 heads were signed before it, and 1 are there") {
			t.Errorf("named: %q", got)
		}
	})
	t.Run("of two who sign at once one does", func(t *testing.T) {
		h := openAt(t, copyOf(t, dir), 61*24*time.Hour)
		h.post(t, h.transfer(t, "person:ling:CNY", "person:tom:CNY", 1))
		signed := make(chan int)
		for range 2 {
			go func() {
				n, err := ledger.SignHeads(t.Context(), h.db, h.now(), signer)
				if err != nil {
					t.Error(err)
				}
				signed <- n
			}()
		}
		if n := <-signed + <-signed; n != 1 {
			t.Errorf("%d were signed, want 1", n)
		}
		clean(t, h.db)
	})
	t.Run("a statement proves that its ledger begins with a head that was kept, and another ledger's does not", func(t *testing.T) {
		reader := storetest.Reader(t, dir)
		since := func(note string, head ledger.SignedHead) ([]byte, error) {
			s, err := ledger.MakeStatementSince(t.Context(), reader, "person:ling:CNY", time.Time{}, time.Now().AddDate(1, 0, 0), time.Now(), signer, note, head)
			if err != nil {
				return nil, err
			}
			return json.Marshal(s)
		}
		notes, err := ledger.PresentHeads(t.Context(), reader, time.Now(), signer)
		must(t, err)
		head, err := ledger.OpenHead([]byte(notes[0]), verifier)
		must(t, err)
		good, err := since(notes[0], head)
		must(t, err)
		_, err = ledger.VerifySince(good, verifier, notes[0])
		must(t, err)
		plain, err := since("", ledger.SignedHead{})
		must(t, err)
		if _, err := ledger.VerifySince(plain, verifier, notes[0]); !errors.Is(err, ledger.ErrStatement) {
			t.Errorf("a statement without the proof: %v", err)
		}
		if _, err := since(notes[0], longer); !errors.Is(err, ledger.ErrHead) {
			t.Errorf("a head of more records than there are: %v", err)
		}
		// Another ledger, as long and signed with the same key: what is proven there is not the head that was kept here.
		other := openAt(t, ledgerOfADay(t), 60*24*time.Hour)
		strangeNotes, err := ledger.PresentHeads(t.Context(), other.db, time.Now(), signer)
		must(t, err)
		s, err := ledger.MakeStatementSince(t.Context(), reader, "person:ling:CNY", time.Time{}, time.Now().AddDate(1, 0, 0), time.Now(), signer, strangeNotes[0], kept)
		must(t, err)
		if _, err := ledger.VerifySince(file(t, s), verifier, strangeNotes[0]); !errors.Is(err, ledger.ErrStatement) || !strings.Contains(err.Error(), "written anew") {
			t.Errorf("another ledger's head: %v", err)
		}
	})
}
