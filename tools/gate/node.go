package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// nodeTest is a part that runs the TypeScript tests whose names are wanted, so many files at once.
func nodeTest(atOnce int, wanted func(name string) bool) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		files, err := g.nodeTests(wanted)
		if err != nil {
			return count{}, err
		}
		r := g.node(ctx, atOnce, files...)
		g.took.addTap(r.out)
		g.output.WriteString(r.shown())
		return r.count, r.err
	}
}

// browserTest is a part that runs the TypeScript tests whose names are wanted, two files at once: most of such a test is waiting for a browser or a
// server. Those that have to be alone come last, one after the other.
func browserTest(wanted func(name string) bool) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		files, err := g.nodeTests(wanted)
		if err != nil {
			return count{}, err
		}
		together, alone, err := g.apart(files)
		if err != nil {
			return count{}, err
		}
		longestFirst(together)
		runs := g.each(ctx, 2, together)
		runs = append(runs, g.each(ctx, 1, alone)...)
		return g.sum(runs)
	}
}

func (g *gate) nodeTests(wanted func(name string) bool) ([]string, error) {
	files, err := g.files(wanted, "web", "e2e", "tools")
	if err == nil && len(files) == 0 {
		err = errors.New("there are no such tests")
	}
	return files, err
}

// nodeRun is what became of test files that one runner ran.
type nodeRun struct {
	count
	out    string // node's lines
	stderr string
	err    error
	file   string        // if it was one
	took   time.Duration // from the start of the runner to its end
}

// shown is what is printed of it: nothing, unless it failed.
func (r nodeRun) shown() string {
	if r.err == nil {
		return ""
	}
	return r.stderr + onlyFailures(r.out)
}

// node runs test files, so many at once.
func (g *gate) node(ctx context.Context, atOnce int, files ...string) nodeRun {
	args := []string{
		"--import", "tsx", "--test", "--test-force-exit",
		"--test-reporter=tap", "--test-reporter-destination=stdout", "--test-reporter=./tools/gate/took.mjs", "--test-reporter-destination=stdout",
		"--test-concurrency=" + strconv.Itoa(atOnce),
	}
	var stderr bytes.Buffer
	started := time.Now()
	out, err := g.run(ctx, &stderr, "", "node", append(args, files...)...)
	r := nodeRun{count: readTap(out), out: out, stderr: stderr.String(), err: err, took: time.Since(started)}
	if r.err == nil && r.failed > 0 {
		r.err = fmt.Errorf("%d tests were skipped or put off", r.failed)
	}
	if r.err == nil && r.passed == 0 {
		r.err = errors.New("no test ran")
	}
	return r
}

// each runs test files, so many at once, in their order, each by a runner of its own: what it says stands together, and a file that is done makes way for
// the next one.
func (g *gate) each(ctx context.Context, atOnce int, files []string) []nodeRun {
	runs := make([]nodeRun, len(files))
	next := make(chan int)
	var lanes sync.WaitGroup
	for range atOnce {
		lanes.Go(func() {
			for i := range next {
				runs[i] = g.node(ctx, 1, files[i])
				runs[i].file = files[i]
			}
		})
	}
	for i := range files {
		next <- i
	}
	close(next)
	lanes.Wait()
	return runs
}

// sum adds up what became of files, and shows of each that failed what it said.
func (g *gate) sum(runs []nodeRun) (sum count, err error) {
	slices.SortFunc(runs, func(a, b nodeRun) int { return strings.Compare(a.file, b.file) })
	for _, r := range runs {
		sum.passed += r.passed
		sum.failed += r.failed
		g.took[filepath.Base(r.file)] += r.took
		if r.err == nil {
			continue
		}
		fmt.Fprintf(&g.output, "--- %s\n%s", r.file, r.shown())
		if r.failed == 0 {
			sum.failed++ // what never came to its tests
		}
		err = errors.Join(err, fmt.Errorf("%s: %w", r.file, r.err))
	}
	return sum, err
}

// aloneLine is how a test file says, with the reason, that it has to have the machine for itself: it measures what others beside it would change, or
// takes so much that others would fail.
var aloneLine = regexp.MustCompile(`(?m)^// alone:(.*)$`)

// aloneFor returns why a test file has to be alone; said is false for one that others may run beside.
func aloneFor(content []byte) (reason string, said bool) {
	m := aloneLine.FindSubmatch(content)
	if m == nil {
		return "", false
	}
	return strings.TrimSpace(string(m[1])), true
}

// apart tells files that may run beside each other from those that say that they have to be alone.
func (g *gate) apart(files []string) (together, alone []string, err error) {
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(g.root, name)) //nolint:gosec // a file of the repository
		if err != nil {
			return nil, nil, err
		}
		reason, said := aloneFor(content)
		switch {
		case !said:
			together = append(together, name)
		case reason == "":
			return nil, nil, fmt.Errorf("%s does not say why it has to be alone", name)
		default:
			alone = append(alone, name)
		}
	}
	return together, alone, nil
}

// long names the files that take longest, the longest first. They are begun first, so that at the end no lane waits for one of them. A name that is
// missing here, or out of its place, costs some seconds and nothing else.
const long = "access.story.ts widths.story.ts pay-refused.story.ts files.story.ts pay.story.ts developer-reload.story.ts keyboard.story.ts screens.story.ts"

// longestFirst puts the long ones first and leaves the others as they are.
func longestFirst(files []string) {
	names := strings.Fields(long)
	place := func(file string) int {
		if i := slices.Index(names, filepath.Base(file)); i >= 0 {
			return i
		}
		return len(names)
	}
	slices.SortStableFunc(files, func(a, b string) int { return place(a) - place(b) })
}
