package main

import (
	"bytes"
	"context"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/store/storetest"
)

// binary is the command as people run it, built once for all tests that need it.
var binary = sync.OnceValues(func() (string, error) {
	path := filepath.Join(builtIn, "superette")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%w\n%s", err, out)
	}
	return path, nil
})

// builtIn is the folder that binary builds into; TestMain makes and removes it.
var builtIn string

const (
	townOrigin   = "https://superette.example"
	townMerchant = "1900000109" // the demo's
	townPIN      = "246810"
	newcomerFen  = 100_00 // what a new person gets
	readyLimit   = 30 * time.Second
)

// tb is what the town needs of a test or a benchmark.
type tb interface {
	testing.TB
	Context() context.Context
}

// town is a data folder with people, a merchant who takes orders at a server of its own, and the process that serves it, which
// may die and be started again.
type town struct {
	tb
	data   string
	db     string // the address of its PostgreSQL database, or ""
	addr   string
	client *http.Client

	app      string // appid of the merchant's program
	secret   string
	key      *rsa.PrivateKey
	serial   string
	apiKey   []byte
	platform *rsa.PublicKey
	nonces   atomic.Int64
	notices  *noticeBoard
	people   []*resident

	server *process
}

// process is one life of the server.
type process struct {
	cmd   *exec.Cmd
	said  *lines // standard output and error
	ended chan struct{}
	err   error // of Wait, once ended is closed
}

// lines keeps what a process says, and lets others wait for a word of it. That is much where a database is away again and again under
// a crowd: nothing here copies or searches all of it more than once.
type lines struct {
	mu    sync.Mutex
	text  bytes.Buffer
	found map[string]*counted
	more  chan struct{}
}

// counted is how often a word was there before a place in the text.
type counted struct{ times, before int }

func newLines() *lines { return &lines{found: map[string]*counted{}, more: make(chan struct{})} }

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(p)
	close(l.more)
	l.more = make(chan struct{})
	return len(p), nil
}

// all returns everything that was said.
func (l *lines) all() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// String returns the end of it, for a failure.
func (l *lines) String() string {
	const most = 64 << 10
	l.mu.Lock()
	defer l.mu.Unlock()
	text := l.text.Bytes()
	if len(text) <= most {
		return string(text)
	}
	return fmt.Sprintf("(%d bytes before)\n%s", len(text)-most, text[len(text)-most:])
}

// count returns how often a word was said.
func (l *lines) count(word string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.seek(word)
}

// seek is count, of one who holds the lock.
func (l *lines) seek(word string) int {
	c := l.found[word]
	if c == nil {
		c = &counted{}
		l.found[word] = c
	}
	text := l.text.Bytes()
	c.times += bytes.Count(text[c.before:], []byte(word))
	c.before = max(c.before, len(text)-len(word)+1) // one may have begun
	return c.times
}

// await returns once the text is there, or why it cannot be any more.
func (l *lines) await(text string, ended <-chan struct{}, limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		l.mu.Lock()
		more, there := l.more, l.seek(text) > 0
		l.mu.Unlock()
		if there {
			return nil
		}
		select {
		case <-more:
		case <-ended:
			return fmt.Errorf("it ended without saying %q", text)
		case <-timer.C:
			return fmt.Errorf("it did not say %q in %v", text, limit)
		}
	}
}

// launch runs the binary and returns at once.
func launch(t tb, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(name, args...), said: newLines(), ended: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(p.kill)
	return p
}

// kill ends it without warning and returns when it is gone.
func (p *process) kill() {
	if err := p.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		panic(err)
	}
	<-p.ended
}

// stop lets it end by itself.
func (p *process) stop(t tb) {
	t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-p.ended:
	case <-time.After(readyLimit):
		t.Fatalf("it does not stop:\n%s", p.said)
	}
	if p.err != nil {
		t.Fatalf("it stopped with %v:\n%s", p.err, p.said)
	}
}

const ready = "stop with Ctrl-C"

// newTown makes a town of so many people, each with 100.00, a PIN, and a conversation with the next one; its server runs.
func newTown(t tb, people int) *town {
	t.Helper()
	bin, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &town{tb: t, data: filepath.Join(t.TempDir(), "data"), addr: listener.Addr().String(), notices: newNoticeBoard()}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	// The commands read it from the environment, which every child gets.
	w.db = storetest.Address(t, w.data)
	t.Setenv("SUPERETTE_DB", w.db)
	w.client = &http.Client{Timeout: forMore(30*time.Second, people), Transport: &http.Transport{MaxIdleConnsPerHost: 2048, MaxIdleConns: 2048}}
	receiver := httptest.NewServer(w.notices)
	t.Cleanup(receiver.Close)
	w.notices.town, w.notices.url = w, receiver.URL+"/notify"

	// The demo knows how to make a merchant; from then on the town is an instance like any other.
	seeding := launch(t, bin, "demo", "--data", w.data, "--addr", w.addr, "--run", "true")
	if err := seeding.said.await(ready, seeding.ended, readyLimit); err != nil {
		t.Fatalf("%v:\n%s", err, seeding.said)
	}
	seeding.stop(t)
	w.readMerchant(filepath.Join(w.data, "demo", "teahouse.env"))
	w.start()
	w.settle(people)
	w.server.stop(t)
	w.givePINs()
	w.start()
	return w
}

// forMore is a limit that is right for 200 people, or as much longer as there are more of them: they all wait for the same machine.
func forMore(limit time.Duration, people int) time.Duration {
	return limit * time.Duration(max(people, payers)) / payers
}

// arguments are those of the server.
func (w *town) arguments() []string {
	receiver := strings.TrimSuffix(strings.TrimPrefix(w.notices.url, "http://"), "/notify")
	return []string{
		"serve", "--data", w.data, "--addr", w.addr, "--url", townOrigin, "--trust-proxy", "--allow-private", receiver + "=" + townMerchant,
	}
}

// start starts the server and returns when it takes requests.
func (w *town) start() {
	w.Helper()
	bin, err := binary()
	if err != nil {
		w.Fatal(err)
	}
	w.server = launch(w, bin, w.arguments()...)
	if err := w.server.said.await(ready, w.server.ended, readyLimit); err != nil {
		w.Fatalf("%v:\n%s", err, w.server.said)
	}
}

// check runs superette ledger check on the town's folder, or on a copy, and returns its exit code and what it says.
func (w *town) check(data string) (int, string) {
	w.Helper()
	bin, err := binary()
	if err != nil {
		w.Fatal(err)
	}
	out, err := exec.CommandContext(w.Context(), bin, "ledger", "check", "--data", data).CombinedOutput()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return exit.ExitCode(), string(out)
	case err != nil:
		w.Fatal(err)
	}
	return 0, string(out)
}

// wantClean fails unless the check finds nothing wrong.
func (w *town) wantClean(when string) {
	w.Helper()
	if code, out := w.check(w.data); code != 0 || !strings.Contains(out, "sum 0") {
		w.Fatalf("ledger check %s: exit code %d\n%s", when, code, out)
	}
}

// readMerchant reads what the demo tells the merchant's server.
func (w *town) readMerchant(file string) {
	w.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		w.Fatal(err)
	}
	env := map[string]string{}
	for _, m := range regexp.MustCompile(`(?s)(\w+)="(.*?)"\n`).FindAllStringSubmatch(string(content), -1) {
		env[m[1]] = m[2]
	}
	w.app, w.secret, w.serial, w.apiKey = env["WECHAT_APPID"], env["WECHAT_SECRET"], env["WECHATPAY_MERCHANT_SERIAL"], []byte(env["WECHATPAY_APIV3_KEY"])
	key, _ := pem.Decode([]byte(env["WECHATPAY_MERCHANT_KEY"]))
	certificate, _ := pem.Decode([]byte(env["WECHATPAY_PLATFORM_CERTIFICATE"]))
	if key == nil || certificate == nil {
		w.Fatalf("%s lacks a key or a certificate", file)
	}
	private, err := x509.ParsePKCS8PrivateKey(key.Bytes)
	if err != nil {
		w.Fatal(err)
	}
	platform, err := x509.ParseCertificate(certificate.Bytes)
	if err != nil {
		w.Fatal(err)
	}
	var right [2]bool
	w.key, right[0] = private.(*rsa.PrivateKey)
	w.platform, right[1] = platform.PublicKey.(*rsa.PublicKey)
	if right != [2]bool{true, true} {
		w.Fatalf("%s: the keys are %T and %T", file, private, platform.PublicKey)
	}
}

// resident is one person of the town, at one device.
type resident struct {
	*town
	n      int
	token  string
	user   string
	openid string
	conv   string // the conversation with next
	next   *resident

	account superettev1connect.AccountServiceClient
	social  superettev1connect.SocialServiceClient
	wallet  superettev1connect.WalletServiceClient
	pay     superettev1connect.PayServiceClient
	gifts   superettev1connect.GiftServiceClient
	chat    superettev1connect.ChatServiceClient
	program superettev1connect.ProgramServiceClient
}

// Do sends a request of the resident's device, as the proxy before the server passes it on.
func (r *resident) Do(q *http.Request) (*http.Response, error) {
	q.Host = strings.TrimPrefix(townOrigin, "https://")
	q.Header.Set("Origin", townOrigin)
	q.Header.Set("X-Forwarded-For", fmt.Sprintf("10.0.%d.%d", r.n/200, r.n%200+1))
	if r.token != "" {
		q.Header.Set("Cookie", "superette="+r.token)
	}
	return r.client.Do(q)
}

func (w *town) newResident(n int) *resident {
	r := &resident{town: w, n: n}
	base := "http://" + w.addr + "/api"
	r.account = superettev1connect.NewAccountServiceClient(r, base)
	r.social = superettev1connect.NewSocialServiceClient(r, base)
	r.wallet = superettev1connect.NewWalletServiceClient(r, base)
	r.pay = superettev1connect.NewPayServiceClient(r, base)
	r.gifts = superettev1connect.NewGiftServiceClient(r, base)
	r.chat = superettev1connect.NewChatServiceClient(r, base)
	r.program = superettev1connect.NewProgramServiceClient(r, base)
	return r
}

// each runs f for all residents, some at once.
func (w *town) each(f func(r *resident) error) {
	w.Helper()
	var all errgroup.Group
	all.SetLimit(32)
	for _, r := range w.people {
		all.Go(func() error {
			if err := f(r); err != nil {
				return fmt.Errorf("resident %d: %w", r.n, err)
			}
			return nil
		})
	}
	if err := all.Wait(); err != nil {
		w.Fatal(err)
	}
}

// settle brings the people in.
func (w *town) settle(people int) {
	w.Helper()
	for n := range people {
		w.people = append(w.people, w.newResident(n))
	}
	for n, r := range w.people {
		r.next = w.people[(n+1)%people]
	}
	w.each((*resident).arrive)
	w.each(func(r *resident) error {
		if _, err := r.social.AddContact(w.Context(), &superettev1.AddContactRequest{UserId: r.next.user}); err != nil {
			return err
		}
		yes := &superettev1.AnswerContactRequestRequest{UserId: r.user, Accept: true}
		if _, err := r.next.social.AnswerContactRequest(w.Context(), yes); err != nil {
			return err
		}
		opened, err := r.chat.OpenDirect(w.Context(), &superettev1.OpenDirectRequest{UserId: r.next.user})
		r.conv = opened.GetConversation().GetId()
		return err
	})
	w.each(func(r *resident) error {
		return poll(w.Context(), readyLimit, func() (string, error) {
			answer, err := r.wallet.GetWallet(w.Context(), &superettev1.GetWalletRequest{})
			if got := answer.GetWallet().GetBalance(); err == nil && got != newcomerFen {
				return fmt.Sprintf("the wallet holds %d", got), nil
			}
			return "", err
		})
	})
}

// arrive registers the resident, and has the merchant learn the openid as its server does.
func (r *resident) arrive() error {
	body, err := json.Marshal(map[string]string{"handle": fmt.Sprintf("r%04d", r.n), "name": fmt.Sprintf("Resident %d", r.n), "password": "correct horse"})
	if err != nil {
		return err
	}
	registered, header, err := r.call(http.MethodPost, "/api/superette.v1.AccountService/Register", body)
	if err != nil {
		return err
	}
	var said struct{ Me struct{ ID string } }
	if err := json.Unmarshal(registered, &said); err != nil {
		return err
	}
	cookies := (&http.Response{Header: header}).Cookies()
	if len(cookies) != 1 || said.Me.ID == "" {
		return fmt.Errorf("registered with %d cookies: %s", len(cookies), registered)
	}
	r.token, r.user = cookies[0].Value, said.Me.ID
	login, _, err := r.call(http.MethodPost, "/api/gateway/"+r.app+"/login", []byte("{}"))
	if err != nil {
		return err
	}
	var code struct{ Code string }
	if err := json.Unmarshal(login, &code); err != nil {
		return err
	}
	query := url.Values{"appid": {r.app}, "secret": {r.secret}, "js_code": {code.Code}, "grant_type": {"authorization_code"}}
	session, _, err := r.call(http.MethodGet, "/sns/jscode2session?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	var who struct{ OpenID string }
	if err := json.Unmarshal(session, &who); err != nil || who.OpenID == "" {
		return fmt.Errorf("jscode2session: %s (%w)", session, err)
	}
	r.openid = who.OpenID
	return nil
}

// call sends a request and returns the answer of a 2xx.
func (r *resident) call(method, path string, body []byte) ([]byte, http.Header, error) {
	q, err := http.NewRequestWithContext(r.Context(), method, "http://"+r.addr+path, bytes.NewReader(body))
	if err != nil {
		return nil, nil, err
	}
	q.Header.Set("Content-Type", "application/json")
	answer, err := r.Do(q)
	if err != nil {
		return nil, nil, err
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return nil, nil, err
	}
	if answer.StatusCode >= http.StatusMultipleChoices {
		return nil, nil, fmt.Errorf("%s %s: %s %s", method, path, answer.Status, text)
	}
	return text, answer.Header, nil
}

// givePINs gives everybody the same PIN in the stopped instance. Its argon2id is a cheap one: hundreds of people who pay for the
// first time after each of many restarts would otherwise measure argon2id.
func (w *town) givePINs() {
	w.Helper()
	salt := []byte("salt of the town")
	sum := argon2.IDKey([]byte(townPIN), salt, 1, 8, 1, 32)
	b64 := base64.RawStdEncoding
	phc := fmt.Sprintf("$argon2id$v=%d$m=8,t=1,p=1$%s$%s", argon2.Version, b64.EncodeToString(salt), b64.EncodeToString(sum))
	w.sql(w.data, func(db *sql.DB) error {
		for _, r := range w.people {
			_, err := db.ExecContext(w.Context(), `INSERT INTO pin (person, phc, misses, locks, locked_until) VALUES ($1, $2, 0, 0, 0)`, r.user, phc)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// sql opens the database of a stopped instance, or of a copy.
func (w *town) sql(data string, f func(*sql.DB) error) {
	w.Helper()
	driver, name := "sqlite", filepath.Join(data, "superette.db")
	if w.db != "" {
		driver, name = "pgx", w.db
	}
	db, err := sql.Open(driver, name)
	if err != nil {
		w.Fatal(err)
	}
	if err := errors.Join(f(db), db.Close()); err != nil {
		w.Fatal(err)
	}
}

// poll calls f until it has nothing to say against the state of things, or the limit is over.
func poll(ctx context.Context, limit time.Duration, f func() (string, error)) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		wrong, err := f()
		if err != nil || wrong == "" {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("after %v: %s", limit, wrong)
		}
	}
}

// sign signs lines as APIv3 does.
func (w *town) sign(parts ...string) (string, error) {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n") + "\n"))
	raw, err := rsa.SignPKCS1v15(rand.Reader, w.key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(raw), err
}

// merchantCall is a request of the merchant's server. Failures of the dialect come back as merchantError.
func (w *town) merchantCall(method, uri string, body, into any) error {
	var text []byte
	if body != nil {
		var err error
		if text, err = json.Marshal(body); err != nil {
			return err
		}
	}
	timestamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), fmt.Sprintf("%d-%d", os.Getpid(), w.nonces.Add(1))
	signature, err := w.sign(method, uri, timestamp, nonce, string(text))
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(w.Context(), method, "http://"+w.addr+uri, bytes.NewReader(text))
	if err != nil {
		return err
	}
	q.Host = strings.TrimPrefix(townOrigin, "https://")
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		townMerchant, nonce, timestamp, w.serial, signature))
	answer, err := w.client.Do(q)
	if err != nil {
		return err
	}
	got, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		failed := merchantError{status: answer.StatusCode}
		if err := json.Unmarshal(got, &failed); err != nil {
			return fmt.Errorf("%s %s: %s %q: %w", method, uri, answer.Status, got, err)
		}
		return failed
	}
	if err := w.verify(answer.Header, got); err != nil {
		return fmt.Errorf("%s %s: %w: %w", method, uri, errWrong, err)
	}
	return json.Unmarshal(got, into)
}

type merchantError struct {
	status        int
	Code, Message string
}

func (e merchantError) Error() string { return fmt.Sprintf("%d %s: %s", e.status, e.Code, e.Message) }

// verify checks the platform's signature.
func (w *town) verify(h http.Header, body []byte) error {
	sign, err := base64.StdEncoding.DecodeString(h.Get("Wechatpay-Signature"))
	if err != nil {
		return err
	}
	sum := sha256.Sum256([]byte(h.Get("Wechatpay-Timestamp") + "\n" + h.Get("Wechatpay-Nonce") + "\n" + string(body) + "\n"))
	return rsa.VerifyPKCS1v15(w.platform, crypto.SHA256, sum[:], sign)
}

// orderOf is an order as the merchant places it; the same each time it is asked for.
func (w *town) orderOf(trade, openid string, fen int64) map[string]any {
	return map[string]any{
		"appid": w.app, "mchid": townMerchant, "description": "Tea " + trade, "out_trade_no": trade, "notify_url": w.notices.url,
		"amount": map[string]any{"total": fen, "currency": "CNY"}, "payer": map[string]any{"openid": openid},
	}
}

// prepay places an order and returns its prepay_id.
func (w *town) prepay(trade, openid string, fen int64) (string, error) {
	var said struct {
		PrepayID string `json:"prepay_id"`
	}
	err := w.merchantCall(http.MethodPost, "/v3/pay/transactions/jsapi", w.orderOf(trade, openid, fen), &said)
	return said.PrepayID, err
}

// order is an order as the merchant sees it, or as it is told.
type order struct {
	OutTradeNo    string `json:"out_trade_no"`
	TransactionID string `json:"transaction_id"`
	TradeState    string `json:"trade_state"`
	Amount        struct {
		Total int64 `json:"total"`
	} `json:"amount"`
}

func (w *town) query(trade string) (o order, err error) {
	err = w.merchantCall(http.MethodGet, "/v3/pay/transactions/out-trade-no/"+trade+"?mchid="+townMerchant, nil, &o)
	return o, err
}

// signedFor is what the merchant's program hands to wx.requestPayment.
func (w *town) signedFor(prepay string) (*superettev1.Signed, error) {
	g := &superettev1.Signed{
		AppId: w.app, TimeStamp: strconv.FormatInt(time.Now().Unix(), 10), NonceStr: strconv.FormatInt(w.nonces.Add(1), 10),
		Package: "prepay_id=" + prepay, SignType: "RSA",
	}
	var err error
	g.PaySign, err = w.sign(g.AppId, g.TimeStamp, g.NonceStr, g.Package)
	return g, err
}

// noticeBoard is the merchant's notify_url.
type noticeBoard struct {
	town *town
	url  string

	mu     sync.Mutex
	ids    map[string]string // by out_trade_no
	paid   map[string]order
	faults []string
	count  int
}

func newNoticeBoard() *noticeBoard {
	return &noticeBoard{ids: map[string]string{}, paid: map[string]order{}}
}

// ServeHTTP takes a notice if it is the platform's. The first of every fifty is refused, as a shop that is busy does.
func (b *noticeBoard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var noticeID string
	var o order
	if err == nil {
		noticeID, o, err = b.town.open(r.Header, body)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
	known, again := b.ids[o.OutTradeNo]
	switch {
	case err != nil:
		b.faults = append(b.faults, err.Error())
		w.WriteHeader(http.StatusBadRequest)
	case again && (known != noticeID || b.paid[o.OutTradeNo] != o && b.paid[o.OutTradeNo] != (order{})):
		b.faults = append(b.faults, fmt.Sprintf("order %s: notice %s of %+v, then %s of %+v", o.OutTradeNo, known, b.paid[o.OutTradeNo], noticeID, o))
	case !again && len(b.ids)%50 == 0:
		b.ids[o.OutTradeNo] = noticeID
		w.WriteHeader(http.StatusServiceUnavailable)
	default:
		b.ids[o.OutTradeNo], b.paid[o.OutTradeNo] = noticeID, o
	}
}

// open checks and decrypts a notice.
func (w *town) open(h http.Header, body []byte) (noticeID string, o order, err error) {
	if err := w.verify(h, body); err != nil {
		return "", o, fmt.Errorf("a notice with a wrong signature: %w", err)
	}
	var n struct {
		ID       string
		Resource struct {
			Nonce, Ciphertext string
			AssociatedData    string `json:"associated_data"`
		}
	}
	if err := json.Unmarshal(body, &n); err != nil {
		return "", o, err
	}
	text, err := base64.StdEncoding.DecodeString(n.Resource.Ciphertext)
	if err != nil {
		return "", o, err
	}
	block, err := aes.NewCipher(w.apiKey)
	if err != nil {
		return "", o, err
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return "", o, err
	}
	plain, err := gcm.Open(nil, []byte(n.Resource.Nonce), text, []byte(n.Resource.AssociatedData))
	if err != nil {
		return "", o, fmt.Errorf("a notice that cannot be opened: %w", err)
	}
	return n.ID, o, json.Unmarshal(plain, &o)
}
