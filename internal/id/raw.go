package id

import (
	"crypto/sha256"
	"fmt"
	"strings"
)

// Raw returns the 128 bits of a name: 6 bytes of Unix milliseconds and 10 random ones. Raw names sort as the names do.
// It fails with ErrMalformed on anything New could not have made.
func Raw[T Named](name T) (raw [16]byte, err error) {
	if _, err := Parse[T](string(name)); err != nil {
		return raw, err
	}
	return decode(string(name)[len(name.Prefix()):]), nil
}

// FromRaw returns the name of 128 bits; Raw reads it back.
func FromRaw[T Named](raw [16]byte) T {
	var zero T
	return T(zero.Prefix() + encode(raw))
}

// Derive returns the name of something that follows from the thing called from, always the same one: the transfer of a
// payment, say, of which a crash must not leave two. It is as old as from, and use tells several of one thing apart.
// It fails with ErrMalformed if from is not a name as New makes them, of whatever noun.
func Derive[T Named](from, use string) (T, error) {
	_, rest, ok := strings.Cut(from, "_")
	if !ok || len(rest) != length || rest[0] > '7' || strings.Trim(rest, alphabet) != "" {
		var zero T
		return zero, fmt.Errorf("id: derive %T from %q: %w", zero, from, ErrMalformed)
	}
	raw := decode(rest)
	sum := sha256.Sum256([]byte(from + "\x00" + use))
	copy(raw[6:], sum[:])
	return FromRaw[T](raw), nil
}

// decode undoes encode, for 26 characters of the alphabet that Parse would accept.
func decode(text string) (raw [16]byte) {
	var acc uint32
	bits := -2 // the first character carries two leading zeros
	n := 0
	for i := range len(text) {
		acc = acc<<5 | uint32(strings.IndexByte(alphabet, text[i])) //nolint:gosec // found, since Parse accepts it
		bits += 5
		if bits >= 8 {
			bits -= 8
			raw[n] = byte(acc >> bits)
			n++
			acc &= 1<<bits - 1
		}
	}
	return raw
}
