package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// secretBytes is the length of the keys of HMACs: as long as SHA-256's output, more adds nothing.
const secretBytes = 32

// machine is what the rooms get from outside: the only clock and the only randomness.
type machine struct {
	db     *store.DB
	ids    *id.Source
	now    func() time.Time
	random io.Reader
	keys   string // the folder of keys
	origin string // the instance's public address
	shared bool   // several processes serve the database

	fileLimit int64 // bytes of a file in a conversation; 0: there are none

	registration Registration
}

// openPeople builds the rooms of people and their contacts.
func openPeople(m machine) (*account.Service, *social.Service, error) {
	key, err := openSecret(m.keys, "openid", m.random)
	if err != nil {
		return nil, nil, err
	}
	people := account.New(account.Config{DB: m.db, IDs: m.ids, Now: m.now, Random: m.random, Key: key, Origin: m.origin, Shared: m.shared, Registration: m.registration})
	return people, social.New(m.db, people), nil
}

// settlePasskeys says what a change of address did to people's passkeys.
func (i *instance) settlePasskeys(ctx context.Context) error {
	m, err := i.people.Settle(ctx)
	if err != nil || m.People == 0 {
		return err
	}
	for _, line := range explainMoved(m, i.origin) {
		fmt.Fprintln(i.config.To, line)
		i.config.Log.Warn("app: " + line)
	}
	return nil
}

// explainMoved says what there is to know of passkeys that were made at another address, and what to do.
func explainMoved(m account.Moved, origin string) []string {
	lines := []string{fmt.Sprintf("the passkeys of %s were made at %s and do not work at %s: they sign in with their password or a recovery code, and add a new one",
		people(m.People), strings.Join(m.From, ", "), origin)}
	if m.Stranded > 0 {
		lines = append(lines, fmt.Sprintf("of them, %s have neither: serve at the address before until they have set a password or made recovery codes (Me → Security)", people(m.Stranded)))
	}
	return lines
}

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return fmt.Sprintf("%d people", n)
}

// openSecret returns the key that is kept in dir under name, made at its first use. The file is written beside its place
// and then linked there, so that there is never half a key, nor two.
func openSecret(dir, name string, random io.Reader) ([]byte, error) {
	path := filepath.Join(dir, name+".key")
	key, err := os.ReadFile(path) //nolint:gosec // the data folder is the operator's choice
	if errors.Is(err, fs.ErrNotExist) {
		if err := errors.Join(makeSecret(dir, path, random), rememberKey(filepath.Dir(dir), name+".key")); err != nil {
			return nil, fmt.Errorf("app: make the key %s: %w", name, err)
		}
		key, err = os.ReadFile(path) //nolint:gosec // as above
	}
	if err != nil {
		return nil, fmt.Errorf("app: read the key %s: %w", name, err)
	}
	if len(key) != secretBytes {
		return nil, Refusal{
			Text: fmt.Sprintf("the key %s is damaged: it has %d bytes instead of %d", path, len(key), secretBytes),
			Hint: strings.ReplaceAll(keysBack, "DIR", filepath.Dir(dir)),
			Stay: true,
		}
	}
	return key, nil
}

func makeSecret(dir, path string, random io.Reader) error {
	key := make([]byte, secretBytes)
	if _, err := io.ReadFull(random, key); err != nil {
		return err
	}
	return writeSecret(dir, path, key)
}

// writeSecret puts a file that only its owner reads at a path below dir, whole or not at all. One that is there stays.
// The folder around dir has to be there: a data folder that was taken away is not begun anew.
func writeSecret(dir, path string, content []byte) (err error) {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	f, err := os.CreateTemp(dir, "new-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.Write(content)
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
