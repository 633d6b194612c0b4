package compile

import (
	"io/fs"
	"maps"
	"time"
)

// stamp identifies a state of a file without its content.
type stamp struct {
	device, inode        uint64
	size                 int64
	seconds, nanoseconds int64
}

// settled is how long a file must have been left alone when it is read, for its stamp to be believed later: clocks of file
// systems tick, and a save within the tick of the one before leaves the same stamp. Some tick every two seconds.
const settled = 3 * time.Second

// seen is a file's state when it was read.
type seen struct {
	stamp   stamp
	isFinal bool // any later change gives another stamp
}

// kept is what an earlier build read at a place. A file that is the same hands out the same value, so that files and what
// is made of them can be compared by their addresses.
type kept[T any] struct {
	seen
	value T
}

// believes says whether stamps are of use.
func (c *Cache) believes() bool { return c != nil && c.Now != nil }

func (c *Cache) see(info fs.FileInfo) seen {
	if !c.believes() {
		return seen{}
	}
	s, ok := stampOf(info)
	return seen{s, ok && c.Now().Sub(time.Unix(s.seconds, s.nanoseconds)) > settled}
}

// listing is what a walk over a whole project found. Nobody writes to it.
type listing struct {
	files  []listed
	stamps map[string]stamp
}

func (c *Cache) lastListing() *listing {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.listing
}

func (c *Cache) keepListing(l *listing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listing = l
}

// relist takes an earlier listing over if only files in it were written since. false: everything has to be listed.
func (t *tree) relist(last *listing) bool {
	written := t.builder.options.Written
	if last == nil || written == nil {
		return false
	}
	now := &listing{last.files, maps.Clone(last.stamps)}
	for _, name := range written {
		if _, known := now.stamps[name]; !known {
			return false
		}
		info, err := fs.Stat(t.fsys, name)
		if err != nil || !info.Mode().IsRegular() {
			return false
		}
		state, ok := stampOf(info)
		if !ok {
			return false
		}
		now.stamps[name] = state
	}
	t.listed, t.stamps = now.files, now.stamps
	t.builder.options.Cache.keepListing(now)
	return true
}

// remember reads a file, or returns what an earlier build made of it. make gets what that build had, if any.
func remember[T any](t *tree, place string, limit int64, from func(c *Cache) *map[string]*kept[T], make func(data []byte, before T) T) (out T, problem string) {
	cache := t.builder.options.Cache
	var before T
	if cache != nil {
		cache.mu.Lock()
		known := (*from(cache))[place]
		cache.mu.Unlock()
		if known != nil {
			before = known.value
			if now, ok := t.stamps[place]; ok && known.isFinal && known.stamp == now {
				return before, t.count(now.size, limit)
			}
		}
	}
	data, state, problem := t.read(place, limit)
	if problem != "" {
		return out, problem
	}
	out = make(data, before)
	if cache != nil {
		cache.mu.Lock()
		keep(from(cache), place, &kept[T]{state, out})
		cache.mu.Unlock()
	}
	return out, ""
}
