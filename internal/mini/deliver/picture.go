package deliver

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/picture"
	"github.com/superette/superette/internal/store"
)

const (
	maxPictureBytes = 4 << 20
	maxPictureSide  = 4096
	picturesPerDay  = 300
)

// The failures of pictures.
//
//nolint:gochecknoglobals // named failures
var (
	ErrPictureSize  = fault.New(fault.Limited, "deliver.picture-size", "A picture may have 4 MB and 4,096 pixels a side at most.")
	ErrNotPicture   = fault.New(fault.Invalid, "deliver.not-picture", "This is not a JPEG, PNG, WebP or GIF picture.")
	ErrManyPictures = fault.New(fault.Limited, "deliver.many-pictures", "You have uploaded too many pictures today.")
	ErrSignedOut    = fault.New(fault.Unauthenticated, "deliver.signed-out", "Sign in to upload pictures.")
)

// Picture is a picture that somebody uploaded; its address is /blob/<Hash>.
type Picture struct {
	Hash      id.BlobHash
	Owner     id.UserID
	Type      string // image/jpeg or image/png
	Width     int
	Height    int
	SizeBytes int64
}

// URL returns the picture's address on its instance.
func (p Picture) URL() string { return "/blob/" + string(p.Hash) }

// AddPicture keeps a picture of the caller's: decoded, turned upright, and encoded again without anything but its pixels
// (of an animation, the first frame). It fails with ErrSignedOut, ErrPictureSize, ErrNotPicture and ErrManyPictures.
func (s *Service) AddPicture(ctx context.Context, by id.Caller, content io.Reader) (Picture, error) {
	if !by.SignedIn() {
		return Picture{}, fmt.Errorf("deliver: add picture: %w", ErrSignedOut)
	}
	raw, err := io.ReadAll(io.LimitReader(content, maxPictureBytes+1))
	if err != nil {
		return Picture{}, fmt.Errorf("deliver: read picture: %w", err)
	}
	if len(raw) > maxPictureBytes {
		return Picture{}, fmt.Errorf("deliver: add picture: %w", ErrPictureSize)
	}
	select {
	case s.decoding <- struct{}{}:
		defer func() { <-s.decoding }()
	case <-ctx.Done():
		return Picture{}, fmt.Errorf("deliver: add picture: %w", ctx.Err())
	}
	clean, p, err := launder(raw)
	if err != nil {
		return Picture{}, err
	}
	now := s.db.Now()
	if p.Hash, p.SizeBytes, err = s.blobs.Put(ctx, bytes.NewReader(clean), int64(len(clean))); err != nil {
		return Picture{}, fmt.Errorf("deliver: keep picture: %w", err)
	}
	p.Owner = by.User
	err = s.db.Write(ctx, func(tx store.Tx) error {
		n, err := countPictures(tx, by.User, now.Add(-24*time.Hour))
		if err == nil && n >= picturesPerDay {
			err = ErrManyPictures
		}
		if err != nil {
			return err
		}
		return addPicture(tx, p, now)
	})
	if err != nil {
		return Picture{}, fmt.Errorf("deliver: add picture of %s: %w", by, err)
	}
	return p, nil
}

// FindPicture returns a picture that the caller uploaded, or ErrNoPicture.
func (s *Service) FindPicture(ctx context.Context, by id.Caller, hash id.BlobHash) (Picture, error) {
	return s.readPicture(ctx, hash, func(tx store.Tx) (Picture, bool, error) { return findPicture(tx, hash, by.User) })
}

// servedPicture returns a picture that anybody uploaded, or ErrNoPicture: what is only a file of a package, or only
// prepared, is not served by its hash.
func (s *Service) servedPicture(ctx context.Context, hash id.BlobHash) (Picture, error) {
	return s.readPicture(ctx, hash, func(tx store.Tx) (Picture, bool, error) { return findAnyPicture(tx, hash) })
}

func (s *Service) readPicture(ctx context.Context, hash id.BlobHash, find func(store.Tx) (Picture, bool, error)) (p Picture, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		var found bool
		if p, found, err = find(tx); err == nil && !found {
			err = ErrNoPicture
		}
		return err
	})
	if err != nil {
		return Picture{}, fmt.Errorf("deliver: picture %s: %w", hash, err)
	}
	return p, nil
}

// launder makes a picture that shows the same and carries nothing else.
func launder(raw []byte) ([]byte, Picture, error) {
	clean, err := picture.Launder(raw, picture.Limits{Side: maxPictureSide, Pixels: maxPictureSide * maxPictureSide})
	switch {
	case errors.Is(err, picture.ErrSize):
		err = fmt.Errorf("deliver: %v: %w", err, ErrPictureSize) //nolint:errorlint // ErrPictureSize names the failure
	case errors.Is(err, picture.ErrNotPicture):
		err = fmt.Errorf("deliver: %v: %w", err, ErrNotPicture) //nolint:errorlint // ErrNotPicture names the failure
	}
	return clean.Content, Picture{Type: clean.Type, Width: clean.Width, Height: clean.Height}, err
}
