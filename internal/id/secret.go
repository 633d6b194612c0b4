package id

import "encoding/hex"

// NewSecret returns 32 hex digits that nobody can guess: the form of WeChat's app secrets.
func NewSecret(s *Source) string {
	var raw [16]byte
	s.mu.Lock()
	defer s.mu.Unlock()
	s.read(raw[:])
	return hex.EncodeToString(raw[:])
}
