package pack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
)

// Manifest is web/protocol/manifest.ts' PackageManifest. The order of the members here is their order in the bytes.
type Manifest struct {
	Format int         `json:"format"`
	App    AppManifest `json:"app"`
	Files  []File      `json:"files"` // sorted by path
}

// File is one file of a package.
type File struct {
	Path   string      `json:"path"`
	SHA256 id.BlobHash `json:"sha256"`
	Size   int64       `json:"size"`
	Type   string      `json:"type"` // from the closed list of types.go
}

// AppManifest is what the compiler says about a program.
type AppManifest struct {
	Dialect     string             `json:"dialect"`
	Name        string             `json:"name"`
	Color       string             `json:"color"`
	Logo        string             `json:"logo,omitempty"`
	Description string             `json:"description,omitempty"`
	Version     string             `json:"version,omitempty"`
	Entry       string             `json:"entry"`
	Pages       Pages              `json:"pages"`
	Window      WindowConfig       `json:"window"`
	TabBar      *TabBar            `json:"tabBar,omitempty"`
	Chunks      map[string]Chunk   `json:"chunks"`
	Preload     map[string]Preload `json:"preload,omitempty"`
	Worker      *WorkerCode        `json:"worker,omitempty"`
	DarkMode    bool               `json:"darkmode,omitempty"`
	Style       string             `json:"style,omitempty"`      // "v2" or nothing
	Component2  *bool              `json:"component2,omitempty"` // false or nothing
	Elements    List               `json:"elements"`
	APIs        List               `json:"apis"`
	Domains     []string           `json:"domains,omitempty"` // origins that wx.request may ask, as egress.ParseOrigin gives them
	// BusinessDomains are the origins whose pages a <web-view> may show.
	BusinessDomains []string `json:"businessDomains,omitempty"`
}

// Page is one page of a program, with its route.
type Page struct {
	Route  string       `json:"-"`
	Chunk  string       `json:"chunk"`
	Styles List         `json:"styles"`
	Window WindowConfig `json:"window"`
	Needs  List         `json:"needs,omitempty"`
	// Dark comes in place of Window on a dark phone.
	Dark WindowConfig `json:"dark,omitempty"`
}

// Preload names the chunks that are fetched while a page is looked at.
type Preload struct {
	Chunks  List   `json:"chunks"`
	Network string `json:"network"` // "all" or "wifi"
}

// WorkerCode is what wx.createWorker runs.
type WorkerCode struct {
	Root string `json:"root"` // the folder of its scripts, with a slash at its end
	JS   string `json:"js"`
	Map  string `json:"map,omitempty"`
}

// Chunk is the code of the main package or of a sub-package.
type Chunk struct {
	JS          string `json:"js"`
	Map         string `json:"map,omitempty"`
	Styles      string `json:"styles"`
	Root        string `json:"root"`
	Independent bool   `json:"independent,omitempty"`
}

// TabBar is the bar at the foot of a program.
type TabBar struct {
	Color           string    `json:"color"`
	SelectedColor   string    `json:"selectedColor"`
	BackgroundColor string    `json:"backgroundColor"`
	BorderStyle     string    `json:"borderStyle,omitempty"`
	Custom          bool      `json:"custom,omitempty"`
	List            []TabItem `json:"list"`
	// Dark comes in its place on a dark phone.
	Dark *TabBar `json:"dark,omitempty"`
}

// TabItem is one tab.
type TabItem struct {
	PagePath         string `json:"pagePath"`
	Text             string `json:"text"`
	IconPath         string `json:"iconPath,omitempty"`
	SelectedIconPath string `json:"selectedIconPath,omitempty"`
}

// WindowConfig holds the members of window by name. The set is open, since it is WeChat's; each value is a text, a number
// or a truth value.
type WindowConfig map[string]json.RawMessage

// MarshalJSON writes a nil map as {}.
func (w WindowConfig) MarshalJSON() ([]byte, error) {
	if w == nil {
		return []byte("{}"), nil
	}
	return marshal(map[string]json.RawMessage(w))
}

// List is a list of texts that is written as [] when it is nil.
type List []string

// MarshalJSON writes a nil list as [].
func (l List) MarshalJSON() ([]byte, error) {
	if l == nil {
		return []byte("[]"), nil
	}
	return marshal([]string(l))
}

// Pages are the pages of a program in the order of its app.json. In JSON they are an object by route, in that order.
type Pages []Page

// Find returns the page with the given route (no leading slash, no query), or nil.
func (p Pages) Find(route string) *Page {
	for i := range p {
		if p[i].Route == route {
			return &p[i]
		}
	}
	return nil
}

// MarshalJSON writes the pages as an object in their order.
func (p Pages) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, page := range p {
		if i > 0 {
			b = append(b, ',')
		}
		route, err := marshal(page.Route)
		if err != nil {
			return nil, err
		}
		body, err := marshal(page)
		if err != nil {
			return nil, err
		}
		b = append(append(append(b, route...), ':'), body...)
	}
	return append(b, '}'), nil
}

// UnmarshalJSON reads an object of pages and keeps its order. A route that comes twice is an error.
func (p *Pages) UnmarshalJSON(raw []byte) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("pages are not an object: %w", ErrManifest.With("Its pages are not an object."))
	}
	*p = Pages{}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return err
		}
		route, ok := t.(string)
		if !ok || seen[route] {
			return fmt.Errorf("page %q comes twice: %w", route, ErrManifest)
		}
		seen[route] = true
		page := Page{Route: route}
		if err := d.Decode(&page); err != nil {
			return err
		}
		*p = append(*p, page)
	}
	return nil
}

func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// File returns the file at path, or nil.
func (m *Manifest) File(path string) *File {
	at, found := slices.BinarySearchFunc(m.Files, path, func(f File, path string) int {
		switch {
		case f.Path < path:
			return -1
		case f.Path > path:
			return 1
		}
		return 0
	})
	if !found {
		return nil
	}
	return &m.Files[at]
}

// TotalBytes is the size of all files together, a file that comes twice counted twice.
func (m *Manifest) TotalBytes() int64 {
	var n int64
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

const (
	maxName        = 64
	maxDescription = 1_000
	maxVersion     = 64
	maxPages       = 2_000
	maxTabs        = 5 // WeChat's own limit
	maxChunks      = 200
	maxIcon        = 8192 // bytes of an icon that stands in a window
	maxShort       = 200  // characters of small texts, in UTF-8 bytes
	maxElements    = 1_000
	maxAPIs        = 5_000
	maxWindow      = 64  // members of one window
	maxDomains     = 200 // WeChat's own limit
)

var colorForm = regexp.MustCompile(`^#[0-9a-f]{6}$`) //nolint:gochecknoglobals // a constant that the language cannot express

func (m *Manifest) check(limits Limits) error {
	if err := m.checkFiles(limits); err != nil {
		return err
	}
	return m.checkApp()
}

func (m *Manifest) checkFiles(limits Limits) error {
	if m.Files == nil {
		return ErrManifest.With("It has no list of files.")
	}
	if len(m.Files) > limits.Files {
		return ErrLimit.With(fmt.Sprintf("It has %d files; the limit is %d.", len(m.Files), limits.Files))
	}
	var total int64
	paths := newPathSet()
	for i, f := range m.Files {
		if err := paths.add(f.Path); err != nil {
			return err
		}
		if i > 0 && m.Files[i-1].Path >= f.Path {
			return ErrManifest.With(fmt.Sprintf("Its files are not sorted by path at %q.", f.Path))
		}
		if _, err := id.ParseBlobHash(string(f.SHA256)); err != nil {
			return ErrManifest.With(fmt.Sprintf("The sha256 of %q is not 64 lower-case hex digits.", f.Path))
		}
		if !knownType(f.Type) {
			return ErrManifest.With(fmt.Sprintf("The type %q of %q is not on the list.", f.Type, f.Path))
		}
		if f.Size < 0 {
			return ErrManifest.With(fmt.Sprintf("The size of %q is negative.", f.Path))
		}
		if f.Size > limits.FileBytes {
			return ErrLimit.With(fmt.Sprintf("%q has %d bytes; the limit for one file is %d.", f.Path, f.Size, limits.FileBytes))
		}
		total += f.Size // at most 5,000 × 8 MiB: no overflow, since each was checked
		if total > limits.TotalBytes {
			return ErrLimit.With(fmt.Sprintf("Its files have more than %d bytes together.", limits.TotalBytes))
		}
	}
	return nil
}

func (m *Manifest) checkApp() error {
	a := &m.App
	if a.Dialect != "wechat" && a.Dialect != "alipay" {
		return ErrManifest.With(fmt.Sprintf("Its dialect is %q, neither wechat nor alipay.", a.Dialect))
	}
	if a.Style != "" && a.Style != "v2" {
		return ErrManifest.With(fmt.Sprintf("Its style is %q, not v2.", a.Style))
	}
	for _, text := range []struct {
		name, value string
		limit       int
	}{{"name", a.Name, maxName}, {"description", a.Description, maxDescription}, {"version", a.Version, maxVersion}} {
		if !printable(text.value) || utf8.RuneCountInString(text.value) > text.limit {
			return ErrManifest.With(fmt.Sprintf("Its %s is not printable text of at most %d characters.", text.name, text.limit))
		}
	}
	if a.Name == "" {
		return ErrManifest.With("It has no name.")
	}
	if !colorForm.MatchString(a.Color) {
		return ErrManifest.With(fmt.Sprintf("Its color %q is not #rrggbb in lower case.", a.Color))
	}
	if a.Logo != "" && m.File(a.Logo) == nil {
		return ErrManifest.With(fmt.Sprintf("Its logo %q is not among its files.", a.Logo))
	}
	if len(a.Elements) > maxElements || len(a.APIs) > maxAPIs || !short(a.Elements...) || !short(a.APIs...) {
		return ErrManifest.With("Its lists of elements and APIs are too long.")
	}
	if len(a.Domains) > maxDomains || len(a.BusinessDomains) > maxDomains {
		return ErrManifest.With(fmt.Sprintf("It names more than %d domains.", maxDomains))
	}
	for _, domain := range slices.Concat(a.Domains, a.BusinessDomains) {
		if origin, err := egress.ParseOrigin(domain); err != nil || origin != domain {
			return ErrManifest.With(fmt.Sprintf("Its domain %q is not written as https://api.example.org.", domain))
		}
	}
	if err := checkWindow("app", a.Window); err != nil {
		return err
	}
	if err := m.checkChunks(); err != nil {
		return err
	}
	if err := m.checkPages(); err != nil {
		return err
	}
	return m.checkTabs()
}

func (m *Manifest) checkChunks() error {
	if len(m.App.Chunks) == 0 || len(m.App.Chunks) > maxChunks {
		return ErrManifest.With(fmt.Sprintf("It does not have 1 to %d chunks.", maxChunks))
	}
	for name, c := range m.App.Chunks {
		if name == proto {
			return ErrManifest.With("A chunk is named __proto__.")
		}
		for _, path := range []string{c.JS, c.Styles, c.Map} {
			if path == "" && c.JS != "" && c.Styles != "" { // only the source map may be missing
				continue
			}
			if m.File(path) == nil {
				return ErrManifest.With(fmt.Sprintf("The chunk %q names %q, which is not among its files.", name, path))
			}
		}
	}
	return m.checkWorker()
}

func (m *Manifest) checkWorker() error {
	w := m.App.Worker
	if w == nil {
		return nil
	}
	if folder, ends := strings.CutSuffix(w.Root, "/"); !ends || CheckPath(folder) != nil {
		return ErrManifest.With(fmt.Sprintf("The folder %q of its Worker is not valid.", w.Root))
	}
	if m.File(w.JS) == nil || w.Map != "" && m.File(w.Map) == nil {
		return ErrManifest.With("The code of its Worker is not among its files.")
	}
	return nil
}

func (m *Manifest) checkPages() error {
	a := &m.App
	if len(a.Pages) == 0 {
		return ErrManifest.With("It has no pages.")
	}
	if len(a.Pages) > maxPages {
		return ErrLimit.With(fmt.Sprintf("It has %d pages; the limit is %d.", len(a.Pages), maxPages))
	}
	seen := make(map[string]bool, len(a.Pages))
	for _, page := range a.Pages {
		if err := CheckPath(page.Route); err != nil {
			return err
		}
		if page.Route == proto {
			return ErrManifest.With("A page is named __proto__.")
		}
		if seen[page.Route] {
			return ErrManifest.With(fmt.Sprintf("The page %q comes twice.", page.Route))
		}
		seen[page.Route] = true
		if _, ok := a.Chunks[page.Chunk]; !ok {
			return ErrManifest.With(fmt.Sprintf("The page %q is in the chunk %q, which does not exist.", page.Route, page.Chunk))
		}
		for _, name := range append(slices.Clone(page.Needs), a.Preload[page.Route].Chunks...) {
			if _, ok := a.Chunks[name]; !ok {
				return ErrManifest.With(fmt.Sprintf("The page %q needs the chunk %q, which does not exist.", page.Route, name))
			}
		}
		for _, window := range []WindowConfig{page.Window, page.Dark} {
			if err := checkWindow(page.Route, window); err != nil {
				return err
			}
		}
	}
	for route, rule := range a.Preload {
		if !seen[route] || rule.Chunks == nil || !oneOf(rule.Network, "all", "wifi") {
			return ErrManifest.With(fmt.Sprintf("What it loads beside %q is not valid.", route))
		}
	}
	if !seen[a.Entry] {
		return ErrManifest.With(fmt.Sprintf("Its entry %q is not one of its pages.", a.Entry))
	}
	return nil
}

// checkTabs leaves the tabs' pages alone: in development a page that does not compile is missing, and its tab stays.
func (m *Manifest) checkTabs() error {
	bar := m.App.TabBar
	if bar == nil {
		return nil
	}
	if err := checkTabBar(bar); err != nil || bar.Dark == nil {
		return err
	}
	if bar.Dark.Dark != nil {
		return ErrManifest.With("The dark form of its tab bar has a dark form.")
	}
	return checkTabBar(bar.Dark)
}

func checkTabBar(bar *TabBar) error {
	if bar.List == nil || len(bar.List) > maxTabs {
		return ErrManifest.With(fmt.Sprintf("Its tab bar does not have 0 to %d tabs.", maxTabs))
	}
	if !oneOf(bar.BorderStyle, "", "black", "white") || !short(bar.Color, bar.SelectedColor, bar.BackgroundColor) {
		return ErrManifest.With("The colours or the border of its tab bar are not valid.")
	}
	for _, tab := range bar.List {
		if !short(tab.Text) {
			return ErrManifest.With("The text of a tab is too long.")
		}
		if err := CheckPath(tab.PagePath); err != nil {
			return err
		}
	}
	return nil
}

func checkWindow(where string, w WindowConfig) error {
	if len(w) > maxWindow {
		return ErrManifest.With(fmt.Sprintf("The window of %q has more than %d members.", where, maxWindow))
	}
	for name, raw := range w {
		var v any
		if err := json.Unmarshal(raw, &v); err != nil {
			return ErrManifest.With(fmt.Sprintf("The window of %q has a broken member %q.", where, name))
		}
		if why := wrongInWindow(name, v); why != "" {
			return ErrManifest.With(fmt.Sprintf("The member %q in the window of %q is not %s.", name, where, why))
		}
	}
	return nil
}

// wrongInWindow says what the host expects of a member where it gets something else. Members it does not know may hold any
// text, number or truth value.
func wrongInWindow(name string, v any) string {
	text, isText := v.(string)
	_, isBool := v.(bool)
	_, isNumber := v.(float64)
	switch name {
	case "navigationBarTextStyle":
		if !isText || !oneOf(text, "black", "white") {
			return "black or white"
		}
	case "navigationStyle":
		if !isText || !oneOf(text, "default", "custom") {
			return "default or custom"
		}
	case "backgroundTextStyle":
		if !isText || !oneOf(text, "dark", "light") {
			return "dark or light"
		}
	case "enablePullDownRefresh", "disableScroll":
		if !isBool {
			return "true or false"
		}
	case "onReachBottomDistance":
		if !isNumber {
			return "a number"
		}
	case "navigationBarTitleText", "navigationBarBackgroundColor", "backgroundColor", "pageOrientation":
		if !isText || !short(text) {
			return "a short text"
		}
	case "optionIcon":
		if !isText || len(text) > maxIcon || !printable(text) {
			return fmt.Sprintf("a text of at most %d bytes", maxIcon)
		}
	default:
		if !isText && !isBool && !isNumber {
			return "a text, a number or a truth value"
		}
	}
	return ""
}

// proto is a name that turns a map of the host's into something else.
const proto = "__proto__"

func oneOf(text string, allowed ...string) bool { return slices.Contains(allowed, text) }

// short accepts printable texts of up to 200 bytes.
func short(texts ...string) bool {
	return !slices.ContainsFunc(texts, func(text string) bool { return len(text) > maxShort || !printable(text) })
}

// PageAt returns the page that a link such as "pages/tea/tea?id=3" leads to, with or without a leading slash, or nil.
func (m *Manifest) PageAt(link string) *Page {
	route, _, _ := strings.Cut(strings.TrimPrefix(link, "/"), "?")
	return m.App.Pages.Find(strings.TrimSuffix(route, ".html")) // some authors copy WeChat's own links, which end so
}

// URL returns the address of a file of a package on its instance: "/pkg/<hash>/<path>", escaped.
func URL(hash id.BlobHash, path string) string {
	return (&url.URL{Path: "/pkg/" + string(hash) + "/" + path}).EscapedPath()
}
