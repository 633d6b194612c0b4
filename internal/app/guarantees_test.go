package app_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestGuaranteesHaveTheirTests holds docs/money.md to what it says: each test that it names is there.
func TestGuaranteesHaveTheirTests(t *testing.T) {
	root := filepath.Join("..", "..")
	content, err := os.ReadFile(filepath.Join(root, "docs", "money.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	for _, folder := range []string{"internal", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, folder), func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(name, "_test.go") {
				return err
			}
			source, err := os.ReadFile(name)
			for _, match := range declared.FindAllSubmatch(source, -1) {
				there[string(match[1])] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, match := range regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllSubmatch(content, -1) {
		if name := string(match[1]); !there[name] {
			t.Errorf("docs/money.md names %s, which is not there", name)
		}
	}
	for _, match := range regexp.MustCompile("`(?:e2e|cmd)/[\\w./-]+`").FindAllString(string(content), -1) {
		if _, err := os.Stat(filepath.Join(root, strings.Trim(match, "`"))); err != nil && strings.Contains(match, ".") {
			t.Errorf("docs/money.md names %s: %v", match, err)
		}
	}
}
