package chat

import (
	"slices"

	"github.com/superette/superette/internal/bus"
	"github.com/superette/superette/internal/id"
)

// A message to a large group does not name thousands of people again: it says which group, and whoever hears it knows from this publisher who
// is in it. Whoever does not, because it began later or the bus lost that, asks, and has devices look for what they missed meanwhile.

// subjectCrowd asks all publishers to say again who is in a large group.
const subjectCrowd = bus.Subject("chat.crowd")

// crowdsRemembered large groups are kept by who tells and by who hears, at least.
const crowdsRemembered = 32

type crowdKey struct {
	publisher string
	conv      id.ConvID
}

// named puts before the parcels that are for a crowd who is in it, unless that was published already. The caller holds publishing.
func (l *Live) named(parcels []parcel) []parcel {
	if !slices.ContainsFunc(parcels, func(p parcel) bool { return p.crowd != nil }) {
		return parcels
	}
	out := make([]parcel, 0, len(parcels)+1)
	for _, p := range parcels {
		if p.crowd != nil {
			if said, known := l.said.get(p.crowd.Conv); !known || !said.is(p.crowd) {
				l.said.put(p.crowd.Conv, p.crowd)
				out = append(out, parcel{names: p.crowd})
			}
		}
		out = append(out, p)
	}
	return out
}

// is reports whether two crowds are the same people, which two commits may have read.
func (c *Crowd) is(other *Crowd) bool {
	return c == other || slices.Equal(c.Users, other.Users) && slices.Equal(c.Floors, other.Floors)
}

// sayAgain forgets that it was published who is in a group.
func (l *Live) sayAgain(m bus.Message) {
	l.publishing.Lock()
	defer l.publishing.Unlock()
	l.said.drop(id.ConvID(m.Data))
}

// handCrowd gives a parcel to those of a crowd who are connected. The caller holds mu.
func (l *Live) handCrowd(publisher string, f *frame, p parcel) {
	crowd, known := l.crowds.get(crowdKey{publisher, p.crowd.Conv})
	if !known {
		l.lost()
		if err := l.config.Bus.Publish(subjectCrowd, []byte(p.crowd.Conv)); err != nil {
			l.config.Log.Warn("chat: who is in a large group cannot be asked", "error", err)
		}
		return
	}
	hand := func(at int, connections map[*connection]struct{}) {
		if floor := crowd.Floors[at]; floor < p.from || floor >= p.below {
			return
		}
		for c := range connections {
			if c.id != p.except {
				c.push(f, p)
			}
		}
	}
	// Whichever are fewer are gone through.
	if len(l.users) < len(crowd.Users) {
		for user, connections := range l.users {
			if at, in := slices.BinarySearch(crowd.Users, user); in {
				hand(at, connections)
			}
		}
		return
	}
	for at, user := range crowd.Users {
		hand(at, l.users[user])
	}
}

// lost has all devices ask for what they missed. The caller holds mu.
func (l *Live) lost() {
	for _, connections := range l.users {
		for c := range connections {
			c.lost("", 0)
		}
	}
}
