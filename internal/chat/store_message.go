package chat

import (
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func updateMod(tx store.Tx, conv id.ConvID, mod int64) error {
	_, err := tx.Exec(`UPDATE conversation SET mod = $1 WHERE id = $2`, mod, string(conv))
	return err
}

func updateMention(tx store.Tx, conv id.ConvID, user id.UserID, seq int64) error {
	_, err := tx.Exec(`UPDATE member SET mention_seq = $1 WHERE conv = $2 AND person = $3`, seq, string(conv), string(user))
	return err
}

func updateAll(tx store.Tx, conv id.ConvID, seq int64) error {
	_, err := tx.Exec(`UPDATE conversation SET all_seq = $1 WHERE id = $2`, seq, string(conv))
	return err
}

func updateMessage(tx store.Tx, r storedMessage) error {
	_, err := tx.Exec(`UPDATE message SET kind = $1, body = $2, reply_to = $3, mentions = $4, edited_at = $5, mod = $6 WHERE conv = $7 AND seq = $8`,
		r.kind, r.body, r.replyTo, r.mentions, r.editedAt, r.mod, string(r.conv), r.seq)
	if err != nil {
		return err
	}
	return reindex(tx, r)
}

// removeTraces removes what else knows of a message that was taken back.
func removeTraces(tx store.Tx, conv id.ConvID, seq int64) error {
	for _, table := range []string{"reaction", "card", "message_picture", "message_file", "message_voice"} {
		if _, err := tx.Exec(`DELETE FROM `+table+` WHERE conv = $1 AND seq = $2`, string(conv), seq); err != nil {
			return err
		}
	}
	return nil
}

func insertHidden(tx store.Tx, conv id.ConvID, user id.UserID, seq int64) error {
	_, err := tx.Exec(`INSERT INTO hidden (conv, person, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, string(conv), string(user), seq)
	return err
}

func setReaction(tx store.Tx, conv id.ConvID, seq int64, user id.UserID, emoji string, on bool, at time.Time) error {
	if !on {
		_, err := tx.Exec(`DELETE FROM reaction WHERE conv = $1 AND seq = $2 AND person = $3 AND emoji = $4`, string(conv), seq, string(user), emoji)
		return err
	}
	// Signs stand in the order in which they came, also those of one millisecond.
	var last int64
	err := tx.QueryRow(`SELECT COALESCE(MAX(at), 0) FROM reaction WHERE conv = $1 AND seq = $2`, string(conv), seq).Scan(&last)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO reaction (conv, seq, person, emoji, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		string(conv), seq, string(user), emoji, max(at.UnixMilli(), last+1))
	return err
}

func updateView(tx store.Tx, conv id.ConvID, user id.UserID, c ViewChange) error {
	set := func(column string, value any) error {
		_, err := tx.Exec(`UPDATE member SET `+column+` = $1 WHERE conv = $2 AND person = $3`, value, string(conv), string(user))
		return err
	}
	if c.Mute != nil {
		if err := set("mute", flag(*c.Mute)); err != nil {
			return err
		}
	}
	if c.Pin != nil {
		if err := set("pin", flag(*c.Pin)); err != nil {
			return err
		}
	}
	if c.ClearSeq != nil {
		return set("clear_seq", *c.ClearSeq)
	}
	return nil
}

// listChanged returns messages above floor that changed after mod, by mod.
func listChanged(tx store.Tx, conv id.ConvID, floor, mod int64, limit int) ([]storedMessage, error) {
	return store.List(tx, scanMessage, `SELECT `+messageColumns+` WHERE m.conv = $1 AND m.mod > $2 AND m.mod > 0 AND m.seq > $3 ORDER BY m.mod LIMIT $4`,
		string(conv), mod, floor, limit)
}

// dress completes messages of one conversation with what is kept beside them, as one person sees it who sees what is
// above floor: what they removed for themselves, quotes and reactions.
func dress(tx store.Tx, user id.UserID, floor int64, rows []storedMessage) error {
	if len(rows) == 0 {
		return nil
	}
	low, high := rows[0].seq, rows[0].seq
	for _, r := range rows {
		low, high = min(low, r.seq), max(high, r.seq)
	}
	hidden, err := store.List(tx, func(row store.Scanner) (seq int64, err error) {
		err = row.Scan(&seq)
		return seq, err
	}, `SELECT seq FROM hidden WHERE conv = $1 AND person = $2 AND seq BETWEEN $3 AND $4`, string(rows[0].conv), string(user), low, high)
	if err != nil {
		return err
	}
	gone := map[int64]bool{}
	for _, seq := range hidden {
		gone[seq] = true
	}
	for i := range rows {
		rows[i].hidden = gone[rows[i].seq]
		if rows[i].replyTo == 0 {
			continue
		}
		rows[i].quote = &Quote{Seq: rows[i].replyTo}
		if rows[i].replyTo <= floor {
			continue
		}
		quoted, found, err := findMessage(tx, rows[i].conv, rows[i].replyTo)
		if err != nil {
			return err
		}
		if !found {
			continue
		}
		rows[i].quote = quoteOf(quoted)
	}
	return addReactions(tx, rows)
}

// quoteOf returns the beginning of what a message says. A card is quoted by its title, which needs no signature: it is
// shown as words.
func quoteOf(r storedMessage) *Quote {
	q := &Quote{Seq: r.seq, Sender: r.sender}
	switch r.kind {
	case kindText:
		q.Text = beginning(string(r.body))
	case kindCard:
		q.Text = beginning(sealer{}.titleOf(r.body))
	case kindPicture:
		q.Picture = true
	case kindFile:
		if f, err := fileOf(r.body); err == nil {
			q.Text, q.File = beginning(f.Name), true
		}
	case kindVoice:
		q.Voice = true
	}
	return q
}

// addReactions completes messages of one conversation with the signs that were put to them.
func addReactions(tx store.Tx, rows []storedMessage) error {
	if len(rows) == 0 {
		return nil
	}
	low, high := rows[0].seq, rows[0].seq
	for _, r := range rows {
		low, high = min(low, r.seq), max(high, r.seq)
	}
	type reacted struct {
		seq   int64
		user  id.UserID
		emoji string
	}
	list, err := store.List(tx, func(row store.Scanner) (r reacted, err error) {
		err = row.Scan(&r.seq, &r.user, &r.emoji)
		return r, err
	}, `SELECT seq, person, emoji FROM reaction WHERE conv = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq, at, person`, string(rows[0].conv), low, high)
	if err != nil || len(list) == 0 {
		return err
	}
	at := map[int64]int{}
	for i, r := range rows {
		at[r.seq] = i
	}
	for _, each := range list {
		if i, found := at[each.seq]; found {
			rows[i].react(each.user, each.emoji, true)
		}
	}
	return nil
}

const selectPrivacy = `SELECT presence, receipts FROM privacy WHERE person = $1`

func setPrivacy(tx store.Tx, user id.UserID, p Privacy) error {
	_, err := tx.Exec(`INSERT INTO privacy (person, presence, receipts) VALUES ($1, $2, $3)
		ON CONFLICT (person) DO UPDATE SET presence = excluded.presence, receipts = excluded.receipts`,
		string(user), flag(p.Presence), flag(p.Receipts))
	return err
}
