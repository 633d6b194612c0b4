// Package registry knows the programs of an instance and every version of them that was ever published.
//
// Publishing goes in three steps, so that an update carries only what is new. Prepare reads the manifest and says which of
// its files the instance lacks; it also remembers that this person may upload exactly those. Upload takes one file under its
// hash. Publish, once all files are there, appends a version: files and types are checked again, the package is signed by
// the instance, and in the same transaction the event Released is emitted. Versions are only ever appended; the newest is
// the current one. Publishing what is already current changes nothing, so a publish whose answer was lost can be repeated.
//
// An appid is made at the first publish and belongs to whoever made it; nobody else can publish under it.
// Install is the short way for packages that are built in this process: the demo's examples and `superette dev`.
//
// A hash is all it takes to put a file that the instance already has into a package of one's own: whoever knows the SHA-256
// of a content has, for all purposes, the content.
package registry

import (
	"embed"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
)

// The failures of the registry.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoProgram = fault.New(fault.NotFound, "registry.no-program", "There is no such mini program on this instance.")
	ErrNoPackage = fault.New(fault.NotFound, "registry.no-package", "There is no such package on this instance.")
	ErrNoPage    = fault.New(fault.NotFound, "registry.no-page", "This mini program has no such page.")
	ErrNotOwner  = fault.New(fault.Forbidden, "registry.not-owner", "This mini program belongs to somebody else.")
	ErrSignedOut = fault.New(fault.Unauthenticated, "registry.signed-out", "Sign in to publish mini programs.")
	ErrNotAsked  = fault.New(fault.Forbidden, "registry.not-asked", "This file belongs to no package that you prepared. Run the publish again.")
	ErrQuota     = fault.New(fault.Limited, "registry.quota", "You have uploaded too much that was not published. Try again tomorrow.")
	ErrMissing   = fault.New(fault.Conflict, "registry.missing", "Some files of this package are not uploaded yet.")
	ErrPrograms  = fault.New(fault.Limited, "registry.programs", "You have as many mini programs here as one person may have.")
	ErrText      = fault.New(fault.Invalid, "registry.text", "The version or the note is too long or not printable.")
)

// KindReleased is the kind of the event that a version is out; its key is the appid and its payload a Released as JSON.
const KindReleased = "registry.Released"

// Released says that a version of a program became the current one.
type Released struct {
	App     id.AppID    `json:"app"`
	Number  int64       `json:"number"`
	Package id.BlobHash `json:"package"`
	Owner   id.UserID   `json:"owner"`
}

// Program is a program with its current version.
type Program struct {
	App   id.AppID
	Owner id.UserID // "" for the instance's own
	Version
}

// Version is one published version.
type Version struct {
	Number      int64 // 1, 2, 3 …
	Package     id.BlobHash
	Signature   string // the instance's, over the package's hash
	Label       string // the author's own text, or ""
	Note        string
	Publisher   id.UserID // "" for the instance itself
	ReleasedAt  time.Time
	Name        string
	Color       string // #rrggbb
	Logo        string // package path, or ""
	Description string
	Dialect     string
	PageCount   int
	SizeBytes   int64
}

// LogoURL returns the address of the program's logo on its instance, or "".
func (v Version) LogoURL() string {
	if v.Logo == "" {
		return ""
	}
	return pack.URL(v.Package, v.Logo)
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the registry's tables.
func Schema() store.Schema {
	return store.Schema{Room: "registry", FS: schema}
}
