package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/superette/superette/bench/drive"
)

// bounds is what an evening has to keep to pass. They are for two cores with the generator on them, which are full then: so
// they say when people begin to wait, and not what they wait for on a machine with room.
type bounds struct {
	p99    []bound
	growth float64 // of the memory, from the second third of the run to the last; 0 means any
}

type bound struct {
	name string // of the series
	most time.Duration
}

// evening are the bounds of `make bench-load`.
func evening() bounds {
	return bounds{
		p99: []bound{
			{"open in an open host", 2 * time.Second},
			{"open by a link", 3 * time.Second},
			{"message, acknowledged", time.Second},
			{"message, at the other device", time.Second},
			{"order, from prepay to paid", 2 * time.Second},
		},
		growth: 1.1,
	}
}

// String says them in a line.
func (b bounds) String() string {
	list := []string{"nothing failed", "nothing begun too late"}
	for _, one := range b.p99 {
		list = append(list, fmt.Sprintf("p99 of %q at most %s ms", one.name, drive.Milliseconds(one.most)))
	}
	if b.growth > 0 {
		list = append(list, fmt.Sprintf("memory in the last third at most %.0f %% above the second", (b.growth-1)*100))
	}
	return strings.Join(list, ", ")
}

// broken returns what of a step is beyond its bounds, "" if nothing is.
func (b bounds) broken(s *drive.Step) string {
	var list []string
	if err := s.Err(); err != nil {
		list = append(list, err.Error())
	}
	if s.Behind > 0 {
		list = append(list, fmt.Sprintf("%d could not begin in time", s.Behind))
	}
	for _, one := range b.p99 {
		for _, series := range s.Series {
			if p99 := series.Quantile(.99); series.Name == one.name && p99 > one.most {
				list = append(list, fmt.Sprintf("p99 of %q is %s ms, more than %s", one.name, drive.Milliseconds(p99), drive.Milliseconds(one.most)))
			}
		}
	}
	return strings.Join(list, "; ")
}

// grown returns how the memory grew beyond its bound, "" if it did not, or if the run was too short to tell.
func (b bounds) grown(s *drive.Step) string {
	most := thirds(s.Memory)
	if b.growth == 0 || len(most) < 3 || float64(most[2].RSS) <= float64(most[1].RSS)*b.growth {
		return ""
	}
	return fmt.Sprintf("memory grew from %.0f MB in the second third to %.0f in the last", float64(most[1].RSS)/1e6, float64(most[2].RSS)/1e6)
}

// thirds returns the most that was used in each third of a run; nil of fewer than three looks.
func thirds(m []drive.Usage) (most []drive.Usage) {
	third := len(m) / 3
	for n := range 3 {
		top := drive.Usage{}
		for _, u := range m[n*third : (n+1)*third] {
			if u.RSS > top.RSS {
				top = u
			}
		}
		if third > 0 {
			most = append(most, top)
		}
	}
	return most
}

// verdict is the line that says whether the run passed.
func (r *report) verdict() (line string, passed bool) {
	var why []string
	for _, one := range []string{r.config.bounds.broken(r.all), r.config.bounds.grown(r.all)} {
		if one != "" {
			why = append(why, one)
		}
	}
	if len(why) > 0 {
		return fmt.Sprintf("**Failed**: %s. To pass: %s.", strings.Join(why, "; "), r.config.bounds), false
	}
	return fmt.Sprintf("**Passed**: %s.", r.config.bounds), true
}
