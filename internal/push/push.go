// Package push tells people who are away that something is there for them, through the push service of their browser.
//
// A device subscribes with an address that its browser's maker gave it, and a key. Rooms above queue News in the transaction
// that makes it true (Queue), so that no crash lies between; a row is kept for each device and topic, and none for those
// who never subscribed, which is known without a look into the database. When a row is due (queue.go) what there is to say is
// asked for: a message that was read meanwhile, or in a muted conversation, is nothing to tell, nor is anything to a person who
// is connected. What is said is encrypted to the browser (encrypt.go, RFC 8291), so that the push service sees who asks, when,
// and nothing else; not even the topic's name. That the asker is this instance it knows by a signature (vapid.go, RFC 8292).
//
// The queue is bounded by its form: a row for each device and topic, twenty devices a person, nothing older than a day. An
// attempt is noted before it is made. A service that says "later" is asked later, one that says "gone" loses the
// subscription, and one that hangs holds up nobody else. Addresses are chosen by whoever subscribes, so all of it goes
// through egress, by https to public addresses alone.
//
// Start reading at Queue and Run in queue.go.
package push

import (
	"context"
	"embed"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// ErrSubscription says that what a browser gave is no subscription.
var ErrSubscription = fault.New(fault.Invalid, "push.subscription", "This browser gave no usable address for notifications.") //nolint:gochecknoglobals // a named failure

// Kind says what news is about.
type Kind int

// The kinds of news.
const (
	Message Kind = 1 // the topic is a conversation
	Payment Kind = 2 // the topic is a payment
	Refund  Kind = 3 // the topic is a refund
	Asked   Kind = 4 // the topic is who asks to be a contact
	Became  Kind = 5 // the topic is who said yes to that
)

// News is one thing that a person is to be told, if they are away. Later news of a topic takes the place of what was not
// told yet.
type News struct {
	To    id.UserID
	Kind  Kind
	Topic string
	Seq   int64 // of a message
}

// Shown is what a notification says. The page's service worker makes sentences of it.
type Shown struct {
	Kind   string `json:"kind"` // "message", "paid", "refunded", "asked" or "became"
	Tag    string `json:"tag"`  // a later notification of the same one takes its place
	Path   string `json:"path"` // where a click leads, on the instance
	Locale string `json:"locale"`
	TS     int64  `json:"ts,omitempty"` // Unix milliseconds

	// What a device may have forbidden to show.
	Title    string `json:"title,omitempty"` // the person, or the group
	From     string `json:"from,omitempty"`  // the person, in a group
	What     string `json:"what,omitempty"`  // of a message: "text", "card", "picture", "file", "voice", "transfer", "gift" or ""
	Text     string `json:"text,omitempty"`
	Amount   int64  `json:"amount,omitempty"` // minor units
	Currency string `json:"currency,omitempty"`
}

// anonymous returns what shows nothing of anybody.
func (s Shown) anonymous() Shown {
	return Shown{Kind: s.Kind, Tag: s.Tag, Path: s.Path, Locale: s.Locale, TS: s.TS}
}

// Teller knows what there is to say of news now. It returns false if there is nothing (any more): it was read, the conversation
// is muted, or it is gone. App does.
type Teller interface {
	Tell(ctx context.Context, n News) (Shown, bool, error)
}

// Sessions says which sign-ins are still valid; account does.
type Sessions interface {
	Valid(ctx context.Context, user id.UserID, session id.SessionID) (bool, error)
}

// Config is what a Service needs.
type Config struct {
	DB       *store.DB
	Now      func() time.Time
	Random   io.Reader // crypto/rand.Reader
	Key      []byte    // 32 secret bytes that never change: the instance's name with push services is derived from them
	Origin   string    // the instance's public address
	Out      *egress.Egress
	Sessions Sessions
	Teller   Teller
	Here     func(users []id.UserID) []id.UserID // which of some people are connected, to any process
	Near     func(user id.UserID) bool           // whether somebody is connected to this process
	// Elsewhere calls the process that runs Run, if that is another one. It may be nil.
	Elsewhere func()
	// Joined tells other processes of a person who subscribed. It may be nil.
	Joined func(user id.UserID)
	Log    *slog.Logger
}

// Service is this room at work. It is safe for use by many goroutines.
type Service struct {
	Config

	key    *signer
	wake   chan struct{}
	queued atomic.Bool // something was, since the last wake

	loading sync.Mutex // held from a look into the table until known is of it, so that no later look is undone
	mu      sync.RWMutex
	known   map[id.UserID][]id.SessionID // who has subscribed; a session too many costs a row that is dropped
}

// New returns the service. Load comes next.
func New(c Config) (*Service, error) {
	key, err := newSigner(c.Key, c.Origin)
	if err != nil {
		return nil, err
	}
	return &Service{Config: c, key: key, wake: make(chan struct{}, 1), known: map[id.UserID][]id.SessionID{}}, nil
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "push", FS: schema} }
