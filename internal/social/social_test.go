package social_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

type town struct {
	*social.Service

	db     *store.DB
	people *account.Service
	added  chan social.Pair

	requested chan social.Pair
	remarked  chan social.Pair
	passed    atomic.Int64 // ns that the clock is ahead
}

func open(t *testing.T) *town {
	t.Helper()
	w := &town{added: make(chan social.Pair, 10), requested: make(chan social.Pair, 200), remarked: make(chan social.Pair, 10)}
	w.db = storetest.OpenAt(t, t.TempDir(), func() time.Time { return time.Now().Add(time.Duration(w.passed.Load())) }, account.Schema(), social.Schema())
	w.people = account.New(account.Config{
		DB: w.db, IDs: id.NewSource(time.Now, rand.Reader), Now: time.Now, Random: rand.Reader, Key: bytes.Repeat([]byte{1}, 32),
	})
	w.Service = social.New(w.db, w.people)
	for kind, told := range map[string]chan social.Pair{social.Added: w.added, social.Requested: w.requested, social.Remarked: w.remarked} {
		w.db.On(kind, func(_ context.Context, e store.Event) error {
			var pair social.Pair
			if err := json.Unmarshal(e.Payload, &pair); err != nil {
				return err
			}
			told <- pair
			return nil
		})
	}
	w.db.Start()
	return w
}

func (w *town) later(d time.Duration) { w.passed.Add(int64(d)) }

func (w *town) person(t *testing.T, handle, name string) (account.Person, id.Caller) {
	t.Helper()
	p, err := w.people.Ensure(t.Context(), handle, name, false)
	if err != nil {
		t.Fatal(err)
	}
	return p, id.AsPerson(p.ID, "ses_1", "dev_1")
}

func TestContacts(t *testing.T) {
	w := open(t)
	ling, byLing := w.person(t, "ling", "Ling")
	tom, byTom := w.person(t, "tom", "tom")
	_, byOther := w.person(t, "other", "Other")
	t.Run("adding makes both each other's contact", func(t *testing.T) {
		if err := w.SetOpen(t.Context(), byTom, true); err != nil {
			t.Fatal(err)
		}
		if got, asked, err := w.Add(t.Context(), byLing, tom.ID, ""); err != nil || got != tom || asked {
			t.Fatalf("Add = %+v, asked %v, %v; want Tom", got, asked, err)
		}
		for _, c := range []struct {
			by   id.Caller
			want account.Person
		}{{byLing, tom}, {byTom, ling}} {
			list, err := w.List(t.Context(), c.by)
			if err != nil || len(list) != 1 || list[0] != c.want {
				t.Errorf("list of %s = %+v, %v; want %s", c.by, list, err, c.want.Name)
			}
		}
	})
	t.Run("adding again, from either side, changes nothing and is told once", func(t *testing.T) {
		if _, asked, err := w.Add(t.Context(), byLing, tom.ID, ""); err != nil || asked {
			t.Fatal(err)
		}
		if _, asked, err := w.Add(t.Context(), byTom, ling.ID, ""); err != nil || asked {
			t.Fatal(err)
		}
		if err := w.db.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := len(w.added); n != 1 {
			t.Fatalf("%d events, want 1", n)
		}
		if pair := <-w.added; pair != (social.Pair{By: ling.ID, Other: tom.ID}) {
			t.Errorf("event = %+v, want Ling who added Tom", pair)
		}
	})
	t.Run("a stranger is found by handle and is no contact", func(t *testing.T) {
		p, standing, err := w.Find(t.Context(), byOther, "LING")
		if err != nil || p != ling || standing != (social.Standing{Asks: true}) {
			t.Errorf("Find = %+v, %+v, %v; want Ling, who would be asked", p, standing, err)
		}
		if _, standing, err := w.Find(t.Context(), byTom, "ling"); err != nil || standing != (social.Standing{Contact: true}) {
			t.Errorf("Tom's Find: %+v, %v; want a contact", standing, err)
		}
	})
	t.Run("contacts are listed by name, whatever its case", func(t *testing.T) {
		for _, name := range []string{"zoe", "Anna", "bob"} {
			p, _ := w.person(t, "h_"+name, name)
			if err := w.Join(t.Context(), social.Pair{By: byOther.User, Other: p.ID}); err != nil {
				t.Fatal(err)
			}
		}
		list, err := w.List(t.Context(), byOther)
		if err != nil || len(list) != 3 || list[0].Name != "Anna" || list[1].Name != "bob" || list[2].Name != "zoe" {
			t.Errorf("list = %+v, %v; want Anna, bob, zoe", list, err)
		}
	})
	for name, c := range map[string]struct {
		by    id.Caller
		other id.UserID
		want  error
	}{
		"oneself":   {byLing, ling.ID, social.ErrSelf},
		"nobody":    {byLing, "usr_00000000000000000000000000", account.ErrNobody},
		"by nobody": {id.Caller{}, tom.ID, account.ErrSignedOut},
		"in the name of somebody, as a program may not": {byLing.In("wx0123456789abcdef"), tom.ID, account.ErrSignedOut},
	} {
		t.Run("refuses to add "+name, func(t *testing.T) {
			if _, _, err := w.Add(t.Context(), c.by, c.other, ""); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
}
