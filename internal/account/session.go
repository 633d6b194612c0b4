package account

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const (
	tokenBytes = 32
	// noteEvery is how exactly the last use of a session is known; noting every request would be a write per read.
	noteEvery = time.Hour
	agentMax  = 200 // bytes of a User-Agent that are kept
)

// newSession makes a session row for the person and returns its token: 43 characters of base64url.
func (s *Service) newSession(tx store.Tx, p Person, agent string) (Session, error) {
	raw := make([]byte, tokenBytes)
	if _, err := io.ReadFull(s.random, raw); err != nil {
		return Session{}, fmt.Errorf("account: make a token: %w", err)
	}
	token := base64.RawURLEncoding.EncodeToString(raw)
	sum := sha256.Sum256([]byte(token))
	if len(agent) > agentMax {
		agent = agent[:agentMax]
	}
	row := sessionRow{
		id: id.New[id.SessionID](s.ids), person: p.ID, device: id.New[id.DeviceID](s.ids),
		agent: agent, createdAt: s.now(), seenAt: s.now(), provedAt: s.now(),
	}
	if err := removeSessionsBefore(tx, p.ID, s.now().Add(-SessionTTL)); err != nil {
		return Session{}, err
	}
	if err := insertSession(tx, row, sum[:]); err != nil {
		return Session{}, err
	}
	return Session{Person: p, Caller: id.AsPerson(p.ID, row.id, row.device), Token: token}, nil
}

// ByToken returns who holds the token. It fails with ErrSignedOut if the session is unknown, was ended, or was not
// used for SessionTTL. Its use moves that end on.
func (s *Service) ByToken(ctx context.Context, token string) (id.Caller, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(tokenBytes) {
		return id.Caller{}, ErrSignedOut
	}
	sum := sha256.Sum256([]byte(token))
	var row sessionRow
	var found bool
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		row, found, err = findSession(tx, sum[:])
		return err
	})
	if err != nil {
		return id.Caller{}, fmt.Errorf("account: find session: %w", err)
	}
	idle := s.now().Sub(row.seenAt)
	if !found || idle > SessionTTL {
		return id.Caller{}, ErrSignedOut
	}
	if idle > noteEvery {
		err := s.db.Write(ctx, func(tx store.Tx) error { return noteSession(tx, row.id, s.now()) })
		if err != nil {
			return id.Caller{}, fmt.Errorf("account: note the use of %s: %w", row.id, err)
		}
	}
	return id.AsPerson(row.person, row.id, row.device), nil
}

// Valid reports whether a person's sign-in is one still, without counting as its use.
func (s *Service) Valid(ctx context.Context, user id.UserID, session id.SessionID) (bool, error) {
	var row sessionRow
	var found bool
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		row, found, err = findOwnSession(tx, user, session)
		return err
	})
	if err != nil {
		return false, fmt.Errorf("account: is %s valid: %w", session, err)
	}
	return found && s.now().Sub(row.seenAt) <= SessionTTL, nil
}

// SignOut ends the caller's session at once. Signing out twice is no failure.
func (s *Service) SignOut(ctx context.Context, by id.Caller) error {
	if by.Kind != id.Person {
		return ErrSignedOut
	}
	err := s.db.Write(ctx, func(tx store.Tx) error {
		if err := removeSession(tx, by.Session); err != nil {
			return err
		}
		return tx.Emit(SessionEnded, string(by.User), []byte(by.Session))
	})
	if err != nil {
		return fmt.Errorf("account: sign out %s: %w", by, err)
	}
	return nil
}
