/**
 * What is documented of each built-in, and what of it works here. This is the one place that says so: `canIUse`, the
 * compatibility lists under web/protocol/compat and the list of tests (view/elements.browser.test.ts) are made of it, and a test
 * holds the elements' own defaults to it.
 *
 * A property is `name:type=default`, as the vendor documents it; without "=" the default is the type's empty value. `ignored`
 * are documented names that change nothing in a browser, by the reason why: they are taken, and said to be without effect. A
 * built-in that is not here is not drawn.
 */
export interface BuiltInTable {
  readonly properties?: string
  readonly ignored?: Readonly<Record<string, string>>
  readonly events?: string
  readonly ignoredEvents?: Readonly<Record<string, string>>
  /** Methods of the object that belongs to it (VideoContext, ScrollViewContext …). */
  readonly methods?: string
  /** Values of a property that has a list of them: those that work, and after ! those that are refused or change nothing. */
  readonly values?: Readonly<Record<string, string>>
}

// Why something documented has no effect; an author reads it in the report on his program.
const skyline = 'It is of the Skyline renderer; pages are drawn as its WebView draws them.'
const own = 'The browser draws these controls itself and has no such switch.'
const touch = 'A browser leaves these gestures to the person’s system.'
const service = 'It needs a service of WeChat’s that is not here.'
const keyboard = 'A browser lets nobody arrange the person’s keyboard.'
const secure = 'WeChat’s keyboard enciphers for its own bank service; here the text is hidden and otherwise as typed.'
const cast = 'A page cannot cast or float films from its frame.'
const referrer = 'The instance fetches for the program and names no page.'
const drm = 'Protected streams need a licence module that the page’s frame may not use.'
const always = 'It is always so here.'

const hover = (className: string, startMs: number, stayMs: number): string =>
  `hover-class:string=${className} hover-stop-propagation:boolean hover-start-time:number=${startMs} hover-stay-time:number=${stayMs}`
const field = (kind: string, cursor: number, confirmType: string): string =>
  `value:string placeholder:string placeholder-style:string placeholder-class:string=${kind}-placeholder disabled:boolean maxlength:number=140 ` +
  `cursor-spacing:number auto-focus:boolean focus:boolean confirm-type:string=${confirmType} confirm-hold:boolean cursor:number=${cursor} ` +
  'selection-start:number=-1 selection-end:number=-1 adjust-position:boolean=true hold-keyboard:boolean name:string'
const choice = 'value:string checked:boolean disabled:boolean color:string'

/** What every built-in has. */
export const everywhere = {
  properties: 'id:string class:string style:string hidden:boolean animation:object slot:string',
  events: 'tap longpress longtap touchstart touchmove touchend touchcancel transitionend animationstart animationiteration animationend',
  ignoredEvents: { 'Browsers do not tell how hard a finger presses.': 'touchforcechange' },
} as const

export const builtIns: Readonly<Record<string, BuiltInTable>> = {
  view: { properties: hover('none', 50, 400) },
  text: {
    properties: 'selectable:boolean user-select:boolean space:string decode:boolean overflow:string=visible max-lines:number',
    values: { space: 'ensp emsp nbsp', overflow: 'visible clip ellipsis !fade' },
  },
  button: {
    properties: `size:string=default type:string=default plain:boolean disabled:boolean loading:boolean form-type:string open-type:string ${hover('button-hover', 20, 70)}`,
    ignored: {
      'There are no conversations with a shop’s staff from a button: open-type contact is refused.':
        'session-from:string send-message-title:string send-message-path:string send-message-img:string show-message-card:boolean ' +
        'need-show-entrance:boolean=true entrance-path:string',
      'The answer carries no words of a language: neither gender nor country are told.': 'lang:string=en',
      'A page opens no app: open-type launchApp is refused.': 'app-parameter:string',
      'Telephone numbers are not told: open-type getPhoneNumber is refused.': 'phone-number-no-quota-toast:boolean=true',
    },
    events: 'getuserinfo contact getphonenumber getrealtimephonenumber error opensetting chooseavatar agreeprivacyauthorization',
    ignoredEvents: { 'Its open-type is refused.': 'launchapp createliveactivity' },
    values: {
      size: 'default mini',
      type: 'primary default warn',
      'form-type': 'submit reset !submitToGroup',
      'open-type':
        'share getUserInfo openSetting chooseAvatar agreePrivacyAuthorization !contact getPhoneNumber getRealtimePhoneNumber launchApp feedback liveActivity',
    },
  },
  image: {
    properties: 'src:string mode:string=scaleToFill webp:boolean lazy-load:boolean show-menu-by-longpress:boolean alt:string fade-in:boolean',
    ignored: { 'Pictures from the network come by https alone.': 'force-https:boolean' },
    events: 'load error',
    values: {
      mode: 'scaleToFill aspectFit aspectFill widthFix heightFix top bottom center left right top-left top-right bottom-left bottom-right',
    },
  },
  block: {},
  /** A line's part, also for what is no text. */
  span: {},
  navigator: {
    properties: `target:string=self url:string open-type:string=navigate delta:number=1 app-id:string path:string extra-data:object ${hover('navigator-hover', 50, 600)}`,
    ignored: {
      'A program has one version on the shelf.': 'version:string=release',
      'Short links are issued by WeChat.': 'short-link:string',
    },
    events: 'success fail complete',
    values: { target: 'self miniProgram', 'open-type': 'navigate redirect switchTab reLaunch navigateBack exit' },
  },
  input: {
    properties: `${field('input', -1, 'done')} type:string=text password:boolean cursor-color:string`,
    ignored: {
      [always]: 'always-embed:boolean',
      [secure]:
        'safe-password-cert-path:string safe-password-length:number safe-password-time-stamp:number safe-password-nonce:string ' +
        'safe-password-salt:string safe-password-custom-hash:string',
    },
    ignoredEvents: { [skyline]: 'change', [service]: 'nicknamereview' },
    events: 'input focus blur confirm selectionchange keyboardheightchange keyboardcompositionstart keyboardcompositionupdate keyboardcompositionend',
    values: { type: 'text number idcard digit safe-password nickname', 'confirm-type': 'send search next go done' },
  },
  label: { properties: 'for:string' },
  textarea: {
    properties: `${field('textarea', -1, 'return')} auto-height:boolean`,
    ignored: {
      'The text has no padding of its own.': 'disable-default-padding:boolean',
      [keyboard]: 'show-confirm-bar:boolean=true adjust-keyboard-to:string=cursor',
      'A field is a part of the page, and fixed with what is around it.': 'fixed:boolean',
    },
    events:
      'focus blur linechange input confirm selectionchange keyboardheightchange keyboardcompositionstart keyboardcompositionupdate keyboardcompositionend',
    values: { 'confirm-type': 'send search next go done return' },
  },
  slot: { properties: 'name:string' },
  import: { properties: 'src:string' },
  include: { properties: 'src:string' },
  template: { properties: 'name:string is:string data:object' },
  wxs: { properties: 'module:string src:string' },
  'scroll-view': {
    properties:
      'scroll-x:boolean scroll-y:boolean upper-threshold:number=50 lower-threshold:number=50 scroll-top:number scroll-left:number scroll-into-view:string ' +
      'scroll-into-view-offset:number scroll-into-view-alignment:string=start scroll-with-animation:boolean enable-flex:boolean ' +
      'scroll-anchoring:boolean enhanced:boolean bounces:boolean=true show-scrollbar:boolean=true paging-enabled:boolean refresher-enabled:boolean ' +
      'refresher-threshold:number=45 refresher-default-style:string=black refresher-background:string refresher-triggered:boolean',
    ignored: {
      [touch]: 'enable-back-to-top:boolean fast-deceleration:boolean min-drag-distance:number=18',
      [always]: 'enable-passive:boolean using-sticky:boolean',
      [skyline]:
        'type:string=list reverse:boolean clip:boolean=true cache-extent:number scroll-into-view-within-extent:boolean padding:array ' +
        'associative-container:string refresher-two-level-enabled:boolean refresher-two-level-triggered:boolean refresher-two-level-threshold:number=150 ' +
        'refresher-two-level-close-threshold:number=80 refresher-two-level-scroll-enabled:boolean refresher-two-level-pinned:boolean ' +
        'refresher-ballistic-refresh-enabled:boolean',
    },
    events:
      'scroll scrollstart scrollend refresherwillrefresh scrolltoupper scrolltolower dragstart dragging dragend refresherpulling refresherrefresh refresherrestore refresherabort',
    ignoredEvents: { [skyline]: 'refresherstatuschange' },
    methods: 'scrollTo scrollIntoView triggerRefresh closeRefresh',
    values: { 'refresher-default-style': 'black white none', 'scroll-into-view-alignment': 'start center end nearest' },
  },
  'cover-view': { properties: 'scroll-top:number' },
  'cover-image': {
    properties: 'src:string',
    ignored: { [referrer]: 'referrer-policy:string=no-referrer' },
    events: 'load error',
  },
  canvas: {
    properties: 'type:string canvas-id:string disable-scroll:boolean',
    events: 'error',
    values: { type: '2d webgl webgl2' },
  },
  picker: {
    properties:
      'header-text:string mode:string=selector disabled:boolean range:array range-key:string value:any start:string end:string fields:string=day custom-item:string ' +
      'level:string=region name:string',
    events: 'change cancel columnchange',
    values: { mode: 'selector multiSelector time date region', fields: 'year month day', level: 'province city region !sub-district' },
  },
  radio: { properties: choice },
  form: {
    properties: 'report-submit:boolean',
    ignored: { 'Template messages with a formId have ended in WeChat too.': 'report-submit-timeout:number' },
    events: 'submit reset',
    ignoredEvents: { 'A form cannot be sent into a conversation.': 'submittogroup' },
  },
  switch: { properties: `${choice.replace('value:string ', '')} type:string=switch name:string`, events: 'change', values: { type: 'switch checkbox' } },
  video: {
    properties:
      'src:string controls:boolean=true autoplay:boolean loop:boolean muted:boolean initial-time:number object-fit:string=contain poster:string ' +
      'show-fullscreen-btn:boolean=true auto-pause-if-navigate:boolean=true title:string',
    ignored: {
      [own]:
        'duration:number show-progress:boolean=true show-play-btn:boolean=true show-center-play-btn:boolean=true show-mute-btn:boolean ' +
        'play-btn-position:string=bottom show-bottom-progress:boolean=true show-screen-lock-button:boolean show-snapshot-button:boolean ' +
        'show-background-playback-button:boolean background-poster:string',
      'Comments that fly over the film are not drawn.': 'danmu-list:array danmu-btn:boolean enable-danmu:boolean',
      [touch]:
        'page-gesture:boolean enable-progress-gesture:boolean=true enable-play-gesture:boolean vslide-gesture:boolean ' +
        'vslide-gesture-in-fullscreen:boolean=true direction:number enable-auto-rotation:boolean',
      'No page of the system is laid over a program.': 'auto-pause-if-open-native:boolean=true',
      [service]: 'ad-unit-id:string poster-for-crawler:string',
      [cast]: 'show-casting-button:boolean picture-in-picture-mode:any picture-in-picture-show-progress:boolean picture-in-picture-init-position:string',
      [referrer]: 'referrer-policy:string=no-referrer',
      [drm]: 'is-drm:boolean is-live:boolean provision-url:string certificate-url:string license-url:string preferred-peak-bit-rate:number',
    },
    events: 'play pause ended timeupdate fullscreenchange waiting error progress loadedmetadata seekcomplete',
    ignoredEvents: {
      [own]: 'controlstoggle',
      [cast]: 'enterpictureinpicture leavepictureinpicture castinguserselect castingstatechange castinginterrupt',
    },
    methods: 'play pause stop seek playbackRate requestFullScreen exitFullScreen',
    values: { 'object-fit': 'contain fill cover' },
  },
  'rich-text': { properties: 'nodes:any space:string user-select:boolean', ignored: { [skyline]: 'mode:string=default' }, values: { space: 'ensp emsp nbsp' } },
  'radio-group': { properties: 'name:string', events: 'change' },
  'root-portal': { properties: 'enable:boolean=true' },
  icon: {
    properties: 'type:string size:any=23 color:string',
    values: {
      type: 'success success_no_circle info warn waiting cancel download search clear success_circle info_circle waiting_circle circle safe_success safe_warn',
    },
  },
  swiper: {
    properties:
      'indicator-dots:boolean indicator-color:string indicator-active-color:string autoplay:boolean current:number current-item-id:string interval:number=5000 ' +
      'duration:number=500 circular:boolean vertical:boolean previous-margin:string=0px next-margin:string=0px snap-to-edge:boolean display-multiple-items:number=1 ' +
      'easing-function:string=default disable-touch:boolean',
    ignored: {
      'Pages beside the one in view are laid out with it.': 'skip-hidden-item-layout:boolean',
      [skyline]:
        'layout-type:string transformer-type:string indicator-type:string indicator-width:number=8 indicator-height:number=8 indicator-radius:number=4 ' +
        'indicator-spacing:number=4 indicator-margin:number=10 indicator-offset:array indicator-alignment:any direction:string=all ' +
        'scroll-with-animation:boolean=true cache-extent:number',
    },
    events: 'change transition animationfinish',
    values: { 'easing-function': 'default linear easeInCubic easeOutCubic easeInOutCubic' },
  },
  'swiper-item': { properties: 'item-id:string', ignored: { 'Pages beside the one in view are laid out with it.': 'skip-hidden-item-layout:boolean' } },
  checkbox: { properties: choice },
  'checkbox-group': { properties: 'name:string', events: 'change' },
  slider: {
    properties:
      'min:number max:number=100 step:number=1 disabled:boolean value:number color:string selected-color:string active-color:string background-color:string ' +
      'block-size:number=28 block-color:string show-value:boolean name:string',
    events: 'change changing',
  },
  progress: {
    properties:
      'percent:number show-info:boolean border-radius:number font-size:number=16 stroke-width:number=6 color:string active-color:string background-color:string ' +
      'active:boolean active-mode:string=backwards duration:number=30',
    events: 'activeend',
    values: { 'active-mode': 'backwards forwards' },
  },
  'movable-area': { properties: 'scale-area:boolean' },
  'movable-view': {
    properties:
      'direction:string=none inertia:boolean out-of-bounds:boolean x:number y:number damping:number=20 friction:number=2 disabled:boolean scale:boolean ' +
      'scale-min:number=0.5 scale-max:number=10 scale-value:number=1 animation:boolean=true',
    events: 'change scale htouchmove vtouchmove',
    values: { direction: 'all vertical horizontal none' },
  },
  'picker-view': {
    properties: 'value:array indicator-style:string indicator-class:string mask-style:string mask-class:string immediate-change:boolean',
    events: 'change pickstart pickend',
  },
  'picker-view-column': {},
  'match-media': {
    properties: 'min-width:number=-1 max-width:number=-1 width:number=-1 min-height:number=-1 max-height:number=-1 height:number=-1 orientation:string',
  },
  camera: {
    properties: 'mode:string=normal resolution:string=medium device-position:string=back flash:string=auto frame-size:string=medium',
    events: 'stop error initdone scancode',
    methods: 'setZoom startRecord stopRecord takePhoto',
    values: {
      mode: 'normal scanCode',
      resolution: 'low medium high',
      'device-position': 'front back',
      flash: 'torch !auto on off',
      'frame-size': 'small medium large',
    },
  },
  editor: {
    properties: 'read-only:boolean placeholder:string',
    ignored: { 'Pictures have the size that the program gives them.': 'show-img-size:boolean show-img-toolbar:boolean show-img-resize:boolean' },
    events: 'ready focus blur input statuschange',
    methods:
      'blur clear deleteText format getBounds getContents getHistoryState getSelection getSelectionText insertDivider insertImage insertText redo removeFormat ' +
      'scrollIntoView setContents setSelection undo',
  },
  map: {
    properties:
      'longitude:any latitude:any scale:number=16 min-scale:number=3 max-scale:number=20 markers:any covers:any polyline:any polygons:any circles:any controls:any ' +
      'include-points:any show-location:boolean rotate:number show-compass:boolean show-scale:boolean enable-zoom:boolean=true enable-scroll:boolean=true ' +
      'enable-rotate:boolean setting:any',
    ignored: {
      'The map is drawn flat.':
        'skew:number enable-3D:boolean enable-overlooking:boolean enable-auto-max-overlooking:boolean enable-building:boolean enable-indoor:boolean',
      'The ground is what the instance has; it has one look.':
        'subkey:string layer-style:number=1 enable-satellite:boolean enable-traffic:boolean enable-poi:boolean=true enable-indoor-level-pick:boolean',
    },
    events: 'tap markertap labeltap controltap callouttap updated regionchange polylinetap',
    ignoredEvents: {
      'The ground has no places of its own to tap.': 'poitap anchorpointtap',
      [service]: 'authsuccess authfail abilitysuccess abilityfail interpolatepoint error',
    },
    methods:
      'getCenterLocation getScale getRotate getSkew getRegion fromScreenLocation toScreenLocation openMapApp moveToLocation includePoints translateMarker moveAlong ' +
      'addMarkers removeMarkers initMarkerCluster addGroundOverlay updateGroundOverlay removeGroundOverlay setCenterOffset setBoundary',
  },
  'web-view': { properties: 'src:string', events: 'message load error' },
  'navigation-bar': {
    properties:
      'title:string loading:boolean front-color:string background-color:string color-animation-duration:number color-animation-timing-func:string=linear',
  },
  audio: {
    properties: 'src:string loop:boolean controls:boolean poster:string name:string author:string',
    events: 'error play pause timeupdate ended',
  },
  'open-data': {
    properties: 'type:string default-text:string default-avatar:string',
    ignored: { [service]: 'open-gid:string lang:string=en use-default:boolean open-id:string' },
    ignoredEvents: { [service]: 'error' },
  },
  'sticky-header': { properties: 'offset-top:number', ignored: { [skyline]: 'padding:array' }, ignoredEvents: { [skyline]: 'stickontopchange' } },
  'sticky-section': { ignored: { [skyline]: 'push-pinned-header:boolean=true padding:array' } },
  'list-view': { ignored: { [skyline]: 'padding:array' } },
  'grid-view': {
    properties: 'cross-axis-count:number=2 main-axis-gap:number cross-axis-gap:number',
    ignored: { [skyline]: 'type:string=aligned max-cross-axis-extent:number padding:array' },
  },
  selection: { ignored: { [service]: 'disable-context-menu:boolean' } },
  // Of WeChat's first years; its documentation has them no more.
  loading: {},
  toast: { properties: 'icon:string=success_no_circle duration:number=1500', events: 'change' },
  modal: { properties: 'title:string no-cancel:boolean confirm-text:string cancel-text:string', events: 'confirm cancel' },
  'action-sheet': { events: 'change' },
  'action-sheet-item': {},
  'action-sheet-cancel': {},
  'page-container': {
    properties:
      'show:boolean duration:number=300 z-index:number=100 overlay:boolean=true position:string=bottom round:boolean overlay-style:string custom-style:string',
    ignored: { [touch]: 'close-on-slide-down:boolean' },
    events: 'beforeenter enter afterenter beforeleave leave afterleave clickoverlay',
    values: { position: 'top bottom right center' },
  },
  'page-meta': {
    properties: 'page-style:string root-font-size:string page-font-size:string root-background-color:string background-color:string scroll-top:any',
    ignored: {
      'Nothing shows above or below a page.': 'background-text-style:string background-color-top:string background-color-bottom:string',
      'The page goes there at once.': 'scroll-duration:number=300',
      'A browser does not turn the screen.': 'page-orientation:string',
    },
    ignoredEvents: { 'The page itself tells it: onResize and onPageScroll.': 'resize scroll scrolldone' },
  },
}
