package wxs

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/js"
)

// SJS, Alipay's script language of templates, is WXS with the modules of ECMAScript. They are rewritten to WXS's before
// anything else is done: what is imported is read once, when the module is run, and what is exported is set at its end. So of
// two modules that import each other the second sees nothing of the first, which for functions of templates is no loss.

// esModule is a module of ECMAScript while it is rewritten.
type esModule struct {
	prefix  string // of names that the code does not have
	modules map[string]string
	imports []string // statements for the beginning, in the order of the text
	exports []string // for the end
	hasAny  bool     // something is exported
}

// commonJS returns a module of ECMAScript as one of WXS, and whether it exports anything.
func commonJS(code string) (rewritten string, exports bool, err error) {
	ast, err := js.Parse(parse.NewInputString(code), js.Options{})
	if err != nil {
		return "", false, err //nolint:wrapcheck // the caller says what it is about
	}
	m := &esModule{prefix: "__sjs", modules: map[string]string{}}
	for strings.Contains(code, m.prefix) {
		m.prefix += "_"
	}
	var body strings.Builder
	for _, statement := range ast.List {
		switch n := statement.(type) {
		case *js.ImportStmt:
			m.imported(n)
		case *js.ExportStmt:
			body.WriteString(m.exported(n))
		default:
			body.WriteString(printed(n) + ";\n")
		}
	}
	return strings.Join(m.imports, "") + body.String() + strings.Join(m.exports, ""), m.hasAny, nil
}

func printed(n js.INode) string {
	var out bytes.Buffer
	n.JS(&out)
	return out.String()
}

// module returns the variable that holds a module.
func (m *esModule) module(path []byte) string {
	name := m.modules[string(path)]
	if name == "" {
		name = m.prefix + strconv.Itoa(len(m.modules))
		m.modules[string(path)] = name
		m.imports = append(m.imports, "const "+name+"=require("+string(path)+");\n")
	}
	return name
}

func (m *esModule) imported(n *js.ImportStmt) {
	from := m.module(n.Module)
	if n.Default != nil {
		m.imports = append(m.imports, "const "+string(n.Default)+"="+from+".default;\n")
	}
	for _, each := range n.List {
		switch {
		case each.Binding == nil: // a comma at the end
		case string(each.Name) == "*":
			m.imports = append(m.imports, "const "+string(each.Binding)+"="+from+";\n")
		default:
			m.imports = append(m.imports, "const "+string(each.Binding)+"="+member(from, outer(each))+";\n")
		}
	}
}

// outer is an import's name in the other module.
func outer(each js.Alias) []byte {
	if each.Name != nil {
		return each.Name
	}
	return each.Binding
}

// member reads a member whose name may be a text.
func member(object string, name []byte) string {
	if name[0] == '"' || name[0] == '\'' {
		return object + "[" + string(name) + "]"
	}
	return object + "." + string(name)
}

// exported notes what is exported for the end, and returns what is left of the statement in its place.
func (m *esModule) exported(n *js.ExportStmt) string {
	m.hasAny = true
	set := func(name []byte, value string) {
		m.exports = append(m.exports, member("exports", name)+"="+value+";\n")
	}
	if n.Decl == nil {
		from := ""
		if n.Module != nil {
			from = m.module(n.Module)
		}
		for _, each := range n.List {
			m.listed(each, from, set)
		}
		return ""
	}
	var name *js.Var
	switch decl := n.Decl.(type) {
	case *js.FuncDecl:
		name = decl.Name
	case *js.ClassDecl:
		name = decl.Name
	case *js.VarDecl:
		for _, each := range bound(nil, decl) {
			set(each, string(each))
		}
	}
	switch {
	case n.Default && name == nil:
		return "exports.default=" + printed(n.Decl) + ";\n"
	case n.Default:
		set([]byte("default"), string(name.Name()))
	case name != nil:
		set(name.Name(), string(name.Name()))
	}
	return printed(n.Decl) + ";\n"
}

// listed exports one name of a list: { name as binding }, of a module or of this one.
func (m *esModule) listed(each js.Alias, from string, set func(name []byte, value string)) {
	switch {
	case each.Binding == nil: // a comma at the end
	case from == "":
		set(each.Binding, string(outer(each)))
	case string(each.Name) == "*":
		set(each.Binding, from)
	case each.Name == nil && string(each.Binding) == "*":
		key := m.prefix + "key"
		m.exports = append(m.exports, "Object.keys("+from+").forEach(function("+key+"){if("+key+`!=="default")exports[`+key+"]="+from+"["+key+"]});\n")
	default:
		set(each.Binding, member(from, outer(each)))
	}
}

// bound returns the names that a declaration declares.
func bound(out [][]byte, n js.INode) [][]byte {
	switch n := n.(type) {
	case *js.VarDecl:
		for _, each := range n.List {
			out = bound(out, each.Binding)
		}
	case *js.Var:
		if n != nil {
			out = append(out, n.Name())
		}
	case *js.BindingArray:
		for _, each := range n.List {
			out = bound(out, each.Binding)
		}
		out = bound(out, n.Rest)
	case *js.BindingObject:
		for _, each := range n.List {
			out = bound(out, each.Value.Binding)
		}
		out = bound(out, n.Rest)
	}
	return out
}
