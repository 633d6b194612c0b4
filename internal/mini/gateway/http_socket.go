package gateway

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// A socket of a program is two: host page ⇄ we (/api/gateway/socket) and we ⇄ its server. The host's first message is a
// SocketAsk, our first a SocketHead; after them each message goes through as it is, binary ones as binary, texts with a "t"
// before them. A text that begins with "c" is a SocketEnd: who sends it has closed.
type (
	// SocketAsk is what a program asks for.
	SocketAsk struct {
		App       string            `json:"app"`
		URL       string            `json:"url"`
		Header    map[string]string `json:"header"`
		Protocols []string          `json:"protocols"`
		TimeoutMS int64             `json:"timeoutMs"` // until it is open; 0 means 60,000, which is also the most
	}
	// SocketHead is what came of it.
	SocketHead struct {
		Header   map[string]string `json:"header,omitempty"`
		Protocol string            `json:"protocol,omitempty"`
		Fault    *httpd.Failure    `json:"fault,omitempty"`
	}
	// SocketEnd is how a side has closed.
	SocketEnd struct {
		Code   int    `json:"code"`
		Reason string `json:"reason"`
	}
)

// Limits of sockets.
const (
	MaxSockets       = 5  // of one user in one program at a time, as in WeChat
	maxPersonSockets = 20 // in all programs
	MaxMessage       = 4 << 20
	maxProtocols     = 16
	maxCloseReason   = 123 // bytes; the protocol has room for no more

	askTimeout  = 10 * time.Second
	pingEvery   = 45 * time.Second
	pingTimeout = 15 * time.Second

	closedNormally = 1000
	goneAway       = 1001
	abnormal       = 1006
	tooBig         = 1009
)

// serveSocket opens a program's socket and carries what goes through it, until one side ends.
func (s *Service) serveSocket(ctx context.Context, host *httpd.Socket) error {
	by, err := httpd.Require(ctx)
	if err != nil {
		return err
	}
	ask, err := readSocketAsk(ctx, host)
	if err != nil {
		return err
	}
	outside, left, err := s.openSocket(ctx, by, ask)
	if err != nil {
		f := fault.Of(err)
		if f.Kind == fault.Internal {
			return err
		}
		return tell(ctx, host, "", SocketHead{Fault: &httpd.Failure{Code: f.Code, Message: f.Message()}})
	}
	defer left()
	if err := tell(ctx, host, "", SocketHead{Header: inward(outside.Header), Protocol: outside.Protocol}); err != nil {
		outside.Close(goneAway, "", err)
		return err
	}
	return relay(ctx, host, outside)
}

func readSocketAsk(ctx context.Context, host *httpd.Socket) (ask SocketAsk, err error) {
	ctx, cancel := context.WithTimeout(ctx, askTimeout)
	defer cancel()
	binary, first, err := host.Read(ctx)
	if err != nil {
		return ask, err
	}
	if binary || len(first) > maxHead {
		return ask, ErrRequest
	}
	if err := json.Unmarshal(first, &ask); err != nil {
		return ask, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if ask.TimeoutMS < 0 || ask.TimeoutMS > time.Hour.Milliseconds() || len(ask.Protocols) > maxProtocols {
		return ask, ErrRequest
	}
	for _, p := range ask.Protocols {
		if !httpguts.ValidHeaderFieldName(p) { // both are tokens of HTTP
			return ask, ErrHeader.With(fmt.Sprintf("%.80q", p))
		}
	}
	return ask, nil
}

// openSocket gives the socket outside and the function that gives its place back.
func (s *Service) openSocket(ctx context.Context, by id.Caller, ask SocketAsk) (*egress.Socket, func(), error) {
	app, err := id.ParseAppID(ask.App)
	if err != nil {
		return nil, nil, err
	}
	p, err := s.programs.Find(ctx, app)
	if err != nil {
		return nil, nil, err
	}
	e := entry{by.In(app), p}
	header, err := outward(ask.Header, e.referer())
	if err != nil {
		return nil, nil, err
	}
	origins, err := s.origins(ctx, p)
	if err != nil {
		return nil, nil, err
	}
	left, err := s.placeForSocket(e.by)
	if err != nil {
		return nil, nil, err
	}
	outside, err := s.out.Dial(ctx, e.by, egress.SocketRequest{
		For: "socket", URL: ask.URL, Header: header, Protocols: ask.Protocols, Origins: origins,
		Timeout: time.Duration(ask.TimeoutMS) * time.Millisecond, MaxBytes: MaxMessage,
	})
	if err != nil {
		left()
		return nil, nil, err
	}
	return outside, left, nil
}

// placeForSocket takes a place at once or fails with ErrSockets: a socket that waits helps nobody.
func (s *Service) placeForSocket(by id.Caller) (func(), error) {
	ended, ok := s.sockets.try(string(by.User) + " " + string(by.App))
	if !ok {
		return nil, fmt.Errorf("gateway: socket of %s: %w", by, ErrSockets)
	}
	left, ok := s.personSockets.try(string(by.User))
	if !ok {
		ended()
		return nil, fmt.Errorf("gateway: socket of %s: %w", by, ErrSockets)
	}
	return func() { left(); ended() }, nil
}

// relay carries messages both ways, one at a time: a side that does not read holds the other up, not our memory.
func relay(ctx context.Context, host *httpd.Socket, outside *egress.Socket) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	inwardDone := make(chan error, 1)
	var left atomic.Bool // by the program: what its server says to that is for nobody
	go func() {
		inwardDone <- relayIn(ctx, host, outside, &left)
		cancel()
	}()
	go watch(ctx, host, cancel)
	end, err := relayOut(ctx, host, outside)
	left.Store(true)
	outside.Close(end.Code, end.Reason, nil) // which ends the Read of the other direction
	cancel()
	return errors.Join(err, <-inwardDone)
}

// watch ends the relay of a host that has gone without a word.
func watch(ctx context.Context, host *httpd.Socket, end func()) {
	ticks := time.NewTicker(pingEvery)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
		}
		waiting, cancel := context.WithTimeout(ctx, pingTimeout)
		err := host.Ping(waiting)
		cancel()
		if err != nil {
			end()
			return
		}
	}
}

// relayOut carries what the program sends, until it closes or leaves; how it closed is for its server.
func relayOut(ctx context.Context, host *httpd.Socket, outside *egress.Socket) (SocketEnd, error) {
	for {
		binary, data, err := host.Read(ctx)
		if err != nil {
			return SocketEnd{Code: goneAway}, nil //nolint:nilerr // a program that is left is no failure
		}
		switch {
		case binary:
			err = outside.Write(ctx, true, data)
		case len(data) > 0 && data[0] == 't':
			err = outside.Write(ctx, false, data[1:])
		default:
			end, err := readEnd(data)
			return end, err
		}
		if err != nil {
			return SocketEnd{Code: goneAway}, nil //nolint:nilerr // the other direction tells the program
		}
	}
}

// readEnd reads how a program closes: with the codes that are for it, 1000 and 3000 to 4999.
func readEnd(data []byte) (SocketEnd, error) {
	text, found := strings.CutPrefix(string(data), "c")
	var end SocketEnd
	if err := json.Unmarshal([]byte(text), &end); !found || err != nil {
		return SocketEnd{Code: goneAway}, ErrRequest
	}
	if end.Code != closedNormally && (end.Code < 3000 || end.Code > 4999) || len(end.Reason) > maxCloseReason {
		return SocketEnd{Code: goneAway}, ErrRequest
	}
	return end, nil
}

// relayIn carries what comes from outside, and its end.
func relayIn(ctx context.Context, host *httpd.Socket, outside *egress.Socket, left *atomic.Bool) error {
	for {
		binary, data, err := outside.Read(ctx)
		if err == nil {
			if !binary {
				data = append([]byte{'t'}, data...)
			}
			if err := host.Write(ctx, binary, data); err != nil {
				return nil //nolint:nilerr // the program has gone
			}
			continue
		}
		var closed *egress.Closed
		switch {
		case left.Load() || ctx.Err() != nil:
			return nil //nolint:nilerr // the end is the program's own
		case errors.As(err, &closed):
			outside.Close(closedNormally, "", nil)
			return tell(ctx, host, "c", SocketEnd{closed.Code, closed.Reason})
		case errors.Is(err, egress.ErrTooLong):
			outside.Close(tooBig, "", err)
			return tell(ctx, host, "c", SocketEnd{tooBig, "the message is too long"})
		}
		outside.Close(goneAway, "", err)
		return tell(ctx, host, "c", SocketEnd{Code: abnormal, Reason: "the connection was lost"})
	}
}

// tell sends the host a value with a mark before it.
func tell(ctx context.Context, host *httpd.Socket, mark string, value any) error {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("gateway: tell of a socket: %w", err)
	}
	return host.Write(ctx, false, append([]byte(mark), text...))
}
