package account_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store/storetest"
)

const elsewhere = "https://chat.example.org"

// at is the same instance at another address.
func (w *town) at(t *testing.T, dir, origin string) *town {
	t.Helper()
	if w.db != nil {
		if err := w.db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	w.db = storetest.OpenAt(t, dir, w.clock, account.Schema())
	w.Service = account.New(account.Config{
		DB: w.db, IDs: id.NewSource(w.clock, rand.Reader), Now: w.clock, Random: rand.Reader, Key: bytes.Repeat([]byte{1}, 32), Origin: origin,
	})
	return w
}

func (w *town) settled(t *testing.T) account.Moved {
	t.Helper()
	m, err := w.Settle(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAnotherAddress(t *testing.T) {
	dir := t.TempDir()
	w := (&town{now: time.UnixMilli(1_800_000_000_000)}).at(t, dir, origin)
	if m := w.settled(t); m.People != 0 || len(w.MovedFrom()) != 0 {
		t.Fatalf("at first %+v", m)
	}
	ling, key := w.join(t, "ling") // keeps recovery codes
	codes, err := w.MakeRecoveryCodes(t.Context(), ling.Caller)
	if err != nil {
		t.Fatal(err)
	}
	tom, _ := w.join(t, "tom") // has a password too
	if err := w.ChangePassword(t.Context(), tom.Caller, right); err != nil {
		t.Fatal(err)
	}
	ada, _ := w.join(t, "ada") // has nothing else
	if _, err := w.Register(t.Context(), home(), "bob", "Bob", right); err != nil {
		t.Fatal(err)
	}

	w.at(t, dir, elsewhere)
	t.Run("who has passkeys of the one before alone is counted, and who has no other way in", func(t *testing.T) {
		m := w.settled(t)
		if !slices.Equal(m.From, []string{"localhost"}) || m.People != 3 || m.Stranded != 1 || !slices.Equal(w.MovedFrom(), m.From) {
			t.Errorf("moved = %+v", m)
		}
		seen, err := account.ExamineMoved(t.Context(), storetest.Reader(t, dir), elsewhere)
		if err != nil || seen.People != m.People || seen.Stranded != m.Stranded {
			t.Errorf("examined = %+v, %v", seen, err)
		}
	})
	var fresh account.Session
	var phone *authenticator
	t.Run("a recovery code leads in, where the old passkey is named and a new one is added", func(t *testing.T) {
		var err error
		if fresh, _, err = w.SignInWithCode(t.Context(), home(), "ling", codes[0]); err != nil {
			t.Fatal(err)
		}
		if all := w.security(t, fresh.Caller); len(all.Passkeys) != 1 || all.Passkeys[0].Elsewhere != "localhost" {
			t.Errorf("passkeys = %+v", all.Passkeys)
		}
		if _, err := w.BeginProof(t.Context(), fresh.Caller); !errors.Is(err, account.ErrNoPasskey) {
			t.Errorf("a proof by a passkey that does not work: %v, want ErrNoPasskey", err)
		}
		phone = newAuthenticator(t)
		phone.origin, phone.party = elsewhere, "chat.example.org"
		m, err := w.BeginPasskey(t.Context(), fresh.Caller)
		if err != nil || m.Party != "chat.example.org" || len(m.Excluded) != 0 {
			t.Fatalf("to make: %+v, %v", m, err)
		}
		if _, err := w.AddPasskey(t.Context(), fresh.Caller, "Phone", phone.make(m)); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignInWithPasskey(t.Context(), home(), phone.sign(w.ask(t))); err != nil {
			t.Errorf("the new one: %v", err)
		}
		if m := w.settled(t); m.People != 2 {
			t.Errorf("afterwards %+v, want two people", m)
		}
	})
	t.Run("an old one signs nobody in, whatever its browser says", func(t *testing.T) {
		if _, err := w.SignInWithPasskey(t.Context(), home(), key.sign(w.ask(t))); !errors.Is(err, account.ErrPasskey) {
			t.Errorf("%v, want ErrPasskey", err)
		}
	})
	t.Run("the last one that works stays, the old ones are no way that is left", func(t *testing.T) {
		for _, p := range w.security(t, fresh.Caller).Passkeys {
			if p.Elsewhere == "" {
				if err := w.RemovePasskey(t.Context(), fresh.Caller, p.ID); !errors.Is(err, account.ErrLastWay) {
					t.Errorf("%v, want ErrLastWay", err)
				}
			}
		}
	})
	t.Run("who is in and has an old one alone can add a new one, though there is nothing to prove it by", func(t *testing.T) {
		w.now = w.now.Add(time.Hour)
		if _, err := w.BeginPasskey(t.Context(), ada.Caller); err != nil {
			t.Error(err)
		}
		if _, err := w.BeginPasskey(t.Context(), fresh.Caller); !errors.Is(err, account.ErrProve) {
			t.Errorf("with a passkey that works: %v, want ErrProve", err)
		}
	})
	t.Run("back at the one before, the old ones work again", func(t *testing.T) {
		w.at(t, dir, origin)
		if m := w.settled(t); m.People != 0 || !slices.Equal(m.From, []string{"chat.example.org"}) || len(w.MovedFrom()) != 0 {
			t.Errorf("moved = %+v", m)
		}
		if _, err := w.SignInWithPasskey(t.Context(), home(), key.sign(w.ask(t))); err != nil {
			t.Error(err)
		}
	})
}
