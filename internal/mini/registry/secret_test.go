package registry_test

import (
	"errors"
	"regexp"
	"testing"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
)

func TestSecret(t *testing.T) {
	s := open(t, pack.DefaultLimits())
	p := s.publish(t, ling, program(t, "one"), "")
	t.Run("there is none before one is made, not even the empty one", func(t *testing.T) {
		for _, text := range []string{"", "00000000000000000000000000000000"} {
			if err := s.CheckSecret(t.Context(), p.App, text); !errors.Is(err, registry.ErrSecret) {
				t.Errorf("CheckSecret(%q) = %v, want ErrSecret", text, err)
			}
		}
	})
	t.Run("only the owner and the instance make one", func(t *testing.T) {
		for _, c := range []struct {
			by   id.Caller
			want error
		}{{tom, registry.ErrNotOwner}, {id.Caller{}, registry.ErrSignedOut}, {ling.In(p.App), registry.ErrSignedOut}, {ling, nil}, {id.AsSystem(), nil}} {
			if _, err := s.MakeSecret(t.Context(), c.by, p.App); !errors.Is(err, c.want) {
				t.Errorf("MakeSecret by %s = %v, want %v", c.by, err, c.want)
			}
		}
	})
	t.Run("a new one ends the one before", func(t *testing.T) {
		first, err := s.MakeSecret(t.Context(), ling, p.App)
		if err != nil || !regexp.MustCompile(`^[0-9a-f]{32}$`).MatchString(first) {
			t.Fatalf("MakeSecret = %q, %v; want 32 hex digits", first, err)
		}
		if err := s.CheckSecret(t.Context(), p.App, first); err != nil {
			t.Errorf("CheckSecret of the first = %v", err)
		}
		second, err := s.MakeSecret(t.Context(), ling, p.App)
		if err != nil || second == first {
			t.Fatalf("MakeSecret = %q, %v; want another", second, err)
		}
		if err := s.CheckSecret(t.Context(), p.App, first); !errors.Is(err, registry.ErrSecret) {
			t.Errorf("CheckSecret of the first = %v, want ErrSecret", err)
		}
	})
	t.Run("a program that does not exist has none", func(t *testing.T) {
		const other = id.AppID("wx0123456789abcdef")
		_, err := s.MakeSecret(t.Context(), id.AsSystem(), other)
		if !errors.Is(err, registry.ErrNoProgram) || !errors.Is(s.CheckSecret(t.Context(), other, ""), registry.ErrNoProgram) {
			t.Errorf("MakeSecret = %v, want ErrNoProgram from both", err)
		}
	})
}
