package app

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/letsencrypt/pebble/v2/ca"
	"github.com/letsencrypt/pebble/v2/db"
	"github.com/letsencrypt/pebble/v2/va"
	"github.com/letsencrypt/pebble/v2/wfe"
	"github.com/mholt/acmez/v3/acme"
	"golang.org/x/net/dns/dnsmessage"
)

const autoName = "chat.example.org"

// authorityOf is Pebble, the ACME server that Let's Encrypt tests clients with, which believes a name server of ours.
type authorityOf struct {
	directory string
	roots     string         // a file: by whom its own address is believed
	issued    *x509.CertPool // by whom its certificates are
}

func startAuthority(t *testing.T, httpPort, tlsPort uint16) authorityOf {
	t.Helper()
	t.Setenv("PEBBLE_VA_NOSLEEP", "1")
	t.Setenv("PEBBLE_WFE_NONCEREJECT", "0")
	quiet := log.New(io.Discard, "", 0)
	store := db.NewMemoryStore()
	issuer := ca.New(quiet, store, "", "ecdsa", 0, 1, map[string]ca.Profile{"default": {Description: "an hour", ValidityPeriod: 3600}})
	front := wfe.New(quiet, store, va.New(quiet, int(httpPort), int(tlsPort), false, startNames(t), store), issuer, []string{"pebble.letsencrypt.org"}, false, false, 1, 1)
	server := httptest.NewTLSServer(front.Handler())
	t.Cleanup(server.Close)
	a := authorityOf{directory: server.URL + wfe.DirectoryPath, roots: filepath.Join(t.TempDir(), "root.pem"), issued: x509.NewCertPool()}
	if err := os.WriteFile(a.roots, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	a.issued.AppendCertsFromPEM(issuer.GetRootCert(0).PEM())
	return a
}

// startNames is a name server that knows one name, at this machine.
func startNames(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close() //nolint:errcheck // it was answered
				for answerName(conn) == nil {
					continue
				}
			}()
		}
	}()
	return l.Addr().String()
}

// answerName answers one question: two bytes of length before it, as by TCP.
func answerName(conn net.Conn) error {
	size := make([]byte, 2)
	if _, err := io.ReadFull(conn, size); err != nil {
		return err
	}
	text := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(conn, text); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(text); err != nil || len(m.Questions) != 1 {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	q := m.Questions[0]
	m.Response, m.Additionals = true, nil
	switch {
	case q.Name.String() != autoName+".":
		m.RCode = dnsmessage.RCodeNameError
	case q.Type == dnsmessage.TypeA:
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1}, Body: &dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}},
		}}
	}
	out, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = conn.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...))
	return err
}

// autoServer is an instance that gets its certificates by itself.
type autoServer struct {
	t          *testing.T
	authority  authorityOf
	port, http uint16
	data       string
}

// startAuto runs one. change may spoil the configuration.
func startAuto(t *testing.T, data string, change func(*autoServer, *Config)) *autoServer {
	t.Helper()
	s := &autoServer{t: t, data: data}
	for _, port := range []*uint16{&s.port, &s.http} {
		free, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		*port = free
	}
	s.authority = startAuthority(t, s.http, s.port)
	serving(t, data, func(ctx context.Context, c Config) error {
		c.Addr, c.URL, c.TLS = "127.0.0.1:"+strconv.Itoa(int(s.port)), "https://"+autoName+":"+strconv.Itoa(int(s.port)), TLSAuto
		c.ACME = ACME{Directory: s.authority.directory, Roots: s.authority.roots, HTTPAddr: "127.0.0.1:" + strconv.Itoa(int(s.http))}
		c.Log = slog.New(slog.DiscardHandler)
		if change != nil {
			change(s, &c)
		}
		return Serve(ctx, c)
	})
	return s
}

// certificate makes a connection of its own and returns what the server shows there.
func (s *autoServer) certificate(name string) (*x509.Certificate, error) {
	dialer := tls.Dialer{Config: &tls.Config{ServerName: name, RootCAs: s.authority.issued, MinVersion: tls.VersionTLS12}}
	conn, err := dialer.DialContext(s.t.Context(), "tcp", "127.0.0.1:"+strconv.Itoa(int(s.port)))
	if err != nil {
		return nil, err
	}
	tlsConn, _ := conn.(*tls.Conn)
	return tlsConn.ConnectionState().PeerCertificates[0], conn.Close()
}

// until waits for a certificate that fits.
func (s *autoServer) until(fits func(*x509.Certificate) bool) *x509.Certificate {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		got, err := s.certificate(autoName)
		if err == nil && fits(got) {
			return got
		}
		select {
		case <-ctx.Done():
			s.t.Fatalf("no such certificate: %v", err)
		case <-tick.C:
		}
	}
}

func anyCertificate(*x509.Certificate) bool { return true }

func TestCertificatesByThemselves(t *testing.T) {
	needsPages(t)
	data := t.TempDir()
	var first *x509.Certificate
	var before authorityOf
	root := filepath.Join(t.TempDir(), "root.pem")
	t.Run("one is got for the instance's name, and for no other, whoever asks by it", func(t *testing.T) {
		s := startAuto(t, data, nil)
		first, before = s.until(anyCertificate), s.authority
		text, err := os.ReadFile(before.roots)
		if err := errors.Join(err, os.WriteFile(root, text, 0o600)); err != nil {
			t.Fatal(err)
		}
		if len(first.DNSNames) != 1 || first.DNSNames[0] != autoName {
			t.Errorf("the certificate is for %v", first.DNSNames)
		}
		for _, name := range []string{"other.example.org", "www." + autoName} {
			if got, err := s.certificate(name); err == nil {
				t.Errorf("%s: got %v", name, got.DNSNames)
			}
		}
		info, err := os.Stat(certificateFolder(data))
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("the folder is %v, %v", info.Mode(), err)
		}
		transport := &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: s.authority.issued, MinVersion: tls.VersionTLS12},
			DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, network, "127.0.0.1:"+strconv.Itoa(int(s.port)))
			},
		}
		defer transport.CloseIdleConnections()
		if got := status(t, &http.Client{Transport: transport}, "https://"+autoName+":"+strconv.Itoa(int(s.port))+"/healthz"); got != http.StatusOK {
			t.Errorf("healthz answers %d", got)
		}
		plain := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for host, want := range map[string]string{
			autoName: "https://" + autoName + ":" + strconv.Itoa(int(s.port)) + "/chats?x=1", "other.example.org": "",
		} {
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://127.0.0.1:"+strconv.Itoa(int(s.http))+"/chats?x=1", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = host
			answer, err := plain.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			_ = answer.Body.Close()
			if got := answer.Header.Get("Location"); got != want {
				t.Errorf("by plain http %s is led to %q, want %q", host, got, want)
			}
		}
	})
	if first == nil {
		t.FailNow()
	}
	t.Run("the next start has it from the folder", func(t *testing.T) {
		s := startAuto(t, data, func(s *autoServer, c *Config) {
			s.authority = before // which is gone
			c.ACME.Directory, c.ACME.Roots = before.directory, root
		})
		if got := s.until(anyCertificate); !got.Equal(first) {
			t.Errorf("certificate %v, want %v", got.SerialNumber, first.SerialNumber)
		}
	})
	t.Run("it is renewed in time, while the server goes on", func(t *testing.T) {
		s := startAuto(t, t.TempDir(), func(_ *autoServer, c *Config) {
			c.ACME.renewWindow, c.ACME.renewEvery = 0.9999, 200*time.Millisecond // of an hour
		})
		old := s.until(anyCertificate)
		fresh := s.until(func(c *x509.Certificate) bool { return !c.Equal(old) })
		if fresh.NotAfter.Before(old.NotAfter) {
			t.Errorf("ends %v after one that ended %v", fresh.NotAfter, old.NotAfter)
		}
	})
	t.Run("without port 80 it is got by the https port alone", func(t *testing.T) {
		taken, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
		if err != nil {
			t.Fatal(err)
		}
		defer taken.Close() //nolint:errcheck // a test's
		s := startAuto(t, t.TempDir(), func(_ *autoServer, c *Config) { c.ACME.HTTPAddr = taken.Addr().String() })
		s.until(anyCertificate)
	})
}

// keptFailure waits until there is one for the doctor.
func keptFailure(t *testing.T, data string) CertificateFailure {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if failure, failed := lastCertificateFailure(data); failed {
			return failure
		}
		select {
		case <-ctx.Done():
			t.Fatal("no failure was kept")
		case <-tick.C:
		}
	}
}

func TestCertificatesThatAreNotGot(t *testing.T) {
	needsPages(t)
	t.Run("what went wrong is said in words and kept for the doctor", func(t *testing.T) {
		data := t.TempDir()
		startAuto(t, data, func(_ *autoServer, c *Config) { c.URL = "https://nowhere.example.org" })
		failure := keptFailure(t, data)
		if !strings.Contains(failure.Text, "Could not resolve") || failure.Do == "" || failure.At.IsZero() {
			t.Errorf("failure = %+v", failure)
		}
		var out bytes.Buffer
		code, err := Doctor(t.Context(), DoctorConfig{
			Data: data, Addr: "0.0.0.0:443", URL: "https://nowhere.example.org", TLS: true, TLSAuto: true, Now: time.Now, To: &out,
			Machine: Machine{Reach: func(context.Context, string) (Reached, error) { return Reached{}, errors.New("no such host") }},
		})
		if err != nil || code != 2 || !strings.Contains(out.String(), "certificate") || !strings.Contains(out.String(), "Could not resolve") {
			t.Errorf("the doctor (%d, %v) says:\n%s", code, err, out.String())
		}
	})
	t.Run("an authority that cannot be asked is named, with what to do, and everything else goes on", func(t *testing.T) {
		missing, err := freePort()
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name, text, do string
			spoil          func(*ACME)
		}{
			{"is down", "connection refused", "does it run", func(a *ACME) { a.Directory = fmt.Sprintf("https://127.0.0.1:%d/dir", missing) }},
			{"is not believed", "certificate", "--acme-root", func(a *ACME) { a.Roots = "" }},
			{"is somewhere else", "no authority", "--acme", func(a *ACME) { a.Directory += "/elsewhere" }},
			{"has no address", "nowhere.invalid", "--acme", func(a *ACME) { a.Directory = "https://nowhere.invalid/dir" }},
		} {
			t.Run(c.name, func(t *testing.T) {
				data := t.TempDir()
				s := startAuto(t, data, func(_ *autoServer, config *Config) { c.spoil(&config.ACME) })
				if f := keptFailure(t, data); !strings.Contains(f.Text, c.text) || !strings.Contains(f.Do, c.do) || strings.Contains(f.Text, "account []") {
					t.Errorf("failure = %+v, want %q, %q", f, c.text, c.do)
				}
				r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, fmt.Sprintf("http://127.0.0.1:%d/", s.http), nil)
				if err != nil {
					t.Fatal(err)
				}
				r.Host = autoName
				answer, err := http.DefaultTransport.RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusMovedPermanently {
					t.Errorf("plain http answers %s, %v", answer.Status, err)
				}
			})
		}
	})
	t.Run("each reason that an authority gives has a sentence and something to do", func(t *testing.T) {
		seen := map[string]bool{}
		for kind, want := range map[string]string{
			acme.ProblemTypeDNS: "A or AAAA record", acme.ProblemTypeConnection: "let port 80 or 443 through", acme.ProblemTypeUnauthorized: "no proxy answers",
			acme.ProblemTypeCAA: "in the record", acme.ProblemTypeRateLimited: "do not restart", acme.ProblemTypeRejectedIdentifier: "another name",
			acme.ProblemTypeServerInternal: "tried again",
		} {
			text, do := explainACME("chat.example.org", fmt.Errorf("obtain: %w", acme.Problem{Type: kind, Status: 400, Detail: "the detail"}))
			if !strings.Contains(text, "the detail") || !strings.Contains(do, want) || seen[do] {
				t.Errorf("%s: %q, %q", kind, text, do)
			}
			seen[do] = true
		}
	})
	t.Run("a name that no authority knows is refused at once", func(t *testing.T) {
		for _, url := range []string{"https://localhost", "https://192.0.2.1", "https://shop.internal"} {
			c := testConfig(t, t.TempDir(), io.Discard)
			c.TLS, c.URL = TLSAuto, url
			var refusal Refusal
			if err := Serve(t.Context(), c); !errors.As(err, &refusal) || refusal.Hint == "" {
				t.Errorf("%s: %v, want a Refusal", url, err)
			}
		}
	})
}

func TestANewCertificateIsTold(t *testing.T) {
	var said bytes.Buffer
	a := &automatic{host: autoName, folder: t.TempDir(), now: time.Now, to: &said, log: slog.New(slog.DiscardHandler)}
	failure := failureFile(a.folder)
	if err := os.WriteFile(failure, []byte("{}"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := a.note(t.Context(), "cert_obtained", nil); err != nil {
		t.Fatal(err)
	}
	if got, want := said.String(), "there is a new certificate for "+autoName+"\n"; got != want {
		t.Errorf("it says %q, want %q", got, want)
	}
	if _, err := os.Stat(failure); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the failure before stays on record: %v", err)
	}
}

func TestAnAccountOfNobody(t *testing.T) {
	for _, c := range []struct{ contact, want []string }{
		{[]string{"mailto:default"}, []string{}},
		{[]string{"mailto:ling@example.org"}, []string{"mailto:ling@example.org"}},
		{nil, nil},
	} {
		got, err := withoutNobody(t.Context(), nil, acme.Account{Contact: c.contact})
		if err != nil || !slices.Equal(got.Contact, c.want) {
			t.Errorf("of %v the authority is told %v, %v; want %v", c.contact, got.Contact, err, c.want)
		}
	}
}
