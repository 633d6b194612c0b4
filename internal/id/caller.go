package id

// CallerKind says what sort of party asks for something.
type CallerKind int

const (
	// Nobody is the zero value: not signed in.
	Nobody CallerKind = iota
	// Person is somebody at the host's own pages.
	Person
	// Program is a mini program, on behalf of the person who has it open.
	Program
	// Merchant is a merchant's server, which proved itself by signature.
	Merchant
	// System is Superette itself: outbox handlers, the demo's scripts.
	System
)

// Caller is who asks. Services take it as the parameter "by" and decide from it alone what may be done.
type Caller struct {
	Kind     CallerKind
	User     UserID    // Person and Program
	Session  SessionID // Person and Program
	Device   DeviceID  // Person and Program
	App      AppID     // Program
	Merchant string    // Merchant: the mchid
}

// AsPerson returns the caller for a signed-in person.
func AsPerson(user UserID, session SessionID, device DeviceID) Caller {
	return Caller{Kind: Person, User: user, Session: session, Device: device}
}

// AsSystem returns the caller for work that Superette does of its own accord.
func AsSystem() Caller {
	return Caller{Kind: System}
}

// In returns the caller for a program that the person c has open.
func (c Caller) In(app AppID) Caller {
	c.Kind = Program
	c.App = app
	return c
}

// SignedIn reports whether a person stands behind the call.
func (c Caller) SignedIn() bool {
	return c.Kind == Person || c.Kind == Program
}

// String names the caller for logs: "usr_…", "usr_… in wx…", "merchant 1900…", "system" or "nobody".
func (c Caller) String() string {
	switch c.Kind {
	case Nobody:
		return "nobody"
	case Person:
		return string(c.User)
	case Program:
		return string(c.User) + " in " + string(c.App)
	case Merchant:
		return "merchant " + c.Merchant
	case System:
		return "system"
	}
	return "unknown caller"
}
