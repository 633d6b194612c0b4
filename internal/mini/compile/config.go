package compile

import (
	"fmt"
	"hash/fnv"
	"net/url"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
)

// json reads a JSON file of the program. The value is nil if there is none, or a broken one.
func (b *builder) json(name string) (*jsonc.Value, *source.File) {
	file := b.tree.source(name)
	if file == nil {
		return nil, nil
	}
	v := memo(b, stepKey{kind: "json", name: name}, []any{file}, &b.log, func(_ loader, log *source.Log) *jsonc.Value {
		return jsonc.Parse(file, log)
	})
	if v != nil && v.Kind != jsonc.Object {
		b.log.Error(file, v.Pos, v.End, "json.object", "An object { … } is expected in this file.", "")
		return nil, file
	}
	return v, file
}

// project reads project.config.json at the root of what was handed in, which may name a folder for the program itself.
func (b *builder) project() {
	for _, name := range []string{"project.config.json", "mini.project.json"} {
		v, file := b.json(name)
		if file != nil {
			b.projectConfig, b.projectFile = v, file
		}
		if v == nil {
			continue
		}
		for _, key := range []string{"miniprogramRoot", "srcMiniprogramRoot"} {
			root := strings.Trim(path.Clean("/"+v.Get(key).Str()), "/")
			if root != "" && b.tree.Exists(root+"/app.json") {
				b.tree.root = root + "/"
				return
			}
		}
		if root := v.Get("miniprogramRoot"); strings.Trim(path.Clean("/"+root.Str()), "/") != "" && b.tree.Exists("app.json") {
			b.log.Warn(file, root.Pos, root.End, "app.root", "miniprogramRoot names "+root.Str()+", where there is no app.json; the one beside this file is taken.", "Name the folder that holds the program, or leave miniprogramRoot out.")
		}
	}
}

// foreign lists the folders of the project that are no part of the program: cloud functions, and the plugin it is written
// beside.
func (b *builder) foreign() []string {
	var out []string
	for _, key := range []string{"cloudfunctionRoot", "cloudcontainerRoot", "pluginRoot", "qcloudRoot"} {
		if folder := strings.Trim(path.Clean("/"+b.projectConfig.Get(key).Str()), "/"); folder != "" && folder+"/" != b.tree.root {
			out = append(out, folder)
		}
	}
	return out
}

// noApp says that there is no app.json, and what of the project says where it should be. A project's file that cannot be
// read may say another folder, and has been told of.
func (b *builder) noApp() {
	if b.projectFile != nil && b.projectConfig == nil {
		return
	}
	settings := wechatDialect.projectFile
	if b.projectFile != nil {
		settings = b.projectFile.Path
	}
	hint := "Choose the folder that holds app.json, or name it as miniprogramRoot in " + settings + "."
	root := b.projectConfig.Get("miniprogramRoot")
	folder := strings.Trim(path.Clean("/"+root.Str()), "/")
	if folder == "" {
		b.log.Missing(b.tree.root+"app.json", "app.missing", "There is no app.json: this is no mini program.", hint)
		return
	}
	hint = "If " + folder + " is made by a build, run that first."
	if b.tree.Exists("src/app.json") || b.tree.Exists("src/app.ts") {
		hint += " What it is made of seems to stand in src."
	}
	b.log.Error(b.projectFile, root.Pos, root.End, "app.missing", "miniprogramRoot names "+folder+", where there is no app.json.", hint)
}

// app reads app.json. false: there is nothing that could be compiled.
func (b *builder) app() bool {
	v, file := b.json("app.json")
	if file == nil && b.tree.Exists("game.json") {
		b.log.Missing(b.tree.root+"game.json", "app.game", "This is a mini game; only mini programs run here.", "")
		return false
	}
	if file == nil {
		b.noApp()
		return false
	}
	if v == nil {
		return false
	}
	b.appConfig = v
	b.extended()
	b.readAliases()
	b.chunks["main"] = &chunk{name: "main"}
	b.pages(v.Get("pages"), file, b.chunks["main"])
	packages := v.Get("subPackages")
	if packages == nil {
		packages = v.Get("subpackages")
	}
	for _, each := range packages.List() {
		root := strings.Trim(path.Clean("/"+each.Get("root").Str()), "/")
		if root == "" || root == "main" {
			b.log.Error(file, each.Pos, each.End, "app.subpackage", "This sub-package has no usable root.", `"root" is the path of its folder.`)
			continue
		}
		if b.chunks[root] != nil {
			b.log.Error(file, each.Pos, each.End, "app.subpackage", "There is already a sub-package with the root "+root+".", "")
			continue
		}
		if name := each.Get("name").Str(); name != "" {
			b.packageNames[name] = root
		}
		b.chunks[root] = &chunk{name: root, root: root + "/", independent: each.Get("independent").True()}
		b.pages(each.Get("pages"), file, b.chunks[root])
	}
	if len(b.routes) == 0 {
		b.log.Error(file, v.Pos, v.End, "app.pages", "app.json lists no page.", `Add "pages": ["pages/index/index"].`)
		return false
	}
	b.entry(v, file)
	b.manifest.Window = b.window(v.Get("window"), WindowConfig{}, file)
	b.manifest.DarkMode = v.Get("darkmode").True()
	if v.Get("style").Str() == "v2" {
		b.manifest.Style = "v2"
	}
	if b.dialect == alipayDialect {
		for _, flag := range []*jsonc.Value{b.projectConfig.Get("component2"), b.projectConfig.Get("compileOptions").Get("component2")} {
			if flag != nil && !isYes(flag) {
				b.manifest.Component2 = new(bool)
			}
		}
	}
	b.tabBar(v.Get("tabBar"), file)
	b.preload(v.Get("preloadRule"), file)
	b.workers(v.Get("workers"), file)
	b.appUsing = b.using(v.Get("usingComponents"), "app.json", file)
	b.identity()
	return true
}

func (b *builder) pages(list *jsonc.Value, file *source.File, in *chunk) {
	for _, item := range list.List() {
		route := join(".", in.root+strings.TrimPrefix(item.Str(), "/"))
		if extension := path.Ext(route); extension == b.dialect.templates.Extension || extension == ".js" {
			route = strings.TrimSuffix(route, extension)
		}
		switch {
		case route == "":
			b.log.Error(file, item.Pos, item.End, "app.page", "The path of a page is expected here.", "")
		case b.routes[route] != nil:
			b.log.Warn(file, item.Pos, item.End, "app.page", "The page "+route+" is listed twice.", "Remove one.")
		case !b.tree.Exists(route + b.dialect.templates.Extension):
			b.log.Error(file, item.Pos, item.End, "app.page", "There is no page "+route+": "+route+b.dialect.templates.Extension+" does not exist.", "Add the file or remove the line.")
		default:
			b.routes[route] = in
			b.order = append(b.order, route)
		}
	}
}

// preload reads preloadRule: which sub-packages are fetched while a page is looked at. A package is named by its root or
// by its name; __APP__ is the main one, which is always there.
func (b *builder) preload(v *jsonc.Value, file *source.File) {
	if v == nil {
		return
	}
	for _, member := range v.Members {
		route := strings.TrimPrefix(member.Key, "/")
		if b.routes[route] == nil {
			b.log.Warn(file, member.KeyPos, member.KeyEnd, "app.preload", "preloadRule names "+route+", which is no page of this program.", "")
			continue
		}
		rule := Preload{Chunks: []string{}, Network: "wifi"}
		if member.Value.Get("network").Str() == "all" {
			rule.Network = "all"
		}
		for _, item := range member.Value.Get("packages").List() {
			name := strings.Trim(path.Clean("/"+item.Str()), "/")
			if root := b.packageNames[item.Str()]; root != "" {
				name = root
			}
			switch {
			case name == "__APP__" || slices.Contains(rule.Chunks, name):
			case b.chunks[name] == nil:
				b.log.Warn(file, item.Pos, item.End, "app.preload", "There is no sub-package "+item.Str()+".", "Name its root, or its name.")
			default:
				rule.Chunks = append(rule.Chunks, name)
			}
		}
		if len(rule.Chunks) > 0 {
			if b.manifest.Preload == nil {
				b.manifest.Preload = map[string]Preload{}
			}
			b.manifest.Preload[route] = rule
		}
	}
}

func (b *builder) entry(v *jsonc.Value, file *source.File) {
	if len(b.order) > 0 {
		b.manifest.Entry = b.order[0]
	}
	if chosen := v.Get("entryPagePath"); chosen.Str() != "" {
		route := strings.TrimPrefix(chosen.Str(), "/")
		if b.routes[route] == nil {
			b.log.Error(file, chosen.Pos, chosen.End, "app.entry", "entryPagePath names no page of this program.", "")
			return
		}
		b.manifest.Entry = route
	}
}

// themed looks up what @name stands for in theme.json, in the form that is being read; other texts stay.
func (b *builder) themed(text string) string {
	name, isVariable := strings.CutPrefix(text, "@")
	if !isVariable {
		return text
	}
	if b.theme == nil {
		location := b.appConfig.Get("themeLocation").Str()
		if location == "" {
			location = "theme.json"
		}
		if b.theme, _ = b.json(join(".", location)); b.theme == nil {
			b.theme = &jsonc.Value{Kind: jsonc.Object}
		}
	}
	for _, form := range []string{b.form, "light"} {
		if value := b.theme.Get(form).Get(name).Str(); value != "" {
			return value
		}
	}
	return text
}

// inDark reads something once more, with what theme.json says for a dark phone, if the program follows one.
func (b *builder) inDark(read func()) {
	if b.manifest.DarkMode {
		b.form = "dark"
		read()
		b.form = "light"
	}
}

// darkWindow is a page's window on a dark phone; nil where it is the same.
func (b *builder) darkWindow(v *jsonc.Value, light WindowConfig, file *source.File) *WindowConfig {
	var dark *WindowConfig
	b.inDark(func() {
		app := b.window(b.appConfig.Get("window"), WindowConfig{}, file)
		if window := b.window(v, app, file); !reflect.DeepEqual(window, light) {
			dark = &window
		}
	})
	return dark
}

// window reads the window members of v over those of base.
func (b *builder) window(v *jsonc.Value, base WindowConfig, file *source.File) WindowConfig {
	if b.dialect == alipayDialect {
		return b.alipayWindow(v, base, file)
	}
	out := base
	if title := v.Get("navigationBarTitleText"); title != nil && title.Kind == jsonc.String {
		text := short(title.Text, maxShort)
		out.NavigationBarTitleText = &text
	}
	for _, each := range []struct {
		name    string
		to      *string
		allowed string // words, or "" for a colour
	}{
		{"navigationBarBackgroundColor", &out.NavigationBarBackgroundColor, ""},
		{"navigationBarTextStyle", &out.NavigationBarTextStyle, "black white"},
		{"navigationStyle", &out.NavigationStyle, "default custom"},
		{"backgroundColor", &out.BackgroundColor, ""},
		{"backgroundTextStyle", &out.BackgroundTextStyle, "dark light"},
		{"pageOrientation", &out.PageOrientation, "auto portrait landscape"},
	} {
		text := short(b.themed(v.Get(each.name).Str()), maxShort)
		switch {
		case text == "" || strings.HasPrefix(text, "@"): // @name: a variable of theme.json
		case each.allowed == "" || strings.Contains(" "+each.allowed+" ", " "+text+" "):
			*each.to = text
		case b.form == "dark": // said of the light form
		default:
			place := v.Get(each.name)
			b.log.Warn(file, place.Pos, place.End, "app.window", each.name+" cannot be "+strconv.Quote(text)+".", "Known are: "+each.allowed+".")
		}
	}
	for name, to := range map[string]**bool{"enablePullDownRefresh": &out.EnablePullDownRefresh, "disableScroll": &out.DisableScroll} {
		if flag := v.Get(name); flag != nil {
			is := flag.True() || flag.Str() == "true"
			*to = &is
		}
	}
	if distance, ok := v.Get("onReachBottomDistance").Int(); ok {
		out.OnReachBottomDistance = &distance
	}
	return out
}

const (
	maxTabs        = 5    // WeChat's own limit
	maxIcon        = 8192 // bytes of an icon that stands in JSON
	maxShort       = 200
	maxName        = 64
	maxDescription = 1000
)

// short makes a text of a program fit for one line elsewhere: without control and invisible characters, of at most that
// many bytes.
func short(text string, bytes int) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return -1
		}
		return r
	}, text)
	for len(text) > bytes {
		_, size := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-size]
	}
	return strings.TrimSpace(text)
}

// tabBarLook reads what a tab bar has beside its tabs.
func (b *builder) tabBarLook(v *jsonc.Value) *TabBar {
	bar := &TabBar{Color: "#7a7e83", SelectedColor: "#3cc51f", BackgroundColor: "#ffffff", BorderStyle: "black", Custom: v.Get(b.dialect.tabNames().custom).True()}
	for name, to := range map[string]*string{
		b.dialect.tabNames().color: &bar.Color, "selectedColor": &bar.SelectedColor, "backgroundColor": &bar.BackgroundColor, "borderStyle": &bar.BorderStyle,
	} {
		if text := b.themed(v.Get(name).Str()); text != "" && !strings.HasPrefix(text, "@") {
			*to = short(text, maxShort)
		}
	}
	if bar.BorderStyle != "white" {
		bar.BorderStyle = "black"
	}
	return bar
}

func (b *builder) tabBar(v *jsonc.Value, file *source.File) {
	names := b.dialect.tabNames()
	if v == nil || len(v.Get(names.list).List()) == 0 {
		return
	}
	bar := b.tabBarLook(v)
	for _, each := range v.Get(names.list).List() {
		if len(bar.List) == maxTabs {
			b.log.Error(file, each.Pos, each.End, "app.tab", "A tab bar has at most "+strconv.Itoa(maxTabs)+" tabs.", "")
			break
		}
		item := TabItem{PagePath: strings.TrimPrefix(each.Get("pagePath").Str(), "/"), Text: short(each.Get(names.text).Str(), maxShort)}
		item.PagePath = strings.TrimSuffix(item.PagePath, ".html")
		if b.routes[item.PagePath] == nil {
			place := each
			if named := each.Get("pagePath"); named != nil {
				place = named
			}
			b.log.Error(file, place.Pos, place.End, "app.tab", "This tab's page is not among the pages of app.json.", "")
			continue
		}
		item.IconPath = b.icon(each.Get(names.icon), file)
		item.SelectedIconPath = b.icon(each.Get(names.selectedIcon), file)
		bar.List = append(bar.List, item)
	}
	if len(bar.List) == 0 {
		return
	}
	b.manifest.TabBar = bar
	b.inDark(func() {
		dark := b.tabBarLook(v)
		for _, item := range bar.List {
			for _, each := range v.Get(names.list).List() {
				if strings.TrimSuffix(strings.TrimPrefix(each.Get("pagePath").Str(), "/"), ".html") == item.PagePath {
					item.IconPath, item.SelectedIconPath = b.icon(each.Get(names.icon), file), b.icon(each.Get(names.selectedIcon), file)
				}
			}
			dark.List = append(dark.List, item)
		}
		if !reflect.DeepEqual(dark, bar) {
			bar.Dark = dark
		}
	})
	if !bar.Custom {
		return
	}
	if b.ownTabBar = b.component("app.json", "/"+b.dialect.tabBarFolder+"/index"); b.ownTabBar == "" {
		place := v.Get(names.custom)
		b.log.Warn(file, place.Pos, place.End, "app.tab", "There is no component "+b.dialect.tabBarFolder+"/index to draw the tab bar.", "Add it, or leave "+names.custom+" out.")
	}
}

// ownTabBar is the tag, and in WeChat the folder, of the component that draws a program's own tab bar. Each page of a tab has one,
// after everything else in it, and finds it by getTabBar.
const ownTabBar = "custom-tab-bar"

func (b *builder) isTab(route string) bool {
	return b.routes[route] != nil && b.manifest.TabBar != nil &&
		slices.ContainsFunc(b.manifest.TabBar.List, func(item TabItem) bool { return item.PagePath == route })
}

func (b *builder) icon(v *jsonc.Value, file *source.File) string {
	reference := b.themed(v.Str())
	if reference == "" || strings.HasPrefix(reference, "@") {
		return ""
	}
	target := join(".", reference)
	if target == "" || !b.tree.Exists(target) {
		b.log.Warn(file, v.Pos, v.End, "app.icon", "There is no picture "+v.Str()+".", "")
		return ""
	}
	return target
}

// identity finds name, colour, logo and description: in superette.json, else what WeChat's files say of themselves.
func (b *builder) identity() {
	v, file := b.json("superette.json")
	b.manifest.Dialect = b.dialect.name
	b.manifest.Name = short(b.name(v), maxName)
	if b.manifest.Name == "" {
		b.manifest.Name = "Mini program"
	}
	b.manifest.Color = b.color(v, file)
	b.manifest.Description = short(v.Get("description").Str(), maxDescription)
	b.manifest.Version = short(v.Get("version").Str(), maxName)
	if logo := v.Get("logo"); logo != nil {
		b.manifest.Logo = b.icon(logo, file)
	}
	b.manifest.Domains = b.domains(v.Get("domains"), file)
	b.manifest.BusinessDomains = b.domains(v.Get("businessDomains"), file)
}

// domains reads the origins that the program may ask, or show pages of, each once, in the order of the file.
func (b *builder) domains(v *jsonc.Value, file *source.File) (list []string) {
	for _, item := range v.List() {
		origin, err := egress.ParseOrigin(item.Str())
		if err != nil {
			b.log.Error(file, item.Pos, item.End, "app.domain", "A domain such as https://api.example.org is expected here.", "addresses of this machine are given to superette dev by --allow-private")
			continue
		}
		if !slices.Contains(list, origin) {
			list = append(list, origin)
		}
	}
	return list
}

func (b *builder) name(own *jsonc.Value) string {
	if name := own.Get("name").Str(); name != "" {
		return name
	}
	if name := b.projectConfig.Get("projectname").Str(); name != "" {
		if decoded, err := url.PathUnescape(name); err == nil { // WeChat's tools write it as in a URL
			return decoded
		}
		return name
	}
	if title := b.manifest.Window.NavigationBarTitleText; title != nil && *title != "" {
		return *title
	}
	return b.options.Name
}

func (b *builder) color(own *jsonc.Value, file *source.File) string {
	if v := own.Get("color"); v != nil {
		if color, ok := hexColor(v.Str()); ok {
			return color
		}
		b.log.Error(file, v.Pos, v.End, "app.color", "A colour such as #0f766e is expected here.", "")
	}
	if color, ok := hexColor(b.manifest.Window.NavigationBarBackgroundColor); ok && color != "#ffffff" && color != "#000000" {
		return color
	}
	if color, ok := hexColor(b.options.Color); ok {
		return color
	}
	return stableColor(b.manifest.Name)
}

// hexColor normalizes #abc and #AABBCC to #aabbcc.
func hexColor(text string) (string, bool) {
	digits, ok := strings.CutPrefix(strings.ToLower(text), "#")
	if len(digits) == 3 {
		digits = string([]byte{digits[0], digits[0], digits[1], digits[1], digits[2], digits[2]})
	}
	if _, err := strconv.ParseUint(digits, 16, 32); err != nil || !ok || len(digits) != 6 {
		return "", false
	}
	return "#" + digits, true
}

// stableColor gives a name always the same colour, dark enough for white text on it.
func stableColor(name string) string {
	hash := fnv.New32a()
	hash.Write([]byte(name))
	hue := hash.Sum32() % 360
	const low, high = 0x24, 0x94
	sector, rest := hue/60, hue%60
	up := low + (high-low)*rest/60
	down := low + high - up
	rgb := [6][3]uint32{{high, up, low}, {down, high, low}, {low, high, up}, {low, down, high}, {up, low, high}, {high, low, down}}[sector]
	return fmt.Sprintf("#%02x%02x%02x", rgb[0], rgb[1], rgb[2])
}
