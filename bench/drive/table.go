package drive

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
)

// Table is lines of cells; the first line is the head, the first column is text, the others are numbers.
type Table [][]string

func (t Table) String() string {
	widths := make([]int, len(t[0]))
	for _, line := range t {
		for n, cell := range line {
			widths[n] = max(widths[n], utf8.RuneCountInString(cell), 3)
		}
	}
	var b strings.Builder
	row := func(cells []string) {
		for n, cell := range cells {
			space := strings.Repeat(" ", widths[n]-utf8.RuneCountInString(cell))
			if n == 0 {
				b.WriteString("| " + cell + space + " |")
				continue
			}
			b.WriteString(" " + space + cell + " |")
		}
		b.WriteString("\n")
	}
	row(t[0])
	for n, width := range widths {
		if n == 0 {
			b.WriteString("| " + strings.Repeat("-", width) + " |")
			continue
		}
		b.WriteString(" " + strings.Repeat("-", width-1) + ": |")
	}
	b.WriteString("\n")
	for _, line := range t[1:] {
		row(line)
	}
	return b.String()
}

// Grouped writes a number with its thousands apart.
func Grouped(n float64) string {
	text := fmt.Sprintf("%.0f", n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "," + text[at:]
	}
	return text
}

// PlotStyle has colours that are told apart on white and on black, and by those who do not tell red from green.
const PlotStyle = `text{fill:#1c1917;font:11px sans-serif}text.title{font-size:14px}.back{fill:#fff}.c0{fill:#d97706}.c1{fill:#0d9488}
@media(prefers-color-scheme:dark){text{fill:#e7e5e4}.back{fill:#0c0a09}.c0{fill:#f59e0b}.c1{fill:#2dd4bf}}`

// signatures returns how many RSA signatures of 2048 bits a core makes in a second while all cores do: of machines that others
// share the name of the processor does not say how fast they are in this hour.
func signatures(now Clock) (float64, error) {
	const long, bits = time.Second, 2048
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256([]byte("how fast is it"))
	var all sync.WaitGroup
	var mu sync.Mutex
	total := 0.0
	for range runtime.NumCPU() {
		all.Go(func() {
			begun, made := now(), 0
			for now().Sub(begun) < long {
				if _, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:]); err != nil {
					return
				}
				made++
			}
			mu.Lock()
			defer mu.Unlock()
			total += float64(made) / now().Sub(begun).Seconds()
		})
	}
	all.Wait()
	return total / float64(runtime.NumCPU()), nil
}

// Again returns the command line of a bench with the flags that it was given, but for where its results go and what is run: they are
// the same for whoever repeats it.
func Again(command string, flags *flag.FlagSet) string {
	var list []string
	flags.Visit(func(f *flag.Flag) {
		if f.Name != "out" && f.Name != "binary" && f.Name != "data" {
			list = append(list, "-"+f.Name+"="+f.Value.String())
		}
	})
	if len(list) > 0 {
		command += fmt.Sprintf(" ARGS=%q", strings.Join(list, " "))
	}
	return command
}

// Machine says where numbers are from. What runs beside a run makes them worse: it is asked for at the beginning.
func Machine(now Clock, command string) string {
	model := "unknown processor"
	if content, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(content)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
			}
		}
	}
	load := 0.0
	if content, err := os.ReadFile("/proc/loadavg"); err == nil {
		first, _, _ := strings.Cut(string(content), " ")
		load, _ = strconv.ParseFloat(first, 64) //nolint:errcheck // what is no number is 0
	}
	speed := ""
	if n, err := signatures(now); err == nil {
		speed = fmt.Sprintf("each signs %.0f times a second (RSA, 2048 bits, all at once), ", n)
	}
	text := fmt.Sprintf("%d × %s, %s%s, %s, load %.1f at the start. Again by `%s`.", runtime.NumCPU(), model, speed, runtime.Version(),
		now().UTC().Format("2006-01-02"), load, command)
	const busy = 0.5
	if load > busy {
		text += "\n\n**The machine was busy: other work ran beside this run, and it gave less than a quiet one does.**"
	}
	return text
}

// Write puts a result into a folder, beside those of the other benches.
func Write(folder, name, title string, parts ...string) error {
	text := "# " + title + "\n\n" + strings.Join(parts, "\n\n")
	return os.WriteFile(filepath.Join(folder, name+".md"), []byte(strings.TrimRight(text, "\n")+"\n"), 0o644) //nolint:gosec // for everybody
}
