// Package money holds amounts: a whole number of minor units (fen, cents) and a currency.
//
// There are no floating point numbers here and no rounding that loses anything: what is split adds up again to the minor
// unit, additions that do not fit fail, and two currencies never mix. Amounts are values; the zero Amount has no
// currency and is not valid money.
package money

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/fault"
)

// The failures of arithmetic on money.
//
//nolint:gochecknoglobals // named failures
var (
	ErrMalformed = fault.New(fault.Invalid, "money.malformed", "This is not an amount of money.")
	ErrCurrency  = fault.New(fault.Invalid, "money.currency", "This currency is unknown, or does not match.")
	ErrRange     = fault.New(fault.Invalid, "money.range", "This amount is too large.")
	ErrSplit     = fault.New(fault.Invalid, "money.split", "This amount cannot be split like that.")
)

// Currency is an ISO 4217 code such as "CNY".
type Currency string

// Digits returns how many digits of the currency stand after the point (ISO 4217), or ErrCurrency.
func (c Currency) Digits() (int, error) {
	switch c {
	case "CNY", "HKD", "USD", "EUR", "GBP", "SGD", "AUD", "CAD", "CHF", "THB", "MYR", "TWD", "MOP":
		return 2, nil
	case "JPY", "KRW", "VND":
		return 0, nil
	}
	return 0, fmt.Errorf("money: currency %q: %w", string(c), ErrCurrency)
}

// Amount is some money, possibly negative.
type Amount struct {
	minor    int64
	currency Currency
}

// New returns minor units of a currency: New(1230, "CNY") is 12.30 CNY. It fails with ErrCurrency.
func New(minor int64, currency Currency) (Amount, error) {
	if _, err := currency.Digits(); err != nil {
		return Amount{}, err
	}
	return Amount{minor, currency}, nil
}

// Parse reads a decimal such as "12.30", "12.3", "12" or "-0.01". It fails with ErrMalformed when there are more digits
// after the point than the currency has, and on anything that is not plain digits.
func Parse(text string, currency Currency) (Amount, error) {
	digits, err := currency.Digits()
	if err != nil {
		return Amount{}, err
	}
	bad := fmt.Errorf("money: parse %q as %s: %w", text, currency, ErrMalformed)
	unsigned, negative := strings.CutPrefix(text, "-")
	whole, part, point := strings.Cut(unsigned, ".")
	if whole == "" || point && part == "" || len(part) > digits || strings.Trim(whole+part, "0123456789") != "" {
		return Amount{}, bad
	}
	all := whole + part + strings.Repeat("0", digits-len(part))
	if negative {
		all = "-" + all
	}
	minor, err := strconv.ParseInt(all, 10, 64)
	if err != nil {
		return Amount{}, fmt.Errorf("money: parse %q as %s: %w", text, currency, ErrRange)
	}
	return Amount{minor, currency}, nil
}

// Minor returns the number of minor units.
func (a Amount) Minor() int64 { return a.minor }

// Currency returns the currency, "" for the zero Amount.
func (a Amount) Currency() Currency { return a.currency }

// Decimal returns the plain number, such as "12.30" or "-0.01". Parse reads it back.
func (a Amount) Decimal() string {
	digits, err := a.currency.Digits()
	if err != nil || digits == 0 {
		return strconv.FormatInt(a.minor, 10)
	}
	sign, text := "", strconv.FormatInt(a.minor, 10)
	if a.minor < 0 {
		sign, text = "-", text[1:]
	}
	if short := digits + 1 - len(text); short > 0 {
		text = strings.Repeat("0", short) + text
	}
	at := len(text) - digits
	return sign + text[:at] + "." + text[at:]
}

// String returns the number and its currency, such as "12.30 CNY", for logs and tools.
func (a Amount) String() string {
	return a.Decimal() + " " + string(a.currency)
}

// Add returns a + b. It fails with ErrCurrency or ErrRange.
func (a Amount) Add(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, fmt.Errorf("money: add %s and %s: %w", a, b, ErrCurrency)
	}
	sum := a.minor + b.minor
	if (sum > a.minor) != (b.minor > 0) && b.minor != 0 {
		return Amount{}, fmt.Errorf("money: add %s and %s: %w", a, b, ErrRange)
	}
	return Amount{sum, a.currency}, nil
}

// Sub returns a - b. It fails with ErrCurrency or ErrRange.
func (a Amount) Sub(b Amount) (Amount, error) {
	if a.currency != b.currency {
		return Amount{}, fmt.Errorf("money: subtract %s from %s: %w", b, a, ErrCurrency)
	}
	diff := a.minor - b.minor
	if (diff < a.minor) != (b.minor > 0) && b.minor != 0 {
		return Amount{}, fmt.Errorf("money: subtract %s from %s: %w", b, a, ErrRange)
	}
	return Amount{diff, a.currency}, nil
}

// Split divides a into n parts that differ by at most one minor unit and add up to a; the larger come first.
// It fails with ErrSplit if n < 1 or a is negative.
func (a Amount) Split(n int) ([]Amount, error) {
	if n < 1 || a.minor < 0 {
		return nil, fmt.Errorf("money: split %s into %d: %w", a, n, ErrSplit)
	}
	each, rest := a.minor/int64(n), a.minor%int64(n)
	parts := make([]Amount, n)
	for i := range parts {
		parts[i] = Amount{each, a.currency}
		if int64(i) < rest {
			parts[i].minor++
		}
	}
	return parts, nil
}

// SplitBy divides a in proportion to weights. Every part is its exact share rounded down; what is left goes, one minor
// unit each, to the parts in their order, skipping weights of zero. The parts add up to a. It fails with ErrSplit if a is
// negative, a weight is negative, or all are zero.
func (a Amount) SplitBy(weights []int64) ([]Amount, error) {
	var total uint64
	for _, w := range weights {
		if w < 0 || total+uint64(w) < total {
			return nil, fmt.Errorf("money: split %s by %v: %w", a, weights, ErrSplit)
		}
		total += uint64(w)
	}
	if total == 0 || a.minor < 0 {
		return nil, fmt.Errorf("money: split %s by %v: %w", a, weights, ErrSplit)
	}
	parts := make([]Amount, len(weights))
	rest := a.minor
	for i, w := range weights {
		hi, lo := bits.Mul64(uint64(a.minor), uint64(w))
		share, _ := bits.Div64(hi, lo, total)       // hi < total because w <= total and a.minor < 2^63
		parts[i] = Amount{int64(share), a.currency} //nolint:gosec // share <= a.minor
		rest -= parts[i].minor
	}
	for i := 0; rest > 0; i = (i + 1) % len(parts) {
		if weights[i] > 0 {
			parts[i].minor++
			rest--
		}
	}
	return parts, nil
}
