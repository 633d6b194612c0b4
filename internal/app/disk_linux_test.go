package app

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

const diskFolder = "APP_DISK_FOLDER"

// browser is somebody signed in at a server in another process.
type browser struct {
	http.Client

	url string
}

func signIn(t *testing.T, url, handle string) *browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{Client: http.Client{Jar: jar, Timeout: 30 * time.Second}, url: url}
	answer, err := b.Get(url + "/demo/" + handle) //nolint:noctx // it has a timeout
	if err != nil {
		t.Fatal(err)
	}
	if err := answer.Body.Close(); err != nil {
		t.Fatal(err)
	}
	return b
}

// unparsed is the body of a request as it stands.
type unparsed string

// ask calls a method of the API. It returns the status, 0 if the server hung up, and what it said.
func (b *browser) ask(t *testing.T, method string, body any) (status int, said string) {
	t.Helper()
	text, err := json.Marshal(body)
	if raw, ok := body.(unparsed); ok {
		text, err = []byte(raw), nil
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.url+"/api/superette.v1."+method, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", b.url)
	answer, err := b.Do(r)
	if err != nil {
		return 0, err.Error()
	}
	text, err = io.ReadAll(answer.Body)
	return answer.StatusCode, string(text) + fmt.Sprint(errors.Join(err, answer.Body.Close()))
}

// TestServerOnAFailingDisk makes every fsync of a server fail, by strace, while people pay.
func TestServerOnAFailingDisk(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		t.Fatalf("%v; apt-get install -y --no-install-recommends strace", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	dir := t.TempDir()
	child := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestServerThatIsTraced$") //nolint:gosec // this very program
	child.Env = append(os.Environ(), diskFolder+"="+dir)
	var log bytes.Buffer
	child.Stderr = &log
	out, err := child.StdoutPipe()
	if err := errors.Join(err, child.Start()); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	url := ""
	for url == "" && lines.Scan() {
		url = regexp.MustCompile(`http://localhost:\d+`).FindString(lines.Text())
	}
	said := make(chan string, 1)
	go func() {
		text := ""
		for lines.Scan() {
			text += lines.Text() + "\n"
		}
		said <- text
	}()
	ling, tom := signIn(t, url, "ling"), signIn(t, url, "tom")
	var me struct{ Me struct{ ID string } }
	if status, said := tom.ask(t, "AccountService/Me", struct{}{}); status != http.StatusOK || json.Unmarshal([]byte(strings.TrimSuffix(said, "<nil>")), &me) != nil || me.Me.ID == "" {
		t.Fatalf("Me: %d %s", status, said)
	}
	transfer := func(n int) (int, string) {
		return ling.ask(t, "WalletService/Transfer", map[string]any{
			"requestId": fmt.Sprintf("transfer-%d", n), "userId": me.Me.ID, "amount": "100", "currency": "CNY", "pin": demoPIN,
		})
	}
	if status, said := transfer(1); status != http.StatusOK {
		t.Fatalf("before the disk fails: %d %s", status, said)
	}

	tracer := exec.CommandContext(ctx, strace, "-f", "-e", "trace=fdatasync,fsync", "-e", "inject=fdatasync,fsync:error=EIO", "-p", strconv.Itoa(child.Process.Pid)) //nolint:gosec // our child
	told, err := tracer.StderrPipe()
	if err := errors.Join(err, tracer.Start()); err != nil {
		t.Fatal(err)
	}
	traced := bufio.NewScanner(told)
	for traced.Scan() && !strings.Contains(traced.Text(), "attached") {
		t.Log(traced.Text())
	}
	go func() {
		for traced.Scan() { // or it would wait for us
		}
	}()

	t.Run("no payment is answered as done", func(t *testing.T) {
		for n := 2; n < 5; n++ {
			if status, said := transfer(n); status == http.StatusOK {
				t.Errorf("transfer %d: %d %s", n, status, said)
			}
		}
	})
	t.Run("the server stops by itself and says why", func(t *testing.T) {
		text := <-said
		if err := child.Wait(); err == nil {
			t.Error("it exited with 0")
		}
		if !strings.Contains(text, "stopped, because what people send and pay could not be saved") || !strings.Contains(text, "disk I/O error") {
			t.Errorf("it said %q, log %q", text, log.String())
		}
	})
	t.Run("the ledger that it leaves is whole", func(t *testing.T) {
		var report bytes.Buffer
		if err := Check(t.Context(), CheckConfig{Data: dir, To: &report}); err != nil || !strings.Contains(report.String(), "sum 0") {
			t.Errorf("check: %v, %s", err, report.String())
		}
	})
}

// TestServerThatIsTraced is the other process of TestServerOnAFailingDisk; alone it has nothing to do.
func TestServerThatIsTraced(t *testing.T) {
	dir := os.Getenv(diskFolder)
	if dir == "" {
		return
	}
	// Where a process may only be traced by its parent, this one allows it to everybody.
	const setTracer, anybody = 0x59616d61, ^uintptr(0)
	if _, _, code := syscall.RawSyscall(syscall.SYS_PRCTL, setTracer, anybody, 0); code != 0 && code != syscall.EINVAL {
		t.Fatal(code)
	}
	err := Demo(t.Context(), DemoConfig{Config: Config{
		Data: dir, Addr: "127.0.0.1:0", Now: time.Now, Random: rand.Reader, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)), To: os.Stdout,
	}})
	fmt.Println(err) //nolint:forbidigo // tells the parent
	os.Exit(1)
}
