package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
)

// The failures of blobs.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoBlob      = fault.New(fault.NotFound, "store.no-blob", "This file does not exist.")
	ErrBlobTooLong = fault.New(fault.Limited, "store.blob-too-long", "This file is too large.")
)

// Blobs keeps content under its SHA-256. What is in cannot change; the same content put twice is stored once.
// Every driver passes storetest.Blobs.
type Blobs interface {
	// Put stores what r gives, at most limit bytes, and returns its name and its size in bytes once it is durable.
	// It fails with ErrBlobTooLong, and then keeps nothing.
	Put(ctx context.Context, r io.Reader, limit int64) (id.BlobHash, int64, error)
	// Open returns the content; the caller closes it. It fails with ErrNoBlob.
	Open(ctx context.Context, hash id.BlobHash) (io.ReadSeekCloser, error)
	// Has reports whether the content is stored.
	Has(ctx context.Context, hash id.BlobHash) (bool, error)
}

// Blobs returns the blobs in the data folder.
func (db *DB) Blobs() Blobs {
	return Disk(filepath.Join(db.dir, "blobs"))
}

// Disk keeps blobs as files: dir/ab/cd/abcd….
func Disk(dir string) Blobs {
	return disk{dir}
}

type disk struct{ dir string }

func (d disk) path(hash id.BlobHash) (string, error) {
	if _, err := id.ParseBlobHash(string(hash)); err != nil {
		return "", err
	}
	return filepath.Join(d.dir, string(hash[0:2]), string(hash[2:4]), string(hash)), nil
}

func (d disk) Put(ctx context.Context, r io.Reader, limit int64) (hash id.BlobHash, size int64, err error) {
	defer func() { err = named(err) }()
	// The folder around it has to be there: a data folder that was taken away is not begun anew.
	if err := os.Mkdir(d.dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", 0, fmt.Errorf("store: put blob: %w", err)
	}
	f, err := os.CreateTemp(d.dir, "incoming-")
	if err != nil {
		return "", 0, fmt.Errorf("store: put blob: %w", err)
	}
	defer func() {
		// After the rename there is nothing under the temporary name, and that is right.
		if gone := os.Remove(f.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, fmt.Errorf("store: put blob: %w", gone))
		}
	}()
	sum := sha256.New()
	size, err = io.Copy(io.MultiWriter(f, sum), io.LimitReader(reader{ctx, r}, limit+1))
	if err == nil && size > limit {
		err = ErrBlobTooLong
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return "", 0, fmt.Errorf("store: put blob: %w", err)
	}
	hash = id.BlobHash(hex.EncodeToString(sum.Sum(nil)))
	if err := d.settle(f.Name(), hash); err != nil {
		return "", 0, fmt.Errorf("store: put blob %s: %w", hash, err)
	}
	return hash, size, nil
}

// settle moves a finished file to its name and makes the move durable, up to the folder that already existed.
func (d disk) settle(from string, hash id.BlobHash) error {
	to, err := d.path(hash)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return err
	}
	inner := filepath.Dir(to)
	for _, folder := range []string{inner, filepath.Dir(inner), d.dir} {
		if err := syncFolder(folder); err != nil {
			return err
		}
	}
	return nil
}

func syncFolder(name string) error {
	f, err := os.Open(name) //nolint:gosec // a folder of ours
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func (d disk) Open(_ context.Context, hash id.BlobHash) (io.ReadSeekCloser, error) {
	name, err := d.path(hash)
	if err != nil {
		return nil, fmt.Errorf("store: open blob: %w", err)
	}
	f, err := os.Open(name) //nolint:gosec // the name consists of hex digits
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("store: open blob %s: %w", hash, ErrNoBlob)
	}
	if err != nil {
		return nil, fmt.Errorf("store: open blob %s: %w", hash, err)
	}
	return f, nil
}

func (d disk) Has(_ context.Context, hash id.BlobHash) (bool, error) {
	name, err := d.path(hash)
	if err != nil {
		return false, fmt.Errorf("store: look for blob: %w", err)
	}
	_, err = os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("store: look for blob %s: %w", hash, err)
	}
	return true, nil
}

// reader ends a copy when its context ends.
type reader struct {
	ctx context.Context //nolint:containedctx // lives as long as the call of Put that was given it
	r   io.Reader
}

func (r reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
