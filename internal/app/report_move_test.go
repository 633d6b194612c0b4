package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/superette/superette/internal/app"
)

// What it takes to have our own examples in the other world, each place of it.
func TestMovesOfTheExamples(t *testing.T) {
	for _, test := range []struct {
		name, to string
		code     int
	}{{"teahouse", "alipay", 1}, {"bookshop", "wechat", 0}} {
		t.Run(test.name, func(t *testing.T) {
			var out bytes.Buffer
			dir := filepath.Join("..", "..", "examples", test.name)
			code, err := app.Report(t.Context(), app.ReportConfig{Dir: dir, All: true, For: test.to, FailOn: "warning", To: &out})
			if err != nil {
				t.Fatal(err)
			}
			if code != test.code {
				t.Errorf("the exit code is %d, want %d", code, test.code)
			}
			got := strings.ReplaceAll(out.String(), dir+string(filepath.Separator), "")
			golden := filepath.Join("testdata", "moves", test.name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("it differs from %s (rewrite it with -update and review):\n%s", golden, got)
			}
		})
	}
}
