package pay

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"

	"github.com/superette/superette/internal/money"
)

// Seed is what the shares of a lucky packet are drawn from. It is made before anybody takes one, bound by its commitment,
// which all see from the beginning, and told when the packet is over: whoever has both can draw again.
type Seed [32]byte

// Commitment returns SHA-256 of "superette red packet 1", the gift's id, all of its money in minor units, the number of its
// shares, each followed by a line feed, and the seed.
func (s Seed) Commitment(gift GiftID, amount money.Amount, count int) [sha256.Size]byte {
	head := fmt.Sprintf("superette red packet 1\n%s\n%d\n%d\n", gift, amount.Minor(), count)
	return sha256.Sum256(append([]byte(head), s[:]...))
}

// Draw divides an amount into count shares of at least one minor unit each, in the order in which they are taken. Each is drawn
// evenly from 1 to twice the mean of what is left, and the last one is the rest: so nobody gains by being early or late. The
// amount must be at least count.
func (s Seed) Draw(amount money.Amount, count int) []int64 {
	shares := make([]int64, count)
	left := amount.Minor()
	for i := range shares {
		people := int64(count - i)
		if people == 1 {
			shares[i] = left
			break
		}
		most := min(2*left/people, left-(people-1))
		shares[i] = 1 + s.uniform(i, most)
		left -= shares[i]
	}
	return shares
}

// uniform returns a number from 0 to below most for the nth share: the first of HMAC-SHA256(seed, n, try) for try = 0, 1, … whose
// first eight bytes fall into the largest multiple of most.
func (s Seed) uniform(n int, most int64) int64 {
	limit := ^uint64(0) - ^uint64(0)%uint64(most) //nolint:gosec // most is positive
	for try := uint64(0); ; try++ {
		mac := hmac.New(sha256.New, s[:])
		var b [16]byte
		binary.BigEndian.PutUint64(b[:8], uint64(n)) //nolint:gosec // a small number
		binary.BigEndian.PutUint64(b[8:], try)
		mac.Write(b[:])
		if drawn := binary.BigEndian.Uint64(mac.Sum(nil)); drawn < limit {
			return int64(drawn % uint64(most)) //nolint:gosec // below most
		}
	}
}
