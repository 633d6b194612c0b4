// Package examples holds our own mini programs, so that the binary has them wherever it runs.
package examples

import "embed"

// FS has one folder per program.
//
//go:embed teahouse bookshop
var FS embed.FS

// Templates has one folder per program that `superette new` makes, below templates.
//
//go:embed templates
var Templates embed.FS
