package account

import (
	"context"
	"fmt"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrProve asks for a fresh proof of who is there.
var ErrProve = fault.New(fault.Forbidden, "account.prove", "Please confirm first that it is you.") //nolint:gochecknoglobals // a named failure

// proofTTL is how long signing in, or a proof, lets a device change the ways in.
const proofTTL = 10 * time.Minute

// readOwn reads on behalf of a person; nobody else may ask.
func (s *Service) readOwn(ctx context.Context, by id.Caller, read func(store.Tx) error) error {
	if by.Kind != id.Person {
		return ErrSignedOut
	}
	return s.db.Read(ctx, read)
}

func (s *Service) writeOwn(ctx context.Context, by id.Caller, write func(store.Tx) error) error {
	if by.Kind != id.Person {
		return ErrSignedOut
	}
	if err := s.db.Write(ctx, write); err != nil {
		return fmt.Errorf("account: change the ways in of %s: %w", by, err)
	}
	return nil
}

func (s *Service) writeProved(ctx context.Context, by id.Caller, write func(store.Tx) error) error {
	return s.writeOwn(ctx, by, func(tx store.Tx) error {
		if err := s.proved(tx, by); err != nil {
			return err
		}
		return write(tx)
	})
}

// proved fails with ErrProve unless the caller's device was told lately who is there. Whoever has neither a password nor a
// passkey that works at this address has nothing to prove it by.
func (s *Service) proved(tx store.Tx, by id.Caller) error {
	row, found, err := findOwnSession(tx, by.User, by.Session)
	if err != nil {
		return err
	}
	if !found {
		return ErrSignedOut
	}
	// A proof from the time to come was noted by a clock that was ahead: it must not count until then.
	if s.now().Sub(row.provedAt).Abs() <= proofTTL {
		return nil
	}
	holder, err := findKeyholder(tx, by.User)
	if err != nil {
		return err
	}
	phc, err := findPassword(tx, by.User)
	if err != nil || phc == "" && len(of(holder.keys, s.here())) == 0 {
		return err
	}
	return ErrProve
}

// BeginProof returns what a passkey of the caller may sign to prove who is there. It fails with ErrNoPasskey if they have
// none.
func (s *Service) BeginProof(ctx context.Context, by id.Caller) (PasskeyAsk, error) {
	if s.party == nil {
		return PasskeyAsk{}, ErrNoPasskeys
	}
	var holder keyholder
	err := s.readOwn(ctx, by, func(tx store.Tx) (err error) {
		holder, err = findKeyholder(tx, by.User)
		return err
	})
	if err != nil {
		return PasskeyAsk{}, fmt.Errorf("account: begin a proof of %s: %w", by, err)
	}
	if holder.keys = of(holder.keys, s.party.id); len(holder.keys) == 0 {
		return PasskeyAsk{}, ErrNoPasskey
	}
	c, err := s.newChallenge(forProof, string(by.User), string(by.Session))
	return PasskeyAsk{Challenge: c, Party: s.party.id, Allowed: holder.credentials()}, err
}

// ProveByPasskey takes what a passkey of the caller signed as proof of who is there. It fails as SignInWithPasskey does.
func (s *Service) ProveByPasskey(ctx context.Context, by id.Caller, a Assertion) error {
	if s.party == nil {
		return ErrNoPasskeys
	}
	return s.writeOwn(ctx, by, func(tx store.Tx) error {
		p, found, err := findPasskeyOwner(tx, a.Credential)
		if err != nil {
			return err
		}
		if !found || p.ID != by.User {
			return ErrPasskeyUnknown
		}
		if err := s.accept(tx, p, a, forProof, string(by.User), string(by.Session)); err != nil {
			return err
		}
		return noteProof(tx, by.Session, s.now())
	})
}

// ProveByPassword takes the caller's password as proof of who is there. It fails with ErrWrong, ErrTooOften and ErrBusy.
func (s *Service) ProveByPassword(ctx context.Context, by id.Caller, password string) error {
	if by.Kind != id.Person {
		return ErrSignedOut
	}
	key := "prove " + string(by.User)
	if err := s.allow(ctx, s.attempts, key); err != nil {
		return err
	}
	var phc string
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		phc, err = findPassword(tx, by.User)
		return err
	})
	if err != nil {
		return fmt.Errorf("account: prove %s: %w", by, err)
	}
	right, err := s.passwords.check(ctx, phc, password)
	if err != nil {
		return fmt.Errorf("account: prove %s: %w", by, err)
	}
	if !right {
		return ErrWrong
	}
	if err := s.forgive(ctx, s.attempts, key); err != nil {
		return fmt.Errorf("account: prove %s: %w", by, err)
	}
	return s.writeOwn(ctx, by, func(tx store.Tx) error { return noteProof(tx, by.Session, s.now()) })
}

// ChangePassword sets the caller's password. If there was one before, every other device is signed out: whoever changes a
// password may do so because somebody else knows it. It fails with ErrPassword, ErrProve and ErrBusy.
func (s *Service) ChangePassword(ctx context.Context, by id.Caller, password string) error {
	if err := checkPassword(password); err != nil {
		return err
	}
	// The proof is asked for before the costly part, and again where it counts.
	if err := s.readOwn(ctx, by, func(tx store.Tx) error { return s.proved(tx, by) }); err != nil {
		return err
	}
	phc, err := s.passwords.hash(ctx, password)
	if err != nil {
		return fmt.Errorf("account: change the password of %s: %w", by, err)
	}
	return s.writeProved(ctx, by, func(tx store.Tx) error {
		before, err := findPassword(tx, by.User)
		if err != nil {
			return err
		}
		if err := changePassword(tx, by.User, phc); err != nil || before == "" {
			return err
		}
		_, err = s.revokeOthers(tx, by)
		return err
	})
}
