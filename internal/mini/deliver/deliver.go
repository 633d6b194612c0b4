// Package deliver hands out the files of packages and the pictures that people uploaded.
//
// An address holds the hash of what it leads to (/pkg/<manifest-sha256>/<path>, /blob/<sha256>), so its content never changes
// and a cache may keep it for ever. Everything here was made by strangers and is served from the instance's own origin, so no
// answer may ever act as a document of that origin: each one says nosniff, a content security policy that allows nothing, a
// type from a closed list, and documents that can carry script are only ever downloaded. No cookie is read: an answer depends
// on its address alone. See http.go.
//
// Pictures are decoded and encoded again before they are kept. That strips what a photograph tells of its place and owner,
// and whatever else was hidden beside the pixels. See picture.go.
package deliver

import (
	"container/list"
	"context"
	"embed"
	"fmt"
	"io"
	"sync"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
)

// The failures of delivery.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoFile    = fault.New(fault.NotFound, "deliver.no-file", "There is no such file in this package.")
	ErrNoPicture = fault.New(fault.NotFound, "deliver.no-picture", "There is no such picture.")
)

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of delivery.
func Schema() store.Schema {
	return store.Schema{Room: "deliver", FS: schema}
}

const (
	keptPackages   = 64
	keptCompressed = 48 << 20 // bytes
)

// Service finds files and pictures. It is safe for use by many goroutines.
type Service struct {
	registry *registry.Service
	db       *store.DB
	blobs    store.Blobs

	packages   *cache[registry.Package]
	compressed *cache[[]byte]
	decoding   chan struct{} // bounds the memory that pictures take while they are decoded
}

// New returns the service. It does no I/O.
func New(reg *registry.Service, db *store.DB, blobs store.Blobs) *Service {
	return &Service{
		registry: reg, db: db, blobs: blobs,
		packages:   newCache(keptPackages, func(registry.Package) int { return 1 }),
		compressed: newCache(keptCompressed, func(b []byte) int { return len(b) }),
		decoding:   make(chan struct{}, 2),
	}
}

// Resolve returns the file at a path of a published package; ManifestPath and SignaturePath are not among them.
// It fails with registry.ErrNoPackage and ErrNoFile.
func (s *Service) Resolve(ctx context.Context, hash id.BlobHash, path string) (pack.File, error) {
	p, err := s.findPackage(ctx, hash)
	if err != nil {
		return pack.File{}, err
	}
	f := p.Manifest.File(path)
	if f == nil {
		return pack.File{}, fmt.Errorf("deliver: %s in %s: %w", path, hash, ErrNoFile)
	}
	return *f, nil
}

// findPackage keeps what it found: a published package neither changes nor goes away.
func (s *Service) findPackage(ctx context.Context, hash id.BlobHash) (registry.Package, error) {
	if p, ok := s.packages.get(hash); ok {
		return p, nil
	}
	p, err := s.registry.FindPackage(ctx, hash)
	if err == nil {
		s.packages.put(hash, p)
	}
	return p, err
}

// Open returns the content of a file; the caller closes it.
func (s *Service) Open(ctx context.Context, f pack.File) (io.ReadSeekCloser, error) {
	return s.blobs.Open(ctx, f.SHA256)
}

// cache keeps values by hash up to a total weight; what was not used for longest goes first.
type cache[V any] struct {
	limit  int
	weigh  func(V) int
	mu     sync.Mutex
	total  int
	order  *list.List // of *entry[V], the newest in front
	byHash map[id.BlobHash]*list.Element
}

type entry[V any] struct {
	hash  id.BlobHash
	value V
}

func newCache[V any](limit int, weigh func(V) int) *cache[V] {
	return &cache[V]{limit: limit, weigh: weigh, order: list.New(), byHash: map[id.BlobHash]*list.Element{}}
}

func (c *cache[V]) get(hash id.BlobHash) (value V, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e, ok := c.byHash[hash]
	if !ok {
		return value, false
	}
	c.order.MoveToFront(e)
	return e.Value.(*entry[V]).value, true //nolint:errcheck,forcetypeassert // only put fills the list
}

func (c *cache[V]) put(hash id.BlobHash, value V) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if _, ok := c.byHash[hash]; ok || c.weigh(value) > c.limit {
		return
	}
	c.byHash[hash] = c.order.PushFront(&entry[V]{hash, value})
	c.total += c.weigh(value)
	for c.total > c.limit {
		last := c.order.Back()
		old := c.order.Remove(last).(*entry[V]) //nolint:errcheck,forcetypeassert // only put fills the list
		c.total -= c.weigh(old.value)
		delete(c.byHash, old.hash)
	}
}
