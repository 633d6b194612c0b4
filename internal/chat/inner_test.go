package chat

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"runtime"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/superette/superette/internal/id"
)

func TestRecent(t *testing.T) {
	t.Run("keeps what was used last and never more than twice its size", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			size := rapid.IntRange(1, 8).Draw(t, "size")
			keys := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 200).Draw(t, "keys")
			r := newRecent[int, int](size)
			for i, key := range keys {
				if v, ok := r.get(key); ok && v != key*10 {
					t.Fatalf("get(%d) = %d", key, v)
				}
				r.put(key, key*10)
				// The last size different keys must still be there.
				last := map[int]bool{}
				for j := i; j >= 0 && len(last) < size; j-- {
					last[keys[j]] = true
				}
				for want := range last {
					_, young := r.young[want]
					_, old := r.old[want]
					if !young && !old {
						t.Fatalf("%d of the last %d is forgotten", want, size)
					}
				}
				if len(r.young)+len(r.old) > 2*size {
					t.Fatalf("%d entries, want at most %d", len(r.young)+len(r.old), 2*size)
				}
			}
		})
	})
}

func TestParcel(t *testing.T) {
	t.Run("what is packed comes out again, one after the other", func(t *testing.T) {
		want := []parcel{
			{to: []id.UserID{"usr_1", "usr_2"}, except: "req_1", conv: "cnv_1", seq: 1 << 40, useq: 9, frame: []byte("frame")},
			{to: []id.UserID{}, all: true, optional: true, frame: []byte{}},
			{names: &Crowd{Conv: "cnv_1", Users: []id.UserID{"usr_1", "usr_2"}, Floors: []int64{0, 1 << 40}}},
			{crowd: &Crowd{Conv: "cnv_1"}, from: 3, below: math.MaxInt64, except: "req_1", conv: "cnv_1", seq: 9, frame: []byte("frame")},
			{crowd: &Crowd{Conv: "cnv_1"}, optional: true, frame: []byte{}},
		}
		data := appendHeader(nil, "evt_1", 7)
		for _, p := range want {
			data = p.append(data)
		}
		publisher, n, rest, err := parseHeader(data)
		if err != nil || publisher != "evt_1" || n != 7 {
			t.Fatalf("header = %q, %d, %v", publisher, n, err)
		}
		for i, p := range want {
			var got parcel
			if got, rest, err = parseParcel(rest); err != nil || !reflect.DeepEqual(got, p) {
				t.Errorf("parcel %d = %+v, %v; want %+v", i, got, err, p)
			}
		}
		if len(rest) != 0 {
			t.Errorf("%d bytes are left", len(rest))
		}
	})
}

func FuzzParseParcel(f *testing.F) {
	f.Add(parcel{to: []id.UserID{"usr_1"}, conv: "cnv_1", seq: 3, frame: []byte("x")}.append(nil))
	f.Add([]byte{0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, rest, err := parseParcel(data)
		if err != nil {
			return
		}
		again, tail, err := parseParcel(p.append(nil))
		if err != nil || len(tail) != 0 || len(rest) > len(data) || !reflect.DeepEqual(again, p) {
			t.Errorf("parsed %+v, then %+v, %v", p, again, err)
		}
	})
}

func TestSealer(t *testing.T) {
	s := sealer{key: bytes.Repeat([]byte{3}, 32)}
	card := Snapshot{ID: "crd_1", App: "wx0123456789abcdef", AppName: "Teahouse", Title: "Oolong", Price: 1300, Currency: "CNY"}
	sealed, err := s.seal("cnv_1", card)
	if err != nil {
		t.Fatal(err)
	}
	t.Run("what was sealed opens in its conversation", func(t *testing.T) {
		if got, err := s.open("cnv_1", sealed); err != nil || got != card {
			t.Errorf("open = %+v, %v", got, err)
		}
	})
	t.Run("it does not open in another conversation, nor under another key", func(t *testing.T) {
		if _, err := s.open("cnv_2", sealed); !errors.Is(err, errForged) {
			t.Errorf("another conversation: error = %v", err)
		}
		other := sealer{key: bytes.Repeat([]byte{4}, 32)}
		if _, err := other.open("cnv_1", sealed); !errors.Is(err, errForged) {
			t.Errorf("another key: error = %v", err)
		}
	})
	t.Run("no bit of it can be flipped and no byte cut off", func(t *testing.T) {
		for i := range sealed {
			for bit := range 8 {
				flipped := bytes.Clone(sealed)
				flipped[i] ^= 1 << bit
				if _, err := s.open("cnv_1", flipped); !errors.Is(err, errForged) {
					t.Fatalf("bit %d of byte %d flipped: error = %v", bit, i, err)
				}
			}
			if _, err := s.open("cnv_1", sealed[:i]); !errors.Is(err, errForged) {
				t.Fatalf("cut to %d bytes: error = %v", i, err)
			}
		}
	})
}

func TestCardState(t *testing.T) {
	t.Run("a state never follows itself, and nothing follows the last ones", func(t *testing.T) {
		all := []CardState{Stateless, Waiting, Paid, Refunded, Expired}
		for _, from := range all {
			for _, to := range all {
				if to.follows(from) && (to == from || from == Refunded || from == Expired || to.follows(to)) {
					t.Errorf("%d follows %d", to, from)
				}
			}
		}
	})
}

func TestAside(t *testing.T) {
	t.Run("whoever waits keeps none of the stack that was needed", func(t *testing.T) {
		const (
			readers = 100
			deep    = 512 << 10 // bytes of stack
			little  = 64 << 10
		)
		inUse := func() int64 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			return int64(m.StackInuse) //nolint:gosec // far less
		}
		before := inUse()
		var ready, done sync.WaitGroup
		over := make(chan struct{})
		for range readers {
			ready.Add(1)
			done.Go(func() {
				aside(func() { fill(deep) })
				ready.Done()
				<-over
			})
		}
		ready.Wait()
		if each := (inUse() - before) / readers; each > little {
			t.Errorf("each keeps %d bytes of stack, want at most %d", each, little)
		}
		close(over)
		done.Wait()
	})
	t.Run("a panic is the caller's, and says where it was", func(t *testing.T) {
		defer func() {
			if p := fmt.Sprint(recover()); !strings.Contains(p, "it broke") || !strings.Contains(p, "TestAside") {
				t.Errorf("the caller panics with %s", p)
			}
		}()
		aside(func() { panic("it broke") })
	})
}

// fill needs so many bytes of stack.
func fill(bytes int) byte {
	var page [1 << 10]byte
	if bytes > 0 {
		page[0] = fill(bytes - len(page))
	}
	return page[bytes%len(page)]
}
