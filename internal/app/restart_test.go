package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/coder/websocket"
)

// demoTown runs the demo with ling signed in, and knows her conversation with tom.
func demoTown(t *testing.T, data string, change func(*Config)) (ling *browser, conv, said string, stop func() error) {
	t.Helper()
	url, said, stop := serving(t, data, func(ctx context.Context, c Config) error {
		change(&c)
		return Demo(ctx, DemoConfig{Config: c})
	})
	ling = signIn(t, url, "ling")
	var list struct {
		Conversations []struct {
			ID      string
			Members []struct{ Handle string }
		}
	}
	ling.tell(t, "ChatService/ListConversations", struct{}{}, &list)
	for _, c := range list.Conversations {
		if len(c.Members) == 2 && (c.Members[0].Handle == "tom" || c.Members[1].Handle == "tom") {
			return ling, c.ID, said, stop
		}
	}
	t.Fatalf("no conversation with tom in %+v", list)
	return nil, "", "", nil
}

// tell calls a method that must succeed, and reads its answer.
func (b *browser) tell(t *testing.T, method string, body, answer any) {
	t.Helper()
	status, said := b.ask(t, method, body)
	if err := json.Unmarshal([]byte(strings.TrimSuffix(said, "<nil>")), answer); status != http.StatusOK || err != nil {
		t.Fatalf("%s: %d %s, %v", method, status, said, err)
	}
}

func (b *browser) socket(t *testing.T) *websocket.Conn {
	t.Helper()
	conn, _, err := websocket.Dial(t.Context(), strings.Replace(b.url, "http", "ws", 1)+"/api/live",
		&websocket.DialOptions{HTTPClient: &b.Client, HTTPHeader: http.Header{"Origin": {b.url}}, Subprotocols: []string{"json"}})
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(1 << 20)
	if err := conn.Write(t.Context(), websocket.MessageText, []byte(`{"hello":{}}`)); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestGracefulRestart(t *testing.T) {
	needsPages(t)
	data := t.TempDir()
	ling, conv, _, stop := demoTown(t, data, func(*Config) {})
	socket := ling.socket(t)
	// Some are always on their way; a refused one gives its place to nobody, so that the limit on frames is kept.
	places := make(chan struct{}, 20)
	go func() {
		for n := 0; ; n++ {
			select {
			case places <- struct{}{}:
			case <-t.Context().Done():
				return
			}
			frame := fmt.Sprintf(`{"send":{"conv":%q,"clientId":"restart-%06d","text":"line %d"}}`, conv, n, n)
			if socket.Write(context.Background(), websocket.MessageText, []byte(frame)) != nil {
				return
			}
		}
	}()
	// A request whose body is still on its way when the server is told to stop.
	body, rest := io.Pipe()
	slow := make(chan string, 1)
	go func() {
		r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, ling.url+"/api/superette.v1.AccountService/Me", body)
		if err != nil {
			slow <- err.Error()
			return
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", ling.url)
		answer, err := ling.Do(r)
		if err != nil {
			slow <- err.Error()
			return
		}
		slow <- fmt.Sprint(answer.StatusCode, answer.Body.Close())
	}()
	if _, err := rest.Write([]byte("{")); err != nil {
		t.Fatal(err)
	}
	acked := map[string]string{}
	stopped := make(chan error, 1)
	var closing websocket.StatusCode
	for closing == 0 {
		_, frame, err := socket.Read(t.Context())
		if err != nil {
			closing = websocket.CloseStatus(err)
			break
		}
		var f struct {
			SendAck *struct{ ClientID, Seq string }
		}
		if err := json.Unmarshal(frame, &f); err != nil {
			t.Fatal(err)
		}
		if f.SendAck == nil {
			continue
		}
		acked[f.SendAck.ClientID] = f.SendAck.Seq
		<-places
		if len(acked) == 50 {
			go func() { stopped <- stop() }()
		}
	}
	t.Run("tells sockets that it goes away", func(t *testing.T) {
		if closing != websocket.StatusGoingAway {
			t.Errorf("closed with %v, want 1001", closing)
		}
	})
	t.Run("ends what was under way, and then itself without an error", func(t *testing.T) {
		if _, err := rest.Write([]byte("}")); err != nil {
			t.Fatal(err)
		}
		if err := rest.Close(); err != nil {
			t.Fatal(err)
		}
		if got := <-slow; got != "200 <nil>" {
			t.Errorf("the slow request: %s, want 200", got)
		}
		if err := <-stopped; err != nil {
			t.Errorf("it ended with %v", err)
		}
	})
	t.Run("has everything that was acknowledged, once, and takes the rest again", func(t *testing.T) {
		again, _, _, _ := demoTown(t, data, func(*Config) {})
		seen := map[string]string{}
		for before := "0"; ; {
			var page struct {
				Messages []struct{ Seq, ClientID string }
				More     bool
			}
			again.tell(t, "ChatService/History", map[string]any{"conv": conv, "beforeSeq": before, "limit": 100}, &page)
			for _, m := range page.Messages {
				if _, twice := seen[m.ClientID]; twice && m.ClientID != "" {
					t.Errorf("%s is there twice", m.ClientID)
				}
				seen[m.ClientID] = m.Seq
			}
			if !page.More {
				break
			}
			before = page.Messages[0].Seq
		}
		for client, seq := range acked {
			if seen[client] != seq {
				t.Errorf("%s was acknowledged as %s and is %q", client, seq, seen[client])
			}
		}
	})
}

// locked is a log that goroutines write to.
type locked struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (l *locked) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.buf.Write(b)
}

func (l *locked) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.buf.String() }

func TestLogsAndMetrics(t *testing.T) {
	needsPages(t)
	var log locked
	ling, conv, _, stop := demoTown(t, t.TempDir(), func(c *Config) {
		c.Metrics = "127.0.0.1:0"
		c.Log = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	const password, wrong, words, pin = "a-password-of-somebody", "a-guess-of-somebody", "words-between-two-people", "975310"
	socket := ling.socket(t)
	frame := fmt.Sprintf(`{"send":{"conv":%q,"clientId":"secret-000001","text":%q}}`, conv, words)
	if err := socket.Write(t.Context(), websocket.MessageText, []byte(frame)); err != nil {
		t.Fatal(err)
	}
	for said := ""; !strings.Contains(said, "sendAck"); {
		_, data, err := socket.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		said = string(data)
	}
	if err := socket.Write(t.Context(), websocket.MessageText, []byte(`{"send":"`+words+`"}`)); err != nil { // which cannot be read
		t.Fatal(err)
	}
	var codes struct{ Codes []string }
	ling.tell(t, "SecurityService/MakeRecoveryCodes", struct{}{}, &codes)
	var token struct{ Token string }
	secrets := []string{password, wrong, words, pin, demoPIN}
	for _, c := range []struct {
		method string
		body   any
		want   int
	}{
		{"AccountService/SignIn", map[string]any{"handle": "ling", "password": wrong}, http.StatusUnauthorized},
		{"SecurityService/SignInWithCode", map[string]any{"handle": "ling", "code": codes.Codes[0] + "x"}, http.StatusUnauthorized},
		{"SecurityService/ChangePassword", map[string]any{"password": password}, http.StatusOK},
		{"WalletService/Transfer", map[string]any{"requestId": "log-transfer", "userId": "usr_0", "amount": "1", "currency": "CNY", "pin": pin}, http.StatusForbidden},
		{"ChatService/Search", map[string]any{"query": words}, http.StatusOK},
		{"SecurityService/AddPasskey", map[string]any{"name": words, "attestation": map[string]any{"clientData": "e30="}}, http.StatusUnauthorized},
		{"ChatService/Send?q=" + words, map[string]any{"conv": conv, "clientId": "secret-000002", "text": words}, http.StatusOK},
		// What cannot be read: parsers quote it.
		{"WalletService/SetPin", map[string]any{"pin": json.Number(pin)}, http.StatusBadRequest},
		{"AccountService/SignIn", map[string]any{"handle": "ling", "password": []string{password}}, http.StatusBadRequest},
		{"ChatService/Send", map[string]any{"conv": conv, "replyTo": words}, http.StatusBadRequest},
		{"ChatService/Send", unparsed(`{"text":` + words + `}`), http.StatusBadRequest},
	} {
		if status, said := ling.ask(t, c.method, c.body); status != c.want {
			t.Errorf("%s: status %d, want %d: %s", c.method, status, c.want, said)
		}
	}
	const groupCode = "secretcode234"
	if answer, err := ling.Get(ling.url + "/contacts/join-" + groupCode); err != nil || answer.Body.Close() != nil {
		t.Fatal(err)
	}
	secrets = append(secrets, groupCode)
	ling.tell(t, "AccountService/SignIn", map[string]any{"handle": "ling", "password": password, "wantToken": true}, &token)
	secrets = append(append(secrets, codes.Codes...), token.Token)
	r0, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ling.url, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range ling.Jar.Cookies(r0.URL) {
		secrets = append(secrets, c.Value)
	}
	found := regexp.MustCompile(`"addr":"(127\.0\.0\.1:\d+)"`).FindStringSubmatch(log.String())
	if found == nil {
		t.Fatalf("the address of the metrics is not in the log:\n%.2000s", log.String())
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+found[1]+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		t.Fatal(err)
	}
	t.Run("metrics tell of requests by route, of sockets, database, disk and backups", func(t *testing.T) {
		for _, want := range []string{
			`superette_requests_total{route="/api/superette.v1.AccountService/",status="401"} 1`,
			`superette_request_seconds_count{route="/api/superette.v1.ChatService/"}`,
			"superette_sockets 1\n", "superette_database_up 1\n", "superette_disk_free_bytes ", "superette_last_backup_seconds 0\n", `superette_info{version="`,
			"go_goroutines ", "process_resident_memory_bytes ",
		} {
			if !strings.Contains(string(metrics), want) {
				t.Errorf("%s is not among them", want)
			}
		}
	})
	t.Run("metrics are not at the public address", func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, ling.url+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := ling.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(answer.Body)
		if err := errors.Join(err, answer.Body.Close()); err != nil || strings.Contains(string(text), "superette_sockets") {
			t.Errorf("got %.200s, %v", text, err)
		}
	})
	if err := stop(); err != nil {
		t.Error(err)
	}
	t.Run("neither the log nor the metrics hold a secret or what people say", func(t *testing.T) {
		lines := log.String()
		if !strings.Contains(lines, `"msg":"request"`) || !strings.Contains(lines, "SecurityService/MakeRecoveryCodes") {
			t.Fatal("the log does not tell of the requests")
		}
		for _, secret := range secrets {
			for name, text := range map[string]string{"log": lines, "metrics": string(metrics)} {
				if at := strings.Index(text, secret); secret != "" && at >= 0 {
					t.Errorf("the %s holds %q: …%s…", name, secret, text[max(0, at-200):min(len(text), at+80)])
				}
			}
		}
	})
}
