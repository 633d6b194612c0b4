package pay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// missesMax wrong PINs in a row lock a person's PIN, whatever the devices.
const missesMax = 5

// lockFor returns how long the nth lock in a row lasts, n from 1.
func lockFor(n int) time.Duration {
	steps := [...]time.Duration{time.Minute, 5 * time.Minute, 30 * time.Minute, 3 * time.Hour, 24 * time.Hour}
	return steps[min(max(n, 1), len(steps))-1]
}

// PIN is what a person may know of the state of their PIN.
type PIN struct {
	Set         bool
	LockedUntil time.Time // zero = not locked
	TriesLeft   int
}

// pinRow is a PIN as it is kept.
type pinRow struct {
	phc         string
	misses      int
	locks       int
	lockedUntil time.Time
}

// ends returns when the lock ends. One that ends later than it can last was set by a clock that was ahead, and lasts from now.
func (r pinRow) ends(now time.Time) time.Time {
	if latest := now.Add(lockFor(r.locks)); r.lockedUntil.After(latest) {
		return latest
	}
	return r.lockedUntil
}

func checkPIN(pin string) error {
	if len(pin) != 6 || strings.Trim(pin, "0123456789") != "" || pin == "123456" || strings.Count(pin, pin[:1]) == 6 {
		return ErrPINForm
	}
	return nil
}

// SetPIN sets the caller's PIN. To change it, the old one must be right, and counts like any other try. It fails with
// ErrPINForm, ErrPIN or ErrLocked.
func (s *Service) SetPIN(ctx context.Context, by id.Caller, old, pin string) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	if err := checkPIN(pin); err != nil {
		return err
	}
	state, err := s.PIN(ctx, by.User)
	if err != nil {
		return err
	}
	if state.Set {
		if err := s.prove(ctx, by.User, old); err != nil {
			return err
		}
	}
	return s.keepPIN(ctx, by.User, pin, state.Set)
}

// EnsurePIN sets the PIN of somebody who has none, as the demo does.
func (s *Service) EnsurePIN(ctx context.Context, user id.UserID, pin string) error {
	if err := checkPIN(pin); err != nil {
		return err
	}
	state, err := s.PIN(ctx, user)
	if err != nil || state.Set {
		return err
	}
	return s.keepPIN(ctx, user, pin, false)
}

// keepPIN stores a PIN. Of two devices that set a first one at once, the first wins: the second does not know it.
func (s *Service) keepPIN(ctx context.Context, user id.UserID, pin string, change bool) error {
	phc, err := s.hasher.Hash(ctx, pin)
	if err != nil {
		return fmt.Errorf("pay: set the PIN of %s: %w", user, err)
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		_, found, err := findPIN(tx, user)
		if err == nil && found && !change {
			err = ErrPIN
		}
		if err != nil {
			return err
		}
		return upsertPIN(tx, user, pinRow{phc: phc})
	})
	if err != nil {
		return fmt.Errorf("pay: set the PIN of %s: %w", user, err)
	}
	s.mu.Lock()
	delete(s.pinSums, user)
	s.mu.Unlock()
	return nil
}

// PIN returns the state of a person's PIN.
func (s *Service) PIN(ctx context.Context, user id.UserID) (PIN, error) {
	var row pinRow
	var found bool
	err := s.DB.Read(ctx, func(tx store.Tx) (err error) {
		row, found, err = findPIN(tx, user)
		return err
	})
	if err != nil {
		return PIN{}, fmt.Errorf("pay: the PIN of %s: %w", user, err)
	}
	p := PIN{Set: found, TriesLeft: missesMax - row.misses}
	if now := s.Now(); now.Before(row.lockedUntil) {
		p.LockedUntil, p.TriesLeft = row.ends(now), 0
	}
	return p, nil
}

// prove checks a PIN. The try is counted, and the fifth one locks, before the PIN is looked at: many devices that guess
// at once have five tries together, and a crash in between gives none back. A right PIN takes the count away.
// It fails with ErrNoPIN, ErrLocked or ErrPIN.
func (s *Service) prove(ctx context.Context, user id.UserID, pin string) error {
	// One at a time, so that a right PIN on several devices at once is not taken for a guess while it is looked at.
	leave, err := s.proving.enter(ctx, user)
	if err != nil {
		return fmt.Errorf("pay: the PIN of %s: %w", user, err)
	}
	defer leave()
	var row pinRow
	var left int
	var refusal error
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		refusal = nil
		var found bool
		var err error
		if row, found, err = findPIN(tx, user); err != nil {
			return err
		}
		if !found {
			return ErrNoPIN
		}
		now := s.Now()
		if now.Before(row.lockedUntil) {
			until := row.ends(now)
			refusal = s.locked(until)
			if until.Equal(row.lockedUntil) {
				return refusal
			}
			row.lockedUntil = until
			return upsertPIN(tx, user, row)
		}
		counted := row
		counted.misses++
		left = missesMax - counted.misses
		if left <= 0 {
			counted.misses = 0
			counted.locks++
			counted.lockedUntil = now.Add(lockFor(counted.locks))
		}
		return upsertPIN(tx, user, counted)
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return fmt.Errorf("pay: the PIN of %s: %w", user, err)
	}
	right, err := s.checkPIN(ctx, user, row.phc, pin)
	if err != nil {
		// Too many people wait to be checked, or the caller left: nobody looked at the PIN, so it was no try.
		undo := context.WithoutCancel(ctx)
		back := s.DB.Write(undo, func(tx store.Tx) error { return upsertPIN(tx, user, row) })
		if errors.Is(err, account.ErrBusy) {
			err = ErrBusy
		}
		return fmt.Errorf("pay: the PIN of %s: %w", user, errors.Join(err, back))
	}
	if !right {
		if left <= 0 {
			return s.locked(s.Now().Add(lockFor(row.locks + 1)))
		}
		if left == 1 {
			return ErrPIN.With("One try is left.")
		}
		return ErrPIN.With(fmt.Sprintf("%d tries are left.", left))
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error { return clearMisses(tx, user, row.phc) })
	if err != nil {
		return fmt.Errorf("pay: the PIN of %s: %w", user, err)
	}
	return nil
}

func (s *Service) locked(until time.Time) error {
	minutes := int((until.Sub(s.Now()) + time.Minute - 1) / time.Minute)
	if minutes > 90 {
		return ErrLocked.With(fmt.Sprintf("Try again in about %d hours.", (minutes+59)/60))
	}
	if minutes <= 1 {
		return ErrLocked.With("Try again in a minute.")
	}
	return ErrLocked.With(fmt.Sprintf("Try again in %d minutes.", minutes))
}

// rightPIN remembers which PIN turned out right, so that somebody who pays often does not wait for argon2id each time.
// It is an HMAC under a key that only this process knows, gone with it; tries are counted just the same.
type rightPIN struct {
	phc string
	sum [sha256.Size]byte
}

// rightMax bounds the memory of it.
const rightMax = 10_000

func (s *Service) checkPIN(ctx context.Context, user id.UserID, phc, pin string) (bool, error) {
	sum, err := s.sumPIN(user, pin)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	known, ok := s.pinSums[user]
	s.mu.Unlock()
	if ok && known.phc == phc {
		return hmac.Equal(known.sum[:], sum[:]), nil
	}
	right, err := s.hasher.Check(ctx, phc, pin)
	if err != nil || !right {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.pinSums) >= rightMax {
		clear(s.pinSums)
	}
	s.pinSums[user] = rightPIN{phc, sum}
	return true, nil
}

func (s *Service) sumPIN(user id.UserID, pin string) (sum [sha256.Size]byte, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.pinKey == nil {
		key := make([]byte, sha256.Size)
		if _, err := io.ReadFull(s.Random, key); err != nil {
			return sum, fmt.Errorf("pay: a key for PINs: %w", err)
		}
		s.pinKey = key
	}
	mac := hmac.New(sha256.New, s.pinKey)
	mac.Write([]byte(string(user) + "\x00" + pin))
	mac.Sum(sum[:0])
	return sum, nil
}
