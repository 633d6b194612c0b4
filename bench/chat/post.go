package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/superette/superette/bench/drive"
)

// rest is what everybody writes after the number of the line, so that it has a usual length.
const rest = " a line of a usual length, as people write it"

func textOf(n int) string { return strconv.Itoa(n) + rest }

// numberOf returns the number of a line of ours; of what somebody else wrote, such as a server's own first line, there is none.
func numberOf(text string) (n int, ours bool) {
	number, _, found := strings.Cut(text, rest)
	if !found {
		return 0, false
	}
	n, err := strconv.Atoi(number)
	return n, err == nil
}

// letter is a line that was written.
type letter struct {
	from  int // the person
	due   time.Time
	want  int32 // devices that it has to arrive at
	heard atomic.Int32
	acked atomic.Int32
	done  func() // called when it has arrived everywhere, or was refused
}

// post knows all lines of a subject: each has to be acknowledged once and to arrive once at everybody's device but the writer's.
type post struct {
	now drive.Clock

	arrived atomic.Pointer[drive.Series] // from when a line was due to its arrival; each arrival is one

	mu      sync.RWMutex
	letters []*letter

	doubled  atomic.Int64
	troubles *drive.Series // refusals, sockets that closed
}

func newPost(now drive.Clock) *post {
	p := &post{now: now, troubles: drive.NewSeries("devices")}
	p.begin()
	return p
}

// begin counts arrivals into a new series, which it returns.
func (p *post) begin() *drive.Series {
	s := drive.NewSeries("")
	p.arrived.Store(s)
	return s
}

// write makes a new line's number.
func (p *post) write(l *letter) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.letters = append(p.letters, l)
	return len(p.letters) - 1
}

func (p *post) find(n int) *letter {
	p.mu.RLock()
	defer p.mu.RUnlock()
	if n < 0 || n >= len(p.letters) {
		return nil
	}
	return p.letters[n]
}

// heard counts that a line arrived at somebody's device. Some servers send one's own lines back, which does not count.
func (p *post) heard(person int, text string) {
	n, ours := numberOf(text)
	if !ours {
		return
	}
	l := p.find(n)
	switch {
	case l == nil:
		p.troubles.Fail(fmt.Errorf("line %d arrived, which nobody wrote", n))
		return
	case l.from == person:
		return
	}
	now := l.heard.Add(1)
	if now > l.want {
		p.doubled.Add(1)
		return
	}
	p.arrived.Load().Took(p.now().Sub(l.due))
	if now == l.want {
		l.done()
	}
}

// acked counts that the server has said that it keeps a line.
func (p *post) acked(n int) {
	if l := p.find(n); l == nil {
		p.troubles.Fail(fmt.Errorf("line %d was acknowledged, which nobody wrote", n))
	} else if l.acked.Add(1) > 1 {
		p.troubles.Fail(errors.New("a line was acknowledged twice"))
	}
}

// refused counts that the server did not take a line.
func (p *post) refused(n int, why error) {
	p.troubles.Fail(why)
	if l := p.find(n); l != nil {
		l.done()
	}
}

// missing returns how many lines were not acknowledged, and how many arrivals there should have been and were not.
func (p *post) missing() (acks, arrivals int) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	for _, l := range p.letters {
		if l.acked.Load() == 0 {
			acks++
		}
		arrivals += max(0, int(l.want-l.heard.Load()))
	}
	return acks, arrivals
}

// settle returns when every line was acknowledged and has arrived everywhere, or after the limit.
func (p *post) settle(limit time.Duration) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if acks, arrivals := p.missing(); acks+arrivals == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-timer.C:
			return
		}
	}
}
