package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"testing"
)

// behind serves an instance whose public address is that of a proxy, and returns the proxy's address and the authorities to trust.
// bend makes the proxy what is tested.
func behind(t *testing.T, bend func(*httputil.ReverseProxy)) (origin string, roots *x509.CertPool) {
	t.Helper()
	free, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	inside := &url.URL{Scheme: "http", Host: "127.0.0.1:" + strconv.Itoa(int(free))}
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(inside)
			r.Out.Host = r.In.Host
			r.SetXForwarded()
		},
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	bend(proxy)
	front := httptest.NewTLSServer(proxy)
	front.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	t.Cleanup(front.Close)
	serving(t, t.TempDir(), func(ctx context.Context, c Config) error {
		c.Addr, c.URL, c.TrustProxy, c.Log = inside.Host, front.URL, true, slog.New(slog.DiscardHandler)
		return Serve(ctx, c)
	})
	roots = x509.NewCertPool()
	roots.AddCert(front.Certificate())
	return front.URL, roots
}

// TestReachThroughProxies reaches a real instance through a real proxy.
func TestReachThroughProxies(t *testing.T) {
	needsPages(t)
	t.Run("a proxy that passes upgrades on is fine", func(t *testing.T) {
		origin, roots := behind(t, func(*httputil.ReverseProxy) {})
		if got, err := reach(roots)(t.Context(), origin+"/"); err != nil || !got.Ours || got.Socket != nil {
			t.Errorf("reached %+v, %v", got, err)
		}
	})
	t.Run("one that passes another Host on, to which the instance answers with its own address, is found", func(t *testing.T) {
		origin, roots := behind(t, func(p *httputil.ReverseProxy) {
			pass := p.Rewrite
			p.Rewrite = func(r *httputil.ProxyRequest) {
				pass(r)
				r.Out.Host, _, _ = strings.Cut(r.In.Host, ":") // $host of nginx has no port
			}
		})
		if got, err := reach(roots)(t.Context(), origin); !errors.Is(err, errToItself) {
			t.Errorf("reached %+v, %v; want it told that it leads to itself", got, err)
		}
	})
	t.Run("one that leaves Upgrade out, as nginx does by itself, is found", func(t *testing.T) {
		origin, roots := behind(t, func(p *httputil.ReverseProxy) {
			pass := p.Rewrite
			p.Rewrite = func(r *httputil.ProxyRequest) {
				pass(r)
				r.Out.Header.Del("Upgrade")
				r.Out.Header.Set("Connection", "close")
			}
		})
		got, err := reach(roots)(t.Context(), origin)
		if err != nil || !got.Ours || got.Socket == nil || !strings.Contains(got.Socket.Error(), "the answer is 400 Bad Request instead of 101") {
			t.Errorf("reached %+v, %v", got, err)
		}
	})
	t.Run("one that refuses upgrades itself is found", func(t *testing.T) {
		origin, roots := behind(t, func(p *httputil.ReverseProxy) {
			p.Transport = refusesUpgrades{}
		})
		got, err := reach(roots)(t.Context(), origin)
		if err != nil || !got.Ours || got.Socket == nil || !strings.Contains(got.Socket.Error(), "501 Not Implemented") {
			t.Errorf("reached %+v, %v", got, err)
		}
	})
	t.Run("an instance that takes the page for one of another address is told from a proxy", func(t *testing.T) {
		front := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Request-Id", "req_1")
			if r.Header.Get("Origin") != "" {
				w.WriteHeader(http.StatusForbidden)
			}
			if _, err := w.Write([]byte("ok")); err != nil {
				t.Error(err)
			}
		}))
		t.Cleanup(front.Close)
		roots := x509.NewCertPool()
		roots.AddCert(front.Certificate())
		if got, err := reach(roots)(t.Context(), front.URL); err != nil || !errors.Is(got.Socket, errOtherAddress) {
			t.Errorf("reached %+v, %v", got, err)
		}
	})
	for given, origin := range map[string]string{
		"https://chat.example.org/": "https://chat.example.org", "https://Chat.Example.org": "https://chat.example.org",
		"https://chat.example.org:443": "https://chat.example.org", "https://chat.example.org:8443": "https://chat.example.org:8443",
	} {
		if got := pageOrigin(given); got != origin {
			t.Errorf("the pages of %s are of %s, want %s", given, got, origin)
		}
	}
}

// refusesUpgrades is a way to the instance on which nothing but plain requests go.
type refusesUpgrades struct{}

func (refusesUpgrades) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Header.Get("Upgrade") != "" {
		return &http.Response{StatusCode: http.StatusNotImplemented, Status: "501 Not Implemented", Body: http.NoBody, Header: http.Header{}, Request: r}, nil
	}
	return (&http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}).RoundTrip(r)
}
