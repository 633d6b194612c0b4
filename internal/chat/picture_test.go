package chat_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// photo is a JPEG of a shade, larger than what a conversation shows of one, that tells where it was taken.
func photo(t testing.TB, shade uint8) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 1200, 800))
	for at := range m.Pix {
		m.Pix[at] = shade
	}
	for y := range 800 {
		m.SetNRGBA(y, y, color.NRGBA{uint8(y), shade, 0, 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		t.Fatal(err)
	}
	exif := append([]byte("Exif\x00\x00II\x2a\x00\x08\x00\x00\x00\x00\x00"), whereTaken...)
	segment := append(binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(exif)+2)), exif...) //nolint:gosec // short
	return append(append([]byte("\xff\xd8"), segment...), b.Bytes()[2:]...)
}

const whereTaken = "GPSLatitude 31.2304 N"

// bomb is a PNG of a few bytes that says it has 50,000 × 50,000 pixels.
func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 1, 1))); err != nil {
		t.Fatal(err)
	}
	raw := b.Bytes()
	binary.BigEndian.PutUint32(raw[16:], 50_000)
	binary.BigEndian.PutUint32(raw[20:], 50_000)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

func (p *person) picture(t testing.TB, conv id.ConvID, clientID string, raw []byte) chat.Message {
	t.Helper()
	m, err := p.h.chat.SendPicture(t.Context(), p.by, chat.Send{Conv: conv, ClientID: clientID}, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// ask makes a request as a browser of the person does; nobody is signed in without a token.
func (h *house) ask(t testing.TB, token, method, path string, body io.Reader, headers ...string) (*http.Response, []byte) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.url+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Origin", h.url)
	if token != "" {
		r.Header.Set("Cookie", httpd.CookieName+"="+token)
	}
	for n := 0; n < len(headers); n += 2 {
		r.Header.Set(headers[n], headers[n+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, text
}

func addressOf(m chat.Message, hash id.BlobHash) string {
	return fmt.Sprintf("/api/chat/picture/%s/%d/%s", m.Conv, m.Seq, hash)
}

func (p *person) fetch(t testing.TB, m chat.Message) (*http.Response, []byte) {
	t.Helper()
	return p.h.ask(t, p.token, http.MethodGet, addressOf(m, m.Body.Picture.Hash), http.NoBody)
}

func TestPictures(t *testing.T) {
	h := open(t, options{})
	t.Run("what one sends the other sees: its size and colours at once, then a small one, then all of it", func(t *testing.T) {
		a, b, conv := h.friends(t)
		device, _ := b.online(t, &superettev1.Hello{})
		answer, text := h.ask(t, a.token, http.MethodPost, "/api/chat/picture?conv="+string(conv)+"&client_id=picture-0001", bytes.NewReader(photo(t, 200)),
			"Content-Type", "text/html")
		if answer.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", answer.StatusCode, text)
		}
		var said struct {
			Message struct {
				Seq     string
				Picture struct{ Hash string }
			}
		}
		if err := json.Unmarshal(text, &said); err != nil {
			t.Fatal(err)
		}
		push, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetPush() != nil })
		p := push.GetPush().GetMessage().GetPicture()
		if p.GetHash() != said.Message.Picture.Hash || p.GetWidth() != 1200 || p.GetHeight() != 800 || p.GetType() != "image/jpeg" || len(p.GetBlur()) != 108 {
			t.Errorf("pushed %v", p)
		}
		for hash, want := range map[string][2]int{p.GetHash(): {1200, 800}, p.GetThumbHash(): {640, 426}} {
			got, content := h.ask(t, b.token, http.MethodGet, "/api/chat/picture/"+string(conv)+"/"+said.Message.Seq+"/"+hash, http.NoBody)
			shown, kind, err := image.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatalf("%d: %v", got.StatusCode, err)
			}
			if size := shown.Bounds().Size(); kind != "jpeg" || size.X != want[0] || size.Y != want[1] {
				t.Errorf("%s of %v, want %v", kind, size, want)
			}
			if bytes.Contains(content, []byte("GPS")) || bytes.Contains(content, []byte("Exif")) {
				t.Error("what is kept tells where it was taken")
			}
			for name, want := range map[string]string{
				"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
				"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie", "Cross-Origin-Resource-Policy": "same-origin",
			} {
				if got.Header.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
				}
			}
			again, _ := h.ask(t, b.token, http.MethodGet, "/api/chat/picture/"+string(conv)+"/"+said.Message.Seq+"/"+hash, http.NoBody,
				"If-None-Match", got.Header.Get("ETag"))
			if again.StatusCode != http.StatusNotModified {
				t.Errorf("asked again: %d", again.StatusCode)
			}
		}
	})
	t.Run("one that is sent again under its client id is there once, whoever lost the answer", func(t *testing.T) {
		a, b, conv := h.friends(t)
		first := a.picture(t, conv, "picture-0001", photo(t, 10))
		again := a.picture(t, conv, "picture-0001", photo(t, 10))
		if again.Seq != first.Seq || again.Body.Picture.Hash != first.Body.Picture.Hash {
			t.Errorf("again: %d, want %d", again.Seq, first.Seq)
		}
		n := 0
		for _, m := range b.history(t, conv) {
			if m.Body.Picture != nil {
				n++
			}
		}
		if n != 1 {
			t.Errorf("it is there %d times", n)
		}
	})
	t.Run("it is given to members alone", func(t *testing.T) {
		g := h.group(t)
		m := g.owner.picture(t, g.conv, "picture-0001", photo(t, 60))
		stranger := h.person(t)
		check := func(p *person, want int) {
			t.Helper()
			if got, _ := p.fetch(t, m); got.StatusCode != want {
				t.Errorf("%s: %d, want %d", p.Name, got.StatusCode, want)
			}
		}
		check(g.owner, http.StatusOK)
		check(g.member, http.StatusOK)
		check(stranger, http.StatusNotFound)
		if got, _ := h.ask(t, "", http.MethodGet, addressOf(m, m.Body.Picture.Hash), http.NoBody); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody: %d", got.StatusCode)
		}
		if err := h.chat.LeaveGroup(t.Context(), g.member.by, g.conv); err != nil {
			t.Fatal(err)
		}
		check(g.member, http.StatusNotFound)
		late := h.person(t)
		h.join(t, g.owner, late)
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		check(late, http.StatusNotFound) // it was sent before
		if got, _ := g.owner.h.ask(t, stranger.token, http.MethodPost, "/api/chat/picture?conv="+string(g.conv)+"&client_id=picture-0002",
			bytes.NewReader(photo(t, 61))); got.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger sends: %d", got.StatusCode)
		}
	})
	t.Run("whom its sender blocks is not given it, nor can send any or pass it on", func(t *testing.T) {
		a, b, conv := h.friends(t)
		other := h.person(t)
		h.join(t, b, other)
		elsewhere, err := h.chat.OpenDirect(t.Context(), b.by, other.ID)
		if err != nil {
			t.Fatal(err)
		}
		m := a.picture(t, conv, "picture-0001", photo(t, 70))
		own := b.picture(t, conv, "picture-0002", photo(t, 71))
		if err := h.chat.Bar(t.Context(), a.ID, b.ID, true); err != nil {
			t.Fatal(err)
		}
		if got, _ := b.fetch(t, m); got.StatusCode != http.StatusNotFound {
			t.Errorf("the blocked one gets %d", got.StatusCode)
		}
		if _, err := h.chat.ForwardMessage(t.Context(), b.by, conv, m.Seq, elsewhere.ID, "picture-0003"); !is(err, chat.ErrNoPicture) {
			t.Errorf("passed on: %v", err)
		}
		if _, err := h.chat.SendPicture(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "picture-0004"}, bytes.NewReader(photo(t, 72))); !is(err, chat.ErrBarred) {
			t.Errorf("sent: %v", err)
		}
		for _, c := range []struct {
			p *person
			m chat.Message
		}{{a, m}, {a, own}, {b, own}} {
			if got, _ := c.p.fetch(t, c.m); got.StatusCode != http.StatusOK {
				t.Errorf("%s gets %d of the picture of %s", c.p.ID, got.StatusCode, c.m.Sender)
			}
		}
	})
	t.Run("taken back it is given to nobody, removed for oneself not to oneself, passed on to whom it was passed on", func(t *testing.T) {
		g := h.group(t)
		c, err := h.chat.OpenDirect(t.Context(), g.owner.by, g.admin.ID)
		if err != nil {
			t.Fatal(err)
		}
		m := g.owner.picture(t, g.conv, "picture-0001", photo(t, 80))
		passed, err := h.chat.ForwardMessage(t.Context(), g.owner.by, g.conv, m.Seq, c.ID, "picture-0002")
		if err != nil || passed.Body.Picture == nil {
			t.Fatalf("passed on: %+v, %v", passed, err)
		}
		if _, err := h.chat.HideMessage(t.Context(), g.member.by, g.conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		for p, want := range map[*person]int{g.member: http.StatusNotFound, g.admin: http.StatusOK} {
			if got, _ := p.fetch(t, m); got.StatusCode != want {
				t.Errorf("%d, want %d", got.StatusCode, want)
			}
		}
		if _, err := h.chat.RecallMessage(t.Context(), g.owner.by, g.conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		for _, p := range []*person{g.owner, g.admin, g.member} {
			if got, _ := p.fetch(t, m); got.StatusCode != http.StatusNotFound {
				t.Errorf("taken back: %d", got.StatusCode)
			}
		}
		if got, _ := g.admin.fetch(t, passed); got.StatusCode != http.StatusOK {
			t.Errorf("passed on: %d", got.StatusCode)
		}
		var named int
		if err := h.db.Read(t.Context(), func(tx store.Tx) error {
			return chat.Contents(tx, func(hash id.BlobHash, _ string) error {
				if hash == m.Body.Picture.Hash {
					named++
				}
				return nil
			})
		}); err != nil || named != 1 {
			t.Errorf("its content is named by %d rows (%v), want the one that was passed on", named, err)
		}
	})
	t.Run("an address gives what its message has, and nothing else", func(t *testing.T) {
		a, _, conv := h.friends(t)
		first, second := a.picture(t, conv, "picture-0001", photo(t, 90)), a.picture(t, conv, "picture-0002", photo(t, 91))
		words := a.send(t, conv, "text-00001", "no picture")
		for name, address := range map[string]string{
			"another one's":    addressOf(first, second.Body.Picture.Hash),
			"of a text":        addressOf(words, first.Body.Picture.Hash),
			"of no message":    fmt.Sprintf("/api/chat/picture/%s/99/%s", conv, first.Body.Picture.Hash),
			"no number":        fmt.Sprintf("/api/chat/picture/%s/x/%s", conv, first.Body.Picture.Hash),
			"no hash":          fmt.Sprintf("/api/chat/picture/%s/%d/..%%2f..%%2fsuperette.db", conv, first.Seq),
			"no conversation":  fmt.Sprintf("/api/chat/picture/x/%d/%s", first.Seq, first.Body.Picture.Hash),
			"open to everyone": "/blob/" + string(first.Body.Picture.Hash),
		} {
			if got, _ := h.ask(t, a.token, http.MethodGet, address, http.NoBody); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d", name, got.StatusCode)
			}
		}
	})
	t.Run("it is answered and found as a picture, and cannot be made of words", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.picture(t, conv, "picture-0001", photo(t, 100))
		answer, err := h.chat.SendText(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "answer-001", Body: chat.Body{Text: "nice"}, ReplyTo: m.Seq})
		if err != nil || answer.Quote == nil || !answer.Quote.Picture || answer.Quote.Text != "" {
			t.Errorf("answered: %+v, %v", answer.Quote, err)
		}
		for _, word := range []string{"picture", "图片"} {
			if found, err := h.chat.Search(t.Context(), b.by, word, conv, 0); err != nil || len(found) != 1 || found[0].Seq != m.Seq {
				t.Errorf("%s: %d, %v", word, len(found), err)
			}
		}
		if g, tell, err := h.chat.Glance(t.Context(), b.ID, conv, m.Seq); err != nil || tell && g.Message.Body.Picture == nil {
			t.Errorf("glance: %+v, %v", g.Message.Body, err)
		}
		forged := chat.Send{Conv: conv, ClientID: "forged-001", Body: chat.Body{Picture: m.Body.Picture}}
		if _, err := h.chat.SendText(t.Context(), b.by, forged); !is(err, chat.ErrText) {
			t.Errorf("a picture by its name: %v", err)
		}
		if _, err := h.chat.ChangeMessage(t.Context(), a.by, conv, m.Seq, "other"); !is(err, chat.ErrNoText) {
			t.Errorf("changed: %v", err)
		}
	})
}

func TestHostilePictures(t *testing.T) {
	h := open(t, options{})
	a, _, conv := h.friends(t)
	whole := photo(t, 5)
	for _, c := range []struct {
		name   string
		raw    []byte
		status int
		code   string
	}{
		{"nothing", nil, http.StatusBadRequest, "chat.not-picture"},
		{"a document that calls itself a picture", []byte("<!doctype html><script>alert(1)</script>"), http.StatusBadRequest, "chat.not-picture"},
		{"a document behind a picture's first bytes", []byte("\xff\xd8\xff\xe0<script>alert(1)</script>"), http.StatusBadRequest, "chat.not-picture"},
		{"a drawing", []byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), http.StatusBadRequest, "chat.not-picture"},
		{"a picture that unfolds into gigabytes", bomb(t), http.StatusBadRequest, "chat.picture-size"},
		{"half a picture", whole[:len(whole)/2], http.StatusBadRequest, "chat.not-picture"},
		{"one byte more than a picture may have", append(bytes.Clone(whole), make([]byte, 10<<20-len(whole)+1)...), http.StatusRequestEntityTooLarge, "httpd.too-large"},
		{"50 MB", make([]byte, 50<<20), http.StatusRequestEntityTooLarge, "httpd.too-large"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := "/api/chat/picture?" + url.Values{"conv": {string(conv)}, "client_id": {"hostile-0001"}}.Encode()
			answer, text := h.ask(t, a.token, http.MethodPost, path, bytes.NewReader(c.raw), "Content-Type", "image/jpeg")
			if answer.StatusCode != c.status || !strings.Contains(string(text), c.code) {
				t.Errorf("%d %s, want %d %s", answer.StatusCode, text, c.status, c.code)
			}
		})
	}
	for _, m := range a.history(t, conv) {
		if m.Body.Picture != nil {
			t.Error("something of it was sent")
		}
	}
	t.Run("what a client goes on writing after it was refused is read, so that it hears why", func(t *testing.T) {
		// As browsers do: they read nothing before all of it is written.
		stranger, host := h.person(t), strings.TrimPrefix(h.url, "http://")
		conn, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close() }()
		const size = 9 << 20
		head := fmt.Sprintf("POST /api/chat/picture?conv=%s&client_id=hostile-0002 HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nCookie: %s=%s\r\nContent-Length: %d\r\n\r\n",
			conv, host, h.url, httpd.CookieName, stranger.token, size)
		if _, err := conn.Write(append([]byte(head), make([]byte, size)...)); err != nil {
			t.Fatalf("what it wrote was not read: %v", err)
		}
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if answer.StatusCode != http.StatusNotFound || answer.Body.Close() != nil {
			t.Errorf("%d", answer.StatusCode)
		}
	})
	t.Run("who has picture after picture looked at is slowed down, and the others are not", func(t *testing.T) {
		at := time.Now()
		h := open(t, options{now: func() time.Time { return at }})
		a, b, conv := h.friends(t)
		send := func(p *person, n int, raw []byte) error {
			_, err := h.chat.SendPicture(t.Context(), p.by, chat.Send{Conv: conv, ClientID: fmt.Sprintf("picture-%04d", n)}, bytes.NewReader(raw))
			return err
		}
		for n := range 40 {
			if err := send(a, n, []byte("no picture")); !is(err, chat.ErrNotPicture) {
				t.Fatalf("%d: %v", n, err)
			}
		}
		if err := send(a, 40, whole); !is(err, httpd.ErrTooMany) {
			t.Errorf("the next: %v", err)
		}
		if err := send(b, 0, whole); err != nil {
			t.Errorf("the other's: %v", err)
		}
	})
	t.Run("from another origin nothing is taken", func(t *testing.T) {
		answer, _ := h.ask(t, a.token, http.MethodPost, "/api/chat/picture?conv="+string(conv)+"&client_id=hostile-0003", bytes.NewReader(whole),
			"Origin", "https://evil.example")
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%d", answer.StatusCode)
		}
	})
}
