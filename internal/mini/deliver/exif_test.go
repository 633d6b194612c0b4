package deliver

import (
	"testing"

	"github.com/superette/superette/internal/id"
)

// FuzzOrientation proves that no file makes the walk through a JPEG's segments run out of them.
func FuzzOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x20Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00\x2a\xff\xff\xff\xff"))
	f.Add([]byte{0xff})
	f.Fuzz(func(t *testing.T, jpeg []byte) {
		if turn := orientation(jpeg); turn < 1 || turn > 8 {
			t.Errorf("orientation = %d", turn)
		}
	})
}

func TestOrientation(t *testing.T) {
	t.Run("reads both byte orders", func(t *testing.T) {
		for jpeg, want := range map[string]int{
			"\xff\xd8\xff\xe0\x00\x04ab\xff\xe1\x00\x22Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00": 6,
			"\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x03\x00\x00":                   3,
			"\xff\xd8\xff\xe1\x00\x22Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x09\x00\x00":                   1,
			"\xff\xd8\xff\xda": 1,
		} {
			if got := orientation([]byte(jpeg + "\x00\x00\x00\x00")); got != want {
				t.Errorf("orientation(%x) = %d, want %d", jpeg, got, want)
			}
		}
	})
}

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
