package chat

import (
	"encoding/base64"
	"net/http"
	"strconv"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
)

func (h *handlers) mountVoices(server *httpd.Server) {
	server.HandleUpTo("POST /api/chat/voice", voiceBytesMax, h.postVoice)
	server.Handle("GET /api/chat/voice/{conv}/{seq}/{hash}", h.serveVoice)
}

// postVoice takes a recording as its body; the query is a SendRequest with duration_ms and levels. It answers with a SendResponse.
func (h *handlers) postVoice(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	send, err := sendOfQuery(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	duration, durationErr := strconv.Atoi(query.Get("duration_ms"))
	levels, levelsErr := base64.RawURLEncoding.DecodeString(query.Get("levels"))
	if durationErr != nil || levelsErr != nil {
		return ErrNotVoice
	}
	m, err := h.s.SendVoice(r.Context(), by, send, duration, levels, r.Body)
	if err != nil {
		return err
	}
	return replySent(w, m)
}

// serveVoice answers GET and HEAD of a voice, and of parts of it, which players ask for. It is asked for again each time, as a file is.
func (h *handlers) serveVoice(w http.ResponseWriter, r *http.Request) error {
	by, conv, seq, hash, err := contentAt(r, ErrNoVoice)
	if err != nil {
		return err
	}
	content, err := h.s.OpenVoice(r.Context(), by, conv, seq, hash)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // was only read
	head := w.Header()
	contentHeaders(head, hash)
	head.Set("Cache-Control", "private, no-cache")
	head.Set("Content-Type", content.Type)
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

func voiceToAPI(v Voice) *superettev1.Voice {
	return &superettev1.Voice{
		Hash: string(v.Hash), Type: v.Type, Levels: v.Levels, SizeBytes: v.SizeBytes,
		DurationMs: int32(v.DurationMS), //nolint:gosec // at most voiceDurationMax
	}
}
