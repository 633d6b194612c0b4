package alipay

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// freshness is how far the time of a request may be off. It is a day, since client libraries write the time of their own machine, whose
// zone is not always that of Shanghai; it keeps nobody from sending a request twice, which is harmless.
const freshness = 24 * time.Hour

// params are the parameters of a request, each once.
type params map[string]string

// parseParams reads forms and puts them together. A name may come twice, as charset does with some libraries, but only with one value.
func parseParams(forms ...string) (params, error) {
	all := params{}
	for _, form := range forms {
		values, err := url.ParseQuery(form)
		if err != nil {
			return nil, errParam.with("The parameters are not a form: " + err.Error() + ".")
		}
		for name, list := range values {
			for _, value := range list {
				if old, there := all[name]; there && old != value {
					return nil, errParam.with("A parameter is given twice, with two values.")
				}
				all[name] = value
			}
		}
	}
	return all, nil
}

// text is what is signed: the parameters without those that are left out, sorted by name. Libraries differ about empty ones.
func (p params) text(empty bool, without ...string) []byte {
	names := make([]string, 0, len(p))
	for name, value := range p {
		if (value != "" || empty) && !slices.Contains(without, name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	for i, name := range names {
		names[i] = name + "=" + p[name]
	}
	return []byte(strings.Join(names, "&"))
}

// request is one that a merchant signed.
type request struct {
	params
	app      id.AppID
	method   string
	merchant pay.Merchant
}

func (r request) by() id.Caller { return id.Caller{Kind: id.Merchant, Merchant: r.merchant.ID} }

// read checks a request's signature and returns it with its merchant. It fails with the dialect's failures.
func (s *Service) read(w http.ResponseWriter, r *http.Request) (request, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, httpd.MaxBody))
	if err != nil {
		return request{}, errParam.with("The body cannot be read, or is too large.")
	}
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); len(body) > 0 && (err != nil || kind != "application/x-www-form-urlencoded") {
		return request{}, errParam.with("The body is not application/x-www-form-urlencoded; files are not taken.")
	}
	p, err := parseParams(r.URL.RawQuery, string(body))
	if err != nil {
		return request{}, err
	}
	if err := s.limit.Allow(p["app_id"] + " " + httpd.AddressOf(r.Context())); err != nil {
		return request{}, errFrequency
	}
	return s.verify(r.Context(), p)
}

// verify finds out whose parameters these are. It fails with errApp if nobody's; in all other failures the app is known.
func (s *Service) verify(ctx context.Context, p params) (request, error) {
	app, err := id.ParseAppID(p["app_id"])
	if err != nil {
		return request{}, errApp
	}
	list, err := s.Pay.MerchantsOf(ctx, app)
	if err != nil {
		return request{}, err
	}
	if len(list) == 0 {
		return request{}, errApp
	}
	r := request{params: p, app: app, method: p["method"]}
	if err := p.check(s.Now()); err != nil {
		return r, err
	}
	sign, err := base64.StdEncoding.DecodeString(p["sign"])
	if err != nil {
		return r, errSign
	}
	now := s.Now()
	for _, text := range [][]byte{p.text(false, "sign"), p.text(true, "sign")} {
		for _, m := range list {
			if m.Signed(text, sign, now) {
				r.merchant = m
				return r, nil
			}
		}
	}
	return r, errSign
}

// check holds the parameters that every request has to their form.
func (p params) check(now time.Time) error {
	for _, name := range []string{"method", "sign", "sign_type", "timestamp", "version"} {
		if p[name] == "" {
			if name == "sign" {
				name = "signature"
			}
			return missing(strings.ReplaceAll(name, "_", "-"))
		}
	}
	switch {
	case p["sign_type"] != "RSA2":
		return invalid("invalid-signature-type", "sign_type is RSA2.")
	case p["version"] != "1.0":
		return invalid("invalid-version", "version is 1.0.")
	case p["format"] != "" && !strings.EqualFold(p["format"], "JSON"):
		return invalid("invalid-format", "format is JSON.")
	case p["charset"] != "" && !strings.EqualFold(p["charset"], "utf-8"):
		return invalid("invalid-charset", "charset is utf-8.")
	case p["encrypt_type"] != "":
		return invalid("invalid-encrypt", "Encrypted content is not taken.")
	case p["app_cert_sn"] != "":
		return invalid("invalid-app-cert-sn", "Certificates are not used here: leave them out, and verify with Alipay's public key from the merchant's folder.")
	}
	at, err := time.ParseInLocation(timeForm, p["timestamp"], shanghai())
	if err != nil || now.Sub(at).Abs() > freshness {
		return invalid("invalid-timestamp", "timestamp is not a time such as 2014-07-24 03:07:50, in Shanghai, or more than a day off.")
	}
	return nil
}

// content reads biz_content. It fails with errParam and what is wrong.
func (p params) content(into any) error {
	if p["biz_content"] == "" {
		return missing("biz-content")
	}
	err := json.Unmarshal([]byte(p["biz_content"]), into)
	var own failure
	var kind *json.UnmarshalTypeError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.As(err, &kind) && kind.Field != "":
		return errParam.with(kind.Field + " is of another type.")
	}
	return errParam.with("biz_content is not JSON.")
}
