// Package check says what of a program will not work here, before anybody opens it.
//
// compile.Build finds what a program uses of the platform, and where; the tables of web/protocol/compat say what of the
// platform is carried out, out of the very registries that the runtime goes by. This package lays one against the other
// and says for every difference what happens at run time and what to do. It judges severity and nothing else: what works
// and what does not stands in the tables alone.
//
// error: a part of the program will not work. warning: it works less well. info: nothing that people would see.
// What stands in an npm package counts for one less, since programs seldom reach all of a library.
package check

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile"
)

// Format is the version of Report's JSON. Members are only ever added to a version.
const Format = 1

// Severity of a finding.
type Severity string

// The severities, the worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Info    Severity = "info"
)

// Rank orders severities: 3 for Error, 1 for Info.
func (s Severity) Rank() int {
	switch s {
	case Error:
		return 3
	case Warning:
		return 2
	case Info:
		return 1
	}
	return 0
}

// Tables are the texts of web/protocol/compat: elements.json, wx.json and my.json.
type Tables struct{ Elements, WX, MY []byte }

// Report is what a check found out.
type Report struct {
	Format   int       `json:"format"`
	Program  Program   `json:"program"`
	Counts   Counts    `json:"counts"`
	Findings []Finding `json:"findings"` // by file and place
	Pages    []Page    `json:"pages"`    // in the order of app.json
	// Move is there if it was asked for (MoveOf).
	Move *Move `json:"move,omitempty"`
}

// Program that was checked.
type Program struct {
	Name    string `json:"name"`
	Dialect string `json:"dialect"` // "wechat" or "alipay"; "" if there is nothing that could be compiled
	Pages   int    `json:"pages"`
}

// Counts of findings.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// Finding is one place at which something is not as on WeChat.
type Finding struct {
	Severity Severity      `json:"severity"`
	Code     string        `json:"code"`    // "api.refused", stable
	Subject  string        `json:"subject"` // "wx.chooseLocation", "<map>", "button open-type=contact"
	File     string        `json:"file"`    // from the project's folder, with slashes
	Range    compile.Range `json:"range"`
	Text     string        `json:"text"`              // what is the matter
	Happens  string        `json:"happens,omitempty"` // what one sees of it at run time
	Hint     string        `json:"hint,omitempty"`    // what to do
	Package  string        `json:"package,omitempty"` // the npm package that the file belongs to
	Pages    []string      `json:"pages"`             // pages that the file goes into; none: the whole program

	stops bool // the program cannot be published: of the whole program's, no page is clean
}

// Page and what was found in the files that it is made of. Clean: no errors and no warnings.
type Page struct {
	Route string `json:"route"`
	Clean bool   `json:"clean"`
	Counts
}

// Run checks a program that was compiled with Options.Inspect. It fails if the tables cannot be read.
func Run(out compile.Output, diagnostics []compile.Diagnostic, tables Tables) (Report, error) {
	c := checker{in: out.Inspection, isAlipay: out.App.Dialect == "alipay", added: map[string]bool{}, asked: map[[2]string]bool{}}
	if c.in == nil {
		c.in = &compile.Inspection{}
	}
	if err := json.Unmarshal(tables.Elements, &c.elements); err != nil {
		return Report{}, fmt.Errorf("check: the table of built-ins: %w", err)
	}
	members := tables.WX
	c.api = "wx"
	if c.isAlipay {
		members, c.api = tables.MY, "my"
	}
	if err := json.Unmarshal(members, &c.platform); err != nil {
		return Report{}, fmt.Errorf("check: the table of %s: %w", c.api, err)
	}
	for _, d := range diagnostics {
		c.diagnostic(d)
	}
	for _, u := range c.in.Uses {
		switch u.Kind {
		case compile.UseAdded:
			c.added[u.Name] = true
		case compile.UseAsked:
			name, _, _ := strings.Cut(u.Name, ".")
			c.asked[[2]string{u.File, name}] = true
		}
	}
	for _, u := range c.in.Uses {
		c.use(u)
	}
	c.domains(out.App)
	return c.report(out), nil
}

type table struct {
	Properties map[string]struct{ State, Why string }
	Events     map[string]string
	Values     map[string]map[string]string
}

type member struct {
	Kind, State string
	Options     map[string]string
}

type checker struct {
	in       *compile.Inspection
	isAlipay bool // the program is written for Alipay, and is told so
	elements struct {
		Everywhere table
		BuiltIns   map[string]table
	}
	api      string // "wx" or "my"
	platform struct{ Members map[string]member }
	added    map[string]bool    // members of the platform's API that the program sets itself
	asked    map[[2]string]bool // file, member that canIUse is asked for
	findings []Finding
}

func (c *checker) add(u compile.Use, f Finding) {
	f.File, f.Range = u.File, u.Range
	if c.isAlipay {
		f.Happens, f.Hint = inAlipaysWords.Replace(f.Happens), inAlipaysWords.Replace(f.Hint)
	}
	f.Package = compile.PackageOf(u.File)
	f.Severity = f.inPackage()
	c.findings = append(c.findings, f)
}

var inAlipaysWords = strings.NewReplacer("wx.canIUse", "my.canIUse", "WeChat", "Alipay") //nolint:gochecknoglobals // compiled once

// inPackage returns a finding's severity, which counts for less in an npm package: programs seldom reach all of one, and
// their authors cannot change it.
func (f Finding) inPackage() Severity {
	switch {
	case f.Package == "":
		return f.Severity
	case f.Severity == Error:
		return Warning
	}
	return Info
}

// diagnostic takes over what the compiler says.
func (c *checker) diagnostic(d compile.Diagnostic) {
	f := Finding{Severity: Warning, Code: d.Code, Subject: d.Code, File: d.File, Range: d.Range, Text: d.Text, Hint: d.Hint, Package: compile.PackageOf(d.File)}
	if d.Severity == compile.Error {
		f.Severity, f.Happens, f.stops = Error, "The program is not published like this.", true
	}
	switch d.Code {
	case "wxml.duplicate", "wxml.attribute", "wxml.key":
		if d.Severity != compile.Error { // WeChat takes it as well, and does the same with it
			f.Severity, f.Happens = Info, "It is the same in WeChat."
		}
	case "axml.duplicate", "axml.attribute":
		if d.Severity != compile.Error {
			f.Severity, f.Happens = Info, "It is the same in Alipay."
		}
	case "component.plugin":
		f.Severity = Error
	case "script.require": // it throws, and what stands below it never runs
		f.Severity = Error
		f.Severity = f.inPackage()
	case "npm.missing": // one cause, however many components lack
		f.Subject, _, _ = strings.Cut(d.Text, ":")
	case "component.missing": // likewise, if a whole folder lacks
		if cause, _, ok := strings.Cut(d.Text, ":"); ok {
			f.Subject = cause
		}
		if d.Severity != compile.Error {
			f.Severity = f.inPackage()
		}
	default:
		if d.Severity != compile.Error {
			f.Severity = f.inPackage()
		}
	}
	c.findings = append(c.findings, f)
}

func (c *checker) use(u compile.Use) {
	switch u.Kind {
	case compile.UseTag:
		c.tag(u)
	case compile.UseProperty:
		c.property(u)
	case compile.UseEvent:
		c.event(u)
	case compile.UseMember:
		c.member(u)
	case compile.UseOption:
		c.option(u)
	case compile.UseDynamic:
		c.add(u, Finding{
			Severity: Info, Code: "api.dynamic", Subject: c.api + "[…]", Text: "Which member of " + c.api + " this is, is known only at run time.",
			Happens: "One that is not carried out fails in WeChat's form.",
		})
	case compile.UsePlugin:
		c.add(u, Finding{
			Severity: Error, Code: "plugin", Subject: "plugin " + u.Name, Text: "Plugins cannot be used here: " + u.Name + ".",
			Happens: "requirePlugin throws, and components of plugin:// stay empty.", Hint: "Put the plugin's code into the program, or leave out what needs it.",
		})
	case compile.UseSetting:
		c.setting(u)
	case compile.UseAdded, compile.UseAsked, compile.UseTested:
	}
}

// How a built-in that is not in the table is drawn: the runtime makes a plain box of it, which shows its children.
//
//nolint:gochecknoglobals // tables
var (
	boxes     = words("custom-wrapper span selection native-component aria-component share-element snapshot list-view grid-view list-builder grid-builder sticky-header sticky-section nested-scroll-header nested-scroll-body open-container draggable-sheet keyboard-accessory")
	handlers  = regexp.MustCompile(`-gesture-handler$`)
	marketing = words("ad ad-custom official-account official-account-publish open-data open-data-list open-data-item store-home store-product store-gift store-coupon functional-page-navigator")
)

// opened are events that one open-type alone sends. Components that wrap a button hand on each of them, whichever open-type they are given.
//
//nolint:gochecknoglobals // a table
var opened = map[string]bool{"button launchapp": true, "button createliveactivity": true}

func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(text) {
		out[word] = true
	}
	return out
}

func (c *checker) tag(u compile.Use) {
	if _, ok := c.elements.BuiltIns[u.Name]; ok || u.Name == "navigation-bar" && c.elements.BuiltIns["page-meta"].Properties != nil {
		return
	}
	f := Finding{
		Severity: Error, Code: "element.missing", Subject: "<" + u.Name + ">", Text: "<" + u.Name + "> is not drawn here.",
		Happens: "Its place stays empty, its events never come.", Hint: "Show something else where wx.canIUse('" + u.Name + "') is false.",
	}
	switch {
	case u.Name == "custom-wrapper" || u.Name == "span":
		f.Severity, f.Text, f.Happens, f.Hint = Info, "<"+u.Name+"> is a plain box here.", "Its children are shown.", ""
	case boxes[u.Name] || handlers.MatchString(u.Name):
		f.Severity, f.Text, f.Happens = Warning, "<"+u.Name+"> is a plain box here.", "Its children are shown, without what it does with them."
	case marketing[u.Name]:
		f.Severity, f.Happens = Warning, "Its place stays empty."
	}
	c.add(u, f)
}

func (c *checker) property(u compile.Use) {
	t, ok := c.elements.BuiltIns[u.Tag]
	if !ok || u.Name == "role" || u.Tag == "cover-view" && u.Name == "marker-id" { // a map's own, for its callouts
		return
	}
	subject := u.Tag + " " + u.As()
	property, known := t.Properties[u.Name]
	if !known {
		property, known = c.elements.Everywhere.Properties[u.Name]
	}
	switch {
	case !known && !u.Missing:
		c.add(u, Finding{Severity: Info, Code: "property.unknown", Subject: subject, Text: "<" + u.Tag + "> has no documented property " + u.As() + ".", Happens: "It has no effect."})
		return
	case u.Missing || property.State == "ignored":
		c.add(u, Finding{Severity: Info, Code: "property.ignored", Subject: subject, Text: u.As() + " of <" + u.Tag + "> is not carried out here.", Happens: strings.TrimSpace("It has no effect; everything else of <" + u.Tag + "> works. " + property.Why)})
		return
	}
	values := t.Values[u.Name]
	if !u.HasValue || u.Value == "" || values == nil {
		return
	}
	state, documented := values[u.Value]
	subject += "=" + u.Value
	switch {
	case !documented && !c.isAlipay: // whose values are others
		c.add(u, Finding{Severity: Info, Code: "value.unknown", Subject: subject, Text: fmt.Sprintf("%q is no documented value of %s.", u.Value, u.Name), Happens: "The default is taken."})
	case state != "works":
		f := Finding{Severity: Warning, Code: "value.refused", Subject: subject, Text: fmt.Sprintf("%s=%q of <%s> is not carried out here.", u.As(), u.Value, u.Tag), Happens: "The default is taken."}
		if u.Name == "open-type" {
			f.Severity, f.Happens, f.Hint = Error, "A tap fails in WeChat's form, or does nothing.", "Offer another way where wx.canIUse('"+u.Tag+".open-type."+u.Value+"') is false."
		}
		c.add(u, f)
	}
}

func (c *checker) event(u compile.Use) {
	t, ok := c.elements.BuiltIns[u.Tag]
	if !ok {
		return
	}
	state := t.Events[u.Name]
	if state == "" {
		state = c.elements.Everywhere.Events[u.Name]
	}
	if state == "ignored" || state == "refused" || u.Missing {
		f := Finding{Severity: Warning, Code: "event.ignored", Subject: u.Tag + " " + u.As(), Text: "<" + u.Tag + "> does not send " + u.Name + " here.", Happens: "Its handler is never called."}
		if u.Written != "" {
			f.Text = u.Written + " of <" + u.Tag + "> is not carried out here."
		}
		if opened[u.Tag+" "+u.Name] {
			f.Severity, f.Happens = Info, "It would come of an open-type alone, which is told of where it stands."
		}
		c.add(u, f)
	}
}

// harmless members are not missed by who uses a program, or only by its author.
var harmless = regexp.MustCompile(`^(hideAddToDesktopMenu|hideAllAddToDesktopMenu|updateAlipayClient|unsubscribeMessage|createRewardedAd|report|preload|preDownload|setEnableDebug|hideKeyboard|createInterstitialAd|createRewardedVideoAd|setVisualEffectOnCapture|setInnerAudioOption|requestSubscribe|addCard|enableAlertBeforeUnload|disableAlertBeforeUnload|setBackgroundTextStyle|setTopBarText|showShareImageMenu|getShareInfo|router|worklet)`)

// What the runtime gives for functions that it does not carry out (web/runtime/api/absent.ts): most make something.
var (
	asking = regexp.MustCompile(`^(check|is[A-Z])`)
	silent = regexp.MustCompile(`^(report|revoke|cancel)`)
)

// unheard events come seldom, and programs do little when they do.
var unheard = regexp.MustCompile(`^on(ComponentError|MemoryWarning|UserCaptureScreen|LazyLoadError|AudioInterruption|NeedPrivacyAuthorization|ScreenRecording|CopyUrl|BackgroundFetchData|ParallelState|ApiCategory|MenuButton|Embedded|NetworkWeak)`)

func (c *checker) member(u compile.Use) {
	m, ok := c.platform.Members[u.Name]
	subject := c.api + "." + u.Name
	if c.isAlipay && u.Name == "ap" && u.Option != "" {
		m, ok = c.platform.Members[u.Option]
		subject += "." + u.Option
		u.Name = u.Option
	}
	switch {
	case ok && m.State == "works":
		return
	case c.asked[[2]string{u.File, u.Name}]:
		c.add(u, Finding{Severity: Info, Code: "api.asked", Subject: subject, Text: subject + " is not carried out here, and this file asks canIUse first.", Happens: "canIUse says false."})
		return
	case !ok:
		if !c.added[u.Name] {
			c.add(u, Finding{Severity: Warning, Code: "api.unknown", Subject: subject, Text: subject + " is no documented member of " + c.api + ".", Happens: "It is undefined.", Hint: "Is it misspelt, or set by a part of the program that is not here?"})
		}
		return
	case m.State == "ignored":
		if strings.HasPrefix(u.Name, "off") {
			return
		}
		f := Finding{Severity: Warning, Code: "api.ignored", Subject: subject, Text: subject + " is not carried out here.", Happens: "Its listener is never called."}
		if unheard.MatchString(u.Name) {
			f.Severity = Info
		}
		c.add(u, f)
		return
	}
	f := Finding{
		Severity: Error, Code: "api.refused", Subject: subject, Text: subject + " is not carried out here.",
		Happens: `It fails with "` + u.Name + `:fail not supported".`, Hint: "Offer another way where wx.canIUse('" + u.Name + "') is false.",
	}
	switch {
	case c.isAlipay:
		f.Happens = c.failsOf(m, subject)
	case u.Name == "cloud" && u.Option == "init":
		// It stands in what WeChat's tool makes of every new project, whether the program has a cloud or not.
		f.Severity, f.Text, f.Happens, f.Hint = Info, "wx.cloud.init does nothing here.", "Nothing fails before the cloud is asked for something.", ""
	case u.Name == "cloud":
		f.Happens, f.Hint = "Every call to the cloud fails.", "Bring the program's data from a server of its own, by wx.request."
	case u.Name == "worklet":
		f.Happens, f.Hint = "Values are held, and animations end at once: what follows a finger stays in its place.", ""
	case m.Kind == "value":
		f.Happens, f.Hint = "Its functions do nothing.", ""
	case m.Kind == "function" && asking.MatchString(u.Name):
		f.Happens = "It says false."
	case m.Kind == "function" && silent.MatchString(u.Name):
		f.Happens = "It does nothing."
	case m.Kind == "function":
		f.Happens = "It gives an object whose methods do nothing, or fail by their callbacks."
	}
	if harmless.MatchString(u.Name) {
		f.Severity = Warning
	}
	c.add(u, f)
}

// told are what an answer is told to.
//
//nolint:gochecknoglobals // a table
var told = words("success fail complete")

// failsOf says what becomes of a member of my that nothing carries out.
func (c *checker) failsOf(m member, subject string) string {
	if m.Kind == "function" {
		return "It gives nothing, or an object whose methods do nothing."
	}
	return `It fails with error 1, "` + strings.Replace(subject, "my.ap.", "my.", 1) + ` is not supported".`
}

func (c *checker) option(u compile.Use) {
	m, ok := c.platform.Members[u.Name]
	if !ok || m.State != "works" {
		return
	}
	state := m.Options[u.Option]
	if c.isAlipay && state == "" && m.Options != nil && !told[u.Option] { // the table has what is read of them, and nothing else
		state = "ignored"
	}
	switch state {
	case "ignored":
		c.add(u, Finding{Severity: Info, Code: "option.ignored", Subject: c.api + "." + u.Name + " " + u.Option, Text: u.Option + " of " + c.api + "." + u.Name + " is not carried out here.", Happens: "The call works as if it were not given."})
	case "refused":
		c.add(u, Finding{Severity: Warning, Code: "option.refused", Subject: "wx." + u.Name + " " + u.Option, Text: u.Option + " of wx." + u.Name + " is not carried out here.", Happens: "The call fails in WeChat's form."})
	}
}

// address finds the origins that scripts name; local those of a server that runs beside the tool that the program was written with.
var (
	address = regexp.MustCompile(`https://[A-Za-z0-9.-]+(?::\d+)?`)
	local   = regexp.MustCompile(`http://(?:localhost|127\.0\.0\.1):(\d+)`)
	remark  = regexp.MustCompile(`^\s*(?:\*|//|/\*)`)
	// named finds an address in what is called as servers' addresses are: BASE_URL = 'https://…', apiHost: "http://…".
	named = regexp.MustCompile("(?i)\\b\\w*(?:url|base|host|domain|server|api|root|origin)\\w*[\"']?\\s*[:=]\\s*[\"'`](https?://[^\"'`]+)")
)

// server gives the text in which the address of the program's server stands: what is called as such addresses are, or any other that is no
// comment's, of the script that asks; or what is called so in another script. Most programs keep theirs in a file beside.
func (c *checker) server(file string) string {
	text := c.in.Texts[file]
	if found := named.FindStringSubmatch(text); found != nil {
		return found[1]
	}
	for line := range strings.Lines(text) {
		if !remark.MatchString(line) && (address.MatchString(line) || local.MatchString(line)) {
			return line
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.in.Scripts)) {
		if found := named.FindStringSubmatch(c.in.Scripts[name]); found != nil {
			return found[1]
		}
	}
	return ""
}

// domains warns once of a program that asks servers and names none that it may ask.
func (c *checker) domains(app compile.AppManifest) {
	if len(app.Domains) > 0 {
		return
	}
	asks := []string{"request", "uploadFile", "downloadFile", "connectSocket", "httpRequest"}
	for _, u := range c.in.Uses {
		if u.Kind != compile.UseMember || !slices.Contains(asks, u.Name) || c.platform.Members[u.Name].State != "works" || compile.PackageOf(u.File) != "" {
			continue
		}
		origin := "https://api.example.org"
		text := c.server(u.File)
		if found := address.FindString(text); found != "" {
			origin = found
		}
		hint := `Write superette.json beside app.json: { "domains": ["` + origin + `"] }`
		if found := local.FindStringSubmatch(text); found != nil {
			hint += "; meanwhile superette dev FOLDER --allow-private 127.0.0.1:" + found[1] + "=FOLDER lets it ask " + found[0]
		}
		c.add(u, Finding{
			Severity: Error, Code: "domains.missing", Subject: "domains", Text: "The program asks servers, and superette.json names none that it may ask.",
			Happens: "Each " + c.api + "." + u.Name + ` fails with "url not in domain list".`, Hint: hint,
		})
		return
	}
}

func (c *checker) report(out compile.Output) Report {
	r := Report{Format: Format, Program: Program{Name: out.App.Name, Dialect: out.App.Dialect, Pages: out.Pages}, Findings: c.findings, Pages: []Page{}}
	sort.SliceStable(r.Findings, func(i, j int) bool {
		a, b := r.Findings[i], r.Findings[j]
		if a.File != b.File {
			return a.File < b.File
		}
		if a.Range.Start.Line != b.Range.Start.Line {
			return a.Range.Start.Line < b.Range.Start.Line
		}
		return a.Range.Start.Column < b.Range.Start.Column
	})
	r.Findings = slices.CompactFunc(r.Findings, func(a, b Finding) bool {
		return a.File == b.File && a.Range == b.Range && a.Code == b.Code && a.Subject == b.Subject && a.Text == b.Text
	})
	if r.Findings == nil {
		r.Findings = []Finding{}
	}
	pages := map[string]*Page{}
	for _, page := range out.App.Pages {
		r.Pages = append(r.Pages, Page{Route: page.Route})
	}
	for i := range r.Pages {
		pages[r.Pages[i].Route] = &r.Pages[i]
	}
	for i := range r.Findings {
		f := &r.Findings[i]
		r.Counts.note(f.Severity)
		f.Pages = []string{}
		if !slices.Contains(c.in.Pages[f.File], "") {
			f.Pages = slices.Clone(c.in.Pages[f.File])
		} else if at := slices.IndexFunc(c.in.Lacks, func(l compile.Lack) bool { return l.File == f.File && l.Range == f.Range }); at >= 0 {
			f.Pages = slices.Clone(c.in.Lacks[at].Pages)
		} else if f.stops {
			for i := range r.Pages {
				r.Pages[i].note(f.Severity)
			}
		}
		if f.Pages == nil {
			f.Pages = []string{}
		}
		for _, route := range f.Pages {
			if page := pages[route]; page != nil {
				page.note(f.Severity)
			}
		}
	}
	for i := range r.Pages {
		r.Pages[i].Clean = r.Pages[i].Errors+r.Pages[i].Warnings == 0
	}
	return r
}

func (c *Counts) note(s Severity) {
	switch s {
	case Error:
		c.Errors++
	case Warning:
		c.Warnings++
	case Info:
		c.Infos++
	}
}

// Worst returns the worst severity of a report, "" if it found nothing. What a program has that is not in the other dialect is a warning, and what is
// written otherwise there is an info; what works here is not asked then, unless the program cannot be read.
func (r *Report) Worst() Severity {
	switch {
	case r.Move != nil && slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.stops }):
		return Error
	case r.Move != nil && r.Move.Counts.None > 0:
		return Warning
	case r.Move != nil && len(r.Move.Changes) > 0:
		return Info
	case r.Move != nil:
		return ""
	case r.Counts.Errors > 0:
		return Error
	case r.Counts.Warnings > 0:
		return Warning
	case r.Counts.Infos > 0:
		return Info
	}
	return ""
}
