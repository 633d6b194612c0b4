package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/deliver"
	"github.com/superette/superette/internal/mini/registry"
	"github.com/superette/superette/internal/report"
	"github.com/superette/superette/internal/store"
)

// lost is which contents an instance's rows name and its folder does not have, or not as they were. A disk that forgets a byte says
// nothing of it by itself: whoever reads all of them anyway holds them against their names.
type lost struct {
	damaged map[id.BlobHash]bool // what is in the file is not what its name says
	names   []string             // some of them, for people
	count   int
}

func newLost() *lost { return &lost{damaged: map[id.BlobHash]bool{}} }

func (l *lost) add(name string) {
	const shown = 3
	if l.count++; l.count <= shown {
		l.names = append(l.names, name)
	}
}

func (l *lost) String() string {
	text := strings.Join(l.names, "; ")
	if more := l.count - len(l.names); more > 0 {
		text += fmt.Sprintf("; and %d more", more)
	}
	return text
}

// find goes through what the rows of a database name. Contents are in the folder beside it, or in that of blobs.
func (l *lost) find(ctx context.Context, place store.Place, data string) (err error) {
	place.Unchecked = true // a copy of the rows, whose folder does not know them
	db, err := store.OpenReader(ctx, place)
	if err != nil {
		return storeRefusal(err, place)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	blobs := store.Disk(filepath.Join(data, "blobs"))
	told := map[id.BlobHash]bool{}
	look := func(hash id.BlobHash, of string) error {
		if told[hash] {
			return nil
		}
		has, err := blobs.Has(ctx, hash)
		switch {
		case err != nil:
			return err
		case l.damaged[hash]:
			l.add(of + ", damaged (" + blobFile(hash) + ")")
		case !has:
			l.add(of + ", missing (" + blobFile(hash) + ")")
		default:
			return nil
		}
		told[hash] = true
		return nil
	}
	err = db.Read(ctx, func(tx store.Tx) error {
		if err := registry.Contents(ctx, tx, blobs, look); err != nil {
			return err
		}
		if err := deliver.Contents(tx, look); err != nil {
			return err
		}
		if err := chat.Contents(tx, look); err != nil {
			return err
		}
		// A copy of before has no reports.
		known, err := store.HasTable(tx, "report_exhibit")
		if err != nil || !known {
			return err
		}
		return report.Contents(tx, look)
	})
	if err != nil {
		return fmt.Errorf("app: look for what the rows name: %w", err)
	}
	for hash := range l.damaged { // by now nobody's: of an upload that was not published
		if !told[hash] {
			l.add("a file that nothing names, damaged (" + blobFile(hash) + ")")
		}
	}
	return nil
}

// blobFile is where a content is in the data folder.
func blobFile(hash id.BlobHash) string {
	return "blobs/" + string(hash[0:2]) + "/" + string(hash[2:4]) + "/" + string(hash)
}
