package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Reached is what is found at an instance's public address.
type Reached struct {
	CertificateEnds time.Time
	Ours            bool // it answers as an instance does
}

// reach returns a function that goes to a public address as a browser would, trusting these authorities; nil means the system's.
func reach(roots *x509.CertPool) func(context.Context, string) (Reached, error) {
	return func(ctx context.Context, url string) (got Reached, err error) {
		client := http.Client{
			Timeout:   10 * time.Second,
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
		}
		defer client.CloseIdleConnections()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(url, "/")+"/healthz", nil)
		if err != nil {
			return got, fmt.Errorf("app: reach: %w", err)
		}
		answer, err := client.Do(r)
		if err != nil {
			return got, err
		}
		defer func() { err = errors.Join(err, answer.Body.Close()) }()
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1000))
		if err != nil {
			return got, fmt.Errorf("app: reach: %w", err)
		}
		if answer.TLS != nil && len(answer.TLS.PeerCertificates) > 0 {
			got.CertificateEnds = answer.TLS.PeerCertificates[0].NotAfter
		}
		got.Ours = answer.StatusCode == http.StatusOK && strings.Contains(string(body), "ok") && answer.Header.Get("X-Request-Id") != ""
		return got, nil
	}
}
