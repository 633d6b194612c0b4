//go:build race

package app

// underRace says that the race detector runs, which makes everything several times as slow.
const underRace = true
