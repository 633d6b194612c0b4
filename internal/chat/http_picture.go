package chat

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
)

func (h *handlers) mountPictures(server *httpd.Server) {
	server.HandleUpTo("POST /api/chat/picture", pictureBytesMax, h.postPicture)
	server.Handle("GET /api/chat/picture/{conv}/{seq}/{hash}", h.servePicture)
}

// postPicture takes a picture as its body, and the rest of a SendRequest as its query. It answers with a SendResponse.
func (h *handlers) postPicture(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	query := r.URL.Query()
	reply := int64(0)
	if text := query.Get("reply_to"); text != "" {
		if reply, err = strconv.ParseInt(text, 10, 64); err != nil {
			return ErrReply
		}
	}
	send, err := sendOf(&superettev1.SendRequest{
		Conv: query.Get("conv"), ClientId: query.Get("client_id"), ReplyTo: reply, Mentions: query["mention"],
	}, "")
	if err != nil {
		return err
	}
	m, err := h.s.SendPicture(r.Context(), by, send, r.Body)
	if err != nil {
		return err
	}
	answer, err := protojson.Marshal(&superettev1.SendResponse{Message: MessageToAPI(m)})
	if err != nil {
		return fmt.Errorf("chat: encode the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	if _, err := w.Write(answer); err != nil {
		return fmt.Errorf("chat: write the answer: %w", err)
	}
	return nil
}

// servePicture answers GET and HEAD of one of the contents of a picture. It was made by us, and is of a type that runs nothing;
// all the same nothing of it may act as a document of our origin. Who may have it may keep it: what an address leads to never
// changes.
func (h *handlers) servePicture(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	conv, err := parseConv(r.PathValue("conv"))
	if err != nil {
		return err
	}
	seq, seqErr := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	hash, hashErr := id.ParseBlobHash(r.PathValue("hash"))
	if seqErr != nil || hashErr != nil {
		return ErrNoPicture
	}
	content, err := h.s.OpenPicture(r.Context(), by, conv, seq, hash)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // was only read
	size, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return fmt.Errorf("chat: picture %s: %w", hash, err)
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("chat: picture %s: %w", hash, err)
	}
	head, tag := w.Header(), `"`+string(hash)+`"`
	head.Set("Content-Type", content.Type)
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cache-Control", "private, max-age=31536000, immutable") // private: it is for its members alone
	head.Set("Vary", "Cookie")                                        // so what one person's browser kept is not the next person's
	head.Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	head.Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, content); err != nil && r.Context().Err() == nil {
		// Part of the answer is out: the only way left to say that it is not whole is to cut the connection.
		panic(http.ErrAbortHandler)
	}
	return nil
}

func pictureToAPI(p Picture) *superettev1.Picture {
	return &superettev1.Picture{
		Hash: string(p.Hash), ThumbHash: string(p.Thumb), Type: p.Type, SizeBytes: p.SizeBytes, Blur: p.Blur,
		Width: int32(p.Width), Height: int32(p.Height), //nolint:gosec // at most pictureSideMax
	}
}
