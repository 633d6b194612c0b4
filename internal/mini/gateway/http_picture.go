package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/fault"
)

// servePicture answers a picture of the network. The browser keeps it for as long as we do.
func (s *Service) servePicture(w http.ResponseWriter, r *http.Request, e entry) error {
	address := r.URL.Query().Get("url")
	done, err := s.turn(r.Context(), s.pictures, e.by)
	if err != nil {
		return err
	}
	defer done()
	p, err := s.picture(r.Context(), e, address)
	if f := fault.Of(err); err != nil && f.Kind == fault.Unavailable && strings.HasPrefix(f.Code, "egress.") {
		return fmt.Errorf("%w: %w", ErrPicture.With(f.Message()), err) // somebody else's server is away, not we
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", p.Type)
	h.Set("Content-Length", strconv.Itoa(len(p.Bytes)))
	h.Set("Cache-Control", "private, max-age="+strconv.Itoa(int(pictureTTL.Seconds())))
	if _, err := w.Write(p.Bytes); err != nil {
		return fmt.Errorf("gateway: picture: %w", err)
	}
	return nil
}

// picture returns a picture from the cache or from outside. Who wants the same one at the same time gets the same answer.
func (s *Service) picture(ctx context.Context, e entry, address string) (Picture, error) {
	target, err := egress.ParseTarget(address)
	if err != nil {
		return Picture{}, err
	}
	key := string(e.by.App) + " " + target.String()
	if p, ok := s.cache.find(key); ok {
		return p, nil
	}
	// The fetch goes on if the one who asked first leaves: others may wait for it.
	flight := s.flights.DoChan(key, func() (any, error) {
		p, err := s.fetchPicture(context.WithoutCancel(ctx), e, target.String())
		if err == nil {
			s.cache.keep(key, p)
		}
		return p, err
	})
	select {
	case got := <-flight:
		p, ok := got.Val.(Picture)
		if got.Err != nil || !ok {
			return Picture{}, fmt.Errorf("gateway: picture of %s: %w", e.by, got.Err)
		}
		return p, nil
	case <-ctx.Done():
		return Picture{}, fmt.Errorf("gateway: picture of %s: %w", e.by, ctx.Err())
	}
}

func (s *Service) fetchPicture(ctx context.Context, e entry, address string) (p Picture, err error) {
	header, err := outward(map[string]string{"Accept": "image/avif,image/webp,image/*,font/*"}, e.referer())
	if err != nil {
		return p, err
	}
	response, err := s.out.Do(ctx, e.by, egress.Request{
		For: "picture", URL: address, Header: header, Limits: egress.Limits{ResponseBytes: MaxBytes, Timeout: pictureTimeout},
	})
	if err != nil {
		return p, err
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	if response.Status != http.StatusOK {
		return p, ErrPicture.With(fmt.Sprintf("Its server answers %d.", response.Status))
	}
	if p.Bytes, err = io.ReadAll(response.Body); err != nil {
		return p, err
	}
	if p.Type = pictureType(p.Bytes); p.Type == "" {
		return p, ErrPicture
	}
	return p, nil
}
