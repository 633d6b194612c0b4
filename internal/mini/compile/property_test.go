package compile_test

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/superette/superette/internal/mini/compile"
)

// dice is splitmix64: the same edits for the same seed.
type dice struct{ state uint64 }

func (d *dice) IntN(n int) int {
	d.state += 0x9e3779b97f4a7c15
	z := d.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return int((z ^ z>>31) % uint64(n)) //nolint:gosec // smaller than n
}

// edit changes one thing of a program; false: there is nothing of that kind in it.
type edit struct {
	kind  string
	apply func(random *dice, files fstest.MapFS) bool
}

func change(ending string, has func(text string) bool, to func(random *dice, text string) string) func(*dice, fstest.MapFS) bool {
	return func(random *dice, files fstest.MapFS) bool {
		name := anyFile(random, files, func(name, text string) bool { return strings.HasSuffix(name, ending) && has(text) })
		if name == "" {
			return false
		}
		write(files, name, to(random, string(files[name].Data)))
		return true
	}
}

func write(files fstest.MapFS, name, text string) {
	files[name] = &fstest.MapFile{Data: []byte(text)}
}

func anyFile(random *dice, files fstest.MapFS, fits func(name, text string) bool) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if fits(name, string(files[name].Data)) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[random.IntN(len(names))]
}

func always(string) bool { return true }

func contains(part string) func(string) bool {
	return func(text string) bool { return strings.Contains(text, part) }
}

// referred finds a file that another one names after a word, and changes it.
func referred(ending, word string, to func(random *dice, text string) string) func(*dice, fstest.MapFS) bool {
	return func(random *dice, files fstest.MapFS) bool {
		names := map[string]bool{}
		for from, file := range files {
			for _, part := range strings.Split(string(file.Data), word)[1:] {
				_, rest, _ := strings.Cut(part[:min(len(part), 200)], `"`)
				reference, _, _ := strings.Cut(rest, `"`)
				for _, target := range []string{path.Join(path.Dir(from), reference), strings.TrimPrefix(reference, "/")} {
					for _, name := range []string{target, target + ending} {
						names[name] = true
					}
				}
			}
		}
		name := anyFile(random, files, func(name, _ string) bool { return names[name] && strings.HasSuffix(name, ending) })
		if name == "" {
			return false
		}
		write(files, name, to(random, string(files[name].Data)))
		return true
	}
}

func viewEdit(random *dice, text string) string {
	parts := []string{"<view>{{ a + %d }}</view>", "<no-such-tag id=\"x%d\" />", "<view class=\"{{ %d", "<import src=\"./gone%d\" />", "<text>%d</text>", "<block wx:if=\"{{ b[%d] }}\"><image /></block>"}
	piece := fmt.Sprintf(parts[random.IntN(len(parts))], random.IntN(5))
	if random.IntN(2) == 0 {
		return piece + text
	}
	return text + piece
}

func sheetEdit(random *dice, text string) string {
	parts := []string{".e%d { width: 3rpx }\n", "view { top: %dpx }\n", "@import \"./gone%d.wxss\";\n", ":host { left: %dpx }", ".open%d {"}
	piece := fmt.Sprintf(parts[random.IntN(len(parts))], random.IntN(5))
	if random.IntN(2) == 0 {
		return piece + text
	}
	return text + piece
}

func codeEdit(random *dice, text string) string {
	parts := []string{"\nvar e%d = 1;", "\nrequire('./gone%d');", "\nvar %d = ;", "\nvar f%d = wx.request;"}
	return text + fmt.Sprintf(parts[random.IntN(len(parts))], random.IntN(5))
}

func usingEdit(random *dice, text string) string {
	parts := []string{`"usingComponents": {"view": "/components/row",`, `"usingComponents": {"gone": "./gone",`, `"styleIsolation": "shared", "usingComponents": {`, `"usingComponents": {"e": "/components/card/card",`}
	return strings.Replace(text, `"usingComponents": {`, parts[random.IntN(len(parts))], 1)
}

func isSource(name string) bool {
	return slices.Contains([]string{".wxml", ".wxss", ".wxs", ".js", ".json", ".ts", ".scss", ".less", ".png"}, path.Ext(name))
}

func edits() []edit {
	return []edit{
		{"template", change(".wxml", always, viewEdit)},
		{"imported template", referred(".wxml", "<import", viewEdit)},
		{"included file", referred(".wxml", "<include", viewEdit)},
		{"sheet", change(".wxss", always, sheetEdit)},
		{"imported sheet", referred(".wxss", "@import", sheetEdit)},
		{"Sass", change(".scss", always, sheetEdit)},
		{"Less", change(".less", always, sheetEdit)},
		{"WXS module", change(".wxs", always, codeEdit)},
		{"inline WXS", change(".wxml", contains("</wxs>"), func(random *dice, text string) string {
			return strings.Replace(text, "</wxs>", codeEdit(random, "")+"</wxs>", 1)
		})},
		{"script", change(".js", always, codeEdit)},
		{"usingComponents", change(".json", contains(`"usingComponents": {`), usingEdit)},
		{"no file", func(random *dice, files fstest.MapFS) bool {
			name := anyFile(random, files, func(name, _ string) bool { return isSource(name) })
			delete(files, name)
			return name != ""
		}},
		{"another file", func(random *dice, files fstest.MapFS) bool {
			like := anyFile(random, files, func(name, _ string) bool { return isSource(name) })
			if like == "" {
				return false
			}
			for _, name := range []string{"gone", "gone1", "gone3"} {
				write(files, path.Join(path.Dir(like), name+path.Ext(like)), string(files[like].Data))
			}
			return true
		}},
		{"other name", func(random *dice, files fstest.MapFS) bool {
			from := anyFile(random, files, func(name, _ string) bool { return isSource(name) })
			to := anyFile(random, files, func(name, _ string) bool { return path.Ext(name) == path.Ext(from) })
			if from == "" || from == to {
				return false
			}
			files[to] = files[from]
			delete(files, from)
			return true
		}},
		{"nothing", func(*dice, fstest.MapFS) bool { return true }},
	}
}

func readAll(t *testing.T, from fs.FS) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(from, name)
		files[name] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// A program is edited at random. After each edit a build with a cache of all states before gives what one without gives.
// SEEDS=FROM-TO runs other seeds than the one that always runs, and larger programs too.
func TestCachedBuildsAreFreshBuilds(t *testing.T) {
	programs := map[string]fstest.MapFS{}
	for _, name := range []string{"whole", "npm", "packages", "sheets", "tabbar", "typescript", "faults"} {
		programs[name] = readAll(t, os.DirFS("testdata/"+name+"/in"))
	}
	first, last := 1, 1
	if os.Getenv("SEEDS") != "" {
		if _, err := fmt.Sscanf(os.Getenv("SEEDS"), "%d-%d", &first, &last); err != nil {
			t.Fatal(err)
		}
		programs["teahouse"] = readAll(t, os.DirFS("../../../examples/teahouse"))
		programs["weui"] = readAll(t, os.DirFS("../../../node_modules/weui-wxss/dist"))
	}
	met := map[string]int{}
	for _, name := range slices.Sorted(maps.Keys(programs)) {
		for seed := first; seed <= last; seed++ {
			editAtRandom(t, name, programs[name], uint64(seed), met) //nolint:gosec // small
		}
	}
	for _, each := range edits() {
		if met[each.kind] == 0 {
			t.Errorf("no edit of the kind %q was met", each.kind)
		}
	}
	t.Logf("edits: %v", met)
}

func editAtRandom(t *testing.T, name string, original fstest.MapFS, seed uint64, met map[string]int) {
	t.Helper()
	random := &dice{seed}
	files := maps.Clone(original)
	options := compile.Options{Dev: seed%2 == 1, Minify: seed%3 == 0, Sheets: sheets()}
	cached := options
	cached.Cache = &compile.Cache{}
	var history []string
	list := edits()
	for i := len(list) - 1; i > 0; i-- {
		j := random.IntN(i + 1)
		list[i], list[j] = list[j], list[i]
	}
	for _, each := range list {
		if random.IntN(8) == 0 { // begin anew, so that not everything is broken before long
			files = maps.Clone(original)
			history = append(history, "as it was")
		}
		if each.apply(random, files) {
			met[each.kind]++
			history = append(history, each.kind)
		}
		want, wantList := compile.Build(context.Background(), files, options)
		got, gotList := compile.Build(context.Background(), files, cached)
		switch {
		case !reflect.DeepEqual(gotList, wantList):
			t.Fatalf("%s, seed %d, after %v: the diagnostics are\n%+v\nwant\n%+v", name, seed, history, gotList, wantList)
		case !reflect.DeepEqual(got, want):
			t.Fatalf("%s, seed %d, after %v: %s", name, seed, history, firstOther(got, want))
		}
	}
}

func firstOther(got, want compile.Output) string {
	for name := range want.Files {
		if string(got.Files[name]) != string(want.Files[name]) {
			return name + " differs: " + firstDifference(got.Files[name], want.Files[name])
		}
	}
	return "the manifest, the pages' parts or the units differ"
}
