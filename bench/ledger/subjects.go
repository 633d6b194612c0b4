package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/ledger"
	"github.com/superette/superette/internal/money"
	"github.com/superette/superette/internal/store"
)

// schema names the schema that a subject makes anew on PostgreSQL.
func schema(ctx context.Context, address, name string) (*pgxpool.Config, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	_, err = conn.Exec(ctx, "DROP SCHEMA IF EXISTS "+name+" CASCADE; CREATE SCHEMA "+name)
	if err := errors.Join(err, conn.Close(ctx)); err != nil {
		return nil, err
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	config.ConnConfig.RuntimeParams["search_path"] = name
	return config, nil
}

// gather has the server look at what it holds, as it does by itself within a minute: no statement of a database in use is planned without.
func gather(ctx context.Context, address string) error {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	_, err = conn.Exec(ctx, "ANALYZE")
	return errors.Join(err, conn.Close(ctx))
}

// ours is our ledger.
type ours struct {
	db     *store.DB
	ledger *ledger.Ledger
	ids    *id.Source
	names  []ledger.AccountID
	one    money.Amount
}

func openOurs(ctx context.Context, dir, address string) (subject, error) {
	if address != "" {
		if _, err := schema(ctx, address, "bench_ours"); err != nil {
			return nil, err
		}
		u, err := url.Parse(address)
		if err != nil {
			return nil, err
		}
		values := u.Query()
		values.Set("search_path", "bench_ours")
		u.RawQuery = values.Encode()
		address = u.String()
	}
	db, err := store.Open(ctx, store.Config{
		Dir: dir, DB: address, Now: time.Now, Random: rand.Reader, Log: slog.New(slog.DiscardHandler), Schemas: []store.Schema{ledger.Schema()},
	})
	if err != nil {
		return nil, err
	}
	s := &ours{db: db, ids: id.NewSource(time.Now, rand.Reader), names: make([]ledger.AccountID, accounts)}
	if s.one, err = money.New(1, "CNY"); err == nil {
		s.ledger, err = ledger.Open(ctx, ledger.Config{DB: db, Currencies: []money.Currency{"CNY"}, Now: time.Now})
	}
	if err == nil {
		err = s.fill(ctx)
	}
	if err == nil && address != "" {
		err = gather(ctx, address)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

// fill opens the accounts, with plenty in each.
func (s *ours) fill(ctx context.Context) error {
	much, err := money.New(plenty, "CNY")
	if err != nil {
		return err
	}
	source, err := s.ledger.OpenAccount(ctx, ledger.Issuance, "test", "CNY")
	if err != nil {
		return err
	}
	const workers = 256
	errs := make([]error, workers)
	var all sync.WaitGroup
	for worker := range workers {
		all.Go(func() {
			for i := worker; i < accounts && errs[worker] == nil; i += workers {
				s.names[i], errs[worker] = s.ledger.OpenAccount(ctx, "person", fmt.Sprintf("usr_%026d", i), "CNY")
				if errs[worker] == nil {
					_, errs[worker] = s.ledger.Post(ctx, ledger.Command{ID: id.New[ledger.TransferID](s.ids), Op: ledger.Transfer, Debit: source, Credit: s.names[i], Amount: much})
				}
			}
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

func (s *ours) Transfer(ctx context.Context, _ int64, from, to int) error {
	_, err := s.ledger.Post(ctx, ledger.Command{
		ID: id.New[ledger.TransferID](s.ids), Op: ledger.Transfer, Debit: s.names[from], Credit: s.names[to], Amount: s.one, Code: "payment",
	})
	return err
}

func (s *ours) Close() error {
	if s.ledger != nil {
		s.ledger.Close()
	}
	return s.db.Close()
}

// usual is a ledger as one is usually written: accounts, transfers and entries, and a transaction for each transfer that locks both
// accounts. It does less than ours: no holds, no hashes, no events.
type usual struct{ pool *pgxpool.Pool }

// usualConnections is a usual size of a pool; more made it no faster on two cores.
const usualConnections = 48

const usualTables = `CREATE TABLE account (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL CHECK (balance >= 0));
	CREATE TABLE transfer (id BIGINT PRIMARY KEY, debit BIGINT NOT NULL, credit BIGINT NOT NULL, amount BIGINT NOT NULL, code TEXT NOT NULL,
		at TIMESTAMPTZ NOT NULL DEFAULT now());
	CREATE TABLE entry (transfer BIGINT NOT NULL, account BIGINT NOT NULL, amount BIGINT NOT NULL, balance BIGINT NOT NULL,
		PRIMARY KEY (transfer, account));
	CREATE INDEX entry_account ON entry (account, transfer);`

func openUsual(ctx context.Context, address string) (subject, error) {
	config, err := schema(ctx, address, "bench_usual")
	if err != nil {
		return nil, err
	}
	config.MaxConns = usualConnections
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if _, err = pool.Exec(ctx, usualTables); err == nil {
		_, err = pool.Exec(ctx, `INSERT INTO account SELECT n, $1::bigint FROM generate_series(0, $2::bigint) n`, plenty, accounts-1)
	}
	if err == nil {
		err = gather(ctx, address)
	}
	if err != nil {
		pool.Close()
		return nil, err
	}
	return &usual{pool}, nil
}

func (s *usual) Transfer(ctx context.Context, n int64, from, to int) error {
	return pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		// Always in the same order, so that two transfers never wait for each other.
		rows, err := tx.Query(ctx, `SELECT id, balance FROM account WHERE id IN ($1, $2) ORDER BY id FOR UPDATE`, from, to)
		if err != nil {
			return err
		}
		has := map[int]int64{}
		var account int
		var balance int64
		if _, err := pgx.ForEachRow(rows, []any{&account, &balance}, func() error { has[account] = balance; return nil }); err != nil {
			return err
		}
		if has[from] < 1 {
			return errors.New("too little money")
		}
		if _, err := tx.Exec(ctx, `INSERT INTO transfer (id, debit, credit, amount, code) VALUES ($1, $2, $3, 1, 'payment')`, n, from, to); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO entry VALUES ($1, $2, -1, $3), ($1, $4, 1, $5)`, n, from, has[from]-1, to, has[to]+1); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE account SET balance = balance - 1 WHERE id = $1`, from); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE account SET balance = balance + 1 WHERE id = $1`, to)
		return err
	})
}

func (s *usual) Close() error {
	s.pool.Close()
	return nil
}

// plainLog takes whatever waits, writes it into a file that has its size already, makes it durable, and answers everybody: what
// any ledger with batches has to do, and nothing else.
type plainLog struct {
	file  *os.File
	queue chan chan error
	ended chan struct{}
}

const (
	logSize   = 1 << 30
	logRecord = 256 // bytes: about what a transfer is
	logBatch  = 4096
)

func openLog(path string) (subject, error) {
	f, err := os.Create(path) //nolint:gosec // in our own folder
	if err != nil {
		return nil, err
	}
	// Written once and not only reserved, so that no later write changes more than content.
	block := make([]byte, 1<<20)
	for range logSize >> 20 {
		if _, err := f.Write(block); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	if err := f.Sync(); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	l := &plainLog{file: f, queue: make(chan chan error, logBatch), ended: make(chan struct{})}
	go l.loop()
	return l, nil
}

func (l *plainLog) loop() {
	defer close(l.ended)
	buffer := make([]byte, logBatch*logRecord)
	at := int64(0)
	for first := range l.queue {
		batch := []chan error{first}
		for more := true; more && len(batch) < logBatch; {
			select {
			case next, open := <-l.queue:
				if more = open; open {
					batch = append(batch, next)
				}
			default:
				more = false
			}
		}
		size := len(batch) * logRecord
		if at+int64(size) > logSize {
			at = 0
		}
		_, err := l.file.WriteAt(buffer[:size], at)
		if err == nil {
			err = durable(l.file)
		}
		at += int64(size)
		for _, done := range batch {
			done <- err
		}
	}
}

func (l *plainLog) Transfer(context.Context, int64, int, int) error {
	done := make(chan error, 1)
	l.queue <- done
	return <-done
}

func (l *plainLog) Close() error {
	close(l.queue)
	<-l.ended
	return l.file.Close()
}
