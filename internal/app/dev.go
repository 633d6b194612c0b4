package app

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/preprocess"
	"github.com/superette/superette/internal/mini/registry"
)

var errDevOnly = fault.New(fault.Forbidden, "app.dev-link", "This link works only on the machine that runs `superette dev`, while it runs.") //nolint:gochecknoglobals // a named failure

var errDevNothing = fault.New(fault.NotFound, "app.dev-nothing", "Nothing of this program opens yet.") //nolint:gochecknoglobals // a named failure

const (
	devHandle = "dev"
	devName   = "Developer"

	// An editor writes a file in several steps, and a build tool many files: the program is compiled after a pause. A state
	// with new errors may be a file that is half written, so it is told of only if nothing more comes.
	pauseBeforeBuild   = 15 * time.Millisecond
	pauseBeforeErrors  = 150 * time.Millisecond
	longestBeforeBuild = time.Second

	// Open hosts that lie further back than this begin the program anew.
	keptBuilds = 40
)

// DevConfig says which folder is developed, and on what instance: Data "" means a folder that is thrown away at the end.
type DevConfig struct {
	Config
	Dir string
}

// Dev runs an instance for one developer with the program of a folder on its shelf, and follows the folder's changes until
// ctx ends. It prints a link that signs in and opens the program, and what is wrong with it.
func Dev(ctx context.Context, c DevConfig) (err error) {
	if err := devFolder(c.Dir); err != nil {
		return err
	}
	if c.Data == "" {
		if c.Data, err = os.MkdirTemp("", "superette-dev-"); err != nil {
			return fmt.Errorf("app: dev: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(c.Data)) }()
	}
	i, err := open(ctx, c.Config, mode{dev: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	w, err := i.openWorkshop(ctx, c.Dir, i.talk.live.ProgramChanged)
	if err != nil {
		return err
	}
	if err := i.allowPrivate(map[string][]id.Caller{filepath.Base(w.dir): {{Kind: id.Program, App: w.app}}}); err != nil {
		return err
	}
	if _, err := w.build(ctx, c.Now(), true, nil); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "\n  %s\n\nopens %s in the browser; changes are followed; stop with Ctrl-C\n", w.link(i.origin), c.Dir)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return i.run(ctx) })
	group.Go(func() error { return w.watch(ctx, func() {}) })
	return group.Wait()
}

// workshop keeps one folder's program on the shelf of a development instance: it compiles, puts the result on the shelf,
// and does so again when a file changes. A program with errors still goes on the shelf with the pages that work.
type workshop struct {
	dir      string // absolute
	shown    string // as the developer wrote it
	app      id.AppID
	owner    id.UserID
	registry *registry.Service
	people   *account.Service
	sheets   *preprocess.Machine
	secret   string                         // of the sign-in link
	changed  func(app id.AppID, pkg string) // tells open hosts
	now      func() time.Time
	to       io.Writer
	cache    *compile.Cache
	sealer   *sealer

	mu     sync.Mutex
	report DevReport
	told   []compile.Diagnostic // of the state before, as they were printed
	builds []*devBuild          // those that were on the shelf, the newest last
}

// DevReport is what GET /api/dev/diagnostics answers: the newest state of the program under development.
type DevReport struct {
	App         id.AppID        `json:"appId"`
	Package     id.BlobHash     `json:"package"` // "" while nothing of it opens
	Number      int64           `json:"number"`
	Pages       int             `json:"pages"`
	Errors      int             `json:"errors"`
	TookMS      int64           `json:"tookMs"`
	Diagnostics []DevDiagnostic `json:"diagnostics"`
}

// DevDiagnostic is a diagnostic with the pages on which it is met; none if it concerns the whole program.
type DevDiagnostic struct {
	compile.Diagnostic
	Pages []string    `json:"pages"`
	Frame []DevSource `json:"frame"` // the lines around it; none if the file cannot be shown
}

func (i *instance) openWorkshop(ctx context.Context, dir string, changed func(app id.AppID, pkg string)) (*workshop, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("app: dev: %w", err)
	}
	owner, err := i.people.Ensure(ctx, devHandle, devName, false)
	if err != nil {
		return nil, err
	}
	key := make([]byte, 16)
	if _, err := io.ReadFull(i.config.Random, key); err != nil {
		return nil, fmt.Errorf("app: dev: make the link's key: %w", err)
	}
	w := &workshop{
		dir: full, shown: dir, app: id.DeriveAppID(full), owner: owner.ID, registry: i.registry, people: i.people, sheets: newSheets(),
		changed: changed, secret: hex.EncodeToString(key), now: i.config.Now, to: i.config.To,
		cache: &compile.Cache{Now: i.config.Now}, sealer: &sealer{},
	}
	w.mount(i.server)
	return w, nil
}

// build compiles the folder and puts it on the shelf. What is wrong with the program is printed and kept for the report.
// saved is when its first change was seen. Unless it is final, a state with more errors than the one before is left
// alone: false. written is what the compiler's option of this name is.
func (w *workshop) build(ctx context.Context, saved time.Time, final bool, written []string) (told bool, err error) {
	p, err := compileFolder(ctx, w.dir, compiling{
		limits: w.registry.Limits(), sheets: w.sheets, now: w.now, dev: true, cache: w.cache, written: written, sealer: w.sealer,
	})
	if err != nil {
		return true, err
	}
	report := DevReport{App: w.app, Pages: len(p.pkg.Manifest.App.Pages), Errors: p.errors(), TookMS: p.took.Milliseconds(), Diagnostics: []DevDiagnostic{}}
	// Whoever hears of the new version and asks for the report waits for the one that belongs to it.
	w.mu.Lock()
	defer w.mu.Unlock()
	if !final && report.Errors > w.report.Errors {
		return false, nil
	}
	defer func(before []compile.Diagnostic) { p.print(w.to, w.shown, before) }(w.told) // when it is told, it is on the shelf
	w.told = p.diagnostics
	frames := newFrames(w.dir)
	for _, d := range p.diagnostics {
		if theirs(d) {
			continue
		}
		report.Diagnostics = append(report.Diagnostics, DevDiagnostic{d, p.pagesOf(d.File), frames.around(d)})
	}
	if p.opens() {
		done, err := w.registry.Install(ctx, w.owner, w.app, p.pkg, "")
		if err != nil {
			return true, err
		}
		report.Package, report.Number = done.Package, done.Number
		w.builds = append(w.builds, newDevBuild(p, saved.UnixMilli()))
		w.builds = w.builds[max(0, len(w.builds)-keptBuilds):]
	}
	w.report = report
	w.changed(w.app, string(report.Package))
	return true, nil
}

// patch says how a program that runs a package becomes the newest one. A package that is not known any more is begun anew.
func (w *workshop) patch(from id.BlobHash) (devPatch, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.builds) == 0 {
		return devPatch{}, errDevNothing
	}
	newest := w.builds[len(w.builds)-1]
	for _, each := range slices.Backward(w.builds) {
		if each.pkg == from {
			return each.patchTo(newest), nil
		}
	}
	p := newest.patchTo(newest)
	p.Kind = patchRestart
	return p, nil
}

// mount adds the sign-in link, the diagnostics and the patches to the instance.
func (w *workshop) mount(server *httpd.Server) {
	server.Handle("GET /dev/open", func(rw http.ResponseWriter, r *http.Request) error { return w.open(server, rw, r) })
	server.Handle("GET /api/dev/diagnostics", func(rw http.ResponseWriter, r *http.Request) error {
		if _, err := httpd.Require(r.Context()); err != nil {
			return err
		}
		w.mu.Lock()
		report := w.report
		w.mu.Unlock()
		return httpd.Reply(rw, http.StatusOK, report)
	})
	server.Handle("GET /api/dev/patch", func(rw http.ResponseWriter, r *http.Request) error {
		if _, err := httpd.Require(r.Context()); err != nil {
			return err
		}
		patch, err := w.patch(id.BlobHash(r.URL.Query().Get("from")))
		if err != nil {
			return err
		}
		return httpd.Reply(rw, http.StatusOK, patch)
	})
}

// link is the one-tap address: it signs the developer in and opens the program.
func (w *workshop) link(origin string) string {
	return origin + "/dev/open?key=" + w.secret
}

func (w *workshop) open(server *httpd.Server, rw http.ResponseWriter, r *http.Request) error {
	from, err := netip.ParseAddr(httpd.AddressOf(r.Context()))
	key := r.URL.Query().Get("key")
	if err != nil || !from.Unmap().IsLoopback() || subtle.ConstantTimeCompare([]byte(key), []byte(w.secret)) != 1 {
		return fmt.Errorf("app: dev link from %s: %w", from, errDevOnly)
	}
	session, err := w.people.SignInAs(r.Context(), account.Origin{Address: from.String(), Agent: r.UserAgent()}, devHandle)
	if err != nil {
		return err
	}
	http.SetCookie(rw, server.SessionCookie(session.Token, int(account.SessionTTL.Seconds())))
	http.Redirect(rw, r, programURL(server.Origin(), w.app), http.StatusSeeOther)
	return nil
}

// watch builds again whenever something below the folder changes, until ctx ends. It calls ready when no change will be
// missed any more.
func (w *workshop) watch(ctx context.Context, ready func()) (err error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return fmt.Errorf("app: watch %s: %w", w.dir, err)
	}
	defer func() { err = errors.Join(err, watcher.Close()) }()
	if err := watchBelow(watcher, w.dir); err != nil {
		return fmt.Errorf("app: watch %s: %w", w.dir, err)
	}
	ready()
	pause := time.NewTimer(time.Hour)
	defer pause.Stop()
	var first time.Time // of the changes that are not built yet
	since := changes{dir: w.dir}
	final := false // the next build is told of, whatever it is
	moved := false // a folder may have another name than the one that it is watched by
	for {
		select {
		case <-ctx.Done():
			return nil
		case err := <-watcher.Errors:
			// An overflow means that changes were missed: build, and look for new folders.
			fmt.Fprintf(w.to, "watching %s: %v\n", w.shown, err)
			since.forget()
			if err := watchBelow(watcher, w.dir); err != nil {
				return fmt.Errorf("app: watch %s: %w", w.dir, err)
			}
			pause.Reset(pauseBeforeBuild)
		case e := <-watcher.Events:
			installed := ofPackages(e.Name)
			if e.Op == fsnotify.Chmod || !installed && ignored(filepath.Base(e.Name)) {
				continue
			}
			since.add(e)
			if installed {
				since.forget()
			}
			if e.Has(fsnotify.Create) && filepath.Base(filepath.Dir(e.Name)) != packagesFolder {
				if err := watchBelow(watcher, e.Name); err != nil {
					return fmt.Errorf("app: watch %s: %w", e.Name, err)
				}
			}
			moved = moved || e.Has(fsnotify.Rename)
			if first.IsZero() {
				first = w.now()
			}
			final = false
			wait := pauseBeforeBuild
			if isPassing(e) {
				wait = pauseBeforeErrors
			}
			pause.Reset(min(wait, max(0, longestBeforeBuild-w.now().Sub(first))))
		case <-pause.C:
			if moved {
				moved = false
				if err := watchAnew(watcher, w.dir); err != nil {
					return fmt.Errorf("app: watch %s: %w", w.dir, err)
				}
			}
			if first.IsZero() {
				first = w.now()
			}
			told, err := w.build(ctx, first, final || w.now().Sub(first) > longestBeforeBuild, since.written)
			since.built()
			if err != nil && ctx.Err() == nil {
				// The folder may be away for a moment, as in a checkout: say so and wait for the next change.
				fmt.Fprintln(w.to, err)
				since.forget()
			}
			if final = !told; final {
				pause.Reset(pauseBeforeErrors)
			} else {
				first = time.Time{}
			}
		}
	}
}

// changes are what happened below a folder since it was built.
type changes struct {
	dir     string
	written []string // files with another content, if nothing else happened; nil: something did, or nobody knows
}

func (c *changes) forget() { c.written = nil }

// built begins anew: the compiler knows the folder as it is.
func (c *changes) built() { c.written = []string{} }

func (c *changes) add(e fsnotify.Event) {
	name, err := filepath.Rel(c.dir, e.Name)
	if err != nil || e.Op&^fsnotify.Chmod != fsnotify.Write {
		c.forget()
		return
	}
	if name = filepath.ToSlash(name); c.written != nil && !slices.Contains(c.written, name) {
		c.written = append(c.written, name)
	}
}

// isPassing says whether a change is likely to be followed by another one: most programs that write a file empty it
// first, some remove it and write it anew.
func isPassing(e fsnotify.Event) bool {
	if e.Has(fsnotify.Remove) || e.Has(fsnotify.Rename) {
		return true
	}
	info, err := os.Lstat(e.Name)
	return err == nil && info.Mode().IsRegular() && info.Size() == 0
}

// watchBelow adds a folder and all folders in it. Something that is gone by now, or is no folder, is left out.
func watchBelow(watcher *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case !entry.IsDir():
			return nil
		case name != root && ignored(entry.Name()) && entry.Name() != packagesFolder:
			return fs.SkipDir
		}
		if err := watcher.Add(name); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if entry.Name() == packagesFolder {
			return fs.SkipDir
		}
		return nil
	})
}

// watchAnew watches the folders below root by the names that they have by now. A folder that got another name is watched no more, though its
// new name was added: the watch is the folder's, and ends when the folder hears that it was moved. What is in it goes by the old names.
func watchAnew(watcher *fsnotify.Watcher, root string) error {
	for _, name := range watcher.WatchList() {
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err := watcher.Remove(name); err != nil && !errors.Is(err, fsnotify.ErrNonExistentWatch) && !errors.Is(err, syscall.EINVAL) { // gone by itself
			return err
		}
	}
	return watchBelow(watcher, root)
}

// packagesFolder is watched itself, and nothing in it, which may be ten thousands of folders: whoever installs packages makes
// folders in it and ends by writing a list beside them (npm .package-lock.json, pnpm .modules.yaml, yarn .yarn-integrity).
const packagesFolder = "node_modules"

// ofPackages says whether a change is one of the packages that are installed.
func ofPackages(name string) bool {
	return filepath.Base(name) == packagesFolder || filepath.Base(filepath.Dir(name)) == packagesFolder
}

// ignored names what changes often and is no part of a program: histories, packages before they are built into it,
// and the files that editors keep beside the real ones.
func ignored(name string) bool {
	return slices.Contains([]string{".git", ".svn", ".hg", ".idea", ".vscode", packagesFolder, ".DS_Store", "4913"}, name) ||
		filepath.Ext(name) == ".swp" || name[len(name)-1] == '~'
}

// devFolder refuses a folder that cannot hold a program before an instance is started for it.
func devFolder(dir string) error {
	if holdsProgram(dir) {
		return nil
	}
	if refusal := elsewhere(dir); refusal != nil {
		return refusal
	}
	return Refusal{Text: dir + " holds no mini program", Hint: "give the folder that holds app.json, project.config.json or mini.project.json"}
}
