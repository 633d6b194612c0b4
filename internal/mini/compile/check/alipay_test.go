package check_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile/check"
	"github.com/superette/superette/web/protocol/compat"
)

func TestAProgramWrittenForAlipay(t *testing.T) {
	tables := check.Tables{Elements: compat.Elements, WX: compat.WX, MY: compat.MY}
	for _, test := range []struct {
		name  string
		files map[string]string
		want  []string // severity code: text happens hint
	}{
		{"what works is not mentioned", map[string]string{"a.axml": `<view a:if="{{a}}" onTap="f" hover-class="b"><slider handle-size="9"/><text numberOfLines="2" ref="r">{{c}}</text></view>`}, nil},
		{"an attribute that nothing carries out", map[string]string{"a.axml": `<input enableNative="{{true}}"/>`}, []string{"info property.ignored: enableNative of <input> is not carried out here. It has no effect; everything else of <input> works. "}},
		{"one that there is not", map[string]string{"a.axml": `<view foo-bar="a"/>`}, []string{"info property.unknown: <view> has no documented property foo-bar. It has no effect. "}},
		{"an event that never comes", map[string]string{"a.axml": `<view onFirstAppear="f"/>`}, []string{"warning event.ignored: onFirstAppear of <view> is not carried out here. Its handler is never called. "}},
		{"a value of Alipay's", map[string]string{"a.axml": `<button open-type="getAuthorize"/>`}, []string{`error value.refused: open-type="getAuthorize" of <button> is not carried out here. A tap fails in Alipay's form, or does nothing. Offer another way where my.canIUse('button.open-type.getAuthorize') is false.`}},
		{"a tag that is not drawn", map[string]string{"a.axml": `<ad/>`}, []string{"warning axml.tag: <ad> is not drawn here.  Its place stays empty, its events never come."}},
		{"a tag of WeChat's", map[string]string{"a.axml": `<modal/>`}, []string{"warning axml.tag: <modal> is no built-in element and no component of this page.  Name it in usingComponents of a.json or of app.json."}},
		{"a directive of WeChat's", map[string]string{"a.axml": `<view wx:if="{{a}}"/>`}, []string{"warning axml.directive: wx:if is WeChat's and does nothing in AXML.  Write a:if."}},
		{"an attribute that comes twice", map[string]string{"a.axml": `<view class="a" class="b"/>`}, []string{"info axml.duplicate: <view> has the attribute class twice; the last counts. It is the same in Alipay. Remove one."}},
		{"settings", map[string]string{
			"app.json": `{"pages": ["a"], "window": {"defaultTitle": "A", "titleImage": "b", "titlePenetrate": "YES"}, "tabBar": {"overlay": true}, "darkMode": "auto"}`,
			"a.json":   `{"pullRefresh": true, "optionMenu": {"icon": "/a.png"}, "gestureBack": "NO"}`,
		}, []string{
			"info setting: gestureBack of a page's JSON is not carried out here. It has no effect. ",
			"info setting: window.titleImage of app.json is not carried out here. It has no effect. ",
			"info setting: tabBar.overlay of app.json is not carried out here. It has no effect. ",
			"info setting: darkMode of app.json is not carried out here. It has no effect. ",
		}},
		{"members of my that work, and what the program asks for first", map[string]string{"a.js": "my.optionsSelect({ optionsOne: [], success() {} }); my.ap.openURL({ url: '' }); my.own = 1; my.own; if (my.canIUse('rsa')) my.rsa({}); Page({})"}, []string{"info api.asked: my.rsa is not carried out here, and this file asks canIUse first. canIUse says false. "}},
		{"what is said of wx means nothing", map[string]string{"a.js": "if (typeof wx !== 'undefined') wx.chooseInvoice({}); Page({})"}, nil},
		{"members of my that fail", map[string]string{"a.js": "const { getRunData } = my; my.call('x'); Page({ a() { my.startIfaaAuthentication({}) } }); my.ap.navigateToAlipayPage({}); my.createLottieContext('x'); my.onUserCaptureScreen(() => {}); my.chooseInvoice({})"}, []string{
			`error api.refused: my.getRunData is not carried out here. It fails with error 1, "my.getRunData is not supported". Offer another way where my.canIUse('getRunData') is false.`,
			`error api.refused: my.startIfaaAuthentication is not carried out here. It fails with error 1, "my.startIfaaAuthentication is not supported". Offer another way where my.canIUse('startIfaaAuthentication') is false.`,
			`error api.refused: my.ap.navigateToAlipayPage is not carried out here. It fails with error 1, "my.navigateToAlipayPage is not supported". Offer another way where my.canIUse('navigateToAlipayPage') is false.`,
			`error api.refused: my.createLottieContext is not carried out here. It gives nothing, or an object whose methods do nothing. Offer another way where my.canIUse('createLottieContext') is false.`,
			"info api.ignored: my.onUserCaptureScreen is not carried out here. Its listener is never called. ",
			"warning api.unknown: my.chooseInvoice is no documented member of my. It is undefined. Is it misspelt, or set by a part of the program that is not here?",
		}},
		{"an option that nothing reads, and a member that is known at run time", map[string]string{"a.js": "my.setNavigationBar({ title: 'a', image: 'b', shadow: 'c', complete() {} }); my.setOptionMenu({ icon: 'd' }); my.setCanPullDown({ canPullDown: false }); my.chooseDistrict({ mode: 0, mainTitle: 'e' }); my[name](); Page({})"}, []string{
			"info option.ignored: shadow of my.setNavigationBar is not carried out here. The call works as if it were not given. ",
			"info option.ignored: mainTitle of my.chooseDistrict is not carried out here. The call works as if it were not given. ",
			"info api.dynamic: Which member of my this is, is known only at run time. One that is not carried out fails in Alipay's form. ",
		}},
		{"a server that the program may not ask", map[string]string{"a.js": "my.httpRequest({ url: 'https://tea.example/menu' }); Page({})"}, []string{
			`error domains.missing: The program asks servers, and superette.json names none that it may ask. Each my.httpRequest fails with "url not in domain list". Write superette.json beside app.json: { "domains": ["https://tea.example"] }`,
		}},
		{"a plugin", map[string]string{"a.js": "requirePlugin('x'); Page({})"}, []string{"error plugin: Plugins cannot be used here: x. requirePlugin throws, and components of plugin:// stay empty. Put the plugin's code into the program, or leave out what needs it."}},
	} {
		t.Run(test.name, func(t *testing.T) {
			fsys := fstest.MapFS{}
			for _, files := range []map[string]string{{"app.json": `{"pages": ["a"]}`, "app.js": "App({})", "a.js": "Page({})", "a.axml": ""}, test.files} {
				for name, text := range files {
					fsys[name] = &fstest.MapFile{Data: []byte(text)}
				}
			}
			report := run(t, fsys, tables)
			var got []string
			for _, f := range report.Findings {
				got = append(got, fmt.Sprintf("%s %s: %s %s %s", f.Severity, f.Code, f.Text, f.Happens, f.Hint))
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(test.want, "\n"))
			}
			if clean := !slices.ContainsFunc(report.Findings, func(f check.Finding) bool { return f.Severity != check.Info && len(f.Pages) > 0 }); report.Pages[0].Clean != clean {
				t.Errorf("the page is clean: %v", report.Pages[0].Clean)
			}
		})
	}
}
