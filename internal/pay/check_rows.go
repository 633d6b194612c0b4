package pay

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
)

// readable names what is wrong with the values of a row.
func (a *audit) readable(row string, wrong []string) {
	for _, w := range wrong {
		a.differs(row, "%s; %s", w, askWho)
	}
}

// payment returns what a payment says of the ledger, and compares it with its order.
func (a *audit) payment(p paymentRow) []movement {
	row := "payment " + p.key
	a.readable(row, p.wrong)
	m := movement{
		row: row, subject: p.key, use: "pay", op: ledger.Transfer, debit: accountName(personAccount, p.payer, p.currency), amount: p.amount,
		currency: p.currency, at: p.settledAt,
	}
	switch PaymentState(p.state) {
	case Submitted:
		m.says, m.need, m.at = "it is on its way", may, 0
	case Paid:
		m.says = "it is paid"
	case Failed:
		m.says, m.need = "it failed and nothing moved", mustNot
	default:
		a.differs(row, "its state is %d, which is none; %s", p.state, askWho)
		return nil
	}
	switch PaymentKind(p.kind) {
	case ForOrder:
		m.code, m.credit = "payment", accountName(merchantAccount, p.payee, p.currency)
	case ForTransfer:
		m.code, m.credit = "transfer", accountName(personAccount, p.payee, p.currency)
		if p.trade != "" {
			a.differs(row, "it is a transfer between people, and says that it is for %s; %s", p.trade, askWho)
		}
		return []movement{m}
	case ForDeposit:
		m.op, m.code, m.credit = ledger.Hold, "deposit", accountName(merchantAccount, p.payee, p.currency)
		m.ended = []ledger.Op{0, ledger.Expire}
	default:
		a.differs(row, "its kind is %d, which is none; %s", p.kind, askWho)
		return nil
	}
	a.paymentOfOrder(row, p)
	if p.kind != int64(ForDeposit) {
		return []movement{m}
	}
	return a.deposit(m, p)
}

// paymentOfOrder compares a payment with its order: the same transaction changes both.
func (a *audit) paymentOfOrder(row string, p paymentRow) {
	o, asked := p.order, p.order.amount
	if p.kind == int64(ForDeposit) {
		asked = o.deposit
	}
	switch {
	case o.key == "":
		a.differs(row, "it is for order %q, which is not there; %s", p.trade, askWho)
	case o.mchid != p.payee:
		a.differs(row, "it says that %s is paid, and its order %s is of %s; %s", p.payee, o.key, o.mchid, askWho)
	case asked != p.amount || o.currency != p.currency:
		a.differs(row, "it is of %s, and its order %s of %s; %s", sum(p.amount, p.currency), o.key, sum(asked, o.currency), askWho)
	case (p.kind == int64(ForDeposit)) != (o.deposit != 0):
		a.differs(row, "that it is a deposit is %t, and of its order %s it is %t; %s", p.kind == int64(ForDeposit), o.key, o.deposit != 0, askWho)
	case (o.payment == p.key) != (p.state != int64(Failed)):
		a.differs(row, "its state is %s, and its order %s says that its payment is %q; %s", stateWord(p.state), o.key, o.payment, askWho)
	case o.payment == p.key && (o.state == int64(OrderOpen)) != (p.state == int64(Submitted)):
		a.differs(row, "its state is %s, and that of its order %s is %s; %s", stateWord(p.state), o.key, orderWord(o.state), askWho)
	case o.payment == p.key && p.state == int64(Paid) && o.paidAt != p.settledAt && (o.state == int64(OrderHeld) || p.kind == int64(ForOrder)):
		a.differs(row, "its time %d is not that of its order %s, %d; %s", p.settledAt, o.key, o.paidAt, askWho)
	}
}

func stateWord(state int64) string {
	return map[int64]string{int64(Submitted): "submitted", int64(Paid): "paid", int64(Failed): "failed"}[state]
}

func orderWord(state int64) string {
	if word := map[int64]string{int64(OrderOpen): "open", int64(OrderPaid): "paid", int64(OrderClosed): "closed", int64(OrderHeld): "held"}[state]; word != "" {
		return word
	}
	return fmt.Sprint(state)
}

// deposit returns what a deposit says of the ledger: its hold, and the ways in which that ends.
func (a *audit) deposit(hold movement, p paymentRow) []movement {
	o := p.order
	end := movement{
		row: "order " + o.key, subject: p.key, held: "pay", debit: hold.debit, credit: hold.credit, currency: hold.currency, code: hold.code, need: mustNot,
	}
	taken, back := end, end
	taken.use, taken.op = "capture", ledger.PostHold
	back.use, back.op, back.amount = "release", ledger.VoidHold, p.amount
	taken.says, back.says = "nothing was taken of its deposit", "its deposit was not given back"
	if p.state == int64(Paid) && o.payment == p.key {
		switch OrderState(o.state) {
		case OrderHeld:
			switch {
			case o.endsBy == givingBack:
				hold.ended, back.need, back.says = append(hold.ended, ledger.VoidHold), may, "its deposit is on its way back"
			case o.endsBy > 0:
				hold.ended, taken.need, taken.amount = append(hold.ended, ledger.PostHold), may, o.endsBy
				taken.says = "a part of its deposit is being taken"
			}
		case OrderPaid:
			hold.ended, taken.need, taken.amount, taken.at = []ledger.Op{ledger.PostHold}, must, o.amount, o.paidAt
			taken.says = "a part of its deposit was taken"
		case OrderClosed:
			hold.ended, back.need, back.says = []ledger.Op{ledger.VoidHold, ledger.Expire}, optional, "its deposit was given back"
		case OrderOpen: // named already
		}
	}
	return []movement{hold, taken, back}
}

// order compares an order with its payment and its refunds.
func (a *audit) order(o orderRow) {
	row := "order " + o.key
	a.readable(row, o.wrong)
	state := OrderState(o.state)
	if state < OrderOpen || state > OrderHeld {
		a.differs(row, "its state is %d, which is none; %s", o.state, askWho)
	}
	switch deposit := o.deposit != 0; {
	case o.payment == "" && (state == OrderPaid || state == OrderHeld):
		a.differs(row, "it says that it is %s, and names no payment; %s", orderWord(o.state), notMoved)
	case o.payment == "":
	case !o.paidBy:
		a.differs(row, "it says that %s pays it, which is not there; %s", o.payment, askWho)
	case o.trade != o.key:
		a.differs(row, "it says that %s pays it, which is for %q; %s", o.payment, o.trade, askWho)
	case state == OrderClosed && !deposit:
		a.differs(row, "it says that it is closed, and that %s pays it; %s", o.payment, askWho)
	}
	switch {
	case state == OrderHeld && o.deposit == 0, o.endsBy != 0 && state != OrderHeld, o.endsBy < givingBack, o.endsBy > o.deposit:
		a.differs(row, "its deposit is %s, and %d is being taken of it while it is %s; %s", sum(o.deposit, o.currency), o.endsBy, orderWord(o.state), askWho)
	case o.deposit != 0 && o.amount != o.deposit && state != OrderPaid, o.deposit != 0 && o.amount > o.deposit:
		a.differs(row, "it is of %s, and its deposit is %s; %s", sum(o.amount, o.currency), sum(o.deposit, o.currency), askWho)
	}
	back := total(o.refunds)
	if back.Cmp(big.NewInt(o.refunded)) != 0 {
		a.differs(row, "it says that %s was refunded, and its refunds are %s together; %s", sum(o.refunded, o.currency), sumBig(back, o.currency), askWho)
	}
	if o.refunded != 0 && (state != OrderPaid || o.refunded < 0 || o.refunded > o.amount) {
		a.differs(row, "it says that %s was refunded of %s while it is %s; %s", sum(o.refunded, o.currency), sum(o.amount, o.currency), orderWord(o.state), askWho)
	}
}

func sumBig(n *big.Int, currency string) string {
	if n.IsInt64() {
		return sum(n.Int64(), currency)
	}
	return n.String()
}

// refund returns what a refund says of the ledger, and compares it with its order.
func (a *audit) refund(r refundRow) []movement {
	row, o := "refund "+r.key, r.order
	a.readable(row, r.wrong)
	m := movement{
		row: row, says: "it is done", subject: r.key, use: "refund", op: ledger.Transfer, amount: r.amount, code: "refund", currency: string(CNY),
		debit: accountName(merchantAccount, r.mchid, string(CNY)), credit: accountName(personAccount, r.payer, string(CNY)), at: r.settledAt,
	}
	switch {
	case o.key == "":
		a.differs(row, "it is of order %q, which is not there; %s", r.trade, askWho)
	case o.mchid != r.mchid, o.payment != r.payment, o.currency != string(CNY):
		a.differs(row, "it is of %s by %s in CNY, and its order %s of %s by %s in %s; %s", r.payment, r.mchid, o.key, o.payment, o.mchid, o.currency, askWho)
	}
	switch PaymentState(r.state) {
	case Submitted:
		m.says, m.need, m.at = "it is on its way", may, 0
	case Paid:
	case Failed: // such a row is removed
		fallthrough
	default:
		a.differs(row, "its state is %d, which is none; %s", r.state, askWho)
		return nil
	}
	return []movement{m}
}

// gift returns what a gift and its shares say of the ledger, and compares them with each other.
func (a *audit) gift(g giftRow) []movement {
	row := "gift " + g.key
	a.readable(row, g.wrong)
	for _, c := range g.claims {
		a.readable("share of "+c.person+" in "+g.key, c.wrong)
	}
	state := GiftState(g.state)
	if state < GiftSubmitted || state > GiftFailed {
		a.differs(row, "its state is %d, which is none; %s", g.state, askWho)
		return nil
	}
	if g.direct != 0 && g.direct != 1 {
		a.differs(row, "that it arrives at once is %d, and must be 0 or 1; %s", g.direct, askWho)
	}
	a.giftParts(row, g, state)
	m := movement{
		row: row, says: "it was sent", subject: g.key, op: ledger.Transfer, amount: g.amount, currency: g.currency,
		debit: accountName(personAccount, g.sender, g.currency),
	}
	switch state {
	case GiftSubmitted:
		m.says, m.need = "it is being sent", may
	case GiftFailed:
		m.says, m.need = "it failed and nothing moved", mustNot
	case GiftOpen, GiftTaken, GiftRefused, GiftReturned:
	}
	if g.direct == 1 {
		return a.arrival(m, g, state)
	}
	m.use, m.code, m.credit = giftName(giftIn, id.UserID(g.sender)), giftIn, accountName(giftAccount, g.key, g.currency)
	all := []movement{m}
	for _, c := range g.claims {
		out := movement{
			row: "share of " + c.person + " in " + g.key, says: "it was taken", subject: g.key, use: giftName(giftOut, id.UserID(c.person)), retried: true,
			op: ledger.Transfer, debit: m.credit, credit: accountName(personAccount, c.person, g.currency), amount: c.amount, currency: g.currency,
			code: giftOut, at: c.settledAt,
		}
		switch PaymentState(c.state) {
		case Submitted:
			out.says, out.need, out.at = "it is on its way", may, 0
		case Paid:
		case Failed:
			fallthrough
		default:
			a.differs(out.row, "its state is %d, which is none; %s", c.state, askWho)
			continue
		}
		all = append(all, out)
	}
	back := movement{
		row: row, says: "nothing went back to its sender", need: mustNot, subject: g.key, use: giftName(giftBack, id.UserID(g.sender)), retried: true,
		op: ledger.Transfer, debit: m.credit, credit: m.debit, amount: g.returned, currency: g.currency, code: giftBack,
	}
	if state == GiftRefused || state == GiftReturned {
		back.need, back.says = must, "what was left went back to its sender"
		if g.unsettled == 1 {
			back.need, back.says = may, "what is left is on its way back to its sender"
		}
	}
	return append(all, back)
}

// giftParts compares a gift with its shares.
func (a *audit) giftParts(row string, g giftRow, state GiftState) {
	amounts := make([]int64, len(g.claims))
	for i, c := range g.claims {
		amounts[i] = c.amount
		if c.position != int64(i) {
			a.differs("share of "+c.person+" in "+g.key, "it says that it is number %d, and is number %d of those that are there; %s", c.position, i, askWho)
		}
	}
	a.giftKind(row, g)
	taken := total(amounts)
	if g.taken != int64(len(g.claims)) || taken.Cmp(big.NewInt(g.takenSum)) != 0 {
		a.differs(row, "it says that %d shares of %s together were taken, and there are %d of %s; %s", g.taken, sum(g.takenSum, g.currency), len(g.claims),
			sumBig(taken, g.currency), askWho)
	}
	ended := state == GiftRefused || state == GiftReturned
	left := new(big.Int).Sub(big.NewInt(g.amount), taken)
	switch {
	case ended && left.Cmp(big.NewInt(g.returned)) != 0:
		a.differs(row, "it says that %s went back to its sender, and %s was left; %s", sum(g.returned, g.currency), sumBig(left, g.currency), askWho)
	case !ended && (g.returned != 0 || g.unsettled != 0):
		a.differs(row, "it says that %s went back to its sender, or is on its way, before it was over; %s", sum(g.returned, g.currency), askWho)
	case state == GiftTaken && (g.taken != g.count || left.Sign() != 0), state != GiftTaken && g.taken >= g.count,
		(state == GiftSubmitted || state == GiftFailed) && len(g.claims) > 0, left.Sign() < 0:
		a.differs(row, "its state is %d with %d of %d shares taken and %s left; %s", g.state, len(g.claims), g.count, sumBig(left, g.currency), askWho)
	}
	if g.undo != int64(UndoNone) && (g.direct != 1 || state != GiftTaken || g.undo < 0 || g.undo > int64(UndoDone)) {
		a.differs(row, "that it was sent back is %d in a state of %d; %s", g.undo, g.state, askWho)
	}
}

// giftKind compares whom a gift is for, and how it is divided, with its shares.
func (a *audit) giftKind(row string, g giftRow) {
	transfer := GiftKind(g.kind) == GiftTransfer
	switch GiftKind(g.kind) {
	case GiftTransfer, GiftEqual, GiftLucky:
	default:
		a.differs(row, "its kind is %d, which is none; %s", g.kind, askWho)
		return
	}
	if transfer != (g.recipient != "") || transfer && g.count != 1 || g.count < 1 || g.count > giftMost {
		a.differs(row, "that it is a transfer is %t, and it is for %q, in %d shares; %s", transfer, g.recipient, g.count, askWho)
		return
	}
	for i, c := range g.claims {
		share := "share of " + c.person + " in " + g.key
		if transfer && c.person != g.recipient {
			a.differs(share, "it is of a transfer that says it is for %s; %s", g.recipient, askWho)
		}
		equal := g.amount / g.count
		if int64(i) < g.amount%g.count {
			equal++
		}
		if GiftKind(g.kind) == GiftEqual && c.amount != equal {
			a.differs(share, "it is of %s, and number %d of %d equal ones is %s; %s", sum(c.amount, g.currency), i, g.count, sum(equal, g.currency), askWho)
		}
	}
}

// arrival returns what a transfer that arrived at once says of the ledger, and what it says of being sent back.
func (a *audit) arrival(m movement, g giftRow, state GiftState) []movement {
	m.use, m.code, m.credit = giftNow, giftNow, accountName(personAccount, g.recipient, g.currency)
	if state == GiftTaken {
		m.at = g.endedAt
	}
	for _, c := range g.claims {
		if c.person != g.recipient || c.state != int64(Paid) || c.settledAt != g.endedAt {
			a.differs("share of "+c.person+" in "+g.key, "it is not as the transfer says that arrived at %s; %s", g.recipient, askWho)
		}
	}
	if g.undoTries == 0 {
		if g.undo != int64(UndoNone) {
			a.differs(m.row, "it says that it was sent back, and that nobody tried; %s", askWho)
		}
		return []movement{m}
	}
	undo := m
	undo.use, undo.code, undo.debit, undo.credit, undo.at = fmt.Sprintf("%s %d", giftUndo, g.undoTries), giftUndo, m.credit, m.debit, 0
	switch UndoState(g.undo) {
	case UndoSubmitted:
		undo.need, undo.says = may, "it is being sent back"
	case UndoDone:
		undo.need, undo.says = must, "it was sent back"
	case UndoNone:
		undo.need, undo.says = mustNot, "it could not be sent back"
	}
	return []movement{m, undo}
}

// named reports whether a row says that there is such a movement. What the row says of it was compared before.
func (a *audit) named(b ledger.Booked, r rows) (bool, error) {
	is := func(use string) bool {
		one, err := id.Derive[ledger.TransferID](b.Subject, use)
		return err == nil && one == b.ID
	}
	if p, ok := r.payments[b.Subject]; ok {
		deposit := p.kind == int64(ForDeposit)
		if b.Op == ledger.Expire.String() {
			hold, err := id.Derive[ledger.TransferID](b.Subject, "pay")
			return err == nil && deposit && hold == b.Held && p.currency == string(b.Currency), nil
		}
		return p.currency == string(b.Currency) && (is("pay") || deposit && (is("capture") || is("release"))), nil
	}
	if _, ok := r.refunds[b.Subject]; ok {
		return b.Currency == CNY && is("refund"), nil
	}
	if g, ok := r.gifts[b.Subject]; ok {
		if g.currency != string(b.Currency) {
			return false, nil
		}
		return a.namedGift(b, g, is)
	}
	if b.Subject == "" && b.Code == "grant" { // of which this room keeps nothing: one for each person, from nobody else
		kind, owner := ownerOf(b.Credit)
		one, err := id.Derive[ledger.TransferID](owner, "grant")
		return err == nil && one == b.ID && kind == personAccount && b.Op == ledger.Transfer.String() &&
			b.Debit == accountName(ledger.Issuance, testMoney, string(b.Currency)), nil
	}
	return false, nil
}

func (a *audit) namedGift(b ledger.Booked, g giftRow, is func(string) bool) (bool, error) {
	if g.direct == 1 {
		return is(giftNow) || g.undoTries > 0 && is(fmt.Sprintf("%s %d", giftUndo, g.undoTries)), nil
	}
	uses := []string{giftName(giftBack, id.UserID(g.sender))}
	if _, owner := ownerOf(b.Credit); strings.HasPrefix(b.Code, giftOut) {
		for _, c := range g.claims {
			if c.person == owner {
				uses = append(uses, giftName(giftOut, id.UserID(c.person)))
			}
		}
	}
	if is(giftName(giftIn, id.UserID(g.sender))) {
		return true, nil
	}
	for _, use := range uses {
		m := movement{subject: g.key, use: use}
		for try := 0; ; try++ {
			one, err := m.try(try)
			if err != nil {
				return false, nil //nolint:nilerr // then nothing follows from it
			}
			if one == b.ID {
				return true, nil
			}
			refused, err := a.books.Refused([]ledger.TransferID{one})
			if err != nil {
				return false, err
			}
			if !refused[one] {
				break
			}
		}
	}
	return false, nil
}
