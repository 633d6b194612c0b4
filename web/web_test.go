package web

import (
	"crypto/rand"
	"encoding/json"
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
			"frame-src http://localhost:8420/webview/; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
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
	t.Run("the service worker names what it keeps, may fetch from here alone, and is another one in another build", func(t *testing.T) {
		worker := func(list string) (*http.Response, string) {
			s := server(t)
			err := mount(s, fstest.MapFS{
				"dist/assets/build.json": {Data: []byte(list)}, "dist/assets/main-A.js": {Data: []byte("start()")},
				"dist/assets/service-S.js": {Data: []byte("serve(BUILD)")}, "dist/assets/dev-D.js": {Data: []byte("dev()")},
			})
			if err != nil {
				t.Fatal(err)
			}
			_, page := get(t, s, "/")
			answer, body := get(t, s, "/sw.js")
			named, _, _ := strings.Cut(strings.TrimPrefix(body[strings.Index(body, `"version":`):], `"version":"`), `"`)
			if !strings.Contains(page, `data-build="`+named+`"`) {
				t.Errorf("the page is not of build %s:\n%s", named, page)
			}
			return answer, body
		}
		const list = `{"host": {"script": "main-A.js"}, "runtime": {"hashes": [], "workerDev": "dev-D.js"}, "service": "service-S.js",
			"sizes": {"main-A.js": 7, "service-S.js": 12, "dev-D.js": 5}}`
		answer, body := worker(list)
		if got := answer.Header.Get("Content-Security-Policy"); got != "default-src 'none'; connect-src 'self'" {
			t.Errorf("policy = %s", got)
		}
		if answer.Header.Get("Cache-Control") != "no-cache" || answer.Header.Get("Content-Type") != "text/javascript; charset=utf-8" {
			t.Errorf("headers = %v", answer.Header)
		}
		if !strings.HasSuffix(body, "serve(BUILD)") || !strings.Contains(body, "/assets/main-A.js") || !strings.Contains(body, "/icon-maskable-512.png") ||
			strings.Contains(body, "service-S.js") || strings.Contains(body, "dev-D.js") {
			t.Errorf("the worker is\n%s", body)
		}
		if _, other := worker(strings.Replace(list, ": 7", ": 8", 1)); other == body {
			t.Error("another build has the same worker")
		}
	})
	t.Run("an installed host has a manifest in both languages whose icons are there", func(t *testing.T) {
		s := server(t)
		if err := mount(s, files); err != nil {
			t.Fatal(err)
		}
		for _, path := range []string{"/manifest.webmanifest", "/manifest-zh.webmanifest"} {
			answer, body := get(t, s, path)
			var m struct {
				Display string `json:"display"`
				Icons   []struct {
					Src     string `json:"src"`
					Type    string `json:"type"`
					Purpose string `json:"purpose"`
				} `json:"icons"`
				Shortcuts []struct {
					URL string `json:"url"`
				} `json:"shortcuts"`
			}
			if err := json.Unmarshal([]byte(body), &m); err != nil || answer.Header.Get("Content-Type") != "application/manifest+json" {
				t.Fatalf("%s: %v, headers %v", path, err, answer.Header)
			}
			maskable := false
			for _, icon := range m.Icons {
				if picture, _ := get(t, s, icon.Src); picture.StatusCode != http.StatusOK || picture.Header.Get("Content-Type") != icon.Type ||
					picture.Header.Get("Cache-Control") != "public, max-age=86400" {
					t.Errorf("%s: icon %s = %d %v", path, icon.Src, picture.StatusCode, picture.Header)
				}
				maskable = maskable || icon.Purpose == "maskable"
			}
			for _, shortcut := range m.Shortcuts {
				if page, _ := get(t, s, shortcut.URL); page.StatusCode != http.StatusOK {
					t.Errorf("%s: shortcut %s = %d", path, shortcut.URL, page.StatusCode)
				}
			}
			if m.Display != "standalone" || !maskable || len(m.Shortcuts) != 3 {
				t.Errorf("%s: %+v", path, m)
			}
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
