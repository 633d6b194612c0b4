package main

import "testing"

func TestSizes(t *testing.T) {
	for text, want := range map[string]sizeFlag{
		"100MB": 100_000_000, "100 mb": 100_000_000, "1GB": 1_000_000_000, "2GB": 2_000_000_000, "512kB": 512_000, "77": 77, "0": -1, "0MB": -1,
	} {
		var got sizeFlag
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q: %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "MB", "-1", "3GB", "1.5GB", "9223372036854775807GB", "0x10", "1TB"} {
		var got sizeFlag
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q: %d", text, got)
		}
	}
}
