package chat

import (
	"encoding/binary"
	"errors"

	"github.com/superette/superette/internal/id"
)

// parcel is an encoded frame on its way over the bus. Texts and numbers are written as uvarints and bytes, since a
// parcel is made and read for every message.
type parcel struct {
	to       []id.UserID
	all      bool // to everybody, whatever to says
	optional bool // dropped without a Gap
	except   string
	conv     id.ConvID // whose Gap it takes if this is dropped; empty for what is no message
	seq      int64
	useq     int64 // of a user event; 0 for what is none
	frame    []byte

	crowd       *Crowd // instead of to, as in a Delivery; on its way by its Conv alone: it is whom this publisher named last
	from, below int64  //
	names       *Crowd // who is in a large group from now on, and nothing to tell
}

var errParcel = errors.New("chat: a parcel is damaged")

const (
	flagAll      = 1
	flagOptional = 2
	flagCrowd    = 4
	flagNames    = 8
)

func appendBytes[T ~string | ~[]byte](data []byte, text T) []byte {
	return append(binary.AppendUvarint(data, uint64(len(text))), text...)
}

func appendHeader(data []byte, publisher string, n uint64) []byte {
	return binary.AppendUvarint(appendBytes(data, publisher), n)
}

func (p parcel) append(data []byte) []byte {
	var flags byte
	if p.all {
		flags |= flagAll
	}
	if p.optional {
		flags |= flagOptional
	}
	switch {
	case p.names != nil:
		data = appendBytes(append(data, flagNames), p.names.Conv)
		data = binary.AppendUvarint(data, uint64(len(p.names.Users)))
		for i, user := range p.names.Users {
			data = appendBytes(data, user)
			data = binary.AppendUvarint(data, uint64(p.names.Floors[i])) //nolint:gosec // never negative
		}
		return data
	case p.crowd != nil:
		data = appendBytes(append(data, flags|flagCrowd), p.crowd.Conv)
		data = binary.AppendUvarint(data, uint64(p.from))  //nolint:gosec // never negative
		data = binary.AppendUvarint(data, uint64(p.below)) //nolint:gosec // never negative
		return p.appendRest(data)
	}
	data = append(data, flags)
	data = binary.AppendUvarint(data, uint64(len(p.to)))
	for _, user := range p.to {
		data = appendBytes(data, user)
	}
	return p.appendRest(data)
}

func (p parcel) appendRest(data []byte) []byte {
	data = appendBytes(data, p.except)
	data = appendBytes(data, p.conv)
	data = binary.AppendUvarint(data, uint64(p.seq))  //nolint:gosec // never negative
	data = binary.AppendUvarint(data, uint64(p.useq)) //nolint:gosec // never negative
	return appendBytes(data, p.frame)
}

// reader takes a parcel apart; after the first failure all it returns is empty.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.data)
	if size <= 0 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[size:]
	return n
}

func (r *reader) bytes() []byte {
	n := r.number()
	if n > uint64(len(r.data)) {
		r.bad, r.data = true, nil
		return nil
	}
	out := r.data[:n]
	r.data = r.data[n:]
	return out
}

// count reads how many things follow, of at least one byte each.
func (r *reader) count() uint64 {
	n := r.number()
	if n > uint64(len(r.data)) {
		r.bad, r.data = true, nil
		return 0
	}
	return n
}

func (r *reader) crowd() *Crowd {
	c := &Crowd{Conv: id.ConvID(r.bytes())}
	count := r.count()
	c.Users, c.Floors = make([]id.UserID, 0, count), make([]int64, 0, count)
	for range count {
		c.Users = append(c.Users, id.UserID(r.bytes()))
		c.Floors = append(c.Floors, int64(r.number())) //nolint:gosec // written from an int64
	}
	return c
}

func parseHeader(data []byte) (publisher string, n uint64, rest []byte, err error) {
	r := reader{data: data}
	publisher, n = string(r.bytes()), r.number()
	if r.bad {
		return "", 0, nil, errParcel
	}
	return publisher, n, r.data, nil
}

func parseParcel(data []byte) (p parcel, rest []byte, err error) {
	if len(data) == 0 {
		return parcel{}, nil, errParcel
	}
	flags := data[0]
	p.all, p.optional = flags&flagAll != 0, flags&flagOptional != 0
	r := reader{data: data[1:]}
	switch {
	case flags&flagNames != 0:
		p.names = r.crowd()
		if r.bad {
			return parcel{}, nil, errParcel
		}
		return p, r.data, nil
	case flags&flagCrowd != 0:
		p.crowd = &Crowd{Conv: id.ConvID(r.bytes())}
		p.from = int64(r.number())  //nolint:gosec // written from an int64
		p.below = int64(r.number()) //nolint:gosec // written from an int64
	default:
		count := r.count()
		p.to = make([]id.UserID, 0, count)
		for range count {
			p.to = append(p.to, id.UserID(r.bytes()))
		}
	}
	p.except = string(r.bytes())
	p.conv = id.ConvID(r.bytes())
	p.seq = int64(r.number())  //nolint:gosec // written from an int64
	p.useq = int64(r.number()) //nolint:gosec // written from an int64
	p.frame = r.bytes()
	if r.bad {
		return parcel{}, nil, errParcel
	}
	return p, r.data, nil
}
