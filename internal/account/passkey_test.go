package account_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
)

// join registers a person with a passkey alone.
func (w *town) join(t *testing.T, handle string) (account.Session, *authenticator) {
	t.Helper()
	a := newAuthenticator(t)
	m, err := w.BeginRegistration(t.Context(), home(), handle, handle)
	if err != nil {
		t.Fatal(err)
	}
	s, err := w.RegisterWithPasskey(t.Context(), home(), account.Newcomer{Handle: handle, Name: handle, PasskeyName: "Laptop", UserHandle: m.UserHandle}, a.make(m))
	if err != nil {
		t.Fatal(err)
	}
	return s, a
}

func (w *town) ask(t *testing.T) account.PasskeyAsk {
	t.Helper()
	ask, err := w.BeginSignIn()
	if err != nil {
		t.Fatal(err)
	}
	return ask
}

func (w *town) add(t *testing.T, by id.Caller, name string) (account.Passkey, *authenticator) {
	t.Helper()
	a := newAuthenticator(t)
	m, err := w.BeginPasskey(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	key, err := w.AddPasskey(t.Context(), by, name, a.make(m))
	if err != nil {
		t.Fatal(err)
	}
	return key, a
}

func (w *town) security(t *testing.T, by id.Caller) account.Security {
	t.Helper()
	all, err := w.Security(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestPasskeys(t *testing.T) {
	t.Run("a person registers with a passkey alone, and comes back by it", func(t *testing.T) {
		w := open(t, account.Limits{})
		s, a := w.join(t, "ling")
		again, err := w.SignInWithPasskey(t.Context(), home(), a.sign(w.ask(t)))
		if err != nil || again.Person != s.Person || again.Token == s.Token {
			t.Fatalf("signed in as %+v, %v; want %+v", again.Person, err, s.Person)
		}
		if by, err := w.ByToken(t.Context(), again.Token); err != nil || by.User != s.Person.ID {
			t.Errorf("ByToken = %v, %v", by, err)
		}
		all := w.security(t, s.Caller)
		if len(all.Passkeys) != 1 || all.Passkeys[0].Name != "Laptop" || !all.Passkeys[0].UsedAt.Equal(w.clock()) || all.Password {
			t.Errorf("security = %+v", all)
		}
		if _, err := w.SignIn(t.Context(), home(), "ling", ""); !errors.Is(err, account.ErrWrong) {
			t.Errorf("an empty password: %v, want ErrWrong", err)
		}
	})
	t.Run("a second device gets a passkey of its own; taken away it signs in no more, put back it does", func(t *testing.T) {
		w := open(t, account.Limits{})
		s, _ := w.join(t, "ling")
		key, phone := w.add(t, s.Caller, "Phone")
		if _, err := w.SignInWithPasskey(t.Context(), home(), phone.sign(w.ask(t))); err != nil {
			t.Fatal(err)
		}
		if err := w.RenamePasskey(t.Context(), s.Caller, key.ID, "Old phone"); err != nil {
			t.Fatal(err)
		}
		if got := w.security(t, s.Caller).Passkeys[1].Name; got != "Old phone" {
			t.Errorf("name = %q", got)
		}
		if err := w.RemovePasskey(t.Context(), s.Caller, key.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignInWithPasskey(t.Context(), home(), phone.sign(w.ask(t))); !errors.Is(err, account.ErrPasskeyUnknown) {
			t.Errorf("removed: %v, want ErrPasskeyUnknown", err)
		}
		if err := w.RestorePasskey(t.Context(), s.Caller, key.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := w.SignInWithPasskey(t.Context(), home(), phone.sign(w.ask(t))); err != nil {
			t.Errorf("put back: %v", err)
		}
	})
	t.Run("what was removed cannot be put back after a quarter of an hour, but registered anew", func(t *testing.T) {
		w := open(t, account.Limits{})
		s, laptop := w.join(t, "ling")
		key, phone := w.add(t, s.Caller, "Phone")
		if err := w.RemovePasskey(t.Context(), s.Caller, key.ID); err != nil {
			t.Fatal(err)
		}
		w.later(16 * time.Minute)
		w.prove(t, s.Caller, laptop)
		if err := w.RestorePasskey(t.Context(), s.Caller, key.ID); !errors.Is(err, account.ErrNoPasskey) {
			t.Errorf("error = %v, want ErrNoPasskey", err)
		}
		m, err := w.BeginPasskey(t.Context(), s.Caller)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddPasskey(t.Context(), s.Caller, "Phone", phone.make(m)); err != nil {
			t.Errorf("anew: %v", err)
		}
	})
	t.Run("the last way in stays", func(t *testing.T) {
		w := open(t, account.Limits{})
		s, _ := w.join(t, "ling")
		first := w.security(t, s.Caller).Passkeys[0].ID
		if err := w.RemovePasskey(t.Context(), s.Caller, first); !errors.Is(err, account.ErrLastWay) {
			t.Fatalf("error = %v, want ErrLastWay", err)
		}
		if got := len(w.security(t, s.Caller).Passkeys); got != 1 {
			t.Fatalf("%d passkeys, want 1", got)
		}
		if err := w.ChangePassword(t.Context(), s.Caller, right); err != nil {
			t.Fatal(err)
		}
		if err := w.RemovePasskey(t.Context(), s.Caller, first); err != nil {
			t.Errorf("with a password: %v", err)
		}
	})
	t.Run("there are at most 20", func(t *testing.T) {
		w := open(t, account.Limits{})
		s, _ := w.join(t, "ling")
		for i := range 19 {
			w.add(t, s.Caller, fmt.Sprintf("Key %d", i))
		}
		if _, err := w.BeginPasskey(t.Context(), s.Caller); !errors.Is(err, account.ErrPasskeysFull) {
			t.Errorf("error = %v, want ErrPasskeysFull", err)
		}
	})
	t.Run("an instance at an IP address has none and says so", func(t *testing.T) {
		for _, origin := range []string{"", "http://127.0.0.1:8420", "https://[2001:db8::1]"} {
			w := openOn(t, account.Limits{}, origin)
			if _, err := w.BeginSignIn(); !errors.Is(err, account.ErrNoPasskeys) || w.PasskeysPossible() {
				t.Errorf("at %q: error = %v, want ErrNoPasskeys", origin, err)
			}
		}
	})
}

func TestHostilePasskeys(t *testing.T) {
	w := open(t, account.Limits{})
	ling, laptop := w.join(t, "ling")
	tom, toms := w.join(t, "tom")
	refused := func(t *testing.T, a account.Assertion, want error) {
		t.Helper()
		if s, err := w.SignInWithPasskey(t.Context(), home(), a); !errors.Is(err, want) || s.Token != "" {
			t.Errorf("error = %v, want %v", err, want)
		}
	}
	t.Run("an answer counts once", func(t *testing.T) {
		a := laptop.sign(w.ask(t))
		if _, err := w.SignInWithPasskey(t.Context(), home(), a); err != nil {
			t.Fatal(err)
		}
		refused(t, a, account.ErrPasskeyCloned) // its counter does not go on, before anything else
		counted := newAuthenticator(t)          // one that does not count
		m, err := w.BeginPasskey(t.Context(), ling.Caller)
		if err != nil {
			t.Fatal(err)
		}
		counted.counter = 0
		if _, err := w.AddPasskey(t.Context(), ling.Caller, "Keychain", counted.make(m)); err != nil {
			t.Fatal(err)
		}
		counted.counter = ^uint32(0) // so that it signs with 0
		b := counted.sign(w.ask(t))
		if _, err := w.SignInWithPasskey(t.Context(), home(), b); err != nil {
			t.Fatal(err)
		}
		refused(t, b, account.ErrChallenge)
	})
	t.Run("a foreign page's answer is refused", func(t *testing.T) {
		foreign := *laptop
		foreign.origin = "https://evil.example"
		refused(t, foreign.sign(w.ask(t)), account.ErrPasskey)
		foreign.origin = "http://localhost:9999" // the same host, another port
		refused(t, foreign.sign(w.ask(t)), account.ErrPasskey)
	})
	t.Run("a key for a foreign party is refused", func(t *testing.T) {
		foreign := *laptop
		foreign.party = "evil.example"
		refused(t, foreign.sign(w.ask(t)), account.ErrPasskey)
	})
	t.Run("a key that only knows that somebody is there is refused", func(t *testing.T) {
		careless := *laptop
		careless.flags = present
		refused(t, careless.sign(w.ask(t)), account.ErrPasskey)
	})
	t.Run("a counter that goes back is the sign of a copy", func(t *testing.T) {
		copied := *laptop
		laptop.counter += 10
		if _, err := w.SignInWithPasskey(t.Context(), home(), laptop.sign(w.ask(t))); err != nil {
			t.Fatal(err)
		}
		refused(t, copied.sign(w.ask(t)), account.ErrPasskeyCloned)
	})
	t.Run("a changed signature, a foreign key and a foreign user handle are refused", func(t *testing.T) {
		a := laptop.sign(w.ask(t))
		a.Signature[len(a.Signature)-1] ^= 1
		refused(t, a, account.ErrPasskey)
		stolen := *toms
		stolen.id, stolen.handle = laptop.id, laptop.handle
		refused(t, stolen.sign(w.ask(t)), account.ErrPasskey)
		posing := *laptop
		posing.handle = toms.handle
		refused(t, posing.sign(w.ask(t)), account.ErrPasskey)
	})
	t.Run("nothing, and nonsense, are refused", func(t *testing.T) {
		refused(t, account.Assertion{}, account.ErrPasskeyUnknown)
		refused(t, account.Assertion{Credential: laptop.id}, account.ErrPasskey)
		refused(t, account.Assertion{Credential: laptop.id, ClientData: []byte("{"), AuthenticatorData: []byte{1}, Signature: []byte{2}}, account.ErrPasskey)
	})
	t.Run("more than any browser says is refused", func(t *testing.T) {
		chatty := *laptop
		chatty.more = strings.Repeat("x", 100_000)
		refused(t, chatty.sign(w.ask(t)), account.ErrPasskey)
	})
	t.Run("an unknown credential is refused", func(t *testing.T) {
		stranger := newAuthenticator(t)
		stranger.handle = laptop.handle
		refused(t, stranger.sign(w.ask(t)), account.ErrPasskeyUnknown)
	})
	t.Run("a challenge ends after ten minutes", func(t *testing.T) {
		ask := w.ask(t)
		w.later(10*time.Minute + time.Millisecond)
		refused(t, laptop.sign(ask), account.ErrChallenge)
		w.prove(t, ling.Caller, laptop)
		w.prove(t, tom.Caller, toms)
	})
	t.Run("a challenge that is not ours, or is for something else, is refused", func(t *testing.T) {
		ask := w.ask(t)
		ask.Challenge[0] ^= 1
		refused(t, laptop.sign(ask), account.ErrChallenge)
		proof, err := w.BeginProof(t.Context(), ling.Caller)
		if err != nil {
			t.Fatal(err)
		}
		refused(t, laptop.sign(proof), account.ErrChallenge)
		if err := w.ProveByPasskey(t.Context(), ling.Caller, laptop.sign(w.ask(t))); !errors.Is(err, account.ErrChallenge) {
			t.Errorf("a challenge for signing in as proof: %v, want ErrChallenge", err)
		}
	})
	t.Run("a challenge of another person, or of another of my devices, is refused", func(t *testing.T) {
		m, err := w.BeginPasskey(t.Context(), tom.Caller)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddPasskey(t.Context(), ling.Caller, "Mine?", newAuthenticator(t).make(m)); !errors.Is(err, account.ErrChallenge) {
			t.Errorf("another person's: %v, want ErrChallenge", err)
		}
		other, err := w.SignInAs(t.Context(), home(), "tom")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.AddPasskey(t.Context(), other.Caller, "Mine?", newAuthenticator(t).make(m)); !errors.Is(err, account.ErrChallenge) {
			t.Errorf("another device's: %v, want ErrChallenge", err)
		}
		proof, err := w.BeginProof(t.Context(), tom.Caller)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.ProveByPasskey(t.Context(), tom.Caller, laptop.sign(proof)); !errors.Is(err, account.ErrPasskeyUnknown) {
			t.Errorf("another person's key as proof: %v, want ErrPasskeyUnknown", err)
		}
	})
	t.Run("nobody takes over the passkey or the id of another person", func(t *testing.T) {
		m, err := w.BeginPasskey(t.Context(), tom.Caller)
		if err != nil {
			t.Fatal(err)
		}
		same := *laptop
		if _, err := w.AddPasskey(t.Context(), tom.Caller, "Mine?", same.make(m)); !errors.Is(err, account.ErrPasskeyHeld) {
			t.Errorf("a credential of another: %v, want ErrPasskeyHeld", err)
		}
		begun, err := w.BeginRegistration(t.Context(), home(), "eve", "Eve")
		if err != nil {
			t.Fatal(err)
		}
		begun.UserHandle = []byte(ling.Person.ID)
		n := account.Newcomer{Handle: "eve", Name: "Eve", PasskeyName: "Key", UserHandle: begun.UserHandle}
		if _, err := w.RegisterWithPasskey(t.Context(), home(), n, newAuthenticator(t).make(begun)); !errors.Is(err, account.ErrChallenge) {
			t.Errorf("the id of another: %v, want ErrChallenge", err)
		}
		key := w.security(t, ling.Caller).Passkeys[0].ID
		for name, err := range map[string]error{
			"rename":  w.RenamePasskey(t.Context(), tom.Caller, key, "Mine"),
			"remove":  w.RemovePasskey(t.Context(), tom.Caller, key),
			"restore": w.RestorePasskey(t.Context(), tom.Caller, key),
		} {
			if !errors.Is(err, account.ErrNoPasskey) {
				t.Errorf("%s: %v, want ErrNoPasskey", name, err)
			}
		}
	})
	t.Run("a key that would take long to check is refused before it is kept", func(t *testing.T) {
		for bits, want := range map[int]error{2048: nil, 16384: account.ErrPasskey, 131072: account.ErrPasskey} {
			m, err := w.BeginPasskey(t.Context(), tom.Caller)
			if err != nil {
				t.Fatal(err)
			}
			modulus := make([]byte, bits/8)
			modulus[0], modulus[len(modulus)-1] = 0x80, 1
			cose := binary.BigEndian.AppendUint16([]byte{0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20, 0x59}, uint16(len(modulus))) //nolint:gosec // RSA, RS256, n:
			cose = append(append(cose, modulus...), 0x21, 0x43, 1, 0, 1)                                                              // e: 65537
			attestation := newAuthenticator(t).attest(m, cose)
			if _, err := w.AddPasskey(t.Context(), tom.Caller, "RSA", attestation); !errors.Is(err, want) {
				t.Errorf("%d bits: %v, want %v", bits, err, want)
			}
		}
	})
	t.Run("a program is nobody here", func(t *testing.T) {
		by := ling.Caller.In("wx0123456789abcdef")
		if _, err := w.Security(t.Context(), by); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("Security: %v, want ErrSignedOut", err)
		}
		if err := w.ChangePassword(t.Context(), by, right); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("ChangePassword: %v, want ErrSignedOut", err)
		}
	})
}

func (w *town) prove(t *testing.T, by id.Caller, a *authenticator) {
	t.Helper()
	ask, err := w.BeginProof(t.Context(), by)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.ProveByPasskey(t.Context(), by, a.sign(ask)); err != nil {
		t.Fatal(err)
	}
}

// TestProofOfAClockThatWasAhead sets a clock back a day after somebody signed in by it.
func TestProofOfAClockThatWasAhead(t *testing.T) {
	w := open(t, account.Limits{})
	s, a := w.join(t, "ling")
	w.later(-time.Minute)
	if _, err := w.BeginPasskey(t.Context(), s.Caller); err != nil {
		t.Errorf("a clock that was set right by a minute: %v", err)
	}
	w.later(-24 * time.Hour)
	if _, err := w.BeginPasskey(t.Context(), s.Caller); !errors.Is(err, account.ErrProve) {
		t.Errorf("a proof of tomorrow: %v, want ErrProve", err)
	}
	w.prove(t, s.Caller, a)
	if _, err := w.BeginPasskey(t.Context(), s.Caller); err != nil {
		t.Errorf("proved anew: %v", err)
	}
}

func TestProof(t *testing.T) {
	w := open(t, account.Limits{PerHandle: account.Rate{Burst: 3, Every: time.Minute}})
	s, err := w.Register(t.Context(), home(), "ling", "Ling", right)
	if err != nil {
		t.Fatal(err)
	}
	other, err := w.SignIn(t.Context(), home(), "ling", right)
	if err != nil {
		t.Fatal(err)
	}
	w.later(11 * time.Minute)
	t.Run("an open browser that somebody finds changes no way in", func(t *testing.T) {
		_, begun := w.BeginPasskey(t.Context(), s.Caller)
		_, codes := w.MakeRecoveryCodes(t.Context(), s.Caller)
		for name, err := range map[string]error{
			"BeginPasskey": begun, "MakeRecoveryCodes": codes,
			"ChangePassword": w.ChangePassword(t.Context(), s.Caller, "another horse"),
			"RemovePasskey":  w.RemovePasskey(t.Context(), s.Caller, "psk_0"),
		} {
			if !errors.Is(err, account.ErrProve) {
				t.Errorf("%s: %v, want ErrProve", name, err)
			}
		}
	})
	t.Run("a wrong password proves nothing, and guessing ends", func(t *testing.T) {
		for range 3 {
			if err := w.ProveByPassword(t.Context(), s.Caller, "guess guess"); !errors.Is(err, account.ErrWrong) {
				t.Fatalf("error = %v, want ErrWrong", err)
			}
		}
		if err := w.ProveByPassword(t.Context(), s.Caller, right); !errors.Is(err, account.ErrTooOften) {
			t.Errorf("error = %v, want ErrTooOften", err)
		}
		w.later(time.Minute)
	})
	t.Run("the right one opens ten minutes, on this device alone", func(t *testing.T) {
		if err := w.ProveByPassword(t.Context(), s.Caller, right); err != nil {
			t.Fatal(err)
		}
		if _, err := w.BeginPasskey(t.Context(), s.Caller); err != nil {
			t.Errorf("here: %v", err)
		}
		if _, err := w.BeginPasskey(t.Context(), other.Caller); !errors.Is(err, account.ErrProve) {
			t.Errorf("there: %v, want ErrProve", err)
		}
	})
	t.Run("a changed password signs out every other device", func(t *testing.T) {
		if err := w.ChangePassword(t.Context(), s.Caller, "another horse"); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ByToken(t.Context(), other.Token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("the other device: %v, want ErrSignedOut", err)
		}
		if _, err := w.ByToken(t.Context(), s.Token); err != nil {
			t.Errorf("this one: %v", err)
		}
		if _, err := w.SignIn(t.Context(), home(), "ling", right); !errors.Is(err, account.ErrWrong) {
			t.Errorf("the old password: %v, want ErrWrong", err)
		}
		if _, err := w.SignIn(t.Context(), home(), "ling", "another horse"); err != nil {
			t.Errorf("the new password: %v", err)
		}
	})
}

func TestRecoveryCodes(t *testing.T) {
	w := open(t, account.Limits{PerHandle: account.Rate{Burst: 3, Every: time.Minute}})
	s, _ := w.join(t, "ling")
	if _, _, err := w.SignInWithCode(t.Context(), home(), "ling", ""); !errors.Is(err, account.ErrCode) {
		t.Errorf("before there are any: %v, want ErrCode", err)
	}
	codes, err := w.MakeRecoveryCodes(t.Context(), s.Caller)
	if err != nil || len(codes) != 10 || len(codes[0]) != 17 {
		t.Fatalf("codes = %q, %v; want ten", codes, err)
	}
	t.Run("a code signs in once, however it is typed", func(t *testing.T) {
		got, left, err := w.SignInWithCode(t.Context(), home(), " Ling ", " "+shout(codes[3])+" ")
		if err != nil || left != 9 || got.Person != s.Person {
			t.Fatalf("%+v, %d left, %v; want ling and 9", got.Person, left, err)
		}
		if _, err := w.BeginPasskey(t.Context(), got.Caller); err != nil {
			t.Errorf("whoever came by a code may make a passkey: %v", err)
		}
		if _, _, err := w.SignInWithCode(t.Context(), home(), "ling", codes[3]); !errors.Is(err, account.ErrCode) {
			t.Errorf("again: %v, want ErrCode", err)
		}
	})
	t.Run("nobody else's handle goes with it, and guessing ends", func(t *testing.T) {
		w.join(t, "tom")
		from := account.Origin{Address: "203.0.113.9"}
		for _, handle := range []string{"tom", "nobody_here", "tom", "tom"} {
			if _, _, err := w.SignInWithCode(t.Context(), from, handle, codes[0]); !errors.Is(err, account.ErrCode) {
				t.Errorf("%s: %v, want ErrCode", handle, err)
			}
		}
		if _, _, err := w.SignInWithCode(t.Context(), from, "tom", codes[0]); !errors.Is(err, account.ErrTooOften) {
			t.Errorf("error = %v, want ErrTooOften", err)
		}
	})
	t.Run("new ones end the old ones", func(t *testing.T) {
		if _, err := w.MakeRecoveryCodes(t.Context(), s.Caller); err != nil {
			t.Fatal(err)
		}
		if _, _, err := w.SignInWithCode(t.Context(), home(), "ling", codes[0]); !errors.Is(err, account.ErrCode) {
			t.Errorf("error = %v, want ErrCode", err)
		}
		if got := w.security(t, s.Caller).CodesLeft; got != 10 {
			t.Errorf("%d left, want 10", got)
		}
	})
}

func shout(code string) string {
	out := []byte(code)
	for i, b := range out {
		switch {
		case b == '-':
			out[i] = ' '
		case b == '0':
			out[i] = 'O'
		case b == '1':
			out[i] = 'L'
		case b >= 'a' && b <= 'z':
			out[i] = b - 'a' + 'A'
		}
	}
	return string(out)
}

func TestDevices(t *testing.T) {
	w := open(t, account.Limits{})
	first, err := w.Register(t.Context(), account.Origin{Address: "192.0.2.1:1", Agent: "Firefox"}, "ling", "Ling", right)
	if err != nil {
		t.Fatal(err)
	}
	tom, _ := w.join(t, "tom")
	w.later(2 * time.Hour)
	second, err := w.SignIn(t.Context(), account.Origin{Address: "192.0.2.2:1", Agent: "Chromium"}, "ling", right)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("are listed, the one that asks first", func(t *testing.T) {
		all := w.security(t, first.Caller)
		if len(all.Devices) != 2 || !all.Devices[0].Current || all.Devices[0].Agent != "Firefox" || all.Devices[1].Current || all.Devices[1].Agent != "Chromium" {
			t.Errorf("devices = %+v", all.Devices)
		}
	})
	t.Run("of others cannot be revoked", func(t *testing.T) {
		if err := w.Revoke(t.Context(), tom.Caller, first.Caller.Session); !errors.Is(err, account.ErrNoDevice) {
			t.Errorf("error = %v, want ErrNoDevice", err)
		}
	})
	t.Run("that are revoked are signed out at once", func(t *testing.T) {
		if err := w.Revoke(t.Context(), first.Caller, second.Caller.Session); err != nil {
			t.Fatal(err)
		}
		if _, err := w.ByToken(t.Context(), second.Token); !errors.Is(err, account.ErrSignedOut) {
			t.Errorf("error = %v, want ErrSignedOut", err)
		}
		if err := w.Revoke(t.Context(), first.Caller, second.Caller.Session); !errors.Is(err, account.ErrNoDevice) {
			t.Errorf("again: %v, want ErrNoDevice", err)
		}
	})
	t.Run("all but this one go together", func(t *testing.T) {
		for range 3 {
			if _, err := w.SignIn(t.Context(), home(), "ling", right); err != nil {
				t.Fatal(err)
			}
		}
		n, err := w.RevokeOthers(t.Context(), first.Caller)
		if err != nil || n != 3 {
			t.Errorf("revoked %d, %v; want 3", n, err)
		}
		if _, err := w.ByToken(t.Context(), first.Token); err != nil {
			t.Errorf("this one: %v", err)
		}
		if _, err := w.ByToken(t.Context(), tom.Token); err != nil {
			t.Errorf("somebody else's: %v", err)
		}
	})
}
