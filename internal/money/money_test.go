package money_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/money"
)

func amount(t interface{ Fatal(...any) }, minor int64) money.Amount {
	a, err := money.New(minor, "CNY")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		currency   money.Currency
		minor      int64
		decimal    string
		err        error
	}{
		{name: "reads two digits after the point", text: "12.30", currency: "CNY", minor: 1230, decimal: "12.30"},
		{name: "reads one digit after the point", text: "12.3", currency: "CNY", minor: 1230, decimal: "12.30"},
		{name: "reads a whole number", text: "12", currency: "CNY", minor: 1200, decimal: "12.00"},
		{name: "reads a negative fen", text: "-0.01", currency: "CNY", minor: -1, decimal: "-0.01"},
		{name: "reads a currency without a point", text: "500", currency: "JPY", minor: 500, decimal: "500"},
		{name: "refuses a third digit", text: "0.001", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses a point in yen", text: "5.0", currency: "JPY", err: money.ErrMalformed},
		{name: "refuses a bare point", text: "5.", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses a missing whole part", text: ".5", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses an exponent", text: "1e3", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses a plus", text: "+1", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses two signs", text: "--1", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses nothing", text: "", currency: "CNY", err: money.ErrMalformed},
		{name: "refuses what does not fit", text: "92233720368547758.08", currency: "CNY", err: money.ErrRange},
		{name: "refuses an unknown currency", text: "1", currency: "XXX", err: money.ErrCurrency},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := money.Parse(c.text, c.currency)
			if !errors.Is(err, c.err) {
				t.Fatalf("Parse(%q) error = %v, want %v", c.text, err, c.err)
			}
			if err == nil && (got.Minor() != c.minor || got.Decimal() != c.decimal) {
				t.Errorf("Parse(%q) = %d minor, %q; want %d, %q", c.text, got.Minor(), got.Decimal(), c.minor, c.decimal)
			}
		})
	}
}

func TestArithmetic(t *testing.T) {
	t.Run("printing and reading again changes nothing", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			currency := rapid.SampledFrom([]money.Currency{"CNY", "JPY"}).Draw(t, "currency")
			a, err := money.New(rapid.Int64().Draw(t, "minor"), currency)
			if err != nil {
				t.Fatal(err)
			}
			if b, err := money.Parse(a.Decimal(), currency); err != nil || b != a {
				t.Fatalf("Parse(%q) = %v, %v; want %v", a.Decimal(), b, err, a)
			}
		})
	})
	t.Run("adding and subtracting agree with whole numbers of any size", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			x, y := rapid.Int64().Draw(t, "x"), rapid.Int64().Draw(t, "y")
			sum, err := amount(t, x).Add(amount(t, y))
			compare(t, "sum", sum, err, new(big.Int).Add(big.NewInt(x), big.NewInt(y)))
			diff, err := amount(t, x).Sub(amount(t, y))
			compare(t, "difference", diff, err, new(big.Int).Sub(big.NewInt(x), big.NewInt(y)))
		})
	})
	t.Run("currencies do not mix", func(t *testing.T) {
		yen, err := money.New(1, "JPY")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := amount(t, 1).Add(yen); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("Add error = %v, want ErrCurrency", err)
		}
		if _, err := amount(t, 1).Sub(yen); !errors.Is(err, money.ErrCurrency) {
			t.Errorf("Sub error = %v, want ErrCurrency", err)
		}
	})
}

func compare(t *rapid.T, what string, got money.Amount, err error, want *big.Int) {
	if !want.IsInt64() {
		if !errors.Is(err, money.ErrRange) {
			t.Fatalf("%s: error = %v, want ErrRange for %s", what, err, want)
		}
		return
	}
	if err != nil || got.Minor() != want.Int64() {
		t.Fatalf("%s = %v, %v; want %s", what, got, err, want)
	}
}

func TestSplit(t *testing.T) {
	t.Run("equal parts add up and differ by at most one", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			total := rapid.Int64Range(0, math.MaxInt64).Draw(t, "total")
			n := rapid.IntRange(1, 500).Draw(t, "n")
			parts, err := amount(t, total).Split(n)
			if err != nil || len(parts) != n {
				t.Fatalf("Split = %d parts, %v; want %d", len(parts), err, n)
			}
			var sum int64
			for _, p := range parts {
				sum += p.Minor()
			}
			if spread := parts[0].Minor() - parts[n-1].Minor(); sum != total || spread < 0 || spread > 1 {
				t.Fatalf("sum = %d, spread = %d; want %d and 0 or 1", sum, spread, total)
			}
		})
	})
	t.Run("weighted parts add up, and nobody is more than the rounding away from the exact share", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			total := rapid.Int64Range(0, math.MaxInt64).Draw(t, "total")
			weights := rapid.SliceOfN(rapid.Int64Range(0, math.MaxInt64/64), 1, 40).Draw(t, "weights")
			all := new(big.Int)
			positive := int64(0)
			for _, w := range weights {
				all.Add(all, big.NewInt(w))
				if w > 0 {
					positive++
				}
			}
			parts, err := amount(t, total).SplitBy(weights)
			if positive == 0 {
				if !errors.Is(err, money.ErrSplit) {
					t.Fatalf("error = %v, want ErrSplit without any weight", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			var sum int64
			for i, p := range parts {
				sum += p.Minor()
				exact := new(big.Int).Mul(big.NewInt(total), big.NewInt(weights[i]))
				floor := exact.Div(exact, all).Int64()
				if over := p.Minor() - floor; over < 0 || over > 1 || weights[i] == 0 && p.Minor() != 0 {
					t.Fatalf("part %d of %v = %d, want %d or one more", i, weights, p.Minor(), floor)
				}
			}
			if sum != total {
				t.Fatalf("sum = %d, want %d", sum, total)
			}
		})
	})
	t.Run("refuses no parts, a negative amount and negative weights", func(t *testing.T) {
		if _, err := amount(t, 1).Split(0); !errors.Is(err, money.ErrSplit) {
			t.Errorf("Split(0) error = %v, want ErrSplit", err)
		}
		if _, err := amount(t, -1).Split(2); !errors.Is(err, money.ErrSplit) {
			t.Errorf("Split of a negative amount: error = %v, want ErrSplit", err)
		}
		if _, err := amount(t, 1).SplitBy([]int64{2, -1}); !errors.Is(err, money.ErrSplit) {
			t.Errorf("SplitBy with a negative weight: error = %v, want ErrSplit", err)
		}
	})
}
