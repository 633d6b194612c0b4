package chat

import (
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func insertMember(tx store.Tx, conv id.ConvID, user id.UserID, m membership, joinSeq int64, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO member (conv, person, bot, join_seq, read_seq, clear_seq, mute, pin, role, joined_at, barred)
		VALUES ($1, $2, $3, $4, $5, 0, 0, 0, $6, $7, $8)`,
		string(conv), string(user), flag(m.bot), joinSeq, m.readSeq, int(m.role), at.UnixMilli(), m.barred)
	return err
}

func flag(set bool) int {
	if set {
		return 1
	}
	return 0
}

func removeMember(tx store.Tx, conv id.ConvID, user id.UserID) error {
	_, err := tx.Exec(`DELETE FROM member WHERE conv = $1 AND person = $2`, string(conv), string(user))
	return err
}

func updateRole(tx store.Tx, conv id.ConvID, user id.UserID, role Role) error {
	_, err := tx.Exec(`UPDATE member SET role = $1 WHERE conv = $2 AND person = $3`, int(role), string(conv), string(user))
	return err
}

func updateBarred(tx store.Tx, conv id.ConvID, user id.UserID, barred int) error {
	_, err := tx.Exec(`UPDATE member SET barred = $1 WHERE conv = $2 AND person = $3`, barred, string(conv), string(user))
	return err
}

func updateGroup(tx store.Tx, c *conversation) error {
	_, err := tx.Exec(`UPDATE conversation SET title = $1, avatar = $2, notice = $3, mute_all = $4, approve = $5, invite = $6 WHERE id = $7`,
		c.title, string(c.avatar), c.notice, flag(c.muteAll), flag(c.approve), c.invite, string(c.id))
	return err
}

type memberRow struct {
	user     id.UserID
	role     Role
	joinedAt int64
}

func scanMemberRow(row store.Scanner) (m memberRow, err error) {
	err = row.Scan(&m.user, &m.role, &m.joinedAt)
	return m, err
}

func listMemberRows(tx store.Tx, conv id.ConvID) ([]memberRow, error) {
	return store.List(tx, scanMemberRow, `SELECT person, role, joined_at FROM member WHERE conv = $1 ORDER BY person`, string(conv))
}

// listMemberRowsAfter returns those who stand behind a seat, in the order of member_roll.
func listMemberRowsAfter(tx store.Tx, conv id.ConvID, after seat, limit int) ([]memberRow, error) {
	return store.List(tx, scanMemberRow, `SELECT person, role, joined_at FROM member
		WHERE conv = $1 AND role <= $2 AND (role < $2 OR joined_at > $3 OR joined_at = $3 AND person > $4)
		ORDER BY role DESC, joined_at, person LIMIT $5`, string(conv), int(after.Role), after.JoinedAt, string(after.User), limit)
}

// findInvite returns what somebody is told of a group that they are invited to.
func findInvite(tx store.Tx, conv id.ConvID, user id.UserID) (i Invite, err error) {
	var approve, in int
	err = tx.QueryRow(`SELECT c.title, c.avatar, c.members, c.approve, (SELECT count(*) FROM member m WHERE m.conv = c.id AND m.person = $2)
		FROM conversation c WHERE c.id = $1`, string(conv), string(user)).Scan(&i.Title, &i.Avatar, &i.MemberCount, &approve, &in)
	if i.Approve = approve != 0; in > 0 {
		i.Conv = conv
	}
	return i, err
}

func updateMembers(tx store.Tx, conv id.ConvID, count int) error {
	_, err := tx.Exec(`UPDATE conversation SET members = $1 WHERE id = $2`, count, string(conv))
	return err
}

// findInvited looks for the group of a code, which may be anything that somebody sent: PostgreSQL takes no text with a NUL in it.
func findInvited(tx store.Tx, code string) (id.ConvID, bool, error) {
	if strings.ContainsRune(code, 0) {
		return "", false, nil
	}
	return store.Find(tx, func(row store.Scanner) (conv id.ConvID, err error) {
		err = row.Scan(&conv)
		return conv, err
	}, `SELECT id FROM conversation WHERE invite = $1 AND invite <> ''`, code)
}

type requestRow struct {
	user id.UserID
	note string
	at   int64
}

func listRequests(tx store.Tx, conv id.ConvID) ([]requestRow, error) {
	return store.List(tx, func(row store.Scanner) (r requestRow, err error) {
		err = row.Scan(&r.user, &r.note, &r.at)
		return r, err
	}, `SELECT person, note, at FROM join_request WHERE conv = $1 ORDER BY at, person`, string(conv))
}

func hasRequest(tx store.Tx, conv id.ConvID, user id.UserID) (bool, error) {
	_, found, err := store.Find(tx, func(row store.Scanner) (one int, err error) {
		err = row.Scan(&one)
		return one, err
	}, `SELECT 1 FROM join_request WHERE conv = $1 AND person = $2`, string(conv), string(user))
	return found, err
}

func insertRequest(tx store.Tx, conv id.ConvID, user id.UserID, note string, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO join_request (conv, person, note, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (conv, person) DO UPDATE SET note = excluded.note`, string(conv), string(user), note, at.UnixMilli())
	return err
}

func removeRequest(tx store.Tx, conv id.ConvID, user id.UserID) error {
	_, err := tx.Exec(`DELETE FROM join_request WHERE conv = $1 AND person = $2`, string(conv), string(user))
	return err
}
