package chat

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/id"
)

// The kinds of body, as stored.
const (
	kindText    = 1
	kindCard    = 2
	kindNotice  = 3
	kindGone    = 4 // taken back: the body is empty
	kindPicture = 5
	kindFile    = 6
	kindVoice   = 7
)

var errForged = errors.New("chat: a card does not carry our signature")

// BrokenCard is the key of the notice that stands for a card whose signature does not fit.
const BrokenCard = "card.broken"

// sealer signs the snapshots of cards with the instance's key.
type sealer struct {
	key []byte
}

// sum binds the snapshot to its conversation: a card copied into another one is a forgery.
func (s sealer) sum(conv id.ConvID, snapshot []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("card\x00" + string(conv) + "\x00"))
	mac.Write(snapshot)
	return mac.Sum(nil)
}

// seal returns what is stored of a card: 32 bytes of HMAC-SHA256, then the snapshot as JSON.
func (s sealer) seal(conv id.ConvID, c Snapshot) ([]byte, error) {
	snapshot, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("chat: seal %s: %w", c.ID, err)
	}
	return append(s.sum(conv, snapshot), snapshot...), nil
}

// open is the inverse of seal; it fails with errForged.
func (s sealer) open(conv id.ConvID, sealed []byte) (c Snapshot, err error) {
	if len(sealed) < sha256.Size {
		return Snapshot{}, errForged
	}
	sum, snapshot := sealed[:sha256.Size], sealed[sha256.Size:]
	if !hmac.Equal(sum, s.sum(conv, snapshot)) {
		return Snapshot{}, errForged
	}
	if err := json.Unmarshal(snapshot, &c); err != nil {
		return Snapshot{}, errForged
	}
	return c, nil
}

// titleOf returns the title of a stored card, whoever sealed it: for words, never for a card.
func (sealer) titleOf(sealed []byte) string {
	var c Snapshot
	if len(sealed) < sha256.Size || json.Unmarshal(sealed[sha256.Size:], &c) != nil {
		return ""
	}
	return c.Title
}

// encode returns the stored form of a body.
func (s sealer) encode(conv id.ConvID, b Body) (kind int, body []byte, err error) {
	switch {
	case b.Card != nil:
		body, err = s.seal(conv, b.Card.Snapshot)
		return kindCard, body, err
	case b.Picture != nil:
		body, err = json.Marshal(b.Picture)
		return kindPicture, body, err
	case b.File != nil:
		body, err = json.Marshal(b.File)
		return kindFile, body, err
	case b.Voice != nil:
		body, err = json.Marshal(b.Voice)
		return kindVoice, body, err
	case b.Notice != nil:
		body, err = json.Marshal(b.Notice)
		return kindNotice, body, err
	}
	return kindText, []byte(b.Text), nil
}

// decode is the inverse of encode. A card that was tampered with becomes a notice that says so.
func (s sealer) decode(r storedMessage) (Body, error) {
	conv, body := r.conv, r.body
	if r.hidden {
		return Body{Hidden: true}, nil
	}
	switch r.kind {
	case kindGone:
		return Body{Recalled: true}, nil
	case kindText:
		return Body{Text: string(body)}, nil
	case kindCard:
		snapshot, err := s.open(conv, body)
		if err != nil {
			return Body{Notice: &Notice{Key: BrokenCard}}, nil //nolint:nilerr // the notice is the answer
		}
		return Body{Card: &Card{Snapshot: snapshot, State: r.state, StateBy: r.stateBy, Others: max(0, r.parties-1)}}, nil
	case kindPicture:
		p, err := pictureOf(body)
		return Body{Picture: p}, err
	case kindFile:
		f, err := fileOf(body)
		return Body{File: f}, err
	case kindVoice:
		v, err := voiceOf(body)
		return Body{Voice: v}, err
	case kindNotice:
		var n Notice
		if err := json.Unmarshal(body, &n); err != nil {
			return Body{}, fmt.Errorf("chat: notice in %s: %w", conv, err)
		}
		return Body{Notice: &n}, nil
	}
	return Body{}, fmt.Errorf("chat: message in %s of unknown kind %d", conv, r.kind)
}

// check refuses a snapshot that a conversation could not show.
func (c Snapshot) check() error {
	if n := utf8.RuneCountInString(c.Title); n < 1 || n > 120 || strings.TrimSpace(c.Title) == "" {
		return ErrCard.With("A title has 1 to 120 characters.")
	}
	if strings.ContainsFunc(c.Title, unicode.IsControl) {
		return ErrCard.With("A title is one line without control characters.")
	}
	if len(c.Path) > 2048 || strings.HasPrefix(c.Path, "/") || strings.ContainsAny(c.Path, "\x00\r\n\\") {
		return ErrCard.With("The page's path is not valid.")
	}
	for _, path := range []string{c.Image, c.AppLogo} {
		if u, err := url.Parse(path); err != nil || u.Host != "" || u.Scheme != "" || (path != "" && !strings.HasPrefix(path, "/")) {
			return ErrCard.With("A picture must be on this instance.")
		}
	}
	if c.AppName == "" || c.App == "" {
		return ErrCard.With("The program is missing.")
	}
	if c.Purpose < Product || c.Purpose > GroupOrder {
		return ErrCard.With("What it is for is not known here.")
	}
	if c.Price < 0 || (c.Price > 0) != (c.Currency != "") {
		return ErrCard.With("The price is not valid.")
	}
	return nil
}
