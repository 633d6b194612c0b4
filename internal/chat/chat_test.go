package chat_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

func TestOrder(t *testing.T) {
	t.Run("64 people who write at once, each repeating half of it, leave no holes and one order", func(t *testing.T) {
		h := open(t, options{})
		const writers, each = 64, 20
		people := make([]*person, writers)
		var others []id.UserID
		for i := range people {
			people[i] = h.person(t)
			if i > 0 {
				h.join(t, people[0], people[i])
				others = append(others, people[i].ID)
			}
		}
		group, err := h.chat.CreateGroup(t.Context(), people[0].by, "Tea lovers", others)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, p := range people {
			wg.Go(func() {
				last := int64(0)
				for n := range each {
					clientID := fmt.Sprintf("message-%d", n)
					first, err := h.chat.SendText(t.Context(), p.by, chat.Send{Conv: group.ID, ClientID: clientID, Body: chat.Body{Text: clientID}})
					if err != nil || first.Seq <= last {
						t.Errorf("send %d: seq %d after %d, %v", n, first.Seq, last, err)
						return
					}
					last = first.Seq
					if n%2 == 0 {
						continue
					}
					again, err := h.chat.SendText(t.Context(), p.by, chat.Send{Conv: group.ID, ClientID: clientID, Body: chat.Body{Text: clientID}, Retry: n%4 == 1})
					if err != nil || !reflect.DeepEqual(again, first) {
						t.Errorf("repeated: %+v, %v; want %+v", again, err, first)
					}
				}
			})
		}
		wg.Wait()
		all := people[1].history(t, group.ID)
		if want := writers*each + 1; len(all) != want { // and the group's first line
			t.Fatalf("%d messages, want %d", len(all), want)
		}
		ts := int64(0)
		for i, m := range all {
			if m.Seq != int64(i+1) || m.TS < ts {
				t.Fatalf("message %d has seq %d and time %d after %d", i, m.Seq, m.TS, ts)
			}
			ts = m.TS
		}
	})
	t.Run("time never goes back in a conversation, whatever the clock does", func(t *testing.T) {
		var mu sync.Mutex
		now := time.UnixMilli(1_800_000_000_000)
		h := open(t, options{now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
		ling, _, conv := h.friends(t)
		first := ling.send(t, conv, "client-0001", "a")
		mu.Lock()
		now = now.Add(-time.Hour)
		mu.Unlock()
		if second := ling.send(t, conv, "client-0002", "b"); second.TS < first.TS {
			t.Errorf("time %d after %d", second.TS, first.TS)
		}
	})
}

func TestDedupe(t *testing.T) {
	t.Run("a repeated send returns the first message, also with another text", func(t *testing.T) {
		h := open(t, options{})
		ling, _, conv := h.friends(t)
		first := ling.send(t, conv, "client-0001", "tea?")
		if again := ling.send(t, conv, "client-0001", "coffee?"); !reflect.DeepEqual(again, first) {
			t.Errorf("again = %+v, want %+v", again, first)
		}
	})
	t.Run("two people may choose the same client id", func(t *testing.T) {
		h := open(t, options{})
		ling, tom, conv := h.friends(t)
		if a, b := ling.send(t, conv, "client-0001", "a"), tom.send(t, conv, "client-0001", "b"); b.Seq != a.Seq+1 {
			t.Errorf("seqs %d and %d", a.Seq, b.Seq)
		}
	})
	for name, retry := range map[string]bool{"that says so": true, "that does not say so, long after the start": false} {
		t.Run("a repetition after a restart "+name+" is found in the table", func(t *testing.T) {
			dir := t.TempDir()
			var first chat.Message
			var by id.Caller
			var conv id.ConvID
			t.Run("before", func(t *testing.T) {
				h := open(t, options{dir: dir})
				ling, _, c := h.friends(t)
				by, conv, first = ling.by, c, ling.send(t, c, "client-0001", "tea?")
			})
			var mu sync.Mutex
			now := time.Now()
			h := open(t, options{dir: dir, now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
			mu.Lock()
			now = now.Add(time.Hour) // the time in which every send is looked up is over: the unique index is left
			mu.Unlock()
			again, err := h.chat.SendText(t.Context(), by, chat.Send{Conv: conv, ClientID: "client-0001", Body: chat.Body{Text: "tea?"}, Retry: retry})
			if err != nil || !reflect.DeepEqual(again, first) {
				t.Errorf("again = %+v, %v; want %+v", again, err, first)
			}
			next, err := h.chat.SendText(t.Context(), by, chat.Send{Conv: conv, ClientID: "client-0002", Body: chat.Body{Text: "now?"}})
			if err != nil || next.Seq != first.Seq+1 {
				t.Errorf("next = %+v, %v; want no hole", next, err)
			}
		})
	}
}

func TestMarks(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	for n := range 5 {
		ling.send(t, conv, fmt.Sprintf("client-000%d", n), "line")
	}
	last := int64(6) // with the conversation's first line
	find := func(t *testing.T, p *person) chat.Conversation {
		t.Helper()
		c, err := h.chat.Find(t.Context(), p.by, conv)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	t.Run("a send moves the sender's own mark", func(t *testing.T) {
		if c := find(t, ling); c.ReadSeq != last || c.PeerReadSeq != 0 {
			t.Errorf("Ling has read %d, Tom %d; want %d and 0", c.ReadSeq, c.PeerReadSeq, last)
		}
		if c := find(t, tom); c.LastSeq-c.ReadSeq != last {
			t.Errorf("Tom's unread = %d, want %d", c.LastSeq-c.ReadSeq, last)
		}
	})
	for _, c := range []struct {
		name      string
		seq, want int64
	}{
		{"moves up", 3, 3}, {"never goes down", 2, 3}, {"ends at the last message", 1000, last}, {"ignores nonsense", -7, last},
	} {
		t.Run("a mark "+c.name, func(t *testing.T) {
			got, err := h.chat.Mark(t.Context(), tom.by, conv, c.seq, "")
			if err != nil || got != c.want {
				t.Errorf("Mark(%d) = %d, %v; want %d", c.seq, got, err, c.want)
			}
			if stored := find(t, tom).ReadSeq; stored != c.want {
				t.Errorf("stored %d, want %d", stored, c.want)
			}
		})
	}
}

func TestForeignConversation(t *testing.T) {
	h := open(t, options{})
	ling, tom, conv := h.friends(t)
	ling.send(t, conv, "client-0001", "secret")
	eve := h.person(t)
	h.join(t, eve, ling)
	if _, err := h.chat.OpenDirect(t.Context(), eve.by, ling.ID); err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	for name, try := range map[string]func() error{
		"writing into it": func() error {
			_, err := h.chat.SendText(ctx, eve.by, chat.Send{Conv: conv, ClientID: "client-0002", Body: chat.Body{Text: "hi"}})
			return err
		},
		"reading it":              func() error { _, _, err := h.chat.History(ctx, eve.by, conv, chat.Page{}); return err },
		"finding it":              func() error { _, err := h.chat.Find(ctx, eve.by, conv); return err },
		"marking it":              func() error { _, err := h.chat.Mark(ctx, eve.by, conv, 1, ""); return err },
		"asking who is in it":     func() error { _, err := h.chat.Members(ctx, eve.by, conv); return err },
		"one that does not exist": func() error { _, err := h.chat.Find(ctx, eve.by, "cnv_00000000000000000000000000"); return err },
	} {
		t.Run(name+" is answered as if it did not exist", func(t *testing.T) {
			if err := try(); !errors.Is(err, chat.ErrNoConversation) {
				t.Errorf("error = %v, want ErrNoConversation", err)
			}
		})
	}
	t.Run("nothing of it happened", func(t *testing.T) {
		if all := tom.history(t, conv); len(all) != 2 {
			t.Errorf("%d messages, want 2", len(all))
		}
		list, _, err := h.chat.List(ctx, eve.by, 0, 0)
		if err != nil || len(list) != 1 || list[0].ID == conv {
			t.Errorf("Eve's list = %+v, %v; want her own conversation", list, err)
		}
	})
	t.Run("a stranger cannot be written to", func(t *testing.T) {
		if _, err := h.chat.OpenDirect(ctx, eve.by, tom.ID); !errors.Is(err, chat.ErrNotContact) {
			t.Errorf("error = %v, want ErrNotContact", err)
		}
		if _, err := h.chat.CreateGroup(ctx, eve.by, "Group", []id.UserID{tom.ID}); !errors.Is(err, chat.ErrNotContact) {
			t.Errorf("group: error = %v, want ErrNotContact", err)
		}
		if _, err := h.chat.OpenDirect(ctx, eve.by, "usr_00000000000000000000000000"); !errors.Is(err, account.ErrNobody) {
			t.Errorf("nobody: error = %v, want ErrNobody", err)
		}
	})
}

func TestSendChecks(t *testing.T) {
	h := open(t, options{})
	ling, _, conv := h.friends(t)
	for name, c := range map[string]struct {
		clientID, text string
		want           error
	}{
		"nothing":                                {"client-0001", "", chat.ErrText},
		"blanks":                                 {"client-0001", " \n\t", chat.ErrText},
		"what nobody sees":                       {"client-0001", "\u200b\u2060", chat.ErrText},
		"a control character":                    {"client-0001", "tea\x00", chat.ErrText},
		"8,001 characters":                       {"client-0001", strings.Repeat("茶", 8001), chat.ErrText},
		"a short client id":                      {"1234567", "tea", chat.ErrClientID},
		"a long client id":                       {strings.Repeat("x", 65), "tea", chat.ErrClientID},
		"a client id with a space":               {"client 0001", "tea", chat.ErrClientID},
		"a client id with a letter beyond ASCII": {"client-茶001", "tea", chat.ErrClientID},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			_, err := h.chat.SendText(t.Context(), ling.by, chat.Send{Conv: conv, ClientID: c.clientID, Body: chat.Body{Text: c.text}})
			if !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
	t.Run("takes 8,000 characters", func(t *testing.T) {
		if m := ling.send(t, conv, "client-0001", strings.Repeat("茶", 8000)); m.Seq != 2 {
			t.Errorf("seq %d, want 2", m.Seq)
		}
	})
	t.Run("takes lines, tabs and joined emoji", func(t *testing.T) {
		if m := ling.send(t, conv, "client-0002", "one\r\n\ttwo 👨‍👩‍👧 \u202eabc"); m.Seq != 3 {
			t.Errorf("seq %d, want 3", m.Seq)
		}
	})
	t.Run("a client cannot say what only the conversation says", func(t *testing.T) {
		_, err := h.chat.SendText(t.Context(), ling.by, chat.Send{Conv: conv, ClientID: "client-0009", Body: chat.Body{Notice: &chat.Notice{Key: "contact.added"}}})
		if !errors.Is(err, chat.ErrText) {
			t.Errorf("error = %v, want ErrText", err)
		}
	})
	t.Run("after the end nothing is taken", func(t *testing.T) {
		if err := h.chat.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.Mark(t.Context(), ling.by, conv, 1, ""); !errors.Is(err, store.ErrClosed) {
			t.Errorf("error = %v, want ErrClosed", err)
		}
	})
}

func TestHistory(t *testing.T) {
	h := open(t, options{})
	ling, _, conv := h.friends(t)
	for n := range 119 {
		ling.send(t, conv, fmt.Sprintf("client-%04d", n), fmt.Sprint(n))
	}
	for name, c := range map[string]struct {
		page        chat.Page
		first, last int64
		more        bool
	}{
		"without a page the last 50":       {chat.Page{}, 71, 120, true},
		"the page before":                  {chat.Page{Before: 71}, 21, 70, true},
		"the first page, which is shorter": {chat.Page{Before: 21}, 1, 20, false},
		"above a seq, from there":          {chat.Page{After: 10, Limit: 5}, 11, 15, true},
		"above a seq to the end":           {chat.Page{After: 100, Limit: 100}, 101, 120, false},
		"exactly to the end":               {chat.Page{After: 100, Limit: 20}, 101, 120, false},
	} {
		t.Run(name, func(t *testing.T) {
			got, more, err := h.chat.History(t.Context(), ling.by, conv, c.page)
			if err != nil || more != c.more || int64(len(got)) != c.last-c.first+1 {
				t.Fatalf("%d messages, more %v, %v; want %d to %d, more %v", len(got), more, err, c.first, c.last, c.more)
			}
			for i, m := range got {
				if m.Seq != c.first+int64(i) {
					t.Fatalf("message %d has seq %d, want ascending from %d", i, m.Seq, c.first)
				}
			}
		})
	}
	for name, page := range map[string]chat.Page{
		"more than 100": {Limit: 101}, "a negative limit": {Limit: -1}, "both directions": {Before: 5, After: 2}, "a negative seq": {Before: -1},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if _, _, err := h.chat.History(t.Context(), ling.by, conv, page); !errors.Is(err, chat.ErrRange) {
				t.Errorf("error = %v, want ErrRange", err)
			}
		})
	}
}
