package app

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store/storetest"
)

func TestAllowPrivate(t *testing.T) {
	names := map[string][]id.Caller{"teahouse": {{Kind: id.Program, App: exampleApp("teahouse")}, {Kind: id.Merchant, Merchant: "1900000001"}}}
	for _, c := range []struct {
		name, text, says string // "" means that it is refused
	}{
		{"an appid", "127.0.0.1:8421=wx0123456789abcdef", "wx0123456789abcdef may ask 127.0.0.1:8421 on this machine or network\n"},
		{"a merchant", "10.0.0.5:80=1900000001", "1900000001 may ask 10.0.0.5:80 on this machine or network\n"},
		{"a name that is known", "[::1]:8421=teahouse", "teahouse may ask [::1]:8421 on this machine or network\n"},
		{"an origin that it stands for", "127.0.0.1:8421=teahouse=https://Tea.example.org", "teahouse may ask 127.0.0.1:8421 on this machine or network, which answers for https://tea.example.org\n"},
		{"the push services of browsers", "127.0.0.1:8421=push=https://push.example.org", "push may ask 127.0.0.1:8421 on this machine or network, which answers for https://push.example.org\n"},
		{"a name that nobody has", "127.0.0.1:8421=coffee", ""},
		{"no name", "127.0.0.1:8421", ""},
		{"an empty name", "127.0.0.1:8421=", ""},
		{"no port", "127.0.0.1=teahouse", ""},
		{"port 0", "127.0.0.1:0=teahouse", ""},
		{"a host name, which could come to mean another address", "localhost:8421=teahouse", ""},
		{"a zone", "[fe80::1%lo]:8421=teahouse", ""},
		{"an origin by plain http", "127.0.0.1:8421=teahouse=http://tea.example.org", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			db := storetest.Open(t, egress.Schema())
			var said bytes.Buffer
			i := &instance{config: Config{AllowPrivate: []string{c.text}, To: &said}, egress: egress.Open(egress.Config{
				DB: db, IDs: id.NewSource(time.Now, rand.Reader), Now: time.Now, Log: slog.New(slog.DiscardHandler),
			})}
			t.Cleanup(func() {
				if err := i.egress.Close(); err != nil {
					t.Error(err)
				}
			})
			err := i.allowPrivate(names)
			var refusal Refusal
			if c.says == "" && (!errors.As(err, &refusal) || refusal.Hint == "") || c.says != "" && err != nil || said.String() != c.says {
				t.Errorf("allowPrivate = %v, said %q; want %q", err, strings.TrimSpace(said.String()), c.says)
			}
		})
	}
}

func TestSecretCommand(t *testing.T) {
	s := openShopfront(t, io.Discard)
	ling, tom := s.author(t, "ling"), s.author(t, "tom")
	if _, err := ling.publish(t, PublishConfig{Dir: folder(t, nil)}); err != nil {
		t.Fatal(err)
	}
	list, err := s.registry.List(t.Context())
	if err != nil || len(list) != 1 {
		t.Fatalf("the shelf has %+v, %v", list, err)
	}
	app := list[0].App
	secret := func(a *author, app id.AppID, token string) (string, error) {
		var out bytes.Buffer
		err := Secret(t.Context(), SecretConfig{App: string(app), ConfigDir: a.config, Token: token, To: &out})
		return strings.TrimSuffix(out.String(), "\n"), err
	}
	t.Run("prints a secret that the program's server can show", func(t *testing.T) {
		got, err := secret(ling, app, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.registry.CheckSecret(t.Context(), app, got); err != nil {
			t.Errorf("CheckSecret(%q) = %v", got, err)
		}
	})
	for _, c := range []struct {
		name       string
		by         *author
		app        id.AppID
		token      string
		text, hint string
	}{
		{"not for somebody else's program", tom, app, "", "could not make a secret: This mini program belongs to somebody else", ""},
		{"not for a program that does not exist", ling, "wx0123456789abcdef", "", "could not make a secret: There is no such mini program on this instance", ""},
		{"not for what is no appid", ling, "teahouse", "", `"teahouse" is not an appid`, "16 hex digits"},
		{"not with a token that is stale", ling, app, "stale", "could not make a secret: Please sign in", "superette login"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := secret(c.by, c.app, c.token)
			wantRefusal(t, err, c.text, c.hint)
			if got != "" {
				t.Errorf("printed %q", got)
			}
		})
	}
}
