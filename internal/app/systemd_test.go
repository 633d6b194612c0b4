package app

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// openManager listens as systemd does, and returns what it is told and the name of its socket.
func openManager(t *testing.T) (told chan string, socket string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "notify") // a socket's path holds 107 bytes, and the test's name is long
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(folder); err != nil {
			t.Error(err)
		}
	})
	socket = filepath.Join(folder, "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	told = make(chan string, 1000)
	go func() {
		defer close(told)
		b := make([]byte, 1<<10)
		for {
			n, err := conn.Read(b)
			if err != nil {
				return
			}
			told <- string(b[:n])
		}
	}()
	t.Cleanup(func() {
		if err := conn.Close(); err != nil {
			t.Error(err)
		}
	})
	return told, socket
}

func awaitTold(t *testing.T, told <-chan string, want string) {
	t.Helper()
	limit := time.After(time.Minute)
	for {
		select {
		case got := <-told:
			if got == want {
				return
			}
		case <-limit:
			t.Fatalf("the manager was not told %s", want)
		}
	}
}

func TestServiceManager(t *testing.T) {
	t.Run("is told when the instance takes requests, that it answers, and when it stops", func(t *testing.T) {
		needsPages(t)
		told, socket := openManager(t)
		t.Setenv("NOTIFY_SOCKET", socket)
		t.Setenv("WATCHDOG_USEC", "30000")
		t.Setenv("WATCHDOG_PID", strconv.Itoa(os.Getpid()))
		_, _, stop := serving(t, t.TempDir(), Serve)
		for _, want := range []string{"READY=1", "WATCHDOG=1", "WATCHDOG=1"} {
			awaitTold(t, told, want)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		awaitTold(t, told, "STOPPING=1")
	})
	t.Run("hears nothing any more of an instance that hangs", func(t *testing.T) {
		told, socket := openManager(t)
		m := manager{socket: socket, every: time.Millisecond}
		ctx, end := context.WithCancel(t.Context())
		asked := make(chan struct{})
		release := make(chan struct{})
		calls := 0
		wait := m.watched(ctx, func(context.Context) {
			if calls++; calls == 3 {
				close(asked)
				<-release
			}
		})
		<-asked
		end()
		close(release)
		wait()
		if n := len(told); n > 2 {
			t.Errorf("told %d times, want 2 at most: the third answer never came", n)
		}
	})
	t.Run("of another process is left alone", func(t *testing.T) {
		for _, c := range []struct {
			name, socket, micros, pid string
			want                      time.Duration
		}{
			{"nobody wants to know", "", "3000000", "", 0},
			{"no watchdog", "/run/notify", "", "", 0},
			{"a watchdog for whoever it is", "/run/notify", "3000000", "", time.Second},
			{"a watchdog for us", "/run/notify", "3000000", "7", time.Second},
			{"a watchdog for our parent", "/run/notify", "3000000", "6", 0},
			{"what is no number", "/run/notify", "soon", "7", 0},
		} {
			env := map[string]string{"NOTIFY_SOCKET": c.socket, "WATCHDOG_USEC": c.micros, "WATCHDOG_PID": c.pid}
			if got := managerOf(func(name string) string { return env[name] }, 7, nil); got.every != c.want || got.socket != c.socket {
				t.Errorf("%s: %+v, want every %v", c.name, got, c.want)
			}
		}
	})
}
