package ledger_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/superette/superette/internal/ledger"
)

func TestReading(t *testing.T) {
	t.Run("lists the movements of a month, newest first, page by page, with counterpart and balance", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 1000), h.person(t, "tom", 0)
		for n := range 20 {
			h.post(t, h.transfer(t, ling, tom, int64(n+1)))
		}
		hold := h.transfer(t, ling, tom, 5)
		hold.Op = ledger.Hold
		h.post(t, hold) // no movement yet
		page := ledger.Page{From: time.Now().Add(-time.Hour), To: time.Now().Add(time.Hour), Limit: 8}
		var amounts []int64
		for {
			list, err := h.ListEntries(t.Context(), tom, page)
			must(t, err)
			for _, e := range list {
				if !e.Incoming || e.Other != ling || e.Balance != e.CreditBalance {
					t.Errorf("entry = %+v", e)
				}
				amounts = append(amounts, e.Amount.Minor())
			}
			if len(list) < page.Limit {
				break
			}
			page.Before = list[len(list)-1].Position
		}
		if len(amounts) != 20 || amounts[0] != 20 || amounts[19] != 1 || !slices.IsSortedFunc(amounts, func(a, b int64) int { return int(b - a) }) {
			t.Errorf("amounts = %v, want 20 to 1", amounts)
		}
		list, err := h.ListEntries(t.Context(), ling, ledger.Page{From: page.From, To: page.To, Limit: 200})
		must(t, err)
		if len(list) != 21 || list[0].Incoming || list[0].Other != tom || list[0].Balance != cny(t, 790) || !list[20].Incoming {
			t.Errorf("%d entries, first %+v", len(list), list[0])
		}
	})
	t.Run("finds an earlier month without walking through the later ones", func(t *testing.T) {
		dir := t.TempDir()
		var ling, tom ledger.AccountID
		var marks []time.Time
		for month := range 4 {
			h := openAt(t, dir, time.Duration(month)*32*24*time.Hour)
			ling, tom = h.person(t, "ling", 1000), h.person(t, "tom", 0)
			h.post(t, h.transfer(t, ling, tom, int64(month+1)))
			marks = append(marks, h.now())
			h.close(t)
		}
		h := openAt(t, dir, 130*24*time.Hour)
		for month, at := range marks {
			from := time.Date(at.UTC().Year(), at.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
			list, err := h.ListEntries(t.Context(), tom, ledger.Page{From: from, To: from.AddDate(0, 1, 0), Limit: 10})
			must(t, err)
			if len(list) != 1 || list[0].Amount != cny(t, int64(month+1)) {
				t.Errorf("month %d: %d entries %+v", month, len(list), list)
			}
		}
		list, err := h.ListEntries(t.Context(), tom, ledger.Page{From: time.Unix(0, 0), To: time.Unix(1, 0), Limit: 10})
		if must(t, err); list != nil {
			t.Errorf("in 1970: %+v", list)
		}
		clean(t, h.db)
	})
	t.Run("refuses pages that cannot be", func(t *testing.T) {
		h := open(t)
		ling, tom := h.person(t, "ling", 10), h.person(t, "tom", 0)
		other := h.post(t, h.transfer(t, "issuance:test:CNY", ling, 1))
		for _, p := range []ledger.Page{{Limit: 0}, {Limit: 201}, {Limit: 1, Before: -1}, {Limit: 1, Before: other.Position}, {Limit: 1, Before: 99}} {
			if _, err := h.ListEntries(t.Context(), tom, p); !errors.Is(err, ledger.ErrInvalid) {
				t.Errorf("ListEntries(%+v) error = %v, want ErrInvalid", p, err)
			}
		}
		if _, err := h.ListEntries(t.Context(), "person:x:CNY", ledger.Page{Limit: 1}); !errors.Is(err, ledger.ErrNoAccount) {
			t.Errorf("error = %v, want ErrNoAccount", err)
		}
	})
	t.Run("lists what one owner has, of every kind and currency", func(t *testing.T) {
		h := open(t)
		h.person(t, "ling", 10)
		h.account(t, "deposit", "ling")
		_, err := h.OpenAccount(t.Context(), "person", "ling", "JPY")
		must(t, err)
		list, err := h.ListBalances(t.Context(), "ling")
		must(t, err)
		if len(list) != 3 || list[0].ID != "deposit:ling:CNY" || list[1].Posted != cny(t, 10) || list[2].Currency != "JPY" {
			t.Errorf("balances = %+v", list)
		}
		if got := list[2].ID.Currency(); got != "JPY" {
			t.Errorf("Currency = %s, want JPY", got)
		}
	})
}
