package social_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
)

// remarks returns what somebody calls others, in no order.
func (w *town) remarks(t *testing.T, by id.Caller) []social.Remark {
	t.Helper()
	list, err := w.ListRemarks(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// remarkedSince settles the events and returns who changed a remark since the last time.
func (w *town) remarkedSince(t *testing.T) (pairs []social.Pair) {
	t.Helper()
	if err := w.db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for len(w.remarked) > 0 {
		pairs = append(pairs, <-w.remarked)
	}
	return pairs
}

func TestRemarks(t *testing.T) {
	w := open(t)
	ling, byLing := w.person(t, "ling", "Ling")
	tom, byTom := w.person(t, "tom", "Tom")
	mei, _ := w.person(t, "mei", "Mei")
	if err := w.Join(t.Context(), social.Pair{By: ling.ID, Other: tom.ID}); err != nil {
		t.Fatal(err)
	}
	set := func(t *testing.T, name, note string) social.Remark {
		t.Helper()
		kept, err := w.SetRemark(t.Context(), byLing, social.Remark{Of: tom.ID, Name: name, Note: note})
		if err != nil {
			t.Fatal(err)
		}
		return kept
	}
	want := social.Remark{Of: tom.ID, Name: "茶友 Tom 👨‍👩‍👧", Note: "Met at the tea house.\nLikes oolong."}
	t.Run("a contact has a name and a note of the caller's own, without space around them", func(t *testing.T) {
		if kept := set(t, "  "+want.Name+" ", "\n"+want.Note+"\n"); kept != want {
			t.Errorf("kept %+v, want %+v", kept, want)
		}
		if list := w.remarks(t, byLing); !slices.Equal(list, []social.Remark{want}) {
			t.Errorf("listed %+v, want %+v", list, want)
		}
		if pairs := w.remarkedSince(t); !slices.Equal(pairs, []social.Pair{{By: ling.ID, Other: tom.ID}}) {
			t.Errorf("told %+v, want that Ling calls Tom otherwise", pairs)
		}
	})
	t.Run("the contact sees nothing of it", func(t *testing.T) {
		if list := w.remarks(t, byTom); len(list) != 0 {
			t.Errorf("Tom has %+v", list)
		}
		for _, by := range []id.Caller{byLing, byTom} {
			list, err := w.List(t.Context(), by)
			if err != nil || len(list) != 1 || list[0] != ling && list[0] != tom {
				t.Errorf("contacts of %s: %+v, %v", by, list, err)
			}
		}
		if p, _, err := w.Find(t.Context(), byTom, "tom"); err != nil || p != tom {
			t.Errorf("Tom is %+v, %v", p, err)
		}
	})
	t.Run("what is the same is told to nobody", func(t *testing.T) {
		set(t, want.Name, want.Note)
		if pairs := w.remarkedSince(t); len(pairs) != 0 {
			t.Errorf("told %+v", pairs)
		}
	})
	t.Run("the name is what the caller calls them, and nobody else", func(t *testing.T) {
		for _, c := range []struct {
			by, other id.UserID
			own, want string
		}{{ling.ID, tom.ID, "Tom", want.Name}, {tom.ID, ling.ID, "Ling", "Ling"}, {mei.ID, tom.ID, "Tom", "Tom"}} {
			if got, err := w.Called(t.Context(), c.by, c.other, c.own); err != nil || got != c.want {
				t.Errorf("%s calls %s %q, %v; want %q", c.by, c.other, got, err, c.want)
			}
		}
	})
	t.Run("a note alone leaves the contact's own name, and without both there is nothing", func(t *testing.T) {
		set(t, "", want.Note)
		if got, err := w.Called(t.Context(), ling.ID, tom.ID, "Tom"); err != nil || got != "Tom" {
			t.Errorf("called %q, %v", got, err)
		}
		set(t, " ", "\n")
		if list := w.remarks(t, byLing); len(list) != 0 {
			t.Errorf("left: %+v", list)
		}
		if pairs := w.remarkedSince(t); len(pairs) != 2 {
			t.Errorf("told %+v, want both changes", pairs)
		}
	})
	t.Run("it outlives a block", func(t *testing.T) {
		set(t, "Tom of the tea house", "")
		if err := w.Block(t.Context(), byLing, tom.ID); err != nil {
			t.Fatal(err)
		}
		if err := w.Unblock(t.Context(), byLing, tom.ID); err != nil {
			t.Fatal(err)
		}
		if got, err := w.Called(t.Context(), ling.ID, tom.ID, "Tom"); err != nil || got != "Tom of the tea house" {
			t.Errorf("called %q, %v", got, err)
		}
	})
	long := strings.Repeat("茶", 33)
	for name, c := range map[string]struct {
		by     id.Caller
		remark social.Remark
		want   error
	}{
		"a stranger":                       {byLing, social.Remark{Of: mei.ID, Name: "Mei"}, social.ErrNotContact},
		"oneself":                          {byLing, social.Remark{Of: ling.ID, Name: "me"}, social.ErrNotContact},
		"nobody":                           {byLing, social.Remark{Of: "usr_00000000000000000000000000", Name: "x"}, social.ErrNotContact},
		"by nobody":                        {id.Caller{}, social.Remark{Of: tom.ID, Name: "x"}, account.ErrSignedOut},
		"by a program":                     {byLing.In("wx0123456789abcdef"), social.Remark{Of: tom.ID, Name: "x"}, account.ErrSignedOut},
		"by a name that is long":           {byLing, social.Remark{Of: tom.ID, Name: long}, social.ErrRemark},
		"by a name of two lines":           {byLing, social.Remark{Of: tom.ID, Name: "a\nb"}, social.ErrRemark},
		"by a name that turns the line":    {byLing, social.Remark{Of: tom.ID, Name: "a\u202eb"}, social.ErrRemark},
		"by a name that isolates":          {byLing, social.Remark{Of: tom.ID, Name: "a\u2067b"}, social.ErrRemark},
		"by a name that does not show":     {byLing, social.Remark{Of: tom.ID, Name: "\u200b"}, social.ErrRemark},
		"by a name that is not UTF-8":      {byLing, social.Remark{Of: tom.ID, Name: "\xff"}, social.ErrRemark},
		"with a note that is long":         {byLing, social.Remark{Of: tom.ID, Note: strings.Repeat("茶", 301)}, social.ErrRemarkNote},
		"with a note that turns the line":  {byLing, social.Remark{Of: tom.ID, Note: "a\u202eb"}, social.ErrRemarkNote},
		"with a note of a control of old":  {byLing, social.Remark{Of: tom.ID, Note: "a\x00b"}, social.ErrRemarkNote},
		"with a note that is hidden UTF-8": {byLing, social.Remark{Of: tom.ID, Note: "\xc0\x80"}, social.ErrRemarkNote},
	} {
		t.Run("refuses to name "+name, func(t *testing.T) {
			if _, err := w.SetRemark(t.Context(), c.by, c.remark); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
	t.Run("programs are told of none", func(t *testing.T) {
		if list, err := w.ListRemarks(t.Context(), byLing.In("wx0123456789abcdef")); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("a program got %+v, %v", list, err)
		}
	})
}
