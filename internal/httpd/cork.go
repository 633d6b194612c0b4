package httpd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"
)

// corkMax is how many bytes gather before they are written anyway.
const corkMax = 64 << 10

// socketBuffer is how much an idle socket keeps to read into, and to write from: a few of a chat's frames. HTTP's own buffers
// are 4 kB each.
const socketBuffer = 1 << 10

// cork is a connection that can gather many small writes into one. The WebSocket library writes each message by itself;
// a busy chat has a hundred of them for the same reader at once, and a system call costs more than a message.
type cork struct {
	net.Conn

	mu     sync.Mutex
	corked bool
	buf    []byte
}

func (c *cork) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.corked {
		return c.Conn.Write(p)
	}
	c.buf = append(c.buf, p...)
	if len(c.buf) >= corkMax {
		if err := c.flush(); err != nil {
			return 0, err
		}
	}
	return len(p), nil
}

// flush writes what gathered; the caller holds mu. The buffer goes back to the collector: an idle connection keeps none.
func (c *cork) flush() error {
	buf := c.buf
	c.buf = nil
	if len(buf) == 0 {
		return nil
	}
	_, err := c.Conn.Write(buf)
	return err
}

// gather runs write and sends all that it wrote with one system call for every corkMax bytes, before ctx's deadline; if
// write fails, what it wrote before: after the frame that closes a socket the library writes no other, and a buffer that
// holds that frame is the last that the other side hears.
func (c *cork) gather(ctx context.Context, write func() error) error {
	c.mu.Lock()
	c.corked = true
	c.mu.Unlock()
	writeErr := write()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.corked = false
	if deadline, ok := ctx.Deadline(); ok {
		if err := c.SetWriteDeadline(deadline); err != nil {
			return errors.Join(writeErr, fmt.Errorf("httpd: gather: %w", err))
		}
		defer func() { _ = c.SetWriteDeadline(time.Time{}) }()
	}
	if err := c.flush(); err != nil {
		return errors.Join(writeErr, fmt.Errorf("httpd: gather: %w", err))
	}
	return writeErr
}

// corkable hands its connection over as a cork.
type corkable struct {
	http.ResponseWriter

	cork *cork
}

// Hijack implements http.Hijacker for the WebSocket library.
func (w *corkable) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, both, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err != nil {
		return nil, nil, err
	}
	w.cork = &cork{Conn: conn}
	in, err := smaller(both.Reader)
	if err != nil {
		return nil, nil, errors.Join(err, conn.Close())
	}
	return w.cork, bufio.NewReadWriter(in, bufio.NewWriterSize(w.cork, socketBuffer)), nil
}

// smaller returns a reader with the bytes that r holds already and room for a few frames.
func smaller(r *bufio.Reader) (*bufio.Reader, error) {
	held, err := r.Peek(r.Buffered())
	if err != nil {
		return nil, fmt.Errorf("httpd: hijack: %w", err)
	}
	out := bufio.NewReaderSize(bytes.NewReader(held), max(socketBuffer, len(held)))
	if _, err := out.Peek(len(held)); err != nil { // the library takes over what is buffered, and reads on from the connection
		return nil, fmt.Errorf("httpd: hijack: %w", err)
	}
	return out, nil
}
