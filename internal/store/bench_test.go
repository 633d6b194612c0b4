package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/superette/superette/internal/store/storetest"
)

// BenchmarkWrite is one row per write, each durable before it is acknowledged; more writers share more of an fsync.
func BenchmarkWrite(b *testing.B) {
	for _, writers := range []int{1, 16, 256} {
		b.Run(fmt.Sprintf("%d writers", writers), func(b *testing.B) {
			db := storetest.Open(b, tea(b))
			var n atomic.Int64
			b.SetParallelism(max(1, writers/2)) // times two processors
			b.ReportAllocs()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					if err := db.Write(b.Context(), add(fmt.Sprint(n.Add(1)), 1)); err != nil {
						b.Error(err)
						return
					}
				}
			})
		})
	}
}

// BenchmarkRead is one row by its key.
func BenchmarkRead(b *testing.B) {
	db := storetest.Open(b, tea(b))
	if err := db.Write(b.Context(), add("oolong", 1)); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if got := names(b, db); len(got) != 1 {
			b.Fatalf("read %v", got)
		}
	}
}
