package push

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
)

// For is the word of this room in the log of what left the instance, and what a grant for a push service on a private address
// is limited to.
const For = "push"

const answerMax = 64 << 10 // bytes of a push service's answer; its status is all that counts

// send hands one encrypted message to the device's push service (RFC 8030).
func (s *Service) send(ctx context.Context, j job, body []byte) (outcome, time.Duration, error) {
	authorization, err := s.key.authorization(j.endpoint, s.Now(), s.Random)
	if err != nil {
		return gone, 0, err
	}
	answer, err := s.Out.Do(ctx, id.AsSystem(), egress.Request{
		For: For, Method: http.MethodPost, URL: j.endpoint, Body: body,
		Header: http.Header{
			"Authorization": {authorization}, "Content-Encoding": {"aes128gcm"}, "Content-Type": {"application/octet-stream"},
			"User-Agent": {"Superette/push"},
			"Ttl":        {strconv.Itoa(int(keepFor.Seconds()))}, "Topic": {s.key.topic(string(j.session), j.news.Topic)},
			// Somebody waits for an answer, or had money moved: a phone may be woken for it.
			"Urgency": {"high"},
		},
		Limits: egress.Limits{ResponseBytes: answerMax, Redirects: -1},
	})
	switch {
	case errors.Is(err, egress.ErrPrivate), errors.Is(err, egress.ErrURL), errors.Is(err, egress.ErrScheme):
		return gone, 0, fmt.Errorf("push: an address that is never asked: %w", err)
	case err != nil:
		return later, 0, fmt.Errorf("push: send: %w", err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	_, _ = io.Copy(io.Discard, answer.Body)
	failed := fmt.Errorf("push: the service answers %d", answer.Status)
	switch {
	case answer.Status >= 200 && answer.Status < 300:
		return told, 0, nil
	case answer.Status == http.StatusNotFound || answer.Status == http.StatusGone:
		return gone, 0, failed
	case answer.Status == http.StatusTooManyRequests || answer.Status == http.StatusRequestTimeout || answer.Status >= 500:
		return later, retryAfter(answer.Header.Get("Retry-After"), s.Now()), failed
	}
	// This message is not wanted, and would not be the next time.
	return told, 0, failed
}

// retryAfter reads the header of that name: seconds, or a time. It returns 0 if there is none.
func retryAfter(text string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(text); err == nil && seconds > 0 {
		return time.Duration(min(seconds, int(laterMost.Seconds()))) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}
