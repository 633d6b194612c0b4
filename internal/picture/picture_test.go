package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

var usual = Limits{Side: 4000, Pixels: 4000 * 1000} //nolint:gochecknoglobals // a constant

// halves is a picture whose left half is red and whose right half is blue.
func halves(w, h int) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{255, 0, 0, 255}
			if x >= w/2 {
				c = color.NRGBA{0, 0, 255, 255}
			}
			m.SetNRGBA(x, y, c)
		}
	}
	return m
}

func encoded(t *testing.T, kind string, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	var err error
	switch kind {
	case "jpeg":
		err = jpeg.Encode(&b, m, &jpeg.Options{Quality: 95})
	case "png":
		err = png.Encode(&b, m)
	case "gif":
		err = gif.Encode(&b, m, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// photographed puts Exif into a JPEG: how it is turned, and where it was taken.
func photographed(jpeg []byte, turn byte, place string) []byte {
	tiff := []byte("II\x2a\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	tiff = append(tiff, turn, 0, 0, 0, 0, 0, 0, 0)
	body := append(append([]byte("Exif\x00\x00"), tiff...), place...)
	segment := binary.BigEndian.AppendUint16([]byte{0xff, 0xe1}, uint16(len(body)+2)) //nolint:gosec // short
	return append(append(append([]byte{}, jpeg[:2]...), append(segment, body...)...), jpeg[2:]...)
}

// claiming is a PNG whose header says that it is large.
func claiming(t *testing.T, w, h uint32) []byte {
	t.Helper()
	raw := encoded(t, "png", image.NewGray(image.Rect(0, 0, 1, 1)))
	binary.BigEndian.PutUint32(raw[16:], w)
	binary.BigEndian.PutUint32(raw[20:], h)
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[12:29]))
	return raw
}

func TestLaunder(t *testing.T) {
	t.Run("leaves behind where a photograph was taken and what was hidden beside the pixels", func(t *testing.T) {
		const place = "GPSLatitude 31.2304 N"
		for name, raw := range map[string][]byte{
			"JPEG": photographed(encoded(t, "jpeg", halves(40, 20)), 1, place),
			"PNG":  append(encoded(t, "png", halves(40, 20)), place...),
			"GIF":  append(encoded(t, "gif", halves(40, 20)), place...),
		} {
			if !bytes.Contains(raw, []byte(place)) {
				t.Fatalf("%s: the test's own picture tells no secret", name)
			}
			clean, err := Launder(raw, usual)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if bytes.Contains(clean.Content, []byte("GPS")) || bytes.Contains(clean.Content, []byte("Exif")) {
				t.Errorf("%s: what is kept tells where it was taken", name)
			}
			if clean.Width != 40 || clean.Height != 20 {
				t.Errorf("%s: %d × %d, want 40 × 20", name, clean.Width, clean.Height)
			}
		}
	})
	t.Run("turns a photograph as its camera noted", func(t *testing.T) {
		clean, err := Launder(photographed(encoded(t, "jpeg", halves(40, 20)), 6, ""), usual)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := jpeg.Decode(bytes.NewReader(clean.Content))
		if err != nil {
			t.Fatal(err)
		}
		if shown.Bounds().Dx() != 20 || shown.Bounds().Dy() != 40 {
			t.Fatalf("it is %v", shown.Bounds())
		}
		// A quarter to the right: what was left is above.
		if r, _, b, _ := shown.At(10, 5).RGBA(); r < b {
			t.Error("its upper half is not red")
		}
		if r, _, b, _ := shown.At(10, 35).RGBA(); b < r {
			t.Error("its lower half is not blue")
		}
	})
	t.Run("refuses", func(t *testing.T) {
		whole := encoded(t, "png", halves(50, 50))
		for _, c := range []struct {
			name string
			raw  []byte
			want error
		}{
			{"nothing", nil, ErrNotPicture},
			{"a document", []byte("<html><script>alert(1)</script>"), ErrNotPicture},
			{"a drawing that can carry script", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), ErrNotPicture},
			{"a document behind a picture's first bytes", []byte("\xff\xd8\xff<script>alert(1)</script>"), ErrNotPicture},
			{"half a picture", whole[:len(whole)/2], ErrNotPicture},
			{"half a photograph", encoded(t, "jpeg", halves(400, 400))[:900], ErrNotPicture},
			{"a header that says 65,535 × 65,535", claiming(t, 65535, 65535), ErrSize},
			{"a header that says four thousand million pixels", claiming(t, 1<<31-1, 2), ErrSize},
			{"a header that says one long line", claiming(t, 4001, 1), ErrSize},
			{"a header that says more than all of it may have", claiming(t, 4000, 1001), ErrSize},
			{"a picture without pixels", claiming(t, 0, 4), ErrNotPicture},
		} {
			if _, err := Launder(c.raw, usual); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.name, err, c.want)
			}
		}
	})
}

func TestSmall(t *testing.T) {
	for _, c := range []struct {
		name               string
		w, h, wantW, wantH int
	}{
		{"a photograph", 1200, 900, 640, 480},
		{"one that is upright", 900, 1200, 480, 640},
		{"a small one, as it is", 600, 300, 600, 300},
		{"a long screenshot, of which the beginning is shown", 400, 4000, 213, 640},
		{"a panorama", 4000, 400, 640, 213},
		{"a line", 3000, 1, 3, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			whole, err := Launder(encoded(t, "png", halves(c.w, c.h)), usual)
			if err != nil {
				t.Fatal(err)
			}
			small, err := whole.Small(640)
			if err != nil {
				t.Fatal(err)
			}
			if small.Width != c.wantW || small.Height != c.wantH {
				t.Errorf("%d × %d, want %d × %d", small.Width, small.Height, c.wantW, c.wantH)
			}
			if same := bytes.Equal(small.Content, whole.Content); same != (c.w == c.wantW && c.h == c.wantH) {
				t.Errorf("it is the whole one: %v", same)
			}
		})
	}
	t.Run("keeps what is seen through", func(t *testing.T) {
		m := halves(1000, 1000)
		m.SetNRGBA(500, 500, color.NRGBA{})
		whole, err := Launder(encoded(t, "png", m), usual)
		if err != nil {
			t.Fatal(err)
		}
		if small, err := whole.Small(640); err != nil || small.Type != PNG {
			t.Errorf("%s, %v; want a PNG", small.Type, err)
		}
	})
}

func TestBlur(t *testing.T) {
	whole, err := Launder(encoded(t, "png", halves(60, 30)), usual)
	if err != nil {
		t.Fatal(err)
	}
	blur := whole.Blur()
	if len(blur) != 3*BlurSide*BlurSide {
		t.Fatalf("%d bytes", len(blur))
	}
	first, last := blur[:3], blur[len(blur)-3:]
	if first[0] < 200 || first[2] > 50 || last[2] < 200 || last[0] > 50 {
		t.Errorf("from %v to %v, want from red to blue", first, last)
	}
	t.Run("shows white where one sees through", func(t *testing.T) {
		clear := Clean{Shown: image.NewNRGBA(image.Rect(0, 0, 9, 9))}
		if blur := clear.Blur(); blur[0] != 255 || blur[1] != 255 || blur[2] != 255 {
			t.Errorf("%v", blur[:3])
		}
	})
}
