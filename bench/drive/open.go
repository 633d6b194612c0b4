package drive

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
)

// Opens is programs that people open who have opened them before.
type Opens struct {
	Opened *Series // from when it was due until everything that was asked for is there

	town  *Town
	all   *atomic.Int64
	etags map[string]string // of what a browser keeps and asks for anew
}

// kept is what a browser with a warm cache asks for when a program is opened by a link and no service worker answers: whether it
// has changed. All else is immutable, and not asked for.
func (w *Town) kept() []string { return []string{"/p/" + string(w.shop.app), "/assets/build.json"} }

// NewOpens opens the program once, as people did before the run.
func (w *Town) NewOpens(ctx context.Context) (*Opens, error) {
	o := &Opens{Opened: NewSeries("open"), town: w, all: new(atomic.Int64), etags: map[string]string{}}
	for _, path := range w.kept() {
		header, _, err := o.get(ctx, path, "")
		if err != nil {
			return nil, err
		}
		if o.etags[path] = header.Get("ETag"); o.etags[path] == "" {
			return nil, fmt.Errorf("%s has no ETag", path)
		}
	}
	return o, nil
}

// with counts into another series.
func (o *Opens) with(s *Series) *Opens { return &Opens{Opened: s, town: o.town, all: o.all, etags: o.etags} }

func (o *Opens) get(ctx context.Context, path, etag string) (http.Header, int, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, o.town.url+path, http.NoBody)
	if err != nil {
		return nil, 0, err
	}
	q.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if etag != "" {
		q.Header.Set("If-None-Match", etag)
	}
	header, data, err := o.town.do(q)
	return header, len(data), err
}

// Tap lets the next person open the program from a card or the shelf of a host that is open: one question, which version there is.
func (o *Opens) Tap(ctx context.Context, due time.Time) {
	o.count(due, o.version(ctx, o.next()))
}

// Link lets the next person open the program by a link: the page and the list of the build have not changed, and the host asks who
// is there.
func (o *Opens) Link(ctx context.Context, due time.Time) {
	p := o.next()
	var errs []error
	for _, path := range o.town.kept() {
		if _, size, err := o.get(ctx, path, o.etags[path]); err != nil || size > 0 {
			errs = append(errs, fmt.Errorf("%s: %d bytes: %w", path, size, err))
		}
	}
	var me superettev1.MeResponse
	errs = append(errs, o.town.call(ctx, p, "AccountService/Me", &superettev1.MeRequest{}, &me), o.version(ctx, p))
	o.count(due, errors.Join(errs...))
}

func (o *Opens) next() *Person {
	return o.town.People[int(o.all.Add(1)*7919)%len(o.town.People)]
}

func (o *Opens) version(ctx context.Context, p *Person) error {
	var found superettev1.GetProgramResponse
	err := o.town.call(ctx, p, "ProgramService/GetProgram", &superettev1.GetProgramRequest{AppId: string(o.town.shop.app)}, &found)
	if err == nil && found.GetProgram().GetPackage() == "" {
		err = errors.New("the program has no package")
	}
	return err
}

func (o *Opens) count(due time.Time, err error) {
	if err != nil {
		o.Opened.Fail(err)
		return
	}
	o.Opened.Took(o.town.Now().Sub(due))
}

func gunzip(data []byte) ([]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}
