package bus

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// Cluster says how the buses of several processes become one.
type Cluster struct {
	Name   string     // of this process; no other has it
	Listen string     // HOST:PORT where the others connect to
	Routes []*url.URL // nats://USER:SECRET@HOST:PORT of the others; its own may be among them. All have the same USER and SECRET
	TLS    *tls.Config
}

const (
	// A process that stopped without a word is noticed after two pings without an answer. Nothing waits for that: who asks
	// it goes by the time of the question.
	pingEvery = 5 * time.Second
	pingsOut  = 2
)

// OpenCluster starts a bus inside this process that is one with those of others.
func OpenCluster(log *slog.Logger, c Cluster) (*Bus, error) {
	host, digits, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return nil, fmt.Errorf("bus: listen for the cluster: %w", err)
	}
	port, err := strconv.Atoi(digits)
	if err != nil {
		return nil, fmt.Errorf("bus: listen for the cluster: %w", err)
	}
	o := &server.Options{
		// The server listens to others like it only after it listens to clients: it does, on a port of this machine, to who knows
		// a word that this process alone knows.
		Host: "127.0.0.1", Port: server.RANDOM_PORT, Username: "superette", Password: rand.Text(),
		ServerName: c.Name, Routes: c.Routes,
		Cluster: server.ClusterOpts{
			Name: "superette", Host: host, Port: port, NoAdvertise: true, TLSConfig: c.TLS, TLSTimeout: answerLimit.Seconds(),
			AuthTimeout: answerLimit.Seconds(), PingInterval: pingEvery, MaxPingsOut: pingsOut,
		},
	}
	if len(c.Routes) > 0 {
		o.Cluster.Username = c.Routes[0].User.Username()
		o.Cluster.Password, _ = c.Routes[0].User.Password()
	}
	return start(log, o, nats.UserInfo(o.Username, o.Password))
}

// Neighbours returns how many other processes the bus is connected to.
func (b *Bus) Neighbours() int {
	routes, err := b.server.Routez(&server.RoutezOptions{})
	if err != nil {
		return 0
	}
	names := map[string]bool{}
	for _, r := range routes.Routes {
		names[r.RemoteName] = true
	}
	return len(names)
}

// logger has the server's own words in our log. What it tries again it says again, for ever and several times a second: each sort of
// line stands there the first time, the tenth, the hundredth and so on.
type logger struct {
	log *slog.Logger

	mu   *sync.Mutex
	said map[string]int // by sort
}

func newLogger(log *slog.Logger) logger { return logger{log, &sync.Mutex{}, map[string]int{}} }

const sortsMax = 1000 // of lines; past it they are counted anew

// again counts a line, and reports whether it is to be seen.
func (l logger) again(text string) (times int, seen bool) {
	sort := numbers.ReplaceAllString(text, "")
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.said) >= sortsMax {
		clear(l.said)
	}
	l.said[sort]++
	times = l.said[sort]
	for n := times; ; n /= 10 {
		if n < 10 || n%10 != 0 {
			return times, n == 1
		}
	}
}

// numbers are what lines of one sort differ in: addresses, ports, counts of connections, names of processes.
var numbers = regexp.MustCompile(`[\w.:]*\d[\w.:]*`) //nolint:gochecknoglobals // compiled once

// isSecret reports whether a line says that one side does not take the other's secret.
func isSecret(text string) bool {
	return strings.Contains(text, "Authorization Violation") || strings.Contains(text, "authentication error")
}

// Noticef logs what is of use to who looks for a mistake.
func (l logger) Noticef(format string, v ...any) { l.log.Debug("bus: " + fmt.Sprintf(format, v...)) }

// Warnf logs a warning.
func (l logger) Warnf(format string, v ...any) { l.log.Debug("bus: " + fmt.Sprintf(format, v...)) }

// Errorf logs what an operator can set right, such as a wrong secret. That another process is not there, the store says.
func (l logger) Errorf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	if strings.HasPrefix(text, "Error trying to connect to route") || strings.Contains(text, "Error flushing") {
		l.log.Debug("bus: " + text)
		return
	}
	times, seen := l.again(text)
	switch {
	case !seen:
		l.log.Debug("bus: " + text)
	case isSecret(text):
		l.log.Warn("bus: a process of --cluster has another secret than this one, and they do not hear each other: give all of them the same list",
			"said", text, "times", times)
	default:
		l.log.Warn("bus: "+text, "times", times)
	}
}

// Fatalf logs why the server cannot go on.
func (l logger) Fatalf(format string, v ...any) { l.log.Error("bus: " + fmt.Sprintf(format, v...)) }

// Debugf is not asked for.
func (logger) Debugf(string, ...any) {}

// Tracef is not asked for.
func (logger) Tracef(string, ...any) {}
