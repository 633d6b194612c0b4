package deliver

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/mini/registry"
)

// minGzipBytes is the size below which compressing costs more than it saves.
const minGzipBytes = 256

// Mount adds the routes of delivery to a server.
func (s *Service) Mount(server *httpd.Server) {
	server.Public("GET /pkg/", s.servePackage)
	server.Public("GET /pkg/key", s.serveKey)
	server.Public("GET /blob/", s.serveBlob)
	server.HandleUpTo("POST /api/picture", maxPictureBytes, s.postPicture)
}

// guard sets what every answer here carries, found or not: nothing of it may act as a document of our origin.
func guard(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-store") // until there is something that never changes
}

// servePackage answers GET and HEAD of /pkg/<manifest-sha256>/<path>, the manifest and its signature among the paths.
func (s *Service) servePackage(w http.ResponseWriter, r *http.Request) error {
	guard(w.Header())
	name, file, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/pkg/"), "/")
	hash, err := id.ParseBlobHash(name)
	if err != nil {
		return fmt.Errorf("%w: %w", registry.ErrNoPackage, err)
	}
	switch file {
	case pack.ManifestPath, pack.SignaturePath:
		p, err := s.findPackage(r.Context(), hash)
		if err != nil {
			return err
		}
		content, typ := p.Raw, "application/json"
		if file == pack.SignaturePath {
			content, typ = []byte(p.Signature+"\n"), "text/plain"
		}
		f := pack.File{Path: file, SHA256: id.HashBlob(content), Size: int64(len(content)), Type: typ}
		return s.send(w, r, f, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil })
	}
	f, err := s.Resolve(r.Context(), hash, file)
	if err != nil {
		return err
	}
	return s.send(w, r, f, func() (io.ReadCloser, error) { return s.Open(r.Context(), f) })
}

// serveKey answers GET of /pkg/key: the key that verifies every manifest.sig of this instance, as base64.
func (s *Service) serveKey(w http.ResponseWriter, _ *http.Request) error {
	guard(w.Header())
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	if _, err := io.WriteString(w, s.registry.PublicKey()+"\n"); err != nil {
		return fmt.Errorf("deliver: key: %w", err)
	}
	return nil
}

// serveBlob answers GET and HEAD of /blob/<sha256> for pictures that somebody uploaded.
func (s *Service) serveBlob(w http.ResponseWriter, r *http.Request) error {
	guard(w.Header())
	hash, err := id.ParseBlobHash(strings.TrimPrefix(r.URL.Path, "/blob/"))
	if err != nil {
		return fmt.Errorf("%w: %w", ErrNoPicture, err)
	}
	p, err := s.servedPicture(r.Context(), hash)
	if err != nil {
		return err
	}
	f := pack.File{Path: string(hash), SHA256: hash, Size: p.SizeBytes, Type: p.Type}
	return s.send(w, r, f, func() (io.ReadCloser, error) { return s.Open(r.Context(), f) })
}

// Added answers POST /api/picture, whose body is the picture itself.
type Added struct {
	SHA256 id.BlobHash `json:"sha256"`
	URL    string      `json:"url"` // on this instance
	Type   string      `json:"type"`
	Width  int         `json:"width"`
	Height int         `json:"height"`
	Size   int64       `json:"size"`
}

func (s *Service) postPicture(w http.ResponseWriter, r *http.Request) error {
	by, err := httpd.Require(r.Context())
	if err != nil {
		return err
	}
	p, err := s.AddPicture(r.Context(), by, r.Body)
	if err != nil {
		return err
	}
	return httpd.Reply(w, http.StatusOK, Added{SHA256: p.Hash, URL: p.URL(), Type: p.Type, Width: p.Width, Height: p.Height, Size: p.SizeBytes})
}

// send answers with a file. It returns an error only while nothing was written.
func (s *Service) send(w http.ResponseWriter, r *http.Request, f pack.File, open func() (io.ReadCloser, error)) error {
	h := w.Header()
	tag := `"` + string(f.SHA256) + `"`
	squeeze := false
	if pack.Compressible(f.Type) && f.Size >= minGzipBytes {
		h.Set("Vary", "Accept-Encoding")
		if squeeze = acceptsGzip(r.Header.Get("Accept-Encoding")); squeeze {
			tag = `"` + string(f.SHA256) + `-gzip"` // other bytes, so another tag
		}
	}
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		describe(h, f, tag)
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	content, err := open()
	if err != nil {
		return err
	}
	defer content.Close() //nolint:errcheck // was only read
	size := f.Size
	var body io.Reader = content
	if squeeze {
		small, err := s.gzipped(f, content)
		if err != nil {
			return err
		}
		size, body = int64(len(small)), bytes.NewReader(small)
		h.Set("Content-Encoding", "gzip")
	}
	describe(h, f, tag)
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, body); err != nil && r.Context().Err() == nil {
		// Part of the answer is out: the only way left to say that it is not whole is to cut the connection.
		panic(http.ErrAbortHandler)
	}
	return nil
}

func describe(h http.Header, f pack.File, tag string) {
	typ := f.Type
	if strings.HasPrefix(typ, "text/") || typ == "application/json" || typ == "image/svg+xml" {
		typ += "; charset=utf-8"
	}
	h.Set("Content-Type", typ)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("ETag", tag)
	if !pack.Inline(f.Type) {
		h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(path.Base(f.Path)))
	}
}

// gzipped compresses a file once and keeps the result while there is room.
func (s *Service) gzipped(f pack.File, content io.Reader) ([]byte, error) {
	if small, ok := s.compressed.get(f.SHA256); ok {
		return small, nil
	}
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, err := io.Copy(z, content)
	if err = errors.Join(err, z.Close()); err != nil {
		return nil, fmt.Errorf("deliver: compress %s: %w", f.SHA256, err)
	}
	s.compressed.put(f.SHA256, b.Bytes())
	return b.Bytes(), nil
}

// acceptsGzip reads Accept-Encoding as RFC 9110 12.5.3 has it: names with weights, of which 0 refuses.
func acceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) != "gzip" {
			continue
		}
		q, weighted := strings.CutPrefix(strings.ReplaceAll(parameters, " ", ""), "q=")
		if !weighted {
			return true
		}
		weight, err := strconv.ParseFloat(q, 64)
		return err == nil && weight > 0
	}
	return false
}
