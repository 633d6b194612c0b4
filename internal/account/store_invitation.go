package account

import (
	"time"

	"github.com/superette/superette/internal/store"
)

const invitationColumns = `id, note, uses, used, created_at, expires_at, revoked_at`

func scanInvitation(row store.Scanner) (i Invitation, err error) {
	var created, expires, revoked int64
	err = row.Scan(&i.ID, &i.Note, &i.Uses, &i.Used, &created, &expires, &revoked)
	i.CreatedAt, i.ExpiresAt = time.UnixMilli(created), time.UnixMilli(expires)
	if revoked != 0 {
		i.RevokedAt = time.UnixMilli(revoked)
	}
	return i, err
}

// hasInvitations reports whether the tables know of invitations.
func hasInvitations(tx store.Tx) (bool, error) { return store.HasTable(tx, "invitation") }

func insertInvitation(tx store.Tx, i Invitation, sum []byte) error {
	_, err := tx.Exec(`INSERT INTO invitation (id, code_sum, note, uses, used, created_at, expires_at, revoked_at) VALUES ($1, $2, $3, $4, 0, $5, $6, 0)`,
		string(i.ID), sum, i.Note, i.Uses, i.CreatedAt.UnixMilli(), i.ExpiresAt.UnixMilli())
	return err
}

// findInvitation looks for the invitation of a code's sum.
func findInvitation(tx store.Tx, sum []byte) (Invitation, bool, error) {
	return store.Find(tx, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE code_sum = $1`, sum)
}

func findInvitationByID(tx store.Tx, id InvitationID) (Invitation, bool, error) {
	return store.Find(tx, scanInvitation, `SELECT `+invitationColumns+` FROM invitation WHERE id = $1`, string(id))
}

// listInvitations returns all of them, the newest first.
func listInvitations(tx store.Tx) ([]Invitation, error) {
	return store.List(tx, scanInvitation, `SELECT `+invitationColumns+` FROM invitation ORDER BY created_at DESC, id DESC`)
}

// spendInvitation counts one use, unless none is left. That it looks and counts in one statement lets one of two at once have the last
// use, whatever else the database does meanwhile.
func spendInvitation(tx store.Tx, sum []byte, now time.Time) (spent bool, err error) {
	changed, err := tx.Exec(`UPDATE invitation SET used = used + 1 WHERE code_sum = $1 AND used < uses AND expires_at > $2 AND revoked_at = 0`,
		sum, now.UnixMilli())
	return changed == 1, err
}

func revokeInvitation(tx store.Tx, id InvitationID, at time.Time) error {
	_, err := tx.Exec(`UPDATE invitation SET revoked_at = $1 WHERE id = $2 AND revoked_at = 0`, at.UnixMilli(), string(id))
	return err
}
