package ledger

import (
	"math"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/superette/superette/internal/fault"
)

// account returns an account as it is in the delta; nil if there is none.
func (d *Delta) account(id AccountID) *accountState {
	for v := d; v != nil; v = v.parent {
		if a := v.accounts[id]; a != nil {
			return a
		}
	}
	return d.m.accounts[id]
}

// change returns an account to be changed in the delta alone.
func (d *Delta) change(id AccountID) *accountState {
	if a := d.accounts[id]; a != nil {
		return a
	}
	a := *d.account(id)
	d.accounts[id] = &a
	d.touched = append(d.touched, &a)
	return &a
}

func (d *Delta) hold(id rawID) *hold {
	for v := d; v != nil; v = v.parent {
		if h := v.holds[id]; h != nil {
			return h
		}
	}
	if h := d.m.holds[id]; h != nil {
		return h
	}
	return d.m.ended[id]
}

func (d *Delta) setHold(h *hold) {
	if old := d.holds[h.record.id]; old != nil {
		*old = *h
		return
	}
	d.holds[h.record.id] = h
	d.held = append(d.held, h)
}

func (d *Delta) recall(id rawID) *known {
	for v := d; v != nil; v = v.parent {
		if k := v.known[id]; k != nil {
			return k
		}
	}
	k, _ := d.m.recall(id)
	return k
}

func (d *Delta) answer(id rawID, k *known) {
	d.known[id] = k
	d.answered = append(d.answered, id)
}

// manage opens, freezes, unfreezes or closes an account.
func (d *Delta) manage(r *request) error {
	a := d.account(r.account.ID)
	if r.change == openAccount {
		if a == nil {
			d.opened++
			fresh := &accountState{Account: r.account, number: d.opened}
			d.accounts[fresh.ID] = fresh
			d.touched = append(d.touched, fresh)
			d.note(r.change, fresh)
		}
		return nil
	}
	switch {
	case a == nil:
		return ErrNoAccount
	case r.change == freezeAccount && !a.Frozen:
		d.change(a.ID).Frozen = true
		d.note(r.change, a)
	case r.change == unfreezeAccount && a.Frozen:
		d.change(a.ID).Frozen = false
		d.note(r.change, a)
	case r.change == closeAccount && !a.Closed:
		if a.balance() != 0 || a.debitsHeld != 0 || a.creditsHeld != 0 {
			return ErrNotEmpty
		}
		d.change(a.ID).Closed = true
		d.note(r.change, a)
	}
	return nil
}

// note appends the memo of a change of an account.
func (d *Delta) note(change accountChange, a *accountState) {
	d.memo = append(d.memo, &memo{at: d.At, change: change, account: a.ID, number: a.number})
}

// apply decides one order.
func (d *Delta) apply(o *order) outcome {
	if k := d.recall(o.id); k != nil {
		return k.outcomeOf(o)
	}
	r, why := d.decide(o)
	if why != nil {
		return d.refuse(o, why)
	}
	k := &known{request: o.request, record: r}
	d.answer(o.id, k)
	return k.outcome()
}

func (d *Delta) refuse(o *order, why *fault.Fault) outcome {
	d.memo = append(d.memo, &memo{at: d.At, id: o.id, request: o.request, fault: why, code: why.Code})
	k := &known{request: o.request, refusal: why}
	d.answer(o.id, k)
	return k.outcome()
}

// applyLinked decides orders of which all or none take effect. They are tried in a delta of their own.
func (d *Delta) applyLinked(orders []order) []outcome {
	out := make([]outcome, len(orders))
	old := 0
	for i := range orders {
		if d.recall(orders[i].id) != nil {
			old++
		}
	}
	failed := -1
	if old == 0 {
		trial := d.m.newDelta(d.At, d)
		trial.opened = d.opened
		for i := range orders {
			out[i] = trial.apply(&orders[i])
			if out[i].err != nil {
				failed = i
				break
			}
		}
		if failed < 0 {
			d.merge(trial)
			return out
		}
	}
	// A repetition has the outcomes of the first time, each its own. Anything else was refused, and stays so.
	for i := range orders {
		o := &orders[i]
		switch why, refused := out[i].err.(*fault.Fault); { //nolint:errorlint // exactly what apply gave
		case old > 0 && d.recall(o.id) != nil:
			out[i] = d.apply(o)
		case i == failed && refused:
			out[i] = d.refuse(o, why)
		default:
			out[i] = d.refuse(o, ErrLinked)
		}
	}
	return out
}

// merge takes over what a trial changed.
func (d *Delta) merge(trial *Delta) {
	for _, a := range trial.touched {
		if into := d.accounts[a.ID]; into != nil {
			*into = *a
			continue
		}
		d.accounts[a.ID] = a
		d.touched = append(d.touched, a)
	}
	for _, h := range trial.held {
		d.setHold(h)
	}
	d.records = append(d.records, trial.records...)
	d.months = append(d.months, trial.months...)
	for _, id := range trial.answered {
		d.answer(id, trial.known[id])
	}
}

// decide returns the record that an order leaves, having changed the accounts, or why there is none, having changed nothing.
func (d *Delta) decide(o *order) (*record, *fault.Fault) {
	switch o.op {
	case Transfer, Hold:
		return d.begin(o)
	case PostHold, VoidHold, Expire:
		return d.end(o)
	}
	return nil, ErrInvalid
}

// begin decides a transfer or a hold.
func (d *Delta) begin(o *order) (*record, *fault.Fault) {
	from, to := d.account(o.debit), d.account(o.credit)
	switch {
	case from == nil || to == nil:
		return nil, ErrNoAccount
	case from.Closed || to.Closed:
		return nil, ErrAccountClosed
	case from.Frozen:
		return nil, ErrFrozen
	}
	amount, available := o.amount, from.available()
	if o.atMost {
		amount = min(amount, available)
	}
	if amount <= 0 || amount > available {
		return nil, ErrShort
	}
	if amount > math.MaxInt64-from.debits-from.debitsHeld || amount > math.MaxInt64-to.credits-to.creditsHeld {
		return nil, ErrTooMuch
	}
	from, to = d.change(o.debit), d.change(o.credit)
	r := &record{op: o.op, amount: amount}
	if o.op == Transfer {
		from.debits += amount
		to.credits += amount
	} else {
		from.debitsHeld += amount
		to.creditsHeld += amount
		if o.timeout > 0 {
			r.deadline = d.At + o.timeout
		}
	}
	d.write(r, o, from, to)
	if o.op == Hold {
		d.setHold(&hold{record: r})
	}
	return r, nil
}

// end decides what becomes of a hold.
func (d *Delta) end(o *order) (*record, *fault.Fault) {
	h := d.hold(o.held)
	switch {
	case h == nil:
		return nil, ErrNoHold
	case h.ended == Expire, h.ended == 0 && o.op != Expire && h.record.deadline != 0 && h.record.deadline <= d.At:
		return nil, ErrHoldExpired
	case h.ended != 0:
		return nil, ErrHoldOver
	case o.amount > h.record.amount:
		return nil, ErrHoldSmall
	}
	from, to := d.change(h.record.debit.account), d.change(h.record.credit.account)
	from.debitsHeld -= h.record.amount
	to.creditsHeld -= h.record.amount
	r := &record{op: o.op, amount: h.record.amount}
	if o.op == PostHold {
		r.amount = o.amount
		from.debits += o.amount
		to.credits += o.amount
	}
	d.setHold(&hold{record: h.record, ended: o.op})
	d.write(r, o, from, to)
	return r, nil
}

// write completes a record and appends it to what its accounts have.
func (d *Delta) write(r *record, o *order, from, to *accountState) {
	before := d.m.tree.size
	for v := d; v != nil; v = v.parent {
		before += int64(len(v.records))
	}
	r.currency, r.position, r.at = d.m.currency, before+1, d.At
	r.id, r.held, r.request, r.code, r.subject = o.id, o.held, o.request, o.code, o.subject
	r.debit.account, r.credit.account = from.ID, to.ID
	core := r.core()
	d.enter(from, &r.debit, r.position, core, debitSide)
	d.enter(to, &r.credit, r.position, core, creditSide)
	d.records = append(d.records, r)
}

// enter appends one side of a record to its account's history.
func (d *Delta) enter(a *accountState, s *side, position int64, core tlog.Hash, which byte) {
	a.entries++
	*s = side{account: a.ID, number: a.number, entry: a.entries, prev: a.last, balance: a.balance()}
	s.hash = s.seal(a.hash, core, which)
	a.hash, a.last = s.hash, position
	if a.month != d.month {
		a.month = d.month
		d.months = append(d.months, month{a.number, d.month, position})
	}
}
