package chat

// Sweep pings idle connections now, instead of every ten seconds.
func (l *Live) Sweep() { l.sweep() }

// LoseOne makes the next bus message look as if the one before it had been lost.
func (l *Live) LoseOne() {
	l.publishing.Lock()
	defer l.publishing.Unlock()
	l.published++
}
