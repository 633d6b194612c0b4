package chat_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// webm is the shape of what Chromium records, of which the length of the whole is not known.
func webm(inner string) []byte {
	return []byte("\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + inner)
}

// ogg is the shape of what Firefox records.
func ogg(packets ...string) []byte {
	var b bytes.Buffer
	for _, packet := range packets {
		b.WriteString("OggS")
		b.Write(make([]byte, 22))
		b.WriteByte(1)
		b.WriteByte(byte(len(packet)))
		b.WriteString(packet)
	}
	return b.Bytes()
}

func box(kind, inner string) []byte {
	return append(binary.BigEndian.AppendUint32(nil, uint32(8+len(inner))), []byte(kind+inner)...) //nolint:gosec // short
}

// mp4 is the shape of what Safari records.
func mp4(boxes ...[]byte) []byte { return bytes.Join(boxes, nil) }

func (p *person) speak(t testing.TB, conv id.ConvID, clientID string, durationMS int, levels, content []byte) (*http.Response, string) {
	t.Helper()
	query := url.Values{
		"conv": {string(conv)}, "client_id": {clientID}, "duration_ms": {strconv.Itoa(durationMS)}, "levels": {base64.RawURLEncoding.EncodeToString(levels)},
	}
	answer, text := p.h.ask(t, p.token, http.MethodPost, "/api/chat/voice?"+query.Encode(), bytes.NewReader(content))
	return answer, string(text)
}

func (p *person) voice(t testing.TB, conv id.ConvID, clientID string) chat.Message {
	t.Helper()
	m, err := p.h.chat.SendVoice(t.Context(), p.by, chat.Send{Conv: conv, ClientID: clientID}, 7000, make([]byte, 64), bytes.NewReader(webm("A_OPUS "+clientID)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func (p *person) hear(t testing.TB, m chat.Message, headers ...string) (*http.Response, string) {
	t.Helper()
	answer, text := p.h.ask(t, p.token, http.MethodGet, fmt.Sprintf("/api/chat/voice/%s/%d/%s", m.Conv, m.Seq, m.Body.Voice.Hash), http.NoBody, headers...)
	return answer, string(text)
}

func TestVoices(t *testing.T) {
	h := open(t, options{})
	t.Run("what one says the other is told of with its length and loudness, and hears as it was", func(t *testing.T) {
		levels := bytes.Repeat([]byte{0, 255}, 32)
		for kind, content := range map[string][]byte{
			"audio/webm": webm("...A_OPUS... clusters"), "audio/ogg": ogg("OpusHead....", "OpusTags", "sound"),
			"audio/mp4": mp4(box("ftyp", "iso5"), box("moov", "..soun.."), box("mdat", "sound")),
		} {
			a, b, conv := h.friends(t)
			device, _ := b.online(t, &superettev1.Hello{})
			if answer, text := a.speak(t, conv, "voice-0001", 7123, levels, content); answer.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d %s", kind, answer.StatusCode, text)
			}
			push, _ := device.until(func(f *superettev1.ServerFrame) bool { return f.GetPush() != nil })
			m := push.GetPush().GetMessage()
			if v := m.GetVoice(); v.GetType() != kind || v.GetDurationMs() != 7123 || !bytes.Equal(v.GetLevels(), levels) {
				t.Errorf("pushed %v", v)
			}
			address := fmt.Sprintf("/api/chat/voice/%s/%d/%s", conv, m.GetSeq(), m.GetVoice().GetHash())
			got, body := h.ask(t, b.token, http.MethodGet, address, http.NoBody)
			if got.StatusCode != http.StatusOK || !bytes.Equal(body, content) {
				t.Errorf("%s: %d %q", kind, got.StatusCode, body)
			}
			for name, want := range map[string]string{
				"Content-Type": kind, "X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-cache",
				"Accept-Ranges": "bytes",
			} {
				if got.Header.Get(name) != want {
					t.Errorf("%s: %q, want %q", name, got.Header.Get(name), want)
				}
			}
			if got, part := h.ask(t, b.token, http.MethodGet, address, http.NoBody, "Range", "bytes=1-3"); got.StatusCode != http.StatusPartialContent || !bytes.Equal(part, content[1:4]) {
				t.Errorf("a part: %d %q", got.StatusCode, part)
			}
		}
	})
	t.Run("sent again under its client id it is there once; it is answered and found, and cannot be made of words", func(t *testing.T) {
		a, b, conv := h.friends(t)
		first := a.voice(t, conv, "voice-0001")
		if again := a.voice(t, conv, "voice-0001"); again.Seq != first.Seq {
			t.Errorf("again: %d, want %d", again.Seq, first.Seq)
		}
		answer, err := h.chat.SendText(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "answer-001", Body: chat.Body{Text: "yes"}, ReplyTo: first.Seq})
		if err != nil || answer.Quote == nil || !answer.Quote.Voice {
			t.Errorf("answered: %+v, %v", answer.Quote, err)
		}
		for _, word := range []string{"voice", "语音"} {
			if found, err := h.chat.Search(t.Context(), b.by, word, conv, 0); err != nil || len(found) != 1 || found[0].Seq != first.Seq {
				t.Errorf("%s: %d, %v", word, len(found), err)
			}
		}
		if _, err := h.chat.SendText(t.Context(), b.by, chat.Send{Conv: conv, ClientID: "forged-001", Body: chat.Body{Voice: first.Body.Voice}}); !is(err, chat.ErrText) {
			t.Errorf("by its name: %v", err)
		}
	})
	t.Run("it is given to members alone, not to whom its sender blocks, and to nobody once it is taken back", func(t *testing.T) {
		g := h.group(t)
		m := g.owner.voice(t, g.conv, "voice-kept")
		stranger := h.person(t)
		check := func(p *person, m chat.Message, want int) {
			t.Helper()
			if got, _ := p.hear(t, m); got.StatusCode != want {
				t.Errorf("%s: %d, want %d", p.Name, got.StatusCode, want)
			}
		}
		check(g.member, m, http.StatusOK)
		check(stranger, m, http.StatusNotFound)
		if answer, _ := stranger.speak(t, g.conv, "voice-0002", 1000, make([]byte, 64), webm("A_OPUS")); answer.StatusCode != http.StatusNotFound {
			t.Errorf("a stranger sends: %d", answer.StatusCode)
		}
		c, err := h.chat.OpenDirect(t.Context(), g.owner.by, g.admin.ID)
		if err != nil {
			t.Fatal(err)
		}
		passed, err := h.chat.ForwardMessage(t.Context(), g.owner.by, g.conv, m.Seq, c.ID, "voice-0003")
		if err != nil || passed.Body.Voice == nil {
			t.Fatalf("passed on: %+v, %v", passed, err)
		}
		if _, err := h.chat.RecallMessage(t.Context(), g.owner.by, g.conv, m.Seq); err != nil {
			t.Fatal(err)
		}
		check(g.owner, m, http.StatusNotFound)
		check(g.member, m, http.StatusNotFound)
		check(g.admin, passed, http.StatusOK)
		var of []string
		if err := h.db.Read(t.Context(), func(tx store.Tx) error {
			return chat.Contents(tx, func(hash id.BlobHash, what string) error {
				if hash == m.Body.Voice.Hash {
					of = append(of, what)
				}
				return nil
			})
		}); err != nil || len(of) != 1 || !strings.HasPrefix(of[0], "a voice in a message of ") {
			t.Errorf("its content is named as %v (%v), want the one that was passed on", of, err)
		}
		if err := h.chat.Bar(t.Context(), g.owner.ID, g.admin.ID, true); err != nil {
			t.Fatal(err)
		}
		check(g.admin, passed, http.StatusNotFound)
		if _, err := h.chat.ForwardMessage(t.Context(), g.admin.by, c.ID, passed.Seq, g.conv, "voice-0004"); !is(err, chat.ErrNoVoice) {
			t.Errorf("passed on by the blocked one: %v", err)
		}
	})
	t.Run("an address gives what its message has, and nothing else", func(t *testing.T) {
		a, _, conv := h.friends(t)
		first, second, words := a.voice(t, conv, "voice-0001"), a.voice(t, conv, "voice-0002"), a.send(t, conv, "text-00001", "words")
		file := a.file(t, conv, "file-00001", "a.webm", "bytes")
		at := func(m chat.Message, hash id.BlobHash) string {
			return fmt.Sprintf("/api/chat/voice/%s/%d/%s", m.Conv, m.Seq, hash)
		}
		for name, address := range map[string]string{
			"another one's": at(first, second.Body.Voice.Hash), "of a text": at(words, first.Body.Voice.Hash), "of a file": at(file, file.Body.File.Hash),
			"as a file": fileAddress(first, first.Body.Voice.Hash), "as a picture": addressOf(first, first.Body.Voice.Hash),
		} {
			if got, _ := h.ask(t, a.token, http.MethodGet, address, http.NoBody); got.StatusCode != http.StatusNotFound {
				t.Errorf("%s: %d", name, got.StatusCode)
			}
		}
	})
}

func TestHostileVoices(t *testing.T) {
	h := open(t, options{})
	a, _, conv := h.friends(t)
	good, levels := webm("A_OPUS"), make([]byte, 64)
	for _, c := range []struct {
		name     string
		duration int
		levels   []byte
		content  []byte
	}{
		{"nothing", 1000, levels, nil},
		{"a document", 1000, levels, []byte("<!doctype html><script>alert(1)</script>")},
		{"the first bytes alone", 1000, levels, []byte("\x1a\x45\xdf\xa3")},
		{"a film", 1000, levels, webm("V_VP8 A_OPUS")},
		{"another container of that kind", 1000, levels, []byte("\x1a\x45\xdf\xa3\x88matroska\x18\x53\x80\x67\x86A_OPUS")},
		{"something behind the end", 1000, levels, []byte("\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x86A_OPUS<script>")},
		{"less than is said", 1000, levels, []byte("\x1a\x45\xdf\xa3\x84webm\x18\x53\x80\x67\x90A_OPUS")},
		{"a head longer than all", 1000, levels, []byte("\x1a\x45\xdf\xa3\x08\x7f\xff\xff\xff\xff\xff\xff\xffwebm")},
		{"another codec", 1000, levels, ogg("\x01vorbis....", "x")},
		{"half a page", 1000, levels, ogg("OpusHead....", "sound")[:50]},
		{"something behind the pages", 1000, levels, append(ogg("OpusHead....", "sound"), "<script>"...)},
		{"a film of boxes", 1000, levels, mp4(box("ftyp", "iso5"), box("moov", "..soun..vide"))},
		{"boxes without sound", 1000, levels, mp4(box("ftyp", "iso5"), box("mdat", "soun"))},
		{"a box longer than all", 1000, levels, append(mp4(box("ftyp", "iso5"), box("moov", "soun")), 0xff, 0xff, 0xff, 0xff, 'm', 'd', 'a', 't')},
		{"a box of no length", 1000, levels, append(mp4(box("ftyp", "iso5"), box("moov", "soun")), 0, 0, 0, 0, 'm', 'd', 'a', 't')},
		{"two minutes", 120_000, levels, good},
		{"no time", 0, levels, good},
		{"less than no time", -5, levels, good},
		{"63 levels", 1000, levels[:63], good},
		{"65 levels", 1000, make([]byte, 65), good},
	} {
		t.Run(c.name, func(t *testing.T) {
			if answer, text := a.speak(t, conv, "hostile-0001", c.duration, c.levels, c.content); answer.StatusCode != http.StatusBadRequest || !strings.Contains(text, "chat.not-voice") {
				t.Errorf("%d %s", answer.StatusCode, text)
			}
		})
	}
	t.Run("more than a minute can have", func(t *testing.T) {
		if answer, text := a.speak(t, conv, "hostile-0001", 1000, levels, webm("A_OPUS"+strings.Repeat("x", 1<<20))); answer.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%d %s", answer.StatusCode, text)
		}
	})
	t.Run("from another origin", func(t *testing.T) {
		answer, _ := h.ask(t, a.token, http.MethodPost, "/api/chat/voice?conv="+string(conv)+"&client_id=hostile-0002", bytes.NewReader(good), "Origin", "https://evil.example")
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%d", answer.StatusCode)
		}
	})
	for _, m := range a.history(t, conv) {
		if m.Body.Voice != nil {
			t.Error("something of it was sent")
		}
	}
}

func FuzzRecordings(f *testing.F) {
	f.Add(webm("A_OPUS"))
	f.Add(ogg("OpusHead....", "sound"))
	f.Add(mp4(box("ftyp", "iso5"), box("moov", "soun")))
	f.Fuzz(func(_ *testing.T, raw []byte) { chat.VoiceType(raw) }) // it ends, and does not panic
}
