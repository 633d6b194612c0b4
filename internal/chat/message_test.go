package chat_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// clock is a time that a test moves.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.UnixMilli(1_700_000_000_000)} }

func (c *clock) read() time.Time { return c.now }

func (p *person) sendAs(t testing.TB, m chat.Send) chat.Message {
	t.Helper()
	sent, err := p.h.chat.SendText(t.Context(), p.by, m)
	if err != nil {
		t.Fatalf("send %q: %v", m.Body.Text, err)
	}
	return sent
}

func text(conv id.ConvID, clientID, words string) chat.Send {
	return chat.Send{Conv: conv, ClientID: clientID, Body: chat.Body{Text: words}}
}

func TestRecall(t *testing.T) {
	c := newClock()
	h := open(t, options{now: c.read})
	const secret = "the vault code is 4711 芝麻开门"
	t.Run("what was taken back is gone from every answer, every quote and the database", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.send(t, conv, "secret-01", secret)
		reply := text(conv, "reply-001", "really?")
		reply.ReplyTo = m.Seq
		if sent := b.sendAs(t, reply); sent.Quote == nil || !strings.HasPrefix(sent.Quote.Text, "the vault") {
			t.Fatalf("quote = %+v", sent.Quote)
		}
		if found, err := h.chat.Search(t.Context(), b.by, "芝麻", "", 0); err != nil || len(found) != 1 {
			t.Fatalf("search before = %+v, %v", found, err)
		}
		if _, err := h.chat.React(t.Context(), b.by, conv, m.Seq, "👀", true); err != nil {
			t.Fatal(err)
		}
		device, _ := b.online(t, &superettev1.Hello{})
		c.now = c.now.Add(2 * time.Minute)
		if _, err := h.chat.RecallMessage(t.Context(), a.by, conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		// The reaction may still be on its way to a device that came after it.
		told, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetChanged().GetMessage().GetRecalled() != nil })
		if got := told.GetChanged().GetMessage(); got.GetSeq() != m.Seq {
			t.Errorf("told = %+v", got)
		}
		for _, who := range []*person{a, b} {
			for _, route := range []struct {
				method string
				body   map[string]any
			}{
				{"ChatService/History", map[string]any{"conv": conv}},
				{"ChatService/History", map[string]any{"conv": conv, "afterSeq": m.Seq - 1}},
				{"ChatService/ListChanges", map[string]any{"conv": conv}},
				{"ChatService/GetConversation", map[string]any{"conv": conv}},
				{"ChatService/ListConversations", map[string]any{}},
				{"ChatService/Search", map[string]any{"query": "vault"}},
				{"ChatService/Search", map[string]any{"query": "芝麻"}},
				{"ChatService/ForwardMessage", map[string]any{"conv": conv, "seq": m.Seq, "toConv": conv, "clientId": "forward-01"}},
				{"ChatService/ChangeMessage", map[string]any{"conv": conv, "seq": m.Seq, "text": "other"}},
				{"ChatService/React", map[string]any{"conv": conv, "seq": m.Seq, "emoji": "👀", "on": true}},
				{"ChatService/Send", map[string]any{"conv": conv, "clientId": "secret-01", "text": "again", "retry": true}},
			} {
				if _, answer := h.call(t, who.token, route.method, route.body); strings.Contains(fmt.Sprint(answer), "vault") || strings.Contains(fmt.Sprint(answer), "芝麻") {
					t.Errorf("%s still says it: %v", route.method, answer)
				}
			}
		}
		if err := h.db.Read(t.Context(), func(tx store.Tx) error {
			var body []byte
			var terms int
			if err := tx.QueryRow(`SELECT body FROM message WHERE conv = $1 AND seq = $2`, string(conv), m.Seq).Scan(&body); err != nil {
				return err
			}
			if err := tx.QueryRow(`SELECT count(*) FROM search_term WHERE conv = $1 AND seq = $2`, string(conv), m.Seq).Scan(&terms); err != nil {
				return err
			}
			if len(body) != 0 || terms != 0 {
				t.Errorf("left are %q and %d terms", body, terms)
			}
			return nil
		}); err != nil {
			t.Error(err)
		}
	})
	t.Run("two minutes later it stays, and nobody takes back what somebody else wrote", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.send(t, conv, "stays-001", "words")
		if _, err := h.chat.RecallMessage(t.Context(), b.by, conv, m.Seq); !errors.Is(err, chat.ErrNotYours) {
			t.Errorf("by the other: error = %v, want ErrNotYours", err)
		}
		c.now = c.now.Add(2*time.Minute + 2*time.Second)
		if _, err := h.chat.RecallMessage(t.Context(), a.by, conv, m.Seq); !errors.Is(err, chat.ErrTooLate) {
			t.Errorf("too late: error = %v, want ErrTooLate", err)
		}
	})
	t.Run("an edit that comes with the recall in one batch does not bring it back", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.send(t, conv, "race-0001", "words")
		done := make(chan error, 40)
		for i := range 20 {
			go func() {
				_, err := h.chat.ChangeMessage(t.Context(), a.by, conv, m.Seq, fmt.Sprintf("edit %d", i))
				done <- err
			}()
			go func() {
				_, err := h.chat.RecallMessage(t.Context(), a.by, conv, m.Seq)
				done <- err
			}()
		}
		for range 40 {
			if err := <-done; err != nil && !errors.Is(err, chat.ErrGone) {
				t.Error(err)
			}
		}
		if all := b.history(t, conv); !all[m.Seq-1].Body.Recalled || all[m.Seq-1].Body.Text != "" {
			t.Errorf("message = %+v", all[m.Seq-1])
		}
	})
}

func TestEdit(t *testing.T) {
	c := newClock()
	h := open(t, options{now: c.read})
	a, b, conv := h.friends(t)
	m := a.send(t, conv, "edit-0001", "tea at for")
	t.Run("an edit is seen by all, says when, and is found by its new words only", func(t *testing.T) {
		if _, err := h.chat.Search(t.Context(), b.by, "tea", "", 0); err != nil {
			t.Fatal(err)
		}
		c.now = c.now.Add(time.Hour)
		if _, err := h.chat.ChangeMessage(t.Context(), a.by, conv, m.Seq, "coffee at four"); err != nil {
			t.Fatal(err)
		}
		got := b.history(t, conv)[m.Seq-1]
		if got.Body.Text != "coffee at four" || got.EditedAt != c.now.UnixMilli() || got.Mod != 1 {
			t.Errorf("message = %+v", got)
		}
		for query, want := range map[string]int{"tea": 0, "coffee": 1} {
			if found, err := h.chat.Search(t.Context(), b.by, query, conv, 0); err != nil || len(found) != want {
				t.Errorf("search %s = %d, %v; want %d", query, len(found), err, want)
			}
		}
	})
	t.Run("who was away learns of it by the conversation's mod", func(t *testing.T) {
		w, err := h.chat.Sync(t.Context(), b.by, 0, map[id.ConvID]chat.Head{conv: {Seq: m.Seq, ReadSeq: 0, PeerReadSeq: -1, Mod: 0}})
		if err != nil || len(w.Changed) != 1 || w.Changed[0].Mod != 1 {
			t.Errorf("sync = %+v, %v", w, err)
		}
		messages, now, reset, err := h.chat.ListChanges(t.Context(), b.by, conv, 0)
		if err != nil || reset || now != 1 || len(messages) != 1 || messages[0].Body.Text != "coffee at four" {
			t.Errorf("changes = %+v, %d, %v, %v", messages, now, reset, err)
		}
		if _, _, reset, err := h.chat.ListChanges(t.Context(), b.by, conv, 7); err != nil || !reset {
			t.Errorf("ahead of us: reset %v, %v", reset, err)
		}
	})
	t.Run("after a day it stays as it is", func(t *testing.T) {
		c.now = c.now.Add(24 * time.Hour)
		if _, err := h.chat.ChangeMessage(t.Context(), a.by, conv, m.Seq, "too late"); !errors.Is(err, chat.ErrTooLate) {
			t.Errorf("error = %v, want ErrTooLate", err)
		}
	})
}

func TestHideAndClear(t *testing.T) {
	h := open(t, options{})
	a, b, conv := h.friends(t)
	m := a.send(t, conv, "hide-0001", "not for my eyes")
	t.Run("removed for me is removed on all of my devices, and nowhere else", func(t *testing.T) {
		before, err := h.chat.Sync(t.Context(), b.by, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.HideMessage(t.Context(), b.by, conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		if got := b.history(t, conv)[m.Seq-1]; !got.Body.Hidden || got.Body.Text != "" {
			t.Errorf("mine = %+v", got)
		}
		if got := a.history(t, conv)[m.Seq-1]; got.Body.Text != "not for my eyes" {
			t.Errorf("theirs = %+v", got)
		}
		w, err := h.chat.Sync(t.Context(), b.by, before.Useq, nil)
		if err != nil || len(w.Events) != 1 || w.Events[0].Changed == nil || !w.Events[0].Changed.Body.Hidden {
			t.Errorf("events = %+v, %v", w.Events, err)
		}
		if found, err := h.chat.Search(t.Context(), b.by, "eyes", "", 0); err != nil || len(found) != 0 {
			t.Errorf("search = %+v, %v", found, err)
		}
	})
	t.Run("a conversation removed is empty and read, and comes back by undo", func(t *testing.T) {
		c, err := h.chat.ChangeConversation(t.Context(), b.by, conv, chat.ViewChange{ClearSeq: ptr(m.Seq)})
		if err != nil || c.ClearSeq != m.Seq || c.Last != nil || c.LastSeq != c.ReadSeq {
			t.Errorf("conversation = %+v, %v", c, err)
		}
		if some, _, err := h.chat.History(t.Context(), b.by, conv, chat.Page{}); err != nil || len(some) != 0 {
			t.Errorf("history = %+v, %v", some, err)
		}
		if _, err := h.chat.ChangeConversation(t.Context(), b.by, conv, chat.ViewChange{ClearSeq: ptr(int64(0))}); err != nil {
			t.Fatal(err)
		}
		if some, _, err := h.chat.History(t.Context(), b.by, conv, chat.Page{}); err != nil || len(some) != int(m.Seq) {
			t.Errorf("history after undo = %d messages, %v", len(some), err)
		}
	})
	t.Run("undo does not lead below one's joining", func(t *testing.T) {
		g := h.group(t)
		g.owner.send(t, g.conv, "before-01", "before")
		late := h.person(t)
		h.join(t, g.owner, late)
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.ChangeConversation(t.Context(), late.by, g.conv, chat.ViewChange{ClearSeq: ptr(int64(0))}); err != nil {
			t.Fatal(err)
		}
		if got := lines(late.history(t, g.conv)); !slices.Equal(got, []string{"group.added"}) {
			t.Errorf("history = %q", got)
		}
	})
}

func TestReactions(t *testing.T) {
	at := time.Now() // of one millisecond all, so that the time alone does not order them
	h := open(t, options{now: func() time.Time { return at }})
	a, b, conv := h.friends(t)
	m := a.send(t, conv, "react-001", "look")
	t.Run("signs add up and go away again", func(t *testing.T) {
		for _, c := range []struct {
			by    *person
			emoji string
			on    bool
			want  string
		}{
			{b, "👍", true, "👍1"},
			{a, "👍", true, "👍2"},
			{a, "👍", true, "👍2"},
			{a, "🎉", true, "👍2 🎉1"},
			{b, "👍", false, "👍1 🎉1"},
			{a, "👍", false, "🎉1"},
		} {
			got, err := h.chat.React(t.Context(), c.by.by, conv, m.Seq, c.emoji, c.on)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, r := range got.Reactions {
				said = append(said, fmt.Sprintf("%s%d", r.Emoji, len(r.Users)))
			}
			if now := strings.Join(said, " "); now != c.want {
				t.Errorf("after %s %v: %q, want %q", c.emoji, c.on, now, c.want)
			}
		}
	})
	for name, emoji := range map[string]string{"nothing": "", "a text": "hello", "a tag": "<b>", "many": strings.Repeat("👍", 100)} {
		t.Run("refuses "+name+" as a sign", func(t *testing.T) {
			if _, err := h.chat.React(t.Context(), a.by, conv, m.Seq, emoji, true); !errors.Is(err, chat.ErrReaction) {
				t.Errorf("error = %v, want ErrReaction", err)
			}
		})
	}
}

func TestReplyAndMention(t *testing.T) {
	h := open(t, options{})
	t.Run("who joined after a message does not get its words by a quote", func(t *testing.T) {
		g := h.group(t)
		old := g.owner.send(t, g.conv, "old-00001", "an old secret")
		late := h.person(t)
		h.join(t, g.owner, late)
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		device, _ := late.online(t, &superettev1.Hello{})
		reply := text(g.conv, "reply-001", "as I said")
		reply.ReplyTo = old.Seq
		g.owner.sendAs(t, reply)
		told, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetPush() != nil })
		all := late.history(t, g.conv)
		for where, quote := range map[string]string{
			"the push":    told.GetPush().GetMessage().GetQuote().GetText(),
			"the history": all[len(all)-1].Quote.Text,
		} {
			if quote != "" {
				t.Errorf("%s quotes %q", where, quote)
			}
		}
		own := text(g.conv, "reply-002", "which?")
		own.ReplyTo = old.Seq
		if _, err := h.chat.SendText(t.Context(), late.by, own); !errors.Is(err, chat.ErrReply) {
			t.Errorf("a reply to what they do not see: error = %v, want ErrReply", err)
		}
	})
	t.Run("a mention is marked for whom it names until they have read it", func(t *testing.T) {
		g := h.group(t)
		m := text(g.conv, "mention-1", "@you, look")
		m.Mentions = []string{string(g.member.ID)}
		sent := g.owner.sendAs(t, m)
		if c := g.member.find(t, g.conv); c.MentionSeq != sent.Seq || c.MentionSeq <= c.ReadSeq {
			t.Errorf("mention %d, read %d; want %d", c.MentionSeq, c.ReadSeq, sent.Seq)
		}
		if c := g.admin.find(t, g.conv); c.MentionSeq != 0 {
			t.Errorf("another has the mention %d", c.MentionSeq)
		}
		all := text(g.conv, "mention-2", "@all")
		all.Mentions = []string{chat.MentionAll}
		if _, err := h.chat.SendText(t.Context(), g.member.by, all); !errors.Is(err, chat.ErrMention) {
			t.Errorf("all by a member: error = %v, want ErrMention", err)
		}
		g.admin.sendAs(t, all)
		stranger := text(g.conv, "mention-3", "@who")
		stranger.Mentions = []string{string(h.person(t).ID)}
		if _, err := h.chat.SendText(t.Context(), g.owner.by, stranger); !errors.Is(err, chat.ErrMention) {
			t.Errorf("a stranger: error = %v, want ErrMention", err)
		}
	})
}

func TestSearch(t *testing.T) {
	h := open(t, options{})
	a, b, conv := h.friends(t)
	for i, line := range []string{"明天下午去喝龙井茶吗", "The Oolong is brewed at noon", "喝茶", "naïve café", `"quoted" OR NOT near(x)`, "第2章 iPhone15到了"} {
		a.send(t, conv, fmt.Sprintf("search-%02d", i), line)
	}
	for query, want := range map[string]int{
		"龙井": 1, "喝茶": 1, "茶": 2, "井茶吗": 1, "下午 oolong": 0, "oolong": 1, "OOL": 1, "brewed oolong": 1, "cafe": 1,
		"井龙": 0, "quoted": 1, "iphone15": 1, "到了": 1, "第2章": 1,
	} {
		t.Run("finds "+query, func(t *testing.T) {
			if found, err := h.chat.Search(t.Context(), b.by, query, "", 0); err != nil || len(found) != want {
				t.Errorf("found %d, %v; want %d", len(found), err, want)
			}
		})
	}
	for _, query := range []string{`"`, `*`, ``, `   `, `- ^ ( )`, strings.Repeat("x", 101)} {
		t.Run("refuses "+query, func(t *testing.T) {
			if _, err := h.chat.Search(t.Context(), b.by, query, "", 0); !errors.Is(err, chat.ErrQuery) {
				t.Errorf("error = %v, want ErrQuery", err)
			}
		})
	}
	t.Run("operators of the index are only words", func(t *testing.T) {
		for _, query := range []string{`words:x`, `a OR b`, `NEAR(a b)`, `x" OR "y`, `{words}: x`} {
			if _, err := h.chat.Search(t.Context(), b.by, query, "", 0); err != nil {
				t.Errorf("%q: %v", query, err)
			}
		}
	})
	t.Run("nobody finds what is in other people's conversations", func(t *testing.T) {
		eve := h.person(t)
		if found, err := h.chat.Search(t.Context(), eve.by, "oolong", "", 0); err != nil || len(found) != 0 {
			t.Errorf("found %+v, %v", found, err)
		}
	})
	t.Run("what came after the first search is found as well, newest first", func(t *testing.T) {
		b.send(t, conv, "search-99", "more oolong")
		found, err := h.chat.Search(t.Context(), a.by, "oolong", conv, 0)
		if err != nil || len(found) != 2 || found[0].Body.Text != "more oolong" {
			t.Errorf("found %+v, %v", found, err)
		}
	})
}

func TestPrivacy(t *testing.T) {
	h := open(t, options{dir: filepath.Join(t.TempDir(), "data")})
	a, b, conv := h.friends(t)
	m := a.send(t, conv, "privacy-1", "hello")
	hide := func(p chat.Privacy) {
		if err := h.chat.ChangePrivacy(t.Context(), b.by, p); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("who hides how far they read does not show it and is not shown it", func(t *testing.T) {
		hide(chat.Privacy{Presence: true})
		device, _ := a.online(t, &superettev1.Hello{})
		if _, err := h.chat.Mark(t.Context(), b.by, conv, m.Seq, ""); err != nil {
			t.Fatal(err)
		}
		for _, f := range device.pong(1) {
			if f.GetMark() != nil {
				t.Errorf("told = %v", f)
			}
		}
		if c := a.find(t, conv); c.PeerReadSeq != 0 {
			t.Errorf("peer read = %d, want 0", c.PeerReadSeq)
		}
		other, _ := b.online(t, &superettev1.Hello{})
		reply := b.send(t, conv, "privacy-2", "yes")
		if _, err := h.chat.Mark(t.Context(), a.by, conv, reply.Seq, ""); err != nil {
			t.Fatal(err)
		}
		for _, f := range other.pong(1) {
			if f.GetMark().GetUserId() == string(a.ID) {
				t.Errorf("told = %v", f)
			}
		}
		hide(chat.Privacy{Presence: true, Receipts: true})
		if c := a.find(t, conv); c.PeerReadSeq != reply.Seq {
			t.Errorf("peer read = %d, want %d", c.PeerReadSeq, reply.Seq)
		}
	})
	t.Run("contacts see who is here, strangers and those who hide themselves do not", func(t *testing.T) {
		b.online(t, &superettev1.Hello{})
		here := func(who *person) int {
			got, err := h.chat.GetPresence(t.Context(), who.by, []id.UserID{b.ID}, h.live)
			if err != nil {
				t.Fatal(err)
			}
			return len(got)
		}
		if here(a) != 1 || here(h.person(t)) != 0 {
			t.Error("a contact sees it, a stranger does not")
		}
		hide(chat.Privacy{Receipts: true})
		if here(a) != 0 {
			t.Error("somebody hidden was seen")
		}
		hide(chat.Privacy{Presence: true, Receipts: true})
		if err := h.chat.ChangePrivacy(t.Context(), a.by, chat.Privacy{}); err != nil {
			t.Fatal(err)
		}
		if here(a) != 0 {
			t.Error("who hides themselves sees others")
		}
	})
}
