package id_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
)

func fixed(ms int64) func() time.Time {
	return func() time.Time { return time.UnixMilli(ms) }
}

func TestNew(t *testing.T) {
	t.Run("gives every noun its prefix and 26 characters", func(t *testing.T) {
		s := id.NewSource(fixed(1_800_000_000_000), rand.Reader)
		user := id.New[id.UserID](s)
		if !strings.HasPrefix(string(user), "usr_") || len(user) != 30 {
			t.Errorf("New = %q, want usr_ and 26 characters", user)
		}
		if conv := id.New[id.ConvID](s); !strings.HasPrefix(string(conv), "cnv_") {
			t.Errorf("New = %q, want cnv_…", conv)
		}
	})
	t.Run("writes the published example of this encoding", func(t *testing.T) {
		// The example of the ULID specification: 01ARZ3NDEK TSV4RRFFQ69G5FAV at 1469922850259 ms.
		random := []byte{0xd6, 0x76, 0x4c, 0x61, 0xef, 0xb9, 0x93, 0x02, 0xbd, 0x5b}
		random[0] &= 0x7f
		s := id.NewSource(fixed(1469922850259), bytes.NewReader(random))
		if got, want := id.New[id.UserID](s), id.UserID("usr_01arz3ndekasv4rrffq69g5fav"); got != want {
			t.Errorf("New = %q, want %q", got, want)
		}
	})
	t.Run("sorts by birth, also within a millisecond and when the clock steps back", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			times := rapid.SliceOfN(rapid.Int64Range(1_700_000_000_000, 1_700_000_000_005), 2, 200).Draw(t, "times")
			at := 0
			s := id.NewSource(func() time.Time { at++; return time.UnixMilli(times[at-1]) }, rand.Reader)
			last := id.New[id.CardID](s)
			for at < len(times) {
				next := id.New[id.CardID](s)
				if next <= last {
					t.Fatalf("%s was made after %s but sorts before it", next, last)
				}
				last = next
			}
		})
	})
}

func TestParse(t *testing.T) {
	s := id.NewSource(fixed(1_800_000_000_000), rand.Reader)
	good := string(id.New[id.UserID](s))
	t.Run("reads what New made", func(t *testing.T) {
		if got, err := id.Parse[id.UserID](good); err != nil || string(got) != good {
			t.Errorf("Parse = %q, %v; want %q", got, err, good)
		}
	})
	for name, text := range map[string]string{
		"nothing":                 "",
		"another noun":            "cnv_" + good[4:],
		"a short name":            good[:29],
		"a long name":             good + "0",
		"a foreign character":     good[:29] + "u",
		"upper case":              strings.ToUpper(good),
		"more than 128 bits":      "usr_8" + good[5:],
		"a quote inside the name": good[:20] + "'" + good[21:],
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if got, err := id.Parse[id.UserID](text); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("Parse(%q) = %q, %v; want ErrMalformed", text, got, err)
			}
		})
	}
}

func TestAppID(t *testing.T) {
	s := id.NewSource(fixed(0), rand.Reader)
	t.Run("has the form that WeChat's programs check", func(t *testing.T) {
		app := id.NewAppID(s)
		if got, err := id.ParseAppID(string(app)); err != nil || got != app {
			t.Errorf("ParseAppID(%q) = %q, %v", app, got, err)
		}
	})
	t.Run("is the same for the same seed", func(t *testing.T) {
		a, b, c := id.DeriveAppID("teahouse"), id.DeriveAppID("teahouse"), id.DeriveAppID("weui")
		if a != b || a == c {
			t.Errorf("DeriveAppID gave %q, %q for one seed and %q for another", a, b, c)
		}
	})
	for _, text := range []string{"", "wx", "wx0123456789abcde", "wx0123456789ABCDEF", "ab0123456789abcdef", "wx0123456789abcdeg"} {
		t.Run("refuses "+text, func(t *testing.T) {
			if _, err := id.ParseAppID(text); !errors.Is(err, id.ErrMalformed) {
				t.Errorf("error = %v, want ErrMalformed", err)
			}
		})
	}
}

func TestBlobHash(t *testing.T) {
	t.Run("is the SHA-256 of the content", func(t *testing.T) {
		want := id.BlobHash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
		if got := id.HashBlob([]byte("abc")); got != want {
			t.Errorf("HashBlob = %q, want %q", got, want)
		}
	})
	t.Run("refuses a path", func(t *testing.T) {
		if _, err := id.ParseBlobHash("../" + strings.Repeat("a", 61)); !errors.Is(err, id.ErrMalformed) {
			t.Errorf("error = %v, want ErrMalformed", err)
		}
	})
}

func TestCaller(t *testing.T) {
	person := id.AsPerson("usr_1", "ses_1", "dev_1")
	for _, c := range []struct {
		name     string
		caller   id.Caller
		text     string
		signedIn bool
	}{
		{"the zero value is nobody", id.Caller{}, "nobody", false},
		{"a person is signed in", person, "usr_1", true},
		{"a program acts for its person", person.In("wx00"), "usr_1 in wx00", true},
		{"the system is not a person", id.AsSystem(), "system", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.caller.String() != c.text || c.caller.SignedIn() != c.signedIn {
				t.Errorf("got %q, signed in %v; want %q, %v", c.caller, c.caller.SignedIn(), c.text, c.signedIn)
			}
		})
	}
}
