package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/picture"
	"github.com/superette/superette/internal/store"
)

// A picture is a message whose contents are blobs: all of it, and a small one for the conversation. The message names both by
// their hashes, so who may see the message may have them and nobody else; see docs/decisions/0020.

// The failures of pictures in messages.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoPicture    = fault.New(fault.NotFound, "chat.no-picture", "There is no such picture in this conversation.")
	ErrNotPicture   = fault.New(fault.Invalid, "chat.not-picture", "This is not a JPEG, PNG, WebP or GIF picture.")
	ErrPictureSize  = fault.New(fault.Invalid, "chat.picture-size", "A picture may have 10 MB and 16 million pixels at most.")
	ErrManyPictures = fault.New(fault.Limited, "chat.many-pictures", "You have sent too many pictures today.")
)

const (
	pictureBytesMax  = 10 << 20
	pictureSideMax   = 16384
	picturePixelsMax = 4096 * 4096 // of one, and of all that are decoded at once: some 0.4 GB at the worst
	pictureSmallSide = 640         // what a conversation shows, at twice its 320 pixels
	picturesPerDay   = 500

	// What one person may have decoded; whatever is refused for its content costs as much as what is sent.
	picturesPerSecond, picturesBurst = 0.5, 40
)

// Picture is one that somebody sent.
type Picture struct {
	Hash      id.BlobHash `json:"hash"`
	Thumb     id.BlobHash `json:"thumb"` // at most pictureSmallSide a side; Hash itself if it is small
	Type      string      `json:"type"`  // image/jpeg or image/png
	ThumbType string      `json:"thumb_type"`
	Width     int         `json:"width"`
	Height    int         `json:"height"` // pixels, upright
	SizeBytes int64       `json:"size"`
	Blur      []byte      `json:"blur"` // see picture.Clean.Blur
}

// SendPicture sends a picture and returns the message as it is kept once all of it is durable. A picture sent before under the
// same client id is not sent again: the first one comes back. It fails with ErrNoConversation, ErrClientID, ErrNotPicture,
// ErrPictureSize, ErrManyPictures, httpd.ErrTooMany, and as writing does.
func (s *Service) SendPicture(ctx context.Context, by id.Caller, m Send, content io.Reader) (Message, error) {
	out, err := s.sendPicture(ctx, by, m, content)
	// A client that still writes hears no answer, so it would try again for ever. That the rest cannot be read is its own doing.
	_, _ = io.Copy(io.Discard, content)
	return out, err
}

func (s *Service) sendPicture(ctx context.Context, by id.Caller, m Send, content io.Reader) (Message, error) {
	if err := errors.Join(checkClientID(m.ClientID), checkMentions(m)); err != nil {
		return Message{}, err
	}
	if !by.SignedIn() {
		return Message{}, account.ErrSignedOut
	}
	if s.blobs == nil {
		return Message{}, ErrNotPicture
	}
	old, found, err := s.sentPicture(ctx, by, m)
	if err != nil || found {
		return old, err
	}
	raw, err := io.ReadAll(io.LimitReader(content, pictureBytesMax+1))
	if err != nil {
		return Message{}, fmt.Errorf("chat: read a picture: %w", err)
	}
	if len(raw) > pictureBytesMax {
		return Message{}, fmt.Errorf("chat: picture of %s: %w", by, ErrPictureSize)
	}
	if err := s.limits.pictures.Allow(string(by.User)); err != nil {
		return Message{}, fmt.Errorf("chat: picture of %s: %w", by, err)
	}
	p, err := s.keepPicture(ctx, raw)
	if err != nil {
		return Message{}, fmt.Errorf("chat: picture of %s: %w", by, err)
	}
	m.Body, m.Retry = Body{Picture: &p}, true // rare enough to look each one up
	return s.deliver(ctx, by, m)
}

// sentPicture returns the message that was sent under the client id before, and says whether the caller may send one: before any
// of a picture is decoded.
func (s *Service) sentPicture(ctx context.Context, by id.Caller, m Send) (old Message, found bool, err error) {
	return s.sentBefore(ctx, by, m, func(tx store.Tx, since time.Time) error {
		n, err := countPictures(tx, by.User, since)
		if err == nil && n >= picturesPerDay {
			err = ErrManyPictures
		}
		return err
	})
}

// sentBefore returns the message that was sent under the client id before; if there is none it fails where the caller may not write,
// and as mayMore does, which is told when the last 24 hours began.
func (s *Service) sentBefore(ctx context.Context, by id.Caller, m Send, mayMore func(tx store.Tx, since time.Time) error) (old Message, found bool, err error) {
	key := sendKey{m.Conv, by.User, m.ClientID}
	var seq int64
	err = s.db.Read(ctx, func(tx store.Tx) error {
		c, err := readConversation(tx, m.Conv)
		if err != nil {
			return err
		}
		if c == nil || c.members[by.User] == nil {
			return ErrNoConversation
		}
		sent, err := findSent(tx, []sendKey{key})
		if err != nil {
			return err
		}
		if before, there := sent[key]; there {
			seq, found = before.seq, true
			return nil
		}
		if err := (&draft{conversation: c}).mayWrite(by.User); err != nil {
			return err
		}
		return mayMore(tx, s.now().Add(-24*time.Hour))
	})
	if err != nil {
		return Message{}, false, fmt.Errorf("chat: %s sends to %s: %w", by, m.Conv, err)
	}
	if found {
		old, err = s.message(ctx, by, m.Conv, seq)
	}
	return old, found, err
}

// keepPicture makes a clean picture of a file and keeps it with its small one.
func (s *Service) keepPicture(ctx context.Context, raw []byte) (p Picture, err error) {
	limits := picture.Limits{Side: pictureSideMax, Pixels: picturePixelsMax}
	pixels, err := picture.Measure(raw, limits)
	if err != nil {
		return Picture{}, named(err)
	}
	if err := s.decoding.Acquire(ctx, int64(pixels)); err != nil {
		return Picture{}, err
	}
	defer s.decoding.Release(int64(pixels))
	whole, err := picture.Launder(raw, limits)
	if err != nil {
		return Picture{}, named(err)
	}
	small, err := whole.Small(pictureSmallSide)
	if err != nil {
		return Picture{}, err
	}
	p = Picture{Type: whole.Type, ThumbType: small.Type, Width: whole.Width, Height: whole.Height, Blur: small.Blur()}
	if p.Hash, p.SizeBytes, err = s.blobs.Put(ctx, bytes.NewReader(whole.Content), int64(len(whole.Content))); err != nil {
		return Picture{}, err
	}
	p.Thumb, _, err = s.blobs.Put(ctx, bytes.NewReader(small.Content), int64(len(small.Content)))
	return p, err
}

// named makes a failure of this room of one of laundering.
func named(err error) error {
	switch {
	case errors.Is(err, picture.ErrSize):
		return fmt.Errorf("%v: %w", err, ErrPictureSize) //nolint:errorlint // ErrPictureSize names the failure
	case errors.Is(err, picture.ErrNotPicture):
		return fmt.Errorf("%v: %w", err, ErrNotPicture) //nolint:errorlint // ErrNotPicture names the failure
	}
	return err
}

// Content is what a picture's address leads to; whoever gets it closes it.
type Content struct {
	io.ReadSeekCloser

	Type string // image/jpeg or image/png
}

// OpenPicture returns one of the two contents of a picture that the caller may see: a member now, since before it was sent, who
// did not remove it, while it was not taken back, and whom its sender does not block. It fails with ErrNoConversation,
// ErrNoPicture or store.ErrNoBlob.
func (s *Service) OpenPicture(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, hash id.BlobHash) (Content, error) {
	if !by.SignedIn() {
		return Content{}, account.ErrSignedOut
	}
	if s.blobs == nil {
		return Content{}, ErrNoPicture
	}
	m, err := s.message(ctx, by, conv, seq)
	if errors.Is(err, ErrNoMessage) {
		err = ErrNoPicture
	}
	if err != nil {
		return Content{}, err
	}
	var kind string
	switch p := m.Body.Picture; {
	case p == nil:
	case hash == p.Hash:
		kind = p.Type
	case hash == p.Thumb:
		kind = p.ThumbType
	}
	if kind == "" {
		return Content{}, fmt.Errorf("chat: picture %s in message %d of %s: %w", hash, seq, conv, ErrNoPicture)
	}
	if err := s.mayHaveContent(ctx, by, m, ErrNoPicture); err != nil {
		return Content{}, err
	}
	content, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return Content{}, fmt.Errorf("chat: picture in message %d of %s: %w", seq, conv, err)
	}
	return Content{content, kind}, nil
}

// mayHaveContent fails with none if the sender blocks the caller, who is a member.
func (s *Service) mayHaveContent(ctx context.Context, by id.Caller, m Message, none error) error {
	if m.Sender == by.User {
		return nil
	}
	barred := 0
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		barred, err = findBarred(tx, m.Conv, by.User)
		return err
	})
	if err == nil && barred&barredByOther != 0 {
		err = none
	}
	if err != nil {
		return fmt.Errorf("chat: whether %s may have the content of message %d of %s: %w", by, m.Seq, m.Conv, err)
	}
	return nil
}

// pictureOf reads a stored picture.
func pictureOf(body []byte) (*Picture, error) {
	var p Picture
	if err := json.Unmarshal(body, &p); err != nil {
		return nil, fmt.Errorf("chat: a picture cannot be read: %w", err)
	}
	return &p, nil
}

// pictureWords is what a picture is found by, in the languages that the host speaks.
const pictureWords = "picture photo 图片 照片"

// planPicture notes the contents of a picture that is sent.
func (p *plan) planPicture(s *sendOp, seq int64) {
	if b := s.body.Picture; b != nil {
		p.pictures = append(p.pictures, plannedPicture{s.key.conv, seq, s.key.sender, b.Hash, b.Thumb, b.SizeBytes})
	}
}

func (p *plan) writePictures(tx store.Tx) error {
	for _, each := range p.pictures {
		if err := insertPicture(tx, each, p.now); err != nil {
			return err
		}
	}
	return nil
}
