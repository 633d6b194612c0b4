package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

// peer is a running Formance ledger: its own API, one transaction per request, as its clients use it. The ledger has the features that
// it has when nothing else is said.
type peer struct {
	client *http.Client
	base   string // of one ledger in it
}

type peerPosting struct {
	Amount      int64  `json:"amount"`
	Asset       string `json:"asset"`
	Source      string `json:"source"`
	Destination string `json:"destination"`
}

type peerTransaction struct {
	Postings  []peerPosting `json:"postings"`
	Reference string        `json:"reference"`
}

func openPeer(ctx context.Context, address string) (subject, error) {
	const connections = 1 << 14
	s := &peer{
		client: &http.Client{Transport: &http.Transport{MaxIdleConns: connections, MaxIdleConnsPerHost: connections}},
		base:   address + "/v2/bench" + strconv.FormatInt(time.Now().Unix(), 36),
	}
	if err := s.ask(ctx, s.base, struct{}{}); err != nil {
		return nil, err
	}
	const atOnce = 25 // what one of its transactions takes grows by the square
	for first := 0; first < accounts; first += atOnce {
		fill := peerTransaction{Reference: fmt.Sprintf("fill-%d", first)}
		for i := first; i < first+atOnce; i++ {
			fill.Postings = append(fill.Postings, peerPosting{plenty, "CNY/2", "world", name(i)})
		}
		if err := s.ask(ctx, s.base+"/transactions", fill); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func name(account int) string { return fmt.Sprintf("users:%05d", account) }

func (s *peer) Transfer(ctx context.Context, n int64, from, to int) error {
	return s.ask(ctx, s.base+"/transactions", peerTransaction{
		Postings: []peerPosting{{1, "CNY/2", name(from), name(to)}}, Reference: fmt.Sprintf("transfer-%d", n),
	})
}

func (s *peer) ask(ctx context.Context, address string, question any) (err error) {
	content, err := json.Marshal(question)
	if err != nil {
		return err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(content))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	answer, err := s.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	said, err := io.ReadAll(answer.Body)
	if err == nil && answer.StatusCode >= http.StatusMultipleChoices {
		err = fmt.Errorf("it answers %s: %s", answer.Status, said)
	}
	return err
}

func (s *peer) Close() error {
	s.client.CloseIdleConnections()
	return nil
}
