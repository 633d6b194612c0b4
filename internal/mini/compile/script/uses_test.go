package script_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
)

func TestUsesHaveTheirPlace(t *testing.T) {
	for _, test := range []struct{ name, file, text, want string }{
		{"a call with options", "a.js", "wx.request({\n  url, success(r) {}, 'method': 'POST',\n  ...rest, [x]: 1 })", "member request 1:4, option request.url 2:3, option request.success 2:8, option request.method 2:23"},
		{"behind letters of two units", "a.js", "const s = '😀'; wx.login()", "member login 1:20"},
		{"destructured", "a.js", "const { request, login: l } = wx\nlet { nextTick } = wx", "member request 1:9, member login 1:18, member nextTick 2:7"},
		{"by another name", "a.js", "function f() { api.login() }\nconst api = wx\napi.request({ url })", "member login 1:20, member request 3:5, option request.url 3:15"},
		{"a name in brackets", "a.js", "wx['login']()\nwx[name]()", "member login 1:4, dynamic  2:1"},
		{"optional", "a.js", "wx?.login?.()", "member login 1:5"},
		{"asked before", "a.js", "if (wx.canIUse('getLocation.object.type')) wx.getLocation()", "member canIUse 1:8, asked getLocation.object.type 1:16, member getLocation 1:47"},
		{"only whether it is there", "a.js", "if (!wx.cloud || (wx.a && x)) f()\nwx.b && wx.b()\nconst t = typeof wx.c, d = wx.d ? 1 : 2, e = wx.e || 3", "tested cloud 1:9, tested a 1:22, tested b 2:4, member b 2:12, tested c 3:21, tested d 3:31, member e 3:49"},
		{"a member of a member", "a.js", "wx.cloud.init({})\nwx.cloud.database().collection('a')\nconst c = wx.cloud", "member cloud.init 1:4, member cloud.database 2:4, member cloud 3:14"},
		{"the program's own", "a.js", "wx.$http = f; wx.$http()", "added $http 1:4, member $http 1:4, member $http 1:18"},
		{"a plugin", "a.js", "const p = requirePlugin('maps')", "plugin maps 1:25"},
		{"a wx of the file's own", "a.js", "function f(wx) { wx.login() }", ""},
		{"in TypeScript", "a.ts", "import { x } from './x'\ntype A = { b: string }\nexport const f = async (a: A): Promise<void> => {\n\tawait wx.login()\n\tx(a)\n}", "member login 4:11"},
		{"a script that is broken", "a.js", "wx.login( {", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var log source.Log
			file := source.NewFile(test.file, test.text)
			var got []string
			for _, use := range script.Translate(file, script.Options{}, &log).Uses(file, "wx") {
				name := use.Name
				if use.Option != "" {
					name += "." + use.Option
				}
				got = append(got, fmt.Sprintf("%s %s %d:%d", use.Kind, name, use.Range.Start.Line, use.Range.Start.Column))
			}
			if strings.Join(got, ", ") != test.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, ", "), test.want)
			}
		})
	}
}

func FuzzUsesStayInTheFile(f *testing.F) {
	f.Add("const { a } = wx; wx.b({ c }); wx[d](); wx.canIUse('e')")
	f.Fuzz(func(t *testing.T, text string) {
		var log source.Log
		file := source.NewFile("a.js", text)
		lines := strings.Count(text, "\n") + strings.Count(text, "\r") + strings.Count(text, "\u2028") + strings.Count(text, "\u2029") + 1
		for _, use := range script.Translate(file, script.Options{}, &log).Uses(file, "wx") {
			if use.Range.Start.Line < 1 || use.Range.Start.Line > lines || use.Range.Start.Column < 1 {
				t.Fatalf("%+v is outside of %q", use, text)
			}
		}
	})
}
