package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// printed is what a command says to its user; a test can wait for a text in it.
type printed struct{ lines chan string }

func (p printed) Write(b []byte) (int, error) {
	p.lines <- string(b)
	return len(b), nil
}

var printedAddress = regexp.MustCompile(`http://localhost:\d+`)

// serving runs a verb on a free port until the test ends, and returns its address and how to stop it.
func serving(t *testing.T, data string, verb func(context.Context, Config) error) (origin, said string, stop func() error) {
	t.Helper()
	to := printed{make(chan string, 100)}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- verb(ctx, testConfig(t, data, to)) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		return <-ended
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the instance ended with %v", err)
		}
	})
	for !strings.Contains(said, "Ctrl-C") {
		select {
		case line := <-to.lines:
			said += line
		case err := <-ended:
			stopped = true
			t.Fatalf("the instance ended at its start: %v\n%s", err, said)
		}
	}
	return printedAddress.FindString(said), said, stop
}

func testConfig(t *testing.T, data string, to io.Writer) Config {
	t.Helper()
	return Config{
		Data: data, Addr: "127.0.0.1:0", Now: time.Now, Random: rand.Reader, To: to,
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
	}
}

func status(t *testing.T, client *http.Client, url string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode
}

// needsPages ends a test of the whole instance in a tree whose web pages were not built; `make test` builds them first.
func needsPages(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("../../web/dist/assets/build.json"); err != nil {
		t.Fatal("the web pages are not built; run `make web` first")
	}
}

func TestServe(t *testing.T) {
	needsPages(t)
	t.Run("answers, ends in good order, and starts again on the same data", func(t *testing.T) {
		data := t.TempDir()
		for range 2 {
			origin, _, stop := serving(t, data, Serve)
			if got := status(t, http.DefaultClient, origin+"/healthz"); got != http.StatusOK {
				t.Errorf("GET /healthz = %d", got)
			}
			if got := status(t, http.DefaultClient, origin+"/chats"); got != http.StatusOK {
				t.Errorf("GET /chats = %d", got)
			}
			if err := stop(); err != nil {
				t.Errorf("it ended with %v", err)
			}
		}
	})
	t.Run("keeps its secrets to itself", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		serving(t, data, Serve)
		for _, name := range []string{".", "keys", "superette.db"} {
			info, err := os.Stat(filepath.Join(data, name))
			if err != nil {
				t.Fatal(err)
			}
			if info.IsDir() && info.Mode().Perm()&0o077 != 0 {
				t.Errorf("%s has mode %v, want it for the owner only", name, info.Mode().Perm())
			}
		}
	})
	t.Run("has no demo links", func(t *testing.T) {
		origin, _, _ := serving(t, t.TempDir(), Serve)
		if got := status(t, http.DefaultClient, origin+"/demo/ling"); got != http.StatusNotFound {
			t.Errorf("GET /demo/ling = %d, want 404", got)
		}
	})
	t.Run("says what to do when the folder is taken", func(t *testing.T) {
		data := t.TempDir()
		serving(t, data, Serve)
		err := Serve(t.Context(), testConfig(t, data, io.Discard))
		var refusal Refusal
		if !errors.As(err, &refusal) || !strings.Contains(refusal.Text, data) || refusal.Hint == "" {
			t.Errorf("error = %v, want a refusal that names the folder", err)
		}
	})
	t.Run("says what to do when the address is taken", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() //nolint:errcheck // a test's listener
		for flag, change := range map[string]func(*Config){
			"--addr ": func(c *Config) { c.Addr = l.Addr().String() }, "--metrics ": func(c *Config) { c.Metrics = l.Addr().String() },
		} {
			c := testConfig(t, t.TempDir(), io.Discard)
			change(&c)
			var refusal Refusal
			if err := Serve(t.Context(), c); !errors.As(err, &refusal) || !strings.Contains(refusal.Text, "address already in use") || !strings.Contains(refusal.Hint, flag) {
				t.Errorf("error = %v, want a refusal with %s", err, flag)
			}
		}
	})
}

func TestServingTheDemo(t *testing.T) {
	needsPages(t)
	t.Run("prints links that sign in by one tap, and the same people are there the next time", func(t *testing.T) {
		data := t.TempDir()
		for range 2 {
			origin, said, stop := serving(t, data, func(ctx context.Context, c Config) error { return Demo(ctx, DemoConfig{Config: c}) })
			for _, handle := range demoHandles() {
				if !strings.Contains(said, origin+"/demo/"+handle) {
					t.Errorf("the link of %s is not printed:\n%s", handle, said)
				}
			}
			follow := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			if got := status(t, follow, origin+"/demo/ling"); got != http.StatusSeeOther {
				t.Errorf("GET /demo/ling = %d, want 303", got)
			}
			if err := stop(); err != nil {
				t.Errorf("it ended with %v", err)
			}
		}
	})
}

func TestOriginOf(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's listener
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close() //nolint:errcheck // a test's listener
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, given string
		tls, proxy  bool
		want        string // "" means a refusal
	}{
		{"is localhost by default, because passkeys need a name", "", false, false, "http://localhost:" + port},
		{"is what was given, without a slash at its end", "https://chat.example.org/", false, true, "https://chat.example.org"},
		{"is as browsers say it", "https://CHAT.Example.org:443", false, true, "https://chat.example.org"},
		{"keeps a port of its own", "https://chat.example.org:8443", false, true, "https://chat.example.org:8443"},
		{"may be plain http on localhost", "http://localhost:9000", false, false, "http://localhost:9000"},
		{"may not be plain http elsewhere", "http://chat.example.org", false, true, ""},
		{"may not be plain http under an address of this machine", "http://127.0.0.1:8420", false, false, ""},
		{"may be https by a certificate of its own", "https://chat.example.org", true, false, "https://chat.example.org"},
		{"is https with a certificate", "http://localhost:9000", true, false, ""},
		{"needs a certificate or a proxy for https", "https://chat.example.org", false, false, ""},
		{"has no path", "https://chat.example.org/superette", false, true, ""},
		{"has no user", "https://me@chat.example.org", false, true, ""},
		{"is an address at all", "chat.example.org", false, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := originOf(c.given, l, c.tls, c.proxy)
			var refusal Refusal
			if got != c.want || c.want == "" && (!errors.As(err, &refusal) || refusal.Hint == "" || !refusal.Stay) {
				t.Errorf("originOf(%q) = %q, %v; want %q", c.given, got, err, c.want)
			}
		})
	}
}
