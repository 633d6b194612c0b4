package httpd

import (
	"fmt"
	"html"
	"net/http"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/fault"
)

// said is what a page of failure says in one language.
type said struct {
	lang, title, text, start string
}

// The host's own texts are in its bundle, which such a page cannot load: it has to be readable whatever is broken.
func sayings(kind fault.Kind, message string) (english, chinese said) {
	english = said{"en", "Something went wrong", message, "To the start page"}
	chinese = said{"zh-CN", "出错了", "服务器出了点问题，请稍后再试。", "回到首页"}
	switch kind {
	case fault.NotFound:
		english.title = "Page not found"
		chinese.title, chinese.text = "页面不存在", "这个地址没有内容，链接可能已经失效，或者输错了。"
	case fault.Unauthenticated:
		english.title = "Please sign in"
		english.text = "This is for people who are signed in."
		chinese.title, chinese.text = "请先登录", "登录之后才能查看。"
	case fault.Forbidden:
		english.title = "Not for you"
		chinese.title, chinese.text = "无法查看", "你没有查看它的权限。"
	case fault.Limited:
		english.title = "Too much at once"
		chinese.title, chinese.text = "请求太多", "请稍等片刻再试。"
	case fault.Unavailable:
		english.title = "Not at the moment"
		chinese.title, chinese.text = "暂时无法使用", "服务器暂时出了问题，请稍后再试。"
	case fault.Invalid, fault.Conflict:
		english.title = "This does not work"
		chinese.title, chinese.text = "无法这样打开", "服务器无法处理这个请求。"
	case fault.Internal:
	}
	return english, chinese
}

// replyPage says a failure to a person, in their language, with a way back to the instance. It needs no script and no
// file, so that it can be shown whatever is broken.
func replyPage(w http.ResponseWriter, r *http.Request, status int, f *fault.Fault) error {
	words, chinese := sayings(f.Kind, f.Message())
	if readsChinese(r.Header.Get("Accept-Language")) {
		words = chinese
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Language", words.lang)
	h.Add("Vary", "Accept, Accept-Language")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
	w.WriteHeader(status)
	title, text := html.EscapeString(words.title), html.EscapeString(words.text)
	if _, err := fmt.Fprintf(w, failurePage, words.lang, title, title, text, words.start); err != nil {
		return fmt.Errorf("httpd: write the answer: %w", err)
	}
	return nil
}

// readsChinese reports whether an Accept-Language (RFC 9110, 12.5.4) names Chinese before English: the languages that
// there are. Of two with the same weight the first counts; of neither, English.
func readsChinese(accepted string) bool {
	weights := map[string]float64{}
	best := ""
	for part := range strings.SplitSeq(accepted, ",") {
		tag, parameter, weighted := strings.Cut(part, ";")
		primary, _, _ := strings.Cut(strings.ToLower(strings.TrimSpace(tag)), "-")
		if primary != "zh" && primary != "en" {
			continue
		}
		weight := 1.0
		if weighted {
			value, _ := strings.CutPrefix(strings.TrimSpace(parameter), "q=")
			weight, _ = strconv.ParseFloat(value, 64) // what cannot be read weighs nothing
		}
		weights[primary] = max(weights[primary], weight)
		if weight > 0 && (best == "" || weight > weights[best]) {
			best = primary
		}
	}
	return best == "zh"
}

// The awning is the host's mark (web/icon.svg); the colors are those of web/kit/theme/tokens.css.
const failurePage = `<!doctype html>
<html lang="%s">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>%s · Superette</title>
<style>
:root { color-scheme: light; --paper: #fafaf9; --ink: #1c1917; --muted: #57534e; --brand: #c2410c; --on-brand: #fff; --pale: #fdba74 }
@media (prefers-color-scheme: dark) { :root { color-scheme: dark; --paper: #0c0a09; --ink: #f5f5f4; --muted: #a8a29e; --brand: #fb923c; --on-brand: #1c1917; --pale: #7c2d12 } }
* { box-sizing: border-box; margin: 0 }
body { display: grid; place-items: center; min-height: 100vh; min-height: 100dvh; padding: 32px 24px; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif }
main { max-width: 24rem; text-align: center; overflow-wrap: anywhere }
svg { width: 88px; height: 88px }
h1 { margin-top: 16px; font-size: min(1.75rem, 10vw); line-height: 1.2 }
p { margin-top: 8px; color: var(--muted); text-wrap: balance }
a { display: inline-block; margin-top: 24px; padding: 10px 24px; border-radius: 12px; background: var(--brand); color: var(--on-brand); font-weight: 600; text-decoration: none }
a:hover { filter: brightness(0.94) }
a:focus-visible { outline: 3px solid var(--brand); outline-offset: 3px }
</style>
<main>
<svg viewBox="0 0 32 32" aria-hidden="true">
<path d="M5 17v12h22V17" fill="none" stroke="var(--brand)" stroke-width="2.4" stroke-linejoin="round"/>
<path d="M12 29v-8.5h8V29Z" fill="var(--pale)"/>
<path d="M1 4h6v10.5a3 3 0 0 1-6 0ZM13 4h6v10.5a3 3 0 0 1-6 0ZM25 4h6v10.5a3 3 0 0 1-6 0Z" fill="var(--brand)"/>
<path d="M7 4h6v10.5a3 3 0 0 1-6 0ZM19 4h6v10.5a3 3 0 0 1-6 0Z" fill="var(--pale)"/>
<rect x="1" y="2.5" width="30" height="3" rx="1.5" fill="var(--brand)"/>
</svg>
<h1>%s</h1>
<p>%s</p>
<a href="/">%s</a>
</main>
`
