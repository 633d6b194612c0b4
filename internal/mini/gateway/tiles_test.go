package gateway_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/gateway"
)

func TestTiles(t *testing.T) {
	const png = "\x89PNG\r\n\x1a\n a tile"
	w := newWorld(t)
	var asked []string
	w.outside = func(rw http.ResponseWriter, r *http.Request) {
		asked = append(asked, r.Host+r.URL.Path+" "+r.Header.Get("Referer")+r.Header.Get("Cookie"))
		if strings.HasPrefix(r.URL.Path, "/1/") {
			http.NotFound(rw, r)
			return
		}
		_, _ = rw.Write([]byte(png))
	}
	if rec := w.call(t, "tom", "GET", "/api/tiles", nil); !strings.Contains(rec.Body.String(), `"tiles":false`) {
		t.Errorf("an instance without tiles says %s", rec.Body)
	}
	if rec := w.call(t, "tom", "GET", "/api/tiles/0/0/0", nil); rec.Code != http.StatusNotFound {
		t.Errorf("a tile of none = %d, want 404", rec.Code)
	}
	w.UseTiles(gateway.Tiles{URL: "https://pic.example.com/{z}/{x}/{y}.png", Credit: "© Tea"})
	if rec := w.call(t, "tom", "GET", "/api/tiles", nil); !strings.Contains(rec.Body.String(), `"attribution":"© Tea"`) {
		t.Errorf("an instance with tiles says %s", rec.Body)
	}
	for range 2 {
		rec := w.call(t, "tom", "GET", "/api/tiles/3/5/2", nil)
		if rec.Code != http.StatusOK || rec.Body.String() != png || rec.Header().Get("Content-Type") != "image/png" {
			t.Fatalf("a tile = %d %s %q", rec.Code, rec.Header(), rec.Body)
		}
	}
	if want := "pic.example.com/3/5/2.png "; len(asked) != 1 || asked[0] != want {
		t.Errorf("its server was asked %q, want once %q, without a word of who looks", asked, want)
	}
	for _, c := range []struct {
		name, token, path string
		status            int
	}{
		{"nobody sees them without signing in", "", "/api/tiles/3/5/2", http.StatusUnauthorized},
		{"beside the world there is none", "tom", "/api/tiles/3/8/2", http.StatusNotFound},
		{"deeper than any there is none", "tom", "/api/tiles/23/0/0", http.StatusNotFound},
		{"what is no number is none", "tom", "/api/tiles/3/5/-2", http.StatusNotFound},
		{"what its server lacks is none", "tom", "/api/tiles/1/0/0", http.StatusNotFound},
	} {
		t.Run(c.name, func(t *testing.T) {
			if rec := w.call(t, c.token, "GET", c.path, nil); rec.Code != c.status {
				t.Errorf("%s = %d, want %d: %s", c.path, rec.Code, c.status, rec.Body)
			}
		})
	}
	for address, good := range map[string]bool{"": true, "https://a.example/{z}/{x}/{y}": true, "https://a.example/{z}/{x}": false, "ftp://a.example/{z}/{x}/{y}": false} {
		if err := (gateway.Tiles{URL: address}).Check(); (err == nil) != good {
			t.Errorf("Check of %q = %v", address, err)
		}
	}
}
