package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// read returns a file of the repository.
func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile("../../" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func decode(t *testing.T, name string, into any) {
	t.Helper()
	if err := json.Unmarshal([]byte(read(t, name)), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// required returns the modules that a go.mod requires directly, and the modules of its tools.
func required(gomod string) (modules []string) {
	direct := regexp.MustCompile(`(?m)^(?:require )?\s*([\w.-]+\.[\w.-]+/\S+) v\S+$`)
	for _, m := range direct.FindAllStringSubmatch(gomod, -1) {
		modules = append(modules, m[1])
	}
	tool := regexp.MustCompile(`(?m)^\t([\w.-]+\.[\w.-]+/\S+)$`)
	for _, m := range tool.FindAllStringSubmatch(gomod, -1) {
		module, _, _ := strings.Cut(m[1], "/cmd/")
		modules = append(modules, module)
	}
	return modules
}

func TestDependenciesAreExplained(t *testing.T) {
	listed := map[string][]string{} // by heading
	heading := ""
	for line := range strings.Lines(read(t, "docs/dependencies.md")) {
		if after, is := strings.CutPrefix(line, "## "); is {
			heading = strings.TrimSpace(after)
		}
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		for _, m := range regexp.MustCompile("`([^`]+)`").FindAllStringSubmatch(cells[1], -1) {
			if len(strings.TrimSpace(cells[2])) < 10 {
				t.Errorf("docs/dependencies.md gives no reason for %s", m[1])
			}
			listed[heading] = append(listed[heading], m[1])
		}
	}
	var npm struct{ Dependencies, DevDependencies map[string]string }
	decode(t, "package.json", &npm)
	var packages []string
	for name := range npm.Dependencies {
		packages = append(packages, name)
	}
	for name := range npm.DevDependencies {
		packages = append(packages, name)
	}
	for _, c := range []struct {
		file     string
		direct   []string
		headings []string
	}{
		{"go.mod", required(read(t, "go.mod")), []string{"Go, in the binary", "Go, in tests"}},
		{"tools/go.mod", required(read(t, "tools/go.mod")), []string{"Go, tools (`tools/go.mod`, not in the binary)"}},
		{"package.json", packages, []string{"npm, in the pages", "npm, for development"}},
	} {
		t.Run("of "+c.file+" in docs/dependencies.md", func(t *testing.T) {
			var explained []string
			for _, h := range c.headings {
				explained = append(explained, listed[h]...)
			}
			if len(c.direct) == 0 || len(explained) == 0 {
				t.Fatalf("%d dependencies, %d lines; want some", len(c.direct), len(explained))
			}
			for _, name := range c.direct {
				if !slices.Contains(explained, name) {
					t.Errorf("%s has no line", name)
				}
			}
			for _, name := range explained {
				if !slices.Contains(c.direct, name) {
					t.Errorf("%s has a line, and is no direct dependency", name)
				}
			}
		})
	}
}

func TestLockFile(t *testing.T) {
	var lock struct {
		Packages map[string]struct {
			Resolved             string            `json:"resolved"`
			OptionalDependencies map[string]string `json:"optionalDependencies"`
		} `json:"packages"`
	}
	decode(t, "package-lock.json", &lock)
	// npm leaves out what its registry does not have just then; npm ci fails on such a file.
	t.Run("names the package of every platform", func(t *testing.T) {
		for of, p := range lock.Packages {
			for name := range p.OptionalDependencies {
				if _, there := lock.Packages["node_modules/"+name]; !there {
					t.Errorf("%s of %s is missing", name, of)
				}
			}
		}
	})
	t.Run("names no registry", func(t *testing.T) {
		for name, p := range lock.Packages {
			if p.Resolved != "" {
				t.Errorf("%s comes from %s", name, p.Resolved)
			}
		}
	})
}
