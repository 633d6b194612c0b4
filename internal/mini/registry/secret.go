package registry

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrSecret says that a program has no such secret.
var ErrSecret = fault.New(fault.Unauthenticated, "registry.secret", "This is not the secret of this mini program.") //nolint:gochecknoglobals // a named failure

// MakeSecret gives a program a new secret, 32 hex digits, which its own server shows to this instance. It is told this once;
// the one before ends at once. It fails with ErrSignedOut, ErrNoProgram and ErrNotOwner; the instance itself (id.System) may
// make one for every program.
func (s *Service) MakeSecret(ctx context.Context, by id.Caller, app id.AppID) (string, error) {
	if by.Kind != id.Person && by.Kind != id.System {
		return "", fmt.Errorf("registry: secret of %s: %w", app, ErrSignedOut)
	}
	secret := id.NewSecret(s.ids)
	sum := sha256.Sum256([]byte(secret))
	err := s.db.Write(ctx, func(tx store.Tx) error {
		p, found, err := findProgram(tx, app)
		switch {
		case err != nil:
			return err
		case !found:
			return ErrNoProgram
		case by.Kind == id.Person && p.Owner != by.User:
			return ErrNotOwner
		}
		return changeSecret(tx, app, sum[:], s.db.Now())
	})
	if err != nil {
		return "", fmt.Errorf("registry: secret of %s by %s: %w", app, by, err)
	}
	return secret, nil
}

// CheckSecret fails with ErrNoProgram if there is no such program, and with ErrSecret if that is not its secret.
func (s *Service) CheckSecret(ctx context.Context, app id.AppID, secret string) error {
	var sum []byte
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		if _, err = find(tx, app); err != nil {
			return err
		}
		sum, _, err = findSecret(tx, app)
		return err
	})
	if err != nil {
		return err
	}
	given := sha256.Sum256([]byte(secret))
	if subtle.ConstantTimeCompare(given[:], sum) != 1 {
		return fmt.Errorf("registry: secret of %s: %w", app, ErrSecret)
	}
	return nil
}
