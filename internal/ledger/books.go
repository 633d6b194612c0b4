package ledger

import (
	"context"
	"fmt"

	"github.com/superette/superette/internal/store"
)

// Books are the records as one state of the database has them, for the room that compares them with what it keeps of its own. They are
// only read, a part at a time. What is wrong with a row in itself Check names; here it is read as something near it.
type Books struct{ tx store.Tx }

// Booked is a record of the books. An account that has lost its row has no name.
type Booked struct {
	Posting

	Position int64
	Ended    Op // of a hold: what ended it, 0 while it is open
}

// BooksPage is how many records Books.List returns at most.
const BooksPage = 256

// ReadBooks runs fn on the books, and on whatever else the same state of the database has.
func ReadBooks(ctx context.Context, db Reader, fn func(tx store.Tx, books Books) error) error {
	if err := db.Read(ctx, func(tx store.Tx) error { return fn(tx, Books{tx}) }); err != nil {
		return fmt.Errorf("ledger: read the books: %w", err)
	}
	return nil
}

// List returns the records that follow one, sorted by currency and position; the first ones after the zero Booked, none after the last.
func (b Books) List(after Booked) ([]Booked, error) { return listBooked(b.tx, after) }

// Find returns those of the records that are there, in whatever currency.
func (b Books) Find(ids []TransferID) (map[TransferID]Booked, error) { return findBooked(b.tx, ids) }

// Refused reports which of the ids the ledger refused.
func (b Books) Refused(ids []TransferID) (map[TransferID]bool, error) { return findRefused(b.tx, ids) }
