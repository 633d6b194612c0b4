package social

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func insertContact(tx store.Tx, pair Pair, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO contact (person, other, added_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		string(pair.By), string(pair.Other), at.UnixMilli())
	return err
}

func isContact(tx store.Tx, person, other id.UserID) (bool, error) {
	_, found, err := store.Find(tx, func(row store.Scanner) (one int, err error) {
		err = row.Scan(&one)
		return one, err
	}, `SELECT 1 FROM contact WHERE person = $1 AND other = $2`, string(person), string(other))
	return found, err
}

func countContacts(tx store.Tx, person id.UserID) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM contact WHERE person = $1`, string(person)).Scan(&n)
	return n, err
}

func listContacts(tx store.Tx, person id.UserID) ([]id.UserID, error) {
	return store.List(tx, func(row store.Scanner) (user id.UserID, err error) {
		err = row.Scan(&user)
		return user, err
	}, `SELECT other FROM contact WHERE person = $1`, string(person))
}
