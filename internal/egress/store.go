package egress

import (
	"time"

	"github.com/superette/superette/internal/store"
)

func addCall(tx store.Tx, c Call) error {
	_, err := tx.Exec(`INSERT INTO egress_call (id, who, person, at, purpose, method, url, status, sent, received, took_ms, fault)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		string(c.ID), c.Who, string(c.User), c.At.UnixMilli(), c.For, c.Method, c.URL, c.Status, c.Sent, c.Received,
		c.Took.Milliseconds(), c.Fault)
	return err
}

func scanCall(row store.Scanner) (c Call, err error) {
	var at, took int64
	err = row.Scan(&c.ID, &c.Who, &c.User, &at, &c.For, &c.Method, &c.URL, &c.Status, &c.Sent, &c.Received, &took, &c.Fault)
	c.At, c.Took = time.UnixMilli(at), time.Duration(took)*time.Millisecond
	return c, err
}

func listCalls(tx store.Tx, f Filter) ([]Call, error) {
	const columns = `SELECT id, who, person, at, purpose, method, url, status, sent, received, took_ms, fault FROM egress_call `
	before := string(f.Before)
	if before == "" {
		before = "req_~" // sorts after every id
	}
	if f.User == "" {
		return store.List(tx, scanCall, columns+`WHERE who = $1 AND id < $2 ORDER BY id DESC LIMIT $3`, f.Who, before, f.Limit)
	}
	return store.List(tx, scanCall, columns+`WHERE who = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4`,
		f.Who, string(f.User), before, f.Limit)
}

func removeCallsBefore(tx store.Tx, at time.Time) error {
	_, err := tx.Exec(`DELETE FROM egress_call WHERE at < $1`, at.UnixMilli())
	return err
}

// removeCallsPast keeps the newest calls of a caller.
func removeCallsPast(tx store.Tx, who string, keep int) error {
	_, err := tx.Exec(`DELETE FROM egress_call WHERE who = $1 AND id <=
		(SELECT id FROM egress_call WHERE who = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)`, who, keep)
	return err
}
