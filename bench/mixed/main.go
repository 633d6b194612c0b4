// Mixed is chat and money on one instance, each as fast as it goes: alone, and both together. They share a committer, a disk and
// the processors, with the generator among them; neither may starve the other.
//
//	make bench-mixed                            # into bench/results/mixed.md
//	go run ./bench/mixed -for 5s -rounds 1      # a short one, shown only
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/superette/superette/bench/drive"
)

// config says what is run.
type config struct {
	drive.Config
	senders int
	long    time.Duration // of each of the three stretches of a round
	rounds  int
	out     string
	to      io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := config{Config: drive.Config{Now: time.Now}, to: os.Stdout} //nolint:forbidigo // a command ticks
	flag.StringVar(&c.Binary, "binary", "bin/superette", "of superette")
	flag.StringVar(&c.Data, "data", "", "an empty folder; default: one that is removed at the end")
	flag.IntVar(&c.senders, "senders", 1000, "people who write, each the next line when the one before has arrived")
	flag.IntVar(&c.Payers, "payers", 200, "people who send money, each the next when the one before has arrived")
	flag.DurationVar(&c.long, "for", 15*time.Second, "how long each is measured")
	flag.IntVar(&c.rounds, "rounds", 3, "the median of them counts")
	flag.StringVar(&c.out, "out", "", "folder of results")
	flag.Parse()
	if err := run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "mixed:", err)
		os.Exit(1)
	}
}

// figures is what one stretch gave, a second.
type figures struct{ messages, payments float64 }

func run(ctx context.Context, c config) (err error) {
	about := drive.Machine(c.Now, "make bench-mixed")
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "superette-mixed-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	}
	c.People = 2 * max(c.senders, c.Payers)
	town, err := drive.Open(ctx, c.Config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, town.Close()) }()
	chat, err := town.Connect(ctx, town.People)
	if err != nil {
		return err
	}
	defer chat.Close()
	m := &mixed{config: c, town: town, chat: chat}
	var alone, together []figures
	for range c.rounds {
		var one, both figures
		for _, stretch := range []struct {
			write, pay bool
			into       *figures
		}{{true, false, &one}, {false, true, &one}, {true, true, &both}} {
			got, err := m.stretch(ctx, stretch.write, stretch.pay)
			if err != nil {
				return err
			}
			if stretch.write {
				stretch.into.messages = got.messages
			}
			if stretch.pay {
				stretch.into.payments = got.payments
			}
		}
		alone, together = append(alone, one), append(together, both)
	}
	books, err := town.Check(ctx)
	if err != nil {
		return err
	}
	return report(c, about, books, alone, together)
}

type mixed struct {
	config
	town *drive.Town
	chat *drive.Chat
}

// stretch measures what arrives while people write, pay, or both.
func (m *mixed) stretch(ctx context.Context, write, pay bool) (got figures, err error) {
	pushed, unasked := drive.NewSeries("messages"), drive.NewSeries("sockets")
	m.chat.Begin(drive.NewSeries("acknowledged"), pushed, unasked)
	money := m.town.NewMoney()
	during, cancel := context.WithTimeout(ctx, m.long)
	defer cancel()
	started := m.Now()
	var all sync.WaitGroup
	if write {
		for n := range m.senders {
			all.Go(func() {
				arrived := make(chan struct{}, 1)
				for during.Err() == nil {
					m.chat.SendFrom(n, m.Now(), func() { arrived <- struct{}{} })
					select {
					case <-arrived:
					case <-during.Done():
					}
				}
			})
		}
	}
	if pay {
		for range m.Payers {
			all.Go(func() {
				for during.Err() == nil {
					money.Transfer(ctx, m.Now())
				}
			})
		}
	}
	<-during.Done()
	seconds := m.Now().Sub(started).Seconds()
	got = figures{float64(pushed.Done()) / seconds, float64(money.Paid.Done()) / seconds}
	all.Wait()
	err = errors.Join(ctx.Err(), m.chat.Settle(time.Minute))
	for _, s := range []*drive.Series{unasked, money.Paid} {
		if n, first := s.Failed(); n > 0 {
			err = errors.Join(err, fmt.Errorf("%d of %s failed, such as %w", n, s.Name, errors.Join(first...)))
		}
	}
	return got, err
}

func report(c config, about, books string, alone, together []figures) error {
	median := func(list []figures, of func(figures) float64) float64 {
		values := make([]float64, len(list))
		for n, f := range list {
			values[n] = of(f)
		}
		slices.Sort(values)
		return values[len(values)/2]
	}
	t := drive.Table{{"", "alone, a second", "together, a second", "of its own", "goal"}}
	for _, row := range []struct {
		name string
		of   func(figures) float64
	}{
		{"messages, at the other device", func(f figures) float64 { return f.messages }},
		{"transfers between contacts", func(f figures) float64 { return f.payments }},
	} {
		a, b := median(alone, row.of), median(together, row.of)
		goal := "≥ 50 %"
		if b < a/2 {
			goal += " (missed)"
		}
		t = append(t, []string{row.name, fmt.Sprintf("%.0f", a), fmt.Sprintf("%.0f", b), fmt.Sprintf("%.0f %%", 100*b/a), goal})
	}
	text := fmt.Sprintf("%d people write, each the next line when the one before is at the other's device; %d send money, each the next when the one\n"+
		"before has arrived. Over sockets and HTTP, SQLite, the generator on the same cores; %d rounds of alone, alone, together, %v each, medians.",
		c.senders, c.Payers, c.rounds, c.long)
	fmt.Fprintf(c.to, "%s\n%s\n", t, books)
	if c.out == "" {
		return nil
	}
	return drive.Write(c.out, "mixed", "Chat and money together", text, about, t.String(), "After it: "+books+".")
}
