package pay_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// TestAmountsThatAreNone sends amounts that no ledger can move: each is refused in plain words, and nothing moves.
func TestAmountsThatAreNone(t *testing.T) {
	w := newWorld(t)
	ling, tom := w.person(t, "10.00"), w.person(t, "10.00")
	conv := w.room(ling, tom)
	origin := w.web(t)
	client := &http.Client{Transport: signedIn{ling.User, origin}}
	const whole = "This request cannot be read. Nothing was done. amount is a whole number without a fraction, from -9223372036854775808 to 9223372036854775807."
	const cannot = "This amount cannot be sent. Nothing was taken."
	for _, route := range []struct{ path, body string }{
		{"superette.v1.WalletService/Transfer", `{"requestId":"request-%d","userId":"` + string(tom.User) + `","currency":"CNY","pin":"` + pin + `","amount":%s}`},
		{"superette.v1.GiftService/SendGift", `{"requestId":"request-%d","conv":"` + string(conv) + `","kind":2,"count":1,"currency":"CNY","pin":"` + pin + `","amount":%s}`},
	} {
		for n, c := range []struct{ amount, says, code string }{
			{`1.5`, whole, "httpd.unread"},
			{`"1.5"`, whole, "httpd.unread"},
			{`1e-1`, whole, "httpd.unread"},
			{`9223372036854775808`, whole, "httpd.unread"},
			{`"9223372036854775808"`, whole, "httpd.unread"},
			{`-9223372036854775809`, whole, "httpd.unread"},
			{`1e400`, whole, "httpd.unread"},
			{`1e999999999`, whole, "httpd.unread"},
			{`true`, whole, "httpd.unread"},
			{`{"fen":1}`, whole, "httpd.unread"},
			{`[1]`, whole, "httpd.unread"},
			{`"NaN"`, whole, "httpd.unread"},
			{`9223372036854775807`, cannot, "pay.amount"},
			{`-9223372036854775808`, cannot, "pay.amount"},
			{`0`, cannot, "pay.amount"},
			{`null`, cannot, "pay.amount"},
		} {
			t.Run(route.path+" of "+c.amount+" is refused in plain words", func(t *testing.T) {
				body := fmt.Sprintf(route.body, n, c.amount)
				for _, kind := range []string{"application/json", "application/json; charset=utf-8"} {
					r, err := client.Post(origin+httpd.APIPrefix+"/"+route.path, kind, strings.NewReader(body)) //nolint:noctx // of a test
					if err != nil {
						t.Fatal(err)
					}
					said, err := io.ReadAll(r.Body)
					if err != nil || r.Body.Close() != nil {
						t.Fatal(err)
					}
					if want := `{"code":"invalid_argument","message":"` + c.says + `"}`; r.StatusCode != http.StatusBadRequest || string(said) != want ||
						r.Header.Get(httpd.CodeHeader) != c.code {
						t.Errorf("%s: answer = %d %q %s", kind, r.StatusCode, r.Header.Get(httpd.CodeHeader), said)
					}
				}
			})
		}
	}
	if got := w.balance(t, ling); got != "10.00" {
		t.Errorf("Ling has %s, want 10.00", got)
	}
	if c := w.compared(t); c.Payments+c.Gifts != 0 || c.Records != 2 {
		t.Errorf("something was noted or moved: %+v", c)
	}
	for name, options := range map[string][]connect.ClientOption{"binary": nil, "JSON": {connect.WithProtoJSON()}} {
		t.Run("an amount that is one is sent as "+name+", and answered", func(t *testing.T) {
			wallets := superettev1connect.NewWalletServiceClient(client, origin+httpd.APIPrefix, options...)
			answer, err := wallets.Transfer(t.Context(), &superettev1.TransferRequest{
				RequestId: "request-" + name, UserId: string(tom.User), Amount: 150, Currency: string(pay.CNY), Pin: pin,
			})
			if err != nil || answer.GetPayment().GetAmount() != 150 {
				t.Errorf("answer = %v, %v", answer, err)
			}
		})
	}
	if got := w.balance(t, ling); got != "7.00" {
		t.Errorf("Ling has %s, want 7.00", got)
	}
}

// TestWhoIsToldThatTheyCanTake compares what the answers say with what TakeGift does.
func TestWhoIsToldThatTheyCanTake(t *testing.T) {
	w := newWorld(t)
	ling, tom, mei := w.person(t, "10.00"), w.person(t, "0.01"), w.person(t, "0.01")
	origin := w.web(t)
	as := func(by id.Caller) superettev1connect.GiftServiceClient {
		return superettev1connect.NewGiftServiceClient(&http.Client{Transport: signedIn{by.User, origin}}, origin+httpd.APIPrefix)
	}
	shrunk := w.room(ling, tom, mei)
	w.rooms[shrunk] = w.rooms[shrunk][:2]
	for name, c := range map[string]struct {
		conv  id.ConvID
		count int
		order []id.Caller
		gets  []bool
	}{
		"in a group all may, the sender too":                      {w.room(ling, tom, mei), 3, []id.Caller{ling, tom, mei}, []bool{true, true, true}},
		"in a group only as many as there are shares":             {w.room(ling, tom, mei), 2, []id.Caller{mei, ling, tom}, []bool{true, true, false}},
		"in a group that shrank to two the sender may not":        {shrunk, 2, []id.Caller{ling, tom}, []bool{false, true}},
		"in a conversation of two the sender may not, of one":     {w.room(ling, tom), 1, []id.Caller{ling, tom}, []bool{false, true}},
		"in a conversation of two the sender may not, of several": {w.room(ling, tom), 2, []id.Caller{tom, ling}, []bool{true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			sent, err := as(ling).SendGift(t.Context(), &superettev1.SendGiftRequest{
				RequestId: "request-" + string(id.New[pay.GiftID](w.ids)), Conv: string(c.conv), Kind: superettev1.GiftKind_GIFT_KIND_EQUAL, Amount: 100,
				Currency: string(pay.CNY), Count: int32(c.count), Pin: pin, //nolint:gosec // at most 3
			})
			if err != nil {
				t.Fatal(err)
			}
			gift := sent.GetGift().GetId()
			for i, by := range c.order {
				list, err := as(by).ListGifts(t.Context(), &superettev1.ListGiftsRequest{Ids: []string{gift}})
				if err != nil || len(list.GetGifts()) != 1 {
					t.Fatalf("ListGifts = %v, %v", list, err)
				}
				if got := list.GetGifts()[0].GetCanTake(); got != c.gets[i] {
					t.Errorf("number %d is told that they can take: %v, want %v", i+1, got, c.gets[i])
				}
				taken, err := as(by).TakeGift(t.Context(), &superettev1.TakeGiftRequest{Id: gift})
				if (err == nil) != c.gets[i] {
					t.Errorf("number %d takes: %v; want that they can: %v", i+1, err, c.gets[i])
				}
				if err == nil && taken.GetGift().GetCanTake() {
					t.Errorf("number %d is told that they can take it again", i+1)
				}
			}
		})
	}
	t.Run("once the time is over nobody may", func(t *testing.T) {
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, w.room(ling, tom, mei), "1.00", 2))
		w.clock.forward(25 * time.Hour)
		list, err := as(tom).ListGifts(t.Context(), &superettev1.ListGiftsRequest{Ids: []string{string(g.ID)}})
		if err != nil || len(list.GetGifts()) != 1 || list.GetGifts()[0].GetCanTake() {
			t.Errorf("ListGifts = %v, %v; want that Tom cannot take it", list, err)
		}
	})
}

// TestWhenASeedIsTold asks for a lucky packet as its members do: from its seed all shares to come could be computed.
func TestWhenASeedIsTold(t *testing.T) {
	for name, end := range map[string]func(w *world, gifts superettev1connect.GiftServiceClient, gift string) error{
		"taken": func(_ *world, gifts superettev1connect.GiftServiceClient, gift string) error {
			_, err := gifts.TakeGift(t.Context(), &superettev1.TakeGiftRequest{Id: gift})
			return err
		},
		"back": func(w *world, _ superettev1connect.GiftServiceClient, _ string) error {
			w.clock.forward(25 * time.Hour)
			_, err := w.ExpireGifts(t.Context())
			return err
		},
	} {
		t.Run("of a lucky packet it is told once all of it is "+name, func(t *testing.T) {
			w := newWorld(t)
			ling, tom, mei := w.person(t, "10.00"), w.person(t, "0.01"), w.person(t, "0.01")
			conv := w.room(ling, tom, mei)
			origin := w.web(t)
			as := func(by id.Caller) superettev1connect.GiftServiceClient {
				return superettev1connect.NewGiftServiceClient(&http.Client{Transport: signedIn{by.User, origin}}, origin+httpd.APIPrefix)
			}
			sent, err := as(ling).SendGift(t.Context(), &superettev1.SendGiftRequest{
				RequestId: "request-lucky", Conv: string(conv), Kind: superettev1.GiftKind_GIFT_KIND_LUCKY, Amount: 1000, Currency: string(pay.CNY), Count: 2, Pin: pin,
			})
			if err != nil {
				t.Fatal(err)
			}
			first := sent.GetGift()
			seen := func(by id.Caller) *superettev1.Gift {
				list, err := as(by).ListGifts(t.Context(), &superettev1.ListGiftsRequest{Ids: []string{first.GetId()}})
				if err != nil || len(list.GetGifts()) != 1 {
					t.Fatalf("ListGifts = %v, %v", list, err)
				}
				return list.GetGifts()[0]
			}
			taken, err := as(tom).TakeGift(t.Context(), &superettev1.TakeGiftRequest{Id: first.GetId()})
			if err != nil {
				t.Fatal(err)
			}
			for _, g := range []*superettev1.Gift{first, taken.GetGift(), seen(ling), seen(mei)} {
				if g.GetSeed() != "" || g.GetCommitment() == "" || g.GetCommitment() != first.GetCommitment() {
					t.Fatalf("while it is open its seed is %q and its commitment %q", g.GetSeed(), g.GetCommitment())
				}
			}
			if err := end(w, as(mei), first.GetId()); err != nil {
				t.Fatal(err)
			}
			for _, by := range []id.Caller{ling, tom, mei} {
				told := seen(by)
				seed, err := hex.DecodeString(told.GetSeed())
				if err != nil || len(seed) != len(pay.Seed{}) {
					t.Fatalf("when it is over its seed is %q: %v", told.GetSeed(), err)
				}
				made := sha256.Sum256(append([]byte("superette red packet 1\n"+first.GetId()+"\n1000\n2\n"), seed...))
				if got := hex.EncodeToString(made[:]); got != first.GetCommitment() || told.GetCommitment() != got {
					t.Errorf("the seed makes %s; the commitment was %s and is %s", got, first.GetCommitment(), told.GetCommitment())
				}
			}
		})
	}
}
