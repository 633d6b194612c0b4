// Load is an evening of an instance: ten thousand devices connected, programs opened, messages and payments, all at once, with the
// generator beside the server on the same machine; then more and more of it, until something breaks.
//
//	make bench-load                                 # five minutes, then raised; into bench/results/load.md
//	go run ./bench/load -for 20s -raise=false       # a short one, shown only
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/superette/superette/bench/drive"
)

// config says what is run.
type config struct {
	drive.Config
	sockets int
	rates   drive.Rates
	long    time.Duration
	alone   time.Duration // of each kind for itself; 0 leaves that out
	step    time.Duration // of each step up; 0 leaves them out
	growth  float64
	out     string // folder of results; "" shows them only
	command string
	bounds  bounds
	to      io.Writer
}

// errBounds ends a run that did not keep its bounds, after it wrote what it found.
var errBounds = errors.New("it did not keep its bounds")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := config{Config: drive.Config{Now: time.Now}, to: os.Stdout, bounds: evening()} //nolint:forbidigo // a command ticks
	flag.StringVar(&c.Binary, "binary", "bin/superette", "of superette")
	flag.StringVar(&c.Data, "data", "", "an empty folder; default: one that is removed at the end")
	flag.IntVar(&c.People, "people", 10_000, "an even number")
	flag.IntVar(&c.Payers, "payers", 400, "of them")
	flag.IntVar(&c.sockets, "sockets", 10_000, "as many people have a device connected")
	flag.Float64Var(&c.rates.Taps, "taps", 900, "programs opened in an open host, a second")
	flag.Float64Var(&c.rates.Links, "links", 100, "programs opened by a link, with which the host starts, a second")
	flag.Float64Var(&c.rates.Messages, "messages", 500, "a second")
	flag.Float64Var(&c.rates.Orders, "orders", 100, "placed, paid and told, a second")
	flag.DurationVar(&c.long, "for", 5*time.Minute, "how long")
	flag.DurationVar(&c.alone, "alone", 15*time.Second, "how long each kind is run for itself before; 0: not at all")
	raise := flag.Bool("raise", true, "raise it until it breaks")
	flag.DurationVar(&c.step, "step", 30*time.Second, "how long each step up takes")
	flag.Float64Var(&c.growth, "growth", 1.25, "from one step to the next")
	flag.StringVar(&c.out, "out", "", "folder of results")
	flag.Parse()
	c.command = drive.Again("make bench-load", flag.CommandLine)
	if !*raise {
		c.step = 0
	}
	if err := run(ctx, c); err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, c config) (err error) {
	about := drive.Machine(c.Now, c.command)
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "superette-load-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	}
	fmt.Fprintf(c.to, "%d people\n", c.People)
	town, err := drive.Open(ctx, c.Config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, town.Close()) }()
	r := &report{config: c, about: about}
	if r.empty, err = drive.UsageOf(town.PID()); err != nil {
		return err
	}
	fmt.Fprintf(c.to, "%d sockets\n", c.sockets)
	crowd, err := town.Gather(ctx, c.sockets)
	if err != nil {
		return err
	}
	defer crowd.Chat.Close()
	r.connected = crowd.Chat.Connected
	if r.full, err = drive.UsageOf(town.PID()); err != nil {
		return err
	}
	if err := r.runAll(ctx, crowd); err != nil {
		return err
	}
	if r.books, err = town.Check(ctx); err != nil {
		return err
	}
	verdict, passed := r.verdict()
	fmt.Fprintf(c.to, "%s\n%s\n", r.books, verdict)
	if err := r.write(); err != nil || passed {
		return err
	}
	return errBounds
}

// runAll runs each kind alone, all together, and more and more.
func (r *report) runAll(ctx context.Context, crowd *drive.Crowd) (err error) {
	c := r.config
	if c.alone > 0 {
		for _, rates := range []drive.Rates{{}, {Taps: c.rates.Taps}, {Links: c.rates.Links}, {Messages: c.rates.Messages}, {Orders: c.rates.Orders}} {
			step, err := crowd.Run(ctx, rates, c.alone)
			if err != nil {
				return fmt.Errorf("alone: %w", err)
			}
			r.alone = append(r.alone, step)
		}
		fmt.Fprintln(c.to, r.costs())
	}
	fmt.Fprintf(c.to, "all of it, for %v\n", c.long)
	r.all, err = crowd.Run(ctx, c.rates, c.long)
	fmt.Fprintln(c.to, r.together())
	if ctx.Err() != nil || err != nil && r.all.Err() == nil {
		return err
	}
	if err != nil { // for the verdict; to raise what fails would say nothing
		return nil //nolint:nilerr // the verdict says it
	}
	if c.step == 0 {
		return nil
	}
	for factor := c.growth; ; factor *= c.growth {
		step, err := crowd.Run(ctx, c.rates.Times(factor), c.step)
		r.steps = append(r.steps, step)
		r.broke = breaks(step, err, c.bounds)
		fmt.Fprintf(c.to, "× %.2f: %s\n", factor, or(r.broke, "holds"))
		if r.broke != "" {
			// What was late has come by now; whatever still failed is in the sentence.
			return ctx.Err()
		}
	}
}

// breaks says what an instance could not do any more, "" if it could all.
func breaks(s *drive.Step, err error, b bounds) string {
	if err != nil {
		return err.Error()
	}
	return b.broken(s)
}

func or(text, other string) string {
	if text == "" {
		return other
	}
	return text
}
