// Package preprocess translates Sass and Less to CSS, which package wxss then reads as WXSS.
//
// The translators are the languages' own, as bundled by tools/webbuild, run by goja inside this process: nothing of the
// program is executed, no Node is needed, and a file is read only through the Find that the compiler gives
// (docs/decisions/0009). They are slow to start (Sass is three megabytes of script), so a Machine starts them when the
// first such sheet comes, keeps them, and remembers what it translated as long as nothing that went in has changed.
//
// A sheet that loops is ended after Limits.Time, one that fills memory when the process has grown by Limits.Memory.
package preprocess

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// Languages gives the bundled translator of a language, "sass" or "less", gzipped.
type Languages func(language string) ([]byte, error)

// Find gives the file that a reference means in the file at the path from; ok is false if there is none.
type Find func(from, reference string) (found, text string, ok bool)

// Limits of one sheet.
type Limits struct {
	Time   time.Duration
	Memory uint64 // bytes by which the process may grow meanwhile
}

// DefaultLimits are far above what real sheets need: the largest known, a whole theme of a component library, takes two
// seconds on a busy machine.
func DefaultLimits() Limits {
	return Limits{Time: 20 * time.Second, Memory: 1 << 30}
}

// Problem is what is wrong with a sheet.
type Problem struct {
	File   string
	Line   int // 1-based
	Column int // 0-based
	Text   string
}

// Machine translates. It is safe for use by several builds at once, which take turns.
type Machine struct {
	languages Languages
	limits    Limits
	mu        sync.Mutex
	programs  map[string]*goja.Program
	running   map[string]*translator
	known     map[string]known // by path
}

type known struct {
	text, css string
	needs     []need
}

// need is a file that went into a sheet: what was asked for and what came.
type need struct {
	from, reference, found, text string
	ok                           bool
}

type translator struct {
	vm   *goja.Runtime
	call goja.Callable
}

// New returns a machine that has started nothing yet.
func New(languages Languages, limits Limits) *Machine {
	return &Machine{languages: languages, limits: limits, programs: map[string]*goja.Program{}, running: map[string]*translator{}, known: map[string]known{}}
}

// Language names the translator of a file by its extension: "sass", "less", or "" for none.
func Language(name string) string {
	switch path.Ext(name) {
	case ".scss", ".sass":
		return "sass"
	case ".less":
		return "less"
	}
	return ""
}

// Translate returns the CSS of a sheet, or what is wrong with it. The error means that the machine itself failed.
func (m *Machine) Translate(ctx context.Context, name, text string, find Find) (string, *Problem, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.known[name]; ok && old.text == text && old.still(find) {
		return old.css, nil, nil
	}
	language := Language(name)
	t, err := m.start(language)
	if err != nil {
		return "", nil, err
	}
	now := known{text: text}
	finder := func(from, reference string) any {
		found, content, ok := find(from, reference)
		now.needs = append(now.needs, need{from, reference, found, content, ok})
		if !ok {
			return nil
		}
		return map[string]any{"path": found, "text": content}
	}
	done := m.watch(ctx, t.vm)
	value, err := t.call(goja.Undefined(), t.vm.ToValue(text), t.vm.ToValue(name), t.vm.ToValue(finder))
	done()
	if err != nil {
		// What was interrupted in the middle may be in any state.
		delete(m.running, language)
		var interrupted *goja.InterruptedError
		if errors.As(err, &interrupted) {
			return "", &Problem{File: name, Line: 1, Text: fmt.Sprint(interrupted.Value())}, nil
		}
		return "", &Problem{File: name, Line: 1, Text: err.Error()}, nil
	}
	answer := value.ToObject(t.vm)
	if failure := answer.Get("error"); failure != nil {
		return "", &Problem{
			File: answer.Get("file").String(), Line: int(answer.Get("line").ToInteger()), Column: int(answer.Get("column").ToInteger()), Text: failure.String(),
		}, nil
	}
	now.css = answer.Get("css").String()
	if len(m.known) >= maxKnown {
		clear(m.known)
	}
	m.known[name] = now
	return now.css, nil, nil
}

// Imports names the files that went into a sheet that was translated.
func (m *Machine) Imports(name string) []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []string
	for _, n := range m.known[name].needs {
		if n.ok {
			out = append(out, n.found)
		}
	}
	return out
}

// maxKnown bounds what is remembered.
const maxKnown = 2000

// still says whether all that went into a sheet is as it was.
func (k known) still(find Find) bool {
	for _, n := range k.needs {
		found, text, ok := find(n.from, n.reference)
		if found != n.found || text != n.text || ok != n.ok {
			return false
		}
	}
	return true
}

func (m *Machine) start(language string) (*translator, error) {
	if t := m.running[language]; t != nil {
		return t, nil
	}
	program, err := m.program(language)
	if err != nil {
		return nil, err
	}
	vm := goja.New()
	vm.SetMaxCallStackSize(maxCalls)
	if _, err := vm.RunProgram(program); err != nil {
		return nil, fmt.Errorf("preprocess: start the translator of %s: %w", language, err)
	}
	call, ok := goja.AssertFunction(vm.Get("translate"))
	if !ok {
		return nil, fmt.Errorf("preprocess: the translator of %s offers no translate", language)
	}
	t := &translator{vm: vm, call: call}
	m.running[language] = t
	return t, nil
}

// program parses the translator, which takes the longest by far, once.
func (m *Machine) program(language string) (*goja.Program, error) {
	if program := m.programs[language]; program != nil {
		return program, nil
	}
	zipped, err := m.languages(language)
	if err != nil {
		return nil, fmt.Errorf("preprocess: the translator of %s: %w", language, err)
	}
	reader, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, fmt.Errorf("preprocess: the translator of %s: %w", language, err)
	}
	script, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("preprocess: the translator of %s: %w", language, err)
	}
	program, err := goja.Compile(language+".js", string(script), false)
	if err != nil {
		return nil, fmt.Errorf("preprocess: the translator of %s: %w", language, err)
	}
	m.programs[language] = program
	return program, nil
}

// maxCalls ends endless recursion long before it fills memory.
const maxCalls = 4000

// watch interrupts what runs in vm when ctx ends or a limit is reached, until done is called.
func (m *Machine) watch(ctx context.Context, vm *goja.Runtime) (done func()) {
	stop := make(chan struct{})
	var group sync.WaitGroup
	before := heap()
	group.Go(func() {
		end := time.NewTimer(m.limits.Time)
		defer end.Stop()
		look := time.NewTicker(20 * time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ctx.Done():
				vm.Interrupt("the build was given up")
				return
			case <-end.C:
				vm.Interrupt(fmt.Sprintf("translating this sheet took longer than %s", m.limits.Time))
				return
			case <-look.C:
				if heap() > before+m.limits.Memory {
					vm.Interrupt(fmt.Sprintf("translating this sheet took more than %d MB of memory", m.limits.Memory>>20))
					return
				}
			}
		}
	})
	return func() {
		close(stop)
		group.Wait()
		vm.ClearInterrupt()
	}
}

// heap returns the bytes that live objects and those not yet collected take.
func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
