package httpd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"syscall"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// Socket is one open WebSocket. Read is for one goroutine, Write for many.
// This file alone knows the library behind it, so that a denser one can take its place.
type Socket struct {
	conn *websocket.Conn
	cork *cork
}

// SocketHandler serves one socket until it returns. The context holds the caller and ends when the server stops; that the
// client is gone is what Read says.
type SocketHandler func(ctx context.Context, socket *Socket) error

// Sockets mounts a WebSocket route. Subprotocols are those offered, best first; messages end at maxBytes.
// The Origin rule holds for it as for all others. The handler's error closes the socket with the code that fits.
//
// The handler runs in a goroutine of its own, and the request that opened the socket ends: what answered it (a deep stack, the
// headers, the buffers) is most of what an idle socket would keep.
func (s *Server) Sockets(pattern string, subprotocols []string, maxBytes int64, h SocketHandler) {
	s.Handle(pattern, func(w http.ResponseWriter, r *http.Request) error {
		if !isUpgrade(r) {
			return ErrBody.With("This address takes WebSockets only.")
		}
		s.sockets.Add(1) // before the connection leaves the server that knows which are under way
		opened := false
		defer func() {
			if !opened {
				s.sockets.Done()
			}
		}()
		// The Origin was compared exactly before; the library would compare it with the Host, which a proxy may change.
		through := &corkable{ResponseWriter: w}
		conn, err := websocket.Accept(through, r, &websocket.AcceptOptions{
			Subprotocols: subprotocols, OriginPatterns: []string{s.origin.Host}, CompressionMode: websocket.CompressionDisabled,
		})
		if err != nil {
			return nil //nolint:nilerr // the library has answered
		}
		conn.SetReadLimit(maxBytes)
		socket := &Socket{conn, through.cork}
		forget := s.remember(CallerOf(r.Context()).Session, socket)
		if why := s.aside.Load(); why != nil { // since it was looked at
			defer forget()
			socket.End(why)
			return nil
		}
		// A session that ended since it was looked at was told to no socket of which nobody knew.
		if caller, err := s.caller(r); err == nil && caller != CallerOf(r.Context()) {
			defer forget()
			socket.End(ErrSignIn)
			return nil
		}
		opened = true
		ctx := outliving(r.Context())
		go func() {
			defer s.sockets.Done()
			defer forget()
			s.serveSocket(ctx, socket, h)
		}()
		return nil
	})
}

// outliving returns a context with what a request's says of who asks, which neither ends with the request nor keeps it.
func outliving(ctx context.Context) context.Context {
	out := WithCaller(context.Background(), CallerOf(ctx))
	if info, ok := ctx.Value(requestKey).(*request); ok {
		out = context.WithValue(out, requestKey, info)
	}
	return out
}

// remember knows the socket by its session until the function it returns is called.
func (s *Server) remember(session id.SessionID, socket *Socket) func() {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := s.sessions[session]
	if mine == nil {
		mine = map[*Socket]struct{}{}
		s.sessions[session] = mine
	}
	mine[socket] = struct{}{}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(mine, socket)
		if len(mine) == 0 {
			delete(s.sessions, session)
		}
	}
}

// OpenSockets returns how many sockets are open.
func (s *Server) OpenSockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := 0
	for _, mine := range s.sessions {
		open += len(mine)
	}
	return open
}

// EndSession closes every socket of a session that has ended, and tells the other side why. It waits for nobody.
func (s *Server) EndSession(session id.SessionID, why *fault.Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for socket := range s.sessions[session] {
		go socket.End(why) // waits for the other side
	}
}

// Aside refuses all that people ask for, and closes their sockets, until it is called with nil: so that they go to another process, which can
// serve them. It waits for nobody. What is mounted by Public is answered as ever.
func (s *Server) Aside(why *fault.Fault) {
	s.aside.Store(why)
	if why == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, sockets := range s.sessions {
		for socket := range sockets {
			go socket.End(why) // waits for the other side
		}
	}
}

// serveSocket runs h and closes the socket as its end says. A handler that panics ends its own socket alone.
func (s *Server) serveSocket(ctx context.Context, socket *Socket, h SocketHandler) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	unwatch := context.AfterFunc(s.stopping, func() {
		// The handler's Read returns only after this.
		socket.close(websocket.StatusGoingAway, "the server is stopping")
		cancel()
	})
	defer unwatch()
	err := guarded(func() error { return h(ctx, socket) })
	switch {
	case err == nil || errors.Is(err, io.EOF):
		socket.close(websocket.StatusNormalClosure, "")
	case errors.Is(err, context.Canceled):
		socket.close(websocket.StatusGoingAway, "")
	default:
		f, _ := report(ctx, s.config.Log, err)
		socket.End(f)
	}
}

// guarded returns what h returns, or its panic as an error.
func guarded(h func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("httpd: panic: %v\n%s", p, debug.Stack())
		}
	}()
	return h()
}

// End closes the socket and tells the other side why; a Read under way fails with io.EOF. It waits some seconds for the
// other side to agree.
func (s *Socket) End(why *fault.Fault) {
	code := websocket.StatusPolicyViolation
	if why.Kind == fault.Internal || why.Kind == fault.Unavailable {
		code = websocket.StatusInternalError
	}
	s.close(code, why.Code+": "+why.Message())
}

// Read returns the next message and whether it is binary. It fails with io.EOF after the client closed.
func (s *Socket) Read(ctx context.Context) (binary bool, data []byte, err error) {
	kind, data, err := s.conn.Read(ctx)
	if err != nil {
		if websocket.CloseStatus(err) != -1 || vanished(err) {
			return false, nil, io.EOF
		}
		if errors.Is(err, websocket.ErrMessageTooBig) {
			return false, nil, fmt.Errorf("httpd: read from socket: %w", ErrTooLarge)
		}
		return false, nil, fmt.Errorf("httpd: read from socket: %w", err)
	}
	return kind == websocket.MessageBinary, data, nil
}

// vanished reports whether the other side went away without a word, which is what phones do.
func vanished(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}

// Write sends one message and returns when it is handed to the network. It fails with io.EOF once the socket is closed or
// the client is gone.
func (s *Socket) Write(ctx context.Context, binary bool, data []byte) error {
	kind := websocket.MessageText
	if binary {
		kind = websocket.MessageBinary
	}
	if err := s.conn.Write(ctx, kind, data); err != nil {
		if vanished(err) {
			return io.EOF
		}
		return fmt.Errorf("httpd: write to socket: %w", err)
	}
	return nil
}

// WriteAll sends messages in order, with as few system calls as possible, and returns when they are handed to the network.
func (s *Socket) WriteAll(ctx context.Context, binary bool, messages [][]byte) error {
	if len(messages) == 1 {
		return s.Write(ctx, binary, messages[0])
	}
	err := s.cork.gather(ctx, func() error {
		for _, data := range messages {
			if err := s.Write(ctx, binary, data); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil && vanished(err) {
		return io.EOF
	}
	return err
}

// Ping returns when the other side has answered. It needs a Read under way, which hears the answer.
func (s *Socket) Ping(ctx context.Context) error {
	if err := s.conn.Ping(ctx); err != nil {
		return fmt.Errorf("httpd: ping socket: %w", err)
	}
	return nil
}

// Subprotocol returns the one agreed upon, or "".
func (s *Socket) Subprotocol() string { return s.conn.Subprotocol() }

// close ends the socket; whether the other side still hears it does not matter.
func (s *Socket) close(code websocket.StatusCode, reason string) {
	const longest = 120 // of the 125 bytes that a close frame has
	if len(reason) > longest {
		reason = reason[:longest]
	}
	_ = s.conn.Close(code, reason)
}
