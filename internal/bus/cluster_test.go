package bus_test

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/bus"
)

// join starts as many buses as there are secrets; those with the same secret are one.
func join(t *testing.T, secrets ...string) (all []*bus.Bus) {
	t.Helper()
	var addresses []string
	for range secrets {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
		if err != nil {
			t.Fatal(err)
		}
		addresses = append(addresses, l.Addr().String())
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for n, secret := range secrets {
		c := bus.Cluster{Name: fmt.Sprint("bus-", n), Listen: addresses[n]}
		for _, address := range addresses {
			c.Routes = append(c.Routes, &url.URL{Scheme: "nats", User: url.UserPassword("superette", secret), Host: address})
		}
		b, err := bus.OpenCluster(slog.New(slog.NewTextHandler(t.Output(), nil)), c)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(b.Close)
		all = append(all, b)
	}
	return all
}

func connected(t *testing.T, all []*bus.Bus, neighbours int) {
	t.Helper()
	over := time.After(20 * time.Second)
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for _, b := range all {
		for b.Neighbours() != neighbours {
			select {
			case <-tick.C:
			case <-over:
				t.Fatalf("%d neighbours, want %d", b.Neighbours(), neighbours)
			}
		}
	}
}

func TestCluster(t *testing.T) {
	t.Run("brings a message to those who listen in another process, in order", func(t *testing.T) {
		all := join(t, "same", "same")
		got, _ := listen(t, all[1], "n")
		if err := all[1].Flush(t.Context()); err != nil {
			t.Fatal(err)
		}
		connected(t, all, 1)
		// What was subscribed is known to the other once it is answered there.
		for {
			publish(t, all[0], "n", "first")
			select {
			case <-got:
			case <-time.After(10 * time.Millisecond):
				continue
			}
			break
		}
		for n := range 1000 {
			publish(t, all[0], "n", fmt.Sprint(n))
		}
		for n := 0; n < 1000; {
			m := <-got
			if string(m.Data) == "first" {
				continue
			}
			if want := fmt.Sprint(n); string(m.Data) != want {
				t.Fatalf("got %s, want %s", m.Data, want)
			}
			n++
		}
	})
	t.Run("lets nobody in who does not know the secret", func(t *testing.T) {
		all := join(t, "right", "right", "wrong")
		if _, err := all[1].Answer("who", func(_ []byte, reply func([]byte)) { reply([]byte("me")) }); err != nil {
			t.Fatal(err)
		}
		heard, sub := listen(t, all[2], "who")
		connected(t, all[:2], 1)
		over := time.Now().Add(20 * time.Second)
		for {
			_, err := all[0].Request(t.Context(), "who", nil, time.Minute)
			if err == nil {
				break
			}
			if !errors.Is(err, bus.ErrNobody) || time.Now().After(over) {
				t.Fatalf("the one with the right secret: %v", err)
			}
		}
		if n := len(heard); n > 0 {
			t.Errorf("the one with the wrong secret heard %d messages, the first one on %s", n, (<-heard).Subject)
		}
		if err := sub.Close(); err != nil {
			t.Fatal(err)
		}
		if _, err := all[2].Request(t.Context(), "who", nil, time.Minute); !errors.Is(err, bus.ErrNobody) {
			t.Errorf("the one with the wrong secret: error = %v, want ErrNobody", err)
		}
	})
	t.Run("brings a question to the process that answers, and says at once if there is none", func(t *testing.T) {
		all := join(t, "same", "same")
		connected(t, all, 1)
		if _, err := all[0].Request(t.Context(), "shout", []byte("tea"), time.Minute); !errors.Is(err, bus.ErrNobody) {
			t.Errorf("nobody answers: error = %v, want ErrNobody", err)
		}
		sub, err := all[1].Answer("shout", func(data []byte, reply func([]byte)) {
			go reply([]byte(strings.ToUpper(string(data))))
		})
		if err != nil {
			t.Fatal(err)
		}
		over := time.Now().Add(20 * time.Second)
		for {
			got, err := all[0].Request(t.Context(), "shout", []byte("tea"), time.Minute)
			if errors.Is(err, bus.ErrNobody) && time.Now().Before(over) {
				continue // not known there yet
			}
			if err != nil || string(got) != "TEA" {
				t.Errorf("answer = %q, %v; want TEA", got, err)
			}
			break
		}
		if err := sub.Close(); err != nil {
			t.Fatal(err)
		}
	})
	t.Run("says so when no answer comes in time", func(t *testing.T) {
		b := open(t)
		if _, err := b.Answer("deaf", func([]byte, func([]byte)) {}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Request(t.Context(), "deaf", nil, 10*time.Millisecond); !errors.Is(err, bus.ErrNoAnswer) {
			t.Errorf("error = %v, want ErrNoAnswer", err)
		}
	})
}
