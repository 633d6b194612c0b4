// Gate runs what stands between a change and the main branch, part by part, and prints what each part took.
//
//	go -C tools run ./gate check       what a developer runs before each commit
//	go -C tools run ./gate test        everything; LONG=1 adds fuzzing and the long loops
//	go -C tools run ./gate test race   only the parts whose names begin with "race"
//
// A part that fails does not stop the ones after it. The output of a part is shown if it fails. At the end stand a table
// and one line "N passed, N failed", which counts tests where a part has tests, and else the part itself.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// hardLimit ends a part that hangs; the longest one, stories, takes 26 minutes on a slow machine.
const hardLimit = 45 * time.Minute

// part is one thing that is run.
type part struct {
	name   string
	budget time.Duration // what it should take on two cores; more is pointed out
	run    func(ctx context.Context, g *gate) (count, error)
}

// count is what a part ran.
type count struct{ passed, failed int }

type gate struct {
	root   string
	long   bool
	temp   string       // where commands make their temporary files; "" for where they do by themselves
	env    []string     // added to a command's environment
	output bytes.Buffer // of the part that runs
	took   durations    // of what the part that runs consists of
}

type outcome struct {
	part
	count
	took time.Duration
	err  error
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if len(os.Args) < 2 {
		fmt.Fprintln(os.Stderr, "gate: say what to run\nhint: check or test, and perhaps the beginnings of parts' names")
		os.Exit(2)
	}
	root, err := filepath.Abs("..")
	if err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
		os.Exit(2)
	}
	g := &gate{root: root, long: os.Getenv("LONG") == "1"}
	// The long loops have parts of their own; all others stay as short as they always are.
	if err := os.Unsetenv("LONG"); err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
		os.Exit(2)
	}
	parts := g.parts(os.Args[1])
	if only := os.Args[2:]; len(only) > 0 {
		parts = slices.DeleteFunc(parts, func(p part) bool {
			return !slices.ContainsFunc(only, func(begin string) bool { return strings.HasPrefix(p.name, begin) })
		})
	}
	if len(parts) == 0 {
		fmt.Fprintln(os.Stderr, "gate: there is no such part\nhint: check or test, and perhaps the beginnings of parts' names")
		os.Exit(2)
	}
	good, err := g.inMemory(func() bool { return g.all(ctx, parts) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "gate:", err)
	}
	if !good || err != nil {
		os.Exit(1)
	}
}

// inMemory runs f with a folder for temporary files that is in memory, if there is room for one: tests write durably, thousands of times,
// and what they test is killed, never the machine. It takes half as long as on a disk that answers in a millisecond.
func (g *gate) inMemory(f func() bool) (good bool, err error) {
	folder := roomy(8 << 30)
	if folder == "" {
		return f(), nil
	}
	if g.temp, err = os.MkdirTemp(folder, "superette-gate"); err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(g.temp)) }()
	if err := os.Chmod(g.temp, 0o755); err != nil { //nolint:gosec // what runs as somebody else has files there too
		return false, err
	}
	return f(), nil
}

// onDisk is a part whose tests write to the disk, as instances do; a PostgreSQL that they are given has a place of its own.
func onDisk(p part) part {
	run := p.run
	p.run = func(ctx context.Context, g *gate) (count, error) {
		defer func(temp string) { g.temp = temp }(g.temp)
		g.temp = ""
		return run(ctx, g)
	}
	return p
}

// parts returns what a verb runs, the quick and telling ones first.
func (g *gate) parts(verb string) []part {
	check := []part{
		{"generated code is current", 60 * time.Second, generated},
		{"go test", 150 * time.Second, goTest("", "./...")},
		// What they read of the main module is nothing that go knows to have changed.
		{"go test tools", 60 * time.Second, goTest("tools", "-count=1", "./...")},
		{"web unit tests", 60 * time.Second, nodeTest(4, isUnitTest)},
		{"tsc", 30 * time.Second, command("", "node_modules/.bin/tsc", "-p", ".")},
		{"biome", 10 * time.Second, command("", "node_modules/.bin/biome", "check", "--error-on-warnings", ".")},
		{"golangci-lint", 300 * time.Second, command("", "go", "tool", "-modfile=tools/go.mod", "golangci-lint", "run", "./...")},
		{"golangci-lint tools", 60 * time.Second, command("tools", "go", "tool", "golangci-lint", "run", "--config", "../.golangci.yml", "./...")},
	}
	switch verb {
	case "check":
		return check
	case "test":
		// What the race detector runs it proves as well as go test alone does.
		at := slices.IndexFunc(check, func(p part) bool { return p.name == "go test" })
		check[at] = part{"go test", 120 * time.Second, unracedTest}
		test := append(check,
			part{"go test on PostgreSQL", 240 * time.Second, onPostgres(nil)},
			part{"two processes on PostgreSQL", 180 * time.Second, onPostgres(nil, "-run=^TestTwoProcesses$", "./cmd/superette")},
			part{"two processes in browsers", 90 * time.Second, besidePostgres(nil, inBoth(nodeTest(1, isPair)))},
			part{"PostgreSQL killed", 120 * time.Second, onPostgres(nil, "-run=^TestPostmasterKilled$", "./cmd/superette")},
			part{"race detector", 240 * time.Second, raceTest},
			part{"against glass-easel", 150 * time.Second, nodeTest(1, isOracleTest)},
			part{"web in Chromium", 120 * time.Second, browserTest(isBrowserTest)},
			part{"stories", 300 * time.Second, browserTest(func(name string) bool { return isStory(name) && !isHostile(name) })},
			part{"hostile stories", 120 * time.Second, browserTest(isHostile)},
			part{"stories in Firefox", 300 * time.Second, inFirefox(firefoxStories)},
			part{"walks", 240 * time.Second, nodeTest(1, isWalk)},
			g.killNine(),
			part{"a release, twice", 180 * time.Second, command("tools", "go", "run", "./release", "-twice", "-targets", "linux/amd64")},
		)
		if g.long {
			test = append(test,
				part{"against glass-easel, 100,000", 20 * time.Minute, longNodeTest(isOracleTest)},
				part{"fuzzing", 20 * time.Minute, fuzz},
				onDisk(part{"crash loops", 20 * time.Minute, longTest(longRun, "./internal/...")}),
				onDisk(part{"crash loops on PostgreSQL", 20 * time.Minute, onPostgres([]string{"LONG=1"}, "-parallel=4", longRun)}),
				onDisk(part{"kill -9 on PostgreSQL, 100", 40 * time.Minute, onPostgres(nil, "-timeout=45m", "-run=^TestKillNineWhilePeoplePay$", "./cmd/superette", "-args", "-rounds=100", crowd)}),
				onDisk(part{"two processes, 10 times", 20 * time.Minute, onPostgres(nil, "-run=^TestTwoProcesses$", "./cmd/superette", "-args", "-rounds=10")}),
				// Twice in each round: killed, and stopped at once.
				onDisk(part{"PostgreSQL killed, 100 times", 40 * time.Minute, onPostgres(nil, "-timeout=45m", "-run=^TestPostmasterKilled$", "./cmd/superette", "-args", "-rounds=50")}),
				onDisk(part{"the same, 10 times, 1,024 people", 15 * time.Minute, onPostgres(nil, "-timeout=20m", "-run=^TestPostmasterKilled$", "./cmd/superette", "-args", "-rounds=5", crowd)}),
			)
		}
		return test
	}
	return nil
}

// crowd is how many people pay in the long crash loops of a whole server.
const crowd = "-people=1024"

// killNine is the part in which the server is killed while people pay, again and again.
func (g *gate) killNine() part {
	rounds, budget, args := "20", 150*time.Second, []string{"-rounds=20"}
	if g.long {
		rounds, budget, args = "100", 30*time.Minute, []string{"-rounds=100", crowd}
	}
	run := goTest("", append([]string{"-count=1", "-timeout=35m", "-run=^TestKillNineWhilePeoplePay$", "./cmd/superette", "-args"}, args...)...)
	return onDisk(part{"kill -9, " + rounds + " times", budget, run})
}

// all runs the parts and prints the table, also if some failed or the run was broken off.
func (g *gate) all(ctx context.Context, parts []part) bool {
	var outcomes []outcome
	for _, p := range parts {
		if ctx.Err() != nil {
			break
		}
		fmt.Printf("%-28s ", p.name)
		g.output.Reset()
		g.took = durations{}
		limited, cancel := context.WithTimeout(ctx, max(hardLimit, p.budget))
		started := time.Now()
		c, err := p.run(limited, g)
		cancel()
		o := outcome{p, c, time.Since(started), err}
		switch {
		case err != nil:
			o.failed = max(o.failed, 1) // also what never came to its tests
		case o.passed == 0:
			o.passed = 1
		}
		if err != nil {
			fmt.Printf("failed\n%s\n%v\n", g.output.String(), err)
		} else {
			fmt.Printf("%.1f s\n", o.took.Seconds())
		}
		if o.took > p.budget && len(g.took) > 0 {
			fmt.Printf("  longest: %s\n", g.took.longest(8))
		}
		outcomes = append(outcomes, o)
	}
	return table(outcomes, len(parts))
}

func table(outcomes []outcome, planned int) bool {
	var total time.Duration
	var sum count
	good := len(outcomes) == planned
	fmt.Printf("\n%-28s %8s %8s %8s %8s\n", "part", "passed", "failed", "took", "budget")
	for _, o := range outcomes {
		note := ""
		if o.took > o.budget {
			note = "  over its budget"
		}
		if o.err != nil {
			good, note = false, "  FAILED"
		}
		fmt.Printf("%-28s %8d %8d %7.1fs %7.0fs%s\n", o.name, o.passed, o.failed, o.took.Seconds(), o.budget.Seconds(), note)
		total += o.took
		sum.passed += o.passed
		sum.failed += o.failed
	}
	fmt.Printf("%-28s %8s %8s %7.1fs\n", "all", "", "", total.Seconds())
	if len(outcomes) < planned {
		fmt.Printf("broken off after %d of %d parts\n", len(outcomes), planned)
	}
	fmt.Printf("%d passed, %d failed\n", sum.passed, sum.failed)
	return good
}

// start runs a command in a folder of the repository and returns its standard output; all output is kept for a failure.
func (g *gate) start(ctx context.Context, folder, name string, args ...string) (string, error) {
	return g.run(ctx, &g.output, folder, name, args...)
}

// run does the same with the standard error in a place of its own, for what runs beside something else.
func (g *gate) run(ctx context.Context, stderr io.Writer, folder, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = filepath.Join(g.root, folder)
	cmd.Env = append(os.Environ(), g.env...)
	if g.temp != "" {
		cmd.Env = append(cmd.Env, "TMPDIR="+g.temp)
	}
	// A process group of its own, so that a part that hangs takes its browsers and servers along.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = 5 * time.Second
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		err = errors.Join(err, ctx.Err())
	}
	if err != nil {
		err = fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return out.String(), err
}

// command is a part that passes if a command, run in folder, exits with 0.
func command(folder, name string, args ...string) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		out, err := g.start(ctx, folder, name, args...)
		g.output.WriteString(out)
		return count{}, err
	}
}
