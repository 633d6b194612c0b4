package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// project writes a small web/ tree and returns its root.
func project(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		full := filepath.Join(root, "web", name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func built(t *testing.T, root string) Build {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "web/dist/assets/build.json"))
	if err != nil {
		t.Fatal(err)
	}
	var b Build
	if err := json.Unmarshal(content, &b); err != nil {
		t.Fatal(err)
	}
	return b
}

func asset(t *testing.T, root, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "web/dist/assets", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestBuild(t *testing.T) {
	t.Run("lists what the host page loads at once, and not what it loads later", func(t *testing.T) {
		root := project(t, map[string]string{
			"host/main.tsx":  "import './main.css'\nimport { shared } from './shared.js'\nconsole.log(shared)\nvoid import('./later.js')",
			"host/shared.ts": "export const shared = 'a chunk of both'",
			"host/later.ts":  "import { shared } from './shared.js'\nconsole.log(shared, 'comes later')",
			"host/main.css":  "body { color: red }",
		})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		b := built(t, root)
		if b.Host == nil || len(b.Host.Preload) != 1 || len(b.Host.Styles) != 1 {
			t.Fatalf("host = %+v, want one preloaded chunk and one style", b.Host)
		}
		if got := asset(t, root, b.Host.Preload[0]); !strings.Contains(got, "a chunk of both") {
			t.Errorf("the preloaded chunk is %q", got)
		}
		if got := asset(t, root, b.Host.Styles[0]); got != "body{color:red}\n" {
			t.Errorf("style = %q", got)
		}
		if len(b.Sizes) != 5 {
			t.Errorf("sizes = %v, want the entry, one chunk, what comes later and two styles", b.Sizes)
		}
	})
	t.Run("makes one module of the first screen, however its rooms share it", func(t *testing.T) {
		root := project(t, map[string]string{
			"host/main.tsx":          "import { a } from './a.js'\nimport { b } from './b.js'\nimport { c } from './c.js'\nconsole.log(a, b, c)\nvoid import('./one.js')\nvoid import('./app/container.js')",
			"host/a.ts":              "export const a = 'of one'",
			"host/b.ts":              "export const b = 'of the container'",
			"host/c.ts":              "export const c = 'of both'",
			"host/d.ts":              "export const d = 'of both rooms alone'",
			"host/one.ts":            "import { a } from './a.js'\nimport { c } from './c.js'\nimport { d } from './d.js'\nconsole.log(a, c, d)",
			"host/app/container.tsx": "import { b } from '../b.js'\nimport { c } from '../c.js'\nimport { d } from '../d.js'\nconsole.log(b, c, d)",
		})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		b := built(t, root)
		if len(b.Host.Preload) != 1 {
			t.Fatalf("preload = %v, want one chunk", b.Host.Preload)
		}
		first := asset(t, root, b.Host.Preload[0])
		for _, text := range []string{"of one", "of the container", "of both"} {
			if !strings.Contains(first, text) {
				t.Errorf("the first screen's chunk lacks %q: %s", text, first)
			}
		}
		var program strings.Builder
		for _, name := range b.Host.Program {
			program.WriteString(asset(t, root, name))
		}
		if len(b.Host.Program) != 2 || !strings.Contains(program.String(), "of both rooms alone") || strings.Contains(first, "of both rooms alone") {
			t.Errorf("with the first program come %v: %s", b.Host.Program, &program)
		}
	})
	t.Run("makes a script of each chunk of wx, without its tests", func(t *testing.T) {
		root := project(t, map[string]string{
			"runtime/api/chunk-tea.ts":      "import { cup } from './cup.js'\nconsole.log(cup)",
			"runtime/api/chunk-tea.test.ts": "throw new Error('a test')",
			"runtime/api/cup.ts":            "export const cup = 'a cup'",
			"runtime/own.ts":                "export {}",
		})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		apis := built(t, root).Runtime.APIs
		if len(apis) != 1 || !strings.Contains(asset(t, root, apis["tea"]), "a cup") {
			t.Errorf("chunks = %v, want tea alone", apis)
		}
	})
	t.Run("names the chunks of built-ins by hash, since they stand inline", func(t *testing.T) {
		root := project(t, map[string]string{"runtime/elements/chunk-tea.ts": "console.log('a map')"})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		made := built(t, root).Runtime
		sum := sha256.Sum256([]byte(asset(t, root, made.Elements["tea"])))
		if want := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"; len(made.Hashes) != 1 || made.Hashes[0] != want {
			t.Errorf("hashes = %v, want %s", made.Hashes, want)
		}
	})
	t.Run("makes one script of each runtime part and names the inline ones by hash", func(t *testing.T) {
		root := project(t, map[string]string{
			"runtime/boot.ts":      "document.title = 'boot' as string",
			"runtime/view/main.ts": "import { x } from '../x.js'\ndocument.title = x",
			"runtime/worker.ts":    "import { x } from './x.js'\npostMessage(x, Map)",
			"runtime/x.ts":         "export const x = 'shared'",
			"runtime/own.ts":       "const own = globalThis.Map || 'as it stood there'\nexport { own as Map }",
		})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		b := built(t, root)
		hash := func(name string) string {
			sum := sha256.Sum256([]byte(asset(t, root, name)))
			return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		}
		got, want := strings.Join(b.Runtime.Hashes, " "), hash(b.Runtime.View)+" "+hash(b.Runtime.Boot)
		if got != want {
			t.Errorf("hashes = %s, want %s", got, want)
		}
		if worker := asset(t, root, b.Runtime.Worker); !strings.Contains(worker, "shared") || strings.Contains(worker, "import") {
			t.Errorf("the worker is not self-contained: %s", worker)
		} else if !strings.Contains(worker, "as it stood there") || regexp.MustCompile(`postMessage\([^)]*,Map\)`).MatchString(worker) {
			t.Errorf("the worker goes by the globals of the program: %s", worker)
		}
	})
	t.Run("keeps what could end an inline script out of it", func(t *testing.T) {
		root := project(t, map[string]string{"runtime/boot.ts": "document.title = '</script><!--'"})
		if err := run(root, false, io.Discard); err != nil {
			return // refused
		}
		boot := strings.ToLower(asset(t, root, built(t, root).Runtime.Boot))
		if strings.Contains(boot, "</script") || strings.Contains(boot, "<!--") {
			t.Errorf("the script would end its element: %s", boot)
		}
	})
	t.Run("removes what an earlier build left a while ago, and gives changed content another name", func(t *testing.T) {
		root := project(t, map[string]string{"runtime/boot.ts": "document.title = 'one'"})
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		first := built(t, root).Runtime.Boot
		before := time.Now().Add(-2 * keepFor)
		if err := os.Chtimes(filepath.Join(root, "web/dist/assets", first), before, before); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(root, "web/runtime/boot.ts"), []byte("document.title = 'two'"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := run(root, false, io.Discard); err != nil {
			t.Fatal(err)
		}
		second := built(t, root).Runtime.Boot
		if _, err := os.Stat(filepath.Join(root, "web/dist/assets", first)); first == second || err == nil {
			t.Errorf("first build %s, second %s; the first is still there: %v", first, second, err == nil)
		}
	})
	t.Run("says which entry does not compile, and where", func(t *testing.T) {
		root := project(t, map[string]string{"runtime/worker.ts": "let x = ;"})
		err := run(root, false, io.Discard)
		if err == nil || !strings.Contains(err.Error(), "web/runtime/worker.ts does not compile") || !strings.Contains(err.Error(), "worker.ts:1:8") {
			t.Errorf("error = %v", err)
		}
	})
	t.Run("refuses a first screen over its budget", func(t *testing.T) {
		var noise strings.Builder
		sum := [32]byte{}
		for noise.Len() < 400<<10 {
			sum = sha256.Sum256(sum[:])
			noise.WriteString(base64.StdEncoding.EncodeToString(sum[:]))
		}
		root := project(t, map[string]string{"host/main.tsx": "console.log('" + noise.String() + "')"})
		if err := run(root, false, io.Discard); err == nil || !strings.Contains(err.Error(), "first screen") {
			t.Errorf("error = %v, want the budget", err)
		}
	})
}

func TestVersions(t *testing.T) {
	t.Run("the esbuild that bundles our code is the one that compiles programs, and npm's", func(t *testing.T) {
		version := func(file, pattern string) string {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			found := regexp.MustCompile(pattern).FindSubmatch(content)
			if found == nil {
				t.Fatalf("%s names no esbuild", file)
			}
			return string(found[1])
		}
		const inGoMod = `github.com/evanw/esbuild v([0-9.]+)`
		tools, product := version("../go.mod", inGoMod), version("../../go.mod", inGoMod)
		npm := version("../../package-lock.json", `"node_modules/esbuild": \{\s*"version": "([0-9.]+)"`)
		if tools != product || tools != npm {
			t.Errorf("versions: tools %s, product %s, npm %s; want one", tools, product, npm)
		}
	})
}

func TestPackFolder(t *testing.T) {
	at := func(when time.Time) []byte {
		t.Helper()
		packed, err := packFolder(fstest.MapFS{
			"app.json": {Data: []byte("{}"), ModTime: when}, "button/button.js": {Data: []byte("Component({})"), ModTime: when},
		})
		if err != nil {
			t.Fatal(err)
		}
		return packed
	}
	if !bytes.Equal(at(time.Unix(1, 0)), at(time.Unix(1e9, 0))) {
		t.Error("when packages were installed changes what is built")
	}
}
