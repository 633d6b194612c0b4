package ledger

import (
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

type keeper struct {
	db       *store.DB
	currency money.Currency
}

func findResult(store.Tx, [16]byte) (outcome, bool, error) { return outcome{}, false, nil }

func findBalance(store.Tx, AccountID) (Balance, bool, error) { return Balance{}, false, nil }

func listBalances(store.Tx, string) ([]Balance, error) { return nil, nil }

func listEntries(store.Tx, AccountID, Page) ([]Entry, error) { return nil, nil }
