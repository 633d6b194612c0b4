package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestRun(t *testing.T) {
	run := func(args ...string) (code int, out, err string) {
		var o, e bytes.Buffer
		code = run(t.Context(), args, &console{out: &o, err: &e})
		return code, o.String(), e.String()
	}
	t.Run("lists the commands when it is told nothing, with an example", func(t *testing.T) {
		code, out, _ := run()
		for _, name := range []string{"serve", "demo", "dev", "new", "build", "check", "publish", "login", "version"} {
			if !strings.Contains(out, "\n  "+name+" ") {
				t.Errorf("the list lacks %s:\n%s", name, out)
			}
		}
		if code != 0 || !strings.Contains(out, "  superette demo") {
			t.Errorf("exit code = %d, want 0 and an example:\n%s", code, out)
		}
	})
	var line commandLine
	vars := kong.Vars{"addr": "", "url": "", "data_default": ""}
	for _, command := range kong.Must(&line, kong.Name("superette"), vars).Model.Leaves(true) {
		path := strings.Fields(command.Path())
		t.Run("explains "+command.Path()+" with an example", func(t *testing.T) {
			code, out, err := run(append(path[:len(path):len(path)], "--help")...)
			if code != 0 || !strings.Contains(out, "Example:") || !strings.Contains(out, "  superette "+strings.Join(path, " ")) {
				t.Errorf("exit code %d:\n%s%s", code, out, err)
			}
		})
	}
	for _, group := range kong.Must(&line, kong.Name("superette"), vars).Model.Children {
		if len(group.Children) == 0 {
			continue
		}
		t.Run("explains the group "+group.Name+" with an example", func(t *testing.T) {
			code, out, err := run(group.Name, "--help")
			if code != 0 || !strings.Contains(out, "Example:") || !strings.Contains(out, "  superette "+group.Name+" ") {
				t.Errorf("exit code %d:\n%s%s", code, out, err)
			}
		})
	}
	for _, c := range []struct {
		name string
		args []string
		code int
		text string
	}{
		{"an unknown command is not understood", []string{"espresso"}, 2, "superette: unexpected argument espresso\nhint: "},
		{"an unknown flag is not understood", []string{"serve", "--teapot"}, 2, "superette: unknown flag --teapot\nhint: "},
		{"an unknown template is refused", []string{"new", "x", "--template", "cafe"}, 2, `superette: --template must be one of "blank","shop" but got "cafe"` + "\nhint: "},
		{"a name that is none is refused", []string{"new", "/"}, 1, "superette: / is no name for a program\nhint: "},
		{"what starting again would not help is told to whoever would", []string{"serve", "--data", t.TempDir(), "--db", "tea"}, 78, "superette: the address of the database cannot be read\nhint: "},
		{"a missing folder is refused", []string{"build", "/no/such/folder"}, 1, "superette: /no/such/folder is not a folder\nhint: "},
		{"a folder without a program is refused", []string{"build", t.TempDir()}, 1, "superette: "},
		{"a wrong address is refused with a hint", []string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--url", "http://chat.example.org"}, 78, "superette: plain http is for localhost only\nhint: "},
		{"so is one to listen on that is none", []string{"serve", "--data", t.TempDir(), "--addr", "nonsense"}, 78, "superette: cannot listen on nonsense"},
		{"a certificate that is not there is refused with a hint", []string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--url", "https://chat.example.org", "--tls", "/nope", "--tls-key", "/nope"}, 78, "superette: the certificate cannot be used"},
		{"several processes on SQLite are refused with a hint", []string{"serve", "--data", t.TempDir(), "--addr", "127.0.0.1:0", "--cluster", "nats://a:b@127.0.0.1:1", "--cluster-addr", "127.0.0.1:1"}, 78, "superette: several processes cannot serve one SQLite file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, _, err := run(c.args...)
			if code != c.code || !strings.Contains(err, c.text) {
				t.Errorf("exit code = %d, standard error:\n%s\nwant %d and %q", code, err, c.code, c.text)
			}
		})
	}
	t.Run("prints the version", func(t *testing.T) {
		if code, out, _ := run("version"); code != 0 || strings.TrimSpace(out) == "" {
			t.Errorf("exit code %d, %q", code, out)
		}
	})
}
