//go:build postgres

package pay_test

import (
	"crypto/rand"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/pay"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// houses are two processes on one database and one bus: each has a committer of its own, and one of them has the ledger.
func houses(t *testing.T) (both [2]*world) {
	t.Helper()
	log := slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	b, err := bus.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	dir, shared := t.TempDir(), rooms{}
	for n := range both {
		w := &world{clock: &clock{now: time.Now()}, cards: cards{}, rooms: shared, dir: dir}
		w.ids = id.NewSource(w.clock.Now, rand.Reader)
		w.db, err = store.Open(t.Context(), store.Config{
			Dir: dir, DB: storetest.Address(t, dir), Now: time.Now, Random: rand.Reader, Log: log,
			Schemas: []store.Schema{ledger.Schema(), pay.Schema()}, Cluster: &store.Cluster{Whole: []string{ledger.LeaseOf(pay.CNY)}},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := w.db.Close(); err != nil {
				t.Error(err)
			}
		})
		l, err := ledger.Open(t.Context(), ledger.Config{
			DB: w.db, Currencies: []money.Currency{pay.CNY}, Now: time.Now, Log: log, Cluster: &ledger.Cluster{Member: w.db.Member(), Bus: b},
		})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(l.Close)
		w.ledger = &faultyLedger{Ledger: l}
		w.restart()
		both[n] = w
	}
	t.Cleanup(func() { both[0].compared(t) })
	return both
}

// everywhere has each of some do something at both houses, all at the same time, and returns what they got.
func everywhere(both [2]*world, people []id.Caller, do func(w *world, by id.Caller) error) [][2]error {
	got := make([][2]error, len(people))
	begin := make(chan struct{})
	var running sync.WaitGroup
	for i, by := range people {
		for n, w := range both {
			running.Go(func() {
				<-begin
				got[i][n] = do(w, by)
			})
		}
	}
	close(begin)
	running.Wait()
	return got
}

// TestGiftsAtTwoProcesses has many reach for one gift at two processes at once. What one of them has read of it stays so until it has
// written: nobody is told that something went wrong, nobody gets two shares, and no share is given twice. The order of commits that
// the store gives several processes sees to that, and without it this fails; the lock of the gift's row is a second guard beside it.
func TestGiftsAtTwoProcesses(t *testing.T) {
	both := houses(t)
	w := both[0]
	ling := w.person(t, "1000.00")
	crowd := make([]id.Caller, 12)
	for i := range crowd {
		crowd[i] = w.person(t, "1.00")
	}
	conv := w.room(append([]id.Caller{ling}, crowd...)...)
	for range 5 {
		g := w.sent(t, ling, w.newGift(t, pay.GiftLucky, conv, "10.00", 5))
		got := everywhere(both, crowd, func(w *world, by id.Caller) error {
			_, err := w.TakeGift(t.Context(), by, g.ID)
			return err
		})
		lucky := 0
		for i, answers := range got {
			switch {
			case answers[0] == nil && answers[1] == nil:
				lucky++
			case errors.Is(answers[0], pay.ErrGiftEmpty) && errors.Is(answers[1], pay.ErrGiftEmpty):
			default:
				t.Errorf("person %d got %v and %v", i, answers[0], answers[1])
			}
		}
		list, err := both[1].FindGifts(t.Context(), ling, []pay.GiftID{g.ID})
		if err != nil || len(list) != 1 || list[0].State != pay.GiftTaken || list[0].TakenSum != 10_00 || len(list[0].Claims) != 5 || lucky != 5 {
			t.Fatalf("%d people got a share, and it is %+v, %v", lucky, list, err)
		}
		if held := w.held(t, g.ID); held != "0.00" {
			t.Errorf("the packet still holds %s", held)
		}
	}
	t.Run("a transfer that is taken at one process and refused at the other is one of both", func(t *testing.T) {
		tom := crowd[0]
		w.asked(t, tom, true)
		for range 10 {
			n := w.newGift(t, pay.GiftTransfer, conv, "1.00", 1)
			n.To = tom.User
			g := w.sent(t, ling, n)
			got := everywhere(both, []id.Caller{tom}, func(w *world, by id.Caller) error {
				if w == both[0] {
					_, err := w.TakeGift(t.Context(), by, g.ID)
					return err
				}
				_, err := w.RefuseGift(t.Context(), by, g.ID)
				return err
			})[0]
			taken := got[0] == nil && errors.Is(got[1], pay.ErrGiftTaken)
			refused := got[1] == nil && errors.Is(got[0], pay.ErrGiftGone)
			if taken == refused {
				t.Fatalf("taken: %v, refused: %v", got[0], got[1])
			}
		}
	})
}
