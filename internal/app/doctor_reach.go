package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/httpd"
)

// Reached is what is found at an instance's public address.
type Reached struct {
	CertificateEnds time.Time
	Ours            bool   // it answers as an instance does
	Unwell          string // why it says that nothing can be saved, "" if it says no such thing
	// Socket is why the live WebSocket did not come through, nil if it did; errOtherAddress if the instance knows itself by another one.
	Socket error
}

var errToItself = errors.New("it leads to itself")

var errOtherAddress = errors.New("the instance takes it for a page of another address")

// reach returns a function that goes to a public address as a browser would, trusting these authorities; nil means the system's.
func reach(roots *x509.CertPool) func(context.Context, string) (Reached, error) {
	return func(ctx context.Context, address string) (got Reached, err error) {
		client := http.Client{
			Timeout: 10 * time.Second,
			CheckRedirect: func(next *http.Request, via []*http.Request) error {
				const most = 10
				switch {
				case next.URL.String() == via[len(via)-1].URL.String():
					return errToItself
				case len(via) >= most:
					return errors.New("it leads on and on")
				}
				return nil
			},
			Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}},
		}
		defer client.CloseIdleConnections()
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(address, "/")+"/healthz", nil)
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
		var failure httpd.Failure
		switch {
		case answer.Header.Get("X-Request-Id") == "":
		case answer.StatusCode == http.StatusOK:
			got.Ours = strings.Contains(string(body), "ok")
		case answer.StatusCode >= http.StatusInternalServerError && json.Unmarshal(body, &failure) == nil:
			got.Ours, got.Unwell = failure.Message != "", failure.Message
		}
		if got.Ours {
			got.Socket = openSocket(ctx, &client, pageOrigin(address))
		}
		return got, nil
	}
}

// pageOrigin returns the Origin that browsers say of the pages of an address: in lower case, without the port that goes without saying.
func pageOrigin(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	host := strings.ToLower(u.Host)
	if u.Scheme == "https" {
		host = strings.TrimSuffix(host, ":443")
	}
	return u.Scheme + "://" + host
}

// openSocket opens the live socket as a page in a browser does. Nobody is signed in, so an instance takes it and says in it that one has
// to: that this arrives shows that both directions are passed on.
func openSocket(ctx context.Context, client *http.Client, origin string) error {
	ctx, cancel := context.WithTimeout(ctx, client.Timeout)
	defer cancel()
	conn, answer, err := websocket.Dial(ctx, origin+"/api/live", &websocket.DialOptions{ //nolint:bodyclose // the library says that it need not be closed
		HTTPClient: client, HTTPHeader: http.Header{"Origin": {origin}},
	})
	switch {
	case err == nil:
	case answer != nil && answer.StatusCode == http.StatusForbidden && answer.Header.Get("X-Request-Id") != "":
		return errOtherAddress
	case answer != nil && answer.StatusCode != http.StatusSwitchingProtocols:
		return fmt.Errorf("the answer is %s instead of 101 Switching Protocols", answer.Status)
	default:
		return err
	}
	defer conn.CloseNow() //nolint:errcheck // it has served
	if _, _, err := conn.Read(ctx); websocket.CloseStatus(err) == -1 {
		return fmt.Errorf("it opens, and what the instance says in it does not arrive: %w", err)
	}
	return nil
}
