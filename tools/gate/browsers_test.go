package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPromises holds the table of browsers to the README, and both to the files that are there.
func TestPromises(t *testing.T) {
	const root = "../.."
	list, err := promises(root)
	if err != nil {
		t.Fatal(err)
	}
	readme, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	promised := map[string][]string{}
	for _, cells := range rows(string(readme)) {
		if len(cells) != 3 {
			continue
		}
		for _, name := range names(cells[2]) {
			if !strings.HasPrefix(name, "e2e/") {
				continue
			}
			files, err := filepath.Glob(filepath.Join(root, name))
			if err != nil || len(files) == 0 {
				t.Errorf("README: %s names %s, which is not there", cells[0], name)
			}
			for _, file := range files {
				promised[cells[0]] = append(promised[cells[0]], "e2e/"+filepath.Base(file))
			}
		}
	}
	if len(promised) < 10 {
		t.Fatalf("the README has promises %v", promised)
	}
	for name, files := range promised {
		at := slices.IndexFunc(list, func(p promise) bool { return p.name == name })
		if at < 0 {
			t.Errorf("%s says nothing of the promise %q", browsersPage, name)
			continue
		}
		slices.Sort(files)
		slices.Sort(list[at].chromium)
		if !slices.Equal(files, list[at].chromium) {
			t.Errorf("%s: %q is %v in Chromium, the README says %v", browsersPage, name, list[at].chromium, files)
		}
	}
	for _, p := range list {
		if promised[p.name] == nil {
			t.Errorf("%s: the README promises no %q", browsersPage, p.name)
		}
		for _, file := range p.firefox {
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s: %v", browsersPage, err)
			}
			if !slices.Contains(p.chromium, file) && !isFirefox(file) {
				t.Errorf("%s: %s is a story of %q in Firefox and not in Chromium", browsersPage, file, p.name)
			}
		}
		missing := slices.ContainsFunc(p.chromium, func(file string) bool { return !slices.Contains(p.firefox, file) })
		if len(p.firefox) == 0 || strings.Contains(p.lacks, "yet") {
			t.Errorf("%q is not told in Firefox", p.name)
		}
		if missing && p.lacks == "" {
			t.Errorf("%s: %q is not told whole in Firefox, and nothing says why", browsersPage, p.name)
		}
	}
}
