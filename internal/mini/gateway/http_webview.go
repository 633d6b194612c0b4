package gateway

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/superette/superette/internal/httpd"
)

//go:embed webview.html
var webviewPage []byte

//go:embed webview_sdk.js
var webviewSDK []byte

// mountWebview adds what shows a web page inside a program (<web-view>): the host page frames this document, and only this one, and
// its policy lists the program's business domains, so that nothing else can be shown whatever a program or a page does.
//
//	GET /webview/{app}      for signed-in people
//	GET /webview/sdk.js     for the pages that are shown: wx.miniProgram
func (s *Service) mountWebview(server *httpd.Server) {
	server.Public("GET /webview/sdk.js", func(w http.ResponseWriter, _ *http.Request) error {
		h := w.Header()
		h.Set("Content-Type", "text/javascript; charset=utf-8")
		h.Set("Cache-Control", "public, max-age=3600")
		h.Set("Cross-Origin-Resource-Policy", "cross-origin")
		if _, err := w.Write(webviewSDK); err != nil {
			return fmt.Errorf("gateway: web-view: %w", err)
		}
		return nil
	})
	start := bytes.Index(webviewPage, []byte("<script>")) + len("<script>")
	sum := sha256.Sum256(webviewPage[start:bytes.Index(webviewPage, []byte("</script>"))])
	script := "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
	server.Handle("GET /webview/{app}", s.entered(func(w http.ResponseWriter, r *http.Request, e entry) error {
		pkg, err := s.programs.FindPackage(r.Context(), e.program.Package)
		if err != nil {
			return err
		}
		pages := slices.DeleteFunc(slices.Clone(pkg.Manifest.App.BusinessDomains), func(origin string) bool { return origin == server.Origin() })
		if len(pages) == 0 {
			pages = []string{"'none'"}
		}
		h := w.Header()
		h.Del("X-Frame-Options")
		h.Set("Content-Type", "text/html; charset=utf-8")
		h.Set("Cache-Control", "no-cache")
		h.Set("Content-Security-Policy", strings.Join([]string{
			"default-src 'none'", "script-src " + script, "style-src 'unsafe-inline'", "frame-src " + strings.Join(pages, " "),
			"base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'",
		}, "; "))
		if _, err := w.Write(webviewPage); err != nil {
			return fmt.Errorf("gateway: web-view: %w", err)
		}
		return nil
	}))
}
