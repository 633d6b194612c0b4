package pay

import (
	"database/sql"
	"strconv"
	"time"

	"github.com/superette/superette/internal/store"
)

func insertNotice(tx store.Tx, r noticeRow) error {
	_, err := tx.Exec(`INSERT INTO merchant_notice (id, payment, refund, url, created_at, attempts, due_at, state, outcome, said, host)
		VALUES ($1, $2, $3, $4, $5, 0, $6, $7, '', $8, $9) ON CONFLICT DO NOTHING`,
		string(r.id), string(r.payment), string(r.refund), r.url, millis(r.createdAt), millis(r.dueAt), int(noticeWaiting), r.said, hostOf(r.url))
	return err
}

// listDueNotices returns the first that are due at hosts that are not full, at most so many.
func listDueNotices(tx store.Tx, now time.Time, full []string, most int) ([]noticeRow, error) {
	args, except := []any{millis(now), most}, ""
	for _, host := range full {
		args = append(args, host)
		except += ", $" + strconv.Itoa(len(args))
	}
	if except != "" {
		except = " AND host NOT IN (" + except[len(", "):] + ")"
	}
	return store.List(tx, func(row store.Scanner) (r noticeRow, err error) {
		var created, due int64
		err = row.Scan(&r.id, &r.payment, &r.refund, &r.url, &r.host, &created, &r.attempts, &due, &r.said)
		r.createdAt, r.dueAt = timeOf(created), timeOf(due)
		return r, err
	}, `SELECT id, payment, refund, url, host, created_at, attempts, due_at, said FROM merchant_notice WHERE state = 1 AND due_at <= $1`+except+`
		ORDER BY due_at, id LIMIT $2`, args...)
}

func countNotice(tx store.Tx, notice NoticeID, attempts int, due time.Time) error {
	_, err := tx.Exec(`UPDATE merchant_notice SET attempts = $1, due_at = $2 WHERE id = $3`, attempts, millis(due), string(notice))
	return err
}

// nextNotice returns when the next notice after now is due, or idle if that is earlier.
func nextNotice(tx store.Tx, now, idle time.Time) (time.Time, error) {
	var next sql.NullInt64
	if err := tx.QueryRow(`SELECT min(due_at) FROM merchant_notice WHERE state = 1 AND due_at > $1`, millis(now)).Scan(&next); err != nil {
		return idle, err
	}
	if at := timeOf(next.Int64); next.Valid && at.Before(idle) {
		return at, nil
	}
	return idle, nil
}

func endNotice(tx store.Tx, notice NoticeID, state noticeState, outcome string) error {
	_, err := tx.Exec(`UPDATE merchant_notice SET state = $1, outcome = $2 WHERE id = $3`, int(state), outcome, string(notice))
	return err
}
