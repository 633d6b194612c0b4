package ledger

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"
)

// holding returns a shard, which nothing runs but the test, with a hold that an earlier one made: its accounts are not in memory yet, so
// that its end has to read. The shard's clock is now, which begins at the present moment.
func holding(t *testing.T, timeout time.Duration, now *time.Time, log slog.Handler) (*Shard, *faulty) {
	t.Helper()
	before, db := live(t)
	c := give(1)
	c.Op, c.Timeout = Hold, timeout
	if _, err := before.Post(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	before.Close()
	*now = time.Now()
	s, err := newShard(t.Context(), shardConfig{currency: "CNY", db: db, now: func() time.Time { return *now }, log: slog.New(log)})
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

// TestRest has a hold run out while the database is away, with a clock that goes as far as the shard says it would sleep.
func TestRest(t *testing.T) {
	var now time.Time
	var lines bytes.Buffer
	reads := 0
	s, db := holding(t, time.Minute, &now, slog.NewTextHandler(&lines, nil))
	away := func() { db.read = func() trouble { reads++; return lostBefore } }
	said := func(t *testing.T, warnings, infos int) {
		t.Helper()
		if w, i := strings.Count(lines.String(), "level=WARN"), strings.Count(lines.String(), "level=INFO"); w != warnings || i != infos {
			t.Errorf("%d lines that it failed and %d that it is over, want %d and %d:\n%s", w, i, warnings, infos, lines.String())
		}
	}
	// pass runs the loop's body until the time, and returns the shortest and the longest it would have slept.
	pass := func(t *testing.T, until time.Time) (least, most time.Duration) {
		t.Helper()
		least = time.Hour
		for now.Before(until) {
			s.run(t.Context(), nil)
			d := s.nextExpiry()
			least, most = min(least, d), max(most, d)
			now = now.Add(d)
		}
		return least, most
	}
	t.Run("it is tried after 100 ms, then less and less often, every 5 s at least, and logged once", func(t *testing.T) {
		now = now.Add(2 * time.Minute)
		away()
		least, most := pass(t, now.Add(time.Hour))
		if least != firstRest || most != lastRest || reads > 3600/5+10 || reads < 3600/5 {
			t.Errorf("%d reads in an hour, %v to %v apart", reads, least, most)
		}
		said(t, 1, 0)
	})
	t.Run("what people ask for meanwhile is tried at once, and neither logged nor does it wake the hold", func(t *testing.T) {
		s.run(t.Context(), nil) // a rest begins
		had := reads
		for range 100 {
			r := asking(t, give(7))
			if !s.run(t.Context(), []*request{r}) || r.err == nil {
				t.Fatalf("error = %v", r.err)
			}
		}
		if reads != had+100 || s.nextExpiry() == 0 {
			t.Errorf("%d reads for 100 requests; the hold in %v", reads-had, s.nextExpiry())
		}
		said(t, 1, 0)
	})
	t.Run("once it is back the hold ends within 5 s, which is logged once", func(t *testing.T) {
		db.read = nil
		if _, most := pass(t, now.Add(lastRest+1)); most != idleExpiry {
			t.Errorf("a hold is open still")
		}
		said(t, 1, 1)
	})
	t.Run("the next time it is logged again, and the rests begin at 100 ms", func(t *testing.T) {
		away()
		r := asking(t, give(7))
		r.orders[0].credit = "person:unread:CNY"
		s.run(t.Context(), []*request{r})
		if s.rest != firstRest {
			t.Errorf("rest = %v", s.rest)
		}
		said(t, 2, 1)
	})
}

// TestAnEndThatIsNotSaved has a hold run out, and none of the commits of its end happen: it is not forgotten.
func TestAnEndThatIsNotSaved(t *testing.T) {
	var now time.Time
	s, db := holding(t, time.Minute, &now, slog.DiscardHandler)
	now = now.Add(2 * time.Minute)
	db.next = script(lostBefore, fine, lostBefore, fine, lostBefore, fine) // each commit, and the question what became of it
	if !s.run(t.Context(), nil) || len(s.machine.holds) != 1 {
		t.Fatalf("it works: %v, holds: %d; want it to go on with one", s.failure(), len(s.machine.holds))
	}
	now = now.Add(s.nextExpiry())
	if !s.run(t.Context(), nil) || len(s.machine.holds) != 0 {
		t.Errorf("it works: %v, holds: %d; want it ended by the next try", s.failure(), len(s.machine.holds))
	}
}

// TestHoldsOfAMachineThatSlept has a hold of 30 days, during which the machine may sleep: its end is looked for every minute, and not only
// when a timer has run for so long.
func TestHoldsOfAMachineThatSlept(t *testing.T) {
	var now time.Time
	s, _ := holding(t, 30*24*time.Hour, &now, slog.DiscardHandler)
	if got := s.nextExpiry(); got > time.Minute {
		t.Errorf("it looks again after %v, want a minute at most", got)
	}
	now = now.Add(30 * 24 * time.Hour)
	if !s.run(t.Context(), nil) || len(s.machine.holds) != 0 {
		t.Errorf("it works: %v, holds: %d; want the hold ended", s.failure(), len(s.machine.holds))
	}
}
