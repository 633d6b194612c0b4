package app

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// A manifest says what is in a backup, in the order of the archive. There may be millions of files, so nowhere is it in memory as a
// whole: a listing on the disk is written along, and read along.

// manifest is the head of one.
type manifest struct {
	Format  int          `json:"format"`
	Version string       `json:"version"` // of the binary that made it
	Made    time.Time    `json:"made"`
	Rows    int64        `json:"rows"`
	Files   []backupFile `json:"files"` // last, and never read or written as a list
}

type backupFile struct {
	Name string `json:"name"` // with slashes
	Size int64  `json:"size"` // bytes
	Sum  string `json:"sha256"`
}

// listing is files, each a line of JSON, in a file that has no name any more.
type listing struct {
	file  *os.File
	write *bufio.Writer
	bytes int64 // of the lines, without their ends
	files int
	sizes int64 // of the files
}

func newListing(folder string) (*listing, error) {
	file, err := os.CreateTemp(folder, "listing-")
	if err != nil {
		return nil, err
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return &listing{file: file, write: bufio.NewWriter(file)}, nil
}

func (l *listing) close() error { return l.file.Close() }

func (l *listing) add(f backupFile) error {
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	l.bytes += int64(len(line))
	l.files++
	l.sizes += f.Size
	_, err = l.write.Write(append(line, '\n'))
	return err
}

// each calls do with every line, in order.
func (l *listing) each(do func(line []byte) error) error {
	if _, err := l.file.Seek(0, io.SeekStart); err != nil {
		return errors.Join(l.write.Flush(), err)
	}
	lines := bufio.NewScanner(l.file)
	for lines.Scan() {
		if err := do(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// frame is a manifest around its files.
func (m manifest) frame() (before, after string, err error) {
	m.Files = []backupFile{}
	text, err := json.Marshal(m)
	if err != nil {
		return "", "", err
	}
	const end = "]}"
	return string(text[:len(text)-len(end)]), end, nil
}

// size returns how long the manifest of a listing is.
func (m manifest) size(l *listing) (int64, error) {
	before, after, err := m.frame()
	return int64(len(before)+len(after)) + l.bytes + int64(max(0, l.files-1)), err
}

// writeTo writes the manifest of a listing.
func (m manifest) writeTo(to io.Writer, l *listing) error {
	before, after, err := m.frame()
	if err != nil {
		return err
	}
	if err := l.write.Flush(); err != nil {
		return err
	}
	w := bufio.NewWriter(to)
	if _, err := w.WriteString(before); err != nil {
		return err
	}
	comma := ""
	err = l.each(func(line []byte) error {
		_, err := w.WriteString(comma + string(line))
		comma = ","
		return err
	})
	if err != nil {
		return err
	}
	if _, err := w.WriteString(after); err != nil {
		return err
	}
	return w.Flush()
}

// readManifest reads a manifest and holds the listing of what was found against it.
func readManifest(from io.Reader, found *listing) (m manifest, err error) {
	if err := found.write.Flush(); err != nil {
		return m, err
	}
	if _, err := found.file.Seek(0, io.SeekStart); err != nil {
		return m, err
	}
	broken := func(err error) error { return notABackup("its manifest: " + err.Error()) }
	d := json.NewDecoder(from)
	if err := expect(d, '{'); err != nil {
		return m, broken(err)
	}
	fields := map[string]any{"format": &m.Format, "version": &m.Version, "made": &m.Made, "rows": &m.Rows}
	listed := false
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return m, broken(err)
		}
		name, _ := key.(string)
		if name == "files" {
			if m.Format != backupFormat {
				return m, otherFormat(m)
			}
			listed = true
			if err := sameFiles(d, found); err != nil {
				return m, err
			}
			continue
		}
		into := fields[name]
		if into == nil {
			into = new(json.RawMessage)
		}
		if err := d.Decode(into); err != nil {
			return m, broken(err)
		}
	}
	if err := expect(d, '}'); err != nil {
		return m, broken(err)
	}
	if !listed {
		return m, notABackup("its manifest names no files")
	}
	return m, nil
}

func otherFormat(m manifest) error {
	return Refusal{Text: fmt.Sprintf("this backup has format %d, and this version reads %d", m.Format, backupFormat), Hint: "use superette " + m.Version}
}

func expect(d *json.Decoder, want json.Delim) error {
	got, err := d.Token()
	if err == nil && got != want {
		err = fmt.Errorf("%v where %v belongs", got, want)
	}
	return err
}

// sameFiles reads the list of a manifest beside that of what was found.
func sameFiles(d *json.Decoder, found *listing) error {
	if err := expect(d, '['); err != nil {
		return notABackup("its manifest: " + err.Error())
	}
	lines := bufio.NewScanner(found.file)
	named, differs, rows := 0, "", false
	for d.More() {
		var f, have backupFile
		if err := d.Decode(&f); err != nil {
			return notABackup("its manifest: " + err.Error())
		}
		named++
		rows = rows || f.Name == backupRows
		if differs != "" || !lines.Scan() {
			continue // what remains is counted
		}
		if err := json.Unmarshal(lines.Bytes(), &have); err != nil {
			return err
		}
		if have != f {
			differs = f.Name
		}
	}
	if err := errors.Join(expect(d, ']'), lines.Err()); err != nil {
		return notABackup("its manifest: " + err.Error())
	}
	switch {
	case named != found.files:
		return notABackup(fmt.Sprintf("it has %s, its manifest names %d", count(found.files, "file"), named))
	case differs != "":
		return notABackup(differs + " is not what was packed")
	case !rows:
		return notABackup("it has no rows")
	}
	return nil
}
