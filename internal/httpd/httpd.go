// Package httpd is the edge to browsers and command lines: it listens, checks what every request must satisfy, finds out
// who asks, and turns faults into answers. It knows no noun; rooms give it their handlers.
//
// A request passes, outermost first: recovery from panics and one log line; the security headers; the address rule (the
// Host must be the instance's, so that a foreign name that resolves to this machine reads nothing); the Origin rule
// (everything that is not GET or HEAD, and every WebSocket, comes from the instance's own pages); then for routes of
// people the session and the rate limit. Server.Handle and Server.Connect mount routes of people, Server.Public mounts
// what is the same for everybody: there no cookie is read.
//
// A handler returns an error instead of writing one. The answer carries the fault's kind as status, and
// {"code", "message"}; Connect calls carry the code in the header superette-code. What is not a fault is logged in full
// and answered as internal.
//
// Start reading at New, then middleware.go for the rules, fault.go for the answers, socket.go for WebSockets.
package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"
	"golang.org/x/time/rate"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

const (
	// APIPrefix stands before the path of every Connect call.
	APIPrefix = "/api"
	// MaxBody is the largest body, in bytes, of a route that does not say otherwise.
	MaxBody = 1 << 20

	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	drainLimit    = 10 * time.Second

	requestsPerSecond = 100
	requestBurst      = 400
)

// Sessions finds out who a session token belongs to.
type Sessions interface {
	// ByToken returns the person. It fails with a fault of kind Unauthenticated if the token is unknown or has ended.
	ByToken(ctx context.Context, token string) (id.Caller, error)
}

// Config says how a server faces the world.
type Config struct {
	Origin     string           // the instance's one public address, such as "http://localhost:8420", without a slash at its end
	TrustProxy bool             // take the client's address from the last X-Forwarded-For
	Sessions   Sessions         // nil means that nobody is ever signed in
	Now        func() time.Time // the clock of rate limits and the log
	IDs        *id.Source       // names requests
	Instance   string           // names the instance to its pages in every answer's InstanceHeader; "" names none
	Log        *slog.Logger
	// Observe, if not nil, is told of every answer: the pattern of its route, "" if there is none, the status and how long it
	// took; for a socket, how long it was open.
	Observe func(route string, status int, took time.Duration, socket bool)
}

// Server is one HTTP server and its routes.
type Server struct {
	config Config
	origin *url.URL
	mux    *http.ServeMux
	limit  *Limiter

	largest  int64           // the most bytes that a body of any route may have
	patterns []string        // of all that is mounted
	foreign  map[string]bool // patterns of Foreign

	stopping context.Context //nolint:containedctx // ends when the server begins to stop; open sockets watch it
	stop     context.CancelFunc
	sockets  sync.WaitGroup

	aside  atomic.Pointer[fault.Fault] // why nobody is served here; nil while somebody is
	direct sync.Once                   // says that a request came without what the proxy should set

	mu       sync.Mutex
	sessions map[id.SessionID]map[*Socket]struct{} // the open sockets of each
}

// New returns a server without routes. It fails if the origin is not http(s)://host[:port].
func New(config Config) (*Server, error) {
	origin, err := url.Parse(config.Origin)
	if err != nil || origin.Host == "" || origin.Scheme != "http" && origin.Scheme != "https" || origin.Scheme+"://"+origin.Host != config.Origin {
		return nil, fmt.Errorf("httpd: %q is not an address like http://localhost:8420", config.Origin)
	}
	s := &Server{
		config: config, origin: origin, mux: http.NewServeMux(),
		limit: NewLimiter(config.Now, requestsPerSecond, requestBurst), foreign: map[string]bool{},
		sessions: map[id.SessionID]map[*Socket]struct{}{},
	}
	s.stopping, s.stop = context.WithCancel(context.Background())
	return s, nil
}

// InstanceHeader carries the instance's name: a page that a browser kept from another one at the same address learns it there.
const InstanceHeader = "Superette-Instance"

// Instance returns the instance's name, "" if it has none.
func (s *Server) Instance() string { return s.config.Instance }

// Origin returns the instance's public address.
func (s *Server) Origin() string { return s.config.Origin }

// Handler answers a request, or returns an error for httpd to answer.
type Handler func(w http.ResponseWriter, r *http.Request) error

// Handle mounts a route of people: CallerOf(r.Context()) says who asks, and bodies end at MaxBody.
func (s *Server) Handle(pattern string, h Handler) {
	s.HandleUpTo(pattern, MaxBody, h)
}

// HandleUpTo is Handle for bodies of up to maxBytes.
func (s *Server) HandleUpTo(pattern string, maxBytes int64, h Handler) {
	s.largest = max(s.largest, maxBytes)
	s.handle(pattern, s.people(s.answering(h), maxBytes))
}

// LargestBody returns the most bytes that any route takes: what a proxy before the server has to let through.
func (s *Server) LargestBody() int64 { return max(s.largest, MaxBody) }

// Public mounts a route that is the same for everybody: no cookie is read, nobody is signed in.
func (s *Server) Public(pattern string, h Handler) {
	s.handle(pattern, s.answering(h))
}

func (s *Server) handle(pattern string, h http.Handler) {
	s.patterns = append(s.patterns, pattern)
	s.mux.Handle(pattern, h)
}

// Routes returns the patterns of all that is mounted, in the order of mounting.
func (s *Server) Routes() []string { return slices.Clone(s.patterns) }

// Foreign mounts a route of servers elsewhere, which prove each request by a signature of their own. No cookie is read, so
// the Origin, which keeps foreign pages from using one, is not asked for either.
func (s *Server) Foreign(pattern string, h Handler) {
	s.foreign[pattern] = true
	s.Public(pattern, h)
}

// Connect mounts what a generated New…Handler returns, below APIPrefix:
//
//	server.Connect(superettev1connect.NewChatServiceHandler(service, server.ConnectOptions()...))
func (s *Server) Connect(path string, h http.Handler) {
	s.handle(APIPrefix+path, s.people(http.StripPrefix(APIPrefix, h), MaxBody))
}

// ConnectOptions returns what every Connect handler is made with: faults become Connect errors, messages end at MaxBody, and short
// answers are not compressed, which would take longer than most of them are made in. JSON that cannot be read is refused in plain words.
func (s *Server) ConnectOptions() []connect.HandlerOption {
	unread := &sync.Map{}
	return []connect.HandlerOption{
		connect.WithInterceptors(faults{log: s.config.Log, unread: unread}),
		connect.WithCodec(plainJSON{"json", unread}),
		connect.WithCodec(plainJSON{"json; charset=utf-8", unread}),
		connect.WithReadMaxBytes(MaxBody),
		connect.WithCompressMinBytes(compressFrom),
	}
}

func (s *Server) answering(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.fail(w, r, err)
		}
	})
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.logged(s.headers(s.addressed(s.originChecked(s.routed())))).ServeHTTP(w, r)
}

// routed answers for paths that nobody mounted in the same form as all other failures.
func (s *Server) routed() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h, pattern := s.mux.Handler(r)
		if pattern != "" {
			s.mux.ServeHTTP(w, r)
			return
		}
		// The mux knows whether it is the method or the path, or wants to redirect to the clean path.
		probe := &statusOnly{header: http.Header{}}
		h.ServeHTTP(probe, r)
		switch probe.status {
		case http.StatusMethodNotAllowed:
			w.Header().Set("Allow", probe.header.Get("Allow"))
			s.fail(w, r, ErrMethod)
		case http.StatusNotFound:
			s.fail(w, r, ErrNoRoute)
		default:
			s.mux.ServeHTTP(w, r)
		}
	})
}

// Probe lets the server answer a request to GET /healthz from within and returns when it has, whatever the answer is: a process
// that says it cannot save is alive. What it waits for, such as a database that is away for an hour, no restart brings back, and the
// process goes on by itself when it is there again.
func (s *Server) Probe(ctx context.Context) {
	r := (&http.Request{
		Method: http.MethodGet, URL: &url.URL{Path: healthPath}, Host: s.origin.Host, Header: http.Header{"X-Forwarded-For": {"127.0.0.1"}}, Body: http.NoBody, RemoteAddr: "127.0.0.1:0",
	}).WithContext(ctx)
	s.ServeHTTP(&statusOnly{header: http.Header{}}, r)
}

type statusOnly struct {
	header http.Header
	status int
}

func (p *statusOnly) Header() http.Header         { return p.header }
func (p *statusOnly) Write(b []byte) (int, error) { return len(b), nil }
func (p *statusOnly) WriteHeader(status int)      { p.status = status }

// Serve answers requests on l until ctx ends; then it takes no new ones, closes the sockets and waits up to ten seconds
// for what is under way. It returns nil after such an orderly end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	server := &http.Server{
		Handler: s, ReadHeaderTimeout: headerTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
	drained := make(chan error, 1)
	ended := make(chan struct{})
	go func() {
		select {
		case <-ctx.Done():
		case <-ended:
		}
		s.stop()
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainLimit)
		defer cancel()
		err := server.Shutdown(limited)
		drained <- errors.Join(err, s.waitForSockets(limited))
	}()
	err := server.Serve(l)
	close(ended)
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	if err = errors.Join(err, <-drained); err != nil {
		return fmt.Errorf("httpd: serve: %w", err)
	}
	return nil
}

func (s *Server) waitForSockets(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		s.sockets.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("httpd: sockets did not close: %w", ctx.Err())
	}
}

// Limiter allows so many events a second for each key, such as an address or a caller.
type Limiter struct {
	now   func() time.Time
	every rate.Limit
	burst int

	mu   sync.Mutex
	keys map[string]*rate.Limiter
}

// maxKeys bounds the memory of a Limiter; past it, keys that are back at their full burst are forgotten.
const maxKeys = 10_000

// NewLimiter returns a limiter that allows perSecond events a second for each key, and burst at once.
func NewLimiter(now func() time.Time, perSecond float64, burst int) *Limiter {
	return &Limiter{now: now, every: rate.Limit(perSecond), burst: burst, keys: map[string]*rate.Limiter{}}
}

// Allow counts one event of key. It fails with ErrTooMany.
func (l *Limiter) Allow(key string) error {
	now := l.now()
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.keys[key]
	if one == nil {
		if len(l.keys) >= maxKeys {
			l.forget(now)
		}
		one = rate.NewLimiter(l.every, l.burst)
		l.keys[key] = one
	}
	if !one.AllowN(now, 1) {
		return ErrTooMany
	}
	return nil
}

// Clear gives key its full burst back, as for somebody who turned out to be no guesser.
func (l *Limiter) Clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

// forget drops the keys that have nothing to remember; if all do, it drops them anyway rather than grow.
func (l *Limiter) forget(now time.Time) {
	for key, one := range l.keys {
		if one.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
	if len(l.keys) >= maxKeys {
		clear(l.keys)
	}
}
