package check

import (
	"reflect"
	"slices"
	"strings"

	"github.com/superette/superette/internal/mini/compile"
)

// What the compiler takes of app.json and of a page's JSON. The members of window and tabBar are those of the manifest's
// own types, so that they cannot say something else.

//nolint:gochecknoglobals // tables
var (
	appSettings  = words("pages subPackages subpackages entryPagePath window tabBar usingComponents darkmode style themeLocation preloadRule resolveAlias useExtendedLib workers")
	pageSettings = words("usingComponents component componentGenerics componentPlaceholder styleIsolation")
	window       = jsonNames(reflect.TypeFor[compile.WindowConfig]())
	tabBar       = jsonNames(reflect.TypeFor[compile.TabBar]())
)

// The same of Alipay's.
//
//nolint:gochecknoglobals // tables
var (
	alipayAppSettings  = words("pages subPackages subpackages entryPagePath window tabBar usingComponents preloadRule")
	alipayPageSettings = words("usingComponents component componentGenerics componentPlaceholder styleIsolation")
	alipayWindow       = words("defaultTitle titleBarColor navigationBarFrontColor backgroundColor pullRefresh onReachBottomDistance transparentTitle optionMenu")
	alipayTabBar       = words("textColor selectedColor backgroundColor items customize")
	// About Alipay itself: its tools, its reviews, or how it loads a program.
	alipayQuiet = words("$schema lazyCodeLoading permission plugins useDynamicPlugins debug enableSkia behavior entranceDeclare version titlePenetrate")
)

func (c *checker) alipaySetting(u compile.Use) {
	group, rest, nested := strings.Cut(u.Name, ".")
	known := alipayAppSettings[u.Name] || alipayQuiet[u.Name]
	where, name := "app.json", u.Name
	switch {
	case group == "window" && nested:
		known = alipayWindow[rest] || alipayQuiet[rest]
	case group == "tabBar" && nested:
		known = alipayTabBar[rest]
	case group == "page" && nested:
		known = alipayPageSettings[rest] || alipayWindow[rest] || alipayQuiet[rest]
		where, name = "a page's JSON", rest
	}
	if !known {
		c.add(u, Finding{Severity: Info, Code: "setting", Subject: name, Text: name + " of " + where + " is not carried out here.", Happens: "It has no effect."})
	}
}

func jsonNames(t reflect.Type) map[string]bool {
	out := map[string]bool{}
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		out[name] = true
	}
	return out
}

// judged are documented settings whose absence people would notice: what happens, and what to do.
//
//nolint:gochecknoglobals // a table
var judged = map[string]Finding{
	"requiredBackgroundModes": {Severity: Warning, Happens: "Sound ends when the program is left."},
	"useExtendedLib.kbone":    {Severity: Warning, Happens: "The library is not there by itself.", Hint: "Install it from npm: npm install kbone-ui."},
	"tabBar.position":         {Severity: Warning, Happens: "The tab bar stands at the foot of the page."},
	"functionalPages":         {Severity: Warning, Happens: "Other programs cannot open pages of this one by a plugin."},
	"page.pageOrientation":    {Severity: Warning, Happens: "The page does not turn the screen."},
	"window.pageOrientation":  {Severity: Warning, Happens: "Pages do not turn the screen."},
	"renderer":                {Severity: Info, Happens: "Pages are drawn by the browser, as by WebView."},
	"page.renderer":           {Severity: Info, Happens: "The page is drawn by the browser, as by WebView."},
}

// quiet settings are about WeChat itself: its index, its reviews, its tools, or permissions that the host asks for anyway.
//
//nolint:gochecknoglobals // a table
var quiet = words(`
	$schema sitemapLocation lazyCodeLoading permission requiredPrivateInfos navigateToMiniProgramAppIdList debug debugOptions cloud plugins
	convertRpxToVw appid version libVersion componentFramework glassEasel rendererOptions __usePrivacyCheck__ embeddedAppIdList
	entranceDeclare singlePage supportedMaterials serviceProviderTicket halfPage static miniApp networkTimeout usePrivacyCheck behavior
`)

func (c *checker) setting(u compile.Use) {
	if c.isAlipay {
		c.alipaySetting(u)
		return
	}
	name := u.Name
	group, rest, nested := strings.Cut(name, ".")
	known := appSettings[name]
	switch {
	case group == "window" && nested:
		known = window[rest]
	case group == "tabBar" && nested:
		known = tabBar[rest]
	case group == "useExtendedLib" && nested:
		known = rest == "weui"
	case group == "page" && nested:
		known = pageSettings[rest] || window[rest] || quiet[rest]
	case quiet[name]:
		return
	}
	f, isJudged := judged[name]
	switch {
	case isJudged && asks(rest, u):
	case known || isJudged:
		return
	default:
		f = Finding{Severity: Info, Happens: "It has no effect."}
	}
	where := "app.json"
	if group == "page" {
		where, name = "a page's JSON", rest
	}
	f.Code, f.Subject, f.Text = "setting", name, name+" of "+where+" is not carried out here."
	c.add(u, f)
}

// asks tells whether a setting's value is one that is not carried out: the others are what happens here anyway.
func asks(member string, u compile.Use) bool {
	switch member {
	case "position":
		return u.Value == "top"
	case "pageOrientation":
		return u.Value == "landscape"
	default:
		return true
	}
}

// KnownSettings lists what the report takes for carried out of app.json and of a page's JSON, without what window and
// tabBar hold.
func KnownSettings() []string {
	var out []string
	for _, table := range []map[string]bool{appSettings, pageSettings, alipayAppSettings, alipayPageSettings, alipayWindow, alipayTabBar} {
		for name := range table {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
