package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/examples"
	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/report"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store/storetest"
)

// stage is the rooms of an instance without its edge, as a demo opens them.
type stage struct {
	machine
	people   *account.Service
	contacts *social.Service
	talk     *talk
	commands *commands
	deliver  *deliver.Service
	pay      *pay.Service
	push     *push.Service
	demo     *demo
}

func openStage(t *testing.T, dir string) *stage {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	s := &stage{machine: machine{
		fileLimit: DefaultFileLimit,
		db:        storetest.OpenAt(t, dir, time.Now, account.Schema(), social.Schema(), chat.Schema(), ledger.Schema(), pay.Schema(), registry.Schema(), deliver.Schema(), push.Schema(), report.Schema()),
		ids:       id.NewSource(time.Now, rand.Reader), now: time.Now, random: rand.Reader, keys: filepath.Join(dir, "keys"),
	}}
	b, err := bus.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	if s.people, s.contacts, err = openPeople(s.machine); err != nil {
		t.Fatal(err)
	}
	if s.talk, err = openTalk(s.machine, b, nil, s.people, s.contacts, nil, log); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.talk.Close(); err != nil {
			t.Error(err)
		}
	})
	signer, err := pack.OpenSigner(s.keys, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	reg := registry.New(s.db, s.db.Blobs(), signer, s.ids, pack.DefaultLimits())
	s.deliver = deliver.New(reg, s.db, s.db.Blobs())
	s.commands = &commands{chat: s.talk.chat, programs: reg, deliver: s.deliver}
	books, err := ledger.Open(t.Context(), ledger.Config{DB: s.db, Currencies: currencies(), Now: time.Now, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(books.Close)
	s.pay = pay.New(pay.Config{
		DB: s.db, IDs: s.ids, Now: time.Now, Random: rand.Reader, Ledger: books, People: s.people, Contacts: s.contacts, Cards: s.commands, Members: s.talk.chat, Log: log,
	})
	mei, err := ensureMei(t.Context(), s.people)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := seedExamples(t.Context(), examples.FS, reg, mei.ID, time.Now); err != nil {
		t.Fatal(err)
	}
	if s.demo, err = seedDemo(t.Context(), s.people, s.contacts, s.talk, s.commands, s.pay, exampleApp("teahouse")); err != nil {
		t.Fatal(err)
	}
	server, err := httpd.New(httpd.Config{Origin: "http://localhost", Now: time.Now, IDs: s.ids, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	if s.push, err = push.New(push.Config{
		DB: s.db, Now: time.Now, Random: rand.Reader, Key: make([]byte, secretBytes), Sessions: s.people, Teller: teller{s.talk.chat, s.pay, s.contacts, s.people},
		Here: s.talk.live.Here, Near: s.talk.live.Near, Log: log,
	}); err != nil {
		t.Fatal(err)
	}
	s.talk.notified.push.Store(s.push)
	react(s.db, server, nil, s.talk, s.pay, s.push, s.demo)
	s.db.Start()
	s.settle(t)
	return s
}

func (s *stage) settle(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	if err := s.db.Settle(ctx); err != nil {
		t.Fatal(err)
	}
}

// with returns the caller and the conversation of a person with Mei.
func (s *stage) with(t *testing.T, handle string) (id.Caller, id.ConvID) {
	t.Helper()
	p, err := s.people.FindHandle(t.Context(), handle)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.talk.chat.OpenDirect(t.Context(), as(p.ID), s.demo.mei.ID)
	if err != nil {
		t.Fatal(err)
	}
	return as(p.ID), c.ID
}

func (s *stage) history(t *testing.T, by id.Caller, conv id.ConvID) []chat.Message {
	t.Helper()
	list, _, err := s.talk.chat.History(t.Context(), by, conv, chat.Page{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// say writes to Mei and returns what she answered.
func (s *stage) say(t *testing.T, by id.Caller, conv id.ConvID, clientID, text string) []chat.Message {
	t.Helper()
	m, err := s.talk.chat.SendText(t.Context(), by, chat.Send{Conv: conv, ClientID: clientID, Body: chat.Body{Text: text}})
	if err != nil {
		t.Fatal(err)
	}
	s.settle(t)
	return s.history(t, by, conv)[m.Seq:]
}

func TestDemo(t *testing.T) {
	dir := t.TempDir()
	var seeded []chat.Message
	t.Run("Ling and Tom know each other and Mei, with a few messages", func(t *testing.T) {
		s := openStage(t, dir)
		ling, conv := s.with(t, "ling")
		contacts, err := s.contacts.List(t.Context(), ling)
		if err != nil || len(contacts) != 2 {
			t.Fatalf("Ling's contacts = %+v, %v; want two", contacts, err)
		}
		if greeting := s.history(t, ling, conv); len(greeting) != 2 || !strings.Contains(greeting[1].Body.Text, "Teahouse") {
			t.Errorf("with Mei = %+v, want a notice and her greeting", greeting)
		}
		tom, err := s.people.FindHandle(t.Context(), "tom")
		if err != nil {
			t.Fatal(err)
		}
		both, err := s.talk.chat.OpenDirect(t.Context(), ling, tom.ID)
		if err != nil {
			t.Fatal(err)
		}
		if seeded = s.history(t, ling, both.ID); len(seeded) != 5 {
			t.Errorf("with Tom = %d messages, want a notice and four", len(seeded))
		}
	})
	t.Run("starting again adds nothing", func(t *testing.T) {
		s := openStage(t, dir)
		ling, conv := s.with(t, "ling")
		if got := s.history(t, ling, conv); len(got) != 2 {
			t.Errorf("with Mei = %d messages, want 2", len(got))
		}
		if got := s.history(t, ling, seeded[0].Conv); !slices.EqualFunc(got, seeded, func(a, b chat.Message) bool { return a.Seq == b.Seq && a.Body.Text == b.Body.Text }) {
			t.Errorf("with Tom = %+v, want what was there", got)
		}
	})
}

func TestMei(t *testing.T) {
	s := openStage(t, t.TempDir())
	by, conv := s.with(t, "tom")
	t.Run("answers the first message with a card that opens", func(t *testing.T) {
		got := s.say(t, by, conv, "client-0001", "Hi Mei")
		if len(got) != 2 || got[0].Body.Text == "" || got[1].Body.Card == nil {
			t.Fatalf("answers = %+v, want a text and a card", got)
		}
		card := got[1].Body.Card
		if card.App != exampleApp("teahouse") || card.Path != "pages/tea/tea?id=longjing" || card.Price != 1500 || card.Title != "First-flush Longjing" {
			t.Errorf("card = %+v", card)
		}
		rest, ok := strings.CutPrefix(card.Image, "/pkg/")
		hash, path, _ := strings.Cut(rest, "/")
		if !ok {
			t.Fatalf("picture = %q, want one of the package", card.Image)
		}
		if file, err := s.deliver.Resolve(t.Context(), id.BlobHash(hash), path); err != nil || !strings.HasPrefix(file.Type, "image/") {
			t.Errorf("picture = %+v, %v", file, err)
		}
	})
	t.Run("reads what she answers", func(t *testing.T) {
		c, err := s.talk.chat.Find(t.Context(), by, conv)
		if err != nil || c.PeerReadSeq < c.LastSeq-2 {
			t.Errorf("Mei has read %d of %d, %v", c.PeerReadSeq, c.LastSeq, err)
		}
	})
	t.Run("answers each message once, also when told of it twice", func(t *testing.T) {
		got := s.say(t, by, conv, "client-0002", "thank you")
		if len(got) != 1 {
			t.Fatalf("answers = %+v, want one", got)
		}
		if err := s.demo.answer(t.Context(), chat.Heard{Bot: s.demo.mei.ID, Conv: conv, Seq: got[0].Seq - 1}); err != nil {
			t.Fatal(err)
		}
		all := s.history(t, by, conv)
		if !reflect.DeepEqual(all[len(all)-1], got[0]) {
			t.Errorf("afterwards the last message is %+v, want %+v", all[len(all)-1], got[0])
		}
	})
	t.Run("a new person gets her as a contact, with a greeting", func(t *testing.T) {
		session, err := s.people.Register(t.Context(), account.Origin{}, "newcomer", "New", "a long password")
		if err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		list, _, err := s.talk.chat.List(t.Context(), session.Caller, 0, 0)
		if err != nil || len(list) != 1 || list[0].LastSeq != 2 || list[0].Last.Sender != s.demo.mei.ID || list[0].ReadSeq != 0 {
			t.Errorf("conversations = %+v, %v; want Mei's, unread", list, err)
		}
	})
}

func TestReplyTo(t *testing.T) {
	for _, c := range []struct {
		name, text string
		first      bool
		chinese    bool
		tea        string // whose card follows; empty: none
		says       string
	}{
		{"a first line in English brings a tea", "good morning", true, false, "longjing", "Nice to meet you"},
		{"a first line in Chinese brings a tea, in Chinese", "早上好", true, true, "longjing", "很高兴"},
		{"a first line that asks for the menu brings both", "菜单", true, true, "longjing", "冷泡乌龙"},
		{"a greeting later brings none", "hello again", false, false, "", "Hello"},
		{"asking for tea brings a card", "I would like some TEA!", false, false, "longjing", "recommend"},
		{"asking for tea in Chinese too", "来杯茶吧", false, true, "longjing", "推荐"},
		{"naming a tea brings that one", "do you have oolong?", false, false, "oolong", "good choice"},
		{"naming a tea in Chinese", "葡萄的呢", false, true, "grape", "好选择"},
		{"the menu lists all with prices", "menu please", false, false, "", "Cold-brew oolong ¥13.00"},
		{"the menu in Chinese", "有什么菜单", false, true, "", "冷泡乌龙 ¥13.00"},
		{"help says what can be done", "how does this work", false, false, "", "Tap the card"},
		{"help in Chinese", "帮助", false, true, "", "点开卡片"},
		{"thinking is no greeting and no tea", "thinking about steam", false, false, "", "Got it"},
		{"a question she does not know", "where is the station?", false, false, "", "only know about tea"},
		{"thanks", "谢谢你", false, true, "", "不客气"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := replyTo(chat.Body{Text: c.text}, c.first)
			if got.chinese != c.chinese || got.card != (c.tea != "") || got.tea.id != c.tea || !strings.Contains(got.text, c.says) {
				t.Errorf("replyTo(%q) = %+v", c.text, got)
			}
		})
	}
	t.Run("a card is answered in the language of its title", func(t *testing.T) {
		got := replyTo(chat.Body{Card: &chat.Card{Snapshot: chat.Snapshot{Title: "明前龙井"}}}, false)
		if !got.chinese || !strings.Contains(got.text, "明前龙井") || got.card {
			t.Errorf("reply = %+v", got)
		}
	})
}

func TestShare(t *testing.T) {
	s := openStage(t, t.TempDir())
	tom, conv := s.with(t, "tom")
	good := share{
		app: exampleApp("teahouse"), conv: conv, clientID: "client-0001", title: " Oolong ",
		path: "/pages/tea/tea?id=oolong", imagePath: "/images/oolong.jpg", price: 1300, currency: "CNY",
	}
	t.Run("takes name and colour from the registry, not from the caller", func(t *testing.T) {
		m, err := s.commands.share(t.Context(), tom, good)
		if err != nil {
			t.Fatal(err)
		}
		card := m.Body.Card
		if card.AppName == "" || card.AppColor == "" || card.Title != "Oolong" || card.Path != "pages/tea/tea?id=oolong" || !strings.HasPrefix(card.Image, "/pkg/") {
			t.Errorf("card = %+v", card)
		}
	})
	for name, c := range map[string]struct {
		change func(*share)
		want   error
	}{
		"a program that does not exist":         {func(s *share) { s.app = "wx0000000000000000" }, registry.ErrNoProgram},
		"a page that the program does not have": {func(s *share) { s.path = "pages/none/none" }, registry.ErrNoPage},
		"a picture that is not in the package":  {func(s *share) { s.imagePath = "images/none.jpg" }, errNoPicture},
		"a file that is no picture":             {func(s *share) { s.imagePath = "manifest.json" }, errNoPicture},
		"a foreign upload as picture":           {func(s *share) { s.imageBlob = id.HashBlob([]byte("x")) }, deliver.ErrNoPicture},
		"a foreign conversation":                {func(s *share) { s.conv = "cnv_00000000000000000000000000" }, chat.ErrNoConversation},
		"no title":                              {func(s *share) { s.title = "" }, chat.ErrCard},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			bad := good
			bad.clientID = "client-0002"
			c.change(&bad)
			if _, err := s.commands.share(t.Context(), tom, bad); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
}

func TestSecrets(t *testing.T) {
	dir := t.TempDir()
	t.Run("a key is made once and is the same ever after", func(t *testing.T) {
		first, err := openSecret(dir, "card", rand.Reader)
		if err != nil || len(first) != secretBytes {
			t.Fatalf("key of %d bytes, %v", len(first), err)
		}
		again, err := openSecret(dir, "card", rand.Reader)
		if err != nil || !slices.Equal(again, first) {
			t.Errorf("then another key, %v", err)
		}
		other, err := openSecret(dir, "openid", rand.Reader)
		if err != nil || slices.Equal(other, first) {
			t.Errorf("two names share a key, %v", err)
		}
	})
	t.Run("nothing is left beside the keys", func(t *testing.T) {
		left, err := filepath.Glob(filepath.Join(dir, "new-*"))
		if err != nil || len(left) != 0 {
			t.Errorf("left %v, %v", left, err)
		}
	})
}
