package account

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
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

func (r Rate) or(fallback Rate) Rate {
	if r.Burst == 0 {
		return fallback
	}
	return r
}

// bucketsMax bounds what an attacker with many addresses can make us remember.
const bucketsMax = 20_000

// limiter has one token bucket per key.
type limiter struct {
	rate Rate
	now  func() time.Time

	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimiter(r Rate, now func() time.Time) *limiter {
	return &limiter{rate: r, now: now, buckets: map[string]*rate.Limiter{}}
}

// allow takes one token of the key's bucket, if there is one.
func (l *limiter) allow(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	b := l.buckets[key]
	if b == nil {
		if len(l.buckets) >= bucketsMax {
			l.forget(now)
		}
		b = rate.NewLimiter(rate.Every(l.rate.Every), l.rate.Burst)
		l.buckets[key] = b
	}
	return b.AllowN(now, 1)
}

// clear gives a key all its tokens back.
func (l *limiter) clear(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.buckets, key)
}

// forget drops the buckets that are full again, and all of them if that helps too little: a moment without limits is
// better than memory without end.
func (l *limiter) forget(now time.Time) {
	for key, b := range l.buckets {
		if b.TokensAt(now) >= float64(l.rate.Burst) {
			delete(l.buckets, key)
		}
	}
	if len(l.buckets) > bucketsMax/2 {
		clear(l.buckets)
	}
}
