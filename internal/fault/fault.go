// Package fault names the ways in which Superette fails.
//
// A failure is declared once, as a package variable of the room that knows it, with a kind, a code and a sentence that
// is safe to show to anybody:
//
//	var ErrShort = fault.New(fault.Conflict, "ledger.short", "There is not enough money in this account.")
//
// On its way up it is wrapped with where and which (fmt.Errorf and %w): that text is for the log alone. At the edge httpd
// asks Of for the fault inside an error and answers with kind, code and sentence. An error without a fault inside is
// Internal, and its text stays hidden: nothing about tables, paths or other people leaks because somebody forgot to wrap.
package fault

import (
	"context"
	"errors"
)

// Kind says what the one who asked can do about a failure. The list is closed: an edge translates every kind.
type Kind int

const (
	// Internal is our own mistake or a broken machine; asking again as it is does not help.
	Internal Kind = iota
	// Invalid means that the request itself is wrong and will stay wrong.
	Invalid
	// Unauthenticated means that nobody is signed in, or that the sign-in has ended.
	Unauthenticated
	// Forbidden means that the caller is known and may not do this.
	Forbidden
	// NotFound means that the thing does not exist, or that the caller may not know that it does.
	NotFound
	// Conflict means that the request is right but the present state does not allow it.
	Conflict
	// Limited means too many or too much; later, or with less, it works.
	Limited
	// Unavailable means that something we need is away for the moment; asking again is right.
	Unavailable
)

// String returns the kind in the form that logs use.
func (k Kind) String() string {
	switch k {
	case Internal:
		return "internal"
	case Invalid:
		return "invalid"
	case Unauthenticated:
		return "unauthenticated"
	case Forbidden:
		return "forbidden"
	case NotFound:
		return "not found"
	case Conflict:
		return "conflict"
	case Limited:
		return "limited"
	case Unavailable:
		return "unavailable"
	}
	return "unknown kind"
}

// Fault is one named failure. Two faults with the same code are the same failure to errors.Is, whatever their detail.
type Fault struct {
	Kind   Kind
	Code   string // "room.name", stable: clients and translations key on it
	Text   string // one English sentence, safe for anybody
	Detail string // optional, safe too: which field, which limit; "" if there is none
}

// New declares a failure. Code is "room.name"; text is a whole sentence that may be shown to anybody.
func New(kind Kind, code, text string) *Fault {
	return &Fault{Kind: kind, Code: code, Text: text}
}

// With returns the same failure with a detail for the user, such as the field or the limit in question.
// The detail is shown: it must not hold anything the caller did not send or may not know.
func (f *Fault) With(detail string) *Fault {
	g := *f
	g.Detail = detail
	return &g
}

// Error returns the code and the safe text, for logs.
func (f *Fault) Error() string {
	return f.Code + ": " + f.Message()
}

// Message returns the safe sentence, followed by the detail if there is one.
func (f *Fault) Message() string {
	if f.Detail == "" {
		return f.Text
	}
	return f.Text + " " + f.Detail
}

// Is makes errors.Is compare faults by code, so that a fault with a detail is still the declared one.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault) //nolint:errorlint // errors.Is unwraps; this compares one link of the chain
	return ok && other.Code == f.Code
}

// Unknown is what Of returns for an error nobody named.
var Unknown = New(Internal, "internal", "Something went wrong on our side.") //nolint:gochecknoglobals // a named failure

// Gone is what Of returns for a request whose caller left or whose time ran out.
var Gone = New(Unavailable, "timeout", "This took too long, or was given up.") //nolint:gochecknoglobals // a named failure

// Of returns the outermost fault inside err: nil for nil, Gone for an ended context, and Unknown for everything else.
func Of(err error) *Fault {
	if err == nil {
		return nil
	}
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return Gone
	}
	return Unknown
}
