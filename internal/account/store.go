package account

import (
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const personColumns = `id, handle, name, tint, avatar, bot`

func scanPerson(row store.Scanner) (p Person, err error) {
	var bot int64
	err = row.Scan(&p.ID, &p.Handle, &p.Name, &p.Tint, &p.Avatar, &bot)
	p.Bot = bot != 0
	return p, err
}

func insertPerson(tx store.Tx, p Person, phc string, at time.Time) error {
	bot := 0
	if p.Bot {
		bot = 1
	}
	_, err := tx.Exec(`INSERT INTO person (id, handle, name, tint, avatar, bot, password, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(p.ID), p.Handle, p.Name, p.Tint, p.Avatar, bot, phc, at.UnixMilli())
	return err
}

func findPerson(tx store.Tx, user id.UserID) (Person, bool, error) {
	return store.Find(tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id = $1`, string(user))
}

func findHandle(tx store.Tx, handle string) (Person, bool, error) {
	return store.Find(tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE handle = $1`, handle)
}

func findPassword(tx store.Tx, user id.UserID) (phc string, err error) {
	err = tx.QueryRow(`SELECT password FROM person WHERE id = $1`, string(user)).Scan(&phc)
	return phc, err
}

// listPeople returns those of the given people that exist, in no order.
func listPeople(tx store.Tx, users []id.UserID) ([]Person, error) {
	if len(users) == 0 {
		return nil, nil
	}
	var places strings.Builder
	args := make([]any, len(users))
	for i, user := range users {
		if i > 0 {
			places.WriteByte(',')
		}
		places.WriteString("$" + strconv.Itoa(i+1))
		args[i] = string(user)
	}
	return store.List(tx, scanPerson, `SELECT `+personColumns+` FROM person WHERE id IN (`+places.String()+`)`, args...)
}

func changeName(tx store.Tx, user id.UserID, name string) error {
	_, err := tx.Exec(`UPDATE person SET name = $1 WHERE id = $2`, name, string(user))
	return err
}

type sessionRow struct {
	id                          id.SessionID
	person                      id.UserID
	device                      id.DeviceID
	agent                       string
	createdAt, seenAt, provedAt time.Time
}

const sessionColumns = `id, person, device, agent, created_at, seen_at, proved_at`

func scanSession(row store.Scanner) (r sessionRow, err error) {
	var created, seen, proved int64
	err = row.Scan(&r.id, &r.person, &r.device, &r.agent, &created, &seen, &proved)
	r.createdAt, r.seenAt, r.provedAt = time.UnixMilli(created), time.UnixMilli(seen), time.UnixMilli(proved)
	return r, err
}

func insertSession(tx store.Tx, r sessionRow, sum []byte) error {
	_, err := tx.Exec(`INSERT INTO session (id, person, device, token_sum, agent, created_at, seen_at, proved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		string(r.id), string(r.person), string(r.device), sum, r.agent, r.createdAt.UnixMilli(), r.seenAt.UnixMilli(), r.provedAt.UnixMilli())
	return err
}

func findSession(tx store.Tx, sum []byte) (sessionRow, bool, error) {
	return store.Find(tx, scanSession, `SELECT `+sessionColumns+` FROM session WHERE token_sum = $1`, sum)
}

func findOwnSession(tx store.Tx, user id.UserID, session id.SessionID) (sessionRow, bool, error) {
	return store.Find(tx, scanSession, `SELECT `+sessionColumns+` FROM session WHERE id = $1 AND person = $2`, string(session), string(user))
}

// listSessions returns a person's sessions that were used since, the last used first.
func listSessions(tx store.Tx, user id.UserID, since time.Time) ([]sessionRow, error) {
	return store.List(tx, scanSession, `SELECT `+sessionColumns+` FROM session WHERE person = $1 AND seen_at >= $2 ORDER BY seen_at DESC, id DESC`,
		string(user), since.UnixMilli())
}

func noteProof(tx store.Tx, session id.SessionID, at time.Time) error {
	_, err := tx.Exec(`UPDATE session SET proved_at = $1 WHERE id = $2`, at.UnixMilli(), string(session))
	return err
}

func noteSession(tx store.Tx, session id.SessionID, at time.Time) error {
	_, err := tx.Exec(`UPDATE session SET seen_at = $1 WHERE id = $2 AND seen_at < $1`, at.UnixMilli(), string(session))
	return err
}

func removeSession(tx store.Tx, session id.SessionID) error {
	_, err := tx.Exec(`DELETE FROM session WHERE id = $1`, string(session))
	return err
}

func removeSessionsBefore(tx store.Tx, user id.UserID, seen time.Time) error {
	_, err := tx.Exec(`DELETE FROM session WHERE person = $1 AND seen_at < $2`, string(user), seen.UnixMilli())
	return err
}
