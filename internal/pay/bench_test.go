package pay_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// atOnce is how many payers wait for an answer at the same time.
const atOnce = 64

// tokens are sessions whose token is the person's id.
type tokens struct{}

func (tokens) ByToken(_ context.Context, token string) (id.Caller, error) {
	user, err := id.Parse[id.UserID](token)
	if err != nil {
		return id.Caller{}, account.ErrSignedOut
	}
	return id.AsPerson(user, "", ""), nil
}

// signedIn sends each request as a browser of one person does.
type signedIn struct {
	user   id.UserID
	origin string
}

func (s signedIn) RoundTrip(r *http.Request) (*http.Response, error) {
	r.Header.Set("Authorization", "Bearer "+string(s.user))
	r.Header.Set("Origin", s.origin)
	return http.DefaultTransport.RoundTrip(r)
}

// web offers the room over HTTP and returns its address.
func (w *world) web(t testing.TB) (origin string) {
	t.Helper()
	web := httptest.NewUnstartedServer(nil)
	origin = "http://" + web.Listener.Addr().String()
	server, err := httpd.New(httpd.Config{Origin: origin, Sessions: tokens{}, Now: time.Now, IDs: w.ids, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	pay.Mount(server, w.Service)
	web.Config.Handler = server
	web.Start()
	t.Cleanup(web.Close)
	return origin
}

// serve is web with a client for each person.
func (w *world) serve(b *testing.B, people []id.Caller) []superettev1connect.PayServiceClient {
	b.Helper()
	http.DefaultTransport.(*http.Transport).MaxIdleConnsPerHost = len(people) //nolint:forcetypeassert // net/http's own
	origin := w.web(b)
	clients := make([]superettev1connect.PayServiceClient, len(people))
	for i, by := range people {
		clients[i] = superettev1connect.NewPayServiceClient(&http.Client{Transport: signedIn{by.User, origin}}, origin+httpd.APIPrefix)
	}
	return clients
}

// BenchmarkPay pays orders over the whole path, from HTTP to durable: the session, the merchant's signature, the PIN, the
// three commits, the answer. The PINs are known to be right since the payers paid before; the first payment of a process
// costs argon2id besides. Run it by: go test ./internal/pay -run '^$' -bench Pay -benchtime 5000x
func BenchmarkPay(b *testing.B) {
	w := newWorld(b)
	payers := make([]id.Caller, atOnce)
	for i := range payers {
		payers[i] = w.person(b, "90000000.00")
	}
	requests := make([]*superettev1.PayRequest, b.N+len(payers))
	var making sync.WaitGroup
	places := make(chan struct{}, atOnce)
	for i := range requests {
		places <- struct{}{}
		making.Go(func() {
			defer func() { <-places }()
			o, err := w.Prepare(b.Context(), asShop(mchid), w.newOrder(b, payers[i%atOnce], fmt.Sprintf("order-%08d", i), "0.01"))
			if err != nil {
				b.Error(err)
				return
			}
			g := w.shop.sign(b, app, o.ID)
			requests[i] = &superettev1.PayRequest{
				RequestId: fmt.Sprintf("request-%08d", i), PayeeId: mchid, Amount: o.Amount.Minor(), Currency: string(pay.CNY), Pin: pin,
				Signed: &superettev1.Signed{
					AppId: string(g.App), TimeStamp: g.TimeStamp, NonceStr: g.Nonce, Package: g.Package, SignType: g.SignType, PaySign: g.Sign,
				},
			}
		})
	}
	making.Wait()
	clients := w.serve(b, payers)
	one := func(i int) {
		answer, err := clients[i%atOnce].Pay(b.Context(), requests[i])
		if err != nil {
			b.Errorf("payment %d: %v", i, err)
			return
		}
		if answer.GetPayment().GetState() != superettev1.PaymentState_PAYMENT_STATE_PAID {
			b.Errorf("payment %d: %v", i, answer)
		}
	}
	for i := range payers {
		one(b.N + i) // each payer once: their PIN is known to be right afterwards
	}
	var next atomic.Int64
	b.ResetTimer()
	started := time.Now()
	var running sync.WaitGroup
	for range atOnce {
		running.Go(func() {
			for i := int(next.Add(1)) - 1; i < b.N; i = int(next.Add(1)) - 1 {
				one(i)
			}
		})
	}
	running.Wait()
	b.ReportMetric(float64(b.N)/time.Since(started).Seconds(), "payments/s")
}
