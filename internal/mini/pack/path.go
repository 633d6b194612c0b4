package pack

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

const (
	maxPathBytes = 512
	maxSegments  = 32
)

// CheckPath says whether a text may be a path in a package: segments joined by single slashes, no leading or trailing slash,
// no "." and "..", no backslash, no control or invisible characters, Unicode in its composed form (NFC), at most 512 bytes.
// It fails with ErrPath.
func CheckPath(path string) error {
	bad := func(why string) error {
		shown := path
		if len(shown) > 80 {
			shown = shown[:80] + "…"
		}
		return ErrPath.With(fmt.Sprintf("%q %s.", shown, why))
	}
	switch {
	case path == "":
		return bad("is empty")
	case len(path) > maxPathBytes:
		return bad(fmt.Sprintf("has more than %d bytes", maxPathBytes))
	case !utf8.ValidString(path):
		return bad("is not UTF-8")
	case !printable(path):
		return bad("has a control or an invisible character")
	case strings.ContainsRune(path, '\\'):
		return bad("has a backslash")
	case !norm.NFC.IsNormalString(path):
		return bad("is not in Unicode's composed form (NFC)")
	}
	segments := strings.Split(path, "/")
	if len(segments) > maxSegments {
		return bad(fmt.Sprintf("has more than %d folders", maxSegments))
	}
	for _, s := range segments {
		if s == "" || s == "." || s == ".." {
			return bad("has an empty, a \".\" or a \"..\" segment")
		}
	}
	return nil
}

// printable refuses control characters, line separators and the invisible format characters that make one text look like
// another.
func printable(text string) bool {
	for _, r := range text {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return false
		}
	}
	return true
}

// pathSet finds paths that a file system could confuse: the same but for case, or a file where another has a folder.
type pathSet struct {
	fold    cases.Caser
	files   map[string]string // folded path → as written
	folders map[string]string
}

func newPathSet() *pathSet {
	return &pathSet{fold: cases.Fold(), files: map[string]string{}, folders: map[string]string{}}
}

func (s *pathSet) add(path string) error {
	if err := CheckPath(path); err != nil {
		return err
	}
	folded := s.fold.String(path)
	if folded == ManifestPath || folded == SignaturePath {
		return ErrPath.With(fmt.Sprintf("%q is the package's own.", path))
	}
	if other, ok := s.files[folded]; ok {
		return ErrPath.With(fmt.Sprintf("%q and %q are the same but for upper and lower case.", other, path))
	}
	if other, ok := s.folders[folded]; ok {
		return ErrPath.With(fmt.Sprintf("%q is a file and the folder of %q.", path, other))
	}
	for at := range len(folded) {
		if folded[at] != '/' {
			continue
		}
		folder := folded[:at]
		if other, ok := s.files[folder]; ok {
			return ErrPath.With(fmt.Sprintf("%q is a file and the folder of %q.", other, path))
		}
		s.folders[folder] = path
	}
	s.files[folded] = path
	return nil
}
