package compile

import (
	"io/fs"
	"strings"
)

// extendedLibraries are those that WeChat brings itself to programs whose app.json asks for them, by the name in
// useExtendedLib: nobody has to install them. The library's sheet goes before the program's own, as in WeChat.
//
//nolint:gochecknoglobals // a table
var extendedLibraries = map[string]struct{ module, sheet string }{
	"weui": {module: "weui-miniprogram", sheet: "weui-wxss/dist/style/weui.wxss"},
}

// extended puts the libraries that app.json asks for into the tree, as packages in node_modules at the project's root. One
// that the project has already is left as it is.
func (b *builder) extended() {
	for name, library := range extendedLibraries {
		wanted := b.appConfig.Get("useExtendedLib").Get(name)
		if b.options.Libraries == nil || !wanted.True() && wanted.Str() == "" || b.hasPackage(library.module) {
			continue
		}
		files, err := b.options.Libraries(name)
		if err != nil {
			b.log.Missing(b.tree.root+"app.json", "app.extended", "The extended library "+name+" cannot be read: "+err.Error()+".", "")
			continue
		}
		b.tree.fsys = withLibrary{b.tree.fsys, "node_modules/" + library.module + "/", files}
		clear(b.tree.npm)
		clear(b.tree.exists)
		b.tree.descriptions.Clear()
		b.sheetsBefore = append(b.sheetsBefore, npmFolder+library.module+"/"+library.sheet)
	}
}

// hasPackage says whether an npm package is in the program's miniprogram_npm or installed.
func (b *builder) hasPackage(module string) bool {
	for name := range b.tree.files {
		if strings.HasPrefix(name, npmFolder+module+"/") {
			return true
		}
	}
	return b.tree.npmPackage("", module) != ""
}

// withLibrary shows a library's files in a folder of others.
type withLibrary struct {
	fs.FS
	folder  string // with a slash at its end
	library fs.FS
}

func (w withLibrary) Open(name string) (fs.File, error) {
	if inside, ok := strings.CutPrefix(name, w.folder); ok {
		return w.library.Open(inside) //nolint:wrapcheck // it stands for the file system
	}
	return w.FS.Open(name) //nolint:wrapcheck // as above
}

func (w withLibrary) Stat(name string) (fs.FileInfo, error) {
	if inside, ok := strings.CutPrefix(name, w.folder); ok {
		return fs.Stat(w.library, inside) //nolint:wrapcheck // as above
	}
	return fs.Stat(w.FS, name) //nolint:wrapcheck // as above
}
