package chat_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// group is a group of an owner, an admin and a member, all of them contacts of the owner.
type group struct {
	owner, admin, member *person
	conv                 id.ConvID
}

func (h *house) group(t testing.TB) group {
	t.Helper()
	g := group{owner: h.person(t), admin: h.person(t), member: h.person(t)}
	h.join(t, g.owner, g.admin)
	h.join(t, g.owner, g.member)
	c, err := h.chat.CreateGroup(t.Context(), g.owner.by, "Tea", []id.UserID{g.admin.ID, g.member.ID})
	if err != nil {
		t.Fatal(err)
	}
	g.conv = c.ID
	if err := h.chat.ChangeRole(t.Context(), g.owner.by, g.conv, g.admin.ID, chat.Admin); err != nil {
		t.Fatal(err)
	}
	return g
}

func lines(messages []chat.Message) []string {
	var said []string
	for _, m := range messages {
		if m.Body.Notice != nil {
			said = append(said, m.Body.Notice.Key)
		} else {
			said = append(said, m.Body.Text)
		}
	}
	return said
}

func ptr[T any](v T) *T { return &v }

func (p *person) find(t testing.TB, conv id.ConvID) chat.Conversation {
	t.Helper()
	c, err := p.h.chat.Find(t.Context(), p.by, conv)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestGroups(t *testing.T) {
	h := open(t, options{})
	t.Run("whoever makes a group owns it, and without a title it is called after its members", func(t *testing.T) {
		a, b := h.person(t), h.person(t)
		h.join(t, a, b)
		c, err := h.chat.CreateGroup(t.Context(), a.by, " ", []id.UserID{b.ID})
		if err != nil || c.Title != a.Name+", "+b.Name || c.Role != chat.Owner || c.MemberCount != 2 {
			t.Errorf("CreateGroup = %+v, %v", c, err)
		}
		if got := b.find(t, c.ID); got.Role != chat.Member {
			t.Errorf("role of the other = %d, want member", got.Role)
		}
	})
	t.Run("a newcomer sees what is said from their joining on, and counts only that as unread", func(t *testing.T) {
		g := h.group(t)
		g.owner.send(t, g.conv, "before-01", "before you came")
		late := h.person(t)
		h.join(t, g.admin, late)
		device, _ := late.online(t, &superettev1.Hello{})
		if _, err := h.chat.AddMembers(t.Context(), g.admin.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		told, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetEvent().GetConversation() != nil })
		if c := told.GetEvent().GetConversation(); c.GetId() != string(g.conv) || c.GetLastSeq()-c.GetReadSeq() != 1 || c.GetGroup().GetMemberCount() != 4 {
			t.Errorf("told = %+v", c)
		}
		g.member.send(t, g.conv, "after-001", "welcome")
		if got, want := lines(late.history(t, g.conv)), []string{"group.added", "welcome"}; !slices.Equal(got, want) {
			t.Errorf("history = %q, want %q", got, want)
		}
		if c := late.find(t, g.conv); c.LastSeq-c.ReadSeq != 2 {
			t.Errorf("unread = %d, want 2", c.LastSeq-c.ReadSeq)
		}
		for _, seq := range []int64{1, 2, 3} {
			if m, _, err := h.chat.History(t.Context(), late.by, g.conv, chat.Page{Before: seq + 1, Limit: 1}); err != nil || len(m) != 0 {
				t.Errorf("seq %d: %d messages, %v; want none", seq, len(m), err)
			}
		}
	})
	t.Run("who leaves or is removed is told, sees nothing any more, and gets no more pushes", func(t *testing.T) {
		g := h.group(t)
		for name, c := range map[string]struct {
			who *person
			out func() error
		}{
			"leaves":     {g.admin, func() error { return h.chat.LeaveGroup(t.Context(), g.admin.by, g.conv) }},
			"is removed": {g.member, func() error { return h.chat.RemoveMember(t.Context(), g.owner.by, g.conv, g.member.ID) }},
		} {
			before, err := h.chat.Sync(t.Context(), c.who.by, 0, nil)
			if err != nil {
				t.Fatal(err)
			}
			device, _ := c.who.online(t, &superettev1.Hello{})
			if err := c.out(); err != nil {
				t.Fatal(err)
			}
			device.until(func(f *superettev1.ServerFrame) bool { return f.GetEvent().GetLeft() == string(g.conv) })
			g.owner.send(t, g.conv, "secret-"+strings.ReplaceAll(name, " ", "-"), "now that you are gone")
			for _, f := range device.pong(1) {
				if f.GetPush() != nil {
					t.Errorf("%s: still hears %v", name, f)
				}
			}
			if _, _, err := h.chat.History(t.Context(), c.who.by, g.conv, chat.Page{}); !errors.Is(err, chat.ErrNoConversation) {
				t.Errorf("%s: history: %v", name, err)
			}
			after, err := h.chat.Sync(t.Context(), c.who.by, before.Useq, nil)
			if err != nil || len(after.Changed) != 0 || len(after.Events) != 1 || after.Events[0].Left != g.conv {
				t.Errorf("%s: sync = %+v, %v; want the one event", name, after, err)
			}
		}
	})
	t.Run("who comes back sees what was said since, and not what they missed", func(t *testing.T) {
		g := h.group(t)
		if err := h.chat.LeaveGroup(t.Context(), g.member.by, g.conv); err != nil {
			t.Fatal(err)
		}
		g.owner.send(t, g.conv, "missed-01", "missed")
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{g.member.ID}); err != nil {
			t.Fatal(err)
		}
		if got, want := lines(g.member.history(t, g.conv)), []string{"group.added"}; !slices.Equal(got, want) {
			t.Errorf("history = %q, want %q", got, want)
		}
		// Their missed events: they left, but are in it again.
		w, err := h.chat.Sync(t.Context(), g.member.by, 1, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range w.Events {
			if e.Left != "" {
				t.Error("a member was told that they left")
			}
		}
	})
	t.Run("changes are said as lines, told to every device, and said once", func(t *testing.T) {
		g := h.group(t)
		device, _ := g.member.online(t, &superettev1.Hello{})
		change := chat.GroupChange{Title: ptr("Oolong"), Notice: ptr("Tea at four."), MuteAll: ptr(true), Approve: ptr(true)}
		for range 2 {
			if _, err := h.chat.ChangeGroup(t.Context(), g.admin.by, g.conv, change); err != nil {
				t.Fatal(err)
			}
		}
		told, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetEvent().GetGroup() != nil })
		if c := told.GetEvent().GetGroup(); c.GetTitle() != "Oolong" || c.GetGroup().GetNotice() != "Tea at four." || !c.GetGroup().GetMuteAll() || !c.GetGroup().GetApprove() {
			t.Errorf("told = %+v", c)
		}
		got := lines(g.member.history(t, g.conv))[2:]
		if want := []string{"group.renamed", "group.noticed", "group.muted", "group.approves"}; !slices.Equal(got, want) {
			t.Errorf("lines = %q, want %q", got, want)
		}
	})
	t.Run("in a quiet group only the owner and admins write, and a repeated send still gets its answer", func(t *testing.T) {
		g := h.group(t)
		first := g.member.send(t, g.conv, "member-01", "before it was quiet")
		if _, err := h.chat.ChangeGroup(t.Context(), g.owner.by, g.conv, chat.GroupChange{MuteAll: ptr(true)}); err != nil {
			t.Fatal(err)
		}
		send := chat.Send{Conv: g.conv, ClientID: "member-02", Body: chat.Body{Text: "psst"}}
		if _, err := h.chat.SendText(t.Context(), g.member.by, send); !errors.Is(err, chat.ErrMuted) {
			t.Errorf("error = %v, want ErrMuted", err)
		}
		if again := g.member.send(t, g.conv, "member-01", "before it was quiet"); again.Seq != first.Seq {
			t.Errorf("seq = %d, want %d", again.Seq, first.Seq)
		}
		g.admin.send(t, g.conv, "admin-001", "a word")
		g.owner.send(t, g.conv, "owner-001", "another")
	})
	t.Run("an owner cannot leave the others without one, but can hand over and go; the last one ends it", func(t *testing.T) {
		g := h.group(t)
		code, err := h.chat.GetInvite(t.Context(), g.owner.by, g.conv)
		if err != nil {
			t.Fatal(err)
		}
		if err := h.chat.LeaveGroup(t.Context(), g.owner.by, g.conv); !errors.Is(err, chat.ErrOwnerStays) {
			t.Errorf("error = %v, want ErrOwnerStays", err)
		}
		if err := h.chat.TransferGroup(t.Context(), g.owner.by, g.conv, g.member.ID); err != nil {
			t.Fatal(err)
		}
		if g.owner.find(t, g.conv).Role != chat.Admin || g.member.find(t, g.conv).Role != chat.Owner {
			t.Error("the roles did not change")
		}
		for _, who := range []*person{g.owner, g.admin, g.member} {
			if err := h.chat.LeaveGroup(t.Context(), who.by, g.conv); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.chat.JoinGroup(t.Context(), g.owner.by, code, ""); !errors.Is(err, chat.ErrInvite) {
			t.Errorf("error = %v, want ErrInvite", err)
		}
	})
}

func TestGroupNames(t *testing.T) {
	h := open(t, options{})
	g := h.group(t)
	for name, title := range map[string]string{
		"a text turned around":    "Tea \u202egnp.exe",
		"a hidden isolate":        "Tea\u2066",
		"nothing that shows":      "\u200b\u200b",
		"a line break":            "Tea\nOwner: Ling",
		"a control character":     "Tea\x00",
		"too much":                strings.Repeat("茶", 65),
		"bytes that are no text":  "Tea\xff",
		"a mark of right to left": "\u200fTea",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if _, err := h.chat.ChangeGroup(t.Context(), g.owner.by, g.conv, chat.GroupChange{Title: &title}); !errors.Is(err, chat.ErrTitle) {
				t.Errorf("error = %v, want ErrTitle", err)
			}
		})
	}
	t.Run("takes tags as the letters they are", func(t *testing.T) {
		title := `<img src=x onerror=alert(1)>`
		if c, err := h.chat.ChangeGroup(t.Context(), g.owner.by, g.conv, chat.GroupChange{Title: &title}); err != nil || c.Title != title {
			t.Errorf("title = %q, %v", c.Title, err)
		}
	})
}

func TestInvites(t *testing.T) {
	h := open(t, options{})
	t.Run("a code leads into the group, until there is a new one", func(t *testing.T) {
		g := h.group(t)
		code, err := h.chat.GetInvite(t.Context(), g.member.by, g.conv)
		if err != nil {
			t.Fatal(err)
		}
		stranger := h.person(t)
		i, err := h.chat.FindInvite(t.Context(), stranger.by, code)
		if err != nil || i.Title != "Tea" || i.MemberCount != 3 || i.Conv != "" || i.Approve {
			t.Errorf("FindInvite = %+v, %v", i, err)
		}
		for _, wrong := range []string{"", code + "x", "ab\x00cdefghij"} {
			_, findErr := h.chat.FindInvite(t.Context(), stranger.by, wrong)
			_, joinErr := h.chat.JoinGroup(t.Context(), stranger.by, wrong, "")
			if !errors.Is(findErr, chat.ErrInvite) || !errors.Is(joinErr, chat.ErrInvite) {
				t.Errorf("code %q: %v, %v; want ErrInvite twice", wrong, findErr, joinErr)
			}
		}
		c, err := h.chat.JoinGroup(t.Context(), stranger.by, code, "")
		if err != nil || c == nil || c.ID != g.conv || c.LastSeq != c.ReadSeq {
			t.Errorf("JoinGroup = %+v, %v; want the group, with nothing unread", c, err)
		}
		if again, err := h.chat.JoinGroup(t.Context(), stranger.by, code, ""); err != nil || again == nil || again.MemberCount != 4 {
			t.Errorf("joining again = %+v, %v", again, err)
		}
		if same, err := h.chat.GetInvite(t.Context(), stranger.by, g.conv); err != nil || same != code {
			t.Errorf("another member's code = %q, %v; want the same", same, err)
		}
		if _, err := h.chat.ResetInvite(t.Context(), g.admin.by, g.conv); err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.JoinGroup(t.Context(), h.person(t).by, code, ""); !errors.Is(err, chat.ErrInvite) {
			t.Errorf("the old code: error = %v, want ErrInvite", err)
		}
	})
	t.Run("where somebody decides, who asks waits, and sees nothing until they are let in", func(t *testing.T) {
		g := h.group(t)
		if _, err := h.chat.ChangeGroup(t.Context(), g.owner.by, g.conv, chat.GroupChange{Approve: ptr(true)}); err != nil {
			t.Fatal(err)
		}
		code, err := h.chat.GetInvite(t.Context(), g.owner.by, g.conv)
		if err != nil {
			t.Fatal(err)
		}
		yes, no := h.person(t), h.person(t)
		device, _ := g.admin.online(t, &superettev1.Hello{})
		for _, who := range []*person{yes, no} {
			if c, err := h.chat.JoinGroup(t.Context(), who.by, code, "it is me"); err != nil || c != nil {
				t.Fatalf("JoinGroup = %+v, %v; want neither", c, err)
			}
			if i, err := h.chat.FindInvite(t.Context(), who.by, code); err != nil || !i.Asked || i.Conv != "" {
				t.Errorf("FindInvite = %+v, %v", i, err)
			}
		}
		device.until(func(f *superettev1.ServerFrame) bool {
			return f.GetEvent().GetConversation().GetGroup().GetWaiting() == 2
		})
		if c := g.member.find(t, g.conv); c.Waiting != 0 {
			t.Errorf("a plain member sees %d waiting", c.Waiting)
		}
		requests, err := h.chat.ListJoinRequests(t.Context(), g.admin.by, g.conv)
		if err != nil || len(requests) != 2 || requests[0].Person.ID != yes.ID || requests[0].Note != "it is me" {
			t.Errorf("requests = %+v, %v", requests, err)
		}
		if err := h.chat.AnswerJoinRequest(t.Context(), g.admin.by, g.conv, yes.ID, true); err != nil {
			t.Fatal(err)
		}
		if err := h.chat.AnswerJoinRequest(t.Context(), g.owner.by, g.conv, no.ID, false); err != nil {
			t.Fatal(err)
		}
		if err := h.chat.AnswerJoinRequest(t.Context(), g.owner.by, g.conv, yes.ID, true); !errors.Is(err, chat.ErrNoRequest) {
			t.Errorf("answering twice: error = %v, want ErrNoRequest", err)
		}
		yes.send(t, g.conv, "hello-001", "hello")
		if _, _, err := h.chat.History(t.Context(), no.by, g.conv, chat.Page{}); !errors.Is(err, chat.ErrNoConversation) {
			t.Errorf("the refused one: error = %v", err)
		}
	})
	t.Run("ten thousand joins in a minute are slowed down, and the members keep talking", func(t *testing.T) {
		now := time.UnixMilli(1_700_000_000_000)
		h := open(t, options{now: func() time.Time { return now }})
		g := h.group(t)
		code, err := h.chat.GetInvite(t.Context(), g.owner.by, g.conv)
		if err != nil {
			t.Fatal(err)
		}
		crowd := make([]*person, 100)
		for i := range crowd {
			crowd[i] = h.person(t)
		}
		joined, refused := 0, 0
		for i := range 10_000 {
			_, err := h.chat.JoinGroup(t.Context(), crowd[i%len(crowd)].by, code, "")
			switch {
			case err == nil:
				joined++
			case errors.Is(err, httpd.ErrTooMany):
				refused++
			default:
				t.Fatal(err)
			}
			if i%2500 == 0 {
				g.owner.send(t, g.conv, fmt.Sprintf("flood-%05d", i), "still here")
			}
		}
		if joined > 60 || joined < 20 || joined+refused != 10_000 {
			t.Errorf("%d joined and %d were refused", joined, refused)
		}
	})
}

func TestBlocks(t *testing.T) {
	h := open(t, options{})
	t.Run("who is blocked cannot write, nor be written to, until it ends", func(t *testing.T) {
		a, b, conv := h.friends(t)
		b.send(t, conv, "before-01", "hello")
		if err := h.contacts.Block(t.Context(), a.by, b.ID); err != nil {
			t.Fatal(err)
		}
		if err := h.chat.Bar(t.Context(), a.ID, b.ID, true); err != nil {
			t.Fatal(err)
		}
		send := chat.Send{Conv: conv, ClientID: "after-001", Body: chat.Body{Text: "hello?"}}
		if _, err := h.chat.SendText(t.Context(), b.by, send); !errors.Is(err, chat.ErrBarred) {
			t.Errorf("the blocked one: error = %v, want ErrBarred", err)
		}
		if _, err := h.chat.SendText(t.Context(), a.by, send); !errors.Is(err, chat.ErrBlocked) {
			t.Errorf("the other: error = %v, want ErrBlocked", err)
		}
		if got := lines(b.history(t, conv)); len(got) != 2 {
			t.Errorf("history = %q; what was said stays", got)
		}
		if err := h.chat.Bar(t.Context(), a.ID, b.ID, false); err != nil {
			t.Fatal(err)
		}
		b.send(t, conv, "after-002", "thank you")
	})
	t.Run("it holds after a restart", func(t *testing.T) {
		dir := t.TempDir()
		first := open(t, options{dir: dir})
		a, b, conv := first.friends(t)
		if err := first.chat.Bar(t.Context(), a.ID, b.ID, true); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(first.chat.Close(), first.db.Close()); err != nil {
			t.Fatal(err)
		}
		second := open(t, options{dir: dir})
		if _, err := second.chat.SendText(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "client-01", Body: chat.Body{Text: "x"}}); !errors.Is(err, chat.ErrBarred) {
			t.Errorf("error = %v, want ErrBarred", err)
		}
	})
}
