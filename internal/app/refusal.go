package app

// Refusal ends a command whose user can do something about it. The command line prints both texts and exits with 1;
// serve with 78 if starting it again would not help.
// Texts are in lower case and without a full stop.
type Refusal struct {
	Text string
	Hint string // what to do, "" if that is plain
	Stay bool   // somebody has to do it: whoever watches the process should not start it again
}

// Error returns the text and, on a line of its own, the hint.
func (r Refusal) Error() string {
	if r.Hint == "" {
		return r.Text
	}
	return r.Text + "\nhint: " + r.Hint
}
