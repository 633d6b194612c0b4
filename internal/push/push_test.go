package push_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) forward(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is the room with a push service outside, and what stands in for the rooms that know what there is to say.
type world struct {
	*push.Service

	t       *testing.T
	dir     string
	db      *store.DB
	clock   *clock
	ids     *id.Source
	people  *account.Service
	service *pushService

	mu   sync.Mutex
	here map[id.UserID]bool // connected
	said map[string]string  // texts by topic; what is not in it is nothing to tell
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{t: t, dir: t.TempDir(), clock: &clock{now: time.Unix(1_780_000_000, 0)}, here: map[id.UserID]bool{}, said: map[string]string{}}
	w.service = newPushService(t, w.clock.Now)
	w.open()
	t.Cleanup(func() { _ = w.Out.Close() })
	return w
}

// restart begins anew on the same rows.
func (w *world) restart() {
	w.t.Helper()
	if err := errors.Join(w.Out.Close(), w.db.Close()); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

func (w *world) open() {
	w.t.Helper()
	w.db = storetest.OpenAt(w.t, w.dir, w.clock.Now, account.Schema(), egress.Schema(), push.Schema())
	w.ids = id.NewSource(w.clock.Now, rand.Reader)
	log := slog.New(slog.NewTextHandler(w.t.Output(), &slog.HandlerOptions{Level: slog.LevelInfo}))
	w.people = account.New(account.Config{DB: w.db, IDs: w.ids, Now: w.clock.Now, Random: rand.Reader, Key: bytes.Repeat([]byte{1}, 32)})
	out := egress.Open(egress.Config{DB: w.db, IDs: w.ids, Now: w.clock.Now, Log: log})
	where, err := url.Parse(w.service.url)
	if err != nil {
		w.t.Fatal(err)
	}
	out.Allow(egress.Grant{Who: egress.Who(id.AsSystem()), For: push.For, Address: netip.MustParseAddrPort(where.Host), Origin: serviceOrigin})
	w.Service, err = push.New(push.Config{
		DB: w.db, Now: w.clock.Now, Random: rand.Reader, Key: bytes.Repeat([]byte{2}, 32), Origin: "https://chat.example.org", Out: out,
		Sessions: w.people, Teller: w, Here: w.hereOf, Near: func(user id.UserID) bool { return len(w.hereOf([]id.UserID{user})) > 0 }, Log: log,
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if err := w.Load(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
	w.service.key = w.PublicKey()
}

func (w *world) hereOf(users []id.UserID) []id.UserID {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(users), func(user id.UserID) bool { return !w.here[user] })
}

func (w *world) connect(user id.UserID, is bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.here[user] = is
}

func (w *world) Tell(_ context.Context, n push.News) (push.Shown, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	text, ok := w.said[n.Topic]
	return push.Shown{Kind: "message", Tag: n.Topic, Path: "/chats/" + n.Topic, Title: "Tom", What: "text", Text: fmt.Sprintf("%s %d", text, n.Seq)}, ok, nil
}

func (w *world) person(handle string) id.Caller {
	w.t.Helper()
	s, err := w.people.Register(w.t.Context(), account.Origin{Address: "192.0.2.1"}, handle, handle, "correct horse")
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Caller
}

// subscribed has a sign-in told at a browser of its own.
func (w *world) subscribed(by id.Caller, preview bool) browser {
	w.t.Helper()
	b := w.service.browse()
	if err := w.Subscribe(w.t.Context(), by, b.subscription("en", preview)); err != nil {
		w.t.Fatal(err)
	}
	return b
}

// again signs a person in on another device.
func (w *world) again(handle string) id.Caller {
	w.t.Helper()
	s, err := w.people.SignIn(w.t.Context(), account.Origin{Address: "192.0.2.2"}, handle, "correct horse")
	if err != nil {
		w.t.Fatal(err)
	}
	return s.Caller
}

func (w *world) say(to id.UserID, topic, text string, seq int64) {
	w.t.Helper()
	w.mu.Lock()
	w.said[topic] = text
	w.mu.Unlock()
	if err := w.Say(w.t.Context(), push.News{To: to, Kind: push.Message, Topic: topic, Seq: seq}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) due() int {
	w.t.Helper()
	n, err := w.TellDue(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

// waiting counts the rows of the queue.
func (w *world) waiting() (n int) {
	w.t.Helper()
	err := w.db.Read(w.t.Context(), func(tx store.Tx) error { return tx.QueryRow(`SELECT count(*) FROM push_queue`).Scan(&n) })
	if err != nil {
		w.t.Fatal(err)
	}
	return n
}

const conv, other = "cnv_01kb0000000000000000000001", "cnv_01kb0000000000000000000002"

func TestTelling(t *testing.T) {
	t.Run("who is away is told on each device, encrypted, once, and whoever has not subscribed costs no row", func(t *testing.T) {
		w := newWorld(t)
		ling, tom := w.person("ling"), w.person("tom")
		first, second := w.subscribed(ling, true), w.subscribed(w.again("ling"), true)
		w.say(ling.User, conv, "hello", 7)
		w.say(tom.User, conv, "hello", 7)
		if n := w.waiting(); n != 2 {
			t.Errorf("%d rows, want 2", n)
		}
		if one, two := w.due(), w.due(); one != 2 || two != 0 || w.waiting() != 0 {
			t.Errorf("told %d and then %d times, %d rows left; want 2, 0, 0", one, two, w.waiting())
		}
		for _, b := range []browser{first, second} {
			got := w.service.of(b)
			if len(got) != 1 || got[0].shown.Text != "hello 7" || got[0].shown.Path != "/chats/"+conv || got[0].shown.Locale != "en" {
				t.Errorf("pushed %+v", got)
			}
		}
		if a, b := w.service.of(first)[0], w.service.of(second)[0]; a.topic == b.topic || strings.Contains(a.topic, conv) {
			t.Errorf("topics %q and %q tie two devices together, or name a conversation", a.topic, b.topic)
		}
	})
	t.Run("a device that shows nothing is told of nobody and of no words, in as many bytes", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		open, closed := w.subscribed(ling, true), w.subscribed(w.again("ling"), false)
		w.say(ling.User, conv, "a secret that is quite long", 7)
		w.due()
		got, full := w.service.of(closed)[0], w.service.of(open)[0]
		if want := (push.Shown{Kind: "message", Tag: conv, Path: "/chats/" + conv, Locale: "en"}); got.shown != want {
			t.Errorf("shown %+v, want %+v", got.shown, want)
		}
		if got.bytes != full.bytes {
			t.Errorf("%d and %d bytes, want the same", got.bytes, full.bytes)
		}
	})
	t.Run("of what comes faster than it is told, the last is told", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		for seq := range int64(5) {
			w.say(ling.User, conv, "hello", seq+1)
		}
		w.say(ling.User, other, "elsewhere", 1)
		if n := w.due(); n != 2 {
			t.Errorf("told %d times, want 2", n)
		}
		if got := w.service.of(b); len(got) != 2 || got[0].shown.Text != "hello 5" && got[1].shown.Text != "hello 5" {
			t.Errorf("pushed %+v", got)
		}
	})
	t.Run("who is connected is told nothing, unless it turns out that they had gone", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		w.connect(ling.User, true)
		w.say(ling.User, conv, "hello", 1)
		w.say(ling.User, other, "hello", 1)
		if n := w.due(); n != 0 {
			t.Errorf("told %d times at once, want 0", n)
		}
		w.clock.forward(70 * time.Second)
		w.due()
		if got := w.service.of(b); len(got) != 0 || w.waiting() != 0 {
			t.Errorf("pushed %+v to who is there, %d rows left", got, w.waiting())
		}
		w.say(ling.User, conv, "hello", 2)
		w.connect(ling.User, false) // the phone fell asleep, and its socket is found dead
		w.clock.forward(70 * time.Second)
		w.due()
		if got := w.service.of(b); len(got) != 1 || got[0].shown.Text != "hello 2" {
			t.Errorf("pushed %+v, want hello 2", got)
		}
	})
	t.Run("what is nothing to tell any more is dropped without a word", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		w.subscribed(ling, true)
		w.say(ling.User, conv, "hello", 1)
		w.mu.Lock()
		delete(w.said, conv)
		w.mu.Unlock()
		w.due()
		if w.service.requests() != 0 || w.waiting() != 0 {
			t.Errorf("%d requests, %d rows; want none", w.service.requests(), w.waiting())
		}
	})
	t.Run("a transaction that fails tells nobody", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		w.subscribed(ling, true)
		failed := errors.New("no")
		err := w.db.Write(t.Context(), func(tx store.Tx) error {
			return errors.Join(w.Queue(tx, push.News{To: ling.User, Kind: push.Message, Topic: conv, Seq: 1}), failed)
		})
		if !errors.Is(err, failed) || w.waiting() != 0 {
			t.Errorf("%v, %d rows; want the failure and none", err, w.waiting())
		}
	})
}

func TestServicesThatDoNotTake(t *testing.T) {
	t.Run("a service that says when is asked then and not before, whatever comes meanwhile", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		w.service.answer(answer{429, "120"})
		w.say(ling.User, conv, "hello", 1)
		w.due()
		w.clock.forward(119 * time.Second)
		w.say(ling.User, conv, "hello", 2)
		if n := w.due(); n != 0 {
			t.Errorf("asked %d times before its time", n)
		}
		w.clock.forward(time.Second)
		if w.due(); len(w.service.of(b)) != 1 || w.service.of(b)[0].shown.Text != "hello 2" {
			t.Errorf("pushed %+v, want hello 2", w.service.of(b))
		}
	})
	t.Run("a service that fails is asked later and later, for a day, across restarts", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		w.subscribed(ling, true)
		w.service.answer(slices.Repeat([]answer{{503, ""}}, 1000)...)
		w.say(ling.User, conv, "hello", 1)
		var waits []time.Duration
		last := w.clock.Now()
		restarted := false
		for begun := last; w.clock.Now().Sub(begun) < 30*time.Hour; w.clock.forward(15 * time.Second) {
			if len(waits) == 3 && !restarted {
				restarted = true
				w.restart()
			}
			if w.due() == 1 {
				waits = append(waits, w.clock.Now().Sub(last))
				last = w.clock.Now()
			}
		}
		const s, m, h = time.Second, time.Minute, time.Hour
		want := []time.Duration{0, 15 * s, 30 * s, m, 2 * m, 5 * m, 10 * m, 30 * m, h}
		if len(waits) < len(want) || !slices.Equal(waits[:len(want)], want) || waits[len(waits)-1] != h || w.waiting() != 0 {
			t.Errorf("waits %v, %d rows left", waits, w.waiting())
		}
	})
	t.Run("a subscription that is gone is forgotten with what waited for it", func(t *testing.T) {
		for _, status := range []int{404, 410} {
			w := newWorld(t)
			ling := w.person("ling")
			w.subscribed(ling, true)
			w.service.answer(answer{status, ""})
			w.say(ling.User, conv, "hello", 1)
			w.say(ling.User, other, "hello", 1)
			w.due()
			if _, is, err := w.Find(t.Context(), ling); is || err != nil || w.waiting() != 0 || w.Has(ling.User) {
				t.Errorf("%d: subscribed %v (%v), %d rows", status, is, err, w.waiting())
			}
		}
	})
	t.Run("a message that is refused is dropped, and the next one is told", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		w.service.answer(answer{413, ""})
		w.say(ling.User, conv, "hello", 1)
		w.due()
		w.say(ling.User, conv, "hello", 2)
		w.due()
		if got := w.service.of(b); len(got) != 1 || w.waiting() != 0 {
			t.Errorf("pushed %+v, %d rows left", got, w.waiting())
		}
	})
	t.Run("an address inside this network is never asked, and forgotten", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.service.browse()
		b.endpoint = "https://10.0.0.1/send/1"
		if err := w.Subscribe(t.Context(), ling, b.subscription("en", true)); err != nil {
			t.Fatal(err)
		}
		w.say(ling.User, conv, "hello", 1)
		w.due()
		if _, is, _ := w.Find(t.Context(), ling); is || w.service.requests() != 0 {
			t.Errorf("subscribed %v, asked %d times; want neither", is, w.service.requests())
		}
	})
	t.Run("news wakes whoever tells", func(t *testing.T) {
		w := newWorld(t)
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		go func() {
			defer close(done)
			w.Run(ctx)
		}()
		w.say(ling.User, conv, "hello", 1)
		if path := <-w.service.arrived; path != strings.TrimPrefix(b.endpoint, serviceOrigin) {
			t.Errorf("asked at %s", path)
		}
		cancel()
		<-done
	})
}

func TestSubscriptions(t *testing.T) {
	t.Run("a sign-in that has ended is told nothing, even if nobody said so", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		w.subscribed(ling, true)
		if err := w.people.SignOut(t.Context(), ling); err != nil {
			t.Fatal(err)
		}
		w.say(ling.User, conv, "hello", 1)
		w.due()
		if w.service.requests() != 0 || w.Has(ling.User) {
			t.Errorf("%d requests, subscribed %v", w.service.requests(), w.Has(ling.User))
		}
	})
	t.Run("who signs in at a browser of somebody else takes its notifications over", func(t *testing.T) {
		w := newWorld(t)
		ling, tom := w.person("ling"), w.person("tom")
		b := w.subscribed(ling, true)
		if err := w.Subscribe(t.Context(), tom, b.subscription("zh", true)); err != nil {
			t.Fatal(err)
		}
		w.say(ling.User, conv, "for ling", 1)
		w.say(tom.User, other, "for tom", 1)
		w.due()
		if got := w.service.of(b); len(got) != 1 || got[0].shown.Tag != other || got[0].shown.Locale != "zh" {
			t.Errorf("pushed %+v, want tom's alone", got)
		}
	})
	t.Run("they outlive a restart, and belong to the address that they were made at", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		b := w.subscribed(ling, true)
		w.restart()
		w.say(ling.User, conv, "hello", 1)
		w.due()
		if got := w.service.of(b); len(got) != 1 {
			t.Errorf("pushed %+v after a restart", got)
		}
		w.Origin = "https://elsewhere.example.org"
		if err := w.Load(t.Context()); err != nil {
			t.Fatal(err)
		}
		if w.Has(ling.User) {
			t.Error("a browser is told by an instance that it does not know")
		}
	})
	t.Run("a person has twenty at most, the newest", func(t *testing.T) {
		w := newWorld(t)
		w.person("ling")
		var first, last id.Caller
		for n := range 21 {
			last = w.again("ling")
			if n == 0 {
				first = last
			}
			w.subscribed(last, true)
			w.clock.forward(time.Minute)
		}
		_, old, _ := w.Find(t.Context(), first)
		if _, is, _ := w.Find(t.Context(), last); !is || old {
			t.Errorf("the newest %v, the oldest %v; want true, false", is, old)
		}
	})
	t.Run("what is no subscription is refused", func(t *testing.T) {
		w := newWorld(t)
		ling := w.person("ling")
		good := w.service.browse().subscription("en", true)
		for name, spoil := range map[string]func(*push.Subscription){
			"plain http":         func(s *push.Subscription) { s.Endpoint = "http://push.example.org/1" },
			"no address":         func(s *push.Subscription) { s.Endpoint = "" },
			"a long address":     func(s *push.Subscription) { s.Endpoint += strings.Repeat("a", 3000) },
			"a point off curve":  func(s *push.Subscription) { s.PublicKey = append([]byte{4}, bytes.Repeat([]byte{1}, 64)...) },
			"a short secret":     func(s *push.Subscription) { s.Secret = s.Secret[:15] },
			"a strange language": func(s *push.Subscription) { s.Locale = "xx" },
		} {
			s := good
			spoil(&s)
			if err := w.Subscribe(t.Context(), ling, s); !errors.Is(err, push.ErrSubscription) {
				t.Errorf("%s: %v, want ErrSubscription", name, err)
			}
		}
		if err := w.Subscribe(t.Context(), id.Caller{}, good); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("nobody: %v, want ErrSignedOut", err)
		}
	})
}
