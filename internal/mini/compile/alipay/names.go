package alipay

import (
	"strings"

	"github.com/superette/superette/internal/mini/compile/wxml"
)

// Built-in elements of both platforms have the same tags, but some of their attributes and events are called otherwise.
// Sources: the pages of the components in Alipay's documentation, and WeChat's. Names are camelCased on both sides.

// camelEvents are Alipay's events of more than one word. On a built-in element their name is in small letters here.
//
//nolint:gochecknoglobals // a table
var camelEvents = words(`
	touchStart touchMove touchEnd touchCancel longTap transitionEnd animationStart animationIteration animationEnd
	scrollToUpper scrollToLower changeEnd columnChange pickStart pickEnd
	getAuthorize getPhoneNumber getUserInfo chooseAvatar followLifestyle
	markerTap calloutTap controlTap regionChange panelTap initComplete
	timeUpdate fullScreenChange userAction renderStart scanCode beforeEnter afterEnter beforeLeave afterLeave clickOverlay
	firstAppear
`)

func words(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(text) {
		out[word] = true
	}
	return out
}

// otherEvents are the events of built-in elements that have another name here, and not only another spelling.
//
//nolint:gochecknoglobals // a table
var otherEvents = map[string]map[string]string{
	"swiper": {"animationEnd": "animationfinish"},
	"map":    {"initComplete": "updated"},
	"camera": {"ready": "initdone"},
	"video":  {"loading": "waiting"},
}

// otherProperties are the attributes of built-in elements that have another name here.
//
//nolint:gochecknoglobals // a table
var otherProperties = map[string]map[string]string{
	"text":   {"numberOfLines": "maxLines"},
	"slider": {"handleSize": "blockSize", "handleColor": "blockColor"},
	"map":    {"polygon": "polygons"},
	"video":  {"showThinProgressBar": "showBottomProgress"},
}

// Event is the name here of an event of a built-in element.
func Event(tag, name string) string {
	if other := otherEvents[tag][name]; other != "" {
		return other
	}
	return strings.ToLower(name)
}

// Property is the name here of an attribute of a built-in element.
func Property(tag, name string) string {
	if other := otherProperties[tag][name]; other != "" {
		return other
	}
	return name
}

// Written is how AXML writes an attribute of a built-in element that is called by its name here.
func Written(tag, name string) string {
	for written, here := range otherProperties[tag] {
		if here == wxml.Camel(name) {
			return dashed(written)
		}
	}
	return name
}

// Handler is how AXML writes the binding of an event that WXML writes as prefix and event ("bind", "tap"). On a built-in element the event is one
// of the platform's; on a component it is one of its own.
func Handler(prefix, tag, event string, isBuiltIn bool) string {
	if !isBuiltIn {
		return written(prefix, wxml.Camel(event))
	}
	for theirs, here := range otherEvents[tag] {
		if here == event {
			return written(prefix, theirs)
		}
	}
	if event == "longpress" {
		event = "longTap"
	}
	return written(prefix, event)
}

// Directive is how AXML writes a directive of WXML: a:for for wx:for and wx:for-items. "" if there is none like it.
func Directive(name string) string {
	if name == "wx:for-items" {
		return "a:for"
	}
	for theirs, here := range directives {
		if here == name {
			return theirs
		}
	}
	return ""
}

// dashed turns numberOfLines into number-of-lines.
func dashed(name string) string {
	var out strings.Builder
	for _, r := range name {
		if 'A' <= r && r <= 'Z' {
			out.WriteByte('-')
			r += 'a' - 'A'
		}
		out.WriteRune(r)
	}
	return out.String()
}

// Missing says of an attribute or event of a built-in element that nothing here carries it out.
func Missing(tag, name string) bool {
	return missing[""][name] || missing[tag][name] || name == "disableScroll" && tag != "canvas"
}

// missing is what Alipay documents and no built-in element here has, by tag; "" is every tag.
//
//nolint:gochecknoglobals // a table
var missing = map[string]map[string]bool{
	"":             words("appear disappear firstAppear"),
	"image":        words("defaultSource"),
	"input":        words("controlled enableNative randomNumber alwaysSystem syncInput"),
	"textarea":     words("controlled enableNative showCount alwaysSystem syncInput"),
	"switch":       words("controlled"),
	"checkbox":     words("change"),
	"radio":        words("change"),
	"slider":       words("trackSize"),
	"movable-view": words("changeEnd"),
	"scroll-view":  words("trapScroll scrollAnimationDuration disableLowerScroll disableUpperScroll"),
	"swiper":       words("activeClass changingClass acceleration disableProgrammaticAnimation adjustHeight"),
	"map":          words("includePadding groundOverlays tileOverlay customMapStyle panels panelTap optimize"),
	"button":       words("scope publicId getAuthorize followLifestyle"),
	"canvas":       words("width height ready"),
	"video":        words("posterSize mobilenetHintType floatingMode enableNative userAction stop renderStart"),
	"camera":       words("outputDimension"),
}

// BuiltIn says whether a tag is one of Alipay's own elements that is drawn here. Some of WeChat's, modal and loading among them,
// are none of Alipay's.
func BuiltIn(tag string) bool { return builtIns[tag] }

// Undrawn says whether a tag is one of Alipay's own elements that is not drawn here.
func Undrawn(tag string) bool { return undrawn[tag] }

//nolint:gochecknoglobals // tables
var (
	builtIns = words(`
		view scroll-view swiper swiper-item movable-area movable-view cover-view cover-image match-media page-container root-portal
		text icon progress rich-text
		button checkbox checkbox-group form input label picker picker-view picker-view-column radio radio-group slider switch textarea
		navigator image video camera map canvas web-view page-meta
	`)
	undrawn = words("lottie lifestyle life-follow contact-button ar-camera error-view share-element ad")
)
