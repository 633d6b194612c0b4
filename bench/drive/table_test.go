package drive_test

import (
	"flag"
	"testing"
	"time"

	"github.com/superette/superette/bench/drive"
)

func TestAgain(t *testing.T) {
	for _, test := range []struct {
		name string
		args []string
		want string
	}{
		{"as it comes", nil, "make bench-load"},
		{"where its results go is of no matter", []string{"-out", "bench/results"}, "make bench-load"},
		{"what it was told is repeated", []string{"-out=x", "-for", "10m", "-raise=false"}, `make bench-load ARGS="-for=10m0s -raise=false"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			flags := flag.NewFlagSet("load", flag.ContinueOnError)
			flags.String("out", "", "")
			flags.Duration("for", time.Minute, "")
			flags.Bool("raise", true, "")
			if err := flags.Parse(test.args); err != nil {
				t.Fatal(err)
			}
			if got := drive.Again("make bench-load", flags); got != test.want {
				t.Errorf("again by %s, want %s", got, test.want)
			}
		})
	}
}
