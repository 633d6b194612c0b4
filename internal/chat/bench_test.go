package chat_test

import (
	"fmt"
	"runtime"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/superette/superette/internal/api/superettev1"
	"github.com/superette/superette/internal/chat"
	"github.com/superette/superette/internal/id"
)

// BenchmarkSend sends between pairs of people: membership, dedupe, marks, fsync before the answer, and the push over the
// bus into the other's socket. One iteration is one message sent and delivered.
func BenchmarkSend(b *testing.B) {
	for _, pairs := range []int{1, 250} {
		b.Run(fmt.Sprintf("%d pairs", pairs), func(b *testing.B) {
			h := open(b, options{rate: 1e9, burst: 1e9})
			senders := make([]*person, pairs)
			readers := make([]*device, pairs)
			convs := make([]id.ConvID, pairs)
			for i := range pairs {
				var reader *person
				senders[i], reader, convs[i] = h.friends(b)
				readers[i], _ = reader.online(b, &superettev1.Hello{})
			}
			var used syscall.Rusage
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
				b.Fatal(err)
			}
			b.ResetTimer()
			var all sync.WaitGroup
			for i := range pairs {
				mine := b.N/pairs + min(1, max(0, b.N%pairs-i))
				all.Go(func() {
					for range mine {
						if readers[i].hear().GetPush() == nil {
							b.Error("no push")
						}
					}
				})
				all.Go(func() {
					window := make(chan struct{}, 32)
					for n := range mine {
						window <- struct{}{}
						body := chat.Body{Text: "a line of a usual length, as people write it"}
						err := h.chat.Submit(b.Context(), senders[i].by, chat.Send{Conv: convs[i], ClientID: fmt.Sprintf("bench-%08d", n), Body: body},
							func(_ chat.Receipt, err error) {
								if err != nil {
									b.Error(err)
								}
								<-window
							})
						if err != nil {
							b.Error(err)
						}
					}
				})
			}
			all.Wait()
			b.StopTimer()
			before := used
			if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
				b.Fatal(err)
			}
			cpu := time.Duration(used.Utime.Nano() + used.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msg/s")
			b.ReportMetric(float64(cpu.Microseconds())/float64(b.N), "cpu-µs/msg")
			runtime.KeepAlive(h)
		})
	}
}
