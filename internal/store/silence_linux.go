package store

import (
	"strings"
	"syscall"
)

const tcpUserTimeout = 0x12 // TCP_USER_TIMEOUT of linux/tcp.h, which package syscall lacks

// limitUnheard has the kernel give a connection up on which what was sent is not confirmed.
func limitUnheard(network, _ string, conn syscall.RawConn) error {
	if !strings.HasPrefix(network, "tcp") {
		return nil
	}
	var failed error
	err := conn.Control(func(fd uintptr) {
		failed = syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, int(deadUnheard.Milliseconds())) //nolint:gosec // a file's number is small
	})
	if err != nil {
		return err
	}
	return failed
}
