package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// A network that was cut says nothing: whoever waits for an answer would wait until the kernel gives up, which takes a quarter of an hour.
// Nor does an answer that takes long say that nobody is there: a statement may be long, or wait for a lock. So whoever has
// heard nothing for a while asks the server, over a connection of its own, whether it is there at all. One that is answers this before
// it knows who asks, and so does one that has no connection left. If there is no answer, everything that waits for that server
// fails, and fails at once until it answers again. (A server that is there, and has forgotten a connection, is the kernel's to find out.)
const (
	silence   = 4 * time.Second // of a server that was asked something, until it is asked whether it is there
	pingLimit = 4 * time.Second // for its answer
	pingAgain = time.Second     // between two questions to one that is not there

	deadIdle     = 5 * time.Second // the kernel's questions on a connection that is still
	deadInterval = 2 * time.Second
	deadCount    = 3
	deadUnheard  = 10 * time.Second // for the other side's kernel to confirm what was sent, where the system can be told so
)

// errSilent says that a server was asked and is not there.
var errSilent = errors.New("the database does not answer") //nolint:gochecknoglobals // a named failure

// network makes connections to the servers of a database.
type network struct {
	connectLimit time.Duration // of the address; 0 means ours

	mu    sync.Mutex
	peers map[string]*peer
}

// peer is one address of a server.
type peer struct {
	n             *network
	network, addr string

	mu      sync.Mutex
	away    bool
	rested  bool          // one that is away may be asked again
	pinging chan struct{} // closed when the question that is under way is answered; nil if none is
}

func (n *network) peer(where, addr string) *peer {
	n.mu.Lock()
	defer n.mu.Unlock()
	key := where + " " + addr
	if n.peers[key] == nil {
		if n.peers == nil {
			n.peers = map[string]*peer{}
		}
		n.peers[key] = &peer{n: n, network: where, addr: addr}
	}
	return n.peers[key]
}

// dial is the DialFunc of pgx.
func (n *network) dial(ctx context.Context, where, addr string) (net.Conn, error) {
	p := n.peer(where, addr)
	if err := p.known(); err != nil {
		return nil, err
	}
	conn, err := p.connect(ctx)
	if err != nil {
		if silent(err) && ctx.Err() == nil {
			p.note(true)
		}
		return nil, err
	}
	return &attended{Conn: conn, peer: p}, nil
}

func (p *peer) connect(ctx context.Context) (net.Conn, error) {
	d := net.Dialer{
		Timeout:         cmp.Or(p.n.connectLimit, pingLimit),
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: deadIdle, Interval: deadInterval, Count: deadCount},
		Control:         limitUnheard,
	}
	return d.DialContext(ctx, p.network, p.addr)
}

// known fails if the server was found to be away, and is so still. It waits for nothing unless it is the one to ask again.
func (p *peer) known() error {
	p.mu.Lock()
	away, ask := p.away, p.away && p.rested && p.pinging == nil
	p.mu.Unlock()
	switch {
	case ask:
		return p.there()
	case away:
		return errSilent
	}
	return nil
}

// there fails if the server does not answer now. Those who want to know at once share one question.
func (p *peer) there() error {
	p.mu.Lock()
	if p.pinging == nil {
		p.pinging = make(chan struct{})
		go p.ping(p.pinging)
	}
	pinging := p.pinging
	p.mu.Unlock()
	<-pinging
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.away {
		return errSilent
	}
	return nil
}

func (p *peer) ping(done chan struct{}) {
	p.note(silent(p.ask()))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.pinging = nil
	close(done)
}

// note keeps whether the server is away.
func (p *peer) note(away bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.away, p.rested = away, false
	if away {
		time.AfterFunc(pingAgain, func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			p.rested = true
		})
	}
}

// ask sends the question whether the server speaks TLS, which each answers with one byte, whatever it is set up to do, and to
// everybody.
func (p *peer) ask() (err error) {
	ctx, cancel := context.WithTimeout(context.Background(), pingLimit)
	defer cancel()
	conn, err := p.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.Close() //nolint:errcheck // nothing is lost with it
	until, _ := ctx.Deadline()
	if err := conn.SetDeadline(until); err != nil {
		return err
	}
	if _, err := conn.Write([]byte{0, 0, 0, 8, 4, 210, 22, 47}); err != nil {
		return err
	}
	_, err = io.ReadFull(conn, make([]byte, 1))
	return err
}

// silent reports whether an error says that nobody was heard. A machine that refuses or hangs up is there, and whoever waits hears of it.
func silent(err error) bool {
	var e net.Error
	return errors.As(err, &e) && e.Timeout() || errors.Is(err, syscall.EHOSTUNREACH) || errors.Is(err, syscall.ENETUNREACH)
}

// attended is a connection on which nobody waits for a server that is not there.
type attended struct {
	net.Conn

	peer *peer

	mu    sync.Mutex
	given bool // the deadline is the user's own
}

// Read implements net.Conn.
func (a *attended) Read(b []byte) (int, error) {
	for {
		own, err := a.limit(a.Conn.SetReadDeadline)
		if err != nil {
			return 0, err
		}
		n, err := a.Conn.Read(b)
		if n > 0 || !own || !errors.Is(err, os.ErrDeadlineExceeded) || a.hasDeadline() {
			return n, err
		}
		if err := a.peer.there(); err != nil {
			return 0, a.end(err)
		}
	}
}

// Write implements net.Conn.
func (a *attended) Write(b []byte) (sent int, err error) {
	if err := a.peer.known(); err != nil {
		return 0, a.end(err)
	}
	for {
		own, err := a.limit(a.Conn.SetWriteDeadline)
		if err != nil {
			return sent, err
		}
		n, err := a.Conn.Write(b[sent:])
		sent += n
		if !own || !errors.Is(err, os.ErrDeadlineExceeded) || a.hasDeadline() {
			return sent, err
		}
		if err := a.peer.there(); err != nil {
			return sent, a.end(err)
		}
	}
}

// end closes a connection over which nothing comes any more.
func (a *attended) end(why error) error {
	return errors.Join(fmt.Errorf("store: %s: %w", a.peer.addr, why), a.Close())
}

// limit sets a deadline of ours unless there is one of the user's.
func (a *attended) limit(set func(time.Time) error) (own bool, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.given {
		return false, nil
	}
	return true, set(time.Now().Add(silence)) //nolint:forbidigo // the kernel's clock, which nobody else sees
}

func (a *attended) hasDeadline() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.given
}

// SetDeadline implements net.Conn.
func (a *attended) SetDeadline(t time.Time) error { return a.give(t, a.Conn.SetDeadline) }

// SetReadDeadline implements net.Conn.
func (a *attended) SetReadDeadline(t time.Time) error { return a.give(t, a.Conn.SetReadDeadline) }

// SetWriteDeadline implements net.Conn.
func (a *attended) SetWriteDeadline(t time.Time) error { return a.give(t, a.Conn.SetWriteDeadline) }

func (a *attended) give(t time.Time, set func(time.Time) error) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.given = !t.IsZero()
	return set(t)
}
