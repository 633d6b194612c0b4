package compile_test

import (
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
	"github.com/superette/superette/web"
)

func buildWithLibrary(t *testing.T, appJSON string, more fstest.MapFS, libraries func(string) (fs.FS, error)) (compile.Output, []compile.Diagnostic) {
	t.Helper()
	files := fstest.MapFS{
		"app.json": {Data: []byte(appJSON)}, "app.js": {Data: []byte("App({})")}, "app.wxss": {Data: []byte(".mine { top: 1px }")},
		"a.js": {Data: []byte("Page({})")}, "a.wxml": {Data: []byte("<mp-tag/>")},
		"a.json": {Data: []byte(`{ "usingComponents": { "mp-tag": "weui-miniprogram/tag/tag" } }`)},
	}
	for name, file := range more {
		files[name] = file
	}
	return compile.Build(context.Background(), files, compile.Options{Libraries: libraries})
}

func library(name string) (fs.FS, error) {
	if name != "weui" {
		return nil, errors.New("there is none")
	}
	return fstest.MapFS{
		"package.json":                                          {Data: []byte(`{ "miniprogram": "dist" }`)},
		"dist/tag/tag.json":                                     {Data: []byte(`{ "component": true }`)},
		"dist/tag/tag.js":                                       {Data: []byte("Component({})")},
		"dist/tag/tag.wxml":                                     {Data: []byte("<view>of the library</view>")},
		"dist/weui-wxss/dist/style/weui.wxss":                   {Data: []byte(".weui { top: 2px; background: url(dot.png) }")},
		"dist/weui-wxss/dist/style/dot.png":                     {Data: []byte("dot")},
		"dist/a-part-that-nobody-names-and-that-is-left-out.js": {Data: []byte("left out")},
	}, nil
}

func TestAnExtendedLibraryNeedNotBeInstalled(t *testing.T) {
	out, list := buildWithLibrary(t, `{ "pages": ["a"], "useExtendedLib": { "weui": true } }`, nil, library)
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
	if reach := out.Reach["a"]; len(reach) != 2 || reach[0] != "miniprogram_npm/weui-miniprogram/tag/tag" {
		t.Errorf("the page is made of %v", reach)
	}
	styles := string(out.Files["$/main.styles.json"])
	first, second := strings.Index(styles, ".weui"), strings.Index(styles, ".mine")
	if first < 0 || second < first {
		t.Errorf("the library's sheet does not go before the program's: %s", styles)
	}
	if string(out.Files["miniprogram_npm/weui-miniprogram/weui-wxss/dist/style/dot.png"]) != "dot" {
		t.Error("what the library's sheet names is not in the package")
	}
}

func TestTheLibraryInTheBinaryCompilesWithoutAWord(t *testing.T) {
	using := fstest.MapFS{
		"a.json": {Data: []byte(`{ "usingComponents": { "mp-tag": "weui-miniprogram/dialog/dialog", "mp-cell": "weui-miniprogram/cell/cell" } }`)},
	}
	out, list := buildWithLibrary(t, `{ "pages": ["a"], "useExtendedLib": { "weui": true } }`, using, web.ExtendedLibrary)
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
	if !strings.Contains(string(out.Files["$/main.styles.json"]), "weui-dialog") {
		t.Error("its sheet is missing")
	}
}

func TestAnExtendedLibraryIsThereOnlyWhereItIsAskedFor(t *testing.T) {
	for _, config := range []string{`{ "pages": ["a"] }`, `{ "pages": ["a"], "useExtendedLib": { "weui": false } }`} {
		_, list := buildWithLibrary(t, config, nil, library)
		if len(list) != 1 || list[0].Code != "component.missing" {
			t.Errorf("%s: %+v", config, list)
		}
	}
}

func TestAProgramsOwnCopyGoesBeforeTheExtendedLibrary(t *testing.T) {
	own := fstest.MapFS{
		"miniprogram_npm/weui-miniprogram/tag/tag.json": {Data: []byte(`{ "component": true }`)},
		"miniprogram_npm/weui-miniprogram/tag/tag.js":   {Data: []byte("Component({})")},
		"miniprogram_npm/weui-miniprogram/tag/tag.wxml": {Data: []byte("<view>of the program</view>")},
	}
	out, list := buildWithLibrary(t, `{ "pages": ["a"], "useExtendedLib": { "weui": "latest" } }`, own, library)
	if len(list) > 0 {
		t.Errorf("unexpected %+v", list)
	}
	if main := string(out.Files["$/main.js"]); !strings.Contains(main, "of the program") || strings.Contains(main, "of the library") {
		t.Error("the program's own copy is not the one that counts")
	}
}
