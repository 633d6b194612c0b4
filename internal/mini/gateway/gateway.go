// Package gateway is what a mini program may reach outside: its own servers, and pictures on the network. The frames of a
// program have no network at all, so every request comes from the host page, with the user's session, and goes out through
// egress as the program's, never as the user's: no cookie, header or address of the user is passed on.
//
// A program asks only the origins that its current version declares (superette.json, "domains"; they are in the signed
// manifest, so changing them means publishing). Pictures come from any https address, since WeChat's do, but only pictures.
// All of it is in the program's outbound log, which its publisher and, for their own part, its users read.
//
// Signing in stands here too, since it is for the program's server: wx.login gives the program a code, its server changes the
// code for an openid and a session key (login.go; the call that its server makes is in compat/wechat).
//
// Start reading at Mount in http.go.
package gateway

import (
	"context"
	"embed"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
)

// The failures of the gateway.
//
//nolint:gochecknoglobals // named failures
var (
	ErrRequest  = fault.New(fault.Invalid, "gateway.request", "This request cannot be read.")
	ErrMethod   = fault.New(fault.Invalid, "gateway.method", "A mini program may not send this kind of request.")
	ErrHeader   = fault.New(fault.Invalid, "gateway.header", "This header cannot be sent.")
	ErrBusy     = fault.New(fault.Limited, "gateway.busy", "This mini program has too many requests under way.")
	ErrSockets  = fault.New(fault.Limited, "gateway.sockets", "This mini program has too many sockets open.")
	ErrPicture  = fault.New(fault.Invalid, "gateway.picture", "There is no picture at this address.")
	ErrBroken   = fault.New(fault.Limited, "gateway.broken", "The answer broke off.")
	ErrCode     = fault.New(fault.Invalid, "gateway.code", "This sign-in code is not valid.")
	ErrCodeUsed = fault.New(fault.Conflict, "gateway.code-used", "This sign-in code was used already.")
	ErrGroup    = fault.New(fault.NotFound, "gateway.group", "There is no such group.")
	ErrPeople   = fault.New(fault.Invalid, "gateway.people", "These are too many people at a time.")

	ErrNoSession = fault.New(fault.Conflict, "gateway.no-session", "The mini program's server has not signed you in.")
)

// Limits of one user in one program.
const (
	MaxRequests = 10 // at a time, as in WeChat
	MaxPictures = 6  // at a time
	MaxBytes    = 10 << 20
	maxPerson   = 20 // of both kinds, in all programs
	maxWaiting  = 200
	maxHead     = 256 << 10

	pictureTimeout = 20 * time.Second
)

// People tells what a program calls a person.
type People interface {
	// OpenID returns the same 28 characters for the same two for ever.
	OpenID(user id.UserID, app id.AppID) string
	// OpenGID is the same for a group.
	OpenGID(conv id.ConvID, app id.AppID) string
}

// Service is the gateway. It is safe for use by many goroutines.
type Service struct {
	db       *store.DB
	ids      *id.Source
	out      *egress.Egress
	programs *registry.Service
	people   People
	groups   Groups
	contacts Contacts

	persons  turns // of one person in all programs: what bounds our memory
	requests turns
	pictures turns

	sockets, personSockets turns

	flights singleflight.Group
	cache   *pictureCache
	tiles   Tiles

	mu      sync.Mutex
	domains map[id.BlobHash][]string // by package; a package never changes
}

// New returns the gateway. It does no I/O.
func New(db *store.DB, ids *id.Source, out *egress.Egress, programs *registry.Service, people People) *Service {
	return &Service{
		db: db, ids: ids, out: out, programs: programs, people: people,
		persons: newTurns(maxPerson), requests: newTurns(MaxRequests), pictures: newTurns(MaxPictures),
		sockets: newTurns(MaxSockets), personSockets: newTurns(maxPersonSockets), cache: newPictureCache(db.Now),
		domains: map[id.BlobHash][]string{},
	}
}

const maxDomainLists = 1000

// origins returns what the current version of a program may ask; never nil.
func (s *Service) origins(ctx context.Context, p registry.Program) ([]string, error) {
	s.mu.Lock()
	list, ok := s.domains[p.Package]
	s.mu.Unlock()
	if ok {
		return list, nil
	}
	pkg, err := s.programs.FindPackage(ctx, p.Package)
	if err != nil {
		return nil, err
	}
	list = append([]string{}, pkg.Manifest.App.Domains...)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.domains) >= maxDomainLists {
		clear(s.domains)
	}
	s.domains[p.Package] = list
	return list, nil
}

// turns lets so many at a time do something for each key; others wait.
type turns struct {
	most int
	mu   *sync.Mutex
	keys map[string]*queue
}

type queue struct {
	places chan struct{}
	users  int // holding a place or waiting
}

func newTurns(most int) turns {
	return turns{most: most, mu: new(sync.Mutex), keys: map[string]*queue{}}
}

// enter counts one more at a key, up to a number in all, and returns its queue and the function that takes it off again.
func (t turns) enter(key string, most int) (q *queue, leave func(), ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	q = t.keys[key]
	if q == nil {
		q = &queue{places: make(chan struct{}, t.most)}
		t.keys[key] = q
	}
	if q.users >= most {
		return nil, nil, false
	}
	q.users++
	return q, func() {
		t.mu.Lock()
		defer t.mu.Unlock()
		if q.users--; q.users == 0 {
			delete(t.keys, key)
		}
	}, true
}

// try takes a place if one is free, and returns the function that gives it back.
func (t turns) try(key string) (func(), bool) {
	_, leave, ok := t.enter(key, t.most)
	return leave, ok
}

// take waits for a place and returns the function that gives it back. It fails with ErrBusy if too many wait already.
func (t turns) take(ctx context.Context, key string) (func(), error) {
	q, leave, ok := t.enter(key, t.most+maxWaiting)
	if !ok {
		return nil, ErrBusy
	}
	select {
	case q.places <- struct{}{}:
		return func() { <-q.places; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, ctx.Err()
	}
}

// turn waits until a person may do one more thing of a kind in a program, and returns the function that ends it.
func (s *Service) turn(ctx context.Context, kind turns, by id.Caller) (func(), error) {
	ended, err := kind.take(ctx, string(by.User)+" "+string(by.App))
	if err != nil {
		return nil, fmt.Errorf("gateway: turn of %s: %w", by, err)
	}
	// In this order one program's crowd waits for its own places and takes none from another program.
	left, err := s.persons.take(ctx, string(by.User))
	if err != nil {
		ended()
		return nil, fmt.Errorf("gateway: turn of %s: %w", by, err)
	}
	return func() { left(); ended() }, nil
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the gateway's tables: codes and session keys.
func Schema() store.Schema {
	return store.Schema{Room: "gateway", FS: schema}
}
