package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// testFiles writes test files into a folder and returns their names, as a gate with that folder has them.
func testFiles(t *testing.T, contents map[string]string) (folder string) {
	t.Helper()
	folder = t.TempDir()
	for name, content := range contents {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

func TestAloneFor(t *testing.T) {
	for _, c := range []struct {
		name, content, reason string
		said                  bool
	}{
		{"says why", "/** A story. */\n// alone: it measures\nimport x", "it measures", true},
		{"says no reason", "// alone:\n", "", true},
		{"says nothing", "import x // alone: in a line with others\n", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if reason, said := aloneFor([]byte(c.content)); reason != c.reason || said != c.said {
				t.Errorf("aloneFor = %q, %t; want %q, %t", reason, said, c.reason, c.said)
			}
		})
	}
}

func TestApart(t *testing.T) {
	g := &gate{root: testFiles(t, map[string]string{"a": "// alone: it floods\n", "b": "x\n", "c": "y\n", "d": "// alone:\n"})}
	together, alone, err := g.apart([]string{"a", "b", "c"})
	if err != nil || !slices.Equal(together, []string{"b", "c"}) || !slices.Equal(alone, []string{"a"}) {
		t.Errorf("apart = %v, %v, %v", together, alone, err)
	}
	if _, _, err := g.apart([]string{"d"}); err == nil || err.Error() != "d does not say why it has to be alone" {
		t.Errorf("without a reason: %v", err)
	}
}

// TestStoriesShareNothing: two files are told at once.
func TestStoriesShareNothing(t *testing.T) {
	g := &gate{root: "../.."}
	files, err := g.files(func(name string) bool { return isStory(name) || isFirefox(name) }, "e2e")
	if err != nil {
		t.Fatal(err)
	}
	picture := regexp.MustCompile("\\bpicture\\([^,\n]+, ['`]([^'`]+)['`]")
	fixed := regexp.MustCompile(`\w\.listen\([1-9]|(?:127\.0\.0\.1|localhost):[1-9]|['"` + "`" + `]/tmp/`)
	taken := map[string]string{}
	for _, name := range files {
		content := read(t, name)
		if what := fixed.FindString(content); what != "" {
			t.Errorf("%s has a place of its own that another one may want at the same time: %s", name, what)
		}
		for _, m := range picture.FindAllStringSubmatch(content, -1) {
			if by := taken[m[1]]; by != "" && by != name {
				t.Errorf("%s and %s name a picture %s", by, name, m[1])
			}
			taken[m[1]] = name
		}
	}
	if len(taken) < 20 {
		t.Errorf("stories have %d pictures: what this looks for has another form now", len(taken))
	}
}

// TestMeasuresAreAlone: what a test measures of the machine is only that of the test if nothing runs beside it.
func TestMeasuresAreAlone(t *testing.T) {
	g := &gate{root: "../.."}
	files, err := g.files(func(name string) bool { return isStory(name) || isFirefox(name) || isBrowserTest(name) }, "web", "e2e")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := g.apart(files); err != nil {
		t.Error(err)
	}
	measures := regexp.MustCompile(`\b(assertAsSmooth|frameGap)\(|process\.(memoryUsage|cpuUsage)\(|max-old-space-size`)
	found := 0
	for _, name := range files {
		content := read(t, name)
		if what := measures.FindString(content); what != "" {
			found++
			if _, said := aloneFor([]byte(content)); !said {
				t.Errorf("%s measures (%s) and may run beside others: it has to say \"// alone: \" and why", name, what)
			}
		}
	}
	if found == 0 {
		t.Error("nothing measures: what this looks for has other names now")
	}
}

func TestLongestFirst(t *testing.T) {
	names := strings.Fields(long)
	for _, name := range names {
		if found, err := filepath.Glob(filepath.Join("../../e2e", name)); err != nil || len(found) != 1 {
			t.Errorf("there is no e2e/%s", name)
		}
	}
	files := []string{"e2e/a.story.ts", "e2e/" + names[1], "e2e/b.story.ts", "e2e/" + names[0]}
	longestFirst(files)
	if want := []string{"e2e/" + names[0], "e2e/" + names[1], "e2e/a.story.ts", "e2e/b.story.ts"}; !slices.Equal(files, want) {
		t.Errorf("sorted: %v, want %v", files, want)
	}
}

// TestEach runs real test files by node.
func TestEach(t *testing.T) {
	folder := t.TempDir()
	// One that ends only when the other has begun, and says a line for each look at it.
	meets := func(own, other string) string {
		return fmt.Sprintf(`import { existsSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
test('%[1]s', async () => {
  writeFileSync(%[3]q + '/%[1]s', '')
  while (!existsSync(%[3]q + '/%[2]s')) await new Promise((look) => setTimeout(look, 5))
  for (let line = 0; line < 200; line++) {
    console.log('%[1]s says ' + line)
    await new Promise((next) => setImmediate(next))
  }
  throw new Error('%[1]s failed')
})
`, own, other, folder)
	}
	passes := "import { test } from 'node:test'\ntest('passes', () => console.log('of no interest'))\n"
	for name, content := range map[string]string{
		"one.mjs": meets("one", "other"), "other.mjs": meets("other", "one"), "third.mjs": passes,
		"broken.mjs": "import 'node:no-such-module'\n", "empty.mjs": "import { test } from 'node:test'\ntest.skip('put off', () => {})\n",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	of := func(names ...string) (files []string) {
		for _, name := range names {
			files = append(files, filepath.Join(folder, name))
		}
		return files
	}

	t.Run("two files run at once, what each says stands together, and each one's time is told", func(t *testing.T) {
		g := &gate{root: root, took: durations{}}
		sum, err := g.sum(g.each(t.Context(), 2, of("one.mjs", "third.mjs", "other.mjs")))
		if sum != (count{passed: 1, failed: 2}) {
			t.Errorf("count = %+v, want 1 passed and 2 failed", sum)
		}
		if err == nil || !strings.Contains(err.Error(), "one.mjs: ") || !strings.Contains(err.Error(), "other.mjs: ") || strings.Contains(err.Error(), "third.mjs") {
			t.Errorf("error = %v", err)
		}
		var order []string
		for line := range strings.Lines(g.output.String()) {
			if m := regexp.MustCompile(`# (one|other) says`).FindStringSubmatch(line); m != nil && (len(order) == 0 || order[len(order)-1] != m[1]) {
				order = append(order, m[1])
			}
		}
		if !slices.Equal(order, []string{"one", "other"}) {
			t.Errorf("lines are of %v in turn, want all of the one before all of the other", order)
		}
		if strings.Contains(g.output.String(), "of no interest") {
			t.Error("what passed is shown")
		}
		for _, name := range []string{"one.mjs", "other.mjs", "third.mjs"} {
			if took, told := g.took[name]; !told || took > time.Minute {
				t.Errorf("%s took %v, %t", name, took, told)
			}
		}
	})
	t.Run("one that never comes to its tests has failed, and so has one without a test that runs", func(t *testing.T) {
		g := &gate{root: root, took: durations{}}
		sum, err := g.sum(g.each(t.Context(), 1, of("broken.mjs", "empty.mjs", "third.mjs")))
		if sum != (count{passed: 1, failed: 2}) || err == nil {
			t.Errorf("sum = %+v, %v; want 1 passed and 2 failed", sum, err)
		}
		if !strings.Contains(g.output.String(), "no-such-module") {
			t.Errorf("shown = %s", g.output.String())
		}
	})
}
