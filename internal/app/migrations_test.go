package app_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// migrationSums has the SHA-256 of every migration that is there for others: one line for each, sum and file.
const migrationSums = "testdata/migrations.tsv"

// TestReleasedMigrations holds migrations to what they were. Databases have run them and never run them again, so one that is changed leaves
// two sorts of databases with the same version. `make generate` adds the lines of new ones, and never changes a line.
func TestReleasedMigrations(t *testing.T) {
	text, err := os.ReadFile(migrationSums)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	released := map[string]string{}
	for line := range strings.Lines(string(text)) {
		sum, name, found := strings.Cut(strings.TrimSpace(line), "\t")
		if !found {
			t.Fatalf("%s: %q is not a sum and a file", migrationSums, line)
		}
		released[name] = sum
	}
	there := map[string]string{}
	for _, pattern := range []string{"internal/*/schema/*.sql", "internal/*/*/schema/*.sql"} {
		names, err := fs.Glob(os.DirFS("../.."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			content, err := os.ReadFile(filepath.Join("../..", name))
			if err != nil {
				t.Fatal(err)
			}
			there[name] = fmt.Sprintf("%x", sha256.Sum256(content))
		}
	}
	var added []string
	for name, sum := range there {
		if _, is := released[name]; !is {
			added = append(added, name)
			released[name] = sum
		}
	}
	slices.Sort(added)
	for name, sum := range released {
		switch {
		case there[name] == "":
			t.Errorf("%s was released and is gone: databases that ran it say so in their table of versions. Put it back as it was (git log -- %s)", name, name)
		case there[name] != sum:
			t.Errorf("%s was released and is changed: databases that ran it will not run it again. Put it back as it was (git log -- %s), and make the "+
				"change in a migration of its own, with the next number", name, name)
		}
	}
	if !*update {
		for _, name := range added {
			t.Errorf("%s is new: `make generate` adds its line to %s, after which it stays as it is", name, migrationSums)
		}
		return
	}
	var lines strings.Builder
	for _, name := range slices.Sorted(maps.Keys(released)) {
		fmt.Fprintf(&lines, "%s\t%s\n", released[name], name)
	}
	if err := os.WriteFile(migrationSums, []byte(lines.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
