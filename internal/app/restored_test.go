package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/coder/websocket"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// seenProgram is what a browser gets of a program.
type seenProgram struct {
	said  string                         // what the instance says of it, its versions included
	shelf string                         // its line on the shelf
	files map[string]string              // the SHA-256 of each file, of each of its versions, by its address
	parts map[id.BlobHash]map[string]int // of each version: its chunks, which are its sub-packages
	newer id.BlobHash                    // the current package
}

// get fetches a file of the instance.
func (b *browser) get(t *testing.T, path string) []byte {
	t.Helper()
	answer, err := b.Get(b.url + path) //nolint:noctx // it has a timeout
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was read
	content, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", path, answer.Status, err)
	}
	return content
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// seeProgram asks for all of a program and checks each byte, as the host does: the manifest against the package's name, the files against
// the manifest.
func seeProgram(t *testing.T, b *browser, app id.AppID) seenProgram {
	t.Helper()
	seen := seenProgram{files: map[string]string{}, parts: map[id.BlobHash]map[string]int{}}
	status, said := b.ask(t, "ProgramService/GetProgram", map[string]string{"appId": string(app)})
	var of struct {
		Program  struct{ Logo, Package string }
		Versions []struct{ Package id.BlobHash }
	}
	if err := json.Unmarshal([]byte(strings.TrimSuffix(said, "<nil>")), &of); err != nil || status != http.StatusOK {
		t.Fatalf("GetProgram: %d %s, %v", status, said, err)
	}
	seen.said, seen.newer = said, id.BlobHash(of.Program.Package)
	var shelf struct{ Programs []map[string]any }
	b.tell(t, "ProgramService/ListShelf", struct{}{}, &shelf)
	for _, each := range shelf.Programs {
		if each["appId"] == string(app) {
			seen.shelf = fmt.Sprint(each)
		}
	}
	seen.files[of.Program.Logo] = sumOf(b.get(t, of.Program.Logo))
	for _, v := range of.Versions {
		raw := b.get(t, pack.URL(v.Package, "manifest.json"))
		if got := sumOf(raw); got != string(v.Package) {
			t.Errorf("the manifest of %s has the hash %s", v.Package, got)
		}
		var m pack.Manifest
		if err := json.Unmarshal(raw, &m); err != nil {
			t.Fatal(err)
		}
		for _, f := range m.Files {
			address := pack.URL(v.Package, f.Path)
			seen.files[address] = sumOf(b.get(t, address))
			if seen.files[address] != string(f.SHA256) {
				t.Errorf("%s of %s has the hash %s, its manifest says %s", f.Path, v.Package, seen.files[address], f.SHA256)
			}
		}
		seen.parts[v.Package] = map[string]int{}
		for _, page := range m.App.Pages {
			seen.parts[v.Package][page.Chunk]++
		}
	}
	return seen
}

// untilChanged reads a live socket until a program has another package.
func untilChanged(t *testing.T, socket *websocket.Conn, app id.AppID) string {
	t.Helper()
	for {
		_, frame, err := socket.Read(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var f struct {
			Event struct {
				Program struct{ AppID, Package string }
			}
		}
		if err := json.Unmarshal(frame, &f); err != nil {
			t.Fatal(err)
		}
		if f.Event.Program.AppID == string(app) {
			return f.Event.Program.Package
		}
	}
}

// TestRestoredPrograms follows what was published through a backup, at the same address: people open it as before, and its author goes on.
func TestRestoredPrograms(t *testing.T) {
	needsPages(t)
	data, outer := t.TempDir(), t.TempDir()
	place, there := storetest.Place(t, data), store.Place{Dir: filepath.Join(outer, "again"), DB: storetest.Address(t, outer)}
	port, err := freePort()
	if err != nil {
		t.Fatal(err)
	}
	at := func(verb func(context.Context, Config) error) func(context.Context, Config) error {
		return func(ctx context.Context, c Config) error {
			c.Addr = fmt.Sprintf("127.0.0.1:%d", port)
			return verb(ctx, c)
		}
	}
	origin, _, stop := serving(t, data, at(demoOn(place)))
	tom := signIn(t, origin, "tom")
	stranger := &browser{Client: http.Client{Timeout: tom.Timeout}, url: origin}
	if status, said := stranger.ask(t, "AccountService/Register", map[string]string{"handle": "author", "name": "Author", "password": password}); status != http.StatusOK {
		t.Fatalf("Register: %d %s", status, said)
	}
	author := &author{shop: &shopfront{&instance{origin: origin}}, config: filepath.Join(t.TempDir(), "superette")}
	if err := author.login(t, "author", password); err != nil {
		t.Fatal(err)
	}
	logo, err := os.ReadFile("../../examples/teahouse/images/logo.png")
	if err != nil {
		t.Fatal(err)
	}
	program := folder(t, map[string]string{
		"app.json":        `{"pages": ["pages/menu/menu", "pages/tea/tea"], "subPackages": [{"root": "shop", "pages": ["list"]}]}`,
		"superette.json":  `{"name": "Kept", "color": "#0F766E", "logo": "images/logo.png"}`,
		"images/logo.png": string(logo),
		"shop/list.wxml":  "<view>list</view>\n", "shop/list.js": "Page({})\n",
	})
	publish := func(version, menu string) string {
		t.Helper()
		write(t, program, "pages/menu/menu.wxml", menu)
		said, err := author.publish(t, PublishConfig{Dir: program, Version: version, Note: "with " + menu})
		if err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		return said
	}
	publish("1.0.0", "<view>first</view>\n")
	_, address, ok := strings.Cut(publish("1.1.0", "<view>second</view>\n"), "/p/")
	if !ok {
		t.Fatal("publish says no address")
	}
	app := id.AppID(strings.TrimSuffix(strings.TrimSpace(address), "/"))
	before := seeProgram(t, tom, app)
	if len(before.parts) != 2 || len(before.parts[before.newer]) != 2 || before.shelf == "" {
		t.Fatalf("before: %+v; want two versions of two chunks, on the shelf", before)
	}
	file := backedUp(t, place)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if err := restore(t, file, there.Dir); err != nil {
		t.Fatal(err)
	}
	serving(t, there.Dir, at(serveOn(there)))

	t.Run("each file of each version is there, sub-packages and icon too, and so are shelf and history", func(t *testing.T) {
		after := seeProgram(t, tom, app)
		if after.said != before.said {
			t.Errorf("the program: %s\nbefore: %s", after.said, before.said)
		}
		if after.shelf != before.shelf {
			t.Errorf("the shelf: %s\nbefore: %s", after.shelf, before.shelf)
		}
		if !maps.Equal(after.files, before.files) {
			t.Errorf("files: %v\nbefore: %v", after.files, before.files)
		}
	})
	t.Run("its author publishes an update by the same login, of which only the page is sent, and who is there is told", func(t *testing.T) {
		socket := tom.socket(t)
		defer socket.CloseNow()                                //nolint:errcheck // a test's
		if _, _, err := socket.Read(t.Context()); err != nil { // welcome: from now on it is told
			t.Fatal(err)
		}
		said := publish("1.2.0", "<view>third</view>\n")
		if !strings.Contains(said, "Kept version 3 is out") || !strings.Contains(said, "sent 1 file of ") {
			t.Errorf("publish says %q, want version 3 of the same program, and one file sent", said)
		}
		told := untilChanged(t, socket, app)
		after := seeProgram(t, tom, app)
		if len(after.parts) != 3 || string(after.newer) != told || after.newer == before.newer {
			t.Errorf("the current package is %s of %d, told was %s", after.newer, len(after.parts), told)
		}
	})
}
