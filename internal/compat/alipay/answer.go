package alipay

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/superette/superette/internal/httpd"
)

// Prefix stands before Alipay's own path for those who want it apart.
const Prefix = "/compat/alipay"

const gatewayPath = "/gateway.do"

// Mount adds the gateway to a server, plain and below Prefix.
func (s *Service) Mount(server *httpd.Server) {
	for _, prefix := range []string{"", Prefix} {
		server.Foreign("POST "+prefix+gatewayPath, s.serve)
	}
}

type call func(context.Context, request) (any, error)

func (s *Service) calls() map[string]call {
	return map[string]call{
		"alipay.trade.create":               s.create,
		"alipay.trade.query":                s.query,
		"alipay.trade.close":                s.close,
		"alipay.trade.cancel":               s.cancel,
		"alipay.trade.refund":               s.refund,
		"alipay.trade.fastpay.refund.query": s.queryRefund,
		"alipay.system.oauth.token":         s.token,
		"alipay.user.info.share":            s.share,
	}
}

// success begins every answer that is one.
type success struct {
	Code    string `json:"code"`
	Message string `json:"msg"`
}

func done() success { return success{"10000", "Success"} }

// serve answers a request. The status is always 200, as the vendor's is.
func (s *Service) serve(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Trace_id", w.Header().Get("X-Request-Id"))
	signed, err := s.read(w, r)
	// Who is nobody's app gets no signature, and who signs wrongly few: each takes us a millisecond.
	sign := signed.app != "" && (err == nil || s.wrong.Allow(httpd.AddressOf(r.Context())) == nil)
	var value any
	if err == nil {
		if do := s.calls()[signed.method]; do != nil {
			value, err = do(r.Context(), signed)
		} else {
			err = invalid("invalid-method", "There is no such method here.")
		}
	}
	if err != nil {
		f := failureOf(err)
		if f == errSystem {
			s.Log.Error("compat/alipay: failed", "method", signed.method, "error", err)
		}
		value = f
	}
	return s.reply(w, r, answerName(signed.method), value, sign)
}

// answerName is what an answer to a method stands under: libraries look for it, of methods that are not here too.
func answerName(method string) string {
	if method == "" || len(method) > 128 || strings.Trim(method, "abcdefghijklmnopqrstuvwxyz0123456789._") != "" {
		return "error_response"
	}
	return strings.ReplaceAll(method, ".", "_") + "_response"
}

// encode writes JSON without escaping what HTML minds, and never a slash: what is signed is the text as it stands.
func encode(value any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return nil, fmt.Errorf("compat/alipay: encode: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// reply writes an answer: the value under its name, then the signature of the value's text. Libraries cut the text out by what stands
// around it.
func (s *Service) reply(w http.ResponseWriter, r *http.Request, name string, value any, sign bool) error {
	text, err := encode(value)
	if err != nil {
		return err
	}
	body := `{"` + name + `":` + string(text)
	if sign {
		made, err := s.sign(r.Context(), text)
		if err != nil {
			return err
		}
		body += `,"sign":"` + made + `"`
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := w.Write([]byte(body + "}")); err != nil {
		return fmt.Errorf("compat/alipay: answer: %w", err)
	}
	return nil
}

// sign signs a text as the platform does. It waits for one of a few places.
func (s *Service) sign(ctx context.Context, text []byte) (string, error) {
	key, err := s.Key(ctx)
	if err != nil {
		return "", err
	}
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return "", fmt.Errorf("compat/alipay: wait to sign: %w", ctx.Err())
	}
	sum := sha256.Sum256(text)
	raw, err := rsa.SignPKCS1v15(s.Random, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", fmt.Errorf("compat/alipay: sign: %w", err)
	}
	return base64.StdEncoding.EncodeToString(raw), nil
}

var errTaken = errors.New("compat/alipay: the merchant did not answer success") //nolint:gochecknoglobals // a named failure
