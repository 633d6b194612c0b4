package deliver

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"time"

	"golang.org/x/image/webp"

	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
)

const (
	maxPictureBytes = 4 << 20
	maxPictureSide  = 4096
	picturesPerDay  = 300
	jpegQuality     = 85
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
	refuse := func(why error, as *fault.Fault) ([]byte, Picture, error) {
		return nil, Picture{}, fmt.Errorf("deliver: picture: %v: %w", why, as) //nolint:errorlint // as names the failure
	}
	kind := pack.TypeOf("a.png", raw) // by its bytes, whatever picture it is
	configure, decode := codec(kind)
	if decode == nil {
		return refuse(fmt.Errorf("it is %s", kind), ErrNotPicture)
	}
	config, err := configure(bytes.NewReader(raw))
	if err != nil {
		return refuse(err, ErrNotPicture)
	}
	if config.Width > maxPictureSide || config.Height > maxPictureSide || config.Width <= 0 || config.Height <= 0 {
		return refuse(fmt.Errorf("it has %d × %d pixels", config.Width, config.Height), ErrPictureSize)
	}
	shown, err := decode(bytes.NewReader(raw))
	if err != nil {
		return refuse(err, ErrNotPicture)
	}
	if kind == "image/jpeg" {
		shown = upright(shown, orientation(raw))
	}
	var b bytes.Buffer
	p := Picture{Type: "image/jpeg", Width: shown.Bounds().Dx(), Height: shown.Bounds().Dy()}
	if kind == "image/jpeg" || (kind == "image/webp" && opaque(shown)) {
		err = jpeg.Encode(&b, shown, &jpeg.Options{Quality: jpegQuality})
	} else {
		p.Type = "image/png"
		err = png.Encode(&b, shown)
	}
	if err != nil {
		return nil, Picture{}, fmt.Errorf("deliver: encode picture: %w", err)
	}
	return b.Bytes(), p, nil
}

func codec(kind string) (func(io.Reader) (image.Config, error), func(io.Reader) (image.Image, error)) {
	switch kind {
	case "image/jpeg":
		return jpeg.DecodeConfig, jpeg.Decode
	case "image/png":
		return png.DecodeConfig, png.Decode
	case "image/gif":
		return gif.DecodeConfig, gif.Decode
	case "image/webp":
		return webp.DecodeConfig, webp.Decode
	}
	return nil, nil
}

func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}

// upright undoes the turn that a camera wrote beside the pixels (Exif 2.32, 4.6.4, tag 274), since that note is dropped.
func upright(m image.Image, turn int) image.Image {
	if turn < 2 || turn > 8 {
		return m
	}
	from := image.NewNRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(from, from.Bounds(), m, m.Bounds().Min, draw.Src)
	w, h := from.Rect.Dx(), from.Rect.Dy()
	to := image.NewNRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		to = image.NewNRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			u, v := x, y
			switch turn {
			case 2:
				u = w - 1 - x
			case 3:
				u, v = w-1-x, h-1-y
			case 4:
				v = h - 1 - y
			case 5:
				u, v = y, x
			case 6:
				u, v = h-1-y, x
			case 7:
				u, v = h-1-y, w-1-x
			case 8:
				u, v = y, w-1-x
			}
			to.SetNRGBA(u, v, from.NRGBAAt(x, y))
		}
	}
	return to
}
