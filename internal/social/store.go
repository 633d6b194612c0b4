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
	}, `SELECT other FROM contact c WHERE person = $1
		AND NOT EXISTS (SELECT 1 FROM block b WHERE b.person = c.person AND b.other = c.other)`, string(person))
}

// blocks reports whether person blocks other.
func blocks(tx store.Tx, person, other id.UserID) (bool, error) {
	_, found, err := store.Find(tx, func(row store.Scanner) (one int, err error) {
		err = row.Scan(&one)
		return one, err
	}, `SELECT 1 FROM block WHERE person = $1 AND other = $2`, string(person), string(other))
	return found, err
}

func insertBlock(tx store.Tx, person, other id.UserID, at time.Time) (changed bool, err error) {
	n, err := tx.Exec(`INSERT INTO block (person, other, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`,
		string(person), string(other), at.UnixMilli())
	return n > 0, err
}

func removeBlock(tx store.Tx, person, other id.UserID) (changed bool, err error) {
	n, err := tx.Exec(`DELETE FROM block WHERE person = $1 AND other = $2`, string(person), string(other))
	return n > 0, err
}

func listBlocked(tx store.Tx, person id.UserID) ([]id.UserID, error) {
	return store.List(tx, func(row store.Scanner) (user id.UserID, err error) {
		err = row.Scan(&user)
		return user, err
	}, `SELECT other FROM block WHERE person = $1`, string(person))
}
