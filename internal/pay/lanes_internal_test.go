package pay

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestLanes(t *testing.T) {
	begin := func(l *lanes, host string) (n int) {
		for l.begin(host) {
			n++
		}
		return n
	}
	t.Run("a host that takes them gets one more with each, and half as many when it does not", func(t *testing.T) {
		l := newLanes()
		if n := begin(l, "a"); n != laneBegin {
			t.Errorf("%d begin, want %d", n, laneBegin)
		}
		l.end("a", true)
		if n := begin(l, "a"); n != 2 {
			t.Errorf("%d more after one was taken, want 2", n)
		}
		l.end("a", false) // 5 may be under way, and then 2; 4 are
		if l.begin("a") {
			t.Error("another one begins at a host that did not take one")
		}
		for range 4 {
			l.end("a", false)
		}
		if n := begin(l, "a"); n != 1 {
			t.Errorf("%d begin at a host that takes nothing, want 1", n)
		}
	})
	t.Run("hosts that grew and hang leave places to the others", func(t *testing.T) {
		l := newLanes()
		for range 200 {
			for _, host := range []string{"a", "b"} {
				l.begin(host)
				l.end(host, true)
			}
		}
		if n := begin(l, "a") + begin(l, "b"); n != lanesAtOnce-lanesSpare+laneBegin && n != lanesAtOnce-lanesSpare {
			t.Errorf("%d under way at the two", n)
		}
		if n := begin(l, "c"); n != laneBegin {
			t.Errorf("%d begin at another one, want %d", n, laneBegin)
		}
	})
	t.Run("whatever happens, bounds hold and nothing is left at the end", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			l, under := newLanes(), []string{}
			for range rapid.IntRange(0, 400).Draw(t, "steps") {
				host := fmt.Sprint(rapid.IntRange(0, 12).Draw(t, "host"))
				if len(under) > 0 && rapid.Bool().Draw(t, "end") {
					n := rapid.IntRange(0, len(under)-1).Draw(t, "which")
					l.end(under[n], rapid.Bool().Draw(t, "took"))
					under = slices.Delete(under, n, n+1)
					continue
				}
				full := slices.Contains(l.full(), host)
				if began := l.begin(host); began {
					under = append(under, host)
					if full {
						t.Fatalf("one began at %s, which was full", host)
					}
				} else if !full && l.free() > 0 {
					t.Fatalf("none began at %s, which was not full", host)
				}
				if len(under) > lanesAtOnce || l.free() != lanesAtOnce-len(under) {
					t.Fatalf("%d under way, %d free", len(under), l.free())
				}
				if one := l.of[host]; one.limit != 0 && (one.limit < 1 || one.limit > lanesAtOnce-lanesSpare) {
					t.Fatalf("limit %d", one.limit)
				}
			}
			for _, host := range under {
				l.end(host, true)
			}
			for host, one := range l.of {
				if one.underway != 0 {
					t.Fatalf("%d under way at %s at the end", one.underway, host)
				}
			}
		})
	})
}
