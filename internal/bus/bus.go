// Package bus tells other parts of the instance, at once, that something happened.
//
// It is NATS core: in process, without a socket, or a cluster of such servers, one in each process of an instance (cluster.go);
// the rooms notice no difference. Messages are hints: they reach whoever listens at this moment, may be lost when a listener is
// slow, and are gone after a crash. So nothing lives on the bus alone. Facts go into the store first, and what must
// follow from a fact goes through the store's outbox; the bus makes it quick.
//
// Messages of one publisher on one subject arrive in the order in which they were published. Who needs an answer asks
// (ask.go).
package bus

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"

	"github.com/superette/superette/internal/fault"
)

// ErrSubject says that a subject is empty or has a token that NATS would misread.
var ErrSubject = fault.New(fault.Internal, "bus.subject", "Something went wrong on our side.") //nolint:gochecknoglobals // a named failure

const (
	maxPayloadBytes = 8 << 20
	answerLimit     = 5 * time.Second
	pendingMessages = 1 << 16
	pendingBytes    = 64 << 20
)

// Subject is where messages go: tokens joined by dots, such as "chat.push.usr_01…". See Join.
// To listen, "*" stands for any one token and ">" at the end for all that follow.
type Subject string

// Join makes a subject of tokens.
func Join(tokens ...string) Subject {
	return Subject(strings.Join(tokens, "."))
}

// check refuses what cannot be published to, or with wildcards what cannot be listened to.
func (s Subject) check(wildcards bool) error {
	tokens := strings.Split(string(s), ".")
	for i, token := range tokens {
		wild := token == "*" || token == ">" && i == len(tokens)-1
		if token == "" || strings.ContainsAny(token, " \t\r\n") || strings.ContainsAny(token, "*>") && (!wild || !wildcards) {
			return fmt.Errorf("bus: subject %q: %w", string(s), ErrSubject)
		}
	}
	return nil
}

// Message is what a listener gets. Data is shared by all listeners: it must not be changed.
type Message struct {
	Subject Subject
	Data    []byte
}

// Bus is one connection to the bus.
type Bus struct {
	server *server.Server
	conn   *nats.Conn
	asking asking
}

// Open starts a bus inside this process.
func Open(log *slog.Logger) (*Bus, error) {
	return start(log, &server.Options{DontListen: true, ServerName: "superette"})
}

func start(log *slog.Logger, o *server.Options, more ...nats.Option) (_ *Bus, err error) {
	o.NoSigs, o.NoLog, o.MaxPayload = true, true, maxPayloadBytes
	s, err := server.NewServer(o)
	if err != nil {
		return nil, fmt.Errorf("bus: start: %w", err)
	}
	defer func() {
		if err != nil {
			s.Shutdown()
		}
	}()
	s.SetLogger(newLogger(log), false, false)
	s.Start()
	if !s.ReadyForConnections(answerLimit) {
		return nil, errors.New("bus: the server did not start in time")
	}
	conn, err := nats.Connect("", append(more, nats.InProcessServer(s), nats.MaxReconnects(-1),
		nats.ErrorHandler(func(_ *nats.Conn, sub *nats.Subscription, err error) {
			subject := ""
			if sub != nil {
				subject = sub.Subject
			}
			log.Warn("bus: messages were lost", "subject", subject, "error", err)
		}))...)
	if err != nil {
		return nil, fmt.Errorf("bus: connect: %w", err)
	}
	b := &Bus{server: s, conn: conn}
	if err := b.listenForAnswers(); err != nil {
		conn.Close()
		return nil, err
	}
	return b, nil
}

// Publish sends data to everybody who listens now. It does not wait for them. Data may be reused afterwards.
func (b *Bus) Publish(subject Subject, data []byte) error {
	if err := subject.check(false); err != nil {
		return err
	}
	if err := b.conn.Publish(string(subject), data); err != nil {
		return fmt.Errorf("bus: publish to %s: %w", subject, err)
	}
	return nil
}

// Subscription is one listener.
type Subscription struct{ sub *nats.Subscription }

// Subscribe calls handle for each message to subject that is published from now on, one at a time, in a goroutine of its
// own. A handler that falls 65,536 messages or 64 MiB behind loses messages, which is logged.
func (b *Bus) Subscribe(subject Subject, handle func(Message)) (*Subscription, error) {
	if err := subject.check(true); err != nil {
		return nil, err
	}
	sub, err := b.conn.Subscribe(string(subject), func(m *nats.Msg) {
		handle(Message{Subject: Subject(m.Subject), Data: m.Data})
	})
	if err != nil {
		return nil, fmt.Errorf("bus: subscribe to %s: %w", subject, err)
	}
	if err := sub.SetPendingLimits(pendingMessages, pendingBytes); err != nil {
		return nil, fmt.Errorf("bus: subscribe to %s: %w", subject, err)
	}
	return &Subscription{sub}, nil
}

// Close stops listening. A message that is being handled is not waited for.
func (s *Subscription) Close() error {
	if err := s.sub.Unsubscribe(); err != nil && !errors.Is(err, nats.ErrBadSubscription) && !errors.Is(err, nats.ErrConnectionClosed) {
		return fmt.Errorf("bus: unsubscribe from %s: %w", s.sub.Subject, err)
	}
	return nil
}

// Flush returns when the bus has taken all that was published and subscribed before, within five seconds.
func (b *Bus) Flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerLimit)
	defer cancel()
	if err := b.conn.FlushWithContext(ctx); err != nil {
		return fmt.Errorf("bus: flush: %w", err)
	}
	return nil
}

// Close ends all subscriptions and the bus.
func (b *Bus) Close() {
	b.conn.Close()
	b.server.Shutdown()
	b.server.WaitForShutdown()
}
