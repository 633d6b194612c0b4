package egress

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/id"
)

// SocketRequest is a WebSocket that is asked for outside.
type SocketRequest struct {
	For       string // the word in the log
	URL       string // wss or ws, or https or http
	Header    http.Header
	Protocols []string
	Origins   []string      // where it may go, as in Request
	PlainHTTP bool          // ws is allowed too
	Timeout   time.Duration // until it is open; default and most 60 s
	MaxBytes  int64         // of one message from outside; default 10 MiB
}

// Socket is an open WebSocket outside. Read is for one goroutine, Write for many. Who opened it closes it.
type Socket struct {
	Header   http.Header // of the answer
	Protocol string      // agreed upon, or ""

	conn           *websocket.Conn
	sent, received atomic.Int64
	ended          sync.Once
	finish         func(sent, received int64, err error)
}

// Closed is how a socket came to its end by the other side's wish.
type Closed struct {
	Code   int
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("closed with %d %q", c.Code, c.Reason) }

// Dial opens a WebSocket outside on behalf of by. Its address goes through all that an address of Do goes through, its
// redirects are not followed, and it is one line in the log when it has ended.
func (e *Egress) Dial(ctx context.Context, by id.Caller, r SocketRequest) (*Socket, error) {
	socket, err := e.dial(ctx, by, r)
	if err != nil {
		return nil, fmt.Errorf("egress: %s for %s: %w", r.For, by, err)
	}
	return socket, nil
}

func (e *Egress) dial(ctx context.Context, by id.Caller, r SocketRequest) (*Socket, error) {
	target, err := ParseTarget(webAddress(r.URL))
	if err != nil {
		return nil, err
	}
	limits := Limits{Timeout: r.Timeout, ResponseBytes: r.MaxBytes}.filled()
	c := Call{ID: id.New[id.RequestID](e.ids), At: e.now(), Who: Who(by), User: by.User, For: r.For, Method: http.MethodGet, URL: shownSocket(target)}
	failed := func(err error) (*Socket, error) {
		c.Fault = codeOf(err)
		e.finish(&c)
		return nil, err
	}
	way, address, err := e.wayTo(ctx, c.Who, r.For, target, r.Origins, r.PlainHTTP)
	if err != nil {
		return failed(err)
	}
	transport := e.sockets
	if way.granted {
		transport = e.granted
	}
	waiting, cancel := context.WithTimeout(context.WithValue(ctx, routeKey{}, way), limits.Timeout)
	defer cancel()
	conn, answer, err := websocket.Dial( //nolint:bodyclose // the library says that it need not be closed
		waiting, address.String(), &websocket.DialOptions{
			HTTPClient: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
			HTTPHeader: cleaned(r.Header), Host: target.hostPort(), Subprotocols: r.Protocols, CompressionMode: websocket.CompressionDisabled,
		})
	if answer != nil {
		c.Status = answer.StatusCode
	}
	if err != nil {
		return failed(socketFailure(waiting, answer, err))
	}
	if p := conn.Subprotocol(); p != "" && !slices.Contains(r.Protocols, p) {
		_ = conn.CloseNow() // it answers what was not asked
		return failed(ErrUnreachable)
	}
	conn.SetReadLimit(limits.ResponseBytes)
	return &Socket{Header: answer.Header, Protocol: conn.Subprotocol(), conn: conn, finish: func(sent, received int64, err error) {
		c.Sent, c.Received = sent, received
		if err != nil {
			c.Fault = codeOf(err)
		}
		e.finish(&c)
	}}, nil
}

// socketFailure names why a socket did not open.
func socketFailure(ctx context.Context, answer *http.Response, err error) error {
	if answer != nil && answer.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("%w: status %d", ErrNoSocket, answer.StatusCode)
	}
	return failed(ctx, err)
}

// webAddress is the http or https address of a ws or wss one.
func webAddress(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return text
	}
	switch strings.ToLower(scheme) {
	case "wss":
		return "https://" + rest
	case "ws":
		return "http://" + rest
	}
	return text
}

func shownSocket(t Target) string { return "ws" + strings.TrimPrefix(t.Shown(), "http") }

// Read returns the next message and whether it is binary. It fails with *Closed when the other side has closed, with
// ErrTooLong past the limit, and with ErrUnreachable when the connection is lost.
func (s *Socket) Read(ctx context.Context) (binary bool, data []byte, err error) {
	kind, data, err := s.conn.Read(ctx)
	if err == nil {
		s.received.Add(int64(len(data)))
		return kind == websocket.MessageBinary, data, nil
	}
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return false, nil, &Closed{int(closed.Code), closed.Reason}
	case errors.Is(err, websocket.ErrMessageTooBig):
		return false, nil, ErrTooLong
	case ctx.Err() != nil:
		return false, nil, fmt.Errorf("egress: read from socket: %w", ctx.Err())
	case errors.Is(err, io.EOF):
		return false, nil, &Closed{Code: int(websocket.StatusAbnormalClosure)}
	}
	return false, nil, fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// Write sends one message.
func (s *Socket) Write(ctx context.Context, binary bool, data []byte) error {
	kind := websocket.MessageText
	if binary {
		kind = websocket.MessageBinary
	}
	if err := s.conn.Write(ctx, kind, data); err != nil {
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	s.sent.Add(int64(len(data)))
	return nil
}

// Close ends the socket with a code and a reason for the other side, and writes its line into the log; why is what went wrong,
// or nil.
func (s *Socket) Close(code int, reason string, why error) {
	s.ended.Do(func() {
		_ = s.conn.Close(websocket.StatusCode(code), reason) // whether the other side still hears it does not matter
		s.finish(s.sent.Load(), s.received.Load(), why)
	})
}
