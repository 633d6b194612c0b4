package account_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
)

// TestLimitsOfSeveralProcesses has two services on one database, as two processes are.
func TestLimitsOfSeveralProcesses(t *testing.T) {
	w := open(t, account.Limits{})
	limits := account.Limits{PerHandle: account.Rate{Burst: 3, Every: 10 * time.Second}}
	process := func() *account.Service {
		return account.New(account.Config{
			DB: w.db, IDs: id.NewSource(w.clock, rand.Reader), Now: w.clock, Random: rand.Reader, Key: bytes.Repeat([]byte{1}, 32), Limits: limits, Shared: true,
		})
	}
	one, other := process(), process()
	if _, err := one.Register(t.Context(), home(), "ling", "Ling", right); err != nil {
		t.Fatal(err)
	}
	guess := func(t *testing.T, at *account.Service, password string, want error) {
		t.Helper()
		if _, err := at.SignIn(t.Context(), account.Origin{Address: "203.0.113.9"}, "ling", password); !errors.Is(err, want) {
			t.Errorf("error = %v, want %v", err, want)
		}
	}
	t.Run("count guesses at both as guesses, passwords and recovery codes alike", func(t *testing.T) {
		guess(t, one, "guess guess", account.ErrWrong)
		guess(t, other, "guess guess", account.ErrWrong)
		if _, _, err := one.SignInWithCode(t.Context(), account.Origin{Address: "203.0.113.9"}, "ling", "guess"); !errors.Is(err, account.ErrCode) {
			t.Errorf("error = %v, want ErrCode", err)
		}
		guess(t, one, right, account.ErrTooOften)
		guess(t, other, right, account.ErrTooOften)
	})
	t.Run("let one in again later, who then starts anew at both", func(t *testing.T) {
		w.later(11 * time.Second)
		guess(t, other, right, nil)
		for range 2 {
			guess(t, other, "guess guess", account.ErrWrong)
		}
		guess(t, one, "guess guess", account.ErrWrong)
		guess(t, one, right, account.ErrTooOften)
	})
	t.Run("do not last for longer because a clock was ahead", func(t *testing.T) {
		w.later(100 * 24 * time.Hour)
		for range 3 {
			guess(t, one, "guess guess", account.ErrWrong)
		}
		w.later(-100 * 24 * time.Hour)
		guess(t, process(), right, nil)
	})
	t.Run("what is told once is first at one of them, until it is forgotten", func(t *testing.T) {
		first := func(at *account.Service, want bool) {
			t.Helper()
			if got, err := at.First(t.Context(), "nonce", 10*time.Minute); err != nil || got != want {
				t.Errorf("First = %v, %v, want %v", got, err, want)
			}
		}
		first(one, true)
		first(one, false)
		first(other, false)
		w.later(11 * time.Minute)
		first(other, true)
	})
}
