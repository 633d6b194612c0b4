package account_test

import (
	"crypto/rand"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

const origin = "http://localhost:8420"

func serve(t *testing.T, w *town, demo bool) *httpd.Server {
	t.Helper()
	server, err := httpd.New(httpd.Config{
		Origin: origin, Sessions: w, Now: w.clock, IDs: id.NewSource(w.clock, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	account.Mount(server, w.Service, account.Instance{Name: "test", Demo: demo})
	if demo {
		account.MountDemo(server, w.Service, "ling")
	}
	return server
}

func ask(t *testing.T, server http.Handler, method, path, body, peer string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, origin+path, strings.NewReader(body))
	r.RemoteAddr = peer
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", origin)
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	out := httptest.NewRecorder()
	server.ServeHTTP(out, r)
	return out.Result()
}

const (
	service = "/api/superette.v1.AccountService/"
	local   = "127.0.0.1:4000"
)

func cookieOf(t *testing.T, r *http.Response) *http.Cookie {
	t.Helper()
	cookies := r.Cookies()
	if len(cookies) == 0 {
		return nil
	}
	return cookies[len(cookies)-1]
}

func TestAccountService(t *testing.T) {
	w := open(t, account.Limits{})
	server := serve(t, w, false)
	var cookie string
	t.Run("registering sets a cookie that only the browser can read", func(t *testing.T) {
		r := ask(t, server, http.MethodPost, service+"Register", `{"handle":"ling","name":"Ling","password":"correct horse"}`, local)
		c := cookieOf(t, r)
		if r.StatusCode != http.StatusOK || c == nil || c.Name != "superette" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge != 90*24*3600 {
			t.Fatalf("status %d, cookie %+v", r.StatusCode, c)
		}
		cookie = c.Name + "=" + c.Value
	})
	t.Run("Me knows the cookie and prolongs it", func(t *testing.T) {
		r := ask(t, server, http.MethodPost, service+"Me", `{}`, local, "Cookie", cookie)
		var answer struct {
			Me       struct{ Handle string }
			Instance struct{ Name string }
		}
		if err := json.NewDecoder(r.Body).Decode(&answer); err != nil || answer.Me.Handle != "ling" || answer.Instance.Name != "test" {
			t.Errorf("answer = %+v, %v", answer, err)
		}
		if c := cookieOf(t, r); c == nil || c.Name+"="+c.Value != cookie {
			t.Errorf("cookie = %+v, want the same again", c)
		}
	})
	t.Run("Me without a session is refused", func(t *testing.T) {
		if r := ask(t, server, http.MethodPost, service+"Me", `{}`, local); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("status %d, want 401", r.StatusCode)
		}
	})
	t.Run("a command line gets a token instead of a cookie, and it works as one", func(t *testing.T) {
		r := ask(t, server, http.MethodPost, service+"SignIn", `{"handle":"ling","password":"correct horse","wantToken":true}`, local)
		var answer struct{ Token string }
		if err := json.NewDecoder(r.Body).Decode(&answer); err != nil || len(answer.Token) != 43 || cookieOf(t, r) != nil {
			t.Fatalf("answer %+v, %v, cookie %v", answer, err, cookieOf(t, r))
		}
		me := ask(t, server, http.MethodPost, service+"Me", `{}`, local, "Authorization", "Bearer "+answer.Token)
		if me.StatusCode != http.StatusOK || cookieOf(t, me) != nil {
			t.Errorf("status %d, cookie %v; want 200 and no cookie", me.StatusCode, cookieOf(t, me))
		}
	})
	t.Run("an unknown handle and a wrong password read the same", func(t *testing.T) {
		var bodies []string
		for _, body := range []string{`{"handle":"ling","password":"wrong horse"}`, `{"handle":"nobody","password":"wrong horse"}`} {
			r := ask(t, server, http.MethodPost, service+"SignIn", body, local)
			text, err := io.ReadAll(r.Body)
			if err != nil || r.StatusCode != http.StatusUnauthorized {
				t.Fatalf("status %d, %v", r.StatusCode, err)
			}
			bodies = append(bodies, string(text))
		}
		if bodies[0] != bodies[1] {
			t.Errorf("answers differ: %q and %q", bodies[0], bodies[1])
		}
	})
	t.Run("a foreign page cannot sign anybody in", func(t *testing.T) {
		for _, from := range []string{"https://evil.example", "null"} {
			r := ask(t, server, http.MethodPost, service+"SignIn", `{"handle":"ling","password":"correct horse"}`, local, "Origin", from)
			if r.StatusCode != http.StatusForbidden || cookieOf(t, r) != nil {
				t.Errorf("from %s: status %d, want 403", from, r.StatusCode)
			}
		}
	})
	t.Run("signing out ends the session and takes the cookie", func(t *testing.T) {
		r := ask(t, server, http.MethodPost, service+"SignOut", `{}`, local, "Cookie", cookie)
		if c := cookieOf(t, r); r.StatusCode != http.StatusOK || c == nil || c.MaxAge >= 0 {
			t.Errorf("status %d, cookie %+v", r.StatusCode, c)
		}
		if r := ask(t, server, http.MethodPost, service+"Me", `{}`, local, "Cookie", cookie); r.StatusCode != http.StatusUnauthorized {
			t.Errorf("afterwards status %d, want 401", r.StatusCode)
		}
	})
}

func TestDemoLinks(t *testing.T) {
	w := open(t, account.Limits{})
	if _, err := w.Ensure(t.Context(), "ling", "Ling", false); err != nil {
		t.Fatal(err)
	}
	server := serve(t, w, true)
	t.Run("sign in and lead to the start", func(t *testing.T) {
		r := ask(t, server, http.MethodGet, "/demo/ling", "", local)
		c := cookieOf(t, r)
		if r.StatusCode != http.StatusSeeOther || r.Header.Get("Location") != "/" || c == nil {
			t.Fatalf("status %d to %q, cookie %v", r.StatusCode, r.Header.Get("Location"), c)
		}
		if me := ask(t, server, http.MethodPost, service+"Me", `{}`, local, "Cookie", c.Name+"="+c.Value); me.StatusCode != http.StatusOK {
			t.Errorf("Me: status %d", me.StatusCode)
		}
	})
	t.Run("work over IPv6 loopback too", func(t *testing.T) {
		if r := ask(t, server, http.MethodGet, "/demo/ling", "", "[::1]:4000"); r.StatusCode != http.StatusSeeOther {
			t.Errorf("status %d, want 303", r.StatusCode)
		}
	})
	for name, c := range map[string]struct {
		peer    string
		headers []string
	}{
		"from another machine":                      {"192.0.2.7:4000", nil},
		"through a proxy on this machine":           {local, []string{"X-Forwarded-For", "192.0.2.7"}},
		"through a proxy that says it is loopback":  {local, []string{"X-Forwarded-For", "127.0.0.1"}},
		"through a proxy that writes the standard":  {local, []string{"Forwarded", "for=192.0.2.7"}},
		"from another machine that claims to be us": {"192.0.2.7:4000", []string{"X-Real-Ip", "127.0.0.1"}},
	} {
		t.Run("are refused "+name, func(t *testing.T) {
			r := ask(t, server, http.MethodGet, "/demo/ling", "", c.peer, c.headers...)
			if r.StatusCode != http.StatusForbidden || cookieOf(t, r) != nil {
				t.Errorf("status %d, cookie %v; want 403", r.StatusCode, cookieOf(t, r))
			}
		})
	}
	t.Run("do not exist for others, nor outside the demo", func(t *testing.T) {
		if r := ask(t, server, http.MethodGet, "/demo/tom", "", local); r.StatusCode != http.StatusNotFound {
			t.Errorf("another handle: status %d, want 404", r.StatusCode)
		}
		if r := ask(t, serve(t, w, false), http.MethodGet, "/demo/ling", "", local); r.StatusCode != http.StatusNotFound {
			t.Errorf("no demo: status %d, want 404", r.StatusCode)
		}
	})
}
