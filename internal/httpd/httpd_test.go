package httpd_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/wrapperspb"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

const origin = "http://localhost:8420"

var errSoldOut = fault.New(fault.Conflict, "tea.sold-out", "This tea is sold out.") //nolint:gochecknoglobals // a named failure

// sessions knows one token, and breaks for another.
type sessions struct{}

func (sessions) ByToken(_ context.Context, token string) (id.Caller, error) {
	switch token {
	case "good":
		return id.AsPerson("usr_ling", "ses_1", "dev_1"), nil
	case "broken":
		return id.Caller{}, errors.New("the disk is on fire")
	}
	return id.Caller{}, fmt.Errorf("account: %w", fault.New(fault.Unauthenticated, "account.ended", "Please sign in again."))
}

// shop returns a server with one route of each sort, and what it logs.
func shop(t *testing.T, at string) (*httpd.Server, *strings.Builder) {
	t.Helper()
	var logged strings.Builder
	s, err := httpd.New(httpd.Config{
		Origin: at, Sessions: sessions{}, Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader),
		Log: slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug})),
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Handle("GET /api/who", func(w http.ResponseWriter, r *http.Request) error {
		return httpd.Reply(w, http.StatusOK, httpd.CallerOf(r.Context()).String())
	})
	s.Handle("GET /api/mine", func(w http.ResponseWriter, r *http.Request) error {
		by, err := httpd.Require(r.Context())
		if err != nil {
			return err
		}
		return httpd.Reply(w, http.StatusOK, by.String())
	})
	s.HandleUpTo("POST /api/buy", 10, func(w http.ResponseWriter, r *http.Request) error {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return fmt.Errorf("read the order: %w", err)
		}
		switch string(body) {
		case "sold out":
			return fmt.Errorf("shop: buy %s: %w", body, errSoldOut.With("More tomorrow."))
		case "unnamed":
			return errors.New("no such table: tea")
		case "panic":
			panic("the cup broke")
		}
		return httpd.Reply(w, http.StatusOK, "bought")
	})
	s.Public("GET /menu", func(w http.ResponseWriter, r *http.Request) error {
		return httpd.Reply(w, http.StatusOK, httpd.CallerOf(r.Context()).String())
	})
	s.Foreign("POST /v3/buy", func(w http.ResponseWriter, r *http.Request) error {
		return httpd.Reply(w, http.StatusOK, httpd.CallerOf(r.Context()).String())
	})
	return s, &logged
}

type ask struct {
	method, path, host, body string
	headers                  map[string]string
}

func (a ask) do(t *testing.T, s http.Handler) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), a.method, a.path, strings.NewReader(a.body))
	r.Host = "localhost:8420"
	if a.host != "" {
		r.Host = a.host
	}
	for name, value := range a.headers {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w.Result()
}

func text(t *testing.T, r *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(body))
}

func TestAnswers(t *testing.T) {
	own := map[string]string{"Origin": origin}
	failure := func(code, message string) string {
		body, err := json.Marshal(httpd.Failure{Code: code, Message: message})
		if err != nil {
			t.Fatal(err)
		}
		return string(body)
	}
	const foreign = "This request does not come from this instance's own pages."
	for _, c := range []struct {
		name   string
		ask    ask
		status int
		want   string
	}{
		{"nobody asks without a cookie", ask{method: "GET", path: "/api/who"}, 200, `"nobody"`},
		{"the cookie says who asks", ask{method: "GET", path: "/api/who", headers: map[string]string{"Cookie": "superette=good"}}, 200, `"usr_ling"`},
		{"so does a command line's token", ask{method: "GET", path: "/api/who", headers: map[string]string{"Authorization": "Bearer good"}}, 200, `"usr_ling"`},
		{"an ended session is nobody", ask{method: "GET", path: "/api/who", headers: map[string]string{"Cookie": "superette=old"}}, 200, `"nobody"`},
		{"what needs a person says so", ask{method: "GET", path: "/api/mine"}, 401, failure("httpd.sign-in", "Please sign in.")},
		{"a broken session store is not taken for nobody", ask{method: "GET", path: "/api/who", headers: map[string]string{"Cookie": "superette=broken"}}, 500, failure("internal", "Something went wrong on our side.")},
		{"a server elsewhere needs no Origin where it proves itself, and no cookie is read there", ask{method: "POST", path: "/v3/buy", headers: map[string]string{"Cookie": "superette=good"}}, 200, `"nobody"`},
		{"a public route reads no cookie", ask{method: "GET", path: "/menu", headers: map[string]string{"Cookie": "superette=broken"}}, 200, `"nobody"`},

		{"the instance's own page may post", ask{method: "POST", path: "/api/buy", body: "tea", headers: own}, 200, `"bought"`},
		{"a post without Origin is refused", ask{method: "POST", path: "/api/buy", body: "tea"}, 403, failure("httpd.origin", foreign)},
		{"a sandboxed frame is refused", ask{method: "POST", path: "/api/buy", body: "tea", headers: map[string]string{"Origin": "null"}}, 403, failure("httpd.origin", foreign)},
		{"a foreign page is refused", ask{method: "POST", path: "/api/buy", body: "tea", headers: map[string]string{"Origin": "http://evil.example"}}, 403, failure("httpd.origin", foreign)},
		{"another port is foreign", ask{method: "POST", path: "/api/buy", body: "tea", headers: map[string]string{"Origin": "http://localhost:1"}}, 403, failure("httpd.origin", foreign)},
		{"another scheme is foreign", ask{method: "POST", path: "/api/buy", body: "tea", headers: map[string]string{"Origin": "https://localhost:8420"}}, 403, failure("httpd.origin", foreign)},
		{"a longer name that begins alike is foreign", ask{method: "POST", path: "/api/buy", body: "tea", headers: map[string]string{"Origin": origin + ".evil.example"}}, 403, failure("httpd.origin", foreign)},
		{"a preflight of a foreign page is refused", ask{method: "OPTIONS", path: "/api/buy", headers: map[string]string{"Origin": "http://evil.example"}}, 403, failure("httpd.origin", foreign)},
		{"a foreign page may not open a socket", ask{method: "GET", path: "/api/who", headers: map[string]string{"Upgrade": "websocket", "Origin": "http://evil.example"}}, 403, failure("httpd.origin", foreign)},
		{"nor may anybody without Origin", ask{method: "GET", path: "/api/who", headers: map[string]string{"Upgrade": "websocket"}}, 403, failure("httpd.origin", foreign)},

		{"a post under a foreign host name is refused", ask{method: "POST", path: "/api/buy", host: "evil.example:8420", headers: own}, 421, failure("httpd.host", "This is not the address of this instance.")},

		{"a fault is told with its code and detail", ask{method: "POST", path: "/api/buy", body: "sold out", headers: own}, 409, failure("tea.sold-out", "This tea is sold out. More tomorrow.")},
		{"an unnamed error keeps its text to itself", ask{method: "POST", path: "/api/buy", body: "unnamed", headers: own}, 500, failure("internal", "Something went wrong on our side.")},
		{"so does a panic", ask{method: "POST", path: "/api/buy", body: "panic", headers: own}, 500, failure("internal", "Something went wrong on our side.")},
		{"a body past the limit is refused", ask{method: "POST", path: "/api/buy", body: "eleven byte", headers: own}, 413, failure("httpd.too-large", "This is too large. At most 10 bytes.")},
		{"an unknown path says so", ask{method: "GET", path: "/api/coffee"}, 404, failure("httpd.no-route", "There is nothing at this address.")},
		{"a wrong method says so", ask{method: "DELETE", path: "/api/buy", headers: own}, 405, failure("httpd.method", "This address does not take this kind of request.")},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := shop(t, origin)
			r := c.ask.do(t, s)
			if got := text(t, r); r.StatusCode != c.status || got != c.want {
				t.Errorf("%s %s = %d %s\nwant %d %s", c.ask.method, c.ask.path, r.StatusCode, got, c.status, c.want)
			}
		})
	}
	for _, c := range []struct{ name, languages, want, title, text, back string }{
		{"a person at a wrong address reads a page that leads back", "", "en", "Page not found", "There is nothing at this address.", "To the start page"},
		{"in English if that is read before Chinese", "fr,en-US;q=0.8,zh;q=0.7", "en", "Page not found", "There is nothing at this address.", "To the start page"},
		{"in Chinese if that is", "en;q=0.3, zh-CN , de;q=0.9", "zh-CN", "页面不存在", "这个地址没有内容，链接可能已经失效，或者输错了。", "回到首页"},
		{"of two that are read as well in the first", "zh-TW,en", "zh-CN", "页面不存在", "这个地址没有内容，链接可能已经失效，或者输错了。", "回到首页"},
		{"in no language that is refused", "zh;q=0", "en", "Page not found", "There is nothing at this address.", "To the start page"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s, _ := shop(t, origin)
			r := ask{method: "GET", path: "/<b>", headers: map[string]string{"Accept": "text/html,*/*;q=0.8", "Accept-Language": c.languages}}.do(t, s)
			got := text(t, r)
			if r.StatusCode != 404 || r.Header.Get("Content-Type") != "text/html; charset=utf-8" || r.Header.Get("Vary") != "Accept, Accept-Language" {
				t.Errorf("answer = %d %v; want a page of its language", r.StatusCode, r.Header)
			}
			for _, part := range []string{`<html lang="` + c.want + `">`, "<h1>" + c.title + "</h1>", "<p>" + c.text + "</p>", `<a href="/">` + c.back + "</a>"} {
				if !strings.Contains(got, part) {
					t.Errorf("the page lacks %s:\n%s", part, got)
				}
			}
			for _, part := range []string{"<b>", "httpd.", "%!"} {
				if strings.Contains(got, part) {
					t.Errorf("the page has %s:\n%s", part, got)
				}
			}
		})
	}
	t.Run("a call that fails before it comes to its handler has its code in the header", func(t *testing.T) {
		s, _ := shop(t, origin)
		if got := (ask{method: "GET", path: "/api/coffee"}).do(t, s).Header.Get(httpd.CodeHeader); got != "httpd.no-route" {
			t.Errorf("%s = %q, want httpd.no-route", httpd.CodeHeader, got)
		}
	})
	t.Run("a reader under a foreign host name is sent to the instance's own", func(t *testing.T) {
		s, _ := shop(t, origin)
		r := ask{method: "GET", path: "/menu?a=b", host: "127.0.0.1:8420"}.do(t, s)
		if got := r.Header.Get("Location"); r.StatusCode != 307 || got != origin+"/menu?a=b" {
			t.Errorf("answer = %d to %q, want 307 to the instance", r.StatusCode, got)
		}
	})
	t.Run("who watches one process asks it by its own address, and a proxy that changes the name is sent away", func(t *testing.T) {
		s, _ := shop(t, origin)
		s.Public("GET /healthz", func(w http.ResponseWriter, _ *http.Request) error { return httpd.Reply(w, http.StatusOK, "ok") })
		if r := (ask{method: "GET", path: "/healthz", host: "10.0.0.2:8420"}).do(t, s); r.StatusCode != http.StatusOK {
			t.Errorf("asked directly: %d, want 200", r.StatusCode)
		}
		r := ask{method: "GET", path: "/healthz", host: "10.0.0.2:8420", headers: map[string]string{"X-Forwarded-For": "10.1.1.1"}}.do(t, s)
		if r.StatusCode != http.StatusTemporaryRedirect {
			t.Errorf("through a proxy: %d, want 307", r.StatusCode)
		}
	})
	t.Run("every answer carries the security headers", func(t *testing.T) {
		s, _ := shop(t, origin)
		for _, path := range []string{"/api/who", "/menu", "/nothing"} {
			h := ask{method: "GET", path: path}.do(t, s).Header
			if h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "default-src 'none'") ||
				h.Get("X-Frame-Options") != "DENY" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
				t.Errorf("%s: headers = %v", path, h)
			}
		}
	})
	t.Run("what a person sees is not kept by caches", func(t *testing.T) {
		s, _ := shop(t, origin)
		if got := (ask{method: "GET", path: "/api/who"}).do(t, s).Header.Get("Cache-Control"); got != "no-store" {
			t.Errorf("Cache-Control = %q, want no-store", got)
		}
	})
	t.Run("the log names the request and who asked, and holds no secret", func(t *testing.T) {
		s, logged := shop(t, origin)
		r := ask{
			method: "POST", path: "/api/buy?token=verysecret", body: "unnamed",
			headers: map[string]string{"Origin": origin, "Cookie": "superette=good"},
		}.do(t, s)
		line := logged.String()
		for _, want := range []string{"/api/buy", "by=usr_ling", "no such table: tea", r.Header.Get("X-Request-Id"), "status=500"} {
			if !strings.Contains(line, want) {
				t.Errorf("the log lacks %q:\n%s", want, line)
			}
		}
		for _, secret := range []string{"verysecret", "superette=good"} {
			if strings.Contains(line, secret) {
				t.Errorf("the log holds %q:\n%s", secret, line)
			}
		}
	})
	t.Run("a handler that fails after it began to answer breaks off", func(t *testing.T) {
		s, _ := shop(t, origin)
		s.Public("GET /half", func(w http.ResponseWriter, _ *http.Request) error {
			return errors.Join(httpd.Reply(w, http.StatusOK, "half"), errSoldOut)
		})
		defer func() {
			if p := recover(); p != http.ErrAbortHandler { //nolint:errorlint // a panic value
				t.Errorf("panic = %v, want ErrAbortHandler, which closes the connection", p)
			}
		}()
		ask{method: "GET", path: "/half"}.do(t, s)
	})
}

func TestNew(t *testing.T) {
	for _, bad := range []string{"", "localhost:8420", "ftp://x", "http://localhost:8420/", "http://a b", "http://u@h"} {
		t.Run(fmt.Sprintf("refuses the origin %q", bad), func(t *testing.T) {
			if _, err := httpd.New(httpd.Config{Origin: bad, Now: time.Now}); err == nil {
				t.Error("it was accepted")
			}
		})
	}
}

func TestCookie(t *testing.T) {
	t.Run("is out of reach for scripts and foreign posts, and secure under https", func(t *testing.T) {
		s, _ := shop(t, "https://tea.example")
		want := "superette=secret; Path=/; Max-Age=60; HttpOnly; Secure; SameSite=Lax"
		if got := s.SessionCookie("secret", 60).String(); got != want {
			t.Errorf("cookie = %s\nwant %s", got, want)
		}
	})
	t.Run("of an empty token removes itself", func(t *testing.T) {
		s, _ := shop(t, origin)
		if got := s.SessionCookie("", 60).MaxAge; got != -1 {
			t.Errorf("MaxAge = %d, want -1", got)
		}
	})
}

func TestClientAddress(t *testing.T) {
	for _, c := range []struct {
		name    string
		trust   bool
		forward string
		want    string
	}{
		{"is the peer's", false, "", "192.0.2.1"},
		{"is not what a client claims", false, "6.6.6.6", "192.0.2.1"},
		{"is what a trusted proxy saw, not what the client told the proxy", true, "6.6.6.6, 203.0.113.9", "203.0.113.9"},
		{"is the peer's if the proxy says nothing of use, which is in the log once", true, "unknown", "192.0.2.1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var log strings.Builder
			s, err := httpd.New(httpd.Config{
				Origin: origin, TrustProxy: c.trust, Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader),
				Log: slog.New(slog.NewTextHandler(&log, nil)),
			})
			if err != nil {
				t.Fatal(err)
			}
			s.Public("GET /ip", func(w http.ResponseWriter, r *http.Request) error {
				return httpd.Reply(w, http.StatusOK, httpd.AddressOf(r.Context()))
			})
			s.Probe(t.Context()) // comes through no proxy, and is no sign of one
			if strings.Contains(log.String(), "without X-Forwarded-For") {
				t.Errorf("it is taken for one: %s", log.String())
			}
			r := ask{method: "GET", path: "/ip", headers: map[string]string{"X-Forwarded-For": c.forward}}.do(t, s)
			if got := text(t, r); got != `"`+c.want+`"` {
				t.Errorf("address = %s, want %s", got, c.want)
			}
			ask{method: "GET", path: "/ip", headers: map[string]string{"X-Forwarded-For": c.forward}}.do(t, s)
			want := 0
			if c.trust && c.forward == "unknown" {
				want = 1
			}
			if told := strings.Count(log.String(), "without X-Forwarded-For"); told != want {
				t.Errorf("the log says %d times that the proxy sets none, want %d: %s", told, want, log.String())
			}
		})
	}
}

func TestLimiter(t *testing.T) {
	t.Run("allows a burst, then the rate, for each key alone", func(t *testing.T) {
		now := time.UnixMilli(0)
		l := httpd.NewLimiter(func() time.Time { return now }, 1, 3)
		for i := range 3 {
			if err := l.Allow("a"); err != nil {
				t.Fatalf("event %d: %v", i, err)
			}
		}
		if err := l.Allow("a"); !errors.Is(err, httpd.ErrTooMany) {
			t.Errorf("error = %v, want ErrTooMany", err)
		}
		if err := l.Allow("b"); err != nil {
			t.Errorf("another key: %v", err)
		}
		now = now.Add(time.Second)
		if err := l.Allow("a"); err != nil {
			t.Errorf("a second later: %v", err)
		}
	})
	t.Run("stays bounded when keys are made up", func(t *testing.T) {
		l := httpd.NewLimiter(time.Now, 1, 3)
		for i := range 50_000 {
			if err := l.Allow(fmt.Sprint(i)); err != nil {
				t.Fatal(err)
			}
		}
		if got := httpd.Keys(l); got > 10_000 {
			t.Errorf("%d keys are remembered, want at most 10000", got)
		}
	})
	t.Run("holds for every route of people", func(t *testing.T) {
		s, _ := shop(t, origin)
		for range 2000 {
			r := ask{method: "GET", path: "/api/who"}.do(t, s)
			if r.StatusCode == http.StatusTooManyRequests {
				return
			}
		}
		t.Error("2000 requests in a row were all answered")
	})
}

func TestConnect(t *testing.T) {
	s, logged := shop(t, origin)
	handler := connect.NewUnaryHandlerSimple("/shop.v1.Shop/Buy",
		func(ctx context.Context, in *wrapperspb.StringValue) (*wrapperspb.StringValue, error) {
			switch in.GetValue() {
			case "sold out":
				return nil, fmt.Errorf("shop: buy: %w", errSoldOut.With("More tomorrow."))
			case "unnamed":
				return nil, errors.New("no such table: tea")
			case "panic":
				panic("the cup broke")
			case "menu":
				return wrapperspb.String(strings.Repeat("tea ", 1000)), nil
			}
			return wrapperspb.String(httpd.CallerOf(ctx).String()), nil
		}, s.ConnectOptions()...)
	s.Connect("/shop.v1.Shop/", handler)
	call := func(t *testing.T, body string) *http.Response {
		t.Helper()
		return ask{method: "POST", path: "/api/shop.v1.Shop/Buy", body: body, headers: map[string]string{
			"Origin": origin, "Content-Type": "application/json", "Cookie": "superette=good",
		}}.do(t, s)
	}
	for _, c := range []struct {
		name, body   string
		status       int
		want         string
		code, logged string
	}{
		{"a call knows who asks", `"tea"`, 200, `"usr_ling"`, "", ""},
		{"a fault keeps its kind, its code and its sentence", `"sold out"`, 400, `{"code":"failed_precondition","message":"This tea is sold out. More tomorrow."}`, "tea.sold-out", ""},
		{"an unnamed error is hidden and logged", `"unnamed"`, 500, `{"code":"internal","message":"Something went wrong on our side."}`, "internal", "no such table: tea"},
		{"a panic is hidden and logged", `"panic"`, 500, `{"code":"internal","message":"Something went wrong on our side."}`, "internal", "the cup broke"},
	} {
		t.Run(c.name, func(t *testing.T) {
			logged.Reset()
			r := call(t, c.body)
			if got := text(t, r); r.StatusCode != c.status || got != c.want || r.Header.Get(httpd.CodeHeader) != c.code {
				t.Errorf("answer = %d %s, code %q\nwant %d %s, code %q", r.StatusCode, got, r.Header.Get(httpd.CodeHeader), c.status, c.want, c.code)
			}
			if !strings.Contains(logged.String(), c.logged) {
				t.Errorf("the log lacks %q:\n%s", c.logged, logged)
			}
		})
	}
	t.Run("a long answer is compressed for who takes that, a short one is not", func(t *testing.T) {
		for body, want := range map[string]string{`"menu"`: "gzip", `"tea"`: ""} {
			r := ask{method: "POST", path: "/api/shop.v1.Shop/Buy", body: body, headers: map[string]string{
				"Origin": origin, "Content-Type": "application/json", "Cookie": "superette=good", "Accept-Encoding": "gzip",
			}}.do(t, s)
			if got := r.Header.Get("Content-Encoding"); got != want {
				t.Errorf("the answer to %s comes as %q, want %q", body, got, want)
			}
		}
	})
	for _, body := range []string{`{`, ``, `7`, `null and void`} {
		t.Run("the message "+body+" cannot be read: the caller's fault, in plain words", func(t *testing.T) {
			r := call(t, body)
			const want = `{"code":"invalid_argument","message":"This request cannot be read. Nothing was done. It is not JSON as it is asked for here."}`
			if got := text(t, r); r.StatusCode != http.StatusBadRequest || got != want || r.Header.Get(httpd.CodeHeader) != "httpd.unread" {
				t.Errorf("answer = %d %s", r.StatusCode, got)
			}
		})
	}
	t.Run("a message past the limit is refused", func(t *testing.T) {
		r := call(t, `"`+strings.Repeat("x", httpd.MaxBody)+`"`)
		if got := text(t, r); r.StatusCode < 400 || !strings.Contains(got, "resource_exhausted") {
			t.Errorf("answer = %d %.200s, want resource_exhausted", r.StatusCode, got)
		}
	})
}

func TestAsset(t *testing.T) {
	long := strings.Repeat("tea and more tea. ", 200)
	asset, err := httpd.NewAsset([]byte(long), "text/javascript; charset=utf-8", httpd.KeepForEver, map[string]string{"Content-Security-Policy": "default-src 'self'"})
	if err != nil {
		t.Fatal(err)
	}
	s, _ := shop(t, origin)
	s.Public("GET /app.js", asset.Answer)
	get := func(headers map[string]string) *http.Response {
		return ask{method: "GET", path: "/app.js", headers: headers}.do(t, s)
	}
	t.Run("is compressed for those who can read it", func(t *testing.T) {
		r := get(map[string]string{"Accept-Encoding": "br, gzip"})
		if got := text(t, r); r.Header.Get("Content-Encoding") != "gzip" || len(got) >= len(long)/5 {
			t.Errorf("encoding %q, %d bytes; want gzip and far less than %d", r.Header.Get("Content-Encoding"), len(got), len(long))
		}
	})
	t.Run("is plain for those who cannot", func(t *testing.T) {
		for _, accept := range []string{"", "br", "gzip;q=0"} {
			r := get(map[string]string{"Accept-Encoding": accept})
			if got := text(t, r); r.Header.Get("Content-Encoding") != "" || got != strings.TrimSpace(long) {
				t.Errorf("Accept-Encoding %q: encoding %q, %d bytes", accept, r.Header.Get("Content-Encoding"), len(got))
			}
		}
	})
	t.Run("is kept for ever under an address that changes with it", func(t *testing.T) {
		if got := get(nil).Header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("Cache-Control = %q", got)
		}
	})
	t.Run("carries its own policy", func(t *testing.T) {
		if got := get(nil).Header.Get("Content-Security-Policy"); got != "default-src 'self'" {
			t.Errorf("policy = %q", got)
		}
	})
	t.Run("is not sent again to those who have it", func(t *testing.T) {
		etag := get(nil).Header.Get("ETag")
		r := get(map[string]string{"If-None-Match": "W/" + etag, "Accept-Encoding": "gzip"})
		if got := text(t, r); r.StatusCode != http.StatusNotModified || got != "" {
			t.Errorf("answer = %d with %d bytes, want 304", r.StatusCode, len(got))
		}
	})
}
