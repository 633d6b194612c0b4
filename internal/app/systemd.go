package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"
)

// manager is who started this process, if it wants to be told how it is: systemd's protocol of sd_notify(3), a datagram of lines
// to the socket that the environment names. The zero value is nobody.
type manager struct {
	socket string
	every  time.Duration // how often it wants to hear that all is well; 0 means never
	log    *slog.Logger
}

// managerOf reads the environment. A watchdog meant for another process, as of a parent, is not ours to feed.
func managerOf(getenv func(string) string, pid int, log *slog.Logger) manager {
	m := manager{socket: getenv("NOTIFY_SOCKET"), log: log}
	if m.socket == "" {
		return m
	}
	micros, err := strconv.ParseInt(getenv("WATCHDOG_USEC"), 10, 64)
	if whose := getenv("WATCHDOG_PID"); err == nil && micros > 0 && (whose == "" || whose == strconv.Itoa(pid)) {
		m.every = time.Duration(micros) * time.Microsecond / 3
	}
	return m
}

// tell sends one line. That it cannot be sent is worth a line in the log, and no more.
func (m manager) tell(line string) {
	if m.socket == "" {
		return
	}
	if err := m.send(line); err != nil {
		m.log.Warn("app: the service manager was not told", "what", line, "error", err)
	}
}

func (m manager) send(line string) (err error) {
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: m.socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("app: sd_notify: %w", err)
	}
	defer conn.Close() //nolint:errcheck // a datagram is sent or not
	if _, err := conn.Write([]byte(line)); err != nil {
		return fmt.Errorf("app: sd_notify: %w", err)
	}
	return nil
}

// watched tells the manager again and again that the instance answers, until ctx ends. Where alive does not come back nothing is
// told any more, and the manager starts the process anew.
func (m manager) watched(ctx context.Context, alive func(context.Context)) (wait func()) {
	ended := make(chan struct{})
	if m.every <= 0 {
		close(ended)
		return func() { <-ended }
	}
	go func() {
		defer close(ended)
		tick := time.NewTicker(m.every)
		defer tick.Stop()
		for {
			alive(ctx)
			if ctx.Err() != nil {
				return
			}
			m.tell("WATCHDOG=1")
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	}()
	return func() { <-ended }
}
