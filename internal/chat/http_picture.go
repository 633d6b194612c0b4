package chat

import (
	"fmt"
	"io"
	"net/http"
	"strconv"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
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
	send, err := sendOfQuery(r)
	if err != nil {
		return err
	}
	m, err := h.s.SendPicture(r.Context(), by, send, r.Body)
	if err != nil {
		return err
	}
	return replySent(w, m)
}

// servePicture answers GET and HEAD of one of the contents of a picture. It was made by us, and is of a type that runs nothing.
func (h *handlers) servePicture(w http.ResponseWriter, r *http.Request) error {
	by, conv, seq, hash, err := contentAt(r, ErrNoPicture)
	if err != nil {
		return err
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
	head := w.Header()
	contentHeaders(head, hash)
	head.Set("Content-Type", content.Type)
	if r.Header.Get("If-None-Match") == head.Get("ETag") {
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
