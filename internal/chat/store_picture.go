package chat

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// plannedPicture is what the contents of a message's picture are called.
type plannedPicture struct {
	conv        id.ConvID
	seq         int64
	sender      id.UserID
	hash, thumb id.BlobHash
	sizeBytes   int64
}

func insertPicture(tx store.Tx, p plannedPicture, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO message_picture (conv, seq, sender, hash, thumb, size_bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(p.conv), p.seq, string(p.sender), string(p.hash), string(p.thumb), p.sizeBytes, at.UnixMilli())
	return err
}

func countPictures(tx store.Tx, sender id.UserID, since time.Time) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM message_picture WHERE sender = $1 AND created_at > $2`, string(sender), since.UnixMilli()).Scan(&n)
	return n, err
}

// findBarred returns who cannot write to whom, from a member's row: barredByOther, barredByMe.
func findBarred(tx store.Tx, conv id.ConvID, user id.UserID) (barred int, err error) {
	err = tx.QueryRow(`SELECT barred FROM member WHERE conv = $1 AND person = $2`, string(conv), string(user)).Scan(&barred)
	return barred, err
}

// Contents calls do with the contents of each picture, file and voice in a message; of says for people what it is.
func Contents(tx store.Tx, do func(hash id.BlobHash, of string) error) error {
	list, err := store.List(tx, func(row store.Scanner) (p plannedPicture, err error) {
		err = row.Scan(&p.sender, &p.hash, &p.thumb)
		return p, err
	}, `SELECT sender, hash, thumb FROM message_picture ORDER BY created_at DESC`)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := do(p.hash, "a picture in a message of "+string(p.sender)); err != nil {
			return err
		}
		if err := do(p.thumb, "the small form of a picture in a message of "+string(p.sender)); err != nil {
			return err
		}
	}
	if err := fileContents(tx, "message_file", "a file", do); err != nil {
		return err
	}
	return fileContents(tx, "message_voice", "a voice", do)
}
