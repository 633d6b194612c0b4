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
	fields, err := stat(pid)
	if err != nil {
		return u, err
	}
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

// tick is the unit of times in /proc.
const tick = 10 * time.Millisecond

// stat returns what /proc says of a process, from the third field on: the state, the parent, at 11 and 12 its own ticks and at 13 and
// 14 those of its children that have ended, at 21 its pages.
func stat(pid int) ([]string, error) {
	content, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return nil, err
	}
	// The second field may hold spaces and ends with a parenthesis.
	fields := strings.Fields(string(content[strings.LastIndexByte(string(content), ')')+1:]))
	const least = 22
	if len(fields) < least {
		return nil, fmt.Errorf("/proc/%d/stat has %d fields", pid, len(fields))
	}
	return fields, nil
}

// TreeCPU returns what a process and all below it have computed so far, those that have ended included, to 10 ms.
func TreeCPU(pid int) (time.Duration, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return 0, err
	}
	type process struct {
		parent int
		ticks  int64
	}
	all := map[int]process{}
	for _, entry := range entries {
		n, err := strconv.Atoi(entry.Name())
		if err != nil {
			continue
		}
		fields, err := stat(n)
		if err != nil {
			continue // it has ended since
		}
		p := process{}
		if p.parent, err = strconv.Atoi(fields[1]); err != nil {
			return 0, err
		}
		for _, field := range fields[11:15] { // its own, and those of its children that have ended
			ticks, err := strconv.ParseInt(field, 10, 64)
			if err != nil {
				return 0, err
			}
			p.ticks += ticks
		}
		all[n] = p
	}
	if _, lives := all[pid]; !lives {
		return 0, fmt.Errorf("process %d has ended", pid)
	}
	total := int64(0)
	for n, p := range all {
		for at := n; at > 0; at = all[at].parent {
			if at == pid {
				total += p.ticks
				break
			}
		}
	}
	return time.Duration(total) * tick, nil
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
