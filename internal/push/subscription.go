package push

import (
	"context"
	"crypto/ecdh"
	"fmt"
	"slices"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const (
	endpointMax = 2048
	// devicesMax bounds how often one event asks outside for one person; the oldest subscriptions go.
	devicesMax = 20
)

// Subscription is what a browser gave to be told by.
type Subscription struct {
	Endpoint  string
	PublicKey []byte // P-256, uncompressed
	Secret    []byte // 16 bytes
	Locale    string // "en" or "zh"
	Preview   bool   // whether names and words may be shown
}

func (s Subscription) check() error {
	t, err := egress.ParseTarget(s.Endpoint)
	if err != nil || t.Scheme != "https" || len(s.Endpoint) > endpointMax {
		return ErrSubscription.With("It needs an https address.")
	}
	if _, err := ecdh.P256().NewPublicKey(s.PublicKey); err != nil || len(s.Secret) != secretBytes {
		return ErrSubscription.With("It needs a key of P-256 and 16 secret bytes.")
	}
	if s.Locale != "en" && s.Locale != "zh" {
		return ErrSubscription.With("It needs a language.")
	}
	return nil
}

// PublicKey is the name of this instance for push services: what a browser subscribes with.
func (s *Service) PublicKey() []byte { return slices.Clone(s.key.public) }

// Subscribe has the caller's device told of things while its person is away, in the place of what it was told by before. It
// fails with ErrSubscription.
func (s *Service) Subscribe(ctx context.Context, by id.Caller, given Subscription) error {
	if by.Kind != id.Person {
		return account.ErrSignedOut
	}
	if err := given.check(); err != nil {
		return err
	}
	row := subscription{
		session: by.Session, person: by.User, endpoint: given.Endpoint, publicKey: given.PublicKey, secret: given.Secret,
		locale: given.Locale, preview: given.Preview, createdAt: s.Now(),
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error {
		if err := putSubscription(tx, row, s.Origin); err != nil {
			return err
		}
		all, err := listOf(tx, by.User)
		if err != nil {
			return err
		}
		for _, old := range all[min(len(all), devicesMax):] {
			if err := removeSubscription(tx, old.session); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("push: subscribe %s: %w", by, err)
	}
	if err := s.Join(ctx, by.User); err != nil {
		return err
	}
	if s.Joined != nil {
		s.Joined(by.User)
	}
	return nil
}

// Find returns what the caller's device is told by, and whether it is.
func (s *Service) Find(ctx context.Context, by id.Caller) (found Subscription, ok bool, err error) {
	if by.Kind != id.Person {
		return Subscription{}, false, account.ErrSignedOut
	}
	err = s.DB.Read(ctx, func(tx store.Tx) error {
		row, there, err := findSubscription(tx, by.Session)
		found, ok = Subscription{row.endpoint, row.publicKey, row.secret, row.locale, row.preview}, there
		return err
	})
	if err != nil {
		return Subscription{}, false, fmt.Errorf("push: find the subscription of %s: %w", by, err)
	}
	return found, ok, nil
}

// Forget ends a session's subscription, and with it what waited for it. Doing it again changes nothing.
func (s *Service) Forget(ctx context.Context, session id.SessionID) error {
	if err := s.DB.Write(ctx, func(tx store.Tx) error { return removeSubscription(tx, session) }); err != nil {
		return fmt.Errorf("push: forget %s: %w", session, err)
	}
	s.drop(session)
	return nil
}

func (s *Service) drop(session id.SessionID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for user, sessions := range s.known {
		if at := slices.Index(sessions, session); at >= 0 {
			if s.known[user] = slices.Delete(slices.Clone(sessions), at, at+1); len(s.known[user]) == 0 {
				delete(s.known, user)
			}
			return
		}
	}
}

// Load learns anew who has subscribed.
func (s *Service) Load(ctx context.Context) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	var list []holder
	err := s.DB.Read(ctx, func(tx store.Tx) (err error) {
		list, err = listHolders(tx, s.Origin)
		return err
	})
	if err != nil {
		return fmt.Errorf("push: who has subscribed: %w", err)
	}
	known := make(map[id.UserID][]id.SessionID, len(list))
	for _, h := range list {
		known[h.person] = append(known[h.person], h.session)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = known
	return nil
}

// Join learns by which devices one person has subscribed, here or at another process.
func (s *Service) Join(ctx context.Context, user id.UserID) error {
	s.loading.Lock()
	defer s.loading.Unlock()
	var sessions []id.SessionID
	err := s.DB.Read(ctx, func(tx store.Tx) error {
		list, err := listOf(tx, user)
		for _, each := range list {
			sessions = append(sessions, each.session)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("push: has %s subscribed: %w", user, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known[user] = sessions
	return nil
}

// of returns the sessions of a person that have subscribed.
func (s *Service) of(user id.UserID) []id.SessionID {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.known[user]
}

// Has reports whether somebody has subscribed. It asks memory alone: it is asked for everybody in every message.
func (s *Service) Has(user id.UserID) bool { return len(s.of(user)) > 0 }
