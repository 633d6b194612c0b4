package ledger

import "github.com/superette/superette/internal/money"

// chainMax is how many commands PostAll takes.
const chainMax = 256

type accountChange uint8

const (
	openAccount accountChange = iota + 1
	freezeAccount
	unfreezeAccount
	closeAccount
)

// order is a command in the machine's form.
type order struct{}

type request struct {
	orders  []order
	change  accountChange
	account Account
}

type outcome struct {
	result Result
	err    error
}

func (c Command) check(money.Currency) (order, error) { return order{}, ErrInvalid }
