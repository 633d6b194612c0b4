package account

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrNoDevice says that there is no such sign-in of the caller.
var ErrNoDevice = fault.New(fault.NotFound, "account.no-device", "This device is signed out already.") //nolint:gochecknoglobals // a named failure

// Device is a browser, or a command line, that is signed in.
type Device struct {
	Session           id.SessionID
	Agent             string // what it calls itself
	CreatedAt, SeenAt time.Time
	Current           bool // it is the one that asks
}

// Security is all that leads into an account.
type Security struct {
	Password  bool
	Passkeys  []Passkey // oldest first
	CodesLeft int
	Devices   []Device // the one that asks first, then the last used
}

// Security returns the caller's ways in and devices.
func (s *Service) Security(ctx context.Context, by id.Caller) (all Security, err error) {
	err = s.readOwn(ctx, by, func(tx store.Tx) error {
		holder, err := findKeyholder(tx, by.User)
		if err != nil {
			return err
		}
		for _, row := range holder.keys {
			all.Passkeys = append(all.Passkeys, row.shown(s.here()))
		}
		phc, err := findPassword(tx, by.User)
		if err != nil {
			return err
		}
		all.Password = phc != ""
		if all.CodesLeft, err = countCodes(tx, by.User); err != nil {
			return err
		}
		rows, err := listSessions(tx, by.User, s.now().Add(-SessionTTL))
		for _, row := range rows {
			all.Devices = append(all.Devices, Device{row.id, row.agent, row.createdAt, row.seenAt, row.id == by.Session})
		}
		return err
	})
	if err != nil {
		return Security{}, fmt.Errorf("account: security of %s: %w", by, err)
	}
	slices.SortStableFunc(all.Devices, func(a, b Device) int {
		switch {
		case a.Current == b.Current:
			return 0
		case a.Current:
			return -1
		}
		return 1
	})
	return all, nil
}

// Revoke signs one of the caller's devices out at once. It fails with ErrNoDevice.
func (s *Service) Revoke(ctx context.Context, by id.Caller, session id.SessionID) error {
	return s.writeOwn(ctx, by, func(tx store.Tx) error {
		if _, found, err := findOwnSession(tx, by.User, session); err != nil || !found {
			if err == nil {
				err = ErrNoDevice
			}
			return err
		}
		return revoke(tx, by, session)
	})
}

// RevokeOthers signs out every device of the caller but the one that asks, and returns how many there were.
func (s *Service) RevokeOthers(ctx context.Context, by id.Caller) (count int, err error) {
	err = s.writeOwn(ctx, by, func(tx store.Tx) error {
		count, err = s.revokeOthers(tx, by)
		return err
	})
	return count, err
}

func (s *Service) revokeOthers(tx store.Tx, by id.Caller) (count int, err error) {
	rows, err := listSessions(tx, by.User, time.UnixMilli(0))
	if err != nil {
		return 0, err
	}
	for _, row := range rows {
		if row.id == by.Session {
			continue
		}
		if err := revoke(tx, by, row.id); err != nil {
			return 0, err
		}
		count++
	}
	return count, nil
}

func revoke(tx store.Tx, by id.Caller, session id.SessionID) error {
	if err := removeSession(tx, session); err != nil {
		return err
	}
	return tx.Emit(SessionRevoked, string(by.User), []byte(session))
}
