package ledger

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// A signed head says, once a minute, how far a currency's ledger is and what it is: the tree over its records, and the chain of its
// memos. Whoever keeps one, an auditor or the owner of an account, can have it compared later: with the ledger itself by Check, and with
// a statement by Verify. A ledger that was written anew, with every hash in order, does not begin with what it was before.

// headForm names the form of a signed head.
const headForm = "superette ledger head 1"

// SignedHead is a head of a ledger as its note says it.
type SignedHead struct {
	Currency money.Currency
	Size     int64 // records
	Root     tlog.Hash
	Memos    int64
	MemoHash tlog.Hash
	At       time.Time
}

// ErrHead says that a file is no head of a ledger that is signed with this key.
var ErrHead = fault.New(fault.Invalid, "ledger.head", "This is no signed head of a ledger.") //nolint:gochecknoglobals // a named failure

func (h SignedHead) text() string {
	return fmt.Sprintf("%s\n%s\n%d\n%s\n%d\n%s\n%d\n", headForm, h.Currency, h.Size, h.Root, h.Memos, h.MemoHash, h.At.UnixMilli())
}

// parseSignedHead reads what text writes, and nothing else.
func parseSignedHead(text string) (h SignedHead, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 8 {
		return h, ErrHead
	}
	var at int64
	for _, n := range []struct {
		line int
		into *int64
	}{{2, &h.Size}, {4, &h.Memos}, {6, &at}} {
		if *n.into, err = strconv.ParseInt(lines[n.line], 10, 64); err != nil || *n.into < 0 {
			return h, ErrHead
		}
	}
	var wrong [2]error
	h.Root, wrong[0] = tlog.ParseHash(lines[3])
	h.MemoHash, wrong[1] = tlog.ParseHash(lines[5])
	h.Currency, h.At = money.Currency(lines[1]), time.UnixMilli(at)
	if errors.Join(wrong[:]...) != nil || h.text() != text {
		return h, ErrHead
	}
	return h, nil
}

// OpenHead reads a signed head. It fails with ErrHead if it is none, or not signed with this key.
func OpenHead(signed []byte, verifier note.Verifier) (SignedHead, error) {
	n, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return SignedHead{}, fmt.Errorf("ledger: open a head: %w (%w)", ErrHead, err)
	}
	return parseSignedHead(n.Text)
}

// SignHeads signs the heads of all currencies that have grown since their last one, and returns how many there were.
func SignHeads(ctx context.Context, db *store.DB, now time.Time, signer note.Signer) (count int, err error) {
	var grown []SignedHead
	err = db.Read(ctx, func(tx store.Tx) (err error) {
		grown, err = listGrown(tx)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: sign heads: %w", err)
	}
	notes, err := sign(grown, now, signer)
	if err != nil || len(notes) == 0 {
		return 0, err
	}
	err = db.Write(ctx, func(tx store.Tx) error {
		for i, h := range grown {
			if err := insertSigned(tx, h, notes[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: sign heads: %w", err)
	}
	return len(grown), nil
}

// PresentHeads signs the heads of all currencies as they are, without keeping that: one note after the other.
func PresentHeads(ctx context.Context, db Reader, now time.Time, signer note.Signer) (notes []string, err error) {
	var heads []SignedHead
	err = db.Read(ctx, func(tx store.Tx) (err error) {
		heads, err = listHeads(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("ledger: heads: %w", err)
	}
	return sign(heads, now, signer)
}

// sign returns the notes of heads.
func sign(heads []SignedHead, now time.Time, signer note.Signer) (notes []string, err error) {
	for i := range heads {
		heads[i].At = now
		signed, err := note.Sign(&note.Note{Text: heads[i].text()}, signer)
		if err != nil {
			return nil, fmt.Errorf("ledger: sign a head: %w", err)
		}
		notes = append(notes, string(signed))
	}
	return notes, nil
}

// expected are heads that a check comes by on its way through a currency.
type expected struct {
	trees  map[int64]map[tlog.Hash]bool
	chains map[int64]map[tlog.Hash]bool
	last   SignedHead
}

// expect reads the signed heads of a currency, and names those that are not what they should be. Kept ones come from outside.
func (a *audit) expect(signed []signedRow, verifier note.Verifier, kept []SignedHead) {
	a.heads = expected{map[int64]map[tlog.Hash]bool{}, map[int64]map[tlog.Hash]bool{}, SignedHead{}}
	for _, row := range signed {
		what := fmt.Sprintf("signed head over %d records and %d memos", row.size, row.memos)
		text, _, _ := strings.Cut(row.note, "\n\n")
		h, err := parseSignedHead(text + "\n")
		if verifier != nil && err == nil {
			h, err = OpenHead([]byte(row.note), verifier)
		}
		if err != nil || h.Currency != a.Currency || h.Size != row.size || h.Memos != row.memos || h.At.UnixMilli() != row.at {
			a.differs(what, "its note does not say that, or is not signed with the instance's key")
			continue
		}
		a.heads.add(h)
	}
	for _, h := range kept {
		if h.Currency == a.Currency {
			a.heads.add(h)
		}
	}
}

func (e *expected) add(h SignedHead) {
	for _, c := range []struct {
		in   map[int64]map[tlog.Hash]bool
		size int64
		hash tlog.Hash
	}{{e.trees, h.Size, h.Root}, {e.chains, h.Memos, h.MemoHash}} {
		if c.in[c.size] == nil {
			c.in[c.size] = map[tlog.Hash]bool{}
		}
		c.in[c.size][c.hash] = true
	}
	e.last.Size, e.last.Memos = max(e.last.Size, h.Size), max(e.last.Memos, h.Memos)
}

// pass compares the ledger, after so many records, with what was signed of it then.
func (a *audit) pass(what string, in map[int64]map[tlog.Hash]bool, size int64, hash tlog.Hash) {
	for signed := range in[size] {
		if signed != hash {
			a.differs(fmt.Sprintf("%s after the first %d", what, size), "it was signed as %s, and is %s", signed, hash)
		}
	}
	delete(in, size)
}

// checkHeads names what was signed and is not there.
func (a *audit) checkHeads() {
	if a.heads.last.Size > a.position {
		a.differs("signed head", "there were %d records when it was signed, and the last one is at position %d", a.heads.last.Size, a.position)
	}
	if a.heads.last.Memos > a.memos.size {
		a.differs("signed head", "there were %d refusals and changes of accounts when it was signed, and there are %d", a.heads.last.Memos, a.memos.size)
	}
}
