package chat

import (
	"strconv"
	"strings"

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
		// Another search may have been further meanwhile.
		_, err = tx.Exec(`INSERT INTO search_head (conv, seq) VALUES ($1, $2)
			ON CONFLICT (conv) DO UPDATE SET seq = CASE WHEN excluded.seq > search_head.seq THEN excluded.seq ELSE search_head.seq END`,
			string(gap.conv), gap.from)
		if err != nil {
			return err
		}
	}
	return nil
}

func indexOne(tx store.Tx, r storedMessage) error {
	for _, term := range termsOf(r.words()) {
		_, err := tx.Exec(`INSERT INTO search_term (conv, term, seq) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`, string(r.conv), term, r.seq)
		if err != nil {
			return err
		}
	}
	return nil
}

// reindex puts a changed message into the index as it is now, if it was there.
func reindex(tx store.Tx, r storedMessage) error {
	if _, err := tx.Exec(`DELETE FROM search_term WHERE conv = $1 AND seq = $2`, string(r.conv), r.seq); err != nil {
		return err
	}
	_, found, err := store.Find(tx, func(row store.Scanner) (one int, err error) {
		err = row.Scan(&one)
		return one, err
	}, `SELECT 1 FROM search_head WHERE conv = $1 AND seq >= $2`, string(r.conv), r.seq)
	if err != nil || !found {
		return err
	}
	return indexOne(tx, r)
}

type wordHit struct {
	row   storedMessage
	floor int64
}

// findTerms returns messages that the person may see and that have all of the terms, newest first.
func findTerms(tx store.Tx, user id.UserID, terms []term, conv id.ConvID, limit int) ([]wordHit, error) {
	args := []any{string(user), limit}
	arg := func(value string) string {
		args = append(args, value)
		return "$" + strconv.Itoa(len(args))
	}
	is := func(each term) string {
		if each.begun {
			return `t.term >= ` + arg(each.text) + ` AND t.term < ` + arg(each.text+"\U0010FFFF")
		}
		return `t.term = ` + arg(each.text)
	}
	first := is(terms[0])
	var where strings.Builder
	for _, each := range terms[1:] {
		where.WriteString(` AND EXISTS (SELECT 1 FROM search_term t WHERE t.conv = m.conv AND t.seq = x.seq AND ` + is(each) + `)`)
	}
	if conv != "" {
		where.WriteString(` AND m.conv = ` + arg(string(conv)))
	}
	type hit struct {
		conv       id.ConvID
		seq, floor int64
	}
	hits, err := store.List(tx, func(row store.Scanner) (h hit, err error) {
		err = row.Scan(&h.conv, &h.seq, &h.floor)
		return h, err
	}, `SELECT x.conv, x.seq, CASE WHEN m.join_seq > m.clear_seq THEN m.join_seq ELSE m.clear_seq END
		FROM member m JOIN message x ON x.conv = m.conv AND x.seq IN (SELECT t.seq FROM search_term t WHERE t.conv = m.conv AND `+first+`)
		WHERE m.person = $1 AND x.seq > m.join_seq AND x.seq > m.clear_seq
		AND NOT EXISTS (SELECT 1 FROM hidden h WHERE h.conv = m.conv AND h.person = m.person AND h.seq = x.seq)`+where.String()+`
		ORDER BY x.ts DESC, x.seq DESC LIMIT $2`, args...)
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
