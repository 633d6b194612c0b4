package chat

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// The failures of the live socket.
//
//nolint:gochecknoglobals // named failures
var (
	ErrFrame       = fault.New(fault.Invalid, "chat.frame", "This frame cannot be read.")
	ErrTooFast     = fault.New(fault.Limited, "chat.too-fast", "This connection sends too much. Please slow down.")
	ErrConnections = fault.New(fault.Limited, "chat.connections", "There are too many open connections of this person.")
	ErrHeads       = fault.New(fault.Invalid, "chat.heads", "A hello may name at most 1,000 conversations.")
)

const (
	// LivePath is where the socket is.
	LivePath = "/api/live"

	subprotocolJSON   = "json"
	frameMax          = 64 << 10 // bytes of a frame from a client: a text of 8,000 characters, or 1,000 heads
	headsMax          = 1000
	queueMax          = 1 << 20  // bytes that wait for one connection before pushes are dropped
	answersMax        = 4 << 20  // bytes, answers included, before the connection is closed
	welcomeMax        = 64 << 10 // bytes of conversations in a Welcome
	connectionsMax    = 32       // of one person
	strikesMax        = 200      // frames beyond the rate before the connection is closed
	typingEvery       = time.Second
	typingMembersMax  = 50
	idleBeforePing    = 30 * time.Second
	sweepEvery        = 10 * time.Second
	defaultPongLimit  = 20 * time.Second
	flushLimit        = 60 * time.Second // for one flush to a slow reader, at most queueMax
	finishLimit       = 2 * time.Second  // for the flush under way when a connection ends
	busMessageMax     = 512 << 10
	defaultFrameRate  = 50
	defaultFrameBurst = 200
)

// LiveConfig is what Live needs.
type LiveConfig struct {
	Bus        *bus.Bus
	Now        func() time.Time
	IDs        *id.Source
	Log        *slog.Logger
	FrameRate  float64       // frames a second from one connection; 0 means 50
	FrameBurst int           // at once; 0 means 200
	PongLimit  time.Duration // how long a ping is waited for; 0 means 20 s
	Cluster    *Cluster      // nil means that this process is alone
}

// Live keeps the open sockets and tells them what happens. It is the Feed of the Service: what is delivered is encoded
// once, goes over the bus to all processes of the instance, and there into the queues of the connections concerned.
type Live struct {
	config LiveConfig
	subs   []*bus.Subscription
	quit   chan struct{}

	publishing sync.Mutex
	publisher  string
	published  uint64
	said       *recent[id.ConvID, *Crowd] // who was published last to be in a large group

	mu    sync.Mutex
	users map[id.UserID]map[*connection]struct{}
	heard map[string]uint64 // the last bus message of each publisher
	// who is in large groups, by who said so
	crowds *recent[crowdKey, *Crowd]
}

var _ Feed = (*Live)(nil)

// subject is where deliveries of all conversations go. Every process hears all and picks what concerns its own people.
const subject = bus.Subject("chat.live")

// OpenLive begins to listen on the bus. Close ends it.
func OpenLive(c LiveConfig) (*Live, error) {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.FrameRate == 0 {
		c.FrameRate = defaultFrameRate
	}
	if c.FrameBurst == 0 {
		c.FrameBurst = defaultFrameBurst
	}
	if c.PongLimit == 0 {
		c.PongLimit = defaultPongLimit
	}
	l := &Live{
		config: c, quit: make(chan struct{}), publisher: string(id.New[id.EventID](c.IDs)),
		users: map[id.UserID]map[*connection]struct{}{}, heard: map[string]uint64{},
		said: newRecent[id.ConvID, *Crowd](crowdsRemembered), crowds: newRecent[crowdKey, *Crowd](crowdsRemembered),
	}
	var sub *bus.Subscription
	var err error
	for subject, hear := range map[bus.Subject]func(bus.Message){subject: l.receive, subjectCrowd: l.sayAgain} {
		if sub, err = c.Bus.Subscribe(subject, hear); err != nil {
			return nil, fmt.Errorf("chat: live: %w", err)
		}
		l.subs = append(l.subs, sub)
	}
	if c.Cluster != nil {
		if sub, err = l.answerHere(*c.Cluster); err != nil {
			return nil, fmt.Errorf("chat: live: %w", err)
		}
		l.subs = append(l.subs, sub)
	}
	go l.sweeping()
	return l, nil
}

// Close stops listening. The sockets end with the server.
func (l *Live) Close() error {
	close(l.quit)
	var errs []error
	for _, sub := range l.subs {
		errs = append(errs, sub.Close())
	}
	return errors.Join(errs...)
}

// Deliver encodes a batch and publishes it. It waits for nobody.
func (l *Live) Deliver(batch []Delivery) {
	parcels := make([]parcel, 0, len(batch))
	for _, d := range batch {
		p := parcel{to: d.To, crowd: d.Crowd, from: d.From, below: d.Below, except: d.Except}
		f := &superettev1.ServerFrame{}
		switch {
		case d.Message != nil:
			p.conv, p.seq = d.Message.Conv, d.Message.Seq
			f.Frame = &superettev1.ServerFrame_Push{Push: &superettev1.Push{Message: MessageToAPI(*d.Message)}}
		case d.Changed != nil:
			p.conv, p.seq = d.Changed.Conv, d.Changed.Seq
			f.Frame = &superettev1.ServerFrame_Changed{Changed: &superettev1.Push{Message: MessageToAPI(*d.Changed)}}
		case d.Mark != nil:
			f.Frame = &superettev1.ServerFrame_Mark{Mark: &superettev1.MarkPush{
				Conv: string(d.Mark.Conv), UserId: string(d.Mark.User), ReadSeq: d.Mark.ReadSeq,
			}}
		case d.Event != nil:
			p.useq = d.Event.Useq
			f.Frame = &superettev1.ServerFrame_Event{Event: eventToAPI(*d.Event)}
		}
		var err error
		if p.frame, err = proto.Marshal(f); err != nil {
			l.config.Log.Error("chat: a delivery cannot be encoded", "error", err)
			continue
		}
		parcels = append(parcels, p)
	}
	l.publishing.Lock()
	defer l.publishing.Unlock()
	l.publishAll(l.named(parcels))
}

// ProgramChanged tells everybody who is connected that a program has a new package.
func (l *Live) ProgramChanged(app id.AppID, pkg string) {
	frame, err := proto.Marshal(&superettev1.ServerFrame{Frame: &superettev1.ServerFrame_Event{Event: &superettev1.Event{
		Event: &superettev1.Event_Program{Program: &superettev1.ProgramChange{AppId: string(app), Package: pkg}},
	}}})
	if err != nil {
		l.config.Log.Error("chat: a program's change cannot be encoded", "error", err)
		return
	}
	l.publish([]parcel{{all: true, optional: true, frame: frame}})
}

func (l *Live) publish(parcels []parcel) {
	l.publishing.Lock()
	defer l.publishing.Unlock()
	l.publishAll(parcels)
}

// publishAll is publish for who holds publishing.
func (l *Live) publishAll(parcels []parcel) {
	for len(parcels) > 0 {
		l.published++
		data := appendHeader(nil, l.publisher, l.published)
		for len(parcels) > 0 {
			data = parcels[0].append(data)
			parcels = parcels[1:]
			if len(data) > busMessageMax {
				break
			}
		}
		if err := l.config.Bus.Publish(subject, data); err != nil {
			l.config.Log.Warn("chat: devices were not told", "error", err)
			l.said.forget(func(id.ConvID) bool { return true })
			return
		}
	}
}

// receive puts what came over the bus into the queues of this process's connections.
func (l *Live) receive(m bus.Message) {
	publisher, n, rest, err := parseHeader(m.Data)
	if err != nil {
		l.config.Log.Error("chat: bus message", "error", err)
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if last, known := l.heard[publisher]; known && n != last+1 {
		l.config.Log.Warn("chat: the bus lost messages; devices sync again", "from", last+1, "to", n-1)
		l.crowds.forget(func(key crowdKey) bool { return key.publisher == publisher })
		l.lost()
	}
	l.heard[publisher] = n
	for len(rest) > 0 {
		var p parcel
		if p, rest, err = parseParcel(rest); err != nil {
			l.config.Log.Error("chat: bus message", "error", err)
			return
		}
		if p.names != nil {
			l.crowds.put(crowdKey{publisher, p.names.Conv}, p.names)
			continue
		}
		l.hand(publisher, p)
	}
}

// hand gives a parcel to its recipients. The caller holds mu.
func (l *Live) hand(publisher string, p parcel) {
	f := &frame{binary: p.frame}
	if p.crowd != nil {
		l.handCrowd(publisher, f, p)
		return
	}
	if p.all {
		for _, connections := range l.users {
			for c := range connections {
				c.push(f, p)
			}
		}
		return
	}
	for _, user := range p.to {
		for c := range l.users[user] {
			if c.id != p.except {
				c.push(f, p)
			}
		}
	}
}

// Here returns which of some people have a device connected.
func (l *Live) Here(users []id.UserID) []id.UserID {
	here := l.connected(users)
	if l.config.Cluster == nil {
		return here
	}
	there := l.elsewhere(*l.config.Cluster, users)
	for _, user := range here {
		there[user] = true
	}
	return slices.DeleteFunc(slices.Clone(users), func(user id.UserID) bool { return !there[user] })
}

// Near reports whether somebody has a device connected to this process. It asks memory alone.
func (l *Live) Near(user id.UserID) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.users[user]) > 0
}

// connected returns which of some people have a device connected to this process.
func (l *Live) connected(users []id.UserID) []id.UserID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var here []id.UserID
	for _, user := range users {
		if len(l.users[user]) > 0 {
			here = append(here, user)
		}
	}
	return here
}

func (l *Live) enter(c *connection) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	mine := l.users[c.by.User]
	if mine == nil {
		mine = map[*connection]struct{}{}
		l.users[c.by.User] = mine
	}
	if len(mine) >= connectionsMax {
		return ErrConnections
	}
	mine[c] = struct{}{}
	return nil
}

func (l *Live) leave(c *connection) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.users[c.by.User], c)
	if len(l.users[c.by.User]) == 0 {
		delete(l.users, c.by.User)
	}
}

func (l *Live) sweeping() {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			l.sweep()
		case <-l.quit:
			return
		}
	}
}

// sweep pings the connections that were not heard of for a while, and ends those that do not answer. A goroutine lives
// only as long as a ping is under way: an idle connection has none for it.
func (l *Live) sweep() {
	before := l.config.Now().Add(-idleBeforePing).UnixMilli()
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, connections := range l.users {
		for c := range connections {
			if c.heardAt.Load() < before && c.pinging.CompareAndSwap(false, true) {
				go c.ping()
			}
		}
	}
}

func (l *Live) mount(server *httpd.Server, s *Service) {
	server.Sockets(LivePath, []string{subprotocolJSON}, frameMax, func(ctx context.Context, socket *httpd.Socket) error {
		by, err := httpd.Require(ctx)
		if err != nil {
			return err
		}
		ctx, end := context.WithCancel(ctx)
		defer end()
		c := &connection{
			id: string(id.New[id.RequestID](l.config.IDs)), by: by, s: s, live: l, socket: socket, ctx: ctx, end: end,
			json: socket.Subprotocol() == subprotocolJSON, held: true,
			limit: rate.NewLimiter(rate.Limit(l.config.FrameRate), l.config.FrameBurst),
			gaps:  map[id.ConvID]int64{},
		}
		c.heardAt.Store(l.config.Now().UnixMilli())
		if err := l.enter(c); err != nil {
			return err
		}
		defer l.leave(c)
		err = c.reading(ctx)
		if writeErr := c.finish(); err == nil {
			err = writeErr
		}
		return err
	})
}

// connection is one open socket: a device.
type connection struct {
	id     string
	by     id.Caller
	s      *Service
	live   *Live
	socket *httpd.Socket
	ctx    context.Context //nolint:containedctx // ends with the connection; what is written begins wherever a push comes from
	end    context.CancelFunc
	json   bool
	limit  *rate.Limiter

	// Used by the reader only.
	strikes int
	typed   id.ConvID
	typedAt time.Time
	heardAt atomic.Int64 // Unix milliseconds
	pinging atomic.Bool

	mu      sync.Mutex
	queue   []*frame
	queued  int // bytes
	held    bool
	useq    int64               // the last user event that a Welcome covered
	holding []held              // pushes that wait for the Welcome
	gaps    map[id.ConvID]int64 // conversations of which pushes were dropped, and their last seq

	writing  bool // what is queued is being written
	finished bool // nothing more is written
	writeErr error
	writers  sync.WaitGroup
}

// held is a push that waits, with the user event it is.
type held struct {
	frame *frame
	useq  int64
}
