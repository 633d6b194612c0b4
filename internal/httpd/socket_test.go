package httpd_test

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// running serves an echo socket on a free port until the test ends, or until stop is called, which returns Serve's error.
func running(t *testing.T) (at string, stop func() error) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	if err != nil {
		t.Fatal(err)
	}
	at = "http://" + l.Addr().String()
	s, _ := shop(t, at)
	s.Sockets("GET /api/live", []string{"json"}, 1000, func(ctx context.Context, socket *httpd.Socket) error {
		if _, err := httpd.Require(ctx); err != nil {
			return err
		}
		for {
			binary, data, err := socket.Read(ctx)
			if err != nil {
				return err
			}
			switch string(data) {
			case "break":
				return errors.New("the kettle fell over")
			case "panic":
				panic("the cup broke")
			}
			if string(data) == "close amid many" {
				return socket.Gather(ctx, func() error {
					if err := socket.Write(ctx, binary, []byte("the first")); err != nil {
						return err
					}
					go socket.End(httpd.ErrSignIn)
					for {
						if err := socket.Write(ctx, binary, nil); err != nil { // since the socket is closed
							return err
						}
					}
				})
			}
			if err := socket.Write(ctx, binary, append([]byte("you said "), data...)); err != nil {
				return err
			}
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
	return at, stop
}

func dial(t *testing.T, at string, headers map[string]string) (*websocket.Conn, *http.Response, error) {
	t.Helper()
	h := http.Header{}
	for name, value := range headers {
		h.Set(name, value)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, strings.Replace(at, "http", "ws", 1)+"/api/live",
		&websocket.DialOptions{HTTPHeader: h, Subprotocols: []string{"json"}})
	if err == nil {
		t.Cleanup(func() {
			if err := conn.CloseNow(); err != nil && !errors.Is(err, net.ErrClosed) {
				t.Logf("close: %v", err)
			}
		})
	}
	return conn, answer, err
}

func TestSockets(t *testing.T) {
	t.Run("carry messages both ways, in the agreed subprotocol", func(t *testing.T) {
		at, _ := running(t)
		conn, _, err := dial(t, at, map[string]string{"Origin": at, "Cookie": "superette=good"})
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Write(t.Context(), websocket.MessageText, []byte("hello")); err != nil {
			t.Fatal(err)
		}
		kind, data, err := conn.Read(t.Context())
		if err != nil || kind != websocket.MessageText || string(data) != "you said hello" || conn.Subprotocol() != "json" {
			t.Errorf("got %v %q in %q, %v", kind, data, conn.Subprotocol(), err)
		}
	})
	t.Run("of a foreign origin are refused before they open", func(t *testing.T) {
		at, _ := running(t)
		for _, from := range []string{"http://evil.example", "null", ""} {
			_, answer, err := dial(t, at, map[string]string{"Origin": from, "Cookie": "superette=good"})
			if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
				t.Fatalf("Origin %q: answer = %v, error %v; want 403", from, answer, err)
			}
			body, err := io.ReadAll(answer.Body)
			if err != nil || !strings.Contains(string(body), "httpd.origin") {
				t.Errorf("Origin %q: body = %s, %v; want the fault", from, body, err)
			}
		}
	})
	for _, c := range []struct {
		name, cookie, say, reason string
		code                      websocket.StatusCode
	}{
		{"say why they close", "", "", "httpd.sign-in: Please sign in.", websocket.StatusPolicyViolation},
		{"hide our own failures", "good", "break", "internal: Something went wrong on our side.", websocket.StatusInternalError},
		{"outlive a handler that panics", "good", "panic", "internal: Something went wrong on our side.", websocket.StatusInternalError},
		{"refuse a message past the limit", "good", strings.Repeat("x", 1001), "", websocket.StatusMessageTooBig},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, _ := running(t)
			conn, _, err := dial(t, at, map[string]string{"Origin": at, "Cookie": "superette=" + c.cookie})
			if err != nil {
				t.Fatal(err)
			}
			if c.say != "" {
				if err := conn.Write(t.Context(), websocket.MessageBinary, []byte(c.say)); err != nil {
					t.Fatal(err)
				}
			}
			_, _, err = conn.Read(t.Context())
			var closed websocket.CloseError
			if !errors.As(err, &closed) || closed.Code != c.code || c.reason != "" && closed.Reason != c.reason {
				t.Errorf("closed with %v, want %v %q", err, c.code, c.reason)
			}
		})
	}
	t.Run("closed amid many messages hear those before, and why", func(t *testing.T) {
		at, _ := running(t)
		conn, _, err := dial(t, at, map[string]string{"Origin": at, "Cookie": "superette=good"})
		if err != nil {
			t.Fatal(err)
		}
		if err := conn.Write(t.Context(), websocket.MessageText, []byte("close amid many")); err != nil {
			t.Fatal(err)
		}
		heard := ""
		for err == nil {
			var data []byte
			_, data, err = conn.Read(t.Context())
			heard += string(data)
		}
		if heard != "the first" || websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("heard %q, then %v; want the first, then a policy violation", heard, err)
		}
	})
	t.Run("are closed when the server stops, and Serve ends without an error", func(t *testing.T) {
		at, stop := running(t)
		conn, _, err := dial(t, at, map[string]string{"Origin": at, "Cookie": "superette=good"})
		if err != nil {
			t.Fatal(err)
		}
		closed := make(chan error, 1)
		go func() {
			_, _, err := conn.Read(context.Background())
			closed <- err
		}()
		if err := stop(); err != nil {
			t.Errorf("Serve: %v", err)
		}
		if err := <-closed; websocket.CloseStatus(err) != websocket.StatusGoingAway {
			t.Errorf("the client saw %v, want going away", err)
		}
	})
	t.Run("are told apart from plain requests", func(t *testing.T) {
		at, _ := running(t)
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/api/live", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if got := text(t, answer); answer.StatusCode != http.StatusBadRequest || !strings.Contains(got, "WebSockets only") {
			t.Errorf("answer = %d %s", answer.StatusCode, got)
		}
	})
}

// knock opens a socket by hand and says words in the same breath.
func knock(t *testing.T, at, words string) (net.Conn, *bufio.Reader) {
	t.Helper()
	host := strings.TrimPrefix(at, "http://")
	conn, err := net.Dial("tcp", host) //nolint:noctx // a test's connection
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	request := "GET /api/live HTTP/1.1\r\nHost: " + host + "\r\nOrigin: " + at + "\r\nCookie: superette=good\r\nUpgrade: websocket\r\n" +
		"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
	if _, err := conn.Write([]byte(request + words)); err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReaderSize(conn, 256)
	for line := "?"; line != "\r\n"; {
		if line, err = in.ReadString('\n'); err != nil {
			t.Fatal(err)
		}
	}
	return conn, in
}

// words is a text frame of a client, masked by nothing.
func words(text string) string {
	return "\x81\xfe" + string(binary.BigEndian.AppendUint16(nil, uint16(len(text)))) + "\x00\x00\x00\x00" + text //nolint:gosec // short
}

func TestWordsWithTheHandshakeAreHeard(t *testing.T) {
	at, _ := running(t)
	for _, length := range []int{3, 900} {
		said := strings.Repeat("tea ", length)[:length]
		_, in := knock(t, at, words(said)+words("after it"))
		for _, want := range []string{"you said " + said, "you said after it"} {
			kind, _ := in.ReadByte()
			size, err := in.ReadByte()
			length := int(size)
			if size == 126 {
				var two [2]byte
				_, err = io.ReadFull(in, two[:])
				length = int(binary.BigEndian.Uint16(two[:]))
			}
			got := make([]byte, length)
			if _, readErr := io.ReadFull(in, got); err != nil || readErr != nil || kind != 0x81 || string(got) != want {
				t.Fatalf("with %d letters: frame %x of %q, %v %v; want %q", len(said), kind, got, err, readErr, want)
			}
		}
	}
}

// What an idle socket keeps is what bounds how many devices a machine can hold.
func TestWhatAnIdleSocketKeeps(t *testing.T) {
	const sockets, most = 500, 16 << 10 // bytes of heap and stacks, with the client's side, of some 2 kB
	at, _ := running(t)
	kept := func() uint64 {
		runtime.GC() // twice: stacks shrink in one, what they kept goes in the next
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc + m.StackInuse
	}
	knock(t, at, "")
	before := kept()
	for range sockets {
		conn, in := knock(t, at, words("hello"))
		if _, err := io.ReadFull(in, make([]byte, len("..you said hello"))); err != nil {
			t.Fatal(err)
		}
		_ = conn
	}
	if each := (kept() - before) / sockets; each > most {
		t.Errorf("an idle socket keeps %d bytes, more than %d", each, most)
	} else {
		t.Logf("an idle socket keeps %d bytes", each)
	}
}

func TestServe(t *testing.T) {
	t.Run("lets a request that is under way finish", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
		if err != nil {
			t.Fatal(err)
		}
		at := "http://" + l.Addr().String()
		s, _ := shop(t, at)
		entered, release := make(chan struct{}), make(chan struct{})
		s.Public("GET /slow", func(w http.ResponseWriter, _ *http.Request) error {
			close(entered)
			<-release
			return httpd.Reply(w, http.StatusOK, "done")
		})
		ctx, cancel := context.WithCancel(context.Background())
		ended, answered := make(chan error, 1), make(chan string, 1)
		go func() { ended <- s.Serve(ctx, l) }()
		go func() {
			answer, err := http.Get(at + "/slow") //nolint:noctx // ends with the server
			if err != nil {
				answered <- fmt.Sprint(err)
				return
			}
			defer answer.Body.Close() //nolint:errcheck // a test's answer
			body, err := io.ReadAll(answer.Body)
			answered <- fmt.Sprint(strings.TrimSpace(string(body)), err)
		}()
		<-entered
		cancel()
		close(release)
		if got := <-answered; got != `"done"<nil>` && got != `"done" <nil>` {
			t.Errorf("the client got %s", got)
		}
		if err := <-ended; err != nil {
			t.Errorf("Serve: %v", err)
		}
	})
}

// ending is a session that ends between the two times it is asked for.
type ending struct{ asked atomic.Int32 }

func (e *ending) ByToken(context.Context, string) (id.Caller, error) {
	if e.asked.Add(1) > 1 {
		return id.Caller{}, httpd.ErrSignIn
	}
	return id.AsPerson("usr_1", "ses_1", "dev_1"), nil
}

func TestAside(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	at := "http://" + server.Listener.Addr().String()
	s, err := httpd.New(httpd.Config{Origin: at, Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader), Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	s.Sockets("GET /api/live", nil, 1000, func(ctx context.Context, socket *httpd.Socket) error {
		if err := socket.Write(ctx, false, []byte("here")); err != nil {
			return err
		}
		_, _, err := socket.Read(ctx)
		return err
	})
	s.Handle("GET /mine", func(w http.ResponseWriter, _ *http.Request) error { return httpd.Reply(w, http.StatusOK, "mine") })
	s.Public("GET /healthz", func(w http.ResponseWriter, _ *http.Request) error { return httpd.Reply(w, http.StatusOK, "ok") })
	server.Config.Handler = s
	server.Start()
	t.Cleanup(server.Close)
	get := func(path string) int {
		r, err := http.Get(at + path) //nolint:noctx // a test's
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		return r.StatusCode
	}
	conn, _, err := dial(t, at, map[string]string{"Origin": at})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := conn.Read(t.Context()); err != nil {
		t.Fatal(err)
	}
	why := fault.New(fault.Unavailable, "test.away", "The database cannot be reached.")
	s.Aside(why)
	var closed websocket.CloseError
	if _, _, err := conn.Read(t.Context()); !errors.As(err, &closed) || closed.Code != websocket.StatusInternalError || !strings.Contains(closed.Reason, "cannot be reached") {
		t.Errorf("the open socket: read = %v, want 1011, and why", err)
	}
	if _, answer, err := dial(t, at, map[string]string{"Origin": at}); err == nil || answer == nil || answer.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a new socket: %v, %v, want 503", answer, err)
	}
	if got := get("/mine"); got != http.StatusServiceUnavailable {
		t.Errorf("what people ask for is answered %d, want 503", got)
	}
	if got := get("/healthz"); got != http.StatusOK {
		t.Errorf("what is for everybody is answered %d", got)
	}
	s.Aside(nil)
	if got := get("/mine"); got != http.StatusOK {
		t.Errorf("back again: %d", got)
	}
}

func TestEndSession(t *testing.T) {
	t.Run("closes a socket that was opened while its session ended", func(t *testing.T) {
		server := httptest.NewUnstartedServer(nil)
		at := "http://" + server.Listener.Addr().String()
		s, err := httpd.New(httpd.Config{
			Origin: at, Sessions: &ending{}, Now: time.Now, IDs: id.NewSource(time.Now, rand.Reader), Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			t.Fatal(err)
		}
		s.Sockets("GET /api/live", nil, 1000, func(context.Context, *httpd.Socket) error {
			t.Error("the socket was served")
			return nil
		})
		server.Config.Handler = s
		server.Start()
		t.Cleanup(server.Close)
		conn, _, err := dial(t, at, map[string]string{"Origin": at, "Cookie": "superette=good"})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation {
			t.Errorf("read = %v, want 1008", err)
		}
	})
}
