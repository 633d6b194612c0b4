package ledger

import (
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// signedRow is a row of ledger_signed.
type signedRow struct {
	size, memos, at int64
	note            string
}

func scanSigned(row store.Scanner) (s signedRow, err error) {
	err = row.Scan(&s.size, &s.memos, &s.at, &s.note)
	return s, err
}

const signedQuery = `SELECT size, memos, at, note FROM ledger_signed WHERE currency = $1 ORDER BY size`

func listSigned(tx store.Tx, currency money.Currency) ([]signedRow, error) {
	return store.List(tx, scanSigned, signedQuery+`, memos`, string(currency))
}

// listHeads returns the heads of all currencies.
func listHeads(tx store.Tx) (heads []SignedHead, err error) {
	currencies, err := listCurrencies(tx)
	for _, currency := range currencies {
		now, found, err := findHead(tx, currency)
		if err != nil {
			return nil, err
		}
		if found {
			heads = append(heads, SignedHead{Currency: currency, Size: now.tree.size, Root: now.root, Memos: now.memos.size, MemoHash: now.memos.hash})
		}
	}
	return heads, err
}

// listGrown returns the heads of currencies that have grown since their last signed one.
func listGrown(tx store.Tx) ([]SignedHead, error) {
	heads, err := listHeads(tx)
	if err != nil {
		return nil, err
	}
	grown := heads[:0]
	for _, h := range heads {
		last, signed, err := store.Find(tx, scanSigned, signedQuery+` DESC, memos DESC LIMIT 1`, string(h.Currency))
		if err != nil {
			return nil, err
		}
		if !signed || h.Size > last.size || h.Memos > last.memos {
			grown = append(grown, h)
		}
	}
	return grown, nil
}

func insertSigned(tx store.Tx, h SignedHead, signed string) error {
	_, err := tx.Exec(`INSERT INTO ledger_signed (currency, size, memos, at, note) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		string(h.Currency), h.Size, h.Memos, h.At.UnixMilli(), signed)
	return err
}
