package chat

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// draft is a conversation as it will be after the commit.
type draft struct {
	*conversation

	fresh  bool // made by this batch
	edited bool // conversation is a copy of its own, see edit
	seq    int64
	ts     int64
	mod    int64
	reads  map[id.UserID]int64
	named  map[id.UserID]int64 // the last message that mentions them by name
	all    int64               // the last message that mentions everybody, 0 if none of this batch does
	moved  bool                // somebody came or left

	waiting map[id.UserID]string // who asks to be let in, and their note; nil: not read
}

// read returns a member's mark as it will be.
func (d *draft) read(user id.UserID) int64 {
	if seq, ok := d.reads[user]; ok {
		return seq
	}
	return d.members[user].readSeq
}

type plannedEvent struct {
	user id.UserID
	row  eventRow
}

type plannedCard struct {
	id    id.CardID
	conv  id.ConvID
	seq   int64
	state CardState
}

type plannedState struct {
	id  id.CardID
	row cardRow
}

type plannedHeard struct {
	key     string
	payload []byte
}

// plan collects what a batch will write and tell.
type plan struct {
	o   *owner
	now time.Time

	drafts  map[id.ConvID]*draft
	order   []*draft // in the order of their first use
	sents   map[sendKey]sent
	useqs   map[id.UserID]int64
	directs map[[2]id.UserID]id.ConvID
	rows    map[place]*storedMessage // messages that operations are about, as they will be

	messages   []storedMessage
	cards      []plannedCard
	pictures   []plannedPicture
	files      []plannedFile
	voices     []plannedFile
	states     []plannedState
	changes    []func(store.Tx) error // what groups and messages change, in order
	privacies  []*privacyOp
	events     []plannedEvent
	heard      []plannedHeard
	deliveries []Delivery
	errs       []error
}

// load makes what one operation needs known. With a nil tx everything is in memory already.
func (p *plan) load(tx store.Tx, work *op) error {
	switch {
	case work.send != nil && work.send.reply > 0:
		if err := p.loadConversation(tx, work.conv()); err != nil {
			return err
		}
		return p.loadMessage(tx, place{work.conv(), work.send.reply})
	case work.send != nil || work.mark != nil:
		return p.loadConversation(tx, work.conv())
	case work.create != nil && work.create.kind == Direct:
		low, high := pair(work.create.people[0].ID, work.create.people[1].ID)
		conv, found, err := findDirect(tx, low, high)
		if err != nil {
			return err
		}
		if found {
			p.directs[[2]id.UserID{low, high}] = conv
			return nil
		}
		return p.loadUseqs(tx, low, high)
	case work.create != nil:
		for _, person := range work.create.people {
			if err := p.loadUseqs(tx, person.ID); err != nil {
				return err
			}
		}
	case work.contact != nil:
		return p.loadUseqs(tx, work.contact.a.ID, work.contact.b.ID)
	case work.request != nil:
		return p.loadUseqs(tx, work.request.asked)
	case work.remark != nil:
		return p.loadUseqs(tx, work.remark.by)
	case work.card != nil:
		return p.loadCard(tx, work.card)
	case work.group != nil:
		return p.loadGroup(tx, work.group)
	}
	return nil
}

func (p *plan) loadCard(tx store.Tx, c *cardOp) (err error) {
	c.row, c.found, err = findCard(tx, c.card)
	if err != nil || !c.found {
		return err
	}
	if err := p.loadMessage(tx, c.row.place()); err != nil {
		return err
	}
	if err := p.loadConversation(tx, c.row.conv); err != nil {
		return err
	}
	d := p.drafts[c.row.conv]
	if c.found = p.rows[c.row.place()] != nil && d != nil; !c.found {
		return nil
	}
	if c.large = d.large(); c.large {
		return nil
	}
	return p.loadUseqs(tx, d.order...)
}

func (p *plan) loadConversation(tx store.Tx, conv id.ConvID) error {
	if p.drafts[conv] != nil {
		return nil
	}
	c, known := p.o.convs.get(conv)
	if !known && tx != nil {
		var err error
		if c, err = readConversation(tx, conv); err != nil {
			return err
		}
		if c != nil {
			p.o.convs.put(conv, c)
		}
	}
	if c != nil {
		p.add(c, false)
	}
	return nil
}

func (p *plan) loadUseqs(tx store.Tx, users ...id.UserID) error {
	for _, user := range users {
		if _, known := p.useqs[user]; known {
			continue
		}
		useq, known := p.o.useqs.get(user)
		if !known {
			var err error
			if useq, err = lastUseq(tx, user); err != nil {
				return err
			}
		}
		p.useqs[user] = useq
	}
	return nil
}

func (p *plan) add(c *conversation, fresh bool) *draft {
	d := &draft{conversation: c, fresh: fresh, seq: c.lastSeq, ts: c.lastTS, mod: c.mod, reads: map[id.UserID]int64{}}
	p.drafts[c.id] = d
	p.order = append(p.order, d)
	return d
}

// plan decides one operation. Its error is the operation's own; the others go on.
func (p *plan) plan(work *op) error {
	switch {
	case work.send != nil:
		return p.planSend(work.send)
	case work.mark != nil:
		return p.planMark(work.mark)
	case work.create != nil:
		return p.planCreate(work.create)
	case work.card != nil:
		return p.planCard(work.card)
	case work.contact != nil:
		p.planContact(work.contact)
	case work.request != nil:
		r := work.request
		p.event(r.asked, eventRequest, string(r.asker), &Event{Requested: r.asker})
	case work.remark != nil:
		r := work.remark
		p.event(r.by, eventRemark, string(r.now.Of), &Event{Remark: &r.now})
	case work.group != nil:
		return p.planGroup(work.group)
	case work.privacy != nil:
		p.planPrivacy(work.privacy)
	}
	return nil
}

func (p *plan) planSend(s *sendOp) error {
	d := p.drafts[s.key.conv]
	if d == nil {
		return ErrNoConversation
	}
	if !s.system && d.members[s.key.sender] == nil {
		return ErrNoConversation
	}
	if old, ok := p.sents[s.key]; ok {
		s.out, s.old = old, true
		return nil
	}
	if !s.system {
		if err := d.mayWrite(s.key.sender); err != nil {
			return err
		}
	}
	kind, body, err := p.o.seal.encode(d.id, s.body)
	if err != nil {
		return err
	}
	quote, err := p.quoteOf(d, s)
	if err != nil {
		return err
	}
	mentions, err := p.mention(d, s)
	if err != nil {
		return err
	}
	d.seq++
	d.ts = max(d.ts, p.now.UnixMilli())
	s.out, s.old = sent{d.seq, d.ts}, false
	p.sents[s.key] = s.out
	p.messages = append(p.messages, storedMessage{
		conv: d.id, seq: d.seq, sender: s.key.sender, clientID: s.key.clientID, ts: d.ts, kind: kind, body: body,
		replyTo: s.reply, mentions: strings.Join(s.names, " "),
	})
	m := &Message{Conv: d.id, Seq: d.seq, Sender: s.key.sender, ClientID: s.key.clientID, TS: d.ts, Body: s.body, Mentions: s.names}
	d.mentioned(mentions, s.names)
	if s.body.Card != nil {
		p.cards = append(p.cards, plannedCard{s.body.Card.ID, d.id, d.seq, s.body.Card.State})
	}
	p.planPicture(s, d.seq)
	p.planFile(s, d.seq)
	p.planVoice(s, d.seq)
	if !s.system {
		d.reads[s.key.sender] = d.seq
	}
	if !s.system && !d.members[s.key.sender].bot {
		if err := p.tellBots(d, m.Seq); err != nil {
			return err
		}
	}
	p.tellMessage(d, s, m, quote, mentions)
	return nil
}

// mayWrite says why a member may not write now.
func (d *draft) mayWrite(user id.UserID) error {
	m := d.members[user]
	switch {
	case d.muteAll && m.role < Admin:
		return ErrMuted
	case m.barred&barredByMe != 0:
		return ErrBlocked
	case m.barred&barredByOther != 0:
		return ErrBarred
	}
	return nil
}

// tellBots plans the events that let scripted contacts answer. Bots do not hear bots: two would never stop.
func (p *plan) tellBots(d *draft, seq int64) error {
	for _, user := range d.bots {
		payload, err := json.Marshal(Heard{Bot: user, Conv: d.id, Seq: seq})
		if err != nil {
			return err
		}
		p.heard = append(p.heard, plannedHeard{string(d.id), payload})
	}
	return nil
}

func (p *plan) planMark(m *markOp) error {
	d := p.drafts[m.conv]
	if d == nil || d.members[m.user] == nil {
		return ErrNoConversation
	}
	old := d.read(m.user)
	m.out = max(old, min(m.readSeq, d.seq))
	if m.out == old {
		return nil
	}
	d.reads[m.user] = m.out
	to := []id.UserID{m.user}
	if len(d.order) <= markFanoutMax && !d.members[m.user].quiet {
		to = slices.DeleteFunc(slices.Clone(d.order), func(user id.UserID) bool { return user != m.user && d.members[user].quiet })
	}
	p.deliveries = append(p.deliveries, Delivery{To: to, Except: m.except, Mark: &Mark{m.conv, m.user, m.out}})
	return nil
}

func (p *plan) planCreate(c *createOp) error {
	var both [2]id.UserID
	if c.kind == Direct {
		both[0], both[1] = pair(c.people[0].ID, c.people[1].ID)
		if conv, ok := p.directs[both]; ok {
			c.out = conv
			return nil
		}
		p.directs[both] = c.id
	}
	c.out = c.id
	fresh := &conversation{
		id: c.id, kind: c.kind, title: c.title, lastTS: p.now.UnixMilli(), members: map[id.UserID]*membership{},
	}
	for _, person := range c.people {
		role := Member
		if c.kind == Group && person.ID == c.by {
			role = Owner
		}
		fresh.members[person.ID] = &membership{bot: person.Bot, role: role}
		fresh.order = append(fresh.order, person.ID)
		if person.Bot {
			fresh.bots = append(fresh.bots, person.ID)
		}
	}
	slices.Sort(fresh.order)
	d := p.add(fresh, true)
	var first *Message
	if c.opening != nil {
		s := &sendOp{key: sendKey{c.id, "", firstNoticeClientID}, body: Body{Notice: c.opening}, system: true}
		if err := p.planSend(s); err != nil {
			return err
		}
		// The event below brings the line along.
		first = p.deliveries[len(p.deliveries)-1].Message
		p.deliveries = p.deliveries[:len(p.deliveries)-1]
		d.reads[c.by] = d.seq // news to the others only
	}
	for _, user := range fresh.order {
		seen := &Conversation{ID: c.id, Kind: c.kind, Title: c.title, Members: c.people, LastSeq: d.seq, LastTS: d.ts, Last: first}
		seen.ReadSeq, seen.PeerReadSeq = d.reads[user], d.seq
		seen.Role, seen.MemberCount = fresh.members[user].role, len(fresh.order)
		if user == c.by {
			seen.PeerReadSeq = 0
		}
		p.event(user, eventConversation, string(c.id), &Event{Conversation: seen})
	}
	return nil
}

// event plans a user event and its delivery.
func (p *plan) event(user id.UserID, kind int, ref string, e *Event) {
	p.useqs[user]++
	e.Useq = p.useqs[user]
	p.events = append(p.events, plannedEvent{user, eventRow{e.Useq, kind, ref}})
	p.deliveries = append(p.deliveries, Delivery{To: []id.UserID{user}, Event: e})
}

func (p *plan) planContact(c *contactOp) {
	p.event(c.a.ID, eventContact, string(c.b.ID), &Event{Contact: &c.b})
	p.event(c.b.ID, eventContact, string(c.a.ID), &Event{Contact: &c.a})
}

func (p *plan) planCard(c *cardOp) error {
	if !c.found {
		return ErrNoCard
	}
	d, message := p.drafts[c.row.conv], p.rows[c.row.place()]
	// Several changes of one card may be in one batch: each goes on from the one before.
	for _, earlier := range p.states {
		if earlier.id == c.card {
			c.row = earlier.row
		}
	}
	if !c.row.change(c.state, c.by) {
		return nil
	}
	message.state, message.stateBy, message.parties = c.row.state, c.row.stateBy, len(c.row.parties)
	body, err := p.o.seal.decode(*message)
	if err != nil {
		return err
	}
	if body.Card == nil {
		return ErrNoCard
	}
	p.states = append(p.states, plannedState{c.card, c.row})
	if c.large {
		return p.changed(d, message)
	}
	change := &CardChange{Conv: c.row.conv, Seq: c.row.seq, Card: *body.Card}
	for _, user := range d.order {
		p.event(user, eventCard, string(c.card), &Event{Card: change})
	}
	return nil
}

// change moves the card to a state that is true of somebody, and reports whether that changed anything.
func (r *cardRow) change(state CardState, by string) bool {
	known := slices.Contains(r.parties, by)
	if state == Refunded && r.state == Paid && known && len(r.parties) > 1 {
		r.parties = slices.DeleteFunc(slices.Clone(r.parties), func(p string) bool { return p == by })
		if r.stateBy == by {
			r.stateBy = r.parties[0]
		}
		return true
	}
	renamed := state == r.state && state != Stateless && by != r.stateBy
	if !renamed && !state.follows(r.state) {
		return false
	}
	if !renamed {
		r.parties, known = nil, false
	}
	r.state, r.stateBy = state, by
	if by != "" && !known {
		r.parties = append(slices.Clone(r.parties), by)
	}
	return true
}

// writes reports whether the batch changes anything.
func (p *plan) writes() bool {
	if len(p.messages)+len(p.states)+len(p.events)+len(p.changes) > 0 {
		return true
	}
	for _, d := range p.order {
		if len(d.reads) > 0 {
			return true
		}
	}
	return false
}

// write is the function for the committer.
func (p *plan) write(tx store.Tx) error {
	if len(p.o.epochs) > 0 {
		if err := checkEpochs(tx, p.o.peers.Member.ID(), p.o.epochs); err != nil {
			return err
		}
	}
	for _, d := range p.order {
		if d.fresh {
			if err := insertConversation(tx, d.conversation, p.now); err != nil {
				return err
			}
		}
	}
	for _, change := range p.changes {
		if err := change(tx); err != nil {
			return err
		}
	}
	if err := insertMessages(tx, p.messages); err != nil {
		return err
	}
	for _, d := range p.order {
		if err := d.write(tx); err != nil {
			return err
		}
	}
	for _, c := range p.cards {
		if err := insertCard(tx, c.id, c.conv, c.seq, c.state, p.now); err != nil {
			return err
		}
	}
	if err := p.writePictures(tx); err != nil {
		return err
	}
	if err := p.writeFiles(tx); err != nil {
		return err
	}
	if err := p.writeVoices(tx); err != nil {
		return err
	}
	for _, c := range p.states {
		if err := updateCard(tx, c.id, c.row, p.now); err != nil {
			return err
		}
	}
	for _, e := range p.events {
		if err := insertEvent(tx, e.user, e.row, p.now); err != nil {
			return err
		}
	}
	for _, h := range p.heard {
		if err := tx.Emit(BotHeard, h.key, h.payload); err != nil {
			return err
		}
	}
	if p.o.absent != nil && len(p.messages) > 0 {
		return p.o.absent.Sent(tx, p.deliveries)
	}
	return nil
}

// write writes what a conversation is after the messages of this batch.
func (d *draft) write(tx store.Tx) error {
	if d.mod != d.conversation.mod {
		if err := updateMod(tx, d.id, d.mod); err != nil {
			return err
		}
	}
	if d.moved {
		if err := updateMembers(tx, d.id, len(d.order)); err != nil {
			return err
		}
	}
	if d.all > 0 {
		if err := updateAll(tx, d.id, d.all); err != nil {
			return err
		}
	}
	for user, seq := range d.named {
		if err := updateMention(tx, d.id, user, seq); err != nil {
			return err
		}
	}
	if d.seq != d.lastSeq {
		if err := updateHead(tx, d.id, d.seq, d.ts); err != nil {
			return err
		}
	}
	for user, seq := range d.reads {
		if err := updateRead(tx, d.id, user, seq); err != nil {
			return err
		}
	}
	return nil
}

// apply brings the owner's memory up to what was committed.
func (p *plan) apply() {
	for _, d := range p.order {
		c := d.conversation
		c.lastSeq, c.lastTS, c.mod = d.seq, d.ts, d.mod
		for user, seq := range d.reads {
			if m := c.members[user]; m != nil { // who left in this batch has none
				m.readSeq = seq
			}
		}
		p.o.convs.put(c.id, c)
	}
	for _, c := range p.privacies {
		p.o.convs.each(func(conv *conversation) {
			if m := conv.members[c.user]; m != nil {
				m.quiet = !c.privacy.Receipts
			}
		})
	}
	for key, s := range p.sents {
		p.o.sents.put(key, s)
	}
	for user, useq := range p.useqs {
		p.o.useqs.put(user, useq)
	}
}
