package chat

import (
	"strconv"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// places writes "($1,$2),($3,$4)" for rows tuples of width arguments.
func places(rows, width int) string {
	var b strings.Builder
	n := 0
	for row := range rows {
		if row > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('(')
		for column := range width {
			if column > 0 {
				b.WriteByte(',')
			}
			n++
			b.WriteString("$" + strconv.Itoa(n))
		}
		b.WriteByte(')')
	}
	return b.String()
}

// list writes "($1,$2,$3)".
func list(n int) string { return places(1, n) }

type storedMessage struct {
	conv     id.ConvID
	seq      int64
	sender   id.UserID
	clientID string
	ts       int64
	kind     int
	body     []byte
	state    CardState
	stateBy  string
	parties  int // of how many people the card's state is true

	replyTo  int64
	mentions string
	editedAt int64
	mod      int64

	// Read beside the row:
	hidden    bool // for the one who asks
	quote     *Quote
	reactions []Reaction
}

const messageWidth = 9

// insertMessages uses four sizes of statement only, because each size is compiled once and kept.
func insertMessages(tx store.Tx, rows []storedMessage) error {
	for _, size := range []int{64, 16, 4, 1} {
		for len(rows) >= size {
			args := make([]any, 0, size*messageWidth)
			for _, r := range rows[:size] {
				args = append(args, string(r.conv), r.seq, string(r.sender), r.clientID, r.ts, r.kind, r.body, r.replyTo, r.mentions)
			}
			rows = rows[size:]
			_, err := tx.Exec(`INSERT INTO message (conv, seq, sender, client_id, ts, kind, body, reply_to, mentions) VALUES `+places(size, messageWidth), args...)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func updateHead(tx store.Tx, conv id.ConvID, seq, ts int64) error {
	_, err := tx.Exec(`UPDATE conversation SET last_seq = $1, last_ts = $2 WHERE id = $3`, seq, ts, string(conv))
	return err
}

func updateRead(tx store.Tx, conv id.ConvID, user id.UserID, seq int64) error {
	_, err := tx.Exec(`UPDATE member SET read_seq = $1 WHERE conv = $2 AND person = $3 AND read_seq < $1`, seq, string(conv), string(user))
	return err
}

func insertCard(tx store.Tx, card id.CardID, conv id.ConvID, seq int64, state CardState, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO card (id, conv, seq, state, state_by, changed_at) VALUES ($1, $2, $3, $4, '', $5)`,
		string(card), string(conv), seq, int(state), at.UnixMilli())
	return err
}

// updateCard keeps a card's state and of whom it is true.
func updateCard(tx store.Tx, card id.CardID, row cardRow, at time.Time) error {
	_, err := tx.Exec(`UPDATE card SET state = $1, state_by = $2, changed_at = $3 WHERE id = $4`,
		int(row.state), row.stateBy, at.UnixMilli(), string(card))
	if err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM card_party WHERE card = $1`, string(card)); err != nil {
		return err
	}
	for _, person := range row.parties {
		if _, err := tx.Exec(`INSERT INTO card_party (card, person) VALUES ($1, $2)`, string(card), person); err != nil {
			return err
		}
	}
	return nil
}

func insertConversation(tx store.Tx, c *conversation, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO conversation (id, kind, title, last_seq, last_ts, created_at, members) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		string(c.id), int(c.kind), c.title, c.lastSeq, c.lastTS, at.UnixMilli(), len(c.order))
	if err != nil {
		return err
	}
	for _, user := range c.order {
		if err := insertMember(tx, c.id, user, *c.members[user], 0, at); err != nil {
			return err
		}
	}
	if c.kind == Direct {
		low, high := pair(c.order[0], c.order[1])
		_, err = tx.Exec(`INSERT INTO direct (low, high, conv) VALUES ($1, $2, $3)`, string(low), string(high), string(c.id))
	}
	return err
}

func pair(a, b id.UserID) (low, high id.UserID) { return min(a, b), max(a, b) }

func findDirect(tx store.Tx, a, b id.UserID) (id.ConvID, bool, error) {
	low, high := pair(a, b)
	return store.Find(tx, func(row store.Scanner) (conv id.ConvID, err error) {
		err = row.Scan(&conv)
		return conv, err
	}, `SELECT conv FROM direct WHERE low = $1 AND high = $2`, string(low), string(high))
}

// readConversation returns what the owner keeps of a conversation, nil if there is none.
func readConversation(tx store.Tx, conv id.ConvID) (*conversation, error) {
	c, found, err := store.Find(tx, func(row store.Scanner) (*conversation, error) {
		c := &conversation{members: map[id.UserID]*membership{}}
		var muteAll, approve int
		err := row.Scan(&c.id, &c.kind, &c.title, &c.lastSeq, &c.lastTS, &c.mod, &c.avatar, &c.notice, &muteAll, &approve, &c.invite)
		c.muteAll, c.approve = muteAll != 0, approve != 0
		return c, err
	}, `SELECT id, kind, title, last_seq, last_ts, mod, avatar, notice, mute_all, approve, invite FROM conversation WHERE id = $1`, string(conv))
	if err != nil || !found {
		return nil, err
	}
	_, err = store.List(tx, func(row store.Scanner) (struct{}, error) {
		var user id.UserID
		var bot, quiet int
		m := &membership{}
		err := row.Scan(&user, &bot, &m.readSeq, &m.role, &m.barred, &m.floor, &quiet)
		m.quiet = quiet != 0
		m.bot = bot != 0
		c.members[user] = m
		c.order = append(c.order, user)
		if m.bot {
			c.bots = append(c.bots, user)
		}
		return struct{}{}, err
	}, `SELECT person, bot, read_seq, role, barred, join_seq,
		CASE WHEN EXISTS (SELECT 1 FROM privacy p WHERE p.person = m.person AND p.receipts = 0) THEN 1 ELSE 0 END
		FROM member m WHERE conv = $1 ORDER BY person`, string(conv))
	return c, err
}

// findSent returns the messages that already carry one of the keys, with one query for every 200 keys.
func findSent(tx store.Tx, keys []sendKey) (map[sendKey]sent, error) {
	const atOnce = 200
	found := map[sendKey]sent{}
	for len(keys) > 0 {
		some := keys[:min(len(keys), atOnce)]
		keys = keys[len(some):]
		args := make([]any, 0, 3*len(some))
		for _, k := range some {
			args = append(args, string(k.conv), string(k.sender), k.clientID)
		}
		_, err := store.List(tx, func(row store.Scanner) (struct{}, error) {
			var k sendKey
			var s sent
			err := row.Scan(&k.conv, &k.sender, &k.clientID, &s.seq, &s.ts)
			found[k] = s
			return struct{}{}, err
		}, `SELECT conv, sender, client_id, seq, ts FROM message WHERE (conv, sender, client_id) IN (VALUES `+places(len(some), 3)+`)`, args...)
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

type cardRow struct {
	conv    id.ConvID
	seq     int64
	state   CardState
	stateBy string
	parties []string // of whom the state is true, stateBy among them
}

func (r cardRow) place() place { return place{r.conv, r.seq} }

func findCard(tx store.Tx, card id.CardID) (cardRow, bool, error) {
	row, found, err := store.Find(tx, func(row store.Scanner) (c cardRow, err error) {
		err = row.Scan(&c.conv, &c.seq, &c.state, &c.stateBy)
		return c, err
	}, `SELECT conv, seq, state, state_by FROM card WHERE id = $1`, string(card))
	if err != nil || !found {
		return row, false, err
	}
	row.parties, err = store.List(tx, func(row store.Scanner) (person string, err error) {
		err = row.Scan(&person)
		return person, err
	}, `SELECT person FROM card_party WHERE card = $1 ORDER BY person`, string(card))
	return row, true, err
}

func lastUseq(tx store.Tx, user id.UserID) (useq int64, err error) {
	err = tx.QueryRow(`SELECT coalesce(max(useq), 0) FROM user_event WHERE person = $1`, string(user)).Scan(&useq)
	return useq, err
}

type eventRow struct {
	useq int64
	kind int
	ref  string
}

func insertEvent(tx store.Tx, user id.UserID, e eventRow, at time.Time) error {
	_, err := tx.Exec(`INSERT INTO user_event (person, useq, kind, ref, at) VALUES ($1, $2, $3, $4, $5)`,
		string(user), e.useq, e.kind, e.ref, at.UnixMilli())
	return err
}

func listEvents(tx store.Tx, user id.UserID, after int64, limit int) ([]eventRow, error) {
	return store.List(tx, func(row store.Scanner) (e eventRow, err error) {
		err = row.Scan(&e.useq, &e.kind, &e.ref)
		return e, err
	}, `SELECT useq, kind, ref FROM user_event WHERE person = $1 AND useq > $2 ORDER BY useq LIMIT $3`, string(user), after, limit)
}

// view is a conversation as its row in member sees it.
type view struct {
	Conversation

	user  id.UserID
	floor int64 // sees only messages above it
}

// A group counts, for those who may let people in, who waits.
// Whoever does not show how far they read sees it of nobody, and nobody sees it of a large group (of more than
// normalMax members), where somebody always has.
const viewColumns = `c.id, c.kind, c.title, c.last_seq, c.last_ts, c.mod,
	CASE WHEN c.all_seq > m.join_seq AND c.all_seq > m.mention_seq THEN c.all_seq ELSE m.mention_seq END, m.clear_seq, c.avatar, c.notice, c.mute_all, c.approve,
	m.person, m.read_seq, m.mute, m.pin, m.role,
	c.members,
	CASE WHEN m.role > 1 THEN (SELECT count(*) FROM join_request r WHERE r.conv = c.id) ELSE 0 END,
	CASE WHEN m.join_seq > m.clear_seq THEN m.join_seq ELSE m.clear_seq END,
	CASE WHEN c.members > 500 OR EXISTS (SELECT 1 FROM privacy p WHERE p.person = m.person AND p.receipts = 0) THEN 0
		ELSE (SELECT coalesce(max(o.read_seq), 0) FROM member o WHERE o.conv = c.id AND o.person <> m.person
			AND NOT EXISTS (SELECT 1 FROM privacy p WHERE p.person = o.person AND p.receipts = 0)) END
	FROM member m JOIN conversation c ON c.id = m.conv`

func scanView(row store.Scanner) (v view, err error) {
	var mute, pin, muteAll, approve int
	err = row.Scan(&v.ID, &v.Kind, &v.Title, &v.LastSeq, &v.LastTS, &v.Mod, &v.MentionSeq, &v.ClearSeq, &v.Avatar, &v.Notice, &muteAll, &approve,
		&v.user, &v.ReadSeq, &mute, &pin, &v.Role, &v.MemberCount, &v.Waiting, &v.floor, &v.PeerReadSeq)
	v.Mute, v.Pin, v.MuteAll, v.Approve = mute != 0, pin != 0, muteAll != 0, approve != 0
	return v, err
}

func findView(tx store.Tx, user id.UserID, conv id.ConvID) (view, bool, error) {
	return store.Find(tx, scanView, `SELECT `+viewColumns+` WHERE m.person = $1 AND m.conv = $2`, string(user), string(conv))
}

// listViews returns the person's conversations, newest first, whose last message is older than before.
func listViews(tx store.Tx, user id.UserID, before int64, limit int) ([]view, error) {
	return store.List(tx, scanView, `SELECT `+viewColumns+` WHERE m.person = $1 AND c.last_ts < $2 ORDER BY c.last_ts DESC, c.id LIMIT $3`,
		string(user), before, limit)
}

// allConversations is more than anybody can have.
const allConversations = 1 << 31

// membersShown bounds what a list says about a large group.
const membersShown = 9

// listMembers returns the members of conversations, in each at most limit of them. Of a large group a few are read, and not all
// to leave most of them out.
func listMembers(tx store.Tx, views []view, limit int) (map[id.ConvID][]id.UserID, error) {
	members := make(map[id.ConvID][]id.UserID, len(views))
	var args []any
	for _, v := range views {
		if v.MemberCount <= normalMax {
			args = append(args, string(v.ID))
			continue
		}
		some, err := store.List(tx, func(row store.Scanner) (user id.UserID, err error) {
			err = row.Scan(&user)
			return user, err
		}, `SELECT person FROM member WHERE conv = $1 ORDER BY person LIMIT $2`, string(v.ID), limit)
		if err != nil {
			return nil, err
		}
		members[v.ID] = some
	}
	if len(args) == 0 {
		return members, nil
	}
	_, err := store.List(tx, func(row store.Scanner) (struct{}, error) {
		var conv id.ConvID
		var user id.UserID
		err := row.Scan(&conv, &user)
		if len(members[conv]) < limit {
			members[conv] = append(members[conv], user)
		}
		return struct{}{}, err
	}, `SELECT conv, person FROM member WHERE conv IN `+list(len(args))+` ORDER BY conv, person`, args...)
	return members, err
}

const messageColumns = `m.conv, m.seq, m.sender, m.client_id, m.ts, m.kind, m.body, coalesce(c.state, 0), coalesce(c.state_by, ''),
	CASE WHEN c.state_by <> '' THEN (SELECT count(*) FROM card_party p WHERE p.card = c.id) ELSE 0 END,
	m.reply_to, m.mentions, m.edited_at, m.mod
	FROM message m LEFT JOIN card c ON c.conv = m.conv AND c.seq = m.seq`

func scanMessage(row store.Scanner) (r storedMessage, err error) {
	err = row.Scan(&r.conv, &r.seq, &r.sender, &r.clientID, &r.ts, &r.kind, &r.body, &r.state, &r.stateBy, &r.parties,
		&r.replyTo, &r.mentions, &r.editedAt, &r.mod)
	return r, err
}

func findMessage(tx store.Tx, conv id.ConvID, seq int64) (storedMessage, bool, error) {
	return store.Find(tx, scanMessage, `SELECT `+messageColumns+` WHERE m.conv = $1 AND m.seq = $2`, string(conv), seq)
}

// listBelow returns messages with floor < seq < before, the highest first.
func listBelow(tx store.Tx, conv id.ConvID, floor, before int64, limit int) ([]storedMessage, error) {
	return store.List(tx, scanMessage, `SELECT `+messageColumns+` WHERE m.conv = $1 AND m.seq > $2 AND m.seq < $3 ORDER BY m.seq DESC LIMIT $4`,
		string(conv), floor, before, limit)
}

// listAbove returns messages with seq > after, the lowest first.
func listAbove(tx store.Tx, conv id.ConvID, after int64, limit int) ([]storedMessage, error) {
	return store.List(tx, scanMessage, `SELECT `+messageColumns+` WHERE m.conv = $1 AND m.seq > $2 ORDER BY m.seq LIMIT $3`,
		string(conv), after, limit)
}
