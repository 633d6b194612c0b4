package fault_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/superette/superette/internal/fault"
)

func TestFault(t *testing.T) {
	short := fault.New(fault.Conflict, "ledger.short", "There is not enough money in this account.")

	t.Run("is found through wrapping", func(t *testing.T) {
		err := fmt.Errorf("ledger: post tr_1: %w", short)
		if got := fault.Of(err); got.Kind != fault.Conflict || got.Code != "ledger.short" {
			t.Errorf("Of = %v, want the conflict ledger.short", got)
		}
	})
	t.Run("stays the same failure when a detail is added", func(t *testing.T) {
		err := fmt.Errorf("pay: %w", short.With("You have 3.00 CNY."))
		if !errors.Is(err, short) {
			t.Error("errors.Is does not find the declared failure")
		}
		want := "There is not enough money in this account. You have 3.00 CNY."
		if got := fault.Of(err).Message(); got != want {
			t.Errorf("Message = %q, want %q", got, want)
		}
		if short.Detail != "" {
			t.Errorf("the declared failure was changed: detail %q", short.Detail)
		}
	})
	t.Run("differs from a failure with another code", func(t *testing.T) {
		other := fault.New(fault.Conflict, "ledger.closed", "This account is closed.")
		if errors.Is(other, short) {
			t.Error("two codes are taken for one failure")
		}
	})
	t.Run("hides an error that nobody named", func(t *testing.T) {
		got := fault.Of(errors.New("no such table: person"))
		if got.Kind != fault.Internal || got.Message() != "Something went wrong on our side." {
			t.Errorf("Of = %v, want the unknown internal failure", got)
		}
	})
	t.Run("takes an ended context for something to ask again", func(t *testing.T) {
		if got := fault.Of(fmt.Errorf("store: %w", context.Canceled)); got.Kind != fault.Unavailable {
			t.Errorf("Of = %v, want unavailable", got)
		}
	})
	t.Run("is nil for no error", func(t *testing.T) {
		if got := fault.Of(nil); got != nil {
			t.Errorf("Of(nil) = %v, want nil", got)
		}
	})
}
