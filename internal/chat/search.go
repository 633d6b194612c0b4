package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

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
	candidates    = 200 // messages that are looked at
	termMax       = 64  // bytes; what is longer is no word
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
	terms, whole := queryOf(query)
	if len(terms) == 0 || utf8.RuneCountInString(query) > queryMax {
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
		found, err := findTerms(tx, by.User, terms, conv, candidates)
		if err != nil {
			return err
		}
		for _, hit := range found {
			if len(messages) == limit {
				return nil
			}
			if !holds(hit.row.words(), whole) {
				continue
			}
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

// term is what a message must have: a word, one that is only begun, or two neighbours.
type term struct {
	text  string
	begun bool
}

// words returns what a message is found by.
func (r storedMessage) words() string {
	switch r.kind {
	case kindText:
		return string(r.body)
	case kindCard:
		return sealer{}.titleOf(r.body)
	case kindPicture:
		return pictureWords
	case kindFile:
		return fileWords(r.body)
	case kindVoice:
		return voiceWords
	}
	return ""
}

// termsOf returns the terms of a text: Latin and other words as they are, and of each run of Han, kana or hangul all pairs
// of neighbours and its last character, as such scripts have no spaces.
func termsOf(text string) []string {
	var terms []string
	for _, run := range runsOf(text) {
		if !run.wide {
			if len(run.text) <= termMax {
				terms = append(terms, run.text)
			}
			continue
		}
		runes := []rune(run.text)
		for i := range len(runes) - 1 {
			terms = append(terms, string(runes[i:i+2]))
		}
		terms = append(terms, string(runes[len(runes)-1]))
	}
	return terms
}

// queryOf returns the terms that a message must have to answer a query, and the runs that it must hold as a whole.
func queryOf(query string) (terms []term, whole []string) {
	runs := runsOf(query)
	for i, run := range runs {
		runes := []rune(run.text)
		switch {
		case !run.wide:
			terms = append(terms, term{run.text, i == len(runs)-1})
		case len(runes) == 1:
			terms = append(terms, term{run.text, true})
		default:
			for j := range len(runes) - 1 {
				terms = append(terms, term{string(runes[j : j+2]), false})
			}
			if len(runes) > 2 {
				whole = append(whole, run.text)
			}
		}
	}
	return terms, whole
}

// holds reports whether a text has each of the runs as a whole: its pairs alone may stand apart.
func holds(text string, whole []string) bool {
	for _, want := range whole {
		if !slices.ContainsFunc(runsOf(text), func(r run) bool { return r.wide && strings.Contains(r.text, want) }) {
			return false
		}
	}
	return true
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
	// Compatible forms are one (full-width letters), and accents do not count.
	for _, r := range norm.NFKD.String(text) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
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
