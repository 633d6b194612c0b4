package gateway_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	app    = id.AppID("wx0123456789abcdef")
	other  = id.AppID("wxfedcba9876543210")
	origin = "http://localhost:8420"
)

var (
	ling = id.AsPerson("usr_ling", "ses_1", "dev_1") // the publisher of app
	tom  = id.AsPerson("usr_tom", "ses_2", "dev_2")
)

// sessions are people by their tokens, which are their names.
type sessions struct{}

func (sessions) ByToken(_ context.Context, token string) (id.Caller, error) {
	switch token {
	case "ling":
		return ling, nil
	case "tom":
		return tom, nil
	}
	return id.Caller{}, nil
}

type people struct{}

func (people) OpenGID(conv id.ConvID, app id.AppID) string {
	return "t-" + string(conv) + "-" + string(app)
}

func (people) OpenID(user id.UserID, app id.AppID) string {
	return "o-" + string(user) + "-" + string(app)
}

// world is an instance's gateway before an internet of one server, api.tea.example and pic.example.
type world struct {
	*gateway.Service

	db       *store.DB
	out      *egress.Egress
	programs *registry.Service
	server   *httpd.Server
	outside  http.HandlerFunc
	asked    atomic.Int32

	mu  sync.Mutex
	now time.Time
}

func (w *world) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func (w *world) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{now: time.UnixMilli(1_800_000_000_000)}
	outside := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.asked.Add(1)
		w.outside(rw, r)
	}))
	outside.StartTLS()
	t.Cleanup(outside.Close)
	roots := x509.NewCertPool()
	roots.AddCert(outside.Certificate())
	ids := id.NewSource(w.clock, rand.Reader)
	log := slog.New(slog.DiscardHandler)
	w.db = storetest.OpenAt(t, t.TempDir(), w.clock, egress.Schema(), registry.Schema(), gateway.Schema())
	w.out = egress.Open(egress.Config{
		DB: w.db, IDs: ids, Now: w.clock, Log: log, Roots: roots,
		Resolve: func(_ context.Context, host string) ([]netip.Addr, error) {
			switch host {
			case "example.com", "pic.example.com":
				return []netip.Addr{netip.MustParseAddr("93.184.215.14")}, nil
			case "inside.example.com":
				return []netip.Addr{netip.MustParseAddr("10.0.0.1")}, nil
			}
			return nil, errors.New("no such host")
		},
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, outside.Listener.Addr().String())
		},
	})
	t.Cleanup(func() {
		if err := w.out.Close(); err != nil {
			t.Error(err)
		}
	})
	signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	w.programs = registry.New(w.db, w.db.Blobs(), signer, ids, pack.DefaultLimits())
	install(t, w.programs, ling.User, app, "https://example.com", "https://example.com:8443")
	install(t, w.programs, tom.User, other)
	w.Service = gateway.New(w.db, ids, w.out, w.programs, people{})
	w.server, err = httpd.New(httpd.Config{Origin: origin, Sessions: sessions{}, Now: w.clock, IDs: ids, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	w.Mount(w.server)
	return w
}

func install(t *testing.T, programs *registry.Service, owner id.UserID, app id.AppID, domains ...string) {
	t.Helper()
	p, err := pack.Seal(map[string][]byte{"$/main.js": []byte("1"), "$/main.css.json": []byte("{}")}, pack.AppManifest{
		Dialect: "wechat", Name: "Teahouse", Color: "#1f7a4d", Entry: "pages/menu", Domains: domains,
		Pages:  pack.Pages{{Route: "pages/menu", Chunk: "main"}},
		Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.css.json"}},
	}, pack.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := programs.Install(t.Context(), owner, app, p, ""); err != nil {
		t.Fatal(err)
	}
}

// call makes a request of the host page, signed in by a token unless that is "".
func (w *world) call(t *testing.T, token, method, path string, body []byte) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, origin+path, bytes.NewReader(body))
	r.Header.Set("Origin", origin)
	if token != "" {
		r.AddCookie(&http.Cookie{Name: httpd.CookieName, Value: token})
	}
	rec := httptest.NewRecorder()
	w.server.ServeHTTP(rec, r)
	return rec
}

// request makes a wx.request of app and returns the answer's head and body.
func (w *world) request(t *testing.T, token string, head gateway.AskHead, body string) (gateway.AnswerHead, string) {
	t.Helper()
	line, err := json.Marshal(head)
	if err != nil {
		t.Fatal(err)
	}
	rec := w.call(t, token, "POST", "/api/gateway/"+string(app), append(append(line, '\n'), body...))
	first, rest, _ := strings.Cut(rec.Body.String(), "\n")
	var answer gateway.AnswerHead
	if err := json.Unmarshal([]byte(first), &answer); rec.Code != http.StatusOK || err != nil {
		t.Fatalf("answer = %d %s, %v; want 200 with a head", rec.Code, first, err)
	}
	return answer, rest
}

func TestARequestOfAProgram(t *testing.T) {
	w := newWorld(t)
	var got http.Header
	w.outside = func(rw http.ResponseWriter, r *http.Request) {
		got = r.Header.Clone()
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(err)
		}
		rw.Header().Add("Set-Cookie", "a=1; Path=/")
		rw.Header().Add("Set-Cookie", "b=2")
		rw.Header().Set("X-Tea", "green")
		rw.WriteHeader(http.StatusCreated)
		_, _ = fmt.Fprintf(rw, "%s %s %s", r.Method, r.URL.RequestURI(), body)
	}
	head, body := w.request(t, "tom", gateway.AskHead{URL: "https://example.com/order?id=1", Method: "post", Header: map[string]string{
		"content-type": "application/json", "Cookie": "own=1", "X-Token": "abc",
		"Host": "evil.example", "Referer": "https://evil.example/", "Origin": "https://evil.example", "Sec-Fetch-Site": "none", "X-Forwarded-For": "127.0.0.1",
		"Proxy-Authorization": "x", "Accept-Encoding": "br", "Connection": "upgrade", "Content-Length": "1", "Transfer-Encoding": "chunked",
	}}, "{\"tea\":\n1}")
	t.Run("arrives with its body", func(t *testing.T) {
		if want := "POST /order?id=1 {\"tea\":\n1}"; body != want {
			t.Errorf("arrived %q, want %q", body, want)
		}
	})
	t.Run("carries the program's headers, WeChat's referer, and nothing of the user's or of the connection's", func(t *testing.T) {
		want := map[string]string{
			"Content-Type": "application/json", "Cookie": "own=1", "X-Token": "abc", "Referer": "https://servicewechat.com/wx0123456789abcdef/1/page-frame.html",
			"User-Agent": "Superette MiniProgramEnv/browser", "Accept-Encoding": "gzip", "Content-Length": "10",
		}
		for name := range got {
			if got.Get(name) != want[name] {
				t.Errorf("%s: %q, want %q", name, got.Get(name), want[name])
			}
		}
		if len(got) != len(want) {
			t.Errorf("headers %v, want %v", got, want)
		}
	})
	t.Run("is answered with status, headers and cookies", func(t *testing.T) {
		if head.Status != http.StatusCreated || head.Header["X-Tea"] != "green" || head.Header["Set-Cookie"] != "a=1; Path=/,b=2" || len(head.Cookies) != 2 || head.Cookies[1] != "b=2" {
			t.Errorf("head = %+v", head)
		}
	})
}

func TestRequestsThatAreNotCarriedOut(t *testing.T) {
	w := newWorld(t)
	w.outside = func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "reached") }
	for _, c := range []struct {
		name string
		head gateway.AskHead
		want string
	}{
		{"an origin that the program does not declare", gateway.AskHead{URL: "https://pic.example.com/"}, "egress.origin"},
		{"a port that it does not declare", gateway.AskHead{URL: "https://example.com:9000/"}, "egress.origin"},
		{"plain http", gateway.AskHead{URL: "http://example.com/"}, "egress.origin"},
		{"an address of this machine", gateway.AskHead{URL: "https://127.0.0.1/"}, "egress.origin"},
		{"no address", gateway.AskHead{URL: "pages/tea"}, "egress.url"},
		{"TRACE", gateway.AskHead{URL: "https://example.com/", Method: "TRACE"}, "gateway.method"},
		{"CONNECT", gateway.AskHead{URL: "https://example.com/", Method: "CONNECT"}, "gateway.method"},
		{"a method of its own", gateway.AskHead{URL: "https://example.com/", Method: "GET / HTTP/1.1\r\nX:"}, "gateway.method"},
		{"a header that smuggles another", gateway.AskHead{URL: "https://example.com/", Header: map[string]string{"X-A": "b\r\nHost: evil.example"}}, "gateway.header"},
		{"a name that is no header", gateway.AskHead{URL: "https://example.com/", Header: map[string]string{"a b": "c"}}, "gateway.header"},
	} {
		t.Run(c.name, func(t *testing.T) {
			head, body := w.request(t, "tom", c.head, "")
			if head.Fault == nil || head.Fault.Code != c.want || head.Status != 0 || body != "" {
				t.Errorf("answer = %+v %q, want the fault %s", head, body, c.want)
			}
		})
	}
	t.Run("none of them left", func(t *testing.T) {
		if w.asked.Load() != 0 {
			t.Errorf("%d requests arrived outside", w.asked.Load())
		}
	})
	for _, c := range []struct {
		name, token, path, body string
		want                    int
	}{
		{"without a session", "", "/api/gateway/" + string(app), "{}\n", http.StatusUnauthorized},
		{"of a program that does not exist", "tom", "/api/gateway/wx0000000000000000", "{}\n", http.StatusNotFound},
		{"of what is no appid", "tom", "/api/gateway/teahouse", "{}\n", http.StatusBadRequest},
		{"without a head", "tom", "/api/gateway/" + string(app), "", http.StatusBadRequest},
		{"with a head that is no JSON", "tom", "/api/gateway/" + string(app), "{\n", http.StatusBadRequest},
		{"with more than fits", "tom", "/api/gateway/" + string(app), "{}\n" + strings.Repeat("a", gateway.MaxBytes+300<<10), http.StatusRequestEntityTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rec := w.call(t, c.token, "POST", c.path, []byte(c.body)); rec.Code != c.want {
				t.Errorf("answer = %d %s, want %d", rec.Code, rec.Body, c.want)
			}
		})
	}
	t.Run("from a foreign page", func(t *testing.T) {
		for _, from := range []string{"null", "https://evil.example", ""} {
			r := httptest.NewRequestWithContext(t.Context(), "POST", origin+"/api/gateway/"+string(app), strings.NewReader("{}\n"))
			r.Header.Set("Origin", from)
			r.AddCookie(&http.Cookie{Name: httpd.CookieName, Value: "tom"})
			rec := httptest.NewRecorder()
			w.server.ServeHTTP(rec, r)
			if rec.Code != http.StatusForbidden {
				t.Errorf("from %q: %d, want 403", from, rec.Code)
			}
		}
	})
	t.Run("after the program no longer declares the origin", func(t *testing.T) {
		if head, _ := w.request(t, "tom", gateway.AskHead{URL: "https://example.com/"}, ""); head.Status != http.StatusOK {
			t.Fatalf("before: %+v", head)
		}
		signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		install(t, registry.New(w.db, w.db.Blobs(), signer, id.NewSource(w.clock, rand.Reader), pack.DefaultLimits()), ling.User, app, "https://pic.example.com")
		if head, _ := w.request(t, "tom", gateway.AskHead{URL: "https://example.com/"}, ""); head.Fault == nil || head.Fault.Code != "egress.origin" {
			t.Errorf("after: %+v, want egress.origin", head)
		}
	})
}

func TestTenRequestsAtATime(t *testing.T) {
	w := newWorld(t)
	var running, most atomic.Int32
	arrived, goOn := make(chan struct{}, 100), make(chan struct{})
	w.outside = func(http.ResponseWriter, *http.Request) {
		n := running.Add(1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		arrived <- struct{}{}
		<-goOn
		running.Add(-1)
	}
	var all sync.WaitGroup
	for range 25 {
		all.Go(func() {
			line, err := json.Marshal(gateway.AskHead{URL: "https://example.com/"})
			if err != nil {
				t.Error(err)
			}
			r := httptest.NewRequestWithContext(t.Context(), "POST", origin+"/api/gateway/"+string(app), bytes.NewReader(append(line, '\n')))
			r.Header.Set("Origin", origin)
			r.AddCookie(&http.Cookie{Name: httpd.CookieName, Value: "tom"})
			rec := httptest.NewRecorder()
			w.server.ServeHTTP(rec, r)
			if !strings.Contains(rec.Body.String(), `"status":200`) {
				t.Errorf("answer = %s", rec.Body)
			}
		})
	}
	for range gateway.MaxRequests {
		<-arrived
	}
	close(goOn)
	all.Wait()
	if most.Load() != gateway.MaxRequests {
		t.Errorf("%d at a time, want %d", most.Load(), gateway.MaxRequests)
	}
}

const png = "\x89PNG\r\n\x1a\nand so on"

func TestPictures(t *testing.T) {
	w := newWorld(t)
	w.outside = func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/page.png":
			rw.Header().Set("Content-Type", "image/png")
			_, _ = io.WriteString(rw, "<html><script>alert(1)</script>")
		case "/drawing.svg":
			rw.Header().Set("Content-Type", "image/svg+xml")
			_, _ = io.WriteString(rw, "\ufeff<?xml version=\"1.0\"?>\n<!-- tea -->\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"svg11.dtd\">\n"+`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`)
		case "/page.svg":
			rw.Header().Set("Content-Type", "image/svg+xml")
			_, _ = io.WriteString(rw, `<!-- <svg > --><html xmlns="http://www.w3.org/1999/xhtml"><svg ></svg></html>`)
		case "/icons.woff2":
			_, _ = io.WriteString(rw, "wOF2 and so on")
		case "/gone.png":
			rw.WriteHeader(http.StatusNotFound)
			_, _ = io.WriteString(rw, png)
		case "/huge.png":
			rw.Header().Set("Content-Encoding", "gzip")
			z := gzip.NewWriter(rw)
			_, _ = z.Write(append([]byte(png), make([]byte, gateway.MaxBytes)...))
			_ = z.Close()
		default:
			rw.Header().Set("Content-Type", "text/html")
			rw.Header().Set("Set-Cookie", "a=b")
			_, _ = io.WriteString(rw, png)
		}
	}
	picture := func(t *testing.T, token, address string) *httptest.ResponseRecorder {
		return w.call(t, token, "GET", "/api/gateway/"+string(app)+"/picture?url="+url.QueryEscape(address), nil)
	}
	t.Run("come from any https address, with the type that their bytes have", func(t *testing.T) {
		rec := picture(t, "tom", "https://pic.example.com/tea.png?w=1")
		h := rec.Header()
		if rec.Code != http.StatusOK || rec.Body.String() != png || h.Get("Content-Type") != "image/png" || h.Get("Set-Cookie") != "" ||
			h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Cache-Control") != "private, max-age=600" {
			t.Errorf("answer = %d %q %v", rec.Code, rec.Body, h)
		}
	})
	t.Run("fonts of style sheets come the same way", func(t *testing.T) {
		rec := picture(t, "tom", "https://pic.example.com/icons.woff2")
		if rec.Code != http.StatusOK || rec.Header().Get("Content-Type") != "font/woff2" {
			t.Errorf("answer = %d %v", rec.Code, rec.Header())
		}
	})
	t.Run("drawings come under a policy that lets nothing run", func(t *testing.T) {
		rec := picture(t, "tom", "https://pic.example.com/drawing.svg")
		h := rec.Header()
		if rec.Code != http.StatusOK || h.Get("Content-Type") != "image/svg+xml" || h.Get("X-Content-Type-Options") != "nosniff" ||
			!strings.HasPrefix(h.Get("Content-Security-Policy"), "sandbox; default-src 'none'") {
			t.Errorf("answer = %d %v", rec.Code, h)
		}
	})
	t.Run("are fetched once in ten minutes", func(t *testing.T) {
		before := w.asked.Load()
		picture(t, "ling", "https://PIC.example.com/tea.png?w=1#x")
		if got := w.asked.Load(); got != before {
			t.Errorf("fetched %d times more", got-before)
		}
		w.later(11 * time.Minute)
		picture(t, "ling", "https://pic.example.com/tea.png?w=1")
		if got := w.asked.Load(); got != before+1 {
			t.Errorf("fetched %d times after the time was over, want once", got-before)
		}
	})
	for _, c := range []struct {
		name, token, address, code string
		want                       int
	}{
		{"a page that says it is one is none", "tom", "https://pic.example.com/page.png", "gateway.picture", http.StatusBadRequest},
		{"a page that says it is a drawing is none", "tom", "https://pic.example.com/page.svg", "gateway.picture", http.StatusBadRequest},
		{"what comes with an error is none", "tom", "https://pic.example.com/gone.png", "gateway.picture", http.StatusBadRequest},
		{"one of more than 10 MB is refused", "tom", "https://pic.example.com/huge.png", "egress.too-long", http.StatusTooManyRequests},
		{"one inside is refused", "tom", "https://inside.example.com/a.png", "egress.private", http.StatusForbidden},
		{"one of the cloud's metadata is refused", "tom", "https://169.254.169.254/a.png", "egress.private", http.StatusForbidden},
		{"plain http is refused", "tom", "http://pic.example.com/a.png", "egress.scheme", http.StatusForbidden},
		{"no address is refused", "tom", "", "egress.url", http.StatusBadRequest},
		{"strangers get none", "", "https://pic.example.com/tea.png", "httpd.sign-in", http.StatusUnauthorized},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := picture(t, c.token, c.address)
			if rec.Code != c.want || !strings.Contains(rec.Body.String(), `"`+c.code+`"`) {
				t.Errorf("answer = %d %s, want %d %s", rec.Code, rec.Body, c.want, c.code)
			}
		})
	}
}

func TestTheOutboundLog(t *testing.T) {
	w := newWorld(t)
	w.outside = func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, png) }
	w.request(t, "tom", gateway.AskHead{URL: "https://example.com/a?token=s3cret", Method: "POST"}, "12345")
	w.request(t, "ling", gateway.AskHead{URL: "https://example.com/b"}, "")
	w.call(t, "tom", "GET", "/api/gateway/"+string(app)+"/picture?url=https://pic.example.com/c.png", nil)
	w.request(t, "tom", gateway.AskHead{URL: "https://169.254.169.254/latest"}, "")
	read := func(t *testing.T, token string, app id.AppID, query string) (list gateway.CallList, lines string) {
		t.Helper()
		rec := w.call(t, token, "GET", "/api/gateway/"+string(app)+"/calls"+query, nil)
		if err := json.Unmarshal(rec.Body.Bytes(), &list); rec.Code != http.StatusOK || err != nil {
			t.Fatalf("answer = %d %s", rec.Code, rec.Body)
		}
		for _, c := range list.Calls {
			lines += fmt.Sprintf("%s %s %s %d %s\n", c.For, c.Method, c.URL, c.Status, c.Fault)
		}
		if strings.Contains(rec.Body.String(), "s3cret") || strings.Contains(rec.Body.String(), "usr_") {
			t.Errorf("the log tells a secret: %s", rec.Body)
		}
		return list, lines
	}
	const refused, picture, a, b = "request GET https://169.254.169.254/latest 0 egress.origin\n", "picture GET https://pic.example.com/c.png 200 \n",
		"request POST https://example.com/a?token=… 200 \n", "request GET https://example.com/b 200 \n"
	t.Run("tells a user of their own calls", func(t *testing.T) {
		if list, lines := read(t, "tom", app, ""); list.All || lines != refused+picture+a {
			t.Errorf("log:\n%s", lines)
		}
	})
	t.Run("tells the publisher of all", func(t *testing.T) {
		if list, lines := read(t, "ling", app, ""); !list.All || lines != refused+picture+b+a {
			t.Errorf("log:\n%s", lines)
		}
	})
	t.Run("is one of each program", func(t *testing.T) {
		if _, lines := read(t, "tom", other, ""); lines != "" {
			t.Errorf("log:\n%s", lines)
		}
	})
	t.Run("is read in parts", func(t *testing.T) {
		list, _ := read(t, "tom", app, "?limit=2")
		if _, lines := read(t, "tom", app, "?before="+list.Calls[1].ID); lines != a {
			t.Errorf("second part:\n%s", lines)
		}
		if rec := w.call(t, "tom", "GET", "/api/gateway/"+string(app)+"/calls?before=x", nil); rec.Code != http.StatusBadRequest {
			t.Errorf("a part before nonsense: %d, want 400", rec.Code)
		}
	})
}

func TestLogin(t *testing.T) {
	w := newWorld(t)
	code := func(t *testing.T) string {
		t.Helper()
		rec := w.call(t, "tom", "POST", "/api/gateway/"+string(app)+"/login", nil)
		var answer struct {
			Code string `json:"code"`
		}
		if err := json.Unmarshal(rec.Body.Bytes(), &answer); err != nil || len(answer.Code) != 32 {
			t.Fatalf("answer = %d %s, %v; want a code", rec.Code, rec.Body, err)
		}
		return answer.Code
	}
	session := func(token string) string {
		return strings.TrimSpace(w.call(t, token, "GET", "/api/gateway/"+string(app)+"/session", nil).Body.String())
	}
	const holds, over = `{"holds":true}`, `{"holds":false}`
	t.Run("before it there is no session", func(t *testing.T) {
		if got := session("tom"); got != over {
			t.Errorf("session = %s, want %s", got, over)
		}
	})
	var first gateway.Identity
	t.Run("a code tells the program's server who it is, once", func(t *testing.T) {
		c := code(t)
		var err error
		if first, err = w.Exchange(t.Context(), app, c); err != nil || first.OpenID != "o-usr_tom-"+string(app) || len(first.SessionKey) != 24 {
			t.Fatalf("Exchange = %+v, %v", first, err)
		}
		if _, err := w.Exchange(t.Context(), app, c); !errors.Is(err, gateway.ErrCodeUsed) {
			t.Errorf("second Exchange = %v, want ErrCodeUsed", err)
		}
	})
	t.Run("and from then on the openid is known as one of that program", func(t *testing.T) {
		for openid, want := range map[string]id.AppID{first.OpenID: app, "o-usr_tom-" + string(other): "", "": "", "oNobody": ""} {
			if got, err := w.FindOpenID(t.Context(), openid); err != nil || got != want {
				t.Errorf("FindOpenID(%q) = %q, %v; want %q", openid, got, err, want)
			}
		}
	})
	t.Run("one of before openids were kept is known too", func(t *testing.T) {
		err := w.db.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(`UPDATE program_session SET openid = ''`)
			for i := 0; i < 1200 && err == nil; i++ {
				_, err = tx.Exec(`INSERT INTO program_session (app, person, session_key, made_at) VALUES ($1, $2, 'k', 0)`, string(other), fmt.Sprintf("usr_%d", i))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		for openid, want := range map[string]id.AppID{first.OpenID: app, "o-usr_1199-" + string(other): other, "o-usr_1200-" + string(other): ""} {
			if got, err := w.FindOpenID(t.Context(), openid); err != nil || got != want {
				t.Errorf("FindOpenID(%q) = %q, %v; want %q", openid, got, err, want)
			}
		}
	})
	t.Run("and no other server, which does not use it up", func(t *testing.T) {
		c := code(t)
		if _, err := w.Exchange(t.Context(), other, c); !errors.Is(err, gateway.ErrCode) {
			t.Errorf("Exchange for another program = %v, want ErrCode", err)
		}
		if again, err := w.Exchange(t.Context(), app, c); err != nil || again != first {
			t.Errorf("Exchange = %+v, %v; want the same openid and session key %+v", again, err, first)
		}
	})
	t.Run("at the same time by two, one gets it", func(t *testing.T) {
		c := code(t)
		var got, used atomic.Int32
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				switch _, err := w.Exchange(t.Context(), app, c); {
				case err == nil:
					got.Add(1)
				case errors.Is(err, gateway.ErrCodeUsed):
					used.Add(1)
				}
			})
		}
		all.Wait()
		if got.Load() != 1 || used.Load() != 7 {
			t.Errorf("%d got it and %d were told it is used, want 1 and 7", got.Load(), used.Load())
		}
	})
	t.Run("a code of more than five minutes is none", func(t *testing.T) {
		c := code(t)
		w.later(gateway.CodeTTL + time.Second)
		if _, err := w.Exchange(t.Context(), app, c); !errors.Is(err, gateway.ErrCode) {
			t.Errorf("Exchange = %v, want ErrCode", err)
		}
	})
	t.Run("nonsense is none", func(t *testing.T) {
		for _, c := range []string{"", "x", strings.Repeat("0", 32)} {
			if _, err := w.Exchange(t.Context(), app, c); !errors.Is(err, gateway.ErrCode) {
				t.Errorf("Exchange(%q) = %v, want ErrCode", c, err)
			}
		}
	})
	t.Run("the session is the user's, and ends after thirty days with its key", func(t *testing.T) {
		if got := session("tom"); got != holds {
			t.Errorf("session of tom = %s, want %s", got, holds)
		}
		if got := session("ling"); got != over {
			t.Errorf("session of ling = %s, want %s", got, over)
		}
		w.later(gateway.SessionTTL)
		if got := session("tom"); got != over {
			t.Errorf("session of tom = %s, want %s", got, over)
		}
		if again, err := w.Exchange(t.Context(), app, code(t)); err != nil || again.SessionKey == first.SessionKey || again.OpenID != first.OpenID {
			t.Errorf("Exchange = %+v, %v; want the same openid with a new key", again, err)
		}
	})
}
