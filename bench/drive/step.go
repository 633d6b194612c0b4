package drive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// Rates is what is asked of the instance in a second.
type Rates struct{ Taps, Links, Messages, Orders float64 }

// Times returns all of it, so many times.
func (r Rates) Times(f float64) Rates {
	return Rates{r.Taps * f, r.Links * f, r.Messages * f, r.Orders * f}
}

// Step is a stretch of time under one load.
type Step struct {
	Rates  Rates
	Took   time.Duration
	Series []*Series // opens by a tap, opens by a link, messages acknowledged, messages pushed, orders
	Behind int       // what could not begin in time, and had not begun at the end

	Server, Generator time.Duration // computed
	Memory            []Usage       // of the server, evenly over the step
}

// Cores returns how many the server and the generator kept busy.
func (s *Step) Cores() (server, generator float64) {
	return s.Server.Seconds() / s.Took.Seconds(), s.Generator.Seconds() / s.Took.Seconds()
}

// Err says what went wrong; nil if all that was asked for was done, once.
func (s *Step) Err() error {
	var errs []error
	for _, one := range s.Series {
		if n, first := one.Failed(); n > 0 {
			errs = append(errs, fmt.Errorf("%d of %s failed, such as %w", n, one.Name, errors.Join(first...)))
		}
	}
	return errors.Join(errs...)
}

// Crowd is everybody with their devices, ready to be asked for something.
type Crowd struct {
	Town  *Town
	Chat  *Chat
	Opens *Opens
	Money *Money
}

// Gather connects a number of sockets.
func (w *Town) Gather(ctx context.Context, sockets int) (c *Crowd, err error) {
	c = &Crowd{Town: w, Money: w.NewMoney()}
	if c.Opens, err = w.NewOpens(ctx); err != nil {
		return c, err
	}
	c.Chat, err = w.Connect(ctx, w.People[:sockets])
	return c, err
}

// workers is how many clients of a kind may wait for an answer at a time.
const workers = 256

// Run puts a load on the instance for a while, and returns when all of it was answered, delivered and told.
func (c *Crowd) Run(ctx context.Context, rates Rates, long time.Duration) (*Step, error) {
	now := c.Town.Now
	taps, links, orders := NewSeries("open in an open host"), NewSeries("open by a link"), NewSeries("order, from prepay to paid")
	acked, pushed, unasked := NewSeries("message, acknowledged"), NewSeries("message, at the other device"), NewSeries("sockets")
	c.Chat.Begin(acked, pushed, unasked)
	c.Money.Paid = orders
	s := &Step{Rates: rates, Series: []*Series{taps, links, acked, pushed, orders, unasked}}
	serverBefore, err := UsageOf(c.Town.PID())
	if err != nil {
		return s, err
	}
	ownBefore, err := UsageOf(os.Getpid())
	if err != nil {
		return s, err
	}
	const readings = 30
	stop := Watch(ctx, c.Town.PID(), max(long/readings, 100*time.Millisecond))
	during, cancel := context.WithTimeout(ctx, long)
	defer cancel()
	started := now()
	var all sync.WaitGroup
	var mu sync.Mutex
	drive := func(perSecond float64, do func(due time.Time)) {
		all.Go(func() {
			_, behind := Every(during, now, perSecond, workers, do)
			mu.Lock()
			defer mu.Unlock()
			s.Behind += behind
		})
	}
	opens := c.Opens.with(taps)
	byLink := c.Opens.with(links)
	drive(rates.Taps, func(due time.Time) { opens.Tap(ctx, due) })
	drive(rates.Links, func(due time.Time) { byLink.Link(ctx, due) })
	drive(rates.Messages, func(due time.Time) { c.Chat.Send(due, nil) })
	drive(rates.Orders, func(due time.Time) { c.Money.Order(ctx, due) })
	all.Wait()
	s.Took = now().Sub(started)
	s.Memory = stop()
	serverAfter, err := UsageOf(c.Town.PID())
	if err != nil {
		return s, err
	}
	ownAfter, err := UsageOf(os.Getpid())
	if err != nil {
		return s, err
	}
	s.Server, s.Generator = serverAfter.CPU-serverBefore.CPU, ownAfter.CPU-ownBefore.CPU
	const late = 2 * time.Minute
	return s, errors.Join(ctx.Err(), c.Chat.Settle(late), c.Money.Settle(late), s.Err())
}
