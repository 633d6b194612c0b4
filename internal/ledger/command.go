package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
)

const (
	chainMax   = 256 // commands that PostAll takes
	codeMax    = 32  // bytes
	subjectMax = 64  // bytes
	accountMax = 128 // bytes of an account's name
	timeoutMax = 10 * 366 * 24 * time.Hour
)

// rawID is a TransferID as it is stored.
type rawID [16]byte

func (r rawID) name() TransferID { return id.FromRaw[TransferID](r) }

// order is a command that was checked, in the machine's form. Only its effect depends on the accounts.
type order struct {
	id, held      rawID
	op            Op
	debit, credit AccountID
	amount        int64
	atMost        bool
	timeout       int64 // ms
	code, subject string
	request       [16]byte // hash of all that the caller chose
}

// check returns the order of a command for the ledger of a currency, or ErrInvalid with what is wrong as its detail.
func (c Command) check(currency money.Currency) (o order, err error) {
	invalid := func(why string) (order, error) {
		return order{}, fmt.Errorf("ledger: %s %q: %w", c.Op, string(c.ID), ErrInvalid.With(why))
	}
	o = order{
		op: c.Op, debit: c.Debit, credit: c.Credit, amount: c.Amount.Minor(), atMost: c.AtMost,
		timeout: c.Timeout.Milliseconds(), code: c.Code, subject: c.Subject,
	}
	if o.id, err = id.Raw(c.ID); err != nil {
		return invalid("The id is malformed.")
	}
	if c.Amount.Currency() != currency {
		return invalid("The currency is another one.")
	}
	if len(c.Code) > codeMax || len(c.Subject) > subjectMax || !plain(c.Code) || !plain(c.Subject) {
		return invalid("The code or the subject is not a short line of text.")
	}
	switch c.Op {
	case Transfer, Hold:
		debit, err := c.Debit.parse()
		if err != nil || debit.Currency != currency {
			return invalid("The account that pays is not one of this currency.")
		}
		credit, err := c.Credit.parse()
		if err != nil || credit.Currency != currency {
			return invalid("The account that is paid is not one of this currency.")
		}
		if c.Debit == c.Credit || c.Held != "" {
			return invalid("It must name two accounts, and no hold.")
		}
		if c.Timeout < 0 || c.Timeout > timeoutMax || c.Timeout%time.Millisecond != 0 || c.Op == Transfer && c.Timeout != 0 {
			return invalid("The timeout is not possible.")
		}
	case PostHold, VoidHold:
		if c.Debit != "" || c.Credit != "" || c.AtMost || c.Timeout != 0 {
			return invalid("It names a hold, and nothing that the hold already says.")
		}
		if o.held, err = id.Raw(c.Held); err != nil {
			return invalid("The hold's id is malformed.")
		}
	default:
		return invalid("There is no such command.")
	}
	if c.Op == VoidHold && o.amount != 0 || c.Op != VoidHold && o.amount <= 0 {
		return invalid("The amount must be more than zero, and zero to void a hold.")
	}
	o.request = o.digest(currency)
	return o, nil
}

// plain reports whether a text is one line that every database keeps as it is.
func plain(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' })
}

// digest is what tells two commands of one id apart.
func (o *order) digest(currency money.Currency) (out [16]byte) {
	b := make([]byte, 0, 256)
	b = text(b, "superette ledger request 1")
	b = text(b, string(currency))
	b = append(b, o.id[:]...)
	b = append(b, byte(o.op))
	b = text(b, string(o.debit))
	b = text(b, string(o.credit))
	b = number(b, o.amount)
	if o.atMost {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	b = append(b, o.held[:]...)
	b = number(b, o.timeout)
	b = text(b, o.code)
	b = text(b, o.subject)
	sum := sha256.Sum256(b)
	copy(out[:], sum[:])
	return out
}

// text appends a string with its length before it, so that no two lists of fields have one encoding.
func text(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// number appends eight bytes.
func number(b []byte, n int64) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(n)) //nolint:gosec // the bits are what counts
}
