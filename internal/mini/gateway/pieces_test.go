package gateway_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/mini/gateway"
)

// witness hears of each flush with what has been written until then.
type witness struct {
	*httptest.ResponseRecorder

	flushed chan string
}

func (w witness) Flush() { w.flushed <- w.Body.String() }

func TestRedirectsAndPiecesThatAProgramAsksFor(t *testing.T) {
	w := newWorld(t)
	t.Run("a redirect is the answer where the program says manual", func(t *testing.T) {
		w.outside = func(rw http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/to" {
				_, _ = io.WriteString(rw, "arrived")
				return
			}
			http.Redirect(rw, r, "/to", http.StatusFound)
		}
		if head, body := w.request(t, "tom", gateway.AskHead{URL: "https://example.com/"}, ""); head.Status != http.StatusOK || body != "arrived" {
			t.Errorf("followed: %d %q, want 200 arrived", head.Status, body)
		}
		if head, _ := w.request(t, "tom", gateway.AskHead{URL: "https://example.com/", Manual: true}, ""); head.Status != http.StatusFound || head.Header["Location"] != "/to" {
			t.Errorf("manual: %+v, want 302 to /to", head)
		}
	})
	t.Run("a piece goes on before the next one is there", func(t *testing.T) {
		next := make(chan struct{})
		w.outside = func(rw http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(rw, "one")
			_ = http.NewResponseController(rw).Flush()
			select {
			case <-next:
			case <-r.Context().Done():
			}
			_, _ = io.WriteString(rw, "two")
		}
		r := httptest.NewRequestWithContext(t.Context(), "POST", origin+"/api/gateway/"+string(app), strings.NewReader(`{"url":"https://example.com/","chunked":true}`+"\n"))
		r.Header.Set("Origin", origin)
		r.AddCookie(&http.Cookie{Name: httpd.CookieName, Value: "tom"})
		rec := witness{httptest.NewRecorder(), make(chan string, 10)}
		done := make(chan struct{})
		go func() { defer close(done); w.server.ServeHTTP(rec, r) }()
		if head := <-rec.flushed; !strings.HasSuffix(head, "\n") {
			t.Errorf("first %q, want the head alone", head)
		}
		if one := <-rec.flushed; !strings.HasSuffix(one, "\none") {
			t.Errorf("then %q, want the first piece at its end", one)
		}
		close(next)
		<-done
		if all := rec.Body.String(); !strings.HasSuffix(all, "\nonetwo") {
			t.Errorf("in all %q, want both pieces", all)
		}
	})
}
