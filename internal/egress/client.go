package egress

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

const (
	dialTimeout      = 10 * time.Second
	handshakeTimeout = 10 * time.Second
	maxHeaderBytes   = 64 << 10
)

// route says where a request's connection may lead. It travels in the context, since that is all a dialer is given.
type route struct {
	addresses []netip.AddrPort
	granted   bool
}

type routeKey struct{}

type dialer func(ctx context.Context, network, address string) (net.Conn, error)

// newTransport returns a transport that dials nothing but the addresses of the request's route.
func newTransport(dial dialer, roots *x509.CertPool, keep bool) *http.Transport {
	return &http.Transport{
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			r, _ := ctx.Value(routeKey{}).(route)
			err := error(ErrUnreachable)
			for _, address := range r.addresses {
				if !r.granted && !Public(address.Addr()) {
					return nil, ErrPrivate
				}
				var conn net.Conn
				if conn, err = dial(ctx, network, address.String()); err == nil {
					return conn, nil
				}
			}
			return nil, err
		},
		TLSClientConfig:        &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    handshakeTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConns:           200,
		MaxIdleConnsPerHost:    8,
		MaxConnsPerHost:        64,
		IdleConnTimeout:        time.Minute,
		DisableKeepAlives:      !keep,
		ForceAttemptHTTP2:      true,
	}
}

// Do asks outside on behalf of by and returns the answer's head as soon as it is there; redirects are followed inside.
// What went wrong before is one of this package's failures; the body's Read fails with ErrTooLong and ErrTimeout.
// An answer of any status is an answer, not a failure.
func (e *Egress) Do(ctx context.Context, by id.Caller, r Request) (*Response, error) {
	r.Limits = r.Limits.filled()
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	if int64(len(r.Body)) > r.Limits.RequestBytes {
		return nil, fmt.Errorf("egress: %s for %s: %w", r.For, by, ErrBody)
	}
	ctx, cancel := context.WithTimeout(ctx, r.Limits.Timeout)
	response, err := e.follow(ctx, by, r)
	if err != nil {
		cancel()
		return nil, fmt.Errorf("egress: %s for %s: %w", r.For, by, err)
	}
	body, ok := response.Body.(*body)
	if !ok {
		cancel()
		return nil, errors.New("egress: a body of another kind")
	}
	body.cancel, body.ended = cancel, ctx.Err
	return response, nil
}

// follow goes from address to address until there is an answer.
func (e *Egress) follow(ctx context.Context, by id.Caller, r Request) (*Response, error) {
	header := cleaned(r.Header)
	for hop := 0; ; hop++ {
		target, err := ParseTarget(r.URL)
		if err != nil {
			return nil, err
		}
		c := Call{
			ID: id.New[id.RequestID](e.ids), At: e.now(), Who: Who(by), User: by.User, For: r.For, Method: r.Method, URL: target.Shown(),
			Sent: int64(len(r.Body)),
		}
		answer, err := e.ask(ctx, c.Who, target, r, header)
		if err != nil {
			c.Fault = codeOf(err)
			e.finish(&c)
			return nil, err
		}
		c.Status = answer.StatusCode
		next, redirected := redirect(answer)
		if !redirected || r.Limits.Redirects == 0 {
			return &Response{
				Status: answer.StatusCode, Header: answer.Header, URL: target.String(),
				Body: &body{inner: answer.Body, left: r.Limits.ResponseBytes, done: func(n int64, err error) {
					c.Received = n
					if err != nil {
						c.Fault = codeOf(err)
					}
					e.finish(&c)
				}},
			}, nil
		}
		_ = answer.Body.Close() // what a redirect says beside its address is of no use
		e.finish(&c)
		if hop >= r.Limits.Redirects {
			return nil, ErrRedirects
		}
		if err := r.turn(answer.StatusCode, target, next, header); err != nil {
			return nil, err
		}
	}
}

// codeOf names a failure in the log. A caller who left is no slow server.
func codeOf(err error) string {
	if errors.Is(err, context.Canceled) {
		return "egress.left"
	}
	return fault.Of(err).Code
}

// finish puts a call into the log.
func (e *Egress) finish(c *Call) {
	c.Took = e.now().Sub(c.At)
	e.log.add(*c)
}

// ask makes one request, after everything about its address was found to be right.
func (e *Egress) ask(ctx context.Context, who string, t Target, r Request, header http.Header) (*http.Response, error) {
	way, address, err := e.wayTo(ctx, who, r.For, t, r.Origins, r.PlainHTTP)
	if err != nil {
		return nil, err
	}
	transport := e.public
	if way.granted {
		transport = e.granted
	}
	request := (&http.Request{
		Method: r.Method, URL: &address, Host: t.hostPort(), Header: header.Clone(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(context.WithValue(ctx, routeKey{}, way))
	if r.Body != nil {
		request.Body = io.NopCloser(bytes.NewReader(r.Body))
		request.ContentLength = int64(len(r.Body))
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.Body)), nil }
	}
	answer, err := transport.RoundTrip(request)
	if err != nil {
		return nil, failed(ctx, err)
	}
	return answer, nil
}

// wayTo decides whether who may go to t for what word says, and finds the way: the addresses to dial and the address to ask there.
func (e *Egress) wayTo(ctx context.Context, who, word string, t Target, origins []string, plainHTTP bool) (route, url.URL, error) {
	address := url.URL{Scheme: t.Scheme, Host: t.hostPort()}
	var way route
	if g, ok := e.granting(who, word, t); ok {
		way = route{[]netip.AddrPort{g.Address}, true}
		if g.Origin != "" && g.Origin == t.Origin() {
			address = url.URL{Scheme: "http", Host: g.Address.String()}
		}
	} else {
		if origins != nil && !slices.Contains(origins, t.Origin()) {
			return route{}, url.URL{}, ErrOrigin.With(t.Origin())
		}
		if t.Scheme != "https" && !plainHTTP {
			return route{}, url.URL{}, ErrScheme
		}
		found, err := e.find(ctx, t)
		if err != nil {
			return route{}, url.URL{}, err
		}
		way.addresses = found
	}
	path, query, _ := strings.Cut(t.path, "?")
	plain, err := url.PathUnescape(path)
	if err != nil {
		return route{}, url.URL{}, ErrURL
	}
	address.Path, address.RawPath, address.RawQuery = plain, path, query
	return way, address, nil
}

// find resolves a host. All of its addresses must be public: one that is not says that the name is not to be trusted.
func (e *Egress) find(ctx context.Context, t Target) ([]netip.AddrPort, error) {
	ips := []netip.Addr{t.IP}
	if !t.IP.IsValid() {
		var err error
		if ips, err = e.resolve(ctx, t.Host); err != nil {
			if ctx.Err() != nil {
				return nil, failed(ctx, err)
			}
			return nil, fmt.Errorf("%w: %w", ErrNoHost.With(t.Host), err)
		}
		if len(ips) == 0 {
			return nil, ErrNoHost.With(t.Host)
		}
	}
	addresses := make([]netip.AddrPort, len(ips))
	for i, ip := range ips {
		if !Public(ip) {
			return nil, ErrPrivate.With(t.Host)
		}
		addresses[i] = netip.AddrPortFrom(ip.Unmap(), t.Port)
	}
	return addresses, nil
}

// failed names the failure of a connection. What the network said stays in the log: it may speak of machines near us.
func failed(ctx context.Context, err error) error {
	var unknownAuthority x509.UnknownAuthorityError
	var hostname x509.HostnameError
	var invalid x509.CertificateInvalidError
	var verification *tls.CertificateVerificationError
	var network net.Error
	switch {
	case errors.Is(err, ErrPrivate), errors.Is(err, ErrTooLong):
		return err
	case errors.Is(ctx.Err(), context.Canceled):
		return fmt.Errorf("%w: %w", context.Canceled, err)
	case ctx.Err() != nil, errors.As(err, &network) && network.Timeout():
		return fmt.Errorf("%w: %w", ErrTimeout, err)
	case errors.As(err, &verification), errors.As(err, &unknownAuthority), errors.As(err, &hostname), errors.As(err, &invalid):
		return fmt.Errorf("%w: %w", ErrTLS, err)
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: %w", ErrRefused, err)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return fmt.Errorf("%w: %w", ErrCut, err)
	}
	return fmt.Errorf("%w: %w", ErrUnreachable, err)
}

// redirect returns where an answer leads, if it does.
func redirect(answer *http.Response) (string, bool) {
	switch answer.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		location := answer.Header.Get("Location")
		return location, location != ""
	}
	return "", false
}

// turn makes r the request that follows a redirect, as browsers do: a POST becomes a GET unless the status forbids it, and
// what is for one origin is not told to another.
func (r *Request) turn(status int, from Target, location string, header http.Header) error {
	base, err := url.Parse(from.String())
	if err != nil {
		return ErrURL
	}
	to, err := base.Parse(location)
	if err != nil {
		return fmt.Errorf("egress: redirect: %w", ErrURL)
	}
	next, err := ParseTarget(to.String())
	if err != nil {
		return err
	}
	keeps := status == http.StatusTemporaryRedirect || status == http.StatusPermanentRedirect
	if !keeps && r.Method != http.MethodGet && r.Method != http.MethodHead {
		r.Method, r.Body = http.MethodGet, nil
		for _, name := range []string{"Content-Type", "Content-Encoding", "Content-Language"} {
			header.Del(name)
		}
	}
	if next.Origin() != from.Origin() {
		header.Del("Authorization")
		header.Del("Cookie")
	}
	r.URL = next.String()
	return nil
}

// cleaned returns the headers without those that belong to the connection, which only the transport may set.
func cleaned(given http.Header) http.Header {
	header := make(http.Header, len(given))
	for key, values := range given {
		switch key = http.CanonicalHeaderKey(key); key {
		case "Host", "Connection", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Accept-Encoding", "Expect":
		default:
			header[key] = slices.Clone(values)
		}
	}
	if _, ok := header["User-Agent"]; !ok {
		header["User-Agent"] = []string{"Superette"}
	}
	return header
}

// body is an answer's body with an end.
type body struct {
	inner  io.ReadCloser
	left   int64
	n      int64
	err    error
	cancel context.CancelFunc
	ended  func() error // why the request is over, if it is
	done   func(n int64, err error)
	once   sync.Once
}

func (b *body) Read(p []byte) (int, error) {
	if b.err != nil {
		return 0, b.err
	}
	if int64(len(p)) > b.left+1 { // one byte more shows that there is more
		p = p[:b.left+1]
	}
	n, err := b.inner.Read(p)
	if int64(n) > b.left {
		n, err = int(b.left), ErrTooLong
	}
	b.left -= int64(n)
	b.n += int64(n)
	if ended := b.ended(); ended != nil && errors.Is(err, io.EOF) {
		err = ended // a server that is told of our leaving may end its answer as if that had been all
	}
	switch {
	case err == nil || errors.Is(err, io.EOF) || errors.Is(err, ErrTooLong):
	case errors.Is(err, context.Canceled):
		err = fmt.Errorf("egress: read: %w", err)
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("egress: read: %w", ErrTimeout)
	default:
		err = fmt.Errorf("egress: read: %w: %w", ErrUnreachable, err)
	}
	b.err = err
	return n, err
}

// Close ends the request, and its line in the log is written.
func (b *body) Close() (err error) {
	b.once.Do(func() {
		err = b.inner.Close()
		b.cancel()
		failure := b.err
		if errors.Is(failure, io.EOF) {
			failure = nil
		}
		b.done(b.n, failure)
	})
	return err
}
