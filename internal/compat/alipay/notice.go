package alipay

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"

	"github.com/superette/superette/internal/egress"
	"github.com/superette/superette/internal/id"
	"github.com/superette/superette/internal/pay"
)

// answerMax is how much of a merchant's answer is read.
const answerMax = 4 << 10

// noticeParams are what a merchant is told, the same at every attempt.
func noticeParams(n pay.Notice) (params, error) {
	o := n.Order
	total := o.Amount.Decimal()
	funds, err := json.Marshal([]struct {
		Amount  string `json:"amount"`
		Channel string `json:"fundChannel"`
	}{{total, walletChannel}})
	if err != nil {
		return nil, fmt.Errorf("compat/alipay: encode: %w", err)
	}
	p := params{
		"notify_id": string(n.ID), "notify_type": "trade_status_sync", "notify_time": timeText(n.CreatedAt), "charset": "utf-8", "version": "1.0",
		"sign_type": "RSA2", "app_id": string(o.App), "auth_app_id": string(o.App), "seller_id": o.Merchant,
		"trade_no": string(o.ID), "out_trade_no": o.OutTradeNo, "trade_status": statusOf(o, n.CreatedAt), "subject": o.Description,
		"buyer_id": o.OpenID, "buyer_open_id": o.OpenID, "total_amount": total, "receipt_amount": total, "buyer_pay_amount": total,
		"invoice_amount": total, "point_amount": "0.00", "fund_bill_list": string(funds), "passback_params": o.Attach,
		"gmt_create": timeText(o.CreatedAt), "gmt_payment": timeText(o.PaidAt),
	}
	if n.Refund != nil {
		p["out_biz_no"], p["refund_fee"], p["gmt_refund"] = n.Refund.Number(), o.Refunded.Decimal(), timeText(n.Refund.SettledAt)
	}
	return p, nil
}

// form writes parameters as a form, empty ones left out.
func (p params) form() string {
	values := url.Values{}
	for name, value := range p {
		if value != "" {
			values.Set(name, value)
		}
	}
	return values.Encode()
}

// Deliver tells a merchant that a trade was paid or refunded; it is pay.Courier. It fails if the merchant does not answer success.
func (s *Service) Deliver(ctx context.Context, n pay.Notice) error {
	p, err := noticeParams(n)
	if err != nil {
		return err
	}
	if p["sign"], err = s.sign(ctx, p.text(false, "sign", "sign_type")); err != nil {
		return err
	}
	answer, err := s.Out.Do(ctx, id.Caller{Kind: id.Merchant, Merchant: n.Order.Merchant}, egress.Request{
		For: "notify", Method: http.MethodPost, URL: n.URL, Body: []byte(p.form()), PlainHTTP: true,
		Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded; charset=utf-8"}, "User-Agent": {"Superette/notify"}},
		Limits: egress.Limits{ResponseBytes: answerMax, Redirects: -1},
	})
	if err != nil {
		return fmt.Errorf("compat/alipay: notify %s: %w", n.Order.Merchant, err)
	}
	defer answer.Body.Close() //nolint:errcheck // it was only read
	said, err := io.ReadAll(answer.Body)
	if err != nil {
		return fmt.Errorf("compat/alipay: notify %s: status %d: %w", n.Order.Merchant, answer.Status, err)
	}
	if answer.Status != http.StatusOK || !bytes.EqualFold(bytes.TrimSpace(said), []byte("success")) {
		return fmt.Errorf("%w: %s, status %d: %.40q", errTaken, n.Order.Merchant, answer.Status, said)
	}
	return nil
}
