package ledger_test

import (
	"crypto/rand"
	"errors"
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
	skip time.Duration // how far the clock is ahead
}

func (h *house) now() time.Time { return time.Now().Add(h.skip) }

func open(t testing.TB) *house {
	t.Helper()
	return openAt(t, t.TempDir(), 0)
}

func openAt(t testing.TB, dir string, skip time.Duration) *house {
	t.Helper()
	h := &house{dir: dir, skip: skip}
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
		if found, err := h.Find(t.Context(), c.ID); err != nil || found != first {
			t.Errorf("Find = %+v, %v; want %+v", found, err, first)
		}
		h.want(t, tom, 120, 0, 0)
		clean(t, h.db)
	})
}
