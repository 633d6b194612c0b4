// Package wechatpay answers the calls that a merchant's server makes to WeChat Pay's APIv3, and tells it what was paid, in
// WeChat Pay's words and under its own paths, so that an existing backend works with nothing changed but the host it asks.
//
// Both sides sign with RSA: the merchant's requests carry a signature of its certificate's key (http_request.go), ours
// one of the platform's key over time, nonce and body (platform.go). A request counts for five minutes, and once. What we
// tell a merchant is encrypted with the merchant's APIv3 key besides (notice.go).
//
// An RSA signature takes a millisecond of a core, many times what a payment takes in the ledger. So nothing is signed
// while a payment is carried out: answers are signed afterwards, and notices by their own workers, a few at a time.
//
// The contract is what the vendors' public client libraries send and check; the tests run one of them, unmodified.
package wechatpay

import (
	"context"
	"io"
	"log/slog"
	"runtime"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// Out is the way to merchants; egress is.
type Out interface {
	Do(ctx context.Context, by id.Caller, r egress.Request) (*egress.Response, error)
}

// Config is what a Service needs.
type Config struct {
	Pay      *pay.Service
	Platform func(context.Context) (Platform, error) // what we sign with; asked for when the first merchant is served
	Out      Out
	// First reports whether no other process was told this for as long as it lasts. Nil if there is no other process.
	First  func(ctx context.Context, what string, lasting time.Duration) (bool, error)
	IDs    *id.Source
	Now    func() time.Time
	Random io.Reader
	Log    *slog.Logger // nil means none
}

// Service is the dialect over pay. It is safe for use by many goroutines.
type Service struct {
	Config
	limit  *httpd.Limiter
	seen   *seen
	places chan struct{} // one element per signature that is made
}

const (
	callsPerSecond = 600 // of one merchant: WeChat Pay's own limit for placing orders
	callBurst      = 1200
)

// New returns the service.
func New(c Config) *Service {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Service{
		Config: c, limit: httpd.NewLimiter(c.Now, callsPerSecond, callBurst), seen: newSeen(),
		places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)),
	}
}
