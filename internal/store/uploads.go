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
	"slices"
	"syscall"
	"time"

	"github.com/superette/superette/internal/fault"
)

// The failures of uploads.
//
//nolint:gochecknoglobals // named failures
var (
	ErrUploadAt   = fault.New(fault.Conflict, "store.upload-at", "What is there of this file ends elsewhere.")
	ErrUploadBusy = fault.New(fault.Conflict, "store.upload-busy", "This file is being sent already.")
)

// Uploads keeps contents that come in parts until somebody has taken all of each: files of the data folder that only grow. How long a
// file is says how much of it has come, so that nothing beside it has to be right, and several processes with one folder go on where
// another one stopped. Of two who add to one upload the second one is refused.
type Uploads struct{ dir string }

// Uploads returns those of the data folder.
func (db *DB) Uploads() Uploads { return Uploads{filepath.Join(db.dir, "uploads")} }

// path is where an upload is; whatever its names are, it is hex digits.
func (u Uploads) path(owner, name string) string {
	return filepath.Join(u.folder(owner), hexOf(name))
}

func (u Uploads) folder(owner string) string { return filepath.Join(u.dir, hexOf(owner)) }

func hexOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// Size returns how many bytes of an upload are there, 0 if nobody has begun it.
func (u Uploads) Size(owner, name string) (int64, error) {
	info, err := os.Stat(u.path(owner, name))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, named(fmt.Errorf("store: look at an upload: %w", err))
	}
	return info.Size(), nil
}

// Append adds what r gives to the at bytes of an upload that are there, and returns how many there are then, also if r breaks off: what
// came before that stays. It fails with ErrUploadAt if another number of bytes is there, ErrUploadBusy while somebody else adds to
// it, ErrBlobTooLong past most bytes, and then keeps what was there; and with ErrFull, which gives the room of all of it back.
func (u Uploads) Append(ctx context.Context, owner, name string, at int64, r io.Reader, most int64) (size int64, err error) {
	defer func() {
		if err != nil {
			err = named(fmt.Errorf("store: add to an upload: %w", err))
		}
	}()
	// The folder around it has to be there: a data folder that was taken away is not begun anew.
	for _, folder := range []string{u.dir, u.folder(owner)} {
		if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
			return 0, err
		}
	}
	f, err := u.hold(u.path(owner, name), os.O_WRONLY|os.O_CREATE)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if size, err = f.Seek(0, io.SeekEnd); err != nil {
		return 0, err
	}
	if size != at {
		return size, ErrUploadAt
	}
	n, err := io.Copy(f, io.LimitReader(reader{ctx, r}, most-at+1))
	if size = at + n; size > most {
		return at, errors.Join(ErrBlobTooLong, f.Truncate(at))
	}
	if err == nil {
		err = f.Sync()
	}
	if errors.Is(named(err), ErrFull) {
		return 0, errors.Join(named(err), os.Remove(f.Name()))
	}
	return size, err
}

// hold opens an upload for nobody else at the same time, in whatever process. The hold ends with the file's closing.
func (u Uploads) hold(path string, how int) (*os.File, error) {
	f, err := os.OpenFile(path, how, 0o600) //nolint:gosec // hex digits below the data folder
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(ErrUploadBusy, f.Close())
	}
	// Somebody may have removed it before the hold: then this is a file without a name.
	mine, err := f.Stat()
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	if named, err := os.Stat(path); err != nil || !os.SameFile(mine, named) {
		return nil, errors.Join(ErrUploadBusy, f.Close())
	}
	return f, nil
}

// Open returns what is there of an upload; the caller closes it. It fails with ErrNoBlob if nobody has begun it.
func (u Uploads) Open(owner, name string) (io.ReadCloser, error) {
	f, err := os.Open(u.path(owner, name))
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNoBlob
	}
	if err != nil {
		return nil, fmt.Errorf("store: open an upload: %w", err)
	}
	return f, nil
}

// Remove gives the room of an upload back, whoever is adding to it; without one it does nothing.
func (u Uploads) Remove(owner, name string) error {
	if err := os.Remove(u.path(owner, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: remove an upload: %w", err)
	}
	return nil
}

// Trim leaves an owner the most uploads that were added to last, and those that somebody adds to right now.
func (u Uploads) Trim(owner string, most int) error {
	list, err := u.list(u.folder(owner))
	if err != nil {
		return fmt.Errorf("store: trim uploads: %w", err)
	}
	slices.SortFunc(list, func(a, b fs.FileInfo) int { return b.ModTime().Compare(a.ModTime()) })
	for _, each := range list[min(most, len(list)):] {
		if err := u.drop(filepath.Join(u.folder(owner), each.Name())); err != nil {
			return fmt.Errorf("store: trim uploads: %w", err)
		}
	}
	return nil
}

// Sweep removes the uploads that nobody has added to since before.
func (u Uploads) Sweep(before time.Time) error {
	owners, err := u.list(u.dir)
	if err != nil {
		return fmt.Errorf("store: sweep uploads: %w", err)
	}
	for _, owner := range owners {
		folder := filepath.Join(u.dir, owner.Name())
		list, err := u.list(folder)
		if err != nil {
			return fmt.Errorf("store: sweep uploads: %w", err)
		}
		for _, each := range list {
			if !each.ModTime().Before(before) {
				continue
			}
			if err := u.drop(filepath.Join(folder, each.Name())); err != nil {
				return fmt.Errorf("store: sweep uploads: %w", err)
			}
		}
	}
	return nil
}

// drop removes an upload unless somebody adds to it.
func (u Uploads) drop(path string) error {
	f, err := u.hold(path, os.O_WRONLY)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, ErrUploadBusy) {
		return nil
	}
	if err != nil {
		return err
	}
	return errors.Join(os.Remove(path), f.Close())
}

func (u Uploads) list(folder string) ([]fs.FileInfo, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	list := make([]fs.FileInfo, 0, len(entries))
	for _, entry := range entries {
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // taken meanwhile
		}
		if err != nil {
			return nil, err
		}
		list = append(list, info)
	}
	return list, nil
}
