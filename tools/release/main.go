// Release makes the archives that operators install: the binary for each system, what they read, and on Linux a unit for
// systemd, with a list of SHA-256 sums beside them.
//
//	go -C tools run ./release -out ../dist                       from the root of the repository
//	go -C tools run ./release -out ../dist -targets linux/amd64  one of them
//	go -C tools run ./release -twice -targets linux/amd64        makes it here and from a copy elsewhere, and compares
//
// The same sources and the same Go give the same bytes, wherever and whenever: no path of the machine is in the binary, and
// every time in an archive is that of the commit.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// defaultTargets are the systems that the tests run on, or that build from the same files. Windows has no flock.
const defaultTargets = "linux/amd64,linux/arm64,darwin/arm64"

// readings are the files of the repository that go along: what one reads, and all that it links to.
func readings(root string) (files []string, err error) {
	files = []string{"CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"}
	for _, folder := range []string{"bench/results", "docs"} {
		err := filepath.WalkDir(filepath.Join(root, filepath.FromSlash(folder)), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || !entry.Type().IsRegular() || strings.HasPrefix(entry.Name(), ".") {
				return err
			}
			inside, err := filepath.Rel(root, name)
			files = append(files, filepath.ToSlash(inside))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

// release is one state of the sources.
type release struct {
	root    string
	version string
	at      time.Time // of the commit
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	out := flag.String("out", "", "folder for the archives")
	version := flag.String("version", "", "what the binary calls itself; default: git describe")
	targets := flag.String("targets", defaultTargets, "GOOS/GOARCH, with commas between")
	twice := flag.Bool("twice", false, "make everything again from a copy elsewhere, and compare")
	flag.Parse()
	root, err := filepath.Abs("..")
	if err != nil {
		return err
	}
	r, err := describe(ctx, root, *version)
	if err != nil {
		return err
	}
	list := strings.Split(*targets, ",")
	if *twice {
		return r.compare(ctx, list)
	}
	if *out == "" {
		return errors.New("say where to: -out FOLDER")
	}
	return r.write(ctx, *out, list)
}

// describe finds out which state of the sources this is.
func describe(ctx context.Context, root, version string) (r release, err error) {
	r.root = root
	seconds, err := output(ctx, root, nil, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return r, err
	}
	unix, err := strconv.ParseInt(strings.TrimSpace(seconds), 10, 64)
	if err != nil {
		return r, err
	}
	r.at = time.Unix(unix, 0).UTC()
	if r.version = version; version == "" {
		if version, err = output(ctx, root, nil, "git", "describe", "--tags", "--always", "--dirty"); err != nil {
			return r, err
		}
		r.version = strings.TrimSpace(version)
	}
	return r, nil
}

// write makes the archives of all targets in a folder.
func (r release) write(ctx context.Context, out string, targets []string) error {
	if err := os.MkdirAll(out, 0o755); err != nil { //nolint:gosec // for everybody
		return err
	}
	var sums strings.Builder
	for _, target := range targets {
		name, content, err := r.archive(ctx, target)
		if err != nil {
			return fmt.Errorf("%s: %w", target, err)
		}
		if err := os.WriteFile(filepath.Join(out, name), content, 0o644); err != nil { //nolint:gosec // for everybody
			return err
		}
		sum := sha256.Sum256(content)
		fmt.Fprintf(&sums, "%s  %s\n", hex.EncodeToString(sum[:]), name)
		fmt.Printf("%-52s %5.1f MB\n", name, float64(len(content))/1e6)
	}
	return os.WriteFile(filepath.Join(out, "SHA256SUMS"), []byte(sums.String()), 0o644) //nolint:gosec // for everybody
}

// compare makes the archives here and from a copy of the sources in another folder, bundles of the web pages included.
func (r release) compare(ctx context.Context, targets []string) (err error) {
	copied, err := os.MkdirTemp("", "superette-again-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(copied)) }()
	files, err := output(ctx, r.root, nil, "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
	if err != nil {
		return err
	}
	for name := range strings.SplitSeq(strings.TrimSuffix(files, "\x00"), "\x00") {
		if err := copyFile(filepath.Join(r.root, name), filepath.Join(copied, name)); err != nil {
			return err
		}
	}
	// A link to the folder would not do: the bundler names modules by where they really are.
	if err := os.CopyFS(filepath.Join(copied, "node_modules"), os.DirFS(filepath.Join(r.root, "node_modules"))); err != nil {
		return err
	}
	again := r
	again.root = copied
	for _, state := range []release{r, again} {
		if _, err := output(ctx, filepath.Join(state.root, "tools"), nil, "go", "run", "./webbuild"); err != nil {
			return err
		}
	}
	for _, target := range targets {
		name, first, err := r.archive(ctx, target)
		if err != nil {
			return err
		}
		_, second, err := again.archive(ctx, target)
		if err != nil {
			return err
		}
		if !bytes.Equal(first, second) {
			return fmt.Errorf("%s is not the same from another folder: %s", name, firstDifference(first, second))
		}
		fmt.Printf("%s: the same %d bytes twice\n", name, len(first))
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from) //nolint:gosec // the repository's own
	if errors.Is(err, os.ErrNotExist) {
		return nil // removed, and not committed yet
	}
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil { //nolint:gosec // sources
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, info.Mode().Perm())
}

// binary builds the command for a target.
func (r release) binary(ctx context.Context, goos, goarch string) (content []byte, err error) {
	dir, err := os.MkdirTemp("", "superette-release-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "superette")
	// Without -buildvcs the state of a checkout, which a source archive does not have, is not in the binary.
	_, err = output(ctx, r.root, []string{"CGO_ENABLED=0", "GOOS=" + goos, "GOARCH=" + goarch, "GOFLAGS=", "GOAMD64=v1", "GOARM64=v8.0"},
		"go", "build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w -buildid= -X github.com/superette/superette/internal/app.built="+r.version,
		"-o", file, "./cmd/superette")
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file) //nolint:gosec // just built
}

// archive makes the archive of a target, such as superette-v0.1.0-linux-amd64.tar.gz.
func (r release) archive(ctx context.Context, target string) (name string, content []byte, err error) {
	goos, goarch, ok := strings.Cut(target, "/")
	if !ok {
		return "", nil, fmt.Errorf("%q is not like %s/%s", target, runtime.GOOS, runtime.GOARCH)
	}
	binary, err := r.binary(ctx, goos, goarch)
	if err != nil {
		return "", nil, err
	}
	entries := []entry{{"superette", 0o755, binary}}
	files, err := readings(r.root)
	if err != nil {
		return "", nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join(r.root, filepath.FromSlash(file)))
		if err != nil {
			return "", nil, err
		}
		entries = append(entries, entry{file, 0o644, text})
	}
	if goos == "linux" {
		entries = append(entries,
			entry{"superette.service", 0o644, unit}, entry{"superette-backup.service", 0o644, backupUnit}, entry{"superette-backup.timer", 0o644, backupTimer})
	}
	folder := fmt.Sprintf("superette-%s-%s-%s", r.version, goos, goarch)
	content, err = pack(folder, entries, r.at)
	return folder + ".tar.gz", content, err
}

// output runs a command in a folder and returns its standard output; on failure its other output is in the error.
func output(ctx context.Context, dir string, env []string, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // our own commands
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s%s", name, strings.Join(args, " "), err, said.Bytes(), out.Bytes())
	}
	return out.String(), nil
}
