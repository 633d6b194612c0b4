// Package chat carries messages: conversations, their members, marks, and cards.
//
// A conversation has one counter. Its owner gives each message the next seq, so that everybody sees the same order and
// whoever has seen n knows what is missing. One copy of a message is stored; who has read how far is an integer per
// member. The owner is one goroutine (owner.go): it takes all that waits, up to 4,096 operations, finds out which of them
// were carried out before (a client repeats what it got no answer to, under the same client id), numbers the rest, and
// gives the store's committer one function for all. Only when that is durable does it answer and tell the devices.
// So a seq has no holes, an acknowledged message is there after any crash, and a repeated one is there once.
//
// What devices are told is a hint that may get lost; the truth is History, by seq, and Sync, which a device asks for
// when it connects (sync.go). The socket and the frames are in http_live.go; there the Feed of this room ends.
//
// A card is a message that only the server can make: Share signs its snapshot, and what does not carry our signature is
// not shown as a card (card.go). Its state lives beside it and is changed by ChangeCard.
package chat

import (
	"embed"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/fault"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/social"
	"github.com/superette/superette/internal/store"
)

// The failures of this room. A conversation or card of other people is answered like one that does not exist.
//
//nolint:gochecknoglobals // named failures
var (
	ErrNoConversation = fault.New(fault.NotFound, "chat.no-conversation", "You have no such conversation.")
	ErrNoCard         = fault.New(fault.NotFound, "chat.no-card", "You have no such card.")
	ErrNotContact     = fault.New(fault.Forbidden, "chat.not-contact", "Only contacts can be written to. Add this person first.")
	ErrText           = fault.New(fault.Invalid, "chat.text", "A message has 1 to 8,000 characters.")
	ErrClientID       = fault.New(fault.Invalid, "chat.client-id", "A client id has 8 to 64 visible ASCII characters.")
	ErrBarred         = fault.New(fault.Forbidden, "chat.barred", "This person does not take your messages.")
	ErrBlocked        = fault.New(fault.Forbidden, "chat.blocked", "You have blocked this person. Unblock them to write.")
	ErrCard           = fault.New(fault.Invalid, "chat.card", "This card is not complete.")
	ErrRange          = fault.New(fault.Invalid, "chat.range", "This part of a conversation cannot be asked for.")
)

// BotHeard is emitted when somebody wrote into a conversation with a scripted contact. The payload is a Heard.
const BotHeard = "chat.BotHeard"

// Heard tells a scripted contact about a message.
type Heard struct {
	Bot  id.UserID `json:"bot"`
	Conv id.ConvID `json:"conv"`
	Seq  int64     `json:"seq"`
}

const textMax = 8000

// Kind tells direct conversations and groups apart.
type Kind int

// The kinds of conversation.
const (
	Direct Kind = 1
	Group  Kind = 2
)

// Conversation is one as a member sees it.
type Conversation struct {
	ID          id.ConvID
	Kind        Kind
	Title       string // of a group
	Members     []account.Person
	LastSeq     int64
	LastTS      int64 // Unix milliseconds
	Last        *Message
	ReadSeq     int64 // the member's own; unread = LastSeq - ReadSeq
	PeerReadSeq int64 // the highest of the others
	Mute, Pin   bool
	Mod         int64 // how many changes its messages had
	MentionSeq  int64 // the last message that mentions the member
	ClearSeq    int64 // the member removed what is up to it

	// Of a group:
	Avatar      id.BlobHash // its picture, or empty
	Notice      string      // what is pinned for all
	MuteAll     bool        // only owner and admins write
	Approve     bool        // somebody lets in who joins by the code
	MemberCount int
	Role        Role // the member's own
	Waiting     int  // who asks to be let in; 0 for plain members
}

// Message is one line of a conversation.
type Message struct {
	Conv     id.ConvID
	Seq      int64     // 1, 2, 3 … without holes
	Sender   id.UserID // empty: the conversation itself
	ClientID string
	TS       int64 // Unix milliseconds, never less than that of the message before
	Body     Body

	Quote     *Quote // what it answers
	Mentions  []string
	Reactions []Reaction
	EditedAt  int64 // Unix milliseconds, or 0
	Mod       int64 // the conversation's mod of its last change, or 0
}

// Body holds exactly one of the eight.
type Body struct {
	Text     string
	Card     *Card
	Picture  *Picture
	File     *File
	Voice    *Voice
	Notice   *Notice
	Recalled bool // its sender took it back
	Hidden   bool // the one who asks removed it for themselves
}

// Quote is a message that another one answers, as it is now.
type Quote struct {
	Seq     int64
	Sender  id.UserID
	Text    string // the beginning; empty if it is not to be seen (any more)
	Picture bool   // it is a picture, which has no text
	File    bool   // it is a file, and Text its name
	Voice   bool   // it is a voice, which has no text
}

// Reaction is a sign that people put to a message.
type Reaction struct {
	Emoji string
	Users []id.UserID // in the order in which they did
}

// Notice is said by the conversation itself, such as "you are now contacts".
type Notice struct {
	Key  string   `json:"key"` // for translation
	Args []string `json:"args,omitempty"`
}

// Card is a program's page in a conversation.
type Card struct {
	Snapshot
	State   CardState
	StateBy string // whom the state names
	Others  int    // how many more people it is true of
}

// Snapshot is what a card showed when it was shared. It never changes.
type Snapshot struct {
	ID       id.CardID `json:"id"`
	App      id.AppID  `json:"app"`
	AppName  string    `json:"app_name"`
	AppColor string    `json:"app_color"` // #rrggbb
	AppLogo  string    `json:"app_logo,omitempty"`
	Title    string    `json:"title"`
	Path     string    `json:"path"`            // a page with its query
	Image    string    `json:"image,omitempty"` // URL path on this instance
	Price    int64     `json:"price,omitempty"` // minor units
	Currency string    `json:"currency,omitempty"`
	Purpose  Purpose   `json:"purpose,omitempty"`
}

// Purpose is what the program declared that a card is for.
type Purpose int

// The purposes of a card. What somebody buys from a product's card is not told to a group unasked; an order shows who
// paid it.
const (
	Product    Purpose = 0
	Order      Purpose = 1
	GroupOrder Purpose = 2
)

// CardState says how far the business of a card is. It moves forward only.
type CardState int

// The states of a card; most cards have none.
const (
	Stateless CardState = 0
	Waiting   CardState = 1
	Paid      CardState = 2
	Refunded  CardState = 3
	Expired   CardState = 4
)

// follows reports whether a card in state old may turn to s. Events can arrive twice and late, and must not turn a
// refunded card paid again.
func (s CardState) follows(old CardState) bool {
	switch s {
	case Waiting:
		return old == Stateless
	case Paid:
		return old == Stateless || old == Waiting
	case Refunded:
		return old == Paid
	case Expired:
		return old == Stateless || old == Waiting
	case Stateless:
	}
	return false
}

// Event is what a person has to learn besides messages. Exactly one of the nine is set.
type Event struct {
	Useq         int64 // 1, 2, 3 … for each person; 0 for Group, which is a hint like a message
	Conversation *Conversation
	Contact      *account.Person
	Card         *CardChange
	Group        *Conversation // as all of its members see it: without marks and role
	Left         id.ConvID
	Touched      id.ConvID      // the person sees it otherwise now
	Requested    id.UserID      // whose request to be a contact came or went
	Remark       *social.Remark // what the person calls another now
	Changed      *Message       // what the person removed for themselves on another device
}

// CardChange is a card in its new state.
type CardChange struct {
	Conv id.ConvID
	Seq  int64
	Card Card
}

// Mark is how far somebody has read.
type Mark struct {
	Conv    id.ConvID
	User    id.UserID
	ReadSeq int64
}

// Delivery is one thing to tell the devices of some people. Exactly one of Message, Changed, Mark and Event is set.
type Delivery struct {
	To      []id.UserID
	Crowd   *Crowd      // instead of To: of this group those whose floor is at least From and less than Below
	From    int64       //
	Below   int64       //
	Named   []id.UserID // of a message: whom it mentions by name; in a crowd nobody else is told while away
	Except  string      // the connection that knows already, or empty
	Message *Message
	Changed *Message // a message as it is now
	Mark    *Mark
	Event   *Event
}

// Crowd is who is in a large group, as long as nobody comes or leaves. It is never changed, so that a message to thousands names
// them by this alone.
type Crowd struct {
	Conv   id.ConvID
	Users  []id.UserID // sorted
	Floors []int64     // of each: they see the messages above it
}

// Feed takes what is to be told, in the order in which it happened. It must not wait for any device.
type Feed interface {
	Deliver(batch []Delivery)
}

//go:embed schema/*.sql
var schema embed.FS

// Schema returns the tables of this room.
func Schema() store.Schema { return store.Schema{Room: "chat", FS: schema} }

func checkText(text string) error {
	if utf8.RuneCountInString(text) > textMax || !utf8.ValidString(text) {
		return ErrText
	}
	seen := false
	for _, r := range text {
		if unicode.IsControl(r) && !strings.ContainsRune("\n\r\t", r) {
			return ErrText.With("It may not contain control characters.")
		}
		seen = seen || unicode.IsGraphic(r) && !unicode.IsSpace(r)
	}
	if !seen {
		return ErrText
	}
	return nil
}

func checkClientID(text string) error {
	if len(text) < 8 || len(text) > 64 {
		return ErrClientID
	}
	for _, b := range []byte(text) {
		if b <= ' ' || b > '~' {
			return ErrClientID
		}
	}
	return nil
}

// missing reports whether err says that something is not there (any more) for the one who asked.
func missing(err error) bool {
	return err != nil && fault.Of(err).Kind == fault.NotFound
}
