package pay_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// courier remembers what it was to deliver.
type courier struct {
	mu   sync.Mutex
	err  error
	list []pay.Notice
}

func (c *courier) Deliver(_ context.Context, n pay.Notice) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.list = append(c.list, n)
	return c.err
}

func TestNotices(t *testing.T) {
	paid := func(t *testing.T) (*world, pay.Order) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		o := w.order(t, by, "an-order", "15.00")
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-1")); err != nil {
			t.Fatal(err)
		}
		return w, o
	}
	due := func(t *testing.T, w *world, c *courier) int {
		t.Helper()
		n, err := w.DeliverDue(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	t.Run("each attempt says how the order was when it happened, whatever has become of it since", func(t *testing.T) {
		w, o := paid(t)
		c := &courier{err: errors.New("closed")}
		due(t, w, c)
		n := w.newRefund(t, o, "back-1", "5.00")
		n.NotifyURL = "http://127.0.0.1:9/refunded"
		if _, err := w.Refund(t.Context(), asShop(mchid), n); err != nil {
			t.Fatal(err)
		}
		due(t, w, c)
		if _, err := w.Refund(t.Context(), asShop(mchid), w.newRefund(t, o, "back-2", "10.00")); err != nil {
			t.Fatal(err)
		}
		w.restart()
		w.clock.forward(time.Minute)
		due(t, w, c)
		first := map[pay.NoticeID]pay.Notice{}
		for _, n := range c.list {
			f, told := first[n.ID]
			if !told {
				f, first[n.ID] = n, n
			}
			refunded := "0.00"
			if n.Refund != nil {
				refunded = "5.00"
				if n.Refund.Order != n.Order || n.Refund.SettledAt != f.Refund.SettledAt {
					t.Errorf("refund = %+v, at first %+v", n.Refund, f.Refund)
				}
			}
			if n.Order != f.Order || n.CreatedAt != f.CreatedAt || n.Order.State != pay.OrderPaid || n.Order.Refunded.Decimal() != refunded {
				t.Errorf("attempt %d: %+v of %v, at first %+v of %v", n.Attempt, n.Order, n.CreatedAt, f.Order, f.CreatedAt)
			}
		}
		if len(first) != 2 || len(c.list) != 4 {
			t.Errorf("%d notices in %d attempts, want 2 in 4", len(first), len(c.list))
		}
	})
	t.Run("a deposit is told as held, and then as it ended", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		c := &courier{err: errors.New("closed")}
		w.hold(t, by, "umbrella-1", "99.00")
		due(t, w, c)
		if _, err := w.Capture(t.Context(), asShop(mchid), "umbrella-1", yuan(t, "7.00")); err != nil {
			t.Fatal(err)
		}
		w.clock.forward(time.Minute)
		due(t, w, c)
		got := []string{}
		for _, n := range c.list {
			got = append(got, fmt.Sprint(n.Order.State, " ", n.Order.Amount.Decimal()))
		}
		slices.Sort(got)
		if want := []string{fmt.Sprint(pay.OrderPaid, " 7.00"), fmt.Sprint(pay.OrderHeld, " 99.00"), fmt.Sprint(pay.OrderHeld, " 99.00")}; !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
	t.Run("a merchant is told once what it takes", func(t *testing.T) {
		w, o := paid(t)
		c := &courier{}
		if first, second := due(t, w, c), due(t, w, c); first != 1 || second != 0 {
			t.Errorf("%d and %d notices, want 1 and 0", first, second)
		}
		w.clock.forward(24 * time.Hour)
		if n := due(t, w, c); n != 0 {
			t.Errorf("a day later %d notices, want 0", n)
		}
		if n := c.list[0]; n.Order.ID != o.ID || n.Order.State != pay.OrderPaid || n.URL != o.NotifyURL {
			t.Errorf("notice = %+v", n)
		}
	})
	t.Run("what it does not take comes again, later and later, by the same id, and ends after fifteen waits", func(t *testing.T) {
		w, _ := paid(t)
		c := &courier{err: errors.New("refused")}
		due(t, w, c)
		var waits []time.Duration
		last := w.clock.Now()
		for until := last.Add(48 * time.Hour); w.clock.Now().Before(until); w.clock.forward(5 * time.Second) {
			if due(t, w, c) == 1 {
				waits = append(waits, w.clock.Now().Sub(last))
				last = w.clock.Now()
			}
		}
		const s, m, h = time.Second, time.Minute, time.Hour
		want := []time.Duration{15 * s, 15 * s, 30 * s, 3 * m, 10 * m, 20 * m, 30 * m, 30 * m, 30 * m, h, 3 * h, 3 * h, 3 * h, 6 * h, 6 * h}
		if !slices.Equal(waits, want) {
			t.Errorf("waits = %v, want %v", waits, want)
		}
		for _, n := range c.list {
			if n.ID != c.list[0].ID {
				t.Errorf("id %s, want %s each time", n.ID, c.list[0].ID)
			}
		}
	})
	t.Run("a restart forgets none", func(t *testing.T) {
		w, _ := paid(t)
		w.restart()
		c := &courier{}
		if n := due(t, w, c); n != 1 {
			t.Errorf("%d notices after a restart, want 1", n)
		}
	})
	t.Run("a payment wakes the one who delivers", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		ctx, cancel := context.WithCancel(t.Context())
		told := make(chan pay.Notice, 1)
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.RunNotices(ctx, deliverTo(told))
		}()
		o := w.order(t, by, "an-order", "15.00")
		if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-1")); err != nil {
			t.Fatal(err)
		}
		if n := <-told; n.Order.ID != o.ID {
			t.Errorf("told of %s, want %s", n.Order.ID, o.ID)
		}
		cancel()
		<-done
	})
}

func TestNoticesOfManyHosts(t *testing.T) {
	t.Run("a merchant that hangs does not hold up another, however many notices wait for it", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		buy := func(number, notify string) {
			t.Helper()
			n := pay.NewOrder{
				App: app, OutTradeNo: number, OpenID: people{}.OpenID(by.User, app), Description: "Tea", NotifyURL: notify, Amount: yuan(t, "1.00"),
			}
			o, err := w.Prepare(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, n)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Pay(t.Context(), by, w.request(t, o, "request-"+number)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 40 {
			buy(fmt.Sprintf("hangs-%d", i), fmt.Sprintf("https://hangs.example.org/%d", i))
		}
		w.clock.forward(time.Second)
		buy("answers", "https://answers.example.org/")
		ctx, cancel := context.WithCancel(t.Context())
		c := hanging{told: make(chan pay.Notice, 1), most: &atomic.Int32{}}
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.RunNotices(ctx, c)
		}()
		limit := time.NewTimer(5 * time.Second)
		defer limit.Stop()
		select {
		case n := <-c.told:
			if n.Order.OutTradeNo != "answers" {
				t.Errorf("told of %s, want answers", n.Order.OutTradeNo)
			}
		case <-limit.C:
			t.Error("the merchant that answers was not told while another one hangs")
		}
		cancel()
		<-done
		if n := c.most.Load(); n > 4 {
			t.Errorf("%d attempts at once at the host that hangs, want 4 at most", n)
		}
	})
}

func TestNoticesOfABusyHost(t *testing.T) {
	t.Run("a host that takes them gets more at once, and all of them once", func(t *testing.T) {
		w := newWorld(t)
		by := w.person(t, "500.00")
		const notices = 12
		for i := range notices {
			n := pay.NewOrder{
				App: app, OutTradeNo: fmt.Sprintf("busy-%d", i), OpenID: people{}.OpenID(by.User, app), Description: "Tea",
				NotifyURL: fmt.Sprintf("https://busy.example.org:8443/%d", i), Amount: yuan(t, "1.00"),
			}
			o, err := w.Prepare(t.Context(), id.Caller{Kind: id.Merchant, Merchant: mchid}, n)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := w.Pay(t.Context(), by, w.request(t, o, fmt.Sprintf("request-%d", i))); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		c := patient{told: make(chan string, notices), take: make(chan struct{})}
		done := make(chan struct{})
		go func() {
			defer close(done)
			w.RunNotices(ctx, c)
		}()
		told := map[string]int{}
		hear := func(n int) {
			for range n {
				told[<-c.told]++
			}
		}
		hear(4) // as many as a host gets of which nothing is known
		for range 4 {
			c.take <- struct{}{}
			hear(2) // one for the one that ended, one more since it took it
		}
		for range notices - 4 {
			c.take <- struct{}{}
		}
		cancel()
		<-done
		for number, n := range told {
			if n != 1 {
				t.Errorf("%s was told %d times", number, n)
			}
		}
		if len(told) != notices {
			t.Errorf("%d of %d were told", len(told), notices)
		}
	})
}

// patient takes a notice when it is told to.
type patient struct {
	told chan string
	take chan struct{}
}

func (c patient) Deliver(ctx context.Context, n pay.Notice) error {
	c.told <- n.Order.OutTradeNo
	select {
	case <-c.take:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hanging answers for one host and hangs for the others.
type hanging struct {
	told chan pay.Notice
	most *atomic.Int32 // that hung
}

func (h hanging) Deliver(ctx context.Context, n pay.Notice) error {
	if n.URL == "https://answers.example.org/" {
		h.told <- n
		return nil
	}
	h.most.Add(1)
	<-ctx.Done()
	return ctx.Err()
}

type deliverTo chan<- pay.Notice

func (d deliverTo) Deliver(_ context.Context, n pay.Notice) error {
	d <- n
	return nil
}
