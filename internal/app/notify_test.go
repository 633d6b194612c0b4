package app

import (
	"bytes"
	"crypto/ecdh"
	"crypto/rand"
	"fmt"
	"image"
	"image/png"
	"testing"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/push"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// subscribed signs a person of the demo in and has the device told.
func (s *stage) subscribed(t *testing.T, handle string) id.Caller {
	t.Helper()
	session, err := s.people.SignInAs(t.Context(), account.Origin{}, handle)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdh.P256().GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	given := push.Subscription{
		Endpoint: "https://push.example.org/" + rand.Text(), PublicKey: key.PublicKey().Bytes(), Secret: make([]byte, 16), Locale: "en", Preview: true,
	}
	if err := s.push.Subscribe(t.Context(), session.Caller, given); err != nil {
		t.Fatal(err)
	}
	return session.Caller
}

// waiting returns the news that wait for a device, by topic.
func (s *stage) waiting(t *testing.T, by id.Caller) map[string]push.News {
	t.Helper()
	found := map[string]push.News{}
	err := s.db.Read(t.Context(), func(tx store.Tx) error {
		_, err := store.List(tx, func(row store.Scanner) (struct{}, error) {
			n := push.News{To: by.User}
			err := row.Scan(&n.Topic, &n.Kind, &n.Seq)
			found[n.Topic] = n
			return struct{}{}, err
		}, `SELECT topic, kind, seq FROM push_queue WHERE session = $1`, string(by.Session))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestNotifications(t *testing.T) {
	s := openStage(t, t.TempDir())
	ling, tom := s.subscribed(t, "ling"), s.subscribed(t, "tom")
	both, err := s.talk.chat.OpenDirect(t.Context(), ling, tom.User)
	if err != nil {
		t.Fatal(err)
	}
	send := func(t *testing.T, by id.Caller, conv id.ConvID, text string) chat.Message {
		t.Helper()
		m, err := s.talk.chat.SendText(t.Context(), by, chat.Send{Conv: conv, ClientID: rand.Text(), Body: chat.Body{Text: text}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	tell := func(t *testing.T, n push.News) (push.Shown, bool) {
		t.Helper()
		shown, ok, err := s.push.Teller.Tell(t.Context(), n)
		if err != nil {
			t.Fatal(err)
		}
		return shown, ok
	}
	t.Run("a message waits for the other's device, not for the writer's, and says who wrote what", func(t *testing.T) {
		m := send(t, ling, both.ID, "tea at four?")
		if n := s.waiting(t, ling); len(n) != 0 {
			t.Errorf("for the writer wait %+v", n)
		}
		n := s.waiting(t, tom)[string(both.ID)]
		shown, ok := tell(t, n)
		want := push.Shown{Kind: "message", Tag: string(both.ID), Path: "/chats/" + string(both.ID), TS: m.TS, Title: "Ling 林玲", What: "text", Text: "tea at four?"}
		if n.Seq != m.Seq || !ok || shown != want {
			t.Errorf("%+v says %+v (%v), want %+v", n, shown, ok, want)
		}
	})
	t.Run("a picture is told of as one, and not with what is in it", func(t *testing.T) {
		var content bytes.Buffer
		if err := png.Encode(&content, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			t.Fatal(err)
		}
		m, err := s.talk.chat.SendPicture(t.Context(), ling, chat.Send{Conv: both.ID, ClientID: rand.Text()}, &content)
		if err != nil {
			t.Fatal(err)
		}
		want := push.Shown{Kind: "message", Tag: string(both.ID), Path: "/chats/" + string(both.ID), TS: m.TS, Title: "Ling 林玲", What: "picture"}
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown != want {
			t.Errorf("says %+v (%v), want %+v", shown, ok, want)
		}
	})
	t.Run("a file is told of by its name", func(t *testing.T) {
		m, err := s.talk.chat.SendFile(t.Context(), ling, chat.Send{Conv: both.ID, ClientID: rand.Text()}, "plan.pdf", 0)
		if err != nil {
			t.Fatal(err)
		}
		want := push.Shown{Kind: "message", Tag: string(both.ID), Path: "/chats/" + string(both.ID), TS: m.TS, Title: "Ling 林玲", What: "file", Text: "plan.pdf"}
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown != want {
			t.Errorf("says %+v (%v), want %+v", shown, ok, want)
		}
	})
	t.Run("a voice is told of as one", func(t *testing.T) {
		m, err := s.talk.chat.SendVoice(t.Context(), ling, chat.Send{Conv: both.ID, ClientID: rand.Text()}, 2000, make([]byte, 64), bytes.NewReader(accessVoice()))
		if err != nil {
			t.Fatal(err)
		}
		want := push.Shown{Kind: "message", Tag: string(both.ID), Path: "/chats/" + string(both.ID), TS: m.TS, Title: "Ling 林玲", What: "voice"}
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown != want {
			t.Errorf("says %+v (%v), want %+v", shown, ok, want)
		}
	})
	t.Run("in a group the group is named, and who wrote", func(t *testing.T) {
		group, err := s.talk.chat.CreateGroup(t.Context(), ling, "Tea club", []id.UserID{tom.User})
		if err != nil {
			t.Fatal(err)
		}
		send(t, ling, group.ID, "welcome")
		if shown, ok := tell(t, s.waiting(t, tom)[string(group.ID)]); !ok || shown.Title != "Tea club" || shown.From != "Ling 林玲" {
			t.Errorf("says %+v (%v)", shown, ok)
		}
	})
	t.Run("in a large group a message waits for those alone whom it names", func(t *testing.T) {
		const conv = id.ConvID("cnv_0000000000000000000000000c")
		if err := s.db.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(`INSERT INTO conversation (id, kind, title, last_seq, last_ts, created_at, members) VALUES ($1, 2, 'Crowd', 0, 1, 1, 502)`, string(conv))
			for n := range 502 {
				user, role := fmt.Sprintf("usr_%026d", n), chat.Member
				switch n {
				case 0:
					user, role = string(ling.User), chat.Owner
				case 1:
					user = string(tom.User)
				}
				if err == nil {
					_, err = tx.Exec(`INSERT INTO member (conv, person, bot, join_seq, read_seq, clear_seq, mute, pin, role) VALUES ($1, $2, 0, 0, 0, 0, 0, 0, $3)`, string(conv), user, int(role))
				}
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			mentions []string
			waits    bool
		}{{nil, false}, {[]string{chat.MentionAll}, false}, {[]string{string(tom.User)}, true}} {
			m := chat.Send{Conv: conv, ClientID: rand.Text(), Body: chat.Body{Text: "welcome, all"}, Mentions: c.mentions}
			if _, err := s.talk.chat.SendText(t.Context(), ling, m); err != nil {
				t.Fatal(err)
			}
			if _, waits := s.waiting(t, tom)[string(conv)]; waits != c.waits {
				t.Errorf("mentioning %q: it waits is %v, want %v", c.mentions, waits, c.waits)
			}
		}
	})
	t.Run("who has a name of one's own is told of by it", func(t *testing.T) {
		call := func(name string) {
			if _, err := s.contacts.SetRemark(t.Context(), tom, social.Remark{Of: ling.User, Name: name}); err != nil {
				t.Fatal(err)
			}
		}
		call("Sister")
		send(t, ling, both.ID, "it is me")
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown.Title != "Sister" {
			t.Errorf("says %+v (%v)", shown, ok)
		}
		call("")
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown.Title != "Ling 林玲" {
			t.Errorf("without the name: says %+v (%v)", shown, ok)
		}
	})
	t.Run("what was read, taken back or muted is nothing to tell", func(t *testing.T) {
		m := send(t, ling, both.ID, "never mind")
		news := s.waiting(t, tom)[string(both.ID)]
		mute, loud := true, false
		if _, err := s.talk.chat.ChangeConversation(t.Context(), tom, both.ID, chat.ViewChange{Mute: &mute}); err != nil {
			t.Fatal(err)
		}
		if shown, ok := tell(t, news); ok {
			t.Errorf("muted: says %+v", shown)
		}
		if _, err := s.talk.chat.ChangeConversation(t.Context(), tom, both.ID, chat.ViewChange{Mute: &loud}); err != nil {
			t.Fatal(err)
		}
		if _, ok := tell(t, news); !ok {
			t.Error("loud again: says nothing")
		}
		if _, err := s.talk.chat.RecallMessage(t.Context(), ling, both.ID, m.Seq); err != nil {
			t.Fatal(err)
		}
		if shown, ok := tell(t, news); ok {
			t.Errorf("taken back: says %+v", shown)
		}
		m = send(t, ling, both.ID, "see you")
		if _, err := s.talk.chat.Mark(t.Context(), tom, both.ID, m.Seq, ""); err != nil {
			t.Fatal(err)
		}
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); ok {
			t.Errorf("read: says %+v", shown)
		}
		if shown, ok := tell(t, push.News{To: s.demo.mei.ID, Kind: push.Message, Topic: string(both.ID), Seq: m.Seq}); ok {
			t.Errorf("somebody else's: says %+v", shown)
		}
	})
	t.Run("money that arrives says how much", func(t *testing.T) {
		amount, err := money.New(12_34, pay.CNY)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.pay.Transfer(t.Context(), ling, pay.NewTransfer{Request: "request-1", To: tom.User, Amount: amount, PIN: demoPIN}); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown.What != "transfer" || shown.Amount != 12_34 || shown.Currency != "CNY" || shown.Title != "Ling 林玲" {
			t.Errorf("says %+v (%v)", shown, ok)
		}
		if _, err := s.pay.SendGift(t.Context(), ling, pay.NewGift{
			Request: "request-2", Conv: both.ID, Kind: pay.GiftEqual, Amount: amount, Count: 1, Note: "for tea", PIN: demoPIN,
		}); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		if shown, ok := tell(t, s.waiting(t, tom)[string(both.ID)]); !ok || shown.What != "gift" || shown.Text != "for tea" {
			t.Errorf("says %+v (%v)", shown, ok)
		}
	})
	t.Run("a payment of somebody else, and one that there is not, say nothing", func(t *testing.T) {
		for _, kind := range []push.Kind{push.Payment, push.Refund} {
			if shown, ok := tell(t, push.News{To: tom.User, Kind: kind, Topic: "pay_01kb0000000000000000000001"}); ok {
				t.Errorf("says %+v", shown)
			}
		}
	})
	t.Run("who is asked to be a contact is told by whom, as long as it waits; then who asked is told of a yes", func(t *testing.T) {
		if _, err := s.people.Ensure(t.Context(), "ann", "Ann", false); err != nil {
			t.Fatal(err)
		}
		ann := s.subscribed(t, "ann")
		ask := func(by, other id.Caller) {
			t.Helper()
			if _, asked, err := s.contacts.Add(t.Context(), by, other.User, "buy my coins"); err != nil || !asked {
				t.Fatalf("asked %v, %v", asked, err)
			}
			s.settle(t)
		}
		ask(ann, tom)
		n := s.waiting(t, tom)[string(ann.User)]
		want := push.Shown{Kind: "asked", Tag: string(ann.User), Path: "/contacts/requests", Title: "Ann"}
		if shown, ok := tell(t, n); n.Kind != push.Asked || !ok || shown != want {
			t.Errorf("%+v says %+v (%v), want %+v", n, shown, ok, want)
		}
		if err := s.contacts.Withdraw(t.Context(), ann, tom.User); err != nil {
			t.Fatal(err)
		}
		if shown, ok := tell(t, n); ok {
			t.Errorf("taken back: says %+v", shown)
		}
		ask(ann, tom)
		if err := s.contacts.Block(t.Context(), tom, ann.User); err != nil {
			t.Fatal(err)
		}
		if shown, ok := tell(t, n); ok {
			t.Errorf("of somebody blocked: says %+v", shown)
		}
		if err := s.contacts.Unblock(t.Context(), tom, ann.User); err != nil {
			t.Fatal(err)
		}
		if err := s.contacts.Answer(t.Context(), tom, ann.User, true); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		yes, known := s.waiting(t, ann)[string(tom.User)]
		if shown, ok := tell(t, yes); !known || yes.Kind != push.Became || !ok || shown.Kind != "became" || shown.Path != "/contacts/"+string(tom.User) {
			t.Errorf("%+v says %+v (%v)", yes, shown, ok)
		}
		if n := s.waiting(t, tom)[string(ann.User)]; n.Kind != push.Asked {
			t.Errorf("who said yes is told %+v", n)
		}
		if shown, ok := tell(t, n); ok {
			t.Errorf("answered: says %+v", shown)
		}
	})
	t.Run("a no is told nobody", func(t *testing.T) {
		if _, err := s.people.Ensure(t.Context(), "ben", "Ben", false); err != nil {
			t.Fatal(err)
		}
		ben := s.subscribed(t, "ben")
		if _, _, err := s.contacts.Add(t.Context(), ben, tom.User, ""); err != nil {
			t.Fatal(err)
		}
		if err := s.contacts.Answer(t.Context(), tom, ben.User, false); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		if n, found := s.waiting(t, ben)[string(tom.User)]; found {
			t.Errorf("Ben is told %+v", n)
		}
		if shown, ok := tell(t, push.News{To: tom.User, Kind: push.Asked, Topic: string(ben.User)}); ok {
			t.Errorf("Tom, who declined: says %+v", shown)
		}
	})
	t.Run("a device that is signed out waits for nothing", func(t *testing.T) {
		if err := s.people.SignOut(t.Context(), tom); err != nil {
			t.Fatal(err)
		}
		s.settle(t)
		send(t, ling, both.ID, "anybody there?")
		if n := s.waiting(t, tom); len(n) != 0 || s.push.Has(tom.User) {
			t.Errorf("waits for %+v", n)
		}
	})
}
