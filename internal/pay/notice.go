package pay

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"sync"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// Notice tells a merchant that an order was paid, or refunded: how it was then, whatever has become of it since.
type Notice struct {
	ID        NoticeID // the same at every attempt
	URL       string
	Order     Order     // as it was when it happened
	Refund    *Refund   // nil for the payment itself
	CreatedAt time.Time // when it happened
	Attempt   int       // from 1
}

type noticeRow struct {
	id        NoticeID
	payment   PaymentID
	refund    RefundID // "" for the payment itself
	url       string
	createdAt time.Time
	attempts  int
	dueAt     time.Time
	said      string // an orderThen in JSON; "" in rows that are older than it
}

// orderThen is what of an order changes, as it was when something happened to it.
type orderThen struct {
	State    OrderState `json:"state"`
	Payment  PaymentID  `json:"payment"`
	Payer    id.UserID  `json:"payer"`
	PaidAt   int64      `json:"paidAt"` // Unix milliseconds
	Amount   int64      `json:"amount"`
	Refunded int64      `json:"refunded"`
}

// then returns what a notice about an order has to say.
func (o Order) then() (said string, err error) {
	text, err := json.Marshal(orderThen{o.State, o.Payment, o.Payer, millis(o.PaidAt), o.Amount.Minor(), o.Refunded.Minor()})
	return string(text), err
}

// at returns an order as it was when a notice was written.
func (o Order) at(said string) (Order, error) {
	if said == "" {
		return o, nil
	}
	var then orderThen
	if err := json.Unmarshal([]byte(said), &then); err != nil {
		return o, fmt.Errorf("pay: what is told of %s cannot be read: %w", o.ID, err)
	}
	currency := o.Amount.Currency()
	o.State, o.Payment, o.Payer, o.PaidAt, o.ending = then.State, then.Payment, then.Payer, timeOf(then.PaidAt), 0
	var err error
	if o.Amount, err = money.New(then.Amount, currency); err == nil {
		o.Refunded, err = money.New(then.Refunded, currency)
	}
	return o, err
}

type noticeState int

const (
	noticeWaiting noticeState = 1
	noticeTaken   noticeState = 2
	noticeGivenUp noticeState = 3
)

const (
	noticeLimit   = 10 * time.Second // for one attempt; shorter than the first wait, so that attempts do not overlap
	noticesAtOnce = 16
	noticesOfHost = 4    // of them, so that one merchant that hangs does not hold up the others
	noticesSeen   = 1000 // due ones that are looked through for a host that has a place left
	noticesIdle   = time.Minute
)

// noticeWait returns how long after the nth attempt the next one follows, n from 1; false after the last one. The steps
// are those that WeChat Pay's documentation gives for APIv3 notifications.
func noticeWait(n int) (time.Duration, bool) {
	const m, h = time.Minute, time.Hour
	steps := [...]time.Duration{
		15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * m, 10 * m, 20 * m, 30 * m, 30 * m, 30 * m, h, 3 * h, 3 * h, 3 * h, 6 * h, 6 * h,
	}
	if n > len(steps) {
		return 0, false
	}
	return steps[n-1], true
}

// Wake has RunNotices look for notices of another process.
func (s *Service) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// wakeNotices calls whoever tells merchants.
func (s *Service) wakeNotices() {
	s.Wake()
	if s.Elsewhere != nil {
		s.Elsewhere()
	}
}

// RunNotices tells merchants what they have to be told, until ctx ends. What was not taken by then waits for the next run.
func (s *Service) RunNotices(ctx context.Context, to Courier) {
	var running sync.WaitGroup
	defer running.Wait()
	places := make(chan struct{}, noticesAtOnce)
	var mu sync.Mutex
	underway := map[string]int{} // attempts, by host
	count := func(n Notice, by int) {
		mu.Lock()
		defer mu.Unlock()
		host := hostOf(n.URL)
		if underway[host] += by; underway[host] == 0 {
			delete(underway, host)
		}
	}
	for ctx.Err() == nil {
		mu.Lock()
		hosts := maps.Clone(underway)
		mu.Unlock()
		list, next, err := s.takeNotices(ctx, cap(places)-len(places), hosts)
		if err != nil {
			s.Log.Error("pay: the notices cannot be read", "error", err)
			next = s.Now().Add(noticesIdle)
		}
		for _, n := range list {
			places <- struct{}{}
			count(n, 1)
			running.Go(func() {
				defer s.Wake()
				defer func() { <-places }()
				defer count(n, -1)
				s.attempt(ctx, to, n)
			})
		}
		timer := time.NewTimer(min(max(next.Sub(s.Now()), 0), noticesIdle))
		select {
		case <-ctx.Done():
		case <-timer.C:
		case <-s.wake:
		}
		timer.Stop()
	}
}

// DeliverDue makes one attempt at every notice that is due, waits for all of them, and returns how many there were.
func (s *Service) DeliverDue(ctx context.Context, to Courier) (int, error) {
	list, _, err := s.takeNotices(ctx, noticesAtOnce, map[string]int{})
	if err != nil {
		return 0, err
	}
	var running sync.WaitGroup
	for _, n := range list {
		running.Go(func() { s.attempt(ctx, to, n) })
	}
	running.Wait()
	return len(list), nil
}

// takeNotices returns what is due, and when something will be. The next attempt is noted before this one is made: a
// crash in between costs one step of the schedule and never floods a merchant. Hosts says how many attempts are under way
// at each, and is changed. What is due and has no place yet does not count for next: an attempt that ends makes place.
func (s *Service) takeNotices(ctx context.Context, most int, hosts map[string]int) (list []Notice, next time.Time, err error) {
	now := s.Now()
	idle := now.Add(noticesIdle)
	if most < 1 {
		return nil, idle, nil // somebody ends soon, and wakes us
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		due, err := listDueNotices(tx, now, noticesSeen)
		if err != nil {
			return err
		}
		for _, r := range due {
			host := hostOf(r.url)
			if hosts[host] >= noticesOfHost || len(list) >= most {
				continue
			}
			hosts[host]++
			r.attempts++
			wait, more := noticeWait(r.attempts)
			if !more {
				wait = noticesIdle // the last attempt; its end is noted then
			}
			if err := countNotice(tx, r.id, r.attempts, now.Add(wait)); err != nil {
				return err
			}
			o, found, err := findOfPayment(tx, r.payment)
			if err != nil {
				return err
			}
			if !found {
				return fmt.Errorf("pay: notice %s is about %s, which paid nothing", r.id, r.payment)
			}
			if o, err = o.at(r.said); err != nil {
				return err
			}
			n := Notice{ID: r.id, URL: r.url, Order: o, CreatedAt: r.createdAt, Attempt: r.attempts}
			if r.refund != "" {
				given, found, err := findRefund(tx, r.refund)
				if err != nil || !found {
					return fmt.Errorf("pay: notice %s is about %s, which is not there: %w", r.id, r.refund, err)
				}
				given.Order = o
				n.Refund = &given
			}
			list = append(list, n)
		}
		next, err = nextNotice(tx, now, idle)
		return err
	})
	if err != nil {
		return nil, idle, fmt.Errorf("pay: take notices: %w", err)
	}
	return list, next, nil
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}

// attempt makes one attempt and notes how it went.
func (s *Service) attempt(ctx context.Context, to Courier, n Notice) {
	limited, cancel := context.WithTimeout(ctx, noticeLimit)
	defer cancel()
	state, outcome := noticeTaken, "taken"
	if err := to.Deliver(limited, n); err != nil {
		state, outcome = noticeWaiting, err.Error()
		if _, more := noticeWait(n.Attempt); !more {
			state = noticeGivenUp
		}
		s.Log.Info("pay: a merchant did not take a notice", "notice", n.ID, "attempt", n.Attempt, "error", err)
	}
	if ctx.Err() != nil {
		return
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error { return endNotice(tx, n.ID, state, outcome[:min(len(outcome), 200)]) })
	if err != nil {
		s.Log.Error("pay: a notice cannot be noted", "notice", n.ID, "error", err)
	}
}
