package drive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Program is a server to start.
type Program struct {
	Path  string
	Args  []string
	Dir   string                 // where it is run; "" is here
	Env   []string               // besides ours
	Ready func(said string) bool // whether it serves by now; it may look for itself, or at what the program said so far
}

const readyLimit = 5 * time.Minute

// Process is one life of a server.
type Process struct {
	name  string
	cmd   *exec.Cmd
	ended chan struct{}
	err   error // of Wait, once ended is closed

	mu   sync.Mutex
	text bytes.Buffer
}

// Start starts a program and returns once it is ready.
func Start(ctx context.Context, program Program) (*Process, error) {
	p := &Process{name: filepath.Base(program.Path), cmd: exec.Command(program.Path, program.Args...), ended: make(chan struct{})} //nolint:gosec,noctx // as the run says; ended by Stop
	p.cmd.Dir, p.cmd.Env = program.Dir, append(os.Environ(), program.Env...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.ended)
	}()
	limit := time.NewTimer(readyLimit)
	defer limit.Stop()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !program.Ready(p.Said()) {
		select {
		case <-tick.C:
		case <-p.ended:
			return nil, fmt.Errorf("%s ended: %w\n%s", p.name, p.err, p.Said())
		case <-limit.C:
			return nil, errors.Join(fmt.Errorf("%s does not start:\n%s", p.name, p.Said()), p.kill())
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), p.kill())
		}
	}
	return p, nil
}

// Write takes what the program says.
func (p *Process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

// Said is what the program wrote so far.
func (p *Process) Said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// PID returns its number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Stop ends the program in good order. It fails if the program ends as one that has failed.
func (p *Process) Stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	limit := time.NewTimer(readyLimit)
	defer limit.Stop()
	select {
	case <-p.ended:
	case <-limit.C:
		return errors.Join(fmt.Errorf("%s did not stop:\n%s", p.name, p.Said()), p.kill())
	}
	if p.err != nil {
		return fmt.Errorf("%s ended with %w:\n%s", p.name, p.err, p.Said())
	}
	return nil
}

func (p *Process) kill() error {
	err := p.cmd.Process.Kill()
	<-p.ended
	if errors.Is(err, os.ErrProcessDone) {
		err = nil
	}
	return err
}
