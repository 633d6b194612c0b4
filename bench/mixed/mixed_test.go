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

// TestMixed is a second of each: nothing fails, all of it arrives, and the books sum to zero.
func TestMixed(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "superette")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../cmd/superette").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said bytes.Buffer
	err := run(t.Context(), config{
		Config: drive.Config{Binary: binary, Data: t.TempDir(), Now: time.Now, Payers: 10}, senders: 20, long: time.Second, rounds: 1, to: &said,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	if !strings.Contains(said.String(), "sum 0") {
		t.Errorf("it says nothing of the books:\n%s", &said)
	}
}
