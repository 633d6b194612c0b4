package ledger_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
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
		copied := t.TempDir()
		content, err := os.ReadFile(filepath.Join(dir, "superette.db"))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(copied, "superette.db"), content, 0o600))
		db, err := sql.Open("sqlite", filepath.Join(copied, "superette.db"))
		must(t, err)
		for _, s := range statements {
			_, err := db.ExecContext(t.Context(), s)
			must(t, err)
		}
		must(t, db.Close())
		reader, err := store.OpenReader(t.Context(), store.Place{Dir: copied})
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
	another, longer, forked := kept, kept, kept
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
	} {
		t.Run("names "+c.name, func(t *testing.T) {
			if got := check(t, c.by, c.kept, c.statements...); !strings.Contains(got, c.names) {
				t.Errorf("%q is not named in:\n%s", c.names, got)
			}
		})
	}
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
