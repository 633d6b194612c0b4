package chat

import (
	"strconv"

	"github.com/superette/superette/internal/store"
)

// checkEpochs fails with errStale unless the partitions of a commit are as they were when it was planned.
func checkEpochs(tx store.Tx, holder string, epochs map[int]int64) error {
	names := make([]any, 0, len(epochs))
	for partition := range epochs {
		names = append(names, leaseOf(partition))
	}
	now, err := store.List(tx, scanLease, `SELECT name, holder, epoch FROM lease WHERE name IN `+list(len(names)), names...)
	if err != nil {
		return err
	}
	right := 0
	for _, l := range now {
		if l.Holder == holder && l.Epoch == epochs[l.partition] {
			right++
		}
	}
	if right != len(epochs) {
		return errStale
	}
	return nil
}

type leaseRow struct {
	store.Lease
	partition int
}

func scanLease(row store.Scanner) (l leaseRow, err error) {
	if err := row.Scan(&l.Name, &l.Holder, &l.Epoch); err != nil {
		return l, err
	}
	l.partition, err = strconv.Atoi(l.Name[len("chat/"):])
	return l, err
}

// raise tells the holders of the partitions that a commit changes to read anew.
func (p *plan) raise(tx store.Tx) ([]leaseRow, error) {
	touched := map[int]bool{}
	for _, d := range p.order {
		touched[partitionOf(d.id)] = true
	}
	where, names := `name LIKE 'chat/%'`, []any{}
	if len(p.privacies) == 0 {
		if len(touched) == 0 {
			return nil, nil
		}
		for partition := range touched {
			names = append(names, leaseOf(partition))
		}
		where = `name IN ` + list(len(names))
	}
	return store.List(tx, scanLease, `UPDATE lease SET epoch = epoch + 1 WHERE `+where+` RETURNING name, holder, epoch`, names...)
}
