package registry

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func changeSecret(tx store.Tx, app id.AppID, sum []byte, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO program_secret (app, sum, made_at) VALUES ($1, $2, $3)
		ON CONFLICT (app) DO UPDATE SET sum = excluded.sum, made_at = excluded.made_at`, string(app), sum, now.UnixMilli())
	return err
}

// findSecret returns the SHA-256 of a program's secret.
func findSecret(tx store.Tx, app id.AppID) (sum []byte, found bool, err error) {
	return store.Find(tx, func(row store.Scanner) (sum []byte, err error) { err = row.Scan(&sum); return sum, err },
		`SELECT sum FROM program_secret WHERE app = $1`, string(app))
}
