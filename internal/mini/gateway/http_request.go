package gateway

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/http/httpguts"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
)

// The body of POST /api/gateway/<appid> is one line of JSON, an AskHead, and after it the bytes to send. The answer is one
// line of JSON, an AnswerHead, and after it the bytes that came back, streamed. A server outside that fails is an answer too,
// with its Fault in the head: only what is wrong between the host and us is an HTTP failure.
type (
	// AskHead is what a program asks for.
	AskHead struct {
		URL       string            `json:"url"`
		Method    string            `json:"method"` // "" means GET
		Header    map[string]string `json:"header"`
		TimeoutMS int64             `json:"timeoutMs"` // 0 means 60,000, which is also the most
		Manual    bool              `json:"manual"`    // a redirect is the answer, and is not followed
		Chunked   bool              `json:"chunked"`   // each piece goes on as it comes
	}
	// AnswerHead is what came of it: a status, or a fault.
	AnswerHead struct {
		Status  int               `json:"status,omitempty"`
		URL     string            `json:"url,omitempty"` // after redirects
		Header  map[string]string `json:"header,omitempty"`
		Cookies []string          `json:"cookies,omitempty"` // each as its server wrote it
		Fault   *httpd.Failure    `json:"fault,omitempty"`
	}
)

// methods that a program may use: WeChat's without TRACE and CONNECT, which are for proxies.
var methods = []string{"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"} //nolint:gochecknoglobals // a table

// kept are the headers that a program may not set, since they speak for the connection, for us, or for the user. Those that
// begin with Sec- or Proxy- or X-Forwarded- are kept too.
var kept = []string{ //nolint:gochecknoglobals // a table
	"Host", "Referer", "Origin", "Connection", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "Content-Length", "Accept-Encoding",
	"Expect", "Via", "Forwarded", "X-Real-Ip", "Date", "Dnt", "Access-Control-Request-Headers", "Access-Control-Request-Method",
}

// outward returns the headers that go out for a program. Forbidden ones are left out in silence, as WeChat does; what is no
// header at all fails with ErrHeader.
func outward(given map[string]string, referer string) (http.Header, error) {
	header := http.Header{}
	for name, value := range given {
		if !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value) {
			return nil, ErrHeader.With(fmt.Sprintf("%.80q", name))
		}
		name = http.CanonicalHeaderKey(name)
		if slices.Contains(kept, name) || strings.HasPrefix(name, "Sec-") || strings.HasPrefix(name, "Proxy-") || strings.HasPrefix(name, "X-Forwarded-") {
			continue
		}
		header.Set(name, value)
	}
	if header.Get("User-Agent") == "" {
		header.Set("User-Agent", "Superette MiniProgramEnv/browser")
	}
	header.Set("Referer", referer)
	return header, nil
}

// inward writes the headers of an answer as WeChat gives them to a program: several of one name are joined.
func inward(header http.Header) map[string]string {
	out := make(map[string]string, len(header))
	for name, values := range header {
		out[name] = strings.Join(values, ",")
	}
	return out
}

// serveRequest carries out wx.request.
func (s *Service) serveRequest(w http.ResponseWriter, r *http.Request, e entry) error {
	done, err := s.turn(r.Context(), s.requests, e.by)
	if err != nil {
		return err
	}
	defer done()
	head, body, err := readAsk(r.Body) // after the turn has come: who waits holds no memory
	if err != nil {
		return err
	}
	origins, err := s.origins(r.Context(), e.program)
	if err != nil {
		return err
	}
	response, err := s.ask(r, e, head, body, origins)
	if err != nil {
		return reply(w, r, err)
	}
	defer response.Body.Close() //nolint:errcheck // what could be read was read
	if err := writeHead(w, AnswerHead{Status: response.Status, URL: response.URL, Header: inward(response.Header), Cookies: response.Header.Values("Set-Cookie")}); err != nil {
		return err
	}
	if err := http.NewResponseController(w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return fmt.Errorf("gateway: answer: %w", err)
	}
	var to io.Writer = w
	if head.Chunked {
		to = flushing{w}
	}
	if _, err := io.Copy(to, response.Body); err != nil {
		return fmt.Errorf("gateway: answer: %w: %w", ErrBroken, err) // httpd breaks the connection off, which the host takes for a failure
	}
	return nil
}

// flushing sends on what is written to it at once.
type flushing struct{ w http.ResponseWriter }

func (f flushing) Write(p []byte) (int, error) {
	n, err := f.w.Write(p)
	if err != nil {
		return n, fmt.Errorf("gateway: write: %w", err)
	}
	if err := http.NewResponseController(f.w).Flush(); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return n, fmt.Errorf("gateway: flush: %w", err)
	}
	return n, nil
}

func (s *Service) ask(r *http.Request, e entry, head AskHead, body []byte, origins []string) (*egress.Response, error) {
	method := strings.ToUpper(head.Method)
	if method == "" {
		method = http.MethodGet
	}
	if !slices.Contains(methods, method) {
		return nil, ErrMethod.With(fmt.Sprintf("%.20q", head.Method))
	}
	header, err := outward(head.Header, e.referer())
	if err != nil {
		return nil, err
	}
	redirects := 0 // egress's own number
	if head.Manual {
		redirects = -1
	}
	return s.out.Do(r.Context(), e.by, egress.Request{
		For: "request", Method: method, URL: head.URL, Header: header, Body: body, Origins: origins,
		Limits: egress.Limits{Redirects: redirects, RequestBytes: MaxBytes, ResponseBytes: MaxBytes, Timeout: time.Duration(head.TimeoutMS) * time.Millisecond},
	})
}

func readAsk(r io.Reader) (head AskHead, body []byte, err error) {
	all, err := io.ReadAll(r)
	if err != nil {
		return head, nil, fmt.Errorf("gateway: read: %w", err)
	}
	line, rest, found := bytes.Cut(all, []byte{'\n'})
	if !found || len(line) > maxHead {
		return head, nil, ErrRequest
	}
	if err := json.Unmarshal(line, &head); err != nil {
		return head, nil, fmt.Errorf("%w: %w", ErrRequest, err)
	}
	if head.TimeoutMS < 0 || head.TimeoutMS > time.Hour.Milliseconds() {
		return head, nil, ErrRequest.With("timeoutMs")
	}
	if len(rest) > 0 {
		body = rest
	}
	return head, body, nil
}

// reply answers with a failure outside. Our own failures go on to httpd.
func reply(w http.ResponseWriter, r *http.Request, err error) error {
	f := fault.Of(err)
	if f.Kind == fault.Internal || r.Context().Err() != nil {
		return err
	}
	return writeHead(w, AnswerHead{Fault: &httpd.Failure{Code: f.Code, Message: f.Message()}})
}

func writeHead(w http.ResponseWriter, head AnswerHead) error {
	line, err := json.Marshal(head)
	if err != nil {
		return fmt.Errorf("gateway: answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/octet-stream")
	out := bufio.NewWriter(w)
	_, err = out.Write(append(line, '\n'))
	if err = errors.Join(err, out.Flush()); err != nil {
		return fmt.Errorf("gateway: answer: %w", err)
	}
	return nil
}
