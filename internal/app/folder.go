package app

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// programFolder is the folder of a program as it is read: nothing outside of it, and ordinary files alone. A pipe gives nothing
// until somebody writes into it, and a device may never end.
type programFolder struct {
	fs.FS
	root *os.Root
}

var errIrregular = errors.New("it is no ordinary file")

// Open opens a file or a folder.
func (p programFolder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	// One that does not wait: a look before would be one more, and the file may be another one by then.
	file, err := p.root.OpenFile(filepath.FromSlash(name), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err //nolint:wrapcheck // it stands for the file system
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		err = &fs.PathError{Op: "open", Path: name, Err: errIrregular}
	}
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return file, nil
}

// Stat looks without opening.
func (p programFolder) Stat(name string) (fs.FileInfo, error) {
	return fs.Stat(p.FS, name) //nolint:wrapcheck // as above
}

// ReadDir reads a folder.
func (p programFolder) ReadDir(name string) ([]fs.DirEntry, error) {
	return fs.ReadDir(p.FS, name) //nolint:wrapcheck // as above
}

// Close lets go of the folder.
func (p programFolder) Close() error { return p.root.Close() } //nolint:wrapcheck // as above
