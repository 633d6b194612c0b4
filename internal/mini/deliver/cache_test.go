package deliver

import (
	"testing"

	"github.com/superette/superette/internal/id"
)

func TestCache(t *testing.T) {
	t.Run("forgets what was not used for longest, and never holds more than its limit", func(t *testing.T) {
		c := newCache(10, func(b []byte) int { return len(b) })
		for _, name := range []id.BlobHash{"a", "b", "c"} {
			c.put(name, make([]byte, 3))
		}
		c.get("a")
		c.put("d", make([]byte, 3))
		c.put("huge", make([]byte, 11))
		for name, want := range map[id.BlobHash]bool{"a": true, "b": false, "c": true, "d": true, "huge": false} {
			if _, got := c.get(name); got != want {
				t.Errorf("%s kept: %v, want %v", name, got, want)
			}
		}
		if c.total != 9 {
			t.Errorf("total = %d, want 9", c.total)
		}
	})
}
