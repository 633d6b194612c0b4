package ledger

import (
	"fmt"

	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// listHeads returns the heads of all currencies.
func listHeads(tx store.Tx) (heads []SignedHead, err error) {
	currencies, err := store.List(tx, func(row store.Scanner) (c money.Currency, err error) {
		err = row.Scan(&c)
		return c, err
	}, `SELECT currency FROM ledger_head ORDER BY currency`)
	for _, currency := range currencies {
		now, found, err := findHead(tx, currency)
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		before, err := findSigning(tx, currency)
		if err != nil {
			return nil, err
		}
		heads = append(heads, SignedHead{
			Currency: currency, Size: now.tree.size, Root: now.root, Memos: now.memos.size, MemoHash: now.memos.hash,
			Signed: before.count, SignedHash: before.hash,
		})
	}
	return heads, err
}

// findSigning returns how many heads were signed. Those that were before they were a chain are counted here.
func findSigning(tx store.Tx, currency money.Currency) (s signedHeads, err error) {
	rows, _, err := listSigning(tx, currency)
	if err != nil || len(rows) > 0 {
		return append(rows, s)[0], err
	}
	err = eachSigned(tx, currency, func(row signedRow, _ []string) { s = s.add(row.note) })
	return s, err
}

// listGrown returns the heads of currencies that have grown since their last signed one.
func listGrown(tx store.Tx) ([]SignedHead, error) {
	heads, err := listHeads(tx)
	if err != nil {
		return nil, err
	}
	grown := heads[:0]
	for _, h := range heads {
		last, signed, err := store.Find(tx, func(row store.Scanner) (last signedRow, err error) {
			err = row.Scan(&last.size, &last.memos)
			return last, err
		}, `SELECT size, memos FROM ledger_signed WHERE currency = $1 ORDER BY size DESC, memos DESC LIMIT 1`, string(h.Currency))
		if err != nil {
			return nil, err
		}
		if !signed || h.Size > last.size || h.Memos > last.memos {
			grown = append(grown, h)
		}
	}
	return grown, nil
}

// insertSigned keeps a signed head, unless another process signed one since it was made, and reports whether it did.
func insertSigned(tx store.Tx, h SignedHead, signed string) (bool, error) {
	now := signedHeads{h.Signed, h.SignedHash}.add(signed)
	counted, err := tx.Exec(`INSERT INTO ledger_signing (currency, heads, hash) VALUES ($1, $2, $3)
		ON CONFLICT (currency) DO UPDATE SET heads = excluded.heads, hash = excluded.hash WHERE ledger_signing.heads = $4`,
		string(h.Currency), now.count, now.hash[:], h.Signed)
	if err != nil || counted == 0 {
		return false, err
	}
	_, err = tx.Exec(`INSERT INTO ledger_signed (currency, size, memos, at, note) VALUES ($1, $2, $3, $4, $5)`,
		string(h.Currency), h.Size, h.Memos, h.At.UnixMilli(), signed)
	if err != nil {
		return false, fmt.Errorf("ledger: keep the head over %d records: %w", h.Size, err)
	}
	return true, nil
}
