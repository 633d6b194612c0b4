//go:build postgres

package chat_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// houses opens the chat twice on one database and one bus.
func houses(t *testing.T) (both [2]*house) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	b, err := bus.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	dir := t.TempDir()
	for n := range both {
		db, err := store.Open(t.Context(), store.Config{
			Dir: dir, DB: storetest.Address(t, dir), Now: time.Now, Random: rand.Reader, Log: log,
			Schemas: []store.Schema{account.Schema(), social.Schema(), chat.Schema()}, Cluster: &store.Cluster{Spread: chat.Leases()},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
		both[n] = open(t, options{db: db, bus: b})
	}
	// Each has some of the partitions.
	for {
		changed, spread := both[0].db.Member().Changed(), 0
		for _, name := range chat.Leases() {
			if _, mine := both[0].db.Member().Lease(name); mine {
				spread++
			}
		}
		if spread < 256 && spread > 0 {
			return both
		}
		<-changed
	}
}

// at is a person at another house.
func (p *person) at(h *house) *person {
	other := *p
	other.h = h
	return &other
}

func TestCluster(t *testing.T) {
	both := houses(t)
	t.Run("a picture that is sent at one process, and again at the other, is there once, and both give it to its members", func(t *testing.T) {
		for n := range 6 { // some of the conversations are the one's, some the other's
			g, stranger := both[0].group(t), both[0].person(t)
			device, _ := g.member.at(both[1]).online(t, &superettev1.Hello{})
			id := fmt.Sprintf("picture-%04d", n)
			first := g.owner.at(both[n%2]).picture(t, g.conv, id, photo(t, uint8(n)))     //nolint:gosec // small
			again := g.owner.at(both[(n+1)%2]).picture(t, g.conv, id, photo(t, uint8(n))) //nolint:gosec // small
			if again.Seq != first.Seq {
				t.Errorf("again: %d, want %d", again.Seq, first.Seq)
			}
			push, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetPush().GetMessage().GetPicture() != nil })
			if push.GetPush().GetMessage().GetSeq() != first.Seq {
				t.Errorf("pushed %d, want %d", push.GetPush().GetMessage().GetSeq(), first.Seq)
			}
			text := g.admin.at(both[n%2]).send(t, g.conv, id+"-text", "nice")
			if text.Seq != first.Seq+1 {
				t.Errorf("the next is %d, want %d", text.Seq, first.Seq+1)
			}
			for _, h := range both {
				if got, _ := g.member.at(h).fetch(t, first); got.StatusCode != http.StatusOK {
					t.Errorf("given: %d", got.StatusCode)
				}
				if got, _ := stranger.at(h).fetch(t, first); got.StatusCode != http.StatusNotFound {
					t.Errorf("to a stranger: %d", got.StatusCode)
				}
			}
			if _, err := both[n%2].chat.RecallMessage(t.Context(), g.owner.by, g.conv, first.Seq); err != nil {
				t.Fatal(err)
			}
			if got, _ := g.member.at(both[(n+1)%2]).fetch(t, first); got.StatusCode != http.StatusNotFound {
				t.Errorf("taken back at the other: %d", got.StatusCode)
			}
		}
	})
	t.Run("a file goes up at either process, and is there once", func(t *testing.T) {
		g := both[0].group(t)
		a, b := g.owner.at(both[0]), g.owner.at(both[1])
		send := chat.Send{Conv: g.conv, ClientID: "file-00001"}
		for _, p := range []*person{a, b} {
			now, err := p.h.chat.UploadOffset(t.Context(), p.by, send, 4)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := p.h.chat.Upload(t.Context(), p.by, send, now, 4, strings.NewReader("file"[now:now+2])); err != nil {
				t.Fatal(err)
			}
		}
		first, err := b.h.chat.SendFile(t.Context(), b.by, send, "a.txt", 4)
		if err != nil {
			t.Fatal(err)
		}
		again, err := a.h.chat.SendFile(t.Context(), a.by, send, "a.txt", 4)
		if err != nil || again.Seq != first.Seq {
			t.Errorf("again: %d, %v, want %d", again.Seq, err, first.Seq)
		}
		for _, h := range both {
			if got, text := g.member.at(h).load(t, first); got.StatusCode != http.StatusOK || text != "file" {
				t.Errorf("given: %d %q", got.StatusCode, text)
			}
		}
	})
	t.Run("two who write in many conversations at two processes, with changes of the group in between, leave no holes", func(t *testing.T) {
		const groups, each = 6, 30
		var all sync.WaitGroup
		for range groups {
			g := both[0].group(t)
			all.Go(func() {
				var writing sync.WaitGroup
				for n, who := range []*person{g.owner.at(both[0]), g.admin.at(both[1])} {
					writing.Go(func() {
						for i := range each {
							m := who.h.chat
							text := fmt.Sprintf("%d of %d", i, n)
							s := chat.Send{Conv: g.conv, ClientID: fmt.Sprintf("client-%d-%d", n, i), Body: chat.Body{Text: text}}
							sent, err := m.SendText(t.Context(), who.by, s)
							if err != nil {
								t.Error(err)
								return
							}
							if again, err := m.SendText(t.Context(), who.by, s); err != nil || again.Seq != sent.Seq {
								t.Errorf("sent again: %d, %v; want %d", again.Seq, err, sent.Seq)
							}
							if i%10 == n {
								title := fmt.Sprintf("Tea %d %d", i, n)
								if _, err := m.ChangeGroup(t.Context(), who.by, g.conv, chat.GroupChange{Title: &title}); err != nil {
									t.Error(err)
								}
							}
							if _, err := m.Mark(t.Context(), who.by, g.conv, sent.Seq, ""); err != nil {
								t.Error(err)
							}
						}
					})
				}
				writing.Wait()
				texts := map[string]int{}
				list := g.owner.history(t, g.conv)
				for n, m := range list {
					if m.Seq != int64(n+1) {
						t.Errorf("message %d stands at %d", m.Seq, n+1)
						return
					}
					texts[m.Body.Text]++
				}
				for n := range 2 {
					for i := range each {
						if text := fmt.Sprintf("%d of %d", i, n); texts[text] != 1 {
							t.Errorf("%q is there %d times", text, texts[text])
						}
					}
				}
			})
		}
		all.Wait()
	})
	t.Run("what one process changes of a conversation the other goes by at once", func(t *testing.T) {
		for range 8 { // conversations that either of them has in memory
			ling, tom, conv := both[0].friends(t)
			there := tom.at(both[1])
			ling.send(t, conv, "client-0001", "tea?")
			there.send(t, conv, "client-0002", "yes")
			if err := both[1].chat.Bar(t.Context(), tom.ID, ling.ID, true); err != nil {
				t.Fatal(err)
			}
			if _, err := both[0].chat.SendText(t.Context(), ling.by, text(conv, "client-0003", "hello?")); err == nil {
				t.Error("who is barred at one process writes at the other")
			}
			if err := both[0].chat.Bar(t.Context(), tom.ID, ling.ID, false); err != nil {
				t.Fatal(err)
			}
			ling.at(both[1]).send(t, conv, "client-0004", "now")
		}
	})
	t.Run("two who open their first conversation at once, at two processes, have one", func(t *testing.T) {
		for range 8 {
			ling, tom := both[0].person(t), both[0].person(t)
			both[0].join(t, ling, tom)
			var convs [2]id.ConvID
			var all sync.WaitGroup
			for n, open := range []func() (chat.Conversation, error){
				func() (chat.Conversation, error) { return both[0].chat.OpenDirect(t.Context(), ling.by, tom.ID) },
				func() (chat.Conversation, error) { return both[1].chat.OpenDirect(t.Context(), tom.by, ling.ID) },
			} {
				all.Go(func() {
					c, err := open()
					if err != nil {
						t.Error(err)
					}
					convs[n] = c.ID
				})
			}
			all.Wait()
			if convs[0] != convs[1] {
				t.Errorf("they have %s and %s", convs[0], convs[1])
			}
		}
	})
}
