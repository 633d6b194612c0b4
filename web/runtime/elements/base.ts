import { tickFont } from './tick.js'

/** Before the controls of a program without "style": "v2". */
const first = ':where(:root:not(.wx-v2,[data-theme=dark]))'

/**
 * The style sheet under the program's own: element defaults as WeChat has them, in WeUI's look. Selectors are as weak as WeChat's (the
 * tag, or the tag and an attribute), since programs override them with classes that count on it. Colours are variables
 * with a dark set under data-theme. A program without "style": "v2" has the controls of WeChat's first years: other colours in the light.
 */
export const baseCss = `
@font-face{font-family:weui;src:url(data:font/ttf;base64,${tickFont})}
:root{--wx-brand:#07c160;--wx-brand-down:#06ad56;--wx-warn:#fa5151;--wx-ink:rgba(0,0,0,.9);--wx-muted:rgba(0,0,0,.5);--wx-faint:rgba(0,0,0,.3);--wx-line:rgba(0,0,0,.15);--wx-fill:rgba(0,0,0,.05);--wx-fill-down:rgba(0,0,0,.1);--wx-page:#fff;--wx-sheet:#fff;font-size:5vw;height:100%;color-scheme:light;-webkit-text-size-adjust:100%;overscroll-behavior-x:none}
:root[data-theme=dark]{--wx-brand:#06ae56;--wx-brand-down:#059a4c;--wx-ink:rgba(255,255,255,.8);--wx-muted:rgba(255,255,255,.5);--wx-faint:rgba(255,255,255,.3);--wx-line:rgba(255,255,255,.15);--wx-fill:rgba(255,255,255,.08);--wx-fill-down:rgba(255,255,255,.16);--wx-page:#191919;--wx-sheet:#2c2c2c;color-scheme:dark}
*{margin:0;-webkit-tap-highlight-color:transparent}
body{min-height:100%;background-color:var(--wx-background,var(--wx-page));font:16px/normal -apple-system,"PingFang SC","Helvetica Neue","Noto Sans SC","Microsoft YaHei",sans-serif;color:var(--wx-ink);-webkit-user-select:none;user-select:none;-webkit-touch-callout:none;overflow-wrap:break-word;overflow-x:hidden;touch-action:manipulation}
html.wx-still,html.wx-still body{overflow:hidden;overscroll-behavior:none}
[hidden]{display:none!important}
:focus{outline:none}
:focus-visible{outline:2px solid var(--wx-brand);outline-offset:-2px}
wx-view,wx-form,wx-radio-group,wx-checkbox-group,wx-cover-view,wx-navigator,wx-scroll-view,wx-swiper,wx-swiper-item,wx-textarea,wx-input,wx-slider,wx-progress,wx-rich-text,wx-picker,wx-picker-view,wx-picker-view-column,wx-movable-area,wx-movable-view,wx-match-media,wx-action-sheet-item,wx-action-sheet-cancel{display:block}
wx-text{white-space-collapse:preserve-breaks}
wx-text[user-select],wx-text[selectable],wx-rich-text[user-select]{-webkit-user-select:text;user-select:text}
wx-text[user-select]{display:inline-block}
wx-root-portal,wx-page-meta,wx-navigation-bar,wx-block,wx-slot{display:contents}
wx-page-meta>wx-navigation-bar,wx-template,wx-wxs{display:none}
wx-label,wx-picker,wx-navigator{cursor:pointer}
.navigator-hover{background-color:var(--wx-fill-down);opacity:.7}

wx-button{position:relative;display:block;margin-left:auto;margin-right:auto;padding-left:14px;padding-right:14px;box-sizing:border-box;font-size:18px;text-align:center;text-decoration:none;line-height:2.55555556;border-radius:5px;overflow:hidden;color:var(--wx-ink);background-color:var(--wx-fill);cursor:pointer}
wx-button::after{content:"";position:absolute;top:0;left:0;width:200%;height:200%;border:1px solid var(--wx-line);transform:scale(.5);transform-origin:0 0;box-sizing:border-box;border-radius:10px;pointer-events:none}
:where(html.wx-v2) wx-button{padding:8px 24px;font-size:17px;font-weight:700;line-height:1.41176471;border-radius:4px}
:where(html.wx-v2) wx-button:not([size=mini]){width:184px;margin-left:auto;margin-right:auto}
:where(html.wx-v2) wx-button[type=default]{color:var(--wx-brand-down)}
:where(html.wx-v2) wx-button[size=mini]{padding:0 12px;font-size:16px;line-height:2;border-radius:4px;font-weight:400}
:where(html.wx-v2) wx-button::after{border-width:0}
wx-button[type=primary]{color:#fff;background-color:var(--wx-brand)}
wx-button[type=warn]{color:#fff;background-color:var(--wx-warn)}
wx-button[size=mini]{display:inline-block;padding:0 1.32em;line-height:2.3;font-size:13px}
wx-button[plain]{color:var(--wx-ink);border:1px solid var(--wx-muted);background-color:transparent}
wx-button[plain]::after{border-width:0}
wx-button[plain][type=primary]{color:var(--wx-brand);border-color:var(--wx-brand)}
wx-button[plain][type=warn]{color:var(--wx-warn);border-color:var(--wx-warn)}
wx-button[disabled]{color:var(--wx-faint);cursor:not-allowed}
wx-button[disabled]:not([type]),wx-button[disabled][type=default]{color:var(--wx-faint);background-color:var(--wx-fill)}
wx-button[disabled][type=primary],wx-button[disabled][type=warn]{color:rgba(255,255,255,.6);opacity:var(--wx-off,.6)}
wx-button[disabled][plain]{color:var(--wx-faint);border-color:var(--wx-line);background-color:transparent}
wx-button[loading]{opacity:.85}
wx-button[loading]::before{content:"";display:inline-block;width:18px;height:18px;margin-right:8px;vertical-align:-3px;box-sizing:border-box;border:2px solid currentColor;border-right-color:transparent;border-radius:50%;animation:wx-spin 1s linear infinite}
.button-hover{background-color:var(--wx-fill-down)}
wx-button[type=primary].button-hover{background-color:var(--wx-brand-down)}
wx-button[type=warn].button-hover{background-color:#e14949}
wx-button[plain].button-hover{opacity:.6;background-color:transparent}
${first} wx-button{--wx-brand:#1aad19;--wx-brand-down:#179b16;--wx-warn:#e64340;--wx-ink:#000;--wx-muted:#353535;--wx-line:rgba(0,0,0,.2);--wx-fill:#f8f8f8;--wx-fill-down:#dedede}
${first} wx-button[plain]{--wx-ink:#353535}
${first} wx-button[disabled]{--wx-brand:#9ed99d;--wx-warn:#ec8b89;--wx-fill:#f7f7f7;--wx-off:1}
${first} wx-switch{--wx-brand:#04be02;--wx-fill-down:#dfdfdf}
${first} wx-slider{--wx-brand:#1aad19;--wx-line:#e9e9e9}
${first} :is(wx-checkbox,wx-radio,wx-icon){--wx-brand:#09bb07;--wx-warn:#f76260;--wx-line:#d1d1d1}
:where(:root:not([data-theme=dark])) wx-progress{--wx-brand:#09bb07;--wx-fill-down:#ebebeb}
@keyframes wx-spin{to{transform:rotate(1turn)}}

wx-image,wx-cover-image{display:inline-block;width:320px;height:240px;overflow:hidden}
wx-cover-image{display:block;width:auto;height:auto}
wx-image>img,wx-cover-image>img{display:block;width:100%;height:100%}
wx-cover-image>img{height:auto}
wx-image[mode=widthFix]{height:auto!important}
wx-image[mode=widthFix]>img{height:auto}
wx-image[mode=heightFix]{width:auto!important}
wx-image[mode=heightFix]>img{width:auto}
wx-image>img:not([src]){visibility:hidden}
wx-image[mode=widthFix]>img:not([src]),wx-image[mode=heightFix]>img:not([src]){width:0;height:0}

wx-input{display:grid;height:1.4rem;min-height:1.4rem;line-height:1.4;overflow:hidden;text-overflow:clip;-webkit-user-select:auto;user-select:auto;cursor:text}
.wx-input-wrap,.wx-textarea-wrap{position:relative;display:block;width:100%;min-width:0;height:100%}
.wx-input-wrap>input,.wx-textarea-wrap>textarea{display:block;box-sizing:border-box;width:100%;height:100%;margin:0;padding:0;border:0;outline:0;background:none;color:inherit;opacity:1;font:inherit;line-height:inherit;letter-spacing:inherit;text-align:inherit;text-indent:inherit;text-transform:inherit;text-shadow:inherit;appearance:none;-webkit-user-select:auto;user-select:auto}
.input-placeholder,.textarea-placeholder{color:gray}
.wx-input-wrap>div{position:absolute;left:0;right:0;top:50%;transform:translateY(-50%);overflow:hidden;white-space:nowrap;text-overflow:ellipsis;pointer-events:none}
wx-textarea{display:grid;width:300px;height:150px;-webkit-user-select:auto;user-select:auto;cursor:text;position:relative}
.wx-textarea-wrap>textarea{resize:none;line-height:1.2}
.wx-textarea-wrap>div{position:absolute;left:0;right:0;top:0;max-height:100%;overflow:hidden;white-space:pre-line;overflow-wrap:break-word;line-height:1.2;pointer-events:none}
wx-textarea[auto-height]{height:auto}
.wx-input-wrap>:disabled,.wx-textarea-wrap>:disabled{pointer-events:none}

.wx-checkbox-wrapper,.wx-radio-wrapper,.wx-switch-wrapper{display:inline-flex;align-items:center;vertical-align:middle}
wx-checkbox,wx-radio,wx-switch{display:inline-block;cursor:pointer}
wx-checkbox .wx-checkbox-input,wx-switch .wx-checkbox-input,wx-radio .wx-radio-input{position:relative;width:22px;height:22px;margin-right:5px;border:1px solid var(--wx-line);border-radius:3px;background-color:var(--wx-sheet)}
wx-radio .wx-radio-input{border-radius:50%}
wx-checkbox .wx-checkbox-input.wx-checkbox-input-checked,wx-switch .wx-checkbox-input.wx-checkbox-input-checked{color:var(--wx-brand)}
.wx-checkbox-input.wx-checkbox-input-checked::before,.wx-radio-input.wx-radio-input-checked::before{content:"\\EA08";position:absolute;top:50%;left:50%;font:22px/1 weui;transform:translate(-50%,-48%) scale(.73)}
wx-radio .wx-radio-input.wx-radio-input-checked{border-color:var(--wx-brand);background-color:var(--wx-brand)}
.wx-radio-input.wx-radio-input-checked::before{font-size:18px;color:#fff}
[disabled]>.wx-checkbox-wrapper,[disabled]>.wx-radio-wrapper,[disabled]>.wx-switch-wrapper{opacity:.4}
.wx-switch-input{position:relative;display:inline-block;width:52px;height:32px;box-sizing:border-box;border:1px solid transparent;border-radius:16px;background-color:var(--wx-fill-down);transition:background-color .2s}
.wx-switch-input::after{content:"";position:absolute;top:1px;left:1px;width:28px;height:28px;border-radius:14px;background:#fff;box-shadow:0 1px 3px rgba(0,0,0,.3);transition:transform .2s}
.wx-switch-input-checked{background-color:var(--wx-brand)}
.wx-switch-input-checked::after{transform:translateX(20px)}
wx-slider{margin:10px 18px;padding:0}
.wx-slider-wrapper{display:flex;align-items:center;min-height:16px}
.wx-slider-tap-area{flex:1;padding:8px 0;cursor:pointer;touch-action:pan-y}
.wx-slider-track{position:relative;height:2px;border-radius:5px;background-color:var(--wx-line)}
.wx-slider-bar{height:100%;border-radius:5px;background-color:var(--wx-brand)}
.wx-slider-thumb{position:absolute;top:50%;width:28px;height:28px;margin:-14px 0 0 -14px;border-radius:50%;background:#fff;box-shadow:0 0 4px rgba(0,0,0,.2)}
.wx-slider-value{min-width:2.2em;margin-left:1em;text-align:center;color:var(--wx-muted);font-size:14px}
wx-progress{display:flex;align-items:center}
.wx-progress-bar{flex:1;overflow:hidden;background-color:var(--wx-fill-down)}
.wx-progress-inner-bar{width:0;height:100%}
.wx-progress-info{min-width:2em;margin-left:15px;font-size:16px}
wx-icon{display:inline-block;line-height:0;vertical-align:middle}
wx-rich-text{white-space:normal}
wx-rich-text img{max-width:100%}
wx-canvas{position:relative;display:block;width:300px;height:150px;overflow:hidden}
wx-canvas>canvas{display:block;width:100%;height:100%}
wx-video{position:relative;display:inline-block;width:300px;height:225px;overflow:hidden;background:#000;line-height:0}
wx-video>video{width:100%;height:100%}
wx-movable-area{position:relative;width:10px;height:10px}
wx-movable-view{position:absolute;top:0;left:0;width:10px;height:10px;touch-action:none;cursor:grab}
wx-movable-area[scale-area]{touch-action:none}
wx-cover-view{overflow:hidden;line-height:1.2;white-space:nowrap}
wx-swiper{position:relative;height:150px;overflow:hidden;touch-action:pan-y}
wx-swiper[vertical]{touch-action:pan-x}
.wx-swiper-wrapper,.wx-swiper-slide-frame{position:relative;width:100%;height:100%}
.wx-swiper-wrapper{overflow:hidden}
.wx-swiper-slides{position:absolute;inset:0}
wx-swiper .wx-swiper-dots{position:absolute;font-size:0}
wx-swiper .wx-swiper-dots-horizontal{left:50%;bottom:10px;text-align:center;white-space:nowrap;transform:translate(-50%,0)}
wx-swiper .wx-swiper-dots-horizontal .wx-swiper-dot{margin-right:8px}
wx-swiper .wx-swiper-dots-vertical{right:10px;top:50%;text-align:right;transform:translate(0,-50%)}
wx-swiper .wx-swiper-dots-vertical .wx-swiper-dot{display:block;margin-bottom:9px}
wx-swiper .wx-swiper-dots .wx-swiper-dot:last-child{margin-right:0;margin-bottom:0}
wx-swiper .wx-swiper-dot{display:inline-block;width:8px;height:8px;transition:background-color;background:rgba(0,0,0,.3);border-radius:50%}
wx-swiper .wx-swiper-dot-active{background-color:#000}
wx-swiper-item{position:absolute;top:0;left:0;width:100%;height:100%;overflow:hidden}
wx-scroll-view{width:100%}
wx-picker-view{position:relative;height:240px}

wx-action-sheet-item,wx-action-sheet-cancel{position:relative;padding:0 16px;font-size:17px;line-height:56px;text-align:center;cursor:pointer}
wx-action-sheet-item+wx-action-sheet-item{border-top:1px solid var(--wx-line)}
wx-action-sheet-cancel{border-top:8px solid var(--wx-fill)}

.wx-pulldown{position:absolute;left:0;top:0;width:100%;display:flex;align-items:center;justify-content:center;gap:8px;overflow:hidden}
.wx-pulldown i{width:7px;height:7px;border-radius:50%;background:currentColor;color:var(--wx-dots,var(--wx-faint))}
.wx-pulldown.on i{animation:wx-dots 1.2s infinite}
.wx-pulldown.on i:nth-child(2){animation-delay:.2s}
.wx-pulldown.on i:nth-child(3){animation-delay:.4s}
@keyframes wx-dots{0%,80%,to{opacity:.3}40%{opacity:1}}
@media (prefers-reduced-motion:reduce){wx-button[loading]::before,.wx-pulldown.on i{animation-duration:3s}}
`
