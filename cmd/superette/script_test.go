package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/superette/superette/internal/app"
)

// suite runs the tests with a folder for what they build.
type suite struct{ *testing.M }

func (s suite) Run() int {
	dir, err := os.MkdirTemp("", "superette-test-")
	if err != nil {
		panic(err)
	}
	builtIn = dir
	code := s.M.Run()
	if err := os.RemoveAll(dir); err != nil {
		panic(err)
	}
	return code
}

func TestMain(m *testing.M) {
	testscript.Main(suite{m}, map[string]func(){"superette": main, "traceable": traceable})
}

// TestScripts runs the pages of testdata/script against the command itself, each with an instance of its own at $URL (listening
// on $ADDR) whose people are ling and tom (password: "correct horse").
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   filepath.Join("testdata", "script"),
		Setup: startInstance,
		Cmds:  map[string]func(ts *testscript.TestScript, neg bool, args []string){"exits": exits},
	})
}

// exits runs a command and compares its exit code: exits 1 superette build x
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND ARGS…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("%s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("%s exited with %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

func startInstance(env *testscript.Env) error {
	ctx, stop := context.WithCancel(context.Background())
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := app.Serve(ctx, app.Config{
			Data: filepath.Join(env.WorkDir, ".data"), Addr: "127.0.0.1:0", Now: time.Now, Random: rand.Reader,
			Log: slog.New(slog.DiscardHandler), To: writer,
		})
		ended <- errors.Join(err, writer.CloseWithError(io.EOF))
	}()
	env.Defer(func() {
		stop()
		if err := <-ended; err != nil {
			panic(fmt.Sprintf("the instance: %v", err))
		}
	})
	text := make([]byte, 4096)
	n, err := reader.Read(text)
	if err != nil {
		return fmt.Errorf("the instance did not start: %w", err)
	}
	go io.Copy(io.Discard, reader) //nolint:errcheck // nobody reads on
	url := regexp.MustCompile(`http://localhost:\d+`).Find(text[:n])
	if url == nil {
		return fmt.Errorf("the instance printed no address: %s", text[:n])
	}
	env.Setenv("URL", string(url))
	env.Setenv("ADDR", strings.Replace(string(url), "http://localhost", "127.0.0.1", 1))
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("XDG_CONFIG_HOME", filepath.Join(env.WorkDir, ".config"))
	for _, handle := range []string{"ling", "tom"} {
		if err := register(string(url), handle); err != nil {
			return err
		}
	}
	return nil
}

func register(url, handle string) error {
	body, err := json.Marshal(map[string]string{"handle": handle, "name": strings.ToUpper(handle), "password": "correct horse"})
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url+"/api/superette.v1.AccountService/Register", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", url)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(answer.Body)
	if err := errors.Join(err, answer.Body.Close()); err != nil || answer.StatusCode != http.StatusOK {
		return fmt.Errorf("register %s: %s %s %w", handle, answer.Status, text, err)
	}
	return nil
}
