/** The tags that are built in (WeChat's list): a tag that is neither here nor a component of the owner is drawn as an unknown element. */
export const builtInTags: ReadonlySet<string> = new Set(
  (
    'view scroll-view swiper swiper-item movable-area movable-view cover-view cover-image match-media page-container root-portal share-element ' +
    'grid-view list-view sticky-header sticky-section draggable-sheet snapshot span icon progress rich-text text selection ' +
    'button checkbox checkbox-group editor editor-portal form input keyboard-accessory label picker picker-view picker-view-column radio radio-group slider switch textarea ' +
    'functional-page-navigator navigator animation-video audio camera channel-live channel-video image live-player live-pusher video voip-room ' +
    'map canvas web-view ad ad-custom official-account official-account-publish open-data open-data-list open-data-item page-meta navigation-bar ' +
    'loading toast modal action-sheet action-sheet-item action-sheet-cancel ' +
    'open-container double-tap-gesture-handler force-press-gesture-handler horizontal-drag-gesture-handler long-press-gesture-handler ' +
    'pan-gesture-handler scale-gesture-handler tap-gesture-handler vertical-drag-gesture-handler'
  ).split(' '),
)
