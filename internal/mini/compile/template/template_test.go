package template_test

import (
	"path"
	"strings"
	"testing"

	"github.com/evanw/esbuild/pkg/api"

	"github.com/superette/superette/internal/mini/compile/source"
	"github.com/superette/superette/internal/mini/compile/template"
	"github.com/superette/superette/internal/mini/compile/wxml"
)

// files is a program's source by path.
type files map[string]string

func (f files) Exists(name string) bool { _, ok := f[name]; return ok }

func (f files) Template(name string) *wxml.Document {
	text, ok := f[name]
	if !ok {
		return nil
	}
	var log source.Log
	return wxml.Parse(source.NewFile(name, text), &log)
}

func (f files) Resolve(from, reference, extension string) string {
	return path.Join(path.Dir(from), strings.TrimSuffix(reference, extension)) + extension
}

// compile returns the JavaScript without the line ends between nodes.
func compile(f files) string {
	var log source.Log
	return strings.ReplaceAll(template.Compile("a.wxml", f, template.Options{}, &log).JS, ",\n", ",")
}

func TestTemplates(t *testing.T) {
	for _, test := range []struct{ name, source, want string }{
		{"a slot in a slot", `<slot name="a" slot="{{b}}"/>`, `{main:[{k:"s",n:"a",l:{f:d=>d.b,p:[["b"]]}}]}`},
		{
			"a loop around a condition", `<a wx:for="{{l}}" wx:if="{{item}}"/>`,
			`{main:[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,x:[{k:"i",b:[[{f:(d,s)=>s[0],p:[[0]]},[{k:"e",n:"a"}]]],r:[0]}],r:[]}]}`,
		},
		{
			"a loop in a branch", `<a wx:if="{{c}}"/><b wx:else wx:for="{{l}}"/>`,
			`{main:[{k:"i",b:[[{f:d=>d.c,p:[["c"]]},[{k:"e",n:"a"}]],[null,[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,x:[{k:"e",n:"b"}],r:[]}]]],r:["c","l"]}]}`,
		},
		{
			"keys of loops", `<a wx:for="{{l}}" wx:key="item.id"/><a wx:for="{{l}}" wx:key="{{item.id}}"/><a wx:for="{{l}}" wx:key="item"/>`,
			`{main:[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,y:"id",x:[{k:"e",n:"a"}],r:[]},{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,y:"id",x:[{k:"e",n:"a"}],r:[]},` +
				`{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,y:"*this",x:[{k:"e",n:"a"}],r:[]}]}`,
		},
		{
			"inner loops hide outer names", `<block wx:for="{{l}}"><a wx:for="{{item}}" b="{{item + index}}"/></block>`,
			`{main:[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,x:[{k:"f",t:{f:(d,s)=>s[0],p:[[0]],w:1},s:2,x:[{k:"e",n:"a",a:{b:{f:(d,s)=>s[2]+s[3],p:[[2],[3]]}}}],r:[]}],r:[]}]}`,
		},
		{
			"texts keep their type in attributes and lose it in text", `<a b="{{5}}" c="{{5}} " d="">{{5}}</a>`,
			`{main:[{k:"e",n:"a",a:{b:{f:()=>5,p:[]},c:{f:()=>Y(5)+" ",p:[]},d:""},x:[{k:"t",t:{f:()=>Y(5),p:[]}}]}]}`,
		},
		{
			"names of attributes", `<a hover-class="b" data-A-bC="c" data-dE="d" aria-label="e" __proto__="f" 中="g"/>`,
			`{main:[{k:"e",n:"a",a:{hoverClass:"b","aria-label":"e",["__proto__"]:"f","中":"g"},d:{aBc:"c",de:"d"}}]}`,
		},
		{
			"events", `<a bindtap="b" bind:my-event="c" catchtouchmove catch:x="{{d}}" mut-bind:y="e" capture-bind:z="f" capture-catch:w="g" binder/>`,
			`{main:[{k:"e",n:"a",e:[["tap",0,"b"],["my-event",0,"c"],["touchmove",1,""],["x",1,{f:d=>d.d,p:[["d"]]}],["y",2,"e"],["z",4,"f"],["w",5,"g"],["er",0,""]]}]}`,
		},
		{
			"a model in a loop", `<a wx:for="{{l}}" model:value="{{item.b[0]}}"/>`,
			`{main:[{k:"f",t:{f:d=>d.l,p:[["l"]],w:1},s:0,x:[{k:"e",n:"a",a:{value:{f:(d,s)=>s[0]?.b?.[0],p:[[0,"b",0]]}},o:{value:[0,"b",0]}}],r:[]}]}`,
		},
		{
			"what is read", `<a b="{{l[i].x}}" c="{{o ? {p: q} : r}}"/>`,
			`{main:[{k:"e",n:"a",a:{b:{f:d=>d.l?.[d.i]?.x,p:[["l",(d,s,m)=>d.i,"x"],["i"]]},` +
				`c:{f:d=>d.o?{p:d.q}:d.r,p:[["o"],{c:(d,s,m)=>d.o,t:[["q"]],e:[["r"]]}]}}}]}`,
		},
		{
			"what a template's data reads", `<template name="t"/><template is="t" data="{{a, b: c + d, ...e.f}}"/>`,
			`{main:[{k:"u",is:"t",t:{f:d=>({a:d.a,b:d.c+d.d,...d.e?.f}),p:[["a"],["c"],["d"],["e","f"]]},` +
				`v:[["a",[["a"]],1],["b",[["c"],["d"]]],[null,[["e","f"]],1]]}],named:{"t":[]}}`,
		},
		{
			"what the members of a list with keys read", `<a wx:for="{{[b, c.d]}}"/><a wx:for="{{[b, c.d]}}" wx:key="*this"/>`,
			`{main:[{k:"f",t:{f:d=>[d.b,d.c?.d],p:[["b"],["c","d"]]},s:0,x:[{k:"e",n:"a"}],r:[]},` +
				`{k:"f",t:{f:d=>[d.b,d.c?.d],p:[["b"],["c","d"]]},v:[[0,[["b"]],1],[1,[["c","d"]],1]],s:0,y:"*this",x:[{k:"e",n:"a"}],r:[]}]}`,
		},
		{"names beyond ASCII", "{{名.字}}", `{main:[{k:"t",t:{f:d=>Y(d["名"]?.["字"]),p:[["名","字"]]}}]}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := compile(files{"a.wxml": test.source}); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestEqualNamesOfDifferentFilesNeverMeet(t *testing.T) {
	got := compile(files{
		"a.wxml": `<wxs module="m" src="x.wxs"/><import src="b"/><include src="c"/>{{m.x}}<template is="t"/><template name="own">a</template>`,
		"b.wxml": `<wxs module="m" src="y.wxs"/><template name="t">{{m.x}}<template is="own"/></template><template name="own">b</template>`,
		"c.wxml": `<wxs module="m" src="y.wxs"/>{{m.y}}<template is="own"/>`,
		"x.wxs":  "", "y.wxs": "",
	})
	for _, want := range []string{
		`{k:"t",t:{f:(d,s,m)=>Y(m.m?.y),p:[]}},{k:"u",is:"own"},{k:"t",t:{f:(d,s,m)=>Y(m.m_?.x),p:[]}},{k:"u",is:"t"}`,
		`"own":["a"]`, `"b.wxml#own":["b"]`, `{k:"u",is:"b.wxml#own"}`, `wxs:{m:"y.wxs",m_:"x.wxs"}`, `"t":{m:"y.wxs"}`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s\nlacks %s", got, want)
		}
	}
}

// FuzzCompile proves that whatever a template holds becomes JavaScript: one bad page must not break its whole chunk.
func FuzzCompile(f *testing.F) {
	for _, seed := range []string{
		"<view wx:if='{{a}}' b='{{c}} d'>{{ {e: 1} }}</view><view wx:else wx:for='{{f}}'/>", "<template is='{{a ? \"b\" : 1}}' data='{{...c}}'/>", "{{a ?? b || c}}{{-(-1)**2}}",
		"<a model:b='{{c.d[0]}}' bind:e='{{f.g}}' change:h='{{i}}'/>", "{{aⸯ}}", "{{ [,,] }}", "<slot name='{{x}}'/>", "<wxs module='a b'/>{{a b}}", "{{1 .a}}{{0x1F}}{{1e400}}",
		"<a data-__proto__='1' mark:constructor='2' generic:x='y'/>", "<import src='a'/><include src='a'/>", "{{class.function.new}}", "{{\u2028}}",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		js := compile(files{"a.wxml": text})
		if js == "" {
			return
		}
		result := api.Transform("x("+js+")", api.TransformOptions{LogLevel: api.LogLevelSilent})
		if len(result.Errors) > 0 {
			t.Fatalf("%q was compiled to %s: %s", text, js, result.Errors[0].Text)
		}
	})
}
