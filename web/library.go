package web

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
)

// ExtendedLibrary returns the files of a component library that programs need not bring ("weui"), as its npm package has
// them. It fails with ErrNotBuilt if this binary was compiled before it was packed.
func ExtendedLibrary(name string) (fs.FS, error) {
	data, err := dist.ReadFile("dist/libraries/" + name + ".zip")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("web: read the library %s: %w", name, err)
	}
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("web: open the library %s: %w", name, err)
	}
	return files, nil
}
