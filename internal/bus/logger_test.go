package bus

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestLogger(t *testing.T) {
	t.Run("says what comes again and again ever less often, and of a secret what to do", func(t *testing.T) {
		var out bytes.Buffer
		l := newLogger(slog.New(slog.NewTextHandler(&out, nil)))
		for n := range 1000 {
			l.Errorf("127.0.0.1:%d - rid:%d - Route Error 'Authorization Violation'", 1000+n, n)
			l.Errorf("127.0.0.1:%d - rid:%d - Error flushing: write tcp 127.0.0.1:1->127.0.0.1:%d: broken pipe", 1000+n, n, n)
			l.Errorf("10.0.0.%d:6222 - rid:%d - TLS route handshake error: EOF", n%256, n)
		}
		secret, other := strings.Count(out.String(), "give all of them the same list"), strings.Count(out.String(), "TLS route handshake error")
		if lines := strings.Count(out.String(), "\n"); secret != 4 || other != 4 || lines != 8 {
			t.Errorf("%d lines, %d of the secret, %d of the other thing; want 4 of each: the 1st, 10th, 100th and 1000th\n%s", lines, secret, other, &out)
		}
		out.Reset()
		l.Errorf("the route is mad")
		if !strings.Contains(out.String(), "the route is mad") {
			t.Errorf("a line of another sort: %q", out.String())
		}
	})
}
