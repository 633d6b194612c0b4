package app

import (
	"context"
	"crypto/rand"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// withPasskey puts a person with a passkey of a host name into an instance that does not run.
func withPasskey(t *testing.T, data, handle, password, party string) {
	t.Helper()
	place := storetest.Place(t, data)
	db, err := store.Open(t.Context(), store.Config{
		Dir: data, DB: place.DB, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Schemas: schemas(),
	})
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx store.Tx) error {
		if _, err := tx.Exec(`INSERT INTO person (id, handle, name, tint, avatar, bot, password, created_at) VALUES ($1, $1, $1, 0, '', 0, $2, 0)`, handle, password); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO passkey (id, person, credential, public_key, counter, flags, transports, name, party, created_at, used_at, removed_at)
			VALUES ($1, $1, $2, $2, 0, 0, '', 'Phone', $3, 0, 0, 0)`, handle, []byte(handle), party)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestPasskeysOfAnotherAddress(t *testing.T) {
	t.Run("the doctor warns of people who need another way in, and more loudly of those who have none", func(t *testing.T) {
		c := patient(t)
		withPasskey(t, c.Data, "before", "", "") // before names were kept: of whatever name comes
		if found, code := examine(t, c); code != 0 || found["passkeys"].Severity != Fine {
			t.Errorf("exit code %d, passkeys = %+v", code, found["passkeys"])
		}
		withPasskey(t, c.Data, "ling", "$argon2id$", "old.example.org")
		found, code := examine(t, c)
		if f := found["passkeys"]; code != 1 || f.Severity != Warning || !strings.Contains(f.Text, "1 person were made at old.example.org") || f.Do == "" {
			t.Errorf("exit code %d, passkeys = %+v", code, f)
		}
		withPasskey(t, c.Data, "ada", "", "old.example.org")
		found, code = examine(t, c)
		if f := found["passkeys"]; code != 2 || f.Severity != Danger || !strings.Contains(f.Text, "2 people") || !strings.Contains(f.Do, "of them, 1 person") {
			t.Errorf("exit code %d, passkeys = %+v", code, f)
		}
	})
	t.Run("the start says so", func(t *testing.T) {
		needsPages(t)
		data := t.TempDir()
		withPasskey(t, data, "ling", "$argon2id$", "old.example.org")
		_, said, stop := serving(t, data, func(ctx context.Context, c Config) error {
			c.Log, c.DB = slog.New(slog.DiscardHandler), storetest.Place(t, data).DB
			return Serve(ctx, c)
		})
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(said, "made at old.example.org and do not work at http://localhost:") || !strings.Contains(said, "a recovery code") {
			t.Errorf("the start says %q", said)
		}
	})
}
