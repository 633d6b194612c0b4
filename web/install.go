package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/superette/superette/internal/httpd"
)

//go:embed icon.svg icons/*.png manifest.webmanifest manifest-zh.webmanifest
var installed embed.FS

// version names a build by its list, which names all scripts and styles by their content, and what stands beside it.
func version(list []byte) string {
	sum := sha256.New()
	sum.Write(list)
	sum.Write([]byte(pageText))
	for _, name := range installedFiles() {
		content, err := installed.ReadFile(name.file)
		if err != nil {
			panic(err) // it is embedded
		}
		sum.Write(content)
	}
	return hex.EncodeToString(sum.Sum(nil)[:8])
}

// installedFile is what an installed host is drawn with by the system around it.
type installedFile struct {
	path, file, kind string
	keep             httpd.Keep
}

func installedFiles() []installedFile {
	const manifest = "application/manifest+json"
	// A browser looks for the icon anew with each address and each title: twice for a program that is opened.
	return []installedFile{
		{"/icon.svg", "icon.svg", "image/svg+xml", httpd.KeepForADay},
		{"/icon-192.png", "icons/icon-192.png", "image/png", httpd.KeepForADay},
		{"/icon-512.png", "icons/icon-512.png", "image/png", httpd.KeepForADay},
		{"/icon-maskable-512.png", "icons/icon-maskable-512.png", "image/png", httpd.KeepForADay},
		{"/icon-touch-180.png", "icons/icon-touch-180.png", "image/png", httpd.KeepForADay},
		{"/manifest.webmanifest", "manifest.webmanifest", manifest, httpd.AskEachTime},
		{"/manifest-zh.webmanifest", "manifest-zh.webmanifest", manifest, httpd.AskEachTime},
	}
}

// mountInstall serves what makes the host an application of its own: manifests, icons, the service worker.
func mountInstall(s *httpd.Server, files fs.FS, b build) error {
	for _, f := range installedFiles() {
		content, err := installed.ReadFile(f.file)
		if err != nil {
			return fmt.Errorf("web: read %s: %w", f.file, err)
		}
		asset, err := httpd.NewAsset(content, f.kind, f.keep, nil)
		if err != nil {
			return err
		}
		s.Public("GET "+f.path, asset.Answer)
	}
	if b.Service == "" {
		return nil
	}
	worker, err := serviceWorker(files, b)
	if err != nil {
		return err
	}
	s.Public("GET /sw.js", worker.Answer)
	return nil
}

// serviceWorker is the bundled script behind the list of what it keeps. It may fetch from this instance, and nothing else.
func serviceWorker(files fs.FS, b build) (*httpd.Asset, error) {
	script, err := fs.ReadFile(files, "dist/assets/"+b.Service)
	if err != nil {
		return nil, fmt.Errorf("web: read the service worker: %w", err)
	}
	parts := []string{"/assets/build.json"}
	for _, name := range slices.Sorted(maps.Keys(b.Sizes)) {
		if name != b.Service && name != b.Runtime.WorkerDev {
			parts = append(parts, "/assets/"+name)
		}
	}
	for _, f := range installedFiles() {
		parts = append(parts, f.path)
	}
	head, err := json.Marshal(map[string]any{"version": b.version, "instance": b.instance, "parts": parts})
	if err != nil {
		return nil, fmt.Errorf("web: service worker: %w", err)
	}
	text := append(append(append([]byte("const BUILD="), head...), ";\n"...), script...)
	return httpd.NewAsset(text, "text/javascript; charset=utf-8", httpd.AskEachTime, map[string]string{
		"Content-Security-Policy": "default-src 'none'; connect-src 'self'",
	})
}
