package compile

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/template"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// dialect is what differs between the platforms that programs are written for. Both front ends come to the same tree of
// templates, and from there on everything is one.
type dialect struct {
	name         string // in the manifest
	templates    *wxml.Dialect
	parse        func(file *source.File, log *source.Log) *wxml.Document
	style        string // extension of style sheets
	api          string // the object of the platform's API
	projectFile  string
	tabBarFolder string // with the component that draws a program's own tab bar
	// sharesStyles: a component's sheet counts for the whole page, unless its JSON says otherwise.
	sharesStyles bool
	// buildsPackages: package.json names the folder of an npm package that counts, for this platform.
	buildsPackages bool
}

//nolint:gochecknoglobals // tables
var (
	wechatDialect = &dialect{
		name: "wechat", templates: wxml.WXML, parse: wxml.Parse, style: ".wxss", api: "wx", projectFile: "project.config.json", tabBarFolder: "custom-tab-bar",
		buildsPackages: true,
	}
	alipayDialect = &dialect{
		name: "alipay", templates: alipay.AXML, parse: alipay.Parse, style: ".acss", api: "my", projectFile: "mini.project.json", tabBarFolder: "customize-tab-bar",
		sharesStyles: true,
	}
)

// sheets is the name of the language of style sheets, in codes: "wxss".
func (d *dialect) sheets() string { return d.style[1:] }

// packaged turns a path through node_modules into that of the npm package. Alipay's tool lets programs write either: packages
// stand in the program as they are installed.
func (d *dialect) packaged(reference string) string {
	const folder = "node_modules/"
	at := strings.LastIndex(reference, folder)
	if d.buildsPackages || at <= 0 || reference[at-1] != '/' {
		return reference
	}
	return reference[at+len(folder):]
}

// recognise tells by a program's own files what it is written for: by the template of the first page that has one of one
// dialect alone, else by the project's file, else by whatever templates there are.
func (b *builder) recognise() *dialect {
	var ignored source.Log
	var app *jsonc.Value
	if file := b.tree.source("app.json"); file != nil {
		app = jsonc.Parse(file, &ignored)
	}
	found := (*dialect)(nil)
	look := func(root string, pages *jsonc.Value) {
		for _, page := range pages.List() {
			route := join(".", root+strings.TrimPrefix(page.Str(), "/"))
			isWeChat, isAlipay := b.tree.Exists(route+wechatDialect.templates.Extension), b.tree.Exists(route+alipayDialect.templates.Extension)
			switch {
			case found != nil || isWeChat == isAlipay:
			case isWeChat:
				found = wechatDialect
			default:
				found = alipayDialect
			}
		}
	}
	look("", app.Get("pages"))
	for _, key := range []string{"subPackages", "subpackages"} {
		for _, each := range app.Get(key).List() {
			look(strings.Trim(path.Clean("/"+each.Get("root").Str()), "/")+"/", each.Get("pages"))
		}
	}
	if found != nil {
		return found
	}
	if b.projectFile != nil {
		if b.projectFile.Path == alipayDialect.projectFile {
			return alipayDialect
		}
		return wechatDialect
	}
	has := func(extension string) bool {
		return slices.ContainsFunc(b.tree.sorted, func(name string) bool { return strings.HasSuffix(name, extension) && !inNpm(name) })
	}
	if has(alipayDialect.templates.Extension) && !has(wechatDialect.templates.Extension) {
		return alipayDialect
	}
	return wechatDialect
}

// templateOptions give the names that built-in elements have here, in a part whose own components may be called as those.
func (b *builder) templateOptions(p *part) template.Options {
	if b.dialect != alipayDialect {
		return template.Options{}
	}
	ours := func(name func(tag, name string) string) func(tag, name string) string {
		return func(tag, written string) string {
			if !b.isBuiltIn(p, tag) {
				return written
			}
			return name(tag, written)
		}
	}
	return template.Options{Property: ours(alipay.Property), Event: ours(alipay.Event)}
}

// builtIn says whether a tag is one of the platform's own elements, where no component is called like it.
func (b *builder) builtIn(tag string) bool {
	return builtIns[tag] && (b.dialect != alipayDialect || alipay.BuiltIn(tag))
}

// isBuiltIn says whether a tag of a part is one of the platform's own elements.
func (b *builder) isBuiltIn(p *part, tag string) bool {
	_, isComponent := p.using[tag]
	_, isGeneric := p.generics[tag]
	return b.builtIn(tag) && !isComponent && !isGeneric
}

// shadowed lists the built-in elements' tags that are components of a part, on which alone templateOptions depend.
func (b *builder) shadowed(p *part) string {
	var out []string
	for _, tag := range slices.Concat(sortedKeys(p.using), sortedKeys(p.generics)) {
		if b.builtIn(tag) {
			out = append(out, tag)
		}
	}
	return strings.Join(out, " ")
}

// alipayWindow reads what Alipay's app.json and pages say of a window over base.
func (b *builder) alipayWindow(v *jsonc.Value, base WindowConfig, file *source.File) WindowConfig {
	out := base
	if title := v.Get("defaultTitle"); title != nil && title.Kind == jsonc.String {
		text := short(title.Text, maxShort)
		out.NavigationBarTitleText = &text
	}
	for _, each := range []struct {
		name string
		to   *string
	}{{"titleBarColor", &out.NavigationBarBackgroundColor}, {"backgroundColor", &out.BackgroundColor}} {
		if text := short(v.Get(each.name).Str(), maxShort); text != "" {
			*each.to = text
		}
	}
	if out.NavigationBarBackgroundColor == "" {
		out.NavigationBarBackgroundColor = "#ffffff"
	}
	place := v.Get("navigationBarFrontColor")
	switch text := place.Str(); {
	case text == "black" || text == "white":
		out.NavigationBarTextStyle = text
	case text != "":
		b.log.Warn(file, place.Pos, place.End, "app.window", "navigationBarFrontColor cannot be "+strconv.Quote(text)+".", "Known are: black white.")
	}
	if out.NavigationBarTextStyle == "" || place.Str() == "" && v.Get("titleBarColor") != nil {
		out.NavigationBarTextStyle = textOn(out.NavigationBarBackgroundColor)
	}
	// Content below a bar that is never drawn, and that lets fingers through: what WeChat calls a custom bar.
	if transparent := v.Get("transparentTitle"); transparent != nil {
		out.NavigationStyle = ""
		if transparent.Str() == "always" {
			out.NavigationStyle = "custom"
		}
	}
	if flag := v.Get("pullRefresh"); flag != nil {
		is := isYes(flag)
		out.EnablePullDownRefresh = &is
	}
	if distance, ok := v.Get("onReachBottomDistance").Int(); ok {
		out.OnReachBottomDistance = &distance
	}
	if icon := v.Get("optionMenu").Get("icon"); icon != nil {
		if out.OptionIcon = icon.Str(); len(out.OptionIcon) > maxIcon {
			out.OptionIcon = ""
			b.log.Warn(file, icon.Pos, icon.End, "app.window", "The icon of optionMenu has more than "+strconv.Itoa(maxIcon)+" bytes.", "Put the picture into a file, and write its path.")
		}
	}
	return out
}

// WindowNames are the settings of a window in WeChat's JSON that are called otherwise in Alipay's: those that alipayWindow reads.
//
//nolint:gochecknoglobals // a table
var WindowNames = map[string]string{
	"navigationBarTitleText": "defaultTitle", "navigationBarBackgroundColor": "titleBarColor", "navigationBarTextStyle": "navigationBarFrontColor",
	"enablePullDownRefresh": "pullRefresh", "navigationStyle": "transparentTitle",
}

// isYes reads a flag as Alipay writes it: true, or YES as in its older versions.
func isYes(v *jsonc.Value) bool {
	return v.True() || strings.EqualFold(v.Str(), "YES") || v.Str() == "true"
}

// textOn is the colour of letters that can be read on a colour: textOn of web/host/program.
func textOn(background string) string {
	color, ok := hexColor(background)
	if !ok {
		return "black"
	}
	value, err := strconv.ParseUint(color[1:], 16, 32)
	if err != nil {
		return "black"
	}
	// The eye's weights of red, green and blue, in thousandths; the middle between black and white lies below the half.
	if luminance := (value>>16&0xff)*213 + (value>>8&0xff)*715 + (value&0xff)*72; luminance > 117*1000 {
		return "black"
	}
	return "white"
}

// tabNames are the members of a tab bar in app.json.
type tabNames struct{ custom, color, list, text, icon, selectedIcon string }

// TabNames are the members of a tab bar in WeChat's app.json that are called otherwise in Alipay's.
func TabNames() map[string]string {
	from, to := wechatDialect.tabNames(), alipayDialect.tabNames()
	return map[string]string{from.custom: to.custom, from.color: to.color, from.list: to.list, from.text: to.text, from.icon: to.icon, from.selectedIcon: to.selectedIcon}
}

func (d *dialect) tabNames() tabNames {
	if d == alipayDialect {
		return tabNames{"customize", "textColor", "items", "name", "icon", "activeIcon"}
	}
	return tabNames{"custom", "color", "list", "text", "iconPath", "selectedIconPath"}
}
