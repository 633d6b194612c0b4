//go:build race

package ledger

// underRace says that the race detector runs, which makes everything several times as slow.
const underRace = true
