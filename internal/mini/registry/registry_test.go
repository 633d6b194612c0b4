package registry_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

// shop is a registry on a real store, with a clock that the test moves.
type shop struct {
	*registry.Service
	db    *store.DB
	blobs store.Blobs

	mu  sync.Mutex
	now time.Time
}

func open(t *testing.T, limits pack.Limits) *shop {
	t.Helper()
	s := &shop{now: time.UnixMilli(1_800_000_000_000)}
	clock := func() time.Time { s.mu.Lock(); defer s.mu.Unlock(); return s.now }
	s.db = storetest.OpenAt(t, t.TempDir(), clock, registry.Schema())
	s.blobs = s.db.Blobs()
	signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s.Service = registry.New(s.db, s.blobs, signer, id.NewSource(clock, rand.Reader), limits)
	return s
}

func (s *shop) later(d time.Duration) { s.mu.Lock(); s.now = s.now.Add(d); s.mu.Unlock() }

var (
	ling = id.AsPerson("usr_ling", "ses_1", "dev_1")
	tom  = id.AsPerson("usr_tom", "ses_2", "dev_2")
)

// program seals a program whose code is the given text.
func program(t *testing.T, code string) pack.Package {
	t.Helper()
	p, err := pack.Seal(map[string][]byte{
		"$/main.js": []byte(code), "$/main.css.json": []byte("{}"), "logo tea.png": []byte("\x89PNG\r\n\x1a\n"),
	}, pack.AppManifest{
		Dialect: "wechat", Name: "Teahouse", Color: "#1f7a4d", Logo: "logo tea.png", Entry: "pages/menu", Version: "1.0",
		Pages:  pack.Pages{{Route: "pages/menu", Chunk: "main"}, {Route: "pages/tea", Chunk: "main"}},
		Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.css.json"}},
	}, pack.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// send uploads what Prepare asks for.
func (s *shop) send(t *testing.T, by id.Caller, p pack.Package) []id.BlobHash {
	t.Helper()
	missing, err := s.Prepare(t.Context(), by, p.Raw)
	if err != nil {
		t.Fatalf("Prepare: %v", err)
	}
	for _, hash := range missing {
		if err := s.Upload(t.Context(), by, hash, bytes.NewReader(p.Blobs[hash])); err != nil {
			t.Fatalf("Upload %s: %v", hash, err)
		}
	}
	return missing
}

func (s *shop) publish(t *testing.T, by id.Caller, p pack.Package, app id.AppID) registry.Program {
	t.Helper()
	s.send(t, by, p)
	got, err := s.Publish(t.Context(), by, registry.Publication{Manifest: p.Raw, App: app})
	if err != nil {
		t.Fatalf("Publish: %v", err)
	}
	return got
}

func TestPublish(t *testing.T) {
	t.Run("makes an appid at the first publish and a version at each", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		one, two := program(t, "one"), program(t, "two")
		first := s.publish(t, ling, one, "")
		if _, err := id.ParseAppID(string(first.App)); err != nil || first.Number != 1 || first.Package != one.Hash || first.Owner != ling.User {
			t.Fatalf("first = %+v", first)
		}
		s.later(time.Minute)
		second := s.publish(t, ling, two, first.App)
		if second.App != first.App || second.Number != 2 || !second.ReleasedAt.After(first.ReleasedAt) {
			t.Fatalf("second = %+v", second)
		}
		found, err := s.Find(t.Context(), first.App)
		if err != nil || found != second {
			t.Errorf("Find = %+v, %v; want %+v", found, err, second)
		}
		_, versions, err := s.History(t.Context(), first.App)
		if err != nil || len(versions) != 2 || versions[0] != second.Version || versions[1] != first.Version {
			t.Errorf("Versions = %+v, %v", versions, err)
		}
		if want := "/pkg/" + string(two.Hash) + "/logo%20tea.png"; found.LogoURL() != want || found.Label != "1.0" || found.PageCount != 2 {
			t.Errorf("logo %q, label %q, %d pages; want %q, 1.0, 2", found.LogoURL(), found.Label, found.PageCount, want)
		}
	})
	t.Run("asks for an update's new files only", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		first := s.publish(t, ling, program(t, "one"), "")
		next := program(t, "two")
		if missing := s.send(t, ling, next); !slices.Equal(missing, []id.BlobHash{id.HashBlob([]byte("two"))}) {
			t.Errorf("missing = %v, want the changed file alone", missing)
		}
		s.publish(t, ling, next, first.App)
	})
	t.Run("changes nothing when it is repeated", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		p := program(t, "one")
		first := s.publish(t, ling, p, "")
		if again := s.publish(t, ling, p, first.App); again != first {
			t.Errorf("again = %+v, want %+v", again, first)
		}
	})
	t.Run("keeps old packages and signs each", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		one := program(t, "one")
		first := s.publish(t, ling, one, "")
		s.publish(t, ling, program(t, "two"), first.App)
		old, err := s.FindPackage(t.Context(), one.Hash)
		if err != nil || !bytes.Equal(old.Raw, one.Raw) {
			t.Fatalf("FindPackage = %v", err)
		}
		if err := pack.Verify(s.PublicKey(), one.Hash, old.Signature); err != nil {
			t.Errorf("Verify: %v", err)
		}
	})
	t.Run("tells of each version exactly once", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		var got []registry.Released
		s.db.On(registry.KindReleased, func(_ context.Context, e store.Event) error {
			var r registry.Released
			err := json.Unmarshal(e.Payload, &r)
			got = append(got, r)
			return err
		})
		s.db.Start()
		p := program(t, "one")
		first := s.publish(t, ling, p, "")
		s.publish(t, ling, p, first.App)
		if err := s.db.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if want := []registry.Released{{App: first.App, Number: 1, Package: p.Hash, Owner: ling.User}}; !slices.Equal(got, want) {
			t.Errorf("events = %+v, want %+v", got, want)
		}
	})
	t.Run("gives one winner when two publish at once", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		first := s.publish(t, ling, program(t, "zero"), "")
		var all sync.WaitGroup
		for _, code := range []string{"a", "b", "c", "d"} {
			p := program(t, code)
			s.send(t, ling, p)
			all.Go(func() {
				if _, err := s.Publish(t.Context(), ling, registry.Publication{Manifest: p.Raw, App: first.App}); err != nil {
					t.Errorf("%s: %v", code, err)
				}
			})
		}
		all.Wait()
		_, versions, err := s.History(t.Context(), first.App)
		if err != nil || len(versions) != 5 || versions[0].Number != 5 {
			t.Errorf("%d versions, %v; want 5", len(versions), err)
		}
	})
	for _, c := range []struct {
		name string
		by   id.Caller
		app  func(mine id.AppID) id.AppID
		note string
		want *fault.Fault
	}{
		{"nobody", id.Caller{}, func(id.AppID) id.AppID { return "" }, "", registry.ErrSignedOut},
		{"a program that a person has open", ling.In("wx0000000000000000"), func(m id.AppID) id.AppID { return m }, "", registry.ErrSignedOut},
		{"somebody else", tom, func(m id.AppID) id.AppID { return m }, "", registry.ErrNotOwner},
		{"the owner of an appid that does not exist", ling, func(id.AppID) id.AppID { return "wx0123456789abcdef" }, "", registry.ErrNoProgram},
		{"the owner with a note of 501 characters", ling, func(m id.AppID) id.AppID { return m }, strings.Repeat("a", 501), registry.ErrText},
		{"the owner with a note that moves the cursor", ling, func(m id.AppID) id.AppID { return m }, "a\x1b[2Jb", registry.ErrText},
	} {
		t.Run("is refused to "+c.name, func(t *testing.T) {
			s := open(t, pack.DefaultLimits())
			first := s.publish(t, ling, program(t, "one"), "")
			next := program(t, "two")
			s.send(t, ling, next)
			_, err := s.Publish(t.Context(), c.by, registry.Publication{Manifest: next.Raw, App: c.app(first.App), Note: c.note})
			if !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %s", err, c.want.Code)
			}
			if now, err := s.Find(t.Context(), first.App); err != nil || now != first {
				t.Errorf("the program is now %+v, %v", now, err)
			}
		})
	}
	t.Run("is refused for the 101st program of a person, and of this person alone", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		p := program(t, "one")
		for range 100 {
			s.publish(t, ling, p, "")
		}
		if _, err := s.Publish(t.Context(), ling, registry.Publication{Manifest: p.Raw}); !errors.Is(err, registry.ErrPrograms) {
			t.Errorf("error = %v, want ErrPrograms", err)
		}
		s.publish(t, tom, p, "")
	})
	t.Run("is refused while files are missing", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		p := program(t, "one")
		_, err := s.Publish(t.Context(), ling, registry.Publication{Manifest: p.Raw})
		if !errors.Is(err, registry.ErrMissing) || !strings.Contains(fault.Of(err).Message(), "3 of 3") {
			t.Errorf("error = %v, want ErrMissing for 3 of 3", err)
		}
	})
	t.Run("is refused for a document that is listed as a picture", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		p := program(t, "one")
		lie := bytes.Replace(p.Raw, []byte(`"text/javascript"`), []byte(`"image/png"`), 1)
		missing, err := s.Prepare(t.Context(), ling, lie)
		if err != nil {
			t.Fatal(err)
		}
		for _, hash := range missing {
			if err := s.Upload(t.Context(), ling, hash, bytes.NewReader(p.Blobs[hash])); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := s.Publish(t.Context(), ling, registry.Publication{Manifest: lie}); !errors.Is(err, pack.ErrContent) {
			t.Errorf("error = %v, want ErrContent", err)
		}
	})
}

func TestUpload(t *testing.T) {
	p := pack.Package{}
	tea := []byte("one")
	hash := id.HashBlob(tea)
	prepared := func(t *testing.T) *shop {
		s := open(t, pack.DefaultLimits())
		p = program(t, "one")
		if _, err := s.Prepare(t.Context(), ling, p.Raw); err != nil {
			t.Fatal(err)
		}
		return s
	}
	for _, c := range []struct {
		name    string
		by      id.Caller
		hash    id.BlobHash
		content string
		want    *fault.Fault
	}{
		{"nobody", id.Caller{}, hash, "one", registry.ErrSignedOut},
		{"a person who prepared nothing", tom, hash, "one", registry.ErrNotAsked},
		{"a file that no manifest names", ling, id.HashBlob([]byte("warez")), "warez", registry.ErrNotAsked},
		{"other bytes of the same length", ling, hash, "two", pack.ErrContent},
		{"too few bytes", ling, hash, "on", pack.ErrContent},
		{"no bytes", ling, hash, "", pack.ErrContent},
		{"too many bytes", ling, hash, "one more", pack.ErrContent},
	} {
		t.Run("refuses "+c.name+" and keeps nothing", func(t *testing.T) {
			s := prepared(t)
			if err := s.Upload(t.Context(), c.by, c.hash, strings.NewReader(c.content)); !errors.Is(err, c.want) {
				t.Errorf("error = %v, want %s", err, c.want.Code)
			}
			for _, h := range []id.BlobHash{c.hash, id.HashBlob([]byte(c.content))} {
				if has, err := s.blobs.Has(t.Context(), h); has || err != nil {
					t.Errorf("the bytes of %s were kept (%v)", h, err)
				}
			}
		})
	}
	t.Run("refuses a file a day after it was prepared", func(t *testing.T) {
		s := prepared(t)
		s.later(25 * time.Hour)
		if err := s.Upload(t.Context(), ling, hash, bytes.NewReader(tea)); !errors.Is(err, registry.ErrNotAsked) {
			t.Errorf("error = %v, want ErrNotAsked", err)
		}
	})
	t.Run("refuses to prepare more than four full packages that are not published", func(t *testing.T) {
		limits := pack.Limits{Files: 10, FileBytes: 1000, TotalBytes: 1000}
		s := open(t, limits)
		var last error
		for _, letter := range []string{"a", "b", "c", "d", "e"} {
			_, last = s.Prepare(t.Context(), ling, program(t, strings.Repeat(letter, 900)).Raw)
			if letter < "e" && last != nil {
				t.Fatalf("%s: %v", letter, last)
			}
		}
		if !errors.Is(last, registry.ErrQuota) {
			t.Errorf("error = %v, want ErrQuota", last)
		}
		s.later(25 * time.Hour)
		if _, err := s.Prepare(t.Context(), ling, program(t, "tomorrow").Raw); err != nil {
			t.Errorf("tomorrow: %v", err)
		}
	})
}

func TestInstall(t *testing.T) {
	t.Run("puts a package on the shelf under the given appid, once", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		app := id.DeriveAppID("teahouse")
		for range 3 {
			if _, err := s.Install(t.Context(), "", app, program(t, "one"), ""); err != nil {
				t.Fatal(err)
			}
		}
		if p, err := s.Install(t.Context(), "", app, program(t, "two"), ""); err != nil || p.Number != 2 {
			t.Errorf("number = %d, %v; want 2", p.Number, err)
		}
		if list, err := s.List(t.Context()); err != nil || len(list) != 1 || list[0].App != app {
			t.Errorf("List = %+v, %v; want one program", list, err)
		}
	})
	t.Run("gives a program of the instance to a person, who keeps it", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		app := id.DeriveAppID("teahouse")
		for _, owner := range []id.UserID{"", ling.User} {
			if _, err := s.Install(t.Context(), owner, app, program(t, "one"), ""); err != nil {
				t.Fatal(err)
			}
		}
		if p, err := s.Find(t.Context(), app); err != nil || p.Owner != ling.User || p.Number != 1 {
			t.Errorf("found %+v, %v; want version 1 of %s", p, err, ling.User)
		}
		if _, err := s.Install(t.Context(), "", app, program(t, "two"), ""); !errors.Is(err, registry.ErrNotOwner) {
			t.Errorf("taken back: error = %v, want ErrNotOwner", err)
		}
	})
	t.Run("does not take over a person's program", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		mine := s.publish(t, ling, program(t, "one"), "")
		if _, err := s.Install(t.Context(), "", mine.App, program(t, "two"), ""); !errors.Is(err, registry.ErrNotOwner) {
			t.Errorf("error = %v, want ErrNotOwner", err)
		}
	})
}

func TestFindPage(t *testing.T) {
	s := open(t, pack.DefaultLimits())
	p := s.publish(t, ling, program(t, "one"), "")
	for link, want := range map[string]error{
		"pages/tea": nil, "/pages/tea": nil, "pages/tea?id=3&x=../..": nil, "pages/tea.html?a": nil,
		"": registry.ErrNoPage, "pages/none": registry.ErrNoPage, "../pages/tea": registry.ErrNoPage, "pages/tea/": registry.ErrNoPage,
		"https://example.com": registry.ErrNoPage,
	} {
		t.Run("of the link "+link, func(t *testing.T) {
			if got, err := s.FindPage(t.Context(), p.App, link); !errors.Is(err, want) || (want == nil && got != p) {
				t.Errorf("FindPage = %+v, %v; want error %v", got, err, want)
			}
		})
	}
	t.Run("of a program that does not exist", func(t *testing.T) {
		if _, err := s.FindPage(t.Context(), "wx0123456789abcdef", "pages/tea"); !errors.Is(err, registry.ErrNoProgram) {
			t.Errorf("error = %v, want ErrNoProgram", err)
		}
	})
}

func TestFindPackage(t *testing.T) {
	t.Run("serves nothing that was not published, even if its bytes are stored", func(t *testing.T) {
		s := open(t, pack.DefaultLimits())
		p := program(t, "one")
		if _, _, err := s.blobs.Put(t.Context(), bytes.NewReader(p.Raw), 1<<20); err != nil {
			t.Fatal(err)
		}
		if _, err := s.FindPackage(t.Context(), p.Hash); !errors.Is(err, registry.ErrNoPackage) {
			t.Errorf("error = %v, want ErrNoPackage", err)
		}
	})
}
