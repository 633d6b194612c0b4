package social_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
)

// told settles the events and returns what was emitted of requests since the last time.
func (w *town) told(t *testing.T) (pairs []social.Pair) {
	t.Helper()
	if err := w.db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for len(w.requested) > 0 {
		pairs = append(pairs, <-w.requested)
	}
	return pairs
}

func (w *town) asks(t *testing.T, by id.Caller, other id.UserID, note string) {
	t.Helper()
	if _, asked, err := w.Add(t.Context(), by, other, note); err != nil || !asked {
		t.Fatalf("Add = asked %v, %v; want a request", asked, err)
	}
}

// waiting returns the notes of who waits for somebody, and the names of whom they wait for.
func (w *town) waiting(t *testing.T, by id.Caller) (notes, names string) {
	t.Helper()
	asking, asked, err := w.ListRequests(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range asking {
		notes += "[" + r.Person.Name + ": " + r.Note + "]"
	}
	for _, r := range asked {
		names += "[" + r.Person.Name + "]"
	}
	return notes, names
}

func (w *town) know(t *testing.T, a, b id.UserID) bool {
	t.Helper()
	known, err := w.Knows(t.Context(), a, b)
	if err != nil {
		t.Fatal(err)
	}
	return known
}

func TestRequests(t *testing.T) {
	w := open(t)
	ling, byLing := w.person(t, "ling", "Ling")
	tom, byTom := w.person(t, "tom", "Tom")
	mei, byMei := w.person(t, "mei", "Mei")
	asked := []social.Pair{{By: ling.ID, Other: tom.ID}}

	w.asks(t, byLing, tom.ID, " from the tea house ")
	if got := w.told(t); fmt.Sprint(got) != fmt.Sprint(asked) {
		t.Errorf("told %v, want %v", got, asked)
	}
	if notes, _ := w.waiting(t, byTom); notes != "[Ling: from the tea house]" {
		t.Errorf("Tom sees %s", notes)
	}
	if _, names := w.waiting(t, byLing); names != "[Tom]" {
		t.Errorf("Ling waits for %s", names)
	}
	if w.know(t, ling.ID, tom.ID) {
		t.Error("they are contacts, and Tom has not said yes")
	}
	t.Run("asking again changes the note and tells nothing", func(t *testing.T) {
		w.asks(t, byLing, tom.ID, "Ling from the tea house")
		if notes, _ := w.waiting(t, byTom); notes != "[Ling: Ling from the tea house]" || len(w.told(t)) != 0 {
			t.Errorf("Tom sees %s", notes)
		}
	})
	t.Run("who said no is asked in vain, and the other sees no difference", func(t *testing.T) {
		if err := w.Answer(t.Context(), byTom, ling.ID, false); err != nil {
			t.Fatal(err)
		}
		w.told(t)
		again := func() {
			w.asks(t, byLing, tom.ID, "please")
			notes, _ := w.waiting(t, byTom)
			_, names := w.waiting(t, byLing)
			_, standing, err := w.Find(t.Context(), byLing, "tom")
			if told := w.told(t); notes != "" || names != "[Tom]" || len(told) != 0 || err != nil || !standing.Asked || !standing.Asks {
				t.Errorf("Tom sees %q, Ling waits for %q, standing %+v, told %v, %v", notes, names, standing, told, err)
			}
		}
		again()
		if err := w.Withdraw(t.Context(), byLing, tom.ID); err != nil {
			t.Fatal(err)
		}
		if _, names := w.waiting(t, byLing); names != "" {
			t.Errorf("after taking it back Ling waits for %s", names)
		}
		again()
		if err := w.Answer(t.Context(), byTom, ling.ID, true); !errors.Is(err, social.ErrNoRequest) {
			t.Errorf("a yes to what was declined: %v", err)
		}
	})
	t.Run("who said no and asks themselves is let in", func(t *testing.T) {
		// Ling waits, as far as she knows; Tom's no was his own.
		if _, asked, err := w.Add(t.Context(), byTom, ling.ID, ""); err != nil || !asked {
			t.Fatalf("asked %v, %v", asked, err)
		}
		if _, asked, err := w.Add(t.Context(), byLing, tom.ID, ""); err != nil || asked || !w.know(t, tom.ID, ling.ID) {
			t.Fatalf("asked %v, %v", asked, err)
		}
		for _, by := range []id.Caller{byLing, byTom} {
			if notes, names := w.waiting(t, by); notes+names != "" {
				t.Errorf("still waiting: %s %s", notes, names)
			}
		}
	})
	t.Run("a yes makes contacts once, and again changes nothing", func(t *testing.T) {
		w.asks(t, byMei, tom.ID, "")
		for range 2 {
			if err := w.Answer(t.Context(), byTom, mei.ID, true); err != nil || !w.know(t, mei.ID, tom.ID) {
				t.Fatal(err)
			}
		}
	})
	t.Run("taken back it is gone for both", func(t *testing.T) {
		w.asks(t, byMei, ling.ID, "")
		if err := w.Withdraw(t.Context(), byMei, ling.ID); err != nil {
			t.Fatal(err)
		}
		if notes, _ := w.waiting(t, byLing); notes != "" {
			t.Errorf("Ling sees %s", notes)
		}
		for name, err := range map[string]error{
			"taken back again": w.Withdraw(t.Context(), byMei, ling.ID), "answered": w.Answer(t.Context(), byLing, mei.ID, true),
		} {
			if !errors.Is(err, social.ErrNoRequest) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("who is blocked disappears with the request, and cannot be answered", func(t *testing.T) {
		w.asks(t, byMei, ling.ID, "")
		if err := w.Block(t.Context(), byLing, mei.ID); err != nil {
			t.Fatal(err)
		}
		if notes, _ := w.waiting(t, byLing); notes != "" {
			t.Errorf("Ling sees %s", notes)
		}
		if err := w.Answer(t.Context(), byLing, mei.ID, true); !errors.Is(err, social.ErrBlocked) {
			t.Errorf("a yes: %v", err)
		}
		if _, _, err := w.Add(t.Context(), byMei, ling.ID, ""); !errors.Is(err, account.ErrNobody) {
			t.Errorf("asking again: %v", err)
		}
	})
	t.Run("a bot is added at once", func(t *testing.T) {
		bot, err := w.people.Ensure(t.Context(), "helper", "Helper", true)
		if err != nil {
			t.Fatal(err)
		}
		if _, asked, err := w.Add(t.Context(), byMei, bot.ID, ""); err != nil || asked || !w.know(t, mei.ID, bot.ID) {
			t.Errorf("asked %v, %v", asked, err)
		}
	})
	t.Run("a request waits for thirty days, and so long does a no count", func(t *testing.T) {
		ann, byAnn := w.person(t, "ann", "Ann")
		_, byBen := w.person(t, "ben", "Ben")
		w.asks(t, byBen, ann.ID, "one")
		if err := w.Answer(t.Context(), byAnn, byBen.User, false); err != nil {
			t.Fatal(err)
		}
		w.later(29 * 24 * time.Hour)
		w.asks(t, byBen, ann.ID, "two")
		if notes, _ := w.waiting(t, byAnn); notes != "" {
			t.Errorf("after 29 days Ann sees %s", notes)
		}
		w.later(2 * 24 * time.Hour)
		w.asks(t, byBen, ann.ID, "three")
		if notes, _ := w.waiting(t, byAnn); notes != "[Ben: three]" {
			t.Errorf("after 31 days Ann sees %s", notes)
		}
		w.later(31 * 24 * time.Hour)
		if notes, _ := w.waiting(t, byAnn); notes != "" {
			t.Errorf("31 days later Ann sees %s", notes)
		}
		if err := w.Answer(t.Context(), byAnn, byBen.User, true); !errors.Is(err, social.ErrNoRequest) {
			t.Errorf("a yes to what is over: %v", err)
		}
	})
	for name, note := range map[string]string{"long": strings.Repeat("茶", 101), "of two lines": "a\nb", "not UTF-8": "\xff"} {
		t.Run("a note that is "+name+" is refused", func(t *testing.T) {
			if _, _, err := w.Add(t.Context(), byMei, tom.ID, note); !errors.Is(err, social.ErrNote) {
				t.Errorf("error = %v", err)
			}
		})
	}
	t.Run("a hundred may be asked at a time", func(t *testing.T) {
		_, byFan := w.person(t, "fan", "Fan")
		for i := range 101 {
			p, _ := w.person(t, fmt.Sprintf("star_%d", i), "Star")
			_, asked, err := w.Add(t.Context(), byFan, p.ID, "")
			if want := i < 100; want != asked || want != (err == nil) || (!want && !errors.Is(err, social.ErrWaiting)) {
				t.Fatalf("number %d: asked %v, %v", i+1, asked, err)
			}
		}
	})
}
