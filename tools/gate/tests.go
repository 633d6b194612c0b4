package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// goTest is a part that runs go test with the given arguments, in folder.
func goTest(folder string, args ...string) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		out, err := g.start(ctx, folder, "go", append([]string{"test", "-json"}, args...)...)
		c, failures := readGoTest(out)
		g.took.addGoTest(out)
		g.output.WriteString(failures)
		if err == nil && c.failed > 0 {
			err = fmt.Errorf("%d tests were skipped", c.failed)
		}
		if err == nil {
			err = ranAll(out, c, args)
		}
		return c, err
	}
}

// named is how the gate names single tests: -run=^(TestOne|TestTwo)$
var named = regexp.MustCompile(`^-run=\^\(?([\w|]+)\)?\$$`)

// ranAll fails if nothing ran, or not every test that the arguments name: go test is content when a pattern fits none, as after
// a test was renamed.
func ranAll(out string, c count, args []string) error {
	if c.passed == 0 {
		return errors.New("no test ran")
	}
	for _, arg := range args {
		m := named.FindStringSubmatch(arg)
		if m == nil {
			continue
		}
		for test := range strings.SplitSeq(m[1], "|") {
			if !strings.Contains(out, `"Test":"`+test+`"`) {
				return fmt.Errorf("%s did not run", test)
			}
		}
	}
	return nil
}

// longRun names the tests that are longer with LONG=1.
const longRun = "-run=^(TestKillNine|TestSimulation|TestEveryStoreIsTheSame)$"

// longTest is a part that runs tests at their full length, several seeds of a simulation at once: each waits for its database half the time.
func longTest(args ...string) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		g.env = []string{"LONG=1"}
		defer func() { g.env = nil }()
		return goTest("", append([]string{"-count=1", "-timeout=30m", "-parallel=4"}, args...)...)(ctx, g)
	}
}

// raceTest runs the packages with goroutines of their own under the race detector: it slows everything down several times,
// and sees nothing where nothing runs at the same time.
func raceTest(ctx context.Context, g *gate) (count, error) {
	packages, err := g.racing()
	if err != nil {
		return count{}, err
	}
	return goTest("", slices.Concat([]string{"-race", "-skip=" + alone}, unwatched(), packages)...)(ctx, g)
}

// unracedTest runs what raceTest does not: the packages without goroutines of their own, and the tests that it leaves out.
func unracedTest(ctx context.Context, g *gate) (count, error) {
	racing, others, err := g.halves(ctx)
	if err != nil {
		return count{}, err
	}
	first, err := goTest("", others...)(ctx, g)
	second, secondErr := goTest("", append([]string{"-run=" + alone}, racing...)...)(ctx, g)
	return count{first.passed + second.passed, first.failed + second.failed}, errors.Join(err, secondErr)
}

// halves returns the packages with goroutines of their own, and all others.
func (g *gate) halves(ctx context.Context) (racing, others []string, err error) {
	if racing, err = g.racing(); err != nil {
		return nil, nil, err
	}
	out, err := g.start(ctx, "", "go", "list", "-f", "{{.Dir}}", "./...")
	if err != nil {
		return nil, nil, err
	}
	others, err = without(g.root, out, racing)
	return racing, others, err
}

// without returns the packages that go list gave, but for those.
func without(root, list string, those []string) (others []string, err error) {
	left := len(those)
	for folder := range strings.FieldsSeq(list) {
		rel, err := filepath.Rel(root, folder)
		if err != nil {
			return nil, err
		}
		if name := "./" + filepath.ToSlash(rel); slices.Contains(those, name) {
			left--
		} else {
			others = append(others, name)
		}
	}
	if left != 0 || len(others) == 0 {
		return nil, fmt.Errorf("%d of %d packages are not in a list that leaves %d others", left, len(those), len(others))
	}
	return others, nil
}

// racing returns the packages with goroutines of their own.
func (g *gate) racing() (packages []string, err error) {
	files, err := g.files(func(name string) bool { return strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") }, "internal")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		starts, err := startsGoroutines(filepath.Join(g.root, name))
		if err != nil {
			return nil, err
		}
		if folder := "./" + filepath.Dir(name); starts && !slices.Contains(packages, folder) {
			packages = append(packages, folder)
		}
	}
	if len(packages) == 0 {
		return nil, errors.New("no package starts a goroutine")
	}
	return packages, nil
}

// computing are packages that compute on memory of their own: SQLite, which was C, the machine that runs Sass and Less, the bundler of scripts, the hash of
// passwords. The detector would look at each byte that they touch, for longer than at all of ours, and there is nothing of ours in it. What hands them
// work, the database's driver among it, is watched as everything else is; that a lock or a channel of theirs puts one thing before another is seen too.
var computing = []string{
	"modernc.org/sqlite/lib", "modernc.org/libc", "modernc.org/memory", "github.com/dop251/goja/...", "github.com/evanw/esbuild/...",
	"golang.org/x/crypto/argon2", "golang.org/x/crypto/blake2b",
}

// unwatched returns the flags that compile those packages without the detector.
func unwatched() (flags []string) {
	for _, pattern := range computing {
		flags = append(flags, "-gcflags="+pattern+"=-race=false")
	}
	return flags
}

// alone names long tests in which nothing runs at the same time that a detector of races could see, such as sequences of calls one after the
// other, or nothing that other tests of their packages do not run as well; and what measures memory, of which the detector takes its own. They are run
// without it.
const alone = "^(TestSimulation|TestEveryStoreIsTheSame|TestTampering|TestReleased|TestAccess|TestCheckPages|TestAnySequenceEqualsTheModel|" +
	"TestGiftsLoseAndMakeNothing|TestDepositsLoseAndMakeNothing|TestNoSequenceRefundsMore|" +
	"TestDoctor|TestDamageInEachRoom|TestDamagedBackup|TestDamagedDatabase|TestBackupOfADiskThatForgets|TestLostKeys|" +
	"TestWhatAnIdleSocketKeeps)$"

func startsGoroutines(file string) (found bool, err error) {
	tree, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
	if err != nil {
		return false, err
	}
	for _, i := range tree.Imports {
		found = found || i.Path.Value == `"golang.org/x/sync/errgroup"`
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		_, is := n.(*ast.GoStmt)
		if call, ok := n.(*ast.CallExpr); ok {
			// That of sync.WaitGroup, whatever it is kept in.
			method, ok := call.Fun.(*ast.SelectorExpr)
			is = ok && method.Sel.Name == "Go" && len(call.Args) == 1
		}
		found = found || is
		return !found
	})
	return found, nil
}

// event is one line of go test -json.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// readGoTest counts tests that have no subtests of their own, and returns the output of what failed. A test that is
// skipped has failed.
func readGoTest(out string) (c count, failures string) {
	outputs := map[string]*strings.Builder{}
	ended := map[string]string{}
	var order []string
	var show strings.Builder
	for line := range strings.Lines(out) {
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			show.WriteString(line) // go's own complaints are not JSON
			continue
		}
		name := e.Package + " " + e.Test
		if e.ImportPath != "" {
			name = "build of " + e.ImportPath + " "
		}
		switch e.Action {
		case "output", "build-output":
			if outputs[name] == nil {
				outputs[name] = &strings.Builder{}
			}
			outputs[name].WriteString(e.Output)
		case "pass", "fail", "skip", "build-fail":
			ended[name] = e.Action
			order = append(order, name)
		}
	}
	for _, name := range order {
		action, test := ended[name], name[strings.LastIndexByte(name, ' ')+1:]
		untested := action == "skip" && test == "" // a package without tests
		if action != "pass" && !untested && outputs[name] != nil {
			show.WriteString(outputs[name].String())
		}
		parent := slices.ContainsFunc(order, func(other string) bool { return strings.HasPrefix(other, name+"/") })
		switch {
		case test == "" || parent:
		case action == "pass":
			c.passed++
		default:
			c.failed++
		}
	}
	return c, show.String()
}

func isUnitTest(name string) bool {
	return strings.HasSuffix(name, ".test.ts") && !isBrowserTest(name) && !isOracleTest(name)
}
func isOracleTest(name string) bool  { return strings.HasSuffix(name, ".oracle.test.ts") }
func isBrowserTest(name string) bool { return strings.HasSuffix(name, ".browser.test.ts") }
func isStory(name string) bool       { return strings.HasSuffix(name, ".story.ts") }

// isHostile says whether a story is one of programs that do harm: they take long, and some are told alone.
func isHostile(name string) bool { return isStory(name) && strings.HasPrefix(name, "hostile-") }

// isWalk says whether a test goes through whole programs, page by page.
func isWalk(name string) bool { return strings.HasSuffix(name, ".walk.ts") }

// isPair says whether a test is a story of two processes on one PostgreSQL database.
func isPair(name string) bool { return strings.HasSuffix(name, ".cluster.ts") }

// isFirefox says whether a test is a story told in the second engine.
func isFirefox(name string) bool { return strings.HasSuffix(name, ".firefox.ts") }

// longNodeTest is a part that runs the tests of these files at their full length.
func longNodeTest(wanted func(name string) bool) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		g.env = []string{"LONG=1"}
		defer func() { g.env = nil }()
		return nodeTest(1, wanted)(ctx, g)
	}
}

func (g *gate) files(wanted func(name string) bool, folders ...string) (list []string, err error) {
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(g.root, folder), func(name string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil {
				return err
			}
			if d.IsDir() && (d.Name() == "node_modules" || d.Name() == "dist") {
				return fs.SkipDir
			}
			if !d.IsDir() && wanted(d.Name()) {
				rel, err := filepath.Rel(g.root, name)
				if err != nil {
					return err
				}
				list = append(list, rel)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return list, nil
}

var tapTotal = regexp.MustCompile(`(?m)^# (pass|fail|cancelled|skipped|todo) (\d+)$`)

// readTap reads the totals at the end of node's output. A test that is put off has failed.
func readTap(out string) (c count) {
	for _, m := range tapTotal.FindAllStringSubmatch(out, -1) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			continue // a number of more digits than there can be tests
		}
		if m[1] == "pass" {
			c.passed = n
		} else {
			c.failed += n
		}
	}
	return c
}

// onlyFailures drops the passing tests from node's output, with what belongs to them.
func onlyFailures(out string) string {
	var show strings.Builder
	keep := true
	for line := range strings.Lines(out) {
		trimmed := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(trimmed, "# took "): // comes between a failure and what is said of it
			continue
		case strings.HasPrefix(trimmed, "ok "), strings.HasPrefix(trimmed, "# Subtest: "): // named again at its end
			keep = false
		case strings.HasPrefix(trimmed, "not ok "), strings.HasPrefix(trimmed, "# "):
			keep = true
		}
		if keep && trimmed != "" {
			show.WriteString(line)
		}
	}
	return show.String()
}

// generated runs the generators and fails if a file that is kept in git changed.
func generated(ctx context.Context, g *gate) (count, error) {
	before, err := g.sums()
	if err != nil {
		return count{}, err
	}
	out, err := g.start(ctx, "", "make", "--no-print-directory", "generate")
	g.output.WriteString(out)
	if err != nil {
		return count{}, err
	}
	after, err := g.sums()
	if err != nil {
		return count{}, err
	}
	var changed []string
	for name, sum := range after {
		if before[name] != sum {
			changed = append(changed, name)
		}
	}
	for name := range before {
		if _, still := after[name]; !still {
			changed = append(changed, name)
		}
	}
	if len(changed) > 0 {
		slices.Sort(changed)
		return count{}, fmt.Errorf("these were not what their source generates, and have been rewritten:\n  %s", strings.Join(changed, "\n  "))
	}
	return count{}, nil
}

// sums returns the hash of every source file.
func (g *gate) sums() (map[string]string, error) {
	source := func(name string) bool {
		return slices.Contains([]string{".go", ".ts", ".tsx", ".md", ".json", ".tsv"}, filepath.Ext(name))
	}
	names, err := g.files(source, "internal", "web", "docs", "sdk")
	if err != nil {
		return nil, err
	}
	sums := map[string]string{}
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(g.root, name))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(content)
		sums[name] = hex.EncodeToString(sum[:])
	}
	return sums, nil
}

var fuzzTarget = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(`)

// fuzz runs every fuzz target for a while.
func fuzz(ctx context.Context, g *gate) (c count, err error) {
	files, err := g.files(func(name string) bool { return strings.HasSuffix(name, "_test.go") }, "internal")
	if err != nil {
		return c, err
	}
	for _, name := range files {
		content, readErr := os.ReadFile(filepath.Join(g.root, name))
		if readErr != nil {
			return c, readErr
		}
		for _, m := range fuzzTarget.FindAllStringSubmatch(string(content), -1) {
			out, oneErr := g.start(ctx, "", "go", "test", "-run", "^$", "-fuzz", "^"+m[1]+"$", "-fuzztime", "20s", "./"+filepath.Dir(name))
			if oneErr == nil && !fuzzed(out) {
				oneErr = fmt.Errorf("%s was not fuzzed", m[1])
			}
			if oneErr != nil {
				g.output.WriteString(out)
				c.failed++
				err = errors.Join(err, oneErr)
				continue
			}
			c.passed++
		}
	}
	if err == nil && c.passed == 0 {
		err = errors.New("there is nothing to fuzz")
	}
	return c, err
}

// fuzzed reports whether new inputs were tried. go test is content when there is no such target, as behind a build tag.
func fuzzed(out string) bool {
	return strings.Contains(out, "fuzz: elapsed: ") && !strings.Contains(out, "no fuzz tests to fuzz")
}
