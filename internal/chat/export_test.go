package chat

// Sweep pings idle connections now, instead of every ten seconds.
func (l *Live) Sweep() { l.sweep() }

// LoseOne makes the next bus message look as if the one before it had been lost.
func (l *Live) LoseOne() {
	l.publishing.Lock()
	defer l.publishing.Unlock()
	l.published++
}

// CleanName and KindOf are what a file's name becomes.
func CleanName(name string) string { return cleanName(name) }

// KindOf says what a name looks like.
func KindOf(name string) FileKind { return kindOf(name) }

// WithoutFiles is the service of an operator who wants no files.
func WithoutFiles(s *Service) *Service {
	return &Service{db: s.db, blobs: s.blobs, now: s.now, owner: s.owner}
}

// VoiceType says what kind of recording something is.
func VoiceType(raw []byte) string { return voiceType(raw) }
