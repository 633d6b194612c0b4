package httpd

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/superette/superette/internal/fault"
)

// ErrUnread says that a request is not what its route takes. Its detail names the field.
//
//nolint:gochecknoglobals // a named failure
var ErrUnread = fault.New(fault.Invalid, "httpd.unread", "This request cannot be read. Nothing was done.")

// plainJSON is Connect's JSON, but that a request that cannot be read is refused in our own words: Connect would answer with those of its
// parser. A codec has no say in what is answered; so it keeps what was wrong, and the interceptor, which is asked next, refuses. Binary
// messages are Connect's own business.
type plainJSON struct {
	name   string
	unread *sync.Map // what was wrong, by message
}

var _ connect.Codec = plainJSON{}

var linePlace = regexp.MustCompile(`^proto:.(\(line \d+:\d+\))`) //nolint:gochecknoglobals // a constant

// placeIn says where in a text the parser stopped, as " (line 1:8)". The rest of what it says quotes the text, which may be a password or somebody's words,
// and the log never holds those.
func placeIn(err error) string {
	found := linePlace.FindStringSubmatch(err.Error())
	if found == nil {
		return ""
	}
	return " " + found[1]
}

var errNotProto = errors.New("httpd: this is not a message") //nolint:gochecknoglobals // a constant

// Name implements connect.Codec.
func (c plainJSON) Name() string { return c.name }

// Marshal implements connect.Codec.
func (c plainJSON) Marshal(message any) ([]byte, error) { return c.MarshalAppend(nil, message) }

// MarshalAppend spares Connect a copy.
func (plainJSON) MarshalAppend(into []byte, message any) ([]byte, error) {
	m, ok := message.(proto.Message)
	if !ok {
		return nil, errNotProto
	}
	return protojson.MarshalOptions{}.MarshalAppend(into, m)
}

// MarshalStable is Marshal with the same bytes for the same message.
func (c plainJSON) MarshalStable(message any) ([]byte, error) {
	text, err := c.Marshal(message)
	if err != nil {
		return nil, err
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, text); err != nil {
		return nil, err
	}
	return compact.Bytes(), nil
}

// IsBinary says that it is text.
func (plainJSON) IsBinary() bool { return false }

// Unmarshal implements connect.Codec. Fields that this version does not know are passed over, as Connect does.
func (c plainJSON) Unmarshal(text []byte, message any) error {
	m, ok := message.(proto.Message)
	if !ok {
		return errNotProto
	}
	if err := parse(text, m); err != nil {
		proto.Reset(m)
		c.unread.Store(message, fmt.Errorf("httpd: %w%s", ErrUnread.With(fieldOf(text, m)), placeIn(err)))
	}
	return nil
}

// refusal returns what was wrong with a message, nil if it could be read.
func refusal(unread *sync.Map, message any) error {
	if why, found := unread.LoadAndDelete(message); found {
		return why.(error) //nolint:forcetypeassert,errcheck // it holds nothing else
	}
	return nil
}

func parse(text []byte, m proto.Message) error {
	return protojson.UnmarshalOptions{DiscardUnknown: true}.Unmarshal(text, m)
}

// fieldOf says which field of a JSON text cannot be read, and what it may be.
func fieldOf(text []byte, like proto.Message) string {
	path, field := findField(text, like.ProtoReflect().New().Interface(), "")
	switch {
	case field == nil:
		return "It is not JSON as it is asked for here."
	case slices.Contains([]protoreflect.Kind{protoreflect.Int64Kind, protoreflect.Sint64Kind, protoreflect.Sfixed64Kind}, field.Kind()):
		return path + " is a whole number without a fraction, from -9223372036854775808 to 9223372036854775807."
	case slices.Contains([]protoreflect.Kind{protoreflect.Int32Kind, protoreflect.Sint32Kind, protoreflect.Sfixed32Kind}, field.Kind()):
		return path + " is a whole number without a fraction, from -2147483648 to 2147483647."
	}
	return path + " is of another type."
}

// findField reads each field of an object alone, until one cannot be read.
func findField(text []byte, empty proto.Message, above string) (path string, field protoreflect.FieldDescriptor) {
	var parts map[string]json.RawMessage
	if json.Unmarshal(text, &parts) != nil {
		return "", nil
	}
	fields := empty.ProtoReflect().Descriptor().Fields()
	for i := range fields.Len() {
		f := fields.Get(i)
		for _, name := range []string{f.JSONName(), string(f.Name())} {
			value, there := parts[name]
			if !there {
				continue
			}
			alone, err := json.Marshal(map[string]json.RawMessage{name: value})
			if err != nil || parse(alone, empty.ProtoReflect().New().Interface()) == nil {
				continue
			}
			if f.Kind() == protoreflect.MessageKind && !f.IsList() && !f.IsMap() {
				inner := empty.ProtoReflect().NewField(f).Message().Interface()
				if path, field := findField(value, inner, above+name+"."); field != nil {
					return path, field
				}
			}
			return above + name, f
		}
	}
	return "", nil
}
