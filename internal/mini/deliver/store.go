package deliver

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const pictureColumns = `hash, owner, type, width, height, size_bytes`

func scanPicture(row store.Scanner) (p Picture, err error) {
	err = row.Scan(&p.Hash, &p.Owner, &p.Type, &p.Width, &p.Height, &p.SizeBytes)
	return p, err
}

func addPicture(tx store.Tx, p Picture, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO picture (`+pictureColumns+`, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (hash, owner) DO NOTHING`,
		string(p.Hash), string(p.Owner), p.Type, p.Width, p.Height, p.SizeBytes, now.UnixMilli())
	return err
}

func findPicture(tx store.Tx, hash id.BlobHash, owner id.UserID) (Picture, bool, error) {
	return store.Find(tx, scanPicture, `SELECT `+pictureColumns+` FROM picture WHERE hash = $1 AND owner = $2`, string(hash), string(owner))
}

func findAnyPicture(tx store.Tx, hash id.BlobHash) (Picture, bool, error) {
	return store.Find(tx, scanPicture, `SELECT `+pictureColumns+` FROM picture WHERE hash = $1 LIMIT 1`, string(hash))
}

func countPictures(tx store.Tx, owner id.UserID, since time.Time) (n int, err error) {
	err = tx.QueryRow(`SELECT COUNT(*) FROM picture WHERE owner = $1 AND created_at > $2`, string(owner), since.UnixMilli()).Scan(&n)
	return n, err
}

// Contents calls do with the content of each picture that was uploaded; of says for people what it is.
func Contents(tx store.Tx, do func(hash id.BlobHash, of string) error) error {
	list, err := store.List(tx, scanPicture, `SELECT `+pictureColumns+` FROM picture ORDER BY created_at DESC`)
	if err != nil {
		return err
	}
	for _, p := range list {
		if err := do(p.Hash, "a picture of "+string(p.Owner)); err != nil {
			return err
		}
	}
	return nil
}
