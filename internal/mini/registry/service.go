package registry

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
)

const (
	uploadTTL  = 24 * time.Hour
	quotaTimes = 4 // how many full packages a person may have uploaded and not published

	maxPrograms    = 100 // of one person
	maxVersionText = 64
	maxNoteText    = 500
)

// Service is the registry. It is safe for use by many goroutines.
type Service struct {
	db     *store.DB
	blobs  store.Blobs
	signer *pack.Signer
	ids    *id.Source
	limits pack.Limits
}

// New returns the registry over the given store. It does no I/O.
func New(db *store.DB, blobs store.Blobs, signer *pack.Signer, ids *id.Source, limits pack.Limits) *Service {
	return &Service{db: db, blobs: blobs, signer: signer, ids: ids, limits: limits}
}

// Limits returns the bounds of a package on this instance.
func (s *Service) Limits() pack.Limits { return s.limits }

// PublicKey returns the key against which signatures are verified, as base64.
func (s *Service) PublicKey() string { return s.signer.Public() }

// Find returns a program with its current version, or ErrNoProgram.
func (s *Service) Find(ctx context.Context, app id.AppID) (p Program, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		p, err = find(tx, app)
		return err
	})
	return p, err
}

func find(tx store.Tx, app id.AppID) (Program, error) {
	p, found, err := findProgram(tx, app)
	if err != nil {
		return p, fmt.Errorf("registry: find %s: %w", app, err)
	}
	if !found {
		return p, fmt.Errorf("registry: find %s: %w", app, ErrNoProgram)
	}
	return p, nil
}

// Known reports whether there is a program of an appid.
func Known(tx store.Tx, app id.AppID) (bool, error) {
	_, found, err := findProgram(tx, app)
	return found, err
}

// List returns all programs, the oldest first: the shelf.
func (s *Service) List(ctx context.Context) (list []Program, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		list, err = listPrograms(tx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("registry: list: %w", err)
	}
	return list, nil
}

// History returns a program with its current version, and all its versions, the newest first, or ErrNoProgram.
func (s *Service) History(ctx context.Context, app id.AppID) (p Program, list []Version, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		if p, err = find(tx, app); err != nil {
			return err
		}
		list, err = listVersions(tx, app)
		return err
	})
	return p, list, err
}

// FindPage returns a program if a link such as "pages/tea/tea?id=3" leads to a page of its current version.
// It fails with ErrNoProgram and ErrNoPage.
func (s *Service) FindPage(ctx context.Context, app id.AppID, link string) (Program, error) {
	p, err := s.Find(ctx, app)
	if err != nil {
		return Program{}, err
	}
	m, _, err := s.readManifest(ctx, p.Package)
	if err != nil {
		return Program{}, err
	}
	if m.PageAt(link) == nil {
		return Program{}, fmt.Errorf("registry: page %q of %s: %w", link, app, ErrNoPage)
	}
	return p, nil
}

// Package is a published package as it is delivered.
type Package struct {
	Manifest  pack.Manifest
	Raw       []byte // the manifest's bytes
	Signature string
}

// FindPackage returns a package that is or was a version of a program here, or ErrNoPackage.
func (s *Service) FindPackage(ctx context.Context, hash id.BlobHash) (Package, error) {
	var v Version
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		var found bool
		if v, found, err = findPackage(tx, hash); err == nil && !found {
			return ErrNoPackage
		}
		return err
	})
	if err != nil {
		return Package{}, fmt.Errorf("registry: package %s: %w", hash, err)
	}
	m, raw, err := s.readManifest(ctx, hash)
	return Package{Manifest: m, Raw: raw, Signature: v.Signature}, err
}

// readManifest trusts nothing, not even our own disk: the bytes must have the hash.
func (s *Service) readManifest(ctx context.Context, hash id.BlobHash) (m pack.Manifest, raw []byte, err error) {
	content, err := s.blobs.Open(ctx, hash)
	if err != nil {
		return m, nil, fmt.Errorf("registry: manifest %s: %w", hash, err)
	}
	raw, err = io.ReadAll(content)
	if err = errors.Join(err, content.Close()); err != nil {
		return m, nil, fmt.Errorf("registry: manifest %s: %w", hash, err)
	}
	// An operator who lowered the limits meant new packages: those that are published stay readable.
	m, err = pack.ParseAs(hash, raw, unbounded())
	return m, raw, err
}

func unbounded() pack.Limits {
	const all = 1 << 40
	return pack.Limits{Files: all, FileBytes: all, TotalBytes: all}
}

// Prepare reads a manifest and returns the files of it that this instance lacks, in the order of the manifest; the caller may
// upload these for a day. It fails with ErrSignedOut, ErrQuota and the failures of pack.Parse.
func (s *Service) Prepare(ctx context.Context, by id.Caller, raw []byte) ([]id.BlobHash, error) {
	if by.Kind != id.Person {
		return nil, fmt.Errorf("registry: prepare: %w", ErrSignedOut)
	}
	m, _, err := pack.Parse(raw, s.limits)
	if err != nil {
		return nil, err
	}
	lacking, err := s.lacking(ctx, m)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	err = s.db.Write(ctx, func(tx store.Tx) error {
		if err := clearUploads(tx, now); err != nil {
			return err
		}
		for _, u := range lacking {
			if err := allowUpload(tx, by.User, u, now.Add(uploadTTL)); err != nil {
				return err
			}
		}
		sum, err := uploadedBytes(tx, by.User)
		if err == nil && sum > quotaTimes*s.limits.TotalBytes {
			return ErrQuota
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("registry: prepare by %s: %w", by, err)
	}
	missing := make([]id.BlobHash, len(lacking))
	for i, u := range lacking {
		missing[i] = u.hash
	}
	return missing, nil
}

// lacking returns each file of m that is not stored, once.
func (s *Service) lacking(ctx context.Context, m pack.Manifest) ([]upload, error) {
	var list []upload
	seen := make(map[id.BlobHash]bool, len(m.Files))
	for _, f := range m.Files {
		if seen[f.SHA256] {
			continue
		}
		seen[f.SHA256] = true
		has, err := s.blobs.Has(ctx, f.SHA256)
		if err != nil {
			return nil, fmt.Errorf("registry: look for %s: %w", f.Path, err)
		}
		if !has {
			list = append(list, upload{f.SHA256, f.Size})
		}
	}
	return list, nil
}

// Upload stores one file of a prepared package. The hash is computed while the bytes stream in; what has another hash or
// another size than the manifest said is not kept. It fails with ErrSignedOut, ErrNotAsked and pack.ErrContent.
func (s *Service) Upload(ctx context.Context, by id.Caller, want id.BlobHash, content io.Reader) error {
	if by.Kind != id.Person {
		return fmt.Errorf("registry: upload: %w", ErrSignedOut)
	}
	var size int64
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		var found bool
		if size, found, err = findUpload(tx, by.User, want, s.db.Now()); err == nil && !found {
			return ErrNotAsked
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("registry: upload %s by %s: %w", want, by, err)
	}
	_, _, err = s.blobs.Put(ctx, &checked{r: content, want: want, size: size, sum: sha256.New()}, size)
	if errors.Is(err, store.ErrBlobTooLong) {
		err = pack.ErrContent.With(fmt.Sprintf("%s… has more bytes than the manifest says.", want[:12]))
	}
	if err != nil {
		return fmt.Errorf("registry: upload %s by %s: %w", want, by, err)
	}
	return nil
}

// checked fails at its end, before a store would keep the bytes, if they are not those that were promised.
type checked struct {
	r    io.Reader
	want id.BlobHash
	size int64
	n    int64
	sum  hash.Hash
}

func (c *checked) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.sum.Write(p[:n])
	c.n += int64(n)
	if errors.Is(err, io.EOF) && c.n <= c.size {
		if got := hex.EncodeToString(c.sum.Sum(nil)); got != string(c.want) {
			return n, pack.ErrContent.With(fmt.Sprintf("What was sent has the hash %s…, not %s….", got[:12], c.want[:12]))
		}
	}
	return n, err
}

// Publication is what an author publishes.
type Publication struct {
	Manifest []byte
	App      id.AppID // "" for a new program
	Label    string   // the author's own text; "" takes the manifest's
	Note     string
}

// Publish appends a version and makes it the current one. It returns the program; publishing what is current already
// returns that and appends nothing. It fails with ErrSignedOut, ErrNoProgram, ErrNotOwner, ErrMissing, ErrText, ErrPrograms, the
// failures of pack.Parse, and pack.ErrContent if a stored file is not what the manifest says.
func (s *Service) Publish(ctx context.Context, by id.Caller, pub Publication) (Program, error) {
	if by.Kind != id.Person {
		return Program{}, fmt.Errorf("registry: publish: %w", ErrSignedOut)
	}
	m, _, err := pack.Parse(pub.Manifest, s.limits)
	if err != nil {
		return Program{}, err
	}
	if pub.App != "" {
		// Asked before the files are read, so that a stranger's mistake costs nothing; release asks again.
		p, err := s.Find(ctx, pub.App)
		if err != nil {
			return Program{}, err
		}
		if p.Owner != by.User {
			return Program{}, fmt.Errorf("registry: publish %s by %s: %w", pub.App, by, ErrNotOwner)
		}
	}
	if err := s.checkFiles(ctx, m); err != nil {
		return Program{}, err
	}
	return s.release(ctx, by, pub, m, pub.App == "")
}

// Install publishes a package that was built in this process, under an appid that the instance chose, for the given owner
// ("" = the instance itself). The same package again changes nothing but the owner of what was the instance's own.
func (s *Service) Install(ctx context.Context, owner id.UserID, app id.AppID, p pack.Package, note string) (Program, error) {
	m, _, err := pack.Parse(p.Raw, s.limits)
	if err != nil {
		return Program{}, err
	}
	for hash, content := range p.Blobs {
		has, err := s.blobs.Has(ctx, hash)
		if err == nil && !has {
			_, _, err = s.blobs.Put(ctx, bytes.NewReader(content), int64(len(content)))
		}
		if err != nil {
			return Program{}, fmt.Errorf("registry: install %s: %w", app, err)
		}
	}
	by := id.Caller{Kind: id.System, User: owner}
	return s.release(ctx, by, Publication{Manifest: p.Raw, App: app, Note: note}, m, false)
}

// checkFiles reads the beginning of every file: all must be there, with the size and the type that the manifest says.
// Their hashes were checked when they were stored.
func (s *Service) checkFiles(ctx context.Context, m pack.Manifest) error {
	missing := 0
	for _, f := range m.Files {
		content, err := s.blobs.Open(ctx, f.SHA256)
		if errors.Is(err, store.ErrNoBlob) {
			missing++
			continue
		}
		if err != nil {
			return fmt.Errorf("registry: check %s: %w", f.Path, err)
		}
		if err := errors.Join(checkFile(f, content), content.Close()); err != nil {
			return fmt.Errorf("registry: check %s: %w", f.Path, err)
		}
	}
	if missing > 0 {
		return fmt.Errorf("registry: check: %w", ErrMissing.With(fmt.Sprintf("%d of %d are missing.", missing, len(m.Files))))
	}
	return nil
}

func checkFile(f pack.File, content io.ReadSeeker) error {
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if size != f.Size {
		return pack.ErrContent.With(fmt.Sprintf("%s has %d bytes, not %d.", f.Path, size, f.Size))
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return err
	}
	head := make([]byte, min(size, pack.SniffBytes))
	if _, err := io.ReadFull(content, head); err != nil {
		return err
	}
	return pack.CheckType(f, head)
}

// release appends the version. With fresh, or for the system and an appid that does not exist yet, it makes the program.
func (s *Service) release(ctx context.Context, by id.Caller, pub Publication, m pack.Manifest, fresh bool) (p Program, err error) {
	if pub.Label == "" {
		pub.Label = m.App.Version
	}
	if !shortText(pub.Label, maxVersionText, false) || !shortText(pub.Note, maxNoteText, true) {
		return Program{}, fmt.Errorf("registry: publish: %w", ErrText)
	}
	hash, _, err := s.blobs.Put(ctx, bytes.NewReader(pub.Manifest), int64(len(pub.Manifest)))
	if err != nil {
		return Program{}, fmt.Errorf("registry: keep the manifest: %w", err)
	}
	if fresh {
		pub.App = id.NewAppID(s.ids)
	}
	v := Version{
		Package: hash, Signature: s.signer.Sign(hash), Label: pub.Label, Note: pub.Note, Publisher: by.User, ReleasedAt: s.db.Now(),
		Name: m.App.Name, Color: m.App.Color, Logo: m.App.Logo, Description: m.App.Description, Dialect: m.App.Dialect,
		PageCount: len(m.App.Pages), SizeBytes: m.TotalBytes(),
	}
	err = s.db.Write(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = findProgram(tx, pub.App); err != nil {
			return err
		}
		switch {
		case found && p.Owner == "" && by.Kind == id.System && by.User != "":
			// What is the instance's own it may give to a person.
			if err := changeOwner(tx, pub.App, by.User); err != nil {
				return err
			}
			p.Owner = by.User
		case found && p.Owner != by.User:
			return ErrNotOwner
		}
		switch {
		case found && p.Package == hash && p.Label == v.Label:
			return nil
		case !found && !fresh && by.Kind != id.System:
			return ErrNoProgram
		case !found:
			n, err := countPrograms(tx, by.User)
			if err != nil {
				return err
			}
			if n >= maxPrograms && by.Kind != id.System {
				return ErrPrograms
			}
			if err := addProgram(tx, pub.App, by.User, v.ReleasedAt); err != nil {
				return err
			}
		}
		v.Number = p.Number + 1
		p = Program{App: pub.App, Owner: by.User, Version: v}
		return s.append(tx, p, m)
	})
	if err != nil {
		return Program{}, fmt.Errorf("registry: publish %s by %s: %w", pub.App, by, err)
	}
	return p, nil
}

// append writes the version, gives the publisher's quota back and tells the world.
func (s *Service) append(tx store.Tx, p Program, m pack.Manifest) error {
	if err := addVersion(tx, p.App, p.Version); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := removeUpload(tx, p.Owner, f.SHA256); err != nil {
			return err
		}
	}
	payload, err := json.Marshal(Released{App: p.App, Number: p.Number, Package: p.Package, Owner: p.Owner})
	if err != nil {
		return err
	}
	return tx.Emit(KindReleased, string(p.App), payload)
}

func shortText(text string, limit int, lines bool) bool {
	if !utf8.ValidString(text) || utf8.RuneCountInString(text) > limit {
		return false
	}
	for _, r := range text {
		if !unicode.IsPrint(r) && (!lines || r != '\n') {
			return false
		}
	}
	return true
}
