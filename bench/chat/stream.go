package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
)

// stream is a connection of XMPP's (RFC 6120): one long document, of which each child of the root is a stanza. A parser that knows
// all of XML would cost the generator, which shares the machine, more than the server: this one finds where a stanza ends, and the few
// words in it that a device looks for. XMPP allows neither comments nor declarations within the stream.
type stream struct {
	conn   net.Conn
	in     *bufio.Reader
	stanza []byte
}

const (
	stanzaMax    = 1 << 20
	streamBuffer = 2 << 10 // ten thousand of them wait
)

var errStream = errors.New("the server sent what is no stream of XMPP")

func newStream(conn net.Conn) *stream {
	return &stream{conn: conn, in: bufio.NewReaderSize(conn, streamBuffer)}
}

// next returns the next stanza, which is good until it is called again. It fails with io.EOF at the end of the stream. The beginning of
// a stream is passed over.
func (s *stream) next() ([]byte, error) {
	s.stanza = s.stanza[:0]
	depth, begun := 0, -1 // where the present tag begins; -1 outside of tags
	quote := byte(0)
	for {
		b, err := s.in.ReadByte()
		if err != nil {
			return nil, err
		}
		if depth == 0 && begun < 0 && b != '<' {
			continue // white space between stanzas keeps connections alive
		}
		if s.stanza = append(s.stanza, b); len(s.stanza) > stanzaMax {
			return nil, fmt.Errorf("%w: a stanza has more than %d bytes", errStream, stanzaMax)
		}
		switch {
		case quote != 0:
			if b == quote {
				quote = 0
			}
		case begun < 0 && b == '<':
			begun = len(s.stanza)
		case begun >= 0 && (b == '\'' || b == '"'):
			quote = b
		case begun >= 0 && b == '>':
			tag := s.stanza[begun:]
			begun = -1
			switch {
			case len(tag) < 2:
				return nil, fmt.Errorf("%w: an empty tag", errStream)
			case tag[0] == '?', bytes.HasPrefix(tag, []byte("stream:stream")): // of the document, whose depth does not count
				s.stanza = s.stanza[:0]
				continue
			case tag[0] == '/':
				depth--
			case tag[len(tag)-2] != '/':
				depth++
			}
			if depth < 0 {
				return nil, io.EOF
			}
			if depth == 0 {
				return s.stanza, nil
			}
		}
	}
}

// is reports what a stanza is.
func is(stanza []byte, name string) bool {
	rest, found := bytes.CutPrefix(stanza, []byte("<"+name))
	return found && len(rest) > 0 && bytes.IndexByte([]byte(" />"), rest[0]) >= 0
}

// attribute returns one of the stanza's own attributes, "" if it has none of this name.
func attribute(stanza []byte, name string) string {
	tag, _, _ := bytes.Cut(stanza, []byte(">"))
	for _, quote := range []string{"'", `"`} {
		if _, rest, found := bytes.Cut(tag, []byte(" "+name+"="+quote)); found {
			value, _, _ := bytes.Cut(rest, []byte(quote))
			return string(value)
		}
	}
	return ""
}

// body returns the text of a message, "" if it has none.
func body(stanza []byte) string {
	_, rest, _ := bytes.Cut(stanza, []byte("<body>"))
	text, _, found := bytes.Cut(rest, []byte("</body>"))
	if !found {
		return ""
	}
	return string(text)
}

func (s *stream) write(text string) error {
	_, err := s.conn.Write([]byte(text))
	return err
}
