package account

import (
	"time"

	"github.com/superette/superette/internal/httpd"
)

// Limits says how often may be tried. The zero value means the defaults.
type Limits struct {
	PerHandle   Rate // sign-ins with one handle from one address; default 8, then one every 15 s
	PerAddress  Rate // sign-ins from one address, whatever the handle; default 60, then one every 2 s
	NewAccounts Rate // registrations from one address; default 40, then one every 10 s
}

// Rate allows Burst at once and one more after each Every.
type Rate struct {
	Burst int
	Every time.Duration
}

// limiter returns a limiter for the rate, or for fallback if the rate is zero.
func (r Rate) limiter(now func() time.Time, fallback Rate) *httpd.Limiter {
	if r.Burst == 0 {
		r = fallback
	}
	return httpd.NewLimiter(now, 1/r.Every.Seconds(), r.Burst)
}
