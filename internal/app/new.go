package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/superette/superette/examples"
)

// NewConfig says what `superette new` makes.
type NewConfig struct {
	Dir      string // the folder to make; its last part is the program's name
	Template string // a folder of examples.Templates
	To       io.Writer
}

// New makes a folder with a program to begin with. It refuses a folder that exists and is not empty.
func New(_ context.Context, c NewConfig) error {
	// The name that each template has in its own files.
	placeholder, ok := map[string]string{"blank": "My program", "shop": "My shop"}[c.Template]
	if !ok {
		return Refusal{Text: "there is no template " + c.Template, Hint: "the templates are blank and shop"}
	}
	if strings.TrimSpace(c.Dir) == "" {
		return Refusal{Text: "a program has a name", Hint: "such as superette new tea-corner"}
	}
	full, err := filepath.Abs(c.Dir)
	if err != nil {
		return fmt.Errorf("app: new: %w", err)
	}
	name := strings.TrimSpace(plain(filepath.Base(full)))
	if name == "" || name == "." || strings.ContainsRune(name, filepath.Separator) {
		return Refusal{Text: c.Dir + " is no name for a program", Hint: "such as superette new tea-corner"}
	}
	entries, err := os.ReadDir(full)
	if err == nil && len(entries) > 0 {
		return Refusal{Text: c.Dir + " is not empty, and nothing in it was touched", Hint: "choose another name, or an empty folder"}
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Refusal{Text: c.Dir + " cannot be used: " + err.Error(), Hint: "choose another name"}
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		return fmt.Errorf("app: new: %w", err)
	}
	files, err := writeTemplate(full, c.Template, strings.NewReplacer(`"`+placeholder+`"`, string(quoted), "# "+placeholder+"\n", "# "+name+"\n", "=FOLDER=", "="+name+"="))
	if err != nil {
		return fmt.Errorf("app: new: %w", err)
	}
	fmt.Fprintf(c.To, "%s: %s\n\n  superette dev %s       opens it, and follows every change\n  superette check %s     says what would not work\n  superette publish %s   puts it on an instance's shelf\n",
		c.Dir, count(files, "file"), word(c.Dir), word(c.Dir), word(c.Dir))
	return nil
}

// word writes an argument as a shell takes it.
func word(text string) string {
	if strings.ContainsAny(text, " '\"$`\\&|;<>()*?[]{}!#~") {
		return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
	}
	return text
}

// writeTemplate writes the files of a template, with its name replaced in its texts, and returns how many there are.
func writeTemplate(to, template string, names *strings.Replacer) (n int, err error) {
	files, err := fs.Sub(examples.Templates, "templates/"+template)
	if err != nil {
		return 0, err
	}
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		target := filepath.Join(to, filepath.FromSlash(name))
		if entry.IsDir() {
			return os.MkdirAll(target, 0o755) //nolint:gosec // source code, as any other
		}
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		switch path.Ext(name) {
		case ".json", ".md", ".js":
			data = []byte(names.Replace(string(data)))
		}
		n++
		return os.WriteFile(target, data, 0o644) //nolint:gosec // source code, as any other
	})
	return n, err
}
