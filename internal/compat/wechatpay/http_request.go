package wechatpay

import (
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/pay"
)

// scheme is the only way to sign.
const scheme = "WECHATPAY2-SHA256-RSA2048"

// freshness is how far the time of a request may be off.
const freshness = 5 * time.Minute

func serialOf(c *x509.Certificate) string { return pay.SerialOf(c) }

// authorization is the header of a request: who signed what, when.
type authorization struct {
	mchid, nonce, timestamp, serial, signature string
}

// parseAuthorization reads the header. The members come in any order, each once.
func parseAuthorization(header string) (a authorization, err error) {
	name, rest, ok := strings.Cut(header, " ")
	if !ok || name != scheme {
		return a, errUnsigned
	}
	members := map[string]*string{
		"mchid": &a.mchid, "nonce_str": &a.nonce, "timestamp": &a.timestamp, "serial_no": &a.serial, "signature": &a.signature,
	}
	for member := range strings.SplitSeq(rest, ",") {
		key, value, ok := strings.Cut(strings.TrimSpace(member), "=")
		into := members[key]
		if !ok || into == nil || *into != "" || len(value) < 3 || value[0] != '"' || value[len(value)-1] != '"' {
			return authorization{}, errUnsigned
		}
		*into = value[1 : len(value)-1]
	}
	for _, value := range members {
		if *value == "" || strings.Contains(*value, `"`) {
			return authorization{}, errUnsigned
		}
	}
	if len(a.nonce) > 64 || len(a.mchid) > 32 || len(a.serial) > 64 {
		return authorization{}, errUnsigned
	}
	return a, nil
}

// String writes the header; parseAuthorization reads it back.
func (a authorization) String() string {
	return fmt.Sprintf(`%s mchid="%s",nonce_str="%s",timestamp="%s",serial_no="%s",signature="%s"`,
		scheme, a.mchid, a.nonce, a.timestamp, a.serial, a.signature)
}

// text is what is signed: method, address as it was sent, time, nonce and body, a line each.
func (a authorization) text(method, uri string, body []byte) []byte {
	return []byte(method + "\n" + uri + "\n" + a.timestamp + "\n" + a.nonce + "\n" + string(body) + "\n")
}

// request is one that a merchant signed.
type request struct {
	*http.Request
	merchant pay.Merchant
	body     []byte
}

// read checks a request's signature and returns it with its merchant. It fails with the dialect's failures.
func (s *Service) read(w http.ResponseWriter, r *http.Request) (request, error) {
	a, err := parseAuthorization(r.Header.Get("Authorization"))
	if err != nil {
		return request{}, err
	}
	if err := s.limit.Allow(a.mchid + " " + httpd.AddressOf(r.Context())); err != nil {
		return request{}, errFrequency
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, httpd.MaxBody))
	if err != nil {
		return request{}, errParam.with("The body cannot be read.")
	}
	m, err := s.Pay.FindMerchant(r.Context(), a.mchid)
	if errors.Is(err, pay.ErrNoMerchant) {
		return request{}, errSign.with("There is no merchant of this mchid.")
	}
	if err != nil {
		return request{}, err
	}
	if err := s.check(r.Context(), a, m, a.text(r.Method, r.RequestURI, body)); err != nil {
		return request{}, err
	}
	return request{r, m, body}, nil
}

// check holds a signature to its time, the merchant's certificates, and its being the first of its nonce.
func (s *Service) check(ctx context.Context, a authorization, m pay.Merchant, text []byte) error {
	now := s.Now()
	seconds, err := strconv.ParseInt(a.timestamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > freshness {
		return errSign.with("The timestamp is more than five minutes off.")
	}
	sign, err := base64.StdEncoding.DecodeString(a.signature)
	if err != nil {
		return errSign.with("The signature is not base64.")
	}
	sum := sha256.Sum256(text)
	for _, c := range m.Certificates {
		key, ok := c.PublicKey.(*rsa.PublicKey)
		if !ok || !strings.EqualFold(serialOf(c), a.serial) || now.Before(c.NotBefore) || now.After(c.NotAfter) {
			continue
		}
		if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], sign) != nil {
			return errSign.with("The signature does not fit.")
		}
		return s.once(ctx, a.mchid+" "+a.nonce, now)
	}
	return errSign.with("There is no valid certificate of this serial_no.")
}

// once fails if a request was sent before, to whatever process.
func (s *Service) once(ctx context.Context, name string, now time.Time) error {
	first := s.seen.add(name, now)
	if first && s.First != nil {
		var err error
		if first, err = s.First(ctx, "wechatpay "+name, 2*freshness); err != nil {
			return err
		}
	}
	if !first {
		return errSign.with("This request was sent before.")
	}
	return nil
}

// seen remembers the nonces of the time in which a request counts.
type seen struct {
	mu       sync.Mutex
	young    map[string]bool // since turned
	old      map[string]bool // of the ten minutes before
	turnedAt time.Time
}

func newSeen() *seen { return &seen{young: map[string]bool{}} }

// add reports whether the name is new. Names are kept for ten to twenty minutes: a request counts five minutes before
// and five after its time.
func (s *seen) add(name string, now time.Time) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Sub(s.turnedAt) > 2*freshness {
		s.young, s.old, s.turnedAt = map[string]bool{}, s.young, now
	}
	if s.young[name] || s.old[name] {
		return false
	}
	s.young[name] = true
	return true
}

// answering reads a signed request and writes what a call returns, signed, or its failure in the dialect's form.
func (s *Service) answering(call func(context.Context, request) (any, error)) httpd.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Request-Id", w.Header().Get("X-Request-Id"))
		var value any
		var platform Platform
		name := ""
		signed, err := s.read(w, r)
		if err == nil {
			platform, err = s.Platform(r.Context())
		}
		if err == nil { // before anything is done: its answer could not be verified
			asked := r.Header.Get("Wechatpay-Serial")
			name, err = s.nameFor(r.Context(), platform, signed.merchant, asked)
			if errors.Is(err, errSerial) && r.URL.Path == certificatesPath { // where a merchant learns the one that counts
				name, err = serialOf(platform.Certificate), nil
			}
		}
		if err == nil {
			value, err = call(r.Context(), signed)
		}
		if err == nil {
			err = s.reply(w, r, platform, name, value)
		}
		var broken writeError
		if err == nil || errors.As(err, &broken) {
			return err
		}
		f := failureOf(err)
		if f.status >= http.StatusInternalServerError {
			s.Log.Error("compat/wechatpay: failed", "path", r.URL.Path, "error", err)
		}
		return httpd.Reply(w, f.status, f)
	}
}

type writeError struct{ error }

// reply writes a value as JSON, or 204 for none, and signs it.
func (s *Service) reply(w http.ResponseWriter, r *http.Request, platform Platform, name string, value any) error {
	var body []byte
	if value != nil {
		var err error
		if body, err = encode(value); err != nil {
			return err
		}
	}
	g, err := s.sign(r.Context(), platform, name, body)
	if err != nil {
		return err
	}
	g.each(w.Header().Set)
	if value == nil {
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := w.Write(body); err != nil {
		return writeError{fmt.Errorf("compat/wechatpay: answer: %w", err)}
	}
	return nil
}
