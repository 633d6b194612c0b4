package deliver_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/json"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/store"
	"github.com/superette/superette/internal/store/storetest"
)

var (
	ling = id.AsPerson("usr_ling", "ses_1", "dev_1")
	tom  = id.AsPerson("usr_tom", "ses_2", "dev_2")

	errSession = fault.New(fault.Unauthenticated, "test.session", "Sign in.")
)

// sessions knows two tokens.
type sessions struct{}

func (sessions) ByToken(_ context.Context, token string) (id.Caller, error) {
	switch token {
	case "ling":
		return ling, nil
	case "tom":
		return tom, nil
	}
	return id.Caller{}, errSession
}

// instance is delivery behind a real server, with one published package.
type instance struct {
	url     string
	pkg     pack.Package
	service *deliver.Service
	blobs   store.Blobs
}

const code = "\"use strict\";// a line of code that is worth compressing because it comes often\n"

func open(t *testing.T) *instance {
	t.Helper()
	db := storetest.Open(t, registry.Schema(), deliver.Schema())
	signer, err := pack.OpenSigner(t.TempDir(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ids := id.NewSource(time.Now, rand.Reader)
	reg := registry.New(db, db.Blobs(), signer, ids, pack.DefaultLimits())
	s := &instance{service: deliver.New(reg, db, db.Blobs()), blobs: db.Blobs()}
	s.pkg, err = pack.Seal(map[string][]byte{
		"$/main.js": []byte(strings.Repeat(code, 100)), "$/main.css.json": []byte("{}"),
		"图/茶 1.png": picture(t, "png", 2, 3), "evil.svg": []byte("<svg onload='alert(1)'/>"), "evil page.html": []byte("<script>alert(1)</script>"),
		"LICENSE": []byte("do what you like"),
	}, pack.AppManifest{
		Dialect: "wechat", Name: "Teahouse", Color: "#1f7a4d", Entry: "pages/menu", Pages: pack.Pages{{Route: "pages/menu", Chunk: "main"}},
		Chunks: map[string]pack.Chunk{"main": {JS: "$/main.js", Styles: "$/main.css.json"}},
	}, reg.Limits())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Install(t.Context(), "", id.DeriveAppID("tea"), s.pkg, ""); err != nil {
		t.Fatal(err)
	}
	front := httptest.NewUnstartedServer(nil)
	s.url = "http://" + front.Listener.Addr().String()
	server, err := httpd.New(httpd.Config{Origin: s.url, Sessions: sessions{}, Now: time.Now, IDs: ids, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	s.service.Mount(server)
	reg.Mount(server)
	front.Config.Handler = server
	front.Start()
	t.Cleanup(front.Close)
	return s
}

type answer struct {
	status int
	header http.Header
	body   []byte
}

// ask sends a request; headers are pairs of name and value.
func (s *instance) ask(t *testing.T, method, path string, body []byte, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.url+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return answer{w.StatusCode, w.Header, got}
}

func (a answer) wantHeaders(t *testing.T, want map[string]string) {
	t.Helper()
	for name, value := range want {
		if got := a.header.Get(name); got != value {
			t.Errorf("%s = %q, want %q", name, got, value)
		}
	}
}

var guarded = map[string]string{
	"X-Content-Type-Options":       "nosniff",
	"Content-Security-Policy":      "sandbox; default-src 'none'",
	"Cross-Origin-Resource-Policy": "same-origin",
	"Set-Cookie":                   "",
}

func TestServePackage(t *testing.T) {
	s := open(t)
	base := "/pkg/" + string(s.pkg.Hash) + "/"
	for _, c := range []struct{ path, typ, disposition string }{
		{"manifest.json", "application/json; charset=utf-8", ""},
		{"manifest.sig", "text/plain; charset=utf-8", ""},
		{"$/main.js", "text/javascript; charset=utf-8", ""},
		{"%E5%9B%BE/%E8%8C%B6%201.png", "image/png", ""},
		{"evil.svg", "image/svg+xml; charset=utf-8", "attachment; filename*=UTF-8''evil.svg"},
		{"evil%20page.html", "text/html; charset=utf-8", "attachment; filename*=UTF-8''evil%20page.html"},
		{"LICENSE", "application/octet-stream", "attachment; filename*=UTF-8''LICENSE"},
	} {
		t.Run("serves "+c.path+" for ever, and never as a document", func(t *testing.T) {
			a := s.ask(t, "GET", base+c.path, nil)
			if a.status != http.StatusOK || len(a.body) == 0 {
				t.Fatalf("status %d, %d bytes", a.status, len(a.body))
			}
			a.wantHeaders(t, guarded)
			a.wantHeaders(t, map[string]string{
				"Content-Type": c.typ, "Content-Disposition": c.disposition, "Cache-Control": "public, max-age=31536000, immutable",
				"ETag": `"` + string(id.HashBlob(a.body)) + `"`,
			})
			head := s.ask(t, "HEAD", base+c.path, nil)
			if head.status != http.StatusOK || len(head.body) != 0 || head.header.Get("Content-Length") != a.header.Get("Content-Length") {
				t.Errorf("HEAD = %d, %d bytes, length %q; want that of GET, %q", head.status, len(head.body), head.header.Get("Content-Length"), a.header.Get("Content-Length"))
			}
			again := s.ask(t, "GET", base+c.path, nil, "If-None-Match", a.header.Get("ETag"))
			if again.status != http.StatusNotModified || len(again.body) != 0 {
				t.Errorf("with its ETag: %d and %d bytes, want 304", again.status, len(again.body))
			}
			again.wantHeaders(t, guarded)
		})
	}
	t.Run("serves the manifest's own bytes and a signature over their hash", func(t *testing.T) {
		if a := s.ask(t, "GET", base+"manifest.json", nil); id.HashBlob(a.body) != s.pkg.Hash {
			t.Errorf("the hash of the manifest is %s, want %s", id.HashBlob(a.body), s.pkg.Hash)
		}
	})
	t.Run("gives the key that verifies its signatures", func(t *testing.T) {
		key := strings.TrimSpace(string(s.ask(t, "GET", "/pkg/key", nil).body))
		signature := strings.TrimSpace(string(s.ask(t, "GET", base+"manifest.sig", nil).body))
		if err := pack.Verify(key, s.pkg.Hash, signature); err != nil {
			t.Error(err)
		}
	})
	t.Run("answers the same with and without a session", func(t *testing.T) {
		plain, signed := s.ask(t, "GET", base+"LICENSE", nil), s.ask(t, "GET", base+"LICENSE", nil, "Cookie", "superette=ling")
		for _, name := range []string{"Cache-Control", "ETag", "Vary", "Set-Cookie"} {
			if plain.header.Get(name) != signed.header.Get(name) {
				t.Errorf("%s = %q and %q", name, plain.header.Get(name), signed.header.Get(name))
			}
		}
	})
	t.Run("compresses text for those who ask", func(t *testing.T) {
		plain := s.ask(t, "GET", base+"$/main.js", nil)
		for range 2 { // the second comes from memory
			small := s.ask(t, "GET", base+"$/main.js", nil, "Accept-Encoding", "br, gzip;q=0.5")
			small.wantHeaders(t, map[string]string{"Content-Encoding": "gzip", "Vary": "Accept-Encoding"})
			z, err := gzip.NewReader(bytes.NewReader(small.body))
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(z)
			if err != nil || !bytes.Equal(got, plain.body) || len(small.body)*10 > len(plain.body) {
				t.Errorf("%d bytes of %d, %v; want the same text in a tenth", len(small.body), len(plain.body), err)
			}
			if tag := small.header.Get("ETag"); tag == plain.header.Get("ETag") {
				t.Errorf("both forms have the ETag %s", tag)
			}
		}
	})
	for name, header := range map[string]string{"nobody asks": "", "it is refused": "gzip;q=0", "another is asked for": "zstd"} {
		t.Run("does not compress when "+name, func(t *testing.T) {
			if a := s.ask(t, "GET", base+"$/main.js", nil, "Accept-Encoding", header); a.header.Get("Content-Encoding") != "" {
				t.Errorf("Content-Encoding = %q", a.header.Get("Content-Encoding"))
			}
		})
	}
	t.Run("does not compress pictures", func(t *testing.T) {
		a := s.ask(t, "GET", base+"%E5%9B%BE/%E8%8C%B6%201.png", nil, "Accept-Encoding", "gzip")
		a.wantHeaders(t, map[string]string{"Content-Encoding": "", "Vary": ""})
	})
	for name, path := range map[string]string{
		"a file that is not in the package": base + "none.js",
		"a folder":                          base + "$",
		"the package's folder":              base,
		"no path":                           strings.TrimSuffix(base, "/"),
		"a package that does not exist":     "/pkg/" + strings.Repeat("0", 64) + "/manifest.json",
		"a file by its hash as a package":   "/pkg/" + string(s.pkg.Manifest.Files[0].SHA256) + "/manifest.json",
		"a hash that is none":               "/pkg/latest/manifest.json",
		"a path that climbs out, encoded":   base + "..%2f..%2f..%2fsuperette.db",
		"a path with a NUL":                 base + "a%00.js",
		"a file of a package as a picture":  "/blob/" + string(s.pkg.Manifest.File("图/茶 1.png").SHA256),
		"a picture that is no hash":         "/blob/x",
	} {
		t.Run("answers 404 in plain words for "+name, func(t *testing.T) {
			a := s.ask(t, "GET", path, nil)
			var said httpd.Failure
			if err := json.Unmarshal(a.body, &said); err != nil || a.status != http.StatusNotFound || said.Message == "" {
				t.Errorf("%d %s", a.status, a.body)
			}
			a.wantHeaders(t, guarded)
			a.wantHeaders(t, map[string]string{"Cache-Control": "no-store"})
		})
	}
	t.Run("refuses to be written to", func(t *testing.T) {
		if a := s.ask(t, "DELETE", base+"LICENSE", nil, "Origin", s.url); a.status != http.StatusMethodNotAllowed {
			t.Errorf("status = %d, want 405", a.status)
		}
	})
}

func picture(t *testing.T, kind string, w, h int) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for x := range w {
		for y := range h {
			m.Set(x, y, color.NRGBA{R: 0, G: 0, B: 255, A: 255})
		}
	}
	m.Set(0, 0, color.NRGBA{R: 255, A: 255})
	var b bytes.Buffer
	var err error
	switch kind {
	case "png":
		err = png.Encode(&b, m)
	case "jpeg":
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 100})
	case "gif":
		err = gif.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// withExif puts an Exif segment after a JPEG's first two bytes: turned as given, taken at "a secret place".
func withExif(jpeg []byte, turn byte) []byte {
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"), turn, 0, 0, 0, 0, 0, 0)
	body := append(append([]byte("Exif\x00\x00"), tiff...), "a secret place"...)
	segment := append([]byte{0xff, 0xe1, 0, byte(len(body) + 2)}, body...)
	return append(append(bytes.Clone(jpeg[:2]), segment...), jpeg[2:]...)
}

// A lossless WebP of one pixel.
const webp1x1 = "RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00/\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"

func TestPostPicture(t *testing.T) {
	s := open(t)
	post := func(t *testing.T, body []byte, token string) (deliver.Added, answer) {
		t.Helper()
		a := s.ask(t, "POST", "/api/picture", body, "Origin", s.url, "Authorization", "Bearer "+token)
		var got deliver.Added
		if a.status == http.StatusOK {
			if err := json.Unmarshal(a.body, &got); err != nil {
				t.Fatalf("%v: %s", err, a.body)
			}
		}
		return got, a
	}
	for _, c := range []struct {
		name, typ     string
		body          []byte
		width, height int
	}{
		{"a JPEG", "image/jpeg", picture(t, "jpeg", 8, 5), 8, 5},
		{"a PNG", "image/png", picture(t, "png", 8, 5), 8, 5},
		{"a GIF, as a PNG", "image/png", picture(t, "gif", 8, 5), 8, 5},
		{"a WebP", "image/png", []byte(webp1x1), 1, 1},
	} {
		t.Run("keeps and serves "+c.name, func(t *testing.T) {
			got, a := post(t, c.body, "ling")
			if a.status != http.StatusOK || got.Type != c.typ || got.Width != c.width || got.Height != c.height || got.URL != "/blob/"+string(got.SHA256) {
				t.Fatalf("%d %s", a.status, a.body)
			}
			served := s.ask(t, "GET", got.URL, nil)
			served.wantHeaders(t, guarded)
			served.wantHeaders(t, map[string]string{"Content-Type": c.typ, "Cache-Control": "public, max-age=31536000, immutable", "Content-Disposition": ""})
			if id.HashBlob(served.body) != got.SHA256 || int64(len(served.body)) != got.Size {
				t.Errorf("served %d bytes with the hash %s", len(served.body), id.HashBlob(served.body))
			}
			if _, _, err := image.Decode(bytes.NewReader(served.body)); err != nil {
				t.Errorf("what is served is no picture: %v", err)
			}
		})
	}
	t.Run("strips what is not pixels, and turns upright", func(t *testing.T) {
		for turn, red := range map[byte]image.Point{1: {0, 0}, 2: {15, 0}, 3: {15, 7}, 4: {0, 7}, 5: {0, 0}, 6: {7, 0}, 7: {7, 15}, 8: {0, 15}} {
			raw := withExif(corner(t), turn)
			if !bytes.Contains(raw, []byte("secret")) {
				t.Fatal("the test's own picture tells no secret")
			}
			got, a := post(t, raw, "ling")
			if a.status != http.StatusOK {
				t.Fatalf("turn %d: %d %s", turn, a.status, a.body)
			}
			clean := s.ask(t, "GET", got.URL, nil).body
			if bytes.Contains(clean, []byte("secret")) || bytes.Contains(clean, []byte("Exif")) {
				t.Errorf("turn %d: the secret is still there", turn)
			}
			m, err := jpeg.Decode(bytes.NewReader(clean))
			if err != nil {
				t.Fatal(err)
			}
			if r, _, b, _ := m.At(red.X, red.Y).RGBA(); r < 2*b {
				t.Errorf("turn %d: the corner at %v is not red (%d, %d)", turn, red, r>>8, b>>8)
			}
		}
	})
	for _, c := range []struct {
		name, token string
		body        []byte
		status      int
		code        string
	}{
		{"nobody's picture", "x", picture(t, "png", 1, 1), http.StatusUnauthorized, "httpd.sign-in"},
		{"nothing", "ling", nil, http.StatusBadRequest, "deliver.not-picture"},
		{"a document", "ling", []byte("<html>"), http.StatusBadRequest, "deliver.not-picture"},
		{"a drawing that can carry script", "ling", []byte("<svg/>"), http.StatusBadRequest, "deliver.not-picture"},
		{"half a picture", "ling", picture(t, "png", 50, 50)[:60], http.StatusBadRequest, "deliver.not-picture"},
		{"a document behind a picture's first bytes", "ling", []byte("\xff\xd8\xff<script>"), http.StatusBadRequest, "deliver.not-picture"},
		{"a picture of 4,097 pixels", "ling", picture(t, "png", 4097, 1), http.StatusTooManyRequests, "deliver.picture-size"},
		{"more than 4 MB", "ling", bytes.Repeat([]byte("a"), 4<<20+1), http.StatusRequestEntityTooLarge, "httpd.too-large"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			_, a := post(t, c.body, c.token)
			var said httpd.Failure
			if err := json.Unmarshal(a.body, &said); err != nil || a.status != c.status || said.Code != c.code {
				t.Errorf("%d %s; want %d %s", a.status, a.body, c.status, c.code)
			}
		})
	}
	t.Run("refuses a foreign page", func(t *testing.T) {
		for _, origin := range []string{"null", "http://evil.example", ""} {
			a := s.ask(t, "POST", "/api/picture", picture(t, "png", 1, 1), "Origin", origin, "Cookie", "superette=ling")
			if a.status != http.StatusForbidden {
				t.Errorf("Origin %q: status %d, want 403", origin, a.status)
			}
		}
	})
	t.Run("refuses the 301st picture of a day, of this person alone", func(t *testing.T) {
		s := open(t)
		for n := range 300 {
			if _, err := s.service.AddPicture(t.Context(), ling, bytes.NewReader(picture(t, "png", n+1, 1))); err != nil {
				t.Fatalf("picture %d: %v", n+1, err)
			}
		}
		last := picture(t, "png", 301, 1)
		if _, err := s.service.AddPicture(t.Context(), ling, bytes.NewReader(last)); fault.Of(err).Code != deliver.ErrManyPictures.Code {
			t.Errorf("error = %v, want ErrManyPictures", err)
		}
		if _, err := s.service.AddPicture(t.Context(), tom, bytes.NewReader(last)); err != nil {
			t.Errorf("Tom's: %v", err)
		}
	})
	t.Run("knows whose picture it is", func(t *testing.T) {
		got, _ := post(t, picture(t, "png", 3, 7), "ling")
		if p, err := s.service.FindPicture(t.Context(), ling, got.SHA256); err != nil || p.Width != 3 || p.URL() != got.URL {
			t.Errorf("FindPicture = %+v, %v", p, err)
		}
		if _, err := s.service.FindPicture(t.Context(), tom, got.SHA256); fault.Of(err).Code != deliver.ErrNoPicture.Code {
			t.Errorf("for Tom: %v, want ErrNoPicture", err)
		}
	})
}

// corner is a JPEG of 16 × 8 with a red quarter at the top left, large enough to survive compression.
func corner(t *testing.T) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 16, 8))
	for x := range 16 {
		for y := range 8 {
			c := color.NRGBA{B: 255, A: 255}
			if x < 8 && y < 4 {
				c = color.NRGBA{R: 255, A: 255}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 100}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPutUpload(t *testing.T) {
	s := open(t)
	hash := id.HashBlob([]byte("tea"))
	for _, c := range []struct {
		name, path, token string
		status            int
		code              string
	}{
		{"nobody", "/api/upload/" + string(hash), "x", http.StatusUnauthorized, "httpd.sign-in"},
		{"a file that nobody prepared", "/api/upload/" + string(hash), "ling", http.StatusForbidden, "registry.not-asked"},
		{"a name that is no hash", "/api/upload/tea", "ling", http.StatusBadRequest, "id.malformed"},
	} {
		t.Run("refuses "+c.name, func(t *testing.T) {
			a := s.ask(t, "PUT", c.path, []byte("tea"), "Origin", s.url, "Authorization", "Bearer "+c.token)
			var said httpd.Failure
			if err := json.Unmarshal(a.body, &said); err != nil || a.status != c.status || said.Code != c.code {
				t.Errorf("%d %s; want %d %s", a.status, a.body, c.status, c.code)
			}
			if has, err := s.blobs.Has(t.Context(), hash); has || err != nil {
				t.Errorf("the file was kept (%v)", err)
			}
		})
	}
}
