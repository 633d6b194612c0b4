package bus

import (
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
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

// logger has the server's own words in our log.
type logger struct{ log *slog.Logger }

// Noticef logs what is of use to who looks for a mistake.
func (l logger) Noticef(format string, v ...any) { l.log.Debug("bus: " + fmt.Sprintf(format, v...)) }

// Warnf logs a warning.
func (l logger) Warnf(format string, v ...any) { l.log.Debug("bus: " + fmt.Sprintf(format, v...)) }

// Errorf logs what an operator can set right, such as a wrong secret. That another process is not there, the store says.
func (l logger) Errorf(format string, v ...any) {
	text := fmt.Sprintf(format, v...)
	if strings.HasPrefix(text, "Error trying to connect to route") {
		l.log.Debug("bus: " + text)
		return
	}
	l.log.Warn("bus: " + text)
}

// Fatalf logs why the server cannot go on.
func (l logger) Fatalf(format string, v ...any) { l.log.Error("bus: " + fmt.Sprintf(format, v...)) }

// Debugf is not asked for.
func (logger) Debugf(string, ...any) {}

// Tracef is not asked for.
func (logger) Tracef(string, ...any) {}
