package pay

import (
	"context"
	"sync"
)

// locks lets one at a time work on each thing.
type locks[K comparable] struct {
	mu   sync.Mutex
	busy map[K]chan struct{} // closed when nobody works on it any more
}

// enter waits until nobody else works on the thing. It fails if ctx ends before.
func (l *locks[K]) enter(ctx context.Context, thing K) (leave func(), err error) {
	for {
		l.mu.Lock()
		if l.busy == nil {
			l.busy = map[K]chan struct{}{}
		}
		busy := l.busy[thing]
		if busy == nil {
			done := make(chan struct{})
			l.busy[thing] = done
			l.mu.Unlock()
			return func() {
				l.mu.Lock()
				delete(l.busy, thing)
				l.mu.Unlock()
				close(done)
			}, nil
		}
		l.mu.Unlock()
		select {
		case <-busy:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
