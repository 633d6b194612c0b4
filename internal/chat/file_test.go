package chat_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

const fileLimit = 1000 // bytes

func (p *person) part(t testing.TB, conv id.ConvID, clientID string, at, size int, part io.Reader) (int, string, http.Header) {
	t.Helper()
	answer, text := p.h.ask(t, p.token, http.MethodPatch, "/api/chat/upload/"+string(conv)+"/"+clientID, part,
		"Upload-Offset", strconv.Itoa(at), "Upload-Length", strconv.Itoa(size))
	return answer.StatusCode, string(text), answer.Header
}

func (p *person) offset(t testing.TB, conv id.ConvID, clientID string, size int) (int, string) {
	t.Helper()
	answer, _ := p.h.ask(t, p.token, http.MethodHead, "/api/chat/upload/"+string(conv)+"/"+clientID, http.NoBody, "Upload-Length", strconv.Itoa(size))
	return answer.StatusCode, answer.Header.Get("Upload-Offset") + answer.Header.Get("Superette-Code")
}

func (p *person) finish(t testing.TB, conv id.ConvID, clientID, name string, size int) (*http.Response, string) {
	t.Helper()
	query := url.Values{"conv": {string(conv)}, "client_id": {clientID}, "name": {name}, "size": {strconv.Itoa(size)}}
	answer, text := p.h.ask(t, p.token, http.MethodPost, "/api/chat/file?"+query.Encode(), http.NoBody)
	return answer, string(text)
}

// file sends one, and returns its message.
func (p *person) file(t testing.TB, conv id.ConvID, clientID, name, content string) chat.Message {
	t.Helper()
	send := chat.Send{Conv: conv, ClientID: clientID}
	if _, err := p.h.chat.Upload(t.Context(), p.by, send, 0, int64(len(content)), strings.NewReader(content)); err != nil {
		t.Fatal(err)
	}
	m, err := p.h.chat.SendFile(t.Context(), p.by, send, name, int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func fileAddress(m chat.Message, hash id.BlobHash) string {
	return fmt.Sprintf("/api/chat/file/%s/%d/%s", m.Conv, m.Seq, hash)
}

func (p *person) load(t testing.TB, m chat.Message, headers ...string) (*http.Response, string) {
	t.Helper()
	answer, text := p.h.ask(t, p.token, http.MethodGet, fileAddress(m, m.Body.File.Hash), http.NoBody, headers...)
	return answer, string(text)
}

func TestFiles(t *testing.T) {
	h := open(t, options{})
	t.Run("one goes up in parts, is sent, and is saved by the other as what it is called", func(t *testing.T) {
		a, b, conv := h.friends(t)
		device, _ := b.online(t, &superettev1.Hello{})
		const content = "hello, this is a file"
		if status, at := a.offset(t, conv, "file-00001", len(content)); status != http.StatusOK || at != "0" {
			t.Fatalf("before: %d %s", status, at)
		}
		if status, text, head := a.part(t, conv, "file-00001", 0, len(content), strings.NewReader(content[:5])); status != http.StatusNoContent || head.Get("Upload-Offset") != "5" {
			t.Fatalf("%d %s", status, text)
		}
		if answer, text := a.finish(t, conv, "file-00001", "a.txt", len(content)); answer.StatusCode != http.StatusConflict || !strings.Contains(text, "chat.file-unfinished") {
			t.Errorf("half of it: %d %s", answer.StatusCode, text)
		}
		// The line is cut: how much came is asked for.
		if status, at := a.offset(t, conv, "file-00001", len(content)); status != http.StatusOK || at != "5" {
			t.Fatalf("between: %d %s", status, at)
		}
		if status, text, head := a.part(t, conv, "file-00001", 0, len(content), strings.NewReader(content)); status != http.StatusConflict ||
			head.Get("Upload-Offset") != "5" || !strings.Contains(text, "store.upload-at") {
			t.Errorf("from its beginning: %d %s", status, text)
		}
		if status, text, _ := a.part(t, conv, "file-00001", 5, len(content), strings.NewReader(content[5:])); status != http.StatusNoContent {
			t.Fatalf("%d %s", status, text)
		}
		answer, text := a.finish(t, conv, "file-00001", "计划 2026.pdf", len(content))
		var said struct {
			Message struct {
				Seq  string
				File struct{ Hash, Name, Kind, SizeBytes string }
			}
		}
		if err := json.Unmarshal([]byte(text), &said); err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", answer.StatusCode, text)
		}
		if f := said.Message.File; f.Name != "计划 2026.pdf" || f.Kind != "pdf" || f.SizeBytes != strconv.Itoa(len(content)) {
			t.Errorf("%+v", f)
		}
		push, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetPush() != nil })
		if f := push.GetPush().GetMessage().GetFile(); f.GetHash() != said.Message.File.Hash || f.GetName() != "计划 2026.pdf" {
			t.Errorf("pushed %v", f)
		}
		address := "/api/chat/file/" + string(conv) + "/" + said.Message.Seq + "/" + said.Message.File.Hash
		got, body := h.ask(t, b.token, http.MethodGet, address, http.NoBody)
		if got.StatusCode != http.StatusOK || string(body) != content {
			t.Fatalf("%d %q", got.StatusCode, body)
		}
		for name, want := range map[string]string{
			"Content-Type": "application/octet-stream", "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'",
			"Cache-Control": "private, no-cache", "Vary": "Cookie", "Cross-Origin-Resource-Policy": "same-origin", "Accept-Ranges": "bytes",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
			}
		}
		kind, parts, err := mime.ParseMediaType(got.Header.Get("Content-Disposition"))
		if err != nil || kind != "attachment" || parts["filename"] != "计划 2026.pdf" {
			t.Errorf("%s: %v", got.Header.Get("Content-Disposition"), err)
		}
		if again, _ := h.ask(t, b.token, http.MethodGet, address, http.NoBody, "If-None-Match", got.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("asked again: %d", again.StatusCode)
		}
		if left, err := filepath.Glob(filepath.Join(h.dir, "uploads", "*", "*")); err != nil || len(left) != 0 {
			t.Errorf("left: %v, %v", left, err)
		}
	})
	t.Run("one that is sent again under its client id is there once, and nothing of it goes up again", func(t *testing.T) {
		a, b, conv := h.friends(t)
		first := a.file(t, conv, "file-00001", "a.txt", "once")
		if status, at := a.offset(t, conv, "file-00001", 4); status != http.StatusOK || at != "4" {
			t.Errorf("%d %s, want all of it", status, at)
		}
		answer, text := a.finish(t, conv, "file-00001", "a.txt", 4)
		if answer.StatusCode != http.StatusOK || !strings.Contains(text, `"seq":"`+strconv.FormatInt(first.Seq, 10)+`"`) {
			t.Errorf("again: %d %s", answer.StatusCode, text)
		}
		n := 0
		for _, m := range b.history(t, conv) {
			if m.Body.File != nil {
				n++
			}
		}
		if n != 1 {
			t.Errorf("it is there %d times", n)
		}
	})
	t.Run("parts of one are given, as players and broken downloads ask for them", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.file(t, conv, "file-00001", "a.bin", "0123456789")
		for _, c := range []struct {
			asks, want string
			status     int
		}{
			{"bytes=2-4", "234", http.StatusPartialContent},
			{"bytes=8-", "89", http.StatusPartialContent},
			{"bytes=-1", "9", http.StatusPartialContent},
			{"bytes=10-", "", http.StatusRequestedRangeNotSatisfiable},
			{"bytes=9-2", "", http.StatusRequestedRangeNotSatisfiable},
			{"bytes=" + strings.Repeat("0-,", 400) + "0-", "0123456789", http.StatusOK},
		} {
			got, text := b.load(t, m, "Range", c.asks)
			if got.StatusCode != c.status || c.want != "" && text != c.want || got.Header.Get("X-Content-Type-Options") != "nosniff" {
				t.Errorf("%.20s: %d %q", c.asks, got.StatusCode, text)
			}
		}
		stranger := h.person(t)
		if got, _ := stranger.load(t, m, "Range", "bytes=0-1"); got.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger: %d", got.StatusCode)
		}
	})
	t.Run("it is given to members alone, not to whom its sender blocks, and to nobody once it is taken back", func(t *testing.T) {
		g := h.group(t)
		m := g.owner.file(t, g.conv, "file-00001", "plan.txt", "for us")
		stranger, late := h.person(t), h.person(t)
		check := func(p *person, want int) {
			t.Helper()
			if got, text := p.load(t, m); got.StatusCode != want || want != http.StatusOK && strings.Contains(text, "for us") {
				t.Errorf("%s: %d, want %d", p.Name, got.StatusCode, want)
			}
		}
		check(g.owner, http.StatusOK)
		check(g.member, http.StatusOK)
		check(stranger, http.StatusNotFound)
		if got, _ := h.ask(t, "", http.MethodGet, fileAddress(m, m.Body.File.Hash), http.NoBody); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("nobody: %d", got.StatusCode)
		}
		h.join(t, g.owner, late)
		if _, err := h.chat.AddMembers(t.Context(), g.owner.by, g.conv, []id.UserID{late.ID}); err != nil {
			t.Fatal(err)
		}
		check(late, http.StatusNotFound) // it was sent before
		if err := h.chat.LeaveGroup(t.Context(), g.member.by, g.conv); err != nil {
			t.Fatal(err)
		}
		check(g.member, http.StatusNotFound)
		c, err := h.chat.OpenDirect(t.Context(), g.owner.by, g.admin.ID)
		if err != nil {
			t.Fatal(err)
		}
		passed, err := h.chat.ForwardMessage(t.Context(), g.owner.by, g.conv, m.Seq, c.ID, "file-00002")
		if err != nil || passed.Body.File == nil || passed.Body.File.Name != "plan.txt" {
			t.Fatalf("passed on: %+v, %v", passed, err)
		}
		if _, err := h.chat.RecallMessage(t.Context(), g.owner.by, g.conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		check(g.owner, http.StatusNotFound)
		check(g.admin, http.StatusNotFound)
		named := 0
		if err := h.db.Read(t.Context(), func(tx store.Tx) error {
			return chat.Contents(tx, func(hash id.BlobHash, _ string) error {
				if hash == m.Body.File.Hash {
					named++
				}
				return nil
			})
		}); err != nil || named != 1 {
			t.Errorf("its content is named by %d rows (%v), want the one that was passed on", named, err)
		}
		if got, text := g.admin.load(t, passed); got.StatusCode != http.StatusOK || text != "for us" {
			t.Errorf("passed on: %d", got.StatusCode)
		}
		if err := h.chat.Bar(t.Context(), g.owner.ID, g.admin.ID, true); err != nil {
			t.Fatal(err)
		}
		if got, _ := g.admin.load(t, passed); got.StatusCode != http.StatusNotFound {
			t.Errorf("the blocked one gets %d", got.StatusCode)
		}
		if _, err := h.chat.ForwardMessage(t.Context(), g.admin.by, c.ID, passed.Seq, g.conv, "file-00003"); !is(err, chat.ErrNoFile) {
			t.Errorf("passed on by the blocked one: %v", err)
		}
		if status, _, head := g.admin.part(t, c.ID, "file-00004", 0, 1, strings.NewReader("x")); status != http.StatusForbidden {
			t.Errorf("sent by the blocked one: %d %s", status, head.Get("Superette-Code"))
		}
	})
	t.Run("an address gives what its message has, and nothing else", func(t *testing.T) {
		a, _, conv := h.friends(t)
		first, second := a.file(t, conv, "file-00001", "a", "one"), a.file(t, conv, "file-00002", "b", "two")
		shown := a.picture(t, conv, "file-00003", photo(t, 12))
		words := a.send(t, conv, "text-00001", "no file")
		for name, address := range map[string]string{
			"another one's":       fileAddress(first, second.Body.File.Hash),
			"of a text":           fileAddress(words, first.Body.File.Hash),
			"of a picture":        fileAddress(shown, shown.Body.Picture.Hash),
			"a picture of a file": addressOf(first, first.Body.File.Hash),
			"of no message":       fmt.Sprintf("/api/chat/file/%s/99/%s", conv, first.Body.File.Hash),
			"no hash":             fmt.Sprintf("/api/chat/file/%s/%d/..%%2f..%%2fsuperette.db", conv, first.Seq),
			"open to everyone":    "/blob/" + string(first.Body.File.Hash),
		} {
			if got, _ := h.ask(t, a.token, http.MethodGet, address, http.NoBody); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d", name, got.StatusCode)
			}
		}
	})
	t.Run("it is answered and found by its name and as a file, and cannot be made of words", func(t *testing.T) {
		a, b, conv := h.friends(t)
		m := a.file(t, conv, "file-00001", "Quarterly report.pdf", "…")
		answer, err := h.chat.SendText(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "answer-001", Body: chat.Body{Text: "thanks"}, ReplyTo: m.Seq})
		if err != nil || answer.Quote == nil || !answer.Quote.File || answer.Quote.Text != "Quarterly report.pdf" {
			t.Errorf("answered: %+v, %v", answer.Quote, err)
		}
		for _, word := range []string{"report", "file", "文件", "pdf"} {
			if found, err := h.chat.Search(t.Context(), b.by, word, conv, 0); err != nil || len(found) != 1 || found[0].Seq != m.Seq {
				t.Errorf("%s: %d, %v", word, len(found), err)
			}
		}
		forged := chat.Send{Conv: conv, ClientID: "forged-001", Body: chat.Body{File: m.Body.File}}
		if _, err := h.chat.SendText(t.Context(), b.by, forged); !is(err, chat.ErrText) {
			t.Errorf("a file by its name: %v", err)
		}
		if _, err := h.chat.ChangeMessage(t.Context(), a.by, conv, m.Seq, "other"); !is(err, chat.ErrNoText) {
			t.Errorf("changed: %v", err)
		}
	})
	t.Run("what is given up, or left for a day, is gone", func(t *testing.T) {
		began := time.Now()
		var later atomic.Int64 // a time.Duration; what sweeps by itself asks for the time too
		h := open(t, options{now: func() time.Time { return began.Add(time.Duration(later.Load())) }})
		a, _, conv := h.friends(t)
		left := func() int {
			list, err := filepath.Glob(filepath.Join(h.dir, "uploads", "*", "*"))
			if err != nil {
				t.Fatal(err)
			}
			return len(list)
		}
		for n := range 8 {
			if status, text, _ := a.part(t, conv, fmt.Sprintf("file-%05d", n), 0, 100, strings.NewReader("half")); status != http.StatusNoContent {
				t.Fatalf("%d %s", status, text)
			}
		}
		if left() != 5 {
			t.Errorf("one person left %d unfinished, want 5 at most", left())
		}
		if answer, _ := h.ask(t, a.token, http.MethodDelete, "/api/chat/upload/"+string(conv)+"/file-00007", http.NoBody); answer.StatusCode != http.StatusNoContent || left() != 4 {
			t.Errorf("given up: %d, %d left", answer.StatusCode, left())
		}
		later.Add(int64(23 * time.Hour))
		if err := h.chat.SweepUploads(); err != nil || left() != 4 {
			t.Errorf("after 23 hours: %d, %v", left(), err)
		}
		later.Add(int64(2 * time.Hour))
		if err := h.chat.SweepUploads(); err != nil || left() != 0 {
			t.Errorf("after a day: %d, %v", left(), err)
		}
	})
}

func TestHostileFiles(t *testing.T) {
	h := open(t, options{})
	a, b, conv := h.friends(t)
	t.Run("more than the limit, or than was said, is refused", func(t *testing.T) {
		if status, code := a.offset(t, conv, "hostile-01", fileLimit+1); status != http.StatusBadRequest || code != "chat.file-size" {
			t.Errorf("%d %s", status, code)
		}
		if status, text, _ := a.part(t, conv, "hostile-01", 0, 10, strings.NewReader("eleven byte")); status != http.StatusBadRequest || !strings.Contains(text, "chat.file-size") {
			t.Errorf("%d %s", status, text)
		}
		if status, at := a.offset(t, conv, "hostile-01", 10); status != http.StatusOK || at != "0" {
			t.Errorf("of it is there: %d %s", status, at)
		}
		if status, text, _ := a.part(t, conv, "hostile-01", 0, 10, bytes.NewReader(make([]byte, 9<<20))); status != http.StatusBadRequest && status != http.StatusRequestEntityTooLarge {
			t.Errorf("9 MB: %d %s", status, text)
		}
		for _, size := range []string{"-1", "x", "99999999999999999999"} {
			answer, _ := h.ask(t, a.token, http.MethodHead, "/api/chat/upload/"+string(conv)+"/hostile-01", http.NoBody, "Upload-Length", size)
			if answer.StatusCode != http.StatusBadRequest {
				t.Errorf("%s bytes: %d", size, answer.StatusCode)
			}
		}
	})
	t.Run("a day's files have a limit together", func(t *testing.T) {
		a, _, conv := h.friends(t)
		content := strings.Repeat("x", fileLimit)
		for n := range 20 {
			a.file(t, conv, fmt.Sprintf("many-%05d", n), "a", content)
		}
		if status, code := a.offset(t, conv, "many-00020", 1); status != http.StatusTooManyRequests || code != "chat.many-files" {
			t.Errorf("%d %s", status, code)
		}
	})
	t.Run("somebody else's upload is not to be seen, added to, sent or given up", func(t *testing.T) {
		if status, text, _ := a.part(t, conv, "hostile-02", 0, 6, strings.NewReader("secret")); status != http.StatusNoContent {
			t.Fatalf("%d %s", status, text)
		}
		if status, at := b.offset(t, conv, "hostile-02", 6); status != http.StatusOK || at != "0" {
			t.Errorf("seen: %d %s", status, at)
		}
		if answer, text := b.finish(t, conv, "hostile-02", "a", 6); answer.StatusCode != http.StatusConflict {
			t.Errorf("sent: %d %s", answer.StatusCode, text)
		}
		stranger := h.person(t)
		if status, _ := stranger.offset(t, conv, "hostile-02", 6); status != http.StatusNotFound {
			t.Errorf("a stranger: %d", status)
		}
		if status, _, _ := stranger.part(t, conv, "hostile-03", 0, 6, strings.NewReader("secret")); status != http.StatusNotFound {
			t.Errorf("a stranger sends: %d", status)
		}
		if answer, _ := stranger.finish(t, conv, "hostile-03", "a", 0); answer.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger sends: %d", answer.StatusCode)
		}
		if answer, _ := h.ask(t, b.token, http.MethodDelete, "/api/chat/upload/"+string(conv)+"/hostile-02", http.NoBody); answer.StatusCode != http.StatusNoContent {
			t.Errorf("given up: %d", answer.StatusCode)
		}
		if status, at := a.offset(t, conv, "hostile-02", 6); status != http.StatusOK || at != "6" {
			t.Errorf("then it is %d %s", status, at)
		}
	})
	t.Run("names that lead elsewhere are names alone, or none", func(t *testing.T) {
		for _, clientID := range []string{"..%2f..%2f..%2fetc%2fpasswd", "%2e%2e", "short", "with space 1"} {
			answer, _ := h.ask(t, a.token, http.MethodPatch, "/api/chat/upload/"+string(conv)+"/"+clientID, strings.NewReader("x"), "Upload-Offset", "0", "Upload-Length", "1")
			if answer.StatusCode < http.StatusBadRequest && answer.StatusCode != http.StatusNoContent {
				t.Errorf("%s: %d", clientID, answer.StatusCode)
			}
		}
		if _, err := os.Stat(filepath.Join(h.dir, "uploads")); err != nil {
			t.Error(err)
		}
	})
	t.Run("a document is bytes, whatever it calls itself", func(t *testing.T) {
		m := a.file(t, conv, "hostile-04", "a.html", "<!doctype html><script>alert(1)</script>")
		got, _ := b.load(t, m, "Accept", "text/html")
		if got.Header.Get("Content-Type") != "application/octet-stream" || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%v", got.Header)
		}
	})
	t.Run("from another origin nothing is taken", func(t *testing.T) {
		for _, method := range []string{http.MethodPatch, http.MethodDelete} {
			answer, _ := h.ask(t, a.token, method, "/api/chat/upload/"+string(conv)+"/hostile-05", strings.NewReader("x"),
				"Origin", "https://evil.example", "Upload-Offset", "0", "Upload-Length", "1")
			if answer.StatusCode != http.StatusForbidden {
				t.Errorf("%s: %d", method, answer.StatusCode)
			}
		}
	})
	t.Run("a disk without room is told, and nothing of the file is left", func(t *testing.T) {
		send := chat.Send{Conv: conv, ClientID: "hostile-06"}
		if _, err := h.chat.Upload(t.Context(), a.by, send, 0, 10, strings.NewReader("some")); err != nil {
			t.Fatal(err)
		}
		if _, err := h.chat.Upload(t.Context(), a.by, send, 4, 10, iotest.ErrReader(store.ErrFull)); !is(err, store.ErrFull) {
			t.Errorf("%v", err)
		}
		if status, at := a.offset(t, conv, "hostile-06", 10); status != http.StatusOK || at != "0" {
			t.Errorf("then it is %d %s", status, at)
		}
	})
	t.Run("where the operator wants none there are none", func(t *testing.T) {
		s := chat.WithoutFiles(h.chat)
		if _, err := s.UploadOffset(t.Context(), a.by, chat.Send{Conv: conv, ClientID: "hostile-07"}, 1); fault.Of(err) != chat.ErrNoFiles {
			t.Errorf("%v", err)
		}
	})
}

func TestNamesOfFiles(t *testing.T) {
	long := strings.Repeat("長", 100)
	for _, c := range []struct{ name, want string }{
		{"plan.pdf", "plan.pdf"},
		{"Ünïcode 计划 🧾.xlsx", "Ünïcode 计划 🧾.xlsx"},
		{"../../etc/passwd", "passwd"},
		{`C:\Users\ling\plan.pdf`, "plan.pdf"},
		{"/", "file"},
		{"..", "file"},
		{".bashrc", "bashrc"},
		{"report\u202efdp.exe", "reportfdp.exe"},
		{"\u2066a\u2069\u200f\ufeffb\u200b.txt", "ab.txt"},
		{"a\x00b\r\nContent-Type: text/html\x1b[31m.txt", "html[31m.txt"},
		{"photo.jpg" + strings.Repeat(" ", 200) + ".exe", "photo.jpg .exe"},
		{"a<b>:\"|?*.txt", "a_b______.txt"},
		{"con.txt", "_con.txt"},
		{"LPT1", "_LPT1"},
		{"console.txt", "console.txt"},
		{"trailing.exe. . .", "trailing.exe"},
		{"bad\xffutf.txt", "bad_utf.txt"},
		{"\u200d\u200c", "file"},
		{"e\u0301.txt", "é.txt"},
		{long + ".pdf", strings.Repeat("長", 64) + "….pdf"},
		{"a." + strings.Repeat("b", 300), "a." + strings.Repeat("b", 195) + "…"},
	} {
		if got := chat.CleanName(c.name); got != c.want || len(got) > 200 {
			t.Errorf("%q: %q (%d bytes), want %q", c.name, got, len(got), c.want)
		}
	}
	for name, want := range map[string]chat.FileKind{
		"a.PDF": "pdf", "a.tar.gz": "archive", "a.exe": "program", "a": "other", "a.xyz": "other", "a.JS": "program", "a.docx": "document",
	} {
		if got := chat.KindOf(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}

func FuzzNamesOfFiles(f *testing.F) {
	f.Add("../a\u202eb.txt")
	f.Add(strings.Repeat("長", 100) + ".pdf")
	f.Fuzz(func(t *testing.T, name string) {
		got := chat.CleanName(name)
		if got == "" || len(got) > 200 || strings.ContainsAny(got, "/\\\x00\r\n") || got == "." || got == ".." {
			t.Errorf("%q: %q", name, got)
		}
		if again := chat.CleanName(got); again != got {
			t.Errorf("%q: %q, cleaned again %q", name, got, again)
		}
	})
}
