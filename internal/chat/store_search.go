package chat

import (
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// indexGap is a conversation of which messages are not in the index of words yet.
type indexGap struct {
	conv id.ConvID
	from int64 // the last one that is
}

// listUnindexed returns some of the person's conversations that lack words in the index.
func listUnindexed(tx store.Tx, user id.UserID) ([]indexGap, error) {
	return store.List(tx, func(row store.Scanner) (g indexGap, err error) {
		err = row.Scan(&g.conv, &g.from)
		return g, err
	}, `SELECT c.id, coalesce(h.seq, 0) FROM member m JOIN conversation c ON c.id = m.conv LEFT JOIN search_head h ON h.conv = c.id
		WHERE m.person = $1 AND c.last_seq > coalesce(h.seq, 0) LIMIT 50`, string(user))
}

// indexSome puts words of at most indexBatch messages into the index.
func indexSome(tx store.Tx, todo []indexGap) error {
	left := indexBatch
	for _, gap := range todo {
		if left == 0 {
			return nil
		}
		rows, err := listAbove(tx, gap.conv, gap.from, left)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if err := indexOne(tx, r); err != nil {
				return err
			}
			gap.from = r.seq
		}
		left -= len(rows)
		_, err = tx.Exec(`INSERT INTO search_head (conv, seq) VALUES ($1, $2) ON CONFLICT (conv) DO UPDATE SET seq = excluded.seq`,
			string(gap.conv), gap.from)
		if err != nil {
			return err
		}
	}
	return nil
}

func indexOne(tx store.Tx, r storedMessage) error {
	words := ""
	switch r.kind {
	case kindText:
		words = wordsOf(string(r.body))
	case kindCard:
		words = wordsOf(sealer{}.titleOf(r.body))
	}
	if words == "" {
		return nil
	}
	// Another search may have been here first.
	n, err := tx.Exec(`INSERT INTO search_doc (conv, seq) VALUES ($1, $2) ON CONFLICT DO NOTHING`, string(r.conv), r.seq)
	if err != nil || n == 0 {
		return err
	}
	_, err = tx.Exec(`INSERT INTO search_word (rowid, words) SELECT id, $1 FROM search_doc WHERE conv = $2 AND seq = $3`, words, string(r.conv), r.seq)
	return err
}

// reindex puts a changed message into the index as it is now, if it was there.
func reindex(tx store.Tx, r storedMessage) error {
	var doc int64
	doc, found, err := store.Find(tx, func(row store.Scanner) (doc int64, err error) {
		err = row.Scan(&doc)
		return doc, err
	}, `SELECT id FROM search_doc WHERE conv = $1 AND seq = $2`, string(r.conv), r.seq)
	if err != nil || !found {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM search_word WHERE rowid = $1`, doc); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM search_doc WHERE id = $1`, doc); err != nil {
		return err
	}
	return indexOne(tx, r)
}

type wordHit struct {
	row   storedMessage
	floor int64
}

// findWords returns messages that the person may see and that match, newest first.
func findWords(tx store.Tx, user id.UserID, match string, conv id.ConvID, limit int) ([]wordHit, error) {
	type hit struct {
		conv       id.ConvID
		seq, floor int64
	}
	hits, err := store.List(tx, func(row store.Scanner) (h hit, err error) {
		err = row.Scan(&h.conv, &h.seq, &h.floor)
		return h, err
	}, `SELECT d.conv, d.seq, CASE WHEN m.join_seq > m.clear_seq THEN m.join_seq ELSE m.clear_seq END
		FROM search_word w JOIN search_doc d ON d.id = w.rowid JOIN member m ON m.conv = d.conv AND m.person = $1
		JOIN message x ON x.conv = d.conv AND x.seq = d.seq
		WHERE search_word MATCH $2 AND d.seq > m.join_seq AND d.seq > m.clear_seq AND ($3 = '' OR d.conv = $3)
		AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.conv = d.conv AND h.person = m.person AND h.seq = d.seq)
		ORDER BY x.ts DESC, d.seq DESC LIMIT $4`, string(user), match, string(conv), limit)
	if err != nil {
		return nil, err
	}
	var found []wordHit
	for _, h := range hits {
		row, there, err := findMessage(tx, h.conv, h.seq)
		if err != nil {
			return nil, err
		}
		if there {
			found = append(found, wordHit{row, h.floor})
		}
	}
	return found, nil
}
