package account

import (
	"fmt"
	"time"

	"github.com/superette/superette/internal/store"
)

// attemptLongest is more than any limit takes to be forgotten: what says so was written by a clock that was ahead.
const attemptLongest = time.Hour

// countAttempt counts one attempt under a limit, and reports whether it was still within it.
func countAttempt(tx store.Tx, sum []byte, now time.Time, r Rate) (within bool, err error) {
	at, every := now.UnixMilli(), r.Every.Milliseconds()
	if _, err := tx.Exec(`DELETE FROM attempt WHERE full_at <= $1 OR full_at > $2`, at, at+attemptLongest.Milliseconds()); err != nil {
		return false, fmt.Errorf("account: forget attempts: %w", err)
	}
	counted, err := tx.Exec(`INSERT INTO attempt (sum, full_at) VALUES ($1, $2)
		ON CONFLICT (sum) DO UPDATE SET full_at = attempt.full_at + $3 WHERE attempt.full_at <= $4`,
		sum, at+every, every, at+int64(r.Burst-1)*every)
	if err != nil {
		return false, fmt.Errorf("account: count an attempt: %w", err)
	}
	return counted == 1, nil
}

// forgetAttempts gives the whole burst back.
func forgetAttempts(tx store.Tx, sum []byte) error {
	if _, err := tx.Exec(`DELETE FROM attempt WHERE sum = $1`, sum); err != nil {
		return fmt.Errorf("account: forget attempts: %w", err)
	}
	return nil
}
