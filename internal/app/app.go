// Package app builds an instance out of the rooms, and holds what the command line offers.
//
// One verb, one file: serve.go, demo.go, dev.go run an instance; build.go, publish.go, login.go are its clients.
// instance.go opens the rooms from the lowest up, mounts their routes and closes them in reverse. Two pages tell all that
// spans nouns: commands.go, what a person asks for that takes more than one room (share a program into a chat), and
// reactions.go, which room answers to an event of another. Nothing else reaches across.
//
// Only here does the clock tick: everything below takes the time, and its randomness, from its constructor.
package app

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/superette/superette/internal/mini/gateway"
)

// Tiles are the ground of maps.
type Tiles = gateway.Tiles

// DefaultAddr is where an instance listens if it is told nothing else.
const DefaultAddr = "127.0.0.1:8420"

// Config is what an instance is run with.
type Config struct {
	Data       string // the data folder; made if it is missing
	DB         string // the address of a PostgreSQL database; "" means SQLite in the data folder
	Addr       string // where to listen; "" means DefaultAddr, port 0 any free one
	URL        string // the one public address; "" means http://localhost and Addr's port
	TLS        string // the file of a certificate to speak https with, or TLSAuto; "" means plain http
	TLSKey     string // the file of its key; "" means that it is in the same one
	ACME       ACME   // with TLSAuto
	TrustProxy bool   // a proxy on this machine or before it sets X-Forwarded-For

	Cluster     []string // the addresses of the processes that serve the same database, nats://USER:SECRET@HOST:PORT; none means that this one is alone
	ClusterAddr string   // HOST:PORT where this process listens for the others

	Metrics string // where to answer GET /metrics for a monitor; "" means nowhere

	Tiles Tiles // the ground of maps

	Registration Registration // who may make an account; "" means RegistrationOpen

	FileLimit int64 // bytes of a file in a conversation; 0 means DefaultFileLimit, less that there are none

	AllowPrivate []string // addresses inside this network that somebody may ask, each as ADDRESS=WHO[=ORIGIN]

	Now    func() time.Time
	Random io.Reader // crypto/rand.Reader
	Log    *slog.Logger
	To     io.Writer // what the user reads: addresses and links
}

// DefaultFileLimit is what a file in a conversation may have if nothing else is said, in bytes.
const DefaultFileLimit = 100_000_000

func (c Config) fileLimit() int64 {
	if c.FileLimit == 0 {
		return DefaultFileLimit
	}
	return max(0, c.FileLimit)
}

// DefaultData returns the data folder if none is given: superette below $XDG_DATA_HOME or ~/.local/share.
func DefaultData() (string, error) {
	if base := os.Getenv("XDG_DATA_HOME"); base != "" {
		return filepath.Join(base, "superette"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", Refusal{Text: "there is no home folder to keep data in", Hint: "name a folder with --data DIR"}
	}
	return filepath.Join(home, ".local", "share", "superette"), nil
}

// built is what `make build` says of the sources: a tag, or the commit, with "-dirty" if files were changed.
var built string //nolint:gochecknoglobals // the linker can set nothing else

// Version returns the version of this binary: what `make build` stamped on it, or the module's if it was built by
// `go install`, or the commit; "devel" if nothing is known.
func Version() string {
	if built != "" {
		return built
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	commit := settings["vcs.revision"]
	if len(commit) < 12 {
		return "devel"
	}
	if settings["vcs.modified"] == "true" {
		return commit[:12] + "-dirty"
	}
	return commit[:12]
}

// listen takes the address that a flag gives, and says what to do if somebody else has it.
func listen(flag, addr string) (net.Listener, error) {
	if addr == "" {
		addr = DefaultAddr
	}
	l, err := net.Listen("tcp", addr) //nolint:noctx // taking a local address does not wait
	if err != nil {
		var op *net.OpError
		if errors.As(err, &op) {
			err = op.Err
		}
		hint := "give another address with " + flag + " 127.0.0.1:PORT"
		switch {
		case errors.Is(err, syscall.EADDRINUSE):
			hint = "something listens there already, which `ss -ltnp` names: stop it, or " + hint
		case errors.Is(err, fs.ErrPermission):
			hint = "ports below 1024 take root or CAP_NET_BIND_SERVICE, which the unit of the archive gives; or " + hint
		}
		// What listens there may end; a name or a number that is none stays so.
		return nil, Refusal{Text: fmt.Sprintf("cannot listen on %s: %v", addr, err), Hint: hint, Stay: !errors.As(err, new(syscall.Errno))}
	}
	return l, nil
}

// originOf returns the instance's one public address. Plain http is for this machine alone: elsewhere passwords and the
// session cookie would travel in the open.
func originOf(given string, l net.Listener, tls, trustProxy bool) (string, error) {
	if given == "" {
		_, port, err := net.SplitHostPort(l.Addr().String())
		if err != nil {
			return "", fmt.Errorf("app: own address: %w", err)
		}
		return "http://localhost:" + port, nil
	}
	const hint = "give it as --url https://chat.example.org, without a path"
	u, err := url.Parse(given)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.User != nil {
		return "", Refusal{Text: fmt.Sprintf("%q is not an address of an instance", given), Hint: hint, Stay: true}
	}
	if port, err := strconv.Atoi(u.Port()); u.Port() != "" && (err != nil || port < 1 || port > 65535) {
		return "", Refusal{Text: u.Port() + " is no port", Hint: hint, Stay: true}
	}
	if u.Scheme == "http" && !strings.EqualFold(u.Hostname(), "localhost") {
		return "", Refusal{Text: "plain http is for localhost only", Hint: "give --url https://NAME, and --tls auto, --tls FILE or a proxy with https and --trust-proxy", Stay: true}
	}
	if u.Scheme == "https" && !tls && !trustProxy {
		return "", Refusal{Text: "https needs a certificate or a proxy that has one", Hint: "add --tls auto, or --tls FILE --tls-key FILE, or put a proxy before it and add --trust-proxy", Stay: true}
	}
	if u.Scheme == "http" && tls {
		return "", Refusal{Text: "with --tls the address is https", Hint: hint, Stay: true}
	}
	return u.Scheme + "://" + plainHost(u), nil
}

// plainHost returns host and port as browsers say them in the header Origin: in lower case, and without the port that goes without saying.
func plainHost(u *url.URL) string {
	host := strings.ToLower(u.Host)
	if (u.Scheme == "https" && u.Port() == "443") || (u.Scheme == "http" && u.Port() == "80") {
		return strings.TrimSuffix(host, ":"+u.Port())
	}
	return host
}
