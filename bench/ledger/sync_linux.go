package main

import (
	"os"
	"syscall"
)

func durable(f *os.File) error { return syscall.Fdatasync(int(f.Fd())) } //nolint:gosec // a small number
