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
	// teahouseMerchant is the mchid of the demo's first merchant.
	teahouseMerchant = "1900000109"
	// teahouseOrigin is what the program asks. It is nobody's name: here it leads to the server that the demo started.
	teahouseOrigin = "https://teahouse.example"
)

// demoShop is one of the demo's: a program of examples with a server and a merchant of its own.
type demoShop struct {
	folder   string // of examples
	name     string
	merchant string // the mchid
	origin   string // that the program asks
	variable string // what the names of its server's own variables begin with
	alipay   bool   // its server speaks Alipay's dialect alone
}

// demoShops are those of the demo.
func demoShops() []demoShop {
	return []demoShop{
		{"teahouse", "Teahouse", teahouseMerchant, teahouseOrigin, "TEAHOUSE", false},
		{"bookshop", "Paper Lane", "1900000117", "https://paperlane.example", "BOOKSHOP", true},
	}
}

// placeOf returns where a folder of examples stands among the shops; what is none comes first.
func placeOf(folder string) int {
	return slices.IndexFunc(demoShops(), func(each demoShop) bool { return each.folder == folder })
}

// variable is one line of an environment.
type variable struct{ name, value string }

// seedMerchant makes a shop's merchant, and returns what its server has to know. The secret of the program is new each
// time, since it is told only once.
func (i *instance) seedMerchant(ctx context.Context, owner id.UserID, of demoShop, port uint16) ([]variable, error) {
	app := exampleApp(of.folder)
	one, err := i.authority.issue("merchant-" + of.merchant)
	if err != nil {
		return nil, err
	}
	platform, err := i.authority.issue("wechatpay-platform")
	if err != nil {
		return nil, err
	}
	raw, err := openSecret(filepath.Join(i.config.Data, "keys"), "merchant-"+of.merchant+"-apiv3", i.config.Random)
	if err != nil {
		return nil, err
	}
	apiKey := hex.EncodeToString(raw[:16]) // 32 characters, as merchants type it in
	m := pay.Merchant{
		ID: of.merchant, Name: of.name, Apps: []id.AppID{app}, APIKey: []byte(apiKey), Certificates: []*x509.Certificate{one.certificate},
	}
	if err := i.pay.KeepMerchant(ctx, m); err != nil {
		return nil, err
	}
	list := []variable{
		{of.variable + "_ADDRESS", fmt.Sprintf("127.0.0.1:%d", port)},
		{of.variable + "_ORIGIN", of.origin},
		{of.variable + "_DATA", filepath.Join(i.config.Data, demoFolder, of.folder+"-orders.json")},
		{of.variable + endsWithInput, "yes"},
	}
	alipay, err := alipayVariables(m, one, platform, i.origin)
	if err != nil || of.alipay {
		return append(list, alipay...), err
	}
	secret, err := i.registry.MakeSecret(ctx, as(owner), app)
	if err != nil {
		return nil, err
	}
	payment, err := paymentVariables(m, one, platform)
	wechat := []variable{{"WECHAT_API", i.origin}, {"WECHATPAY_API", i.origin}, {"WECHAT_APPID", string(app)}, {"WECHAT_SECRET", secret}}
	return slices.Concat(list, wechat, payment, alipay), err
}

// endsWithInput ends the name of the variable by which a server ends when its input does.
const endsWithInput = "_ENDS_WITH_INPUT"

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

// openShops makes the demo's merchants and lets each program, and our notices to its merchant, reach its server: the one
// address of this machine that they may. It returns the environment of the servers, in which the last of a name counts: in Alipay's
// dialect the bookshop's. Each shop's own is in a file too.
func (i *instance) openShops(ctx context.Context, owner id.UserID) (all []variable, err error) {
	for _, each := range demoShops() {
		list, err := i.openShop(ctx, owner, each)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
	}
	return all, nil
}

func (i *instance) openShop(ctx context.Context, owner id.UserID, of demoShop) ([]variable, error) {
	port, err := freePort()
	if err != nil {
		return nil, err
	}
	list, err := i.seedMerchant(ctx, owner, of, port)
	if err != nil {
		return nil, err
	}
	address := netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port)
	for _, by := range []id.Caller{{Kind: id.Program, App: exampleApp(of.folder)}, {Kind: id.Merchant, Merchant: of.merchant}} {
		i.egress.Allow(egress.Grant{Who: egress.Who(by), Address: address, Origin: of.origin})
	}
	dir := filepath.Join(i.config.Data, demoFolder)
	path := filepath.Join(dir, of.folder+".env")
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("app: write %s: %w", path, err)
	}
	// Started by hand from the file, it has a terminal for its input, or none.
	byHand := slices.DeleteFunc(slices.Clone(list), func(v variable) bool { return v.name == of.variable+endsWithInput })
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
		return nil, Refusal{Text: "there is no command to run", Hint: "such as --run 'node examples/shops.js'"}
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
	lines := &lineWriter{to: to, prefix: "  shops | "}
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
			fmt.Fprintf(to, "%s has ended (%v); the shops take no orders\n", words[0], err)
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
