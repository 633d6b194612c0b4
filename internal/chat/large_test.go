package chat_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// normalMax is how many members a group has that is not a large one yet.
const normalMax = 500

// crowd is a group of n members, the last of them by id a plain one who is signed in too. Most came by no way that would take time: they
// are rows, and nothing of the group is in memory yet.
func (h *house) crowd(t testing.TB, n int) group {
	t.Helper()
	g := group{owner: h.person(t), admin: h.person(t), conv: id.New[id.ConvID](id.NewSource(time.Now, rand.Reader))}
	ids := id.NewSource(time.Now, rand.Reader)
	people := make([]id.UserID, n-3)
	for i := range people {
		people[i] = id.New[id.UserID](ids)
	}
	g.member = h.person(t)
	insert := func(tx store.Tx, into string, rows [][]any) error {
		for some := range slices.Chunk(rows, 500) {
			var args []any
			var places []string
			for _, row := range some {
				var place []string
				for _, value := range row {
					args = append(args, value)
					place = append(place, fmt.Sprintf("$%d", len(args)))
				}
				places = append(places, "("+strings.Join(place, ",")+")")
			}
			if _, err := tx.Exec(`INSERT INTO `+into+` VALUES `+strings.Join(places, ","), args...); err != nil {
				return err
			}
		}
		return nil
	}
	if err := h.db.Write(t.Context(), func(tx store.Tx) error {
		_, err := tx.Exec(`INSERT INTO conversation (id, kind, title, last_seq, last_ts, created_at, members) VALUES ($1, 2, 'Crowd', 0, 1, 1, $2)`, string(g.conv), n)
		if err != nil {
			return err
		}
		var persons, members [][]any
		member := func(user id.UserID, role chat.Role) {
			members = append(members, []any{string(g.conv), string(user), 0, 0, 0, 0, 0, 0, int(role), len(members) + 1})
		}
		member(g.owner.ID, chat.Owner)
		member(g.admin.ID, chat.Admin)
		for i, user := range people {
			h.names++
			persons = append(persons, []any{string(user), fmt.Sprintf("crowd_%d", h.names), fmt.Sprintf("One of %05d", i), 0, "", 0, "", 1})
			member(user, chat.Member)
		}
		member(g.member.ID, chat.Member)
		if err := insert(tx, `person (id, handle, name, tint, avatar, bot, password, created_at)`, persons); err != nil {
			return err
		}
		return insert(tx, `member (conv, person, bot, join_seq, read_seq, clear_seq, mute, pin, role, joined_at)`, members)
	}); err != nil {
		t.Fatal(err)
	}
	return g
}

// rows returns all that is kept in the tables that a message may touch.
func (h *house) rows(t testing.TB) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	if err := h.db.Read(t.Context(), func(tx store.Tx) error {
		for _, table := range []string{"conversation", "member", "message", "user_event", "card", "card_party", "reaction", "outbox"} {
			list, err := tx.Query(`SELECT * FROM ` + table) //nolint:gosec // a list of our own
			if err != nil {
				return err
			}
			columns, err := list.Columns()
			if err != nil {
				return err
			}
			for list.Next() {
				values, to := make([]any, len(columns)), make([]any, len(columns))
				for i := range values {
					to[i] = &values[i]
				}
				if err := list.Scan(to...); err != nil {
					return err
				}
				all[fmt.Sprint(table, values)] = true
			}
			if err := errors.Join(list.Err(), list.Close()); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return all
}

// written returns the rows that do left otherwise than they were.
func (h *house) written(t testing.TB, do func()) (rows []string) {
	t.Helper()
	before := h.rows(t)
	do()
	for row := range h.rows(t) {
		if !before[row] {
			rows = append(rows, row)
		}
	}
	return rows
}

func TestHowManyMayCome(t *testing.T) {
	h := open(t, options{})
	t.Run("a group begins with 500 people, and nobody names more at once", func(t *testing.T) {
		owner := h.person(t)
		var all []id.UserID
		for range 500 {
			p := h.person(t)
			h.join(t, owner, p)
			all = append(all, p.ID)
		}
		if _, err := h.chat.CreateGroup(t.Context(), owner.by, "All", all); !errors.Is(err, chat.ErrMembers) {
			t.Errorf("CreateGroup of 501: error = %v, want ErrMembers", err)
		}
		c, err := h.chat.CreateGroup(t.Context(), owner.by, "All", all[1:])
		if err != nil || c.MemberCount != 500 || len(c.Members) != 500 {
			t.Fatalf("CreateGroup of 500 = %d with %d, %v", c.MemberCount, len(c.Members), err)
		}
		if c, err = h.chat.AddMembers(t.Context(), owner.by, c.ID, all[:1]); err != nil || c.MemberCount != 501 || len(c.Members) > 10 {
			t.Errorf("the 501st: %d members, %d of them in the answer, %v", c.MemberCount, len(c.Members), err)
		}
		names := make([]string, 501)
		for _, method := range []string{"CreateGroup", "AddMembers"} {
			if _, answer := h.call(t, owner.token, "GroupService/"+method, map[string]any{"conv": c.ID, "userIds": names}); codeOf(answer) != "chat.members" {
				t.Errorf("%s with 501 names: %v", method, answer)
			}
		}
	})
	t.Run("a group holds 10,000 and no more, however they come, and says so", func(t *testing.T) {
		g := h.crowd(t, 9_999)
		last, more := h.person(t), h.person(t)
		h.join(t, g.owner, more)
		code, err := h.chat.GetInvite(t.Context(), g.owner.by, g.conv)
		if err != nil {
			t.Fatal(err)
		}
		if c, err := h.chat.JoinGroup(t.Context(), last.by, code, ""); err != nil || c.MemberCount != 10_000 || c.Role != chat.Member {
			t.Fatalf("the 10,000th: %+v, %v", c, err)
		}
		if i, err := h.chat.FindInvite(t.Context(), last.by, code); err != nil || i.MemberCount != 10_000 || i.Conv != g.conv {
			t.Errorf("where the code leads to = %+v, %v", i, err)
		}
		if i, err := h.chat.FindInvite(t.Context(), more.by, code); err != nil || i.MemberCount != 10_000 || i.Conv != "" {
			t.Errorf("where the code leads somebody else to = %+v, %v", i, err)
		}
		if _, answer := h.call(t, more.token, "GroupService/JoinGroup", map[string]any{"code": code}); codeOf(answer) != "chat.group-full" || !strings.Contains(fmt.Sprint(answer["message"]), "10,000") {
			t.Errorf("the 10,001st by the code: %v", answer)
		}
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{more.ID}); !errors.Is(err, chat.ErrFull) {
			t.Errorf("the 10,001st by the owner: error = %v, want ErrFull", err)
		}
		if err := h.chat.LeaveGroup(t.Context(), last.by, g.conv); err != nil {
			t.Fatal(err)
		}
		if c, err := h.chat.JoinGroup(t.Context(), more.by, code, ""); err != nil || c.MemberCount != 10_000 {
			t.Errorf("once somebody left: %+v, %v", c, err)
		}
	})
}

func TestMessagesOfLargeGroups(t *testing.T) {
	heard := &absent{}
	h := open(t, options{absent: heard})
	g := h.crowd(t, 10_000)
	say := func(by *person, clientID string, mentions ...string) (m chat.Message) {
		t.Helper()
		m, err := h.chat.SendText(t.Context(), by.by, chat.Send{Conv: g.conv, ClientID: clientID, Body: chat.Body{Text: "tea"}, Mentions: mentions})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	t.Run("a message writes itself, the conversation's head and the sender's mark", func(t *testing.T) {
		if rows := h.written(t, func() { say(g.member, "message-1") }); len(rows) != 3 {
			t.Errorf("%d rows, want 3: %.2000q", len(rows), rows)
		}
	})
	t.Run("one that mentions everybody writes no more, and is marked for everybody but who came later", func(t *testing.T) {
		var m chat.Message
		if rows := h.written(t, func() { m = say(g.owner, "message-2", chat.MentionAll) }); len(rows) != 3 {
			t.Errorf("%d rows, want 3: %.2000q", len(rows), rows)
		}
		if c := g.member.find(t, g.conv); c.MentionSeq != m.Seq || c.MentionSeq <= c.ReadSeq {
			t.Errorf("mention %d, read %d; want %d", c.MentionSeq, c.ReadSeq, m.Seq)
		}
		late := h.person(t)
		h.join(t, g.owner, late)
		if err := h.chat.RemoveMember(t.Context(), g.owner.by, g.conv, g.member.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		if c := late.find(t, g.conv); c.MentionSeq != 0 || c.MemberCount != 10_000 {
			t.Errorf("the newcomer has the mention %d in a group of %d", c.MentionSeq, c.MemberCount)
		}
		g.member = late
	})
	t.Run("who is away is told of a message that names them, and of no other", func(t *testing.T) {
		say(g.owner, "message-3", string(g.member.ID), chat.MentionAll)
		if d := heard.last(); d.Crowd == nil || !slices.Equal(d.Named, []id.UserID{g.member.ID}) {
			t.Errorf("crowd %v, named %q; want the one", d.Crowd != nil, d.Named)
		}
		say(g.owner, "message-4")
		if d := heard.last(); d.Crowd == nil || len(d.Named) != 0 {
			t.Errorf("crowd %v, named %q; want nobody", d.Crowd != nil, d.Named)
		}
	})
	t.Run("a card that turns is a change of its message, and no event of each member", func(t *testing.T) {
		m, err := h.chat.ShareCard(t.Context(), g.owner.by, chat.Send{Conv: g.conv, ClientID: "card-0001", Body: card()})
		if err != nil {
			t.Fatal(err)
		}
		device, _ := g.member.online(t, &superettev1.Hello{})
		before := g.member.find(t, g.conv).Mod
		rows := h.written(t, func() {
			if err := h.chat.ChangeCard(t.Context(), m.Body.Card.ID, chat.Paid, "Ling"); err != nil {
				t.Fatal(err)
			}
		})
		if len(rows) != 4 { // the message, the conversation, the card, and of whom its state is true
			t.Errorf("%d rows, want 4: %.2000q", len(rows), rows)
		}
		f, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetChanged() != nil })
		if c := f.GetChanged().GetMessage().GetCard(); c.GetState() != superettev1.CardState_CARD_STATE_PAID || c.GetStateBy() != "Ling" {
			t.Errorf("told = %+v", c)
		}
		changed, _, reset, err := h.chat.ListChanges(t.Context(), g.member.by, g.conv, before)
		if err != nil || reset || len(changed) != 1 || changed[0].Body.Card.State != chat.Paid {
			t.Errorf("who was away finds %+v, %v", changed, err)
		}
	})
	t.Run("how far somebody has read is nobody's to see", func(t *testing.T) {
		last := g.owner.find(t, g.conv).LastSeq
		if _, err := h.chat.Mark(t.Context(), g.admin.by, g.conv, last, ""); err != nil {
			t.Fatal(err)
		}
		if c := g.owner.find(t, g.conv); c.PeerReadSeq != 0 {
			t.Errorf("peer read = %d, want 0", c.PeerReadSeq)
		}
	})
	t.Run("a group that shrinks is told and marked as before", func(t *testing.T) {
		small := h.crowd(t, normalMax+1)
		if err := h.chat.LeaveGroup(t.Context(), small.admin.by, small.conv); err != nil {
			t.Fatal(err)
		}
		m := small.member.send(t, small.conv, "message-5", "fewer")
		if d := heard.last(); d.Crowd != nil || len(d.To) != normalMax {
			t.Errorf("crowd %v, to %d", d.Crowd != nil, len(d.To))
		}
		if _, err := h.chat.Mark(t.Context(), small.owner.by, small.conv, m.Seq, ""); err != nil {
			t.Fatal(err)
		}
		if c := small.member.find(t, small.conv); c.PeerReadSeq != m.Seq || c.MemberCount != normalMax {
			t.Errorf("peer read = %d of %d members, want %d", c.PeerReadSeq, c.MemberCount, m.Seq)
		}
	})
}

func TestCrowds(t *testing.T) {
	h := open(t, options{})
	g := h.crowd(t, 10_000)
	member, _ := g.member.online(t, &superettev1.Hello{})
	admin, _ := g.admin.online(t, &superettev1.Hello{})
	stranger, _ := h.person(t).online(t, &superettev1.Hello{})
	said := func(text string) func(*superettev1.ServerFrame) bool {
		return func(f *superettev1.ServerFrame) bool { return f.GetPush().GetMessage().GetText().GetText() == text }
	}
	pushes := func(frames []*superettev1.ServerFrame) (n int) {
		for _, f := range frames {
			if f.GetPush() != nil || f.GetChanged() != nil {
				n++
			}
		}
		return n
	}
	t.Run("a message goes to whoever is here, and what goes over the bus does not name ten thousand", func(t *testing.T) {
		g.owner.send(t, g.conv, "message-0", "first") // says who is in it
		member.until(said("first"))
		heard := make(chan int, 100)
		sub, err := h.bus.Subscribe("chat.live", func(m bus.Message) { heard <- len(m.Data) })
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = sub.Close() })
		for n := range 10 {
			text := fmt.Sprintf("message %d", n)
			g.owner.send(t, g.conv, fmt.Sprintf("message-b%d", n), text)
			member.until(said(text))
			admin.until(said(text))
			select {
			case size := <-heard:
				if size > 500 {
					t.Errorf("%d bytes for one message", size)
				}
			case <-time.After(patience):
				t.Fatal("nothing went over the bus")
			}
		}
		if n := pushes(stranger.pong(1)); n > 0 {
			t.Errorf("a stranger heard %d messages", n)
		}
	})
	t.Run("who joins hears what is said from then on, and who left nothing", func(t *testing.T) {
		late := h.person(t)
		h.join(t, g.owner, late)
		device, _ := late.online(t, &superettev1.Hello{})
		if err := h.chat.LeaveGroup(t.Context(), g.admin.by, g.conv); err != nil {
			t.Fatal(err)
		}
		admin.until(func(f *superettev1.ServerFrame) bool { return f.GetEvent().GetLeft() == string(g.conv) })
		before := g.owner.send(t, g.conv, "before-01", "before you came")
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		answer, err := h.chat.SendText(t.Context(), g.owner.by, chat.Send{Conv: g.conv, ClientID: "answer-01", Body: chat.Body{Text: "so it is"}, ReplyTo: before.Seq})
		if err != nil {
			t.Fatal(err)
		}
		f, earlier := device.until(said("so it is"))
		if q := f.GetPush().GetMessage().GetQuote(); q.GetSeq() != before.Seq || q.GetText() != "" || pushes(earlier) != 0 {
			t.Errorf("the newcomer sees the quote %+v after %d others", q, pushes(earlier))
		}
		f, earlier = member.until(said("so it is"))
		if q := f.GetPush().GetMessage().GetQuote(); q.GetText() != "before you came" || pushes(earlier) != 3 { // two lines of the group's own
			t.Errorf("a member sees the quote %+v after %d others", q, pushes(earlier))
		}
		for _, seq := range []int64{before.Seq, answer.Seq} {
			if _, err := h.chat.ChangeMessage(t.Context(), g.owner.by, g.conv, seq, "otherwise"); err != nil {
				t.Fatal(err)
			}
		}
		changed := func(f *superettev1.ServerFrame) bool { return f.GetChanged().GetMessage().GetSeq() == answer.Seq }
		if _, earlier := device.until(changed); pushes(earlier) != 0 {
			t.Errorf("the newcomer heard %d changes of what they do not see", pushes(earlier))
		}
		if _, earlier := member.until(changed); pushes(earlier) != 1 {
			t.Errorf("a member heard %d changes before, want 1", pushes(earlier))
		}
		if n := pushes(admin.pong(3)); n != 0 {
			t.Errorf("who left heard %d", n)
		}
	})
	t.Run("once the bus lost something devices look for what they missed, and hear again what is said", func(t *testing.T) {
		h.live.LoseOne()
		missed := false
		for n := range 1000 {
			text := fmt.Sprintf("after %d", n)
			g.owner.send(t, g.conv, fmt.Sprintf("after-%04d", n), text)
			frames := member.pong(int64(100 + n))
			missed = missed || slices.ContainsFunc(frames, func(f *superettev1.ServerFrame) bool { return f.GetGap() != nil })
			if slices.ContainsFunc(frames, said(text)) {
				if !missed {
					t.Error("nobody was told to look for what they missed")
				}
				return
			}
		}
		t.Error("nothing is heard any more")
	})
}
