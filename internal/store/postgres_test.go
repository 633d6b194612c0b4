//go:build postgres

// What is about PostgreSQL alone. The gate's part that brings a server builds it in; all other tests of the store run on
// both engines.

package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// server returns the address of a PostgreSQL schema of its own, and a way into its server.
func server(t *testing.T) (address string, admin *sql.DB) {
	t.Helper()
	if os.Getenv(storetest.Variable) == "" {
		t.Fatal(storetest.Variable + " names no server; run `cd tools && go run ./gate test \"go test on PostgreSQL\"`")
	}
	address = storetest.Address(t, t.TempDir())
	admin, err := sql.Open("pgx", os.Getenv(storetest.Variable))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	return address, admin
}

func openPostgres(t *testing.T, address string, schemas ...store.Schema) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), store.Config{
		Dir: t.TempDir(), DB: address, Schemas: schemas, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<20)), Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// cut ends the connection of the committer from the server's side, as a restart of the server does.
func cut(t *testing.T, admin *sql.DB, tx store.Tx) {
	t.Helper()
	var pid int
	if err := tx.QueryRow(`SELECT pg_backend_pid()`).Scan(&pid); err != nil {
		t.Fatal(err)
	}
	endBackend(t, admin, pid)
}

func endBackend(t *testing.T, admin *sql.DB, pid int) {
	t.Helper()
	var ended bool
	// Given a time, it returns when the session is gone.
	if err := admin.QueryRowContext(t.Context(), `SELECT pg_terminate_backend($1, 10000)`, pid).Scan(&ended); err != nil || !ended {
		t.Fatalf("ending session %d: %v, %v", pid, ended, err)
	}
}

// line is a connection to a server that can be cut at the worst moment.
type line struct {
	address     string
	cutAtCommit atomic.Bool // swallow the next answer to a COMMIT, and hang up
	silent      atomic.Bool // swallow everything, and say nothing of it, as a network does from which a cable was pulled

	mu    sync.Mutex
	begun []string // the first words of each session
}

// sessions returns the words by which sessions began.
func (l *line) sessions() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.begun)
}

func newLine(t *testing.T, address string) *line {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	values := u.Query()
	network, target := "tcp", u.Host
	if folder := values.Get("host"); folder != "" {
		network, target = "unix", filepath.Join(folder, ".s.PGSQL.5432")
		values.Del("host")
	}
	values.Set("sslmode", "disable")
	listener, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed at the end of the test
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	u.Host, u.RawQuery = listener.Addr().String(), values.Encode()
	l := &line{address: u.String()}
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			server, err := net.Dial(network, target) //nolint:noctx // as above
			if err != nil {
				t.Error(err)
				_ = client.Close()
				return
			}
			go l.carry(client, server)
		}
	}()
	return l
}

func (l *line) carry(client, server net.Conn) {
	end := func() { _, _ = client.Close(), server.Close() }
	go func() {
		defer end()
		buffer := make([]byte, 64<<10)
		for first := true; ; first = false {
			n, err := client.Read(buffer)
			if first {
				l.mu.Lock()
				l.begun = append(l.begun, string(buffer[:n]))
				l.mu.Unlock()
			}
			if l.silent.Load() {
				n = 0
			}
			if _, failed := server.Write(buffer[:n]); err != nil || failed != nil { // how a connection ends is no news here
				return
			}
		}
	}()
	defer end()
	buffer := make([]byte, 64<<10)
	for {
		n, err := server.Read(buffer)
		if l.silent.Load() {
			n = 0
		}
		if bytes.Contains(buffer[:n], []byte("COMMIT\x00")) && l.cutAtCommit.Swap(false) {
			return
		}
		if _, failed := client.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

// TestReadOnlyPostgres has a database that takes no writes, as after it was made a standby.
func TestReadOnlyPostgres(t *testing.T) {
	address, admin := server(t)
	name := fmt.Sprintf("standby_%d", time.Now().UnixNano())
	for _, statement := range []string{"CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'", "ALTER DATABASE " + name + " SET default_transaction_read_only = on"} {
		if _, err := admin.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if _, err := admin.ExecContext(context.Background(), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Del("search_path")
	u.Path, u.RawQuery = "/"+name, query.Encode()
	_, err = store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: u.String(), Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<20))})
	if !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("open: %v, want ErrReadOnly", err)
	}
	u.Path = "/" + name + "_not_made"
	_, err = store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: u.String(), Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<20))})
	if !errors.Is(err, store.ErrAway) || store.Code(err) != "3D000" {
		t.Errorf("open of none: %v with code %q, want ErrAway with 3D000", err, store.Code(err))
	}
}

func TestPostgres(t *testing.T) {
	t.Run("a second process is refused while the first one serves, and let in after it", func(t *testing.T) {
		address, _ := server(t)
		first := openPostgres(t, address, tea(t))
		second := store.Config{Dir: t.TempDir(), DB: address, Schemas: []store.Schema{tea(t)}, Now: time.Now, Random: strings.NewReader(strings.Repeat("s", 1<<20))}
		var pid int
		write(t, first, func(tx store.Tx) error { return tx.QueryRow(`SELECT pg_backend_pid()`).Scan(&pid) })
		_, err := store.Open(t.Context(), second)
		var held *store.HeldError
		if !errors.Is(err, store.ErrInUse) || !errors.As(err, &held) || len(held.By) != 1 || held.By[0].PID != pid || held.By[0].Since.IsZero() {
			t.Errorf("error = %v, want ErrInUse that names session %d, and since when", err, pid)
		}
		write(t, first, add("oolong", 1))
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		wantNames(t, openPostgres(t, address, tea(t)), "oolong")
	})
	t.Run("every session asks to be ended within seconds if its machine is no more", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address)
		db := openPostgres(t, line.address, tea(t))
		wantNames(t, db)
		for n, begun := range line.sessions() {
			for _, want := range []string{"tcp_keepalives_idle\x005\x00", "tcp_keepalives_interval\x002\x00", "tcp_keepalives_count\x003\x00", "tcp_user_timeout\x0010s\x00"} {
				if !strings.Contains(begun, want) {
					t.Errorf("session %d began with %q, want %q in it", n, begun, want)
				}
			}
		}
		if n := len(line.sessions()); n < 2 {
			t.Errorf("%d sessions, want the committer's and a reader's", n)
		}
	})
	t.Run("the address may choose otherwise", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address+"&tcp_user_timeout=33s")
		openPostgres(t, line.address)
		for n, begun := range line.sessions() {
			if !strings.Contains(begun, "tcp_user_timeout\x0033s\x00") {
				t.Errorf("session %d began with %q", n, begun)
			}
		}
	})
	t.Run("a connection that broke while nothing was under way is not noticed", func(t *testing.T) {
		address, admin := server(t)
		db := openPostgres(t, address, tea(t))
		write(t, db, func(tx store.Tx) error { return tx.QueryRow(`SELECT pg_backend_pid()`).Scan(new(int)) })
		var pid int
		write(t, db, func(tx store.Tx) error {
			if err := add("oolong", 1)(tx); err != nil {
				return err
			}
			return tx.QueryRow(`SELECT pg_backend_pid()`).Scan(&pid)
		})
		endBackend(t, admin, pid)
		write(t, db, add("sencha", 1))
		wantNames(t, db, "oolong", "sencha")
	})
	t.Run("what was under way when the connection broke is undone, and said to be", func(t *testing.T) {
		address, admin := server(t)
		db := openPostgres(t, address, tea(t))
		err := db.Write(t.Context(), func(tx store.Tx) error {
			if err := add("lost", 1)(tx); err != nil {
				return err
			}
			cut(t, admin, tx)
			return nil
		})
		if !errors.Is(err, store.ErrLost) {
			t.Errorf("error = %v, want ErrLost", err)
		}
		write(t, db, add("sencha", 1))
		wantNames(t, db, "sencha")
	})
	t.Run("a statement on a connection that broke is told to be lost", func(t *testing.T) {
		address, admin := server(t)
		db := openPostgres(t, address, tea(t))
		err := db.Write(t.Context(), func(tx store.Tx) error {
			cut(t, admin, tx)
			return add("lost", 1)(tx)
		})
		if !errors.Is(err, store.ErrLost) {
			t.Errorf("error = %v, want ErrLost", err)
		}
		write(t, db, add("sencha", 1))
		wantNames(t, db, "sencha")
	})
	t.Run("a read that the server ends says that the database is away, and the next one reads", func(t *testing.T) {
		address, admin := server(t)
		db := openPostgres(t, address, tea(t))
		err := db.Read(t.Context(), func(tx store.Tx) error {
			cut(t, admin, tx)
			return tx.QueryRow(`SELECT 1`).Scan(new(int))
		})
		if !errors.Is(err, store.ErrAway) {
			t.Errorf("error = %v, want ErrAway", err)
		}
		wantNames(t, db)
	})
	t.Run("a commit that the server could not carry out, hanging up instead, is found not to have happened", func(t *testing.T) {
		address, _ := server(t)
		db := openPostgres(t, address, tea(t))
		write(t, db, func(tx store.Tx) error {
			// A deferred trigger runs inside COMMIT, before anything is durable.
			_, err := tx.Exec(`CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
				'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'`)
			if err != nil {
				return err
			}
			_, err = tx.Exec(`CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON tea DEFERRABLE INITIALLY DEFERRED
				FOR EACH ROW WHEN (NEW.name = 'poison') EXECUTE FUNCTION hang_up()`)
			return err
		})
		if err := db.Write(t.Context(), add("poison", 1)); !errors.Is(err, store.ErrLost) {
			t.Errorf("error = %v, want ErrLost", err)
		}
		wantNames(t, db)
		write(t, db, add("sencha", 1))
		wantNames(t, db, "sencha")
	})
	t.Run("a commit whose answer is lost on the way is found to have happened", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address)
		db := openPostgres(t, line.address, tea(t))
		write(t, db, add("oolong", 1))
		write(t, db, func(tx store.Tx) error {
			line.cutAtCommit.Store(true)
			return add("sencha", 1)(tx)
		})
		if line.cutAtCommit.Load() {
			t.Error("no answer to a commit was held back, so that this shows nothing")
		}
		write(t, db, add("yunwu", 1))
		wantNames(t, db, "oolong", "sencha", "yunwu")
	})
	t.Run("a network that swallows everything without a word makes nobody wait for ever: it is said that the database is away, until it is back", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address)
		db := openPostgres(t, line.address, tea(t))
		write(t, db, add("oolong", 1))
		wantNames(t, db, "oolong")
		line.silent.Store(true)
		if err := db.Read(t.Context(), func(tx store.Tx) error { return tx.QueryRow(`SELECT 1`).Scan(new(int)) }); !errors.Is(err, store.ErrAway) {
			t.Errorf("a read: error = %v, want ErrAway", err)
		}
		if err := db.Write(t.Context(), add("lost", 1)); !errors.Is(err, store.ErrLost) && !errors.Is(err, store.ErrAway) {
			t.Errorf("a commit: error = %v, want ErrLost", err)
		}
		line.silent.Store(false)
		for {
			err := db.Write(t.Context(), add("sencha", 1))
			if err == nil {
				break
			}
			if !errors.Is(err, store.ErrLost) {
				t.Fatalf("a commit: error = %v, want ErrLost until the database is back", err)
			}
		}
		wantNames(t, db, "oolong", "sencha")
	})
	t.Run("a statement that takes long on a network that is well is waited for", func(t *testing.T) {
		address, _ := server(t)
		line := newLine(t, address)
		db := openPostgres(t, line.address, tea(t))
		if err := db.Read(t.Context(), func(tx store.Tx) error { return tx.QueryRow(`SELECT 1 FROM pg_sleep(6)`).Scan(new(int)) }); err != nil {
			t.Error(err)
		}
	})
	t.Run("one that sleeps while another takes over is told that it was fenced, and stops", func(t *testing.T) {
		address, admin := server(t)
		db := openPostgres(t, address, tea(t))
		var pid int
		write(t, db, func(tx store.Tx) error { return tx.QueryRow(`SELECT pg_backend_pid()`).Scan(&pid) })
		endBackend(t, admin, pid)
		heir := openPostgres(t, address, tea(t))
		write(t, heir, add("heir", 1))
		if err := db.Write(t.Context(), add("late", 1)); !errors.Is(err, store.ErrFenced) && !errors.Is(err, store.ErrLost) {
			t.Errorf("error = %v, want ErrFenced", err)
		}
		<-db.Broken()
		if err := db.Err(); !errors.Is(err, store.ErrFenced) {
			t.Errorf("Err = %v, want ErrFenced", err)
		}
		wantNames(t, heir, "heir")
	})
	t.Run("an address that cannot be read is refused without repeating its password", func(t *testing.T) {
		for _, address := range []string{"mysql://a:secret@b/c", "postgres://a:secret@:notaport/c", "secret"} {
			_, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: address, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<10))})
			if !errors.Is(err, store.ErrAddress) || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: error = %v, want ErrAddress without the password", address, err)
			}
		}
	})
	t.Run("a server that is not there is said to be away, without the password", func(t *testing.T) {
		const nowhere = "postgres://a:secret@127.0.0.1:1/c"
		_, err := store.Open(t.Context(), store.Config{Dir: t.TempDir(), DB: nowhere, Now: time.Now, Random: strings.NewReader(strings.Repeat("r", 1<<10))})
		if !errors.Is(err, store.ErrAway) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open: error = %v, want ErrAway without the password", err)
		}
		if _, err := store.OpenReader(t.Context(), store.Place{DB: nowhere}); !errors.Is(err, store.ErrAway) || strings.Contains(err.Error(), "secret") {
			t.Errorf("OpenReader: error = %v, want ErrAway without the password", err)
		}
	})
	t.Run("a database that acknowledges before the disk has it is refused", func(t *testing.T) {
		address, _ := server(t)
		db := openPostgres(t, address+"&synchronous_commit=off")
		if err := db.Durable(context.Background()); err != nil {
			t.Errorf("the address may not weaken what the committer relies on: %v", err)
		}
	})
	t.Run("texts sort by their bytes, whatever the locale", func(t *testing.T) {
		address, _ := server(t)
		db := openPostgres(t, address, tea(t))
		write(t, db, add("b", 1))
		write(t, db, add("B", 1))
		write(t, db, add("_", 1))
		write(t, db, add("a", 1))
		wantNames(t, db, "B", "_", "a", "b")
	})
}
