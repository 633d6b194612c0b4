package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/store/storetest"
)

func TestLostKeys(t *testing.T) {
	data := t.TempDir()
	place := storetest.Place(t, data)
	at := func(ctx context.Context, c Config) error {
		c.DB = place.DB
		return Serve(ctx, c)
	}
	_, _, stop := serving(t, data, at)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(data, "keys")
	// The first merchant has it made.
	if _, err := newAuthority(keys, time.Now, rand.Reader).open(authorityName, nil); err != nil {
		t.Fatal(err)
	}
	if _, _, err := openNotary(data, rand.Reader); err != nil {
		t.Fatal(err)
	}
	lose := func(name string) func() error {
		return func() error { return os.Remove(filepath.Join(keys, name)) }
	}
	for _, c := range []struct {
		name, says string
		lose       func() error
	}{
		{"the folder", "keys, missing", func() error { return os.RemoveAll(keys) }},
		{"a file", "openid.key, missing", lose("openid.key")},
		{"the one of cards", "card.key, missing", lose("card.key")},
		{"the one that pushes are subscribed to", "push.key, missing", lose("push.key")},
		{"the one that certifies merchants", "authority.pem, missing", lose(authorityName + ".pem")},
		{"the one that signs the books", noteKey + ", missing", lose(noteKey)},
		{"the folder, with the note of the address", "keys, missing", func() error {
			return errors.Join(os.RemoveAll(keys), os.Remove(filepath.Join(data, addressNote)))
		}},
		{"the content of a file", "push.key, empty", func() error { return os.Truncate(filepath.Join(keys, "push.key"), 0) }},
	} {
		t.Run(c.name+" of them is named, and nothing takes its place", func(t *testing.T) {
			kept := filepath.Join(t.TempDir(), "kept")
			if err := errors.Join(os.CopyFS(kept, os.DirFS(keys)), c.lose()); err != nil {
				t.Fatal(err)
			}
			var refusal Refusal
			if err := openKeys(data); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, c.says) || !strings.Contains(refusal.Hint, "-C "+data+" keys") {
				t.Errorf("serve: error = %v, want one that names what is lost, and how to get it back", err)
			}
			out := filepath.Join(t.TempDir(), "backup.tar.gz")
			err := Backup(t.Context(), BackupConfig{Data: data, DB: place.DB, Out: out, Now: time.Now, Random: rand.Reader, To: io.Discard})
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, c.says) {
				t.Errorf("backup: error = %v, want one that names what is lost", err)
			}
			config := patient(t)
			config.Data, config.DB = data, place.DB
			if found, code := examine(t, config); found["keys"].Severity != Danger || !strings.Contains(found["keys"].Text, c.says) || code != 2 {
				t.Errorf("doctor: %+v, exit code %d; want the danger named", found["keys"], code)
			}
			if err := errors.Join(os.RemoveAll(keys), os.CopyFS(keys, os.DirFS(kept))); err != nil {
				t.Fatal(err)
			}
		})
	}
	t.Run("are made anew where somebody says so with an empty folder", func(t *testing.T) {
		before, err := os.ReadFile(filepath.Join(keys, "openid.key"))
		if err := errors.Join(err, os.RemoveAll(keys), os.Mkdir(keys, 0o700)); err != nil {
			t.Fatal(err)
		}
		_, _, stop := serving(t, data, at)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		after, err := os.ReadFile(filepath.Join(keys, "openid.key"))
		if err != nil || bytes.Equal(before, after) || openKeys(data) != nil {
			t.Errorf("the key = %x, %v; want another than %x", after, err, before)
		}
	})
}
