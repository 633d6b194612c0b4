package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// cluster is a PostgreSQL server in a folder that is thrown away, reached by a socket in it.
type cluster struct {
	folder, programs string
	as               []string // what runs its programs as somebody else than root, whom PostgreSQL refuses
}

// startCluster makes and starts a server with Debian's packages.
func startCluster(ctx context.Context) (_ *cluster, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errors.Join(errors.New("there is no PostgreSQL; apt-get install -y --no-install-recommends postgresql"), err)
	}
	slices.SortFunc(found, func(a, b string) int { return release(a) - release(b) })
	c := &cluster{programs: filepath.Dir(found[len(found)-1])}
	// In memory if there is room, since the tests make hundreds of schemas. They are killed, never the machine.
	if c.folder, err = os.MkdirTemp(roomy(4<<30), "superette-postgres"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(c.folder))
		}
	}()
	if os.Getuid() == 0 {
		nobody, err := user.Lookup("postgres") // made by the package
		if err != nil {
			return nil, err
		}
		uid, uidErr := strconv.Atoi(nobody.Uid)
		gid, gidErr := strconv.Atoi(nobody.Gid)
		if err := errors.Join(uidErr, gidErr, os.Chown(c.folder, uid, gid)); err != nil {
			return nil, err
		}
		c.as = []string{"setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"}
	}
	if err := c.run(ctx, "initdb", "-D", c.data(), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", "superette", "--no-instructions"); err != nil {
		return nil, err
	}
	// Durable as everywhere: the tests kill what they test, and the store refuses anything less.
	options := "-c listen_addresses='' -c unix_socket_directories=" + c.folder + " -c max_connections=300 -c max_wal_size=2GB -c autovacuum=off"
	if err := c.run(ctx, "pg_ctl", "-D", c.data(), "-o", options, "-l", filepath.Join(c.folder, "log"), "-w", "start"); err != nil {
		return nil, err
	}
	return c, nil
}

// roomy returns a folder in memory if there is so much room in it, and "" otherwise.
func roomy(enough uint64) string {
	const shared = "/dev/shm"
	var s syscall.Statfs_t
	if err := syscall.Statfs(shared, &s); err == nil && s.Bavail*uint64(s.Bsize) >= enough { //nolint:gosec // sizes are positive
		return shared
	}
	return ""
}

// release returns the number in /usr/lib/postgresql/15/bin/initdb.
func release(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return n
}

func (c *cluster) data() string { return filepath.Join(c.folder, "data") }

func (c *cluster) address() string {
	u := url.URL{Scheme: "postgres", User: url.User("superette"), Path: "/postgres", RawQuery: url.Values{"host": {c.folder}}.Encode()}
	return u.String()
}

func (c *cluster) run(ctx context.Context, program string, args ...string) error {
	line := append(slices.Clone(c.as), append([]string{filepath.Join(c.programs, program)}, args...)...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...)
	cmd.Dir = c.folder
	// The server that pg_ctl starts would keep a pipe open: output goes to a file.
	out, err := os.CreateTemp("", "superette-postgres-out")
	if err != nil {
		return err
	}
	defer func() { _ = errors.Join(out.Close(), os.Remove(out.Name())) }()
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, readErr := os.ReadFile(out.Name())
		return errors.Join(fmt.Errorf("%s: %w\n%s", program, err, said), readErr)
	}
	return nil
}

// stop ends the server and throws its folder away.
func (c *cluster) stop() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return errors.Join(c.run(ctx, "pg_ctl", "-D", c.data(), "-m", "immediate", "-w", "stop"), os.RemoveAll(c.folder))
}

// onPostgres is a part that runs go test with a PostgreSQL server: without packages among the arguments, those of every package
// that keeps something.
func onPostgres(env []string, args ...string) func(context.Context, *gate) (count, error) {
	return besidePostgres(env, func(ctx context.Context, g *gate) (count, error) {
		args := append([]string{"-count=1", "-tags=postgres", "-timeout=30m"}, args...)
		if !slices.ContainsFunc(args, func(a string) bool { return strings.HasPrefix(a, "./") }) {
			packages, err := g.keepers()
			if err != nil {
				return count{}, err
			}
			args = append(args, packages...)
		}
		return goTest("", args...)(ctx, g)
	})
}

// besidePostgres is a part that has a PostgreSQL server while it runs.
func besidePostgres(env []string, run func(context.Context, *gate) (count, error)) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (c count, err error) {
		server, err := startCluster(ctx)
		if err != nil {
			return count{}, err
		}
		defer func() { err = errors.Join(err, server.stop()) }()
		g.env = append(env, "SUPERETTE_TEST_POSTGRES="+server.address())
		defer func() { g.env = nil }()
		return run(ctx, g)
	}
}

// keepers returns the packages whose tests open a store.
func (g *gate) keepers() (packages []string, err error) {
	files, err := g.files(func(name string) bool { return strings.HasSuffix(name, "_test.go") }, "internal")
	if err != nil {
		return nil, err
	}
	for _, name := range files {
		content, err := os.ReadFile(filepath.Join(g.root, name)) //nolint:gosec // a file of the repository
		if err != nil {
			return nil, err
		}
		if folder := "./" + filepath.Dir(name); strings.Contains(string(content), "storetest.") && !slices.Contains(packages, folder) {
			packages = append(packages, folder)
		}
	}
	if len(packages) == 0 {
		return nil, errors.New("no package keeps anything")
	}
	return packages, nil
}
