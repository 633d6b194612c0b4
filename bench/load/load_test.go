package main

import (
	"bytes"
	"errors"
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
	for _, want := range []string{"sum 0", "**Passed**: nothing failed"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, &said)
		}
	}
}

func TestVerdict(t *testing.T) {
	const mb = 1_000_000
	step := func(change func(*drive.Step)) *drive.Step {
		s := &drive.Step{Took: time.Minute}
		for _, one := range evening().p99 {
			series := drive.NewSeries(one.name)
			for range 100 {
				series.Took(one.most / 2)
			}
			s.Series = append(s.Series, series)
		}
		s.Series = append(s.Series, drive.NewSeries("sockets"))
		for n := range 30 {
			s.Memory = append(s.Memory, drive.Usage{RSS: int64(1000+n) * mb})
		}
		change(s)
		return s
	}
	for _, c := range []struct {
		name, says string
		change     func(*drive.Step)
	}{
		{"that keeps all of its bounds passes, and says them", `**Passed**: nothing failed, nothing begun too late, p99 of "open in an open host" at most 2000 ms`, func(*drive.Step) {}},
		{"of which one failed does not pass", `**Failed**: 1 of sockets failed, such as it broke`, func(s *drive.Step) { s.Series[5].Fail(errors.New("it broke")) }},
		{"of which two of a hundred are slow does not pass", `**Failed**: p99 of "message, acknowledged" is `, func(s *drive.Step) {
			for range 2 {
				s.Series[2].Took(time.Minute)
			}
		}},
		{"that fell behind does not pass", "**Failed**: 7 could not begin in time", func(s *drive.Step) { s.Behind = 7 }},
		{"whose memory grows does not pass", "**Failed**: memory grew from 1019 MB in the second third to 1500 in the last", func(s *drive.Step) { s.Memory[29].RSS = 1500 * mb }},
		{"whose memory grows at its beginning passes", "**Passed**", func(s *drive.Step) { s.Memory[3].RSS = 100 * mb }},
	} {
		t.Run("a run "+c.name, func(t *testing.T) {
			r := &report{config: config{bounds: evening()}, all: step(c.change)}
			line, passed := r.verdict()
			if !strings.HasPrefix(line, c.says) || passed != strings.HasPrefix(c.says, "**Passed") {
				t.Errorf("verdict = %s, %v; want %s", line, passed, c.says)
			}
		})
	}
}
