package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/mini/gateway"
)

// sockets lets the outside speak WebSocket, and gives an address of the instance to open them at.
func sockets(t *testing.T, w *world, speak func(conn *websocket.Conn, r *http.Request)) (at string) {
	t.Helper()
	w.outside = func(rw http.ResponseWriter, r *http.Request) {
		conn, err := websocket.Accept(rw, r, &websocket.AcceptOptions{InsecureSkipVerify: true, Subprotocols: []string{"tea.v1"}})
		if err != nil {
			return
		}
		conn.SetReadLimit(gateway.MaxMessage + 1)
		speak(conn, r)
		_ = conn.CloseNow()
	}
	server := httptest.NewServer(w.server)
	t.Cleanup(server.Close)
	return server.URL
}

// host is the host page's end of a program's socket.
type host struct {
	*testing.T
	conn *websocket.Conn
}

func openHost(t *testing.T, at, token string) host {
	t.Helper()
	header := http.Header{"Origin": {origin}}
	if token != "" {
		header.Set("Cookie", httpd.CookieName+"="+token)
	}
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(at, "http", "ws", 1)+"/api/gateway/socket", &websocket.DialOptions{HTTPHeader: header, Host: strings.TrimPrefix(origin, "http://")})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(gateway.MaxMessage + 1)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return host{t, conn}
}

func (h host) write(kind websocket.MessageType, text string) {
	h.Helper()
	if err := h.conn.Write(h.Context(), kind, []byte(text)); err != nil {
		h.Fatal(err)
	}
}

// read returns the next message, or how the socket was closed.
func (h host) read() string {
	h.Helper()
	ctx, cancel := context.WithTimeout(h.Context(), 20*time.Second)
	defer cancel()
	kind, data, err := h.conn.Read(ctx)
	var closed websocket.CloseError
	switch {
	case errors.As(err, &closed):
		return closed.Reason
	case err != nil:
		h.Fatal(err)
	}
	if kind == websocket.MessageBinary {
		return "binary " + string(data)
	}
	return string(data)
}

func (h host) ask(ask gateway.SocketAsk) gateway.SocketHead {
	h.Helper()
	text, err := json.Marshal(ask)
	if err != nil {
		h.Fatal(err)
	}
	h.write(websocket.MessageText, string(text))
	var head gateway.SocketHead
	if got := h.read(); json.Unmarshal([]byte(got), &head) != nil {
		h.Fatalf("the first answer is %q, want a head", got)
	}
	return head
}

func echo(conn *websocket.Conn, r *http.Request) {
	for {
		kind, data, err := conn.Read(r.Context())
		if err != nil || conn.Write(r.Context(), kind, data) != nil {
			return
		}
	}
}

func TestASocketOfAProgram(t *testing.T) {
	w := newWorld(t)
	got := make(chan http.Header, 1)
	ended := make(chan websocket.CloseError, 1)
	at := sockets(t, w, func(conn *websocket.Conn, r *http.Request) {
		got <- r.Header.Clone()
		for {
			kind, data, err := conn.Read(r.Context())
			var closed websocket.CloseError
			if errors.As(err, &closed) {
				ended <- closed
			}
			if err != nil || conn.Write(r.Context(), kind, data) != nil {
				return
			}
		}
	})
	h := openHost(t, at, "tom")
	head := h.ask(gateway.SocketAsk{
		App: string(app), URL: "wss://example.com/chat?token=s3cret", Protocols: []string{"tea.v1"},
		Header: map[string]string{"X-Token": "abc", "Origin": "https://evil.example", "Sec-WebSocket-Key": "x", "Upgrade": "h2c", "Host": "evil.example"},
	})
	if head.Fault != nil || head.Protocol != "tea.v1" {
		t.Fatalf("head = %+v, want an open socket of tea.v1", head)
	}
	t.Run("is the program's, not the user's", func(t *testing.T) {
		header := <-got
		if header.Get("X-Token") != "abc" || header.Get("Origin") != "" || header.Get("Cookie") != "" || header.Get("Sec-WebSocket-Key") == "x" {
			t.Errorf("arrived with %v", header)
		}
		if referer := header.Get("Referer"); !strings.HasPrefix(referer, "https://servicewechat.com/"+string(app)+"/") {
			t.Errorf("referer = %q", referer)
		}
	})
	t.Run("carries texts and bytes both ways as they are", func(t *testing.T) {
		h.write(websocket.MessageText, "tc{\"a\":1}")
		h.write(websocket.MessageBinary, "\x00\xff")
		h.write(websocket.MessageText, "t")
		for _, want := range []string{"tc{\"a\":1}", "binary \x00\xff", "t"} {
			if got := h.read(); got != want {
				t.Errorf("came back %q, want %q", got, want)
			}
		}
	})
	t.Run("is closed with the program's code and reason", func(t *testing.T) {
		h.write(websocket.MessageText, `c{"code":3001,"reason":"enough tea"}`)
		if closed := <-ended; closed.Code != 3001 || closed.Reason != "enough tea" {
			t.Errorf("the server heard %+v", closed)
		}
		// Our end is over too. Whether the program still hears how does not matter: it said the last word.
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		if _, _, err := h.conn.Read(ctx); err == nil || ctx.Err() != nil {
			t.Errorf("our end goes on: %v", err)
		}
	})
	t.Run("is one line in the log", func(t *testing.T) {
		if err := w.out.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		calls, err := w.out.Calls(t.Context(), egress.Filter{Who: egress.Who(tom.In(app)), Limit: 5})
		if err != nil || len(calls) != 1 {
			t.Fatalf("calls = %+v, %v; want one", calls, err)
		}
		if c := calls[0]; c.For != "socket" || c.URL != "wss://example.com/chat?token=…" || c.Status != 101 || c.Sent != 10 || c.Received != 10 || c.Fault != "" {
			t.Errorf("line = %+v", c)
		}
	})
}

func TestWhereASocketMayNotGo(t *testing.T) {
	w := newWorld(t)
	at := sockets(t, w, echo)
	speaking := w.outside
	for _, test := range []struct{ name, app, url, want string }{
		{"to a server that the program does not declare", string(app), "wss://other.example.com/", "egress.origin"},
		{"to another port of it", string(app), "wss://example.com:444/", "egress.origin"},
		{"from a program that declares none", string(other), "wss://example.com/", "egress.origin"},
		{"without encryption", string(app), "ws://example.com/", "egress.origin"},
		{"to an address with credentials", string(app), "wss://u:p@example.com/", "egress.url"},
		{"by another scheme", string(app), "ftp://example.com/", "egress.url"},
		{"to no address", string(app), "socket", "egress.url"},
		{"to this machine", string(app), "wss://127.0.0.1/", "egress.origin"},
		{"for no program", "wx0000000000000000", "wss://example.com/", "registry.no-program"},
		{"to a server that speaks no WebSocket", string(app), "wss://example.com/plain", "egress.no-socket"},
		{"where a redirect leads", string(app), "wss://example.com/away", "egress.no-socket"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w.outside = func(rw http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/plain":
					_, _ = rw.Write([]byte("hello"))
				case "/away":
					http.Redirect(rw, r, "wss://inside.example.com/", http.StatusFound)
				default:
					speaking(rw, r)
				}
			}
			head := openHost(t, at, "ling").ask(gateway.SocketAsk{App: test.app, URL: test.url})
			if head.Fault == nil || head.Fault.Code != test.want {
				t.Errorf("head = %+v, want the fault %s", head.Fault, test.want)
			}
		})
	}
}

func TestHostileHostsOfSockets(t *testing.T) {
	w := newWorld(t)
	at := sockets(t, w, echo)
	valid := `{"app":"` + string(app) + `","url":"wss://example.com/"`
	for _, test := range []struct {
		name, token, first string
		kind               websocket.MessageType
		want               string
	}{
		{"who are not signed in", "", valid + "}", websocket.MessageText, "httpd.sign-in"},
		{"that begin with bytes", "tom", valid + "}", websocket.MessageBinary, "gateway.request"},
		{"that begin with no ask", "tom", "hello", websocket.MessageText, "gateway.request"},
		{"with a timeout before the present", "tom", valid + `,"timeoutMs":-1}`, websocket.MessageText, "gateway.request"},
		{"with many protocols", "tom", valid + `,"protocols":["a"` + strings.Repeat(`,"a"`, 16) + `]}`, websocket.MessageText, "gateway.request"},
		{"with a protocol that breaks the line", "tom", valid + `,"protocols":["a\r\nX-Evil: 1"]}`, websocket.MessageText, "gateway.header"},
		{"with an ask past its limit", "tom", valid + `,"reason":"` + strings.Repeat("x", 300<<10) + `"}`, websocket.MessageText, "gateway.request"},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := openHost(t, at, test.token)
			h.write(test.kind, test.first)
			if got := h.read(); !strings.HasPrefix(got, test.want) {
				t.Errorf("ended with %q, want %s", got, test.want)
			}
		})
	}
	t.Run("with a header that breaks the line", func(t *testing.T) {
		head := openHost(t, at, "tom").ask(gateway.SocketAsk{App: string(app), URL: "wss://example.com/", Header: map[string]string{"X": "a\r\nY: b"}})
		if head.Fault == nil || head.Fault.Code != "gateway.header" {
			t.Errorf("head = %+v", head.Fault)
		}
	})
	for _, end := range []string{`c{"code":1001}`, `c{"code":5000}`, `c{"code":3000,"reason":"` + strings.Repeat("x", 124) + `"}`, "c", "x", ""} {
		t.Run("that end with "+end, func(t *testing.T) {
			h := openHost(t, at, "tom")
			h.ask(gateway.SocketAsk{App: string(app), URL: "wss://example.com/"})
			h.write(websocket.MessageText, end)
			if got := h.read(); !strings.HasPrefix(got, "gateway.request") {
				t.Errorf("ended with %q, want gateway.request", got)
			}
		})
	}
}

func TestASocketsServer(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		name  string
		speak func(conn *websocket.Conn, r *http.Request)
		want  string
	}{
		{"that closes is heard", func(conn *websocket.Conn, _ *http.Request) { _ = conn.Close(4001, "no tea") }, `c{"code":4001,"reason":"no tea"}`},
		{"that vanishes is told of", func(conn *websocket.Conn, _ *http.Request) { _ = conn.CloseNow() }, `c{"code":1006,"reason":""}`},
		{"that says too much is cut off", func(conn *websocket.Conn, r *http.Request) {
			_ = conn.Write(r.Context(), websocket.MessageBinary, make([]byte, gateway.MaxMessage+1))
			_, _, _ = conn.Read(r.Context()) //nolint:dogsled // until it is cut off
		}, `c{"code":1009,"reason":"the message is too long"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			h := openHost(t, sockets(t, w, test.speak), "tom")
			h.ask(gateway.SocketAsk{App: string(app), URL: "wss://example.com/"})
			if got := h.read(); got != test.want {
				t.Errorf("told %q, want %q", got, test.want)
			}
		})
	}
	t.Run("hears that the program was left", func(t *testing.T) {
		heard := make(chan error, 1)
		h := openHost(t, sockets(t, w, func(conn *websocket.Conn, r *http.Request) {
			_, _, err := conn.Read(r.Context())
			heard <- err
		}), "tom")
		h.ask(gateway.SocketAsk{App: string(app), URL: "wss://example.com/"})
		if err := h.conn.CloseNow(); err != nil {
			t.Fatal(err)
		}
		if err := <-heard; websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("heard %v, want going away", err)
		}
	})
}

func TestHowManySockets(t *testing.T) {
	w := newWorld(t)
	at := sockets(t, w, echo)
	ask := gateway.SocketAsk{App: string(app), URL: "wss://example.com/"}
	open := make([]host, gateway.MaxSockets)
	for i := range open {
		open[i] = openHost(t, at, "tom")
		if head := open[i].ask(ask); head.Fault != nil {
			t.Fatalf("socket %d: %+v", i, head.Fault)
		}
	}
	t.Run("one more is refused at once", func(t *testing.T) {
		if head := openHost(t, at, "tom").ask(ask); head.Fault == nil || head.Fault.Code != "gateway.sockets" {
			t.Errorf("head = %+v, want gateway.sockets", head.Fault)
		}
	})
	t.Run("other people and requests have their own places", func(t *testing.T) {
		if head := openHost(t, at, "ling").ask(ask); head.Fault != nil {
			t.Errorf("head = %+v, want an open socket", head.Fault)
		}
	})
	t.Run("one that has ended gives its place back", func(t *testing.T) {
		open[0].write(websocket.MessageText, `c{"code":1000}`)
		open[0].read()
		if head := openHost(t, at, "tom").ask(ask); head.Fault != nil {
			t.Errorf("head = %+v, want an open socket", head.Fault)
		}
	})
	if kind := fault.Of(gateway.ErrSockets).Kind; kind != fault.Limited {
		t.Errorf("kind = %v, want limited", kind)
	}
}
