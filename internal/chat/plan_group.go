package chat

import (
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// groupOp changes who is in a conversation or what may be done there. act decides, when all that it needs is known.
type groupOp struct {
	conv     id.ConvID
	users    []id.UserID                      // who may get an event besides the members
	leaders  bool                             // owner and admins may get one
	requests bool                             // act needs to know who waits to be let in
	direct   bool                             // the conversation may be one of two
	load     func(p *plan, tx store.Tx) error // what else must be read; may be nil
	act      func(p *plan, d *draft) error
}

func (p *plan) loadGroup(tx store.Tx, g *groupOp) error {
	if err := p.loadConversation(tx, g.conv); err != nil {
		return err
	}
	d := p.drafts[g.conv]
	if d == nil {
		return nil
	}
	if g.load != nil {
		if err := g.load(p, tx); err != nil {
			return err
		}
	}
	if g.requests && d.waiting == nil {
		rows, err := listRequests(tx, g.conv)
		if err != nil {
			return err
		}
		d.waiting = map[id.UserID]string{}
		for _, row := range rows {
			d.waiting[row.user] = row.note
		}
	}
	if g.leaders {
		if err := p.loadUseqs(tx, d.leaders()...); err != nil {
			return err
		}
	}
	return p.loadUseqs(tx, g.users...)
}

func (p *plan) planGroup(g *groupOp) error {
	d := p.drafts[g.conv]
	if d == nil || d.kind != Group && !g.direct {
		return ErrNoConversation
	}
	return g.act(p, d)
}

// leaders returns the owner and the admins.
func (c *conversation) leaders() []id.UserID {
	return slices.DeleteFunc(slices.Clone(c.order), func(user id.UserID) bool { return c.members[user].role < Admin })
}

// edit gives the draft a copy of the conversation that it may change: what the owner keeps changes with the commit only. A
// membership is copied by who changes it, see own: of ten thousand one changes.
func (d *draft) edit() {
	if d.edited {
		return
	}
	c := *d.conversation
	c.members = maps.Clone(d.members)
	d.conversation, d.edited = &c, true
}

// own returns a copy of a membership that the draft may change.
func (d *draft) own(user id.UserID) *membership {
	d.edit()
	mine := *d.members[user]
	d.members[user] = &mine
	return &mine
}

// set changes what a group is and keeps it.
func (p *plan) set(d *draft, change func(*conversation)) {
	d.edit()
	change(d.conversation)
	now := *d.conversation
	p.changes = append(p.changes, func(tx store.Tx) error { return updateGroup(tx, &now) })
}

// say puts a line of the conversation itself into it. The one it is about has seen it.
func (p *plan) say(d *draft, by id.UserID, key string, args ...string) (*Message, error) {
	s := &sendOp{
		key:    sendKey{d.id, "", "line-" + strconv.FormatInt(d.seq+1, 10)},
		body:   Body{Notice: &Notice{Key: key, Args: args}},
		system: true,
	}
	if err := p.planSend(s); err != nil {
		return nil, err
	}
	if d.members[by] != nil {
		d.reads[by] = d.seq
	}
	return p.deliveries[len(p.deliveries)-1].Message, nil
}

// tellGroup plans the hint that says what the group is now, the same for all its members. It goes before what is planned since
// at, which is the lines that say so: a device that is left after a line, and before the hint, would hold the head of the
// conversation and an older group, and no Welcome would tell it.
func (p *plan) tellGroup(d *draft, at int) {
	p.deliveries = slices.Insert(p.deliveries, at, d.toAll(Delivery{Event: &Event{Group: d.seen()}}))
}

// toAll addresses something to all members.
func (d *draft) toAll(tell Delivery) Delivery {
	if d.large() {
		tell.Crowd, tell.Below = d.everybody(), math.MaxInt64
	} else {
		tell.To = d.order
	}
	return tell
}

// seen is the group as all of its members see it.
func (d *draft) seen() *Conversation {
	return &Conversation{
		ID: d.id, Kind: d.kind, Title: d.title, Avatar: d.avatar, Notice: d.notice, MuteAll: d.muteAll, Approve: d.approve,
		MemberCount: len(d.order), LastSeq: d.seq, LastTS: d.ts,
	}
}

// tellOne plans the event that says what the group is to one member. The line is the last message.
func (p *plan) tellOne(d *draft, user id.UserID, people []account.Person, last *Message) {
	c := d.seen()
	c.Role, c.ReadSeq, c.Members, c.Last = d.members[user].role, d.read(user), people, last
	if c.Role >= Admin {
		c.Waiting = len(d.waiting)
	}
	p.event(user, eventConversation, string(d.id), &Event{Conversation: c})
}

// enter makes people members who see what is said after base.
func (p *plan) enter(d *draft, people []account.Person, base int64) {
	d.edit()
	d.moved = true
	order := slices.Grow(slices.Clone(d.order), len(people))
	for _, person := range people {
		m := membership{readSeq: base, bot: person.Bot, role: Member, floor: base}
		d.members[person.ID] = &m
		delete(d.reads, person.ID)
		at, _ := slices.BinarySearch(order, person.ID)
		order = slices.Insert(order, at, person.ID)
		if person.Bot {
			d.bots = append(slices.Clone(d.bots), person.ID)
		}
		delete(d.waiting, person.ID)
		p.changes = append(p.changes, func(tx store.Tx) error {
			if err := removeRequest(tx, d.id, person.ID); err != nil {
				return err
			}
			return insertMember(tx, d.id, person.ID, m, base, p.now)
		})
	}
	d.order, d.crowd = order, nil
}

// exit ends a membership and tells the one whose it was.
func (p *plan) exit(d *draft, user id.UserID) {
	d.edit()
	d.moved = true
	delete(d.members, user)
	delete(d.reads, user)
	d.crowd = nil
	gone := func(other id.UserID) bool { return other == user }
	d.order, d.bots = slices.DeleteFunc(slices.Clone(d.order), gone), slices.DeleteFunc(slices.Clone(d.bots), gone)
	p.changes = append(p.changes, func(tx store.Tx) error { return removeMember(tx, d.id, user) })
	p.event(user, eventLeft, string(d.id), &Event{Left: d.id})
}

func (p *plan) role(d *draft, user id.UserID, role Role) {
	d.own(user).role = role
	p.changes = append(p.changes, func(tx store.Tx) error { return updateRole(tx, d.id, user, role) })
}

func (p *plan) planAdd(d *draft, me account.Person, people []account.Person) error {
	mine := d.members[me.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case d.approve && mine.role < Admin:
		return ErrRole.With("In this group the owner or an admin adds people. Send them the invitation instead.")
	}
	people = slices.DeleteFunc(slices.Clone(people), func(one account.Person) bool { return d.members[one.ID] != nil })
	if len(people) == 0 {
		return nil
	}
	return p.admit(d, me.ID, people, "group.added", me.Name, names(people))
}

// admit lets people in with a line that says so.
func (p *plan) admit(d *draft, by id.UserID, people []account.Person, key string, args ...string) error {
	if len(d.order)+len(people) > groupMax {
		return ErrFull
	}
	base, at := d.seq, len(p.deliveries)
	line, err := p.say(d, by, key, args...)
	if err != nil {
		return err
	}
	p.enter(d, people, base)
	if said := &p.deliveries[len(p.deliveries)-1]; said.Crowd != nil && base > 0 {
		// The line is for those who were there before. They are those of now whose floor is lower: so nobody need hear of both crowds.
		said.Crowd, said.Below = d.everybody(), base
	}
	for _, person := range people {
		if person.ID == by {
			d.reads[by] = d.seq
		}
		p.tellOne(d, person.ID, people, line)
	}
	p.tellGroup(d, at)
	return nil
}

func names(people []account.Person) string {
	list := make([]string, len(people))
	for i, person := range people {
		list[i] = person.Name
	}
	return strings.Join(list, ", ")
}

func (p *plan) planRemove(d *draft, me, other account.Person) error {
	mine, theirs := d.members[me.ID], d.members[other.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role < Admin:
		return ErrRole
	case theirs == nil:
		return ErrNoMember
	case theirs.role >= mine.role:
		return ErrRole
	}
	at := len(p.deliveries)
	p.exit(d, other.ID)
	if _, err := p.say(d, me.ID, "group.removed", me.Name, other.Name); err != nil {
		return err
	}
	p.tellGroup(d, at)
	return nil
}

func (p *plan) planLeave(d *draft, me account.Person) error {
	mine := d.members[me.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role == Owner && len(d.order) > 1:
		return ErrOwnerStays
	}
	p.exit(d, me.ID)
	if len(d.order) == 0 {
		p.set(d, func(c *conversation) { c.invite = "" }) // nobody is there to join
		return nil
	}
	at := len(p.deliveries)
	if _, err := p.say(d, me.ID, "group.left", me.Name); err != nil {
		return err
	}
	p.tellGroup(d, at)
	return nil
}

func (p *plan) planRole(d *draft, me, other account.Person, role Role) error {
	mine, theirs := d.members[me.ID], d.members[other.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role < Owner:
		return ErrRole
	case theirs == nil:
		return ErrNoMember
	case theirs.role == Owner:
		return ErrRole.With("The owner stays the owner until the group is handed over.")
	case theirs.role == role:
		return nil
	}
	p.role(d, other.ID, role)
	key := "group.admin"
	if role == Member {
		key = "group.notAdmin"
	}
	line, err := p.say(d, me.ID, key, other.Name)
	if err != nil {
		return err
	}
	p.tellOne(d, other.ID, nil, line)
	return nil
}

func (p *plan) planTransfer(d *draft, me, other account.Person) error {
	mine, theirs := d.members[me.ID], d.members[other.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role < Owner:
		return ErrRole
	case theirs == nil:
		return ErrNoMember
	case theirs == mine:
		return nil
	}
	p.role(d, me.ID, Admin)
	p.role(d, other.ID, Owner)
	line, err := p.say(d, me.ID, "group.owner", other.Name)
	if err != nil {
		return err
	}
	p.tellOne(d, me.ID, nil, line)
	p.tellOne(d, other.ID, nil, line)
	return nil
}

// planChange says each change in a line of its own; what is as it was already is not said.
func (p *plan) planChange(d *draft, me account.Person, c GroupChange) error {
	mine := d.members[me.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role < Admin:
		return ErrRole
	}
	type line struct {
		key  string
		args []string
	}
	var lines []line
	was := *d.conversation
	p.set(d, func(now *conversation) {
		if c.Title != nil && *c.Title != was.title {
			now.title = *c.Title
			lines = append(lines, line{"group.renamed", []string{me.Name, now.title}})
		}
		if c.Avatar != nil && *c.Avatar != was.avatar {
			now.avatar = *c.Avatar
			lines = append(lines, line{"group.pictured", []string{me.Name}})
		}
		if c.Notice != nil && *c.Notice != was.notice {
			now.notice = *c.Notice
			if now.notice == "" {
				lines = append(lines, line{"group.unnoticed", []string{me.Name}})
			} else {
				lines = append(lines, line{"group.noticed", []string{me.Name, now.notice}})
			}
		}
		if c.MuteAll != nil && *c.MuteAll != was.muteAll {
			now.muteAll = *c.MuteAll
			lines = append(lines, line{map[bool]string{true: "group.muted", false: "group.unmuted"}[now.muteAll], []string{me.Name}})
		}
		if c.Approve != nil && *c.Approve != was.approve {
			now.approve = *c.Approve
			lines = append(lines, line{map[bool]string{true: "group.approves", false: "group.open"}[now.approve], []string{me.Name}})
		}
	})
	at := len(p.deliveries)
	for _, each := range lines {
		if _, err := p.say(d, me.ID, each.key, each.args...); err != nil {
			return err
		}
	}
	if len(lines) > 0 {
		p.tellGroup(d, at)
	}
	return nil
}

func (p *plan) planJoin(d *draft, me account.Person, code, note string) error {
	switch {
	case d.invite == "" || d.invite != code:
		return ErrInvite
	case d.members[me.ID] != nil:
		return nil
	case len(d.order) >= groupMax:
		return ErrFull
	case !d.approve:
		return p.admit(d, me.ID, []account.Person{me}, "group.joined", me.Name)
	}
	if _, asked := d.waiting[me.ID]; !asked && len(d.waiting) >= waitingMax {
		return ErrWaiting
	}
	d.waiting[me.ID] = note
	p.changes = append(p.changes, func(tx store.Tx) error { return insertRequest(tx, d.id, me.ID, note, p.now) })
	p.tellAdmins(d)
	return nil
}

func (p *plan) tellAdmins(d *draft) {
	for _, user := range d.leaders() {
		p.tellOne(d, user, nil, nil)
	}
}

func (p *plan) planAnswer(d *draft, me, other account.Person, accept bool) error {
	mine := d.members[me.ID]
	switch {
	case mine == nil:
		return ErrNoConversation
	case mine.role < Admin:
		return ErrRole
	}
	if _, asked := d.waiting[other.ID]; !asked {
		return ErrNoRequest
	}
	if accept {
		if err := p.admit(d, me.ID, []account.Person{other}, "group.accepted", me.Name, other.Name); err != nil {
			return err
		}
	} else {
		delete(d.waiting, other.ID)
		p.changes = append(p.changes, func(tx store.Tx) error { return removeRequest(tx, d.id, other.ID) })
	}
	p.tellAdmins(d)
	return nil
}

// planBar keeps both from writing while one of them blocks the other, each for a reason of their own.
func (p *plan) planBar(d *draft, by, other id.UserID, barred bool) {
	if d.members[by] == nil || d.members[other] == nil || d.kind != Direct {
		return
	}
	for user, bit := range maps.All(map[id.UserID]int{by: barredByMe, other: barredByOther}) {
		m := d.own(user)
		if barred {
			m.barred |= bit
		} else {
			m.barred &^= bit
		}
		now := m.barred
		p.changes = append(p.changes, func(tx store.Tx) error { return updateBarred(tx, d.id, user, now) })
	}
}
