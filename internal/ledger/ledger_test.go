package ledger_test

import (
	"context"
	"crypto/rand"
	"errors"
	"math"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// house is a ledger in a folder of its own, with a clock that a test may move.
type house struct {
	*ledger.Ledger

	db   *store.DB
	dir  string
	ids  *id.Source
	skip atomic.Int64 // how far the clock is ahead, a time.Duration
}

func (h *house) now() time.Time { return time.Now().Add(time.Duration(h.skip.Load())) }

func open(t testing.TB) *house {
	t.Helper()
	return openAt(t, t.TempDir(), 0)
}

func openAt(t testing.TB, dir string, skip time.Duration) *house {
	t.Helper()
	h := &house{dir: dir}
	h.skip.Store(int64(skip))
	h.ids = id.NewSource(h.now, rand.Reader)
	h.db = storetest.OpenAt(t, dir, h.now, ledger.Schema())
	var err error
	h.Ledger, err = ledger.Open(t.Context(), ledger.Config{DB: h.db, Currencies: []money.Currency{"CNY", "JPY"}, Now: h.now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.Close)
	return h
}

// close ends a house before the end of its test.
func (h *house) close(t testing.TB) {
	t.Helper()
	h.Close()
	if err := h.db.Close(); err != nil {
		t.Fatal(err)
	}
}

func (h *house) id() ledger.TransferID { return id.New[ledger.TransferID](h.ids) }

func cny(t testing.TB, minor int64) money.Amount {
	t.Helper()
	a, err := money.New(minor, "CNY")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (h *house) account(t testing.TB, kind, owner string) ledger.AccountID {
	t.Helper()
	a, err := h.OpenAccount(t.Context(), kind, owner, "CNY")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// person opens an account with so much in it.
func (h *house) person(t testing.TB, owner string, minor int64) ledger.AccountID {
	t.Helper()
	a := h.account(t, "person", owner)
	if minor > 0 {
		h.post(t, h.transfer(t, h.account(t, ledger.Issuance, "test"), a, minor))
	}
	return a
}

func (h *house) transfer(t testing.TB, from, to ledger.AccountID, minor int64) ledger.Command {
	t.Helper()
	return ledger.Command{ID: h.id(), Op: ledger.Transfer, Debit: from, Credit: to, Amount: cny(t, minor)}
}

func (h *house) post(t testing.TB, c ledger.Command) ledger.Result {
	t.Helper()
	r, err := h.Post(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (h *house) refused(t testing.TB, c ledger.Command, want error) {
	t.Helper()
	if r, err := h.Post(t.Context(), c); !errors.Is(err, want) {
		t.Errorf("Post(%s) = %+v, %v; want %v", c.Op, r, err, want)
	}
}

// want compares what an account has: posted, held, incoming.
func (h *house) want(t testing.TB, account ledger.AccountID, posted, held, incoming int64) {
	t.Helper()
	b, err := h.Balance(t.Context(), account)
	if err != nil {
		t.Fatal(err)
	}
	if b.Posted.Minor() != posted || b.Held.Minor() != held || b.Incoming.Minor() != incoming {
		t.Errorf("%s has %d posted, %d held, %d incoming; want %d, %d, %d", account,
			b.Posted.Minor(), b.Held.Minor(), b.Incoming.Minor(), posted, held, incoming)
	}
}

// clean checks the whole ledger.
func clean(t testing.TB, db ledger.Reader) []ledger.Report {
	t.Helper()
	reports, err := ledger.Check(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range reports {
		for _, line := range r.Differences {
			t.Error(line)
		}
	}
	return reports
}

func TestTransfer(t *testing.T) {
	t.Run("moves money from one account to another, and says what both have", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 500), h.person(t, "tom", 100)
		c := h.transfer(t, ling, tom, 120)
		c.Code, c.Subject = "gift", "pay_1"
		r := h.post(t, c)
		if r.ID != c.ID || r.Op != ledger.Transfer || r.Debit != ling || r.Credit != tom || r.Amount != cny(t, 120) ||
			r.DebitBalance != cny(t, 380) || r.CreditBalance != cny(t, 220) || r.Position != 3 || r.Code != "gift" || r.Subject != "pay_1" {
			t.Errorf("result = %+v", r)
		}
		h.want(t, ling, 380, 0, 0)
		h.want(t, tom, 220, 0, 0)
		h.want(t, "issuance:test:CNY", -600, 0, 0)
		clean(t, h.db)
	})
	t.Run("asked for again has the same result, and moves nothing again, also after a restart", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 500), h.person(t, "tom", 0)
		c := h.transfer(t, ling, tom, 120)
		first := h.post(t, c)
		if again := h.post(t, c); again != first {
			t.Errorf("again = %+v, want %+v", again, first)
		}
		h.close(t)
		h = openAt(t, h.dir, 0)
		if again := h.post(t, c); again != first {
			t.Errorf("after a restart = %+v, want %+v", again, first)
		}
		if found, err := h.Find(t.Context(), "CNY", c.ID); err != nil || found != first {
			t.Errorf("Find = %+v, %v; want %+v", found, err, first)
		}
		h.want(t, tom, 120, 0, 0)
		clean(t, h.db)
	})
	t.Run("of an id in another currency is another movement, found under that currency alone", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 500), h.person(t, "tom", 0)
		first := h.post(t, h.transfer(t, ling, tom, 120))
		other := ledger.Command{ID: first.ID, Op: ledger.Transfer}
		for into, kind := range map[*ledger.AccountID]string{&other.Debit: ledger.Issuance, &other.Credit: "person"} {
			account, err := h.OpenAccount(t.Context(), kind, "tom", "JPY")
			must(t, err)
			*into = account
		}
		var err error
		other.Amount, err = money.New(7, "JPY")
		must(t, err)
		if _, err := h.Find(t.Context(), "JPY", first.ID); !errors.Is(err, ledger.ErrNoTransfer) {
			t.Errorf("before it is posted: error = %v", err)
		}
		second := h.post(t, other)
		h.post(t, other)
		for currency, want := range map[money.Currency]ledger.Result{"CNY": first, "JPY": second} {
			if found, err := h.Find(t.Context(), currency, first.ID); err != nil || found != want {
				t.Errorf("Find in %s = %+v, %v; want %+v", currency, found, err, want)
			}
		}
		other.Amount = cny(t, 7)
		h.refused(t, other, ledger.ErrInvalid)
		clean(t, h.db)
	})
}

func TestRefusals(t *testing.T) {
	t.Run("too little money is refused, moves nothing, and stays refused when there is enough", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		c := h.transfer(t, ling, tom, 101)
		h.refused(t, c, ledger.ErrShort)
		h.post(t, h.transfer(t, "issuance:test:CNY", ling, 500))
		h.refused(t, c, ledger.ErrShort)
		if _, err := h.Find(t.Context(), "CNY", c.ID); !errors.Is(err, ledger.ErrShort) {
			t.Errorf("Find error = %v, want the refusal", err)
		}
		h.close(t)
		h = openAt(t, h.dir, 0)
		h.refused(t, c, ledger.ErrShort)
		h.want(t, ling, 600, 0, 0)
		c.ID = h.id()
		h.post(t, c)
		clean(t, h.db)
	})
	t.Run("the same id with another amount, account or subject is refused, and the first one stands", func(t *testing.T) {
		h := open(t)
		ling, tom, mei := h.person(t, "ling", 100), h.person(t, "tom", 0), h.person(t, "mei", 0)
		first := h.transfer(t, ling, tom, 10)
		h.post(t, first)
		for _, change := range []func(*ledger.Command){
			func(c *ledger.Command) { c.Amount = cny(t, 11) },
			func(c *ledger.Command) { c.Credit = mei },
			func(c *ledger.Command) { c.Subject = "pay_2" },
			func(c *ledger.Command) { c.Code = "tip" },
			func(c *ledger.Command) { c.AtMost = true },
			func(c *ledger.Command) { c.Op = ledger.Hold },
		} {
			other := first
			change(&other)
			h.refused(t, other, ledger.ErrTaken)
		}
		h.post(t, first)
		h.want(t, tom, 10, 0, 0)
		h.want(t, mei, 0, 0, 0)
	})
	t.Run("an account that was never opened, is frozen or closed takes no part", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		h.refused(t, h.transfer(t, ling, "person:nobody:CNY", 1), ledger.ErrNoAccount)
		h.refused(t, h.transfer(t, "person:nobody:CNY", ling, 1), ledger.ErrNoAccount)
		must(t, h.FreezeAccount(t.Context(), ling))
		h.refused(t, h.transfer(t, ling, tom, 1), ledger.ErrFrozen)
		h.post(t, h.transfer(t, "issuance:test:CNY", ling, 1)) // money still comes in
		must(t, h.UnfreezeAccount(t.Context(), ling))
		h.post(t, h.transfer(t, ling, tom, 1))
		if err := h.CloseAccount(t.Context(), tom); !errors.Is(err, ledger.ErrNotEmpty) {
			t.Errorf("CloseAccount with money: error = %v, want ErrNotEmpty", err)
		}
		h.post(t, h.transfer(t, tom, ling, 1))
		must(t, h.CloseAccount(t.Context(), tom))
		h.refused(t, h.transfer(t, ling, tom, 1), ledger.ErrAccountClosed)
		h.close(t)
		h = openAt(t, h.dir, 0)
		h.refused(t, h.transfer(t, ling, tom, 1), ledger.ErrAccountClosed)
		if b, err := h.Balance(t.Context(), tom); err != nil || !b.Closed || b.Frozen {
			t.Errorf("Balance = %+v, %v; want a closed account", b, err)
		}
		for _, change := range []func() error{
			func() error { return h.FreezeAccount(t.Context(), "person:nobody:CNY") },
			func() error { return h.UnfreezeAccount(t.Context(), "person:nobody:CNY") },
			func() error { return h.CloseAccount(t.Context(), "person:nobody:CNY") },
		} {
			if err := change(); !errors.Is(err, ledger.ErrNoAccount) {
				t.Errorf("error = %v, want ErrNoAccount", err)
			}
		}
		clean(t, h.db)
	})
	t.Run("more than 63 bits is refused", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", math.MaxInt64), h.person(t, "tom", 0)
		h.refused(t, h.transfer(t, "issuance:test:CNY", tom, 1), ledger.ErrTooMuch)
		h.refused(t, h.transfer(t, "issuance:test:CNY", ling, 1), ledger.ErrTooMuch)
		clean(t, h.db)
	})
	t.Run("so it is with what is held on either side, as all of it may be posted", func(t *testing.T) {
		h := open(t)
		const left = 20
		ling, tom := h.person(t, "ling", math.MaxInt64-left), h.person(t, "tom", 0)
		h.post(t, h.transfer(t, ling, tom, math.MaxInt64-left)) // nobody but the issuance has come near what it can give, and ling near what she can take
		hold := func(debit, credit ledger.AccountID, amount int64) ledger.Command {
			c := h.transfer(t, debit, credit, amount)
			c.Op, c.Timeout = ledger.Hold, time.Hour
			return c
		}
		mei := h.person(t, "mei", 0)
		for _, way := range []struct{ debit, credit ledger.AccountID }{{"issuance:test:CNY", mei}, {tom, ling}} {
			h.post(t, hold(way.debit, way.credit, left-5))
			h.refused(t, hold(way.debit, way.credit, 6), ledger.ErrTooMuch)
			h.refused(t, h.transfer(t, way.debit, way.credit, 6), ledger.ErrTooMuch)
			h.post(t, h.transfer(t, way.debit, way.credit, 5))
		}
		h.want(t, ling, 5, 0, left-5)
		h.want(t, mei, 5, 0, left-5)
		clean(t, h.db)
	})
	t.Run("an id that was refused last of all stays refused after a restart", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 1), h.person(t, "tom", 100)
		c := h.transfer(t, ling, tom, 2)
		h.refused(t, c, ledger.ErrShort)
		h.close(t)
		h = openAt(t, h.dir, 0)
		back := h.transfer(t, tom, ling, 50)
		h.post(t, back)
		h.refused(t, c, ledger.ErrShort)
		h.want(t, ling, 51, 0, 0)
		clean(t, h.db)
	})
	t.Run("what no state of the accounts could make possible is invalid, and its id stays free", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		yen, err := money.New(1, "JPY")
		must(t, err)
		hold := h.id()
		for name, change := range map[string]func(*ledger.Command){
			"a malformed id":               func(c *ledger.Command) { c.ID = "trf_1" },
			"no amount":                    func(c *ledger.Command) { c.Amount = cny(t, 0) },
			"a negative amount":            func(c *ledger.Command) { c.Amount = cny(t, -1) },
			"no currency":                  func(c *ledger.Command) { c.Amount = money.Amount{} },
			"another currency":             func(c *ledger.Command) { c.Amount = yen },
			"one account twice":            func(c *ledger.Command) { c.Credit = c.Debit },
			"a malformed debit account":    func(c *ledger.Command) { c.Debit = "person:ling" },
			"a malformed credit account":   func(c *ledger.Command) { c.Credit = "Person:tom:CNY" },
			"an owner with a space":        func(c *ledger.Command) { c.Credit = "person:t m:CNY" },
			"a name that is too long":      func(c *ledger.Command) { c.Credit = ledger.AccountID("person:" + strings.Repeat("x", 130) + ":CNY") },
			"a timeout of a transfer":      func(c *ledger.Command) { c.Timeout = time.Second },
			"a negative timeout":           func(c *ledger.Command) { c.Op, c.Timeout = ledger.Hold, -time.Second },
			"a timeout in microseconds":    func(c *ledger.Command) { c.Op, c.Timeout = ledger.Hold, time.Microsecond },
			"a hold of a transfer":         func(c *ledger.Command) { c.Held = hold },
			"a code that is too long":      func(c *ledger.Command) { c.Code = strings.Repeat("x", 33) },
			"a subject of two lines":       func(c *ledger.Command) { c.Subject = "a\nb" },
			"a subject that is no text":    func(c *ledger.Command) { c.Subject = "\xff" },
			"no op":                        func(c *ledger.Command) { c.Op = 0 },
			"the ledger's own op":          func(c *ledger.Command) { c.Op = ledger.Expire },
			"a posted hold with accounts":  func(c *ledger.Command) { c.Op, c.Held = ledger.PostHold, hold },
			"a posted hold without a hold": func(c *ledger.Command) { c.Op, c.Debit, c.Credit = ledger.PostHold, "", "" },
			"a voided hold with an amount": func(c *ledger.Command) { c.Op, c.Debit, c.Credit, c.Held = ledger.VoidHold, "", "", hold },
			"a posted hold with no amount": func(c *ledger.Command) {
				c.Op, c.Debit, c.Credit, c.Held, c.Amount = ledger.PostHold, "", "", hold, cny(t, 0)
			},
			"a posted hold of what is left": func(c *ledger.Command) {
				c.Op, c.Debit, c.Credit, c.Held, c.AtMost = ledger.PostHold, "", "", hold, true
			},
		} {
			c := h.transfer(t, ling, tom, 1)
			valid := c
			change(&c)
			if _, err := h.Post(t.Context(), c); !errors.Is(err, ledger.ErrInvalid) {
				t.Errorf("%s: error = %v, want ErrInvalid", name, err)
			}
			h.post(t, valid)
		}
		for _, bad := range [][3]string{{"", "x", "CNY"}, {"person", "", "CNY"}, {"person", "a:b", "CNY"}, {"person", "x", "XXX"}} {
			if _, err := h.OpenAccount(t.Context(), bad[0], bad[1], money.Currency(bad[2])); !errors.Is(err, ledger.ErrInvalid) {
				t.Errorf("OpenAccount(%v) error = %v, want ErrInvalid", bad, err)
			}
		}
		if _, err := h.OpenAccount(t.Context(), "person", "x", "EUR"); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("a currency without a ledger: error = %v, want ErrInvalid", err)
		}
		if err := h.CloseAccount(t.Context(), "nonsense"); !errors.Is(err, ledger.ErrInvalid) {
			t.Errorf("CloseAccount(nonsense) error = %v, want ErrInvalid", err)
		}
		if _, err := h.Find(t.Context(), "CNY", "trf_1"); !errors.Is(err, id.ErrMalformed) {
			t.Errorf("Find(trf_1) error = %v, want ErrMalformed", err)
		}
		if _, err := h.Find(t.Context(), "CNY", h.id()); !errors.Is(err, ledger.ErrNoTransfer) {
			t.Errorf("Find of an unknown id: error = %v, want ErrNoTransfer", err)
		}
		if _, err := h.Balance(t.Context(), "person:x:CNY"); !errors.Is(err, ledger.ErrNoAccount) {
			t.Errorf("Balance of an unknown account: error = %v, want ErrNoAccount", err)
		}
	})
	t.Run("a caller who gave up before gets nothing done", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := h.Post(ctx, h.transfer(t, ling, tom, 1)); !errors.Is(err, ledger.ErrBusy) || !errors.Is(err, context.Canceled) {
			t.Errorf("error = %v, want ErrBusy and canceled", err)
		}
		h.want(t, tom, 0, 0, 0)
	})
	t.Run("a closed ledger takes nothing more, and has no failure", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		h.Close()
		h.refused(t, h.transfer(t, ling, tom, 1), ledger.ErrStopped)
		if err := h.Err(); err != nil {
			t.Errorf("Err = %v, want nil", err)
		}
	})
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestHolds(t *testing.T) {
	hold := func(t *testing.T, h *house, from, to ledger.AccountID, minor int64, timeout time.Duration) ledger.Command {
		t.Helper()
		c := h.transfer(t, from, to, minor)
		c.Op, c.Timeout, c.Subject = ledger.Hold, timeout, "pay_"+string(c.ID)
		return c
	}
	end := func(t *testing.T, h *house, op ledger.Op, held ledger.TransferID, minor int64) ledger.Command {
		t.Helper()
		return ledger.Command{ID: h.id(), Op: op, Held: held, Amount: cny(t, minor)}
	}
	t.Run("held money cannot be spent, and is not the other's yet", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		r := h.post(t, hold(t, h, ling, tom, 70, 0))
		if r.Op != ledger.Hold || r.Amount != cny(t, 70) || r.DebitBalance != cny(t, 100) || r.CreditBalance != cny(t, 0) {
			t.Errorf("result = %+v", r)
		}
		h.want(t, ling, 100, 70, 0)
		h.want(t, tom, 0, 0, 70)
		h.refused(t, h.transfer(t, ling, tom, 31), ledger.ErrShort)
		h.refused(t, h.transfer(t, tom, ling, 1), ledger.ErrShort)
		if err := h.CloseAccount(t.Context(), tom); !errors.Is(err, ledger.ErrNotEmpty) {
			t.Errorf("CloseAccount error = %v, want ErrNotEmpty", err)
		}
		b, err := h.Balance(t.Context(), ling)
		must(t, err)
		if b.Available() != cny(t, 30) {
			t.Errorf("available = %s, want 0.30", b.Available())
		}
		clean(t, h.db)
	})
	t.Run("a part of it is posted, the rest is given back", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		held := hold(t, h, ling, tom, 70, 0)
		h.post(t, held)
		h.refused(t, end(t, h, ledger.PostHold, held.ID, 71), ledger.ErrHoldSmall)
		post := end(t, h, ledger.PostHold, held.ID, 50)
		r := h.post(t, post)
		if r.Held != held.ID || r.Debit != ling || r.Credit != tom || r.Amount != cny(t, 50) || r.DebitBalance != cny(t, 50) {
			t.Errorf("result = %+v", r)
		}
		if again := h.post(t, post); again != r {
			t.Errorf("again = %+v, want %+v", again, r)
		}
		h.want(t, ling, 50, 0, 0)
		h.want(t, tom, 50, 0, 0)
		h.refused(t, end(t, h, ledger.PostHold, held.ID, 1), ledger.ErrHoldOver)
		h.refused(t, end(t, h, ledger.VoidHold, held.ID, 0), ledger.ErrHoldOver)
		h.refused(t, end(t, h, ledger.VoidHold, h.id(), 0), ledger.ErrNoHold)
		clean(t, h.db)
	})
	t.Run("posted and voided by many at once it is one of the two, once", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		held := hold(t, h, ling, tom, 70, 0)
		h.post(t, held)
		var done [2]atomic.Int64
		var all sync.WaitGroup
		for n := range 32 {
			c := end(t, h, ledger.PostHold, held.ID, 70)
			if n%2 == 1 {
				c.Op, c.Amount = ledger.VoidHold, cny(t, 0)
			}
			all.Go(func() {
				switch _, err := h.Post(t.Context(), c); {
				case err == nil:
					done[n%2].Add(1)
				case !errors.Is(err, ledger.ErrHoldOver):
					t.Error(err)
				}
			})
		}
		all.Wait()
		posted, voided := done[0].Load(), done[1].Load()
		if posted+voided != 1 {
			t.Errorf("%d posted and %d voided it", posted, voided)
		}
		h.want(t, ling, 100-70*posted, 0, 0)
		h.want(t, tom, 70*posted, 0, 0)
		clean(t, h.db)
	})
	t.Run("a voided one gives all back, though its account is frozen, and after a restart", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		held := hold(t, h, ling, tom, 70, 0)
		h.post(t, held)
		must(t, h.FreezeAccount(t.Context(), ling))
		h.close(t)
		h = openAt(t, h.dir, 0)
		h.post(t, end(t, h, ledger.VoidHold, held.ID, 0))
		h.want(t, ling, 100, 0, 0)
		h.want(t, tom, 0, 0, 0)
		h.close(t)
		h = openAt(t, h.dir, 0)
		h.refused(t, end(t, h, ledger.PostHold, held.ID, 70), ledger.ErrHoldOver)
		clean(t, h.db)
	})
	t.Run("one whose time runs out is given back by itself, and tells so", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		events := make(chan ledger.Posting, 10)
		h.db.On(ledger.Posted, func(_ context.Context, e store.Event) error {
			p, err := ledger.ParsePosting(e.Payload)
			events <- p
			return err
		})
		h.db.Start()
		held := hold(t, h, ling, tom, 70, 30*time.Millisecond)
		h.post(t, held)
		if p := <-events; p.Op != "hold" || p.ID != held.ID || p.Subject != held.Subject || p.Amount != 70 || p.Currency != "CNY" || p.Time().IsZero() {
			t.Errorf("event = %+v", p)
		}
		if p := <-events; p.Op != "expire" || p.Held != held.ID || p.Subject != held.Subject {
			t.Errorf("event = %+v, want that of the expired hold", p)
		}
		h.want(t, ling, 100, 0, 0)
		h.refused(t, end(t, h, ledger.PostHold, held.ID, 70), ledger.ErrHoldExpired)
		clean(t, h.db)
	})
	t.Run("one whose time ran out while nothing ran is given back at the next start", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		held := hold(t, h, ling, tom, 70, time.Hour)
		h.post(t, held)
		h.close(t)
		h = openAt(t, h.dir, 2*time.Hour)
		h.refused(t, end(t, h, ledger.PostHold, held.ID, 70), ledger.ErrHoldExpired)
		h.want(t, ling, 100, 0, 0)
		clean(t, h.db)
	})
}

func TestAtMost(t *testing.T) {
	t.Run("moves what there is, and is refused when there is nothing", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		c := h.transfer(t, ling, tom, 500)
		c.AtMost = true
		if r := h.post(t, c); r.Amount != cny(t, 100) {
			t.Errorf("moved %s, want 1.00", r.Amount)
		}
		if r := h.post(t, c); r.Amount != cny(t, 100) {
			t.Errorf("again: %s, want 1.00", r.Amount)
		}
		c.ID = h.id()
		h.refused(t, c, ledger.ErrShort)
	})
}

func TestPostAll(t *testing.T) {
	t.Run("does all or nothing, and the same when asked again", func(t *testing.T) {
		h := open(t)
		ling, tom, mei := h.person(t, "ling", 100), h.person(t, "tom", 0), h.person(t, "mei", 0)
		// Tom can pay Mei only by what Ling gives him first.
		good := []ledger.Command{h.transfer(t, ling, tom, 60), h.transfer(t, tom, mei, 50)}
		first, err := h.PostAll(t.Context(), good)
		must(t, err)
		again, err := h.PostAll(t.Context(), good)
		must(t, err)
		if !slices.Equal(first, again) {
			t.Errorf("again = %+v, want %+v", again, first)
		}
		bad := []ledger.Command{h.transfer(t, ling, tom, 30), h.transfer(t, mei, tom, 51), h.transfer(t, ling, mei, 1)}
		for range 2 {
			if _, err := h.PostAll(t.Context(), bad); !errors.Is(err, ledger.ErrShort) {
				t.Errorf("error = %v, want ErrShort", err)
			}
		}
		h.refused(t, bad[0], ledger.ErrLinked)
		h.refused(t, bad[2], ledger.ErrLinked)
		// With one that was done before, the new one is refused for that alone.
		mixed := []ledger.Command{good[0], h.transfer(t, ling, tom, 1)}
		if _, err := h.PostAll(t.Context(), mixed); !errors.Is(err, ledger.ErrLinked) {
			t.Errorf("error = %v, want ErrLinked", err)
		}
		h.want(t, ling, 40, 0, 0)
		h.want(t, tom, 10, 0, 0)
		h.want(t, mei, 50, 0, 0)
		clean(t, h.db)
	})
	t.Run("holds money and posts it in one", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 100), h.person(t, "tom", 0)
		hold := h.transfer(t, ling, tom, 60)
		hold.Op = ledger.Hold
		_, err := h.PostAll(t.Context(), []ledger.Command{hold, {ID: h.id(), Op: ledger.PostHold, Held: hold.ID, Amount: cny(t, 60)}})
		must(t, err)
		h.want(t, tom, 60, 0, 0)
		clean(t, h.db)
	})
	t.Run("refuses none, too many, and one id twice", func(t *testing.T) {
		h := open(t)
		c := h.transfer(t, h.person(t, "ling", 100), h.person(t, "tom", 0), 1)
		many := make([]ledger.Command, 257)
		for _, bad := range [][]ledger.Command{nil, many, {c, c}} {
			if _, err := h.PostAll(t.Context(), bad); !errors.Is(err, ledger.ErrInvalid) {
				t.Errorf("%d commands: error = %v, want ErrInvalid", len(bad), err)
			}
		}
	})
}
