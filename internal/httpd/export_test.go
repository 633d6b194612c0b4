package httpd

import "context"

// Keys returns how many keys a limiter remembers.
func Keys(l *Limiter) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.keys)
}

// Gather runs write and sends what it wrote at once, as WriteAll does.
func (s *Socket) Gather(ctx context.Context, write func() error) error {
	return s.cork.gather(ctx, write)
}
