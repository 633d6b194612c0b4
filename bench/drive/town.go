package drive

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Town is a filled data folder and the process that serves it.
type Town struct {
	Now    Clock
	Binary string
	Data   string
	DB     string
	People []*Person
	Payers []*Person // the first of them, who have money, a PIN and an openid
	Group  string    // the conversation of the first Config.Group people

	addr    string
	url     string
	flags   []string // of superette serve
	http    *http.Client
	shop    *shop // nil if people only talk
	process *Process
}

// Person has one device.
type Person struct {
	Token, User, OpenID string
	Conv                string // with Peer
	Peer                *Person
}

// Config says what town is made.
type Config struct {
	Binary string // of superette
	Data   string // an empty folder
	DB     string // the address of an empty PostgreSQL database; "" is SQLite
	Now    Clock
	People int // an even number
	Payers int
	Group  int      // so many of them are in one group; 0: there is none
	Flags  []string // of superette serve, besides
	Talk   bool     // people only talk: there is no shop, and nobody pays
}

// Open makes the town and starts its server.
func Open(ctx context.Context, c Config) (w *Town, err error) {
	w = &Town{Now: c.Now, Binary: c.Binary, Data: c.Data, DB: c.DB, flags: c.Flags}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	port, err := FreePort()
	if err != nil {
		return w, err
	}
	w.addr = net.JoinHostPort("127.0.0.1", port)
	w.url = "http://localhost:" + port
	// As a proxy keeps its connections, not as ten thousand phones would open theirs.
	w.http = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		MaxIdleConnsPerHost: 256, MaxIdleConns: 256, DisableCompression: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, w.addr)
		},
	}}
	if err := w.found(ctx, c.Talk); err != nil {
		return w, err
	}
	if err := w.seed(ctx, c); err != nil {
		return w, err
	}
	if w.shop != nil {
		w.flags = append(w.flags, "--allow-private", w.shop.address()+"="+w.shop.mchid)
	}
	return w, w.Serve(ctx)
}

// found makes an instance that nobody is in yet. The demo knows how to make a merchant and programs; from then on the town is an
// instance like any other.
func (w *Town) found(ctx context.Context, talk bool) error {
	verb, flags := "demo", []string{"--run", "true"}
	if talk {
		verb, flags = "serve", nil
	}
	if err := w.start(ctx, verb, flags...); err != nil {
		return err
	}
	if err := w.Stop(); err != nil || talk {
		return err
	}
	var err error
	w.shop, err = openShop(filepath.Join(w.Data, "demo", "teahouse.env"))
	return err
}

// Close ends the server in good order and removes nothing.
func (w *Town) Close() error {
	err := w.Stop()
	if w.shop != nil {
		w.shop.close()
	}
	return err
}

// Check derives the books of the stopped or running instance anew. It fails if they do not sum to zero.
func (w *Town) Check(ctx context.Context) (said string, err error) {
	out, err := exec.CommandContext(ctx, w.Binary, "ledger", "check", "--data", w.Data).CombinedOutput() //nolint:gosec // our own binary
	if err != nil || !strings.Contains(string(out), "sum 0") {
		return "", fmt.Errorf("ledger check: %w\n%s", err, out)
	}
	return strings.TrimSpace(string(out)), nil
}

func (w *Town) start(ctx context.Context, verb string, flags ...string) (err error) {
	args := append([]string{verb, "--data", w.Data, "--addr", w.addr}, flags...)
	if w.DB != "" {
		args = append(args, "--db", w.DB)
	}
	w.process, err = Start(ctx, Program{
		Path: w.Binary, Args: args, Ready: func(said string) bool { return strings.Contains(said, "stop with Ctrl-C") },
	})
	return err
}

// Serve starts the server again after Stop.
func (w *Town) Serve(ctx context.Context) error { return w.start(ctx, "serve", w.flags...) }

// Stop ends the server in good order, if it runs.
func (w *Town) Stop() error {
	p := w.process
	if p == nil {
		return nil
	}
	w.process = nil
	return p.Stop()
}

// Said is what the server wrote so far: nothing but its address, if all is well.
func (w *Town) Said() string { return w.process.Said() }

// PID returns the server's process id.
func (w *Town) PID() int { return w.process.PID() }
