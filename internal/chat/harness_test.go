package chat_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/coder/websocket"
	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// house is the chat with all that stands under it: real database, real bus, real server.
type house struct {
	db       *store.DB
	bus      *bus.Bus
	people   *account.Service
	contacts *social.Service
	chat     *chat.Service
	live     *chat.Live
	edge     *httpd.Server
	url      string
	dir      string
	names    int
	t        testing.TB // of the test that runs now, where one is needed far from it
}

type options struct {
	dir   string
	now   func() time.Time
	rate  float64
	burst int
	pong  time.Duration

	absent chat.Absent

	// Of one house among several.
	db  *store.DB
	bus *bus.Bus
}

func open(t testing.TB, o options) *house {
	t.Helper()
	if o.dir == "" {
		o.dir = t.TempDir()
	}
	if o.now == nil {
		o.now = time.Now
	}
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	h := &house{db: o.db, dir: o.dir}
	b := o.bus
	var cluster *chat.Cluster
	var err error
	if h.db != nil {
		cluster = &chat.Cluster{Member: h.db.Member(), Bus: b}
	} else {
		h.db = storetest.OpenAt(t, o.dir, o.now, account.Schema(), social.Schema(), chat.Schema())
		if b, err = bus.Open(log); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
	}
	h.bus = b
	ids := id.NewSource(o.now, rand.Reader)
	key := bytes.Repeat([]byte{7}, 32)
	h.people = account.New(account.Config{DB: h.db, IDs: ids, Now: o.now, Random: rand.Reader, Key: key})
	h.contacts = social.New(h.db, h.people)
	if h.live, err = chat.OpenLive(chat.LiveConfig{Bus: b, Now: o.now, IDs: ids, Log: log, FrameRate: o.rate, FrameBurst: o.burst, PongLimit: o.pong, Cluster: cluster}); err != nil {
		t.Fatal(err)
	}
	if h.chat, err = chat.Open(chat.Config{
		DB: h.db, IDs: ids, Now: o.now, Key: key, People: h.people, Contacts: h.contacts, Feed: h.live, Log: log, Blobs: h.db.Blobs(),
		Files: chat.Files{Uploads: h.db.Uploads(), LimitBytes: fileLimit}, Cluster: cluster, Absent: o.absent,
	}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.chat.Close(); err != nil {
			t.Error(err)
		}
		if err := h.live.Close(); err != nil {
			t.Error(err)
		}
	})
	h.serve(t, ids, log)
	return h
}

func (h *house) serve(t testing.TB, ids *id.Source, log *slog.Logger) {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	h.url = "http://" + server.Listener.Addr().String()
	edge, err := httpd.New(httpd.Config{Origin: h.url, Sessions: h.people, Now: time.Now, IDs: ids, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	account.Mount(edge, h.people, account.Instance{Name: "test"})
	social.Mount(edge, h.contacts)
	chat.Mount(edge, h.chat, h.live)
	server.Config.Handler = edge
	h.edge = edge
	server.Start()
	t.Cleanup(server.Close)
}

// person is somebody who is signed in.
type person struct {
	account.Person

	by    id.Caller
	token string
	h     *house
}

func (h *house) person(t testing.TB) *person {
	t.Helper()
	h.names++
	handle := fmt.Sprintf("person_%d", h.names)
	if _, err := h.people.Ensure(t.Context(), handle, "Person "+handle, false); err != nil {
		t.Fatal(err)
	}
	session, err := h.people.SignInAs(t.Context(), account.Origin{}, handle)
	if err != nil {
		t.Fatal(err)
	}
	return &person{session.Person, session.Caller, session.Token, h}
}

// absent keeps what people who are away would be told of.
type absent struct {
	mu   sync.Mutex
	told []chat.Delivery
}

func (a *absent) Sent(_ store.Tx, batch []chat.Delivery) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.told = slices.DeleteFunc(slices.Clone(batch), func(d chat.Delivery) bool { return d.Message == nil })
	return nil
}

// last returns the last message of the last commit that had one.
func (a *absent) last() chat.Delivery {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.told[len(a.told)-1]
}

// friends returns two people who are contacts, and their conversation.
func (h *house) friends(t testing.TB) (a, b *person, conv id.ConvID) {
	t.Helper()
	a, b = h.person(t), h.person(t)
	h.join(t, a, b)
	c, err := h.chat.OpenDirect(t.Context(), a.by, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a, b, c.ID
}

func (h *house) join(t testing.TB, a, b *person) {
	t.Helper()
	if err := h.contacts.Join(t.Context(), social.Pair{By: a.by.User, Other: b.ID}); err != nil {
		t.Fatal(err)
	}
}

// remark gives a contact a name, and has the devices told.
func (h *house) remark(t testing.TB, by *person, of id.UserID, name string) {
	t.Helper()
	if _, err := h.contacts.SetRemark(t.Context(), by.by, social.Remark{Of: of, Name: name}); err != nil {
		t.Fatal(err)
	}
	if err := h.chat.Remark(t.Context(), by.ID, of); err != nil {
		t.Fatal(err)
	}
}

func (p *person) send(t testing.TB, conv id.ConvID, clientID, text string) chat.Message {
	t.Helper()
	m, err := p.h.chat.SendText(t.Context(), p.by, chat.Send{Conv: conv, ClientID: clientID, Body: chat.Body{Text: text}})
	if err != nil {
		t.Fatalf("send %q: %v", text, err)
	}
	return m
}

func (p *person) history(t testing.TB, conv id.ConvID) []chat.Message {
	t.Helper()
	var all []chat.Message
	page := chat.Page{Before: 101, Limit: 100} // the first hundred
	for {
		some, more, err := p.h.chat.History(t.Context(), p.by, conv, page)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, some...)
		if page.After > 0 && !more || len(some) < 100 {
			return all
		}
		page = chat.Page{After: some[len(some)-1].Seq, Limit: 100}
	}
}

// call makes a Connect call with JSON, as curl would, and returns status and answer.
func (h *house) call(t testing.TB, token, method string, body any) (int, map[string]any) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.url+"/api/superette.v1."+method, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", h.url)
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatalf("%s answered %d %q", method, answer.StatusCode, text)
	}
	if code := answer.Header.Get(httpd.CodeHeader); code != "" {
		out["superette-code"] = code
	}
	return answer.StatusCode, out
}

// codeOf returns the code of a refusal, "" of an answer.
func codeOf(answer map[string]any) string {
	if details, ok := answer["superette-code"].(string); ok {
		return details
	}
	return ""
}

// device is an open live socket.
type device struct {
	t    testing.TB
	conn *websocket.Conn
}

func (p *person) dial(t testing.TB, origin string, subprotocols ...string) (*websocket.Conn, error) {
	t.Helper()
	header := http.Header{"Cookie": {httpd.CookieName + "=" + p.token}}
	if origin != "" {
		header.Set("Origin", origin)
	}
	conn, response, err := websocket.Dial(t.Context(), "ws"+strings.TrimPrefix(p.h.url, "http")+chat.LivePath,
		&websocket.DialOptions{HTTPHeader: header, Subprotocols: subprotocols})
	if response != nil && response.Body != nil && err != nil {
		_ = response.Body.Close()
	}
	return conn, err
}

// connect opens a socket without saying hello.
func (p *person) connect(t testing.TB, subprotocols ...string) *device {
	t.Helper()
	conn, err := p.dial(t, p.h.url, subprotocols...)
	if err != nil {
		t.Fatal(err)
	}
	conn.SetReadLimit(8 << 20)
	t.Cleanup(func() { _ = conn.CloseNow() })
	return &device{t, conn}
}

// online opens a socket, says hello and returns it with the Welcome.
func (p *person) online(t testing.TB, hello *superettev1.Hello) (*device, *superettev1.Welcome) {
	t.Helper()
	d := p.connect(t)
	d.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Hello{Hello: hello}})
	welcome := d.hear().GetWelcome()
	if welcome == nil {
		t.Fatal("the first frame is no welcome")
	}
	return d, welcome
}

func (d *device) say(f *superettev1.ClientFrame) {
	d.t.Helper()
	data, err := proto.Marshal(f)
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(websocket.MessageBinary, data)
}

func (d *device) write(kind websocket.MessageType, data []byte) {
	d.t.Helper()
	if err := d.conn.Write(d.t.Context(), kind, data); err != nil {
		d.t.Fatal(err)
	}
}

// patience is how long a test waits for what must come; it bounds a failure, not a success.
const patience = 20 * time.Second

func (d *device) hear() *superettev1.ServerFrame {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), patience)
	defer cancel()
	_, data, err := d.conn.Read(ctx)
	if err != nil {
		d.t.Fatalf("hear: %v", err)
	}
	f := &superettev1.ServerFrame{}
	if err := proto.Unmarshal(data, f); err != nil {
		d.t.Fatal(err)
	}
	return f
}

// until returns the first frame that fits, and those before it.
func (d *device) until(fits func(*superettev1.ServerFrame) bool) (*superettev1.ServerFrame, []*superettev1.ServerFrame) {
	d.t.Helper()
	var before []*superettev1.ServerFrame
	for {
		f := d.hear()
		if fits(f) {
			return f, before
		}
		before = append(before, f)
	}
}

// pong asks for a pong and returns all that was heard before it: what was pushed earlier has arrived then.
func (d *device) pong(n int64) []*superettev1.ServerFrame {
	d.t.Helper()
	d.say(&superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Ping{Ping: &superettev1.Ping{N: n}}})
	_, before := d.until(func(f *superettev1.ServerFrame) bool { return f.GetPong().GetN() == n })
	return before
}

func sendFrame(conv id.ConvID, clientID, text string, retry bool) *superettev1.ClientFrame {
	return &superettev1.ClientFrame{Frame: &superettev1.ClientFrame_Send{Send: &superettev1.SendRequest{
		Conv: string(conv), ClientId: clientID, Text: text, Retry: retry,
	}}}
}

func is(err, want error) bool { return errors.Is(err, want) }
