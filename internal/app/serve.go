package app

import (
	"context"
	"errors"
	"fmt"
)

// Serve runs an instance until ctx ends. It returns a Refusal if the address or the data folder is taken.
func Serve(ctx context.Context, c Config) (err error) {
	i, err := open(ctx, c, mode{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	if err := i.allowPrivate(nil); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "superette %s\n\n  %s\n\ndata in %s; stop with Ctrl-C\n", Version(), i.origin, c.Data)
	if i.auto != nil && c.ACME.Directory == "" {
		fmt.Fprintln(c.To, "certificates come from Let's Encrypt; by this you agree to its terms, https://letsencrypt.org/repository/")
	}
	return i.run(ctx)
}
