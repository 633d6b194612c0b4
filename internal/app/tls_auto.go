package app

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/caddyserver/certmagic"
	"github.com/mholt/acmez/v3/acme"
	"go.uber.org/zap"
)

// TLSAuto is the value of --tls that has certificates got and renewed.
const TLSAuto = "auto"

// ACME says where certificates come from with TLSAuto.
type ACME struct {
	Directory string // the authority's address; "" means Let's Encrypt
	Roots     string // a file of the certificates that the authority's own address is believed by; "" means the system's
	Email     string // whom the authority may write to; may be empty
	HTTPAddr  string // where it may look by plain http, which is port 80 from outside; "" means port 80 of Addr's host

	// For tests: how early and how often to renew. Zero means certmagic's defaults.
	renewWindow float64
	renewEvery  time.Duration
}

// automatic is the certificate of the instance's one name. It is got from an authority by ACME, renewed when a third of its time is
// left, and kept in the data folder, which all processes of a cluster share: one of them asks, each of them can answer the
// authority. Names other than the instance's are never asked for, whoever connects by them.
type automatic struct {
	host   string
	origin string
	magic  *certmagic.Config
	cache  *certmagic.Cache
	issuer *certmagic.ACMEIssuer
	files  *endingFiles
	plain  net.Listener // where the authority may look by plain http; nil if the port is not to be had
	to     io.Writer
	folder string
	now    func() time.Time
	log    *slog.Logger
}

func certificateFolder(data string) string { return filepath.Join(data, "tls") }

// openAutomatic prepares to get a certificate. It asks nobody yet: the authority wants to find the server at work.
func openAutomatic(c Config, l net.Listener) (*automatic, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" {
		return nil, Refusal{Text: fmt.Sprintf("%q is not an address of an instance", c.URL), Hint: "give it as --url https://chat.example.org"}
	}
	host := u.Hostname()
	if _, err := netip.ParseAddr(host); err == nil || c.ACME.Directory == "" && !certmagic.SubjectQualifiesForPublicCert(host) {
		return nil, Refusal{
			Text: fmt.Sprintf("no authority gives a certificate for %q", host),
			Hint: "--tls auto needs a name that leads here from the internet: --url https://chat.example.org; a private authority is named by --acme",
		}
	}
	a := &automatic{host: host, origin: "https://" + u.Host, folder: certificateFolder(c.Data), now: c.Now, to: c.To, log: c.Log}
	a.files = openFiles(a.folder)
	var roots *x509.CertPool
	if c.ACME.Roots != "" {
		text, err := os.ReadFile(c.ACME.Roots)
		roots = x509.NewCertPool()
		if err == nil && !roots.AppendCertsFromPEM(text) {
			err = errors.New("there is no certificate in it")
		}
		if err != nil {
			return nil, Refusal{Text: fmt.Sprintf("the authority's own certificates cannot be read from %s: %v", c.ACME.Roots, err), Hint: "give them in PEM with --acme-root FILE"}
		}
	}
	address, _ := l.Addr().(*net.TCPAddr)
	a.listenPlain(c, address)
	a.cache = certmagic.NewCache(certmagic.CacheOptions{
		GetConfigForCert:   func(certmagic.Certificate) (*certmagic.Config, error) { return a.magic, nil },
		RenewCheckInterval: c.ACME.renewEvery, Logger: zap.NewNop(),
	})
	a.magic = certmagic.New(a.cache, certmagic.Config{
		Storage: a.files, DefaultServerName: host, OnEvent: a.note, Logger: zap.NewNop(),
		RenewalWindowRatio: c.ACME.renewWindow, DisableARI: c.ACME.renewWindow != 0,
	})
	template := certmagic.ACMEIssuer{
		CA: c.ACME.Directory, Email: c.ACME.Email, Agreed: true, TrustedRoots: roots, Logger: zap.NewNop(),
		NewAccountFunc: withoutNobody, DisableHTTPChallenge: a.plain == nil, AltTLSALPNPort: address.Port, ListenHost: address.IP.String(),
	}
	if a.plain != nil {
		plain, _ := a.plain.Addr().(*net.TCPAddr)
		template.AltHTTPPort = plain.Port
	}
	a.issuer = certmagic.NewACMEIssuer(a.magic, template)
	a.magic.Issuers = []certmagic.Issuer{a.issuer}
	return a, nil
}

// withoutNobody takes the library's folder for accounts without an address, "default", out of where the authority may write to: it takes
// the folder's name for one if it looks there before the first account is whole, and the authority refuses that for good.
func withoutNobody(_ context.Context, _ *certmagic.ACMEIssuer, account acme.Account) (acme.Account, error) {
	account.Contact = slices.DeleteFunc(account.Contact, func(contact string) bool { return contact == "mailto:default" })
	return account, nil
}

// listenPlain takes the port where the authority may look by plain http. Without it one way less is left.
func (a *automatic) listenPlain(c Config, own *net.TCPAddr) {
	addr := c.ACME.HTTPAddr
	if addr == "" {
		addr = net.JoinHostPort(own.IP.String(), "80")
	}
	var err error
	if a.plain, err = net.Listen("tcp", addr); err != nil { //nolint:noctx // taking a local address does not wait
		fmt.Fprintf(c.To, "port 80 is not to be had (%v): nobody is led from http to https, and certificates are got by port 443 alone\n", errors.Unwrap(err))
	}
}

// run answers by plain http and gets the certificate, until ctx ends. End closes what it opened.
func (a *automatic) run(ctx context.Context) (end func()) {
	ended := func() {}
	if a.plain != nil {
		server := &http.Server{Handler: a.issuer.HTTPChallengeHandler(http.HandlerFunc(a.lead)), ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 16 << 10}
		go func() { _ = server.Serve(a.plain) }()
		ended = func() { _ = server.Close() }
	}
	// It goes on in the background, again and again, later and later. What goes wrong is told to note.
	if err := a.magic.ManageAsync(ctx, []string{a.host}); err != nil {
		a.log.Error("app: the certificate cannot be looked after", "error", err)
	}
	return ended
}

// close ends what run did not begin.
func (a *automatic) close() error {
	a.cache.Stop()
	a.files.end()
	if a.plain == nil {
		return nil
	}
	if err := a.plain.Close(); err != nil && !errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("app: stop listening: %w", err)
	}
	return nil
}

// endingFiles are certmagic's files, with an end: what it is about goes on in the background after it was told to stop, and must
// change nothing in a folder that is somebody else's by then.
type endingFiles struct {
	*certmagic.FileStorage

	lifetime context.Context //nolint:containedctx // ends with the instance
	stop     context.CancelFunc
	mu       sync.RWMutex // held by whoever changes something
}

func openFiles(folder string) *endingFiles {
	f := &endingFiles{FileStorage: &certmagic.FileStorage{Path: folder}}
	f.lifetime, f.stop = context.WithCancel(context.Background())
	return f
}

// end returns once nobody changes anything any more. What is locked is given back by whoever locked it.
func (f *endingFiles) end() {
	f.stop()
	f.mu.Lock()
	f.mu.Unlock() //nolint:staticcheck // to wait is all
}

func (f *endingFiles) ended() bool { return f.lifetime.Err() != nil }

func (f *endingFiles) change(ctx context.Context, do func(context.Context) error) error {
	f.mu.RLock()
	defer f.mu.RUnlock()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.lifetime, cancel)()
	if err := f.lifetime.Err(); err != nil {
		return fmt.Errorf("app: the certificates' files: %w", err)
	}
	return do(ctx)
}

func (f *endingFiles) Store(ctx context.Context, key string, value []byte) error {
	return f.change(ctx, func(ctx context.Context) error { return f.FileStorage.Store(ctx, key, value) })
}

func (f *endingFiles) Delete(ctx context.Context, key string) error {
	return f.change(ctx, func(ctx context.Context) error { return f.FileStorage.Delete(ctx, key) })
}

func (f *endingFiles) Lock(ctx context.Context, name string) error {
	return f.change(ctx, func(ctx context.Context) error { return f.FileStorage.Lock(ctx, name) })
}

func (f *endingFiles) TryLock(ctx context.Context, name string) (got bool, err error) {
	err = f.change(ctx, func(ctx context.Context) error {
		got, err = f.FileStorage.TryLock(ctx, name)
		return err
	})
	return got, err
}

// lead sends a browser to https.
func (a *automatic) lead(w http.ResponseWriter, r *http.Request) {
	if host, _, err := net.SplitHostPort(r.Host); r.Host != a.host && (err != nil || host != a.host) {
		http.Error(w, "This is not a name of this server.", http.StatusMisdirectedRequest)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		http.Error(w, "Use https.", http.StatusBadRequest)
		return
	}
	w.Header().Set("Connection", "close")
	http.Redirect(w, r, a.origin+r.URL.RequestURI(), http.StatusMovedPermanently)
}

// CertificateFailure is why the last attempt to get a certificate failed. It is kept for the doctor, until one succeeds.
type CertificateFailure struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	Do   string    `json:"do"`
}

func failureFile(folder string) string { return filepath.Join(folder, "last-failure.json") }

// note hears of what certmagic does.
func (a *automatic) note(ctx context.Context, event string, data map[string]any) error {
	switch event {
	case "cert_obtained":
		fmt.Fprintln(a.to, "there is a new certificate for "+a.host)
		if err := os.Remove(failureFile(a.folder)); err != nil && !errors.Is(err, os.ErrNotExist) {
			a.log.Warn("app: an old failure stays on record", "error", err)
		}
	case "cert_failed":
		err, _ := data["error"].(error)
		if a.files.ended() {
			return nil // it was broken off, which is no failure
		}
		text, do := explainACME(a.host, err)
		a.log.Error("app: there is no new certificate: "+text, "hint", do, "error", err)
		record, err := json.Marshal(CertificateFailure{At: a.now().UTC(), Text: text, Do: do})
		if err == nil {
			err = a.files.change(ctx, func(context.Context) error {
				if err := os.MkdirAll(a.folder, 0o700); err != nil {
					return err
				}
				return os.WriteFile(failureFile(a.folder), record, 0o600)
			})
		}
		if err != nil {
			a.log.Warn("app: the failure cannot be kept for the doctor", "error", err)
		}
	}
	return nil
}

// explainACME says what an authority's refusal means to an operator, and what to do.
func explainACME(host string, err error) (text, do string) {
	var problem acme.Problem
	if !errors.As(err, &problem) {
		return explainNoAnswer(err)
	}
	text = problem.Detail
	for _, each := range problem.Subproblems {
		text += "; " + each.Detail
	}
	switch problem.Type {
	case acme.ProblemTypeDNS:
		return "the authority finds no address of " + host + ": " + text, "have an A or AAAA record of the name lead to this machine"
	case acme.ProblemTypeConnection, acme.ProblemTypeTLS:
		return "the authority does not reach this machine as " + host + ": " + text, "let port 80 or 443 through to it from everywhere, and see that the name leads here"
	case acme.ProblemTypeUnauthorized, acme.ProblemTypeIncorrectResponse:
		return "something else answers as " + host + ": " + text, "see that the name leads here, and that no proxy answers on ports 80 and 443"
	case acme.ProblemTypeCAA:
		return "a CAA record of " + host + " forbids it: " + text, "allow the authority in the record, or take the record away"
	case acme.ProblemTypeRateLimited:
		return "the authority was asked too often: " + text, "it is asked again later by itself; do not restart for that"
	case acme.ProblemTypeRejectedIdentifier:
		return "the authority gives no certificate for " + host + ": " + text, "serve under another name with --url"
	}
	return "the authority refuses (" + problem.Type + " " + strconv.Itoa(problem.Status) + "): " + text, "it is tried again by itself; see what the authority says of this"
}

// explainNoAnswer says why there is no authority to ask, and what to do.
func explainNoAnswer(err error) (text, do string) {
	var asked *url.Error
	if !errors.As(err, &asked) {
		for within := err; within != nil; within = errors.Unwrap(within) {
			err = within
		}
		return "what answers is no authority: " + strings.TrimSpace(err.Error()), "give the address of its ACME directory with --acme"
	}
	text = fmt.Sprintf("the authority cannot be asked at %s: %v", asked.URL, asked.Err)
	var (
		stranger x509.UnknownAuthorityError
		other    x509.HostnameError
		lookup   *net.DNSError
	)
	switch {
	case errors.As(err, &stranger):
		return text, "name whom its own certificate is believed by with --acme-root FILE"
	case errors.As(err, &other):
		return text, "give its address with --acme as its own certificate names it"
	case errors.As(err, &lookup):
		return text, "is its name right in --acme, and does this machine find names? It is tried again by itself"
	}
	return text, "does it run, and may this machine reach it? It is tried again by itself"
}

// lastCertificateFailure returns what is kept of the last attempt, and false if there is nothing, or it was a good one.
func lastCertificateFailure(data string) (f CertificateFailure, failed bool) {
	text, err := os.ReadFile(failureFile(certificateFolder(data)))
	if err != nil || json.Unmarshal(text, &f) != nil {
		return CertificateFailure{}, false
	}
	return f, true
}
