// Package drive puts load on an instance: a data folder full of people, the real binary that serves it, and clients that do what
// browsers and merchants' servers do, over real sockets, from another process on the same machine.
//
// seed.go makes the people; it goes through the rooms and not through the edge, because ten thousand registrations measure
// argon2id. town.go starts the server, process.go any server, postgres.go a PostgreSQL of the run's own. live.go, open.go and pay.go
// are the clients; each counts what was asked for and what came of
// it: a message has to be acknowledged once and pushed once, an order paid once and told to its merchant once. stats.go measures
// from when something should have begun, so that a client that falls behind does not hide it.
//
// bench/load, bench/mixed and bench/chat are runs made of these.
package drive

import (
	"context"
	"sync"
	"time"
)

// PIN is everybody's.
const PIN = "246810"

// Clock tells the time; the runs give time.Now.
type Clock func() time.Time

// Every calls do so many times a second until ctx ends, in so many goroutines at most, with the time at which the call should
// have begun. It returns when all calls have. Calls that no goroutine was free for begin late, and count from when they should
// have; behind is how many still waited at the end.
func Every(ctx context.Context, now Clock, perSecond float64, workers int, do func(due time.Time)) (begun int, behind int) {
	if perSecond <= 0 {
		<-ctx.Done()
		return 0, 0
	}
	queue := make(chan time.Time, int(perSecond*60)+workers)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for due := range queue {
				do(due)
			}
		})
	}
	const beat = 2 * time.Millisecond
	tick := time.NewTicker(beat)
	defer tick.Stop()
	started := now()
	for ctx.Err() == nil {
		for due := int(now().Sub(started).Seconds() * perSecond); begun < due; begun++ {
			select {
			case queue <- started.Add(time.Duration(float64(begun) / perSecond * float64(time.Second))):
			default:
				behind++ // a minute behind: the machine cannot
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
	behind += len(queue)
	close(queue)
	all.Wait()
	return begun, behind
}
