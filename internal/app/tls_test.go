package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// office issues certificates for localhost.
type office struct {
	t     *testing.T
	key   *ecdsa.PrivateKey
	cert  *x509.Certificate
	count int64
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, key: newKey(t)}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	o.cert = o.sign(root, root, &o.key.PublicKey)
	return o
}

func newKey(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (o *office) sign(template, parent *x509.Certificate, public *ecdsa.PublicKey) *x509.Certificate {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, public, o.key)
	if err != nil {
		o.t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		o.t.Fatal(err)
	}
	return cert
}

func (o *office) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(o.cert)
	return pool
}

// issue writes a new certificate and its key over the files that were there, and returns its serial number.
func (o *office) issue(cert, key string) int64 {
	o.t.Helper()
	o.count++
	serial := 100 + o.count
	private := newKey(o.t)
	made := o.sign(&x509.Certificate{
		SerialNumber: big.NewInt(serial), DNSNames: []string{"localhost"}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, o.cert, &private.PublicKey)
	der, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		o.t.Fatal(err)
	}
	o.write(cert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: made.Raw}))
	o.write(key, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	return serial
}

// write gives a file another time than it had: the clock of a file system may stand still for a while.
func (o *office) write(name string, text []byte) {
	o.t.Helper()
	if err := os.WriteFile(name, text, 0o600); err != nil {
		o.t.Fatal(err)
	}
	o.count++
	at := time.Now().Add(time.Duration(o.count) * time.Second)
	if err := os.Chtimes(name, at, at); err != nil {
		o.t.Fatal(err)
	}
}

func TestTLS(t *testing.T) {
	needsPages(t)
	o := newOffice(t)
	folder := t.TempDir()
	cert, key := filepath.Join(folder, "cert.pem"), filepath.Join(folder, "key.pem")
	first := o.issue(cert, key)
	free, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	port := strconv.Itoa(int(free))
	origin := "https://localhost:" + port
	serving(t, t.TempDir(), func(ctx context.Context, c Config) error {
		c.Addr, c.URL, c.TLS, c.TLSKey = "127.0.0.1:"+port, origin, cert, key
		c.Log = slog.New(slog.DiscardHandler)
		return Serve(ctx, c)
	})
	// ask makes a connection of its own, and returns the answer and the serial number of the certificate.
	ask := func(t *testing.T, config *tls.Config) (*http.Response, int64, error) {
		t.Helper()
		transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
		defer transport.CloseIdleConnections()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, origin+"/healthz", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := (&http.Client{Transport: transport}).Do(r)
		if err != nil {
			return nil, 0, err
		}
		return answer, answer.TLS.PeerCertificates[0].SerialNumber.Int64(), answer.Body.Close()
	}
	trusting := func() *tls.Config { return &tls.Config{RootCAs: o.roots()} } //nolint:gosec // the versions are what is tested
	t.Run("is spoken by HTTP/2, and browsers are told to come by it only", func(t *testing.T) {
		answer, serial, err := ask(t, trusting())
		if err != nil || answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 || serial != first || answer.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("answer = %+v with certificate %d, %v", answer, serial, err)
		}
	})
	t.Run("carries sockets", func(t *testing.T) {
		conn, _, err := websocket.Dial(t.Context(), "wss://localhost:"+port+"/api/live", &websocket.DialOptions{
			HTTPClient: &http.Client{Transport: &http.Transport{TLSClientConfig: trusting()}}, HTTPHeader: http.Header{"Origin": {origin}},
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := conn.Read(t.Context()); websocket.CloseStatus(err) != websocket.StatusPolicyViolation || !strings.Contains(err.Error(), "sign in") {
			t.Errorf("read: %v, want that nobody is signed in", err)
		}
	})
	t.Run("is refused in the versions that are broken, and by who does not know the authority", func(t *testing.T) {
		old := trusting()
		old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
		if _, _, err := ask(t, old); err == nil {
			t.Error("TLS 1.1 was spoken")
		}
		if _, _, err := ask(t, &tls.Config{RootCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS12}); err == nil {
			t.Error("an unknown authority was believed")
		}
	})
	t.Run("plain http to the same port says what is wrong, and nothing else", func(t *testing.T) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://localhost:"+port+"/", nil)
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusBadRequest {
			t.Errorf("status %d, %v; want 400", answer.StatusCode, err)
		}
	})
	t.Run("takes a renewed certificate at the next connection", func(t *testing.T) {
		second := o.issue(cert, key)
		if _, serial, err := ask(t, trusting()); err != nil || serial != second {
			t.Errorf("certificate %d, %v; want %d", serial, err, second)
		}
	})
	t.Run("keeps the one it has while files are wrong, missing or of two certificates", func(t *testing.T) {
		_, before, err := ask(t, trusting())
		if err != nil {
			t.Fatal(err)
		}
		for name, spoil := range map[string]func(){
			"half a file":     func() { o.write(cert, []byte("-----BEGIN CERTIFICATE-----\nMII")) },
			"no file":         func() { _ = os.Remove(cert) },
			"another's key":   func() { o.issue(cert, filepath.Join(folder, "other.pem")) },
			"an empty folder": func() { _ = os.Remove(cert); _ = os.Remove(key) },
		} {
			spoil()
			if _, serial, err := ask(t, trusting()); err != nil || serial != before {
				t.Errorf("%s: certificate %d, %v; want %d", name, serial, err, before)
			}
		}
		last := o.issue(cert, key)
		if _, serial, err := ask(t, trusting()); err != nil || serial != last {
			t.Errorf("put right: certificate %d, %v; want %d", serial, err, last)
		}
	})
	t.Run("refuses to start with a certificate that it cannot use, or without a name", func(t *testing.T) {
		for _, c := range []Config{{TLS: filepath.Join(folder, "none.pem"), URL: "https://localhost:1"}, {TLS: cert, TLSKey: key}} {
			full := testConfig(t, t.TempDir(), nil)
			full.TLS, full.TLSKey, full.URL = c.TLS, c.TLSKey, c.URL
			var refusal Refusal
			if err := Serve(t.Context(), full); !errors.As(err, &refusal) || refusal.Hint == "" {
				t.Errorf("%+v: %v, want a Refusal", c, fmt.Sprint(err))
			}
		}
	})
}

func TestACertificateThatMayNotBeRead(t *testing.T) {
	var refusal Refusal
	err := refuseCertificate(fmt.Errorf("load: %w", &fs.PathError{Op: "open", Path: "/etc/letsencrypt/live/x/privkey.pem", Err: fs.ErrPermission}))
	if !errors.As(err, &refusal) || !strings.Contains(refusal.Hint, "able to read") {
		t.Errorf("refusal = %v, want a hint that names who has to read it", err)
	}
}
