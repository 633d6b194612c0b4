package pay_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// described draws as docs/money.md says, with numbers of any size, so that what could overflow or round there would differ here.
func described(seed []byte, amount, count int64) (shares []int64) {
	left := big.NewInt(amount)
	one, bound := big.NewInt(1), new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 64), big.NewInt(1)) // 2^64 - 1
	for i := range count {
		p := big.NewInt(count - i)
		if p.Cmp(one) == 0 {
			shares = append(shares, left.Int64())
			break
		}
		m := new(big.Int).Div(new(big.Int).Lsh(left, 1), p)
		if most := new(big.Int).Sub(left, new(big.Int).Sub(p, one)); most.Cmp(m) < 0 {
			m = most
		}
		below := new(big.Int).Mul(m, new(big.Int).Div(bound, m))
		x := below
		for t := int64(0); x.Cmp(below) >= 0; t++ {
			mac := hmac.New(sha256.New, seed)
			mac.Write(big.NewInt(i).FillBytes(make([]byte, 8)))
			mac.Write(big.NewInt(t).FillBytes(make([]byte, 8)))
			x = new(big.Int).SetBytes(mac.Sum(nil)[:8])
		}
		share := new(big.Int).Add(one, new(big.Int).Mod(x, m))
		shares = append(shares, share.Int64())
		left.Sub(left, share)
	}
	return shares
}

// TestDrawAsDescribed holds the draw to what docs/money.md tells whoever wants to check one: its steps, and the packets that it lists.
func TestDrawAsDescribed(t *testing.T) {
	t.Run("any packet has the shares that the steps give", func(t *testing.T) {
		rapid.Check(t, func(rt *rapid.T) {
			count := rapid.IntRange(1, 100).Draw(rt, "count")
			amount := rapid.Int64Range(int64(count), 20_000_000).Draw(rt, "fen")
			var seed pay.Seed
			copy(seed[:], rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(rt, "seed"))
			if got, want := seed.Draw(fen(rt, amount), count), described(seed[:], amount, int64(count)); !slices.Equal(got, want) {
				rt.Fatalf("got %v, want %v", got, want)
			}
		})
	})
	t.Run("the packets of the page have the commitments and shares that it says", func(t *testing.T) {
		page, err := os.ReadFile(filepath.Join("..", "..", "docs", "money.md"))
		if err != nil {
			t.Fatal(err)
		}
		rows := regexp.MustCompile("(?m)^\\| `([0-9a-f]{64})` \\| `(gft_\\w+)` \\| (\\d+) \\| (\\d+) \\| `([0-9a-f]{64})` \\| ([\\d ]+) \\|$").FindAllStringSubmatch(string(page), -1)
		if len(rows) != 4 {
			t.Fatalf("the page has %d packets, want 4", len(rows))
		}
		for _, row := range rows {
			var seed pay.Seed
			if _, err := hex.Decode(seed[:], []byte(row[1])); err != nil {
				t.Fatal(err)
			}
			gift, err := id.Parse[pay.GiftID](row[2])
			if err != nil {
				t.Fatal(err)
			}
			amount, err := strconv.ParseInt(row[3], 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			count, err := strconv.Atoi(row[4])
			if err != nil {
				t.Fatal(err)
			}
			commitment := seed.Commitment(gift, fen(t, amount), count)
			if got := hex.EncodeToString(commitment[:]); got != row[5] {
				t.Errorf("%s: commitment %s, want %s", gift, got, row[5])
			}
			got := strings.Trim(fmt.Sprint(seed.Draw(fen(t, amount), count)), "[]")
			if got != row[6] {
				t.Errorf("%s: shares %s, want %s", gift, got, row[6])
			}
		}
	})
	t.Run("equal shares with a rest: one fen more for those who take first", func(t *testing.T) {
		w := newWorld(t)
		ling, tom, mei := w.person(t, "10.00"), w.person(t, "0.01"), w.person(t, "0.01")
		g := w.sent(t, ling, w.newGift(t, pay.GiftEqual, w.room(ling, tom, mei), "10.00", 3))
		var after pay.Gift
		for _, by := range []id.Caller{mei, ling, tom} {
			var err error
			if after, err = w.TakeGift(t.Context(), by, g.ID); err != nil {
				t.Fatal(err)
			}
		}
		got := []int64{after.Claims[0].Amount, after.Claims[1].Amount, after.Claims[2].Amount}
		if want := []int64{334, 333, 333}; !slices.Equal(got, want) {
			t.Errorf("shares %v, want %v", got, want)
		}
	})
}
