package chat

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// voiceType returns the type of a recording as browsers make them, "" if it is none: by the bytes that it begins with, by what it says is
// in it, and by the lengths of its parts, which lead exactly to its end. So nothing is carried behind a recording, or in place of one.
func voiceType(raw []byte) string {
	switch {
	case isOgg(raw):
		return "audio/ogg"
	case isWebM(raw):
		return "audio/webm"
	case isMP4(raw):
		return "audio/mp4"
	}
	return ""
}

// isOgg reads pages (RFC 3533) of one stream of Opus (RFC 7845).
func isOgg(raw []byte) bool {
	const head = 27
	for at, pages := 0, 0; ; pages++ {
		rest := raw[at:]
		if len(rest) == 0 {
			return pages > 1
		}
		if len(rest) < head || string(rest[:4]) != "OggS" || rest[4] != 0 {
			return false
		}
		segments := int(rest[26])
		if len(rest) < head+segments {
			return false
		}
		size := head + segments
		for _, n := range rest[head : head+segments] {
			size += int(n)
		}
		if len(rest) < size || pages == 0 && !bytes.HasPrefix(rest[head+segments:size], []byte("OpusHead")) {
			return false
		}
		at += size
	}
}

// isMP4 reads the outermost boxes (ISO 14496-12): sound, and no pictures.
func isMP4(raw []byte) bool {
	const head = 8
	sound := false
	for at, first := 0, true; at < len(raw); first = false {
		if len(raw)-at < head {
			return false
		}
		size, kind := int64(binary.BigEndian.Uint32(raw[at:])), string(raw[at+4:at+head])
		if size < head || size > int64(len(raw)-at) || first != (kind == "ftyp") {
			return false
		}
		if kind == "moov" {
			inner := raw[at : at+int(size)]
			sound = bytes.Contains(inner, []byte("soun")) && !bytes.Contains(inner, []byte("vide"))
		}
		at += int(size)
	}
	return sound
}

// isWebM reads the two outermost elements of Matroska (RFC 9559): a head that says webm, and a segment with Opus and no pictures, to the end.
func isWebM(raw []byte) bool {
	rest, ok := bytes.CutPrefix(raw, []byte{0x1a, 0x45, 0xdf, 0xa3})
	if !ok {
		return false
	}
	size, rest, ok := vint(rest)
	if !ok || size > int64(len(rest)) || !bytes.Contains(rest[:size], []byte("webm")) {
		return false
	}
	if rest, ok = bytes.CutPrefix(rest[size:], []byte{0x18, 0x53, 0x80, 0x67}); !ok {
		return false
	}
	size, rest, ok = vint(rest)
	if !ok || size >= 0 && size != int64(len(rest)) {
		return false
	}
	start := rest[:min(len(rest), 4096)] // tracks come first
	for _, pictures := range []string{"V_VP", "V_AV1", "V_MPEG"} {
		if bytes.Contains(start, []byte(pictures)) {
			return false
		}
	}
	return bytes.Contains(start, []byte("A_OPUS"))
}

// vint reads a length of Matroska, -1 for one that was not known when it was written.
func vint(b []byte) (n int64, rest []byte, ok bool) {
	if len(b) == 0 || b[0] == 0 {
		return 0, nil, false
	}
	width := bits.LeadingZeros8(b[0]) + 1
	if len(b) < width {
		return 0, nil, false
	}
	mark := int64(1) << (7 * width)
	for _, each := range b[:width] {
		n = n<<8 | int64(each)
	}
	if n &= mark - 1; n == mark-1 {
		n = -1
	}
	return n, b[width:], true
}
