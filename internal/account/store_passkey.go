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
	createdAt, usedAt     time.Time
}

func (r passkeyRow) shown() Passkey {
	return Passkey{ID: r.id, Name: r.name, CreatedAt: r.createdAt, UsedAt: r.usedAt, Synced: r.flags&flagBackedUp != 0}
}

func scanPasskey(row store.Scanner) (r passkeyRow, err error) {
	var created, used int64
	var transports string
	err = row.Scan(&r.id, &r.person, &r.credential, &r.publicKey, &r.counter, &r.flags, &transports, &r.name, &created, &used)
	r.transports, r.createdAt = strings.Fields(transports), time.UnixMilli(created)
	if used != 0 {
		r.usedAt = time.UnixMilli(used)
	}
	return r, err
}

func insertPasskey(tx store.Tx, r passkeyRow) error {
	_, err := tx.Exec(`INSERT INTO passkey (id, person, credential, public_key, counter, flags, transports, name, created_at, used_at, removed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, 0)`,
		string(r.id), string(r.person), r.credential, r.publicKey, int64(r.counter), int64(r.flags), strings.Join(r.transports, " "), r.name, r.createdAt.UnixMilli())
	return err
}

// listPasskeys returns a person's passkeys, oldest first.
func listPasskeys(tx store.Tx, user id.UserID) ([]passkeyRow, error) {
	return store.List(tx, scanPasskey, `SELECT id, person, credential, public_key, counter, flags, transports, name, created_at, used_at
		FROM passkey WHERE person = $1 AND removed_at = 0 ORDER BY created_at, id`, string(user))
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
