package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/time/rate"

	"github.com/superette/superette/bench/drive"
)

// subject is a chat server, with people in pairs and a group of the first of them. It does not run yet when it was opened.
type subject interface {
	Name() string // with its version
	// Start starts the server, anew after Stop.
	Start(ctx context.Context) error
	Stop() error
	PID() int
	// Connect opens a device of a person. What it hears goes to the post until it is closed.
	Connect(ctx context.Context, person int, r role, p *post) (device, error)
	// Close ends the server if it runs. What it kept is in a folder that is thrown away.
	Close() error
}

// role is what a device is there for.
type role int

const (
	idle   role = iota // nothing: it has only come
	paired             // writes to the other of its pair: of 0 and 1, of 2 and 3
	grouped
)

// device is what a person writes with.
type device interface {
	// Write sends the line of a number, to the other of the pair or into the group, as the device's role is. It waits for nothing.
	Write(ctx context.Context, n int) error
	Close() error
}

const (
	// ofOneDevice is how many lines a device writes in a second at most: a little less than Superette takes from one.
	ofOneDevice = 48
	// atOnce is how many devices connect at the same time.
	atOnce = 64
	// warmth is how long devices write before it counts.
	warmth = time.Second
	// patience is how long lines that are under way are waited for; those that have not come then are lost.
	patience = time.Minute
)

// result is what was found of one subject.
type result struct {
	name      string
	ours      bool
	idle      float64 // bytes of the server's memory for a connection
	connected time.Duration
	saturated []*stretch // as the pairs of the config
	even      *stretch
	group     *stretch

	written, lost, doubled, unacked int
}

// stretch is a time under one load.
type stretch struct {
	took     time.Duration
	arrivals int
	series   *drive.Series

	server, database, generator time.Duration // computed
}

func (s *stretch) rate() float64 { return float64(s.arrivals) / s.took.Seconds() }

// each returns what of a time falls upon one arrival.
func (s *stretch) each(d time.Duration) time.Duration { return d / time.Duration(max(1, s.arrivals)) }

type measurement struct {
	config
	subject subject
	db      *drive.Postgres // nil without one
	result  *result
}

// run measures everything. Memory is that of a server that has done nothing before; the rest is done by another.
func (m *measurement) run(ctx context.Context) error {
	if err := m.serving(ctx, m.measureIdle); err != nil {
		return err
	}
	return m.serving(ctx, func(ctx context.Context, p *post) error {
		for _, pairs := range m.pairs {
			s, err := m.measureSaturated(ctx, p, pairs)
			if err != nil {
				return err
			}
			m.result.saturated = append(m.result.saturated, s)
			m.say(fmt.Sprintf("%d pairs", pairs), s)
		}
		var err error
		if m.result.even, err = m.measureEven(ctx, p); err != nil {
			return err
		}
		m.say(fmt.Sprintf("%.0f a second", m.perSecond), m.result.even)
		if m.result.group, err = m.measureGroup(ctx, p); err != nil {
			return err
		}
		m.say(fmt.Sprintf("group of %d", m.group), m.result.group)
		return nil
	})
}

// serving runs the server while do is done, and counts what became of all lines.
func (m *measurement) serving(ctx context.Context, do func(ctx context.Context, p *post) error) error {
	if err := m.subject.Start(ctx); err != nil {
		return err
	}
	p := newPost(m.now)
	err := do(ctx, p)
	if n, first := p.troubles.Failed(); n > 0 {
		err = errors.Join(err, fmt.Errorf("%d times something went wrong, such as %w", n, errors.Join(first...)))
	}
	acks, arrivals := p.missing()
	m.result.written += len(p.letters)
	m.result.unacked += acks
	m.result.lost += arrivals
	m.result.doubled += int(p.doubled.Load())
	return errors.Join(err, m.subject.Stop())
}

func (m *measurement) say(what string, s *stretch) {
	fmt.Fprintf(m.to, "%s, %s: %.0f/s, half within %s ms, 99 %% within %s ms; CPU of one: %v the server, %v its database; generator %.2f cores\n",
		m.result.name, what, s.rate(), drive.Milliseconds(s.series.Quantile(.5)), drive.Milliseconds(s.series.Quantile(.99)),
		s.each(s.server).Round(time.Microsecond), s.each(s.database).Round(time.Microsecond), s.generator.Seconds()/s.took.Seconds())
}

// devices opens those of the first people, the first of them first: a group begins with somebody.
func (m *measurement) devices(ctx context.Context, people int, r role, p *post) (list []device, end func() error, err error) {
	list = make([]device, people)
	end = func() error {
		var all errgroup.Group
		all.SetLimit(atOnce)
		for _, d := range list {
			if d != nil {
				all.Go(d.Close)
			}
		}
		return all.Wait()
	}
	connect := func(n int) (err error) {
		if list[n], err = m.subject.Connect(ctx, n, r, p); err != nil {
			list[n] = nil
			return fmt.Errorf("device %d: %w", n, err)
		}
		return nil
	}
	if err := connect(0); err != nil {
		return nil, nil, err
	}
	var all errgroup.Group
	all.SetLimit(atOnce)
	for n := 1; n < people; n++ {
		all.Go(func() error { return connect(n) })
	}
	if err := all.Wait(); err != nil {
		return nil, nil, errors.Join(err, end())
	}
	return list, end, nil
}

// measureIdle finds how much memory the server has more when everybody is connected and does nothing.
func (m *measurement) measureIdle(ctx context.Context, p *post) error {
	before, err := drive.UsageOf(m.subject.PID())
	if err != nil {
		return err
	}
	began := m.now()
	_, end, err := m.devices(ctx, m.people, idle, p)
	if err != nil {
		return err
	}
	m.result.connected = m.now().Sub(began)
	wait(ctx, m.settle)
	after, err := drive.UsageOf(m.subject.PID())
	m.result.idle = float64(after.RSS-before.RSS) / float64(m.people)
	fmt.Fprintf(m.to, "%s, idle: %.1f KiB for each of %d connections, from %d MB on; they came within %v\n",
		m.result.name, m.result.idle/1024, m.people, before.RSS/1e6, m.result.connected.Round(time.Millisecond))
	return errors.Join(err, end(), ctx.Err())
}

// measureSaturated lets both of each pair write as fast as their lines arrive.
func (m *measurement) measureSaturated(ctx context.Context, p *post, pairs int) (*stretch, error) {
	list, end, err := m.devices(ctx, 2*pairs, paired, p)
	if err != nil {
		return nil, err
	}
	s, err := m.median(ctx, p, func(during context.Context) {
		var all sync.WaitGroup
		for n, d := range list {
			limit := rate.NewLimiter(ofOneDevice, m.window)
			for range m.window {
				all.Go(func() { m.chain(during, p, d, &letter{from: n, want: 1}, limit) })
			}
		}
		all.Wait()
	})
	return s, errors.Join(err, end())
}

// measureGroup lets some of a group write, each the next line when everybody has the one before.
func (m *measurement) measureGroup(ctx context.Context, p *post) (*stretch, error) {
	list, end, err := m.devices(ctx, m.group, grouped, p)
	if err != nil {
		return nil, err
	}
	s, err := m.median(ctx, p, func(during context.Context) {
		var all sync.WaitGroup
		for n, d := range list[:m.writers] {
			all.Go(func() {
				m.chain(during, p, d, &letter{from: n, want: int32(len(list) - 1)}, rate.NewLimiter(ofOneDevice, m.window)) //nolint:gosec // a few hundred
			})
		}
		all.Wait()
	})
	return s, errors.Join(err, end())
}

// chain writes lines like the given one, each when the one before has arrived.
func (m *measurement) chain(during context.Context, p *post, d device, like *letter, limit *rate.Limiter) {
	arrived := make(chan struct{}, 1)
	for limit.Wait(during) == nil {
		n := p.write(&letter{from: like.from, want: like.want, due: m.now(), done: func() {
			select {
			case arrived <- struct{}{}:
			default: // nobody waits any more
			}
		}})
		if err := d.Write(context.Background(), n); err != nil {
			p.troubles.Fail(fmt.Errorf("write: %w", err))
			return
		}
		select {
		case <-arrived:
		case <-during.Done():
			return
		}
	}
}

// median measures what is done while the function runs, several times, and returns the median by what arrived in a second.
func (m *measurement) median(ctx context.Context, p *post, do func(during context.Context)) (*stretch, error) {
	var list []*stretch
	for range m.rounds {
		s, err := m.stretch(ctx, p, m.length, do)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *stretch) int { return int(a.rate() - b.rate()) })
	return list[len(list)/2], nil
}

// measureEven lets pairs write at an even pace, whatever arrives.
func (m *measurement) measureEven(ctx context.Context, p *post) (*stretch, error) {
	list, end, err := m.devices(ctx, 2*slices.Max(m.pairs), paired, p)
	if err != nil {
		return nil, err
	}
	const workers, stride = 64, 7919 // a prime: neighbours are in one conversation
	var mu sync.Mutex
	next := 0
	s, err := m.stretch(ctx, p, m.even, func(during context.Context) {
		drive.Every(during, m.now, m.perSecond, workers, func(due time.Time) {
			mu.Lock()
			next++
			from := next * stride % len(list)
			mu.Unlock()
			n := p.write(&letter{from: from, want: 1, due: due, done: func() {}})
			if err := list[from].Write(context.Background(), n); err != nil {
				p.troubles.Fail(fmt.Errorf("write: %w", err))
			}
		})
	})
	return s, errors.Join(err, end())
}

// stretch counts what happens while the function runs, but for its beginning, and waits for what is under way at its end.
func (m *measurement) stretch(ctx context.Context, p *post, long time.Duration, do func(during context.Context)) (*stretch, error) {
	during, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() { do(during) })
	wait(ctx, warmth)
	before, beforeErr := m.spent()
	s := &stretch{series: p.begin()}
	began := m.now()
	wait(ctx, long)
	s.took = m.now().Sub(began)
	s.arrivals = s.series.Done()
	p.begin()
	after, afterErr := m.spent()
	cancel()
	running.Wait()
	p.settle(patience)
	s.server, s.database, s.generator = after[0]-before[0], after[1]-before[1], after[2]-before[2]
	if s.arrivals == 0 {
		return nil, errors.Join(errors.New("nothing arrived"), ctx.Err())
	}
	return s, errors.Join(beforeErr, afterErr, ctx.Err())
}

// spent returns what the server, its database and the generator have computed.
func (m *measurement) spent() (all [3]time.Duration, err error) {
	if all[0], err = drive.TreeCPU(m.subject.PID()); err != nil {
		return all, err
	}
	if m.db != nil {
		if all[1], err = drive.TreeCPU(m.db.PID()); err != nil {
			return all, err
		}
	}
	own, err := drive.UsageOf(os.Getpid())
	all[2] = own.CPU
	return all, err
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}
