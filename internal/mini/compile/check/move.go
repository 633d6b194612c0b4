package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/superette/superette/internal/mini/compile"
)

// Move says what would have to change in a program to publish it in the other world: a WeChat program as one of Alipay's, or the other way round.
// Templates, scripts and files are told apart by the compiler; members of the API come from the tables of both platforms.
type Move struct {
	For     string     `json:"for"` // "wechat" or "alipay"
	Counts  MoveCounts `json:"counts"`
	Changes []Change   `json:"changes"` // by file and place
}

// MoveCounts says how much there is to do.
type MoveCounts struct {
	Files int `json:"files"` // that only get another name
	Names int `json:"names"` // places that are only called otherwise
	Forms int `json:"forms"` // places that are written otherwise
	None  int `json:"none"`  // places with nothing like it
}

// Change is one place that is otherwise in the other world.
type Change struct {
	How   compile.MoveHow `json:"how"`             // "name", "form", "none"
	From  string          `json:"from"`            // "bindtap", "wx.showToast"; of a file its extension, or its name
	To    string          `json:"to,omitempty"`    // "onTap"
	Text  string          `json:"text,omitempty"`  // what to write, if that is more than a name
	File  string          `json:"file"`            // from the project's folder, with slashes
	Range *compile.Range  `json:"range,omitempty"` // absent if the file itself is called otherwise
}

// apiMember is a member of wx or my, as far as it is compared.
type apiMember struct {
	Kind    string
	Of      string         // of my: the member of wx that does its work
	Differs bool           // of my: that of the same name in wx takes or gives something else
	Options map[string]any // that are read
}

// MoveOf compares a program that was compiled with Options.Inspect and Options.Moves with the dialect that it is not written in.
func MoveOf(out compile.Output, tables Tables) (*Move, error) {
	m := mover{isAlipay: out.App.Dialect == "alipay", ofWX: map[string][]string{}}
	var wx, my struct{ Members map[string]apiMember }
	if err := json.Unmarshal(tables.WX, &wx); err != nil {
		return nil, fmt.Errorf("check: the table of wx: %w", err)
	}
	if err := json.Unmarshal(tables.MY, &my); err != nil {
		return nil, fmt.Errorf("check: the table of my: %w", err)
	}
	m.wx, m.my = wx.Members, my.Members
	for name, member := range m.my {
		if member.Of != "" {
			m.ofWX[member.Of] = append(m.ofWX[member.Of], name)
		}
	}
	for _, names := range m.ofWX {
		slices.Sort(names)
	}
	in := out.Inspection
	if in == nil {
		in = &compile.Inspection{}
	}
	for _, each := range in.Moves {
		change := Change{How: each.How, From: each.From, To: each.To, Text: each.Text, File: each.File}
		if each.Range != (compile.Range{}) {
			at := each.Range
			change.Range = &at
		}
		m.changes = append(m.changes, change)
	}
	m.uses(in)
	return m.result(compile.Other(out.App.Dialect)), nil
}

type mover struct {
	isAlipay bool
	wx, my   map[string]apiMember
	ofWX     map[string][]string // member of wx → those of my whose work it does
	changes  []Change
}

func (m *mover) uses(in *compile.Inspection) {
	added := map[string]bool{}
	for _, u := range in.Uses {
		if u.Kind == compile.UseAdded {
			added[u.Name] = true
		}
	}
	for _, u := range in.Uses {
		if compile.PackageOf(u.File) != "" {
			continue
		}
		switch u.Kind {
		case compile.UseMember, compile.UseTested:
			if !added[u.Name] {
				m.member(u)
			}
		case compile.UseDynamic:
			m.add(u, compile.MoveForm, m.api()+"[…]", m.otherAPI()+"[…]", "Which member it is, is known only at run time.")
		case compile.UseSetting:
			m.setting(u)
		case compile.UseAdded, compile.UseAsked, compile.UseEvent, compile.UseOption, compile.UsePlugin, compile.UseProperty, compile.UseTag:
		}
	}
}

func (m *mover) api() string {
	if m.isAlipay {
		return "my"
	}
	return "wx"
}

func (m *mover) otherAPI() string {
	if m.isAlipay {
		return "wx"
	}
	return "my"
}

func (m *mover) add(u compile.Use, how compile.MoveHow, from, to, text string) {
	at := u.Range
	m.changes = append(m.changes, Change{How: how, From: from, To: to, Text: text, File: u.File, Range: &at})
}

func (m *mover) member(u compile.Use) {
	from, own, others := "wx."+u.Name, m.wx, m.my
	if m.isAlipay {
		from, own, others = "my."+u.Name, m.my, m.wx
	}
	if _, documented := own[u.Name]; !documented {
		return // of which the check itself tells
	}
	twin, has := others[u.Name]
	name := u.Name
	switch {
	case m.isAlipay && u.Name == "ap":
		has = false
		if u.Option != "" {
			from += "." + u.Option
		}
	case has && !m.my[u.Name].Differs:
		m.add(u, compile.MoveName, from, m.otherAPI()+"."+name, "")
		return
	case has:
	case m.isAlipay && own[u.Name].Of != "":
		name = own[u.Name].Of
		twin, has = others[name]
	case !m.isAlipay && len(m.ofWX[u.Name]) > 0:
		name = m.ofWX[u.Name][0]
		twin, has = others[name]
	}
	if !has {
		m.add(u, compile.MoveNone, from, "", m.otherAPI()+" has no such member.")
		return
	}
	how, text := compile.MoveForm, "It takes or gives something else."
	if !m.isAlipay && !twin.Differs || m.isAlipay && !own[u.Name].Differs {
		how, text = compile.MoveName, ""
	}
	if how == compile.MoveForm && twin.Kind == "call" && len(twin.Options) > 0 {
		names := make([]string, 0, len(twin.Options))
		for option := range twin.Options {
			names = append(names, option)
		}
		slices.Sort(names)
		text += " It reads " + strings.Join(names, ", ") + "."
	}
	m.add(u, how, from, m.otherAPI()+"."+name, text)
}

// setting looks at a member of app.json or of a page's JSON.
func (m *mover) setting(u compile.Use) {
	group, rest, nested := strings.Cut(u.Name, ".")
	if !nested {
		group, rest = "", u.Name
	}
	names, known := map[string]string{}, alipayAppSettings
	ignored := quiet[u.Name] || quiet[rest] || alipayQuiet[rest]
	if m.isAlipay {
		known = appSettings
	}
	switch group {
	case "window", "page":
		names, known = compile.WindowNames, alipayWindow
		if m.isAlipay {
			known = window
		}
		ignored = ignored || group == "page" && pageSettings[rest]
	case "tabBar":
		names, known = compile.TabNames(), alipayTabBar
		if m.isAlipay {
			known = tabBar
		}
	case "useExtendedLib":
		return // told of by its own name
	}
	if m.isAlipay {
		names = inverse(names)
	}
	to, isRenamed := names[rest]
	switch {
	case isRenamed && (rest == "navigationStyle" || rest == "transparentTitle"):
		m.add(u, compile.MoveForm, rest, to, `A bar that is not drawn is "navigationStyle": "custom" in WeChat and "transparentTitle": "always" in Alipay.`)
	case isRenamed && (rest == "list" || rest == "items"):
		inner := compile.TabNames()
		m.add(u, compile.MoveForm, rest, to, fmt.Sprintf("In each tab text is %s, iconPath is %s and selectedIconPath is %s in Alipay.", inner["text"], inner["iconPath"], inner["selectedIconPath"]))
	case isRenamed:
		m.add(u, compile.MoveName, rest, to, "")
	case known[rest] || ignored:
	default:
		m.add(u, compile.MoveNone, rest, "", "The other platform's JSON has no such setting.")
	}
}

func inverse(names map[string]string) map[string]string {
	out := map[string]string{}
	for from, to := range names {
		out[to] = from
	}
	return out
}

func (m *mover) result(to string) *Move {
	out := &Move{For: to, Changes: m.changes}
	if out.Changes == nil {
		out.Changes = []Change{}
	}
	sort.SliceStable(out.Changes, func(i, j int) bool {
		a, b := out.Changes[i], out.Changes[j]
		if a.File != b.File {
			return a.File < b.File
		}
		x, y := a.start(), b.start()
		if x.Line != y.Line {
			return x.Line < y.Line
		}
		return x.Column < y.Column
	})
	out.Changes = slices.CompactFunc(out.Changes, func(a, b Change) bool {
		return a.File == b.File && a.start() == b.start() && a.From == b.From && a.To == b.To && a.How == b.How
	})
	for _, each := range out.Changes {
		switch {
		case each.Range == nil && each.How == compile.MoveName:
			out.Counts.Files++
		case each.How == compile.MoveName:
			out.Counts.Names++
		case each.How == compile.MoveForm:
			out.Counts.Forms++
		case each.How == compile.MoveNone:
			out.Counts.None++
		}
	}
	return out
}

// start is where a change stands; before the first line if it is its file's name.
func (c *Change) start() (at compile.Position) {
	if c.Range != nil {
		at = c.Range.Start
	}
	return at
}
