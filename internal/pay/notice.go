package pay

import (
	"context"
	"encoding/json"
	"fmt"
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

	host string // that it goes to, as its row has it
}

type noticeRow struct {
	id        NoticeID
	payment   PaymentID
	refund    RefundID // "" for the payment itself
	url       string
	host      string // of the url; insertNotice sets it
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
	noticeLimit = 10 * time.Second // for one attempt; shorter than the first wait, so that attempts do not overlap
	noticesIdle = time.Minute
)

// noticeWait returns how long after the nth attempt the next one follows, n from 1; false after the last one. The steps
// are those that the dialect's documentation gives: WeChat Pay's for APIv3, Alipay's for asynchronous notifications.
func (d Dialect) noticeWait(n int) (time.Duration, bool) {
	const m, h = time.Minute, time.Hour
	steps := []time.Duration{
		15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * m, 10 * m, 20 * m, 30 * m, 30 * m, 30 * m, h, 3 * h, 3 * h, 3 * h, 6 * h, 6 * h,
	}
	if d == Alipay {
		steps = []time.Duration{4 * m, 10 * m, 10 * m, h, 2 * h, 6 * h, 15 * h}
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
	underway := newLanes()
	for ctx.Err() == nil {
		list, next, err := s.takeNotices(ctx, underway.plan())
		if err != nil {
			s.Log.Error("pay: the notices cannot be read", "error", err)
			next = s.Now().Add(noticesIdle)
		}
		for _, n := range list {
			underway.take(n.host)
			running.Go(func() {
				took := false
				defer s.Wake()
				defer func() { underway.end(n.host, took) }()
				took = s.attempt(ctx, to, n)
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
	list, _, err := s.takeNotices(ctx, newLanes())
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

// takeNotices returns what is due and has a place by the plan, which is changed, and when something will be due. The next attempt is noted
// before this one is made: a crash in between costs one step of the schedule and never floods a merchant. What is due and has no place
// yet does not count for next: an attempt that ends makes place.
func (s *Service) takeNotices(ctx context.Context, plan *lanes) (list []Notice, next time.Time, err error) {
	now := s.Now()
	idle := now.Add(noticesIdle)
	if plan.free() < 1 {
		return nil, idle, nil // somebody ends soon, and wakes us
	}
	err = s.DB.Write(ctx, func(tx store.Tx) error {
		for plan.free() > 0 {
			due, err := listDueNotices(tx, now, plan.full(), plan.free())
			if err != nil {
				return err
			}
			taken, err := takeAll(tx, now, due, plan)
			if err != nil {
				return err
			}
			list = append(list, taken...)
			if len(taken) == len(due) { // else some hosts are full now, and others come after theirs
				break
			}
		}
		next, err = nextNotice(tx, now, idle)
		return err
	})
	if err != nil {
		return nil, idle, fmt.Errorf("pay: take notices: %w", err)
	}
	return list, next, nil
}

// takeAll takes those of the rows whose host has a place.
func takeAll(tx store.Tx, now time.Time, due []noticeRow, plan *lanes) (list []Notice, err error) {
	for _, r := range due {
		if !plan.begin(r.host) {
			continue
		}
		o, found, err := findOfPayment(tx, r.payment)
		if err != nil {
			return nil, err
		}
		if !found {
			return nil, fmt.Errorf("pay: notice %s is about %s, which paid nothing", r.id, r.payment)
		}
		r.attempts++
		wait, more := o.Dialect.noticeWait(r.attempts)
		if !more {
			wait = noticesIdle // the last attempt; its end is noted then
		}
		if err := countNotice(tx, r.id, r.attempts, now.Add(wait)); err != nil {
			return nil, err
		}
		if o, err = o.at(r.said); err != nil {
			return nil, err
		}
		n := Notice{ID: r.id, URL: r.url, Order: o, CreatedAt: r.createdAt, Attempt: r.attempts, host: r.host}
		if r.refund != "" {
			given, found, err := findRefund(tx, r.refund)
			if err != nil || !found {
				return nil, fmt.Errorf("pay: notice %s is about %s, which is not there: %w", r.id, r.refund, err)
			}
			given.Order = o
			n.Refund = &given
		}
		list = append(list, n)
	}
	return list, nil
}

func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil {
		return u.Host
	}
	return address
}

// attempt makes one attempt, notes how it went, and returns whether the notice was taken.
func (s *Service) attempt(ctx context.Context, to Courier, n Notice) (took bool) {
	limited, cancel := context.WithTimeout(ctx, noticeLimit)
	defer cancel()
	state, outcome := noticeTaken, "taken"
	if err := to.Deliver(limited, n); err != nil {
		state, outcome = noticeWaiting, err.Error()
		if _, more := n.Order.Dialect.noticeWait(n.Attempt); !more {
			state = noticeGivenUp
		}
		s.Log.Info("pay: a merchant did not take a notice", "notice", n.ID, "attempt", n.Attempt, "error", err)
	}
	if ctx.Err() != nil {
		return false
	}
	err := s.DB.Write(ctx, func(tx store.Tx) error { return endNotice(tx, n.ID, state, outcome[:min(len(outcome), 200)]) })
	if err != nil {
		s.Log.Error("pay: a notice cannot be noted", "notice", n.ID, "error", err)
	}
	return state == noticeTaken
}
