package app

import "syscall"

// freeSpace returns how much of the file system below a path its owner may still fill, and how much there is in all, in bytes.
func freeSpace(path string) (free, all uint64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(path, &s); err != nil {
		return 0, 0, err
	}
	return s.Bavail * uint64(s.Bsize), s.Blocks * uint64(s.Bsize), nil //nolint:gosec,unconvert // a block has a positive size; its type differs between machines
}

// clockKept reports whether something keeps this machine's clock right; known is false where nobody can tell.
func clockKept() (kept, known bool) {
	const unsynchronised = 0x40 // STA_UNSYNC
	var t syscall.Timex
	if _, err := syscall.Adjtimex(&t); err != nil {
		return false, false
	}
	return t.Status&unsynchronised == 0, true
}
