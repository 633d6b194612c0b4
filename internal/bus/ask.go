package bus

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/superette/superette/internal/fault"
)

// The failures of asking.
//
//nolint:gochecknoglobals // named failures
var (
	// ErrNobody says that nobody listens: the question reached nobody.
	ErrNobody = fault.New(fault.Unavailable, "bus.nobody", "This is not available at the moment. Please try again.")
	// ErrNoAnswer says that no answer came in time. Whether anybody acted on the question is not known.
	ErrNoAnswer = fault.New(fault.Unavailable, "bus.no-answer", "No answer came in time. It is not certain whether this happened.")
)

// asking is what waits for answers.
type asking struct {
	inbox string

	mu      sync.Mutex
	last    uint64
	waiting map[string]question
}

type question struct {
	answer func([]byte, error)
	over   *time.Timer
}

// listenForAnswers is the one subscription for all answers.
func (b *Bus) listenForAnswers() error {
	b.asking.inbox, b.asking.waiting = nats.NewInbox(), map[string]question{}
	_, err := b.conn.Subscribe(b.asking.inbox+".*", func(m *nats.Msg) {
		token := m.Subject[strings.LastIndexByte(m.Subject, '.')+1:]
		if len(m.Data) == 0 && m.Header.Get("Status") == "503" {
			b.answered(token, nil, ErrNobody)
			return
		}
		b.answered(token, m.Data, nil)
	})
	if err != nil {
		return fmt.Errorf("bus: listen for answers: %w", err)
	}
	return nil
}

func (b *Bus) answered(token string, data []byte, err error) {
	b.asking.mu.Lock()
	q, waits := b.asking.waiting[token]
	delete(b.asking.waiting, token)
	b.asking.mu.Unlock()
	if waits {
		q.over.Stop()
		q.answer(data, err)
	}
}

// Ask sends a question to whoever answers on a subject, and returns. Answer is called once: with the first answer, or with ErrNobody,
// or with ErrNoAnswer when the limit is over. It must not wait. Questions of one asker on one subject arrive in order.
// If Ask itself returns an error, nothing was sent and answer is not called.
func (b *Bus) Ask(subject Subject, data []byte, limit time.Duration, answer func([]byte, error)) error {
	if err := subject.check(false); err != nil {
		return err
	}
	a := &b.asking
	a.mu.Lock()
	a.last++
	token := strconv.FormatUint(a.last, 36)
	a.waiting[token] = question{answer, time.AfterFunc(limit, func() { b.answered(token, nil, ErrNoAnswer) })}
	a.mu.Unlock()
	if err := b.conn.PublishRequest(string(subject), a.inbox+"."+token, data); err != nil {
		a.mu.Lock()
		q, waits := a.waiting[token]
		delete(a.waiting, token)
		a.mu.Unlock()
		if !waits {
			return nil // it was answered all the same
		}
		q.over.Stop()
		return fmt.Errorf("bus: ask %s: %w", subject, err)
	}
	return nil
}

// Request is Ask for one who waits for the answer. It fails with ErrNobody and ErrNoAnswer, also if ctx ends before.
func (b *Bus) Request(ctx context.Context, subject Subject, data []byte, limit time.Duration) ([]byte, error) {
	type result struct {
		data []byte
		err  error
	}
	answer := make(chan result, 1)
	if err := b.Ask(subject, data, limit, func(data []byte, err error) { answer <- result{data, err} }); err != nil {
		return nil, err
	}
	select {
	case r := <-answer:
		return r.data, r.err
	case <-ctx.Done():
		return nil, fmt.Errorf("bus: ask %s: %w (%w)", subject, ErrNoAnswer, ctx.Err())
	}
}

// Answer has handle called for each question on a subject, one at a time and in order. It answers by calling reply once, now or
// later.
func (b *Bus) Answer(subject Subject, handle func(data []byte, reply func([]byte))) (*Subscription, error) {
	if err := subject.check(true); err != nil {
		return nil, err
	}
	sub, err := b.conn.Subscribe(string(subject), func(m *nats.Msg) {
		handle(m.Data, func(data []byte) {
			// An answer that is lost is one that did not come in time.
			_ = b.conn.Publish(m.Reply, data)
		})
	})
	if err != nil {
		return nil, fmt.Errorf("bus: answer on %s: %w", subject, err)
	}
	return &Subscription{sub}, nil
}
