package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/superette/superette/internal/api/superettev1"
)

// BenchmarkPay measures payments per second over the whole path, from the HTTP request to the disk and back, with 200 clients
// that each wait for the answer before they ask for the next one. Clients and server share the machine. For the ledger alone
// see BenchmarkPost in internal/ledger. What the server computes for each payment does not depend on what else runs. Both:
//
//	go test -run '^$' -bench 'BenchmarkPay|BenchmarkPost' -benchtime 5s ./cmd/superette ./internal/ledger
func BenchmarkPay(b *testing.B) {
	w := newTown(b, payers)
	var ids atomic.Int64
	order := func(r *resident) (*superettev1.PayRequest, error) {
		trade := fmt.Sprintf("bench-%09d", ids.Add(1))
		prepay, err := w.prepay(trade, r.openid, 1)
		if err != nil {
			return nil, err
		}
		signed, err := w.signedFor(prepay)
		return &superettev1.PayRequest{
			RequestId: trade, Signed: signed, PayeeId: townMerchant, Amount: 1, Currency: "CNY", Pin: townPIN,
		}, err
	}
	pay := func(r *resident, request *superettev1.PayRequest) error {
		answer, err := r.pay.Pay(b.Context(), request)
		if err != nil {
			return err
		}
		return isPaid(answer.GetPayment(), 1)
	}
	run := func(name string, each func(r *resident) error) {
		b.Run(name, func(b *testing.B) {
			// PINs are proved once before: the first proof after a start costs an argon2id.
			w.each(func(r *resident) error { return each(r) })
			before := w.server.cpu(b)
			b.ResetTimer()
			var all errgroup.Group
			for i, r := range w.people {
				all.Go(func() error {
					for n := i; n < b.N; n += len(w.people) {
						if err := each(r); err != nil {
							return err
						}
					}
					return nil
				})
			}
			if err := all.Wait(); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			b.ReportMetric(float64((w.server.cpu(b)-before).Microseconds())/float64(b.N), "server-cpu-µs/payment")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "payments/s")
			b.ReportMetric(0, "ns/op")
		})
	}
	run("transfers to contacts", func(r *resident) error {
		sent, err := r.wallet.Transfer(b.Context(), &superettev1.TransferRequest{
			RequestId: fmt.Sprintf("bench-%09d", ids.Add(1)), UserId: r.next.user, Amount: 1, Currency: "CNY", Pin: townPIN,
		})
		if err != nil {
			return err
		}
		return isPaid(sent.GetPayment(), 1)
	})
	run("orders, from prepay to paid", func(r *resident) error {
		request, err := order(r)
		if err != nil {
			return err
		}
		return pay(r, request)
	})
}

// cpu returns how long the process has computed so far, to 10 ms; 0 where there is no /proc.
func (p *process) cpu(b *testing.B) time.Duration {
	b.Helper()
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if errors.Is(err, os.ErrNotExist) {
		return 0
	}
	if err != nil {
		b.Fatal(err)
	}
	var user, system int64 // the 14th and 15th field; the second may hold spaces and ends with a parenthesis
	fields := strings.Fields(string(content[bytes.LastIndexByte(content, ')')+1:]))
	if _, err := fmt.Sscan(fields[11]+" "+fields[12], &user, &system); err != nil {
		b.Fatal(err)
	}
	const tick = 10 * time.Millisecond // Linux tells this in hundredths of a second on every platform that Go runs on
	return time.Duration(user+system) * tick
}
