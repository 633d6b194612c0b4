package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"
	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/api/superettev1/superettev1connect"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
)

// DefaultURL is the instance that a command means when it is told none and no login is saved.
const DefaultURL = "http://localhost:8420"

const (
	uploadsAtOnce = 4

	// How long a client waits when it is told that it asks too often, at first and at most.
	firstPatience = 200 * time.Millisecond
	lastPatience  = 10 * time.Second
)

// PublishConfig says what is published where.
type PublishConfig struct {
	Dir       string
	URL       string // "" means the only saved login, or else DefaultURL
	App       string // "" means the appid that this folder had here before, or else a new one
	Version   string
	Note      string
	Token     string // the value of TokenVariable; "" means the saved login
	ConfigDir string
	Now       func() time.Time
	To        io.Writer
}

// Publish compiles a folder and makes it the newest version of a program on an instance. Only files that the instance lacks
// are sent. It returns a Refusal if the program has errors or the instance refuses.
func Publish(ctx context.Context, c PublishConfig) error {
	s, err := readSaved(c.ConfigDir)
	if err != nil {
		return err
	}
	origin, token, err := s.find(c.URL, c.Token)
	if err != nil {
		return err
	}
	if c.App != "" {
		if _, err := id.ParseAppID(c.App); err != nil {
			return Refusal{Text: fmt.Sprintf("%q is not an appid", c.App), Hint: "an appid is wx and 16 hex digits"}
		}
	}
	p, err := compileFolder(ctx, c.Dir, compiling{limits: pack.DefaultLimits(), sheets: newSheets(), now: c.Now})
	if err != nil {
		return err
	}
	p.print(c.To, c.Dir, nil)
	if n := p.errors(); n > 0 {
		return Refusal{Text: count(n, "error") + " in " + c.Dir, Hint: "nothing was published; correct the errors above and publish again"}
	}
	caller := newClient(origin, token)
	calls := superettev1connect.NewProgramServiceClient(caller.http, caller.api, connect.WithSendGzip())
	if err := caller.upload(ctx, calls, p.pkg, c.To); err != nil {
		return err
	}
	folder, err := filepath.Abs(c.Dir)
	if err != nil {
		return fmt.Errorf("app: publish: %w", err)
	}
	memory := origin + " " + folder
	request := &superettev1.PublishRequest{Manifest: p.pkg.Raw, AppId: c.App, Version: c.Version, Note: c.Note}
	remembered := c.App == "" && s.Programs[memory] != ""
	if remembered {
		request.AppId = s.Programs[memory]
	}
	answer, err := calls.Publish(ctx, request)
	if remembered && connect.CodeOf(err) == connect.CodeNotFound {
		fmt.Fprintf(c.To, "%s is gone from %s; this becomes a new program\n", request.GetAppId(), origin)
		request.AppId = ""
		answer, err = calls.Publish(ctx, request)
	}
	if err != nil {
		return refused("publish", err)
	}
	done := answer.GetProgram()
	if err := changeSaved(c.ConfigDir, func(s *saved) { s.Programs[memory] = done.GetAppId() }); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "%s version %d is out\n%s\n", plain(done.GetName()), done.GetNumber(), programURL(origin, id.AppID(done.GetAppId())))
	return nil
}

// programURL is the host's address of a program.
func programURL(origin string, app id.AppID) string {
	return origin + "/p/" + string(app) + "/"
}

// find returns the instance that is meant and the token for it.
func (s saved) find(wanted, token string) (origin, found string, err error) {
	if wanted == "" {
		wanted = DefaultURL
		if len(s.Logins) == 1 {
			for wanted = range s.Logins { //nolint:revive // takes the only key
			}
		}
	}
	if origin, err = cleanURL(wanted); err != nil {
		return "", "", err
	}
	if token == "" {
		token = s.Logins[origin].Token
	}
	if token == "" {
		return "", "", Refusal{Text: "you are not signed in at " + origin, Hint: "superette login --url " + origin + " HANDLE, or set " + TokenVariable}
	}
	return origin, token, nil
}

// upload sends what the instance lacks of a package.
func (c client) upload(ctx context.Context, calls superettev1connect.ProgramServiceClient, p pack.Package, to io.Writer) error {
	prepared, err := calls.Prepare(ctx, &superettev1.PrepareRequest{Manifest: p.Raw})
	if err != nil {
		return refused("publish", err)
	}
	var sent atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(uploadsAtOnce)
	for _, name := range prepared.GetMissing() {
		content, ok := p.Blobs[id.BlobHash(name)]
		if !ok {
			return Refusal{Text: c.origin + " asks for a file that is not in the package"}
		}
		group.Go(func() error {
			sent.Add(int64(len(content)))
			return c.put(ctx, id.BlobHash(name), content)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Fprintf(to, "sent %s of %s (%s)\n", count(len(prepared.GetMissing()), "file"), count(len(p.Manifest.Files), "file"), sayBytes(sent.Load()))
	return nil
}

// put sends one file. An instance that asks for patience gets it.
func (c client) put(ctx context.Context, hash id.BlobHash, content []byte) error {
	for wait := firstPatience; ; wait *= 2 {
		said, err := c.tryPut(ctx, hash, content)
		if err != nil {
			return err
		}
		switch {
		case said.Code == "":
			return nil
		case said.Code != httpd.ErrTooMany.Code || wait > lastPatience:
			return Refusal{Text: "could not upload: " + inText(said.Message)}
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return fmt.Errorf("app: upload: %w", ctx.Err())
		}
	}
}

// tryPut sends one file once, and returns what the instance has against it: nothing if the code is "".
func (c client) tryPut(ctx context.Context, hash id.BlobHash, content []byte) (said httpd.Failure, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPut, c.api+"/upload/"+string(hash), bytes.NewReader(content))
	if err != nil {
		return said, fmt.Errorf("app: upload: %w", err)
	}
	answer, err := c.http.Do(r)
	if err != nil {
		return said, refused("upload", err)
	}
	defer func() { err = errors.Join(err, answer.Body.Close()) }()
	if answer.StatusCode/100 == 2 {
		return said, nil
	}
	const longest = 64 << 10
	if err := json.NewDecoder(io.LimitReader(answer.Body, longest)).Decode(&said); err != nil || said.Code == "" {
		said = httpd.Failure{Code: answer.Status, Message: answer.Status} // something else answered
	}
	return said, nil
}
