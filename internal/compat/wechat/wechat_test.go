package wechat_test

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/compat/wechat"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store/storetest"
)

const (
	app   = id.AppID("wx0123456789abcdef")
	other = id.AppID("wxfedcba9876543210")
)

type people struct{}

func (people) OpenGID(conv id.ConvID, app id.AppID) string {
	return "t-" + string(conv) + "-" + string(app)
}

func (people) OpenID(user id.UserID, app id.AppID) string {
	return "o-" + string(user) + "-" + string(app)
}

// instance is what a program's server talks to.
type instance struct {
	server  *httpd.Server
	gateway *gateway.Service
	secrets map[id.AppID]string

	mu  sync.Mutex
	now time.Time
}

func (i *instance) clock() time.Time { i.mu.Lock(); defer i.mu.Unlock(); return i.now }

func (i *instance) later(d time.Duration) { i.mu.Lock(); i.now = i.now.Add(d); i.mu.Unlock() }

func open(t *testing.T) *instance {
	t.Helper()
	i := &instance{now: time.UnixMilli(1_800_000_000_000), secrets: map[id.AppID]string{}}
	ids := id.NewSource(i.clock, rand.Reader)
	log := slog.New(slog.DiscardHandler)
	db := storetest.OpenAt(t, t.TempDir(), i.clock, egress.Schema(), registry.Schema(), gateway.Schema())
	out := egress.Open(egress.Config{DB: db, IDs: ids, Now: i.clock, Log: log})
	t.Cleanup(func() {
		if err := out.Close(); err != nil {
			t.Error(err)
		}
	})
	signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	programs := registry.New(db, db.Blobs(), signer, ids, pack.DefaultLimits())
	for _, each := range []id.AppID{app, other} {
		p, err := pack.Seal(map[string][]byte{"$/main.js": []byte("1"), "$/main.css.json": []byte("{}")}, pack.AppManifest{
			Dialect: "wechat", Name: "Teahouse", Color: "#1f7a4d", Entry: "pages/menu",
			Pages:  pack.Pages{{Route: "pages/menu", Chunk: "main"}},
			Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.css.json"}},
		}, pack.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := programs.Install(t.Context(), "usr_ling", each, p, ""); err != nil {
			t.Fatal(err)
		}
		if i.secrets[each], err = programs.MakeSecret(t.Context(), id.AsSystem(), each); err != nil {
			t.Fatal(err)
		}
	}
	i.gateway = gateway.New(db, ids, out, programs, people{})
	if i.server, err = httpd.New(httpd.Config{Origin: "http://localhost:8420", Now: i.clock, IDs: ids, Log: log}); err != nil {
		t.Fatal(err)
	}
	wechat.New(programs, i.gateway, i.clock, log).Mount(i.server)
	return i
}

func (i *instance) code(t *testing.T, app id.AppID) string {
	t.Helper()
	code, err := i.gateway.Login(t.Context(), id.AsPerson("usr_tom", "", "").In(app))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// answer is what either outcome may hold.
type answer struct {
	OpenID     string `json:"openid"`
	SessionKey string `json:"session_key"`
	Code       int    `json:"errcode"`
	Message    string `json:"errmsg"`
}

func (i *instance) get(t *testing.T, path string) (a answer) {
	t.Helper()
	rec := httptest.NewRecorder()
	i.server.ServeHTTP(rec, httptest.NewRequestWithContext(t.Context(), "GET", "http://localhost:8420"+path, nil))
	if rec.Code != 200 || rec.Header().Get("Content-Type") != "text/plain" {
		t.Fatalf("answer = %d %v %s; want 200 text/plain", rec.Code, rec.Header(), rec.Body)
	}
	if err := json.Unmarshal(rec.Body.Bytes(), &a); err != nil {
		t.Fatalf("answer = %s: %v", rec.Body, err)
	}
	return a
}

func query(app id.AppID, secret, code string) string {
	return fmt.Sprintf("/sns/jscode2session?appid=%s&secret=%s&js_code=%s&grant_type=authorization_code", app, secret, code)
}

func TestJSCode2Session(t *testing.T) {
	i := open(t)
	t.Run("gives openid and session key at WeChat's path and below the prefix", func(t *testing.T) {
		for _, prefix := range []string{"", wechat.Prefix} {
			a := i.get(t, prefix+query(app, i.secrets[app], i.code(t, app)))
			if a.OpenID != "o-usr_tom-"+string(app) || len(a.SessionKey) != 24 || a.Code != 0 || a.Message != "" {
				t.Errorf("%s: answer = %+v", prefix, a)
			}
		}
	})
	used := i.code(t, app)
	i.get(t, query(app, i.secrets[app], used))
	old := i.code(t, app)
	i.later(gateway.CodeTTL + time.Second)
	good := i.code(t, app)
	for _, c := range []struct {
		name, path string
		code       int
		message    string
	}{
		{"no appid", "/sns/jscode2session?secret=a&js_code=b&grant_type=authorization_code", 41002, "appid missing"},
		{"no secret", query(app, "", good), 41004, "appsecret missing"},
		{"no code", query(app, i.secrets[app], ""), 41008, "missing code"},
		{"no grant type", strings.TrimSuffix(query(app, i.secrets[app], good), "&grant_type=authorization_code"), 40002, "invalid grant_type"},
		{"another grant type", strings.Replace(query(app, i.secrets[app], good), "authorization_code", "client_credential", 1), 40002, "invalid grant_type"},
		{"what is no appid", query("teahouse", i.secrets[app], good), 40013, "invalid appid"},
		{"an appid that nobody has", query("wx0000000000000000", i.secrets[app], good), 40013, "invalid appid"},
		{"a wrong secret", query(app, strings.Repeat("0", 32), good), 40125, "invalid appsecret"},
		{"another program's secret", query(app, i.secrets[other], good), 40125, "invalid appsecret"},
		{"another program's code", query(other, i.secrets[other], good), 40029, "invalid code"},
		{"a code that was never given", query(app, i.secrets[app], "x"), 40029, "invalid code"},
		{"a code that is too old", query(app, i.secrets[app], old), 40029, "invalid code"},
		{"a used code that is too old", query(app, i.secrets[app], used), 40029, "invalid code"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := i.get(t, c.path)
			if a.Code != c.code || !regexp.MustCompile("^"+c.message+", rid: req_[0-9a-z]{26}$").MatchString(a.Message) || a.OpenID != "" || a.SessionKey != "" {
				t.Errorf("answer = %+v, want %d %s", a, c.code, c.message)
			}
		})
	}
	t.Run("none of these used the good code up; it is good once", func(t *testing.T) {
		if a := i.get(t, query(app, i.secrets[app], good)); a.OpenID == "" {
			t.Errorf("first answer = %+v", a)
		}
		if a := i.get(t, query(app, i.secrets[app], good)); a.Code != 40163 || !strings.HasPrefix(a.Message, "code been used") {
			t.Errorf("second answer = %+v, want 40163", a)
		}
	})
	t.Run("who asks too often is told to wait", func(t *testing.T) {
		for range 600 {
			if a := i.get(t, query(app, "x", "y")); a.Code == 45011 {
				return
			}
		}
		t.Error("600 calls at once were answered")
	})
}
