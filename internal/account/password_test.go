package account

import (
	"crypto/rand"
	"errors"
	"strings"
	"testing"
)

func TestPasswords(t *testing.T) {
	p := newPasswords(rand.Reader)
	phc, err := p.hash(t.Context(), "correct horse")
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the stored string names its parameters", func(t *testing.T) {
		if !strings.HasPrefix(phc, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("stored %q", phc)
		}
	})
	t.Run("the same password is stored differently each time", func(t *testing.T) {
		if again, err := p.hash(t.Context(), "correct horse"); err != nil || again == phc {
			t.Errorf("hash = %q, %v; want another salt", again, err)
		}
	})
	t.Run("only the right password fits", func(t *testing.T) {
		for password, want := range map[string]bool{"correct horse": true, "correct horsE": false, "": false} {
			if got, err := p.check(t.Context(), phc, password); err != nil || got != want {
				t.Errorf("check(%q) = %v, %v; want %v", password, got, err, want)
			}
		}
	})
	t.Run("a password made with other parameters stays valid", func(t *testing.T) {
		// The reference implementation's own test: argon2id, v19, m=65536 KiB, t=2, p=1, password, somesalt.
		const known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
		if ok, err := p.check(t.Context(), known, "password"); err != nil || !ok {
			t.Errorf("check = %v, %v; want true", ok, err)
		}
	})
	t.Run("when too many wait the next is told so at once", func(t *testing.T) {
		full := newPasswords(rand.Reader)
		for range cap(full.queue) {
			full.queue <- struct{}{}
		}
		if _, err := full.check(t.Context(), phc, "x"); !errors.Is(err, ErrBusy) {
			t.Errorf("error = %v, want ErrBusy", err)
		}
	})
	t.Run("places are given back", func(t *testing.T) {
		if len(p.queue) != 0 || len(p.places) != 0 {
			t.Errorf("%d in the queue and %d at work, want none", len(p.queue), len(p.places))
		}
	})
}

func FuzzParsePHC(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
	f.Add("$argon2id$v=19$m=99999999,t=2,p=1$c29tZXNhbHQ$CTFh")
	f.Fuzz(func(t *testing.T, text string) {
		c, err := parsePHC(text)
		if err == nil && (c.memoryKiB > 1<<20 || c.passes < 1 || c.lanes < 1 || len(c.sum) < 16) {
			t.Errorf("parsePHC(%q) = %+v: too dear or too cheap to compute", text, c)
		}
	})
}
