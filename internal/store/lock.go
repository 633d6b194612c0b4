package store

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// lock makes this process the only one in dir, and returns how to leave. The lock belongs to the open file, so it ends
// with the process however that ends. It fails with ErrInUse, naming the folder and the other process.
//
// Shared lets in others who share it, and keeps out those who do not.
func lock(dir string, shared bool) (unlock func() error, err error) {
	name := filepath.Join(dir, "lock")
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the data folder is the operator's choice
	if err != nil {
		return nil, fmt.Errorf("store: lock: %w", err)
	}
	how := syscall.LOCK_EX
	if shared {
		how = syscall.LOCK_SH
	}
	if err := syscall.Flock(int(f.Fd()), how|syscall.LOCK_NB); err != nil {
		other, readErr := os.ReadFile(name) //nolint:gosec // as above
		err = fmt.Errorf("store: %s is in use by process %s: %w", dir, strings.TrimSpace(string(other)), ErrInUse)
		return nil, errors.Join(err, readErr, f.Close())
	}
	_, err = f.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("store: lock: %w", err), f.Close())
	}
	return f.Close, nil
}

// lockOut keeps others from beginning to serve a folder that nobody serves, and changes nothing in it. It fails with ErrInUse.
func lockOut(dir string) (unlock func() error, err error) {
	f, err := os.Open(filepath.Join(dir, "lock")) //nolint:gosec // the data folder is the operator's choice
	if errors.Is(err, fs.ErrNotExist) {
		return func() error { return nil }, nil // it was never served
	}
	if err != nil {
		return nil, fmt.Errorf("store: lock: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_SH|syscall.LOCK_NB); err != nil {
		return nil, errors.Join(fmt.Errorf("store: lock %s: %w", dir, ErrInUse), f.Close())
	}
	return f.Close, nil
}
