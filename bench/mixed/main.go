// Mixed is chat and money on one instance. First each alone, as fast as it goes; then both together, each at a growing share of
// that, until one of them falls behind. They share a committer, a disk and the processors, with the generator among them; neither
// may starve the other, so that both reach half of what each does alone.
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
	long    time.Duration // of each stretch
	rounds  int
	out     string
	command string
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
	flag.DurationVar(&c.long, "for", 15*time.Second, "how long each stretch is measured")
	flag.IntVar(&c.rounds, "rounds", 3, "each is alone so often; the median counts")
	flag.StringVar(&c.out, "out", "", "folder of results")
	flag.Parse()
	c.command = drive.Again("make bench-mixed", flag.CommandLine)
	if err := run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "mixed:", err)
		os.Exit(1)
	}
}

// ofOneDevice is how many messages a second one device writes at most: half of what an instance takes from a connection.
const ofOneDevice = 25

// figures is what one stretch gave, a second.
type figures struct{ messages, payments float64 }

func run(ctx context.Context, c config) (err error) {
	about := drive.Machine(c.Now, c.command)
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
	if err := m.measureAlone(ctx); err != nil {
		return err
	}
	if err := m.measureTogether(ctx); err != nil {
		return err
	}
	if m.books, err = town.Check(ctx); err != nil {
		return err
	}
	return m.report(about)
}

type mixed struct {
	config
	town  *drive.Town
	chat  *drive.Chat
	alone figures
	steps []step
	books string
}

// step is both together at a share of what each did alone.
type step struct {
	share   float64
	got     figures
	p99     [2]time.Duration // of messages and payments
	carried bool
}

// stretch counts in new series what is done during the time that the function takes, and waits for what is under way.
func (m *mixed) stretch(ctx context.Context, do func(ctx context.Context, money *drive.Money)) (pushed, paid *drive.Series, got figures, err error) {
	pushed, unasked := drive.NewSeries("messages"), drive.NewSeries("sockets")
	m.chat.Begin(drive.NewSeries("acknowledged"), pushed, unasked)
	money := m.town.NewMoney()
	during, cancel := context.WithTimeout(ctx, m.long)
	defer cancel()
	started := m.Now()
	var all sync.WaitGroup
	all.Go(func() { do(during, money) })
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
	return pushed, money.Paid, got, err
}

// measureAlone finds how fast each is while the other rests: everybody does the next when the one before has arrived, and no
// device writes faster than the instance lets one.
func (m *mixed) measureAlone(ctx context.Context) error {
	var messages, payments []float64
	for range m.rounds {
		_, _, got, err := m.stretch(ctx, func(during context.Context, _ *drive.Money) {
			var all sync.WaitGroup
			for n := range m.senders {
				all.Go(func() {
					arrived := make(chan struct{}, 1)
					turn := time.NewTicker(time.Second / ofOneDevice)
					defer turn.Stop()
					for during.Err() == nil {
						m.chat.SendFrom(n, m.Now(), func() { arrived <- struct{}{} })
						select {
						case <-arrived:
						case <-during.Done():
							return
						}
						select {
						case <-turn.C:
						case <-during.Done():
						}
					}
				})
			}
			all.Wait()
		})
		if err != nil {
			return err
		}
		messages = append(messages, got.messages)
		_, _, got, err = m.stretch(ctx, func(during context.Context, money *drive.Money) {
			var all sync.WaitGroup
			for range m.Payers {
				all.Go(func() {
					for during.Err() == nil {
						money.Transfer(ctx, m.Now())
					}
				})
			}
			all.Wait()
		})
		if err != nil {
			return err
		}
		payments = append(payments, got.payments)
	}
	slices.Sort(messages)
	slices.Sort(payments)
	m.alone = figures{messages[len(messages)/2], payments[len(payments)/2]}
	fmt.Fprintf(m.to, "alone: %.0f messages a second; %.0f payments a second\n", m.alone.messages, m.alone.payments)
	return nil
}

// shares are tried in this order, until one is not carried.
func shares() []float64 { return []float64{.4, .5, .6, .7, .8, .9} }

// measureTogether asks for a share of both at once, whether they can keep up or not.
func (m *mixed) measureTogether(ctx context.Context) error {
	const (
		workers  = 512
		patience = 2 * time.Second
		enough   = .97 // of what was asked for is done when the time is over; the rest is under way
	)
	for _, share := range shares() {
		pushed, paid, got, err := m.stretch(ctx, func(during context.Context, money *drive.Money) {
			var all sync.WaitGroup
			all.Go(func() {
				drive.Every(during, m.Now, share*m.alone.messages, workers, func(due time.Time) { m.chat.Send(due, nil) })
			})
			all.Go(func() {
				drive.Every(during, m.Now, share*m.alone.payments, workers, func(due time.Time) { money.Transfer(ctx, due) })
			})
			all.Wait()
		})
		if err != nil {
			return err
		}
		s := step{share: share, got: got, p99: [2]time.Duration{pushed.Quantile(.99), paid.Quantile(.99)}}
		s.carried = got.messages >= enough*share*m.alone.messages && got.payments >= enough*share*m.alone.payments && max(s.p99[0], s.p99[1]) < patience
		m.steps = append(m.steps, s)
		fmt.Fprintf(m.to, "%.0f %% of both: %.0f and %.0f a second, carried: %v\n", 100*share, got.messages, got.payments, s.carried)
		if !s.carried {
			break
		}
	}
	return nil
}

func (m *mixed) report(about string) error {
	t := drive.Table{{"", "messages/s", "p99 ms", "transfers/s", "p99 ms", "carried"}}
	t = append(t, []string{"alone, as fast as it goes", fmt.Sprintf("%.0f", m.alone.messages), "", fmt.Sprintf("%.0f", m.alone.payments), "", ""})
	best := 0.0
	for _, s := range m.steps {
		carried := "no"
		if s.carried {
			carried, best = "yes", s.share
		}
		t = append(t, []string{
			fmt.Sprintf("together, %.0f %% of each asked for", 100*s.share), fmt.Sprintf("%.0f", s.got.messages), drive.Milliseconds(s.p99[0]),
			fmt.Sprintf("%.0f", s.got.payments), drive.Milliseconds(s.p99[1]), carried,
		})
	}
	goal := fmt.Sprintf("Both together reach %.0f %% of what each does alone (goal: 50 %%).", 100*best)
	if best < .5 {
		goal = fmt.Sprintf("Both together reach %.0f %% of what each does alone (goal: 50 %%, missed).", 100*best)
	}
	text := fmt.Sprintf("Alone: %d people write, each the next line when the one before is at the other's device; %d send money to a contact, each the next\n"+
		"when the one before has arrived; medians of %d stretches of %v. Together: so many a second of both are asked for, at even distances; carried\n"+
		"is what is done when the time is over, within 2 s for 99 of 100. Over sockets and HTTP, SQLite, the generator on the same cores.",
		m.senders, m.Payers, m.rounds, m.long)
	fmt.Fprintf(m.to, "%s\n%s\n%s\n", t, goal, m.books)
	if m.out == "" {
		return nil
	}
	return drive.Write(m.out, "mixed", "Chat and money together", text, about, t.String(), goal, "After it: "+m.books+".")
}
