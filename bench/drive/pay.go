package drive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
)

// Money is payments and what becomes of them.
type Money struct {
	Paid *Series // from when it was due until the payer has the answer: the money has moved, and is on the disk

	town   *Town
	orders atomic.Int64
	paid   atomic.Int64
	all    atomic.Int64
}

// NewMoney returns what payments are made with.
func (w *Town) NewMoney() *Money { return &Money{Paid: NewSeries("payment"), town: w} }

func (m *Money) payer() (*Person, int64) {
	n := m.all.Add(1)
	return m.town.Payers[n%int64(len(m.town.Payers))], n
}

// Order lets the next payer buy something: the shop's server places an order, the person pays it.
func (m *Money) Order(ctx context.Context, due time.Time) {
	m.orders.Add(1)
	err := m.order(ctx)
	if err != nil {
		m.Paid.Fail(err)
		return
	}
	m.paid.Add(1)
	m.Paid.Took(m.town.Now().Sub(due))
}

func (m *Money) order(ctx context.Context) error {
	p, n := m.payer()
	trade := fmt.Sprintf("load-%09d", n)
	prepay, err := m.town.prepay(ctx, trade, p, 1)
	if err != nil {
		return fmt.Errorf("order: %w", err)
	}
	signed, err := m.town.signed(prepay)
	if err != nil {
		return err
	}
	var answer superettev1.PayResponse
	err = m.town.call(ctx, p, "PayService/Pay", &superettev1.PayRequest{
		RequestId: trade, Signed: signed, PayeeId: m.town.shop.mchid, Amount: 1, Currency: "CNY", Pin: PIN,
	}, &answer)
	return settled(err, answer.GetPayment())
}

// Transfer lets the next payer send money to their contact.
func (m *Money) Transfer(ctx context.Context, due time.Time) {
	p, n := m.payer()
	var answer superettev1.TransferResponse
	err := m.town.call(ctx, p, "WalletService/Transfer", &superettev1.TransferRequest{
		RequestId: fmt.Sprintf("load-%09d", n), UserId: p.Peer.User, Amount: 1, Currency: "CNY", Pin: PIN,
	}, &answer)
	if err := settled(err, answer.GetPayment()); err != nil {
		m.Paid.Fail(err)
		return
	}
	m.Paid.Took(m.town.Now().Sub(due))
}

func settled(err error, p *superettev1.Payment) error {
	if err == nil && (p.GetState() != superettev1.PaymentState_PAYMENT_STATE_PAID || p.GetAmount() != 1) {
		err = fmt.Errorf("paid: %v", p)
	}
	return err
}

// Settle returns when the shop was told of every order that was paid, once. It fails after the limit.
func (m *Money) Settle(limit time.Duration) error {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		told, err := m.town.shop.state()
		if err != nil || int64(told) == m.paid.Load() {
			return err
		}
		select {
		case <-tick.C:
		case <-timer.C:
			return fmt.Errorf("%v after the last payment the shop was told of %d of %d orders", limit, told, m.paid.Load())
		}
	}
}

// call asks the API as a browser does: Connect, in binary.
func (w *Town) call(ctx context.Context, p *Person, method string, request, answer proto.Message) error {
	body, err := proto.Marshal(request)
	if err != nil {
		return err
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, w.url+"/api/superette.v1."+method, bytes.NewReader(body))
	if err != nil {
		return err
	}
	q.Header.Set("Content-Type", "application/proto")
	q.Header.Set("Connect-Protocol-Version", "1")
	q.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	w.as(p, q)
	header, data, err := w.do(q)
	if err != nil {
		return err
	}
	if header.Get("Content-Encoding") == "gzip" {
		if data, err = gunzip(data); err != nil {
			return err
		}
	}
	return proto.Unmarshal(data, answer)
}

// as makes a request one of the person's browser.
func (w *Town) as(p *Person, q *http.Request) {
	q.Header.Set("Origin", w.url)
	q.Header.Set("Cookie", "superette="+p.Token)
}

// do sends a request and returns the answer of a 2xx or 304.
func (w *Town) do(q *http.Request) (http.Header, []byte, error) {
	answer, err := w.http.Do(q)
	if err != nil {
		return nil, nil, err
	}
	data, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil {
		return nil, nil, err
	}
	if answer.StatusCode >= http.StatusMultipleChoices && answer.StatusCode != http.StatusNotModified {
		return nil, nil, fmt.Errorf("%s %s: %s %.300s", q.Method, q.URL.Path, answer.Status, data)
	}
	return answer.Header, data, nil
}
