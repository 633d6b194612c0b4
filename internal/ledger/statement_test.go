package ledger_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/store"
)

// notary returns a key and its verifier.
func notary(t testing.TB) (note.Signer, note.Verifier) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "superette-ledger")
	must(t, err)
	signer, err := note.NewSigner(secret)
	must(t, err)
	verifier, err := note.NewVerifier(public)
	must(t, err)
	return signer, verifier
}

// daysOfLing is a ledger in which Ling paid Tom one more fen each day, with holds between, and a statement of the days 3 to 6.
func daysOfLing(t testing.TB) (h *house, ling ledger.AccountID, span func(from, to int) ledger.Statement, verifier note.Verifier) {
	t.Helper()
	h = open(t)
	ling = h.person(t, "ling", 1000)
	tom := h.person(t, "tom", 1000)
	began := h.now()
	for day := range 10 {
		h.post(t, h.transfer(t, ling, tom, int64(10+day)))
		h.post(t, h.transfer(t, tom, ling, 1))
		hold := h.transfer(t, ling, tom, 5)
		hold.Op = ledger.Hold
		h.post(t, hold)
		if day%2 == 0 {
			h.post(t, ledger.Command{ID: h.id(), Op: ledger.PostHold, Held: hold.ID, Amount: cny(t, 3)})
		} else {
			h.post(t, ledger.Command{ID: h.id(), Op: ledger.VoidHold, Held: hold.ID, Amount: cny(t, 0)})
		}
		h.skip.Add(int64(24 * time.Hour))
	}
	signer, verifier := notary(t)
	span = func(from, to int) ledger.Statement {
		s, err := ledger.MakeStatement(t.Context(), h.db, ling, began.Add(time.Duration(from)*24*time.Hour-time.Hour),
			began.Add(time.Duration(to)*24*time.Hour-time.Hour), h.now(), signer)
		must(t, err)
		return s
	}
	return h, ling, span, verifier
}

func file(t testing.TB, s any) []byte {
	t.Helper()
	content, err := json.Marshal(s)
	must(t, err)
	return content
}

func TestStatement(t *testing.T) {
	_, ling, span, verifier := daysOfLing(t)
	for _, c := range []struct {
		name             string
		from, to         int
		entries          int
		opening, closing string
	}{
		{"days in the middle", 3, 6, 12, "9.64", "9.22"},
		{"from the beginning", 0, 3, 13, "0.00", "9.64"},
		{"to the end", 8, 10, 8, "8.88", "8.50"},
		{"all of it", 0, 10, 41, "0.00", "8.50"},
		{"before anything happened", -9, -8, 0, "0.00", "0.00"},
		{"after everything", 50, 60, 0, "8.50", "8.50"},
	} {
		t.Run(c.name+" are told with their proof", func(t *testing.T) {
			p, err := ledger.Verify(file(t, span(c.from, c.to)), verifier)
			must(t, err)
			if p.Account != ling || len(p.Entries) != c.entries || p.Opening.Decimal() != c.opening || p.Closing.Decimal() != c.closing {
				t.Errorf("%s: %d entries, %s to %s; want %d, %s to %s", p.Account, len(p.Entries), p.Opening.Decimal(), p.Closing.Decimal(), c.entries, c.opening, c.closing)
			}
		})
	}
	t.Run("an account that is not there has none", func(t *testing.T) {
		h, _, _, _ := daysOfLing(t)
		signer, _ := notary(t)
		_, err := ledger.MakeStatement(t.Context(), h.db, "person:nobody:CNY", time.Time{}, h.now(), h.now(), signer)
		if !errors.Is(err, ledger.ErrNoAccount) {
			t.Errorf("error = %v", err)
		}
	})
}

func TestAChangedStatementIsRefused(t *testing.T) {
	_, _, span, verifier := daysOfLing(t)
	_, strange := notary(t)
	day := int64(24 * time.Hour / time.Millisecond)
	for _, c := range []struct {
		name string
		bend func(s *ledger.Statement)
		says string
	}{
		{"one entry left out", func(s *ledger.Statement) { s.Entries = slices.Delete(s.Entries, 4, 5) }, "one is missing"},
		{"the first entry left out", func(s *ledger.Statement) { s.Entries = s.Entries[2:] }, "not in the ledger as it is told"},
		{"the first entry left out, with the hash of what it was", func(s *ledger.Statement) {
			s.Entries, s.From = s.Entries[2:], s.Entries[1].At
		}, "not in the ledger as it is told"},
		{"the last entries left out", func(s *ledger.Statement) { s.Entries = s.Entries[:len(s.Entries)-3] }, "What comes after the last entry is left out."},
		{"all entries left out", func(s *ledger.Statement) { s.Entries = nil }, "All entries are left out."},
		{"two entries swapped", func(s *ledger.Statement) { s.Entries[3], s.Entries[4] = s.Entries[4], s.Entries[3] }, "in another order"},
		{"an entry told twice", func(s *ledger.Statement) { s.Entries = slices.Insert(s.Entries, 3, s.Entries[3]) }, "in another order"},
		{"a changed amount", func(s *ledger.Statement) { s.Entries[2].Amount++ }, "its balance does not follow"},
		{"a changed amount, and every balance after it", func(s *ledger.Statement) {
			s.Entries[1].Amount++ // a transfer of hers
			for i := range s.Entries[1:] {
				s.Entries[i+1].Balance--
			}
		}, "not in the ledger as it is told"},
		{"a changed balance", func(s *ledger.Statement) { s.Entries[5].Balance += 100 }, "its balance does not follow"},
		{"a changed time", func(s *ledger.Statement) { s.Entries[3].At++ }, "not in the ledger as it is told"},
		{"a time before the one before", func(s *ledger.Statement) { s.Entries[3].At -= 9 * day }, "earlier than the one before"},
		{"a changed counterpart", func(s *ledger.Statement) { s.Entries[1].Credit = "person:mei:CNY" }, "not in the ledger as it is told"},
		{"a changed reason", func(s *ledger.Statement) { s.Entries[3].Subject = "something else" }, "not in the ledger as it is told"},
		{"a changed number", func(s *ledger.Statement) { s.Entries[3].ID = s.Entries[4].ID }, "not in the ledger as it is told"},
		{"a changed proof", func(s *ledger.Statement) { s.Entries[3].Proof[0][7] ^= 1 }, "not in the ledger as it is told"},
		{"a proof cut short", func(s *ledger.Statement) { s.Entries[3].Proof = s.Entries[3].Proof[1:] }, "not in the ledger as it is told"},
		{"another place in the ledger", func(s *ledger.Statement) { s.Entries[3].Position++ }, "not in the ledger as it is told"},
		{"a longer span than it was made for", func(s *ledger.Statement) { s.To += 9 * day }, "What comes after the last entry is left out."},
		{"an earlier span than it was made for", func(s *ledger.Statement) { s.From -= 9 * day }, "What comes before the first entry is left out."},
		{"another account", func(s *ledger.Statement) { s.Account = "person:tom:CNY" }, "The note is about another account."},
		{"another ledger's form", func(s *ledger.Statement) { s.Form = "superette ledger statement 2" }, "not a statement of this form"},
		{"a changed note", func(s *ledger.Statement) { s.Note = strings.Replace(s.Note, "ling", "lung", 1) }, "not signed with this key"},
		{"a note with a second signature", func(s *ledger.Statement) { s.Note += "— somebody AAAAAAAA\n" }, "not signed with this key"},
		{"no note", func(s *ledger.Statement) { s.Note = "" }, "not signed with this key"},
	} {
		t.Run(c.name+" is refused", func(t *testing.T) {
			s := span(3, 6)
			if _, err := ledger.Verify(file(t, s), verifier); err != nil {
				t.Fatalf("before it was changed: %v", err)
			}
			c.bend(&s)
			_, err := ledger.Verify(file(t, s), verifier)
			if !errors.Is(err, ledger.ErrStatement) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error = %v, want %q", err, c.says)
			}
		})
	}
	for _, c := range []struct {
		name string
		bend func(content string) string
	}{
		{"a second amount before the one that counts", func(c string) string { return strings.Replace(c, `"amount":`, `"amount":50000,"amount":`, 1) }},
		{"a second amount after it", func(c string) string { return strings.Replace(c, `"code":`, `"amount":50000,"code":`, 1) }},
		{"a balance in capitals beside each other one", func(c string) string { return strings.ReplaceAll(c, `"balance":`, `"Balance":99999999,"balance":`) }},
		{"a member in capitals", func(c string) string { return strings.Replace(c, `"balance":`, `"Balance":`, 1) }},
		{"a second, empty list of entries", func(c string) string { return strings.Replace(c, `"entries":`, `"entries":[],"entries":`, 1) }},
		{"a member that no statement has", func(c string) string { return strings.Replace(c, `"account":`, `"owner":"tom","account":`, 1) }},
		{"a brace and words after the end", func(c string) string { return c + "} P.S. Opening balance 1,000,000.00" }},
		{"a bracket and another statement after the end", func(c string) string { return c + `]{"entries":[]}` }},
		{"another statement after the end", func(c string) string { return c + "\n" + c }},
		{"a byte of zero after the end", func(c string) string { return c + "\x00" }},
		{"a line end in what is base64", func(c string) string { return strings.Replace(c, `"request":"`, `"request":"\n`, 1) }},
		{"a letter written as its number", func(c string) string { return strings.Replace(c, `"person:ling`, `"person:\u006cing`, 1) }},
	} {
		t.Run("a file with "+c.name+" is refused", func(t *testing.T) {
			good := string(file(t, span(3, 6)))
			bad := c.bend(good)
			if bad == good {
				t.Fatal("it has no such place")
			}
			if _, err := ledger.Verify([]byte(bad), verifier); !errors.Is(err, ledger.ErrStatement) {
				t.Errorf("error = %v", err)
			}
		})
	}
	t.Run("white space between the parts and at the end is allowed", func(t *testing.T) {
		var spaced bytes.Buffer
		must(t, json.Indent(&spaced, file(t, span(3, 6)), "", "\t"))
		spaced.WriteString(" \r\n\n")
		_, err := ledger.Verify(spaced.Bytes(), verifier)
		must(t, err)
	})
	t.Run("another key's statement is refused", func(t *testing.T) {
		if _, err := ledger.Verify(file(t, span(3, 6)), strange); !errors.Is(err, ledger.ErrStatement) {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("a span that was drawn out into the time after it was signed is told up to there", func(t *testing.T) {
		s := span(8, 10)
		before, err := ledger.Verify(file(t, s), verifier)
		must(t, err)
		s.To += 36500 * day
		after, err := ledger.Verify(file(t, s), verifier)
		must(t, err)
		if after.To.After(after.Signed.Add(time.Millisecond)) || after.To.Before(before.To) {
			t.Errorf("it tells of the time until %s; it was signed at %s, and made until %s", after.To, after.Signed, before.To)
		}
	})
	t.Run("a statement of an account whose signed head is not its last entry's is refused", func(t *testing.T) {
		h, _, span, verifier := daysOfLing(t)
		must(t, h.db.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(`UPDATE ledger_balance SET hash = $1 WHERE number = (SELECT number FROM ledger_account WHERE id = 'person:ling:CNY')`, make([]byte, 32))
			return err
		}))
		if _, err := ledger.Verify(file(t, span(8, 10)), verifier); err == nil || !strings.Contains(err.Error(), "What comes after the last entry is left out.") {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("an older statement's note does not cover what came later", func(t *testing.T) {
		whole := span(0, 10)
		h, ling, _, _ := daysOfLing(t)
		signer, verifier := notary(t)
		old, err := ledger.MakeStatement(t.Context(), h.db, ling, time.Time{}, h.now(), h.now(), signer)
		must(t, err)
		h.post(t, h.transfer(t, ling, "person:tom:CNY", 1))
		later, err := ledger.MakeStatement(t.Context(), h.db, ling, time.Time{}, h.now().Add(time.Hour), h.now(), signer)
		must(t, err)
		later.Entries = old.Entries
		if _, err := ledger.Verify(file(t, later), verifier); !errors.Is(err, ledger.ErrStatement) {
			t.Errorf("error = %v", err)
		}
		whole.Note = later.Note
		if _, err := ledger.Verify(file(t, whole), verifier); !errors.Is(err, ledger.ErrStatement) {
			t.Errorf("error = %v", err)
		}
	})
}

func FuzzVerify(f *testing.F) {
	_, _, span, verifier := daysOfLing(f)
	good := span(3, 6)
	whole := string(file(f, good))
	f.Add([]byte(whole))
	f.Add([]byte(whole + "\n"))
	f.Add([]byte(whole + "} and more"))
	f.Add([]byte(strings.Replace(whole, `"amount":`, `"amount":50000,"amount":`, 1)))
	f.Add([]byte(strings.Replace(whole, `"balance":`, `"Balance":7,"balance":`, 1)))
	f.Add([]byte(`{"form":"superette ledger statement 1","account":"person:ling:CNY","entries":[{}],"note":""}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, content []byte) {
		p, err := ledger.Verify(content, verifier)
		if err != nil {
			return
		}
		for _, e := range p.Entries { // a shorter span may be cut out of it, but nothing else be told
			if !slices.ContainsFunc(good.Entries, func(g ledger.StatementEntry) bool { return string(file(t, g)) == string(file(t, e)) }) {
				t.Errorf("an entry was taken that is not in the ledger: %+v", e)
			}
		}
		// Cut out at either end, and otherwise the same bytes, so that no program can read anything else in it.
		cut := good
		var said ledger.Statement
		must(t, json.Unmarshal(content, &said))
		cut.From, cut.To, cut.Before, cut.Entries = said.From, said.To, said.Before, nil
		for _, e := range good.Entries {
			if n := len(said.Entries); n > 0 && e.Position >= said.Entries[0].Position && e.Position <= said.Entries[n-1].Position {
				cut.Entries = append(cut.Entries, e)
			}
		}
		var compact bytes.Buffer
		must(t, json.Compact(&compact, content))
		if want := file(t, cut); !bytes.Equal(compact.Bytes(), want) {
			t.Errorf("a file was taken that is not what the ledger wrote:\n%s\nwant\n%s", compact.Bytes(), want)
		}
	})
}
