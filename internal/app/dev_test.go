package app

import (
	"os"
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

func TestPackagesAreFollowed(t *testing.T) {
	dir := t.TempDir()
	for _, folder := range []string{"pages/home", "node_modules/tea/dist", "node_modules/@pots/small", ".git/objects"} {
		if err := os.MkdirAll(filepath.Join(dir, filepath.FromSlash(folder)), 0o750); err != nil {
			t.Fatal(err)
		}
	}
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = watcher.Close() }()
	if err := watchBelow(watcher, dir); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, folder := range watcher.WatchList() {
		name, err := filepath.Rel(dir, folder)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, filepath.ToSlash(name))
	}
	slices.Sort(got)
	if want := []string{".", "node_modules", "pages", "pages/home"}; !slices.Equal(got, want) {
		t.Errorf("watched are %v, want %v", got, want)
	}
	for name, want := range map[string]bool{
		"node_modules": true, "node_modules/.package-lock.json": true, "node_modules/tea": true, "pages/node_modules/tea": true,
		"node_modules/tea/index.js": false, "pages/home": false, "app.json": false,
	} {
		if got := ofPackages(filepath.Join(dir, filepath.FromSlash(name))); got != want {
			t.Errorf("ofPackages(%s) = %v, want %v", name, got, want)
		}
	}
}
