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

	"google.golang.org/protobuf/proto"

	"github.com/superette/superette/internal/api/superettev1"
)

// Opens is programs that people open who have opened them before.
type Opens struct {
	Opened *Series // from when it was due until everything that was asked for is there

	town  *Town
	all   *atomic.Int64
	etags map[string]string // of what a browser keeps and asks for anew
}

// What follows is what Chromium asked the server for, with a warm cache: everything else of a host and of a program is immutable,
// and not asked for. Links are of a browser whose service worker does not answer.

func (w *Town) page() string { return "/p/" + string(w.shop.app) }

const list = "/assets/build.json"

// NewOpens opens the program once, as people did before the run.
func (w *Town) NewOpens(ctx context.Context) (*Opens, error) {
	o := &Opens{Opened: NewSeries("open"), town: w, all: new(atomic.Int64), etags: map[string]string{}}
	for _, path := range []string{w.page(), list} {
		header, err := o.get(ctx, path, "")
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
func (o *Opens) with(s *Series) *Opens {
	return &Opens{Opened: s, town: o.town, all: o.all, etags: o.etags}
}

func (o *Opens) get(ctx context.Context, path, etag string) (http.Header, error) {
	q, err := http.NewRequestWithContext(ctx, http.MethodGet, o.town.url+path, http.NoBody)
	if err != nil {
		return nil, err
	}
	q.Header.Set("Accept-Encoding", "gzip, deflate, br, zstd")
	if etag != "" {
		q.Header.Set("If-None-Match", etag)
	}
	header, data, err := o.town.do(q)
	if err == nil && etag != "" && len(data) > 0 {
		err = fmt.Errorf("%s has changed", path)
	}
	return header, err
}

// unchanged asks whether what the browser keeps is still so.
func (o *Opens) unchanged(ctx context.Context, paths ...string) error {
	for _, path := range paths {
		if _, err := o.get(ctx, path, o.etags[path]); err != nil {
			return err
		}
	}
	return nil
}

// Tap lets the next person open the program from a card or the shelf of a host that is open: which version is there.
func (o *Opens) Tap(ctx context.Context, due time.Time) { o.count(due, o.version(ctx, o.next())) }

// Link lets the next person open the program by a link, with which the host starts: the page and the list of the build have not
// changed, and it asks who is there, for contacts and shelf, twice for the version (the program, and what is said of it on the page
// below), and opens its socket.
func (o *Opens) Link(ctx context.Context, due time.Time) {
	p := o.next()
	errs := []error{o.unchanged(ctx, o.town.page(), list), o.version(ctx, p)}
	for _, call := range []struct {
		method          string
		request, answer proto.Message
	}{
		{"AccountService/Me", &superettev1.MeRequest{}, &superettev1.MeResponse{}},
		{"SocialService/ListContacts", &superettev1.ListContactsRequest{}, &superettev1.ListContactsResponse{}},
		{"ProgramService/ListShelf", &superettev1.ListShelfRequest{}, &superettev1.ListShelfResponse{}},
	} {
		errs = append(errs, o.town.call(ctx, p, call.method, call.request, call.answer))
	}
	errs = append(errs, o.version(ctx, p))
	d, err := o.town.Dial(ctx, p)
	if err == nil {
		err = d.Close()
	}
	o.count(due, errors.Join(append(errs, err)...))
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
