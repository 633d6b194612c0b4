package app

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

const password = "correct horse"

// shopfront is the programs' half of an instance on a real database behind a real server, with Ling and Tom as its people.
type shopfront struct {
	*instance
}

func openShopfront(t *testing.T, to io.Writer) *shopfront {
	t.Helper()
	ids := id.NewSource(time.Now, rand.Reader)
	db := storetest.Open(t, account.Schema(), registry.Schema(), deliver.Schema())
	people := account.New(account.Config{DB: db, IDs: ids, Now: time.Now, Random: rand.Reader, Key: make([]byte, 32)})
	signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	i := &instance{config: Config{Now: time.Now, Random: rand.Reader, To: to}, ids: ids, db: db, people: people}
	i.registry = registry.New(db, db.Blobs(), signer, ids, pack.DefaultLimits())
	i.deliver = deliver.New(i.registry, db, db.Blobs())
	front := httptest.NewUnstartedServer(nil)
	_, port, ok := strings.Cut(front.Listener.Addr().String(), ":")
	if !ok {
		t.Fatalf("listening on %s", front.Listener.Addr())
	}
	i.origin = "http://localhost:" + port
	i.server, err = httpd.New(httpd.Config{Origin: i.origin, Sessions: people, Now: time.Now, IDs: ids, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	account.Mount(i.server, people, account.Instance{Name: "Test"})
	i.registry.Mount(i.server)
	i.deliver.Mount(i.server)
	i.server.Connect(superettev1connect.NewProgramServiceHandler(programs{registry: i.registry, people: people}, i.server.ConnectOptions()...))
	front.Config.Handler = i.server
	front.Start()
	t.Cleanup(front.Close)
	for _, handle := range []string{"ling", "tom"} {
		if _, err := people.Register(t.Context(), account.Origin{Address: "127.0.0.1"}, handle, strings.ToUpper(handle[:1])+handle[1:], password); err != nil {
			t.Fatal(err)
		}
	}
	return &shopfront{i}
}

// author is a person at a terminal with a folder for what the command line remembers.
type author struct {
	shop   *shopfront
	config string
	out    bytes.Buffer
}

func (s *shopfront) author(t *testing.T, handle string) *author {
	t.Helper()
	a := &author{shop: s, config: filepath.Join(t.TempDir(), "superette")}
	if err := a.login(t, handle, password); err != nil {
		t.Fatal(err)
	}
	return a
}

func (a *author) login(t *testing.T, handle, with string) error {
	t.Helper()
	return Login(t.Context(), LoginConfig{
		URL: a.shop.origin, Handle: handle, ConfigDir: a.config, To: &a.out,
		Password: func(string) (string, error) { return with, nil },
	})
}

func (a *author) publish(t *testing.T, c PublishConfig) (string, error) {
	t.Helper()
	a.out.Reset()
	c.ConfigDir, c.Now, c.To = a.config, time.Now, &a.out
	err := Publish(t.Context(), c)
	return a.out.String(), err
}

// folder writes a program of two pages.
func folder(t *testing.T, change map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"app.json":   `{"pages": ["pages/menu/menu", "pages/tea/tea"], "window": {"navigationBarTitleText": "Tea"}}`,
		"app.js":     "App({})\n",
		"app.wxss":   "page { color: #333 }\n",
		"menu.wxml":  "<view>menu</view>\n",
		"menu.js":    "Page({})\n",
		"menu.json":  "{}\n",
		"tea.wxml":   "<view>tea</view>\n",
		"tea.js":     "Page({ data: { n: 1 } })\n",
		"project.md": "not part of the program\n",
	} {
		path := name
		if page, ext, _ := strings.Cut(name, "."); page == "menu" || page == "tea" {
			path = "pages/" + page + "/" + page + "." + ext
		}
		write(t, dir, path, text)
	}
	for path, text := range change {
		write(t, dir, path, text)
	}
	return dir
}

func write(t *testing.T, dir, path, text string) {
	t.Helper()
	name := filepath.Join(dir, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func wantRefusal(t *testing.T, err error, text, hint string) {
	t.Helper()
	var r Refusal
	if !errors.As(err, &r) || !strings.Contains(r.Text, text) || !strings.Contains(r.Hint, hint) {
		t.Errorf("error = %v; want a refusal with %q and the hint %q", err, text, hint)
	}
}

func wantText(t *testing.T, got string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile(p).MatchString(got) {
			t.Errorf("printed\n%s\nwithout %q", got, p)
		}
	}
}

func TestLogin(t *testing.T) {
	t.Run("keeps a token that only its owner may read", func(t *testing.T) {
		a := openShopfront(t, io.Discard).author(t, "ling")
		wantText(t, a.out.String(), `^signed in at http://localhost:\d+ as Ling\n$`)
		info, err := os.Stat(filepath.Join(a.config, savedFile))
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("mode = %v, %v; want 0600", info, err)
		}
		raw, err := os.ReadFile(filepath.Join(a.config, savedFile))
		if err != nil || bytes.Contains(raw, []byte(password)) {
			t.Errorf("the file holds the password (%v)", err)
		}
	})
	t.Run("says what is wrong and keeps nothing", func(t *testing.T) {
		a := &author{shop: openShopfront(t, io.Discard), config: filepath.Join(t.TempDir(), "superette")}
		wantRefusal(t, a.login(t, "ling", "wrong password"), "The name or the password is not right", "")
		if _, err := os.Stat(a.config); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a folder was made (%v)", err)
		}
	})
	for _, c := range []struct{ name, url, text, hint string }{
		{"an address without a scheme", "chat.example.org", "is not the address of an instance", "--url"},
		{"an address with a path", "https://chat.example.org/x", "is not the address of an instance", "--url"},
		{"plain http to a foreign host", "http://chat.example.org", "plain http", "use https://"},
		{"a port where nobody listens", "http://127.0.0.1:1", "could not sign in at http://127.0.0.1:1", "does it run"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			err := Login(t.Context(), LoginConfig{
				URL: c.url, Handle: "ling", ConfigDir: t.TempDir(), To: io.Discard,
				Password: func(string) (string, error) { return password, nil },
			})
			wantRefusal(t, err, c.text, c.hint)
		})
	}
	t.Run("takes a password from standard input", func(t *testing.T) {
		for text, want := range map[string]string{"a b \nnext": "a b ", "last": "last", "dos\r\n": "dos"} {
			if got, err := ReadPassword(pipe(t, text), io.Discard)("? "); got != want || err != nil {
				t.Errorf("from %q: %q, %v; want %q", text, got, err, want)
			}
		}
		if _, err := ReadPassword(pipe(t, ""), io.Discard)("? "); err == nil {
			t.Error("took a password from nothing")
		}
	})
}

func pipe(t *testing.T, text string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func TestPublishCommand(t *testing.T) {
	t.Run("puts a folder on the shelf, and an update sends only what changed", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		ling := s.author(t, "ling")
		dir := folder(t, nil)
		first, err := ling.publish(t, PublishConfig{Dir: dir, Note: "the first"})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, first, `(?m)^2 pages, \d+ files, .*, 0 errors in \d+\.\d\d s$`, `sent (\d+) files? of`, `version 1 is out\n`+regexp.QuoteMeta(s.origin)+`/p/wx[0-9a-f]{16}/\n$`)
		write(t, dir, "pages/tea/tea.wxml", "<view>other tea</view>\n")
		second, err := ling.publish(t, PublishConfig{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, second, `version 2 is out`)
		sent := regexp.MustCompile(`sent (\d+) files? of (\d+)`).FindStringSubmatch(second)
		if sent == nil || len(sent[1]) > len(sent[2]) || sent[1] >= sent[2] {
			t.Errorf("the update says %q; want fewer files than there are", sent)
		}
		list, err := s.registry.List(t.Context())
		if err != nil || len(list) != 1 || list[0].Number != 2 {
			t.Fatalf("the shelf has %+v, %v", list, err)
		}
		_, versions, err := s.registry.History(t.Context(), list[0].App)
		if err != nil || len(versions) != 2 || versions[1].Note != "the first" {
			t.Errorf("versions = %+v, %v", versions, err)
		}
		manifest := fetch(t, s.origin+"/pkg/"+string(list[0].Package)+"/manifest.json")
		if _, err := pack.ParseAs(list[0].Package, manifest, pack.DefaultLimits()); err != nil {
			t.Errorf("what is served: %v", err)
		}
	})
	t.Run("shows who published to those who are signed in", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		ling := s.author(t, "ling")
		if _, err := ling.publish(t, PublishConfig{Dir: folder(t, nil)}); err != nil {
			t.Fatal(err)
		}
		saved, err := readSaved(ling.config)
		if err != nil {
			t.Fatal(err)
		}
		caller := newClient(s.origin, saved.Logins[s.origin].Token)
		shelf, err := superettev1connect.NewProgramServiceClient(caller.http, caller.api).ListShelf(t.Context(), &superettev1.ListShelfRequest{})
		if err != nil || len(shelf.GetPrograms()) != 1 {
			t.Fatalf("shelf = %v, %v", shelf, err)
		}
		p := shelf.GetPrograms()[0]
		if p.GetPublisher() != "Ling" || p.GetPageCount() != 2 || p.GetNumber() != 1 || p.GetSizeBytes() == 0 || p.GetReleasedTs() == 0 {
			t.Errorf("program = %v", p)
		}
		stranger := newClient(s.origin, "")
		if _, err := superettev1connect.NewProgramServiceClient(stranger.http, stranger.api).ListShelf(t.Context(), &superettev1.ListShelfRequest{}); err == nil {
			t.Error("the shelf was shown to nobody in particular")
		}
	})
	t.Run("begins anew when the remembered program is gone", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		ling := s.author(t, "ling")
		dir := folder(t, nil)
		full, err := filepath.Abs(dir)
		if err != nil {
			t.Fatal(err)
		}
		if err := changeSaved(ling.config, func(v *saved) { v.Programs[s.origin+" "+full] = "wx0123456789abcdef" }); err != nil {
			t.Fatal(err)
		}
		out, err := ling.publish(t, PublishConfig{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		wantText(t, out, `wx0123456789abcdef is gone`, `version 1 is out`)
	})
	t.Run("refuses another's program", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		ling, tom := s.author(t, "ling"), s.author(t, "tom")
		if _, err := ling.publish(t, PublishConfig{Dir: folder(t, nil)}); err != nil {
			t.Fatal(err)
		}
		list, err := s.registry.List(t.Context())
		if err != nil || len(list) != 1 {
			t.Fatalf("%+v, %v", list, err)
		}
		_, err = tom.publish(t, PublishConfig{Dir: folder(t, map[string]string{"app.wxss": "page { color: red }"}), App: string(list[0].App)})
		wantRefusal(t, err, "belongs to somebody else", "")
	})
	t.Run("refuses a program with errors, and sends nothing", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		ling := s.author(t, "ling")
		dir := folder(t, map[string]string{"app.json": `{"pages": ["pages/menu/menu", "pages/none/none"]}`})
		out, err := ling.publish(t, PublishConfig{Dir: dir})
		wantRefusal(t, err, "in "+dir, "nothing was published")
		wantText(t, out, `(?m)^`+regexp.QuoteMeta(dir)+`/\S+:\d+:\d+: error: `, `1 page, .*, [1-9]\d* errors? in`)
		if list, err := s.registry.List(t.Context()); err != nil || len(list) != 0 {
			t.Errorf("the shelf has %+v, %v", list, err)
		}
	})
	t.Run("takes a token from the environment instead of a login", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		session, err := s.people.SignInAs(t.Context(), account.Origin{Address: "127.0.0.1"}, "tom")
		if err != nil {
			t.Fatal(err)
		}
		machine := &author{shop: s, config: filepath.Join(t.TempDir(), "superette")}
		if _, err := machine.publish(t, PublishConfig{Dir: folder(t, nil), URL: s.origin, Token: session.Token}); err != nil {
			t.Error(err)
		}
		_, err = machine.publish(t, PublishConfig{Dir: folder(t, nil), URL: s.origin, Token: "stale"})
		wantRefusal(t, err, "could not publish", "superette login")
	})
	t.Run("refuses what it cannot begin with", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		nobody := &author{shop: s, config: t.TempDir()}
		_, err := nobody.publish(t, PublishConfig{Dir: folder(t, nil), URL: s.origin})
		wantRefusal(t, err, "not signed in at "+s.origin, "superette login --url "+s.origin)
		_, err = s.author(t, "ling").publish(t, PublishConfig{Dir: folder(t, nil), App: "teahouse"})
		wantRefusal(t, err, "is not an appid", "16 hex digits")
		_, err = s.author(t, "ling").publish(t, PublishConfig{Dir: filepath.Join(t.TempDir(), "none")})
		wantRefusal(t, err, "is not a folder", "app.json")
	})
}

func TestUploadPatience(t *testing.T) {
	answers := make(chan int, 8)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		status := <-answers
		if status == http.StatusNoContent {
			w.WriteHeader(status)
			return
		}
		code := map[int]string{http.StatusTooManyRequests: httpd.ErrTooMany.Code, http.StatusForbidden: registry.ErrNotAsked.Code}[status]
		if err := httpd.Reply(w, status, httpd.Failure{Code: code, Message: "As " + r.URL.Path + " says."}); err != nil {
			t.Error(err)
		}
	}))
	defer front.Close()
	send := func(statuses ...int) error {
		for _, s := range statuses {
			answers <- s
		}
		return newClient(front.URL, "x").put(t.Context(), id.HashBlob(nil), nil)
	}
	t.Run("asks again when it is told to wait", func(t *testing.T) {
		if err := send(http.StatusTooManyRequests, http.StatusNoContent); err != nil || len(answers) != 0 {
			t.Errorf("error = %v, %d answers left", err, len(answers))
		}
	})
	t.Run("does not ask again for what is refused", func(t *testing.T) {
		wantRefusal(t, send(http.StatusForbidden), "could not upload: As /api/upload/", "")
	})
}

func fetch(t *testing.T, url string) []byte {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET %s: %s, %v", url, answer.Status, err)
	}
	return body
}

func TestBuildCommand(t *testing.T) {
	build := func(dir, out string) (string, error) {
		var to bytes.Buffer
		err := Build(context.Background(), BuildConfig{Dir: dir, Out: out, Now: time.Now, To: &to})
		return to.String(), err
	}
	t.Run("writes the files as they are served, the same each time", func(t *testing.T) {
		dir, out := folder(t, nil), filepath.Join(t.TempDir(), "out")
		var hashes []string
		for range 2 {
			text, err := build(dir, out)
			if err != nil {
				t.Fatal(err)
			}
			wantText(t, text, `^2 pages, `)
			raw, err := os.ReadFile(filepath.Join(out, "manifest.json"))
			if err != nil {
				t.Fatal(err)
			}
			m, hash, err := pack.Parse(raw, pack.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range m.Files {
				content, err := os.ReadFile(filepath.Join(out, filepath.FromSlash(f.Path)))
				if err := errors.Join(err, pack.CheckFile(f, content)); err != nil {
					t.Errorf("%s: %v", f.Path, err)
				}
			}
			wantText(t, text, string(hash))
			hashes = append(hashes, string(hash))
		}
		if hashes[0] != hashes[1] {
			t.Errorf("hashes = %v, want one", hashes)
		}
	})
	t.Run("removes the files of an earlier build and nothing else", func(t *testing.T) {
		dir, out := folder(t, nil), filepath.Join(t.TempDir(), "out")
		if _, err := build(dir, out); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(filepath.Join(out, "manifest.json"))
		if err != nil {
			t.Fatal(err)
		}
		old, _, err := pack.Parse(raw, pack.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		write(t, out, "notes/mine.txt", "keep me")
		if err := clearBuild(out); err != nil {
			t.Fatal(err)
		}
		for _, f := range old.Files {
			if _, err := os.Stat(filepath.Join(out, filepath.FromSlash(f.Path))); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("%s is still there (%v)", f.Path, err)
			}
		}
		if _, err := os.Stat(filepath.Join(out, "notes", "mine.txt")); err != nil {
			t.Error(err)
		}
	})
	t.Run("refuses a folder with something else in it", func(t *testing.T) {
		out := t.TempDir()
		write(t, out, "thesis.txt", "years of work")
		_, err := build(folder(t, nil), out)
		wantRefusal(t, err, "is not empty", "empty or does not exist")
		if _, err := os.Stat(filepath.Join(out, "thesis.txt")); err != nil {
			t.Error(err)
		}
	})
	t.Run("follows no link out of the folder", func(t *testing.T) {
		dir, out, outside := folder(t, nil), filepath.Join(t.TempDir(), "out"), t.TempDir()
		if _, err := build(dir, out); err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(out)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if !e.IsDir() {
				continue
			}
			if err := errors.Join(os.RemoveAll(filepath.Join(out, e.Name())), os.Symlink(outside, filepath.Join(out, e.Name()))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := build(dir, out); err == nil {
			t.Error("built through a link")
		}
		if left, err := os.ReadDir(outside); err != nil || len(left) != 0 {
			t.Errorf("%d files outside, %v", len(left), err)
		}
	})
	t.Run("writes nothing if there are errors", func(t *testing.T) {
		out := filepath.Join(t.TempDir(), "out")
		_, err := build(folder(t, map[string]string{"app.json": `{"pages": ["pages/none/none"]}`}), out)
		wantRefusal(t, err, "error", "nothing was written")
		if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s exists (%v)", out, err)
		}
	})
	t.Run("says so when there is no program", func(t *testing.T) {
		text, err := build(t.TempDir(), "")
		wantRefusal(t, err, "error", "")
		wantText(t, text, `error: `, `0 pages`)
	})
}

func TestSeedExamples(t *testing.T) {
	menu := fstest.MapFS{
		"tea/app.json": {Data: []byte(`{"pages": ["pages/menu"]}`)}, "tea/app.js": {Data: []byte("App({})")},
		"tea/pages/menu.wxml": {Data: []byte("<view>menu</view>")}, "tea/pages/menu.js": {Data: []byte("Page({})")},
		"readme.txt": {Data: []byte("not a program")},
	}
	t.Run("puts each folder on the shelf once, and again only when it changed", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		for range 2 {
			list, err := seedExamples(t.Context(), menu, s.registry, "", time.Now)
			if err != nil || len(list) != 1 || list[0].App != exampleApp("tea") || list[0].Number != 1 {
				t.Fatalf("seeded %+v, %v; want version 1 of tea", list, err)
			}
		}
		menu["tea/pages/menu.wxml"] = &fstest.MapFile{Data: []byte("<view>new menu</view>")}
		list, err := seedExamples(t.Context(), menu, s.registry, "", time.Now)
		if err != nil || len(list) != 1 || list[0].Number != 2 {
			t.Errorf("seeded %+v, %v; want version 2", list, err)
		}
	})
	t.Run("fails for an example with errors", func(t *testing.T) {
		s := openShopfront(t, io.Discard)
		_, err := seedExamples(t.Context(), fstest.MapFS{"tea/app.json": {Data: []byte(`{"pages": ["none"]}`)}}, s.registry, "", time.Now)
		if err == nil || !strings.Contains(err.Error(), "example tea has errors") {
			t.Errorf("error = %v", err)
		}
	})
}

// lines is a writer that a test can wait at for a line.
type lines struct {
	mu    sync.Mutex
	text  strings.Builder
	wakes chan struct{}
}

func newLines() *lines { return &lines{wakes: make(chan struct{}, 1)} }

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.text.Write(b)
	select {
	case l.wakes <- struct{}{}:
	default:
	}
	return len(b), nil
}

// await returns when the pattern was printed n times.
func (l *lines) await(t *testing.T, pattern string, n int) {
	t.Helper()
	re := regexp.MustCompile(pattern)
	for {
		l.mu.Lock()
		text := l.text.String()
		l.mu.Unlock()
		if len(re.FindAllString(text, -1)) >= n {
			return
		}
		select {
		case <-l.wakes:
		case <-t.Context().Done():
			t.Fatalf("did not print %q %d times:\n%s", pattern, n, text)
		case <-time.After(20 * time.Second):
			t.Fatalf("did not print %q %d times:\n%s", pattern, n, text)
		}
	}
}

func TestWorkshop(t *testing.T) {
	var heard []registry.Released
	to := newLines()
	s := openShopfront(t, to)
	s.db.On(registry.KindReleased, func(_ context.Context, e store.Event) error {
		var r registry.Released
		err := json.Unmarshal(e.Payload, &r)
		heard = append(heard, r)
		return err
	})
	s.db.Start()
	dir := folder(t, nil)
	w, err := s.openWorkshop(t.Context(), dir, func(app id.AppID, pkg string) { fmt.Fprintf(to, "told of %s %q\n", app, pkg) })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.build(t.Context(), time.Now(), true, nil); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.watch(ctx, func() { fmt.Fprintln(to, "watching") }) }()
	to.await(t, "watching", 1)

	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(t *testing.T, url string, cookie *http.Cookie) *http.Response {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if cookie != nil {
			r.AddCookie(cookie)
		}
		answer, err := browser.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = answer.Body.Close() })
		return answer
	}
	var cookie *http.Cookie
	t.Run("signs the developer in by the link and opens the program", func(t *testing.T) {
		answer := ask(t, w.link(s.origin), nil)
		if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != s.origin+"/p/"+string(w.app)+"/" {
			t.Fatalf("%s to %q", answer.Status, answer.Header.Get("Location"))
		}
		if len(answer.Cookies()) != 1 || !answer.Cookies()[0].HttpOnly {
			t.Fatalf("cookies = %v", answer.Cookies())
		}
		cookie = answer.Cookies()[0]
		if by, err := s.people.ByToken(t.Context(), cookie.Value); err != nil || by.User != w.owner {
			t.Errorf("the cookie is %v's, %v; want %s", by, err, w.owner)
		}
	})
	t.Run("refuses a link with another key", func(t *testing.T) {
		for _, key := range []string{"", "x", strings.Repeat("0", 32)} {
			if answer := ask(t, s.origin+"/dev/open?key="+key, nil); answer.StatusCode != http.StatusForbidden || len(answer.Cookies()) != 0 {
				t.Errorf("key %q: %s", key, answer.Status)
			}
		}
	})
	report := func(t *testing.T) DevReport {
		t.Helper()
		answer := ask(t, s.origin+"/api/dev/diagnostics", cookie)
		var r DevReport
		if err := json.NewDecoder(answer.Body).Decode(&r); err != nil {
			t.Fatal(err)
		}
		return r
	}
	t.Run("tells nobody but the developer what is wrong", func(t *testing.T) {
		if answer := ask(t, s.origin+"/api/dev/diagnostics", nil); answer.StatusCode != http.StatusUnauthorized {
			t.Errorf("status = %s, want 401", answer.Status)
		}
		if r := report(t); r.App != w.app || r.Errors != 0 || r.Pages != 2 || r.Package == "" || r.Number != 1 {
			t.Errorf("report = %+v", r)
		}
	})
	t.Run("follows a change, in a new folder too", func(t *testing.T) {
		write(t, dir, "pages/tea/tea.wxml", "<view>changed</view>")
		to.await(t, `2 pages, `, 2)
		write(t, dir, "pages/new/new.wxml", "<view>new</view>")
		write(t, dir, "pages/new/new.js", "Page({})")
		write(t, dir, "app.json", `{"pages": ["pages/menu/menu", "pages/tea/tea", "pages/new/new"]}`)
		to.await(t, `3 pages, `, 1)
		write(t, dir, "pages/new/new.wxml", "<view>newer</view>")
		to.await(t, `3 pages, `, 2)
		if r := report(t); r.Pages != 3 || r.Number < 3 {
			t.Errorf("report = %+v, want 3 pages in a later version", r)
		}
	})
	t.Run("opens the pages that work when another does not, and tells which", func(t *testing.T) {
		write(t, dir, "app.json", `{"pages": ["pages/menu/menu", "pages/gone/gone"]}`)
		to.await(t, `1 page, .* [1-9]\d* errors? in`, 1)
		r := report(t)
		if r.Errors == 0 || r.Pages != 1 || r.Package == "" || len(r.Diagnostics) == 0 {
			t.Fatalf("report = %+v", r)
		}
		fetch(t, s.origin+"/pkg/"+string(r.Package)+"/manifest.json")
	})
	t.Run("tells on which pages a fault is met, and of faults that change no file of the package", func(t *testing.T) {
		write(t, dir, "pages/menu/menu.wxml", "<view>menu</view><unknown-tag/>")
		to.await(t, `menu.wxml:1:18: warning`, 1)
		write(t, dir, "pages/menu/menu.wxml", "<view>menu</view><unknown-tag />")
		to.await(t, `told of `+string(w.app)+` "[0-9a-f]{64}"`, 1)
		for _, d := range report(t).Diagnostics {
			if on := strings.Join(d.Pages, " "); d.File == "app.json" && on != "" || d.File != "app.json" && on != "pages/menu/menu" {
				t.Errorf("%s is met on %q", d.File, on)
			}
		}
	})
	t.Run("stays when the program is broken as a whole", func(t *testing.T) {
		before := report(t)
		write(t, dir, "app.json", `{"pages": [`)
		to.await(t, `0 pages, `, 1)
		to.await(t, `told of `+string(w.app)+` ""`, 1)
		if r := report(t); r.Package != "" || r.Errors == 0 {
			t.Errorf("report = %+v", r)
		}
		if p, err := s.registry.Find(t.Context(), w.app); err != nil || p.Package != before.Package {
			t.Errorf("the shelf has %+v, %v; want the last one that opened", p, err)
		}
		write(t, dir, "app.json", `{"pages": ["pages/menu/menu", "pages/gone/gone"]}`)
		to.await(t, `told of `+string(w.app)+` "`+string(before.Package)+`"`, 2)
	})
	stop()
	if err := <-ended; err != nil {
		t.Errorf("watch: %v", err)
	}
	if err := s.db.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Run("tells of every version, in order", func(t *testing.T) {
		_, versions, err := s.registry.History(t.Context(), w.app)
		if err != nil || len(heard) != len(versions) {
			t.Fatalf("heard of %d versions of %d, %v", len(heard), len(versions), err)
		}
		for n, r := range heard {
			if r.Number != int64(n+1) || r.App != w.app {
				t.Errorf("event %d is %+v", n, r)
			}
		}
	})
}

func TestDevFolder(t *testing.T) {
	t.Run("refuses a folder without a program before an instance is started", func(t *testing.T) {
		data := filepath.Join(t.TempDir(), "data")
		err := Dev(t.Context(), DevConfig{Dir: t.TempDir(), Config: Config{Data: data, Now: time.Now, Random: rand.Reader, To: io.Discard}})
		wantRefusal(t, err, "holds no mini program", "app.json")
		if _, err := os.Stat(data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("a data folder was made (%v)", err)
		}
	})
	t.Run("names the folders below the root of a repository that hold one", func(t *testing.T) {
		root := t.TempDir()
		for _, name := range []string{"miniprogram/app.json", "node_modules/other/app.json", "packages/shop/src/app.json", "docs/a/b/c/app.json"} {
			full := filepath.Join(root, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(`{"pages":[]}`), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		hint := "give " + filepath.Join(root, "miniprogram") + ", or " + filepath.Join(root, "packages", "shop", "src")
		err := Dev(t.Context(), DevConfig{Dir: root, Config: Config{Data: t.TempDir(), Now: time.Now, Random: rand.Reader, To: io.Discard}})
		wantRefusal(t, err, "holds no mini program, but a folder in it does", hint)
		_, err = Report(t.Context(), ReportConfig{Dir: root, To: io.Discard})
		wantRefusal(t, err, "holds no mini program, but a folder in it does", hint)
	})
}
