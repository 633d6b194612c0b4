// Package picture makes pictures that strangers upload safe to keep and to show.
//
// What somebody uploads is known by its bytes, never by its name. Its dimensions are read before any of it is decoded, so that
// a small file that unfolds into gigabytes is refused for its header. Then it is decoded, turned as its camera noted, and
// encoded again: whatever else was in the file, such as the place where a photograph was taken, is left behind. What comes out
// is a JPEG or a PNG of this package's own making and holds pixels alone.
//
// See Launder; Small and Blur make what stands for a picture until all of it is there.
package picture

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	scale "golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

// How laundering fails.
var (
	ErrNotPicture = errors.New("picture: not a JPEG, PNG, WebP or GIF picture")
	ErrSize       = errors.New("picture: too many pixels")
)

const jpegQuality = 85

// The types of what Launder and Small make.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
)

// Limits bounds what is decoded: it says how much memory one picture may take.
type Limits struct {
	Side   int // pixels of either side
	Pixels int // of all of it
}

// Clean is a picture that shows what was uploaded and carries nothing else.
type Clean struct {
	Content       []byte
	Type          string // JPEG or PNG
	Width, Height int
	Shown         image.Image
}

// Measure returns how many pixels a file says that it has, without decoding it: what Launder will take memory for, some 25 bytes
// for each at the worst. It fails with ErrNotPicture or ErrSize.
func Measure(raw []byte, limits Limits) (pixels int, err error) {
	configure, _ := codec(typeOf(raw))
	if configure == nil {
		return 0, fmt.Errorf("%w: its first bytes are none of theirs", ErrNotPicture)
	}
	config, err := configure(bytes.NewReader(raw))
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrNotPicture, err)
	}
	w, h := config.Width, config.Height
	switch {
	case w <= 0 || h <= 0:
		return 0, fmt.Errorf("%w: it has no pixels", ErrNotPicture)
	case w > limits.Side || h > limits.Side || w > limits.Pixels/h:
		return 0, fmt.Errorf("%w: it has %d × %d", ErrSize, w, h)
	}
	return w * h, nil
}

// Launder makes a clean picture of a file (of an animation, the first frame). It fails with ErrNotPicture or ErrSize.
func Launder(raw []byte, limits Limits) (Clean, error) {
	if _, err := Measure(raw, limits); err != nil {
		return Clean{}, err
	}
	kind := typeOf(raw)
	_, decode := codec(kind)
	shown, err := decode(bytes.NewReader(raw))
	if err != nil {
		return Clean{}, fmt.Errorf("%w: %w", ErrNotPicture, err)
	}
	if kind == JPEG {
		shown = upright(shown, orientation(raw))
	}
	lossy := kind == JPEG || kind == "image/webp" && opaque(shown)
	return encode(shown, lossy)
}

// Small makes a picture of at most side pixels of a side, or returns it as it is if it has no more. Of one that is more than
// three times as long as it is wide, or the other way around, the beginning alone is in it.
func (c Clean) Small(side int) (Clean, error) {
	const longest = 3
	from := c.Shown.Bounds()
	part := image.Rect(0, 0, min(from.Dx(), longest*from.Dy()), min(from.Dy(), longest*from.Dx())).Add(from.Min)
	if from.Dx() <= side && from.Dy() <= side && part == from {
		return c, nil
	}
	w, h := fit(part.Dx(), part.Dy(), side)
	// In two steps: a fast one to twice the size, then one that looks at every pixel and would need a lot of memory for all of it.
	half := image.NewNRGBA(image.Rect(0, 0, min(2*w, part.Dx()), min(2*h, part.Dy())))
	scale.ApproxBiLinear.Scale(half, half.Rect, c.Shown, part, draw.Src, nil)
	small := image.NewNRGBA(image.Rect(0, 0, w, h))
	scale.BiLinear.Scale(small, small.Rect, half, half.Rect, draw.Src, nil)
	return encode(small, opaque(small))
}

func fit(w, h, side int) (int, int) {
	if longer := max(w, h); longer > side {
		w, h = max(1, w*side/longer), max(1, h*side/longer)
	}
	return w, h
}

// BlurSide is how many pixels a side of a Blur has.
const BlurSide = 6

// Blur returns the picture's colours in BlurSide × BlurSide pixels, row by row, three bytes of RGB each: what is drawn, stretched
// and blurred, until the picture is there. It needs no decoder, so nothing in it can go wrong.
func (c Clean) Blur() []byte {
	tiny := image.NewRGBA(image.Rect(0, 0, BlurSide, BlurSide))
	draw.Draw(tiny, tiny.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	scale.BiLinear.Scale(tiny, tiny.Rect, c.Shown, c.Shown.Bounds(), draw.Over, nil)
	out := make([]byte, 0, 3*BlurSide*BlurSide)
	for at := 0; at < len(tiny.Pix); at += 4 {
		out = append(out, tiny.Pix[at:at+3]...)
	}
	return out
}

func encode(shown image.Image, lossy bool) (c Clean, err error) {
	var b bytes.Buffer
	c = Clean{Type: PNG, Width: shown.Bounds().Dx(), Height: shown.Bounds().Dy(), Shown: shown}
	if lossy {
		c.Type = JPEG
		err = jpeg.Encode(&b, shown, &jpeg.Options{Quality: jpegQuality})
	} else {
		err = png.Encode(&b, shown)
	}
	if err != nil {
		return Clean{}, fmt.Errorf("picture: encode: %w", err)
	}
	c.Content = b.Bytes()
	return c, nil
}

// typeOf knows a picture by its first bytes; "" is none.
func typeOf(raw []byte) string {
	switch {
	case bytes.HasPrefix(raw, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(raw, []byte("\x89PNG\r\n\x1a\n")):
		return PNG
	case bytes.HasPrefix(raw, []byte("GIF87a")), bytes.HasPrefix(raw, []byte("GIF89a")):
		return "image/gif"
	case len(raw) >= 12 && string(raw[:4]) == "RIFF" && string(raw[8:12]) == "WEBP":
		return "image/webp"
	}
	return ""
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
