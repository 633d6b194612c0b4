package account_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// town is the room on a real database with a clock that the test moves.
type town struct {
	*account.Service

	db *store.DB

	mu  sync.Mutex
	now time.Time
}

func (w *town) later(d time.Duration) { w.mu.Lock(); w.now = w.now.Add(d); w.mu.Unlock() }

func (w *town) clock() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.now }

func open(t *testing.T, limits account.Limits) *town {
	t.Helper()
	return openOn(t, limits, origin)
}

func openOn(t *testing.T, limits account.Limits, origin string) *town {
	t.Helper()
	w := &town{now: time.UnixMilli(1_800_000_000_000)}
	w.db = storetest.OpenAt(t, t.TempDir(), w.clock, account.Schema())
	w.Service = account.New(account.Config{
		DB: w.db, IDs: id.NewSource(w.clock, rand.Reader), Now: w.clock, Random: rand.Reader,
		Key: bytes.Repeat([]byte{1}, 32), Limits: limits, Origin: origin,
	})
	return w
}

func home() account.Origin { return account.Origin{Address: "192.0.2.1:5000", Agent: "test"} }

const right = "correct horse"

func TestRegister(t *testing.T) {
	w := open(t, account.Limits{})
	t.Run("makes a person who is signed in", func(t *testing.T) {
		s, err := w.Register(t.Context(), home(), " Ling ", "林玲", right)
		if err != nil {
			t.Fatal(err)
		}
		if s.Person.Handle != "ling" || s.Person.Name != "林玲" || s.Person.Tint < 0 || s.Person.Tint > 11 {
			t.Errorf("person = %+v", s.Person)
		}
		by, err := w.ByToken(t.Context(), s.Token)
		if err != nil || by.User != s.Person.ID || by.Kind != id.Person || by.Session == "" || by.Device == "" {
			t.Errorf("ByToken = %+v, %v; want the person", by, err)
		}
	})
	for _, c := range []struct {
		name, handle, shown, password string
		want                          error
	}{
		{"a handle that is taken, in whatever case", "LING", "Other", right, account.ErrHandleTaken},
		{"a short handle", "ab", "Al", right, account.ErrHandle},
		{"a handle with a space inside", "a b c", "Al", right, account.ErrHandle},
		{"a handle in another script", "линг", "Al", right, account.ErrHandle},
		{"no name", "tom", "  ", right, account.ErrName},
		{"a long name", "tom", strings.Repeat("长", 33), right, account.ErrName},
		{"a name that turns the direction of writing", "tom", "a\u202eb", right, account.ErrName},
		{"a name with an invisible character", "tom", "a\u200bb", right, account.ErrName},
		{"a short password", "tom", "Tom", "1234567", account.ErrPassword},
		{"a long password", "tom", "Tom", strings.Repeat("x", 129), account.ErrPassword},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			if _, err := w.Register(t.Context(), home(), c.handle, c.shown, c.password); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %v", err, c.want)
			}
		})
	}
	t.Run("two who want one handle at once: one gets it", func(t *testing.T) {
		errs := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := w.Register(context.WithoutCancel(t.Context()), home(), "both", "Both", right)
				errs <- err
			}()
		}
		a, b := <-errs, <-errs
		if (a == nil) == (b == nil) || !errors.Is(errors.Join(a, b), account.ErrHandleTaken) {
			t.Errorf("errors = %v and %v, want one ErrHandleTaken", a, b)
		}
	})
}

func TestSignIn(t *testing.T) {
	w := open(t, account.Limits{PerHandle: account.Rate{Burst: 3, Every: time.Minute}})
	if _, err := w.Register(t.Context(), home(), "ling", "Ling", right); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Ensure(t.Context(), "mei", "Mei", true); err != nil {
		t.Fatal(err)
	}
	t.Run("the right password opens a session of its own", func(t *testing.T) {
		a, err := w.SignIn(t.Context(), home(), "ling", right)
		if err != nil {
			t.Fatal(err)
		}
		b, err := w.SignIn(t.Context(), home(), "Ling", right)
		if err != nil || a.Token == b.Token || a.Caller.Session == b.Caller.Session || a.Caller.Device == b.Caller.Device {
			t.Errorf("second sign-in = %+v, %v; want another session", b, err)
		}
	})
	t.Run("a wrong password, an unknown handle and a bot without one get the same answer", func(t *testing.T) {
		for _, c := range [][2]string{{"ling", "wrong horse"}, {"nobody_here", right}, {"mei", right}, {"mei", ""}, {"no such name", right}} {
			if _, err := w.SignIn(t.Context(), account.Origin{Address: "198.51.100.7"}, c[0], c[1]); !errors.Is(err, account.ErrWrong) {
				t.Errorf("SignIn(%q, %q): error = %v, want ErrWrong", c[0], c[1], err)
			}
		}
	})
	t.Run("guessing ends after the burst, even with the right password, and goes on later", func(t *testing.T) {
		from := account.Origin{Address: "203.0.113.9"}
		for range 3 {
			if _, err := w.SignIn(t.Context(), from, "ling", "guess guess"); !errors.Is(err, account.ErrWrong) {
				t.Fatalf("error = %v, want ErrWrong", err)
			}
		}
		if _, err := w.SignIn(t.Context(), from, "ling", right); !errors.Is(err, account.ErrTooOften) {
			t.Errorf("error = %v, want ErrTooOften", err)
		}
		if _, err := w.SignIn(t.Context(), home(), "ling", right); err != nil {
			t.Errorf("from another address: %v, want no limit there", err)
		}
		w.later(time.Minute)
		if _, err := w.SignIn(t.Context(), from, "ling", right); err != nil {
			t.Errorf("a minute later: %v", err)
		}
	})
	t.Run("one IPv6 customer is one address", func(t *testing.T) {
		for i, address := range []string{"[2001:db8:1:2::1]:1", "[2001:db8:1:2::2]:1", "2001:db8:1:2:3::4", "2001:db8:1:2::5"} {
			_, err := w.SignIn(t.Context(), account.Origin{Address: address}, "ling", "guess guess")
			if want := map[bool]error{true: account.ErrWrong, false: account.ErrTooOften}[i < 3]; !errors.Is(err, want) {
				t.Errorf("attempt %d: error = %v, want %v", i, err, want)
			}
		}
	})
}

func TestSessions(t *testing.T) {
	setUp := func(t *testing.T) (*town, account.Session) {
		w := open(t, account.Limits{})
		if _, err := w.Ensure(t.Context(), "ling", "Ling", false); err != nil {
			t.Fatal(err)
		}
		s, err := w.SignInAs(t.Context(), home(), "ling")
		if err != nil {
			t.Fatal(err)
		}
		return w, s
	}
	t.Run("lasts as long as it is used at least every 90 days", func(t *testing.T) {
		w, s := setUp(t)
		for range 5 {
			w.later(89 * 24 * time.Hour)
			if _, err := w.ByToken(t.Context(), s.Token); err != nil {
				t.Fatalf("used in time: %v", err)
			}
		}
		w.later(account.SessionTTL + 2*time.Hour)
		if _, err := w.ByToken(t.Context(), s.Token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("after 90 days: error = %v, want ErrSignedOut", err)
		}
	})
	t.Run("ends when its person signs out; others go on", func(t *testing.T) {
		w, s := setUp(t)
		other, err := w.SignInAs(t.Context(), home(), "ling")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.SignOut(t.Context(), s.Caller); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ByToken(t.Context(), s.Token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("error = %v, want ErrSignedOut", err)
		}
		if _, err := w.ByToken(t.Context(), other.Token); err != nil {
			t.Errorf("the other session: %v", err)
		}
	})
	t.Run("the database does not hold the token", func(t *testing.T) {
		w, s := setUp(t)
		err := w.db.Read(t.Context(), func(tx store.Tx) error {
			rows, err := store.List(tx, func(row store.Scanner) (sum []byte, err error) {
				err = row.Scan(&sum)
				return sum, err
			}, `SELECT token_sum FROM session`)
			for _, sum := range rows {
				if len(sum) != 32 || bytes.Contains(sum, []byte(s.Token)) {
					t.Errorf("stored %q", sum)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	for name, token := range map[string]string{
		"nothing": "", "a foreign token": strings.Repeat("A", 43), "a long one": strings.Repeat("A", 4000),
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			w, _ := setUp(t)
			if _, err := w.ByToken(t.Context(), token); !errors.Is(err, account.ErrSignedOut) {
				t.Errorf("error = %v, want ErrSignedOut", err)
			}
		})
	}
}

func TestOpenID(t *testing.T) {
	w := open(t, account.Limits{})
	const user, app = id.UserID("usr_1"), id.AppID("wx0123456789abcdef")
	got := w.OpenID(user, app)
	t.Run("looks like WeChat's", func(t *testing.T) {
		if len(got) != 28 || got[0] != 'o' {
			t.Errorf("OpenID = %q, want 28 characters from o", got)
		}
	})
	t.Run("is the same for the same two and differs for any other", func(t *testing.T) {
		if again := w.OpenID(user, app); again != got {
			t.Errorf("OpenID = %q, then %q", got, again)
		}
		if w.OpenID("usr_2", app) == got || w.OpenID(user, "wx0123456789abcde0") == got {
			t.Error("two people or two programs share an openid")
		}
	})
	t.Run("of a group looks like WeChat's too, is the same for ever and differs for any other", func(t *testing.T) {
		gid := w.OpenGID("cnv_1", app)
		if len(gid) != 28 || gid[0] != 't' || gid != w.OpenGID("cnv_1", app) {
			t.Errorf("OpenGID = %q, then %q; want the same 28 characters from t", gid, w.OpenGID("cnv_1", app))
		}
		if w.OpenGID("cnv_2", app) == gid || w.OpenGID("cnv_1", "wx0123456789abcde0") == gid {
			t.Error("two groups or two programs share an id of a group")
		}
	})
}

func TestRename(t *testing.T) {
	w := open(t, account.Limits{})
	s, err := w.Register(t.Context(), home(), "ling", "Ling", right)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("changes the shown name and nothing else", func(t *testing.T) {
		got, err := w.Rename(t.Context(), s.Caller, " 林 👩‍🍳 ")
		want := s.Person
		want.Name = "林 👩‍🍳"
		if err != nil || got != want {
			t.Errorf("Rename = %+v, %v; want %+v", got, err, want)
		}
	})
	t.Run("a program may not do it", func(t *testing.T) {
		if _, err := w.Rename(t.Context(), s.Caller.In("wx0123456789abcdef"), "Evil"); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("error = %v, want ErrSignedOut", err)
		}
	})
}

func TestEnsure(t *testing.T) {
	w := open(t, account.Limits{})
	first, err := w.Ensure(t.Context(), "mei", "Mei", true)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("makes nobody twice, nor renames", func(t *testing.T) {
		again, err := w.Ensure(t.Context(), "mei", "Other", false)
		if err != nil || again != first {
			t.Errorf("Ensure = %+v, %v; want %+v", again, err, first)
		}
	})
}
