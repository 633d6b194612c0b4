package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/superette/superette/examples"
	"github.com/superette/superette/internal/account"
	"github.com/superette/superette/internal/id"
)

// demoFolder is in the data folder of an instance in which a demo was run, and in no other.
const demoFolder = "demo"

// DemoConfig is what the demo is run with.
type DemoConfig struct {
	Config
	Run string // the command of the shops' own servers; "" means that they take no orders
}

// Demo runs an instance with people, programs and a contact that answers, until ctx ends. It prints links that sign in by
// one tap; they work on this machine only. What was written stays for the next time. It returns a Refusal if the address
// or the data folder is taken.
func Demo(ctx context.Context, c DemoConfig) (err error) {
	i, err := open(ctx, c.Config, mode{demo: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, i.close()) }()
	// Whose PIN everybody knows: `superette doctor` warns of them, in a restored backup too.
	if err := os.MkdirAll(filepath.Join(c.Data, demoFolder), 0o700); err != nil {
		return fmt.Errorf("app: demo: %w", err)
	}
	if err := os.WriteFile(filepath.Join(c.Data, demoFolder, "people"), []byte(strings.Join(demoHandles(), "\n")+"\n"), 0o600); err != nil {
		return fmt.Errorf("app: demo: %w", err)
	}
	mei, err := ensureMei(ctx, i.people)
	if err != nil {
		return err
	}
	programs, err := seedExamples(ctx, examples.FS, i.registry, mei.ID, c.Now)
	if err != nil {
		return err
	}
	names := map[string][]id.Caller{}
	for _, each := range demoShops() {
		names[each.folder] = []id.Caller{{Kind: id.Program, App: exampleApp(each.folder)}}
	}
	if err := i.allowPrivate(names); err != nil {
		return err
	}
	if i.demo, err = seedDemo(ctx, i.people, i.contacts, i.talk, i.commands, i.pay, exampleApp("teahouse")); err != nil {
		return err
	}
	running, stop := context.WithCancel(ctx)
	defer stop()
	if c.Run != "" {
		environment, err := i.openShops(ctx, mei.ID)
		if err != nil {
			return err
		}
		wait, err := runChild(running, c.Run, environment, c.To)
		if err != nil {
			return err
		}
		defer wait()
		defer stop()
	}
	account.MountDemo(i.server, i.people, demoHandles()...)
	fmt.Fprintf(c.To, "superette %s, demo with %s on the shelf\n\n  %s\n\nsign in as (the second in a private window):\n",
		Version(), count(len(programs), "program"), i.origin)
	for _, handle := range demoHandles() {
		fmt.Fprintf(c.To, "  %s/demo/%s\n", i.origin, handle)
	}
	fmt.Fprintf(c.To, "\neach began with 500.00 of test money; the PIN of both is %s\n", demoPIN)
	if c.Run == "" {
		fmt.Fprintln(c.To, "the shops take no orders; start their servers too: --run 'node examples/shops.js'")
	}
	fmt.Fprintf(c.To, "\ndata in %s; stop with Ctrl-C\n", c.Data)
	return i.run(ctx)
}
