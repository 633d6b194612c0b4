package app

import (
	"bufio"
	"context"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

const (
	// teahouseMerchant is the mchid of the demo's merchant.
	teahouseMerchant = "1900000109"
	// teahouseOrigin is what the program asks. It is nobody's name: here it leads to the server that the demo started.
	teahouseOrigin = "https://teahouse.example"
)

// variable is one line of an environment.
type variable struct{ name, value string }

// seedMerchant makes the demo's merchant, and returns what its server has to know. The secret of the program is new each
// time, since it is told only once.
func (i *instance) seedMerchant(ctx context.Context, owner id.UserID, app id.AppID, port uint16) ([]variable, error) {
	one, err := i.authority.issue("merchant-" + teahouseMerchant)
	if err != nil {
		return nil, err
	}
	platform, err := i.authority.issue("wechatpay-platform")
	if err != nil {
		return nil, err
	}
	raw, err := openSecret(filepath.Join(i.config.Data, "keys"), "merchant-"+teahouseMerchant+"-apiv3", i.config.Random)
	if err != nil {
		return nil, err
	}
	apiKey := hex.EncodeToString(raw[:16]) // 32 characters, as merchants type it in
	m := pay.Merchant{
		ID: teahouseMerchant, Name: "Teahouse", Apps: []id.AppID{app}, APIKey: []byte(apiKey), Certificates: []*x509.Certificate{one.certificate},
	}
	if err := i.pay.KeepMerchant(ctx, m); err != nil {
		return nil, err
	}
	secret, err := i.registry.MakeSecret(ctx, as(owner), app)
	if err != nil {
		return nil, err
	}
	payment, err := paymentVariables(m, one, platform)
	if err != nil {
		return nil, err
	}
	alipay, err := alipayVariables(m, one, platform, i.origin)
	if err != nil {
		return nil, err
	}
	return slices.Concat([]variable{
		{"TEAHOUSE_ADDRESS", fmt.Sprintf("127.0.0.1:%d", port)},
		{"TEAHOUSE_ORIGIN", teahouseOrigin},
		{"TEAHOUSE_DATA", filepath.Join(i.config.Data, "demo", "teahouse-orders.json")},
		{"TEAHOUSE_ENDS_WITH_INPUT", "yes"},
		{"WECHAT_API", i.origin},
		{"WECHATPAY_API", i.origin},
		{"WECHAT_APPID", string(app)},
		{"WECHAT_SECRET", secret},
	}, payment, alipay), nil
}

// envFile writes variables so that `node --env-file` and a shell read them.
func envFile(list []variable) []byte {
	var b strings.Builder
	for _, v := range list {
		fmt.Fprintf(&b, "%s=\"%s\"\n", v.name, strings.TrimSuffix(v.value, "\n"))
	}
	return []byte(b.String())
}

// freePort returns a port of this machine that nobody listens on.
func freePort() (uint16, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
	if err != nil {
		return 0, fmt.Errorf("app: find a free port: %w", err)
	}
	address, err := netip.ParseAddrPort(l.Addr().String())
	if err := errors.Join(err, l.Close()); err != nil {
		return 0, fmt.Errorf("app: find a free port: %w", err)
	}
	return address.Port(), nil
}

// openTeahouse makes the demo's merchant and lets the program, and our notices to the merchant, reach its server: the one
// address of this machine that they may. It returns the environment of the server.
func (i *instance) openTeahouse(ctx context.Context, owner id.UserID, app id.AppID) ([]variable, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	list, err := i.seedMerchant(ctx, owner, app, port)
	if err != nil {
		return nil, err
	}
	address := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)
	for _, by := range []id.Caller{{Kind: id.Program, App: app}, {Kind: id.Merchant, Merchant: teahouseMerchant}} {
		i.egress.Allow(egress.Grant{Who: egress.Who(by), Address: address, Origin: teahouseOrigin})
	}
	dir := filepath.Join(i.config.Data, "demo")
	path := filepath.Join(dir, "teahouse.env")
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("app: write %s: %w", path, err)
	}
	// Started by hand from the file, it has a terminal for its input, or none.
	byHand := slices.DeleteFunc(slices.Clone(list), func(v variable) bool { return v.name == "TEAHOUSE_ENDS_WITH_INPUT" })
	if err := writeSecret(dir, path, envFile(byHand)); err != nil {
		return nil, fmt.Errorf("app: write %s: %w", path, err)
	}
	return list, nil
}

// childEnd is how long a child has to end by itself.
const childEnd = 5 * time.Second

// runChild runs a command with more environment until ctx ends, and lets it end in peace. Wait returns when it has ended;
// if it ends by itself, that is said.
func runChild(ctx context.Context, command string, more []variable, to io.Writer) (wait func(), err error) {
	words := strings.Fields(command)
	if len(words) == 0 {
		return nil, Refusal{Text: "there is no command to run", Hint: "such as --run 'node examples/teahouse/server/main.js'"}
	}
	child := exec.CommandContext(ctx, words[0], words[1:]...) //nolint:gosec // the operator's own command
	child.Env = os.Environ()
	// Its input ends when we do, however that happens: a child that reads it outlives nobody.
	if _, err := child.StdinPipe(); err != nil {
		return nil, fmt.Errorf("app: run %q: %w", command, err)
	}
	for _, v := range more {
		child.Env = append(child.Env, v.name+"="+v.value)
	}
	lines := &lineWriter{to: to, prefix: "  teahouse | "}
	child.Stdout, child.Stderr = lines, lines
	// A process group of its own: Ctrl-C in the terminal reaches us, and we end it.
	child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	child.Cancel = func() error { return child.Process.Signal(syscall.SIGTERM) }
	child.WaitDelay = childEnd
	if err := child.Start(); err != nil {
		return nil, Refusal{Text: fmt.Sprintf("cannot run %q: %v", command, err), Hint: "is it installed, and are you in the right folder?"}
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		err := child.Wait()
		if ctx.Err() == nil {
			fmt.Fprintf(to, "%s has ended (%v); the Teahouse takes no orders\n", words[0], err)
		}
	}()
	return func() { <-ended }, nil
}

// lineWriter passes whole lines on, each with a prefix.
type lineWriter struct {
	mu     sync.Mutex
	to     io.Writer
	prefix string
	rest   []byte
}

// Write takes output as it comes.
func (w *lineWriter) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.rest = append(w.rest, p...)
	for {
		n, line, err := bufio.ScanLines(w.rest, false)
		if err != nil || n == 0 {
			return len(p), err
		}
		if _, err := fmt.Fprintf(w.to, "%s%s\n", w.prefix, line); err != nil {
			return len(p), fmt.Errorf("app: write output: %w", err)
		}
		w.rest = slices.Delete(w.rest, 0, n)
	}
}
