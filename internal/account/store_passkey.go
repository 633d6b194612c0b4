package account

import (
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const flagBackedUp = 0x10 // of WebAuthn's authenticator data

type passkeyRow struct {
	id                    id.PasskeyID
	person                id.UserID
	credential, publicKey []byte
	counter               uint32
	flags                 byte
	transports            []string
	name                  string
	party                 string // the host name that it belongs to; "" is not known
	createdAt, usedAt     time.Time
}

// shown returns a passkey as its person sees it at a host name.
func (r passkeyRow) shown(party string) Passkey {
	elsewhere := ""
	if r.party != party && r.party != "" {
		elsewhere = r.party
	}
	return Passkey{Elsewhere: elsewhere, ID: r.id, Name: r.name, CreatedAt: r.createdAt, UsedAt: r.usedAt, Synced: r.flags&flagBackedUp != 0}
}

func scanPasskey(row store.Scanner) (r passkeyRow, err error) {
	var created, used int64
	var transports string
	err = row.Scan(&r.id, &r.person, &r.credential, &r.publicKey, &r.counter, &r.flags, &transports, &r.name, &r.party, &created, &used)
	r.transports, r.createdAt = strings.Fields(transports), time.UnixMilli(created)
	if used != 0 {
		r.usedAt = time.UnixMilli(used)
	}
	return r, err
}

func insertPasskey(tx store.Tx, r passkeyRow) error {
	_, err := tx.Exec(`INSERT INTO passkey (id, person, credential, public_key, counter, flags, transports, name, party, created_at, used_at, removed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)`,
		string(r.id), string(r.person), r.credential, r.publicKey, int64(r.counter), int64(r.flags), strings.Join(r.transports, " "), r.name, r.party, r.createdAt.UnixMilli())
	return err
}

// listPasskeys returns a person's passkeys, oldest first.
func listPasskeys(tx store.Tx, user id.UserID) ([]passkeyRow, error) {
	return store.List(tx, scanPasskey, `SELECT id, person, credential, public_key, counter, flags, transports, name, party, created_at, used_at
		FROM passkey WHERE person = $1 AND removed_at = 0 ORDER BY created_at, id`, string(user))
}

// adoptPasskeys gives those of an unknown host name one.
func adoptPasskeys(tx store.Tx, party string) error {
	_, err := tx.Exec(`UPDATE passkey SET party = $1 WHERE party = ''`, party)
	return err
}

// findMoved counts the passkeys that do not belong to a host name, and whose they are.
func findMoved(tx store.Tx, party string) (m Moved, err error) {
	m.From, err = store.List(tx, func(row store.Scanner) (from string, err error) {
		var count int
		err = row.Scan(&from, &count)
		return from, err
	}, `SELECT party, count(*) FROM passkey WHERE removed_at = 0 AND party <> $1 AND party <> '' GROUP BY party ORDER BY count(*) DESC, party`, party)
	if err != nil || len(m.From) == 0 {
		return m, err
	}
	const gone = ` FROM person p WHERE EXISTS (SELECT 1 FROM passkey k WHERE k.person = p.id AND k.removed_at = 0 AND k.party <> $1 AND k.party <> '')
		AND NOT EXISTS (SELECT 1 FROM passkey k WHERE k.person = p.id AND k.removed_at = 0 AND (k.party = $1 OR k.party = ''))`
	if err := tx.QueryRow(`SELECT count(*)`+gone, party).Scan(&m.People); err != nil {
		return m, err
	}
	err = tx.QueryRow(`SELECT count(*)`+gone+` AND p.password = '' AND NOT EXISTS (SELECT 1 FROM recovery_code c WHERE c.person = p.id)`, party).Scan(&m.Stranded)
	return m, err
}

func findPasskeyOwner(tx store.Tx, credential []byte) (Person, bool, error) {
	return store.Find(tx, scanPerson, `SELECT `+personColumns+` FROM person
		WHERE id = (SELECT person FROM passkey WHERE credential = $1 AND removed_at = 0)`, credential)
}

func findKeyholder(tx store.Tx, user id.UserID) (holder keyholder, err error) {
	var found bool
	if holder.person, found, err = findPerson(tx, user); err != nil {
		return holder, err
	}
	if !found {
		return holder, ErrNobody
	}
	holder.keys, err = listPasskeys(tx, user)
	return holder, err
}

func notePasskey(tx store.Tx, credential []byte, counter uint32, flags byte, at time.Time) error {
	_, err := tx.Exec(`UPDATE passkey SET counter = $1, flags = $2, used_at = $3 WHERE credential = $4`,
		int64(counter), int64(flags), at.UnixMilli(), credential)
	return err
}

// one turns a statement that changed no row into ErrNoPasskey.
func one(changed int64, err error) error {
	if err == nil && changed == 0 {
		err = ErrNoPasskey
	}
	return err
}

func namePasskey(tx store.Tx, user id.UserID, key id.PasskeyID, name string) error {
	return one(tx.Exec(`UPDATE passkey SET name = $1 WHERE id = $2 AND person = $3 AND removed_at = 0`, name, string(key), string(user)))
}

func removePasskey(tx store.Tx, user id.UserID, key id.PasskeyID, at time.Time) error {
	return one(tx.Exec(`UPDATE passkey SET removed_at = $1 WHERE id = $2 AND person = $3 AND removed_at = 0`, at.UnixMilli(), string(key), string(user)))
}

func restorePasskey(tx store.Tx, user id.UserID, key id.PasskeyID, since time.Time) error {
	return one(tx.Exec(`UPDATE passkey SET removed_at = 0 WHERE id = $1 AND person = $2 AND removed_at >= $3`, string(key), string(user), since.UnixMilli()))
}

// purgePasskeys forgets what a person removed before a time, and a credential of theirs whenever it was removed.
func purgePasskeys(tx store.Tx, user id.UserID, before time.Time, credential []byte) error {
	if credential == nil {
		credential = []byte{}
	}
	_, err := tx.Exec(`DELETE FROM passkey WHERE person = $1 AND removed_at > 0 AND (removed_at < $2 OR credential = $3)`,
		string(user), before.UnixMilli(), credential)
	return err
}

func spendChallenge(tx store.Tx, challenge []byte, ends time.Time) (fresh bool, err error) {
	changed, err := tx.Exec(`INSERT INTO spent_challenge (challenge, expires_at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, challenge, ends.UnixMilli())
	return changed == 1, err
}

func forgetChallenges(tx store.Tx, now time.Time) error {
	_, err := tx.Exec(`DELETE FROM spent_challenge WHERE expires_at < $1`, now.UnixMilli())
	return err
}

func replaceCodes(tx store.Tx, user id.UserID, sums [][]byte) error {
	if _, err := tx.Exec(`DELETE FROM recovery_code WHERE person = $1`, string(user)); err != nil {
		return err
	}
	for _, sum := range sums {
		if _, err := tx.Exec(`INSERT INTO recovery_code (sum, person) VALUES ($1, $2)`, sum, string(user)); err != nil {
			return err
		}
	}
	return nil
}

func spendCode(tx store.Tx, user id.UserID, sum []byte) (spent bool, err error) {
	changed, err := tx.Exec(`DELETE FROM recovery_code WHERE sum = $1 AND person = $2`, sum, string(user))
	return changed == 1, err
}

func countCodes(tx store.Tx, user id.UserID) (n int, err error) {
	err = tx.QueryRow(`SELECT count(*) FROM recovery_code WHERE person = $1`, string(user)).Scan(&n)
	return n, err
}

func changePassword(tx store.Tx, user id.UserID, phc string) error {
	_, err := tx.Exec(`UPDATE person SET password = $1 WHERE id = $2`, phc, string(user))
	return err
}
