// Package account knows the people: who they are, how they sign in, and what a mini program may call them.
//
// A person has a handle to sign in with and to be found by, a shown name, and ways in: a password kept as argon2id
// (password.go), passkeys (passkey.go, whose challenges are in challenge.go), and recovery codes that count once
// (recovery.go). The last way in cannot be removed. What changes the ways in wants a fresh proof of who is there
// (prove.go), so that an open browser that somebody finds is not enough to take an account over.
// Anybody may register, or nobody, or who has an invitation of the operator's (invitation.go).
// A sign-in makes a session: 256 random bits that only the device has, of which the database keeps the SHA-256
// (session.go). It ends 90 days after its last use. Guessing is slowed down per handle and per network address
// (limit.go), and an unknown handle is answered exactly like a wrong password, in text and in time.
//
// A mini program never sees an id of ours. It gets an openid, which OpenID derives from the person and the program under
// a key that stays on the instance: two programs cannot compare notes about a person.
//
// Other rooms ask for people by Find and People. Register emits Registered; SignOut emits SessionEnded, and signing out
// another device (device.go) SessionRevoked.
package account

import (
	"embed"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of this room.
//
//nolint:gochecknoglobals // named failures
var (
	ErrSignedOut   = fault.New(fault.Unauthenticated, "account.signed-out", "Please sign in.")
	ErrWrong       = fault.New(fault.Unauthenticated, "account.wrong", "The name or the password is not right.")
	ErrTooOften    = fault.New(fault.Limited, "account.too-often", "Too many attempts. Please wait a little and try again.")
	ErrBusy        = fault.New(fault.Unavailable, "account.busy", "Many people are signing in right now. Please try again.")
	ErrHandle      = fault.New(fault.Invalid, "account.handle", "A sign-in name has 3 to 24 characters: letters a to z, digits and _.")
	ErrHandleTaken = fault.New(fault.Conflict, "account.handle-taken", "This sign-in name is taken.")
	ErrName        = fault.New(fault.Invalid, "account.name", "A name has 1 to 32 characters.")
	ErrPassword    = fault.New(fault.Invalid, "account.password", "A password has 8 to 128 characters.")
	ErrNobody      = fault.New(fault.NotFound, "account.nobody", "There is nobody of this name.")
	ErrRevoked     = fault.New(fault.Unauthenticated, "account.revoked", "This device was signed out from another one.")
	ErrNotLocal    = fault.New(fault.Forbidden, "account.not-local", "This link works only on the computer that runs the demo.")
)

const (
	// Registered is emitted when a person has registered. The payload is the person's id.
	Registered = "account.Registered"
	// SessionEnded is emitted when somebody signed out. The payload is the session's id.
	SessionEnded = "account.SessionEnded"
	// SessionRevoked is emitted when a person signed out one of their other devices. The payload is the session's id.
	SessionRevoked = "account.SessionRevoked"
)

const tints = 12 // colours of drawn avatars

// Person is what anybody may see of somebody.
type Person struct {
	ID     id.UserID
	Handle string
	Name   string
	Tint   int    // 0 to 11, the colour of the drawn avatar
	Avatar string // blob hash of a picture, or empty
	Bot    bool   // a scripted contact
}

// Session is a new sign-in. Token is the secret for the device; it is not kept here.
type Session struct {
	Person Person
	Caller id.Caller
	Token  string
}

// SessionTTL is how long a session lasts after its last use.
const SessionTTL = 90 * 24 * time.Hour

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "account", FS: schema} }

// cleanHandle returns the handle in lower case without space around it, or ErrHandle.
func cleanHandle(text string) (string, error) {
	handle := strings.ToLower(strings.TrimSpace(text))
	if len(handle) < 3 || len(handle) > 24 || strings.Trim(handle, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
		return "", ErrHandle
	}
	return handle, nil
}

// cleanName returns the name without space around it, or ErrName. Characters that do not show, or that turn the
// direction of writing, are refused: with them one person could be made to look like another.
func cleanName(text string) (string, error) {
	name := strings.TrimSpace(text)
	if n := utf8.RuneCountInString(name); n < 1 || n > 32 || !utf8.ValidString(name) {
		return "", ErrName
	}
	for _, r := range name {
		joiner := r == '\u200d' // holds emoji together
		if !joiner && !unicode.IsGraphic(r) {
			return "", ErrName.With("It may not contain invisible characters.")
		}
	}
	return name, nil
}

func checkPassword(text string) error {
	if n := utf8.RuneCountInString(text); n < 8 || n > 128 || !utf8.ValidString(text) {
		return ErrPassword
	}
	return nil
}

// tintOf picks the avatar's colour from the handle, so that it stays the same everywhere.
func tintOf(handle string) int {
	sum := 0
	for _, b := range []byte(handle) {
		sum = (sum*31 + int(b)) % 9973
	}
	return sum % tints
}
