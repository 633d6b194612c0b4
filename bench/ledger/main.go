// Command ledger measures durable transfers per second: of our ledger on SQLite and on PostgreSQL, of the way in which ledgers are usually
// written (a transaction per transfer, with locks on the rows) on the same PostgreSQL, and of a plain log that does nothing but write the
// same batches, which is the limit. With --peer it also drives a running Formance ledger over its HTTP API.
//
//	go run ./bench/ledger --postgres 'postgres://me@/bench?host=/tmp' [--peer http://127.0.0.1:3068 --peer-version v2.4.12]
//
// All subjects are measured in one run, in turns, by the same clients: each waits for its answer before it asks for the next transfer.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// accounts is how many accounts there are; each begins with so much money that none runs out of it.
const (
	accounts = 10_000
	plenty   = 1_000_000_000_000
)

// subject is what is measured. Transfer moves one unit and returns once that is durable; n is different at each call.
type subject interface {
	Transfer(ctx context.Context, n int64, from, to int) error
	Close() error
}

// entry is a subject with its name, and up to how many clients it is asked for.
type entry struct {
	name string
	open func(ctx context.Context) (subject, error)
	most int // clients; 0 for any number
}

type options struct {
	postgres, peer, peerVersion, dir, out string
	clients                               []int
	length                                time.Duration
	rounds                                int
}

func main() {
	var o options
	var clients string
	flag.StringVar(&o.postgres, "postgres", "", "address of a PostgreSQL database that may be filled")
	flag.StringVar(&o.peer, "peer", "", "address of a running Formance ledger, such as http://127.0.0.1:3068, on the same PostgreSQL server")
	flag.StringVar(&o.peerVersion, "peer-version", "", "its version, for the table")
	flag.StringVar(&o.dir, "dir", "", "where files go, on the disk that is measured; a new folder in the present one by default")
	flag.StringVar(&o.out, "out", "", "where ledger.md and ledger.svg go; bench/results by default if all subjects are measured")
	flag.StringVar(&clients, "clients", "64,1024,8192", "how many clients")
	flag.DurationVar(&o.length, "length", 5*time.Second, "of each measurement")
	flag.IntVar(&o.rounds, "rounds", 3, "how often each is measured; the median counts")
	flag.Parse()
	for text := range strings.SplitSeq(clients, ",") {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			log.Fatalf("%q is no number of clients", text)
		}
		o.clients = append(o.clients, n)
	}
	if o.out == "" {
		if o.postgres == "" || o.peer == "" {
			log.Fatal("without --postgres and --peer only a part is measured, and would take the place of a whole table\n" +
				"hint: --out FOLDER keeps it elsewhere")
		}
		o.out = "bench/results"
	}
	if err := run(context.Background(), o); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, o options) (err error) {
	if o.dir, err = os.MkdirTemp(o.dir, "bench-ledger-"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(o.dir)) }()
	about, err := machine(ctx, o)
	if err != nil {
		return err
	}
	var rows []row
	for _, e := range entries(o) {
		if rows, err = measureAll(ctx, o, e, rows); err != nil {
			return fmt.Errorf("%s: %w", e.name, err)
		}
	}
	return write(o, about, rows)
}

// entries lists what is measured, the limit first and ours last.
func entries(o options) []entry {
	list := []entry{{name: limitName, open: func(context.Context) (subject, error) { return openLog(filepath.Join(o.dir, "log")) }}}
	if o.peer != "" {
		// With more clients than connections to its database it comes to a standstill as soon as they share an account.
		list = append(list, entry{"Formance ledger " + o.peerVersion + ", over HTTP", func(ctx context.Context) (subject, error) { return openPeer(ctx, o.peer) }, 64})
	}
	if o.postgres != "" {
		list = append(list,
			entry{name: usualName, open: func(ctx context.Context) (subject, error) { return openUsual(ctx, o.postgres) }},
			entry{name: oursPostgres, open: func(ctx context.Context) (subject, error) {
				return openOurs(ctx, filepath.Join(o.dir, "postgres"), o.postgres)
			}})
	}
	return append(list, entry{name: oursSQLite, open: func(ctx context.Context) (subject, error) { return openOurs(ctx, filepath.Join(o.dir, "sqlite"), "") }})
}

const (
	limitName    = "a plain log, written in the same batches"
	usualName    = "a transaction per transfer, with row locks, on PostgreSQL"
	oursPostgres = "Superette on PostgreSQL"
	oursSQLite   = "Superette on SQLite"
)

// row is one line of the table.
type row struct {
	name    string
	clients int
	hot     bool
	figures
}

// measureAll measures one subject in all shapes, in rounds, and appends the medians.
func measureAll(ctx context.Context, o options, e entry, rows []row) (_ []row, err error) {
	s, err := e.open(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	count := int64(0)
	for _, clients := range o.clients {
		for _, hot := range []bool{false, true} {
			if e.most > 0 && clients > e.most {
				continue
			}
			var list []figures
			for range o.rounds {
				f, err := measure(ctx, s, load{clients: clients, hot: hot, length: o.length, first: &count})
				if err != nil {
					return nil, err
				}
				list = append(list, f)
				fmt.Fprintf(os.Stderr, "%s, %d clients, hot %t: %.0f/s, half within %v, 99 %% within %v\n", e.name, clients, hot, f.rate, f.half, f.most)
			}
			slices.SortFunc(list, func(a, b figures) int { return int(a.rate - b.rate) })
			rows = append(rows, row{e.name, clients, hot, list[len(list)/2]})
		}
	}
	return rows, nil
}
