package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// StatementConfig says which account's statement is made, over which days of UTC.
type StatementConfig struct {
	Data    string
	DB      string // the PostgreSQL database, if the instance has one
	Account string
	From    string // the first day, 2026-11-01; "" from the beginning
	To      string // the last day; "" until now
	Out     string // the new file
	Since   string // a file with a signed head that somebody kept, "" for none
	Now     func() time.Time
	Random  io.Reader
	Print   io.Writer

	most int // bytes of the file; 0 for as many as VerifyStatement reads, which is what it is outside tests
}

// noteName is the name of the instance's key in its notes.
const noteName = "superette-ledger"

// noteKey is the file of that key in the folder of keys.
const noteKey = "ledger-note.key"

// openNotary returns the key that statements are signed with, made at its first use and kept in the folder of keys, and its
// public part, which verifies them.
func openNotary(data string, random io.Reader) (signer note.Signer, public string, err error) {
	dir := filepath.Join(data, "keys")
	path := filepath.Join(dir, noteKey)
	content, err := os.ReadFile(path) //nolint:gosec // the operator's own folder
	if errors.Is(err, fs.ErrNotExist) {
		secret, verifier, err := note.GenerateKey(random, noteName)
		if err != nil {
			return nil, "", fmt.Errorf("app: make a key for statements: %w", err)
		}
		if err := errors.Join(writeSecret(dir, path, []byte(secret+"\n"+verifier+"\n")), rememberKey(data, noteKey)); err != nil {
			return nil, "", fmt.Errorf("app: keep the key for statements: %w", err)
		}
		content, err = os.ReadFile(path) //nolint:gosec // as above; another process may have been faster
		if err != nil {
			return nil, "", fmt.Errorf("app: read the key for statements: %w", err)
		}
	} else if err != nil {
		return nil, "", fmt.Errorf("app: read the key for statements: %w", err)
	}
	secret, public, _ := strings.Cut(strings.TrimSpace(unixLines(content)), "\n")
	if signer, err = note.NewSigner(secret); err != nil {
		return nil, "", fmt.Errorf("app: the key %s is damaged: %w", path, err)
	}
	if _, err = note.NewVerifier(public); err != nil {
		return nil, "", fmt.Errorf("app: the key %s is damaged: %w", path, err)
	}
	return signer, public, nil
}

// LedgerKey prints the public key that verifies the instance's statements.
func LedgerKey(data string, random io.Reader, to io.Writer) error {
	if _, err := os.Stat(filepath.Join(data, "keys")); errors.Is(err, fs.ErrNotExist) { // an instance always has some
		return Refusal{Text: "there is no instance in " + data, Hint: "name its folder with --data DIR"}
	}
	_, public, err := openNotary(data, random)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(to, public)
	return err
}

// Statement writes an account's statement with its proof into a new file. It reads only; the instance may be running.
func Statement(ctx context.Context, c StatementConfig) (err error) {
	// To the year 10000, and not to this moment: after a clock that was ahead the ledger's times are later than that. What is told of a
	// statement ends when it was signed, or with its last entry.
	from, to := time.UnixMilli(0), time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)
	if c.From != "" {
		if from, err = time.Parse(time.DateOnly, c.From); err != nil {
			return Refusal{Text: fmt.Sprintf("%q is not a day", c.From), Hint: "such as --from 2026-11-01"}
		}
	}
	if c.To != "" {
		if to, err = time.Parse(time.DateOnly, c.To); err != nil {
			return Refusal{Text: fmt.Sprintf("%q is not a day", c.To), Hint: "such as --to 2026-11-30"}
		}
		to = to.AddDate(0, 0, 1)
	}
	if to.Before(from) {
		return Refusal{Text: "the last day is before the first"}
	}
	place := store.Place{Dir: c.Data, DB: c.DB}
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	signer, public, err := openNotary(c.Data, c.Random)
	if err != nil {
		return err
	}
	kept, head, err := c.since(public)
	if err != nil {
		return err
	}
	s, err := ledger.MakeStatementSince(ctx, db, ledger.AccountID(c.Account), from, to, c.Now(), signer, kept, head)
	if errors.Is(err, ledger.ErrHead) {
		return Refusal{Text: c.Since + ": the ledger has no such head: it is of another ledger, or of more records than there are"}
	}
	if errors.Is(err, ledger.ErrNoAccount) || errors.Is(err, ledger.ErrInvalid) {
		return Refusal{Text: fmt.Sprintf("there is no account %q here", c.Account), Hint: "such as person:usr_…:CNY or merchant:1600000001:CNY"}
	}
	if err != nil {
		return storeRefusal(err, place)
	}
	content, err := json.MarshalIndent(s, "", " ")
	if err != nil {
		return fmt.Errorf("app: write the statement: %w", err)
	}
	content = append(content, '\n')
	if err := c.fits(len(content)); err != nil {
		return err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Refusal{Text: fmt.Sprintf("cannot write %s: %v", c.Out, err), Hint: "name a new file with --out FILE"}
	}
	_, err = f.Write(content)
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("app: write the statement: %w", err)
	}
	inside := 0
	for _, e := range s.Entries { // with one on either side of the span
		if e.At >= s.From && e.At < s.To {
			inside++
		}
	}
	fmt.Fprintf(c.Print, "%s: %s of %s\n", c.Out, count(inside, "record"), s.Account)
	fmt.Fprintf(c.Print, "whoever gets it verifies it anywhere: superette ledger verify %s --key %s\n", filepath.Base(c.Out), public)
	return nil
}

// fits refuses a statement that nobody could verify for its size.
func (c StatementConfig) fits(size int) error {
	most := c.most
	if most == 0 {
		most = ledger.StatementMax
	}
	if size <= most {
		return nil
	}
	return Refusal{
		Text: fmt.Sprintf("this statement would be %d MiB, and `superette ledger verify` reads %d MiB at most; nothing was written", (size+1<<20-1)>>20, most>>20),
		Hint: "make several, each of fewer days: --from DAY --to DAY",
	}
}

// since returns the head that a statement is to begin with: the note, and what it says.
func (c StatementConfig) since(public string) (kept string, head ledger.SignedHead, err error) {
	if c.Since == "" {
		return "", head, nil
	}
	notes, err := readHeads(c.Since)
	if err != nil {
		return "", head, err
	}
	verifier, err := note.NewVerifier(public)
	if err != nil {
		return "", head, err
	}
	kept = strings.Join(notes, "")
	if head, err = ledger.OpenHead([]byte(kept), verifier); err != nil {
		return "", head, Refusal{Text: c.Since + ": it holds no head that is signed with the key of this instance"}
	}
	return kept, head, nil
}

// VerifyStatement checks a statement against a public key and prints what it says. It needs no instance. It returns a Refusal that
// names what is wrong.
func VerifyStatement(path, key, head string, to io.Writer) (err error) {
	verifier, err := parseKey(key)
	if err != nil {
		return err
	}
	const hint = "name a file that `superette ledger statement` wrote"
	f, err := os.Open(path) //nolint:gosec // the caller's own file
	if err != nil {
		return unreadable(path, err, hint)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	content, err := io.ReadAll(io.LimitReader(f, ledger.StatementMax+1))
	if err != nil {
		return unreadable(path, err, hint)
	}
	kept := ""
	if head != "" {
		notes, err := readHeads(head)
		if err != nil {
			return err
		}
		if _, err := openHeads(head, notes, verifier); err != nil {
			return err
		}
		kept = strings.Join(notes, "")
	}
	p, err := ledger.VerifySince(content, verifier, kept)
	if errors.Is(err, ledger.ErrStatement) {
		return Refusal{Text: strings.TrimSuffix(path+": "+fault.Of(err).Message(), ".")}
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(to, "%s, %s to %s, signed %s over %s of the whole ledger\n", p.Account, p.From.UTC().Format(time.RFC3339),
		p.To.UTC().Format(time.RFC3339), p.Signed.UTC().Format(time.RFC3339), count(int(p.Size), "record"))
	if err := tellEntries(p, to); err != nil {
		return err
	}
	if kept != "" {
		fmt.Fprintln(to, "the ledger begins with the head that was kept")
	}
	fmt.Fprintf(to, "complete: every one of %s is in the signed ledger, in this order, and none is left out\n", count(len(p.Entries), "record"))
	return nil
}

// tellEntries prints the entries of a statement, each with what it moved and what the account had after it: what was moved adds up from
// the first line to the last. What is held, and ends without being paid out, moves nothing.
func tellEntries(p ledger.Proven, to io.Writer) error {
	line := func(when, moved, has, what string) {
		fmt.Fprintln(to, strings.TrimRight(fmt.Sprintf("  %-20s %15s %15s  %s", when, moved, has, what), " "))
	}
	line("before", "", p.Opening.Decimal(), "")
	had, currency := p.Opening, p.Opening.Currency()
	for _, e := range p.Entries {
		amount, err := money.New(e.Amount, currency)
		if err != nil {
			return fmt.Errorf("app: entry %d: %w", e.Entry, err)
		}
		has, err := money.New(e.Balance, currency)
		if err != nil {
			return fmt.Errorf("app: entry %d: %w", e.Entry, err)
		}
		moved, err := has.Sub(had)
		if err != nil {
			return fmt.Errorf("app: entry %d: %w", e.Entry, err)
		}
		sign, held, towards, other := "", "", "to", e.Credit
		if e.Credit == p.Account {
			towards, other = "from", e.Debit
		}
		if moved.Minor() > 0 {
			sign = "+"
		}
		if moved.Minor() == 0 {
			held = amount.Decimal() + " "
		}
		what := strings.TrimSpace(fmt.Sprintf("%s %s%s %s %s", e.Op, held, towards, other, e.Subject))
		line(time.UnixMilli(e.At).UTC().Format(time.RFC3339), sign+moved.Decimal(), has.Decimal(), what)
		had = has
	}
	line("after", "", p.Closing.Decimal(), "")
	return nil
}
