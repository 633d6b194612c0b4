package httpd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strings"
	"sync"

	"connectrpc.com/connect"

	"github.com/superette/superette/internal/fault"
)

// CodeHeader carries a fault's code beside a Connect error, since Connect's own codes are only kinds.
const CodeHeader = "Superette-Code"

// statusOf returns the HTTP status of a kind of failure.
func statusOf(kind fault.Kind) int {
	switch kind {
	case fault.Invalid:
		return http.StatusBadRequest
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Forbidden:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.Limited:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
	}
	return http.StatusInternalServerError
}

// connectCodeOf returns Connect's code of a kind of failure.
func connectCodeOf(kind fault.Kind) connect.Code {
	switch kind {
	case fault.Invalid:
		return connect.CodeInvalidArgument
	case fault.Unauthenticated:
		return connect.CodeUnauthenticated
	case fault.Forbidden:
		return connect.CodePermissionDenied
	case fault.NotFound:
		return connect.CodeNotFound
	case fault.Conflict:
		return connect.CodeFailedPrecondition
	case fault.Limited:
		return connect.CodeResourceExhausted
	case fault.Unavailable:
		return connect.CodeUnavailable
	case fault.Internal:
	}
	return connect.CodeInternal
}

// Failure is the body of an answer that reports a failure.
type Failure struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// fail answers with the fault inside err. If the handler has begun to answer, all that is left is to break off.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	f, err := report(r.Context(), s.config.Log, err)
	if rec, ok := w.(*recorder); ok && rec.status != 0 {
		panic(http.ErrAbortHandler)
	}
	status := statusOf(f.Kind)
	switch {
	case errors.Is(err, ErrTooLarge):
		status = http.StatusRequestEntityTooLarge
	case errors.Is(err, ErrMethod):
		status = http.StatusMethodNotAllowed
	case errors.Is(err, ErrHost):
		status = http.StatusMisdirectedRequest
	}
	if reads(r) {
		err = replyPage(w, r, status, f)
	} else {
		// Also for a Connect call that never came to its handler: its client reads the code where all others are.
		w.Header().Set(CodeHeader, f.Code)
		err = Reply(w, status, Failure{f.Code, f.Message()})
	}
	if err != nil {
		s.config.Log.Debug("httpd: the answer could not be written", "error", err)
	}
}

// reads tells a person who opens an address in a browser from a program that calls it.
func reads(r *http.Request) bool {
	return r.Method == http.MethodGet && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// report logs a failure and returns the fault in it: loud if it is our own, quiet if it is the caller's or if the caller
// has left.
func report(ctx context.Context, log *slog.Logger, err error) (*fault.Fault, error) {
	err = tooLarge(err)
	f := fault.Of(err)
	if info, ok := ctx.Value(requestKey).(*request); ok {
		log = info.log
	}
	level := slog.LevelDebug
	if ctx.Err() == nil && (f.Kind == fault.Internal || f.Kind == fault.Unavailable) {
		level = slog.LevelError
	}
	log.Log(ctx, level, "failed", "code", f.Code, "error", err)
	return f, err
}

// Reply answers with a status and a value as JSON.
func Reply(w http.ResponseWriter, status int, value any) error {
	body, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("httpd: encode the answer: %w", err)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	if _, err := w.Write(append(body, '\n')); err != nil {
		return fmt.Errorf("httpd: write the answer: %w", err)
	}
	return nil
}

// faults makes Connect errors of faults, of panics, and of messages that could not be read.
type faults struct {
	log    *slog.Logger
	unread *sync.Map // see plainJSON
}

func (i faults) WrapUnary(next connect.UnaryFunc) connect.UnaryFunc {
	return func(ctx context.Context, r connect.AnyRequest) (response connect.AnyResponse, err error) {
		defer func() {
			if p := recover(); p != nil {
				response, err = nil, i.translate(ctx, r.Spec(), fmt.Errorf("httpd: panic: %v\n%s", p, debug.Stack()))
			}
		}()
		if err = refusal(i.unread, r.Any()); err == nil {
			response, err = next(ctx, r)
		}
		if err != nil {
			return nil, i.translate(ctx, r.Spec(), err)
		}
		return response, nil
	}
}

func (faults) WrapStreamingClient(next connect.StreamingClientFunc) connect.StreamingClientFunc {
	return next
}

func (i faults) WrapStreamingHandler(next connect.StreamingHandlerFunc) connect.StreamingHandlerFunc {
	return func(ctx context.Context, conn connect.StreamingHandlerConn) (err error) {
		defer func() {
			if p := recover(); p != nil {
				err = i.translate(ctx, conn.Spec(), fmt.Errorf("httpd: panic: %v\n%s", p, debug.Stack()))
			}
		}()
		if err := next(ctx, readingConn{conn, i.unread}); err != nil {
			return i.translate(ctx, conn.Spec(), err)
		}
		return nil
	}
}

// readingConn is a stream on which a message that could not be read is an error.
type readingConn struct {
	connect.StreamingHandlerConn

	unread *sync.Map
}

// Receive implements connect.StreamingHandlerConn.
func (c readingConn) Receive(message any) error {
	if err := c.StreamingHandlerConn.Receive(message); err != nil {
		return err
	}
	return refusal(c.unread, message)
}

func (i faults) translate(ctx context.Context, spec connect.Spec, err error) error {
	var already *connect.Error
	if errors.As(err, &already) && fault.Of(err) == fault.Unknown {
		return err // made by Connect itself: a message that cannot be decoded, a limit
	}
	f, _ := report(ctx, i.log.With("procedure", spec.Procedure), err)
	out := connect.NewError(connectCodeOf(f.Kind), errors.New(f.Message()))
	out.Meta().Set(CodeHeader, f.Code)
	return out
}
