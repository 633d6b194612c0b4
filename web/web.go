// Package web holds everything that runs in a browser, and serves it.
//
// tools/webbuild bundles the TypeScript of this folder into dist, which git does not know and this package embeds. The
// host page is one document for every place of the host (its router reads the address). Its policy is the outer wall
// around programs: their frames are srcdoc documents, inherit it, and can only narrow it; so it names by hash the two
// scripts that run inline in them, and allows network connections to this instance alone.
//
// Bundles are named by their content and kept by browsers for ever; the page itself, and build.json, are asked for anew.
package web

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/superette/superette/internal/httpd"
)

//go:embed all:dist
var dist embed.FS

//go:embed page.html
var pageText string

// ErrNotBuilt says that this binary was compiled before the web bundles were made.
var ErrNotBuilt = errors.New("web: the bundles are missing from this binary") //nolint:gochecknoglobals // a named failure

// build is the part of build.json that the page needs; tools/webbuild writes it.
type build struct {
	Host struct {
		Script  string   `json:"script"`
		Styles  []string `json:"styles"`
		Preload []string `json:"preload"`
		Program []string `json:"program"`
	} `json:"host"`
	Runtime struct {
		Worker    string   `json:"worker"`
		WorkerDev string   `json:"workerDev"`
		View      string   `json:"view"`
		Boot      string   `json:"boot"`
		Hashes    []string `json:"hashes"`
	} `json:"runtime"`
	Service string         `json:"service"`
	Sizes   map[string]int `json:"sizes"`

	version  string // of all that a page of this build may load
	instance string // whose page it is
}

// Mount serves the embedded bundles and the host page. It fails with ErrNotBuilt if there are none.
func Mount(s *httpd.Server) error {
	return mount(s, dist)
}

func mount(s *httpd.Server, files fs.FS) error {
	list, err := fs.ReadFile(files, "dist/assets/build.json")
	if errors.Is(err, fs.ErrNotExist) {
		return ErrNotBuilt
	}
	if err != nil {
		return fmt.Errorf("web: read build.json: %w", err)
	}
	var b build
	if err := json.Unmarshal(list, &b); err != nil {
		return fmt.Errorf("web: read build.json: %w", err)
	}
	if b.Host.Script == "" {
		return fmt.Errorf("web: build.json names no host page: %w", ErrNotBuilt)
	}
	if err := mountAssets(s, files); err != nil {
		return err
	}
	b.version, b.instance = version(list), s.Instance()
	page, err := hostPage(b, s.Origin(), false)
	if err != nil {
		return err
	}
	for _, place := range []string{"/{$}", "/chats", "/chats/", "/contacts", "/contacts/", "/discover", "/discover/", "/me", "/me/"} {
		s.Public("GET "+place, page.Answer)
	}
	if page, err = hostPage(b, s.Origin(), true); err != nil {
		return err
	}
	s.Public("GET /p/", page.Answer)
	return mountInstall(s, files, b)
}

func mountAssets(s *httpd.Server, files fs.FS) error {
	entries, err := fs.ReadDir(files, "dist/assets")
	if err != nil {
		return fmt.Errorf("web: list the bundles: %w", err)
	}
	assets := map[string]*httpd.Asset{}
	for _, e := range entries {
		content, err := fs.ReadFile(files, "dist/assets/"+e.Name())
		if err != nil {
			return fmt.Errorf("web: read %s: %w", e.Name(), err)
		}
		keep := httpd.KeepForEver
		if e.Name() == "build.json" {
			keep = httpd.AskEachTime
		}
		if assets[e.Name()], err = httpd.NewAsset(content, mediaType(e.Name()), keep, nil); err != nil {
			return fmt.Errorf("web: prepare %s: %w", e.Name(), err)
		}
	}
	s.Public("GET /assets/{name}", func(w http.ResponseWriter, r *http.Request) error {
		asset := assets[r.PathValue("name")]
		if asset == nil {
			return httpd.ErrNoRoute
		}
		return asset.Answer(w, r)
	})
	return nil
}

// mediaType does not depend on what the machine has in /etc/mime.types for the kinds that matter.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return "application/json; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	}
	if kind := mime.TypeByExtension(path.Ext(name)); kind != "" {
		return kind
	}
	return "application/octet-stream"
}

// hostPage makes the page. Where a program opens with it (a link, a code) the browser is told at once of all that a program
// starts with, and of a frame like a program's, for which browsers start a process: otherwise one would wait for the other.
func hostPage(b build, origin string, program bool) (*httpd.Asset, error) {
	shown := struct {
		Version, Instance      string
		Script                 string
		Styles, Preload, Texts []string
		Program                bool
	}{b.version, b.instance, b.Host.Script, b.Host.Styles, b.Host.Preload, nil, program}
	if program {
		shown.Preload = slices.Concat(b.Host.Preload, b.Host.Program)
		shown.Texts = []string{"build.json?build=" + b.version, b.Runtime.Boot, b.Runtime.View, b.Runtime.Worker}
	}
	t, err := template.New("page.html").Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("web: page: %w", err)
	}
	var out bytes.Buffer
	if err := t.Execute(&out, shown); err != nil {
		return nil, fmt.Errorf("web: page: %w", err)
	}
	return httpd.NewAsset(out.Bytes(), "text/html; charset=utf-8", httpd.AskEachTime, map[string]string{
		"Content-Security-Policy": policy(b.Runtime.Hashes, origin),
	})
}

// policy is what the host page and every frame in it may do at most. frame-src does not concern srcdoc frames; it stops a program's
// frame from navigating away. What it names shows web pages inside a program, by a policy of its own (mini/gateway). blob: in script-src is for programs' scripts inside their own frames.
func policy(hashes []string, origin string) string {
	return strings.Join([]string{
		"default-src 'none'",
		strings.Join(append([]string{"script-src 'self'"}, append(hashes, "blob:")...), " "),
		"worker-src 'self' blob:",
		"connect-src 'self'",
		"img-src 'self' blob: data:",
		"media-src 'self' blob:",
		"font-src 'self' data: blob:",
		"style-src 'self' 'unsafe-inline'",
		"manifest-src 'self'",
		"frame-src " + origin + "/webview/",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	}, "; ")
}
