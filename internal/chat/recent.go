package chat

import "maps"

// recent remembers at least the size entries used last, at most twice as many. It keeps two generations: what is used
// moves to the young one, and when that is full the old one is forgotten whole, which costs no bookkeeping per entry.
type recent[K comparable, V any] struct {
	size       int
	young, old map[K]V
}

func newRecent[K comparable, V any](size int) *recent[K, V] {
	return &recent[K, V]{size: size, young: map[K]V{}, old: map[K]V{}}
}

func (r *recent[K, V]) get(key K) (V, bool) {
	if v, ok := r.young[key]; ok {
		return v, true
	}
	v, ok := r.old[key]
	if ok {
		r.put(key, v)
	}
	return v, ok
}

func (r *recent[K, V]) put(key K, v V) {
	if len(r.young) >= r.size {
		r.old, r.young = r.young, make(map[K]V, r.size/4)
	}
	r.young[key] = v
}

// each calls f for all values, some of them perhaps twice.
func (r *recent[K, V]) each(f func(V)) {
	for _, v := range r.old {
		f(v)
	}
	for _, v := range r.young {
		f(v)
	}
}

// forget removes the entries of the keys that f picks.
func (r *recent[K, V]) forget(f func(K) bool) {
	for _, entries := range []map[K]V{r.old, r.young} {
		maps.DeleteFunc(entries, func(key K, _ V) bool { return f(key) })
	}
}

// drop removes one entry.
func (r *recent[K, V]) drop(key K) {
	delete(r.old, key)
	delete(r.young, key)
}
