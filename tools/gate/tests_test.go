package main

import (
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
	t.Run("shows why a package does not compile", func(t *testing.T) {
		_, failures := readGoTest(`{"ImportPath":"p","Action":"build-output","Output":"p.go:1: broken\n"}` + "\n" +
			`{"ImportPath":"p","Action":"build-fail"}` + "\n" + `{"Action":"fail","Package":"p"}` + "\nnot JSON\n")
		if failures != "not JSON\np.go:1: broken\n" {
			t.Errorf("failures = %q", failures)
		}
	})
}

func TestReadTap(t *testing.T) {
	out := "TAP version 13\n# Subtest: a\nok 1 - a\n  ---\n  duration_ms: 1\n  ...\n# Subtest: b\nnot ok 2 - b\n  ---\n  error: 'wrong'\n  ...\n" +
		"1..2\n# tests 2\n# pass 1\n# fail 1\n# cancelled 0\n# skipped 0\n"
	t.Run("reads the totals", func(t *testing.T) {
		if c := readTap(out); c != (count{passed: 1, failed: 1}) {
			t.Errorf("count = %+v, want one each", c)
		}
	})
	t.Run("shows failures only", func(t *testing.T) {
		if got := onlyFailures(out); !strings.Contains(got, "error: 'wrong'") || strings.Contains(got, "ok 1 - a\n  ---") {
			t.Errorf("shown = %q", got)
		}
	})
}
