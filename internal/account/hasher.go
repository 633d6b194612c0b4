package account

import (
	"context"
	"io"
)

// Hasher keeps short secrets of people, such as a PIN, in the way and at the cost of passwords, with places of its own,
// so that payments and sign-ins do not wait for each other.
type Hasher struct {
	passwords *passwords
}

// NewHasher returns a hasher that takes its salts from random.
func NewHasher(random io.Reader) *Hasher {
	return &Hasher{newPasswords(random)}
}

// Hash returns the PHC string of a secret. It fails with ErrBusy if too many wait.
func (h *Hasher) Hash(ctx context.Context, secret string) (string, error) {
	return h.passwords.hash(ctx, secret)
}

// Check reports whether the secret is the one of the PHC string. It fails with ErrBusy if too many wait.
func (h *Hasher) Check(ctx context.Context, phc, secret string) (bool, error) {
	return h.passwords.check(ctx, phc, secret)
}
