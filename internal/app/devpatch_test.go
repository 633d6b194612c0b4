package app

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/pack"
)

func TestPatch(t *testing.T) {
	files := map[string]string{
		"app.json":              `{"pages": ["pages/a/a", "pages/b/b"], "window": {"navigationBarTitleText": "A"}}`,
		"app.js":                "require('./shared')\nApp({})",
		"shared.js":             "exports.x = 1",
		"tools.js":              "exports.y = 1",
		"pages/a/a.json":        `{"usingComponents": {"box": "/components/box"}}`,
		"pages/a/a.js":          "require('../../tools')\nPage({})",
		"pages/a/a.wxml":        "<wxs module=\"w\" src=\"../../w.wxs\" /><box>{{w.f(1)}}</box>",
		"pages/a/a.wxss":        ".a { color: red }",
		"pages/b/b.js":          "Page({})",
		"pages/b/b.wxml":        "<view>b</view>",
		"pages/b/b.less":        "@import 'tea'; .b { color: @tea }",
		"pages/b/tea.less":      "@tea: green;",
		"components/box.json":   `{"component": true}`,
		"components/box.js":     "Component({})",
		"components/box.wxml":   "<slot/>",
		"components/box.wxss":   ".box { color: red }",
		"w.wxs":                 "module.exports = {f: function (n) { return n }}",
		"pictures/leaf.png":     "\x89PNG\r\n\x1a\n",
		"project.private.thing": "nothing of the program",
	}
	build := func(t *testing.T, changes map[string]string) *devBuild {
		t.Helper()
		dir := t.TempDir()
		for name, text := range files {
			write(t, dir, name, text)
		}
		for name, text := range changes {
			if text == "" {
				if err := os.Remove(filepath.Join(dir, filepath.FromSlash(name))); err != nil {
					t.Fatal(err)
				}
				continue
			}
			write(t, dir, name, text)
		}
		p, err := compileFolder(t.Context(), dir, compiling{limits: pack.DefaultLimits(), sheets: newSheets(), now: time.Now, dev: true, cache: &compile.Cache{}})
		if err != nil {
			t.Fatal(err)
		}
		return newDevBuild(p, 1)
	}
	before := build(t, nil)
	for _, each := range []struct {
		name                                             string
		changes                                          map[string]string
		kind                                             patchKind
		reason, forget, remake, redraw, restyle, windows string
		registers                                        string // kinds of what the code registers
	}{
		{name: "nothing changes for a file that is no part of the program", changes: map[string]string{"project.private.thing": "x"}, kind: patchNothing},
		{name: "a sheet is all that a change of a sheet sends", changes: map[string]string{"pages/a/a.wxss": ".a { color: blue }"}, kind: patchApply, restyle: "pages/a/a"},
		{
			name: "the sheet of a component changes the pages that show it", changes: map[string]string{"components/box.wxss": ".box { color: blue }"},
			kind: patchApply, restyle: "pages/a/a",
		},
		{
			name: "a template is drawn anew where it stands", changes: map[string]string{"components/box.wxml": "<view><slot/></view>"},
			kind: patchApply, redraw: "pages/a/a", registers: "template",
		},
		{
			name: "WXS is drawn anew everywhere", changes: map[string]string{"w.wxs": "module.exports = {f: function (n) { return n + 1 }}"},
			kind: patchApply, redraw: "pages/a/a pages/b/b", registers: "wxs",
		},
		{
			name: "a page's script is made anew", changes: map[string]string{"pages/b/b.js": "Page({data: {n: 1}})"},
			kind: patchApply, forget: "pages/b/b.js", remake: "pages/b/b", redraw: "pages/b/b", registers: "script",
		},
		{
			name: "what a page requires is run again with the page", changes: map[string]string{"tools.js": "exports.y = 2"},
			kind: patchApply, forget: "pages/a/a.js tools.js", remake: "pages/a/a", redraw: "pages/a/a", registers: "script",
		},
		{name: "what app.js requires begins the program anew", changes: map[string]string{"shared.js": "exports.x = 2"}, kind: patchRestart, reason: "app.js"},
		{name: "other pages begin the program anew", changes: map[string]string{"app.json": `{"pages": ["pages/a/a"]}`}, kind: patchRestart, reason: "app.json"},
		{name: "a picture begins the program anew", changes: map[string]string{"pictures/leaf.png": "\x89PNG\r\n\x1a\nother"}, kind: patchRestart, reason: "pictures/leaf.png"},
		{
			name: "a title changes bars alone", changes: map[string]string{"pages/b/b.json": `{"navigationBarTitleText": "B"}`},
			kind: patchApply, windows: "pages/b/b",
		},
		{
			name: "a broken part is left out and the others come", kind: patchApply, restyle: "pages/a/a",
			changes: map[string]string{"pages/b/b.wxml": "<view>", "pages/b/b.js": "Page({", "pages/a/a.wxss": ".a { color: blue }"},
		},
		{name: "a sheet in Less that is half written takes nothing from the page", changes: map[string]string{"pages/b/b.less": ".b { color: @te"}, kind: patchApply},
		{
			name: "nor does one that it imports, and another one comes", changes: map[string]string{"pages/b/tea.less": "@tea", "pages/a/a.wxss": ".a { color: blue }"},
			kind: patchApply, restyle: "pages/a/a",
		},
		{name: "a page that is away for a moment takes nothing from what runs", changes: map[string]string{"pages/b/b.wxml": ""}, kind: patchNothing},
	} {
		t.Run(each.name, func(t *testing.T) {
			p := before.patchTo(build(t, each.changes))
			if p.Kind != each.kind || p.Reason != each.reason {
				t.Errorf("%s for %q, want %s for %q", p.Kind, p.Reason, each.kind, each.reason)
			}
			for _, list := range []struct {
				name string
				got  []string
				want string
			}{
				{"forget", p.Forget, each.forget},
				{"remake", p.Remake, each.remake},
				{"redraw", p.Redraw, each.redraw},
				{"restyle", p.Restyle, each.restyle},
				{"windows", p.Windows, each.windows},
			} {
				if got := strings.Join(list.got, " "); got != list.want {
					t.Errorf("%s = %q, want %q", list.name, got, list.want)
				}
			}
			for _, kind := range []string{"template", "wxs", "script", "component"} {
				if has := strings.Contains(p.Code, "$."+kind+"(") || strings.Contains(p.Code, "$superette."+kind+"("); has != (kind == each.registers) {
					t.Errorf("registers %s: %v\n%s", kind, has, p.Code)
				}
			}
		})
	}
}

func TestFrames(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.wxml", "one\r\ntwo\nthree\nfour "+strings.Repeat("é", 500)+"\nfive\nsix")
	write(t, dir, "picture.js", "text\x00text")
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "link.js")); err != nil {
		t.Fatal(err)
	}
	at := func(file string, line int) compile.Diagnostic {
		return compile.Diagnostic{File: file, Range: compile.Range{Start: compile.Position{Line: line, Column: 1}}}
	}
	frames := newFrames(dir)
	t.Run("shows two lines before and after, without their ends", func(t *testing.T) {
		got := frames.around(at("a.wxml", 3))
		if len(got) != 5 || got[0] != (DevSource{1, "one"}) || got[4] != (DevSource{5, "five"}) {
			t.Errorf("%+v", got)
		}
		if n := len([]rune(got[3].Text)); n != longestShown+1 {
			t.Errorf("a long line has %d characters, want %d and …", n, longestShown)
		}
		if first := frames.around(at("a.wxml", 1)); len(first) != 3 {
			t.Errorf("%d lines at the beginning, want 3", len(first))
		}
	})
	t.Run("shows nothing of what is no text of the folder", func(t *testing.T) {
		for _, d := range []compile.Diagnostic{at("picture.js", 1), at("link.js", 1), at("gone.js", 1), at("../outside", 1), at("a.wxml", 99), at("a.wxml", 0), at("", 1)} {
			if got := frames.around(d); len(got) != 0 {
				t.Errorf("%q:%d shows %+v", d.File, d.Range.Start.Line, got)
			}
		}
	})
	t.Run("shows a bounded number of faults", func(t *testing.T) {
		shown := 0
		for range 3 * framesAtMost {
			shown += min(1, len(frames.around(at("a.wxml", 2))))
		}
		if shown > framesAtMost {
			t.Errorf("%d frames, at most %d", shown, framesAtMost)
		}
	})
}
