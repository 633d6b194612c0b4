package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/netip"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	db           *store.DB
	ids          *id.Source
	now          func() time.Time
	random       io.Reader
	key          []byte // of openids
	passwords    *passwords
	moved        []string // host names of passkeys that are of no use here; set before anybody is let in
	party        *party   // nil if the instance's address can have no passkeys
	shared       bool
	registration Registration
	attempts     guard // by handle and address
	addresses    guard
	newcomers    guard
}

// Config is what a Service needs.
type Config struct {
	DB     *store.DB
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader // crypto/rand.Reader
	Key    []byte    // 32 secret bytes that never change: openids are derived from them
	Limits Limits
	Shared bool // several processes serve the database: limits count over all of them
	// Origin is the instance's public address, to whose host name passkeys belong. Without one, and on an IP address, there
	// are none.
	Origin string
	// Registration is who may make an account for themselves; "" means anybody.
	Registration Registration
}

// New returns the service.
func New(c Config) *Service {
	return &Service{
		db: c.DB, ids: c.IDs, now: c.Now, random: c.Random, key: c.Key,
		passwords: newPasswords(c.Random), party: newParty(c.Origin),
		shared: c.Shared, registration: c.Registration,
		attempts:  c.Limits.PerHandle.guard("handle", c.Now, Rate{8, 15 * time.Second}),
		addresses: c.Limits.PerAddress.guard("address", c.Now, Rate{60, 2 * time.Second}),
		newcomers: c.Limits.NewAccounts.guard("newcomer", c.Now, Rate{40, 10 * time.Second}),
	}
}

// Origin is where somebody comes from.
type Origin struct {
	Address    string // of the peer, with or without port
	Agent      string // its User-Agent
	Invitation string // the code that a newcomer has, or empty
}

// network returns what is limited as one: an IPv4 address, or the /64 that one IPv6 customer has.
func (o Origin) network() string {
	addr, err := netip.ParseAddr(o.Address)
	if err != nil {
		port, err := netip.ParseAddrPort(o.Address)
		if err != nil {
			return o.Address
		}
		addr = port.Addr()
	}
	addr = addr.Unmap().WithZone("")
	if addr.Is6() {
		if prefix, err := addr.Prefix(64); err == nil {
			return prefix.String()
		}
	}
	return addr.String()
}

// Register makes a person and signs them in. It fails with ErrHandle, ErrHandleTaken, ErrName, ErrPassword, ErrTooOften
// or ErrBusy, and as MayRegister does.
func (s *Service) Register(ctx context.Context, from Origin, handle, name, password string) (Session, error) {
	handle, err := cleanHandle(handle)
	if err != nil {
		return Session{}, err
	}
	if name, err = cleanName(name); err != nil {
		return Session{}, err
	}
	if err := checkPassword(password); err != nil {
		return Session{}, err
	}
	if err := s.MayRegister(ctx, from); err != nil {
		return Session{}, err
	}
	if err := s.allow(ctx, s.newcomers, from.network()); err != nil {
		return Session{}, err
	}
	phc, err := s.passwords.hash(ctx, password)
	if err != nil {
		return Session{}, err
	}
	p := Person{ID: id.New[id.UserID](s.ids), Handle: handle, Name: name, Tint: tintOf(handle)}
	var session Session
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if err := s.spendInvitation(tx, from); err != nil {
			return err
		}
		if _, taken, err := findHandle(tx, handle); err != nil || taken {
			if taken {
				err = ErrHandleTaken
			}
			return err
		}
		if err := insertPerson(tx, p, phc, s.now()); err != nil {
			return err
		}
		if session, err = s.newSession(tx, p, from.Agent); err != nil {
			return err
		}
		return tx.Emit(Registered, string(p.ID), []byte(p.ID))
	})
	if err != nil {
		return Session{}, fmt.Errorf("account: register %s: %w", handle, err)
	}
	return session, nil
}

// SignIn checks a password and makes a session. It fails with ErrWrong, whether the handle exists or not, with
// ErrTooOften, and with ErrBusy.
func (s *Service) SignIn(ctx context.Context, from Origin, handle, password string) (Session, error) {
	handle, err := cleanHandle(handle)
	if err != nil || len(password) > 4*128 {
		return Session{}, ErrWrong // nobody has such a name or password, and everybody may know that
	}
	key := handle + " " + from.network()
	if err := s.allowSignIn(ctx, from, key); err != nil {
		return Session{}, err
	}
	var p Person
	var phc string
	err = s.db.Read(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = findHandle(tx, handle); err != nil || !found {
			return err
		}
		phc, err = findPassword(tx, p.ID)
		return err
	})
	if err != nil {
		return Session{}, fmt.Errorf("account: sign in %s: %w", handle, err)
	}
	right, err := s.passwords.check(ctx, phc, password)
	if err != nil {
		return Session{}, fmt.Errorf("account: sign in %s: %w", handle, err)
	}
	if !right {
		return Session{}, ErrWrong
	}
	if err := s.forgive(ctx, s.attempts, key); err != nil {
		return Session{}, fmt.Errorf("account: sign in %s: %w", handle, err)
	}
	return s.signInAs(ctx, from, p)
}

// allowSignIn counts one attempt from somewhere at something. It fails with ErrTooOften.
func (s *Service) allowSignIn(ctx context.Context, from Origin, key string) error {
	if err := s.allow(ctx, s.addresses, from.network()); err != nil {
		return err
	}
	return s.allow(ctx, s.attempts, key)
}

// SignInAs makes a session without a password, for the demo's links. It fails with ErrNobody.
func (s *Service) SignInAs(ctx context.Context, from Origin, handle string) (Session, error) {
	p, err := s.FindHandle(ctx, handle)
	if err != nil {
		return Session{}, err
	}
	return s.signInAs(ctx, from, p)
}

func (s *Service) signInAs(ctx context.Context, from Origin, p Person) (session Session, err error) {
	err = s.db.Write(ctx, func(tx store.Tx) error {
		session, err = s.newSession(tx, p, from.Agent)
		return err
	})
	if err != nil {
		return Session{}, fmt.Errorf("account: sign in %s: %w", p.ID, err)
	}
	return session, nil
}

// Ensure returns the person of a handle, made without a password if there is none yet. It is for the demo's people.
func (s *Service) Ensure(ctx context.Context, handle, name string, bot bool) (p Person, err error) {
	if handle, err = cleanHandle(handle); err != nil {
		return Person{}, err
	}
	if name, err = cleanName(name); err != nil {
		return Person{}, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = findHandle(tx, handle); err != nil || found {
			return err
		}
		p = Person{ID: id.New[id.UserID](s.ids), Handle: handle, Name: name, Tint: tintOf(handle), Bot: bot}
		return insertPerson(tx, p, "", s.now())
	})
	if err != nil {
		return Person{}, fmt.Errorf("account: ensure %s: %w", handle, err)
	}
	return p, nil
}

// Find returns a person, or ErrNobody.
func (s *Service) Find(ctx context.Context, user id.UserID) (p Person, err error) {
	return s.find(ctx, func(tx store.Tx) (Person, bool, error) { return findPerson(tx, user) })
}

// FindHandle returns the person of a handle, or ErrNobody.
func (s *Service) FindHandle(ctx context.Context, handle string) (p Person, err error) {
	if handle, err = cleanHandle(handle); err != nil {
		return Person{}, ErrNobody
	}
	return s.find(ctx, func(tx store.Tx) (Person, bool, error) { return findHandle(tx, handle) })
}

func (s *Service) find(ctx context.Context, by func(store.Tx) (Person, bool, error)) (p Person, err error) {
	var found bool
	err = s.db.Read(ctx, func(tx store.Tx) error {
		p, found, err = by(tx)
		return err
	})
	if err != nil {
		return Person{}, fmt.Errorf("account: find: %w", err)
	}
	if !found {
		return Person{}, ErrNobody
	}
	return p, nil
}

// peopleAtOnce keeps a query's arguments far below every engine's limit.
const peopleAtOnce = 500

// People returns those of the given people that exist, by id.
func (s *Service) People(ctx context.Context, users []id.UserID) (map[id.UserID]Person, error) {
	people := make(map[id.UserID]Person, len(users))
	err := s.db.Read(ctx, func(tx store.Tx) error {
		for len(users) > 0 {
			some := users[:min(len(users), peopleAtOnce)]
			users = users[len(some):]
			list, err := listPeople(tx, some)
			if err != nil {
				return err
			}
			for _, p := range list {
				people[p.ID] = p
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("account: people: %w", err)
	}
	return people, nil
}

// Rename changes the caller's shown name. It fails with ErrName.
func (s *Service) Rename(ctx context.Context, by id.Caller, name string) (p Person, err error) {
	if by.Kind != id.Person {
		return Person{}, ErrSignedOut
	}
	if name, err = cleanName(name); err != nil {
		return Person{}, err
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if err := changeName(tx, by.User, name); err != nil {
			return err
		}
		var found bool
		if p, found, err = findPerson(tx, by.User); err == nil && !found {
			err = ErrNobody
		}
		return err
	})
	if err != nil {
		return Person{}, fmt.Errorf("account: rename %s: %w", by, err)
	}
	return p, nil
}

// OpenID returns what a mini program calls the person: 28 characters that begin with "o", as WeChat's do. It is the
// same for the same two for ever, and says nothing to another program.
func (s *Service) OpenID(user id.UserID, app id.AppID) string {
	const bytes = 20 // 27 characters of base64
	mac := hmac.New(sha256.New, s.key)
	mac.Write([]byte("openid\x00" + string(app) + "\x00" + string(user)))
	return "o" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:bytes])
}

// OpenGID returns what a mini program calls a group: 28 characters that begin with "t", as WeChat's do, the same for all who are in
// the group, and another in another program.
func (s *Service) OpenGID(conv id.ConvID, app id.AppID) string {
	const bytes = 20
	return "t" + base64.RawURLEncoding.EncodeToString(s.sum("opengid", string(app), string(conv))[:bytes])
}
