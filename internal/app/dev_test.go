package app

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/fsnotify/fsnotify"
)

func TestChanges(t *testing.T) {
	dir := t.TempDir()
	event := func(name string, op fsnotify.Op) fsnotify.Event {
		return fsnotify.Event{Name: filepath.Join(dir, filepath.FromSlash(name)), Op: op}
	}
	for name, test := range map[string]struct {
		unknown bool
		events  []fsnotify.Event
		want    []string
	}{
		"nothing was built yet":     {unknown: true, events: []fsnotify.Event{event("app.js", fsnotify.Write)}},
		"written, one twice":        {events: []fsnotify.Event{event("app.js", fsnotify.Write), event("a/a.js", fsnotify.Write|fsnotify.Chmod), event("app.js", fsnotify.Write)}, want: []string{"app.js", "a/a.js"}},
		"saved under another name":  {events: []fsnotify.Event{event("app.js", fsnotify.Write), event("app.js", fsnotify.Create), event("a.js", fsnotify.Write)}},
		"removed":                   {events: []fsnotify.Event{event("app.js", fsnotify.Remove), event("a.js", fsnotify.Write)}},
		"renamed while it is saved": {events: []fsnotify.Event{event("app.js", fsnotify.Write|fsnotify.Rename)}},
	} {
		t.Run(name, func(t *testing.T) {
			since := changes{dir: dir}
			if !test.unknown {
				since.built()
			}
			for _, e := range test.events {
				since.add(e)
			}
			if !slices.Equal(since.written, test.want) || (since.written == nil) != (test.want == nil) {
				t.Errorf("%q, want %q", since.written, test.want)
			}
		})
	}
}
