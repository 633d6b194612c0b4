package drive

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Postgres is a PostgreSQL server of a run's own, in a folder on the disk that is measured, as durable as it is when nothing else is
// said. It listens on this machine alone.
type Postgres struct {
	Version string

	folder, programs string
	port             string
	as               []string // what runs its programs as somebody else than root, whom PostgreSQL refuses
	pid              int
}

// StartPostgres makes and starts a server with Debian's packages, in a new folder within dir, into which its user has to get.
func StartPostgres(ctx context.Context, dir string) (p *Postgres, err error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return nil, errors.Join(errors.New("there is no PostgreSQL\nhint: apt-get install -y --no-install-recommends postgresql"), err)
	}
	slices.SortFunc(found, func(a, b string) int { return release(a) - release(b) })
	p = &Postgres{programs: filepath.Dir(found[len(found)-1])}
	if p.folder, err = os.MkdirTemp(dir, "postgres-"); err != nil {
		return nil, err
	}
	if p.port, err = FreePort(); err != nil {
		return nil, err
	}
	if os.Getuid() == 0 {
		if err := p.become("postgres"); err != nil { // made by the package
			return nil, err
		}
	}
	if err := p.run(ctx, "initdb", "-D", p.data(), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-U", postgresUser, "--no-instructions"); err != nil {
		return nil, err
	}
	options := "-c listen_addresses=127.0.0.1 -c port=" + p.port + " -c unix_socket_directories='' -c max_connections=200 -c shared_buffers=512MB -c max_wal_size=4GB"
	if err := p.run(ctx, "pg_ctl", "-D", p.data(), "-o", options, "-l", filepath.Join(p.folder, "log"), "-w", "start"); err != nil {
		return nil, err
	}
	if p.pid, err = p.mainProcess(); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	if p.Version, err = p.ask(ctx, `SELECT current_setting('server_version') || ' with fsync ' || current_setting('fsync')
		|| ' and synchronous_commit ' || current_setting('synchronous_commit')`); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// postgresUser is whose the databases are; nobody is asked for a password.
const postgresUser = "superette"

func (p *Postgres) become(name string) error {
	u, err := user.Lookup(name)
	if err != nil {
		return err
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	p.as = []string{"setpriv", "--reuid=" + name, "--regid=" + name, "--clear-groups"}
	return errors.Join(uidErr, gidErr, os.Chown(p.folder, uid, gid))
}

func (p *Postgres) data() string { return filepath.Join(p.folder, "data") }

// Port is where it listens on 127.0.0.1.
func (p *Postgres) Port() string { return p.port }

// User is whose its databases are.
func (p *Postgres) User() string { return postgresUser }

// PID returns the number of its first process, which has the others as children.
func (p *Postgres) PID() int { return p.pid }

// Address returns that of a database.
func (p *Postgres) Address(database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(postgresUser, "unasked"), Host: net.JoinHostPort("127.0.0.1", p.port), Path: "/" + database,
		RawQuery: url.Values{"sslmode": {"disable"}}.Encode(),
	}
	return u.String()
}

// Create makes an empty database and returns its address.
func (p *Postgres) Create(ctx context.Context, database string) (string, error) {
	return p.Address(database), p.Exec(ctx, "postgres", "CREATE DATABASE "+pgx.Identifier{database}.Sanitize())
}

// Exec runs statements in a database.
func (p *Postgres) Exec(ctx context.Context, database, statements string) error {
	conn, err := pgx.Connect(ctx, p.Address(database))
	if err != nil {
		return err
	}
	_, err = conn.PgConn().Exec(ctx, statements).ReadAll()
	return errors.Join(err, conn.Close(ctx))
}

func (p *Postgres) ask(ctx context.Context, question string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, p.Address("postgres"))
	if err != nil {
		return "", err
	}
	err = conn.QueryRow(ctx, question).Scan(&answer)
	return answer, errors.Join(err, conn.Close(ctx))
}

// Close ends the server and throws its folder away.
func (p *Postgres) Close() error {
	return errors.Join(p.run(context.Background(), "pg_ctl", "-D", p.data(), "-m", "fast", "-w", "stop"), os.RemoveAll(p.folder))
}

func (p *Postgres) mainProcess() (int, error) {
	content, err := os.ReadFile(filepath.Join(p.data(), "postmaster.pid"))
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(content), "\n")
	return strconv.Atoi(first)
}

func (p *Postgres) run(ctx context.Context, program string, args ...string) error {
	line := append(slices.Clone(p.as), append([]string{filepath.Join(p.programs, program)}, args...)...)
	cmd := exec.CommandContext(ctx, line[0], line[1:]...) //nolint:gosec // Debian's own programs
	cmd.Dir = p.folder
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

// release returns the number in /usr/lib/postgresql/15/bin/initdb.
func release(initdb string) int {
	n, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	if err != nil {
		return 0
	}
	return n
}

// FreePort returns a port of this machine that nobody listens on.
func FreePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // taking a local address does not wait
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}
