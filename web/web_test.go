package web

import (
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

func server(t *testing.T) *httpd.Server {
	t.Helper()
	s, err := httpd.New(httpd.Config{
		Origin: "http://localhost:8420", Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func get(t *testing.T, s *httpd.Server, path string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
	r.Host = "localhost:8420"
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

func TestMount(t *testing.T) {
	files := fstest.MapFS{
		"dist/assets/build.json": {Data: []byte(`{
			"host": {"script": "main-A.js", "styles": ["main-B.css"], "preload": ["chunk-C.js"]},
			"runtime": {"worker": "w.js", "hashes": ["'sha256-view'", "'sha256-boot'"]}}`)},
		"dist/assets/main-A.js": {Data: []byte("start()")},
	}
	t.Run("serves one page for every place of the host", func(t *testing.T) {
		s := server(t)
		if err := mount(s, files); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/", "/chats", "/chats/cnv_1", "/discover", "/me/theme", "/p/wx0123456789abcdef/pages/list/list?id=3"} {
			answer, body := get(t, s, path)
			if answer.StatusCode != http.StatusOK || !strings.Contains(body, `<script type="module" src="/assets/main-A.js">`) ||
				!strings.Contains(body, `href="/assets/main-B.css"`) || !strings.Contains(body, `href="/assets/chunk-C.js"`) {
				t.Errorf("%s = %d\n%s", path, answer.StatusCode, body)
			}
		}
	})
	t.Run("walls the page in by a policy that names the inline scripts", func(t *testing.T) {
		s := server(t)
		if err := mount(s, files); err != nil {
			t.Fatal(err)
		}
		answer, _ := get(t, s, "/")
		const want = "default-src 'none'; script-src 'self' 'sha256-view' 'sha256-boot' blob:; worker-src 'self' blob:; connect-src 'self'; " +
			"img-src 'self' blob: data:; media-src 'self' blob:; font-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; manifest-src 'self'; " +
			"frame-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		if got := answer.Header.Get("Content-Security-Policy"); got != want {
			t.Errorf("policy = %s\nwant %s", got, want)
		}
		if got := answer.Header.Get("Cache-Control"); got != "no-cache" {
			t.Errorf("Cache-Control = %q, want no-cache", got)
		}
	})
	t.Run("lets browsers keep what is named by its content, and ask for the list anew", func(t *testing.T) {
		s := server(t)
		if err := mount(s, files); err != nil {
			t.Fatal(err)
		}
		script, body := get(t, s, "/assets/main-A.js")
		if body != "start()" || !strings.Contains(script.Header.Get("Cache-Control"), "immutable") ||
			script.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("script = %q, headers %v", body, script.Header)
		}
		if list, _ := get(t, s, "/assets/build.json"); list.Header.Get("Cache-Control") != "no-cache" {
			t.Errorf("build.json: Cache-Control = %q", list.Header.Get("Cache-Control"))
		}
		if missing, _ := get(t, s, "/assets/nothing.js"); missing.StatusCode != http.StatusNotFound {
			t.Errorf("a missing bundle = %d, want 404", missing.StatusCode)
		}
	})
	t.Run("says that the bundles are missing rather than serving nothing", func(t *testing.T) {
		for name, files := range map[string]fstest.MapFS{
			"no list":      {"dist/.gitkeep": {}},
			"no host page": {"dist/assets/build.json": {Data: []byte(`{"runtime": {"hashes": []}}`)}},
		} {
			if err := mount(server(t), files); !errors.Is(err, ErrNotBuilt) {
				t.Errorf("%s: error = %v, want ErrNotBuilt", name, err)
			}
		}
	})
}
