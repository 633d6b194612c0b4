package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/cookiejar"
	neturl "net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// TestTroubleAtTheStart has what a machine can do to a folder told in a sentence, with what to do.
func TestTroubleAtTheStart(t *testing.T) {
	broken := store.Schema{Room: "coffee", FS: fstest.MapFS{"schema/0001_coffee.sql": {Data: []byte("-- +goose Up\nCREATE TABEL coffee (name TEXT);\n")}}}
	_, migration := store.Open(t.Context(), store.Config{Dir: t.TempDir(), Schemas: []store.Schema{broken}, Now: time.Now})
	_, folder := store.Open(t.Context(), store.Config{Dir: "trouble_test.go", Schemas: schemas(), Now: time.Now})
	for _, c := range []struct {
		name       string
		err        error
		text, hint string
	}{
		{"a full disk", fmt.Errorf("%w (%w)", store.ErrFull, syscall.ENOSPC), "/srv/x has no room left", "make room and start again"},
		{"a folder that may not be written to", fmt.Errorf("%w (%w)", store.ErrUnwritable, fs.ErrPermission), "/srv/x cannot be written to", "chown -R USER /srv/x"},
		{"a read-only file system", fmt.Errorf("%w (%w)", store.ErrUnwritable, syscall.EROFS), "read-only", "not mounted read-only"},
		{"a file in place of the folder", folder, "cannot be the data folder: This cannot be a data folder", "--data DIR"},
		{"a database that is away", fmt.Errorf("%w (%w)", store.ErrAway, syscall.ECONNREFUSED), "/srv/x: The database cannot be reached.", "is the server running"},
		{"a wrong password", fmt.Errorf("%w (%w)", store.ErrAway, &pgconn.PgError{Code: "28P01"}), "/srv/x: The database cannot be reached.", "password right"},
		{"a database that is not made", fmt.Errorf("%w (%w)", store.ErrAway, &pgconn.PgError{Code: "3D000"}), "cannot be reached", "createdb -E UTF8 -O USER NAME"},
		{"no connection left", fmt.Errorf("%w (%w)", store.ErrAway, &pgconn.PgError{Code: "53300"}), "cannot be reached", "max_connections"},
		{"a standby", store.Named(&pgconn.PgError{Code: "25006"}), "may only be read", "target_session_attrs=read-write"},
		{"a migration that fails before any other was done", store.ErrMigration, "the tables of /srv/x could not be brought up to date", "the version before serves these tables as they are"},
		{"a migration that fails", migration, "the tables of /srv/x could not be brought up to date", "the backup from before the upgrade"},
	} {
		t.Run(c.name+" is told, with what to do", func(t *testing.T) {
			var refusal Refusal
			err := storeRefusal(c.err, store.Place{Dir: "/srv/x"})
			if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, c.text) || !strings.Contains(refusal.Hint, c.hint) || strings.Contains(refusal.Text, "store.") {
				t.Errorf("refusal = %v, want %q with %q", err, c.text, c.hint)
			}
		})
	}
}

// TestDamagedDatabase spoils the file of an instance that was backed up, and goes the way that the refusal names.
func TestDamagedDatabase(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := t.TempDir()
	place := store.Place{Dir: data}
	origin, _, stop := serving(t, data, demoOn(place))
	cookie := enter(t, origin+"/demo/ling")
	before := me(t, origin, cookie)
	file := backedUp(t, place)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	db, err := os.OpenFile(filepath.Join(data, "superette.db"), os.O_RDWR, 0) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.WriteAt(bytes.Repeat([]byte{0x5a}, 100), 0)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	t.Run("a spoilt file is not served, and the refusal says what to do", func(t *testing.T) {
		var refusal Refusal
		err := Serve(t.Context(), testConfig(t, data, io.Discard))
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "the database of "+data+" is damaged") || !strings.Contains(refusal.Hint, "superette restore") {
			t.Errorf("error = %v, want a refusal that names restore", err)
		}
	})
	t.Run("whose first page is whole, every command names the damage", func(t *testing.T) {
		inside := t.TempDir()
		_, _, stop := serving(t, inside, demoOn(store.Place{Dir: inside}))
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		db, err := os.OpenFile(filepath.Join(inside, "superette.db"), os.O_RDWR, 0) //nolint:gosec // the test's own
		if err != nil {
			t.Fatal(err)
		}
		info, err := db.Stat()
		if err != nil {
			t.Fatal(err)
		}
		const first = 4096
		_, err = db.WriteAt(bytes.Repeat([]byte{0x5a}, int(info.Size())-first), first)
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		var said bytes.Buffer
		code, err := Doctor(t.Context(), DoctorConfig{Data: inside, Now: time.Now, To: &said})
		if err != nil || code != 2 || !strings.Contains(said.String(), "is damaged") {
			t.Errorf("doctor: %d, %v\n%s", code, err, &said)
		}
		for name, err := range map[string]error{
			"serve":  Serve(t.Context(), testConfig(t, inside, io.Discard)),
			"check":  Check(t.Context(), CheckConfig{Data: inside, To: io.Discard}),
			"backup": Backup(t.Context(), BackupConfig{Data: inside, Out: filepath.Join(t.TempDir(), "b"), Now: time.Now, Random: rand.Reader, To: io.Discard}),
		} {
			var refusal Refusal
			if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, "the database of "+inside+" is damaged: ") {
				t.Errorf("%s: %v, want a refusal that names the damage", name, err)
			}
		}
	})
	t.Run("it is not backed up over a good backup", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "again.tar.gz")
		if err := Backup(t.Context(), BackupConfig{Data: data, Out: out, Now: time.Now, To: io.Discard}); err == nil {
			t.Error("it was backed up")
		}
		if _, err := os.Stat(out); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("there is a file: %v", err)
		}
	})
	t.Run("the last backup, restored into another folder, is served, and people are still signed in", func(t *testing.T) {
		again := filepath.Join(t.TempDir(), "again")
		if err := restore(t, file, again); err != nil {
			t.Fatal(err)
		}
		origin, _, _ := serving(t, again, serveOn(store.Place{Dir: again}))
		if got := me(t, origin, cookie); got != before {
			t.Errorf("after: %s\nbefore: %s", got, before)
		}
	})
}

// spoilTables overwrites the root pages of some tables and of their indexes.
func spoilTables(t *testing.T, data string, tables ...string) {
	t.Helper()
	name := filepath.Join(data, "superette.db")
	db, err := sql.Open("sqlite", "file:"+name+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := db.QueryContext(t.Context(), `SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close() //nolint:errcheck // closed below, where it is looked at
	var pages []int64
	for rows.Next() {
		var page int64
		var table string
		if err := rows.Scan(&page, &table); err != nil {
			t.Fatal(err)
		}
		if slices.Contains(tables, table) {
			pages = append(pages, page)
		}
	}
	if err := errors.Join(rows.Err(), rows.Close(), db.Close()); err != nil || len(pages) < len(tables) {
		t.Fatalf("%d pages of %v: %v", len(pages), tables, err)
	}
	f, err := os.OpenFile(name, os.O_RDWR, 0) //nolint:gosec // the test's own
	if err != nil {
		t.Fatal(err)
	}
	const size = 4096
	for _, page := range pages {
		if _, err := f.WriteAt(bytes.Repeat([]byte{0x5a}, size), (page-1)*size); err != nil {
			t.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestDamageInEachRoom spoils tables of one room after the other while people ask for what is in them.
func TestDamageInEachRoom(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	whole := t.TempDir()
	origin, _, stop := serving(t, whole, demoOn(store.Place{Dir: whole}))
	cookie := enter(t, origin+"/demo/ling")
	var list struct {
		Conversations []struct{ ID string }
	}
	signIn(t, origin, "ling").tell(t, "ChatService/ListConversations", struct{}{}, &list)
	conv := list.Conversations[0].ID
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		room, method string
		body         any
		tables       []string
	}{
		{"account", "AccountService/Me", struct{}{}, []string{"session", "person"}},
		{"social", "SocialService/ListContacts", struct{}{}, []string{"contact", "block"}},
		{"chat", "ChatService/History", map[string]any{"conv": conv, "limit": 10}, []string{"message"}},
		{"ledger", "WalletService/ListEntries", struct{}{}, []string{"ledger_transfer", "ledger_balance", "ledger_account"}},
		{"pay", "WalletService/GetWallet", struct{}{}, []string{"pin", "wallet_setting"}},
		{"registry", "ProgramService/ListShelf", struct{}{}, []string{"program", "program_version"}},
		{"push", "PushService/Subscribe", map[string]any{
			"endpoint": "https://push.example.org/x", "locale": "en", "publicKey": "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4", "secret": "BTBZMqHH6r4Tts7J_aSIgg",
		}, []string{"push_subscription"}},
	} {
		t.Run("a page of "+c.room+" is named, and the instance ends in good order and does not start again", func(t *testing.T) {
			data := filepath.Join(t.TempDir(), "data")
			if err := errors.Join(os.CopyFS(data, os.DirFS(whole)), filepath.WalkDir(filepath.Join(data, "keys"), func(name string, _ fs.DirEntry, err error) error {
				return errors.Join(err, os.Chmod(name, 0o700)) //nolint:gosec // for its owner alone
			})); err != nil {
				t.Fatal(err)
			}
			url, ended := servingUntil(t, data)
			person := again(t, url, cookie)
			spoilTables(t, data, c.tables...)
			status, said := person.ask(t, c.method, c.body)
			// An event of the demo reads people too: it may be the first to find them, and nobody is answered any more.
			early := status == 0 && c.room == "account"
			if !early && (status != http.StatusServiceUnavailable || !strings.Contains(said, store.ErrDamaged.Text)) {
				t.Fatalf("%s: %d %s, want %q", c.method, status, said, store.ErrDamaged.Text)
			}
			for _, err := range []error{<-ended, Serve(t.Context(), testConfig(t, data, io.Discard))} {
				var refusal Refusal
				if !errors.As(err, &refusal) || !strings.HasPrefix(refusal.Text, "the database of "+data+" is damaged: ") || !strings.Contains(refusal.Hint, "superette restore FILE --data DIR") {
					t.Errorf("it ended with %v, want a refusal that names restore", err)
				}
			}
		})
	}
}

// TestAFolderTakenAway removes the folder of an instance that is served, which must not begin a new one by being started again.
func TestAFolderTakenAway(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := filepath.Join(t.TempDir(), "data")
	url, ended := servingUntil(t, data)
	if err := os.Rename(data, data+".away"); err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/api/superette.v1.AccountService/Register",
		strings.NewReader(`{"handle": "ling", "name": "Ling", "password": "a good long one"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", url)
	if answer, err := http.DefaultClient.Do(r); err == nil { // or it has ended by then
		if answer.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("registering in a folder that is gone: %d, want %d", answer.StatusCode, http.StatusServiceUnavailable)
		}
		if err := answer.Body.Close(); err != nil {
			t.Error(err)
		}
	}
	var refusal Refusal
	if err := <-ended; !errors.As(err, &refusal) || !refusal.Stay || !strings.Contains(refusal.Text, "taken away while it was served") || !strings.Contains(refusal.Hint, "superette restore") {
		t.Errorf("it ended with %v, want a refusal that names restore and is not started again", err)
	}
	if _, err := os.Stat(data); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was begun where the folder was: %v", err)
	}
}

// servingUntil serves a folder until it ends by itself.
func servingUntil(t *testing.T, data string) (url string, ended <-chan error) {
	t.Helper()
	end := make(chan error, 1)
	url, _, _ = serving(t, data, func(ctx context.Context, c Config) error {
		err := Serve(ctx, c)
		end <- err
		var refusal Refusal
		if errors.As(err, &refusal) {
			return nil
		}
		return err
	})
	return url, end
}

// again returns the browser of somebody who signed in at the same folder's instance before.
func again(t *testing.T, url string, cookie *http.Cookie) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	where, err := neturl.Parse(url)
	if err != nil {
		t.Fatal(err)
	}
	jar.SetCookies(where, []*http.Cookie{cookie})
	return &browser{Client: http.Client{Jar: jar, Timeout: 30 * time.Second}, url: url}
}

// TestAClockThatJumps has the clock of an instance jump ahead and back, while it runs and between two runs, and people pay and write
// all the while.
func TestAClockThatJumps(t *testing.T) {
	needsPages(t)
	storetest.OnSQLite(t)
	data := t.TempDir()
	var ahead atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	run := func() (ling *browser, conv string, stop func() error) {
		ling, conv, _, stop = demoTown(t, data, func(c *Config) { c.Now = now })
		return ling, conv, stop
	}
	ling, conv, stop := run()
	tom := signIn(t, ling.url, "tom")
	var who struct{ Me struct{ ID string } }
	tom.tell(t, "AccountService/Me", struct{}{}, &who)
	turn := 0
	last := int64(0)
	use := func(t *testing.T) {
		t.Helper()
		turn++
		if status, said := ling.ask(t, "WalletService/Transfer", map[string]any{
			"requestId": fmt.Sprintf("transfer-%d", turn), "userId": who.Me.ID, "amount": "100", "currency": "CNY", "pin": demoPIN,
		}); status != http.StatusOK {
			t.Errorf("a payment: %d %s", status, said)
		}
		var sent struct {
			Message struct {
				Seq json.Number
			}
		}
		ling.tell(t, "ChatService/Send", map[string]any{"conv": conv, "clientId": fmt.Sprintf("client-%04d", turn), "text": "tea?"}, &sent)
		seq, err := sent.Message.Seq.Int64()
		if err != nil || seq <= last {
			t.Errorf("a message is number %d after %d: %v", seq, last, err)
		}
		last = seq
	}
	t.Run("while it runs", func(t *testing.T) {
		for _, jump := range []time.Duration{0, 26 * time.Hour, -3 * time.Hour, 10 * 24 * time.Hour, 0} {
			ahead.Store(int64(jump))
			use(t)
		}
	})
	t.Run("between two runs", func(t *testing.T) {
		for _, jump := range []time.Duration{30 * 24 * time.Hour, -24 * time.Hour, 0} {
			ahead.Store(int64(jump))
			use(t)
			if err := stop(); err != nil {
				t.Fatal(err)
			}
			ling, conv, stop = run()
			use(t)
		}
	})
	t.Run("everything arrived, and the books agree", func(t *testing.T) {
		var wallet struct {
			Wallet struct{ Balance json.Number }
		}
		tom := signIn(t, ling.url, "tom")
		tom.tell(t, "WalletService/GetWallet", struct{}{}, &wallet)
		if got, want := wallet.Wallet.Balance.String(), fmt.Sprint(50000+100*turn); got != want {
			t.Errorf("tom has %s, want %s", got, want)
		}
		var report bytes.Buffer
		if err := Check(context.WithoutCancel(t.Context()), CheckConfig{Data: data, To: &report}); err != nil || !strings.Contains(report.String(), "sum 0") {
			t.Errorf("check: %v, %s", err, report.String())
		}
	})
}

func TestAHeldDatabase(t *testing.T) {
	held := &store.HeldError{By: []store.Session{
		{PID: 4711, Address: "10.78.0.2", Since: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)}, {PID: 12},
	}}
	err := storeRefusal(fmt.Errorf("store: claim the database: %w", held), store.Place{Dir: "/srv/x", DB: "postgres://a:secret@db/b"})
	var refusal Refusal
	if !errors.As(err, &refusal) || refusal.Stay {
		t.Fatalf("error = %v, want a refusal after which it is started again", err)
	}
	const want = "postgres://a:xxxxx@db/b is in use by another superette: session 4711 from 10.78.0.2 since 2026-03-04 05:06:07 UTC, session 12 of the database"
	if refusal.Text != want {
		t.Errorf("says %q, want %q", refusal.Text, want)
	}
	if !strings.HasSuffix(refusal.Hint, "SELECT pg_terminate_backend(4711); SELECT pg_terminate_backend(12)") {
		t.Errorf("the hint %q does not say how to end them", refusal.Hint)
	}
}
