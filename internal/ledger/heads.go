package ledger

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
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
//
// The ledger keeps them too, and they are a chain: each says how many were signed before it and the hash over their notes, so that one
// that is taken out from among them is missed. Who takes the newest out, with the records that they cover, and writes all counts anew,
// can be told only by a head that was kept elsewhere: it says the same.

const (
	headForm  = "superette ledger head 2" // names the form of a signed head
	firstForm = "superette ledger head 1" // which says nothing of the heads that were signed before
)

// SignedHead is a head of a ledger as its note says it.
type SignedHead struct {
	Currency money.Currency
	Size     int64 // records
	Root     tlog.Hash
	Memos    int64
	MemoHash tlog.Hash
	At       time.Time

	Signed     int64 // heads that were signed before it and are kept in the ledger
	SignedHash tlog.Hash

	first bool // it is of the first form, which does not say these two
}

// signedHeads is how far the chain of signed heads is.
type signedHeads struct {
	count int64
	hash  tlog.Hash // zero if there is none
}

// add returns the chain with one more.
func (s signedHeads) add(note string) signedHeads {
	b := text(nil, "superette ledger signed heads 1")
	b = append(b, s.hash[:]...)
	b = text(b, note)
	return signedHeads{s.count + 1, sha256.Sum256(b)}
}

// ErrHead says that a file is no head of a ledger that is signed with this key.
var ErrHead = fault.New(fault.Invalid, "ledger.head", "This is no signed head of a ledger.") //nolint:gochecknoglobals // a named failure

func (h SignedHead) text() string {
	form, signed := headForm, fmt.Sprintf("%d\n%s\n", h.Signed, h.SignedHash)
	if h.first {
		form, signed = firstForm, ""
	}
	return fmt.Sprintf("%s\n%s\n%d\n%s\n%d\n%s\n%s%d\n", form, h.Currency, h.Size, h.Root, h.Memos, h.MemoHash, signed, h.At.UnixMilli())
}

// parseSignedHead reads what text writes, and nothing else.
func parseSignedHead(text string) (h SignedHead, err error) {
	lines := strings.Split(text, "\n")
	h.first = lines[0] == firstForm
	if h.first && len(lines) == 8 {
		lines = slices.Insert(lines, 6, "0", tlog.Hash{}.String())
	}
	if len(lines) != 10 {
		return h, ErrHead
	}
	var at int64
	for _, n := range []struct {
		line int
		into *int64
	}{{2, &h.Size}, {4, &h.Memos}, {6, &h.Signed}, {8, &at}} {
		if *n.into, err = strconv.ParseInt(lines[n.line], 10, 64); err != nil || *n.into < 0 {
			return h, ErrHead
		}
	}
	var wrong [3]error
	h.Root, wrong[0] = tlog.ParseHash(lines[3])
	h.MemoHash, wrong[1] = tlog.ParseHash(lines[5])
	h.SignedHash, wrong[2] = tlog.ParseHash(lines[7])
	h.Currency, h.At = money.Currency(lines[1]), time.UnixMilli(at)
	if errors.Join(wrong[:]...) != nil || h.text() != text {
		return h, ErrHead
	}
	return h, nil
}

// openExact opens a note that has one signature and no other byte than it needs. Without a verifier it does not ask whose that is.
func openExact(signed string, verifier note.Verifier) (text string, err error) {
	known := note.VerifierList()
	if verifier != nil {
		known = note.VerifierList(verifier)
	}
	n, err := note.Open([]byte(signed), known)
	if unverified := (*note.UnverifiedNoteError)(nil); verifier == nil && errors.As(err, &unverified) {
		n, err = unverified.Note, nil
	}
	if err != nil {
		return "", fmt.Errorf("ledger: open a note: %w", err)
	}
	signatures := slices.Concat(n.Sigs, n.UnverifiedSigs)
	if len(signatures) == 1 {
		raw, err := base64.StdEncoding.DecodeString(signatures[0].Base64)
		again, wrong := note.Sign(&note.Note{Text: n.Text, Sigs: signatures})
		if errors.Join(err, wrong) == nil && base64.StdEncoding.EncodeToString(raw) == signatures[0].Base64 && string(again) == signed {
			return n.Text, nil
		}
	}
	return "", errors.New("ledger: a note is written in another form")
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
		count = 0
		for i, h := range grown {
			kept, err := insertSigned(tx, h, notes[i])
			if err != nil {
				return err
			}
			if kept {
				count++
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("ledger: sign heads: %w", err)
	}
	return count, nil
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
	signed map[int64]map[tlog.Hash]bool // as kept heads say it
	last   SignedHead                   // the most of each

	chain signedHeads // of the rows so far
	first bool        // all of them are of the first form
}

func newExpected() expected {
	return expected{trees: map[int64]map[tlog.Hash]bool{}, chains: map[int64]map[tlog.Hash]bool{}, signed: map[int64]map[tlog.Hash]bool{}, first: true}
}

// keep takes in a head that comes from outside.
func (e *expected) keep(h SignedHead) {
	e.add(h)
	if !h.first {
		put(e.signed, h.Signed, h.SignedHash)
		e.last.Signed = max(e.last.Signed, h.Signed)
	}
}

func (e *expected) add(h SignedHead) {
	put(e.trees, h.Size, h.Root)
	put(e.chains, h.Memos, h.MemoHash)
	e.last.Size, e.last.Memos = max(e.last.Size, h.Size), max(e.last.Memos, h.Memos)
}

func put(in map[int64]map[tlog.Hash]bool, size int64, hash tlog.Hash) {
	if in[size] == nil {
		in[size] = map[tlog.Hash]bool{}
	}
	in[size][hash] = true
}

// readSigned follows the chain of signed heads, and names those that are not what they should be.
func (a *audit) readSigned(tx store.Tx, verifier note.Verifier) error {
	a.passSigned()
	err := eachSigned(tx, a.Currency, func(row signedRow, wrong []string) {
		what := fmt.Sprintf("signed head over %d records and %d memos", row.size, row.memos)
		a.name(what, wrong)
		if h, ok := a.openRow(what, row, verifier); ok {
			a.heads.add(h)
			a.followSigned(what, h)
			a.Signed.Records, a.Signed.At = h.Size, h.At
		}
		a.heads.chain = a.heads.chain.add(row.note)
		a.passSigned()
	})
	if err != nil {
		return err
	}
	signing, wrong, err := listSigning(tx, a.Currency)
	a.signing = signing
	a.name("count of signed heads", wrong)
	return err
}

// openRow opens the note of a row.
func (a *audit) openRow(what string, row signedRow, verifier note.Verifier) (h SignedHead, ok bool) {
	text, err := openExact(row.note, verifier)
	if err == nil {
		h, err = parseSignedHead(text)
	}
	if err != nil || h.Currency != a.Currency || h.Size != row.size || h.Memos != row.memos || h.At.UnixMilli() != row.at {
		a.differs(what, "its note does not say that, or is not signed with the instance's key")
		return h, false
	}
	return h, true
}

// followSigned compares what a signed head says of those before it with those that are there. What it says counts for what follows, so
// that one that is missing is named once.
func (a *audit) followSigned(what string, h SignedHead) {
	before := a.heads.chain
	switch {
	case h.first:
		if !a.heads.first {
			a.differs(what, "it is of an older form than those before it")
		}
		return
	case h.Signed != before.count:
		a.differs(what, "%d heads were signed before it, and %d are there", h.Signed, before.count)
	case h.SignedHash != before.hash:
		a.differs(what, "the heads before it are not those that were signed before it")
	}
	a.heads.first = false
	a.heads.chain = signedHeads{h.Signed, h.SignedHash}
}

func (a *audit) passSigned() {
	a.pass("chain of signed heads", a.heads.signed, a.heads.chain.count, a.heads.chain.hash)
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

// checkSigned names what was signed and is not there, be it said by a head that was kept or by one of the ledger's own.
func (a *audit) checkSigned() {
	if a.heads.last.Size > a.position {
		a.differs("signed head", "there were %d records when it was signed, and the last one is at position %d", a.heads.last.Size, a.position)
	}
	if a.heads.last.Memos > a.memos.size {
		a.differs("signed head", "there were %d refusals and changes of accounts when it was signed, and there are %d", a.heads.last.Memos, a.memos.size)
	}
	if a.heads.last.Signed > a.heads.chain.count {
		a.differs("signed head", "there were %d signed heads before it, and there are %d", a.heads.last.Signed, a.heads.chain.count)
	}
	var count signedHeads
	switch len(a.signing) {
	case 0:
		if a.heads.first { // none, or none since they are a chain
			return
		}
	case 1:
		count = a.signing[0]
	default:
		a.differs("count of signed heads", "there are %d", len(a.signing))
		count = a.signing[len(a.signing)-1]
	}
	if count != a.heads.chain {
		a.differs("count of signed heads", "it is %s over %d, derived %s over %d", count.hash, count.count, a.heads.chain.hash, a.heads.chain.count)
	}
}
