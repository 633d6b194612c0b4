//go:build postgres

package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/superette/superette/internal/store/storetest"
)

// lowly makes a role without rights and a database that is not its own, and returns the role's address of it.
func lowly(t *testing.T) (admin *sql.DB, address, name string) {
	t.Helper()
	server, err := url.Parse(os.Getenv(storetest.Variable))
	if err != nil || server.Host+server.RawQuery == "" {
		t.Fatalf("%s names no server: %v", storetest.Variable, err)
	}
	if admin, err = sql.Open("pgx", server.String()); err != nil {
		t.Fatal(err)
	}
	name = "low_" + strings.ToLower(rand.Text())
	do := func(ctx context.Context, statements ...string) {
		for _, s := range statements {
			if _, err := admin.ExecContext(ctx, s); err != nil {
				t.Errorf("%s: %v", s, err)
			}
		}
	}
	do(t.Context(), "CREATE ROLE "+name+" LOGIN", "CREATE DATABASE "+name)
	t.Cleanup(func() {
		do(context.Background(), "DROP DATABASE "+name+" WITH (FORCE)", "DROP ROLE "+name)
		if err := admin.Close(); err != nil {
			t.Error(err)
		}
	})
	server.User, server.Path = url.User(name), "/"+name
	return admin, server.String(), name
}

func TestStartOnPostgreSQL(t *testing.T) {
	needsPages(t)
	admin, address, name := lowly(t)
	data := filepath.Join(t.TempDir(), "data")
	on := func(address string) Config {
		c := testConfig(t, data, io.Discard)
		c.DB = address
		return c
	}
	t.Run("in a database of somebody else's says whose it has to be", func(t *testing.T) {
		err := Serve(t.Context(), on(address))
		var refusal Refusal
		if !errors.As(err, &refusal) || !refusal.Stay || !strings.Contains(refusal.Text, "permission denied for schema public") || !strings.Contains(refusal.Hint, "createdb -O USER") {
			t.Errorf("error = %v, want a refusal that names createdb -O", err)
		}
	})
	t.Run("in a schema that is not there says which, and how it is made", func(t *testing.T) {
		for _, path := range []string{"nosuch", `"$user"`} {
			u, err := url.Parse(address)
			if err != nil {
				t.Fatal(err)
			}
			query := u.Query()
			query.Set("search_path", path)
			u.RawQuery = query.Encode()
			err = Serve(t.Context(), on(u.String()))
			var refusal Refusal
			if !errors.As(err, &refusal) || !refusal.Stay || !strings.Contains(refusal.Text, "search_path "+path) || !strings.Contains(refusal.Hint, "CREATE SCHEMA NAME") {
				t.Errorf("error = %v, want a refusal that names the schema %s", err, path)
			}
		}
	})
	t.Run("does what the hint says, and is served", func(t *testing.T) {
		if _, err := admin.ExecContext(t.Context(), "ALTER DATABASE "+name+" OWNER TO "+name); err != nil {
			t.Fatal(err)
		}
		_, _, stop := serving(t, data, func(ctx context.Context, c Config) error {
			c.DB = address
			return Serve(ctx, c)
		})
		if err := stop(); err != nil {
			t.Error(err)
		}
	})
}

// free returns an address of this machine that nobody listens on.
func free(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	return l.Addr().String()
}

func TestStartOfACluster(t *testing.T) {
	needsPages(t)
	address := storetest.Address(t, t.TempDir())
	if address == "" {
		t.Fatal(storetest.Variable + " names no server")
	}
	data := filepath.Join(t.TempDir(), "not", "there", "yet")
	ports := []string{free(t), free(t)}
	as := func(c Config, n int, secret string) Config {
		c.DB, c.ClusterAddr = address, ports[n]
		for _, port := range ports {
			c.Cluster = append(c.Cluster, "nats://superette:"+secret+"@"+port)
		}
		return c
	}
	one := func(ctx context.Context, c Config) error { return Serve(ctx, as(c, 0, "right")) }
	_, _, stop := serving(t, data, one) // the folder is made
	t.Run("a process with another secret is refused, and nobody's log is full of it", func(t *testing.T) {
		var log bytes.Buffer
		c := as(testConfig(t, data, io.Discard), 1, "wrong")
		c.Log = slog.New(slog.NewTextHandler(&log, nil))
		err := Serve(t.Context(), c)
		var refusal Refusal
		if !errors.As(err, &refusal) || !refusal.Stay || !strings.Contains(refusal.Text, "the secret of --cluster is not that of the other processes") || strings.Contains(refusal.Error(), "wrong") {
			t.Errorf("error = %v, want a refusal that names the secret and does not tell it", err)
		}
		if log.Len() > 0 {
			t.Errorf("it logs %s", &log)
		}
	})
	t.Run("one with the same secret is let in, and so is another secret when nobody is there", func(t *testing.T) {
		_, _, stopTwo := serving(t, data, func(ctx context.Context, c Config) error { return Serve(ctx, as(c, 1, "right")) })
		if err := errors.Join(stopTwo(), stop()); err != nil {
			t.Fatal(err)
		}
		_, _, stop := serving(t, data, func(ctx context.Context, c Config) error { return Serve(ctx, as(c, 1, "wrong")) })
		if err := stop(); err != nil {
			t.Fatal(err)
		}
	})
}
