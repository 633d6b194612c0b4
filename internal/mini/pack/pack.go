// Package pack turns what the compiler made into a package: a list of content-addressed files and a manifest about them.
//
// A package is its manifest. The manifest names each file by path, SHA-256, size and media type, and says what the host must
// know before the first file is there (name, colour, pages, chunks). The package's hash is the SHA-256 of the manifest's
// bytes, so whoever has the hash can check everything that follows from it, and an address that holds the hash never changes
// its content. Two versions that share a file share its bytes: what an update must carry falls out of comparing two lists.
//
// Sealing is deterministic: the same files and the same AppManifest give the same bytes on every machine. There is exactly
// one way to write a manifest (fixed order of members, no white space, no escapes but the necessary), and Parse refuses
// every other. That is also the defence against two readers that see two different things in one text: doubled members,
// members that differ by case, members nobody knows. The one open place is WindowConfig, whose members are WeChat's and grow.
//
// Start reading at Seal and Parse; path.go has the rules for paths, types.go the closed list of media types, sign.go the
// instance's signature over a package's hash.
package pack

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// The ways in which a package is refused. Each carries the place in its detail.
//
//nolint:gochecknoglobals // named failures
var (
	ErrManifest = fault.New(fault.Invalid, "pack.manifest", "This package manifest is not valid.")
	ErrPath     = fault.New(fault.Invalid, "pack.path", "A file's path in this package is not allowed.")
	ErrLimit    = fault.New(fault.Limited, "pack.limit", "This package is larger than this instance allows.")
	ErrContent  = fault.New(fault.Invalid, "pack.content", "A file's content is not what the package manifest says.")
)

// Format is the number of the manifest's format.
const Format = 1

// ManifestPath and SignaturePath are where a package's manifest and its signature are served;
// a package cannot have files of its own there.
const (
	ManifestPath  = "manifest.json"
	SignaturePath = "manifest.sig"
)

// maxManifestBytes holds 5,000 files with paths of 50 characters, and is what one API call carries.
const maxManifestBytes = 1_000_000

// Limits bound a package. An operator may set others than DefaultLimits.
type Limits struct {
	Files      int
	FileBytes  int64
	TotalBytes int64
}

// DefaultLimits are 5,000 files, 8 MiB a file and 64 MiB in all.
func DefaultLimits() Limits {
	return Limits{Files: 5_000, FileBytes: 8 << 20, TotalBytes: 64 << 20}
}

// Package is a sealed package with its content at hand.
type Package struct {
	Hash     id.BlobHash // SHA-256 of Raw
	Raw      []byte      // the manifest as it is stored and served
	Manifest Manifest
	Blobs    map[id.BlobHash][]byte // every file's content, once
}

// Seal makes a package of files (content by path) and what the compiler says about them. The same input gives the same bytes.
// It fails with ErrPath, ErrLimit and ErrManifest; the files are not copied.
func Seal(files map[string][]byte, app AppManifest, limits Limits) (Package, error) {
	return new(Sealer).Seal(files, app, limits)
}

// Sealer seals one program again and again: it hashes only what is another slice than the last time at the same path. So
// nobody may write to a content that it was given. It is safe for use by several at once.
type Sealer struct {
	mu    sync.Mutex
	known map[string]sealed // by path, of the last time
}

type sealed struct {
	content []byte
	file    File
}

// Seal does what the function of this name does.
func (s *Sealer) Seal(files map[string][]byte, app AppManifest, limits Limits) (Package, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := make(map[string]sealed, len(files))
	p := Package{Blobs: make(map[id.BlobHash][]byte, len(files))}
	p.Manifest = Manifest{Format: Format, App: app, Files: make([]File, 0, len(files))}
	for _, path := range slices.Sorted(maps.Keys(files)) {
		content := files[path]
		each, known := s.known[path]
		if !known || !isSameSlice(each.content, content) {
			each = sealed{content, File{Path: path, SHA256: id.HashBlob(content), Size: int64(len(content)), Type: TypeOf(path, content)}}
		}
		now[path] = each
		p.Blobs[each.file.SHA256] = content
		p.Manifest.Files = append(p.Manifest.Files, each.file)
	}
	s.known = now
	checked := make(chan error, 1)
	go func() { checked <- p.Manifest.check(limits) }()
	raw, encoding := encode(p.Manifest)
	if err := cmp.Or(<-checked, encoding); err != nil {
		return Package{}, fmt.Errorf("pack: seal: %w", err)
	}
	if len(raw) > maxManifestBytes {
		return Package{}, fmt.Errorf("pack: seal: %w", errManifestSize())
	}
	p.Raw, p.Hash = raw, id.HashBlob(raw)
	return p, nil
}

func isSameSlice(a, b []byte) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// Parse reads a manifest and its hash. It accepts only what Seal could have written, within the limits:
// it fails with ErrManifest, ErrPath or ErrLimit, each with the place in its detail.
func Parse(raw []byte, limits Limits) (Manifest, id.BlobHash, error) {
	if len(raw) > maxManifestBytes {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w", errManifestSize())
	}
	if !utf8.Valid(raw) {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w", ErrManifest.With("It is not UTF-8."))
	}
	var m Manifest
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w: %w", ErrManifest.With(sayJSON(err)), err)
	}
	if m.Format != Format {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w", ErrManifest.With(fmt.Sprintf("Its format is %d, and this instance reads format %d.", m.Format, Format)))
	}
	if err := m.check(limits); err != nil {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w", err)
	}
	again, err := encode(m)
	if err != nil {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w: %w", ErrManifest, err)
	}
	if !bytes.Equal(raw, again) {
		return Manifest{}, "", fmt.Errorf("pack: parse: %w", ErrManifest.With("It is not written in the canonical form; build it with `superette publish` or `superette build`."))
	}
	return m, id.HashBlob(raw), nil
}

// ParseAs is Parse for a manifest that was asked for by its hash: it fails with ErrContent if the bytes have another.
func ParseAs(hash id.BlobHash, raw []byte, limits Limits) (Manifest, error) {
	if got := id.HashBlob(raw); got != hash {
		return Manifest{}, fmt.Errorf("pack: manifest: %w", ErrContent.With(fmt.Sprintf("The manifest's hash is %s…, not %s….", got[:12], hash[:min(12, len(hash))])))
	}
	m, _, err := Parse(raw, limits)
	return m, err
}

// CheckFile says whether content is what f promises: size, hash and media type. It fails with ErrContent.
func CheckFile(f File, content []byte) error {
	if int64(len(content)) != f.Size {
		return fmt.Errorf("pack: check: %w", ErrContent.With(fmt.Sprintf("%s has %d bytes, not %d.", f.Path, len(content), f.Size)))
	}
	if got := id.HashBlob(content); got != f.SHA256 {
		return fmt.Errorf("pack: check: %w", ErrContent.With(fmt.Sprintf("The hash of %s is %s…, not %s….", f.Path, got[:12], f.SHA256[:12])))
	}
	return CheckType(f, content)
}

// CheckType says whether the beginning of a file's content (at least SniffBytes of it, or all) fits the type it is listed as.
// It fails with ErrContent.
func CheckType(f File, head []byte) error {
	if want := TypeOf(f.Path, head); f.Type != want {
		return fmt.Errorf("pack: check: %w", ErrContent.With(fmt.Sprintf("%s is listed as %s but is %s.", f.Path, f.Type, want)))
	}
	return nil
}

func errManifestSize() error {
	return ErrLimit.With(fmt.Sprintf("Its manifest has more than %d bytes.", maxManifestBytes))
}

func encode(m Manifest) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// sayJSON tells the author of a manifest what is wrong with it without our Go types.
func sayJSON(err error) string {
	var syntax *json.SyntaxError
	var wrong *json.UnmarshalTypeError
	switch {
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return "It ends too early."
	case errors.As(err, &syntax):
		return fmt.Sprintf("It is not JSON at byte %d.", syntax.Offset)
	case errors.As(err, &wrong):
		return fmt.Sprintf("The member %s has the wrong type (%s).", wrong.Field, wrong.Value)
	}
	return "A member is unknown or has the wrong form."
}
