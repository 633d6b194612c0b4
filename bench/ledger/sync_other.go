//go:build !linux

package main

import "os"

func durable(f *os.File) error { return f.Sync() }
