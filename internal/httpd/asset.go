package httpd

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// compressFrom is the size in bytes below which compressing an asset gains nothing.
const compressFrom = 860

// Asset is a file that is the same for everybody, held in memory plain and compressed.
type Asset struct {
	content []byte
	gzipped []byte // nil if compressing gains nothing
	kind    string
	etag    string
	keep    Keep
	headers map[string]string
}

// Keep says how long browsers use an asset without asking whether it changed; it is the value of Cache-Control.
type Keep string

// The ways to keep an asset.
const (
	AskEachTime Keep = "no-cache"
	KeepForADay Keep = "public, max-age=86400"               // an old one does no harm
	KeepForEver Keep = "public, max-age=31536000, immutable" // its address changes with its content
)

// NewAsset prepares a file of the given media type. Headers replace those that httpd sets.
func NewAsset(content []byte, kind string, keep Keep, headers map[string]string) (*Asset, error) {
	sum := sha256.Sum256(content)
	a := &Asset{
		content: content, kind: kind, keep: keep, headers: headers,
		etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`,
	}
	if len(content) >= compressFrom && compressible(kind) {
		var out bytes.Buffer
		z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
		if err != nil {
			return nil, fmt.Errorf("httpd: compress: %w", err)
		}
		if _, err := z.Write(content); err != nil {
			return nil, fmt.Errorf("httpd: compress: %w", err)
		}
		if err := z.Close(); err != nil {
			return nil, fmt.Errorf("httpd: compress: %w", err)
		}
		if out.Len() < len(content) {
			a.gzipped = out.Bytes()
		}
	}
	return a, nil
}

func compressible(kind string) bool {
	kind, _, _ = strings.Cut(kind, ";")
	return strings.HasPrefix(kind, "text/") || strings.HasSuffix(kind, "json") || strings.HasSuffix(kind, "javascript") ||
		kind == "image/svg+xml" || kind == "application/manifest+json"
}

// Answer writes the asset, or 304 if the client has it.
func (a *Asset) Answer(w http.ResponseWriter, r *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", a.kind)
	h.Set("ETag", a.etag)
	h.Set("Cache-Control", string(a.keep))
	for name, value := range a.headers {
		h.Set(name, value)
	}
	body := a.content
	if a.gzipped != nil {
		h.Set("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			h.Set("Content-Encoding", "gzip")
			body = a.gzipped
		}
	}
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if strings.TrimPrefix(strings.TrimSpace(known), "W/") == a.etag {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("httpd: write the asset: %w", err)
	}
	return nil
}

func acceptsGzip(r *http.Request) bool {
	for _, part := range strings.Split(r.Header.Get("Accept-Encoding"), ",") {
		name, parameters, _ := strings.Cut(part, ";")
		if strings.TrimSpace(name) == "gzip" {
			return strings.ReplaceAll(parameters, " ", "") != "q=0"
		}
	}
	return false
}
