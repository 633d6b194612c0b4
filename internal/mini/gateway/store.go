package gateway

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

type codeRow struct {
	app    id.AppID
	user   id.UserID
	madeAt time.Time
	used   bool
}

func addCode(tx store.Tx, sum []byte, by id.Caller, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO login_code (sum, app, person, made_at, used) VALUES ($1, $2, $3, $4, 0)`,
		sum, string(by.App), string(by.User), now.UnixMilli())
	return err
}

func findCode(tx store.Tx, sum []byte) (codeRow, bool, error) {
	return store.Find(tx, func(row store.Scanner) (c codeRow, err error) {
		var at, used int64
		err = row.Scan(&c.app, &c.user, &at, &used)
		c.madeAt, c.used = time.UnixMilli(at), used != 0
		return c, err
	}, `SELECT app, person, made_at, used FROM login_code WHERE sum = $1`, sum)
}

func useCode(tx store.Tx, sum []byte) error {
	_, err := tx.Exec(`UPDATE login_code SET used = 1 WHERE sum = $1`, sum)
	return err
}

func removeCodesBefore(tx store.Tx, at time.Time) error {
	_, err := tx.Exec(`DELETE FROM login_code WHERE made_at < $1`, at.UnixMilli())
	return err
}

func findKey(tx store.Tx, app id.AppID, user id.UserID) (key string, madeAt time.Time, found bool, err error) {
	type row struct {
		key string
		at  int64
	}
	r, found, err := store.Find(tx, func(s store.Scanner) (r row, err error) { err = s.Scan(&r.key, &r.at); return r, err },
		`SELECT session_key, made_at FROM program_session WHERE app = $1 AND person = $2`, string(app), string(user))
	return r.key, time.UnixMilli(r.at), found, err
}

func changeKey(tx store.Tx, app id.AppID, user id.UserID, openid, key string, now time.Time) error {
	_, err := tx.Exec(`INSERT INTO program_session (app, person, openid, session_key, made_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (app, person) DO UPDATE SET openid = excluded.openid, session_key = excluded.session_key, made_at = excluded.made_at`,
		string(app), string(user), openid, key, now.UnixMilli())
	return err
}

func findOpenID(tx store.Tx, openid string) (app id.AppID, found bool, err error) {
	return store.Find(tx, func(s store.Scanner) (app id.AppID, err error) { err = s.Scan(&app); return app, err },
		`SELECT app FROM program_session WHERE openid = $1`, openid)
}

// listUnnamed returns who was told to a program before openids were kept.
func listUnnamed(tx store.Tx, limit int) ([]codeRow, error) {
	return store.List(tx, func(s store.Scanner) (c codeRow, err error) { err = s.Scan(&c.app, &c.user); return c, err },
		`SELECT app, person FROM program_session WHERE openid = '' LIMIT $1`, limit)
}

func changeOpenID(tx store.Tx, app id.AppID, user id.UserID, openid string) error {
	_, err := tx.Exec(`UPDATE program_session SET openid = $1 WHERE app = $2 AND person = $3`, openid, string(app), string(user))
	return err
}
