package chat

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrQuery says that nothing can be searched for.
//
//nolint:gochecknoglobals // a named failure
var ErrQuery = fault.New(fault.Invalid, "chat.query", "Search for 1 to 100 characters, among them a letter, a sign or a digit.")

const (
	queryMax      = 100 // characters
	searchDefault = 20
	searchMax     = 50
	indexBatch    = 500 // messages of one commit, so that nobody waits long behind it
)

// Search finds messages of the caller's conversations, or of one of them, by all of the query's words, newest first. A
// Chinese word of two characters is found wherever it stands; the last Latin word may be only begun. Limit is 1 to 50, 0
// means 20. It fails with ErrQuery, ErrRange or ErrNoConversation.
//
// Words are put into the index when somebody looks for them, so that writing a message stays as cheap as it was.
func (s *Service) Search(ctx context.Context, by id.Caller, query string, conv id.ConvID, limit int) ([]Message, error) {
	if !by.SignedIn() {
		return nil, account.ErrSignedOut
	}
	if limit == 0 {
		limit = searchDefault
	}
	if limit < 0 || limit > searchMax {
		return nil, ErrRange
	}
	match := matchOf(query)
	if match == "" || utf8.RuneCountInString(query) > queryMax {
		return nil, ErrQuery
	}
	if err := s.limits.lookups.Allow("search " + string(by.User)); err != nil {
		return nil, err
	}
	if err := s.index(ctx, by.User); err != nil {
		return nil, fmt.Errorf("chat: index for %s: %w", by, err)
	}
	var messages []Message
	err := s.db.Read(ctx, func(tx store.Tx) error {
		if conv != "" {
			if _, found, err := findView(tx, by.User, conv); err != nil || !found {
				if err == nil {
					err = ErrNoConversation
				}
				return err
			}
		}
		found, err := findWords(tx, by.User, match, conv, limit)
		if err != nil {
			return err
		}
		for _, hit := range found {
			rows := []storedMessage{hit.row}
			if err := dress(tx, by.User, hit.floor, rows); err != nil {
				return err
			}
			m, err := s.open(rows[0])
			if err != nil {
				return err
			}
			messages = append(messages, m)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("chat: search for %s: %w", by, err)
	}
	return messages, nil
}

// index brings the words of the person's conversations up to date, in short commits.
func (s *Service) index(ctx context.Context, user id.UserID) error {
	for {
		var todo []indexGap
		if err := s.db.Read(ctx, func(tx store.Tx) (err error) {
			todo, err = listUnindexed(tx, user)
			return err
		}); err != nil || len(todo) == 0 {
			return err
		}
		if err := s.db.Write(ctx, func(tx store.Tx) error { return indexSome(tx, todo) }); err != nil {
			return err
		}
	}
}

// wordsOf returns what is kept of a text to find it by: Latin and other words as they are, and of each run of Han, kana or
// hangul all pairs of neighbours and its last character, as such scripts have no spaces.
func wordsOf(text string) string {
	var b strings.Builder
	for _, run := range runsOf(text) {
		if !run.wide {
			b.WriteString(run.text + " ")
			continue
		}
		runes := []rune(run.text)
		for i := range len(runes) - 1 {
			b.WriteString(string(runes[i:i+2]) + " ")
		}
		b.WriteString(string(runes[len(runes)-1]) + " ")
	}
	return strings.TrimSpace(b.String())
}

// matchOf returns the expression for the index that finds a query, or "" if there is nothing to find. Everything is
// quoted: nothing of a query can be an operator.
func matchOf(query string) string {
	runs := runsOf(query)
	terms := make([]string, 0, len(runs))
	for i, run := range runs {
		if !run.wide {
			term := `"` + run.text + `"`
			if i == len(runs)-1 {
				term += "*"
			}
			terms = append(terms, term)
			continue
		}
		runes := []rune(run.text)
		if len(runes) == 1 {
			terms = append(terms, `"`+run.text+`"*`)
			continue
		}
		pairs := make([]string, 0, len(runes)-1)
		for j := range len(runes) - 1 {
			pairs = append(pairs, string(runes[j:j+2]))
		}
		terms = append(terms, `"`+strings.Join(pairs, " ")+`"`)
	}
	return strings.Join(terms, " AND ")
}

// run is a stretch of text: a word, or neighbours of a script without spaces.
type run struct {
	text string
	wide bool
}

func runsOf(text string) []run {
	var runs []run
	var now []rune
	wide := false
	end := func() {
		if len(now) > 0 {
			runs = append(runs, run{strings.ToLower(string(now)), wide})
			now = now[:0]
		}
	}
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) {
			end()
			continue
		}
		w := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
		if w != wide {
			end()
			wide = w
		}
		now = append(now, r)
	}
	end()
	return runs
}
