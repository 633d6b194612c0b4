package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// durations says how long the files or packages of a part took, so that one over its budget says where the time went.
type durations map[string]time.Duration

// longest names the n that took longest, the longest first.
func (d durations) longest(n int) string {
	names := slices.SortedFunc(maps.Keys(d), func(a, b string) int { return int(d[b] - d[a]) })
	words := make([]string, 0, n)
	for _, name := range names[:min(n, len(names))] {
		words = append(words, fmt.Sprintf("%s %.0f s", name, d[name].Seconds()))
	}
	return strings.Join(words, ", ")
}

// addGoTest reads the packages of go test -json.
func (d durations) addGoTest(out string) {
	for line := range strings.Lines(out) {
		var e struct {
			Action, Package, Test string
			Elapsed               float64 // seconds
		}
		if json.Unmarshal([]byte(line), &e) == nil && e.Test == "" && (e.Action == "pass" || e.Action == "fail") {
			d[path.Base(e.Package)] += time.Duration(e.Elapsed * float64(time.Second))
		}
	}
}

// tookLine is what took.mjs writes between node's lines.
var tookLine = regexp.MustCompile(`(?m)^# took (\d+) ms in (.+)$`)

func (d durations) addTap(out string) {
	for _, m := range tookLine.FindAllStringSubmatch(out, -1) {
		if ms, err := strconv.Atoi(m[1]); err == nil {
			d[path.Base(m[2])] += time.Duration(ms) * time.Millisecond
		}
	}
}
