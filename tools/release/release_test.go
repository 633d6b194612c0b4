package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPack(t *testing.T) {
	at := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	entries := []entry{{"superette", 0o755, []byte("binary")}, {"README.md", 0o644, []byte("read me")}}
	first, err := pack("superette-v1-linux-amd64", entries, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("the same files in any order give the same bytes", func(t *testing.T) {
		slices.Reverse(entries)
		again, err := pack("superette-v1-linux-amd64", entries, at)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(first, again) {
			t.Error(firstDifference(first, again))
		}
	})
	t.Run("everything is in one folder, belongs to root, and has the commit's time", func(t *testing.T) {
		zip, err := gzip.NewReader(bytes.NewReader(first))
		if err != nil {
			t.Fatal(err)
		}
		if !zip.ModTime.IsZero() {
			t.Errorf("the archive says when it was compressed: %v", zip.ModTime)
		}
		var names []string
		for archive := tar.NewReader(zip); ; {
			h, err := archive.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			names = append(names, h.Name)
			if h.Uid != 0 || h.Gid != 0 || !h.ModTime.Equal(at) {
				t.Errorf("%s is %d:%d of %v", h.Name, h.Uid, h.Gid, h.ModTime)
			}
		}
		if want := []string{"superette-v1-linux-amd64/README.md", "superette-v1-linux-amd64/superette"}; !slices.Equal(names, want) {
			t.Errorf("it holds %q, want %q", names, want)
		}
	})
}

func TestWhatReadingsLinkToGoesAlong(t *testing.T) {
	const root = "../.."
	files, err := readings(root)
	if err != nil {
		t.Fatal(err)
	}
	links := 0
	for _, name := range files {
		if path.Ext(name) != ".md" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range regexp.MustCompile(`\]\(([^)#\s]+)[^)]*\)`).FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(found[1], ":") {
				continue // elsewhere
			}
			links++
			target := path.Join(path.Dir(name), found[1])
			if !slices.ContainsFunc(files, func(file string) bool { return file == target || strings.HasPrefix(file, target+"/") }) {
				t.Errorf("%s links to %s, which does not go along", name, found[1])
			}
		}
	}
	if links < 30 {
		t.Errorf("%d links were looked at", links)
	}
}

func TestUnit(t *testing.T) {
	text := string(unit)
	for _, line := range []string{
		"Type=notify", "User=superette", "StateDirectory=superette", "WatchdogSec=60", "StartLimitIntervalSec=0", "RestartPreventExitStatus=2 78", "LimitNOFILE=262144", "ProtectSystem=strict", "NoNewPrivileges=yes",
		"ExecStart=/usr/local/bin/superette serve --data ${STATE_DIRECTORY} $SUPERETTE_FLAGS",
	} {
		if !strings.Contains(text, "\n"+line+"\n") {
			t.Errorf("the unit lacks %s", line)
		}
	}
}
