package app

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/pack"
)

// patchKind says how a running program takes over a newer state of its source.
type patchKind string

const (
	patchNothing patchKind = "nothing" // what runs is what the source says
	patchApply   patchKind = "apply"   // parts are exchanged while it runs
	patchRestart patchKind = "restart" // it has to begin anew: app.js, app.json, a picture
)

// devPatch is what GET /api/dev/patch answers: how a program that runs From becomes To. A part whose source has errors is
// left out, so that its last good state stays in view.
type devPatch struct {
	From    id.BlobHash     `json:"from"`
	To      id.BlobHash     `json:"to"`
	Kind    patchKind       `json:"kind"`
	Reason  string          `json:"reason"`  // of a restart: the file
	Code    string          `json:"code"`    // registers the parts that changed; "" for none
	Map     json.RawMessage `json:"map"`     // of Code
	Forget  []string        `json:"forget"`  // scripts that run again when they are next required
	WXS     bool            `json:"wxs"`     // WXS modules changed: all of them run again
	Remake  []string        `json:"remake"`  // components and pages whose instances begin anew
	Redraw  []string        `json:"redraw"`  // routes of the pages in which something of the above stands
	Restyle []string        `json:"restyle"` // routes whose style sheets changed
	Windows []string        `json:"windows"` // routes whose JSON says other things of the bars
	SavedMS int64           `json:"savedMs"` // when the first change of it was seen, as a Unix time in ms
}

// devBuild is a state of the source that has been on the shelf.
type devBuild struct {
	pkg     id.BlobHash
	app     pack.AppManifest
	assets  map[string]id.BlobHash // files that are no code
	units   map[unitKey]compile.Unit
	order   []unitKey
	reach   map[string][]string
	errors  int
	savedMS int64
}

type unitKey struct {
	kind compile.UnitKind
	id   string
}

func newDevBuild(p program, savedMS int64) *devBuild {
	b := &devBuild{
		pkg: p.pkg.Hash, app: p.pkg.Manifest.App, assets: map[string]id.BlobHash{}, units: map[unitKey]compile.Unit{}, reach: p.reach,
		errors: p.errors(), savedMS: savedMS,
	}
	for _, f := range p.pkg.Manifest.Files {
		if !strings.HasPrefix(f.Path, "$/") {
			b.assets[f.Path] = f.SHA256
		}
	}
	for _, u := range p.units {
		key := unitKey{u.Kind, u.ID}
		b.units[key] = u
		b.order = append(b.order, key)
	}
	return b
}

// patchTo compares two states. Nothing that b lacks is taken away from a running program: nobody asks for it any more.
func (b *devBuild) patchTo(next *devBuild) devPatch {
	p := devPatch{
		From: b.pkg, To: next.pkg, Kind: patchNothing, Map: json.RawMessage("null"), SavedMS: next.savedMS,
		Forget: []string{}, Remake: []string{}, Redraw: []string{}, Restyle: []string{}, Windows: []string{},
	}
	if reason := b.restartFor(next); reason != "" {
		// A program that is broken at the moment would lose what is in view.
		if next.errors > b.errors {
			return p
		}
		p.Kind, p.Reason = patchRestart, reason
		return p
	}
	var changed []compile.Unit
	parts := map[string]bool{} // that are drawn anew
	sheets := map[string]bool{}
	scripts := map[string]bool{}
	for _, key := range next.order {
		now := next.units[key]
		if before, known := b.units[key]; known && before.Code == now.Code || now.Broken {
			continue
		}
		switch changed = append(changed, now); key.kind {
		case compile.ScriptUnit:
			scripts[key.id] = true
		case compile.StyleUnit:
			sheets[key.id] = true
		case compile.WXSUnit:
			p.WXS = true
		case compile.TemplateUnit, compile.ConfigUnit:
			parts[key.id] = true
		}
	}
	p.Forget = next.dependents(scripts)
	for _, script := range p.Forget {
		name := strings.TrimSuffix(strings.TrimSuffix(script, ".js"), ".ts")
		if name == "app" {
			p.Kind, p.Reason, p.Forget = patchRestart, script, []string{}
			return p
		}
		if _, isPart := next.units[unitKey{compile.ConfigUnit, name}]; isPart {
			p.Remake = append(p.Remake, name)
			parts[name] = true
		}
	}
	p.pages(b, next, parts, sheets)
	if code := slices.DeleteFunc(changed, func(u compile.Unit) bool { return u.Kind == compile.StyleUnit }); len(code) > 0 {
		script, sourceMap := compile.Assemble("$/changed.js", code)
		p.Code, p.Map = string(script), sourceMap
	}
	if p.Code != "" || len(p.Restyle)+len(p.Windows) > 0 || b.pkg != next.pkg {
		p.Kind = patchApply
	}
	return p
}

// lacksSheet says whether a sheet is away because it could not be translated.
func (b *devBuild) lacksSheet(key string) bool {
	u, known := b.units[unitKey{compile.StyleUnit, key}]
	return known && u.Broken && u.Code == ""
}

// pages finds out which pages are concerned.
func (p *devPatch) pages(b, next *devBuild, parts, sheets map[string]bool) {
	inSet := func(set map[string]bool) func(string) bool { return func(name string) bool { return set[name] } }
	for route, reach := range next.reach {
		if p.WXS || slices.ContainsFunc(reach, inSet(parts)) {
			p.Redraw = append(p.Redraw, route)
		}
	}
	for _, page := range next.app.Pages {
		before := slices.IndexFunc(b.app.Pages, func(each pack.Page) bool { return each.Route == page.Route })
		if before < 0 {
			continue
		}
		old := b.app.Pages[before]
		if slices.ContainsFunc(page.Styles, inSet(sheets)) || !slices.Equal(page.Styles, slices.DeleteFunc(slices.Clone(old.Styles), next.lacksSheet)) {
			p.Restyle = append(p.Restyle, page.Route)
		}
		if (!sameJSON(old.Window, page.Window) || !sameJSON(old.Dark, page.Dark)) && !next.units[unitKey{compile.ConfigUnit, page.Route}].Broken {
			p.Windows = append(p.Windows, page.Route)
		}
	}
	slices.Sort(p.Redraw)
}

// dependents returns the given scripts and all that require them, directly or not, sorted.
func (b *devBuild) dependents(scripts map[string]bool) []string {
	requiredBy := map[string][]string{}
	for key, u := range b.units {
		for _, required := range u.Requires {
			requiredBy[required] = append(requiredBy[required], key.id)
		}
	}
	found := map[string]bool{}
	var visit func(name string)
	visit = func(name string) {
		if found[name] {
			return
		}
		found[name] = true
		for _, by := range requiredBy[name] {
			visit(by)
		}
	}
	for name := range scripts {
		visit(name)
	}
	return sortedNames(found)
}

// restartFor names the file for which a running program has to begin anew, "" if there is none.
func (b *devBuild) restartFor(next *devBuild) string {
	for _, each := range []struct{ before, now map[string]id.BlobHash }{{b.assets, next.assets}, {next.assets, b.assets}} {
		for name, hash := range each.before {
			if each.now[name] != hash {
				return name
			}
		}
	}
	before, now := b.app, next.app
	same := before.Entry == now.Entry && before.Style == now.Style && before.DarkMode == now.DarkMode && sameJSON(before.TabBar, now.TabBar) &&
		slices.Equal(routesOf(before), routesOf(now)) && sameJSON(chunksOf(before), chunksOf(now))
	if !same {
		return "app.json"
	}
	return ""
}

func routesOf(app pack.AppManifest) []string {
	routes := make([]string, len(app.Pages))
	for i, page := range app.Pages {
		routes[i] = page.Chunk + " " + page.Route
	}
	return routes
}

func chunksOf(app pack.AppManifest) []string {
	chunks := map[string]bool{}
	for name, chunk := range app.Chunks {
		chunks[fmt.Sprintf("%s %t", name, chunk.Independent)] = true
	}
	return sortedNames(chunks)
}

func sortedNames(set map[string]bool) []string {
	names := make([]string, 0, len(set))
	for name := range set {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// sameJSON compares values of a manifest, which always marshal.
func sameJSON(a, b any) bool {
	x, errX := json.Marshal(a)
	y, errY := json.Marshal(b)
	return errX == nil && errY == nil && bytes.Equal(x, y)
}
