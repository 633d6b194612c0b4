package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
)

// currencies are those an instance keeps a ledger of.
func currencies() []money.Currency { return []money.Currency{"CNY"} }

func (i *instance) openLedger(ctx context.Context) (err error) {
	i.ledger, err = ledger.Open(ctx, ledger.Config{DB: i.db, Currencies: currencies(), Now: i.config.Now, Log: i.config.Log, Cluster: i.cluster.ledger()})
	if err != nil {
		return err
	}
	i.onClose(func() error { i.ledger.Close(); return nil })
	return nil
}

// whileDiskWorks runs until ctx ends, the disk fails, or the ledger stops for good. An instance that goes on then would tell
// people things about their messages and their money that a restart may prove wrong.
func (i *instance) whileDiskWorks(ctx context.Context, run func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		select {
		case <-i.ledger.Halted():
			stop()
		case <-i.db.Broken():
			stop()
		case <-ctx.Done():
		}
	}()
	err := run(ctx)
	why := errors.Join(i.db.Err(), i.ledger.Err())
	switch {
	case why == nil:
		return err
	case errors.Is(why, store.ErrFenced) && i.cluster != nil:
		return Refusal{
			Text: fmt.Sprintf("fenced: the others of the cluster did not hear of this process for 3 s and took over what it had: %v", why),
			Hint: "start it again; nothing that was answered as done is lost",
		}
	case errors.Is(why, store.ErrDamaged), errors.Is(why, store.ErrRemoved):
		return storeRefusal(why, i.place())
	case errors.Is(why, store.ErrFenced):
		return Refusal{Text: fmt.Sprintf("the ledger was taken over by another superette: %v", why), Hint: "let one process serve this data"}
	}
	return Refusal{
		Text: fmt.Sprintf("stopped, because what people send and pay could not be saved: %v", why),
		Hint: "look after the disk, start again and run `superette ledger check`; nothing that was answered as done is lost",
	}
}

// CheckConfig says what to check.
type CheckConfig struct {
	Data string // the data folder, of an instance that runs or not
	DB   string // the address of its PostgreSQL database, if it has one
	Head string // a file with signed heads that somebody kept, or ""
	Key  string // that they are signed with; "" for the instance's own
	To   io.Writer
}

// Check derives every balance anew from what was posted, compares what is kept of payments with it, and prints what it found: one line for
// each currency, one for the payments, and one for each difference. It returns a Refusal if there is a difference, or no instance in the
// folder. It changes nothing.
func Check(ctx context.Context, c CheckConfig) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	verifier, kept, err := c.heads()
	if err != nil {
		return err
	}
	reports, err := ledger.CheckSigned(ctx, db, verifier, kept...)
	if err != nil {
		return storeRefusal(err, place)
	}
	differences := 0
	for _, r := range reports {
		differences += len(r.Differences)
		for _, line := range r.Differences {
			fmt.Fprintln(c.To, line)
		}
		if r.Currency == "" { // rows that are of none
			continue
		}
		verdict := "every balance derived anew, sum 0"
		if len(r.Differences) > 0 {
			verdict = "differs"
		}
		fmt.Fprintf(c.To, "%s: %s, %s, %s in circulation, tree head %s: %s\n", r.Currency,
			count(r.Accounts, "account"), count(int(r.Records), "record"), r.Issued.Decimal(), r.Root, verdict)
		if r.Records > 0 {
			fmt.Fprintf(c.To, "%s: %s\n", r.Currency, howSigned(r, verifier != nil))
		}
	}
	if len(reports) == 0 {
		fmt.Fprintln(c.To, "no accounts yet")
	}
	payments, err := c.payments(ctx, db)
	if err != nil {
		return storeRefusal(err, place)
	}
	var wrong []string
	if differences > 0 {
		wrong = append(wrong, "the ledger differs from its own records in "+count(differences, "place"))
	}
	if payments > 0 {
		wrong = append(wrong, "what is kept of payments differs from the ledger in "+count(payments, "place"))
	}
	if len(wrong) > 0 {
		return Refusal{Text: strings.Join(wrong, "; ")}
	}
	return nil
}

// howSigned says how far the instance's signature goes. A running instance signs once a minute.
func howSigned(r ledger.Report, withKey bool) string {
	switch {
	case r.Signed.At.IsZero():
		return "signed: nothing; only a head that was kept elsewhere (--head) can tell whether records were taken out or made anew"
	case !withKey:
		return fmt.Sprintf("signed: by whom was not looked at, since the folder has no key; %s, the newest of %s over %s",
			count(int(r.Signed.Heads), "head"), r.Signed.At.UTC().Format(time.RFC3339), count(int(r.Signed.Records), "record"))
	}
	return fmt.Sprintf("signed: %s, the newest of %s over %d of %s", count(int(r.Signed.Heads), "head"),
		r.Signed.At.UTC().Format(time.RFC3339), r.Signed.Records, count(int(r.Records), "record"))
}

// payments compares what is kept of orders, payments, refunds and gifts with the ledger, and returns in how many places it differs.
func (c CheckConfig) payments(ctx context.Context, db ledger.Reader) (differences int, err error) {
	found, err := pay.Check(ctx, db, func(line string) { fmt.Fprintln(c.To, line) })
	switch {
	case err != nil:
		return 0, err
	case found.Old:
		fmt.Fprintln(c.To, "payments: not compared with the ledger: their tables are older than this version, or not there; start the instance once")
		return 0, nil
	}
	verdict := "each as the ledger has it"
	if found.Differences > 0 {
		verdict = "differ"
	}
	if found.Underway > 0 {
		verdict += fmt.Sprintf("; of these, %s under way, which the ledger may have or not", count(found.Underway, "movement"))
	}
	fmt.Fprintf(c.To, "payments: %s, %s, %s, %s with %s compared with %s: %s\n", count(found.Orders, "order"), count(found.Payments, "payment"),
		count(found.Refunds, "refund"), count(found.Gifts, "gift"), count(found.Shares, "share"), count(int(found.Records), "record"), verdict)
	return found.Differences, nil
}

// heads returns the key that signed heads are held against, nil if the folder has none, and those that somebody kept.
func (c CheckConfig) heads() (verifier note.Verifier, kept []ledger.SignedHead, err error) {
	if content, err := os.ReadFile(filepath.Join(c.Data, "keys", noteKey)); err == nil {
		_, public, _ := strings.Cut(strings.TrimSpace(unixLines(content)), "\n")
		if verifier, err = note.NewVerifier(public); err != nil {
			return nil, nil, Refusal{Text: "the key " + noteKey + " of the instance is damaged"}
		}
	}
	if c.Head == "" {
		return verifier, nil, nil
	}
	outer := verifier
	if c.Key != "" {
		if outer, err = parseKey(c.Key); err != nil {
			return nil, nil, err
		}
	}
	if outer == nil {
		return nil, nil, Refusal{Text: "nothing says with which key the heads are signed", Hint: "name it with --key KEY"}
	}
	notes, err := readHeads(c.Head)
	if err != nil {
		return nil, nil, err
	}
	if kept, err = openHeads(c.Head, notes, outer); err != nil {
		return nil, nil, err
	}
	return verifier, kept, nil
}

// openHeads opens the heads of a file. It returns a Refusal that names the file if one is not signed with this key.
func openHeads(path string, notes []string, verifier note.Verifier) (kept []ledger.SignedHead, err error) {
	for _, text := range notes {
		h, err := ledger.OpenHead([]byte(text), verifier)
		if err != nil {
			return nil, Refusal{
				Text: path + ": it holds no heads that are signed with this key",
				Hint: "name a file as `superette ledger head` of this instance wrote it, or with --key the key that it was signed with",
			}
		}
		kept = append(kept, h)
	}
	return kept, nil
}

// unixLines returns a text whose lines mail or an editor may have ended as Windows does.
func unixLines(content []byte) string { return strings.ReplaceAll(string(content), "\r\n", "\n") }

// parseKey reads a public key, with whatever white space a file had after it.
func parseKey(text string) (note.Verifier, error) {
	verifier, err := note.NewVerifier(strings.TrimSpace(text))
	if err != nil {
		return nil, Refusal{Text: fmt.Sprintf("%q is not a key", text), Hint: "`superette ledger key` prints that of an instance"}
	}
	return verifier, nil
}

// unreadable is the refusal of a file that was named and cannot be read: the name once, and why.
func unreadable(path string, err error, hint string) Refusal {
	if inner := (*fs.PathError)(nil); errors.As(err, &inner) {
		err = inner.Err
	}
	return Refusal{Text: fmt.Sprintf("cannot read %s: %v", path, err), Hint: hint}
}

// readHeads reads what LedgerHead printed: signed notes, one after the other. There is at least one.
func readHeads(path string) (notes []string, err error) {
	content, err := os.ReadFile(path) //nolint:gosec // the caller's own file
	if err != nil {
		return nil, unreadable(path, err, "name a file that `superette ledger head` wrote")
	}
	text := unixLines(content)
	for begin := 0; begin < len(text); {
		end := len(text)
		if next := strings.Index(text[begin+1:], "\n"+headMark); next >= 0 {
			end = begin + next + len("\n") + 1
		}
		notes = append(notes, text[begin:end])
		begin = end
	}
	if strings.TrimSpace(text) == "" {
		return nil, Refusal{
			Text: path + " holds no head of a ledger: it is empty, so there is nothing to compare with",
			Hint: "a `superette ledger head` that fails leaves such a file; name the one that was kept before it",
		}
	}
	if !strings.HasPrefix(text, headMark) {
		return nil, Refusal{
			Text: path + " is no head of a ledger, or has something before it",
			Hint: "name a file as `superette ledger head` wrote it",
		}
	}
	return notes, nil
}

// headMark is how each signed head begins, of whatever form.
const headMark = "superette ledger head "

// LedgerHead prints the head of each currency as it is, signed, for whoever wants to keep it. It reads only.
func LedgerHead(ctx context.Context, c StatementConfig) (err error) {
	place := store.Place{Dir: c.Data, DB: c.DB}
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	signer, _, err := openNotary(c.Data, c.Random)
	if err != nil {
		return err
	}
	notes, err := ledger.PresentHeads(ctx, db, c.Now(), signer)
	if err != nil {
		return storeRefusal(err, place)
	}
	if len(notes) == 0 {
		return Refusal{Text: "there is no head to keep: nothing was opened or moved in this ledger yet"}
	}
	_, err = io.WriteString(c.Print, strings.Join(notes, ""))
	return err
}
