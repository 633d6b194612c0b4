package app

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/superette/superette/internal/mini/compile"
)

const (
	framesAtMost   = 50 // of one report
	linesAround    = 2
	longestShown   = 240 // characters of a line
	largestToShow  = 1 << 20
	framesFileSkip = '\x00' // a file with this is no text
)

// DevSource is one line of the author's source.
type DevSource struct {
	Line int    `json:"line"`
	Text string `json:"text"`
}

// frames reads the lines around diagnostics, each file once.
type frames struct {
	dir   string
	files map[string][]string
	left  int
}

func newFrames(dir string) *frames {
	return &frames{dir: dir, files: map[string][]string{}, left: framesAtMost}
}

// around returns the lines around the beginning of a diagnostic. The file may have changed or gone since it was compiled:
// then there are other lines, or none.
func (f *frames) around(d compile.Diagnostic) []DevSource {
	lines := f.lines(d.File)
	at := d.Range.Start.Line
	if f.left == 0 || at < 1 || at > len(lines) {
		return []DevSource{}
	}
	f.left--
	out := []DevSource{}
	for n := max(1, at-linesAround); n <= min(len(lines), at+linesAround); n++ {
		text := []rune(lines[n-1])
		if len(text) > longestShown {
			text = append(text[:longestShown], '…')
		}
		out = append(out, DevSource{n, string(text)})
	}
	return out
}

func (f *frames) lines(name string) []string {
	lines, known := f.files[name]
	if known || f.left == 0 {
		return lines
	}
	f.files[name] = nil
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return nil
	}
	defer root.Close() //nolint:errcheck // only a handle on a folder
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil || !info.Mode().IsRegular() || info.Size() > largestToShow {
		return nil
	}
	data, err := root.ReadFile(filepath.FromSlash(name))
	if err != nil || strings.ContainsRune(string(data), framesFileSkip) {
		return nil
	}
	f.files[name] = strings.Split(strings.ReplaceAll(strings.ToValidUTF8(string(data), "\ufffd"), "\r\n", "\n"), "\n")
	return f.files[name]
}
