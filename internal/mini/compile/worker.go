package compile

import (
	"path"
	"strings"

	"github.com/superette/superette/internal/mini/compile/jsonc"
	"github.com/superette/superette/internal/mini/compile/script"
	"github.com/superette/superette/internal/mini/compile/source"
)

// The scripts for wx.createWorker: all of the folder that app.json names as `workers` go into one file, whether the program
// names them or not, since it may choose one when it runs. As in WeChat they reach nothing outside of their folder, and
// whatever of it the program itself requires is in the program's own chunk too.

// workerFile is where they stand in a package. No sub-package can have this name: its root would end in .workers.
const workerFile = "$/main.workers"

// workers reads which folder that is: a text, or an object that names it as path.
func (b *builder) workers(v *jsonc.Value, file *source.File) {
	if v == nil || b.dialect == alipayDialect {
		return
	}
	named := v.Str()
	if v.Kind == jsonc.Object {
		named = v.Get("path").Str()
	}
	folder := strings.Trim(path.Clean("/"+named), "/")
	if folder == "" {
		b.log.Error(file, v.Pos, v.End, "app.workers", "workers names no folder of this program.", `Write "workers": "workers", or {"path": "workers"}.`)
		return
	}
	b.workerRoot = folder + "/"
	if len(b.workerFiles()) == 0 {
		b.workerRoot = ""
		b.log.Warn(file, v.Pos, v.End, "app.workers", "There is no script in the folder "+folder+", which workers names.", "wx.createWorker fails. Add one, or remove workers.")
	}
}

// workerFiles lists the scripts of the folder.
func (b *builder) workerFiles() []string {
	var out []string
	ignored := b.ignored()
	for _, name := range b.tree.sorted {
		extension := path.Ext(name)
		if strings.HasPrefix(name, b.workerRoot) && (extension == ".js" || extension == ".ts" && !strings.HasSuffix(name, ".d.ts")) && !ignored(name) {
			out = append(out, name)
		}
	}
	return out
}

// workerScripts translates them.
func (b *builder) workerScripts() {
	if b.workerRoot != "" {
		b.workerModules = b.reached(b.workerFiles(), b.workerScript)
	}
}

// workerScript is translate without what stands outside of the folder.
func (b *builder) workerScript(name string, log *source.Log) *scriptModule {
	m := b.translate(name, log)
	for _, required := range sortedKeys(m.targets) {
		if strings.HasPrefix(m.targets[required], b.workerRoot) {
			continue
		}
		file, folder := b.tree.source(name), strings.TrimSuffix(b.workerRoot, "/")
		start, end := script.Place(file, required)
		log.Warn(file, start, end, "script.worker", "A script of a Worker cannot require "+required+", which stands outside of "+folder+".",
			"It fails when this line runs. Keep what a Worker needs in "+folder+".")
		delete(m.targets, required)
	}
	return m
}

// workerCode writes their file.
func (b *builder) workerCode(files map[string][]byte) *WorkerCode {
	if len(b.workerModules) == 0 {
		return nil
	}
	var units []Unit
	for _, id := range sortedKeys(b.workerModules) {
		units = append(units, b.scriptUnit("", id, b.workerModules[id]))
	}
	laid := b.lay(workerFile, units)
	files[workerFile+".js"], files[workerFile+".js.map"] = laid.code, laid.sourceMap
	return &WorkerCode{Root: b.workerRoot, JS: workerFile + ".js", Map: workerFile + ".js.map"}
}
