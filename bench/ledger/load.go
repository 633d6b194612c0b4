package main

import (
	"context"
	"errors"
	"math/bits"
	"sync"
	"sync/atomic"
	"time"
)

// warmth is how long clients run before what they do counts.
const warmth = time.Second

// patience is how long answers are waited for at the end of a measurement.
const patience = 20 * time.Second

// load is what clients do: all at once, each transfer after the answer to the one before. Of a hot account all of them pay in.
type load struct {
	clients int
	hot     bool
	length  time.Duration
	first   *int64 // the number of the next transfer; no number is used twice
}

// figures are what came out.
type figures struct {
	rate       float64       // transfers per second
	half, most time.Duration // within which half, and 99 of a hundred, were answered
}

// buckets count durations, four to each doubling.
type buckets [256]int64

func (b *buckets) add(d time.Duration) {
	n := max(uint64(d), 4)
	top := bits.Len64(n) - 1
	b[top*4+int(n>>(top-2)&3)]++ //nolint:gosec // two bits
}

// within returns the duration within which a share of all lies.
func (b *buckets) within(share float64) time.Duration {
	total, seen := int64(0), int64(0)
	for _, n := range b {
		total += n
	}
	for i, n := range b {
		if seen += n; float64(seen) >= share*float64(total) && n > 0 {
			top := i / 4
			return time.Duration((5 + i%4) << (top - 2)).Round(10 * time.Microsecond) // the end of the bucket
		}
	}
	return 0
}

// measure lets clients run for as long as told, and counts what was answered after they got warm.
func measure(ctx context.Context, s subject, l load) (figures, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var counts, over atomic.Bool
	var next, done atomic.Int64
	next.Store(*l.first)
	var mu sync.Mutex
	var all buckets
	var clients sync.WaitGroup
	for range l.clients {
		clients.Go(func() {
			var own buckets
			for !over.Load() {
				n := next.Add(1)
				from, to := pair(n, l.hot)
				began := time.Now()
				if err := s.Transfer(ctx, n, from, to); err != nil {
					if !over.Load() {
						cancel(err)
					}
					return
				}
				if counts.Load() && !over.Load() {
					own.add(time.Since(began))
					done.Add(1)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			for i, n := range own {
				all[i] += n
			}
		})
	}
	wait(ctx, warmth)
	counts.Store(true)
	began := time.Now()
	wait(ctx, l.length)
	took := time.Since(began)
	over.Store(true)
	failed := context.Cause(ctx)
	late := time.AfterFunc(patience, func() { cancel(nil) })
	clients.Wait()
	late.Stop()
	*l.first = next.Load()
	if failed == nil && done.Load() == 0 {
		failed = errors.New("nothing was answered: it hangs, and a row of zeros would say that it is slow\n" +
			"hint: a peer whose requests each take two connections hangs with fewer than clients; give it more")
	}
	if failed != nil {
		return figures{}, failed
	}
	return figures{float64(done.Load()) / took.Seconds(), all.within(0.5), all.within(0.99)}, nil
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

// pair returns who pays whom in the nth transfer.
func pair(n int64, hot bool) (from, to int) {
	// Spread by a multiplication, the same in each run.
	mixed := uint64(n) * 0x9e3779b97f4a7c15                            //nolint:gosec // numbers are positive
	from, to = int(mixed>>32%accounts), int(mixed&0xffffffff%accounts) //nolint:gosec // both are small
	if hot {
		to = 0
	}
	if from == to {
		from = (to + 1) % accounts
	}
	return from, to
}
