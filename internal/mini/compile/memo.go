package compile

import (
	"slices"
	"sync"
	"time"

	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// Cache keeps what the steps of builds came to, for a program that is being written. Each step remembers what it was given
// and what it asked of the program's files, with the answers; it counts for a later build exactly if everything is answered
// alike there. It is safe for use by several builds at once, and forgets everything when it has grown past a bound. What
// it hands out goes into several outputs: nobody may write to it.
type Cache struct {
	mu    sync.Mutex
	steps map[stepKey]*step
	texts map[string]*kept[*source.File] // by place
	// Files that go into the package as they are.
	assets  map[string]*kept[[]byte]
	listing *listing // the newest, nil if there is none
	// Now may be nil. With the system's clock, a file that did not change is not even read again, where the file system says so.
	Now func() time.Time
}

// maxCached bounds each of the three: a program has at most maxFiles files, with several steps each.
const maxCached = 4 * maxFiles

// stepKey names a step of a program. There is one entry for each: the newest.
type stepKey struct {
	kind    string
	name    string
	options any // comparable
}

type step struct {
	given  []any
	asked  []answered
	result any
	list   []Diagnostic
}

// memo does a step, or takes its result from the cache. Both ways the step has a log of its own, so that both give the same.
func memo[T any](b *builder, key stepKey, given []any, log *source.Log, work func(files loader, log *source.Log) T) T {
	cache := b.options.Cache
	var own source.Log
	if cache == nil {
		out := work(b.tree, &own)
		log.List = append(log.List, own.List...)
		return out
	}
	cache.mu.Lock()
	known := cache.steps[key]
	cache.mu.Unlock()
	if known != nil && slices.Equal(known.given, given) && known.stands(b.tree) {
		log.List = append(log.List, known.list...)
		return known.result.(T) //nolint:forcetypeassert // a kind of steps has one type of results
	}
	asking := &recorder{tree: b.tree}
	out := work(asking, &own)
	cache.mu.Lock()
	keep(&cache.steps, key, &step{given: given, asked: asking.answers, result: out, list: own.List})
	cache.mu.Unlock()
	log.List = append(log.List, own.List...)
	return out
}

func keep[K comparable, V any](in *map[K]V, key K, value V) {
	if *in == nil || len(*in) >= maxCached {
		*in = map[K]V{}
	}
	(*in)[key] = value
}

// stands asks everything again, in the order of the step: what came after the first other answer would perhaps not be asked.
func (s *step) stands(t *tree) bool {
	for _, each := range s.asked {
		if each.of(t) != each.answer {
			return false
		}
	}
	return true
}

// loader is what steps ask: the tree, or a recorder of what is asked of it.
type loader interface {
	Template(name string) *wxml.Document
	Style(name string) *source.File
	Resolve(from, reference, extension string) string
	Exists(name string) bool
}

type questionKind int

const (
	askTemplate questionKind = iota
	askText
	askPath
	askExists
)

type question struct {
	kind            questionKind
	name            string
	from, extension string // of askPath
}

type answered struct {
	question
	answer any
}

func (q question) of(t *tree) any {
	switch q.kind {
	case askTemplate:
		return t.Template(q.name)
	case askText:
		return t.source(q.name)
	case askPath:
		return t.Resolve(q.from, q.name, q.extension)
	default:
		return t.Exists(q.name)
	}
}

type recorder struct {
	tree    *tree
	answers []answered
}

func ask[T any](r *recorder, q question) T {
	answer := q.of(r.tree)
	r.answers = append(r.answers, answered{q, answer})
	return answer.(T) //nolint:forcetypeassert // each kind of questions has one type of answers
}

// Template is the tree's.
func (r *recorder) Template(name string) *wxml.Document {
	return ask[*wxml.Document](r, question{kind: askTemplate, name: name})
}

// Style is the tree's.
func (r *recorder) Style(name string) *source.File {
	return ask[*source.File](r, question{kind: askText, name: name})
}

// Resolve is the tree's.
func (r *recorder) Resolve(from, reference, extension string) string {
	return ask[string](r, question{kind: askPath, name: reference, from: from, extension: extension})
}

// Exists is the tree's.
func (r *recorder) Exists(name string) bool {
	return ask[bool](r, question{kind: askExists, name: name})
}
