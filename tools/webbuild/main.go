// Webbuild bundles everything under web/ that runs in a browser into web/dist, which the server embeds.
//
//	go -C tools run ./webbuild        from the root of the repository
//
// There are two kinds of bundles. The host page is modules with shared chunks, named by their content and loaded as they
// are needed. The runtime's parts (Worker, page frame, program frame) are one self-contained script each, because the
// host hands them into frames that have no network; those that stand inline in a document are also named by their hash
// in the policy. All of that is written to web/dist/assets, and listed in web/dist/assets/build.json.
//
// An entry that does not exist in the tree is left out; one that does not compile, or a first screen that is over its
// budget, ends the build.
package main

import (
	"archive/zip"
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/evanw/esbuild/pkg/api"
)

// firstScreenLimit is the most that the first screen's scripts may weigh, in bytes after gzip.
const firstScreenLimit = 120 << 10

// Build is what build.json says. Names are relative to /assets/.
type Build struct {
	Host    *Host   `json:"host,omitempty"`
	Runtime Runtime `json:"runtime"`
	// Service is the service worker; the server adds to it what it keeps.
	Service string         `json:"service,omitempty"`
	Sizes   map[string]int `json:"sizes"` // bytes after gzip of every file
}

// Host is what the host page loads at once.
type Host struct {
	Script  string   `json:"script"`
	Styles  []string `json:"styles"`
	Preload []string `json:"preload"` // modules that Script imports statically
	Program []string `json:"program"` // what comes with the first program: its container, and the modules that it imports
}

// Runtime names the texts of which programs' frames are made.
type Runtime struct {
	Worker string `json:"worker,omitempty"`
	// WorkerDev is the Worker for a program under development.
	WorkerDev string `json:"workerDev,omitempty"`
	// WorkerAlipay and WorkerAlipayDev are the same for programs of Alipay's dialect.
	WorkerAlipay    string `json:"workerAlipay,omitempty"`
	WorkerAlipayDev string `json:"workerAlipayDev,omitempty"`
	// WorkerSide is the Worker that a program makes beside its own.
	WorkerSide string   `json:"workerSide,omitempty"`
	View       string   `json:"view,omitempty"`
	Boot       string   `json:"boot,omitempty"`
	Hashes     []string `json:"hashes"` // 'sha256-…' of Boot and View, as they go into a policy
	// APIs are the members of wx that come as scripts of their own, by the names of web/protocol/apichunks.ts.
	APIs map[string]string `json:"apis,omitempty"`
	// Elements are the built-ins that come as scripts of their own, by the names of web/protocol/elementchunks.ts. They stand inline
	// behind View, so their hashes are in Hashes too.
	Elements map[string]string `json:"elements,omitempty"`
}

func main() {
	root := flag.String("root", "..", "the root of the repository")
	plain := flag.Bool("plain", false, "do not minify")
	flag.Parse()
	if err := run(*root, *plain, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "webbuild:", err)
		os.Exit(1)
	}
}

func run(root string, plain bool, out io.Writer) error {
	web, err := filepath.Abs(filepath.Join(root, "web"))
	if err != nil {
		return err
	}
	b := bundler{web: web, plain: plain, files: map[string][]byte{}}
	b.build.Sizes = map[string]int{}
	b.build.Runtime.Hashes = []string{}
	for _, step := range []func() error{b.host, b.workers, b.apis, b.view, b.boot, b.elements, b.service} {
		if err := step(); err != nil {
			return err
		}
	}
	if err := b.write(filepath.Join(web, "dist")); err != nil {
		return err
	}
	if err := b.sheets(filepath.Join(web, "dist", "sheets")); err != nil {
		return err
	}
	if err := b.libraries(filepath.Join(web, "dist", "libraries")); err != nil {
		return err
	}
	return b.report(out)
}

type bundler struct {
	web         string
	plain       bool
	build       Build
	files       map[string][]byte // by name under assets
	firstScreen int
}

func (b *bundler) options(entry string) api.BuildOptions {
	mode := "production"
	if b.plain {
		mode = "development"
	}
	return api.BuildOptions{
		EntryPoints: []string{entry},
		Bundle:      true, Metafile: true, Outdir: filepath.Join(b.web, "dist", "assets"), AbsWorkingDir: b.web,
		EntryNames: "[name]-[hash]", ChunkNames: "[name]-[hash]", AssetNames: "[name]-[hash]",
		MinifySyntax: !b.plain, MinifyWhitespace: !b.plain, MinifyIdentifiers: !b.plain,
		Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsEndOfFile,
		Engines: []api.Engine{{Name: api.EngineChrome, Version: "111"}, {Name: api.EngineFirefox, Version: "115"}, {Name: api.EngineSafari, Version: "16.4"}},
		JSX:     api.JSXAutomatic, JSXImportSource: "preact",
		Alias:  map[string]string{"react": "preact/compat", "react-dom": "preact/compat", "react/jsx-runtime": "preact/jsx-runtime"},
		Define: map[string]string{"process.env.NODE_ENV": `"` + mode + `"`},
		Loader: map[string]api.Loader{".svg": api.LoaderFile, ".woff2": api.LoaderFile, ".png": api.LoaderFile, ".text.css": api.LoaderText},
	}
}

// bundle runs esbuild on one entry below web/. It reports false if there is no such entry.
func (b *bundler) bundle(entry string, change func(*api.BuildOptions)) (result api.BuildResult, exists bool, err error) {
	full := filepath.Join(b.web, filepath.FromSlash(entry))
	if _, err := os.Stat(full); errors.Is(err, fs.ErrNotExist) {
		return result, false, nil
	} else if err != nil {
		return result, false, err
	}
	options := b.options(full)
	change(&options)
	result = api.Build(options)
	for _, text := range api.FormatMessages(result.Warnings, api.FormatMessagesOptions{Kind: api.WarningMessage}) {
		fmt.Fprint(os.Stderr, text)
	}
	if len(result.Errors) > 0 {
		return result, true, fmt.Errorf("web/%s does not compile:\n%s", entry, strings.Join(api.FormatMessages(result.Errors, api.FormatMessagesOptions{}), ""))
	}
	for _, f := range result.OutputFiles {
		b.files[filepath.Base(f.Path)] = f.Contents
	}
	return result, true, nil
}

// metafile is the part of esbuild's account that tells what loads what.
type metafile struct {
	Outputs map[string]struct {
		EntryPoint string `json:"entryPoint"`
		CSSBundle  string `json:"cssBundle"`
		Imports    []struct {
			Path string `json:"path"`
			Kind string `json:"kind"`
		} `json:"imports"`
	} `json:"outputs"`
}

// loads names the files of an entry and of what it imports statically, its own first; without those that were seen.
func (m *metafile) loads(entry string, seen map[string]bool) (files []string) {
	var load func(path string)
	load = func(path string) {
		if seen[path] {
			return
		}
		seen[path] = true
		files = append(files, filepath.Base(path))
		for _, i := range m.Outputs[path].Imports {
			if i.Kind == "import-statement" {
				load(i.Path)
			}
		}
	}
	for path, o := range m.Outputs {
		if o.EntryPoint == entry {
			load(path)
		}
	}
	return files
}

// hostEntry is the host page's own script, below web/.
const hostEntry = "host/main.tsx"

// modules bundles the host page. What is shared by some of its rooms becomes a module of its own for each set of rooms that
// share it, and a first screen of dozens of them loads slowly. So the rooms, which are loaded when they are needed, are made
// to import what is there already, the first screen: then all of that is in every set, and is one module.
func (b *bundler) modules(rooms []string) (meta metafile, exists bool, err error) {
	result, exists, err := b.bundle(hostEntry, func(o *api.BuildOptions) {
		o.Format = api.FormatESModule
		o.Splitting = true
		o.Plugins = []api.Plugin{{Name: "first screen", Setup: func(build api.PluginBuild) {
			build.OnLoad(api.OnLoadOptions{Filter: `\.tsx?$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
				name, err := filepath.Rel(b.web, args.Path)
				if err != nil || !slices.Contains(rooms, filepath.ToSlash(name)) {
					return api.OnLoadResult{}, err
				}
				source, err := os.ReadFile(args.Path)
				if err != nil {
					return api.OnLoadResult{}, err
				}
				first := filepath.ToSlash(filepath.Join(b.web, filepath.FromSlash(hostEntry)))
				text := string(source) + "\nimport " + strconv.Quote(first) + "\n"
				loader := api.LoaderTS
				if strings.HasSuffix(name, "x") {
					loader = api.LoaderTSX
				}
				return api.OnLoadResult{Contents: &text, Loader: loader}, nil
			})
		}}}
	})
	if err != nil || !exists {
		return meta, exists, err
	}
	if err := json.Unmarshal([]byte(result.Metafile), &meta); err != nil {
		return meta, true, fmt.Errorf("read esbuild's account: %w", err)
	}
	return meta, true, nil
}

func (b *bundler) host() error {
	meta, exists, err := b.modules(nil)
	if err != nil || !exists {
		return err
	}
	var rooms []string
	for _, o := range meta.Outputs {
		if o.EntryPoint != "" && o.EntryPoint != hostEntry {
			rooms = append(rooms, o.EntryPoint)
		}
	}
	clear(b.files) // this is the first step
	if meta, _, err = b.modules(rooms); err != nil {
		return err
	}
	host := &Host{Styles: []string{}, Preload: []string{}, Program: []string{}}
	seen := map[string]bool{}
	first := meta.loads(hostEntry, seen)
	if len(first) == 0 {
		return errors.New("esbuild's account names no output for web/" + hostEntry)
	}
	for _, path := range first {
		b.firstScreen += len(zipped(b.files[path]))
	}
	host.Script, host.Preload = first[0], append(host.Preload, first[1:]...)
	slices.Sort(host.Preload)
	host.Program = append(host.Program, meta.loads("host/app/container.tsx", seen)...)
	slices.Sort(host.Program)
	for _, o := range meta.Outputs {
		if o.EntryPoint == hostEntry && o.CSSBundle != "" {
			host.Styles = append(host.Styles, filepath.Base(o.CSSBundle))
		}
	}
	b.build.Host = host
	return nil
}

// workers bundles the logic Workers, of each dialect one and one for programs under development, and the Worker that a program makes beside its own.
func (b *bundler) workers() error {
	for _, each := range []struct {
		name string
		to   *string
	}{
		{"worker", &b.build.Runtime.Worker},
		{"worker-dev", &b.build.Runtime.WorkerDev},
		{"worker-alipay", &b.build.Runtime.WorkerAlipay},
		{"worker-alipay-dev", &b.build.Runtime.WorkerAlipayDev},
		{"worker-side", &b.build.Runtime.WorkerSide},
	} {
		file, err := b.text("runtime/"+each.name+".ts", "runtime-"+each.name, false)
		if err != nil {
			return err
		}
		*each.to = file
	}
	return nil
}

// apis bundles each web/runtime/api/chunk-<name>.ts.
func (b *bundler) apis() (err error) {
	b.build.Runtime.APIs, err = b.chunks("api", false)
	return err
}

// elements bundles each web/runtime/elements/chunk-<name>.ts.
func (b *bundler) elements() (err error) {
	b.build.Runtime.Elements, err = b.chunks("elements", true)
	return err
}

// chunks bundles each chunk-<name>.ts of a folder of the runtime; nil if there is none.
func (b *bundler) chunks(folder string, inline bool) (map[string]string, error) {
	const before = "chunk-"
	entries, err := filepath.Glob(filepath.Join(b.web, "runtime", folder, before+"*.ts"))
	if err != nil {
		return nil, fmt.Errorf("find the chunks of %s: %w", folder, err)
	}
	var found map[string]string
	for _, entry := range entries {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(entry), before), ".ts")
		if strings.Contains(name, ".") {
			continue // a test
		}
		file, err := b.text("runtime/"+folder+"/"+filepath.Base(entry), "runtime-"+folder+"-"+name, inline)
		if err != nil {
			return nil, err
		}
		if found == nil {
			found = map[string]string{}
		}
		found[name] = file
	}
	return found, nil
}

func (b *bundler) view() (err error) {
	b.build.Runtime.View, err = b.text("runtime/view/main.ts", "runtime-view", true)
	return err
}

func (b *bundler) boot() (err error) {
	b.build.Runtime.Boot, err = b.text("runtime/boot.ts", "runtime-boot", true)
	return err
}

func (b *bundler) service() (err error) {
	b.build.Service, err = b.text("host/offline/worker.ts", "service-worker", false)
	return err
}

// text bundles one self-contained script and returns its file's name, "" if there is no such entry. A script that will
// stand inline in a document must not hold what would end it there, and is entered with its hash.
func (b *bundler) text(entry, name string, inline bool) (string, error) {
	result, exists, err := b.bundle(entry, func(o *api.BuildOptions) {
		o.Format = api.FormatIIFE
		o.EntryNames = name + "-[hash]"
		o.Loader = map[string]api.Loader{".css": api.LoaderText, ".svg": api.LoaderText}
		if besidePrograms(entry) {
			o.Inject = []string{filepath.Join(b.web, "runtime", "own.ts")}
			o.Define["globalThis.weChatAlone"] = strconv.FormatBool(entry == "runtime/worker.ts" || entry == "runtime/worker-dev.ts")
		}
	})
	if err != nil || !exists {
		return "", err
	}
	if len(result.OutputFiles) != 1 {
		return "", fmt.Errorf("web/%s became %d files; it must be one script", entry, len(result.OutputFiles))
	}
	script := result.OutputFiles[0]
	if inline {
		lower := bytes.ToLower(script.Contents)
		for _, end := range []string{"</script", "<!--"} {
			if bytes.Contains(lower, []byte(end)) {
				return "", fmt.Errorf("web/%s holds %q, so it cannot stand inside a document", entry, end)
			}
		}
		sum := sha256.Sum256(script.Contents)
		b.build.Runtime.Hashes = append(b.build.Runtime.Hashes, "'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'")
	}
	return filepath.Base(script.Path), nil
}

// besidePrograms reports whether a script runs in a Worker with a program, which may replace any global. Such a script goes by the
// globals that stood there before (web/runtime/own.ts).
func besidePrograms(entry string) bool {
	return strings.HasPrefix(entry, "runtime/worker") || strings.HasPrefix(entry, "runtime/api/")
}

// keepFor is how long files of earlier builds stay: a compilation of the server that began before us embeds them.
const keepFor = 10 * time.Minute

// write puts the files in place, build.json last: a build that breaks off leaves the old list with files that are still
// there. Then it removes what earlier builds left.
func (b *bundler) write(dist string) error {
	assets := filepath.Join(dist, "assets")
	if err := os.MkdirAll(assets, 0o755); err != nil {
		return err
	}
	for name, content := range b.files {
		b.build.Sizes[name] = len(zipped(content))
		if err := os.WriteFile(filepath.Join(assets, name), content, 0o644); err != nil {
			return err
		}
	}
	list, err := json.MarshalIndent(b.build, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(assets, "build.json"), append(list, '\n'), 0o644); err != nil {
		return err
	}
	old, err := os.ReadDir(assets)
	if err != nil {
		return err
	}
	for _, f := range old {
		if _, current := b.files[f.Name()]; !current && f.Name() != "build.json" {
			info, err := f.Info()
			if errors.Is(err, fs.ErrNotExist) || err == nil && time.Since(info.ModTime()) < keepFor {
				continue
			}
			if err := os.Remove(filepath.Join(assets, f.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}

// sheets bundles the translators of Sass and Less, which run in the compiler of programs and are served to nobody: gzipped,
// since they stand in the binary and are read only by who has such a sheet. They are the same as long as their packages
// are, so they are made anew only when the lock file or their source is newer than they are.
func (b *bundler) sheets(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	inputs := []string{filepath.Join(b.web, "..", "package-lock.json")}
	sources, err := filepath.Glob(filepath.Join(b.web, "sheets", "*.ts"))
	if err != nil {
		return err
	}
	inputs = append(inputs, sources...)
	for _, name := range []string{"sass", "less"} {
		to := filepath.Join(folder, name+".js.gz")
		if isFresh(to, inputs) {
			continue
		}
		result, exists, err := b.bundle("sheets/"+name+".ts", func(o *api.BuildOptions) {
			o.Format = api.FormatIIFE
			o.Platform = api.PlatformNeutral
			o.MainFields = []string{"main"}
			o.Engines = nil
			o.Target = api.ES2020
			o.Write = false
			o.EntryNames = "[name]"
		})
		if err != nil || !exists {
			return err
		}
		for _, f := range result.OutputFiles {
			delete(b.files, filepath.Base(f.Path)) // no part of the pages
		}
		if err := os.WriteFile(to, zipped(result.OutputFiles[0].Contents), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// libraries packs the component libraries that programs need not bring (useExtendedLib), as npm has them.
func (b *bundler) libraries(folder string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	to := filepath.Join(folder, "weui.zip")
	from := filepath.Join(b.web, "..", "node_modules", "weui-miniprogram")
	root := filepath.Join(b.web, "..")
	if isFresh(to, []string{filepath.Join(root, "package-lock.json"), filepath.Join(root, "tools", "webbuild", "main.go")}) {
		return nil
	}
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) { // a tree of a test
		return nil
	}
	packed, err := packFolder(os.DirFS(from))
	if err != nil {
		return err
	}
	return os.WriteFile(to, packed, 0o644)
}

// packFolder returns a zip of all files. When they were installed is not in it: the same packages are the same bytes.
func packFolder(files fs.FS) ([]byte, error) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		f, err := w.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = f.Write(content)
		return err
	})
	if err := errors.Join(err, w.Close()); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// isFresh says whether a file is newer than all that it is made of.
func isFresh(file string, inputs []string) bool {
	made, err := os.Stat(file)
	if err != nil {
		return false
	}
	for _, input := range inputs {
		if info, err := os.Stat(input); err != nil || info.ModTime().After(made.ModTime()) {
			return false
		}
	}
	return true
}

// report prints a table of sizes, and fails if the first screen is too heavy.
func (b *bundler) report(out io.Writer) error {
	names := make([]string, 0, len(b.files))
	for name := range b.files {
		names = append(names, name)
	}
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(cmp.Compare(b.build.Sizes[y], b.build.Sizes[x]), cmp.Compare(x, y))
	})
	fmt.Fprintf(out, "%-44s %10s %10s\n", "web/dist/assets", "bytes", "gzipped")
	for _, name := range names {
		fmt.Fprintf(out, "%-44s %10d %10d\n", name, len(b.files[name]), b.build.Sizes[name])
	}
	if b.build.Host != nil {
		fmt.Fprintf(out, "%-44s %10s %10d (at most %d)\n", "scripts of the first screen", "", b.firstScreen, firstScreenLimit)
	}
	if b.firstScreen > firstScreenLimit {
		return fmt.Errorf("the first screen's scripts weigh %d bytes gzipped, at most %d are allowed", b.firstScreen, firstScreenLimit)
	}
	return nil
}

func zipped(content []byte) []byte {
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err == nil {
		_, err = z.Write(content)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		panic(err) // a buffer takes everything
	}
	return out.Bytes()
}
