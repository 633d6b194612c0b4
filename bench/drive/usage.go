package drive

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Usage is what a process has used so far.
type Usage struct {
	CPU   time.Duration
	RSS   int64 // bytes
	Files int
}

// UsageOf reads /proc, to 10 ms.
func UsageOf(pid int) (u Usage, err error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return u, err
	}
	// The second field may hold spaces and ends with a parenthesis; the 14th and 15th are ticks, the 24th is pages.
	fields := strings.Fields(string(content[strings.LastIndexByte(string(content), ')')+1:]))
	const tick = 10 * time.Millisecond
	var numbers [3]int64
	for n, at := range []int{11, 12, 21} {
		if numbers[n], err = strconv.ParseInt(fields[at], 10, 64); err != nil {
			return u, err
		}
	}
	files, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", pid))
	if err != nil {
		return u, err
	}
	return Usage{CPU: time.Duration(numbers[0]+numbers[1]) * tick, RSS: numbers[2] * int64(os.Getpagesize()), Files: len(files)}, nil
}

// Watch reads the usage of a process now and then until stop is called, which returns all readings.
func Watch(ctx context.Context, pid int, every time.Duration) (stop func() []Usage) {
	ctx, cancel := context.WithCancel(ctx)
	var all []Usage
	var wait sync.WaitGroup
	wait.Go(func() {
		tick := time.NewTicker(every)
		defer tick.Stop()
		for {
			if u, err := UsageOf(pid); err == nil {
				all = append(all, u)
			}
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
	})
	return func() []Usage {
		cancel()
		wait.Wait()
		return all
	}
}
