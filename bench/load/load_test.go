package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/superette/superette/bench/drive"
)

// TestLoad is a few seconds of what the bench does for minutes: nothing fails, every message arrives once, every order is paid and
// told once, and the books sum to zero. How long it takes is not looked at.
func TestLoad(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "superette")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../cmd/superette").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said bytes.Buffer
	err := run(t.Context(), config{
		Config: drive.Config{Binary: binary, Data: t.TempDir(), Now: time.Now, People: 200, Payers: 20}, sockets: 200,
		rates: drive.Rates{Taps: 20, Links: 20, Messages: 50, Orders: 10}, long: 3 * time.Second, to: &said,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	if !strings.Contains(said.String(), "sum 0") {
		t.Errorf("it says nothing of the books:\n%s", &said)
	}
}
