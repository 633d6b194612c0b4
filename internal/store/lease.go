package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/superette/superette/internal/fault"
)

// The failures of leases.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrHeld says that somebody else holds the lease and it has not run out.
	ErrHeld = fault.New(fault.Conflict, "store.lease-held", "This is being done elsewhere.")
	// ErrFenced says that the lease was taken over; whoever gets this must stop acting as its holder.
	ErrFenced = fault.New(fault.Unavailable, "store.fenced", "This moved elsewhere. Please try again.")
)

// Lease is the right to be the only one who does something, such as owning a partition of the chat, until it runs out.
// Every take-over raises the epoch. Time alone cannot make it safe, because a holder may sleep past the end without
// noticing; so each write that relies on the lease calls Check in its own transaction: that is the fence.
type Lease struct {
	Name   string
	Holder string
	Epoch  int64
}

// Acquire takes the lease called name for holder until now+ttl, with a new epoch. It succeeds if the lease is free, has
// run out, or is holder's own (a restarted holder fences off its former self). Otherwise it fails with ErrHeld.
func Acquire(tx Tx, name, holder string, now time.Time, ttl time.Duration) (Lease, error) {
	lease := Lease{Name: name, Holder: holder}
	err := tx.QueryRow(`INSERT INTO lease (name, holder, epoch, expires_at) VALUES ($1, $2, 1, $3)
		ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, epoch = lease.epoch + 1, expires_at = excluded.expires_at
		WHERE lease.expires_at <= $4 OR lease.holder = excluded.holder
		RETURNING epoch`,
		name, holder, now.Add(ttl).UnixMilli(), now.UnixMilli()).Scan(&lease.Epoch)
	if errors.Is(err, ErrNoRow) {
		return Lease{}, fmt.Errorf("store: acquire %s for %s: %w", name, holder, ErrHeld)
	}
	if err != nil {
		return Lease{}, fmt.Errorf("store: acquire %s for %s: %w", name, holder, err)
	}
	return lease, nil
}

// Renew prolongs the lease until now+ttl, even if it ran out, as long as nobody took it over. It fails with ErrFenced.
func (l Lease) Renew(tx Tx, now time.Time, ttl time.Duration) error {
	changed, err := tx.Exec(`UPDATE lease SET expires_at = $1 WHERE name = $2 AND epoch = $3`,
		now.Add(ttl).UnixMilli(), l.Name, l.Epoch)
	if err != nil {
		return fmt.Errorf("store: renew %s: %w", l.Name, err)
	}
	if changed == 0 {
		return fmt.Errorf("store: renew %s at epoch %d: %w", l.Name, l.Epoch, ErrFenced)
	}
	return nil
}

// Check fails with ErrFenced if somebody took the lease over. Within a Write nobody can take it between this and the commit.
func (l Lease) Check(tx Tx) error {
	var epoch int64
	if err := tx.QueryRow(`SELECT epoch FROM lease WHERE name = $1`, l.Name).Scan(&epoch); err != nil {
		return fmt.Errorf("store: check %s: %w", l.Name, err)
	}
	if epoch != l.Epoch {
		return fmt.Errorf("store: %s is at epoch %d, held at %d: %w", l.Name, epoch, l.Epoch, ErrFenced)
	}
	return nil
}

// Advance counts a commit under the lease: from seq to seq+1. It fails with ErrFenced if somebody took the lease over, or
// counted meanwhile. It is the first statement of the commit that it fences.
func (l Lease) Advance(tx Tx, seq int64) error {
	changed, err := tx.Exec(`UPDATE lease SET seq = seq + 1 WHERE name = $1 AND epoch = $2 AND seq = $3`, l.Name, l.Epoch, seq)
	if err != nil {
		return fmt.Errorf("store: advance %s: %w", l.Name, err)
	}
	if changed != 1 {
		return fmt.Errorf("store: advance %s from %d at epoch %d: %w", l.Name, seq, l.Epoch, ErrFenced)
	}
	return nil
}

// Seq returns how many commits were counted under the lease, as of the newest commit. It waits for one whose outcome is
// still open, by locking the row. It fails with ErrFenced if somebody took the lease over.
func (l Lease) Seq(tx Tx) (seq int64, err error) {
	var epoch int64
	if err := tx.QueryRow(`UPDATE lease SET seq = seq WHERE name = $1 RETURNING epoch, seq`, l.Name).Scan(&epoch, &seq); err != nil {
		return 0, fmt.Errorf("store: read the count of %s: %w", l.Name, err)
	}
	if epoch != l.Epoch {
		return 0, fmt.Errorf("store: %s is at epoch %d, held at %d: %w", l.Name, epoch, l.Epoch, ErrFenced)
	}
	return seq, nil
}

// Release gives the lease up at once. Releasing what was taken over does nothing.
func (l Lease) Release(tx Tx) error {
	if _, err := tx.Exec(`UPDATE lease SET expires_at = 0, holder = '' WHERE name = $1 AND epoch = $2`, l.Name, l.Epoch); err != nil {
		return fmt.Errorf("store: release %s: %w", l.Name, err)
	}
	return nil
}
