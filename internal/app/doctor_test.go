package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// patient is a healthy instance: what a test makes wrong is what is found.
func patient(t *testing.T) DoctorConfig {
	t.Helper()
	data := t.TempDir()
	if err := os.Chmod(data, 0o700); err != nil { //nolint:gosec // a folder
		t.Fatal(err)
	}
	place := storetest.Place(t, data)
	db, err := store.Open(t.Context(), store.Config{
		Dir: data, DB: place.DB, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Schemas: schemas(),
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(data, "keys")
	for _, name := range []string{"openid", "card"} {
		if _, err := openSecret(keys, name, rand.Reader); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := pack.OpenSigner(keys, rand.Reader); err != nil {
		t.Fatal(err)
	}
	if err := noteBackup(data, time.Now().Add(-time.Hour), 0); err != nil {
		t.Fatal(err)
	}
	return DoctorConfig{
		Data: data, DB: place.DB, Addr: "127.0.0.1:8420", URL: "https://chat.example.org", Metrics: "127.0.0.1:9420", JSON: true, Now: time.Now,
		Registration: RegistrationInvited,
		Machine: Machine{
			Space:     func(string) (uint64, uint64, error) { return 100e9, 200e9, nil },
			ClockKept: func() (bool, bool) { return true, true },
			Sync:      func(string) (time.Duration, error) { return time.Millisecond, nil },
			Reach: func(context.Context, string) (Reached, error) {
				return Reached{CertificateEnds: time.Now().Add(60 * 24 * time.Hour), Ours: true}, nil
			},
		},
	}
}

// examine returns what the doctor said of each check, and the exit code.
func examine(t *testing.T, c DoctorConfig) (map[string]Diagnosis, int) {
	t.Helper()
	var out bytes.Buffer
	c.To = &out
	code, err := Doctor(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Version  string
		Findings []Diagnosis
	}
	if err := json.Unmarshal(out.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	found := map[string]Diagnosis{}
	for _, f := range answer.Findings {
		found[f.Check] = f
	}
	return found, code
}

func TestDoctor(t *testing.T) {
	t.Run("finds nothing on a healthy instance", func(t *testing.T) {
		found, code := examine(t, patient(t))
		for check, f := range found {
			if f.Severity != Fine || f.Do != "" {
				t.Errorf("%s: %+v, want ok", check, f)
			}
		}
		if code != 0 || len(found) < 9 {
			t.Errorf("exit code %d with %d checks, want 0", code, len(found))
		}
	})
	t.Run("leaves the log of a SQLite file to the next start", func(t *testing.T) {
		storetest.OnSQLite(t)
		c := patient(t)
		db, err := sql.Open("sqlite", filepath.Join(c.Data, "superette.db"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = db.ExecContext(t.Context(), `PRAGMA journal_mode = DELETE`) // as sqlite3's .recover leaves it
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		found, code := examine(t, c)
		if f := found["database"]; f.Severity != Note || !strings.Contains(f.Text, "no write-ahead log") || !strings.Contains(f.Do, "the next start") || code != 0 {
			t.Errorf("exit code %d, database: %+v, want a note", code, f)
		}
	})
	chmod := func(name string, mode os.FileMode) func(t *testing.T, c *DoctorConfig) {
		return func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := os.Chmod(filepath.Join(c.Data, name), mode); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, test := range []struct {
		name, check, says string
		severity          Severity
		make              func(t *testing.T, c *DoctorConfig)
	}{
		{"plain http for a name", "tls", "not https", Danger, func(_ *testing.T, c *DoctorConfig) { c.URL = "http://chat.example.org" }},
		{"localhost", "tls", "localhost only", Note, func(_ *testing.T, c *DoctorConfig) { c.URL = "" }},
		{"an address that cannot be reached", "tls", "no route", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) { return Reached{}, errors.New("no route to host") }
		}},
		{"a certificate that ends soon", "tls", "ends on", Warning, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) {
				return Reached{CertificateEnds: time.Now().Add(24 * time.Hour), Ours: true}, nil
			}
		}},
		{"something else at the address", "answers", "does not answer as", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) {
				return Reached{CertificateEnds: time.Now().Add(60 * 24 * time.Hour)}, nil
			}
		}},
		{"a proxy that passes no sockets", "sockets", "neither write nor hear", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) {
				return Reached{CertificateEnds: time.Now().Add(60 * 24 * time.Hour), Ours: true, Socket: errors.New("the answer is 400")}, nil
			}
		}},
		{"an instance of another address", "sockets", "another --url", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) {
				return Reached{CertificateEnds: time.Now().Add(60 * 24 * time.Hour), Ours: true, Socket: errOtherAddress}, nil
			}
		}},
		{"a proxy that says another Host", "tls", "leads to itself", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Reach = func(context.Context, string) (Reached, error) {
				return Reached{}, fmt.Errorf("get: %w", errToItself)
			}
		}},
		{"a backup that lacks files", "backup", "lacks 2 files", Danger, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := noteBackup(c.Data, time.Now(), 2); err != nil {
				t.Fatal(err)
			}
		}},
		{"a plain port that is open to all", "bound", "in the open", Warning, func(_ *testing.T, c *DoctorConfig) { c.Addr = "0.0.0.0:8420" }},
		{"an address of its own with https", "bound", "listens on", Fine, func(_ *testing.T, c *DoctorConfig) { c.Addr, c.TLS = ":443", true }},
		{"a plain port without a host", "bound", "in the open", Warning, func(_ *testing.T, c *DoctorConfig) { c.Addr = ":8420" }},
		{"metrics that anybody reads", "metrics", "whoever reaches :9420", Warning, func(_ *testing.T, c *DoctorConfig) { c.Metrics = ":9420" }},
		{"a public instance where anybody registers", "registration", "whoever reaches https://chat.example.org", Note, func(_ *testing.T, c *DoctorConfig) { c.Registration = RegistrationOpen }},
		{"the same without a flag", "registration", "whoever reaches", Note, func(_ *testing.T, c *DoctorConfig) { c.Registration = "" }},
		{"a closed one", "registration", "closed", Fine, func(_ *testing.T, c *DoctorConfig) { c.Registration = RegistrationClosed }},
		{"an address that is none", "bound", "no address", Danger, func(_ *testing.T, c *DoctorConfig) { c.Addr = "8420" }},
		{"a disk that is nearly full", "space", "are left", Warning, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Space = func(string) (uint64, uint64, error) { return 3e9, 50e9, nil }
		}},
		{"a disk that is full", "space", "only", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Space = func(string) (uint64, uint64, error) { return 1e6, 50e9, nil }
		}},
		{"a slow disk", "fsync", "50ms", Warning, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Sync = func(string) (time.Duration, error) { return 50 * time.Millisecond, nil }
		}},
		{"a very slow disk", "fsync", "1s", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Sync = func(string) (time.Duration, error) { return time.Second, nil }
		}},
		{"a folder that cannot be written to", "fsync", "cannot be written", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Sync = func(string) (time.Duration, error) { return 0, os.ErrPermission }
		}},
		{"a folder on a full disk", "fsync", "nothing can be written", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.Sync = func(string) (time.Duration, error) {
				return 0, &fs.PathError{Op: "write", Path: "/srv/x", Err: syscall.ENOSPC}
			}
		}},
		{"a clock that nothing keeps", "clock", "nothing keeps", Warning, func(_ *testing.T, c *DoctorConfig) {
			c.Machine.ClockKept = func() (bool, bool) { return false, true }
		}},
		{"a folder that others may read", "files", "may read", Danger, chmod("", 0o755)},
		{"a key that others may read", "files", "openid.key", Danger, chmod("keys/openid.key", 0o644)},
		{"a folder of keys that others may read", "files", "keys", Danger, chmod("keys", 0o755)},
		{"a certificate that is not there", "tls", "none.pem", Danger, func(_ *testing.T, c *DoctorConfig) {
			c.TLS, c.Cert, c.Key = true, filepath.Join(c.Data, "none.pem"), filepath.Join(c.Data, "none.key")
		}},
		{"a certificate's key that others may read", "files", "open.pem", Danger, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			c.TLS, c.Cert = true, filepath.Join(c.Data, "open.pem")
			if err := os.WriteFile(c.Cert, nil, 0o644); err != nil { //nolint:gosec // is what is wrong
				t.Fatal(err)
			}
		}},
		{"a port for a proxy on a network", "bound", "in the open", Note, func(_ *testing.T, c *DoctorConfig) {
			c.Addr, c.Cluster = "10.0.0.1:8420", true
		}},
		{"no backup", "backup", "never", Warning, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := os.Remove(filepath.Join(c.Data, backupNote)); err != nil {
				t.Fatal(err)
			}
		}},
		{"an old backup", "backup", "3 days old", Warning, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := noteBackup(c.Data, time.Now().Add(-73*time.Hour), 0); err != nil {
				t.Fatal(err)
			}
		}},
		{"a backup of a day to come", "backup", "yet to come", Warning, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := noteBackup(c.Data, time.Now().Add(1000*time.Hour), 0); err != nil {
				t.Fatal(err)
			}
		}},
		{"a demo at a public address", "demo", "PIN", Danger, func(t *testing.T, c *DoctorConfig) {
			t.Helper()
			if err := os.Mkdir(filepath.Join(c.Data, "demo"), 0o700); err != nil {
				t.Fatal(err)
			}
		}},
		{"tables of a newer binary", "version", "account are newer", Danger, rows(`UPDATE schema_account SET version_id = 9000 WHERE version_id = (SELECT max(version_id) FROM schema_account)`)},
		{"tables of an older binary", "version", "account will be migrated", Note, rows(`DELETE FROM schema_account WHERE version_id = (SELECT max(version_id) FROM schema_account)`)},
	} {
		t.Run("finds "+test.name+", and says what to do", func(t *testing.T) {
			c := patient(t)
			test.make(t, &c)
			found, code := examine(t, c)
			f := found[test.check]
			if f.Severity != test.severity || !strings.Contains(f.Text, test.says) || (f.Do == "") != (test.severity == Fine) {
				t.Errorf("%s: %+v, want %s with %q and what to do", test.check, f, test.severity, test.says)
			}
			if want := map[Severity]int{Warning: 1, Danger: 2}[test.severity]; code != want {
				t.Errorf("exit code %d, want %d", code, want)
			}
		})
	}
	t.Run("finds a damaged file", func(t *testing.T) {
		storetest.OnSQLite(t)
		c := patient(t)
		f, err := os.OpenFile(filepath.Join(c.Data, "superette.db"), os.O_RDWR, 0)
		if err != nil {
			t.Fatal(err)
		}
		_, err = f.WriteAt(bytes.Repeat([]byte{0xff}, 8192), 8192)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		if found, code := examine(t, c); found["database"].Severity != Danger || !strings.Contains(found["database"].Text, "damaged") || code != 2 {
			t.Errorf("found %+v, exit code %d", found["database"], code)
		}
	})
	t.Run("refuses a folder without an instance", func(t *testing.T) {
		c := patient(t)
		c.Data, c.To = filepath.Join(c.Data, "no"), io.Discard
		var refusal Refusal
		if _, err := Doctor(t.Context(), c); !errors.As(err, &refusal) {
			t.Errorf("error = %v, want a Refusal", err)
		}
	})
	t.Run("says it to people with the worst first", func(t *testing.T) {
		c := patient(t)
		var out strings.Builder
		c.JSON, c.To, c.Addr, c.URL = false, &out, ":8420", "http://chat.example.org"
		if _, err := Doctor(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(out.String(), "\n")
		if !strings.HasPrefix(lines[0], "error    tls ") || !strings.Contains(lines[1], "hint: serve with") || !strings.HasPrefix(lines[2], "warning  bound ") {
			t.Errorf("said:\n%s", out.String())
		}
	})
	t.Run("a real write and a real disk are measured", func(t *testing.T) {
		m := Machine{}.orReal()
		if took, err := m.Sync(t.TempDir()); err != nil || took <= 0 {
			t.Errorf("Sync = %v, %v", took, err)
		}
		if free, all, err := m.Space(t.TempDir()); err != nil || free == 0 || all < free {
			t.Errorf("Space = %d of %d, %v", free, all, err)
		}
	})
}

// rows changes the rows behind the instance's back.
func rows(statement string) func(t *testing.T, c *DoctorConfig) {
	return func(t *testing.T, c *DoctorConfig) {
		t.Helper()
		guest, err := store.OpenGuest(t.Context(), store.Place{Dir: c.Data, DB: c.DB})
		if err != nil {
			t.Fatal(err)
		}
		err = guest.Write(t.Context(), func(tx store.Tx) error {
			_, err := tx.Exec(statement)
			return err
		})
		if err := errors.Join(err, guest.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestReach(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Request-Id", "req_1")
		if _, err := w.Write([]byte("ok")); err != nil {
			t.Error(err)
		}
	})
	server := httptest.NewTLSServer(mux)
	t.Cleanup(server.Close)
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	t.Run("tells when the certificate ends, and that it is ours", func(t *testing.T) {
		got, err := reach(roots)(t.Context(), server.URL)
		if err != nil || !got.Ours || !got.CertificateEnds.Equal(server.Certificate().NotAfter) {
			t.Errorf("reached %+v, %v", got, err)
		}
	})
	t.Run("fails on a certificate that browsers would refuse", func(t *testing.T) {
		if _, err := reach(x509.NewCertPool())(t.Context(), server.URL); err == nil {
			t.Error("no error")
		}
	})
}
