package push

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const (
	// nearWait is when the device of somebody who is connected is looked at again: a phone that fell asleep stays connected until
	// it does not answer a ping, which takes chat's idleBeforePing, sweepEvery and PongLimit, 60 s together.
	nearWait     = 65 * time.Second
	keepFor      = 24 * time.Hour // what is older is no news; also how long a push service keeps it
	attemptLimit = 10 * time.Second
	atOnce       = 16
	ofHost       = 8 // of them, so that one service that hangs does not hold up the others
	looked       = 500
	idleWait     = time.Minute
	laterMost    = time.Hour // the longest that a service's Retry-After is heeded
)

// waitAfter returns how long after the nth attempt the next one follows, n from 1, until the row is too old.
func waitAfter(n int) time.Duration {
	const m, h = time.Minute, time.Hour
	steps := [...]time.Duration{15 * time.Second, 30 * time.Second, m, 2 * m, 5 * m, 10 * m, 30 * m, h}
	return steps[min(n, len(steps))-1]
}

// Queue keeps, in the transaction that makes it true, what people have to be told. Who has not subscribed costs nothing. Wake
// follows once it is committed.
func (s *Service) Queue(tx store.Tx, list ...News) error {
	type place struct {
		session id.SessionID
		topic   string
	}
	entries := map[place]entry{}
	now := s.Now()
	for _, n := range list {
		sessions := s.of(n.To)
		if len(sessions) == 0 {
			continue
		}
		due := now
		if s.Near(n.To) {
			due = now.Add(nearWait)
		}
		for _, session := range sessions {
			entries[place{session, n.Topic}] = entry{session, n, due}
		}
	}
	if len(entries) == 0 {
		return nil
	}
	sorted := slices.SortedFunc(maps.Values(entries), func(a, b entry) int {
		return cmp.Or(cmp.Compare(a.session, b.session), cmp.Compare(a.news.Topic, b.news.Topic))
	})
	if err := queue(tx, sorted, now); err != nil {
		return fmt.Errorf("push: queue: %w", err)
	}
	s.queued.Store(true)
	return nil
}

// Say queues news in a transaction of its own.
func (s *Service) Say(ctx context.Context, list ...News) error {
	if !slices.ContainsFunc(list, func(n News) bool { return s.Has(n.To) }) {
		return nil
	}
	if err := s.DB.Write(ctx, func(tx store.Tx) error { return s.Queue(tx, list...) }); err != nil {
		return fmt.Errorf("push: say: %w", err)
	}
	s.Committed()
	return nil
}

// Committed calls whoever tells, here or elsewhere, if something was queued. It costs next to nothing if not.
func (s *Service) Committed() {
	if !s.queued.Load() || !s.queued.Swap(false) {
		return
	}
	s.Wake()
	if s.Elsewhere != nil {
		s.Elsewhere()
	}
}

// Wake has Run look for what another process queued.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run tells devices what is due, until ctx ends.
func (s *Service) Run(ctx context.Context) {
	var running sync.WaitGroup
	defer running.Wait()
	places := make(chan struct{}, atOnce)
	var mu sync.Mutex
	underway := map[string]int{} // attempts, by host
	busy := map[string]bool{}    // rows
	leave := func(j job) {
		mu.Lock()
		defer mu.Unlock()
		if underway[j.host()]--; underway[j.host()] == 0 {
			delete(underway, j.host())
		}
		delete(busy, j.key())
	}
	for ctx.Err() == nil {
		mu.Lock()
		hosts, held := maps.Clone(underway), maps.Clone(busy)
		mu.Unlock()
		list, next, err := s.take(ctx, cap(places)-len(places), hosts, held)
		if err != nil && ctx.Err() == nil {
			s.Log.Error("push: the queue cannot be read", "error", err)
			next = s.Now().Add(idleWait)
		}
		here := s.hereOf(list)
		for _, j := range list {
			places <- struct{}{}
			mu.Lock()
			underway[j.host()]++
			busy[j.key()] = true
			mu.Unlock()
			running.Go(func() {
				defer s.Wake()
				defer func() { <-places }()
				defer leave(j)
				s.attempt(ctx, j, here[j.person])
			})
		}
		timer := time.NewTimer(min(max(next.Sub(s.Now()), 0), idleWait))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-s.wake:
		}
		timer.Stop()
	}
}

// TellDue makes one attempt at everything that is due, waits for all of it, and returns how much there was.
func (s *Service) TellDue(ctx context.Context) (int, error) {
	list, _, err := s.take(ctx, looked, map[string]int{}, map[string]bool{})
	if err != nil {
		return 0, err
	}
	here := s.hereOf(list)
	var running sync.WaitGroup
	for _, j := range list {
		running.Go(func() { s.attempt(ctx, j, here[j.person]) })
	}
	running.Wait()
	return len(list), nil
}

// Refresh learns every now and then who has subscribed, in case that another process's word got lost, until ctx ends.
func (s *Service) Refresh(ctx context.Context) {
	ticker := time.NewTicker(idleWait)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		if err := s.Load(ctx); err != nil && ctx.Err() == nil {
			s.Log.Warn("push: who has subscribed cannot be read", "error", err)
		}
	}
}

func (s *Service) hereOf(list []job) map[id.UserID]bool {
	here := map[id.UserID]bool{}
	if len(list) == 0 {
		return here
	}
	var users []id.UserID
	for _, j := range list {
		if !slices.Contains(users, j.person) {
			users = append(users, j.person)
		}
	}
	for _, user := range s.Here(users) {
		here[user] = true
	}
	return here
}

func (j job) key() string { return string(j.session) + " " + j.news.Topic }

func (j job) host() string {
	if u, err := url.Parse(j.endpoint); err == nil {
		return u.Host
	}
	return j.endpoint
}

// take returns what is due, and when something will be. The next attempt is noted before this one is made. Hosts says how many
// attempts are under way at each, and is changed; busy are rows that somebody is at.
func (s *Service) take(ctx context.Context, most int, hosts map[string]int, busy map[string]bool) (list []job, next time.Time, err error) {
	now := s.Now()
	idle := now.Add(idleWait)
	if most < 1 {
		return nil, idle, nil // somebody ends soon, and wakes us
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		if err := forgetBefore(tx, now.Add(-keepFor)); err != nil {
			return err
		}
		due, err := listDue(tx, s.Origin, now, looked)
		if err != nil {
			return err
		}
		for _, j := range due {
			host := j.host()
			if busy[j.key()] || hosts[host] >= ofHost || len(list) >= most {
				continue
			}
			hosts[host]++
			j.attempts++
			if err := postpone(tx, j.session, j.news.Topic, j.attempts, now.Add(waitAfter(j.attempts))); err != nil {
				return err
			}
			list = append(list, j)
		}
		next, err = nextDue(tx, now, idle)
		return err
	})
	if err != nil {
		return nil, idle, fmt.Errorf("push: take: %w", err)
	}
	return list, next, nil
}

// outcome is what became of an attempt.
type outcome int

const (
	told outcome = iota
	later
	gone // the subscription is of no use any more
)

// attempt tells a device, if there is still something to tell, and notes how it went.
func (s *Service) attempt(ctx context.Context, j job, here bool) {
	limited, cancel := context.WithTimeout(ctx, attemptLimit)
	defer cancel()
	result, wait, err := s.try(limited, j, here)
	if ctx.Err() != nil {
		return // it is made again after the next start
	}
	if err != nil {
		s.Log.Info("push: a device was not told", "host", j.host(), "session", j.session, "attempt", j.attempts, "error", err)
	}
	now := s.Now()
	switch result {
	case told:
		err = s.DB.Write(ctx, func(tx store.Tx) error { return settle(tx, j, now) })
	case gone:
		err = s.Forget(ctx, j.session)
	case later:
		if err = nil; wait > 0 {
			err = s.DB.Write(ctx, func(tx store.Tx) error {
				return postpone(tx, j.session, j.news.Topic, j.attempts, now.Add(min(wait, laterMost)))
			})
		}
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Error("push: an attempt cannot be noted", "session", j.session, "error", err)
	}
}

// try returns told also for what there was no need to tell.
func (s *Service) try(ctx context.Context, j job, here bool) (outcome, time.Duration, error) {
	if here {
		return told, 0, nil
	}
	valid, err := s.Sessions.Valid(ctx, j.person, j.session)
	if err != nil {
		return later, 0, err
	}
	if !valid {
		return gone, 0, nil
	}
	shown, something, err := s.Teller.Tell(ctx, j.news)
	if err != nil {
		return later, 0, err
	}
	if !something {
		return told, 0, nil
	}
	shown.Locale = j.locale
	if !j.preview {
		shown = shown.anonymous()
	}
	text, err := json.Marshal(shown)
	if err != nil {
		return told, 0, fmt.Errorf("push: %w", err)
	}
	body, err := sealed(text, j.subscription, s.Random)
	if err != nil {
		return told, 0, err
	}
	return s.send(ctx, j, body)
}
