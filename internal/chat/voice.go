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
	"github.com/superette/superette/internal/store"
)

// A voice is a message whose content is a short recording, sent in one request as a picture is. How long it is and how loud it is where
// is its sender's word: nobody here decodes it, and a wrong word deceives about nothing but a drawing.

// The failures of voices in messages.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoVoice    = fault.New(fault.NotFound, "chat.no-voice", "There is no such voice in this conversation.")
	ErrNotVoice   = fault.New(fault.Invalid, "chat.not-voice", "This is not a recording of a minute at most, as browsers make them.")
	ErrManyVoices = fault.New(fault.Limited, "chat.many-voices", "You have sent too many voice messages today.")
)

const (
	voiceBytesMax    = 1 << 20 // a minute of 128 kbit/s, which is more than anybody speaks in
	voiceDurationMax = 61_000  // milliseconds; browsers stop a little late
	voiceDurationMin = 300
	voiceLevels      = 64
	voicesPerDay     = 1000
)

// Voice is one that somebody sent.
type Voice struct {
	Hash       id.BlobHash `json:"hash"`
	Type       string      `json:"type"` // audio/webm, audio/ogg or audio/mp4
	DurationMS int         `json:"duration"`
	Levels     []byte      `json:"levels"` // voiceLevels of 0 to 255, from its beginning to its end
	SizeBytes  int64       `json:"size"`
}

// SendVoice sends a recording and returns the message as it is kept once all of it is durable. One that was sent before under the same
// client id is not sent again: the first one comes back. It fails with ErrNoConversation, ErrClientID, ErrNotVoice, ErrManyVoices, and
// as writing does.
func (s *Service) SendVoice(ctx context.Context, by id.Caller, m Send, durationMS int, levels []byte, content io.Reader) (Message, error) {
	out, err := s.sendVoice(ctx, by, m, Voice{DurationMS: durationMS, Levels: levels}, content)
	// A client that still writes hears no answer, so it would try again for ever. That the rest cannot be read is its own doing.
	_, _ = io.Copy(io.Discard, content)
	return out, err
}

func (s *Service) sendVoice(ctx context.Context, by id.Caller, m Send, v Voice, content io.Reader) (Message, error) {
	if err := errors.Join(checkClientID(m.ClientID), checkMentions(m)); err != nil {
		return Message{}, err
	}
	if !by.SignedIn() {
		return Message{}, account.ErrSignedOut
	}
	if s.blobs == nil || v.DurationMS < voiceDurationMin || v.DurationMS > voiceDurationMax || len(v.Levels) != voiceLevels {
		return Message{}, ErrNotVoice
	}
	old, found, err := s.sentBefore(ctx, by, m, func(tx store.Tx, since time.Time) error {
		n, _, err := countFiles(tx, "message_voice", by.User, since)
		if err == nil && n >= voicesPerDay {
			err = ErrManyVoices
		}
		return err
	})
	if err != nil || found {
		return old, err
	}
	raw, err := io.ReadAll(io.LimitReader(content, voiceBytesMax+1))
	if err != nil {
		return Message{}, fmt.Errorf("chat: read a voice: %w", err)
	}
	if v.Type = voiceType(raw); v.Type == "" || len(raw) > voiceBytesMax {
		return Message{}, fmt.Errorf("chat: voice of %s: %w", by, ErrNotVoice)
	}
	if v.Hash, v.SizeBytes, err = s.blobs.Put(ctx, bytes.NewReader(raw), voiceBytesMax); err != nil {
		return Message{}, fmt.Errorf("chat: voice of %s: %w", by, err)
	}
	m.Body, m.Retry = Body{Voice: &v}, true // rare enough to look each one up
	return s.deliver(ctx, by, m)
}

// OpenVoice returns the content of a voice that the caller may see, as OpenPicture does of a picture. It fails with ErrNoConversation,
// ErrNoVoice or store.ErrNoBlob.
func (s *Service) OpenVoice(ctx context.Context, by id.Caller, conv id.ConvID, seq int64, hash id.BlobHash) (Content, error) {
	if !by.SignedIn() {
		return Content{}, account.ErrSignedOut
	}
	if s.blobs == nil {
		return Content{}, ErrNoVoice
	}
	m, err := s.message(ctx, by, conv, seq)
	if errors.Is(err, ErrNoMessage) {
		err = ErrNoVoice
	}
	if err != nil {
		return Content{}, err
	}
	v := m.Body.Voice
	if v == nil || v.Hash != hash {
		return Content{}, fmt.Errorf("chat: voice %s in message %d of %s: %w", hash, seq, conv, ErrNoVoice)
	}
	if err := s.mayHaveContent(ctx, by, m, ErrNoVoice); err != nil {
		return Content{}, err
	}
	content, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return Content{}, fmt.Errorf("chat: voice in message %d of %s: %w", seq, conv, err)
	}
	return Content{content, v.Type}, nil
}

// voiceOf reads a stored voice.
func voiceOf(body []byte) (*Voice, error) {
	var v Voice
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, fmt.Errorf("chat: a voice cannot be read: %w", err)
	}
	return &v, nil
}

// voiceWords is what a voice is found by, in the languages that the host speaks.
const voiceWords = "voice 语音"

// planVoice notes the content of a voice that is sent.
func (p *plan) planVoice(s *sendOp, seq int64) {
	if v := s.body.Voice; v != nil {
		p.voices = append(p.voices, plannedFile{s.key.conv, seq, s.key.sender, v.Hash, v.SizeBytes})
	}
}

func (p *plan) writeVoices(tx store.Tx) error {
	for _, each := range p.voices {
		if err := insertFile(tx, "message_voice", each, p.now); err != nil {
			return err
		}
	}
	return nil
}
