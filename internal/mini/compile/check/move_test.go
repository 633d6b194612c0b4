package check_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/internal/mini/compile/alipay"
	"github.com/superette/superette/internal/mini/compile/check"
	"github.com/superette/superette/web/protocol/compat"
)

func moveOf(t testing.TB, files map[string]string) *check.Move {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	out, _ := compile.Build(context.Background(), fsys, compile.Options{Inspect: true, Moves: true})
	move, err := check.MoveOf(out, check.Tables{Elements: compat.Elements, WX: compat.WX, MY: compat.MY})
	if err != nil {
		t.Fatal(err)
	}
	return move
}

func TestWhatIsOtherwiseInTheOtherWorld(t *testing.T) {
	stepper := func(extension string) map[string]string {
		return map[string]string{"a.json": `{"usingComponents": {"my-stepper": "c"}}`, "c.json": `{"component": true}`, "c." + extension: "", "c.js": "Component({})"}
	}
	with := func(files map[string]string, more ...string) map[string]string {
		for i := 0; i < len(more); i += 2 {
			files[more[i]] = more[i+1]
		}
		return files
	}
	for _, test := range []struct {
		name      string
		extension string // of the page's template
		files     map[string]string
		want      []string // how file:line:column from → to, without what is only a file's name
	}{
		{"WeChat: what is the same is not mentioned", "wxml", map[string]string{"a.wxml": `<view class="a" hover-class="b" data-id="1" hidden="{{c}}">{{d}}</view><block><slot name="e"/></block>`}, nil},
		{"WeChat: directives", "wxml", map[string]string{"a.wxml": "<view wx:if=\"{{a}}\"/>\n<view wx:else/>\n<view wx:for-items=\"{{b}}\" wx:key=\"*this\"/>"}, []string{
			"name a.wxml:1:7 wx:if → a:if", "name a.wxml:2:7 wx:else → a:else", "name a.wxml:3:7 wx:for-items → a:for", "name a.wxml:3:28 wx:key → a:key",
		}},
		{"WeChat: events of built-ins", "wxml", map[string]string{"a.wxml": "<view bindtap=\"f\" catch:touchmove=\"f\" capture-bind:tap=\"f\" bindlongpress=\"f\" mut-bind:tap=\"f\"/>\n<swiper bindanimationfinish=\"f\"/>"}, []string{
			"name a.wxml:1:7 bindtap → onTap", "name a.wxml:1:19 catch:touchmove → catchTouchMove", "name a.wxml:1:39 capture-bind:tap → captureTap", "name a.wxml:1:60 bindlongpress → onLongTap",
			"form a.wxml:1:78 mut-bind:tap → onTap", "name a.wxml:2:9 bindanimationfinish → onAnimationEnd",
		}},
		{"WeChat: events of components", "wxml", with(stepper("wxml"), "a.wxml", `<my-stepper bind:count-change="f" count="1"/>`), []string{"form a.wxml:1:13 bind:count-change → onCountChange"}},
		{"WeChat: tags and attributes", "wxml", map[string]string{"a.wxml": "<editor/>\n<text max-lines=\"2\"/>\n<input model:value=\"{{a}}\"/>\n<view mark:b=\"1\" wx:foo=\"2\"/>"}, []string{
			"none a.wxml:1:1 <editor> → ", "name a.wxml:2:7 max-lines → number-of-lines", "form a.wxml:3:8 model:value → value", "form a.wxml:4:7 mark:b → data-b", "none a.wxml:4:18 wx:foo → ",
		}},
		{"WeChat: modules and what is imported", "wxml", map[string]string{
			"a.wxml": "<wxs module=\"m\" src=\"m.wxs\"/>\n<wxs module=\"n\">module.exports = {}</wxs>\n<import src=\"t.wxml\"/>", "m.wxs": "module.exports = {}", "t.wxml": "", "a.wxss": "@import 'b.wxss';", "b.wxss": "",
		}, []string{
			"name a.wxml:1:1 <wxs module src> → <import-sjs name from>", "form a.wxml:2:1 <wxs> → <import-sjs>", "name a.wxml:3:14 src .wxml → src .axml", "name a.wxss:1:10 @import .wxss → @import .acss", "form m.wxs:1:1 module.exports → export",
		}},
		{"WeChat: components", "wxml", with(stepper("wxml"), "c.js", "const b = Behavior({ data: {} })\nComponent({\n  behaviors: [b],\n  properties: { a: Number },\n  attached() {},\n  methods: { go() { const self = this; self.triggerEvent('x'); this.properties.a; other.properties } },\n})"), []string{
			"name c.js:1:11 Behavior({…}) → Mixin({…})", "name c.js:3:3 behaviors → mixins", "form c.js:4:3 properties → props", "form c.js:5:3 attached → lifetimes",
			"form c.js:6:45 this.triggerEvent → this.props.onX(…)", "form c.js:6:69 this.properties → this.props",
		}},
		{"WeChat: members of wx", "wxml", map[string]string{"a.js": "wx.navigateTo({}); wx.showToast({ title: 'a' })\nwx.login({})\nwx.chooseInvoice({})\nwx.cloud.init()\nwx[a]()\nif (wx.getStorageSync) wx.own = 1\nwx.own()\nconst wxs = { b: wx }; Page({})"}, []string{
			"name a.js:1:4 wx.navigateTo → my.navigateTo", "form a.js:1:23 wx.showToast → my.showToast", "form a.js:2:4 wx.login → my.getAuthCode", "none a.js:3:4 wx.chooseInvoice → ", "none a.js:4:4 wx.cloud → ",
			"form a.js:5:1 wx[…] → my[…]", "form a.js:6:8 wx.getStorageSync → my.getStorageSync",
		}},
		{"WeChat: settings", "wxml", map[string]string{"app.json": `{"pages": ["a"], "darkmode": true, "sitemapLocation": "b", "window": {"navigationBarTitleText": "A", "navigationStyle": "custom", "onReachBottomDistance": 9, "backgroundTextStyle": "dark"}, "tabBar": {"color": "#000000", "list": []}}`}, []string{
			"none app.json:1:18 darkmode → ", "name app.json:1:71 navigationBarTitleText → defaultTitle", "form app.json:1:102 navigationStyle → transparentTitle", "none app.json:1:159 backgroundTextStyle → ",
			"name app.json:1:202 color → textColor", "form app.json:1:222 list → items",
		}},
		{"Alipay: what is the same is not mentioned", "axml", map[string]string{"a.axml": `<view class="a" hover-class="b" data-id="1" hidden="{{c}}">{{d}}</view><slot name="e"/>`}, nil},
		{"Alipay: templates", "axml", map[string]string{"a.axml": "<import-sjs name=\"{ a, b }\" from=\"m.sjs\"/>\n<view a:for=\"{{c}}\" key=\"id\" onTap=\"f\" catchTouchMove=\"f\" onAppear=\"f\"/>\n<text numberOfLines=\"2\" hoverClass=\"d\"/>\n<lottie/>\n<input controlled/>\n<swiper onAnimationEnd=\"f\" captureTap=\"f\"/>", "m.sjs": "export const a = 1, b = 2"}, []string{
			"name a.axml:1:1 <import-sjs name from> → <wxs module src>", "name a.axml:2:7 a:for → wx:for", "name a.axml:2:21 key → wx:key", "name a.axml:2:30 onTap → bindtap", "name a.axml:2:40 catchTouchMove → catchtouchmove", "none a.axml:2:59 onAppear → ",
			"name a.axml:3:7 numberOfLines → max-lines", "name a.axml:3:25 hoverClass → hover-class", "none a.axml:4:1 <lottie> → ", "none a.axml:5:8 controlled → ", "name a.axml:6:9 onAnimationEnd → bindanimationfinish", "name a.axml:6:28 captureTap → capture-bind:tap", "form m.sjs:1:1 export → module.exports",
		}},
		{"Alipay: components", "axml", with(stepper("axml"), "a.axml", `<my-stepper onCountChange="f" ref="g"><view slot-scope="p"/></my-stepper>`,
			"c.js", "Component({\n  mixins: [],\n  props: { a: 1 },\n  didUpdate() { this.$spliceData({}); this.props.onCountChange() },\n})"), []string{
			"form a.axml:1:13 onCountChange → bind:countChange", "form a.axml:1:31 ref → id", "none a.axml:1:45 slot-scope → ",
			"name c.js:2:3 mixins → behaviors", "form c.js:3:3 props → properties", "form c.js:4:3 didUpdate → observers", "form c.js:4:22 this.$spliceData → this.setData", "form c.js:4:44 this.props → this.properties",
		}},
		{"Alipay: members of my", "axml", map[string]string{"a.js": "my.navigateTo({}); my.alert({})\nmy.scan({})\nmy.optionsSelect({})\nmy.ap.openURL({})\nPage({ events: {}, onTitleClick() {} })"}, []string{
			"name a.js:1:4 my.navigateTo → wx.navigateTo", "form a.js:1:23 my.alert → wx.showModal", "form a.js:2:4 my.scan → wx.scanCode", "none a.js:3:4 my.optionsSelect → ", "none a.js:4:4 my.ap.openURL → ", "none a.js:5:8 events → ", "none a.js:5:20 onTitleClick → ",
		}},
		{"Alipay: settings", "axml", map[string]string{"a.json": `{"defaultTitle": "A", "titleImage": "b", "pullRefresh": true, "optionMenu": {"icon": "c"}}`}, []string{
			"name a.json:1:2 defaultTitle → navigationBarTitleText", "none a.json:1:23 titleImage → ", "name a.json:1:42 pullRefresh → enablePullDownRefresh", "none a.json:1:63 optionMenu → ",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			files := map[string]string{"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a." + test.extension: ""}
			for name, text := range test.files {
				files[name] = text
			}
			move := moveOf(t, files)
			var got []string
			counts := check.MoveCounts{}
			for _, each := range move.Changes {
				if each.Range == nil {
					counts.Files++
					continue
				}
				*map[compile.MoveHow]*int{compile.MoveName: &counts.Names, compile.MoveForm: &counts.Forms, compile.MoveNone: &counts.None}[each.How]++
				got = append(got, fmt.Sprintf("%s %s:%d:%d %s → %s", each.How, each.File, each.Range.Start.Line, each.Range.Start.Column, each.From, each.To))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if move.Counts != counts {
				t.Errorf("it counts %+v, want %+v", move.Counts, counts)
			}
		})
	}
}

func TestAPackageIsToldOfOnce(t *testing.T) {
	move := moveOf(t, map[string]string{
		"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": `<x-b/><x-c/>`, "a.json": `{"usingComponents": {"x-b": "ui/b", "x-c": "ui/c"}}`,
		"miniprogram_npm/ui/b.json": `{"component": true}`, "miniprogram_npm/ui/b.wxml": `<view bindtap="f"/>`, "miniprogram_npm/ui/b.js": "Component({ properties: {} }); wx.login({})",
		"miniprogram_npm/ui/c.json": `{"component": true}`, "miniprogram_npm/ui/c.wxml": `<view/>`, "miniprogram_npm/ui/c.js": "Component({})",
	})
	var got []string
	for _, each := range move.Changes {
		got = append(got, string(each.How)+" "+each.File+" "+each.From)
	}
	if want := []string{"name a.wxml .wxml", "none miniprogram_npm/ui/b.wxml ui"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMovesOfWhatIsNoProgram(t *testing.T) {
	deep := strings.Repeat("<view bindtap='f'>", 400)
	for name, files := range map[string]map[string]string{
		"nothing":        {},
		"no app.json":    {"a.wxml": "<view/>"},
		"broken JSON":    {"app.json": `{"pages": [`, "app.js": "App({})"},
		"broken files":   {"app.json": `{"pages": ["a"]}`, "app.js": "App({", "a.js": "Component({ properties: ", "a.wxml": "<view bindtap wx:if=\"{{\""},
		"odd names":      {"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Component({ ['properties']: 1, 'behaviors': 2, ...a }); Behavior(); Mixin(1); Behavior({}); wx; wx.constructor; wx.__proto__; wx.toString()", "a.wxml": "<view bind bind: on wx: model: mark: :a catch:/>"},
		"deep":           {"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": deep},
		"Alipay's, odd":  {"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({}); my.ap; my.ap[x]; my.hasOwnProperty('a')", "a.axml": "<view on catch onT captureX a: a:foo key ref slot-scope/><import-sjs/><import-sjs name='{'/>"},
		"settings, odd":  {"app.json": `{"pages": ["a"], "window": [], "tabBar": "x", "list": 1, "": 2}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": "", "a.json": `{"window": {}, "list": []}`},
		"an odd @import": {"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.wxml": "", "a.wxss": "@import url(; @import '" + strings.Repeat("a", 9999) + ".wxss"},
	} {
		t.Run(name, func(t *testing.T) {
			move := moveOf(t, files)
			text, err := json.Marshal(move)
			if err != nil {
				t.Fatal(err)
			}
			if move.Changes == nil || len(files) == 0 && len(move.Changes) > 0 {
				t.Errorf("it says %s", text)
			}
			for _, each := range move.Changes {
				if each.Range != nil && (each.Range.Start.Line < 1 || each.Range.Start.Column < 1) {
					t.Errorf("%s of %s stands at %+v", each.From, each.File, each.Range)
				}
			}
		})
	}
}

// Each event and attribute of a built-in that both platforms have comes back to its name.
func TestNamesComeBack(t *testing.T) {
	var elements struct {
		BuiltIns map[string]struct {
			Properties map[string]any
			Events     map[string]string
		}
	}
	if err := json.Unmarshal(compat.Elements, &elements); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for tag, each := range elements.BuiltIns {
		for event := range each.Events {
			there := strings.TrimPrefix(alipay.Handler("bind", tag, event, true), "on")
			if here := alipay.Event(tag, strings.ToLower(there[:1])+there[1:]); here != event {
				t.Errorf("%s of <%s> is on%s, which is %s", event, tag, there, here)
			}
			seen++
		}
		for name := range each.Properties {
			if here := alipay.Property(tag, camel(alipay.Written(tag, name))); here != camel(name) {
				t.Errorf("%s of <%s> comes back as %s", name, tag, here)
			}
		}
	}
	if seen < 50 {
		t.Errorf("only %d events were looked at", seen)
	}
}

func camel(name string) string {
	parts := strings.Split(name, "-")
	for i := 1; i < len(parts); i++ {
		if parts[i] != "" {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}
