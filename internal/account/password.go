package account

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of one password: argon2id with 19 MiB, 2 passes and 1 lane, the first recommendation of OWASP's Password
// Storage Cheat Sheet (which follows RFC 9106 in preferring argon2id). The parameters are part of every stored string,
// so that raising them later leaves old passwords valid.
const (
	costMemoryKiB = 19 * 1024
	costPasses    = 2
	costLanes     = 1
	saltBytes     = 16
	hashBytes     = 32
)

// atOnce bounds the memory that passwords take: 4 × 19 MiB, whatever the number of people who sign in at once.
const atOnce = 4

// waitersMax is how many may wait for their turn, about ten seconds' worth on one slow core.
const waitersMax = 128

var errPHC = errors.New("account: stored password is not an argon2id string")

// passwords hashes and checks, a few at a time.
type passwords struct {
	random io.Reader
	places chan struct{} // one element per computation that runs
	queue  chan struct{} // one element per computation that runs or waits
}

func newPasswords(random io.Reader) *passwords {
	return &passwords{random: random, places: make(chan struct{}, atOnce), queue: make(chan struct{}, atOnce+waitersMax)}
}

// enter waits for a place. It fails with ErrBusy if too many wait already.
func (p *passwords) enter(ctx context.Context) (leave func(), err error) {
	select {
	case p.queue <- struct{}{}:
	default:
		return nil, ErrBusy
	}
	select {
	case p.places <- struct{}{}:
		return func() { <-p.places; <-p.queue }, nil
	case <-ctx.Done():
		<-p.queue
		return nil, fmt.Errorf("account: wait to hash: %w", ctx.Err())
	}
}

// hash returns the PHC string of a password: $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(p.random, salt); err != nil {
		return "", fmt.Errorf("account: salt: %w", err)
	}
	leave, err := p.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	sum := argon2.IDKey([]byte(password), salt, costPasses, costMemoryKiB, costLanes, hashBytes)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		costMemoryKiB, costPasses, costLanes, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// check reports whether the password is the one of the PHC string. With the empty string, which stands for nobody, it
// takes as long and says no.
func (p *passwords) check(ctx context.Context, phc, password string) (bool, error) {
	nobody := phc == ""
	c := cost{memoryKiB: costMemoryKiB, passes: costPasses, lanes: costLanes, salt: make([]byte, saltBytes), sum: make([]byte, hashBytes)}
	if !nobody {
		var err error
		if c, err = parsePHC(phc); err != nil {
			return false, err
		}
	}
	leave, err := p.enter(ctx)
	if err != nil {
		return false, err
	}
	defer leave()
	got := argon2.IDKey([]byte(password), c.salt, c.passes, c.memoryKiB, c.lanes, uint32(len(c.sum))) //nolint:gosec // at most 64
	return subtle.ConstantTimeCompare(got, c.sum) == 1 && !nobody, nil
}

type cost struct {
	memoryKiB, passes uint32
	lanes             uint8
	salt, sum         []byte
}

func parsePHC(text string) (cost, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return cost{}, errPHC
	}
	var c cost
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memoryKiB, &c.passes, &c.lanes); err != nil {
		return cost{}, errPHC
	}
	var err error
	if c.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return cost{}, errPHC
	}
	if c.sum, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return cost{}, errPHC
	}
	// Bounds keep a damaged row from taking all memory.
	if c.memoryKiB > 1<<20 || c.passes < 1 || c.passes > 16 || c.lanes < 1 || len(c.sum) < 16 || len(c.sum) > 64 {
		return cost{}, errPHC
	}
	return c, nil
}
