package account

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrCode does not say which of the two is wrong.
var ErrCode = fault.New(fault.Unauthenticated, "account.code", "The name or the code is not right, or the code was used.") //nolint:gochecknoglobals // a named failure

const (
	codesAtOnce = 10
	codeLength  = 15 // characters of 5 bits: 75 bits, too many to guess even without the limit on attempts
	codeGroup   = 5
	// codeLetters has none that look alike when written by hand: no i, l, o and u.
	codeLetters = "0123456789abcdefghjkmnpqrstvwxyz"
)

// MakeRecoveryCodes returns ten new codes of the caller, each of which signs in once. They are shown now or never; the
// ones before end. It fails with ErrProve.
func (s *Service) MakeRecoveryCodes(ctx context.Context, by id.Caller) ([]string, error) {
	codes := make([]string, codesAtOnce)
	sums := make([][]byte, codesAtOnce)
	for i := range codes {
		letters, err := newCode(s.random, codeLength)
		if err != nil {
			return nil, err
		}
		var text strings.Builder
		for n, letter := range []byte(letters) {
			if n > 0 && n%codeGroup == 0 {
				text.WriteByte('-')
			}
			text.WriteByte(letter)
		}
		codes[i] = text.String()
		sums[i] = s.codeSum(by.User, codes[i])
	}
	err := s.writeProved(ctx, by, func(tx store.Tx) error { return replaceCodes(tx, by.User, sums) })
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// newCode returns random letters, each of 5 bits.
func newCode(random io.Reader, length int) (string, error) {
	raw := make([]byte, length)
	if _, err := io.ReadFull(random, raw); err != nil {
		return "", fmt.Errorf("account: make a code: %w", err)
	}
	for i, b := range raw {
		raw[i] = codeLetters[b%byte(len(codeLetters))]
	}
	return string(raw), nil
}

// plainCode returns a code as newCode made it, however it was typed.
func plainCode(code string) string {
	return strings.NewReplacer("-", "", " ", "", "o", "0", "i", "1", "l", "1").Replace(strings.ToLower(code))
}

// codeSum is what is kept of a code. However it was typed, it is the same code.
func (s *Service) codeSum(user id.UserID, code string) []byte {
	return s.sum("recovery code", string(user), plainCode(code))
}

// SignInWithCode spends a recovery code and makes a session. Left is how many codes remain. It fails with ErrCode, whether
// the handle exists or not, and with ErrTooOften.
func (s *Service) SignInWithCode(ctx context.Context, from Origin, handle, code string) (session Session, left int, err error) {
	handle, err = cleanHandle(handle)
	if err != nil || len(code) > 4*codeLength {
		return Session{}, 0, ErrCode
	}
	key := handle + " " + from.network()
	if err := s.allowSignIn(ctx, from, key); err != nil {
		return Session{}, 0, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		p, found, err := findHandle(tx, handle)
		if err != nil {
			return err
		}
		spent, err := spendCode(tx, p.ID, s.codeSum(p.ID, code))
		if err != nil {
			return err
		}
		if !found || !spent {
			return ErrCode
		}
		if left, err = countCodes(tx, p.ID); err != nil {
			return err
		}
		session, err = s.newSession(tx, p, from.Agent)
		return err
	})
	if err != nil {
		return Session{}, 0, fmt.Errorf("account: sign in %s with a code: %w", handle, err)
	}
	return session, left, s.forgive(ctx, s.attempts, key)
}
