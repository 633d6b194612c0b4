package alipay_test

import (
	"fmt"
	"testing"

	"github.com/superette/superette/internal/mini/compile/alipay"
)

// pairs are all names of built-in elements that Alipay and WeChat write in two ways.
var pairs = []struct{ tag, axml, wxml string }{
	{"view", "onTap", "bindtap"},
	{"view", "catchTap", "catchtap"},
	{"view", "onLongTap", "bindlongtap"},
	{"view", "onTouchStart", "bindtouchstart"},
	{"view", "onTouchMove", "bindtouchmove"},
	{"view", "onTouchEnd", "bindtouchend"},
	{"view", "onTouchCancel", "bindtouchcancel"},
	{"view", "catchTouchMove", "catchtouchmove"},
	{"view", "onTransitionEnd", "bindtransitionend"},
	{"view", "onAnimationStart", "bindanimationstart"},
	{"view", "onAnimationIteration", "bindanimationiteration"},
	{"view", "onAnimationEnd", "bindanimationend"},
	{"view", "captureTap", "capture-bind:tap"},
	{"view", "captureCatchTouchMove", "capture-catch:touchmove"},
	{"view", "hover-class", "hover-class"},
	{"view", "hoverClass", "hover-class"},
	{"view", "hover-start-time", "hover-start-time"},
	{"view", "hover-stay-time", "hover-stay-time"},
	{"scroll-view", "onScroll", "bindscroll"},
	{"scroll-view", "onScrollToUpper", "bindscrolltoupper"},
	{"scroll-view", "onScrollToLower", "bindscrolltolower"},
	{"scroll-view", "scroll-y", "scroll-y"},
	{"scroll-view", "scrollTop", "scroll-top"},
	{"scroll-view", "scroll-into-view", "scroll-into-view"},
	{"swiper", "onChange", "bindchange"},
	{"swiper", "onTransition", "bindtransition"},
	{"swiper", "onAnimationEnd", "bindanimationfinish"},
	{"swiper", "indicator-dots", "indicator-dots"},
	{"movable-view", "onChange", "bindchange"},
	{"movable-view", "onScale", "bindscale"},
	{"movable-view", "out-of-bounds", "out-of-bounds"},
	{"text", "number-of-lines", "max-lines"},
	{"text", "numberOfLines", "max-lines"},
	{"text", "selectable", "selectable"},
	{"button", "onGetPhoneNumber", "bindgetphonenumber"},
	{"button", "onGetUserInfo", "bindgetuserinfo"},
	{"button", "open-type", "open-type"},
	{"button", "form-type", "form-type"},
	{"form", "onSubmit", "bindsubmit"},
	{"form", "onReset", "bindreset"},
	{"input", "onInput", "bindinput"},
	{"input", "onFocus", "bindfocus"},
	{"input", "onBlur", "bindblur"},
	{"input", "onConfirm", "bindconfirm"},
	{"input", "placeholder-class", "placeholder-class"},
	{"input", "placeholderStyle", "placeholder-style"},
	{"input", "confirm-type", "confirm-type"},
	{"input", "maxlength", "maxlength"},
	{"textarea", "onInput", "bindinput"},
	{"textarea", "onFocus", "bindfocus"},
	{"textarea", "onBlur", "bindblur"},
	{"textarea", "onConfirm", "bindconfirm"},
	{"textarea", "auto-height", "auto-height"},
	{"switch", "onChange", "bindchange"},
	{"checkbox-group", "onChange", "bindchange"},
	{"radio-group", "onChange", "bindchange"},
	{"slider", "onChange", "bindchange"},
	{"slider", "onChanging", "bindchanging"},
	{"slider", "active-color", "active-color"},
	{"slider", "handle-size", "block-size"},
	{"slider", "handle-color", "block-color"},
	{"picker", "onChange", "bindchange"},
	{"picker", "onCancel", "bindcancel"},
	{"picker", "onColumnChange", "bindcolumnchange"},
	{"picker", "range-key", "range-key"},
	{"picker-view", "onChange", "bindchange"},
	{"picker-view", "onPickStart", "bindpickstart"},
	{"picker-view", "onPickEnd", "bindpickend"},
	{"picker-view", "indicator-style", "indicator-style"},
	{"progress", "onActiveEnd", "bindactiveend"},
	{"progress", "stroke-width", "stroke-width"},
	{"image", "onLoad", "bindload"},
	{"image", "onError", "binderror"},
	{"image", "lazy-load", "lazy-load"},
	{"navigator", "open-type", "open-type"},
	{"video", "onPlay", "bindplay"},
	{"video", "onPause", "bindpause"},
	{"video", "onEnded", "bindended"},
	{"video", "onTimeUpdate", "bindtimeupdate"},
	{"video", "onFullScreenChange", "bindfullscreenchange"},
	{"video", "onLoading", "bindwaiting"},
	{"video", "show-thin-progress-bar", "show-bottom-progress"},
	{"map", "onMarkerTap", "bindmarkertap"},
	{"map", "onCalloutTap", "bindcallouttap"},
	{"map", "onControlTap", "bindcontroltap"},
	{"map", "onRegionChange", "bindregionchange"},
	{"map", "onInitComplete", "bindupdated"},
	{"map", "polygon", "polygons"},
	{"canvas", "disable-scroll", "disable-scroll"},
	{"canvas", "onTouchStart", "bindtouchstart"},
	{"camera", "onScanCode", "bindscancode"},
	{"camera", "onReady", "bindinitdone"},
	{"web-view", "onMessage", "bindmessage"},
	{"page-container", "onBeforeEnter", "bindbeforeenter"},
	{"page-container", "onClickOverlay", "bindclickoverlay"},
}

func TestNamesOfBuiltInElements(t *testing.T) {
	for _, pair := range pairs {
		t.Run(pair.tag+" "+pair.axml, func(t *testing.T) {
			got, list := compile("a.axml", map[string]string{"a.axml": fmt.Sprintf(`<%s %s="x"/>`, pair.tag, pair.axml)})
			want, _ := compile("a.wxml", map[string]string{"a.wxml": fmt.Sprintf(`<%s %s="x"/>`, pair.tag, pair.wxml)})
			if got != want || len(list) > 0 {
				t.Errorf("got  %s\nwant %s\n%v", got, want, list)
			}
		})
	}
}

func TestWhatNothingHereCarriesOut(t *testing.T) {
	for _, test := range []struct {
		tag, name string
		want      bool
	}{
		{"view", "appear", true},
		{"view", "tap", false},
		{"input", "controlled", true},
		{"view", "controlled", false},
		{"movable-view", "changeEnd", true},
		{"canvas", "disableScroll", false},
		{"view", "disableScroll", true},
	} {
		if got := alipay.Missing(test.tag, test.name); got != test.want {
			t.Errorf("Missing(%q, %q) = %v, want %v", test.tag, test.name, got, test.want)
		}
	}
	for tag, want := range map[string][2]bool{"view": {true, false}, "lottie": {false, true}, "modal": {false, false}} {
		if got := [2]bool{alipay.BuiltIn(tag), alipay.Undrawn(tag)}; got != want {
			t.Errorf("%s is drawn, is not drawn: %v, want %v", tag, got, want)
		}
	}
}
