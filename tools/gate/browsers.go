package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// browsersPage says which promise is a story in which browser.
const browsersPage = "docs/browsers.md"

// promise is a row of the page's table.
type promise struct {
	name              string
	chromium, firefox []string // files
	lacks             string
}

var inBackticks = regexp.MustCompile("`([^`]+)`")

// names returns what stands in backticks.
func names(cell string) (list []string) {
	for _, m := range inBackticks.FindAllStringSubmatch(cell, -1) {
		list = append(list, m[1])
	}
	return list
}

// rows returns the cells of a text's tables, without heads and lines.
func rows(text string) (list [][]string) {
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|--") {
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i, cell := range cells {
			cells[i] = strings.TrimSpace(cell)
		}
		list = append(list, cells)
	}
	return list
}

func promises(root string) (list []promise, err error) {
	text, err := os.ReadFile(filepath.Join(root, browsersPage)) //nolint:gosec // a file of the repository
	if err != nil {
		return nil, err
	}
	_, table, _ := strings.Cut(string(text), "<!-- promises: begin -->")
	table, _, ended := strings.Cut(table, "<!-- promises: end -->")
	all := rows(table)
	if !ended || len(all) < 2 {
		return nil, fmt.Errorf("%s has no table of promises", browsersPage)
	}
	for _, cells := range all[1:] {
		if len(cells) != 4 {
			return nil, fmt.Errorf("%s: %q has %d cells, want 4", browsersPage, cells[0], len(cells))
		}
		list = append(list, promise{cells[0], names(cells[1]), names(cells[2]), cells[3]})
	}
	return list, nil
}

// inFirefox is a part that tells stories in Firefox.
func inFirefox(run func(context.Context, *gate) (count, error)) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		before := g.env
		g.env = append(slices.Clone(g.env), "STORIES_IN=firefox")
		defer func() { g.env = before }()
		return run(ctx, g)
	}
}

// firefoxStories tells the stories that the page names for Firefox.
func firefoxStories(ctx context.Context, g *gate) (count, error) {
	list, err := promises(g.root)
	if err != nil {
		return count{}, err
	}
	return browserTest(func(name string) bool {
		return isFirefox(name) || isStory(name) && slices.ContainsFunc(list, func(p promise) bool { return slices.Contains(p.firefox, "e2e/"+name) })
	})(ctx, g)
}

// inBoth is a part that is run in Chromium, then in Firefox.
func inBoth(run func(context.Context, *gate) (count, error)) func(context.Context, *gate) (count, error) {
	return func(ctx context.Context, g *gate) (count, error) {
		first, err := run(ctx, g)
		if err != nil {
			return first, err
		}
		second, err := inFirefox(run)(ctx, g)
		return count{first.passed + second.passed, first.failed + second.failed}, err
	}
}
