package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
)

func TestWebview(t *testing.T) {
	w := newWorld(t)
	const shop = id.AppID("wx1111111111111111")
	installShop(t, w, shop)
	policy := func(t *testing.T, app id.AppID) string {
		t.Helper()
		rec := w.call(t, "tom", "GET", "/webview/"+string(app), nil)
		if rec.Code != http.StatusOK || rec.Header().Get("X-Frame-Options") != "" || !strings.Contains(rec.Body.String(), "<script>") {
			t.Fatalf("/webview/%s = %d %v", app, rec.Code, rec.Header())
		}
		return rec.Header().Get("Content-Security-Policy")
	}
	t.Run("shows the business domains of its program alone, and never the instance", func(t *testing.T) {
		got := policy(t, shop)
		for _, want := range []string{"default-src 'none'", "frame-src https://shop.example.com;", "frame-ancestors 'self'", "script-src 'sha256-"} {
			if !strings.Contains(got, want) {
				t.Errorf("policy = %s, want %s in it", got, want)
			}
		}
	})
	t.Run("shows nothing where a program names none", func(t *testing.T) {
		if got := policy(t, app); !strings.Contains(got, "frame-src 'none'") {
			t.Errorf("policy = %s", got)
		}
	})
	t.Run("is for people who are signed in", func(t *testing.T) {
		if rec := w.call(t, "", "GET", "/webview/"+string(shop), nil); rec.Code != http.StatusUnauthorized {
			t.Errorf("without a session = %d, want 401", rec.Code)
		}
	})
	t.Run("lends its script to the pages that are shown", func(t *testing.T) {
		rec := w.call(t, "", "GET", "/webview/sdk.js", nil)
		if h := rec.Header(); rec.Code != http.StatusOK || h.Get("Cross-Origin-Resource-Policy") != "cross-origin" || !strings.HasPrefix(h.Get("Content-Type"), "text/javascript") {
			t.Errorf("sdk = %d %v", rec.Code, h)
		}
	})
}

func installShop(t *testing.T, w *world, app id.AppID) {
	t.Helper()
	p, err := pack.Seal(map[string][]byte{"$/main.js": []byte("1"), "$/main.css.json": []byte("{}")}, pack.AppManifest{
		Dialect: "wechat", Name: "Shop", Color: "#1f7a4d", Entry: "pages/menu", BusinessDomains: []string{"https://shop.example.com"},
		Pages:  pack.Pages{{Route: "pages/menu", Chunk: "main"}},
		Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.css.json"}},
	}, pack.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.programs.Install(t.Context(), ling.User, app, p, ""); err != nil {
		t.Fatal(err)
	}
}
