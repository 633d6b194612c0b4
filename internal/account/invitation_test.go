package account_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// generous limits let a test register as often as it likes.
func generous() account.Limits {
	many := account.Rate{Burst: 100_000, Every: time.Second}
	return account.Limits{PerHandle: many, PerAddress: many, NewAccounts: many}
}

// openAs is an instance where registering is as the operator chose.
func openAs(t *testing.T, r account.Registration, limits account.Limits) *town {
	t.Helper()
	w := open(t, limits)
	w.Service = w.process(r, limits)
	return w
}

// process is one of several that serve the town.
func (w *town) process(r account.Registration, limits account.Limits) *account.Service {
	return account.New(account.Config{
		DB: w.db, IDs: id.NewSource(w.clock, rand.Reader), Now: w.clock, Random: rand.Reader,
		Key: bytes.Repeat([]byte{1}, 32), Limits: limits, Origin: origin, Registration: r,
	})
}

func (w *town) desk() account.Desk {
	return account.Desk{Files: w.db, IDs: id.NewSource(w.clock, rand.Reader), Now: w.clock, Random: rand.Reader}
}

func (w *town) invite(t *testing.T, uses int) (account.Invitation, string) {
	t.Helper()
	i, code, err := w.desk().Invite(t.Context(), uses, 24*time.Hour, "")
	if err != nil {
		t.Fatal(err)
	}
	return i, code
}

// with is somebody at home who has an invitation.
func with(code string) account.Origin {
	from := home()
	from.Invitation = code
	return from
}

// used returns how many registered by the town's one invitation.
func (w *town) used(t *testing.T) int {
	t.Helper()
	list, err := w.desk().List(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("invitations = %+v, %v; want one", list, err)
	}
	return list[0].Used
}

func wantNobody(t *testing.T, w *town, handle string) {
	t.Helper()
	if p, err := w.FindHandle(t.Context(), handle); !errors.Is(err, account.ErrNobody) {
		t.Errorf("%s is %+v, %v; want nobody", handle, p, err)
	}
}

func TestInvitations(t *testing.T) {
	for _, way := range []struct {
		name string
		join func(t *testing.T, w *town, from account.Origin, handle string) error
	}{
		{"by a password", func(t *testing.T, w *town, from account.Origin, handle string) error {
			t.Helper()
			_, err := w.Register(t.Context(), from, handle, handle, right)
			return err
		}},
		{"by a passkey", func(t *testing.T, w *town, from account.Origin, handle string) error {
			t.Helper()
			a := newAuthenticator(t)
			open := w.process(account.RegistrationOpen, generous())
			// What decides is the end of it: what it begins with could be had from an instance that was open a moment ago.
			m, err := open.BeginRegistration(t.Context(), from, handle, handle)
			if err != nil {
				return err
			}
			_, begun := w.BeginRegistration(t.Context(), from, handle, handle)
			_, err = w.RegisterWithPasskey(t.Context(), from, account.Newcomer{Handle: handle, Name: handle, PasskeyName: "Laptop", UserHandle: m.UserHandle}, a.make(m))
			if fault.Of(begun) != fault.Of(err) {
				t.Errorf("it begins with %v and ends with %v", begun, err)
			}
			return err
		}},
	} {
		t.Run(way.name, func(t *testing.T) {
			refused := func(t *testing.T, w *town, code string, want error) {
				t.Helper()
				if err := way.join(t, w, with(code), "stranger"); !errors.Is(err, want) {
					t.Errorf("error = %v, want %v", err, want)
				}
				wantNobody(t, w, "stranger")
			}
			t.Run("nobody comes in without one", func(t *testing.T) {
				refused(t, openAs(t, account.RegistrationInvited, generous()), "", account.ErrUninvited)
			})
			t.Run("nobody comes in by one that was never made", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				w.invite(t, 1)
				refused(t, w, "0123456789abcdefghjkmnpqrs", account.ErrInvitation)
				refused(t, w, strings.Repeat("a", 5000), account.ErrInvitation)
			})
			t.Run("each counts as often as was said, and no more", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				_, code := w.invite(t, 2)
				for _, handle := range []string{"ling", "tom"} {
					if err := way.join(t, w, with(code), handle); err != nil {
						t.Fatal(err)
					}
				}
				refused(t, w, code, account.ErrInvitationUsed)
			})
			t.Run("a registration that fails uses nothing up", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				if _, err := w.Ensure(t.Context(), "ling", "Ling", false); err != nil {
					t.Fatal(err)
				}
				_, code := w.invite(t, 1)
				if _, err := w.Register(t.Context(), with(code), "ling", "Ling", right); !errors.Is(err, account.ErrHandleTaken) {
					t.Fatalf("error = %v, want ErrHandleTaken", err)
				}
				if err := way.join(t, w, with(code), "tom"); err != nil {
					t.Errorf("the other name: %v", err)
				}
			})
			t.Run("however it was typed it is the same", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				_, code := w.invite(t, 1)
				if err := way.join(t, w, with(" "+strings.ToUpper(code[:13])+"-"+code[13:]), "ling"); err != nil {
					t.Error(err)
				}
			})
			t.Run("it ends with its time", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				_, code := w.invite(t, 1)
				w.later(24*time.Hour - time.Millisecond)
				if err := w.MayRegister(t.Context(), with(code)); err != nil {
					t.Fatal(err)
				}
				w.later(time.Millisecond)
				refused(t, w, code, account.ErrInvitationExpired)
			})
			t.Run("it ends when the operator takes it back", func(t *testing.T) {
				w := openAs(t, account.RegistrationInvited, generous())
				i, code := w.invite(t, 1)
				if _, err := w.desk().Revoke(t.Context(), string(i.ID)); err != nil {
					t.Fatal(err)
				}
				refused(t, w, code, account.ErrInvitation)
			})
			t.Run("none helps where registration is closed", func(t *testing.T) {
				w := openAs(t, account.RegistrationClosed, generous())
				_, code := w.invite(t, 1)
				refused(t, w, code, account.ErrRegistrationClosed)
				refused(t, w, "", account.ErrRegistrationClosed)
			})
			t.Run("none is needed or used up where it is open", func(t *testing.T) {
				w := openAs(t, "", generous())
				_, code := w.invite(t, 1)
				for handle, from := range map[string]account.Origin{"ling": home(), "tom": with(code), "mei": with("nonsense")} {
					if err := way.join(t, w, from, handle); err != nil {
						t.Error(err)
					}
				}
				if n := w.used(t); n != 0 {
					t.Errorf("%d used, want 0", n)
				}
			})
		})
	}
	t.Run("who has an account comes in as ever", func(t *testing.T) {
		w := openAs(t, account.RegistrationOpen, generous())
		_, a := w.join(t, "ling")
		if _, err := w.Register(t.Context(), home(), "tom", "Tom", right); err != nil {
			t.Fatal(err)
		}
		for _, r := range []account.Registration{account.RegistrationInvited, account.RegistrationClosed} {
			w.Service = w.process(r, generous())
			if _, err := w.SignIn(t.Context(), home(), "tom", right); err != nil {
				t.Errorf("%s: %v", r, err)
			}
			if _, err := w.SignInWithPasskey(t.Context(), home(), a.sign(w.ask(t))); err != nil {
				t.Errorf("%s: %v", r, err)
			}
		}
	})
	t.Run("guessing is limited as it is at signing in, and by the limit of new accounts as ever", func(t *testing.T) {
		w := openAs(t, account.RegistrationInvited, account.Limits{PerAddress: account.Rate{Burst: 3, Every: time.Hour}, NewAccounts: account.Rate{Burst: 1, Every: time.Hour}})
		_, code := w.invite(t, 10)
		if _, err := w.Register(t.Context(), with(code), "ling", "Ling", right); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Register(t.Context(), with(code), "tom", "Tom", right); !errors.Is(err, account.ErrTooOften) {
			t.Errorf("a second account: %v, want ErrTooOften", err)
		}
		if err := w.MayRegister(t.Context(), with("a guess")); !errors.Is(err, account.ErrInvitation) {
			t.Errorf("a guess: %v", err)
		}
		if err := w.MayRegister(t.Context(), with(code)); !errors.Is(err, account.ErrTooOften) {
			t.Errorf("after too many: %v, want ErrTooOften", err)
		}
		if err := w.MayRegister(t.Context(), home()); !errors.Is(err, account.ErrUninvited) {
			t.Errorf("without one, which is no guess: %v", err)
		}
	})
}

// TestInvitationsAtOnce lets more people come at once than an invitation is for, to two processes.
func TestInvitationsAtOnce(t *testing.T) {
	const uses, comers = 3, 9
	w := openAs(t, account.RegistrationInvited, generous())
	at := []*account.Service{w.Service, w.process(account.RegistrationInvited, generous())}
	_, code := w.invite(t, uses)
	answers := make(chan error, comers)
	for n := range comers {
		go func() {
			_, err := at[n%len(at)].Register(context.WithoutCancel(t.Context()), with(code), fmt.Sprintf("person_%d", n), "Person", right)
			answers <- err
		}()
	}
	in := 0
	for range comers {
		switch err := <-answers; {
		case err == nil:
			in++
		case !errors.Is(err, account.ErrInvitationUsed):
			t.Error(err)
		}
	}
	if in != uses || w.used(t) != uses {
		t.Errorf("%d came in, %d are counted; want %d", in, w.used(t), uses)
	}
}

func TestDesk(t *testing.T) {
	w := openAs(t, account.RegistrationInvited, generous())
	t.Run("codes have 130 bits and differ, and none is kept", func(t *testing.T) {
		_, a, err := w.desk().Invite(t.Context(), 1, time.Hour, " first term ")
		if err != nil {
			t.Fatal(err)
		}
		w.later(time.Millisecond)
		_, b := w.invite(t, 2)
		shape := regexp.MustCompile("^[0-9a-hjkmnp-tv-z]{26}$")
		if !shape.MatchString(a) || !shape.MatchString(b) || a == b {
			t.Errorf("codes %q and %q", a, b)
		}
		list, err := w.desk().List(t.Context())
		if err != nil || len(list) != 2 || list[0].Uses != 2 || list[1].Note != "first term" {
			t.Errorf("list = %+v, %v; want the newest first", list, err)
		}
		err = w.db.Read(t.Context(), func(tx store.Tx) error {
			var found int
			if err := tx.QueryRow(`SELECT count(*) FROM invitation WHERE code_sum = $1 OR id LIKE $2 OR note LIKE $2`, []byte(a), "%"+a+"%").Scan(&found); err != nil {
				return err
			}
			if found > 0 {
				t.Error("the code is kept")
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
	for _, c := range []struct {
		name string
		uses int
		ttl  time.Duration
		note string
		want error
	}{
		{"no use", 0, time.Hour, "", account.ErrInvitationUses},
		{"less than none", -1, time.Hour, "", account.ErrInvitationUses},
		{"more than an instance holds", 10_001, time.Hour, "", account.ErrInvitationUses},
		{"no time", 1, 0, "", account.ErrInvitationTTL},
		{"a time before", 1, -time.Hour, "", account.ErrInvitationTTL},
		{"years", 1, 400 * 24 * time.Hour, "", account.ErrInvitationTTL},
		{"a note of two lines", 1, time.Hour, "a\nb", account.ErrInvitationNote},
		{"a long note", 1, time.Hour, strings.Repeat("长", 101), account.ErrInvitationNote},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			if _, code, err := w.desk().Invite(t.Context(), c.uses, c.ttl, c.note); !errors.Is(err, c.want) || code != "" {
				t.Errorf("code %q, error = %v, want %v", code, err, c.want)
			}
		})
	}
	t.Run("cannot take back what is not there, and twice what is", func(t *testing.T) {
		for _, name := range []string{"", "nonsense", "inv_00000000000000000000000000"} {
			if _, err := w.desk().Revoke(t.Context(), name); !errors.Is(err, account.ErrNoInvitation) {
				t.Errorf("%q: %v, want ErrNoInvitation", name, err)
			}
		}
		_, code := w.invite(t, 1)
		first, err := w.desk().Revoke(t.Context(), code)
		w.later(time.Hour)
		again, errAgain := w.desk().Revoke(t.Context(), string(first.ID))
		if err != nil || errAgain != nil || again.RevokedAt.UnixMilli() != first.RevokedAt.UnixMilli() {
			t.Errorf("at %v (%v), again at %v (%v)", first.RevokedAt, err, again.RevokedAt, errAgain)
		}
	})
	t.Run("says so of an instance that knows no invitations yet", func(t *testing.T) {
		before := storetest.OpenAt(t, filepath.Join(t.TempDir(), "before"), w.clock)
		desk := w.desk()
		desk.Files = before
		_, _, made := desk.Invite(t.Context(), 1, time.Hour, "")
		_, listed := desk.List(t.Context())
		_, revoked := desk.Revoke(t.Context(), "code")
		for _, err := range []error{made, listed, revoked} {
			if !errors.Is(err, account.ErrOldTables) {
				t.Errorf("error = %v, want ErrOldTables", err)
			}
		}
	})
}

// TestInvitationsOverHTTP asks as the host's pages do.
func TestInvitationsOverHTTP(t *testing.T) {
	w := openAs(t, account.RegistrationInvited, generous())
	server := serve(t, w, false)
	_, code := w.invite(t, 1)
	const security = "/api/superette.v1.SecurityService/"
	door := func(t *testing.T, code, want string) {
		t.Helper()
		r := ask(t, server, http.MethodPost, security+"GetDoor", `{"invitation":"`+code+`"}`, local)
		var answer struct{ Refused string }
		if err := json.NewDecoder(r.Body).Decode(&answer); err != nil || r.StatusCode != http.StatusOK || answer.Refused != want {
			t.Errorf("the door says %q, %v, status %d; want %q", answer.Refused, err, r.StatusCode, want)
		}
	}
	refused := func(t *testing.T, method, body, want string) {
		t.Helper()
		r := ask(t, server, http.MethodPost, method, body, local)
		if got := r.Header.Get("Superette-Code"); r.StatusCode != http.StatusForbidden || got != want || cookieOf(t, r) != nil {
			t.Errorf("%s: status %d, %q, cookie %v; want 403 and %q", method, r.StatusCode, got, cookieOf(t, r), want)
		}
	}
	const passkey = `,"name":"Eve","userId":"dXNyXzAxaDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAw","passkeyName":"Phone","attestation":{}`
	t.Run("without a code", func(t *testing.T) {
		door(t, "", "account.uninvited")
		refused(t, service+"Register", `{"handle":"eve","name":"Eve","password":"correct horse"}`, "account.uninvited")
		refused(t, security+"BeginRegistration", `{"handle":"eve","name":"Eve"}`, "account.uninvited")
		refused(t, security+"RegisterWithPasskey", `{"handle":"eve"`+passkey+`}`, "account.uninvited")
	})
	t.Run("with one that is none", func(t *testing.T) {
		door(t, "nonsense", "account.invitation")
		refused(t, service+"Register", `{"handle":"eve","name":"Eve","password":"correct horse","invitation":"nonsense"}`, "account.invitation")
		refused(t, security+"BeginRegistration", `{"handle":"eve","name":"Eve","invitation":"nonsense"}`, "account.invitation")
		refused(t, security+"RegisterWithPasskey", `{"handle":"eve","invitation":"nonsense"`+passkey+`}`, "account.invitation")
	})
	t.Run("with the right one, once", func(t *testing.T) {
		door(t, code, "")
		r := ask(t, server, http.MethodPost, service+"Register", `{"handle":"ling","name":"Ling","password":"correct horse","invitation":"`+code+`"}`, local)
		if r.StatusCode != http.StatusOK || cookieOf(t, r) == nil {
			t.Fatalf("status %d", r.StatusCode)
		}
		door(t, code, "account.invitation-used")
		refused(t, service+"Register", `{"handle":"eve","name":"Eve","password":"correct horse","invitation":"`+code+`"}`, "account.invitation-used")
	})
	t.Run("where it is closed", func(t *testing.T) {
		w.Service = w.process(account.RegistrationClosed, generous())
		server = serve(t, w, false)
		door(t, code, "account.registration-closed")
		refused(t, service+"Register", `{"handle":"eve","name":"Eve","password":"correct horse"}`, "account.registration-closed")
	})
}
