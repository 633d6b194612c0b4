package gateway

import (
	"bytes"
	"container/list"
	"regexp"
	"sync"
	"time"
)

const (
	pictureTTL      = 10 * time.Minute
	pictureAllBytes = 32 << 20
)

// Picture is a picture from the network, or a font: style sheets fetch both.
type Picture struct {
	Type  string // from its bytes, not from what its server says
	Bytes []byte
}

// drawing is the beginning of an SVG: what XML lets stand before its root, and its root.
var drawing = regexp.MustCompile(`^(?:\x{FEFF}?\s*(?:<\?xml\b[^>]*>|<!--[\s\S]*?-->|<!DOCTYPE svg\b[^>\[]*(?:\[[^\]]*\]\s*)?>|\s)*)<svg[\s>]`)

// pictureType returns the media type of a picture or a font by its first bytes, or "". A drawing (SVG) could run if it were opened as
// a document: its answer has the policy of all pictures, under which it does not, and in a page it is drawn as a picture, where none runs.
func pictureType(content []byte) string {
	for _, kind := range []struct{ typ, start, middle string }{
		{"image/png", "\x89PNG\r\n\x1a\n", ""},
		{"image/jpeg", "\xff\xd8\xff", ""},
		{"image/gif", "GIF87a", ""},
		{"image/gif", "GIF89a", ""},
		{"image/webp", "RIFF", "WEBPVP"},
		{"image/bmp", "BM", ""},
		{"image/avif", "", "ftypavif"},
		{"image/avif", "", "ftypavis"},
		{"font/woff2", "wOF2", ""},
		{"font/woff", "wOFF", ""},
		{"font/ttf", "\x00\x01\x00\x00", ""},
		{"font/otf", "OTTO", ""},
	} {
		at := 4
		if kind.start == "RIFF" {
			at = 8
		}
		if bytes.HasPrefix(content, []byte(kind.start)) && (kind.middle == "" || len(content) > at && bytes.HasPrefix(content[at:], []byte(kind.middle))) {
			return kind.typ
		}
	}
	if drawing.Match(content[:min(len(content), 4096)]) {
		return "image/svg+xml"
	}
	return ""
}

// pictureCache keeps the pictures that were asked for last. Its keys begin with the appid, so that no program can find out
// by the clock what another one showed.
type pictureCache struct {
	now   func() time.Time
	mu    sync.Mutex
	byKey map[string]*list.Element
	used  *list.List // of cached, the one used last in front
	bytes int
}

type cached struct {
	key     string
	picture Picture
	until   time.Time
}

func newPictureCache(now func() time.Time) *pictureCache {
	return &pictureCache{now: now, byKey: map[string]*list.Element{}, used: list.New()}
}

func (c *pictureCache) find(key string) (Picture, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byKey[key]
	if !ok {
		return Picture{}, false
	}
	one, ok := e.Value.(cached)
	if !ok || c.now().After(one.until) {
		c.drop(e)
		return Picture{}, false
	}
	c.used.MoveToFront(e)
	return one.picture, true
}

func (c *pictureCache) keep(key string, p Picture) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.byKey[key]; ok {
		c.drop(e)
	}
	c.byKey[key] = c.used.PushFront(cached{key, p, c.now().Add(pictureTTL)})
	c.bytes += len(p.Bytes)
	for c.bytes > pictureAllBytes {
		c.drop(c.used.Back())
	}
}

func (c *pictureCache) drop(e *list.Element) {
	if one, ok := c.used.Remove(e).(cached); ok {
		delete(c.byKey, one.key)
		c.bytes -= len(one.picture.Bytes)
	}
}
