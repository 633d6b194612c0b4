// Package alipay answers the calls that a merchant's server makes to Alipay's OpenAPI, and tells it what was paid, in Alipay's words and
// under its own path, so that an existing backend works with nothing changed but the gateway it asks.
//
// There is one address, POST /gateway.do; what is asked for is the parameter method. Both sides sign with RSA and SHA-256 (RSA2): a
// request its parameters by the key of the app's merchant (request.go), we the text of an answer's inner object, byte for byte as it
// stands in the answer (answer.go), and a notice its parameters (notice.go). An app is a mini program, and its app_id the program's appid;
// which of its merchants asks is told by the key that signed.
//
// A trade is an order of pay, and trade_no its id. Alipay knows no nonce: a request that is sent again does what it did, since trades,
// refunds and codes happen once by their own numbers.
//
// What a program hands to my.tradePay as a text, signed by its merchant's server, is read by text.go. Codes of my.getAuthCode, and the
// tokens that they are changed for, are in user.go.
//
// The contract is what the vendors' public client libraries send and check; the stories run one of them, unmodified. Certificate mode is
// not spoken: answers carry no alipay_cert_sn.
package alipay

import (
	"context"
	"crypto/cipher"
	"crypto/rsa"
	"io"
	"log/slog"
	"runtime"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/gateway"
	"github.com/superette/superette/internal/pay"
)

// Out is the way to merchants; egress is.
type Out interface {
	Do(ctx context.Context, by id.Caller, r egress.Request) (*egress.Response, error)
}

// Codes changes what my.getAuthCode gave; the gateway does.
type Codes interface {
	Exchange(ctx context.Context, app id.AppID, code string) (gateway.Identity, error)
}

// People finds people and what programs call them; account does.
type People interface {
	People(ctx context.Context, users []id.UserID) (map[id.UserID]account.Person, error)
	OpenID(user id.UserID, app id.AppID) string
}

// Config is what a Service needs.
type Config struct {
	Pay    *pay.Service
	Codes  Codes
	People People
	Origin string                                             // of the instance, where pictures of people are
	Key    func(ctx context.Context) (*rsa.PrivateKey, error) // what we sign with; asked for when the first merchant is served
	Tokens func() (cipher.AEAD, error)                        // what tokens are sealed with; asked for with the first of them
	Out    Out
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger // nil means none
}

// Service is the dialect over pay. It is safe for use by many goroutines.
type Service struct {
	Config
	limit  *httpd.Limiter
	wrong  *httpd.Limiter // of answers that are signed though the request was not
	places chan struct{}  // one element per signature that is made
}

const (
	callsPerSecond = 600 // of one app at one address
	callBurst      = 1200

	wrongPerSecond = 1 // of one address
	wrongBurst     = 50
)

// New returns the service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		Config: c, limit: httpd.NewLimiter(c.Now, callsPerSecond, callBurst), wrong: httpd.NewLimiter(c.Now, wrongPerSecond, wrongBurst),
		places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
	}
}

// shanghai is the zone that the dialect writes times in.
func shanghai() *time.Location { return time.FixedZone("", 8*60*60) }

const timeForm = "2006-01-02 15:04:05"

// timeText writes a time as the dialect does, and none as "".
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(shanghai()).Format(timeForm)
}
