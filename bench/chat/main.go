// Chat measures our chat beside others: Superette on SQLite and on PostgreSQL, ejabberd (Debian's package) with its archive, mod_mam,
// on the same PostgreSQL, and, if its programs are given, Tinode on it too. All of them in one run, one at a time, by the same
// generator over their own protocols; each keeps a message before it acknowledges it.
//
//	make bench-chat ARGS='-tinode /opt/tinode'      # all of it, into bench/results/chat.md and chat.svg
//	go run ./bench/chat -quick -only sqlite         # half a minute, shown only
//
// main.go is the run, measure.go what is measured and post.go how it is counted; superette.go, ejabberd.go (with the stream of XMPP in
// stream.go) and tinode.go are the subjects.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/superette/superette/bench/drive"
)

// config says what is run.
type config struct {
	binary, tinode, dir, out string
	only                     []string // subjects; none: all
	people                   int      // who are connected and idle
	pairs                    []int    // who write to each other, as fast as it goes
	window                   int      // lines of one device that are under way
	perSecond                float64  // lines at the even pace
	group, writers           int
	rounds                   int
	length, even, settle     time.Duration
	now                      drive.Clock
	command                  string
	to                       io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := config{now: time.Now, to: os.Stdout} //nolint:forbidigo // a command ticks
	flag.StringVar(&c.binary, "binary", "bin/superette", "of superette")
	flag.StringVar(&c.tinode, "tinode", "", "folder with Tinode's programs tinode and init-db, built for PostgreSQL; without it Tinode is left out")
	flag.StringVar(&c.dir, "dir", "", "where files go, on the disk that is measured; the system's folder for temporary files by default")
	flag.StringVar(&c.out, "out", "", "folder of results")
	only := flag.String("only", "", "some of "+strings.Join(names(), ", ")+"; by default all")
	flag.IntVar(&c.people, "people", 10_000, "an even number; as many are connected and idle")
	pairs := flag.String("pairs", "64,256", "how many pairs write to each other, as fast as it goes")
	flag.IntVar(&c.window, "window", 2, "lines of one device that are under way at a time")
	flag.Float64Var(&c.perSecond, "rate", 150, "lines a second at an even pace")
	flag.IntVar(&c.group, "group", 500, "members of the group")
	flag.IntVar(&c.writers, "writers", 8, "of them write, each the next line when everybody has the one before")
	flag.IntVar(&c.rounds, "rounds", 3, "how often each is measured; the median counts")
	flag.DurationVar(&c.length, "length", 4*time.Second, "of each round")
	flag.DurationVar(&c.even, "even", 15*time.Second, "how long lines come at an even pace")
	flag.DurationVar(&c.settle, "settle", 20*time.Second, "how long idle devices are left alone before memory is looked at")
	quick := flag.Bool("quick", false, "little of everything, to see whether it works")
	flag.Parse()
	c.command = drive.Again("make bench-chat", flag.CommandLine)
	err := c.choose(*only, *pairs)
	if *quick {
		c.people, c.pairs, c.group, c.rounds = 1000, []int{16}, 50, 1
		c.length, c.even, c.settle = time.Second, 2*time.Second, time.Second
	}
	if *quick || *only != "" {
		c.out = "" // a part would take the place of the whole
	}
	if err == nil {
		err = run(ctx, c)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "chat:", err)
		os.Exit(1)
	}
}

// choose reads the lists among the flags.
func (c *config) choose(only, pairs string) error {
	if only != "" {
		c.only = strings.Split(only, ",")
	}
	for _, name := range c.only {
		if !slices.Contains(names(), name) {
			return fmt.Errorf("there is no %q; there are %s", name, strings.Join(names(), ", "))
		}
	}
	for text := range strings.SplitSeq(pairs, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return fmt.Errorf("%q is no number of pairs", text)
		}
		c.pairs = append(c.pairs, n)
	}
	return nil
}

// entry is a subject that can be chosen.
type entry struct {
	name string // for -only
	ours bool
	open func(ctx context.Context, c config, dir string, db *drive.Postgres) (subject, error)
}

// entries lists the subjects, ours last.
func entries() []entry {
	return []entry{
		{"tinode", false, openTinode},
		{"ejabberd", false, openEjabberd},
		{"postgres", true, func(ctx context.Context, c config, dir string, db *drive.Postgres) (subject, error) {
			return openSuperette(ctx, c, dir, db)
		}},
		{"sqlite", true, func(ctx context.Context, c config, dir string, _ *drive.Postgres) (subject, error) {
			return openSuperette(ctx, c, dir, nil)
		}},
	}
}

func names() (list []string) {
	for _, e := range entries() {
		list = append(list, e.name)
	}
	return list
}

func run(ctx context.Context, c config) (err error) {
	if err := c.check(); err != nil {
		return err
	}
	if err := manyFiles(); err != nil {
		return err
	}
	about := drive.Machine(c.now, c.command)
	if c.dir, err = os.MkdirTemp(c.dir, "superette-chat-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(c.dir)) }()
	if err := os.Chmod(c.dir, 0o755); err != nil { //nolint:gosec // PostgreSQL runs as somebody else, and has its folder in it
		return err
	}
	r := &report{config: c, about: about}
	for _, e := range entries() {
		if len(c.only) > 0 && !slices.Contains(c.only, e.name) || len(c.only) == 0 && e.name == "tinode" && c.tinode == "" {
			continue
		}
		one, err := measureOne(ctx, c, e, r)
		if err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
		r.results = append(r.results, one)
	}
	return r.write()
}

func (c *config) check() error {
	most := slices.Max(c.pairs)
	switch {
	case c.people%2 != 0, c.people < 2*most, c.people < c.group:
		return fmt.Errorf("%d people are too few for %d pairs and a group of %d, or an odd number", c.people, most, c.group)
	case c.group < 2, c.writers < 1, c.writers > c.group, c.rounds < 1, c.window < 1:
		return errors.New("a group has at least two members, and there is at least one of writers, rounds and lines under way")
	case slices.Contains(c.only, "tinode") && c.tinode == "":
		return errors.New("no programs of Tinode's are given\nhint: -tinode FOLDER, built as bench/results/chat.md says")
	}
	return nil
}

// measureOne measures one subject, with a PostgreSQL server that is as new as it is.
func measureOne(ctx context.Context, c config, e entry, r *report) (_ *result, err error) {
	dir := filepath.Join(c.dir, e.name)
	if err := os.Mkdir(dir, 0o755); err != nil { //nolint:gosec // as its parent
		return nil, err
	}
	var db *drive.Postgres
	if e.name != "sqlite" {
		if db, err = drive.StartPostgres(ctx, dir); err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		r.postgres = db.Version
	}
	fmt.Fprintf(c.to, "%s: %d people\n", e.name, c.people)
	s, err := e.open(ctx, c, dir, db)
	if err != nil {
		return nil, err
	}
	m := &measurement{config: c, subject: s, db: db, result: &result{name: s.Name(), ours: e.ours}}
	return m.result, errors.Join(m.run(ctx), s.Close())
}

// manyFiles lets this process and those that it starts have as many files open as they may.
func manyFiles() error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return err
	}
	limit.Cur = limit.Max
	return syscall.Setrlimit(syscall.RLIMIT_NOFILE, &limit)
}
