package app

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// before returns the schemas as they were at the given last migrations; rooms that are not named have all of theirs.
func before(t *testing.T, last map[string]int) []store.Schema {
	t.Helper()
	list := schemas()
	for i, s := range list {
		most, named := last[s.Room]
		if !named {
			continue
		}
		files := fstest.MapFS{}
		names, err := fs.Glob(s.FS, "schema/*.sql")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			number, _, _ := strings.Cut(path.Base(name), "_")
			n, err := strconv.Atoi(number)
			if err != nil {
				t.Fatal(err)
			}
			if n > most {
				continue
			}
			text, err := fs.ReadFile(s.FS, name)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = &fstest.MapFile{Data: text}
		}
		list[i].FS = files
	}
	return list
}

// TestUpgrade opens what an instance wrote before people had passkeys, before transfers arrived at once and before openids were kept.
func TestUpgrade(t *testing.T) {
	dir := t.TempDir()
	token := base64.RawURLEncoding.EncodeToString(make([]byte, 32))
	sum := sha256.Sum256([]byte(token))
	now := time.Now().UnixMilli()
	old := storetest.OpenAt(t, dir, time.Now, before(t, map[string]int{"account": 1, "pay": 3, "gateway": 1})...)
	err := old.Write(t.Context(), func(tx store.Tx) error {
		for _, row := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO person (id, handle, name, tint, avatar, bot, password, created_at) VALUES ('usr_01jd3k7mpqrstvwxyz01234567', 'from_before', 'Ling', 1, '', 0, 'phc', $1)`, []any{now}},
			{`INSERT INTO session (id, person, device, token_sum, agent, created_at, seen_at) VALUES ('ses_01jd3k7mpqrstvwxyz01234567', 'usr_01jd3k7mpqrstvwxyz01234567', 'dev_01jd3k7mpqrstvwxyz01234567', $1, 'Firefox', $2, $2)`, []any{sum[:], now}},
			{`INSERT INTO program_session (app, person, session_key, made_at) VALUES ('wx1', 'usr_01jd3k7mpqrstvwxyz01234567', 'key', $1)`, []any{now}},
			{
				`INSERT INTO gift (id, sender, request, conv, kind, recipient, amount, currency, note, count, crowd, seed, state, reason, taken, taken_amount, returned,
				unsettled, created_at, expires_at, ended_at) VALUES ('gft_1', 'usr_01jd3k7mpqrstvwxyz01234567', 'request-1', 'cnv_1', 1, 'usr_2', 5, 'CNY', '', 1, 0, $1, 3, '', 1, 5, 0, 0, $2, $2, $2)`,
				[]any{sum[:], now},
			},
		} {
			if _, err := tx.Exec(row.sql, row.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err := errors.Join(err, old.Close()); err != nil {
		t.Fatal(err)
	}
	db := storetest.OpenAt(t, dir, time.Now, schemas()...)
	t.Run("a gift that was taken did not arrive at once, and an openid is there to be noted", func(t *testing.T) {
		var direct, undo int64
		var openid string
		err := db.Read(t.Context(), func(tx store.Tx) error {
			return errors.Join(
				tx.QueryRow(`SELECT direct, undo FROM gift WHERE id = 'gft_1'`).Scan(&direct, &undo),
				tx.QueryRow(`SELECT openid FROM program_session WHERE person = 'usr_01jd3k7mpqrstvwxyz01234567'`).Scan(&openid),
			)
		})
		if err != nil || direct != 0 || undo != 0 || openid != "" {
			t.Errorf("direct %d, undo %d, openid %q, %v; want none", direct, undo, openid, err)
		}
	})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	t.Run("who was signed in still is, with a proof to give before a way in changes", func(t *testing.T) {
		s := openStage(t, dir)
		by, err := s.people.ByToken(t.Context(), token)
		if err != nil || by.User != "usr_01jd3k7mpqrstvwxyz01234567" {
			t.Fatalf("ByToken = %v, %v; want the one of before", by, err)
		}
		all, err := s.people.Security(t.Context(), by)
		if err != nil || !all.Password || len(all.Passkeys) != 0 || len(all.Devices) != 1 || !all.Devices[0].Current {
			t.Errorf("security = %+v, %v; want a password and one device", all, err)
		}
		if _, err := s.people.MakeRecoveryCodes(t.Context(), by); !errors.Is(err, account.ErrProve) {
			t.Errorf("error = %v, want ErrProve", err)
		}
	})
}

// TestDowngrade opens with an old binary what a newer one has changed.
func TestDowngrade(t *testing.T) {
	dir := t.TempDir()
	place := storetest.Place(t, dir)
	open := func(schemas []store.Schema) error {
		db, err := store.Open(t.Context(), store.Config{Dir: place.Dir, DB: place.DB, Now: time.Now, Random: rand.Reader, Schemas: schemas})
		if err != nil {
			return err
		}
		return db.Close()
	}
	if err := open(schemas()); err != nil {
		t.Fatal(err)
	}
	err := open(before(t, map[string]int{"pay": 3}))
	if !errors.Is(err, store.ErrNewer) {
		t.Fatalf("the old binary's error = %v, want ErrNewer", err)
	}
	var refusal Refusal
	if !errors.As(storeRefusal(err, place), &refusal) || !strings.Contains(refusal.Text, ", this binary knows 3") || refusal.Hint == "" {
		t.Errorf("an operator reads %+v", refusal)
	}
	if err := open(schemas()); err != nil {
		t.Errorf("the new binary afterwards: %v", err)
	}
}
