package web

import (
	"errors"
	"fmt"
	"io/fs"
)

// SheetTranslator returns the bundled translator of Sass ("sass") or Less ("less") for the compiler of programs, gzipped.
// It fails with ErrNotBuilt if this binary was compiled before it was made.
func SheetTranslator(language string) ([]byte, error) {
	script, err := dist.ReadFile("dist/sheets/" + language + ".js.gz")
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNotBuilt
	}
	if err != nil {
		return nil, fmt.Errorf("web: read the translator of %s: %w", language, err)
	}
	return script, nil
}
