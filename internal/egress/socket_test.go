package egress_test

import (
	"errors"
	"net/http"
	"net/netip"
	"testing"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
)

func TestASocket(t *testing.T) {
	w := newWorld(t, func(rw http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
		if err != nil {
			return
		}
		kind, data, err := conn.Read(r.Context())
		if err == nil {
			_ = conn.Write(r.Context(), kind, append(data, " for "+r.Host...))
		}
		_ = conn.Close(websocket.StatusNormalClosure, "done")
	})
	w.names["inside.example.com"] = []netip.Addr{publicIP, netip.MustParseAddr("10.0.0.1")}
	by := id.AsPerson(user, "", "").In(app)
	t.Run("carries messages and tells how it was closed", func(t *testing.T) {
		s, err := w.Dial(t.Context(), by, egress.SocketRequest{For: "socket", URL: "wss://example.com/chat"})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close(1000, "", nil)
		if err := s.Write(t.Context(), false, []byte("tea")); err != nil {
			t.Fatal(err)
		}
		if binary, data, err := s.Read(t.Context()); err != nil || binary || string(data) != "tea for example.com" {
			t.Errorf("read %v %q, %v", binary, data, err)
		}
		var closed *egress.Closed
		if _, _, err := s.Read(t.Context()); !errors.As(err, &closed) || closed.Code != 1000 || closed.Reason != "done" {
			t.Errorf("ended with %v, want 1000 done", err)
		}
	})
	dialed := w.dialed.Load()
	for _, test := range []struct {
		name, url string
		want      error
	}{
		{"an address that is not public", "wss://127.0.0.1/", egress.ErrPrivate},
		{"one in another spelling", "wss://0x7f.1/", egress.ErrPrivate},
		{"the metadata service of a cloud", "wss://169.254.169.254/", egress.ErrPrivate},
		{"a name of which one address is not public", "wss://inside.example.com/", egress.ErrPrivate},
		{"a plain socket", "ws://example.com/", egress.ErrScheme},
		{"a name that is none", "wss://nobody.example.com/", egress.ErrNoHost},
		{"a port of another service", "wss://example.com:25/", egress.ErrURL},
	} {
		t.Run("is not opened to "+test.name, func(t *testing.T) {
			if s, err := w.Dial(t.Context(), by, egress.SocketRequest{For: "socket", URL: test.url}); !errors.Is(err, test.want) {
				t.Errorf("got %v, %v; want %v", s, err, test.want)
			}
			if n := w.dialed.Load(); n != dialed {
				t.Errorf("%d connections were tried", n-dialed)
			}
		})
	}
}
