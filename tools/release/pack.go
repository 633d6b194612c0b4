package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"
)

//go:embed superette.service
var unit []byte

//go:embed superette-backup.service
var backupUnit []byte

//go:embed superette-backup.timer
var backupTimer []byte

// entry is one file of an archive.
type entry struct {
	name    string
	mode    fs.FileMode
	content []byte
}

// pack writes a tar.gz of one folder. Its bytes follow from the names, modes and contents, and from the time, alone.
func pack(folder string, entries []entry, at time.Time) ([]byte, error) {
	entries = slices.Clone(entries)
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	var out bytes.Buffer
	zip, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	archive := tar.NewWriter(zip)
	for _, e := range entries {
		err := archive.WriteHeader(&tar.Header{
			Typeflag: tar.TypeReg, Name: folder + "/" + e.name, Size: int64(len(e.content)), Mode: int64(e.mode), ModTime: at,
			Uname: "root", Gname: "root", Format: tar.FormatUSTAR,
		})
		if err != nil {
			return nil, err
		}
		if _, err := archive.Write(e.content); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	if err := zip.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// firstDifference says where two archives part.
func firstDifference(a, b []byte) string {
	for n := range min(len(a), len(b)) {
		if a[n] != b[n] {
			return fmt.Sprintf("byte %d of %d and %d", n, len(a), len(b))
		}
	}
	return fmt.Sprintf("%d and %d bytes", len(a), len(b))
}
