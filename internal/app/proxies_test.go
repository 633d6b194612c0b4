package app

import (
	"context"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDocumentedProxies holds the proxies' configuration in the docs against what the server takes.
func TestDocumentedProxies(t *testing.T) {
	needsPages(t)
	text, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	i, err := open(context.Background(), testConfig(t, t.TempDir(), io.Discard), mode{})
	if err != nil {
		t.Fatal(err)
	}
	largest := i.server.LargestBody()
	if err := i.close(); err != nil {
		t.Fatal(err)
	}
	const files, gateway = 8 << 20, 10 << 20
	if largest < max(files, gateway) {
		t.Fatalf("the largest body is said to be %d bytes, less than a file of a program or a request of one", largest)
	}
	servers := 0
	// One that came back counts as failed until a request to it has ended; that of a socket does not.
	if n := strings.Count(string(text), "max_fails=0;"); n != 2 {
		t.Errorf("%d processes of the documented upstream are tried again at once, want both", n)
	}
	for _, block := range regexp.MustCompile("(?s)```nginx\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for _, one := range regexp.MustCompile(`(?s)server \{\n.*?\n\}\n`).FindAllString(block[1], -1) {
			if !strings.Contains(one, "proxy_pass") {
				continue
			}
			servers++
			number := func(setting, unit string) int64 {
				found := regexp.MustCompile(setting + ` (\d+)` + unit + `;`).FindStringSubmatch(one)
				if found == nil {
					t.Errorf("it does not set %s:\n%s", setting, one)
					return 0
				}
				n, err := strconv.ParseInt(found[1], 10, 64)
				if err != nil {
					t.Fatal(err)
				}
				return n
			}
			if most := number("client_max_body_size", "m") << 20; most < largest {
				t.Errorf("nginx lets %d bytes through, the server takes %d", most, largest)
			}
			for _, setting := range []string{"proxy_read_timeout", "proxy_send_timeout"} {
				if patience := time.Duration(number(setting, "h")) * time.Hour; patience < 10*time.Minute {
					t.Errorf("%s is %v", setting, patience)
				}
			}
			for _, want := range []string{
				"proxy_http_version 1.1;", "proxy_set_header Upgrade $http_upgrade;", "proxy_set_header Connection $http_connection;",
				"proxy_set_header Host $http_host;", "proxy_set_header X-Forwarded-For $remote_addr;",
			} {
				if !strings.Contains(one, want) {
					t.Errorf("it lacks %q:\n%s", want, one)
				}
			}
		}
	}
	if servers != 2 {
		t.Errorf("%d servers of nginx are documented, want that of one process and that of two", servers)
	}
}
