package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
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

func TestReadingsAreThere(t *testing.T) {
	for _, name := range readings {
		if _, err := os.Stat(filepath.Join("../..", filepath.FromSlash(name))); err != nil {
			t.Error(err)
		}
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
