package ledger

import (
	"fmt"
	"math"
	"strconv"
)

// cells are the values of one row as the database has them, read one after the other in the order of their columns. The check reads all
// rows like this: whatever the ledger would never have written, a value of another type, length or range, is noted with its column, and
// read as something near it, so that the check can go on. A row of the right values in the wrong place is for the audit to see.
type cells struct {
	columns []string
	values  []any
	at      int
	wrong   []string
}

func (c *cells) next() any {
	c.at++
	return c.values[c.at-1]
}

// blame notes that the value that was read last is wrong.
func (c *cells) blame(must string) {
	c.wrong = append(c.wrong, fmt.Sprintf("its %s is %s, and must be %s", c.columns[c.at-1], shown(c.values[c.at-1]), must))
}

// shown returns a value as a line can show it.
func shown(value any) string {
	const most = 64
	switch v := value.(type) {
	case nil:
		return "nothing"
	case []byte:
		return fmt.Sprintf("x'%x' (%d bytes)", v[:min(len(v), most)], len(v))
	case string:
		return strconv.Quote(v[:min(len(v), most)])
	}
	return fmt.Sprint(value)
}

// number reads a whole number. What is none is read as 0.
func (c *cells) number(low, high int64) int64 {
	n, ok := c.next().(int64)
	switch {
	case ok && n >= low && n <= high:
	case low == math.MinInt64:
		c.blame("a whole number")
	case high == math.MaxInt64:
		c.blame(fmt.Sprintf("a whole number from %d", low))
	default:
		c.blame(fmt.Sprintf("a whole number from %d to %d", low, high))
	}
	return n
}

// count reads a number that is not below zero, and whole one that may be.
func (c *cells) count() int64 { return c.number(0, math.MaxInt64) }
func (c *cells) whole() int64 { return c.number(math.MinInt64, math.MaxInt64) }

// kind reads a small number. What is none of them is read as 0.
func (c *cells) kind(low, high uint8) uint8 {
	if n := c.number(int64(low), int64(high)); n >= int64(low) && n <= int64(high) {
		return uint8(n)
	}
	return 0
}

// flag reads 0 or 1.
func (c *cells) flag() bool { return c.number(0, 1) == 1 }

func (c *cells) text() string {
	s, ok := c.next().(string)
	if !ok {
		c.blame("text")
	}
	return s
}

func (c *cells) bytes() []byte {
	b, ok := c.next().([]byte)
	if !ok {
		c.blame("bytes")
	}
	return b
}

// fixed reads as many bytes as there is room for.
func (c *cells) fixed(into []byte) {
	b, ok := c.next().([]byte)
	copy(into, b)
	if !ok || len(b) != len(into) {
		c.blame(fmt.Sprintf("%d bytes", len(into)))
	}
}

// maybe is fixed for a value that may be missing.
func (c *cells) maybe(into []byte) {
	if c.values[c.at] == nil {
		c.at++
		return
	}
	c.fixed(into)
}

// onlyIf is fixed for a value that must be missing otherwise.
func (c *cells) onlyIf(there bool, into []byte) {
	if there {
		c.fixed(into)
	} else if c.next() != nil {
		c.blame("nothing")
	}
}
