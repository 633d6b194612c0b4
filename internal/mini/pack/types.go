package pack

import (
	"bytes"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// SniffBytes is how much of a file's beginning TypeOf looks at.
const SniffBytes = 512

// OctetStream is the type of everything that is not on the list or not what its name says: no browser does anything with it.
const OctetStream = "application/octet-stream"

// textTypes are types that a file gets by its name, if its content is text.
func textTypes() map[string]string {
	return map[string]string{
		".js": "text/javascript", ".mjs": "text/javascript",
		".css":  "text/css",
		".json": "application/json", ".map": "application/json",
		".txt": "text/plain", ".md": "text/plain", ".csv": "text/plain",
		".html": "text/html", ".htm": "text/html",
		".svg": "image/svg+xml",
	}
}

// magic is a type that a file gets by its first bytes, whatever its name says within the same family: authors name JPEGs
// ".png". Of several that fit, the first counts.
type magic struct {
	kind   string // family
	typ    string
	offset int
	bytes  string
}

func magics() []magic {
	return []magic{
		{"image", "image/png", 0, "\x89PNG\r\n\x1a\n"},
		{"image", "image/jpeg", 0, "\xff\xd8\xff"},
		{"image", "image/gif", 0, "GIF8"},
		{"image", "image/webp", 8, "WEBP"},
		{"image", "image/avif", 4, "ftypavif"},
		{"image", "image/bmp", 0, "BM"},
		{"image", "image/x-icon", 0, "\x00\x00\x01\x00"},
		{"font", "font/woff2", 0, "wOF2"},
		{"font", "font/woff", 0, "wOFF"},
		{"font", "font/otf", 0, "OTTO"},
		{"font", "font/ttf", 0, "\x00\x01\x00\x00"},
		{"font", "font/ttf", 0, "true"},
		{"sound", "audio/mpeg", 0, "ID3"},
		{"sound", "audio/mpeg", 0, "\xff\xfb"},
		{"sound", "audio/mpeg", 0, "\xff\xf3"},
		{"sound", "audio/mpeg", 0, "\xff\xf2"},
		{"sound", "audio/aac", 0, "\xff\xf1"},
		{"sound", "audio/aac", 0, "\xff\xf9"},
		{"sound", "audio/ogg", 0, "OggS"},
		{"sound", "audio/wav", 8, "WAVE"},
		{"sound", "audio/mp4", 4, "ftyp"},
		{"film", "video/mp4", 4, "ftyp"},
		{"film", "video/webm", 0, "\x1aE\xdf\xa3"},
		{"code", "application/wasm", 0, "\x00asm"},
	}
}

func families() map[string]string {
	return map[string]string{
		".png": "image", ".jpg": "image", ".jpeg": "image", ".gif": "image", ".webp": "image", ".avif": "image", ".bmp": "image", ".ico": "image",
		".woff": "font", ".woff2": "font", ".ttf": "font", ".otf": "font",
		".mp3": "sound", ".m4a": "sound", ".aac": "sound", ".wav": "sound", ".ogg": "sound",
		".mp4": "film", ".m4v": "film", ".webm": "film",
		".wasm": "code",
	}
}

// TypeOf returns the media type of a file from the closed list, by its name and the first SniffBytes of its content.
// What is not on the list, or is not what its name says, is OctetStream.
func TypeOf(name string, content []byte) string {
	head := content[:min(len(content), SniffBytes)]
	ext := strings.ToLower(path.Ext(name))
	if typ, ok := textTypes()[ext]; ok {
		if isText(head) {
			return typ
		}
		return OctetStream
	}
	family, ok := families()[ext]
	if !ok {
		return OctetStream
	}
	for _, m := range magics() {
		if m.kind == family && len(head) >= m.offset && bytes.HasPrefix(head[m.offset:], []byte(m.bytes)) {
			return m.typ
		}
	}
	return OctetStream
}

// Compressible says whether a file of this type is worth compressing on its way.
func Compressible(typ string) bool {
	switch typ {
	case "application/wasm", "font/ttf", "font/otf", "image/bmp", "image/x-icon":
		return true
	}
	for _, t := range textTypes() {
		if t == typ {
			return true
		}
	}
	return false
}

// Inline says whether a browser that is sent to a file's address may show it. Documents that can carry script may not.
func Inline(typ string) bool {
	return typ != "text/html" && typ != "image/svg+xml" && typ != OctetStream
}

func knownType(typ string) bool {
	if typ == OctetStream {
		return true
	}
	for _, t := range textTypes() {
		if t == typ {
			return true
		}
	}
	return slices.ContainsFunc(magics(), func(m magic) bool { return m.typ == typ })
}

// isText accepts UTF-8 without NUL; the last character of head may be cut.
func isText(head []byte) bool {
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	if len(head) == SniffBytes {
		for cut := 0; cut < utf8.UTFMax && len(head) > 0 && !utf8.Valid(head); cut++ {
			head = head[:len(head)-1]
		}
	}
	return utf8.Valid(head)
}
