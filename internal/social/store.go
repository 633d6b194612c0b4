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

type requestRow struct {
	person, other id.UserID
	note          string
	at, declined  int64 // unix ms; declined is 0 without an answer
}

func scanRequest(row store.Scanner) (r requestRow, err error) {
	err = row.Scan(&r.person, &r.other, &r.note, &r.at, &r.declined)
	return r, err
}

func findRequest(tx store.Tx, person, other id.UserID) (requestRow, bool, error) {
	return store.Find(tx, scanRequest, `SELECT person, other, note, at, declined_at FROM contact_request WHERE person = $1 AND other = $2`,
		string(person), string(other))
}

func putRequest(tx store.Tx, r requestRow) error {
	_, err := tx.Exec(`INSERT INTO contact_request (person, other, note, at, declined_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person, other) DO UPDATE SET note = excluded.note, at = excluded.at, declined_at = excluded.declined_at`,
		string(r.person), string(r.other), r.note, r.at, r.declined)
	return err
}

func removeRequest(tx store.Tx, person, other id.UserID) error {
	_, err := tx.Exec(`DELETE FROM contact_request WHERE person = $1 AND other = $2`, string(person), string(other))
	return err
}

// listRequests returns who has asked somebody after a time and has no answer, the newest first.
func listRequests(tx store.Tx, other id.UserID, after int64, limit int) ([]requestRow, error) {
	return store.List(tx, scanRequest, `SELECT person, other, note, at, declined_at FROM contact_request r
		WHERE other = $1 AND at > $2 AND declined_at = 0
		AND NOT EXISTS (SELECT 1 FROM block b WHERE b.person = r.other AND b.other = r.person)
		ORDER BY at DESC, person LIMIT $3`, string(other), after, limit)
}

// listAsked returns whom somebody has asked after a time and is no contact of, the newest first. It does not tell who has declined.
func listAsked(tx store.Tx, person id.UserID, after int64, limit int) ([]requestRow, error) {
	return store.List(tx, scanRequest, `SELECT person, other, note, at, declined_at FROM contact_request
		WHERE person = $1 AND at > $2 ORDER BY at DESC, other LIMIT $3`, string(person), after, limit)
}

func countAsked(tx store.Tx, person id.UserID, after int64) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM contact_request WHERE person = $1 AND at > $2`, string(person), after).Scan(&n)
	return n, err
}

func isOpen(tx store.Tx, person id.UserID) (bool, error) {
	_, found, err := store.Find(tx, func(row store.Scanner) (one int, err error) {
		err = row.Scan(&one)
		return one, err
	}, `SELECT 1 FROM contact_open WHERE person = $1`, string(person))
	return found, err
}

func setOpen(tx store.Tx, person id.UserID, open bool) error {
	statement := `DELETE FROM contact_open WHERE person = $1`
	if open {
		statement = `INSERT INTO contact_open (person) VALUES ($1) ON CONFLICT DO NOTHING`
	}
	_, err := tx.Exec(statement, string(person))
	return err
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

func scanRemark(row store.Scanner) (r Remark, err error) {
	err = row.Scan(&r.Of, &r.Name, &r.Note)
	return r, err
}

func findRemark(tx store.Tx, person, other id.UserID) (Remark, bool, error) {
	return store.Find(tx, scanRemark, `SELECT other, name, note FROM remark WHERE person = $1 AND other = $2`, string(person), string(other))
}

func listRemarks(tx store.Tx, person id.UserID) ([]Remark, error) {
	return store.List(tx, scanRemark, `SELECT other, name, note FROM remark WHERE person = $1 ORDER BY other`, string(person))
}

// putRemark keeps a remark, or removes the one there is if it says nothing.
func putRemark(tx store.Tx, person id.UserID, r Remark) error {
	if r.Name == "" && r.Note == "" {
		_, err := tx.Exec(`DELETE FROM remark WHERE person = $1 AND other = $2`, string(person), string(r.Of))
		return err
	}
	_, err := tx.Exec(`INSERT INTO remark (person, other, name, note) VALUES ($1, $2, $3, $4)
		ON CONFLICT (person, other) DO UPDATE SET name = excluded.name, note = excluded.note`, string(person), string(r.Of), r.Name, r.Note)
	return err
}
