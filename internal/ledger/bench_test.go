package ledger_test

import (
	"fmt"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/ledger"
)

// BenchmarkPost is transfers of waiting clients, each of which asks for the next one when the disk has the last one: among
// 10,000 accounts, all to one account, and each with an event.
func BenchmarkPost(b *testing.B) {
	const accounts = 10_000
	for _, c := range []struct {
		name    string
		clients int
		hot     bool
		subject string
	}{
		{name: "1 client", clients: 1},
		{name: "64 clients", clients: 64},
		{name: "1024 clients", clients: 1024},
		{name: "1024 clients pay one account", clients: 1024, hot: true},
		{name: "1024 clients with events", clients: 1024, subject: "pay_01jd3k7mpqrstvwxyz01234567"},
	} {
		b.Run(c.name, func(b *testing.B) {
			h := open(b)
			names := h.many(b, accounts)
			var before, after syscall.Rusage
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &before); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			var all sync.WaitGroup
			for client := range c.clients {
				all.Go(func() {
					for n := client; n < b.N; n += c.clients {
						to := names[(n*7919+1)%accounts]
						if c.hot {
							to = names[0]
						}
						from := names[n*31%(accounts-1)+1]
						if from == to {
							from = names[n*31%(accounts-1)]
						}
						command := h.transfer(b, from, to, 1)
						command.Subject = c.subject
						if _, err := h.Post(b.Context(), command); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			all.Wait()
			b.StopTimer()
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &after); err != nil {
				b.Fatal(err)
			}
			cpu := time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "transfers/s")
			b.ReportMetric(float64(cpu.Microseconds())/float64(b.N), "cpu-µs/transfer")
		})
	}
}

// many opens accounts with money in each.
func (h *house) many(b *testing.B, n int) []ledger.AccountID {
	b.Helper()
	issuance := h.account(b, ledger.Issuance, "test")
	names := make([]ledger.AccountID, n)
	var all sync.WaitGroup
	for worker := range 256 {
		all.Go(func() {
			for i := worker; i < n; i += 256 {
				account, err := h.OpenAccount(b.Context(), "person", fmt.Sprintf("usr_%026d", i), "CNY")
				if err == nil {
					_, err = h.Post(b.Context(), h.transfer(b, issuance, account, 1_000_000_000))
				}
				if err != nil {
					b.Error(err)
				}
				names[i] = account
			}
		})
	}
	all.Wait()
	return names
}
