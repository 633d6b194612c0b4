package ledger

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/superette/superette/internal/money"
)

// Posting is the payload of a Posted event: the record of a command that had a subject.
type Posting struct {
	ID       TransferID     `json:"id"`
	Op       string         `json:"op"` // as Op.String says it
	Debit    AccountID      `json:"debit"`
	Credit   AccountID      `json:"credit"`
	Amount   int64          `json:"amount"` // in minor units
	Currency money.Currency `json:"currency"`
	Held     TransferID     `json:"held,omitempty"`
	Code     string         `json:"code,omitempty"`
	Subject  string         `json:"subject"`
	At       int64          `json:"at"` // Unix milliseconds
}

// ParsePosting reads the payload of a Posted event. An Expire comes with the code and the subject of its hold.
func ParsePosting(payload []byte) (p Posting, err error) {
	if err := json.Unmarshal(payload, &p); err != nil {
		return p, fmt.Errorf("ledger: read a posting: %w", err)
	}
	return p, nil
}

// posting returns the event of a record.
func (r *record) posting() Posting {
	p := Posting{
		ID: r.id.name(), Op: r.op.String(), Debit: r.debit.account, Credit: r.credit.account, Amount: r.amount, Currency: r.currency,
		Code: r.code, Subject: r.subject, At: r.at,
	}
	if r.op >= PostHold {
		p.Held = r.held.name()
	}
	return p
}

// encode writes what ParsePosting reads.
func (p Posting) encode() []byte {
	payload, err := json.Marshal(p)
	if err != nil {
		panic(err) // strings and numbers always have a form
	}
	return payload
}

// Time returns when it was posted.
func (p Posting) Time() time.Time { return time.UnixMilli(p.At) }
