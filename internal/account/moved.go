package account

import (
	"context"
	"fmt"
	"net/url"

	"github.com/superette/superette/internal/store"
)

// Moved says what an instance's change of address did to passkeys: a browser uses one for the host name alone that it was made at.
// The rows stay, and count again if the instance comes back to that name.
type Moved struct {
	From     []string // the host names, most passkeys first
	People   int      // who have passkeys there and none here
	Stranded int      // of them, who have neither a password nor a recovery code
}

// partyOf returns the host name that passkeys of an address belong to, "" if it can have none.
func partyOf(origin string) string {
	if p := newParty(origin); p != nil {
		return p.id
	}
	return ""
}

// Settle notes the address for passkeys that were made before it was kept, and returns what became of the others. It is called once,
// before anybody is let in.
func (s *Service) Settle(ctx context.Context) (m Moved, err error) {
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if s.party != nil {
			if err := adoptPasskeys(tx, s.party.id); err != nil {
				return err
			}
		}
		m, err = findMoved(tx, s.here())
		return err
	})
	if err != nil {
		return Moved{}, fmt.Errorf("account: passkeys of another address: %w", err)
	}
	if s.moved = nil; m.People > 0 {
		s.moved = m.From
	}
	return m, nil
}

// here returns the host name that passkeys belong to now.
func (s *Service) here() string {
	if s.party == nil {
		return ""
	}
	return s.party.id
}

// MovedFrom returns the host names at which people have passkeys and none here, as it was when Settle looked. It is for everybody to
// read: whoever comes with such a passkey is not known yet.
func (s *Service) MovedFrom() []string { return s.moved }

// ExamineMoved is what Settle would find at an address, and changes nothing.
func ExamineMoved(ctx context.Context, r *store.Reader, origin string) (m Moved, err error) {
	if u, err := url.Parse(origin); err != nil || u.Hostname() == "" {
		return Moved{}, nil //nolint:nilerr // there is no address to compare with
	}
	err = r.Read(ctx, func(tx store.Tx) error {
		m, err = findMoved(tx, partyOf(origin))
		return err
	})
	if err != nil {
		return Moved{}, fmt.Errorf("account: examine passkeys: %w", err)
	}
	return m, nil
}

// of returns those of some passkeys that belong to a host name.
func of(keys []passkeyRow, party string) []passkeyRow {
	var list []passkeyRow
	for _, key := range keys {
		if key.party == party || key.party == "" {
			list = append(list, key)
		}
	}
	return list
}
