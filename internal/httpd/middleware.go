package httpd

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strings"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// The failures of the edge.
//
//nolint:gochecknoglobals // named failures
var (
	ErrOrigin   = fault.New(fault.Forbidden, "httpd.origin", "This request does not come from this instance's own pages.")
	ErrHost     = fault.New(fault.Forbidden, "httpd.host", "This is not the address of this instance.")
	ErrSignIn   = fault.New(fault.Unauthenticated, "httpd.sign-in", "Please sign in.")
	ErrTooMany  = fault.New(fault.Limited, "httpd.too-many", "Too many requests. Please wait a moment.")
	ErrTooLarge = fault.New(fault.Limited, "httpd.too-large", "This is too large.")
	ErrNoRoute  = fault.New(fault.NotFound, "httpd.no-route", "There is nothing at this address.")
	ErrMethod   = fault.New(fault.Invalid, "httpd.method", "This address does not take this kind of request.")
	ErrBody     = fault.New(fault.Invalid, "httpd.body", "This request cannot be read.")
)

type contextKey int

const (
	callerKey contextKey = iota
	requestKey
)

// request is what the middleware found out about the request at hand.
type request struct {
	id     id.RequestID
	ip     string
	caller id.Caller
	log    *slog.Logger
}

// CallerOf returns who asks: a person, or the zero Caller.
func CallerOf(ctx context.Context) id.Caller {
	caller, _ := ctx.Value(callerKey).(id.Caller)
	return caller
}

// Require returns the person who asks. It fails with ErrSignIn if nobody is signed in.
func Require(ctx context.Context) (id.Caller, error) {
	caller := CallerOf(ctx)
	if !caller.SignedIn() {
		return id.Caller{}, ErrSignIn
	}
	return caller, nil
}

// AddressOf returns the client's IP address, the key for limits on those who are not signed in.
func AddressOf(ctx context.Context) string {
	if r, ok := ctx.Value(requestKey).(*request); ok {
		return r.ip
	}
	return ""
}

// WithCaller returns a context in which by asks: for tests of handlers, and for calls from within.
func WithCaller(ctx context.Context, by id.Caller) context.Context {
	return context.WithValue(ctx, callerKey, by)
}

// logged gives the request its name, writes one line about it, and answers for a handler that panics.
// The line holds no query, header or body: that is where secrets are.
func (s *Server) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		started := s.config.Now()
		info := &request{id: id.New[id.RequestID](s.config.IDs), ip: s.clientIP(r)}
		info.log = s.config.Log.With("request", string(info.id))
		w.Header().Set("X-Request-Id", string(info.id))
		if s.config.Instance != "" {
			w.Header().Set(InstanceHeader, s.config.Instance)
		}
		rec := &recorder{ResponseWriter: w}
		r = r.WithContext(context.WithValue(r.Context(), requestKey, info))
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler { //nolint:errorlint // the documented sentinel of net/http
					panic(p)
				}
				s.fail(rec, r, fmt.Errorf("httpd: panic: %v\n%s", p, debug.Stack()))
			}
			took := s.config.Now().Sub(started)
			if s.config.Observe != nil {
				s.config.Observe(r.Pattern, rec.status, took, isUpgrade(r))
			}
			level := slog.LevelDebug
			if rec.status >= http.StatusBadRequest {
				level = slog.LevelInfo
			}
			info.log.Log(r.Context(), level, "request", "method", r.Method, "path", withoutCode(r.URL.Path), "status", rec.status,
				"bytes", rec.bytes, "ms", took.Milliseconds(), "by", info.caller.String())
		}()
		next.ServeHTTP(rec, r)
	})
}

// withoutCode returns a path without what lets whoever reads it into a group: the code of a link at its end.
func withoutCode(path string) string {
	const before = "/join-"
	if at := strings.LastIndex(path, before); at >= 0 {
		return path[:at+len(before)] + "…"
	}
	return path
}

// clientIP returns the address of the peer or, behind a trusted proxy, the one that the proxy saw.
func (s *Server) clientIP(r *http.Request) string {
	if s.config.TrustProxy {
		// Only the last entry is the proxy's own; the ones before it are what the client claims.
		chain := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		if last := strings.TrimSpace(chain[len(chain)-1]); net.ParseIP(last) != nil {
			return last
		}
		if strings.EqualFold(r.Host, s.origin.Host) { // one that asks on this machine for whether all is well says another
			s.direct.Do(func() {
				s.config.Log.Warn("a request came without X-Forwarded-For: if the proxy sets none, all people share one address and its limits for signing in",
					"hint", "nginx: proxy_set_header X-Forwarded-For $remote_addr", "from", r.RemoteAddr)
			})
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}

// recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach the connection, for flushing and for WebSockets.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// headers sets what every answer carries. A page that needs a wider policy sets its own.
func (s *Server) headers(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Security-Policy", "sandbox; default-src 'none'; frame-ancestors 'none'")
		if s.origin.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// healthPath answers how this process is, which whoever watches it asks it itself, by the address that it listens on.
const healthPath = "/healthz"

// addressed sends whoever reads under another name to the instance's own, and refuses everything else. A request to healthPath that
// came through a proxy is sent there too, so that one which changes the name is found out.
func (s *Server) addressed(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		watched := r.URL.Path == healthPath && r.Header.Get("X-Forwarded-For") == "" && !isUpgrade(r) &&
			(r.Method == http.MethodGet || r.Method == http.MethodHead)
		if watched || strings.EqualFold(r.Host, s.origin.Host) {
			next.ServeHTTP(w, r)
			return
		}
		if r.Method != http.MethodGet || isUpgrade(r) {
			s.fail(w, r, ErrHost)
			return
		}
		target := *r.URL
		target.Scheme, target.Host = s.origin.Scheme, s.origin.Host
		http.Redirect(w, r, target.String(), http.StatusTemporaryRedirect)
	})
}

func isUpgrade(r *http.Request) bool {
	return r.Header.Get("Upgrade") != ""
}

// originChecked refuses what a foreign page, or a sandboxed frame (Origin: null), could make a browser send.
func (s *Server) originChecked(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reads := (r.Method == http.MethodGet || r.Method == http.MethodHead) && !isUpgrade(r)
		if origins := r.Header.Values("Origin"); !reads && (len(origins) != 1 || origins[0] != s.config.Origin) && !s.isForeign(r) {
			s.fail(w, r, ErrOrigin)
			return
		}
		next.ServeHTTP(w, r)
	})
}

func (s *Server) isForeign(r *http.Request) bool {
	_, pattern := s.mux.Handler(r)
	return s.foreign[pattern]
}

// people finds out who asks, limits how often and how much.
func (s *Server) people(next http.Handler, maxBytes int64) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if why := s.aside.Load(); why != nil {
			s.fail(w, r, why)
			return
		}
		caller, err := s.caller(r)
		if err != nil {
			s.fail(w, r, err)
			return
		}
		key := "ip " + AddressOf(r.Context())
		if caller.SignedIn() {
			key = "user " + string(caller.User)
		}
		if err := s.limit.Allow(key); err != nil {
			s.fail(w, r, err)
			return
		}
		if info, ok := r.Context().Value(requestKey).(*request); ok {
			info.caller = caller
		}
		w.Header().Set("Cache-Control", "no-store")
		r = r.WithContext(WithCaller(r.Context(), caller))
		r.Body = http.MaxBytesReader(w, r.Body, maxBytes)
		next.ServeHTTP(w, r)
	})
}

// caller returns who the request's token belongs to. No token, or one that has ended, is nobody: whether that suffices
// is for the handler to say.
func (s *Server) caller(r *http.Request) (id.Caller, error) {
	token := TokenOf(r)
	if token == "" || s.config.Sessions == nil {
		return id.Caller{}, nil
	}
	caller, err := s.config.Sessions.ByToken(r.Context(), token)
	if err != nil {
		if fault.Of(err).Kind == fault.Unauthenticated {
			return id.Caller{}, nil
		}
		return id.Caller{}, fmt.Errorf("httpd: session: %w", err)
	}
	return caller, nil
}

const bearer = "Bearer "

// TokenOf returns the session token of a request: a command line's "Authorization: Bearer …", else the cookie, else "".
func TokenOf(r *http.Request) string {
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), bearer); ok {
		return token
	}
	cookie, err := r.Cookie(CookieName)
	if err != nil {
		return ""
	}
	return cookie.Value
}

// CookieName is the cookie that holds the session token.
const CookieName = "superette"

// SessionCookie returns the cookie that signs a browser in for maxAgeSeconds, or out with a token of "".
func (s *Server) SessionCookie(token string, maxAgeSeconds int) *http.Cookie {
	if token == "" {
		maxAgeSeconds = -1
	}
	return &http.Cookie{
		Name: CookieName, Value: token, Path: "/", MaxAge: maxAgeSeconds,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.origin.Scheme == "https",
	}
}

// tooLarge turns the error of a body past its limit into its fault.
func tooLarge(err error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return fmt.Errorf("%w: %w", ErrTooLarge.With(fmt.Sprintf("At most %d bytes.", over.Limit)), err)
	}
	return err
}
