package drive

import (
	"fmt"
	"math"
	"sync"
	"sync/atomic"
	"time"
)

const (
	bucketGrowth = 1.05 // a quantile is at most 5 % too high
	bucketCount  = 420  // up to 13 minutes
)

// Series is how long one kind of thing took, and what went wrong.
type Series struct {
	Name    string
	buckets [bucketCount]atomic.Uint64
	done    atomic.Uint64
	failed  atomic.Uint64

	mu    sync.Mutex
	first []error // the first few
}

// NewSeries returns an empty one.
func NewSeries(name string) *Series { return &Series{Name: name} }

// Took counts one that succeeded.
func (s *Series) Took(d time.Duration) {
	s.done.Add(1)
	n := 0
	if us := float64(d.Microseconds()); us > 1 {
		n = min(bucketCount-1, int(math.Log(us)/math.Log(bucketGrowth))+1)
	}
	s.buckets[n].Add(1)
}

// Fail counts one that did not.
func (s *Series) Fail(err error) {
	s.failed.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	const kept = 5
	if len(s.first) < kept {
		s.first = append(s.first, err)
	}
}

// Done returns how many succeeded.
func (s *Series) Done() int { return int(s.done.Load()) } //nolint:gosec // far fewer

// Failed returns how many did not, and the first few reasons.
func (s *Series) Failed() (int, []error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return int(s.failed.Load()), s.first //nolint:gosec // far fewer
}

// Quantile returns a duration that the given share of all did not exceed; 0 of nothing.
func (s *Series) Quantile(share float64) time.Duration {
	all := s.done.Load()
	if all == 0 {
		return 0
	}
	left := uint64(math.Ceil(float64(all) * share))
	for n := range s.buckets {
		if c := s.buckets[n].Load(); c >= left {
			return time.Duration(math.Pow(bucketGrowth, float64(n))) * time.Microsecond
		} else { //nolint:revive // the count goes on
			left -= c
		}
	}
	return 0
}

// Milliseconds writes a duration for a table.
func Milliseconds(d time.Duration) string {
	ms := float64(d.Microseconds()) / 1000
	if ms < 10 {
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}
