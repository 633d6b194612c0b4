package compile

import "strings"

// builtIns are WeChat's own tags. `span` and `text` are both inline; `page` is the body and no tag of a template.
//
//nolint:gochecknoglobals // a table
var builtIns = wordSet(`
	view scroll-view swiper swiper-item movable-area movable-view cover-view cover-image match-media page-container
	root-portal share-element snapshot sticky-header sticky-section list-view grid-view list-builder grid-builder nested-scroll-header
	nested-scroll-body open-container draggable-sheet span selection
	icon text rich-text progress
	button checkbox checkbox-group editor editor-portal form input keyboard-accessory label picker picker-view picker-view-column
	radio radio-group slider switch textarea
	functional-page-navigator navigator
	audio camera image live-player live-pusher video voip-room channel-live channel-video
	map canvas web-view ad ad-custom official-account open-data open-data-list open-data-item page-meta navigation-bar
	loading toast modal action-sheet action-sheet-item action-sheet-cancel
	custom-wrapper native-component aria-component store-home store-product store-gift store-coupon official-account-publish
	tap-gesture-handler double-tap-gesture-handler scale-gesture-handler force-press-gesture-handler pan-gesture-handler
	vertical-drag-gesture-handler horizontal-drag-gesture-handler long-press-gesture-handler
`)

// plainTags are HTML's names that WeChat's own examples use: drawn as plain inline elements that only the program's styles shape,
// without a word at compile time.
//
//nolint:gochecknoglobals // a table
var plainTags = wordSet(`
	a abbr article aside b blockquote br code dd del div dl dt em fieldset font footer h1 h2 h3 h4 h5 h6 header hr i img ins legend
	li main mark nav ol p pre q s section small strong sub sup table tbody td tfoot th thead tr u ul
`)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(text) {
		out[word] = true
	}
	return out
}

// domTag is domTag of web/protocol/template.ts: the element in a page's frame for a tag.
func domTag(tag string, isBuiltIn bool) string {
	switch {
	case isBuiltIn:
		return "wx-" + tag
	case strings.Contains(tag, "-"):
		return strings.ToLower(tag)
	}
	return "c-" + strings.ToLower(tag)
}
