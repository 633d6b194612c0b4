package pay

import (
	"maps"
	"sync"
)

// Notices go to many hosts at once, and to each as many as it takes: a host that takes them gets one more at a time with each, one
// that does not gets half, so that a slow merchant is not flooded and one that hangs holds up nobody. Not all places are for
// those who grew: the rest is for hosts that have few under way.
const (
	lanesAtOnce = 64
	lanesSpare  = 16   // of them, for hosts with fewer than laneBegin under way
	laneBegin   = 4    // at once at a host of which nothing is known
	lanesKnown  = 1000 // hosts that are remembered while nothing is under way there
)

// lanes counts what is under way.
type lanes struct {
	mu       sync.Mutex
	of       map[string]lane // by host
	underway int
}

type lane struct{ limit, underway int }

func newLanes() *lanes { return &lanes{of: map[string]lane{}} }

// plan returns a copy to reckon with.
func (l *lanes) plan() *lanes {
	l.mu.Lock()
	defer l.mu.Unlock()
	return &lanes{of: maps.Clone(l.of), underway: l.underway}
}

// free returns how many may begin, at whatever hosts.
func (l *lanes) free() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return lanesAtOnce - l.underway
}

// full returns the hosts at which none may begin.
func (l *lanes) full() (hosts []string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for host := range l.of {
		if !l.room(host) {
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// begin takes a place at a host, unless there is none.
func (l *lanes) begin(host string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.room(host) {
		return false
	}
	l.add(host)
	return true
}

// take takes a place that was planned, whatever was learnt since.
func (l *lanes) take(host string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.add(host)
}

func (l *lanes) add(host string) {
	one := l.lane(host)
	one.underway++
	l.of[host] = one
	l.underway++
}

// end gives a place back, and learns from how it went.
func (l *lanes) end(host string, took bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	one := l.lane(host)
	one.underway--
	l.underway--
	if took {
		one.limit = min(one.limit+1, lanesAtOnce-lanesSpare)
	} else {
		one.limit = max(one.limit/2, 1)
	}
	l.of[host] = one
	if one.underway == 0 && len(l.of) > lanesKnown {
		delete(l.of, host)
	}
}

func (l *lanes) lane(host string) lane {
	if one, known := l.of[host]; known {
		return one
	}
	return lane{limit: laneBegin}
}

func (l *lanes) room(host string) bool {
	one, free := l.lane(host), lanesAtOnce-l.underway
	return free > 0 && one.underway < one.limit && (one.underway < laneBegin || free > lanesSpare)
}
