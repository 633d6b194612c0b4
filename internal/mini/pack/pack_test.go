package pack_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
)

const png = "\x89PNG\r\n\x1a\n----"

// tea is a small program of two pages.
func tea() (map[string][]byte, pack.AppManifest) {
	files := map[string][]byte{
		"$/main.js":          []byte(`"use strict"`),
		"$/main.styles.json": []byte(`{}`),
		"images/tea.png":     []byte(png),
		"images/again.png":   []byte(png),
	}
	app := pack.AppManifest{
		Dialect: "wechat", Name: "茶 & <Tea>", Color: "#1f7a4d", Logo: "images/tea.png", Entry: "pages/menu/menu",
		Pages: pack.Pages{
			{Route: "pages/menu/menu", Chunk: "main", Styles: pack.List{"app", "pages/menu/menu"}, Window: pack.WindowConfig{"navigationBarTitleText": json.RawMessage(`"Menu"`)}},
			{Route: "pages/cart/cart", Chunk: "main"},
		},
		Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.styles.json"}},
		TabBar: &pack.TabBar{Color: "#000000", SelectedColor: "#111111", BackgroundColor: "#ffffff", List: []pack.TabItem{{PagePath: "pages/menu/menu", Text: "Menu"}}},
	}
	return files, app
}

func seal(t *testing.T) pack.Package {
	t.Helper()
	files, app := tea()
	p, err := pack.Seal(files, app, pack.DefaultLimits())
	if err != nil {
		t.Fatalf("Seal: %v", err)
	}
	return p
}

func TestSeal(t *testing.T) {
	t.Run("gives the same bytes for the same input", func(t *testing.T) {
		first := seal(t)
		for range 20 {
			if again := seal(t); again.Hash != first.Hash || !bytes.Equal(again.Raw, first.Raw) {
				t.Fatalf("hash %s, then %s", first.Hash, again.Hash)
			}
		}
	})
	t.Run("keeps the order of the pages and sorts the files", func(t *testing.T) {
		p := seal(t)
		menu, cart := bytes.Index(p.Raw, []byte(`"pages/menu/menu":`)), bytes.Index(p.Raw, []byte(`"pages/cart/cart":`))
		if menu < 0 || cart < menu {
			t.Errorf("menu at %d, cart at %d; want menu first: %s", menu, cart, p.Raw)
		}
		var paths []string
		for _, f := range p.Manifest.Files {
			paths = append(paths, f.Path)
		}
		if want := []string{"$/main.js", "$/main.styles.json", "images/again.png", "images/tea.png"}; !slices.Equal(paths, want) {
			t.Errorf("paths = %q, want %q", paths, want)
		}
	})
	t.Run("holds the bytes of a file that comes twice once", func(t *testing.T) {
		if p := seal(t); len(p.Blobs) != 3 || p.Manifest.TotalBytes() != int64(len(`"use strict"`)+len(`{}`)+2*len(png)) {
			t.Errorf("%d blobs, %d bytes; want 3 blobs", len(p.Blobs), p.Manifest.TotalBytes())
		}
	})
	t.Run("is read back by Parse as it was", func(t *testing.T) {
		p := seal(t)
		m, hash, err := pack.Parse(p.Raw, pack.DefaultLimits())
		if err != nil || hash != p.Hash {
			t.Fatalf("Parse = %s, %v; want %s", hash, err, p.Hash)
		}
		if m.App.Name != "茶 & <Tea>" || m.App.Pages.Find("pages/cart/cart") == nil || m.App.Pages.Find("pages/none") != nil {
			t.Errorf("read %+v", m.App)
		}
		f := m.File("images/tea.png")
		if f == nil || f.Type != "image/png" || f.SHA256 != id.HashBlob([]byte(png)) || m.File("images/nothing.png") != nil {
			t.Errorf("File = %+v", f)
		}
	})
	for _, c := range []struct {
		name   string
		change func(map[string][]byte, *pack.AppManifest)
		want   *fault.Fault
		text   string
	}{
		{"a file where the manifest goes", func(f map[string][]byte, _ *pack.AppManifest) { f["Manifest.json"] = nil }, pack.ErrPath, `"Manifest.json" is the package's own`},
		{"two paths that differ by case", func(f map[string][]byte, _ *pack.AppManifest) { f["images/TEA.png"] = nil }, pack.ErrPath, "the same but for upper and lower case"},
		{"a file that is a folder as well", func(f map[string][]byte, _ *pack.AppManifest) { f["images"] = nil }, pack.ErrPath, `"images" is a file and the folder of`},
		{"a path that climbs out", func(f map[string][]byte, _ *pack.AppManifest) { f["a/../../etc/passwd"] = nil }, pack.ErrPath, "segment"},
		{"an entry that is no page", func(_ map[string][]byte, a *pack.AppManifest) { a.Entry = "pages/none" }, pack.ErrManifest, `entry "pages/none" is not one of its pages`},
		{"a domain of this machine", func(_ map[string][]byte, a *pack.AppManifest) { a.Domains = []string{"http://127.0.0.1:8421"} }, pack.ErrManifest, `domain "http://127.0.0.1:8421" is not`},
		{"a domain in another form", func(_ map[string][]byte, a *pack.AppManifest) { a.Domains = []string{"api.example.org"} }, pack.ErrManifest, `domain "api.example.org" is not`},
		{"no pages", func(_ map[string][]byte, a *pack.AppManifest) { a.Pages = nil }, pack.ErrManifest, "no pages"},
		{"a page twice", func(_ map[string][]byte, a *pack.AppManifest) { a.Pages = append(a.Pages, a.Pages[0]) }, pack.ErrManifest, "comes twice"},
		{"a page in an unknown chunk", func(_ map[string][]byte, a *pack.AppManifest) { a.Pages[1].Chunk = "sub" }, pack.ErrManifest, `chunk "sub"`},
		{"a chunk without its code", func(f map[string][]byte, _ *pack.AppManifest) { delete(f, "$/main.js") }, pack.ErrManifest, `names "$/main.js"`},
		{"a chunk without a style sheet", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Chunks["main"] = pack.Chunk{JS: "$/main.js"}
		}, pack.ErrManifest, `names ""`},
		{"no chunk at all", func(_ map[string][]byte, a *pack.AppManifest) { a.Chunks = nil }, pack.ErrManifest, "1 to 200 chunks"},
		{"a logo that is not there", func(_ map[string][]byte, a *pack.AppManifest) { a.Logo = "logo.png" }, pack.ErrManifest, "logo"},
		{"a colour in words", func(_ map[string][]byte, a *pack.AppManifest) { a.Color = "red" }, pack.ErrManifest, "color"},
		{"a colour that is a style", func(_ map[string][]byte, a *pack.AppManifest) { a.Color = "#000000;x:y" }, pack.ErrManifest, "color"},
		{"no name", func(_ map[string][]byte, a *pack.AppManifest) { a.Name = "" }, pack.ErrManifest, "no name"},
		{"a name that turns the text around", func(_ map[string][]byte, a *pack.AppManifest) { a.Name = "abc\u202edef" }, pack.ErrManifest, "name is not printable"},
		{"a name of 65 characters", func(_ map[string][]byte, a *pack.AppManifest) { a.Name = strings.Repeat("茶", 65) }, pack.ErrManifest, "64 characters"},
		{"an unknown dialect", func(_ map[string][]byte, a *pack.AppManifest) { a.Dialect = "quick" }, pack.ErrManifest, "dialect"},
		{"an object in a window", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Window = pack.WindowConfig{"x": json.RawMessage(`{"a":1}`)}
		}, pack.ErrManifest, `member "x"`},
		{"a tab outside the package", func(_ map[string][]byte, a *pack.AppManifest) { a.TabBar.List[0].PagePath = "../x" }, pack.ErrPath, "segment"},
		{"six tabs", func(_ map[string][]byte, a *pack.AppManifest) { a.TabBar.List = make([]pack.TabItem, 6) }, pack.ErrManifest, "tabs"},
		{"a tab bar with a purple border", func(_ map[string][]byte, a *pack.AppManifest) { a.TabBar.BorderStyle = "purple" }, pack.ErrManifest, "border"},
		{"a tab bar whose dark form has a purple border", func(_ map[string][]byte, a *pack.AppManifest) {
			dark := *a.TabBar
			dark.BorderStyle = "purple"
			a.TabBar.Dark = &dark
		}, pack.ErrManifest, "border"},
		{"a window with a purple title", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Window = pack.WindowConfig{"navigationBarTextStyle": json.RawMessage(`"purple"`)}
		}, pack.ErrManifest, "black or white"},
		{"a window whose switch is a text", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Pages[1].Window = pack.WindowConfig{"disableScroll": json.RawMessage(`"true"`)}
		}, pack.ErrManifest, "true or false"},
		{"an icon in a window of more than 8192 bytes", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Pages[1].Window = pack.WindowConfig{"optionIcon": json.RawMessage(`"` + strings.Repeat("A", 8193) + `"`)}
		}, pack.ErrManifest, "8192 bytes"},
		{"a page named __proto__", func(_ map[string][]byte, a *pack.AppManifest) { a.Pages[1].Route = "__proto__" }, pack.ErrManifest, "__proto__"},
		{"a Worker whose code is not there", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Worker = &pack.WorkerCode{Root: "jobs/", JS: "$/gone.js"}
		}, pack.ErrManifest, "Worker"},
		{"a Worker of no folder", func(_ map[string][]byte, a *pack.AppManifest) {
			a.Worker = &pack.WorkerCode{Root: "jobs", JS: "$/main.js"}
		}, pack.ErrManifest, "Worker"},
		{"a chunk named __proto__", func(_ map[string][]byte, a *pack.AppManifest) { a.Chunks["__proto__"] = a.Chunks["main"] }, pack.ErrManifest, "__proto__"},
		{"an element with an endless name", func(_ map[string][]byte, a *pack.AppManifest) { a.Elements = pack.List{strings.Repeat("a", 201)} }, pack.ErrManifest, "elements"},
		{"2,001 pages", func(_ map[string][]byte, a *pack.AppManifest) {
			for i := range 2_000 {
				a.Pages = append(a.Pages, pack.Page{Route: fmt.Sprintf("p/%d", i), Chunk: "main"})
			}
		}, pack.ErrLimit, "the limit is 2000"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			files, app := tea()
			c.change(files, &app)
			_, err := pack.Seal(files, app, pack.DefaultLimits())
			if !errors.Is(err, c.want) || !strings.Contains(fault.Of(err).Message(), c.text) {
				t.Errorf("error = %v; want %s with %q", err, c.want.Code, c.text)
			}
		})
	}
	for _, c := range []struct {
		name   string
		limits pack.Limits
		text   string
	}{
		{"too many files", pack.Limits{Files: 3, FileBytes: 99, TotalBytes: 999}, "4 files; the limit is 3"},
		{"a file that is too large", pack.Limits{Files: 9, FileBytes: 11, TotalBytes: 999}, "the limit for one file is 11"},
		{"too much in all", pack.Limits{Files: 9, FileBytes: 99, TotalBytes: 20}, "more than 20 bytes together"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			files, app := tea()
			_, err := pack.Seal(files, app, c.limits)
			if !errors.Is(err, pack.ErrLimit) || !strings.Contains(fault.Of(err).Message(), c.text) {
				t.Errorf("error = %v; want %q", err, c.text)
			}
		})
	}
}

func TestParse(t *testing.T) {
	good := string(seal(t).Raw)
	hash := string(id.HashBlob([]byte(png)))
	swap := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("the manifest has no %s: %s", old, good)
		}
		return strings.Replace(good, old, new, 1)
	}
	for _, c := range []struct {
		name, raw string
		want      *fault.Fault
		text      string
	}{
		{"nothing", "", pack.ErrManifest, "ends too early"},
		{"half a manifest", good[:len(good)/2], pack.ErrManifest, "ends too early"},
		{"a list", "[]", pack.ErrManifest, "wrong type"},
		{"null", "null", pack.ErrManifest, "format is 0"},
		{"a thousand brackets", strings.Repeat("[", 1_000_000), pack.ErrManifest, "manifest is not valid"},
		{"text after the end", good + "{}", pack.ErrManifest, "canonical"},
		{"white space", " " + good, pack.ErrManifest, "canonical"},
		{"an unknown member", swap(`"format":1`, `"format":1,"hidden":1`), pack.ErrManifest, "unknown"},
		{"a doubled member", swap(`"format":1`, `"format":2,"format":1`), pack.ErrManifest, "canonical"},
		{"a member in another case", swap(`"format":1`, `"Format":1`), pack.ErrManifest, "canonical"},
		{"an unknown member of a file", swap(`{"path":"$/main.js"`, `{"mode":"0777","path":"$/main.js"`), pack.ErrManifest, "unknown"},
		{"an unknown member of a page", swap(`{"chunk":"main"`, `{"x":1,"chunk":"main"`), pack.ErrManifest, "unknown"},
		{"a page twice", swap(`"pages/cart/cart":`, `"pages/menu/menu":`), pack.ErrManifest, "not valid"},
		{"pages as a list", swap(`"pages":{`, `"pages":[{`), pack.ErrManifest, "not"},
		{"another format", swap(`"format":1`, `"format":2`), pack.ErrManifest, "format is 2"},
		{"a size in words", swap(`"size":12`, `"size":"12"`), pack.ErrManifest, "wrong type"},
		{"a negative size", swap(`"size":12`, `"size":-12`), pack.ErrManifest, "negative"},
		{"a size beyond all numbers", swap(`"size":12`, `"size":12e300`), pack.ErrManifest, "wrong type"},
		{"a size that overflows a sum", swap(`"size":12`, `"size":9223372036854775807`), pack.ErrLimit, "limit for one file"},
		{"a fraction of a byte", swap(`"size":12`, `"size":12.5`), pack.ErrManifest, "wrong type"},
		{"a hash in upper case", swap(hash, strings.ToUpper(hash)), pack.ErrManifest, "64 lower-case hex"},
		{"a hash that is a path", swap(hash, "../"+hash[3:]), pack.ErrManifest, "64 lower-case hex"},
		{"a type off the list", swap(`"image/png"`, `"text/x-server-side"`), pack.ErrManifest, "not on the list"},
		{"a type with a second header in it", swap(`"image/png"`, `"image/png\r\nSet-Cookie: a=b"`), pack.ErrManifest, "not on the list"},
		{"the same path twice", swap(`"images/tea.png","sha256"`, `"images/again.png","sha256"`), pack.ErrPath, "same but for"},
		{"files out of order", swap(`"$/main.styles.json","sha256"`, `"z.json","sha256"`), pack.ErrManifest, "sorted"},
		{"no list of files", swap(`"files":[`, `"files":null,"x":[`), pack.ErrManifest, "unknown"},
		{"null for a list", swap(`"apis":[]`, `"apis":null`), pack.ErrManifest, "canonical"},
		{"broken text", swap(`茶`, "\xff\xfe"), pack.ErrManifest, "UTF-8"},
		{"an escape that is not needed", swap(`Menu`, `\u004denu`), nil, ""},
	} {
		name := "refuses " + c.name
		if c.want == nil {
			name = "accepts, in the open window alone, " + c.name
		}
		t.Run(name, func(t *testing.T) {
			_, _, err := pack.Parse([]byte(c.raw), pack.DefaultLimits())
			if c.want == nil {
				if err != nil {
					t.Errorf("error = %v, want none", err)
				}
				return
			}
			if !errors.Is(err, c.want) || !strings.Contains(fault.Of(err).Message(), c.text) {
				t.Errorf("error = %v; want %s with %q", err, c.want.Code, c.text)
			}
		})
	}
	t.Run("refuses a manifest of 7 MB before reading it", func(t *testing.T) {
		_, _, err := pack.Parse(bytes.Repeat([]byte(" "), 7<<20), pack.DefaultLimits())
		if !errors.Is(err, pack.ErrLimit) {
			t.Errorf("error = %v, want ErrLimit", err)
		}
	})
	t.Run("notices each flipped bit of a manifest that is asked for by hash", func(t *testing.T) {
		p := seal(t)
		for at := range p.Raw {
			bad := bytes.Clone(p.Raw)
			bad[at] ^= 1
			if _, err := pack.ParseAs(p.Hash, bad, pack.DefaultLimits()); !errors.Is(err, pack.ErrContent) {
				t.Fatalf("byte %d: error = %v, want ErrContent", at, err)
			}
		}
		if _, err := pack.ParseAs(p.Hash, p.Raw, pack.DefaultLimits()); err != nil {
			t.Errorf("the true bytes: %v", err)
		}
	})
}

func TestCheckFile(t *testing.T) {
	f := teaPicture(t)
	t.Run("accepts the file", func(t *testing.T) {
		if err := pack.CheckFile(f, []byte(png)); err != nil {
			t.Error(err)
		}
	})
	for name, c := range map[string]struct{ content, text string }{
		"a flipped byte":   {png[:len(png)-1] + "+", "hash of images/tea.png"},
		"a byte too few":   {png[:len(png)-1], "has 11 bytes, not 12"},
		"a byte too many":  {png + "-", "has 13 bytes, not 12"},
		"another document": {"<script>1337", "hash"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			err := pack.CheckFile(f, []byte(c.content))
			if !errors.Is(err, pack.ErrContent) || !strings.Contains(fault.Of(err).Message(), c.text) {
				t.Errorf("error = %v; want %q", err, c.text)
			}
		})
	}
	t.Run("refuses a document that is listed as a picture", func(t *testing.T) {
		html := []byte("<script>alert(1)</script>")
		lie := pack.File{Path: "a.png", SHA256: id.HashBlob(html), Size: int64(len(html)), Type: "image/png"}
		if err := pack.CheckFile(lie, html); !errors.Is(err, pack.ErrContent) {
			t.Errorf("error = %v, want ErrContent", err)
		}
	})
}

func TestTypeOf(t *testing.T) {
	long := strings.Repeat("a", pack.SniffBytes-1) + "茶"
	for _, c := range []struct{ name, path, content, want string }{
		{"code by its name", "a.js", "let a", "text/javascript"},
		{"code with a NUL is not code", "a.js", "a\x00b", pack.OctetStream},
		{"text cut inside a character is text", "a.txt", long, "text/plain"},
		{"text that is not UTF-8 is not text", "a.txt", "\xff\xfe", pack.OctetStream},
		{"a JPEG named .png is a JPEG", "a.PNG", "\xff\xd8\xff\xe0", "image/jpeg"},
		{"a document named .png is nothing", "a.png", "<html>", pack.OctetStream},
		{"a picture named .js is nothing", "a.js", png + "\x00", pack.OctetStream},
		{"a picture named .mp3 is nothing", "a.mp3", png, pack.OctetStream},
		{"svg is named svg", "a.svg", "<svg/>", "image/svg+xml"},
		{"an unknown name is nothing", "a.exe", "MZ", pack.OctetStream},
		{"no name is nothing", "LICENSE", "text", pack.OctetStream},
		{"an empty picture is nothing", "a.png", "", pack.OctetStream},
		{"webp by its bytes", "a.webp", "RIFF\x00\x00\x00\x00WEBP", "image/webp"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := pack.TypeOf(c.path, []byte(c.content)); got != c.want {
				t.Errorf("TypeOf(%q) = %q, want %q", c.path, got, c.want)
			}
		})
	}
	t.Run("documents are never shown in place", func(t *testing.T) {
		for typ, want := range map[string]bool{"text/html": false, "image/svg+xml": false, pack.OctetStream: false, "image/png": true, "text/javascript": true} {
			if got := pack.Inline(typ); got != want {
				t.Errorf("Inline(%q) = %v, want %v", typ, got, want)
			}
		}
	})
	t.Run("text is worth compressing and pictures are not", func(t *testing.T) {
		for typ, want := range map[string]bool{"text/javascript": true, "image/svg+xml": true, "font/ttf": true, "image/png": false, "font/woff2": false} {
			if got := pack.Compressible(typ); got != want {
				t.Errorf("Compressible(%q) = %v, want %v", typ, got, want)
			}
		}
	})
}

func TestCheckPath(t *testing.T) {
	for _, path := range []string{"a", "$/main.js", "图/茶.png", "a b/c-d_e.f", "..a/b..", "a/...", strings.Repeat("a", 512)} {
		t.Run(fmt.Sprintf("accepts %.20q", path), func(t *testing.T) {
			if err := pack.CheckPath(path); err != nil {
				t.Error(err)
			}
		})
	}
	for _, path := range []string{
		"", "/a", "a/", "a//b", ".", "..", "a/./b", "a/../b", `a\b`, "a\x00b", "a\nb", "a\x7f", "\xff", "e\u0301", "a\u202eb", "a\u200bb",
		"a\u2028b", "\ufeffa", strings.Repeat("a", 513), strings.Repeat("a/", 40) + "a",
	} {
		t.Run(fmt.Sprintf("refuses %.20q", path), func(t *testing.T) {
			if err := pack.CheckPath(path); !errors.Is(err, pack.ErrPath) {
				t.Errorf("error = %v, want ErrPath", err)
			}
		})
	}
}

// FuzzParse proves that Parse never panics and accepts only what printing gives back byte for byte.
func FuzzParse(f *testing.F) {
	files, app := tea()
	p, err := pack.Seal(files, app, pack.DefaultLimits())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(p.Raw)
	f.Add([]byte(`{"format":1,"app":{"pages":{"a":{}}},"files":[]}`))
	f.Add([]byte(`{"format":1,"app":{"pages":[]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		m, hash, err := pack.Parse(raw, pack.DefaultLimits())
		if err != nil {
			if k := fault.Of(err).Kind; k != fault.Invalid && k != fault.Limited {
				t.Fatalf("a bad manifest is called %v: %v", k, err)
			}
			return
		}
		if hash != id.HashBlob(raw) {
			t.Fatalf("hash = %s, want that of the bytes", hash)
		}
		for _, file := range m.Files {
			if strings.Contains("/"+file.Path+"/", "/../") || strings.HasPrefix(file.Path, "/") {
				t.Fatalf("accepted the path %q", file.Path)
			}
		}
	})
}

func teaPicture(t *testing.T) pack.File {
	t.Helper()
	p := seal(t)
	return *p.Manifest.File("images/tea.png")
}

func TestASealerSealsAsSealDoes(t *testing.T) {
	files, app := tea()
	var sealer pack.Sealer
	same := func(t *testing.T) {
		t.Helper()
		got, err := sealer.Seal(files, app, pack.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		want, err := pack.Seal(files, app, pack.DefaultLimits())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	same(t)
	same(t)
	const name = "$/main.js"
	before := files[name]
	files[name] = append(bytes.Clone(before), ' ') // longer
	same(t)
	files[name] = before
	same(t)
	files["empty.txt"] = []byte{}
	same(t)
	delete(files, "empty.txt")
	same(t)
	files["another.js"] = before // a slice that is known under another name
	same(t)
}
