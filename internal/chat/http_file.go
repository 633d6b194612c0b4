package chat

import (
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"google.golang.org/protobuf/encoding/protojson"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The headers of uploads, as those of tus (https://tus.io/protocols/resumable-upload) that are needed here.
const (
	uploadOffsetHeader = "Upload-Offset"
	uploadLengthHeader = "Upload-Length"
)

// uploadSilence is how long a part may say nothing. A connection that was cut without a word holds the upload no longer than this.
const uploadSilence = 15 * time.Second

func (h *handlers) mountFiles(server *httpd.Server) {
	const upload = "/api/chat/upload/{conv}/{client_id}"
	server.Handle("HEAD "+upload, h.findUpload)
	server.HandleUpTo("PATCH "+upload, filePartMax, h.patchUpload)
	server.Handle("DELETE "+upload, h.deleteUpload)
	server.Handle("POST /api/chat/file", h.postFile)
	server.Handle("GET /api/chat/file/{conv}/{seq}/{hash}", h.serveFile)
}

// uploadOf reads which upload a request is about, and how large its file is.
func uploadOf(r *http.Request) (by id.Caller, m Send, sizeBytes int64, err error) {
	if by, err = httpd.Require(r.Context()); err != nil {
		return id.Caller{}, Send{}, 0, err
	}
	conv, err := parseConv(r.PathValue("conv"))
	if err != nil {
		return id.Caller{}, Send{}, 0, err
	}
	m = Send{Conv: conv, ClientID: r.PathValue("client_id")}
	if r.Method == http.MethodDelete {
		return by, m, 0, nil
	}
	sizeBytes, err = strconv.ParseInt(r.Header.Get(uploadLengthHeader), 10, 64)
	if err != nil {
		return id.Caller{}, Send{}, 0, httpd.ErrBody.With(uploadLengthHeader + " is missing.")
	}
	return by, m, sizeBytes, nil
}

func (h *handlers) findUpload(w http.ResponseWriter, r *http.Request) error {
	by, m, size, err := uploadOf(r)
	if err != nil {
		return err
	}
	at, err := h.s.UploadOffset(r.Context(), by, m, size)
	if err != nil {
		return err
	}
	w.Header().Set(uploadOffsetHeader, strconv.FormatInt(at, 10))
	w.WriteHeader(http.StatusOK)
	return nil
}

func (h *handlers) patchUpload(w http.ResponseWriter, r *http.Request) error {
	by, m, size, err := uploadOf(r)
	if err != nil {
		return err
	}
	at, err := strconv.ParseInt(r.Header.Get(uploadOffsetHeader), 10, 64)
	if err != nil {
		return httpd.ErrBody.With(uploadOffsetHeader + " is missing.")
	}
	body := newHeard(w, r)
	defer body.close()
	now, err := h.s.Upload(r.Context(), by, m, at, size, body)
	if err != nil {
		if errors.Is(err, store.ErrUploadAt) {
			w.Header().Set(uploadOffsetHeader, strconv.FormatInt(now, 10))
		}
		// A client that still writes hears no answer, so it would try again for ever.
		_, _ = io.Copy(io.Discard, body)
		return err
	}
	w.Header().Set(uploadOffsetHeader, strconv.FormatInt(now, 10))
	w.WriteHeader(http.StatusNoContent)
	return nil
}

func (h *handlers) deleteUpload(w http.ResponseWriter, r *http.Request) error {
	by, m, _, err := uploadOf(r)
	if err != nil {
		return err
	}
	if err := h.s.CancelUpload(r.Context(), by, m.Conv, m.ClientID); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// heard is a request's body whose silence ends.
type heard struct {
	body  io.Reader
	conn  *http.ResponseController
	timer *time.Timer
}

func newHeard(w http.ResponseWriter, r *http.Request) *heard {
	conn := http.NewResponseController(w)
	// In the past: whatever is read then fails.
	timer := time.AfterFunc(uploadSilence, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	return &heard{r.Body, conn, timer}
}

func (h *heard) Read(p []byte) (int, error) {
	n, err := h.body.Read(p)
	if err != nil {
		h.timer.Stop()
	} else {
		h.timer.Reset(uploadSilence)
	}
	return n, err
}

// close lets the connection wait for its next request as long as it likes. Past the deadline it is of no use any more.
func (h *heard) close() { h.timer.Stop() }

// postFile takes a file that has gone up: the query is a SendRequest with name and size. It answers with a SendResponse.
func (h *handlers) postFile(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	send, err := sendOfQuery(r)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	size, err := strconv.ParseInt(query.Get("size"), 10, 64)
	if err != nil {
		return ErrFileSize
	}
	m, err := h.s.SendFile(r.Context(), by, send, query.Get("name"), size)
	if err != nil {
		return err
	}
	return replySent(w, m)
}

// sendOfQuery reads a SendRequest without a body from a query.
func sendOfQuery(r *http.Request) (Send, error) {
	query := r.URL.Query()
	reply := int64(0)
	if text := query.Get("reply_to"); text != "" {
		var err error
		if reply, err = strconv.ParseInt(text, 10, 64); err != nil {
			return Send{}, ErrReply
		}
	}
	return sendOf(&superettev1.SendRequest{
		Conv: query.Get("conv"), ClientId: query.Get("client_id"), ReplyTo: reply, Mentions: query["mention"],
	}, "")
}

// replySent answers with a SendResponse.
func replySent(w http.ResponseWriter, m Message) error {
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

// contentAt reads which content of which message a request is about. It fails with none if that is nowhere.
func contentAt(r *http.Request, none error) (by id.Caller, conv id.ConvID, seq int64, hash id.BlobHash, err error) {
	if by, err = httpd.Require(r.Context()); err != nil {
		return id.Caller{}, "", 0, "", err
	}
	if conv, err = parseConv(r.PathValue("conv")); err != nil {
		return id.Caller{}, "", 0, "", err
	}
	seq, seqErr := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	hash, hashErr := id.ParseBlobHash(r.PathValue("hash"))
	if seqErr != nil || hashErr != nil {
		return id.Caller{}, "", 0, "", none
	}
	return by, conv, seq, hash, nil
}

// contentHeaders says of a content that nothing of it may act as a document of our origin, and that who may have it may keep it:
// what an address leads to never changes.
func contentHeaders(head http.Header, hash id.BlobHash) {
	head.Set("X-Content-Type-Options", "nosniff")
	head.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	head.Set("Cross-Origin-Resource-Policy", "same-origin")
	head.Set("Referrer-Policy", "no-referrer")
	head.Set("Cache-Control", "private, max-age=31536000, immutable") // private: it is for its members alone
	head.Set("Vary", "Cookie")                                        // so what one person's browser kept is not the next person's
	head.Set("ETag", `"`+string(hash)+`"`)
}

// serveFile answers GET and HEAD of a file, and of parts of it. Nobody looked into it, so it is bytes, to be saved and never shown,
// whatever it calls itself. Unlike a picture's it is asked for again each time: a browser that kept it would go on giving what was
// taken back, and a person saves a file once.
func (h *handlers) serveFile(w http.ResponseWriter, r *http.Request) error {
	by, conv, seq, hash, err := contentAt(r, ErrNoFile)
	if err != nil {
		return err
	}
	content, file, err := h.s.OpenFile(r.Context(), by, conv, seq, hash)
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // was only read
	head := w.Header()
	contentHeaders(head, hash)
	head.Set("Cache-Control", "private, no-cache")
	head.Set("Content-Type", "application/octet-stream")
	head.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": file.Name}))
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

func fileToAPI(f File) *superettev1.File {
	return &superettev1.File{Hash: string(f.Hash), Name: f.Name, SizeBytes: f.SizeBytes, Kind: string(f.Kind)}
}
