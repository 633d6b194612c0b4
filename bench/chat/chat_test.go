package main

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestChat is a second of everything with ours on SQLite: each line arrives once and is acknowledged, and the tables say so. How fast
// it is is not looked at.
func TestChat(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "superette")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", binary, "../../cmd/superette").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var said bytes.Buffer
	err := run(t.Context(), config{
		binary: binary, dir: t.TempDir(), only: []string{"sqlite"}, people: 40, pairs: []int{4}, window: 2, perSecond: 50, group: 20, writers: 2,
		rounds: 1, length: time.Second, even: time.Second, settle: 10 * time.Millisecond, now: time.Now, to: &said,
	})
	if err != nil {
		t.Fatalf("%v\n%s", err, &said)
	}
	for line := range strings.Lines(said.String()) {
		cells := strings.Split(strings.TrimSpace(line), "|")
		if len(cells) == 9 && strings.Contains(cells[1], "Superette on SQLite") && strings.TrimSpace(cells[3]) == "0.0" {
			t.Errorf("nobody connected: %s", line)
		}
	}
	last := said.String()[strings.LastIndex(said.String(), "| Superette on SQLite"):]
	cells := strings.Split(last, "|")
	if len(cells) < 8 {
		t.Fatalf("the last row is %q\n%s", last, &said)
	}
	for n, name := range map[int]string{5: "lost", 6: "twice", 7: "not acknowledged"} {
		if got := strings.TrimSpace(cells[n]); got != "0" {
			t.Errorf("%s lines are %s\n%s", got, name, &said)
		}
	}
}

func TestPost(t *testing.T) {
	began := time.Now()
	p := newPost(func() time.Time { return began.Add(time.Millisecond) })
	arrived := p.begin()
	done := 0
	n := p.write(&letter{from: 0, want: 2, due: began, done: func() { done++ }})
	for _, who := range []int{1, 0, 2, 2} { // the writer's own does not count, and the last is one too many
		p.heard(who, textOf(n))
	}
	p.heard(1, "somebody added somebody")
	p.acked(n)
	other := p.write(&letter{from: 1, want: 1, due: began, done: func() {}})
	if acks, arrivals := p.missing(); acks != 1 || arrivals != 1 {
		t.Errorf("%d lines are not acknowledged and %d have not arrived, want 1 and 1: line %d", acks, arrivals, other)
	}
	if done != 1 || arrived.Done() != 2 || p.doubled.Load() != 1 {
		t.Errorf("done %d times, arrived at %d, %d too many; want 1, 2, 1", done, arrived.Done(), p.doubled.Load())
	}
	if failed, first := p.troubles.Failed(); failed > 0 {
		t.Errorf("%d troubles, such as %v", failed, first)
	}
	p.heard(1, textOf(7))
	p.acked(n)
	if failed, _ := p.troubles.Failed(); failed != 2 {
		t.Errorf("a line of nobody's and a second acknowledgement are %d troubles, want 2", failed)
	}
}

func TestStream(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
		err        error
	}{
		{
			"the document's beginning is passed over, its end is the end",
			"<?xml version='1.0'?><stream:stream from='a' version='1.0'><stream:features><bind xmlns='b'/></stream:features> \n <r/></stream:stream>",
			[]string{"<stream:features><bind xmlns='b'/></stream:features>", "<r/>"},
			io.EOF,
		},
		{
			"quotes hide what looks like an end",
			`<message id='1>' to="a'/>b"><body>x</body></message>`,
			[]string{`<message id='1>' to="a'/>b"><body>x</body></message>`},
			io.EOF,
		},
		{
			"children of the same name nest",
			"<message><message/><message><body>in</body></message></message><iq/>",
			[]string{"<message><message/><message><body>in</body></message></message>", "<iq/>"},
			io.EOF,
		},
		{"an empty tag is refused", "<>", nil, errStream},
		{"half a stanza is none", "<message><body>", nil, io.EOF},
	} {
		t.Run(c.name, func(t *testing.T) {
			here, there := net.Pipe()
			go func() {
				_, _ = io.WriteString(there, c.text)
				_ = there.Close()
			}()
			s := newStream(here)
			for _, want := range c.want {
				got, err := s.next()
				if err != nil || string(got) != want {
					t.Fatalf("next = %q, %v; want %q", got, err, want)
				}
			}
			if got, err := s.next(); !errors.Is(err, c.err) {
				t.Errorf("next = %q, %v; want %v", got, err, c.err)
			}
		})
	}
}

func TestStanza(t *testing.T) {
	stanza := []byte(`<message xml:lang='en' to="p1@localhost/x" id='7'><archived id='no'/><body>7 a line</body></message>`)
	for name, want := range map[string]string{"id": "7", "to": "p1@localhost/x", "lang": "", "from": ""} {
		if got := attribute(stanza, name); got != want {
			t.Errorf("attribute %s = %q, want %q", name, got, want)
		}
	}
	if got := body(stanza); got != "7 a line" {
		t.Errorf("body = %q", got)
	}
	if !is(stanza, "message") || is(stanza, "mess") || is([]byte("<a h='1'/>"), "active") || !is([]byte("<r/>"), "r") {
		t.Error("a stanza is taken for another")
	}
}
