package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/superette/superette/internal/store"
)

// abandoned is how old a scratch folder is that nobody works in any more, at the least: one that is being made is not locked yet.
const abandoned = time.Hour

// scratchIn makes a folder for what is not whole yet, beside where it goes, and removes those of processes that were killed. A folder is locked
// for as long as its process lives. Remove is safe after the folder was renamed.
func scratchIn(beside, prefix string, now time.Time) (name string, remove func() error, err error) {
	old, err := filepath.Glob(filepath.Join(beside, prefix+"*"))
	if err != nil {
		return "", nil, fmt.Errorf("app: look for what was left behind: %w", err)
	}
	for _, left := range old {
		if err := removeAbandoned(left, now); err != nil {
			return "", nil, fmt.Errorf("app: remove what was left behind: %w", err)
		}
	}
	if name, err = os.MkdirTemp(beside, prefix); err != nil {
		return "", nil, err
	}
	held, err := os.Open(name) //nolint:gosec // made right above
	if err == nil {
		err = syscall.Flock(int(held.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	}
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("app: lock %s: %w", name, err), os.RemoveAll(name))
	}
	return name, func() error { return errors.Join(os.RemoveAll(name), held.Close()) }, nil
}

func removeAbandoned(name string, now time.Time) error {
	info, err := os.Lstat(name)
	if err != nil || !info.IsDir() || now.Sub(info.ModTime()) < abandoned {
		return nil //nolint:nilerr // somebody else removed it
	}
	f, err := os.Open(name) //nolint:gosec // the name begins as ours do
	if err != nil {
		return nil //nolint:nilerr // of another user, or gone
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		return f.Close() // somebody works in it
	}
	return errors.Join(os.RemoveAll(name), f.Close())
}

// noRoom turns a full disk into words, and leaves other failures as they are.
func noRoom(err error, where, hint string) error {
	if errors.Is(err, store.ErrFull) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return Refusal{Text: "there is no room left in " + where, Hint: hint}
	}
	return err
}

// syncFolder makes the names in a folder durable.
func syncFolder(name string) error {
	f, err := os.Open(name) //nolint:gosec // where we just wrote
	if err != nil {
		return err
	}
	err = f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, fs.ErrInvalid) { // a file system that knows no such thing
		err = nil
	}
	return errors.Join(err, f.Close())
}
