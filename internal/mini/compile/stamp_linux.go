package compile

import (
	"io/fs"
	"syscall"
)

// stampOf identifies a state of a file: the inode's change time moves with each write, and no program can set it back.
// false: the file system has none.
func stampOf(info fs.FileInfo) (stamp, bool) {
	sys, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return stamp{}, false
	}
	seconds, nanoseconds := sys.Ctim.Unix()
	return stamp{device: uint64(sys.Dev), inode: sys.Ino, size: sys.Size, seconds: seconds, nanoseconds: nanoseconds}, true //nolint:unconvert // other processors have other types
}
