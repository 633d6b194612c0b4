package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestReadGoTest(t *testing.T) {
	t.Run("counts tests without subtests, and shows the output of what failed", func(t *testing.T) {
		out := strings.Join([]string{
			`{"Action":"output","Package":"p","Test":"TestA/one","Output":"fine\n"}`,
			`{"Action":"pass","Package":"p","Test":"TestA/one"}`,
			`{"Action":"output","Package":"p","Test":"TestA/two","Output":"got 1, want 2\n"}`,
			`{"Action":"fail","Package":"p","Test":"TestA/two"}`,
			`{"Action":"fail","Package":"p","Test":"TestA"}`,
			`{"Action":"pass","Package":"p","Test":"TestB"}`,
			`{"Action":"output","Package":"p","Output":"FAIL p\n"}`,
			`{"Action":"fail","Package":"p"}`,
		}, "\n")
		c, failures := readGoTest(out)
		if c != (count{passed: 2, failed: 1}) {
			t.Errorf("count = %+v, want 2 passed and 1 failed", c)
		}
		if failures != "got 1, want 2\nFAIL p\n" {
			t.Errorf("failures = %q", failures)
		}
	})
	t.Run("counts a skipped test as failed, and says nothing of packages without tests", func(t *testing.T) {
		c, failures := readGoTest(strings.Join([]string{
			`{"Action":"output","Package":"p","Test":"TestA","Output":"not today\n"}`,
			`{"Action":"skip","Package":"p","Test":"TestA"}`,
			`{"Action":"output","Package":"q","Output":"[no test files]\n"}`,
			`{"Action":"skip","Package":"q"}`,
		}, "\n"))
		if c != (count{failed: 1}) || failures != "not today\n" {
			t.Errorf("count = %+v, failures = %q", c, failures)
		}
	})
	t.Run("shows why a package does not compile", func(t *testing.T) {
		_, failures := readGoTest(`{"ImportPath":"p","Action":"build-output","Output":"p.go:1: broken\n"}` + "\n" +
			`{"ImportPath":"p","Action":"build-fail"}` + "\n" + `{"Action":"fail","Package":"p"}` + "\nnot JSON\n")
		if failures != "not JSON\np.go:1: broken\n" {
			t.Errorf("failures = %q", failures)
		}
	})
}

func TestRanAll(t *testing.T) {
	out := `{"Action":"pass","Package":"p","Test":"TestA"}` + "\n" + `{"Action":"pass","Package":"p","Test":"TestAB/one"}` + "\n"
	for _, c := range []struct {
		name string
		out  string
		args []string
		want string
	}{
		{"nothing is named, and something ran", out, []string{"./..."}, ""},
		{"nothing ran", "", []string{"./..."}, "no test ran"},
		{"what is named ran", out, []string{"-run=^TestA$", "./..."}, ""},
		{"one of two that are named did not", out, []string{"-run=^(TestA|TestB)$"}, "TestB did not run"},
		{"a part of a name is not the test", out, []string{"-run=^TestAB$"}, "TestAB did not run"},
	} {
		t.Run(c.name, func(t *testing.T) {
			counted, _ := readGoTest(c.out)
			got := ""
			if err := ranAll(c.out, counted, c.args); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("ranAll = %q, want %q", got, c.want)
			}
		})
	}
}

func TestFuzzed(t *testing.T) {
	for out, want := range map[string]bool{
		"fuzz: elapsed: 3s, execs: 102 (34/sec), new interesting: 2\nPASS\n": true,
		"testing: warning: no fuzz tests to fuzz\nPASS\n":                    false,
		"PASS\n": false,
	} {
		if got := fuzzed(out); got != want {
			t.Errorf("fuzzed(%q) = %t", out, got)
		}
	}
}

func TestReadTap(t *testing.T) {
	out := "TAP version 13\n# Subtest: a\nok 1 - a\n# took 2 ms in /x/b.test.ts\n  ---\n  duration_ms: 1\n  ...\n# Subtest: b\nnot ok 2 - b\n# took 5 ms in /x/b.test.ts\n  ---\n  error: 'wrong'\n  ...\n" +
		"1..2\n# tests 2\n# pass 1\n# fail 1\n# cancelled 0\n# skipped 0\n"
	t.Run("reads the totals", func(t *testing.T) {
		if c := readTap(out); c != (count{passed: 1, failed: 1}) {
			t.Errorf("count = %+v, want one each", c)
		}
	})
	t.Run("counts what was put off as failed", func(t *testing.T) {
		if c := readTap("# pass 3\n# fail 0\n# cancelled 0\n# skipped 1\n# todo 1\n"); c != (count{passed: 3, failed: 2}) {
			t.Errorf("count = %+v, want 3 passed and 2 failed", c)
		}
	})
	t.Run("shows failures only", func(t *testing.T) {
		if got := onlyFailures(out); !strings.Contains(got, "error: 'wrong'") || strings.Contains(got, "ok 1 - a") || strings.Contains(got, "took") {
			t.Errorf("shown = %q", got)
		}
	})
}

func TestStartsGoroutines(t *testing.T) {
	for _, c := range []struct {
		name, source string
		want         bool
	}{
		{"a go statement counts", "package p\nfunc f() { for { go f() } }", true},
		{"what a sync.WaitGroup starts counts", "package p\nimport \"sync\"\nfunc f() { var g sync.WaitGroup; g.Go(f) }", true},
		{"an errgroup counts", "package p\nimport _ \"golang.org/x/sync/errgroup\"", true},
		{"a lock does not", "package p\nimport \"sync\"\nvar _ sync.Mutex", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "p.go")
			if err := os.WriteFile(file, []byte(c.source), 0o600); err != nil {
				t.Fatal(err)
			}
			if got, err := startsGoroutines(file); err != nil || got != c.want {
				t.Errorf("got %v, %v; want %v", got, err, c.want)
			}
		})
	}
}

// TestEveryTestIsRun: the gate runs each Go test with the race detector or without it.
func TestEveryTestIsRun(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	g := &gate{root: root}
	racing, others, err := g.halves(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Run("every package is raced or among the others", func(t *testing.T) {
		if !slices.Contains(racing, "./internal/store") || !slices.Contains(others, "./internal/money") || !slices.Contains(others, "./cmd/superette") {
			t.Errorf("raced are %v, others are %v", racing, others)
		}
		others, err := without("/r", "/r/cmd/a\n/r/internal/b\n/r/internal/b/c\n", []string{"./internal/b"})
		if want := []string{"./cmd/a", "./internal/b/c"}; err != nil || !slices.Equal(others, want) {
			t.Errorf("others are %v, %v; want %v", others, err, want)
		}
		if _, err := without("/r", "/r/cmd/a\n", []string{"./internal/b"}); err == nil {
			t.Error("one that is raced and that go does not know is passed over")
		}
	})
	t.Run("what the race detector leaves out is in packages that it runs", func(t *testing.T) {
		for name := range strings.SplitSeq(named.FindStringSubmatch("-run=" + alone)[1], "|") {
			found := slices.ContainsFunc(racing, func(folder string) bool {
				files, err := filepath.Glob(filepath.Join(g.root, folder, "*_test.go"))
				return err == nil && slices.ContainsFunc(files, func(file string) bool {
					return strings.Contains(read(t, strings.TrimPrefix(file, root)), "\nfunc "+name+"(")
				})
			})
			if !found {
				t.Errorf("%s is in none of %v", name, racing)
			}
		}
	})
}

func TestDurations(t *testing.T) {
	d := durations{}
	d.addTap("ok 1 - a\n# took 1500 ms in /x/e2e/slow.story.ts\n# took 20 ms in /x/e2e/quick.story.ts\n# took 500 ms in /x/e2e/slow.story.ts\n# pass 3\n")
	d.addGoTest(`{"Action":"pass","Package":"a/b/ledger","Test":"TestOne","Elapsed":99}` + "\n" +
		`{"Action":"pass","Package":"a/b/ledger","Elapsed":1.2}` + "\n" + `{"Action":"skip","Package":"a/b/id","Elapsed":7}` + "\nno JSON\n")
	if got, want := d.longest(2), "slow.story.ts 2 s, ledger 1 s"; got != want {
		t.Errorf("longest says %q, want %q", got, want)
	}
}
