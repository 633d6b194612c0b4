package pay

import (
	"fmt"
	"time"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

const giftColumns = `id, sender, request, conv, kind, recipient, amount, currency, note, count, crowd, seed, state, reason, taken, taken_amount,
	returned, unsettled, created_at, expires_at, ended_at, direct, undo, undo_tries`

func scanGift(row store.Scanner) (g Gift, err error) {
	var amount, crowd, unsettled, created, expires, ended, direct int64
	var currency money.Currency
	var seed []byte
	err = row.Scan(&g.ID, &g.Sender, &g.Request, &g.Conv, &g.Kind, &g.To, &amount, &currency, &g.Note, &g.Count, &crowd, &seed, &g.State,
		&g.Reason, &g.Taken, &g.TakenSum, &g.Returned, &unsettled, &created, &expires, &ended, &direct, &g.Undo, &g.UndoTries)
	if err != nil {
		return g, err
	}
	if len(seed) != len(g.Seed) {
		return g, fmt.Errorf("pay: gift %s has a seed of %d bytes", g.ID, len(seed))
	}
	copy(g.Seed[:], seed)
	g.Crowd, g.Unsettled, g.Direct = crowd == 1, unsettled == 1, direct == 1
	g.CreatedAt, g.ExpiresAt, g.EndedAt = timeOf(created), timeOf(expires), timeOf(ended)
	if g.Amount, err = money.New(amount, currency); err != nil {
		return g, fmt.Errorf("pay: gift %s: %w", g.ID, err)
	}
	return g, nil
}

func findGift(tx store.Tx, gift GiftID) (Gift, bool, error) {
	return store.Find(tx, scanGift, `SELECT `+giftColumns+` FROM gift WHERE id = $1`, string(gift))
}

func findGiftRequest(tx store.Tx, sender id.UserID, request string) (Gift, bool, error) {
	return store.Find(tx, scanGift, `SELECT `+giftColumns+` FROM gift WHERE sender = $1 AND request = $2`, string(sender), request)
}

func listDueGifts(tx store.Tx, now time.Time, limit int) ([]Gift, error) {
	return store.List(tx, scanGift, `SELECT `+giftColumns+` FROM gift WHERE state = 2 AND expires_at <= $1 ORDER BY expires_at LIMIT $2`, millis(now), limit)
}

func listUnsettledGifts(tx store.Tx, before time.Time, limit int) ([]Gift, error) {
	return store.List(tx, scanGift, `SELECT `+giftColumns+` FROM gift WHERE (state = 1 OR unsettled = 1) AND created_at < $1
		ORDER BY created_at LIMIT $2`, millis(before), limit)
}

func insertGift(tx store.Tx, g Gift) error {
	crowd, direct := 0, 0
	if g.Crowd {
		crowd = 1
	}
	if g.Direct {
		direct = 1
	}
	_, err := tx.Exec(`INSERT INTO gift (`+giftColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, '', 0, 0, 0, 0, $14, $15, 0, $16, 0, 0)`,
		string(g.ID), string(g.Sender), g.Request, string(g.Conv), int(g.Kind), string(g.To), g.Amount.Minor(), string(g.Amount.Currency()),
		g.Note, g.Count, crowd, g.Seed[:], int(g.State), millis(g.CreatedAt), millis(g.ExpiresAt), direct)
	return err
}

// changed turns a count of rows other than one into an error.
func changed(n int64, err error, what string) error {
	if err == nil && n != 1 {
		err = fmt.Errorf("pay: %s is not in the state to be changed", what)
	}
	return err
}

func openGift(tx store.Tx, gift GiftID) error {
	n, err := tx.Exec(`UPDATE gift SET state = $1 WHERE id = $2 AND state = $3`, int(GiftOpen), string(gift), int(GiftSubmitted))
	return changed(n, err, string(gift))
}

func failGift(tx store.Tx, gift GiftID, reason string, at time.Time) error {
	n, err := tx.Exec(`UPDATE gift SET state = $1, reason = $2, ended_at = $3 WHERE id = $4 AND state = $5`,
		int(GiftFailed), reason, millis(at), string(gift), int(GiftSubmitted))
	return changed(n, err, string(gift))
}

// endGift ends an open gift with what goes back to its sender.
func endGift(tx store.Tx, gift GiftID, state GiftState, back int64, at time.Time) error {
	n, err := tx.Exec(`UPDATE gift SET state = $1, returned = $2, unsettled = 1, ended_at = $3 WHERE id = $4 AND state = $5`,
		int(state), back, millis(at), string(gift), int(GiftOpen))
	return changed(n, err, string(gift))
}

func settleGiftReturn(tx store.Tx, gift GiftID) error {
	n, err := tx.Exec(`UPDATE gift SET unsettled = 0 WHERE id = $1 AND unsettled = 1`, string(gift))
	return changed(n, err, string(gift))
}

const claimColumns = `gift, person, position, amount, state, created_at, settled_at`

func scanClaim(row store.Scanner) (c Claim, err error) {
	var created, settled int64
	err = row.Scan(&c.Gift, &c.Person, &c.Position, &c.Amount, &c.State, &created, &settled)
	c.CreatedAt, c.SettledAt = timeOf(created), timeOf(settled)
	return c, err
}

func findClaim(tx store.Tx, gift GiftID, person id.UserID) (Claim, bool, error) {
	return store.Find(tx, scanClaim, `SELECT `+claimColumns+` FROM gift_claim WHERE gift = $1 AND person = $2`, string(gift), string(person))
}

func listClaims(tx store.Tx, gift GiftID) ([]Claim, error) {
	return store.List(tx, scanClaim, `SELECT `+claimColumns+` FROM gift_claim WHERE gift = $1 ORDER BY position`, string(gift))
}

func listSubmittedClaims(tx store.Tx, before time.Time, limit int) ([]Claim, error) {
	return store.List(tx, scanClaim, `SELECT `+claimColumns+` FROM gift_claim WHERE state = 1 AND created_at < $1 ORDER BY created_at LIMIT $2`,
		millis(before), limit)
}

// lockGift has whoever else is about to change the gift, in another process too, wait for the end of this transaction: what is read of
// it afterwards stays so until then.
func lockGift(tx store.Tx, gift GiftID) error {
	_, err := tx.Exec(`UPDATE gift SET taken = taken WHERE id = $1`, string(gift))
	return err
}

// insertClaim gives somebody the next share of an open gift; the last one ends it.
func insertClaim(tx store.Tx, g Gift, c Claim) error {
	state, ended := GiftOpen, int64(0)
	if c.Position+1 == g.Count {
		state, ended = GiftTaken, millis(c.CreatedAt)
	}
	n, err := tx.Exec(`UPDATE gift SET taken = taken + 1, taken_amount = taken_amount + $1, state = $2, ended_at = $3
		WHERE id = $4 AND state = $5 AND taken = $6`, c.Amount, int(state), ended, string(g.ID), int(GiftOpen), c.Position)
	if err := changed(n, err, string(g.ID)); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO gift_claim (`+claimColumns+`) VALUES ($1, $2, $3, $4, $5, $6, 0)`,
		string(c.Gift), string(c.Person), c.Position, c.Amount, int(c.State), millis(c.CreatedAt))
	return err
}

func finishClaim(tx store.Tx, gift GiftID, person id.UserID, at time.Time) error {
	n, err := tx.Exec(`UPDATE gift_claim SET state = $1, settled_at = $2 WHERE gift = $3 AND person = $4 AND state = $5`,
		int(Paid), millis(at), string(gift), string(person), int(Submitted))
	return changed(n, err, string(gift))
}

func findAskFirst(tx store.Tx, person id.UserID) (bool, error) {
	asks, _, err := store.Find(tx, func(row store.Scanner) (asks bool, err error) {
		var flag int64
		err = row.Scan(&flag)
		return flag == 1, err
	}, `SELECT ask_first FROM wallet_setting WHERE person = $1`, string(person))
	return asks, err
}

func upsertAskFirst(tx store.Tx, person id.UserID, asks bool) error {
	flag := 0
	if asks {
		flag = 1
	}
	_, err := tx.Exec(`INSERT INTO wallet_setting (person, ask_first) VALUES ($1, $2)
		ON CONFLICT (person) DO UPDATE SET ask_first = excluded.ask_first`, string(person), flag)
	return err
}

// arriveGift ends a transfer that its recipient has had since at.
func arriveGift(tx store.Tx, g Gift, at time.Time) error {
	n, err := tx.Exec(`UPDATE gift SET state = $1, taken = 1, taken_amount = amount, ended_at = $2 WHERE id = $3 AND state = $4`,
		int(GiftTaken), millis(at), string(g.ID), int(GiftSubmitted))
	if err := changed(n, err, string(g.ID)); err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO gift_claim (`+claimColumns+`) VALUES ($1, $2, 0, $3, $4, $5, $5)`,
		string(g.ID), string(g.To), g.Amount.Minor(), int(Paid), millis(at))
	return err
}

func listUndoingGifts(tx store.Tx, before time.Time, limit int) ([]Gift, error) {
	return store.List(tx, scanGift, `SELECT `+giftColumns+` FROM gift WHERE undo = 1 AND undo_at < $1 ORDER BY undo_at LIMIT $2`, millis(before), limit)
}

func submitUndo(tx store.Tx, gift GiftID, try int, at time.Time) error {
	n, err := tx.Exec(`UPDATE gift SET undo = 1, undo_tries = $1, undo_at = $2 WHERE id = $3 AND undo = 0 AND direct = 1`, try, millis(at), string(gift))
	return changed(n, err, string(gift))
}

// failUndo lets a transfer be sent back again, unless another try has begun.
func failUndo(tx store.Tx, gift GiftID, try int) error {
	_, err := tx.Exec(`UPDATE gift SET undo = 0 WHERE id = $1 AND undo = 1 AND undo_tries = $2`, string(gift), try)
	return err
}

func finishUndo(tx store.Tx, gift GiftID) error {
	n, err := tx.Exec(`UPDATE gift SET undo = 2 WHERE id = $1 AND undo < 2`, string(gift))
	return changed(n, err, string(gift))
}
