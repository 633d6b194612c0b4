package app

import (
	"bytes"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile"
)

func TestPrint(t *testing.T) {
	at := func(severity compile.Severity, file string, line int, text string) compile.Diagnostic {
		place := compile.Position{Line: line, Column: 1}
		return compile.Diagnostic{Severity: severity, File: file, Range: compile.Range{Start: place, End: place}, Text: text}
	}
	before := []compile.Diagnostic{at(compile.Warning, "a.wxml", 3, "told before"), at(compile.Error, "a.js", 3, "still there")}
	p := program{diagnostics: []compile.Diagnostic{
		at(compile.Warning, "a.wxml", 4, "told before"),
		at(compile.Warning, "a.wxml", 5, "new"),
		at(compile.Error, "a.js", 3, "still there"),
		at(compile.Warning, "node_modules/lib/b.wxml", 1, "somebody else's"),
		at(compile.Error, "miniprogram_npm/lib/b.wxml", 1, "stops it"),
	}}
	var out bytes.Buffer
	p.print(&out, "dir", before)
	for text, want := range map[string]bool{"told before": false, "new": true, "still there": true, "somebody else's": false, "stops it": true} {
		if strings.Contains(out.String(), text) != want {
			t.Errorf("%q is told: %v, want %v", text, !want, want)
		}
	}
	if want := "2 errors, 2 warnings in "; !strings.Contains(out.String(), want) {
		t.Errorf("the summary lacks %q", want)
	}
	if t.Failed() {
		t.Log(out.String())
	}
}
