// Compiler compiles many small programs in one process: the comparison with glass-easel has 100,000 of them, and a
// process and a folder for each would take longer than all the rest.
//
// Standard input has one program a line, a JSON object of file names and texts; standard output has one answer a line:
// the app's manifest, the text of the main chunk, and what the compiler said.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
)

// maxLine bounds one program, in bytes.
const maxLine = 256 << 20

type answer struct {
	App         compile.AppManifest `json:"app"`
	Chunk       string              `json:"chunk"`
	Diagnostics []string            `json:"diagnostics"`
}

func main() {
	if err := serve(context.Background(), os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "compiler:", err)
		os.Exit(1)
	}
}

func serve(ctx context.Context, in io.Reader, out io.Writer) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<20), maxLine)
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for lines.Scan() {
		var files map[string]string
		if err := json.Unmarshal(lines.Bytes(), &files); err != nil {
			return fmt.Errorf("read a program: %w", err)
		}
		if err := encoder.Encode(build(ctx, files)); err != nil {
			return fmt.Errorf("write an answer: %w", err)
		}
	}
	return lines.Err()
}

func build(ctx context.Context, files map[string]string) answer {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	built, list := compile.Build(ctx, fsys, compile.Options{})
	out := answer{App: built.App, Diagnostics: []string{}}
	if main, ok := built.App.Chunks["main"]; ok {
		out.Chunk = string(built.Files[main.JS])
	}
	for _, d := range list {
		severity := "warning"
		if d.Severity == compile.Error {
			severity = "error"
		}
		out.Diagnostics = append(out.Diagnostics, fmt.Sprintf("%s %s:%d: %s", severity, d.File, d.Range.Start.Line, d.Text))
	}
	return out
}
