//go:build !linux

package main

// traceable is what the tests of a failing disk need, which strace makes.
func traceable() {}
