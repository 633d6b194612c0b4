package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Serve runs an instance until ctx ends. It returns a Refusal if the address or the data folder is taken.
func Serve(ctx context.Context, c Config) (err error) {
	begun := c.DB == "" && !hasRows(c.Data)
	i, err := open(ctx, c, mode{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	if err := i.allowPrivate(nil); err != nil {
		return err
	}
	fmt.Fprintf(c.To, "superette %s\n\n  %s\n\ndata in %s; stop with Ctrl-C\n", Version(), i.origin, c.Data)
	if begun {
		fmt.Fprintln(c.To, "a new instance: there was none in this folder, and nobody has an account yet")
	}
	switch c.Registration {
	case RegistrationInvited:
		fmt.Fprintf(c.To, "by invitation only: `superette invite --data %s --url %s` makes one, for yourself too\n", c.Data, i.origin)
	case RegistrationClosed:
		fmt.Fprintln(c.To, "registration is closed: nobody can make an account")
	case RegistrationOpen:
	}
	if i.auto != nil && c.ACME.Directory == "" {
		fmt.Fprintln(c.To, "certificates come from Let's Encrypt; by this you agree to its terms, https://letsencrypt.org/repository/")
	}
	return i.run(ctx)
}

// hasRows reports whether there is a database in a folder.
func hasRows(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, backupRows))
	return err == nil
}
