package egress_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	app  = id.AppID("wx0123456789abcdef")
	user = id.UserID("usr_01jd00000000000000000000aa")
)

var publicIP = netip.MustParseAddr("93.184.215.14")

// world is an internet of one server, which has every name of the table and is reached at every public address.
type world struct {
	*egress.Egress

	server *httptest.Server
	names  map[string][]netip.Addr
	asked  func(host string) // after a question was answered
	dialed atomic.Int32
	last   atomic.Value // the address that was dialled last
}

func newWorld(t *testing.T, h http.HandlerFunc) *world {
	t.Helper()
	w := &world{server: httptest.NewTLSServer(h), names: map[string][]netip.Addr{"example.com": {publicIP}, "www.example.com": {publicIP}}, asked: func(string) {}}
	t.Cleanup(w.server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(w.server.Certificate())
	w.Egress = egress.Open(egress.Config{
		DB: storetest.Open(t, egress.Schema()), IDs: id.NewSource(time.Now, rand.Reader), Now: time.Now, Log: slog.New(slog.DiscardHandler), Roots: roots,
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			if list, ok := w.names[host]; ok {
				w.asked(host)
				return list, nil
			}
			return nil, errors.New("no such host")
		},
		Dial: func(ctx context.Context, network, address string) (net.Conn, error) {
			w.dialed.Add(1)
			w.last.Store(address)
			to, err := netip.ParseAddrPort(address)
			if err != nil {
				return nil, err
			}
			if !to.Addr().IsLoopback() {
				address = w.server.Listener.Addr().String()
			}
			return new(net.Dialer).DialContext(ctx, network, address)
		},
	})
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func (w *world) ask(t *testing.T, r egress.Request) (status int, body string, err error) {
	t.Helper()
	if r.For == "" {
		r.For = "request"
	}
	response, err := w.Do(t.Context(), id.AsPerson(user, "", "").In(app), r)
	if err != nil {
		return 0, "", err
	}
	raw, err := io.ReadAll(response.Body)
	return response.Status, string(raw), errors.Join(err, response.Body.Close())
}

func answer(w http.ResponseWriter, format string, args ...any) {
	_, _ = fmt.Fprintf(w, format, args...)
}

func TestARequestArrives(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		w.WriteHeader(http.StatusTeapot)
		answer(w, "%s %s %s %s %s [%s]", r.Method, r.Host, r.URL.RequestURI(), body, r.Header.Get("X-Tea"), r.Header.Get("Connection"))
	})
	status, body, err := w.ask(t, egress.Request{
		Method: "PUT", URL: "https://example.com:8443/a%2Fb/茶?c=d#e", Body: []byte("oolong"),
		Header: http.Header{"X-Tea": {"green"}, "Connection": {"upgrade"}, "Host": {"other.example"}, "Content-Length": {"1"}},
	})
	if want := "PUT example.com:8443 /a%2Fb/%E8%8C%B6?c=d oolong green []"; err != nil || status != http.StatusTeapot || body != want {
		t.Errorf("answer = %d %q, %v; want 418 %q", status, body, err, want)
	}
}

func TestWhereMayNotBeGone(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, "reached") })
	w.names["private.example.com"] = []netip.Addr{netip.MustParseAddr("10.0.0.1")}
	w.names["mixed.example.com"] = []netip.Addr{publicIP, netip.MustParseAddr("127.0.0.1")}
	w.names["mapped.example.com"] = []netip.Addr{netip.MustParseAddr("::ffff:127.0.0.1")}
	w.names["meta.example.com"] = []netip.Addr{netip.MustParseAddr("169.254.169.254")}
	w.names["localhost"] = []netip.Addr{netip.MustParseAddr("::1")}
	w.names["empty.example.com"] = nil
	for _, c := range []struct {
		name string
		r    egress.Request
		want error
	}{
		{"plain http", egress.Request{URL: "http://example.com/"}, egress.ErrScheme},
		{"another scheme", egress.Request{URL: "ftp://example.com/"}, egress.ErrURL},
		{"a name that leads inside", egress.Request{URL: "https://private.example.com/"}, egress.ErrPrivate},
		{"a name with a public and a private address", egress.Request{URL: "https://mixed.example.com/"}, egress.ErrPrivate},
		{"a name that leads inside by a mapped address", egress.Request{URL: "https://mapped.example.com/"}, egress.ErrPrivate},
		{"a name that leads to the cloud's metadata", egress.Request{URL: "https://meta.example.com/"}, egress.ErrPrivate},
		{"localhost", egress.Request{URL: "https://localhost/"}, egress.ErrPrivate},
		{"localhost with a dot", egress.Request{URL: "https://LOCALHOST./"}, egress.ErrPrivate},
		{"an address of this machine", egress.Request{URL: "https://127.0.0.1/"}, egress.ErrPrivate},
		{"an address of this machine by plain http, where that is allowed", egress.Request{URL: "http://[::1]/", PlainHTTP: true}, egress.ErrPrivate},
		{"a name that nobody has", egress.Request{URL: "https://nobody.example.com/"}, egress.ErrNoHost},
		{"a name without addresses", egress.Request{URL: "https://empty.example.com/"}, egress.ErrNoHost},
		{"an origin that is not on the list", egress.Request{URL: "https://example.com/", Origins: []string{"https://www.example.com"}}, egress.ErrOrigin},
		{"another port of an origin on the list", egress.Request{URL: "https://example.com:8443/", Origins: []string{"https://example.com"}}, egress.ErrOrigin},
		{"anywhere if the list is empty", egress.Request{URL: "https://example.com/", Origins: []string{}}, egress.ErrOrigin},
		{"with too much to send", egress.Request{URL: "https://example.com/", Body: make([]byte, 11), Limits: egress.Limits{RequestBytes: 10}}, egress.ErrBody},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := w.dialed.Load()
			if _, body, err := w.ask(t, c.r); !errors.Is(err, c.want) {
				t.Errorf("answer = %q, %v; want %v", body, err, c.want)
			}
			if w.dialed.Load() != before {
				t.Error("a connection was opened")
			}
		})
	}
	t.Run("in any spelling of a private address", func(t *testing.T) {
		before := w.dialed.Load()
		for _, list := range spellings() {
			for _, host := range list {
				if _, body, err := w.ask(t, egress.Request{URL: "https://" + host + "/"}); !errors.Is(err, egress.ErrPrivate) {
					t.Errorf("%s: answer = %q, %v; want ErrPrivate", host, body, err)
				}
			}
		}
		if w.dialed.Load() != before {
			t.Error("a connection was opened")
		}
	})
}

// A name that is public when it is checked and private when it is dialled is the classic way in.
func TestANameThatChangesItsMind(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, _ *http.Request) { answer(w, "public") })
	w.names["rebind.example.com"] = []netip.Addr{publicIP}
	w.asked = func(host string) { w.names[host] = []netip.Addr{netip.MustParseAddr("127.0.0.1")} } // from the second question on
	t.Run("is asked once, and what was checked is dialled", func(t *testing.T) {
		if _, body, err := w.ask(t, egress.Request{URL: "https://rebind.example.com/"}); body != "public" || err != nil {
			t.Errorf("answer = %q, %v; want the public server's", body, err)
		}
		if got := w.last.Load(); got != publicIP.String()+":443" {
			t.Errorf("dialled %v, want %s", got, publicIP)
		}
	})
	t.Run("is refused when it leads inside, although a connection to its public address is still open", func(t *testing.T) {
		if _, body, err := w.ask(t, egress.Request{URL: "https://rebind.example.com/"}); !errors.Is(err, egress.ErrPrivate) {
			t.Errorf("answer = %q, %v; want ErrPrivate", body, err)
		}
	})
}

func TestRedirects(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		switch {
		case r.URL.Path == "/loop":
			http.Redirect(w, r, "/loop", http.StatusFound)
		case to != "":
			status := http.StatusFound
			if r.URL.Path == "/307" {
				status = http.StatusTemporaryRedirect
			}
			w.Header().Set("Location", to)
			w.WriteHeader(status)
		default:
			body, err := io.ReadAll(r.Body)
			if err != nil {
				panic(err)
			}
			answer(w, "%s %s %s auth=%s type=%s", r.Method, r.Host, body, r.Header.Get("Authorization"), r.Header.Get("Content-Type"))
		}
	})
	w.names["inside.example.com"] = []netip.Addr{netip.MustParseAddr("192.168.1.1")}
	secret := http.Header{"Authorization": {"Bearer x"}, "Content-Type": {"text/plain"}}
	for _, c := range []struct {
		name string
		r    egress.Request
		want string
		err  error
	}{
		{"a relative one is followed", egress.Request{URL: "https://example.com/?to=/b"}, "GET example.com  auth=Bearer x type=text/plain", nil},
		{"another origin is not told the secret", egress.Request{URL: "https://example.com/?to=https://www.example.com/"}, "GET www.example.com  auth= type=text/plain", nil},
		{"a POST becomes a GET", egress.Request{Method: "POST", Body: []byte("tea"), URL: "https://example.com/?to=/b"}, "GET example.com  auth=Bearer x type=", nil},
		{"by 307 a POST stays one", egress.Request{Method: "POST", Body: []byte("tea"), URL: "https://example.com/307?to=/b"}, "POST example.com tea auth=Bearer x type=text/plain", nil},
		{"to loopback is refused", egress.Request{URL: "https://example.com/?to=https://127.0.0.1/"}, "", egress.ErrPrivate},
		{"to loopback in hex is refused", egress.Request{URL: "https://example.com/?to=//0x7f.1/"}, "", egress.ErrPrivate},
		{"to a name that leads inside is refused", egress.Request{URL: "https://example.com/?to=https://inside.example.com/"}, "", egress.ErrPrivate},
		{"to plain http is refused", egress.Request{URL: "https://example.com/?to=http://example.com/"}, "", egress.ErrScheme},
		{"to another scheme is refused", egress.Request{URL: "https://example.com/?to=file:///etc/passwd"}, "", egress.ErrURL},
		{"out of the list is refused", egress.Request{URL: "https://example.com/?to=https://www.example.com/", Origins: []string{"https://example.com"}}, "", egress.ErrOrigin},
		{"in circles are given up", egress.Request{URL: "https://example.com/loop"}, "", egress.ErrRedirects},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.r.Header = secret.Clone()
			_, body, err := w.ask(t, c.r)
			if body != c.want || !errors.Is(err, c.err) {
				t.Errorf("answer = %q, %v; want %q, %v", body, err, c.want, c.err)
			}
		})
	}
	t.Run("none are followed by whom wants none", func(t *testing.T) {
		status, _, err := w.ask(t, egress.Request{URL: "https://example.com/?to=/b", Limits: egress.Limits{Redirects: -1}})
		if status != http.StatusFound || err != nil {
			t.Errorf("answer = %d, %v; want 302", status, err)
		}
	})
}

func TestLimits(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang":
			<-r.Context().Done()
		case "/drip":
			answer(w, "a")
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		case "/bomb":
			var b bytes.Buffer
			z := gzip.NewWriter(&b)
			_, _ = z.Write(make([]byte, 1<<20))
			_ = z.Close()
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(b.Bytes())
		case "/header":
			w.Header().Set("X-Long", strings.Repeat("a", 100_000))
		case "/rubbish":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_, _ = conn.Write([]byte("tea is ready\r\n\r\n"))
			_ = conn.Close()
		case "/cut":
			conn, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				panic(err)
			}
			_ = conn.Close()
		default:
			answer(w, "1234567890")
		}
	})
	for _, c := range []struct {
		name, path string
		limits     egress.Limits
		want       string
		err        error
	}{
		{"exactly the limit fits", "/", egress.Limits{ResponseBytes: 10}, "1234567890", nil},
		{"one byte more does not", "/", egress.Limits{ResponseBytes: 9}, "123456789", egress.ErrTooLong},
		{"what grows when it is unpacked counts as grown", "/bomb", egress.Limits{ResponseBytes: 100_000}, strings.Repeat("\x00", 100_000), egress.ErrTooLong},
		{"a server that says nothing is given up", "/hang", egress.Limits{Timeout: 50 * time.Millisecond}, "", egress.ErrTimeout},
		{"a server that stops half-way is given up", "/drip", egress.Limits{Timeout: 300 * time.Millisecond}, "a", egress.ErrTimeout},
		{"a head without end is refused", "/header", egress.Limits{}, "", egress.ErrUnreachable},
		{"rubbish is no answer", "/rubbish", egress.Limits{}, "", egress.ErrUnreachable},
		{"a server that ends the connection broke it off", "/cut", egress.Limits{}, "", egress.ErrCut},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body, err := w.ask(t, egress.Request{URL: "https://example.com" + c.path, Limits: c.limits})
			if body != c.want || !errors.Is(err, c.err) {
				t.Errorf("answer = %.20q (%d), %v; want %.20q, %v", body, len(body), err, c.want, c.err)
			}
		})
	}
	t.Run("a caller who leaves is no slow server", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.Do(ctx, id.AsSystem(), egress.Request{URL: "https://example.com/"}); !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want canceled", err)
		}
	})
}

func TestAGrant(t *testing.T) {
	w := newWorld(t, func(http.ResponseWriter, *http.Request) {})
	local := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if to := r.URL.Query().Get("to"); to != "" {
			http.Redirect(w, r, to, http.StatusFound)
			return
		}
		answer(w, "%s %s", r.Host, r.URL.Path)
	}))
	t.Cleanup(local.Close)
	address := netip.MustParseAddrPort(local.Listener.Addr().String())
	w.Allow(egress.Grant{Who: "app " + string(app), Address: address, Origin: "https://tea.example"})
	other := netip.AddrPortFrom(address.Addr(), address.Port()-1)
	for _, c := range []struct {
		name, url, want string
		origins         []string
		err             error
	}{
		{"opens its address, by plain http and whatever the list says", "http://" + address.String() + "/a", address.String() + " /a", []string{}, nil},
		{"opens its address in another spelling", fmt.Sprintf("http://2130706433:%d/a", address.Port()), address.String() + " /a", nil, nil},
		{"opens it by the name that a machine has for itself", fmt.Sprintf("http://localhost:%d/a", address.Port()), fmt.Sprintf("localhost:%d /a", address.Port()), []string{}, nil},
		{"opens no other port of that name", fmt.Sprintf("http://localhost:%d/a", other.Port()), "", []string{}, egress.ErrOrigin},
		{"answers for its origin", "https://tea.example/a", "tea.example /a", []string{}, nil},
		{"opens no other port", "https://" + other.String() + "/", "", nil, egress.ErrPrivate},
		{"does not open what it redirects to", "https://tea.example/?to=https://" + other.String() + "/", "", nil, egress.ErrPrivate},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body, err := w.ask(t, egress.Request{URL: c.url, Origins: c.origins})
			if body != c.want || !errors.Is(err, c.err) {
				t.Errorf("answer = %q, %v; want %q, %v", body, err, c.want, c.err)
			}
		})
	}
	t.Run("whose port nobody listens at is refused", func(t *testing.T) {
		gone := httptest.NewServer(http.NotFoundHandler())
		address := netip.MustParseAddrPort(gone.Listener.Addr().String())
		gone.Close()
		w.Allow(egress.Grant{Who: "app " + string(app), Address: address})
		if _, _, err := w.ask(t, egress.Request{URL: "http://" + address.String() + "/"}); !errors.Is(err, egress.ErrRefused) {
			t.Errorf("error = %v, want ErrRefused", err)
		}
	})
	t.Run("is for nobody else", func(t *testing.T) {
		for _, by := range []id.Caller{id.AsSystem(), id.AsPerson(user, "", ""), id.AsPerson(user, "", "").In("wxfedcba9876543210"), {Kind: id.Merchant, Merchant: string(app)}} {
			if _, err := w.Do(t.Context(), by, egress.Request{URL: "https://" + address.String() + "/"}); !errors.Is(err, egress.ErrPrivate) {
				t.Errorf("%s: error = %v, want ErrPrivate", by, err)
			}
		}
	})
}

func TestTheLog(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/from" {
			http.Redirect(w, r, "/to?ticket=s3cret", http.StatusFound)
			return
		}
		answer(w, "12345")
	})
	for _, r := range []egress.Request{
		{URL: "https://example.com/from?token=s3cret", Method: "POST", Body: []byte("abc")},
		{URL: "https://127.0.0.1/"},
		{URL: "https://example.com/long", Limits: egress.Limits{ResponseBytes: 2}},
	} {
		_, _, _ = w.ask(t, r) //nolint:dogsled // what they answer is in the log
	}
	other := id.AsPerson("usr_01jd00000000000000000000bb", "", "").In(app)
	if response, err := w.Do(t.Context(), other, egress.Request{For: "picture", URL: "https://example.com/p.png"}); err != nil || response.Body.Close() != nil {
		t.Fatal(err)
	}
	if err := w.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	lines := func(f egress.Filter) (list []string) {
		f.Who = "app " + string(app)
		calls, err := w.Calls(t.Context(), f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range calls {
			list = append(list, fmt.Sprintf("%s %s %s %d %d/%d %s", c.For, c.Method, c.URL, c.Status, c.Sent, c.Received, c.Fault))
		}
		return list
	}
	mine := []string{
		"request GET https://example.com/long 200 0/2 egress.too-long",
		"request GET https://127.0.0.1/ 0 0/0 egress.private",
		"request GET https://example.com/to?ticket=… 200 0/5 ",
		"request POST https://example.com/from?token=… 302 3/0 ",
	}
	t.Run("tells a user of their own calls, newest first, redirects and refusals too", func(t *testing.T) {
		if got := lines(egress.Filter{User: user, Limit: 10}); strings.Join(got, "\n") != strings.Join(mine, "\n") {
			t.Errorf("log:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(mine, "\n"))
		}
	})
	t.Run("tells a publisher of all", func(t *testing.T) {
		if got := lines(egress.Filter{Limit: 10}); len(got) != 5 || !strings.HasPrefix(got[0], "picture GET https://example.com/p.png 200") {
			t.Errorf("log:\n%s\nwant the four and the picture", strings.Join(got, "\n"))
		}
	})
	t.Run("is read in parts", func(t *testing.T) {
		first, err := w.Calls(t.Context(), egress.Filter{Who: "app " + string(app), User: user, Limit: 3})
		if err != nil || len(first) != 3 {
			t.Fatalf("first part = %d, %v; want 3", len(first), err)
		}
		if got := lines(egress.Filter{User: user, Before: first[2].ID, Limit: 3}); len(got) != 1 || got[0] != mine[3] {
			t.Errorf("second part = %q, want %q", got, mine[3])
		}
	})
	t.Run("holds nothing for a caller who asked nothing", func(t *testing.T) {
		calls, err := w.Calls(t.Context(), egress.Filter{Who: "app wxfedcba9876543210", Limit: 10})
		if err != nil || len(calls) != 0 {
			t.Errorf("log = %v, %v; want none", calls, err)
		}
	})
}
