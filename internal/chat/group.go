package chat

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/httpd"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/store"
)

// The failures of groups. Who is not in a group is answered with ErrNoConversation.
//
//nolint:gochecknoglobals // named failures
var (
	ErrMembers    = fault.New(fault.Invalid, "chat.members", "A group begins with 2 to 500 people, and at most 500 are added at once. More can join by its invitation.")
	ErrFull       = fault.New(fault.Limited, "chat.group-full", "This group is full: a group has at most 10,000 members.")
	ErrTitle      = fault.New(fault.Invalid, "chat.title", "A title has 1 to 64 characters.")
	ErrNotice     = fault.New(fault.Invalid, "chat.notice", "A notice has at most 2,000 characters.")
	ErrNote       = fault.New(fault.Invalid, "chat.note", "A note has at most 100 characters.")
	ErrRole       = fault.New(fault.Forbidden, "chat.role", "Your role in this group does not allow this.")
	ErrNoMember   = fault.New(fault.NotFound, "chat.no-member", "This person is not in the group.")
	ErrOwnerStays = fault.New(fault.Conflict, "chat.owner-stays", "You own this group. Hand it over to somebody before you leave.")
	ErrMuted      = fault.New(fault.Forbidden, "chat.muted", "Only the owner and admins may write in this group now.")
	ErrInvite     = fault.New(fault.NotFound, "chat.invite", "This invitation leads nowhere (any more).")
	ErrNoRequest  = fault.New(fault.NotFound, "chat.no-request", "This person does not wait to be let in (any more).")
	ErrWaiting    = fault.New(fault.Limited, "chat.waiting", "Too many people wait to be let into this group already.")
	ErrCursor     = fault.New(fault.Invalid, "chat.cursor", "This page of the list cannot be asked for. Begin again with the first one.")
	ErrPicture    = fault.New(fault.Invalid, "chat.picture", "Upload the picture first.")
)

const (
	groupMax   = 10_000
	namesMax   = 500 // people whom one request names: a group begins with so many
	normalMax  = 500 // members; a group with more is a large one, see docs/decisions/0032
	titleMax   = 64  // characters
	noticeMax  = 2000
	noteMax    = 100
	waitingMax = 200
	codeLength = 12

	// What one person may do in groups, and how fast one group may grow by its code. Somebody who joins in earnest does
	// so a few times a day; a script that joins ten thousand times a minute must not keep the others waiting.
	joinsPerSecond, joinsBurst       = 1.0 / 6, 20
	growthPerSecond, growthBurst     = 2.0, 60
	lookupsPerSecond, lookupsBurst   = 0.5, 30
	creationPerSecond, creationBurst = 1.0 / 60, 30
	changesPerSecond, changesBurst   = 1.0, 60
	searchesPerSecond, searchesBurst = 1.0, 40 // of names in a large group, each of which is a look at all of them
)

// limits slow down what costs a group's members attention.
type limits struct {
	joins, growth, lookups, creation, changes, searches, pictures *httpd.Limiter
}

func newLimits(now func() time.Time) limits {
	return limits{
		joins:    httpd.NewLimiter(now, joinsPerSecond, joinsBurst),
		growth:   httpd.NewLimiter(now, growthPerSecond, growthBurst),
		lookups:  httpd.NewLimiter(now, lookupsPerSecond, lookupsBurst),
		creation: httpd.NewLimiter(now, creationPerSecond, creationBurst),
		changes:  httpd.NewLimiter(now, changesPerSecond, changesBurst),
		searches: httpd.NewLimiter(now, searchesPerSecond, searchesBurst),
		pictures: httpd.NewLimiter(now, picturesPerSecond, picturesBurst),
	}
}

// Role is what a member may do in a group.
type Role int

// The roles. In a conversation of two both are members.
const (
	Member Role = 1
	Admin  Role = 2
	Owner  Role = 3
)

// Invite is where a code leads to.
type Invite struct {
	Title       string
	Avatar      id.BlobHash
	MemberCount int
	Approve     bool
	Conv        id.ConvID // if the one who asks is in it, else empty
	Asked       bool      // they wait to be let in
}

// JoinRequest is somebody who waits to be let into a group.
type JoinRequest struct {
	Person account.Person
	Note   string
	At     int64 // Unix milliseconds
}

// GroupChange says what to change of a group; nil leaves a thing as it is.
type GroupChange struct {
	Title, Notice    *string
	Avatar           *id.BlobHash // empty removes the picture
	MuteAll, Approve *bool
}

func (c GroupChange) check() error {
	if c.Title != nil {
		if err := checkTitle(*c.Title); err != nil {
			return err
		}
	}
	if c.Notice != nil && *c.Notice != "" {
		if utf8.RuneCountInString(*c.Notice) > noticeMax || checkText(*c.Notice) != nil {
			return ErrNotice
		}
	}
	return nil
}

// checkTitle refuses what does not show or turns the direction of writing: with it one group could be made to look like
// another.
func checkTitle(title string) error {
	if n := utf8.RuneCountInString(title); n < 1 || n > titleMax || !utf8.ValidString(title) {
		return ErrTitle
	}
	for _, r := range title {
		if joiner := r == '\u200d'; !joiner && !unicode.IsGraphic(r) {
			return ErrTitle.With("It may not contain invisible characters.")
		}
	}
	return nil
}

// CreateGroup makes a group of the caller, who owns it, and some of their contacts. Without a title it is named after its
// members. It fails with ErrTitle, ErrMembers or ErrNotContact.
func (s *Service) CreateGroup(ctx context.Context, by id.Caller, title string, others []id.UserID) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, account.ErrSignedOut
	}
	title = strings.TrimSpace(title)
	if title != "" {
		if err := checkTitle(title); err != nil {
			return Conversation{}, err
		}
	}
	users := append(slices.Clone(others), by.User)
	slices.Sort(users)
	users = slices.Compact(users)
	if len(users) < 2 || len(users) > namesMax {
		return Conversation{}, ErrMembers
	}
	if err := s.limits.creation.Allow(string(by.User)); err != nil {
		return Conversation{}, err
	}
	found, err := s.known(ctx, by, users)
	if err != nil {
		return Conversation{}, err
	}
	people := make([]account.Person, 0, len(users))
	for _, user := range users {
		people = append(people, found[user])
	}
	if title == "" {
		title = titleOf(people)
	}
	work := &op{create: &createOp{
		by: by.User, kind: Group, title: title, id: id.New[id.ConvID](s.ids), people: people,
		opening: &Notice{Key: "group.created", Args: []string{found[by.User].Name}},
	}}
	if err := s.owner.do(ctx, work); err != nil {
		return Conversation{}, fmt.Errorf("chat: %s creates a group: %w", by, err)
	}
	return s.Find(ctx, by, work.create.out)
}

// titleOf names a group after its members.
func titleOf(people []account.Person) string {
	title := ""
	for i, p := range people {
		longer := title + p.Name
		if i > 0 {
			longer = title + ", " + p.Name
		}
		if utf8.RuneCountInString(longer) > titleMax-2 {
			return title + " …"
		}
		title = longer
	}
	return title
}

// known returns people, all of them contacts of the caller or the caller. It fails with account.ErrNobody or ErrNotContact.
func (s *Service) known(ctx context.Context, by id.Caller, users []id.UserID) (map[id.UserID]account.Person, error) {
	found, err := s.people.People(ctx, append(slices.Clone(users), by.User))
	if err != nil {
		return nil, err
	}
	for _, user := range users {
		if _, ok := found[user]; !ok {
			return nil, account.ErrNobody
		}
		if user == by.User {
			continue
		}
		known, err := s.contacts.Knows(ctx, by.User, user)
		if err != nil {
			return nil, err
		}
		if !known {
			return nil, ErrNotContact
		}
	}
	return found, nil
}

// change runs an operation on a group and returns the group as the caller sees it then, the zero Conversation if they are
// not in it any more.
func (s *Service) change(ctx context.Context, by id.Caller, g *groupOp) (Conversation, error) {
	if err := s.limits.changes.Allow(string(by.User)); err != nil {
		return Conversation{}, err
	}
	if err := s.owner.do(ctx, &op{group: g}); err != nil {
		return Conversation{}, fmt.Errorf("chat: %s changes the group %s: %w", by, g.conv, err)
	}
	c, err := s.Find(ctx, by, g.conv)
	if missing(err) {
		return Conversation{}, nil
	}
	return c, err
}

// ChangeGroup changes a group, for its owner and admins, and says in it what was changed. It fails with ErrTitle,
// ErrNotice, ErrPicture, ErrRole or ErrNoConversation.
func (s *Service) ChangeGroup(ctx context.Context, by id.Caller, conv id.ConvID, c GroupChange) (Conversation, error) {
	me, err := s.myself(ctx, by)
	if err != nil {
		return Conversation{}, err
	}
	if c.Title != nil {
		title := strings.TrimSpace(*c.Title)
		c.Title = &title
	}
	if c.Notice != nil {
		notice := strings.TrimSpace(*c.Notice)
		c.Notice = &notice
	}
	if err := c.check(); err != nil {
		return Conversation{}, err
	}
	if c.Avatar != nil && *c.Avatar != "" {
		if s.pictures == nil {
			return Conversation{}, ErrPicture
		}
		if err := s.pictures.HasPicture(ctx, by, *c.Avatar); err != nil {
			if missing(err) {
				err = ErrPicture
			}
			return Conversation{}, err
		}
	}
	return s.change(ctx, by, &groupOp{conv: conv, act: func(p *plan, d *draft) error { return p.planChange(d, me, c) }})
}

func (s *Service) myself(ctx context.Context, by id.Caller) (account.Person, error) {
	if !by.SignedIn() {
		return account.Person{}, account.ErrSignedOut
	}
	return s.people.Find(ctx, by.User)
}

// AddMembers adds contacts of the caller to a group; who is in it already stays as they are. They see what is said from
// then on. It fails with ErrNotContact, ErrFull, ErrRole in a group that approves who joins, and ErrNoConversation.
func (s *Service) AddMembers(ctx context.Context, by id.Caller, conv id.ConvID, users []id.UserID) (Conversation, error) {
	if !by.SignedIn() {
		return Conversation{}, account.ErrSignedOut
	}
	users = slices.Clone(users)
	slices.Sort(users)
	users = slices.Compact(users)
	if len(users) < 1 || len(users) > namesMax {
		return Conversation{}, ErrMembers
	}
	found, err := s.known(ctx, by, users)
	if err != nil {
		return Conversation{}, err
	}
	me := found[by.User]
	people := make([]account.Person, len(users))
	for i, user := range users {
		people[i] = found[user]
	}
	return s.change(ctx, by, &groupOp{conv: conv, users: users, act: func(p *plan, d *draft) error { return p.planAdd(d, me, people) }})
}

// RemoveMember ends somebody's membership, for who has a higher role. It fails with ErrRole, ErrNoMember or
// ErrNoConversation.
func (s *Service) RemoveMember(ctx context.Context, by id.Caller, conv id.ConvID, user id.UserID) error {
	return s.aboutOne(ctx, by, conv, user, (*plan).planRemove)
}

// TransferGroup makes a member the owner and the caller, who owns it, an admin. It fails with ErrRole, ErrNoMember or
// ErrNoConversation.
func (s *Service) TransferGroup(ctx context.Context, by id.Caller, conv id.ConvID, user id.UserID) error {
	return s.aboutOne(ctx, by, conv, user, (*plan).planTransfer)
}

// ChangeRole makes a member an admin, or an admin a member, for the owner. It fails with ErrRole, ErrNoMember or
// ErrNoConversation.
func (s *Service) ChangeRole(ctx context.Context, by id.Caller, conv id.ConvID, user id.UserID, role Role) error {
	if role != Member && role != Admin {
		return ErrRole.With("A member can be made an admin, and an admin a member.")
	}
	return s.aboutOne(ctx, by, conv, user, func(p *plan, d *draft, me, other account.Person) error {
		return p.planRole(d, me, other, role)
	})
}

func (s *Service) aboutOne(
	ctx context.Context, by id.Caller, conv id.ConvID, user id.UserID, act func(p *plan, d *draft, me, other account.Person) error,
) error {
	if !by.SignedIn() {
		return account.ErrSignedOut
	}
	found, err := s.people.People(ctx, []id.UserID{by.User, user})
	if err != nil {
		return err
	}
	me, other := found[by.User], found[user]
	if other.ID == "" {
		other.ID = user // nobody: the group decides who learns that
	}
	_, err = s.change(ctx, by, &groupOp{
		conv: conv, users: []id.UserID{by.User, user}, requests: true, act: func(p *plan, d *draft) error { return act(p, d, me, other) },
	})
	return err
}

// LeaveGroup ends the caller's membership. It fails with ErrOwnerStays, unless nobody else is left, and
// ErrNoConversation.
func (s *Service) LeaveGroup(ctx context.Context, by id.Caller, conv id.ConvID) error {
	me, err := s.myself(ctx, by)
	if err != nil {
		return err
	}
	_, err = s.change(ctx, by, &groupOp{conv: conv, users: []id.UserID{by.User}, act: func(p *plan, d *draft) error { return p.planLeave(d, me) }})
	return err
}

// Bar keeps somebody from writing to another in their conversation of two, or lets them again: what follows from blocking.
// A conversation that there is not needs none: it cannot be opened while one of them blocks the other.
func (s *Service) Bar(ctx context.Context, by, other id.UserID, barred bool) error {
	var conv id.ConvID
	var found bool
	err := s.db.Read(ctx, func(tx store.Tx) (err error) {
		conv, found, err = findDirect(tx, by, other)
		return err
	})
	if err != nil || !found {
		return err
	}
	if err := s.owner.do(ctx, &op{group: &groupOp{conv: conv, direct: true, act: func(p *plan, d *draft) error {
		p.planBar(d, by, other, barred)
		return nil
	}}}); err != nil {
		return fmt.Errorf("chat: %s bars %s: %w", by, other, err)
	}
	return nil
}

// InGroup reports whether somebody is a member of a group; of a conversation between two nobody is.
func (s *Service) InGroup(ctx context.Context, user id.UserID, conv id.ConvID) (in bool, err error) {
	err = s.db.Read(ctx, func(tx store.Tx) error {
		v, found, err := findView(tx, user, conv)
		in = found && v.Kind == Group
		return err
	})
	if err != nil {
		return false, fmt.Errorf("chat: whether %s is in %s: %w", user, conv, err)
	}
	return in, nil
}
