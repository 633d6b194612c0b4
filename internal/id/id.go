// Package id makes and reads the names of things.
//
// Every noun has a type of its own, so that a conversation cannot be passed where a person is meant, and a prefix of its
// own, so that a name in a log says what it names. What follows the prefix is 26 characters of Crockford's base 32:
// 48 bits of Unix milliseconds and 80 random bits, so names sort by time of birth and cannot be guessed. Two nouns differ:
// a program carries an appid as WeChat writes it (wx and 16 hex digits, because unmodified programs and backends check
// that form), and a blob is named by its SHA-256.
//
// Names come from a Source, which is built from a clock and a source of randomness: New[id.UserID](source).
// Caller says on whose behalf something is asked for; services take it as a parameter "by".
package id

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/fault"
)

// ErrMalformed says that a text is not a name of the wanted noun.
var ErrMalformed = fault.New(fault.Invalid, "id.malformed", "This is not a valid identifier.") //nolint:gochecknoglobals // a named failure

type (
	// UserID names a person: usr_….
	UserID string
	// ConvID names a conversation: cnv_….
	ConvID string
	// SessionID names one sign-in of a person: ses_…. It is not the secret token.
	SessionID string
	// DeviceID names a browser or a phone of a person: dev_….
	DeviceID string
	// CardID names a card that was put into a conversation: crd_….
	CardID string
	// EventID names an event of the outbox: evt_….
	EventID string
	// RequestID names one request in the logs: req_….
	RequestID string
	// PasskeyID names a passkey of a person: psk_…. It is not the credential's own id.
	PasskeyID string
)

// Prefix returns "usr_".
func (UserID) Prefix() string { return "usr_" }

// Prefix returns "cnv_".
func (ConvID) Prefix() string { return "cnv_" }

// Prefix returns "ses_".
func (SessionID) Prefix() string { return "ses_" }

// Prefix returns "dev_".
func (DeviceID) Prefix() string { return "dev_" }

// Prefix returns "crd_".
func (CardID) Prefix() string { return "crd_" }

// Prefix returns "evt_".
func (EventID) Prefix() string { return "evt_" }

// Prefix returns "req_".
func (RequestID) Prefix() string { return "req_" }

// Prefix returns "psk_".
func (PasskeyID) Prefix() string { return "psk_" }

// Named is a noun whose names are a prefix and 26 characters.
type Named interface {
	~string
	Prefix() string
}

const (
	alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	length   = 26
)

// Source gives out new names. It is safe for use by many goroutines.
type Source struct {
	now    func() time.Time
	random io.Reader

	mu   sync.Mutex
	last uint64   // milliseconds of the newest name
	tail [10]byte // its random part, counted up for names of the same millisecond
}

// NewSource returns a source that takes its time from now and its randomness from random (crypto/rand.Reader).
func NewSource(now func() time.Time, random io.Reader) *Source {
	return &Source{now: now, random: random}
}

// New returns a new name of the noun T. Names of one source sort in the order in which they were made,
// even within a millisecond or when the clock steps back. It panics if the machine has no randomness left to give,
// since there is no safe way on.
func New[T Named](s *Source) T {
	var zero T
	return T(zero.Prefix() + s.next())
}

func (s *Source) next() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	ms := max(uint64(s.now().UnixMilli()), s.last) //nolint:gosec // times before 1970 do not occur
	if ms == s.last {
		for i := len(s.tail) - 1; i >= 0; i-- {
			s.tail[i]++
			if s.tail[i] != 0 {
				break
			}
		}
	} else {
		s.read(s.tail[:])
		s.tail[0] &= 0x7f // leaves room to count up
		s.last = ms
	}
	var raw [16]byte
	for i := range 6 {
		raw[i] = byte(ms >> (8 * (5 - i)))
	}
	copy(raw[6:], s.tail[:])
	return encode(raw)
}

func (s *Source) read(into []byte) {
	if _, err := io.ReadFull(s.random, into); err != nil {
		panic(fmt.Sprintf("id: no randomness: %v", err))
	}
}

// encode writes 128 bits as 26 characters, of which the first carries only three bits.
func encode(raw [16]byte) string {
	var out [length]byte
	var acc uint32
	bits := 2 // 130 bits in 26 characters: two leading zeros
	n := 0
	for _, b := range raw {
		acc = acc<<8 | uint32(b)
		bits += 8
		for bits >= 5 {
			bits -= 5
			out[n] = alphabet[acc>>bits&31]
			n++
		}
		acc &= 1<<bits - 1
	}
	return string(out[:])
}

// Parse reads a name of the noun T. It fails with ErrMalformed on anything New could not have made.
func Parse[T Named](text string) (T, error) {
	var zero T
	rest, ok := strings.CutPrefix(text, zero.Prefix())
	if !ok || len(rest) != length || rest[0] > '7' || strings.Trim(rest, alphabet) != "" {
		return "", fmt.Errorf("id: parse %q as %T: %w", text, zero, ErrMalformed)
	}
	return T(text), nil
}

// AppID names a mini program as WeChat does: "wx" and 16 lower-case hex digits.
type AppID string

// NewAppID returns a new random appid.
func NewAppID(s *Source) AppID {
	var raw [8]byte
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read(raw[:])
	return AppID("wx" + hex.EncodeToString(raw[:]))
}

// DeriveAppID returns the same appid for the same seed; a folder in development keeps its appid that way.
func DeriveAppID(seed string) AppID {
	sum := sha256.Sum256([]byte(seed))
	return AppID("wx" + hex.EncodeToString(sum[:8]))
}

// ParseAppID reads an appid. It fails with ErrMalformed.
func ParseAppID(text string) (AppID, error) {
	rest, ok := strings.CutPrefix(text, "wx")
	if !ok || len(rest) != 16 || strings.Trim(rest, hexDigits) != "" {
		return "", fmt.Errorf("id: parse %q as an appid: %w", text, ErrMalformed)
	}
	return AppID(text), nil
}

const hexDigits = "0123456789abcdef"

// BlobHash names content by its SHA-256, as 64 lower-case hex digits.
type BlobHash string

// HashBlob returns the name of the given content.
func HashBlob(content []byte) BlobHash {
	sum := sha256.Sum256(content)
	return BlobHash(hex.EncodeToString(sum[:]))
}

// ParseBlobHash reads the name of a blob. It fails with ErrMalformed.
func ParseBlobHash(text string) (BlobHash, error) {
	if len(text) != 64 || strings.Trim(text, hexDigits) != "" {
		return "", fmt.Errorf("id: parse %q as a blob hash: %w", text, ErrMalformed)
	}
	return BlobHash(text), nil
}
