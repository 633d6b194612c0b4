package chat_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

// roll reads all pages of a group's members.
func (p *person) roll(t testing.TB, conv id.ConvID, page chat.MemberPage) (all []chat.GroupMember, pages int) {
	t.Helper()
	for {
		list, err := p.h.chat.ListMembers(t.Context(), p.by, conv, page)
		if err != nil {
			t.Fatal(err)
		}
		all, pages = append(all, list.Members...), pages+1
		if list.Next == "" {
			return all, pages
		}
		page.Cursor = list.Next
	}
}

func membersNamed(list []chat.GroupMember) (names []string) {
	for _, m := range list {
		names = append(names, m.Person.Name)
	}
	return names
}

func TestMembersInPages(t *testing.T) {
	h := open(t, options{})
	t.Run("members come in pages: the owner, admins, then the others by name", func(t *testing.T) {
		g := h.crowd(t, 12)
		want := []string{g.owner.Name, g.admin.Name}
		for i := range 9 {
			want = append(want, fmt.Sprintf("One of %05d", i))
		}
		want = append(want, g.member.Name)
		for _, limit := range []int{1, 5, 6, 12, 200} {
			all, pages := g.member.roll(t, g.conv, chat.MemberPage{Limit: limit})
			if got := membersNamed(all); !slices.Equal(got, want) || pages != (12+limit-1)/limit {
				t.Errorf("pages of %d: %q on %d", limit, got, pages)
			}
		}
	})
	t.Run("whoever comes and goes between two pages moves nobody else", func(t *testing.T) {
		g := h.crowd(t, 8)
		first, err := h.chat.ListMembers(t.Context(), g.owner.by, g.conv, chat.MemberPage{Limit: 4})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.chat.RemoveMember(t.Context(), g.owner.by, g.conv, first.Members[3].Person.ID); err != nil { // whom the cursor names
			t.Fatal(err)
		}
		rest, _ := g.owner.roll(t, g.conv, chat.MemberPage{Limit: 4, Cursor: first.Next})
		if got, want := membersNamed(rest), []string{"One of 00002", "One of 00003", "One of 00004", g.member.Name}; !slices.Equal(got, want) {
			t.Errorf("the rest = %q, want %q", got, want)
		}
	})
	t.Run("ten thousand are read page by page, everybody once, in the order in which they joined", func(t *testing.T) {
		g := h.crowd(t, 10_000)
		all, pages := g.member.roll(t, g.conv, chat.MemberPage{Limit: 200})
		if len(all) != 10_000 || pages != 50 || all[0].Role != chat.Owner || all[1].Role != chat.Admin {
			t.Fatalf("%d members on %d pages", len(all), pages)
		}
		for i, m := range all[1:] {
			if m.JoinedAt != all[i].JoinedAt+1 {
				t.Fatalf("%d joined at %d, after who joined at %d", i+1, m.JoinedAt, all[i].JoinedAt)
			}
		}
		found, _ := g.member.roll(t, g.conv, chat.MemberPage{Query: "one 0777", Limit: 4})
		if got := membersNamed(found); len(got) != 11 || got[0] != "One of 00777" || got[1] != "One of 07770" || got[10] != "One of 07779" {
			t.Errorf("found %q, want eleven by name", got)
		}
	})
	t.Run("whoever searches a large group without an end is slowed down", func(t *testing.T) {
		still := time.Now() // what is asked for while no time passes
		h := open(t, options{now: func() time.Time { return still }})
		g := h.crowd(t, normalMax+1)
		for n := range 41 {
			_, err := h.chat.ListMembers(t.Context(), g.owner.by, g.conv, chat.MemberPage{Query: "one"})
			if wanted := n == 40; errors.Is(err, httpd.ErrTooMany) != wanted || err != nil && !wanted {
				t.Fatalf("search %d: %v", n+1, err)
			}
		}
	})
	t.Run("somebody is found by each word of their name, their handle, and what the caller calls them", func(t *testing.T) {
		g := h.group(t)
		if _, err := h.people.Rename(t.Context(), g.member.by, "José 林玲 Álvarez"); err != nil {
			t.Fatal(err)
		}
		h.remark(t, g.owner, g.admin.ID, "The Boss")
		for query, want := range map[string]id.UserID{
			"jose": g.member.ID, "ALVAREZ josé": g.member.ID, "玲": g.member.ID, "@" + g.member.Handle: g.member.ID, "boss": g.admin.ID, "nobody": "", "jose boss": "",
		} {
			all, _ := g.owner.roll(t, g.conv, chat.MemberPage{Query: query})
			if want == "" && len(all) > 0 || want != "" && (len(all) != 1 || all[0].Person.ID != want) {
				t.Errorf("%q finds %q", query, membersNamed(all))
			}
		}
		if all, _ := g.member.roll(t, g.conv, chat.MemberPage{Query: "boss"}); len(all) != 0 {
			t.Errorf("somebody else's name for the admin finds %q", membersNamed(all))
		}
		as := g.owner.by.In("wx0123456789abcdef")
		if list, err := h.chat.ListMembers(t.Context(), as, g.conv, chat.MemberPage{Query: "boss"}); err != nil || len(list.Members) != 0 {
			t.Errorf("a program learns what its person calls somebody: %q, %v", membersNamed(list.Members), err)
		}
	})
}

func TestHostilePages(t *testing.T) {
	h := open(t, options{})
	g, large := h.crowd(t, 5), h.crowd(t, normalMax+1)
	stranger := h.person(t)
	in := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	user := string(g.owner.ID)
	for name, cursor := range map[string]string{
		"no base64":             "%%%",
		"nothing in it":         in(" "),
		"no JSON":               in("owner"),
		"a list":                in(`[3,"` + user + `"]`),
		"no role":               in(`{"u":"` + user + `"}`),
		"a role that is none":   in(`{"r":9,"u":"` + user + `"}`),
		"a role that is text":   in(`{"r":"3","u":"` + user + `"}`),
		"nobody":                in(`{"r":1}`),
		"no id":                 in(`{"r":1,"u":"' OR 1=1 --"}`),
		"a NUL":                 in(`{"r":1,"u":"usr_\u0000"}`),
		"a time beyond numbers": in(`{"r":1,"j":1e400,"u":"` + user + `"}`),
		"two of them":           in(`{"r":1,"u":"`+user+`"}`) + "." + in(`{}`),
		"longer than a name":    in(`{"r":1,"n":"` + strings.Repeat("a", 2000) + `","u":"` + user + `"}`),
	} {
		t.Run("a cursor is refused that is "+name, func(t *testing.T) {
			for _, conv := range []id.ConvID{g.conv, large.conv} {
				by := g.member
				if conv == large.conv {
					by = large.member
				}
				status, answer := h.call(t, by.token, "GroupService/ListMembers", map[string]any{"conv": conv, "cursor": cursor})
				if status == 200 || codeOf(answer) != "chat.cursor" || !strings.Contains(fmt.Sprint(answer["message"]), "Begin again") {
					t.Errorf("%d %v", status, answer)
				}
			}
		})
	}
	t.Run("a page is neither too large nor less than nothing, and a query is one", func(t *testing.T) {
		for code, pages := range map[string][]chat.MemberPage{
			"chat.range": {{Limit: 201}, {Limit: -1}},
			"chat.query": {{Query: strings.Repeat("林", 101)}},
		} {
			for _, page := range pages {
				_, answer := h.call(t, g.member.token, "GroupService/ListMembers", map[string]any{"conv": g.conv, "query": page.Query, "limit": page.Limit})
				if codeOf(answer) != code {
					t.Errorf("%+v: %v, want %s", page, answer, code)
				}
			}
		}
	})
	t.Run("a cursor of one group opens no other to somebody who is not in it", func(t *testing.T) {
		for _, conv := range []id.ConvID{g.conv, large.conv} {
			list, err := h.chat.ListMembers(t.Context(), large.member.by, large.conv, chat.MemberPage{Limit: 1})
			if err != nil || list.Next == "" {
				t.Fatalf("next = %q, %v", list.Next, err)
			}
			for _, page := range []chat.MemberPage{{}, {Cursor: list.Next}, {Query: "one"}} {
				if got, err := h.chat.ListMembers(t.Context(), stranger.by, conv, page); !errors.Is(err, chat.ErrNoConversation) || len(got.Members) > 0 {
					t.Errorf("%+v: %d members, %v", page, len(got.Members), err)
				}
			}
		}
	})
	t.Run("a cursor that was made up lists no more than any other", func(t *testing.T) {
		for _, cursor := range []string{in(`{"r":3,"n":"\uffff","j":-9223372036854775808,"u":"` + user + `"}`), in(`{"r":1,"j":9223372036854775807,"n":"zzz","u":"` + user + `"}`)} {
			for by, conv := range map[*person]id.ConvID{g.member: g.conv, large.member: large.conv} {
				if list, err := h.chat.ListMembers(t.Context(), by.by, conv, chat.MemberPage{Cursor: cursor}); err != nil || len(list.Members) > 100 {
					t.Errorf("%d members, %v", len(list.Members), err)
				}
			}
		}
	})
}
