package chat

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// plannedFile is what the content of a message's file or voice is called.
type plannedFile struct {
	conv      id.ConvID
	seq       int64
	sender    id.UserID
	hash      id.BlobHash
	sizeBytes int64
}

func insertFile(tx store.Tx, table string, f plannedFile, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO `+table+` (conv, seq, sender, hash, size_bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		string(f.conv), f.seq, string(f.sender), string(f.hash), f.sizeBytes, at.UnixMilli())
	return err
}

// countFiles returns how many of a table's somebody sent since then, and of how many bytes together.
func countFiles(tx store.Tx, table string, sender id.UserID, since time.Time) (n int, sizeBytes int64, err error) {
	err = tx.QueryRow(`SELECT COUNT(*), CAST(COALESCE(SUM(size_bytes), 0) AS BIGINT) FROM `+table+` WHERE sender = $1 AND created_at > $2`,
		string(sender), since.UnixMilli()).Scan(&n, &sizeBytes)
	return n, sizeBytes, err
}

func fileContents(tx store.Tx, table, what string, do func(hash id.BlobHash, of string) error) error {
	list, err := store.List(tx, func(row store.Scanner) (f plannedFile, err error) {
		err = row.Scan(&f.sender, &f.hash)
		return f, err
	}, `SELECT sender, hash FROM `+table+` ORDER BY created_at DESC`)
	if err != nil {
		return err
	}
	for _, f := range list {
		if err := do(f.hash, what+" in a message of "+string(f.sender)); err != nil {
			return err
		}
	}
	return nil
}
