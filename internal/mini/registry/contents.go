package registry

import (
	"context"
	"errors"
	"fmt"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/mini/pack"
	"github.com/superette/superette/internal/store"
)

// Contents calls do with each content that a version of a program is made of, the newest version first: its package, and what the
// package names as far as it can be read. of says for people what it is. The same content may come several times.
func Contents(ctx context.Context, tx store.Tx, blobs store.Blobs, do func(hash id.BlobHash, of string) error) error {
	list, err := listPackages(tx)
	if err != nil {
		return err
	}
	reading := Service{blobs: blobs}
	for _, n := range list {
		of := fmt.Sprintf("%q %s (%s)", n.name, n.label, n.app)
		if err := do(n.content, "the package of "+of); err != nil {
			return err
		}
		m, _, err := reading.readManifest(ctx, n.content)
		if errors.Is(err, store.ErrNoBlob) || errors.Is(err, pack.ErrManifest) || errors.Is(err, pack.ErrContent) {
			continue // do has heard of it
		}
		if err != nil {
			return err
		}
		for _, f := range m.Files {
			if err := do(f.SHA256, f.Path+" of "+of); err != nil {
				return err
			}
		}
	}
	return nil
}
