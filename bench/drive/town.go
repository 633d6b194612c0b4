package drive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"
)

// Town is a filled data folder and the process that serves it.
type Town struct {
	Now    Clock
	Binary string
	Data   string
	People []*Person
	Payers []*Person // the first of them, who have money, a PIN and an openid

	addr    string
	url     string
	http    *http.Client
	shop    *shop
	process *process
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
	Now    Clock
	People int // an even number
	Payers int
	Flags  []string // of superette serve, besides
}

// Open makes the town and starts its server.
func Open(ctx context.Context, c Config) (w *Town, err error) {
	w = &Town{Now: c.Now, Binary: c.Binary, Data: c.Data}
	defer func() {
		if err != nil {
			err = errors.Join(err, w.Close())
		}
	}()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
	if err != nil {
		return w, err
	}
	w.addr = l.Addr().String()
	_, port, err := net.SplitHostPort(w.addr)
	if err := errors.Join(err, l.Close()); err != nil {
		return w, err
	}
	w.url = "http://localhost:" + port
	// As a proxy keeps its connections, not as ten thousand phones would open theirs.
	w.http = &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		MaxIdleConnsPerHost: 256, MaxIdleConns: 256, DisableCompression: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, w.addr)
		},
	}}
	// The demo knows how to make a merchant and programs; from then on the town is an instance like any other.
	if err := w.start(ctx, "demo", "--run", "true"); err != nil {
		return w, err
	}
	if err := w.stop(); err != nil {
		return w, err
	}
	if w.shop, err = openShop(filepath.Join(c.Data, "demo", "teahouse.env")); err != nil {
		return w, err
	}
	if err := w.seed(ctx, c.People, c.Payers); err != nil {
		return w, err
	}
	receiver := w.shop.address()
	return w, w.start(ctx, "serve", append(c.Flags, "--allow-private", receiver+"="+w.shop.mchid)...)
}

// Close ends the server in good order and removes nothing.
func (w *Town) Close() error {
	err := w.stop()
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

const readyLimit = 2 * time.Minute

// process is one life of the server.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of Wait, once ended is closed

	mu   sync.Mutex
	text bytes.Buffer
}

func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func (w *Town) start(ctx context.Context, verb string, flags ...string) error {
	args := append([]string{verb, "--data", w.Data, "--addr", w.addr}, flags...)
	p := &process{cmd: exec.Command(w.Binary, args...), ended: make(chan struct{})} //nolint:gosec,noctx // our own binary, ended by stop
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		return err
	}
	w.process = p
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	limit := time.NewTimer(readyLimit)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(p.said(), "stop with Ctrl-C") {
		select {
		case <-tick.C:
		case <-p.ended:
			return fmt.Errorf("superette %s ended: %w\n%s", verb, p.err, p.said())
		case <-limit.C:
			return fmt.Errorf("superette %s does not start:\n%s", verb, p.said())
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

func (w *Town) stop() error {
	p := w.process
	if p == nil {
		return nil
	}
	w.process = nil
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-p.ended:
	case <-time.After(readyLimit):
		_ = p.cmd.Process.Kill()
		<-p.ended
		return fmt.Errorf("the server did not stop:\n%s", p.said())
	}
	if p.err != nil {
		return fmt.Errorf("the server ended with %w:\n%s", p.err, p.said())
	}
	return nil
}

// Said is what the server wrote so far: nothing but its address, if all is well.
func (w *Town) Said() string { return w.process.said() }

// PID returns the server's process id.
func (w *Town) PID() int { return w.process.cmd.Process.Pid }
