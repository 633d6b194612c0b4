package account

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"time"

	"github.com/superette/superette/internal/fault"
)

// A challenge is what a passkey signs. It is made without writing anything down, so that asking for many of them costs the
// database nothing: 16 random bytes, the time at which it ends, and an HMAC over both, over what it is for and over
// whom it is for. It is written down when it was answered: each counts once.

// challengeTTL is how long a challenge may be answered. A sign-in page that waits for a passkey asks for a new one in time.
const challengeTTL = 10 * time.Minute

const (
	challengeRandom = 16
	challengeMAC    = 16
	challengeBytes  = challengeRandom + 8 + challengeMAC
)

// purpose is what a challenge is for. One that was made for one thing is no use for another.
type purpose string

const (
	forSignIn   purpose = "sign in"
	forRegister purpose = "register"
	forAdd      purpose = "add"
	forProof    purpose = "prove"
)

// ErrChallenge says that a challenge is not of this instance, not for this person or purpose, too old, or used.
var ErrChallenge = fault.New(fault.Invalid, "account.challenge", "This took too long. Please try again.") //nolint:gochecknoglobals // a named failure

func (s *Service) newChallenge(p purpose, whom ...string) ([]byte, error) {
	c := make([]byte, challengeRandom, challengeBytes)
	if _, err := io.ReadFull(s.random, c); err != nil {
		return nil, fmt.Errorf("account: make a challenge: %w", err)
	}
	c = binary.BigEndian.AppendUint64(c, uint64(s.now().Add(challengeTTL).UnixMilli())) //nolint:gosec // times before 1970 do not occur
	return append(c, s.challengeSum(c, p, whom)...), nil
}

// checkChallenge returns when the challenge ends, or ErrChallenge. Whether it was used is known in the transaction alone.
func (s *Service) checkChallenge(c []byte, p purpose, whom ...string) (ends time.Time, err error) {
	if len(c) != challengeBytes {
		return time.Time{}, ErrChallenge
	}
	said := c[:challengeRandom+8]
	ends = time.UnixMilli(int64(binary.BigEndian.Uint64(said[challengeRandom:]))) //nolint:gosec // checked by the sum
	if !hmac.Equal(c[len(said):], s.challengeSum(said, p, whom)) || s.now().After(ends) {
		return time.Time{}, ErrChallenge
	}
	return ends, nil
}

func (s *Service) challengeSum(said []byte, p purpose, whom []string) []byte {
	return s.sum("challenge", append([]string{string(said), string(p)}, whom...)...)[:challengeMAC]
}

// sum is the HMAC of some texts under the instance's key. Their lengths are in it: no two lists look the same.
func (s *Service) sum(domain string, texts ...string) []byte {
	mac := hmac.New(sha256.New, s.key)
	for _, text := range append([]string{domain}, texts...) {
		mac.Write(binary.BigEndian.AppendUint32(nil, uint32(len(text)))) //nolint:gosec // short
		mac.Write([]byte(text))
	}
	return mac.Sum(nil)
}
