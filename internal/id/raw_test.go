package id_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
)

func TestRaw(t *testing.T) {
	t.Run("128 bits come back from their name, and sort as it does", func(t *testing.T) {
		bits := rapid.SliceOfN(rapid.Byte(), 16, 16)
		rapid.Check(t, func(t *rapid.T) {
			a, b := [16]byte(bits.Draw(t, "a")), [16]byte(bits.Draw(t, "b"))
			nameA, nameB := id.FromRaw[id.CardID](a), id.FromRaw[id.CardID](b)
			if got, err := id.Raw(nameA); err != nil || got != a {
				t.Fatalf("Raw(%s) = %x, %v; want %x", nameA, got, err, a)
			}
			if got, want := strings.Compare(string(nameA), string(nameB)), bytes.Compare(a[:], b[:]); got != want {
				t.Fatalf("%s against %s: %d, want %d as of the bits", nameA, nameB, got, want)
			}
		})
	})
	t.Run("what is no name has no bits", func(t *testing.T) {
		for _, bad := range []id.CardID{"", "crd_", "usr_01jd0000000000000000000000", "crd_81jd0000000000000000000000", "crd_01jd000000000000000000000u"} {
			if _, err := id.Raw(bad); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("Raw(%q) error = %v, want ErrMalformed", bad, err)
			}
		}
	})
}

func TestDerive(t *testing.T) {
	const from = "usr_01jd3k7mpqrstvwxyz01234567"
	derive := func(t *testing.T, from, use string) id.CardID {
		t.Helper()
		name, err := id.Derive[id.CardID](from, use)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	t.Run("gives the same name for the same use, and as old as its origin", func(t *testing.T) {
		first := derive(t, from, "gift")
		if again := derive(t, from, "gift"); again != first {
			t.Errorf("derived %s, then %s", first, again)
		}
		a, errA := id.Raw(first)
		b, errB := id.Raw(id.UserID(from))
		if err := errors.Join(errA, errB); err != nil || !bytes.Equal(a[:6], b[:6]) {
			t.Errorf("times %x and %x (%v), want one", a[:6], b[:6], err)
		}
	})
	t.Run("gives other names for other uses and other origins", func(t *testing.T) {
		names := map[id.CardID]bool{
			derive(t, from, "a"): true, derive(t, from, "b"): true, derive(t, "usr_01jd3k7mpqrstvwxyz01234568", "a"): true,
		}
		if len(names) != 3 {
			t.Errorf("%d names, want 3", len(names))
		}
	})
	t.Run("refuses what is no name", func(t *testing.T) {
		for _, bad := range []string{"", "usr_", "01jd3k7mpqrstvwxyz01234567", "usr_91jd3k7mpqrstvwxyz01234567"} {
			if _, err := id.Derive[id.CardID](bad, ""); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("Derive(%q) error = %v, want ErrMalformed", bad, err)
			}
		}
	})
}
