// Package egress is the one way out of an instance: what mini programs ask of their servers, pictures from the network,
// notices to merchants, link previews. Nothing else in the house opens a connection to an address that a stranger chose.
//
// The danger is that the instance stands inside somebody's network: an address that a program gives may lead to the
// database beside it or to the cloud's metadata service. So an address is read strictly (address.go: every spelling of an
// IP address counts, decimal, octal, hex and short ones too), its name is resolved once, every address that comes back must
// be a public one, and exactly those are dialled: a name that changes its mind between check and use changes nothing. A
// redirect is a new address and goes through all of it again. The environment's proxies are not asked.
//
// Beside that: https unless the caller allows plain http; a list of origins if the caller has one; limits of size, time and
// redirects; and a line in the log for every request that left, which publisher and user may read (log.go).
//
// The exception is a Grant: one address of this machine for one caller, given on the command line or by the demo.
//
// Start reading at Do in client.go.
package egress

import (
	"context"
	"crypto/x509"
	"embed"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of egress. Their texts are for whoever wrote the address.
//
//nolint:gochecknoglobals // named failures
var (
	ErrURL         = fault.New(fault.Invalid, "egress.url", "This is not an address that can be asked.")
	ErrScheme      = fault.New(fault.Forbidden, "egress.scheme", "Only https addresses are allowed.")
	ErrOrigin      = fault.New(fault.Forbidden, "egress.origin", "This address is not in the domain list.")
	ErrPrivate     = fault.New(fault.Forbidden, "egress.private", "This address is not on the public internet.")
	ErrNoHost      = fault.New(fault.NotFound, "egress.no-host", "There is no server of this name.")
	ErrUnreachable = fault.New(fault.Unavailable, "egress.unreachable", "The server cannot be reached.")
	ErrRefused     = fault.New(fault.Unavailable, "egress.refused", "The server takes no connections at this port.")
	ErrCut         = fault.New(fault.Unavailable, "egress.cut", "The server broke the connection off.")
	ErrTLS         = fault.New(fault.Unavailable, "egress.tls", "The server's certificate is not valid for this address.")
	ErrTimeout     = fault.New(fault.Unavailable, "egress.timeout", "The server took too long.")
	ErrTooLong     = fault.New(fault.Limited, "egress.too-long", "The answer is too long.")
	ErrBody        = fault.New(fault.Limited, "egress.body", "What is to be sent is too long.")
	ErrNoSocket    = fault.New(fault.Unavailable, "egress.no-socket", "The server does not open a WebSocket at this address.")
	ErrRedirects   = fault.New(fault.Invalid, "egress.redirects", "The server redirects in circles.")
)

// Limits bound one request. A zero member means the default.
type Limits struct {
	RequestBytes  int64         // default 10 MiB
	ResponseBytes int64         // after decompression; default 10 MiB
	Timeout       time.Duration // from the first look-up to the last byte; default and most 60 s
	Redirects     int           // how many are followed; default 5, negative means none
}

const (
	defaultBytes     = 10 << 20
	defaultTimeout   = 60 * time.Second
	defaultRedirects = 5
)

func (l Limits) filled() Limits {
	if l.RequestBytes == 0 {
		l.RequestBytes = defaultBytes
	}
	if l.ResponseBytes == 0 {
		l.ResponseBytes = defaultBytes
	}
	if l.Timeout <= 0 || l.Timeout > defaultTimeout {
		l.Timeout = defaultTimeout
	}
	switch {
	case l.Redirects == 0:
		l.Redirects = defaultRedirects
	case l.Redirects < 0:
		l.Redirects = 0
	}
	return l
}

// Request is what is asked outside.
type Request struct {
	For       string      // "request", "picture", "notify" …: the word in the log
	Method    string      // "" means GET
	URL       string      // absolute; a fragment is left out
	Header    http.Header // sent as it is, headers of the connection apart; the caller chose what may leave
	Body      []byte
	Origins   []string // where it may go, each as ParseOrigin gives it; nil means anywhere public
	PlainHTTP bool     // http is allowed too
	Limits    Limits
}

// Response is what came back. The caller closes Body, also when it does not read it.
type Response struct {
	Status int
	Header http.Header // Set-Cookie included
	URL    string      // of the last hop, as asked
	Body   io.ReadCloser
}

// Grant lets one caller reach one address that is not public.
type Grant struct {
	Who     string         // as Who gives it: "app wx…", "merchant 19…"
	For     string         // only requests of this word; "" means any
	Address netip.AddrPort // asked by plain http or https, as the URL says
	Origin  string         // or "": requests to this origin go to Address by plain http, for a server under development
}

// Who returns the name under which a caller's grants and log are kept: "app wx…", "merchant 19…", else "instance".
func Who(by id.Caller) string {
	switch by.Kind {
	case id.Program:
		return "app " + string(by.App)
	case id.Merchant:
		return "merchant " + by.Merchant
	case id.Nobody, id.Person, id.System:
	}
	return "instance"
}

// Config is what an Egress needs. Resolve, Dial and Roots may be nil.
type Config struct {
	DB  *store.DB
	IDs *id.Source
	Now func() time.Time
	Log *slog.Logger

	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)         // nil: the system's resolver
	Dial    func(ctx context.Context, network, address string) (net.Conn, error) // nil: the network
	Roots   *x509.CertPool                                                       // nil: the system's
}

// Egress is the way out. It is safe for use by many goroutines.
type Egress struct {
	db      *store.DB
	ids     *id.Source
	now     func() time.Time
	resolve func(ctx context.Context, host string) ([]netip.Addr, error)
	public  *http.Transport
	sockets *http.Transport // of WebSockets, which stay: no bound for one host
	granted *http.Transport // keeps no connection: who may use it is decided for each request
	log     *recorder

	mu     sync.RWMutex
	grants []Grant
}

// Open returns the way out, with its log running. Close ends it.
func Open(c Config) *Egress {
	e := &Egress{db: c.DB, ids: c.IDs, now: c.Now, resolve: c.Resolve}
	if e.resolve == nil {
		e.resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	dial := c.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: dialTimeout}).DialContext
	}
	e.public = newTransport(dial, c.Roots, true)
	e.sockets = newTransport(dial, c.Roots, false)
	e.sockets.MaxConnsPerHost = 0
	e.granted = newTransport(dial, c.Roots, false)
	e.log = startRecorder(c.DB, c.Log, c.Now)
	return e
}

// Close ends the idle connections and writes what is left of the log. The store must still be open.
func (e *Egress) Close() error {
	e.public.CloseIdleConnections()
	e.granted.CloseIdleConnections()
	e.log.stop()
	return nil
}

// Allow adds a grant.
func (e *Egress) Allow(g Grant) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.grants = append(slices.Clone(e.grants), g)
}

// granting returns the grant by which who may reach t for what a request is for.
func (e *Egress) granting(who, word string, t Target) (Grant, bool) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	for _, g := range e.grants {
		if g.Who != who || g.For != "" && g.For != word {
			continue
		}
		if g.opens(t) {
			return g, true
		}
	}
	return Grant{}, false
}

// opens tells whether t is the grant's origin or address. "localhost" is what programs under development call their own server: the
// name stands for the address that was granted and is never looked up.
func (g Grant) opens(t Target) bool {
	if g.Origin != "" && g.Origin == t.Origin() || t.IP.IsValid() && netip.AddrPortFrom(t.IP, t.Port) == g.Address {
		return true
	}
	return t.Host == "localhost" && t.Port == g.Address.Port() && g.Address.Addr().IsLoopback()
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the log's table.
func Schema() store.Schema {
	return store.Schema{Room: "egress", FS: schema}
}
