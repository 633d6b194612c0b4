package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// A statement is an account's history over a span of time, with the proof that it is complete. Each entry's hash is made over the
// one before it, so none can be left out, put in, changed or reordered between the first and the last; each entry's record is shown
// to be a leaf of the Merkle tree, so that the same record cannot be told to two people in two ways; and one note, signed with the
// instance's key, names the tree's head and the account's newest entry. What lies before and after the span is bounded by one more
// entry on either side, or by the account's beginning and its newest entry. Verify needs the statement and the key, nothing else.

// ErrStatement says that a statement is not what it claims to be; its detail says where.
var ErrStatement = fault.New(fault.Invalid, "ledger.statement", "This statement does not prove what it says.") //nolint:gochecknoglobals // a named failure

// statementForm names the form of the file.
const statementForm = "superette ledger statement 1"

// Statement is the file. Times are Unix milliseconds, amounts minor units, hashes base64.
type Statement struct {
	Form    string           `json:"form"`
	Account AccountID        `json:"account"`
	From    int64            `json:"from"` // the first instant
	To      int64            `json:"to"`   // the first instant after it
	Before  tlog.Hash        `json:"before"`
	Entries []StatementEntry `json:"entries"` // in order, with one on either side of the span
	Note    string           `json:"note"`
	Since   *Since           `json:"since,omitempty"` // of a head that somebody kept
}

// Since proves that the ledger of a statement begins with one that was signed before.
type Since struct {
	Head  string         `json:"head"` // the signed note
	Proof tlog.TreeProof `json:"proof"`
}

// StatementEntry is a record as one of its accounts proves it.
type StatementEntry struct {
	Position int64            `json:"position"`
	ID       TransferID       `json:"id"`
	Op       string           `json:"op"`
	Held     TransferID       `json:"held,omitempty"`
	Debit    AccountID        `json:"debit"`
	Credit   AccountID        `json:"credit"`
	Amount   int64            `json:"amount"`
	Deadline int64            `json:"deadline,omitempty"`
	Code     string           `json:"code"`
	Subject  string           `json:"subject"`
	At       int64            `json:"at"`
	Request  []byte           `json:"request"`
	Entry    int64            `json:"entry"`   // of the account, from 1
	Balance  int64            `json:"balance"` // of the account, after it
	Other    tlog.Hash        `json:"other"`   // the hash of the record's other side
	Proof    tlog.RecordProof `json:"proof"`
}

// Proven is what a statement that was verified says.
type Proven struct {
	Account  AccountID
	From, To time.Time // To is not after it was signed, but for entries that are
	Opening  money.Amount
	Closing  money.Amount
	Entries  []StatementEntry // of the span
	Signed   time.Time
	Size     int64 // records of the whole ledger by then
}

// MakeStatement returns the statement of an account over From <= time < To, as of now, with its note signed. It fails with
// ErrNoAccount.
func MakeStatement(ctx context.Context, db Reader, account AccountID, from, to, now time.Time, signer note.Signer) (Statement, error) {
	return MakeStatementSince(ctx, db, account, from, to, now, signer, "", SignedHead{})
}

// MakeStatementSince is MakeStatement, with the proof that the ledger begins with a head that somebody kept: the note, and what it says.
// It fails with ErrHead for one that has no proof: of another currency, or of more records than there are.
func MakeStatementSince(ctx context.Context, db Reader, account AccountID, from, to, now time.Time, signer note.Signer, kept string, head SignedHead) (s Statement, err error) {
	parsed, err := account.parse()
	if err != nil {
		return s, err
	}
	s = Statement{Form: statementForm, Account: account, From: from.UnixMilli(), To: to.UnixMilli()}
	err = db.Read(ctx, func(tx store.Tx) error {
		accounts, err := listAccounts(tx, parsed.Currency)
		if err != nil {
			return err
		}
		c := collector{statement: &s, names: map[int64]AccountID{}}
		for _, a := range accounts {
			c.names[a.number] = a.ID
			if a.ID == account {
				c.newest = a
			}
		}
		if c.newest == nil {
			return ErrNoAccount
		}
		if err := eachRecord(tx, parsed.Currency, c.record); err != nil {
			return err
		}
		if kept != "" {
			if err := c.since(kept, head, parsed.Currency); err != nil {
				return err
			}
		}
		return c.finish(now, signer)
	})
	if err != nil {
		return Statement{}, fmt.Errorf("ledger: statement of %s: %w", account, err)
	}
	return s, nil
}

// collector picks an account's entries out of all records, and grows the tree that proves them.
type collector struct {
	statement *Statement
	names     map[int64]AccountID
	newest    *accountState
	hashes    []tlog.Hash // of the tree, as tlog stores them
	size      int64
	previous  tlog.Hash // of the account's entry before
	closed    bool      // an entry after the span was taken
	err       error
}

// ReadHashes makes it a tlog.HashReader.
func (c *collector) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	list := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at < 0 || at >= int64(len(c.hashes)) {
			return nil, fmt.Errorf("ledger: there is no hash %d in a tree of %d records", at, c.size)
		}
		list[i] = c.hashes[at]
	}
	return list, nil
}

func (c *collector) record(r *record) {
	if c.err != nil {
		return
	}
	r.debit.account, r.credit.account = c.names[r.debit.number], c.names[r.credit.number]
	var more []tlog.Hash
	if more, c.err = tlog.StoredHashesForRecordHash(c.size, r.leaf(), c); c.err != nil {
		return
	}
	c.hashes = append(c.hashes, more...)
	c.size++
	own, other := &r.debit, &r.credit
	if own.account != c.statement.Account {
		own, other = other, own
	}
	if own.account != c.statement.Account {
		return
	}
	before := c.previous
	c.previous = own.hash
	s := c.statement
	switch {
	case c.closed:
		return
	case r.at < s.From: // the newest of these is the bound
		s.Entries = s.Entries[:0]
	case r.at >= s.To:
		c.closed = true
	}
	if len(s.Entries) == 0 {
		s.Before = before
	}
	e := StatementEntry{
		Position: r.position, ID: r.id.name(), Op: r.op.String(), Debit: r.debit.account, Credit: r.credit.account, Amount: r.amount,
		Deadline: r.deadline, Code: r.code, Subject: r.subject, At: r.at, Request: append([]byte(nil), r.request[:]...), Entry: own.entry,
		Balance: own.balance, Other: other.hash,
	}
	if r.op >= PostHold {
		e.Held = r.held.name()
	}
	s.Entries = append(s.Entries, e)
}

// since proves that the ledger begins with a head.
func (c *collector) since(kept string, head SignedHead, currency money.Currency) error {
	if head.Currency != currency || head.Size > c.size || head.Size < 1 || c.err != nil {
		return errors.Join(fmt.Errorf("ledger: a head of %s over %d records: %w", head.Currency, head.Size, ErrHead), c.err)
	}
	proof, err := tlog.ProveTree(c.size, head.Size, c)
	if err != nil {
		return fmt.Errorf("ledger: prove the first %d records: %w", head.Size, err)
	}
	c.statement.Since = &Since{kept, proof}
	return nil
}

// finish proves each entry in the whole tree and signs the head.
func (c *collector) finish(now time.Time, signer note.Signer) error {
	if c.err != nil {
		return c.err
	}
	s := c.statement
	root := tlog.Hash{}
	if c.size > 0 {
		var err error
		if root, err = tlog.TreeHash(c.size, c); err != nil {
			return fmt.Errorf("ledger: tree head: %w", err)
		}
	}
	for i := range s.Entries {
		proof, err := tlog.ProveRecord(c.size, s.Entries[i].Position-1, c)
		if err != nil {
			return fmt.Errorf("ledger: prove position %d: %w", s.Entries[i].Position, err)
		}
		s.Entries[i].Proof = proof
	}
	text := headText{c.size, root, s.Account, c.newest.entries, c.newest.hash, now.UnixMilli()}.String()
	signed, err := note.Sign(&note.Note{Text: text}, signer)
	if err != nil {
		return fmt.Errorf("ledger: sign: %w", err)
	}
	s.Note = string(signed)
	return nil
}

// headText is what a statement's note says, a line each: the form, the tree's size and root, the account, how many entries it has and
// the hash of the newest, and when it was signed.
type headText struct {
	size    int64
	root    tlog.Hash
	account AccountID
	entries int64
	hash    tlog.Hash
	at      int64
}

func (h headText) String() string {
	return fmt.Sprintf("%s\n%d\n%s\n%s\n%d\n%s\n%d\n", statementForm, h.size, h.root, h.account, h.entries, h.hash, h.at)
}

// parseHead reads what String writes, and nothing else.
func parseHead(text string) (h headText, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) != 8 {
		return h, errors.New("ledger: the note has another form")
	}
	h.account = AccountID(lines[3])
	for _, n := range []struct {
		line int
		into *int64
	}{{1, &h.size}, {4, &h.entries}, {6, &h.at}} {
		if *n.into, err = strconv.ParseInt(lines[n.line], 10, 64); err != nil || *n.into < 0 {
			return h, fmt.Errorf("ledger: line %d of the note is no number", n.line+1)
		}
	}
	for line, into := range map[int]*tlog.Hash{2: &h.root, 5: &h.hash} {
		if *into, err = tlog.ParseHash(lines[line]); err != nil {
			return h, fmt.Errorf("ledger: line %d of the note is no hash", line+1)
		}
	}
	if h.String() != text {
		return h, errors.New("ledger: the note has another form")
	}
	return h, nil
}

// StatementMax bounds a statement's file, in bytes.
const StatementMax = 256 << 20

// Verify checks a statement against the key of the instance that signed it, and returns what it says. It fails with
// ErrStatement, whose detail names what is wrong.
func Verify(content []byte, verifier note.Verifier) (Proven, error) {
	return VerifySince(content, verifier, "")
}

// VerifySince is Verify, and refuses a statement that does not prove that its ledger begins with a signed head that was kept; "" for none.
func VerifySince(content []byte, verifier note.Verifier, kept string) (p Proven, err error) {
	refuse := func(format string, args ...any) (Proven, error) {
		return Proven{}, fmt.Errorf("ledger: verify: %w", ErrStatement.With(fmt.Sprintf(format, args...)))
	}
	if len(content) > StatementMax {
		return refuse("It is too large.")
	}
	var s Statement
	if err := json.Unmarshal(content, &s); err != nil || s.Form != statementForm {
		return refuse("The file is not a statement of this form.")
	}
	if !s.isWritten(content) {
		return refuse("The file says more than a statement does, or something twice: another program may read something else in it.")
	}
	account, err := s.Account.parse()
	if err != nil || s.From > s.To {
		return refuse("It names no account, or no span of time.")
	}
	signed, err := openExact(s.Note, verifier)
	if err != nil {
		return refuse("The note is not signed with this key.")
	}
	head, err := parseHead(signed)
	if err != nil {
		return refuse("The note has another form.")
	}
	if head.account != s.Account {
		return refuse("The note is about another account.")
	}
	v := verification{statement: &s, head: head, currency: account.Currency, hash: s.Before, at: math.MinInt64}
	for i := range s.Entries {
		if why := v.entry(i); why != "" {
			return refuse("Entry %d: %s", s.Entries[i].Entry, why)
		}
	}
	if why := v.bounds(); why != "" {
		return refuse("%s", why)
	}
	if why := s.begins(head, account.Currency, verifier, kept); why != "" {
		return refuse("%s", why)
	}
	opening, err := money.New(v.opening, account.Currency)
	if err != nil {
		return refuse("The opening balance cannot be.")
	}
	closing, err := money.New(v.closing, account.Currency)
	if err != nil {
		return refuse("The closing balance cannot be.")
	}
	// Of what came after it was signed it says nothing, however long a span it names.
	to := max(s.From, min(s.To, max(head.at, v.at)+1))
	return Proven{
		Account: s.Account, From: time.UnixMilli(s.From), To: time.UnixMilli(to), Opening: opening, Closing: closing, Entries: v.inside,
		Signed: time.UnixMilli(head.at), Size: head.size,
	}, nil
}

// begins says why a statement does not prove what the ledger was before, "" if it does or is not asked to.
func (s *Statement) begins(now headText, currency money.Currency, verifier note.Verifier, kept string) string {
	switch {
	case s.Since == nil && kept == "":
		return ""
	case s.Since == nil, kept != "" && s.Since.Head != kept:
		return "It does not prove that the ledger begins with the head that was kept; ask for one that does."
	}
	head, err := OpenHead([]byte(s.Since.Head), verifier)
	if err != nil || head.Currency != currency || tlog.CheckTree(s.Since.Proof, now.size, now.root, head.Size, head.Root) != nil {
		return "The ledger does not begin with the head that was kept: it was written anew, or there are two of it."
	}
	return ""
}

// isWritten reports whether a file is what the statement is written as, but for white space between its parts. JSON leaves much open:
// members that stand twice, or in another case, or that nobody asked for. Programs differ in what they make of it, so there is none of it.
func (s *Statement) isWritten(content []byte) bool {
	var said bytes.Buffer
	written, err := json.Marshal(s)
	return errors.Join(err, json.Compact(&said, content)) == nil && bytes.Equal(said.Bytes(), written)
}

// verification follows a statement's entries.
type verification struct {
	statement *Statement
	head      headText
	currency  money.Currency

	hash             tlog.Hash // of the entry before
	number, at       int64     // of the entry before
	balance          int64     // after it
	position         int64
	opening, closing int64
	inside           []StatementEntry
}

// entry follows one entry, and says what is wrong with it, "" for nothing.
func (v *verification) entry(i int) string {
	e := &v.statement.Entries[i]
	r, which, ok := e.record(v.statement.Account, v.currency)
	if !ok {
		return "it is not a record of this account."
	}
	moved := int64(0)
	if r.op == Transfer || r.op == PostHold {
		moved = r.amount
		if which == debitSide {
			moved = -moved
		}
	}
	switch {
	case e.Entry < 1 || i > 0 && e.Entry != v.number+1:
		return "it does not follow the one before: one is missing, or they are in another order."
	case e.At < v.at || e.Position <= v.position:
		return "it is earlier than the one before."
	case e.Entry == 1 && (v.statement.Before != tlog.Hash{} || e.Balance != moved), i > 0 && e.Balance != v.balance+moved:
		return "its balance does not follow from its amount."
	}
	own := side{entry: e.Entry, balance: e.Balance}
	hash := own.seal(v.hash, r.core(), which)
	r.debit.hash, r.credit.hash = hash, e.Other
	if which == creditSide {
		r.debit.hash, r.credit.hash = e.Other, hash
	}
	if tlog.CheckRecord(e.Proof, v.head.size, v.head.root, e.Position-1, r.leaf()) != nil {
		return "it is not in the ledger as it is told here."
	}
	if len(v.inside) == 0 {
		v.opening = e.Balance - moved
		if e.At < v.statement.From {
			v.opening = e.Balance
		}
		v.closing = v.opening
	}
	if e.At >= v.statement.From && e.At < v.statement.To {
		v.inside, v.closing = append(v.inside, *e), e.Balance
	}
	v.hash, v.number, v.at, v.balance, v.position = hash, e.Entry, e.At, e.Balance, e.Position
	return ""
}

// bounds says what could have been left out at either end, "" if nothing.
func (v *verification) bounds() string {
	list := v.statement.Entries
	if len(list) == 0 {
		if v.head.entries != 0 {
			return "All entries are left out."
		}
		return ""
	}
	first, last := list[0], list[len(list)-1]
	switch {
	case first.Entry > 1 && first.At >= v.statement.From:
		return "What comes before the first entry is left out."
	case last.At < v.statement.To && (v.head.entries != last.Entry || v.head.hash != v.hash):
		return "What comes after the last entry is left out."
	case v.head.entries < last.Entry:
		return "It has more entries than the account."
	}
	return ""
}

// record returns an entry as the record that it tells, and which of its sides the account is.
func (e *StatementEntry) record(account AccountID, currency money.Currency) (r *record, which byte, ok bool) {
	r = &record{
		currency: currency, position: e.Position, amount: e.Amount, deadline: e.Deadline, code: e.Code, subject: e.Subject, at: e.At,
	}
	for op := Transfer; op <= Expire; op++ {
		if op.String() == e.Op {
			r.op = op
		}
	}
	var err error
	if r.id, err = id.Raw(e.ID); err != nil || r.op == 0 || r.amount <= 0 || len(e.Request) != len(r.request) || e.Position < 1 {
		return nil, 0, false
	}
	if r.op >= PostHold {
		if r.held, err = id.Raw(e.Held); err != nil {
			return nil, 0, false
		}
	} else if e.Held != "" {
		return nil, 0, false
	}
	copy(r.request[:], e.Request)
	r.debit.account, r.credit.account = e.Debit, e.Credit
	switch account {
	case e.Debit:
		return r, debitSide, e.Credit != account
	case e.Credit:
		return r, creditSide, true
	}
	return nil, 0, false
}
