package account

import (
	"context"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/store"
)

// Limits says how often may be tried. The zero value means the defaults.
type Limits struct {
	PerHandle   Rate // sign-ins with one handle from one address; default 8, then one every 15 s
	PerAddress  Rate // sign-ins from one address, whatever the handle; default 60, then one every 2 s
	NewAccounts Rate // registrations from one address; default 40, then one every 10 s
}

// Rate allows Burst at once and one more after each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// guard is one limit. Memory is asked first, so that whoever is beyond the limit at one process costs the database nothing.
type guard struct {
	name   string
	rate   Rate
	memory *httpd.Limiter
}

// guard returns a limit of the rate, or of fallback if the rate is zero.
func (r Rate) guard(name string, now func() time.Time, fallback Rate) guard {
	if r.Burst == 0 {
		r = fallback
	}
	return guard{name, r, httpd.NewLimiter(now, 1/r.Every.Seconds(), r.Burst)}
}

// allow counts one attempt of key, over all processes if there are several. It fails with ErrTooOften.
func (s *Service) allow(ctx context.Context, g guard, key string) error {
	if g.memory.Allow(key) != nil {
		return ErrTooOften
	}
	if !s.shared {
		return nil
	}
	within := false
	err := s.db.Write(ctx, func(tx store.Tx) (err error) {
		within, err = countAttempt(tx, s.sum("attempt", g.name, key), s.now(), g.rate)
		return err
	})
	if err == nil && !within {
		err = ErrTooOften
	}
	return err
}

// forgive gives key its whole burst back, as for somebody who turned out to be no guesser.
func (s *Service) forgive(ctx context.Context, g guard, key string) error {
	g.memory.Clear(key)
	if !s.shared {
		return nil
	}
	return s.db.Write(ctx, func(tx store.Tx) error { return forgetAttempts(tx, s.sum("attempt", g.name, key)) })
}

// First reports whether nobody told this before, at any process, for as long as it lasts; at most an hour.
func (s *Service) First(ctx context.Context, what string, lasting time.Duration) (first bool, err error) {
	err = s.db.Write(ctx, func(tx store.Tx) (err error) {
		first, err = countAttempt(tx, s.sum("attempt", "first", what), s.now(), Rate{Burst: 1, Every: lasting})
		return err
	})
	return first, err
}
