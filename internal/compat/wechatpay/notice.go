package wechatpay

import (
	"context"
	"fmt"
	"io"
	"net/http"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// noticeBody is what a merchant is told, the transaction itself encrypted.
type noticeBody struct {
	ID           string `json:"id"` // the same at every attempt
	CreateTime   string `json:"create_time"`
	ResourceType string `json:"resource_type"`
	EventType    string `json:"event_type"`
	Summary      string `json:"summary"`
	Resource     sealed `json:"resource"`
}

// answerMax is how much of a merchant's answer is read: its status is all that counts.
const answerMax = 64 << 10

// Deliver tells a merchant that an order was paid or refunded; it is pay.Courier. It fails if the merchant does not answer 2xx: a
// redirect is not followed.
func (s *Service) Deliver(ctx context.Context, n pay.Notice) error {
	m, err := s.Pay.FindMerchant(ctx, n.Order.Merchant)
	if err != nil {
		return err
	}
	kind, event, summary := "transaction", "TRANSACTION.SUCCESS", "支付成功"
	var about any = transactionOf(n.Order, n.CreatedAt)
	if n.Order.Hold && n.Refund == nil {
		kind, event, summary, about = "payscore", "PAYSCORE.USER_CONFIRM", "用户确认", serviceOrderOf(n.Order, n.CreatedAt)
		switch n.Order.State {
		case pay.OrderPaid:
			event, summary = "PAYSCORE.USER_PAID", "服务订单结束"
		case pay.OrderClosed: // given back, or its time ran out: the vendor has no word for it
			event, summary = "PAYSCORE.REVOKED", "服务订单已取消"
		case pay.OrderOpen, pay.OrderHeld:
		}
	}
	if n.Refund != nil {
		kind, event, summary, about = "refund", "REFUND.SUCCESS", "退款成功", refundNoticeOf(*n.Refund)
	}
	plain, err := encode(about)
	if err != nil {
		return err
	}
	box, err := s.seal(m.APIKey, kind, plain)
	if err != nil {
		return err
	}
	box.OriginalType = kind
	body, err := encode(noticeBody{
		ID: string(n.ID), CreateTime: shanghai(n.CreatedAt), ResourceType: "encrypt-resource", EventType: event, Summary: summary, Resource: box,
	})
	if err != nil {
		return err
	}
	platform, err := s.Platform(ctx)
	if err != nil {
		return err
	}
	name, err := s.nameFor(ctx, platform, m, "")
	if err != nil {
		return err
	}
	g, err := s.sign(ctx, platform, name, body)
	if err != nil {
		return err
	}
	header := http.Header{"Content-Type": {"application/json"}, "User-Agent": {"Superette/notify"}}
	g.each(header.Set)
	answer, err := s.Out.Do(ctx, id.Caller{Kind: id.Merchant, Merchant: m.ID}, egress.Request{
		For: "notify", Method: http.MethodPost, URL: n.URL, Header: header, Body: body, PlainHTTP: true,
		Limits: egress.Limits{ResponseBytes: answerMax, Redirects: -1},
	})
	if err != nil {
		return fmt.Errorf("compat/wechatpay: notify %s: %w", m.ID, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if _, err := io.Copy(io.Discard, answer.Body); err != nil && answer.Status >= http.StatusMultipleChoices {
		return fmt.Errorf("compat/wechatpay: notify %s: status %d: %w", m.ID, answer.Status, err)
	}
	if answer.Status < http.StatusOK || answer.Status >= http.StatusMultipleChoices {
		return fmt.Errorf("compat/wechatpay: notify %s: status %d", m.ID, answer.Status)
	}
	return nil
}
