package bus_test

import (
	"errors"
	"fmt"
	"log/slog"
	"testing"

	"github.com/superette/superette/internal/bus"
)

func open(t *testing.T) *bus.Bus {
	t.Helper()
	b, err := bus.Open(slog.New(slog.NewTextHandler(t.Output(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	return b
}

func listen(t *testing.T, b *bus.Bus, subject bus.Subject) (<-chan bus.Message, *bus.Subscription) {
	t.Helper()
	got := make(chan bus.Message, 10_000)
	sub, err := b.Subscribe(subject, func(m bus.Message) { got <- m })
	if err != nil {
		t.Fatal(err)
	}
	return got, sub
}

func publish(t *testing.T, b *bus.Bus, subject bus.Subject, text string) {
	t.Helper()
	if err := b.Publish(subject, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

func TestBus(t *testing.T) {
	t.Run("brings a message to everybody who listens to its subject", func(t *testing.T) {
		b := open(t)
		one, _ := listen(t, b, "chat.push.usr_1")
		all, _ := listen(t, b, "chat.push.*")
		other, _ := listen(t, b, "chat.push.usr_2")
		publish(t, b, bus.Join("chat", "push", "usr_1"), "hello")
		publish(t, b, "chat.push.usr_2", "last")
		for _, got := range []<-chan bus.Message{one, all} {
			if m := <-got; m.Subject != "chat.push.usr_1" || string(m.Data) != "hello" {
				t.Errorf("got %s %q, want chat.push.usr_1 hello", m.Subject, m.Data)
			}
		}
		if m := <-other; string(m.Data) != "last" {
			t.Errorf("the other listener got %q", m.Data)
		}
	})
	t.Run("keeps the order of a publisher", func(t *testing.T) {
		b := open(t)
		got, _ := listen(t, b, "n")
		for i := range 5000 {
			publish(t, b, "n", fmt.Sprint(i))
		}
		for i := range 5000 {
			if m := <-got; string(m.Data) != fmt.Sprint(i) {
				t.Fatalf("message %d is %q", i, m.Data)
			}
		}
	})
	t.Run("brings nothing after the subscription was closed", func(t *testing.T) {
		b := open(t)
		got, sub := listen(t, b, "n")
		if err := errors.Join(sub.Close(), sub.Close()); err != nil {
			t.Fatal(err)
		}
		publish(t, b, "n", "late")
		if err := b.Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		if len(got) != 0 {
			t.Errorf("got %q", (<-got).Data)
		}
	})
	t.Run("takes data that is reused after Publish", func(t *testing.T) {
		b := open(t)
		got, _ := listen(t, b, "n")
		buffer := []byte("first")
		if err := b.Publish("n", buffer); err != nil {
			t.Fatal(err)
		}
		copy(buffer, "XXXXX")
		if m := <-got; string(m.Data) != "first" {
			t.Errorf("got %q, want first", m.Data)
		}
	})
	t.Run("fails after Close", func(t *testing.T) {
		b := open(t)
		b.Close()
		if err := b.Publish("n", nil); err == nil {
			t.Error("published into a closed bus")
		}
	})
	for _, subject := range []bus.Subject{"", "a..b", "a b", ".a", "a.", "a*", "a.>.b"} {
		t.Run(fmt.Sprintf("refuses the subject %q", subject), func(t *testing.T) {
			b := open(t)
			if err := b.Publish(subject, nil); !errors.Is(err, bus.ErrSubject) {
				t.Errorf("Publish: error = %v, want ErrSubject", err)
			}
			if _, err := b.Subscribe(subject, func(bus.Message) {}); !errors.Is(err, bus.ErrSubject) {
				t.Errorf("Subscribe: error = %v, want ErrSubject", err)
			}
		})
	}
	t.Run("refuses to publish to a wildcard", func(t *testing.T) {
		if err := open(t).Publish("chat.>", nil); !errors.Is(err, bus.ErrSubject) {
			t.Errorf("error = %v, want ErrSubject", err)
		}
	})
}
